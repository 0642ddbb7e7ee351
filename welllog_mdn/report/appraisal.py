"""What a completed log is worth: the verdict on it and the figures behind, found once for print and records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from welllog_mdn.arrays import Floats
from welllog_mdn.flags import is_given
from welllog_mdn.levels import P10_TO_P90
from welllog_mdn.model.misfit import Misfit, Shift, find_misfit, find_shift
from welllog_mdn.model.rock import rock_values
from welllog_mdn.model.verdict import (
    CompletedLog,
    Verdict,
    doubtful_share,
    evidence,
    held_too_little,
    spread,
    verdict,
)
from welllog_mdn.report.agreement import Scores, error_text, unseen_scores
from welllog_mdn.report.predicted_log import PredictedLog
from welllog_mdn.scores import agreement

_NONE: Scores = {"rows": 0}


@dataclass(frozen=True)
class Appraisal:
    """How far a completed log can be used, and what says so; errors and widths in the target's `error_unit`, as they
    were found: who prints them rounds them.

    Parameters
    ----------
    verdict : how far it can be used.
    own : how the well's measured values of rock agree with its prediction, or with members that never saw them, see
        `scores.agreement`. unseen : whether the values were indeed not seen by what predicted them.
    refilled : the same where stretches of these values were hidden and filled in from the others; no rows where
        readings do not draw the prediction, or much of it lies further from any.
    misfit : the interval that most of the error of `refilled` lies in, or of `own` where nothing is refilled; None
        where none does, or they do not count.
    usual : how far the log varies in the training wells.
    band : mean width of the band where the log is predicted; None where that is nowhere.
    shift : what the error of these values is throughout, where the band held too few of them; None where there is none,
        or a `misfit`.
    """

    verdict: Verdict
    own: Scores
    unseen: bool
    refilled: Scores
    misfit: Misfit | None
    usual: float
    band: float | None
    shift: Shift | None = None


def appraise(log: PredictedLog) -> Appraisal:
    """Return what a completed log is worth."""
    target, prediction, flag, kept = log.target, log.prediction, log.flag, log.kept
    kind, rock, given = target.kind, rock_values(log.logs, target.kind), is_given(flag)
    rows = np.flatnonzero(np.isfinite(rock))

    def compared(quantiles: Floats) -> list[Floats]:
        """The measured values of rock and their P10, P50 and P90, each (r,), as they are judged."""
        return [target.judged(target.shown(values)) for values in (rock[rows], *quantiles)]

    decides = compared(log.band[:, rows] if log.check is None else log.check.quantile(P10_TO_P90, rows))
    own, hidden, unseen = agreement(*decides), _NONE, log.check is not None or not log.own_trained
    if log.refilled is not None:
        between = compared(log.refilled.quantile(P10_TO_P90, rows))
        hidden = agreement(*between)
        decides = between if hidden["rows"] else decides
    beside = bool(hidden["rows"])
    counts = hidden if beside else own if unseen else _NONE
    misfit = find_misfit(log.logs.well.depth[rows], *decides) if counts["rows"] else None
    usual, width = target.error(spread(log.model, kind)), target.apart(*target.shown(log.band[[2, 0]]))
    off = bool(counts["rows"]) and held_too_little(counts["cover"])
    shift = find_shift(*decides) if off and misfit is None else None
    known = width[given & np.isfinite(width)]
    band = float(known.mean()) if len(known) else None
    promised, _ = unseen_scores(target, log.model)
    wide, blunt = (band / usual, float(np.mean(known >= usual))) if band is not None and usual else (None, None)
    here = evidence(counts, promised, beside, wide, _mostly(log, misfit, shift), blunt)
    somewhere = np.isfinite(prediction.depth_m)  # a row without a depth is none of the log
    completed = CompletedLog(
        log.model,
        kind,
        target.name,
        flag[somewhere],
        kept[somewhere],
        prediction.basis[somewhere],
        log.hand_drawn[somewhere],
        {name: there[somewhere] for name, there in prediction.available.items()},
        here,
        in_doubt=doubtful_share(kept[somewhere], rock[somewhere]),
    )
    return Appraisal(verdict(completed), own, unseen, hidden, misfit, usual, band, shift)


def _mostly(log: PredictedLog, misfit: Misfit | None, shift: Shift | None) -> str:
    """Return what of the error on the well's own values the verdict says behind them."""
    if misfit is not None:
        return f"; most of the error is {misfit.where(log.logs.well.depth_unit)}"
    if shift is None:
        return ""
    by = f"{error_text(abs(shift.by))} {log.target.error_unit}"
    return f"; P50 reads {by} {log.target.beside(shift.by)} throughout"
