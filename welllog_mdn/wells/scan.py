"""The bytes of a LAS file: what container it is, where its lines and sections are, and the tokens of its
data.

Knows nothing of wells. Everything is found by byte offset, so that a writer can put new text between old
bytes.
"""

from __future__ import annotations

import io
import os
import re
import stat
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Floats, Ints, runs
from welllog_mdn.errors import LasError, one_line

Bytes = NDArray[np.uint8]

MAX_BYTES = 2 * 1024**3
MAX_CELLS = 200_000_000
MAX_LINE = 1024**2
MAX_TOKEN = 256
CHUNK = 4 * 1024**2
PADDING = b"\x1a\0"
_BLOCK = 1 << 16  # bytes looked at at once for padding

NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

_NULL_WORDS = re.compile(
    rb"[+-]?(nan[qs]?|nan\(\w*\)|inf|infinity|\(?null\)?|none|n/?a|n\.a\.|<na>|-+|_+|\*+|\?+|\.|absent|missing"
    rb"|no[_-]?data|[\d.]*#(ind|qnan|inf|snan|nan|j)0*|#[^\d\s]*(/0!)?)",  # spreadsheets: #N/A, #WERT!, #NV, ####
    re.I,
)

_MARKS = {"COMMA": b",", "TAB": b"\t"}

_QUOTED = re.compile(rb'"[^"]*"')

_UNPACK = "unpack it and give the LAS file inside"
_EXPORT = "export the curves from it as LAS 2.0"
_NO_LOG = "give the LAS file of the well instead"
_BOM = b"\xef\xbb\xbf"
_MAGIC = (
    (b"PK\x05\x06", "an empty zip archive", _NO_LOG),
    (b"\x1f\x8b", "a gzip file", _UNPACK),
    (b"BZh", "a bzip2 file", _UNPACK),
    (b"\xfd7zXZ", "an xz file", _UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd file", _UNPACK),
    (b"\x1f\x9d", "a file of compress (.Z)", _UNPACK),
    (b"\x04\x22\x4d\x18", "an lz4 file", _UNPACK),
    (b"MSCF", "a cabinet archive", _UNPACK),
    (b"LASF", "a LiDAR point cloud (LASF), not a well log", _NO_LOG),
    (b"%PDF", "a PDF file", _NO_LOG),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", _EXPORT),
    (b"\0\x05\x16\x07", "a Mac resource file (AppleDouble)", "give the file of the same name without ._"),
    (b"SQLite format", "an SQLite file", _EXPORT),
    (b"\x89HDF", "an HDF5 file", _EXPORT),
    (b"\x89PNG", "a PNG picture", _NO_LOG),
    (b"\xff\xd8\xff", "a JPEG picture", _NO_LOG),
    (b"II*\x00", "a TIFF picture", _NO_LOG),
    (b"MM\x00*", "a TIFF picture", _NO_LOG),
    (b"\xc3@\xf1@", "a SEG-Y file", _NO_LOG),
    (b"version https://git-lfs", "a pointer of Git LFS, not the file itself", "fetch it with git lfs pull"),
)
_MARKUP = (
    (b"<?xml", "an XML file", _EXPORT),
    (b"{\\rtf", "an RTF document", "save it as plain text"),
    (b"<!doctype html", "a web page (HTML)", _EXPORT),
    (b"<html", "a web page (HTML)", _EXPORT),
)
_BLANK = np.zeros(256, bool)
_BLANK[[9, 10, 11, 12, 13, 32, 26]] = True
_NUMERIC = np.zeros(256, bool)
_NUMERIC[list(b"0123456789+-.eE")] = True
_STRANGE = ~(_NUMERIC | _BLANK)  # neither in a number nor between blank-separated numbers
_OF_DECIMALS = b"0123456789.-\t\n\x0b\x0c\r "  # with the blanks that C knows, which are not all of those above
_TENS = np.array(
    [float(10**k) for k in range(16)]
)  # by the digits behind a point; a number of no more digits is exact in float64


def read_bytes(path: str | os.PathLike[str], max_size: int | None = MAX_BYTES) -> bytes:
    """Return the content of a regular file that can be LAS text.

    Raises
    ------
    LasError : missing, no regular file, empty, larger than `max_size`, or another format; the cause names
    which.
    """
    try:
        info = os.stat(path)
    except (OSError, ValueError) as error:
        raise LasError(_why_not(path, error), file=path) from error
    if not stat.S_ISREG(info.st_mode):
        raise LasError(f"not a regular file but a {_file_type(info.st_mode)}", file=path)
    if info.st_size == 0:
        raise LasError("empty file", file=path)
    if max_size is not None and info.st_size > max_size:
        raise LasError(f"file has {info.st_size} bytes, more than the limit of {max_size}", file=path)
    try:
        with open(path, "rb") as stream:
            raw = stream.read()
    except (OSError, ValueError) as error:
        raise LasError(_why_not(path, error), file=path) from error
    _check_container(raw, path)
    return raw


def _why_not(path: str | os.PathLike[str], error: Exception) -> str:
    """Return why a path cannot be opened, in words."""
    if isinstance(error, FileNotFoundError):
        return "dangling symbolic link" if os.path.islink(path) else "no such file"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be opened: {error.strerror}"
    return f"cannot be opened: {error}"


def _file_type(mode: int) -> str:
    """Return the noun for what is not a regular file."""
    names = {"d": "directory", "p": "named pipe (FIFO)", "s": "socket", "c": "device", "b": "device"}
    return names.get(stat.filemode(mode)[0], "special file")


def _check_container(raw: bytes, path: str | os.PathLike[str]) -> None:
    """Refuse what is not LAS text, by name where the format is known."""
    head = raw[:4096]
    found = next(((name, hint) for magic, name, hint in _MAGIC if head.startswith(magic)), None)
    start = head.replace(_BOM, b"").lstrip()[:16].lower()
    found = next(((name, hint) for mark, name, hint in _MARKUP if start.startswith(mark)), found)
    if head.startswith(b"PK\x03\x04"):
        found = _zipped(raw)
    elif head[257:262] == b"ustar":
        found = "a tar archive", _UNPACK
    elif b"V1.00RECORD" in head[:80]:
        found = "a DLIS file (V1.00RECORD)", _EXPORT
    if found is not None:
        raise LasError(f"not a LAS well log but {found[0]}", file=path, hint=found[1])
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or _looks_utf16(head):
        name = "UTF-32" if head[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff") else "UTF-16"
        hint = "save it as UTF-8 or ASCII text first"
        raise LasError(f"text in {name}, which LAS does not allow", file=path, hint=hint)
    odd = np.frombuffer(head[: _end_before(raw, PADDING + b"\r\n") or None], np.uint8)  # NUL bytes may pad half a row
    control = (odd < 9) | ((odd > 13) & (odd < 32) & (odd != 26))
    if control.sum() > 0.05 * len(odd):
        if _looks_lis(head):
            raise LasError("not a LAS well log but a LIS tape file", file=path, hint=_EXPORT)
        counts = f"{control.sum()} control characters, {(odd == 0).sum()} of them NUL"
        raise LasError(f"not a LAS file: binary content ({counts}, in its first {len(odd)} bytes)", file=path)
    if not raw or raw.isspace():
        raise LasError("empty file: nothing but blanks", file=path)
    if b"~" not in raw:
        raise LasError("not a LAS file: no ~ section in it", file=path)


def _zipped(raw: bytes) -> tuple[str, str]:
    """Return what a zip container is, by the names in it, and the remedy."""
    try:
        names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        names = []
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook (xlsx)", _EXPORT
    if any(name.startswith("word/") for name in names):
        return "a Word document (docx)", "save it as plain text"
    return "a zip archive", _UNPACK


def _looks_lis(head: bytes) -> bool:
    """Say whether a file starts as LIS 79: a record of a reel, tape or file header, behind a tape mark or not."""
    return any(len(head) > at + 5 and head[at + 4] in (128, 130, 132) and head[at + 5] == 0 for at in (0, 12))


def _end_before(raw: bytes, padding: bytes) -> int:
    """Return where the bytes end but for those of `padding`, without a copy of all of a file as `rstrip` makes it."""
    end = len(raw)
    while end:
        block = raw[max(0, end - _BLOCK) : end]
        if kept := len(block.rstrip(padding)):
            return end - len(block) + kept
        end -= len(block)
    return 0


def text_end(raw: bytes) -> int:
    """Return where the text ends: neither a DOS end-of-file mark (Ctrl-Z) nor NUL bytes that pad it, or the last
    line, are part of it. NUL bytes behind half a line are: they took the place of something. A Ctrl-Z before them, be
    there blanks between, says that the line is whole.
    """
    end = _end_before(raw, PADDING)
    whole = raw[end : end + 1] == b"\x1a" or raw[max(0, end - 1) : end] in (b"\n", b"\r")
    if whole or end == len(raw):
        return end
    text = _end_before(raw, PADDING + b" \t\x0b\x0c")
    marked = re.match(rb"[ \t\x0b\x0c]*(?=\x1a)", raw[text:])
    return text + marked.end() if marked else len(raw)


def _looks_utf16(head: bytes) -> bool:
    """Say whether every second byte is NUL, as in UTF-16 without a byte order mark."""
    even, odd = head[0:400:2], head[1:400:2]
    return len(odd) > 20 and (even.count(0) > 0.9 * len(even)) != (odd.count(0) > 0.9 * len(odd))


@dataclass(frozen=True)
class Lines:
    """Where every line begins, ends (before its end-of-line bytes) and where the next one begins; all
    (lines,).
    """

    starts: Ints
    ends: Ints
    nexts: Ints
    eol: bytes

    def __len__(self) -> int:
        return len(self.starts)

    def line_of(self, offset: int) -> int:
        """Return which line a byte stands on."""
        return int(np.searchsorted(self.starts, offset, side="right")) - 1

    def text(self, raw: bytes, index: int) -> bytes:
        """Return a line's bytes without its end."""
        return raw[self.starts[index] : self.ends[index]]


def find_lines(raw: bytes) -> Lines:
    """Split at LF, CR LF and lone CR, which may be mixed."""
    buffer = np.frombuffer(raw, np.uint8)
    lf = np.flatnonzero(buffer == 10)
    cr = np.flatnonzero(buffer == 13) if b"\r" in raw else np.empty(0, np.int64)
    pair = np.zeros(len(cr), bool)
    inner = cr + 1 < len(buffer)
    pair[inner] = buffer[cr[inner] + 1] == 10
    doubled = np.zeros(len(cr), bool)
    doubled[:-1] = pair[1:] & (np.diff(cr) == 1)  # CR CR LF is one end, of a transfer that took CR LF for LF
    lone = cr[~pair & ~doubled]
    before = np.zeros(len(lf), np.int64)
    before[np.searchsorted(lf, cr[pair] + 1)] = 1
    before[np.searchsorted(lf, cr[doubled] + 2)] = 2
    ends, nexts = np.concatenate([lf - before, lone]), np.concatenate([lf + 1, lone + 1])
    if len(lone):
        ends.sort()
        nexts.sort()
    if len(nexts) == 0 or nexts[-1] < len(raw):
        ends, nexts = np.append(ends, len(raw)), np.append(nexts, len(raw))
    starts = np.concatenate([[0], nexts[:-1]]).astype(np.int64)
    pairs, triples = int(pair.sum()), int(doubled.sum())
    counts = {b"\r\n": pairs - triples, b"\r\r\n": triples, b"\n": len(lf) - pairs, b"\r": len(lone)}
    eol = max(counts, key=lambda k: counts[k]) if any(counts.values()) else b"\n"
    return Lines(starts, ends, nexts, eol)


@dataclass(frozen=True)
class Section:
    """One ~ section: title without the ~, its standard letter or "", title line, and the lines [first, last) below it,
    0-based. One of its own `beside` a standard section (`~Well Path`) has the letter of that.
    """

    title: str
    letter: str
    line: int
    first: int
    last: int
    beside: str = ""

    @property
    def shown(self) -> str:
        """Its title as messages have it."""
        return f"~{one_line(self.title, 20)}"

    @property
    def by_items(self) -> bool:
        """Whether its items, not its title, make it a standard section."""
        return self.letter not in ("", _letter(self.title))

    def goes_by(self, name: str) -> bool:
        """Say whether data whose title names `name` (`~Log_Data[1] | Log_Definition[1]`) mean this section: by its
        title or as the curve section, of the same number, which is 1 where none is given.
        """
        (one, number), (other, asked) = map(_name_and_number, (self.title, name))
        return number == asked and (one == other or _letter(name) == self.letter == "C")


def _name_and_number(title: str) -> tuple[str, int]:
    """Return the name of a section of LAS 3.0, without what is neither letter nor digit, and its number.

    >>> _name_and_number("Log_Definition[2] | Log_Data")
    ('LOGDEFINITION', 2)
    """
    found = re.match(r"([^\[|]*)(?:\[(\d+)\])?", title)
    name, number = (found[1], found[2]) if found else ("", None)
    return re.sub(r"\W|_", "", name).upper(), int(number or 1)


def find_sections(raw: bytes, lines: Lines, encoding: str) -> list[Section]:
    """Return the sections in order; a section starts at each line whose first visible character is ~."""
    titles = []
    tildes = np.flatnonzero(np.frombuffer(raw, np.uint8) == 126)
    home, first = np.unique(np.searchsorted(lines.starts, tildes, side="right") - 1, return_index=True)
    for index, offset in zip(home.tolist(), tildes[first].tolist(), strict=True):
        start = int(lines.starts[index])
        if not raw[start:offset].replace(_BOM, b"").strip():
            titles.append((index, raw[offset + 1 : lines.ends[index]][:MAX_LINE]))
    bounds = [*(index for index, _ in titles), len(lines)][1:]
    found = [
        Section(text := title.decode(encoding, "replace").strip(), _letter(text), index, index + 1, last)
        for (index, title), last in zip(titles, bounds, strict=True)
    ]
    plain = {s.line for s in found if _names_no_more(s.title)}
    if not any(s.letter == "W" and s.line in plain for s in found):
        wells = [s for s in found if s.title[:1] in ("W", "w") and _rules_data(raw, lines, s)]
        if len(wells) == 1:
            plain.add(wells[0].line)
            found = [replace(s, letter="W") if s is wells[0] else s for s in found]
    letters = {s.letter for s in found if s.line in plain} & set("CVW")
    return [replace(s, letter="", beside=s.letter) if s.letter in letters and s.line not in plain else s for s in found]


_RULING = re.compile(rb"[\r\n][ \t]*(STRT|STOP|NULL)[ \t]*\.", re.I)


def _rules_data(raw: bytes, lines: Lines, section: Section) -> bool:
    """Say whether a section holds items of a well section that rule the data: NULL, or both STRT and STOP."""
    held = _RULING.findall(raw, int(lines.ends[section.line]), int(lines.ends[section.last - 1]))
    names = {name.upper() for name in held}
    return b"NULL" in names or len(names) > 1


_MORE = r"(INFO.*|DATA|DEF.*|SEC.*|HEAD.*)?"
_PLAIN = re.compile(_MORE + "|INF.*|IDENT.*|PAR.*|BLOCK", re.I)
_LETTERS = (  # of the letters that a title begins with; what follows a lone one is comment (~A_DATA, ~W=====)
    ("A", re.compile(r"A(SC.*|DATA)?", re.I)),
    ("C", re.compile(rf"C(URVE?S?{_MORE})?", re.I)),
    ("V", re.compile(r"V(ER(?!T|IF).*)?", re.I)),  # not ~Vertical section, ~Verification
    ("W", re.compile(rf"W(ELLS?{_MORE})?", re.I)),  # not ~Wellbore schematic
    ("P", re.compile(r"P(AR(A?M.*)?)?", re.I)),  # not ~Partners
    ("O", re.compile(r"O(TH.*)?", re.I)),
)
_LOG_SECTION = re.compile(r"LOG(?:\[\d+\])?_(DATA|DEFINITION|PAR)", re.I)  # of LAS 3.0
_OF_LOG = {"DATA": "A", "DEFINITION": "C", "PAR": "P"}


def _letter(title: str) -> str:
    """Return the standard letter of a section title ("Curve Information" -> "C"), or "" for a section of its
    own.
    """
    if found := _LOG_SECTION.match(title):
        return _OF_LOG[found[1].upper()]
    if re.match(r"CURVE?S?[_ -]PAR", title, re.I):
        return "P"
    word = re.split(r"[^A-Za-z]", title, maxsplit=1)[0]
    return next((letter for letter, pattern in _LETTERS if pattern.fullmatch(word)), "")


def _names_no_more(title: str) -> bool:
    """Say whether a title names a standard section and no more: `~Well Path` beside `~Well` is a section of its own.
    What follows a lone letter is comment.
    """
    first, *others = re.findall("[A-Za-z]+", title) or [""]
    return len(first) == 1 or not others or _PLAIN.fullmatch(others[0]) is not None


@dataclass(frozen=True)
class Chunk:
    """Cells of some consecutive data lines.

    `lines` (m,) are the line numbers (0-based) with data, `counts` (m,) the cells on each; `starts`, `ends`
    (cells,) are byte offsets relative to `buffer`; an empty field has start == end, just behind the delimiter
    before it. `comments` are the line numbers of comments. `by_blanks`: blanks delimit.
    """

    buffer: Bytes
    lines: Ints
    counts: Ints
    starts: Ints
    ends: Ints
    comments: Ints
    by_blanks: bool = True

    def tokens(self, cells: Ints) -> list[bytes]:
        """Return the bytes of some cells."""
        text = self.buffer.tobytes() if len(cells) else b""
        return [text[a:b] for a, b in zip(self.starts[cells].tolist(), self.ends[cells].tolist(), strict=True)]


def chunks(raw: bytes, lines: Lines, first: int, last: int, delimiter: str) -> Iterator[Chunk]:
    """Tokenise the data lines [first, last), a few MiB at a time; blank lines and # comment lines hold no
    cells.
    """
    stop = text_end(raw)
    while first < last:
        target = lines.starts[first] + CHUNK
        upto = min(last, max(first + 1, int(np.searchsorted(lines.starts, target, side="left"))))
        begin, end = int(lines.starts[first]), min(int(lines.nexts[upto - 1]), stop)
        if end > begin:
            buffer = np.frombuffer(raw, np.uint8, count=end - begin, offset=begin)
            if raw.find(_BOM, begin, end) >= 0:
                buffer = np.frombuffer(raw[begin:end].replace(_BOM, b"   "), np.uint8)
            yield _tokenised(buffer, lines.starts[first:upto] - begin, first, delimiter)
        first = upto


def _tokenised(buffer: Bytes, line_starts: Ints, first: int, delimiter: str) -> Chunk:
    """Return the cells of one stretch of lines."""
    line_starts = line_starts[line_starts < len(buffer)]
    blank = _looked_up(_BLANK, buffer)
    buffer, comments = _without_comments(buffer, blank, line_starts)
    blank = _looked_up(_BLANK, buffer) if len(comments) else blank
    quoted = _inside_quotes(buffer, line_starts) if (buffer == 34).any() else None
    if delimiter == "SPACE":
        separator = blank if quoted is None else blank & ~quoted
        starts, ends = runs(~separator).T
        counts = _per_line(starts, line_starts)
    else:
        starts, ends, counts = _fields(buffer, blank, quoted, line_starts, 44 if delimiter == "COMMA" else 9)
    with_data = np.flatnonzero(counts)
    return Chunk(buffer, with_data + first, counts[with_data], starts, ends, comments + first, delimiter == "SPACE")


def _looked_up(table: Bools, buffer: Bytes) -> Bools:
    """Return what a table (256,) says of each byte: in less time than an index takes."""
    return np.frombuffer(buffer.tobytes().translate(table.tobytes()), bool)


def _without_comments(buffer: Bytes, blank: Bools, line_starts: Ints) -> tuple[Bytes, Ints]:
    """Return the buffer with comment lines blanked out, and which lines those are; a # inside a row is data."""
    none = np.empty(0, np.int64)
    if not (buffer == 35).any():
        return buffer, none
    starts = runs(~blank)[:, 0]
    line = np.searchsorted(line_starts, starts, side="right") - 1
    leads = np.flatnonzero(np.diff(line, prepend=-1))
    comments = line[leads[buffer[starts[leads]] == 35]]
    if len(comments) == 0:
        return buffer, none
    gone = np.zeros(len(line_starts), bool)
    gone[comments] = True
    return np.where(np.repeat(gone, np.diff(line_starts, append=len(buffer))), np.uint8(32), buffer), comments


def _inside_quotes(buffer: Bytes, line_starts: Ints) -> Bools:
    """Say which bytes stand between double quotes; a line with an odd number of them has none (5" is an
    inch).
    """
    quote = buffer == 34
    total = np.cumsum(quote)
    before = np.concatenate([[0], total])[line_starts]
    per_line = np.diff(np.append(before, total[-1]))
    lengths = np.diff(np.append(line_starts, len(buffer)))
    inside = (total - np.repeat(before, lengths)) % 2 == 1
    return inside & np.repeat(per_line % 2 == 0, lengths)


def _per_line(starts: Ints, line_starts: Ints) -> Ints:
    """Return how many of the sorted offsets fall on each line."""
    return np.diff(np.append(np.searchsorted(starts, line_starts), len(starts)))


def _fields(buffer: Bytes, blank: Bools, quoted: Bools | None, line_starts: Ints, code: int) -> tuple[Ints, Ints, Ints]:
    """Return the trimmed fields of delimited lines; fields may be empty, lines without any visible byte have none, nor
    those of TABs only: a spreadsheet leaves them where rows were cleared.
    """
    comma = buffer == code
    if quoted is not None:
        comma &= ~quoted
    marks = np.flatnonzero(comma)
    visible = ~blank & ~comma if quoted is None else (~blank | quoted) & ~comma
    starts, ends = runs(visible).T
    used = _per_line(starts, line_starts) > 0
    if code == 9:
        marks = marks[used[np.searchsorted(line_starts, marks, side="right") - 1]]
    used |= _per_line(marks, line_starts) > 0
    fields = np.sort(np.concatenate([line_starts[used], marks + 1]))
    home = np.searchsorted(fields, starts, side="right") - 1
    lead, tail = fields.copy(), fields.copy()
    opening = np.flatnonzero(np.diff(home, prepend=-1))
    lead[home[opening]] = starts[opening]
    tail[home[opening]] = ends[np.append(opening, len(home))[1:] - 1]
    counts = np.where(used, _per_line(marks, line_starts) + 1, 0)
    return lead, tail, counts


@dataclass
class Numbers:
    """Cells as numbers: `values` (cells,) with NaN where the cell is no number; `odd` the cells that are no
    number.
    """

    values: Floats
    odd: Ints = field(default_factory=lambda: np.empty(0, np.int64))


def as_numbers(chunk: Chunk) -> Numbers:
    """Convert all cells; what does not match `NUMBER`, as Python's "nan" and "2_65", is NaN and listed."""
    if chunk.by_blanks and (decimals := _decimals(chunk)) is not None:
        return Numbers(decimals)
    if chunk.by_blanks and not _looked_up(_STRANGE, chunk.buffer).any():
        values = _parsed(chunk.buffer)
        if len(values) == len(chunk.starts):
            return Numbers(values)
    foreign = ~_looked_up(_NUMERIC, chunk.buffer)
    full = chunk.ends > chunk.starts
    odd = ~full
    if full.all():
        text = np.where(foreign, np.uint8(32), chunk.buffer)
        count = np.concatenate([[0], np.cumsum(foreign, dtype=np.int32)])
        odd = count[chunk.ends] > count[chunk.starts]
        if not odd.any():
            values = _parsed(text)
            if len(values) == len(chunk.starts):
                return Numbers(values)
    return _careful(chunk, odd | _malformed(chunk, foreign))


def _decimals(chunk: Chunk) -> Floats | None:
    """Return cells of up to fifteen digits with a point, as nearly all are, in less time than any number takes; None
    where a cell is anything else.

    A whole number over a power of ten, both exact in float64, is as correctly rounded as what `_parsed` returns.
    """
    text, points = chunk.buffer.tobytes(), np.flatnonzero(chunk.buffer == 46)
    if len(points) != len(chunk.starts) or text.translate(None, _OF_DECIMALS):
        return None
    minus, lengths = chunk.buffer[chunk.starts] == 45, chunk.ends - chunk.starts
    leads = np.count_nonzero(minus) == np.count_nonzero(chunk.buffer == 45)
    within = (points >= chunk.starts) & (points < chunk.ends)
    if not (leads and (within & (lengths - minus > 1) & (lengths <= len(_TENS))).all()):
        return None
    whole = np.fromstring(text.translate(None, b"."), np.int64, sep=" ")
    return np.copysign(whole / _TENS[chunk.ends - points - 1], np.where(minus, -1.0, 1.0))  # zero has a sign, too


def _malformed(chunk: Chunk, foreign: Bools) -> Bools:
    """Say which cells hold foreign characters, an inner sign or a second point: no numbers, whatever else
    they are.
    """
    buffer = chunk.buffer
    exponent = np.zeros(len(buffer), bool)
    exponent[1:] = (buffer[:-1] | 32) == 101
    sign = ((buffer == 43) | (buffer == 45)) & ~exponent
    sign[chunk.starts[chunk.ends > chunk.starts]] = False
    bad = np.concatenate([[0], np.cumsum(foreign | sign, dtype=np.int32)])
    points = np.concatenate([[0], np.cumsum(buffer == 46, dtype=np.int32)])
    return (bad[chunk.ends] > bad[chunk.starts]) | (points[chunk.ends] - points[chunk.starts] > 1)


def _careful(chunk: Chunk, odd: Bools) -> Numbers:
    """Convert the cells that are not known to be odd; where the quick way disagrees, look at each of them."""
    good = ~odd
    values = np.full(len(odd), np.nan)
    parsed = _parsed(_only(chunk, good))
    if len(parsed) != int(good.sum()):
        cells = np.flatnonzero(good)
        good[cells] = [NUMBER.fullmatch(token) is not None for token in chunk.tokens(cells)]
        parsed = _parsed(_only(chunk, good))
    values[good] = parsed
    return Numbers(values, np.flatnonzero(~good))


def _only(chunk: Chunk, keep: Bools) -> Bytes:
    """Return the buffer with everything but the kept cells blanked out."""
    edge = np.zeros(len(chunk.buffer) + 1, np.int8)
    edge[chunk.starts[keep]] += 1  # none is empty, so that no two of them start or end at one place
    edge[chunk.ends[keep]] -= 1
    return np.where(np.cumsum(edge[:-1], dtype=np.int8) > 0, chunk.buffer, np.uint8(32))


def _parsed(text: Bytes) -> Floats:
    """Return the blank-separated numbers of a text, correctly rounded; none where one of them is no number."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)  # all that an older numpy says of what is no number
        try:
            return np.fromstring(text.tobytes(), dtype=np.float64, sep=" ")
        except (ValueError, DeprecationWarning):
            return np.empty(0)


def shown(token: bytes, encoding: str) -> str:
    """Return a cell as a message shows it."""
    return one_line(token[:40].decode(encoding, "replace"))


def pick_delimiter(sample: Sequence[bytes], declared: str, columns: int) -> str:
    """Return the delimiter under which the sampled data lines have `columns` cells each, the declared one
    first.

    Where none fits, as of wrapped records, it is the declared one, unless no line holds it and TABs or blanks part the
    values: each line would count as one. The row check tells the user what else is wrong.
    """
    order = ("COMMA", declared) if declared == "SPACE" and columns > 1 else (declared,)
    for delimiter in dict.fromkeys((*order, "COMMA", "TAB", "SPACE")):
        if fits(sample, delimiter, columns, strict=delimiter != declared):
            return delimiter
    if declared == "SPACE" or any(_MARKS[declared] in line for line in sample):
        return declared
    return next((name for name in ("TAB", "SPACE") if parted_by(sample, _MARKS.get(name))), declared)


def parted_by(sample: Sequence[bytes], mark: bytes | None) -> bool:
    """Say whether `mark` (None: blanks) parts the values of lines, be they whole rows or not: it stands in each that is
    more than a word, and behind a number at the start of one.
    """
    parts = [line.strip().split(mark, 1) for line in sample]
    whole = all(len(part) > 1 or len(part[0].split()) == 1 for part in parts)
    return whole and any(len(part) > 1 and part[1] and is_number(part[0].strip()) for part in parts)


def says_missing(token: bytes) -> bool:
    """Say whether a cell that is no number is a usual way to write a missing value, in quotes or without."""
    token = token.strip(b'"')
    return not token or _NULL_WORDS.fullmatch(token) is not None


def is_number(word: bytes) -> bool:
    """Say whether a word is a number no longer than a cell may be: the time to see that none is grows with the square
    of its length.
    """
    return len(word) <= MAX_TOKEN and NUMBER.fullmatch(word) is not None


def fits(sample: Sequence[bytes], delimiter: str, columns: int, *, strict: bool = False) -> bool:
    """Say whether there are lines, and each of them has `columns` cells; with `strict`, none of several words."""
    return len(sample) > 0 and all(_cells(line, delimiter, strict=strict) == columns for line in sample)


def _cells(line: bytes, delimiter: str, *, strict: bool) -> int:
    """Return the number of cells of a line; with `strict`, 0 where a field holds several words without
    quotes.
    """
    bare = _QUOTED.sub(b'"', line) if line.count(b'"') % 2 == 0 else line
    if delimiter == "SPACE":
        return len(bare.split())
    fields = [f.strip() for f in bare.split(_MARKS[delimiter])]
    worded = any(len(f.split()) > 1 and not f.startswith(b'"') for f in fields)
    return 0 if strict and worded else len(fields)


def as_path(path: str | os.PathLike[str]) -> Path:
    """Return a Path, refusing what is none: an empty string opens nothing."""
    text = os.fspath(path)
    if not text:
        raise LasError("empty file name")
    return Path(text)
