"""The log that a target follows, where a well lacks it: predicted first, and read as a distribution.

Shear slowness follows compressional slowness as it follows no other log (Castagna, Batzle and Eastwood 1985), and far
more wells have the latter. Where a well has no compressional slowness, a second model predicts it, learnt from every
well that has it. Each member of the target's model then reads another level of that prediction: what is not known
about the leading log becomes spread of the target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.features import FeaturePlan, input_columns
from welllog_mdn.prediction import Prediction
from welllog_mdn.wells.quality import TrustedLogs

Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
Features = NDArray[np.float32]

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)  # middles of five equal shares of the outcomes


@dataclass(frozen=True)
class Filled:
    """Features of an input at the rows that lack it, one version for each of `LEVELS`.

    Parameters
    ----------
    columns : where its features stand. where : (n,) the rows that lack it. values : (levels, filled rows, per input).
    """

    columns: slice
    where: Bools
    values: Features

    def versions(self, x: Features, rows: Ints) -> list[Features]:
        """The features `x` (r, d) of some rows of the well, once for each level."""
        here = self.where[rows]
        place = (np.cumsum(self.where) - 1)[rows[here]]
        found = []
        for values in self.values:
            version = x.copy()
            version[np.flatnonzero(here), self.columns] = values[place]
            found.append(version)
        return found


def filled(logs: TrustedLogs, plan: FeaturePlan, kind: str, prediction: Prediction, hidden: bool) -> Filled | None:
    """Fill an input (`hidden`: all of it) from its prediction; None where that has nothing to add."""
    own = logs.logs[kind].values if kind in logs.logs and not hidden else np.full(logs.well.n, np.nan)
    where = ~np.isfinite(own) & prediction.predicted
    if not where.any():
        return None
    curves: Sequence[NDArray[np.float64]] = [np.where(where, level, own) for level in prediction.quantile(LEVELS)]
    values = np.stack([input_columns(logs, plan, kind, curve)[where] for curve in curves])
    return Filled(plan.columns(kind), where, values)
