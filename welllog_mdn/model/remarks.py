"""What is said of a well's inputs beside its prediction: which it has and lacks, and which values are not read.

Shapes: `n` samples of the well, `d` features.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from welllog_mdn.arrays import Bools, Features
from welllog_mdn.errors import Notice, one_line
from welllog_mdn.features import FeaturePlan
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.leader import Filled
from welllog_mdn.wells.identity import shown_name
from welllog_mdn.wells.trusted import NULL_LIKE, REASONS, TrustedLogs
from welllog_mdn.words import counted

_WORK = "match|shift|correct|adjust"  # what a depth may lack and be one all the same
_NO_DEPTH = re.compile(
    r"\b(sample|row|record)s? (index|number|count)"
    rf"|\bnot? a?\b((?!{_WORK}|vertical|driller|logger).){{0,20}}\bdepths?\b(?!\W*({_WORK}))",
    re.I,
)
MOST_NAME = 60  # letters of a name within a sentence
SCARCE = 0.02  # share of the rows below which an input hardly was run
STRANGE = "hole size outside the training range"
FEW_ROWS = 0.01  # share of the rows up to which what is wrong with them is no fault of the well


def inputs_said(
    logs: TrustedLogs,
    plan: FeaturePlan,
    x: Features,
    there: Mapping[str, Bools],
    predicted: Bools,
    strange: Mapping[str, int],
    fill: Filled | None,
    *,
    target: str,
    leader: str,
    relatives: Sequence[str],
) -> list[Notice]:
    """Everything that is said of a well's inputs, in order: which are predicted first, missing or scarce, where hardly
    more than the depth is known, and which values are not read.

    Parameters
    ----------
    x, there : its features (n, d), and for each input where it has a value (n,). predicted : (n,).
    strange : of each log of the hole that `without_strange_hole` does not read how many values.
    fill : the prediction of the `leader`, the log that leads the target, where it was predicted first.
    relatives : logs that the target follows most closely.
    """
    known = {kind: rows for kind, rows in there.items() if kind not in strange}
    missing = [kind for kind, rows in known.items() if not rows.any()]
    if fill is None:
        found = missing_inputs(logs, missing, plan, relatives if set(relatives) <= set(missing) else ())
    else:
        others = [kind for kind in missing if kind != leader]
        found = [predicted_first(leader, logs, fill, leader in missing), *missing_inputs(logs, others, plan)]
        predicted = predicted & ~fill.where
    found += [*stand_ins(logs, plan), *scarce_inputs(known, plan.hole), *counted_depth(logs, plan)]
    return [*found, *blank_rows(target, logs, plan, x, predicted), *unread_values(logs, plan.inputs, strange)]


def unread_values(logs: TrustedLogs, inputs: Sequence[str], strange: Mapping[str, int]) -> list[Notice]:
    """Say how many values of an input are not read, and why: of one from a hole that is `strange` to training, or of
    which the quality checks made a note only, since it is no input of most models.
    """
    noted, found = {n.subject for n in logs.notices if n.severity == "info"}, []
    for kind in (k for k in inputs if k in logs.logs):
        log = logs.logs[kind]
        measured, trusted = (int(np.isfinite(v).sum()) for v in (log.measured, log.values))
        why = {r: n for r, n in logs.counts.get(kind, {}).items() if r != REASONS[NULL_LIKE]}
        why |= {STRANGE: strange[kind]} if strange.get(kind) else {}
        if not trusted or not why or not (strange.get(kind) or log.mnemonic in noted):
            continue
        count = measured - trusted + strange.get(kind, 0)
        text = f"not read in {count:,} of {measured:,} rows: {', '.join(f'{r} in {n:,}' for r, n in why.items())}"
        text += "; the model does without it there"
        found.append(Notice(log.mnemonic, text, "warn" if count > FEW_ROWS * measured else "info"))
    return found


def called(logs: TrustedLogs) -> str:
    """Name of a well within a sentence; a header may hold any length of it."""
    return one_line(shown_name(logs.well), MOST_NAME)


def blank_rows(target: str, logs: TrustedLogs, plan: FeaturePlan, x: Features, predicted: Bools) -> list[Notice]:
    """Say where depth alone is known, or beside it no more than the hole."""
    rows = predicted & ~plan.reads_rock(x)
    blank = int(rows.sum())
    if not blank:
        return []
    holes = [np.isfinite(x[rows, plan.columns(kind)]).any(axis=1) for kind in plan.hole]
    bored, names = int(np.any(holes, axis=0).sum()) if holes else 0, ", ".join(plan.hole)
    alone = f"depth and {names} alone are" if bored == blank else "depth alone is"
    alone = f"depth alone, in {bored} of them {names} too, is" if 0 < bored < blank else alone
    text = f"{alone} known in {blank} of {predicted.sum()} predicted rows of {called(logs)}"
    severity = "warn" if blank > FEW_ROWS * predicted.sum() else "info"
    return [Notice(target, f"{text}, none of the input logs{' of rock' if plan.hole else ''}", severity)]


def counted_depth(logs: TrustedLogs, plan: FeaturePlan) -> list[Notice]:
    """Say where the file says of its depth that it is none: a warning where depth is an input."""
    said = logs.well.depth_description
    if not _NO_DEPTH.search(said):
        return []
    name, what = logs.well.depth_mnemonic, f"described as {one_line(said, 60)!r}"
    if plan.use_depth:
        return [Notice(name, f"{what}, but the model reads it as depth: train with --no-depth")]
    return [Notice(name, f"{what}, so depths here are no depths", "info")]


def stated_matrices(wells: Sequence[TrustedLogs], kinds: Collection[str]) -> dict[str, dict[str, int]]:
    """Kind of porosity -> matrix that it is scaled for -> number of wells; those that name none are not counted."""
    stated = {kind: Counter(sorted(filter(None, (_matrix(logs, kind) for logs in wells)))) for kind in sorted(kinds)}
    return {kind: dict(rocks) for kind, rocks in stated.items() if rocks}


def _matrix(logs: TrustedLogs, kind: str) -> str:
    """The matrix that a well's porosity is scaled for; "" where none is named, or it has no value."""
    log = logs.logs.get(kind)
    return log.matrix if log is not None and np.isfinite(log.values).any() else ""


def mixed_matrices(stated: Mapping[str, Mapping[str, int]], target: str) -> list[Notice]:
    """Say where training wells have porosities on different matrices, `stated` as above."""
    mixed = {kind: rocks for kind, rocks in stated.items() if len(rocks) > 1}
    return [
        Notice(k, f"training wells on {_wells_of(rocks)} matrix: {_remedy(rocks, k, target)}")
        for k, rocks in mixed.items()
    ]


def other_matrix(logs: TrustedLogs, stated: Mapping[str, Mapping[str, int]], target: str) -> list[Notice]:
    """Say where a well has a porosity on another matrix than every training well that names one, `stated` as above."""
    found = []
    for kind, rocks in stated.items():
        own = _matrix(logs, kind)
        if own and own not in rocks:
            by = ", as the header states" if kind == "NPHI" and own == logs.well.neutron_matrix else ""
            curve = f"{logs.logs[kind].mnemonic}{by}"
            text = f"on {own} matrix ({curve}), the training wells' on {_wells_of(rocks)}"
            found.append(Notice(kind, f"{text}: {_remedy(rocks, kind, target)}"))
    return found


def _wells_of(rocks: Mapping[str, int]) -> str:
    """Matrices, and how many wells have each."""
    return " and ".join(f"{rock} ({counted(count, 'well')})" for rock, count in rocks.items())


def _remedy(rocks: Mapping[str, int], kind: str, target: str) -> str:
    """What to do about porosities on different matrices; the target cannot be left out."""
    convert = f"the same formation reads differently; convert to {max(rocks, key=lambda rock: rocks[rock])}"
    return convert if kind == target else f"{convert}, or train without (--exclude {kind})"


def curves_of(inputs: tuple[str, ...], logs: TrustedLogs, there: Mapping[str, Bools]) -> dict[str, dict[str, Any]]:
    """Which curve served as which input, in how many rows, and on which matrix, where that of a porosity is known;
    `there` (n,) says for each input where it has a value.
    """
    curves = {kind: logs.logs[kind] for kind in inputs if kind in logs.logs}
    return {
        kind: {"mnemonic": log.mnemonic, "unit": log.unit, "rows": int(there[kind].sum())}
        | ({"matrix": log.matrix} if log.matrix else {})
        for kind, log in curves.items()
    }


def missing_inputs(
    logs: TrustedLogs,
    missing: Sequence[str],
    plan: FeaturePlan,
    relatives: Sequence[str] = (),
) -> list[Notice]:
    """Say which inputs are missing, and in a line for each of which the well has a curve, or a log of its family that
    the model does not read, why; in lines of their own of the logs that the target follows most closely, and of logs of
    the hole, which are no loss to warn of where they were not run.
    """
    found = []
    others = [k for k in missing if k not in relatives and k not in plan.hole]
    for names in (others, relatives, [k for k in missing if k in plan.hole]):
        told = {name: (logs.why_missing(name, briefly=True), _unread(name, logs, plan)) for name in names}
        whys = {name: "; ".join(filter(None, why)) for name, why in told.items()}
        absent = [name for name in names if not whys[name]]
        lines = [(", ".join(absent), "")] * bool(absent) + [(name, why) for name, why in whys.items() if why]
        for subject, why in lines:
            where = called(logs) + (f" ({why})" if why else "")
            text = f"input missing in {where}: the model does without"
            found.append(Notice(subject, text, "info" if set(names) <= set(plan.hole) and not why else "warn"))
    return found


def _unread(name: str, logs: TrustedLogs, plan: FeaturePlan) -> str:
    """Name the logs of an input's family that a well has and the model does not read; "" without any."""
    if name in plan.hole:
        return ""
    kinds = default_table().kinds
    others = [k for k in logs.logs if kinds[k].family == kinds[name].family and k not in plan.inputs]
    there = [logs.logs[k].mnemonic for k in others if logs.has_values(k)]
    return f"{', '.join(there)} {'is' if len(there) == 1 else 'are'} there, but no input" if there else ""


def stand_ins(logs: TrustedLogs, plan: FeaturePlan) -> list[Notice]:
    """Say which inputs another log stands in for, see `features.with_stand_ins`."""
    read = {name: logs.logs[name] for name in plan.inputs if name in logs.logs and logs.logs[name].kind != name}
    return [Notice(name, f"not there in {called(logs)}: {log.mnemonic} stands in for it") for name, log in read.items()]


def scarce_inputs(there: Mapping[str, Bools], hole: Collection[str]) -> list[Notice]:
    """Say which inputs have a value in hardly any of the rows in which some input has one; `there` (n,) as above. Those
    of the `hole` are no loss to warn of.
    """
    rows = int(np.any(list(there.values()), axis=0).sum())
    counts = {kind: int(known.sum()) for kind, known in there.items()}
    what = "in the others the model does without"
    return [
        Notice(kind, f"a value in {count} of {rows} rows only: {what}", "info" if kind in hole else "warn")
        for kind, count in counts.items()
        if 0 < count < SCARCE * rows
    ]


def predicted_first(name: str, logs: TrustedLogs, fill: Filled, everywhere: bool) -> Notice:
    """Say where the log that the target follows is predicted first (`everywhere`: the well has no value of it)."""
    why = logs.why_missing(name, briefly=True)
    rows = f"{counted(int(fill.where.sum()), 'row')} of {called(logs)}" + (f" ({why})" if why else "")
    text = f"missing in {rows}, so it is predicted first: its P50 is read and its band widens the answer"
    return Notice(name, text, "warn" if everywhere else "info")
