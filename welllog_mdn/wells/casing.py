"""Logs that begin inside of a casing: on its way out of it a tool reads steel and mud, not formation.

Shapes: `n` samples of the well.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.wells.line import DepthLine

MUD = 0.5  # ohm.m: the mud in a casing has less, rock above the first oil and gas hardly ever
BESIDE_MUD, BESIDE_ALL = 5.0, 30.0  # times as much as the other one: a deep resistivity beside that of mud, and any
SHORTED = 0.05  # ohm.m: no rock has less, whatever brine fills it
REACH = 5.0  # metres either side, for most of which that holds
LEAST = 10.0  # metres of casing
OPEN_HOLE = 20.0  # metres without such readings, below which there is no more casing
OF_ONE_RUN = 50.0  # metres above these readings where another tool of the string may begin to read
NEAR = "RMED", "RSHA"  # the first that was run is compared with the deep one
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
    near, deep = (measured.get(name, np.full(line.n, np.nan)) for name in judges(measured))
    with np.errstate(invalid="ignore"):
        both, least = (near > 0) & (deep > 0), np.fmin(near, deep)
        shorted = (least > 0) & (least < SHORTED)
        steel = shorted | (deep > BESIDE_ALL * near) | ((deep > BESIDE_MUD * near) & (near < MUD))
    known = both | shorted if both.any() else least > 0
    steel = line.mostly(steel, known, REACH)
    above = line.upper(~line.lasting(known & ~steel, known, OPEN_HOLE), known) & steel
    ends = 2 * int(above.sum()) <= int(known.sum())  # from top to bottom one of the two is wrong
    return above if ends and line.metres(above) >= LEAST else np.zeros(line.n, bool)


def judges(measured: Mapping[str, Floats]) -> tuple[str, str]:
    """Return the kinds that tell of a casing: the shallower resistivity that was run, and the deep one."""
    return next((name for name in NEAR if name in measured and np.isfinite(measured[name]).any()), NEAR[0]), "RDEP"


def of_its_run(depth_m: Floats, measured: Floats, casing: Bools) -> Bools:
    """Return which values (n,) of a log were read above the shoe of a `casing` (n,) in the run that shows it; none of a
    log that was already read far above: another run's, before that casing was set.
    """
    there = np.isfinite(measured) & np.isfinite(depth_m)
    if not casing.any() or not there.any():
        return np.zeros(len(measured), bool)
    top, shoe = depth_m[casing].min(), depth_m[casing].max()
    return there & (depth_m <= shoe) & (depth_m[there].min() >= top - OF_ONE_RUN)
