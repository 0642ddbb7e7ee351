"""The table of a batch as it is read on a terminal."""

import json
from pathlib import Path

import pytest

from welllog_mdn.field.products import NO_RECORD
from welllog_mdn.field.summary import COLUMNS, JOURNAL, Journal, as_text


def test_shares_and_counts_are_written_as_everywhere():
    """A share has a blank before its sign, one warning is no warnings."""
    usual = {**NO_RECORD, "target": "DT", "status": "written", "predicted": 10, "rows": 20, "reason": "", "well": "W"}
    blind = {"cover": 0.814, "rmse": 5.25, "unit": "us/ft"}
    rows = [{**usual, "file": f"{n}.las", "blind": blind, "warnings": ["x"] * n} for n in (0, 1, 2)]
    lines = as_text(rows)
    assert all("81 %" in line and "5.25 us/ft" in line for line in lines[1:])
    assert [line.rsplit("us/ft", 1)[1].strip() for line in lines[1:]] == ["", "1 warning", "2 warnings"]


def test_long_names_stay_apart():
    """The middle goes where the ends tell them apart, else nothing: eight files must not look like one."""
    usual = {
        **NO_RECORD,
        "target": "DT",
        "status": "written",
        "predicted": 10,
        "rows": 20,
        "reason": "",
        "warnings": [],
    }
    long = "norway/block_31/2019_reprocessed/31_6-5_final_composite"
    lines = as_text([{**usual, "file": f"{long}_{i}.las"} for i in range(8)])
    assert len({line.split(" ")[0] for line in lines[1:]}) == 8 and all("…" in line for line in lines[1:])
    middle = [f"norway/block_31/2019_reproc/{i}/31_6-5_final_composite.las" for i in range(8)]
    assert [line.split(" ")[0] for line in as_text([{**usual, "file": name} for name in middle])[1:]] == middle


@pytest.mark.parametrize("line", ["5", "null", "true", '"ab"', '["a.las", 5]', '["a.las", [5]]', "[" * 100_000])
def test_a_line_of_the_journal_that_is_none_is_passed_over(tmp_path: Path, line: str):
    """Whatever stands there, the wells of the other lines are known."""
    row = dict.fromkeys(COLUMNS, "") | {"file": "b.las", "rows": 0, "predicted": 0, "seconds": 0.0, "warnings": []}
    journal = Journal(tmp_path, ["b.las"])
    journal.begin()
    journal.add("b.las", [row])
    path = tmp_path / JOURNAL
    path.write_text(line + "\n" + path.read_text())
    (tmp_path / "summary.json").write_text(line)
    assert Journal(tmp_path, []).earlier() == {"b.las": [row]}


@pytest.mark.parametrize("name", ["rows", "blind"])
@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_row_with_a_number_that_json_does_not_have_is_none(tmp_path: Path, name: str, number: str):
    """Another program may have written NaN or -Infinity, which this one could not write again with what is kept."""
    row = dict.fromkeys(COLUMNS, "") | {"file": "b.las", "rows": 0, "predicted": 0, "seconds": 0.0, "warnings": []}
    odd = json.dumps(row | {name: {"rmse": "?"} if name == "blind" else "?"}).replace('"?"', number)
    (tmp_path / "summary.json").write_text(f"[{odd}]")
    later = json.dumps(["c.las", [{**row, "file": "c.las"}]])
    (tmp_path / JOURNAL).write_text(f'["b.las", [{odd}]]\n{later}')
    assert Journal(tmp_path, []).earlier().keys() == {"c.las"}
