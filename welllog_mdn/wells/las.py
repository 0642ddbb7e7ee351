"""LAS text -> Well. The own scan of the bytes owns structure and data; lasio reads the header lines, one by
one. `rows`, `values` and `index` read the data section.

What lasio would get silently wrong (shifted columns, dropped rows, sections that replace each other) is
refused here with the line number, or read right. The only importer of lasio.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import numpy as np
from lasio.reader import read_header_line

from welllog_mdn.arrays import Ints
from welllog_mdn.errors import Code, LasError, one_line
from welllog_mdn.logs.kinds import KindTable, default_table, predicted_name, unit_key
from welllog_mdn.wells import scan
from welllog_mdn.wells.codec import why_no_codec
from welllog_mdn.wells.identity import identity, in_lease, may_identify, says_who
from welllog_mdn.wells.index import check_place, check_truncation, read_index
from welllog_mdn.wells.reading import GARBLED, Item, LasFile
from welllog_mdn.wells.rows import MAX_HEADINGS, NO_CELLS, Grid, read_rows, words_of
from welllog_mdn.wells.scan import Section
from welllog_mdn.wells.text import LasText
from welllog_mdn.wells.values import file_null, read_curves
from welllog_mdn.wells.well import Curve, Well, frozen
from welllog_mdn.words import counted

MAX_HEADER_LINE = 8192
MAX_HEADER_WORD = 1000  # the time that lasio takes for a word grows with the square of its length
_TOO_LONG = re.compile(rf"(\S{{{MAX_HEADER_WORD}}})\S+")
_RULING = ("STRT", "STOP", "STEP", "NULL")
_CONTROL = ("VERS", "WRAP", "DLM")
_NAMES = ("WELL", "UWI", "API")
_NOT_VALUES = frozenset(["START DEPTH", "STOP DEPTH", "STEP", "NULL VALUE", "NULL", "START", "STOP"])
# a value that rules, up to a blank or the colon of a description, not that of a time (10:00)
_RULES = re.compile(r"(YES|NO|COMMA|TAB|SPACE)\b|[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?(?![^\s:]|:\S)", re.I)
_NO_POINT = re.compile(r"(VERS|STRT|STOP|STEP|NULL)\s+(?=([A-Z]+\s+)?[+-]?\d)", re.I)  # a copy states WRAP and DLM anew
_ROW = re.compile(r"[+-]?\d[\d.]*([\s,;]|$)")  # a ~ before a depth (about 1785 m) would end the data there
_COMMENT_SIGN = re.compile(rb"([+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?)?#", re.I)  # -1.#IND, too: cut behind -1.
_NO_TEXT = b" \t\r\n\x0b\x0c" + scan.PADDING
_STARTS_NUMBER = re.compile(rb'"?[+-]?[.,]?\d|"?$')
_UNIT_WORDS = re.compile(r"([A-Za-z(\[]\D*?)\s+([+-]?[\d.]\S*)")
_NUMBERED = re.compile(r"([^\s.:]+:\d{1,3})\s*\.([^\s:]*)\s*(.*)")
# a name and a unit with a point: `RDEP ohm.m`, `RDEP(ohm.m)`, not `A[M .us/ft`
_POINT_WITHIN = re.compile(r"(\w+)\s*(?:\s|(?P<bracket>[(\[]))([^\s()\[\]]+\.[^\s()\[\]]+)(?(bracket)[)\]])")
_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn")  # categories of Unicode
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and a sign that leave a blank
_CLOCK = re.compile(r"[HMS]{1,2}(:[HMS]{1,2})+", re.I)
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(rf"\W*(\d{{1,2}}\W*)?{_MONTHS}\W*(\d{{1,2}}\W+)?\d{{2,4}}\W*", re.I)
_MATR = re.compile(r"MATR(\[\d+\])?", re.I)
_OF_NEUTRON = re.compile(r"(?!.*dens)(neutron.*\bmatrix|\bmatrix\b.*neutron)", re.I)  # not that of neutron-density
_LABELS = {
    "WELL", "COMPANY", "FIELD", "LOCATION", "PROVINCE", "COUNTY", "STATE", "COUNTRY", "API", "DATE", "UWI",
    "WELL NAME", "COMPANY NAME", "FIELD NAME", "SERVICE COMPANY", "LOG DATE", "UNIQUE WELL ID", "API NUMBER",
}  # fmt: skip


def read_las(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    salvage: bool = False,
    table: KindTable | None = None,
    max_size: int | None = scan.MAX_BYTES,
) -> Well:
    """Read a LAS 1.2 or 2.0 file, or a 3.0 file with one log section.

    Parameters
    ----------
    encoding : of the header text, where it is neither UTF-8 nor cp1252.
    salvage : use the complete rows of a file whose last row is cut.
    table : log kinds and aliases; default: the program's own.
    max_size : refuse larger files, in bytes; None for no limit.

    Raises
    ------
    LasError : whatever cannot be read without guessing, with the line where there is one.
    """
    where = scan.as_path(path)
    raw = scan.read_bytes(where, max_size)
    lines = scan.find_lines(raw)
    codec = _encoding(raw, encoding, where)
    sections = scan.find_sections(raw, lines, codec)
    reading = LasFile(where, raw, lines, codec, sections, table or default_table(), salvage, encoding is None)
    if not reading.sections:
        raise reading.refuse("not a LAS file: no line in it starts a ~ section")
    lengths = np.minimum(lines.ends, len(raw.rstrip(scan.PADDING))) - lines.starts
    longest = int(np.argmax(lengths))
    if lengths[longest] > scan.MAX_LINE:
        raise reading.refuse(f"line longer than {scan.MAX_LINE} bytes", longest)
    return _read(reading)


def _encoding(raw: bytes, wanted: str | None, path: Path) -> str:
    """Return the codec in which the header is understood; the bytes themselves are never converted."""
    if wanted is not None:
        if why := why_no_codec(wanted):
            raise LasError(f"encoding {wanted!r}: {why}", file=path)
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


def _read(reading: LasFile) -> Well:
    """Return the well of a file whose lines and sections are known."""
    checksum = hashlib.sha256(reading.raw).hexdigest()  # of the file: a cut row may go from `raw`
    version = _control(reading)
    reading.is_v1 = _version(reading, version)
    data, curve_section = _the_sections(reading)
    control = _header(reading, version)
    parameters = _items(reading, "P")
    told = {k: v for i in reversed(parameters) for k, v in ((i.mnemonic.upper(), i.value), (_unit_of(i), i.unit))}
    header = {**told, **control}
    data = _checked_for_nul(reading, data, wrapped=control.get("WRAP", "").strip().upper() == "YES")
    _check_end_mark(reading, data)
    items = _curve_items(reading, curve_section)
    _check_rows_behind(reading, data, len(items))
    null = file_null(reading, control)
    grid = read_rows(reading, data, items, control)
    _check_data_names(reading, data.line, "~A line", data.title, items)
    _check_first_row(reading, items, grid)
    _note_headings(reading, grid, items)
    _note_comment_signs(reading, grid, items)
    curves = read_curves(reading, items, grid, null)
    depth, unit = read_index(reading, items[0], grid, control, null)
    check_place(reading, depth, curves, control)
    curves = check_truncation(reading, grid, curves, null)
    uwi = _uwi(header)
    text = _text(reading, data, items, grid, null, states_null="NULL" in control)
    text = replace(text, garbled=_garbled(reading, curves))
    return Well(
        name=_well_name(header, uwi, reading.path),
        uwi=uwi,
        file=reading.path,
        header=MappingProxyType(header),
        depth=frozen(depth),
        depth_unit=unit,
        depth_mnemonic=items[0].mnemonic,
        depth_description=items[0].description,
        curves=tuple(curves),
        null=null,
        sha256=checksum,
        text=text,
        written_by_us=any(i.mnemonic.upper() == "WMDN_VERSION" for i in parameters),
        neutron_matrix=_neutron_matrix(reading.table, parameters),
        notices=tuple(reading.notices),
    )


def _neutron_matrix(table: KindTable, parameters: Sequence[Item]) -> str:
    """Return the rock in which the neutron porosity reads true, "" where no parameter states it, or zones differ."""
    of_neutron = [i for i in parameters if _MATR.fullmatch(i.mnemonic) or _OF_NEUTRON.search(i.description)]
    stated = {table.stated_matrix(f"{i.unit} {i.value}".strip(), i.description) for i in of_neutron} - {""}
    return stated.pop() if len(stated) == 1 else ""


def _garbled(reading: LasFile, curves: Sequence[Curve]) -> tuple[str, ...]:
    """Note curves whose names or units mean nothing and may be of another encoding than the one that was guessed, and
    return their names.
    """
    found = tuple(c for c in curves if _is_garbled(reading, c))
    if found:
        what = f"{counted(len(found), 'curve')} of no known log or unit"
        reading.warn("~C", f"{what}, the first named {one_line(found[0].mnemonic, 20)}; {GARBLED}", Code.GARBLED)
    return tuple(c.mnemonic for c in found)


def _is_garbled(reading: LasFile, curve: Curve) -> bool:
    """Say whether a curve's name or its unit means nothing and may be of another encoding."""
    if curve.kind is None and reading.is_garbled(curve.mnemonic):
        return True
    named = reading.table.named(curve.mnemonic, curve.description)  # of others no unit makes a log
    return named is not None and not reading.table.is_unit(curve.unit) and reading.is_garbled(curve.unit, unit=True)


def _uwi(header: Mapping[str, str]) -> str:
    """Return the UWI, else the API number: the first of the two that is no placeholder."""
    both = [text for name in ("UWI", "API") if (text := header.get(name, ""))]
    return next(filter(identity, both), both[0] if both else "")


def _well_name(header: Mapping[str, str], uwi: str, path: Path) -> str:
    """Return the well's name, a mere number with its lease, else its UWI or API number where that may identify it, else
    the file's stem.
    """
    return in_lease(header.get("WELL", "").strip(), header) or (uwi.strip() if may_identify(uwi) else path.stem)


# --------------------------------------------------------------------------------------------------- sections


def _the_sections(reading: LasFile) -> tuple[Section, Section]:
    """Return the data section and the curve section, each of which must be there once."""
    data = reading.only("A", "data")
    curve = reading.only("C", "curve")
    if curve.line > data.line:
        raise reading.refuse("the curve section (~C) stands after the data (~A)", curve.line)
    for section in reading.sections:
        no_title = _ROW.match(section.title) or not any(c.isalnum() for c in section.title)
        if section.line > data.line and no_title:
            raise reading.refuse("a ~ line without a title among the data: what follows is ambiguous", section.line)
        if section.beside:
            said = f"a section of its own beside ~{section.beside}, kept; nothing in it rules the data"
            reading.inform(section.shown, said)
        if section.by_items:
            reading.warn(section.shown, "read as the well section (~W), since it states NULL, or STRT and STOP")
    for letter, name in (("V", "version"), ("W", "well")):
        count = sum(s.letter == letter for s in reading.sections)
        if count == 0:
            assumed = "LAS 2.0, unwrapped" if letter == "V" else "no STRT, STOP, STEP and NULL"
            reading.warn(f"~{letter}", f"no {name} section; assumed {assumed}")
        elif count > 1:
            reading.warn(f"~{letter}", f"{count} {name} sections; the first value of each item was used")
    return data, curve


def _items(reading: LasFile, letter: str) -> list[Item]:
    """Return the items of all sections of one letter; unreadable lines are noted and left out."""
    of_letter = (section for section in reading.sections if section.letter == letter)
    return [item for s in of_letter for item in _parsed(reading, s, "Parameter" if letter == "P" else "Well")]


def _parsed(reading: LasFile, section: Section, name: str) -> list[Item]:
    """Return the items of a section, parsed as lasio does one of a `name`; other lines are noted and left out."""
    found = (_parse_line(reading, line, index, name) for index, line in _item_lines(reading, section))
    return [item for item in found if item is not None]


def _item_lines(reading: LasFile, section: Section) -> list[tuple[int, str]]:
    """Return (line index, text) of the lines of a header section that are neither blank nor comments."""
    found = []
    for index in range(section.first, section.last):
        line = reading.decoded(reading.lines.text(reading.raw, index).strip(b" \t\x0b\x0c\x1a\x00")).strip()
        if line and not line.startswith("#"):  # a line of nothing but no-break spaces is blank, too
            found.append((index, line))
    return found


def _parse_line(reading: LasFile, line: str, index: int, section: str) -> Item | None:
    """Return a header line's parts by lasio, or None with a notice."""
    if len(line) > MAX_HEADER_LINE or max(map(len, line.split())) > MAX_HEADER_WORD:
        reading.warn(f"line {index + 1}", f"header line of {len(line)} characters, kept but not read")
        return None
    without_point = _NO_POINT.match(line) if section == "Well" else None
    if without_point is not None:
        reading.warn(without_point[1].upper(), "no point behind the mnemonic, read as if it stood there")
        line = f"{without_point[1]}. {line[without_point.end() :]}"
    try:
        parts = read_header_line(line, section_name=section)
    except (AttributeError, KeyError, IndexError, re.error):
        reading.inform(f"line {index + 1}", "no LAS header item, kept but not read")
        return None
    is_curve = section == "Curves"  # which has no value that may hold a colon
    unit, value, description = _without_colon(parts["unit"], parts["value"], parts["descr"], is_curve)
    colon = ": " if re.search(r":\s[^:]*$", line) else ":"  # the last one, at which lasio parted the line
    if section == "Well" and (reading.is_v1 or not re.search(r"\s:\s[^:]*$", line)):  # so LAS 2.0 ends a value
        value, description = _behind_label(value, description, colon)
    value, description = _split_at_first_colon(value, description, colon, blank_before=not is_curve)
    return Item(parts["name"], unit, value, description, index)


def _without_colon(unit: str, value: str, descr: str, is_curve: bool) -> tuple[str, str, str]:
    """Return unit, value and description of a line whose unit ends with a colon: `FT:` of `DEPT.FT: Depth: measured`.

    lasio parts the line at the last colon. What it takes for the value is one (`STRT.FT: 6108.8: start`), except of a
    curve, or where the value stands in the unit's place (`WRAP.NO: one: line`). A colon within a unit is its own
    (`HH:MM`), or that of a well's name (`WELL.16/2:4`).
    """
    if not unit.endswith(":"):
        return unit, value, descr
    unit = unit[:-1]
    if value and (is_curve or _RULES.fullmatch(unit)):
        return unit, "", f"{value}: {descr}"
    return unit, value, descr


def _behind_label(value: str, description: str, colon: str = ":") -> tuple[str, str]:
    """Return value and description parted behind a label of LAS 1.2 (`WELL: NORTH UNIT: 3`), whose value follows it."""
    label, mark, rest = value.partition(":")
    if not mark or label.strip().upper() not in _LABELS or not rest.strip() or description.upper() in _LABELS:
        return value, description
    return label.strip(), rest.strip() + (f"{colon}{description}" if description else "")


def _split_at_first_colon(value: str, description: str, colon: str, blank_before: bool) -> tuple[str, str]:
    """Return value and description parted at the first colon between blanks, or before one.

    lasio parts them at the last colon, so that half of a description with one in it ({HH:mm:ss}) becomes value.
    """
    first = re.search(r"(^|\s):\s" if blank_before else r":\s", value)
    if first is None:
        return value, description
    behind = value[first.end() :].strip()
    return value[: first.start()].strip(), f"{behind}{colon}{description}" if description else behind


def _version(reading: LasFile, items: Mapping[str, Item]) -> bool:
    """Check VERS and return whether the file follows LAS 1.x."""
    if not items:
        return False
    if "VERS" not in items:
        reading.warn("VERS", "no version stated; assumed LAS 2.0")
        return False
    value = items["VERS"].value or items["VERS"].description
    # the number at its start, or the only one (CWLS STANDARD - VERSION 2.0)
    stated = re.findall(r"\d+(?:[.,]\d+)?", value, re.ASCII)
    number = (
        float(stated[0].replace(",", ".")) if len(set(stated)) == 1 or re.match(r"\s*\d", value, re.ASCII) else None
    )
    if number == 3.0:
        _check_las3(reading)
    elif number not in (1.2, 2.0):
        reading.warn("VERS", f"unknown version {value.strip()[:20]!r}; read as LAS 2.0")
    return number == 1.2


def _control(reading: LasFile) -> dict[str, Item]:
    """Return the items of ~V by mnemonic; where one comes twice the first that is not blank wins."""
    found: dict[str, Item] = {}
    for item in map(_with_value, _items(reading, "V")):
        name = item.mnemonic.upper()
        if name not in found or not found[name].value:
            found[name] = item
        elif name in _CONTROL:
            _check_twice(reading, name, found[name].value, item.value)
    return found


def _check_twice(reading: LasFile, name: str, first: str, second: str) -> None:
    """Say which of two values of a header item was used; a blank one says nothing, nor does the same number (2.00)."""
    is_number = name not in _NAMES and all(scan.NUMBER.fullmatch(value.encode()) for value in (first, second))
    if second and first.upper() != second.upper() and not (is_number and float(first) == float(second)):
        reading.warn(name, f"stated twice, as {first[:20]} and {second[:20]}; {first[:20]} was used")


def _check_las3(reading: LasFile) -> None:
    """Refuse LAS 3.0 files with more log sections than one."""
    logs = [s for s in reading.sections if s.letter == "A"]
    if len(logs) != 1:
        count = f"{len(logs)} Log data sections" if logs else "no Log data section"
        where = logs[1].line if logs else None
        raise reading.refuse(f"LAS 3.0 file with {count}, one is supported", where, "export it as LAS 2.0")
    stated = logs[0].title.partition("|")[2].strip(" ~")
    meant = [s for s in reading.sections if stated and s.goes_by(stated)]
    said = f"data that go by {one_line(stated, 30)}"
    if meant and all(s.letter != "C" for s in meant):
        hint = "name the section there that lists their columns"
        raise reading.refuse(f"LAS 3.0 file with {said}, which lists no log curves", logs[0].line, hint)
    if stated and not meant:
        reading.warn(f"line {logs[0].line + 1}", f"{said}, which the file has not: read by its curve section")
    reading.inform("VERS", "LAS 3.0 with one log section; its other sections are kept, not read")


def _header(reading: LasFile, version: Mapping[str, Item]) -> dict[str, str]:
    """Return the text of the items of ~V and ~W; where a mnemonic comes twice the first that is not blank wins, of the
    two sections that where the item belongs.

    Only these two rule how the data are read: a NULL or DLM in ~P is somebody's parameter (lasio issue 597).
    """
    astray = {name for name in version if name in _RULING}  # they belong into ~W
    header = {name: item.value for name, item in version.items() if name not in astray}
    for item in (*map(_with_value, _items(reading, "W")), *(version[name] for name in sorted(astray))):
        name = item.mnemonic.upper()
        value = _ruling_value(item) if name in _RULING else _text_value(item, reading.is_v1)
        if not header.get(name):
            header |= {name: value, _unit_of(item): item.unit}
            if name in _RULING:
                _tell_behind(reading, item, value)
        elif name in (*_RULING, "WELL", "UWI"):
            _check_twice(reading, name, header[name], value)
    return _with_set_aside(reading, header)


def _with_set_aside(reading: LasFile, header: Mapping[str, str]) -> dict[str, str]:
    """Return a header with what sections of their own beside ~W add to it (the name, in `~Well Location`); none of them
    rules the data.
    """
    found = dict(header)
    for section in reading.sections:
        if section.beside != "W":
            continue
        for item in map(_with_value, _parsed(replace(reading, notices=[]), section, "Well")):  # tables are no items
            name = item.mnemonic.upper()
            if found.get(name):
                continue
            if name in (*_RULING, *_CONTROL):
                reading.warn(name, f"stated in {section.shown} only, a section beside ~W; not used")
            else:
                found |= {name: _text_value(item, reading.is_v1), _unit_of(item): item.unit}
    return found


def _ruling_value(item: Item) -> str:
    """Return the value of a ruling item: where words stand for it, the number that follows its colon
    (`NULL. Absent value : -9999`). A NULL of NaN is none of them, nor is 0 a NULL behind words: `NULL. none : 0`.
    """
    behind = _RULES.match(item.description)
    number = behind[0] if behind else ""
    if not item.value or re.search(r"\d", item.value) or not scan.NUMBER.fullmatch(number.encode()):
        return item.value
    if item.mnemonic.upper() == "NULL" and (item.value.upper() == "NAN" or float(number) in (0.0, np.inf, -np.inf)):
        return item.value
    return number


def _tell_behind(reading: LasFile, item: Item, value: str) -> None:
    """Note where the value of a ruling item is the number behind its words."""
    if value == item.value:
        return
    name = item.mnemonic.upper()
    reading.warn(name, f"{item.value[:20]!r} is not a number; read as {value[:20]}, which follows the colon")
    if name == "NULL":
        reading.null_word = item.value  # it may be one in the cells (VOID), too


def _unit_of(item: Item) -> str:
    """Return the name under which a header keeps an item's unit."""
    return f"{item.mnemonic.upper()}.UNIT"


def _with_value(item: Item) -> Item:
    """Return an item of a well's name, or a ruling one, with its value where that has no blank before it
    (`NULL.-999.25:`); a ruling one also where it follows the colon.

    Words before the value belong to the unit (`STRT.0.1 in 72000`).
    """
    name = item.mnemonic.upper()
    if name in (*_RULING, *_CONTROL):  # `NULL. -9999:null:value`, not the time of a STRT of dates
        item = replace(item, value=re.split(r":(?!\d)", item.value.lstrip(": "))[0].rstrip())
    if name in _RULING and item.value.upper() in _NOT_VALUES:  # where LAS 1.2 has the names of its items
        item = replace(item, value="")
    if name in _NAMES and item.unit:  # names have no unit: they follow the point at once
        value, description = _behind_label(f"{item.unit} {item.value}".rstrip(), item.description)
        return replace(item, unit="", value=value, description=description)
    behind_unit = _UNIT_WORDS.fullmatch(item.value)
    if name in _RULING and behind_unit:
        return replace(item, unit=f"{item.unit} {behind_unit[1]}".strip(), value=behind_unit[2])
    if name not in (*_RULING, *_CONTROL) or item.value:
        return item
    if _RULES.fullmatch(item.unit):
        return replace(item, unit="", value=item.unit)
    behind = _RULES.match(item.description)
    return replace(item, value=behind[0]) if behind else item


def _text_value(item: Item, is_v1: bool) -> str:
    """Return the value of a well item: in LAS 1.2 behind the colon, in 2.0 before it, unless the label stands there."""
    value, description = item.value.strip(), item.description.strip()
    if value.upper() in _LABELS:
        return description
    return description if is_v1 and description and description.upper() not in _LABELS else value


def _checked_for_nul(reading: LasFile, data: Section, wrapped: bool) -> Section:
    """Refuse NUL bytes in the data (a bad copy), note them elsewhere; return the data section, which ends before those
    that took the place of its end where the user allows that.
    """
    stop = scan.text_end(reading.raw)
    if reading.raw[stop : stop + 1] == b"\0":
        padding = counted(len(reading.raw) - stop, "NUL byte")
        reading.warn("", f"{padding} behind the last line, kept but not read")
    offset = reading.raw.find(b"\0", 0, stop)
    if offset < 0:
        return data
    lines = reading.lines
    begin, end = int(lines.starts[data.line]), min(int(lines.nexts[data.last - 1]), stop)
    inside = reading.raw.find(b"\0", begin, end)
    if inside >= 0:
        line = lines.line_of(inside)
        count = reading.raw.count(b"\0", begin, end)
        at_end = line > data.first and not reading.raw[inside:].strip(_NO_TEXT)
        if not (at_end and reading.salvage):
            hint = "--salvage uses the complete rows before them" if at_end else None
            raise reading.refuse(f"{count} NUL byte{'s' * (count > 1)} in the data: a damaged copy", line, hint)
        data = _without_end(reading, data, line, count, wrapped)
    if offset != inside:
        line = lines.line_of(offset)
        reading.warn(f"line {line + 1}", "NUL byte in the header text, kept as it is")
    return data


def _without_end(reading: LasFile, data: Section, line: int, count: int, wrapped: bool) -> Section:
    """Take out the last line of the data, which NUL bytes took the place of in part, and return the section without."""
    start = int(reading.lines.starts[line])
    what = "line" if wrapped else "last row"  # what is left of a row over several lines is told of with the rows
    half = f"1 incomplete {what} and " if reading.raw[start:].strip(_NO_TEXT) else ""
    said = f"{half}{counted(count, 'NUL byte')} dropped, the complete rows above used"
    reading.warn(f"line {line + 1}", said, Code.CUT)
    reading.raw = reading.raw[:start]
    reading.lines = scan.find_lines(reading.raw)
    left = replace(data, last=line)
    reading.sections = [left if section is data else section for section in reading.sections]
    return left


def _check_rows_behind(reading: LasFile, data: Section, n: int) -> None:
    """Note rows of `n` numbers in a section behind the data, which a title amid of them cuts off; not read."""
    for section in reading.sections:
        if n == 1 or section.line <= data.line or "|" in section.title:  # that of LAS 3.0 says whose rows they are
            continue
        found = []
        for index in range(section.first, section.last):
            cells = re.split(rb"[\s,]+", reading.lines.text(reading.raw, index).strip())
            if len(cells) == n and all(map(scan.NUMBER.fullmatch, cells)):
                found.append(index)
        if found:
            rows = f"{counted(len(found), 'row')} of {n} numbers"
            said = f"{rows} from here on stand in the section {section.shown} behind the data"
            reading.warn(f"line {found[0] + 1}", f"{said}; not read (move that section below them)")


def _check_end_mark(reading: LasFile, data: Section) -> None:
    """Note a DOS end-of-file mark (Ctrl-Z) with rows behind it: more rows, or the rest of what a disk held before."""
    lines = reading.lines
    end = int(lines.nexts[data.last - 1])
    at = reading.raw.find(b"\x1a", int(lines.starts[data.line]), end)
    if at >= 0 and reading.raw[at:end].strip(_NO_TEXT):
        line = lines.line_of(at)
        reading.warn(f"line {line + 1}", "end-of-file mark (Ctrl-Z) before the last row; what follows it was read too")


# ----------------------------------------------------------------------------------------------------- curves


def _curve_items(reading: LasFile, section: Section) -> list[Item]:
    """Return the ~C items; every line must be one, for its place gives the column."""
    items: list[Item] = []
    for index, line in _item_lines(reading, section):
        if len(line) > MAX_HEADER_LINE:
            raise reading.refuse(f"curve line of {len(line)} characters, too long to be one", index)
        line = _TOO_LONG.sub(r"\1", line)  # the mnemonic and unit are shorter than that; of a description less will do
        item = _numbered_curve(line, index) or _parse_line(reading, line, index, "Curves")
        if item is None:
            hint = "write NAME.UNIT : description, or # before a comment"
            raise reading.refuse(f"no curve item: {line[:60]!r}", index, hint)
        items.append(_described(reading, _mended(reading, item, first=not items)))
    if not items:
        raise reading.refuse("the curve section (~C) lists no curve", section.line)
    return items


def _described(reading: LasFile, item: Item) -> Item:
    """Return a curve with its description where that stands before the colon, in the place of an API code
    (`DT.USEC/FT Shear Delta Time:`), as Kansas files have it; of a name that is a log by itself, since what stands
    there of others (`K. MD PERM :`) need not say that they are one.
    """
    if item.description or not _describes(reading, item.value) or reading.table.is_vague(item.mnemonic, item.unit):
        return item
    return replace(item, description=item.value)


def _describes(reading: LasFile, text: str) -> bool:
    """Say whether a text in the place of an API code is words: no code (45 SGR 01 01), no date, no placeholder."""
    letters, digits = (sum(map(test, text)) for test in (str.isalpha, str.isdigit))
    no_unit = unit_key(text) in reading.table.quantities["none"]  # UNKNOWN
    words = re.search(r"[^\W\d_]{2}", text) and digits < letters and not _DATE.fullmatch(text)
    return bool(words) and says_who(text) and not no_unit


def _numbered_curve(line: str, index: int) -> Item | None:
    """Return the curve of a line that starts as `GR:2 .gAPI`, of which lasio's own rules keep but `GR`."""
    found = _NUMBERED.match(line)
    if found is None:
        return None
    value, _, description = found[3].partition(":")
    return Item(found[1], found[2], value.strip(), description.strip(), index)


def _mended(reading: LasFile, item: Item, first: bool) -> Item:
    """Read a mnemonic with a point in it (`GR.NORM .gAPI`), a unit that starts with one or has blanks (`us / ft`);
    `first` is the index. One in which nothing can be seen is none.
    """
    if not any(map(_is_visible, item.mnemonic)):
        item = replace(item, mnemonic="")
        if not first:
            reading.warn(f"line {item.line + 1}", "curve without a mnemonic, kept but never used")
        return item
    item = _with_unit_before_colon(reading, item)
    whole = "".join((item.unit + item.value).split())
    if item.mnemonic.endswith(".") and whole.upper().startswith("1IN"):
        return replace(item, mnemonic=item.mnemonic.rstrip("."), unit="." + whole, value="")
    goes_on = re.match(r"/|\.\s*\w", item.value) or not _is_unit(reading, item.unit)  # `us / ft`, `ohm . m`
    says_none = unit_key(whole) in reading.table.quantities["none"]  # UNKNOWN, in the place of an API code
    if item.value and _is_unit(reading, whole) and goes_on and not says_none:
        return replace(item, unit=whole, value="")
    both = f"{item.unit} {item.value}".rstrip()
    second = re.fullmatch(r"\S*\s+\.\s*([^\s\d]\S*)", both)  # `DEPT.FT .1` states a step
    if second is not None:
        reading.warn(item.mnemonic, f"mnemonic with a point, read as {item.mnemonic} in {second[1]}")
        return replace(item, unit=second[1], value="")
    within = _POINT_WITHIN.fullmatch(f"{item.mnemonic}.{item.unit}")
    if within is not None and _is_unit(reading, within[3]):
        return _without_point(reading, replace(item, value=""), within[1], within[3])
    name, *rest = item.mnemonic.split()  # `RHOB G/CC : Bulk Density`
    if len(rest) == 1 and not item.unit and rest[0][0] not in "([" and _is_unit(reading, rest[0]):
        return _without_point(reading, item, name, rest[0])
    return item


def _is_visible(letter: str) -> bool:
    """Say whether a letter of a header shows: one of another encoding may pass for a control of the upper half.

    >>> [_is_visible(c) for c in ("G", "\\x83", "\\xa0", "\\u200b", "\\u3164")]
    [True, True, False, False, False]
    """
    return "\x7f" < letter < "\xa0" or (unicodedata.category(letter) not in _UNSEEN and letter not in _FILLERS)


def _with_unit_before_colon(reading: LasFile, item: Item) -> Item:
    """Part a unit from the half of a description that lasio leaves to it where that has a colon (`FT:Depth:measured`);
    a time's unit (`HH:MM`) is whole.
    """
    unit, colon, rest = item.unit.partition(":")
    if not colon or _CLOCK.fullmatch(item.unit) or _is_unit(reading, item.unit) or not _is_unit(reading, unit):
        return item
    return replace(item, unit=unit, value="", description=f"{rest} {item.value}".rstrip() + f":{item.description}")


def _without_point(reading: LasFile, item: Item, name: str, unit: str) -> Item:
    """Say that a curve's line has no point behind the mnemonic, and return the curve that it would be with one."""
    reading.warn(name, f"no point behind the mnemonic, read as if it stood there: {name} in {unit}")
    return replace(item, mnemonic=name, unit=unit)


def _is_unit(reading: LasFile, unit: str) -> bool:
    """Say whether the table of kinds knows a unit."""
    return reading.table.is_unit(unit)


def _check_first_row(reading: LasFile, items: Sequence[Item], grid: Grid) -> None:
    """Refuse a first row, or a line above it, that holds no values but lists the columns, otherwise than ~C does."""
    first = [odd[0] for odd in grid.odd.values() if odd[0].row == 0]
    line, cells = (first[0].line, [cell.token.strip(b'"') for cell in first]) if first else (0, [])
    if grid.above:
        line, cells = grid.above[0][0], words_of(grid.above[0][1])
    words = [reading.decoded(cell) for cell in cells]
    if len(words) == len(items) and len({w.upper() for w in words} & {i.mnemonic.upper() for i in items}) > 1:
        _check_data_names(reading, line, "first row", " ".join(["A", *words]), items)


def _note_headings(reading: LasFile, grid: Grid, items: Sequence[Item]) -> None:
    """Note rows of text right below the ~A line (names, units, a rule of dashes) in one line, not one for each column.

    They stay rows, without a value, since every row of a copy is one; where these are few the index is refused. Those
    that are no rows stay above them.
    """
    if grid.above:
        line, text = grid.above[0]
        _tell_headings(reading, line, len(grid.above), words_of(text)[0])
    own = {k for k, item in enumerate(items) if not predicted_name(item.mnemonic)}  # of others a copy has the null
    first = (cell for k in own for cell in islice(grid.odd.get(k, NO_CELLS), MAX_HEADINGS + 1))
    words = Counter(cell.row for cell in first if not _STARTS_NUMBER.match(cell.token))
    count = next(row for row in range(MAX_HEADINGS + 2) if words[row] < len(own))
    if 0 < count <= min(MAX_HEADINGS, 0.01 * grid.rows):
        token, grid.headings = grid.odd[0][0].token, count
        grid.odd = {k: left for k, odd in grid.odd.items() if len(left := odd.below(count))}
        _tell_headings(reading, int(grid.first_line[0]), count, token)
    _note_texts(reading, grid, own)


def _note_texts(reading: LasFile, grid: Grid, own: Collection[int]) -> None:
    """Note rows of text among the others, as names that each page of a print-out repeats, in one line as well; refuse
    a file that has many of them, for that.
    """
    depths = grid.odd.get(0, NO_CELLS)
    for column in own:
        depths = depths.of(np.flatnonzero(np.isin(depths.rows, grid.odd.get(column, NO_CELLS).rows)))
    words = [cell for cell in depths if _is_word(cell.token)]
    if not 0 < len(words) < 0.5 * grid.rows or words[-1].row < MAX_HEADINGS:  # those alone may be of another order
        return
    first, rows = words[0], np.array([cell.row for cell in words])
    token = scan.shown(first.token, reading.encoding)
    said = f"{counted(len(rows), 'row')} of text among the rows, beginning with '{token}'"
    if len(rows) > 0.01 * grid.rows:
        raise reading.refuse(said, first.line, "put a # before each, which makes it a comment")
    grid.texts = rows
    grid.odd = {k: left for k, odd in grid.odd.items() if len(left := odd.outside(rows))}
    reading.warn(f"line {first.line + 1}", f"{said}; without data, not predicted")


def _is_word(token: bytes) -> bool:
    """Say whether a cell neither begins as a number does nor is one of the ways to write a missing value."""
    return _STARTS_NUMBER.match(token) is None and not scan.says_missing(token)


def _tell_headings(reading: LasFile, line: int, count: int, token: bytes) -> None:
    """Warn of rows of text below the ~A line, the first of which begins with `token`."""
    said = f"{counted(count, 'row')} of text below the ~A line, beginning with '{scan.shown(token, reading.encoding)}'"
    reading.warn(f"line {line + 1}", f"{said}; without data, not predicted")


def _note_comment_signs(reading: LasFile, grid: Grid, items: Sequence[Item]) -> None:
    """Note a column of cells that are #, or a number and #, where lasio ends the row: it would not see the curves of a
    copy.

    Where a row has none (headings, too), lasio reads its rows of unequal length another way, and right; so it does
    wrapped ones.
    """
    if grid.wrapped or grid.headings:
        return
    for column, odd in sorted(grid.odd.items()):
        if len(odd) == grid.rows and all(map(_COMMENT_SIGN.match, odd.tokens)):
            name = items[column].mnemonic or f"line {items[column].line + 1}"
            said = f"every cell holds a # (the first is '{scan.shown(odd[0].token, reading.encoding)}')"
            reading.warn(name, f"{said}; readers that take it for a comment will not see a copy's new curves")
            return  # they see no cell behind this one


def _check_data_names(reading: LasFile, line: int, where: str, title: str, items: Sequence[Item]) -> None:
    """Refuse a ~A line, or a first row, that lists the columns otherwise than ~C does."""
    listing = {i.mnemonic.upper() for i in items}
    words = _data_words(title, listing)
    if words and words[0] not in listing and _is_depth(reading, words[0]) and _is_depth(reading, items[0].mnemonic):
        words[0] = items[0].mnemonic.upper()  # DEPTH where ~C has DEPT
    items = [i for i in items if i.mnemonic.upper() in words or not predicted_name(i.mnemonic)]  # these came later
    if len(words) >= len(items) and all(scan.NUMBER.fullmatch(w.encode()) for w in words):
        raise reading.refuse("values on the ~A line itself, where they would be lost", line, "break the line")
    names = [i.mnemonic.upper() for i in items]
    if words != names and sorted(words) == sorted(names):
        moved = [(w[:20], n[:20]) for w, n in zip(words, names, strict=True) if w != n]
        there, here = (", ".join(row[:6]) + ", ..." * (len(row) > 6) for row in zip(*moved, strict=True))
        cause = f"the {where} lists the columns in another order than the curve section (~C)"
        raise reading.refuse(f"{cause}: {there}, where that has {here}", line, _order_remedy(where))
    _check_kinds(reading, line, where, words, items)
    if sum(w in names for w in words) >= max(2, min(len(names), len(words)) / 2):
        _check_column_order(reading, line, where, words, names)
        _tell_names(reading, line, where, words, items)


def _check_column_order(reading: LasFile, line: int, where: str, words: Sequence[str], names: Sequence[str]) -> None:
    """Refuse words that stand in another order than the names of ~C, of those that stand once in both."""
    listed, held = Counter(words), Counter(names)
    unique = [w for w in words if held[w] == listed[w] == 1]
    place, at = ({name: k for k, name in enumerate(row)} for row in (names, words))
    order = sorted(unique, key=place.__getitem__)
    if order != unique or (len(words) == len(names) and any(at[w] != place[w] for w in unique)):
        wrong = next(w for w, v in zip(unique, order, strict=True) if order == unique or w != v)
        raise reading.refuse(
            f"the {where} and the curve section (~C) disagree on the columns, from {wrong}", line, _order_remedy(where)
        )


def _tell_names(reading: LasFile, line: int, where: str, words: Sequence[str], items: Sequence[Item]) -> None:
    """Warn of a ~A line, or a first row, that names more columns than ~C, fewer, or one by a name that means no log."""
    names = [i.mnemonic.upper() for i in items if i.mnemonic]
    known = [w for w in words if w in names]
    left = [n for n in names if n not in words]
    more = _columns_more(reading, words, names)
    if any(" " in n for n in names):  # `I. Res.` is two words of the list
        return
    some = 2 * len(known) >= len(names) or known == words  # of a title that is no list a word or two may be names
    count = len(known) + len(more)
    if count not in (len(names), len(items)) and some and (left or more):
        odd = f"also {more[0]}" if more else f"not {left[0]}"
        reading.warn("~A", f"the line names {count} columns and {odd}; the {len(names)} of ~C were used")
    elif len(words) == len(items):
        for word, item in zip(words, items, strict=True):
            if word in more and reading.table.resolve(word) is None and reading.table.resolve(item.mnemonic):
                reading.warn(f"line {line + 1}", f"{_other_name(where, word, item)}; read as ~C has it")


def _order_remedy(where: str) -> str:
    """Return what to do where a ~A line, or a first row, and ~C list other columns: values tell which is right."""
    names = "that row" if where == "first row" else "the names on the ~A line"
    return f"see which of the two the values follow; put the lines of ~C in that order, and delete {names}"


def _other_name(where: str, word: str, item: Item) -> str:
    """Return the words for a column that a ~A line, or a first row, names otherwise than ~C."""
    return f"the {where} calls a column {word[:20]} that the curve section (~C) calls {item.mnemonic[:20]}"


def _columns_more(reading: LasFile, words: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the words of a list of columns that are none of the `names`, nor units, nor a title before the first."""
    first = next((k for k, w in enumerate(words) if w in names), len(words))
    others = ((k, w) for k, w in enumerate(words) if w not in names and not _is_unit(reading, w))
    return [w for k, w in others if k > first or reading.table.resolve(w)]


def _is_depth(reading: LasFile, name: str) -> bool:
    """Say whether the table of kinds knows a name as the depth's."""
    kind = reading.table.resolve(name)
    return kind is not None and kind.name == "DEPTH"


def _data_words(title: str, names: Collection[str]) -> list[str]:
    """Return the words of a ~A line in upper case, without the units behind names (GR.gAPI, GR[gAPI], GR(gAPI))."""
    words = [w.upper() for w in re.split(r"[\s,;|]+", title)[1:] if w]
    bare = [re.split(r"[.(\[]", w, maxsplit=1)[0] for w in words]
    return [b if w not in names and b in names else w for w, b in zip(words, bare, strict=True)]


def _check_kinds(reading: LasFile, line: int, where: str, words: Sequence[str], items: Sequence[Item]) -> None:
    """Refuse names of columns that, though spelt otherwise than in ~C, mean other logs."""
    if len(words) != len(items):
        return
    for word, item in zip(words, items, strict=True):
        if word == item.mnemonic.upper():
            continue
        one, two = reading.table.resolve(word), reading.table.resolve(item.mnemonic)
        if one is not None and two is not None and one.name != two.name and two.role != "position":
            raise reading.refuse(_other_name(where, word, item), line, _order_remedy(where))


# ------------------------------------------------------------------------------------------------------- text


def _text(reading: LasFile, data: Section, items: Sequence[Item], grid: Grid, null: str, states_null: bool) -> LasText:
    """Return where a writer puts new text."""
    lines = reading.lines
    return LasText(
        raw=reading.raw,
        encoding=reading.encoding,
        eol=lines.eol,
        n_columns=len(items),
        delimiter=grid.delimiter,
        wrapped=grid.wrapped,
        curve_insert=int(lines.nexts[items[-1].line]),
        parameter_insert=_behind_items(reading, data, "P"),
        parameter_section=_new_section(reading, "P", data.line),
        parameter_starts=_item_starts(reading, data, "P"),
        data_header=int(lines.starts[data.line]),
        row_starts=lines.starts[grid.first_line],
        row_ends=_row_ends(reading, grid),
        curve_names=tuple(i.mnemonic for i in items),
        curve_starts=tuple(int(lines.starts[i.line]) for i in items),
        null=null,
        additions=tuple(_additions(reading, data, null, states_null)),
    )


def _additions(reading: LasFile, data: Section, null: str, states_null: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the header lines that a copy must have and this file lacks, and the offsets where they go."""
    of_version = _after_last(reading, _above(reading, "V", data))
    if of_version is not None:
        yield of_version, tuple(reading.added)
    if states_null:
        return
    line = f"NULL.  {null} : added, the file states none"  # else a reader that trusts the header takes nulls for values
    of_well = _after_last(reading, _above(reading, "W", data))
    of_well = _behind_items(reading, data, "W") if of_well is None else of_well
    if of_well is not None:
        yield of_well, (line,)
    else:
        first = min(s.line for s in reading.sections if s.letter in ("C", "A"))
        yield _new_section(reading, "W", first), ("~Well Information", line)


def _new_section(reading: LasFile, letter: str, line: int) -> int:
    """Return the offset where a new section of a letter goes: at a line, or above the first section before it whose
    title begins with that letter, since lasio keeps the last of these only; never above the first of all (~V, or a byte
    order mark).
    """
    alike = (s.line for s in reading.sections[1:] if s.title[:1].upper() == letter)
    return int(reading.lines.starts[min([line, *alike])])


def _behind_items(reading: LasFile, data: Section, letter: str) -> int | None:
    """Return the offset behind the last item of the sections of one letter, which may stand behind the data."""
    insert = _after_last(reading, [s for s in reading.sections if s.letter == letter])
    if insert is None or insert <= reading.lines.starts[data.line]:
        return insert
    return min(insert - _gone(reading), scan.text_end(reading.raw))


def _item_starts(reading: LasFile, data: Section, letter: str) -> tuple[int, ...]:
    """Return where each item of the last section of one letter begins, which may stand behind the data."""
    last = [s for s in reading.sections if s.letter == letter][-1:]
    off = _gone(reading) if last and last[0].line > data.line else 0
    return tuple(int(reading.lines.starts[i]) - off for s in last for i, _ in _item_lines(reading, s))


def _gone(reading: LasFile) -> int:
    """Return the bytes of a row that was cut."""
    return int(reading.lines.nexts[-1]) - len(reading.raw)


def _above(reading: LasFile, letter: str, data: Section) -> list[Section]:
    """Return the sections of one letter above the data."""
    return [s for s in reading.sections if s.letter == letter and s.line < data.line]


def _after_last(reading: LasFile, sections: Sequence[Section]) -> int | None:
    """Return the offset behind the last item of the last of some sections, or None where there is none."""
    if not sections:
        return None
    used = [index for index, _ in _item_lines(reading, sections[-1])]
    return int(reading.lines.nexts[used[-1] if used else sections[-1].line])


def _row_ends(reading: LasFile, grid: Grid) -> Ints:
    """Return the end of each record's last line, before a DOS end-of-file mark behind it, which blanks may follow."""
    raw, lines = reading.raw, reading.lines
    ends = np.minimum(lines.ends[grid.last_line], scan.text_end(raw))
    if b"\x1a" not in raw:
        return ends
    marks = np.flatnonzero(np.frombuffer(raw, np.uint8) == 26)
    home = np.unique(np.searchsorted(lines.starts, marks, side="right") - 1)
    for row in np.flatnonzero(np.isin(grid.last_line, home)):
        start = int(lines.starts[grid.last_line[row]])
        text = raw[start : ends[row]]
        mark = text.find(b"\x1a", len(text.rstrip(b" \t\x0b\x0c\x1a")))
        ends[row] = start + mark if mark >= 0 else ends[row]
    return ends
