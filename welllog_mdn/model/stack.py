"""The learner of a model: a regression by trees, then a mixture density network that reads their answer beside the
logs.

Training rows carry a fold: a group of wells (or, of a single well, of blocks of depth). For fold f
everything is learnt without f: the trees, and the network's members of f, whose training inputs come from
trees that saw neither f nor the row's own fold. So the members of f have never met f's target in any form,
and what they read in training is as good as what they will read on a new well.

A few wells are too few to spare two or three of them for every member. There each well is a fold, and one more
fold is empty: its trees and members learn from every well. What they read in training comes from trees that did
not see the row's own group of depth blocks. The folds of the wells repeat all of that without the well: they tell
what a model is worth on a well that it never saw, and beside the others they predict a new one, so that the members
disagree where one well less matters. A quadratic surface joins the trees: it goes on where the rows of a few wells end.

Shapes: `n` rows, `d` features, `m` members, `k` components, `f` folds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Any

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from torch import Tensor

from welllog_mdn.arrays import Features, Floats, Ints
from welllog_mdn.features import FeaturePlan, Scaling
from welllog_mdn.logs.kinds import KindTable, LogKind
from welllog_mdn.mdn.forest import fit_forest
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.mdn.network import EnsembleMDN
from welllog_mdn.mdn.regression import Regression, Trend
from welllog_mdn.mdn.surface import fit_surface
from welllog_mdn.mdn.thinning import thinned
from welllog_mdn.mdn.training import History, TrainingSettings, train
from welllog_mdn.mdn.trees import fit_trees

Progress = Callable[[float, str], None]  # hears which share is done, and what is being done
Pairs = dict[tuple[int, int], Regression]  # by what each did not see

DEPTH_GROUPS = 3  # of blocks, where each well is a fold
ROWS_AT_ONCE = 16384  # rows of a well worked on together: most wells whole; the inputs of ten members take 20 MB
STOP_ROWS = 3000  # that choose when a member stops
AT_ONCE = 8  # regressions that grow together: of more, the threads wait for Python's lock
MOST_SIGMA = 1.0  # standard deviations of the target: no less is known of a depth than of the log as a whole


NETWORK = ("members", "components", "epochs")
"""What a user may choose of the network."""


def network_chosen(by: Any) -> dict[str, Any]:
    """Return the values of `NETWORK` that a model or an options record has, unchecked; None is no choice."""
    return {name: value for name in NETWORK if (value := getattr(by, name)) is not None}


@dataclass(frozen=True)
class StackSettings:
    """How the learner is built.

    Parameters
    ----------
    members, components, hidden : of the network. Members are spread evenly over the folds (of a few wells, the empty
        fold has as many, and the others as many together).
    epochs, steps, batch, lr, weight_decay, dropout : of its training; an epoch is `steps` steps.
    trees, rate, leaf, share : of the boosted trees.
    forest, forest_leaves, forest_leaf, forest_rows : of the forest, which takes `share` too.
    pull : how far the mixture is moved from its own mean towards the regression's answer.
    rows, copies : training rows taken as they are (evenly spaced in depth), and as many again, `copies`
        times, with inputs dropped at random.
    """

    members: int = 10
    components: int = 3
    hidden: tuple[int, ...] = (64, 64)
    epochs: int = 60
    steps: int = 50
    batch: int = 256
    lr: float = 3e-3
    weight_decay: float = 0.3
    dropout: float = 0.2
    trees: int = 250
    rate: float = 0.08
    leaf: int = 40
    share: float = 0.4
    forest: int = 20
    forest_leaves: int = 1024
    forest_leaf: int = 5
    forest_rows: float = 0.5
    pull: float = 0.5
    rows: int = 24_000
    copies: int = 2

    def chosen(self, by: Any) -> StackSettings:
        """The same, with what `by` has chosen of the network."""
        numbers: dict[str, Any] = {name: int(value) for name, value in network_chosen(by).items()}
        return replace(self, **numbers)


@dataclass(frozen=True)
class Along:
    """Column of the feature that the target follows, and whether on logarithms."""

    feature: int
    log: bool = False


def followed(plan: FeaturePlan, target: LogKind, rows: Mapping[str, int], table: KindTable) -> Along | None:
    """The input of the target's own family that most rows have (`rows`: how many have each): shear and compressional
    slowness, or two resistivities, follow one curve as no other logs do; slownesses on logarithms.
    """
    family = [k for k in plan.inputs if table.kinds[k].family == target.family]
    if not family:
        return None
    best = max(family, key=rows.__getitem__)
    positive = min(target.low, table.kinds[best].low) > 0
    return Along(plan.columns(best).start, positive and not target.log10)


def least_sigma(target: LogKind) -> float:
    """Smallest standard deviation of a component: the tool's resolution in standard deviations of the target, taken as
    a quarter of the kind's track; above a trend, where the spread is less, the least is less too.

    Not measured on the wells: no member may depend on the target of a well that it leaves out.
    """
    left, right = target.plot
    track = abs(math.log10(right / left)) if target.log10 else abs(right - left)
    return float(max(target.resolution / (0.25 * track), 1e-5))


@dataclass(frozen=True)
class TrainingRows:
    """What is learnt from: features (n, d), targets (n,), and of each row the fold and the part of it: a well
    with its sidetracks, or a block of depth. `few_wells`: each well is a fold, one more fold is empty, learning from
    every row, and a part is a block of depth.
    """

    x: Features
    y: Floats
    fold: Ints
    part: Ints
    few_wells: bool = False

    @property
    def folds(self) -> int:
        """Number of folds, the empty one included."""
        return int(self.fold.max()) + 1 + self.few_wells

    @property
    def group(self) -> Ints:
        """The group (n,) of each row that the trees did not see which answer it in training."""
        return self.part % DEPTH_GROUPS if self.few_wells else self.fold


@dataclass
class Stack:
    """A learner that has been fitted.

    `y_mean`, `y_sd` (f,) and `regressions` belong to the folds, `member_fold` (m,) says whose each member of the
    network is. `pairs` holds the regressions that saw neither of two folds; where the last fold is empty there are
    none. `pull` is as in `StackSettings`. `device` is where the network predicts.

    All rows that a mixture is asked for are worked on at once: whoever asks bounds them (`ROWS_AT_ONCE`).
    """

    plan: FeaturePlan
    scaling: Scaling
    y_mean: Floats
    y_sd: Floats
    regressions: tuple[Regression, ...]
    network: EnsembleMDN
    member_fold: Ints
    pull: float = 0.0
    pairs: Pairs = field(default_factory=dict, repr=False)
    device: str = "cpu"

    @property
    def folds(self) -> int:
        """Number of folds."""
        return len(self.regressions)

    def mixture(self, x: Features) -> GaussianMixture:
        """Mixture (n, m k) of all members for features (n, d), in units of the target."""
        scaled = self.scaling.scaled(x, self.plan)
        lines = [r.line(x) for r in self.regressions]
        inputs = [self._with_base(scaled, r.predict(x) - lines[f], f) for f, r in enumerate(self.regressions)]
        every = np.arange(len(self.member_fold))
        return self._run([inputs[f] for f in self.member_fold], every, [lines[f] for f in self.member_fold])

    def held_out(self, x: Features, fold: int) -> GaussianMixture:
        """Mixture (n, ...) for rows of `fold`, by the members and trees that never saw it.

        Each member reads the trees that left out another fold as well, one after another: so the mixture has
        about as many parts as the whole ensemble (8 for 10 of the defaults), learnt from fewer wells. Where each well
        is a fold, a member reads the trees that left out the well alone, as it would read those of every well on a new
        one; only the few members of the well's own fold never saw it, so the mixture is the smaller one there.
        """
        scaled = self.scaling.scaled(x, self.plan)
        members = np.flatnonzero(self.member_fold == fold)
        pairs = [self.pairs[_pair(fold, g)] for g in range(self.folds) if g != fold and _pair(fold, g) in self.pairs]
        line = self.regressions[fold].line(x)
        inputs = [self._with_base(scaled, r.predict(x) - line, fold) for r in pairs or [self.regressions[fold]]]
        runs = np.tile(members, len(inputs))
        return self._run([i for i in inputs for _ in members], runs, [line] * len(runs))

    def _with_base(self, scaled: Features, base: Floats, fold: int) -> Features:
        """Network inputs (n, d + inputs + 1): the scaled features, and what the regression of a fold answers above its
        trend, `base` (n,), standardised as the fold's target is.
        """
        z = (base - self.y_mean[fold]) / self.y_sd[fold]
        return np.concatenate([scaled, z[:, None].astype(np.float32)], axis=1)

    def _run(self, inputs: Sequence[Features], members: Ints, lines: Sequence[Floats]) -> GaussianMixture:
        """Mixture (n, len(members) k) of the named members on their own inputs, above their own trends (n,); in
        float64: no batch size shows.
        """
        network = self.network
        theta = network.theta.detach().to(self.device)
        layers = [(w.double()[members], b.double()[members]) for w, b in network.layers(theta)]
        with torch.no_grad():
            x = torch.from_numpy(np.stack(inputs)).to(self.device)
            found = network.mixture_of(network.outputs(x, layers))
            shift, scale = (
                torch.from_numpy(v[self.member_fold[members]]).to(self.device)[:, None, None]
                for v in (self.y_mean, self.y_sd)
            )
            line = torch.from_numpy(np.stack(lines)).to(self.device)
            means, sds = found.means * scale + shift + line[..., None], found.sds
            if self.regressions[0].trend is None:  # above a trend, where its feature is missing, less is known
                sds = sds.clamp_max(MOST_SIGMA)  # beyond the training rows the exponential runs off
            found = GaussianMixture(found.log_weights, means, sds * scale)
            base = (x[..., -1].double() * scale[..., 0] + shift[..., 0] + line).mean(0)
            return self._pulled(found.flatten_members(), base).each(Tensor.cpu)

    def _pulled(self, mixture: GaussianMixture, base: Tensor) -> GaussianMixture:
        """Mixture (n, ...) moved as a whole towards the regression's answer (n,); its shape stays."""
        move = self.pull * (base - mixture.mean)
        return GaussianMixture(mixture.log_weights, mixture.means + move[:, None], mixture.sds)


def _pair(f: int, g: int) -> tuple[int, int]:
    """Key of two folds."""
    return (min(f, g), max(f, g))


def fit_stack(
    rows: TrainingRows,
    plan: FeaturePlan,
    scaling: Scaling,
    settings: StackSettings,
    sigma_floor: float,
    seed: int,
    device: str,
    progress: Progress,
    along: Along | None = None,
) -> tuple[Stack, History]:
    """Fit the trees of every fold, those that answer its training rows, then the network's members.

    Parameters
    ----------
    plan, scaling : how the features of `rows` were made, and what standardises them for the network.
    sigma_floor : smallest standard deviation of a component, in standard deviations of the target above its trend.
    along : feature over which trees and network follow a trend.
    seed : of everything random. device : where the network is trained. progress : called with (share done, of what).

    Returns
    -------
    the learner, which predicts on the CPU, and the network's history.
    """
    smooth = plan.smooth_columns() if rows.few_wells else None
    grown, inner = _grow(rows, settings, seed, along, smooth, lambda s, text: progress(0.7 * s, text))
    lines = [r.line(rows.x) for r in grown]
    y_mean, y_sd = _target_scales(rows, lines)
    member_fold = _member_folds(rows, settings.members)
    network = EnsembleMDN(
        scaling.mean.size + len(plan.inputs) + 1,
        len(member_fold),
        settings.hidden,
        settings.components,
        dropout=settings.dropout,
        sigma_floor=sigma_floor,
        seed=seed,
    )
    pairs = {} if rows.few_wells else inner
    stack = Stack(plan, scaling, y_mean, y_sd, grown, network, member_fold, settings.pull, pairs)
    x, y = _seen_by_folds(stack, inner, rows, lines)
    history = _train_members(stack, x, y, rows, settings, seed, device, lambda s, text: progress(0.7 + 0.3 * s, text))
    return stack, history


def _member_folds(rows: TrainingRows, members: int) -> Ints:
    """Fold (m,) of each member: so many of them, rounded up, spread evenly over the folds that hold rows, and so many
    of the empty one where there is one.
    """
    folds = rows.folds - rows.few_wells
    spread = np.repeat(np.arange(folds), max(1, -(-members // folds)))
    return np.r_[spread, np.full(members, folds)] if rows.few_wells else spread


def _target_scales(rows: TrainingRows, lines: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Mean and spread (f,) outside each fold of the target above the fold's trend, given for all rows; the spread of a
    constant is a hundred times what float32 resolves of it.
    """
    outside = [(rows.y - line)[rows.fold != f] for f, line in enumerate(lines)]
    mean = np.array([v.mean() for v in outside])
    spread = np.array([max(float(v.std()), 1e-6) for v in outside])
    return mean, np.maximum(spread, 1e-5 * np.abs(mean))


def _grow(
    rows: TrainingRows,
    s: StackSettings,
    seed: int,
    along: Along | None,
    smooth: Sequence[int] | None,
    progress: Progress,
) -> tuple[tuple[Regression, ...], Pairs]:
    """Trees without each fold, and those that answer training rows: without each pair of folds (three at least), or
    where `rows.few_wells` without a fold and a group of depth blocks.
    """
    folds, group = range(rows.folds), rows.group
    pairs: list[tuple[int, ...]] = list(
        product(folds, range(DEPTH_GROUPS)) if rows.few_wells else combinations(folds, 2)
    )
    jobs = [(f,) for f in folds] + pairs

    def grown_without(left_out: tuple[int, ...]) -> Regression:
        keep = (rows.fold != left_out[0]) & (group != left_out[-1] if len(left_out) == 2 else True)
        # the limit is the thread's own: each job has one core, whatever the number of jobs at once
        with threadpool_limits(1, "openmp"):
            return _regression(rows.x[keep], rows.y[keep], s, seed, along, smooth)

    grown = {}
    # the surfaces' sums by one thread each: in one order, whatever the number of jobs at once
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(min(AT_ONCE, torch.get_num_threads())) as pool:
        for i, found in enumerate(pool.map(grown_without, jobs)):
            progress((i + 1) / len(jobs), "growing trees")
            grown[jobs[i]] = found
    return tuple(grown[(f,)] for f in folds), {(p[0], p[1]): grown[p] for p in pairs}


def _regression(
    x: Features, y: Floats, s: StackSettings, seed: int, along: Along | None, smooth: Sequence[int] | None = None
) -> Regression:
    """Boosted trees, a forest and, over the columns `smooth`, a surface on the same rows, all on top of a trend where
    `along` names a feature.
    """
    trend = None if along is None else Trend.fit(x, y, along.feature, along.log)
    over = y if trend is None else y - trend.predict(x)
    boosted = fit_trees(x, over, trees=s.trees, rate=s.rate, leaf=s.leaf, share=s.share, seed=seed)
    forest = fit_forest(
        x,
        over,
        trees=s.forest,
        leaves=s.forest_leaves,
        leaf=s.forest_leaf,
        share=s.share,
        rows=s.forest_rows,
        seed=seed,
    )
    return Regression(boosted, forest, None if smooth is None else fit_surface(x, over, smooth), trend)


def _train_members(
    stack: Stack,
    x: Features,
    y: Features,
    rows: TrainingRows,
    s: StackSettings,
    seed: int,
    device: str,
    progress: Progress,
) -> History:
    """Train every member on the rows outside its fold; `x` and `y` are what `_seen_by_folds` makes of all rows."""

    def places(each: Sequence[Ints]) -> list[Tensor]:
        """Where some rows of each member stand in `x` and `y`."""
        return [torch.from_numpy(f * len(rows.y) + r) for f, r in zip(stack.member_fold, each, strict=True)]

    learn, stop = _learn_and_stop(rows, stack.member_fold)
    settings = TrainingSettings(
        epochs=s.epochs,
        stop_every=2,
        stop_from=s.epochs // 2,
        steps_per_epoch=s.steps,
        batch=s.batch,
        lr=s.lr,
        weight_decay=s.weight_decay,
        ema=0.98,
    )
    return train(
        stack.network,
        torch.from_numpy(x),
        torch.from_numpy(y),
        places(learn),
        places(stop) if stop else None,
        settings,
        seed=seed,
        device=device,
        progress=lambda done, of: progress(done / of, "training the network"),
    )


def _seen_by_folds(
    stack: Stack, inner: Pairs, rows: TrainingRows, lines: Sequence[Floats]
) -> tuple[Features, Features]:
    """Network inputs (f n, d + inputs + 1) and standardised targets (f n,) of all rows as the members of each fold see
    them, one fold after another: above the fold's trend, `lines`, and beside the answer of trees that saw neither the
    fold nor the row's own (or its group of depth blocks). Rows of the fold itself have no answer.
    """
    scaled, group, n = stack.scaling.scaled(rows.x, stack.plan), rows.group, len(rows.y)
    x = np.empty((stack.folds * n, stack.network.d), np.float32)
    y = np.empty(stack.folds * n, np.float32)
    for f, line in enumerate(lines):
        base = np.zeros(n)
        for g in np.unique(group):
            at = (group == g) & (rows.fold != f)
            if at.any():
                key = (f, int(g)) if rows.few_wells else _pair(f, int(g))
                base[at] = inner[key].predict(rows.x[at])
        x[f * n : (f + 1) * n] = stack._with_base(scaled, base - line, f)
        y[f * n : (f + 1) * n] = (rows.y - line - stack.y_mean[f]) / stack.y_sd[f]
    return x, y


def _learn_and_stop(rows: TrainingRows, member_fold: Ints) -> tuple[list[Ints], list[Ints]]:
    """For each member the rows that it learns from, and those of other wells (or blocks of depth) that choose
    when it stops: every second well of another fold, the other half for the next member, so that the members
    stop on different wells. Its own fold is in neither. Where nothing would be left to learn from, or wells
    are too few to spare (`rows.few_wells`), there are no stop rows.
    """
    folds = int(member_fold.max()) + 1
    learn, stop = [], []
    unstopped = [np.flatnonzero(rows.fold != f) for f in member_fold]
    if rows.few_wells:
        return unstopped, []
    for member, fold in enumerate(member_fold):
        place = member - int(np.flatnonzero(member_fold == fold)[0])
        other = (fold + 1 + place // 2 % max(1, folds - 1)) % folds
        parts = np.unique(rows.part[rows.fold == other])
        chosen = (rows.fold == other) & np.isin(rows.part, parts[place % 2 :: 2] if len(parts) > 1 else parts)
        outside = rows.fold != fold
        learn.append(np.flatnonzero(outside & ~chosen))
        stop.append(thinned(np.flatnonzero(outside & chosen), STOP_ROWS))
    if all(len(r) for r in (*learn, *stop)):
        return learn, stop
    return unstopped, []
