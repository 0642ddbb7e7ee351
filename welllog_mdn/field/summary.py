"""The table of a batch: one row for each well and target, as CSV, as JSON and as lines to read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from welllog_mdn.errors import one_line
from welllog_mdn.files import write_atomic

COLUMNS = (
    "file",
    "well",
    "target",
    "status",
    "rows",
    "predicted",
    "warnings",
    "reason",
    "seconds",
    "output",
    "sha256",
)
Row = dict[str, Any]


def cell(value: object) -> str:
    """Return a value as a CSV cell that no spreadsheet takes for a formula.

    >>> cell("=cmd()"), cell(12), cell(["a: b", "c: d"])
    ("'=cmd()", '12', 'a: b | c: d')
    """
    text = " | ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    text = one_line(text, 100_000)
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def csv_bytes(rows: Sequence[Row]) -> bytes:
    """Return the table as UTF-8 CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(row[name]) for name in COLUMNS] for row in rows)
    return text.getvalue().encode("utf-8", "backslashreplace")


def json_bytes(rows: Sequence[Row]) -> bytes:
    """Return the rows as JSON: the CSV's columns, and what the field's report and `--resume` need beside."""
    text = json.dumps(list(rows), indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def write_summary(folder: Path, rows: Sequence[Row]) -> None:
    """Write summary.csv and summary.json, each whole."""
    write_atomic(folder / "summary.csv", csv_bytes(rows), overwrite=True)
    write_atomic(folder / "summary.json", json_bytes(rows), overwrite=True)


def read_summary(folder: Path) -> list[Row]:
    """Return the rows of an earlier run; none where there was none or its table cannot be understood."""
    try:
        rows = json.loads((folder / "summary.json").read_bytes())
    except (OSError, ValueError):
        return []
    known = isinstance(rows, list) and all(isinstance(r, dict) and set(COLUMNS) <= r.keys() for r in rows)
    return rows if known else []


def as_text(rows: Sequence[Row]) -> list[str]:
    """Return the table as lines for a terminal: what is needed at a glance."""
    head = ("file", "target", "status", "predicted", "of rows", "blind cover", "blind RMSE", "remark")
    table = [head, *(_shown(row) for row in rows)]
    widths = [min(44, max(len(line[i]) for line in table)) for i in range(len(head))]
    return [
        "  ".join(c[:44].ljust(w) for c, w in zip(line[:-1], widths, strict=False)) + "  " + line[-1] for line in table
    ]


def _shown(row: Row) -> tuple[str, ...]:
    """Return one row of the table on the terminal."""
    blind: Mapping[str, Any] = row.get("blind") or {}
    cover = f"{blind['cover']:.0%}" if blind.get("cover") is not None else ""
    rmse = f"{blind['rmse']:.4g}" if blind.get("rmse") is not None else ""
    warnings = f"{len(row['warnings'])} warning{'s' * (len(row['warnings']) != 1)}" if row["warnings"] else ""
    cells = (row["file"], row["target"], row["status"], row["predicted"], row["rows"], cover, rmse)
    return (*(one_line(c, 60) for c in cells), one_line(row["reason"] or warnings, 100))
