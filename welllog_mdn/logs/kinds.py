"""What a log is, before any file is opened: kinds, their aliases, units and physical ranges.

The facts live in `kinds.toml`; this module reads them, checks that no alias belongs to two kinds, and answers
three questions: which kind is a mnemonic, how is a unit converted, and what can rock give.
"""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from welllog_mdn.arrays import Floats
from welllog_mdn.errors import UsageError, nearest
from welllog_mdn.system.files import read_user_file
from welllog_mdn.system.pickling import reduced

ROLES = ("log", "index", "position", "label", "hole", "drilling", "prediction", "asked")
_PREDICTION = re.compile(r"(.+)_(P\d\d|SYN|FLAG|MEAN|SD|MODE\d?|MODE\d_W(EIGHT)?|W\d|NOISE\w*|REAL\d+|R\d+)", re.I)
_SUFFIX = re.compile(  # of runs and duplicates, and what was done to a curve or by which service it was measured
    r"\s*(?:[:.]\d{1,3}|_\d{1,2}|\[\d{1,3}\]|\(\d{1,3}\)|\{[^}]*\}|\((?:RUN[_ ]?)?\d{1,2}\)|[*#]{1,2}|_RUN_?\d{1,2}"
    r"|_R\d{1,2}|_(?:R|RM|MH|SF|DH|RAW|ORIG|EDT?|EDIT|EDITED|FIN|FINAL|COR|CORR|CORRECTED|QC|NRM|NORM|LWD|MWD|WL|MEM|(?<!RXO_)RT"
    r"|TMG|EDTC|STGC|SLDT|HGNS|DSI|MSIP|XMAC|SONICVISION|AK|ECO|ARC|ADN|IMP|MRG|MERGED?|SPLICED?|JOIN|JOINED|CLEAN|FILT"
    r"|SMOOTH|SHIFT|SHIFTED|RESAMPLED"
    r"|MAIN|COMP|COMPOSITE|SPL|BEST|OH|PEX|HILT|OBMT|BHC|AVG|GAPI|GCC|VV|USFT|OHMM))$",
    re.I,
)
DENSITIES = -900.0, 5000.0  # and corrections, in any unit; what is beyond them is a null
LEAST_DENSITIES = 10  # values from which density is told from its correction
_BRACKETS = str.maketrans("", "", "[](){}<> \t\"'")
_GARBLED = str.maketrans({"ê": "ohm", "ω": "ohm", "μ": "u", "æ": "u", "\\": "/", "÷": "/", "·": "", "*": ""})
_GARBLED |= str.maketrans({"⋅": "", "•": "", "^": "", "−": "-"})  # the last is what a superscript minus becomes
_GARBLED |= str.maketrans({"â": "", "î": "ohm", "©": "", "\ufffd": "?"})  # UTF-8 that was read as cp1252, or not at all


@dataclass(frozen=True)
class Unit:
    """One unit of a quantity: canonical = scale * value + offset, or reciprocal / value where `reciprocal` is
    set.
    """

    name: str
    scale: float = 1.0
    offset: float = 0.0
    reciprocal: float | None = None

    def to_canonical(self, values: Floats) -> Floats:
        """Return values in the canonical unit; of an inverse (min/m, of m/h) missing where they are not positive."""
        return values * self.scale + self.offset if self.reciprocal is None else _inverted(self.reciprocal, values)

    def from_canonical(self, values: Floats) -> Floats:
        """Return canonical values in this unit; the inverse of `to_canonical`."""
        return (values - self.offset) / self.scale if self.reciprocal is None else _inverted(self.reciprocal, values)


def _inverted(factor: float, values: Floats) -> Floats:
    """Return factor / values, missing where the value is not positive."""
    return np.divide(factor, values, out=np.full(values.shape, np.nan), where=values > 0)


@dataclass(frozen=True)
class LogKind:
    """What one kind of log measures, in which units, and between which bounds.

    Parameters
    ----------
    unit : canonical unit, in which all values are computed. units : spelling -> unit, of all that it may be in.
    low, high : bounds of the physically possible, in the canonical unit.
    plot : (left, right) ends of a track; `plot_wide` those of a log that goes beyond it, `plot_widest` beyond that one
        too, `plot_metric` those of one in `unit_metric`.
    quantity : what `units` are of, by the spelling by which they are compared; "none" without any.
    log10 : whether it is modelled, judged and drawn in decades.
    family : a name that logs of one property share ("gamma").
    leader : kind of the log that this one follows, if any. computed_from : that of the one that it says in other words.
        inverse_of : that of the one whose names mean this one in a unit of it.
    pad_tool : whether the tool must touch the wall, so that bad hole masks it.
    resolution : of the tool, in the canonical unit, or in decades where `log10`.
    role : "log", "index", "position", "label", "hole", "drilling" or "prediction". Logs can be inputs; those of the
        hole (but the caliper, where many wells teach) and of drilling, positions and labels only by name: a position
        or label that was named has the role "asked".
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    plot: tuple[float, float]
    quantity: str = "none"
    units: Mapping[str, Unit] = field(default_factory=dict, repr=False)
    plot_wide: tuple[float, float] | None = None
    plot_widest: tuple[float, float] | None = None
    plot_metric: tuple[float, float] | None = None
    unit_metric: str | None = None
    log10: bool = False
    colour: str = "#333333"
    family: str = ""
    leader: str = ""
    computed_from: str = ""
    inverse_of: str = ""
    pad_tool: bool = False
    resolution: float = 0.0
    role: str = "log"
    aliases: tuple[str, ...] = field(default=(), repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)

    def unit_of(self, unit: str) -> Unit | None:
        """Return the unit of the kind that is spelt so; None where it has none, or nothing is said: what that means is
        inferred from the values, not assumed here.
        """
        return self.units.get(unit_key(unit))

    @property
    def is_logged(self) -> bool:
        """Whether tools measure it, of rock, hole or drilling: it is no index, position, label or prediction."""
        return self.role in ("log", "hole", "drilling")

    @property
    def may_be_input(self) -> bool:
        """Whether a model may read it: a log, or a position or label that the user asks for."""
        return self.is_logged or self.role == "asked"


@dataclass(frozen=True)
class Described:
    """What a curve's description makes of a mnemonic that serves for several logs.

    A description in which `says` is found means the kind of that name, or none of the table's where `kind` is "".
    The mnemonic "*" stands for every log of rock or hole, "*RHOB" for every name of that one.
    """

    mnemonics: tuple[str, ...]
    says: re.Pattern[str]
    kind: str


@dataclass(frozen=True)
class Matrix:
    """A rock in which a porosity log reads true: of these `mnemonics`, or where its name or unit is found to have the
    rock `named`, or its description `says` so.
    """

    rock: str
    mnemonics: frozenset[str]
    named: re.Pattern[str]
    says: re.Pattern[str]


PREDICTION = LogKind(
    "PREDICTION", "A curve computed by a prediction", "", -np.inf, np.inf, (0.0, 1.0), role="prediction"
)


def unit_key(unit: str) -> str:
    """Return the spelling by which units are compared: lower case, superscripts as digits, no blanks, brackets, quotes,
    asterisks and carets, points but before digits, hyphens between letters, or commas and semicolons at the end. A
    quote alone is one of feet or inches, as is one behind a stroke at the end.

    Garbled bytes are read as what they were: CP437's ohm and micro sign, UTF-8's that was taken for cp1252 (Âµs/ft).

    >>> [unit_key(u) for u in ("[µs/FT]", "Ohm.m", "G/CM³", "m^3/m^3", ".1IN", "FT;")]
    ['us/ft', 'ohmm', 'g/cm3', 'm3/m3', '.1in', 'ft']
    """
    if unit.strip() in ("'", '"'):
        return unit.strip()
    unit = re.sub(r"(?<=/)\s*'\s*$", "ft", unit)
    text = unicodedata.normalize("NFKC", unit).casefold().translate(_BRACKETS).translate(_GARBLED)
    return re.sub(r"\.(?!\d)|(?<=[a-z])-(?=[a-z])", "", text).rstrip(",;")


def mnemonic_key(mnemonic: str) -> str:
    """Return the spelling by which mnemonics are compared: upper case, without outer blanks, quotes, points, its words
    joined by underscores.

    >>> mnemonic_key(" Deep Resistivity."), mnemonic_key("GR-1")
    ('DEEP_RESISTIVITY', 'GR_1')
    """
    return re.sub(r"(?<=\w)[\s-]+(?=\w)", "_", mnemonic.strip(" \t\"'.\u200b\ufeff").upper())


def predicted_name(mnemonic: str) -> str:
    """Return what a curve with a prediction's name predicts, "" where it has no such name.

    >>> predicted_name("DT_P10"), predicted_name("dt_mode1_w"), predicted_name("DT")
    ('DT', 'DT', '')
    """
    named = _PREDICTION.fullmatch(mnemonic_key(mnemonic))
    return named[1] if named else ""


def bare_name(mnemonic: str) -> str:
    """Return a mnemonic without the number by which readers tell curves of one name apart.

    >>> bare_name("DT_P10:1"), bare_name("DT_P10")
    ('DT_P10', 'DT_P10')
    """
    return re.sub(r":\d{1,3}$", "", mnemonic)


class KindTable:
    """All log kinds, and the way from a mnemonic to one of them.

    Parameters
    ----------
    kinds : name -> LogKind.
    quantities : quantity -> spelling by which units are compared -> Unit, also those of no kind.
    described : what descriptions make of mnemonics; the first that matches counts.
    settled : mnemonics of which the user has said what they are.
    ambiguous : mnemonics that are logs only where their unit or a description says so.
    by_unit : those that are so only where their unit does.
    by_values : those of bulk density or its correction, as their values say.
    in_unit : mnemonic -> the kind that it is in a unit of that one, which is none of its usual kind's.
    matrices : the rocks in which porosity logs read true.

    Raises
    ------
    UsageError : an alias belongs to two kinds.
    """

    def __init__(
        self,
        kinds: Mapping[str, LogKind],
        quantities: Mapping[str, Mapping[str, Unit]],
        described: Iterable[Described] = (),
        settled: Collection[str] = (),
        ambiguous: Collection[str] = (),
        by_unit: Collection[str] = (),
        by_values: Collection[str] = (),
        in_unit: Mapping[str, str] = MappingProxyType({}),
        matrices: Iterable[Matrix] = (),
    ) -> None:
        self.kinds: Mapping[str, LogKind] = MappingProxyType(dict(kinds))
        self.quantities = quantities
        self.described = tuple(described)
        self.settled = frozenset(settled)
        self.ambiguous = frozenset(ambiguous)
        self.by_unit = frozenset(by_unit)
        self.by_values = frozenset(by_values)
        self.in_unit = dict(in_unit)
        self.matrices = tuple(matrices)
        self._alias: dict[str, str] = {}
        for kind in kinds.values():
            for alias in (kind.name, *kind.aliases):
                owner = self._alias.setdefault(mnemonic_key(alias), kind.name)
                if owner != kind.name:
                    raise UsageError(f"alias {alias} is listed for two log kinds, {owner} and {kind.name}")

    def __reduce__(self) -> tuple[object, ...]:
        """Return what remakes it in another process, see `reduced`."""
        return KindTable, (dict(self.kinds), *self._rest(self.settled))

    def _rest(self, settled: Collection[str]) -> tuple[Any, ...]:
        """Return what a table is made of beside its kinds, for one that is like it."""
        return (
            self.quantities,
            self.described,
            settled,
            self.ambiguous,
            self.by_unit,
            self.by_values,
            self.in_unit,
            self.matrices,
        )

    def resolve(self, mnemonic: str, unit: str = "", description: str = "") -> LogKind | None:
        """Return the kind of a curve, or None where it is unknown.

        The mnemonic decides; a unit that belongs to another quantity overrules it (a `PE` in mV is no
        photoelectric factor, an `ILD` in mS/m is conductivity, an `SGRD` in ohm.m resistivity), and so does the
        description of a mnemonic that serves for several logs (a `DT` that says shear). An ambiguous one without both
        is none (a `C1`, caliper or methane), and one that needs its unit is none without that (a `LAT`, lateral log or
        latitude).
        """
        kind, key = self.named(mnemonic, description), self._alias_of(mnemonic)
        if kind is None:
            return None
        if quantity := self.foreign_unit(kind, unit):
            other = self.other_kind(mnemonic)
            if other is not None and other.unit_of(unit) is not None:
                return other
            inverse = (k for k in self.kinds.values() if k.inverse_of == kind.name and k.quantity == quantity)
            return next(inverse, None)
        if kind.unit_of(unit) is not None or key in self.settled:
            return kind
        says_nothing = key in self.ambiguous and mnemonic_key(description) in ("", key)
        return None if key in self.by_unit or says_nothing else kind

    def of_values(self, kind: LogKind, mnemonic: str, values: Floats) -> LogKind:
        """Return the kind of a curve, which for a bulk density or its correction the values (n,), in any unit, decide.

        They do where the mnemonic may mean either, or where the mnemonic by itself does not mean `kind` and only the
        description makes it so; the `kind` of all other curves is returned as it is.
        """
        key, pair = self._alias_of(mnemonic), ("RHOB", "DRHO")
        if kind.name not in pair or key in self.settled or (key not in self.by_values and self.named(mnemonic) is kind):
            return kind
        seen = values[np.isfinite(values) & (values != 0) & (values > DENSITIES[0]) & (values < DENSITIES[1])]
        if len(seen) < LEAST_DENSITIES:
            return kind
        low, middle = np.percentile(seen, [10, 50])
        bulk, units = self.kinds["RHOB"], {u.name: u for u in self.kinds["RHOB"].units.values()}.values()
        is_bulk = low > middle / 2 and any(bulk.low < u.to_canonical(middle) < bulk.high for u in units)
        return self.kinds[pair[not is_bulk]]

    def other_kind(self, mnemonic: str) -> LogKind | None:
        """Return the kind that a mnemonic is in a unit of that one, beside its usual kind; None of most."""
        key = self._alias_of(mnemonic)
        return None if key in self.settled else self.kinds.get(self.in_unit.get(key, ""))

    def needs_unit(self, mnemonic: str) -> bool:
        """Say whether a mnemonic is a log only in a unit of it, whatever its description."""
        key = self._alias_of(mnemonic)
        return key in self.by_unit and key not in self.settled

    def is_vague(self, mnemonic: str, unit: str = "") -> bool:
        """Say whether a mnemonic is no log by itself, and its unit makes it none."""
        key, kind = self._alias_of(mnemonic), self.named(mnemonic)
        vague = key in (self.ambiguous | self.by_unit) - self.settled
        return vague and (kind is None or kind.unit_of(unit) is None)

    def named(self, mnemonic: str, description: str = "") -> LogKind | None:
        """Return the kind that a curve is called, whatever its unit, or None where that is unknown."""
        key = self._alias_of(mnemonic)
        rule = self._rule(key, description)
        name = self._alias.get(key) if rule is None else rule.kind
        if name == PREDICTION.name:
            return PREDICTION
        if name is None:
            named = predicted_name(mnemonic)
            return PREDICTION if named and self._lookup(named) else None
        return self.kinds.get(name)

    def _rule(self, key: str, description: str) -> Described | None:
        """Return the first rule by which a description overrules an alias, unless the user has settled that one."""
        if not description or key in self.settled:
            return None
        owner = self.kinds.get(self._alias.get(key, ""))
        names = {key, "*", f"*{owner.name}"} if owner is not None and owner.role in ("log", "hole") else {key}
        return next((r for r in self.described if names.intersection(r.mnemonics) and r.says.search(description)), None)

    def _alias_of(self, mnemonic: str) -> str:
        """Return the alias that a mnemonic is, less run numbers, duplicate marks, units and what was done to it."""
        key = whole = mnemonic_key(mnemonic)
        with_unit = re.fullmatch(r"(.+?)\s*[(\[](.+)[)\]]", key)
        if with_unit and key not in self._alias:
            stem = self._alias_of(with_unit[1])
            if stem in self._alias and self.kinds[self._alias[stem]].unit_of(with_unit[2]) is not None:
                return stem
        while key not in self._alias and (stem := _SUFFIX.sub("", key)) != key:
            key = stem
        if key in self._alias:
            return key
        stem = re.sub(r"(?<=[A-Z]{2})[1-9]$", "", key)
        known = stem in self._alias and self.kinds[self._alias[stem]].role in ("log", "hole")
        return stem if known else whole

    def rank(self, kind: LogKind, mnemonic: str) -> int:
        """Return the place of a mnemonic among the names of its kind, the most usual and the deepest first; those of a
        kind whose inverse it is come behind.
        """
        both = [k for k in (kind, self.kinds.get(kind.inverse_of)) if k is not None]
        names = [mnemonic_key(name) for k in both for name in (k.name, *k.aliases)]
        key = self._alias_of(mnemonic)
        return names.index(key) if key in names else len(names)

    def is_name(self, mnemonic: str) -> bool:
        """Say whether a mnemonic is a name or an alias of a kind as it stands, with nothing taken off."""
        return mnemonic_key(mnemonic) in self._alias

    def _lookup(self, mnemonic: str) -> str | None:
        """Return the kind's name for a mnemonic."""
        return self._alias.get(self._alias_of(mnemonic))

    def foreign_unit(self, kind: LogKind, unit: str) -> str:
        """Return the quantity that `unit` measures if it is not the kind's own, else ""."""
        key = unit_key(unit)
        if not key or key in kind.units or kind.quantity == "none":
            return ""
        for quantity, units in self.quantities.items():
            if quantity != "none" and key in units:
                return quantity
        return ""

    def matrix(self, kind: LogKind, mnemonic: str, unit: str = "", description: str = "") -> str:
        """Return the rock in which a porosity log reads true, "" where it does not say so or names two.

        >>> nphi = default_table().kinds["NPHI"]
        >>> [default_table().matrix(nphi, name) for name in ("NPSS", "NPHI_LS", "NPHI")]
        ['sandstone', 'limestone', '']
        """
        if kind.family != "porosity":
            return ""
        key, name = self._alias_of(mnemonic), f"{mnemonic} {unit}"
        told = (m for m in self.matrices if key in m.mnemonics or m.named.search(name) or m.says.search(description))
        said = [m.rock for m in told]
        return said[0] if len(said) == 1 else ""

    def stated_matrix(self, value: str, description: str = "") -> str:
        """Return the rock that a header item states, "" where it states none or two: in its value, in what its
        description has for a number, or in the description alone, where that is no more than the rock.

        >>> legend = "NEUTRON MATRIX(0=LIME,1=SAND,2=DOLO)"
        >>> [default_table().stated_matrix(*item) for item in (("SAND",), ("0.0000", legend), ("Matrix", "DOLO"))]
        ['sandstone', 'limestone', 'dolomite']
        """
        if number := re.fullmatch(r"\s*(\d+)(\.0*)?\s*", value, re.ASCII):
            legend = re.findall(r"(?<![\d.])(\d+)\s*[=:-]\s*([a-z]+)", description, re.I | re.ASCII)
            value = " ".join([value, *(word for digits, word in legend if int(digits) == int(number[1]))])
        stated = self._rocks(value)
        if not stated and not re.search(r"\d", value):
            stated = self._rocks(description, alone=True)
        return stated[0] if len(stated) == 1 else ""

    def _rocks(self, text: str, alone: bool = False) -> list[str]:
        """Return the matrices that a text names, or where it must do so `alone` those beside which it says nothing."""
        return [
            m.rock
            for m in self.matrices
            if m.named.search(text) and not (alone and re.search(r"[^\W\d]", m.named.sub("", text)))
        ]

    def is_unit(self, text: str) -> bool:
        """Say whether a text is a unit of any quantity."""
        return any(unit_key(text) in units for units in self.quantities.values())

    def target(self, name: str) -> LogKind:
        """Return the kind that a user asks for.

        Raises
        ------
        UsageError : no text, unknown, or not something that can be predicted; the nearest names are offered, or all.
        """
        if not isinstance(name, str):
            raise UsageError(f"target must be the name of a log, however: {name}")
        found = self._lookup(name)
        if found is None:
            log = self._lookup(of := predicted_name(name))
            if log is not None and self.kinds[log].is_logged:
                raise UsageError(f"{name} is a curve of a prediction", hint=f"the log that it predicts is {of}")
            hint = nearest(name, self._alias, self.plain_names()) or self.offers()
            raise UsageError(f"unknown target {name!r}", hint=hint)
        if not self.kinds[found].is_logged:
            raise UsageError(f"{name} ({self.kinds[found].title.lower()}) is no log to predict", hint=self.offers())
        return self.kinds[found]

    def plain_names(self) -> list[str]:
        """Return the names of logs that are offered first: DTC, and DT of a hundred others."""
        logs = (kind for kind in self.kinds.values() if kind.role == "log")
        return [name for kind in logs for name in (kind.name, *kind.aliases[:2])]

    def offers(self) -> str:
        """Return a clause naming the logs that can be predicted."""
        return "known logs: " + ", ".join(k.name for k in self.kinds.values() if k.role == "log")

    def relatives(self, kind: LogKind, inputs: Iterable[str]) -> tuple[str, ...]:
        """Return those of some inputs that a log follows as no other: its leader, else those of its family."""
        names = list(inputs)
        if kind.leader in names:
            return (kind.leader,)
        near = [k for k in names if k in self.kinds and self.kinds[k].family == kind.family]
        return tuple(k for k in near if self.kinds[k].role == "log")

    def asking(self, names: Iterable[str]) -> KindTable:
        """Return a table in which the positions and labels among some names, of kinds or curves, may be inputs."""
        kinds = (self.kinds.get(mnemonic_key(name)) or self.named(name) for name in names)
        asked = {k.name: replace(k, role="asked") for k in kinds if k is not None and k.role in ("position", "label")}
        if not asked:
            return self
        return KindTable({**self.kinds, **asked}, *self._rest(self.settled))

    def with_file(self, path: str | os.PathLike[str]) -> KindTable:
        """Return a table with a user's aliases added; an alias named there moves to the kind named there.

        The file is TOML, either `GR = ["MYGR"]` lines or `[kind.GR]` tables with `aliases = [...]`.

        Raises
        ------
        UsageError : unreadable file, unknown kind.
        """
        return self.with_aliases(read_aliases(path), file=path)

    def with_aliases(
        self, added: Mapping[str, Iterable[str]], *, file: str | os.PathLike[str] | None = None
    ) -> KindTable:
        """Return a table in which each given alias belongs to the kind it is given for; `file` is where they stand.

        Raises
        ------
        UsageError : unknown kind, or an alias that is a kind itself or is given for two.
        """
        known = {mnemonic_key(k): k for k in self.kinds}
        taken: dict[str, str] = {}
        for name, aliases in added.items():
            if mnemonic_key(name) not in known:
                raise UsageError(f"unknown log kind {name!r}", file=file, hint=nearest(name, known) or self.offers())
            for alias in aliases:
                owner = known.get(mnemonic_key(alias), name)
                if mnemonic_key(owner) != mnemonic_key(name):
                    raise UsageError(f"{alias} is a log kind itself, so it is no alias of {name}", file=file)
                if taken.setdefault(mnemonic_key(alias), mnemonic_key(name)) != mnemonic_key(name):
                    raise UsageError(f"alias {alias} is given for two log kinds", file=file)
        kinds = {}
        for name, kind in self.kinds.items():
            kept = [a for a in kind.aliases if taken.get(mnemonic_key(a), mnemonic_key(name)) == mnemonic_key(name)]
            kept += [a for a, owner in taken.items() if owner == mnemonic_key(name) and a not in kept]
            kinds[name] = replace(kind, aliases=tuple(kept))
        return KindTable(kinds, *self._rest(self.settled | taken.keys()))


def read_aliases(path: str | os.PathLike[str]) -> dict[str, list[str]]:
    """Return kind -> aliases from a user's file, in one of the shapes that `KindTable.with_file` takes.

    Raises
    ------
    UsageError : unreadable file.
    """
    try:
        text = read_user_file(path, "alias file").decode("utf-8-sig")
        data = tomllib.loads(re.sub(r"\r\n?", "\n", text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"alias file cannot be read: {error}", file=path) from error
    except RecursionError as error:
        raise UsageError("alias file cannot be read: nested too deeply", file=path) from error
    return _user_aliases(data, path)


def _user_aliases(data: Mapping[str, Any], path: str | os.PathLike[str]) -> dict[str, list[str]]:
    """Return kind -> aliases from the lines and tables of a user's alias file."""
    tables = data.get("kind")
    lines = [(name, value) for name, value in data.items() if name != "kind" or not isinstance(tables, dict)]
    found: dict[str, list[str]] = {}
    for name, value in [*lines, *(tables.items() if isinstance(tables, dict) else ())]:
        aliases = value.get("aliases") if isinstance(value, dict) and len(value) == 1 else value
        aliases = [aliases] if isinstance(aliases, str) else aliases
        if not isinstance(aliases, list) or not all(isinstance(a, str) and a.strip() for a in aliases):
            raise UsageError(f'{name}: expected a list of mnemonics such as {name} = ["MYNAME"]', file=path)
        found.setdefault(name, []).extend(aliases)
    return found


def _quantities(data: Mapping[str, Any]) -> dict[str, dict[str, Unit]]:
    """Return quantity -> comparison spelling -> Unit."""
    table: dict[str, dict[str, Unit]] = {}
    for quantity, units in data.items():
        spelt = table.setdefault(quantity, {})
        for name, entry in units.items():
            unit = Unit(name, entry.get("scale", 1.0), entry.get("offset", 0.0), entry.get("reciprocal"))
            for spelling in (name, *entry.get("spellings", ())):
                if unit_key(spelling):
                    spelt.setdefault(unit_key(spelling), unit)
    return table


def _kind(name: str, entry: Mapping[str, Any], units: Mapping[str, Unit], canonical: str) -> LogKind:
    """Return the LogKind of one TOML table.

    Raises
    ------
    ValueError : its role is none of `ROLES`.
    """
    if entry.get("role", "log") not in ROLES:
        raise ValueError(f"{name}: the role must be one of {', '.join(ROLES)}, however: {entry['role']}")
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return LogKind(name=name, unit=canonical, units=MappingProxyType(dict(units)), **given)


def _matrix(rock: str, mnemonics: Iterable[str], words: str, short: str) -> Matrix:
    """Return the Matrix of one TOML table."""
    long, brief = (rf"(?<![a-z])(?:pu|v/v)?(?:{found})(?:pu)?(?![a-z])" for found in (words, short))
    before = r"(?:poros|\bpor\b|phi|neut|\bcnl\b|matrix|rho_?ma|dens)[a-z]*\W+"
    after = r"(?:por|matrix|units?\b|pu\b|corr|env|gr?m?/c|2\.[678])"
    beside = rf"{before}{brief}(?![\s(/-]+(?!{after})\w)|{brief}\W+{after}|^\W*{brief}\W*$"
    says = rf"(?<!not )(?<!no )(?<!non-)(?<!without ){long}|{beside}"
    return Matrix(rock, frozenset(mnemonics), re.compile(f"{long}|{brief}", re.I), re.compile(says, re.I))


@cache
def default_table() -> KindTable:
    """Return the table that comes with the program."""
    data = tomllib.loads(files(__package__).joinpath("kinds.toml").read_text("utf-8"))
    quantities = _quantities(data["quantity"])
    canonical = {quantity: next(iter(units)) for quantity, units in data["quantity"].items()}
    kinds = {
        name: _kind(name, entry, quantities[entry["quantity"]], canonical[entry["quantity"]])
        for name, entry in data["kind"].items()
    }
    described = [
        Described(tuple(rule["mnemonics"]), re.compile(rule["says"], re.I), rule["kind"]) for rule in data["described"]
    ]
    matrices = [_matrix(**entry) for entry in data["matrix"]]
    vague = {name: data[name] for name in ("ambiguous", "by_unit", "by_values", "in_unit")}
    return KindTable(kinds, quantities, described, **vague, matrices=matrices)


def unit_factor(kind: LogKind, unit: str) -> tuple[float, float] | None:
    """Return (scale, offset) with canonical = scale * value + offset, or None for a unit that the kind does
    not know, or that is of the inverse.
    """
    found = kind.unit_of(unit)
    return None if found is None or found.reciprocal is not None else (found.scale, found.offset)


def unit_name(kind: LogKind, unit: str) -> str | None:
    """Return the shown name of a unit of the kind ("US/F" -> "us/ft"), or None where unknown."""
    found = kind.unit_of(unit)
    return found.name if found else None


def unit_names(kind: LogKind, *, linear: bool = False) -> list[str]:
    """Return the shown names of a kind's units, the canonical one first, or of the `linear` ones, not of the inverse:
    in these a kind can be written.

    >>> unit_names(default_table().kinds["ROP"]), unit_names(default_table().kinds["ROP"], linear=True)
    (['m/h', 'ft/h', 'min/m', 'min/ft'], ['m/h', 'ft/h'])
    """
    return list(dict.fromkeys(u.name for u in kind.units.values() if u.reciprocal is None or not linear))


def same_unit(kind: LogKind, one: str, other: str) -> bool:
    """Say whether two units of a kind are one, be they spelt in two ways; an unknown one is none."""
    found = kind.unit_of(one)
    return found is not None and found == kind.unit_of(other)


def to_canonical(values: ArrayLike, kind: LogKind, unit: str) -> Floats:
    """Return values in the kind's canonical unit.

    Raises
    ------
    UsageError : the unit is not one of the kind's.
    """
    return _unit(kind, unit).to_canonical(np.asarray(values, dtype=np.float64))


def from_canonical(values: ArrayLike, kind: LogKind, unit: str) -> Floats:
    """Return canonical values in `unit`; the inverse of `to_canonical`, with the same errors."""
    return _unit(kind, unit).from_canonical(np.asarray(values, dtype=np.float64))


def _unit(kind: LogKind, unit: str) -> Unit:
    """Return a unit of a kind, or refuse it by name; a kind of no quantity has nothing to convert."""
    found = Unit("") if kind.quantity == "none" else kind.unit_of(unit)
    if found is None:
        hint = nearest(unit, sorted(kind.units)) or f"canonical: {kind.unit}"
        raise UsageError(f"unknown unit {unit!r} for {kind.name}", hint=hint)
    return found
