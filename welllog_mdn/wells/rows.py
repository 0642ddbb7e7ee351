"""The data section of a LAS file: its delimiter, its records over one line or several, its cells as numbers.

Every row is checked for one cell per curve; what does not fit is refused with its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from typing import NamedTuple

import numpy as np

from welllog_mdn.arrays import Floats, Ints
from welllog_mdn.errors import Code, one_line
from welllog_mdn.logs.kinds import predicted_name
from welllog_mdn.wells import scan
from welllog_mdn.wells.reading import Item, LasFile
from welllog_mdn.wells.scan import Section
from welllog_mdn.words import counted

ODD_SHARE = 0.05  # of wrapped records may differ from all others and be taken for damaged; more are a way of writing
SAMPLE = 10  # data lines that tell how values are parted
MAX_HEADINGS = 3  # rows of names, of units, and a rule
_NO_CELL = b" \t\r\x0b\x0c\x1a\x00"
_NOT_BY_BLANKS = re.compile(rb"\S *\t *[\t\r\n]|[\r\n] *\t[ \t]*\S|\S +\S")  # lines of TABs alone say nothing
_DELIMITERS = {"": "SPACE", "SPACE": "SPACE", "COMMA": "COMMA", ",": "COMMA", "TAB": "TAB"}
_WORD_FIRST = re.compile(r"(?:\W*\s)?(\W*[^\W\d_][^\s,;|\"]*)")
_NEXT_VALUE = re.compile(rb"-[\d.]+$")  # that has run together with a cell
_NO_BREAK = re.compile(rb"(?:\xc2?\xa0|\s)+")


class OddCell(NamedTuple):
    """A cell that is no number; row and line count from 0."""

    row: int
    line: int
    token: bytes


@dataclass(frozen=True)
class OddCells:
    """Those of a column, (m,) each: without an object for every cell, since they may be as many as the numbers are."""

    rows: Ints
    lines: Ints
    tokens: Sequence[bytes]

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, k: int) -> OddCell:
        return OddCell(int(self.rows[k]), int(self.lines[k]), self.tokens[k])

    def __iter__(self) -> Iterator[OddCell]:
        return map(self.__getitem__, range(len(self)))

    def of(self, cells: Ints) -> OddCells:
        """Return some of the cells."""
        return OddCells(self.rows[cells], self.lines[cells], [self.tokens[k] for k in cells.tolist()])

    def other_than(self, tokens: Collection[bytes]) -> OddCells:
        """Return the cells that are none of some tokens."""
        if not tokens:
            return self
        return self.of(np.array([k for k, token in enumerate(self.tokens) if token not in tokens], np.int64))

    def filled(self) -> OddCells:
        """Return the cells that hold more than blanks and quotes: the others are empty."""
        return self.other_than({token for token in frozenset(self.tokens) if not token.strip(b' "')})

    def below(self, row: int) -> OddCells:
        """Return the cells of a row and of those below it."""
        return self.of(np.flatnonzero(self.rows >= row))

    def outside(self, rows: Ints) -> OddCells:
        """Return the cells of all but some rows."""
        return self.of(np.flatnonzero(~np.isin(self.rows, rows)))


NO_CELLS = OddCells(np.empty(0, np.int64), np.empty(0, np.int64), ())


@dataclass
class Grid:
    """The data section: `values` (columns, rows), the cells of a column that were `odd`; the first rows may be
    `headings`, and others `texts`. Those `above` them are no rows: lines, with their numbers, that are one cell.
    """

    values: Floats
    odd: dict[int, OddCells]
    first_line: Ints
    last_line: Ints
    delimiter: str
    wrapped: bool
    cut: bool
    headings: int = 0
    texts: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    above: Sequence[tuple[int, bytes]] = ()

    @property
    def rows(self) -> int:
        """Number of records."""
        return len(self.first_line)


def read_rows(reading: LasFile, data: Section, items: Sequence[Item], header: Mapping[str, str]) -> Grid:
    """Tokenise the data section once, check every row, and convert the cells.

    Raises LasError where a row has not one cell per curve, or the section cannot be read without guessing.
    """
    n = len(items)
    declared = _declared_delimiter(reading, header)
    headings, sample = _sample(reading, data)
    if not sample:
        raise reading.refuse("no data rows below the ~A line", data.line)
    delimiter = scan.pick_delimiter(sample, declared, n)
    for mark, name in ((b";", "semicolons"), (b"|", "vertical bars")):
        if n > 1 and (all(line.count(mark) in (n - 1, n) for line in sample) or scan.parted_by(sample, mark)):
            cause = f"the values are separated by {name}, which LAS does not allow"
            raise reading.refuse(cause, hint="export with blanks, commas or tabs")
    if declared == delimiter == "SPACE" and _is_tabbed(reading, data, sample, n):
        delimiter = "TAB"
    _check_fields(reading, data, sample, n, declared, delimiter)
    measured = max((k for k, item in enumerate(items) if not predicted_name(item.mnemonic)), default=0) + 1
    above = _above_rows(headings, sample, delimiter, n, measured)
    if delimiter != declared:
        _settle_delimiter(reading, data, header, delimiter, states=not above)
    wrap_says = header.get("WRAP", "").strip().upper()
    if wrap_says not in ("YES", "NO"):
        said = f"is {wrap_says[:20]!r}" if wrap_says else "is missing"
        reading.warn("WRAP", f"{said}; rows read as they are seen")
    parts = _Parts(reading, n, measured)
    first = above[-1][0] + 1 if above else data.first
    for chunk in scan.chunks(reading.raw, reading.lines, first, data.last, delimiter):
        parts.add(chunk)
    parts.note_commented_rows()
    return replace(parts.grid(delimiter, wrap_says), above=above)


def _is_tabbed(reading: LasFile, data: Section, sample: Sequence[bytes], n: int) -> bool:
    """Say whether one TAB stands between two of the `n` cells of every row, and cells are empty or of several words:
    read by blanks, such a row is of too few values, or its values are those of other columns.
    """
    if n == 1 or not scan.fits(sample, "TAB", n):
        return False
    lines = reading.lines
    if _NOT_BY_BLANKS.search(reading.raw, int(lines.starts[data.first]), int(lines.nexts[data.last - 1])) is None:
        return False
    rows = (line for index in range(data.first, data.last) if (line := lines.text(reading.raw, index)).strip(_NO_CELL))
    return all(line.count(b"\t") == n - 1 for line in rows if not line.lstrip().startswith(b"#"))


def _check_fields(
    reading: LasFile, data: Section, sample: Sequence[bytes], n: int, declared: str, delimiter: str
) -> None:
    """Refuse by their cause rows that would pass for wrapped ones, or for rows of another delimiter."""
    if declared == "TAB" and delimiter == "SPACE" and any(b"\t" in line for line in sample):
        cause = f"TAB declared, but the rows hold TABs elsewhere than between two of the {n} values"
        raise reading.refuse(cause, data.first, "leave one TAB between two values, none at the end of a row")
    within = [line.strip(b", ") for line in sample]
    by_words = declared == "COMMA" and delimiter == "SPACE" and scan.fits(within, "COMMA", n)  # `1500.0, 60.0,`
    if n == 1 or (scan.fits(sample, delimiter, n) and not by_words):
        return
    if all(b"\xa0" in line and len(_NO_BREAK.sub(b" ", line).split()) == n for line in sample):
        cause = "no-break spaces stand beside the values, which LAS does not allow"
        raise reading.refuse(cause, data.first, "replace them by blanks")
    if all(line.count(b",") == 2 * n - 1 for line in sample):
        cause = f"{2 * n} numbers between commas, {n} curves: commas serve as decimal points and between the values"
        raise reading.refuse(cause, data.first, "write decimal points")
    if declared != "COMMA" and any(map(_holds_commas, sample)):
        cause = f"commas between values, but {declared} as delimiter"
        raise reading.refuse(cause, data.first, "state DLM COMMA in ~Version")
    if scan.fits(sample, "COMMA", n):
        cause = "the rows are COMMA separated, with blanks inside of a value"
        raise reading.refuse(cause, data.first, "quote the text, or state DLM COMMA in ~Version")
    if scan.fits(within, "COMMA", n):
        cause = f"a comma before or behind each row makes one field more than the {n} columns of the curve section (~C)"
        raise reading.refuse(cause, data.first, "leave commas between two values only")


def _holds_commas(line: bytes) -> bool:
    """Say whether a part of a line is several numbers with decimal points, with commas between them; a comma between
    two may be a decimal one, but for a blank beside it or a point in each.
    """
    cells = [cell.strip() for cell in line.split(b",")]
    least = 3 if b",".join(cells) == line.strip() else 2  # marks, of which a point is one
    words = (word for word in b",".join(cells).split() if b"," in word and b"." in word)
    several = (word.split(b",") for word in words if word.count(b",") + word.count(b".") >= least)
    return any(all(map(scan.is_number, parts)) for parts in several)


def _settle_delimiter(
    reading: LasFile, data: Section, header: Mapping[str, str], delimiter: str, *, states: bool
) -> None:
    """Accept rows that are delimited otherwise than declared where a copy can say so, else refuse them.

    Readers that trust the header would see another table in a copy that keeps a wrong DLM line; a missing one is added
    where it `states` the delimiter of all lines: lasio reads none with a line above the rows that is parted otherwise.
    One of another word for commas (COMMAS, CSV) was told of.
    """
    word = _delimiter_word(header)
    if delimiter == "COMMA" and word != "COMMA" and word.startswith(("COMMA", "CSV")):
        return
    said = f"{header['DLM'].strip()[:20] or 'nothing'} declared" if "DLM" in header else "not stated"
    has_version = any(s.letter == "V" for s in reading.sections)
    if delimiter == "TAB" and "DLM" not in header and not has_version:
        reading.warn("DLM", f"{said}, but the rows are TAB separated; read so")
        return
    if "DLM" not in header and has_version and states:
        reading.added.append(f"DLM .  {delimiter} : added, the rows are {delimiter} separated")
        reading.warn("DLM", f"not stated, the rows are {delimiter} separated; read so, and stated in a copy")
        return
    if not reading.salvage:
        missing = f"state DLM {delimiter} in ~Version"
        if not has_version:
            missing = f"add a version section (~V) with DLM {delimiter}"
        remedy = "correct the DLM line" if "DLM" in header else missing
        hint = f"{remedy}, or --salvage reads the rows as they are seen"
        raise reading.refuse(f"DLM: {said}, but the rows are {delimiter} separated", data.first, hint)
    reading.warn("DLM", f"{said}, but the rows are {delimiter} separated; read so")


def _declared_delimiter(reading: LasFile, header: Mapping[str, str]) -> str:
    """Return the delimiter that ~V declares, SPACE by default."""
    said = _delimiter_word(header)
    if said not in _DELIMITERS:
        reading.warn("DLM", f"unknown delimiter {said[:20]!r}; read as it is seen")
    return _DELIMITERS.get(said, "SPACE")


def _delimiter_word(header: Mapping[str, str]) -> str:
    """Return the first word of DLM, without the commas that a spreadsheet leaves behind it."""
    said = next(iter(header.get("DLM", "").upper().replace('"', " ").split()), "")
    return said.rstrip(",") or said


def _sample(reading: LasFile, data: Section) -> tuple[list[tuple[int, bytes]], list[bytes]]:
    """Return the first data lines that are neither blank nor comments: those of text above all others, which may be
    parted otherwise than the rows, with their numbers, and the others.
    """
    found = ((i, reading.lines.text(reading.raw, i).strip(b" \r\x0b\x0c\x1a")) for i in range(data.first, data.last))
    of_data = ((i, line) for i, line in found if line.strip() and not line.lstrip().startswith(b"#"))
    first = list(islice(of_data, SAMPLE + MAX_HEADINGS))
    headings = list(takewhile(lambda numbered: _is_text(numbered[1]), first[:MAX_HEADINGS]))
    others = [line for _, line in first[len(headings) :]][:SAMPLE]
    return (headings, others) if others else ([], [line for _, line in headings])


def _is_text(line: bytes) -> bool:
    """Say whether a line neither begins with a digit nor holds a number."""
    return not re.match(rb"\W*\d", line) and not any(map(scan.is_number, words_of(line)))


def words_of(line: bytes) -> list[bytes]:
    """Return the words of a line, whatever parts them."""
    return [word for word in re.split(rb'[\s,;|"]+', line) if word]


def _above_rows(
    headings: Sequence[tuple[int, bytes]], sample: Sequence[bytes], delimiter: str, n: int, measured: int
) -> list[tuple[int, bytes]]:
    """Return the headings that are no rows of `n` cells, as the lines below are, but one cell: names with blanks
    between them above rows of commas or TABs, or the other way round.

    Above wrapped records the first must name all curves but predicted ones, `measured`: less is part of a record.
    """
    least = 2 if scan.fits(sample, delimiter, n) else max(2, measured)
    if n == 1 or not headings or len(words_of(headings[0][1])) < least:
        return []
    return list(takewhile(lambda numbered: scan.fits([numbered[1]], delimiter, 1), headings))


class _Parts:
    """Collects the chunks of a data section of `n` columns; those behind `measured` of them are predicted curves."""

    def __init__(self, reading: LasFile, n: int, measured: int) -> None:
        self.reading, self.n, self.measured = reading, n, measured
        self.values: list[Floats] = []
        self.lines: list[Ints] = []
        self.counts: list[Ints] = []
        self.odd: list[Ints] = []  # the numbers of cells
        self.odd_lines: list[Ints] = []
        self.odd_tokens: list[bytes] = []
        self.cells = 0
        self.comments: list[Ints] = []

    def add(self, chunk: scan.Chunk) -> None:
        """Convert one chunk's cells."""
        self.comments.append(chunk.comments)
        if len(chunk.starts) == 0:
            return
        longest = int(np.argmax(chunk.ends - chunk.starts))
        if chunk.ends[longest] - chunk.starts[longest] > scan.MAX_TOKEN:
            line = chunk.lines[int(np.searchsorted(np.cumsum(chunk.counts), longest, side="right"))]
            raise self.reading.refuse(f"a data value of more than {scan.MAX_TOKEN} characters", int(line))
        numbers = scan.as_numbers(chunk)
        self.odd.append(self.cells + numbers.odd)
        self.odd_lines.append(chunk.lines[np.searchsorted(np.cumsum(chunk.counts), numbers.odd, side="right")])
        self.odd_tokens += chunk.tokens(numbers.odd)
        self.values.append(numbers.values)
        self.lines.append(chunk.lines)
        self.counts.append(chunk.counts)
        self.cells += len(numbers.values)
        if self.cells > scan.MAX_CELLS:
            raise self.reading.refuse(f"more than {scan.MAX_CELLS} data values", int(chunk.lines[-1]))

    def note_commented_rows(self) -> None:
        """Note comments that are rows: taken out by somebody, or of a depth without room in its column (#######)."""
        reading, lines = self.reading, np.concatenate(self.comments)
        width = reading.lines.ends[lines] - reading.lines.starts[lines]
        found = []
        for line in lines[width >= 2 * self.n - 1].tolist():
            cells = reading.lines.text(reading.raw, line).replace(b",", b" ").strip(b"# \t").split()
            if self.n > 2 and self.n - 1 <= len(cells) <= self.n and all(map(scan.NUMBER.fullmatch, cells)):
                found.append(line)
        if found:
            count = counted(len(found), "row")
            reading.warn("~A", f"{count} behind a # (comment), the first on line {found[0] + 1}; not read")

    def grid(self, delimiter: str, wrap_says: str) -> Grid:
        """Return the checked table."""
        lines, counts = np.concatenate(self.lines), np.concatenate(self.counts)
        wrapped = self._is_wrapped(counts, wrap_says)
        rows, first, last = (self._wrapped_rows if wrapped else self._plain_rows)(lines, counts)
        flat = np.concatenate(self.values)
        self.values.clear()
        table = flat[: rows * self.n].reshape(rows, self.n)
        raw = self.reading.raw
        marks = (b"\n", b"\r", b" ") if delimiter == "TAB" else (b"\n", b"\r", b" ", b"\t")
        whole = raw.endswith(marks) or scan.text_end(raw) < len(raw)
        cut = self.reading.lines.nexts[last[-1]] == len(raw) and not whole
        return Grid(
            np.ascontiguousarray(table.T),
            self._odd_cells(rows),
            first,
            last,
            delimiter,
            wrapped,
            bool(cut),
        )

    def _odd_cells(self, rows: int) -> dict[int, OddCells]:
        """Return by column the cells of complete rows that are no numbers."""
        cells = np.concatenate(self.odd)
        found = OddCells(cells // self.n, np.concatenate(self.odd_lines), self.odd_tokens)
        order = np.argsort(cells % self.n, kind="stable")
        order = order[cells[order] < rows * self.n]
        columns, first = np.unique(cells[order] % self.n, return_index=True)
        parts = np.split(order, first[1:])  # one of no cells where there are none
        return {k: found.of(part) for k, part in zip(columns.tolist(), parts, strict=False)}

    def _is_wrapped(self, counts: Ints, wrap_says: str) -> bool:
        """Return whether records span lines, by what is seen; say where the header has it otherwise."""
        broken = counts[0] < self.n
        spread = bool((counts < self.n).any() and not (counts[:50] > self.n).any())
        seen = spread and (broken or _aligned(counts, self.n))
        numbers = bool(np.isfinite(self.values[0][: self.n]).any())
        aligned = seen and broken and numbers and self.n > 1 and _aligned(counts, self.n)
        if wrap_says == "YES" and not seen:
            self.reading.warn("WRAP", "YES declared, but every row stands on one line; read so")
            return False
        if aligned and wrap_says == "NO":
            first = int(self.lines[0][0])
            seen_as = f"{counted(int(counts[0]), 'value')} on the first line, {self.n} curves"
            cause = f"looks wrapped ({seen_as}) but the header says WRAP NO"
            raise self.reading.refuse(cause, first, "set WRAP to YES if so, else correct the curve section")
        if aligned and wrap_says == "":
            self.reading.added.append("WRAP.  YES : added, records span several lines")
        return wrap_says == "YES" or aligned

    def _plain_rows(self, lines: Ints, counts: Ints) -> tuple[int, Ints, Ints]:
        """Check that each line has one cell per curve."""
        wrong = np.flatnonzero(counts != self.n)
        if len(wrong) == 0:
            return len(lines), lines, lines
        at = int(wrong[0])
        if at == len(lines) - 1 and counts[at] < self.n and at > 0:
            return self._cut(at, lines[at], lines[:at], lines[:at])
        text = self.reading.lines.text(self.reading.raw, int(lines[at])).strip()
        if at > 0 and (other := _other_delimiter(text, self.n)):
            cause = f"the row is separated by {other}, unlike those above it"
            raise self.reading.refuse(cause, int(lines[at]), "write one delimiter throughout")
        if _says_words(shown := self.reading.decoded(text)):
            cause = f"a line of text among the rows: '{one_line(shown, 40)}'"
            raise self.reading.refuse(cause, int(lines[at]), "put a # before it, which makes it a comment")
        if len(lines) == 1 and counts[at] < self.n and not self.reading.raw.endswith((b"\n", b"\r")):
            cause = f"the only row has {counts[at]} of {self.n} values: the file looks truncated"
            raise self.reading.refuse(cause, int(lines[at]), "get the whole file")
        alike = len(np.unique(counts)) == 1
        many = "every row has" if alike else "row with"
        cause = f"{many} {counted(int(counts[at]), 'value')}, but the curve section (~C) lists {self.n} columns"
        hint = "a value is one too many, or holds a blank or a comma (1,877.25)"
        if alike and counts[at] > self.n:
            hint = "list every column in ~C, quote texts with blanks in them"
        elif counts[at] < self.n:
            hint = "a value is missing or run together with its neighbour"
            if alike:
                hint = "a line of ~C that is no curve needs a # before it, values that run together a blank between"
        raise self.reading.refuse(cause, int(lines[at]), hint)

    def _wrapped_rows(self, lines: Ints, counts: Ints) -> tuple[int, Ints, Ints]:
        """Check that each record of lines adds up to one cell per curve."""
        total = np.cumsum(counts)
        rows = int(total[-1]) // self.n
        last = np.searchsorted(total, np.arange(1, rows + 1) * self.n)
        wrong = np.flatnonzero(total[last] != np.arange(1, rows + 1) * self.n)
        if len(wrong):
            at = int(last[wrong[0]])
            self._check_line_ends(lines[: at + 1])
            cause = f"wrapped record of other than {self.n} values ends here"
            raise self.reading.refuse(cause, int(lines[at]), "a value is missing or too many")
        first = np.concatenate([[0], last[:-1] + 1]) if rows else np.empty(0, np.int64)
        self._check_shape(lines, counts, first)
        self._check_pattern(lines, counts, first, last)
        if rows and last[-1] < len(lines) - 1:
            return self._cut(rows, lines[-1], lines[first], lines[last])
        if not rows:
            raise self.reading.refuse(f"wrapped record of fewer than {self.n} values", int(lines[-1]))
        return rows, lines[first], lines[last]

    def _check_line_ends(self, lines: Ints) -> None:
        """Refuse the lines of wrapped records, most of which have a comma behind or before them, for that."""
        text = [self.reading.lines.text(self.reading.raw, int(line)).strip() for line in lines]
        for edge, where in ((-1, "behind"), (0, "before")):
            found = [k for k, line in enumerate(text) if line[edge] == ord(",")]
            if 2 * len(found) > len(text):
                cause = f"a comma {where} each line of a wrapped record makes one value more of it"
                hint = "leave commas between two values only, none at the ends of lines"
                raise self.reading.refuse(cause, int(lines[found[0]]), hint)

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

    def _check_pattern(self, lines: Ints, counts: Ints, first: Ints, last: Ints) -> None:
        """Refuse a record whose values are spread over its lines otherwise than in nearly all others, which may be
        spread in more ways than one.

        A value lost on one line and one too many on the next leave the sum right and shift what is between them.
        """
        if len(first) < 3:
            return
        flat = counts.tolist()
        spread = [tuple(flat[a : b + 1]) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
        seen, most = Counter(spread), max(1, ODD_SHARE * len(first))
        odd = {one for one, count in seen.items() if count <= most}
        few = 0 < sum(seen[one] for one in odd) <= most
        if few and not self._fills_lines(lines, counts, first, last):
            at = next(i for i, one in enumerate(spread) if one in odd)
            here, others = spread[at], (one for one in seen if one not in odd)
            there = max(others, key=lambda one: (len(one) == len(here), _alike(here, one)))
            k = _alike(here, there)
            cause = f"{counted(here[k], 'value')} on a line of a wrapped record that has {there[k]} in other records"
            raise self.reading.refuse(cause, int(lines[first[at] + k]), "a value is missing or too many")

    def _fills_lines(self, lines: Ints, counts: Ints, first: Ints, last: Ints) -> bool:
        """Say whether records break where the next value had no room: those with longer values then break earlier.

        The lines of predicted curves, which came later, show nothing of that.
        """
        text = [self.reading.lines.text(self.reading.raw, int(i)).rstrip() for i in lines[: last[-1] + 1]]
        counts, total = counts[: len(text)], np.cumsum(counts)[: len(text)]
        column = total % self.n  # behind which a line ends, 0 at the end of a record
        inner = np.flatnonzero((column > 0) & (column < self.measured))
        breaks = np.setdiff1d(inner, first[counts[first] == 1])
        widest = max(len(text[i]) for i in np.flatnonzero((total - counts) % self.n < self.measured))
        return all(len(text[i]) + 1 + len(text[i + 1].split(None, 1)[0]) > widest for i in breaks)

    def _cut(self, rows: int, line: int, first: Ints, last: Ints) -> tuple[int, Ints, Ints]:
        """Refuse a cut last row, or leave it out where the user allows that."""
        reading = self.reading
        text = reading.lines.text(reading.raw, int(line)).strip()
        is_row = scan.NUMBER.fullmatch(re.split(rb"[\s,]+", text.strip(b","), maxsplit=1)[0]) is not None
        if not reading.salvage:
            cause = f"the last row is incomplete (expected {self.n} values): the file looks truncated"
            if not is_row:
                cause = f"the last line is no row of values but text: '{scan.shown(text, reading.encoding)}'"
            raise reading.refuse(cause, int(line), "--salvage uses the complete rows")
        what = "incomplete last row" if is_row else "last line of text"
        reading.warn(f"line {int(line) + 1}", f"1 {what} dropped, {rows} complete rows used", Code.CUT)
        begin, end = int(reading.lines.nexts[last[-1]]), int(reading.lines.nexts[line])
        reading.raw = reading.raw[:begin] + reading.raw[end:]
        return rows, first, last


def _says_words(line: str) -> bool:
    """Say whether a line begins with a word, which is no null, and holds one number at the most, as a footer does."""
    first = _WORD_FIRST.match(line)
    if first is None or scan.says_missing(_NEXT_VALUE.sub(b"", first[1].encode())):
        return False
    return sum(map(scan.is_number, words_of(line.encode()))) < 2


def _other_delimiter(line: bytes, n: int) -> str:
    """Return by what a line that is no row of the file's own delimiter is one of `n` values, in words; or ""."""
    for name, delimiter in (("commas", b","), ("semicolons", b";"), ("TABs", b"\t"), ("blanks", None)):
        cells = [cell.strip() for cell in line.split(delimiter)]
        if len(cells) == n > 1 and all(map(scan.NUMBER.fullmatch, cells)):
            return name
    cells = _NO_BREAK.sub(b" ", line).split()
    return "no-break spaces" if len(cells) == n > 1 and all(map(scan.NUMBER.fullmatch, cells)) else ""


def _alike(one: Sequence[int], two: Sequence[int]) -> int:
    """Return how many lines of two records, from the first on, hold as many values in both."""
    return next(k for k, (a, b) in enumerate(zip(one, two, strict=False)) if a != b)


def _aligned(counts: Ints, n: int) -> bool:
    """Say whether every multiple of n cells ends at a line's end."""
    total = np.cumsum(counts)
    marks = np.arange(1, total[-1] // n + 1) * n
    return bool(len(marks)) and bool(np.isin(marks, total).all())
