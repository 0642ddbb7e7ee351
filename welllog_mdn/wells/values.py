"""The columns of a LAS file as curves: which values are missing, and what cells are that are no numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.errors import Code, one_line
from welllog_mdn.logs.kinds import PREDICTION, LogKind, bare_name, to_canonical, unit_names
from welllog_mdn.wells import scan
from welllog_mdn.wells.reading import Item, LasFile
from welllog_mdn.wells.rows import NO_CELLS, Grid, OddCells
from welllog_mdn.wells.well import Curve, frozen
from welllog_mdn.words import counted

DEFAULT_NULL = "-999.25"
NULL_CONVENTIONS = (
    -999.0, -999.25, -9999.0, -9999.25, 9999.0, 9999.25, 9999.99, 99999.0, -99999.0, 999999.0, -999999.0,
    1e30, -1e30, 2147483647.0, -2147483648.0,
)  # fmt: skip
_Odd = dict[tuple[bytes, str], list[tuple[str, OddCells]]]  # rows and remedy -> names of curves, and their cells
MAX_NULL = 64  # characters; a row is padded to the width of its NULL
SAME_NULL = 1e-7  # of a null's size, by which a value may differ that is read as one
HUGE = 1e300  # the largest number of a machine (1.797693e308) stands for infinity, and two of them have no mean
_THOUSANDS = re.compile(rb"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_NO_BREAK = re.compile(rb"\xc2?\xa0")
_SIGN = re.compile(rb"\xe2\x88\x92|\xe2\x80\x93|\x96")  # U+2212 and the dash, in UTF-8 and cp1252
_IN_SET = re.compile(r"\s*([.:])([^\s.:]+)(\s*)\.\s*([^\s:]*)")  # the mark, a name, a gap or none, and the unit
# parts of units (g.cm3, m3.d) beside those that are one (ohm.m)
_OF_UNIT = frozenset(["g", "gm", "kg", "lb", "us", "ms", "m3", "l", "bbl", "gal", "j", "cal", "n"])
_PERCENTILE, _RUN = re.compile(r"_P\d\d$"), re.compile(r"_R\d+$")
_MINUS = str.maketrans("\u2212\u2013", "--")  # the minus of a typesetter, and the dash that stands for it in cp1252
_AROUND = "\"'()[]<>{};,="  # what a NULL stands in, or a spreadsheet leaves behind it
_SAYS_FLAG = re.compile(r"quality|flag|(?<![A-Z])Q[CF](?![A-Z])", re.I)
MOST_NAMED = 20  # curves of which a line is said together
MAX_ODD_SHARE = 0.05  # of a log's rows may hold text; beyond it the column is not what its header says


def file_null(reading: LasFile, header: Mapping[str, str]) -> str:
    """Return the file's own spelling of a missing value."""
    said = header.get("NULL", "").strip()
    if "NULL" not in header:
        reading.warn("NULL", f"no NULL stated; assumed {DEFAULT_NULL}")
        return DEFAULT_NULL
    if said.lower() == "nan":
        reading.warn("NULL", "declared as NaN; cells that say NaN count as missing")
        return said
    if not _can_be_null(said):
        word = re.split(r"[ :]", said)[0].strip(_AROUND)
        first = word.replace(",", ".").translate(_MINUS)
        used = first if _can_be_null(first) else DEFAULT_NULL
        reading.null_word = word if used != word else ""  # cells spell it as the header does (-999,25)
        why = "is no number that cells can hold" if _is_number(said) else "is not a number"
        reading.warn("NULL", f"{one_line(said, 20)!r} {why}; {'read as' if used == first else 'assumed'} {used}")
        return used
    if float(said) == 0:
        reading.warn("NULL", "declared as 0: every 0 in the file counts as missing")
    return said


def _can_be_null(text: str) -> bool:
    """Say whether a text is a finite number of a width that cells may have."""
    return len(text) <= MAX_NULL and _is_number(text) and abs(float(text)) <= HUGE


def _is_number(text: str) -> bool:
    """Say whether a text is a number of a LAS file, of any length and size."""
    return scan.NUMBER.fullmatch(text.encode("ascii", "replace")) is not None


def is_null(values: Floats, null: str) -> Bools:
    """Say which values are the file's NULL, (n,).

    Files round it (-999.25 becomes -999.3), so what is within 1e-4 of its size counts as well, but only a value that
    comes twice: heights near -999.25 m are measured ones, each another (found in 18 of 20 FORCE 2020 wells).
    """
    number = float(null)
    if not np.isfinite(number):
        return ~np.isfinite(values)
    distance = np.abs(values - number)
    found: Bools = distance <= SAME_NULL * abs(number)
    near = np.flatnonzero((distance <= 1e-4 * abs(number)) & ~found)
    if len(near):
        _, which, counts = np.unique(values[near], return_inverse=True, return_counts=True)
        found[near] = counts[which] > 1
    return found


def read_curves(reading: LasFile, items: Sequence[Item], grid: Grid, null: str) -> list[Curve]:
    """Return the curves of all columns but the index, whose missing values become NaN in `grid`.

    Raises LasError where a column cannot be read, as for decimal commas.
    """
    repeated = {k for k, count in Counter(i.mnemonic.upper() for i in items).items() if count > 1 and k}
    for name in sorted(repeated):
        alike = [i for i in items if i.mnemonic.upper() == name]
        reading.warn(name, f"{len(alike)} curves of this name{_of_sets(reading, alike)}")
    _check_null(reading, items, grid, null)
    found: _Odd = {}
    curves = [_curve(reading, items[k], k, grid, null, found) for k in range(1, len(items))]
    _tell_odd(reading, found)
    names = [bare_name(i.mnemonic).upper() for i in items]
    drawn = {name[:-4] for name in names if _PERCENTILE.search(name)}
    return [replace(c, kind=PREDICTION.name) if _is_realisation(c.mnemonic, drawn) else c for c in curves]


def _of_sets(reading: LasFile, items: Sequence[Item]) -> str:
    """Return why curves share a name where each has another one behind it (`WIRE.GR .gAPI`, `LQC:GR.gAPI`), else ""."""
    lines = (reading.decoded(reading.lines.text(reading.raw, item.line)).strip() for item in items)
    found = [_IN_SET.match(line[len(item.mnemonic) :]) for item, line in zip(items, lines, strict=True)]
    parts = [(match[1], match[2]) for match in found if match is not None and _names_a_curve(reading, match)]
    if len({own.casefold() for _, own in parts}) < len(items):
        return ""
    name, (mark, own) = items[0].mnemonic, parts[0]
    remedy = f"{own} alone" if reading.table.named(own) is not None else f"{name}_{own}"
    return (
        f", since a {'point' if mark == '.' else 'colon'} ends it ({name}{mark}{own} is read as {name}); write {remedy}"
    )


def _names_a_curve(reading: LasFile, match: re.Match[str]) -> bool:
    """Say whether a name stands behind that of a set (`WIRE.GR .gAPI`, `GR.1 .gAPI`), and no unit with a point in it
    (`DENS.g.cm3`, `VP.km.s-1`), nor a number (`VEL.1.5`), nor a unit before a value (`VEL.s .5`).
    """
    _, own, gap, unit = match.groups()
    if reading.table.is_unit(f"{own}.{unit}"):
        return False
    if gap:
        return not unit[:1].isdigit()
    if own.isdigit() or own.casefold() in _OF_UNIT:
        return False
    return reading.table.named(own) is not None or not reading.table.is_unit(own)


def _is_realisation(mnemonic: str, drawn: Collection[str]) -> bool:
    """Say whether a curve is a realisation (DT_R1) of a log of which percentiles were `drawn`: else it is of run 1."""
    name = bare_name(mnemonic).upper()
    run = _RUN.search(name)
    return run is not None and name[: run.start()] in drawn


def _curve(reading: LasFile, item: Item, column: int, grid: Grid, null: str, found: _Odd) -> Curve:
    """Return one curve: nulls and cells that are no numbers become NaN, also in `grid`, and each kind is said, but of
    cells that go to those `found`, see `_tell_odd`.
    """
    values = grid.values[column]
    name = item.mnemonic or f"line {item.line + 1}"
    kind = reading.table.resolve(item.mnemonic, item.unit, item.description)
    values[is_null(values, null)] = np.nan
    infinite = np.abs(values) > HUGE
    if infinite.any():
        values[infinite] = np.nan
        reading.warn(name, f"{counted(int(infinite.sum()), 'infinite value')}, taken as missing", Code.ROWS_LOST)
    if kind is not None:
        kind = reading.table.of_values(kind, item.mnemonic, values)
    numbers = int(np.isfinite(values).sum())
    log = kind if not is_quality_flag(item.mnemonic, item.description, values) else None
    is_text = _odd_cells(reading, name, grid.odd.get(column, NO_CELLS), grid.rows, numbers, null, log, found)
    if is_text:
        values[:] = np.nan
    label = kind.name if kind is not None else None
    return Curve(item.mnemonic, item.unit, item.description, frozen(values), label, column, is_text)


def is_quality_flag(mnemonic: str, description: str, values: Floats) -> bool:
    """Say whether a curve is named or described as a flag, and holds nothing but a few integers of one digit.

    A quality-controlled log may bear the same name.
    """
    if not (_SAYS_FLAG.search(mnemonic) or _SAYS_FLAG.search(description)):
        return False
    seen = values[np.isfinite(values)]
    return len(seen) > 0 and bool((np.abs(seen) < 10).all() and (seen == np.rint(seen)).all())


def _check_null(reading: LasFile, items: Sequence[Item], grid: Grid, null: str) -> None:
    """Warn of a NULL that a log of rock or hole may measure, where it holds it; not of a usual one, nor of 0, of which
    the file is warned before.
    """
    number = float(null)
    if number == 0 or abs(number) in map(abs, NULL_CONVENTIONS):
        return
    for column, item in enumerate(items[1:], start=1):
        kind = reading.table.resolve(item.mnemonic, item.unit, item.description)
        if kind is None or kind.role not in ("log", "hole") or not may_measure(kind, item.unit, number):
            continue
        if rows := int(is_null(grid.values[column], null).sum()):
            said = f"{null} is a value that {item.mnemonic} may measure; taken as missing, there in {rows} rows"
            reading.warn("NULL", said)
            return


def may_measure(kind: LogKind, unit: str, value: float) -> bool:
    """Say whether a log may have a value, in its unit or, where that is unknown, in one of its kind's."""
    units = [unit] if kind.unit_of(unit) else unit_names(kind, linear=True)
    return any(kind.low <= float(to_canonical(value, kind, each)) <= kind.high for each in units)


def _odd_cells(
    reading: LasFile,
    name: str,
    odd: OddCells,
    rows: int,
    numbers: int,
    null: str,
    kind: LogKind | None,
    found: _Odd,
) -> bool:
    """Judge the cells of a curve that are no numbers; return whether it is a curve of text. Those that are told
    beside other curves' go to those `found`.

    Many of them refuse the file where the curve is a log of rock or hole; what drilling tells is never an input.
    """
    nulls = {text.translate(_MINUS) for text in (null, reading.null_word)}
    tokens = frozenset(odd.tokens)  # one for many cells, as where NaN is written
    words = odd.other_than({token for token in tokens if _says_missing(reading, token, nulls)})
    if len(words) >= numbers:  # else the column has decimal points, and some cells a slip or a thousands separator
        check_points(reading, name, words)
    many = len(words) > MAX_ODD_SHARE * rows and rows > 20
    a_log = kind is not None and kind.role in ("log", "hole")
    if len(words) and (len(words) > numbers or (many and not a_log)):
        logged = kind is not None and kind.is_logged
        told = reading.warn if logged or numbers > len(words) else reading.inform
        token = scan.shown(words[0].token, reading.encoding)
        remedy = f" ({hint})" if (hint := remedy_for(words[0].token)) else ""
        told(name, f"text in {len(odd)} of {rows} rows ({token}), kept as text and not used as a log{remedy}")
        return True
    if many:
        token = scan.shown(words[0].token, reading.encoding)
        cause = f"{name}: {len(words)} of {rows} rows are no number, the first is '{token}'"
        raise reading.refuse(cause, words[0].line, remedy_for(words[0].token) or None)
    filled = odd.filled()
    said = filled.other_than({token for token in tokens if token.lower() == null.lower().encode()})  # NaN, in any case
    if len(said):
        hint = next(filter(None, map(remedy_for, words.tokens)), "")  # a NULL in quotes needs none
        found.setdefault((said.rows.tobytes(), hint), []).append((name, said))
    if len(odd) > len(filled):
        reading.inform(name, f"{counted(len(odd) - len(filled), 'empty field')}, taken as missing", Code.ROWS_LOST)
    return False


def _tell_odd(reading: LasFile, found: _Odd) -> None:
    """Say which cells are no numbers, in one line of the curves in which they are those of the same rows: a remark
    among the data, or rows of a word.
    """
    for (_, hint), alike in found.items():
        names, odd = [name for name, _ in alike], alike[0][1]
        about = ", ".join(names) if len(names) <= MOST_NAMED else counted(len(names), "curve")
        token, line = scan.shown(odd[0].token, reading.encoding), odd[0].line + 1
        count = f"{len(odd)} cells" if len(odd) > 1 else "1 cell"
        each = " of each" if len(names) > 1 else ""
        verb = "are" if len(odd) > 1 else "is"
        remedy = f" ({hint})" if hint else ""
        text = f"{count}{each} {verb} no number (first '{token}' on line {line}), taken as missing{remedy}"
        reading.warn(about, text, Code.ROWS_LOST)


def check_points(reading: LasFile, name: str, odd: OddCells) -> None:
    """Refuse numbers with a decimal comma, or with one that may as well set thousands apart, as the first three of some
    cells tell.
    """
    cells = [*islice(odd, 3)]
    tokens = [cell.token.strip(b'"') for cell in cells]
    thousands = all(re.fullmatch(rb"[+-]?[1-9]\d{0,2},\d{3}", token) for token in tokens)
    for (_, line, token), bare in zip(cells, tokens, strict=True):
        if b"," in token and scan.NUMBER.fullmatch(bare.replace(b",", b".")):
            what = "decimal comma or thousands separator" if thousands else "decimal comma"
            hint = "write decimal points" + ", or thousands without a comma" * thousands
            raise reading.refuse(f"{name}: {what} ({scan.shown(token, reading.encoding)})", line, hint)


def in_quotes(token: bytes) -> bool:
    """Say whether a cell stands in quotes; those of 5" are an inch's."""
    return re.fullmatch(rb'"[^"]*"', token) is not None


def remedy_for(token: bytes) -> str:
    """Return what to do where a cell is a number but for its spelling ("51.58"; 1,877.25; 1.87D+03), else ""."""
    bare = token.strip(b'"')
    if scan.NUMBER.fullmatch(bare):
        return "write numbers without quotes" if in_quotes(token) else ""
    if scan.NUMBER.fullmatch(bare.strip(b",")):
        return "leave commas between two values only, none behind the last"
    if _THOUSANDS.fullmatch(bare):
        return "write thousands without a comma"
    if scan.NUMBER.fullmatch(re.sub(rb"[dD](?=[+-]?\d+$)", b"E", bare)):
        return "write exponents with E, not D"
    if scan.NUMBER.fullmatch(_NO_BREAK.sub(b"", bare)):
        return "replace no-break spaces by blanks"
    if scan.NUMBER.fullmatch(_SIGN.sub(b"-", bare)):
        return "write minus signs as -"
    return ""


def _says_missing(reading: LasFile, token: bytes, nulls: Collection[str]) -> bool:
    """Say whether a cell that is no number is a way to write a missing value, in quotes or without; `nulls` are those
    that the file declares, with plain minus signs.
    """
    return scan.says_missing(token) or reading.decoded(token.strip(b'"')).translate(_MINUS) in nulls
