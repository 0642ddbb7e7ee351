"""How far measured values agree with predictions that never saw them, in the unit that a reader judges errors by."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from welllog_mdn.arrays import Floats
from welllog_mdn.report.predicted_log import Target
from welllog_mdn.scores import agreement
from welllog_mdn.words import decimals, fixed

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel

Scores = dict[str, Any]


SAMPLES = ("measured", "p10", "p50", "p90")
"""What is held of each sample that was predicted unseen."""

_IN_UNIT = ("rmse", "rmse_without_leader", "mae", "bias", "crps", "crps19", "pinball", "width", "interval_score")


def error_text(value: float, beside: float | None = None) -> str:
    """Return an error as a sentence gives it: with three digits, or the decimals of the one that it stands beside.

    >>> error_text(40.0), error_text(0.232), error_text(-0.00825, beside=0.232)
    ('40.0', '0.232', '-0.008')
    """
    return fixed(value, decimals(value if beside is None else beside))


def heldout(target: Target, model: LogModel) -> dict[str, Floats]:
    """Return the model's held-out predictions in the printed unit."""
    shown = {k: np.asarray(v, np.float64) for k, v in model.heldout_.items()}
    for name in SAMPLES:
        shown[name] = target.shown(shown[name])
    return shown


def unseen_scores(target: Target, model: LogModel) -> tuple[Scores, list[Scores]]:
    """Return the model's scores on wells that it had not seen, pooled and of each well, in the target's error unit.

    They are the model's own, but for decades: those are taken from the held-out predictions, and what cannot be had
    from quantiles (CRPS) is left out.
    """
    pooled, wells = model.scores_["pooled"], model.scores_["wells"]
    if target.kind.log10:
        held = heldout(target, model)
        values = [target.judged(held[k]) for k in SAMPLES]
        names = [w["well"] for w in wells]
        each = [held["well"] == i for i in range(len(names))]
        found = [agreement(*(v[here] for v in values)) for here in each]
        worst = min((s["cover"] for s in found if s["rows"]), default=None)
        whole = {**agreement(*values), "cover_worst_well": worst}
        return whole, [{"well": n, **s} for n, s in zip(names, found, strict=True)]
    return in_unit(target, pooled), [in_unit(target, scores) for scores in wells]


def in_unit(target: Target, scores: Scores) -> Scores:
    """Return a model's own scores in the printed unit."""
    factor = target.factor
    shown = {name: scores[name] * factor for name in _IN_UNIT if scores.get(name) is not None}
    if scores.get("nll") is not None:  # of a density per unit
        shown["nll"] = scores["nll"] + log(factor)
    return {**scores, **shown}
