"""The reader against lasio's own data reader, against hostile paths, and number by number against Python."""

from __future__ import annotations

import os
import re
import textwrap
import time
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import lasio
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from welllog_mdn.errors import LasError, UsageError
from welllog_mdn.wells import scan
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.splice import NewCurve, write_las
from welllog_mdn.wells.text import LasText
from welllog_mdn.wells.values import is_null
from welllog_mdn.wells.well import Well

DATA = Path(__file__).parents[1] / "data"
PLAIN = (DATA / "plain.las").read_bytes()


def by_lasio(path: Path) -> np.ndarray:
    """Return the table that lasio reads, (rows, columns), the default null policy applied."""
    return np.asarray(lasio.read(str(path)).data, float)


def table(well: Well) -> np.ndarray:
    """Return all columns of a well, (rows, columns)."""
    return np.column_stack([well.depth, *(c.values for c in well.curves)])


def test_real_wells_are_read_as_lasio_reads_them(wells_folder: Path) -> None:
    """Every value of eight real wells, and none of them draws a warning."""
    for path in sorted(wells_folder.glob("*/*.las"))[::3]:
        well = read_las(path)
        assert np.array_equal(table(well), by_lasio(path), equal_nan=True), path.name
        assert [str(n) for n in well.notices if n.severity == "warn"] == [], path.name


@pytest.mark.parametrize("name", ["plain", "crlf", "tab", "las12", "wrapped", "null_rounded", "index_up", "bom"])
def test_sound_files_are_read_as_lasio_reads_them(name: str) -> None:
    """Where lasio is right, both agree to the last bit."""
    path = DATA / f"{name}.las"
    assert np.array_equal(table(read_las(path)), by_lasio(path), equal_nan=True)


def written(folder: Path, content: bytes, name: str = "a.las") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content)
    return path


def test_special_files_are_refused_without_being_opened(tmp_path: Path) -> None:
    """A named pipe would hang whoever opens it."""
    os.mkfifo(tmp_path / "pipe.las")
    (tmp_path / "folder.las").mkdir()
    (tmp_path / "dangling.las").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop.las").symlink_to(tmp_path / "loop.las")
    words = {"pipe": "FIFO", "folder": "directory", "dangling": "dangling", "loop": "symbolic links", "none": "no such"}
    for name, word in words.items():
        with pytest.raises(LasError, match=word):
            read_las(tmp_path / f"{name}.las")
    with pytest.raises(LasError, match="device"):
        read_las("/dev/null")
    with pytest.raises(LasError, match="empty file name"):
        read_las("")


def test_a_symbolic_link_to_a_file_is_read(tmp_path: Path) -> None:
    """It is a regular file in the end."""
    (tmp_path / "link.las").symlink_to(DATA / "plain.las")
    assert read_las(tmp_path / "link.las").n == 40


@pytest.mark.parametrize("name", ["two\nlines.las", "http:__x.las", "$\\alpha$.las", "ünï.LAS"])
def test_odd_file_names_are_paths_and_nothing_else(tmp_path: Path, name: str) -> None:
    """A name with a line feed is not LAS text; a refusal escapes it."""
    assert read_las(written(tmp_path, PLAIN, name)).n == 40
    with pytest.raises(LasError) as caught:
        read_las(written(tmp_path, b"~V\n", name))
    assert "\n" not in str(caught.value)


def test_a_file_beyond_the_size_limit_is_refused_with_both_numbers(tmp_path: Path) -> None:
    """It says how large the file is and how large one may be."""
    with pytest.raises(LasError, match=f"{len(PLAIN)} bytes, more than the limit of 1000"):
        read_las(written(tmp_path, PLAIN), max_size=1000)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"NOBODY", b"N" * 1_200_000),
        lambda raw: raw.replace(b"NOBODY", b":" * 1_000_000),
        lambda raw: raw.replace(b"2.35", b"2" * 100_000, 1),
        lambda raw: raw.replace(b"~Ascii", b"~" * 1_200_000 + b"\n~Ascii"),
        lambda raw: raw.replace(b"~Ascii\n", b"~Ascii\n" + b"," * 1_000_000 + b"\n"),
        lambda raw: raw.replace(b"~Ascii\n", b"~Ascii\n" + b'",' * 500_000 + b"\n"),
        lambda raw: raw.replace(b"~Parameter", b"~Parameter\n" + (b"." * 8000 + b"\n") * 40 + b"~P"),
        lambda raw: raw + b"~X\n" * 50_000,
    ],
)
def test_monstrous_lines_end_quickly(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    """No regex sees them (lasio needs 25 s for a megabyte of colons)."""
    begin = time.perf_counter()
    try:
        read_las(written(tmp_path, change(PLAIN)))
    except LasError as error:
        assert "line" in str(error)
    assert time.perf_counter() - begin < 10


def test_the_encoding_is_found_or_given(tmp_path: Path) -> None:
    """UTF-8, else cp1252, else what the user says; the bytes are kept."""
    cyrillic = PLAIN.replace(b"TEST 7", "Скважина".encode("cp1251"))
    path = written(tmp_path, cyrillic)
    assert read_las(path, encoding="cp1251").name == "Скважина"
    text = read_las(path).text
    assert text is not None and text.raw == cyrillic
    assert read_las(written(tmp_path, PLAIN.replace(b"TEST 7", "油田".encode()))).name == "油田"
    with pytest.raises(LasError, match="encoding 'klingon': no such encoding"):
        read_las(path, encoding="klingon")


def test_a_blank_item_gives_way_to_a_second_of_its_name(tmp_path: Path) -> None:
    """Forms have a line for each item; where one is filled in below, that is what the file says."""
    raw = PLAIN.replace(b"UWI .   T-007 ", b"UWI .         : UNIQUE WELL ID\nUWI .   T-007 ")
    raw = raw.replace(b"NULL.     -999.25", b"NULL.             : NULL VALUE\nNULL.     -9999")
    well = read_las(written(tmp_path, raw))
    assert (well.uwi, well.null, well.notices) == ("T-007", "-9999", ())


def test_utf_8_beside_another_encoding_is_read_as_such(tmp_path: Path) -> None:
    """Files are put together from others: a byte of cp1252 in one line does not garble the unit in another."""
    raw = PLAIN.replace(b"NOBODY", b"P\xe9trole").replace(b"us/ft", "µs/ft".encode())
    well = read_las(written(tmp_path, raw))
    assert (well.header["COMP"], well.curve("DT").unit) == ("Pétrole", "µs/ft")


@pytest.mark.parametrize("name", ["cp1252", "CP1252", "windows-1252", "latin-1", "iso-8859-1"])
def test_an_encoding_has_one_meaning_however_it_is_spelt(tmp_path: Path, name: str) -> None:
    """What the user names is not second-guessed: the bytes of UTF-8 are then two letters."""
    path = written(tmp_path, PLAIN.replace(b"NOBODY", "Société".encode()))
    assert read_las(path, encoding=name).header["COMP"] == "SociÃ©tÃ©"


@pytest.mark.parametrize("name", ["utf-16", "utf-8-sig", "idna", "undefined", "cp500", "hex", "cp\0"])
def test_an_encoding_that_is_no_superset_of_ascii_is_refused(tmp_path: Path, name: str) -> None:
    """Its bytes for a new header line would not be text to any reader of the file."""
    path = tmp_path / "a.las"
    path.write_bytes((DATA / "plain.las").read_bytes())
    with pytest.raises(LasError, match=re.escape(f"encoding {name!r}")):
        read_las(path, encoding=name)


def test_the_well_carries_header_and_identity() -> None:
    """Name, UWI, NULL as spelt, checksum of the bytes, no provenance of ours."""
    well = read_las(DATA / "plain.las")
    assert (well.name, well.uwi, well.null) == ("TEST 7", "T-007", "-999.25")
    assert well.header["COMP"] == "NOBODY" and well.header["RM"] == "0.25"
    assert len(well.sha256) == 64 and not well.written_by_us


def test_files_of_ours_are_known_by_their_provenance(tmp_path: Path) -> None:
    """They are never training wells."""
    assert read_las(written(tmp_path, PLAIN.replace(b"~Ascii", b"WMDN_VERSION. 0.1.0 : V\n~Ascii"))).written_by_us


@pytest.mark.parametrize("name", ["plain", "crlf", "wrapped", "ctrl_z", "core_and_tops", "other_after_A", "cr_only"])
def test_offsets_point_between_lines(name: str) -> None:
    """A writer that inserts at them splits no line, and each record ends where it says."""
    well = read_las(DATA / f"{name}.las")
    text = well.text
    assert isinstance(text, LasText)
    raw, eol = text.raw, (b"\n", b"\r", b"\r\n")
    assert raw[: text.curve_insert].endswith(eol)
    assert len(raw[text.curve_starts[-1] : text.curve_insert].splitlines()) == 1
    assert raw[text.curve_starts[0] :].lstrip().startswith(b"DEPT") and raw[text.data_header :].startswith(b"~")
    assert text.parameter_insert is not None and raw[: text.parameter_insert].endswith(eol)
    assert text.n_columns == 6 and text.wrapped == (name == "wrapped")
    for row in (0, 17, 39):
        cells = raw[text.row_starts[row] : text.row_ends[row]].split()
        assert [float(c) for c in cells] == [well.depth[row], *(c.values[row] for c in well.curves)]


def test_a_blank_delimited_row_that_spans_chunks_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the pieces in which the data are read."""
    expected = table(read_las(DATA / "plain.las"))
    for size in (1, 100, 777):
        monkeypatch.setattr(scan, "CHUNK", size)
        assert np.array_equal(table(read_las(DATA / "plain.las")), expected)
        assert np.array_equal(table(read_las(DATA / "wrapped.las")), expected)


@pytest.mark.parametrize("headings", [
    ["DEPT GR RDEP RHOB NPHI DT"], ["DEPT GR RDEP RHOB NPHI DT", "m gapi ohmm g/cc v/v us/ft"], ["-- -- -- -- -- --"],
])  # fmt: skip
def test_names_and_units_below_the_data_title_are_told_of_in_one_line(tmp_path: Path, headings: list[str]) -> None:
    """There were as many warnings as columns; the rows stay rows, for a copy has as many."""
    long = reordered(lambda rows: [[b"%.2f" % (1500 + 0.15 * i), *rows[i % len(rows)][1:]] for i in range(300)])
    plain = read_las(written(tmp_path, long))
    head, rows = long.split(b"~Ascii\n")
    text = head + b"~Ascii\n" + "".join(line + "\n" for line in headings).encode() + rows
    well = read_las(written(tmp_path, text, "b.las"))
    (said,) = [n for n in well.notices if n not in plain.notices]
    assert said.severity == "warn" and said.subject == "line 22" and said.text.startswith(f"{len(headings)} row")
    assert np.array_equal(table(well)[len(headings) :], table(plain)) and well.n == plain.n + len(headings)
    assert np.isnan(table(well)[: len(headings)]).all()
    write_las(tmp_path / "c.las", well, [NewCurve("DT_P50", "", "", np.where(np.isnan(well.depth), np.nan, 1.0))])
    assert [n.text for n in read_las(tmp_path / "c.las").notices] == [n.text for n in well.notices]


@pytest.mark.parametrize(
    ("name", "value", "kind", "described"),
    [
        ("DT.USEC/FT", "Shear Delta Time", "DTS", True),
        ("DT.US/FT", "Delta Time", "DTC", True),
        ("DT.US/FT", "60 520 32 00", "DTC", False),
        ("DT.US/FT", "UNKNOWN", "DTC", False),
        ("RES.OHM-M", "Medium Resistivity", "RMED", True),
        ("RHOC.G/CC", "CDL Density Correction", "DRHO", True),
        ("DCAL.IN", "CDL Caliper", "CALI", True),
        ("RHOC.", "CDL Density Correction", "DRHO", True),
        ("DELT.US/FT", "Shear Delta Time", "DTS", True),
        *(("DT.US/FT", text, "DTC", False) for text in ("45 SHR 01 01", "12-JAN-85", "1 January 1985", "NO DATA")),
        ("K.", "MD PERM", None, False),
        ("K.", "NOT AVAILABLE", None, False),
        ("K.", "TBA", None, False),
        ("K.", "12-JAN-85", None, False),
        ("PER.", "PERMEABILITY", None, False),
        ("RPM.", "MOTOR", None, False),
        ("C1.", "PPM FID", None, False),
        ("CA.", "CASING", None, False),
        ("DELT.", "TEMP DIFF", None, False),
    ],
)
def test_a_description_before_the_colon_is_one(
    tmp_path: Path, name: str, value: str, kind: str | None, described: bool
) -> None:
    """Where nothing stands behind the colon; a code, a date or a placeholder is none, and what stands there of a name
    that is no log by itself does not say that it is one. The copy has the line as it was.
    """
    line = f"{name}   {value}: ".encode()
    head = re.sub(rb"(?m)^GR\b.*$", line, PLAIN)
    well = read_las(written(tmp_path, head))
    curve = well.curves[0]
    assert (curve.kind, curve.description) == (kind, value if described else "")
    write_las(tmp_path / "copy.las", well, [NewCurve("X_P50", "", "", well.depth)])
    assert line in (tmp_path / "copy.las").read_bytes()
    behind = re.sub(rb"(?m)^GR\b.*$", f"{name} : {value} of old".encode(), PLAIN)
    assert read_las(written(tmp_path, behind, "b.las")).curves[0].description == f"{value} of old"


def test_a_word_for_no_api_code_is_no_unit(tmp_path: Path) -> None:
    """UNKNOWN in the column of the codes was shown as the unit, as GAPI there rightly is."""
    for word, unit in (("UNKNOWN", ""), ("none", ""), ("GAPI", "GAPI")):
        text = re.sub(rb"(?m)^GR\b.*$", f"GR .      {word}: ".encode(), PLAIN)
        assert read_las(written(tmp_path, text)).curves[0].unit == unit


def reordered(order: Callable[[list[list[bytes]]], list[list[bytes]]], head: bytes = PLAIN) -> bytes:
    """Return the plain file with its rows of cells changed."""
    title = head.index(b"~Ascii\n") + len(b"~Ascii\n")
    rows = order([line.split() for line in head[title:].splitlines()])
    return head[:title] + b"".join(b" ".join(row) + b"\n" for row in rows)


@pytest.mark.parametrize("name", ["GR", "RHOB"])
def test_a_depth_in_the_column_of_a_log_is_refused_whatever_the_header_says(tmp_path: Path, name: str) -> None:
    """The log stood where the depth belongs, and of STRT and STOP neither was that of the depths."""
    at = ["DEPT", "GR", "RDEP", "RHOB"].index(name)
    text = PLAIN.replace(b"1500.0000 : START", b"0 : START").replace(b"1505.8500 : STOP", b"2000 : STOP")
    swapped = reordered(lambda rows: [[r[at], *r[1:at], r[0], *r[at + 1 :]] for r in rows], text)
    with pytest.raises(LasError, match=f"index turns back .* but {name} goes on by 0.15 a row: its column looks like"):
        read_las(written(tmp_path, swapped))


def test_rows_in_no_order_have_the_step_of_their_depths_in_order(tmp_path: Path) -> None:
    """The median of the steps as they stand was said, metres up or down."""
    shuffled = reordered(lambda rows: [rows[7 * i % len(rows)] for i in range(len(rows))])
    told = [str(n) for n in read_las(written(tmp_path, shuffled)).notices if n.severity == "warn"]
    assert any("DEPT: depth turns back" in line for line in told) and not any("STEP" in line for line in told)
    wrong = shuffled.replace(b"0.1500 : STEP", b"0.5000 : STEP")
    told = [str(n) for n in read_las(written(tmp_path, wrong, "b.las")).notices if n.severity == "warn"]
    assert "STEP: is 0.5 but the median step of the data is 0.15; header left as it is" in told


def test_a_garbled_name_of_the_index_is_told_to_be_of_an_encoding(tmp_path: Path) -> None:
    """The depth in Cyrillic letters of cp1251, which nothing in the file states."""
    path = written(tmp_path, PLAIN.replace(b"DEPT.m ", "ГЛУБИНА.метр ".encode("cp1251")))
    with pytest.raises(LasError) as caught:
        read_las(path)
    assert "--encoding (as cp1251)" in str(caught.value)
    assert read_las(path, encoding="cp1251").depth_mnemonic == "ГЛУБИНА"


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r"])
def test_garbled_names_of_logs_are_told_to_be_of_an_encoding(tmp_path: Path, encoding: str) -> None:
    """Behind a DEPT in Latin letters, too: an alias of the garbled name was advised, or nothing."""
    russian = {"DEPT.m ": "DEPT.м ", "DT  .us/ft": "АК.мкс/м", "GR  .gAPI": "ГК.гАПИ", "RHOB.g/cm3": "ГГКп.г/см3"}
    text = PLAIN.decode()
    for english, word in russian.items():
        text = text.replace(english, word)
    path = written(tmp_path, text.encode(encoding))
    well = read_las(path)
    told = [str(n) for n in (*well.notices, *trusted_logs(well).notices)]
    remedy = "where names or units are garbled, --encoding (as cp1251) says in which the header is written"
    assert "--alias" not in " ".join(told)
    assert sum(n.startswith("~C: 3 curves of no known log") and n.endswith(remedy) for n in told) == 1
    assert all(n.endswith(remedy) for n in told if "unknown depth unit" in n)
    known = read_las(path, encoding=encoding)
    assert {"DTC", "GR"} <= {c.kind for c in known.curves} and remedy not in " ".join(map(str, known.notices))
    own = PLAIN.replace(b"NPHI", "größe".encode("cp1252")).replace(b"GR  .", "ГКК.".encode())
    assert remedy not in " ".join(map(str, read_las(written(tmp_path, own)).notices))  # cp1252, with a line of UTF-8


def test_garbled_units_of_known_names_are_told_to_be_of_an_encoding(tmp_path: Path) -> None:
    """Of every curve, --fix-units was advised instead; a unit in Western letters is not garbled, whatever it is."""
    text = PLAIN.decode().replace("NPHI.v/v", "XY.ые")
    for english, russian in {"us/ft": "мкс/м", "gAPI": "гАПИ", "g/cm3": "г/см3"}.items():
        text = text.replace(english, russian)
    well = read_las(written(tmp_path, text.encode("cp866")))
    told, each = ([str(n) for n in found] for found in (well.notices, trusted_logs(well).notices))
    assert len(told) == 1 and told[0].startswith("~C: 3 curves of no known log or unit, the first named GR; where")
    assert sum("not used (where names or units are garbled, --encoding" in n for n in each) == 3
    assert "--fix-units" not in " ".join(each)
    for unit in ("m²", "°/m", "×10³", "‰"):
        western = read_las(written(tmp_path, PLAIN.replace(b"us/ft", unit.encode("cp1252"))))
        assert western.notices == () and "--fix-units DT=" in str(trusted_logs(western).notices)


@pytest.mark.parametrize("unit", ["–", "—", "“”", "±", "£", "½m"])
def test_a_sign_that_stands_for_no_unit_is_not_garbled(tmp_path: Path, unit: str) -> None:
    """A typesetter's dash was told to be of another encoding, which --strict refuses."""
    raw = PLAIN.replace(b"RHOB.g/cm3", b"RHOB." + unit.encode("cp1252")).replace(b"DEPT.m ", b"DEPT.\x96 ")
    well = read_las(written(tmp_path, raw))
    told = " ".join(str(n) for n in (*well.notices, *trusted_logs(well).notices))
    assert "--encoding" not in told and "--fix-units RHOB=g/cm3 if that is what it is" in told


@pytest.mark.parametrize("name", ["Ø", "µ", "ø", "Å", "é", "°µ", "ø1"])
def test_a_name_of_one_western_letter_is_not_garbled(tmp_path: Path, name: str) -> None:
    """cp1252 was told to be another encoding, which --strict refuses; two such letters without a Latin one are."""
    raw = PLAIN.replace(b"NPHI", name.encode("cp1252"))
    assert read_las(written(tmp_path, raw)).notices == ()
    for garbled in ("ÃÊ", "¬¥"):
        both = raw.replace(b"RHOB.", f"{garbled}.".encode("cp1252"))
        assert "--encoding" in " ".join(map(str, read_las(written(tmp_path, both)).notices))


def test_a_word_that_is_declared_as_null_is_one(tmp_path: Path) -> None:
    """NULL. VOID over cells that say VOID was refused as text; another word is text still."""
    text = re.sub(rb"NULL *\. *-999.25", b"NULL . VOID", PLAIN)
    head, rows = text[: text.index(b"\n1501")], text[text.index(b"\n1501") :]
    void = head + re.sub(rb"(\n\S+ )\S+", rb"\1VOID", rows, count=10)
    well = read_las(written(tmp_path, void))
    assert np.isnan(well.curves[0].values).sum() == 10 and well.null == "-999.25"
    said = [str(n) for n in well.notices if n.severity == "warn"]
    assert said[0] == "NULL: 'VOID' is not a number; assumed -999.25" and "10 cells are no number" in said[1]
    with pytest.raises(LasError, match="10 of .* rows are no number, the first is 'ERR'"):
        read_las(written(tmp_path, void.replace(b" VOID ", b" ERR ").replace(b" . ERR", b" . VOID"), "b.las"))


@pytest.mark.parametrize("title", [b"~Other", b"~Tops", b"~Parameter"])
def test_rows_behind_a_section_amid_the_data_are_told_of(tmp_path: Path, title: bytes) -> None:
    """Half of the log was missing, and where it was stood nowhere; a section at the end costs no row."""
    lines = PLAIN.splitlines(keepends=True)
    amid = [*lines[:-5], title + b"\n", b"NOTE.m 12 : and more\n"]
    well = read_las(written(tmp_path, b"".join([*amid, *lines[-5:]])))
    (said,) = [n for n in well.notices if n.subject.startswith("line")]
    assert said.severity == "warn" and said.subject == f"line {len(amid) + 1}"
    assert said.text.startswith(f"5 rows of 6 numbers from here on stand in the section {title.decode()} behind")
    sound = read_las(written(tmp_path, b"".join([*lines, *amid[-2:]]), "b.las"))
    assert not [n for n in sound.notices if n.severity == "warn"]


def test_a_rounded_null_is_a_null_but_a_lone_height_near_it_is_a_height() -> None:
    """-999.3 for -999.25 repeats, a Z_LOC that passes by does not."""
    values = np.array([-999.25, -999.3, -999.3, -999.188, -999.34, 50.0, np.nan])
    assert is_null(values, "-999.25").tolist() == [True, True, True, False, False, False, False]
    off = np.repeat([-999.34, -999.16, -999.36, -999.14], 2)  # by a ten thousandth, and by more
    assert is_null(off, "-999.25").tolist() == [True] * 4 + [False] * 4
    assert is_null(np.array([0.0, 0.0, 1e-9]), "0").tolist() == [True, True, False]


def test_a_tilde_inside_a_line_starts_no_section(tmp_path: Path) -> None:
    """Found by the fuzzer: text with a ~, but at no line's start."""
    with pytest.raises(LasError, match="not a LAS file: no line in it starts a ~ section"):
        read_las(written(tmp_path, b"WRAP. NO : ON~Version\nVERS. 2.0 :\n"))


@pytest.mark.parametrize(
    ("content", "named", "remedy"),
    [
        (b"Rar!\x1a\x07\x01\x00" + PLAIN, "a RAR archive", "unpack it"),
        (b"MSCF" + b"\0" * 32 + PLAIN, "a cabinet archive", "unpack it"),
        (b"\x04\x22\x4d\x18\x64\x40\xa7" + PLAIN, "an lz4 file", "unpack it"),
        (b"\x1f\x9d\x90" + PLAIN, r"a file of compress \(.Z\)", "unpack it"),
        (b"x.las".ljust(257, b"\0") + b"ustar\x0000" + PLAIN, "a tar archive", "unpack it"),
        (b"   1V1.00RECORD 8192" + b" " * 60, r"a DLIS file \(V1.00RECORD\)", "as LAS 2.0"),
        (b"\0" * 12 + b"\0\x3e\0\0\x80\0RLB001" + b"\0" * 60, "a LIS tape file", "as LAS 2.0"),
        (b"%PDF-1.4\n~", "a PDF file", "LAS file of the well"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS", "git lfs pull"),
    ],
)
def test_what_is_no_las_is_named_with_a_remedy(tmp_path: Path, content: bytes, named: str, remedy: str) -> None:
    """By its first bytes, whatever the file is called."""
    with pytest.raises(LasError, match=f"not a LAS well log but {named}.*; .*{remedy}"):
        read_las(written(tmp_path, content))


@pytest.mark.parametrize(
    ("member", "named"), [("xl/workbook.xml", "an Excel workbook"), ("word/document.xml", "a Word"), ("a.las", "a zip")]
)
def test_a_zip_container_is_named_by_what_is_in_it(tmp_path: Path, member: str, named: str) -> None:
    """A workbook called .las is no archive to its owner."""
    with zipfile.ZipFile(tmp_path / "a.las", "w") as container:
        container.writestr(member, PLAIN)
    with pytest.raises(LasError, match=f"not a LAS well log but {named}"):
        read_las(tmp_path / "a.las")


@pytest.mark.parametrize("tail", [b"\x1a", b"\x1a" * 2_000_000, b"\x1a" + b"\0" * 100, b"\x1a\n"])
def test_a_dos_end_of_file_mark_and_its_padding_are_no_data(tmp_path: Path, tail: bytes) -> None:
    """A Ctrl-Z ends the text, whatever pads the block behind it; the bytes are kept."""
    well = read_las(written(tmp_path, PLAIN + tail))
    assert well.n == 40 and well.text is not None and well.text.raw.endswith(tail)
    assert [str(n) for n in well.notices] == []


def test_rows_behind_a_dos_end_of_file_mark_are_said(tmp_path: Path) -> None:
    """They may be more rows, of files that were joined, or what the disk held before: another well's, if depths fit."""
    rows = PLAIN.splitlines(keepends=True)
    for tail in ([b"\x1a", *rows[-3:]], [b"\x1a\r\n", *rows[-3:]]):
        [said] = read_las(written(tmp_path, b"".join([*rows[:-3], *tail]))).notices
        assert str(said) == "line 59: end-of-file mark (Ctrl-Z) before the last row; what follows it was read too"


@pytest.mark.parametrize("depth", [b"~1504.5000", b"~1504", b"~ 1504.5000", b"~-1504.5,1e5"])
def test_a_tilde_before_a_depth_ends_no_data(tmp_path: Path, depth: bytes) -> None:
    """`About 1504.5 m` looks like the title of a section, and all rows from there on were dropped."""
    with pytest.raises(LasError, match=r"line 52: a ~ line without a title among the data"):
        read_las(written(tmp_path, PLAIN.replace(b"1504.5000", depth)))


@pytest.mark.parametrize("rest", [b"_DATA", b"=====", b"*****", b"1", b"/DEPT/GR", b"[1]", b"_Info", b" - data"])
@pytest.mark.parametrize("letter", [b"V", b"W", b"C", b"P", b"A"])
def test_what_follows_the_letter_of_a_section_is_comment(tmp_path: Path, letter: bytes, rest: bytes) -> None:
    """As the standard has it: the values of ~W===== were not seen, its NULL among them, and ~A***** was no data."""
    named = re.sub(rb"(?m)^~%b.*$" % letter, b"~" + letter + rest, PLAIN)
    assert named != PLAIN
    well, plain = read_las(written(tmp_path, named)), read_las(DATA / "plain.las")
    assert well.notices == plain.notices and np.array_equal(table(well), table(plain), equal_nan=True)


@pytest.mark.parametrize("stated", [b"Log_Definition[1]", b"LOG DEFINITION", b"~LogDefinition", b"Curve", b""])
def test_data_go_by_their_curve_section_however_it_is_spelt(tmp_path: Path, stated: bytes) -> None:
    """LAS 3.0 titles as programs write them: the same values, and nothing to say."""
    plain = (DATA / "las3.las").read_bytes()
    well, same = (
        read_las(written(tmp_path, plain.replace(b"| Log_Def", b"| " + stated + b"\n#"))),
        read_las(DATA / "las3.las"),
    )
    assert np.array_equal(table(well), table(same)) and [n for n in well.notices if n.severity == "warn"] == []


def test_data_that_go_by_another_section_are_refused(tmp_path: Path) -> None:
    """Their columns were taken for those of the curve section; one that is not there is warned of."""
    core = b"~Core_Definition\nCDEP.m : depth\n~Log_Data | Core_Definition"
    plain = (DATA / "las3.las").read_bytes()
    with pytest.raises(LasError, match=r"line 24: .*go by Core_Definition, which lists no log curves"):
        read_las(written(tmp_path, plain.replace(b"~Log_Data | Log_Definition", core)))
    well = read_las(written(tmp_path, plain.replace(b"Data | Log_Definition", b"Data | Log_Definition[2]")))
    assert any("line 22: data that go by Log_Definition[2], which the file has not" in str(n) for n in well.notices)


def test_a_line_has_the_number_that_editors_give_it_behind_two_carriage_returns(tmp_path: Path) -> None:
    """CR CR LF, of a transfer in text mode: each counted as two lines."""
    cut = PLAIN.replace(b"\r\n", b"\n").rsplit(b" ", 1)[0]
    for ends in (b"\n", b"\r\r\n"):
        with pytest.raises(LasError, match=f"line {1 + cut.count(bytes([10]))}: "):
            read_las(written(tmp_path, cut.replace(b"\n", ends)))


@pytest.mark.parametrize("title", [b"Partners", b"Parasequences", b"Wellbore schematic", b"Perforations", b"Comments"])
def test_a_section_of_its_own_is_none_of_the_standard(tmp_path: Path, title: bytes) -> None:
    """A NULL in it rules nothing, and no provenance is written into it."""
    at = PLAIN.index(b"~W")
    made = PLAIN[:at] + b"~" + title + b"\nNULL. 98.90 : NULL\n" + PLAIN[at:]
    well = read_las(written(tmp_path, made))
    assert np.array_equal(table(well), table(read_las(DATA / "plain.las")), equal_nan=True)
    bare = re.sub(rb"(?ms)^~Parameter.*?(?=^~)", b"", made)
    source = read_las(written(tmp_path, bare))
    write_las(tmp_path / "out.las", source, [], [("WMDN_X", "1", "x")])
    text = (tmp_path / "out.las").read_bytes()
    assert b"WMDN_X" in text and b"~" + title + b"\nNULL. 98.90 : NULL\n~W" in text


@pytest.mark.parametrize("title", [b"Well Path", b"Curve Comments", b"Curve_History", b"Version History"])
def test_a_title_that_says_more_than_another_of_its_letter_is_of_its_own(tmp_path: Path, title: bytes) -> None:
    """A NULL in ~Well Path ruled the data, and notes on curves were refused as a second ~C; the added NULL is the
    well's.
    """
    own = b"~" + title + b"\nNULL. 98.90 : NULL\nWRAP. YES :\n~P"
    made = re.sub(rb"(?m)^NULL.*\n", b"", PLAIN).replace(b"~P", own, 1)
    well = read_las(written(tmp_path, made))
    assert np.array_equal(table(well), table(read_las(DATA / "plain.las")), equal_nan=True)
    notes = [str(n) for n in well.notices if n.severity == "info"]
    assert len(notes) == 1 and f"~{title.decode()}: a section of its own beside ~{title.decode()[0]}" in notes[0]
    write_las(tmp_path / "out.las", well, [], [])
    text = (tmp_path / "out.las").read_bytes()
    assert text.index(b"~W") < text.index(b"NULL.  -999.25") < text.index(b"~C")


def test_a_title_that_says_more_is_the_section_where_no_other_is(tmp_path: Path) -> None:
    """Of `~Well TEST 7` and `~Curves of run 2` the words behind the first are comment."""
    made = re.sub(rb"(?m)^~C.*$", b"~Curves of run 2", re.sub(rb"(?m)^~W.*$", b"~Well TEST 7", PLAIN))
    well = read_las(written(tmp_path, made))
    assert not well.notices and np.array_equal(table(well), table(read_las(DATA / "plain.las")), equal_nan=True)


@pytest.mark.parametrize(
    "title", ["Wellbore Information", "WELLINF", "WELLNAME", "Wel", "Well Path\nAZI. 12 : \n~WELLPARAM"]
)
def test_the_section_that_states_null_and_strt_is_that_of_the_well(tmp_path: Path, title: str) -> None:
    """Of another title, where none is ~Well: its NULL was a value, its STOP unread, and of a copy lasio saw but the ~W
    that was added.
    """
    plain = read_las(DATA / "plain.las")
    for made in (PLAIN, re.sub(rb"(?m)^NULL.*\n", b"", PLAIN)):
        well = read_las(written(tmp_path, made.replace(b"~Well information", f"~{title}".encode())))
        said = [n.subject for n in well.notices if n.text.startswith("read as the well section (~W)")]
        assert said == [f"~{title.rpartition('~')[2]}"] and well.null == plain.null
        assert [well.header[name] for name in ("STRT", "STOP", "UWI")] == ["1500.0000", "1505.8500", "T-007"]
        write_las(tmp_path / "out.las", well, [], [], overwrite=True)
        assert {"STRT", "NULL", "UWI"} <= set(lasio.read(str(tmp_path / "out.las")).well.keys())


def test_a_section_with_one_stop_does_not_take_the_place_of_the_wells(tmp_path: Path) -> None:
    """~Wireline run, with a code of a stop, beside ~Well Location."""
    made = b"~Well Location\nWELL. A : name\nSTEP.m 0.15 : step\n~Wireline run\nSTOP. 3 : code\n"
    well = read_las(written(tmp_path, re.sub(rb"(?ms)^~Well.*?(?=^~C)", made, PLAIN)))
    assert well.name == "A" and "STOP" not in well.header
    assert not any("read as the well section" in n.text for n in well.notices)


def test_a_new_well_section_stands_above_others_that_begin_with_its_letter(tmp_path: Path) -> None:
    """None of them is the well's, or two may be; of all of them lasio keeps the last."""
    own = b"~Wellsite\nNULL. -9 : missing\n~Wellbore\nSTRT.m 3 : top\nSTOP.m 4 : base\n"
    for made in (own, b"~Wellbore schematic\nSHOE.m 3 : shoe\n"):
        well = read_las(written(tmp_path, re.sub(rb"(?ms)^~Well.*?(?=^~C)", made, PLAIN)))
        write_las(tmp_path / "out.las", well, [], [], overwrite=True)
        assert (tmp_path / "out.las").read_bytes().count(b"~Well Information\nNULL.") == 1
        assert list(lasio.read(str(tmp_path / "out.las")).well.keys()) in (["STRT", "STOP"], ["SHOE"])


def test_a_remark_among_the_rows_is_told_in_one_line(tmp_path: Path) -> None:
    """Of all curves whose cells it takes; one with such a cell elsewhere is told apart."""
    lines = PLAIN.splitlines()
    lines[25] = lines[25].split()[0] + b" stuck here for two hours"
    lines[30] = b" ".join([*lines[30].split()[:-1], b"BAD"])
    well = read_las(written(tmp_path, b"\n".join(lines) + b"\n"))
    said = [str(n) for n in well.notices if "no number" in n.text and n.subject != "DEPT"]
    assert said == [
        "GR, RDEP, RHOB, NPHI: 1 cell of each is no number (first 'stuck' on line 26), taken as missing",
        "DT: 2 cells are no number (first 'hours' on line 26), taken as missing",
    ]


@pytest.mark.parametrize("title", [b"Par", b"Parms", b"PARAMS", b"Parameter Information Block"])
def test_parameters_are_known_by_any_short_form_of_theirs(tmp_path: Path, title: bytes) -> None:
    """Provenance goes in there, behind the last item."""
    source = read_las(written(tmp_path, re.sub(rb"(?m)^~P.*$", b"~" + title, PLAIN)))
    write_las(tmp_path / "out.las", source, [], [("WMDN_X", "1", "x")])
    text = (tmp_path / "out.las").read_bytes()
    assert text.index(b"~" + title) < text.index(b"WMDN_X") and text.count(b"~") == PLAIN.count(b"~")


@pytest.mark.parametrize(
    ("lines", "curve", "rock"),
    [
        ("MATR.  SAND : NEUTRON MATRIX", "NPHI", "sandstone"),
        ("MATR.LIME : ", "NPHI", "limestone"),
        ("NMX.  DOLO : Rock Matrix for Neutron Porosity Corrections", "NPHI", "dolomite"),
        ("MATR.  SAND : NEUTRON MATRIX", "NPLS", "limestone"),
        ("MATR.  SAND : NEUTRON MATRIX | NMAT[1]\nMATR.  LIME : NEUTRON MATRIX | NMAT[2]", "NPHI", ""),
        ("MDEN.  2.65 : MATRIX DENSITY OF NEUTRON-DENSITY POROSITY", "NPHI", ""),
    ],
)
def test_a_parameter_states_the_matrix_of_a_neutron_that_names_none(
    tmp_path: Path, lines: str, curve: str, rock: str
) -> None:
    """Not of one that does, and where zones have different ones none is stated."""
    raw = PLAIN.replace(b"NPHI", curve.encode()).replace(b"RM  .ohm.m", f"{lines}\nRM  .ohm.m".encode())
    logs = trusted_logs(read_las(written(tmp_path, raw))).logs
    assert (logs["NPHI"].matrix, logs["RHOB"].matrix) == (rock, "")


def test_curve_parameters_are_no_second_curve_section(tmp_path: Path) -> None:
    """`~Curve_Parameter` names what belongs to curves."""
    made = PLAIN.replace(b"~P", b"~Curve_P", 1)
    assert b"~Curve_P" in made and len(read_las(written(tmp_path, made)).curves) == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: [*rows, b"Total rows: 40"], "line 62: the last line is no row of values but text"),
        (lambda rows: [re.sub(rb" +", b", ", r.strip()) + b"," for r in rows], "none behind the last"),
        (
            lambda rows: [*rows[:20], *(re.sub(rb" +", b",", r.strip()) for r in rows[20:])],
            "line 42: .* by commas, unlike",
        ),
        (lambda rows: [*rows[:20], re.sub(rb" +", b";", rows[20].strip()), *rows[21:]], "line 42: .* by semicolons"),
        (
            lambda rows: [r.rsplit(None, 1)[0] for r in rows],
            "every row has 5 values, .*; a line of ~C that is no curve",
        ),
    ],
)
def test_rows_that_do_not_fit_are_refused_by_their_cause(
    tmp_path: Path, change: Callable[[list[bytes]], list[bytes]], words: str
) -> None:
    """A footer with a number in it is no cut row, a comma behind the last value no thousands."""
    at = PLAIN.index(b"\n", PLAIN.index(b"~A")) + 1
    rows = PLAIN[at:].splitlines()
    with pytest.raises(LasError, match=words):
        read_las(written(tmp_path, PLAIN[:at] + b"\n".join(change(rows)) + b"\n"))


@pytest.mark.parametrize("row", ["{}, {}, {}, {}, {}, {},", "{},{},{},{},{},{},", ",{} ,{} ,{} ,{} ,{} ,{}"])
def test_a_comma_behind_each_row_is_the_cause_of_its_refusal(tmp_path: Path, row: str) -> None:
    """With a blank behind each comma the rows were said to be SPACE separated, and to be read by --salvage."""
    at = PLAIN.index(b"\n", PLAIN.index(b"~A")) + 1
    rows = "\n".join(row.format(*line.split()) for line in PLAIN[at:].decode().splitlines())
    made = PLAIN[:at].replace(b"~Well", b"DLM. COMMA : delimiter\n~Well") + rows.encode()
    for salvage in (False, True):
        with pytest.raises(LasError, match="line 23: a comma before or behind each row makes one field more"):
            read_las(written(tmp_path, made), salvage=salvage)


def test_a_header_line_of_no_break_spaces_is_blank(tmp_path: Path) -> None:
    """Text that was pasted from a web page has such lines; they ended in an internal error."""
    lines = PLAIN.splitlines(keepends=True)
    for blank in (b"\xa0\n", b" \xc2\xa0\xc2\xa0\n"):
        well = read_las(written(tmp_path, b"".join(lines[:3] + [blank] + lines[3:15] + [blank] + lines[15:])))
        assert well.notices == () and well.n == 40 and len(well.curves) == 5


@pytest.mark.parametrize(("content", "nul"), [(b"\0" * 5000, 4096), (b"~V\nVERS. 2.0" + b"\0" * 60 + b":\n", 60)])
def test_a_file_of_nul_bytes_is_said_to_be_one(tmp_path: Path, content: bytes, nul: int) -> None:
    """A disk that failed leaves files of nothing else, some writers pad what they write by them."""
    with pytest.raises(LasError, match=f"binary content .{nul} control characters, {nul} of them NUL, in its first "):
        read_las(written(tmp_path, content))


def test_megabytes_of_nul_bytes_at_the_end_are_named_as_such(tmp_path: Path) -> None:
    """A disk that was full or failed leaves them; they were called a line that is too long."""
    text = b"#" * 5000 + b"\n" + PLAIN
    [said] = read_las(written(tmp_path, text + b"\0" * 2_000_000)).notices
    assert str(said) == "2,000,000 NUL bytes behind the last line, kept but not read"
    with pytest.raises(LasError, match="line 62: 2000000 NUL bytes in the data: a damaged copy"):
        read_las(written(tmp_path, text[:-20] + b"\0" * 2_000_000))


def said_of(folder: Path, old: str, new: str) -> str:
    """Return the warnings of the plain file with a pattern replaced, which must be there."""
    changed, count = re.subn(old, new, PLAIN.decode())
    assert count
    return " ".join(str(n) for n in read_las(written(folder, changed.encode())).notices if n.severity == "warn")


def test_a_column_that_the_data_line_calls_another_log_is_refused(tmp_path: Path) -> None:
    """All names agree but one: SP on ~A where ~C says RHOB; a further log at its end is said."""
    with pytest.raises(LasError, match=r"the ~A line calls a column SP that the curve section \(~C\) calls RHOB"):
        said_of(tmp_path, "~Ascii", "~A DEPT GR RDEP SP NPHI DT")
    assert "names 7 columns and also SP" in said_of(tmp_path, "~Ascii", "~A DEPT GR RDEP RHOB NPHI DT SP")
    assert said_of(tmp_path, "~Ascii", "~A DEPTH GAMMA RT DEN PHIN SONIC") == ""


def test_columns_in_another_order_are_named_with_what_to_do(tmp_path: Path) -> None:
    """One of them was said to be called another, as if it were its name that is wrong."""
    with pytest.raises(LasError) as refused:
        said_of(tmp_path, "~Ascii", "~A DEPTH RDEP RHOB GR NPHI DT")
    assert "in another order than the curve section (~C): RDEP, RHOB, GR, where that has GR, RDEP," in str(
        refused.value
    )
    assert "the values follow; put the lines of ~C in that order, and delete the names on the ~A" in str(refused.value)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("DEPTH GR RDEP RHOB NPHI", "names 5 columns and not DT"),
        ("DEPTH GR RDEP RHOB NPHI DT SP", "names 7 columns and also SP"),
        ("DEPT GR RDEP RHOB NPHI DT FOO", "names 7 columns and also FOO"),
        ("DEPTH FOO GR RDEP RHOB NPHI DT", "names 7 columns and also FOO"),
        ("DEPT GR FOO RHOB NPHI DT", "calls a column FOO that the curve section (~C) calls RDEP"),
    ],
)
def test_a_list_of_columns_is_compared_however_the_index_is_spelt(tmp_path: Path, title: str, said: str) -> None:
    """DEPTH where ~C has DEPT, and names that mean no log."""
    assert said in said_of(tmp_path, "~Ascii", f"~A {title}")


@pytest.mark.parametrize(
    "title",
    [
        "ASCII log data",
        "data by depth: DEPT GR RDEP RHOB NPHI DT",
        "DEPTH m GR gAPI RDEP ohm.m RHOB g/cm3 NPHI v/v DT us/ft",
        "DEPTH(m) GR(gAPI) RDEP RHOB NPHI DT",
        "DEPTH GR RT RHOB NPHI DT",
    ],
)
def test_units_other_names_of_a_log_and_a_title_are_no_columns(tmp_path: Path, title: str) -> None:
    """Nothing is said of them."""
    assert said_of(tmp_path, "~Ascii", f"~A {title}") == ""


@pytest.mark.parametrize(
    ("before", "behind", "said"),
    [
        ("WIRE.", " ", "since a point ends it (WIRE.GR is read as WIRE); write GR alone"),
        ("LOG.", "", "since a point ends it (LOG.GR is read as LOG); write GR alone"),
        ("LQC:", "", "since a colon ends it (LQC:GR is read as LQC); write GR alone"),
        ("WIRE.7", "", "since a point ends it (WIRE.7GR is read as WIRE); write WIRE_7GR"),
    ],
)
def test_names_of_a_set_are_told_of_where_one_name_is_left(tmp_path: Path, before: str, behind: str, said: str) -> None:
    """All curves had the name of their set, and an alias for it was advised; two curves in `ohm.m` are of no set."""
    text = re.sub(r"(?m)^(GR|DT|RHOB|NPHI) *(?=\.)", rf"{before}\1{behind}", PLAIN.decode())
    told = [str(n) for n in trusted_logs(read_las(written(tmp_path, text.encode()))).notices]
    told += [str(n) for n in read_las(tmp_path / "a.las").notices]
    assert sum(n.endswith(f"curves of this name, {said}") for n in told) == 1 and "--alias" not in " ".join(told)
    twice = re.sub(r"(?m)^(GR|DT) *\.\S+", "RT.ohm.m", PLAIN.decode())
    assert "RT: 2 curves of this name" in [str(n) for n in read_las(written(tmp_path, twice.encode())).notices]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("DENS.g.cm3", "DENS.kg.m3"),
        ("DENS.g .cm3", "DENS.kg .m3"),
        ("RT.ohm.m", "RT.OHM.m"),
        ("VP.m.s-1", "VP.km.s-1"),
        ("FLOW.m3.d", "FLOW.bbl.d"),
        ("VEL. 1.5", "VEL. 2.5"),
        ("VEL.1.5", "VEL.2.5"),
        ("VEL.s .5", "VEL.ms .5"),
        ("RUN : 1. first", "RUN : 2. second"),
        ("SET.GR.gAPI", "SET.gr.gAPI"),
    ],
)
def test_units_with_a_point_are_no_names_of_a_set(tmp_path: Path, one: str, two: str) -> None:
    """They were told to be why two curves share a name, with DENS_g as a name to write."""
    text = re.sub(r"(?m)^DT *\.\S+", two, re.sub(r"(?m)^GR *\.\S+", one, PLAIN.decode()))
    told = [str(n) for n in read_las(written(tmp_path, text.encode())).notices]
    assert any(n.endswith("2 curves of this name") for n in told) and "since a" not in " ".join(told)


@pytest.mark.parametrize(
    ("one", "two", "name"),
    [
        ("GR.1 .gAPI", "GR.2 .gAPI", "GR_1"),
        ("A.B .gAPI", "A.M .gAPI", "A_B"),
        ("LOG.K.%", "LOG.TH.ppm", "K alone"),
    ],
)
def test_numbers_and_letters_of_units_before_a_point_may_be_names(
    tmp_path: Path, one: str, two: str, name: str
) -> None:
    """The unit stands behind them, with a point of its own."""
    text = re.sub(r"(?m)^DT *\.\S+", two, re.sub(r"(?m)^GR *\.\S+", one, PLAIN.decode()))
    told = [str(n) for n in read_las(written(tmp_path, text.encode())).notices]
    assert any("since a point ends it" in n and n.endswith(f"write {name}") for n in told), told


def test_a_name_of_two_words_is_one_column(tmp_path: Path) -> None:
    """`I. Res` on both lines, as a borehole logger writes it."""
    text = PLAIN.replace(b"NPHI.v/v", b"I. Res..ohm-m").replace(b"~Ascii", b"~A DEPTH GR RDEP RHOB I. Res. DT")
    well = read_las(written(tmp_path, text))
    assert not [n for n in well.notices if n.subject == "~A"]


def test_a_depth_that_is_no_number_is_shown_in_its_own_letters(tmp_path: Path) -> None:
    """Not in those that its bytes are in another encoding."""
    for codec in ("utf-8", "cp1251"):
        path = written(tmp_path, re.sub(r"^(1\d{3}\.\d+)", r"\1м", PLAIN.decode(), flags=re.M).encode(codec))
        with pytest.raises(LasError, match=r"line 22: the index DEPT is text or dates \(1500.0000м\)"):
            read_las(path, encoding=codec)


def test_a_first_row_that_lists_the_columns_otherwise_is_refused(tmp_path: Path) -> None:
    """Names below the ~A line rather than on it: which of the two orders the rows follow is not known."""
    for row in ("DEPT GR RDEP RHOB NPHI DT", "M GAPI OHMM G/CC MD US/F"):
        with pytest.raises(LasError, match="line 22: the index DEPT is text"):
            said_of(tmp_path, "~Ascii", f"~Ascii\n{row}")
    for row in ("DEPT GR RDEP NPHI RHOB DT", '"DEPT" "GR" "RDEP" "NPHI" "RHOB" "DT"'):
        order = "line 22: the first row lists .* another order .*: NPHI, RHOB, where that has RHOB, NPHI; .*that row"
        with pytest.raises(LasError, match=order):
            said_of(tmp_path, "~Ascii", f"~Ascii\n{row}")


@pytest.mark.parametrize(("place", "name"), [(5, "DT"), (1, "GR")])
def test_depths_in_the_column_of_a_log_are_refused(tmp_path: Path, place: int, name: str) -> None:
    """~C lists the depth first, the rows do not: their first column starts at no STRT and ends at no STOP."""
    head, rows = PLAIN.decode().split("~Ascii\n")
    cells = [line.split() for line in rows.splitlines()]
    moved = [" ".join([*c[1 : place + 1], c[0], *c[place + 1 :]]) for c in cells]
    for lines in (moved, moved[::-1]):
        with pytest.raises(LasError, match=f"the depths from STRT to STOP stand in the column of {name}, not in the"):
            read_las(written(tmp_path, "\n".join([f"{head}~Ascii", *lines, ""]).encode()))


def test_a_text_behind_the_rows_is_named_as_text(tmp_path: Path) -> None:
    """It is no cut row; --salvage leaves it out."""
    path = written(tmp_path, PLAIN + b"End of file\n")
    with pytest.raises(LasError, match="the last line is no row of values but text: 'End of file'"):
        read_las(path)
    with pytest.raises(LasError, match=r"but text: 'End\\x07'"):  # escaped once
        read_las(written(tmp_path, PLAIN + b"End\x07\n", "b.las"))
    well = read_las(path, salvage=True)
    assert well.n == 40 and "1 last line of text dropped" in str(well.notices[0])


def test_what_the_header_does_not_say_of_the_depths_is_said(tmp_path: Path) -> None:
    """Where STRT, STOP or STEP is missing, nothing can be checked against it."""
    assert said_of(tmp_path, r"STRT.*\nSTOP.*\n", "") == "STRT, STOP: not stated; the depths of the rows were used"
    assert "STEP: not stated" in said_of(tmp_path, r"STEP\.m     0\.1500", "STEP.m ")


def test_a_gap_in_the_depths_is_said_where_a_step_is_stated(tmp_path: Path) -> None:
    """One gap in a hundred and more steps: its size and place; without a STEP it is no contradiction."""
    depths = [*range(1000, 1100), *range(1150, 1250)]
    head = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.m 1000 :\nSTOP.m 1249 :\nSTEP.m 1 :\nNULL. -999 :\n"
    text = head + "~C\nDEPT.m :\nGR.API :\n~A\n" + "".join(f"{d} {50 + d % 7}\n" for d in depths)
    [told] = [str(n) for n in read_las(written(tmp_path, text.encode())).notices if n.severity == "warn"]
    assert "DEPT: 1 gap of more than two steps in the depths, the widest 51 m from 1099 m on" in told
    loose = read_las(written(tmp_path, text.replace("STEP.m 1", "STEP.m 0").encode()))
    assert [n.severity for n in loose.notices if "gap" in n.text] == ["info"]


def test_a_file_that_was_cut_in_its_header_looks_truncated(tmp_path: Path) -> None:
    """Its sections have titles; one of which the last line is whole may have the data under another title."""
    half = PLAIN[: PLAIN.index(b"~Curve") + 20]
    for raw, said in ((half, True), (half[:-1] + b"\n", False)):
        with pytest.raises(LasError, match="no data section .*; title it ~A where it is there") as caught:
            read_las(written(tmp_path, raw))
        assert str(caught.value).endswith(", else get the whole file: it looks truncated") == said


def test_a_lone_gap_of_a_short_file_is_a_gap(tmp_path: Path) -> None:
    """One of eighteen steps was told as "6 % of the steps are irregular"."""
    head = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.m 1000 :\nSTOP.m 1028 :\nSTEP.m 1 :\nNULL. -999 :\n"
    text = head + "~C\nDEPT.m :\nGR.API :\n~A\n" + "".join(f"{1000 + i} 5\n" for i in (*range(10), *range(20, 29)))
    [told] = [str(n) for n in read_las(written(tmp_path, text.encode())).notices if n.severity == "warn"]
    assert "DEPT: 1 gap of more than two steps in the depths, the widest 11 m from 1009 m on" in told


@pytest.mark.parametrize("name", ["DEPTH_FT", "DEPTH(FT)", "Depth (ft)"])
def test_a_depth_without_a_unit_has_that_of_its_name(tmp_path: Path, name: str) -> None:
    """Metres are assumed only of a depth that says nothing else."""
    text = PLAIN.replace(b"DEPT.m ", f"{name}. ".encode()).replace(b".m  1", b".  1").replace(b"STEP.m ", b"STEP. ")
    well = read_las(written(tmp_path, text))
    assert well.depth_unit == "ft" and "assumed ft (as its name says)" in str(well.notices[0])


@pytest.mark.parametrize("unit", ["ftMDKB", "FEET_MD", "feet (MD RKB)", "ft TVDSS", "US feet", "ftBRT"])
def test_a_depth_unit_that_says_from_where_depths_count_is_that_unit(tmp_path: Path, unit: str) -> None:
    """Feet below the kelly bushing were read as metres, since no table holds every datum."""
    text = re.sub(r"(DEPT|STRT|STOP|STEP)\.m ", rf"\1.{unit} ", PLAIN.decode())
    well = read_las(written(tmp_path, text.encode()))
    assert well.depth_unit == "ft" and not well.notices
    metres = read_las(written(tmp_path, re.sub("US feet|feet|FEET|ft", "m", text).encode()))
    assert metres.depth_unit == "m" and not metres.notices


@pytest.mark.parametrize(
    ("strt", "stop", "step", "cut"),
    [
        (1000, 1050, "0.5", True),
        (1000, 950, "-0.5", True),
        (1000, 1050, "", True),
        (1000, 1000.4, "0.5", False),
        (1000, 1000.4, "", False),
        (1000, 0, "0.5", False),
        (1000, 0, "-0.5", True),
    ],
)
def test_a_file_cut_behind_its_first_row_looks_truncated(
    tmp_path: Path, strt: float, stop: float, step: str, cut: bool
) -> None:
    """One row has no step of its own; STOP lies further off than the stated one, or a metre."""
    head = f"~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.m {strt} :\nSTOP.m {stop} :\nSTEP.m {step} :\nNULL. -999 :\n"
    text = head + "~C\nDEPT.m :\nGR.API :\n~A\n1000 50"
    said = [str(n) for n in read_las(written(tmp_path, text.encode())).notices if "looks truncated" in n.text]
    assert len(said) == (2 if cut else 0)


OF_CURVE = "DEPT: depth unit is m in ~C but ft in {}; m was used"
AT_ITS_START = "STRT: is {} but the data have 1000 m{}; header left as it is"
AT_ITS_END = "STOP: is 3608.92 but the data have 1100 m, the same in ft; header left as it is"
IN_FEET = [AT_ITS_START.format(3280.84, ", the same in ft"), AT_ITS_END]


@pytest.mark.parametrize(
    ("strt", "stop", "step", "said"),
    [
        (".ft 3280.84", ".ft 3608.92", ".ft 3.28084", [OF_CURVE.format("STRT")]),
        (".ft 1000", ".ft 1100", ".ft 1", [OF_CURVE.format("STRT")]),
        (".m 1000", ".ft 3608.92", ".m 1", [OF_CURVE.format("STOP")]),
        (".m 3280.84", ".m 3608.92", ".m 3.28084", IN_FEET),
        (". 3280.84", ". 3608.92", ". 1", IN_FEET),
        (".m 1000", ".m 3608.92", ".m 1", [AT_ITS_END]),
        (".m 0", ".m 3608.92", ".m 1", [AT_ITS_START.format(0, ""), AT_ITS_END]),
    ],
)  # fmt: skip
def test_depths_of_the_header_in_another_unit_are_no_sign_of_a_cut(
    tmp_path: Path, strt: str, stop: str, step: str, said: list[str]
) -> None:
    """The rows go from 1000 to 1100 m, and so do STRT and STOP, in feet or in metres, whatever their lines state."""
    assert of_a_hundred_metres(tmp_path, strt, stop, step) == said


@pytest.mark.parametrize(
    ("strt", "stop", "said"),
    [
        (".ft 3280.84", ".ft 3937.01", "is 3937.01 ft but the data have 1100 m; the file looks truncated"),
        (".ft 1000", ".ft 1200", "is 1200 but the data have 1100 m; the file looks truncated"),
        (".m 3280.84", ".m 3937.01", "is 3937.01 ft but the data have 1100 m; the file looks truncated"),
        (".ft 3280.84", ".ft 1200", "is 1200 ft but the data have 1100 m"),
        (".m 1000", ".m 1200", "is 1200 but the data have 1100 m; the file looks truncated"),
    ],
)
def test_stop_is_beyond_the_rows_in_the_unit_that_strt_has(tmp_path: Path, strt: str, stop: str, said: str) -> None:
    """The rows end at 1100 m. STRT tells of which unit the numbers are, where it is the first depth."""
    assert of_a_hundred_metres(tmp_path, strt, stop, ". 1")[-1] == f"STOP: {said}; header left as it is"


@pytest.mark.parametrize(
    ("strt", "stop", "step", "items"),
    [
        (".m 1100", ".m 1000", ".m -1", "STRT, STOP, STEP"),
        (".m 1100", ".m 1000", ".m 1", "STRT, STOP"),
        (".ft 3608.92", ".ft 3280.84", ".ft -3.28084", "STRT, STOP, STEP"),
    ],
)
def test_ends_that_are_stated_the_other_way_round_are_told_in_one_line(
    tmp_path: Path, strt: str, stop: str, step: str, items: str
) -> None:
    """With the step, where that has their sign, beside their unit, where it is another; nothing looks cut off."""
    *unit, said = of_a_hundred_metres(tmp_path, strt, stop, step)
    assert said == f"{items}: stated the other way round, the data go from 1000 to 1100 m; header left as it is"
    assert [line for line in unit if "depth unit is m" not in line] == []


def of_a_hundred_metres(folder: Path, strt: str, stop: str, step: str) -> list[str]:
    """Return the warnings of a file of 101 rows from 1000 to 1100 m."""
    head = f"~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT{strt} :\nSTOP{stop} :\nSTEP{step} :\nNULL. -999.25 :\n"
    text = head + "~C\nDEPT.m :\nGR.API :\n~A\n" + "".join(f"{1000 + i} {50 + i % 7}\n" for i in range(101))
    return [str(n) for n in read_las(written(folder, text.encode())).notices if n.severity == "warn"]


@pytest.mark.parametrize("strt", ["1000", "-999.25", "0"])
@pytest.mark.parametrize("stop", ["-999.25", "-999.2500", "0", "0.0"])
@pytest.mark.parametrize("step", ["0", "-999.25"])
def test_a_header_that_was_not_filled_in_says_nothing_of_a_lone_row(
    tmp_path: Path, strt: str, stop: str, step: str
) -> None:
    """STRT, STOP and STEP hold the file's NULL, or 0."""
    head = f"~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.m {strt} :\nSTOP.m {stop} :\nSTEP.m {step} :\nNULL. -999.25 :\n"
    text = head + "~C\nDEPT.m :\nGR.API :\n~A\n1000 50\n"
    assert [str(n) for n in read_las(written(tmp_path, text.encode())).notices] == ["DEPT: too few samples: 1 row"]


@pytest.mark.parametrize("null", ["52", "-999", "-9.5", "9999", "999.25", "-9999.99", "-32768"])
def test_a_null_that_a_log_may_measure_is_warned_of(tmp_path: Path, null: str) -> None:
    """Once, and it is obeyed; not of a usual one (9999 ohm.m may be measured, too), nor for the tension of a cable."""
    told = null == "52"
    head = f"~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nNULL. {null} :\n~C\nDEPT.m :\nGR.API :\nRDEP.OHMM :\nTENS.lbf :\n~A\n"
    cells = (f"{50 + i % 7} {1 + i % 3 if i % 9 else null} {900 if i % 9 else null}" for i in range(100))
    rows = "".join(f"{1000 + i} {row}\n" for i, row in enumerate(cells))
    well = read_las(written(tmp_path, (head + rows).encode()))
    warned = [str(n) for n in well.notices if n.severity == "warn"]
    said = ["NULL: 52 is a value that GR may measure; taken as missing, there in 14 rows"]
    assert [w for w in warned if "measure" in w] == (said if told else [])
    assert np.isnan(well.curves[0].values).sum() == (14 if told else 0)


@pytest.mark.parametrize(("curve", "null"), [("BS.in", "8.5"), ("CALI.in", "8.5"), ("BS.mm", "216"), ("DCAL.in", "-2")])
def test_a_null_that_a_log_of_the_hole_may_measure_is_warned_of(tmp_path: Path, curve: str, null: str) -> None:
    """A bit size that is the NULL throughout vanished in silence."""
    head = f"~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nNULL. {null} :\n~C\nDEPT.m :\nGR.API :\n{curve} :\n~A\n"
    well = read_las(
        written(tmp_path, (head + "".join(f"{1000 + i} {50 + i % 7} {null}\n" for i in range(99))).encode())
    )
    said = f"NULL: {null} is a value that {curve.split('.')[0]} may measure; taken as missing, there in 99 rows"
    assert said in map(str, well.notices) and np.isnan(well.curves[1].values).all()


def test_cells_of_a_null_of_nan_are_missing_without_a_word_each(tmp_path: Path) -> None:
    """NULL NaN and cells in another case: what the header declares is no odd cell."""
    head = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nNULL. NaN :\n~C\nDEPT.m :\nGR.API :\n~A\n"
    rows = "".join(f"{1000 + i} {50 + i % 7 if i % 9 else 'nan'}\n" for i in range(100))
    well = read_las(written(tmp_path, (head + rows).encode()))
    assert not any(str(n).startswith("GR") for n in well.notices) and np.isnan(well.curves[0].values).sum() == 12


@pytest.mark.parametrize("way", [1, -1])
def test_a_repeat_section_behind_the_main_pass_does_not_look_like_a_cut(tmp_path: Path, way: int) -> None:
    """The main pass reached STOP, though the last row lies elsewhere; nothing is missing between the passes."""
    depths = [*range(1000, 1100)[::way], *range(1050, 1060)[::way]]
    head = f"~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.m {depths[0]} :\nSTOP.m {depths[99]} :\nSTEP.m {way} :\n"
    text = head + "NULL. -999 :\n~C\nDEPT.m :\nGR.API :\n~A\n" + "".join(f"{d} {50 + d % 7}\n" for d in depths)
    said = " ".join(map(str, read_las(written(tmp_path, text.encode())).notices))
    assert "turns back 1 time" in said and f"STOP: is {depths[99]}" in said
    assert "truncated" not in said and "gap" not in said


@pytest.mark.parametrize("way", [1, -1])
def test_an_index_of_elevations_is_said(tmp_path: Path, way: int) -> None:
    """From the top down or up; not one that begins above the sea and goes on below it."""
    head = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nNULL. -999 :\n~C\nTVDSS.m :\nGR.API :\n~A\n"
    elevations, depths = (range(a, a + 100)[::way] for a in (-1650, -30))
    for values, said in ((elevations, True), (depths, False)):
        rows = "".join(f"{z} {50 + z % 7}\n" for z in values)
        told = [str(n) for n in read_las(written(tmp_path, (head + rows).encode())).notices]
        assert any("100 of 100 depths are below 0, as elevations are" in text for text in told) == said


def test_a_step_in_a_unit_of_its_own_is_no_other_step(tmp_path: Path) -> None:
    """0.5 ft is 0.1524 m; 0.5 m is not."""
    for unit, said in (("ft", False), ("m", True), ("", True)):
        head = f"~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.m 1000 :\nSTOP.m 1007.4676 :\nSTEP.{unit} 0.5 :\nNULL. -999 :\n"
        rows = "".join(f"{1000 + 0.1524 * i:.4f} {50 + i % 7}\n" for i in range(50))
        well = read_las(written(tmp_path, (head + "~C\nDEPT.m :\nGR.API :\n~A\n" + rows).encode()))
        assert any(str(n).startswith("STEP: is 0.5") for n in well.notices) == said


@pytest.mark.parametrize("step", [0.1524, 0.152])
def test_a_half_foot_step_in_metres_labelled_feet_is_said_and_can_be_fixed(tmp_path: Path, step: float) -> None:
    """Nobody samples every 0.1524 ft; the user may say that the index is in metres, the text keeps its label."""
    rows = "".join(f"{1000 + step * i:.4f} {50 + i % 7}\n" for i in range(50))
    head = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.ft 1000 :\nSTOP.ft 1007.4676 :\nSTEP.ft 0.1524 :\nNULL. -999 :\n"
    well = read_las(written(tmp_path, (head + "~C\nDEPT.ft :\nGR.API :\n~A\n" + rows).encode()))
    [told] = [str(n) for n in well.notices if n.severity == "warn"]
    assert "the depths look like metres" in told and "--fix-units DEPT=m" in told
    assert trusted_logs(well).well.depth_m[0] == pytest.approx(304.8)
    assert trusted_logs(well, fix_units={"dept": "M"}).well.depth_m[0] == 1000.0
    with pytest.raises(UsageError, match="DEPT=gAPI: an index is in m, ft, .1in"):
        trusted_logs(well, fix_units={"DEPT": "gAPI"})


def test_a_mnemonic_with_a_number_behind_a_point_keeps_its_unit(tmp_path: Path) -> None:
    """`NPHI.1 .v/v` is in v/v, not in `1 .v/v`."""
    text = PLAIN.replace(b"NPHI.v/v  ", b"NPHI.1 .v/v")
    assert read_las(written(tmp_path, text)).curve("NPHI").unit == "v/v"


def test_a_value_without_a_digit_before_its_point_is_no_unit(tmp_path: Path) -> None:
    """`DEPT.ft .1524` states its step, as files of the Kansas survey do; it was a depth in the unknown unit 1524."""
    text = re.sub(r"(STRT|STOP|STEP)\.m ", r"\1.  ", PLAIN.decode())
    text = text.replace("DEPT.m  ", "DEPT.ft .1524").replace("GR  .gAPI", "GR  .gAPI .5")
    well = read_las(written(tmp_path, text.encode()))
    assert (well.depth_unit, well.curve("GR").unit) == ("ft", "gAPI")
    assert not any("point" in n.text for n in well.notices)


@pytest.mark.parametrize("unit", ["us /ft", "us / ft"])
def test_a_unit_with_blanks_around_its_stroke_is_whole(tmp_path: Path, unit: str) -> None:
    """`DT .us / ft` is in us/ft, not in us."""
    text = PLAIN.replace(b"DT  .us/ft", f"DT  .{unit}".encode())
    assert read_las(written(tmp_path, text)).curve("DT").unit == "us/ft"


@pytest.mark.parametrize("unit", ["ohm . m", "ohm .m"])
def test_a_unit_with_blanks_around_its_point_is_whole(tmp_path: Path, unit: str) -> None:
    """`RDEP.ohm . m` was read as RDEP in m; `GR.NORM . gAPI` is still a mnemonic with a point."""
    text = re.sub(rb"(?m)^RDEP *\.\S+", f"RDEP.{unit}".encode(), PLAIN).replace(b"GR  .gAPI", b"GR.NORM . gAPI")
    well = read_las(written(tmp_path, text))
    assert (well.curve("RDEP").unit, well.curve("GR").unit) == ("ohm.m", "gAPI")
    assert [str(n) for n in well.notices] == ["GR: mnemonic with a point, read as GR in gAPI"]


@pytest.mark.parametrize(
    ("unit", "metres"), [("0.1 in", 3.81), (".1 in", 3.81), ("US ft", 457.2), ("m  7 001", 1500.0)]
)
def test_a_unit_of_two_words_is_one_where_only_both_make_sense(tmp_path: Path, unit: str, metres: float) -> None:
    """A depth in `0.1 in` is not in metres; an API code behind a unit is no part of it."""
    text = PLAIN.replace(b"DEPT.m  ", f"DEPT.{unit} ".encode())
    assert read_las(written(tmp_path, text)).depth_m[0] == pytest.approx(metres)


@pytest.mark.parametrize(
    ("uwi", "api", "expected"), [("UNKNOWN", "15-001-1234", "15-001-1234"), ("T-007", "15-1", "T-007"), ("0", "", "0")]
)
def test_an_api_number_stands_for_a_uwi_that_names_no_well(tmp_path: Path, uwi: str, api: str, expected: str) -> None:
    """Templates for all countries hold both, and a word for none in one of them."""
    text = re.sub("^UWI.*", f"UWI . {uwi} :\nAPI . {api} :", PLAIN.decode(), flags=re.M)
    assert read_las(written(tmp_path, text.encode())).uwi == expected


@pytest.mark.parametrize(
    ("uwi", "api", "expected"),
    [("T-007", "15-1", "T-007"), ("A-1", "", "A-1"), ("NONE", "15-001-1234", "15-001-1234"), ("NONE", "0", "F-3")],
)
def test_a_well_without_a_name_goes_by_what_names_it(tmp_path: Path, uwi: str, api: str, expected: str) -> None:
    """A placeholder names no well: then the file's name does."""
    text = re.sub("^WELL.*\nUWI.*", f"WELL. :\nUWI . {uwi} :\nAPI . {api} :", PLAIN.decode(), flags=re.M)
    assert read_las(written(tmp_path, text.encode(), "F-3.las")).name == expected


@pytest.mark.parametrize("version", ["2.0", "1.2"])
def test_a_name_that_follows_its_point_at_once_is_no_unit(tmp_path: Path, version: str) -> None:
    """`WELL.15/9-7 B ST2:` named the well B ST2, as it named every other such sidetrack, and there was no UWI."""
    text = PLAIN.decode().replace("VERS.   2.0", f"VERS.   {version}")
    text = re.sub(r"^WELL.*\nUWI.*", "WELL.15/9-7 B ST2:WELL\nUWI.NO 15/9-7 B:UWI", text, flags=re.M)
    well = read_las(written(tmp_path, text.encode()))
    assert (well.name, well.uwi) == ("15/9-7 B ST2", "NO 15/9-7 B")


@pytest.mark.parametrize(
    ("version", "item"),
    [
        ("2.0", "WELL : TEST 7"),
        ("2.0", "WELL NAME : TEST 7"),
        ("1.2", "TEST 7 : WELL"),
        ("1.2", "TEST 7"),
        ("1.2", ": TEST 7"),
    ],
)
def test_a_name_stands_where_its_label_does_not(tmp_path: Path, version: str, item: str) -> None:
    """Files say LAS 2.0 and put values behind the colon, as 1.2 does, or the other way round."""
    text = PLAIN.decode().replace("VERS.   2.0", f"VERS.   {version}")
    text = re.sub("^WELL.*", f"WELL.  {item}", text, flags=re.M)
    assert read_las(written(tmp_path, text.encode())).name == "TEST 7"
    unnamed = re.sub("^WELL.*", "WELL. WELL :", text, flags=re.M)
    assert read_las(written(tmp_path, unnamed.encode())).name == "T-007"


def test_a_unit_of_two_words_is_no_part_of_a_header_value(tmp_path: Path) -> None:
    """What dlisio gives to lasio: `STRT.0.1 in 72000` starts at 72000 tenths of an inch."""
    text = re.sub(r"(DEPT|STRT|STOP|STEP)\.m ", r"\1.0.1 in ", PLAIN.decode())
    well = read_las(written(tmp_path, text.encode()))
    assert (well.header["STRT"], well.header["STRT.UNIT"], well.depth_unit) == ("1500.0000", "0.1 in", ".1in")
    assert not well.notices


@pytest.mark.parametrize("line", ["WRAP.NO:", "WRAP.NO : ONE LINE PER DEPTH STEP"])
def test_a_control_value_needs_no_blank_before_it(tmp_path: Path, line: str) -> None:
    """As `NULL.-999.25:` needs none."""
    text = re.sub(r"WRAP.*", line, PLAIN.decode()).encode()
    well = read_las(written(tmp_path, text))
    assert well.header["WRAP"] == "NO" and not well.notices


@pytest.mark.parametrize(
    ("old", "line"),
    [
        ("DEPT", "DEPT.m: Depth: measured"),
        ("DEPT", "DEPT.m:Depth:measured"),
        ("DEPT", "DEPT.m:1: Depth"),
        ("STRT", "STRT.m: 1500.0000: start: top"),
        ("STRT", "STRT.m 1500.0000: start: top"),
        ("NULL", "NULL. -999.25: null: value"),
        ("NULL", "NULL.-999.25: null: value"),
        ("NULL", "NULL. -999.25:null:value"),
        ("STRT", "STRT.m :1500.0000: start"),
        ("WRAP", "WRAP. NO: One line: per step"),
        ("WRAP", "WRAP. NO:one:line"),
        ("WRAP", "WRAP.NO: one: line"),
        ("STRT", "STRT.m: start: 1500.0000"),
        ("NULL", "NULL.: null: -999.25"),
        ("WELL", "WELL.TEST:7 : WELL"),
    ],
)
def test_a_colon_behind_the_first_belongs_to_the_description(tmp_path: Path, old: str, line: str) -> None:
    """lasio parts a line at its last colon: the unit was `m: Depth`. A well's name may hold one."""
    text = re.sub(rf"^{old}.*", line, PLAIN.decode(), flags=re.M)
    well = read_las(written(tmp_path, text.encode()))
    kept = {name: well.header[name] for name in ("STRT", "STRT.UNIT", "NULL", "WRAP", "WELL")}
    name = "TEST:7" if old == "WELL" else read_las(written(tmp_path, PLAIN)).header["WELL"]
    assert kept == {"STRT": "1500.0000", "STRT.UNIT": "m", "NULL": "-999.25", "WRAP": "NO", "WELL": name}
    assert well.depth_unit == "m" and not well.notices


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("RHOB.g/cm3: Density: run 1", "g/cm3"),
        ("RHOB.g/cm3:Bulk density:compensated", "g/cm3"),
        ("RHOB.g/cm3: Density (run 1: 12:30)", "g/cm3"),
        ("RHOB .g/cm3: Density http://x.y", "g/cm3"),
        ("RHOB .g / cm3: Density: run 1", "g/cm3"),
        ("RHOB. g/cm3: Density: run 1", "g/cm3"),
        ("RHOB.: density: bulk", ""),
        ("RHOB:1 .g/cm3: density", "g/cm3"),
        ("RHOB:1.g/cm3: density", "g/cm3"),
    ],
)
def test_no_colon_is_part_of_a_unit(tmp_path: Path, line: str, unit: str) -> None:
    """Else the log is lost, of an unknown unit."""
    text = re.sub(r"^RHOB.*", line, PLAIN.decode(), flags=re.M)
    well = read_las(written(tmp_path, text.encode()))
    curve = next(c for c in well.curves if c.mnemonic.startswith("RHOB"))
    assert (curve.unit, curve.kind) == (unit, "RHOB") and not well.notices


@pytest.mark.parametrize(("line", "value"), [("HH:MM 12:30 : start", "12:30"), ("hh:mm:ss 12:30:15: rig", "12:30:15")])
def test_a_unit_of_time_has_colons_of_its_own(tmp_path: Path, line: str, value: str) -> None:
    """The value behind it became description, and the unit HH."""
    text = PLAIN.decode().replace("RHOB.g/cm3", "TOD.HH:MM:SS").replace("WELL.", f"TIME.{line}\nWELL.", 1)
    well = read_las(written(tmp_path, text.encode()))
    assert (well.header["TIME"], well.header["TIME.UNIT"]) == (value, line.split()[0])
    assert "HH:MM:SS" in {c.unit for c in well.curves}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("WELL.   WELL: NORTH UNIT: 3", "NORTH UNIT: 3"),
        ("WELL.WELL:16/2:4", "16/2:4"),
        ("WELL .  WELL : Well: 3", "Well: 3"),
        ("WELL.   WELL: NORTH UNIT", "NORTH UNIT"),
        ("WELL.   NORTH: 3 : WELL", "NORTH: 3"),
    ],
)
@pytest.mark.parametrize("version", ["1.2", "2.0"])
def test_a_name_with_a_colon_behind_its_label_is_whole(tmp_path: Path, line: str, name: str, version: str) -> None:
    """What stood before the last colon was lost: NORTH UNIT: 3 and SOUTH UNIT: 3 were both called 3."""
    text = re.sub(r"^WELL.*", line, PLAIN.decode().replace("2.0", version, 1), flags=re.M)
    assert read_las(written(tmp_path, text.encode())).name == name


def test_a_value_of_las_2_that_begins_with_a_label_ends_before_its_description(tmp_path: Path) -> None:
    """The number was said to be `123-4: Unique Well Identifier`."""
    line = "UWI. API: 123-4 : Unique Well Identifier\nWELL. WELL: 3 : Name of well"
    text = re.sub(r"^WELL.*", line, PLAIN.decode(), flags=re.M)
    two = read_las(written(tmp_path, text.encode()))
    assert (two.uwi, two.name) == ("API: 123-4", "WELL: 3")
    one = text.replace("2.0", "1.2", 1).replace("Name of well", "4")
    assert read_las(written(tmp_path, one.encode())).name == "3: 4"


def test_a_depth_that_is_the_null_is_one_where_depths_are_rounded_or_left_out(tmp_path: Path) -> None:
    """9999.0 was missing between 9998.8 and 9999.1, whose step of 0.1524 is written to the decimetre."""
    head, _ = PLAIN.decode().split("~A", 1)
    head = re.sub(r"^NULL.*", "NULL. 9999 : null", head, flags=re.M)
    depths = [float(f"{9990 + 0.1524 * i:.1f}") for i in range(200) if i != 60]
    rows = [f"{depth} 50 2.3 0.2 1.0 90" for depth in depths]
    assert 9999.0 in depths
    assert read_las(written(tmp_path, "\n".join([f"{head}~A", *rows, ""]).encode())).depth.tolist() == depths


@pytest.mark.parametrize(("null", "first"), [("9999", 9990.0), ("1500", 1500.0), ("0", -5.0)])
def test_a_depth_that_is_the_null_is_one_where_the_depths_beside_it_say_so(
    tmp_path: Path, null: str, first: float
) -> None:
    """A hole passes 9999 ft; a null among other depths is none."""
    head, _ = PLAIN.decode().split("~A", 1)
    head = re.sub(r"^NULL.*", f"NULL. {null} : null", head, flags=re.M)
    depths = [first + 0.5 * i for i in range(200)]
    rows = [f"{depth} 50 2.3 0.2 1.0 90" for depth in depths]
    well = read_las(written(tmp_path, "\n".join([f"{head}~A", *rows, ""]).encode()))
    assert well.depth.tolist() == depths
    rows[50] = f"{null} 50 2.3 0.2 1.0 90"
    lost = read_las(written(tmp_path, "\n".join([f"{head}~A", *rows, ""]).encode())).depth
    assert np.flatnonzero(np.isnan(lost)).tolist() == ([] if depths[50] == float(null) else [50])


def test_no_break_spaces_beside_blanks_have_a_remedy(tmp_path: Path) -> None:
    """The index was said to be text or dates, and the curves to hold text."""
    head, rows = PLAIN.decode().split("~A", 1)
    title, *rows = rows.splitlines()

    def with_blank(blank: str) -> Path:
        lines = [f"{head}~A{title}", *(blank.join(row.split()) for row in rows), ""]
        return written(tmp_path, "\n".join(lines).encode("cp1252"))

    with pytest.raises(LasError, match="replace no-break spaces by blanks"):
        read_las(with_blank("\xa0 "))
    said = [str(n) for n in read_las(with_blank(" \xa0")).notices]
    assert sum("replace no-break spaces by blanks" in text for text in said) == 5


def test_no_break_spaces_before_each_row_are_named(tmp_path: Path) -> None:
    """Every row, or one, was said to have a value more than ~C lists."""
    head, rows = PLAIN.decode().split("~A", 1)
    title, *rows = rows.splitlines()
    indented = "\n".join([f"{head}~A{title}", *(f"\xa0 {row.strip()}" for row in rows), ""])
    with pytest.raises(LasError, match="line 22: no-break spaces.*; replace them by blanks"):
        read_las(written(tmp_path, indented.encode("cp1252")))
    indented = "\n".join([f"{head}~A{title}", *rows[:9], f"\xa0 {rows[9].strip()}", *rows[10:], ""])
    with pytest.raises(LasError, match="line 31: the row is separated by no-break spaces, unlike those above it"):
        read_las(written(tmp_path, indented.encode("cp1252")))


@pytest.mark.parametrize("line", ["GR", "------- ------", "DEPT,GR,RHOB,NPHI,RDEP,DT"])
def test_a_line_that_is_no_curve_has_a_remedy(tmp_path: Path, line: str) -> None:
    """It was quoted, and no more."""
    with pytest.raises(LasError, match=r"no curve item: .*; write NAME.UNIT : description, or # before a comment"):
        read_las(written(tmp_path, re.sub(rb"(~Curve.*\n)", rb"\1" + line.encode() + b"\n", PLAIN)))


def test_an_index_without_a_name_is_said_once(tmp_path: Path) -> None:
    """It was read as the depth, and said to be never used."""
    text = re.sub(r"^DEPT.*", " .m : depth", PLAIN.decode(), flags=re.M)
    line = text[: text.index(" .m : depth")].count("\n") + 1
    well = read_las(written(tmp_path, text.encode()))
    assert [str(n) for n in well.notices] == [f"line {line}: no index name, read as depth since it starts at STRT"]


def test_numbers_that_turn_to_text_in_many_rows_are_warned_of(tmp_path: Path) -> None:
    """Of a curve of no known kind, too: few such cells were warned of, and many were not."""
    lines = PLAIN.decode().replace("RHOB", "XYZ_").splitlines(keepends=True)
    first = lines.index("~Ascii\n") + 1
    for i in range(first + 1, len(lines), 4):
        cells = lines[i].split()
        lines[i] = " ".join([*cells[:3], "ERR", *cells[4:]]) + "\n"
    well = read_las(written(tmp_path, "".join(lines).encode()))
    said = [(str(n), n.severity) for n in well.notices]
    assert said == [("XYZ_: text in 10 of 40 rows (ERR), kept as text and not used as a log", "warn")]


@pytest.mark.parametrize("first", [0, 1])
def test_a_log_of_which_a_part_is_text_is_refused_wherever_that_begins(tmp_path: Path, first: int) -> None:
    """From a word in the first row on it was a curve of text, and of the target good readings gave way to P50."""
    text = with_cells(PLAIN.decode(), 3, lambda i, old: "BAD" if i % 8 == first else old)
    with pytest.raises(LasError, match="RHOB: 5 of 40 rows are no number, the first is 'BAD'"):
        read_las(written(tmp_path, text))
    tension = read_las(written(tmp_path, text.replace(b"RHOB.g/cm3", b"TENS.lbf"), "b.las"))  # never an input
    assert tension.curves[2].is_text and tension.curves[2].kind == "TENS"
    told = ["TENS: text in 5 of 40 rows (BAD), kept as text and not used as a log"]
    assert [str(n) for n in tension.notices if n.severity == "warn"] == told
    flags = with_cells(text.decode().replace("RHOB.g/cm3", "GR_QC."), 3, lambda i, old: old if old == "BAD" else "1")
    assert read_las(written(tmp_path, flags, "c.las")).curves[2].is_text


def test_cyrillic_units_are_known_also_where_their_code_page_is_not(tmp_path: Path) -> None:
    """cp1251 read as cp1252, as of a short header in it."""
    units = {"m": "м", "gAPI": "гАПИ", "g/cm3": "г/см3"}
    text = PLAIN.decode()
    for known, said in units.items():
        text = text.replace(f".{known} ", f".{said} ")
    for encoding in (None, "cp1251"):
        well = read_las(written(tmp_path, text.encode("cp1251")), encoding=encoding)
        assert well.depth_unit == "m" and {"GR", "RHOB"} <= {c.kind for c in well.curves} and not well.notices


@pytest.mark.parametrize(
    "word",
    ["(null)", "N.A.", "nodata", "no_data", "_"] + ["#NV", "#WERT!", "########", "#DIV/0!", '"N/A"', '"-999.25"'],
)
def test_a_word_for_missing_is_missing_however_often(tmp_path: Path, word: str) -> None:
    """A quarter of a log's cells, the first among them: no text, and no reason to lose what was measured."""
    lines = PLAIN.decode().splitlines(keepends=True)
    first = lines.index("~Ascii\n") + 1
    for i in range(first, len(lines), 4):
        cells = lines[i].split()
        lines[i] = " ".join([*cells[:3], word, *cells[4:]]) + "\n"
    well = read_las(written(tmp_path, "".join(lines).encode()))
    assert [str(n) for n in well.notices] == [
        f"RHOB: 10 cells are no number (first {word!r} on line {first + 1}), taken as missing"
    ]
    assert np.isfinite(well.curve("RHOB").values).sum() == 30


def with_cells(text: str, column: int, change: Callable[[int, str], str], between: str = " ") -> bytes:
    """Return a file with other cells in one column: `change` gives them, from the number of the row and the old one."""
    head, rows = text.split("~Ascii\n")
    cells = [row.split() for row in rows.splitlines()]
    lines = [between.join([*c[:column], change(i, c[column]), *c[column + 1 :]]) for i, c in enumerate(cells)]
    return "\n".join([f"{head}~Ascii", *lines, ""]).encode()


@pytest.mark.parametrize(
    ("word", "every"), [("#12", 1), ("-1.#IND", 1), ("1e5#", 1), ("#12", 2), ("x#12", 1), ("-#", 1)]
)
def test_cells_that_hide_what_follows_from_lasio_are_said(tmp_path: Path, word: str, every: int) -> None:
    """lasio ends such rows at the # where every one has it: the last curve, put there by a copy, would be lost."""
    text = PLAIN.decode().replace("NPHI.v/v", "LITH.")
    path = written(tmp_path, with_cells(text, 4, lambda i, cell: cell if i % every else word))
    last = lasio.read(path.open()).curves[-1].data.astype(float)
    said = [str(n) for n in read_las(path).notices if "every cell holds a #" in n.text]
    assert len(said) == bool(np.isnan(last).all()) and all(n.startswith("LITH: ") and word in n for n in said)


def with_null(line: str, cell: str) -> bytes:
    """Return the plain file with another NULL line, and every fourth RHOB another cell."""
    text = re.sub("(?m)^NULL.*", line, PLAIN.decode())
    return with_cells(text, 3, lambda i, old: old if i % 4 else cell)


@pytest.mark.parametrize(
    ("line", "cell", "null", "said"),
    [
        ("NULL. -777,25 :", "-777,25", "-777.25", "'-777,25' is not a number; read as -777.25"),
        ("NULL. Null values : -777.00", "-777.00", "-777.00", "'Null values' is not a number; read as -777.00, which"),
        ("NULL.NULL VALUE: -777", "-777.0", "-777", "'VALUE' is not a number; read as -777, which"),
        ("NULL. VOID : -777", "VOID", "-777", "'VOID' is not a number; read as -777, which"),
        ("NULL.   :  -777 : Null", "-777", "-777", ""),
        ("NULL. ABSENT : -777 : Null", "-777", "-777", "'ABSENT' is not a number; read as -777, which"),
        ("NULL. (-777) :", "-777", "-777", "'(-777)' is not a number; read as -777"),
        ("NULL. '-777' :", "-777", "-777", "\"'-777'\" is not a number; read as -777"),
        ("NULL. -777,, :", "-777", "-777", "'-777,,' is not a number; read as -777"),
        ("NULL. NaN : 0", "NaN", "NaN", "declared as NaN"),
        ("NULL. 1e400 : NULL", "-999.25", "-999.25", "'1e400' is no number that cells can hold; assumed -999.25"),
        ("NULL. none : 0", "-999.25", "-999.25", "'none' is not a number; assumed -999.25"),
        ("NULL. VOID : 1e400", "-999.25", "-999.25", "'VOID' is not a number; assumed -999.25"),
    ],
)
def test_a_null_is_known_by_its_comma_and_behind_its_colon(
    tmp_path: Path, line: str, cell: str, null: str, said: str
) -> None:
    """Cells that spell it as the header does are missing; -999.25 was assumed for any other words than a few."""
    well = read_las(written(tmp_path, with_null(line, cell)))
    assert well.null == null and np.isfinite(well.curve("RHOB").values).sum() == 30
    about = [str(n) for n in well.notices if n.subject == "NULL"]
    assert len(about) == bool(said) and all(said in n for n in about)


@pytest.mark.parametrize(
    ("word", "encoding", "null"),
    [
        ("НЕТ", "utf-8", "-999.25"),
        ("НЕТ", "cp1251", "-999.25"),
        ("manqué", "cp1252", "-999.25"),
        ("\u20ac", "cp1252", "-999.25"),
        ("\u2212777", "utf-8", "-777"),
        ("\u2013777,5", "cp1252", "-777.5"),
    ],
)
def test_a_null_is_known_in_the_encoding_of_the_file(tmp_path: Path, word: str, encoding: str, null: str) -> None:
    """The cells were compared in latin-1: ten cells of forty were text, or the file was refused."""
    made = with_null(f"NULL. {word} :", word).decode().encode(encoding)
    for named in (None, encoding):
        well = read_las(written(tmp_path, made), encoding=named)
        assert well.null == null and np.isfinite(well.curve("RHOB").values).sum() == 30
        assert "10 cells are no number" in " ".join(map(str, well.notices))


def test_a_second_null_behind_words_is_not_used_at_all(tmp_path: Path) -> None:
    """Its word is no missing value either, and what is said is that the first was used."""
    made = with_null("NULL. -999.25 :\nNULL. VOID : -777", "-777")
    well = read_las(written(tmp_path, made))
    assert well.null == "-999.25" and np.isfinite(well.curve("RHOB").values).sum() == 40
    assert [n.text for n in well.notices if n.subject == "NULL"] == [
        "stated twice, as -999.25 and -777; -999.25 was used"
    ]


@pytest.mark.parametrize(
    "line", ["NULL. -999.2500 :", "STRT.m 1500 :", "STOP.m 1505.85 :", "STEP.m .15 :", "VERS. 2.00 :"]
)
def test_the_same_number_is_not_stated_twice(tmp_path: Path, line: str) -> None:
    """Of other digits: it was warned of, and --strict refused the file; another number, or another name, still is."""
    name = line[:4].encode()
    twice = re.sub(rb"(?m)^" + name, line.encode() + b"\n" + name, PLAIN)
    assert twice != PLAIN and read_las(written(tmp_path, twice)).notices == ()
    for other in (twice.replace(line.encode(), name + b". 3 :"), PLAIN.replace(b"UWI", b"UWI. 7 :\nUWI. 07 :\nUWI")):
        assert any("stated twice, as " in n.text for n in read_las(written(tmp_path, other)).notices)


def test_a_section_beside_that_of_the_well_names_it_and_does_not_rule(tmp_path: Path) -> None:
    """~Well Location holds the name and the identifier, and a NULL that ~Well lacks: that is told of, and assumed."""
    made = re.sub(rb"(?m)^(NULL|WELL|UWI).*\n", b"", PLAIN)
    own = b"~Well Location\nWELL. T-7 :\nUWI. 42-1 :\nNULL. 98.90 : NULL\nDLM. COMMA :\n12.5 7 9\n~P"
    well = read_las(written(tmp_path, made.replace(b"~P", own, 1)))
    assert (well.name, well.header["UWI"], well.null) == ("T-7", "42-1", "-999.25")
    said = [str(n) for n in well.notices if n.severity == "warn"]
    assert "NULL: stated in ~Well Location only, a section beside ~W; not used" in said and len(said) == 3
    assert "DLM: stated in ~Well Location only, a section beside ~W; not used" in said


def test_depths_of_the_header_are_known_behind_their_words(tmp_path: Path) -> None:
    """`STRT.M First depth : 1500.0000`; a time is no number, and words without a number stay what they are."""
    header = read_las(written(tmp_path, re.sub(rb"STRT.*", b"STRT.M First depth : 1500.0000", PLAIN))).header
    assert (header["STRT"], header["STRT.UNIT"]) == ("1500.0000", "M")
    assert read_las(written(tmp_path, re.sub(rb"STRT.*", b"STRT.M First : 10:00", PLAIN))).header["STRT"] == "First"


def test_quotes_with_nothing_in_them_are_an_empty_field(tmp_path: Path) -> None:
    """Spreadsheets write so what is missing in a column of text, and in one of numbers."""
    text = re.sub("WRAP.*", "WRAP. NO :\nDLM. COMMA :", PLAIN.decode())
    well = read_las(written(tmp_path, with_cells(text, 3, lambda i, cell: cell if i % 4 else '""', ",")))
    assert [str(n) for n in well.notices] == ["RHOB: 10 empty fields, taken as missing"]
    assert np.isfinite(well.curve("RHOB").values).sum() == 30


def test_values_on_the_data_line_itself_are_refused(tmp_path: Path) -> None:
    """They would be the first row, lost without a word."""
    text = PLAIN.replace(b"~Ascii\n1500.0000", b"~A 1500.0000")
    with pytest.raises(LasError, match="line 21: values on the ~A line itself"):
        read_las(written(tmp_path, text))


PATTERN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
TOKEN = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.text("0123456789+-.eE", min_size=1, max_size=12),
    st.sampled_from(["nan", "inf", "2_65", "0x10", "1,5", "13.05.2020", "2020-05-13", "-", ".", "1e", "N/A", "1d5"]),
)


@given(st.lists(TOKEN, min_size=1, max_size=30))
@example(["1", "1-2", "2"])
@example(["1e", "5"])
@example(["1.2.3", "-"])
@example(["-0.00", "-.5", "5.", "-999.2500", "0.1", "123456789012.345"])
@example(["12-3.", "."])
@example(["1.-", "-."])
@example(["1.5", "-."])
@example(["1..5", "7"])
@example(["1234567890.123456", "0.30000000000000004"])
@settings(max_examples=150, deadline=None)
def test_cells_are_numbers_exactly_where_the_grammar_says(tokens: list[str]) -> None:
    """Python's float on what matches, odd on what does not, whatever stands beside it."""
    raw = " ".join(tokens).encode()
    [chunk] = scan.chunks(raw, scan.find_lines(raw), 0, 1, "SPACE")
    numbers = scan.as_numbers(chunk)
    odd = set(numbers.odd.tolist())
    for k, token in enumerate(tokens):
        assert (k in odd) == (PATTERN.fullmatch(token) is None), token
        if k not in odd:
            assert float(numbers.values[k]).hex() == float(token).hex()


def test_decimals_before_a_mark_of_the_end_are_read() -> None:
    """Ctrl-Z is no blank to what parses numbers."""
    [chunk] = scan.chunks(b"1.5 -2.5\x1a", scan.find_lines(b"1.5 -2.5\x1a"), 0, 1, "SPACE")
    assert scan.as_numbers(chunk).values.tolist() == [1.5, -2.5]


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=4).map("{:f}".format), min_size=1))
@settings(max_examples=150, deadline=None)
def test_decimals_are_read_to_the_last_bit(tokens: list[str]) -> None:
    """A file of nothing else is read otherwise than one with an exponent in it; the numbers are the same."""
    for raw in (" ".join(tokens).encode(), " ".join([*tokens, "1e0"]).encode()):
        [chunk] = scan.chunks(raw, scan.find_lines(raw), 0, 1, "SPACE")
        found = scan.as_numbers(chunk).values[: len(tokens)]
        assert [v.hex() for v in found.tolist()] == [float(t).hex() for t in tokens]


@given(st.lists(st.sampled_from(["1", "2.5", "", "a b", '"x, y"', " 7 "]), min_size=2, max_size=8))
@settings(max_examples=100, deadline=None)
def test_comma_fields_are_found_with_their_blanks_quotes_and_gaps(fields: list[str]) -> None:
    """Each field comes back trimmed; an empty one is empty, not gone."""
    raw = (",".join(fields) + "\n").encode()
    [chunk] = scan.chunks(raw, scan.find_lines(raw), 0, 1, "COMMA")
    assert [t.decode() for t in chunk.tokens(np.arange(len(chunk.starts)))] == [f.strip() for f in fields]


@given(st.lists(st.sampled_from(["\n", "\r\n", "\r", "a", "b c", " "]), max_size=20))
def test_lines_are_split_at_every_kind_of_end(pieces: list[str]) -> None:
    """As Python does with universal newlines, but at CR CR LF once, and no byte is lost."""
    raw = "".join(pieces).encode()
    lines = scan.find_lines(raw)
    expected = re.split(rb"\r?\r\n|\n|\r", raw)
    expected = expected[:-1] if len(expected) > 1 and expected[-1] == b"" else expected
    assert [lines.text(raw, k) for k in range(len(lines))] == expected
    assert lines.starts[0] == 0 and lines.nexts[-1] == len(raw)


@pytest.mark.slow
def test_a_large_file_is_read_faster_than_lasio_reads_it(tmp_path: Path, wells_folder: Path) -> None:
    """Measured in one process and printed as a ratio; the numbers agree."""
    source = (wells_folder / "force2020" / "31_6-5.las").read_bytes()
    head, _, body = source.partition(b"~Ascii")
    path = written(tmp_path, head + b"~Ascii" + body.rstrip(b"\n") + b"\n" + body.lstrip(b"\n") * 19)
    begin = time.perf_counter()
    ours = read_las(path)
    middle = time.perf_counter()
    theirs = by_lasio(path)
    end = time.perf_counter()
    print(f"{ours.n} rows x {len(ours.curves) + 1}: {middle - begin:.1f} s, lasio {end - middle:.1f} s")
    theirs[np.abs(theirs + 999.25) <= 1e-4 * 999.25] = np.nan  # what is near NULL and comes twice is NULL
    assert np.array_equal(table(ours), theirs, equal_nan=True)


@pytest.mark.parametrize("width", [18, 22, 25, 32])
def test_records_wrapped_at_a_width_may_break_anywhere(tmp_path: Path, width: int) -> None:
    """One long value moves the end of a line in its record alone; no value is missing there, nor in a copy."""
    head, _, rows = PLAIN.decode().partition("~Ascii\n")
    records = [textwrap.wrap(row, width) for row in rows.replace(" 2.4118 ", " 2.411800000001 ", 1).splitlines()]
    patterns = Counter(tuple(len(line.split()) for line in record) for record in records)
    assert sorted(patterns.values()) == [1, 39]
    path = tmp_path / "w.las"
    lines = [line for record in records for line in record]
    path.write_text(head.replace("WRAP.   NO", "WRAP.  YES") + "~Ascii\n" + "\n".join(lines) + "\n")
    well = read_las(path)
    assert np.allclose(table(well), table(read_las(DATA / "plain.las")))
    new = np.full((40, 9), 1234.5)
    write_las(path, well, [NewCurve(f"DT_P{i}0", "", "", v) for i, v in enumerate(new.T, 1)], overwrite=True)
    assert np.array_equal(table(read_las(path)), np.column_stack([table(well), new]))


def test_a_depth_that_no_hole_has_is_missing_and_many_are_doubted(tmp_path: Path) -> None:
    """One is a wild value, all of them are in another unit than the label's; an index beyond the Earth is none."""
    said = said_of(tmp_path, r"(?m)^1502\.1000", "88888.0")
    assert "DEPT: depth is null, no number or beyond 20000 m in 1 row, first on line 36; not predicted there" in said
    said = said_of(tmp_path, r"(?m)^(15\d\d)\.(\d\d)\d\d(?= )", r"\g<1>\g<2>")
    assert "DEPT: depths to 150585 m, deeper than any hole: in another unit? Read as labelled" in said
    with pytest.raises(LasError, match=r"index DEPT runs to 1.51e\+09 m, which is no depth"):
        said_of(tmp_path, r"(?m)^(15\d\d\.\d+)(?= )", r"\g<1>e6")


def test_depths_filled_up_with_zeros_and_typed_wrong_are_missing(tmp_path: Path) -> None:
    """A last row of zeros, and a digit that was changed: no sample of the rock at 0 m, or 400 m above the others."""
    said = said_of(tmp_path, r"(?m)^1505\.8500", "0.0")
    assert "DEPT: depth is 0 (an undeclared null), null or no number in 1 row" in said
    said = said_of(tmp_path, r"(?m)^1502\.1000", "1102.1")
    assert "depth is 1102.1, far from the depths above and below, null or no number in 1 row, first on line 36" in said
    assert "turns back" not in said and "gap" not in said


@pytest.mark.parametrize("moved", [(12, 36), (0, 30), (39, 5)])
def test_a_row_that_was_moved_is_kept_and_the_order_warned_of(tmp_path: Path, moved: tuple[int, int]) -> None:
    """It changed places with another: the depth that it should have stands there."""

    def swap(rows: list[list[bytes]]) -> list[list[bytes]]:
        one, two = moved
        rows[one], rows[two] = rows[two], rows[one]
        return rows

    well, plain = read_las(written(tmp_path, reordered(swap))), read_las(DATA / "plain.las")
    (told,) = [n.text for n in well.notices if n.severity == "warn" and n.subject == "DEPT"]
    assert re.match("depth turns back [12] times?, first at .*; row order kept", told)
    assert np.array_equal(table(well)[np.argsort(well.depth)], table(plain))


@pytest.mark.parametrize("typed", ["1505.4", "1505.47", "1509.8", "1506.0", "1509.0", "1499.85"])
def test_a_depth_whose_row_left_a_hole_was_typed_wrong(tmp_path: Path, typed: str) -> None:
    """It doubles one of the others, lies between two, beyond them all, or just beyond the first or the last."""
    row = "1505.8500" if typed == "1499.85" else "1502.1000"
    text = re.sub(rf"(?m)^{row}", typed, PLAIN.decode())
    text += "1506.0 60 20 2.3 0.2 90\n" if row == "1505.8500" else ""
    said = "\n".join(map(str, read_las(written(tmp_path, text.encode())).notices))
    assert f"depth is {float(typed):g}, far from the depths above and below" in said and "turns back" not in said


def astray_in(tmp_path: Path, depths: np.ndarray) -> list[int]:
    """Return the rows of a file with these depths (n,) of which the depth is taken for a typing error."""
    head = PLAIN.decode().split("~Ascii\n")[0]
    text = f"{head}~Ascii\n" + "".join(f"{z:.4f} {60 + k % 7} 20 2.3 0.2 90\n" for k, z in enumerate(depths))
    return np.flatnonzero(np.isnan(read_las(written(tmp_path, text.encode())).depth)).tolist()


@pytest.mark.parametrize("turn", [1, -1])
def test_a_row_was_moved_where_it_leaves_no_hole(tmp_path: Path, turn: int) -> None:
    """Where its own depth is missing it was typed, be there a gap for what was typed: of one row, or one without a
    depth. Rows of two steps that changed places are both kept; and one that was put elsewhere.
    """
    plain = 1000 + 0.5 * np.arange(400)

    def astray(depths: np.ndarray) -> list[int]:
        return sorted(k if turn > 0 else len(depths) - 1 - k for k in astray_in(tmp_path, depths[::turn]))

    gap, null, two, beyond = np.delete(plain, 300), plain.copy(), plain.copy(), plain.copy()
    gap[100], null[[100, 250]], two[[100, 200]], beyond[100] = plain[300], (1125, np.nan), (1200, 1200.5), 1200
    null[250] = -999.25
    assert [astray(z) for z in (gap, null, two, beyond)] == [[100], [100, 250], [100, 200], [100]]
    for second, step in ((200, 1), (300, 2)):
        coarse = np.append(plain[:second], plain[second] + step * np.arange(400 - second))
        coarse[[50, 350]] = coarse[[350, 50]]
        assert astray(coarse) == []
    moved, again = np.insert(np.delete(plain, 300), 50, plain[300]), np.insert(plain, 50, plain[300])
    assert astray(moved) == [] and astray(again) == [50]


def test_what_is_in_tenths_of_an_inch_is_a_depth_whatever_its_name(tmp_path: Path) -> None:
    """TotalDepth writes `X ..1IN : X axis (implied)`; of an X in metres or a GR nobody knows."""
    line = b"X   ..1IN   00 001 00 00  : X axis (implied)"
    well = read_las(written(tmp_path, re.sub(rb"(?m)^DEPT\b.*$", line, PLAIN)))
    assert (well.depth_unit, well.depth_mnemonic, well.depth[0]) == (".1in", "X", 1500.0)
    assert "X: no usual index name, read as depth since it is in .1IN" in map(str, well.notices)
    for other in (line.replace(b".1IN", b"m"), line.replace(b"X ", b"GR")):
        with pytest.raises(LasError, match="which is no depth index"):
            read_las(written(tmp_path, re.sub(rb"(?m)^DEPT\b.*$", other, PLAIN), "b.las"))


def test_a_hole_may_begin_at_zero(tmp_path: Path) -> None:
    """A first depth of 0 m is one of its depths."""
    text = (
        re.sub(r"(?m)^15(0\d\.\d+ )", r"\1", PLAIN.decode()).replace("1500.0000 :", "0.0 :").replace("1505.85", "5.85")
    )
    well = read_las(written(tmp_path, text.encode()))
    assert well.depth[0] == 0 and not [n for n in well.notices if n.severity == "warn"]


@pytest.mark.parametrize("line", ["RDEP ohm.m : DEEP RESISTIVITY", "RDEP(ohm.m) . : DEEP RESISTIVITY"])
def test_a_unit_with_a_point_is_read_without_one_before_it(tmp_path: Path, line: str) -> None:
    """It was taken for the point behind the mnemonic."""
    said = said_of(tmp_path, "RDEP.ohm.m : DEEP RESISTIVITY", line)
    assert said == "RDEP: no point behind the mnemonic, read as if it stood there: RDEP in ohm.m"


def test_a_bracket_that_is_never_closed_is_part_of_the_mnemonic(tmp_path: Path) -> None:
    """`A[M .us/ft` was A in M.us/ft, which are microseconds per foot in another spelling."""
    text = PLAIN.decode().replace("RDEP.ohm.m", "A[M .us/ft")
    curves = [(c.mnemonic, c.unit) for c in read_las(written(tmp_path, text.encode())).curves]
    assert ("A[M", "us/ft") in curves


def test_a_depth_in_the_unit_of_another_quantity_is_none(tmp_path: Path) -> None:
    """It was read in metres; a unit that nobody knows still is, with a warning."""
    with pytest.raises(LasError, match="index DEPT is in gAPI: a unit of radioactivity, where a depth is needed"):
        said_of(tmp_path, r"DEPT\.m ", "DEPT.gAPI ")
    assert "unknown depth unit 'smoots'; assumed m (as STRT is)" in said_of(tmp_path, r"DEPT\.m ", "DEPT.smoots ")
    with pytest.raises(LasError, match=r"in MD: a unit of permeability.*, write the unit of the depths"):
        said_of(tmp_path, r"DEPT\.m ", "DEPT.MD ")


@pytest.mark.parametrize(("cell", "remedy"), [('5"', ""), ('"5"', " (write numbers without quotes)")])
def test_the_sign_of_an_inch_is_no_quote(tmp_path: Path, cell: str, remedy: str) -> None:
    """A text of pipe sizes was said to be numbers in quotes."""
    text = PLAIN.decode().replace("GR  .gAPI", "PIPE.")
    said = [str(n) for n in read_las(written(tmp_path, with_cells(text, 1, lambda i, _: cell))).notices]
    assert said == [f"PIPE: text in 40 of 40 rows ({cell}), kept as text and not used as a log{remedy}"]


@pytest.mark.parametrize(
    ("sign", "encoding", "remedy"),
    [("\u2212", "utf-8", "minus signs as -"), ("\u2013", "cp1252", "minus signs as -"), ("E", "utf-8", "")],
)
def test_a_column_of_odd_numbers_is_refused_with_a_remedy(
    tmp_path: Path, sign: str, encoding: str, remedy: str
) -> None:
    """Half the cells below the first are negative, with the minus sign of a typesetter; of others nothing is known."""
    made = with_cells(PLAIN.decode(), 3, lambda i, old: f"{sign}0.012" if i % 2 else old)
    with pytest.raises(LasError) as caught:
        read_las(written(tmp_path, made.decode().encode(encoding)))
    assert "20 of 40 rows are no number" in str(caught.value)
    assert caught.value.hint == (f"write {remedy}" if remedy else None)


def test_one_odd_number_that_is_taken_as_missing_is_told_with_a_remedy(tmp_path: Path) -> None:
    """One cell of forty has the minus sign of a typesetter, and the one above it is a word for missing."""
    odd = {5: "N/A", 6: "\u22120.012"}
    made = with_cells(PLAIN.decode(), 3, lambda i, old: odd.get(i, old))
    [said] = [str(n) for n in read_las(written(tmp_path, made)).notices]
    assert "2 cells are no number (first 'N/A'" in said and said.endswith("taken as missing (write minus signs as -)")


@pytest.mark.parametrize(("sign", "said"), [(('"', '"'), "is in quotes"), (("", '"'), "is text or dates")])
def test_depths_with_the_sign_of_an_inch_are_not_in_quotes(tmp_path: Path, sign: tuple[str, str], said: str) -> None:
    """`1500.0"` is refused as text, `"1500.0"` for its quotes."""
    made = with_cells(PLAIN.decode(), 0, lambda i, depth: sign[0] + depth + sign[1])
    with pytest.raises(LasError, match=said):
        read_las(written(tmp_path, made))


@pytest.mark.parametrize(
    ("value", "name", "said"),
    [
        ("CWLS LOG ASCII STANDARD - VERSION 2.0", "LINE", ""),
        ("V2.0", "LINE", ""),
        ("CWLS LOG ASCII STANDARD - VERSION 1.2", "TEST 7", ""),
        ("1,2", "TEST 7", ""),
        ("2,0", "LINE", ""),
        ("\u00b2", "LINE", "VERS: unknown version '\u00b2'; read as LAS 2.0"),
        ("CWLS STANDARD", "LINE", "VERS: unknown version 'CWLS STANDARD'; read as LAS 2.0"),
        ("Standard 2 of 1999", "LINE", "VERS: unknown version 'Standard 2 of 1999'; read as LAS 2.0"),
    ],
)
def test_a_version_may_stand_within_words(tmp_path: Path, value: str, name: str, said: str) -> None:
    """A file that said VERSION 1.2 was read as LAS 2.0, its names as labels; two numbers say nothing."""
    text = re.sub(r"(?m)^WELL.*", "WELL. LINE : TEST 7", re.sub("VERS.*", f"VERS. {value} :", PLAIN.decode()))
    well = read_las(written(tmp_path, text.encode()))
    assert [str(n) for n in well.notices] == ([said] if said else [])
    assert well.name == name


@pytest.mark.parametrize("unit", ["us survey ft", "FT;", "ft,", "'", "′"])
def test_feet_are_known_however_they_are_written(tmp_path: Path, unit: str) -> None:
    """They were read as metres, of a unit that nobody knows."""
    text = re.sub(r"(?m)^(DEPT|STRT|STOP|STEP)\.m ", rf"\1.{unit} ", PLAIN.decode())
    well = read_las(written(tmp_path, text.encode()))
    assert well.depth_unit == "ft" and not [n for n in well.notices if n.severity == "warn"]


def test_metres_are_known_in_french(tmp_path: Path) -> None:
    """As feet (pieds) are."""
    text = re.sub(r"(?m)^(DEPT|STRT|STOP|STEP)\.m ", r"\1.mètres ", PLAIN.decode())
    for encoding in ("utf-8", "cp1252"):
        well = read_las(written(tmp_path, text.encode(encoding)))
        assert well.depth_unit == "m" and not well.notices


def test_an_unknown_unit_of_several_words_is_told_in_full(tmp_path: Path) -> None:
    """Not its first word alone; a code behind the unit is none of it."""
    assert "unknown depth unit 'old Paris ells'" in said_of(tmp_path, r"DEPT\.m ", "DEPT.old Paris ells ")
    assert "unknown depth unit 'ells'" in said_of(tmp_path, r"DEPT\.m ", "DEPT.ells 00 001 00 ")


def test_a_depth_without_a_unit_has_that_of_its_description(tmp_path: Path) -> None:
    """Unless STRT states one."""
    text = PLAIN.replace(b"DEPT.m     : DEPTH", b"DEPT. : Depth in feet")
    assert read_las(written(tmp_path, text)).depth_unit == "m"
    loose = text.replace(b".m  1", b".  1").replace(b"STEP.m ", b"STEP. ")
    well = read_las(written(tmp_path, loose))
    assert well.depth_unit == "ft" and "assumed ft (as its description says)" in str(well.notices[0])


def test_the_largest_number_of_a_machine_is_no_value(tmp_path: Path) -> None:
    """Writers leave it where they had no value; the mean of two of them overflowed, which numpy said."""
    assert said_of(tmp_path, r"(?m)19\.9526|19\.4999", "1.797693e+308") == "RDEP: 2 infinite values, taken as missing"


def test_rows_behind_a_comment_sign_are_said(tmp_path: Path) -> None:
    """A depth that had no room in its column is printed as #######; its row was dropped as a comment, in silence."""
    for old, new, count, line in ((r"1504\.5000", "#########", "1 row", 52), (r"(?=1504\.)", "# ", "7 rows", 49)):
        said = said_of(tmp_path, f"(?m)^{old}", new)
        assert said.startswith(f"~A: {count} behind a # (comment), the first on line {line}; not read")
    assert said_of(tmp_path, r"(?m)^(1504\.5000)", r"# logged with another tool from 1504 5 m on\n\1") == ""


def test_a_run_number_is_a_realisation_only_beside_percentiles(tmp_path: Path) -> None:
    """GR_R1 alone is the gamma ray of run 1; beside GR_P10 it was drawn by this program."""
    text = PLAIN.replace(b"GR  .gAPI", b"GR_R1.gAPI")
    assert read_las(written(tmp_path, text)).curves[0].kind == "GR"
    beside = text.replace(b"NPHI.v/v ", b"GR_P10.gAPI ")
    kinds = {c.mnemonic: c.kind for c in read_las(written(tmp_path, beside)).curves}
    assert kinds["GR_R1"] == kinds["GR_P10"] == "PREDICTION"
    assert "GR" not in trusted_logs(read_las(written(tmp_path, beside))).logs
    assert "GR" in trusted_logs(read_las(written(tmp_path, text))).logs


@pytest.mark.parametrize("end", [b"1 2\n", b"1 2\r\n\x1a\0\0", b"1 2" + bytes(200_000)])
def test_the_end_of_a_large_file_is_found_without_a_copy_of_it(end: bytes) -> None:
    """A file that ends in a line, as nearly all do, was copied whole where its first bytes were looked at."""
    raw = b"~V\n" + b"1 2\n" * 1_000_000 + end
    tracemalloc.start()
    try:
        scan._check_container(raw, "a.las")
        scan.text_end(raw)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["\u200b", "\u200b\u200d", "\u2060", "\u202e", "\xad", "\u3164", "\x07", "\ufe0f"])
def test_a_mnemonic_in_which_nothing_shows_is_none(tmp_path: Path, name: str) -> None:
    """As one of blanks is; it stood in messages as a name that nobody sees."""
    well = read_las(written(tmp_path, re.sub(r"(?m)^GR ", name, PLAIN.decode()).encode()))
    line = 1 + PLAIN[: PLAIN.index(b"\nGR ") + 1].count(b"\n")
    assert [str(n) for n in well.notices] == [f"line {line}: curve without a mnemonic, kept but never used"]
    assert well.curves[0].mnemonic == "" and well.curves[0].kind is None


def test_a_mnemonic_of_another_encoding_is_no_invisible_one(tmp_path: Path) -> None:
    """In cp866 the letters of a gamma ray's name are what latin-1 has no signs for."""
    path = written(tmp_path, re.sub(r"(?m)^GR ", "ГК", PLAIN.decode()).encode("cp866"))
    assert [str(n)[:43] for n in read_las(path).notices] == ["~C: 1 curve of no known log or unit, the fi"]
    assert read_las(path, encoding="cp866").curves[0].kind == "GR"
