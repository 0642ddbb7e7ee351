"""New curves in old text: every old byte stays, and any reader finds the new values."""

from __future__ import annotations

import re
from pathlib import Path

import lasio
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from welllog_mdn.errors import OutputError
from welllog_mdn.system import files
from welllog_mdn.wells import scan, splice
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.splice import NewCurve, digits, parameter_value, spliced, write_las
from welllog_mdn.wells.values import is_null
from welllog_mdn.wells.well import Well

HEAD = """~Version
VERS. 2.0 : CWLS
WRAP. <wrap> : one line per depth
<dlm>~Well
STRT.M 1.0 : first
STOP.M <rows>.0 : last
STEP.M 1.0 : step
NULL. <null> : missing
WELL. A-1 : WELL
# a comment: with a colon
~Curve
DEPT .M       : depth
GR   .gAPI    : gamma ray
DTC  .us/ft   : sonic
~Parameter
MUD  .  WBM   : mud type
~Other
free text: kept
<title>
"""
ROWS = [["1.0", "55.50", "90.125"], ["2.0", "60.25", "-999.25"], ["3.0", "7e1", "101"]]


def las_text(
    rows: list[list[str]] | None = None,
    *,
    sep: str = " ",
    dlm: str = "",
    null: str = "-999.25",
    wrap: str = "NO",
    title: str = "~Ascii",
    head: str = HEAD,
) -> str:
    """Return a small LAS file; `head` may be another header with the same fields."""
    rows = ROWS if rows is None else rows
    dlm = f"DLM. {dlm} : delimiter\n" if dlm else ""
    fields = {"wrap": wrap, "dlm": dlm, "null": null, "title": title, "rows": str(len(rows))}
    for name, text in fields.items():
        head = head.replace(f"<{name}>", text)
    return head + "".join(sep.join(row) + "\n" for row in rows)


def well_of(tmp_path: Path, raw: bytes | str) -> Well:
    """Read a file that holds `raw`."""
    path = tmp_path / "in.las"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_las(path)


def three(well: Well, *, decimals: int = 4) -> list[NewCurve]:
    """Return P10, P50 and P90 whose second sample is missing."""
    p50 = np.linspace(80.0, 120.0, well.n)
    p50[1 % well.n] = np.nan
    shifts = ((10, -5.0), (50, 0.0), (90, 5.0))
    return [NewCurve(f"DT_P{q}", "us/ft", f"DTC P{q}", p50 + shift, decimals) for q, shift in shifts]


def reread(tmp_path: Path, data: bytes) -> Well:
    """Read `data` as a file."""
    path = tmp_path / "out.las"
    path.write_bytes(data)
    return read_las(path)


def without_new(data: bytes, old: bytes) -> bool:
    """Say whether `old` is `data` with some bytes left out (every old byte stays, in order)."""
    rest = iter(data)
    return all(byte in rest for byte in old)


# where the text goes


def test_rows_get_cells_in_the_files_delimiter_and_null(tmp_path: Path) -> None:
    """Known answer for a blank-separated file, byte by byte."""
    well = well_of(tmp_path, las_text())
    data = spliced(well, three(well, decimals=1)).decode()
    assert data.split("~Ascii\n")[1].splitlines() == [
        "1.0 55.50 90.125    75.0    80.0    85.0",
        "2.0 60.25 -999.25 -999.25 -999.25 -999.25",
        "3.0 7e1 101   115.0   120.0   125.0",
    ]


def test_header_lines_follow_the_files_layout(tmp_path: Path) -> None:
    """New curves stand after the last curve in its layout, provenance after the last item."""
    well = well_of(tmp_path, las_text())
    curves = [*three(well)[:1], NewCurve("BVW", "v/v", "water", np.ones(3))]
    data = spliced(well, curves, [("WMDN_SEED", 7, "seed")]).decode()
    assert "DTC  .us/ft   : sonic\nDT_P10 .us/ft : DTC P10\nBVW  .v/v     : water\n~Parameter\n" in data
    assert "MUD  .  WBM   : mud type\nWMDN_SEED . 7 : seed\n~Other\n" in data


def test_lines_behind_a_long_one_stay_short(tmp_path: Path) -> None:
    """With their colons under that of a remark of 9000 letters they were too long to be read: nobody knew the copy."""
    remark = f"REM  .  {'long ' * 1800}: remark"
    well = well_of(tmp_path, las_text().replace("~Other", f"{remark}\n~Other"))
    data = spliced(well, three(well), [("WMDN_VERSION", "0.1.0", "version")])
    assert f"{remark}\nWMDN_VERSION . 0.1.0 : version\n".encode() in data
    assert reread(tmp_path, data).written_by_us


@pytest.mark.parametrize(
    ("dlm", "sep", "new"),
    [("TAB", "\t", "\t"), ("COMMA", ",", ","), ("COMMA", " , ", ",")]
    + [("COMMA", sep, ", ") for sep in (", ", " ,", ",\t", ",   ")],
)
def test_delimited_files_stay_delimited(tmp_path: Path, dlm: str, sep: str, new: str) -> None:
    """Comma and tab separate the new cells too, without padding but for a blank where the file's commas have one."""
    well = well_of(tmp_path, las_text(sep=sep, dlm=dlm))
    data = spliced(well, three(well, decimals=2)).decode()
    assert data.splitlines()[-1] == sep.join(ROWS[2]) + new.join(["", "115.00", "120.00", "125.00"])


@pytest.mark.parametrize(
    "row",
    ["{}, {}, {}", "{} ,{} ,{}", "{},\t{},\t{}", "{},   {},   {}", "{}, {}, {}  "]
    + ['{}, {},"a b"', '{}, {}, "a b"', "{},{},very fine sand"],
)
def test_lasio_reads_the_copy_of_a_comma_separated_file_where_it_reads_the_source(tmp_path: Path, row: str) -> None:
    """It counts the columns by words before it parts the rows at commas."""
    raw = las_text(rows=[[row.format(*cells)] for cells in ROWS], dlm="COMMA")
    source, copy = lasio.read(raw), lasio.read(spliced(well_of(tmp_path, raw), three(well_of(tmp_path, raw))).decode())
    assert [c.data.tolist() for c in copy.curves[:2]] == [c.data.tolist() for c in source.curves[:2]]
    assert [float(v) for v in copy["DT_P90"]][::2] == [85.0, 125.0]


def test_a_data_line_of_names_and_units_does_not_speak_of_new_curves(tmp_path: Path) -> None:
    """Three names and three units are six words, as many as there are columns once three curves have come."""
    well = well_of(tmp_path, las_text().replace("~Ascii", "~A DEPT M GR GAPI DTC US/F"))
    again = reread(tmp_path, spliced(well, three(well)))
    assert len(again.curves) == 5 and again.notices == well.notices


def test_wrapped_records_get_lines_of_their_own_under_80_characters(tmp_path: Path) -> None:
    """A wrapped record grows by short lines, and its old lines stay."""
    rows = [[f"{d}.0\n 55.5", "90.1"] for d in range(1, 4)]
    well = well_of(tmp_path, las_text(rows, wrap="YES"))
    many = [NewCurve(f"R{i}", "us/ft", "", np.full(3, 90.0 + i)) for i in range(20)]
    data = spliced(well, many)
    again = reread(tmp_path, data)
    assert all(len(line) < 80 for line in data.decode().split("~Ascii\n")[1].splitlines())
    assert data.decode().split("~Ascii\n")[1].startswith("1.0\n 55.5 90.1\n 90.0000 91.0000")
    assert [float(again.curve(f"R{i}").values[2]) for i in range(20)] == [90.0 + i for i in range(20)]


@pytest.mark.parametrize("eol", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("wrap", [True, False])
def test_line_ends_and_a_missing_last_one_are_kept(tmp_path: Path, eol: str, final: bool, wrap: bool) -> None:
    """The file's style of line ends holds for new lines, and a file without a last one gets none."""
    rows = [[f"{d}.0\n55.5", "90.1"] if wrap else [f"{d}.0", "55.5", "90.1"] for d in range(1, 4)]
    text = las_text(rows, wrap="YES" if wrap else "NO").replace("\n", eol)
    raw = text.encode() if final else text.encode().removesuffix(eol.encode())
    well = well_of(tmp_path, raw)
    data = spliced(well, three(well), [("WMDN_SEED", 7, "seed")])
    assert set(re.findall(rb"\r\n|\r|\n", data)) == {eol.encode()}
    assert data.endswith(eol.encode()) == final
    assert without_new(data, raw)
    assert reread(tmp_path, data).curve("DT_P90").values[2] == 125.0


@pytest.mark.parametrize("wrap", [True, False])
def test_new_lines_end_as_others_do_that_a_transfer_in_text_mode_ended_twice(tmp_path: Path, wrap: bool) -> None:
    """After CR CR LF, readers that split at LF find each new line, as those do that split at every CR."""
    rows = [[f"{d}.0\n55.5", "90.1"] if wrap else [f"{d}.0", "55.5", "90.1"] for d in range(1, 4)]
    raw = las_text(rows, wrap="YES" if wrap else "NO").replace("\n", "\r\r\n").encode()
    for text in (raw, raw.removesuffix(b"\r\r\n") + b" "):  # a blank says that the last value is whole
        well = well_of(tmp_path, text)
        data = spliced(well, three(well), [("WMDN_SEED", 7, "seed")])
        assert set(re.findall(rb"\r+\n|\r|\n", data)) == {b"\r\r\n"}
        assert without_new(data, text)


def test_mixed_line_ends_are_kept_line_by_line(tmp_path: Path) -> None:
    """Each row keeps its own line end."""
    lines = las_text().splitlines()
    ends = ["\r\n" if i % 2 else "\n" for i in range(len(lines))]
    raw = "".join(line + end for line, end in zip(lines, ends, strict=True)).encode()
    well = well_of(tmp_path, raw)
    rows = spliced(well, three(well)).split(b"~Ascii")[1]
    assert re.findall(rb"\r\n|\n", rows) == re.findall(rb"\r\n|\n", raw.split(b"~Ascii")[1])


def test_dos_end_of_file_mark_stays_last(tmp_path: Path) -> None:
    """A Ctrl-Z behind the last row stays behind it, with and without a line end before it, or blanks and one behind."""
    good = las_text().encode()
    for tail in (b"\x1a", b"\x1a\r\n", b"\x1a  \n", b" \x1a \t\r\n", b"\x1a  ", b"\n\x1a"):
        raw = good.rstrip() + tail
        well = well_of(tmp_path, raw)
        data = spliced(well, three(well))
        assert (
            data.rstrip(b" \t\r\n").endswith(b"\x1a")
            and data.count(b"\x1a") == 1
            and b"125.0000" in data.splitlines()[-1 - raw.endswith(b"\n\x1a")]
        )


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("utf-8-sig", "µs"), ("utf-8", "声波 µ"), ("cp1252", "µs é"), ("cp1251", "скважина")],
)
def test_bytes_of_any_encoding_are_kept(tmp_path: Path, encoding: str, word: str) -> None:
    """Text is never converted: the old bytes stand between the new ones."""
    raw = las_text().replace("gamma ray", word).encode(encoding)
    well = well_of(tmp_path, raw)
    data = spliced(well, three(well), [("WMDN_FILE", word, "name")])
    assert without_new(data, raw)
    assert word.encode(encoding.removesuffix("-sig")) in data and data.startswith(raw[:8])


def test_unit_with_a_micro_sign_is_written_in_the_files_encoding(tmp_path: Path) -> None:
    """The target's unit is repeated as the file spells it."""
    raw = las_text().replace("us/ft", "µs/ft").encode("cp1252")
    well = well_of(tmp_path, raw)
    data = spliced(well, [NewCurve("DT_P50", well.curve("DTC").unit, "", np.full(3, 90.0))])
    assert b"DT_P50 .\xb5s/ft" in data


def test_names_on_the_data_line_stay_as_they_are(tmp_path: Path) -> None:
    """A ~A line that lists columns is an old line like any other; readers take the names from ~Curve."""
    well = well_of(tmp_path, las_text(title="~A DEPT GR DTC"))
    data = spliced(well, three(well)).decode()
    assert "\n~A DEPT GR DTC\n1.0" in data
    assert lasio.read(data)["DT_P10"][0] == reread(tmp_path, data.encode()).curve("DT_P10").values[0] == 75.0


def test_file_without_parameter_section_gets_one_before_the_data(tmp_path: Path) -> None:
    """Provenance has a section of its own where there was none."""
    raw = las_text().replace("~Parameter\nMUD  .  WBM   : mud type\n", "")
    well = well_of(tmp_path, raw)
    data = spliced(well, three(well), [("WMDN_VERSION", "0.1", "program")]).decode()
    assert "free text: kept\n~Parameter Information\nWMDN_VERSION. 0.1 : program\n~Ascii\n" in data
    assert reread(tmp_path, data.encode()).written_by_us


@pytest.mark.parametrize("title", ["Perforations", "PRM", "Puits"])
@pytest.mark.parametrize("below", ["~Well\n", "~Curve\n", "~Other\n", "~Ascii\n", "<rows>"])
def test_a_new_parameter_section_hides_none_that_begins_with_its_letter(tmp_path: Path, title: str, below: str) -> None:
    """Of all such sections lasio keeps the last: the file's own, of which it lost the items. A line that ~Well lacks
    stays above the new section.
    """
    text = re.sub("NULL.*\n|~Parameter\nMUD.*\n", "", las_text())
    own = f"~{title}\nTOP.m 2.0 : top\n"
    raw = text + own if below == "<rows>" else text.replace(below, own + below)
    well = well_of(tmp_path, raw)
    data = spliced(well, three(well), [("WMDN_VERSION", "0.1", "program")])
    read, again = lasio.read(data.decode()), reread(tmp_path, data)
    assert list(read.params.keys()) == ["TOP"] and "NULL" in read.well and "DT_P90" in read.curves
    assert again.written_by_us and again.null == "-999.25" and without_new(data, raw.encode())
    once_more = spliced(again, three(again), [("WMDN_VERSION", "0.2", "program")], replace=True)
    assert once_more == data.replace(b"WMDN_VERSION. 0.1", b"WMDN_VERSION. 0.2")


@pytest.mark.parametrize("end", ["\n", "\x1a", "\n\0\0"])
@pytest.mark.parametrize("cut", ["", "9.0 1\n"])
def test_a_parameter_section_behind_the_data_holds_the_provenance(tmp_path: Path, end: str, cut: str) -> None:
    """Of two such sections lasio keeps but the last; a cut row that goes, and what pads the file, move nothing."""
    parameters = "~Parameter\nMUD  .  WBM   : mud type\n"
    path = tmp_path / "behind.las"
    path.write_text(las_text().replace(parameters, "") + cut + parameters.rstrip() + end)
    well = read_las(path, salvage=True)
    data = spliced(well, three(well), [("WMDN_VERSION", "0.1", "program")]).decode()
    assert re.search(r"\n~Parameter\nMUD  \.  WBM   : mud type\nWMDN_VERSION *\. 0\.1 +: program\n[\x1a\0]*$", data)
    other = spliced(well, three(well), [("MUD", "OBM", "mud type")], replace=True).decode()
    assert re.search(r"\n~Parameter\nMUD *\. OBM +: mud type\n?[\x1a\0]*$", other)


@pytest.mark.parametrize("blank", ["\t\t", " \t"])
@pytest.mark.parametrize("dlm", ["TAB", ""])
@pytest.mark.parametrize("wrap", ["NO", "YES"])
def test_lines_of_blanks_and_tabs_are_no_rows(tmp_path: Path, blank: str, dlm: str, wrap: str) -> None:
    """A spreadsheet leaves them where rows were cleared; they got new values, which no other reader could place."""
    row = "{}\t{}\t{}" if wrap == "NO" else "{}\n{}\t{}"
    head = las_text(dlm=dlm, wrap=wrap).split("~Ascii")[0] + "~Ascii\n"
    first, *more = "\n".join(row.format(*cells) for cells in ROWS).split("\n")
    for lines in ([blank, first, *more], [first, blank, blank, *more], [first, *more, blank]):
        well = well_of(tmp_path, raw := head + "\n".join(lines))
        write_las(tmp_path / "copy.las", well, three(well), overwrite=True)
        copy = lasio.read(str(tmp_path / "copy.las"))
        assert [n for n in well.notices if n.severity == "warn"] == []
        assert copy["GR"].tolist() == [55.5, 60.25, 70.0] and copy["DT_P50"][::2].tolist() == [80.0, 120.0]
        assert without_new((tmp_path / "copy.las").read_bytes(), raw.encode())


def test_comments_blank_lines_and_later_sections_stay(tmp_path: Path) -> None:
    """Comments among the rows and sections behind the data are kept where they were."""
    lines = las_text().splitlines()
    lines[-2:-2] = ["# inside", ""]
    raw = ("\n".join(lines) + "\n~Other\nafter: all\n").encode()
    well = well_of(tmp_path, raw)
    data = spliced(well, three(well, decimals=1))
    assert b"85.0\n# inside\n\n2.0 60.25 -999.25 -999.25" in data
    assert data.endswith(b"125.0\n~Other\nafter: all\n")


def test_quoted_text_with_delimiters_is_one_cell(tmp_path: Path) -> None:
    """A text column with blanks or commas in quotes does not move the others."""
    for sep, dlm in ((" ", ""), (",", "COMMA")):
        head = HEAD.replace("DTC  .us/ft   : sonic\n", "DTC  .us/ft   : sonic\nLITH .        : text\n")
        rows = [[*row, f'"fine{sep}sand"'] for row in ROWS]
        well = well_of(tmp_path, las_text(rows, sep=sep, dlm=dlm, head=head))
        write_las(tmp_path / "q.las", well, three(well), overwrite=True)
        assert read_las(tmp_path / "q.las").curve("DT_P10").values[0] == 75.0


def test_las_12_and_30_files_are_spliced(tmp_path: Path) -> None:
    """Both versions keep their layout; LAS 3.0 curve lines state the format."""
    head = HEAD.replace("2.0", "3.0", 1).replace(": sonic", ": sonic {F}").replace("~Curve", "~Log_Definition")
    text = las_text(sep=",", dlm="COMMA", head=head, title="~Log_Data | Log_Definition")
    well = well_of(tmp_path, text)
    data = spliced(well, three(well)).decode()
    assert "DT_P90 .us/ft : DTC P90 {F}\n" in data and data.endswith(",115.0000,120.0000,125.0000\n")
    well = well_of(tmp_path, las_text(head=HEAD.replace("2.0", "1.2", 1)))
    assert reread(tmp_path, spliced(well, three(well))).curve("DT_P10").values[0] == 75.0


# curves that are there


def test_existing_curve_is_refused_naming_the_remedy(tmp_path: Path) -> None:
    """A second curve of one name is never written; case does not matter."""
    well = well_of(tmp_path, las_text(head=HEAD.replace("DTC  ", "dt_p50")))
    with pytest.raises(OutputError, match="exist already: DT_P50; --replace-curves"):
        spliced(well, three(well))


def test_a_curve_with_the_number_of_a_second_one_is_the_first(tmp_path: Path) -> None:
    """Readers number curves of one name: beside DT_P50:1 a new DT_P50 would become DT_P50:2."""
    well = well_of(tmp_path, las_text(head=HEAD.replace("DTC  ", "DT_P50:1 ")))
    with pytest.raises(OutputError, match="exist already: DT_P50; --replace-curves"):
        spliced(well, three(well))
    names = [c.mnemonic for c in reread(tmp_path, spliced(well, three(well), replace=True)).curves]
    assert names.count("DT_P50") == 1 and not [n for n in names if ":" in n]


def test_rows_parted_by_tabs_go_on_with_tabs(tmp_path: Path) -> None:
    """Though no DLM says so: a spreadsheet found the new values in the cell of the last old one."""
    well = well_of(tmp_path, las_text(sep="\t"))
    rows = spliced(well, three(well, decimals=1)).decode().split("~Ascii")[1].splitlines()[1:]
    assert [row.count("\t") for row in rows] == [5, 5, 5] and not any(" " in row for row in rows)
    mixed = las_text([ROWS[0], ["2.0", "60.25 -999.25"], ROWS[2]], sep="\t")
    rows = spliced(well_of(tmp_path, mixed), three(well, decimals=1)).decode().split("~Ascii")[1].splitlines()[1:]
    assert [row.count("\t") for row in rows] == [2, 1, 2]


@pytest.mark.parametrize(("dlm", "sep"), [("", " "), ("COMMA", ","), ("TAB", "\t")])
def test_existing_curves_are_replaced_in_place(tmp_path: Path, dlm: str, sep: str) -> None:
    """With replace the column keeps its place and all else its bytes; new curves still go to the end."""
    head = HEAD.replace("GR   .gAPI    : gamma ray\n", "DT_P50.US/F  : earlier\nGR   .gAPI    : gamma ray\n")
    rows = [[a, "12.5", b, c] for a, b, c in ROWS]
    well = well_of(tmp_path, las_text(rows, sep=sep, dlm=dlm, head=head))
    write_las(tmp_path / "r.las", well, three(well, decimals=1), replace=True)
    again = read_las(tmp_path / "r.las")
    assert [c.mnemonic for c in again.curves] == ["DT_P50", "GR", "DTC", "DT_P10", "DT_P90"]
    assert again.curve("DT_P50").values.tolist()[::2] == [80.0, 120.0]
    assert again.curve("DT_P50").unit == "us/ft" and np.isnan(again.curve("DT_P50").values[1])
    assert again.curve("GR").values.tolist() == [55.5, 60.25, 70.0]
    assert b"12.5" not in (tmp_path / "r.las").read_bytes()


@pytest.mark.parametrize(
    ("dlm", "sep", "first"), [("", " ", "1.0   80.0 55.50 90.125"), ("COMMA", ",", "1.0,80.0,55.50,90.125")]
)
def test_a_replaced_cell_ends_where_the_old_one_did(tmp_path: Path, dlm: str, sep: str, first: str) -> None:
    """Among blanks columns stay aligned, unless a value needs more room; between commas there is nothing else."""
    head = HEAD.replace("GR   .gAPI    : gamma ray\n", "DT_P50.US/F  : earlier\nGR   .gAPI    : gamma ray\n")
    well = well_of(tmp_path, las_text([[a, "012.50", b, c] for a, b, c in ROWS], sep=sep, dlm=dlm, head=head))
    new = NewCurve("DT_P50", "us/ft", "DTC P50", np.array([80.0, np.nan, 1200.0]), 1)
    lines = spliced(well, [new], replace=True).decode().splitlines()[-3:]
    assert lines == [first, sep.join(["2.0", "-999.25", "60.25", "-999.25"]), sep.join(["3.0", "1200.0", "7e1", "101"])]


@pytest.mark.parametrize(("dlm", "sep"), [("COMMA", ","), ("TAB", "\t"), ("COMMA", " , ")])
@pytest.mark.parametrize("place", [1, 3], ids=["inner", "last"])
def test_an_empty_cell_is_replaced_between_its_delimiters(tmp_path: Path, dlm: str, sep: str, place: int) -> None:
    """A missing value of an earlier prediction may be an empty field; its neighbours keep theirs."""
    lines = HEAD.splitlines(keepends=True)
    lines.insert(lines.index("DEPT .M       : depth\n") + place, "DT_P50.US/F  : earlier\n")
    rows = [[*row[:place], cell, *row[place:]] for row, cell in zip(ROWS, ["", "", "12.5"], strict=True)]
    well = well_of(tmp_path, las_text(rows, sep=sep, dlm=dlm, head="".join(lines)))
    write_las(tmp_path / "e.las", well, three(well, decimals=1)[1:2], replace=True)
    again = read_las(tmp_path / "e.las")
    assert again.curve("DT_P50").values.tolist()[::2] == [80.0, 120.0]
    assert again.curve("DTC").values.tolist()[::2] == [90.125, 101.0]
    assert again.curve("GR").values.tolist() == [55.5, 60.25, 70.0]


def test_a_name_that_comes_twice_is_not_replaced(tmp_path: Path) -> None:
    """One of the two would stay as a second curve of that name."""
    gamma_ray = "GR   .gAPI    : gamma ray\n"
    head = HEAD.replace(gamma_ray, f"DT_P50.US/F  : a\ndt_p50.US/F  : b\n{gamma_ray}")
    well = well_of(tmp_path, las_text([[a, "12.5", "13.5", b, c] for a, b, c in ROWS], head=head))
    with pytest.raises(OutputError, match="several curves of the name to be replaced: DT_P50; rename"):
        spliced(well, three(well), replace=True)


@pytest.mark.parametrize("mud", ["MUD  .  WBM   : mud type\n", "MUD. WBM : mud type\n", ""])
def test_replacing_twice_gives_the_same_bytes(tmp_path: Path, mud: str) -> None:
    """A file that the program wrote, written again with the same values and items, does not grow."""
    well = well_of(tmp_path, las_text(head=HEAD.replace("MUD  .  WBM   : mud type\n", mud)))
    items = [("WMDN_SEED", 7, "seed"), ("WMDN_DT_TRAINED", "5 wells", "what trained")]
    once = spliced(well, three(well), items)
    assert spliced(reread(tmp_path, once), three(well), items, replace=True) == once


def test_replaced_wrapped_curves_keep_the_records(tmp_path: Path) -> None:
    """In a wrapped file a replaced cell is the right one, whatever line it is on."""
    rows = [[f"{d}.0\n 55.5", "90.1"] for d in range(1, 4)]
    well = well_of(tmp_path, las_text(rows, wrap="YES"))
    first = spliced(well, three(well))
    again = reread(tmp_path, first)
    higher = [NewCurve(c.mnemonic, c.unit, c.description, c.values + 1.0) for c in three(well)]
    write_las(tmp_path / "w.las", again, higher, replace=True)
    assert read_las(tmp_path / "w.las").curve("DT_P90").values.tolist()[::2] == [86.0, 126.0]


def test_items_of_an_earlier_run_are_kept_apart(tmp_path: Path) -> None:
    """Without replace an item of the same name gets a number; no mnemonic comes twice."""
    well = well_of(tmp_path, las_text())
    once = reread(tmp_path, spliced(well, three(well), [("WMDN_SEED", 7, "seed")]))
    data = spliced(once, [NewCurve("X", "", "", np.ones(3))], [("WMDN_SEED", 8, "seed")]).decode()
    assert re.findall(r"WMDN_\w+ *\. \S+", data) == ["WMDN_SEED . 7", "WMDN_SEED_2 . 8"]


# what is refused


@pytest.mark.parametrize("name", ["", "A.B", "A:B", "A B", "~A", "#A", 'A"', "A\nB", "A\x07", "A,B", "АК"])
def test_names_that_would_break_a_header_are_refused(tmp_path: Path, name: str) -> None:
    """A curve name that the file cannot hold is refused before anything is written."""
    raw = las_text().replace("gamma ray", "é").encode("cp1252")
    with pytest.raises(OutputError, match="hold a curve named|cp1252, the encoding of this file, has no letter А"):
        spliced(well_of(tmp_path, raw), [NewCurve(name, "", "", np.ones(3))])


def test_curves_of_another_length_are_refused(tmp_path: Path) -> None:
    """Both lengths are named."""
    with pytest.raises(OutputError, match="X has 2 values, the file 3 rows"):
        spliced(well_of(tmp_path, las_text()), [NewCurve("X", "", "", np.ones(2))])


def test_well_without_a_file_is_refused() -> None:
    """There is no text to write into."""
    with pytest.raises(OutputError, match="without a file"):
        spliced(Well.from_arrays("A", [1.0, 2.0], {}), [NewCurve("X", "", "", np.ones(2))])


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d.replace(b"60.25", b"60.26"),
        lambda d: d.replace(b"55.50", b"55.5"),
        lambda d: d.replace(b"2.0 60.25", b"2.0 60.25 1"),
        lambda d: d[: d.rindex(b"3.0 7e1")],
        lambda d: d + d.splitlines(keepends=True)[-1],
        lambda d: d.replace(b"~Ascii", b"~Other"),
        lambda d: d.replace(b" 90.125 ", b" ").replace(b"55.50", b"90.125 55.50"),
        lambda d: d.replace(b" 85.0000\n", b"\n85.0000 "),
    ],
    ids=["digit", "zero", "extra cell", "row lost", "row more", "no data", "order", "broken elsewhere"],
)
def test_self_check_finds_any_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: object) -> None:
    """A text that differs in one old cell, row or section never gets its name."""
    well = well_of(tmp_path, las_text())
    good = spliced(well, three(well))
    bad = damage(good)  # type: ignore[operator]
    assert bad != good
    monkeypatch.setattr(splice, "spliced", lambda *args, **kwargs: bad)
    with pytest.raises(OutputError, match="self-check"):
        write_las(tmp_path / "out.las", well, three(well))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.las"]


@pytest.mark.parametrize("wrap", ["NO", "YES"])
def test_self_check_does_not_depend_on_the_size_of_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrap: str
) -> None:
    """Old and new text are cut into chunks at different rows, and within records that are wrapped; the same cells
    compare equal all the same.
    """
    parting = " " if wrap == "NO" else "\n"
    rows = [[f"{d}.0{parting}{d % 7}.5", "90.1"] for d in range(1, 400)]
    well = well_of(tmp_path, las_text(rows, wrap=wrap))
    monkeypatch.setattr(scan, "CHUNK", 100)
    monkeypatch.setattr(splice, "_BLOCK", 7)
    sha = write_las(tmp_path / "out.las", well, three(well), [("WMDN_SEED", 7, "seed")])
    assert sha == files.sha256_file(tmp_path / "out.las")
    write_las(tmp_path / "again.las", read_las(tmp_path / "out.las"), three(well), replace=True)
    assert (tmp_path / "again.las").read_bytes() == (tmp_path / "out.las").read_bytes()


# numbers


@given(
    st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")) | st.just(float("inf")), min_size=1, max_size=30),
    st.integers(0, 6),
    st.sampled_from([b"-999.25", b"-9999", b"NaN", b"1e30"]),
)
def test_digits_round_to_the_nearest_last_digit(values: list[float], decimals: int, null: bytes) -> None:
    """Each cell is the value to half a unit of the last digit, missing and infinite values are the null."""
    rows = [row.tobytes().decode().strip() for row in digits(np.array(values), decimals, null)]
    for value, cell in zip(values, rows, strict=True):
        if np.isfinite(value) and abs(value - float(null)) > 1:
            assert abs(float(cell) - value) <= 0.5000001 * 10.0**-decimals + 1e-9
            assert re.fullmatch(r"-?\d+" + (rf"\.\d{{{decimals}}}" if decimals else ""), cell)
            assert cell.strip("-0.") or not cell.startswith("-")
        elif not np.isfinite(value):
            assert cell == null.decode()


@given(st.lists(st.tuples(*[st.floats(-50, 50)] * 3), min_size=1, max_size=20), st.integers(0, 4))
def test_quantiles_in_order_stay_in_order(triples: list[tuple[float, float, float]], decimals: int) -> None:
    """Rounding, and stepping aside from a null of 0, never makes quantiles cross."""
    table = np.sort(np.array(triples), axis=1)
    read = [np.array([float(r.tobytes()) for r in digits(q, decimals, b"0")]) for q in table.T]
    assert (read[0] <= read[1]).all() and (read[1] <= read[2]).all()


def test_value_that_reads_as_the_null_steps_aside() -> None:
    """Where NULL is 0 a predicted 0 must not vanish."""
    assert digits(np.array([0.0, np.nan, -0.00001]), 2, b"0").tobytes() == b"0.01   00.01"


@pytest.mark.parametrize("null", ["-999.25", "-9999", "9999.25", "-1.1", "0", "NaN", "1e400", "1E30", "-99999"])
@pytest.mark.parametrize("decimals", [0, 2, 4, 7])
def test_what_steps_aside_is_read_as_a_value_and_in_order(null: str, decimals: int) -> None:
    """-9998.9999 is -9999 to a reader, and 100 times 1.1 is not 110; what lies beside is not overtaken."""
    number = float(null) if abs(float(null)) < 1e10 else 5.0
    values = np.arange(-15, 16) * 10.0**-decimals + number
    read = np.array([float(row.tobytes()) for row in digits(values, decimals, null.encode())])
    assert not any(is_null(one, null).any() for one in np.split(read, len(read))) and (np.diff(read) >= 0).all()
    assert (np.abs(read - values) <= 1.01 * 10.0**-decimals + 2e-7 * abs(number)).all()


def test_widths_are_trimmed_to_what_is_needed() -> None:
    """No blanks are wasted, and no digits of large or long values are lost."""
    assert digits(np.array([1.0, -22.5]), 1, b"-999").shape == (2, 5)
    assert digits(np.array([1e17, 0.5]), 1, b"-9").tobytes().split() == [b"100000000000000000.0", b"0.5"]
    assert digits(np.array([0.004]), 3, b"-9").tobytes() == b"0.004"


# provenance


@given(st.text(max_size=40))
@example("-0")
def test_any_value_survives_a_readers_interpretation(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    """Whatever a path or name holds, lasio reads the item back as the text that was written."""
    shown = parameter_value(value)
    line = f"WMDN_X. {shown} : words"
    assert ":" not in shown and shown.isprintable() and shown.isascii() and shown
    item = lasio.reader.SectionParser("~P").params(**lasio.reader.read_header_line(line, section_name="Parameter"))
    assert str(item.value) == shown and item.descr == "words"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3, "3"),
        (0.25, "0.25"),
        ("2.0", "v2.0"),
        ("12e45", "v12e45"),
        ("1_000", "v1_000"),
        ("nan", "vnan"),
        ("C:\\m.safetensors", "C%3A\\m.safetensors"),
        ("two\nlines", "two lines"),
        ("50 %", "50 %25"),
        ("й", "%D0%B9"),
        ("\udc80", "%80"),
        ("  ", "none"),
        ("sha256-00ff", "sha256-00ff"),
    ],
)
def test_values_are_escaped_as_documented(value: object, shown: str) -> None:
    """Known answers for the cases that readers are known to get wrong."""
    assert parameter_value(value) == shown


# anything


_LETTERS = st.characters(codec="cp1252", exclude_characters="~#:<\x81\x8d\x8f\x90\x9d", min_codepoint=32)


@st.composite
def las_files(draw: st.DrawFn) -> bytes:
    """Draw a LAS file: layout, line ends, delimiter, widths, comments, encoding."""
    eol = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    dlm = draw(st.sampled_from(["SPACE", "COMMA", "TAB"]))
    sep = {"SPACE": draw(st.sampled_from([" ", "   ", "\t"])), "COMMA": ",", "TAB": "\t"}[dlm]
    extra = draw(st.integers(0, 4))
    count = draw(st.integers(3, 8))
    cell = st.decimals(-9999, 9999, places=draw(st.integers(0, 5))).map(str)
    rows = [[f"{d}.0", *draw(st.lists(cell, min_size=2 + extra, max_size=2 + extra))] for d in range(1, count + 1)]
    wrap = dlm == "SPACE" and draw(st.booleans())
    names = [f"C{i}" for i in range(extra)]
    word = draw(st.text(_LETTERS, max_size=12))
    head = HEAD.replace("gamma ray", word).replace(
        "~Parameter", "".join(f"{name}. : curve\n" for name in names) + "~Parameter"
    )
    if wrap:
        rows = [[f"{row[0]}\n{row[1]}", *row[2:]] for row in rows]
    text = las_text(
        rows, sep=sep, dlm=dlm if dlm != "SPACE" else "", head=head, wrap="YES" if wrap else "NO",
        title=draw(st.sampled_from(["~A", "~ASCII DATA", " ".join(["~a DEPT GR DTC", *names])])),
    )  # fmt: skip
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", eol).encode(draw(st.sampled_from(["utf-8", "cp1252"])))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=las_files(), seed=st.integers(0, 99), names=st.integers(1, 6))
def test_any_file_survives_the_round_trip(tmp_path: Path, raw: bytes, seed: int, names: int) -> None:
    """Old bytes stay, old curves read the same, new ones come back to the last digit, and lasio agrees."""
    well = well_of(tmp_path, raw)
    values = np.random.default_rng(seed).normal(90.0, 40.0, (names, well.n))
    values[:, 0] = np.nan
    curves = [NewCurve(f"DT_P{i}0", "us/ft", "", v) for i, v in enumerate(values)]
    write_las(tmp_path / "out.las", well, curves, [("WMDN_SEED", seed, "seed")], overwrite=True)
    data, again = (tmp_path / "out.las").read_bytes(), read_las(tmp_path / "out.las")
    assert without_new(data, raw)
    assert again.n == well.n
    for before, after in zip(well.curves, again.curves, strict=False):
        assert before.mnemonic == after.mnemonic and before.description == after.description
        np.testing.assert_array_equal(before.values, after.values)
    for curve in curves:
        np.testing.assert_allclose(again.curve(curve.mnemonic).values, curve.values, atol=0.51e-4)
    hazards = (b"DLM. TAB", b"DLM. COMMA", b"~a ")  # lasio loses these rows without a word
    if not any(hazard in data for hazard in hazards) and b"\r" not in data.replace(b"\r\n", b""):
        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        np.testing.assert_allclose(lasio.read(text)[curves[0].mnemonic], again.curve("DT_P00").values)


@pytest.mark.parametrize(("name", "line"), [("comma_undeclared", b"DLM"), ("wrapped_no_wrap", b"WRAP.  YES")])
def test_a_copy_states_how_its_rows_are_written_where_the_source_does_not(name: str, line: bytes) -> None:
    """Readers that trust the header would see other columns; the added line stands in ~Version."""
    well = read_las(Path(__file__).parents[1] / "data" / f"{name}.las")
    copy = spliced(well, [NewCurve("NEW", "us/ft", "new", np.arange(float(well.n)))])
    version = copy[copy.index(b"~V") : copy.index(b"~W")]
    assert line in version
    assert well.text is not None and line not in well.text.raw


def test_a_curve_of_any_letters_stands_before_a_new_parameter_section(tmp_path: Path) -> None:
    """Without ~P both go in where the data begin; the bytes of a mnemonic have no say in their order."""
    text = "~V\nVERS. 2.0:\nWRAP. NO:\n~W\nNULL. -999.25:\n~C\nDEPT.m:\nGR.gAPI:\n~A\n" + "".join(
        f"{1000 + i} {50 + i}\n" for i in range(5)
    )
    well = well_of(tmp_path, text.encode("utf-8"))
    made = spliced(well, [NewCurve("É_P50", "us/ft", "P50", np.arange(5.0), 1)], [("WMDN_X", "1", "one")])
    again = well_of(tmp_path, made)
    assert [c.mnemonic for c in again.curves] == ["GR", "É_P50"] and again.header["WMDN_X"] == "1"


@pytest.mark.parametrize(
    ("gone", "behind"),
    [(rb"(?m)^NULL.*\n", b""), (rb"(?ms)^~W.*?(?=^~)", b""), (rb"(?ms)^~W.*?(?=^~)", b"~W\nWELL. X:\n")],
)
def test_a_copy_states_the_null_that_its_source_does_not(tmp_path: Path, gone: bytes, behind: bytes) -> None:
    """A reader that trusts the header took -999.25 of the new curve for a value; a file may have no ~W at all, or one
    behind the data.
    """
    source, copy = tmp_path / "a.las", tmp_path / "b.las"
    source.write_bytes(re.sub(gone, b"", (Path(__file__).parents[1] / "data" / "plain.las").read_bytes()) + behind)
    well = read_las(source)
    write_las(copy, well, [NewCurve("DT_P50", "us/ft", "", np.where(np.arange(well.n) == 3, np.nan, 90.0), 2)])
    read = lasio.read(copy)
    assert read.well["NULL"].value == -999.25 and np.flatnonzero(np.isnan(read["DT_P50"])).tolist() == [3]
    lines = copy.read_bytes().splitlines()
    assert [line for line in source.read_bytes().splitlines()[:12] if line not in lines] == []
