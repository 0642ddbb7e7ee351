"""How far a log can be used, by one rule for print, records and terminal."""

from __future__ import annotations

import re
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from welllog_mdn.flags import basis_of
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.verdict import (
    CompletedLog,
    Finding,
    Grade,
    Verdict,
    costs_much,
    doubtful_share,
    evidence,
    knows_more_than_a_constant,
    share_without,
    spread,
    verdict,
)
from welllog_mdn.report.predicted_log import Target
from welllog_mdn.scores import agreement

N = 200
HERE, NOWHERE = np.ones(N, bool), np.zeros(N, bool)
EXACT = dict.fromkeys(("measured", "p50"), np.array([50.0, 90.0]))
"""Held-out samples of which P50 misses none."""


def said(**case: Any) -> str:
    """Return the sentence of a verdict."""
    return judged(**case).sentence


def judged(
    *, checked: bool = True, cover: float = 0.8, wells: tuple[float, ...] = (0.8,), flag: Any = 3, **other: Any
) -> Verdict:
    """Return the verdict on a log of `N` samples, a sonic of one flag unless told otherwise."""
    scores = {"pooled": {"cover": cover}, "wells": [{"well": str(i), "cover": c} for i, c in enumerate(wells)]}
    model: Any = SimpleNamespace(checked_on_other_wells_=checked, scores_=scores, heldout_=other.get("heldout", EXACT))
    model.relatives = other.get("relatives", ())
    basis = basis_of(other.get("predicted", HERE), other.get("outside", NOWHERE), other.get("few", NOWHERE))
    name = other.get("name", "DT")
    available, in_doubt = other.get("available", {"GR": HERE}), other.get("in_doubt", 0.0)
    flags = np.broadcast_to(flag, N)
    kept = (flags == 1) | ((flags == 5) & other.get("complete", False))
    own = {"rows": other.get("own", 100), "cover": other.get("held"), "r2": other.get("r2"), "rmse": other.get("rmse")}
    found = (other.get("beside", False), other.get("wide"), other.get("mostly", ""), other.get("blunt"))
    here = evidence(own, {"rmse": 2.0}, *found)
    kind = default_table().target(name)
    drawn = other.get("drawn", NOWHERE)
    return verdict(CompletedLog(model, kind, name, flags, kept, basis, drawn, available, here, in_doubt))


@pytest.mark.parametrize("case", [{"r2": 0.05}, {"held": 0.5}, {"rmse": 4.1}])
def test_where_most_of_the_error_lies_ends_what_is_said_of_the_well_s_own_values(case: dict[str, Any]) -> None:
    """Of an error that is not of the own values nothing is added."""
    assert said(**case, mostly="; most of it above").endswith("; most of it above.")
    assert said(cover=0.5, mostly="; most of it above") == said(cover=0.5)
    complete = said(flag=1, held=0.11, mostly="; most of it above")  # where it remains to be said what to do
    assert complete.endswith("the band held 11 % of it; most of it above: check it.")


def first(rows: int) -> np.ndarray:
    """Return the mask of the first rows."""
    return np.arange(N) < rows


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({}, "Usable with its band."),
        ({"outside": first(20)}, "Usable with its band, except where marked."),
        ({"few": first(90)}, "Usable with its band, except where marked."),
        ({"few": first(110)}, "Use with care: 110 of 200 predicted depths lie outside the training range or rest"),
        ({"outside": first(60), "few": first(110)}, "Use with care: 110 of 200 predicted depths"),
        ({"outside": first(100), "flag": np.where(first(100), 1, 3)}, "Usable with its band."),
        ({"flag": np.where(first(50), 5, 1)}, "Nothing was added: where DT is not measured, it could not be"),
        ({"flag": np.where(first(50), 5, 1), "complete": True}, "Nothing was missing: DT is measured at every depth."),
        ({"in_doubt": 0.2}, "Usable with its band, except where marked."),
        ({"few": first(60), "drawn": ~first(140)}, "Usable with its band, except where marked."),
        (
            {"drawn": first(101)},
            "Use with care: at 101 of 200 predicted depths an input is drawn by hand, interpolated",
        ),
        ({"drawn": first(100)}, "Usable with its band, except where marked."),
        ({"in_doubt": 0.26}, "Use with care: 26 % of the measured values are stuck, drawn by hand or"),
        ({"r2": 0.05}, "Use with care: P50 met this well's own measured values hardly better"),
        ({"r2": -6.7}, "Use with care: P50 met this well's own measured values worse than a constant"),
        ({"r2": 0.2, "held": 0.8}, "Usable with its band."),
        ({"outside": HERE}, "Use with care: 200 of 200 predicted depths lie outside the training range or rest on few"),
        ({"held": 0.65}, "Use with care: the band held only 65 % of this well's own measured values."),
        ({"held": 0.45}, "Use with care: the band held only 45 % of this well's own measured values."),
        ({"held": 0.0, "own": 3}, "Usable with its band."),
        ({"held": 0.97}, "Usable with its band. It held 97 % of this well's own measured values: it is wider here"),
        ({"rmse": 4.1}, "Use with care: P50 missed this well's own measured values by 2.0 times as much as those of"),
        ({"rmse": 3.9}, "Usable with its band."),
        ({"wide": 1.02}, "Use with care: where it is predicted the band is as wide as DT itself varies in the train"),
        ({"wide": 0.9}, "Usable with its band."),
        ({"cover": 0.6, "wide": 1.2, "blunt": 0.9}, "Use with care: where it is predicted the band is as wide as DT"),
        ({"cover": 0.6, "held": 0.6, "wide": 1.2, "blunt": 1.0, "own": 9}, "Use with care: where it is predicted"),
        ({"cover": 0.6, "wide": 1.2, "blunt": 0.8}, "Use with care: the band did not hold what it promised on unseen"),
        ({"held": 0.45, "beside": True}, "Use with care: the band held only 45 % of this well's own measured values i"),
        ({"flag": np.where(first(100), 2, 1)}, "Use with care: 100 of 200 measured values were set aside, and DT"),
        ({"flag": np.where(first(40), 2, 1)}, "Usable with its band."),
        ({"wells": (0.9, 0.5)}, "Use with care: in 1 of 2 unseen wells the band held under 60 %."),
        ({"wells": (0.9, 0.9, 0.9, 0.5)}, "Usable with its band."),
        ({"wells": (0.65, 0.65)}, "Usable with its band."),
        ({"cover": 0.92}, "Use with care: the band is too wide: on unseen wells it held 92 %, where 80 % "),
        ({"cover": 0.6, "held": 0.12}, "Use with care: the band held only 12 % of this well's own measured values."),
        ({"cover": 0.3, "held": 0.6}, "Use with care: the band did not hold what it promised on unseen wells."),
        ({"wells": (0.9, 0.5987)}, "Usable with its band."),
        ({"cover": 0.6}, "Use with care: the band did not hold what it promised on unseen wells."),
        ({"checked": False}, "Use with care: no other well checked the band."),
        ({"checked": False, "wide": 1.1}, "Use with care: where it is predicted the band is as wide as DT itself"),
        ({"checked": False, "held": 0.5}, "Use with care: the band held only 50 % of this well's own measured values."),
        (
            {"checked": False, "cover": 0.5, "wells": (0.5,), "rmse": 4.1},
            "Use with care: no other well checked the band.",
        ),
        ({"flag": 1}, "Nothing was missing: DT is measured at every depth."),
        ({"flag": 1, "held": 0.06}, "Use with care: DT is measured at every depth, but the band held 6 % of it: check"),
        ({"flag": np.where(first(100), 1, 3)}, "Usable with its band."),
        ({"flag": np.where(first(100), 3, 5), "predicted": first(100)}, "Usable with its band."),
        ({"flag": 1, "in_doubt": 0.3}, "Nothing was missing: DT is measured at every depth, doubtful where marked."),
        ({"flag": np.where(first(100), 1, 5), "predicted": first(100)}, "Nothing was added: where DT is not measured"),
        ({"predicted": NOWHERE, "flag": 5}, "Nothing could be predicted in this well."),
    ],
)
def test_the_first_doubt_is_the_verdict(case: dict[str, Any], words: str) -> None:
    """One sentence for each way in which a band may fail."""
    assert said(**case).startswith(words)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"few": first(100)}, "Usable with its band, except where marked."),
        ({"flag": np.where(first(50), 2, 1)}, "Usable with its band."),
        ({"in_doubt": 0.25}, "Usable with its band, except where marked."),
        ({"rmse": 4.0}, "Usable with its band."),
        ({"r2": 0.1}, "Usable with its band."),
        ({"r2": 0.0}, "Use with care: P50 met this well's own measured values hardly better"),
        ({"wide": 1.0}, "Use with care: where it is predicted the band is as wide as DT itself"),
        ({"held": 0.65, "own": 30}, "Use with care: the band held only 65 % of this well's own measured values."),
        ({"held": 0.65, "own": 29}, "Usable with its band."),
        ({"cover": 0.6, "held": 0.6}, "Use with care: the band did not hold what it promised on unseen wells."),
        ({"name": "DTS", "relatives": ("DTC",), "available": {"DTC": first(100)}}, "Usable with its band."),
    ],
)
def test_what_lies_on_a_limit_is_within_it(case: dict[str, Any], words: str) -> None:
    """Half of the depths, a quarter of the values, twice the error; a band as wide as the log is as wide as it."""
    assert said(**case).startswith(words)


DOUBTS: tuple[tuple[Finding, dict[str, Any]], ...] = (
    (Finding.IMPOSSIBLE, {"predicted": NOWHERE}),
    (Finding.COMPLETE, {"flag": 1}),
    (Finding.HELD_LITTLE, {"held": 0.5}),
    (Finding.AS_WIDE_AS_THE_LOG, {"wide": 1.1, "blunt": 0.95}),
    (Finding.TOO_WIDE, {"cover": 0.95}),
    (Finding.LIKE_A_CONSTANT, {"heldout": {"measured": np.array([50.0, 70.0, 90.0]), "p50": np.full(3, 70.0)}}),
    (Finding.AS_WIDE_AS_THE_LOG, {"wide": 1.1}),
    (Finding.LIKE_THE_MEAN, {"r2": 0.05}),
    (Finding.UNCHECKED, {"checked": False}),
    (Finding.MISSED, {"rmse": 4.1}),
    (Finding.WITHOUT_LEADER, {"name": "DTS", "relatives": ("DTC",), "available": {"DTC": NOWHERE}}),
    (Finding.FAILED_IN_WELLS, {"wells": (0.9, 0.5)}),
    (Finding.RESTS_ON_LITTLE, {"few": HERE}),
    (Finding.RESTS_ON_DRAWN, {"drawn": HERE}),
    (Finding.SET_ASIDE, {"flag": np.where(first(100), 2, 1)}),
    (Finding.KEPT_IN_DOUBT, {"in_doubt": 0.3}),
    (Finding.USABLE, {}),
)
"""What may be said of a log, and a case of each, from what weighs most to what weighs least."""


@pytest.mark.parametrize(("heavy", "light"), [*pairwise(DOUBTS)], ids=lambda doubt: doubt[0].name)
def test_of_two_doubts_the_heavier_is_the_verdict(
    heavy: tuple[Finding, dict[str, Any]], light: tuple[Finding, dict[str, Any]]
) -> None:
    """Each rule against the next one, where both find something."""
    for finding, case in (heavy, light, (heavy[0], heavy[1] | light[1])):
        assert judged(**case).finding is finding


def test_a_share_that_prints_as_its_limit_is_within_it() -> None:
    """69.64 % prints as 70 %, of which nobody is told "only"; 90.31 % prints as 90 %, and is not too much."""
    for share in (0.6964, 0.695, 0.9031):
        assert said(held=share) == said(cover=share) == "Usable with its band."
    assert said(held=0.6949) == "Use with care: the band held only 69 % of this well's own measured values."
    assert said(flag=1, held=0.3487) == "Nothing was missing: DT is measured at every depth."


@pytest.mark.parametrize("finding", Finding)
def test_a_finding_is_known_by_what_records_call_it(finding: Finding) -> None:
    """And its sentence asks for care where its grade does; what other versions found, and nothing, is not known."""
    figures = dict.fromkeys(re.findall(r"{(\w+)}", finding.words), "7 %")
    assert Finding.of(finding.key) is finding and Finding.of("") is Finding.of("of_other_versions") is None
    assert Verdict(finding, figures).sentence.startswith("Use with care: ") == (finding.grade is Grade.CARE)


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


def test_the_width_of_the_band_is_measured_by_how_far_the_log_varies_in_the_training_wells() -> None:
    """P10 to P90 of 0 to 100 are 80 apart; a band of 40, and one of 120, are half as wide and half as wide again. A
    resistivity varies in decades.
    """
    model: Any = SimpleNamespace(heldout_={"measured": np.linspace(0.0, 100.0, 101)})
    usual = spread(model, default_table().target("DT"))
    assert usual == pytest.approx(80.0)
    decades: Any = SimpleNamespace(heldout_={"measured": 10.0 ** np.linspace(0.0, 2.0, 101)})
    assert spread(decades, default_table().target("RDEP")) == pytest.approx(1.6)


def test_a_log_of_which_a_part_is_neither_measured_nor_predicted_lacks_something() -> None:
    """A hundred depths are measured, none of the others can be predicted."""
    assert "Nothing was missing" not in said(flag=np.where(first(100), 1, 5), predicted=first(100))


def test_a_shear_log_without_its_compressional_over_most_of_what_is_predicted_is_to_be_used_with_care() -> None:
    """Of 100 predicted depths 60 lack it, of all 200 thirty in a hundred; of 100 measured ones it says nothing."""
    case = {"name": "DTS", "flag": np.where(first(100), 3, 1), "available": {"DTC": ~first(60)}, "relatives": ("DTC",)}
    assert said(**case) == (
        "Use with care: DTC, which DTS follows most closely, is missing or set aside in 60 % of the predicted depths."
    )
    assert said(**{**case, "available": {"DTC": ~first(40)}}) == "Usable with its band."
    both = {"relatives": ("DTC", "DTST"), "available": {"DTC": ~first(60), "DTST": NOWHERE}}
    assert said(**{**case, **both}).startswith(
        "Use with care: DTC and DTST, which DTS follows most closely, are missing"
    )
    assert said(**{**case, **both, "available": {"DTC": ~first(60), "DTST": first(30)}}) == "Usable with its band."
    assert share_without(("DTC",), NOWHERE, {"DTC": NOWHERE}) == share_without(("DTC",), HERE, {"GR": HERE}) == 0.0
    stoneley = {"name": "DTS", "relatives": ("DTST",), "available": {"DTST": NOWHERE}}  # where DTC is no input
    assert said(**stoneley) == "Usable with its band."


@pytest.mark.parametrize(("errors", "much"), [
    ({}, False), ({"with": 4.0}, False), ({"without": 9.0}, False), ({"with": 4.0, "without": 5.0}, False),
    ({"with": 4.0, "without": 5.1}, True),
])  # fmt: skip
def test_what_a_log_loses_without_those_that_it_follows_is_known_by_its_errors(
    errors: dict[str, float], much: bool
) -> None:
    """More than a quarter more, where both are known; of a shear log without its compressional it is known anyway."""
    scores = {f"rmse_{word}_leader": value for word, value in errors.items()}
    shear = default_table().target("DTS")
    stoneley, sonic = (SimpleNamespace(relatives=names, scores_=scores) for names in (("DTST",), ("DTC", "DTST")))
    assert costs_much(stoneley, shear) == much and costs_much(sonic, shear)  # type: ignore[arg-type]


def test_a_resistivity_is_checked_in_decades() -> None:
    """A P50 of 100 ohm.m where 10 was measured is one decade off, within a band of four decades."""
    ten = np.full(5, 10.0)
    judged = Target(default_table().target("RDEP"), "RDEP", "ohm.m").judged
    found = agreement(*map(judged, (ten, 0.1 * ten, 10.0 * ten, 1000.0 * ten)))
    assert (found["rmse"], found["width"], found["cover"]) == pytest.approx((1.0, 4.0, 1.0))


def test_the_doubtful_share_is_of_the_measured_values_that_stay() -> None:
    """Of four that stay one is no rock, whatever lies elsewhere; of none it is 0."""
    rock = np.array([1.0, np.nan, 2.0, 3.0, np.nan])
    assert doubtful_share(np.array([1, 1, 1, 1, 0], bool), rock) == 0.25
    assert doubtful_share(np.zeros(5, bool), rock) == 0.0
