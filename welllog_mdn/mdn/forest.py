"""Extremely randomised trees (Geurts et al. 2006) as plain arrays, evaluated by scikit-learn's compiled code.

Deep trees with random thresholds err in other places than boosted ones, so the mean of both errs less. A node
record is checked before scikit-learn's code follows it: children lie behind their parent, features exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Features, Floats, Ints
from welllog_mdn.mdn.trees import check_arrays, float_below

_LEAF = -1  # child of a leaf
MOST_LEAVES = 1 << 14  # so that a node's number fits in 16 bits


@dataclass(frozen=True)
class Forest:
    """The mean of `t` trees, their nodes one after another.

    Parameters
    ----------
    count : (t,) nodes of each tree.
    feature, threshold, missing_left : (nodes,) the feature that a split reads, the largest float32 that goes
        left, whether a missing value does.
    left, right : (nodes,) the children, counted from the tree's first node; -1 in a leaf.
    value : (nodes,) answer of a leaf.
    """

    count: NDArray[np.int64]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    missing_left: NDArray[np.uint8]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float32]

    def predict(self, x: Features) -> Floats:
        """Values (n,) for features (n, d) float32, NaN where missing."""
        rows = np.ascontiguousarray(x, dtype=np.float32)
        total = np.zeros(len(rows))
        for tree, value in self._trees:
            total += value[tree.apply(rows)]
        return total / max(1, len(self.count))

    @cached_property
    def _trees(self) -> list[tuple[Any, Floats]]:
        """scikit-learn's trees and the answers of their nodes."""
        ends = np.cumsum(self.count)
        return [self._tree(slice(end - n, end)) for n, end in zip(self.count, ends, strict=True)]

    def _tree(self, at: slice) -> tuple[Any, Floats]:
        """One tree from its nodes."""
        from sklearn.tree._tree import NODE_DTYPE, Tree

        nodes = np.zeros(at.stop - at.start, NODE_DTYPE)
        nodes["left_child"], nodes["right_child"] = self.left[at], self.right[at]
        nodes["feature"], nodes["threshold"] = self.feature[at], self.threshold[at]
        nodes["missing_go_to_left"] = self.missing_left[at]
        tree = Tree(int(self.feature.max(initial=0)) + 1, np.ones(1, np.intp), 1)
        values = np.zeros((len(nodes), 1, 1))
        tree.__setstate__({"max_depth": len(nodes), "node_count": len(nodes), "nodes": nodes, "values": values})
        return tree, self.value[at].astype(np.float64)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to save."""
        return {name: getattr(self, name) for name in _TYPES}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], d: int) -> Forest:
        """Remake a forest that reads `d` features.

        Raises
        ------
        ValueError : shapes or types do not agree, or a node leads nowhere, backwards or to a feature that there
            is not.
        """
        count = arrays["count"]
        if count.ndim != 1 or not len(count) or count.min() < 1 or count.max() > 2 * MOST_LEAVES:
            raise ValueError(f"a tree has 1 to {2 * MOST_LEAVES} nodes, however: {count}")
        nodes = int(count.sum())
        shapes = {name: (count.shape if name == "count" else (nodes,), kind) for name, kind in _TYPES.items()}
        check_arrays(arrays, shapes)
        own = np.concatenate([np.arange(n) for n in count])
        last = np.repeat(count, count)
        leaf = arrays["left"] == _LEAF
        ahead = [(arrays[side] > own) & (arrays[side] < last) for side in ("left", "right")]
        if not np.where(leaf, arrays["right"] == _LEAF, ahead[0] & ahead[1]).all():
            raise ValueError("a node of a tree leads outside it or backwards")
        if not (leaf | ((arrays["feature"] >= 0) & (arrays["feature"] < d))).all():
            raise ValueError(f"a split reads feature {arrays['feature'].max()}, however there are {d}")
        return cls(**{name: arrays[name] for name in _TYPES})


_TYPES: dict[str, type] = {
    "count": np.int64,
    "feature": np.int16,
    "threshold": np.float32,
    "missing_left": np.uint8,
    "left": np.int16,
    "right": np.int16,
    "value": np.float32,
}


def fit_forest(
    x: Features,
    y: Floats,
    *,
    trees: int,
    leaves: int,
    leaf: int,
    share: float,
    rows: float,
    seed: int,
) -> Forest:
    """Grow trees on features (n, d), NaN where missing, and targets (n,).

    Parameters
    ----------
    trees, leaves : number of trees, and most leaves of each.
    leaf : fewest samples of a leaf.
    share : share of the features that each split may choose from.
    rows : share of the samples that each tree draws, with replacement: it costs little, since the trees then err
        in more different places.

    Raises
    ------
    ValueError : more leaves than a node's number can count.
    """
    from sklearn.ensemble import ExtraTreesRegressor

    if leaves > MOST_LEAVES:
        raise ValueError(f"leaves must be at most {MOST_LEAVES}, however: {leaves}")
    known = np.isfinite(x).any(axis=0)
    model = ExtraTreesRegressor(
        trees,
        max_leaf_nodes=leaves,
        min_samples_leaf=leaf,
        max_features=share,
        bootstrap=True,
        max_samples=rows,
        random_state=seed,
    ).fit(x[:, known], y)
    return _read_out([each.tree_ for each in model.estimators_], np.flatnonzero(known))


def _read_out(trees: list[Any], columns: Ints) -> Forest:
    """Turn scikit-learn's trees into arrays; `columns` are the features that the model was shown."""
    nodes = np.concatenate([tree.__getstate__()["nodes"] for tree in trees])
    leaf = nodes["left_child"] == _LEAF
    return Forest(
        count=np.array([tree.node_count for tree in trees], np.int64),
        feature=np.where(leaf, 0, columns[np.where(leaf, 0, nodes["feature"])]).astype(np.int16),
        threshold=np.where(leaf, np.float32(0.0), float_below(np.where(leaf, 0.0, nodes["threshold"]))),
        missing_left=np.where(leaf, 0, nodes["missing_go_to_left"]).astype(np.uint8),
        left=nodes["left_child"].astype(np.int16),
        right=nodes["right_child"].astype(np.int16),
        value=np.concatenate([tree.value.ravel() for tree in trees]).astype(np.float32),
    )
