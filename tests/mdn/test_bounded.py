"""Mixtures clipped to bounds: what must hold whatever the mixture (known answers: tests/model/test_prediction.py)."""

import math

import numpy as np
import pytest
import torch

from welllog_mdn.mdn import bounded as module
from welllog_mdn.mdn.bounded import BoundedMixture
from welllog_mdn.mdn.mixture import GaussianMixture


def _bounded(n=40, k=6, log10=False, seed=0):
    """Mixtures of two members about 0 (decades: about 1) of widths over two orders, with bounds near their middle."""
    g = torch.Generator().manual_seed(seed)
    logits, means, widths = (torch.randn(n, k, generator=g, dtype=torch.float64) for _ in range(3))
    weights = torch.log_softmax(logits.unflatten(-1, (2, -1)), -1).flatten(-2) - math.log(2.0)
    mixture = GaussianMixture(weights, means, 0.3 * torch.exp(widths))
    rng = np.random.default_rng(seed)
    lower = rng.uniform(-3.0, 0.0, n)
    upper = lower + rng.uniform(0.5, 4.0, n)
    lower, upper = (10.0**v if log10 else v for v in (lower, upper))
    return BoundedMixture(mixture, lower, upper, log10)


def _numbers(bounded, y):
    """Everything that is one number for each row."""
    return np.stack([bounded.mean(), *bounded.variance_split(2), bounded.cdf(y), bounded.log_prob(y), bounded.crps(y)])


@pytest.mark.parametrize("log10", [False, True])
def test_rows_do_not_know_of_each_other(log10):
    """A subset in another order gives each row its numbers."""
    bounded, order = _bounded(log10=log10), np.random.default_rng(1).permutation(40)[:11]
    y = bounded.lower + 0.4 * (bounded.upper - bounded.lower)
    assert _numbers(bounded, y)[:, order] == pytest.approx(_numbers(bounded[order], y[order]), rel=1e-9, abs=1e-12)
    assert bounded.quantile([0.1, 0.9])[:, order] == pytest.approx(bounded[order].quantile([0.1, 0.9]), rel=1e-6)


@pytest.mark.parametrize("log10", [False, True])
def test_wide_bounds_change_nothing(log10):
    """A hundred times farther away than any component reaches, the moments, cdf and CRPS are those without bounds."""
    free = _bounded(log10=False)
    far = (np.full(40, 1e-90), np.full(40, 1e90)) if log10 else (np.full(40, -1e3), np.full(40, 1e3))
    bounded = BoundedMixture(free.mixture, *far, log10)
    y = np.linspace(-1.0, 1.0, 40)
    within, between = bounded.variance_split(1, modelled=True)
    assert within == pytest.approx(free.mixture.variance.numpy()) and between == pytest.approx(np.zeros(40), abs=1e-12)
    assert bounded.cdf(bounded.value(y)) == pytest.approx(free.mixture.cdf(torch.from_numpy(y)).numpy())
    if not log10:
        assert bounded.mean() == pytest.approx(free.mixture.mean.numpy())
        assert np.array_equal(bounded.crps(y), free.mixture.crps(torch.from_numpy(y)).numpy())


def test_the_integral_agrees_with_the_closed_form():
    """To a thousandth, of components a hundred times narrower than others, where no bound acts."""
    free = _bounded(200)
    bounded, y = BoundedMixture(free.mixture, np.full(200, -1e3), np.full(200, 1e3)), np.linspace(-2.0, 2.0, 200)
    assert bounded._integrated_crps(y) == pytest.approx(bounded.crps(y), rel=1e-3)


@pytest.mark.parametrize("log10", [False, True])
def test_bounds_that_meet_leave_one_value(log10):
    """Its spread is 0, its score the distance."""
    free = _bounded(log10=log10)
    bounded = BoundedMixture(free.mixture, free.lower, free.lower, log10)
    assert np.array_equal(bounded.mean(), free.lower)
    assert np.array_equal(bounded.quantile([0.3])[0], free.lower)
    assert bounded.variance_split(2).sum(0) == pytest.approx(np.zeros(40), abs=1e-7)
    assert bounded.crps(free.lower + 2.0) == pytest.approx(np.full(40, 2.0))


@pytest.mark.parametrize("log10", [False, True])
def test_a_value_that_was_not_measured_has_no_score(log10):
    """NaN stays in its row; of no resistivity below 0 there is any density."""
    bounded = _bounded(3, log10=log10)
    y = np.array([1.0, np.nan, 2.0])
    for found in (bounded.crps(y), bounded.cdf(y), bounded.log_prob(y), bounded.pdf(y)):
        assert np.isnan(found).tolist() == [False, True, False]
    assert (bounded.log_prob(-y)[[0, 2]] == -np.inf).tolist() == [log10] * 2
    assert (bounded.log_prob(0.0 * y)[[0, 2]] == -np.inf).tolist() == [log10] * 2


@pytest.mark.parametrize("log10", [False, True])
def test_rows_in_parts_get_the_scores_that_they_get_at_once(log10, monkeypatch):
    """Two at a time."""
    bounded = _bounded(11, log10=log10)
    y = bounded.lower + 0.4 * (bounded.upper - bounded.lower)
    at_once = bounded.crps(y)
    monkeypatch.setattr(module, "_CHUNK", 1300)
    assert np.array_equal(bounded.crps(y), at_once)


def test_quantiles_rise_with_the_level_in_whatever_order_they_are_asked_for():
    """Also of levels that are nearer to each other than a quantile is exact."""
    bounded = _bounded(200)
    levels = 0.3 + 1e-9 * np.random.default_rng(0).permutation(50)
    found = bounded.quantile(levels)
    assert (np.diff(found[np.argsort(levels)], axis=0) >= 0).all()
    mixed = bounded.quantile([0.9, 0.1, 0.5])
    np.testing.assert_allclose(mixed[[1, 2, 0]], bounded.quantile([0.1, 0.5, 0.9]), atol=1e-6)


def test_quantiles_do_not_cross_where_components_are_nearly_steps():
    """Solved for one by one they do, by less than they may be off."""
    rng = np.random.default_rng(0)
    parts = (
        np.full((200, 6), np.log(1 / 6)),
        100.0 * rng.standard_normal((200, 6)),
        10.0 ** rng.uniform(-4, 1, (200, 6)),
    )
    mixture = GaussianMixture(*map(torch.from_numpy, parts))
    bounded, levels = BoundedMixture(mixture, np.full(200, -1e4), np.full(200, 1e4)), np.linspace(0.01, 0.99, 99)
    assert (np.diff(mixture.quantile(torch.from_numpy(levels)), axis=0) < 0).any()
    assert (np.diff(bounded.quantile(levels), axis=0) >= 0).all()


def test_a_mixture_far_wider_than_its_bounds_lies_half_on_each():
    """A thousand decades wide: the mean is that of the bounds, the spread half of what is between them."""
    one = torch.ones(1, 1, dtype=torch.float64)
    bounded = BoundedMixture(GaussianMixture(0.0 * one, one, 1000.0 * one), np.array([0.1]), np.array([1000.0]), True)
    assert bounded.mean() == pytest.approx([500.0], rel=0.01)
    assert np.sqrt(bounded.variance_split(1).sum(0)) == pytest.approx([500.0], rel=0.01)


def test_no_rows_give_no_numbers():
    """Of an empty batch every answer is empty."""
    empty = _bounded()[np.empty(0, np.intp)]
    assert empty.mean().shape == empty.crps(np.empty(0)).shape == empty.cdf(np.empty(0)).shape == (0,)
    assert empty.quantile([0.1, 0.9]).shape == (2, 0)


def test_a_value_on_a_bound_lies_in_the_middle_of_what_sits_there():
    """Where the median is clipped to the bound, a reading there is no surprise; mirrored, the same at the other end."""
    for centre, side in ((1.05, 1.0), (-0.05, 0.0)):
        parts = (torch.zeros(1, 1), torch.full((1, 1), centre), torch.full((1, 1), 0.1))
        bounded = BoundedMixture(GaussianMixture(*(p.double() for p in parts)), np.zeros(1), np.ones(1))
        sits = 0.6914624612740131  # the normal probability of up to half a standard deviation
        expected = 1 - 0.5 * sits if side else 0.5 * sits
        assert bounded.middle_cdf(np.array([side]))[0] == pytest.approx(expected)
        assert bounded.middle_cdf(np.array([0.5]))[0] == pytest.approx(bounded.cdf(np.array([0.5]))[0])
        assert [bounded.middle_cdf(np.array([y]))[0] for y in (-0.1, 1.1)] == [0.0, 1.0]


@pytest.mark.parametrize("log10", [False, True])
def test_a_value_on_which_both_bounds_lie_is_the_median(log10):
    """All probability sits on it, whatever the mixture puts below: half below and half above; of others none or all."""
    free = _bounded(log10=log10)
    bounded = BoundedMixture(free.mixture, free.lower, free.lower, log10)
    assert np.array_equal(bounded.middle_cdf(free.lower), np.full(40, 0.5))
    assert np.array_equal(bounded.middle_cdf(free.lower - 1e-3), np.zeros(40))
    assert np.array_equal(bounded.middle_cdf(free.lower + 1e-3), np.ones(40))
    assert np.isnan(bounded.middle_cdf(np.full(40, np.nan))).all()
