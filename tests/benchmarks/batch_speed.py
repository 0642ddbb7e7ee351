"""A batch against its floor: the wall time of lasio reading and writing the same files.

    python tests/benchmarks/batch_speed.py FOLDER [--model FILE] [--target DTC] [--copies 5]

Copies the wells of FOLDER, predicts them with a saved model (trained on FOLDER where none is named) by one
and by two workers of one thread each, without and with PDF, and prints wall time against lasio's and the
memory of each worker from the tenth well to the last.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from measuring import Measured, measure

LASIO = """
import sys
from pathlib import Path
import joblib, lasio

def copy(path, to):
    with to.open("w", encoding="utf-8") as out:
        lasio.read(str(path)).write(out, version=2.0)

paths = sorted(Path(sys.argv[1]).rglob("*.las"))
joblib.Parallel(int(sys.argv[3]))(joblib.delayed(copy)(p, Path(sys.argv[2]) / f"{i}.las") for i, p in enumerate(paths))
"""


def copies(folder: Path, to: Path, count: int) -> int:
    """Copy the wells of `folder` `count` times; return the number of files."""
    paths = sorted(folder.rglob("*.las"))
    for i in range(count):
        (to / f"copy{i + 1}").mkdir(parents=True)
        for path in paths:
            shutil.copyfile(path, to / f"copy{i + 1}" / path.name)
    return count * len(paths)


def batch(wells: Path, out: Path, model: Path, target: str, jobs: int, *more: str) -> Measured:
    """Predict all wells with a saved model."""
    command = [sys.executable, "-m", "welllog_mdn", "batch", str(wells), "--target", target, "--model", str(model)]
    command += ["-j", str(jobs), "-o", str(out), *more]
    return measure(command, lambda: sum(1 for _ in out.rglob("*.las")), out.with_suffix(".log"))


def flatness(run: Measured, wells: int) -> str:
    """Largest resident MiB of a worker, by wells done: from the tenth well on, in four equal parts."""
    edges = [10 + round((wells - 10) * i / 4) for i in range(5)]
    parts = []
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        workers = [max(list(found.values())[1:], default=0.0) for done, found in run.samples if low <= done < high]
        parts.append(f"wells {low}-{high}: {max(workers, default=float('nan')):.0f}")
    return ", ".join(parts)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--target", default="DTC")
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("--pdf", action="store_true", help="measure two workers with PDF on one copy, too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        n = copies(args.folder, place / "wells", args.copies)
        model = args.model
        if model is None:
            model = place / "model.safetensors"
            program = [sys.executable, "-m", "welllog_mdn", "train", str(args.folder), "--target", args.target]
            measure([*program, "-o", str(model)], log=place / "train.log")
        floor = {}
        for jobs in (1, 2):
            (place / f"lasio{jobs}").mkdir()
            program = [sys.executable, "-c", LASIO, str(place / "wells"), str(place / f"lasio{jobs}"), str(jobs)]
            floor[jobs] = measure(program, log=place / "lasio.log")
            shutil.rmtree(place / f"lasio{jobs}")
        ours = {}
        for jobs in (1, 2):
            ours[jobs] = batch(place / "wells", place / f"out{jobs}", model, args.target, jobs, "--no-report")
            shutil.rmtree(place / f"out{jobs}")
        print(f"{n} wells, model of {args.target}, one thread for each worker, no PDF")
        print("| workers | | lasio reads and writes, s | predicted and written, s | ratio | s per well |")
        print("|---|---|---|---|---|---|")
        for jobs in (1, 2):
            for clock in ("seconds", "cpu"):
                low, spent = (getattr(each[jobs], clock) for each in (floor, ours))
                print(f"| {jobs} | {clock} | {low:.1f} | {spent:.1f} | {spent / low:.2f} | {spent / n:.2f} |")
        print(f"two workers against one: {ours[1].seconds / ours[2].seconds:.2f} times as fast")
        print(f"largest worker of two, resident MiB: {flatness(ours[2], n)}")
        if args.pdf:
            report = batch(place / "wells" / "copy1", place / "pdf", model, args.target, 2)
            few = n // args.copies
            print(f"with PDF, two workers: {report.seconds:.1f} s for {few} wells, {report.seconds / few:.2f} s a well")


if __name__ == "__main__":
    main()
