"""Paths and bytes: whole files or none, and the rules of what may be written where.

A product is written to a dot-file beside its place, flushed to the disk, checked, and renamed (the way of
git's `lockfile.c` and SQLite's atomic commit): a reader sees the old file or the new one, never a part.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from welllog_mdn.errors import OutputError, UsageError
from welllog_mdn.system.processes import started
from welllog_mdn.system.signals import signals_held

NAME_LIMIT = 255
"""Bytes that a file name may have on every common file system."""
STEM_LIMIT = 200
"""Bytes of a well's name in the names of its products: the rest is for what these add to it."""

MOST_OF_USER = 10_000_000
"""Bytes of a file of aliases or tops."""

_CHUNK = 1 << 24
TEMP_NAME = re.compile(r"\..+?(?:\.(\d+))?\.wmdn-(\d+)\.tmp", re.DOTALL)  # when the process began, and its number
_CAUSES = {
    errno.ENOSPC: ("disk full", "free some space and run again"),
    errno.EDQUOT: ("disk quota exceeded", "free some space and run again"),
    errno.EFBIG: ("file larger than this system or its limits allow", "raise the limit (ulimit -f)"),
    errno.EACCES: ("no permission to write", "choose another folder"),
    errno.EPERM: ("no permission to write", "choose another folder"),
    errno.EROFS: ("the file system is read-only", "choose another folder"),
    errno.ENOTDIR: ("a part of the path is not a folder", "choose another folder"),
    errno.EISDIR: ("there is a folder of that name", "choose another folder"),
    errno.EEXIST: ("there is a file where a folder is needed", "choose another folder"),
    errno.ENAMETOOLONG: ("the path is too long", "choose a shorter one"),
    errno.ELOOP: ("the path is a loop of symbolic links", "choose another folder"),
    errno.EIO: ("input/output error of the disk", "check the disk"),
    errno.EMFILE: ("too many open files", "raise the limit (ulimit -n)"),
}


def output_error(path: str | os.PathLike[str], error: OSError) -> OutputError:
    """Return what the system reported about writing `path` as one line with a remedy."""
    cause, hint = _CAUSES.get(error.errno or 0, (error.strerror or str(error), None))
    return OutputError(f"cannot be written: {cause}", file=path, hint=hint)


def read_user_file(path: str | os.PathLike[str], what: str) -> bytes:
    """Return the bytes of a small file of the user's, `what` it is being told where it is none.

    Raises UsageError where it cannot be read, is no regular file (a pipe may never end) or is beyond `MOST_OF_USER`.
    """
    try:
        info = os.stat(path)
        if not stat.S_ISREG(info.st_mode):
            raise UsageError(f"{what} cannot be read: no regular file", file=path)
        if info.st_size > MOST_OF_USER:
            raise UsageError(f"{what} of {info.st_size} bytes, more than the limit of {MOST_OF_USER}", file=path)
        with open(path, "rb") as stream:
            return stream.read()
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{what} cannot be read: {said}", file=path) from error


def sha256_bytes(data: bytes | memoryview) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of the file's bytes in hexadecimal."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fitting(name: str, max_bytes: int) -> str:
    """Return `name`, or where it has more bytes than allowed its start and a hash of the whole."""
    raw = os.fsencode(name)
    if len(raw) <= max_bytes:
        return name
    mark = "-" + sha256_bytes(raw)[:10]
    start = raw[: max_bytes - len(mark)]
    while start and (raw[len(start)] & 0xC0) == 0x80:  # not inside a UTF-8 character
        start = start[:-1]
    return os.fsdecode(start) + mark


def safe_stem(path: str | os.PathLike[str]) -> str:
    """Return the file's name without its extension, in at most `STEM_LIMIT` bytes.

    A longer one is cut and ends in a hash of the whole, so that two long names stay apart.

    >>> safe_stem("wells/31_6-5.las")
    '31_6-5'
    >>> len(safe_stem("A" * 300 + ".las"))
    200
    """
    return _fitting(Path(path).stem, STEM_LIMIT)


def beside(path: Path, suffix: str) -> Path:
    """Return the dot-file in the same folder that belongs to `path`."""
    return path.with_name("." + _fitting(path.name, NAME_LIMIT - 1 - len(suffix)) + suffix)


def temp_suffix() -> str:
    """Return what the names of this thread's temporary files end in: no thread of a process takes another's for those
    of a dead process.
    """
    return f".{threading.get_ident()}.{started(os.getpid())}.wmdn-{os.getpid()}.tmp"


def make_folder(folder: str | os.PathLike[str]) -> None:
    """Make `folder` and the folders above it where they are missing.

    Raises OutputError where that cannot be done.
    """
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise output_error(folder, error) from error


@contextmanager
def no_empty_folder(folder: Path) -> Iterator[None]:
    """Remove at the end what the block has made of `folder` and of the folders above it, where it is empty."""
    missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    try:
        yield
    finally:
        with suppress(OSError):
            for each in missing:
                os.rmdir(each)


def _fsync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, where the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # a folder that may be written but not listed
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write all of `data`, however little the system takes at a time."""
    view = memoryview(data).cast("B")
    while view:
        view = view[os.write(descriptor, view[:_CHUNK]) :]


def write_new(temp: Path, data: bytes | memoryview, mode: int | None) -> None:
    """Write `data` to the new file `temp` and to the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with suppress(FileNotFoundError):  # left by a dead process that had our number
        os.unlink(temp)
    descriptor = os.open(temp, flags, 0o666)
    try:
        if mode is not None:
            os.chmod(temp, mode)
        _write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _same_bytes(path: Path, data: bytes | memoryview) -> bool:
    """Say whether the file at `path` holds exactly `data`."""
    view = memoryview(data).cast("B")
    return path.stat().st_size == len(view) and path.read_bytes() == view


START = 64  # bytes by which a file is known for what it is


def check_replaced(
    path: str | os.PathLike[str],
    what: str,
    barred: Collection[str],
    is_one: Callable[[bytes], object],
    hint: str | None = None,
) -> None:
    """Refuse, before any work, a file of `what` that would be taken for something else, or replace it.

    Raises OutputError where the name ends as one of the `barred` suffixes; or where a file is there that cannot be
    read, or is not empty and whose first bytes are not those of one, as `is_one` says. `hint` says which name would do.
    """
    suffix = Path(path).suffix
    if suffix.lower() in barred:
        raise OutputError(f"no name for {what}: {suffix} files hold something else", file=path, hint=hint)
    if os.path.isfile(path):
        try:
            with open(path, "rb") as file:
                start = file.read(START)
        except OSError:  # no write that failed: nothing has been done yet
            raise OutputError("cannot be read, so it is not replaced", file=path, hint="choose another name") from None
        if start.strip() and not is_one(start):
            kind = what.removeprefix("a ")
            raise OutputError(f"holds no {kind}, so it is not replaced", file=path, hint="choose another name")


def _check_kind(path: Path) -> None:
    """Raise OutputError where `path` leads to what no file may take the place of, such as a folder or /dev/null."""
    if os.path.isdir(path):
        raise output_error(path, IsADirectoryError(errno.EISDIR, ""))
    if os.path.exists(path) and not os.path.isfile(path):
        raise OutputError("is a device, pipe or socket, and never replaced", file=path, hint="choose another name")


def _already_there(path: Path, data: bytes | memoryview, overwrite: bool) -> bool:
    """Say whether `path` holds `data` already.

    Raises OutputError where it holds something else that must not be replaced.
    """
    _check_kind(path)
    try:
        kind = os.lstat(path).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISREG(kind) and _same_bytes(path, data):
        return True
    if not overwrite:
        raise exists_error(path)
    return False


def exists_error(path: str | os.PathLike[str]) -> OutputError:
    """Return the refusal to replace the file at `path`."""
    return OutputError("exists already and holds something else", file=path, hint="--overwrite replaces it")


def write_atomic(
    path: str | os.PathLike[str],
    data: bytes | memoryview,
    *,
    overwrite: bool,
    check: Callable[[Path], None] | None = None,
    mode: int | None = None,
) -> None:
    """Write `data` to `path`, whole or not at all.

    Parameters
    ----------
    overwrite : whether a file that holds other bytes may be replaced. One that holds these is left as it is.
    check : called with the temporary file once it is on the disk; what it raises ends the write.
    mode : rights of a new file, where they are not the usual ones; a file that is replaced keeps its own.

    Raises OutputError where the system refuses or `path` must not be replaced; nothing is left behind then.
    SIGINT and SIGTERM wait until the file is in place. Folders are made as needed.
    """
    path = Path(path)
    make_folder(path.parent)
    temp = beside(path, temp_suffix())
    with signals_held():
        try:
            if _already_there(path, data, overwrite):
                return
            mode = stat.S_IMODE(path.stat().st_mode) if path.is_file() else mode
            write_new(temp, data, mode)
            if check is not None:
                check(temp)
            os.replace(temp, path)
            _fsync_folder(path.parent)
        except OSError as error:
            raise output_error(path, error) from error
        finally:
            with suppress(OSError):
                os.unlink(temp)


def backup_of(path: str | os.PathLike[str]) -> Path:
    """Return where `backed_up` copies `path`: `<name>.bak` beside it.

    Raises OutputError where another backup is there, which is never replaced, its name is too long, or the folder
    cannot be written.
    """
    copy = Path(os.fspath(path) + ".bak")
    _check_length(copy, copy)
    known = copy.is_file() and _same_bytes(copy, Path(path).read_bytes())
    if os.path.lexists(copy) and not known:
        raise OutputError("an earlier backup is there and differs", file=copy, hint="move it away first")
    check_folder(copy.parent, copy)
    return copy


@contextmanager
def backed_up(path: str | os.PathLike[str]) -> Iterator[None]:
    """Keep a copy of `path` beside it, with the same rights, while it is written; where that fails, no new copy stays,
    unless the file has been replaced nevertheless (a signal that came meanwhile is answered behind that).

    Raises OutputError where there can be none.
    """
    copy = backup_of(path)
    there = os.path.lexists(copy)
    write_atomic(copy, Path(path).read_bytes(), overwrite=False, mode=stat.S_IMODE(os.stat(path).st_mode))
    try:
        yield
    except BaseException:
        if not there and _same_bytes(Path(path), copy.read_bytes()):
            copy.unlink(missing_ok=True)
        raise


def _is_las_name(name: str) -> bool:
    """Say whether a file of a folder counts as a LAS file."""
    return name.lower().endswith(".las") and not name.startswith(".")


def listed(folder: Path) -> list[Path]:
    """Return what lies in `folder`, sorted.

    Raises UsageError where it cannot be listed.
    """
    try:
        return [folder / name for name in sorted(os.listdir(folder))]
    except OSError as error:
        raise UsageError(f"cannot be listed: {error.strerror}", file=folder) from error


def _las_below(folder: Path, seen: set[str], passed: Callable[[Path], None]) -> Iterator[Path]:
    """Yield the LAS files below `folder`; a folder reached twice, as through a loop of links, counts once: the second
    is `passed`, and so is a hidden LAS file or folder.

    Hidden folders are not looked into: there lie what was thrown away (`.Trash-1000`) and older copies (`.snapshot`).
    One that cannot be listed, as `lost+found`, stands for the wells that it may hold, so that it is refused as a well.
    """
    real = os.path.realpath(folder)
    if real in seen:
        passed(folder)
        return
    seen.add(real)
    for path in listed(folder):
        if os.path.isdir(path):
            if path.name.startswith("."):
                passed(path)
                continue
            try:
                yield from _las_below(path, seen, passed)
            except UsageError:
                yield path
        elif _is_las_name(path.name):
            yield path
        elif _is_las_name(path.name.lstrip(".")):
            passed(path)


def las_beside(path: str | os.PathLike[str]) -> list[Path]:
    """Return the LAS files of the folder that holds `path`, sorted; sub-folders are not looked into.

    Raises UsageError where the folder cannot be listed.
    """
    inside = listed(Path(path).absolute().parent)
    return _once(each for each in inside if _is_las_name(each.name) and not os.path.isdir(each))


def _unheard(path: Path) -> None:
    """Hear of a path that is passed over, and do nothing."""


def _once(paths: Iterable[Path], passed: Callable[[Path], None] = _unheard) -> list[Path]:
    """Return the paths sorted, of those that lead to one file the file's own name before a link, which is `passed`."""
    found: dict[str, Path] = {}
    for path in sorted(paths, key=lambda each: (os.path.islink(each), each)):
        if found.setdefault(os.path.realpath(path), path) != path:
            passed(path)
    return sorted(found.values())


def find_las(paths: Iterable[str | os.PathLike[str]], passed: Callable[[Path], None] = _unheard) -> list[Path]:
    """Return the LAS files that `paths` name, sorted, each once, by its own name where links lead to it too.

    A folder gives all `*.las` below it, in any case, hidden ones left out; any other path stands for itself,
    so that a missing file is refused where it is read, and so does a sub-folder that cannot be listed. Each path
    to what another leads to, as a link, is `passed`, and each hidden file or folder. Raises UsageError where a folder
    holds no LAS file, or cannot be listed itself.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if not os.path.isdir(path):
            inside = [path]
        elif not (inside := list(_las_below(path, set(), passed))):
            raise UsageError("holds no LAS file", file=path, hint="name a folder with *.las files")
        found += inside
    return _once(found, passed)


def real_path(path: str | os.PathLike[str]) -> Path:
    """Return the path behind all links; a link to itself, of which `Path.resolve` raises an error, stays as it is."""
    return Path(os.path.realpath(path))


def same_file(one: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """Say whether two paths lead to one file, through links of either kind too."""
    return not _places(one).isdisjoint(_places(other))


def _places(path: str | os.PathLike[str]) -> set[object]:
    """Return marks of which two paths share one where they lead to one file, through links of either kind too."""
    places: set[object] = {os.path.realpath(path)}
    with suppress(OSError):
        about = os.stat(path)
        places.add((about.st_dev, about.st_ino))
    return places


def check_folder(folder: Path, output: Path) -> Path:
    """Return the folder that is there of `folder` and those above it. Raise OutputError, which names `output`, where
    nothing could be made in that, or `folder` not be made itself.

    The system is asked by a folder that goes at once: rights alone do not tell, as for root, or below /proc.
    """
    missing = []
    while not os.path.lexists(folder) and folder != folder.parent:
        missing.append(folder.name)
        folder = folder.parent
    for name in missing:
        _check_length(folder / name, output)
    _check_length(output, output)
    try:
        os.rmdir(tempfile.mkdtemp(prefix=".", suffix=".wmdn", dir=folder))
    except OSError as error:  # no write that failed: nothing has been done yet
        raise output_error(output, error) from None
    return folder


def _check_length(path: Path, output: Path) -> None:
    """Raise OutputError, which names `output`, where a path, or a name in it, is longer than the system allows."""
    try:
        os.lstat(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise output_error(output, error) from None


def check_nesting(files: Iterable[str | os.PathLike[str]], folders: Iterable[str | os.PathLike[str]]) -> None:
    """Refuse, before any work, a file to be written at a place that is to be a folder: one of `folders`, the folder of
    another of the `files`, or one above those. None of them need be there yet: so far the system has no objection.

    Raises OutputError.
    """
    real = {os.fspath(file): real_path(file) for file in files}
    needed = [*(place.parent for place in real.values()), *map(real_path, folders)]
    for file, place in real.items():
        if any(folder.is_relative_to(place) for folder in needed):
            raise OutputError("this run needs a folder of that name", file=file, hint="choose another name")


def check_outputs(
    outputs: Sequence[str | os.PathLike[str]],
    inputs: Iterable[str | os.PathLike[str]],
    overwrite: bool,
    *,
    may_match: Callable[[Path], bool] | None = None,
) -> None:
    """Refuse, before any work, outputs that could not or must not be written.

    Parameters
    ----------
    overwrite : whether files that are there may be replaced. An input never may.
    may_match : says of an existing output whether this run may make the same bytes (its provenance tells);
        such a file is left to `write_atomic`, for which identical bytes are no conflict.

    Raises OutputError for the first output that is an input, is named twice, exists, has too long a name, or is in no
    writable folder.
    """
    taken = {place for each in inputs for place in _places(each)}
    names: set[str] = set()
    folders: dict[Path, Path] = {}
    for output in map(Path, outputs):
        if not taken.isdisjoint(_places(output)):
            cause = "is an input, and inputs are never written to"
            raise OutputError(cause, file=output, hint="choose another folder")
        if os.path.realpath(output) in names:
            raise OutputError("would be written twice by this run", file=output)
        names.add(os.path.realpath(output))
        _check_kind(output)
        if os.path.lexists(output) and not overwrite and not (may_match and may_match(output)):
            raise exists_error(output)
        if output.parent not in folders:
            folders[output.parent] = check_folder(output.parent, output)
        _check_length(folders[output.parent] / output.name, output)
