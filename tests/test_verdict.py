"""How far a log can be used, by one rule for print, records and terminal."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from welllog_mdn.logs.kinds import default_table
from welllog_mdn.verdict import knows_more_than_a_constant, rests_on, verdict

N = 200
HERE, NOWHERE = np.ones(N, bool), np.zeros(N, bool)


def said(
    *, checked: bool = True, cover: float = 0.8, wells: tuple[float, ...] = (0.8,), flag: int = 3, **other: Any
) -> str:
    """Return the verdict on a sonic of `N` samples of one flag."""
    scores = {"pooled": {"cover": cover}, "wells": [{"well": str(i), "cover": c} for i, c in enumerate(wells)]}
    model: Any = SimpleNamespace(checked_on_other_wells_=checked, scores_=scores, heldout_=other.get("heldout", {}))
    trust = rests_on(other.get("predicted", HERE), other.get("outside", NOWHERE), NOWHERE)
    kind = default_table().target("DT")
    held, in_doubt = other.get("held"), other.get("in_doubt", False)
    return verdict(model, kind, "DT", np.full(N, flag), trust, {"GR": HERE}, held, in_doubt)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({}, "Usable with its band."),
        ({"outside": np.arange(N) < 20}, "Usable with its band, except where marked."),
        ({"in_doubt": True}, "Usable with its band, except where marked."),
        ({"outside": HERE}, "Use with care: 200 of 200 predicted depths lie outside the training range or rest on few"),
        ({"held": 0.45}, "Use with care: the band held only 45 % of this well's own measured values."),
        ({"wells": (0.9, 0.5)}, "Use with care: in 1 of 2 unseen wells the band held under 60 %."),
        ({"cover": 0.6}, "Use with care: the band did not hold what it promised on unseen wells."),
        ({"checked": False}, "Use with care: no other well checked the band."),
        ({"flag": 1}, "Nothing was missing: DT is measured at every depth."),
        ({"flag": 1, "in_doubt": True}, "Nothing was missing: DT is measured at every depth, doubtful where marked."),
        ({"predicted": NOWHERE, "flag": 5}, "Nothing could be predicted in this well."),
    ],
)
def test_the_first_doubt_is_the_verdict(case: dict[str, Any], words: str) -> None:
    """One sentence for each way in which a band may fail."""
    assert said(**case).startswith(words)


def test_a_log_that_says_no_more_than_a_constant_would_is_to_be_used_with_care() -> None:
    """However well its band holds; a resistivity is judged in decades, where one value of 1e5 does not weigh most."""
    care = "Use with care: on unseen wells P50 came no nearer to the measured values than a constant, their median."
    measured = np.array([50.0, 60.0, 70.0, 80.0, 90.0])
    assert said(heldout={"measured": measured, "p50": np.full(5, 70.0)}) == care
    assert said(heldout={"measured": measured, "p50": 0.5 * (measured + 70.0)}) == "Usable with its band."
    decades: Any = {"measured": np.array([0.5, 1.0, 2.0, 4.0, 1e5]), "p50": np.array([0.5, 1.0, 2.0, 4.0, 1e7])}
    model: Any = SimpleNamespace(heldout_=decades)
    assert knows_more_than_a_constant(model, default_table().target("RDEP"))
    assert not knows_more_than_a_constant(model, default_table().target("DT"))
