"""What files hold before any run: which logs, under which names, over which depths, and what fails the
checks.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from welllog_mdn.errors import Notice, UsageError, nearest
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.options import Reading
from welllog_mdn.field.refusals import refusal
from welllog_mdn.field.training import all_notices, read_trusted, require_fixed
from welllog_mdn.files import find_las
from welllog_mdn.logs.kinds import KindTable, LogKind, default_table
from welllog_mdn.rock import not_rock
from welllog_mdn.wells.quality import TrustedLog, TrustedLogs
from welllog_mdn.wells.well import METRES, Curve, Well


@dataclass(frozen=True)
class CurveRecord:
    """One curve: what it is, where it has values, and what of them is not trusted.

    `use` is "log" where the curve stands for its kind, else why it does not: "twin", "distrusted", "empty",
    "position", "index", "label", "prediction", "text", "hole", "drilling" or "unknown". `read_as` is the unit its
    values were taken in. `top` and `base` are in the file's depth unit, None where there is no value. `counts` says how
    many rows are masked, by reason; `drawn` how many are not of rock, drawn by hand or through casing: as an input they
    are read, and they teach nothing.
    """

    mnemonic: str
    kind: str | None
    use: str
    unit: str
    read_as: str
    valid: int
    top: float | None
    base: float | None
    counts: Mapping[str, int] = field(default_factory=dict)
    drawn: int = 0


@dataclass(frozen=True)
class FileRecord:
    """One file: its well and curves, or why it is refused."""

    file: str
    well: str = ""
    uwi: str = ""
    rows: int = 0
    top: float | None = None
    base: float | None = None
    step: float | None = None
    depth_unit: str = ""
    depth_mnemonic: str = ""
    written_by_us: bool = False
    curves: tuple[CurveRecord, ...] = ()
    notices: tuple[Notice, ...] = ()
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return plain lists, dicts and numbers; notices as severity and text."""
        record = asdict(self)
        record["notices"] = [{"severity": n.severity, "text": str(n)} for n in self.notices]
        return record


def inventory(
    paths: Iterable[str | os.PathLike[str]],
    *,
    alias: str | os.PathLike[str] | None = None,
    fix_units: Mapping[str, str] | None = None,
    encoding: str | None = None,
    salvage: bool = False,
    listen: Listener | None = None,
) -> Iterator[FileRecord]:
    """Yield one record for each LAS file of the paths (files or folders), in the order of their names.

    A file that cannot be read yields a record with its `error`; the others go on.

    Raises
    ------
    UsageError : a folder without any LAS file, or an alias file that cannot be read; at the end, `fix_units` for a
        curve that no file has.
    """
    path_of_aliases = Path(alias) if alias is not None else None
    reading = Reading(encoding=encoding, salvage=salvage, alias=path_of_aliases, fix_units=fix_units or {})
    table, known = reading.table(), dict[str, None]()
    for path in find_las(paths, (listen or Listener()).passed_over):
        record = inspect_file(path, reading, table, listen)
        if not record.error:
            known |= dict.fromkeys([record.depth_mnemonic, *(c.mnemonic for c in record.curves)])
        yield record
    require_fixed(reading, known)


def inspect_file(path: Path, reading: Reading, table: KindTable, listen: Listener | None = None) -> FileRecord:
    """Return the record of one file."""
    try:
        logs = read_trusted(path, reading, table)
    except Exception as error:
        return FileRecord(file=os.fspath(path), error=str(refusal(error, path, listen)))
    well = logs.well
    seen = well.depth[np.isfinite(well.depth)]
    step = well.step_m / METRES[well.depth_unit]
    return FileRecord(
        file=os.fspath(path),
        well=well.name,
        uwi=well.uwi,
        rows=well.n,
        top=float(seen.min()) if len(seen) else None,
        base=float(seen.max()) if len(seen) else None,
        step=float(step) if np.isfinite(step) else None,
        depth_unit=well.depth_unit,
        depth_mnemonic=well.depth_mnemonic,
        written_by_us=well.written_by_us,
        curves=tuple(_curve_record(well, logs, table, curve) for curve in well.curves),
        notices=tuple(all_notices(logs)),
    )


def _curve_record(well: Well, logs: TrustedLogs, table: KindTable, curve: Curve) -> CurveRecord:
    """Return the record of one curve."""
    valid = np.isfinite(curve.values)
    depths = well.depth[valid & np.isfinite(well.depth)]
    log = _log_of(logs, curve)
    return CurveRecord(
        mnemonic=curve.mnemonic,
        kind=log.kind if log is not None else curve.kind,
        use=_use(logs, table, curve),
        unit=curve.unit,
        read_as=log.unit if log is not None else "",
        valid=int(valid.sum()),
        top=float(depths.min()) if len(depths) else None,
        base=float(depths.max()) if len(depths) else None,
        counts=dict(logs.counts.get(log.kind, {})) if log is not None else {},
        drawn=_drawn(logs, table.kinds[log.kind]) if log is not None else 0,
    )


def _drawn(logs: TrustedLogs, kind: LogKind) -> int:
    """Return how many rows of a log are not of rock."""
    return int(not_rock(logs, kind).sum()) if kind.role == "log" else 0


def _log_of(logs: TrustedLogs, curve: Curve) -> TrustedLog | None:
    """Return the log that a curve serves as, None where it serves as none: of two of one name one may."""
    return next((log for log in logs.logs.values() if log.column == curve.column), None)


def _use(logs: TrustedLogs, table: KindTable, curve: Curve) -> str:
    """Return what a curve serves for."""
    if curve.is_text:
        return "text"
    log = _log_of(logs, curve)
    kind = log.kind if log is not None else curve.kind or ""
    if kind == "PREDICTION":
        return "prediction"
    if kind not in table.kinds:
        return "unknown"
    if not np.isfinite(curve.values).any():
        return "empty"
    if log is not None:
        return table.kinds[kind].role
    if curve.mnemonic in logs.twins.get(kind, ()):
        return "twin"
    if kind in logs.distrusted:
        return "distrusted"
    return table.kinds[kind].role


@dataclass(frozen=True)
class AliasRecord:
    """One log kind as the table of aliases shows it.

    `units` are all spellings, `unit_names` one of each unit; `described` says which of its names mean another log where
    a curve's description says so.
    """

    kind: str
    title: str
    role: str
    unit: str
    low: float
    high: float
    units: tuple[str, ...]
    aliases: tuple[str, ...]
    unit_names: tuple[str, ...] = ()
    described: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain lists and numbers."""
        return asdict(self)


def aliases(
    name: str | None = None,
    *,
    unit: str = "",
    description: str = "",
    alias: str | os.PathLike[str] | None = None,
) -> list[AliasRecord]:
    """Return the whole table of log kinds, or the kind that one mnemonic (with its unit and description) means.

    Raises
    ------
    UsageError : the mnemonic is unknown; the nearest are offered.
    """
    table = default_table().with_file(alias) if alias is not None else default_table()
    kinds = list(table.kinds.values())
    if name is not None:
        kind = table.resolve(name, unit, description)
        if kind is None:
            if table.named(name) is not None:
                alone = f"{name}: ambiguous; --unit and --description say which a file's is"
                otherwise = f"{name}: by its unit or description no log of the table"
                raise UsageError(otherwise if unit or description else alone)
            known = [a for k in kinds for a in (k.name, *k.aliases)]
            hint = nearest(name, known) or "an alias file can add your own"
            raise UsageError(f"{name}: no known mnemonic", hint=hint)
        kinds = [kind]
    return [_alias_record(table, kind) for kind in kinds]


def _alias_record(table: KindTable, kind: LogKind) -> AliasRecord:
    """Return one kind's record."""
    names = tuple(dict.fromkeys(unit.name for unit in table.quantities[kind.quantity].values() if unit.name))
    rules = []
    for rule in table.described:
        mine = [m for m in rule.mnemonics if m in kind.aliases and rule.kind != kind.name]
        if mine:
            other = rule.kind or "no log of this table"
            rules.append(f"description in which {rule.says.pattern!r} is found makes {', '.join(mine)} {other}")
    units = tuple(kind.units)
    return AliasRecord(
        kind.name, kind.title, kind.role, kind.unit, kind.low, kind.high, units, kind.aliases, names, tuple(rules)
    )
