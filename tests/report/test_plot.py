"""A small plot: what lies beyond its axes."""

from __future__ import annotations

import numpy as np
import pytest

from welllog_mdn.report.plot import BEYOND, Axis, Plot
from welllog_mdn.report.sheet import Box, Sheet


def test_points_beyond_an_axis_are_strokes_across_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dot inside, one too far right, one too low, one missing; the frame is 10 mm wide and 20 mm high."""
    drawn: list[tuple[list[float], list[float]]] = []
    plot = Plot(Sheet(50.0, 50.0), Box(10.0, 10.0, 10.0, 20.0), Axis(0.0, 1.0), Axis(0.0, 1.0))
    monkeypatch.setattr(plot.sheet, "outline", lambda parts, **_: drawn.extend((list(x), list(y)) for x, y in parts))
    assert plot.points(np.array([0.5, 3.0, 0.5, np.nan]), np.array([0.5, 0.5, -2.0, 0.5]), colour="black") == 2
    right, low, dot = drawn
    assert right == ([20.0, 20.0 + BEYOND], [20.0, 20.0]) and low == ([15.0, 15.0], [30.0, 30.0 + BEYOND])
    assert dot[0][0] == 15.0 and dot[1][0] == 20.0
