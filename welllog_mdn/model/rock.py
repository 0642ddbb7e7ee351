"""Which samples of a log are rock: not lines drawn by hand or interpolated, not arrivals through casing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.features import frame_of, window_bounds, window_statistics
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.scores import to_scale
from welllog_mdn.wells.last_well import last_well
from welllog_mdn.wells.quality import MAY_STAND_STILL
from welllog_mdn.wells.steps import DepthFrame
from welllog_mdn.wells.still import is_coarse
from welllog_mdn.wells.trusted import CASING, OUTSIDE, TrustedLogs

MOST_DRAWN = (50.0, 0.1)  # m of an input that are no rock, and share of the predicted depths, from which on it is said:
# most wells have shorter ones
RAMP_LENGTH = 10.0  # metres over which a straight log was drawn, not measured
CASING_LENGTH = 20.0  # metres over which first arrivals through casing are alike
STEEL = (52.0, 62.0, 1.5)  # us/ft: their mean, and their spread
FASTEST_TOP = 49.0  # us/ft: at the top of a log, whose rock begins with a jump
SHOE_JUMP = (40.0, 25.0)  # us/ft by which rock below a casing is slower: half of 20 m, and its first sample
LONGEST_TOP = 150.0  # metres that a log goes up into the casing
FAST_ROCK = {"RHOB": 2.4, "NPHI": 0.12}  # rock as fast as steel is denser (Gardner et al. 1974: 2.65 g/cm3 at 57 us/ft)
# and has fewer pores (Wyllie et al. 1956: 0.07 in limestone at 57 us/ft, none in quartz)


def not_rock(logs: TrustedLogs, kind: LogKind) -> Bools:
    """Samples (n,) of a log that no tool measured in rock: straight lines over ten metres, but of temperatures and
    the like; for DTC, arrivals through steel casing, unless density or neutron are those of rock as fast.
    """
    found: Bools = last_well.once(logs, ("not rock", kind.name), partial(_not_rock, logs, kind))
    return found


def _not_rock(logs: TrustedLogs, kind: LogKind) -> Bools:
    """Find the samples (n,) of `not_rock`."""
    frame, values = frame_of(logs), logs.logs[kind.name].values
    v = to_scale(values[frame.order], kind)
    found = np.zeros(len(v), bool)
    with np.errstate(invalid="ignore"):
        if kind.name not in MAY_STAND_STILL:
            found = _straight(frame, v, max(kind.resolution, 1e-6) / 20.0)
            found &= ~is_coarse(values[frame.order], kind)  # what few digits show as straight is level: quiet rock
        if kind.name == "DTC":
            found |= _through_casing(frame, v, logs.logs[kind.name].measured[frame.order], logs)
    flags = logs.logs[kind.name].flags
    out = ((flags & CASING) > 0) & ((flags & OUTSIDE) == 0)
    out[frame.order] |= found & np.isfinite(v)
    return out


def drawn_inputs(logs: TrustedLogs, kinds: Iterable[LogKind], read: Bools, given: Bools) -> dict[str, Bools]:
    """Where inputs that no tool measured in rock are `read` (n,), by kind: those of which that is `MOST_DRAWN`, in
    metres or as a share of the depths at which the completed log is predicted, `given` (n,). The band knows nothing of
    it.
    """
    frame, (length, share) = frame_of(logs), MOST_DRAWN
    places = {kind.name: not_rock(logs, kind) & np.isfinite(logs.logs[kind.name].values) & read for kind in kinds}
    return {
        name: here
        for name, here in places.items()
        if frame.thickness[here[frame.order]].sum() >= length or (here & given).sum() >= max(share * given.sum(), 1)
    }


def rock_values(logs: TrustedLogs, kind: LogKind) -> Floats:
    """The trusted values (n,) of a log that are of rock, with which a prediction can be compared; NaN elsewhere."""
    if kind.name not in logs.logs:
        return np.full(logs.well.n, np.nan)
    return np.where(not_rock(logs, kind), np.nan, logs.logs[kind.name].values)


def _through_casing(frame: DepthFrame, v: Floats, measured: Floats, logs: TrustedLogs) -> Bools:
    """Samples (s,) of the windows of 20 m over which a sonic log `v` (s,) stays at the slowness of steel, and those
    with which it begins above the casing shoe, as `measured` (s,) shows; but those of rock as fast.
    """
    bounds = window_bounds(frame, CASING_LENGTH)
    mean, spread = window_statistics(frame, v, bounds)
    slow = np.ones(len(v), bool)
    for name in FAST_ROCK.keys() & logs.logs.keys():
        values, limit = logs.logs[name].values[frame.order], FAST_ROCK[name]
        other, _ = window_statistics(frame, values, bounds)
        slow &= ~(other > limit if name == "RHOB" else other < limit)
    steel = (mean > STEEL[0]) & (mean < STEEL[1]) & (spread < STEEL[2]) & slow & np.isfinite(v)
    return (_within(bounds, steel) | _above_the_shoe(frame.z, measured)) & slow


def _above_the_shoe(z: Floats, v: Floats) -> Bools:
    """Samples (s,) with which a sonic log begins inside of the casing: ten metres and more as even and as fast as
    steel, then whatever comes through poor cement, to where the soft rock below the shoe begins with a jump.
    """
    found, there = np.zeros(len(v), bool), np.flatnonzero(np.isfinite(v))
    at = z[there]
    head = v[there[at <= at[0] + RAMP_LENGTH]] if len(there) else v[there]
    if not len(head) or not FASTEST_TOP < head.mean() < STEEL[1]:
        return found
    if head.std() < STEEL[2]:
        of_half, of_one = (head.mean() + jump for jump in SHOE_JUMP)
        for i in there[(at > at[0] + RAMP_LENGTH) & (at <= at[0] + LONGEST_TOP)]:
            if v[i] >= of_one and np.nanmedian(v[(z >= z[i]) & (z <= z[i] + CASING_LENGTH)]) >= of_half:
                found[there[0] : i] = True
                break
    return found


def _straight(frame: DepthFrame, v: Floats, limit: float) -> Bools:
    """Samples (s,) of the windows of ten metres, or ten samples, over which a log departs by less than `limit` (root
    mean square) from a straight line. A deep induction log of a thick shale is smooth, but seldom straight.
    """
    width = max(RAMP_LENGTH, 10 * float(np.median(frame.thickness))) if len(v) else RAMP_LENGTH
    bounds, there = window_bounds(frame, width), np.isfinite(v)
    z = np.where(there, frame.z, np.nan)
    spread, along, both = (window_statistics(frame, values, bounds)[1] for values in (v, z, v + z))
    common = 0.5 * (both**2 - spread**2 - along**2)
    known = along > 0.5 * width / np.sqrt(12)  # samples over half of the window, and of its rows: two lie on a line
    known &= window_statistics(frame, there.astype(np.float64), bounds)[0] > 0.5
    rest = spread**2 - common**2 / np.where(known, along, np.nan) ** 2
    return _within(bounds, (rest < limit**2) & there)


def _within(bounds: tuple[Ints, Ints], centres: Bools) -> Bools:
    """Samples (s,) of the windows, which `bounds` delimit, about some `centres` (s,): what is found of a window holds
    for all of it, and a line of ten metres has its middle in one sample.
    """
    first, last = (np.bincount(bound[centres], minlength=len(centres) + 1) for bound in bounds)
    return np.asarray(np.cumsum(first - last)[:-1] > 0)
