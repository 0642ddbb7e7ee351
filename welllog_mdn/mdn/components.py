"""Where the components of an ensemble's members start, and start again where they are idle."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

_ROUNDS = 25  # of k-means
_BUSIER = 4.0  # times as busy as the idle one must a component be, to be halved


def centres_of(values: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """K-means centres (k,) of values (n,), in increasing order, and the spread (k,) about each.

    Starts at quantiles, so the result depends on the values alone. A centre that no value is nearest to
    keeps its place and the spread of the whole.
    """
    values = np.sort(np.asarray(values, dtype=np.float64))
    if len(values) > 20_000:  # evenly spaced ranks describe the distribution as well
        values = values[np.linspace(0, len(values) - 1, 20_000).round().astype(int)]
    centres = np.quantile(values, (np.arange(k) + 0.5) / k)
    total = np.concatenate([[0.0], np.cumsum(values)])
    for _ in range(_ROUNDS):
        cuts = np.searchsorted(values, 0.5 * (centres[1:] + centres[:-1]))
        edges = np.concatenate([[0], cuts, [len(values)]])
        count, sums = np.diff(edges), np.diff(total[edges])
        centres = np.where(count > 0, sums / np.maximum(count, 1), centres)
    spread = np.full(k, max(float(values.std()), 1e-6))
    for i, (a, b) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
        if b - a > 1:
            spread[i] = max(float(values[a:b].std()), 1e-3 * spread[i])
    return centres, spread


def split_idle(heads: tuple[Tensor, Tensor], usage: Tensor, sds: Tensor) -> None:
    """Make idle components halves of the busiest, in place; a split changes the density but little.

    One component may follow a branch alone while others, unable to reach it, die. A copy starts on the
    branch: it takes the busy component's columns of the heads and half of its weight, and the two means part
    by one standard deviation (after Ueda et al. 2000, "SMEM algorithm for mixture models").

    Parameters
    ----------
    heads : weight (m, h, 3 k) and bias (m, 1, 3 k) of the three heads.
    usage : (m, k) mean responsibility of each component. sds : (m, k) its mean standard deviation.
    """
    weight, bias = heads[0], heads[1].squeeze(1)
    k, member = usage.shape[1], torch.arange(len(usage), device=usage.device)
    usage, sds = usage.clone(), sds.clone()
    for _ in range(k // 2):
        (most, busy), (least, idle) = usage.max(1), usage.min(1)
        due = most > _BUSIER * least
        # where nothing is due, the component is copied onto itself
        idle = torch.where(due, idle, busy)
        for head in range(3):
            weight[member, :, head * k + idle] = weight[member, :, head * k + busy]
            bias[member, head * k + idle] = bias[member, head * k + busy]
        step = 0.5 * sds[member, busy]
        for part, sign in ((busy, -1.0), (idle, 1.0)):
            bias[member, part] -= math.log(2.0) * due
            bias[member, k + part] += sign * step * due
        usage[member, idle] = usage[member, busy] = torch.where(due, 0.5 * most, most)
        sds[member, idle] = sds[member, busy]
