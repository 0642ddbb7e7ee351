"""The main job: wells in, a model found or trained, LAS copies with new curves and reports out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from welllog_mdn import __version__
from welllog_mdn.errors import Code, LasError, ModelError, Notice, OutputError, UsageError, WelllogError, one_line
from welllog_mdn.field.curves import check_unit
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.models import held_out_record, load_model, model_record, resolve_target
from welllog_mdn.field.options import Learning, Reading, Writing, fingerprint
from welllog_mdn.field.products import (
    TargetRecord,
    check_curves,
    is_our_las,
    is_our_report,
    las_name,
    made_by,
    notices_of,
    predict_target,
    target_record,
    write_products,
)
from welllog_mdn.field.reading import (
    all_notices,
    check_strict,
    read_trusted,
    require_fixed,
    require_no_empty,
    require_there,
    warnings_of,
)
from welllog_mdn.field.refusals import of_file, reason_of, refusal
from welllog_mdn.field.training import (
    NOT_USED,
    Candidates,
    doubts,
    fit_model,
    read_candidates,
    require_wells,
    training_set,
    trusted_rows,
    without_logs,
)
from welllog_mdn.model.modelfile import begins_as_model
from welllog_mdn.report.view import report_paths
from welllog_mdn.system.files import (
    backup_of,
    check_folder,
    check_nesting,
    check_outputs,
    check_replaced,
    find_las,
    las_beside,
    no_empty_folder,
    real_path,
    same_file,
    write_atomic,
)
from welllog_mdn.system.locks import clear_dead_temps, lock
from welllog_mdn.wells.identity import same_well
from welllog_mdn.wells.scan import read_bytes

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.wells.trusted import TrustedLogs

_Path = str | os.PathLike[str]


@dataclass(kw_only=True)
class WellResult(TargetRecord):
    """What became of one well and one target; `as_json` is the record that the command line prints.

    Attributes
    ----------
    well : name of the well as its file has it; "" where it could not be read.
    file : path of the file that was to be predicted, as it was given.
    target : stem of the new curves' names, as DT of DT_P50.
    unit : of the new curves; "" where the well is refused.
    status : "written", or "refused".
    reason : why it is refused.
    warnings : what a user should read of the well, each "subject: text".
    outputs : paths of what was written, the LAS file first.
    rows : samples of the well. predicted : how many have a prediction, measured ones among them.
    inputs : log kind -> `mnemonic` and `unit` of the curve that served, and in how many `rows`.
    quality : curve -> the log `kind` that it serves as, its measured `rows`, and how many are `masked` by reason.
    model : what predicted: members, training wells and rows, seed, choices (see `model_record`).
    seconds : spent on the well, its reading and writing among them; the training is not, nor the reading of its wells.
    p_convention : "percentile", P10 the low value, or "exceedance", P10 the high one.
    held_out : scores on samples held out of training, see `held_out_record`.
    measured, replaced, most_inputs, extrapolated, few_inputs, not_predicted : samples with each value of the flag
        curve, 1 to 6 in the order 1, 2, 3, 4, 6, 5 (see `flags`).
    kept : samples at which the completed log holds a measured value, also those without a prediction.
    given_outside, given_few, given_drawn : samples at which it holds a predicted value, in place of a measured one
        too, with an input outside the training range, from few inputs, and with an input that is drawn by hand,
        interpolated or through casing.
    verdict : how far the completed log can be used, in the words of the report's first page.
    finding : what that verdict rests on, in a word (`usable`, `held_little`), see `Finding`.
    band : mean `width` of P10 to P90 where the completed log is predicted, in its `unit`.
    blind : scores on the well's own measured samples by networks that never saw them, see `blind_scores`.
    refilled : the same on stretches that were hidden and filled in from the others, see `refilled_scores`.
    misfit : where in the well most of that error lies, if it is in one interval, see `misfit_scores`.
    error : the refusal, whose words are the `reason`; no part of the record.
    """

    well: str = ""
    file: str
    target: str
    status: str = "refused"
    reason: str = ""
    warnings: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    rows: int = 0
    inputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    quality: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    p_convention: str = "percentile"
    held_out: Mapping[str, Any] = field(default_factory=dict)
    error: WelllogError | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain values, in the order of the documentation; `error` is none."""
        record = asdict(replace(self, error=None))  # which asdict would copy
        del record["error"]
        return {name: record[name] for name in (*_FIRST, *record)}


_FIRST: tuple[str, ...] = ("well", "file", "target", "unit", "status", "reason", "warnings", "outputs", "rows")
_FIRST += ("predicted", "inputs", "quality", "model", "seconds", "p_convention", "held_out")


@dataclass
class _Job:
    """One well on its way: read, its outputs named, its training wells chosen.

    Attributes
    ----------
    las, pdf : where its copy and its report go; no `pdf` where no report is wanted.
    train : the wells that train for it; none with a saved model.
    left_out : what is said of files that do not train for it, and doubts about those that do. choices : notes on files
        of the well itself, and on second files of others, for the model's record.
    stale : what is said of an earlier run's report beside the new copy. told : what the user has heard of the well.
    config : fingerprint of everything that its products depend on, see `products.made_by`.
    error : why it is refused. seconds : spent on it so far, without training.
    """

    path: Path
    logs: TrustedLogs | None = None
    las: Path = Path()
    pdf: Path | None = None
    train: list[TrustedLogs] = field(default_factory=list)
    left_out: list[Notice] = field(default_factory=list)
    choices: list[Notice] = field(default_factory=list)
    stale: list[Notice] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)
    config: str = ""
    error: WelllogError | None = None
    has_no_model: bool = False  # whether that is the error: nothing to train on, or training failed
    seconds: float = 0.0

    @property
    def read(self) -> TrustedLogs:
        """The well, in steps that follow its reading."""
        assert self.logs is not None
        return self.logs


def predict_well(
    path: _Path,
    target: str | None,
    *,
    train: _Path | Sequence[_Path] = (),
    own: bool | None = None,
    model: _Path | None = None,
    save_model: _Path | None = None,
    reading: Reading | None = None,
    learning: Learning | None = None,
    writing: Writing | None = None,
    listen: Listener | None = None,
) -> WellResult:
    """Predict a target in one well, as `predict_wells` does in several; write a LAS copy, and a report.

    Raises the well's refusal, where `predict_wells` would report it, and what that raises.
    """
    (result,) = predict_wells(
        [path],
        target,
        train=train,
        own=own,
        model=model,
        save_model=save_model,
        reading=reading,
        learning=learning,
        writing=writing,
        listen=listen,
    )
    if result.error is not None:
        raise result.error
    return result


def predict_wells(
    files: _Path | Sequence[_Path],
    target: str | None,
    *,
    train: _Path | Sequence[_Path] = (),
    own: bool | None = None,
    model: _Path | None = None,
    save_model: _Path | None = None,
    reading: Reading | None = None,
    learning: Learning | None = None,
    writing: Writing | None = None,
    listen: Listener | None = None,
) -> list[WellResult]:
    """Predict a target in wells; for each write a LAS copy with the new curves, and a report.

    Parameters
    ----------
    files : LAS files to predict; one may stand for itself. Of paths to one file its own name counts, before a link.
    target : a log as the user names it; None with a saved model means as at its training.
    train : LAS files and folders of training wells; without them and `model`, the other files of each folder.
    own : whether a well's own samples train too; None means yes unless `train` or `model` is given.
    model : a saved model, used instead of training.
    save_model : where to keep what was trained.
    reading, learning, writing : how files are read, a model is trained, and what is written where; None: the defaults.
    listen : hears of choices, warnings, refusals and progress; None: nobody.

    Returns one result for each file, once, in the order given; a refused well stops no other.

    Raises UsageError, ModelError and OutputError where nothing can be done at all; nothing is written then.
    """
    reading, learning, writing = reading or Reading(), learning or Learning(), writing or Writing()
    if model is not None and (own or train or save_model):
        raise UsageError("--model does not go with --train, --own or --save-model: a saved model trains no further")
    if model is not None:
        learning.require_none()
    ready = None if model is None else load_model(Path(model), learning.device)
    listen = listen or Listener()
    task = _Task(
        _each_once(_paths(files), listen.passed_over),
        _paths(train),
        not train and model is None if own is None else own,
        Path(save_model) if save_model is not None else None,
        reading.carried().asking(learning, filter(None, [target]), [] if ready is None else [ready]),
        learning,
        writing.carried(),
        listen,
        (*reading.files, *writing.files),
    )
    return _Predicting(task, ready, target).run()


def _paths(given: _Path | Iterable[_Path]) -> tuple[Path, ...]:
    """Return one path, or several, as several: of a text's letters each would be one.

    Raises TypeError for what is none, as a well that was read, UsageError for an empty one.
    """
    several = (given,) if isinstance(given, str | os.PathLike) or not isinstance(given, Iterable) else tuple(given)
    if not all(isinstance(path, str | os.PathLike) for path in several):
        raise TypeError(f"expected the path of a LAS file or folder, or a list of them, however: {one_line(given, 80)}")
    require_no_empty(several)
    return tuple(map(Path, several))


def _each_once(files: Iterable[Path], passed: Callable[[Path], None]) -> tuple[Path, ...]:
    """Return the files in their order, each once; a path to one that is named already, as a link, is `passed`."""
    found: dict[str, Path] = {}
    for path in files:
        real = os.path.realpath(path)
        if (kept := found.get(real)) is not None:
            path, other = (path, kept) if os.path.islink(kept) else (kept, path)
            passed(other)
        found[real] = path
    return tuple(found.values())


@dataclass(frozen=True)
class _Task:
    """What was asked."""

    files: tuple[Path, ...]
    train: tuple[Path, ...]
    own: bool
    save_model: Path | None
    reading: Reading
    learning: Learning
    writing: Writing
    listen: Listener
    beside: tuple[Path, ...]  # files that are read beside wells and models


class _Predicting:
    """One run of the job: everything that can be checked first, then training, then well by well."""

    def __init__(self, task: _Task, model: LogModel | None, target: str | None) -> None:
        self.task, self.model = task, model
        self.table = task.reading.table()
        self.target = resolve_target(target, model, self.table)
        self.fitted: dict[str, LogModel] = {}
        self.candidates: dict[Path, Candidates] = {}
        self.doubts: dict[int, list[Notice]] = {}  # about training wells, by their ids
        self.sources: set[Path] = set()  # measured files that were read to train, second files of a well among them
        self.looked_at: set[str] = set()  # real paths of all files that might have trained
        self.outputs: dict[str, Path] = {}  # by their names without capitals
        self.said: set[tuple[int, Notice]] = set()  # of training wells, by their candidates

    def run(self) -> list[WellResult]:
        """Return one result for each well."""
        self._check_options()
        jobs = [self._prepared(path) for path in self.task.files]
        self._choose_training(jobs)
        asked = [name for job in jobs if job.logs is not None for name in job.logs.mnemonics]
        others = [name for found in self.candidates.values() for name in found.mnemonics]
        try:
            require_fixed(self.task.reading, asked + others)
        except UsageError as unknown:
            if all(job.error is None for job in jobs):
                raise
            if asked:  # else the curve may be one of a well that could not be read
                self.task.listen.notice(None, Notice("", f"{unknown.cause} that could be read"))
        for job in jobs:
            self._timed(job, self._check_products)
        self._check_saving(jobs)
        results = [self._finished(job) for job in jobs]
        without_model = [job.error for job in jobs if job.error is not None and job.has_no_model]
        if without_model and len(without_model) == len(jobs):
            raise without_model[0]  # no fault of a well
        for error in without_model:
            self.task.listen.refused(error)
        return results

    def _check_options(self) -> None:
        """Raise UsageError or OutputError for options that cannot be carried out, before any file is read."""
        writing = self.task.writing
        if writing.target_unit is not None:
            check_unit(self.target.kind, writing.target_unit)
        self.task.learning.check(self.target.kind, self.table)
        require_there(self.task.train)
        for folder in writing.folders:
            check_folder(folder, folder)
        if self.task.save_model is not None:
            check_nesting([self.task.save_model], writing.folders)

    def _prepared(self, path: Path) -> _Job:
        """Read one well; what is wrong with it stays in the job."""
        job = _Job(path)
        self._timed(job, self._read)
        return job

    def _guard(self, job: _Job, step: Callable[[_Job], object]) -> None:
        """Run one step of a job; an error ends this job only."""
        if job.error is not None:
            return
        try:
            step(job)
        except Exception as error:
            job.error = refusal(error, job.path, self.task.listen)

    def _timed(self, job: _Job, step: Callable[[_Job], object]) -> None:
        """Run one step of a job, as `_guard` does, that is work on this well alone."""
        started = time.perf_counter()
        self._guard(job, step)
        job.seconds += time.perf_counter() - started

    def _read(self, job: _Job) -> None:
        """Read the well of a job, refuse what cannot be predicted or written, and settle where its LAS and PDF go."""
        if os.path.isdir(job.path):
            hint = "the command batch predicts all wells of one"
            raise LasError("a directory, not a LAS file", file=job.path, hint=hint)
        writing = self.task.writing
        job.las = job.path if writing.in_place else writing.out / las_name(job.path, self.target)
        if writing.report:
            job.pdf = writing.out / Path(las_name(job.path, self.target)).with_suffix(".pdf")
        outputs = {os.fspath(output).casefold(): output for output in self._products(job)}
        self._check_apart(job, outputs)  # before it is read, which may take long
        job.logs = read_trusted(job.path, replace(self.task.reading, strict=False), self.table)
        check_strict(job.path, all_notices(job.logs), self.task.reading)  # the refusal's record names the well
        check_curves(job.logs.well, [self.target], self.task.writing)
        self.outputs |= outputs

    def _products(self, job: _Job) -> list[Path]:
        """Return what will be written of a well into the output folder."""
        copy = [] if self.task.writing.in_place else [job.las]
        return copy if job.pdf is None else copy + report_paths(job.pdf, [self.target.curve], self.task.writing.png)

    def _check_apart(self, job: _Job, outputs: Mapping[str, Path]) -> None:
        """Raise OutputError where a product of a well, by its name without capitals, is that of one before it, too; or
        LasError where the well is none.
        """
        for name, output in outputs.items():
            twin = self.outputs.get(name)
            if twin is not None:
                read_bytes(job.path)  # a mistyped path, or a file of another kind, is refused for that
                cause = f"would be written twice by this run, the second time of {one_line(job.path, 200)}"
                if twin != output:
                    cause = f"differs only in capitals from {twin.name}, the same file on many systems"
                raise OutputError(cause, file=output, hint="run the wells apart, into folders of their own")

    def _choose_training(self, jobs: Sequence[_Job]) -> None:
        """Give each well its training wells; without any it is refused."""
        known = {os.path.realpath(j.path): j.logs for j in jobs if j.logs is not None}
        for job in jobs:
            if job.error is None and self.model is None:
                if self.task.train:  # what is wrong with those is wrong for every well
                    self._find_training(job, known)
                else:
                    self._guard(job, partial(self._find_training, known=known))
            job.config = self._config(job)

    def _find_training(self, job: _Job, known: Mapping[str, TrustedLogs]) -> None:
        """Give one well its training wells."""
        found = self._candidates_for(job.path, known)
        job.train = training_set(job.read, found.wells, self.target.kind, self.task.own)
        files = [*self._own_files(job, found), *self._second_files(job, found)]
        job.choices = [n for n in files if n.severity == "info"]
        job.left_out = [*found.left_out, *(n for n in files if n.severity == "warn"), *self._doubts(job)]
        for notice in (*job.left_out, *job.choices):
            if (id(found), notice) not in self.said:
                self.said.add((id(found), notice))
                self.task.listen.notice(None, notice)
        self._guard(job, partial(self._require_wells, found=found.wells))
        job.has_no_model = job.error is not None
        self._guard(job, lambda job: check_strict(job.path, job.left_out, self.task.reading))

    def _own_files(self, job: _Job, found: Candidates) -> list[Notice]:
        """Return what is said of files of the well itself: that they do not train, or that one does in its place."""
        here, taught = os.path.realpath(job.path), {id(w) for w in job.train}
        files = [w.well.file for w in found.wells if w.well.file is not None and id(w) not in taught]
        files += [path for path, twin, _ in found.seconds if id(twin) not in taught and os.path.realpath(path) != here]
        first, left_out = one_line(job.path.name, 80), []
        for path in files:
            itself = os.path.realpath(path) == here
            if not (itself and self.task.own):  # it then has less to teach than the one that serves
                same = "the well to predict" if itself else f"the same well as {first}"
                hint = "" if self.task.own else "; --own lets its own samples train"
                left_out.append(Notice(one_line(path.name, 80), f"{NOT_USED}: {same}{hint}", "info", Code.NOT_USED))
        serves = f"taken for the same well as {first}, it trains as its own samples; --no-own leaves it out"
        return left_out + [Notice(one_line(path.name, 80), serves, "info") for path in self._stand_ins(job)]

    def _stand_ins(self, job: _Job) -> list[Path]:
        """Return the file that trains as a well's own samples in place of the well's, if one does."""
        if not self.task.own or any(w is job.logs for w in job.train):
            return []
        own = (w for w in job.train if trusted_rows(w, self.target.kind) and same_well(job.read, w))
        return [w.well.file for w in own if w.well.file is not None]

    @staticmethod
    def _second_files(job: _Job, found: Candidates) -> list[Notice]:
        """Return what is said of second files of the other wells."""
        here, taught = os.path.realpath(job.path), {id(w) for w in job.train}
        return [said for path, twin, said in found.seconds if id(twin) in taught and os.path.realpath(path) != here]

    def _doubts(self, job: _Job) -> list[Notice]:
        """Return which logs of the training wells are not believed or doubted; of its own a well says so itself."""
        others = [w for w in job.train if w is not job.logs]
        kind, table = self.target.kind, self.table
        return [n for w in others for n in (*without_logs(w, kind, table), *self.doubts.get(id(w), []))]

    def _require_wells(self, job: _Job, found: Sequence[TrustedLogs]) -> None:
        """Raise ModelError where a well has no training wells among those found."""
        kind, where = self.target.kind, self.task.train or [job.path.absolute().parent]
        taught = any(trusted_rows(w, kind) for w in job.train)
        if not taught and not self.task.own and any(trusted_rows(w, kind) and same_well(job.read, w) for w in found):
            hint = "--own lets its own samples train; name other wells that hold it with --train"
            raise ModelError(f"no well to train on: only this well itself holds {kind.name} there", hint=hint)
        require_wells(job.train, kind, where, job.left_out)

    def _candidates_for(self, path: Path, known: Mapping[str, TrustedLogs]) -> Candidates:
        """Return the wells that might train for the well at `path`; each source is read once."""
        source = Path() if self.task.train else path.absolute().parent
        if source not in self.candidates:
            kind, listen = self.target.kind, self.task.listen
            named = sorted(find_las(self.task.train, listen.passed_over), key=os.path.abspath)
            paths = named if self.task.train else las_beside(path)
            self.looked_at.update(map(os.path.realpath, paths))
            found = read_candidates(paths, kind, self.task.reading, dict(known), listen)
            self.sources.update(w.well.file for w in found.wells if w.well.file)
            self.sources.update(path for path, _, _ in found.seconds)
            predicted = {id(w) for w in known.values()}  # these say so themselves
            self.doubts |= doubts([w for w in found.wells if id(w) not in predicted], kind, self.table, listen)
            self.candidates[source] = found
        return self.candidates[source]

    def _config(self, job: _Job) -> str:
        """Return the checksum of what decides the products of a well, known before training.

        A model is the same whatever the order of its wells, as their paths have it.
        """
        source = sorted(w.well.sha256 for w in job.train) if self.model is None else [self.model.sha256_]
        learning = self.task.learning if self.model is None else None
        if self.model is not None and self.task.learning.device == "cuda":
            source = [*source, "cuda"]  # its last digits differ
        return fingerprint(__version__, self.target.curve, self.task.reading, learning, self.task.writing, source)

    def _check_products(self, job: _Job) -> None:
        """Raise OutputError where a product of the well could not or must not be written."""
        writing = self.task.writing
        proven = made_by(job.las, job.read.well.sha256, job.config) if os.path.isfile(job.las) else False
        outputs = self._products(job)
        inputs = [*self._inputs, *(path for path in outputs if self._is_measured(path))]
        if writing.in_place:
            clear_dead_temps(real_path(job.path).parent)
            if not os.access(job.path, os.W_OK):
                raise OutputError("cannot be written: no permission to write", file=job.path)
            backup = backup_of(real_path(job.path))
            self.outputs.setdefault(os.fspath(backup).casefold(), backup)
        check_outputs(outputs, inputs, writing.overwrite, may_match=lambda _: proven)
        report = job.las.with_suffix(".pdf")
        if not (writing.report or writing.in_place or proven) and is_our_report(report):
            job.stale.append(Notice("", f"the report {report.name} beside the new copy is of an earlier run"))
        for output in outputs:
            clear_dead_temps(output.parent)

    def _is_measured(self, output: Path) -> bool:
        """Say whether an output is a file that was looked at to train, and none that this program wrote: such a file is
        an input, also where it holds nothing to learn from.
        """
        return os.path.realpath(output) in self.looked_at and not is_our_las(output)

    @property
    def _inputs(self) -> list[Path]:
        """What the run reads, so that it may not be written to."""
        return [*self.task.files, *self.sources, *self.task.beside]

    def _check_saving(self, jobs: Sequence[_Job]) -> None:
        """Raise before training where the model could not be kept."""
        path = self.task.save_model
        if path is None:
            return
        if len({self._training_key(j) for j in jobs if j.error is None}) > 1:
            own = self.task.own
            why = "each trains for itself" if own else "none trains for itself"
            hint = "name all of them with --train" if own else "train one first with the command train"
            raise UsageError(f"--save-model: the wells need a model each, because {why}", hint=hint)
        if any(same_file(path, output) for output in self.outputs.values()):
            raise OutputError("would be written twice by this run", file=path, hint="choose another name")
        check_model_path(path, self._inputs, self.task.writing.overwrite)

    @staticmethod
    def _training_key(job: _Job) -> str:
        """Return the same text for wells that one model serves."""
        return "\n".join(f"{w.well.file} {w.well.sha256}" for w in job.train)

    def _finished(self, job: _Job) -> WellResult:
        """Predict and write one well."""
        convention = self.task.writing.convention
        result = WellResult(file=str(job.path), target=self.target.curve, p_convention=convention)
        if job.logs is not None:
            result.well, result.rows = one_line(job.logs.well.name, 200), job.logs.well.n
            result.quality = job.logs.quality()
            result.warnings = warnings_of(all_notices(job.logs))
        model = self._model_for(job)
        if model is not None:
            self._timed(job, lambda j: self._write(j, model, result))
        result.seconds = round(job.seconds, 3)
        if job.error is not None:
            result.status, result.reason, result.error = "refused", reason_of(job.error), job.error
            if job.logs is not None:
                self._tell(job, all_notices(job.logs))
            if not job.has_no_model:  # else said at the end, once it is known whether all are so
                self.task.listen.refused(job.error)
        return result

    def _model_for(self, job: _Job) -> LogModel | None:
        """Return the model of a well, trained when first needed; where none can be trained the well is refused."""
        if job.error is not None:
            return None
        if self.model is not None:
            return self.model
        key = self._training_key(job)
        if key not in self.fitted:
            try:
                self.fitted[key] = self._fit(job)
            except ModelError as error:
                job.error, job.has_no_model = of_file(error, job.path), True
                return None
            except WelllogError:
                raise
            except Exception as error:
                job.error = refusal(error, job.path, self.task.listen)
                return None
        return self.fitted[key]

    def _fit(self, job: _Job) -> LogModel:
        """Train for a well, and keep the model where asked."""
        model = fit_model(job.train, self.target.typed, self.task.learning, self.table, self.task.listen)
        path = self.task.save_model
        if path is not None:
            write_atomic(path, model.to_bytes(), overwrite=self.task.writing.overwrite)
        return model

    def _write(self, job: _Job, model: LogModel, result: WellResult) -> None:
        """Predict and write one well; fill in its result."""
        logs, writing = job.read, self.task.writing
        taught = {well["sha256"] for well in model.training_wells_}  # of the others too little was usable
        twin = self.task.own and any(w.well.sha256 in taught and same_well(w, logs) for w in job.train)
        made = predict_target(logs, self.target, model, writing, twin)
        left_out = [n for n in job.left_out if n.severity == "warn"]
        notices = [*left_out, *job.stale, *notices_of(logs, made, writing)]
        own = [n for n in notices if n not in job.left_out]
        check_strict(job.path, own, self.task.reading)
        self._tell(job, own)
        result.warnings = warnings_of(notices)
        with no_empty_folder(writing.out):
            paths = write_products(logs, [made], job.las, job.pdf, writing, job.config, [notices])
        result.status, result.outputs = "written", [str(p) for p in paths]
        result.inputs = {kind: dict(about) for kind, about in made.log.prediction.inputs.items()}
        result.model, result.held_out = model_record(model), held_out_record(model, made.curves.unit)
        result.model["choices"] += map(str, job.choices)
        vars(result).update(vars(target_record(made)))

    def _tell(self, job: _Job, notices: Sequence[Notice]) -> None:
        """Say what was found in a well, each line once."""
        for notice in notices:
            if notice not in job.told:
                self.task.listen.notice(job.path, notice)
        job.told += notices


_NO_MODEL = {".las", ".pdf", ".png", ".csv", ".json"}  # what the commands read, or write beside it


def check_model_path(path: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str]], overwrite: bool) -> None:
    """Refuse before training a model file that would replace or be taken for something else.

    Raises OutputError as `check_outputs` does; and where the name says that it holds something else, or what is there
    is no model of this program.
    """
    check_outputs([path], inputs, overwrite)
    check_replaced(path, "a model of this program", _NO_MODEL, begins_as_model, hint="name it .safetensors")


def train_model(
    paths: Sequence[str | os.PathLike[str]],
    target: str,
    output: str | os.PathLike[str],
    *,
    reading: Reading | None = None,
    learning: Learning | None = None,
    overwrite: bool = False,
    listen: Listener | None = None,
) -> LogModel:
    """Train a model on LAS files and folders, and save it.

    Raises UsageError and ModelError where that cannot be done, OutputError where `output` is taken or another run
    trains for it.
    """
    learning, hear = learning or Learning(), listen or Listener()
    reading = (reading or Reading()).asking(learning, [target])
    table = reading.table()
    name = resolve_target(target, None, table)
    learning.check(name.kind, table)
    require_there(paths)
    files = find_las(paths, hear.passed_over)
    check_model_path(output, [*files, *reading.files], overwrite)
    found = read_candidates(files, name.kind, reading, {}, hear)
    found.tell(name.kind, table, hear)
    require_fixed(reading, found.mnemonics)
    require_wells(found.wells, name.kind, paths, found.left_out, hint="name files or folders of wells that hold it")
    clear_dead_temps(Path(output).parent)
    # the lock is held from here on: another run towards the same file is told before it trains for hours
    with no_empty_folder(Path(output).parent), lock(output):
        model = fit_model(found.wells, target, learning, table, hear)
        for notice in model.fit_notices_:
            if notice.code is not Code.UNTAUGHT:  # of which `fit_model` has told
                hear.notice(None, notice)
        write_atomic(output, model.to_bytes(), overwrite=overwrite)
    return model
