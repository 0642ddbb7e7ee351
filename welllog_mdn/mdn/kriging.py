"""Errors known at some depths of a well, carried to the depths between them.

Simple kriging (Matheron 1963, Economic Geology 58) of normal scores of mean 0. How alike they are over depth
(`Coherence`, its shortest parts are the nugget) is known from held-out wells, and from the known scores as far as they
tell: a well that taught has lost most of the error that its whole depth shares, and what it has left is shorter. Rock
that looks alike in the input logs errs alike, too, a few hundred metres off: a share of the covariance falls with the
distance of the logs' values. The variance of the scores, the sill, is 1 where the known ones tell nothing, and the
known ones' own as far as they tell.

Shapes: `r` depths asked for, `k` known (of a mixture: components), `d` input logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from welllog_mdn.arrays import Features, Floats, Ints
from welllog_mdn.levels import NORMAL_P90, P10_TO_P90
from welllog_mdn.mdn.coherence import Coherence
from welllog_mdn.mdn.mixture import GaussianMixture

_BLOCK = 25.0  # m of depths that are served by the same known ones
_NEAREST = 0.15  # m between known depths that are used near to a block; further off they stand wider apart
_THINNING = 0.05  # of the distance from the block
_LEAST = 1e-3  # variance that is always left, so that equal depths can be solved for
_OF_ROCK = 0.4  # share of the covariance that is of alike rock
_FORMATION = 300.0  # m over which rock that looks alike is alike
_PRIOR = 100.0  # m of known scores that weigh as much as the other wells, of whose scores the variance is 1
_PRIOR_SHAPE = 1000.0  # m of known scores whose likeness over depth weighs as much as that of the other wells'
_LEAST_SILL = 0.25  # readings that taught look better than what lies between them
_LAYER = 1.0  # m that a known score speaks for, at most
_MOST = 3.0  # a score beyond it says that something else is wrong


@dataclass(frozen=True)
class Place:
    """Where scores are.

    Parameters
    ----------
    depth_m : (r,) depths in metres, increasing.
    inputs : (r, d) values of the input logs in standard deviations, 0 where missing; None: only depth counts.
    """

    depth_m: Floats
    inputs: Features | None = None

    def __getitem__(self, some: Ints) -> Place:
        """Some of the places."""
        return Place(self.depth_m[some], None if self.inputs is None else self.inputs[some])

    def covariance(self, other: Place, coherence: Coherence) -> Floats:
        """Covariance (r, r') of the scores at these places and at others."""
        apart = np.abs(self.depth_m[:, None] - other.depth_m)
        over_depth = coherence.covariance(apart)
        if self.inputs is None or other.inputs is None:
            return over_depth
        from scipy.spatial.distance import cdist

        unlike = cdist(self.inputs, other.inputs, "sqeuclidean") / self.inputs.shape[1]
        return (1.0 - _OF_ROCK) * over_depth + _OF_ROCK * np.exp(-2.0 * unlike - apart / _FORMATION)


def told_by(coherence: Coherence, known_m: Floats, scores: Floats) -> Coherence:
    """Return how alike the errors of a well are over depth: as the `coherence` of held-out wells says, and as known
    scores (k,) at increasing depths of the well itself do, as far as they tell.
    """
    own = Coherence.of_scores(np.zeros(len(scores), np.int64), known_m, scores)
    speaks = _spoken_for(known_m)
    return coherence if own is None else coherence.mixed(own, speaks / (speaks + _PRIOR_SHAPE))


def krige(coherence: Coherence, known: Place, scores: Floats, asked: Place) -> tuple[Floats, Floats]:
    """Conditional mean and standard deviation (r,) of the scores at the places `asked`, given those (k,) at `known`.

    Known scores are cut at 3 on either side. What variance is left is of 1 where they tell nothing, of their sill as
    far as they tell: the sill goes over from 1 to theirs along a line in the share that is left. That is our own rule;
    in the literature one sill holds for all depths.
    """
    known_m, depth_m = known.depth_m, asked.depth_m
    mean, sd = np.zeros(len(depth_m)), np.ones(len(depth_m))
    if not len(known_m) or not len(depth_m):
        return mean, sd
    scores = np.clip(scores, -_MOST, _MOST)
    sill = _sill(known_m, scores)
    with threadpool_limits(1, "blas"):  # sums in one order, whatever the number of threads
        for rows, used in _blocks(known_m, depth_m):
            weights, left = _weights(coherence, known[used], asked[rows])
            left = np.clip(left, _LEAST, 1.0)
            mean[rows] = weights.T @ scores[used]
            sd[rows] = np.sqrt(left * (1.0 + (1.0 - left) * (sill - 1.0)))
    return mean, sd


def tie(coherence: Coherence, depth_m: Floats, known: Ints, between: Ints, scores: Floats) -> None:
    """Tie drawn scores (c, n) at depths (n,) to known ones: in the rows `between` put, in place, what kriging from the
    drawn scores of the rows `known` misses, in its own standard deviations. Both rows are in order of depth.

    Conditional simulation (Journel and Huijbregts 1978, Mining Geostatistics): at each depth they stay standard normal,
    over depth they are as alike as the errors that kriging leaves. Alike rock has no share in what is drawn, and so in
    what is tied: that would take the factors of a covariance of all the well's rows.
    """
    places = Place(depth_m)
    with threadpool_limits(1, "blas"):
        for some, used in _blocks(depth_m[known], depth_m[between]):
            rows, by = between[some], known[used]
            weights, left = _weights(coherence, places[by], places[rows])
            spread = np.sqrt(np.maximum(left - _LEAST * (weights**2).sum(0), _LEAST**2))  # what is drawn has no noise
            missed = [u[rows] - weights.T @ u[by] for u in scores]  # one by one: to the bit the same whatever the count
            scores[:, rows] = np.array(missed) / spread


def _blocks(known_m: Floats, depth_m: Floats) -> Iterator[tuple[Ints, Ints]]:
    """Yield the rows of each block of depths, and the known ones that serve it."""
    edges = np.flatnonzero(np.diff(np.floor(depth_m / _BLOCK))) + 1
    for rows in np.split(np.arange(len(depth_m)), edges):
        yield rows, _serving(known_m, depth_m[rows[0]], depth_m[rows[-1]])


def _sill(known_m: Floats, scores: Floats) -> float:
    """Mean square of the known scores, by the depth that they speak for, with what is known of other wells."""
    speaks = _spoken_for(known_m)
    return max(_LEAST_SILL, float((speaks * np.mean(scores**2) + _PRIOR) / (speaks + _PRIOR)))


def _spoken_for(known_m: Floats) -> float:
    """Metres that known depths speak for."""
    return float(np.minimum(np.diff(known_m), _LAYER).sum())


def _serving(known_m: Floats, top: float, base: float) -> Ints:
    """Places of the known depths that serve a block: dense in it, ever wider apart with the distance from it."""
    away = np.maximum(np.maximum(top - known_m, known_m - base), 0.0)
    # depths are told apart by a measure whose equal steps are steps in depth that grow with the distance
    beyond = np.log1p(away * _THINNING / _NEAREST) / _THINNING * np.where(known_m > base, 1.0, -1.0)
    step = np.floor(np.where(away > 0, beyond, (known_m - top) / _NEAREST))
    step += np.where(known_m > base, np.floor((base - top) / _NEAREST) + 1.0, 0.0)  # go on counting below the block
    return np.flatnonzero(np.r_[True, np.diff(step) != 0])


def _weights(coherence: Coherence, known: Place, asked: Place) -> tuple[Floats, Floats]:
    """Weights (k, r) of the known scores by the normal equations, and the variance (r,) that they leave."""
    from scipy.linalg import cho_factor, cho_solve

    among = known.covariance(known, coherence)
    among[np.diag_indices(len(among))] += _LEAST
    across = known.covariance(asked, coherence)
    weights = cho_solve(cho_factor(among, lower=True), across)
    return weights, 1.0 - (weights * across).sum(0)


def conditioned(mixture: GaussianMixture, mean: Floats, sd: Floats) -> GaussianMixture:
    """Mixtures (r, k) of a variable whose normal score is known to be of `mean` and `sd` (r,): the median moves by the
    mean, in units of the half band on that side, and all shrinks about it by `sd`. It stays a Gaussian mixture.
    """
    low, middle, high = mixture.quantile(P10_TO_P90)
    score = torch.from_numpy(mean)
    half = torch.where(score > 0, high - middle, middle - low) / NORMAL_P90
    return mixture.stretched(middle, torch.from_numpy(sd), middle + score * half)
