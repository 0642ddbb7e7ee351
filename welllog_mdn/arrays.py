"""What the arrays that pass from room to room hold; their shapes stand where they are used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Features = NDArray[np.float32]
"""Inputs of trees and network, for which single precision is enough."""
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
"""Places of samples, counts and codes."""


def runs(mask: Bools) -> Ints:
    """Return where each run of True begins, and where it ends, (k, 2).

    >>> runs(np.array([True, False, True, True])).tolist()
    [[0, 1], [2, 4]]
    """
    return np.flatnonzero(np.diff(mask, prepend=False, append=False)).reshape(-1, 2)
