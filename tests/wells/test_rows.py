"""Rows of a data section: which are read, which refused, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from welllog_mdn.errors import LasError
from welllog_mdn.wells import scan
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.splice import NewCurve, write_las
from welllog_mdn.wells.well import Well

HEAD = """~V
VERS. 2.0 :
WRAP. {wrap} :
{dlm}~W
STRT.M 1 :
STOP.M 3 :
STEP.M 1 :
NULL. -999.25 :
~C
DEPT.M :
{curves}
~A
"""


def read(folder: Path, *rows: str, curves: int = 2, wrap: str = "NO", dlm: str = "", salvage: bool = False) -> Well:
    """Read a file of these rows and of so many curves C1, C2 and so on beside the depth."""
    path = folder / "a.las"
    names = "\n".join(f"C{i + 1}.GAPI :" for i in range(curves))
    path.write_text(HEAD.format(wrap=wrap, dlm=f"DLM. {dlm} :\n" if dlm else "", curves=names) + "\n".join(rows) + "\n")
    return read_las(path, salvage=salvage)


def values(well: Well) -> list[list[float]]:
    """Return the rows of a well, depth first."""
    return np.column_stack([well.depth, *(c.values for c in well.curves)]).tolist()


def refusal(*args: object, **how: object) -> str:
    """Return why such a file is refused."""
    with pytest.raises(LasError) as refused:
        read(*args, **how)  # type: ignore[arg-type]
    return str(refused.value)


def test_a_file_of_depths_alone_is_read(tmp_path: Path) -> None:
    """No delimiter stands in its rows."""
    assert values(read(tmp_path, "1", "2", "3", curves=0)) == [[1.0], [2.0], [3.0]]


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("|", "vertical bars")])
@pytest.mark.parametrize("end", ["", "mark"])
def test_other_separators_are_named(tmp_path: Path, mark: str, name: str, end: str) -> None:
    """Also where one ends each row."""
    rows = [mark.join(str(v) for v in (i, 5, 6)) + (mark if end else "") for i in (1, 2, 3)]
    assert f"separated by {name}" in refusal(tmp_path, *rows)


def wrapped(mark: str) -> list[str]:
    """Return records of a depth, and of three values parted by `mark` on the next line."""
    return [line for i in range(9) for line in (str(i), mark.join((f"0.{i}", "60.5", f"2.{i}")))]


@pytest.mark.parametrize("wrap", ["YES", ""])
@pytest.mark.parametrize(
    ("mark", "dlm", "cause"),
    [
        (" ", "COMMA", "DLM: COMMA declared, but the rows are SPACE separated; correct the DLM line"),
        (" ", "TAB", "DLM: TAB declared, but the rows are SPACE separated; correct the DLM line"),
        ("\t", "COMMA", "DLM: COMMA declared, but the rows are TAB separated; correct the DLM line"),
        (";", "", "the values are separated by semicolons"),
        ("|", "COMMA", "the values are separated by vertical bars"),
        (", ", "", "commas between values, but SPACE as delimiter; state DLM COMMA"),
        (" , ", "TAB", "commas between values, but TAB as delimiter; state DLM COMMA"),
    ],
)
def test_wrapped_records_of_another_delimiter_are_refused_for_it(
    tmp_path: Path, wrap: str, mark: str, dlm: str, cause: str
) -> None:
    """Each line counted as one value, and two records were read as a row: C2 held depths."""
    assert cause in refusal(tmp_path, *wrapped(mark), curves=3, wrap=wrap, dlm=dlm)


def test_wrapped_records_of_the_declared_delimiter_are_read(tmp_path: Path) -> None:
    """A blank beside each comma, or none; the decimal commas of one value on a line are not between values."""
    for mark, dlm in ((",", "COMMA"), (" , ", "COMMA"), ("\t", "TAB"), ("\t", ""), (" ", "")):
        found = values(read(tmp_path, *wrapped(mark), curves=3, wrap="YES", dlm=dlm))
        assert found[8] == [8.0, 0.8, 60.5, 2.8], mark
    assert "decimal comma" in refusal(tmp_path, *(f"{i},5" for i in range(12)), curves=2, wrap="YES")


def test_rows_that_are_all_short_are_refused_for_a_delimiter_that_none_of_them_has(tmp_path: Path) -> None:
    """Every row was said to have one value."""
    said = refusal(tmp_path, "1 5", "2 6", "3 7", dlm="COMMA")
    assert "DLM: COMMA declared, but the rows are SPACE separated" in said


@pytest.mark.parametrize(("mark", "dlm"), [("\t", "TAB"), (",", "COMMA"), (" , ", "COMMA")])
@pytest.mark.parametrize("wrap", ["YES", "NO"])
def test_headings_parted_by_blanks_stand_above_rows_of_another_delimiter(
    tmp_path: Path, wrap: str, mark: str, dlm: str
) -> None:
    """Refused: TABs elsewhere than between two values, or a row with 1 value. A copy keeps them, and is read alike."""
    rows = [mark.join((str(i), "5", "6")) if wrap == "NO" else f"{i}\n5{mark}6" for i in range(9)]
    head = ["DEPT  C1  C2", "M  GAPI  GAPI", "----"]
    well = read(tmp_path, *head, *rows, wrap=wrap, dlm=dlm)
    assert values(well) == [[float(i), 5.0, 6.0] for i in range(9)]
    said = "3 rows of text below the ~A line, beginning with 'DEPT'; without data, not predicted"
    assert [str(n) for n in well.notices if "text" in str(n)] == [f"line 15: {said}"]
    write_las(tmp_path / "copy.las", well, [NewCurve("DT_P50", "us/ft", "x", np.arange(9.0))])
    copy = read_las(tmp_path / "copy.las")
    assert [row[:3] for row in values(copy)] == values(well) and "\n".join(head) in (tmp_path / "copy.las").read_text()
    assert [str(n) for n in copy.notices if "text" in str(n)] == [f"line 16: {said}"]


def test_headings_say_nothing_of_the_delimiter_and_name_the_columns(tmp_path: Path) -> None:
    """Other rows than theirs are blamed for a wrong delimiter; names in another order than that of ~C are refused."""
    rows = ["1 5 6", "2 5 6", "3 5 6"]
    assert "TAB declared, but the rows are SPACE" in refusal(tmp_path, "DEPT,C1,C2", *rows, dlm="TAB")
    commas = [row.replace(" ", ", ") for row in rows]
    said = refusal(tmp_path, "DEPT C1 C2", *commas)
    assert "DLM: not stated, but the rows are COMMA separated; state DLM COMMA in ~Version" in said
    assert "put the lines of ~C in that order" in refusal(tmp_path, "DEPT C2 C1", *commas, dlm="COMMA")


def test_comments_between_the_rows_are_no_rows(tmp_path: Path) -> None:
    """Of another number of words than the rows have values."""
    rows = ["# depth and two curves", "1 5 6", "# the second, of many words, row", "2 5 7", "3 5 8"]
    expected = [[1.0, 5.0, 6.0], [2.0, 5.0, 7.0], [3.0, 5.0, 8.0]]
    assert values(read(tmp_path, *rows)) == expected
    rows = [("\t" + row if "#" in row else ",".join(row.split())) for row in rows]
    assert values(read(tmp_path, *rows)) == expected


def test_an_unknown_delimiter_is_said_and_blanks_are_read(tmp_path: Path) -> None:
    """DLM FOO above rows of blanks."""
    found = read(tmp_path, "1 5 6", "2 5 7", "3 5 8", dlm="FOO")
    assert values(found)[2] == [3.0, 5.0, 8.0]
    assert [str(n) for n in found.notices if n.subject == "DLM"] == ["DLM: unknown delimiter 'FOO'; read as it is seen"]


@pytest.mark.parametrize("dlm", ["COMMAS", "CSV", "COMMA,,,,,"])
@pytest.mark.parametrize("mark", [",", ", "])
def test_a_word_for_commas_is_read_as_rows_of_commas(tmp_path: Path, dlm: str, mark: str) -> None:
    """Refused: COMMAS declared, but the rows are COMMA separated. Commas behind the word are a spreadsheet's."""
    found = read(tmp_path, *(mark.join(row.split()) for row in ("1 5 6", "2 5 7", "3 5 8")), dlm=dlm)
    assert values(found)[2] == [3.0, 5.0, 8.0]
    said = [] if "," in dlm else [f"DLM: unknown delimiter '{dlm}'; read as it is seen"]
    assert [str(n) for n in found.notices if n.subject == "DLM"] == said


@pytest.mark.parametrize("dlm", ["TABS", "SPACES", "SEMICOLON"])
def test_a_word_for_another_delimiter_above_rows_of_commas_is_refused(tmp_path: Path, dlm: str) -> None:
    """Which of the two is wrong nobody knows."""
    said = refusal(tmp_path, "1,5,6", "2,5,7", "3,5,8", dlm=dlm)
    assert f"{dlm} declared, but the rows are COMMA separated" in said


@pytest.mark.parametrize("salvage", [False, True])
def test_a_last_row_of_too_many_values_is_not_taken_for_a_cut_one(tmp_path: Path, salvage: bool) -> None:
    """Nor is the only row of too few: what is cut has complete rows before it."""
    said = refusal(tmp_path, "1 5 6", "2 5 7", "3 5 8 9", salvage=salvage)
    assert "row with 4 values, but the curve section (~C) lists 3 columns; a value is one too many, or holds" in said
    assert "every row has 2 values" in refusal(tmp_path, "1 5", salvage=salvage)
    assert "lists 3 columns; list every column in ~C" in refusal(tmp_path, "1 5 6 7", "2 5 7 8", salvage=salvage)


def test_wrapped_records_that_have_room_on_one_line_are_read_too(tmp_path: Path) -> None:
    """Above the first reading a file that is wrapped at a width holds nulls alone, which are short: sixty rows here."""
    above = [f"{i} 0 0 0" for i in range(60)]
    rows = [line for i in range(60, 99) for line in (f"{i} 50.123456 60.123456", "70.123456")]
    assert values(read(tmp_path, *above, *rows, curves=3, wrap="YES"))[59:61] == [
        [59.0, 0.0, 0.0, 0.0],
        [60.0, 50.123456, 60.123456, 70.123456],
    ]


def test_a_short_row_is_named_where_rows_are_not_wrapped_though_they_should_be(tmp_path: Path) -> None:
    """The line is its own, not that of the next row."""
    rows = [f"{i} 5 6 7" for i in range(9)]
    assert "line 17: row with 3 values" in refusal(tmp_path, *rows[:2], "2 5 6", *rows[3:], curves=3, wrap="YES")


def test_a_wrapped_record_of_another_sum_is_refused_where_it_ends(tmp_path: Path) -> None:
    """The second record of five has one value too many; a sixth line begins in it."""
    rows = ["1", "5 6", "2", "5 6 7", "3", "5 6", "4", "5 6"]
    assert "wrapped record of other than 3 values" in refusal(tmp_path, *rows, wrap="YES")


def in_two_layouts(count: int) -> list[list[str]]:
    """Return the lines of records of six values that stand on two lines and on four in turn."""
    short, long = ["5 6 7 8 9"], ["5 6", "7", "8 9"]
    return [[str(i), *(long if i % 2 else short)] for i in range(count)]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("count", [4, 5, 40])
def test_records_may_stand_on_two_lines_and_on_four_in_turn(tmp_path: Path, count: int) -> None:
    """No record has the median's three lines."""
    rows = [line for record in in_two_layouts(count) for line in record]
    found = values(read(tmp_path, *rows, curves=5, wrap="YES"))
    assert found == [[float(i), 5.0, 6.0, 7.0, 8.0, 9.0] for i in range(count)]


def test_a_shifted_record_among_two_layouts_is_refused(tmp_path: Path) -> None:
    """The 6 is lost, and a 9 stands twice at the end; the sum is right."""
    records = in_two_layouts(40)
    records[11][1:] = ["5", "7", "8 9 9"]
    rows = [line for record in records for line in record]
    said = refusal(tmp_path, *rows, curves=5, wrap="YES")
    line = 16 + 6 * 2 + 5 * 4 + 2  # the head, six short records and five long ones, the depth
    assert f"line {line}: 1 value on a line of a wrapped record that has 2 in other records" in said


def test_a_text_is_found_in_its_own_row_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In parts of a few rows as at once: the third of five holds a word, which is missing; the other rows stay."""
    rows = ["1 5 6", "2 6 6", "3 sand 6", "4 8 6", "5 9 6"]
    whole = read(tmp_path, *rows)
    monkeypatch.setattr(scan, "CHUNK", 8)
    parts = read(tmp_path, *rows)
    assert [str(n) for n in parts.notices] == [str(n) for n in whole.notices]
    np.testing.assert_array_equal(values(parts), values(whole))


@pytest.mark.parametrize("end", [",", " ,", ", "])
@pytest.mark.parametrize("depth", ["1,", "1"])
@pytest.mark.parametrize("last", [",", ""])
def test_a_comma_at_the_ends_of_wrapped_lines_is_named(tmp_path: Path, end: str, depth: str, last: str) -> None:
    """As one at the ends of rows is; a value was said to be missing or too many."""
    rows = [line for k in (1, 2, 3) for line in (f"{k}{depth[1:]}", f"5.5,6.5{end}", f"7.5,8.5{end}", f"9.5{last}")]
    said = refusal(tmp_path, *rows, curves=5, wrap="YES", dlm="COMMA")
    assert f"line {18 if depth[1:] else 19}: a comma behind each line of a wrapped record makes one value more" in said
    whole = [line.strip(" ,") for line in rows]
    assert values(read(tmp_path, *whole, curves=5, wrap="YES", dlm="COMMA"))[2] == [3, 5.5, 6.5, 7.5, 8.5, 9.5]


def test_a_comma_before_each_wrapped_line_is_named(tmp_path: Path) -> None:
    """The same, of a line that goes on from the one above."""
    rows = [line for k in "123" for line in (k, ",5.5,6.5", ",7.5,8.5")]
    assert "line 18: a comma before each line of a wrapped" in refusal(
        tmp_path, *rows, curves=4, wrap="YES", dlm="COMMA"
    )


def test_an_empty_value_at_the_end_of_a_wrapped_line_is_missing(tmp_path: Path) -> None:
    """The commas of each record count as many values as there are curves."""
    rows = [line for k in "123" for line in (k, "5.5,", "7.5,")]
    well = read(tmp_path, *rows, curves=4, wrap="YES", dlm="COMMA")
    assert [np.isfinite(c.values).sum() for c in well.curves] == [3, 0, 3, 0]


def test_wrapped_lines_of_two_values_with_a_comma_between_are_told_to_state_it(tmp_path: Path) -> None:
    """5.5,6.5 has a point in each, so that its comma is no decimal one; 5,65 may be a number."""
    rows = [line for k in "123" for line in (k, "5.5,6.5", "7.5,8.5")]
    said = refusal(tmp_path, *rows, curves=4, wrap="YES")
    assert "commas between values, but SPACE as delimiter; state DLM COMMA" in said
    assert "decimal comma" in refusal(tmp_path, *(f"{k},5 5,65" for k in "123"), curves=1)


@pytest.mark.parametrize("line", ["End of the data", "Run 2", "-- page 7 --", "Конец"])
def test_a_line_of_text_among_rows_is_named_as_one(tmp_path: Path, line: str) -> None:
    """A value was said to be missing or run together with its neighbour; a comment it may be."""
    said = refusal(tmp_path, "1 5 6", line, "2 7 8", curves=2)
    assert f"line 15: a line of text among the rows: '{line}'; put a # before it" in said
    assert values(read(tmp_path, "1 5 6", f"# {line}", "2 7 8")) == [[1.0, 5.0, 6.0], [2.0, 7.0, 8.0]]


@pytest.mark.parametrize("row", ["1-999.25 6", "NaN 5", "-999.25", "absent 5", "NaN-999.25 5"])
def test_a_row_that_lacks_a_value_is_no_line_of_text(tmp_path: Path, row: str) -> None:
    """It begins with a number, or with what may be one that is missing."""
    assert "a value is missing or run together" in refusal(tmp_path, "1 5 6", row, "2 7 8")


def test_a_file_that_ends_within_its_first_row_looks_truncated(tmp_path: Path) -> None:
    """A line of ~C was said to be no curve, as of rows that all are short."""
    path = tmp_path / "a.las"
    head = HEAD.format(wrap="NO", dlm="", curves="C1.GAPI :\nC2.GAPI :")
    path.write_text(f"{head}1 5")
    with pytest.raises(LasError, match="line 14: the only row has 2 of 3 values: the file looks truncated; get"):
        read_las(path)
    path.write_text(f"{head}1 5\n")
    with pytest.raises(LasError, match="a line of ~C that is no curve"):
        read_las(path)


@pytest.mark.parametrize(("dlm", "mark"), [("COMMA", ","), ("TAB", "\t")])
def test_a_file_that_ends_with_the_mark_before_its_last_value_looks_truncated(
    tmp_path: Path, dlm: str, mark: str
) -> None:
    """It was read without a warning; where the column is empty above, too, that is how the file is written."""
    path = tmp_path / "a.las"
    head = HEAD.format(wrap="NO", dlm=f"DLM. {dlm} :\n", curves="C1.GAPI :\nC2.GAPI :")

    def warned(*rows: str) -> list[str]:
        path.write_text(head + "\n".join(row.replace(" ", mark) for row in rows))
        return [str(n) for n in read_las(path).notices if n.severity == "warn"]

    (said,) = warned("1 5 6", "2 7 8", "3 9 ")
    assert said.startswith("line 17: the file looks truncated, its last value is missing")
    assert not warned("1 5 ", "2 7 ", "3 9 ")
    assert not warned("1 5 6", "2 7 8", "3 9 10")


NAMES = "DEPT C1 C2"


def test_a_row_of_names_among_many_is_told_of_in_one_line(tmp_path: Path) -> None:
    """Each column, and the index, warned of a cell that is no number; the row stays, without a value."""
    rows = [f"{depth} 5.5 6.5" for depth in range(1, 121)]
    well = read(tmp_path, *rows[:60], NAMES, *rows[60:])
    said = [str(n) for n in well.notices if n.severity == "warn" and "STOP" not in str(n)]
    assert said == ["line 74: 1 row of text among the rows, beginning with 'DEPT'; without data, not predicted"]
    assert np.flatnonzero(np.isnan(well.depth)).tolist() == [60]
    assert all(np.flatnonzero(np.isnan(c.values)).tolist() == [60] for c in well.curves)


def test_names_that_every_page_repeats_are_refused_for_that(tmp_path: Path) -> None:
    """The index was said to be text or dates, which a # before each line mends."""
    pages = [row for k in range(3) for row in ("1 5 6" if k == 0 else NAMES, f"{2 * k + 2} 5 6", f"{2 * k + 3} 5 6")]
    said = refusal(tmp_path, *pages)
    assert "line 17: 2 rows of text among the rows, beginning with 'DEPT'; put a # before each" in said
    assert read(tmp_path, *(f"# {row}" if row == NAMES else row for row in pages)).n == 7


def test_rows_that_miss_every_value_are_no_rows_of_text(tmp_path: Path) -> None:
    """NaN in each cell is a null, also of the depth."""
    rows = [f"{depth} 5.5 6.5" for depth in range(1, 121)]
    said = [str(n) for n in read(tmp_path, *rows[:60], "NaN NaN NaN", *rows[60:]).notices]
    assert any("depth is null or no number in 1 row" in text for text in said)
    assert not any("of text" in text for text in said)
