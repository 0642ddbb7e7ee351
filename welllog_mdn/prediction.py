"""What a model says of one well: one distribution per depth, and every number that leaves taken from it.

Shapes: `n` samples of the well, `r` of them predicted, `k` components, `q` levels. Values are in canonical
units, NaN where nothing is predicted. A kind that is logged on a decade scale (resistivity) is modelled as
log10; its numbers leave as values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from welllog_mdn.errors import Notice
from welllog_mdn.mdn.coherence import Coherence
from welllog_mdn.mdn.mixture import GaussianMixture

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_LN10 = math.log(10.0)
_CHUNK = 20_000
LEVELS_19 = np.linspace(0.05, 0.95, 19)
_FINE = (np.arange(199) + 0.5) / 199
_SCORES = np.linspace(-3.2, 3.2, 129)  # normal scores tabulated for realisations, the tails cut at 1 in 1500
_GRID = 128  # values at which a cdf is tabulated: a fraction of a component apart


@dataclass(eq=False)
class Prediction:
    """The calibrated prediction of one well.

    Parameters
    ----------
    target, unit : kind of the log, and its canonical unit, in which all values are.
    well, depth, depth_unit : name and index of the well, as read.
    depth_m : (n,) depth in metres.
    predicted, extrapolated, few_inputs : (n,) where there is a prediction; where an input lies outside the
        training range; where half of the logging tools or fewer have a value.
    available : for each input where it has a value (n,).
    inputs : for each input that the well has: mnemonic, unit, rows.
    mixture : (r, k) mixture of the predicted rows, in log10 units where `log10`.
    members : number of members m; the k components are m equal blocks.
    lower, upper : bounds of the physically possible (n,).
    coherence : how alike errors are over depth, for realisations.
    """

    target: str
    unit: str
    well: str
    depth: Floats = field(repr=False)
    depth_unit: str
    depth_m: Floats = field(repr=False)
    predicted: Bools = field(repr=False)
    extrapolated: Bools = field(repr=False)
    few_inputs: Bools = field(repr=False)
    available: Mapping[str, Bools] = field(repr=False)
    inputs: Mapping[str, Mapping[str, Any]]
    notices: tuple[Notice, ...]
    mixture: GaussianMixture = field(repr=False)
    members: int
    lower: Floats = field(repr=False)
    upper: Floats = field(repr=False)
    log10: bool = False
    coherence: Coherence = Coherence()

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(self.depth)

    def _rows(self, rows: ArrayLike | None) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Asked rows; among them the places with a prediction; and where those stand in the mixture."""
        asked = np.arange(self.n) if rows is None else np.atleast_1d(np.arange(self.n)[np.asarray(rows)])
        place = np.cumsum(self.predicted) - 1
        there = np.flatnonzero(self.predicted[asked])
        return asked, there, place[asked[there]]

    def _over(
        self,
        work: Callable[[GaussianMixture, NDArray[np.intp]], Floats],
        shape: tuple[int, ...],
        rows: ArrayLike | None,
    ) -> Floats:
        """Apply `work` to chunks of the mixture (given with their rows); `shape` (+ rows) of the result."""
        asked, there, at = self._rows(rows)
        out = np.full((*shape, len(asked)), np.nan)
        for i in range(0, len(there), _CHUNK):
            part = slice(i, i + _CHUNK)
            mixture = self.mixture[torch.from_numpy(at[part])].double()
            out[..., there[part]] = work(mixture, asked[there[part]])
        return out

    def _value(self, y: Any) -> Floats:
        """From the model's scale to the log's."""
        values = np.asarray(y, dtype=np.float64)
        return np.power(10.0, values) if self.log10 else values

    def _scale(self, y: Floats) -> torch.Tensor:
        """From the log's scale to the model's."""
        return torch.from_numpy(np.log10(np.maximum(y, 1e-30)) if self.log10 else np.asarray(y, dtype=np.float64))

    def quantile(self, levels: float | Sequence[float] | ArrayLike, rows: ArrayLike | None = None) -> Floats:
        """Values (q, n) that the log stays below with probability `levels` (0 to 1); increasing with the
        level.
        """
        q = np.atleast_1d(np.asarray(levels, dtype=np.float64))
        if not ((q > 0) & (q < 1)).all():
            raise ValueError(f"levels must lie between 0 and 1, however: {levels!r}")

        def work(mixture: GaussianMixture, at: NDArray[np.intp]) -> Floats:
            found = self._value(mixture.quantile(torch.from_numpy(q)).numpy())
            found = np.clip(found, self.lower[at], self.upper[at])
            order = np.argsort(q, kind="stable")
            found[order] = np.maximum.accumulate(found[order], axis=0)
            return found

        return self._over(work, (len(q),), rows)

    @property
    def mean(self) -> Floats:
        """Expected value (n,)."""

        def work(mixture: GaussianMixture, at: NDArray[np.intp]) -> Floats:
            if self.log10:  # mean of a lognormal component: 10^mu exp((ln10 sd)^2 / 2)
                logs = mixture.log_weights + _LN10 * mixture.means + 0.5 * (_LN10 * mixture.sds).square()
                found = torch.logsumexp(logs, -1).clamp_max(700.0).exp().numpy()
            else:
                found = mixture.mean.numpy()
            return np.asarray(np.clip(found, self.lower[at], self.upper[at]))

        return self._over(work, (), None)

    @property
    def sd(self) -> Floats:
        """Standard deviation (n,) in the unit of the log; of a decade scale to first order, see `noise_sd`."""
        return np.asarray(np.hypot(self.noise_sd, self.model_sd))

    @property
    def noise_sd(self) -> Floats:
        """Standard deviation within members (n,): what every member calls noise, and more wells would not remove.

        Of a log on a decade scale (resistivity) it is a first-order figure: the standard deviation in decades times the
        slope of the unit over decades at the geometric mean, ln 10 times 10 to the mean. Where the band is a decade
        wide it says little: read the quantiles.
        """
        return self._split(0)

    @property
    def model_sd(self) -> Floats:
        """Standard deviation between members (n,): what members that learnt from other wells disagree on; of a decade
        scale to first order, see `noise_sd`.
        """
        return self._split(1)

    def _split(self, part: int) -> Floats:
        """Standard deviation (n,) within (0) or between (1) members, in the unit of the log; of a decade scale to first
        order: decades times the slope at the geometric mean.
        """

        def work(mixture: GaussianMixture, at: NDArray[np.intp]) -> Floats:
            blocks = [t.unflatten(-1, (self.members, -1)).movedim(-2, 0) for t in _parts(mixture)]
            whole = GaussianMixture(blocks[0] + math.log(self.members), blocks[1], blocks[2])
            found = whole.variance_split()[part].clamp_min(0.0).sqrt().numpy()
            return found * _LN10 * self._value(mixture.mean.numpy()) if self.log10 else found

        return self._over(work, (), None)

    def modes(self) -> tuple[Floats, Floats]:
        """Values (n, 2) of the one or two modes, the heavier first, and their weights (n, 2); NaN where
        there is no second.
        """

        def work(mixture: GaussianMixture, at: NDArray[np.intp]) -> Floats:
            values, weights = mixture.modes()
            shown = np.clip(self._value(values.numpy()), self.lower[at, None], self.upper[at, None])
            return np.concatenate([shown.T, weights.numpy().T])

        found = self._over(work, (4,), None)
        return found[:2].T, found[2:].T

    def pdf(self, grid: ArrayLike, rows: ArrayLike | None = None) -> Floats:
        """Density (g, n) per unit of the log at the values `grid` (g,)."""
        g = np.atleast_1d(np.asarray(grid, dtype=np.float64))

        def work(mixture: GaussianMixture, at: NDArray[np.intp]) -> Floats:
            return np.stack([np.exp(self._log_density(mixture, np.full(len(at), v))) for v in g])

        return self._over(work, (len(g),), rows)

    def _log_density(self, mixture: GaussianMixture, y: Floats) -> Floats:
        """Log density (r,) of a mixture of the model's scale at the log's values `y` (r,)."""
        found = mixture.log_prob(self._scale(y)).numpy()
        if not self.log10:
            return np.asarray(found)
        return np.asarray(np.where(y > 0, found - np.log(np.maximum(y, 1e-30) * _LN10), -np.inf))

    def log_prob(self, y: ArrayLike) -> Floats:
        """Log density (n,) at the values `y` (n,)."""
        values = np.broadcast_to(np.asarray(y, dtype=np.float64), (self.n,))
        return self._over(lambda m, at: self._log_density(m, values[at]), (), None)

    def cdf(self, y: ArrayLike) -> Floats:
        """Probability (n,) of a value below `y` (n,)."""
        values = np.broadcast_to(np.asarray(y, dtype=np.float64), (self.n,))
        return self._over(lambda m, at: m.cdf(self._scale(values[at])).numpy(), (), None)

    def crps(self, y: ArrayLike) -> Floats:
        """Continuous ranked probability score (n,) at `y` (n,): closed form, or by quantiles on a decade
        scale.
        """
        values = np.broadcast_to(np.asarray(y, dtype=np.float64), (self.n,))

        def work(mixture: GaussianMixture, at: NDArray[np.intp]) -> Floats:
            truth = values[at]
            if not self.log10:
                return np.asarray(mixture.crps(torch.from_numpy(truth)).numpy())
            found = self._value(mixture.quantile(torch.from_numpy(_FINE)).numpy())
            miss = truth - found
            return np.asarray(2.0 * np.mean(np.maximum(_FINE[:, None] * miss, (_FINE[:, None] - 1) * miss), axis=0))

        return self._over(work, (), None)

    def realisations(self, count: int, seed: int = 0) -> Floats:
        """Draw `count` possible logs (count, n).

        At every depth they follow the predictive distribution; over depth normal scores keep neighbours, and by
        a level the whole well, as alike as the errors of held-out wells are.
        """
        out = np.full((count, self.n), np.nan)
        rows = np.flatnonzero(self.predicted)
        if not len(rows) or count < 1:
            return out
        rows = rows[np.argsort(self.depth_m[rows], kind="stable")]
        for part, scores in self.coherence.scores(self.depth_m[rows], count, seed):
            table = _score_table(self.mixture[torch.from_numpy(self._rows(rows[part])[2])].double())
            drawn = self._value(_interpolated(table, scores))
            out[:, rows[part]] = np.clip(drawn, self.lower[rows[part]], self.upper[rows[part]])
        return out


def _parts(mixture: GaussianMixture) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The three tensors of a mixture."""
    return mixture.log_weights, mixture.means, mixture.sds


def _score_table(mixture: GaussianMixture) -> Floats:
    """Values (r, s) of mixtures (r, k) at the normal scores `_SCORES`.

    The cdf is evaluated once on a grid and turned around, which costs a tenth of solving for each level.
    """
    reach = 3.5 * mixture.sds
    low, high = (mixture.means - reach).amin(-1), (mixture.means + reach).amax(-1)
    y = low[:, None] + (high - low)[:, None] * torch.linspace(0, 1, _GRID, dtype=torch.float64)
    spread = [t[:, None, :] for t in _parts(mixture)]
    share = GaussianMixture(*(t.expand(-1, _GRID, -1) for t in spread)).cdf(y)
    share = torch.cummax(share, -1).values
    level = torch.special.ndtr(torch.from_numpy(_SCORES)).expand(len(y), -1).contiguous()
    i = torch.searchsorted(share.contiguous(), level).clamp(1, _GRID - 1)
    left, right = share.gather(-1, i - 1), share.gather(-1, i)
    part = ((level - left) / (right - left).clamp_min(1e-300)).clamp(0.0, 1.0)
    found = y.gather(-1, i - 1) + part * (y.gather(-1, i) - y.gather(-1, i - 1))
    return np.asarray(found.numpy())


def _interpolated(table: Floats, scores: Floats) -> Floats:
    """Values (count, r) of each row of `table` (r, s) at its own normal scores (count, r)."""
    place = np.clip((scores - _SCORES[0]) / (_SCORES[1] - _SCORES[0]), 0.0, len(_SCORES) - 1 - 1e-9)
    i = place.astype(np.intp)
    at = np.arange(table.shape[0])
    low, high = table[at, i], table[at, i + 1]
    return np.asarray(low + (place - i) * (high - low))
