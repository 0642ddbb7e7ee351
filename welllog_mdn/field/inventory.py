"""What files hold before any run: which logs, under which names, over which depths, and what fails the
checks.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from welllog_mdn.errors import Notice, one_line
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.options import Reading
from welllog_mdn.field.reading import all_notices, read_trusted, require_fixed
from welllog_mdn.field.refusals import refusal
from welllog_mdn.logs.kinds import KindTable, LogKind
from welllog_mdn.model.rock import not_rock
from welllog_mdn.system.files import find_las
from welllog_mdn.wells.trusted import TrustedLog, TrustedLogs
from welllog_mdn.wells.well import METRES, Curve, Well
from welllog_mdn.words import aligned, depth_text, whole


@dataclass(frozen=True)
class CurveRecord:
    """One curve: what it is, where it has values, and what of them is not trusted.

    `use` is "log" where the curve stands for its kind, else why it does not: "twin", "distrusted", "empty",
    "position", "index", "label", "prediction", "text", "hole", "drilling" or "unknown". `read_as` is the unit its
    values were taken in. `top` and `base` are in the file's depth unit, None where there is no value. `counts` says how
    many rows are masked, by reason, of which a row may have several, and `masked` how many in all; `drawn` how many are
    not of rock, drawn by hand or through casing: as an input they are read, and they teach nothing. `matrix` is the
    rock in which a porosity reads true, "" where the file does not say.
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
    masked: int = 0
    drawn: int = 0
    matrix: str = ""

    def cells(self, rows: int) -> tuple[str, ...]:
        """Return its line in the table of a file with so many rows."""
        share = whole(self.valid / rows) if rows else ""
        top, base = ("" if depth is None else f"{depth:.2f}" for depth in (self.top, self.base))
        masked = ", ".join(f"{count} {reason}" for reason, count in self.counts.items())
        if self.masked < sum(self.counts.values()):
            masked += f" ({self.masked} rows in all)"
        if self.drawn:
            drawn = f"not masked, but as a target not learnt from: {self.drawn} drawn by hand or through casing"
            masked = f"{masked}; {drawn}" if masked else drawn
        unit = self.unit if self.read_as in ("", self.unit) else f"{self.unit or 'none'} ({self.read_as})"
        log = f"{self.kind} ({self.matrix})" if self.matrix else self.kind or "-"
        return (self.mnemonic, unit, log, str(self.valid), share, top, base, self.use, masked)


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

    def as_text(self, verbose: bool) -> list[str]:
        """Return lines of text: a heading, a table of the curves, what was noticed; none of a file that is refused."""
        if self.error:
            return []
        ends = [depth_text(depth) for depth in (self.top, self.base) if depth is not None]
        span = f"{' to '.join(ends)} {self.depth_unit}" if ends else "no depth"
        step = f", step {self.step:.4g} {self.depth_unit}" if self.step is not None else ""
        ours = ", written by this program" if self.written_by_us else ""
        lines = [one_line(f"{self.file}: {self.well}, {self.rows} rows, {span}{step}{ours}")]
        lines += _table(_CURVE_HEAD, [curve.cells(self.rows) for curve in self.curves], numbers=(3, 4, 5, 6))
        shown_notices = [n for n in self.notices if verbose or n.severity == "warn"]
        return lines + [one_line(f"  {'warning' if n.severity == 'warn' else 'note'}: {n}") for n in shown_notices]


_CURVE_HEAD = ("curve", "unit", "log", "values", "%", "from", "to", "use", "masked")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> list[str]:
    """Return aligned lines below a heading; the columns `numbers` are flush right, no cell but the last is cut off."""
    cells = [head, *(tuple(one_line(cell, 40 if i < len(head) - 1 else 200) for i, cell in enumerate(r)) for r in rows)]
    return [f"  {line}" for line in aligned(cells, right=numbers)]


def logs_of_all(records: Sequence[FileRecord]) -> list[str]:
    """Return as lines, of several wells, which logs they have: in how many of them, and in how much of their rows."""
    wells = [record for record in records if not record.error and not record.written_by_us]
    if len(wells) < 2:
        return []
    found: dict[str, list[tuple[int, int, str]]] = {}
    for record in wells:
        for curve in record.curves:
            # some logs have no unit (cable tension), and a curve that serves as one may be empty
            if curve.kind and (curve.read_as or curve.use in ("log", "hole", "drilling")):
                found.setdefault(curve.kind, []).append((curve.valid, record.rows, curve.mnemonic))
    rows = []
    for kind, uses in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        names = ", ".join(sorted({mnemonic for *_, mnemonic in uses}))
        share = sum(valid for valid, *_ in uses) / max(1, sum(of for _, of, _ in uses))
        rows.append((kind, str(len(uses)), whole(share), names))
    head = ("log", "wells", "% of their rows", "curves")
    return [f"Logs of {len(wells)} wells", *_table(head, rows, numbers=(1, 2))]


def inventory(
    paths: Iterable[str | os.PathLike[str]],
    *,
    reading: Reading | None = None,
    listen: Listener | None = None,
) -> Iterator[FileRecord]:
    """Yield one record for each LAS file of the paths (files or folders), in the order of their names.

    A file that cannot be read yields a record with its `error`; the others go on.

    Raises
    ------
    UsageError : a folder without any LAS file, or an alias file that cannot be read; at the end, units to be fixed of a
        curve that no file has.
    """
    reading = reading or Reading()
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
        masked=int((log.flags > 0).sum()) if log is not None else 0,
        drawn=_drawn(logs, table.kinds[log.kind]) if log is not None else 0,
        matrix=log.matrix if log is not None else "",
    )


def _drawn(logs: TrustedLogs, kind: LogKind) -> int:
    """Return how many rows of a log are not of rock, and not masked."""
    return int(np.isfinite(logs.logs[kind.name].values[not_rock(logs, kind)]).sum()) if kind.role == "log" else 0


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
