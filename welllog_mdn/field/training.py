"""Which wells may train a model for a well, and training on them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from welllog_mdn.errors import Code, ModelError, Notice, WelllogError, one_line
from welllog_mdn.field.digest import Digest, kind_of
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.reading import all_notices, read_trusted
from welllog_mdn.field.refusals import refusal
from welllog_mdn.field.same_wells import one_of_each
from welllog_mdn.logs.kinds import KindTable, LogKind
from welllog_mdn.wells.identity import repeats, same_well, shown_name
from welllog_mdn.wells.reading import garbled
from welllog_mdn.wells.trusted import Distrust, TrustedLog, TrustedLogs
from welllog_mdn.wells.well import frozen
from welllog_mdn.words import counted, some_of

if TYPE_CHECKING:
    from welllog_mdn.field.options import Learning, Reading
    from welllog_mdn.model.log_model import LogModel


MOST_ALIKE = 3  # warnings of training wells that are told one by one
MOST_OF_TEACHERS = 5  # kinds of the others
NOT_USED, NOT_SCORED = "not used for training", "not scored"


def trusted_rows(logs: TrustedLogs, kind: LogKind) -> int:
    """Return how many samples of the target that quality control believes a well holds; not all need be of rock."""
    log = logs.logs.get(kind.name)
    return int(np.isfinite(log.values).sum()) if log is not None else 0


def taught_rows(logs: TrustedLogs, kind: LogKind) -> int:
    """Return how many samples of a log can be learnt from in a well."""
    from welllog_mdn.model.training_well import training_well

    return int(training_well(logs, kind)[0].usable.sum())


def teaches(logs: TrustedLogs, kind: LogKind) -> bool:
    """Say whether a well holds the target, or the log that the target follows."""
    leader = logs.logs.get(kind.leader)
    return trusted_rows(logs, kind) > 0 or (leader is not None and bool(np.isfinite(leader.values).any()))


@dataclass(frozen=True)
class Candidates:
    """Wells that might train (see `teaches`), each once, in the order of their paths.

    `left_out` says which files could not serve, and why. `seconds` are second files of one of the wells, by their
    paths, with what is said of each. `mnemonics` are those of all files.
    """

    wells: list[TrustedLogs]
    left_out: list[Notice]
    seconds: list[tuple[Path, TrustedLogs, Notice]]
    mnemonics: list[str]

    def tell(self, kind: LogKind, table: KindTable, listen: Listener, called: str = "training well") -> None:
        """Say what could not serve, and what serves without some log or is doubted."""
        for notice in (*self.left_out, *(said for _, _, said in self.seconds)):
            listen.notice(None, notice)
        doubted = doubts(self.wells, kind, table, listen, called)
        for well in self.wells:
            for notice in (*without_logs(well, kind, table), *doubted[id(well)]):
                listen.notice(None, notice)


def read_candidates(
    paths: Sequence[Path],
    kind: LogKind,
    reading: Reading,
    known: dict[str, TrustedLogs],
    listen: Listener,
    also: Callable[[TrustedLogs, TrustedLogs], None] | None = None,
    scored: bool = False,
) -> Candidates:
    """Read the wells of `paths` that can teach, except those that this program wrote.

    Parameters
    ----------
    known : by real path, wells that were read before. also : is shown each well as read, and as it is kept.
    scored : whether they are to be scored, not to teach: messages then speak of that, and name each that lacks the
        target, also one that holds the log that the target follows.
    """
    table, unused = reading.table(), NOT_SCORED if scored else NOT_USED
    read, left_out, mnemonics = list[TrustedLogs](), list[Notice](), list[str]()
    doing = f"reading {'test' if scored else 'training'} wells"
    for i, path in enumerate(paths):
        listen.progress(doing, i / len(paths), path.name)
        try:
            logs = known.get(os.path.realpath(path)) or read_trusted(path, reading, table)
        except Exception as error:
            left_out.append(not_used(path, refusal(error, path, listen), unused))
            continue
        mnemonics += logs.mnemonics
        if logs.well.written_by_us:
            if trusted_rows(logs, kind):
                text = f"written by this program; an untouched copy serves where {kind.name} was measured"
                left_out.append(Notice(path.name, f"{unused}: {text}", "info", Code.NOT_USED))
            continue
        if teaches(logs, kind):
            whole = os.path.realpath(path) in known
            read.append(logs if whole else to_learn_from(logs, [kind.name, kind.leader]))
            if also is not None:
                also(logs, read[-1])
        serves = trusted_rows(logs, kind) > 0 if scored else teaches(logs, kind)
        if (notice := without_target(path, logs, kind, table, unused)) is not None:
            left_out.append(notice)
        elif not serves and os.path.realpath(path) not in known:  # a well to predict may well have none
            said = f"{unused}: it has no curve of {kind.name}"
            left_out.append(Notice(path.name, said, "info", Code.NO_CURVE))
    listen.progress(doing, 1.0, "")
    wells, seconds = one_of_each(read, kind, reading)
    twins = [(w.well.source, twin, second_file(w, twin, unused)) for w, twin in seconds]
    return Candidates(wells, left_out, twins, mnemonics)


def without_logs(logs: TrustedLogs, kind: LogKind, table: KindTable) -> list[Notice]:
    """Return a line for each log, but the target, that a well is read without because its curve is not believed.

    It is a warning or a note as the quality checks had it: that a curve is of another log may be only a note.
    """
    file = logs.well.source.name
    return [
        Notice(file, f"serves without {name}: {distrust.why}", distrust.notice.severity)
        for name, distrust in _aside(logs, table).items()
        if name != kind.name
    ]


def _aside(logs: TrustedLogs, table: KindTable) -> dict[str, Distrust]:
    """Return the logs of a well that are not believed, and why."""
    return {name: distrust for name, distrust in logs.distrusted.items() if table.kinds[name].role == "log"}


def doubts(
    wells: Sequence[TrustedLogs], kind: LogKind, table: KindTable, listen: Listener, called: str = "training well"
) -> dict[int, list[Notice]]:
    """Return, by the wells' ids, the warnings that may concern the whole curve of the target, or that a file was cut.

    What up to `MOST_ALIKE` wells have in common is said of each; what more have is one line, with the first of them.
    Other warnings, of masked rows and of other logs, reach `listen` as notes, and counted by kind; those that
    `without_logs` gives are left to it.
    """
    found = [(w, n) for w in wells for n in all_notices(w) if n.severity == "warn" and not _is_told(w, n, table)]
    names, digest = {id(w): w.well.source.name for w in wells}, Digest()
    told: dict[int, list[Notice]] = {at: [] for at in names}
    alike: dict[tuple[str, str], list[tuple[TrustedLogs, Notice]]] = {}
    for well, notice in found:
        if _is_heavy(well, notice, kind):
            alike.setdefault(kind_of(notice), []).append((well, notice))
        else:
            digest.add(well.well.source, notice)
            listen.notice(well.well.file, replace(notice, severity="info"))
    for (said, log), each in alike.items():
        if len(each) <= MOST_ALIKE:
            for well, notice in each:
                told[id(well)].append(Notice(names[id(well)], str(notice)))
        else:
            of = some_of([one_line(names[id(well)], 40) for well, _ in each], MOST_ALIKE)
            told[id(each[0][0])].append(Notice(log, f"{said}, in {counted(len(each), called)}: {of}"))
    where = "each is told above" if listen.verbose else "-v shows all"
    for line in digest.lines(where, called, most=MOST_OF_TEACHERS):
        listen.info(line)
    return told


def _is_told(logs: TrustedLogs, notice: Notice, table: KindTable) -> bool:
    """Say whether a warning is that of a log without which a well serves, see `without_logs`."""
    return any(notice == distrust.notice for distrust in _aside(logs, table).values())


def _is_heavy(logs: TrustedLogs, notice: Notice, kind: LogKind) -> bool:
    """Say whether a warning may touch all of the target's curve, or says that the end of the file is lost."""
    log = logs.logs.get(kind.name)
    mine = {log.mnemonic, *logs.twins.get(kind.name, ())} if log is not None else set()
    whole = not mine.isdisjoint(notice.subject.split(", ")) and notice.code is not Code.ROWS_LOST
    return whole or notice.code is Code.CUT


def without_target(
    path: Path, logs: TrustedLogs, kind: LogKind, table: KindTable, unused: str = NOT_USED
) -> Notice | None:
    """Return why a well teaches nothing of the target although it seems to hold it: a curve is of it, or is named as
    it, or names are garbled. A warning where the curve holds values, of which none is believed.

    None where the well does teach the target, or nothing in it seems to be of it.
    """
    why = logs.why_distrusted(kind.name) or logs.why_missing(kind.name) or logs.read_as_other(kind, table)
    why = why or garbled(logs.well.notices)
    if trusted_rows(logs, kind) or not (why or any(c.kind == kind.name for c in logs.well.curves)):
        return None
    said = f"{unused}: no usable sample of {kind.name}" + (f": {why}" if why else "")
    log = logs.logs.get(kind.name)
    holds = kind.name in logs.distrusted or (log is not None and bool(np.isfinite(log.measured).any()))
    return Notice(path.name, said, "warn" if holds else "info", Code.NOT_USED)


def to_learn_from(logs: TrustedLogs, targets: Collection[str]) -> TrustedLogs:
    """Return the well with no more than learning reads of it, in a third of its memory.

    Dropped are the file's text and its curves as read, which only a writer needs, and, of logs that are no target, the
    values that cannot be trusted. What stays is copied: a column of the file would keep the whole file alive.
    """
    kept = {k: _own(log) if k in targets else _trusted_only(log) for k, log in logs.logs.items()}
    well = replace(logs.well, text=None, curves=(), depth=frozen(logs.well.depth.copy()))
    return replace(logs, well=well, logs=MappingProxyType(kept), set_aside={})


def _own(log: TrustedLog) -> TrustedLog:
    """Return a log with values of its own."""
    return replace(log, measured=frozen(log.measured.copy()), values=frozen(log.values.copy()))


def _trusted_only(log: TrustedLog) -> TrustedLog:
    """Return a log of which only the trusted values are known."""
    values = frozen(log.values.copy())
    return replace(log, measured=values, values=values, flags=np.broadcast_to(np.uint16(0), log.flags.shape))


def not_used(path: Path, error: WelllogError, unused: str = NOT_USED) -> Notice:
    """Return the line that says why a file could not be used."""
    return Notice(path.name, f"{unused}: {error.where}{error.cause}", code=Code.NOT_USED)


def training_set(logs: TrustedLogs, candidates: Sequence[TrustedLogs], kind: LogKind, own: bool) -> list[TrustedLogs]:
    """Return the wells that train for one well, sorted by path.

    Files of the same well count as its own: without `own` none of them trains; with it one does, the file
    itself where it can teach the target, so that no copy of its samples hides behind another name. A well of which no
    file holds the target has nothing to hide.
    """
    twins = [c for c in candidates if same_well(logs, c)]
    if not any(trusted_rows(w, kind) for w in (logs, *twins)):
        return sorted(candidates, key=_path_key)
    others = [c for c in candidates if not any(c is t for t in twins)]
    if not own:
        return sorted(others, key=_path_key)
    files = twins if logs.well.written_by_us else [logs, *twins]
    files.sort(key=lambda w: (not taught_rows(w, kind), not trusted_rows(w, kind)))
    return sorted([*others, *files[:1]], key=_path_key)


def _path_key(logs: TrustedLogs) -> str:
    """Return what sorts wells by path: the absolute one, since one file may be typed in several ways."""
    return os.path.abspath(logs.well.file) if logs.well.file is not None else ""


def fit_model(
    wells: Sequence[TrustedLogs], typed: str, learning: Learning, table: KindTable, listen: Listener
) -> LogModel:
    """Train a model for the target on `wells`.

    Raises ModelError where none of them can train.
    """
    from welllog_mdn.model.log_model import LEAST_ROWS, LogModel
    from welllog_mdn.model.training_well import Lost, training_well

    kind, holding = table.target(typed), []
    for logs in wells:
        if (rows := taught_rows(logs, kind)) >= LEAST_ROWS:
            holding.append(logs)
        elif trusted_rows(logs, kind):
            few = f"{NOT_USED}: {counted(rows, 'usable sample')} of {kind.name}, fewer than {LEAST_ROWS}"
            lost = training_well(logs, kind)[1]
            few += "".join(f"; {lost[why]:,} {why.value}" for why in (Lost.DRAWN, Lost.REPEATED) if lost.get(why))
            listen.notice(logs.well.file, Notice("", few, "info", Code.NOT_USED))
    if holding:
        names = [one_line(shown_name(w.well), 40) for w in holding]
        listen.info(f"training {typed} on {counted(len(holding), 'well')}: {some_of(names, 8)}")
    model = LogModel(typed, table=table, **learning.keywords())
    model.fit(wells, progress=lambda share, text: listen.progress("training", share, text))
    listen.progress("training", 1.0, "")
    for notice in model.fit_notices_:
        if notice.code is Code.UNTAUGHT:  # of wells that were named above
            listen.info(str(notice))
    if model.leader_ is not None:
        trained = counted(len(model.leader_.training_wells_), "well")
        listen.info(f"{kind.leader} is predicted first where a well lacks it (model trained on {trained})")
    return model


def require_wells(
    wells: Sequence[TrustedLogs],
    kind: LogKind,
    where: Sequence[str | os.PathLike[str]],
    left_out: Sequence[Notice] = (),
    hint: str = "name wells that hold it with --train, or a saved model with --model",
) -> None:
    """Raise ModelError, with what to do, where there is no well to train on among the files and folders `where`."""
    if any(trusted_rows(w, kind) for w in wells):
        return
    telling = [n for n in left_out if n.code is not Code.NO_CURVE]
    first = f"; {one_line(telling[0], 200)}" if telling else ""
    shown = some_of([one_line(os.fspath(path), 120) for path in where], 2)  # an error is cut after 600 characters
    raise ModelError(
        f"no well to train on: no LAS file of {shown} holds usable samples of {kind.name}{first}",
        hint=hint,
    )


def second_file(logs: TrustedLogs, twin: TrustedLogs, unused: str = NOT_USED) -> Notice:
    """Return the line of a second file of a well; a warning where it holds what is not in the one that stays."""
    name, first = (one_line(w.well.source.name, 80) for w in (logs, twin))
    severity = "info" if repeats(logs, twin) else "warn"
    return Notice(name, f"{unused}: the same well as {first}", severity, Code.NOT_USED)
