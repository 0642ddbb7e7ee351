"""The two toy problems, with their exact conditional densities, and the benchmark that trains on them.

`linear`: x uniform on (0, 1), y = 5 x + x^2 e with e standard normal. `mixture`: s = sin x + 3 x cos x + u
with u uniform on (0, 1), divided by its maximum; y is 2 x + 0.5 u1 where s rounds to one, else 8 x + 0.5
u2, with u1 and u2 uniform on (0, 1). Both come from a lab on mixture density networks (ErSE 222). Nothing
below the class `Toy`'s children knows a formula; training is that of `welllog_mdn.mdn`, as for wells.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.special import ndtr, ndtri, xlogy
from torch import Tensor

from welllog_mdn.errors import UsageError, nearest
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.mdn.network import EnsembleMDN
from welllog_mdn.mdn.training import History, TrainingSettings, train

SAMPLES = 2048  # of which one half trains and the other stops
FRESH = 100_000

Pairs = tuple[np.ndarray, np.ndarray]


class Toy(ABC):
    """A toy problem: how to draw it, and the density of y given x that it was drawn from."""

    name: str
    components: int  # of the reference
    epochs: int  # of the reference
    entropy: float  # expected negative log density, in nats

    @abstractmethod
    def draw(self, n: int, generator: np.random.Generator) -> Pairs:
        """Return x (n,) and y (n,), drawn by the reference's recipe."""

    @abstractmethod
    def fresh(self, n: int, generator: np.random.Generator) -> Pairs:
        """Return x (n,) and y (n,) of the density that `log_prob` knows, x uniform on (0, 1)."""

    @abstractmethod
    def log_prob(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Exact log density of y given x; -inf where y cannot be."""

    @abstractmethod
    def cdf(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Exact probability of a value below y given x."""

    @abstractmethod
    def quantile(self, x: np.ndarray, level: float) -> np.ndarray:
        """Exact quantile of y given x."""

    @abstractmethod
    def moments(self, x: np.ndarray) -> Pairs:
        """Exact mean and standard deviation of y given x."""


class Linear(Toy):
    """y = 5 x + x^2 e: one Gaussian, whose standard deviation goes to zero at x = 0."""

    name, components, epochs = "linear", 1, 300
    entropy = 0.5 * math.log(2.0 * math.pi * math.e) - 2.0  # E log x^2 = -2

    def draw(self, n: int, generator: np.random.Generator) -> Pairs:
        x = generator.random(n)
        return x, 5.0 * x + x**2 * generator.standard_normal(n)

    fresh = draw

    def log_prob(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return -0.5 * ((y - 5.0 * x) / x**2) ** 2 - 2.0 * np.log(x) - 0.5 * math.log(2.0 * math.pi)

    def cdf(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return ndtr((y - 5.0 * x) / x**2)

    def quantile(self, x: np.ndarray, level: float) -> np.ndarray:
        return 5.0 * x + x**2 * ndtri(level)

    def moments(self, x: np.ndarray) -> Pairs:
        return 5.0 * x, x**2


class Mixture(Toy):
    """Two branches of uniform noise; between x = 0.19 and 0.51 both are alive.

    The recipe divides s by the largest of its sample, 3.464 on average over samples of 2048; the density is
    that of this average.
    """

    name, components, epochs = "mixture", 2, 200
    scale = 3.464

    def draw(self, n: int, generator: np.random.Generator) -> Pairs:
        x = np.linspace(0.0, 1.0, n)
        s = self._trend(x) + generator.random(n)
        return x, self._branches(x, s / s.max(), generator)

    def fresh(self, n: int, generator: np.random.Generator) -> Pairs:
        x = generator.random(n)
        return x, self._branches(x, (self._trend(x) + generator.random(n)) / self.scale, generator)

    @staticmethod
    def _trend(x: np.ndarray) -> np.ndarray:
        return np.sin(x) + 3.0 * x * np.cos(x)

    @staticmethod
    def _branches(x: np.ndarray, s: np.ndarray, generator: np.random.Generator) -> np.ndarray:
        low, high = 2.0 * x + 0.5 * generator.random(len(x)), 8.0 * x + 0.5 * generator.random(len(x))
        return np.where(np.round(s) == 1.0, low, high)

    def low_share(self, x: np.ndarray) -> np.ndarray:
        """Probability (n,) of the branch 2 x: that u exceeds scale / 2 - trend."""
        return np.clip(1.0 - (0.5 * self.scale - self._trend(x)), 0.0, 1.0)

    @property
    def entropy(self) -> float:  # type: ignore[override]
        """Entropy of the box plus that of the choice, over x by the midpoint rule (error below 1e-9)."""
        p = self.low_share((np.arange(200_000) + 0.5) / 200_000)
        return float(math.log(0.5) - np.mean(xlogy(p, p) + xlogy(1.0 - p, 1.0 - p)))

    def log_prob(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        p = self.low_share(x)
        low = (y >= 2.0 * x) & (y <= 2.0 * x + 0.5)
        high = (y >= 8.0 * x) & (y <= 8.0 * x + 0.5)
        with np.errstate(divide="ignore"):
            return np.log(2.0 * (p * low + (1.0 - p) * high))

    def cdf(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        p = self.low_share(x)
        low, high = (np.clip((y - slope * x) / 0.5, 0.0, 1.0) for slope in (2.0, 8.0))
        return p * low + (1.0 - p) * high

    def quantile(self, x: np.ndarray, level: float) -> np.ndarray:
        """Exact where the branches do not overlap; they do only below x = 1/12, where just one is alive."""
        p = self.low_share(x)
        in_low = level <= p
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = level / p, (level - p) / (1.0 - p)
        return np.where(in_low, 2.0 * x + 0.5 * low, 8.0 * x + 0.5 * high)

    def moments(self, x: np.ndarray) -> Pairs:
        p = self.low_share(x)
        low, high = 2.0 * x + 0.25, 8.0 * x + 0.25
        mean = p * low + (1.0 - p) * high
        return mean, np.sqrt(p * (low - mean) ** 2 + (1.0 - p) * (high - mean) ** 2 + 0.25 / 12.0)


TOYS: Mapping[str, Toy] = {"linear": Linear(), "mixture": Mixture()}


@dataclass(frozen=True)
class ToySettings:
    """A network, its ensemble and its training, for a toy.

    `standardise`: train on (y - mean) / sd of the training half; the reference does not.
    """

    members: int
    components: int
    hidden: tuple[int, ...]
    activation: str
    sigma_map: str
    sigma_floor: float
    skip: bool
    standardise: bool
    training: TrainingSettings

    def as_json(self) -> dict[str, Any]:
        """Plain values of all settings."""
        return asdict(self)


def reference_settings(toy: Toy) -> ToySettings:
    """The settings of the lab's own runs."""
    training = TrainingSettings(
        epochs=toy.epochs, batch=128, lr=0.005, schedule="constant", warmup=0.0, bias_init=False
    )
    return ToySettings(1, toy.components, (20, 10), "relu", "elu", 1e-15, False, False, training)


def default_settings() -> ToySettings:
    """One set for both toys."""
    training = TrainingSettings(
        epochs=600, batch=128, lr=0.03, schedule="exponential", final_lr=1e-4, warmup=0.02, betas=(0.8, 0.95),
        ema=0.99, splits=10,
    )  # fmt: skip
    return ToySettings(10, 12, (32, 32), "silu", "exp", 1e-6, True, True, training)


@dataclass(frozen=True)
class ToyRun:
    """A toy, drawn and learned `seeds` times at once.

    `x`, `y` (seeds, n); `train_rows`, `stop_rows` (seeds, n / 2) into them; `location`, `spread` (seeds,)
    that standardise y, and `shift`, `width` (seeds,) that standardise x.
    """

    toy: Toy
    settings: ToySettings
    network: EnsembleMDN
    history: History
    x: np.ndarray
    y: np.ndarray
    train_rows: np.ndarray
    stop_rows: np.ndarray
    x_scale: np.ndarray
    y_scale: np.ndarray
    seconds: float

    def mixture(self, seed: int, x: np.ndarray) -> GaussianMixture:
        """The learned distribution (n,) at x (n,), in the unit of y: all members of one seed, float64."""
        members = self.settings.members
        own = slice(seed * members, (seed + 1) * members)
        layers = [(weight[own], bias[own]) for weight, bias in self.network.layers()]
        shift, width = self.x_scale[seed]
        inputs = torch.as_tensor((x - shift) / width, dtype=torch.float32)[:, None].expand(members, -1, -1)
        with torch.inference_mode():
            out = self.network.trace(inputs, layers).out.double()
            logits, means, raw = out.chunk(3, -1)
            whole = GaussianMixture(torch.log_softmax(logits, -1), means, self.network.sigma(raw)[0])
            location, spread = self.y_scale[seed]
            return whole.affine(float(spread), float(location)).flatten_members()

    def nll(self, seed: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Negative log density (n,) of pairs under one seed's ensemble."""
        parts = []
        for i in range(0, len(x), 20_000):
            mixture = self.mixture(seed, x[i : i + 20_000])
            parts.append(-mixture.log_prob(torch.as_tensor(y[i : i + 20_000])).numpy())
        return np.concatenate(parts)


def train_toy(
    toy: Toy,
    settings: ToySettings,
    *,
    seeds: int = 1,
    seed: int = 0,
    device: str = "cpu",
    progress: Callable[[int, int], None] | None = None,
) -> ToyRun:
    """Draw the toy with `seeds` seeds from `seed` on, and train all of them as one batched network.

    Each seed has its own data and split; its members differ in initial weights and in the order of batches.
    """
    numbers = range(seed, seed + seeds)
    pairs = [toy.draw(SAMPLES, np.random.default_rng([number, 1])) for number in numbers]
    x, y = (np.stack(part) for part in zip(*pairs, strict=True))
    halves = [np.random.default_rng([number, 2]).permutation(SAMPLES) for number in numbers]
    order = np.stack(halves)
    learn, stop = order[:, : SAMPLES // 2], order[:, SAMPLES // 2 :]
    x_scale, y_scale = (_scale(part, learn, settings.standardise) for part in (x, y))
    inputs = _scaled(x, x_scale).reshape(-1, 1)
    targets = _scaled(y, y_scale).reshape(-1)
    network = EnsembleMDN(
        1, seeds * settings.members, settings.hidden, settings.components, activation=settings.activation,
        sigma_map=settings.sigma_map, sigma_floor=settings.sigma_floor, skip=settings.skip, seed=seed,
    )  # fmt: skip
    learned, watched = (_member_rows(part, settings.members) for part in (learn, stop))
    start = time.perf_counter()
    history = train(
        network, inputs, targets, learned, watched, settings.training, seed=seed, device=device, progress=progress
    )
    seconds = time.perf_counter() - start
    network.cpu()
    return ToyRun(toy, settings, network, history, x, y, learn, stop, x_scale, y_scale, seconds)


def _scale(values: np.ndarray, learn: np.ndarray, standardise: bool) -> np.ndarray:
    """Mean and standard deviation (seeds, 2) of the training halves; 0 and 1 where not wanted."""
    part = np.take_along_axis(values, learn, 1)
    scale = np.stack([part.mean(1), part.std(1)], 1)
    return scale if standardise else np.tile([0.0, 1.0], (len(values), 1))


def _scaled(values: np.ndarray, scale: np.ndarray) -> Tensor:
    """Return (values - location) / spread, seed by seed, as float32."""
    return torch.as_tensor((values - scale[:, :1]) / scale[:, 1:], dtype=torch.float32)


def _member_rows(rows: np.ndarray, members: int) -> list[Tensor]:
    """Rows of every member in the stacked data of all seeds."""
    return [torch.as_tensor(part + i * SAMPLES) for i, part in enumerate(rows) for _ in range(members)]


def score_toy(run: ToyRun, seed: int = 0, fresh: int = FRESH) -> dict[str, Any]:
    """Score a run against the truth: CLI.md's fields of `benchmark --json`; the reference's is one member's
    best."""
    toy, gaps, parts = run.toy, [], []
    for i in range(len(run.x)):
        x, y = toy.fresh(fresh, np.random.default_rng([seed + i, 3]))
        # paired with the true density of the same samples, which takes most of the sampling noise away
        gaps.append(float((run.nll(i, x, y) + toy.log_prob(x, y)).mean()))
        parts.append([float(run.nll(i, run.x[i][r[i]], run.y[i][r[i]]).mean()) for r in _halves(run)])
    held = np.take_along_axis(run.x, run.stop_rows, 1), np.take_along_axis(run.y, run.stop_rows, 1)
    truth = -toy.log_prob(*held)
    truth = truth[np.isfinite(truth)]  # a sample's own maximum moves the branches' edge in s a little
    learned, validated = np.mean(parts, 0)
    return {
        "name": toy.name,
        "seeds": len(run.x),
        "nll_train": float(learned),
        "nll_valid": float(validated),
        "nll_truth_valid": float(truth.mean()),
        "entropy": toy.entropy,
        "n_fresh": fresh,
        "gap": float(np.mean(gaps)),
        "gap_sd": float(np.std(gaps, ddof=1)) if len(gaps) > 1 else 0.0,
        "seconds": run.seconds,
        "epochs": len(run.history.epoch),
        "settings": run.settings.as_json(),
    }


def _halves(run: ToyRun) -> Sequence[np.ndarray]:
    return run.train_rows, run.stop_rows


def run_benchmark(
    names: Sequence[str],
    *,
    reference: bool = False,
    seeds: int = 1,
    seed: int = 0,
    l1: float | None = None,
    l2: float | None = None,
    bias_init: bool | None = None,
    members: int | None = None,
    components: int | None = None,
    epochs: int | None = None,
    device: str = "cpu",
    out: Path | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> list[dict[str, Any]]:
    """Train on toys and score them against their true densities.

    Parameters
    ----------
    names : "linear", "mixture" or "all".
    reference : the lab's settings instead of ours.
    seeds, seed : how many data sets, from which seed on.
    l1, l2, bias_init, members, components, epochs : replace the settings' own where given.
    out : folder for the figures (one PDF and PNGs); none are drawn without.
    progress : called with the share done and a line of text.

    Raises
    ------
    UsageError : where a name is no toy, or a number is not positive.
    """
    toys = _chosen(names)
    if seeds < 1:
        raise UsageError(f"seeds must be at least 1, however: {seeds}")
    results, runs = [], []
    for i, toy in enumerate(toys):
        settings = _changed(
            reference_settings(toy) if reference else default_settings(),
            {"members": members, "components": components},
            {"l1": l1, "l2": l2, "bias_init": bias_init, "epochs": epochs},
        )
        report = None if progress is None else _share_of(progress, i, len(toys), toy.name)
        run = train_toy(toy, settings, seeds=seeds, seed=seed, device=device, progress=report)
        runs.append(run)
        results.append(score_toy(run, seed))
    if out is not None:
        from welllog_mdn.benchmarks.toy_report import write_toy_report

        write_toy_report(out, runs, results)
    return results


REMEDIES: Mapping[str, Mapping[str, Any]] = {
    "none": {},
    "L1 on the heads": {"l1": 1e-3},
    "L2 on the heads": {"l2": 1e-3},
    "bias start": {"bias_init": True, "sigma_init": False},
    "bias start and L1": {"bias_init": True, "sigma_init": False, "l1": 1e-3},
    "bias start and L2": {"bias_init": True, "sigma_init": False, "l2": 1e-3},
    "splits": {"splits": 10},
}


def count_collapse(settings: ToySettings, seeds: int = 50, dead: float = 0.01) -> list[dict[str, Any]]:
    """How often components die on the mixture toy, under each remedy against it.

    Parameters
    ----------
    settings : to which each remedy is applied in turn, with one member for each seed.
    dead : a component is dead where its weight stays below this at every x.

    Returns
    -------
    For each remedy: `remedy`, `dead` (share of components), `any_dead` (seeds with one), `stuck` (seeds whose best
    validation NLL is 0.1 nats worse than two Gaussians at the branches' moments, -0.372), `nll_valid` (mean), `worst`.
    """
    rows, x = [], (np.arange(200) + 0.5) / 200
    for remedy, change in REMEDIES.items():
        plain = replace(settings.training, bias_init=False, l1=0.0, l2=0.0, splits=0)
        run = train_toy(TOYS["mixture"], replace(settings, members=1, training=replace(plain, **change)), seeds=seeds)
        idle = np.array([(run.mixture(i, x).weights.amax(0) < dead).double().mean() for i in range(seeds)])
        best = run.history.best_stop + np.log(run.y_scale[:, 1])
        rows.append(
            {
                "remedy": remedy,
                "dead": float(idle.mean()),
                "any_dead": int((idle > 0).sum()),
                "stuck": int((best > -0.272).sum()),
                "nll_valid": float(best.mean()),
                "worst": float(best.max()),
            }
        )
    return rows


def _share_of(
    progress: Callable[[float, str], None], i: int, count: int, name: str
) -> Callable[[int, int], None]:
    """Turn the epochs of toy i of `count` into the share of all work."""

    def report(done: int, of: int) -> None:
        progress((i + done / of) / count, f"{name}: epoch {done} of {of}")

    return report


def _chosen(names: Sequence[str]) -> list[Toy]:
    """The toys of these names."""
    if "all" in names:
        return list(TOYS.values())
    for name in names:
        if name not in TOYS:
            hint = nearest(name, [*TOYS, "all"]) or None
            raise UsageError(f"no toy problem is called {name!r}: known are linear, mixture and all",
            hint=hint)
    return [TOYS[name] for name in dict.fromkeys(names)]


def _changed(
    settings: ToySettings, network: Mapping[str, int | None], training: Mapping[str, float | bool | None]
) -> ToySettings:
    """Replace what was given."""
    for name, value in {**network, "epochs": training["epochs"]}.items():
        if value is not None and value < 1:
            raise UsageError(f"{name} must be at least 1, however: {value}")
    chosen = {name: value for name, value in training.items() if value is not None}
    if "bias_init" in chosen:
        chosen["sigma_init"] = chosen["bias_init"]
    given: dict[str, Any] = {name: value for name, value in network.items() if value is not None}
    return replace(settings, **given, training=replace(settings.training, **chosen))  # type: ignore[arg-type]
