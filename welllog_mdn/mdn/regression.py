"""The point regression that the mixture density network reads: the mean of boosted trees and of a forest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.mdn.forest import Forest
from welllog_mdn.mdn.trees import Trees


@dataclass(frozen=True)
class Regression:
    """Mean of two learners that err in different places."""

    boosted: Trees
    forest: Forest

    def predict(self, x: NDArray[np.float32]) -> NDArray[np.float64]:
        """Values (n,) for features (n, d) float32, NaN where missing."""
        return 0.5 * (self.boosted.predict(x) + self.forest.predict(x))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to save."""
        parts = {"boosted": self.boosted.arrays(), "forest": self.forest.arrays()}
        return {f"{part}.{name}": array for part, found in parts.items() for name, array in found.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], d: int) -> Regression:
        """Remake a regression that reads `d` features.

        Raises
        ------
        ValueError : the arrays of a part do not agree. KeyError : one is missing.
        """
        return cls(Trees.from_arrays(_part(arrays, "boosted"), d), Forest.from_arrays(_part(arrays, "forest"), d))


def _part(arrays: Mapping[str, NDArray[Any]], name: str) -> dict[str, NDArray[Any]]:
    """Arrays saved under a name."""
    return {k.removeprefix(f"{name}."): v for k, v in arrays.items() if k.startswith(f"{name}.")}
