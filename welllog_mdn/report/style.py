"""How the prints look: page sizes and colours, and what a quantile is called.

Colours are those of Okabe and Ito (2008, "Color Universal Design"), told apart by the colour-blind; where two meet in
one track, line style or lightness differs too, so that a grey print reads the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib

from welllog_mdn.flags import EXTRAPOLATED, FEW_INPUTS, MEASURED, NOT_PREDICTED, PREDICTED, REPLACED

MM = 72.0 / 25.4
"""Points in a millimetre."""

ORANGE, SKY, GREEN = "#E69F00", "#56B4E9", "#009E73"
BLUE, RED, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
GREY, PALE, RULE, INK = "#6b6b6b", "#efefef", "#9a9a9a", "#12304d"

PAGES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4), "roll": (215.9, 279.4)}
"""Width and height in mm; a roll's log pages are longer, its other pages have this size."""
ROLL_LIMIT = 200 * 25.4
"""Longest page that every PDF reader opens: 200 inches, in mm."""


@contextmanager
def own_style() -> Iterator[None]:
    """Draw with matplotlib as it comes: the same bytes whatever the user's matplotlibrc says."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield


@dataclass(frozen=True)
class Look:
    """How a class of depths is named and filled; `across` and `along` are black lines that tell it apart in grey."""

    name: str
    colour: str
    across: bool = False
    along: int = 0


FLAG_LOOKS = {
    MEASURED: Look("measured", "#cccccc"),
    PREDICTED: Look("predicted", BLUE),
    FEW_INPUTS: Look("predicted, few inputs", SKY, along=1),
    EXTRAPOLATED: Look("predicted, outside training range", ORANGE, across=True),
    REPLACED: Look("measured value replaced", PURPLE, along=2),
    NOT_PREDICTED: Look("not predicted", "#ffffff"),
}
"""Look of each value of the flag curve, in the order of legends."""

BASIS_LOOKS = {
    PREDICTED: Look("inside the training range", GREEN),
    EXTRAPOLATED: Look("extrapolated: outside it", ORANGE, across=True),
    FEW_INPUTS: Look("inside it, few of the tools", SKY, along=1),
    NOT_PREDICTED: Look("no prediction", "#ffffff"),
}
"""Look of what a prediction rests on, by the code of the flag curve where it is the same thing."""

BAND = {"wider": "#dfecf7", "outer": "#bcd7ed", "inner": "#94c0e0", "edge": "#6ea6d2", "line": "#0060a8"}
"""Fills of the widest levels, of the P10-P90 band and of the narrowest levels; the edges; the colour of P50."""


def mixed(one: str, other: str, share: float) -> str:
    """Return the colour between two, `share` of the way from one to the other.

    >>> mixed("#000000", "#ffffff", 0.2)
    '#333333'
    """
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in pairs)


def label(level: float, convention: str) -> str:
    """Return the name of the quantile at `level` (0 to 1) under the convention.

    Percentile: P10 is the value that 10 % of outcomes stay below. Exceedance: the one that 10 % exceed.

    >>> label(0.1, "percentile"), label(0.1, "exceedance")
    ('P10', 'P90')
    """
    shown = 100.0 * (1.0 - level if convention == "exceedance" else level)
    return f"P{shown:02.0f}" if abs(shown - round(shown)) < 1e-9 else f"P{shown:04.1f}"


def convention_note(convention: str) -> str:
    """Return the sentence that says how P10 is to be read."""
    if convention == "exceedance":
        return "exceedance: P10 is the value that 10 % of outcomes exceed, so P10 ≥ P50 ≥ P90"
    return "percentile: P10 is the value that 10 % of outcomes stay below, so P10 ≤ P50 ≤ P90"
