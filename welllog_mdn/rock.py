"""Which samples of a log are rock: not lines drawn by hand or interpolated, not arrivals through casing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.features import DepthFrame, depth_frame, window_statistics
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.scores import to_scale
from welllog_mdn.wells.quality import MAY_STAND_STILL, TrustedLogs
from welllog_mdn.wells.still import is_coarse

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

RAMP_LENGTH = 10.0  # metres over which a straight log was drawn, not measured
STEEL = (52.0, 62.0, 1.5)  # us/ft: first arrivals through casing, and their spread over 20 m
FAST_ROCK = {"RHOB": 2.4, "NPHI": 0.12}  # rock as fast as steel is denser (Gardner et al. 1974: 2.65 g/cm3 at 57 us/ft)
# and has fewer pores (Wyllie et al. 1956: 0.07 in limestone at 57 us/ft, none in quartz)


def not_rock(logs: TrustedLogs, kind: LogKind) -> Bools:
    """Samples (n,) of a log that no tool measured in rock: straight lines over ten metres, but of temperatures and
    the like; for DTC, arrivals through steel casing, unless density or neutron are those of rock as fast.
    """
    frame, values = depth_frame(logs.well.depth_m), logs.logs[kind.name].values
    v = to_scale(values[frame.order], kind)
    drawn = np.zeros(len(v), bool)
    with np.errstate(invalid="ignore"):
        if kind.name not in MAY_STAND_STILL:
            drawn = _is_straight(frame, v, max(kind.resolution, 1e-6) / 20.0)
            drawn &= ~is_coarse(values[frame.order], kind)  # what few digits show as straight is level: quiet rock
        if kind.name == "DTC":
            mean, spread = window_statistics(frame, v, 20.0)
            steel = (mean > STEEL[0]) & (mean < STEEL[1]) & (spread < STEEL[2])
            for name in FAST_ROCK.keys() & logs.logs.keys():
                found, limit = window_statistics(frame, logs.logs[name].values[frame.order], 20.0)[0], FAST_ROCK[name]
                steel &= ~(found > limit if name == "RHOB" else found < limit)
            drawn |= steel
    out = np.zeros(len(values), bool)
    out[frame.order] = drawn & np.isfinite(v)
    return out


def _is_straight(frame: DepthFrame, v: Floats, limit: float) -> Bools:
    """Samples (s,) about which a log departs by less than `limit` (root mean square) from a straight line over ten
    metres, or ten samples. A deep induction log of a thick shale is smooth, but seldom straight.
    """
    width = max(RAMP_LENGTH, 10 * float(np.median(frame.thickness))) if len(v) else RAMP_LENGTH
    there = np.isfinite(v)
    z = np.where(there, frame.z, np.nan)
    spread, along, both = (window_statistics(frame, values, width)[1] for values in (v, z, v + z))
    common = 0.5 * (both**2 - spread**2 - along**2)
    known = along > 0.5 * width / np.sqrt(12)  # samples over half of the window, and of its rows: two lie on a line
    known &= window_statistics(frame, there.astype(np.float64), width)[0] > 0.5
    rest = spread**2 - common**2 / np.where(known, along, np.nan) ** 2
    return np.asarray(rest < limit**2)
