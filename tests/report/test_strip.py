"""A whole well on a strip of paper: what it must not lose, and that it is kept in the well's report."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.report.doubles import case, report_of, view_of
from tests.report.test_field_report import row
from tests.report.test_overlap import CASES, LONG, extents, faults
from welllog_mdn.flags import EXTRAPOLATED, MEASURED, PREDICTED
from welllog_mdn.levels import P10, P50, P90
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.report import field_report
from welllog_mdn.report.field_report import field_sheets
from welllog_mdn.report.flow import Paper
from welllog_mdn.report.predicted_log import Target
from welllog_mdn.report.scales import Scale
from welllog_mdn.report.sheet import Box, Sheet, Stroke, pdf_bytes
from welllog_mdn.report.strip import CELLS, Strip, draw_strips, strip_of, strips_in, to_bytes
from welllog_mdn.report.style import BAND, FLAG_LOOKS, MM
from welllog_mdn.report.tracks import WARY, Window, pieces, placed_samples, strip_runs
from welllog_mdn.report.view import WellView


def flat(n: int = 13_000, **more: Any) -> WellView:
    """Return the view of a well with a band of 70 to 90 around 80 us/ft, all predicted, but for what is given."""
    view = view_of(case(n, gap=None, kinds=("GR", "DTC")))
    levels = {P10: np.full(n, 70.0), P50: np.full(n, 80.0), P90: np.full(n, 90.0)}
    usual = {"flag": np.full(n, PREDICTED), "measured": np.full(n, np.nan), "logs": {}, "width": np.full(n, 20.0)}
    return replace(view, **{**usual, "quantiles": levels, **more})


def kept(folder: Path, strips: Sequence[Strip], name: str = "W.pdf") -> list[Strip]:
    """Return strips as they are read from a report that holds them."""
    (folder / name).write_bytes(pdf_bytes([Sheet(100.0, 100.0)], "T", "S", to_bytes(strips)))
    return strips_in(folder / name)


def strokes(sheet: Sheet, **looks: str) -> list[np.ndarray]:
    """Return the points (k, 2) in mm of the lines or shapes of a sheet that have these colours."""
    marks = [m for m in sheet.marks() if isinstance(m, Stroke) and all(getattr(m, k) == v for k, v in looks.items())]
    return [np.column_stack([x / 100 / MM, sheet.height - y / 100 / MM]) for m in marks for x, y in m.parts]


def test_a_thin_bed_with_a_wide_band_is_still_in_the_strip(tmp_path: Path) -> None:
    """One sample of 13,000, whose band is drawn from 50 to 130 us/ft, at its depth; elsewhere from 70 to 90."""
    view = flat()
    at = 7_777
    for level, value in ((P10, 50.0), (P90, 130.0)):
        view.quantiles[level][at] = value
    (strip,) = kept(tmp_path, [strip_of(view, "percentile")])
    wide = np.flatnonzero(strip.quantiles[P90] > 90.0)
    assert len(strip.depth) < 4 * CELLS and strip.depth[wide] == pytest.approx([view.depth[at]], abs=0.02)
    sheet, scale = Sheet(120.0, 240.0), Scale(140.0, 40.0)
    draw_strips(sheet, [replace(strip, scale=scale)], Box(10.0, 10.0, 100.0, 220.0))
    (band,) = (shape for shape in strokes(sheet, face=BAND["outer"]) if len(shape) > 10)
    left, right = float(band[:, 0].min()), float(band[:, 0].max())
    usual = np.sort(band[:, 0])[[len(band) // 4, 3 * len(band) // 4]]
    assert (right - left) / (usual[1] - usual[0]) == pytest.approx(80.0 / 20.0, rel=0.01)


def test_what_is_drawn_at_a_depth_is_what_the_sample_there_has(tmp_path: Path) -> None:
    """P10, P50, P90 and the measured value of each depth that is kept are those of one sample, to five digits; of each
    part of the well the lowest and the highest P50 are there.
    """
    view = view_of(case(9_000))
    (strip,) = kept(tmp_path, [strip_of(view, "percentile")])
    near = np.abs(view.depth[:, None] - strip.depth).argmin(axis=0)
    for mine, theirs in [
        *((strip.quantiles[p], view.quantiles[p]) for p in (P10, P50, P90)),
        (strip.measured, view.measured),
    ]:
        np.testing.assert_allclose(mine, theirs[near], rtol=1e-4)
    np.testing.assert_array_equal(strip.flag, view.flag[near])
    cell = np.floor((view.depth - view.depth[0]) / np.ptp(view.depth) * CELLS).clip(max=CELLS - 1)
    for c in range(0, CELLS, 7):
        whole, here = view.quantiles[P50][cell == c], strip.quantiles[P50][cell[near] == c]
        assert np.nanmax(here) == pytest.approx(np.nanmax(whole), rel=1e-4)
        assert np.nanmin(here) == pytest.approx(np.nanmin(whole), rel=1e-4)


def test_a_strip_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    """Names, units, scales, tops within the well and the log beside it, which two targets of a well share."""
    view = view_of(case(), "DT", "us/m")
    one = strip_of(view, "exceedance", [("Brent", 1600.0), ("Basement", 9000.0)])
    first, second = kept(tmp_path, [one, one])
    assert (first.target, first.convention, first.depth_unit) == (view.target, "exceedance", "m")
    assert (first.scale, list(first.tops), first.span) == (view.scale, [("Brent", 1600.0)], view.span)
    assert first.beside is not None and one.beside is not None and second.beside is None
    assert (first.beside.name, first.beside.unit, first.beside.scale) == ("GR", "gAPI", one.beside.scale)
    np.testing.assert_allclose(first.beside.values, one.beside.values, rtol=1e-4)


def test_the_strip_of_a_long_well_is_small() -> None:
    """Of 26,000 samples with gamma ray, measured values and a band that never rests, less than 60 kB in the report."""
    packed = [len(zlib.compress(to_bytes([strip_of(view_of(case(n)), "percentile")]))) for n in (13_000, 26_000)]
    assert max(packed) < 60_000 and packed[1] < 1.2 * packed[0]


def test_runs_of_a_well_are_not_joined_across_a_gap(tmp_path: Path) -> None:
    """Two runs 300 m apart: neither a line nor a flag is drawn between them, and both end where the runs do."""
    depth = np.r_[1000.0 + 0.5 * np.arange(2000), 2299.5 + 0.5 * np.arange(2000)]
    (strip,) = kept(tmp_path, [strip_of(flat(4000, depth=depth), "percentile")])
    window = Window(depth[0], depth[-1], 0.0, 220.0 / np.ptp(depth))
    sel, y, jump = placed_samples(strip, window)
    lines = pieces(y, strip.quantiles[P50][sel], jump)
    ends = [window.top + at[[0, -1]] / window.mm_per_unit for _, at in lines]
    np.testing.assert_allclose(ends, [[1000.0, 1999.5], [2299.5, 3299.0]], atol=0.1)
    runs = strip_runs(strip.depth, strip.flag, window, WARY, 0.25, strip.steps)
    found = [(top / window.mm_per_unit + 1000.0, base / window.mm_per_unit + 1000.0) for top, base, _ in runs]
    np.testing.assert_allclose(found, [[1000.0, 1999.5], [2299.5, 3299.0]], atol=0.3 / window.mm_per_unit)


def test_a_break_of_the_log_within_a_run_is_kept(tmp_path: Path) -> None:
    """Measured down to a third of the well and from two thirds on: no line joins them, and the flag changes there."""
    n = 9_000
    here = (np.arange(n) < n // 3) | (np.arange(n) >= 2 * n // 3)
    view = flat(n, measured=np.where(here, 80.0, np.nan), flag=np.where(here, MEASURED, PREDICTED))
    (strip,) = kept(tmp_path, [strip_of(view, "percentile")])
    window = Window(*view.span, 0.0, 220.0 / np.ptp(view.depth))
    sel, y, jump = placed_samples(strip, window)
    lines = [at[[0, -1]] / 220.0 for _, at in pieces(y, strip.measured[sel], jump)]
    np.testing.assert_allclose(lines, [[0.0, 1 / 3], [2 / 3, 1.0]], atol=1.0 / CELLS)


def test_one_flag_to_be_wary_of_is_seen_among_thousands(tmp_path: Path) -> None:
    """A single depth outside the training range in a well of 13,000."""
    view = flat()
    view.flag[5_000] = EXTRAPOLATED
    (strip,) = kept(tmp_path, [strip_of(view, "percentile")])
    sheet = Sheet(120.0, 240.0)
    draw_strips(sheet, [strip], Box(10.0, 10.0, 100.0, 220.0))
    assert len(strokes(sheet, face=FLAG_LOOKS[EXTRAPOLATED].colour)) == 1


def test_a_report_that_holds_no_strip_gives_none(tmp_path: Path) -> None:
    """One that is gone, one of another program, and one whose record is none of ours."""
    assert strips_in(tmp_path / "gone.pdf") == []
    for name, data in (
        ("other.pdf", b"%PDF-1.4"),
        ("none.pdf", pdf_bytes([], "T", "S")),
        ("text.pdf", pdf_bytes([], "T", "S", b"no JSON")),
        ("later.pdf", pdf_bytes([], "T", "S", b'[{"another": 1}]')),
    ):
        (tmp_path / name).write_bytes(data)
        assert strips_in(tmp_path / name) == []


def page(folder: Path, strips: Sequence[Strip], paper: str = "a4", **more: Any) -> list[Sheet]:
    """Return the pages of a well with these logs in a summary of the field."""
    assert len(kept(folder, strips)) == len(strips)
    rows = [
        row("W", target=s.target.name, unit=s.target.unit, products={"W.las": "", "W.pdf": ""}, **more) for s in strips
    ]
    return field_sheets(rows, {}, Paper.of(paper), folder)[1:]


@pytest.mark.parametrize("name", CASES)
def test_no_text_of_a_wells_page_lies_upon_another(tmp_path: Path, name: str) -> None:
    """With logs of other units, of one sample, with long names and many tops; also two logs on letter paper."""
    arguments, options, tops = CASES[name]
    report = report_of(case(**{"n": 300, **arguments}), tops=tops, **options)
    one = strip_of(report.view(), report.options.convention, tops)
    more = {"warnings": [LONG] * 12} if name.startswith("long") else {}
    sheets = [*page(tmp_path, [one], **more), *page(tmp_path, [one, one], "letter", **more)]
    assert [fault for sheet in sheets for fault in faults(sheet)] == []
    assert all("Depth" in extents(sheets[i])[0] for i in (0, -1))


def test_a_log_read_in_decades_stands_on_a_logarithmic_scale(tmp_path: Path) -> None:
    """A resistivity of 2 ohm.m, with a band from 1 to 4, on a scale of 0.2 to 2000: the place of each in decades."""
    kind = default_table().kinds["RDEP"]
    levels = {P10: np.full(500, 1.0), P50: np.full(500, 2.0), P90: np.full(500, 4.0)}
    (strip,) = kept(tmp_path, [strip_of(flat(500, target=Target(kind, "RT", "ohm.m"), quantiles=levels), "percentile")])
    assert strip.scale == Scale(0.2, 2000.0, True)
    sheet = Sheet(120.0, 240.0)
    draw_strips(sheet, [strip], Box(10.0, 10.0, 116.0, 220.0))  # 2 mm for each of the tracks' 58
    (band,) = (shape for shape in strokes(sheet, face=BAND["outer"]) if len(shape) > 10)
    left, wide = 10.0 + 22.0, 80.0
    places = left + wide * np.log10(np.array([1.0, 4.0]) / 0.2) / 4.0
    np.testing.assert_allclose([band[:, 0].min(), band[:, 0].max()], places, atol=0.01)
    assert {"0.2", "2000", "RT P50", "Depth", "m", "flag"} <= {*extents(sheet)[0]}


def test_many_targets_have_their_logs_on_pages_that_follow(tmp_path: Path) -> None:
    """Of five three on one page and two on another; two stand beside the text of the first page."""
    one = strip_of(view_of(case(300)), "percentile")
    five = [replace(one, target=replace(one.target, name=f"T{i}")) for i in range(5)]
    sheets = page(tmp_path, five)
    headed = [sum(f"T{i} P50" in extents(sheet)[0] for i in range(5)) for sheet in sheets]
    assert headed[-2:] == [3, 2] and not any(headed[:-2])
    assert [fault for sheet in sheets for fault in faults(sheet)] == []
    (alone,) = page(tmp_path, five[:2])
    assert {"T0 P50", "T1 P50"} <= {*extents(alone)[0]}


def test_of_a_large_field_the_logs_to_look_at_first_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two wells, with room for one, that whose predicted depths lie outside the training range; page one says so."""
    monkeypatch.setattr(field_report, "MOST_DRAWN", 1)
    kept(tmp_path, [strip_of(view_of(case(300)), "percentile")])
    rows = [row("A", target="DTC"), row("B", target="DTC", extrapolated=400)]
    found = [{**each, "products": {"W.pdf": ""}} for each in rows]
    first, *pages = (extents(sheet)[0] for sheet in field_sheets(found, {}, Paper.of("a4"), tmp_path))
    assert ["Depth" in texts for texts in pages] == [False, True]
    said = "The logs of the 1 to look at first are drawn, those of the others in their own reports."
    assert f"2 files in all. {said}" in first


def test_a_page_says_why_a_log_is_not_drawn(tmp_path: Path) -> None:
    """The report of one well is gone; a well that is refused has no log, and nothing is said."""
    rows = [row("A", products={"A.pdf": ""}), row("B", status="refused", products={}, rows=0, reason="no")]
    _, first, second = field_sheets(rows, {}, Paper.of("a4"), tmp_path)
    why = "A log that is not drawn: the report of the well, which keeps it, is gone or of an earlier version."
    assert why in extents(first)[0] and why not in extents(second)[0]
    assert "Depth" not in extents(first)[0] + extents(second)[0]
