"""The levels, and a normal distribution between them."""

from __future__ import annotations

import pytest
from scipy.stats import norm

from welllog_mdn.levels import HELD, NORMAL_BAND, NORMAL_P90, P10, P90


def test_a_normal_band_is_as_wide_as_its_quantiles_are_apart() -> None:
    """By the inverse of its distribution function; the band to four decimals, as it was."""
    assert pytest.approx(norm.ppf(P90), rel=1e-12) == NORMAL_P90
    assert pytest.approx(norm.ppf(P90) - norm.ppf(P10), abs=1e-5) == NORMAL_BAND == 2.5631
    assert HELD == 0.8
