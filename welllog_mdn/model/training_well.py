"""A training well: where its target can be learnt from, and which of its samples are held out together."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np

from welllog_mdn.arrays import Bools, Features, Floats, Ints, nearest_place
from welllog_mdn.features import DEPTH, FeaturePlan, different_wells, drop_inputs
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.mdn.thinning import stride_of, thinned
from welllog_mdn.model.rock import not_rock
from welllog_mdn.model.stack import StackSettings, TrainingRows
from welllog_mdn.scores import from_scale, to_scale
from welllog_mdn.wells.identity import Name, goes_up_and_down, name_of, shown_name, well_groups
from welllog_mdn.wells.trusted import TrustedLogs

FOLDS = 5
FEW_WELLS = 5  # up to them no member can spare a well, see `stack`
BLOCKS = 3  # blocks of each fold in each well, where blocks are held out
GUARD = 10.0  # metres left out on each side of a block
HELD_ROWS = 1500
ALIKE_TOPS = 10.0  # metres between first readings of files whose depth counts samples
CLOUD_ROWS = 5000  # of the inputs and the target that a report shows
SCALED = 8  # every so manieth row measures the features' scales
ODD_ROWS = 0.4  # share of the copied rows that lack tools at random, whatever the training wells lack
LEAST_OF_A_WELL = 60  # rows, where it has them, however many the other wells have
LEAST_COPIED = 20  # different values that no two wells have at the same depths by chance


class Lost(Enum):
    """Why rows of a training well are not learnt from, in words that go on from their number."""

    DISTRUSTED = "distrusted by the quality checks"
    DRAWN = "drawn by hand, interpolated or through casing"
    REPEATED = "at a depth that a row before them has"
    WITHOUT_INPUT = "without any of the inputs"
    APART = "that keep blocks of depth apart"

    @property
    def reason(self) -> str:
        """The words by which a model and records count such rows."""
        return f"rows {self.value}"


LOST_REASONS = frozenset(lost.reason for lost in Lost)
"""Of the reasons in a model's `excluded_` those that count rows; the others count wells."""


@dataclass
class TrainingWell:
    """A training well: its trusted logs and the target's usable rows.

    Of the features (n, d) only the rows `rows` are kept, as `x`, and of all rows that have a fold the inputs'
    `values`: a field of millions of samples then fits in memory.

    Attributes
    ----------
    usable : rows from which the target can be learnt, (n,).
    target : the target's values (n,) on the scale of the model, decades of a resistivity; NaN where not trusted.
    fold : (n,) fold in which each row is held out; -1 where it is neither learnt from nor held out.
    """

    logs: TrustedLogs
    usable: Bools
    target: Floats
    rows: Ints = field(default_factory=lambda: np.empty(0, np.intp))
    x: Features = field(default_factory=lambda: np.empty((0, 0), np.float32))
    values: Features = field(default_factory=lambda: np.empty((0, 0), np.float32))
    fold: Ints = field(default_factory=lambda: np.empty(0, np.intp))
    part: Ints = field(default_factory=lambda: np.empty(0, np.intp))  # well or block that a row belongs to
    group: int = 0  # number of the well that it is, or is a sidetrack of

    @property
    def rows_in_folds(self) -> Ints:
        """Rows with a fold: those that are learnt from and held out."""
        return np.flatnonzero(self.fold >= 0)

    def samples(self, stride: int, copies: int) -> list[Ints]:
        """Rows that are taken as they are, then those of each copy; of a well much smaller than the others every so
        many, that each group of its depth blocks has some.
        """
        at = self.rows_in_folds
        stride = min(stride, max(1, len(at) // LEAST_OF_A_WELL))
        return [at[copy * stride // (copies + 1) :: stride] for copy in range(copies + 1)]

    def scaling_rows(self) -> Ints:
        """Rows that measure the features' scales."""
        return self.rows_in_folds[::SCALED]

    def read_rows(self, stride: int, copies: int) -> Ints:
        """Rows of which the features are needed: those that are learnt from, those that scale, and those held out."""
        return np.unique(np.concatenate([*self.samples(stride, copies), self.scaling_rows(), self.held_rows()]))

    def held_rows(self) -> Ints:
        """Up to `HELD_ROWS` rows with a fold, evenly spaced."""
        return thinned(self.rows_in_folds, HELD_ROWS)

    def held_rows_by_fold(self) -> Ints:
        """The same rows by fold, then in the order of the file."""
        rows = self.held_rows()
        return rows[np.argsort(self.fold[rows], kind="stable")]

    def features(self, rows: Ints) -> Features:
        """Features of some of the rows that were kept."""
        return np.asarray(self.x[np.searchsorted(self.rows, rows)])

    def record(self, checked: bool) -> dict[str, Any]:
        """What a model keeps of it: name, file, number of rows, fold (-1 unless whole wells were held out), group."""
        well = self.logs.well
        return {
            "name": shown_name(well),
            "uwi": well.uwi,
            "file": well.file.name if well.file else "",
            "sha256": well.sha256,
            "rows": len(self.rows_in_folds),
            "fold": int(self.fold.max()) if checked else -1,
            "group": self.group,
        }


def training_stride(sources: Sequence[TrainingWell], settings: StackSettings) -> int:
    """Every so manieth row with a fold trains: whose features are needed, and who is learnt from, go by it."""
    return stride_of(sum(len(s.rows_in_folds) for s in sources), settings.rows)


def training_rows(
    sources: Sequence[TrainingWell],
    plan: FeaturePlan,
    chances: Mapping[str, float],
    together: float,
    settings: StackSettings,
    seed: int,
    few_wells: bool = False,
) -> TrainingRows:
    """Thin the wells' rows in folds, and add copies with inputs dropped at random.

    Parameters
    ----------
    chances, together : of each input, and of the porosity tools all at once, to be dropped, see `drop_chances`.
    settings : how many rows and copies. seed : of what is dropped. few_wells : as in `TrainingRows`.
    """
    stride = training_stride(sources, settings)
    samples = [s.samples(stride, settings.copies) for s in sources]
    rng = np.random.default_rng(seed)
    taken: list[tuple[Features, Floats, Ints, Ints]] = []
    for copy in range(settings.copies + 1):
        for source, own in zip(sources, samples, strict=True):
            some = own[copy]
            x = source.features(some)
            x = drop_inputs(x, plan, chances, rng, together, ODD_ROWS) if copy else x
            taken.append((x, source.target[some], source.fold[some], source.part[some]))
    features, targets, folds, parts = (np.concatenate(pieces) for pieces in zip(*taken, strict=True))
    return TrainingRows(features, targets, folds, parts, few_wells)


def training_well(logs: TrustedLogs, kind: LogKind) -> tuple[TrainingWell, dict[Lost, int]]:
    """Where a well's target can be learnt from; and how many of its rows can not be, by reason."""
    if kind.name not in logs.logs:
        return TrainingWell(logs, np.zeros(logs.well.n, bool), np.full(logs.well.n, np.nan)), {}
    log = logs.logs[kind.name]
    target = to_scale(log.values, kind)
    usable = np.isfinite(target) & np.isfinite(logs.well.depth_m)
    drawn = not_rock(logs, kind)
    taught = first_of_depths(logs.well.depth_m, usable & ~drawn)
    excluded = {
        Lost.DISTRUSTED: int((np.isfinite(log.measured) & ~np.isfinite(target) & ~drawn).sum()),
        Lost.DRAWN: int(drawn.sum()),
        Lost.REPEATED: int((usable & ~drawn & ~taught).sum()),
    }
    return TrainingWell(logs, taught, target), excluded


def first_of_depths(depth_m: Floats, rows: Bools) -> Bools:
    """Of some rows (n,) the first at each depth: what a file repeats is neither learnt nor scored twice."""
    at = np.flatnonzero(rows)
    first = np.zeros(len(rows), bool)
    first[at[np.unique(depth_m[at], return_index=True)[1]]] = True
    return first


def depth_is_a_counter(wells: Sequence[TrustedLogs]) -> bool:
    """Say whether two or more wells all begin at the same depth, to half a step, and are read from there on: then depth
    only counts samples. A well and its sidetrack may well begin alike, and so do files that nulls fill up to one top.
    """
    if different_wells(wells) < 2:
        return False
    first = [float(np.nanmin(w.well.depth_m)) for w in wells]
    step = min((w.well.step_m for w in wells if np.isfinite(w.well.step_m)), default=0.0)
    return bool(np.ptp(first) <= 0.5 * step and np.ptp([_first_read(w) for w in wells]) <= ALIKE_TOPS)


def _first_read(logs: TrustedLogs) -> float:
    """Depth (m) of the first value of any log."""
    read = np.any([np.isfinite(log.measured) for log in logs.logs.values()], axis=0)
    return float(np.nanmin(logs.well.depth_m[read]))


def depth_blocks(depth_m: Floats, usable: Bools) -> Ints:
    """Numbers (n,) of the contiguous blocks of depth, equal in usable rows, into which a well is cut; -1 where
    unusable.
    """
    block = np.full(len(depth_m), -1, np.intp)
    rows = np.flatnonzero(usable)
    rows = rows[np.argsort(depth_m[rows], kind="stable")]
    for i, some in enumerate(np.array_split(rows, FOLDS * BLOCKS)):
        block[some] = i
    return block


def block_folds(depth_m: Floats, blocks: Ints) -> tuple[Ints, Ints]:
    """Folds (n,) of a well cut into contiguous `blocks` (n,) of depth, dealt in turn, and the blocks' numbers (n,);
    -1 where unusable or within the guard, at most a tenth of a block's own samples on each side.
    """
    fold, blocks = np.full(len(depth_m), -1, np.intp), blocks.copy()
    count = FOLDS * BLOCKS
    for i in np.unique(blocks[blocks >= 0]):
        block = np.flatnonzero(blocks == i)
        block = block[np.argsort(depth_m[block], kind="stable")]
        z, tenth = depth_m[block], len(block) // 10
        inner = np.ones(len(block), bool)
        if i > 0:
            inner[:tenth] = z[:tenth] >= z[0] + GUARD
        if i < count - 1:
            inner[len(z) - tenth :] = z[len(z) - tenth :] <= z[-1] - GUARD
        fold[block[inner]], blocks[block[~inner]] = i % FOLDS, -1
    return fold, blocks


def assign_folds(sources: Sequence[TrainingWell], seed: int) -> tuple[bool, bool]:
    """Give each usable row its fold and part, and each well its group. Return whether whole wells are held out (of a
    few wells each one, else groups of wells), not blocks of depth of a single well; and whether each well is a fold.

    The files of a well and of its sidetracks are cut at the same depths: each may hold the rock of the others.
    """
    group = well_groups(_names(sources))
    groups = int(group.max()) + 1
    few_wells = 1 < groups <= FEW_WELLS
    place = np.argsort(np.random.default_rng(seed).permutation(groups))
    for number in range(groups):
        files = [s for s, of in zip(sources, group, strict=True) if of == number]
        for source, block in zip(files, _blocks_of_files(files), strict=True):
            source.group = number
            if groups == 1:
                source.fold, source.part = block_folds(source.logs.well.depth_m, block)
            elif few_wells:
                source.fold, source.part = np.where(source.usable, number, -1).astype(np.intp), block
            else:
                source.fold = np.where(source.usable, place[number] % FOLDS, -1).astype(np.intp)
                source.part = np.full(len(block), number, np.intp)
    return groups > 1, few_wells


def _names(sources: Sequence[TrainingWell]) -> list[Name]:
    """The names of wells; a copy, with the same values of the target at the same depths, bears that of the first. What
    neither varies nor goes up and down may be alike in two wells, as a temperature by a gradient is.
    """
    first: dict[bytes, int] = {}
    places = []
    for i, s in enumerate(sources):
        data = s.logs.well.depth_m.tobytes() + s.target.tobytes()
        values = s.target[np.isfinite(s.target)]
        varies = len(np.unique(values)) >= LEAST_COPIED and goes_up_and_down(values)
        places.append(first.setdefault(hashlib.sha256(data).digest(), i) if varies else i)
    return [name_of(sources[place].logs.well) for place in places]


def _blocks_of_files(files: Sequence[TrainingWell]) -> list[Ints]:
    """The blocks of depth (n,) of each file of one well."""
    depth, usable = (np.concatenate(v) for v in zip(*((s.logs.well.depth_m, s.usable) for s in files), strict=True))
    return np.split(depth_blocks(depth, usable), np.cumsum([s.logs.well.n for s in files])[:-1])


def describe(
    sources: Sequence[TrainingWell], plan: FeaturePlan, kind: LogKind
) -> tuple[dict[str, tuple[float, float]], dict[str, Floats], dict[str, float]]:
    """Range (1st to 99th percentile) of each input, and of the depth; a cloud of inputs and `target`, thinned to rows
    (c,); each input's correlation with the target. In canonical units, correlations on the scales of the model.
    """
    y = np.concatenate([s.target[s.fold >= 0] for s in sources])
    pick = np.linspace(0, len(y) - 1, min(len(y), CLOUD_ROWS)).astype(int)
    ranges: dict[str, tuple[float, float]] = {}
    cloud, correlation = {"target": from_scale(y[pick], kind)}, {}
    for j, (name, log10) in enumerate(zip(plan.inputs, plan.log10, strict=True)):
        column = np.concatenate([s.values[:, j] for s in sources]).astype(np.float64)  # one at a time, for memory
        there = np.isfinite(column)
        ends = np.percentile(column[there], [1, 99]) if there.any() else np.array([np.nan, np.nan])
        low, high = 10.0**ends if log10 else ends
        ranges[name] = (float(low), float(high))
        cloud[name] = 10.0 ** column[pick] if log10 else column[pick]
        varies = there.sum() > 2 and column[there].std() > 0 and y[there].std() > 0
        correlation[name] = float(np.corrcoef(column[there], y[there])[0, 1]) if varies else math.nan
    depths = np.concatenate([s.logs.well.depth_m[s.fold >= 0] for s in sources])
    ranges[DEPTH] = (float(depths.min()), float(depths.max()))
    return ranges, cloud, correlation


def nearest_fold(depth: Floats, fold: Ints) -> Ints:
    """Fold (n,) that predicts each row of a training well at a depth (n,): its own (`fold`, n; -1 for none), or that of
    the nearest row that has one.
    """
    known = np.flatnonzero(fold >= 0)
    order = known[np.argsort(depth[known], kind="stable")]
    return np.asarray(fold[order[nearest_place(depth[order], depth)]])
