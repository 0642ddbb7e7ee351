"""Errors known at some depths of a well, carried to the depths between them.

Simple kriging (Matheron 1963, Economic Geology 58) of normal scores of mean 0, whose covariance over depth is that of
the errors of held-out wells (`Coherence`); its shortest parts are the nugget. Their variance, the sill, is 1 where the
known scores tell nothing, and the known scores' own as far as they tell.

Shapes: `r` depths asked for, `k` known (of a mixture: components).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from welllog_mdn.mdn.coherence import Coherence
from welllog_mdn.mdn.mixture import GaussianMixture

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_BLOCK = 25.0  # m of depths that are served by the same known ones
_NEAREST = 0.15  # m between known depths that are used near to a block; further off they stand wider apart
_THINNING = 0.05  # of the distance from the block
_LEAST = 1e-3  # variance that is always left, so that equal depths can be solved for
_P90 = 1.2815515655446004  # normal score of P90
_PRIOR = 100.0  # m of known scores that weigh as much as the other wells, of whose scores the variance is 1
_LAYER = 1.0  # m that a known score speaks for, at most
_MOST = 3.0  # a score beyond it says that something else is wrong


def krige(coherence: Coherence, known_m: Floats, scores: Floats, depth_m: Floats) -> tuple[Floats, Floats]:
    """Conditional mean and standard deviation (r,) of the scores at some depths, given those (k,) at `known_m`.

    Parameters
    ----------
    coherence : covariance of the scores over depth.
    known_m : (k,) depths in metres, increasing. scores : (k,) there. depth_m : (r,) depths in metres, increasing.
    """
    mean, sd = np.zeros(len(depth_m)), np.ones(len(depth_m))
    if not len(known_m) or not len(depth_m):
        return mean, sd
    scores = np.clip(scores, -_MOST, _MOST)
    sill = _sill(known_m, scores)
    edges = np.flatnonzero(np.diff(np.floor(depth_m / _BLOCK))) + 1
    with threadpool_limits(1, "blas"):  # sums in one order, whatever the number of threads
        for rows in np.split(np.arange(len(depth_m)), edges):
            used = _serving(known_m, depth_m[rows[0]], depth_m[rows[-1]])
            mean[rows], left = _solved(coherence, known_m[used], scores[used], depth_m[rows])
            sd[rows] = np.sqrt(left * (1.0 + (1.0 - left) * (sill - 1.0)))
    return mean, sd


def _sill(known_m: Floats, scores: Floats) -> float:
    """Mean square of the known scores, by the depth that they speak for, with what is known of other wells."""
    speaks = float(np.minimum(np.diff(known_m), _LAYER).sum())
    return float((speaks * np.mean(scores**2) + _PRIOR) / (speaks + _PRIOR))


def _serving(known_m: Floats, top: float, base: float) -> Ints:
    """Places of the known depths that serve a block: dense in it, ever wider apart with the distance from it."""
    away = np.maximum(np.maximum(top - known_m, known_m - base), 0.0)
    # depths are told apart by a measure whose equal steps are steps in depth that grow with the distance
    beyond = np.log1p(away * _THINNING / _NEAREST) / _THINNING * np.where(known_m > base, 1.0, -1.0)
    step = np.floor(np.where(away > 0, beyond, (known_m - top) / _NEAREST))
    return np.flatnonzero(np.r_[True, np.diff(step) != 0])


def _solved(coherence: Coherence, known_m: Floats, scores: Floats, depth_m: Floats) -> tuple[Floats, Floats]:
    """Conditional mean and variance (r,) by the normal equations, of a sill of 1."""
    from scipy.linalg import cho_factor, cho_solve

    among = coherence.covariance(np.abs(known_m[:, None] - known_m))
    among[np.diag_indices(len(known_m))] += _LEAST
    across = coherence.covariance(np.abs(known_m[:, None] - depth_m))
    weights = cho_solve(cho_factor(among, lower=True), across)
    left = 1.0 - (weights * across).sum(0)
    return weights.T @ scores, np.clip(left, _LEAST, 1.0)


def conditioned(mixture: GaussianMixture, mean: Floats, sd: Floats) -> GaussianMixture:
    """Mixtures (r, k) of a variable whose normal score is known to be of `mean` and `sd` (r,): the median moves by the
    mean, in units of the half band on that side, and all shrinks about it by `sd`. It stays a Gaussian mixture.
    """
    low, middle, high = mixture.quantile([0.1, 0.5, 0.9])
    score = torch.from_numpy(mean)
    half = torch.where(score > 0, high - middle, middle - low) / _P90
    moved, factor = (middle + score * half).unsqueeze(-1), torch.from_numpy(sd).unsqueeze(-1)
    means = moved + factor * (mixture.means.double() - middle.unsqueeze(-1))
    return GaussianMixture(mixture.log_weights.double(), means, factor * mixture.sds.double())
