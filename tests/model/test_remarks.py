"""What is said of a well's prediction."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from plans import plan_of

from tests.report.doubles import case
from welllog_mdn.model.remarks import (
    counted_depth,
    missing_inputs,
    mixed_matrices,
    predicted_first,
    scarce_inputs,
)


def test_one_row_is_no_rows() -> None:
    """A single row without the log that the target follows is counted in the singular."""
    fill: Any = SimpleNamespace(where=np.arange(300) == 7)
    notice = predicted_first("DTC", case(300)["logs"], fill, False)
    assert "missing in 1 row of Demo 7" in str(notice)


def test_an_input_of_a_few_rows_is_said_to_be_scarce() -> None:
    """Five of a thousand rows with a density say next to nothing; a gap in the upper two thirds is no scarcity."""
    there = {"GR": np.ones(1000, bool), "RHOB": np.arange(1000) < 5, "NPHI": np.arange(1000) > 700}
    notices = [str(n) for n in scarce_inputs({**there, "RDEP": np.zeros(1000, bool)}, ())]
    assert notices == ["RHOB: a value in 5 of 1000 rows only: in the others the model does without"]


def test_a_log_of_the_family_that_the_model_does_not_read_is_named_where_an_input_is_missing() -> None:
    """Medium resistivity stands in the well, deep resistivity does not; neutron has no such relative."""
    logs = case(300, kinds=("GR", "RMED", "RHOB"))["logs"]
    plan = plan_of(("GR", "RDEP", "RHOB", "NPHI"), True)
    found = {n.subject: n.text for n in missing_inputs(logs, ["RDEP", "NPHI"], plan)}
    assert found["RDEP"] == "input missing in Demo 7 (RMED is there, but no input): the model does without"
    assert found["NPHI"] == "input missing in Demo 7: the model does without"
    logs = case(300, kinds=("GR", "RDEP", "RMED"))["logs"]
    empty = replace(logs.logs["RDEP"], measured=np.full(300, np.nan), values=np.full(300, np.nan))
    null = replace(logs, logs={**logs.logs, "RDEP": empty})
    said = missing_inputs(null, ["RDEP"], plan)[0].text
    assert "(RDEP is all null; RMED is there, but no input)" in said
    both = plan_of(("GR", "RDEP", "RMED", "NPHI"), True)
    assert [n.subject for n in missing_inputs(logs, ["RDEP", "NPHI"], both)] == ["RDEP, NPHI"]


def test_porosity_as_target_is_converted_not_left_out() -> None:
    """Only an input can be left out."""
    stated = {"NPHI": {"dolomite": 1, "sandstone": 3}}
    assert "convert to sandstone, or train without (--exclude NPHI)" in str(mixed_matrices(stated, "DTC")[0])
    assert str(mixed_matrices(stated, "NPHI")[0]).endswith("convert to sandstone")


def test_a_depth_that_its_file_calls_none_is_said_whether_it_is_read_or_not() -> None:
    """A warning where the model reads it; else the report still shows it as depth."""
    logs: Any = SimpleNamespace(well=SimpleNamespace(depth_mnemonic="DEPT", depth_description="Sample index x 0.5"))
    read, unread = (counted_depth(logs, plan_of(("GR",), use_depth)) for use_depth in (True, False))
    assert [n.severity for n in (*read, *unread)] == ["warn", "info"]
    assert "'Sample index x 0.5', so depths here are no depths" in str(unread[0])
    logs.well.depth_description = "Measured depth"
    assert counted_depth(logs, plan_of(("GR",), False)) == []


@pytest.mark.parametrize(
    ("said", "is_none"),
    [
        ("Row number, 1 to 900", True),
        ("Index, not a depth", True),
        ("no true depths here", True),
        ("Not in depth", True),
        ("Measured depth, no depth correction", False),
        ("Depth (not depth-matched)", False),
        ("not depth shifted, in driller's depth", False),
        ("No shift of depth applied", False),
        ("Measured depth, not true vertical depth", False),
        ("Driller's depth, not logger's depth", False),
    ],
)
def test_a_depth_without_corrections_is_a_depth(said: str, is_none: bool) -> None:
    """What was not done to it, or which other depth it is not, makes it no sample index."""
    logs: Any = SimpleNamespace(well=SimpleNamespace(depth_mnemonic="DEPT", depth_description=said))
    assert bool(counted_depth(logs, plan_of(("GR",), True))) == is_none
