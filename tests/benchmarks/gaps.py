"""How well gaps of a log are filled in wells that teach too, without and with what was read above and below them.

    python tests/benchmarks/gaps.py FOLDER [--target DTC] [--thickness 10 60 300] [--groups 5] [--wells N] [--ends]

The log is hidden in gaps of a thickness in metres, every five thicknesses, of a fifth of the wells (`--groups`); these
and all other wells teach, and the gaps are predicted. With `--ends` a thickness at the top of the log and one at its
base are hidden instead, which have readings on one side only. With `--wells N` each well is taught by itself and N - 1
others alone (1: a lone well). Printed are pinball, RMSE of P50, the share of the hidden values between P10 and P90 and
the width of that band, as the network gives it and with the well's own readings, see `Prediction.given`; and the same
of the mean over each gap, from realisations.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from measuring import wells_of

from welllog_mdn.logs.kinds import LogKind, default_table
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.rock import rock_values
from welllog_mdn.wells.trusted import TrustedLogs, without

LEVELS = np.array([0.1, 0.5, 0.9])
REALISATIONS = 200


def with_gaps(logs: TrustedLogs, kind: LogKind, thickness: float, ends: bool = False) -> TrustedLogs:
    """The well without the log in its gaps, or at its `ends`."""
    log, depth = logs.logs[kind.name], logs.well.depth_m
    top, base = (f(depth[np.isfinite(log.values)]) for f in (np.min, np.max))
    place = (depth - top) / thickness - 2.5
    hidden = (place >= 0) & (place % 5 < 1) & (depth < base - thickness)
    if ends:
        hidden = (depth < top + thickness) | (depth > base - thickness)
    parts = {name: np.where(hidden, np.nan, getattr(log, name)) for name in ("values", "measured")}
    return replace(logs, logs=MappingProxyType({**logs.logs, kind.name: replace(log, **parts)}))


def filled(
    wells: Sequence[TrustedLogs], kind: LogKind, thickness: float, groups: int, alone: int, ends: bool
) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield of each well the hidden values (n,), and their P10, P50, P90 (3, n) without and with its own readings; then
    the means over its gaps (g,), and theirs (3, g).
    """
    everyone = range(len(wells))
    some = [[i] for i in everyone] if alone else [list(everyone)[g::groups] for g in range(groups)]
    for group in some:
        teach = [(group[0] + k) % len(wells) for k in range(alone)] if alone else list(everyone)
        shown = {i: with_gaps(wells[i], kind, thickness, ends) for i in group}
        model = LogModel(kind.name).fit([shown.get(i, wells[i]) for i in teach])
        for i, logs in shown.items():
            plain = model.predict(without(logs, (kind.name,)))
            given = plain.given(rock_values(logs, kind))
            truth, left = rock_values(wells[i], kind), rock_values(logs, kind)
            rows = np.flatnonzero(np.isfinite(truth) & np.isnan(left) & plain.predicted)
            if len(rows):
                gaps = np.split(rows, np.flatnonzero(np.diff(logs.well.depth_m[rows]) > thickness) + 1)
                means = (over_gaps(p.realisations(REALISATIONS), gaps) for p in (plain, given))
                both = (p.quantile(LEVELS, rows=rows) for p in (plain, given))
                yield truth[rows], *both, over_gaps(truth, gaps), *(np.quantile(m, LEVELS, axis=0) for m in means)


def over_gaps(values: np.ndarray, gaps: Sequence[np.ndarray]) -> np.ndarray:
    """The mean of values (..., n) over the rows of each gap (..., g)."""
    return np.stack([values[..., gap].mean(axis=-1) for gap in gaps], axis=-1)


def scores(y: np.ndarray, q: np.ndarray) -> str:
    """Pinball (mean over the levels, times two), RMSE of P50, share between P10 and P90, width."""
    short, level = y - q, LEVELS[:, None]
    pinball = 2.0 * np.maximum(level * short, (level - 1.0) * short).mean()
    rmse = np.sqrt(np.mean(short[1] ** 2))
    holds, width = np.mean((short[0] >= 0) & (short[2] <= 0)), np.mean(q[2] - q[0])
    return f"pinball {pinball:.4g}, RMSE {rmse:.4g}, holds {holds:.2f}, width {width:.4g}"


def main() -> None:
    """Hide, teach, fill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--target", default="DTC")
    parser.add_argument("--thickness", type=float, nargs="+", default=[10.0, 60.0, 300.0])
    parser.add_argument("--groups", type=int, default=5)
    parser.add_argument("--wells", type=int, default=0)
    parser.add_argument("--ends", action="store_true")
    args = parser.parse_args()
    kind = default_table().target(args.target)
    wells = wells_of(args.folder, kind)
    for thickness in args.thickness:
        found = list(filled(wells, kind, thickness, args.groups, args.wells, args.ends))
        y, plain, given, means, *of_means = (np.concatenate(part, axis=-1) for part in zip(*found, strict=True))
        print(f"{'ends' if args.ends else 'gaps'} of {thickness:g} m, {len(y)} hidden values of {len(found)} wells")
        print(f"  as the network gives them   {scores(y, plain)}")
        print(f"  with the readings around    {scores(y, given)}")
        print(f"mean over each of {len(means)} gaps")
        print(f"  as the network gives it     {scores(means, of_means[0])}")
        print(f"  with the readings around    {scores(means, of_means[1])}", flush=True)


if __name__ == "__main__":
    main()
