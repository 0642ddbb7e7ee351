"""Training: minimise the negative log likelihood of every member at once.

One tensor holds all parameters (m, p), one its gradient, two Adam's moments; a step is a few calls whatever
the number of layers and members, or on a CPU as few for each thread. Data stay on the device; nothing is read back
from it until an epoch ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor

from welllog_mdn.mdn.components import centres_of, split_idle
from welllog_mdn.mdn.gradient import fit_of, nll, nll_and_gradient
from welllog_mdn.mdn.network import EnsembleMDN
from welllog_mdn.mdn.quasi_newton import QuasiNewton

Epochs = Callable[[int, int], None]  # hears how many epochs are done, and of how many

SCHEDULES = ("constant", "cosine", "exponential")
_GATHER = 1 << 22  # numbers of inputs gathered at once
_SMALL = 1 << 15  # numbers of a layer's output that are worth a thread
_LARGE = 1 << 17  # and how many of them a core's cache holds, with what is kept of the other layers
_VECTOR = 64  # rows: parts of such batches are whole vectors of the processor, so that no last digit depends on them
_EPS = 1e-8  # of Adam
_LOOK = 2048  # rows looked at to see which components are idle


@dataclass(frozen=True)
class TrainingSettings:
    """How to train.

    Parameters
    ----------
    epochs, batch : most epochs; rows of a step, for each member.
    steps_per_epoch : steps of an epoch; None: as many as the member with most rows needs.
    lr, schedule, warmup, final_lr : learning rate; "constant", "cosine" or "exponential"; share of the steps
        spent rising to it; share of it at the end.
    betas : of Adam.
    weight_decay : decoupled, on weights only (Loshchilov and Hutter 2019).
    l1, l2 : penalties on the weights of the three heads only: l1 * sum |w| + l2 * sum w^2.
    bias_init : start the biases of the mean head at centres of the target (k-means).
    sigma_init : with bias_init, start the sigma head at the spread about those centres.
    patience : epochs without a better stop score after which a member rests; 0: never.
    ema : decay of the running average of the weights that is scored and kept; 0: none.
    stop_every : epochs between scores on the stop rows.
    stop_from : first epoch whose weights may be kept: before the learning rate falls they are noisy, and a
        chance low of the stop score would keep them.
    splits : times, spread over the first half of the epochs, at which idle components are made halves of the
        busiest ones (compare Ueda et al. 2000, "SMEM algorithm for mixture models"); of the toys alone.
    polish : most further epochs of a quasi-Newton method (`quasi_newton`), from the weights kept so far. It takes the
        gradient of all rows at once, in float64: for data that fit in memory, without dropout.
        `patience` counts anew. With `epochs` 0 a trained network is polished as it is. Of the toys alone.

    Raises
    ------
    ValueError : an unknown schedule, or a number that allows no training.
    """

    epochs: int = 100
    batch: int = 256
    steps_per_epoch: int | None = None
    lr: float = 3e-3
    schedule: str = "cosine"
    warmup: float = 0.05
    final_lr: float = 0.01
    betas: tuple[float, float] = (0.9, 0.999)
    weight_decay: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    bias_init: bool = True
    sigma_init: bool = True
    patience: int = 0
    ema: float = 0.0
    stop_every: int = 1
    stop_from: int = 0
    splits: int = 0
    polish: int = 0

    def __post_init__(self) -> None:
        if self.schedule not in SCHEDULES:
            raise ValueError(f"schedule must be one of {SCHEDULES}, however: schedule={self.schedule!r}")
        if self.epochs + self.polish < 1 or self.batch < 1 or self.stop_every < 1:
            raise ValueError(
                "epochs (or polish), batch and stop_every must be at least 1, however: "
                f"epochs={self.epochs} batch={self.batch} stop_every={self.stop_every}"
            )
        if self.epochs < 0 or self.polish < 0:
            raise ValueError(
                f"epochs and polish must not be negative, however: epochs={self.epochs} polish={self.polish}"
            )

    def factor(self, step: int, steps: int) -> float:
        """Learning rate at a step, as a share of `lr`."""
        rise = max(1, round(self.warmup * steps)) if self.warmup > 0 else 0
        if self.schedule == "constant":
            return min(1.0, (step + 1) / rise) if rise else 1.0
        if step < rise:
            return (step + 1) / rise
        done = (step - rise) / max(1, steps - rise)
        if self.schedule == "exponential":
            return self.final_lr**done
        return self.final_lr + (1.0 - self.final_lr) * 0.5 * (1.0 + math.cos(math.pi * done))


@dataclass(frozen=True)
class History:
    """What training was like: NLL of every member, epoch by epoch.

    `train` and `stop` (m, e): NLL of the training batches (regularisers excluded; of a polish, included) and of the
    stop rows, NaN where not scored; `best_stop` (m,) of the weights that were kept.
    """

    train: np.ndarray
    stop: np.ndarray
    best_stop: np.ndarray

    @property
    def epochs(self) -> int:
        """Number of epochs e."""
        return self.train.shape[1]


def train(
    network: EnsembleMDN,
    x: Tensor,
    y: Tensor,
    train_rows: Sequence[Tensor],
    stop_rows: Sequence[Tensor] | None,
    settings: TrainingSettings,
    *,
    seed: int = 0,
    device: str | torch.device = "cpu",
    progress: Epochs | None = None,
) -> History:
    """Train the network in place; it ends on `device`.

    Parameters
    ----------
    x, y : (n, d) inputs and (n,) targets, both finite.
    train_rows, stop_rows : for each member the rows that it learns from, and those that choose its epoch (None: no
        choice, the last epoch is kept).
    seed : of the order of rows and of dropout. Same seed and device, same weights.
    progress : called after each epoch.

    Raises
    ------
    ValueError : where shapes or members do not agree, or rows are empty; where a network with dropout is polished.
    """
    _check(network, x, y, train_rows, stop_rows)
    if settings.polish and network.dropout > 0.0:
        raise ValueError(f"polish takes rows as they are, however: dropout={network.dropout}")
    network.to(device)  # outside of inference mode, so that autograd still serves the parameters afterwards
    with torch.inference_mode(), _Threads(network, settings.batch, torch.device(device)) as threads:
        run = _Run(network, x.to(device), y.to(device), train_rows, stop_rows, settings, seed, threads)
        return run.fit(progress)


class _Threads:
    """Threads that work out the gradients of some members each: `parts`, slices of the members.

    The numbers of a part stay in a core's cache, and threads wait for each other once in a step; torch's own threads do
    so in each of its fifty calls, which makes two of them slower than one on networks as small as these. The weights do
    not depend on the parts.
    """

    def __init__(self, network: EnsembleMDN, batch: int, device: torch.device) -> None:
        self.before = torch.get_num_threads()
        m, numbers = network.members, network.members * batch * max(max(shape) for shape in network.shapes)
        workers = max(1, min(self.before, m, numbers // _SMALL))
        parts = min(m, workers * -(-numbers // (workers * _LARGE)))
        if device.type != "cpu" or batch % _VECTOR:
            workers = parts = 1  # a GPU works on all members at once
        self.parts = [slice(m * i // parts, m * (i + 1) // parts) for i in range(parts)]
        self.of_torch = self.before if m == 1 and numbers > 2 * _LARGE else 1
        self.pool = ThreadPoolExecutor(workers) if workers > 1 else None

    def __enter__(self) -> _Threads:
        torch.set_num_threads(self.of_torch)  # before the pool's threads start, which take over what is set
        return self

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
        torch.set_num_threads(self.before)

    def each(self, work: Callable[[int], None]) -> None:
        """Do the work of every part, given its place; raise what went wrong in any."""
        if self.pool is None:
            for place in range(len(self.parts)):
                work(place)
            return
        for _ in self.pool.map(torch.inference_mode()(work), range(len(self.parts))):  # the mode is a thread's own
            pass


def _check(
    network: EnsembleMDN,
    x: Tensor,
    y: Tensor,
    train_rows: Sequence[Tensor],
    stop_rows: Sequence[Tensor] | None,
) -> None:
    """Refuse shapes that do not agree."""
    if x.shape != (len(y), network.d) or y.dim() != 1:
        shapes = f"{tuple(x.shape)}, {tuple(y.shape)}"
        raise ValueError(f"x must be (n, {network.d}) and y (n,), however: {shapes}")
    for name, rows in (("train_rows", train_rows), ("stop_rows", stop_rows)):
        if rows is not None and len(rows) != network.members:
            raise ValueError(f"{name} needs one entry per member ({network.members}), however: {len(rows)}")
        if rows is not None and any(len(r) == 0 for r in rows):
            raise ValueError(f"every member needs rows, however: {name}={[len(r) for r in rows]}")


class _Run:
    """The state of one training; the arguments are those of `train`."""

    def __init__(
        self,
        network: EnsembleMDN,
        x: Tensor,
        y: Tensor,
        train_rows: Sequence[Tensor],
        stop_rows: Sequence[Tensor] | None,
        settings: TrainingSettings,
        seed: int,
        threads: _Threads,
    ) -> None:
        self.network, self.x, self.y, self.settings, self.threads = network, x, y, settings, threads
        s, self.device = settings, x.device
        self.generator = torch.Generator(self.device).manual_seed(seed)
        self.train_rows = [torch.as_tensor(r, device=self.device) for r in train_rows]
        self.stop_batches = None if stop_rows is None else self._batches(stop_rows)
        most = max(len(r) for r in self.train_rows)
        self.steps = s.steps_per_epoch or -(-most // s.batch)
        if s.bias_init and s.epochs:
            self._start_heads()
        self.theta = self.network.theta.data
        self.average = self.theta.clone() if s.ema else self.theta
        self.grad = torch.zeros_like(self.theta)
        self.first, self.second = torch.zeros_like(self.theta), torch.zeros_like(self.theta)
        self.layers, self.grads = self.network.layers(self.theta), self.network.layers(self.grad)
        of_parts = [(self.theta[some], self.grad[some]) for some in self.threads.parts]
        self.parts = [(self.network.layers(theta), self.network.layers(grad)) for theta, grad in of_parts]
        self.decay = s.weight_decay * self.network.is_weight().to(self.theta) if s.weight_decay else None
        self.count = 0
        self.score_layers = self.network.layers(self.average)

    def _start_heads(self) -> None:
        """Start the mean (and sigma) heads' biases at centres of each member's own targets."""
        found = [centres_of(self.y[r].cpu().numpy(), self.network.components) for r in self.train_rows]
        centres, sds = (torch.from_numpy(np.stack(part)).to(self.y) for part in zip(*found, strict=True))
        self.network.start_heads(centres, sds if self.settings.sigma_init else None)

    def fit(self, progress: Epochs | None) -> History:
        """Run the epochs; leave each member's kept weights in the network."""
        s = self.settings
        chooses = self.stop_batches is not None
        kept = _Kept(self.average.clone(), chooses, s.patience, max(0, min(s.stop_from, s.epochs - 1)))
        split_at = {round((i + 1) * 0.5 * s.epochs / s.splits) for i in range(s.splits)}
        for epoch in range(s.epochs):
            if epoch in split_at:
                self._split()
            loss = self._epoch()
            if kept.take(loss, self._stop_score(epoch, s.epochs, self.score_layers), self.average):
                break
            if progress is not None:
                progress(epoch + 1, s.epochs + s.polish)
        if s.polish:
            self._polish(kept, progress)
        self.theta.copy_(kept.weights)
        return kept.history()

    def _polish(self, kept: _Kept, progress: Epochs | None) -> None:
        """Go on from the kept weights with the gradient of all rows."""
        s, theta = self.settings, kept.weights.double()
        gradient = torch.zeros_like(theta)
        layers, grads = self.network.layers(theta), self.network.layers(gradient)
        index, w = self._padded(self.train_rows)
        x, y, w = (part.double() for part in (self.x[index], self.y[index], w))

        def objective() -> Tensor:
            loss = nll_and_gradient(self.network, x, y, w, layers, grads).sum(1)
            return loss + self._penalise(layers, grads)

        search = QuasiNewton(theta, gradient, objective)
        accepted = self.network.layers(search.at)
        kept.count_anew()
        for epoch in range(s.polish):
            loss = search.iterate()
            if kept.take(loss, self._stop_score(epoch, s.polish, accepted), search.at):
                break
            if progress is not None:
                progress(s.epochs + epoch + 1, s.epochs + s.polish)

    def _epoch(self) -> Tensor:
        """Take the steps of one epoch; return the mean batch NLL (m,)."""
        rows = self._shuffled()
        total = torch.zeros_like(rows[0], dtype=self.theta.dtype)
        at_once = max(1, _GATHER // max(1, rows[0].numel() * self.network.d))
        for start in range(0, self.steps, at_once):
            some = rows[start : start + at_once]
            xs, ys = self.x[some], self.y[some]
            for x, y in zip(xs, ys, strict=True):
                chances = self.network.chances(self.settings.batch, self.generator)
                self.threads.each(partial(self._descend, x, y, chances, total))
                self._step()
        return total.sum(1) / self.steps

    def _descend(self, x: Tensor, y: Tensor, chances: Sequence[Tensor] | None, total: Tensor, place: int) -> None:
        """Work out the gradient of a part's members for a batch (m, batch, d), (m, batch); add their losses to `total`
        (m, batch).
        """
        some, (layers, grads) = self.threads.parts[place], self.parts[place]
        mine = None if chances is None else [chance[some] for chance in chances]
        total[some] += nll_and_gradient(self.network, x[some], y[some], None, layers, grads, mine)

    def _shuffled(self) -> Tensor:
        """Row numbers (steps, m, batch) of an epoch: each member's rows in new order, begun again where
        they end."""
        need = self.steps * self.settings.batch
        orders = []
        for r in self.train_rows:
            order = r[torch.randperm(len(r), generator=self.generator, device=self.device)[:need]]
            orders.append(order if len(order) == need else order.repeat(-(-need // len(order)))[:need])
        return torch.stack(orders).unflatten(1, (self.steps, self.settings.batch)).movedim(1, 0)

    def _penalise(self, layers: list[tuple[Tensor, Tensor]], grads: list[tuple[Tensor, Tensor]]) -> Tensor | float:
        """Add the gradient of the penalties on the heads' weights; return the penalties (m,)."""
        s, heads = self.settings, layers[-1][0]
        if not (s.l1 or s.l2):
            return 0.0
        grads[-1][0].add_(heads, alpha=2.0 * s.l2).add_(heads.sign(), alpha=s.l1)
        return s.l2 * heads.square().sum((1, 2)) + s.l1 * heads.abs().sum((1, 2))

    def _step(self) -> None:
        """Take one step of Adam (Kingma and Ba 2015) with decoupled decay."""
        s, g = self.settings, self.grad
        self._penalise(self.layers, self.grads)
        lr = s.lr * s.factor(self.count, s.epochs * self.steps)
        self.count += 1
        b1, b2 = s.betas
        if self.decay is not None:
            self.theta.mul_(1.0 - lr * self.decay)
        self.first.lerp_(g, 1.0 - b1)
        self.second.mul_(b2).addcmul_(g, g, value=1.0 - b2)
        scale = math.sqrt(1.0 - b2**self.count)
        root = self.second.sqrt().add_(_EPS * scale)
        self.theta.addcdiv_(self.first, root, value=-lr * scale / (1.0 - b1**self.count))
        if s.ema:
            # short averages first, so that the start is forgotten
            self.average.lerp_(self.theta, 1.0 - min(s.ema, (1.0 + self.count) / (10.0 + self.count)))

    def _split(self) -> None:
        """Give each member's idle components a share of its busiest, as seen on some of its own rows."""
        ranks = [torch.linspace(0, len(r) - 1, _LOOK, device=self.device).long() for r in self.train_rows]
        rows = torch.stack([r[rank] for r, rank in zip(self.train_rows, ranks, strict=True)])
        fit = fit_of(self.network, self.network.trace(self.x[rows], self.layers).out, self.y[rows])
        usage = fit.share.mean(1)
        sds = (fit.share / fit.inverse).mean(1) / usage.clamp_min(1e-9)
        split_idle(self.layers[-1], usage, sds)

    def _stop_score(self, epoch: int, end: int, layers: list[tuple[Tensor, Tensor]]) -> Tensor | None:
        """Weighted mean NLL (m,) of the stop rows under `layers`, in epochs that are scored."""
        if self.stop_batches is None or not (epoch % self.settings.stop_every == 0 or epoch == end - 1):
            return None
        kind = layers[0][0].dtype
        total = torch.zeros(self.network.members, device=self.device, dtype=kind)
        for rows, part, ys in self.stop_batches:
            out = self.network.trace(self.x[rows].to(kind), layers).out
            total += (nll(self.network, out, ys.to(kind)) * part).sum(1)
        return total

    def _batches(self, rows: Sequence[Tensor]) -> list[tuple[Tensor, Tensor, Tensor]]:
        """Row numbers, weights and targets of some rows of each member, in blocks (m, b)."""
        index, w = self._padded(rows)
        block = max(1, _GATHER // (len(index) * max(self.network.d, *self.network.hidden, 1)))
        return [(i, part, self.y[i]) for i, part in zip(index.split(block, 1), w.split(block, 1), strict=True)]

    def _padded(self, rows: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Row numbers (m, n) of all members, padded with rows of no weight, and weights (m, n) that add to one."""
        rows = [torch.as_tensor(r, device=self.device) for r in rows]
        most = max(len(r) for r in rows)
        index = torch.stack([torch.cat([r, r.new_zeros(most - len(r))]) for r in rows])
        real = torch.stack([torch.arange(most, device=self.device) < len(r) for r in rows])
        w = real.to(self.x.dtype)
        return index, w / w.sum(1, keepdim=True)


class _Kept:
    """What an epoch leaves behind: the history, and the weights (m, p) to end with, chosen from epoch `first` on."""

    def __init__(self, weights: Tensor, chooses: bool, patience: int, first: int) -> None:
        m = len(weights)
        self.weights, self.chooses, self.patience, self.first = weights, chooses, patience, first
        self.best = weights.new_full((m,), math.inf)
        self.seen_last = torch.full((m,), first, device=weights.device)  # best epoch as patience counts it
        self.train: list[Tensor] = []
        self.stop: list[Tensor] = []

    def take(self, loss: Tensor, score: Tensor | None, weights: Tensor) -> bool:
        """Note an epoch's loss (m,) and score (m,); return whether every member rests."""
        epoch = len(self.train)
        self.train.append(loss)
        self.stop.append(torch.full_like(loss, math.nan) if score is None else score)
        if not self.chooses:
            self.weights.copy_(weights)
            self.best = self.stop[-1]
            return False
        if score is None or epoch < self.first:
            return False
        better = score < self.best
        if self.patience:
            better &= epoch - self.seen_last <= self.patience
        self.best = torch.where(better, score, self.best)
        self.seen_last = torch.where(better, epoch, self.seen_last)
        self.weights.copy_(torch.where(better.unsqueeze(1), weights, self.weights))
        return bool(self.patience) and bool((epoch - self.seen_last > self.patience).all())

    def count_anew(self) -> None:
        """Let patience count from here on."""
        self.seen_last.fill_(len(self.train))

    def history(self) -> History:
        """The epochs so far."""
        train, stop = (torch.stack([part.float() for part in parts], 1) for parts in (self.train, self.stop))
        return History(train.cpu().numpy(), stop.cpu().numpy(), self.best.float().cpu().numpy())
