"""The line that boosted trees are added to, on lines whose answer is known."""

import numpy as np
import pytest

from welllog_mdn.mdn.regression import Regression, Trend
from welllog_mdn.stack import StackSettings, _regression


def line(n=2000, low=50.0, high=100.0, missing=0):
    """Features (n, 2) and y = 30 + 1.5 x over the second of them, which some rows lack; those have y = 7."""
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.standard_normal(n), rng.uniform(low, high, n)]).astype(np.float32)
    y = 30.0 + 1.5 * x[:, 1].astype(np.float64)
    x[:missing, 1], y[:missing] = np.nan, 7.0
    return x, y


def test_a_line_is_found_and_rows_without_its_feature_get_their_own_mean():
    x, y = line(missing=200)
    trend = Trend.fit(x, y, 1)
    assert (trend.slope, trend.start, trend.missing) == pytest.approx((1.5, 30.0, 7.0), abs=1e-6)
    assert trend.predict(x) == pytest.approx(y, abs=1e-4)


@pytest.mark.parametrize("value", [np.nan, 60.0])
def test_a_feature_that_says_nothing_gives_the_mean(value):
    x, y = line()
    x[:, 1] = value
    assert Trend.fit(x, y, 1).predict(x[:3]) == pytest.approx(np.full(3, y.mean()))


def test_beyond_the_training_rows_the_line_goes_on_in_half_of_the_answer():
    """At x = 200 the line says 330 where the trees, which end at 180, know nothing more."""
    x, y = line()
    far = np.array([[0.0, 200.0]], np.float32)
    settings = StackSettings(trees=20, forest=5)
    plain, along = (_regression(x, y, settings, 0, feature).predict(far)[0] for feature in (None, 1))
    assert plain <= 180.0
    assert 240.0 < along < 0.5 * 330.0 + 0.5 * 180.0 + 1.0  # the forest alone ends somewhat below 180


def test_a_saved_regression_predicts_the_same_to_the_bit():
    x, y = line(missing=100)
    made = _regression(x, y, StackSettings(trees=5, forest=2), 0, 1)
    again = Regression.from_arrays(made.arrays(), 2)
    assert np.array_equal(again.predict(x), made.predict(x))


@pytest.mark.parametrize("array", [[2.0, 1.0, 0.0, 0.0], [0.5, 1.0, 0.0, 0.0], [0.0, np.nan, 0.0, 0.0], [0.0, 1.0]])
def test_a_line_over_no_feature_or_of_no_numbers_is_refused(array):
    with pytest.raises(ValueError, match="a trend is a feature below 2"):
        Trend.from_array(np.array(array), 2)
