"""The forest: as scikit-learn grows it, as it is saved, and never followed where its nodes do not lead."""

from __future__ import annotations

import numpy as np
import pytest

from welllog_mdn.mdn.forest import Forest, fit_forest
from welllog_mdn.mdn.regression import Regression
from welllog_mdn.mdn.trees import fit_trees

SETTINGS = {"trees": 5, "leaves": 64, "leaf": 5, "share": 0.5, "rows": 0.7, "seed": 3}


def data(n: int = 800) -> tuple[np.ndarray, np.ndarray]:
    """Features with holes, one column that is never there, and a target that follows two of them."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 5)).astype(np.float32)
    y = 3.0 * x[:, 0] - np.abs(x[:, 3]) + 0.1 * rng.normal(size=n)
    x[rng.random(x.shape) < 0.2] = np.nan
    x[:, 2] = np.nan
    return x, y


def test_forest_answers_as_scikit_learn_does() -> None:
    """Read out and rebuilt, the trees give scikit-learn's own answers, holes included, to float32."""
    from sklearn.ensemble import ExtraTreesRegressor

    x, y = data()
    known = [0, 1, 3, 4]
    theirs = ExtraTreesRegressor(
        5, max_leaf_nodes=64, min_samples_leaf=5, max_features=0.5, bootstrap=True, max_samples=0.7, random_state=3
    )
    theirs.fit(x[:, known], y)
    np.testing.assert_allclose(fit_forest(x, y, **SETTINGS).predict(x), theirs.predict(x[:, known]), atol=1e-6)


def test_forest_learns_the_law() -> None:
    """Where no feature is missing, it explains most of what follows the law."""
    x, y = data(2000)
    whole = np.isfinite(x[:, [0, 3]]).all(1)
    error = fit_forest(x, y, **{**SETTINGS, "trees": 30}).predict(x)[whole] - y[whole]
    assert error.std() < 0.4 * y[whole].std()


def test_saved_and_remade_it_gives_the_same() -> None:
    """Arrays out and in: bit for bit, for the mean with boosted trees as well."""
    x, y = data()
    boosted = fit_trees(x, y, trees=5, rate=0.1, leaf=5, share=1.0, seed=0)
    whole = Regression(boosted, fit_forest(x, y, **SETTINGS))
    again = Regression.from_arrays(whole.arrays(), 5)
    assert np.array_equal(again.predict(x), whole.predict(x))
    assert np.array_equal(whole.predict(x), 0.5 * (boosted.predict(x) + whole.forest.predict(x)))


@pytest.mark.parametrize(
    ("name", "node", "value", "said"),
    [
        ("left", 0, 0, "backwards"),
        ("right", 0, 30_000, "outside"),
        ("left", 0, -1, "outside"),
        ("feature", 0, 5, "reads feature"),
        ("feature", 0, -3, "reads feature"),
        ("left", "last", "last", "outside"),
        ("count", 0, 0, "nodes"),
    ],
)
def test_nodes_that_lead_nowhere_are_refused(name: str, node: int | str, value: int | str, said: str) -> None:
    """A hostile file's trees are never followed; the node behind a tree's last one is another tree's."""
    x, y = data()
    arrays = {k: v.copy() for k, v in fit_forest(x, y, **SETTINGS).arrays().items()}
    node, value = (0 if node == "last" else node), (arrays["count"][0] if value == "last" else value)
    arrays[name][node] = value
    with pytest.raises(ValueError, match=said):
        Forest.from_arrays(arrays, 5)


def test_wrong_types_and_lengths_are_refused() -> None:
    """A missing or longer array, or one of another type, says so."""
    x, y = data()
    arrays = fit_forest(x, y, **SETTINGS).arrays()
    with pytest.raises(ValueError, match="threshold must be"):
        Forest.from_arrays({**arrays, "threshold": arrays["threshold"].astype(np.float64)}, 5)
    with pytest.raises(ValueError, match="value must be"):
        Forest.from_arrays({**arrays, "value": arrays["value"][1:]}, 5)
    for count in (np.zeros(0, np.int64), arrays["count"].reshape(1, -1), np.array([(1 << 15) + 1])):
        with pytest.raises(ValueError, match="nodes"):
            Forest.from_arrays({**arrays, "count": count}, 5)
    with pytest.raises(ValueError, match="leaves must be"):
        fit_forest(x, y, **{**SETTINGS, "leaves": (1 << 14) + 1})
