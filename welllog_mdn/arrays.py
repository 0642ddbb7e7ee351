"""What the arrays that pass from room to room hold; their shapes stand where they are used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Features = NDArray[np.float32]
"""Inputs of trees and network, for which single precision is enough."""
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
"""Places of samples, counts and codes."""


def missing_where_masked(values: ArrayLike) -> Floats:
    """Return a copy of `values`, NaN where a masked array masks them.

    >>> missing_where_masked(np.ma.masked_greater([10, 90], 50)).tolist()
    [10.0, nan]
    """
    own = np.array(values, np.float64)
    own[np.ma.getmask(values)] = np.nan
    return own


def named_under(name: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return arrays to be saved as parts of what is called `name`; `part_of` finds them again.

    >>> list(named_under("forest", {"value": np.zeros(1)}))
    ['forest.value']
    """
    return {f"{name}.{part}": array for part, array in arrays.items()}


def part_of(arrays: Mapping[str, NDArray[Any]], name: str) -> dict[str, NDArray[Any]]:
    """Return the arrays that were saved as parts of what is called `name`, under their own names.

    >>> list(part_of({"forest.value": np.zeros(1), "forests": np.zeros(1)}, "forest"))
    ['value']
    """
    start = f"{name}."
    return {key.removeprefix(start): array for key, array in arrays.items() if key.startswith(start)}


def places_around(known: Floats, asked: Floats) -> tuple[Ints, Ints]:
    """Return the places in sorted numbers (k,) of the two between which each asked lies (n,), the lower first; beyond
    the last one the last two, before the first one that alone.

    >>> [places.tolist() for places in places_around(np.array([1.0, 3.0]), np.array([0.0, 2.0, 9.0]))]
    [[0, 0, 0], [0, 1, 1]]
    """
    above = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.maximum(above - 1, 0), above


def nearest_place(known: Floats, asked: Floats) -> Ints:
    """Return the place in sorted numbers (k,) of the one that is nearest to each asked (n,), of two the lower.

    >>> nearest_place(np.array([1.0, 3.0]), np.array([0.0, 2.0, 9.0])).tolist()
    [0, 0, 1]
    """
    below, above = places_around(known, asked)
    return np.where(np.abs(known[below] - asked) <= np.abs(known[above] - asked), below, above)


def runs(mask: Bools) -> Ints:
    """Return where each run of True begins, and where it ends, (k, 2).

    >>> runs(np.array([True, False, True, True])).tolist()
    [[0, 1], [2, 4]]
    """
    return np.flatnonzero(np.diff(mask, prepend=False, append=False)).reshape(-1, 2)
