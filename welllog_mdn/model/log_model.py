"""LogModel: fit on wells, predict a well, save and load.

A fitted model is plain data: features' plan and scaling, trees, one batched network, the calibration, and
what a report needs without the training wells (held-out predictions, training cloud, history). `modelfile` says how it
lies in a file; `stack` how it learns, `training_well` from which rows; `held_out` how it is judged, `known_wells` by
which members; `leader` what is done where a well lacks the log that the target follows; `bounds` what the target can
be; `training_range` where a well is unlike those that taught; `remarks` what is said of its inputs.

Shapes: `n` samples of a well, `d` features, `k` components.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from numbers import Integral
from pathlib import Path

import numpy as np
import torch

from welllog_mdn.arrays import Bools, Features, Floats, Ints
from welllog_mdn.errors import Code, ModelError, Notice, UsageError, require_names
from welllog_mdn.features import (
    CALIPER,
    DEPTH,
    Scaling,
    available,
    both_logged,
    choose_inputs,
    different_wells,
    drop_chances,
    feature_matrix,
    named_kinds,
    plan_features,
    readable,
    with_stand_ins,
)
from welllog_mdn.levels import P10, P90
from welllog_mdn.logs.kinds import KindTable, LogKind, default_table
from welllog_mdn.mdn.calibration import MOST, WELLS_NEEDED, Calibration
from welllog_mdn.mdn.mixture import GaussianMixture, joined
from welllog_mdn.mdn.seeds import MOST_SEED
from welllog_mdn.mdn.thinning import thinned
from welllog_mdn.model.bounds import PARTNER, physical_bounds
from welllog_mdn.model.held_out import CALIBRATION_GROUPS, HeldOut, judge
from welllog_mdn.model.known_wells import Known, KnownWells
from welllog_mdn.model.leader import Filled, Reader, filled
from welllog_mdn.model.modelfile import packed, read_model, versions
from welllog_mdn.model.prediction import Prediction
from welllog_mdn.model.remarks import (
    called,
    curves_of,
    inputs_said,
    mixed_matrices,
    other_matrix,
    stated_matrices,
)
from welllog_mdn.model.stack import (
    ROWS_AT_ONCE,
    Progress,
    Stack,
    StackSettings,
    fit_stack,
    followed,
    least_sigma,
    network_chosen,
)
from welllog_mdn.model.training_range import outside_training, without_strange_hole
from welllog_mdn.model.training_well import (
    LOST_REASONS,
    Lost,
    TrainingWell,
    assign_folds,
    depth_is_a_counter,
    describe,
    nearest_fold,
    training_rows,
    training_stride,
    training_well,
)
from welllog_mdn.scores import from_scale, to_scale
from welllog_mdn.system.files import write_atomic
from welllog_mdn.wells.identity import shown_name
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.reading import garbled
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.wells.well import Well
from welllog_mdn.words import counted, some_of

LEAST_ROWS = 100  # usable target samples that a training well needs
FAMILY_SHARE = 0.8  # share of the features at a split of a tree where there is one of the family: most splits need it
MOST_CHOSEN = {"members": 5000, "components": 1000}  # `modelfile` refuses more; rounding may double members


class LogModel:
    """A probabilistic predictor of one log.

    Parameters
    ----------
    target : kind or mnemonic of the log to predict.
    inputs, exclude : kinds or mnemonics that are used, or never used; None: chosen on the training wells.
    use_depth : whether depth is an input; None: yes, unless the training wells show that it does not carry
        over.
    members, components, epochs : of the network; None is the default. Each of the held-out groups of wells has as
        many members, so their number may be rounded up; of five wells or fewer, members that spare one are added.
    seed : of everything random. device : "auto", "cpu" or "cuda".
    table : log kinds; default the program's own.

    Attributes
    ----------
    Set by `fit` and `load`. `w` training wells, `r` held-out samples, `c` of the cloud, `m` members, `e` epochs.

    kind_, target_, unit_ : the log's kind, its name and canonical unit, in which all values are.
    plan_, inputs_ : which features are made of which logs; their kinds, in order.
    stack_ : the learner: trees, network, scaling.
    leader_ : the model of the log that the target follows, which predicts it where a well lacks it; or None.
    bound_by_partner_ : whether compressional slowness bounds shear slowness, or the other way round.
    training_wells_ : (w,) records, see `TrainingWell.record`. training_rows_ : number of their samples learnt from.
    excluded_ : reason, of rows (`LOST_REASONS`) or of wells -> how many were not learnt from.
    checked_on_other_wells_ : whether whole wells were held out, not blocks of depth of a single well.
    calibration_, coherence_ : how far mixtures are stretched; how alike errors are over depth.
    heldout_ : name -> (r,), see `Judgement.samples`. reliability_ : `level` and `observed`, (19,) each.
    scores_, nll_valid_ : scores of the held-out samples, pooled and by well; their mean negative log density.
    ranges_ : input or DEPTH -> its range in training. matrices_ : porosity -> rock for which it is -> training wells.
    correlation_ : input -> its correlation with the target.
    cloud_ : input or `target` -> (c,) values in training, thinned.
    history_ : `epoch` (e,); `train` and `stop` (m, e), the negative log likelihood of each member.
    settings_, seed_, device_, versions_ : what it was trained with, and where.
    fit_notices_ : what was decided in training, in words. sha256_ : checksum of the saved model.
    """

    def __init__(
        self,
        target: str = "DTC",
        *,
        inputs: Collection[str] | None = None,
        exclude: Collection[str] = (),
        use_depth: bool | None = None,
        members: int | None = None,
        components: int | None = None,
        epochs: int | None = None,
        seed: int = 0,
        device: str = "auto",
        table: KindTable | None = None,
    ) -> None:
        self.target, self.inputs, self.exclude, self.use_depth = target, inputs, exclude, use_depth
        self.members, self.components, self.epochs = members, components, epochs
        self.seed, self.device, self.table = seed, device, table

    # ------------------------------------------------------------------------------------------------ fitting

    def fit(self, wells: Iterable[Well | TrustedLogs], *, progress: Progress | None = None) -> LogModel:
        """Learn from wells that hold the target; of the others, where the target follows another log (its `leader`),
        what that log would be where it was not run. Return self.

        Parameters
        ----------
        progress : called with the share that is done and what is being done.

        Raises
        ------
        UsageError : unknown target or input, no input is left, a number or a device that cannot be. ModelError : no
            well has enough samples of the target, or an input beside it. TypeError : something is no well, or `wells`
            is a single one.
        """
        tell = progress or (lambda share, text: None)
        self._check_arguments()
        kind = self._table.target(self.target)
        self._begin(kind)
        tell(0.0, "reading the logs")
        trusted = [_trusted(w, self._table) for w in _several(wells)]
        sources = self._plan(self._sources(trusted))
        settings = self._settings()
        self.checked_on_other_wells_, self._few_wells = assign_folds(sources, self.seed_)
        self.matrices_ = stated_matrices([s.logs for s in sources], (*self.plan_.inputs, kind.name))
        self.fit_notices_ += tuple(mixed_matrices(self.matrices_, kind.name))
        apart = sum(int((s.usable & (s.fold < 0)).sum()) for s in sources)
        self._exclude(Lost.APART.reason, apart)
        self._compute_features(sources, settings, tell)
        self.ranges_, self.cloud_, self.correlation_ = describe(sources, self.plan_, self.kind_)
        share = 0.5 if self._is_led() else 1.0
        self._fit_stack(sources, settings, lambda done, text: tell(share * done, text))
        self.fit_notices_ += self._member_notice(settings.members)
        if self._is_led():
            self._fit_leader(trusted, lambda done, text: tell(0.95 * (share + (1 - share) * done), text))
        calibration = self._hold_out(sources)
        self._describe(sources, settings)
        self.calibration_ = calibration  # last of all: with it the model counts as fitted
        tell(1.0, "trained")
        return self

    @property
    def _table(self) -> KindTable:
        """The log kinds that are known; positions and labels may be inputs where the user, or a saved model, names
        them.
        """
        read = self.inputs if self.inputs is not None else self.plan_.inputs if hasattr(self, "plan_") else ()
        return (self.table or default_table()).asking(read)

    def _settings(self) -> StackSettings:
        """Defaults, with what the user chose, and a larger share where an input is of the target's family."""
        settings = StackSettings().chosen(self)
        related = any(self._table.kinds[k].family == self.kind_.family for k in self.plan_.inputs)
        return replace(settings, share=FAMILY_SHARE) if related else settings

    def _check_arguments(self) -> None:
        """Raise UsageError where a number, a list of names, a choice or the seed is none."""
        for name, value in network_chosen(self).items():
            if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
                raise UsageError(f"{name} must be a whole number of at least 1, however: {value}")
            if int(value) > MOST_CHOSEN.get(name, int(value)):  # a saved model of more would be taken for a damaged one
                raise UsageError(f"{name} must be at most {MOST_CHOSEN[name]}, however: {value}")
        for name in ("inputs", "exclude"):
            given = getattr(self, name)
            if not (given is None and name == "inputs"):
                require_names(name, given)
        if self.use_depth not in (None, True, False):
            raise UsageError(f"use_depth must be True, False or None, however: {self.use_depth}")
        if not isinstance(self.seed, Integral) or not 0 <= self.seed <= MOST_SEED:
            raise UsageError(f"seed must be 0 to {MOST_SEED}, a whole number, however: {self.seed}")

    def _begin(self, kind: LogKind) -> None:
        """Set what the target alone decides; until the end of `fit` the model counts as not fitted."""
        vars(self).pop("calibration_", None)  # a fit that is broken off leaves parts of two models
        self.kind_ = kind
        self.target_, self.unit_, self.seed_ = kind.name, kind.unit, int(self.seed)
        self.device_ = _device(self.device)
        self.excluded_: dict[str, int] = {}
        self._held: list[tuple[TrustedLogs, Ints]] | None = None  # the training wells, see `KnownWells.held`
        self._bytes: bytes | None = None
        self._sha256: str | None = None
        self.leader_: LogModel | None = None

    def _sources(self, wells: Sequence[TrustedLogs]) -> list[TrainingWell]:
        """The wells that can train, in an order that does not depend on the order given; the others are
        counted.
        """
        kind = self.kind_
        found: list[TrainingWell] = []
        short: list[tuple[int, str]] = []  # samples of wells that have too few, and their names
        for i in sorted(range(len(wells)), key=lambda i: _order(wells[i], kind)):
            source, excluded = training_well(wells[i], kind)
            for why, count in excluded.items():
                self._exclude(why.reason, count)
            if (usable := int(source.usable.sum())) < LEAST_ROWS:
                if kind.name not in wells[i].logs and kind.leader in wells[i].logs:
                    continue  # it was given for the leader
                self._exclude(f"wells with fewer than {LEAST_ROWS} usable samples of {kind.name}", 1)
                short.append((usable, called(wells[i])))
                continue
            found.append(source)
        if not found:
            raise self._refusal(f"no training well has {LEAST_ROWS} usable samples of {kind.name}", len(wells), short)
        return found

    def _refusal(self, cause: str, wells: int, short: Sequence[tuple[int, str]]) -> ModelError:
        """The error that no well can teach: how many were looked at, which of the `short` ones (count of samples, name)
        has most, and how many rows were left out, by reason.
        """
        most, name = max(short, default=(0, ""))
        richest = f"; the most that one has is {most} ({name})" if most else ""
        rows = [f"{reason}: {count}" for reason, count in self.excluded_.items() if reason in LOST_REASONS]
        left_out = f" ({'; '.join(rows)})" if rows else ""
        hint = f"{counted(wells, 'well')} looked at{left_out}{richest}; see the inventory command"
        return ModelError(cause, hint=hint)

    def _plan(self, sources: list[TrainingWell]) -> list[TrainingWell]:
        """Choose what the model reads; return the wells that have any of it."""
        logs = [s.logs for s in sources]
        inputs, notices = choose_inputs(logs, self.kind_, inputs=self.inputs, exclude=self.exclude, table=self._table)
        depth_used = self._depth_is_used(sources)
        self.bound_by_partner_ = self._may_use(PARTNER.get(self.target_, ""))
        hole = tuple(kind for kind in inputs if kind == CALIPER and self.inputs is None)
        self.plan_ = plan_features(inputs, depth_used, self._table, wells=different_wells(logs), hole=hole)
        self.fit_notices_ = (*notices, *self._depth_notice(depth_used))
        sources = [replace(s, logs=with_stand_ins(s.logs, inputs, self.kind_, self._table)) for s in sources]
        if not depth_used:
            return self._with_inputs(sources)
        kept = [i for i, s in enumerate(sources) if _reads_any(self.plan_.rock_inputs, s.logs)]
        only = f" but {', '.join(hole)}" if hole else ""
        self._exclude(
            f"wells without any of the inputs{only}, which could never be predicted", len(sources) - len(kept)
        )
        self._keep(kept, sources, f"no input{only}")
        return [sources[i] for i in kept]

    def _keep(self, kept: Sequence[int], sources: Sequence[TrainingWell], lack: str) -> None:
        """Name the wells that do not train, all but those `kept` by their places, and what they have or lack."""
        if lost := [called(s.logs) for i, s in enumerate(sources) if i not in set(kept)]:
            self.fit_notices_ += (Notice(some_of(lost, 8), f"did not train: {lack}", "info", Code.UNTAUGHT),)

    def _with_inputs(self, sources: list[TrainingWell]) -> list[TrainingWell]:
        """The wells, of their samples those near which an input has a value. The others could teach nothing without the
        depth, and would never be predicted; they are counted.
        """
        near = [s.usable & readable(s.logs, self.plan_) for s in sources]
        lost = sum(int((s.usable & ~rows).sum()) for s, rows in zip(sources, near, strict=True))
        self._exclude(Lost.WITHOUT_INPUT.reason, lost)
        kept = [i for i, rows in enumerate(near) if rows.sum() >= LEAST_ROWS]
        what = f"{LEAST_ROWS} usable samples of {self.target_} beside any of the inputs"
        self._exclude(f"wells with fewer than {what}", len(sources) - len(kept))
        if not kept:
            short = [(int(rows.sum()), called(s.logs)) for s, rows in zip(sources, near, strict=True)]
            raise self._refusal(f"no training well has {what}", len(sources), short)
        self._keep(kept, sources, f"fewer than {what}")
        return [replace(sources[i], usable=near[i]) for i in kept]

    def _may_use(self, kind: str) -> bool:
        """Whether the user lets a log take part."""
        named = None if self.inputs is None else named_kinds(self.inputs, None, self._table)
        return kind not in named_kinds(self.exclude, None, self._table) and (named is None or kind in named)

    def _exclude(self, reason: str, count: int) -> None:
        """Count rows or wells that are not learnt from."""
        if count:
            self.excluded_[reason] = self.excluded_.get(reason, 0) + int(count)

    def _depth_is_used(self, sources: Sequence[TrainingWell]) -> bool:
        """Whether depth says something about burial: not where every well counts its samples from the same
        start.
        """
        if self._depth_is_chosen:
            return bool(self.use_depth) and not self._depth_is_excluded
        return not depth_is_a_counter([s.logs for s in sources])

    @property
    def _depth_is_excluded(self) -> bool:
        """Whether the user named depth among the logs that are never used."""
        return DEPTH in named_kinds(self.exclude, None, self._table)

    @property
    def _depth_is_chosen(self) -> bool:
        """Whether the user says if depth is an input."""
        return self.use_depth is not None or self._depth_is_excluded

    def _depth_notice(self, used: bool) -> tuple[Notice, ...]:
        """Say where depth was dropped by the program's own judgement."""
        if used or self._depth_is_chosen:
            return ()
        text = "not an input: all training wells start at the same depth, so it only counts samples"
        return (Notice(DEPTH, text, "info"),)

    def _member_notice(self, asked: int) -> tuple[Notice, ...]:
        """Say where the network has other members than were asked for: each fold has as many."""
        made = len(self.stack_.member_fold)
        if made == asked:
            return ()
        text = f"{made} members instead of {asked}: as many for each of {self.stack_.folds} groups of training data"
        if self._few_wells:
            text = f"{made} members: {asked} learn from all {self.stack_.folds - 1} wells, the others from all but one"
        return (Notice("", text, "info"),)

    def _compute_features(self, sources: Sequence[TrainingWell], settings: StackSettings, tell: Progress) -> None:
        """Give each training well the features that are needed of it."""
        stride = training_stride(sources, settings)
        for i, source in enumerate(sources):
            tell(0.05 * i / len(sources), "computing features")
            x = feature_matrix(source.logs, self.plan_)
            source.rows = source.read_rows(stride, settings.copies)
            source.x, source.values = x[source.rows], x[source.rows_in_folds][:, self.plan_.value_columns()]

    def _fit_stack(self, sources: Sequence[TrainingWell], settings: StackSettings, tell: Progress) -> None:
        """Thin the rows, scale the features, fit the learner."""
        names = self.plan_.inputs
        there = [dict(zip(names, np.isfinite(s.values).T, strict=True)) for s in sources]
        chances, together = drop_chances(there, names, self.kind_, self._table)
        rows = training_rows(sources, self.plan_, chances, together, settings, self.seed_, self._few_wells)
        self.training_rows_ = sum(len(s.rows_in_folds) for s in sources)
        scaling = Scaling.fit(np.concatenate([s.features(s.scaling_rows()) for s in sources]))
        counts = {name: sum(int(w[name].sum()) for w in there) for name in names}
        self.stack_, history = fit_stack(
            rows, self.plan_, scaling, settings, least_sigma(self.kind_), self.seed_, self.device_,
            lambda share, text: tell(0.05 + 0.85 * share, text),
            along=followed(self.plan_, self.kind_, counts, self._table),
        )  # fmt: skip
        self.history_ = {"epoch": np.arange(history.epochs), "train": history.train, "stop": history.stop}

    def _is_led(self) -> bool:
        """Whether the target follows one of the inputs, which a well may lack."""
        return self.kind_.leader in self.plan_.inputs

    def _fit_leader(self, wells: Sequence[TrustedLogs], tell: Progress) -> None:
        """Learn the log that the target follows from every well that has it, by the same means and inputs, without the
        target and its family: neither inputs nor bounds of it, so a well's own target says nothing of it.
        """
        name = self.kind_.leader
        family = {k.name for k in self._table.kinds.values() if k.family == self.kind_.family}
        barred = {*self.exclude, *family} - {name}
        others = None if self.inputs is None else [k for k in self.plan_.inputs if k not in family]
        if others is not None:  # those without a sample beside the leading log can teach nothing of it
            others = [k for k in others if any(both_logged(k, w, name).any() for w in wells)]
        if others == []:
            return
        leader = LogModel(
            name, inputs=others, exclude=barred, use_depth=self.use_depth, members=self.members,
            components=self.components, epochs=self.epochs, seed=self.seed, device=self.device, table=self.table,
        )  # fmt: skip
        try:
            self.leader_ = leader.fit(wells, progress=tell)
        except ModelError as error:  # nothing else was logged: without it there is nothing to predict from
            text = f"where a well lacks it, it is not predicted first: {error.cause}"
            self.fit_notices_ += (Notice(name, text, "info"),)
            return
        trained = f"model trained on {counted(len(leader.training_wells_), 'well')}"
        text = f"predicted first, from the other logs, where a well lacks it ({trained})"
        self.fit_notices_ += (Notice(name, text, "info"),)

    def _hold_out(self, sources: Sequence[TrainingWell]) -> Calibration:
        """Predict samples of every training well by members that never saw them; score; return the calibration."""
        self._held = [(s.logs, s.fold) for s in sources]
        found = [self._held_out(place, source) for place, source in enumerate(sources)]
        logged, without = HeldOut.joined([one for one, _ in found]), [two for _, two in found if two is not None]
        unled = HeldOut.joined(without) if without else None
        calibration = logged.calibration(~logged.alone)
        if unled is not None:
            calibration = calibration.beside(unled.calibration(unled.alone))
        believed, wells = calibration, len({s.group for s in sources})
        if 1 < wells < WELLS_NEEDED:
            believed = calibration.half_believed()
            text = f"{wells} wells hardly tell how wide the band must be ({WELLS_NEEDED} are wanted)"
            self.fit_notices_ += (Notice(self.target_, f"{text}: what they ask for is half believed", "info"),)
        if max(calibration.factors) >= MOST:
            text = f"bands are stretched {max(believed.factors):.2g} times, the most allowed: the training wells differ"
            self.fit_notices_ += (Notice(self.target_, f"{text} too much, add wells that are alike", "warn"),)
        names = [shown_name(s.logs.well) for s in sources]
        judged = judge(logged, calibration, self.kind_, names, self.seed_)
        self.heldout_, self.scores_, self.nll_valid_ = judged.samples, judged.scores, judged.nll
        self.reliability_, self.coherence_ = judged.reliability, judged.coherence
        if unled is not None:
            self.scores_["rmse_with_leader"] = logged.rmse(~logged.alone)
            self.scores_["rmse_without_leader"] = unled.rmse(unled.alone)
        return believed

    def _held_out(self, place: int, source: TrainingWell) -> tuple[HeldOut, HeldOut | None]:
        """Samples of the training well at a place as they were logged; and where the target follows other logs, the
        same as if those had not been run.
        """
        name, prediction = self.kind_.leader, self._unseen_leading_log(source.logs)
        logged = self._held_samples(place, source, filled(source.logs, self.plan_, name, prediction))
        if self.leader_ is None:
            hidden = self._relatives
            return logged, self._held_samples(place, source, None, hidden=hidden) if hidden else None
        everywhere = filled(source.logs, self.plan_, name, prediction, hidden=True)
        return logged, self._held_samples(place, source, everywhere, hidden=(name,))

    def _held_samples(
        self, place: int, source: TrainingWell, fill: Filled | None, hidden: Collection[str] = ()
    ) -> HeldOut:
        """Up to `HELD_ROWS` samples of a well, by fold and then in the order of its file, read as those of any well."""
        rows = source.held_rows_by_fold()
        x, _ = without_strange_hole(source.features(rows), self.plan_, self.ranges_)
        for kind in hidden if fill is None else ():
            x[:, self.plan_.columns(kind)] = np.nan
        return HeldOut(
            well=np.full(len(rows), place, np.intp),
            unit=self._held_out_with(source)[rows],
            group=np.full(len(rows), source.group, np.intp),
            depth_m=source.logs.well.depth_m[rows],
            y=source.target[rows],
            tools=self._tools(x, hidden),
            alone=self._is_alone(x, rows, fill),
            mixture=_read(x, rows, self._reader_by_fold(source.fold), fill),
        )

    def _held_out_with(self, source: TrainingWell) -> Ints:
        """Number (n,) of what each row of a training well is held out with: its well, or its fold of blocks."""
        if self.checked_on_other_wells_:
            return np.full(source.logs.well.n, source.group, np.intp)
        return nearest_fold(source.logs.well.depth_m, source.fold)

    def _unseen_leading_log(self, logs: TrustedLogs) -> Prediction | None:
        """The leading log of a well by members that learnt from neither it nor a sidetrack of it."""
        try:
            return None if self.leader_ is None else self.leader_._predict_unseen(logs)
        except ModelError:  # none of its inputs was logged, or no members are without this well
            return None

    def _describe(self, sources: Sequence[TrainingWell], settings: StackSettings) -> None:
        """Record what was learnt from, for reports and provenance."""
        self.inputs_ = self.plan_.inputs
        self.training_wells_ = [s.record(self.checked_on_other_wells_) for s in sources]
        self.settings_ = {**asdict(settings), "hidden": list(settings.hidden), "folds": self.stack_.folds}
        self.settings_["members"] = len(self.stack_.member_fold)
        self.versions_ = versions()

    # --------------------------------------------------------------------------------------------- predicting

    def predict(self, logs: Well | TrustedLogs) -> Prediction:
        """Predict a well. Its own target, where it has one, is no input; as any log of the well it has borne witness in
        the quality checks of the others. `evaluate` judges blind wells as if it had never been logged.

        Raises
        ------
        ModelError : the well has none of the model's inputs; or the model was not fitted. TypeError : it is no well.
        """
        trusted = self.as_read(logs)
        return self._predict(trusted, (), self._read_by_all, self._leading_log(trusted))

    def as_read(self, well: Well | TrustedLogs) -> TrustedLogs:
        """The trusted logs of a well as the model reads them, see `features.with_stand_ins`.

        Raises
        ------
        ModelError : the model was not fitted. TypeError : it is no well.
        """
        self._require_fitted()
        return with_stand_ins(_trusted(well, self._table), self.plan_.inputs, self.kind_, self._table)

    def _require_fitted(self) -> None:
        """Raise ModelError before `fit` or `load`."""
        if not hasattr(self, "calibration_"):
            raise ModelError(f"the model of {self.target} was not fitted yet", hint="call fit, or load a saved one")

    def _read_by_all(self, x: Features, rows: Ints) -> GaussianMixture:
        """Mixtures of rows of a new well."""
        return self.stack_.mixture(x)

    def _leading_log(self, logs: TrustedLogs, hidden: Collection[str] = ()) -> Filled | None:
        """The leading log of a new well where the well lacks it or it is `hidden`."""
        if self.leader_ is None:
            return None
        name = self.kind_.leader
        if name not in hidden and name in logs.logs and np.isfinite(logs.logs[name].values).all():
            return None
        try:
            prediction = self.leader_._predict(self.leader_.as_read(logs), tuple(hidden), self.leader_._read_by_all)
        except ModelError:  # none of its inputs was logged
            return None
        return filled(logs, self.plan_, name, prediction, name in hidden)

    def predict_held_out(self, well: Well | TrustedLogs, asked: Bools | None = None) -> Prediction:
        """Predict a training well, or a copy or a sidetrack of one, by members that never saw its target.

        Parameters
        ----------
        well : the well itself; which training well it is, `known` says.
        asked : (n,) which of its rows are predicted, of those that can be; all where none of these is asked for.

        Raises
        ------
        ModelError : the well did not train, or no members can be told that never saw it; or the model was not fitted.
        UsageError : `asked` is no mask of the well's rows. TypeError : it is no well.
        """
        logs = self.as_read(well)
        found = self._told_place(logs)
        if found is None:
            raise ModelError(f"{called(logs)} did not train, so it has no held-out prediction; predict it")
        fill = self._unseen_fill(self._known_wells.under_known_name(logs, found))
        return self._predict_by_fold(logs, found, fill, asked)

    def _unseen_fill(self, logs: TrustedLogs) -> Filled | None:
        """The leading log of a training well where the well lacks it."""
        return filled(logs, self.plan_, self.kind_.leader, self._unseen_leading_log(logs))

    @property
    def _known_wells(self) -> KnownWells:
        """The training wells, among which a well is looked up."""
        checked = self.checked_on_other_wells_
        return KnownWells(self.kind_, self.plan_, self.training_wells_, checked, self.heldout_, self._held)

    def _predict_unseen(self, logs: TrustedLogs) -> Prediction:
        """Predict a well by members that learnt from neither it nor a sidetrack of it.

        Raises
        ------
        ModelError : the well has none of the model's inputs, or no members can be told that never saw it.
        """
        own = self.as_read(logs)  # it may be as a model of other inputs reads it
        place = self._told_place(own)
        return self.predict(own) if place is None else self._predict_by_fold(own, place)

    def _told_place(self, logs: TrustedLogs) -> int | None:
        """Place of the training well that a well is, None where it did not train.

        Raises
        ------
        ModelError : it trained, and no members can be told that never saw it.
        """
        place, taught = self._known_wells.find(logs)
        if place is None and taught:
            raise ModelError(
                f"{called(logs)} trained this model of {self.target_}, and no members are known that never saw it"
            )
        return place

    def _predict_by_fold(
        self, logs: TrustedLogs, place: int, fill: Filled | None = None, asked: Bools | None = None
    ) -> Prediction:
        """Predict each row of the training well at a place, or those `asked` for, by the members of its fold,
        calibrated by all units but its own.
        """
        asked = None if asked is None else np.asarray(asked)
        if asked is not None and (asked.dtype != bool or asked.shape != (logs.well.n,)):
            raise UsageError(
                f"asked: expected {logs.well.n} times True or False, however: {asked.dtype}, {asked.shape}"
            )
        fold, unit = self._known_wells.folds_and_units(logs, place)
        return self._predict(logs, (), self._reader_by_fold(fold), fill, unit, asked)

    def _reader_by_fold(self, fold: Ints) -> Reader:
        """What gives each row of a well the mixture of the members that never saw its fold (n,)."""
        return lambda x, rows: _by_fold(x, fold[rows], self.stack_)

    def on(self, device: str) -> LogModel:
        """Let the network predict on "cpu" or "cuda"; "auto" is the CPU, whose bytes are the same on every
        machine. Return self.

        Raises
        ------
        UsageError : there is no such device here. ModelError : the model was not fitted.
        """
        self._require_fitted()
        self.stack_.device = "cpu" if device == "auto" else _device(device)
        if self.leader_ is not None:
            self.leader_.on(device)
        return self

    def known(self, logs: Well | TrustedLogs) -> Known:
        """Which training well a well is, or is a copy or a sidetrack of, and whether samples of it trained.

        It is known by its file's checksum, by its measured values of the target, by its UWI, or by its name.

        Raises
        ------
        ModelError : the model was not fitted. TypeError : it is no well.
        """
        self._require_fitted()
        return self._known_wells.find(_trusted(logs, self._table))

    def input_value(self, logs: Well | TrustedLogs) -> dict[str, float]:
        """For each input of the well the mean P10-P90 width without it, over the width with it.

        Raises
        ------
        ModelError : the well has none of the model's inputs; or the model was not fitted. TypeError : it is no well.
        """
        trusted = self.as_read(logs)
        x, _ = self._features(trusted)
        fill = self._leading_log(trusted)
        rows = thinned(np.flatnonzero(self._predictable(trusted, x, fill)), 2000)
        found = {}
        full = self._widths(x[rows], rows, fill)
        for kind in self.plan_.inputs:
            if kind in trusted.logs:
                hidden = (kind,)
                without = self._features(trusted, hidden)[0][rows]
                width = self._widths(without, rows, self._leading_log(trusted, hidden))
                found[kind] = float(np.nanmean(width) / np.nanmean(full))
        return found

    def _widths(self, x: Features, rows: Ints, fill: Filled | None) -> Floats:
        """P10-P90 widths of some rows (r,) with features (r, d), in decades for a log of a decade scale."""
        mixture = _read(x, rows, self._read_by_all, fill)
        q = self.calibration_.apply(mixture, self._calibration_group(x, rows, fill)).quantile([P10, P90]).numpy()
        ends = to_scale(np.clip(from_scale(q, self.kind_), self.kind_.low, self.kind_.high), self.kind_)
        return np.asarray(ends[1] - ends[0])

    def _features(self, logs: TrustedLogs, hidden: Collection[str] = ()) -> tuple[Features, dict[str, int]]:
        """Features (n, d) of a well, and how many values of each log of the hole are not read, see
        `without_strange_hole`.
        """
        return without_strange_hole(feature_matrix(logs, self.plan_, hidden), self.plan_, self.ranges_)

    def _predict(
        self,
        logs: TrustedLogs,
        hidden: tuple[str, ...],
        reader: Reader,
        fill: Filled | None = None,
        unit: Ints | None = None,
        asked: Bools | None = None,
    ) -> Prediction:
        """Features, mixtures, calibration, bounds."""
        x, strange = self._features(logs, hidden)
        predicted = self._predictable(logs, x, fill)
        if asked is not None and (predicted & asked).any():
            predicted &= asked
        rows = np.flatnonzero(predicted)
        mixture = self._calibrated(x, rows, reader, fill, unit)
        partner = PARTNER.get(self.target_, "") if self.bound_by_partner_ else ""
        lower, upper, notices = physical_bounds(self.kind_, partner, logs, mixture, rows, fill)
        outside, far = outside_training(x, logs.well.depth_m, self.plan_, self.ranges_, self.target_)
        there = available(x, self.plan_)
        said = inputs_said(
            logs, self.plan_, x, there, predicted, strange, fill,
            target=self.target_, leader=self.kind_.leader, relatives=self._relatives,
        )  # fmt: skip
        members = mixture.components // self.stack_.network.components
        return Prediction(
            target=self.target_, unit=self.unit_, well=shown_name(logs.well), depth=logs.well.depth,
            depth_unit=logs.well.depth_unit, depth_m=logs.well.depth_m, predicted=predicted,
            extrapolated=outside & predicted, few_inputs=(self._tools(x) == 1) & predicted, available=there,
            inputs=curves_of(self.plan_.inputs, logs, there),
            notices=(*said, *far, *notices, *other_matrix(logs, self.matrices_, self.target_)),
            mixture=mixture, members=members, lower=lower, upper=upper, log10=self.kind_.log10,
            coherence=self.coherence_, scaled_inputs=self.stack_.scaling.logs(x, self.plan_)[rows],
        )  # fmt: skip

    def _calibrated(
        self, x: Features, rows: Ints, reader: Reader, fill: Filled | None, unit: Ints | None
    ) -> GaussianMixture:
        """Calibrated mixtures of some rows, made in parts and kept in float32: a million rows fit in memory.

        `unit` (n,) is what each row is held out with, which then has no say in its calibration.
        """
        kept: list[torch.Tensor] = []
        for i in range(0, len(rows), ROWS_AT_ONCE):
            now = rows[i : i + ROWS_AT_ONCE]
            some = x[now]
            group = self._calibration_group(some, now, fill)
            held_out = None if unit is None else unit[now]
            part = self.calibration_.apply(_read(some, now, reader, fill), group, held_out).single()
            kept = kept or [part.means.new_empty(len(rows), part.components) for _ in range(3)]
            for whole, found in zip(kept, part.parts, strict=True):
                whole[i : i + len(some)] = found
        return GaussianMixture(*kept)

    def _calibration_group(self, x: Features, rows: Ints, fill: Filled | None) -> Ints:
        """Group (r,) of each row whose factor stretches its mixture: few tools or not, and with or without the logs
        that the target follows; models of older versions know no more than the leading log.
        """
        known = len(self.calibration_.factors) > CALIBRATION_GROUPS
        return self._tools(x) + CALIBRATION_GROUPS * (self._is_alone(x, rows, fill) & known)

    @property
    def relatives(self) -> tuple[str, ...]:
        """Inputs that the target follows most closely: its leader, else those of its family; none where no other is
        read, without which nothing could be predicted.

        Raises
        ------
        ModelError : the model was not fitted.
        """
        self._require_fitted()
        return self._relatives

    @property
    def _relatives(self) -> tuple[str, ...]:
        """The `relatives`, which a fit reads before it is done."""
        if self.leader_ is not None:
            return (self.kind_.leader,)
        found = self._table.relatives(self.kind_, self.plan_.inputs)
        return found if set(self.plan_.rock_inputs) - set(found) else ()

    def _is_alone(self, x: Features, rows: Ints, fill: Filled | None) -> Bools:
        """Rows (r,) of a well with features `x` (r, d) whose leading log was predicted first, or that have none of the
        logs that the target follows but another input; without any a training well is none that would be predicted.
        """
        if fill is not None:
            return np.asarray(fill.where[rows])
        relatives = self._relatives
        if self.leader_ is not None or not relatives:
            return np.zeros(len(x), bool)
        there = [np.isfinite(x[:, self.plan_.columns(kind).start]) for kind in relatives]
        rest = [self.plan_.columns(kind) for kind in self.plan_.rock_inputs if kind not in relatives]
        other = np.any([np.isfinite(x[:, columns]).any(axis=1) for columns in rest], axis=0)
        return np.asarray(~np.any(there, axis=0) & other)

    def _predictable(self, logs: TrustedLogs, x: Features, fill: Filled | None) -> Bools:
        """Rows (n,) with an input's value or window, or a leading log that was predicted first; where depth is an
        input, and there are such rows, also those between the first and the last of them in depth, and those at a depth
        that training knew. A log of the hole alone is none.

        Raises
        ------
        ModelError : there is none.
        """
        some = _filled_rows(fill, len(x)) | self.plan_.reads_rock(x)
        if not some.any():
            why = "; ".join(filter(None, map(logs.why_missing, self.plan_.rock_inputs)))
            why = why or f"found {', '.join(logs.logs) or 'no log'}"
            if (remedy := garbled(logs.well.notices)) not in why:
                why += f"; {remedy}"
            raise ModelError(
                f"none of the model's inputs has a value in {called(logs)}",
                file=logs.well.file,
                hint=f"needed any of {', '.join(self.plan_.rock_inputs)}; {why}",
            )
        if not self.plan_.use_depth:
            return np.asarray(some)
        depth = logs.well.depth_m
        low, high = self.ranges_[DEPTH]
        with np.errstate(invalid="ignore"):
            known = (depth >= low) & (depth <= high)
            return np.asarray(some | known | ((depth >= depth[some].min()) & (depth <= depth[some].max())))

    def _tools(self, x: Features, hidden: Collection[str] = ()) -> Ints:
        """Group (r,) of each row by its tools: 1 where no more than half of the families of logs that see rock have a
        value that is not `hidden`, else 0. All are 0 where there is one family only, and no log of the hole.
        """
        read = self.plan_.rock_inputs
        families = [self._table.kinds[k].family for k in read]
        there = np.isfinite(x[:, [self.plan_.columns(k).start for k in read]]) & [k not in hidden for k in read]
        tools = sorted(set(families))
        count = sum(there[:, [f == tool for f in families]].any(axis=1).astype(int) for tool in tools)
        if len(tools) == 1 and not self.plan_.hole:
            return np.zeros(len(x), np.intp)
        return (2 * np.asarray(count) <= len(tools)).astype(np.intp)

    # ------------------------------------------------------------------------------------------ saving, loading

    def save(self, path: str | os.PathLike[str]) -> str:
        """Write the model, whole or not at all, over what lies there; return its sha256.

        Raises
        ------
        ModelError : it was not fitted. OutputError : it cannot be written there.
        """
        write_atomic(path, self.to_bytes(), overwrite=True)
        return self.sha256_

    @property
    def sha256_(self) -> str:
        """Checksum of the saved model."""
        data = self.to_bytes()
        if self._sha256 is None:  # every well's copy states it
            self._sha256 = hashlib.sha256(data).hexdigest()
        return self._sha256

    def to_bytes(self) -> bytes:
        """The model as one safetensors file: same seed and wells, same bytes.

        Raises
        ------
        ModelError : it was not fitted.
        """
        self._require_fitted()
        if self._bytes is None:
            self._bytes = packed(self)
        return self._bytes

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> LogModel:
        """Read a saved model.

        Raises
        ------
        ModelError : the file is no model of this program, or is damaged; nothing of it is trusted before it
            is checked.
        """
        if not os.fspath(path):  # which pathlib takes for the current folder
            raise ModelError("empty file name")
        model, data = read_model(Path(path), cls._begun)
        model._bytes = data
        return model

    @classmethod
    def _begun(cls, typed: str, kind: LogKind, seed: int) -> LogModel:
        """A model that knows its target and nothing else."""
        model = cls(typed, seed=seed)
        model._begin(kind)
        return model


def _trusted(well: Well | TrustedLogs, table: KindTable) -> TrustedLogs:
    """Judge a well that was not judged yet."""
    if not isinstance(well, Well | TrustedLogs):
        raise TypeError(f"expected a Well, as read_las returns one, however: {type(well).__name__}")
    return well if isinstance(well, TrustedLogs) else trusted_logs(well, table=table)


def _several(wells: Iterable[Well | TrustedLogs]) -> Iterable[Well | TrustedLogs]:
    """Return the wells. Raises TypeError for one that stands for itself, and for what is no list."""
    if isinstance(wells, str | os.PathLike) or not isinstance(wells, Iterable):
        raise TypeError(f"expected a list of Wells, as in [read_las(path)], however: {type(wells).__name__}")
    return wells


def _order(logs: TrustedLogs, kind: LogKind) -> tuple[str, ...]:
    """What sorts wells, however they were given: wells of one name without a file differ in their samples."""
    names = sorted(logs.logs, key=lambda name: (name != kind.name, name))
    data = logs.well.depth.tobytes() + b"".join(logs.logs[name].values.tobytes() for name in names)
    return logs.well.name, logs.well.uwi, logs.well.sha256 or hashlib.sha256(data).hexdigest()


def _device(name: str) -> str:
    """The device to train on."""
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if name not in ("cpu", "cuda"):
        raise UsageError(f"device must be auto, cpu or cuda, however: {name}")
    if name == "cuda" and not torch.cuda.is_available():
        raise UsageError("device cuda: this machine has no usable CUDA device", hint="use --device auto or cpu")
    return name


def _reads_any(inputs: Collection[str], logs: TrustedLogs) -> bool:
    """Whether a well has a value of any input."""
    return any(map(logs.has_values, inputs))


def _filled_rows(fill: Filled | None, n: int) -> Bools:
    """Of `n` rows those (n,) in which the leading log was predicted first."""
    return np.zeros(n, bool) if fill is None else fill.where


def _read(x: Features, rows: Ints, reader: Reader, fill: Filled | None) -> GaussianMixture:
    """Mixtures of rows of a well, uncalibrated."""
    return reader(x, rows) if fill is None else fill.read(x, rows, reader)


def _by_fold(x: Features, fold: Ints, stack: Stack) -> GaussianMixture:
    """Held-out mixtures of rows of several folds, in the rows' order."""
    folds = np.unique(fold)
    places = np.concatenate([np.flatnonzero(fold == f) for f in folds])
    mixture = joined([stack.held_out(x[fold == f], int(f)) for f in folds])
    return mixture[torch.from_numpy(np.argsort(places, kind="stable"))]
