"""What a user sees before a run: which logs, where, in what unit, and what fails the checks."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from small_field import logs_of, write_well

from welllog_mdn.cli import main
from welllog_mdn.errors import UsageError
from welllog_mdn.field.inventory import CurveRecord, FileRecord, inventory, logs_of_all
from welllog_mdn.field.options import Reading

DATA = Path(__file__).parents[1] / "data"


def only(path: Path, reading: Reading | None = None) -> FileRecord:
    """Return the one record of a file."""
    [record] = inventory([path], reading=reading)
    return record


def curve(record: FileRecord, mnemonic: str) -> CurveRecord:
    """Return the record of one curve."""
    return next(c for c in record.curves if c.mnemonic == mnemonic)


def test_a_well_is_described_in_its_own_depth_unit() -> None:
    """Rows, range, step and the kind of every curve."""
    record = only(DATA / "index_feet.las")
    assert (record.well, record.rows, record.depth_unit, record.error) == ("TEST 7", 40, "ft", "")
    assert (record.top, record.base, record.step) == (1500.0, 1505.85, pytest.approx(0.15))
    assert {c.mnemonic: c.kind for c in record.curves} == {
        "GR": "GR", "RDEP": "RDEP", "RHOB": "RHOB", "NPHI": "NPHI", "DT": "DTC",
    }  # fmt: skip
    assert {c.use for c in record.curves} == {"log"}


def test_rows_that_are_masked_for_two_reasons_count_once_in_all() -> None:
    """The nine cycle skips of DEMO-2 are spikes as well."""
    at = DATA.parents[1] / "wells" / "DEMO-2.las"
    sonic = curve(only(at), "DTCO")
    assert (sonic.counts, sonic.masked) == ({"spikes": 9, "cycle skips": 9}, 9)
    shown = CliRunner().invoke(main, ["inventory", str(at)]).stdout
    assert "9 spikes, 9 cycle skips (9 rows in all)" in shown and "log   241 in bad hole\n" in shown


def test_only_a_log_that_is_there_throughout_has_all_of_the_rows(tmp_path: Path) -> None:
    """A sonic that lacks one row in 260 has 99 % of them, alone and with that of a whole well; gamma ray has 100 %."""
    lacking = logs_of(1)["DT"].copy()
    lacking[7] = np.nan
    write_well(tmp_path / "A.las", 1, edit={"DT": lacking})
    write_well(tmp_path / "B.las", 2)
    records = list(inventory([tmp_path]))
    shown = [curve(records[0], name).cells(records[0].rows)[4] for name in ("DT", "GR")]
    assert (records[0].rows, shown) == (260, ["99", "100"])
    shares = {line.split()[0]: line.split()[2] for line in logs_of_all(records)[2:]}
    assert (shares["DTC"], shares["GR"]) == ("99", "100")


def test_a_line_drawn_by_hand_is_listed_apart_from_what_is_masked(tmp_path: Path) -> None:
    """It is a quarter of the sonic, and teaches nothing; as an input it is read."""
    at = write_well(tmp_path / "W.las", 1, edit={"DT": np.r_[np.linspace(90, 70, 65), logs_of(1)["DT"][65:]]})
    assert (curve(only(at), "DT").counts, curve(only(at), "DT").drawn) == ({}, 65)
    assert (curve(only(at), "GR").counts, curve(only(at), "GR").drawn) == ({}, 0)
    shown = CliRunner().invoke(main, ["inventory", str(at)]).stdout
    assert "log  not masked, but as a target not learnt from: 65 drawn by hand or through casing" in shown


def test_a_step_is_known_where_the_last_depth_is_not(tmp_path: Path) -> None:
    """0.15 ft, as of the other rows."""
    text = (DATA / "index_feet.las").read_text()
    (tmp_path / "a.las").write_text(text.replace("\n1505.85", "\n-999.25").replace("\n1505.8500", "\n-999.25"))
    record = only(tmp_path / "a.las")
    assert record.base == pytest.approx(1505.7) and record.step == pytest.approx(0.15)


def test_a_file_that_cannot_be_read_has_no_curves_to_compare_a_name_with() -> None:
    """What `fix_units` names may be in it."""
    assert only(DATA / "two_A.las", Reading(fix_units={"RHOB": "kg/m3"})).error


def test_logs_without_a_unit_are_among_those_that_the_wells_have(tmp_path: Path) -> None:
    """Cable tension, whatever its curve's unit; an empty density is one that both have, a twin none."""
    more = {"TENS": np.full(260, 2000.0), "NPOR": logs_of(1)["NPHI"], "RHOB": np.full(260, np.nan)}
    for name in ("A.las", "B.las"):
        write_well(tmp_path / name, 1, edit=more, drop=("RDEP", "DT"))
    lines = logs_of_all(list(inventory([tmp_path])))[2:]
    assert [line.split() for line in lines] == [
        ["GR", "2", "100", "GR"], ["NPHI", "2", "100", "NPHI"], ["RHOB", "2", "0", "RHOB"],
        ["TENS", "2", "100", "TENS"],
    ]  # fmt: skip


def test_a_curve_says_where_it_has_values() -> None:
    """The first nine rows of GR are null: 31 values, from 1501.35 m down."""
    gr = curve(only(DATA / "null_rounded.las"), "GR")
    assert (gr.valid, gr.top, gr.base) == (31, 1501.35, 1505.85)


def test_a_file_that_is_refused_is_listed_with_its_reason() -> None:
    """The others go on."""
    records = list(inventory([DATA / "two_A.las", DATA / "plain.las"]))
    assert [bool(r.error) for r in records] == [False, True]
    assert "ambiguous" in records[1].error and records[1].rows == 0


@pytest.mark.parametrize(
    ("name", "mnemonic", "use"),
    [("hash_curve", "RHOB", "empty"), ("quoted_text", "LITH", "text"), ("names_twice", "GR", "log")],
)
def test_a_curve_says_what_it_serves_for(name: str, mnemonic: str, use: str) -> None:
    """Text is never a log."""
    assert curve(only(DATA / f"{name}.las"), mnemonic).use == use


def test_unknown_names_twins_positions_and_wrong_units_are_told_apart(tmp_path: Path) -> None:
    """Each with its own word."""
    text = (DATA / "plain.las").read_text()
    text = text.replace("RHOB.g/cm3", "RHOB.kg/m3").replace("RDEP.ohm.m", "FOO .      ")
    text = text.replace("NPHI.v/v  ", "SGR .gAPI ").replace("DT  .us/ft", "X   .m    ")
    path = tmp_path / "mixed.las"
    path.write_text(text)
    record = only(path)
    assert {c.mnemonic: c.use for c in record.curves} == {
        "GR": "log", "FOO": "unknown", "RHOB": "distrusted", "SGR": "twin", "X": "position",
    }  # fmt: skip
    assert any("look like g/cm3" in str(n) for n in record.notices)


@pytest.mark.parametrize(("name", "uses"), [("plain", ["log", "twin"]), ("null_rounded", ["twin", "log"])])
def test_of_two_curves_of_one_name_one_serves(tmp_path: Path, name: str, uses: list[str]) -> None:
    """The first, or the second where the first has nulls."""
    path = tmp_path / "twice.las"
    path.write_text((DATA / f"{name}.las").read_text().replace("DT  .us/ft", "GR  .gAPI "))
    twice = [c for c in only(path).curves if c.mnemonic == "GR"]
    assert [c.use for c in twice] == uses and [bool(c.read_as) for c in twice] == [use == "log" for use in uses]


def test_what_two_curves_of_one_name_have_in_common_is_said_once(tmp_path: Path) -> None:
    """As `predict` says it."""
    path, rows = tmp_path / "twice.las", "".join(f"{1000 + i}.0 {5000 + i % 7} {5000 + i % 7}\n" for i in range(200))
    path.write_text(f"~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nNULL. -999.25 :\n~C\nDEPT.m :\nGR.gAPI :\nGR.gAPI :\n~A\n{rows}")
    said = [str(n) for n in only(path).notices]
    assert any("outside" in text for text in said) and len(said) == len(set(said))


def test_a_users_aliases_and_unit_fixes_are_shown_at_work(tmp_path: Path) -> None:
    """The same options as of predict."""
    path, mine = tmp_path / "a.las", tmp_path / "mine.toml"
    path.write_text((DATA / "plain.las").read_text().replace("RHOB.g/cm3", "MYD .kg/m3"))
    mine.write_text('RHOB = ["MYD"]\n')
    assert curve(only(path), "MYD").use == "unknown"
    assert curve(only(path, Reading(alias=mine)), "MYD").use == "distrusted"
    fixed = only(path, Reading(alias=mine, fix_units={"MYD": "g/cm3"}))
    assert (curve(fixed, "MYD").use, curve(fixed, "MYD").read_as) == ("log", "g/cm3")
    path.write_text((DATA / "plain.las").read_text().replace("GR  .gAPI", "GR  .cps "))
    fixed = only(path, Reading(fix_units={"GR": "gAPI"}))
    assert (curve(fixed, "GR").kind, curve(fixed, "GR").use, curve(only(path), "GR").use) == ("GR", "log", "unknown")


def test_the_matrix_of_a_neutron_stands_beside_its_log(tmp_path: Path) -> None:
    """As its file states it, so that wells can be compared before they train."""
    path = tmp_path / "a.las"
    path.write_text((DATA / "plain.las").read_text().replace("RM  .ohm.m", "MATR. SAND : NEUTRON MATRIX\nRM  .ohm.m"))
    assert "NPHI (sandstone)" in "\n".join(only(path).as_text(verbose=False))


def test_a_unit_for_a_curve_that_no_file_has_is_refused_in_the_end(tmp_path: Path) -> None:
    """Only after the last file is it known."""
    with pytest.raises(UsageError, match="--fix-units RHOBX=g/cm3: no file has a curve RHOBX; did you mean RHOB?"):
        only(DATA / "plain.las", Reading(fix_units={"RHOBX": "g/cm3"}))
    assert only(DATA / "plain.las", Reading(fix_units={"dept": "m"})).error == ""


def test_a_record_is_plain_json() -> None:
    """No arrays, no objects; notices with their severity."""
    record = json.loads(json.dumps(only(DATA / "hash_cells.las").as_json()))
    assert record["curves"][0]["mnemonic"] == "GR" and record["notices"][0]["severity"] == "warn"


def test_real_wells_are_listed_completely(wells_folder: Path) -> None:
    """The four wells of the contest: all readable, all with a gamma ray that is used."""
    records = list(inventory([wells_folder / "spwla2020"]))
    assert len(records) == 4 and not any(r.error for r in records)
    assert all(any(c.kind == "GR" and c.use == "log" for c in r.curves) for r in records)
