"""Scores of a predictive distribution against what was measured.

All of one distribution, given by its quantiles on fixed levels; so a network's and a quantile regression's compare.

Errors are judged in the unit of the log, or in decades where it is read on a logarithmic scale: an error of 1 ohm.m is
nothing at 200 ohm.m, and everything at 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from welllog_mdn.arrays import Floats
from welllog_mdn.levels import P10_TO_P90
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.mdn.decades import from_decades, to_decades

LEVELS = np.arange(1, 20) / 20  # of the quantiles by which predictors are compared
_BAND = [LEVELS.tolist().index(level) for level in P10_TO_P90]  # their places among the levels
_RESAMPLINGS = 200  # of the wells, for a standard deviation
_MORE_RESAMPLINGS = 2000  # for the ends of an interval
_SCORES = (
    "rmse", "mae", "bias", "r2", "crps", "crps19", "nll", "pinball", "cover", "below_p10", "above_p90", "width",
    "interval_score",
)  # fmt: skip
_IN_DECADES = ("rmse", "mae", "bias", "r2", "crps19", "pinball", "width")
_SUFFIX = "_decades"


def to_scale(values: Floats, kind: LogKind) -> Floats:
    """To the scale on which the kind is modelled and judged: log10 for resistivities, NaN where there is none."""
    return to_decades(values) if kind.log10 else values


def from_scale(values: Floats, kind: LogKind) -> Floats:
    """Back to canonical units."""
    return from_decades(values) if kind.log10 else values


def error_unit(kind: LogKind, unit: str) -> str:
    """Return the unit in which the errors of a log in `unit` are judged."""
    return "decades" if kind.log10 else unit


def agreement(y: Floats, low: Floats, middle: Floats, high: Floats) -> dict[str, Any]:
    """Return rows, rmse, mae, bias (P50 minus measured), r2, cover and width of measured values `y` (n,) and the band
    `low`, `middle`, `high` (P10, P50, P90, each n) on one scale.

    Samples without a measured value or a band do not count; without any, all but `rows` is None, as is `r2` of values
    that are all the same.
    """
    good = np.isfinite(y) & np.isfinite(low) & np.isfinite(middle) & np.isfinite(high)
    if not good.any():
        return {"rows": 0, **dict.fromkeys(("rmse", "mae", "bias", "r2", "cover", "width"))}
    y, low, middle, high = (v[good] for v in (y, low, middle, high))
    error = middle - y
    varies = y.min() < y.max()  # the mean of equal values is off by a rounding, so their variance need not be zero
    return {
        "rows": int(len(y)),
        "rmse": float(np.sqrt(np.mean(error**2))),
        "mae": float(np.mean(np.abs(error))),
        "bias": float(np.mean(error)),
        "r2": float(1.0 - np.mean(error**2) / np.var(y)) if varies else None,
        "cover": float(np.mean((y >= low) & (y <= high))),
        "width": float(np.mean(high - low)),
    }


def error_by_width(y: Floats, low: Floats, middle: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return mean band width and root mean square error (c,) of up to 15 classes of equal count, from narrow bands to
    wide ones; values as for `agreement`.
    """
    width, error = high - low, middle - y
    good = np.flatnonzero(np.isfinite(width) & np.isfinite(error))
    parts = np.array_split(good[np.argsort(width[good], kind="stable")], min(15, max(1, len(good) // 20)))
    parts = [p for p in parts if len(p)]
    return (
        np.array([float(np.mean(width[p])) for p in parts]),
        np.array([float(np.sqrt(np.mean(error[p] ** 2))) for p in parts]),
    )


def in_decades(record: Any) -> Any:
    """Return a record of scores in which every error that it also holds in decades is in decades."""
    if isinstance(record, list):
        return [in_decades(part) for part in record]
    if not isinstance(record, Mapping):
        return record
    found = {name: in_decades(part) for name, part in record.items()}
    return found | {name.removesuffix(_SUFFIX): part for name, part in found.items() if name.endswith(_SUFFIX)}


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
    y: Floats,
    q: Floats,
    nll: Floats | None,
    crps: Floats | None,
    rows_truth: int | None = None,
    kind: LogKind | None = None,
) -> dict[str, Any]:
    """Scores of one well or of all rows; of no row each is None.

    Parameters
    ----------
    y : (n,) measured. q : (19, n) quantiles at `LEVELS`.
    nll, crps : (n,) of each sample, or None where the method gives none; CRPS is then that of the 19 levels.
    rows_truth : measured samples inside the kind's range, predicted or not; default n.
    kind : of the log; where that is read on a logarithmic scale, errors are given in decades, too.
    """
    if not len(y):
        more = [f"{name}{_SUFFIX}" for name in _IN_DECADES if kind is not None and kind.log10]
        return {"rows_truth": int(rows_truth or 0), "rows": 0, **dict.fromkeys((*_SCORES, *more))}
    p10, p50, p90 = band(q)
    usual = agreement(y, p10, p50, p90)
    # the CRPS as the mean pinball loss over levels, Gneiting and Ranjan 2011
    crps19 = float(np.mean([pinball(y, v, p) for v, p in zip(q, LEVELS, strict=True)]))
    below, above = np.maximum(p10 - y, 0), np.maximum(y - p90, 0)
    decades = score(to_scale(y, kind), to_scale(q, kind), None, None) if kind is not None and kind.log10 else {}
    return {
        "rows_truth": int(len(y) if rows_truth is None else rows_truth),
        **{name: usual[name] for name in ("rows", "rmse", "mae", "bias", "r2")},
        "crps": float(np.mean(crps)) if crps is not None else crps19,
        "crps19": crps19,
        "nll": float(np.mean(nll)) if nll is not None else None,
        "pinball": float(np.mean([pinball(y, v, p) for v, p in zip((p10, p50, p90), P10_TO_P90, strict=True)])),
        "cover": usual["cover"],
        "below_p10": float(np.mean(y < p10)),
        "above_p90": float(np.mean(y > p90)),
        "width": usual["width"],
        "interval_score": float(np.mean(p90 - p10 + 10.0 * (below + above))),  # 2 / 0.2, Gneiting and Raftery 2007
        **{f"{name}{_SUFFIX}": decades[name] for name in _IN_DECADES if decades},
    }


def summary(
    pooled: dict[str, Any], wells: Sequence[dict[str, Any]], names: Sequence[str], seed: int = 0
) -> dict[str, Any]:
    """Pooled and per-well scores in one record, with the worst well's cover and the spread of the cover over resampled
    wells (bootstrap, Efron 1979; `seed`). `pooled` and `wells` as `score` gives them, `names` those of the wells.
    """
    covers = np.array([w["cover"] for w in wells if w["rows"]])
    counts = np.array([w["rows"] for w in wells if w["rows"]])
    more = {
        "cover_worst_well": float(covers.min()) if len(covers) else None,
        "cover_mean_well": float(covers.mean()) if len(covers) else None,
        "cover_sd": _sd_of_cover(covers, counts, seed) if len(covers) > 1 else None,
    }
    return {
        "pooled": {**pooled, **more},
        "wells": [{"well": n, **w} for n, w in zip(names, wells, strict=True)],
    }


def _sd_of_cover(covers: Floats, counts: Floats, seed: int) -> float:
    """Standard deviation over resampled wells of the cover of all rows; of each well (w,) its cover, and how many."""
    pick = np.random.default_rng(seed).integers(0, len(covers), (_RESAMPLINGS, len(covers)))
    return float(((covers[pick] * counts[pick]).sum(1) / counts[pick].sum(1)).std())


def paired(ours: Floats, theirs: Floats, seed: int = 0) -> dict[str, Any]:
    """Compare two predictors by a loss that each has in the same wells.

    Returns `wells`, `ours_lower` (in how many of them), `difference` (ours minus theirs, mean over wells, each counted
    once however long), and `difference_p05` and `difference_p95`, between which 90 % of the means over resampled wells
    lie (percentile bootstrap, Efron 1979); None where there is no well, or only one to resample.

    Parameters
    ----------
    ours, theirs : (w,) loss in each well.
    """
    difference = ours - theirs
    count = len(difference)
    low = high = None
    if count > 1:
        pick = np.random.default_rng(seed).integers(0, count, (_MORE_RESAMPLINGS, count))
        low, high = (float(end) for end in np.quantile(difference[pick].mean(axis=1), [0.05, 0.95]))
    return {
        "wells": count,
        "ours_lower": int((difference < 0).sum()),
        "difference": float(difference.mean()) if count else None,
        "difference_p05": low,
        "difference_p95": high,
    }
