"""Gaussian mixtures of a log, or of its log10, kept within bounds: the one distribution that every number is of.

The mixture is clipped (censored) at the bounds: what it puts beyond a bound sits on the bound. A value X of the mixture
becomes min(max(X, lower), upper), so quantiles and draws are clipped, and moments, cdf and scores are those of the
clipped values.

Shapes: `n` samples, `k` components, `m` members, `q` levels. Values and bounds are in the unit of the log.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from welllog_mdn.arrays import Floats, Ints
from welllog_mdn.mdn.decades import from_decades
from welllog_mdn.mdn.mixture import GaussianMixture, normal_density, on_grid

_LN10 = math.log(10.0)
_LEAST = 1e-30  # logarithms are taken of no less
_ACTS = 1e-6  # probability beyond the bounds, above which they act on a score
_PANELS = (32, 24, 48)  # points of the table between whose values scores are integrated
_NODES = ((-math.sqrt(0.6), 5.0 / 9.0), (0.0, 8.0 / 9.0), (math.sqrt(0.6), 5.0 / 9.0))  # Gauss and Legendre's, weights
_CHUNK = 1 << 19  # numbers worked on at once


@dataclass(frozen=True)
class BoundedMixture:
    """A batch of Gaussian mixtures, clipped to bounds.

    Parameters
    ----------
    mixture : (n, k) in float64; of the log's log10 where `log10`.
    lower, upper : (n,) finite bounds in the unit of the log, `lower` at most `upper`.
    log10 : whether the log is modelled in decades.
    """

    mixture: GaussianMixture
    lower: Floats
    upper: Floats
    log10: bool = False

    def __getitem__(self, rows: Ints) -> BoundedMixture:
        """Some rows of the batch."""
        return BoundedMixture(self.mixture[torch.from_numpy(rows)], self.lower[rows], self.upper[rows], self.log10)

    def value(self, x: ArrayLike) -> Floats:
        """From the scale of the mixture to the unit of the log."""
        values = np.asarray(x, dtype=np.float64)
        return from_decades(values) if self.log10 else values

    def scale(self, y: ArrayLike) -> Floats:
        """From the unit of the log to the scale of the mixture."""
        values = np.asarray(y, dtype=np.float64)
        return np.log10(np.maximum(values, _LEAST)) if self.log10 else values

    def quantile(self, levels: ArrayLike) -> Floats:
        """Values (q, n) below which the probability is `levels` (q,), each in the open interval 0 to 1; they rise with
        the level.
        """
        q = np.asarray(levels, dtype=np.float64)
        found = np.clip(self.value(self.mixture.quantile(torch.from_numpy(q)).numpy()), self.lower, self.upper)
        order = np.argsort(q, kind="stable")
        found[order] = np.maximum.accumulate(found[order], axis=0)
        return found

    def cdf(self, y: Floats) -> Floats:
        """Probability (n,) of `y` (n,) or less: 0 below the lower bound, 1 from the upper bound on."""
        return np.where(y < self.lower, 0.0, np.where(y >= self.upper, 1.0, self._scaled_cdf(y)))

    def middle_cdf(self, y: Floats) -> Floats:
        """Mean (n,) of the probabilities of less than `y` (n,) and of `y` or less, which differ on a bound alone: what
        a value there says of the median is no more than that it lies there.
        """
        less = np.where(y <= self.lower, 0.0, np.where(y > self.upper, 1.0, self._scaled_cdf(y)))
        return 0.5 * (less + self.cdf(y))

    def log_prob(self, y: Floats) -> Floats:
        """Log density (n,) per unit of the log at `y` (n,).

        Between the bounds it is that of the mixture. It does not count the probability that sits on a bound, and beyond
        the bounds, where the clipped distribution has no density, it stays the mixture's: one measured value out there
        would else make the mean of a thousand wells infinite. Minus infinity at 0 and below where the log is modelled
        in decades, which reach no such value.
        """
        found = self.mixture.log_prob(torch.from_numpy(self.scale(y))).numpy()
        if not self.log10:
            return np.asarray(found)
        return np.where(y <= 0, -np.inf, found - np.log(np.maximum(y, _LEAST) * _LN10))

    def pdf(self, y: Floats) -> Floats:
        """Density (n,) per unit of the log at `y` (n,); 0 beyond the bounds."""
        return np.where((y < self.lower) | (y > self.upper), 0.0, np.exp(self.log_prob(y)))

    def mean(self) -> Floats:
        """Expected value (n,)."""
        return np.clip(self._moments().mean.numpy(), self.lower, self.upper)

    def variance_split(self, members: int, *, modelled: bool = False) -> Floats:
        """Variance (2, n) within and between `members` equal blocks of the components; their sum is the whole.

        It is that of the log's value; `modelled`: of what the mixture is of, which is its log10 on a decade scale.
        """
        moments = self._moments(modelled)
        own = GaussianMixture(moments.log_weights + math.log(members), moments.means, moments.sds)
        whole = own.each(lambda t: t.unflatten(-1, (members, -1)).movedim(-2, 0))
        return np.stack([part.numpy() for part in whole.variance_split()])

    def modes(self) -> tuple[Floats, Floats]:
        """Values (n, 2) and weights (n, 2) of the one or two modes, the heavier first; NaN where there is no second, or
        where both lie beyond the same bound.
        """
        values, weights = (t.numpy() for t in self.mixture.modes())
        shown = np.clip(self.value(values), self.lower[:, None], self.upper[:, None])
        one = shown[:, 0] == shown[:, 1]
        weights = np.where(one[:, None], np.stack([weights.sum(1), np.full(len(one), np.nan)], 1), weights)
        shown[one, 1] = np.nan
        return shown, weights

    def crps(self, y: Floats) -> Floats:
        """Continuous ranked probability score (n,) at `y` (n,), in the unit of the log.

        In closed form where the log is modelled as it is and the bounds do not act; else the integral of its definition
        (Gneiting and Raftery 2007, eq. 20), to less than a thousandth; to half a hundredth where some components are a
        hundred times narrower than others, to two hundredths where a thousand times.
        """
        beyond = self._scaled_cdf(self.lower) + 1.0 - self._scaled_cdf(self.upper)
        acts = (beyond > _ACTS) | self.log10
        found = np.empty(len(y))
        if not acts.all():
            free = torch.from_numpy(~acts)
            found[~acts] = self.mixture[free].crps(torch.from_numpy(y[~acts])).numpy()
        rows = np.flatnonzero(acts)
        step = max(1, _CHUNK // ((sum(_PANELS) + 2) * self.mixture.components))
        for i in range(0, len(rows), step):
            part = rows[i : i + step]
            found[part] = self[part]._integrated_crps(y[part])
        return found

    def _scaled_cdf(self, y: Floats) -> Floats:
        """Probability (n,) of `y` (n,) or less before clipping."""
        return np.asarray(self.mixture.cdf(torch.from_numpy(self.scale(y))).numpy())

    def _integrated_crps(self, y: Floats) -> Floats:
        """CRPS (n,): the integral of the squared distance between the cdf and the step at `y`.

        Between the bounds, over panels that are narrow where the cdf rises, by three points each (Gauss and Legendre);
        from a bound to a `y` beyond it the distance is 1.
        """
        inside = np.clip(y, self.lower, self.upper)
        ends = np.stack([self.lower, self.upper, inside], 1)
        edges = np.concatenate([self.value(self.mixture.table(_PANELS)[0].numpy()), ends], 1)
        edges = np.sort(np.clip(edges, self.lower[:, None], self.upper[:, None]), 1)
        half, mid = 0.5 * np.diff(edges), 0.5 * (edges[:, 1:] + edges[:, :-1])
        step = mid > inside[:, None]
        on_panels = on_grid(self.mixture)
        found = np.abs(y - inside)
        for node, weight in _NODES:
            share = on_panels.cdf(torch.from_numpy(self.scale(mid + node * half))).numpy()
            found += weight * (half * (share - step) ** 2).sum(1)
        return found

    def _moments(self, modelled: bool = False) -> GaussianMixture:
        """Weights, means and standard deviations (n, k) of the components' clipped values; `modelled`: on the scale of
        the mixture.
        """
        w, mean, sd = self.mixture.parts
        low, high = (torch.from_numpy(self.scale(v))[:, None] for v in (self.lower, self.upper))
        a, b = ((v - mean) / sd for v in (low, high))
        if self.log10 and not modelled:
            ends = (torch.from_numpy(v)[:, None] for v in (self.lower, self.upper))
            return GaussianMixture(w, *_censored_lognormal(_LN10 * mean, _LN10 * sd, a, b, *ends))
        first, spread = _censored_normal(a, b)
        return GaussianMixture(w, mean + sd * first, sd * spread)


def _censored_normal(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of a standard normal variable clipped to `a` to `b`, of one shape.

    Sums of the parts below, between and above the bounds (Greene 2012, "Econometric Analysis", theorem 19.3, there for
    one bound).
    """
    below, above, at_a, at_b = torch.special.ndtr(a), torch.special.ndtr(-b), normal_density(a), normal_density(b)
    mean = a * below + b * above + at_a - at_b
    second = a * a * below + b * b * above + (1.0 - below - above) + a * at_a - b * at_b
    return mean, (second - mean * mean).clamp_min(0.0).sqrt()


def _censored_lognormal(
    mean: Tensor, sd: Tensor, a: Tensor, b: Tensor, lower: Tensor, upper: Tensor
) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of exp(X), X normal with `mean` and `sd`, clipped to `lower` to `upper`, which lie at
    the normal scores `a` and `b` of X.

    Partial moments of the lognormal distribution (Johnson, Kotz and Balakrishnan 1994, "Continuous Univariate
    Distributions" 1, chapter 14), and the parts on the bounds.
    """
    below, above = torch.special.ndtr(a), torch.special.ndtr(-b)
    first, second = (lower**r * below + upper**r * above + _partial_moment(r, mean, sd, a, b) for r in (1, 2))
    return first, (second - first * first).clamp_min(0.0).sqrt()


def _partial_moment(order: int, mean: Tensor, sd: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Expected exp(order X) where X, normal with `mean` and `sd`, has a normal score between `a` and `b`, else 0."""
    log = order * mean + 0.5 * (order * sd).square()  # may be large where the probability is next to nothing
    low, high = (torch.exp(log + torch.special.log_ndtr(z - order * sd)) for z in (a, b))
    return high - low
