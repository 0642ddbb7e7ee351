"""What of the wells of an evaluation did not teach or was not scored, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from welllog_mdn.model.training_well import Lost

TRAIN_TEST = "train-test"
"""The protocol in which the wells that teach are never those that are scored."""
BARRED = "outside the log's range, or without a depth of their own"
BARRED_REASON = f"rows not scored: {BARRED}"
"""The words by which the record of an evaluation counts measured samples of blind wells that no score is taken of."""
SCORED, NOT_SCORED = "not learnt from, but scored", "not scored"

_UNCOMPARED = "(predict compares none of them)"
_BLIND_IN_TURN = {
    Lost.DISTRUSTED: (SCORED, "(scored where inside the log's range)"),
    Lost.DRAWN: (SCORED, _UNCOMPARED),
    Lost.APART: (SCORED, ""),
    Lost.REPEATED: (NOT_SCORED, ""),
    Lost.WITHOUT_INPUT: (NOT_SCORED, "(they have no prediction)"),
}
"""What becomes of rows that are not learnt from where each well is blind in turn, and what is said beside."""


def left_out(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return, from the record of an evaluation, the reasons for which rows were not learnt from or not scored, with
    their numbers, by which of the two it was.

    Where the wells that teach are blind in turn, most rows that teach nobody are scored all the same; of a test folder
    they are rows of other wells.
    """
    found: dict[str, list[str]] = {}

    def add(what: str, reason: str, count: int, beside: str = "") -> None:
        if count:
            found.setdefault(what, []).append(f"rows {reason}{f' {beside}' if beside else ''}: {count:,}")

    counts = {lost: record["excluded"].get(lost.reason, 0) for lost in Lost}
    barred = record["excluded"].get(BARRED_REASON, 0)
    if record["protocol"] == TRAIN_TEST:
        for lost, count in counts.items():
            add("not learnt from", f"of training wells {lost.value}", count)
        add("scored all the same", f"of test wells {Lost.DRAWN.value}", record["no_rock"], _UNCOMPARED)
    else:
        counts[Lost.DRAWN] = record["no_rock"] or counts[Lost.DRAWN]  # one and the same, but of whole wells
        if barred:
            counts[Lost.REPEATED] = 0  # a depth that is not their own: they are among those
        for lost, (what, beside) in _BLIND_IN_TURN.items():
            add(what, lost.value, counts[lost], beside)
    add(NOT_SCORED, BARRED, barred)
    return found
