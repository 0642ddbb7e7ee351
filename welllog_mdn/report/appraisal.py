"""What a completed log is worth: the verdict on it and the figures behind, found once for print and records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.flags import is_given
from welllog_mdn.levels import P10_TO_P90
from welllog_mdn.report.agreement import Scores, unseen_scores
from welllog_mdn.report.view import Target
from welllog_mdn.rock import rock_values
from welllog_mdn.verdict import (
    CompletedLog,
    Verdict,
    doubtful_share,
    evidence,
    judged_agreement,
    spread,
    times_as_wide,
    verdict,
)

if TYPE_CHECKING:
    from welllog_mdn.model import LogModel
    from welllog_mdn.prediction import Prediction
    from welllog_mdn.wells.trusted import TrustedLogs


@dataclass(frozen=True)
class Appraisal:
    """How far a completed log can be used, and what says so; errors and widths in the target's `error_unit`, as they
    were found: who prints them rounds them.

    Parameters
    ----------
    verdict : how far it can be used.
    own : how the well's measured values of rock agree with its prediction, or with members that never saw them, see
        `judged_agreement`. unseen : whether the values were indeed not seen by what predicted them.
    refilled : the same where stretches of these values were hidden and filled in from the others; no rows where
        readings do not draw the prediction, or much of it lies further from any.
    usual : how far the log varies in the training wells; None where that is not known.
    band : mean width of the band where the log is predicted; None where that is nowhere.
    """

    verdict: Verdict
    own: Scores
    unseen: bool
    refilled: Scores
    usual: float | None
    band: float | None


def appraise(
    logs: TrustedLogs,
    prediction: Prediction,
    model: LogModel,
    target: Target,
    *,
    band: Floats,
    flag: Ints,
    kept: Bools,
    check: Prediction | None,
    refilled: Prediction | None,
    own_trained: bool,
) -> Appraisal:
    """Return what a completed log is worth.

    Parameters
    ----------
    logs, prediction : of one well, n samples each. target : as it is printed.
    band : P10, P50 and P90 (3, n) of the prediction, in the canonical unit.
    flag, kept : (n,) values of the flag curve, and where the completed log is as measured.
    check : prediction by members that never saw the measured values; None where `prediction` is blind itself, or where
        the well trained, `own_trained`, and nothing is. refilled : see `Prediction.refilled`, or None.
    """
    kind, rock, given = target.kind, rock_values(logs, target.kind), is_given(flag)
    rows = np.flatnonzero(np.isfinite(rock))

    def agreement(quantiles: Floats) -> Scores:
        return judged_agreement(kind, target.shown(rock[rows]), *target.shown(quantiles))

    own = agreement(band[:, rows] if check is None else check.quantile(P10_TO_P90, rows))
    hidden: Scores = {"rows": 0} if refilled is None else agreement(refilled.quantile(P10_TO_P90, rows))
    unseen, beside = check is not None or not own_trained, bool(hidden["rows"])
    spreads, width = spread(model, kind), target.apart(*target.shown(band[[2, 0]]))
    usual = None if spreads is None else target.error(spreads)
    known = width[given & np.isfinite(width)]
    promised, _ = unseen_scores(target, model)
    here = evidence(hidden if beside else own if unseen else {}, promised, beside, times_as_wide(width, given, usual))
    somewhere = np.isfinite(prediction.depth_m)  # a row without a depth is none of the log
    log = CompletedLog(
        model,
        kind,
        target.name,
        flag[somewhere],
        kept[somewhere],
        prediction.rests_on[somewhere],
        {name: there[somewhere] for name, there in prediction.available.items()},
        here,
        in_doubt=doubtful_share(kept[somewhere], rock[somewhere]),
    )
    return Appraisal(verdict(log), own, unseen, hidden, usual, float(known.mean()) if len(known) else None)
