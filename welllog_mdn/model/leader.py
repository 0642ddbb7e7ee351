"""The log that a target follows, where a well lacks it: predicted first, with what is not known of it.

Shear slowness follows compressional slowness as it follows no other log (Castagna, Batzle and Eastwood 1985), and far
more wells have the latter. Where a well has no compressional slowness, a second model predicts it, learnt from every
well that has it. The target's model reads P50 of that prediction, and how far its answer moves between P10 and P90
becomes spread of the target: the first-order propagation of an uncertain input (JCGM 100:2008, 5.1.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from welllog_mdn.arrays import Bools, Features, Ints
from welllog_mdn.features import FeaturePlan, input_columns
from welllog_mdn.levels import NORMAL_BAND, P10_TO_P90
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.model.prediction import Prediction
from welllog_mdn.wells.trusted import TrustedLogs

Reader = Callable[[Features, Ints], GaussianMixture]  # features (r, d) and which rows of the well they are of


@dataclass(frozen=True)
class Filled:
    """Features of an input at the rows that lack it, by P10, P50 and P90 of its prediction.

    Parameters
    ----------
    columns : where its features stand. where : (n,) the rows that lack it. values : (3, filled rows, per input).
    """

    columns: slice
    where: Bools
    values: Features

    @property
    def middle(self) -> Features:
        """Its P50 at the filled rows (m,), the first of its features."""
        return np.asarray(self.values[1, :, 0])

    def read(self, x: Features, rows: Ints, reader: Reader) -> GaussianMixture:
        """Mixtures of some rows (r,) of the well with features `x` (r, d): what `reader` makes of them with P50 filled
        in. How far their mean moves from P10 filled in to P90 is the band of a normal error that widens each component.
        """
        here = np.flatnonzero(self.where[rows])
        if not len(here):
            return reader(x, rows)
        place = np.cumsum(self.where)[rows[here]] - 1
        low, mid, high = versions = [x[here] for _ in self.values]  # a copy each
        for version, values in zip(versions, self.values, strict=True):
            version[:, self.columns] = values[place]
        whole = x.copy()
        whole[here] = mid
        found = reader(whole, rows)
        ends = [reader(version, rows[here]).mean for version in (low, high)]
        apart = torch.zeros(len(rows), 1, dtype=torch.float64, device="cpu")
        apart[here, 0] = (ends[1] - ends[0]).double() / NORMAL_BAND
        return GaussianMixture(found.log_weights, found.means, torch.hypot(found.sds.double(), apart))


def filled(
    logs: TrustedLogs, plan: FeaturePlan, kind: str, prediction: Prediction | None, hidden: bool = False
) -> Filled | None:
    """Fill an input (`hidden`: all of it) from its prediction, if there is one; None where that has nothing to add."""
    if prediction is None:
        return None
    own = logs.logs[kind].values if kind in logs.logs and not hidden else np.full(logs.well.n, np.nan)
    where = ~np.isfinite(own) & prediction.predicted
    if not where.any():
        return None
    curves = [np.where(where, level, own) for level in prediction.quantile(P10_TO_P90)]
    values = np.stack([input_columns(logs, plan, kind, curve)[where] for curve in curves])
    return Filled(plan.columns(kind), where, values)
