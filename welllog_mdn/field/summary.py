"""The table of a batch: one row for each well and target, as CSV, as JSON and as lines to read.

While a run goes on, each well's rows are appended to a journal beside the summary, and the summary itself is
rewritten each time the field has grown by a tenth: what is written stays proportional to the number of wells.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from welllog_mdn.errors import one_line, short_names
from welllog_mdn.field.products import NO_RECORD
from welllog_mdn.system.files import make_folder, output_error, write_atomic
from welllog_mdn.words import aligned, counted, percent

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


def csv_cell(value: object) -> str:
    """Return a value as a CSV cell that no spreadsheet takes for a formula.

    >>> csv_cell("=cmd()"), csv_cell(12), csv_cell(["a: b", "c: d"])
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
    writer.writerows([csv_cell(row[name]) for name in COLUMNS] for row in rows)
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
        rows = _parsed((folder / "summary.json").read_bytes())
    except OSError:
        return []
    return rows if isinstance(rows, list) and all(map(_is_row, rows)) else []


def _parsed(text: bytes) -> Any:
    """Return what JSON says, None where it is none; NaN and Infinity, which Python takes, are none."""
    try:
        return json.loads(text, parse_constant=_refused, parse_float=_number)
    except (ValueError, RecursionError):
        return None


def _refused(name: str) -> NoReturn:
    """Raise ValueError for a number that JSON does not have: what is kept of a table is written again."""
    raise ValueError(f"{name} is no number of JSON")


def _number(text: str) -> float:
    """Return a number; raise ValueError for one that no machine holds, such as 1e999."""
    value = float(text)
    return value if math.isfinite(value) else _refused(text)


_TEXTS = ("file", "well", "target", "status", "reason", "output", "sha256", "config", "input_sha256")
_TYPES = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(("rows", "seconds"), int | float),
    **dict.fromkeys(("products", "inputs", "quality"), dict),
    **{name: int | float if isinstance(value, int) else type(value) for name, value in NO_RECORD.items()},
}


def _is_row(row: object) -> bool:
    """Say whether this has what every row of the table has, each of its type: a row that somebody edited is none."""
    if not isinstance(row, dict) or not set(COLUMNS) <= row.keys():
        return False
    warnings = row["warnings"]
    if not isinstance(warnings, list) or not all(isinstance(text, str) for text in warnings):
        return False
    return all(isinstance(row[name], kind) for name, kind in _TYPES.items() if name in row)


_NUMBER = int | float
_SCORES = {"unit": str, "r2": _NUMBER | None, **dict.fromkeys(("rows", "cover", "rmse", "bias", "width"), _NUMBER)}
_PARTS: Mapping[str, Mapping[str, Any]] = {
    "band": {"unit": str, "width": _NUMBER},
    "blind": {**_SCORES, "well_trained": bool},
    "refilled": {**_SCORES, "stretch_m": _NUMBER},
    "misfit": {
        **_SCORES,
        **{f"elsewhere_{name}": kind for name, kind in _SCORES.items() if name != "unit"},
        "depth_unit": str,
        **dict.fromkeys(("top", "base"), _NUMBER),
    },
}


def is_whole(row: Row) -> bool:
    """Say whether a row of an earlier run has all that this version says of a well, so that it can be kept; that of
    another version need not, and nobody knows what was edited.
    """
    if not row.keys() >= _TYPES.keys():
        return False
    inputs = row["inputs"].values()
    return all(isinstance(used, dict) and isinstance(used.get("mnemonic"), str) for used in inputs) and all(
        isinstance(row[part].get(name), kind)
        for part, kinds in _PARTS.items()
        if row[part]
        for name, kind in kinds.items()
    )


JOURNAL = ".summary.jsonl"
GROWTH = 1.1  # the summary is rewritten when it has this many times its wells: eleven times the work of writing once


class Journal:
    """The rows of a run, safe as soon as a well is done.

    `rows` maps each well's file to its rows. A well is appended to the journal as one line; `summary.csv` and
    `summary.json` follow when the number of wells has grown by `GROWTH`, and at the end, when the journal goes.
    """

    def __init__(self, folder: Path, order: Sequence[str]) -> None:
        self.folder, self.order = folder, order
        self.rows: dict[str, list[Row]] = {}
        self.refused = 0  # wells, of which a row is
        self._summarised = 0

    def earlier(self) -> dict[str, list[Row]]:
        """Return the rows of an earlier run by file: those of its summary, and of its journal, which is younger."""
        found: dict[str, list[Row]] = {}
        for row in read_summary(self.folder):
            found.setdefault(row["file"], []).append(row)
        for name, rows in _journal_lines(self.folder / JOURNAL):
            found[name] = rows
        return found

    def keep(self, name: str, rows: list[Row]) -> None:
        """Take rows of an earlier run as they are."""
        self.rows[name] = rows
        self.refused += any(row["status"] != "written" for row in rows)

    def begin(self) -> None:
        """Start the journal with the rows that are kept.

        Raises OutputError where the folder cannot be written.
        """
        make_folder(self.folder)
        lines = b"".join(_line(name, rows) for name, rows in self.rows.items())
        write_atomic(self.folder / JOURNAL, lines, overwrite=True)

    def add(self, name: str, rows: list[Row]) -> None:
        """Note that a well is done.

        Raises OutputError where that cannot be written.
        """
        self.keep(name, rows)
        path = self.folder / JOURNAL
        try:
            with path.open("ab") as stream:
                stream.write(_line(name, rows))
        except OSError as error:
            raise output_error(path, error) from error
        if len(self.rows) >= GROWTH * self._summarised:
            self.summarise()

    def summarise(self) -> None:
        """Write the summary of what is done so far."""
        write_summary(self.folder, self.in_order())
        self._summarised = len(self.rows)

    def finish(self) -> None:
        """Write the summary, after which the journal is not needed."""
        self.summarise()
        (self.folder / JOURNAL).unlink(missing_ok=True)

    def in_order(self) -> list[Row]:
        """Return all rows in the order of the files."""
        return [row for name in self.order for row in self.rows.get(name, [])]


def _line(name: str, rows: Sequence[Row]) -> bytes:
    """Return a well's line of the journal."""
    text = json.dumps([name, list(rows)], ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _journal_lines(path: Path) -> Iterable[tuple[str, list[Row]]]:
    """Yield file and rows of each whole line of a journal; a kill may have cut the last one."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        match _parsed(line):
            case [str(name), list(rows)] if all(map(_is_row, rows)):
                yield name, rows


def as_text(rows: Sequence[Row]) -> list[str]:
    """Return the table as lines for a terminal: what is needed at a glance."""
    head = ("file", "target", "status", "predicted", "of rows", "blind cover", "blind RMSE", "remark")
    names = short_names((row["file"] for row in rows), MOST_NAME)
    return aligned([head, *(_shown(row, names[row["file"]]) for row in rows)])


MOST_NAME = 44  # letters of a file's name in the table


def _shown(row: Row, name: str) -> tuple[str, ...]:
    """Return one row of the table on the terminal."""
    blind = row["blind"]
    cover = percent(blind["cover"]) if blind else ""
    rmse = f"{blind['rmse']:.4g} {blind['unit']}".strip() if blind else ""
    warnings = counted(len(row["warnings"]), "warning") if row["warnings"] else ""
    remark = row["reason"] or "; ".join(filter(None, (row["verdict"].rstrip("."), warnings)))
    cells = (row["target"], row["status"], row["predicted"], row["rows"], cover, rmse)
    return (name, *(one_line(c, 44) for c in cells), one_line(remark, 160))
