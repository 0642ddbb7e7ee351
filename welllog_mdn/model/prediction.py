"""What a model says of one well: one distribution per depth, and every number that leaves taken from it.

Shapes: `n` samples of the well, `r` of them predicted, `k` components, `q` levels. Values are in canonical
units, NaN where nothing is predicted. A kind that is logged on a decade scale (resistivity) is modelled as
log10; its numbers leave as values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Integral
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike

from welllog_mdn.arrays import Bools, Features, Floats, Ints, missing_where_masked
from welllog_mdn.errors import Notice
from welllog_mdn.flags import basis_of
from welllog_mdn.mdn.bounded import BoundedMixture
from welllog_mdn.mdn.coherence import Coherence, normal_scores
from welllog_mdn.mdn.decades import from_decades
from welllog_mdn.mdn.kriging import Place, conditioned, krige, tie, told_by
from welllog_mdn.mdn.mixture import GaussianMixture, interpolated
from welllog_mdn.words import counted

_ROWS = 20_000  # of a well worked on at once
_SCORES = np.linspace(-3.2, 3.2, 129)  # normal scores tabulated for realisations, the tails cut at 1 in 1500
_ROUNDS = (32, 32, 32, len(_SCORES), len(_SCORES))  # points of a table of the cdf, the last to correct those before
_TABLES = 250  # rows whose tables are made together, small enough for the cache
STRETCH = 60.0  # m of readings that are hidden together to see how well they are filled in
_TOLD = 0.95  # share of its width that a band keeps where readings nearby still tell something worth saying
_FAR = 9.0  # beyond every score, where a cdf in float64 is 0 or 1


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
    inputs : for each input that the well has: mnemonic, unit, rows, and of a porosity its matrix, where that is known.
    notices : what was found in predicting it: of its inputs, of depths outside the training range, of bounds.
    mixture : (r, k) mixture of the predicted rows, in log10 units where `log10`.
    members : number of members m; the k components are m equal blocks.
    lower, upper : bounds of the physically possible (n,). What the mixture puts beyond a bound sits on the bound: every
        number is of that distribution, see `BoundedMixture`.
    coherence : how alike errors are over depth, for realisations and beside readings.
    scaled_inputs : (r, d) values of the input logs at the predicted rows, in standard deviations from their means in
        training, 0 where missing; or None.
    known : (n,) where readings were `given`, None: nowhere.
    conditioned : (n,) where these are near enough to draw P50, and the band there is narrower by more than a twentieth;
        None: nowhere. Like `known` it is of `given` alone, not of `refilled`.
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
    scaled_inputs: Features | None = field(default=None, repr=False)
    known: Bools | None = field(default=None, repr=False)
    conditioned: Bools | None = field(default=None, repr=False)

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(self.depth)

    @property
    def basis(self) -> Ints:
        """What each sample's prediction rests on (n,), in values of the flag curve, see `flags.basis_of`."""
        return basis_of(self.predicted, self.extrapolated, self.few_inputs)

    def _rows(self, rows: ArrayLike | None) -> tuple[Ints, Ints, Ints]:
        """Asked rows; among them the places with a prediction; and where those stand in the mixture."""
        some = np.arange(self.n) if rows is None else np.asarray(rows)
        asked = np.atleast_1d(np.arange(self.n)[some if some.size else some.astype(np.intp)])  # [] is of floats
        place = np.cumsum(self.predicted) - 1
        there = np.flatnonzero(self.predicted[asked])
        return asked, there, place[asked[there]]

    def _over(
        self,
        work: Callable[[BoundedMixture, Ints], Floats],
        shape: tuple[int, ...],
        rows: ArrayLike | None,
    ) -> Floats:
        """Apply `work` to chunks of the bounded mixture (given with their rows); `shape` (+ rows) of the result."""
        asked, there, at = self._rows(rows)
        out = np.full((*shape, len(asked)), np.nan)
        for i in range(0, len(there), _ROWS):
            part = slice(i, i + _ROWS)
            here = asked[there[part]]
            mixture = self.mixture[torch.from_numpy(at[part])].double()
            out[..., there[part]] = work(BoundedMixture(mixture, self.lower[here], self.upper[here], self.log10), here)
        return out

    def quantile(self, levels: float | Sequence[float] | ArrayLike, rows: ArrayLike | None = None) -> Floats:
        """Values (q, n) that the log stays below with probability `levels` (q,); increasing with the level.

        Parameters
        ----------
        levels : one, or (q,), each in the open interval 0 to 1.
        rows : places of some of the n samples, or a mask (n,); None: all.

        Raises
        ------
        ValueError : a level is not between 0 and 1, or they are a table.
        """
        q = np.atleast_1d(np.asarray(levels, dtype=np.float64))
        if q.ndim > 1 or not ((q > 0) & (q < 1)).all():
            raise ValueError(f"levels must lie between 0 and 1, in one row, however: {levels!r}")
        return self._over(lambda m, at: m.quantile(q), (len(q),), rows)

    @property
    def mean(self) -> Floats:
        """Expected value (n,)."""
        return self._over(lambda m, at: m.mean(), (), None)

    @property
    def sd(self) -> Floats:
        """Standard deviation (n,) in the unit of the log. The upper tail rules that of a resistivity, also where the
        band is narrow: read the quantiles.
        """
        return np.asarray(np.sqrt(self._variance_split().sum(0)))

    @property
    def noise_sd(self) -> Floats:
        """Standard deviation within members (n,), in the unit of the log, stretched by the calibration as the whole
        is. More training wells may narrow it: it is not the noise of the tool alone.
        """
        return np.asarray(np.sqrt(self._variance_split()[0]))

    @property
    def model_sd(self) -> Floats:
        """Standard deviation between members (n,), in the unit of the log: what members that learnt from other wells
        disagree on.
        """
        return np.asarray(np.sqrt(self._variance_split()[1]))

    @property
    def noise_share(self) -> Floats:
        """Share (n,) of noise in the variance, of a log on a decade scale in decades, as its band is drawn; NaN where a
        bound leaves no variance.
        """
        noise, model = self._variance_split(modelled=True)
        whole = noise + model
        return np.divide(noise, whole, out=np.full_like(whole, np.nan), where=whole > 0)

    def _variance_split(self, modelled: bool = False) -> Floats:
        """Variance (2, n) within and between members; `modelled`: on the scale on which the log is modelled."""
        return self._over(lambda m, at: m.variance_split(self.members, modelled=modelled), (2,), None)

    def modes(self) -> tuple[Floats, Floats]:
        """Values (n, 2) of the one or two modes, the heavier first, and their weights (n, 2); NaN where
        there is no second. Of a log of a decade scale they are the maxima of the density per decade.
        """
        found = self._over(lambda m, at: np.concatenate([part.T for part in m.modes()]), (4,), None)
        return found[:2].T, found[2:].T

    def pdf(self, grid: ArrayLike, rows: ArrayLike | None = None) -> Floats:
        """Density (g, n) per unit of the log at the values `grid` (g,), 0 beyond the bounds; probability that sits on a
        bound is not in it. `rows` are places of some of the n samples, or a mask (n,); None: all.

        Raises
        ------
        ValueError : the grid is a table.
        """
        g = np.atleast_1d(np.asarray(grid, dtype=np.float64))
        if g.ndim > 1:
            raise ValueError(f"grid must be one number or a row of them, however its shape is {g.shape}")
        return self._over(lambda m, at: np.stack([m.pdf(np.full(len(at), v)) for v in g]), (len(g),), rows)

    def log_prob(self, y: ArrayLike) -> Floats:
        """Log density (n,) at the values `y` (n,). Beyond the bounds it stays that of the mixture without them, so that
        a measured value out there costs what the model thought of it and not infinity; but of a log on a decade scale
        it is minus infinity at 0 and below, which no mixture of decades holds.
        """
        return self._compared(y, BoundedMixture.log_prob)

    def cdf(self, y: ArrayLike) -> Floats:
        """Probability (n,) of `y` (n,) or less: 0 below the lower bound, 1 from the upper bound on."""
        return self._compared(y, BoundedMixture.cdf)

    def crps(self, y: ArrayLike) -> Floats:
        """Continuous ranked probability score (n,) at `y` (n,), in the unit of the log."""
        return self._compared(y, BoundedMixture.crps)

    def _each(self, given: ArrayLike, name: str) -> Floats:
        """A value for each sample (n,), NaN where a masked array masks it; one number is that of all.

        Raises ValueError where there are as many of others.
        """
        values = missing_where_masked(given)
        if values.shape not in ((), (self.n,)):
            raise ValueError(f"{name} must be one number or {self.n}, however its shape is {values.shape}")
        return np.broadcast_to(values, (self.n,))

    def _compared(
        self, y: ArrayLike, how: Callable[[BoundedMixture, Floats], Floats], rows: ArrayLike | None = None
    ) -> Floats:
        """What the mixtures of the samples, or of some `rows` of them, say of their own of the values `y` (n,)."""
        values = self._each(y, "y")
        return self._over(lambda m, at: how(m, values[at]), (), rows)

    def given(self, measured: ArrayLike) -> Prediction:
        """The prediction once readings of the well itself are known: between them it is drawn towards them, and surer.

        Where nothing was measured, the error of the readings nearby is kriged, see `krige`: the median moves
        by it, and the band narrows as its variance does. Where a reading is, all stays what the other logs say, so that
        the two can be compared. Realisations of the gaps are tied to the readings' errors, too, see `tie`.

        Parameters
        ----------
        measured : (n,) trusted readings in the unit of the log, NaN where there is none.

        Raises
        ------
        ValueError : they are not n.
        """
        values = self._each(measured, "measured")
        rows = np.flatnonzero(self.predicted & np.isfinite(self.depth_m))
        rows = rows[np.argsort(self.depth_m[rows], kind="stable")]
        there = np.isfinite(values[rows])
        known, between = rows[there], rows[~there]
        if not len(known) or not len(between):
            return self
        scores = normal_scores(self._compared(values, BoundedMixture.middle_cdf, known))
        coherence = told_by(self.coherence, self.depth_m[known], scores)
        mean, sd = krige(coherence, self._place(known), scores, self._place(between))
        mixture = self.mixture.each(torch.clone)
        for i in range(0, len(between), _ROWS):
            at = torch.from_numpy(self._rows(between[i : i + _ROWS])[2])
            new = conditioned(self.mixture[at], mean[i : i + _ROWS], sd[i : i + _ROWS])
            for whole, part in zip(mixture.parts, new.parts, strict=True):
                whole[at] = part.to(whole.dtype)
        near = sd < _TOLD
        text = f"P50 of {counted(int(near.sum()), 'sample')} is drawn to the well's own readings nearby, the band there"
        told = [Notice(self.target, f"{text} {100 * sd[near].mean():.0f} % as wide", "info")] if near.any() else []
        every = np.arange(self.n)
        return replace(
            self,
            mixture=mixture,
            notices=(*self.notices, *told),
            coherence=coherence,
            known=np.isin(every, known),
            conditioned=np.isin(every, between[near]) if near.any() else None,
        )

    def _place(self, rows: Ints) -> Place:
        """Where some of the predicted rows lie."""
        inputs = None if self.scaled_inputs is None else self.scaled_inputs[self._rows(rows)[2]]
        return Place(self.depth_m[rows], inputs)

    def refilled(self, measured: ArrayLike) -> Prediction:
        """What each reading (n,) would be taken for if its own stretch of `STRETCH` metres had not been read, but the
        others had: every second stretch is hidden in turn, and `given` the rest.
        """
        values = self._each(measured, "measured")
        with np.errstate(invalid="ignore"):
            odd = np.floor(self.depth_m / STRETCH) % 2 == 1
        one, two = (self.given(np.where(hidden, np.nan, values)) for hidden in (odd, ~odd))
        first = torch.from_numpy(odd[self.predicted])[:, None]
        pairs = zip(one.mixture.parts, two.mixture.parts, strict=True)
        return replace(self, mixture=GaussianMixture(*(torch.where(first, a, b) for a, b in pairs)))

    def realisations(self, count: int, seed: int = 0) -> Floats:
        """Draw `count` possible logs (count, n), the same for the same `seed` (0 or more).

        At every depth they follow the predictive distribution, whose tails beyond 1 in 1500 on either side are drawn
        where they begin. Over depth normal scores keep neighbours, and by a level the whole well, as alike as the
        errors of held-out wells are; in a gap, as alike as those that `given` readings leave.

        Raises
        ------
        ValueError : `count` or `seed` is no whole number of 0 or more.
        """
        for name, value in (("count", count), ("seed", seed)):
            if not isinstance(value, Integral) or value < 0:
                raise ValueError(f"{name} must be a whole number of 0 or more, however: {value}")
        out = np.full((count, self.n), np.nan)
        if count < 1:
            return out
        rows = np.flatnonzero(self.predicted)
        rows = rows[np.argsort(self.depth_m[rows], kind="stable")]
        for part, scores in self.coherence.scores(self.depth_m[rows], count, seed):
            out[:, rows[part]] = scores
        if self.known is not None:
            there = self.known[rows]
            tie(self.coherence, self.depth_m, rows[there], rows[~there], out)
        for some in np.split(rows, range(_TABLES, len(rows), _TABLES)):
            drawn = _interpolated(_score_table(self.mixture[torch.from_numpy(self._rows(some)[2])]), out[:, some])
            drawn = from_decades(drawn) if self.log10 else drawn
            out[:, some] = np.clip(drawn, self.lower[some], self.upper[some])
        return out


def _score_table(mixture: GaussianMixture) -> Floats:
    """Values (r, s) of mixtures (r, k) at the normal scores `_SCORES`.

    The cdf is evaluated on a table and turned around, which costs a few evaluations where solving for each level takes
    several each. Lines are drawn over normal scores, on which a normal distribution is a line.
    """
    y, share = mixture.table(_ROUNDS)
    scores = torch.special.ndtri(share).clamp(-_FAR, _FAR)
    return np.asarray(interpolated(scores, y, torch.from_numpy(_SCORES)).numpy())


def _interpolated(table: Floats, scores: Floats) -> Floats:
    """Values (count, r) of each row of `table` (r, s) at its own normal scores (count, r)."""
    place = np.clip((scores - _SCORES[0]) / (_SCORES[1] - _SCORES[0]), 0.0, len(_SCORES) - 1 - 1e-9)
    i = place.astype(np.intp)
    at = np.arange(table.shape[0])
    low, high = table[at, i], table[at, i + 1]
    return np.asarray(low + (place - i) * (high - low))
