"""Blind wells: each well is predicted by a model that never saw it, and scored against what was measured
there.

For every split a model is trained from nothing (choice of inputs, scaling, folds, calibration, all of it) on
the other wells; the blind well reaches it without its target. Sidetracks of one well stay on one side of
every split.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from numbers import Integral
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.errors import ModelError, Notice, UsageError, one_line, short_names
from welllog_mdn.features import choose_inputs, feature_matrix
from welllog_mdn.field.baselines import Answer, Lesson, available_baselines
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.options import Learning, Reading
from welllog_mdn.field.training import (
    NOT_SCORED,
    NOT_USED,
    Acquaintance,
    read_candidates,
    require_fixed,
    require_there,
    taught_rows,
    to_learn_from,
    trusted_rows,
)
from welllog_mdn.files import find_las
from welllog_mdn.flags import EXTRAPOLATED, FEW_INPUTS, PREDICTED
from welllog_mdn.logs.kinds import KindTable, LogKind, default_table
from welllog_mdn.model import LEAST_ROWS, LogModel
from welllog_mdn.prediction import Prediction
from welllog_mdn.rock import not_rock
from welllog_mdn.scores import (
    LEVELS,
    cell,
    error_unit,
    from_scale,
    held_by_hole,
    in_decades,
    of_rock,
    paired,
    paired_cells,
    score,
    summary,
)
from welllog_mdn.training_well import first_of_depths, training_well
from welllog_mdn.wells.identity import name_of, same_well, share_stretch, shown_name, well_groups
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import TrustedLogs, without
from welllog_mdn.words import aligned, counted, decimals, percent

TESTED = f"{NOT_USED}: a test well, or a sidetrack of one"
OURS = "welllog_mdn"  # among the predictors that are fitted
MOST_SPLITS = 20  # above it wells are left out in groups
SPLIT_GROUPS = 10
ZONE = 500.0  # metres of a depth zone


@dataclass(frozen=True)
class Blind:
    """One blind well: what was measured and what was predicted at its scored rows.

    `truth` counts the measured samples inside the kind's range; the arrays are of those that were predicted:
    their place `row` in the well, depth (m), measured, quantiles (19, n) at the scored levels, `nll`, `crps`, `pit`,
    `bad_hole`, the `flag` that the prediction gets, and whether what was measured is of `rock`. Of another predictor
    `beside` holds the model's quantiles (19, n) at the same samples.
    """

    well: str
    truth: int
    row: Ints
    depth_m: Floats
    measured: Floats
    q: Floats
    nll: Floats | None
    crps: Floats | None
    pit: Floats | None
    bad_hole: Bools
    flag: NDArray[np.int64]
    rock: Bools
    beside: Floats | None = None


@dataclass
class EvaluationResult:
    """Scores of blind wells, of the model and of the baselines.

    `wells` are the blind wells of the model, `baselines` those of each baseline, `scenarios` those of the
    model with some inputs hidden as well. `fit_seconds` is what each method's training took over all splits
    (the baselines' features excluded), so that their ratio can be read from one run. `excluded` counts rows by
    the reason why they did not teach or were not scored, `excluded_wells` wells and files, also those that could not
    be scored; `refused` counts the files of a test folder that hold the target and could not be. `no_rock` counts the
    measured samples that are drawn by hand, interpolated or through casing: they teach nobody, and are scored as any
    other.
    """

    target: str
    unit: str
    protocol: str
    wells: list[Blind]
    baselines: dict[str, list[Blind]] = field(default_factory=dict)
    scenarios: dict[str, list[Blind]] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    excluded_wells: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    no_rock: int = 0
    fit_seconds: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    seed: int = 0

    def as_json(self) -> dict[str, Any]:
        """The record that `evaluate --json` writes."""
        kind = default_table().kinds[self.target]
        return {
            "target": self.target,
            "unit": self.unit,
            "protocol": self.protocol,
            **_summarised(self.wells, kind, self.seed),
            "baselines": {
                name: _summarised(found, kind, self.seed) | {"paired_pinball": _paired(found, kind, self.seed)}
                for name, found in self.baselines.items()
            },
            "scenarios": {name: _summarised(found, kind, self.seed) for name, found in self.scenarios.items()},
            "zones": _zones(self.wells, kind),
            "bad_hole": _by_hole(self.wells, kind),
            "predicted_from": _by_flag(self.wells, kind),
            "reliability": reliability(self.wells),
            "excluded": dict(self.excluded),
            "excluded_wells": dict(self.excluded_wells),
            "no_rock": self.no_rock,
            "fit_seconds": dict(self.fit_seconds),
            "seconds": self.seconds,
        }

    def as_text(self) -> list[str]:
        """The scores as a table of lines."""
        record, kind = in_decades(self.as_json()), default_table().kinds[self.target]
        unit = error_unit(kind, self.unit)
        errors = "" if unit == self.unit else f"; errors, CRPS, pinball and width in {unit}"
        lines = [f"{self.target} ({self.unit}{errors}), {self.protocol}, {counted(len(self.wells), 'blind well')}"]
        rooms = {
            "": [*((w["well"], w) for w in record["wells"]), ("all rows", record["pooled"])],
            "less input": [(name, found["pooled"]) for name, found in record["scenarios"].items()],
            "other predictors": [(name, found["pooled"]) for name, found in record["baselines"].items()],
            "depth": [(f"{z['zone']} m", z) for z in record["zones"]],
            "hole": [(name.replace("_", " "), s) for name, s in record["bad_hole"].items()],
            "flag": [(f"{s['flag']} {name.replace('_', ' ')}", s) for name, s in record["predicted_from"].items()],
            "formation data": of_rock(record, OURS),
        }
        places = decimals(min((w["rmse"] for w in record["wells"] if w.get("rmse")), default=0.0))
        lines += _tables({title: rows for title, rows in rooms.items() if rows}, places)
        lines += _against(record, unit)
        lines += self._remarks(record, kind)
        return [line.rstrip() for line in lines]

    def _remarks(self, record: Mapping[str, Any], kind: LogKind) -> list[str]:
        """Lines that say beside the tables what was scored, how the band held, and how long fitting took."""
        pooled, lines = record["pooled"], list[str]()
        if pooled["rows"] < pooled["rows_truth"]:
            lines.append(f"{pooled['rows']:,} of {pooled['rows_truth']:,} measured samples have a prediction")
        lines += [f"left out: {reason}: {count:,}" for reason, count in self.excluded.items()]
        if self.no_rock:
            what = f"{counted(self.no_rock, 'measured sample')} drawn by hand, interpolated or through casing"
            lines.append(f"{what}, scored as any other (predict compares none of them)")
        worst, spread = pooled.get("cover_worst_well"), pooled.get("cover_sd")
        if worst is not None:
            held = f"P10-P90 holds {percent(pooled['cover'])} of the measured values"
            more = f", pooled cover +- {100 * spread:.0f} % over wells" if spread is not None else ""
            lines.append(f"{held}, {percent(worst)} in the worst well{more}")
            tails = f"{percent(pooled['below_p10'])} lie below P10, {percent(pooled['above_p90'])} above P90"
            lines.append(f"of all measured values {tails}")
            lines += [words] if (words := held_by_hole(record["bad_hole"], kind)) else []
        if record["baselines"]:
            spent = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.fit_seconds.items())
            lines.append(f"seconds of fitting over all splits: {spent}")
        return lines


_SCORES = ("rows", "rmse", "mae", "bias", "r2", "crps19", "nll", "pinball", "width", "below_p10", "cover", "above_p90")
MOST_NAME = 26  # letters of a well's name in the table
_HEADS = {"below_p10": "<P10", "above_p90": ">P90"}


def _tables(rooms: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]], places: int) -> list[str]:
    """Lines of tables below each other, their columns too; what is in the log's unit with so many decimals."""
    found = []
    for title, rows in rooms.items():
        found.append([title, *(_HEADS.get(name, name) for name in _SCORES)])
        names = short_names((name for name, _ in rows), MOST_NAME)
        found += [
            [names[name], *(cell(c, scores.get(c), places).replace(" ", "") for c in _SCORES)] for name, scores in rows
        ]
        found.append([""] * (1 + len(_SCORES)))
    return aligned(found, right=range(1, 1 + len(_SCORES)), between=" ")


def _against(record: Mapping[str, Any], unit: str) -> list[str]:
    """Lines of the table of ours against each other predictor, well by well."""
    if not record["baselines"]:
        return []
    places = decimals(record["pooled"]["pinball"] or 0.0)
    rows = [["pinball of ours against", "lower in", "difference", "90 % interval"]]
    rows += [[name, *paired_cells(found["paired_pinball"], places)] for name, found in record["baselines"].items()]
    note = f"difference in {unit}: ours minus theirs at the same samples, mean over wells"
    return [*aligned(rows, right=(1, 2, 3)), note, ""]


def evaluate(
    folder: str | Path,
    target: str,
    *,
    test: str | Path | None = None,
    folds: int | None = None,
    baselines: bool = False,
    reading: Reading | None = None,
    learning: Learning | None = None,
    listen: Listener | None = None,
) -> EvaluationResult:
    """Score blind wells.

    Parameters
    ----------
    folder : LAS files of the wells that train. test : of the wells that are scored; None: those of `folder`,
        each left out in turn (in `folds` groups, or in ten where there are more than 20 wells).
    baselines : score simpler predictors too, on the same split and inputs.

    Raises
    ------
    UsageError : unknown target, a path that is not there, `folds` beside `test` or fewer than two.
    ModelError : too few wells hold it.
    """
    learning, listen = learning or Learning(), listen or Listener()
    reading = (reading or Reading()).asking(learning)
    table = reading.table()
    kind = table.target(target)
    learning.check(kind, table)
    _check_split(folder, test, folds)
    started = time.perf_counter()
    veil = _Veil(kind, table, reading)
    train, left_out, known = _wells_of(folder, kind, reading, listen, veil)
    scored, lost = None, list[Notice]()
    if test is not None:
        scored, lost, more = _wells_of(test, kind, reading, listen, veil, scored=True)
        known += more
    require_fixed(reading, known)
    splits, protocol = _splits(train, scored, kind, folds, listen)
    if scored is not None:
        lost += [Notice("", TESTED, "info")] * (len(train) - len(splits[0][0]))
    teach = {w for w in train if taught_rows(w, kind) >= LEAST_ROWS}
    splits.sort(key=lambda split: _may_be_fitted([w for w in split[0] if w in teach], kind, learning, table))
    result = EvaluationResult(kind.name, kind.unit, protocol, [], seed=learning.seed or 0)
    result.excluded_wells = dict(Counter(n.text for n in (*left_out, *lost)))
    result.refused = sum(n.severity == "warn" for n in lost)
    names = _called(train if scored is None else scored)
    excluded = _score_splits(result, splits, names, veil, learning, baselines, listen)
    if not any(len(well.measured) for well in result.wells):
        raise ModelError(f"no blind well holds any input of the models for {kind.name}")
    _count_excluded(result, excluded, len(splits))
    scored_wells = [w for w in names if kind.name in w.logs]  # of a log with a leader others teach too
    truths = [(w, *_truth(w, kind)) for w in scored_wells]
    result.no_rock = sum(int((not_rock(w, kind) & inside).sum()) for w, _, inside in truths)
    if barred := sum(int((np.isfinite(measured) & ~inside).sum()) for _, measured, inside in truths):
        result.excluded["rows not scored: outside the log's range, or without a depth of their own"] = barred
    result.seconds = time.perf_counter() - started
    return result


def _check_split(folder: str | Path, test: str | Path | None, folds: int | None) -> None:
    """Raise UsageError where a folder is not there, or the wells cannot be split as asked."""
    require_there([folder] if test is None else [folder, test])
    if test is not None and folds is not None:
        raise UsageError("--folds does not go with --test: one model, of all training wells, is scored")
    if folds is not None and not (isinstance(folds, Integral) and folds >= 2):
        raise UsageError(f"--folds {one_line(folds, 40)}: expected a whole number, 2 or more")


def _score_splits(
    result: EvaluationResult,
    splits: Sequence[Split],
    names: Mapping[TrustedLogs, str],
    veil: _Veil,
    learning: Learning,
    baselines: bool,
    listen: Listener,
) -> Counter[str]:
    """Score the blind wells of every split; return what was left out of those that taught, over all splits."""
    excluded = Counter[str]()
    for done, (taught, blind) in enumerate(splits):
        called = {w: names[w] for w in blind}

        def tell(share: float, predictor: str, done: int = done, wells: str = ", ".join(called.values())) -> None:
            listen.progress("evaluating", (done + share) / len(splits), f"fitting {predictor} for {wells}")

        excluded.update(_score_split(result, taught, called, veil, learning, baselines, tell))
    listen.progress("evaluating", 1.0, "")
    return excluded


def _count_excluded(result: EvaluationResult, excluded: Mapping[str, int], splits: int) -> None:
    """Keep how many rows and wells were not learnt from, each once: a well teaches in all splits but its own."""
    splits_of_a_well = max(1, splits - 1)
    for reason, count in excluded.items():
        counts = result.excluded if reason.startswith("rows") else result.excluded_wells
        counts[reason] = round(count / splits_of_a_well)


def _wells_of(
    folder: str | Path, kind: LogKind, reading: Reading, listen: Listener, veil: _Veil, scored: bool = False
) -> tuple[list[TrustedLogs], list[Notice], list[str]]:
    """The wells of a folder that can teach, or be scored, each once; why others do not serve; the mnemonics of all."""
    found = read_candidates(find_las([folder], listen.passed_over), kind, reading, {}, listen, veil.judge, scored)
    unused = NOT_SCORED if scored else NOT_USED
    wells, seconds = found.one_of_each(kind, veil.table, listen, unused)
    twins = [Notice(logs.well.name, f"{unused}: the same well as another file", "info") for logs, _ in seconds]
    return wells, [*found.left_out, *twins], found.mnemonics


class _Veil:
    """Blind wells as they would be judged if the target, or its whole family, had never been logged: a measured log
    may tell that the unit of another is wrong, and in a real well it is not there to tell.
    """

    def __init__(self, kind: LogKind, table: KindTable, reading: Reading) -> None:
        self.kind, self.table, self.reading = kind, table, reading
        near = {k.name for k in table.kinds.values() if k.family == kind.family}
        self.family = tuple(k.name for k in table.kinds.values() if k.name in near or k.computed_from in near)
        self._differ: WeakKeyDictionary[TrustedLogs, dict[tuple[str, ...], TrustedLogs]] = WeakKeyDictionary()

    def judge(self, logs: TrustedLogs, kept: TrustedLogs) -> None:
        """Judge a well as read once more without what is hidden; remember it under `kept` where that matters."""
        for hidden in {(self.kind.name,), self.family}:
            bare = without(logs, hidden)
            again = trusted_logs(bare.well, table=self.table, fix_units=self.reading.fix_units or None)
            if not _same_logs(again, bare):
                self._differ.setdefault(kept, {})[hidden] = to_learn_from(again, ())

    def over(self, logs: TrustedLogs, family: bool = False) -> TrustedLogs:
        """A well without the target, or without its family."""
        hidden = self.family if family else (self.kind.name,)
        return self._differ.get(logs, {}).get(hidden) or without(logs, hidden)


def _same_logs(a: TrustedLogs, b: TrustedLogs) -> bool:
    """Say whether the same values of the same logs are trusted."""
    return a.logs.keys() == b.logs.keys() and all(
        np.array_equal(log.values, b.logs[name].values, equal_nan=True) for name, log in a.logs.items()
    )


Split = tuple[list[TrustedLogs], list[TrustedLogs]]


def _splits(
    wells: Sequence[TrustedLogs],
    test: Sequence[TrustedLogs] | None,
    kind: LogKind,
    folds: int | None,
    listen: Listener,
) -> tuple[list[Split], str]:
    """Pairs of training and blind wells, and the protocol's name.

    Wells without the target, which teach the log that it follows, are never scored; such a sidetrack of a blind well
    teaches as little as any other.
    """
    if test is not None:
        return [_train_test(wells, test, kind, listen)], "train-test"
    return _leave_out(wells, kind, folds, listen)


def _train_test(wells: Sequence[TrustedLogs], test: Sequence[TrustedLogs], kind: LogKind, listen: Listener) -> Split:
    """The wells that are no test well, nor a sidetrack of one, and the test wells that hold the target.

    Raises ModelError where one of the two is without usable samples.
    """
    test = [w for w in test if trusted_rows(w, kind)]
    groups = _groups([*wells, *test], kind)
    near = np.isin(groups[: len(wells)], groups[len(wells) :])
    taught = [w for w, mate in zip(wells, near, strict=True) if not mate and not any(same_well(w, t) for t in test)]
    for well in wells:
        if not any(well is t for t in taught):
            listen.notice(well.well.file, Notice("", TESTED))
    if not test:
        raise ModelError(f"no test well holds usable samples of {kind.name}")
    if not any(trusted_rows(w, kind) for w in taught):
        without = "" if len(taught) == len(wells) else " but test wells and sidetracks of them"
        raise ModelError(f"no training well{without} holds usable samples of {kind.name}")
    return taught, test


def _leave_out(
    wells: Sequence[TrustedLogs], kind: LogKind, folds: int | None, listen: Listener
) -> tuple[list[Split], str]:
    """Pairs in which each well that holds the target is blind once, with its sidetracks, and the protocol's name.

    Raises ModelError where fewer than two can be told apart.
    """
    holding = [w for w in wells if trusted_rows(w, kind)]
    more = [w for w in wells if not trusted_rows(w, kind)]
    groups = _groups([*holding, *more], kind)
    names = np.unique(groups[: len(holding)])
    if len(names) < 2:
        who = "one well alone, sidetracks counted with it, holds" if len(names) else "no well holds"
        raise ModelError(f"{who} usable samples of {kind.name}; at least two are needed to leave one out")
    count = min(folds or (len(names) if len(names) <= MOST_SPLITS else SPLIT_GROUPS), len(names))
    if folds is not None and folds > count:
        said = f"{counted(count, 'well')} hold {kind.name}, sidetracks counted with theirs; each is left out alone"
        listen.info(f"--folds {folds}: {said}")
    pairs = []
    for i in range(count):
        out = np.isin(groups, names[i::count])
        taught = [w for w, hidden in zip((*holding, *more), out, strict=True) if not hidden]
        pairs.append((taught, [w for w, hidden in zip(holding, out, strict=False) if hidden]))
    return pairs, "leave-one-well-out" if count == len(names) else "grouped-k-fold"


def _groups(wells: Sequence[TrustedLogs], kind: LogKind) -> Ints:
    """Number (wells,) of the group of each well: a well, its sidetracks, and files with a stretch of its logs where the
    target is, or the log that the target follows.
    """
    groups, known = well_groups([name_of(w.well) for w in wells]), Acquaintance()
    places = {id(w): i for i, w in enumerate(wells)}
    for place, logs in enumerate(wells):
        for other in known.near(logs):
            if share_stretch(logs, other, (kind.name, kind.leader)):
                groups[groups == groups[place]] = groups[places[id(other)]]
        known.add(logs)
    return groups


def _may_be_fitted(wells: Sequence[TrustedLogs], kind: LogKind, learning: Learning, table: KindTable) -> bool:
    """Say whether a model can be trained on some wells with samples enough: there are any, with the inputs that it is
    to read. The split of which this is not so comes first, so that its error costs no training of the others.
    """
    try:
        return bool(wells and choose_inputs(wells, kind, inputs=learning.inputs, exclude=learning.exclude, table=table))
    except ModelError:
        return False


def _score_split(
    result: EvaluationResult,
    taught: list[TrustedLogs],
    blind: Mapping[TrustedLogs, str],
    veil: _Veil,
    learning: Learning,
    baselines: bool,
    tell: Callable[[float, str], None],
) -> dict[str, int]:
    """Train on one side, score the other, with its names; return what was left out of training, by reason.

    `tell` hears which predictor is being fitted, and how much of the split (0 to 1) is done.

    Raises
    ------
    ModelError : the training side has too few samples, or lacks a named input.
    """
    kind, table = veil.kind, veil.table
    tell(0.0, OURS)
    try:
        with _timed(result.fit_seconds, OURS):
            model = LogModel(kind.name, table=table, **learning.keywords()).fit(taught)
    except ModelError as error:  # the blind wells may well have what the others lack
        names = one_line(", ".join(blind.values()), 200)
        raise ModelError(f"with {names} blind, {error.cause}", hint=error.hint) from error
    relatives = [k for k in model.inputs_ if k in veil.family]
    found = []
    for logs, name in blind.items():
        hidden = veil.over(logs)
        found.append(blind_well(logs, _predicted(model, hidden), kind, name))
        if any(k in hidden.logs for k in relatives):
            alone = _predicted(model, veil.over(logs, family=True))
            result.scenarios.setdefault(f"no {kind.family} run", []).append(blind_well(logs, alone, kind, name))
    result.wells += found
    if baselines:
        for rival, answer in _taught_baselines(model, taught, kind, result.seed, result.fit_seconds, tell):
            pairs = zip(found, blind, strict=True)
            theirs = [_blind_of_baseline(ours, veil.over(logs), model, answer, kind) for ours, logs in pairs]
            result.baselines.setdefault(rival, []).extend(theirs)
    return model.excluded_


def _predicted(model: LogModel, logs: TrustedLogs) -> Prediction | None:
    """The prediction of a blind well; None where it has none of the inputs."""
    try:
        return model.predict(logs)
    except ModelError:
        return None


def _truth(logs: TrustedLogs, kind: LogKind) -> tuple[Floats, Bools]:
    """What was measured (n,), and where it is inside the kind's range, each depth once."""
    measured = logs.logs[kind.name].measured
    with np.errstate(invalid="ignore"):
        inside = (measured >= kind.low) & (measured <= kind.high) & np.isfinite(logs.well.depth_m)
    return measured, first_of_depths(logs.well.depth_m, inside)


def _called(wells: Sequence[TrustedLogs]) -> dict[TrustedLogs, str]:
    """Names of wells for people, each with its file's where several share one."""
    shared = Counter(shown_name(w.well) for w in wells)
    return {
        w: f"{name} ({w.well.file.name})" if shared[name] > 1 and w.well.file is not None else name
        for w, name in ((w, shown_name(w.well)) for w in wells)
    }


def _nothing(name: str, truth: int) -> Blind:
    """A blind well of which no sample was predicted."""
    none, whole = np.empty(0), np.empty(0, np.int64)
    return Blind(
        well=name,
        truth=truth,
        row=whole,
        depth_m=none,
        measured=none,
        q=np.empty((len(LEVELS), 0)),
        nll=none,
        crps=none,
        pit=none,
        bad_hole=np.empty(0, bool),
        flag=whole,
        rock=np.empty(0, bool),
    )


def blind_well(logs: TrustedLogs, prediction: Prediction | None, kind: LogKind, name: str) -> Blind:
    """Score a blind prediction against the measured samples of the well called `name`."""
    measured, inside = _truth(logs, kind)
    if prediction is None:
        return _nothing(name, int(inside.sum()))
    rows = np.flatnonzero(inside & prediction.predicted)
    y = np.where(inside, measured, np.nan)
    return Blind(
        well=name,
        truth=int(inside.sum()),
        row=rows,
        depth_m=logs.well.depth_m[rows],
        measured=measured[rows],
        q=prediction.quantile(LEVELS, rows),
        nll=-prediction.log_prob(y)[rows],
        crps=prediction.crps(y)[rows],
        pit=prediction.cdf(y)[rows],
        bad_hole=logs.bad_hole[rows],
        flag=prediction.rests_on[rows],
        rock=~not_rock(logs, kind)[rows],
    )


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Add the time of a block to what the method has taken."""
    started = time.perf_counter()
    yield
    seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - started


def _taught_baselines(
    model: LogModel,
    taught: Sequence[TrustedLogs],
    kind: LogKind,
    seed: int,
    seconds: dict[str, float],
    tell: Callable[[float, str], None],
) -> Iterator[tuple[str, Answer]]:
    """Teach each baseline the training wells' usable rows with the model's own inputs, on the scale of the model."""
    parts = []
    for logs in taught:
        source, _ = training_well(logs, kind)
        if (rows := source.usable).sum() >= LEAST_ROWS:  # as the model has it
            parts.append((feature_matrix(logs, model.plan_)[rows], source.target[rows], logs.well.depth_m[rows]))
    x, y, depth = (np.concatenate(part) for part in zip(*parts, strict=True))
    lesson = Lesson(x, y, depth, model.plan_, kind, seed)
    rivals = available_baselines(kind, model.plan_)
    for done, (name, baseline) in enumerate(rivals.items(), 1):
        tell(done / (1 + len(rivals)), name)
        with _timed(seconds, name):
            answer = baseline(lesson)
        yield name, answer


def _blind_of_baseline(ours: Blind, hidden: TrustedLogs, model: LogModel, answer: Answer, kind: LogKind) -> Blind:
    """Score a baseline on a blind well (`hidden`: without the target), at the model's own rows where its inputs are."""
    if not len(ours.row):
        return replace(ours, nll=None, crps=None, pit=None)
    q = from_scale(answer(feature_matrix(hidden, model.plan_)[ours.row], ours.depth_m), kind)
    there = np.isfinite(q).all(axis=0)
    return Blind(
        well=ours.well,
        truth=ours.truth,
        row=ours.row[there],
        depth_m=ours.depth_m[there],
        measured=ours.measured[there],
        q=np.clip(q[:, there], kind.low, kind.high),
        nll=None,
        crps=None,
        pit=None,
        bad_hole=ours.bad_hole[there],
        flag=ours.flag[there],
        rock=ours.rock[there],
        beside=ours.q[:, there],
    )


def _scored(wells: Sequence[Blind], kind: LogKind, pick: Sequence[Bools] | None = None) -> dict[str, Any]:
    """Scores of the rows of several wells, or of those picked in each."""
    picks = pick or [np.ones(len(w.measured), bool) for w in wells]
    both = list(zip(wells, picks, strict=True))

    def joined(name: str) -> Floats | None:
        parts = [getattr(w, name) for w in wells]
        if any(p is None for p in parts):
            return None
        return np.concatenate([getattr(w, name)[p] for w, p in both])

    q = np.concatenate([w.q[:, p] for w, p in both], axis=1)
    truth = sum(w.truth for w in wells) if pick is None else None
    y = np.concatenate([w.measured[p] for w, p in both])
    return score(y, q, joined("nll"), joined("crps"), truth, kind)


def _summarised(wells: Sequence[Blind], kind: LogKind, seed: int) -> dict[str, Any]:
    """Pooled and per-well scores, and those of all samples of rock."""
    each = [_scored([w], kind) for w in wells]
    found = summary(_scored(wells, kind), each, [w.well for w in wells], seed)
    return found | {"rock": _scored_where(wells, kind, [w.rock for w in wells])}


def _scored_where(wells: Sequence[Blind], kind: LogKind, picks: Sequence[Bools]) -> dict[str, Any]:
    """Scores of the rows that are picked in several wells; {} where none is."""
    return _scored(wells, kind, picks) if any(pick.any() for pick in picks) else {}


def _zones(wells: Sequence[Blind], kind: LogKind) -> list[dict[str, Any]]:
    """Scores by depth zone."""
    depths = np.concatenate([w.depth_m for w in wells])
    first = math.floor(float(depths.min(initial=0.0)) / ZONE) * ZONE  # heights above sea level are negative
    found = []
    for top in np.arange(first, float(depths.max(initial=0.0)) + ZONE, ZONE):
        picks = [(w.depth_m >= top) & (w.depth_m < top + ZONE) for w in wells]
        if scores := _scored_where(wells, kind, picks):
            found.append({"zone": f"{top:.0f}-{top + ZONE:.0f}", **scores})
    return found


def _by_hole(wells: Sequence[Blind], kind: LogKind) -> dict[str, Any]:
    """Scores in good and in bad hole."""
    found = {}
    for name, flag in (("good_hole", False), ("bad_hole", True)):
        if scores := _scored_where(wells, kind, [w.bad_hole == flag for w in wells]):
            found[name] = scores
    return found


_FLAGS = (("most_inputs", PREDICTED), ("outside_range", EXTRAPOLATED), ("few_inputs", FEW_INPUTS))


def _by_flag(wells: Sequence[Blind], kind: LogKind) -> dict[str, Any]:
    """Scores by what the samples were predicted from, as the flag curve tells a user."""
    found = {}
    for name, flag in _FLAGS:
        if scores := _scored_where(wells, kind, [w.flag == flag for w in wells]):
            found[name] = {"flag": flag, **scores}
    return found


def _paired(rival: Sequence[Blind], kind: LogKind, seed: int) -> dict[str, Any]:
    """Pinball of ours against that of another predictor at the same samples, well by well; see `scores.paired`."""
    both = [(replace(w, q=w.beside), w) for w in rival if w.beside is not None and len(w.measured)]
    losses = [[in_decades(_scored([w], kind))["pinball"] for w in pair] for pair in both]
    ours, theirs = np.array(losses).reshape(-1, 2).T
    return {"unit": error_unit(kind, kind.unit), **paired(ours, theirs, seed)}


def reliability(wells: Sequence[Blind]) -> dict[str, list[float]]:
    """Share of measured values below the value of each level."""
    y = np.concatenate([w.measured for w in wells])
    q = np.concatenate([w.q for w in wells], axis=1)
    return {"level": [float(v) for v in LEVELS], "observed": [float(np.mean(y <= v)) for v in q]}
