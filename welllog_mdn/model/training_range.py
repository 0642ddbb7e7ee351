"""Where a well is unlike the training wells: an input beyond its range there, a depth beyond theirs, another hole.

Shapes: `n` samples of the well, `d` features.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Features, Floats
from welllog_mdn.errors import Notice
from welllog_mdn.features import DEPTH, FeaturePlan
from welllog_mdn.words import percent

INPUT_MARGIN = 0.25  # share of a log's range beyond which a value lies outside
HOLE_MARGIN = 0.1  # the same of a log of the hole: bits differ by fixed sizes
DEPTH_MARGIN = 50.0  # metres beyond the training wells' depths
TOLD = 0.1  # share of the rows outside from which on it is said


def outside_training(
    x: Features, depth_m: Floats, plan: FeaturePlan, ranges: Mapping[str, tuple[float, float]], target: str
) -> tuple[Bools, list[Notice]]:
    """Rows (n,) with an input outside its training range (1st to 99th percentile and a quarter of it more), or more
    than 50 m above or below all depths at which training wells have the target; and notices where they are many.
    """
    outside, notices = np.zeros(len(x), bool), []
    for kind, at, log10 in zip(plan.inputs, plan.value_columns(), plan.log10, strict=True):
        beyond = beyond_input(x[:, at], ranges[kind], log10)
        share = beyond.sum() / max(1, int(np.isfinite(x[:, at]).sum()))
        if share > TOLD:
            notices.append(Notice(kind, f"outside the training range in {percent(share)} of its rows"))
        outside |= beyond
    beyond = beyond_depths(depth_m, plan, ranges)
    if beyond.mean() > TOLD:  # one of these wells may be this one: its depths are known, its log there is not
        text = f"more than {DEPTH_MARGIN:g} m above or below the depths at which the training wells have {target}"
        notices.append(Notice(DEPTH, f"{text} in {percent(beyond.mean())} of the rows"))
    return outside | beyond, notices


def beyond_input(values: NDArray[Any], ends: tuple[float, float], log10: bool) -> Bools:
    """Values (n,) of an input outside its range in training, `ends`, by a quarter of it; in decades where `log10`."""
    low, high = (math.log10(v) if log10 else v for v in ends)
    return _beyond(values, low, high, INPUT_MARGIN * (high - low))


def beyond_depths(depth_m: Floats, plan: FeaturePlan, ranges: Mapping[str, tuple[float, float]]) -> Bools:
    """Rows (n,) more than 50 m above or below all depths at which training wells have the target; none where depth is
    no input.
    """
    if not plan.use_depth:
        return np.zeros(len(depth_m), bool)
    return _beyond(depth_m, *ranges[DEPTH], DEPTH_MARGIN)


def without_strange_hole(
    x: Features, plan: FeaturePlan, ranges: Mapping[str, tuple[float, float]]
) -> tuple[Features, dict[str, int]]:
    """Features (n, d) without the logs of the hole where those, or their means, leave the training range (1st to 99th
    percentile and a tenth of it more): rock that another bit drilled is no other rock. And how many values of each are
    not read for it.
    """
    unread = {}
    for kind in plan.hole:
        low, high = ranges[kind]
        at = plan.columns(kind)
        levels = x[:, at.start : at.start + 1 + len(plan.means)]
        strange = _beyond(levels, low, high, HOLE_MARGIN * (high - low)).any(axis=1)
        if strange.any():
            unread[kind] = int(np.isfinite(levels[strange, 0]).sum())
            x = x.copy()
            x[strange, at] = np.nan
    return x, unread


def _beyond(values: NDArray[Any], low: float, high: float, reach: float) -> Bools:
    """Values outside a range by more than `reach`."""
    with np.errstate(invalid="ignore"):
        return np.asarray((values < low - reach) | (values > high + reach))
