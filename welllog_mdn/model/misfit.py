"""How in a well prediction and measured values part: in one interval that holds most of the error, or by one shift
throughout, if there is either.

An error over the whole well does not tell a prediction that is fair everywhere from one that is good but for a stretch
in which the measured log, or an input, is wrong; nor from one that follows the log, but at a distance.

Shapes: `n` samples of the well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from welllog_mdn.arrays import Floats
from welllog_mdn.scores import agreement
from welllog_mdn.words import depth_range

OUTSTANDING = 2.0
"""Times the mean squared error of the well that of an interval is at least."""
MOST_OF_ERROR = 0.5
"""Share of the well's squared error that lies in it."""
FEW_VALUES = 1 / 3
"""Share of the well's values that it may hold: of more it would be the well as a whole."""
LEAST_VALUES = 30
"""Fewest values inside; elsewhere there are twice as many then."""
ONE_SIDED = 0.9
"""Share of the values that lie on the same side of P50 where it is off throughout."""


@dataclass(frozen=True)
class Misfit:
    """An interval that holds most of the squared error of a well.

    Parameters
    ----------
    top, base : its first and last depth, in the unit of the file. inside, elsewhere : `scores.agreement` of its samples
        and of the others.
    """

    top: float
    base: float
    inside: dict[str, Any]
    elsewhere: dict[str, Any]

    def where(self, unit: str) -> str:
        """Return its depths in words, `unit` being that of the file."""
        return f"from {depth_range(self.top, self.base, unit)}"

    @property
    def share(self) -> float:
        """Share of the compared values that lies in it."""
        return float(self.inside["rows"] / (self.inside["rows"] + self.elsewhere["rows"]))


def find_misfit(depth: Floats, y: Floats, low: Floats, middle: Floats, high: Floats) -> Misfit | None:
    """Return where measured values `y` and the band `low`, `middle`, `high` (P10, P50, P90), each (n,), on one scale,
    part most; None where no short interval holds most of the squared error.

    The interval is that of the largest sum of squared errors, each less `OUTSTANDING` times their mean: so it ends
    where going on would lower its mean below that.
    """
    good = np.flatnonzero(np.isfinite([depth, y, low, middle, high]).all(axis=0))
    rows = good[np.argsort(depth[good], kind="stable")]
    error = (middle - y)[rows] ** 2
    if not error.any():
        return None
    sums = np.r_[0.0, np.cumsum(error - OUTSTANDING * error.mean())]
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - lowest))
    start = int(np.argmin(sums[: end + 1]))
    count = end - start
    if count < LEAST_VALUES or count > FEW_VALUES * len(rows):
        return None
    if error[start:end].sum() < MOST_OF_ERROR * error.sum():
        return None
    parts = (rows[start:end], np.r_[rows[:start], rows[end:]])
    inside, elsewhere = (agreement(*(v[part] for v in (y, low, middle, high))) for part in parts)
    return Misfit(float(depth[rows[start]]), float(depth[rows[end - 1]]), inside, elsewhere)


@dataclass(frozen=True)
class Shift:
    """An error that is the same throughout a well: by how much P50 is above the measured values on average, and at
    which `share` of them it is on that side.
    """

    by: float
    share: float


def find_shift(y: Floats, low: Floats, middle: Floats, high: Floats) -> Shift | None:
    """Return by how much the band is off from measured values throughout, all as for `find_misfit`; None where less
    than `MOST_OF_ERROR` of the squared error is that of the mean, or P50 is not nearly always on one side.
    """
    error = (middle - y)[np.isfinite([y, low, middle, high]).all(axis=0)]
    if len(error) < LEAST_VALUES:
        return None
    by = float(error.mean())
    share = float(np.mean(error * by > 0))
    return Shift(by, share) if by**2 > MOST_OF_ERROR * np.mean(error**2) and share >= ONE_SIDED else None
