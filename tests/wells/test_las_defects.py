"""Every file of tests/data has one defect; the table in its README says what must happen."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from welllog_mdn.errors import LasError
from welllog_mdn.system.files import sha256_file
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.splice import NewCurve, write_las
from welllog_mdn.wells.well import Well

DATA = Path(__file__).parents[1] / "data"
ROW = re.compile(r"\| (\S+\.las) \| .* \| (read|note|warn|refuse) \| (.*) \|")
LINES = (DATA / "README.md").read_text("utf-8").splitlines()
TABLE = [match.groups() for match in map(ROW.match, LINES) if match]
SAME = """
bom crlf cr_only mixed_eol ctrl_z no_final_newline nul_in_name no_V other_after_A core_and_tops wrapped
lower_case_sections names_on_A unwrapped_declared comma comma_undeclared comma_and_blank tab las12 las3
version_22 control_in_parameter colons blank_and_comment_lines step_wrong strt_wrong version_twice well_twice
dlm_quoted dlm_behind_colon las12_values_behind_colon names_on_A_units_agree two_boms
ctrl_z_padded nul_padded bom_before_A bom_before_rows no_points comma_blank_declared null_in_V vertical_section
curve_no_point
"""


def outcome(name: str) -> tuple[str, str]:
    """Return what happened to a file and all that was said."""
    try:
        notices = read_las(DATA / name).notices
    except LasError as error:
        return "refuse", str(error)
    said = " ".join(map(str, notices))
    if any(n.severity == "warn" for n in notices):
        return "warn", said
    return ("note" if notices else "read"), said


@pytest.mark.parametrize(("name", "expected", "words"), TABLE)
def test_a_defect_has_the_outcome_of_the_table(name: str, expected: str, words: str) -> None:
    """Severity is as listed, and the message names the thing."""
    happened, said = outcome(name)
    assert (happened, [w for w in filter(None, words.split(";")) if w not in said]) == (expected, []), said


@pytest.mark.parametrize("name", [row[0] for row in TABLE if row[1] == "refuse"])
def test_a_refusal_is_one_line_that_names_the_file(name: str) -> None:
    """One line, the file's name in it."""
    said = outcome(name)[1]
    assert name in said and "\n" not in said


def test_every_file_of_the_folder_is_in_the_table() -> None:
    """A file that the table forgets would never be tested."""
    assert sorted(p.name for p in DATA.glob("*.las")) == sorted(name for name, *_ in TABLE)


@pytest.fixture(scope="module")
def plain() -> Well:
    """The file without any defect."""
    return read_las(DATA / "plain.las")


@pytest.mark.parametrize("name", SAME.split())
def test_another_dress_of_the_same_rows_gives_the_same_well(name: str, plain: Well) -> None:
    """Line ends, delimiters, wrapping, versions and foreign sections change no number and no name."""
    well = read_las(DATA / f"{name}.las")
    assert well.uwi == plain.uwi and (well.name == plain.name or name == "nul_in_name")
    assert np.array_equal(well.depth, plain.depth)
    for curve, expected in zip(well.curves, plain.curves, strict=True):
        assert (curve.mnemonic, curve.unit, curve.kind) == (expected.mnemonic, expected.unit, expected.kind)
        assert np.array_equal(curve.values, expected.values, equal_nan=True)


@pytest.mark.parametrize("name", ["tab_hole_below", "tab_words_below"])
def test_no_value_of_a_tab_separated_row_slips_into_the_column_before(name: str, plain: Well) -> None:
    """Fields that are empty, or of two words, far below the first rows shift nothing; and the copy says TAB."""
    well = read_las(DATA / f"{name}.las")
    found = {c.mnemonic: c.values for c in well.curves}
    for curve in plain.curves:
        hole = slice(15, 25) if curve.mnemonic == "NPHI" else slice(0, 0)
        assert np.isnan(found[curve.mnemonic][hole]).all()
        assert np.array_equal(np.delete(found[curve.mnemonic], hole), np.delete(curve.values, hole))
    assert well.text is not None and "TAB" in str(well.text.additions)


def test_the_last_value_of_a_cut_file_is_said_to_be_doubtful_and_missing(tmp_path: Path) -> None:
    """The column count is right, the value is not: it was an input. In a copy it stands before the new ones."""
    assert "its last value is doubtful and not used" in outcome("cut_number.las")[1]
    well = read_las(DATA / "cut_number.las")
    copy = tmp_path / "copy.las"
    write_las(copy, well, [NewCurve("DT_P50", "us/ft", "", np.linspace(50.0, 99.0, well.n))], [])
    *before, cut = well.curves
    assert np.isnan(cut.values[-1]) and np.isfinite([cut.values[-2], before[-1].values[-1]]).all()
    *_, cut, new = read_las(copy).curves
    assert np.isnan(cut.values[-1]) and new.values[-1] == 99
    blank = tmp_path / "blank.las"
    blank.write_bytes((DATA / "cut_number.las").read_bytes() + b" ")
    assert np.isfinite(read_las(blank).curves[-1].values[-1])  # which ends the value


def test_salvage_uses_the_complete_rows_and_says_what_it_dropped() -> None:
    """One row of forty goes, its bytes go from the text too."""
    well = read_las(DATA / "cut_row.las", salvage=True)
    assert well.n == 39 and well.text is not None
    assert any("1 incomplete last row dropped" in str(n) for n in well.notices)
    assert len(well.text.row_ends) == 39
    assert well.text.raw[well.text.row_ends[-1] :].strip() == b""
    assert well.sha256 == sha256_file(DATA / "cut_row.las")


@pytest.mark.parametrize(
    ("end", "half"),
    [(b"\0" * 500, True), (b"\0" * 500 + b"\r\n", True), (b"\n\0\0\n\0\0\x1a\n", False)],
)
def test_salvage_uses_the_rows_before_nul_bytes_at_the_end(tmp_path: Path, end: bytes, half: bool) -> None:
    """Half of the last row and NUL bytes behind it, or NUL bytes alone; those amid the rows are no end."""
    path, raw = tmp_path / "a.las", (DATA / "plain.las").read_bytes()
    path.write_bytes(raw.rstrip()[: -12 if half else None] + end)
    with pytest.raises(LasError, match="NUL bytes in the data: a damaged copy; --salvage uses the complete rows"):
        read_las(path)
    well = read_las(path, salvage=True)
    assert well.n == 40 - half and well.text is not None and b"\0" not in well.text.raw
    [said] = [str(n) for n in well.notices if n.severity == "warn" and "NUL" in n.text]
    assert ("1 incomplete last row and" in said) == half and "the complete rows above used" in said
    assert well.sha256 == sha256_file(path)
    path.write_bytes(raw[:-60] + b"\0" * 30 + raw[-30:])
    for salvage in (False, True):
        with pytest.raises(LasError, match="a damaged copy$"):
            read_las(path, salvage=salvage)


def test_salvage_of_a_wrapped_file_counts_a_row_that_nul_bytes_end_once(tmp_path: Path) -> None:
    """The line goes for the NUL bytes, what is left of the row for its missing values."""
    raw = (DATA / "wrapped_cut.las").read_bytes().rstrip()
    path = tmp_path / "a.las"
    path.write_bytes(raw + b"\0" * 300)
    well = read_las(path, salvage=True)
    lines = raw.count(b"\n") + 1
    assert well.n == read_las(DATA / "wrapped_cut.las", salvage=True).n
    assert [str(n) for n in well.notices if "dropped" in n.text] == [
        f"line {lines}: 1 incomplete line and 300 NUL bytes dropped, the complete rows above used",
        f"line {lines - 1}: 1 incomplete last row dropped, {well.n} complete rows used",
    ]


@pytest.mark.parametrize("end", [b"\x1a \x1a \0\0\0", b" \x1a\t\0\0", b"\x1a\0 \0"])
def test_nul_bytes_and_blanks_behind_an_end_of_file_mark_are_padding(tmp_path: Path, plain: Well, end: bytes) -> None:
    """The mark says that the last row is whole, though no end of line stands behind it; a mark behind NULs does not."""
    path, raw = tmp_path / "a.las", (DATA / "plain.las").read_bytes().rstrip()
    path.write_bytes(raw + end)
    well = read_las(path)
    assert well.text is not None and not well.notices
    assert np.array_equal(well.curves[-1].values, plain.curves[-1].values, equal_nan=True)
    assert well.text.raw[: well.text.row_ends[-1]].rstrip(b" ") == raw
    path.write_bytes(raw + b"\0" + end)
    with pytest.raises(LasError, match="NUL bytes in the data: a damaged copy"):
        read_las(path)


def test_salvage_does_not_read_tabs_as_blanks_where_the_header_declares_tabs() -> None:
    """New cells behind a TAB at the end of a row would be one cell to a reader that trusts the header."""
    with pytest.raises(LasError, match="TABs elsewhere"):
        read_las(DATA / "tab_behind_rows.las", salvage=True)


def test_nulls_are_missing_however_they_are_spelt() -> None:
    """The first nine rows of GR are null in each of these files, and no other value is."""
    for name in ("null_rounded", "null_nan", "nan_cells", "hash_cells", "stars"):
        gr = read_las(DATA / f"{name}.las").curve("GR").values
        assert np.array_equal(np.isnan(gr), np.arange(40) < 9), name


def test_a_text_curve_is_kept_as_text_without_values() -> None:
    """Never an input, its column still counts."""
    lith = read_las(DATA / "quoted_text.las").curve("LITH")
    assert lith.is_text and lith.column == 5 and np.isnan(lith.values).all()


def test_an_empty_field_is_one_missing_value() -> None:
    """A comma-separated row may leave a field empty; its neighbours do not shift."""
    plain, holed = read_las(DATA / "plain.las"), read_las(DATA / "comma_empty_fields.las")
    assert np.flatnonzero(np.isnan(holed.curve("NPHI").values)).tolist() == [5]
    assert np.array_equal(holed.curve("DT").values, plain.curve("DT").values)


def test_feet_stay_feet_and_metres_are_converted() -> None:
    """The index is in the file's unit; depth_m is 0.3048 of it."""
    well = read_las(DATA / "index_feet.las")
    assert well.depth_unit == "ft" and well.depth[0] == 1500.0
    assert well.depth_m[0] == pytest.approx(457.2)


def test_rows_read_upwards_keep_their_order() -> None:
    """The deepest row stays first."""
    well = read_las(DATA / "index_up.las")
    assert well.depth[0] == 1505.85 and well.depth[-1] == 1500.0


@pytest.mark.parametrize(
    ("file", "wrong", "stated"), [("wrapped", "WRAP", "WRAP.  YES"), ("comma", "DLM", "DLM .  COMMA")]
)
def test_a_copy_states_what_its_source_says_without_a_point(file: str, wrong: str, stated: str, tmp_path: Path) -> None:
    """Readers that trust the header see no WRAP or DLM there, and would see another table."""
    path = tmp_path / "a.las"
    path.write_bytes(
        re.sub(rb"(?m)^%s *\." % wrong.encode(), wrong.encode() + b" ", (DATA / f"{file}.las").read_bytes())
    )
    text = read_las(path).text
    assert text is not None and any(line.startswith(stated) for _, added in text.additions for line in added)


@pytest.mark.parametrize("last", ["-999.25", "", "98.90"])
def test_a_whole_last_value_is_not_said_to_be_cut(tmp_path: Path, last: str, delimiter: str = ",") -> None:
    """The declared null, an empty cell, and fewer decimals where they vary."""
    head, rows = (DATA / "comma_undeclared.las").read_text("utf-8").replace("NO :", "NO :", 1).split("~Ascii\n")
    table = [row.split(delimiter) for row in rows.splitlines()]
    if last == "98.90":
        table[-3][-1] = "98.9"
    table[-1][-1] = last
    path = tmp_path / "a.las"
    path.write_text(head + "~Ascii\n" + "\n".join(delimiter.join(row) for row in table), "utf-8")
    assert not [str(n) for n in read_las(path).notices if "cut off" in str(n)]


@pytest.mark.parametrize(("nulls", "last"), [("-999.25", "-999"), ("-999.25", "-99"), ("-999.2500", "91.0")])
def test_a_null_that_is_cut_and_a_value_below_longer_nulls_look_cut(tmp_path: Path, nulls: str, last: str) -> None:
    """A curve of nulls was said to be dead for it; nulls of more decimals hid what had lost one."""
    head, rows = (DATA / "comma_undeclared.las").read_text("utf-8").split("~Ascii\n")
    table = [row.split(",") for row in rows.splitlines()]
    for i, row in enumerate(table):
        row[-1] = nulls if last.startswith("-") or i % 2 else "91.25"
    table[-1][-1] = last
    path = tmp_path / "a.las"
    path.write_text(head + "~Ascii\n" + "\n".join(",".join(row) for row in table), "utf-8")
    well = read_las(path)
    assert [str(n) for n in well.notices if "cut off" in str(n)] and np.isnan(well.curves[-1].values[-1])


@pytest.mark.parametrize(
    ("above", "last", "cut"),
    [(100, "11", True), (100, "99", False), (90, "11", False), (100, "119", False), (-139, "-12", True)],
)
def test_a_whole_number_that_others_begin_with_looks_cut(tmp_path: Path, above: int, last: str, cut: bool) -> None:
    """11 was read for 119; 99 below 100 goes on, and so does 11 where others have two digits."""
    head, rows = (DATA / "comma_undeclared.las").read_text("utf-8").split("~Ascii\n")
    table = [row.split(",") for row in rows.splitlines()]
    for i, row in enumerate(table):
        row[-1] = str(above + i % 19)
    table[-1][-1] = last
    path = tmp_path / "a.las"
    path.write_text(head + "~Ascii\n" + "\n".join(",".join(row) for row in table), "utf-8")
    assert any("looks cut off" in str(n) for n in read_las(path).notices) == cut


@pytest.mark.parametrize(
    ("sign", "last", "cut"),
    [
        ("", "9.87", True),
        ("", "101.2", True),
        ("", "101.23", False),
        ("", "9.8765", False),
        ("", "-9.876", False),
        ("-", "-9.876", True),
        ("-", "9.8765", False),
    ],
)
def test_a_last_value_of_fewer_characters_than_all_above_looks_cut(
    tmp_path: Path, sign: str, last: str, cut: bool
) -> None:
    """Of numbers with the same count of characters the larger have fewer decimals, which hid that the last had lost
    one. A sign takes a place where that count is fixed, and is one more where the digits are.
    """
    head, rows = (DATA / "comma_undeclared.las").read_text("utf-8").split("~Ascii\n")
    table = [row.split(",") for row in rows.splitlines()]
    for i, row in enumerate(table):
        row[-1] = sign + ("101.25" if i % 2 else "9.8725")
    table[-1][-1] = last
    path = tmp_path / "a.las"
    path.write_text(head + "~Ascii\n" + "\n".join(",".join(row) for row in table), "utf-8")
    well = read_las(path)
    assert any("looks cut off" in str(n) for n in well.notices) == np.isnan(well.curves[-1].values[-1]) == cut


@pytest.mark.parametrize(
    ("file", "blanks", "cut"), [("plain", "  ", False), ("wrapped", "", True), ("wrapped", " ", False)]
)
def test_the_last_value_of_a_copy_is_as_whole_as_that_of_its_source(
    tmp_path: Path, file: str, blanks: str, cut: bool
) -> None:
    """Blanks behind it say that it is, though no end of line does; in a copy they stand before another value. That of a
    wrapped record stands above those of a copy.
    """
    path = tmp_path / "a.las"
    path.write_bytes((DATA / f"{file}.las").read_bytes().rstrip()[:-1] + blanks.encode())
    source = read_las(path)
    write_las(tmp_path / "copy.las", source, [NewCurve("DT_P50", "us/ft", "x", np.full(source.n, 99.25))])
    for well in (source, read_las(tmp_path / "copy.las")):
        last = next(c for c in well.curves if c.column == len(source.curves))
        assert np.isnan(last.values[-1]) == cut and any("cut off" in str(n) for n in well.notices) == cut
