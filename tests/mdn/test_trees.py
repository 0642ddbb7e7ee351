"""Boosted trees read out of scikit-learn give scikit-learn's numbers."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from welllog_mdn.mdn.trees import LEAVES, Trees, _read_out, fit_trees, float_below


def _data(n=4000, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4)).astype(np.float32)
    x[rng.random(x.shape) < 0.2] = np.nan
    y = np.where(np.isnan(x[:, 0]), 1.0, np.sin(2 * x[:, 0])) + 0.3 * np.nan_to_num(x[:, 1])
    return x, y.astype(np.float64)


def test_the_arrays_predict_exactly_what_scikit_learn_predicts():
    """Every bit is equal, missing values included, also on rows never seen."""
    x, y = _data()
    model = HistGradientBoostingRegressor(max_iter=60, max_leaf_nodes=LEAVES, random_state=3).fit(x, y)
    fresh, _ = _data(seed=2)
    assert np.array_equal(_read_out(model, np.arange(4)).predict(fresh), model.predict(fresh))


def test_a_feature_that_is_never_there_is_ignored():
    """An all-missing column in training changes nothing, whatever it holds later."""
    x, y = _data()
    x[:, 2] = np.nan
    trees = fit_trees(x, y, trees=30, rate=0.1, leaf=20, share=1.0, seed=0)
    other = x.copy()
    other[:, 2] = 5.0
    assert np.array_equal(trees.predict(x), trees.predict(other))
    assert np.mean((trees.predict(x) - y) ** 2) < 0.2 * y.var()


def test_saved_arrays_make_the_same_trees_and_wrong_ones_are_refused():
    """A round trip is exact; a split on a feature that there is not is a ValueError."""
    x, y = _data()
    trees = fit_trees(x, y, trees=20, rate=0.1, leaf=20, share=0.5, seed=0)
    again = Trees.from_arrays(trees.arrays(), 4)
    assert np.array_equal(again.predict(x), trees.predict(x))
    with pytest.raises(ValueError, match="reads feature"):
        Trees.from_arrays(trees.arrays(), 1)
    with pytest.raises(ValueError, match="threshold must be"):
        Trees.from_arrays(trees.arrays() | {"threshold": np.zeros((3, 7), np.float32)}, 4)


def test_a_threshold_in_float32_parts_the_same_samples():
    """Of 0.1 the nearest float32 lies above, and itself would fall on the other side; of 0.3 it lies above too, of 0.7
    below, and 0.5 is exact.
    """
    exact = np.array([0.1, 0.3, 0.7, 0.5, -0.1])
    below = float_below(exact)
    assert below.dtype == np.float32 and (below <= exact).all()
    assert (np.nextafter(below, np.float32(np.inf)).astype(np.float64) > exact).all() and below[3] == 0.5
