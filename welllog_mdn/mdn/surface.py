"""A quadratic surface over some features (response surface; Box and Wilson 1951), by ridge regression.

Trees answer in steps, and know nothing between and beyond the rows that grew them; a smooth surface is wrong elsewhere
than they are. Each feature z stands in standard deviations, 0 where it is missing; what a missing feature changes is
learnt too: the surface is

    start + slope.z + missing.u + z' bend z + z' lost u,    u = 1 where a feature is missing, else 0,

and ends at the least and the greatest value that taught it.

Shapes: `n` rows, `d` features, `p` of them read, `q` coefficients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Features, Floats
from welllog_mdn.mdn.thinning import stride_of
from welllog_mdn.mdn.trees import check_arrays

LIMIT = 3.0  # standard deviations to which a feature is cut: a square runs off soon
RIDGE = 0.014  # penalty of a squared coefficient, for each row
_MOST_ROWS = 24_000  # that teach it: many for so few coefficients
_ROWS = 4096  # worked on at once


@dataclass(frozen=True)
class Surface:
    """The surface.

    Parameters
    ----------
    columns : (p,) of the features that it reads. mean, sd : (p,) of those.
    start : its value where every feature is at its mean. slope, missing : (p,). bend, lost : (p, p).
    ends : (2,) least and greatest answer.
    """

    columns: NDArray[np.int64]
    mean: Floats
    sd: Floats
    start: Floats
    slope: Floats
    missing: Floats
    bend: Floats
    lost: Floats
    ends: Floats

    def predict(self, x: Features) -> Floats:
        """Values (n,) for features (n, d) float32, NaN where missing."""
        out = np.empty(len(x))
        for i in range(0, len(x), _ROWS):
            z, u = _scaled(x[i : i + _ROWS, self.columns], self.mean, self.sd)
            # einsum adds up in one order, whatever the number of rows and threads; BLAS does not
            bent = np.einsum("ni,ij->nj", z, self.bend) * z + np.einsum("ni,ij->nj", z, self.lost) * u
            out[i : i + _ROWS] = self.start[0] + (bent + self.slope * z + self.missing * u).sum(axis=1)
        return np.clip(out, *self.ends)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to save."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], d: int) -> Surface:
        """Remake a surface that reads some of `d` features.

        Raises
        ------
        ValueError : the arrays do not agree. KeyError : one is missing.
        """
        p = arrays["columns"].size
        shapes = {"start": (1,), "ends": (2,), "bend": (p, p), "lost": (p, p)}
        names = [f.name for f in fields(cls)]
        check_arrays(arrays, {k: (shapes.get(k, (p,)), np.int64 if k == "columns" else np.float64) for k in names})
        made = cls(**{name: arrays[name] for name in names})
        for name, array in made.arrays().items():
            if not np.isfinite(array).all():
                raise ValueError(f"{name} of a surface is finite numbers, and some of these are not")
        if ((made.columns < 0) | (made.columns >= d)).any() or (made.sd <= 0).any():
            raise ValueError(f"a surface reads features below {d} with a spread, however: {made.columns}, {made.sd}")
        if made.ends[0] > made.ends[1]:
            raise ValueError(f"the ends of a surface are the least and the greatest answer, however: {made.ends}")
        return made


def fit_surface(x: Features, y: Floats, columns: Sequence[int]) -> Surface:
    """Fit a surface over some columns of (n, d) features, NaN where missing, to y (n,)."""
    step = stride_of(len(y), _MOST_ROWS)
    read, y = x[::step, columns], y[::step]
    there = np.isfinite(read)
    count = np.maximum(there.sum(axis=0), 1)
    mean = np.where(there, read, 0.0).sum(axis=0) / count
    least, most = np.where(there, read, np.inf).min(axis=0), np.where(there, read, -np.inf).max(axis=0)
    mean = np.where(least == most, least, mean)  # the mean of equal values is off by a rounding: it would be a spread
    sd = np.sqrt((np.where(there, read - mean, 0.0) ** 2).sum(axis=0) / count)
    sd = np.where(sd > 0, sd, 1.0)
    gram, right = np.zeros(()), np.zeros(())
    for i in range(0, len(y), _ROWS):
        terms = _terms(*_scaled(read[i : i + _ROWS], mean, sd))
        gram, right = gram + terms.T @ terms, right + terms.T @ y[i : i + _ROWS]
    gram[np.diag_indices_from(gram)] += np.r_[1e-9, np.full(len(right) - 1, RIDGE)] * len(y)
    found = np.linalg.solve(gram, right)
    p = len(columns)
    start, slope, missing, bend, lost = np.split(found, np.cumsum([1, p, p, p * (p + 1) // 2]))
    bent = np.zeros((p, p))
    bent[np.triu_indices(p)] = bend
    ends = np.array([y.min(), y.max()])
    return Surface(np.array(columns, np.int64), mean, sd, start, slope, missing, bent, lost.reshape(p, p), ends)


def _scaled(read: Features, mean: Floats, sd: Floats) -> tuple[Floats, Floats]:
    """Features (n, p) in standard deviations, 0 where missing; and 1 where missing, else 0."""
    there = np.isfinite(read)
    return np.clip(np.where(there, (read - mean) / sd, 0.0), -LIMIT, LIMIT), (~there).astype(np.float64)


def _terms(z: Floats, u: Floats) -> Floats:
    """What the coefficients multiply, (n, q): 1, z, u, the products of two z, those of z with u."""
    n, p = z.shape
    first, second = np.triu_indices(p)
    crossed = (z[:, :, None] * u[:, None, :]).reshape(n, p * p)
    return np.concatenate([np.ones((n, 1)), z, u, z[:, first] * z[:, second], crossed], axis=1)
