"""A small plot: what lies beyond its axes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.report.test_overlap import extents, faults
from welllog_mdn.report.plot import BEYOND, Axis, Plot
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.style import MM


def test_points_beyond_an_axis_are_strokes_across_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dot inside, one too far right, one too low, one missing; the frame is 10 mm wide and 20 mm high."""
    drawn: list[tuple[list[float], list[float]]] = []
    plot = Plot(Sheet(50.0, 50.0), Box(10.0, 10.0, 10.0, 20.0), Axis(0.0, 1.0), Axis(0.0, 1.0))
    monkeypatch.setattr(plot.sheet, "outline", lambda parts, **_: drawn.extend((list(x), list(y)) for x, y in parts))
    assert plot.points(np.array([0.5, 3.0, 0.5, np.nan]), np.array([0.5, 0.5, -2.0, 0.5]), colour="black") == 2
    right, low, dot = drawn
    assert right == ([20.0, 20.0 + BEYOND], [20.0, 20.0]) and low == ([15.0, 15.0], [30.0, 30.0 + BEYOND])
    assert dot[0][0] == 15.0 and dot[1][0] == 20.0


def test_a_line_that_leaves_its_frame_ends_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Halfway between 0.5 and 1.5 and back again, not along the frame; one that ends on an axis is whole."""
    drawn: list[tuple[list[float], list[float]]] = []
    plot = Plot(Sheet(50.0, 50.0), Box(10.0, 10.0, 10.0, 20.0), Axis(0.0, 5.0), Axis(0.0, 1.0))
    monkeypatch.setattr(plot.sheet, "outline", lambda parts, **_: drawn.extend((list(x), list(y)) for x, y in parts))
    plot.line(np.arange(6.0), np.array([0.0, 0.5, 1.5, 1.5, 0.5, 1.0]), colour="black")
    assert drawn == [([10.0, 12.0, 13.0], [30.0, 20.0, 10.0]), ([17.0, 18.0, 20.0], [10.0, 20.0, 10.0])]


def test_points_beyond_an_axis_are_counted_above_the_frame() -> None:
    """Beside the title, or above it where both have no room."""
    for title in ("Measured against P50", "the name of a well that is as long as its plot is wide, or longer"):
        sheet, box = Sheet(100.0, 100.0), Box(20.0, 20.0, 50.0, 50.0)
        Plot(sheet, box, Axis(0.0, 1.0), Axis(0.0, 1.0)).head(title, 1057)
        texts, places = extents(sheet)
        above = (100.0 - box.y) * MM < places[:, 2]
        assert "1,057 beyond the scale" in [text for text, here in zip(texts, above, strict=True) if here]
        assert above.sum() == 2 and faults(sheet) == []
