"""Locks: of several runs, on this host or another, one at a time may write a file; what killed runs left is cleared."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from welllog_mdn.errors import OutputError
from welllog_mdn.system.files import TEMP_NAME, beside, make_folder, output_error, temp_suffix, write_new
from welllog_mdn.system.processes import alive, host_name, is_here, started
from welllog_mdn.system.signals import signals_held

_LOCK_SUFFIX = ".wmdn-lock"


def _holder(lock_file: Path) -> tuple[int, str, str] | None:
    """Return pid, host and start of a lock's owner; None where it is gone, not to be read, or not filled in."""
    try:
        words = lock_file.read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return None
    return (int(words[0]), words[1], words[2]) if len(words) == 3 and words[0].isdecimal() else None


def _is_stale(lock_file: Path) -> bool:
    """Say whether the owner of the lock is gone: dead on this host, or never filled the lock in."""
    holder = _holder(lock_file)
    if holder is None:
        if os.name == "nt":
            return False
        try:
            return time.time() - lock_file.stat().st_mtime > 10.0
        except FileNotFoundError:
            return False
    pid, host, began = holder
    return is_here(host) and not alive(pid, began)


def _take_over(lock_file: Path) -> None:
    """Remove a stale lock, where the system lets us: in a folder like /tmp only its owner may.

    Of several processes that try at once, none removes the lock of another.
    """
    import fcntl  # no stale lock is ever found where it is missing

    with suppress(OSError), lock_file.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        if os.path.samestat(os.fstat(stream.fileno()), lock_file.stat()) and _is_stale(lock_file):
            os.unlink(lock_file)


@contextmanager
def lock(path: str | os.PathLike[str]) -> Iterator[None]:
    """Hold the right to write `path` against other runs, on this host, another or a container that shares the folder.

    Raises OutputError naming the other process where it is taken. The lock of a dead process is taken over.
    """
    path = Path(path)
    make_folder(path.parent)
    lock_file = beside(path, _LOCK_SUFFIX)
    is_mine = False
    try:
        with signals_held():  # a signal held until the lock is there ends the block, and the lock goes with it
            _acquire(path, lock_file)
            is_mine = True
        yield
    finally:
        if is_mine:
            with suppress(OSError):
                os.unlink(lock_file)


def _acquire(path: Path, lock_file: Path) -> None:
    """Create the lock file of `path`, or raise OutputError."""
    text = f"{os.getpid()} {host_name()} {started(os.getpid())}\n".encode()
    for _ in range(20):
        try:
            _create(lock_file, text)
        except FileExistsError:
            if not _is_stale(lock_file):
                break
            _take_over(lock_file)
        except OSError as error:
            raise output_error(path, error) from error
        else:
            return
    raise _taken(path, lock_file)


def _create(lock_file: Path, text: bytes) -> None:
    """Create a lock with its content in one step, so that no kill leaves one that names nobody.

    Raises FileExistsError where there is one, OSError where it cannot be written.
    """
    temp = beside(lock_file, temp_suffix())
    try:
        write_new(temp, text, 0o644)  # who shares the folder must be able to read whose it is, whatever our umask
        try:
            os.link(temp, lock_file)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            os.close(os.open(lock_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            os.replace(temp, lock_file)
    finally:
        with suppress(OSError):
            os.unlink(temp)


def _taken(path: Path, lock_file: Path) -> OutputError:
    """Return the refusal to write what another process is writing."""
    holder = _holder(lock_file)
    who = f"process {holder[0]} on {holder[1].partition('/')[0]}" if holder else "another process"
    hint = f"wait for it, choose another folder, or remove {lock_file.name} if it is gone"
    return OutputError(f"is being written by {who}", file=path, hint=hint)


def clear_dead_temps(folder: str | os.PathLike[str]) -> list[Path]:
    """Remove what killed runs left in `folder`, temporary files and locks, and return their paths.

    Where another host or container is at work in the folder nothing is removed: its process numbers mean nothing here.
    """
    folder = Path(folder)
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    locks = [folder / name for name in names if name.startswith(".") and name.endswith(_LOCK_SUFFIX)]
    holders = [_holder(each) for each in locks]
    if any(h is not None and not is_here(h[1]) for h in holders):
        return []
    temps = [(folder / n, int(m[2]), m[1] or "0") for n in names if (m := TEMP_NAME.fullmatch(n))]
    removed = []
    for temp, pid, began in temps:
        if not alive(pid, began):
            with suppress(OSError):
                os.unlink(temp)
                removed.append(temp)
    for each in locks:
        if _is_stale(each):
            _take_over(each)
            if not os.path.lexists(each):
                removed.append(each)
    return removed
