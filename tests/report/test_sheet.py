"""A sheet of paper: the same marks as PDF and as a picture."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.image import imread

from welllog_mdn.report.fonts import Written
from welllog_mdn.report.sheet import DPI, Box, Sheet, pdf_bytes


def test_filled_shapes_are_closed_in_a_picture_too() -> None:
    """Two boxes and a triangle with an edge have it on all sides, on the last one too."""
    sheet, width = Sheet(60.0, 20.0), 2.0
    sheet.boxes([Box(5.0, 5.0, 10.0, 10.0), Box(25.0, 5.0, 10.0, 10.0)], face="white", width=width, colour="black")
    triangle = np.array([45.0, 55.0, 55.0]), np.array([5.0, 5.0, 15.0])
    sheet.outline([triangle], face="white", width=width)
    dark = imread(io.BytesIO(sheet.png()))[..., 0] < 0.5
    sides = [(x, y) for left in (5.0, 25.0) for x, y in ((left, 10), (left + 5, 5), (left + 10, 10), (left + 5, 15))]
    for x, y in (*sides, (50.0, 5.0), (55.0, 10.0), (50.0, 10.0)):
        assert dark[round(y / 25.4 * DPI), round(x / 25.4 * DPI)], (x, y)
    assert not dark[round(10 / 25.4 * DPI), round(20 / 25.4 * DPI)]  # nothing joins one shape to the next


def test_fonts_are_cut_down_once_for_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with words in two fonts asks once for what it embeds."""
    sheet, calls, fonts = Sheet(60.0, 20.0), list[Written](), Written.fonts
    sheet.text(5.0, 5.0, "plain")
    sheet.text(5.0, 10.0, "bold", bold=True)
    monkeypatch.setattr(Written, "fonts", lambda self: (calls.append(self), fonts(self))[1])
    assert pdf_bytes([sheet], "title", "subject").count(b"/FontFile2") == 2 and len(calls) == 1
