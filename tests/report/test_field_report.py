"""The field summary: who is ranked first, that every well has a page, and that nothing lies upon another."""

from __future__ import annotations

from typing import Any

from tests.report.doubles import model
from tests.report.test_overlap import LONG, extents, faults
from welllog_mdn.field.products import NO_RECORD
from welllog_mdn.model.verdict import Finding, Verdict
from welllog_mdn.report.field_report import field_sheets, in_order, priority
from welllog_mdn.report.flow import Paper
from welllog_mdn.report.sheet import Stroke, Words
from welllog_mdn.report.style import GREEN


def row(name: str, **more: Any) -> dict[str, Any]:
    """Return the row of a well of 1000 depths, half of them measured and half predicted inside the training range."""
    usual = {
        **NO_RECORD,
        "file": f"{name}.las",
        "well": name,
        "target": "DT",
        "status": "written",
        "rows": 1000,
        "predicted": 1000,
        "measured": 500,
        "kept": more.get("measured", 500),
        "given_outside": more.get("extrapolated", 0),
        "given_few": more.get("few_inputs", 0),
        "warnings": [],
        "reason": "",
        "inputs": {"GR": {"mnemonic": "GRD", "unit": "GAPI", "rows": 1000}, "RHOB": {"mnemonic": "RHOB"}},
        "output": f"{name}.las",
    }
    blind = {"rows": 500, "unit": "us/ft", "rmse": 5.0, "bias": 0.1, "cover": 0.8, "width": 14.0, "well_trained": False}
    return {**usual, **more, "blind": {**blind, **more.get("blind", {})}}


def found(finding: Finding, **figures: str) -> dict[str, str]:
    """Return what a row says of how far a log can be used."""
    return {"verdict": Verdict(finding, figures).sentence, "finding": finding.key}


ROWS = [
    row("good"),
    row("narrow", blind={"rows": 500, "unit": "us/ft", "rmse": 9.0, "bias": 2.0, "cover": 0.4, "width": 5.0}),
    row(
        "outside",
        extrapolated=450,
        **found(Finding.RESTS_ON_LITTLE, count="450", given="500"),
    ),
    row("refused", status="refused", reason=LONG, rows=0),
    row(LONG, warnings=[LONG] * 40),
    row("井戸", few_inputs=300, replaced=100, not_predicted=100),
]


def test_wells_that_need_a_look_come_first() -> None:
    """A refusal, then a band that held half of what it should, then depths outside the range; the good one is last."""
    order = [r["well"] for r in in_order(ROWS)]
    assert order[:2] == ["refused", "narrow"] and order[-1] == "good"
    assert priority(ROWS[0]) == (0.0, "nothing unusual")


def test_wells_to_be_used_with_care_are_ranked_by_what_there_is_to_look_at() -> None:
    """Whatever their files are called; a band that held 69 % before one that held 98 %, and a refusal before both."""
    n = {"rows": 500, "unit": "us/ft", "rmse": 5.0, "bias": 0.1, "width": 14.0}
    rows = [
        row("usable", extrapolated=200),
        row("a", **found(Finding.UNCHECKED), extrapolated=10),
        row("b", **found(Finding.UNCHECKED), extrapolated=80),
        row("c", **found(Finding.AS_WIDE_AS_THE_LOG, name="DT"), blind={**n, "cover": 0.98}),
        row("d", **found(Finding.HELD_LITTLE, mostly="", share="69 %", own="its own"), blind={**n, "cover": 0.69}),
        row("e", **found(Finding.ANOTHER_LOG, mostly="", name="DT", share="9 %")),
        row("f", status="refused", reason="no"),
    ]
    assert [r["well"] for r in in_order(rows)] == ["f", "d", "e", "c", "b", "a", "usable"]


def test_a_handful_of_measured_values_does_not_judge_a_band() -> None:
    """One that lies outside says no more of the well than one that lies inside says of the field."""
    one = row("few", blind={"rows": 1, "unit": "us/ft", "rmse": 40.0, "bias": 0.0, "cover": 0.0, "width": 20.0})
    assert priority(one) == (0.0, "nothing unusual")
    text = " ".join(
        m.text for m in field_sheets([one, row("W")], {}, Paper.of("a4"))[0].marks() if isinstance(m, Words)
    )
    assert "band held 80 % in the mean of 1 well" in text


def test_no_written_well_is_looked_at_before_a_refused_one() -> None:
    """However bad: all of it outside the training range, a band that held nothing, ten warnings."""
    blind = {"rows": 50, "unit": "us/ft", "rmse": 40.0, "bias": 0.0, "cover": 0.0, "width": 20.0}
    bad = row("bad", extrapolated=1000, few_inputs=1000, warnings=["x"] * 10, blind=blind)
    assert priority(bad)[0] < priority(row("refused", status="refused", reason="no"))[0]


def test_a_well_that_is_missed_by_far_more_than_its_band_is_looked_at() -> None:
    """A band of 33.8 promises errors of some 13 us/ft; 27.6 of them is worth a look, though it held 88 %."""
    blind = {"rows": 500, "unit": "us/ft", "rmse": 27.6, "bias": 9.0, "cover": 0.84, "width": 33.8}
    score, why = priority(row("far off", blind=blind))
    assert score > 0.25 and why == "P50 missed by 2.1 times what the band promises"


def test_a_well_is_marked_whose_own_report_says_use_with_care() -> None:
    """Whatever its reason, its own page has no green bar, and gives that reason first."""
    for said in (found(Finding.UNCHECKED), found(Finding.USABLE, marked="", wider="")):
        verdict, care = said["verdict"], said["finding"] == "unchecked"
        one = row("W", **said, extrapolated=30)
        page = field_sheets([one], {}, Paper.of("a4"))[1]
        assert (GREEN in [m.face for m in page.marks() if isinstance(m, Stroke)]) != care
        reason = "30 of 500 predicted depths outside the training range"
        assert priority(one)[1] == f"{verdict[:-1]}; " * care + reason


def test_what_the_verdict_says_is_not_said_again() -> None:
    """The line is short."""
    said = found(Finding.HELD_LITTLE, mostly="", share="40 %", own="this well's own measured values")
    why = priority(row("W", **said, blind=ROWS[1]["blind"], extrapolated=10, warnings=["x"] * 2))[1]
    assert why == f"{said['verdict'][:-1]}; P50 missed by 4.6 times what the band promises; 2 warnings"
    said = found(Finding.ANOTHER_LOG, mostly="", name="DT", share="9 %")
    blind = {**ROWS[0]["blind"], "cover": 0.09}
    assert priority(row("W", **said, blind=blind, measured=1000))[1] == said["verdict"][:-1]
    said = found(Finding.SET_ASIDE, replaced="300", measured="500", name="DT")
    assert priority(row("W", **said, replaced=300, measured=200))[1] == said["verdict"][:-1]


def test_measured_depths_do_not_hide_what_predicted_ones_rest_on() -> None:
    """511 of 970 predicted depths of a well that is measured for the rest: warnings do not come before them."""
    said = found(Finding.AS_WIDE_AS_THE_LOG, name="DT")
    one = row("W", **said, rows=14_000, measured=13_030, extrapolated=511, few_inputs=97, warnings=["x"] * 7)
    score, why = priority(one)
    reasons = ["511 of 970 predicted depths outside the training range", "7 warnings"]
    assert score > 0.7 and why.split("; ") == [said["verdict"][:-1], *reasons]
    assert priority(row("W", measured=1000))[0] == 0.0  # nothing was added
    first = field_sheets([one], {}, Paper.of("a4"))[0]
    told = " ".join(text for text in extents(first)[0])
    assert all(reason in told for reason in reasons) and not faults(first)


def test_reasons_of_some_depths_say_of_how_many() -> None:
    """Of a log that is predicted but for 400 depths, "not predicted" reads as if it were not at all."""
    _, why = priority(row("W", rows=14_000, not_predicted=400, replaced=1_200))
    assert why == "1,200 of 1,700 measured values replaced; 400 of 14,000 depths not predicted"


def test_what_predicted_depths_rest_on_is_counted_as_on_page_one() -> None:
    """Of 500 all from few inputs, 200 outside the training range, 50 for a measured value: a flag tells one of each.
    What is told is what weighs.
    """
    one = row("W", replaced=50, extrapolated=180, few_inputs=270, given_outside=200, given_few=500)
    score, why = priority(one)
    assert score == 200 / 500 + 0.5 * 500 / 500 + 0.5 * 50 / 1000
    assert why.startswith("500 of 500 predicted depths from few inputs; 200 of 500 predicted depths outside the")


def test_predicted_depths_that_read_an_input_drawn_by_hand_are_a_reason_to_look() -> None:
    """Of 500 the same share weighs as of few inputs; the verdict that says it is not told again."""
    assert priority(row("W", given_drawn=120)) == (0.12, "120 of 500 predicted depths read an input drawn by hand")
    said = found(Finding.RESTS_ON_DRAWN, count="300", given="500")
    assert priority(row("W", given_drawn=300, **said))[1] == said["verdict"][:-1]


def test_a_band_that_the_report_of_the_well_does_not_mark_is_no_reason_to_look() -> None:
    """It does from 69 and 91 % on, as they are printed."""
    for cover, told in ((0.696, False), (0.89, False), (0.904, False), (0.69, True), (0.91, True)):
        score, why = priority(row("W", blind={"cover": cover}))
        assert (score > 0) == told == ("band held" in why)


def test_every_well_has_a_page_and_a_bookmark() -> None:
    """One page for the ranking and one for each file, whatever its name."""
    sheets = field_sheets(ROWS, {"DT": model()}, Paper.of("a4"))
    assert len(sheets) == 1 + len(ROWS) and all(s.sections for s in sheets)
    assert any("81 %" in text for text in extents(sheets[0])[0])


def test_the_verdict_stands_on_the_page_of_a_well() -> None:
    """Above its reasons to look, once; a refused well has none."""
    care = found(Finding.RESTS_ON_LITTLE, count="450", given="500")
    usable = row("A", **found(Finding.USABLE, marked=", except where marked", wider=""))
    rows = [usable, {**usable, "warnings": ["spikes"]}, row("B", extrapolated=450, **care), row("C", status="refused")]
    for one, told in zip(rows, ("where marked", "where marked; 1 warning", care["verdict"], "refused: "), strict=True):
        _, page = field_sheets([one], {}, Paper.of("a4"))
        text = " ".join(extents(page)[0])
        assert told.rstrip(".") in text and text.count("Use with care") == (one["well"] == "B")
        assert text.count("Usable with its band, except where marked") == (one["well"] == "A")


def test_a_model_of_one_well_is_not_sold_as_checked_on_wells() -> None:
    """Nothing but blocks of depth were unseen."""
    for one, unseen in (
        (model(), "on wells that"),
        (model(checked=False), "on blocks of depth, for want of other wells"),
    ):
        first = field_sheets([row("W")], {"DT": one}, Paper.of("a4"))[0]
        assert any(unseen in text for text in extents(first)[0])


def test_a_well_of_many_targets_has_them_all() -> None:
    """Nine targets with two warnings each take two pages; nothing of them is left out or lies upon another."""
    rows = [row("W", target=f"T{i}", warnings=[f"first of {i}", f"second of {i}"]) for i in range(9)]
    for paper in ("a4", "letter"):
        _, *pages = field_sheets(rows, {}, Paper.of(paper))
        texts = [text for page in pages for text in extents(page)[0]]
        assert len(pages) == 2 and [f for page in pages for f in faults(page)] == []
        assert {f"T{i}: written" for i in range(9)} | {f"• second of {i} (T{i})" for i in range(9)} <= {*texts}


def test_a_warning_that_not_all_targets_share_says_which_have_it() -> None:
    """DEPTH reaches beyond another model's wells for each; what all share, or begins with its target, needs no word."""
    shared, apart = "RDEP: spikes in 1 of 900 rows", "DEPTH: outside the training range in {} % of the rows"
    own = "NPHI: kept physical in 171 rows: P10-P90 reached beyond what NPHI can be"
    told = {"RHOB": [apart.format(12)], "NPHI": [apart.format(12), own], "DTS": [apart.format(37)], "CALI": []}
    rows = [row("W", target=target, warnings=[shared, *texts]) for target, texts in told.items()]
    page = field_sheets(rows, {}, Paper.of("a4"))[1]
    expected = [shared, apart.format(12) + " (RHOB, NPHI)", own, apart.format(37) + " (DTS)"]
    assert [text for text in extents(page)[0] if text.startswith("• ")] == [f"• {text}" for text in expected]
    alone = field_sheets(rows[2:3], {}, Paper.of("a4"))[1]
    assert f"• {apart.format(37)}" in extents(alone)[0]


def test_samples_are_counted_by_their_flag() -> None:
    """Whatever the flag is called, in the singular as the legend has it."""
    page = field_sheets([row("W", replaced=74)], {}, Paper.of("a4"))[1]
    told = "1,000 depths: measured 500 (50 %); predicted 426 (43 %); measured value replaced 74 (7 %)."
    assert told in extents(page)[0]


def test_a_measured_value_beside_which_nothing_could_be_predicted_is_a_measured_one() -> None:
    """Of 100 depths without a prediction 80 are measured: the log is given there, and lacks 20 depths."""
    one = row("W", not_predicted=100, kept=580)
    first, page = field_sheets([one], {}, Paper.of("a4"))
    assert any("1,000 depths, 580 measured, 1,000 with a prediction" in text for text in extents(first)[0])
    told = "1,000 depths: measured 580 (58 %); predicted 400 (40 %); not predicted 20 (2 %). 80 measured values had no"
    assert any(text.startswith(told) for text in extents(page)[0])
    assert priority(one) == (0.02, "20 of 1,000 depths not predicted")
    assert priority({**one, "not_predicted": 80})[0] == 0.0


def test_files_of_a_long_folder_are_told_apart() -> None:
    """Of a path that finds no room its end is shown: wells that are refused have no other name."""
    rows = [row("", file=f"{LONG}/{i}.las", status="refused") for i in range(2)]
    shown = extents(field_sheets(rows, {}, Paper.of("a4"))[0])[0]
    assert {text[-6:] for text in shown if text.startswith("…")} == {"/0.las", "/1.las"}


def test_the_model_has_its_errors_in_the_unit_of_the_wells() -> None:
    """5.6 us/ft are 18.4 us/m, beside a refused well, and another target of the same quantity in its own unit; several
    units of its own leave the kind's own.
    """
    refused, other = {"status": "refused", "unit": ""}, {"target": "DTS", "unit": "us/ft"}
    for more, told in ((refused, "RMSE 18.4 us/m"), (other, "RMSE 18.4 us/m"), ({"unit": "us/ft"}, "RMSE 5.60 us/ft")):
        rows = [row("W1", unit="us/m"), row("W2", **more)]
        first = field_sheets(rows, {"DT": model()}, Paper.of("a4"))[0]
        assert any(told in text for text in extents(first)[0])


def test_no_text_of_the_summary_lies_upon_another() -> None:
    """Long and foreign names, many warnings and a hundred wells leave every page clear."""
    many = [row(f"W{i}") for i in range(100)]
    for rows in (ROWS, many, []):
        assert [f for sheet in field_sheets(rows, {"DT": model()}, Paper.of("letter")) for f in faults(sheet)] == []
