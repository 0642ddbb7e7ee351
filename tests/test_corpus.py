"""Odd files through the whole program: the right outcome, one clear line, every old byte kept, nothing left behind.

The rules are those of the robustness corpus' own checker, which the slow run calls as it is; its text parser, which is
independent of lasio and of ours, is the judge here too.
"""

from __future__ import annotations

import csv
import importlib.util
import math
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from click.testing import CliRunner
from odd_files import write_odd, write_special

from welllog_mdn.cli import main
from welllog_mdn.errors import LasError
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.splice import NewCurve, write_las

SUBSET = re.compile(r"(000|102|202|206|304|308|316|322|324|330|422|524|535|610|702|804|905)_")
QUANTILES = ("DT_P10", "DT_P50", "DT_P90")


@pytest.fixture(scope="session")
def checker(robustness_folder: Path) -> ModuleType:
    """The corpus' own checker as a module."""
    spec = importlib.util.spec_from_file_location("run_corpus", robustness_folder / "run_corpus.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def model(robustness_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model of the sonic, trained on every fourth row of the two control wells."""
    path = tmp_path_factory.mktemp("model") / "DT.safetensors"
    wells = []
    for name in ("000_control_A.las", "001_control_B.las"):
        head, data = (robustness_folder / "files" / name).read_text("latin-1").split("~Ascii\n")
        thin = path.parent / name
        thin.write_text(head + "~Ascii\n" + "".join(data.splitlines(keepends=True)[::4]), "latin-1", newline="")
        wells.append(str(thin))
    options = ["--members", "2", "--components", "2", "--epochs", "2", "--device", "cpu", "-q"]
    done = CliRunner().invoke(main, ["train", *wells, "--target", "DT", "-o", str(path), *options])
    assert done.exit_code == 0, done.output
    return path


@dataclass(frozen=True)
class Run:
    """What a run of the program did with one file."""

    path: Path
    out: Path
    code: int
    output: str


@pytest.fixture
def run(model: Path, tmp_path: Path) -> Callable[[Path], Run]:
    """Return a function that predicts one file into a folder of its own."""
    count = iter(range(10_000))

    def predict(path: Path) -> Run:
        out = tmp_path / f"out{next(count)}"
        options = ["--model", str(model), "--target", "DT", "--no-report", "--device", "cpu", "-o", str(out)]
        done = CliRunner().invoke(main, ["predict", *options, "--", str(path)])
        return Run(path, out, done.exit_code, done.output)

    return predict


def faults(checker: ModuleType, done: Run, expect: str, mention: str) -> Iterator[str]:
    """Yield what is wrong with a run, in the checker's terms."""
    allowed = set(expect.split("|"))
    left = [p for p in done.out.rglob("*") if p.is_file()] if done.out.exists() else []
    if "Traceback" in done.output or "internal error" in done.output:
        yield f"C2 {done.output[-200:]}"
    if done.code:
        lines = [line for line in done.output.splitlines() if line.startswith("error: ")]
        if "REFUSE" not in allowed:
            yield f"C1 refused: {lines}"
        elif left:
            yield f"C3 left behind {left}"
        elif len(lines) != 1 or repr(done.path.name)[1:-1] not in lines[0]:
            yield f"C4 not one line naming the file: {lines}"
        elif not mentioned(checker, mention, lines, done.path):
            yield f"C4 cause not named: {lines}"
    elif not allowed & {"OK", "WARN"}:
        yield f"C1 written, expected {expect}"
    else:
        lines = [line for line in done.output.splitlines() if line.startswith("warning: ")]
        if allowed <= {"WARN", "REFUSE"} and not mentioned(checker, mention, lines, done.path):
            yield f"C5 silent about {mention}: {lines}"
        yield from written_faults(checker, done, left)


def mentioned(checker: ModuleType, mention: str, lines: list[str], path: Path) -> bool:
    """Say whether a line names the cause, its file's name apart."""
    bare = [line.replace(repr(path.name)[1:-1], "").replace(path.stem, "") for line in lines]
    return not mention or any(checker.rx(mention).search(line) for line in bare)


def written_faults(checker: ModuleType, done: Run, left: list[Path]) -> Iterator[str]:
    """Yield what is wrong with a written copy: old text changed, quantiles crossed or not finite."""
    if len(left) != 1:
        yield f"C7 outputs {left}"
        return
    raw, data = done.path.read_bytes(), left[0].read_bytes()
    if without(data, raw) is None:
        yield "C7 old bytes changed or lost"
    new = checker.parse(data)
    if not set(QUANTILES) <= set(new["names"]):
        yield "C9 no quantiles"
        return
    places, null = [new["names"].index(name) for name in QUANTILES], checker.fl(new["null"] or "-999.25")
    predicted = 0
    for row in new["rows"]:
        row = row[0].split(",") if len(row) == 1 else row  # commas that no DLM declares
        if len(row) != len(new["names"]):
            yield f"C9 a row of {len(row)} cells: {row[:20]}"
            return
        values = [checker.fl(row[i]) for i in places]
        if any(v == null or (v is not None and math.isnan(v) and math.isnan(null)) for v in values):
            continue
        if any(v is None or not math.isfinite(v) for v in values) or sorted(values) != values:
            yield f"C9 {values}"
            return
        predicted += 1
    if not predicted:
        yield "C9 nothing predicted"


def without(data: bytes, old: bytes) -> bytes | None:
    """Return what `data` has more than `old`, line by line, or None where an old line or its start is missing."""
    more, rest = [], iter(data.splitlines(keepends=True))
    for line in old.splitlines(keepends=True):
        body = line.rstrip(b"\r\n\x1a")
        for candidate in rest:
            if candidate.startswith(body) and candidate.endswith(line[len(body) :]):
                more.append(candidate[len(body) :])
                break
            more.append(candidate)
        else:
            return None
    return b"".join([*more, *rest])


def manifest(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the corpus' table."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_corpus_subset_in_process(robustness_folder: Path, checker: ModuleType, run: Callable[[Path], Run]) -> None:
    """One file or two of each class of the corpus; the slow run takes them all."""
    wrong = []
    for row in manifest(robustness_folder):
        path = robustness_folder / "files" / row["file"]
        if SUBSET.match(row["file"]) and path.exists():
            before = path.read_bytes()
            found = list(faults(checker, run(path), row["expect"], row["must_mention"]))
            wrong += [f"{row['file']}: {fault}" for fault in found]
            assert path.read_bytes() == before
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_whole_corpus_by_its_own_checker(robustness_folder: Path, model: Path, tmp_path: Path) -> None:
    """The checker, run as it is against the installed program, fails no file."""
    start = shlex.join([sys.executable, "-m", "welllog_mdn", "predict", "--model", str(model)])
    program = f"{start} --target DT --no-report -o {{out}} -- {{las}}"
    report = tmp_path / "report.csv"
    command = [sys.executable, str(robustness_folder / "run_corpus.py"), "--cmd", program]
    done = subprocess.run([*command, "--report", str(report)], capture_output=True, text=True, check=False)
    with report.open(encoding="utf-8", newline="") as stream:
        wrong = [f"{r['file']}: {r['why']}" for r in csv.DictReader(stream) if r["verdict"] == "FAIL"]
    assert done.returncode == 0 and not wrong, "\n".join([done.stdout, *wrong])


@pytest.mark.slow
def test_siblings_of_the_corpus(
    robustness_folder: Path, checker: ModuleType, run: Callable[[Path], Run], tmp_path: Path
) -> None:
    """Some ninety further defects, made from the good file, have the outcome that the rules ask for."""
    good = robustness_folder / "files" / "000_control_A.las"
    wrong = []
    special = write_special(tmp_path / "special", good)
    for odd, path in [*write_odd(tmp_path / "odd", good.read_text("latin-1")), *special]:
        found = list(faults(checker, run(path), odd.expect, odd.mention))
        wrong += [f"{odd.name}: {fault}" for fault in found]
    assert not wrong, "\n".join(wrong)


def test_decreasing_index_predicts_the_same_values(
    robustness_folder: Path, checker: ModuleType, run: Callable[[Path], Run]
) -> None:
    """The deepest sample first or last: every depth has the same quantiles, in the row order of its file."""
    tables = []
    for name in ("000_control_A", "702_decreasing"):
        done = run(robustness_folder / "files" / f"{name}.las")
        well = read_las(next(done.out.glob("*.las")))
        order = np.argsort(well.depth)
        tables.append(np.array([well.curve(q).values[order] for q in QUANTILES]))
    np.testing.assert_allclose(tables[0], tables[1], atol=2e-4)


def test_lasio_examples_are_refused_or_written_back_whole(
    robustness_folder: Path, checker: ModuleType, tmp_path: Path
) -> None:
    """Every odd file of lasio's own tests is refused in one line, or its copy keeps each old cell text-identical."""
    wrong, tally = [], {"read": 0, "refused": 0}
    for path in sorted((robustness_folder / "lasio_examples").iterdir()):
        try:
            well = read_las(path)
        except LasError as error:
            tally["refused"] += 1
            if "\n" in str(error) or path.name not in str(error):
                wrong.append(f"{path.name}: {error}")
            continue
        tally["read"] += well.n > 0
        curves = [NewCurve(name, "us/ft", "test", np.linspace(50.0, 99.0, well.n)) for name in QUANTILES]
        copy = tmp_path / path.name
        write_las(copy, well, curves, [("WMDN_VERSION", "0.1", "test")])
        wrong += [f"{path.name}: {fault}" for fault in copy_faults(checker, path, copy, well.n)]
    assert not wrong, "\n".join(wrong)
    assert tally == {"read": 38, "refused": 22}  # as README says


def copy_faults(checker: ModuleType, path: Path, copy: Path, rows: int) -> Iterator[str]:
    """Yield what a copy lost, by the checker's parser and by ours."""
    raw, data = path.read_bytes(), copy.read_bytes()
    if without(data, raw) is None:
        yield "old lines changed"
    old, new = checker.parse(raw), checker.parse(data)
    count = len(old["names"])
    if all(len(row) == count for row in old["rows"]) and [r[:count] for r in new["rows"]] != old["rows"]:
        yield "old cells changed"
    again = read_las(copy)
    if again.n != rows or again.curve("DT_P90").values[-1] != 99.0:
        yield "new cells wrong"
