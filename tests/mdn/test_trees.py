"""Boosted trees read out of scikit-learn give scikit-learn's numbers."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from welllog_mdn.mdn.forest import fit_forest
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


def test_trees_are_grown_as_they_are_asked_for():
    """Number, rate, leaf, share of the features and seed reach scikit-learn; of 400 samples a leaf holds twenty at the
    most. Rows in blocks, a value on a threshold and features between missing columns fall where they do there.
    """
    x, y = _data(400)
    x[:, :2] = np.round(4 * x[:, :2]) / 4
    fresh = np.round(8 * _data(40_000, seed=2)[0]) / 8
    for leaf, fewest in ((7, 7), (90, 20)):
        found = fit_trees(x, y, trees=9, rate=0.3, leaf=leaf, share=0.5, seed=5)
        theirs = HistGradientBoostingRegressor(
            max_iter=9, learning_rate=0.3, max_leaf_nodes=LEAVES, min_samples_leaf=fewest, max_features=0.5,
            early_stopping=False, random_state=5,
        ).fit(x, y)  # fmt: skip
        assert np.array_equal(found.predict(fresh), theirs.predict(fresh))
        assert np.array_equal(found.predict(x), theirs.predict(x))
    apart, among = np.full((400, 6), np.nan, np.float32), np.full((40_000, 6), 3.0, np.float32)
    apart[:, [1, 2, 4, 5]], among[:, [1, 2, 4, 5]] = x, fresh
    again = fit_trees(apart, y, trees=9, rate=0.3, leaf=90, share=0.5, seed=5)
    assert np.array_equal(again.predict(among), found.predict(fresh))


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
    with pytest.raises(ValueError, match="threshold must be"):
        Trees.from_arrays(trees.arrays() | {"threshold": trees.threshold.astype(np.float64)}, 4)
    for feature in (-1, 4):
        with pytest.raises(ValueError, match="reads feature"):
            Trees.from_arrays(trees.arrays() | {"feature": np.full((20, 7), feature, np.int16)}, 4)
    none = {name: array if name == "start" else array[:0] for name, array in trees.arrays().items()}
    assert (Trees.from_arrays(none, 4).predict(x) == trees.start).all()


def test_neighbours_in_float32_fall_where_they_do_in_scikit_learn():
    """Between two of them there is no float32: their middle, rounded to even, would be the upper one."""
    low = np.nextafter(np.float32(1e6), np.float32(np.inf))
    x = np.where(np.arange(400) % 2, low, np.nextafter(low, np.float32(np.inf)))[:, None]
    y = np.arange(400) % 2 * 10.0
    assert fit_trees(x, y, trees=40, rate=0.5, leaf=5, share=1.0, seed=0).predict(x) == pytest.approx(y, abs=0.01)
    forest = fit_forest(x, y, trees=40, leaves=4, leaf=5, share=1.0, rows=1.0, seed=0)
    assert forest.predict(x) == pytest.approx(y)


def test_a_threshold_in_float32_parts_the_same_samples():
    """Of 0.1 the nearest float32 lies above, and itself would fall on the other side; of 0.3 it lies above too, of 0.7
    below, and 0.5 is exact.
    """
    exact = np.array([0.1, 0.3, 0.7, 0.5, -0.1])
    below = float_below(exact)
    assert below.dtype == np.float32 and (below <= exact).all()
    assert (np.nextafter(below, np.float32(np.inf)).astype(np.float64) > exact).all() and below[3] == 0.5
