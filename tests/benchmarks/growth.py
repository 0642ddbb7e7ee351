"""How time and memory of training and predicting grow with the number of wells.

    python tests/benchmarks/growth.py FOLDER [--wells 5 10 20 40 80] [--figure growth.png]

The wells are copies of those of FOLDER with noise on every log, another depth and another UWI, so that none is
taken for another. For each number of wells the commands `train` and `batch` (saved model, no PDF) run with one
thread; printed are CPU seconds, the largest resident memory, and the exponent of a power law through them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from measuring import measure

from welllog_mdn.wells.las import read_las


def noisy_copies(folder: Path, to: Path, count: int, seed: int = 0) -> None:
    """Write `count` wells into `to`: those of `folder` in turn, changed a little."""
    paths = sorted(folder.rglob("*.las"))
    rng = np.random.default_rng(seed)
    to.mkdir(parents=True)
    for i in range(count):
        well = read_las(paths[i % len(paths)])
        curves = [c for c in well.curves if not c.is_text]
        depth = well.depth + 0.37 * (i + 1)
        noisy = [c.values * (1.0 + 0.01 * rng.standard_normal(well.n)) for c in curves]
        heads = [("VERS", "", "2.0"), ("WRAP", "", "NO")]
        lines = ["~Version", *(f"{name}.{unit} {value} :" for name, unit, value in heads), "~Well"]
        lines += [f"STRT.{well.depth_unit} {depth[0]:.4f} :", f"STOP.{well.depth_unit} {depth[-1]:.4f} :"]
        lines += [f"STEP.{well.depth_unit} 0 :", "NULL. -999.25 :", f"WELL. COPY-{i} :", f"UWI. COPY-{i:06d} :"]
        lines += ["~Curve", f"DEPT.{well.depth_unit} :", *(f"{c.mnemonic}.{c.unit} :" for c in curves), "~Ascii", ""]
        grid = np.nan_to_num(np.column_stack([depth, *noisy]), nan=-999.25)
        with (to / f"W{i:04d}.las").open("w", encoding="utf-8") as out:
            out.write("\n".join(lines))
            np.savetxt(out, grid, fmt=["%.4f", *["%.5g"] * len(curves)])


def exponent(wells: list[int], values: list[float]) -> float:
    """Slope of the line through the logarithms: 1 where a quantity doubles with the wells."""
    return float(np.polyfit(np.log(wells), np.log(values), 1)[0])


def draw(path: Path, wells: list[int], columns: dict[str, list[float]]) -> None:
    """Draw seconds and MiB against wells on logarithmic axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3.6), layout="constrained")
    axes = figure.subplots(1, 2)
    for name, values in columns.items():
        at = axes[0] if name.endswith(" s") else axes[1]
        at.loglog(wells, values, "o-", label=f"{name}, exponent {exponent(wells, values):.2f}")
    for at, label in zip(axes, ("CPU seconds", "MiB"), strict=True):
        at.set(xlabel="wells", ylabel=label)
        at.set_xticks(wells, [str(w) for w in wells])
        at.grid(alpha=0.3)
        at.legend()
    figure.savefig(path, dpi=150)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--target", default="DTC")
    parser.add_argument("--wells", type=int, nargs="+", default=[5, 10, 20, 40, 80])
    parser.add_argument("--figure", type=Path)
    args = parser.parse_args()
    names = ("train, CPU s", "train, MiB", "predict, CPU s", "predict, MiB")
    columns: dict[str, list[float]] = {name: [] for name in names}
    print("| wells | rows | " + " | ".join(names) + " |")
    print("|" + "---|" * (len(names) + 2))
    program = [sys.executable, "-m", "welllog_mdn"]
    with tempfile.TemporaryDirectory() as name:
        for count in args.wells:
            wells, model = Path(name) / f"{count}", Path(name) / f"{count}.safetensors"
            noisy_copies(args.folder, wells, count)
            rows = sum(read_las(path).n for path in wells.glob("*.las"))
            train = measure([*program, "train", str(wells), "--target", args.target, "-o", str(model)])
            batch = [*program, "batch", str(wells), "--target", args.target, "--model", str(model), "-j", "1"]
            predict = measure([*batch, "--no-report", "-o", str(Path(name) / f"out{count}")])
            found = (train.cpu, train.peak, predict.cpu, predict.peak)
            for column, value in zip(columns.values(), found, strict=True):
                column.append(value)
            print(f"| {count} | {rows} | " + " | ".join(f"{v:.1f}" for v in found) + " |", flush=True)
    if len(args.wells) > 1:
        cells = (f"{exponent(args.wells, values):.2f}" for values in columns.values())
        print("| exponent | | " + " | ".join(cells) + " |")
    if args.figure:
        draw(args.figure, args.wells, columns)


if __name__ == "__main__":
    main()
