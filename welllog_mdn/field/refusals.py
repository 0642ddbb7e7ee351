"""A fault as the refusal of the well that it met: with the file's name, and as a reason in a record."""

from __future__ import annotations

from pathlib import Path

from welllog_mdn.errors import WelllogError, one_line


def internal_error(error: Exception, path: Path) -> WelllogError:
    """Return an unforeseen fault as the refusal of the well that it met."""
    text = f"internal error: {type(error).__name__}: {one_line(error, 200)}"
    return WelllogError(text, file=path, hint="--debug shows where; please report it")


def of_file(error: WelllogError, path: Path) -> WelllogError:
    """Return the error with the well's file named, where it names none."""
    if error.file is not None:
        return error
    return type(error)(error.cause, file=path, line=error.line, hint=error.hint)


def reason_of(error: WelllogError) -> str:
    """Return the cause and the remedy without the file, which has its own place."""
    where = f"line {error.line}: " if error.line is not None else ""
    return one_line(where + error.cause + (f"; {error.hint}" if error.hint else ""))
