"""LAS text -> Well. The own scan of the bytes owns structure and data; lasio reads the header lines, one by
one.

What lasio would get silently wrong (shifted columns, dropped rows, sections that replace each other) is
refused here with the line number, or read right. The only importer of lasio.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from lasio.reader import read_header_line
from numpy.typing import NDArray

from welllog_mdn.errors import LasError, Notice
from welllog_mdn.logs.kinds import KindTable, default_table, unit_key
from welllog_mdn.wells import scan
from welllog_mdn.wells.scan import Ints, Lines, Section
from welllog_mdn.wells.well import METRES, Curve, Well, frozen

Floats = NDArray[np.float64]
MAX_HEADER_LINE = 8192
DEFAULT_NULL = "-999.25"
MAX_ODD_SHARE = 0.05  # of a log's rows may hold text; beyond it the column is not what its header says (SPEC R2.9)
_NULL_WORDS = re.compile(
    rb"[+-]?(nan|inf|infinity|null|none|n/?a|-+|\*+|\?+|\.|absent|missing|[\d.]*#(ind|qnan|inf|snan|nan)0*)",
    re.I,
)
_RULING = ("STRT", "STOP", "STEP", "NULL")
_NUMBERED = re.compile(r"([^\s.:]+:\d{1,3})\s*\.(\S*)\s*(.*)")
_LABELS = frozenset(
    ["WELL", "COMPANY", "FIELD", "LOCATION", "PROVINCE", "COUNTY", "STATE", "COUNTRY", "API", "DATE", "UWI"]
    + [
        "WELL NAME",
        "COMPANY NAME",
        "FIELD NAME",
        "SERVICE COMPANY",
        "LOG DATE",
        "UNIQUE WELL ID",
        "API NUMBER",
    ]
)


@dataclass(frozen=True, eq=False)
class LasText:
    """Where everything stands in a file's bytes, for a writer that keeps them.

    Offsets count bytes of `raw`. `curve_insert` is just after the last ~C item's end of line,
    `parameter_insert` the same in ~P (None: no ~P), `data_header` the start of the ~A line; `row_ends`
    (rows,) the end, before the end of line, of each record's last line. `curve_starts` and `curve_ends` bound
    the ~C lines, index first, with their end of line; `row_starts` (rows,) is the start of each record's
    first line. `version_lines` are what ~V fails to say of the rows, to be written at `version_insert`.
    """

    raw: bytes = field(repr=False)
    encoding: str
    eol: bytes
    n_columns: int
    delimiter: str
    wrapped: bool
    curve_insert: int
    parameter_insert: int | None
    data_header: int
    row_starts: Ints = field(repr=False)
    row_ends: Ints = field(repr=False)
    curve_names: tuple[str, ...] = field(repr=False)
    curve_starts: tuple[int, ...] = field(repr=False)
    curve_ends: tuple[int, ...] = field(repr=False)
    null: str
    data_header_names: bool
    version_insert: int | None = None
    version_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Item:
    """One header line, as lasio splits it."""

    mnemonic: str
    unit: str
    value: str
    description: str
    line: int


@dataclass
class _Reading:
    """What is known of a file while it is being read."""

    path: Path
    raw: bytes
    lines: Lines
    encoding: str
    sections: list[Section]
    table: KindTable
    salvage: bool
    notices: list[Notice] = field(default_factory=list)
    stated: list[str] = field(default_factory=list)

    def refuse(self, cause: str, line: int | None = None, hint: str | None = None) -> LasError:
        """Return the error to raise; `line` is 0-based here, 1-based for the user."""
        return LasError(cause, file=self.path, line=None if line is None else line + 1, hint=hint)

    def warn(self, subject: str, text: str) -> None:
        """Note what may change a number."""
        self.notices.append(Notice(subject, text))

    def inform(self, subject: str, text: str) -> None:
        """Note what changes no number."""
        self.notices.append(Notice(subject, text, "info"))

    def only(self, letter: str, name: str) -> Section:
        """Return the one section of that letter."""
        found = [s for s in self.sections if s.letter == letter]
        if not found:
            seen = ", ".join("~" + scan.one_line(s.title, 20) for s in self.sections[:12])
            raise self.refuse(f"no {name} section (~{letter}); sections found: {seen}")
        if len(found) > 1:
            raise self.refuse(f"{len(found)} {name} sections (~{letter}): ambiguous", found[1].line)
        return found[0]


def read_las(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    salvage: bool = False,
    table: KindTable | None = None,
    columns: Collection[str] | None = None,
    max_size: int | None = scan.MAX_BYTES,
) -> Well:
    """Read a LAS 1.2 or 2.0 file, or a 3.0 file with one log section.

    Parameters
    ----------
    encoding : of the header text, where it is neither UTF-8 nor cp1252.
    salvage : use the complete rows of a file whose last row is cut.
    table : log kinds and aliases; default: the program's own.
    columns : mnemonics to keep; default all. The index is always kept.
    max_size : refuse larger files, in bytes; None for no limit.

    Raises
    ------
    LasError : whatever cannot be read without guessing, with the line where there is one.
    """
    where = scan.as_path(path)
    raw = scan.read_bytes(where, max_size)
    lines = scan.find_lines(raw)
    codec = _encoding(raw, encoding, where)
    reading = _Reading(
        where, raw, lines, codec, scan.find_sections(raw, lines, codec), table or default_table(), salvage
    )
    if not reading.sections:
        raise reading.refuse("not a LAS file: no line in it starts a ~ section")
    longest = int(np.argmax(lines.ends - lines.starts))
    if lines.ends[longest] - lines.starts[longest] > scan.MAX_LINE:
        raise reading.refuse(f"line longer than {scan.MAX_LINE} bytes", longest)
    return _read(reading, columns)


def _encoding(raw: bytes, wanted: str | None, path: Path) -> str:
    """Return the codec in which the header is understood; the bytes themselves are never converted."""
    if wanted is not None:
        try:
            raw[:4096].decode(wanted, "replace")
        except LookupError as error:
            raise LasError(f"unknown encoding {wanted!r}", file=path) from error
        return wanted
    if raw.isascii():
        return "utf-8"
    for codec in ("utf-8", "cp1252"):
        try:
            raw.decode(codec)
        except UnicodeDecodeError:
            continue
        return codec
    return "latin-1"


def _read(reading: _Reading, columns: Collection[str] | None) -> Well:
    """Return the well of a file whose lines and sections are known."""
    version = {i.mnemonic.upper(): i for i in _items(reading, "V")}
    is_v1 = _version(reading, version)
    data, curve_section = _the_sections(reading)
    control = _header(reading, version, is_v1)
    parameters = _items(reading, "P")
    header = {**{i.mnemonic.upper(): i.value for i in reversed(parameters)}, **control}
    _check_nul(reading, data)
    items = _curve_items(reading, curve_section)
    null = _null(reading, control)
    grid = _read_rows(reading, data, items, control, columns)
    names = _check_data_names(reading, data, items)
    curves = _curves(reading, items, grid, null)
    depth, unit = _index(reading, items[0], grid, control, null)
    _check_truncation(reading, grid, curves)
    text = _text(reading, data, curve_section, items, grid, null, names)
    well = Well(
        name=_well_name(header, reading.path),
        uwi=header.get("UWI", "") or header.get("API", ""),
        file=reading.path,
        header=MappingProxyType(header),
        depth=frozen(depth),
        depth_unit=unit,
        depth_mnemonic=items[0].mnemonic,
        curves=tuple(c for c in curves if columns is None or c.mnemonic in columns),
        null=null,
        sha256=hashlib.sha256(reading.raw).hexdigest(),
        text=text,
        written_by_us=any(i.mnemonic.upper() == "WMDN_VERSION" for i in parameters),
    )
    return replace(well, notices=tuple(reading.notices))


def _well_name(header: Mapping[str, str], path: Path) -> str:
    """Return the well's name, else its UWI, else the file's stem."""
    return header.get("WELL", "").strip() or header.get("UWI", "").strip() or path.stem


# --------------------------------------------------------------------------------------------------- sections


def _the_sections(reading: _Reading) -> tuple[Section, Section]:
    """Return the data section and the curve section, each of which must be there once."""
    data = reading.only("A", "data")
    curve = reading.only("C", "curve")
    if curve.line > data.line:
        raise reading.refuse("the curve section (~C) stands after the data (~A)", curve.line)
    for section in reading.sections:
        if section.line > data.line and not any(c.isalnum() for c in section.title):
            raise reading.refuse("a ~ line without a title among the data: what follows is ambiguous", section.line)
    for letter, name in (("V", "version"), ("W", "well")):
        count = sum(s.letter == letter for s in reading.sections)
        if count == 0:
            assumed = "LAS 2.0, unwrapped" if letter == "V" else "no STRT, STOP, STEP and NULL"
            reading.warn(f"~{letter}", f"no {name} section; assumed {assumed}")
        elif count > 1:
            reading.warn(f"~{letter}", f"{count} {name} sections; the first value of each item was used")
    return data, curve


def _items(reading: _Reading, letter: str) -> list[_Item]:
    """Return the items of all sections of one letter; unreadable lines are noted and left out."""
    found = []
    for section in reading.sections:
        if section.letter != letter:
            continue
        for index, line in _item_lines(reading, section):
            item = _parse_line(reading, line, index, "Parameter" if letter == "P" else "Well")
            if item is not None:
                found.append(item)
    return found


def _item_lines(reading: _Reading, section: Section) -> list[tuple[int, str]]:
    """Return (line index, text) of the lines of a header section that are neither blank nor comments."""
    found = []
    for index in range(section.first, section.last):
        line = reading.lines.text(reading.raw, index).strip(b" \t\x0b\x0c\x1a\x00")
        if line and not line.startswith(b"#"):
            found.append((index, line.decode(reading.encoding, "replace")))
    return found


def _parse_line(reading: _Reading, line: str, index: int, section: str) -> _Item | None:
    """Return a header line's parts by lasio, or None with a notice."""
    if len(line) > MAX_HEADER_LINE:
        reading.warn(f"line {index + 1}", f"header line of {len(line)} characters, kept but not read")
        return None
    try:
        parts = read_header_line(line, section_name=section)
    except (AttributeError, KeyError, IndexError, re.error):
        reading.inform(f"line {index + 1}", "no LAS header item, kept but not read")
        return None
    value, description = _split_at_first_colon(parts["value"], parts["descr"])
    return _Item(parts["name"], parts["unit"], value, description, index)


def _split_at_first_colon(value: str, description: str) -> tuple[str, str]:
    """Return value and description parted at the first colon between blanks.

    lasio parts them at the last colon, so that half of a description with one in it ({HH:mm:ss}) becomes value.
    """
    first = re.search(r"(^|\s):\s", value)
    if first is None:
        return value, description
    return value[: first.start()].strip(), f"{value[first.end() :].strip()}:{description}"


def _version(reading: _Reading, items: Mapping[str, _Item]) -> bool:
    """Check VERS and return whether the file follows LAS 1.x."""
    if not items:
        return False
    if "VERS" not in items:
        reading.warn("VERS", "no version stated; assumed LAS 2.0")
        return False
    value = items["VERS"].value or items["VERS"].description
    match = re.match(r"\s*(\d+(\.\d+)?)", value)
    number = float(match[1]) if match else None
    if number == 3.0:
        _check_las3(reading)
    elif number not in (1.2, 2.0):
        reading.warn("VERS", f"unknown version {value.strip()[:20]!r}; read as LAS 2.0")
    return number == 1.2


def _check_las3(reading: _Reading) -> None:
    """Refuse LAS 3.0 files with more log sections than one."""
    logs = [s for s in reading.sections if s.letter == "A"]
    if len(logs) != 1:
        count = f"{len(logs)} Log data sections" if logs else "no Log data section"
        where = logs[1].line if logs else None
        raise reading.refuse(f"LAS 3.0 file with {count}, one is supported", where, "export it as LAS 2.0")
    reading.inform("VERS", "LAS 3.0 with one log section; its other sections are kept, not read")


def _header(reading: _Reading, version: Mapping[str, _Item], is_v1: bool) -> dict[str, str]:
    """Return the text of the items of ~V and ~W; where a mnemonic comes twice the first wins.

    Only these two rule how the data are read: a NULL or DLM in ~P is somebody's parameter (lasio issue 597).
    """
    header = {name: item.value for name, item in version.items()}
    for item in map(_with_value, _items(reading, "W")):
        name = item.mnemonic.upper()
        value = _v1_value(item) if is_v1 and name not in _RULING else item.value
        if name in _RULING and header.get(name, value) != value:
            reading.warn(name, f"stated twice, as {header[name][:20]} and {value[:20]}; {header[name][:20]} was used")
        header.setdefault(name, value)
        header.setdefault(f"{name}.UNIT", item.unit)
    return header


def _with_value(item: _Item) -> _Item:
    """Return a ruling item with its value where it stands without a blank before it (`NULL.-999.25:`)."""
    if item.mnemonic.upper() in _RULING and not item.value and scan.NUMBER.fullmatch(item.unit.encode()):
        return replace(item, unit="", value=item.unit)
    return item


def _v1_value(item: _Item) -> str:
    """Return the value of a LAS 1.2 well item: after the colon, unless written the LAS 2.0 way."""
    if item.description.strip().upper() in _LABELS and item.value.strip().upper() not in _LABELS:
        return item.value
    return item.description


def _check_nul(reading: _Reading, data: Section) -> None:
    """Refuse NUL bytes in the data (a bad copy), note them elsewhere."""
    offset = reading.raw.find(b"\0", 0, scan.text_end(reading.raw))
    if offset < 0:
        return
    lines = reading.lines
    begin, end = int(lines.starts[data.line]), min(int(lines.nexts[data.last - 1]), scan.text_end(reading.raw))
    inside = reading.raw.find(b"\0", begin, end)
    if inside >= 0:
        line = int(np.searchsorted(lines.starts, inside, side="right")) - 1
        count = reading.raw.count(b"\0", begin, end)
        raise reading.refuse(f"{count} NUL bytes in the data: a damaged copy", line)
    line = int(np.searchsorted(lines.starts, offset, side="right")) - 1
    reading.warn(f"line {line + 1}", "NUL byte in the header text, kept as it is")


# ----------------------------------------------------------------------------------------------------- curves


def _curve_items(reading: _Reading, section: Section) -> list[_Item]:
    """Return the ~C items; every line must be one, for its place gives the column."""
    items = []
    for index, line in _item_lines(reading, section):
        if len(line) > MAX_HEADER_LINE:
            raise reading.refuse(f"curve line of {len(line)} characters, too long to be one", index)
        item = _numbered(line, index) or _parse_line(reading, line, index, "Curves")
        if item is None:
            raise reading.refuse(f"no curve item: {line[:60]!r}", index)
        items.append(_mended(reading, item))
    if not items:
        raise reading.refuse("the curve section (~C) lists no curve", section.line)
    return items


def _numbered(line: str, index: int) -> _Item | None:
    """Return the curve of a line that starts as `GR:2 .gAPI`, of which lasio's own rules keep but `GR`."""
    found = _NUMBERED.match(line)
    if found is None:
        return None
    value, _, description = found[3].partition(":")
    return _Item(found[1], found[2], value.strip(), description.strip(), index)


def _mended(reading: _Reading, item: _Item) -> _Item:
    """Read a mnemonic with a point in it (`GR.NORM .gAPI`), a unit that starts with one or has blanks (`us / ft`)."""
    if item.unit and item.value.startswith("/"):
        return replace(item, unit=item.unit + "".join(item.value.split()), value="")
    second = re.fullmatch(r"\S*\s+\.(\S+)", f"{item.unit} {item.value}".rstrip())
    if second is not None:
        reading.warn(item.mnemonic, f"mnemonic with a point, read as {item.mnemonic} in {second[1]}")
        return replace(item, unit=second[1], value="")
    if item.mnemonic.endswith(".") and item.unit.upper().startswith("1IN"):
        return replace(item, mnemonic=item.mnemonic.rstrip("."), unit="." + item.unit)
    if not item.mnemonic:
        reading.warn(f"line {item.line + 1}", "curve without a mnemonic, kept but never used")
    return item


def _check_data_names(reading: _Reading, data: Section, items: Sequence[_Item]) -> bool:
    """Say whether the ~A line lists the columns; refuse where it lists them otherwise than ~C."""
    words = [w.strip(",|").upper() for w in data.title.split()[1:]]
    names = [i.mnemonic.upper() for i in items]
    known = [w for w in words if w in names]
    _check_kinds(reading, data, words, items)
    if len(known) < max(2, min(len(names), len(words)) / 2):
        return False
    unique = [w for w in dict.fromkeys(known) if names.count(w) == 1 and words.count(w) == 1]
    order = sorted(unique, key=names.index)
    if order != unique or (len(words) == len(names) and any(words.index(w) != names.index(w) for w in unique)):
        wrong = next(w for w, v in zip(unique, order, strict=True) if order == unique or w != v)
        raise reading.refuse(f"the ~A line and the curve section (~C) disagree on the columns, from {wrong}", data.line)
    left = [n for n in names if n and n not in words]
    more = [w for w in words if w not in names and reading.table.resolve(w) is not None]
    if (left and known == words) or len(words) > len(names) == len(known) and more:
        odd = f"not {left[0]}" if left else f"also {more[0]}"
        reading.warn("~A", f"the line names {len(words)} columns and {odd}; the {len(names)} of ~C were used")
    return True


def _check_kinds(reading: _Reading, data: Section, words: Sequence[str], items: Sequence[_Item]) -> None:
    """Refuse a ~A line whose names, though spelt otherwise than in ~C, mean other logs."""
    if len(words) != len(items):
        return
    for word, item in zip(words, items, strict=True):
        if word == item.mnemonic.upper():
            continue
        one, two = reading.table.resolve(word), reading.table.resolve(item.mnemonic)
        if one is not None and two is not None and one.name != two.name and two.role != "position":
            cause = f"the ~A line calls a column {word[:20]} that the curve section (~C) calls {item.mnemonic[:20]}"
            raise reading.refuse(cause, data.line)


# ------------------------------------------------------------------------------------------------------- rows


@dataclass
class _Grid:
    """The data section: `values` (columns kept, rows), and what its cells were."""

    values: Floats
    kept: list[int]
    odd: dict[int, list[tuple[int, int, bytes]]]
    first_line: Ints
    last_line: Ints
    delimiter: str
    wrapped: bool
    cut: bool

    @property
    def rows(self) -> int:
        """Number of records."""
        return len(self.first_line)

    def column(self, index: int) -> Floats:
        """Return one column by its place in the file."""
        return self.values[self.kept.index(index)]


def _read_rows(
    reading: _Reading,
    data: Section,
    items: Sequence[_Item],
    header: Mapping[str, str],
    columns: Collection[str] | None,
) -> _Grid:
    """Tokenise the data section once, check every row, and convert the cells."""
    n = len(items)
    declared = _declared_delimiter(reading, header)
    sample = _sample(reading, data)
    if not sample:
        raise reading.refuse("no data rows below the ~A line", data.line)
    for mark, name in ((b";", "semicolons"), (b"|", "vertical bars")):
        if n > 1 and all(line.count(mark) in (n - 1, n) for line in sample):
            cause = f"the values are separated by {name}, which LAS does not allow"
            raise reading.refuse(cause, hint="export with blanks, commas or tabs")
    delimiter = scan.pick_delimiter(sample, declared, n)
    if delimiter != declared:
        _settle_delimiter(reading, data, header, declared, delimiter)
    wrap_says = header.get("WRAP", "").strip().upper()
    if wrap_says not in ("YES", "NO"):
        said = f"is {wrap_says[:20]!r}" if wrap_says else "is missing"
        reading.warn("WRAP", f"{said}; rows read as they are seen")
    kept = [k for k, item in enumerate(items) if k == 0 or columns is None or item.mnemonic in columns]
    parts = _Parts(reading, n, kept)
    for chunk in scan.chunks(reading.raw, reading.lines, data.first, data.last, delimiter):
        parts.add(chunk)
    return parts.grid(delimiter, wrap_says)


def _settle_delimiter(
    reading: _Reading, data: Section, header: Mapping[str, str], declared: str, delimiter: str
) -> None:
    """Accept rows that are delimited otherwise than declared where a copy can say so, else refuse them.

    Readers that trust the header would see another table in a copy that keeps a wrong DLM line; a missing one is added.
    """
    if delimiter == "TAB" and declared == "SPACE":
        reading.warn("DLM", "SPACE declared, but the rows are TAB separated; read so")
        return
    if "DLM" not in header and any(s.letter == "V" for s in reading.sections):
        reading.stated.append(f"DLM .  {delimiter} : added, the rows are {delimiter} separated")
        reading.warn("DLM", f"not stated, the rows are {delimiter} separated; read so, and stated in a copy")
        return
    said = f"{header['DLM'].strip()[:20]} declared" if "DLM" in header else "not stated"
    if not reading.salvage:
        hint = "correct the DLM line, or --salvage reads the rows as they are seen"
        raise reading.refuse(f"DLM: {said}, but the rows are {delimiter} separated", data.first, hint)
    reading.warn("DLM", f"{said}, but the rows are {delimiter} separated; read so")


def _declared_delimiter(reading: _Reading, header: Mapping[str, str]) -> str:
    """Return the delimiter that ~V declares, SPACE by default."""
    said = header.get("DLM", "").strip().upper() if "DLM" in header else ""
    known = {"": "SPACE", "SPACE": "SPACE", "COMMA": "COMMA", ",": "COMMA", "TAB": "TAB"}
    if said not in known:
        reading.warn("DLM", f"unknown delimiter {said[:20]!r}; read as it is seen")
    return known.get(said, "SPACE")


def _sample(reading: _Reading, data: Section, count: int = 10) -> list[bytes]:
    """Return the first data lines that are neither blank nor comments."""
    found: list[bytes] = []
    for index in range(data.first, data.last):
        line = reading.lines.text(reading.raw, index).strip(b" \r\x0b\x0c\x1a")
        if line.strip() and not line.startswith(b"#"):
            found.append(line)
        if len(found) == count:
            break
    return found


class _Parts:
    """Collects the chunks of a data section."""

    def __init__(self, reading: _Reading, n: int, kept: list[int]) -> None:
        self.reading, self.n, self.kept = reading, n, kept
        self.values: list[Floats] = []
        self.lines: list[Ints] = []
        self.counts: list[Ints] = []
        self.odd: list[tuple[int, int, bytes]] = []
        self.cells = 0

    def add(self, chunk: scan.Chunk) -> None:
        """Convert one chunk's cells."""
        if len(chunk.starts) == 0:
            return
        longest = int(np.argmax(chunk.ends - chunk.starts))
        if chunk.ends[longest] - chunk.starts[longest] > scan.MAX_TOKEN:
            line = chunk.lines[int(np.searchsorted(np.cumsum(chunk.counts), longest, side="right"))]
            raise self.reading.refuse(f"a data value of more than {scan.MAX_TOKEN} characters", int(line))
        numbers = scan.as_numbers(chunk)
        odd_line = chunk.lines[np.searchsorted(np.cumsum(chunk.counts), numbers.odd, side="right")]
        self.odd += [
            (self.cells + int(cell), int(line), chunk.token(int(cell)))
            for cell, line in zip(numbers.odd, odd_line, strict=True)
        ]
        self.values.append(numbers.values)
        self.lines.append(chunk.lines)
        self.counts.append(chunk.counts)
        self.cells += len(numbers.values)
        if self.cells > scan.MAX_CELLS:
            raise self.reading.refuse(f"more than {scan.MAX_CELLS} data values", int(chunk.lines[-1]))

    def grid(self, delimiter: str, wrap_says: str) -> _Grid:
        """Return the checked table."""
        lines, counts = np.concatenate(self.lines), np.concatenate(self.counts)
        wrapped = self._is_wrapped(counts, wrap_says)
        rows, first, last = (self._wrapped_rows if wrapped else self._plain_rows)(lines, counts)
        flat = np.concatenate(self.values)
        self.values.clear()
        table = flat[: rows * self.n].reshape(rows, self.n)
        odd: dict[int, list[tuple[int, int, bytes]]] = {}
        for cell, line, token in self.odd:
            if cell < rows * self.n:
                odd.setdefault(cell % self.n, []).append((cell // self.n, line, token))
        raw = self.reading.raw
        whole = raw.endswith((b"\n", b"\r")) or scan.text_end(raw) < len(raw)
        cut = self.reading.lines.nexts[last[-1]] == len(raw) and not whole
        return _Grid(
            np.ascontiguousarray(table[:, self.kept].T),
            self.kept,
            odd,
            first,
            last,
            delimiter,
            wrapped,
            bool(cut),
        )

    def _is_wrapped(self, counts: Ints, wrap_says: str) -> bool:
        """Return whether records span lines, by what is seen; say where the header has it otherwise."""
        seen = bool((counts[:50] < self.n).any() and counts[0] < self.n and not (counts[:50] > self.n).any())
        aligned = seen and self.n > 1 and _aligned(counts, self.n)
        if wrap_says == "YES" and not seen:
            self.reading.warn("WRAP", "YES declared, but every row stands on one line; read so")
            return False
        if wrap_says != "YES" and aligned and wrap_says == "NO":
            first = int(self.lines[0][0])
            seen_as = f"{counts[0]} values on the first line, {self.n} curves"
            cause = f"looks wrapped ({seen_as}) but the header says WRAP NO"
            raise self.reading.refuse(cause, first, "set WRAP to YES")
        if aligned and wrap_says == "":
            self.reading.stated.append("WRAP.  YES : added, records span several lines")
        return wrap_says == "YES" or aligned

    def _plain_rows(self, lines: Ints, counts: Ints) -> tuple[int, Ints, Ints]:
        """Check that each line has one cell per curve."""
        wrong = np.flatnonzero(counts != self.n)
        if len(wrong) == 0:
            return len(lines), lines, lines
        at = int(wrong[0])
        if at == len(lines) - 1 and counts[at] < self.n and at > 0:
            return self._cut(at, lines[at], lines[:at], lines[:at])
        many = "every row has" if len(np.unique(counts)) == 1 else "row with"
        cause = f"{many} {counts[at]} values, but the curve section (~C) lists {self.n} columns"
        hint = "a value is missing or run together with its neighbour" if counts[at] < self.n else None
        raise self.reading.refuse(cause, int(lines[at]), hint)

    def _wrapped_rows(self, lines: Ints, counts: Ints) -> tuple[int, Ints, Ints]:
        """Check that each record of lines adds up to one cell per curve."""
        total = np.cumsum(counts)
        rows = int(total[-1]) // self.n
        last = np.searchsorted(total, np.arange(1, rows + 1) * self.n)
        wrong = np.flatnonzero(total[last] != np.arange(1, rows + 1) * self.n)
        if len(wrong):
            at = int(last[wrong[0]])
            cause = f"wrapped record of other than {self.n} values ends here"
            raise self.reading.refuse(cause, int(lines[at]), "a value is missing or too many")
        first = np.concatenate([[0], last[:-1] + 1]) if rows else np.empty(0, np.int64)
        self._check_shape(lines, counts, first)
        if rows and last[-1] < len(lines) - 1:
            return self._cut(rows, lines[-1], lines[first], lines[last])
        if not rows:
            raise self.reading.refuse(f"wrapped record of fewer than {self.n} values", int(lines[-1]))
        return rows, lines[first], lines[last]

    def _check_shape(self, lines: Ints, counts: Ints, first: Ints) -> None:
        """Refuse records that do not start as the first one does, with the depth alone on its line.

        Where a value is missing the sums may still come out, and all later columns would be shifted.
        """
        if self.n == 1 or len(first) == 0 or counts[0] != 1:
            return
        wrong = np.flatnonzero(counts[first] != 1)
        if len(wrong):
            line = int(lines[first[max(0, wrong[0] - 1)]])
            cause = f"wrapped record of other than {self.n} values starts here"
            raise self.reading.refuse(cause, line, "a value is missing or too many")

    def _cut(self, rows: int, line: int, first: Ints, last: Ints) -> tuple[int, Ints, Ints]:
        """Refuse a cut last row, or leave it out where the user allows that."""
        reading = self.reading
        text = reading.lines.text(reading.raw, int(line)).strip()
        is_row = any(map(scan.NUMBER.fullmatch, re.split(rb"[\s,]+", text)))
        if not reading.salvage:
            cause = f"the last row is incomplete (expected {self.n} values): the file looks truncated"
            if not is_row:
                cause = f"the last line is no row of values but text: {scan.shown(text, reading.encoding)!r}"
            raise reading.refuse(cause, int(line), "--salvage uses the complete rows")
        what = "incomplete last row" if is_row else "last line of text"
        reading.warn(f"line {int(line) + 1}", f"1 {what} dropped, {rows} complete rows used")
        begin, end = int(reading.lines.nexts[last[-1]]), int(reading.lines.nexts[line])
        reading.raw = reading.raw[:begin] + reading.raw[end:]
        return rows, first, last


def _aligned(counts: Ints, n: int) -> bool:
    """Say whether every multiple of n cells ends at a line's end."""
    total = np.cumsum(counts)
    marks = np.arange(1, total[-1] // n + 1) * n
    return bool(len(marks)) and bool(np.isin(marks, total).all())


# ----------------------------------------------------------------------------------------------------- values


def _null(reading: _Reading, header: Mapping[str, str]) -> str:
    """Return the file's own spelling of a missing value."""
    said = header.get("NULL", "").strip()
    if "NULL" not in header:
        reading.warn("NULL", f"no NULL stated; assumed {DEFAULT_NULL}")
        return DEFAULT_NULL
    if said.lower() == "nan":
        reading.warn("NULL", "declared as NaN; cells that say NaN count as missing")
        return said
    if scan.NUMBER.fullmatch(said.encode("ascii", "replace")) is None:
        reading.warn("NULL", f"{said[:20]!r} is not a number; assumed {DEFAULT_NULL}")
        return DEFAULT_NULL
    if float(said) == 0:
        reading.warn("NULL", "declared as 0: every 0 in the file counts as missing")
    return said


def is_null(values: Floats, null: str) -> NDArray[np.bool_]:
    """Say which values are the file's NULL, (n,).

    Files round it (-999.25 becomes -999.3), so what is within 1e-4 of its size counts as well, but only a value that
    comes twice: heights near -999.25 m are measured ones, each another (found in 18 of 20 FORCE 2020 wells).
    """
    number = float(null)
    if not np.isfinite(number):
        return ~np.isfinite(values)
    distance = np.abs(values - number)
    found: NDArray[np.bool_] = distance <= 1e-7 * abs(number)
    near = np.flatnonzero((distance <= 1e-4 * abs(number)) & ~found)
    if len(near):
        _, which, counts = np.unique(values[near], return_inverse=True, return_counts=True)
        found[near] = counts[which] > 1
    return found


def _curves(reading: _Reading, items: Sequence[_Item], grid: _Grid, null: str) -> list[Curve]:
    """Return the curves of all kept columns but the index."""
    repeated = {k for k, count in Counter(i.mnemonic.upper() for i in items).items() if count > 1 and k}
    for name in sorted(repeated):
        reading.warn(name, f"{sum(i.mnemonic.upper() == name for i in items)} curves of this name")
    return [_curve(reading, items[k], k, grid, null) for k in grid.kept if k > 0]


def _curve(reading: _Reading, item: _Item, column: int, grid: _Grid, null: str) -> Curve:
    """Return one curve: nulls and cells that are no numbers are NaN, each kind of them said."""
    values = grid.column(column)
    name = item.mnemonic or f"line {item.line + 1}"
    kind = reading.table.resolve(item.mnemonic, item.unit, item.description)
    values[is_null(values, null)] = np.nan
    infinite = np.isinf(values)
    if infinite.any():
        values[infinite] = np.nan
        reading.warn(name, f"{int(infinite.sum())} infinite values, taken as missing")
    numbers = int(np.isfinite(values).sum())
    a_log = kind is not None and kind.role in ("log", "hole", "drilling")
    is_text = _odd_cells(reading, name, grid.odd.get(column, []), grid.rows, numbers, null, a_log)
    if is_text:
        values[:] = np.nan
    label = kind.name if kind is not None else None
    return Curve(item.mnemonic, item.unit, item.description, frozen(values), label, column, is_text)


def _odd_cells(
    reading: _Reading,
    name: str,
    odd: Sequence[tuple[int, int, bytes]],
    rows: int,
    numbers: int,
    null: str,
    a_log: bool,
) -> bool:
    """Judge the cells of a curve that are no numbers; return whether it is a curve of text."""
    words = [cell for cell in odd if not _says_missing(cell[2], null)]
    if any(b"," in token and scan.NUMBER.fullmatch(token.replace(b",", b".")) for _, _, token in words[:3]):
        line, token = words[0][1], scan.shown(words[0][2])
        raise reading.refuse(f"{name}: decimal comma ({token})", line, "write decimal points")
    many = len(words) > MAX_ODD_SHARE * rows and rows > 20
    if words and (len(words) > numbers or (many and (words[0][0] == 0 or not a_log))):
        told = reading.warn if a_log else reading.inform
        token = scan.shown(words[0][2], reading.encoding)
        told(name, f"text in {len(odd)} of {rows} rows ({token}), kept as text and not used as a log")
        return True
    if many:
        token = scan.shown(words[0][2], reading.encoding)
        cause = f"{name}: {len(words)} of {rows} rows are no number, the first is {token!r}"
        raise reading.refuse(cause, words[0][1])
    said = [cell for cell in odd if cell[2].strip()]
    if said:
        token, line = scan.shown(said[0][2], reading.encoding), said[0][1] + 1
        count = f"{len(said)} cells are" if len(said) > 1 else "1 cell is"
        reading.warn(name, f"{count} no number (first {token!r} on line {line}), taken as missing")
    if len(odd) > len(said):
        reading.inform(name, f"{len(odd) - len(said)} empty fields, taken as missing")
    return False


def _says_missing(token: bytes, null: str) -> bool:
    """Say whether a cell that is no number is a way to write a missing value."""
    return not token or token.decode("latin-1") == null or _NULL_WORDS.fullmatch(token) is not None


# ------------------------------------------------------------------------------------------------------ index


def _index(reading: _Reading, item: _Item, grid: _Grid, header: Mapping[str, str], null: str) -> tuple[Floats, str]:
    """Return the index and its unit, after the checks of SPEC 7."""
    depth = grid.column(0)
    _check_is_depth(reading, item, grid, header)
    unit = _depth_unit(reading, item, header)
    odd = grid.odd.get(0, [])
    if len(odd) > 0.01 * grid.rows:
        cause = f"the index {item.mnemonic} is text or dates ({scan.shown(odd[0][2])}), a depth is needed"
        raise reading.refuse(cause, odd[0][1])
    depth[is_null(depth, null) | ~np.isfinite(depth)] = np.nan
    missing = int(np.isnan(depth).sum())
    if missing > max(1, 0.01 * grid.rows) or missing == grid.rows:
        raise reading.refuse(f"the depth index {item.mnemonic} is null in {missing} of {grid.rows} rows")
    if missing:
        reading.warn(item.mnemonic, f"depth is null in {missing} rows, which are not predicted")
    _check_order(reading, item.mnemonic, depth, unit)
    _check_header(reading, item.mnemonic, depth, unit, header)
    return depth, unit


def _depth_unit(reading: _Reading, item: _Item, header: Mapping[str, str]) -> str:
    """Return the unit of the index: the curve's own, else STRT's, else metres."""
    length = reading.table.quantities["length"]
    own, strt = length.get(unit_key(item.unit)), length.get(unit_key(header.get("STRT.UNIT", "")))
    if own is None and unit_key(item.unit) in reading.table.quantities["time"]:
        raise reading.refuse(f"the index {item.mnemonic} is in {item.unit}: a time, where a depth is needed", item.line)
    if own is None:
        assumed, source = (strt, "as STRT is") if strt else (length["m"], "STRT states none that is known")
        said = f"unknown depth unit {item.unit!r}" if item.unit else "no depth unit"
        reading.warn(item.mnemonic, f"{said}; assumed {assumed.name} ({source})")
        own = assumed
    elif strt is not None and strt.name != own.name:
        reading.warn(item.mnemonic, f"depth unit is {own.name} in ~C but {strt.name} in STRT; {own.name} was used")
    if own.name not in METRES:
        raise reading.refuse(f"depth unit {item.unit} is not supported; m, ft and .1in are", item.line)
    return own.name


def _check_is_depth(reading: _Reading, item: _Item, grid: _Grid, header: Mapping[str, str]) -> None:
    """Refuse a first curve that is no depth: then the names of all columns may be off."""
    kind = reading.table.resolve(item.mnemonic, "")
    if kind is not None and kind.name in ("DEPTH", "TVD", "DEPTH_MD"):
        if kind.name == "TVD":
            reading.inform(item.mnemonic, "the index is a vertical depth")
        return
    if kind is not None and kind.name == "TIME":
        raise reading.refuse(f"the index is {item.mnemonic}, a time; a depth index is needed", item.line)
    depth, strt = grid.column(0), _number(header.get("STRT", ""))
    plausible = kind is None and grid.rows > 1 and strt is not None and abs(depth[0] - strt) <= 1e-6 * abs(strt)
    if not plausible or unit_key(item.unit) not in reading.table.quantities["length"]:
        found = f"the first curve is {item.mnemonic or 'nameless'}, which is no depth index"
        raise reading.refuse(found, item.line, "the first column must be the depth (DEPT)")
    reading.warn(item.mnemonic, "unknown index name, read as depth since it starts at STRT")


def _number(text: str) -> float | None:
    """Return the number a header text is, or None."""
    text = text.strip()
    return float(text) if scan.NUMBER.fullmatch(text.encode("ascii", "replace")) else None


def _check_order(reading: _Reading, name: str, depth: Floats, unit: str) -> None:
    """Note duplicate and disordered depths; refuse a constant index."""
    seen = depth[np.isfinite(depth)]
    if len(seen) < 3:
        reading.warn(name, f"too few samples: {len(seen)} row{'s' * (len(seen) != 1)}")
    if len(seen) > 1 and np.ptp(seen) == 0:
        raise reading.refuse(f"the depth index {name} is constant: {seen[0]:g} {unit} in every row")
    steps = np.diff(seen)
    levels, counts = np.unique(seen, return_counts=True)
    if len(levels) < len(seen):
        first = levels[counts > 1][0]
        reading.warn(name, f"{len(seen) - len(levels)} duplicate depths, the first at {first:g} {unit}; rows kept")
    way = 1.0 if (steps > 0).sum() >= (steps < 0).sum() else -1.0
    back = np.flatnonzero(steps * way < 0)
    if len(back):
        at = seen[back[0] + 1]
        reading.warn(name, f"depth turns back {len(back)} times, first at {at:g} {unit}; row order kept")


def _check_header(reading: _Reading, name: str, depth: Floats, unit: str, header: Mapping[str, str]) -> None:
    """Compare STRT, STOP and STEP with the index; report, never repair."""
    seen = depth[np.isfinite(depth)]
    steps = np.diff(seen)
    if len(steps) == 0 or not (steps != 0).any():
        return
    unsaid = [item for item in ("STRT", "STOP", "STEP") if not header.get(item, "").strip()]
    if unsaid and any(s.letter == "W" for s in reading.sections):
        reading.warn(", ".join(unsaid), "not stated; the depths of the rows were used")
    for item in ("STRT", "STOP", "STEP"):
        if item not in unsaid and _number(header[item]) is None:
            reading.warn(item, f"{header[item].strip()[:20]!r} is not a number; the depths of the rows were used")
    way = 1.0 if (steps > 0).sum() >= (steps < 0).sum() else -1.0
    median = float(np.median(steps[steps * way > 0]))
    _check_step_unit(reading, name, median, unit)
    given = reading.table.quantities["length"].get(unit_key(header.get("STRT.UNIT", "")))
    factor = given.scale / METRES[unit] if given else 1.0
    for item, value in (("STRT", seen[0]), ("STOP", seen[-1])):
        number = _number(header.get(item, ""))
        if number is not None and min(abs(number - value), abs(number * factor - value)) > 1.5 * abs(median):
            cut = "; the file looks truncated" if item == "STOP" and (number - value) * median > 0 else ""
            reading.warn(item, f"is {number:g} but the data have {value:g} {unit}{cut}; header left as it is")
    step = _number(header.get("STEP", ""))
    if step:
        _check_step(reading, step, factor, median, steps)
    _check_gaps(reading, name, seen, median, unit, bool(step))


def _check_step_unit(reading: _Reading, name: str, median: float, unit: str) -> None:
    """Note an index in feet whose step is a part of a foot in metres: nobody samples every 0.1524 ft."""
    size = abs(median)
    if unit == "ft" and any(abs(size - metric) <= 1e-3 * metric for metric in (0.0762, 0.1524, 0.3048)):
        said = f"labelled ft, but the step of {size:g} is {size / 0.3048:.2g} ft in metres: the depths look like metres"
        reading.warn(name, f"{said}; read in ft as labelled (--fix-units {name}=m reads metres)")


def _check_gaps(reading: _Reading, name: str, seen: Floats, median: float, unit: str, stated: bool) -> None:
    """Note where depths are missing; a STEP that is stated promises that none are."""
    steps = np.abs(np.diff(seen))
    gaps = np.flatnonzero(steps > 2.01 * abs(median))
    if 0 < len(gaps) <= 0.01 * len(steps):
        widest = gaps[np.argmax(steps[gaps])]
        tell = reading.warn if stated else reading.inform
        count = f"{len(gaps)} gap{'s' * (len(gaps) != 1)} of more than two steps"
        where = f"the widest {steps[widest]:g} {unit} from {min(seen[widest], seen[widest + 1]):g} {unit} on"
        tell(name, f"{count} in the depths, {where}; nothing is filled in or smoothed across")


def _check_step(reading: _Reading, step: float, factor: float, median: float, steps: Floats) -> None:
    """Note a STEP that the depths do not have."""
    if min(abs(step - median), abs(step * factor - median)) > 0.01 * abs(median) + 1e-12:
        reading.warn("STEP", f"is {step:g} but the median step of the data is {median:.6g}; header left as it is")
    elif np.mean(np.abs(steps - median) > 0.05 * abs(median)) > 0.01:
        share = 100 * np.mean(np.abs(steps - median) > 0.05 * abs(median))
        reading.warn("STEP", f"is {step:g} but {share:.0f} % of the steps are irregular; depths left as they are")


def _check_truncation(reading: _Reading, grid: _Grid, curves: Sequence[Curve]) -> None:
    """Note a file without a final end of line; its last value may be cut where STOP disagrees as well."""
    if not grid.cut:
        return
    if any(n.subject == "STOP" and "truncated" in n.text for n in reading.notices):
        name = curves[-1].mnemonic if curves else ""
        reading.warn(name, "no end of line after the last row: the file looks truncated, its last value is doubtful")
    else:
        reading.inform("", "no end of line after the last row")


# ------------------------------------------------------------------------------------------------------- text


def _text(
    reading: _Reading,
    data: Section,
    curve_section: Section,
    items: Sequence[_Item],
    grid: _Grid,
    null: str,
    data_header_names: bool,
) -> LasText:
    """Return where a writer puts new text."""
    lines = reading.lines
    insert = _after_last(reading, [s for s in reading.sections if s.letter == "P" and s.line < data.line])
    return LasText(
        raw=reading.raw,
        encoding=reading.encoding,
        eol=lines.eol,
        n_columns=len(items),
        delimiter=grid.delimiter,
        wrapped=grid.wrapped,
        curve_insert=int(lines.nexts[items[-1].line]),
        parameter_insert=insert,
        data_header=int(lines.starts[data.line]),
        row_starts=lines.starts[grid.first_line],
        row_ends=_row_ends(reading, grid),
        curve_names=tuple(i.mnemonic for i in items),
        curve_starts=tuple(int(lines.starts[i.line]) for i in items),
        curve_ends=tuple(int(lines.nexts[i.line]) for i in items),
        null=null,
        data_header_names=data_header_names,
        version_insert=_after_last(reading, [s for s in reading.sections if s.letter == "V" and s.line < data.line]),
        version_lines=tuple(reading.stated),
    )


def _after_last(reading: _Reading, sections: Sequence[Section]) -> int | None:
    """Return the offset behind the last item of the last of some sections, or None where there is none."""
    if not sections:
        return None
    used = [index for index, _ in _item_lines(reading, sections[-1])]
    return int(reading.lines.nexts[used[-1] if used else sections[-1].line])


def _row_ends(reading: _Reading, grid: _Grid) -> Ints:
    """Return the end of each record's last line, a DOS end-of-file mark not counted."""
    ends = reading.lines.ends[grid.last_line].copy()
    return np.minimum(ends, scan.text_end(reading.raw))
