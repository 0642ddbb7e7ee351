"""Scores of a predictive distribution against what was measured.

All of one distribution, given by its quantiles on fixed levels; so a network's and a quantile regression's
compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NORMAL_BAND = 2.5631  # from P10 to P90 of a normal distribution, in standard deviations
LEVELS = np.arange(1, 20) / 20  # of the quantiles by which predictors are compared
P10, P50, P90 = 0.1, 0.5, 0.9
_BAND = [LEVELS.tolist().index(level) for level in (P10, P50, P90)]  # their places among the levels
_WORST = 200  # resamplings of the wells


def pinball(y: Floats, quantile: Floats, level: float) -> Floats:
    """Twice the quantile loss (n,): the expected value is smallest for the true quantile (Koenker and
    Bassett 1978).
    """
    miss = y - quantile
    return np.asarray(2.0 * np.maximum(level * miss, (level - 1.0) * miss))


def band(q: Floats) -> Floats:
    """P10, P50 and P90 (3, n) of the quantiles (19, n) at `LEVELS`."""
    return q[_BAND]


def score(
    y: Floats, q: Floats, nll: Floats | None, crps: Floats | None, rows_truth: int | None = None
) -> dict[str, Any]:
    """Scores of one well or of all rows.

    Parameters
    ----------
    y : (n,) measured. q : (19, n) quantiles at `LEVELS`.
    nll, crps : (n,) of each sample, or None where the method gives none; CRPS is then that of the 19 levels.
    rows_truth : measured samples inside the kind's range, predicted or not; default n.
    """
    if not len(y):
        return {"rows_truth": int(rows_truth or 0), "rows": 0}
    p10, p50, p90 = band(q)
    error = p50 - y
    total = float(np.mean((y - y.mean()) ** 2))
    crps19 = float(np.mean([pinball(y, v, p) for v, p in zip(q, LEVELS, strict=True)]))
    below, above = np.maximum(p10 - y, 0), np.maximum(y - p90, 0)
    return {
        "rows_truth": int(len(y) if rows_truth is None else rows_truth),
        "rows": int(len(y)),
        "rmse": float(np.sqrt(np.mean(error**2))),
        "mae": float(np.mean(np.abs(error))),
        "bias": float(np.mean(error)),
        "r2": float(1.0 - np.mean(error**2) / total) if total > 0 else None,
        "crps": float(np.mean(crps)) if crps is not None else crps19,
        "crps19": crps19,
        "nll": float(np.mean(nll)) if nll is not None else None,
        "pinball": float(np.mean([pinball(y, v, p) for v, p in zip((p10, p50, p90), (P10, P50, P90), strict=True)])),
        "cover": float(np.mean((y >= p10) & (y <= p90))),
        "width": float(np.mean(p90 - p10)),
        "interval_score": float(np.mean(p90 - p10 + 10.0 * (below + above))),  # 2 / 0.2, Gneiting and Raftery 2007
    }


def summary(
    pooled: dict[str, Any], wells: Sequence[dict[str, Any]], names: Sequence[str], seed: int = 0
) -> dict[str, Any]:
    """Pooled and per-well scores in one record, with the worst well's cover and its spread over wells."""
    covers = np.array([w["cover"] for w in wells if w["rows"]])
    counts = np.array([w["rows"] for w in wells if w["rows"]])
    rng = np.random.default_rng(seed)
    pick = rng.integers(0, len(covers), (_WORST, len(covers))) if len(covers) else np.zeros((0, 0), int)
    means = (covers[pick] * counts[pick]).sum(1) / counts[pick].sum(1) if len(covers) else np.zeros(0)
    more = {
        "cover_worst_well": float(covers.min()) if len(covers) else None,
        "cover_mean_well": float(covers.mean()) if len(covers) else None,
        "cover_sd": float(means.std()) if len(covers) > 1 else None,
    }
    return {
        "pooled": {**pooled, **more},
        "wells": [{"well": n, **w} for n, w in zip(names, wells, strict=True)],
    }
