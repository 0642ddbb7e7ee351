"""One-dimensional Gaussian mixtures, many at a time (Bishop 1994, "Mixture density networks", NCRG/94/004).

Shapes: any batch shape `(...)`, then `k` components on the last axis. A network's ensemble has batch
`(m, n)`; its one predictive distribution is the equal mixture of the members, `flatten_members()`: batch
`(n,)`, `m * k` components.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from numpy.typing import ArrayLike
from torch import Tensor

HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)
_CHUNK = 1 << 19  # numbers worked on at once: large enough to hide Python, small enough for memory
_CACHED = 1 << 17  # the same where the same numbers are gone through many times: they stay in the cache
_SHORT_STEPS = 3  # steps in float32 before the proof in float64
_TABLE_REACH = 5.0  # standard deviations beyond the outer components where a table begins and ends
_TABLE_SCORE = 3.2  # its points follow the probability between the normal scores +- this: 1 in 1500 on either side
_MODE_POINTS = 161  # of the grid on which modes are looked for, besides every component's mean
_STEEPEST = math.exp(-0.5) / math.sqrt(2.0 * math.pi)  # largest slope of the standard normal density

Values = Tensor | ArrayLike
"""Values at which mixtures are asked: a tensor, an array, or one number for all."""


@dataclass(frozen=True)
class GaussianMixture:
    """A batch of Gaussian mixtures.

    Parameters
    ----------
    log_weights : (..., k) logarithms of the weights; each row's weights add to one.
    means : (..., k) in the unit of the variable.
    sds : (..., k) standard deviations, positive, in the same unit.

    Raises
    ------
    ValueError : the three have not one shape. TypeError : one is no tensor.
    """

    log_weights: Tensor
    means: Tensor
    sds: Tensor

    def __post_init__(self) -> None:
        if kinds := [type(t).__name__ for t in self.parts if not isinstance(t, Tensor)]:
            raise TypeError(f"weights, means and sds must be tensors, as torch.tensor makes them, however: {kinds[0]}")
        if not self.log_weights.shape == self.means.shape == self.sds.shape:
            shapes = [tuple(t.shape) for t in self.parts]
            raise ValueError(f"weights, means and sds must have one shape, however: {shapes}")

    @property
    def parts(self) -> tuple[Tensor, Tensor, Tensor]:
        """Log weights, means and standard deviations, each (..., k)."""
        return self.log_weights, self.means, self.sds

    @property
    def batch_shape(self) -> torch.Size:
        """Shape of the batch, components excluded."""
        return self.means.shape[:-1]

    @property
    def components(self) -> int:
        """Number of components k."""
        return self.means.shape[-1]

    @property
    def weights(self) -> Tensor:
        """Weights (..., k)."""
        return self.log_weights.exp()

    def each(self, do: Callable[[Tensor], Tensor]) -> GaussianMixture:
        """Return the mixtures of what `do` makes of log weights, means and standard deviations alike."""
        return GaussianMixture(*map(do, self.parts))

    def double(self) -> GaussianMixture:
        """Return the same mixtures in float64."""
        return self.each(Tensor.double)

    def single(self) -> GaussianMixture:
        """Return the same mixtures in float32, for keeping; every number is worked out in float64."""
        return self.each(Tensor.float)

    def __getitem__(self, index: int | slice | Tensor) -> GaussianMixture:
        """Return a part of the batch (along its first axis)."""
        return self.each(lambda t: t[index])

    def affine(self, scale: float, shift: float) -> GaussianMixture:
        """Return the mixtures of `scale * y + shift` (for example from standardised to physical units)."""
        return GaussianMixture(self.log_weights, self.means * scale + shift, self.sds * abs(scale))

    def stretched(self, about: Tensor, factor: Tensor, moved: Tensor | None = None) -> GaussianMixture:
        """Return the mixtures, in float64, stretched by `factor` (...) about `about` (...), which stays or moves."""
        same = self.double()
        about, factor, to = (t.unsqueeze(-1) for t in (about, factor, about if moved is None else moved))
        return GaussianMixture(same.log_weights, to + factor * (same.means - about), factor * same.sds)

    def flatten_members(self) -> GaussianMixture:
        """Return the equal mixture of the first axis's members: (m, n, k) becomes (n, m * k)."""
        m = self.means.shape[0]
        shared = GaussianMixture(self.log_weights - math.log(m), self.means, self.sds)
        return shared.each(lambda t: t.movedim(0, -2).flatten(-2))

    def _tensor(self, y: Values) -> Tensor:
        """Values as a tensor beside the means, one that is none in float64."""
        return y if isinstance(y, Tensor) else torch.as_tensor(y, dtype=torch.float64, device=self.means.device)

    def log_prob(self, y: Values) -> Tensor:
        """Log density at `y` (...), by log-sum-exp, so that far tails stay finite (Bishop 1994, eq. 29)."""
        y = self._tensor(y)
        z = (y.unsqueeze(-1) - self.means) / self.sds
        joint = self.log_weights - self.sds.log() - 0.5 * z * z
        return torch.logsumexp(joint, -1) - HALF_LOG_2PI

    def cdf(self, y: Values) -> Tensor:
        """Probability (...) of a value below `y` (...); 1 at most, to which weights in float32 do not quite add up."""
        y = self._tensor(y)
        z = (y.unsqueeze(-1) - self.means) / self.sds
        return (self.weights * torch.special.ndtr(z)).sum(-1).clamp(max=1.0)

    @property
    def mean(self) -> Tensor:
        """Expected value (...)."""
        return (self.weights * self.means).sum(-1)

    @property
    def variance(self) -> Tensor:
        """Variance (...): the components' own and that of their means."""
        spread = (self.means - self.mean.unsqueeze(-1)).square() + self.sds.square()
        return (self.weights * spread).sum(-1)

    @property
    def std(self) -> Tensor:
        """Standard deviation (...)."""
        return self.variance.sqrt()

    def variance_split(self) -> tuple[Tensor, Tensor]:
        """Variance within and between the members of an (m, n, k) batch, each (n,); their sum is the whole.

        Within: what every member calls noise. Between: what the members disagree on (Lakshminarayanan, Pritzel and
        Blundell 2017).
        """
        return self.variance.mean(0), self.mean.var(0, correction=0)

    def quantile(self, levels: float | Sequence[float] | Tensor, tolerance: float = 1e-5) -> Tensor:
        """Values below which the probability is `levels`; float64.

        Parameters
        ----------
        levels : one level, or (q,) levels, each in the open interval 0 to 1.
        tolerance : error in standard deviations of the mixture. No value is off by more than twice of it, nor by more
            than it but where a component is nearly a step; most are off by a thousandth of it, because a last Newton
            step follows. Where the cdf stands still at a level, between two such components, only its probability is
            right: any value in between has it.

        Returns
        -------
        (...) for one level, else (q, ...). NaN where a parameter is not finite.

        Raises
        ------
        ValueError : a level is not between 0 and 1.
        """
        level = torch.as_tensor(levels, dtype=torch.float64, device=self.means.device)
        if not bool(((level > 0) & (level < 1)).all()):
            raise ValueError(f"levels must lie between 0 and 1, however: levels={levels}")
        rows = _CACHED // (self.components * max(1, level.numel()))
        parts = [_solve_quantiles(*part, level.reshape(-1), tolerance) for part in self._cut(rows)]
        return torch.cat(parts, 1).reshape(level.shape + self.batch_shape)

    def table(self, points: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Values of an (n, k) batch that lie dense where its probability does, and the cdf there.

        Components may differ in width by orders of magnitude, so evenly spaced values could step over a narrow one that
        holds most of the probability. Only the first are evenly spaced; each further round lies at the values where the
        table so far supposes evenly spaced normal scores, and so closes in on whatever was stepped over.

        Parameters
        ----------
        points : number of values of each round.

        Returns
        -------
        values (n, g), cdf (n, g), both rising; g is the sum of `points`. float64.
        """
        reach, mixture = _TABLE_REACH * self.sds.double(), self.double()
        low, high = (mixture.means - reach).amin(-1, keepdim=True), (mixture.means + reach).amax(-1, keepdim=True)
        mixture = on_grid(mixture)
        y = low + (high - low) * torch.linspace(0.0, 1.0, points[0], dtype=torch.float64, device=low.device)
        share = mixture.cdf(y)
        for count in points[1:]:
            scores = torch.linspace(-_TABLE_SCORE, _TABLE_SCORE, count, dtype=torch.float64, device=low.device)
            fresh = interpolated(share, y, torch.special.ndtr(scores))
            y, order = torch.cat([y, fresh], -1).sort(-1)
            share = torch.cat([share, mixture.cdf(fresh)], -1).gather(-1, order).cummax(-1).values
        return y, share

    def crps(self, y: Values) -> Tensor:
        """Continuous ranked probability score (...) at `y` (...), float64 (Grimit et al. 2006, eq. 5)."""
        rows = max(1, _CHUNK // self.components**2)
        values = self._tensor(y).double().expand(self.batch_shape).reshape(-1).split(rows)
        parts = [_crps(*part, own) for part, own in zip(self._cut(rows), values, strict=True)]
        return torch.cat(parts).reshape(self.batch_shape)

    def sample(self, count: int, generator: torch.Generator | None = None) -> Tensor:
        """Draw `count` values of each mixture: (count, ...)."""
        w = self.weights.reshape(-1, self.components)
        drawn = torch.multinomial(w, count, replacement=True, generator=generator)
        pick = drawn.reshape(*self.batch_shape, count)
        noise = torch.randn(pick.shape, generator=generator, device=w.device, dtype=w.dtype)
        return (self.means.gather(-1, pick) + self.sds.gather(-1, pick) * noise).movedim(-1, 0)

    def modes(self, prominence: float = 0.1) -> tuple[Tensor, Tensor]:
        """The one or two most prominent maxima of the density, and the probability of each.

        The second is the one whose density rises most above the valley that parts it from the highest, so that
        a far bump of little probability does not hide a near mode of much; its weight is the probability on
        its side of that valley.

        Parameters
        ----------
        prominence : share of its own height by which a second mode rises above the valley, at least.

        Returns
        -------
        values (..., 2), weights (..., 2), the heavier first; NaN where there is no second. float64.

        Raises
        ------
        ValueError : `prominence` is no share from 0 to below 1.
        """
        if not 0 <= prominence < 1:
            raise ValueError(f"prominence must be a share from 0 to below 1, however: {prominence}")
        rows = 4 * _CHUNK // (self.components * (_MODE_POINTS + self.components))
        parts = [_two_modes(GaussianMixture(w.log(), mu, sd), prominence) for w, mu, sd in self._cut(rows)]
        values, weights = (torch.cat(part).reshape(*self.batch_shape, 2) for part in zip(*parts, strict=True))
        return values, weights

    def _cut(self, rows: int) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """Yield weights, means and standard deviations (n, k), float64, of at most so many mixtures at a time, at least
        one; of an empty batch one empty part.

        Weights are made in the precision in which the mixtures are kept, then widened: so they have always been.
        """
        each = (t.double().reshape(-1, self.components) for t in (self.weights, self.means, self.sds))
        return zip(*(t.split(max(1, rows)) for t in each), strict=True)


def interpolated(x: Tensor, y: Tensor, at: Tensor) -> Tensor:
    """Values (n, q) at `at` (q,) of the lines through the points `x`, `y` (n, g), each row of `x` rising; the end value
    beyond the ends.
    """
    wanted = at.expand(len(x), -1).contiguous()
    i = torch.searchsorted(x.contiguous(), wanted).clamp(1, x.shape[-1] - 1)
    left, right = x.gather(-1, i - 1), x.gather(-1, i)
    part = ((wanted - left) / (right - left).clamp_min(1e-300)).clamp(0.0, 1.0)
    low, high = y.gather(-1, i - 1), y.gather(-1, i)
    return low + part * (high - low)


def normal_density(z: Tensor) -> Tensor:
    """Standard normal density."""
    return torch.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


def _solve_quantiles(w: Tensor, mu: Tensor, sd: Tensor, levels: Tensor, tolerance: float) -> Tensor:
    """Solve cdf(value) = level for (n, k) mixtures and (q,) levels; returns (q, n).

    Newton's step inside a bracket, bisection where it leaves the bracket or is slow. The root lies between
    the smallest and the largest component quantile. A few short steps in float32 come near; from there one
    evaluation in float64 proves nearly every row, and corrects it. The rows that remain go on in float64 until
    their bracket closes.
    """
    z, n, q = torch.special.ndtri(levels)[:, None], len(mu), len(levels)
    if not q:
        return mu.new_empty(0, n)
    mean = (w * mu).sum(-1)
    spread = (w * ((mu - mean[:, None]).square() + sd.square())).sum(-1).sqrt()
    w, mu, sd = (t.T.contiguous() for t in (w, mu, sd))  # (k, n): sums over components run along the rows
    low, high = (mu + sd * z.min()).amin(0).expand(q, n), (mu + sd * z.max()).amax(0).expand(q, n)
    target, tol, inv = levels[:, None], tolerance * spread, 1.0 / sd
    start = torch.minimum(torch.maximum(mean + spread * z, low), high)
    begin = ((t - mean) / spread for t in (start, low, high))
    near = _short_steps(w, (mu - mean) / spread, spread * inv, target, *begin) * spread + mean
    root = torch.where(torch.isfinite(near), torch.minimum(torch.maximum(near, low), high), start)
    miss, slope = _miss_and_slope(w, mu, inv, target, root)
    # within `tol` the density falls by its steepest slope at most; where it stays positive, the root is near
    proven = miss.abs() <= tol * (slope - tol * _STEEPEST * (w * inv * inv).sum(0))
    answer = torch.where(proven, root - miss / slope, root).reshape(-1)
    answer[~torch.isfinite(low + high + tol).reshape(-1)] = math.nan
    todo = torch.nonzero(~proven.reshape(-1) & torch.isfinite(answer)).squeeze(-1)
    target, tol = target.expand(q, n).reshape(-1)[todo], tol.repeat(q)[todo]
    root, low, high = (t.reshape(-1)[todo] for t in (root, low, high))
    for _ in range(200):
        if len(todo) == 0:
            break
        row = todo % n
        y = _overshoot(root, low, high, tol)
        root, low, high = _bracketed_step(w[:, row], mu[:, row], inv[:, row], target, y, low, high)
        answer[todo] = root
        open_ = high - low > 2.0 * tol
        todo, target, tol, root, low, high = (t[open_] for t in (todo, target, tol, root, low, high))
    return answer.reshape(q, n)


def _short_steps(w: Tensor, mu: Tensor, inv: Tensor, target: Tensor, y: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Values (q, n), float64, near the roots: a few steps in float32, on the scale of each mixture."""
    w, mu, inv, target, y, low, high = (t.float() for t in (w, mu, inv, target, y, low, high))
    for _ in range(_SHORT_STEPS):
        y, low, high = _bracketed_step(w, mu, inv, target, y, low, high)
    return y.double()


def _overshoot(root: Tensor, low: Tensor, high: Tensor, tol: Tensor) -> Tensor:
    """A point beyond the supposed root, seen from the nearer end of the bracket, so that the bracket closes."""
    up, down = torch.minimum(root + 0.5 * tol, high), torch.maximum(root - 0.5 * tol, low)
    return torch.where(root - low < high - root, up, down)


def _bracketed_step(
    w: Tensor, mu: Tensor, inv: Tensor, target: Tensor, y: Tensor, low: Tensor, high: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Evaluate mixtures (k, n) at `y` (..., n), tighten the bracket, and return the supposed root with it."""
    miss, slope = _miss_and_slope(w, mu, inv, target, y)
    width = high - low
    below = miss < 0
    low, high = torch.where(below, y, low), torch.where(below, high, y)
    step = -miss / slope
    root = y + step
    # a root that falls outside, or a bracket that shrinks too slowly, is halved instead
    slow = (high - low > 0.75 * width) & (step.abs() > 0.5 * (high - low))
    poor = ~((root >= low) & (root <= high)) | slow
    return torch.where(poor, 0.5 * (low + high), root), low, high


def _miss_and_slope(w: Tensor, mu: Tensor, inv: Tensor, target: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Cdf of mixtures (k, n) at `y` (..., n), less the target, and their density there."""
    z = (y.unsqueeze(-2) - mu).mul_(inv)
    miss = torch.special.ndtr(z).mul_(w).sum(-2) - target
    return miss, z.square_().mul_(-0.5).exp_().mul_(w * inv).sum(-2) / math.sqrt(2.0 * math.pi)


def _expected_distance(mean: Tensor, sd: Tensor) -> Tensor:
    """E|X| of X normal with `mean` and `sd` (Grimit et al. 2006, eq. 6)."""
    z = mean / sd
    return 2.0 * sd * normal_density(z) + mean * torch.erf(z / math.sqrt(2.0))


def _crps(w: Tensor, mu: Tensor, sd: Tensor, y: Tensor) -> Tensor:
    """CRPS of (n, k) mixtures at (n,): E|X - y| - E|X - X'| / 2, each pair of components counted once."""
    i, j = torch.triu_indices(mu.shape[1], mu.shape[1], 1, device=mu.device)
    to_truth = (w * _expected_distance(y[:, None] - mu, sd)).sum(-1)
    alike = (w * w * (2.0 / math.sqrt(math.pi)) * sd).sum(-1)
    apart = _expected_distance(mu[:, i] - mu[:, j], torch.hypot(sd[:, i], sd[:, j]))
    return to_truth - 0.5 * alike - (w[:, i] * w[:, j] * apart).sum(-1)


def _two_modes(mixture: GaussianMixture, prominence: float) -> tuple[Tensor, Tensor]:
    """Highest and most prominent other maximum of (n, k) mixtures on a grid; see `GaussianMixture.modes`."""
    reach = 2.0 * mixture.sds
    low = (mixture.means - reach).amin(-1, keepdim=True)
    high = (mixture.means + reach).amax(-1, keepdim=True)
    share = torch.linspace(0.0, 1.0, _MODE_POINTS, dtype=torch.float64, device=low.device)
    grid = torch.cat([low + (high - low) * share, mixture.means], -1).sort(-1).values
    log_density = on_grid(mixture).log_prob(grid)
    top = log_density.argmax(-1, keepdim=True)
    place = torch.arange(grid.shape[-1], device=low.device)
    # on the way from the highest point to each place, to its right and to its left, the lowest: a valley's floor
    right = torch.where(place >= top, log_density, math.inf).cummin(-1)
    left = torch.where(place <= top, log_density, math.inf).flip(-1).cummin(-1)
    floor = torch.where(place >= top, right.values, left.values.flip(-1))
    lowest = torch.where(place >= top, right.indices, len(place) - 1 - left.indices.flip(-1))
    parted = log_density - floor > -math.log1p(-prominence)
    highest = log_density.amax(-1, keepdim=True)
    rise = torch.where(parted, (log_density - highest).exp() - (floor - highest).exp(), 0.0)
    second = rise.argmax(-1, keepdim=True)
    exists = rise.gather(-1, second) > 0.0
    valley = lowest.gather(-1, second)
    below = mixture.cdf(grid.gather(-1, valley).squeeze(-1)).unsqueeze(-1)
    own = torch.where(second >= top, 1.0 - below, below)
    values = torch.cat([grid.gather(-1, top), torch.where(exists, grid.gather(-1, second), math.nan)], -1)
    weights = torch.cat([torch.where(exists, 1.0 - own, 1.0), torch.where(exists, own, math.nan)], -1)
    swap = weights[:, 1] > weights[:, 0]
    order = torch.stack([swap.long(), 1 - swap.long()], -1)
    return values.gather(-1, order), weights.gather(-1, order)


def on_grid(mixture: GaussianMixture) -> GaussianMixture:
    """Return mixtures (n,) as a batch (n, 1), to evaluate values (n, g) by row."""
    return mixture.each(lambda t: t.unsqueeze(-2))


def joined(parts: Sequence[GaussianMixture]) -> GaussianMixture:
    """Return the mixtures of several batches, one after another."""
    return GaussianMixture(*(torch.cat(t) for t in zip(*(p.parts for p in parts), strict=True)))
