"""Files of one well among many: found without comparing each pair, and which of them is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from welllog_mdn.logs.kinds import KindTable, LogKind
from welllog_mdn.wells.identity import centimetres, identity, marked_runs, same_well
from welllog_mdn.wells.trusted import TrustedLogs

if TYPE_CHECKING:
    from welllog_mdn.field.options import Reading

MARKED = (47, 43)  # centimetres between depths whose values are marks


def one_of_each(
    wells: Sequence[TrustedLogs], kind: LogKind, reading: Reading
) -> tuple[list[TrustedLogs], list[tuple[TrustedLogs, TrustedLogs]]]:
    """Return one file of each well, and of every other file the pair of it and the one that stays.

    That one stays which teaches most of the target by the inputs that `reading` allows; of equals that which teaches
    most of the log that the target follows, then that with most samples, then the first.
    """
    kept, table = WellLookup(), reading.table()
    seconds: list[tuple[TrustedLogs, TrustedLogs]] = []
    taught = [kind, *([table.kinds[kind.leader]] if kind.leader else [])]
    inputs = _possible_inputs(reading, table)

    def rank(logs: TrustedLogs) -> list[tuple[float, ...]]:
        """The worths for the target and what it follows, then the samples, as sorting wants them."""
        return [tuple(-v for v in values) for values in zip(*(worth(logs, k, inputs) for k in taught), strict=True)]

    for logs in sorted(wells, key=rank):
        twin = next(kept.same(logs), None)
        if twin is None:
            kept.add(logs)
        else:
            seconds.append((logs, twin))
    left = {id(logs) for logs, _ in seconds}
    return [logs for logs in wells if id(logs) not in left], seconds


def worth(logs: TrustedLogs, kind: LogKind, inputs: Mapping[str, LogKind]) -> tuple[float, int]:
    """Return how much a well can teach of a log, and by how many samples.

    A sample counts by the logs beside it that may be `inputs`, each further one for less; without any it counts
    nothing. Logs that are computed from the one to be learnt, or that it is computed from, are left out.
    """
    from welllog_mdn.model.training_well import training_well

    beside = np.zeros(logs.well.n)
    for name, log in logs.logs.items():
        if (
            name in inputs
            and name != kind.name
            and kind.name != inputs[name].computed_from
            and name != kind.computed_from
        ):
            beside += np.isfinite(log.values)
    usable = training_well(logs, kind)[0].usable
    return round(float(np.log1p(beside[usable]).sum()), 6), int(usable.sum())


def _possible_inputs(reading: Reading, table: KindTable) -> dict[str, LogKind]:
    """Return the kinds of logs that may be inputs: those that the user named, else all but the excluded."""
    from welllog_mdn.features import named_kinds

    asked, barred = (named_kinds(names, None, table) for names in (reading.asked, reading.barred))
    offered = asked or [name for name, kind in table.kinds.items() if kind.role == "log"]
    return {name: table.kinds[name] for name in offered if name not in barred}


class WellLookup:
    """Wells in the order in which they were added; another file of one is found without comparing it with each."""

    def __init__(self, wells: Iterable[TrustedLogs] = ()) -> None:
        self.wells: list[TrustedLogs] = []
        self._places: dict[object, list[int]] = {}
        for logs in wells:
            self.add(logs)

    def add(self, logs: TrustedLogs) -> None:
        """Take a well in."""
        for mark in _marks(logs):
            self._places.setdefault(mark, []).append(len(self.wells))
        self.wells.append(logs)

    def same(self, logs: TrustedLogs) -> Iterator[TrustedLogs]:
        """Yield those of the wells that are the same well as this one (see `same_well`), in their order."""
        return (known for known in self.near(logs) if same_well(known, logs))

    def near(self, logs: TrustedLogs) -> list[TrustedLogs]:
        """Return those of the wells that may have something in common with this one, in their order."""
        return [self.wells[i] for i in sorted({i for mark in _marks(logs) for i in self._places.get(mark, [])})]


def _marks(logs: TrustedLogs) -> set[object]:
    """Return marks of which two files of one well share some: then alone is `same_well` worth asking.

    Checksum, UWI, runs of values, and some values with their depths: comparing every pair would cost the square of the
    wells. Of steps in whole centimetres a prime below `SHARED_SAMPLES` meets a copy at least once, however short it is;
    of its own multiples the second prime.
    """
    marks: set[object] = {logs.well.sha256 or id(logs)}
    marks.update(*(runs[0].tolist() for runs in marked_runs(logs).values()))
    if identity(logs.well.uwi):
        marks.add(identity(logs.well.uwi))
    depth = centimetres(logs.well)
    for name, log in logs.logs.items():
        rows = np.flatnonzero(np.isfinite(log.measured) & np.any([depth % m == 0 for m in MARKED], axis=0))
        marks.update((name, int(depth[i]), float(f"{log.measured[i]:.3g}")) for i in rows)
    return marks
