"""Boosted trees as plain arrays: small enough to save beside a network, fast enough for a million samples.

scikit-learn grows them (histogram gradient boosting); here they are read out once and evaluated by leaf masks
(Lucchese et al. 2015, "QuickScorer"): each split that sends a sample right rules out the leaves on its left,
and the leftmost leaf that remains is the sample's. A tree has at most eight leaves, so a byte holds them; and at most
seven splits, so a byte holds what a sample answers to each, and the value of every answer is looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Features, Floats, Ints

Shape = tuple[int, ...]

LEAVES = 8
_SPLITS = LEAVES - 1
_ROWS = 16384  # rows worked on at once: they stay in the cache
# for each byte of answers (128,) the answer to each split, the first of which is the byte's highest bit
_ANSWERS = (np.arange(1 << _SPLITS)[:, None] >> np.arange(_SPLITS)[::-1]) & 1
# leftmost leaf that a byte of excluded leaves leaves over
_FIRST_LEFT = np.array([next((b for b in range(LEAVES) if not e >> b & 1), LEAVES - 1) for e in range(256)])


@dataclass(frozen=True)
class Trees:
    """The sum of `t` trees.

    Parameters
    ----------
    feature, threshold, missing_right, excludes : (t, 7) of each split: the feature that it reads, the largest
        float32 that goes left, whether a missing value goes right, and the leaves (bits) that going right
        rules out; 0 where unused.
    value : (t, 8) of each leaf, from left to right.
    start : the value before the first tree.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    missing_right: NDArray[np.uint8]
    excludes: NDArray[np.uint8]
    value: Floats
    start: float

    def predict(self, x: Features) -> Floats:
        """Values (n,) for features (n, d) float32, NaN where missing."""
        out = np.empty(len(x))
        for i in range(0, len(x), _ROWS):
            out[i : i + _ROWS] = self._predict(np.ascontiguousarray(x[i : i + _ROWS].T, dtype=np.float32))
        return out

    def _predict(self, columns: Features) -> Floats:
        """Values (n,) for features (d, n)."""
        n = columns.shape[1]
        total, value, column = np.full(n, self.start), np.empty(n), list(columns)
        answers, answer = np.empty(n, np.uint8), np.empty(n, np.uint8)
        for splits, values in self._plain:
            place = answers
            for compare, feature, threshold in splits:
                compare(column[feature], threshold, place.view(bool))
                if place is answer:
                    np.add(answers, answers, answers)  # cheaper than a shift
                    np.bitwise_or(answers, answer, answers)
                place = answer
            values.take(answers, out=value, mode="clip")  # without a copy of what is looked up
            total += value
        return total

    @cached_property
    def _plain(self) -> list[tuple[list[tuple[np.ufunc, int, np.float32]], Floats]]:
        """For each tree what to ask at its splits, so that a missing value answers no, and the value of each byte of
        answers: looked up once, not anew for each block of rows.
        """
        asks_left = self.missing_right.astype(bool)
        right = _ANSWERS ^ asks_left[:, None]  # (t, 128, 7)
        excluded = np.bitwise_or.reduce(np.where(right, self.excludes[:, None], 0), axis=2)
        values = np.take_along_axis(self.value, _FIRST_LEFT[excluded], axis=1)
        each = zip(asks_left.tolist(), self.feature.tolist(), self.threshold, strict=True)
        splits = [
            [(np.less_equal if left else np.greater, *split) for left, *split in zip(*tree, strict=True)]
            for tree in each
        ]
        return list(zip(splits, values, strict=True))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to save."""
        return {name: getattr(self, name) for name in _PARTS} | {"start": np.array([self.start])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], d: int) -> Trees:
        """Remake trees that read `d` features.

        Raises
        ------
        ValueError : shapes or types do not agree, or a split reads a feature that there is not.
        """
        t = arrays["value"].shape[0]
        want: dict[str, tuple[Shape, type]] = {name: ((t, each), kind) for name, (each, kind) in _PARTS.items()}
        check_arrays(arrays, want | {"start": ((1,), np.float64)})
        if t and not (arrays["feature"].min() >= 0 and arrays["feature"].max() < d):
            raise ValueError(f"a split reads feature {arrays['feature'].max()}, however there are {d}")
        return cls(**{name: arrays[name] for name in _PARTS}, start=float(arrays["start"][0]))


_PARTS: dict[str, tuple[int, type]] = {  # how many numbers of each array a tree has, and their type
    "feature": (_SPLITS, np.int16),
    "threshold": (_SPLITS, np.float32),
    "missing_right": (_SPLITS, np.uint8),
    "excludes": (_SPLITS, np.uint8),
    "value": (LEAVES, np.float64),
}


def check_arrays(arrays: Mapping[str, NDArray[Any]], want: Mapping[str, tuple[Shape, type]]) -> None:
    """Raise ValueError where a saved array has not the shape and type that are wanted of it by name."""
    for name, (shape, kind) in want.items():
        if arrays[name].shape != shape or arrays[name].dtype != kind:
            found = f"{arrays[name].shape} {arrays[name].dtype}"
            raise ValueError(f"{name} must be {shape} {kind.__name__}, however: {found}")


def fit_trees(
    x: Features,
    y: Floats,
    *,
    trees: int,
    rate: float,
    leaf: int,
    share: float,
    seed: int,
) -> Trees:
    """Grow trees on features (n, d), NaN where missing, and targets (n,), by squared error.

    Parameters
    ----------
    trees, rate : number of trees and learning rate.
    leaf : fewest samples of a leaf.
    share : share of the features that each split may choose from.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    known = np.isfinite(x).any(axis=0)
    model = HistGradientBoostingRegressor(
        max_iter=trees,
        learning_rate=rate,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=min(leaf, max(1, len(y) // 20)),
        max_features=share,
        early_stopping=False,
        random_state=seed,
    ).fit(x[:, known], y)
    return _read_out(model, np.flatnonzero(known))


def _read_out(model: Any, columns: Ints) -> Trees:
    """Turn scikit-learn's node records into leaf masks; `columns` are the features that the model was
    shown.
    """
    grown = [stage[0].nodes for stage in model._predictors]
    t = len(grown)
    feature = np.zeros((t, _SPLITS), np.int16)
    threshold = np.full((t, _SPLITS), np.inf, np.float32)
    missing_right, excludes = np.zeros((t, _SPLITS), np.uint8), np.zeros((t, _SPLITS), np.uint8)
    value = np.zeros((t, LEAVES))
    for i, nodes in enumerate(grown):
        leaves: list[int] = []
        splits: list[tuple[int, int]] = []
        _walk(nodes, 0, leaves, splits)
        value[i, : len(leaves)] = nodes["value"][leaves]
        value[i, len(leaves) :] = nodes["value"][leaves[-1]]
        for j, (node, mask) in enumerate(splits):
            feature[i, j] = columns[nodes["feature_idx"][node]]
            threshold[i, j] = float_below(nodes["num_threshold"][node])
            missing_right[i, j] = not nodes["missing_go_to_left"][node]
            excludes[i, j] = mask
    return Trees(feature, threshold, missing_right, excludes, value, float(np.ravel(model._baseline_prediction)[0]))


def _walk(nodes: NDArray[Any], at: int, leaves: list[int], splits: list[tuple[int, int]]) -> None:
    """Collect the leaves from left to right, and for each split the leaves under its left branch."""
    if nodes["is_leaf"][at]:
        leaves.append(at)
        return
    place, before = len(splits), len(leaves)
    splits.append((at, 0))
    _walk(nodes, int(nodes["left"][at]), leaves, splits)
    splits[place] = (at, sum(1 << b for b in range(before, len(leaves))))
    _walk(nodes, int(nodes["right"][at]), leaves, splits)


def float_below(values: Any) -> NDArray[np.float32]:
    """The largest float32 that is not above each of `values`: float32 samples then fall on the same side."""
    exact = np.asarray(values, np.float64)
    near = exact.astype(np.float32)
    return np.where(near <= exact, near, np.nextafter(near, np.float32(-np.inf)))
