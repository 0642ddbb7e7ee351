"""Gaussian mixtures against closed forms and sampling."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy import stats
from torch import Tensor

from welllog_mdn.mdn import mixture as module
from welllog_mdn.mdn.bounded import BoundedMixture
from welllog_mdn.mdn.mixture import GaussianMixture, interpolated


def _mixture(n: int = 6, k: int = 3, seed: int = 0) -> GaussianMixture:
    g = torch.Generator().manual_seed(seed)
    logits = torch.randn(n, k, generator=g, dtype=torch.float64)
    means = 3.0 * torch.randn(n, k, generator=g, dtype=torch.float64)
    sds = 0.05 + torch.rand(n, k, generator=g, dtype=torch.float64)
    return GaussianMixture(torch.log_softmax(logits, -1), means, sds)


def _normal(mean: float = 1.5, sd: float = 0.7) -> GaussianMixture:
    return GaussianMixture(*(torch.tensor([[v]], dtype=torch.float64) for v in (0.0, mean, sd)))


def _column(values: np.ndarray) -> Tensor:
    return torch.as_tensor(values)[:, None]


def test_density_integrates_to_one() -> None:
    """The trapezoid rule over all components' reach gives one for each row."""
    mixture = _mixture()
    y = torch.linspace(-20.0, 20.0, 40_001, dtype=torch.float64)
    density = mixture.log_prob(y[:, None].expand(-1, 6)).exp()
    assert torch.allclose(torch.trapezoid(density, y, dim=0), torch.ones(6, dtype=torch.float64), atol=1e-9)


def test_cdf_is_the_integral_of_the_density() -> None:
    """The trapezoid rule up to a value gives the cdf there."""
    mixture = _mixture()
    y = torch.linspace(-20.0, 0.3, 40_001, dtype=torch.float64)
    area = torch.trapezoid(mixture.log_prob(y[:, None].expand(-1, 6)).exp(), y, dim=0)
    assert torch.allclose(area, mixture.cdf(torch.full((6,), 0.3, dtype=torch.float64)), atol=1e-6)


def test_cdf_is_one_at_most() -> None:
    """Seven weights of a seventh in float32 add up to a little more than 1; the probability far above does not."""
    seventh = torch.full((1, 7), -math.log(7.0), dtype=torch.float32)
    mixture = GaussianMixture(seventh, torch.zeros(1, 7), torch.ones(1, 7)).double()
    assert mixture.weights.sum() > 1.0
    assert mixture.cdf(9.0).item() == 1.0


def test_quantile_inverts_the_cdf() -> None:
    """The quantile of a level has that cdf, in value to 1e-6 standard deviations."""
    mixture, levels = _mixture(500, 7), [0.001, 0.1, 0.5, 0.9, 0.999]
    found = mixture.quantile(levels)
    for level, value in zip(levels, found, strict=True):
        miss = (mixture.cdf(value) - level).abs() / mixture.log_prob(value).exp()
        assert bool((miss < 2e-6 * mixture.std).all())


@pytest.mark.parametrize("scale", [1e-3, 1.0, 300.0])
def test_quantiles_are_exact_to_a_hundred_thousandth_of_a_standard_deviation(scale: float) -> None:
    """Against bisection to the last digit: thirty components, some a thousand times narrower than others."""
    g = torch.Generator().manual_seed(5)
    logits, spots, widths = (torch.randn(2000, 30, generator=g, dtype=torch.float64) for _ in range(3))
    means, sds = 90.0 + scale * (2.0 * spots).pow(3), scale * 10.0 ** (widths - 1.0)
    mixture = GaussianMixture(torch.log_softmax(3.0 * logits, -1), means, sds)
    for level in (0.001, 0.1, 0.5, 0.9):
        low, high = (means - 8.0 * sds).amin(-1), (means + 8.0 * sds).amax(-1)
        for _ in range(100):
            mid = 0.5 * (low + high)
            below = mixture.cdf(mid) < level
            low, high = torch.where(below, mid, low), torch.where(below, high, mid)
        assert bool(((mixture.quantile(level) - low).abs() < 1.001e-5 * mixture.std).all())


def test_quantile_across_an_empty_valley_is_bracketed() -> None:
    """Two narrow components far apart: Newton's step fails in the valley, the bracket holds."""
    parts = [[[math.log(0.3), math.log(0.7)]], [[-100.0, 100.0]], [[1e-3, 1e-3]]]
    mixture = GaussianMixture(*(torch.tensor(p, dtype=torch.float64) for p in parts))
    found = mixture.quantile([0.1, 0.29, 0.31, 0.9], tolerance=1e-9).squeeze(-1).numpy()
    lower = -100.0 + 1e-3 * stats.norm.ppf([0.1 / 0.3, 0.29 / 0.3])
    upper = 100.0 + 1e-3 * stats.norm.ppf([0.01 / 0.7, 0.6 / 0.7])
    assert found == pytest.approx(np.concatenate([lower, upper]), abs=5e-7)


def test_quantiles_are_ordered_and_shaped_by_their_levels() -> None:
    """One level gives the batch's shape, q levels a leading axis, values rise with levels."""
    mixture = _mixture(20, 4)
    assert mixture.quantile(0.5).shape == (20,)
    found = mixture.quantile([0.1, 0.5, 0.9])
    assert found.shape == (3, 20) and bool((found.diff(dim=0) > 0).all())


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, float("nan")])
def test_quantile_refuses_levels_outside_zero_to_one(level: float) -> None:
    """Zero and one have no finite value."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        _mixture().quantile(level)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_quantile_of_a_row_that_is_not_finite_is_nan(value: float) -> None:
    """It stays in its row."""
    mixture = _mixture(3)
    mixture.means[1, 0] = value
    assert mixture.quantile(0.5).isnan().tolist() == [False, True, False]


def test_rows_in_parts_get_what_they_get_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quantiles, scores and modes, one or two rows at a time."""
    rows, y = _mixture(7), torch.linspace(-2.0, 2.0, 7, dtype=torch.float64)
    at_once = [rows.quantile([0.1, 0.9]), rows.crps(y), *rows.modes()]
    monkeypatch.setattr(module, "_CHUNK", 18)
    monkeypatch.setattr(module, "_CACHED", 12)
    for one, other in zip([rows.quantile([0.1, 0.9]), rows.crps(y), *rows.modes()], at_once, strict=True):
        assert torch.allclose(one, other, rtol=1e-9, equal_nan=True)


def test_between_points_values_lie_on_lines_and_beyond_them_they_are_those_of_the_ends() -> None:
    """Through (0, 10), (1, 20) and (3, 60)."""
    x, y = torch.tensor([[0.0, 1.0, 3.0]]), torch.tensor([[10.0, 20.0, 60.0]])
    found = interpolated(x, y, torch.tensor([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 9.0]))
    assert found[0].tolist() == [10.0, 10.0, 15.0, 20.0, 40.0, 60.0, 60.0]


def test_a_table_finds_a_component_that_evenly_spaced_values_step_over() -> None:
    """One holds 0.6 of the probability within a ten thousandth of the other's reach: values rise, their cdf is right,
    and between neighbours it rises by no more than a fortieth.
    """
    parts = [[[math.log(0.6), math.log(0.4)]], [[60.0, 120.0]], [[0.01, 30.0]]]
    mixture = GaussianMixture(*(torch.tensor(p, dtype=torch.float64) for p in parts))
    values, share = (t[0] for t in mixture.table((32, 32, 32, 129, 129)))
    assert len(values) == 354 and bool((values.diff() >= 0).all()) and bool((share.diff() >= 0).all())
    assert share.numpy() == pytest.approx([mixture.cdf(v[None]).item() for v in values], abs=1e-12)
    assert share.diff().max().item() < 0.025


def test_one_component_equals_a_normal() -> None:
    """Density, cdf, quantile, moments and CRPS of one component are scipy's Normal's."""
    ours, theirs, y = _normal(), stats.norm(1.5, 0.7), np.linspace(-3.0, 6.0, 7)
    many = ours.each(lambda t: t.expand(7, 1))
    assert many.log_prob(torch.as_tensor(y)).numpy() == pytest.approx(theirs.logpdf(y))
    assert many.cdf(torch.as_tensor(y)).numpy() == pytest.approx(theirs.cdf(y))
    assert ours.quantile([0.1, 0.9])[:, 0].numpy() == pytest.approx(theirs.ppf([0.1, 0.9]), abs=1e-6)
    assert (ours.mean.item(), ours.std.item()) == pytest.approx((1.5, 0.7))
    z = (y - 1.5) / 0.7  # Gneiting and Raftery 2007, eq. 21
    crps = 0.7 * (z * (2.0 * stats.norm.cdf(z) - 1.0) + 2.0 * stats.norm.pdf(z) - 1.0 / math.sqrt(math.pi))
    assert many.crps(torch.as_tensor(y)).numpy() == pytest.approx(crps)


def test_crps_agrees_with_the_integral_of_its_definition() -> None:
    """The closed form equals the integral of (cdf - step)^2."""
    mixture, truth = _mixture(), torch.linspace(-3.0, 3.0, 6, dtype=torch.float64)
    y = torch.linspace(-25.0, 25.0, 100_001, dtype=torch.float64)
    p = torch.stack([mixture[i : i + 1].cdf(y) for i in range(6)])
    score = torch.trapezoid((p - (y >= truth[:, None]).double()).square(), y, dim=1)
    assert torch.allclose(mixture.crps(truth), score, atol=5e-4)


def test_crps_agrees_with_sampling() -> None:
    """E|X - y| - E|X - X'| / 2 over samples, within five standard errors."""
    mixture, truth = _mixture(4), torch.tensor([0.0, 1.0, -2.0, 5.0], dtype=torch.float64)
    g = torch.Generator().manual_seed(1)
    a, b = (mixture.sample(200_000, g) for _ in range(2))
    values = (a - truth).abs() - 0.5 * (a - b).abs()
    error = values.std(0) / math.sqrt(len(values))
    assert bool(((values.mean(0) - mixture.crps(truth)).abs() < 5.0 * error).all())


def test_samples_have_the_mean_and_the_variance() -> None:
    """Moments of many samples agree with the closed forms, within five standard errors."""
    mixture = _mixture(5)
    drawn = mixture.sample(200_000, torch.Generator().manual_seed(2))
    assert drawn.shape == (200_000, 5)
    assert bool(((drawn.mean(0) - mixture.mean).abs() < 5.0 * mixture.std / math.sqrt(2e5)).all())
    assert torch.allclose(drawn.var(0), mixture.variance, rtol=0.03)


def test_samples_follow_their_generator() -> None:
    """The same seed draws the same values, another draws others."""
    draw = [_mixture().sample(5, torch.Generator().manual_seed(s)) for s in (3, 3, 4)]
    assert torch.equal(draw[0], draw[1]) and not torch.equal(draw[0], draw[2])


def test_permuting_components_changes_nothing() -> None:
    """Every number is a sum over components."""
    mixture, order = _mixture(), torch.tensor([2, 0, 1])
    other = mixture.each(lambda t: t[:, order])
    y = torch.zeros(6, dtype=torch.float64)
    for name in ("log_prob", "cdf", "crps"):
        assert torch.allclose(getattr(mixture, name)(y), getattr(other, name)(y))
    assert torch.allclose(mixture.quantile(0.3), other.quantile(0.3))


def test_rows_do_not_know_of_each_other() -> None:
    """A subset, or another order, of the batch gives the same values to the row."""
    mixture, order = _mixture(40), torch.randperm(40, generator=torch.Generator().manual_seed(0))
    y = torch.linspace(-2.0, 2.0, 40, dtype=torch.float64)
    for name in ("log_prob", "cdf", "crps"):
        assert torch.allclose(getattr(mixture, name)(y)[order], getattr(mixture[order], name)(y[order]))
    assert torch.allclose(mixture.quantile(0.9)[order[:7]], mixture[order[:7]].quantile(0.9), atol=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_far_tails_stay_finite(dtype: torch.dtype) -> None:
    """A value a million standard deviations away has a finite log density and gradient."""
    mean = torch.zeros(1, 2, dtype=dtype, requires_grad=True)
    mixture = GaussianMixture(torch.full((1, 2), math.log(0.5), dtype=dtype), mean, torch.ones(1, 2, dtype=dtype))
    value = mixture.log_prob(torch.tensor([1e6], dtype=dtype))
    value.backward()
    assert value.item() == pytest.approx(-5e11, rel=1e-5)
    assert mean.grad is not None and bool(mean.grad.isfinite().all())


def test_variance_split_adds_to_the_whole_variance() -> None:
    """Within and between members sum to the variance of their equal mixture."""
    parts = _mixture(12, 3)
    members = parts.each(lambda t: t.reshape(4, 3, 3))
    within, between = members.variance_split()
    assert torch.allclose(within + between, members.flatten_members().variance)


def test_flattened_members_are_their_mean_density() -> None:
    """The ensemble's density is the mean of its members' densities."""
    parts = _mixture(12, 3)
    members = parts.each(lambda t: t.reshape(4, 3, 3))
    y = torch.tensor([0.0, 1.0, -1.0], dtype=torch.float64)
    assert torch.allclose(members.flatten_members().log_prob(y).exp(), members.log_prob(y.expand(4, 3)).exp().mean(0))


def test_affine_moves_quantiles_with_the_values() -> None:
    """Quantiles of 2 y + 3 are 2 q + 3; the density is divided by two."""
    mixture = _mixture()
    assert torch.allclose(mixture.affine(-2.0, 3.0).quantile(0.1), 3.0 - 2.0 * mixture.quantile(0.9), atol=1e-5)
    moved = mixture.affine(2.0, 3.0)
    assert torch.allclose(moved.quantile(0.1), 2.0 * mixture.quantile(0.1) + 3.0, atol=1e-5)
    y = torch.zeros(6, dtype=torch.float64)
    assert torch.allclose(moved.log_prob(2.0 * y + 3.0), mixture.log_prob(y) - math.log(2.0))


def test_a_stretched_mixture_keeps_its_shape_about_the_value_that_stays_or_moves() -> None:
    """Each row's quantiles lie its factor times as far from where its median comes to lie."""
    mixture, factor = _mixture(), torch.linspace(0.5, 3.0, 6, dtype=torch.float64)
    low, middle = mixture.quantile([0.1, 0.5])
    assert torch.allclose(mixture.stretched(middle, factor).quantile(0.1), middle + factor * (low - middle), atol=1e-4)
    moved = mixture.stretched(middle, factor, middle + 2.0)
    assert torch.allclose(moved.quantile(0.1), middle + 2.0 + factor * (low - middle), atol=1e-4)


def test_two_modes_are_found_with_their_weights() -> None:
    """Components at 0 and 10 with weights 0.3 and 0.7 are two modes, the heavier first."""
    parts = [[[math.log(0.3), math.log(0.7)]], [[0.0, 10.0]], [[1.0, 0.5]]]
    values, weights = GaussianMixture(*(torch.tensor(p) for p in parts)).modes()
    assert values[0].tolist() == pytest.approx([10.0, 0.0], abs=0.1)
    assert weights[0].tolist() == pytest.approx([0.7, 0.3], abs=1e-3)


def test_overlapping_components_are_one_mode() -> None:
    """Two components one standard deviation apart make one maximum, of weight one; the second is NaN."""
    parts = [[[math.log(0.5), math.log(0.5)]], [[0.0, 1.0]], [[1.0, 1.0]]]
    values, weights = GaussianMixture(*(torch.tensor(p) for p in parts)).modes()
    assert values[0, 0].item() == pytest.approx(0.5, abs=0.05) and weights[0, 0].item() == 1.0
    assert bool(values[0, 1].isnan()) and bool(weights[0, 1].isnan())


def test_a_weight_of_zero_adds_nothing() -> None:
    """A component of log weight minus infinity, far away, changes no number."""
    parts = [[[0.0, -math.inf]], [[1.0, 50.0]], [[2.0, 1.0]]]
    mixture = GaussianMixture(*(torch.tensor(p, dtype=torch.float64) for p in parts))
    one = _normal(1.0, 2.0)
    y = torch.tensor([0.5], dtype=torch.float64)
    assert torch.allclose(mixture.log_prob(y), one.log_prob(y)) and torch.allclose(mixture.crps(y), one.crps(y))
    assert mixture.quantile(0.9).item() == pytest.approx(one.quantile(0.9).item(), abs=1e-5)


def test_an_empty_batch_gives_empty_answers() -> None:
    """No rows in, no rows out, of the right shapes."""
    empty = GaussianMixture(*(torch.empty(0, 3),) * 3)
    assert empty.quantile([0.1, 0.9]).shape == (2, 0) and empty.crps(torch.empty(0)).shape == (0,)
    assert empty.modes()[0].shape == (0, 2)


def test_no_levels_give_no_values() -> None:
    """Of any batch, and of bounds too."""
    mixture = GaussianMixture(*(torch.ones(2, 4, 3),) * 3)
    assert mixture.quantile([]).shape == (0, 2, 4)
    assert BoundedMixture(mixture[0].double(), np.zeros(4), np.ones(4)).quantile([]).shape == (0, 4)


def test_parameters_of_different_shapes_are_refused() -> None:
    """The message names all three shapes."""
    with pytest.raises(ValueError, match=r"one shape, however: .*\(1, 2\).*\(1, 3\)"):
        GaussianMixture(torch.zeros(1, 2), torch.zeros(1, 3), torch.ones(1, 2))


def test_parameters_that_are_no_tensors_are_refused() -> None:
    """In words: what a list or an array lacks is no concern of the user."""
    with pytest.raises(TypeError, match="must be tensors, as torch.tensor makes them, however: list"):
        GaussianMixture([[0.0]], [[1.0]], [[2.0]])  # type: ignore[arg-type]


def test_a_number_or_an_array_does_where_a_tensor_does() -> None:
    """As for levels of quantiles; one number is that of every row."""
    mixture, y = _mixture(), torch.full((6,), 0.3, dtype=torch.float64)
    for ask in (mixture.log_prob, mixture.cdf, mixture.crps):
        assert torch.equal(ask(0.3), ask(y)) and torch.equal(ask(y.numpy()), ask(y))


@pytest.mark.parametrize("prominence", [-0.1, 1.0, math.nan])
def test_a_prominence_that_no_mode_can_have_is_refused(prominence: float) -> None:
    """A share of its height, less than the whole."""
    with pytest.raises(ValueError, match="prominence must be a share from 0 to below 1"):
        _mixture().modes(prominence)


def test_permuted_column_of_truth_broadcasts_rowwise() -> None:
    """A (n, 1) batch of one-row mixtures scores each truth by its own row."""
    mixture = _mixture(5)
    wide = mixture.each(lambda t: t.unsqueeze(1))
    y = np.linspace(-1.0, 1.0, 5)
    assert torch.allclose(wide.log_prob(_column(y)).squeeze(1), mixture.log_prob(torch.as_tensor(y)))
