"""Locks and dead temporary files: one run at a time writes a file, and a killed one is in nobody's way."""

from __future__ import annotations

import errno
import io
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.system.test_files import names
from welllog_mdn.errors import OutputError
from welllog_mdn.system import files, locks, processes, signals


def dead_pid() -> int:
    """Return the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def lock_file(path: Path) -> Path:
    """Return where the lock of `path` lies."""
    return path.with_name(f".{path.name}.wmdn-lock")


def test_second_lock_is_refused_naming_the_process(tmp_path: Path) -> None:
    """While one run writes a file, another is refused with the number of the first; afterwards it may."""
    path = tmp_path / "w.las"
    with locks.lock(path), pytest.raises(OutputError, match=f"process {os.getpid()} on"), locks.lock(path):
        pass
    with locks.lock(path):
        assert lock_file(path).exists()
    assert names(tmp_path) == []


def test_lock_is_released_by_an_error(tmp_path: Path) -> None:
    """A failing run frees the file."""
    with pytest.raises(ZeroDivisionError), locks.lock(tmp_path / "w.las"):
        raise ZeroDivisionError
    assert names(tmp_path) == []


def test_a_signal_while_a_lock_is_taken_leaves_none(
    tmp_path: Path, quiet_signals: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal waits until the lock is there, and stops the run before its block: on another host it would hold."""
    link = os.link

    def stopped(*places: Path) -> None:
        link(*places)
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(os, "link", stopped)
    with pytest.raises(signals.Stopped), signals.stop_on_signals(), locks.lock(tmp_path / "w.las"):
        raise AssertionError("not reached")
    assert names(tmp_path) == []


def test_who_shares_a_folder_can_read_whose_a_lock_is(tmp_path: Path) -> None:
    """Even where the owner lets others read nothing else."""
    before = os.umask(0o077)
    try:
        with locks.lock(tmp_path / "w.las"):
            assert lock_file(tmp_path / "w.las").stat().st_mode & 0o444 == 0o444
    finally:
        os.umask(before)


@pytest.mark.parametrize("call", ["unlink", "open"])
def test_a_dead_lock_that_only_its_owner_may_touch_is_told_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """In a shared folder like /tmp a stranger's lock can be neither removed nor, perhaps, read."""
    stale = lock_file(tmp_path / "w.las")
    stale.write_text(f"{dead_pid()} {socket.gethostname()} 1\n")
    os.utime(stale, (0, 0))
    real = getattr(os, call) if call == "unlink" else io.open

    def closed(path: Path, *more: object, **named: object) -> object:
        if Path(path) == stale:
            raise PermissionError(errno.EPERM, "Operation not permitted", os.fspath(path))
        return real(path, *more, **named)

    monkeypatch.setattr(os if call == "unlink" else io, call, closed)
    assert locks.clear_dead_temps(tmp_path) == []
    told = r"is being written by .*remove \.w\.las\.wmdn-lock"
    with pytest.raises(OutputError, match=told), locks.lock(tmp_path / "w.las"):
        pass
    with locks.lock(tmp_path / "other.las"):
        pass
    assert names(tmp_path) == [stale.name]


def test_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    """A killed run on this host locks nothing."""
    path = tmp_path / "w.las"
    lock_file(path).write_text(f"{dead_pid()} {socket.gethostname()} 1\n")
    with locks.lock(path):
        assert lock_file(path).read_text().startswith(f"{os.getpid()} ")


def test_lock_of_a_reused_process_number_is_taken_over(tmp_path: Path) -> None:
    """A living process that began later than the lock's owner is not its owner."""
    path = tmp_path / "w.las"
    lock_file(path).write_text(f"{os.getpid()} {socket.gethostname()} 1\n")
    with locks.lock(path):
        assert lock_file(path).exists()


def test_a_lock_that_holds_no_process_number_names_nobody(tmp_path: Path) -> None:
    """A superscript is a digit, yet no number."""
    lock_file(tmp_path / "w.las").write_text("\u00b2 host 0\n", "utf-8")
    with pytest.raises(OutputError, match="by another process"), locks.lock(tmp_path / "w.las"):
        pass


@pytest.mark.parametrize("host", ["elsewhere", "elsewhere/1", f"{socket.gethostname()}/1"])
def test_lock_of_another_host_or_container_is_respected(tmp_path: Path, host: str) -> None:
    """Process numbers of another host, or of a container that has the name of this one, mean nothing here: its lock
    holds, and says how to go on; nor are temporary files beside it those of a dead process.
    """
    path, temp = tmp_path / "w.las", tmp_path / f".w.las.1.1.wmdn-{dead_pid()}.tmp"
    lock_file(path).write_text(f"{dead_pid()} {host} 1\n")
    temp.write_text("half")
    named = f"on {host.partition('/')[0]}; "
    with pytest.raises(OutputError, match=named + r".*remove \.w\.las\.wmdn-lock"), locks.lock(path):
        pass
    assert locks.clear_dead_temps(tmp_path) == [] and lock_file(path).exists() and temp.exists()


def test_stale_lock_goes_to_one_of_many(tmp_path: Path) -> None:
    """Of eight threads that find a dead lock, exactly one holds the file at any time."""
    path = tmp_path / "w.las"
    lock_file(path).write_text(f"{dead_pid()} {socket.gethostname()} 1\n")
    start, end = threading.Barrier(8), threading.Barrier(8)
    got: list[int] = []

    def contend(number: int) -> None:
        start.wait()
        try:
            with locks.lock(path):
                got.append(number)
                end.wait()
        except OutputError:
            end.wait()

    threads = [threading.Thread(target=contend, args=(i,)) for i in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(got) == 1


def test_leftovers_of_dead_processes_are_removed(tmp_path: Path) -> None:
    """Temporary files and locks of dead processes go; those of the living, and the user's files, stay."""
    pid, host = dead_pid(), socket.gethostname()
    gone = [tmp_path / f".a\nb.las.wmdn-{pid}.tmp", tmp_path / ".w.las.wmdn-lock"]
    gone[0].write_bytes(b"part")
    gone[1].write_text(f"{pid} {host} 1\n")
    stay = [tmp_path / name for name in [f".b.las.wmdn-{os.getppid()}.tmp", f"b.wmdn-{pid}.tmp", ".hidden"]]
    for each in stay:
        each.write_bytes(b"")
    assert set(locks.clear_dead_temps(tmp_path)) == set(gone)
    assert names(tmp_path) == sorted(each.name for each in stay)


def test_leftovers_of_a_reused_process_number_are_removed(tmp_path: Path) -> None:
    """A living process that began later is not the one that wrote them."""
    mine = processes.started(os.getpid())
    old, young = (tmp_path / f".a.las.{start}.wmdn-{os.getpid()}.tmp" for start in ("1", mine))
    lock_file(tmp_path / "w.las").write_text(f"{os.getpid()} {socket.gethostname()} 1\n")
    for each in (old, young):
        each.write_bytes(b"part")
    assert set(locks.clear_dead_temps(tmp_path)) == {old, lock_file(tmp_path / "w.las")}
    assert young.exists()


def test_a_lock_is_never_seen_without_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes into being filled in; where the file system has no hard links, it works all the same."""
    with locks.lock(tmp_path / "a.las"):
        assert lock_file(tmp_path / "a.las").read_text().split()[0] == str(os.getpid())
        assert names(tmp_path) == [".a.las.wmdn-lock"]

    def no_links(*args: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with locks.lock(tmp_path / "b.las"):
        assert lock_file(tmp_path / "b.las").read_text().split()[0] == str(os.getpid())
        with pytest.raises(OutputError, match="is being written by process"), locks.lock(tmp_path / "b.las"):
            pass
    assert names(tmp_path) == []


def test_nothing_is_removed_while_another_host_works_there(tmp_path: Path) -> None:
    """A process number of another host may look dead here."""
    temp = tmp_path / f".a.las.wmdn-{dead_pid()}.tmp"
    temp.write_bytes(b"part")
    (tmp_path / ".a.las.wmdn-lock").write_text("1 elsewhere 1\n")
    assert locks.clear_dead_temps(tmp_path) == []
    assert temp.exists()


def test_missing_folder_has_no_leftovers(tmp_path: Path) -> None:
    """A folder that is not there yet is no error."""
    assert locks.clear_dead_temps(tmp_path / "none") == []


def test_lock_is_released_by_a_signal(tmp_path: Path, quiet_signals: None) -> None:
    """A stopped run leaves no lock."""
    with pytest.raises(signals.Stopped), signals.stop_on_signals(), locks.lock(tmp_path / "w.las"):
        signal.raise_signal(signal.SIGTERM)
    assert names(tmp_path) == []


def test_long_names_are_written_and_locked(tmp_path: Path) -> None:
    """A name of 255 bytes leaves no room for a longer one beside it, and works all the same."""
    path = tmp_path / ("µ" * 125 + "w.las")
    assert len(os.fsencode(path.name)) == 255
    with locks.lock(path):
        files.write_atomic(path, b"x", overwrite=False)
    assert names(tmp_path) == [path.name]
