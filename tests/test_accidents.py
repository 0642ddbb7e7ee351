"""Accidents: killed at any moment, every system call failing, disk full, no rights, runs at once, interrupted.

What must hold after each: a product is there whole or not at all, under its own name; what a killed run leaves is
hidden, belongs to a dead process, and is gone after the next run; the message is one line that names the file.
"""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from small_field import TRAINING, write_field

from welllog_mdn.cli import main
from welllog_mdn.errors import OutputError
from welllog_mdn.system import files, locks
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.splice import NewCurve, spliced, write_las

ROWS = 8_000
KILLS = 40


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LAS file large enough for its copy to take several milliseconds to write."""
    path = tmp_path_factory.mktemp("source") / "in.las"
    head = f"~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.M 0 :\nSTOP.M {ROWS - 1} :\nSTEP.M 1 :\nNULL. -999.25 :\n"
    rows = "".join(f"{i}.0 {50 + i % 37}.125 {90 + i % 11}.5\n" for i in range(ROWS))
    path.write_text(head + "~C\nDEPT.M : depth\nGR.API : gamma\nDT.US/F : sonic\n~A\n" + rows)
    return path


def curves(n: int = ROWS) -> list[NewCurve]:
    """Return the curves that each copy gets."""
    return [NewCurve(f"DT_P{q}", "us/ft", "", np.full(n, 80.0 + q)) for q in (10, 50, 90)]


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a fork of this process and return its process number; it exits 0, or 9 where work raised."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(9)


def end_of(pid: int) -> int:
    """Wait for a child and return its exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def copy_into(folder: Path, source: Path, count: int) -> None:
    """Write `count` copies under locks, as the program does: first a report, then the LAS file."""
    well = read_las(source)
    locks.clear_dead_temps(folder)
    for i in range(count):
        with locks.lock(folder / f"{i}.las"):
            files.write_atomic(folder / f"{i}.pdf", b"%PDF" * 250_000, overwrite=False)
            write_las(folder / f"{i}.las", well, curves(), overwrite=False)


def broken(folder: Path, whole: dict[str, bytes]) -> Iterator[str]:
    """Yield what must not be in a folder: a product that is not whole, or anything else that is not hidden."""
    for path in folder.iterdir():
        kind = path.suffix
        if path.name.startswith("."):
            if not (path.name.endswith(".wmdn-lock") or (".wmdn-" in path.name and kind == ".tmp")):
                yield f"{path.name} left"
        elif path.read_bytes() != whole.get(kind):
            yield f"{path.name} is not whole"


@pytest.mark.slow
def test_kill_at_any_of_forty_moments_leaves_whole_files_or_none(source: Path, tmp_path: Path) -> None:
    """After SIGKILL only whole products and hidden leftovers remain; the next run clears these and completes."""
    whole = {".las": spliced(read_las(source), curves()), ".pdf": b"%PDF" * 250_000}
    start = time.monotonic()
    assert end_of(in_child(lambda: copy_into(tmp_path, source, 2))) == 0
    span = time.monotonic() - start
    rng = random.Random(0)
    hits = 0
    for kill in range(KILLS):
        folder = tmp_path / f"kill{kill}"
        folder.mkdir()
        pid = in_child(lambda folder=folder: copy_into(folder, source, 2))  # type: ignore[misc]
        time.sleep(span * (kill + rng.random()) / KILLS)
        os.kill(pid, signal.SIGKILL)
        if end_of(pid) == -signal.SIGKILL:
            hits += 1
        else:
            span *= 0.8  # the machine was busier when the span was measured
        assert list(broken(folder, whole)) == []
    assert hits >= KILLS / 2  # the kills fell into the work, not behind it
    for folder in tmp_path.glob("kill*"):
        copy_into(folder, source, 2)
        assert sorted(p.name for p in folder.iterdir()) == ["0.las", "0.pdf", "1.las", "1.pdf"]
        assert list(broken(folder, whole)) == []


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "open"])
def test_every_failing_call_of_a_copy_leaves_whole_files_or_none(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The n-th write, fsync, rename or open fails, for every n until a run needs fewer: nothing half is left."""
    whole = {".las": spliced(read_las(source), curves()), ".pdf": b"%PDF" * 250_000}
    monkeypatch.setattr(files, "_CHUNK", 1 << 19)
    for number in range(1, 60):
        folder = tmp_path / str(number)
        folder.mkdir()
        with monkeypatch.context() as patch:
            failed = failing(patch, call, number, folder)
            try:
                copy_into(folder, source, 1)
                message = ""
            except OutputError as error:
                message = str(error)
        assert list(broken(folder, whole)) == []
        assert not [p.name for p in folder.iterdir() if p.name.startswith(".")]
        assert bool(message) == bool(failed) and ("disk full" in message or not message), message
        if not failed:
            assert number > 2 and sorted(p.name for p in folder.iterdir()) == ["0.las", "0.pdf"]
            return
    raise AssertionError("more calls than expected")


def failing(patch: pytest.MonkeyPatch, call: str, number: int, folder: Path) -> list[int]:
    """Let the n-th call that concerns `folder` fail with a full disk; the list returned is empty until it has."""
    real, count, failed = getattr(os, call), iter(range(1, 1_000_000)), []

    def wrapper(*args: object, **kwargs: object) -> object:
        where = args[0] if call in ("open", "replace") else os.readlink(f"/proc/self/fd/{args[0]}")
        if str(folder) in str(where) and next(count) == number:
            failed.append(number)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args, **kwargs)

    patch.setattr(os, call, wrapper)
    return failed


def test_file_larger_than_the_system_allows_leaves_nothing(source: Path, tmp_path: Path) -> None:
    """A real limit of the system (RLIMIT_FSIZE) ends the write in its midst: refused in words, nothing left."""

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        with pytest.raises(OutputError, match=r"0\.las: cannot be written: file larger than"):
            write_las(tmp_path / "0.las", read_las(source), curves())

    assert end_of(in_child(work)) == 0
    assert list(tmp_path.iterdir()) == []


def test_folder_without_rights_is_refused_in_words(source: Path) -> None:
    """In a read-only folder neither a lock nor a file is tried twice: one line with the remedy, before the work too."""
    place = Path(tempfile.mkdtemp())
    well = read_las(source)

    def work() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        output = place / "sealed" / "0.las"
        for attempt in (
            lambda: files.check_outputs([output], [], False),
            lambda: files.check_outputs([output.parent / "new" / "0.las"], [], False),
            lambda: write_las(output, well, curves()),
            lambda: locks.lock(output).__enter__(),
        ):
            with pytest.raises(OutputError, match="no permission to write; choose another folder"):
                attempt()

    try:
        (place / "sealed").mkdir()
        (place / "sealed").chmod(0o555)
        place.chmod(0o755)
        assert end_of(in_child(work)) == 0
        assert list((place / "sealed").iterdir()) == []
    finally:
        (place / "sealed").chmod(0o755)
        shutil.rmtree(place)


def test_four_runs_at_once_share_a_folder(source: Path, tmp_path: Path) -> None:
    """Four processes write the same products: each file is whole, and who comes second is told by whom it is held."""
    whole = {".las": spliced(read_las(source), curves()), ".pdf": b"%PDF" * 250_000}
    out = tmp_path / "out"
    out.mkdir()

    def work() -> None:
        well = read_las(source)
        for i in range(6):
            try:
                with locks.lock(out / f"{i}.las"):
                    files.write_atomic(out / f"{i}.pdf", whole[".pdf"], overwrite=False)
                    write_las(out / f"{i}.las", well, curves(), overwrite=False)
            except OutputError as error:
                assert "is being written by process" in str(error) or "another process" in str(error), error

    children = [in_child(work) for _ in range(4)]
    assert [end_of(pid) for pid in children] == [0] * 4
    assert list(broken(out, whole)) == []
    assert sorted(p.name for p in out.iterdir()) == sorted(f"{i}.{x}" for i in range(6) for x in ("las", "pdf"))


# the whole program


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three small wells with sonic and one without, and a model of them."""
    folder = tmp_path_factory.mktemp("field")
    write_field(folder, wells=4, without=1)
    wells = [str(folder / f"W0{i}.las") for i in range(3)]
    done = call(["train", *wells, "--target", "DT", "-o", str(folder / "DT.safetensors"), *TRAINING, "-q"])
    assert done.exit_code == 0, done.output
    return folder


def call(words: Sequence[str]) -> Result:
    """Run the program in this process."""
    return CliRunner().invoke(main, list(words))


def prediction(field: Path, out: Path, *more: str) -> list[str]:
    """Return the words of a run that writes a report, a LAS copy and a JSON file."""
    model, json = str(field / "DT.safetensors"), str(out / "result.json")
    words = ["predict", str(field / "W03.las"), "--target", "DT", "--model", model]
    return [*words, "-o", str(out), "--json", json, "--device", "cpu", "-q", *more]


def products(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, hidden files too; the JSON file holds a time, and counts by being whole."""
    found = {}
    for path in sorted(folder.iterdir()) if folder.exists() else []:
        data = path.read_bytes()
        found[path.name] = (b"whole" if data.endswith(b"]\n") else b"cut") if path.suffix == ".json" else data
    return found


@pytest.mark.parametrize("name", ["write", "fsync", "replace"])
def test_every_failing_call_of_a_prediction_is_one_line_and_no_half_file(
    field: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Whichever write, fsync or rename of a whole run fails: exit code 1, one line, products whole or absent."""
    clean = tmp_path / "clean"
    assert call(prediction(field, clean)).exit_code == 0
    whole = products(clean)
    assert {"W03_DT.las", "W03_DT.pdf", "result.json"} <= set(whole)
    for number in range(1, 60):
        out = tmp_path / str(number)
        with monkeypatch.context() as patch:
            failed = failing(patch, name, number, out)
            done = call(prediction(field, out))
        assert products(out).items() <= whole.items(), (number, list(products(out)))
        if not failed:
            assert done.exit_code == 0 and number > 3
            return
        lines = [line for line in done.output.splitlines() if line.startswith("error: ")]
        assert done.exit_code == 1 and len(lines) == 1 and "disk full" in lines[0], (number, done.output)
    raise AssertionError("more calls than expected")


def started(words: Sequence[str], until: str) -> subprocess.Popen[str]:
    """Start the program and return once it has said `until`."""
    command = [sys.executable, "-m", "welllog_mdn", *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if until in line:
            return process
    raise AssertionError(f"ended with {process.wait()} before {until!r}")


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_training_ends_in_one_line_and_leaves_nothing(
    field: Path, tmp_path: Path, signum: signal.Signals, code: int
) -> None:
    """SIGINT and SIGTERM stop the program with their exit codes, a line and no traceback; no file is left."""
    out = tmp_path / "out"
    words = ["predict", str(field / "W03.las"), "--target", "DT", "-o", str(out), "--device", "cpu", "--epochs", "5000"]
    process = started(words, "training")
    process.send_signal(signum)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == code, said
    assert "Traceback" not in said and said.strip().splitlines()[-1].startswith("error: stopped by SIG")
    assert products(out) == {}


# Run as a program of its own: the command line after the count runs, and is killed at that many file events in `out`.
KILLED_AT = """
import os, signal, sys
from welllog_mdn.cli import main
count, out = int(sys.argv.pop(1)), sys.argv.pop(1)
EVENTS = {"open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate"}
seen = 0
def watch(event, args):
    global seen
    if event in EVENTS and any(isinstance(a, (str, bytes, os.PathLike)) and out in os.fsdecode(a) for a in args):
        seen += 1
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
try:
    main()
finally:
    print(seen, file=sys.stderr)
"""


def killed_at(count: int, words: Sequence[str], out: Path) -> tuple[int, str]:
    """Run the program until file event `count` in `out` (0: to its end); return its exit code and stderr."""
    command = [sys.executable, "-c", KILLED_AT, str(count), str(out), *words]
    done = subprocess.run(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    return done.returncode, done.stderr


@pytest.mark.slow
def test_kill_of_the_program_at_forty_moments(field: Path, tmp_path: Path) -> None:
    """SIGKILL at forty of its file events: whole products or none, and the next run completes byte for byte."""
    clean = tmp_path / "clean"
    code, said = killed_at(0, prediction(field, clean), clean)
    assert code == 0, said
    events, whole = int(said.splitlines()[-1]), products(clean)
    assert events >= 6  # each product is opened, renamed and looked at
    seen = set()
    for kill in range(KILLS):
        out = tmp_path / str(kill)
        code, said = killed_at(1 + kill * events // KILLS, prediction(field, out), out)
        assert code == -signal.SIGKILL, said
        visible = {name: data for name, data in products(out).items() if not name.startswith(".")}
        assert visible.items() <= whole.items()
        seen.add(len(visible))
        assert call([*prediction(field, out), "--overwrite"]).exit_code == 0
        assert products(out) == whole
    assert len(seen) > 1  # some kills came before the first product, some after


@pytest.mark.slow
def test_four_programs_at_once_into_one_folder(field: Path, tmp_path: Path) -> None:
    """The same prediction four times at once: whole files, and whoever did not write says why in one line."""
    assert call(prediction(field, tmp_path / "clean")).exit_code == 0
    out, command = tmp_path / "out", [sys.executable, "-m", "welllog_mdn"]
    words = [word for word in prediction(field, out) if word not in ("--json", str(out / "result.json"))]
    runs = [subprocess.Popen([*command, *words], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [run.communicate()[1] for run in runs]
    whole = products(tmp_path / "clean")
    del whole["result.json"]
    assert products(out) == whole
    for run, text in zip(runs, said, strict=True):
        errors = [line for line in text.splitlines() if line.startswith("error: ")]
        assert run.returncode == len(errors) and all("is being written by" in line for line in errors), text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_behind_the_last_line_shows_no_traceback(tmp_path: Path, number: signal.Signals) -> None:
    """All is written and said; what still ends are threads."""
    code = (
        "import os, sys, threading, time\nfrom welllog_mdn.cli import main\n"
        f"def late():\n    time.sleep(0.3)\n    os.kill(os.getpid(), {int(number)})\n    time.sleep(0.3)\n"
        "sys.argv = ['welllog-mdn', 'aliases', 'GR']\n"
        "try:\n    main()\nfinally:\n    threading.Thread(target=late).start()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "") and "GR" in done.stdout
