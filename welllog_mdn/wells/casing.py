"""Logs that begin inside of a casing: on its way out of it a tool reads steel and mud, not formation.

Shapes: `n` samples of the well.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.wells.line import DepthLine

MUD = (0.5, 5.0), (5.0, 30.0)  # ohm.m that mud in a casing, beside poor contacts too, has less than, and times as much
# as it that a deep resistivity then reads: gas and salt have more of the former
SHORTED = 0.05  # ohm.m: no rock has less, whatever brine fills it
REACH = 5.0  # metres either side, for most of which that holds
LEAST = 10.0  # metres of casing, and of a log far above it
OPEN_HOLE = 20.0  # metres without such readings, below which there is no more casing
OF_ONE_RUN = 50.0  # metres above these readings where another tool of the string may begin to read
NEAR = "RMED", "RSHA"  # the lesser of them is compared with the deep one
JUDGES = *NEAR, "RDEP"
BLINDED = frozenset({"resistivity", "conductivity", "density", "porosity", "photoelectric", "potential", "sonic"})


def in_casing(line: DepthLine, measured: Mapping[str, Floats]) -> Bools:
    """Return where resistivities that begin within a casing are in it, (n,), down to the casing shoe.

    The current of a laterolog returns through the steel: the shallow reading is of the mud, and the deep one many times
    more, or both are next to nothing, from the first sample down. Invasion does the former to sand, but not to the
    shale beside it.

    Parameters
    ----------
    measured : kind -> its values (n,) in canonical units.
    """
    *shallow, deep = (measured.get(name, np.full(line.n, np.nan)) for name in JUDGES)
    near = np.fmin(*shallow)
    with np.errstate(invalid="ignore"):
        both, least = (near > 0) & (deep > 0), np.fmin(near, deep)
        shorted = (least > 0) & (least < SHORTED)
        apart = [(near < mud) & (deep > times * near) for mud, times in MUD]
        alike = ~shorted & ~(deep > MUD[0][1] * near)
    known = both | shorted if both.any() else least > 0
    steel, alike = (line.mostly(found, known, REACH) for found in (shorted | apart[0] | apart[1], alike))
    rock = line.lasting(alike, known, OPEN_HOLE)  # without any, one of the resistivities is wrong
    above = line.upper(~rock, known) & steel
    return above if rock.any() and line.metres(above) >= LEAST else np.zeros(line.n, bool)


def of_its_run(line: DepthLine, depth_m: Floats, measured: Floats, casing: Bools) -> Bools:
    """Return which values (n,) of a log were read above the shoe of a `casing` (n,) in the run that shows it; none of a
    log of which ten metres were read far above: another run's, before that casing was set.
    """
    if not casing.any():
        return np.zeros(len(measured), bool)
    there = np.isfinite(measured) & np.isfinite(depth_m)
    top, shoe = depth_m[casing].min(), depth_m[casing].max()
    far = there & (depth_m < top - OF_ONE_RUN)
    return there & ~far & (depth_m <= shoe) & (line.metres(far) < LEAST)
