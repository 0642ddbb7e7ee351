"""The trend that trees are added to, on curves whose answer is known."""

import numpy as np
import pytest

from welllog_mdn.mdn.regression import Regression, Trend
from welllog_mdn.model.stack import Along, StackSettings, _regression


def line(n=2000, low=50.0, high=100.0, missing=0):
    """Features (n, 2) and y = 30 + 1.5 x over the second of them, which some rows lack; those have y = 7."""
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.standard_normal(n), rng.uniform(low, high, n)]).astype(np.float32)
    y = 30.0 + 1.5 * x[:, 1].astype(np.float64)
    x[:missing, 1], y[:missing] = np.nan, 7.0
    return x, y


def test_a_line_is_found_and_rows_without_its_feature_get_their_own_mean():
    """y = 30 + 1.5 x, and 7 in the 200 rows without x."""
    x, y = line(missing=200)
    trend = Trend.fit(x, y, 1, log=False)
    assert (trend.bend, trend.slope, trend.start, trend.missing) == pytest.approx((0.0, 1.5, 30.0, 7.0), abs=1e-5)
    assert trend.predict(x) == pytest.approx(y, abs=1e-4)


def test_on_logarithms_a_power_law_is_found_and_goes_on_beyond_the_rows_that_taught_it():
    """Shear slowness 2 x^1.1 over compressional slowness x; taught from 50 to 100, asked at 0.5, 40 and 130."""
    x, _ = line()
    y = 2.0 * x[:, 1].astype(np.float64) ** 1.1
    trend = Trend.fit(x, y, 1, log=True)
    at = np.array([0.5, 40.0, 130.0])
    far = np.column_stack([np.zeros(3), at]).astype(np.float32)
    assert trend.predict(far) == pytest.approx(2.0 * at**1.1, rel=1e-4)


def test_a_bent_power_law_goes_on_with_its_slope_at_the_end():
    """log y = 1 + (log x)^2 / 2, over x of 50 to 100: beyond the ends of these the slope stays log x there."""
    x, _ = line()
    v = np.log(x[:, 1].astype(np.float64))
    trend = Trend.fit(x, np.exp(1.0 + 0.5 * v * v), 1, log=True)
    low, high = np.percentile(v, [0.5, 99.5])
    far = trend.predict(np.array([[0.0, 30.0], [0.0, 150.0]], np.float32))
    wanted = [1.0 + 0.5 * end * end + end * (np.log(at) - end) for end, at in ((low, 30.0), (high, 150.0))]
    assert np.log(far) == pytest.approx(wanted, abs=1e-3)
    absurd = trend.predict(np.array([[0.0, 1e30], [0.0, -5.0], [0.0, 0.0]], np.float32))
    assert absurd[0] == pytest.approx(np.exp(20.0)) and (absurd[1:] == trend.missing).all()


@pytest.mark.parametrize(("values", "bends"), [((60.0, 80.0), False), ((60.0, 70.0, 80.0), True)])
def test_three_different_values_make_a_parabola_and_two_a_level(values, bends):
    """y is the square of the feature; of two values the level is the mean."""
    x = np.repeat(np.array(values, np.float32), 10)[:, None] * np.ones(2, np.float32)
    y = x[:, 1].astype(np.float64) ** 2
    found = Trend.fit(x, y, 1, log=False).predict(x[::10])
    assert found == pytest.approx(y[::10] if bends else np.full(2, y.mean()), rel=1e-3)


def test_a_trend_that_no_row_lacks_says_of_a_row_without_its_feature_the_mean_of_all():
    """Nothing nearer is known of it."""
    x, y = line()
    assert Trend.fit(x, y, 1, log=False).predict(np.array([[0.0, np.nan]], np.float32)) == pytest.approx(y.mean())


def test_a_bent_trend_goes_on_along_its_tangents_and_does_not_turn():
    """y = 100 x - x^2 / 2 over 50 to 100 would turn down at 100; beyond its ends it must not."""
    x, _ = line()
    v = x[:, 1].astype(np.float64)
    trend = Trend.fit(x, 100.0 * v - 0.5 * v * v, 1, log=False)
    at = trend.predict(np.array([[0.0, 60.0], [0.0, 99.0], [0.0, 200.0]], np.float32))
    assert at[0] == pytest.approx(4200.0, abs=0.1)
    assert at[2] > at[1]


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("value", [np.nan, 60.0])
def test_a_feature_that_says_nothing_gives_one_level(value, log):
    """The mean of all rows, on logarithms their geometric mean."""
    x, y = line()
    x[:, 1] = value
    level = np.exp(np.log(y).mean()) if log and np.isfinite(value) else y.mean()
    found = Trend.fit(x, y, 1, log)
    assert found.predict(x[:3]) == pytest.approx(np.full(3, level))
    assert found.predict(np.array([[0.0, 90.0]], np.float32)) == pytest.approx(level)  # of a well that has it


def test_beyond_the_training_rows_the_trend_goes_on():
    """At x = 200 the line says 330 where trees, which end at 180, know nothing more."""
    x, y = line()
    far = np.array([[0.0, 200.0]], np.float32)
    settings = StackSettings(trees=20, forest=5)
    plain, along = (_regression(x, y, settings, 0, feature).predict(far)[0] for feature in (None, Along(1)))
    assert plain <= 180.0
    assert along == pytest.approx(330.0, abs=1.0)


def test_the_answer_is_the_trend_and_what_the_others_learnt_beside_it():
    """Rows whose first feature is positive lie 20 above the line, the others 20 below it."""
    x, y = line()
    y = y + np.where(x[:, 0] > 0, 20.0, -20.0)
    made = _regression(x, y, StackSettings(trees=60, forest=5), 0, Along(1))
    above = made.predict(x) - (30.0 + 1.5 * x[:, 1])
    assert above[x[:, 0] > 0].mean() > 10.0 and above[x[:, 0] < 0].mean() < -10.0
    others = 0.5 * (made.boosted.predict(x) + made.forest.predict(x))
    np.testing.assert_allclose(made.predict(x), made.trend.predict(x) + others)


@pytest.mark.parametrize("trend", [Trend(2, False, 1, 2, 3, 4, 5, 6), Trend(0, True, 6, 5, 4, 3, 2, 1)])
def test_a_saved_trend_is_remade(trend):
    """Every number in its place."""
    assert Trend.from_array(trend.array(), 3) == trend


def test_a_saved_regression_predicts_the_same_to_the_bit():
    """With a trend on logarithms, and rows without its feature."""
    x, y = line(missing=100)
    made = _regression(x, y, StackSettings(trees=5, forest=2), 0, Along(1, log=True))
    again = Regression.from_arrays(made.arrays(), 2)
    assert np.array_equal(again.predict(x), made.predict(x))


@pytest.mark.parametrize(
    "array",
    [[2.0, *[0.0] * 7], [0.5, *[0.0] * 7], [0.0, 2.0, *[0.0] * 6], [0.0, 0.0, np.nan, *[0.0] * 5], [0.0, 1.0]],
)
def test_a_trend_over_no_feature_or_of_no_numbers_is_refused(array):
    """A feature beyond the last or between two, a scale that is none, a missing number, too few of them."""
    with pytest.raises(ValueError, match="a trend is a feature below 2"):
        Trend.from_array(np.array(array), 2)
