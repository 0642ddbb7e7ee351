"""Logs that do not move: a dead tool, or rock without change that was written with few digits or beyond a tool's limit.

Rock salt reads 2.03 g/cm3 for a hundred metres. With four decimals its noise shows; with two it does not, and only
other logs can tell: where they move, the tool stood still, where they do not, the rock did. An induction log in salt
stands at its ceiling, as it should.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.wells.beds import Witness
from welllog_mdn.wells.values import NULL_CONVENTIONS

COARSE = 0.5  # of a tool's resolution: digits no finer than that hide the noise by which a live tool is known
CEILING = 1000.0  # ohm.m: no tool's limit is lower but a micro log's, and no fault of one is told from rock there
NEVER_A_LIMIT = {*NULL_CONVENTIONS, 32767.0, 99999.99}  # but an undeclared null
NO_PORES = 0.1  # v/v: neutron porosity of rock that resists so much
DENSE, LIGHT = 2.65, 2.1  # g/cm3: tight limestone, dolomite and anhydrite are heavier; rock salt is lighter
SHALY = 30.0  # gAPI: salt, anhydrite and tight limestone, which have no porosity, read less
FAINT = 12.0  # gAPI: all but a twentieth of salt, and of the cleanest carbonates, reads less
NORMALISED = 1.5  # gAPI: rock salt reads 3 and more


def last_digit(values: Floats) -> float:
    """Return the least difference between two values of a log, infinity of fewer than two."""
    return float(np.min(np.diff(np.unique(values[np.isfinite(values)])), initial=np.inf))


def is_coarse(values: Floats, kind: LogKind) -> Bools:
    """Say where the last digit of a log stands for half of what the tool resolves, or more, (n,)."""
    digit = last_digit(values)
    if np.isinf(digit):
        return np.zeros(len(values), bool)
    with np.errstate(invalid="ignore", divide="ignore"):
        step = np.log10((values + digit) / values) if kind.log10 else np.full(len(values), digit)
        return np.asarray(step >= COARSE * kind.resolution * (1 - 1e-9))


@dataclass(frozen=True)
class QuietRock:
    """Tells rock that does not change from a tool that does not: `values` (n,) of a log in order of depth, and the
    `others` of the well. What holds for the whole log is worked out once, however often it stands still.
    """

    values: Floats
    kind: LogKind
    others: Sequence[Witness]

    @cached_property
    def _coarse(self) -> Bools:
        return is_coarse(self.values, self.kind)

    @cached_property
    def _highest(self) -> float:
        return float(np.nanmax(self.values))

    def holds(self, run: slice) -> bool:
        """Say whether the log stands still over a `run` of samples because the rock does."""
        seen = self.values[run][np.isfinite(self.values[run])]
        level = float(np.median(seen))
        if self.kind.log10 and level >= CEILING and level == self._highest and level not in NEVER_A_LIMIT:
            return self._is_tight(run)
        if self._coarse[run].sum() < len(seen):
            return False
        moves = self._moves(run)
        return bool(moves) and not any(moves)

    def _is_tight(self, run: slice) -> bool:
        """Say whether rock has no pores over a `run` of samples: as the neutron log says; where none was run, because
        it is dense and no shale, or radiates as little as salt and anhydrite do and its density is none of porous rock.
        The sonic is not asked, see `SILENT`.
        """
        levels = {o.kind: _spread(o.values[run], 50, 50)[1] for o in self.others}
        pores, density, rays = (levels.get(kind, np.nan) for kind in ("NPHI", "RHOB", "GR"))
        if np.isfinite(pores):
            return pores < NO_PORES
        return NORMALISED < rays < (SHALY if density > DENSE else FAINT) and not LIGHT <= density <= DENSE

    def may_hold(self, run: slice) -> bool:
        """Say whether no other log shows that the rock changes over a `run` of samples."""
        return not any(self._moves(run))

    def _moves(self, run: slice) -> list[bool]:
        """Return of each log of another tool that was run there whether it moves."""
        spreads = [(o.floor, *_spread(o.values[run], 5, 95)) for o in self.others]
        return [high - low > floor for floor, low, high in spreads if np.isfinite(low)]


def _spread(values: Floats, low: float, high: float) -> tuple[float, float]:
    """Return two percentiles of the values that are there, NaN of fewer than ten."""
    seen = values[np.isfinite(values)]
    first, last = np.percentile(seen, [low, high]) if len(seen) >= 10 else (np.nan, np.nan)
    return float(first), float(last)
