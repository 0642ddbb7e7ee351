"""How alike the errors of one well are over depth, and normal scores that are as alike.

The normal scores of held-out values (those of their PIT) are taken as a sum of independent parts, each of mean 0: a
level for the whole well, and first-order autoregressive parts of the lengths `LENGTHS`. The shares of the variance come
from the mean product of two scores of one well by distance, every well with the same say, as non-negative least
squares. Products are not centred on the well's mean, so that a level which a whole well shares stays in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from welllog_mdn.arrays import Floats, Ints
from welllog_mdn.mdn.thinning import thinned

LENGTHS = (0.7, 2.0, 6.0, 35.0, 200.0)  # m: what a tool resolves, thin beds, beds, packages, formations
_EDGES = np.array([0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 35.0, 60.0, 100.0, 150.0, 250.0, 400.0, 700.0])
_MOST = 1500  # rows of a well: its pairs are a square of that side
_LEAST_PAIRS = 10  # of a class of distance in a well
_TIGHT = 100.0  # weight of the variance beside the classes of distance
_BLOCK = 2000  # depths drawn at once


@dataclass(frozen=True)
class Coherence:
    """Shares of the variance of normal scores: of the whole well's `level`, and of each of `LENGTHS`; they add to 1.

    Raises
    ------
    ValueError : a share is negative, or they do not add to 1.
    """

    level: float = 0.0
    parts: tuple[float, ...] = (0.0, 0.0, 1.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        shares = np.array([self.level, *self.parts])
        if len(self.parts) != len(LENGTHS) or not (shares >= 0).all() or not abs(shares.sum() - 1.0) < 1e-6:
            raise ValueError(f"shares must not be negative and add to 1, however: {shares.tolist()}")

    @classmethod
    def fit(cls, well: Ints, depth_m: Floats, pit: Floats) -> Coherence:
        """Estimate the shares from held-out rows (n,): number of the well, depth in metres and PIT of each; the default
        where fewer classes of distance than there are shares have enough pairs of rows.
        """
        return cls.of_scores(well, depth_m, normal_scores(pit)) or cls()

    @classmethod
    def of_scores(cls, well: Ints, depth_m: Floats, scores: Floats) -> Coherence | None:
        """Estimate the shares from normal scores (n,), whatever their variance; None where too few classes of distance
        have enough pairs.
        """
        from scipy.optimize import nnls

        lags, products = _products(well, depth_m, scores)
        if len(lags) < len(LENGTHS) + 1:
            return None
        # at no distance the parts are the whole variance; without that row, the shortest part, which is next to nothing
        # at the distances of thinned rows, would be free to take any size
        parts = np.column_stack([np.ones_like(lags), *(np.exp(-lags / v) for v in LENGTHS)])
        whole = np.full((1, parts.shape[1]), _TIGHT)
        found, _ = nnls(np.vstack([parts, whole]), np.r_[products, _TIGHT * np.mean(scores * scores)])
        return cls._shared(found) if found.sum() > 0 else None

    @classmethod
    def _shared(cls, sizes: Floats) -> Coherence:
        """Return shares in proportion to `sizes`: of the level, then of each of `LENGTHS`."""
        shares = sizes / sizes.sum()
        return cls(float(shares[0]), tuple(float(v) for v in shares[1:]))

    def mixed(self, other: Coherence, weight: float) -> Coherence:
        """Return the coherence that has `weight` of another one, 0 to 1, and the rest of this one."""
        mine, theirs = (np.array([c.level, *c.parts]) for c in (self, other))
        return self._shared((1.0 - weight) * mine + weight * theirs)

    def covariance(self, distance_m: Floats) -> Floats:
        """Covariance of the scores of two depths of a well at distances in metres, of any shape; 1 at none."""
        parts = (share * np.exp(-distance_m / length) for share, length in zip(self.parts, LENGTHS, strict=True))
        return self.level + np.asarray(sum(parts))

    def scores(self, depth_m: Floats, count: int, seed: int) -> Iterator[tuple[slice, Floats]]:
        """Yield normal scores (count, rows) of blocks of increasing depths (n,); draw i does not depend on `count`."""
        draws = [np.random.default_rng([seed, i]) for i in range(count)]
        shared = np.sqrt(self.level) * np.array([g.standard_normal() for g in draws])
        weight = np.sqrt(np.array(self.parts))[:, None]
        state = np.stack([g.standard_normal(len(LENGTHS)) for g in draws], axis=1)
        steps = np.r_[0.0, np.diff(depth_m)]
        alike = np.exp(-steps[:, None] / np.array(LENGTHS))[:, :, None]
        new = np.sqrt(1.0 - alike * alike)
        for start in range(0, len(depth_m), _BLOCK):
            stop = min(start + _BLOCK, len(depth_m))
            fresh = np.stack([g.standard_normal((stop - start, len(LENGTHS))) for g in draws], axis=2)
            out = np.empty((stop - start, count))
            for i in range(stop - start):
                state = alike[start + i] * state + new[start + i] * fresh[i]
                out[i] = (weight * state).sum(0)
            yield slice(start, stop), out.T + shared[:, None]


def normal_scores(pit: Floats) -> Floats:
    """Normal scores (n,) of probabilities (n,) below what was measured; 1 in 1000 is as far as they tell."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(pit, 0.001, 0.999)))


def _products(well: Ints, depth_m: Floats, z: Floats) -> tuple[Floats, Floats]:
    """Mean distance and mean product of two scores of a well by class of distance, averaged over the wells."""
    count = len(_EDGES) - 1
    lag, product, wells = np.zeros(count), np.zeros(count), np.zeros(count)
    for i in np.unique(well):
        rows = thinned(np.flatnonzero(well == i), _MOST)
        one, two = np.triu_indices(len(rows), 1)
        apart = np.abs(depth_m[rows][one] - depth_m[rows][two])
        place = np.digitize(apart, _EDGES) - 1
        near = (place < count) & (apart > 0)
        place, apart = place[near], apart[near]
        both = (z[rows][one] * z[rows][two])[near]
        n = np.bincount(place, minlength=count)
        use = n >= _LEAST_PAIRS
        lag[use] += (np.bincount(place, apart, count) / np.maximum(n, 1))[use]
        product[use] += (np.bincount(place, both, count) / np.maximum(n, 1))[use]
        wells += use
    there = wells > 0
    return lag[there] / wells[there], product[there] / wells[there]
