"""Samples of training wells as members that never saw them predict them: what calibration and scores rest on.

Shapes: `r` samples, one well after another; `k` components.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.levels import P10_TO_P90
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.mdn.bounded import BoundedMixture
from welllog_mdn.mdn.calibration import Calibration
from welllog_mdn.mdn.coherence import Coherence
from welllog_mdn.mdn.mixture import GaussianMixture, joined
from welllog_mdn.scores import LEVELS, band, from_scale, score, summary

CALIBRATION_GROUPS = 2  # of calibration: most tools were run, few were


@dataclass(frozen=True)
class HeldOut:
    """Held-out samples (r,) of one training well, or of all.

    Parameters
    ----------
    well : place of the well among the training wells. unit : number of what the sample is held out with.
    group : number of its well, of which the files and the sidetracks are one.
    depth_m : depth in metres. y : what was measured, on the scale on which the kind is modelled.
    tools : its group of calibration, 1 where half of the tools or fewer were run, else 0.
    alone : whether the logs that the target follows most closely are missing, or one that leads it was predicted.
    mixture : (r, k) not calibrated.
    """

    well: Ints
    unit: Ints
    group: Ints
    depth_m: Floats
    y: Floats
    tools: Ints
    alone: Bools
    mixture: GaussianMixture

    @classmethod
    def joined(cls, wells: Sequence[HeldOut]) -> HeldOut:
        """The samples of several wells, one well after another."""
        arrays = [f.name for f in fields(cls) if f.name != "mixture"]
        return cls(
            **{name: np.concatenate([getattr(w, name) for w in wells]) for name in arrays},
            mixture=joined([w.mixture for w in wells]),
        )

    @cached_property
    def band(self) -> Floats:
        """P10, P50, P90 (3, r), not calibrated."""
        return np.asarray(self.mixture.quantile(P10_TO_P90).numpy())

    def calibration(self, some: Bools) -> Calibration:
        """Factors of the groups from some (r,) of the samples, all units held out in turn; a well counts once, however
        many files and sidetracks it has.
        """
        units = int(self.unit.max()) + 1
        return Calibration.fit(
            self.band[:, some], self.y[some], self.tools[some], self.group[some], CALIBRATION_GROUPS,
            unit=self.unit[some], units=units,
        )  # fmt: skip

    def rmse(self, some: Bools) -> float | None:
        """Root mean square error of P50 over some (r,) of the samples, on the scale on which the kind is modelled; None
        of no sample.
        """
        error = self.band[1, some] - self.y[some]
        return float(np.sqrt(np.mean(error**2))) if len(error) else None


@dataclass(frozen=True)
class Judgement:
    """What held-out samples say of a model.

    Parameters
    ----------
    samples : (r,) each: `well`, `depth_m`, `measured`, calibrated `p10`, `p50`, `p90`, and the probability `pit` below
        the measured value; values in the kind's unit.
    scores : of all samples and by well, see `scores.summary`. nll : mean negative log density per unit of the log.
    reliability : the share `observed` (19,) of the measured values that lie below the quantile of each `level` (19,).
    coherence : how alike the errors of a well are over depth.
    """

    samples: dict[str, NDArray[Any]]
    scores: dict[str, Any]
    nll: float
    reliability: dict[str, Floats]
    coherence: Coherence


def judge(held: HeldOut, calibration: Calibration, kind: LogKind, names: Sequence[str], seed: int) -> Judgement:
    """Compare the calibrated mixtures of held-out samples with what was measured; `names` are those of the wells, and
    `seed` that of `scores.summary`.

    A sample is calibrated by all units but its own, and bounded by the range of the kind; a prediction of one slowness
    is bounded by the other too, where the well has it.
    """
    mixture = calibration.apply(held.mixture, held.tools + CALIBRATION_GROUPS * held.alone, held.unit)
    low, high = (np.full(len(held.y), v) for v in (kind.low, kind.high))
    bounded, values = BoundedMixture(mixture, low, high, kind.log10), from_scale(held.y, kind)
    q, pit = bounded.quantile(LEVELS), bounded.cdf(values)
    nll, crps = -bounded.log_prob(values), bounded.crps(values)
    p10, p50, p90 = band(q)
    samples = {
        "well": held.well, "depth_m": held.depth_m, "measured": values, "p10": p10, "p50": p50, "p90": p90, "pit": pit,
    }  # fmt: skip
    each = [np.flatnonzero(held.well == i) for i in np.unique(held.well)]
    by_well = [score(values[m], q[:, m], nll[m], crps[m]) for m in each]
    return Judgement(
        samples,
        summary(score(values, q, nll, crps), by_well, names, seed),
        float(nll.mean()),
        {"level": LEVELS.copy(), "observed": np.array([(pit <= v).mean() for v in LEVELS])},
        Coherence.fit(held.well, held.depth_m, pit),
    )
