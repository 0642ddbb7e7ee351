"""The logs of a well with what can be trusted of them, and the bits that say why not.

Shapes: `n` samples of the well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.errors import Notice
from welllog_mdn.logs.kinds import KindTable, LogKind
from welllog_mdn.system.pickling import reduced
from welllog_mdn.wells.well import Well

Flags = NDArray[np.uint16]

OUTSIDE, SPIKE, STUCK, BAD_HOLE, CYCLE_SKIP, NULL_LIKE, OTHER_UNIT, ODD_HOLE, CASING = (1 << bit for bit in range(9))
REASONS: Mapping[int, str] = MappingProxyType(
    {
        OUTSIDE: "outside its physical range",
        SPIKE: "spikes",
        STUCK: "stuck",
        BAD_HOLE: "in bad hole",
        CYCLE_SKIP: "cycle skips",
        NULL_LIKE: "undeclared nulls",
        OTHER_UNIT: "in another unit",
        ODD_HOLE: "at odds with the bit size",
        CASING: "in casing",
    }
)


@dataclass(frozen=True, eq=False)
class TrustedLog:
    """One log of a well in canonical units.

    `measured` (n,) has only nulls missing, `values` (n,) also what is distrusted; `flags` (n,) is the bitmask
    that says why. `unit` is the file's own spelling, or what was inferred where there was none. `column` is that of its
    curve, of whose name there may be another; `matrix` the rock in which a porosity reads true, "" where none is named.
    """

    kind: str
    mnemonic: str
    unit: str
    measured: Floats = field(repr=False)
    values: Floats = field(repr=False)
    flags: Flags = field(repr=False)
    column: int = 0
    matrix: str = ""


@dataclass(frozen=True)
class Distrust:
    """Why no curve of a kind is used: `why` says it of the log, `brief` in fewer words ("" where these are no fewer),
    `notice` is what the user was told of the curve; `unit` is that in which it was read, "" where in none.
    """

    why: str
    notice: Notice
    unit: str = ""
    brief: str = ""


@dataclass(frozen=True, eq=False)
class TrustedLogs:
    """The logs of a well, one per kind, with what was found on the way.

    `twins` names the other curves of a kind, `distrusted` the kinds that have a curve but none to be used,
    and why; `counts` maps kind -> reason -> rows. `hole_tested` says where a caliper that is believed, or the density
    correction, could tell a bad hole from a good one. `notices` are those of the quality checks; what the reader noted
    stays with the well. `mnemonics` are those of the file's index and curves, also once the curves are gone; `columns`
    are, of each kind, those of all its curves, as the user fixed their units. `set_aside` says of kinds none of whose
    values are believed to be such at all where their curves hold some, (n,).
    """

    well: Well
    logs: Mapping[str, TrustedLog]
    twins: Mapping[str, tuple[str, ...]]
    bad_hole: Bools = field(repr=False)
    hole_tested: Bools = field(repr=False)
    notices: tuple[Notice, ...]
    counts: Mapping[str, Mapping[str, int]]
    distrusted: Mapping[str, Distrust] = field(default_factory=dict)
    mnemonics: tuple[str, ...] = field(default=(), repr=False)
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    set_aside: Mapping[str, Bools] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)

    def has_values(self, kind: str) -> bool:
        """Whether the well has a value of a log that can be used."""
        return kind in self.logs and bool(np.isfinite(self.logs[kind].values).any())

    def why_missing(self, kind: str, *, briefly: bool = False) -> str:
        """Return why a log has no value to be used although the well has a curve of it; "" where it has none. `briefly`
        without what helps, which the user was told of the curve.
        """
        log = self.logs.get(kind)
        if self.has_values(kind):
            return ""
        if log is not None:
            if not np.isfinite(log.measured).any():
                return f"{log.mnemonic} is all null"
            reasons = self.counts[kind]
            return f"{log.mnemonic} is {max(reasons, key=reasons.__getitem__)}"
        curves = [c for c in self.well.curves if c.kind == kind]
        if not curves:
            return self._with_curve(kind, briefly)
        curve = next((c for c in curves if np.isfinite(c.values).any()), curves[0])
        if curve.is_text:
            return f"{curve.mnemonic} is text"
        return f"{curve.mnemonic} is {'not trusted' if np.isfinite(curve.values).any() else 'all null'}"

    def _with_curve(self, kind: str, briefly: bool) -> str:
        """Return why no curve of a log is used, with its name."""
        if kind not in self.distrusted:
            return ""
        found = self.distrusted[kind]
        why, curve = found.brief if briefly and found.brief else found.why, found.notice.subject
        return why if curve == kind or why.startswith(curve) else f"{curve}: {why}"

    def why_distrusted(self, kind: str) -> str:
        """Return why no curve of a log is used; "" where one is, or there is none."""
        return self.distrusted[kind].why if kind in self.distrusted else ""

    def read_as_other(self, kind: LogKind, table: KindTable) -> str:
        """Return which curve that is named as one of a `kind` was read as which other log, as its values, unit or
        description say; "" without any.
        """
        read = ((log.kind, [log.mnemonic, *self.twins.get(log.kind, ())]) for log in self.logs.values())
        for other, names in read:
            for name in names if other != kind.name else ():
                called = table.named(name)
                if called is not None and called.name == kind.name:
                    return f"{name} was read as {other} (name that if it is meant)"
        return ""

    def quality(self) -> dict[str, dict[str, object]]:
        """Return, by curve that serves as a log, its kind, its measured rows and how many are masked and why; of two
        curves of one name the column is named too.
        """
        names = [log.mnemonic for log in self.logs.values()]
        return {
            log.mnemonic + f" (column {log.column + 1})" * (names.count(log.mnemonic) > 1): {
                "kind": log.kind,
                "rows": int(np.isfinite(log.measured).sum()),
                "masked": dict(self.counts.get(log.kind, {})),
            }
            for log in self.logs.values()
        }


def without(logs: TrustedLogs, hidden: Sequence[str]) -> TrustedLogs:
    """The well as if these kinds had never been logged: their curves are gone, not masked, also one that only its unit
    as the user fixed it makes a log.
    """
    gone = {column for kind in hidden for column in logs.columns.get(kind, ())}
    curves = tuple(c for c in logs.well.curves if c.kind not in hidden and c.column not in gone)
    well = replace(logs.well, curves=curves, text=None)
    kept = MappingProxyType({k: v for k, v in logs.logs.items() if k not in hidden})
    twins = {k: v for k, v in logs.twins.items() if k not in hidden}
    aside = {k: v for k, v in logs.set_aside.items() if k not in hidden}
    return replace(logs, well=well, logs=kept, twins=twins, set_aside=aside)
