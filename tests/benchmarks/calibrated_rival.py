"""What LightGBM's quantiles are worth once they are stretched as this program's are.

    python tests/benchmarks/calibrated_rival.py FOLDER [--target DTC] [--groups 5]

The wells are left out in groups. LightGBM learns P10, P50 and P90 from the others, by the features that this program's
model of them reads; the factor that stretches its band comes from quarters of those others, each predicted by what the
rest taught. Printed are, on the same rows of the blind wells, the scores of LightGBM as it is, stretched, and of this
program.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np
from measuring import wells_of

from welllog_mdn.features import FeaturePlan, feature_matrix
from welllog_mdn.logs.kinds import LogKind, default_table
from welllog_mdn.mdn.calibration import Calibration
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.rock import not_rock
from welllog_mdn.scores import pinball
from welllog_mdn.wells.trusted import TrustedLogs, without

LEVELS = (0.1, 0.5, 0.9)
ROWS = 60_000
PARTS = 4


@dataclass
class BlindWell:
    """Features (n, d), what may teach and what is scored, (n,) with NaN elsewhere."""

    logs: TrustedLogs
    x: np.ndarray
    taught: np.ndarray
    truth: np.ndarray


def shown(logs: TrustedLogs, kind: LogKind, plan: FeaturePlan) -> BlindWell:
    """The well without the log as LightGBM reads it, and what of the log teaches and is scored."""
    log = logs.logs[kind.name]
    truth = np.where((log.measured > kind.low) & (log.measured < kind.high), log.measured, np.nan)
    taught = np.where(not_rock(logs, kind), np.nan, log.values)
    return BlindWell(logs, feature_matrix(without(logs, (kind.name,)), plan), taught, truth)


def boosted(wells: Sequence[BlindWell]) -> Callable[[np.ndarray], np.ndarray]:
    """Features (n, d) -> P10, P50 and P90 (3, n), taught by these wells."""
    x = np.concatenate([w.x[np.isfinite(w.taught)] for w in wells])
    y = np.concatenate([w.taught[np.isfinite(w.taught)] for w in wells])
    step = max(1, -(-len(y) // ROWS))
    settings = {"objective": "quantile", "random_state": 0, "verbose": -1, "n_jobs": 1, "deterministic": True}
    models = [lightgbm.LGBMRegressor(alpha=q, **settings).fit(x[::step], y[::step]) for q in LEVELS]
    return lambda x: np.sort([m.booster_.predict(x) for m in models], axis=0)


def factor(wells: Sequence[BlindWell]) -> float:
    """What the band must be stretched by to hold 80 % of wells that did not teach it."""
    quantiles, y, well = [], [], []
    for part in range(PARTS):
        answer = boosted([w for i, w in enumerate(wells) if i % PARTS != part])
        for i in range(part, len(wells), PARTS):
            rows = np.flatnonzero(np.isfinite(wells[i].taught))[::8]
            quantiles.append(answer(wells[i].x[rows]))
            y.append(wells[i].taught[rows])
            well.append(np.full(len(rows), i))
    y, well = np.concatenate(y), np.concatenate(well)
    return Calibration.fit(np.concatenate(quantiles, 1), y, np.zeros(len(y), np.intp), well, 1).factors[0]


def loss(y: np.ndarray, quantiles: np.ndarray) -> float:
    """Pinball loss, the mean over the three levels, as `evaluate` gives it."""
    return float(np.mean([pinball(y, q, level) for q, level in zip(quantiles, LEVELS, strict=True)]))


def main() -> None:
    """Leave out, teach, score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--target", default="DTC")
    parser.add_argument("--groups", type=int, default=5)
    args = parser.parse_args()
    kind = default_table().target(args.target)
    logs = wells_of(args.folder, kind)
    scored: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {"LightGBM": [], "stretched": [], "this program": []}
    for group in range(args.groups):
        model = LogModel(kind.name).fit([w for i, w in enumerate(logs) if i % args.groups != group])
        wells = [shown(w, kind, model.plan_) for w in logs]
        others = [w for i, w in enumerate(wells) if i % args.groups != group]
        answer, stretch = boosted(others), factor(others)
        for blind in wells[group :: args.groups]:
            ours = model.predict(without(blind.logs, (kind.name,))).quantile(LEVELS)
            rows = np.isfinite(blind.truth) & np.isfinite(ours[1])
            plain = answer(blind.x[rows])
            stretched = plain[1] + stretch * (plain - plain[1])
            for name, quantiles in zip(scored, (plain, stretched, ours[:, rows]), strict=True):
                scored[name].append((blind.truth[rows], quantiles))
        print(f"group {group + 1} of {args.groups}: band of LightGBM stretched by {stretch:.2f}", flush=True)
    for name, found in scored.items():
        y, q = np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found], axis=1)
        held = [float(np.mean((y >= q[0]) & (y <= q[2]))) for y, q in found]
        print(
            f"{name:14s} {len(y)} rows   pinball {loss(y, q):.4g}   holds {np.mean((y >= q[0]) & (y <= q[2])):.2f}"
            f"   worst well {min(held):.2f}"
        )
    for name in ("LightGBM", "stretched"):
        pairs = zip(scored["this program"], scored[name], strict=True)
        ahead = sum(loss(*ours) < loss(*rival) for ours, rival in pairs)
        print(f"this program is better than {name} in {ahead} of {len(logs)} wells")


if __name__ == "__main__":
    main()
