"""No text of a report lies upon another, and none leaves its page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.report.doubles import case, model, report_of, report_sheets
from welllog_mdn.errors import Notice
from welllog_mdn.report.sheet import Sheet, Words
from welllog_mdn.report.style import MM
from welllog_mdn.report.text import text_width

CAPITALS = 0.73
"""Height of capital letters, in sizes."""


def extents(sheet: Sheet) -> tuple[list[str], np.ndarray]:
    """Return the texts of a sheet and left, right, low, high (n, 4) of their capitals in points."""
    words = [mark for mark in sheet.marks() if isinstance(mark, Words)]
    found = []
    for word in words:
        long, high = text_width(word.text, word.size, word.bold) * MM, CAPITALS * word.size
        if word.rotation:
            found.append((word.x - high, word.x, word.y, word.y + long))
        else:
            found.append((word.x, word.x + long, word.y, word.y + high))
    return [w.text for w in words], np.array(found).reshape(-1, 4)


def faults(sheet: Sheet) -> list[str]:
    """Return the pairs of texts that overlap by more than half a point, and the texts that leave the paper."""
    texts, box = extents(sheet)
    left, right, low, high = box.T
    wide = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    tall = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    pairs = np.argwhere(np.triu((wide > 0.5) & (tall > 0.5), 1))
    found = [f"{texts[i]!r} on {texts[j]!r}" for i, j in pairs]
    edge = 3.0 * MM
    beyond = (left < edge) | (right > sheet.width_points - edge) | (low < edge) | (high > sheet.height_points - edge)
    return found + [f"{texts[i]!r} leaves the paper" for i in np.flatnonzero(beyond)]


LONG = "a very long name that nobody should give to anything at all " * 4
MANY = [(f"Formation {i}", 1500.0 + 0.4 * i) for i in range(60)]

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], Any]] = {
    "usual": ({}, {}, [("Brent", 1510.0)]),
    "feet": ({"depth_unit": "ft", "step": 0.5}, {"page": "letter"}, []),
    "roll": ({}, {"page": "roll", "scale": 200}, [("Brent", 1510.0)]),
    "metric": ({}, {"unit": "us/m", "scale": 200}, []),
    "seconds": ({}, {"unit": "s/m"}, [("Brent", 1510.0)]),
    "seconds of small errors": ({"seed": 38}, {"unit": "s/m"}, []),
    "levels": ({}, {"levels": (0.01, 0.05, 0.3, 0.5, 0.7, 0.95, 0.98), "convention": "exceedance"}, []),
    "long names": ({"name": LONG, "header": dict.fromkeys(("WELL", "COMP", "FLD", "LOC", "DATE"), LONG)}, {}, MANY),
    "wide signs": ({"name": "井戸" * 40, "header": {"WELL": "井戸" * 40, "FLD": "W" * 90}}, {}, [("井" * 50, 1510.0)]),
    "one log": ({"kinds": ("GR",)}, {}, []),
    "one sample": ({"n": 1, "gap": None}, {}, []),
    "deep": ({"start": 123456.7}, {"scale": 200}, []),
    "tenths of an inch": ({"depth_unit": ".1in", "start": 1377960.0, "step": 60.0}, {}, [("Brent", 1390000.0)]),
    "unit spelt out": ({}, {"unit": "microseconds/ft"}, []),
    "long mnemonic": ({}, {"name": "SONIC_COMPRESSIONAL_SLOWNESS_PREDICTED_X", "page": "letter"}, []),
    "small errors": ({}, {"unit": "ms/ft"}, []),
}


@pytest.mark.parametrize("name", CASES)
def test_no_text_lies_upon_another_or_leaves_its_page(name: str) -> None:
    """Every page of reports with long names, many tops, many levels and other units is clear."""
    arguments, options, tops = CASES[name]
    one = case(**{"n": 300, **arguments})
    if name.startswith("long"):
        one["warnings"] = [Notice("", LONG)] * 12
        one["model"] = model(wells=70)
        one["model"].training_wells_[3].update(name=LONG, uwi=LONG, file=LONG)
        one["model"].scores_["wells"][3]["well"] = LONG
    sheets = report_sheets(report_of(one, tops=tops, **options))
    found = [f"page {i}: {fault}" for i, sheet in enumerate(sheets, 1) for fault in faults(sheet)]
    assert not found, "\n".join(found[:10])


def test_the_check_itself_finds_what_it_looks_for() -> None:
    """Two texts a millimetre apart, and one at the very edge, are faults; texts below each other are none."""
    sheet = Sheet(100.0, 100.0)
    sheet.text(20.0, 20.0, "first", size=7.0)
    sheet.text(20.0, 23.5, "second", size=7.0)
    assert faults(sheet) == []
    sheet.text(21.0, 20.5, "third", size=7.0, rotation=90.0)
    sheet.text(99.0, 50.0, "fourth", size=7.0)
    assert faults(sheet) == ["'first' on 'third'", "'fourth' leaves the paper"]
