"""Which two maxima of a density are named as its modes, and how much probability each stands for."""

from __future__ import annotations

import pytest
import torch

from welllog_mdn.mdn.mixture import GaussianMixture


def _mixture(*parts: tuple[float, float, float]) -> GaussianMixture:
    """One mixture of (weight, mean, sd)."""
    weights, means, sds = torch.tensor(parts, dtype=torch.float64).T[:, None, :]
    return GaussianMixture(weights.log(), means, sds)


def test_two_equal_peaks_are_both_named_with_half_each() -> None:
    """Two Gaussians ten sds apart: their means, and half the probability for each."""
    values, weights = _mixture((0.5, -5.0, 1.0), (0.5, 5.0, 1.0)).modes()
    assert sorted(values[0].tolist()) == pytest.approx([-5.0, 5.0], abs=1e-6)
    assert weights[0].tolist() == pytest.approx([0.5, 0.5], abs=1e-6)


def test_far_bump_does_not_hide_a_near_mode() -> None:
    """Sand with brine (64 %) or gas (35 %) and a trace of limestone: gas is the second mode, not limestone."""
    values, weights = _mixture((0.64, 92.0, 2.2), (0.35, 105.0, 3.2), (0.01, 58.0, 1.8)).modes()
    assert values[0].tolist() == pytest.approx([92.0, 105.0], abs=0.3)
    assert weights[0].tolist() == pytest.approx([0.65, 0.35], abs=0.01)


def test_a_second_mode_rises_a_tenth_of_its_height_above_the_valley() -> None:
    """Of two equal normals 2.4 standard deviations apart by 8 %, 2.6 apart by 17 %."""
    for apart, share, found in ((2.4, 0.1, False), (2.4, 0.05, True), (2.6, 0.1, True)):
        values, _ = _mixture((0.5, 0.0, 1.0), (0.5, apart, 1.0)).modes(prominence=share)
        assert bool(values[0, 1].isfinite()) == found


def test_the_second_mode_is_the_one_above_the_deeper_valley_though_another_is_higher() -> None:
    """A shoulder of a third of the probability hardly parts from the main mode; a bump of a fifth lies far away."""
    values, weights = _mixture((0.45, 0.0, 1.0), (0.33, 2.9, 1.0), (0.22, 12.0, 1.0)).modes()
    assert values[0].tolist() == pytest.approx([0.0, 12.0], abs=0.1)
    assert weights[0].tolist() == pytest.approx([0.78, 0.22], abs=1e-3)


def test_heavier_mode_comes_first_though_the_lighter_is_higher() -> None:
    """A narrow peak of 30 % is higher than a wide one of 70 %, which is named first all the same."""
    values, weights = _mixture((0.3, 0.0, 0.1), (0.7, 5.0, 1.0)).modes()
    assert values[0].tolist() == pytest.approx([5.0, 0.0], abs=0.05)
    assert weights[0].tolist() == pytest.approx([0.7, 0.3], abs=0.01)


def test_one_peak_has_no_second_mode() -> None:
    """Two components whose sum has one maximum: one mode with all the probability, NaN for the other."""
    values, weights = _mixture((0.5, -0.5, 1.0), (0.5, 0.5, 1.0)).modes()
    assert weights[0, 0] == 1.0
    assert values[0, 0].item() == pytest.approx(0.0, abs=0.05)
    assert torch.isnan(values[0, 1]) and torch.isnan(weights[0, 1])
