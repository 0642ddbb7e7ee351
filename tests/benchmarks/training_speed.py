"""Training: ten members as one batched network against ten plain ones, and the memory of a large field.

    python tests/benchmarks/training_speed.py FOLDER [--threads 2] [--epochs 10] [--profile]
    python tests/benchmarks/training_speed.py --rows 5000000

The first trains on features of the wells of FOLDER: both sides have the same layers, rows, batches and steps; the
plain side is written as a tutorial would, with a DataLoader, autograd and torch's Adam, one member after
another. The second fits a whole model on synthetic wells of so many rows and prints the largest memory.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import numpy as np
import torch
from plain_loop import plain_loss
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from welllog_mdn.features import Scaling, feature_matrix, plan_features
from welllog_mdn.field.training import to_learn_from
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.network import EnsembleMDN
from welllog_mdn.mdn.training import TrainingSettings, train
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.stack import StackSettings
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.wells.well import Well

INPUTS, TARGET = ("GR", "RDEP", "RMED", "RHOB", "NPHI"), "DTC"


def field_data(folder: Path, rows: int) -> tuple[Tensor, Tensor]:
    """Scaled features (n, d) and the standardised target (n,) of about `rows` samples of a folder's wells."""
    plan, xs, ys = plan_features(INPUTS, True, default_table(), wells=1, hole=()), [], []
    for path in sorted(folder.rglob("*.las")):
        logs = trusted_logs(read_las(path))
        if TARGET in logs.logs:
            use = np.isfinite(logs.logs[TARGET].values)
            xs.append(feature_matrix(logs, plan)[use])
            ys.append(logs.logs[TARGET].values[use])
    x, y = np.concatenate(xs), np.concatenate(ys)
    pick = np.random.default_rng(0).permutation(len(y))[:rows]
    scaled = Scaling.fit(x[pick]).scaled(x[pick], plan)
    return torch.from_numpy(scaled), torch.from_numpy((y[pick] - y[pick].mean()) / y[pick].std()).float()


class PlainMember(nn.Module):
    """One member with the layers of the program's network."""

    def __init__(self, d: int, s: StackSettings) -> None:
        super().__init__()
        sizes = [d, *s.hidden]
        layers: list[nn.Module] = []
        for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
            layers += [nn.Linear(fan_in, fan_out), nn.SiLU(), nn.Dropout(s.dropout)]
        self.body = nn.Sequential(*layers)
        self.weights = nn.Sequential(nn.Linear(sizes[-1], s.components), nn.Softmax(-1))
        self.means, self.sds = nn.Linear(sizes[-1], s.components), nn.Linear(sizes[-1], s.components)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        h = self.body(x)
        return self.weights(h), self.means(h), self.sds(h).exp() + 1e-5


def plain_seconds(x: Tensor, y: Tensor, s: StackSettings, epochs: int) -> float:
    """Train the members one after another with a DataLoader; return the seconds."""
    started = time.perf_counter()
    for member in range(s.members):
        torch.manual_seed(member)
        network = PlainMember(x.shape[1], s)
        optimiser = torch.optim.AdamW(network.parameters(), lr=s.lr, weight_decay=s.weight_decay)
        sampler = torch.utils.data.RandomSampler(range(len(y)), num_samples=s.steps * s.batch)
        loader = DataLoader(TensorDataset(x, y[:, None]), batch_size=s.batch, sampler=sampler)
        for _ in range(epochs):
            for xb, yb in loader:
                optimiser.zero_grad()
                plain_loss(network(xb), yb).backward()
                optimiser.step()
    return time.perf_counter() - started


def batched_seconds(x: Tensor, y: Tensor, s: StackSettings, epochs: int) -> float:
    """Train the members as one network; return the seconds."""
    network = EnsembleMDN(x.shape[1], s.members, s.hidden, s.components, dropout=s.dropout)
    settings = TrainingSettings(
        epochs=epochs, steps_per_epoch=s.steps, batch=s.batch, lr=s.lr, weight_decay=s.weight_decay, ema=0.98
    )
    started = time.perf_counter()
    train(network, x, y, [torch.arange(len(y))] * s.members, None, settings)
    return time.perf_counter() - started


def compare(folder: Path, epochs: int, profile: bool) -> None:
    """Time both sides on the same data."""
    s = StackSettings()
    x, y = field_data(folder, s.rows * (s.copies + 1))
    batched_seconds(x, y, s, 1)
    ours, plain = batched_seconds(x, y, s, epochs), plain_seconds(x, y, s, epochs)
    steps = epochs * s.steps
    print(f"{s.members} members, {len(y)} rows, {steps} steps of {s.batch}, {torch.get_num_threads()} threads")
    print(f"plain, one by one: {plain:.1f} s ({1e3 * plain / steps / s.members:.2f} ms a step and member)")
    print(f"one batched network: {ours:.1f} s ({1e3 * ours / steps:.2f} ms a step); {plain / ours:.1f} times as fast")
    if profile:
        with torch.profiler.profile() as record:
            batched_seconds(x, y, s, 1)
        print(record.key_averages().table(sort_by="self_cpu_time_total", row_limit=20, max_name_column_width=30))


def synthetic_well(number: int, n: int) -> TrustedLogs:
    """A well of `n` rows with ten logs, as the command `train` keeps it."""
    rng = np.random.default_rng(number)
    shale = np.repeat(rng.random(n // 20 + 1), 20)[:n]

    def log(low: float, high: float) -> np.ndarray:
        return low + (high - low) * (shale + 0.05 * rng.standard_normal(n))

    logs = {"GR": (log(20, 120), "GAPI"), "RHOB": (log(2.1, 2.6), "G/CC"), "NPHI": (log(0.1, 0.4), "V/V")}
    logs |= {"DTC": (log(70, 130), "US/F"), "PEF": (log(2, 4), "B/E"), "DTS": (log(130, 260), "US/F")}
    logs |= {name: (10.0 ** log(0, 1), "OHMM") for name in ("RDEP", "RMED", "RSHA", "RMIC")}
    well = Well.from_arrays(f"W{number}", 1000.0 + number + 0.1 * np.arange(n), logs, uwi=f"UWI-{number:06d}")
    return to_learn_from(trusted_logs(well), [TARGET])


def large_field(rows: int) -> None:
    """Fit a model on synthetic wells; print the largest resident memory."""
    each = 50_000
    wells = [synthetic_well(i, each) for i in range(-(-rows // each))]
    read = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    model = LogModel(TARGET, device="cpu").fit(wells)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(wells)} wells, {model.training_rows_} rows: read {read:.0f} MiB, at most {peak:.0f} MiB in training")
    print(f"training took {time.perf_counter() - started:.0f} s")


def main() -> None:
    """Measure what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--rows", type=int)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.folder:
        compare(args.folder, args.epochs, args.profile)
    if args.rows:
        large_field(args.rows)


if __name__ == "__main__":
    main()
