"""Whole files or none: atomic writes, and what must not be written."""

from __future__ import annotations

import errno
import os
import re
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from welllog_mdn.errors import OutputError, UsageError
from welllog_mdn.system import files, signals


def names(folder: Path) -> list[str]:
    """Return what is in `folder`, hidden files too."""
    return sorted(os.listdir(folder))


def test_write_makes_folders_and_leaves_only_the_product(tmp_path: Path) -> None:
    """The folders are made, the bytes are exact, and no temporary file stays."""
    path = tmp_path / "a folder" / "b" / "well\nname.las"
    files.write_atomic(path, b"~V\r\n", overwrite=False)
    assert path.read_bytes() == b"~V\r\n"
    assert names(path.parent) == ["well\nname.las"]


def test_write_refuses_other_bytes_without_overwrite(tmp_path: Path) -> None:
    """An existing file with other bytes is kept, and the message names it and the remedy."""
    path = tmp_path / "w.las"
    path.write_bytes(b"old")
    with pytest.raises(OutputError, match=r"w\.las: exists already.*--overwrite"):
        files.write_atomic(path, b"new", overwrite=False)
    assert path.read_bytes() == b"old"
    files.write_atomic(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


def test_identical_bytes_are_no_conflict_and_are_not_rewritten(tmp_path: Path) -> None:
    """Writing what is there already changes nothing, not even the time of the file."""
    path = tmp_path / "w.las"
    path.write_bytes(b"same")
    os.utime(path, (1, 1))
    files.write_atomic(path, b"same", overwrite=False)
    files.write_atomic(path, b"same", overwrite=True)
    assert path.stat().st_mtime == 1
    assert names(tmp_path) == ["w.las"]


def test_failed_check_leaves_the_old_file(tmp_path: Path) -> None:
    """What the check raises ends the write: old bytes stay and the temporary file goes."""
    path = tmp_path / "w.las"
    path.write_bytes(b"old")
    seen: list[bytes] = []

    def check(temp: Path) -> None:
        assert temp.parent == tmp_path and re.fullmatch(rf"\.w\.las(\.\d+){{2}}\.wmdn-{os.getpid()}\.tmp", temp.name)
        seen.append(temp.read_bytes())
        raise OutputError("self-check failed", file=temp)

    with pytest.raises(OutputError, match="self-check"):
        files.write_atomic(path, b"new", overwrite=True, check=check)
    assert seen == [b"new"]
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["w.las"]


def fail_on_call(number: int, code: int, real: Callable[..., object]) -> Callable[..., object]:
    """Return a version of a system call that fails at its n-th use."""
    calls = iter(range(1, 1_000_000))

    def call(*args: object, **kwargs: object) -> object:
        if next(calls) == number:
            raise OSError(code, os.strerror(code))
        return real(*args, **kwargs)

    return call


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_any_failing_system_call_leaves_old_or_new_but_never_a_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, overwrite: bool
) -> None:
    """Whichever open, write, fsync or rename fails, the file is the old or the new one, whole."""
    path = tmp_path / "w.las"
    old, new = b"o" * 100, b"n" * 100
    if overwrite:
        path.write_bytes(old)
    monkeypatch.setattr(files, "_CHUNK", 40)  # 100 bytes take three writes
    monkeypatch.setattr(files.os, call, fail_on_call(number, errno.EIO, getattr(os, call)))
    try:
        files.write_atomic(path, new, overwrite=True)
        failed = False
    except OutputError as error:
        failed = True
        assert "w.las: cannot be written: input/output error" in str(error)
    monkeypatch.undo()
    assert failed == (number <= {"open": 2, "write": 3, "fsync": 2, "replace": 1}[call])
    renamed = not failed or (call in ("open", "fsync") and number == 2)
    whole = {b"": not overwrite, old: overwrite, new: renamed}
    content = path.read_bytes() if path.exists() else b""
    assert whole.get(content), content[:3]
    assert names(tmp_path) == (["w.las"] if path.exists() else [])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "disk full; free some space"),
        (errno.EACCES, "no permission to write; choose another folder"),
        (errno.EROFS, "read-only"),
        (errno.EDQUOT, "quota"),
    ],
)
def test_message_names_the_cause_and_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    """The system's refusal is one line with the path, the cause and what to do."""
    monkeypatch.setattr(files.os, "fsync", fail_on_call(1, code, os.fsync))
    with pytest.raises(OutputError, match=words) as caught:
        files.write_atomic(tmp_path / "w.las", b"new", overwrite=False)
    assert str(tmp_path / "w.las") in str(caught.value) and "\n" not in str(caught.value)
    assert names(tmp_path) == []


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt])
def test_exhausted_memory_and_interrupts_remove_the_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    """What is no OSError leaves nothing behind either."""

    def fail(descriptor: int) -> None:
        raise error

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(error):
        files.write_atomic(tmp_path / "w.las", b"new", overwrite=False)
    assert names(tmp_path) == []


def test_folder_in_the_way_is_named(tmp_path: Path) -> None:
    """A folder where the file should be, and a file where a folder should be, are refused in words."""
    (tmp_path / "w.las").mkdir()
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(OutputError, match="there is a folder of that name"):
        files.write_atomic(tmp_path / "w.las", b"", overwrite=True)
    with pytest.raises(OutputError, match="not a folder|a file where a folder is needed"):
        files.write_atomic(tmp_path / "plain" / "w.las", b"", overwrite=True)


def test_replaced_file_keeps_its_rights(tmp_path: Path) -> None:
    """A file that is replaced keeps its mode; a new one gets the user's default."""
    path = tmp_path / "w.las"
    path.write_bytes(b"old")
    path.chmod(0o640)
    files.write_atomic(path, b"new", overwrite=True)
    assert path.stat().st_mode & 0o777 == 0o640


def test_link_at_the_output_is_replaced_not_followed(tmp_path: Path) -> None:
    """A symbolic link at the output never leads a write to another file."""
    victim, link = tmp_path / "victim", tmp_path / "w.las"
    victim.write_bytes(b"precious")
    link.symlink_to(victim)
    with pytest.raises(OutputError, match="exists"):
        files.write_atomic(link, b"new", overwrite=False)
    files.write_atomic(link, b"new", overwrite=True)
    assert victim.read_bytes() == b"precious" and not link.is_symlink() and link.read_bytes() == b"new"


def test_safe_stem_shortens_apart() -> None:
    """Two long names that differ at the end get different stems, cut between characters."""
    one, two = (files.safe_stem("я" * 200 + end + ".las") for end in "ab")
    assert one != two and len(one.encode()) <= 200 and one.encode().decode() == one


def test_safe_stem_keeps_what_fits() -> None:
    """A name within the limit is unchanged, dots and blanks too."""
    assert files.safe_stem("/w/31_6-5 v1.2.LAS") == "31_6-5 v1.2"


def test_backup_is_made_once_and_never_replaced(tmp_path: Path) -> None:
    """The first backup is kept; a different one beside it is a refusal."""
    path = tmp_path / "w.las"
    path.write_bytes(b"first")
    for _ in range(2):
        with files.backed_up(path):
            assert (tmp_path / "w.las.bak").read_bytes() == b"first"
    path.write_bytes(b"second")
    with pytest.raises(OutputError, match=r"w\.las\.bak: an earlier backup"), files.backed_up(path):
        pass
    assert (tmp_path / "w.las.bak").read_bytes() == b"first"


def test_a_backup_is_as_private_as_its_file(tmp_path: Path) -> None:
    """Whoever may not read a well may not read its backup."""
    path = tmp_path / "w.las"
    path.write_bytes(b"first")
    path.chmod(0o600)
    with files.backed_up(path):
        assert (tmp_path / "w.las.bak").stat().st_mode & 0o777 == 0o600


def test_two_threads_that_write_one_file_write_it_whole(tmp_path: Path) -> None:
    """One that begins while the other is about to put its file in place."""
    path = tmp_path / "m.safetensors"

    def check(temp: Path) -> None:
        other = threading.Thread(target=files.write_atomic, args=(path, b"other"), kwargs={"overwrite": True})
        other.start()
        other.join()
        assert path.read_bytes() == b"other" and temp.read_bytes() == b"whole"

    files.write_atomic(path, b"whole", overwrite=True, check=check)
    assert path.read_bytes() == b"whole" and names(tmp_path) == [path.name]


# signals


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_during_a_write_waits_until_the_file_is_in_place(
    tmp_path: Path, quiet_signals: None, signum: signal.Signals, code: int
) -> None:
    """The write under way ends whole, then the program stops with the signal's exit code."""
    path = tmp_path / "w.las"

    def check(temp: Path) -> None:
        signal.raise_signal(signum)

    with pytest.raises(signals.Stopped) as caught, signals.stop_on_signals():
        files.write_atomic(path, b"whole", overwrite=False, check=check)
    assert caught.value.exit_code == code
    assert path.read_bytes() == b"whole" and names(tmp_path) == ["w.las"]


def test_second_signal_ends_the_write_at_once(tmp_path: Path, quiet_signals: None) -> None:
    """An impatient user gets out of a long write, and nothing is left."""

    def check(temp: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("not reached")

    with pytest.raises(signals.Stopped), signals.stop_on_signals():
        files.write_atomic(tmp_path / "w.las", b"whole", overwrite=False, check=check)
    assert names(tmp_path) == []


# finding inputs and checking outputs


def closed(folder: Path) -> Callable[[Path], list[str]]:
    """Return `os.listdir` as it is without rights to `folder`."""
    real = os.listdir

    def listdir(path: Path) -> list[str]:
        if Path(path) == folder:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    return listdir


def test_a_file_that_cannot_be_read_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it holds is not known; it is no write that failed, so the command line takes it for a wrong option."""
    path = tmp_path / "m.safetensors"
    path.write_bytes(b"mine")

    def no_open(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("builtins.open", no_open)
    with pytest.raises(OutputError, match="m.safetensors: cannot be read, so it is not replaced") as refused:
        files.check_replaced(path, "a model", {".las"}, re.compile(b"model").match)
    assert refused.value.__cause__ is None


def test_las_files_are_found_in_any_case_sorted_once(tmp_path: Path) -> None:
    """Folders are searched to the bottom; hidden files and folders, other files and repeated paths are left out."""
    for name in ["b.LAS", "a.las", "c.las.bak", ".x.las", "sub/d.Las", "sub/.Trash-0/d.las", "notes.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(b"")
    passed: list[Path] = []
    found = files.find_las([tmp_path, tmp_path / "a.las"], passed.append)
    assert passed == [tmp_path / ".x.las", tmp_path / "sub" / ".Trash-0"]
    assert [p.relative_to(tmp_path).as_posix() for p in found] == ["a.las", "b.LAS", "sub/d.Las"]


def test_a_folder_that_cannot_be_listed_stands_for_its_wells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the one named it is refused as a well is and stops no other. Named itself, it is an error of usage."""
    (tmp_path / "lost+found").mkdir()
    (tmp_path / "a.las").write_bytes(b"")
    monkeypatch.setattr(os, "listdir", closed(tmp_path / "lost+found"))
    assert files.find_las([tmp_path]) == [tmp_path / "a.las", tmp_path / "lost+found"]
    with pytest.raises(UsageError, match=r"lost\+found: cannot be listed: Permission denied"):
        files.find_las([tmp_path / "lost+found"])


def test_loop_of_links_is_walked_once(tmp_path: Path) -> None:
    """A folder that contains a link to itself ends the search all the same; that and a link to a file are told."""
    (tmp_path / "a.las").write_bytes(b"")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "0.las").symlink_to("a.las")
    passed: list[Path] = []
    assert files.find_las([tmp_path, tmp_path], passed.append) == [tmp_path / "a.las"]
    assert {*passed} == {tmp_path / "again", tmp_path / "0.las"}


def test_a_link_to_itself_stops_no_search(tmp_path: Path) -> None:
    """It is a name like another, refused where it is read."""
    (tmp_path / "a.las").write_bytes(b"")
    (tmp_path / "b.las").symlink_to("b.las")
    assert [p.name for p in files.find_las([tmp_path])] == ["a.las", "b.las"]


def test_the_files_beside_a_well_are_those_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link counts although its file lies in a sub-folder; no sub-folder is listed, which may be huge, or closed."""
    (tmp_path / "store").mkdir()
    for name in ("store/b.las", "W.las", ".hidden.las", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "b.las").symlink_to("store/b.las")
    (tmp_path / "again.las").symlink_to("W.las")
    real = os.listdir
    monkeypatch.setattr(os, "listdir", lambda folder: real(folder) if Path(folder) == tmp_path else 1 / 0)
    assert [p.name for p in files.las_beside(tmp_path / "W.las")] == ["W.las", "b.las"]


def test_a_link_beside_its_file_does_not_take_its_name(tmp_path: Path) -> None:
    """The outputs of a well are named after the file, whichever name sorts first."""
    (tmp_path / "w.las").write_bytes(b"")
    (tmp_path / "a.las").symlink_to("w.las")
    assert files.find_las([tmp_path]) == [tmp_path / "w.las"]


def test_folder_without_las_files_is_a_usage_error(tmp_path: Path) -> None:
    """No file is no success."""
    with pytest.raises(UsageError, match="no LAS file") as caught:
        files.find_las([tmp_path])
    assert caught.value.exit_code == 2


def test_named_files_stand_for_themselves(tmp_path: Path) -> None:
    """A path that is no folder is left for the reader to refuse or read, whatever its extension."""
    assert files.find_las([tmp_path / "missing.txt"]) == [tmp_path / "missing.txt"]


def test_output_that_is_an_input_is_refused_through_links_too(tmp_path: Path) -> None:
    """Symbolic and hard links do not hide an input, not even with overwrite."""
    source = tmp_path / "w.las"
    source.write_bytes(b"x")
    (tmp_path / "soft.las").symlink_to(source)
    os.link(source, tmp_path / "hard.las")
    for name in ["w.las", "soft.las", "hard.las"]:
        with pytest.raises(OutputError, match="is an input"):
            files.check_outputs([tmp_path / name], [source], overwrite=True)


def test_existing_output_is_refused_unless_it_may_match(tmp_path: Path) -> None:
    """Before any work: refused without overwrite; left to the write where the same bytes may come."""
    output = tmp_path / "w_DT.las"
    files.check_outputs([output], [], overwrite=False)
    output.write_bytes(b"x")
    with pytest.raises(OutputError, match="--overwrite"):
        files.check_outputs([output], [], overwrite=False)
    files.check_outputs([output], [], overwrite=True)
    files.check_outputs([output], [], overwrite=False, may_match=lambda path: path == output)


def test_a_device_or_pipe_is_never_replaced(tmp_path: Path) -> None:
    """`--json /dev/null --overwrite` by a superuser would leave a plain file in its place."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link):
        with pytest.raises(OutputError, match="never replaced; choose another name"):
            files.check_outputs([path], [], True)
        with pytest.raises(OutputError, match="never replaced; choose another name"):
            files.write_atomic(path, b"new", overwrite=True)
    assert names(tmp_path) == ["link", "pipe"] and pipe.is_fifo()


def test_one_output_of_two_wells_is_refused(tmp_path: Path) -> None:
    """Two wells never share an output."""
    with pytest.raises(OutputError, match="twice"):
        files.check_outputs([tmp_path / "w.las", tmp_path / "." / "w.las"], [], overwrite=True)


def test_output_below_a_file_is_refused_before_any_work(tmp_path: Path) -> None:
    """A file is no folder."""
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(OutputError, match="not a folder"):
        files.check_outputs([tmp_path / "plain" / "sub" / "w.las"], [], overwrite=False)


@pytest.mark.parametrize(
    "name", ["y" * 300 + "/w.las", "new/" + "y" * 300 + "/w.las", "new/" + "y" * 300, ("y" * 200 + "/") * 21]
)
def test_output_of_too_long_a_path_is_refused_in_words_before_any_work(tmp_path: Path, name: str) -> None:
    """A folder's name, a file's in a folder that is not there yet, or the whole: until now after the training."""
    with pytest.raises(OutputError, match="path is too long"):
        files.check_outputs([tmp_path / "new" / "w.las", tmp_path / name], [], overwrite=False)
    assert names(tmp_path) == []
    with pytest.raises(OutputError, match="path is too long"):
        files.write_atomic(tmp_path / name, b"x", overwrite=False)


def test_output_in_a_folder_without_rights_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is tried before the training, not after it."""

    def no_right(**_: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(files.tempfile, "mkdtemp", no_right)
    with pytest.raises(OutputError, match="no permission"):
        files.check_outputs([tmp_path / "new" / "w.las"], [], overwrite=False)
    assert names(tmp_path) == []


def test_a_backup_stays_where_the_file_was_replaced_before_the_work_was_stopped(tmp_path: Path) -> None:
    """The original was lost: a signal is answered behind the replacement, and what fails then took the backup away."""
    path = tmp_path / "a.las"
    path.write_bytes(b"first")
    with pytest.raises(KeyboardInterrupt), files.backed_up(path):
        files.write_atomic(path, b"second", overwrite=True)
        raise KeyboardInterrupt
    assert path.read_bytes() == b"second" and (tmp_path / "a.las.bak").read_bytes() == b"first"
    path.write_bytes(b"first")
    (tmp_path / "a.las.bak").unlink()
    with pytest.raises(KeyboardInterrupt), files.backed_up(path):
        raise KeyboardInterrupt
    assert not (tmp_path / "a.las.bak").exists()
