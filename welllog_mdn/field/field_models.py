"""The models of a run over a folder: those that were given, or those that its wells train.

What can be refused is refused before any model is trained. A field may hold more wells than memory does: only those
that may teach are kept, every other one is looked at and goes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from welllog_mdn import __version__
from welllog_mdn.errors import Notice, WelllogError
from welllog_mdn.field.crew import Crew
from welllog_mdn.field.earlier import MODELS, trained_models
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.models import load_model
from welllog_mdn.field.options import Learning, Reading, Writing, fingerprint
from welllog_mdn.field.reading import require_fixed
from welllog_mdn.field.refusals import InternalError
from welllog_mdn.field.same_wells import WellLookup, one_of_each
from welllog_mdn.field.training import (
    doubts,
    fit_model,
    not_used,
    require_wells,
    second_file,
    teaches,
    trusted_rows,
    without_logs,
    without_target,
)
from welllog_mdn.field.worker import ModelFile, read_for_training, sees
from welllog_mdn.system.files import sha256_bytes, write_atomic
from welllog_mdn.words import counted

if TYPE_CHECKING:
    from welllog_mdn.field.curves import TargetName
    from welllog_mdn.logs.kinds import KindTable
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.wells.trusted import TrustedLogs

_Read = tuple[Path, "TrustedLogs | WelllogError", WelllogError | None]  # a well read to train, and why it is refused


@dataclass(frozen=True)
class Asked:
    """What was asked of a run over a folder."""

    folder: Path
    targets: tuple[str, ...]
    train: tuple[Path, ...]
    models: tuple[tuple[Path, LogModel], ...]
    jobs: int
    scheduler: str | None
    resume: bool
    reading: Reading
    learning: Learning
    writing: Writing
    listen: Listener


@dataclass(frozen=True)
class MadeModels:
    """The models of a run in the order of its targets, as files and, by curve, in memory.

    `trained` says of the path of each well's file which of them it trained; it is empty where no well did.
    """

    files: list[ModelFile]
    models: dict[str, LogModel]
    trained: dict[str, list[bool]]


@dataclass(frozen=True)
class _Teachers:
    """The wells that may teach a target, each once, and the files that hold them, with the checksum of the well's file
    that is learnt from.
    """

    wells: list[TrustedLogs]
    files: dict[Path, str]

    def of(self, model: LogModel) -> set[Path]:
        """Return the files whose wells trained a model; of the others too little was usable."""
        taught = {well["sha256"] for well in model.training_wells_}
        return {path for path, sha256 in self.files.items() if sha256 in taught}


class FieldModels:
    """Makes the models of a run, once.

    Parameters
    ----------
    files : of the folder, whose wells are predicted. sources : these, and those that were named to train.
    teaching : real paths of the files whose wells may teach.
    """

    def __init__(
        self,
        ask: Asked,
        targets: Sequence[TargetName],
        table: KindTable,
        files: Sequence[Path],
        sources: Sequence[Path],
        teaching: frozenset[str],
    ) -> None:
        self.ask, self.out = ask, ask.writing.out
        self.targets, self.table = targets, table
        self.files, self.sources, self.teaching = files, sources, teaching
        self._refused: dict[Path, WelllogError] = {}  # wells of the folder that no training helps
        self._writable = False  # whether there are others
        self._said: set[Notice] = set()  # of wells beside the folder, whatever the target
        self._counted: set[Path | None] = set()  # such wells whose lesser warnings were counted

    def make(self, crew: Crew) -> MadeModels:
        """Return the models that were given, or train them; either way they are saved in the output folder.

        Raises WelllogError where a target has no teacher, or where no well of the folder can be written.
        """
        return self._given() if self.ask.models else self._trained(crew)

    def _given(self) -> MadeModels:
        """Return the models that were given, copied into the output folder."""
        self._require_fixed()
        by_kind = {model.target_: model for _, model in self.ask.models}
        models = {target.curve: by_kind[target.kind.name] for target in self.targets}
        # saved as read: the file of one may be another by now
        files = [self._saved(target, models[target.curve].to_bytes()) for target in self.targets]
        return MadeModels(files, models, {})

    def _trained(self, crew: Crew) -> MadeModels:
        """Return the models that the wells train, unless an earlier run that is resumed has trained them."""
        teachers = self._teachers(crew)
        self._require_writable()
        known = trained_models(self.out) if self.ask.resume else {}
        files: list[ModelFile] = []
        models: dict[str, LogModel] = {}
        for target, theirs in zip(self.targets, teachers, strict=True):
            models[target.curve], file = self._model_for(target, theirs.wells, known)
            files.append(file)
        sets = [theirs.of(model) for theirs, model in zip(teachers, models.values(), strict=True)]
        return MadeModels(files, models, {os.fspath(p): [p in trained for trained in sets] for p in self.files})

    def _teachers(self, crew: Crew) -> list[_Teachers]:
        """Return who teaches each of the targets: all are known before any model is trained."""
        found = dict(self._read(crew, [path for path in self.sources if self._may_teach(path)]))
        wells = {path: found[path] for path in self.sources if path in found}
        teachers = [self._teachers_of(target, wells) for target in self.targets]
        others = self._add_copies(crew, wells, teachers)
        require_fixed(self.ask.reading, [*(name for w in wells.values() for name in w.mnemonics), *sorted(others)])
        return teachers

    def _require_writable(self) -> None:
        """Say which wells are going to be refused; raise WelllogError where no model is worth its training for that."""
        errors = [self._refused[path] for path in sorted(self._refused)]
        if self._writable and errors:
            self.ask.listen.info(f"{counted(len(errors), 'well')} will be refused, the first: {errors[0]}")
        elif errors:
            for error in errors:
                self.ask.listen.refused(error)
            raise WelllogError("no well of it can be written, so no model is trained", file=self.ask.folder)

    def _require_fixed(self) -> None:
        """Raise UsageError where `--fix-units` names a curve of no well; wells are read until each name is met."""
        missing = {name.casefold() for name in self.ask.reading.fix_units}
        seen: list[str] = []
        for path in self.files:
            if not missing:
                return
            logs = _read_one((path, self.ask.reading, (), self.ask.writing))[1]
            if not isinstance(logs, WelllogError):
                seen += logs.mnemonics
                missing -= {name.casefold() for name in logs.mnemonics}
        require_fixed(self.ask.reading, seen)

    def _saved(self, target: TargetName, data: bytes) -> ModelFile:
        """Save a model in the output folder."""
        path = model_path(self.out, target)
        write_atomic(path, data, overwrite=self.ask.resume or self.ask.writing.overwrite)
        device = self.ask.learning.device if self.ask.models else "auto"  # training has used the device already
        return ModelFile(target.typed, os.path.abspath(path), sha256_bytes(data), device)

    def _may_teach(self, path: Path) -> bool:
        """Say whether a file is among those that were named to train, or that train where none is named."""
        return os.path.realpath(path) in self.teaching

    def _read(self, crew: Crew, paths: Sequence[Path]) -> Iterator[tuple[Path, TrustedLogs]]:
        """Yield the wells that can be read and are not outputs of this program, each without its text, as they come.

        A refused well of the folder says so when it is predicted, one that was to train only is told here. What can be
        written of the folder is kept on the way, for `_require_writable`.
        """
        typed = tuple(target.typed for target in self.targets)
        calls = [(path, self.ask.reading, typed, self.ask.writing) for path in paths]
        local = crew if crew.scheduler is None else Crew(self.ask.jobs)
        died, of_folder = WelllogError("the worker process died on it"), frozenset(self.files)
        results = local.run(_read_one, calls, lambda call: (call[0], died, None))
        for done, (path, logs, why) in enumerate(results, start=1):
            self.ask.listen.progress("reading wells", done / len(calls), path.name)
            if path in of_folder and why is not None:
                self._refused[path] = why
            elif path in of_folder:
                self._writable |= logs is died or not logs.well.written_by_us
            if isinstance(logs, WelllogError):
                if isinstance(logs, InternalError):
                    self.ask.listen.unforeseen(logs.trace)
                if path not in of_folder or logs is died:  # which it may survive when it is predicted
                    self.ask.listen.notice(None, not_used(path, logs))
            elif not logs.well.written_by_us:
                yield path, logs

    def _add_copies(self, crew: Crew, wells: Mapping[Path, TrustedLogs], teachers: Sequence[_Teachers]) -> set[str]:
        """Add to each target's files those of the folder that hold one of its wells under another name.

        Each is compared with the teachers as it is read, and goes: a field may hold more wells than memory does.
        Returns the mnemonics of their curves.
        """
        mnemonics: set[str] = set()
        others = [path for path in self.files if not self._may_teach(path)]
        if not others:
            return mnemonics
        known, paths = WellLookup(wells.values()), {id(logs): path for path, logs in wells.items()}
        for path, logs in self._read(crew, others):
            mnemonics.update(logs.mnemonics)
            same = {paths[id(taught)] for taught in known.same(logs)}
            for theirs in teachers:
                if kept := same & theirs.files.keys():
                    theirs.files[path] = theirs.files[min(kept)]
        return mnemonics

    def _teachers_of(self, target: TargetName, wells: Mapping[Path, TrustedLogs]) -> _Teachers:
        """Return those of the wells that may teach that can teach a target.

        Raises ModelError where there is none.
        """
        teaching = [w for w in wells.values() if teaches(w, target.kind)]
        found = {path: without_target(path, w, target.kind, self.table) for path, w in wells.items()}
        silent = {path: notice for path, notice in found.items() if notice is not None}
        require_wells(teaching, target.kind, self.ask.train or [self.ask.folder], list(silent.values()))
        training, twins = one_of_each(teaching, target.kind, self.ask.reading)
        for pair in twins:
            self.ask.listen.notice(None, second_file(*pair))
        beside = sorted(wells.keys() - set(self.files))  # a well of the folder says so when it is predicted
        told = [silent[path] for path in beside if path in silent]
        kept = {id(w) for w in training}
        serving = [wells[path] for path in beside if id(wells[path]) in kept]
        known = [w for w in serving if w.well.file in self._counted]
        new = [w for w in serving if w.well.file not in self._counted]
        doubted = doubts(new, target.kind, self.table, self.ask.listen)
        doubted |= doubts(known, target.kind, self.table, Listener())
        self._counted.update(w.well.file for w in new)
        told += [n for w in serving for n in (*without_logs(w, target.kind, self.table), *doubted[id(w)])]
        for notice in told:
            if notice not in self._said:
                self._said.add(notice)
                self.ask.listen.notice(None, notice)
        mine = {id(w): w.well.sha256 for w in training if trusted_rows(w, target.kind)}
        mine |= {id(w): mine[id(kept)] for w, kept in twins if id(kept) in mine}
        return _Teachers(training, {path: mine[id(w)] for path, w in wells.items() if id(w) in mine})

    def _model_for(
        self, target: TargetName, wells: Sequence[TrustedLogs], known: dict[str, str]
    ) -> tuple[LogModel, ModelFile]:
        """Return the model of a target and its file, trained unless it is there."""
        source = fingerprint(__version__, self.ask.learning, self.ask.reading, [w.well.sha256 for w in wells])
        path = model_path(self.out, target)
        if known.get(target.curve, "").startswith(source) and sees(path, known[target.curve].partition(" ")[2]):
            model = load_model(path)
        else:
            model = fit_model(wells, target.typed, self.ask.learning, self.table, self.ask.listen)
        file = self._saved(target, model.to_bytes())
        known[target.curve] = f"{source} {file.sha256}"
        record = {t.curve: known[t.curve] for t in self.targets if t.curve in known}
        write_atomic(self.out / MODELS, json.dumps(record, indent=1).encode() + b"\n", overwrite=True)
        return model, file


def model_path(out: Path, target: TargetName) -> Path:
    """Return where the model of a target lies in an output folder."""
    return out / f"{target.curve}.safetensors"


def _read_one(call: tuple[Path, Reading, tuple[str, ...], Writing]) -> _Read:
    """Read one well for training."""
    path, reading, typed, writing = call
    return path, *read_for_training(os.fspath(path), reading, typed, writing)
