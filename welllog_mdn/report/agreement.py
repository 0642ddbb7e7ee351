"""How far measured values agree with predictions that never saw them, in the unit that a reader judges errors by.

That is the printed unit of the target, or decades where the log is read on a logarithmic scale: an error of 1 ohm.m is
nothing at 200 ohm.m, and everything at 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from welllog_mdn.report.view import Array, Target, WellView

Scores = dict[str, Any]


def own_check(view: WellView) -> Scores:
    """Return how the well's measured values agree with members that never saw them, see `agreement`."""
    return agreement(view.target, view.measured, *(view.blind[p] for p in (0.1, 0.5, 0.9)))


def agreement(target: Target, measured: Array, low: Array, middle: Array, high: Array) -> Scores:
    """Return rows, rmse, mae, bias (P50 minus measured), r2, cover and width of values (n,) in the target's error unit.

    Samples without a measured value or a band do not count; without any, all but `rows` is NaN.
    """
    error = target.apart(middle, measured)
    good = np.isfinite(error) & np.isfinite(low) & np.isfinite(high)
    if not bool(good.any()):
        return {"rows": 0, **dict.fromkeys(("rmse", "mae", "bias", "r2", "cover", "width"), np.nan)}
    error, values = error[good], target.apart(measured, np.ones_like(measured))[good]
    total = float(np.mean((values - values.mean()) ** 2))
    return {
        "rows": int(good.sum()),
        "rmse": float(np.sqrt(np.mean(error**2))),
        "mae": float(np.mean(np.abs(error))),
        "bias": float(np.mean(error)),
        "r2": 1.0 - float(np.mean(error**2)) / total if total > 0 else np.nan,
        "cover": float(np.mean((low[good] <= measured[good]) & (measured[good] <= high[good]))),
        "width": float(np.mean(target.apart(high, low)[good])),
    }


def heldout(target: Target, model: Any) -> dict[str, Array] | None:
    """Return the model's held-out predictions in the printed unit, or None where it has none."""
    found = model.heldout_
    if not found or len(found["measured"]) == 0:
        return None
    shown = {k: np.asarray(v, np.float64) for k, v in found.items()}
    for name in ("measured", "p10", "p50", "p90"):
        shown[name] = target.shown(shown[name])
    shown["p10"], shown["p90"] = np.minimum(shown["p10"], shown["p90"]), np.maximum(shown["p10"], shown["p90"])
    return shown


def unseen_scores(target: Target, model: Any) -> tuple[Scores, list[Scores]]:
    """Return the model's scores on wells that it had not seen, pooled and of each well, in the target's error unit.

    They are the model's own where the printed unit is proportional to the canonical one. Where it is not, and for
    decades, they are taken from the held-out predictions, and what cannot be had from quantiles (CRPS) is left out.
    """
    pooled, wells = dict(model.scores_.get("pooled") or {}), [dict(w) for w in model.scores_.get("wells", [])]
    held = heldout(target, model)
    if target.kind.log10 or target.is_reciprocal:
        if held is None:
            return {}, []
        quantiles = [held[k] for k in ("measured", "p10", "p50", "p90")]
        names = [w["well"] for w in wells]
        each = [held["well"] == i for i in range(len(names))]
        found = [agreement(target, *(q[here] for q in quantiles)) for here in each]
        worst = min((s["cover"] for s in found if s["rows"]), default=np.nan)
        whole = {**agreement(target, *quantiles), "cover_worst_well": worst}
        return whole, [{"well": n, **s} for n, s in zip(names, found, strict=True)]
    ends = target.shown([1.0, 2.0])
    factor = abs(float(ends[1] - ends[0]))
    for scores in (pooled, *wells):
        for name in ("rmse", "mae", "bias", "crps", "width"):
            if scores.get(name) is not None:
                scores[name] = scores[name] * factor
    return pooled, wells


def error_by_width(target: Target, held: Mapping[str, Array], classes: int = 15) -> tuple[Array, Array]:
    """Return mean band width and root mean square error of classes of equal count, in the target's error unit."""
    width, error = target.apart(held["p90"], held["p10"]), target.apart(held["p50"], held["measured"])
    good = np.flatnonzero(np.isfinite(width) & np.isfinite(error))
    parts = np.array_split(good[np.argsort(width[good], kind="stable")], min(classes, max(1, len(good) // 20)))
    parts = [p for p in parts if len(p)]
    return (
        np.array([float(np.mean(width[p])) for p in parts]),
        np.array([float(np.sqrt(np.mean(error[p] ** 2))) for p in parts]),
    )
