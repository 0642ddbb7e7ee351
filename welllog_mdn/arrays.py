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
