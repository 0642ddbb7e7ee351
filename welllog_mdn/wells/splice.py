"""New curves into the text of a LAS file: every old line is kept to the byte, new columns are appended.

A LAS file is not parsed and written anew: its data rows get a suffix (wrapped records a further line), its
curve and parameter sections get lines. Encoding, line ends, comments, sections of any name and the digits of
every old value survive by construction; a scan of the finished file confirms it before it takes its name.
"""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.errors import OutputError, one_line
from welllog_mdn.logs.kinds import bare_name
from welllog_mdn.system.files import sha256_bytes, write_atomic
from welllog_mdn.wells.scan import Chunk, Lines, chunks, find_lines, find_sections
from welllog_mdn.wells.text import LasText
from welllog_mdn.wells.values import SAME_NULL
from welllog_mdn.wells.well import Well

Parameter = tuple[str, object, str]
Cells = NDArray[np.uint8]  # one formatted curve: (n, width) of ASCII codes, right-aligned between blanks
Edit = tuple[int, int, bytes]  # start and end of the bytes that go, and the bytes that come

_BLANK, _POINT, _MINUS, _ZERO = b" .-0"
_WRAPPED_LINE = 79  # LAS 2.0 wants lines of wrapped files under 80 characters
_LAYOUT = 200  # characters of a header line; what stands farther right is a long value, no layout
_BLOCK = 1 << 16
_SEPARATORS = {"SPACE": b" ", "COMMA": b",", "TAB": b"\t"}
_LINE_END = re.compile(rb"\r+\n|\n|\r")  # CR CR LF is one, too: a transfer in text mode made it of CR LF
_WORD = re.compile(rb"""[^\s"']+|"[^"]*"|'[^']*'""")  # of lasio
_NUMBER = re.compile(r"(?!-0$)-?(0|[1-9]\d{0,14})(\.\d*[1-9])?")  # readers give -0 back as 0


@dataclass(frozen=True, eq=False)
class NewCurve:
    """A curve to be written: `values` is (n,), NaN where missing, with `decimals` digits after the point."""

    mnemonic: str
    unit: str
    description: str
    values: Floats = field(repr=False)
    decimals: int = 4


def digits(values: Floats, decimals: int, null: bytes) -> NDArray[np.uint8]:
    """Return `values` (n,) as text: (n, width) ASCII codes, right-aligned, `null` where not finite.

    A value that would read as `null` is moved up to the next that does not, by one unit of its last digit or a
    ten-millionth of the null, which keeps the order of curves. The width is the least that holds every value.

    >>> digits(np.array([1.25, np.nan, -10.0]), 1, b"-999").tobytes()
    b'  1.2 -999-10.0'
    """
    known = np.isfinite(values)
    scaled = np.rint(np.where(known, values, 0.0) * 10.0**decimals)
    if np.abs(scaled).max(initial=0.0) >= 2.0**53:
        return _long_digits(values, decimals, null)
    whole = scaled.astype(np.int64)
    _step_aside(whole, _null_scaled(null, decimals))
    widest = max(len(str(int(np.abs(whole).max(initial=0)))), decimals + 1) + 2
    text = np.full((len(values), max(widest, len(null))), _BLANK, np.uint8)
    _place(text, whole, decimals)
    text[~known] = np.frombuffer(null.rjust(text.shape[1]), np.uint8)
    return text[:, int(np.argmax((text != _BLANK).any(axis=0))) :]


def _null_scaled(null: bytes, decimals: int) -> float:
    """Return what number of last digits `null` is, NaN if none."""
    try:
        return float(null) * 10.0**decimals
    except ValueError:
        return float("nan")


def _step_aside(whole: NDArray[np.int64], null: float) -> None:
    """Move the integers that would read as `null`, which may be none of them, to the next above it."""
    span = SAME_NULL * abs(null)  # a null's product with a power of ten is not always a whole number
    reads_as_null = np.abs(whole - null) <= span
    if math.isfinite(null) and reads_as_null.any():
        whole[reads_as_null] = math.floor(null + span) + 1


def _place(text: NDArray[np.uint8], whole: NDArray[np.int64], decimals: int) -> None:
    """Write integers, counted in units of the last decimal, right-aligned into `text`."""
    rest, at = np.abs(whole), text.shape[1] - 1
    for place in range(decimals + 20):
        if place == decimals and decimals:
            text[:, at] = _POINT
            at -= 1
        shown = (rest > 0) | (place <= decimals)
        if not shown.any():
            break
        rest, digit = np.divmod(rest, 10)
        text[shown, at] = _ZERO + digit[shown]
        at -= 1
    below = np.flatnonzero(whole < 0)
    text[below, np.argmax(text[below] != _BLANK, axis=1) - 1] = _MINUS


def _long_digits(values: Floats, decimals: int, null: bytes) -> NDArray[np.uint8]:
    """Do what `digits` does for values too large for exact integers, none of which steps aside: no log has them."""
    cells = [f"{v:.{decimals}f}".encode() if np.isfinite(v) else null for v in values.tolist()]
    width = max(map(len, cells))
    return np.frombuffer(b"".join(cell.rjust(width) for cell in cells), np.uint8).reshape(len(cells), width)


def parameter_value(value: object) -> str:
    """Return `value` as text that every LAS reader gives back unchanged.

    Colons, percent signs and what is not printable ASCII are percent-encoded as in URLs, a blank value is
    "none", and what a reader would take for a number and reformat (0007, 1,2, digits of a hash) gets a
    letter in front.

    >>> [parameter_value(v) for v in (42, "0007", "1,2", "C:\\\\m", "", "sha256-00")]
    ['42', 'v0007', 'v1,2', 'C%3A\\\\m', 'none', 'sha256-00']
    """
    text = " ".join(str(value).split())
    text = "".join(c if c.isascii() and c.isprintable() and c not in ":%" else _percent(c) for c in text)
    if _NUMBER.fullmatch(text):
        return text
    try:
        float(text.replace(",", "."))
    except ValueError:
        return text or "none"
    return "v" + text


def _percent(character: str) -> str:
    """Return a character's UTF-8 bytes as %XX."""
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))


def spliced(
    well: Well, curves: Sequence[NewCurve], parameters: Sequence[Parameter] = (), *, replace: bool = False
) -> bytes:
    """Return the text of the well's LAS file with `curves` as further columns and `parameters` in ~Parameter.

    Parameters
    ----------
    parameters : mnemonic, value and description of each item.
    replace : curves and items of the same name that are there are replaced in place; otherwise such a curve
        is refused, and such an item gets a number.

    Raises
    ------
    OutputError : a curve is there already, or several times, has another length, or a name that the file cannot hold.
    """
    text = _checked(well, curves, replace)
    old, new = _old_and_new(text, curves)
    columns = [_column(c, text) for c in new]
    edits = list(_curve_edits(text, new, old))
    for at, lines in text.additions:
        edits += _inserted(text, at, lines)
    edits += _parameter_edits(text, parameters, replace)
    edits.sort(key=lambda edit: edit[:2])  # not by their bytes: of those at one place a new section comes last
    return b"".join(_assembled(text, edits, _rows(text, columns, old)))


def write_las(
    path: str | os.PathLike[str],
    well: Well,
    curves: Sequence[NewCurve],
    parameters: Sequence[Parameter] = (),
    *,
    overwrite: bool = False,
    replace: bool = False,
) -> str:
    """Write what `spliced` returns to `path`, atomically and checked, and return its SHA-256.

    Raises OutputError as `spliced` and `files.write_atomic` do, and where a scan of the written file finds
    anything but the old cells and the new columns.
    """
    data = spliced(well, curves, parameters, replace=replace)
    write_atomic(path, data, overwrite=overwrite, check=lambda temp: self_check(temp, well, curves))
    return sha256_bytes(data)


def _old_and_new(text: LasText, curves: Sequence[NewCurve]) -> tuple[dict[int, NewCurve], list[NewCurve]]:
    """Part the curves into those that the file has, by column, and those that it has not."""
    known = {bare_name(name).casefold(): column for column, name in reversed(list(enumerate(text.curve_names)))}
    old = {known[c.mnemonic.casefold()]: c for c in curves if c.mnemonic.casefold() in known}
    return dict(sorted(old.items())), [c for c in curves if c.mnemonic.casefold() not in known]


def _checked(well: Well, curves: Sequence[NewCurve], replace: bool) -> LasText:
    """Return the well's text.

    Raises OutputError where `curves` cannot be written into it.
    """
    text = well.text
    if text is None:
        raise OutputError("the well was made without a file, so that there is nothing to write curves into")
    check_names(well, [curve.mnemonic for curve in curves])
    for curve in curves:
        if curve.values.shape != text.row_ends.shape:
            cause = f"{curve.mnemonic} has {len(curve.values)} values, the file {len(text.row_ends)} rows"
            raise OutputError(cause, file=well.file)
    names = {bare_name(name).casefold() for name in text.curve_names}
    there = [curve.mnemonic for curve in curves if curve.mnemonic.casefold() in names]
    if there and not replace:
        hint = "--replace-curves replaces them"
        raise OutputError(f"curves exist already: {', '.join(there)}", file=well.file, hint=hint)
    check_once(well, there)
    return text


def check_once(well: Well, mnemonics: Sequence[str]) -> None:
    """Raise OutputError where the file holds several curves of a name to be replaced: no copy may do so."""
    count = Counter(bare_name(c.mnemonic).casefold() for c in well.curves)
    twice = [name for name in dict.fromkeys(mnemonics) if count[bare_name(name).casefold()] > 1]
    if twice:
        cause = f"several curves of the name to be replaced: {', '.join(twice)}"
        raise OutputError(cause, file=well.file, hint="rename the others, or take them out of the file")


def is_mnemonic(name: str) -> bool:
    """Say whether a header line of a LAS file can hold a name; a comma would part it where the ~A line repeats it."""
    return name.isprintable() and re.fullmatch(r"[^\s.:,~#\"][^\s.:,\"]*", name) is not None


def check_names(well: Well, mnemonics: Sequence[str], hint: str | None = None) -> None:
    """Raise OutputError where the well's file can hold no curve of one of these names; `hint` says what else to do
    where it is for want of a letter.
    """
    encoding = well.text.encoding if well.text is not None else "utf-8"
    for name in mnemonics:
        if not is_mnemonic(name):
            raise OutputError(f"no LAS file can hold a curve named {name!r}", file=well.file)
        try:
            name.encode(encoding)
        except UnicodeEncodeError as error:
            cause = f"{encoding}, the encoding of this file, has no letter {name[error.start]} of {name}"
            raise OutputError(cause, file=well.file, hint=hint) from None


def _column(curve: NewCurve, text: LasText) -> Cells:
    """Format a curve, with the file's own null."""
    return digits(curve.values, curve.decimals, text.null.encode("ascii"))


def _line_end(raw: bytes, start: int) -> int:
    """Return where the line that holds `start` ends, before its line end."""
    found = _LINE_END.search(raw, start)
    return found.start() if found else len(raw)


def _line(text: LasText, start: int) -> bytes:
    """Return the line that begins at `start`, without its end."""
    return text.raw[start : _line_end(text.raw, start)]


def _eol_at(text: LasText, end: int) -> bytes:
    """Return the line end at `end`, or the file's usual one at the end of the file."""
    found = _LINE_END.match(text.raw, end)
    return found.group() if found else text.eol


# Rows


def _rows(text: LasText, columns: Sequence[Cells], old: Mapping[int, NewCurve]) -> Iterator[bytes]:
    """Yield the data section in blocks of rows: old text, new cells in place of old ones or behind."""
    start = _line_end(text.raw, text.data_header)
    lines = [_joined(group, text) for group in _groups(text, columns)]
    cells = [(*spans, _column(curve, text)) for spans, curve in _old_cells(text, old)]
    for row in range(0, len(text.row_ends), _BLOCK):
        block = slice(row, row + _BLOCK)
        ends = text.row_ends[block].tolist()
        cursor = [start, *ends[:-1]]
        parts = []
        for begins, stops, column in cells:
            parts.append(_slices(text.raw, cursor, begins[block].tolist()))
            cursor = stops[block].tolist()
            parts.append(_fitted(column[block], stops[block] - begins[block], text))
        parts += [_slices(text.raw, cursor, ends), _tails(text, lines, row, ends)]
        yield b"".join(piece for pieces in zip(*parts, strict=True) for piece in pieces)
        start = ends[-1]


def _slices(raw: bytes, starts: Sequence[int], ends: Sequence[int]) -> list[bytes]:
    """Return `raw` cut into pieces."""
    return [raw[a:b] for a, b in zip(starts, ends, strict=True)]


def _old_cells(text: LasText, old: Mapping[int, NewCurve]) -> Iterator[tuple[tuple[Ints, Ints], NewCurve]]:
    """Yield, for each curve that is replaced, where its cells begin and end, (rows,) each."""
    if not old:
        return
    lines = find_lines(text.raw)
    found: dict[int, list[tuple[Ints, Ints]]] = {column: [] for column in old}
    span = _span(text, lines)
    for chunk, base, column in _with_columns(text.raw, lines, span, text.delimiter, text.n_columns):
        for wanted, spans in found.items():
            here = column == wanted
            spans.append((chunk.starts[here] + base, chunk.ends[here] + base))
    for wanted, curve in old.items():
        begins, stops = zip(*found[wanted], strict=True)
        yield (np.concatenate(begins), np.concatenate(stops)), curve


def _fitted(cells: Cells, widths: Ints, text: LasText) -> list[bytes]:
    """Return cells as wide as those they replace, where that is enough; without blanks beside commas."""
    shown = [cell.tobytes().strip() for cell in cells]
    if text.delimiter != "SPACE":
        return shown
    return [cell.rjust(width) for cell, width in zip(shown, widths.tolist(), strict=True)]


def _groups(text: LasText, columns: Sequence[Cells]) -> list[list[Cells]]:
    """Return the columns of each new line: all of them in one, except that wrapped lines stay short."""
    groups: list[list[Cells]] = [[]]
    for column in columns:
        taken = sum(c.shape[1] + 1 for c in groups[-1])
        if text.wrapped and taken and taken + column.shape[1] >= _WRAPPED_LINE:
            groups.append([])
        groups[-1].append(column)
    return groups if columns else []


def _joined(columns: Sequence[Cells], text: LasText) -> tuple[bytes, NDArray[np.int64]]:
    """Return the rows of `columns`, each after a separator, as one text, and where each row ends in it."""
    first, other = _separators(text)
    parts, keeps = [], []
    for column, mark in zip(columns, (first, *[other] * len(columns)), strict=False):
        edge = np.tile(np.frombuffer(mark, np.uint8), (len(column), 1))
        parts += [edge, column]
        keeps += [np.ones(edge.shape, bool), (column != _BLANK) | (other == b" ")]
    keep = np.hstack(keeps)
    return np.hstack(parts)[keep].tobytes(), np.cumsum(keep.sum(axis=1))


def _separators(text: LasText) -> tuple[bytes, bytes]:
    """Return what stands before the first new value of a line, and before each other one: in rows that are read by
    blanks a TAB, where the file parts its cells by one.

    By the words of a row lasio counts the columns of a comma separated file: where it counts right, a blank behind each
    comma makes every new value a word, and no comma one of its own.
    """
    mark = _SEPARATORS[text.delimiter]
    if text.wrapped:
        return (mark if mark == b" " else b""), mark
    if mark == b" " and _parted_by_tabs(text):
        return b"\t", b"\t"
    row = text.raw[text.row_starts[0] : text.row_ends[0]]
    if mark != b"," or len(_WORD.findall(row)) != text.n_columns:
        return mark, mark
    return b"," if row[-1:] in b' \t"' else b", ", b", "


def _parted_by_tabs(text: LasText) -> bool:
    """Say whether each cell of rows that are read by blanks stands behind one TAB."""
    rows = zip(text.row_starts.tolist(), text.row_ends.tolist(), strict=True)
    return text.n_columns > 1 and all(text.raw.count(b"\t", *row) == text.n_columns - 1 for row in rows)


def _tails(
    text: LasText, lines: Sequence[tuple[bytes, NDArray[np.int64]]], block: int, ends: Sequence[int]
) -> list[bytes]:
    """Return what follows each row of a block: cells on the same line, or further lines where wrapped."""
    parts = []
    for joined, stops in lines:
        at = stops[block : block + len(ends)].tolist()
        first = int(stops[block - 1]) if block else 0
        parts.append(_slices(joined, [first, *at[:-1]], at))
    if not text.wrapped:
        return parts[0] if parts else [b""] * len(ends)
    breaks = [_eol_at(text, end) for end in ends]
    return [b"".join(brk + part for part in row) for brk, *row in zip(breaks, *parts, strict=True)]


# Header


def _encoded(line: str, text: LasText) -> bytes:
    """Return a header line in the file's encoding; what that lacks becomes a question mark."""
    return line.encode(text.encoding, "replace")


def _item_line(template: bytes, mnemonic: str, unit: str, value: str, description: str) -> str:
    """Return a header line whose point and colon stand under those of `template`, as far as there is room."""
    shown = template[:_LAYOUT].decode("latin-1").expandtabs()
    indent = len(shown) - len(shown.lstrip())
    point = shown.find(".")
    colon = shown.find(" :", point) + 1
    gap = " " if shown[point - 1 : point] == " " else ""
    line = (" " * indent + mnemonic + gap).ljust(max(point, 0)) + "." + unit
    line = f"{line} {value}" if value else line
    return line.ljust(max(colon - 1, 0)) + f" : {description}"


def _plain(text: str) -> str:
    """Return a description without what would break a header line."""
    return " ".join(one_line(text).replace(":", ";").split())


def _curve_edits(text: LasText, new: Sequence[NewCurve], old: Mapping[int, NewCurve]) -> Iterator[Edit]:
    """Yield the new lines of the curve section, and those that take the place of old ones."""
    template = _line(text, text.curve_starts[-1])
    form = " {F}" if re.search(rb"\{[A-Z][^}]*\}", template) else ""  # LAS 3.0 states the format
    for column, curve in old.items():
        start = text.curve_starts[column]
        line = _line(text, start)
        yield start, start + len(line), _encoded(_curve_line(line, curve, form), text)
    yield from _inserted(text, text.curve_insert, [_curve_line(template, curve, form) for curve in new])


def _curve_line(template: bytes, curve: NewCurve, form: str) -> str:
    """Return the line that defines a curve."""
    unit = "".join(curve.unit.split()).replace(":", "")
    return _item_line(template, curve.mnemonic, unit, "", _plain(curve.description) + form)


def _inserted(text: LasText, at: int, lines: Sequence[str]) -> Iterator[Edit]:
    """Yield the insertion of whole lines at `at`, in the style of the line before."""
    if not lines:
        return
    before = re.search(rb"(\r+\n|\n|\r)\Z", text.raw[max(at - 3, 0) : at])
    eol = before.group() if before else text.eol
    start = b"" if before or not at else eol  # the line before has no end
    yield at, at, start + b"".join(_encoded(line, text) + eol for line in lines)


def _parameter_edits(text: LasText, parameters: Sequence[Parameter], replace: bool) -> Iterator[Edit]:
    """Yield the provenance items: behind the last parameter, or in a new section."""
    at = text.parameter_insert
    ends = [min(_line_end(text.raw, start), at or 0) for start in text.parameter_starts]  # before an end-of-file mark
    items = list(zip(text.parameter_starts, ends, strict=True))
    there = {text.raw[a:b].split(b".")[0].strip().decode("latin-1").upper(): (a, b) for a, b in items}
    template = text.raw[slice(*items[-1])] if items else b""
    lines = []
    for mnemonic, value, description in parameters:
        if mnemonic.upper() in there and replace:
            start, end = there[mnemonic.upper()]
            line = _item_line(text.raw[start:end], mnemonic, "", parameter_value(value), _plain(description))
            yield start, end, _encoded(line, text)
            continue
        name = _unused(mnemonic, there)
        lines.append(_item_line(template, name, "", parameter_value(value), _plain(description)))
    if at is None and lines:
        lines = ["~Parameter Information", *lines]
    yield from _inserted(text, text.parameter_section if at is None else at, lines)


def _unused(mnemonic: str, there: dict[str, tuple[int, int]]) -> str:
    """Return `mnemonic`, numbered where the section holds one."""
    name, number = mnemonic, 1
    while name.upper() in there:
        number += 1
        name = f"{mnemonic}_{number}"
    return name


def _assembled(text: LasText, edits: Sequence[Edit], rows: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the new file: the header with its edits, the rows, and what follows them.

    A last value that blanks say to be whole, without an end of line, is no longer the last: that of the copy says it.
    """
    first = _line_end(text.raw, text.data_header)
    yield from _edited(text.raw, 0, first, [e for e in edits if e[0] <= first])
    yield from rows
    if text.row_ends[-1] == len(text.raw) and text.raw.endswith((b" ", b"\t")):
        yield text.eol
    yield from _edited(text.raw, int(text.row_ends[-1]), len(text.raw), [e for e in edits if e[0] > first])


def _edited(raw: bytes, start: int, end: int, edits: Sequence[Edit]) -> Iterator[bytes]:
    """Yield `raw[start:end]` with edits, which are in order and do not overlap."""
    for a, b, new in edits:
        yield raw[start:a]
        yield new
        start = b
    yield raw[start:end]


# Self-check


def self_check(path: Path, well: Well, curves: Sequence[NewCurve]) -> None:
    """Scan the file at `path` and compare it with the well's own.

    Raises OutputError where it has not the old cells, text-equal and in order, and as many cells more in each
    row as there are new curves.
    """
    text = _checked(well, curves, True)
    old, new = _old_and_new(text, curves)
    raw = path.read_bytes()
    lines = find_lines(raw)
    data = [s for s in find_sections(raw, lines, text.encoding) if s.letter == "A"]
    columns = text.n_columns + len(new)
    keep = np.array([c < text.n_columns and c not in old for c in range(columns)])
    before = find_lines(text.raw)
    span = _span(text, before)
    wanted = _fingerprint(text.raw, before, span, text, keep[: text.n_columns])
    above = span[0] - before.line_of(text.data_header)  # lines from the title on that are no rows
    if len(data) != 1 or _fingerprint(raw, lines, (data[0].line + above, data[0].last), text, keep) != wanted:
        cause = "self-check: the written text has other old values or other rows than the input"
        raise OutputError(cause, file=well.file, hint="please report this file; nothing was written")


def _fingerprint(raw: bytes, lines: Lines, span: tuple[int, int], text: LasText, keep: Bools) -> tuple[float, str, str]:
    """Return the number of rows of `len(keep)` cells, and hashes of the kept cells and of their lengths."""
    content, lengths, cells = sha256(), sha256(), 0
    for chunk, _, column in _with_columns(raw, lines, span, text.delimiter, len(keep)):
        if not text.wrapped and not (chunk.counts == len(keep)).all():
            return -1.0, "", ""
        kept = keep[column]
        bounds = np.stack([chunk.starts, chunk.ends], 1).ravel()  # between which cells and what parts them take turns
        inside = np.r_[np.stack([np.zeros(len(kept), bool), kept], 1).ravel(), False]
        content.update(chunk.buffer[np.repeat(inside, np.diff(bounds, prepend=0, append=len(chunk.buffer)))].data)
        lengths.update((chunk.ends - chunk.starts)[kept].data)
        cells += len(column)
    return cells / len(keep), content.hexdigest(), lengths.hexdigest()


def _span(text: LasText, lines: Lines) -> tuple[int, int]:
    """Return the first line of the rows, and the one behind the last."""
    first, last = np.searchsorted(lines.starts, [text.row_starts[0], text.row_ends[-1]], side="right")
    return int(first) - 1, int(last)


def _with_columns(
    raw: bytes, lines: Lines, span: tuple[int, int], delimiter: str, columns: int
) -> Iterator[tuple[Chunk, int, Ints]]:
    """Yield the data in chunks, each with its place in `raw` and the column of each cell."""
    done, base = 0, int(lines.starts[span[0]])
    for chunk in chunks(raw, lines, *span, delimiter):
        yield chunk, base, (np.arange(len(chunk.starts)) + done) % columns
        done += len(chunk.starts)
        base += len(chunk.buffer)
