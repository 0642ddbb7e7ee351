"""What a user may ask of a job, as plain records that travel to worker processes and have a checksum."""

from __future__ import annotations

import csv
import json
import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Any

from welllog_mdn.errors import UsageError, nearest, one_line, require_names
from welllog_mdn.system.files import read_user_file, sha256_bytes
from welllog_mdn.wells.codec import why_no_codec
from welllog_mdn.words import depth_text

if TYPE_CHECKING:
    from welllog_mdn.logs.kinds import KindTable, LogKind
    from welllog_mdn.model.log_model import LogModel

CONVENTIONS = ("percentile", "exceedance")
PAGES = ("a4", "letter", "roll")
_PLAIN_EXTRAS = ("mean", "sd", "modes", "noise")
Tops = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Reading:
    """How LAS files are read.

    Raises UsageError for aliases and units of another form.

    Attributes
    ----------
    encoding : code page of the header text, as "cp1251"; None: recognised.
    salvage : whether the whole rows of a file that was cut off are used, which else is refused.
    alias : a user's own TOML file of mnemonics, or its contents: log kind -> mnemonics.
    fix_units : curve mnemonic -> the unit it really has.
    strict : whether a warning refuses the well.
    asked, barred : names of inputs, positions and labels among them (see `KindTable.asking`), and of logs that may be
        none; a job sets them by its `Learning`. targets : names of the logs that it predicts.
    """

    encoding: str | None = None
    salvage: bool = False
    alias: Path | Mapping[str, Sequence[str]] | None = None
    fix_units: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    asked: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        taken: dict[str, Any] = {"fix_units": _fixed(self.fix_units)}
        if isinstance(self.alias, str):
            taken["alias"] = Path(self.alias)
        elif isinstance(self.alias, Mapping):  # as in a file, one mnemonic may stand for itself
            taken["alias"] = {kind: [n] if isinstance(n, str) else list(n) for kind, n in self.alias.items()}
        elif self.alias is not None and not isinstance(self.alias, Path):
            raise UsageError(f"alias must be a file or log kind -> mnemonics, however: {one_line(self.alias, 80)}")
        for name, value in taken.items():
            object.__setattr__(self, name, value)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read beside wells and models: an input, never to be written to."""
        return (self.alias,) if isinstance(self.alias, Path) else ()

    def table(self) -> KindTable:
        """Return the table of log kinds, with the user's own mnemonics where there are any.

        Raises UsageError where their file cannot be read or understood, or a log has no such unit as is to be fixed.
        """
        from welllog_mdn.logs.kinds import default_table

        table = default_table()
        if isinstance(self.alias, Mapping):
            table = table.with_aliases(self.alias)
        elif self.alias is not None:
            table = table.with_file(self.alias)
        table = table.asking(self.asked)
        for curve, unit in self.fix_units.items():
            _check_fix(curve, unit, table)
        return table

    def asking(self, learning: Learning, targets: Iterable[str], models: Iterable[LogModel] = ()) -> Reading:
        """Return the same for training with these options towards some targets, or for these models: what they name is
        read as an input.
        """
        read = [name for model in models for name in model.inputs_]
        asked = tuple(dict.fromkeys((*(learning.inputs or ()), *read)))
        return replace(self, asked=asked, barred=tuple(learning.exclude), targets=tuple(targets))

    def chosen(self) -> dict[str, Any]:
        """Return what of these options is not as by default, plain values, the mnemonics of a file for its path."""
        whole = self.carried()
        alias = {kind: list(names) for kind, names in whole.alias.items()} if isinstance(whole.alias, Mapping) else {}
        found = {"encoding": self.encoding, "salvage": self.salvage, "strict": self.strict}
        return {name: v for name, v in (*found.items(), ("fix_units", dict(self.fix_units)), ("alias", alias)) if v}

    def carried(self) -> Reading:
        """Return the same with the contents of the file in place of its path, for workers that do not see it.

        Raises UsageError where it cannot be read or understood.
        """
        from welllog_mdn.logs.kinds import read_aliases

        if self.alias is None or isinstance(self.alias, Mapping):
            return self
        self.table()  # what is wrong is said while the file's name is known
        return replace(self, alias=read_aliases(self.alias))


@dataclass(frozen=True)
class Learning:
    """How a model is trained; None leaves the choice to `LogModel`.

    Raises UsageError for inputs or excluded logs that are no names.

    Attributes
    ----------
    inputs : log kinds or mnemonics that are the inputs, survey curves and labels too; None: chosen by training wells.
    exclude : log kinds or mnemonics that are never inputs.
    use_depth : whether depth is an input; None: unless training wells show that it does not carry over.
    members : networks in the ensemble, 10 unless chosen; with two to five wells about twice as many.
    components : Gaussians in the mixture of a member at a depth, 3 unless chosen.
    epochs : of training, 60 unless chosen.
    seed : of everything random, 0 unless chosen: the same seed gives the same bytes.
    device : "auto" (a GPU to train on if there is one), "cpu" or "cuda".
    """

    inputs: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    use_depth: bool | None = None
    members: int | None = None
    components: int | None = None
    epochs: int | None = None
    seed: int | None = None
    device: str = "auto"

    def __post_init__(self) -> None:
        for name in ("inputs", "exclude"):  # a text as on the command line; its letters are no logs
            if isinstance(given := getattr(self, name), str):
                object.__setattr__(self, name, parse_names(given))
            elif not (given is None and name == "inputs"):
                require_names(name, given)

    def keywords(self) -> dict[str, Any]:
        """Return the arguments for `LogModel`: those that were chosen."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def check(self, target: LogKind, table: KindTable) -> None:
        """Raise UsageError where an input that was named cannot be one, or is excluded as well, or one that was
        excluded is unknown.
        """
        from welllog_mdn.features import named_kinds

        inputs, barred = named_kinds(self.inputs or (), target, table), named_kinds(self.exclude, None, table)
        both = [name for name in inputs if name in barred]
        if both:
            raise UsageError(f"{', '.join(both)}: named by --inputs and by --exclude", hint="leave out one of the two")

    def require_none(self) -> None:
        """Raise UsageError where something was chosen that a saved model has settled."""
        chosen = {
            "--inputs": self.inputs is not None,
            "--exclude": bool(self.exclude),
            "--no-depth": self.use_depth is not None,
            "--members": self.members is not None,
            "--components": self.components is not None,
            "--epochs": self.epochs is not None,
            "--seed": self.seed is not None,
        }
        names = ", ".join(name for name, is_given in chosen.items() if is_given)
        if names:
            raise UsageError(f"--model does not go with {names}: a saved model is trained", hint="train another one")


@dataclass(frozen=True)
class Writing:
    """What is written, where, and under which names.

    Raises UsageError for a convention, a level, an extra curve or a page that there is not, and for an interval, a
    scale, a unit or tops that cannot be.

    Attributes
    ----------
    out : folder of what is written.
    overwrite : whether outputs that are there and differ are replaced; else the well is refused.
    replace_curves : whether curves of the well that have the names of new ones are replaced.
    in_place : whether the new curves go into the well's own file, kept as NAME.las.bak.
    convention : "percentile", P10 the low value, or "exceedance", P10 the high one.
    levels : of the quantile curves, in percent: integers 1 to 99, increasing, 50 among them.
    target_unit : of the new curves; None: that of the target in the file.
    tops : a file of formation tops (see `read_tops`), or their names and depths in the index's unit.
    extra : the additional curves, see `check_extra`.
    realisations : number of curves R1, R2, ... that are drawn, which `extra` may say instead.
    report : whether the PDF is written.
    png : whether the overview of the whole well is written as a picture, too.
    scale : N of 1:N, at which the logs are printed; None: chosen.
    interval : top and base of the report in the index's unit; None: the whole well.
    page : "a4", "letter", or "roll": the logs on one long page.
    """

    out: Path = Path("reports")
    overwrite: bool = False
    replace_curves: bool = False
    in_place: bool = False
    convention: str = "percentile"
    levels: tuple[int, ...] = (10, 50, 90)
    target_unit: str | None = None
    extra: tuple[str, ...] = ()
    realisations: int = 0
    report: bool = True
    png: bool = False
    tops: Path | Tops | None = None
    scale: int | None = None
    interval: tuple[float, float] | None = None
    page: str = "a4"

    def __post_init__(self) -> None:
        number = [f"realisations={self.realisations}"] if self.realisations != 0 else []
        named = self.extra.split(",") if isinstance(self.extra, str) else self.extra
        extra, realisations = check_extra((*named, *number))
        taken = {"out": Path(self.out), "levels": check_levels(self.levels)}
        for name, known in (("convention", CONVENTIONS), ("page", PAGES)):
            if getattr(self, name) not in known:
                raise UsageError(f"{name} must be one of {', '.join(known)}, however: {getattr(self, name)}")
        if self.target_unit is not None and not isinstance(self.target_unit, str):
            raise UsageError(f"target_unit must be the name of a unit, however: {one_line(self.target_unit, 40)}")
        if self.png and not self.report:
            raise UsageError("--png does not go with --no-report: the picture is drawn with the report")
        taken |= {"extra": extra, "realisations": realisations}
        taken |= {"tops": _tops(self.tops), "scale": _scale(self.scale), "interval": _interval(self.interval)}
        for name, value in taken.items():
            object.__setattr__(self, name, value)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folder of what is written; none where the wells' own files are all that is."""
        return (self.out,) if self.report or not self.in_place else ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read beside wells and models: an input, never to be written to."""
        return (self.tops,) if isinstance(self.tops, Path) and self.report else ()

    def formation_tops(self) -> Tops:
        """Return names and depths of the formation tops, none where no file of them is named, or no report is written.

        Raises UsageError where it cannot be read or understood.
        """
        if self.tops is None or not self.report:
            return ()
        if isinstance(self.tops, tuple):
            return self.tops
        return tuple(read_tops(self.tops))

    def carried(self) -> Writing:
        """Return the same with the contents of the file in place of its path, for workers that do not see it.

        Raises UsageError where it cannot be read or understood.
        """
        return self if self.tops is None else replace(self, tops=self.formation_tops())


def _fixed(given: Any) -> dict[str, str]:
    """Return curves with the units that they really have.

    Raises UsageError for what is no mapping of texts.
    """
    if not isinstance(given, Mapping) or not all(isinstance(text, str) for pair in given.items() for text in pair):
        hint = 'as in {"RHOB": "kg/m3"}'
        raise UsageError(f"fix_units must be curve -> unit, however: {one_line(given, 80)}", hint=hint)
    return dict(given)


def _tops(given: Any) -> Path | Tops | None:
    """Return the file of formation tops, or their names and depths.

    Raises UsageError for pairs that are not of a name and a number.
    """
    if given is None or isinstance(given, str | os.PathLike):
        return None if given is None else Path(given)
    try:
        tops = tuple((str(name), float(depth)) for name, depth in given)
    except (TypeError, ValueError) as error:
        hint = 'as in [("Brent", 1800.5)]'
        raise UsageError("tops must be a file or pairs of a name and a depth", hint=hint) from error
    for name, depth in tops:
        if not (name.strip() and math.isfinite(depth)):
            raise UsageError(f"tops: expected a name and a depth, however: {one_line((name, depth), 80)}")
    return tops


def _scale(given: Any) -> int | None:
    """Return the scale to print at: a whole number, 1 or more."""
    try:
        scale = None if given is None else index(given)
    except TypeError:
        scale = 0
    if scale is not None and scale < 1:
        raise UsageError(f"--scale {one_line(given, 40)}: expected a whole number, 1 or more: 500 is 1:500")
    return scale


def _interval(given: Any) -> tuple[float, float] | None:
    """Return top and base of the depths to print."""
    if given is None:
        return None
    try:
        top, base = map(float, given)
    except (TypeError, ValueError) as error:
        raise UsageError(f"--interval {one_line(given, 80)}: expected two numbers, top and base") from error
    if not top < base:
        raise UsageError(f"--interval {depth_text(top)} {depth_text(base)}: the top must be above the base")
    return top, base


def _check_fix(curve: str, unit: str, table: KindTable) -> None:
    """Raise UsageError where no log that a curve of this name may be, its description considered, has the unit."""
    from welllog_mdn.logs.kinds import unit_names

    kind = table.named(curve)
    if kind is None or not (kind.may_be_input or kind.role == "index"):
        return
    names = {kind.name, f"*{kind.name}", *kind.aliases}
    others = [r.kind for r in table.described if names.intersection(r.mnemonics)]
    may_be = [kind, *(table.kinds[name] for name in others if name in table.kinds)]
    if (other := table.other_kind(curve)) is not None:
        may_be.append(other)
    if all(each.unit_of(unit) is None for each in may_be):
        known = ", ".join(unit_names(kind))
        hint = f"known are {known}" if known else "it is read as it is, whatever its unit"
        if known and table.is_unit(unit):
            hint += "; if it is another log, say which with --alias FILE"
        raise UsageError(f"--fix-units {curve}={unit}: no unit of {kind.title.lower()}", hint=hint)


_WITHOUT_EFFECT_ON_BYTES = ("out", "overwrite", "replace_curves", "in_place")


def fingerprint(*parts: object) -> str:
    """Return a checksum of everything that decides the bytes of a product, where it is put left aside.

    Of a file that an option names the contents count, not its path. Raises UsageError where it cannot be read.
    """
    return sha256_bytes(json.dumps([_values(part) for part in parts], sort_keys=True, default=str).encode())


def _values(part: object) -> object:
    """Return what counts of one part."""
    if isinstance(part, Learning):
        return {**asdict(part), "seed": part.seed or 0}  # `LogModel` takes 0 where none was chosen
    if isinstance(part, Reading):
        return {k: v for k, v in asdict(part.carried()).items() if k != "targets"}  # named beside it, as curves are
    if isinstance(part, Writing):
        return {k: v for k, v in asdict(part.carried()).items() if k not in _WITHOUT_EFFECT_ON_BYTES}
    return part


def check_levels(given: Iterable[int | str]) -> tuple[int, ...]:
    """Return levels in percent, increasing, with 50 among them; a text is a list with commas.

    Raises UsageError for anything but integers from 1 to 99.

    >>> check_levels(["90", "5"])
    (5, 50, 90)
    """
    words = given.split(",") if isinstance(given, str) else list(map(str, given))
    try:
        levels = {0 if "_" in word else int(word) for word in words} or {0}
    except ValueError:
        levels = {0}
    if min(levels) < 1 or max(levels) > 99:
        raise UsageError(f"--quantiles {','.join(words)}: expected integers from 1 to 99 with commas, as in 10,50,90")
    return tuple(sorted(levels | {50}))


def check_extra(given: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Return the additional curves that are asked for, and how many realisations, which may stand among their names.

    Raises UsageError for an unknown name, or two numbers of realisations.

    >>> check_extra(["sd", "realisations=3"])
    (('sd',), 3)
    """
    names: list[str] = []
    realisations = 0
    for word in filter(None, (str(word).strip().lower() for word in given)):
        name, _, count = word.partition("=")
        if name == "realisations" and count.isdecimal() and 1 <= int(count) <= 999:
            if realisations not in (0, int(count)):
                cause = f"--extra {word}: realisations={realisations} is asked for as well"
                raise UsageError(cause, hint="leave out one of the two")
            realisations = int(count)
        elif word in _PLAIN_EXTRAS:
            names.append(word)
        else:
            if name == "realisations":
                raise UsageError(f"--extra {word}: realisations=N takes a whole number from 1 to 999")
            known = (*_PLAIN_EXTRAS, "realisations=N")
            hint = nearest(word, known) or f"there are {', '.join(known)}"
            raise UsageError(f"--extra {word}: no such curve", hint=hint)
    return tuple(dict.fromkeys(names)), realisations


def parse_fix_units(items: Sequence[str]) -> dict[str, str]:
    """Return curve -> unit from texts `CURVE=UNIT`.

    Raises UsageError for a text of another form, or two units of one curve.

    >>> parse_fix_units(["RHOB=kg/m3"])
    {'RHOB': 'kg/m3'}
    """
    pairs: dict[str, str] = {}
    for item in items:
        name, equals, unit = item.partition("=")
        if not (equals and name.strip() and unit.strip()):
            raise UsageError(f"--fix-units {item}: expected CURVE=UNIT, as in RHOB=kg/m3")
        if name.strip().casefold() in map(str.casefold, pairs):
            raise UsageError(f"--fix-units {item}: {name.strip()} is named twice")
        pairs[name.strip()] = unit.strip()
    return pairs


def parse_encoding(name: str | None) -> str | None:
    """Return the name of an encoding as it is.

    Raises UsageError where there is none of that name for text, or it does not have ASCII as it is.
    """
    if name is not None and (why := why_no_codec(name)):
        raise UsageError(f"--encoding {name}: {why}", hint="known are cp1252, cp437, utf-8, ...")
    return name


def parse_names(text: str | None) -> tuple[str, ...]:
    """Return the names of a list with commas.

    >>> parse_names("GR, RHOB")
    ('GR', 'RHOB')
    """
    return tuple(filter(None, (word.strip() for word in (text or "").split(","))))


def read_tops(path: Path) -> list[tuple[str, float]]:
    """Return names and depths of formation tops from lines `name, depth` (depth in the index's unit).

    Blank lines, lines that start with # and a heading without a number are passed over, as is text behind the depth;
    comma, semicolon and tab separate. The text is UTF-8, or else cp1252, as of a LAS file. Raises UsageError where a
    line cannot be understood or has a second number, or there is no top.
    """
    tops: list[tuple[str, float]] = []
    is_first = True  # line that says something: the heading, if there is one
    for number, line in enumerate(_text_of_tops(path).splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        words = _words_of_top(line)
        if len(words) > 1 and words[0] and _is_number(words[1]):
            _require_one_depth(words, os.fspath(path), number)
            tops.append((words[0], float(words[1])))
        elif not (is_first and _is_heading(line, words)):
            raise _no_top(line, words, os.fspath(path), number)
        is_first = False
    if not tops:
        raise UsageError("no formation top in the file; expected lines of name, depth", file=os.fspath(path))
    return tops


def _text_of_tops(path: Path) -> str:
    """Return the text of a file of tops. Raises UsageError where it is none."""
    data = read_user_file(path, "the file of tops")
    if b"\0" in data:
        raise UsageError("the file of tops is no plain text", file=path, hint="save it as CSV or text in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _words_of_top(line: str) -> list[str]:
    """Return what stands between the marks of a line, quotes taken off."""
    mark = next((m for m in "\t;," if m in line), ",")
    try:
        return [word.strip() for word in next(csv.reader([line], delimiter=mark))]
    except csv.Error:  # a field as long as no name is
        return [line]


def _is_heading(line: str, words: Sequence[str]) -> bool:
    """Say whether a line names columns: it has no number, be it one with a unit."""
    depths = [word for word in words[1:] if re.match(r"[-+]?(\d|nan$|inf)", word, re.I)]
    return not depths and not any(map(_is_number, re.split(r'[\s,;"]+', line)))


def _no_top(line: str, words: Sequence[str], file: str, number: int) -> UsageError:
    """Return the refusal of a line that is no top."""
    cause = f"expected: name, depth, however: {one_line(line, 80)}"
    hint = "the depth is a number with a decimal point and without a unit, as in Brent, 1800.5"
    hint += "; a name with a comma stands in quotes" * (len(words) > 2)
    return UsageError(cause, file=file, line=number, hint=hint)


def _require_one_depth(words: Sequence[str], file: str, line: int) -> None:
    """Raise UsageError where a number follows the depth: a base, or the decimals behind a comma."""
    further = next((word for word in words[2:] if _is_number(word.replace("_", ""))), None)
    if further is not None:
        cause = f"expected: name, depth, however {one_line(further, 20)} follows: a base, or a decimal comma?"
        hint = "leave it out: a zone ends at the next top, which may be one for this end; decimals follow a point"
        raise UsageError(cause, file=file, line=line, hint=hint)


def _is_number(word: str) -> bool:
    """Say whether a word is a finite number; Python's own 1_800 is none to a reader."""
    try:
        return "_" not in word and math.isfinite(float(word))
    except ValueError:
        return False
