"""The report of one well: what stands in it, at which scale, and that nothing in a well can break it."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from small_field import write_well

from tests.report.doubles import appraisal_of, case, log_of, model, report_of, report_sheets, view_of
from tests.report.test_overlap import extents, faults
from welllog_mdn.errors import Notice, OutputError
from welllog_mdn.features import with_stand_ins
from welllog_mdn.field.options import Writing
from welllog_mdn.field.products import report_options
from welllog_mdn.flags import EXTRAPOLATED, FEW_INPUTS
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.misfit import Misfit
from welllog_mdn.model.verdict import Finding, Verdict
from welllog_mdn.report.answer import (
    _without_leader,
    _without_relatives,
    answer,
    with_logs_outside,
)
from welllog_mdn.report.appraisal import Appraisal
from welllog_mdn.report.evidence import _against_input, _history, _input_values, draw_evidence
from welllog_mdn.report.flow import Flow, Paper
from welllog_mdn.report.fonts import drawn_order
from welllog_mdn.report.front import (
    HEADER_ITEMS,
    STRIP_KEY,
    _care_table,
    _chosen,
    _interval_cells,
    _interval_table,
    _strip_key,
    front_sheets,
    gathered,
    header_items,
)
from welllog_mdn.report.layout import (
    FOOT,
    GROUPS,
    LOOKS,
    Passage,
    _arranged,
    flag_legend,
    log_sheets,
    log_tracks,
    lone_sheet,
    traces_of,
)
from welllog_mdn.report.pages import (
    _numbered,
    _pages,
    render_reports,
    write_reports,
)
from welllog_mdn.report.predicted_log import LogCurve, Target
from welllog_mdn.report.scales import PAIRS, WIDE_PAIR, WIDEST_PAIR, Scale, paired, target_scale
from welllog_mdn.report.sheet import Box, Sheet, Stroke, Words
from welllog_mdn.report.style import BAND, BASIS_LOOKS, BLUE, FLAG_LOOKS, GREEN, GREY, ORANGE, RED, ROLL_LIMIT, Look
from welllog_mdn.report.text import text_width
from welllog_mdn.report.tracks import (
    CurveTrack,
    DensityTrack,
    TargetTrack,
    Window,
    band_shapes,
    draw_grid,
    draw_header,
    nearest_samples,
    pieces,
    placed_samples,
    residual_track,
    set_aside,
    strip_runs,
    two_modes,
    width_track,
)
from welllog_mdn.report.view import WellView, intervals, require_inside
from welllog_mdn.scores import agreement
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.steps import local_steps

MM = 72.0 / 25.4


def printed(case: dict[str, Any], tops: Any = (), **options: Any) -> PdfReader:
    """Return the report of a case, read back."""
    pdf, _ = render_reports([report_of(case, tops=tops, **options)])
    return PdfReader(io.BytesIO(pdf))


def words(reader: PdfReader) -> str:
    """Return all text of a report."""
    return "\n".join(page.extract_text() for page in reader.pages)


def titles(case: dict[str, Any], **options: Any) -> list[str]:
    """Return the bold texts of a report's pages, before it is written."""
    sheets = report_sheets(report_of(case, **options))
    return [m.text for sheet in sheets for m in sheet.marks() if isinstance(m, Words) and m.bold]


def placed(page: Any) -> list[tuple[str, float, float]]:
    """Return each text of a page with its position in points."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        if text.strip():
            found.append((text.strip(), float(tm[4]), float(tm[5])))

    page.extract_text(visitor_text=visit)
    return found


def depth_labels(page: Any) -> list[tuple[float, float]]:
    """Return (depth, mm from the lower edge) of the labels in the depth track."""
    left = [(t, x, y) for t, x, y in placed(page) if re.fullmatch(r"\d+(\.\d+)?", t) and 9 * MM < x < 20 * MM]
    return [(float(t), y / MM) for t, _, y in left]


def small(**more: Any) -> dict[str, Any]:
    return case(300, **more)


def said_of(view: WellView, usual: float = np.inf, highest: float = 0.0, misfit: Misfit | None = None) -> list[str]:
    """Return the sentences of page one; `usual` is how far the log varies in the training wells, `highest` the least
    depth at which they have it, and `misfit` where most of the error lies.
    """
    one = model()
    known = SimpleNamespace(**{**vars(one), "ranges_": {**one.ranges_, "DEPTH": (highest, 2e5)}})
    band = float(view.width[view.given].mean()) if view.given.any() else None
    found = Appraisal(Verdict(Finding.UNCHECKED), {"rows": 0}, False, {"rows": 0}, misfit, usual, band)
    return answer(view, known, found, False)


def test_the_interval_of_most_of_the_error_is_told_with_what_is_left_without_it() -> None:
    """Ninety values of a thousand, and the error of the others."""
    inside, elsewhere = ({"rows": n, "rmse": e, "cover": c} for n, e, c in ((90, 22.3, 0.28), (910, 10.2, 0.72)))
    said = said_of(view_of(small()), misfit=Misfit(1501.4, 1625.94, inside, elsewhere))
    assert (
        "Most of that error lies from 1501.4 to 1625.9 m, in 9 % of the values: there P50 missed by 22.3 us/ft and the "
        "band held 28 %; elsewhere by 10.2, and it held 72 %. Is the log right there, and are its inputs?"
    ) in said


def test_where_most_of_the_error_lies_follows_the_error_that_it_is_of() -> None:
    """That on stretches that were hidden, where they were; else that on the own values, not the word on readings."""
    one, scores = small(), {"rows": 90, "rmse": 22.3, "cover": 0.28}
    given = one["prediction"].given(one["logs"].logs["DTC"].values)
    view, misfit = view_of({**one, "prediction": given}), Misfit(1501.4, 1625.94, scores, scores)
    for refilled, told in (({"rows": 0}, "In this well, P50 missed"), (scores, "Near its own readings")):
        found = Appraisal(Verdict(Finding.UNCHECKED), scores, True, refilled, misfit, np.inf, None)
        said = answer(view, model(), found, False)
        (at,) = [i for i, text in enumerate(said) if text.startswith("Most of that error lies")]
        assert said[at - 1].startswith(told)


def test_an_error_that_is_the_same_throughout_is_told_in_the_words_of_the_log() -> None:
    """A sonic that reads too little everywhere: page one and the verdict say by how much P50 is slower."""
    one = small()
    own = one["logs"].logs["DTC"]
    own.values.flags.writeable = True
    own.values[:] -= 40.0
    found = appraisal_of(one)
    assert found.shift is not None and found.misfit is None and found.shift.share == 1.0
    by = f"{found.own['bias']:.1f} us/ft"
    held = "Use with care: the band held only 0 % of this well's own measured values"
    assert found.verdict.sentence == f"{held}; P50 reads {by} slower throughout."
    said = answer(view_of(one), model(), found, False)
    (at,) = [i for i, text in enumerate(said) if text.startswith("In this well, P50 missed")]
    assert said[at + 1] == (
        f"Most of that error is a shift: P50 reads slower than measured at 100 % of the values, by {by} on average. "
        "Is it the log, or rock that the training wells lack?"
    )
    density = Target(default_table().kinds["RHOB"], "RHOB", "g/cm3")
    assert (density.beside(0.1), density.beside(-0.1)) == ("higher", "lower")


def flagged(view: WellView, flag: np.ndarray, **more: Any) -> WellView:
    """Return a view with other flags (n,): what is measured is kept."""
    return replace(view, flag=flag, kept=flag == 1, **more)


def opening(view: WellView) -> str:
    """Return the first sentence: at how many depths the log is given, and between which."""
    return said_of(view)[0]


def cares(view: WellView, usual: float | None = None, highest: float = 0.0) -> list[str]:
    """Return the sentences of what is to be taken with care."""
    return [text for text in said_of(view, usual, highest) if text.startswith("Care: ")]


def test_page_one_answers_the_three_questions() -> None:
    """Heading, verdict, inputs with coverage, scores of unseen wells and warnings are words on page one."""
    text = printed(small()).pages[0].extract_text()
    for expected in (
        "Demo 7",
        "NO 31/6-5",
        "Proving Ground",
        "Can this log be used?",
        "RHOB",
        "81 %",
        "72 %",
        "P10 is the value that 10 % of outcomes stay below",
        "381 samples in bad hole",
    ):
        assert expected in text


def test_the_matrix_of_a_porosity_stands_beside_its_curve() -> None:
    """Where it is known."""
    one = small()
    assert "(limestone)" not in words(printed(one))
    one["prediction"].inputs["NPHI"]["matrix"] = "limestone"
    assert "NPHI (limestone)" in words(printed(one))


def test_the_error_without_the_log_that_the_target_follows_stands_where_that_was_not_run() -> None:
    """60 us/ft on unseen wells without DTC, in the printed unit; nothing where the well has it, or nothing is known."""
    target = Target(default_table().target("DTS"), "DTS", "us/m")
    there = np.arange(100) < 75
    view = SimpleNamespace(target=target, available={"DTC": there, "GR": ~there}, given=np.ones(100, bool))
    known: Any = SimpleNamespace(scores_={"rmse_without_leader": 60.0}, relatives=("DTC",))
    said = _without_leader(view, known)  # type: ignore[arg-type]
    assert said == ["Where they had no DTC, as in 25 % of the predicted depths here, it missed by 197 us/m."]
    whole = SimpleNamespace(target=target, available={"DTC": np.ones(100, bool)}, given=np.ones(100, bool))
    assert _without_leader(whole, known) == []  # type: ignore[arg-type]
    unknown: Any = SimpleNamespace(scores_={}, relatives=("DTC",))
    assert _without_leader(view, unknown) == []  # type: ignore[arg-type]


def test_the_error_of_a_resistivity_without_any_other_is_in_decades_and_said_once() -> None:
    """0.24 decades without RMED; of RSHA, of which it is not known, that it may be larger."""
    target, nowhere = Target(default_table().target("RDEP"), "RES", "ohm.m"), np.zeros(100, bool)
    view: Any = SimpleNamespace(target=target, available={"RMED": nowhere, "RSHA": nowhere}, given=~nowhere)
    known: Any = SimpleNamespace(scores_={"rmse_without_leader": 0.24}, relatives=("RMED",))
    assert _without_leader(view, known) == [
        "Where they had no RMED, as in 100 % of the predicted depths here, it missed by 0.240 decades."
    ]
    (rest,) = _without_relatives(view, known.relatives, "")
    assert rest.startswith("That error includes wells with RSHA. Here RSHA is missing")


def test_a_well_without_a_log_of_the_target_s_family_is_said_to_be_harder() -> None:
    """Compressional slowness where wells with shear gave the error; nothing where it was run, or is no input."""
    target = Target(default_table().target("DTC"), "DT", "us/ft")
    run, nowhere = np.arange(100) < 75, np.zeros(100, bool)
    said = [
        _without_relatives(SimpleNamespace(target=target, available=here, given=~nowhere), (), "")  # type: ignore[arg-type]
        for here in ({"DTS": nowhere, "GR": run}, {"DTS": run, "GR": nowhere}, {"GR": nowhere})
    ]
    assert len(said[0]) == 1 and said[0][0].startswith("That error includes wells with DTS. Here DTS is")
    assert said[1:] == [[], []]


def test_a_log_that_was_run_and_set_aside_is_not_said_to_be_missing_from_the_well() -> None:
    """Density correction predicted in bad hole only, where density, run in the whole well, does not serve."""
    target, hole = Target(default_table().target("DRHO"), "DRHO", "g/cm3"), np.arange(100) < 10
    view = SimpleNamespace(target=target, available={"RHOB": ~hole}, given=hole)
    (said,) = _without_relatives(view, (), "")  # type: ignore[arg-type]
    assert "not run" not in said and "Here RHOB is missing or set aside" in said


def shear_of(run: np.ndarray, flag: np.ndarray, **scores: float) -> dict[str, Any]:
    """Return a well of 300 depths whose shear slowness follows the compressional one, which was `run` (n,) of them."""
    one, none = small(), np.zeros(300, bool)
    known = {"relatives": ("DTC",), "scores_": {**one["model"].scores_, **scores}}
    prediction = replace(
        one["prediction"], target="DTS", available={"DTC": run}, extrapolated=none, few_inputs=none, predicted=~none
    )
    return {**one, "prediction": prediction, "flag": flag, "model": SimpleNamespace(**{**vars(one["model"]), **known})}


def test_a_well_without_the_log_that_the_target_follows_is_to_be_used_with_care() -> None:
    """Shear slowness where no compressional one was run is not praised for what wells with it showed."""
    at, predicted = np.arange(300), np.full(300, 3)
    said = [appraisal_of(shear_of(at < n, predicted), "DTS").verdict.sentence for n in (300, 75)]
    assert said[0] == "Usable with its band."
    assert said[1].startswith("Use with care: DTC, which DTS follows most closely, is missing or set aside in 75 %")


def test_measured_depths_do_not_excuse_predicted_ones_without_the_log_that_the_target_follows() -> None:
    """Both slownesses over the upper 90 %, neither below: all that was predicted had no DTC."""
    run = np.arange(300) < 270
    one = shear_of(run, np.where(run, 1, 3), rmse_without_leader=34.0)
    short = appraisal_of(one, "DTS").verdict.sentence
    assert short.startswith("Use with care: DTC,") and "in 100 % of the predicted depths" in short
    assert "as in 100 % of the predicted depths here" in _without_leader(view_of(one, "DTS"), one["model"])[0]


def test_measured_values_replaced_from_few_inputs_are_to_be_taken_with_care() -> None:
    """Flag 2 does not hide that half of what was put in their place had few inputs."""
    one = small(gap=None)
    n = len(one["flag"])
    one["prediction"] = replace(one["prediction"], extrapolated=np.zeros(n, bool), few_inputs=np.arange(n) < 0.5 * n)
    one["flag"] = np.full(n, 2)
    text = printed(one).pages[0].extract_text().replace("\n", " ")
    assert f"Use with care: {n:,} of {n:,} measured values were set aside, and DTC has P50 there." in text
    assert re.search(r"1500\.0 +1545\.6 +45\.7 .* 50 %", text.split("Predicted intervals")[1])


def test_extrapolated_depths_are_red_where_the_target_is_measured_too() -> None:
    """The crossplot tells by its colours what the strip on page one does, whatever the flag says."""
    one = small(gap=None)
    view = view_of(one)
    sheet = Sheet(210.0, 297.0)
    _against_input(sheet, Box(20.0, 20.0, 80.0, 80.0), view, one["model"])
    assert view.outside.any() and not (view.flag == 4).any()
    strokes = [mark for mark in sheet.marks() if isinstance(mark, Stroke)]
    assert RED in {mark.colour for mark in strokes}
    # red and blue have one lightness: dots of both would be the same in a grey print
    assert {mark.colour for mark in strokes if mark.round} == {"#bdbdbd", BLUE}


def test_uneven_steps_leave_no_slit_in_a_strip() -> None:
    """Depths in feet with one decimal, 0.5 and 0.6 ft apart, are one run at any scale; a gap of 3 m is none."""
    depth = np.round(5000.0 + 0.5249 * np.arange(400), 1)
    codes = np.ones(400, np.int64)
    for mm in (0.3, 1.0, 3.7):
        window = Window(float(depth[0]), float(depth[-1]), 20.0, mm)
        assert len(strip_runs(depth, codes, window, [1], 0.25, local_steps(depth))) == 1
        there = (depth < 5100.0) | (depth > 5110.0)
        rest = depth[there]
        (_, end, _), (start, _, _) = strip_runs(rest, codes[there], window, [1], 0.25, local_steps(rest))
        assert np.isclose(start - end, 10.0 * mm, atol=0.25 + 0.6 * mm)


def test_a_well_of_two_steps_has_no_gap_where_it_has_none() -> None:
    """100 samples at 1 m above 200 at 0.1 m: no words of gaps, unbroken curves, strips and densities, and intervals as
    thick as their samples. Five samples at 1 m below 20 m that the file lacks are five gaps all the same.
    """
    one, at = small(gap=None), np.arange(300)
    view = view_of(one)
    view = replace(view, depth=1500.0 + np.where(at < 100, 1.0 * at, 100.0 + 0.1 * (at - 100)))
    window = Window(1500.0, 1619.9, 20.0, 2.0)
    _, y, jump = placed_samples(view, window)
    assert "gap" not in opening(view)
    assert len(pieces(y, np.ones(300), jump)) == len(band_shapes(y, np.zeros(300), np.ones(300), jump)) == 1
    assert len(strip_runs(view.depth, np.ones(300, np.int64), window, [1], 0.25, view.steps)) == 1
    assert nearest_samples(view, np.arange(1500.0, 1619.9, 0.01))[1].all()
    upper = at < 50
    assert _interval_cells(view, 1500.0, 1549.0, upper)[2] == "50.0"
    assert intervals(view.depth, upper, steps=view.steps) == [(1500.0, 1549.0)]
    lone = replace(view, depth=np.where(at < 295, 1500.0 + 0.1 * at, 1550.0 + at - 295))
    assert "but for 5 gaps, 24.6 m in all" in opening(lone)


def test_the_steps_of_a_well_are_worked_out_once_for_all_of_its_tracks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten tracks on two pages ask for the steps of one well; a well of one depth has half a foot in its own unit."""
    one, calls = small(), []
    view = view_of(one)
    monkeypatch.setattr("welllog_mdn.report.view.local_steps", lambda *a: calls.append(a) or local_steps(*a))
    tracks = log_tracks(view, one["prediction"], ("GR", "RHOB"), "percentile", ())
    whole = Passage(*view.span, 200, "", "", "")
    log_sheets(view, tracks, Paper.of("a4"), [whole, whole])
    assert len(tracks) > 8 and len(calls) == 1
    assert replace(view, depth=view.depth[:1], depth_unit="ft").steps == pytest.approx(0.5)


def test_plots_of_the_training_hold_its_samples_where_this_well_needs_a_narrower_scale() -> None:
    """A fast well does not push what was predicted badly in slow training wells off the plot."""
    one = small(bimodal=False)
    for known in (one["model"].heldout_, one["model"].cloud_):
        for name in {"measured", "p10", "p50", "p90", "target"} & set(known):
            known[name] = known[name] + 70.0
    view = view_of(one)
    assert view.scale == Scale(140.0, 40.0)
    flow = Flow(Paper.of("a4"))
    draw_evidence(flow, view, log_of(one), appraisal_of(one))
    dots = [mark for sheet in flow.sheets for mark in sheet.marks() if isinstance(mark, Stroke) and mark.round]
    # of the dots the first are the held-out samples, those of the palest grey the training cloud
    assert len(dots[0].parts) == 1500
    assert [len(mark.parts) > 1980 for mark in dots if mark.colour == "#bdbdbd"] == [True]


@pytest.mark.parametrize(("worst", "told"), [(5.7, ""), (60.0, "beyond the scale: the worst member, up to 60")])
def test_a_member_that_flies_off_does_not_leave_its_plot_unsaid(worst: float, told: str) -> None:
    """Losses of 4.1 to 5.1: the axis holds one of 5.7; the line of one of 60 ends at the frame, with a stroke."""
    history = dict(small()["model"].history_)
    history["stop"] = history["stop"].copy()
    history["stop"][3, 20] = worst
    sheet = Sheet(210.0, 297.0)
    _history(sheet, Box(20.0, 20.0, 175.0, 56.0), history)
    assert [m.text for m in sheet.marks() if isinstance(m, Words) and "beyond" in m.text] == [told] * bool(told)
    marks = [mark for mark in sheet.marks() if isinstance(mark, Stroke) and mark.colour == ORANGE]
    frame = (297.0 - 20.0) * MM * 100.0
    across = [y for mark in marks for _, y in mark.parts if y.min() <= frame + 1 and y.max() > frame + 1]
    assert len(across) == bool(told) and faults(sheet) == []


def test_a_crossplot_of_a_long_well_is_thinned_and_its_error_against_width_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """3,000 measured samples: no more than 2,000 points, every second one, but classes of width of all of them."""
    drawn = {}
    for name in ("crossplot", "error_against_width"):

        def keep(*words: Any, name: str = name) -> None:
            drawn[name] = next(len(word["measured"]) for word in words if isinstance(word, dict))

        monkeypatch.setattr(f"welllog_mdn.report.evidence.{name}", keep)
    one = case(3000, gap=None)
    view = view_of(one)
    measured = int((np.isfinite(view.measured) & view.predicted).sum())
    draw_evidence(Flow(Paper.of("a4")), view, log_of(one), appraisal_of(one))
    assert drawn == {"crossplot": -(-measured // 2), "error_against_width": measured} and measured > 2000


def test_arrows_and_pale_lines_are_explained_beside_all_flags() -> None:
    """Where the flags fill their line, what arrows and pale lines mean stands above it, on either paper."""
    for paper in ("a4", "letter"):
        sheet = Sheet(Paper.of(paper).width, 297.0)
        flag_legend(sheet, 280.0, set(FLAG_LOOKS), keys=True)
        assert any("set aside by quality control" in m.text for m in sheet.marks() if isinstance(m, Words))
        assert faults(sheet) == []


def test_samples_of_a_legend_are_hatched_as_what_they_explain() -> None:
    """Lines across the depths lie in a track, which has depths downwards, and stand in a bar; others the other way."""

    def lines(lying: bool) -> set[tuple[int, bool]]:
        sheets = {code: Sheet(210.0, 297.0) for code in (EXTRAPOLATED, FEW_INPUTS)}
        for code, sheet in sheets.items():
            flag_legend(sheet, 280.0, {code}, lying=lying)
        strokes = [(c, m) for c, s in sheets.items() for m in s.marks() if isinstance(m, Stroke)]
        found = [(c, x, y) for c, m in strokes if m.colour == "black" for x, y in m.parts]
        return {(c, bool(np.ptp(x) > np.ptp(y))) for c, x, y in found}

    assert lines(lying=False) == {(EXTRAPOLATED, True), (FEW_INPUTS, False)}
    assert lines(lying=True) == {(EXTRAPOLATED, False), (FEW_INPUTS, True)}


def test_band_width_and_residual_have_their_unit() -> None:
    """Also where the ends of a scale leave no room between them, as for decades and densities."""
    one = case(300, kinds=("GR", "CALI", "BS", "SP", "RDEP", "RMED", "RHOB", "NPHI", "PEF", "DTC", "DTS"))
    view = view_of(one)
    kinds = default_table().kinds
    for kind, printed_in, unit in (("RDEP", "ohm.m", "decades"), ("RHOB", "kg/m3", "kg/m3")):
        of_kind = replace(view, target=Target(kinds[kind], kind, printed_in))
        for track in (width_track(of_kind, Scale(0.0, 1e3)), residual_track(of_kind, Scale(-1e3, 1e3))):
            sheet, legends = Sheet(210.0, 297.0), track.legends()
            draw_header(sheet, Box(50.0, 50.0, 10.9, 40.0), legends)
            assert unit in [m.text for m in sheet.marks() if isinstance(m, Words)]


def test_the_parts_of_the_band_are_named_for_what_they_are() -> None:
    """Within members it narrows, too, with more training wells (11.98 to 10.63 us/ft from 4 to 16)."""
    one = small()
    view = view_of(one)
    names = [row.name for row in width_track(view, Scale(0.0, 40.0)).legends()]
    assert names == ["band width", "us/ft", "members:", "within", "between"]
    good = np.isfinite(view.width)
    assert (view.within[good] <= view.width[good]).all() and (view.within[good] > 0).all()


def test_depths_that_the_file_lacks_are_named_beside_those_that_it_has() -> None:
    """One gap of 300 m, and two; a file without one has no such words."""
    one = small(step=0.5)
    view = view_of(one)
    below = np.where(np.arange(300) < 100, 0.0, 300.0)
    deep = np.where(np.arange(300) < 280, 0.0, 20.0)
    said = [opening(replace(view, depth=view.depth + more)) for more in (0.0, below, below + deep)]
    assert "1500.0 to 1649.5 m: " in said[0]
    assert "1500.0 to 1949.5 m but for a gap from 1549.5 to 1850.0 m: " in said[1]
    assert "1969.5 m but for 2 gaps, 321.0 m in all, the widest from 1549.5 to 1850.0 m: " in said[2]


def test_the_band_of_the_predicted_depths_is_said_first() -> None:
    """Its mean width where the completed log is predicted, not where it is measured; nothing where all is measured."""
    one = small()
    view = view_of(one)
    low, high = one["prediction"].quantile([0.1, 0.9])
    width = np.nanmean((high - low)[one["flag"] != 1])
    assert opening(view).endswith(f" predicted with a band of {width:.1f} us/ft on average.")
    assert opening(flagged(view, np.ones(300, int))).endswith(": 300 measured, 0 predicted.")


def test_the_band_is_said_to_be_wide_only_where_it_is() -> None:
    """32.0 us/ft from few inputs beside 31.9 elsewhere are no word, 60.0 are; nor is a width without another."""
    one = small()
    view = view_of(one)
    n = len(view.depth)
    few = np.arange(n) < 100
    view = replace(view, few=few, outside=~few & (np.arange(n) < 200), predicted=np.ones(n, bool))
    said = {}
    for wide in (32.0, 60.0, np.nan):
        _, *said[wide] = cares(replace(view, bad_hole=np.zeros(n, bool), width=np.where(few, wide, 31.9)))
    few_inputs = "half of the logging tools or fewer have a value"
    assert said[32.0] == said[np.nan] == [f"Care: at 100 depths (33 %, 10 predicted) {few_inputs}."]
    assert said[60.0][0].endswith("have a value (mean band width 60.0 us/ft, elsewhere 31.9).")
    (alone,) = cares(replace(view, bad_hole=np.zeros(n, bool), few=few | ~few, outside=few & ~few))
    assert "width" not in alone
    measured = flagged(view, np.where(np.arange(n) < 3, 6, 1), bad_hole=np.zeros(n, bool))
    measured = replace(measured, width=np.where(few, 60.0, 31.9))
    # of the depths that are counted, measured or not
    assert said[60.0][0].replace("10 predicted", "3 predicted") in cares(measured)
    # where readings draw the band: of a hundred depths from few inputs three are predicted ones
    drawn = cares(replace(measured, by_readings=True))
    assert said[32.0][0].replace("10 predicted", "3 predicted") in drawn


def test_readings_that_draw_a_gap_far_from_most_of_it_are_told_and_compared_with_no_measured_depths() -> None:
    """No stretch was hidden, but the band is narrower; in bad hole of the gap not than the network's own beside what is
    measured, which is four times as wide.
    """
    one = small()
    own = one["logs"].logs["DTC"].values
    view = view_of({**one, "prediction": one["prediction"].given(own)})
    drawn = "Near its own readings P50 is drawn to them, and the band is narrower."
    assert drawn in said_of(view) and drawn not in said_of(view_of(one))
    assert drawn not in said_of(flagged(view, np.ones(300, int)))
    sparse = small(step=60.0)  # no reading is near any depth of the gap
    assert drawn not in said_of(view_of({**sparse, "prediction": sparse["prediction"].given(own)}))
    at, none = np.arange(300), np.zeros(300, bool)
    gap, bad = (at >= 90) & (at < 210), (at >= 110) & (at < 130)
    width = np.where(gap, np.where(bad, 10.0, 10.5), 40.0)
    view = flagged(view, np.where(gap, 3, 1), few=none, outside=none, predicted=~none, bad_hole=bad, width=width)
    (told,) = cares(view)
    assert told == "Care: at 20 depths (7 %, all predicted) readings of pad tools in bad hole are not used."


def test_depths_outside_the_range_count_among_those_of_few_inputs_too() -> None:
    """The colour of the strip can be of one of them only, the sentences are of each."""
    one = small()
    view = view_of(one)
    n = len(view.depth)
    first, last = np.arange(n) < 60, np.arange(n) >= 30
    said = cares(replace(view, few=first, outside=last, predicted=np.ones(n, bool), bad_hole=np.zeros(n, bool)))
    assert said[0].startswith("Care: at 270 depths (90 %, 120 predicted) an input lies outside")
    assert said[1].startswith("Care: at 60 depths (20 %, none predicted) half of the logging tools or fewer")


def test_an_input_outside_the_training_range_is_called_depth_where_it_is() -> None:
    """Of sixty depths above those of the training wells, twenty measured: all, some and none for depth; and where a log
    is outside at the last of all of these, or below.
    """
    one = small()
    view = view_of(one)
    view = replace(view, outside=np.arange(300) < 60, few=np.zeros(300, bool), bad_hole=np.zeros(300, bool))
    for deep, what, after in ((60, "depth", ""), (100, "depth", ""), (20, "an input", " (at 20 it is depth)"),
                              (0, "an input", "")):  # fmt: skip
        (told,) = cares(view, highest=view.depth[deep] + 49.99)
        lies = "lies outside the training range"
        assert told.startswith(f"Care: at 60 depths (20 %, none predicted) {what} {lies}{after}: the band may be too")
    for name, value, at, what in (
        ("GR", 171.0, 59, "depth or another input"), ("GR", 169.0, 59, "depth"), ("GR", 171.0, 60, "depth"),
        ("RDEP", 1e4, 59, "depth or another input"), ("RDEP", 900.0, 59, "depth"),
    ):  # fmt: skip
        log = view.logs[name]
        odd = replace(log, trusted=np.where(np.arange(300) == at, value, log.trusted))
        (told,) = cares(replace(view, logs={**view.logs, name: odd}), highest=view.depth[60] + 49.99)
        assert f" predicted) {what} lies outside" in told, (name, value, at)


def test_a_strange_hole_is_no_input_outside_the_training_range() -> None:
    """20 in where training knows 8 to 13: where the model does without such a caliper, that explains no depth."""
    one = small()
    view = view_of(one)
    wide = replace(view, logs={"CALI": replace(view.logs["CALI"], trusted=np.full(300, 20.0))})
    for hole in ((), ("CALI",)):
        known = SimpleNamespace(inputs_=("CALI",), ranges_={"CALI": (8.0, 13.0)}, plan_=SimpleNamespace(hole=hole))
        assert with_logs_outside(wide, known).all() == (not hole)


def test_measured_values_that_are_stuck_where_nothing_is_predicted_are_counted_as_the_kept_ones_they_are() -> None:
    """Thirty depths above measured ones: no trusted value, no prediction, but a value in the completed log."""
    one = small(gap=None)
    above, stuck = np.arange(300) < 30, one["logs"].logs["DTC"].values
    stuck.flags.writeable = True
    stuck[:30] = np.nan
    view = view_of({**one, "flag": np.where(above, 5, 1), "kept": np.ones(300, bool)})
    assert opening(view).endswith(": 300 measured, 0 predicted.") and np.array_equal(view.kept_in_doubt, above)
    found = appraisal_of({**one, "flag": np.where(above, 5, 1), "kept": np.ones(300, bool)})
    assert found.verdict.sentence == "Nothing was missing: DTC is measured at every depth, doubtful where marked."


def test_no_predicted_depths_are_counted_where_nothing_can_be_predicted() -> None:
    """Thirty depths without an input above measured ones."""
    one = small()
    view = view_of(one)
    none, above = np.zeros(300, bool), np.arange(300) < 30
    view = flagged(
        view, predicted=~above, outside=none, few=none, bad_hole=none, measured=np.full(300, 80.0),
        flag=np.where(above, 5, 1),
    )  # fmt: skip
    assert cares(view) == ["Care: at 30 depths (10 %) there is no input, so nothing is predicted."]


def test_page_one_knows_above_which_depth_no_training_well_holds_the_log() -> None:
    """A model of wells from 1600 m on, depth in feet: 50 m above that the prediction is outside."""
    one = small(start=5000.0, depth_unit="ft", step=0.5)
    one["prediction"] = replace(one["prediction"], extrapolated=np.arange(300) < 60)
    one["model"].ranges_["DEPTH"] = (1590.0, 2e5)
    assert "60 depths (20 %, none predicted) depth lies outside" in printed(one).pages[0].extract_text().replace(
        "\n", " "
    )


def test_a_log_with_which_the_band_is_wider_is_explained() -> None:
    """0.79 looks like a fault; where every log narrows the band, as it is printed, no word is needed."""
    for values, told in (({"GR": 1.3, "CALI": 0.79}, True), ({"GR": 1.3, "CALI": 0.997}, False)):
        sheet = Sheet(210.0, 297.0)
        _input_values(sheet, Box(30.0, 30.0, 70.0, 60.0), values)
        assert any("with that log the band is wider" in m.text for m in sheet.marks() if isinstance(m, Words)) == told


def test_depths_at_which_the_band_says_nothing_are_counted() -> None:
    """A band of 90 us/ft where the log varies by 80 in the training wells, over a hundred depths."""
    one = small()
    view = view_of(one)
    n = len(view.depth)
    view = replace(view, predicted=np.ones(n, bool), width=np.where(np.arange(n) < 100, 90.0, 20.0))
    what = "the band is as wide as DTC itself varies in the training wells, so it says nothing there."
    for code, of_them in ((3, ""), (1, ", none predicted")):
        told = cares(flagged(view, np.full(n, code)), 80.0)[0]
        assert told == f"Care: at 100 depths (33 %{of_them}) {what}"
    assert not [text for text in cares(view) + cares(view, 100.0) if "says nothing" in text]


def test_predicted_depths_at_which_the_band_says_nothing_are_listed() -> None:
    """Of a hundred such depths the last forty are predicted: the table has these; without such there is no table."""
    one = small()
    view = view_of(one)
    n, none = len(view.depth), np.zeros(len(view.depth), bool)
    view = flagged(
        view, predicted=~none, outside=none, few=none, bad_hole=none, measured=np.full(n, 80.0),
        width=np.where(np.arange(n) < 100, 90.0, 20.0), flag=np.where(np.arange(n) < 60, 1, 3),
    )  # fmt: skip
    assert ", 40 predicted) the band" in cares(view, 80.0)[0]
    for usual, listed in ((80.0, ["1509.1", "1515.1", "6.1", "band as wide as the log"]), (None, []), (100.0, [])):
        sheet = Sheet(210.0, 297.0)
        _care_table(sheet, view, usual, 50.0, 112.0, 100.0)
        shown = [m.text for m in sheet.marks() if isinstance(m, Words)]
        assert set(listed) <= {*shown} and bool(shown) == bool(listed)


def test_intervals_with_predicted_depths_come_before_thicker_ones_that_are_measured() -> None:
    """One of three rows in the gap, of two more each in ten that are measured: it is listed, and stands first; how many
    are predicted is said where the well has measured depths, of one depth in words.
    """
    one = small(step=1.0)
    view = view_of(one)
    n = len(view.depth)
    none, at = np.zeros(n, bool), np.arange(n)
    few = ((at % 20 < 5) & (at < 200)) | (np.abs(at - 250) < 2)
    view = flagged(
        view, predicted=~none, outside=at == 250, few=few, bad_hole=none, measured=np.full(n, 80.0),
        flag=np.where(few & (at > 200), 6, np.where(at > 200, 3, 1)),
    )  # fmt: skip
    sheet = Sheet(210.0, 297.0)
    _care_table(sheet, view, None, 50.0, 112.0, 150.0)
    shown = [m.text for m in sheet.marks() if isinstance(m, Words)]
    assert shown[0] == "Care: 8 of 11 intervals, the one with predicted depths first"
    tops = [text for text in shown if re.fullmatch(r"1[57]\d\d\.0", text)][::2]
    assert tops[:3] == ["1749.0", "1500.0", "1520.0"] and faults(sheet) == []
    outside, few_inputs = cares(view)
    assert outside.startswith("Care: at 1 depth (under 1 %, predicted) an input lies outside")
    assert few_inputs.startswith("Care: at 53 depths (18 %, 3 predicted) half of the logging tools")
    assert "predicted" not in cares(flagged(view, np.where(few, 6, 3)))[1]
    everywhere = flagged(view, np.where(at > 200, 6, 1), few=at > 200)
    assert ", all predicted) half of the logging tools" in cares(everywhere)[1]


def test_the_interval_to_be_taken_with_care_in_which_most_is_predicted_comes_before_a_thicker_one() -> None:
    """Of 100 samples three are predicted, of 20 further down all: where there is room for one, these are listed."""
    view, at = view_of(small(step=1.0)), np.arange(300)
    few, none = (at < 100) | (np.abs(at - 209.5) < 10), np.zeros(300, bool)
    flag = np.where(few & ((at > 200) | (at < 3)), 6, 1)
    view = flagged(view, predicted=~none, outside=none, few=few, bad_hole=none, measured=np.full(300, 80.0), flag=flag)
    sheet = Sheet(210.0, 297.0)
    _care_table(sheet, view, None, 50.0, 112.0, 65.0)
    shown = [m.text for m in sheet.marks() if isinstance(m, Words)]
    assert shown[0] == "Care: the one of 2 intervals in which most is predicted"
    assert "1700.0" in shown and "1500.0" not in shown


def test_a_resistivity_that_stands_in_for_the_deep_one_is_drawn_once() -> None:
    """RMED is read in place of RDEP, which the well lacks: its track has one line, and its page names it once."""
    one = small(kinds=("GR", "RMED", "DTC"))
    read = with_stand_ins(one["logs"], ("GR", "RDEP"), default_table().kinds["DTC"], default_table())
    assert {*read.logs} == {"GR", "RDEP", "RMED", "DTC"}
    view = view_of(one, logs=read)
    tracks = log_tracks(view, one["prediction"], ("GR", "RDEP"), "percentile", [])
    names = [trace.name for track in tracks if isinstance(track, CurveTrack) for trace in track.traces]
    assert names == ["GR", "RMED"]


def test_the_strip_of_page_one_draws_no_band_but_those_that_it_names() -> None:
    """P05 to P95 and P99, which the tracks draw, would be read as its P10 to P90."""
    pages = [report_sheets(report_of(small(), levels=levels))[0] for levels in ((), (0.05, 0.95, 0.99))]
    usual, more = ([m.face for m in page.marks() if isinstance(m, Stroke)] for page in pages)
    assert usual == more


def test_the_track_of_probabilities_is_not_headed_as_a_bulk_density() -> None:
    """Of a density in g/cm3 as of any log."""
    view = view_of(small())
    track = next(t for t in log_tracks(view, None, (), "percentile", []) if isinstance(t, DensityTrack))
    assert track.legends()[0].name == "probability" and not any("density" in row.name for row in track.legends())


@pytest.mark.parametrize(
    ("listed", "added", "said"),
    [
        (4, 0, ""),
        (3, 0, ": the 3 thickest of 4 intervals"),
        (4, 4, ""),
        (3, 4, ": the 3 of 4 intervals in which most is predicted"),
        (2, 3, ": the 2 of 4 intervals in which most is predicted"),
        (2, 2, ": the intervals with predicted depths"),
        (1, 1, ": the interval with predicted depths"),
        (1, 3, ": the one of 4 intervals in which most is predicted"),
        (3, 2, ": 3 of 4 intervals, the 2 with predicted depths first"),
        (4, 1, ": 4 intervals, the one with predicted depths first"),
    ],
)
def test_the_table_of_care_says_which_intervals_it_lists(listed: int, added: int, said: str) -> None:
    """Of four, of which those with predicted depths come first."""
    found = [(1500.0 + i, 1500.5 + i) for i in range(4)]
    assert _chosen(found[:listed], found, {*found[:added]}) == said


def test_the_numbers_of_an_interval_to_be_taken_with_care_are_of_the_depths_that_it_is_of() -> None:
    """Five depths of bad hole with a sound, measured one between each two: their mean is that of the five."""
    one = small()
    view = view_of(one)
    n = len(view.depth)
    none, bad = np.zeros(n, bool), np.isin(np.arange(n), [10, 12, 14, 16, 18])
    view = flagged(
        view, predicted=~none, outside=none, few=none, bad_hole=bad, measured=np.full(n, 80.0),
        quantiles={**view.quantiles, 0.5: np.where(bad, 120.0, 80.0)},
        width=np.where(bad, 40.0, 4.0), flag=np.where(bad, 2, 1),
    )  # fmt: skip
    sheet = Sheet(210.0, 297.0)
    _care_table(sheet, view, None, 50.0, 112.0, 100.0)
    shown = [m.text for m in sheet.marks() if isinstance(m, Words)]
    assert {"bad hole 56 %", "120.0", "40.0"} <= {*shown}, shown


def test_bad_hole_is_no_reason_for_care_where_no_pad_tool_that_the_model_reads_was_run() -> None:
    """Of ten depths of bad hole five hold a density; where there is none at all nothing is said of the hole, nor where
    density is neither an input nor the target.
    """
    one = small()
    view = view_of(one)
    n, none = len(view.depth), np.zeros(len(view.depth), bool)
    logs = {name: log for name, log in view.logs.items() if not log.kind.pad_tool}
    half = replace(view.logs["RHOB"], measured=np.where(np.arange(n) < 5, 2.3, np.nan))
    view = replace(view, predicted=~none, outside=none, few=none, bad_hole=np.arange(n) < 10)
    density = Target(default_table().target("RHOB"), "RHOB", "g/cm3")
    wells = [{"logs": logs}, {"logs": logs | {"RHOB": half}}]
    without = {**wells[1], "available": {"GR": ~none}, "read": ("GR",)}
    led = {**without, "read": ("GR", "RHOB")}  # by the model of the log that is predicted first
    for more, count in ((wells[0], 0), (wells[1], 5), (without, 0), ({**without, "target": density}, 5), (led, 5)):
        here, sheet = replace(view, **more), Sheet(210.0, 297.0)
        care = [text for text in cares(here) if "hole" in text]
        said = f"Care: at {count} depths (2 %, none predicted) readings of pad tools in bad hole are not used"
        assert [text[: len(said)] for text in care] == [said] * (count > 0)
        _care_table(sheet, here, None, 50.0, 112.0, 100.0)
        assert ("bad hole" in [m.text for m in sheet.marks() if isinstance(m, Words)]) == (count > 0)


def test_a_hole_that_nothing_tested_is_not_said_to_be_good() -> None:
    """Neither caliper nor density correction: page one says so beside the strip, and where density was read; of a part
    its share. Where no pad tool is read by the model, nothing hangs on it.
    """

    def key(view: WellView) -> list[str]:
        sheet = Sheet(100.0, 50.0)
        _strip_key(sheet, view, Box(10.0, 5.0, 60.0, STRIP_KEY))
        return [text for text in extents(sheet)[0] if "bad hole" in text]

    view = view_of(small())
    n = len(view.depth)
    values = np.where(np.arange(n) < 60, 2.3, np.nan)
    density = replace(view.logs["RHOB"], measured=values, trusted=values)
    pads = {name: log for name, log in view.logs.items() if not log.kind.pad_tool} | {"RHOB": density}
    read = {"GR": np.ones(n, bool), "RHOB": np.isfinite(density.measured)}
    view = replace(view, logs=pads, available=read, bad_hole=np.zeros(n, bool), hole_tested=np.zeros(n, bool))
    why = "there is no caliper to be used and no density correction"
    untested = f"Care: at 60 depths (20 %) pad tools were read, but bad hole is not tested: {why}."
    assert key(view) == ["bad hole: not tested"] and untested in cares(view)
    bare = replace(view, available={"GR": read["GR"]}, read=("GR",))
    assert key(bare) == ["bad hole: not tested"] and not any("pad tools" in text for text in cares(bare))
    half = replace(view, hole_tested=np.arange(n) < 30)
    assert key(half) == ["bad hole, 0 % (10 % untested)"] and not any("pad tools" in text for text in cares(half))
    assert key(replace(view, hole_tested=np.arange(n) < 58)) == ["bad hole, 0 %"]


def test_all_reasons_for_care_of_an_interval_are_printed() -> None:
    """Those of most depths first, and with their shares where they are not of all; five on two lines."""
    one = small()
    n = len(one["flag"])
    here, none = np.arange(n) < n, np.arange(n) % 4 == 0
    one["prediction"] = replace(one["prediction"], extrapolated=here & ~none, few_inputs=here)
    view = view_of(one)
    view = replace(view, bad_hole=here, predicted=~none, outside=np.arange(n) % 4 == 1)
    assert view.few.all()  # those outside the range, too; nothing is told of a prediction that is none
    for paper in ("a4", "letter"):
        sheet, width = Sheet(Paper.of(paper).width, 297.0), 112.0 / 192.0 * (Paper.of(paper).width - 18.0)
        _care_table(sheet, view, None, 50.0, width, 100.0)
        assert "bad hole, few inputs 75 %, outside range 25 %, no input 25 %" in " ".join(
            m.text for m in sheet.marks() if isinstance(m, Words)
        )
        assert faults(sheet) == []
        sheet = Sheet(Paper.of(paper).width, 297.0)
        kept = flagged(view, np.ones(n, np.int64), measured=np.full(n, np.nan))
        _care_table(sheet, kept, None, 50.0, width, 100.0)
        assert "measured in doubt, bad hole, few inputs 75 %, outside range 25 %, no input 25 %" in " ".join(
            m.text for m in sheet.marks() if isinstance(m, Words)
        )
        assert faults(sheet) == []


def doubtful_intervals(one: dict[str, Any]) -> WellView:
    """Return the view of seven intervals to be taken with care, each for so many reasons that these need two lines."""
    view = view_of(one)
    n = len(view.depth)
    none, odd, even = np.zeros(n, bool), np.arange(n) // 20 % 2 == 1, np.arange(n) % 2 == 0
    return flagged(
        view, predicted=~none, outside=odd & even, few=odd & ~even, bad_hole=odd, measured=np.full(n, 80.0),
        width=np.full(n, 90.0), flag=np.where(odd, 3, 1),
    )  # fmt: skip


def test_the_first_interval_to_be_taken_with_care_comes_before_other_tables() -> None:
    """Its two lines are more than half of 35 mm; where even they find no room a line leads to the strip."""
    view = doubtful_intervals(small())
    first, strip = (
        "Care: the one of 7 intervals in which most is predicted",
        "Care: 7 intervals, see the strip at the right",
    )
    for room, told in ((35.0, {first, "The thickest of 7 predicted intervals"}), (16.0, {strip}), (4.0, set())):
        sheet = Sheet(210.0, 297.0)
        y = _care_table(sheet, view, 80.0, 50.0, 112.0, 50.0 + room)
        y = _interval_table(sheet, view, y, 112.0, 50.0 + room)
        bold = {m.text for m in sheet.marks() if isinstance(m, Words) and m.bold}
        assert told <= bold and bool(told) == bool(bold), bold
        assert y <= 50.0 + room + 0.01 and faults(sheet) == []


def test_the_thickest_predicted_interval_is_named_where_a_table_has_no_room() -> None:
    """Of 31 and 11 samples half a metre apart from 1000 m down, and of the first of them alone."""
    view, at = view_of(small()), np.arange(len(view_of(small()).depth))
    two = ((at >= 20) & (at <= 50)) | ((at >= 80) & (at <= 90))
    for given, told in (
        (two, "2 predicted intervals, the thickest 1010.0 to 1025.0 m, see the strip at the right"),
        (two & (at < 60), "1 predicted interval, 1010.0 to 1025.0 m, see the strip at the right"),
    ):
        sheet = Sheet(210.0, 297.0)
        shown = flagged(view, depth=1000.0 + 0.5 * at, flag=np.where(given, 3, 1))
        _interval_table(sheet, shown, 50.0, 112.0, 60.0)
        assert [m.text for m in sheet.marks() if isinstance(m, Words)] == [told]
        assert faults(sheet) == []


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_page_one_never_passes_over_what_is_to_be_taken_with_care(paper: str) -> None:
    """However long its heading: up to all items of the header, as long as two lines, and twenty warnings."""
    one = small()
    view, report = doubtful_intervals(one), report_of({**one, "warnings": [Notice("RHOB", "spikes")] * 20})
    for count in range(0, len(HEADER_ITEMS), 2):
        header = {names[0]: "a long name " * 20 for _, names in HEADER_ITEMS[:count]}
        logs = replace(one["logs"], well=replace(one["logs"].well, header=header))
        sheet = front_sheets(replace(report, log=replace(report.log, logs=logs)), view, Paper.of(paper))[0]
        bold = [m.text for m in sheet.marks() if isinstance(m, Words) and m.bold]
        assert any(re.match("Care: .*of 7 intervals|Care: 7 intervals, see", text) for text in bold), count
        assert faults(sheet) == [], count


def test_measured_values_that_were_replaced_are_drawn_grey() -> None:
    """What quality control set aside of the target stands beside what was put in its place, and is named."""
    one = small(gap=None)
    own = one["logs"].logs["DTC"]
    own.values.flags.writeable = True
    own.values[:100] = np.nan
    view = view_of(one, unit="us/m")
    sheet, window = Sheet(210.0, 297.0), Window(1500.0, 1546.0, 50.0, 2.0)
    scale = Scale(800.0, 100.0)
    TargetTrack(view, scale, "percentile").draw(sheet, Box(50.0, 50.0, 40.0, 92.0), window)
    (grey,) = [m for m in sheet.marks() if isinstance(m, Stroke) and m.colour == set_aside("#000000")]
    assert abs(lightness(set_aside("#000000")) - lightness(BAND["inner"])) > 1 / 7
    known = 50.0 + 40.0 * scale.share(own.measured[:100] / 0.3048)
    drawn = np.concatenate([x for x, _ in grey.parts]) / 100.0 / MM
    assert np.allclose([drawn.min(), drawn.max()], [known.min(), known.max()], atol=0.2)
    assert "set aside grey" in printed(one).pages[0].extract_text().replace("\n", " ")
    assert "set aside grey" not in printed(small()).pages[0].extract_text().replace("\n", " ")


def test_what_is_set_aside_of_the_logs_of_a_track_is_told_apart() -> None:
    """In bad hole density and neutron were both grey lines: each has its own dashes, and a pale tint of its colour."""
    one = small(gap=None)
    view = view_of(one)
    logs = {kind: replace(view.logs[kind], trusted=np.full(len(view.depth), np.nan)) for kind in ("RHOB", "NPHI")}
    sheet, window = Sheet(210.0, 297.0), Window(1500.0, 1546.0, 50.0, 2.0)
    CurveTrack(view, traces_of([*logs.values()]), 40.0).draw(sheet, Box(50.0, 50.0, 40.0, 92.0), window)
    drawn = {(m.colour, m.dash != ()) for m in sheet.marks() if isinstance(m, Stroke) and m.width == 0.4}
    assert drawn == {(set_aside(logs["RHOB"].kind.colour), False), (set_aside(logs["NPHI"].kind.colour), True)}
    assert all(lightness(set_aside(log.kind.colour)) > lightness(log.kind.colour) + 1 / 7 for log in logs.values())


def test_warnings_of_the_target_itself_come_first() -> None:
    """What is wrong with an input may stand on the next page."""
    said = {
        "RXO": "spikes in 3 rows",
        "": "tops lie outside",
        "DTC": "3125 measured values drawn by hand",
        "SP": "stuck",
    }
    given = [Notice(subject, text) for subject, text in said.items()]
    text = words(printed(small() | {"warnings": given}))
    assert text.index("drawn by hand") < text.index("spikes in 3 rows") < text.index("SP: stuck")


def test_a_well_that_lacks_nothing_is_no_alarm() -> None:
    """The mark beside the answer is red where care is needed, and only there."""
    colours = {}
    for gap in (None, (0.3, 0.7)):
        sheet = report_sheets(report_of(small(gap=gap)))[0]
        marks = [m for m in sheet.marks() if isinstance(m, Stroke) and m.face and len(m.parts) == 1]
        colours[gap] = next(m.face for m in marks if np.ptp(m.parts[0][0]) == round(1.4 * MM * 100))
    assert colours == {None: GREY, (0.3, 0.7): GREEN}


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_samples_below_the_strip_stand_clear_of_the_texts_before_them(paper: str) -> None:
    """Also where shares are as long as they can be: between a text and the next sample is a millimetre or more."""
    one = small()
    view = view_of(one)
    n, codes = len(view.depth), np.repeat([3, 4, 6, 5], [1, 1, 1, len(view.depth) - 3])
    view = replace(view, predicted=codes != 5, outside=codes == 4, few=codes == 6, bad_hole=np.arange(n) < 1)
    view = replace(view, hole_tested=np.arange(n) < 5)
    sheet, room = Sheet(100.0, 50.0), 80.0 / 192.0 * (Paper.of(paper).width - 18.0) - 16.0
    _strip_key(sheet, view, Box(10.0, 5.0, room, STRIP_KEY))
    texts, (left, right, low, _) = extents(sheet)[0], extents(sheet)[1].T
    assert {"inside it, few of the tools, under 1 %", "bad hole, under 1 % (84 % untested)", "input there"} <= {*texts}
    beside = np.isclose(low[:, None], low, atol=0.1) & (left[:, None] < left)
    assert ((left - 3.8 * MM - right[:, None])[beside] > MM).all()
    assert right.max() <= (10.0 + room) * MM and low.min() >= (50.0 - 5.0 - STRIP_KEY) * MM


def test_resistivities_in_a_column_have_three_digits() -> None:
    """1.6 ohm.m is 1.60 beside 1.36, and 1,600 has no decimals."""
    target = Target(default_table().kinds["RDEP"], "RT", "ohm.m")
    assert [target.text(v) for v in (1.6, 0.633, 160.0, 1600.0, np.nan)] == ["1.60", "0.633", "160", "1600", "–"]


def test_a_band_that_failed_in_a_third_of_the_unseen_wells_is_not_praised() -> None:
    """80 % over all wells are no comfort where two of five wells held 30 %."""
    one = small()
    for well in one["model"].scores_["wells"][:2]:
        well["cover"] = 0.3
    text = printed(one).pages[0].extract_text().replace("\n", " ")
    assert "Use with care: in 2 of 5 unseen wells the band held under 60 %" in text


def test_every_predicted_interval_is_listed_while_there_is_room() -> None:
    """Many depths to be taken with care, and ten warnings, leave room for all five of these with predicted depths, and
    for all four intervals that were predicted.
    """
    one = case(6000, gap=None)
    one["flag"] = np.where(np.arange(6000) % 1500 < 300, 3, one["flag"])
    one["warnings"] = one["warnings"] * 5
    found = titles(one)
    assert {"Care: the intervals with predicted depths", "Predicted intervals"} <= {*found}


def test_a_report_in_its_usual_size_cuts_no_word() -> None:
    """Every heading and legend of a full set of tracks fits into its place."""
    kinds = ("GR", "CALI", "BS", "SP", "RDEP", "RMED", "RHOB", "NPHI", "PEF", "DTC", "DTS")
    for paper in ("a4", "letter"):
        sheets = report_sheets(report_of(case(1000, kinds=kinds), page=paper))
        assert [m.text for s in sheets for m in s.marks() if isinstance(m, Words) and m.text.endswith("…")] == []


@pytest.mark.parametrize(
    ("kind", "unit", "values", "ends"),
    [
        ("DTC", "us/ft", (60.0, 120.0), (140.0, 40.0)),
        ("DTC", "us/m", (350.0, 650.0), (800.0, 100.0)),
        ("RHOB", "g/cm3", (1.56, 2.61), (1.5, 2.7)),
        ("NPHI", "v/v", (0.0425, 0.831), (0.9, 0.0)),
        ("RDEP", "ohm.m", (0.5, 50.0), (0.2, 2000.0)),
    ],
)
def test_tracks_have_ends_that_a_reader_can_divide(
    kind: str, unit: str, values: tuple[float, float], ends: tuple[float, float]
) -> None:
    """The usual scale where the values fit it; else round ends on the usual sides, in any unit."""
    target = Target(default_table().target(kind), kind, unit)
    spread = np.linspace(*values, 200)
    scale = target_scale(target, [spread])
    assert (scale.left, scale.right) == ends


@pytest.mark.parametrize(
    ("kind", "unit", "shaly", "reservoir", "ends"),
    [
        ("NPHI", "%", (30.0, 72.0), 5.0, (75.0, 0.0)),
        ("NPHI", "%", (50.0, 95.0), 5.0, (100.0, 0.0)),
        ("RHOB", "g/cm3", (1.5, 1.9), 2.6, (1.5, 2.6)),
    ],
)
def test_no_scale_that_fits_cuts_off_the_reservoir(
    kind: str, unit: str, shaly: tuple[float, float], reservoir: float, ends: tuple[float, float]
) -> None:
    """Two of 300 depths, inside the usual scale: 70 to 15 % ended before them. The log beside a target likewise."""
    target = Target(default_table().target(kind), kind, unit)
    values = np.r_[np.linspace(*shaly, 298), reservoir, reservoir]
    scale = target_scale(target, [values])
    assert (scale.left, scale.right) == ends
    (trace,) = traces_of([read_as(kind, target.canonical(values))])
    assert np.allclose(target.shown([trace.scale.left, trace.scale.right]), ends)


def test_a_linear_grid_has_ten_divisions_and_a_heavier_line_in_the_middle() -> None:
    """As the trade's grids have: a gamma ray of 0 to 150 gAPI can be read to 15."""
    sheet = Sheet(100.0, 100.0)
    draw_grid(sheet, Box(20.0, 20.0, 50.0, 40.0), Scale(0.0, 150.0))
    lines = {round(x[0] * 0.254 / 72): m.width for m in sheet.marks() if isinstance(m, Stroke) for x, _ in m.parts}
    assert sorted(lines) == [25 + 5 * i for i in range(9)]  # mm; parts are in hundredths of a point
    assert lines.pop(45) > max(lines.values())


def test_a_logarithmic_grid_has_the_parts_of_its_decades_and_heavier_decades() -> None:
    """0.2 to 2000 ohm.m, four decades: 31 lighter lines, and heavier ones at 1, 10, 100 and 1000; none at the ends."""
    sheet = Sheet(100.0, 100.0)
    draw_grid(sheet, Box(20.0, 20.0, 50.0, 40.0), Scale(0.2, 2000.0, log=True))
    light, heavy = (m for m in sheet.marks() if isinstance(m, Stroke))
    assert len(light.parts) == 31 and light.width < heavy.width
    decades = 20.0 + 50.0 * (np.arange(4) - np.log10(0.2)) / 4.0
    assert [x[0] * 0.254 / 72 for x, _ in heavy.parts] == pytest.approx(decades, abs=0.01)


def test_logs_read_against_each_other_share_a_scale() -> None:
    """A caliper of 9 in beside a bit of 17.5 in the upper half lies left of it on paper; one resistivity off the
    usual scale takes the others, and the one grid, with it."""

    def log(name: str, *halves: float) -> LogCurve:
        kind, values = default_table().kinds[name], np.repeat(halves, 50)
        return LogCurve(kind, name, kind.unit, values, values)

    caliper, bit, gamma = traces_of([log("CALI", 9.0, 9.0), log("BS", 17.5, 8.5), log("GR", 80.0, 60.0)])
    assert caliper.scale == bit.scale == Scale(6.0, 26.0) and gamma.scale == Scale(0.0, 150.0)
    deep, micro = traces_of([log("RDEP", 2.0, 5.0), log("RMIC", 2.0, 9000.0)])
    assert deep.scale == micro.scale == Scale(0.2, 20000.0, log=True)
    assert traces_of([log("CALI", 9.0, 9.0), log("BS", 8.5, 8.5)])[0].scale == Scale(6.0, 16.0)


def read_as(kind: str, values: np.ndarray) -> LogCurve:
    """Return a log of which all values are trusted."""
    known = default_table().kinds[kind]
    return LogCurve(known, kind, known.unit, values, values)


@pytest.mark.parametrize("pair", [*PAIRS, WIDE_PAIR, WIDEST_PAIR])
def test_a_crossover_means_the_same_on_all_pairs_of_scales(pair: Mapping[str, Scale]) -> None:
    """Also on the wider scales and those for light and heavy rock 0 lies at 2.70 g/cm3, and 0.06 at 0.1 g/cm3 less."""
    pores = np.linspace(-0.3, 0.9, 50)
    assert np.allclose(pair["RHOB"].share(2.70 - pores / 0.6), pair["NPHI"].share(pores), atol=1e-12)


@pytest.mark.parametrize(("shift", "left"), [(0.0, 1.95), (-0.4, 1.70), (0.5, 2.20)])
def test_light_and_heavy_rock_have_a_pair_of_scales(shift: float, left: float) -> None:
    """As wide as the usual one, slid to where they lie."""
    scales = paired({"RHOB": np.full(50, 2.5 + shift), "NPHI": np.linspace(0.05, 0.35, 50) - shift / 2.0})
    assert scales["RHOB"].left == left


@pytest.mark.parametrize(
    ("share", "density", "target", "left"),
    [
        (15, 1.45, "", 1.95),
        (15, 1.45, "RHOB", 1.45),
        (15, 1.25, "RHOB", 1.20),
        (15, 1.10, "RHOB", None),
        (2, 1.45, "RHOB", 1.95),
        (100, 1.6, "", 1.45),
        (100, 3.3, "NPHI", 1.20),
    ],
)
def test_no_pair_of_scales_hides_a_target_nor_much_of_a_log_that_another_shows(
    share: int, density: float, target: str, left: float | None
) -> None:
    """Coal seams were off the scale of a density that is predicted, and off its crossplot without an arrow; of one that
    was measured a fifth may be, and what no rock reads.
    """
    shown = {"RHOB": np.where(np.arange(100) < share, density, 2.3), "NPHI": np.full(100, 0.2)}
    found = paired(shown, target)
    assert (found["RHOB"].left if found else None) == left
    assert not paired({"RHOB": np.full(100, 1.1)})  # alone, with nothing to compare it with: a scale that fits


@pytest.mark.parametrize(
    ("density", "neutron", "left"),
    [((1.9, 2.5), (0.3, 0.74), 1.45), ((1.4, 1.6), (0.6, 0.8), 1.2), ((1.0, 1.1), (1.0, 1.2), 1.2)],
)
def test_density_and_neutron_in_one_track_are_always_on_scales_that_agree(
    density: tuple[float, float], neutron: tuple[float, float], left: float
) -> None:
    """Where a fifth of a neutron read above 0.6 the two had scales of their own, on which every shale looked like gas;
    soft sediment stands on the widest pair, and values of no rock run along its edge.
    """
    one = small(gap=None, bimodal=False)
    view = view_of(one)
    ends = {"RHOB": density, "NPHI": neutron}
    logs = {kind: read_as(kind, np.linspace(*both, len(view.depth))) for kind, both in ends.items()}
    tracks = log_tracks(replace(view, logs=logs), one["prediction"], (), "percentile", ())
    (track,) = (track for track in tracks if isinstance(track, CurveTrack))
    of_density, of_neutron = (trace.scale for trace in track.traces)
    assert track.crossover and of_density.left == left
    assert np.isclose(of_density.share(np.array(2.70)), of_neutron.share(np.array(0.0)))


@pytest.mark.parametrize(
    ("target", "unit", "density", "ends", "partner"),
    [
        ("NPHI", "v/v", 2.2, (0.6, 0.0), (1.7, 2.7)),
        ("NPHI", "%", 2.2, (60.0, 0.0), (1.7, 2.7)),
        ("RHOB", "kg/m3", 1.9, (1700.0, 2700.0), (0.6, 0.0)),
        ("RHOB", "g/cm3", 2.3, (1.95, 2.95), (0.45, -0.15)),
    ],
)
def test_a_density_or_neutron_that_is_predicted_stands_on_the_scale_of_its_partners_pair(
    target: str, unit: str, density: float, ends: tuple[float, float], partner: tuple[float, float]
) -> None:
    """A porosity to 0.55 takes the density beside it to the scale for light rock, and a light density the porosity."""
    spread = np.linspace(-1.0, 1.0, 200)
    values = {"RHOB": density + 0.2 * spread, "NPHI": (0.4 if target == "NPHI" else 0.3) + 0.14 * spread}
    printed = Target(default_table().kinds[target], target, unit)
    one = small(gap=None, bimodal=False)
    view = view_of(one)
    own = np.resize(printed.shown(values[target]), len(view.depth))
    logs = {kind: read_as(kind, np.resize(v, len(view.depth))) for kind, v in values.items()}
    view = replace(view, target=printed, measured=own, quantiles=dict.fromkeys(view.quantiles, own), logs=logs)
    tracks = log_tracks(view, one["prediction"], (), "percentile", ())
    (beside,) = (trace for track in tracks if isinstance(track, CurveTrack) for trace in track.traces)
    assert (beside.scale.left, beside.scale.right) == partner
    assert view.scale == Scale(*ends) == next(t.scale for t in tracks if isinstance(t, TargetTrack))
    no_pair = replace(view, logs={target: logs[target]})
    assert no_pair.scale == target_scale(printed, [own])


@pytest.mark.parametrize(
    ("kind", "values", "ends"),
    [
        ("CALI", np.linspace(3.4, 3.6, 50), (0.0, 10.0)),
        ("CALI", np.r_[np.full(40, 8.5), np.full(10, 36.0)], (6.0, 16.0)),
        ("CALI", np.r_[np.full(30, 8.5), np.full(20, 36.0)], (8.5, 36.0)),
        ("TEMP", np.linspace(180.0, 270.0, 50), (150.0, 300.0)),
        ("DTS", np.linspace(700.0, 900.0, 50), (1000.0, 600.0)),
    ],
)
def test_no_scale_hides_a_curve(kind: str, values: np.ndarray, ends: tuple[float, float]) -> None:
    """A slim hole, a hot well: as wide a scale as usual where they lie, else one that fits; a fifth may lie beyond."""
    (trace,) = traces_of([read_as(kind, values)])
    assert (trace.scale.left, trace.scale.right) == ends


def test_a_wide_scale_is_taken_for_what_it_shows_only() -> None:
    """Salty mud reads below 0.2 ohm.m, which the wide scale of resistivities, with a decade more above, lacks too."""
    for value, share, ends in ((0.1, 10, (0.2, 2000.0)), (8000.0, 10, (0.2, 20_000.0)), (0.1, 50, (0.1, 1.0))):
        (trace,) = traces_of([read_as("RXO", np.where(np.arange(50) < share, value, 2.0))])
        assert (trace.scale.left, trace.scale.right) == ends


def test_the_scale_of_spontaneous_potential_is_slid_to_where_it_lies() -> None:
    """It has no zero of its own: at +90 mV beside a usual scale that ends at 40 all of it would run along the edge."""
    kind = default_table().kinds["SP"]
    for middle, ends in ((-60.0, (-160.0, 40.0)), (90.0, (0.0, 200.0))):
        values = np.linspace(middle - 80.0, middle + 80.0, 50)
        (trace,) = traces_of([LogCurve(kind, "SP", "mV", values, values)])
        assert (trace.scale.left, trace.scale.right) == ends
        target = target_scale(Target(kind, "SP", "mV"), [values])
        assert (target.left, target.right) == ends


def test_the_density_correction_is_drawn_where_bad_hole_rests_on_it() -> None:
    """Beside density and neutron, whose crossover stays, on -0.75 to 0.25 and as it was read: for the target of a pad
    tool, and for another where one reading beyond 0.15 made the hole bad.
    """
    one = small(gap=None, bimodal=False)
    view, n = view_of(one), len(one["flag"])
    read = np.where(np.arange(n) == 5, 0.2, 0.01)
    correction = replace(read_as("DRHO", read), trusted=np.where(read > 0.15, np.nan, read))
    view = replace(view, logs={**view.logs, "DRHO": correction}, bad_hole=np.zeros(n, bool))
    neutron = replace(view, target=Target(default_table().target("NPHI"), "NPHI", "v/v"))
    bad = replace(view, bad_hole=np.arange(n) == 5)
    for here, used, drawn in ((view, (), False), (view, ("DRHO",), True), (bad, (), True), (neutron, (), True)):
        tracks = [t for t in log_tracks(here, one["prediction"], used, "percentile", ()) if isinstance(t, CurveTrack)]
        found = [(track, trace) for track in tracks for trace in track.traces if trace.kind == "DRHO"]
        assert len(found) == drawn
        for track, trace in found:
            assert track.traces[0].kind == "RHOB" and track.crossover == (here is not neutron)
            assert trace.scale == Scale(-0.75, 0.25) and np.array_equal(trace.values, read)


@pytest.mark.parametrize("unit", ["us/m", "US/M", "usec/m"])
def test_a_metric_scale_does_not_depend_on_how_its_unit_is_spelt(unit: str) -> None:
    """Shear slowness stands on 1400 to 200 whether the file says us/m or US/M."""
    target = Target(default_table().kinds["DTS"], "DTS", unit)
    assert target_scale(target, [np.linspace(300.0, 1100.0, 50)]) == Scale(1400.0, 200.0)


def test_elevations_of_the_header_have_their_units(tmp_path: Path) -> None:
    """Whether they stand in ~Well or in ~Parameter."""
    text = write_well(tmp_path / "W.las", 1).read_text()
    text = text.replace("~Curve", "EKB.FT 95.5 : kelly bushing\n~Curve").replace("~Ascii", "EGL.M 12 : ground\n~Ascii")
    text = text.replace("~Ascii", "EPD.M 0 : sea\nEREF.M 27.5 : depth reference\nAPD.M 27 : above it\n~Ascii")
    (tmp_path / "W.las").write_text(text)
    found = dict(header_items(read_las(tmp_path / "W.las").header))
    assert [found[k] for k in ("Datum elevation", "Log datum elev.", "Above datum")] == ["0 M", "27.5 M", "27 M"]
    assert (found["Kelly bushing"], found["Ground level"], found["Well"]) == ("95.5 FT", "12 M", "W")


@pytest.mark.parametrize(("paper", "lines"), [("a4", 2), ("letter", 1)])
def test_a_title_is_broken_at_the_width_of_its_paper(paper: str, lines: int) -> None:
    """Letter paper is 5.9 mm wider than A4, and between its margins the name of this well has 195 mm."""
    name = next(n for k in range(200) if text_width(f"Well {(n := 'of ' * k + 'K')}", 9.5) > 193.0)
    marks = report_sheets(report_of(small(name=name), page=paper))[0].marks()
    assert sum(isinstance(m, Words) and m.size == 9.5 for m in marks) == lines


def test_every_column_of_the_strip_has_its_name() -> None:
    """However many inputs the model takes."""
    one = small()
    names = sorted({"TEMP", "ROP", "POTA", "THOR", "URAN"}.union(*(group for group, _ in GROUPS)) - {"DTC"})
    one["prediction"] = replace(one["prediction"], available=dict.fromkeys(names, np.ones(300, bool)))
    first = report_sheets(report_of(one))[0]
    turned = {m.text for m in first.marks() if isinstance(m, Words) and m.rotation}
    assert turned >= {"bad hole", *names} and not faults(first)


@pytest.mark.parametrize(("kind", "unit"), [("TEMP", "degC"), ("DTST", "us/ft"), ("COND", "mS/m"), ("TENS", "")])
def test_a_narrow_track_has_its_unit(kind: str, unit: str) -> None:
    """Where it finds no room between the ends of the scale, as 0 and 150, it stands below them; none takes no row."""
    values = np.full(9, 100.0)
    traces = traces_of([LogCurve(default_table().kinds[kind], kind, unit, values, values)])
    track = CurveTrack(SimpleNamespace(), traces, 13.0)
    sheet = Sheet(100.0, 100.0)
    draw_header(sheet, Box(20.0, 20.0, 0.8 * 13.0, 40.0), track.legends())
    assert extents(sheet)[0].count(unit) == len(track.legends()) - 1 == bool(unit)


def test_absent_header_items_are_left_out() -> None:
    """A heading shows no empty item."""
    text = printed(small(header={"WELL": "Demo 7", "FLD": "  "})).pages[0].extract_text()
    assert "Company" not in text and "Field" not in text


@pytest.mark.parametrize(("unit", "scale", "step"), [("m", 500, 0.1524), ("m", 200, 0.1524), ("ft", 600, 0.5)])
def test_print_has_exactly_the_scale_asked_for(unit: str, scale: int, step: float) -> None:
    """A ruler on paper: labels of the detail pages lie 1/scale of their depths apart, to 0.01 mm."""
    reader = printed(small(depth_unit=unit, step=step), scale=scale)
    page = next(p for p in reader.pages if re.search(rf"(detail|overview)\s+1:{scale}\s", p.extract_text()))
    labels = depth_labels(page)
    assert len(labels) >= 2
    metre = 0.3048 if unit == "ft" else 1.0
    for (a, y_a), (b, y_b) in zip(labels, labels[1:], strict=False):
        assert abs((y_a - y_b) - (b - a) * metre * 1000.0 / scale) < 0.01


def test_lines_of_depth_stand_where_the_labels_say() -> None:
    """The heavy depth lines in the content stream have the spacing of the scale too."""
    reader = printed(small(), scale=500)
    page = next(p for p in reader.pages if "detail" in p.extract_text())
    code = page.get_contents().get_data().decode("latin-1")
    levels = sorted({int(m[2]) for m in re.finditer(r"(\d+) (\d+) m (\d+) \2 l", code)})
    spacing = np.diff(levels) / 100.0 / MM
    assert np.isclose(spacing, 2000.0 / 500, atol=0.01).sum() >= 10


def test_pages_follow_each_other_without_a_gap() -> None:
    """At 1:200 every page begins at the depth where the page before ended, and repeats the headers."""
    reader = printed(case(1500), scale=200)
    pages = [p.extract_text() for p in reader.pages if "detail  1:200" in p.extract_text()]
    ends = [re.search(r"1:200\s+([\d.]+) to ([\d.]+) m", t) for t in pages]
    depths = [(float(m[1]), float(m[2])) for m in ends if m]
    assert len(depths) >= 4 and all(a[1] == b[0] for a, b in zip(depths, depths[1:], strict=False))
    assert depths[0][0] <= 1500.0 and depths[-1][1] >= 1500.0 + 1499 * 0.1524
    assert all("ohm.m" in t and "2000" in t and "-0.15" in t for t in pages)


def test_default_is_an_overview_and_the_intervals_that_lacked_the_log() -> None:
    """Overview of at most three pages; details at 1:500 cover the gap of the log and no more than its surroundings."""
    reader = printed(case(4000))
    text = [p.extract_text() for p in reader.pages]
    assert 1 <= sum("overview  1:" in t for t in text) <= 3
    details = [re.search(r"detail  1:500\s+([\d.]+) to ([\d.]+) m", t) for t in text]
    depths = [(float(m[1]), float(m[2])) for m in details if m]
    assert depths[0][0] > 1650.0 and depths[-1][1] < 1960.0


def test_a_short_well_is_printed_large() -> None:
    """Thirty samples over 4.6 m are 2.3 cm of paper at 1:200, and need no detail beside."""
    text = [p.extract_text() for p in printed(case(30)).pages]
    assert any("overview  1:200 " in t for t in text) and not any("detail  1:" in t for t in text)


def test_a_well_that_lacks_nothing_is_told_so() -> None:
    """Where every depth is measured, whether a prediction can be used is not the question."""
    one = small(gap=None)
    assert (one["flag"] == 1).all()
    assert "Nothing was missing: DTC is measured at every depth." in printed(one).pages[0].extract_text()


def test_interval_prints_only_those_depths() -> None:
    """--interval limits the pages at scale; one outside the well is refused with the well's depths."""
    reader = printed(small(), interval=(1510.0, 1520.0), scale=200)
    text = [t for t in (p.extract_text() for p in reader.pages) if "detail" in t]
    assert len(text) == 1 and "1510 to 1520 m" in text[0]
    with pytest.raises(OutputError, match="outside the well; it runs from 1500 to"):
        require_inside((3000.0, 3100.0), view_of(small()).span, "m")


def test_an_interval_that_begins_or_ends_with_the_log_prints_that_depth() -> None:
    """A well of one sample, and the last and the first of 300, are not outside of the well; a bit further is."""
    assert "detail" in words(printed(case(1, start=1200.0, gap=None), interval=(1200.0, 1201.0)))
    last = 1500.0 + 299 * 0.1524
    for interval in ((last, last + 1.0), (1499.0, 1500.0)):
        assert "detail" in words(printed(small(), interval=interval))
    for interval in ((last + 0.1, last + 1.0), (1499.0, 1499.9)):
        with pytest.raises(OutputError, match="outside the well"):
            require_inside(interval, (1500.0, last), "m")


@pytest.mark.parametrize(("page", "width"), [("a4", 210.0), ("letter", 215.9)])
def test_paper_has_the_size_asked_for(page: str, width: float) -> None:
    """Every page has the width of the paper."""
    assert all(abs(float(p.mediabox.width) / MM - width) < 0.05 for p in printed(small(), page=page).pages)


@pytest.mark.slow
def test_roll_is_one_long_page_cut_at_200_inches() -> None:
    """A roll holds a well on one page where it fits, and no page exceeds 200 inches; 1219 m at 1:200 are two alike."""
    reader = printed(case(8000), page="roll", scale=200)
    heights = [float(p.mediabox.height) for p in reader.pages if "1:200 " in p.extract_text()]
    assert len(heights) == 2 and max(heights) <= 200 * 72.0 + 0.1 and min(heights) > 0.95 * max(heights)
    assert sum("overview" in p.extract_text() for p in reader.pages) == 1


def test_a_roll_holds_overview_and_details_on_one_page() -> None:
    """Headers stand again below a strip that is longer than a sheet: 305 m at 1:1000, not 132 m at 1:500 or a few."""
    for n, gap, count in ((2000, (0.3, 0.7), 3), (1000, (0.3, 0.7), 2), (2000, (0.3, 0.31), 3)):
        (one,) = [sheet for sheet in report_sheets(report_of(case(n, gap=gap), page="roll"))
                  if ("Overview", 0.0) in sheet.sections]  # fmt: skip
        assert len(one.sections) == 2 and one.sections[1][0].startswith("Detail")
        assert [m.text for m in one.marks() if isinstance(m, Words)].count("band width") == count
        assert faults(one) == []


def test_no_page_of_a_roll_is_longer_than_200_inches() -> None:
    """1000 m at 1:200 leave room on it for the headers above them, not for those below: they are cut in two."""
    roll, header = Paper.of("roll"), 50.0
    pages = _arranged(SimpleNamespace(metre=1.0), header, roll, [Passage(0.0, 1000.0, 200, "", "", "")])
    assert len(pages) == 2 and all(strip.both_ends for strips in pages for strip in strips)
    assert max(strips[-1].window.bottom for strips in pages) + header + FOOT <= ROLL_LIMIT


@pytest.mark.parametrize(
    ("passages", "lengths"),
    [
        ([(0, 20), (100, 260)], [[20, 56], [104]]),
        ([(0, 120), (200, 210), (300, 310)], [[108], [12, 10, 10]]),
        ([(0, 120)], [[60], [60]]),
        ([(0, 20), (100, 180)], [[20], [80]]),
    ],
)
def test_passages_are_cut_otherwise_than_evenly_where_that_saves_a_page(
    passages: list[tuple[float, float]], lengths: list[list[float]]
) -> None:
    """An A4 page has room for 108 m at 1:500, less what stands above. Else each is cut evenly, and begins a page."""
    printed = [Passage(top, base, 500, "", "", "") for top, base in passages]
    pages = _arranged(SimpleNamespace(metre=1.0), 50.0, Paper.of("a4"), printed)
    assert [[strip.window.base - strip.window.top for strip in strips] for strips in pages] == lengths


def test_same_input_gives_the_same_bytes() -> None:
    """No date, no random name: two reports of one prediction are equal."""
    first, second = (render_reports([report_of(small())])[0] for _ in range(2))
    assert first == second
    assert b"CreationDate" not in first


def test_sections_have_bookmarks_and_fonts_are_embedded() -> None:
    """The outline names summary, overview, evidence and model card; every font carries its glyphs."""
    reader = printed(small(), tops=[("Brent", 1510.0)])
    titles = [str(item.title) for item in reader.outline]
    for expected in ("Summary", "Overview", "Zones", "Evidence: this well", "Model card"):
        assert expected in titles
    fonts = reader.pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        child = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in child["/FontDescriptor"]


@pytest.mark.parametrize("page", ["a4", "roll"])
def test_bookmarks_lead_to_where_their_section_begins(page: str) -> None:
    """Details below the overview, and below each other, on one page: each begins with the line of its own title."""
    one = case(2500, gap=(0.3, 0.33))
    one["flag"][2000:2050] = 3
    reader = printed(one, page=page)
    where = [(str(b.title), reader.get_destination_page_number(b), float(b.top)) for b in reader.outline]
    assert all(0 < top <= float(reader.pages[i].mediabox.height) + 0.01 for _, i, top in where)
    found = {(title.split()[0].lower(), i, top) for title, i, top in where if title.startswith(("Overview", "Detail"))}
    assert len(found) == 3 and len({i for _, i, _ in found}) < 3
    for what, i, top in found:
        lines = [y for text, _, y in placed(reader.pages[i]) if f"{what}  1:" in text]
        assert any(0 < top - y < 15 * MM for y in lines), (what, i, top, lines)


HOSTILE = [
    "$\\frac{x}",
    "井戸 7 скв",
    "a" * 300,
    "x\x07\ny\u202e",
    "<script>&amp;",
    "%PDF (\\) >>",
    "  ",
    "\ud83d\ude00 ok",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_text(name: str) -> None:
    """Formulas, foreign scripts, control characters and very long names neither warn, raise nor break the file."""
    one = small(name=name, header={"WELL": name, "FLD": name, "COMP": name})
    one["warnings"] = [Notice("", name)]
    text = words(printed(one, tops=[(name, 1512.0)]))
    assert "page 1 of" in text
    if name.startswith("$"):
        assert "$\\frac{x}" in text
    if "скв" in name:
        assert "井戸 7 скв" in text


def test_characters_without_a_glyph_are_boxes_that_can_be_searched() -> None:
    """Signs that the font lacks get an embedded font of boxes, whose glyphs are composed of frame and digits."""
    reader = printed(small(name="井戸 𠀋"))
    font = reader.pages[0]["/Resources"]["/Font"]["/F2"].get_object()
    data = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile2"].get_object().get_data()
    boxes = TTFont(io.BytesIO(data), recalcBBoxes=False)["glyf"]
    names = [g.glyphName for g in boxes[boxes.glyphOrder[18]].components]
    assert [boxes.getGlyphID(n) for n in names] == [17, 5, 15, 10, 6]  # frame, then 4 E 9 5 at one after the digit
    assert "井戸 𠀋" in reader.pages[0].extract_text()


def test_names_from_right_to_left_are_turned_and_joined() -> None:
    """Hebrew stands from right to left, Arabic letters join; digits and Latin words stay as they are."""
    assert drawn_order("A \u05d0\u05d1 \u05d2 7b") == "A \u05d2 \u05d1\u05d0 7b"
    assert drawn_order("\u0628\u0626\u0631 7") == "\ufeae\ufe8c\ufe91 7"  # beh initial, yeh medial, reh final
    assert drawn_order("B\u00f8hr 7") == "B\u00f8hr 7"


@pytest.mark.parametrize("n", [1, 2, 3, 100])
def test_tiny_wells_have_a_report(n: int) -> None:
    """One sample is enough for a report."""
    assert "Can this log be used?" in words(printed(case(n, gap=None)))


@pytest.mark.parametrize("kinds", [("CALI",), ("GR",), ("DTC",), ("GR", "DTC"), ("NPHI", "PEF", "SP")])
def test_missing_curves_drop_their_track(kinds: tuple[str, ...]) -> None:
    """Any subset of logs is printed, without a header of what is not there."""
    text = words(printed(small(kinds=kinds)))
    page = next(t for t in text.split("page ") if "overview" in t)
    assert ("RDEP" in page) is False and "Model card" in text


def test_nothing_predicted_is_said() -> None:
    """A well without any input gets a report that says so."""
    one = small(kinds=("CALI",))
    assert "Nothing could be predicted" in words(printed(one))


def test_descending_index_prints_from_top_to_base() -> None:
    """A well logged upwards prints like any other: pages and labels run downwards."""
    reader = printed(small(start=1600.0, step=-0.1524), scale=500)
    page = next(p for p in reader.pages if "detail" in p.extract_text())
    labels = depth_labels(page)
    assert len(labels) >= 2 and all(a[0] < b[0] and a[1] > b[1] for a, b in zip(labels, labels[1:], strict=False))


def test_convention_names_the_levels_everywhere() -> None:
    """Under exceedance the text explains P10 as the high value."""
    text = words(printed(small(), convention="exceedance"))
    assert "10 % of outcomes exceed" in text and "stay below" not in text


def test_target_unit_changes_every_number() -> None:
    """In us/m the scale and the errors are 3.28 times those in us/ft."""
    text = words(printed(small(), unit="us/m"))
    assert "500" in text and "18.4 us/m" in text and "us/ft" not in text.split("Model card")[0]


def test_unchecked_band_is_not_praised() -> None:
    """Where no other well checked the band, page one says to take care."""
    one = small()
    one["model"] = model(checked=False)
    reader = printed(one)
    assert "no other well checked the band" in reader.pages[0].extract_text()
    assert "wells never seen" not in words(reader) and "blocks of them unseen" in words(reader)


@pytest.mark.parametrize(("wells", "taught", "them"), [(5, "training wells", "them"), (1, "training well", "it")])
def test_the_error_without_the_leading_log_stands_where_no_other_well_checked_the_band_too(
    wells: int, taught: str, them: str
) -> None:
    """9.32 us/ft without DTS beside 5.60 in the table; where it is not known, that it may be larger; nothing of an
    error where there is none.
    """
    one = small()
    lone = vars(model(wells=wells, checked=False))
    lone["scores_"] = {**lone["scores_"], "rmse_without_leader": 9.32}
    shear = np.zeros(len(one["flag"]), bool)
    one["prediction"] = replace(one["prediction"], available={**one["prediction"].available, "DTS": shear})
    said = []
    for relatives in (("DTS",), ()):
        one["model"] = SimpleNamespace(**{**lone, "relatives": relatives})
        said.append(printed(one).pages[0].extract_text().replace("\n", " "))
    blocks = f"nseen blocks of the {taught}"
    assert f"Where u{blocks} had no DTS, as in 100 % of the predicted depths here, P50 missed them by 9.32" in said[0]
    assert f"The error on u{blocks} includes those with DTS. Here DTS is missing or set aside, so expect a" in said[1]
    assert f"{taught}, blocks of {them} unseen ({wells})" in said[0]


def test_a_band_that_fails_in_this_very_well_is_not_praised() -> None:
    """Measured values far outside the band are the first thing that page one says."""
    one = small()
    one["logs"].logs["DTC"].values.flags.writeable = True
    one["logs"].logs["DTC"].values[:60] += 40.0
    text = printed(one).pages[0].extract_text().replace("\n", " ")
    assert "Use with care: the band held only 67 % of this well's own measured values" in text


def test_decades_are_judged_as_decades() -> None:
    """Ten times too high is an error of one decade at 2 and at 200 ohm.m, and the band is as wide at both."""
    target = Target(default_table().kinds["RDEP"], "RT", "ohm.m")
    measured = np.array([2.0, 200.0, np.nan, 20.0])
    found = agreement(*(target.judged(v) for v in (measured, measured / 2, measured * 10, measured * 20)))
    assert found["rows"] == 3 and np.isclose(found["rmse"], 1.0) and np.isclose(found["bias"], 1.0)
    assert np.isclose(found["width"], np.log10(40.0)) and found["cover"] == 1.0 and np.isclose(found["r2"], -0.5)


def test_errors_of_a_log_in_percent_are_no_shares() -> None:
    """A neutron log in percent, however spelt, is missed by porosity units; in any other unit the error has that of the
    log.
    """
    units = (
        ("NPHI", "%", "p.u."),
        ("NPHI", "V/V%", "p.u."),
        ("NPHI", "PU", "p.u."),
        ("NPHI", "v/v", "v/v"),
        ("POTA", "%", "wt %"),
        ("POTA", "w/w%", "wt %"),
        ("GR", "gAPI", "gAPI"),
    )
    for kind, unit, error in units:
        assert Target(default_table().kinds[kind], kind, unit).error_unit == error


@pytest.mark.parametrize(("convention", "level"), [("percentile", 0.99), ("exceedance", 0.01)])
def test_a_level_that_was_asked_for_is_the_one_that_is_drawn(convention: str, level: float) -> None:
    """P99 of exceedance is the low value, as in the LAS file; the high one would be P01, which nobody asked for."""
    options = report_options(Writing(levels=(10, 50, 90, 99), convention=convention))
    assert sorted(report_of(small(), options).view().quantiles) == sorted((0.1, 0.25, 0.5, 0.75, 0.9, level))
    text = words(printed(small(), convention=convention, levels=options.levels))
    assert "P99" in text and "P01" not in text


def test_further_levels_are_named_and_both_modes_keep_their_side() -> None:
    """Levels that were asked for stand in the header; the lower of two modes is always the first."""
    one = small()
    view = view_of(one, "DT", levels=(0.05,))
    both = two_modes(view)
    assert both.any() and (view.modes[both, 0] < view.modes[both, 1]).all()
    text = words(printed(one, levels=(0.05, 0.95, 0.99)))
    assert "P05 to P95" in text and "P10 to P90" in text and "P99" in text


def test_bands_stand_in_the_header_from_the_widest_to_the_narrowest_each_darker() -> None:
    """P05 to P95 begins, can be told from paper, and every band from the next one, in grey too."""
    one = small()
    view = view_of(one, "DT", levels=(0.01, 0.05, 0.95, 0.99))
    rows = [row for row in TargetTrack(view, view.scale, "percentile").legends() if row.fill]
    assert [row.name for row in rows] == ["P01 to P99", "P05 to P95", "P10 to P90", "P25 to P75"]
    shades = [1.0, *(lightness(row.fill) for row in rows if row.fill)]
    assert np.diff(shades).max() < -0.03


def test_a_page_is_not_wasted_on_a_few_metres() -> None:
    """505 m take three pages at 1:1000, the last nearly empty, but two at 1:1500; pages at scale are cut evenly."""
    texts = titles(case(3310))
    assert sum("overview  1:1500" in t for t in texts) == 2
    ends = [re.search(r"overview  1:200\s+([\d.]+) to ([\d.]+) m", t) for t in titles(case(720), scale=200)]
    lengths = [float(m[2]) - float(m[1]) for m in ends if m]
    assert len(lengths) == 3 and max(lengths) - min(lengths) <= 2.0


def test_a_header_of_many_long_items_leaves_room_for_the_rest_of_page_one() -> None:
    """Each of seventeen is cut to a line: the tables end above the signature lines, as the place of their text says."""
    names = [names[0] for _, names in HEADER_ITEMS][:17]
    page = printed(small(header={name: f"{name} " * 60 for name in names}), page="letter").pages[0]
    scores, signed = (next(y for t, _, y in placed(page) if t.startswith(w)) for w in ("RMSE, bias", "Interpreted by"))
    assert scores > signed + 5 * MM


def test_a_log_is_not_printed_twice_at_one_scale() -> None:
    """Asked for at the scale of the overview it is that; at another it follows the overview."""
    (scale,) = {int(m[1]) for t in titles(case(720)) if (m := re.search(r"overview  1:(\d+)", t))}
    assert not any("detail" in t for t in titles(case(720), scale=scale))
    assert any(f"detail  1:{2 * scale}" in t for t in titles(case(720), scale=2 * scale))


def lightness(colour: str) -> float:
    """Return how light a colour prints in grey, 0 to 1 (ITU-R BT.601)."""
    return sum(w * int(colour[i : i + 2], 16) / 255 for w, i in ((0.299, 1), (0.587, 3), (0.114, 5)))


@pytest.mark.parametrize("looks", [FLAG_LOOKS, BASIS_LOOKS])
def test_flags_can_be_told_apart_in_grey(looks: dict[int, Look]) -> None:
    """Any two looks differ by a seventh of the grey scale, or in their lines."""
    for one, other in itertools.combinations(looks.values(), 2):
        far = abs(lightness(one.colour) - lightness(other.colour)) > 1 / 7
        assert far or (one.across, one.along) != (other.across, other.along), (one.name, other.name)


def test_curves_of_a_track_can_be_told_apart_in_grey() -> None:
    """Curves that share a track have other dashes each, or one is a fifth thicker."""
    for group, _ in GROUPS:
        for one, other in itertools.combinations([LOOKS[kind] for kind in group], 2):
            assert one[1] != other[1] or max(one[0], other[0]) >= 1.19 * min(one[0], other[0])


def test_ranges_of_the_inputs_have_units() -> None:
    """Depths have that of the well's depths, as all the report's other pages."""
    one = small(depth_unit="ft")
    one["model"].ranges_["DEPTH"] = (900.0, 3200.0)
    text = words(printed(one, unit="us/m")).replace("\n", " ")
    assert "GR 20 to 140 gAPI" in text and "RHOB 2.1 to 2.7 g/cm3" in text and "DEPTH 2953 to 10499 ft" in text
    assert "or depth by more than 164 ft" in text


def test_the_model_card_says_when_a_log_of_the_hole_is_not_read() -> None:
    """It is the one input that flags nothing beyond its range."""
    one = small()
    assert "is not read" not in words(printed(one))
    one["model"].plan_.hole = ("CALI",)
    text = words(printed(one)).replace("\n", " ")
    assert "CALI is not read, and flags nothing, from 10 % beyond its range on." in text


def test_warnings_that_end_alike_are_gathered_in_one_line() -> None:
    """The remedy is told once; what has none stays apart, and no line grows without end."""
    end = "masked as an input"
    notices = [Notice("DTC", f"spikes in 3; {end}"), Notice("PEF", "missing"), Notice("SP", f"stuck in 4; {end}")]
    told = [f"DTC: spikes in 3; SP: stuck in 4; {end}", "PEF: missing"]
    assert gathered(notices) == told and gathered([*notices, notices[1]]) == [*told, told[1]]
    assert [line.count("SP") for line in gathered([notices[2]] * 12)] == [10, 2]


def test_the_model_card_has_all_that_was_chosen_in_training() -> None:
    """However much it is: each on a line of its own."""
    one = small()
    one["model"].fit_notices_ = tuple(Notice(f"LOG{i}", f"not an input: {'for want of wells ' * 5}") for i in range(20))
    text = words(printed(one))
    assert all(f"LOG{i}: not an input" in text for i in range(20)) and text.count("Chosen in training") == 1


def test_the_model_card_says_of_which_density_its_likelihood_is() -> None:
    """The history beside it is of the standardised target, whose numbers are others."""
    text = words(printed(small(), unit="us/m")).replace("\n", " ")
    assert "nats of the probability density per us/ft" in text and "NLL [nats, standardised target]" in text


def test_a_report_says_whether_depth_is_an_input() -> None:
    """In the method of page one and in the model card; where depth is none, it has no range among those of inputs."""
    one = small()
    one["model"].ranges_["DEPTH"] = (900.0, 3200.0)
    text = words(printed(one)).replace("\n", " ")
    assert text.count("NPHI, PEF and depth") == 2 and "1st to 99th percentile, of depth all of it" in text
    one["model"].plan_.use_depth = False
    text = words(printed(one)).replace("\n", " ")
    assert "from GR, RDEP, RHOB, NPHI, PEF;" in text and "and depth" not in text and "DEPTH 900" not in text


def test_a_model_that_was_saved_and_read_gives_the_same_report() -> None:
    """Its file has settings, versions and ranges in order of their names, a model just trained in another."""
    one, other = small(), small()
    for each in (one, other):
        each["model"].ranges_["DEPTH"] = (900.0, 3200.0)
    for name in ("settings_", "versions_", "ranges_", "excluded_"):
        setattr(other["model"], name, dict(sorted(getattr(other["model"], name).items())))
    assert words(printed(one)) == words(printed(other))


def test_own_training_is_not_sold_as_a_check() -> None:
    """Values that were trained on are called so."""
    one = {**small(), "own_trained": True}
    text = words(printed(one))
    assert "agreement here proves nothing" in text and "this well, unseen" not in text


def test_many_warnings_go_to_a_further_page() -> None:
    """Sixty warnings are all printed."""
    one = small()
    texts = (f"something long enough to need a line of its own, number {i}" for i in range(60))
    one["warnings"] = [Notice(f"curve {i}", text) for i, text in enumerate(texts)]
    text = words(printed(one))
    assert all(f"number {i}" in text.replace("\n", " ") for i in range(60))


def test_large_well_stays_small() -> None:
    """15,000 samples make a file below 3 MB."""
    pdf, _ = render_reports([report_of(case(15_000))])
    assert len(pdf) < 3_000_000


@pytest.mark.slow
def test_sixty_thousand_samples() -> None:
    """A well of 9 km is printed whole, the overview on three pages."""
    reader = printed(case(60_000))
    assert sum("overview  1:" in p.extract_text() for p in reader.pages) <= 3


def test_png_of_the_overview_beside_the_pdf(tmp_path: Any) -> None:
    """--png writes a picture with the name of the report; an existing file is not overwritten unasked."""
    written = write_reports(tmp_path / "w.pdf", [report_of(small(), png=True)])
    assert [p.name for p in written] == ["w.pdf", "w.png"]
    assert written[1].read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with pytest.raises(OutputError):
        write_reports(tmp_path / "w.pdf", [report_of(case(200))], overwrite=False)


def test_a_picture_is_the_same_whatever_the_matplotlibrc_says() -> None:
    """savefig.bbox of the user's or of the working folder cut the margins off, and the page was no A4 page."""
    report = report_of(small(), png=True)
    plain = _pages(report).overview.png()
    changed = {"savefig.bbox": "tight", "savefig.transparent": True, "path.simplify": False, "text.antialiased": False}
    with matplotlib.rc_context(changed):
        assert _pages(report).overview.png() == plain
        assert matplotlib.rcParams["savefig.bbox"] == "tight"


def test_the_picture_of_a_roll_is_of_the_overview_alone() -> None:
    """Not of the details below it on that page, whose number it bears."""
    part = _pages(report_of(case(1000), page="roll", png=True))
    (page,) = [sheet for sheet in _numbered([part]) if ("Overview", 0.0) in sheet.sections]
    alone, whole = ([m.text for m in sheet.marks() if isinstance(m, Words)] for sheet in (part.overview, page))
    assert [sum("  1:" in text for text in texts) for texts in (alone, whole)] == [1, 2]
    assert part.overview.height < page.height - 100.0 and "page 2 of " in [t[:10] for t in alone if t in whole]


@pytest.mark.parametrize(("page", "n", "scale"), [("a4", 16_000, 4000), ("roll", 45_000, 1500)])
def test_the_picture_of_a_deep_well_shows_all_of_it(page: str, n: int, scale: int) -> None:
    """Also where its overview takes several pages, or is longer than a sheet of a roll may be."""
    one = case(n, gap=None, bimodal=False)
    part = _pages(report_of(one, page=page, png=True))
    _numbered([part])
    shown = [m.text for m in part.overview.marks() if isinstance(m, Words)]
    assert part.held > 1 and f"pages 2 to {part.held + 1} of {len(part.sheets)}" in shown
    depth = one["logs"].well.depth
    (title,) = [text for text in shown if "  1:" in text]
    top, base = (float(v) for v in re.findall(r"[\d.]+", title.split(f"1:{scale} ")[1]))
    assert top <= depth[0] and base >= depth[-1]


def test_depths_beyond_all_usual_scales_have_a_picture_all_the_same() -> None:
    """In wrong units, which is announced: of 1,200 km there was no scale, and the report ended in an internal error."""
    one = small(gap=None, bimodal=False)
    view = view_of(one)
    tracks = log_tracks(view, one["prediction"], (), "percentile", ())
    sheet = lone_sheet(view, tracks, Paper.of("roll"), Passage(0.0, 1.2e6, 100_000, "Overview", "A", "overview"), ())
    assert any("1:400000 " in mark.text for mark in sheet.marks() if isinstance(mark, Words))


def test_reports_of_several_logs_are_numbered_through(tmp_path: Any) -> None:
    """Two logs in one PDF: pages count on, bookmarks name their log, each has a picture of its own."""
    reports = [report_of(small(), name=name, png=True) for name in ("DT", "DTC")]
    written = write_reports(tmp_path / "w.pdf", reports)
    assert [p.name for p in written] == ["w.pdf", "w_DT.png", "w_DTC.png"]
    reader = PdfReader(written[0])
    n = len(reader.pages)
    assert all(f"page {i} of {n}" in page.extract_text() for i, page in enumerate(reader.pages, 1))
    assert {"DT: Summary", "DTC: Summary"} <= {str(item.title) for item in reader.outline}
