"""Tracks of a log print: each knows its header and draws itself into a rectangle of a sheet.

Scale and order follow the trade's composite logs: depth leftmost, gamma ray with caliper and bit size, resistivity on a
logarithmic grid, density and neutron on compatible scales with their crossover filled, then the target with its band.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Floats, Ints, nearest_place, places_around
from welllog_mdn.errors import one_line
from welllog_mdn.flags import EXTRAPOLATED, FEW_INPUTS, MEASURED, NOT_PREDICTED, PREDICTED, REPLACED
from welllog_mdn.levels import P10, P50
from welllog_mdn.report.scales import Scale, round_up
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.style import BAND, FLAG_LOOKS, GREY, RULE, Look, label, mixed
from welllog_mdn.report.text import text_width
from welllog_mdn.report.view import Drawn, WellView, cells
from welllog_mdn.wells.steps import larger
from welllog_mdn.words import number

if TYPE_CHECKING:
    from welllog_mdn.model.prediction import Prediction

RESOLUTION = 0.12
"""Distance in mm below which samples on paper cannot be told apart; a line keeps two of each such bin."""

HEADER_ROW = 5.6
LEGEND = 5.2
"""Size in points of the letters of a header."""
FAINT = "#c4c4c4"
PALER = 0.45
"""How far towards white the line of what quality control set aside is: a black one is seen in print on the band too."""


@dataclass(frozen=True)
class Window:
    """The depths that a page shows: `top` stands at `y` mm, and a depth unit is `mm_per_unit` long."""

    top: float
    base: float
    y: float
    mm_per_unit: float

    def at(self, depth: float | Floats) -> Floats:
        """Return mm from the top of the page, of one depth or of (n,)."""
        return np.asarray(self.y + (np.asarray(depth) - self.top) * self.mm_per_unit)

    @property
    def bottom(self) -> float:
        """Where the base stands, mm from the top of the page."""
        return float(self.at(self.base))


def whole_window(span: tuple[float, float], metre: float, y: float, height: float) -> Window:
    """Return the window of a whole well, `height` mm high from `y` on: of its first to its last depth, a metre of a
    well of less; `metre` is the length of a depth unit in metres.
    """
    top, base = span
    if base - top < 1.0 / metre:
        middle = 0.5 * (top + base)
        top, base = middle - 0.5 / metre, middle + 0.5 / metre
    return Window(top, base, y, height / (base - top))


@dataclass(frozen=True)
class Legend:
    """One row of a track's header: a name between its left and right scale, above a sample of its line.

    `fill` colours a bar instead of a line; without left and right only the name stands there.
    """

    name: str
    unit: str = ""
    left: str = ""
    right: str = ""
    colour: str = "black"
    width: float = 0.8
    style: Sequence[float] = ()
    fill: str | None = None


def set_aside(colour: str) -> str:
    """Return the colour of what quality control set aside of a curve: a pale tint of its own, by which those of one
    track are told apart.
    """
    return mixed(colour, "#ffffff", PALER)


class Track(Protocol):
    """What the page needs of a track."""

    @property
    def width_mm(self) -> float:
        """Its width, in mm on A4 before widths are shared out."""

    def legends(self) -> list[Legend]:
        """Return the rows of its header."""

    def draw(self, sheet: Sheet, box: Box, window: Window) -> None:
        """Draw the depths of `window` into `box`."""


@dataclass(frozen=True)
class Trace:
    """A curve in a track: values (n,) on `scale`, with the look of its line."""

    name: str
    unit: str
    values: Floats
    scale: Scale
    colour: str
    width: float = 0.7
    style: Sequence[float] = ()
    faint: Floats | None = None
    kind: str = ""

    def legend(self) -> Legend:
        """Return its row in the header."""
        return Legend(self.name, self.unit, *self.scale.ends, self.colour, self.width, self.style)


def visible(depth: Floats, window: Window) -> slice:
    """Return the samples of a window with one more on each side, so that lines reach its edges."""
    first = max(int(np.searchsorted(depth, window.top, "left")) - 1, 0)
    last = min(int(np.searchsorted(depth, window.base, "right")) + 1, len(depth))
    return slice(first, last)


def pieces(y: Floats, x: Floats, jump: Floats) -> list[tuple[Floats, Floats]]:
    """Return (x, y) of each unbroken run of finite x, thinned to two samples, the outermost, per `RESOLUTION` of y; a
    lone sample becomes a short stroke. `jump` (n,) is what `placed_samples` returns.
    """
    parts = []
    for at, heights in _unbroken(np.isfinite(x), y, jump):
        keep = _outermost(heights, x[at])
        parts.append((x[at][keep], heights[keep]))
    return parts


def _unbroken(good: Bools, y: Floats, jump: Floats) -> Iterator[tuple[Ints, Floats]]:
    """Yield the places of each run of good samples, and where they stand: one that is missing or a jump in y ends a
    run, and a lone one stands twice, as the ends of a short stroke.
    """
    at = np.flatnonzero(good)
    breaks = np.flatnonzero((np.diff(at) > 1) | (np.diff(y[at]) > larger(jump[at])))
    for run in np.split(at, breaks + 1) if len(at) else ():
        if len(run) > 1:
            yield run, y[run]
        else:
            half = min(0.5 * float(jump[run[0]]) / 3.0, 0.3)
            yield np.repeat(run, 2), y[run] + np.array([-half, half])


def _outermost(heights: Floats, x: Floats) -> Ints:
    """Return, in order, the places of the smallest and largest x of each `RESOLUTION` of heights, and of the ends."""
    if len(x) < 3:
        return np.arange(len(x))
    bins = np.floor(heights / RESOLUTION)
    order = np.lexsort((x, bins))
    first = np.flatnonzero(np.diff(bins[order], prepend=np.nan))
    return np.unique(np.concatenate([order[first], order[first - 1], [0, len(x) - 1]]))


def draw_grid(sheet: Sheet, box: Box, scale: Scale, divisions: int = 10) -> None:
    """Draw the vertical lines: decades and their parts on a logarithmic scale, else equal divisions, as of the trade's
    grids ten with a heavier line in the middle.
    """
    if scale.log:
        low, high = sorted((scale.left, scale.right))
        decades = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
        parts = np.outer(decades, np.arange(2, 10)).ravel()
        light, heavy = (scale.share(v[(v > low * 1.001) & (v < high * 0.999)]) for v in (parts, decades))
        shares = [(light, 0.12, FAINT), (heavy, 0.3, RULE)]
    else:
        share = np.arange(1, divisions) / divisions
        middle = share == 0.5
        shares = [(share[~middle], 0.12, FAINT), (share[middle], 0.25, RULE)]
    y = np.array([box.y, box.bottom])
    for share, width, colour in shares:
        lines = [(np.full(2, box.x + s * box.w), y) for s in share]
        sheet.outline(lines, colour=colour, width=width, order=1.0)


def draw_trace(sheet: Sheet, box: Box, window: Window, view: Drawn, trace: Trace, *, order: float = 2.0) -> None:
    """Draw a curve, pale and thin where it is set aside; where it leaves the scale it runs along the edge with an arrow
    beyond it.

    Parameters
    ----------
    box : the track, in mm. trace : its values and those `faint` (n,) stand at the samples of the view, in the unit of
        its scale. order : the layer, of which a lower one lies deeper.
    """
    sel, y, jump = placed_samples(view, window)
    if trace.faint is not None:
        hidden = np.where(np.isfinite(trace.values[sel]), np.nan, trace.faint[sel])
        x = box.x + np.clip(trace.scale.share(_grown(hidden, trace.faint[sel])), 0, 1) * box.w
        pale = set_aside(trace.colour)
        sheet.outline(pieces(y, x, jump), colour=pale, width=0.4, style=trace.style, clip=box, order=order)
    share = trace.scale.share(trace.values[sel])
    x = box.x + np.clip(share, 0.0, 1.0) * box.w
    sheet.outline(pieces(y, x, jump), colour=trace.colour, width=trace.width, style=trace.style, clip=box, order=order)
    _mark_off_scale(sheet, box, y, share, trace.colour)


def _grown(hidden: Floats, full: Floats) -> Floats:
    """Return the samples set aside with one neighbour on each side, so that their line joins the curve."""
    there = np.isfinite(hidden)
    there[1:] |= there[:-1].copy()
    there[:-1] |= there[1:].copy()
    return np.where(there, full, np.nan)


def placed_samples(view: Drawn, window: Window) -> tuple[slice, Floats, Floats]:
    """Return which samples of a well are visible; where they stand, (v,) in mm from the top of the page; and the
    distance (v,) in mm above which each is not joined to the next one.
    """
    sel = visible(view.depth, window)
    return sel, window.at(view.depth[sel]), np.maximum(3.0 * view.steps[sel] * window.mm_per_unit, 1e-6)


def _mark_off_scale(sheet: Sheet, box: Box, y: Floats, share: Floats, colour: str) -> None:
    """Draw a small arrow in the middle of each run beyond an edge, pointing outwards."""
    arrows = []
    with np.errstate(invalid="ignore"):
        sides = ((share > 1.0 + 1e-9, box.right, 1.1), (share < -1e-9, box.x, -1.1))
    for beyond, edge, tip in sides:
        at = np.flatnonzero(beyond & (y >= box.y) & (y <= box.bottom))
        if len(at) == 0:
            continue
        runs = np.split(at, np.flatnonzero(np.diff(y[at]) > 2.5) + 1)
        for run in runs:
            middle = float(np.clip(0.5 * (y[run[0]] + y[run[-1]]), box.y + 0.6, box.bottom - 0.6))
            arrows.append((np.array([edge - tip, edge, edge - tip]), middle + np.array([-0.55, 0.0, 0.55])))
    sheet.outline(arrows, colour="none", width=0.0, face=colour, order=3.5)


def band_shapes(y: Floats, left: Floats, right: Floats, jump: Floats) -> list[tuple[Floats, Floats]]:
    """Return closed shapes between two curves in mm, one for each unbroken run as in `pieces`."""
    shapes = []
    for at, heights in _unbroken(np.isfinite(left) & np.isfinite(right), y, jump):
        a, b = left[at], right[at]
        one, two = _outermost(heights, a), _outermost(heights, b)
        shapes.append((np.r_[a[one], b[two][::-1]], np.r_[heights[one], heights[two][::-1]]))
    return shapes


@dataclass(frozen=True)
class CurveTrack:
    """Measured logs on one grid; `crossover` fills between the first two where the first lies left of the second."""

    view: Drawn
    traces: Sequence[Trace]
    width_mm: float
    crossover: bool = False
    hole: Bools | None = None

    def legends(self) -> list[Legend]:
        """Return one row per curve, and one for its unit where a track as narrow has no room for it beside the ends."""
        rows = []
        for row in (t.legend() for t in self.traces):
            left, unit, right = (text_width(one_line(text), LEGEND) for text in (row.left, row.unit, row.right))
            fits = not unit or 2.0 * max(left, right) + unit + 1.8 <= NARROWED * self.width_mm
            rows += [row] if fits else [replace(row, unit=""), Legend(row.unit, colour="none")]
        if self.crossover:
            rows.append(Legend("crossover", fill=CROSSOVER))
        if self.hole is not None and bool(self.hole.any()):
            rows.append(Legend("bad hole", fill=BAD_HOLE))
        return rows

    def draw(self, sheet: Sheet, box: Box, window: Window) -> None:
        """Draw hole, grid, crossover and curves."""
        if self.hole is not None:
            draw_hole(sheet, box, window, self.view, self.hole)
        draw_grid(sheet, box, self.traces[0].scale)
        if self.crossover:
            self._fill_crossover(sheet, box, window)
        for trace in reversed(self.traces):
            draw_trace(sheet, box, window, self.view, trace)

    def _fill_crossover(self, sheet: Sheet, box: Box, window: Window) -> None:
        """Fill where the density curve lies left of the neutron curve on paper: the sign of gas."""
        sel, y, jump = placed_samples(self.view, window)
        one, two = (np.clip(t.scale.share(t.values[sel]), 0, 1) for t in self.traces[:2])
        with np.errstate(invalid="ignore"):
            crossed = one < two
        left, right = (np.where(crossed, box.x + v * box.w, np.nan) for v in (one, two))
        shapes = band_shapes(y, left, right, jump)
        sheet.outline(shapes, face=CROSSOVER, width=0.0, clip=box, order=1.5)


NARROWED = 0.8
"""What is left of the `width_mm` of tracks where a well has all of them."""
CROSSOVER = "#f6dc7a"
BAD_HOLE = "#e3cfe0"


def draw_hole(sheet: Sheet, box: Box, window: Window, view: Drawn, hole: Bools) -> None:
    """Shade the depths of bad hole."""
    runs = strip_runs(view.depth, hole.astype(np.int64), window, [1], 0.25, view.steps)
    sheet.boxes([Box(box.x, top, box.w, base - top) for top, base, _ in runs], face=BAD_HOLE)


def strip_runs(
    depth: Floats,
    codes: NDArray[np.int64],
    window: Window,
    ranked: Sequence[int],
    cell: float,
    steps: Floats,
) -> list[tuple[float, float, int]]:
    """Return (top, base, code) in mm of equal codes; a cell of paper shows the first of `ranked` that it holds.

    `steps` (n,) as for `cells`.
    """
    sel = visible(depth, window)
    rows = max(int(np.ceil((window.bottom - window.y) / cell)), 1)
    best = np.full(rows, len(ranked), dtype=np.int64)
    rank = np.full(len(codes[sel]), len(ranked), dtype=np.int64)
    for place, code in enumerate(ranked):
        rank[codes[sel] == code] = place
    upper, lower = (window.at(ends) - window.y for ends in cells(depth[sel], steps[sel]))
    first = np.floor(upper / cell + 0.5).astype(np.int64)
    last = np.maximum(np.floor(lower / cell + 0.5).astype(np.int64), first + 1)
    inside = (last > 0) & (first < rows)
    first, last, rank = np.maximum(first[inside], 0), np.minimum(last[inside], rows), rank[inside]
    for offset in range(int((last - first).max(initial=0))):
        at = first + offset
        ok = at < last
        np.minimum.at(best, at[ok], rank[ok])
    edges = np.r_[0, np.flatnonzero(np.diff(best)) + 1, rows]
    return [
        (window.y + a * cell, min(window.y + b * cell, window.bottom), ranked[best[a]])
        for a, b in zip(edges[:-1], edges[1:], strict=True)
        if best[a] < len(ranked)
    ]


@dataclass(frozen=True)
class DepthTrack:
    """Depth labels and ticks, and the names of tops."""

    view: Drawn
    tops: Sequence[tuple[str, float]]
    width_mm: float = 11.0

    def legends(self) -> list[Legend]:
        """Return the unit of depth."""
        return [Legend("Depth"), Legend(self.view.depth_unit)]

    def draw(self, sheet: Sheet, box: Box, window: Window) -> None:
        """Write a label at each round depth."""
        _, labelled = depth_steps(window.mm_per_unit)
        for value in round_depths(window, labelled):
            y = float(window.at(value))
            if box.y + 1.2 < y < box.bottom - 1.2:
                sheet.text(box.x + 0.5 * box.w, y + 0.75, number(value, 7), size=6.0, align="center", fit=box.w)


def depth_steps(mm_per_unit: float) -> tuple[float, float]:
    """Return the distance of fine depth lines (about 4 mm) and of labels (about 20 mm) in depth units."""
    fine = round_up(3.4 / mm_per_unit)
    return fine, 5.0 * fine if 5.0 * fine * mm_per_unit >= 12.0 else 10.0 * fine


def round_depths(window: Window, step: float) -> Floats:
    """Return the multiples of `step` inside a window."""
    first, last = np.ceil(window.top / step - 1e-9), np.floor(window.base / step + 1e-9)
    return np.round(np.arange(first, last + 1) * step, 6)


@dataclass(frozen=True)
class TargetTrack:
    """The target: measured values, those set aside in grey, P50, P10-P90 band, further levels, both modes if two."""

    view: Drawn
    scale: Scale
    convention: str
    width_mm: float = 40.0

    def legends(self) -> list[Legend]:
        """Return the rows for the measured curve, P50, the band, further levels and the modes."""
        v, ends = self.view, self.scale.ends
        name, unit = v.target.name, v.target.unit
        rows = []
        if bool(np.isfinite(v.measured).any()):
            rows.append(Legend(f"{name} measured", unit, *ends, "black", 0.8))
        rows.append(Legend(f"{name} {label(P50, self.convention)}", unit, *ends, BAND["line"], 1.0))
        pairs, single = nested_levels(v.quantiles)
        rows += [Legend(self._pair(pair), fill=fill) for pair, fill in zip(pairs, _fills(pairs), strict=True)]
        if single:
            names = ", ".join(label(p, self.convention) for p in single)
            rows.append(Legend(names, colour=BAND["edge"], width=SINGLE))
        if bool(two_modes(v).any()):
            rows.append(Legend("two modes, each ≥ 10 %", colour=MODES, style=(0.8, 1.0), width=0.9))
        return rows

    def _pair(self, pair: tuple[float, float]) -> str:
        low, high = (label(p, self.convention) for p in pair)
        return f"{low} to {high}"

    def draw(self, sheet: Sheet, box: Box, window: Window) -> None:
        """Draw bands below the grid, the widest first, then the curves."""
        v = self.view
        sel, y, jump = placed_samples(v, window)
        pairs, single = nested_levels(v.quantiles)
        for pair, fill in zip(pairs, _fills(pairs), strict=True):
            a, b = (box.x + np.clip(self.scale.share(v.quantiles[p][sel]), 0, 1) * box.w for p in pair)
            edge = fill if pair[0] > P10 else BAND["edge"]
            sheet.outline(band_shapes(y, a, b, jump), face=fill, colour=edge, width=0.15, clip=box, order=0.6)
        draw_grid(sheet, box, self.scale)
        for level in single:
            line = Trace("", "", v.quantiles[level], self.scale, BAND["edge"], SINGLE)
            draw_trace(sheet, box, window, v, line, order=2.0)
        curve = Trace("", "", v.measured, self.scale, "#000000", 0.7, faint=v.as_measured)
        draw_trace(sheet, box, window, v, curve, order=2.2)
        middle = Trace("", "", v.quantiles[P50], self.scale, BAND["line"], 0.9)
        draw_trace(sheet, box, window, v, middle, order=2.4)
        both = two_modes(v)
        for i in (0, 1):
            values = np.where(both, v.modes[:, i], np.nan)
            draw_trace(sheet, box, window, v, Trace("", "", values, self.scale, MODES, 0.9, (0.8, 1.0)))


SINGLE = 0.35
"""Width in points of the line of a level that has no counterpart on the other side of P50."""


def nested_levels(levels: Iterable[float]) -> tuple[list[tuple[float, float]], list[float]]:
    """Return the pairs of levels as far from P50 on both sides, the widest first, and the levels without counterpart.

    >>> nested_levels([0.05, 0.1, 0.5, 0.9, 0.95, 0.99])
    ([(0.05, 0.95), (0.1, 0.9)], [0.99])
    """
    known = {round(p, 6): p for p in levels if round(p, 6) != 0.5}
    pairs = [(p, known[round(1 - k, 6)]) for k, p in sorted(known.items()) if k < 0.5 and round(1 - k, 6) in known]
    single = [p for k, p in sorted(known.items()) if round(1 - k, 6) not in known]
    return pairs, single


def _fills(pairs: Sequence[tuple[float, float]]) -> list[str]:
    """Return the fill of each pair of levels, the widest first: that of the band, evenly paler outside it and darker
    inside.
    """
    outside, inside = sum(low < 0.1 for low, _ in pairs), sum(low > 0.1 for low, _ in pairs)
    paler = [mixed(BAND["wider"], BAND["outer"], i / outside) for i in range(outside)]
    darker = [mixed(BAND["outer"], BAND["inner"], (i + 1) / inside) for i in range(inside)]
    return [*paler, *[BAND["outer"]] * (len(pairs) - outside - inside), *darker]


def two_modes(view: Drawn) -> Bools:
    """Return where the density has a second mode with a tenth of the probability or more."""
    with np.errstate(invalid="ignore"):
        return np.isfinite(view.modes).all(axis=1) & (view.mode_weights.min(axis=1) >= 0.1)


MODES = "#D55E00"
DENSITY = ("#ffffff", "#eef3f8", "#d6e4f0", "#b3cde3", "#8ab4d6", "#5f97c6", "#3a77af", "#1f5796", "#0b3a75", "#04204a")
"""White to dark blue; depths without a density are white, as values without probability are."""


@dataclass(frozen=True)
class DensityTrack:
    """The predictive density as a picture: each depth from white to dark at its own peak."""

    view: WellView
    prediction: Prediction
    scale: Scale
    width_mm: float = 22.0
    cells: int = 72
    cell: float = 0.3

    def legends(self) -> list[Legend]:
        """Return the scale and what the shade means."""
        return [
            Legend("probability", self.view.target.unit, *self.scale.ends, "none"),
            Legend("dark = likely", colour="none"),
            Legend("(each depth)", colour="none"),
        ]

    def draw(self, sheet: Sheet, box: Box, window: Window) -> None:
        """Draw the picture."""
        rows = max(int(round((window.bottom - window.y) / self.cell)), 1)
        centre = window.top + (np.arange(rows) + 0.5) / rows * (window.base - window.top)
        at, there = nearest_samples(self.view, centre)
        there &= self.view.predicted[at]
        picture = np.zeros((rows, self.cells), dtype=np.uint8)
        if bool(there.any()):
            picture[there] = self._shades(at[there])
        sheet.image(Box(box.x, box.y, box.w, window.bottom - window.y), picture, DENSITY)

    def _shades(self, at: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return palette indexes (rows, cells) of the density at the view's samples `at`."""
        share = (np.arange(self.cells) + 0.5) / self.cells
        s = self.scale
        grid = s.left * (s.right / s.left) ** share if s.log else s.left + share * (s.right - s.left)
        canonical = self.view.target.canonical(grid)
        rows, back = np.unique(self.view.order[at], return_inverse=True)
        density = self.prediction.pdf(canonical, rows=rows).T[back]
        if s.log:
            density = density * grid
        peak = np.nanmax(density, axis=1, keepdims=True)
        share = np.divide(density, peak, out=np.zeros_like(density), where=peak > 0)
        return np.round(np.nan_to_num(np.sqrt(share)) * (len(DENSITY) - 1)).astype(np.uint8)


def nearest_samples(view: WellView, depth: Floats) -> tuple[Ints, Bools]:
    """Return the nearest sample to each depth, and whether it is near enough to stand for it."""
    at, (below, above) = nearest_place(view.depth, depth), places_around(view.depth, depth)
    steps, rows = view.steps, float(np.abs(np.diff(depth[:2])).sum())
    reach = np.maximum(np.maximum(steps[below], steps[above]), rows) * 0.75
    return at, np.abs(view.depth[at] - depth) <= reach


@dataclass(frozen=True)
class FilledTrack:
    """Values filled from a zero line: `parts` (n,) in their colour, each from where the one before ends; `zero` is the
    line's place as a share of the width, `notes` are the rows of the header below the scale.
    """

    view: WellView
    scale: Scale
    title: str
    notes: Sequence[Legend]
    parts: Sequence[tuple[Floats, str]]
    zero: float
    width_mm: float

    def legends(self) -> list[Legend]:
        """Return the scale and what the fills mean."""
        return [Legend(self.title, "", *self.scale.ends, "black", 0.5), *self.notes]

    def draw(self, sheet: Sheet, box: Box, window: Window) -> None:
        """Fill up to the values over a grid of two parts, and draw the last edge as a thin line."""
        sel, y, jump = placed_samples(self.view, window)
        ends = [box.x + np.clip(self.scale.share(values[sel]), 0, 1) * box.w for values, _ in self.parts]
        start = np.where(np.isfinite(ends[0]), box.x + self.zero * box.w, np.nan)
        for left, right, (_, colour) in zip((start, *ends), ends, self.parts, strict=False):
            sheet.outline(band_shapes(y, left, right, jump), face=colour, width=0.0, clip=box, order=0.6)
        draw_grid(sheet, box, self.scale, 2)
        draw_trace(sheet, box, window, self.view, Trace("", "", self.parts[-1][0], self.scale, "black", 0.4))


WITHIN, BETWEEN = "#c9c9c9", "#E69F00"


def width_track(view: WellView, scale: Scale) -> FilledTrack:
    """Width of the band, split as the variance is: within the members, and between them, where they disagree."""
    words = (view.target.error_unit, "members:")  # between the ends there is no room for "decades"
    notes = [Legend(text, colour="none") for text in words]
    notes += [Legend("within", fill=WITHIN), Legend("between", fill=BETWEEN)]
    parts = ((view.within, WITHIN), (view.width, BETWEEN))
    return FilledTrack(view, scale, "band width", notes, parts, zero=0.0, width_mm=15.0)


def residual_track(view: WellView, scale: Scale) -> FilledTrack:
    """P50 of members that never saw the value, minus what was measured."""
    words = (view.target.error_unit, "blind P50", "minus", "measured")
    notes = [Legend(text, colour="none") for text in words]
    return FilledTrack(view, scale, "residual", notes, ((view.residual, "#d9d9d9"),), zero=0.5, width_mm=13.0)


@dataclass(frozen=True)
class FlagTrack:
    """The flag curve as colours; the meaning stands at the foot of each page."""

    view: Drawn
    width_mm: float = 5.0

    def legends(self) -> list[Legend]:
        """Return its name."""
        return [Legend("flag")]

    def draw(self, sheet: Sheet, box: Box, window: Window) -> None:
        """Fill each run of equal flags."""
        draw_flags(sheet, box, window, self.view)


def draw_flags(sheet: Sheet, box: Box, window: Window, view: Drawn) -> None:
    """Fill `box` with the looks of the flag curve; where a cell holds several, the one to be wary of."""
    draw_classes(sheet, box, window, view.depth, view.flag, WARY, FLAG_LOOKS, view.steps)


WARY = (EXTRAPOLATED, FEW_INPUTS, REPLACED, NOT_PREDICTED, PREDICTED, MEASURED)
"""Values of the flag curve, the one to be most wary of first."""


def draw_classes(
    sheet: Sheet,
    box: Box,
    window: Window,
    depth: Floats,
    codes: NDArray[np.int64],
    ranked: Sequence[int],
    looks: Mapping[int, Look],
    steps: Floats,
) -> None:
    """Fill `box` over depth with the looks of `codes` (n,); see `strip_runs`."""
    runs = strip_runs(depth, codes, window, ranked, 0.25, steps)
    for code in ranked:
        draw_look(sheet, [Box(box.x, top, box.w, base - top) for top, base, c in runs if c == code], looks[code])


def draw_look(sheet: Sheet, boxes: Sequence[Box], look: Look, *, lying: bool = False) -> None:
    """Fill boxes of a track, or of a `lying` bar, with a look: its colour, and the lines that tell it apart in grey."""
    sheet.boxes(boxes, face=look.colour)
    lines: list[tuple[Floats, Floats]] = []
    for b in boxes:
        # lines run across and along the depths, which a bar has from left to right
        start, end, low, high = (b.x, b.right, b.y, b.bottom) if lying else (b.y, b.bottom, b.x, b.right)
        found = []
        if look.across:
            at = np.arange(np.ceil(start / ACROSS), np.floor(end / ACROSS) + 1) * ACROSS
            found += [(np.array([low, high]), np.full(2, v)) for v in (at if len(at) else [0.5 * (start + end)])]
        for i in range(look.along):
            found.append((np.full(2, low + (high - low) * (i + 1) / (look.along + 1)), np.array([start, end])))
        lines += [(y, x) for x, y in found] if lying else found
    sheet.outline(lines, colour="black", width=0.3, order=1.6)


ACROSS = 0.8
"""Distance in mm of the lines across a class of depths."""


def draw_header(sheet: Sheet, box: Box, legends: Sequence[Legend]) -> None:
    """Write a track's header rows, the last one nearest to the track."""
    y = box.bottom - len(legends) * HEADER_ROW
    for row in legends:
        _draw_legend(sheet, Box(box.x + 0.5, y, box.w - 1.0, HEADER_ROW), row)
        y += HEADER_ROW


def _draw_legend(sheet: Sheet, box: Box, row: Legend) -> None:
    """Write a row of a header: name, sample of the line, ends of the scale if any, and the unit where it has room."""
    size = LEGEND
    if not row.left:
        if row.fill:
            sheet.boxes([Box(box.x, box.y + 3.5, box.w, 1.5)], face=row.fill, colour=GREY, width=0.2)
        elif row.colour not in ("none", "black"):
            sheet.line(box.x, box.y + 4.3, box.right, box.y + 4.3, colour=row.colour, width=row.width, style=row.style)
        sheet.text(box.x + 0.5 * box.w, box.y + 2.7, row.name, size=size, align="center", fit=box.w)
        return
    sheet.text(box.x + 0.5 * box.w, box.y + 1.9, row.name, size=size, align="center", fit=box.w)
    if row.colour != "none":
        sheet.line(box.x, box.y + 2.45, box.right, box.y + 2.45, colour=row.colour, width=row.width, style=row.style)
    ends = [one_line(row.left), one_line(row.right)]
    small = size * min(1.0, (box.w - 0.8) / sum(text_width(e, size) for e in ends))  # as -0.015 and 0.015
    sheet.text(box.x, box.y + 4.6, ends[0], size=small)
    sheet.text(box.right, box.y + 4.6, ends[1], size=small, align="right")
    room = box.w - 2.0 * max(text_width(e, size) for e in ends) - 0.8
    if row.unit and text_width(one_line(row.unit), size) <= room:
        sheet.text(box.x + 0.5 * box.w, box.y + 4.6, row.unit, size=size, align="center")


def header_height(tracks: Sequence[Track]) -> float:
    """Return the height in mm that the headers of `tracks` need."""
    return HEADER_ROW * max(len(t.legends()) for t in tracks) + 1.0
