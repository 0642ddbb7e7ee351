"""Blind wells: each well is predicted by a model that never saw it, and scored against what was measured
there.

For every split a model is trained from nothing (choice of inputs, scaling, folds, calibration, all of it) on
the other wells; the blind well reaches it without its target. Sidetracks of one well stay on one side of
every split.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from numbers import Integral
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.errors import Code, ModelError, Notice, UsageError, one_line
from welllog_mdn.features import choose_inputs, feature_matrix
from welllog_mdn.field.baselines import Answer, Lesson, available_baselines
from welllog_mdn.field.evaluation import OURS, Blind, EvaluationResult
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.options import Learning, Reading
from welllog_mdn.field.reading import require_fixed, require_there
from welllog_mdn.field.splits import TESTED, Split, split_wells
from welllog_mdn.field.training import NOT_SCORED, NOT_USED, read_candidates, require_wells, taught_rows, to_learn_from
from welllog_mdn.logs.kinds import KindTable, LogKind
from welllog_mdn.model.left_out import BARRED_REASON
from welllog_mdn.model.log_model import LEAST_ROWS, LogModel
from welllog_mdn.model.modelfile import versions
from welllog_mdn.model.prediction import Prediction
from welllog_mdn.model.rock import not_rock, rock_values
from welllog_mdn.model.stack import NETWORK, StackSettings
from welllog_mdn.model.training_well import LOST_REASONS, first_of_depths, training_well
from welllog_mdn.scores import LEVELS, from_scale
from welllog_mdn.system.files import find_las
from welllog_mdn.wells.identity import shown_name
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import TrustedLogs, without


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
    UsageError : unknown target or input, a path or an alias file that is not there, units to be fixed of a curve that
        no file has, `folds` beside `test` or fewer than two.
    ModelError : too few wells hold it, or no well that is scored holds an input of the models.
    """
    learning, listen = learning or Learning(), listen or Listener()
    reading = (reading or Reading()).asking(learning, [target])
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
    require_wells(train, kind, [folder], left_out, hint="name a folder of wells that hold it")
    splits, protocol = split_wells(train, scored, kind, folds, listen)
    if scored is not None:
        lost += [Notice("", TESTED, "info", Code.NOT_USED)] * (len(train) - len(splits[0][0]))
    teach = {w for w in train if taught_rows(w, kind) >= LEAST_ROWS}
    splits.sort(key=lambda split: _may_be_fitted([w for w in split[0] if w in teach], kind, learning, table))
    settings = _settings(learning, reading)
    result = EvaluationResult(kind.name, kind.unit, protocol, [], seed=settings["seed"], settings=settings)
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
        result.excluded[BARRED_REASON] = barred
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
    """Score the blind wells of every split; return what was not learnt from of those that taught, over all splits."""
    excluded = Counter[str]()
    for done, (taught, blind) in enumerate(splits):
        called = {w: names[w] for w in blind}

        def tell(share: float, predictor: str, done: int = done, wells: str = ", ".join(called.values())) -> None:
            listen.progress("evaluating", (done + share) / len(splits), f"fitting {predictor} for {wells}")

        excluded.update(_score_split(result, taught, called, veil, learning, baselines, tell))
    listen.progress("evaluating", 1.0, "")
    return excluded


def _settings(learning: Learning, reading: Reading) -> dict[str, Any]:
    """What every split is trained with, as asked for or by default; the splits themselves come as they are scored."""
    network = StackSettings().chosen(learning)
    return {
        "versions": versions(),
        "seed": int(learning.seed or 0),
        **{name: getattr(network, name) for name in NETWORK},
        "device": learning.device,
        "inputs": None if learning.inputs is None else list(learning.inputs),
        "exclude": list(learning.exclude),
        "depth": learning.use_depth,
        "reading": reading.chosen(),
        "splits": [],
    }


def _count_excluded(result: EvaluationResult, excluded: Mapping[str, int], splits: int) -> None:
    """Keep how many rows and wells were not learnt from, scored or not, each once: a well teaches in all splits but
    its own.
    """
    splits_of_a_well = max(1, splits - 1)
    for reason, count in excluded.items():
        counts = result.excluded if reason in LOST_REASONS else result.excluded_wells
        counts[reason] = round(count / splits_of_a_well)


def _wells_of(
    folder: str | Path, kind: LogKind, reading: Reading, listen: Listener, veil: _Veil, scored: bool = False
) -> tuple[list[TrustedLogs], list[Notice], list[str]]:
    """The wells of a folder that can teach, or be scored, each once; why others do not serve; the mnemonics of all."""
    found = read_candidates(find_las([folder], listen.passed_over), kind, reading, {}, listen, veil.judge, scored)
    found.tell(kind, veil.table, listen, "test well" if scored else "training well")
    twin = f"{NOT_SCORED if scored else NOT_USED}: the same well as another file"
    return found.wells, [*found.left_out, *(Notice("", twin, "info") for _ in found.seconds)], found.mnemonics


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
    """Train on one side, score the other, with its names; return what was not learnt from, by reason.

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
    result.settings["device"] = model.device_  # which "auto" is
    result.settings["splits"].append(_split_record(model, blind.values()))
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


def _split_record(model: LogModel, blind: Iterable[str]) -> dict[str, Any]:
    """What was blind together, and what the model was trained on and with."""
    return {
        "blind": list(blind),
        "training_wells": len(model.training_wells_),
        "inputs": list(model.inputs_),
        "depth": bool(model.plan_.use_depth),
        "members": model.settings_["members"],
    }


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
        no_rock=np.empty(0, bool),
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
        flag=prediction.basis[rows],
        rock=np.isfinite(rock_values(logs, kind))[rows],
        no_rock=not_rock(logs, kind)[rows],
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
            parts.append(
                (feature_matrix(model.as_read(logs), model.plan_)[rows], source.target[rows], logs.well.depth_m[rows])
            )
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
    plain = replace(ours, nll=None, crps=None, pit=None)
    if not len(ours.row):
        return plain
    q = from_scale(answer(feature_matrix(model.as_read(hidden), model.plan_)[ours.row], ours.depth_m), kind)
    answered = replace(plain, q=np.clip(q, kind.low, kind.high), beside=ours.q)
    return answered.at(np.asarray(np.isfinite(q).all(axis=0)))
