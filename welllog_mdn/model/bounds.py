"""What a log can physically be: its kind's range, and of two slownesses neither can cross the other."""

from __future__ import annotations

import numpy as np
import torch

from welllog_mdn.arrays import Floats, Ints
from welllog_mdn.errors import Notice
from welllog_mdn.levels import P10, P90
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.model.leader import Filled
from welllog_mdn.model.remarks import FEW_ROWS
from welllog_mdn.model.stack import ROWS_AT_ONCE
from welllog_mdn.scores import to_scale
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.words import counted

PARTNER = {"DTS": "DTC", "DTC": "DTS"}  # neither can cross the other


def physical_bounds(
    kind: LogKind, partner: str, logs: TrustedLogs, mixture: GaussianMixture, rows: Ints, fill: Filled | None
) -> tuple[Floats, Floats, tuple[Notice, ...]]:
    """Physical bounds (n,): the kind's range; shear slowness above compressional, or above the P50 of it where it
    was predicted first. Notices where they act on the mixtures of some rows (r,).

    What the mixture puts beyond them sits on them, see `BoundedMixture`. `partner` is the log that bounds, or "".
    """
    led = fill is not None and partner == kind.leader
    crossed = partner if partner in logs.logs or led else ""
    lower, upper = (np.full(logs.well.n, v) for v in (kind.low, kind.high))
    if crossed:
        other = _partner_values(crossed, logs, fill if led else None)
        there, bound = np.isfinite(other), lower if kind.name == "DTS" else upper
        bound[there] = np.clip(other[there], kind.low, kind.high)
    count = _count_beyond(mixture, *(to_scale(v[rows], kind) for v in (lower, upper)))
    return lower, upper, _kept_physical(kind, crossed, count, len(rows))


def _partner_values(partner: str, logs: TrustedLogs, fill: Filled | None) -> Floats:
    """Values (n,) of the log that bounds, those of its prediction where it is `fill`ed."""
    found = logs.logs[partner].values.copy() if partner in logs.logs else np.full(logs.well.n, np.nan)
    if fill is not None:
        found[fill.where] = fill.middle
    return found


def _count_beyond(mixture: GaussianMixture, low: Floats, high: Floats) -> int:
    """Number of mixtures (r,) whose P10 or P90 lies beyond its bound; in parts, as many rows fill the memory."""
    parts = (slice(i, i + ROWS_AT_ONCE) for i in range(0, len(low), ROWS_AT_ONCE))
    return sum(_beyond(mixture[part], low[part], high[part]) for part in parts)


def _beyond(mixture: GaussianMixture, low: Floats, high: Floats) -> int:
    """Number of mixtures whose P10 lies below `low`, or P90 above `high`, each (n,)."""
    below = mixture.cdf(torch.from_numpy(low)).numpy() > P10
    above = mixture.cdf(torch.from_numpy(high)).numpy() < P90
    return int((below | above).sum())


def _kept_physical(kind: LogKind, crossed: str, count: int, rows: int) -> tuple[Notice, ...]:
    """Say in how many of the rows a bound acts; `crossed` is the log that may be one."""
    if not count:
        return ()
    text = f"kept physical in {counted(count, 'row')}: P10-P90 reached beyond what {kind.name} can be"
    more = f" or across {crossed}" if crossed else ""
    return (Notice(kind.name, text + more, "warn" if count > FEW_ROWS * rows else "info"),)
