"""The point regression that the mixture density network reads: the mean of boosted trees and of a forest.

Where one feature says nearly all (compressional slowness for shear), trees cut a line into steps and end where the
training rows end. There the boosted trees learn what a straight line leaves over; the forest does without, so
that a line which does not hold in other wells misleads only half of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.mdn.forest import Forest
from welllog_mdn.mdn.trees import Trees


@dataclass(frozen=True)
class Trend:
    """A straight line over one feature.

    Parameters
    ----------
    feature : its column. slope, start : of the line. missing : the answer where the feature is missing.
    """

    feature: int
    slope: float
    start: float
    missing: float

    @classmethod
    def fit(cls, x: NDArray[np.float32], y: NDArray[np.float64], feature: int) -> Trend:
        """Least squares on the rows of (n, d) that have the feature; a level line where it does not vary."""
        v = x[:, feature].astype(np.float64)
        there = np.isfinite(v)
        missing = float(y[~there].mean()) if not there.all() else float(y.mean())
        if not there.any() or np.ptp(v[there]) == 0.0:
            level = float(y[there].mean()) if there.any() else missing
            return cls(feature, 0.0, level, missing)
        slope, start = np.polyfit(v[there], y[there], 1)
        return cls(feature, float(slope), float(start), missing)

    def predict(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Values (n,) for features (n, d) float32, NaN where missing."""
        line = self.start + self.slope * x[:, self.feature].astype(np.float64)
        return np.where(np.isfinite(line), line, self.missing)

    def array(self) -> NDArray[np.float64]:
        """What to save."""
        return np.array([self.feature, self.slope, self.start, self.missing])

    @classmethod
    def from_array(cls, array: NDArray[Any], d: int) -> Trend:
        """Remake a line over one of `d` features.

        Raises
        ------
        ValueError : it is no line, or over a feature that there is not.
        """
        if array.shape != (4,) or not np.isfinite(array).all() or array[0] not in range(d):
            raise ValueError(f"a trend is a feature below {d} and three numbers, however: {array}")
        return cls(int(array[0]), *(float(v) for v in array[1:]))


@dataclass(frozen=True)
class Regression:
    """Mean of two learners that err in different places; `trend` is what the first adds its trees to, if anything."""

    boosted: Trees
    forest: Forest
    trend: Trend | None = None

    def predict(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Values (n,) for features (n, d) float32, NaN where missing."""
        line = 0.0 if self.trend is None else self.trend.predict(x)
        return 0.5 * (line + self.boosted.predict(x) + self.forest.predict(x))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to save."""
        parts = {"boosted": self.boosted.arrays(), "forest": self.forest.arrays()}
        line = {} if self.trend is None else {"trend": self.trend.array()}
        return {f"{part}.{name}": array for part, found in parts.items() for name, array in found.items()} | line

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], d: int) -> Regression:
        """Remake a regression that reads `d` features.

        Raises
        ------
        ValueError : the arrays of a part do not agree. KeyError : one is missing.
        """
        trend = Trend.from_array(arrays["trend"], d) if "trend" in arrays else None
        boosted, forest = Trees.from_arrays(_part(arrays, "boosted"), d), Forest.from_arrays(_part(arrays, "forest"), d)
        return cls(boosted, forest, trend)


def _part(arrays: Mapping[str, NDArray[Any]], name: str) -> dict[str, NDArray[Any]]:
    """Arrays saved under a name."""
    return {k.removeprefix(f"{name}."): v for k, v in arrays.items() if k.startswith(f"{name}.")}
