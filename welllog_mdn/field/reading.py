"""Reading wells for a job: LAS files as trusted logs, read as the user asked."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from welllog_mdn.errors import Code, LasError, Notice, UsageError, nearest
from welllog_mdn.logs.kinds import KindTable
from welllog_mdn.system.files import listed
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import TrustedLogs

if TYPE_CHECKING:
    from welllog_mdn.field.options import Reading

BY_NAME = "drilling", "position", "label"  # roles of curves that are inputs only where the user names them


def require_there(paths: Iterable[str | os.PathLike[str]]) -> None:
    """Raise UsageError for the first file or folder of wells that is not there, or has no name."""
    given = list(paths)
    require_no_empty(given)
    for path in map(Path, given):
        if not path.exists():
            raise UsageError("no such file or folder", file=path)


def require_no_empty(paths: Iterable[str | os.PathLike[str]]) -> None:
    """Raise UsageError for a path without a letter: the value of an unset variable, it is not the current folder."""
    if not all(map(os.fspath, paths)):
        raise UsageError("the path of a LAS file or folder is empty")


def read_trusted(path: Path, reading: Reading, table: KindTable) -> TrustedLogs:
    """Read one LAS file and judge its curves.

    Raises LasError where the file is refused, or with `--strict` where anything had to be warned of, but of a file that
    this program wrote: that is passed over, or refused by who was asked to predict it. Raises UsageError where `path`
    is a sub-folder that could not be searched (see `find_las`).
    """
    if path.is_dir():
        listed(path)
    well = read_las(path, encoding=reading.encoding, salvage=reading.salvage, table=table)
    logs = trusted_logs(well, table=table, fix_units=reading.fix_units or None)
    logs = _without_warnings_of(_unread(reading, table), logs, table)
    if not well.written_by_us:
        check_strict(path, all_notices(logs), reading)
    return logs


def _unread(reading: Reading, table: KindTable) -> set[str]:
    """Return the kinds of curves that a job reads for nothing: what drilling tells, positions and labels that the user
    did not name, and logs that were excluded and are not predicted; a caliper judges the hole all the same.
    """
    if not reading.targets:
        return set()
    from welllog_mdn.features import named_kinds

    barred, asked = (set(named_kinds(names, None, table)) for names in (reading.barred, reading.asked))
    by_name = {kind.name for kind in table.kinds.values() if kind.role in BY_NAME} - asked
    targets = {table.target(name).name for name in reading.targets}
    return (by_name | {name for name in barred if table.kinds[name].role == "log"}) - targets


def _without_warnings_of(kinds: Collection[str], logs: TrustedLogs, table: KindTable) -> TrustedLogs:
    """Return a well in which what is found in curves of some kinds, which nothing reads, is a note and no warning."""
    if not kinds:
        return logs
    read = {log.mnemonic: kind for kind, log in logs.logs.items()}
    described = {curve.mnemonic: curve.description for curve in logs.well.curves}

    def is_unread(mnemonic: str) -> bool:
        named = table.named(mnemonic, described.get(mnemonic, ""))
        return read.get(mnemonic, named.name if named is not None else "") in kinds

    def noted(notice: Notice) -> Notice:
        """What is said, as a note where all curves that it is about are unread, and nothing of the whole file."""
        of_file = notice.code not in (None, Code.ROWS_LOST)
        about = notice.subject.split(", ")
        return notice if of_file or not all(map(is_unread, about)) else replace(notice, severity="info")

    well = replace(logs.well, notices=tuple(map(noted, logs.well.notices)))
    distrusted = {kind: replace(why, notice=noted(why.notice)) for kind, why in logs.distrusted.items()}
    return replace(logs, well=well, notices=tuple(map(noted, logs.notices)), distrusted=distrusted)


def require_fixed(reading: Reading, mnemonics: Iterable[str]) -> None:
    """Raise UsageError where `--fix-units` names a curve that is not among these mnemonics of the files."""
    known = {m.casefold(): m for m in mnemonics}
    for name, unit in reading.fix_units.items():
        if known and name.casefold() not in known:
            hint = nearest(name, known.values()) or f"there are {', '.join(list(known.values())[:20])}"
            raise UsageError(f"--fix-units {name}={unit}: no file has a curve {name}", hint=hint)


def all_notices(logs: TrustedLogs) -> list[Notice]:
    """Return what reading and judging a well had to say, each once, in order."""
    return list(dict.fromkeys([*logs.well.notices, *logs.notices]))


def warnings_of(notices: Iterable[Notice]) -> list[str]:
    """Return the warnings among notices as records hold them."""
    return [str(n) for n in notices if n.severity == "warn"]


def check_strict(path: Path, notices: Iterable[Notice], reading: Reading) -> None:
    """Raise LasError at the first warning where `--strict` makes warnings refusals."""
    first = next((n for n in notices if n.severity == "warn"), None)
    if reading.strict and first is not None:
        raise LasError(f"a warning counts as a refusal (--strict): {first}", file=path)
