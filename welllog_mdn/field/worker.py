"""What a worker does: read a well, to learn from it or to predict, write and describe its products.

Here are the records that travel to it and back. It may run on a machine that sees neither the wells nor the output
folder: then their bytes travel too.
"""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from welllog_mdn.errors import ModelError, Notice, OutputError, WelllogError, one_line
from welllog_mdn.field.curves import TargetName, curve_name
from welllog_mdn.field.models import load_model
from welllog_mdn.field.options import Reading, Writing
from welllog_mdn.field.products import (
    NO_RECORD,
    TargetResult,
    check_curves,
    notices_of,
    predict_target,
    target_record,
    write_products,
)
from welllog_mdn.field.reading import all_notices, check_strict, read_trusted, warnings_of
from welllog_mdn.field.refusals import InternalError, reason_of, refusal
from welllog_mdn.field.summary import Row
from welllog_mdn.field.threads import use_threads
from welllog_mdn.field.training import to_learn_from
from welllog_mdn.system.files import sha256_file

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.wells.trusted import TrustedLogs


@dataclass(frozen=True)
class ModelFile:
    """A saved model as workers find it: by path where they share the folder, else by its bytes; and where it runs."""

    typed: str = field(compare=False)
    path: str = field(compare=False)
    sha256: str
    device: str
    data: bytes | None = field(default=None, compare=False)

    @property
    def curve(self) -> str:
        """The stem of the new curves' mnemonics."""
        return curve_name(self.typed)


@dataclass(frozen=True)
class WellTask:
    """One well to be predicted, with all that a worker needs.

    Attributes
    ----------
    path, name : the file, and its place below the input folder as rows name it.
    las, pdf : products, relative to `out`; no report where `pdf` is "".
    trained : for each model whether a file of the same well trained it.
    data : the file's bytes, for workers that do not see `path`.
    out : the output folder; None for a worker that does not see it and returns the products' bytes.
    """

    path: str
    name: str
    las: str
    pdf: str
    models: tuple[ModelFile, ...]
    trained: tuple[bool, ...]
    reading: Reading
    writing: Writing
    config: str
    threads: int
    out: str | None
    data: bytes | None = None


@dataclass(frozen=True)
class WellDone:
    """What a worker hands back: rows of the summary, and the products where it could not write them itself.

    `needs` says that the worker saw neither the file, or a model, nor its bytes; `ours` that this program wrote the
    file, which is then no well to predict; `whole` that the file is refused, whatever the target, so that all rows have
    one reason; `trace` shows where a fault of the program itself was.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    products: dict[str, bytes] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    needs: bool = False
    ours: bool = False
    whole: bool = False
    trace: str = ""


_models: dict[ModelFile, LogModel] = {}  # of the task that came last


def _models_of(task: WellTask) -> list[LogModel]:
    """Return the models of a task, each loaded once in a worker (files are equal where their checksums are).

    All tasks of a run share theirs, one for each target. Those of no other run are kept: a worker of a cluster serves
    many, one after another.
    """
    global _models
    before = _models
    found = _models = {file: before[file] if file in before else _loaded(file) for file in task.models}
    return [found[file] for file in task.models]


def _loaded(file: ModelFile) -> LogModel:
    """Return the model of a file."""
    if file.data is None:
        return load_model(Path(file.path), file.device)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "model.safetensors"
        copy.write_bytes(file.data)
        return load_model(copy, file.device)


def sees(path: str | os.PathLike[str], sha256: str) -> bool:
    """Say whether this machine sees the very file."""
    try:
        return sha256_file(path) == sha256
    except OSError:
        return False


def _has_model(file: ModelFile) -> bool:
    """Say whether this worker holds a model, or sees its very file; its bytes are not read again for every well."""
    return file in _models or sees(file.path, file.sha256)


def _lost_model(file: ModelFile) -> ModelError:
    """Return what is said where nobody has a model's bytes: the run wrote them, and somebody took or changed them."""
    return ModelError(f"the model {Path(file.path).name} is gone, or another one by now", hint="--resume goes on")


def predict_task(task: WellTask) -> WellDone:
    """Predict one well in a worker; whatever goes wrong is the well's refusal."""
    started = time.perf_counter()
    if task.data is None and not os.path.lexists(task.path):
        return WellDone(task.name, needs=True)
    lost = next((m for m in task.models if m.data is None and not _has_model(m)), None)
    if lost is not None:
        return replace(refused(task, _lost_model(lost)), needs=True)
    logs: TrustedLogs | None = None
    try:
        with _local(task) as (path, out):
            logs = _renamed(read_trusted(path, task.reading, task.reading.table()), Path(task.path))
            done = WellDone(task.name, ours=True) if logs.well.written_by_us else _predict(task, logs, out)
    except Exception as error:
        done = refused(task, refusal(error, Path(task.path)), logs)
    spent = shared_out(time.perf_counter() - started, len(done.rows))
    return replace(done, rows=[{**row, "seconds": part} for row, part in zip(done.rows, spent, strict=True)])


def shared_out(seconds: float, count: int) -> list[float]:
    """Return `count` equal parts of a time in whole milliseconds that add up to it.

    >>> shared_out(0.01, 3)
    [0.004, 0.003, 0.003]
    """
    return [round((round(1000 * seconds) + i) // count / 1000, 3) for i in reversed(range(count))]


@contextlib.contextmanager
def _local(task: WellTask) -> Iterator[tuple[Path, Path]]:
    """Give the paths of the well and of the output folder on this machine, made for shipped bytes."""
    if task.data is None and task.out is not None:
        yield Path(task.path), Path(task.out)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(task.path)
        if task.data is not None:
            path = Path(folder) / "in" / Path(task.path).name
            path.parent.mkdir()
            path.write_bytes(task.data)
        yield path, Path(folder) / "out" if task.out is None else Path(task.out)


def _predict(task: WellTask, logs: TrustedLogs, out: Path) -> WellDone:
    """Predict and write one well."""
    use_threads(task.threads)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # the command's own setting does not reach a worker
    table = task.reading.table()
    targets = [TargetName(m.typed, table.target(m.typed)) for m in task.models]
    check_curves(logs.well, targets, task.writing)
    results, refusals = [], []
    for target, model, own in zip(targets, _models_of(task), task.trained, strict=True):
        try:
            results.append(predict_target(logs, target, model, task.writing, own))
        except WelllogError as error:
            refusals.append(_row(task, target.curve, logs, error))
    if not results:
        return WellDone(task.name, refusals, notices=all_notices(logs))
    each = [notices_of(logs, result, task.writing) for result in results]
    notices = list(dict.fromkeys(notice for found in each for notice in found))
    check_strict(Path(task.path), notices, task.reading)
    pdf = out / task.pdf if task.pdf else None
    paths = write_products(logs, results, out / task.las, pdf, task.writing, task.config, each)
    made = {os.fspath(p.relative_to(out)): sha256_file(p) for p in paths}
    rows = [_written(task, logs, r, warnings_of(said), made) for r, said in zip(results, each, strict=True)] + refusals
    products = {name: (out / name).read_bytes() for name in made} if task.out is None else {}
    return WellDone(task.name, rows, products, notices)


def _renamed(logs: TrustedLogs, path: Path) -> TrustedLogs:
    """Return the well with the path that the user knows, where it was read from a shipped copy."""
    if logs.well.file is None or Path(logs.well.file) == path:
        return logs
    return replace(logs, well=replace(logs.well, file=path))


def _row(task: WellTask, target: str, logs: TrustedLogs | None, error: WelllogError | None = None) -> Row:
    """Return the summary's row of a well that is refused, with what was found in it."""
    return {
        "file": task.name,
        "well": one_line(logs.well.name, 200) if logs else "",
        "target": target,
        "status": "refused",
        "rows": logs.well.n if logs else 0,
        "warnings": warnings_of(all_notices(logs)) if logs else [],
        "reason": reason_of(error) if error else "",
        "seconds": 0.0,
        "output": "",
        "sha256": "",
        "input_sha256": logs.well.sha256 if logs else "",
        "config": task.config,
        "products": {},
        "inputs": {},
        "quality": logs.quality() if logs else {},
        **NO_RECORD,
    }


def refused(task: WellTask, error: WelllogError, logs: TrustedLogs | None = None) -> WellDone:
    """Return the rows of a well that came to nothing, and what was found in it where it could be read."""
    rows = [_row(task, m.curve, logs, error) for m in task.models]
    trace = error.trace if isinstance(error, InternalError) else ""
    return WellDone(task.name, rows, notices=all_notices(logs) if logs else [], whole=True, trace=trace)


def _written(
    task: WellTask, logs: TrustedLogs, result: TargetResult, warnings: list[str], made: Mapping[str, str]
) -> Row:
    """Return the summary's row of a well that was written."""
    return {
        **_row(task, result.log.target.name, logs),
        "status": "written",
        "warnings": warnings,
        "output": task.las,
        "sha256": made[os.path.normpath(task.las)],
        "products": dict(made),
        "inputs": {kind: dict(about) for kind, about in result.log.prediction.inputs.items()},
        **vars(target_record(result)),
    }


def read_for_training(
    path: str, reading: Reading, typed: Sequence[str], writing: Writing
) -> tuple[TrustedLogs | WelllogError, WelllogError | None]:
    """Read a well to learn from, and tell why no prediction could be written into it; nothing is raised."""
    table = reading.table()
    targets = [TargetName(name, table.target(name)) for name in typed]
    try:
        logs = read_trusted(Path(path), reading, table)
    except Exception as error:
        refused_for = refusal(error, Path(path))
        return refused_for, refused_for
    try:
        if not logs.well.written_by_us:
            check_curves(logs.well, targets, writing)
        why = None
    except OutputError as error:
        why = error
    return to_learn_from(logs, [name for t in targets for name in (t.kind.name, t.kind.leader)]), why
