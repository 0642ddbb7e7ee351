"""Learning the toy problems, with the network, the loss and the training that wells are predicted with; the
quasi-Newton polish, the splits of idle components and the sigma map "elu" are used here alone.

The number of components is a choice like the epoch at which training stops, and is made where that is made: of the
numbers that the settings name, each seed keeps the ensemble with the least NLL on the half that does not train. All
are trained some way; only the one that is kept is polished to the end.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from welllog_mdn.benchmarks.toys import Toy
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.mdn.network import EnsembleMDN
from welllog_mdn.mdn.training import Epochs, History, TrainingSettings, train

SAMPLES = 2048  # of which one half trains and the other stops
_AT_ONCE = 20_000  # samples scored at once


@dataclass(frozen=True)
class ToySettings:
    """A network, its ensemble and its training, for a toy.

    `components`: the numbers to choose from; `trial`: epochs of `training.polish` before the choice. `standardise`:
    train on (y - mean) / sd of the training half; the reference does not.
    """

    members: int
    components: tuple[int, ...]
    hidden: tuple[int, ...]
    activation: str
    sigma_map: str
    sigma_floor: float
    skip: bool
    standardise: bool
    training: TrainingSettings
    trial: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain values of all settings."""
        return asdict(self)


def reference_settings(toy: Toy) -> ToySettings:
    """The settings of the lab's own runs."""
    training = TrainingSettings(
        epochs=toy.epochs, batch=128, lr=0.005, schedule="constant", warmup=0.0, bias_init=False
    )
    return ToySettings(1, (toy.components,), (20, 10), "relu", "elu", 1e-15, False, False, training)


def default_settings() -> ToySettings:
    """One set for both toys."""
    training = TrainingSettings(
        epochs=200, batch=128, lr=0.03, schedule="exponential", final_lr=1e-4, warmup=0.02, betas=(0.8, 0.95),
        ema=0.99, splits=10, stop_every=5, polish=2500, patience=500,
    )  # fmt: skip
    return ToySettings(5, (1, 12), (12, 12), "tanh", "exp", 1e-6, True, True, training, trial=300)


@dataclass(frozen=True)
class Learned:
    """The ensembles of all seeds with one number of components: `members` of seed 0, then those of seed 1..."""

    network: EnsembleMDN
    history: History

    def part(self, chosen: Tensor) -> EnsembleMDN:
        """The network of some members, by their mask (m,)."""
        network = EnsembleMDN(**{**self.network.config(), "members": int(chosen.sum())})  # type: ignore[arg-type]
        with torch.no_grad():
            network.theta.copy_(self.network.theta[chosen])
        return network

    def replaced(self, chosen: Tensor, part: EnsembleMDN, more: History) -> Learned:
        """With members that have trained on; the other members' history of these epochs is not known."""
        network = self.part(torch.ones_like(chosen))
        with torch.no_grad():
            network.theta[chosen] = part.theta
        old, rows = self.history, chosen.numpy()
        wide = [np.full((len(rows), more.epochs), np.nan, np.float32) for _ in range(2)]
        for whole, new in zip(wide, (more.train, more.stop), strict=True):
            whole[rows] = new
        best_stop = old.best_stop.copy()
        best_stop[rows] = more.best_stop
        taught, stopped = (np.hstack(pair) for pair in zip((old.train, old.stop), wide, strict=True))
        return Learned(network, History(taught, stopped, best_stop))


@dataclass(frozen=True)
class ToyRun:
    """A toy, drawn and learned `seeds` times at once.

    `learned`: one for each number of components; `chosen` (seeds,) which of them each seed keeps. `x`, `y` (seeds, n);
    `train_rows`, `stop_rows` (seeds, n / 2) into them; `x_scale`, `y_scale` (seeds, 2): location and spread that
    standardise.
    """

    toy: Toy
    settings: ToySettings
    learned: tuple[Learned, ...]
    chosen: np.ndarray
    x: np.ndarray
    y: np.ndarray
    train_rows: np.ndarray
    stop_rows: np.ndarray
    x_scale: np.ndarray
    y_scale: np.ndarray
    seconds: float

    def kept(self, seed: int) -> Learned:
        """What a seed keeps, beside the other seeds with that number of components."""
        return self.learned[self.chosen[seed]]

    def components(self, seed: int) -> int:
        """Number of components that a seed keeps."""
        return self.kept(seed).network.components

    def members(self, seed: int) -> slice:
        """The members of a seed."""
        return slice(seed * self.settings.members, (seed + 1) * self.settings.members)

    def losses(self, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Epochs (e,), and NLL of the training and of the stop half (members, e), in the unit of y."""
        history, own, shift = self.kept(seed).history, self.members(seed), np.log(self.y_scale[seed, 1])
        return np.arange(history.epochs), history.train[own] + shift, history.stop[own] + shift

    def mixture(self, seed: int, x: np.ndarray) -> GaussianMixture:
        """The learned distribution (n,) at x (n,), in the unit of y: all members of one seed, float64."""
        return self._mixture(self.kept(seed).network, seed, x)

    def _mixture(self, network: EnsembleMDN, seed: int, x: np.ndarray) -> GaussianMixture:
        """The distribution that a network has learned for a seed."""
        own = self.members(seed)
        layers = [(weight[own], bias[own]) for weight, bias in network.layers()]
        shift, width = self.x_scale[seed]
        inputs = torch.as_tensor((x - shift) / width, dtype=torch.float32)[:, None]
        with torch.inference_mode():
            out = network.trace(inputs.expand(self.settings.members, -1, -1), layers).out.double()
            location, spread = self.y_scale[seed]
            return network.mixture_of(out).affine(float(spread), float(location)).flatten_members()

    def nll(self, seed: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Negative log density (n,) of pairs under one seed's ensemble."""
        return self._nll(self.kept(seed).network, seed, x, y)

    def _nll(self, network: EnsembleMDN, seed: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        parts = []
        for i in range(0, len(x), _AT_ONCE):
            mixture = self._mixture(network, seed, x[i : i + _AT_ONCE])
            parts.append(-mixture.log_prob(torch.as_tensor(y[i : i + _AT_ONCE])).numpy())
        return np.concatenate(parts)

    def choose(self) -> ToyRun:
        """Let each seed keep the number of components that does best on its stop half."""
        scores = [
            [self._nll(each.network, i, self.x[i][rows], self.y[i][rows]).mean() for each in self.learned]
            for i, rows in enumerate(self.stop_rows)
        ]
        return replace(self, chosen=np.argmin(scores, axis=1))


def train_toy(
    toy: Toy,
    settings: ToySettings,
    *,
    seeds: int = 1,
    seed: int = 0,
    device: str = "cpu",
    progress: Epochs | None = None,
) -> ToyRun:
    """Draw the toy with `seeds` seeds from `seed` on, and train all of them as one batched network.

    Each seed has its own data and split; its members differ in initial weights and in the order of batches. There is
    one such network for each number of components.
    """
    numbers = range(seed, seed + seeds)
    pairs = [toy.draw(SAMPLES, np.random.default_rng([number, 1])) for number in numbers]
    x, y = (np.stack(part) for part in zip(*pairs, strict=True))
    order = np.stack([np.random.default_rng([number, 2]).permutation(SAMPLES) for number in numbers])
    learn, stop = order[:, : SAMPLES // 2], order[:, SAMPLES // 2 :]
    x_scale, y_scale = (_scale(part, learn, settings.standardise) for part in (x, y))
    inputs, targets = _scaled(x, x_scale).reshape(-1, 1), _scaled(y, y_scale).reshape(-1)
    fitted, watched = (_member_rows(part, settings.members) for part in (learn, stop))
    plan, several = settings.training, len(settings.components) > 1
    tried = replace(plan, polish=min(plan.polish, settings.trial)) if several else plan
    total = len(settings.components) * (tried.epochs + tried.polish) + plan.polish - tried.polish
    trainer = _Trainer(inputs, targets, fitted, watched, seed, device, progress, total)
    learned: list[Learned] = []
    everyone = torch.ones(seeds * settings.members, dtype=torch.bool)
    start = time.perf_counter()
    for k in settings.components:
        network = EnsembleMDN(
            1, seeds * settings.members, settings.hidden, k, activation=settings.activation,
            sigma_map=settings.sigma_map, sigma_floor=settings.sigma_floor, skip=settings.skip, seed=seed,
        )  # fmt: skip
        learned.append(Learned(network, trainer.train(network, everyone, tried)))
    first = np.zeros(seeds, dtype=np.intp)
    run = ToyRun(toy, settings, tuple(learned), first, x, y, learn, stop, x_scale, y_scale, 0.0)
    if several:
        run = run.choose()
    if plan.polish > tried.polish:
        rest = replace(plan, epochs=0, polish=plan.polish - tried.polish)
        for i in np.unique(run.chosen):
            chosen = torch.as_tensor(np.repeat(run.chosen == i, settings.members))
            network = learned[i].part(chosen)
            learned[i] = learned[i].replaced(chosen, network, trainer.train(network, chosen, rest))
    return replace(run, learned=tuple(learned), seconds=time.perf_counter() - start)


@dataclass
class _Trainer:
    """Trains networks on the stacked data of all seeds, and adds their epochs up to one progress.

    `inputs` (seeds * n, 1), `targets` (seeds * n,); `fitted`, `watched`: rows of every member; `total`: epochs of all.
    """

    inputs: Tensor
    targets: Tensor
    fitted: list[Tensor]
    watched: list[Tensor]
    seed: int
    device: str
    progress: Epochs | None
    total: int
    before: int = 0

    def train(self, network: EnsembleMDN, chosen: Tensor, plan: TrainingSettings) -> History:
        """Train the network of those members that are `chosen` (m,) among all; it ends on the CPU."""
        members = torch.nonzero(chosen).flatten().tolist()
        fitted, watched = ([part[i] for i in members] for part in (self.fitted, self.watched))
        told = None if self.progress is None else self._tell
        history = train(
            network, self.inputs, self.targets, fitted, watched, plan, seed=self.seed, device=self.device, progress=told
        )
        self.before += plan.epochs + plan.polish
        network.cpu()
        return history

    def _tell(self, done: int, _: int) -> None:
        """Tell of an epoch of the training that runs."""
        if self.progress is not None:
            self.progress(min(self.before + done, self.total), self.total)


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
