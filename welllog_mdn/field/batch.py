"""A folder of wells: models once, then every well by workers, restartable, with a summary.

Here is the run as a whole: what is checked first, which wells are done already, and what becomes of each; the models
are made in `field_models`.
A well's result depends on its file, the models and the options only, never on the number of workers or their order.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from welllog_mdn import __version__
from welllog_mdn.errors import LasError, ModelError, Notice, OutputError, UsageError, WelllogError, shown_path
from welllog_mdn.field.crew import Crew, SchedulerLost, stopping
from welllog_mdn.field.curves import TargetName, check_unit
from welllog_mdn.field.earlier import MODELS, EarlierRun, is_copy_of_a_batch, lying_in, products_of
from welllog_mdn.field.field_models import Asked, FieldModels, model_path
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.models import held_out_record, load_model, model_record, resolve_target
from welllog_mdn.field.options import Learning, Reading, Writing, fingerprint
from welllog_mdn.field.products import is_foreign, is_our_las, is_our_report, is_surely_foreign
from welllog_mdn.field.reading import require_there
from welllog_mdn.field.summary import Journal, Row, is_whole
from welllog_mdn.field.threads import allowed_threads, cores
from welllog_mdn.field.worker import ModelFile, WellDone, WellTask, predict_task, refused, sees
from welllog_mdn.logs.kinds import unit_factor
from welllog_mdn.report.view import report_paths
from welllog_mdn.system.files import (
    check_folder,
    check_outputs,
    find_las,
    no_empty_folder,
    real_path,
    safe_stem,
    same_file,
    sha256_file,
    write_atomic,
)
from welllog_mdn.system.locks import clear_dead_temps, lock
from welllog_mdn.system.signals import Stopped
from welllog_mdn.words import counted, some_of

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel

MOST_JOBS = 4  # worker processes for each core: more would only wait for each other, and for memory


@dataclass(frozen=True)
class FieldResult:
    """What became of a field: the summary's rows, of each model its held-out scores and its record, and the convention;
    `held_out` are those scores in the units of the wells, by target and unit.
    """

    rows: list[Row]
    out: Path
    models: dict[str, tuple[dict[str, Any], dict[str, Any]]]
    p_convention: str = "percentile"
    held_out: Mapping[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """Number of rows that were refused."""
        return sum(row["status"] != "written" for row in self.rows)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the rows with what the record of a well by itself has beside.

        The summary does without: one model serves many rows, and its wells are as many.
        """
        return [{**row, **self._beside(row)} for row in self.rows]

    def _beside(self, row: Row) -> dict[str, Any]:
        """Return the products of a row by their whole paths, its model and the convention."""
        _, model = self.models.get(row["target"], ({}, {})) if row["status"] == "written" else ({}, {})
        held_out = self.held_out.get((row["target"], row["unit"]), {})
        outputs = [os.fspath(self.out / name) for name in row["products"]]
        return {"outputs": outputs, "model": model, "held_out": held_out, "p_convention": self.p_convention}


def predict_field(
    folder: str | os.PathLike[str],
    targets: Sequence[str],
    *,
    train: Sequence[str | os.PathLike[str]] = (),
    models: Sequence[str | os.PathLike[str]] = (),
    jobs: int | None = None,
    scheduler: str | None = None,
    resume: bool = False,
    reading: Reading | None = None,
    learning: Learning | None = None,
    writing: Writing | None = None,
    listen: Listener | None = None,
) -> FieldResult:
    """Predict targets in every well of a folder: a LAS copy and a report for each, and a summary of all.

    Parameters
    ----------
    folder : searched with its sub-folders; the products mirror them.
    train : LAS files and folders of training wells; without them and `models`, those of the folder train.
    models : saved models, one for each target, instead of training.
    jobs : worker processes, None means one for each core; not more than `MOST_JOBS` for each, or than wells, start.
    scheduler : address of a Dask scheduler whose workers predict instead.
    resume : whether to go on with an earlier run in the output folder; what is proven done is left as it is.

    Raises UsageError and ModelError where nothing can be done at all; Stopped, once the wells in hand and the
    summary are written, where a signal asked for it.
    """
    learning = learning or Learning()
    if models and train:
        raise UsageError("--model does not go with --train: a saved model trains no further")
    if models:
        learning.require_none()
    given = [(Path(m), load_model(Path(m), learning.device)) for m in models]
    ask = Asked(
        Path(folder),
        tuple(targets),
        tuple(map(Path, train)),
        tuple(given),
        min(jobs or cores(), MOST_JOBS * cores()),
        scheduler,
        resume,
        (reading or Reading()).carried().asking(learning, targets, [model for _, model in given]),
        learning,
        (writing or Writing()).carried(),
        listen or Listener(),
    )
    run = _FieldRun(ask)
    workers = min(ask.jobs, max(1, len(run.sources)))
    out = ask.writing.out
    with no_empty_folder(out), lock(out / "summary.csv"), Crew(workers, scheduler) as crew:
        return run.run(crew)


class _FieldRun:
    """One run over a folder: checks, wells, summary."""

    def __init__(self, ask: Asked) -> None:
        self.ask, self.out = ask, ask.writing.out
        self.table = ask.reading.table()
        self.targets = self._resolved()
        check_folder(self.out, self.out)
        self.files = self._found()
        require_there(ask.train)
        inside = {os.path.realpath(path) for path in self.files}
        named = {os.path.realpath(path): path for path in find_las(ask.train, ask.listen.passed_over)}
        self.sources = [*self.files, *(path for real, path in named.items() if real not in inside)]
        self.stems = _stems(self.files, ask.folder)
        self._check_outputs()
        teaching = frozenset(named) or frozenset(inside)
        self.making = FieldModels(ask, self.targets, self.table, self.files, self.sources, teaching)
        self.models: dict[str, LogModel] = {}  # by curve, once they are made
        self.journal = Journal(self.out, [self._name(path) for path in self.files])
        self.wells = self.ended = 0  # of this run, less what turned out to be outputs of this program
        self.started = 0.0

    def _resolved(self) -> list[TargetName]:
        """Return the targets, each log kind once.

        Raises UsageError, also where one has not the unit that is asked for, or cannot have the inputs that are named;
        ModelError where two of the models predict one, or none of them does.
        """
        named, unit = self._named(), self.ask.writing.target_unit
        for target in named:
            if unit is not None:
                check_unit(target.kind, unit)
            self.ask.learning.check(target.kind, self.table)
        return named

    def _named(self) -> list[TargetName]:
        """Return the targets as they were named, or as the models have them."""
        predicted = [model.target_ for _, model in self.ask.models]
        for name in predicted:
            if predicted.count(name) > 1:
                raise ModelError(f"two models predict {name}", hint="name one of them")
        if self.ask.models and not self.ask.targets:
            return [resolve_target(None, model, self.table) for _, model in self.ask.models]
        if not self.ask.targets:
            raise UsageError("no target is named", hint="name one with --target, as in --target DT")
        named = [resolve_target(target, None, self.table) for target in self.ask.targets]
        kinds = [n.kind.name for n in named]
        if len(set(kinds)) < len(kinds):
            raise UsageError(f"--target: {', '.join(self.ask.targets)} name one log twice")
        for target in named:
            if self.ask.models and target.kind.name not in predicted:
                raise ModelError(f"no model predicts {target.curve}", hint=f"given are {', '.join(predicted)}")
        return named

    def _found(self) -> list[Path]:
        """Return the LAS files of the folder, those below the output folder left out.

        Raises UsageError where no well is among them, or where the output folder is the folder itself or holds it.
        """
        if not self.ask.folder.is_dir():
            raise UsageError("is no folder", file=self.ask.folder)
        home, out = real_path(self.ask.folder), real_path(self.out)
        if home.is_relative_to(out):
            cause = "the output folder may not be or hold the folder of the wells"
            raise UsageError(cause, file=self.out, hint="choose another folder with --out")
        found = find_las([self.ask.folder], self.ask.listen.passed_over)
        inside = [p for p in found if not (home / p.relative_to(self.ask.folder)).is_relative_to(out)]
        measured = sorted(p for p in set(found).difference(inside) if is_foreign(p))
        if measured:
            many = f" ({len(measured)} files, this is the first)" if len(measured) > 1 else ""
            said = f"lies below the output folder: not read{many}"
            self.ask.listen.notice(None, Notice(shown_path(measured[0]), said))
        # or there is none; most wells show it by their start, and are read once only, when their turn comes
        if not any(map(is_surely_foreign, inside)) and all(map(is_our_las, inside)):
            raise UsageError("holds no LAS file but outputs of this program", file=self.ask.folder)
        return inside

    def _check_outputs(self) -> None:
        """Raise where the output folder cannot be used, or holds what is not to be replaced.

        A copy that this program made may be the very one that this run makes: its well is judged when it is written.
        """
        if (self.out / "summary.csv").exists() and not (self.ask.resume or self.ask.writing.overwrite):
            hint = "--resume goes on with it, --overwrite does everything again"
            raise UsageError("holds an earlier run", file=self.out, hint=hint)
        names = ["summary.csv", "summary.json", *(["field.pdf"] if self.ask.writing.report else [])]
        models = [model_path(self.out, target) for target in self.targets]
        products = [*(self.out / name for name in names), *models, *([] if self.ask.models else [self.out / MODELS])]
        copies, reports = self._places()
        out = real_path(self.out)
        inputs = [p for p in self.sources if not (real_path(p).is_relative_to(out) and is_our_las(p))]
        given = {model.sha256_ for _, model in self.ask.models}
        earlier = EarlierRun(self.out) if self.ask.resume else None

        def may_match(path: Path) -> bool:
            if earlier is not None:
                return earlier.left(path, reports.get(path))
            if path in copies:
                return is_our_las(copies[path])
            return path in models and path.is_file() and sha256_file(path) in given

        check_outputs([*products, *copies], inputs, self.ask.writing.overwrite, may_match=may_match)

    def _places(self) -> tuple[dict[Path, Path], dict[Path, Path]]:
        """Return where the wells' products come: each with its LAS copy, and each picture or report with the report."""
        copies, reports = dict[Path, Path](), dict[Path, Path]()
        targets = [target.curve for target in self.targets]
        for stem in self.stems:
            las, pdf = self.out / f"{stem}.las", self.out / f"{stem}.pdf"
            copies[las] = las
            if self.ask.writing.report:
                drawn = report_paths(pdf, targets, self.ask.writing.png)
                copies |= dict.fromkeys(drawn, las)
                reports |= dict.fromkeys(drawn, pdf)
        return copies, reports

    def run(self, crew: Crew) -> FieldResult:
        """Do everything; each well is in the journal as soon as it is done."""
        made = self.making.make(crew)
        self.models = made.models
        tasks = self._tasks(made.files, made.trained)
        folders = sorted({self.out, *((self.out / t.las).parent for t in tasks)})
        for folder in folders:
            clear_dead_temps(folder)
        earlier = self.journal.earlier()
        todo = self._not_done(tasks, earlier)
        with _no_empty_folders(folders), stopping(crew, self.ask.listen):
            self.journal.begin()
            try:
                self._predict(crew, todo)
            except SchedulerLost:
                self.journal.finish()
                raise
        self.journal.finish()
        rows = self.journal.in_order()
        if crew.stop_signal is not None:
            raise Stopped(crew.stop_signal)
        self._report(rows)
        self._tell_left(earlier)
        units = sorted({(row["target"], row["unit"]) for row in rows if row["status"] == "written"})
        held_out = {(name, unit): held_out_record(self.models[name], unit) for name, unit in units}
        records = {}
        for name, model in self.models.items():
            alike = [scores for (target, _), scores in held_out.items() if target == name]
            # in the unit of its curves where they have but one
            of_model = alike[0] if len(alike) == 1 else held_out_record(model, self.ask.writing.target_unit)
            records[name] = of_model, model_record(model)
        return FieldResult(rows, self.out.absolute(), records, self.ask.writing.convention, held_out)

    def _name(self, path: Path) -> str:
        """Return what a well's file is called in the summary."""
        return path.relative_to(self.ask.folder).as_posix()

    def _tasks(self, files: list[ModelFile], trained: Mapping[str, list[bool]]) -> list[WellTask]:
        """Return one task for each well."""
        writing = self.ask.writing
        models = [(m.curve, m.sha256, m.device == "cuda") for m in files]
        config = fingerprint(__version__, self.ask.reading, writing, models)
        writing = replace(writing, overwrite=writing.overwrite or self.ask.resume)
        tasks = []
        for path, stem in zip(self.files, self.stems, strict=True):
            own = tuple(trained.get(os.fspath(path), [False] * len(files)))
            tasks.append(
                WellTask(
                    path=os.path.abspath(path),
                    name=self._name(path),
                    las=stem + ".las",
                    pdf=stem + ".pdf" if writing.report else "",
                    models=tuple(files),
                    trained=own,
                    reading=self.ask.reading,
                    writing=writing,
                    config=fingerprint(config, own),
                    threads=1 if self.ask.scheduler else allowed_threads(self.ask.jobs),
                    out=os.path.abspath(self.out),
                )
            )
        return tasks

    def _not_done(self, tasks: Sequence[WellTask], earlier: Mapping[str, list[Row]]) -> list[WellTask]:
        """Return the tasks that are not proven done by an earlier run; keep its rows of the others."""
        if not self.ask.resume:
            return list(tasks)
        todo = []
        for task in tasks:
            rows = earlier.get(task.name, [])
            if self._proven(task, rows):
                self.journal.keep(task.name, rows)
            else:
                todo.append(task)
        self.ask.listen.info(f"{counted(len(tasks) - len(todo), 'well')} done by an earlier run, {len(todo)} to do")
        return todo

    def _proven(self, task: WellTask, rows: Sequence[Row]) -> bool:
        """Say whether input, models, options and every product are those of the earlier rows, by checksum."""
        if not all(is_whole(r) and r["status"] == "written" and r["config"] == task.config for r in rows):
            return False
        kinds = {target.curve: target.kind for target in self.targets}
        if {r["target"] for r in rows} != kinds.keys():
            return False
        units = [(kinds[r["target"]], r["unit"]) for r in rows]
        if any(kind.quantity != "none" and unit_factor(kind, unit) is None for kind, unit in units):
            return False  # somebody wrote it: the report would not know what to convert to
        if not sees(task.path, rows[0]["input_sha256"]) or rows[0]["output"] != task.las:
            return False  # its place may be another well's by now: x.LAS came, which stands before x.las
        products = rows[0]["products"]
        return bool(products) and all(sees(os.fspath(self.out / name), sha) for name, sha in products.items())

    def _predict(self, crew: Crew, todo: list[WellTask]) -> None:
        """Predict what is to be done.

        Raises OutputError where the journal cannot be written, once the wells in hand are ended.
        """
        by_name = {task.name: task for task in todo}
        self.started = time.monotonic()
        self.wells, self.ended = len(todo), 0
        calls: Iterable[WellTask] = todo
        failed: OutputError | None = None
        while todo and crew.going:
            unseen: list[WellTask] = []
            for done in crew.run(predict_task, calls, _gave_up):
                if failed is not None:
                    continue
                task = by_name[done.name]
                if done.needs and crew.scheduler is not None:
                    if os.path.isfile(task.path) and os.access(task.path, os.R_OK):
                        unseen.append(task)
                        continue
                    done = predict_task(task)  # nothing can be shipped: it is refused here, as without a cluster
                try:
                    self._take(task, done)
                except OutputError as error:
                    failed, crew.closed = error, True
                    continue
                self._tell(done)
            todo, calls = unseen, (self._shipped(task) for task in unseen)
        if failed is not None:
            raise failed

    def _shipped(self, task: WellTask) -> WellTask:
        """Return the task with all bytes that a worker without our folders needs."""
        models = tuple(
            replace(m, data=model.to_bytes()) for m, model in zip(task.models, self.models.values(), strict=True)
        )
        try:
            data = Path(task.path).read_bytes()
        except OSError:
            data = b""
        return replace(task, models=models, data=data, out=None)

    def _take(self, task: WellTask, done: WellDone) -> None:
        """Keep a well's rows, and write its products where the worker could not: the LAS copy last."""
        for notice in done.notices:
            self.ask.listen.notice(Path(task.name), notice)
        if done.ours:
            self.journal.add(task.name, [])
            self.ask.listen.info(f"{task.name}: written by this program, so it is no input")
            return
        done = done if done.rows else refused(task, LasError("no such file"))
        try:
            for name in sorted(done.products, key=lambda n: n.endswith(".las")):
                write_atomic(self.out / name, done.products[name], overwrite=task.writing.overwrite)
        except OutputError as error:
            done = refused(task, error)
        self.journal.add(task.name, done.rows)
        if done.trace:
            self.ask.listen.unforeseen(done.trace)
        for row in done.rows[:1] if done.whole else done.rows:
            if row["status"] != "written":
                of = "" if done.whole else f"{row['target']}: "
                self.ask.listen.refused(LasError(f"{of}{row['reason']}", file=task.name))

    def _tell(self, done: WellDone) -> None:
        """Say how far the run is; an output of this program, which is known for one when it is read, is no well."""
        self.ended += not done.ours
        self.wells -= done.ours
        rate = self.ended / max(1e-9, time.monotonic() - self.started)
        text = f"{self.ended} of {self.wells} wells, {rate:.2g} wells/s, {self.journal.refused} refused"
        self.ask.listen.progress("predicting", self.ended / self.wells if self.wells else 1.0, text)

    def _report(self, rows: list[Row]) -> None:
        """Write field.pdf."""
        if not self.ask.writing.report:
            return
        from welllog_mdn.report.field_report import write_field_report

        write_field_report(self.out / "field.pdf", rows, models=self.models, page=self.ask.writing.page)

    def _tell_left(self, earlier: Mapping[str, list[Row]]) -> None:
        """Say which products of earlier runs lie there still: of wells that are refused now or gone, reports; and which
        models of other targets. Every run does, though no summary of the last one knows of them any more; in the
        folders that it has wells in, and only where a run came before it: else they are another command's.
        """
        mine = {"field.pdf", *products_of(self.journal.rows), *(model_path(self.out, t).name for t in self.targets)}
        left = {name for name in products_of(earlier).keys() - mine if os.path.lexists(self.out / name)}
        if earlier:
            folders = sorted({self.out / folder for stem in self.stems for folder in Path(stem).parents})
            left.update(name for name in lying_in(self.out, folders, mine | left) if self._is_of_a_batch(name))
        models = sorted(name for name in left if name.endswith(".safetensors"))
        if models:  # of an earlier run, or of `train`, which wrote it there: the file does not say
            self.ask.listen.notice(None, Notice("", f"models that are not of this run lie there: {some_of(models, 6)}"))
        found = sorted(left.difference(models))
        if not self.ask.writing.report and is_our_report(self.out / "field.pdf"):
            found.insert(0, "field.pdf")
        if found:
            self.ask.listen.notice(None, Notice("", f"products of an earlier run are left: {some_of(found, 6)}"))

    def _is_of_a_batch(self, name: str) -> bool:
        """Say whether a file of this program in the output folder is called as a batch calls its products: a model that
        was not given as a log, a copy as its well, and a report as a copy beside it. Those of wells that this run
        knows are.
        """
        path = self.out / name
        if path.suffix == ".safetensors":
            given = any(same_file(path, model) for model, _ in self.ask.models)
            return not given and path.parent == self.out and self.table.named(path.stem) is not None
        return os.path.splitext(name)[0] in self.stems or is_copy_of_a_batch(path.with_suffix(".las"))


def _stems(files: Sequence[Path], folder: Path) -> list[str]:
    """Return the products' names without extension, mirroring the folder; equal ones get a number, but for the first,
    and none with which another well would be called.
    """
    plain = [(path.relative_to(folder).parent / safe_stem(path)).as_posix() for path in files]
    used, taken = {"field"}, {name.casefold() for name in plain}  # the report of all wells is called field
    stems = []
    for name in plain:
        stem, number = name, 1
        while stem.casefold() in (used if stem == name else used | taken):
            number += 1
            stem = f"{name}_{number}"
        used.add(stem.casefold())
        stems.append(stem)
    return stems


@contextmanager
def _no_empty_folders(folders: Sequence[Path]) -> Iterator[None]:
    """Remove at the end what the block has made of folders, outer ones first, and left empty; only then, since a worker
    would take a folder away that another one is about to write in.
    """
    with ExitStack() as stack:
        for folder in folders:
            stack.enter_context(no_empty_folder(folder))
        yield


def _gave_up(task: WellTask) -> WellDone:
    """Return the rows of a well whose worker died."""
    return refused(task, WelllogError("the worker process died on it twice (out of memory, or killed)"))
