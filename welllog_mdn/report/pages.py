"""The report of one well: page one, logs at scale, evidence, model card -> PDF."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from welllog_mdn.report.card import model_card
from welllog_mdn.report.evidence import draw_evidence
from welllog_mdn.report.flow import Flow, Paper, number_pages
from welllog_mdn.report.front import front_sheets
from welllog_mdn.report.layout import DETAIL, Passage, log_sheets, log_tracks, lone_sheet, overview_scale, page_count
from welllog_mdn.report.report import Report, ReportOptions
from welllog_mdn.report.sheet import Sheet, pdf_bytes
from welllog_mdn.report.strip import Strip, strip_of, to_bytes
from welllog_mdn.report.style import convention_note
from welllog_mdn.report.tracks import Track
from welllog_mdn.report.view import WellView, intervals, report_paths
from welllog_mdn.report.zones import zone_table
from welllog_mdn.system.files import write_atomic
from welllog_mdn.wells.well import length_unit

CONTEXT = 5.0
"""Metres shown above and below an interval that lacked the log."""
JOIN = 25.0
"""Intervals nearer than this, in metres, are printed as one."""


def _pages(report: Report) -> Part:
    """Return the pages of a report, not yet numbered."""
    log, view, options, appraisal = report.log, report.view(), report.options, report.appraisal
    paper, convention, well = Paper.of(options.page), options.convention, log.prediction.well
    tracks = log_tracks(view, log.prediction, log.model.inputs_, convention, options.tops, appraisal.unseen)
    front = front_sheets(report, view, paper)
    groups = _passages(view, tracks, paper, options, well)
    logs_at_scale = [sheet for group in groups for sheet in log_sheets(view, tracks, paper, group, options.tops)]
    overview, whole = None, groups[0][0]
    held = page_count(view, tracks, paper, whole)
    if options.png:  # on a roll details follow below the overview
        apart = held > 1 or (paper.roll and len(groups[0]) > 1)
        overview = lone_sheet(view, tracks, paper, whole, options.tops) if apart else logs_at_scale[0]
    flow = Flow(paper)
    zone_table(flow, view, log.prediction, options.tops, convention=convention)
    draw_evidence(flow, view, log, appraisal)
    model_card(flow, view, log, convention)
    sheets = [*front, *logs_at_scale, *flow.sheets]
    strip = strip_of(view, convention, options.tops)
    note = f"{view.target.name} [{view.target.unit}]  {convention_note(convention)}"
    return Part(sheets, overview, held, len(front), view.target.name, well, note, strip)


@dataclass(frozen=True)
class Part:
    """The pages of one log's report, the overview for a picture if any, how many pages it is `held` on and how many
    stand before it, what stands at their foot, and the log's strip.
    """

    sheets: list[Sheet]
    overview: Sheet | None
    held: int
    before: int
    target: str
    well: str
    note: str
    strip: Strip


def _numbered(parts: Sequence[Part]) -> list[Sheet]:
    """Return the pages of all parts, numbered through; of several, each bookmark names its log."""
    total = sum(len(part.sheets) for part in parts)
    first = 1
    for part in parts:
        number_pages(part.sheets, part.note, part.well, first, total)
        if part.overview is not None and part.overview not in part.sheets:
            number_pages([part.overview], part.note, part.well, first + part.before, total, part.held)
        first += len(part.sheets)
        if len(parts) > 1:
            for sheet in part.sheets:
                sheet.sections[:] = [(f"{part.target}: {title}", y) for title, y in sheet.sections]
    return [sheet for part in parts for sheet in part.sheets]


def render_reports(reports: Sequence[Report]) -> tuple[bytes, list[bytes]]:
    """Return one PDF of the reports, and the overview of each as PNG (empty unless its `options.png`)."""
    parts = [_pages(report) for report in reports]
    sheets = _numbered(parts)
    title = ", ".join(f"{part.target} of {part.well}" for part in parts)
    pdf = pdf_bytes(sheets, title, _SUBJECT, to_bytes([part.strip for part in parts]))
    return pdf, [part.overview.png() if part.overview else b"" for part in parts]


_SUBJECT = "Predicted log with P10, P50 and P90"


def write_reports(path: str | os.PathLike[str], reports: Sequence[Report], *, overwrite: bool = True) -> list[Path]:
    """Write the reports of one or more logs of one well as one PDF, one log after another; return what was written.

    The PNG of an overview, where `options.png`, lies beside it; of several logs each carries the log's name.

    Raises
    ------
    OutputError : the file exists and may not be overwritten, or cannot be written.
    """
    pdf, pictures = render_reports(reports)
    paths = report_paths(Path(path), [report.log.target.name for report in reports], png=True)
    products = [(product, data) for product, data in zip(paths, [pdf, *pictures], strict=True) if data]
    for product, data in products:
        write_atomic(product, data, overwrite=overwrite)
    return [product for product, _ in products]


def _passages(
    view: WellView,
    tracks: Sequence[Track],
    paper: Paper,
    options: ReportOptions,
    well: str,
) -> list[list[Passage]]:
    """Return the overview, and at scale what was asked for or what lacked the log; each list begins a page."""
    top, base = _padded(view)
    scale = overview_scale(view, paper, tracks)
    whole = Passage(top, base, scale, "Overview", well, "overview")
    detail = options.scale or DETAIL[length_unit(view.depth_unit)]
    asked = options.interval is not None or options.scale is not None
    same = options.interval is None and options.scale == scale  # twice the same pages
    if same or (not asked and scale <= detail):
        return [[whole]]
    passages = [
        Passage(a, b, detail, f"Detail {a:.0f} to {b:.0f} {view.depth_unit}", well, "detail")
        for a, b in _detail_intervals(view, options)
    ]
    if asked:  # a print at scale begins a page
        return [[whole], passages]
    return [[whole, *passages]]


def _padded(view: WellView) -> tuple[float, float]:
    """Return the depths of the well, widened where it is too short to be seen."""
    top, base = view.span
    lacking = max(0.0, 2.0 / view.metre - (base - top))
    return top - 0.5 * lacking, base + 0.5 * lacking


def _detail_intervals(view: WellView, options: ReportOptions) -> list[tuple[float, float]]:
    """Return the depths printed at scale: as asked for, else around every interval that lacked the log."""
    top, base = _padded(view)
    if options.interval is not None:
        return [(max(options.interval[0], top), min(options.interval[1], base))]
    if options.scale is not None:
        return [(top, base)]
    runs = intervals(view.depth, view.given, steps=view.steps, join=JOIN / view.metre)
    around = CONTEXT / view.metre
    return [(max(a - around, top), min(b + around, base)) for a, b in runs]
