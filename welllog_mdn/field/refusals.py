"""A fault as the refusal of the well that it met: with the file's name, and as a reason in a record."""

from __future__ import annotations

import copy
import errno
import os
import re
import traceback
from pathlib import Path

from welllog_mdn.errors import WelllogError, one_line
from welllog_mdn.field.listener import Listener

_NO_MEMORY = re.compile(r"out of memory|can(no|')t allocate memory|not enough memory|ALLOC_FAILED", re.I)


class InternalError(WelllogError):
    """A fault of the program itself; `trace` shows where, also to another process."""

    def __init__(self, cause: str, *, file: Path | None = None, trace: str = "") -> None:
        super().__init__(cause, file=file, hint="--debug shows where; please report it")
        self.trace = trace


def refusal(error: Exception, path: Path | None = None, listen: Listener | None = None) -> WelllogError:
    """Return whatever went wrong with a file as its refusal; `listen` hears where, of a fault of the program itself."""
    if isinstance(error, WelllogError):
        return error if path is None else of_file(error, path)
    if isinstance(error, MemoryError) or isinstance(error, RuntimeError | OSError) and _NO_MEMORY.search(str(error)):
        return WelllogError("out of memory", file=path, hint="end other programs, or use fewer workers (-j) in a batch")
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        hint = "raise the limit (ulimit -n), or use fewer workers (-j) in a batch"
        return WelllogError("too many open files", file=path, hint=hint)
    if isinstance(error, OSError) and isinstance(error.filename, str | bytes):
        return WelllogError(one_line(error.strerror or error), file=os.fsdecode(error.filename))
    trace = "".join(traceback.format_exception(error))
    fault = InternalError(f"internal error: {type(error).__name__}: {one_line(error, 200)}", file=path, trace=trace)
    if listen is not None:
        listen.unforeseen(fault.trace)
    return fault


def of_file(error: WelllogError, path: Path) -> WelllogError:
    """Return the error with the well's file named, where it names none."""
    if error.file is not None:
        return error
    again = copy.copy(error)
    again.file = path
    return again


def reason_of(error: WelllogError) -> str:
    """Return the cause and the remedy without the file, which has its own place."""
    return one_line(error.where + error.cause + (f"; {error.hint}" if error.hint else ""))
