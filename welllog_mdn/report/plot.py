"""A small plot on a sheet: frame, ticks with labels, lines, points and bars, all in one manner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from welllog_mdn.arrays import Floats, runs
from welllog_mdn.errors import one_line
from welllog_mdn.report.scales import Scale, round_up
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.style import GREY, MM
from welllog_mdn.report.text import text_width
from welllog_mdn.words import number

TICKS = (1.0, 2.0, 2.5, 5.0)
"""Round distances between ticks, and round ends of an axis, times a power of ten."""
COUNT = 5
"""About how many ticks an axis has: their labels stand clear of each other in the smallest plot."""
BEYOND = 1.4
"""Length in mm of the stroke that marks a point beyond an axis."""
STROKE = 0.4
"""Width in points of each of many vertical lines, so that those of neighbouring points do not run together."""


@dataclass(frozen=True)
class Axis:
    """One side of a plot: its ends, its label, whether it is logarithmic, and whether it counts."""

    left: float
    right: float
    label: str = ""
    log: bool = False
    whole: bool = False

    @property
    def scale(self) -> Scale:
        """The scale that places values."""
        return Scale(self.left, self.right, self.log)

    def ticks(self) -> list[float]:
        """Return round values between the ends: about `COUNT`, or the decades, of eight and more each second."""
        low, high = sorted((self.left, self.right))
        if self.log:
            marks = 10.0 ** np.arange(np.ceil(np.log10(low) - 1e-9), np.floor(np.log10(high) + 1e-9) + 1)
            if len(marks) >= 2:
                return [float(m) for m in marks[:: -(-len(marks) // (COUNT + 2))]]
            return [float(f"{v:.2g}") for v in np.geomspace(low, high, 4)[1:-1]]
        step = round_up((high - low) / COUNT, TICKS)
        step = float(np.ceil(step)) if self.whole else step
        return [float(v) + 0.0 for v in np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step]


class Plot:
    """A plot in `box` (the frame; labels stand outside, 9 mm to the left and 8 mm below). One that has points beyond
    its axes gets its title once these are counted, by `head`.
    """

    def __init__(self, sheet: Sheet, box: Box, x: Axis, y: Axis, title: str = "", *, y_ticks: bool = True) -> None:
        self.sheet, self.box, self.x, self.y = sheet, box, x, y
        self.head(title)
        sheet.frame(box, width=0.5)
        for value in x.ticks():
            at = box.x + float(x.scale.share(np.array(value))) * box.w
            sheet.line(at, box.y, at, box.bottom, colour="#d8d8d8", width=0.25, order=0.8)
            sheet.text(at, box.bottom + 2.9, number(value), size=5.8, align="center")
        for value in y.ticks() if y_ticks else ():
            at = box.bottom - float(y.scale.share(np.array(value))) * box.h
            sheet.line(box.x, at, box.right, at, colour="#d8d8d8", width=0.25, order=0.8)
            size = 5.8 * min(1.0, 7.2 / text_width(number(value), 5.8))  # as 1.5e-05, beside the label
            sheet.text(box.x - 1.0, at + 0.75, number(value), size=size, align="right")
        sheet.text(box.x + box.w / 2, box.bottom + 6.3, x.label, size=6.4, align="center", fit=box.w + 12.0)
        middle = box.y + box.h / 2
        sheet.text(box.x - 8.6, middle, y.label, size=6.4, align="center", rotation=90.0, fit=box.h + 6.0)

    def place(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return mm on the sheet, clipped to the frame."""
        px = self.box.x + np.clip(self.x.scale.share(np.asarray(x, float)), 0, 1) * self.box.w
        py = self.box.bottom - np.clip(self.y.scale.share(np.asarray(y, float)), 0, 1) * self.box.h
        return px, py

    def line(
        self, x: Floats, y: Floats, *, colour: str, width: float = 0.8, style: Sequence[float] = (), order: float = 2.0
    ) -> None:
        """Draw a line through finite points; it breaks where one is missing, and ends at the upper or lower side of the
        frame where it goes beyond that.
        """
        across, up = _cut(*(a.scale.share(np.asarray(v, float)) for a, v in ((self.x, x), (self.y, y))))
        px, py = self.box.x + np.clip(across, 0, 1) * self.box.w, self.box.bottom - up * self.box.h
        good = np.isfinite(px) & np.isfinite(py)
        parts = [(px[a:b], py[a:b]) for a, b in runs(good) if b - a > 1]
        self.sheet.outline(parts, colour=colour, width=width, style=style, order=order)

    def points(
        self, x: Floats, y: Floats, *, colour: str, size: float = 1.2, order: float = 2.0, cross: bool = False
    ) -> int:
        """Draw a dot of `size` points, or a `cross` three times as large, at each finite point, and return how many lie
        beyond an axis: these are short strokes across the frame, since the largest errors must not vanish.
        """
        shares = np.array([a.scale.share(np.asarray(v, float)) for a, v in ((self.x, x), (self.y, y))])
        shares = shares[:, np.isfinite(shares).all(axis=0)]
        over = np.sign(shares - np.clip(shares, 0, 1))
        px, py = np.clip(shares, 0, 1) * [[self.box.w], [-self.box.h]] + [[self.box.x], [self.box.bottom]]
        beyond = (over != 0).any(axis=0)
        ends = zip(px[beyond], py[beyond], *(BEYOND * over[:, beyond]), strict=True)
        marks = [(np.array([a, a + right]), np.array([b, b - up])) for a, b, right, up in ends]
        self.sheet.outline(marks, colour=colour, width=0.6, order=order)
        self._dots(px[~beyond], py[~beyond], colour, size, order, cross)
        return len(marks)

    def head(self, title: str, beyond: int = 0) -> None:
        """Write the title above the frame, and how many points lie `beyond` an axis, if any, behind it or above it:
        within the frame these words would lie upon points.
        """
        said, y = f"{beyond:,} beyond the scale" if beyond else "", self.box.y - 2.0
        self.sheet.text(self.box.x, y, title, size=7.2, bold=True, fit=self.box.w + 4.0)
        above = text_width(one_line(title), 7.2, True) + 1.5 + text_width(said, 5.4) > self.box.w
        self.sheet.text(self.box.right, y - 2.9 * above, said, size=5.4, colour=GREY, align="right")

    def _dots(self, px: Floats, py: Floats, colour: str, size: float, order: float, cross: bool) -> None:
        if cross:
            ends = np.array([-1.5, 1.5]) * size / MM
            parts = [(a + ends, b + turn * ends) for a, b in zip(px, py, strict=True) for turn in (-1.0, 1.0)]
            self.sheet.outline(parts, colour=colour, width=0.4 * size, order=order)
            return
        parts = [(np.array([a, a + 0.005]), np.array([b, b])) for a, b in zip(px, py, strict=True)]
        self.sheet.outline(parts, colour=colour, width=size, round=True, order=order)

    def strokes(self, x: Floats, low: Floats, high: Floats, *, colour: str) -> None:
        """Draw a vertical line from low to high at each x."""
        px, y0 = self.place(x, low)
        _, y1 = self.place(x, high)
        good = np.isfinite(px) & np.isfinite(y0) & np.isfinite(y1)
        parts = [(np.array([a, a]), np.array([b, c])) for a, b, c in zip(px[good], y0[good], y1[good], strict=True)]
        self.sheet.outline(parts, colour=colour, width=STROKE, order=1.2)

    def bars(self, edges: Floats, heights: Floats, *, face: str) -> None:
        """Draw a histogram."""
        left, top = self.place(edges[:-1], heights)
        right, base = self.place(edges[1:], np.full(len(heights), self.y.left))
        self.sheet.boxes(
            [Box(a, t, b - a, c - t) for a, b, t, c in zip(left, right, top, base, strict=True)],
            face=face,
            colour="white",
            width=0.3,
        )


def _cut(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return the points of a line as shares of its plot, those below 0 or above 1 missing; where it leaves the plot or
    comes back another one stands at that side.
    """
    y = np.round(y, 9)  # ends of an axis lie on it
    for side in (0.0, 1.0):
        at = np.flatnonzero((y[:-1] - side) * (y[1:] - side) < 0)
        part = (side - y[at]) / (y[at + 1] - y[at])
        x, y = np.insert(x, at + 1, x[at] + part * (x[at + 1] - x[at])), np.insert(y, at + 1, side)
    return x, np.where((y < 0) | (y > 1), np.nan, y)
