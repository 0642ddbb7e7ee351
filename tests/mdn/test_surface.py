"""The quadratic surface, on laws whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from welllog_mdn.mdn.regression import Regression
from welllog_mdn.mdn.surface import Surface, fit_surface
from welllog_mdn.model.stack import StackSettings, _regression


def law(n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Three features, of which the last says nothing, and y = 100 + 5 a - 3 b + 2 a b + a^2."""
    x = np.random.default_rng(0).normal(size=(n, 3)).astype(np.float32)
    a, b = x[:, 0].astype(np.float64), x[:, 1].astype(np.float64)
    return x, 100.0 + 5.0 * a - 3.0 * b + 2.0 * a * b + a * a


def test_a_quadratic_law_is_found_and_goes_on_beyond_the_rows() -> None:
    """Taught by rows with a below 1 alone, it is right to a tenth of the spread where a is 1 to 1.5, less the ends."""
    x, y = law()
    taught = x[:, 0] < 1.0
    surface = fit_surface(x[taught], y[taught], [0, 1])
    beyond = ~taught & (x[:, 0] < 1.5)
    error = surface.predict(x) - np.clip(y, *surface.ends)
    assert np.sqrt(np.mean(error[taught] ** 2)) < 0.05 * y.std()
    assert np.sqrt(np.mean(error[beyond] ** 2)) < 0.1 * y.std()


def test_every_pair_of_features_has_its_own_product() -> None:
    """y = a b - 2 a c + 3 b c + c^2 of three features, and the surface's own numbers for them."""
    x, _ = law()
    a, b, c = x.astype(np.float64).T
    y = a * b - 2.0 * a * c + 3.0 * b * c + c * c
    error = fit_surface(x, y, [0, 1, 2]).predict(x) - y
    assert np.sqrt(np.mean(error**2)) < 0.1 * y.std()


def test_the_order_of_the_rows_and_how_often_each_stands_there_change_nothing() -> None:
    """Nine thousand rows with noise, worked on in blocks: upside down, and each twice."""
    x, y = law(9000)
    y = y + 3.0 * np.random.default_rng(1).standard_normal(9000)
    x[::3, 1] = np.nan
    found = fit_surface(x, y, [0, 1])
    for other in (fit_surface(x[::-1], y[::-1], [0, 1]), fit_surface(np.tile(x, (2, 1)), np.tile(y, 2), [0, 1])):
        for name, array in found.arrays().items():
            np.testing.assert_allclose(other.arrays()[name], array, rtol=1e-5, atol=1e-6)


def test_features_are_measured_by_what_is_there_and_cut_at_three_standard_deviations() -> None:
    """Mean and spread of b are those of the rows that have it; at 5 of them the answer is that at 3."""
    x, y = law()
    x[::2, 1] = np.nan
    x[:, 1] += 10.0
    surface = fit_surface(x, y, [0, 1])
    there = x[1::2, 1].astype(np.float64)
    assert (surface.mean[1], surface.sd[1]) == pytest.approx((there.mean(), there.std()), rel=1e-5)
    three, five = (np.array([[0.0, 10.0 + z, 0.0]], np.float32) for z in (-3.2, -5.0))
    assert surface.ends[0] < surface.predict(three)[0] < surface.ends[1]
    assert surface.predict(three)[0] == surface.predict(five)[0]


@pytest.mark.parametrize("value", [8.49873, 3000.123, -0.957])
def test_a_feature_of_one_value_says_nothing(value: float) -> None:
    """A bit size that is 8.49873 in every row, whose sum in float32 is rounded: with another one y is the same."""
    x, y = law()
    x[:, 2] = value
    surface = fit_surface(x, y, [0, 1, 2])
    assert (surface.mean[2], surface.sd[2]) == (np.float32(value), 1.0)
    other = x.copy()
    other[:, 2] *= 1.4
    np.testing.assert_allclose(surface.predict(other), surface.predict(x), rtol=1e-6)


def test_a_missing_feature_has_a_law_of_its_own() -> None:
    """Where b is missing, y is 60 + 9 a + a^2: another level and another slope; the penalty costs up to a quarter
    of the spread, where a surface that knows nothing of it would miss by the 40 between the levels.
    """
    x, y = law()
    a = x[::2, 0].astype(np.float64)
    x[::2, 1] = np.nan
    y[::2] = 60.0 + 9.0 * a + a * a
    error = fit_surface(x, y, [0, 1]).predict(x) - y
    assert np.sqrt(np.mean(error[::2] ** 2)) < 0.25 * y[::2].std()
    assert np.sqrt(np.mean(error[1::2] ** 2)) < 0.25 * y[1::2].std()


def test_a_surface_of_known_coefficients_says_what_they_add_up_to() -> None:
    """Of two features in standard deviations, of which either may be missing or beyond three; and ends at its ends."""
    surface = Surface(
        columns=np.array([2, 0]), mean=np.array([50.0, 1.0]), sd=np.array([10.0, 0.5]), start=np.array([100.0]),
        slope=np.array([5.0, -2.0]), missing=np.array([8.0, -16.0]), bend=np.array([[1.0, 3.0], [0.0, 0.5]]),
        lost=np.array([[0.0, 7.0], [-9.0, 0.0]]), ends=np.array([70.0, 140.0]),
    )  # fmt: skip
    nan = np.nan
    x = np.array([[2.0, 0, 60], [1.5, 0, 40], [nan, 0, 60], [2.0, 0, nan], [nan, 0, nan], [0.0, 0, 90]], np.float32)
    wanted = [
        100 + 5 - 4 + 1 + 3 * 2 + 0.5 * 4,
        100 - 5 - 2 + 1 - 3 + 0.5,
        100 + 5 - 16 + 1 + 7,  # 7 for the first's slope where the second is missing
        100 + 8 - 4 + 0.5 * 4 - 9 * 2,
        100 + 8 - 16,
        100 + 15 + 4 + 9 - 3 * 6 + 0.5 * 4,  # four standard deviations are three
    ]
    assert surface.predict(x) == pytest.approx(wanted, rel=1e-12)
    assert surface.predict(np.array([[-2.0, 0, 20], [nan, 0, 90]], np.float32)).tolist() == [
        100 - 15 + 6 + 9 + 3 * 9 + 4.5,
        100 + 15 - 16 + 9 + 21,
    ]
    low, high = np.array([[2.5, 0, 20], [2.5, 0, 90]], np.float32)
    assert surface.predict(low[None])[0] == 70.0 and surface.predict(high[None])[0] == 140.0


@pytest.mark.parametrize("n", [50, 5000])
def test_the_penalty_shrinks_a_slope_by_the_same_share_however_many_rows_teach(n: int) -> None:
    """y = 100 + 5 x over as many -1 as 1: of squares n (5 - s)^2 and 0.014 n s^2 the sum is least at 5 / 1.014."""
    x = np.tile(np.array([[-1.0], [1.0]], np.float32), (n // 2, 1))
    found = fit_surface(x, 100.0 + 5.0 * x[:, 0].astype(np.float64), [0])
    assert found.slope == pytest.approx([5.0 / 1.014], rel=1e-9)
    assert found.predict(x[:2]) == pytest.approx([100.0 - 5.0 / 1.014, 100.0 + 5.0 / 1.014], rel=1e-6)


def test_it_ends_where_the_rows_that_taught_it_end() -> None:
    """A square runs off: at ten standard deviations it would be far beyond every sample."""
    x, y = law()
    far = np.array([[10.0, 10.0, 0.0], [-10.0, 10.0, 0.0]], np.float32)
    answer = fit_surface(x, y, [0, 1]).predict(far)
    assert ((answer >= y.min()) & (answer <= y.max())).all()


def test_features_that_never_vary_or_never_are_there_do_no_harm() -> None:
    """A constant column and one of nothing but NaN change the answers by less than the penalty does."""
    x, y = law()
    x = np.column_stack([x, np.full(len(x), 7.0), np.full(len(x), np.nan)]).astype(np.float32)
    with_them, without = fit_surface(x, y, [0, 1, 3, 4]), fit_surface(x, y, [0, 1])
    np.testing.assert_allclose(with_them.predict(x), without.predict(x), atol=0.05 * y.std())


def test_a_row_alone_gets_the_same_bits_as_among_others() -> None:
    """Five rows and two rows, of a block and across its end."""
    x, y = law(5000)
    surface = fit_surface(x, y, [0, 1, 2])
    assert np.array_equal(surface.predict(x)[4094:][:5], surface.predict(x[4094:][:5]))
    assert np.array_equal(surface.predict(x)[37:39], surface.predict(x[37:39]))


def test_a_saved_regression_with_a_surface_predicts_the_same_to_the_bit() -> None:
    """And its answer is the mean of the three."""
    x, y = law(800)
    made = _regression(x, y, StackSettings(trees=5, forest=2), 0, None, [0, 1])
    again = Regression.from_arrays(made.arrays(), 3)
    assert np.array_equal(again.predict(x), made.predict(x))
    three = [made.boosted.predict(x), made.forest.predict(x), made.surface.predict(x)]
    np.testing.assert_allclose(made.predict(x), sum(three) / 3.0)


def test_a_surface_of_one_answer_is_saved_and_remade() -> None:
    """Its least and its greatest answer are the same."""
    x, _ = law(50)
    again = Surface.from_arrays(fit_surface(x, np.full(50, 2.5), [0, 1]).arrays(), 3)
    assert again.predict(x).tolist() == [2.5] * 50


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("columns", np.array([0, 3]), "features below 3"),
        ("columns", np.array([0, -1]), "features below 3"),
        ("columns", np.array([0.0, 1.0]), "columns must be .* int64"),
        ("sd", np.array([1.0, 0.0]), "features below 3"),
        ("bend", np.zeros((2, 3)), "bend must be "),
        ("start", np.array([np.nan]), "start of a surface is finite"),
        ("slope", np.array([1.0, np.inf]), "slope of a surface is finite"),
        ("ends", np.array([2.0, 1.0]), "ends"),
    ],
)
def test_arrays_that_are_no_surface_are_refused(name: str, value: np.ndarray, said: str) -> None:
    """Each array with what is wrong in it."""
    x, y = law(200)
    arrays = fit_surface(x, y, [0, 1]).arrays() | {name: value}
    with pytest.raises(ValueError, match=said):
        Surface.from_arrays(arrays, 3)
