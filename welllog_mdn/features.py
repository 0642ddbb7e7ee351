"""Wells to numbers: which logs a model reads, and what of them it sees at each depth.

A feature matrix is (n, d) float32 with NaN where a log says nothing: for each input its value, its means over 5 and
20 m and its spreads over 5 m and, where wells are many, 80 m, all in canonical units, resistivities as log10; the depth
in metres comes first where it is used. These windows lie on sorted depth, weigh each sample by the thickness that it
stands for, and never reach across a gap of more than two steps; so files of another step, order or unit give the same
numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import numpy as np

from welllog_mdn.arrays import Bools, Features, Floats, Ints
from welllog_mdn.errors import ModelError, Notice, UsageError, nearest, one_line
from welllog_mdn.logs.kinds import KindTable, LogKind, default_table
from welllog_mdn.mdn.decades import to_decades
from welllog_mdn.wells.identity import name_of, well_groups
from welllog_mdn.wells.last_well import last_well
from welllog_mdn.wells.reading import garbled
from welllog_mdn.wells.steps import DepthFrame, depth_frame
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.words import some_of

DEPTH = "DEPTH"
MOST_WELLS = 0.75  # share of the training wells that must have a log for it to be an input
SOME_ROWS = 0.2  # share of a well's target rows at which a log counts as there
DRIFTING = ("potential",)  # families without a common zero from well to well
WANDERING = ("gamma",)  # families whose level differs from well to well, by tool, hole size and mud
INVADED = "resistivity"  # a family in which all but the deepest read what the mud has made of the rock
POROSITY = ("RHOB", "NPHI", "PEF", "DPHI")  # logged in one run
TEXTURE = 80.0  # metres over which the scatter of a log tells one formation from another
CALIPER = "CALI"  # bit size and washouts tell formations apart as well
FORMATION_WELLS = 6  # of fewer wells texture and caliper tell the wells apart, not the rock
SURFACE_INPUTS = 10  # up to which windows join a surface, whose cost grows with the fourth power of its columns
LEAST_DROP, MOST_DROP = 0.03, 0.5  # chances that training drops an input
WANDERING_DROP = 0.3  # more, and less is learnt where such a log alone tells of the rock
FAMILY_DROP = 0.2  # and one of the target's own family, which says most about the target where it was run
LEADER_DROP = 0.05  # and the log that the target follows, which is predicted where a well lacks it
ONE_VALUE = 1e30  # spread of a feature of one value in training: no weight has learnt what another one would mean
FARTHEST = 4.0  # standard deviations to which a feature is cut: the network has seen nothing out there


@dataclass(frozen=True)
class FeaturePlan:
    """Which logs a model reads and how they become features.

    Parameters
    ----------
    inputs : kinds of the logs, in order.
    use_depth : whether the depth in metres is the first feature.
    log10 : for each input whether its logarithm is taken.
    grid : for each input (the depth last) the step to which its values are rounded, so that the last digits
        of a converted unit cannot move a sample across a split; 0 for none.
    means, spreads : widths (m) of the windows whose mean and standard deviation are features.
    hole : inputs that say nothing of the rock by themselves: the caliper, where the user did not name it.
    """

    inputs: tuple[str, ...]
    use_depth: bool
    log10: tuple[bool, ...]
    grid: tuple[float, ...]
    means: tuple[float, ...] = (5.0, 20.0)
    spreads: tuple[float, ...] = (5.0,)
    hole: tuple[str, ...] = ()

    @property
    def per_input(self) -> int:
        """Features of one input."""
        return 1 + len(self.means) + len(self.spreads)

    @property
    def d(self) -> int:
        """Number of features."""
        return len(self.inputs) * self.per_input + int(self.use_depth)

    @property
    def rock_inputs(self) -> tuple[str, ...]:
        """Inputs that say something of the rock."""
        return tuple(kind for kind in self.inputs if kind not in self.hole)

    def reads_rock(self, x: Features) -> Bools:
        """Rows (n,) of features (n, d) in which an input that says something of the rock has a value or a window."""
        known = np.zeros(len(x), bool)
        for kind in self.rock_inputs:
            known |= np.isfinite(x[:, self.columns(kind)]).any(axis=1)
        return known

    def columns(self, kind: str) -> slice:
        """Where the features of an input stand."""
        at = int(self.use_depth) + self.inputs.index(kind) * self.per_input
        return slice(at, at + self.per_input)

    def value_columns(self) -> Ints:
        """Columns of the inputs' values themselves, (inputs,)."""
        return int(self.use_depth) + np.arange(len(self.inputs)) * self.per_input

    def smooth_columns(self) -> list[int]:
        """Columns of the depth, of the inputs' values and, where inputs are few, of their means in the first window."""
        values = [int(column) for column in self.value_columns()]
        means = [v + 1 for v in values] if self.means and len(values) <= SURFACE_INPUTS else []
        return [*range(int(self.use_depth)), *values, *means]


def choose_inputs(
    wells: Sequence[TrustedLogs],
    target: LogKind,
    *,
    inputs: Collection[str] | None = None,
    exclude: Collection[str] = (),
    table: KindTable | None = None,
) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    """Choose the input logs from the training wells alone.

    Without `inputs`: every log that three of four training wells have beside the target, but those without a common
    zero from well to well (SP), and of the resistivities the deepest alone, unless one of them is the target; all that
    any well has where there is none. The caliper joins them where three of four training wells, and as many as
    `FORMATION_WELLS` different ones, have it, unless the target is of a pad tool: those are not believed in a washout,
    so nothing would teach what a wide hole means. Other logs of the hole and of drilling, and those that say the target
    in other words (density porosity, of a density), are inputs only by name; so are positions and labels, where the
    table was `asking` for them.

    Returns
    -------
    kinds, in the table's order, in whatever order they are named; and a notice for each log that was left out.

    Raises
    ------
    UsageError : a named input is unknown, is the target, depth or an earlier prediction, or none is left that is not
        excluded.
    ModelError : a named input is in no training well beside the target; or, of none named, no log can be an input.
    """
    table = table or default_table()
    named = None if inputs is None else named_kinds(inputs, target, table)
    barred = set(named_kinds(exclude, None, table)) | {target.name}
    if named is not None:
        return _named_inputs(wells, target.name, named, barred, table), ()
    share = {kind: _share_of_wells(kind, wells, target.name) for kind in _present(wells)}
    same = {k for k in share if _says_the_same(table.kinds[k], target, table)} - barred
    usable = [k for k in table.kinds if k in share and table.kinds[k].role == "log" and k not in barred | same]
    steady = [k for k in usable if share[k] >= MOST_WELLS and table.kinds[k].family not in DRIFTING]
    invaded = [k for k in steady if table.kinds[k].family == INVADED and target.family != INVADED]
    chosen = [k for k in steady if k not in invaded[1:]] or [k for k in usable if share[k] > 0.0]
    if not chosen:
        found, taken = sorted(share.keys() - barred), sorted(share.keys() & barred - {target.name})
        raise ModelError(
            f"no usable input log beside {target.name} in the training wells",
            hint="; ".join(filter(None, _what_there_is(wells, found, taken, table))),
        )
    told = {k: _why_left_out(table.kinds[k], share[k], target.name, wells) for k in usable if k not in chosen}
    for shallower in invaded[1:]:
        told[shallower] = f"not an input: {invaded[0]} reads deeper, beyond mud that differs from well to well"
    told |= dict.fromkeys(sorted(same), f"not an input, because one of it and {target.name} is computed from the other")
    caliper = CALIPER not in barred and _caliper_teaches(wells, target)
    if caliper and share[CALIPER] < MOST_WELLS:
        caliper = False
        told[CALIPER] = _why_left_out(table.kinds[CALIPER], share[CALIPER], target.name, wells)
    kinds = tuple(k for k in table.kinds if k in chosen or (caliper and k == CALIPER))
    notices = [Notice(kind, text, "info") for kind, text in told.items()]
    return kinds, (*notices, *_not_excluded(kinds, wells, exclude))


def _not_excluded(kinds: Sequence[str], wells: Sequence[TrustedLogs], exclude: Collection[str]) -> Iterator[Notice]:
    """Yield a notice for each input that some well takes from a curve whose own name the user excluded: by that name
    alone it is another log, so the exclusion does not reach it.
    """
    names = {name.casefold() for name in exclude}
    for kind in kinds:
        curves = (w.logs[kind].mnemonic for w in wells if kind in w.logs)
        if (curve := next((m for m in curves if m.casefold() in names), None)) is not None:
            said = f"an input, though {curve} is excluded: {curve} was read as {kind} (--exclude {kind} leaves it out)"
            yield Notice(kind, said)


def with_stand_ins(logs: TrustedLogs, inputs: Collection[str], target: LogKind, table: KindTable) -> TrustedLogs:
    """A well as a model with these inputs reads it: where it has no value of a resistivity, the deepest other one that
    was run stands in, unless that is an input by itself or the target. Its `kind` tells it from the log itself.
    """
    found = dict(logs.logs)
    for name in (k for k in inputs if table.kinds[k].family == INVADED and not logs.has_values(k)):
        others = [k for k in table.kinds if table.kinds[k].family == INVADED and not table.kinds[k].pad_tool]
        free = [k for k in others if logs.has_values(k) and k not in {*inputs, target.name}]
        if free:
            found[name] = logs.logs[free[0]]
    same = all(found[k] is logs.logs.get(k) for k in found)
    return logs if same else replace(logs, logs=MappingProxyType(found))


def _what_there_is(
    wells: Sequence[TrustedLogs], found: Sequence[str], excluded: Sequence[str], table: KindTable
) -> Iterator[str]:
    """Yield, of wells without a usable input, what there is in them and what to do; some clauses are empty."""
    yield f"found: {', '.join(found) or 'nothing'}"
    yield f"excluded: {', '.join(excluded)}" if excluded else ""
    unknown = dict.fromkeys(one_line(m, 20) for w in wells for m in w.mnemonics[1:] if table.named(m) is None)
    yield f"of no known log: {some_of(list(unknown), 8)} (--alias FILE says what they are)" if unknown else ""
    yield garbled(notice for w in wells for notice in w.well.notices)
    yield "name others with --inputs"


def _caliper_teaches(wells: Sequence[TrustedLogs], target: LogKind) -> bool:
    """Whether enough different wells have the caliper beside a target that is believed in a washout."""
    if target.role != "log" or target.pad_tool:
        return False
    return different_wells([w for w in wells if _stands_beside(CALIPER, w, target.name)]) >= FORMATION_WELLS


def _named_inputs(
    wells: Sequence[TrustedLogs], target: str, named: Sequence[str], barred: Collection[str], table: KindTable
) -> tuple[str, ...]:
    """The inputs that the user named, less those that are barred; errors as in `choose_inputs`."""
    beside = {k for k in _present(wells) - {target} if any(both_logged(k, w, target).any() for w in wells)}
    missing = [k for k in named if k not in beside]
    if missing:
        others = (w.read_as_other(table.kinds[k], table) for k in missing for w in wells)
        there = f"available: {', '.join(sorted(beside)) or 'none'}"
        raise ModelError(
            f"{', '.join(missing)} is in no training well beside {target}",
            hint="; ".join([there, *dict.fromkeys(filter(None, others))]),
        )
    left = tuple(k for k in table.kinds if k in named and k not in barred)
    if not left:
        what = f"{', '.join(named)} named, and excluded" if named else "none is named"
        raise UsageError(f"no input is left: {what}")
    return left


def _says_the_same(kind: LogKind, target: LogKind, table: KindTable) -> bool:
    """Whether one of two logs is computed from the other or its family: a well that lacks the target lacks it too."""
    if not (kind.computed_from or target.computed_from):
        return False
    families = {table.kinds[k.computed_from or k.name].family for k in (kind, target)}
    return len(families) == 1


def _why_left_out(kind: LogKind, share: float, target: str, wells: Sequence[TrustedLogs]) -> str:
    """Why a log is no input, in words."""
    if kind.family in DRIFTING and share >= MOST_WELLS:
        return "not an input, because its zero differs from well to well"
    needed = f"({100 * MOST_WELLS:.0f} % needed)"
    rows = f"at {100 * SOME_ROWS:.0f} % or more of the {target} samples"
    aside = sum(kind.name in w.distrusted for w in wells)
    lost = f"; set aside in {aside} of {len(wells)}" if aside else ""
    return f"not an input: only {100 * share:.0f} % of the training wells have it {rows} {needed}{lost}"


def named_kinds(names: Collection[str], target: LogKind | None, table: KindTable) -> list[str]:
    """Kinds of the logs that the user named, also by a mnemonic that in a file says too little alone (`K`).

    Raises
    ------
    UsageError : one is unknown or, where there is a `target`, is that or no log.
    """
    kinds = []
    for name in names:
        kind = table.kinds.get(name.upper()) or table.named(name)
        if kind is None:
            raise UsageError(f"unknown input log {name}", hint=nearest(name, table.kinds) or table.offers())
        if target is not None and kind.name == target.name:
            raise UsageError(f"{name} is the target {target.name}, it cannot be its own input")
        if target is not None and not kind.may_be_input:
            hint = "depth is an input by itself, unless --no-depth" if kind.name == DEPTH else None
            raise UsageError(f"{name} is no log ({kind.title.lower()}), it cannot be an input", hint=hint)
        kinds.append(kind.name)
    return list(dict.fromkeys(kinds))


def _present(wells: Sequence[TrustedLogs]) -> set[str]:
    """Kinds that any well has."""
    return {kind for w in wells for kind in w.logs}


def both_logged(kind: str, logs: TrustedLogs, target: str) -> Bools:
    """Rows (n,) of a well in which both logs have a value."""
    if kind not in logs.logs or target not in logs.logs:
        return np.zeros(logs.well.n, bool)
    return np.isfinite(logs.logs[kind].values) & np.isfinite(logs.logs[target].values)


def _share_of_wells(kind: str, wells: Sequence[TrustedLogs], target: str) -> float:
    """Share of the wells with the target in which `kind` covers some of the target's rows."""
    have = [_stands_beside(kind, w, target) for w in wells if target in w.logs]
    return float(np.mean(have)) if have else 0.0


def _stands_beside(kind: str, logs: TrustedLogs, target: str) -> bool:
    """Whether a well has a log at enough of the target's rows."""
    rows = int(np.isfinite(logs.logs[target].values).sum()) if target in logs.logs else 0
    return rows > 0 and bool(both_logged(kind, logs, target).sum() >= SOME_ROWS * rows)


def different_wells(wells: Sequence[TrustedLogs]) -> int:
    """Number of wells that files are of, a well and its sidetracks counted once."""
    return len(np.unique(well_groups([name_of(w.well) for w in wells])))


def plan_features(
    inputs: Sequence[str],
    use_depth: bool,
    table: KindTable,
    *,
    wells: int,
    hole: tuple[str, ...],
) -> FeaturePlan:
    """Return the plan for these inputs, of which some are of the `hole`: logarithms by the table of kinds, roundings
    well below each tool's resolution; where as many as `FORMATION_WELLS` different `wells` teach, also each log's
    spread over `TEXTURE`.
    """
    kinds = [table.kinds[k] for k in inputs]
    grid = [_odd(max(k.resolution, 1e-6 * abs(k.plot[1] - k.plot[0])) / 20.0) for k in kinds]
    plan = FeaturePlan(tuple(inputs), use_depth, tuple(k.log10 for k in kinds), (*grid, _odd(0.2)), hole=hole)
    return replace(plan, spreads=(*plan.spreads, TEXTURE)) if wells >= FORMATION_WELLS else plan


def _odd(step: float) -> float:
    """A step near `step` whose multiples are no round decimals: logged values then seldom lie on an edge."""
    return step * 0.9577


def window_bounds(frame: DepthFrame, width: float) -> tuple[Ints, Ints]:
    """First and one-past-last sample of the window of `width` metres about each sample, within its
    stretch.
    """
    half = 0.5 * width * (1 + 1e-9)
    a = np.maximum(np.searchsorted(frame.z, frame.z - half, "left"), frame.first)
    b = np.minimum(np.searchsorted(frame.z, frame.z + half, "right"), frame.last)
    return a, b


def window_statistics(
    frame: DepthFrame,
    values: Floats,
    bounds: tuple[Ints, Ints],
) -> tuple[Floats, Floats]:
    """Thickness-weighted mean and standard deviation (s,) of sorted `values` (s,), NaN where missing, in the window
    about each sample that `window_bounds` gives; NaN where it holds no value.
    """
    a, b = bounds
    there = np.isfinite(values)
    centre = float(values[there].mean()) if there.any() else 0.0
    v = np.where(there, values - centre, 0.0)
    w = np.where(there, frame.thickness, 0.0)
    sums = [np.r_[0.0, np.cumsum(part)] for part in (w, w * v, w * v * v)]
    total, first, second = (s[b] - s[a] for s in sums)
    total = np.where(total > 0, total, np.nan)
    mean = first / total
    variance = second / total - mean * mean
    return mean + centre, np.sqrt(np.maximum(variance, 0.0))


def frame_of(logs: TrustedLogs) -> DepthFrame:
    """A well's samples in order of depth."""
    frame: DepthFrame = last_well.once(logs, "frame", lambda: depth_frame(logs.well.depth_m))
    return frame


def feature_matrix(logs: TrustedLogs, plan: FeaturePlan, hidden: Collection[str] = ()) -> Features:
    """Features (n, d) of a well, NaN where its logs say nothing; rows without a depth are all NaN. Inputs that are
    `hidden` are taken as never run.
    """
    frame = frame_of(logs)
    x = np.full((logs.well.n, plan.d), np.nan, dtype=np.float32)
    if plan.use_depth:
        x[frame.order, 0] = _rounded(frame.z, plan.grid[-1])
    for kind, log10, grid in zip(plan.inputs, plan.log10, plan.grid[:-1], strict=True):
        if kind in logs.logs and kind not in hidden:
            key = (kind, log10, grid, plan.means, plan.spreads)
            work = partial(_input_columns, logs, frame, plan, logs.logs[kind].values, log10, grid)
            x[:, plan.columns(kind)] = last_well.once(logs, key, work)
    return x


def input_columns(logs: TrustedLogs, plan: FeaturePlan, kind: str, values: Floats) -> Features:
    """Features (n, per input) that an input would have if the well's log of it were `values` (n,)."""
    at = plan.inputs.index(kind)
    return _input_columns(logs, frame_of(logs), plan, values, plan.log10[at], plan.grid[at])


def _input_columns(
    logs: TrustedLogs, frame: DepthFrame, plan: FeaturePlan, values: Floats, log10: bool, grid: float
) -> Features:
    """Features (n, per input) of one input: its value (`log10`: in decades), its means and its spreads in windows."""
    out = np.full((logs.well.n, plan.per_input), np.nan, dtype=np.float32)
    v = values[frame.order]
    if log10:
        v = to_decades(v)
    if np.isfinite(v).any():
        found = {}
        for width in dict.fromkeys((*plan.means, *plan.spreads)):
            bounds = last_well.once(logs, width, partial(window_bounds, frame, width))
            found[width] = window_statistics(frame, v, bounds)
        reach = found[max(plan.means)][0] if plan.means else v  # beyond its end a log says nothing
        spreads = [np.where(np.isfinite(reach), found[w][1], np.nan) for w in plan.spreads]
        parts = [v, *(found[w][0] for w in plan.means), *spreads]
        out[frame.order] = _rounded(np.column_stack(parts), grid)
    return out


def _rounded(values: Floats, step: float) -> Floats:
    """Values rounded to multiples of `step` with an offset that no logged decimal meets."""
    return values if step <= 0 else (np.floor(values / step + 0.31831) + 0.0) * step


def readable(logs: TrustedLogs, plan: FeaturePlan) -> Bools:
    """Rows (n,) of a well of which a model reads anything but the hole."""
    x = feature_matrix(logs, plan)
    return plan.reads_rock(x) | (plan.use_depth and np.isfinite(x[:, 0]))


def available(x: Features, plan: FeaturePlan) -> dict[str, Bools]:
    """For each input where it has a value (n,)."""
    there = np.isfinite(x[:, plan.value_columns()])
    return {kind: there[:, j] for j, kind in enumerate(plan.inputs)}


def drop_chances(
    there: Sequence[Mapping[str, Bools]], inputs: Sequence[str], target: LogKind, table: KindTable
) -> tuple[dict[str, float], float]:
    """Chances that each input, and that all porosity tools at once, are dropped in copies of training rows: about as
    often as training wells lack them, since each drop blurs what the input would have told. A log of a wandering
    family is dropped in `WANDERING_DROP` of the copies or more where other logs tell of the rock: of few wells it tells
    one from another as well as shale from sand.

    `there` says of each training well for each of the `inputs` in which of its rows (n,) it has a value.
    """

    def lack(kinds: Sequence[str]) -> float:
        return float(np.mean(np.concatenate([~np.any([w[k] for k in kinds], axis=0) for w in there])))

    family = [k for k in inputs if table.kinds[k].family == target.family]
    chances = {k: FAMILY_DROP if k in family else min(MOST_DROP, LEAST_DROP + lack([k])) for k in inputs}
    wandering = [k for k in inputs if table.kinds[k].family in WANDERING and k not in family]
    if any(table.kinds[k].role == "log" and k not in wandering for k in inputs):
        chances |= {k: max(chances[k], WANDERING_DROP) for k in wandering}
    if target.leader in inputs:
        chances[target.leader] = LEADER_DROP
    tools = [k for k in inputs if k in POROSITY and k not in family]
    return chances, min(MOST_DROP, LEAST_DROP + lack(tools)) if tools else 0.0


def drop_inputs(
    x: Features,
    plan: FeaturePlan,
    chances: Mapping[str, float],
    rng: np.random.Generator,
    together: float,
    odd: float,
) -> Features:
    """Copy of `x` in which each input is missing at random, row by row, with its chance.

    The porosity tools are run together: with the chance `together` they are dropped together, as in wells
    where only gamma ray and resistivity were logged above the reservoir. A share `odd` of the rows loses each
    group of tools with even chances: a well may lack what no training well lacks.
    """
    out = x.copy()
    lost = rng.random(len(x)) < odd
    gone = {kind: lost & (rng.random(len(x)) < 0.5) for kind in dict.fromkeys(_tool(k, plan) for k in plan.inputs)}
    none = rng.random(len(x)) < together
    for kind in plan.inputs:
        dropped = (rng.random(len(x)) < chances[kind]) | gone[_tool(kind, plan)]
        if kind in POROSITY:
            dropped |= none
        out[np.flatnonzero(dropped), plan.columns(kind)] = np.nan
    return out


def _tool(kind: str, plan: FeaturePlan) -> str:
    """Name of the group of tools that an input comes and goes with."""
    if plan.log10[plan.inputs.index(kind)]:
        return "resistivity"
    return "porosity" if kind in POROSITY else kind


@dataclass(frozen=True)
class Scaling:
    """Mean and spread (d,) of each feature over the training wells; a missing feature becomes 0, and a mask
    tells.
    """

    mean: Floats
    sd: Floats

    @classmethod
    def fit(cls, x: Features) -> Scaling:
        """Measure the training features (n, d); one that never varies there stays 0 in any well."""
        found = np.array([_mean_and_sd(column) for column in x.T]).reshape(-1, 2)
        return cls(found[:, 0], np.where(found[:, 1] > 1e-9, found[:, 1], ONE_VALUE))

    def logs(self, x: Features, plan: FeaturePlan) -> Features:
        """Standardised values of the input logs themselves (n, inputs), clipped, 0 where missing."""
        return self._standardised(x, plan.value_columns()).astype(np.float32)

    def scaled(self, x: Features, plan: FeaturePlan) -> Features:
        """Standardised features, clipped, and one mask per input: (n, d + inputs)."""
        there = np.isfinite(x[:, plan.value_columns()])
        return np.concatenate([self._standardised(x, slice(None)), there], axis=1).astype(np.float32)

    def _standardised(self, x: Features, columns: slice | Ints) -> Floats:
        """Some columns of features (n, d) in standard deviations from their means, clipped, 0 where missing."""
        z = (x[:, columns] - self.mean[columns]) / self.sd[columns]
        return np.clip(np.where(np.isfinite(z), z, 0.0), -FARTHEST, FARTHEST)


def _mean_and_sd(column: Features) -> tuple[float, float]:
    """Mean and spread of a column's values in float64, one column at a time, for memory; 0 and 1 of none."""
    there = column[np.isfinite(column)].astype(np.float64)
    return (float(there.mean()), float(there.std())) if len(there) else (0.0, 1.0)
