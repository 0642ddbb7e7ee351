"""The point regression that the mixture density network reads: the mean of boosted trees and of a forest, and of a
quadratic surface where few wells teach.

Where one feature says nearly all (compressional slowness for shear), trees cut its curve into steps and end where the
training rows end. There all learn what a smooth trend leaves over: for slownesses a parabola on logarithms, which is
near the straight line between velocities of Castagna, Batzle and Eastwood (1985).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Features, Floats, named_under, part_of
from welllog_mdn.mdn.forest import Forest
from welllog_mdn.mdn.surface import Surface
from welllog_mdn.mdn.trees import Trees

_MOST_LOG = 20.0  # no slowness comes near; keeps the exponential finite


@dataclass(frozen=True)
class Trend:
    """A parabola over one feature, on logarithms where `log` is set; beyond `low` and `high` its tangents go on.

    Parameters
    ----------
    feature : its column. bend, slope, start : of the parabola. low, high : ends of the feature in training, on the
        parabola's scale. missing : the answer where the feature is missing.
    """

    feature: int
    log: bool
    bend: float
    slope: float
    start: float
    low: float
    high: float
    missing: float

    @classmethod
    def fit(cls, x: Features, y: Floats, feature: int, log: bool) -> Trend:
        """Least squares on the rows of (n, d) that have the feature; level where it hardly varies.

        `log` needs a feature and y (n,) above 0: slownesses, whose ratio changes less than their difference.
        """
        v = cls._scaled(x[:, feature], log)
        there = np.isfinite(v)
        missing = float(y[~there].mean()) if not there.all() else float(y.mean())
        t = np.log(y[there]) if log else y[there]
        if len(np.unique(v[there])) < 3:
            level = float(t.mean()) if there.any() else math.log(missing) if log else missing
            return cls(feature, log, 0.0, 0.0, level, 0.0, 0.0, missing)
        bend, slope, start = (float(c) for c in np.polyfit(v[there], t, 2))
        low, high = (float(end) for end in np.percentile(v[there], [0.5, 99.5]))
        return cls(feature, log, bend, slope, start, low, high, missing)

    @staticmethod
    def _scaled(values: Features, log: bool) -> Floats:
        """The feature on the parabola's scale."""
        v = values.astype(np.float64)
        return np.log(np.where(v > 0, v, np.nan)) if log else v

    def predict(self, x: Features) -> Floats:
        """Values (n,) for features (n, d) float32, NaN where missing."""
        v = self._scaled(x[:, self.feature], self.log)
        u = np.clip(v, self.low, self.high)
        t = self.start + (self.slope + self.bend * u) * u + (self.slope + 2.0 * self.bend * u) * (v - u)
        line = np.exp(np.minimum(t, _MOST_LOG)) if self.log else t
        return np.where(np.isfinite(line), line, self.missing)

    def array(self) -> Floats:
        """What to save."""
        return np.array([float(v) for v in astuple(self)])

    @classmethod
    def from_array(cls, array: NDArray[Any], d: int) -> Trend:
        """Remake a trend over one of `d` features.

        Raises
        ------
        ValueError : it is none, or over a feature that there is not.
        """
        if array.shape != (8,) or not np.isfinite(array).all() or array[0] not in range(d) or array[1] not in (0, 1):
            raise ValueError(f"a trend is a feature below {d}, 0 or 1, and six numbers, however: {array}")
        return cls(int(array[0]), bool(array[1]), *(float(v) for v in array[2:]))


@dataclass(frozen=True)
class Regression:
    """Mean of learners that err in different places, on top of `trend` if there is one."""

    boosted: Trees
    forest: Forest
    surface: Surface | None = None
    trend: Trend | None = None

    def predict(self, x: Features) -> Floats:
        """Values (n,) for features (n, d) float32, NaN where missing."""
        learners = [v for v in (self.boosted, self.forest, self.surface) if v is not None]
        return self.line(x) + np.mean([learner.predict(x) for learner in learners], axis=0)

    def line(self, x: Features) -> Floats:
        """The trend's part (n,) of the answer."""
        return np.zeros(len(x)) if self.trend is None else self.trend.predict(x)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to save."""
        found = named_under("boosted", self.boosted.arrays()) | named_under("forest", self.forest.arrays())
        found |= {} if self.surface is None else named_under("surface", self.surface.arrays())
        return found | ({} if self.trend is None else {"trend": self.trend.array()})

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], d: int) -> Regression:
        """Remake a regression that reads `d` features.

        Raises
        ------
        ValueError : the arrays of a part do not agree. KeyError : one is missing.
        """
        trend = Trend.from_array(arrays["trend"], d) if "trend" in arrays else None
        boosted, forest, smooth = (part_of(arrays, name) for name in ("boosted", "forest", "surface"))
        surface = Surface.from_arrays(smooth, d) if smooth else None
        return cls(Trees.from_arrays(boosted, d), Forest.from_arrays(forest, d), surface, trend)
