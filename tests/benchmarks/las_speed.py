"""Reading a large file and writing it back with a new curve, against lasio: CPU seconds in one process.

    python tests/benchmarks/las_speed.py [--rows 1000000] [--curves 10]

A file of random logs is made; this program and lasio each read it, and each write it with one curve more. This
program's writing includes the check of the copy that every product has.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lasio
import numpy as np

from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.splice import NewCurve, write_las


def make(path: Path, rows: int, curves: int) -> None:
    """Write a LAS 2.0 file of that many rows and curves beside the depth, two decimals each."""
    names = [f"LOG{i}" for i in range(curves)]
    values = np.random.default_rng(0).normal(100.0, 10.0, (rows, curves))
    step = 0.1
    head = ["~Version", "VERS. 2.0 :", "WRAP. NO :", "~Well", "STRT.M 0.0 :", f"STOP.M {step * (rows - 1):.1f} :"]
    head += [
        f"STEP.M {step} :",
        "NULL. -999.25 :",
        "WELL. LARGE :",
        "~Curve",
        "DEPT.M :",
        *(f"{n}.gAPI :" for n in names),
    ]
    with path.open("w", encoding="ascii") as out:
        out.write("\n".join([*head, "~A", ""]))
        np.savetxt(out, np.column_stack([step * np.arange(rows), values]), fmt=["%.1f", *["%.2f"] * curves])


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU seconds of some work, and what it gave."""
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--curves", type=int, default=10)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path, ours, theirs = (Path(name) / f"{n}.las" for n in ("large", "ours", "theirs"))
        make(path, args.rows, args.curves)
        new = np.linspace(50.0, 150.0, args.rows)
        reading, well = cpu(lambda: read_las(path))
        curve = NewCurve("DT_P50", "us/ft", "made up", new, 2)
        writing, _ = cpu(lambda: write_las(ours, well, [curve]))
        lasio_reading, las = cpu(lambda: lasio.read(str(path)))

        def lasio_write() -> None:
            las.append_curve("DT_P50", new, unit="us/ft")
            las.write(str(theirs), version=2.0)

        lasio_writing, _ = cpu(lasio_write)
    print(f"{args.rows} rows of {args.curves} curves, CPU seconds in one process")
    print("| | this program | lasio | ratio |")
    print("|---|---|---|---|")
    for what, own, other in (("reading", reading, lasio_reading), ("writing", writing, lasio_writing)):
        print(f"| {what} | {own:.1f} | {other:.1f} | {own / other:.2f} |")


if __name__ == "__main__":
    main()
