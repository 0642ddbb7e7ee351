"""Log pages: which tracks a well gets, and how depth is cut into pages at a true scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from welllog_mdn.errors import one_line
from welllog_mdn.report.flow import MARGIN, Paper
from welllog_mdn.report.predicted_log import LogCurve
from welllog_mdn.report.scales import Scale, nice_top, shared_scale
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.style import FLAG_LOOKS, GREY, RED, ROLL_LIMIT, RULE, Look
from welllog_mdn.report.text import shortened, text_width
from welllog_mdn.report.tracks import (
    CurveTrack,
    DensityTrack,
    DepthTrack,
    FlagTrack,
    TargetTrack,
    Trace,
    Track,
    Window,
    depth_steps,
    draw_header,
    draw_look,
    header_height,
    residual_track,
    round_depths,
    width_track,
)
from welllog_mdn.report.view import WellView
from welllog_mdn.wells.hole import DENSITY_CORRECTION
from welllog_mdn.wells.well import length_unit
from welllog_mdn.words import depth_text

if TYPE_CHECKING:
    from welllog_mdn.model.prediction import Prediction

TITLE = 14.0
FOOT = 15.0
OVERVIEW = {
    "m": (200, 500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000, 15_000, 20_000, 50_000, 100_000),
    "ft": (240, 600, 1200, 1800, 2400, 3000, 3600, 4800, 6000, 9000, 12_000, 18_000, 24_000, 60_000, 120_000),
}
DETAIL = {"m": 500, "ft": 600}
DASHED, DOTTED, MIXED = (4, 1.5), (1, 1), (4, 1.2, 1, 1.2)

LOOKS: dict[str, tuple[float, tuple[float, ...]]] = {
    "GR": (0.7, ()),
    "CGR": (0.5, DASHED),
    "CALI": (0.6, DASHED),
    "BS": (0.8, DOTTED),
    "SP": (0.6, MIXED),
    "RDEP": (0.8, ()),
    "RMED": (0.6, DASHED),
    "RSHA": (0.6, DOTTED),
    "RXO": (0.6, MIXED),
    "RMIC": (0.5, DOTTED),
    "RHOB": (0.8, ()),
    "NPHI": (0.7, DASHED),
    "PEF": (0.7, ()),
    "DTC": (0.7, ()),
    "DTS": (0.7, DASHED),
    "DRHO": (0.4, DOTTED),
    "TEMP": (0.7, ()),
    "ROP": (0.7, ()),
}
"""Width in points and dashes of the line of each log, by which a grey print tells those of one track apart; its colour
is that of its kind."""
GROUPS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("GR", "CGR", "CALI", "BS", "SP"), 23.0),
    (("RDEP", "RMED", "RSHA", "RXO", "RMIC"), 25.0),
    (("RHOB", "NPHI", "DRHO"), 26.0),
    (("PEF",), 13.0),
    (("DTC", "DTS"), 20.0),
)


def traces_of(logs: Sequence[LogCurve]) -> list[Trace]:
    """Return the traces of a track; logs that are read against each other, as caliper and bit size, share a scale."""
    return [_trace(log, shared_scale([other for other in logs if other.kind.plot == log.kind.plot])) for log in logs]


def _trace(log: LogCurve, scale: Scale) -> Trace:
    kind = log.kind
    width, style = LOOKS.get(kind.name, (0.6, ()))
    name = log.mnemonic if log.mnemonic.upper() == kind.name else f"{kind.name} ({log.mnemonic})"
    # bad hole rests on the correction that is read there, which no quality check takes from the print
    values = log.measured if kind.name == "DRHO" else log.trusted
    return Trace(name, log.unit, values, scale, kind.colour, width, style, log.measured, kind.name)


def log_tracks(
    view: WellView,
    prediction: Prediction,
    used: Sequence[str],
    convention: str,
    tops: Sequence[tuple[str, float]],
    checked: bool = True,
) -> list[Track]:
    """Return the tracks of a well in the order of the trade; a track without any value is left out.

    `used` are the kinds that the model takes, shown even where they have no usual track; `checked` says whether there
    is a P50 that never saw the measured values.
    """
    shown, pair = dict(view.track_logs), view.pair
    if "DRHO" in shown and "DRHO" not in used and not hole_rests_on_correction(view):
        del shown["DRHO"]
    tracks: list[Track] = [DepthTrack(view, tops)]
    grouped = {k for group, _ in GROUPS for k in group}
    others = tuple(k for k in used if k in shown and k not in grouped)[:2]
    for group, width_mm in (*GROUPS, *(((k,), 13.0) for k in others)):
        traces = traces_of([shown[k] for k in group if k in shown])
        traces = [replace(trace, scale=pair.get(trace.kind, trace.scale)) for trace in traces]
        if not traces:
            continue
        gas = [trace.kind for trace in traces[:2]] == ["RHOB", "NPHI"]
        hole = view.bad_hole if group[0] == "GR" else None
        tracks.append(CurveTrack(view, traces, width_mm, crossover=gas, hole=hole))
    return [*tracks, *_target_tracks(view, prediction, convention, checked)]


def hole_rests_on_correction(view: WellView) -> bool:
    """Return whether a reader needs the density correction: bad hole was found by it, or masks the target."""
    if view.target.kind.pad_tool:
        return True
    with np.errstate(invalid="ignore"):
        return bool((view.bad_hole & (np.abs(view.logs["DRHO"].measured) > DENSITY_CORRECTION)).any())


def _target_tracks(view: WellView, prediction: Prediction, convention: str, checked: bool) -> list[Track]:
    """Return the tracks of the target: band, density, width, residuals where they are `checked`, and flags."""
    tracks: list[Track] = [
        TargetTrack(view, view.scale, convention),
        DensityTrack(view, prediction, view.scale),
        width_track(view, Scale(0.0, nice_top(view.width))),
    ]
    if checked and bool(np.isfinite(view.residual).any()):
        reach = nice_top(view.residual)
        tracks.append(residual_track(view, Scale(-reach, reach)))
    return [*tracks, FlagTrack(view)]


def body_height(paper: Paper, tracks: Sequence[Track]) -> float:
    """Return the mm of depth that a page of `paper` has room for."""
    return paper.height - TITLE - header_height(tracks) - FOOT


OVERVIEW_PAGES = 3
"""Pages that an overview takes at the most: as many as can be laid side by side on a desk."""


def overview_scale(view: WellView, paper: Paper, tracks: Sequence[Track]) -> int:
    """Return the largest usual scale at which the whole well takes at most `OVERVIEW_PAGES` pages.

    The next scale is taken where it saves a page that would hold little.
    """
    top, base = view.span
    offered = OVERVIEW[length_unit(view.depth_unit)]
    if paper.roll:
        return next(scale for scale in offered if scale >= 1000)

    def filled(scale: int) -> float:
        """Pages' worth of depth at a scale."""
        mm = 1000.0 * view.metre / scale
        first, last, each = _cut(top, base, mm, body_height(paper, tracks))
        return (last - first) / each

    for scale, smaller in zip(offered, (*offered[1:], offered[-1]), strict=True):
        need = filled(scale)
        if need <= OVERVIEW_PAGES + 1e-9:
            saves = need > 1.0 and need % 1.0 < SCANT and np.ceil(filled(smaller) - 1e-9) < np.ceil(need - 1e-9)
            return smaller if saves and smaller <= 1.5 * scale else scale
    return int(1000.0 * (base - top) * view.metre / (OVERVIEW_PAGES * body_height(paper, tracks) * 0.9)) + 1


SCANT = 0.35
"""Share of a page below which it is not worth a page of its own."""


def _cut(top: float, base: float, mm_per_unit: float, room: float) -> tuple[float, float, float]:
    """Return the round depths around a passage, and how much depth a page has room for."""
    fine, _ = depth_steps(mm_per_unit)
    start = np.floor(top / fine + 1e-9) * fine
    end = max(np.ceil(base / fine - 1e-9) * fine, start + fine)
    return float(start), float(end), float(max(np.floor(room / mm_per_unit / fine + 1e-9), 1.0) * fine)


def _windows(
    top: float, base: float, mm_per_unit: float, room: float, left: float, even: bool
) -> list[tuple[float, float]]:
    """Cut depths into pages at round depths, the first of which has `left` mm (0: none of it is used), the others
    `room`; where they are to be `even`, evenly where the last page would hold little.
    """
    start, end, each = _cut(top, base, mm_per_unit, room)
    fine, _ = depth_steps(mm_per_unit)
    first = float(np.floor(left / mm_per_unit / fine + 1e-9) * fine)
    if end - start <= first:
        return [(start, end)]
    begun = [(start, start + first)] if first else []
    start += first
    count = int(np.ceil((end - start) / each - 1e-9))
    if even and count > 1 and end - start - (count - 1) * each < SCANT * each:
        each = float(np.ceil((end - start) / count / fine - 1e-9) * fine)
    return [*begun, *((start + i * each, min(start + (i + 1) * each, end)) for i in range(count))]


@dataclass(frozen=True)
class Passage:
    """Depths to print at 1:`scale`: an overview or a detail of a well, with the title of its bookmark."""

    top: float
    base: float
    scale: int
    section: str
    well: str
    what: str


@dataclass(frozen=True)
class _Strip:
    """Depths of a passage on one page; whether it begins with them, and has its headers below them too."""

    passage: Passage
    window: Window
    begins: bool
    both_ends: bool


def _arranged(view: WellView, header: float, paper: Paper, passages: Sequence[Passage]) -> list[list[_Strip]]:
    """Return the strips of each page, below each other as far as they fit; `header` is the height of theirs in mm.

    Each passage is cut evenly, and begins a page where it does not fit below the one before; otherwise only where that
    saves a page.
    """
    ways = [(True, False), (False, False), (True, True), (False, True)]
    return min((_filled(view, header, paper, passages, *way) for way in ways), key=len)


def _filled(
    view: WellView, header: float, paper: Paper, passages: Sequence[Passage], even: bool, below: bool
) -> list[list[_Strip]]:
    """Return the strips of each page, cut `even` or not, and of passages that begin `below` others where there is room.

    On a roll one that is longer than a sheet, so that nobody sees both ends, has headers at both.
    """
    longest = ROLL_LIMIT if paper.roll else paper.height
    room = longest - TITLE - header - FOOT - header * paper.roll
    pages: list[list[_Strip]] = []
    used = longest
    for passage in passages:
        mm_per_unit = 1000.0 * view.metre / passage.scale
        left = longest - FOOT - used - TITLE - header
        left = left if below and left >= SCANT * room else 0.0
        for i, (first, last) in enumerate(_windows(passage.top, passage.base, mm_per_unit, room, left, even)):
            both_ends = paper.roll and (last - first) * mm_per_unit > paper.height
            need = TITLE + header + (last - first) * mm_per_unit + header * both_ends
            if used + need > longest - FOOT + 1e-6:
                pages.append([])
                used = 0.0
            window = Window(first, last, used + TITLE + header, mm_per_unit)
            pages[-1].append(_Strip(passage, window, i == 0, both_ends))
            used += need
    return pages


def page_count(view: WellView, tracks: Sequence[Track], paper: Paper, passage: Passage) -> int:
    """Return how many pages a passage takes."""
    return len(_arranged(view, header_height(tracks), paper, [passage]))


def lone_sheet(
    view: WellView, tracks: Sequence[Track], paper: Paper, passage: Passage, tops: Sequence[tuple[str, float]]
) -> Sheet:
    """Return a passage on one sheet as wide as the paper and as long as needed, at a smaller scale where it would be
    longer than a roll may be: a usual one, beyond these twice the last again and again.
    """
    roll, usual = replace(paper, roll=True), OVERVIEW[length_unit(view.depth_unit)]
    while page_count(view, tracks, roll, passage) > 1:
        smaller = next((scale for scale in usual if scale > passage.scale), 2 * passage.scale)
        passage = replace(passage, scale=smaller)
    (sheet,) = log_sheets(view, tracks, roll, [passage], tops)
    return sheet


def log_sheets(
    view: WellView,
    tracks: Sequence[Track],
    paper: Paper,
    passages: Sequence[Passage],
    tops: Sequence[tuple[str, float]] = (),
) -> list[Sheet]:
    """Return the pages of some passages; each opens its section in the bookmarks.

    A passage that fits below the one before shares its page, with headers of its own. A page of a roll is as long as
    what it holds.
    """
    header, sheets = header_height(tracks), list[Sheet]()
    for strips in _arranged(view, header, paper, passages):
        end = strips[-1].window.bottom + header * strips[-1].both_ends + FOOT
        sheet = Sheet(paper.width, max(end, 60.0) if paper.roll else paper.height)
        for strip in strips:
            if strip.begins:
                sheet.sections.append((strip.passage.section, strip.window.y - header - TITLE))
            _draw_passage(sheet, view, tracks, strip.window, strip.passage, tops, both_ends=strip.both_ends)
        flag_legend(sheet, sheet.height - 9.2, set(np.unique(view.flag).tolist()), keys=True)
        sheets.append(sheet)
    return sheets


def _draw_passage(
    sheet: Sheet,
    view: WellView,
    tracks: Sequence[Track],
    window: Window,
    passage: Passage,
    tops: Sequence[tuple[str, float]],
    both_ends: bool,
) -> None:
    """Draw title, headers, lines of equal depth, tracks and tops of the depths of one window."""
    depths = f"{depth_text(window.top)} to {depth_text(window.base)} {view.depth_unit}"
    title = f"  {passage.what}  1:{passage.scale}   {depths}"
    head = header_height(tracks)
    y = window.y - head
    room = sheet.width - 2 * MARGIN - text_width(title, 7.5, True)
    sheet.text(MARGIN, y - 3.0, shortened(one_line(passage.well), 7.5, room, True) + title, size=7.5, bold=True)
    draw_tracks(sheet, tracks, Box(MARGIN, y, sheet.width - 2 * MARGIN, head), window, tops, both_ends=both_ends)


def draw_tracks(
    sheet: Sheet,
    tracks: Sequence[Track],
    header: Box,
    window: Window,
    tops: Sequence[tuple[str, float]] = (),
    *,
    both_ends: bool = False,
) -> None:
    """Draw tracks, the first of them depth, side by side below the box of their `header`, which may stand at
    `both_ends` of the window, with lines of equal depth and tops across them.
    """
    boxes = track_boxes(tracks, Box(header.x, window.y, header.w, window.bottom - window.y))
    _draw_depth_lines(sheet, window, boxes)
    for track, box in zip(tracks, boxes, strict=True):
        for edge in (header.y, window.bottom) if both_ends else (header.y,):
            draw_header(sheet, Box(box.x, edge, box.w, header.h - 0.7), track.legends())
            sheet.frame(Box(box.x, edge, box.w, header.h))
        track.draw(sheet, box, window)
        sheet.frame(box)
    _draw_tops(sheet, window, boxes, tops)


def track_boxes(tracks: Sequence[Track], box: Box) -> list[Box]:
    """Share the width of a box among the tracks by the `width_mm` of each."""
    unit = box.w / sum(t.width_mm for t in tracks)
    boxes, x = [], box.x
    for track in tracks:
        boxes.append(Box(x, box.y, track.width_mm * unit, box.h))
        x += track.width_mm * unit
    return boxes


def _draw_depth_lines(sheet: Sheet, window: Window, boxes: Sequence[Box]) -> None:
    """Draw lines of equal depth across the tracks `boxes`, heavy at labelled depths, with ticks beside the labels."""
    fine, labelled = depth_steps(window.mm_per_unit)
    depths = round_depths(window, fine)
    heavy = np.isclose(np.round(depths / labelled), depths / labelled, atol=1e-6)
    ends = np.array([boxes[1].x, boxes[-1].right])
    for chosen, width, colour in ((depths[~heavy], 0.12, "#c4c4c4"), (depths[heavy], 0.3, RULE)):
        lines = [(ends, np.full(2, float(window.at(d)))) for d in chosen]
        sheet.outline(lines, colour=colour, width=width, order=0.9)
    ticks = [
        (np.array([x0, x1]), np.full(2, float(window.at(d))))
        for d in depths[heavy]
        for x0, x1 in ((boxes[0].x, boxes[0].x + 1.0), (boxes[0].right - 1.0, boxes[0].right))
    ]
    sheet.outline(ticks, width=0.4)


def _draw_tops(sheet: Sheet, window: Window, boxes: Sequence[Box], tops: Sequence[tuple[str, float]]) -> None:
    """Draw a line across the tracks at each top, its name above it; names of near tops stand below each other."""
    lowest = -1e9
    for name, depth in sorted(tops, key=lambda t: t[1]):
        if not window.top <= depth <= window.base:
            continue
        y = float(window.at(depth))
        sheet.line(boxes[1].x, y, boxes[-1].right, y, colour=RED, width=0.7, style=DASHED)
        baseline = max(y - 0.7, lowest + 2.4, boxes[0].y + 2.0)
        if baseline > min(window.bottom - 0.4, y + 5.0):
            continue  # too many tops in too little paper: their lines remain, a name far from its line would mislead
        lowest = baseline
        room = boxes[min(2, len(boxes) - 1)].right - boxes[1].x - 1.0
        wide = min(text_width(one_line(name), 5.6, True) + 0.6, room)
        sheet.boxes([Box(boxes[1].x + 0.2, baseline - 1.8, wide, 2.3)], face="white", order=3.2)
        sheet.text(boxes[1].x + 0.5, baseline, name, size=5.6, bold=True, colour=RED, fit=room)


def flag_legend(sheet: Sheet, y: float, codes: set[int], *, keys: bool = False, lying: bool = False) -> None:
    """Write the meaning of the flags that occur, on one line, as tracks have them or a `lying` bar; with `keys` that
    of arrows and pale lines too, above them where the line is full.
    """
    x = MARGIN
    for code, look in FLAG_LOOKS.items():
        if code in codes:
            x = sample(sheet, x, y, look, f"{code} {look.name}", lying=lying)
    if keys:
        text = "◂ ▸ beyond the scale; thin, pale line: set aside by quality control"
        fits = x + text_width(text, 5.6) <= sheet.width - MARGIN
        sheet.text(x if fits else MARGIN, y if fits else y - 3.0, text, size=5.6)


def sample(sheet: Sheet, x: float, y: float, look: Look, text: str, *, lying: bool = False) -> float:
    """Draw a sample of a look, as a track or a `lying` bar has it, and its meaning; return where the next can stand."""
    box = Box(x, y - 1.8, 3.0, 2.0)
    draw_look(sheet, [box], look, lying=lying)
    sheet.frame(box, width=0.3, colour=GREY)
    sheet.text(x + 3.8, y, text, size=5.6)
    return x + 3.8 + text_width(text, 5.6) + 3.5
