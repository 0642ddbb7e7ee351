"""Values of logs that are modelled in decades; without torch, which what only reads wells need not load."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from welllog_mdn.arrays import Floats

_MOST_DECADES = 300.0  # beyond every bound, and still a number


def to_decades(values: ArrayLike) -> Floats:
    """Logarithms to base ten of values, of any shape; NaN where they are not positive."""
    v = np.asarray(values)
    return np.log10(np.where(v > 0, v, np.nan))


def from_decades(x: ArrayLike) -> Floats:
    """Ten to the power of `x`, which may be any size: a network that is far from its training names any."""
    return np.asarray(np.power(10.0, np.minimum(x, _MOST_DECADES)))
