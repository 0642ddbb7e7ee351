"""The command line: parse, call, print. The only place that prints or exits.

Messages go to stderr, results to stdout. Heavy libraries load inside the commands, so that help is quick.
"""

from __future__ import annotations

import errno
import json
import logging
import math
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TextIO, TypeVar

import click
from click.core import ParameterSource

from welllog_mdn import __version__
from welllog_mdn.errors import Code, Notice, OutputError, UsageError, WelllogError, one_line, shown_path
from welllog_mdn.field.digest import Digest
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.options import (
    CONVENTIONS,
    PAGES,
    Learning,
    Reading,
    Writing,
    parse_encoding,
    parse_fix_units,
    parse_names,
)
from welllog_mdn.field.refusals import refusal
from welllog_mdn.mdn.seeds import MOST_SEED
from welllog_mdn.system.files import (
    check_nesting,
    check_outputs,
    check_replaced,
    make_folder,
    real_path,
    write_atomic,
)
from welllog_mdn.system.signals import Stopped, ignore_signals, stop_on_hangup, stop_on_signals
from welllog_mdn.words import counted, depth_range, percent

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from welllog_mdn.field.batch import FieldResult
    from welllog_mdn.field.predict import WellResult
    from welllog_mdn.model.log_model import LogModel


def _say(text: str) -> None:
    """Print to stderr; the work goes on where nothing can be said, as in a log on a full disk or to a lost terminal."""
    with suppress(OSError):
        click.echo(text, err=True)


def _show(text: str, nl: bool = True) -> None:
    """Print to stdout; what was done counts, also where a reader has gone, as `head` has once it saw its lines."""
    with suppress(BrokenPipeError):
        click.echo(text, nl=nl)


def _let_go(stream: TextIO) -> None:
    """Drop what a stream holds and cannot write: at its end Python would complain of it, and exit with a code of its
    own.
    """
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class Terminal(Listener):
    """Prints what a job says to stderr: lines, and a progress bar where someone is watching."""

    def __init__(self, quiet: bool = False, verbose: bool = False, debug: bool = False) -> None:
        self.quiet, self.verbose, self.debug = quiet, verbose, debug
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._stage, self._begun, self._told = "", 0.0, 0.0

    def line(self, text: str) -> None:
        """Print one line to stderr, above the bar where there is one."""
        if self._bar is None:
            _say(text)
            return
        with suppress(OSError):
            self._bar.console.print(text, markup=False, emoji=False, highlight=False, soft_wrap=True)

    def info(self, text: str) -> None:
        if not self.quiet:
            self.line(one_line(text))

    def notice(self, file: Path | None, notice: Notice) -> None:
        where = f"{shown_path(file)}: " if file is not None else ""
        if notice.severity == "warn":
            self.line(one_line(f"warning: {where}{notice}"))
        elif self.verbose:
            self.line(one_line(f"note: {where}{notice}"))

    def refused(self, error: WelllogError) -> None:
        self.line(f"error: {error}")

    def unforeseen(self, trace: str) -> None:
        if self.debug:
            self.line(trace.rstrip())

    def progress(self, stage: str, share: float, text: str) -> None:
        if self.quiet:
            return
        if stage != self._stage or share < self._told:  # another stage, or the same of another target
            self._stage, self._begun, self._told = stage, time.monotonic(), 0.0
            self.close()
        if sys.stderr.isatty():
            with suppress(OSError):
                self._draw(share, text)
        elif share >= self._told + 0.25:  # a log file wants few lines
            self._told = share
            self.line(f"{stage}: {share:.0%}{self._left(share)}{f', {one_line(text, 120)}' if text else ''}")

    def _left(self, share: float) -> str:
        """Return the time left, judged from the time used."""
        spent = time.monotonic() - self._begun
        left = spent * (1 - share) / max(share, 1e-9)
        words = f"{left:.0f} s" if left < 120 else f"{left / 60:.0f} minutes"
        return f", {words} left" if 0.0 < share < 1.0 and spent > 1.0 else ""

    def _draw(self, share: float, text: str) -> None:
        """Move the bar."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        if self._bar is None:
            columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
            words = TextColumn("{task.fields[text]}", markup=False)
            self._bar = Progress(*columns, words, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._stage, total=1.0, text="")
            self._bar.start()
        assert self._task is not None
        self._bar.update(self._task, completed=share, text=one_line(text, 60))
        if share >= 1.0:
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            with suppress(OSError):
                self._bar.stop()
            self._bar = None


class TrainTerminal(Terminal):
    """Keeps what it hears of the files that train."""

    def __init__(self, quiet: bool = False, verbose: bool = False, debug: bool = False) -> None:
        super().__init__(quiet, verbose, debug)
        self.heard: list[tuple[Notice, str]] = []  # and the line

    def notice(self, file: Path | None, notice: Notice) -> None:
        where = f"{file.name}: " if file is not None else ""
        self.heard.append((notice, one_line(f"{where}{notice}")))
        super().notice(file, notice)


class FieldTerminal(Terminal):
    """Prints what a run over many wells says: their warnings are counted, and only the first refusals are shown."""

    most_refusals = 20  # a line each; a screen holds about twice as many

    def __init__(self, quiet: bool = False, verbose: bool = False, debug: bool = False) -> None:
        super().__init__(quiet, verbose, debug)
        self.digest, self._refusals = Digest(), 0

    def notice(self, file: Path | None, notice: Notice) -> None:
        if file is not None and notice.severity == "warn":
            self.digest.add(file, notice)
            if not self.verbose:
                return
        super().notice(file, notice)

    def refused(self, error: WelllogError) -> None:
        self._refusals += 1
        if self._refusals <= self.most_refusals or self.verbose:
            super().refused(error)
        elif self._refusals == self.most_refusals + 1:
            self.line("more are refused; summary.csv says which, and why")

    def __exit__(self, *_: object) -> None:
        """Take the bar away, and print what was counted."""
        self.close()
        where = "each is in summary.csv" + "; -v shows all" * (not self.verbose)
        for line in self.digest.lines(where):
            self.line(line)


class _Command(click.Command):
    """A command that takes one value of an option that has one: of two, click would drop the first in silence."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            given = self.make_parser(ctx).parse_args(list(args))[2]
        except click.UsageError as error:
            error.ctx = ctx  # so that the command's own help is named
            raise
        for option in self.params:
            has_one = isinstance(option, click.Option) and not (option.is_flag or option.multiple)
            if has_one and given.count(option) > 1:
                raise click.UsageError(f"Option '{option.opts[-1]}' is given more than once", ctx)
        return super().parse_args(ctx, args)


class _Program(click.Group):
    """The group of commands; turns every way to fail into one line and an exit code."""

    command_class = _Command

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        extra["standalone_mode"] = False
        # read when torch loads: threads that wait asleep leave a busy machine free, spinning ones stall it
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        for name, more in (("OMP_NUM_THREADS", "(,.*)?"), ("LOKY_MAX_CPU_COUNT", "")):
            if not re.fullmatch(rf"\s*[1-9]\d*\s*{more}", os.environ.get(name, "1")):
                del os.environ[name]  # no number: libraries would complain of it, line by line, or fail
        os.environ.pop("MPLBACKEND", None)  # a notebook's, which need not be here; nothing is drawn on a screen
        words = list(sys.argv[1:] if args is None else args)
        extra["obj"] = _fill_in_streams()
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where its cache lies is no concern of the user
        logging.getLogger("distributed.client").disabled = True  # of a lost scheduler it shows tracebacks
        with stop_on_signals(), stop_on_hangup():
            code = _exit_code(lambda: super(_Program, self).main(args, prog_name or "welllog-mdn", **extra), words)
        for stream in (sys.stdout, sys.stderr):
            _let_go(stream)
        if args is None:  # all is done: what ends threads and workers would only show a traceback
            ignore_signals()
        sys.exit(code)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:  # click would print an empty line first, and fail where none can be printed
            return _interrupted(error)


def _fill_in_streams() -> set[str]:
    """Let /dev/null stand for a standard stream that is closed: a file that is opened would take its number. Return the
    names of those.
    """
    closed = set()
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)  # the lowest that is free
            os.set_inheritable(number, True)  # for workers
            setattr(sys, name, os.fdopen(number, mode, closefd=False))
            closed.add(name)
    return closed


def _interrupted(error: BaseException) -> int:
    """Say that a signal ended the program, and return the exit code."""
    _say(f"error: {one_line(error) or 'interrupted'}; nothing half-written is left")
    return error.exit_code if isinstance(error, Stopped) else 130


def _exit_code(run: Callable[[], Any], words: Sequence[str]) -> int:
    """Run the program and return its exit code, with one line on stderr for whatever ended it early."""
    try:
        code = run()
        return code if isinstance(code, int) else 0
    except (KeyboardInterrupt, click.Abort) as error:
        return _interrupted(error.__cause__ or error)
    except click.exceptions.NoArgsIsHelpError as error:
        _say(error.format_message())
        return 2
    except click.ClickException as error:
        where = getattr(getattr(error, "ctx", None), "command_path", "welllog-mdn")
        text = one_line(error.format_message().replace("\n\t", " ").rstrip("."))  # click lists choices line by line
        _say(f"error: {text}; see {where} --help")
        return 2
    except OutputError as error:  # no well's, since the refusal of a well ends no command
        _say(f"error: {error}")
        return 1 if isinstance(error.__cause__, OSError) else 2  # a write that failed; what must not be written there
    except WelllogError as error:
        _say(f"error: {error}")
        return error.exit_code
    except Exception as error:
        if "--debug" in words:
            traceback.print_exc()
        if isinstance(error, OSError) and error.filename is None and error.errno == errno.ENOSPC:
            error.filename = "standard output"
        _say(f"error: {refusal(error)}")
        return 1


def _example(*lines: str) -> str:
    """Return the closing part of a command's help."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def _options(*decorators: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return one decorator that adds all options, shown in the order given."""

    def add(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return add


class _SomePath(click.Path):
    """A path that is not empty, as one from an unset variable is: pathlib takes that for the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


class _Whole(click.IntRange):
    name = "whole number"  # as an error calls it


class _Number(click.types.FloatParamType):
    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        found = super().convert(value, param, ctx)
        if not math.isfinite(found):
            self.fail(f"{value} is no finite number.", param, ctx)
        return found


class _NumberWithin(_Number, click.FloatRange):
    """A number of a range; without one, click would call it x<=None."""


def _one_of(words: Sequence[str]) -> click.ParamType:
    """Return the type of an option that is one of the words, in any case: a page is A4 to most."""
    return click.Choice(words, case_sensitive=False)


_PATH = _SomePath(path_type=Path, readable=False)  # one file without rights is that well's refusal, not the command's

_SAYING = _options(
    click.option("-q", "--quiet", is_flag=True, help="Only warnings and errors."),
    click.option("-v", "--verbose", is_flag=True, help="Every choice that was made."),
    click.option("--debug", is_flag=True, help="Show the traceback of an internal error."),
)
_ALIAS = click.option(
    "--alias", type=_PATH, metavar="FILE", help='Your own mnemonics, a TOML file of GR = ["MYGR"] lines.'
)
_LOOKING = _options(
    _ALIAS,
    click.option("--fix-units", multiple=True, metavar="CURVE=UNIT", help="The unit a curve really has; repeatable."),
    click.option("--encoding", metavar="NAME", help="Encoding of the header text, where it is not recognised."),
    click.option("--salvage", is_flag=True, help="Use the complete rows of a truncated file."),
)
_READING = _options(
    _LOOKING,
    click.option("--strict", is_flag=True, help="Refuse a well at its first warning."),
)
_LEARNING = _options(
    click.option("--inputs", metavar="A,B,C", help="Use exactly these logs; survey curves and labels too."),
    click.option("--exclude", metavar="A,B", help="Never use these logs."),
    click.option("--no-depth", is_flag=True, help="Depth is no input."),
    click.option(
        "--members",
        type=_Whole(1, 1000),
        metavar="M",
        help="Networks in the ensemble; with two to five wells about twice as many.  [default: 10]",
    ),
    click.option("--components", type=_Whole(1, 100), metavar="K", help="Components of the mixture.  [default: 3]"),
    click.option("--epochs", type=_Whole(1), metavar="N", help="Epochs of training, of 50 steps each.  [default: 60]"),
    click.option("--seed", type=_Whole(0, MOST_SEED), metavar="N", help="Same seed, same bytes.  [default: 0]"),
    click.option(
        "--device",
        type=_one_of(["auto", "cpu", "cuda"]),
        default="auto",
        show_default=True,
        help="Where to train; auto: a GPU if there is one. A saved model predicts on the CPU unless cuda is named.",
    ),
)
_WRITING = _options(
    click.option(
        "--p-convention",
        type=_one_of(CONVENTIONS),
        default="percentile",
        show_default=True,
        help="percentile: P10 is the low value; exceedance: the high one.",
    ),
    click.option(
        "--quantiles",
        default="10,50,90",
        show_default=True,
        metavar="LIST",
        help="Levels of the curves, integers 1 to 99; 50 is always there.",
    ),
    click.option("--target-unit", metavar="UNIT", help="Default: the unit of the target in that file."),
    click.option("-o", "--out", type=_PATH, default=Path("reports"), metavar="DIR", help="[default: reports]"),
    click.option("--overwrite", is_flag=True, help="Replace existing outputs."),
    click.option("--replace-curves", is_flag=True, help="Replace curves of the names to be written."),
    click.option("--extra", default="", metavar="LIST", help="More curves: mean,sd,modes,noise,realisations=N."),
    click.option("--report/--no-report", default=True, help="Write the PDF.  [default: report]"),
    click.option("--png", is_flag=True, help="The report's overview of the whole well as one picture, too."),
    click.option("--tops", type=_PATH, metavar="FILE", help="Formation tops: lines of name, depth in the file's unit."),
    click.option("--scale", type=_Whole(1), metavar="N", help="Print the well, or the interval, at 1:N."),
    click.option(
        "--interval", type=_Number(), nargs=2, metavar="TOP BASE", help="Depths to print at scale, in the file's unit."
    ),
    click.option(
        "--page",
        type=_one_of(PAGES),
        default="a4",
        show_default=True,
        help="roll: the logs on one long page, 200 in at the most; --scale or --interval adds another.",
    ),
)
_JSON = click.option(
    "--json", "json_path", type=_SomePath(readable=False), metavar="FILE", help="Machine-readable result; - for stdout."
)


def _reading(given: dict[str, Any]) -> Reading:
    """Return and take out the options of reading."""
    fixed = parse_fix_units(given.pop("fix_units"))
    encoding = parse_encoding(given.pop("encoding"))
    names = {"salvage", "alias", "strict"} & given.keys()  # an inventory refuses no well for a warning
    return Reading(fix_units=fixed, encoding=encoding, **{name: given.pop(name) for name in names})


def _learning(given: dict[str, Any]) -> Learning:
    """Return and take out the options of training."""
    named, exclude = given.pop("inputs"), parse_names(given.pop("exclude"))
    inputs = parse_names(named)
    if named is not None and not inputs:
        raise UsageError("--inputs names no log")
    use_depth = False if given.pop("no_depth") else None
    names = ("members", "components", "epochs", "seed", "device")
    return Learning(inputs or None, exclude, use_depth, **{name: given.pop(name) for name in names})


def _writing(given: dict[str, Any]) -> Writing:
    """Return and take out the options of the products."""
    names = ("target_unit", "out", "overwrite", "replace_curves", "report", "png", "tops", "scale", "interval", "page")
    writing = Writing(
        convention=given.pop("p_convention"),
        levels=given.pop("quantiles").split(","),
        extra=given.pop("extra").split(","),
        in_place=given.pop("in_place", False),
        **{name: given.pop(name) for name in names},
    )
    if not writing.report:
        _tell_unused("tops", "scale", "interval", "page")
    if not writing.folders:
        _tell_unused("out", beside="--in-place --no-report")
    return writing


def _typed(*names: str) -> list[str]:
    """Return those of the options that were typed, as they are typed."""
    source = click.get_current_context().get_parameter_source
    return [f"--{name.replace('_', '-')}" for name in names if source(name) == ParameterSource.COMMANDLINE]


def _tell_unused(*names: str, beside: str = "--no-report") -> None:
    """Warn of options that were given though what they speak of is not to be, as of a report."""
    if given := _typed(*names):
        _say(f"warning: {', '.join(given)} {'does' if len(given) == 1 else 'do'} nothing beside {beside}")


_Spoken = TypeVar("_Spoken", bound=Terminal)


def _terminal(given: dict[str, Any], cls: type[_Spoken]) -> _Spoken:
    """Return a terminal by the options of talking, which are taken out."""
    return cls(given.pop("quiet"), given.pop("verbose"), given.pop("debug"))


_NO_JSON = {".las", ".pdf", ".png", ".csv", ".safetensors"}  # what the commands read, or write beside it


def _check_json(
    path: str | None,
    inputs: Sequence[Path],
    overwrite: bool | None,
    *products: Path | None,
    folders: Sequence[Path] = (),
) -> None:
    """Refuse before any work a JSON file that could not be written, or that would replace or become something else.

    Where the command has no --overwrite, None stands for it. `products` are other files that the run is to write, and
    `folders` those that it writes files into.
    """
    if path == "-" and "stdout" in (click.get_current_context().obj or ()):  # as `_Program.main` found it
        raise UsageError("--json -: standard output is closed", hint="name a file")
    if path is None or path == "-":
        return
    _check_folder_is_there()
    files: list[str | Path] = [*filter(None, products), path]
    check_outputs(files, inputs, True)
    check_nesting(files, folders)
    check_replaced(path, "JSON", _NO_JSON, re.compile(rb"\s*[{\[]").match)
    if os.path.lexists(path) and not overwrite:
        hint = "choose another name" if overwrite is None else "--overwrite replaces it"
        raise OutputError("exists already", file=path, hint=hint)


def _write_json(path: str | None, record: Any, overwrite: bool) -> None:
    """Write the record as JSON; numbers that JSON does not know become null."""
    ascii_only = path == "-"  # whatever encoding the terminal or the pipe is said to have, JSON stays JSON
    text = json.dumps(_finite(record), indent=1, ensure_ascii=ascii_only, allow_nan=False) + "\n"
    if path == "-":
        _show(text, nl=False)
    elif path is not None:
        write_atomic(path, text.encode("utf-8", "backslashreplace"), overwrite=overwrite)


def _is_shown(json_path: str | None, terminal: Terminal) -> bool:
    """Return whether the result goes to stdout as text: not where it goes there as JSON, nor under --quiet."""
    return json_path != "-" and not terminal.quiet


def _finite(value: Any) -> Any:
    """Return plain Python values, None in place of NaN and infinities."""
    if isinstance(value, dict):
        return {str(k): _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    if hasattr(value, "tolist"):
        return _finite(value.tolist())
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


@click.group(cls=_Program, context_settings=_CONTEXT, epilog=_example("welllog-mdn predict wells/W07.las --target DT"))
@click.version_option(__version__, prog_name="welllog-mdn")
def main() -> None:
    """Missing well logs with honest error bars: LAS in, P10/P50/P90 and a PDF out."""


@main.command(
    epilog=_example(
        "welllog-mdn predict wells/W07.las --target DT",
        "welllog-mdn predict blind.las --target DT --train offset_wells/ --json result.json",
    )
)
@click.argument("las", nargs=-1, required=True, type=_PATH)
@click.option("--target", metavar="NAME", help="The log to predict, as DT or RHOB; curves take this name.")
@click.option(
    "--train", multiple=True, type=_PATH, metavar="PATH", help="Training wells, files or folders; repeatable."
)
@click.option(
    "--own/--no-own",
    default=None,
    help="Whether the well's own samples train.  [default: only without --train and --model]",
)
@click.option("--model", type=_PATH, metavar="FILE", help="A saved model, instead of training.")
@click.option("--save-model", type=_PATH, metavar="FILE", help="Keep what was trained.")
@_LEARNING
@_READING
@_WRITING
@click.option("--in-place", is_flag=True, help="Write into the LAS file itself; it is kept as NAME.las.bak.")
@_JSON
@_SAYING
def predict(las: tuple[Path, ...], json_path: str | None, **given: Any) -> int:
    """Predict a log in LAS files: a copy with P10, P50, P90 curves and a PDF for each.

    Without --train and --model the other LAS files of the same folder train.
    """
    terminal = _terminal(given, Terminal)
    reading, learning, writing = _reading(given), _learning(given), _writing(given)
    backups = {Path(f"{real_path(path)}.bak") for path in las if writing.in_place}  # a file may be named twice
    inputs = [*las, *given["train"], *filter(None, [given["model"]]), *reading.files, *writing.files]
    _check_json(json_path, inputs, writing.overwrite, given["save_model"], *backups, folders=writing.folders)
    _prepare()
    from welllog_mdn.field.predict import predict_wells

    with terminal:
        results = predict_wells(las, reading=reading, learning=learning, writing=writing, listen=terminal, **given)
    _write_json(json_path, [r.as_json() for r in results], writing.overwrite)
    if _is_shown(json_path, terminal):
        _print_results(results)
    return int(any(r.status != "written" for r in results))


def _print_results(results: Sequence[WellResult]) -> None:
    """Print where the products are and how far to trust them."""
    for result in results:
        if result.status != "written":
            continue
        beside = f", {result.measured:,} of them measured" if result.measured else ""
        share = f"{result.predicted:,} of {counted(result.rows, 'row')}{beside}"
        _show(one_line(f"{result.file}: {result.target} predicted in {share}, in {result.unit}"))
        for path in result.outputs:
            _show(f"  {one_line(path)}")
        _show(f"  {result.verdict}")
        if result.band:
            width = f"{result.band['width']:.4g} {result.band['unit']}"
            _show(f"  Where {result.target} is predicted, P10 to P90 are {width} apart on average")
        if result.blind:
            _show(f"  {_own_values(result.blind)}")
        if result.refilled:
            _show(f"  {_refilled(result.refilled)}")
        if result.misfit:
            _show(f"  {_misfit(result.misfit)}")
    for text in dict.fromkeys(trust(r.held_out, r.model) for r in results if r.status == "written"):
        _show(text)


def _own_values(blind: Mapping[str, Any]) -> str:
    """Return one line on how well the prediction met the well's own measured values."""
    values, unit = counted(blind["rows"], "measured value"), blind["unit"]
    missed = f"RMSE of P50 {blind['rmse']:.4g} {unit}, bias (P50 - measured) {blind['bias']:.4g} {unit}"
    held = f"P10-P90 held {percent(blind['cover'])}, {missed}"
    if blind["well_trained"]:
        return f"This well trained the model. Networks that did not see its {values}: {held}"
    return f"On {values} of this well, unseen in training: {held}"


def _refilled(scores: Mapping[str, Any]) -> str:
    """Return one line on how well stretches of the well's own readings were filled in from the others."""
    held = f"P10-P90 held {percent(scores['cover'])}, RMSE of P50 {scores['rmse']:.4g} {scores['unit']}"
    how = f"{scores['stretch_m']:.0f} m stretches hidden, then filled in from the readings around them"
    return f"Blind test in this well ({how}): {held}"


def _misfit(scores: Mapping[str, Any]) -> str:
    """Return one line on where most of the error on the well's own values lies."""
    share = percent(scores["rows"] / (scores["rows"] + scores["elsewhere_rows"]))
    depths = f"{depth_range(scores['top'], scores['base'], scores['depth_unit'])}, {share} of the values"
    held = f"P10-P90 held {percent(scores['elsewhere_cover'])}"
    return (
        f"Most of that error: {depths}; elsewhere {held}, RMSE of P50 {scores['elsewhere_rmse']:.4g} {scores['unit']}"
    )


def trust(held_out: Any, model: Any) -> str:
    """Return one line on how well the model did where it was blind."""
    if held_out.get("cover") is None:
        return "How far to trust it: nothing was held out to check the band"
    who = (
        "wells that had not trained"
        if model["checked_on_other_wells"]
        else "blocks left out of the same wells (NO other well)"
    )
    missed = f"{held_out['rmse']:.4g} {held_out['unit']}"
    if (alone := held_out.get("rmse_without_leader")) is not None:
        missed += f" ({alone:.4g} {held_out['unit']} without {held_out['leader']})"
    held = f"P10-P90 held {percent(held_out['cover'])} (80 % wanted), RMSE of P50 {missed}"
    return f"How far to trust it: on {counted(held_out['rows'], 'sample')} of {who}, {held}"


def _check_folder_is_there() -> None:
    """Refuse a current folder that is gone: no relative path has a meaning in it."""
    try:
        os.getcwd()
    except FileNotFoundError as error:
        raise UsageError("the current folder is gone", hint="change to one that is there") from error


def _prepare() -> None:
    """Refuse a current folder that is gone; let torch use the cores that OMP_NUM_THREADS, or the machine, allows."""
    _check_folder_is_there()
    from welllog_mdn.field.threads import use_threads

    use_threads()


@main.command(epilog=_example("welllog-mdn train wells/ --target DT -o dt.safetensors"))
@click.argument("las", nargs=-1, required=True, type=_PATH)
@click.option("--target", required=True, metavar="NAME", help="The log that the model predicts.")
@click.option("-o", "--out", required=True, type=_PATH, metavar="MODEL", help="The model, a safetensors file.")
@click.option("--overwrite", is_flag=True, help="Replace an existing model.")
@_LEARNING
@_READING
@_JSON
@_SAYING
def train(las: tuple[Path, ...], target: str, out: Path, overwrite: bool, json_path: str | None, **given: Any) -> int:
    """Train a model on LAS files or folders and save it."""
    terminal = _terminal(given, TrainTerminal)
    reading, learning = _reading(given), _learning(given)
    _check_json(json_path, [*las, *reading.files], overwrite, out)
    _prepare()
    from welllog_mdn.field.models import held_out_record, model_record
    from welllog_mdn.field.predict import train_model

    with terminal:
        model = train_model(las, target, out, reading=reading, learning=learning, overwrite=overwrite, listen=terminal)
    record, held_out = model_record(model), held_out_record(model)
    unused = (Code.NOT_USED, Code.NO_CURVE)
    lost = [line for notice, line in terminal.heard if notice.code in unused]
    lost += [str(notice) for notice in model.fit_notices_ if notice.code is Code.UNTAUGHT]
    warned = [line for notice, line in terminal.heard if notice.severity == "warn" and notice.code not in unused]
    told = {
        "excluded": model.excluded_,
        "left_out": lost,
        "warnings": warned,
    }
    _write_json(json_path, {"file": str(out), "target": target, **record, **told, "held_out": held_out}, overwrite)
    if _is_shown(json_path, terminal):
        _print_model(out, model, record, held_out)
    return 0


def _print_model(out: Path, model: LogModel, record: Any, held_out: Any) -> None:
    """Print what was trained and how far to trust it."""
    _show(one_line(f"{out}: {model.target_} in {model.unit_} from {', '.join(model.inputs_)}"))
    wells, members = counted(len(model.training_wells_), "well"), counted(record["members"], "member")
    _show(f"  {wells}, {model.training_rows_} rows, {members}")
    for reason, count in model.excluded_.items():
        _show(one_line(f"  left out: {reason}: {count}"))
    _show(trust(held_out, record))


@main.command(
    epilog=_example(
        "welllog-mdn batch field/ --target DT --target RHOB -j 4 -o reports/field",
        "welllog-mdn batch field/ --target DT -o reports/field --resume",
    )
)
@click.argument("folder", type=_PATH)
@click.option("--target", multiple=True, metavar="NAME", help="A log to predict; repeatable.")
@click.option(
    "--train", multiple=True, type=_PATH, metavar="PATH", help="Training wells instead of the folder's; repeatable."
)
@click.option("--model", multiple=True, type=_PATH, metavar="FILE", help="A saved model per target, repeatable.")
@click.option("-j", "--jobs", type=_Whole(1), metavar="N", help="Worker processes.  [default: cores]")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, tcp://host:8786, instead of processes.")
@click.option("--resume", is_flag=True, help="Go on with an earlier run; what is proven done is kept.")
@_LEARNING
@_READING
@_WRITING
@_JSON
@_SAYING
def batch(
    folder: Path,
    target: tuple[str, ...],
    train: tuple[Path, ...],
    model: tuple[Path, ...],
    jobs: int | None,
    scheduler: str | None,
    resume: bool,
    json_path: str | None,
    **given: Any,
) -> int:
    """Predict logs in every well of a folder: LAS copies, reports, a summary and the report of the field.

    A model for each target is trained on the wells that hold it, those of the folder or those named. Sub-folders are
    mirrored.
    """
    terminal = _terminal(given, FieldTerminal)
    reading, learning, writing = _reading(given), _learning(given), _writing(given)
    tables = (writing.out / name for name in ("summary.json", "models.json", ".summary.jsonl"))
    inputs = [*train, *model, *reading.files, *writing.files]
    folders = [writing.out, *_mirrored(json_path, folder, writing.out)]
    _check_json(json_path, inputs, writing.overwrite or resume, *tables, folders=folders)
    _prepare()
    from welllog_mdn.field.batch import predict_field

    with terminal:
        result = predict_field(
            folder,
            target,
            train=train,
            models=model,
            jobs=jobs,
            scheduler=scheduler,
            resume=resume,
            reading=reading,
            learning=learning,
            writing=writing,
            listen=terminal,
        )
    _write_json(json_path, result.as_json(), writing.overwrite or resume)
    if _is_shown(json_path, terminal):
        _print_field(result, writing)
    return int(result.refused > 0)


def _mirrored(path: str | None, folder: Path, out: Path) -> list[Path]:
    """Return the file at `path` where a batch mirrors a sub-folder of the wells there; no sub-folder, nothing."""
    place, home = real_path(path or ""), real_path(out)
    return [place] if place.is_relative_to(home) and os.path.isdir(folder / place.relative_to(home)) else []


MOST_ROWS = 60  # of a field's table on the terminal


def _print_field(result: FieldResult, writing: Writing) -> None:
    """Print the table of a field, where the products are, and how far to trust each model."""
    from welllog_mdn.field.summary import as_text

    for line in as_text(result.rows[:MOST_ROWS]):
        _show(line.rstrip())
    if len(result.rows) > MOST_ROWS:
        _show(f"and {len(result.rows) - MOST_ROWS} more rows in summary.csv")
    done = [row for row in result.rows if row["status"] == "written"]
    wells = len({row["file"] for row in done})
    files = "LAS copies and reports" if writing.report else "LAS copies"
    what = f"{counted(wells, 'well')}, {counted(len(done), 'predicted log')}"
    _show(one_line(f"{writing.out}: {files} of {what}"))
    if result.refused:
        lost = {row["file"] for row in result.rows if row["status"] != "written"}
        _show(f"  {counted(result.refused, 'log')} of {counted(len(lost), 'well')} refused; summary.csv says why")
    if writing.report:
        _show(one_line(f"  {writing.out / 'field.pdf'}: the wells to look at first"))
    _show(one_line(f"  {writing.out / 'summary.csv'}: every well, with its warnings"))
    for name, (held_out, record) in result.models.items():
        _show(one_line(f"  {writing.out / name}.safetensors: the model of {name}"))
        _show(one_line(f"{name}: {trust(held_out, record)}"))


@main.command(
    epilog=_example(
        "welllog-mdn evaluate wells/ --target DT --baselines",
        "welllog-mdn evaluate train_wells/ --target DT --test test_wells/ --json scores.json",
    )
)
@click.argument("folder", type=_PATH)
@click.option("--target", required=True, metavar="NAME", help="The log to predict.")
@click.option("--test", type=_PATH, metavar="FOLDER", help="Fit on the first folder, score on this one.")
@click.option(
    "--folds",
    type=_Whole(2),
    metavar="K",
    help="Groups of wells, left out in turn.  [default: each well by itself; 10 groups above 20 wells]",
)
@click.option("--baselines", is_flag=True, help="Score simpler predictors, too.")
@click.option("-o", "--out", type=_PATH, metavar="DIR", help="Write a report of the scores there.")
@click.option("--overwrite", is_flag=True, help="Replace existing outputs.")
@_LEARNING
@_READING
@_JSON
@_SAYING
def evaluate(folder: Path, target: str, json_path: str | None, out: Path | None, overwrite: bool, **given: Any) -> int:
    """Score blind wells: each is predicted by models that never saw it."""
    terminal = _terminal(given, Terminal)
    reading, learning = _reading(given), _learning(given)
    _check_json(json_path, reading.files, overwrite, folders=[] if out is None else [out])
    _prepare()
    from welllog_mdn.field.curves import curve_name
    from welllog_mdn.field.evaluate import evaluate as score
    from welllog_mdn.system.files import safe_stem

    stem = safe_stem(f"{curve_name(target)}.pdf")  # a dot of the name is no extension
    report = None if out is None else out / f"evaluation_{stem}.pdf"
    if report is not None:
        check_outputs([report], [], overwrite)
    with terminal:
        result = score(folder, target, reading=reading, learning=learning, listen=terminal, **given)
    _write_json(json_path, result.as_json(), overwrite)  # before the report: what took hours is safe first
    if _is_shown(json_path, terminal):
        for line in result.as_text():
            _show(line)
    if report is not None:
        from welllog_mdn.report.evaluation import write_evaluation

        make_folder(report.parent)
        write_evaluation(report, result, overwrite=overwrite)
        if _is_shown(json_path, terminal):
            _show(one_line(f"report: {report}"))
    return int(result.refused > 0)


@main.command(epilog=_example("welllog-mdn benchmark all --seeds 5 -o reports/toys"))
@click.argument("name", type=_one_of(["linear", "mixture", "all"]))
@click.option("--reference", is_flag=True, help="The settings of the reference, as published.")
@click.option("--seeds", type=_Whole(1), default=1, show_default=True, metavar="N", help="Repetitions.")
@click.option("--seed", type=_Whole(0), default=0, show_default=True, metavar="N", help="The first seed.")
@click.option("--l1", type=_NumberWithin(0, 1e6), metavar="X", help="L1 penalty on the heads' weights.")
@click.option("--l2", type=_NumberWithin(0, 1e6), metavar="X", help="L2 penalty on the heads' weights.")
@click.option("--bias-init/--no-bias-init", default=None, help="Start the means at centres of the target.")
@click.option("--members", type=_Whole(1, 1000), metavar="M", help="Networks in the ensemble.")
@click.option("--components", type=_Whole(1, 100), metavar="K", help="Components of the mixture.")
@click.option("--epochs", type=_Whole(1), metavar="N", help="Upper limit of passes over the data.")
@click.option("--device", type=_one_of(["cpu", "cuda"]), default="cpu", show_default=True, help="Where to train.")
@click.option(
    "--collapse",
    type=_Whole(1),
    metavar="N",
    help="Instead: how often a component dies on the mixture, over N seeds, under each remedy.",
)
@click.option("-o", "--out", type=_PATH, default=Path("reports"), metavar="DIR", help="[default: reports]")
@click.option("--overwrite", is_flag=True, help="Replace existing outputs.")
@_JSON
@_SAYING
def benchmark(name: str, json_path: str | None, out: Path, overwrite: bool, collapse: int | None, **given: Any) -> int:
    """Train on toy problems of known density, and score against the truth."""
    terminal = _terminal(given, Terminal)
    _check_json(json_path, [], overwrite, folders=[out] if collapse is None else [])
    count = given["seeds"] if collapse is None else collapse
    if given["seed"] + count - 1 > MOST_SEED:
        raise UsageError(f"--seed: the last of {counted(count, 'seed')} would lie beyond {MOST_SEED}")
    if collapse is not None:
        if name != "mixture":
            raise UsageError(f"--collapse counts on the mixture, not on {name}: benchmark mixture --collapse N")
        if typed := _typed("l1", "l2", "bias_init", "members", "seeds"):
            raise UsageError(
                f"--collapse N sets {' and '.join(typed)} itself: leave {'it' if len(typed) == 1 else 'them'} out"
            )
        if typed := _typed("out", *(["overwrite"] if json_path in (None, "-") else [])):
            raise UsageError(f"--collapse N prints a table and draws no figures: leave {' and '.join(typed)} out")
    _prepare()
    from welllog_mdn.benchmarks import toy_benchmark as toys

    with terminal:
        if collapse is not None:
            records = _collapse(collapse, _told(terminal), **given)
        else:
            records = toys.run_benchmark(name, out=out, overwrite=overwrite, progress=_told(terminal), **given)
    _write_json(json_path, records, overwrite)
    if _is_shown(json_path, terminal):
        for line in toys.toy_table(records) if collapse is None else toys.collapse_table(records):
            _show(line)
    return 0


def _collapse(
    count: int,
    progress: Callable[[float, str], None],
    *,
    reference: bool,
    seed: int,
    components: int | None,
    epochs: int | None,
    device: str,
    **_: Any,
) -> list[dict[str, Any]]:
    """Count dead components; remedies and members are the table's own."""
    from welllog_mdn.benchmarks import toy_benchmark as toys

    own = toys.reference_settings(toys.TOYS["mixture"]) if reference else toys.default_settings()
    settings = toys.changed(own, components=components, epochs=epochs)
    return toys.count_collapse(settings, count, seed, device=device, progress=progress)


def _told(terminal: Terminal) -> Callable[[float, str], None]:
    """Return a listener of progress for jobs that have one stage."""
    return lambda share, text: terminal.progress("training", share, text)


@main.command(epilog=_example("welllog-mdn inventory wells/"))
@click.argument("paths", nargs=-1, required=True, type=_PATH)
@_LOOKING
@_JSON
@_SAYING
def inventory(paths: tuple[Path, ...], json_path: str | None, **given: Any) -> int:
    """Show which logs each well has, over which depths, and what fails the checks."""
    terminal = _terminal(given, Terminal)
    reading = _reading(given)
    _check_json(json_path, reading.files, None)
    from welllog_mdn.field.inventory import inventory as look
    from welllog_mdn.field.inventory import logs_of_all

    records = []
    for record in look(paths, reading=reading, listen=terminal):
        records.append(record)
        if _is_shown(json_path, terminal):
            for line in record.as_text(terminal.verbose):
                _show(line)
        if record.error:
            terminal.line(f"error: {record.error}")
    if _is_shown(json_path, terminal):
        for line in logs_of_all(records):
            _show(line)
    _write_json(json_path, [record.as_json() for record in records], overwrite=False)
    return int(any(record.error for record in records))


@main.command(epilog=_example("welllog-mdn aliases AC", "welllog-mdn aliases"))
@click.argument("name", required=False)
@_ALIAS
@click.option("--unit", default="", metavar="UNIT", help="The curve's unit; a foreign one overrules its name.")
@click.option("--description", default="", metavar="TEXT", help="What the file says of it.")
@_JSON
def aliases(name: str | None, alias: Path | None, unit: str, description: str, json_path: str | None) -> int:
    """Show which log a mnemonic means, or the whole table."""
    from welllog_mdn.field.aliases import aliases as look

    _check_json(json_path, [] if alias is None else [alias], None)
    records = look(name, unit=unit, description=description, alias=alias)
    _write_json(json_path, [record.as_json() for record in records], overwrite=False)
    if json_path != "-":
        for record in records:
            for line in record.as_text(spellings=name is not None):
                _show(line)
    return 0
