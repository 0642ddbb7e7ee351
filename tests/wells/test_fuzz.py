"""Files nobody wrote by hand: generated wells survive the round trip, mutated text is read right or refused.

Right means: what the reader gives is what stands in the file, cell by cell, by an oracle that only splits lines;
and a curve written into the file leaves every old byte in its place.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from welllog_mdn.errors import LasError, OutputError, WelllogError
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.splice import NewCurve, spliced
from welllog_mdn.wells.values import is_null
from welllog_mdn.wells.well import Well

DATA = Path(__file__).parents[1] / "data"
SEEDS = ("plain", "crlf", "wrapped", "comma", "tab", "las12", "las3", "core_and_tops", "quoted_text", "nan_cells")
NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
CELL = {"SPACE": rb'(?:"[^"]*"|[^ \t\x0b\x0c\x1a"])+', "COMMA": rb"[^,]*", "TAB": rb"[^\t]*"}


@dataclass(frozen=True)
class Made:
    """A generated file and what is in it."""

    raw: bytes
    names: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


MNEMONIC = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz0123456789_-[]", min_size=1, max_size=12)
UNIT = st.sampled_from(["", "gAPI", "ohm.m", "us/ft", "µs/m", "G/C3", "%", "_", "1000 lbf", "m3/m3"])
WORD = st.text("abcXYZ 0123456789()/é°-", max_size=20).map(str.strip)
NULLS = st.sampled_from(["-999.25", "-999.2500", "-9999", "99999", "-1E30"])


@st.composite
def made(draw: st.DrawFn) -> Made:
    """Draw a sound LAS file: any names, units, widths, nulls, delimiter, wrapping, line ends and encoding."""
    names = draw(st.lists(MNEMONIC, min_size=1, max_size=7))
    rows = draw(st.integers(3, 25))
    null, decimals = draw(NULLS), draw(st.integers(1, 6))
    cell = st.one_of(st.just(np.nan), st.floats(-1e5, 1e5).filter(lambda v: abs(v - float(null)) > 1))
    table = [draw(st.lists(cell, min_size=len(names), max_size=len(names))) for _ in range(rows)]
    width = draw(st.integers(0, 14))
    cells = [
        [f"{100 + 0.5 * i:.4f}", *(null if np.isnan(v) else f"{v:.{decimals}f}" for v in row)]
        for i, row in enumerate(table)
    ]
    delimiter = draw(st.sampled_from(["SPACE", "COMMA", "TAB"]))
    wrapped = delimiter == "SPACE" and len(names) > 1 and draw(st.booleans())
    sep = {"SPACE": " ", "COMMA": ",", "TAB": "\t"}[delimiter]
    head = ["~Version", "VERS. 2.0 : CWLS", f"WRAP. {'YES' if wrapped else 'NO'} :"]
    head += [f"DLM. {delimiter} : d"] if delimiter != "SPACE" or draw(st.booleans()) else []
    head += ["~Well", "STRT.m 100.0 :", f"STOP.m {100 + 0.5 * (rows - 1)} :", "STEP.m 0.5 :", f"NULL. {null} :"]
    head += [f"WELL. {draw(WORD)} : WELL", "# a comment", "~Curve", "DEPT.m : depth"]
    head += [f"{name} .{draw(UNIT)} : {draw(WORD)}" for name in names]
    head += ["~Parameter", f"BHT.degC {draw(WORD)} : x"] if draw(st.booleans()) else []
    head += ["~Other", draw(WORD)] if draw(st.booleans()) else []
    body = [
        text
        for row in cells
        for text in ([row[0], *(sep.join(row[k : k + 3]) for k in range(1, len(row), 3))] if wrapped
                     else [sep.join(c.rjust(width) for c in row)])
    ]  # fmt: skip
    eol = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = eol.join([*head, "~Ascii", *body]) + (eol if draw(st.booleans()) else "")
    bom = b"\xef\xbb\xbf" if draw(st.integers(0, 4)) == 0 else b""
    raw = bom + text.encode() if bom else text.encode(draw(st.sampled_from(["utf-8", "cp1252"])))
    values = tuple(tuple(float(c) if c != null else np.nan for c in row[1:]) for row in cells)
    return Made(raw, tuple(names), values)


def check_oracle(well: Well) -> None:
    """Compare every cell of a well with the text between its record's offsets, split anew."""
    text = well.text
    assert text is not None
    columns = {c.column: c for c in well.curves}
    for row, (start, end) in enumerate(zip(text.row_starts, text.row_ends, strict=True)):
        cells: list[bytes] = []
        for line in re.split(rb"\r\n|\n|\r", text.raw[start:end]):
            if line.strip(b" \t\x0b\x0c\x1a") and not line.lstrip().startswith(b"#"):
                cells += split(line, text.delimiter)
        assert len(cells) == text.n_columns
        for column, curve in columns.items():
            if curve.is_text or (row >= whole_rows(well) and np.isnan(curve.values[row])):
                continue
            cell, value = cells[column].strip(b" \t\x0b\x0c\x1a"), curve.values[row]
            if NUMBER.fullmatch(cell) is None:
                assert np.isnan(value), cell
            elif not np.isnan(value):
                assert value == float(cell)
            else:
                close = float(well.null) if well.null.lower() != "nan" else np.nan
                assert abs(float(cell) - close) <= 1.1e-4 * abs(close) or abs(float(cell)) == np.inf, cell


def whole_rows(well: Well) -> int:
    """Return of how many rows every value is used: all, but of a file that looks cut in its last value."""
    return well.n - any("its last value" in n.text for n in well.notices)


def split(line: bytes, delimiter: str) -> list[bytes]:
    """Return the cells of a line."""
    if delimiter == "SPACE" and line.count(b'"') % 2:
        return line.split()
    if delimiter == "COMMA" and line.count(b'"') % 2 == 0:
        return [c for c in re.findall(rb'((?:"[^"]*"|[^,"])*)(?:,|$)', line)][: 1 + bare_commas(line)]
    return re.findall(CELL["SPACE"], line) if delimiter == "SPACE" else re.split(
        b"," if delimiter == "COMMA" else b"\t", line
    )  # fmt: skip


def bare_commas(line: bytes) -> int:
    """Return the number of commas outside quotes."""
    return re.sub(rb'"[^"]*"', b"", line).count(b",")


def check_round_trip(well: Well, path: Path) -> None:
    """Write a curve into the text: old bytes in order, old values equal, the new curve read back."""
    new = np.where(np.arange(well.n) % 3 == 0, np.nan, 50.5 + np.arange(well.n) % 7)
    try:
        raw = spliced(well, [NewCurve("DT_P50", "us/ft", "made up", new, 2)], [("WMDN_VERSION", "0.1.0", "version")])
    except OutputError:
        return  # refused in words: also an answer
    path.write_bytes(raw)
    again = read_las(path)
    assert np.array_equal(again.depth, well.depth, equal_nan=True)
    end = whole_rows(well)
    for old, kept in zip(well.curves, again.curves[:-1], strict=True):
        assert (old.mnemonic, old.unit) == (kept.mnemonic, kept.unit)
        assert np.array_equal(old.values[:end], kept.values[:end], equal_nan=True)
    read_back = again.curves[-1].values
    null_clash = is_null(new, well.null)
    assert np.array_equal(read_back[~null_clash], new[~null_clash], equal_nan=True)
    assert well.text is not None
    assert _is_subsequence(well.text.raw, raw)


def _is_subsequence(old: bytes, new: bytes) -> bool:
    """Say whether every line of the old text, its end apart, starts a line of the new one, in order."""
    lines = iter(re.split(rb"\r\n|\n|\r", new))
    return all(any(n.startswith(o.rstrip(b"\x1a")) for n in lines) for o in re.split(rb"\r\n|\n|\r", old) if o.strip())


@given(made())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_generated_well_survives_the_round_trip(tmp_path: Path, file: Made) -> None:
    """What was put in is read, written into, and read again."""
    path = tmp_path / "made.las"
    path.write_bytes(file.raw)
    well = read_las(path)
    assert tuple(c.mnemonic for c in well.curves) == file.names
    assert np.array_equal(np.array([c.values for c in well.curves]).T, np.array(file.values), equal_nan=True)
    check_oracle(well)
    check_round_trip(well, path)


PIECES = (
    b" ", b"\n", b"\r\n", b"\r", b",", b"\t", b"~", b"~A\n", b"~C\n", b"#", b'"', b".", b"-", b":", b"\0", b"\x1a",
    b"e", b"1", b"nan", b"-999.25", b"\xff", b"\xe2\x84\xa6", b"WRAP. YES :\n", b"DLM. COMMA :\n", b"NULL. 0 :\n",
    b"VERS. 3.0 :\n", b"_", b"9" * 300, b"N/A", b"1e400", b"\x0b", b"\x0c",
)  # fmt: skip


def mutated(raw: bytes, rng: np.random.Generator) -> bytes:
    """Return the text after one to four edits: cut, insert, overwrite, swap or repeat, of bytes or of lines."""
    for _ in range(int(rng.integers(1, 5))):
        at, length = int(rng.integers(0, len(raw) + 1)), int(rng.integers(1, 12))
        piece = PIECES[int(rng.integers(len(PIECES)))]
        edit = int(rng.integers(7))
        if edit == 0:
            raw = raw[:at] + raw[at + length :]
        elif edit == 1:
            raw = raw[:at] + piece + raw[at:]
        elif edit == 2:
            raw = raw[:at] + piece + raw[at + len(piece) :]
        elif edit == 3:
            raw = raw[:at]
        else:
            raw = lines_changed(raw, rng, edit)
        raw = raw or b"~"
    return raw


def lines_changed(raw: bytes, rng: np.random.Generator, edit: int) -> bytes:
    """Return the text with a line dropped, repeated, or moved."""
    lines: Sequence[bytes] = raw.splitlines(keepends=True)
    k, j = (int(rng.integers(len(lines))) for _ in range(2))
    kept = [*lines[:k], *lines[k + 1 :]]
    return b"".join(
        kept if edit == 4 else [*lines[: k + 1], *lines[k:]] if edit == 5 else [*kept[:j], lines[k], *kept[j:]]
    )


def survive(raw: bytes, path: Path) -> bool:
    """Read a mutated file; return whether it was read. Any exception but a refusal in one line is a failure."""
    path.write_bytes(raw)
    try:
        well = read_las(path)
    except LasError as error:
        assert "\n" not in str(error) and path.name in str(error)
        return False
    check_oracle(well)
    trusted_logs(well)
    check_round_trip(well, path)
    return True


def run(count: int, seed: int, path: Path) -> int:
    """Try `count` mutations of the seed files; return how many were read."""
    rng = np.random.default_rng(seed)
    seeds = [(DATA / f"{name}.las").read_bytes() for name in SEEDS]
    read = 0
    for k in range(count):
        raw = mutated(seeds[k % len(seeds)], rng)
        try:
            read += survive(raw, path)
        except (AssertionError, WelllogError, Exception) as error:
            (path.parent / "failed.las").write_bytes(raw)
            raise AssertionError(f"mutation {k} of seed {seed} ({SEEDS[k % len(seeds)]}): {error!r}") from error
    return read


def test_mutated_text_is_read_right_or_refused_in_one_line(tmp_path: Path) -> None:
    """No other exception, no silent change; a fair share of both outcomes."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = run(330, 0, tmp_path / "mutated.las")
    assert 50 < read < 300


@pytest.mark.slow
def test_ten_thousand_mutations_are_read_right_or_refused(tmp_path: Path) -> None:
    """The same at length."""
    assert run(10_000, 1, tmp_path / "mutated.las") > 2000
