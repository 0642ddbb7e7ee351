"""Wells as records: frozen, checked, and able to recognise themselves."""

from __future__ import annotations

import pickle
import re
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import METRES, Well, length_unit

DEPTH = np.arange(200) * 0.5 + 1000
WAVE = 60 + 20 * np.sin(np.arange(200) / 7)


def make(name: str = "A-1", uwi: str = "", shift: float = 0.0, unit: str = "m") -> Well:
    """Return a small well."""
    return Well.from_arrays(name, DEPTH, {"GR": (WAVE + shift, "gAPI")}, depth_unit=unit, uwi=uwi)


def test_arrays_cannot_be_written_to() -> None:
    """Nor fields replaced."""
    well = make()
    for array in (well.depth, well.curves[0].values, well.depth_m):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
    with pytest.raises(FrozenInstanceError):
        well.name = "B"  # type: ignore[misc]


def test_a_well_of_arrays_stays_as_it_was_made() -> None:
    """Whatever the caller does with the arrays later."""
    depth, values = np.array([1.0, 2.0, 3.0]), np.array([80.0, 90.0, 100.0])
    well = Well.from_arrays("A", depth, {"GR": (values, "gAPI")})
    depth[:], values[:] = 0.0, np.nan
    assert well.depth.tolist() == [1.0, 2.0, 3.0] and well.curve("GR").values.tolist() == [80.0, 90.0, 100.0]


def test_what_an_array_masks_is_missing() -> None:
    """Under the mask there may be any number, which is not measured."""
    masked = np.ma.masked_greater([10, 20, 90], 50)
    well = Well.from_arrays("A", masked, {"GR": (masked, "gAPI")})
    np.testing.assert_array_equal(well.curve("GR").values, [10, 20, np.nan])
    np.testing.assert_array_equal(well.depth, [10, 20, np.nan])


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [[1.0, 2.0], [3.0, 4.0]], 1.0])
def test_a_curve_of_another_length_is_refused_with_both_lengths(values: object) -> None:
    """The message names the depth's and the curve's, or its shape."""
    shape = re.escape(str(np.shape(values)))
    with pytest.raises(ValueError, match=f"GR must have 2 values, as the depth, however its shape is {shape}"):
        Well.from_arrays("A", [1.0, 2.0], {"GR": (values, "gAPI")})


@pytest.mark.parametrize("unit", ["FT", "feet", "M", ""])
def test_a_depth_in_another_unit_is_refused_when_the_well_is_made(unit: str) -> None:
    """Not as a KeyError once it is predicted."""
    with pytest.raises(ValueError, match=f"depth_unit must be one of m, ft, .1in, however: '{unit}'"):
        make(unit=unit)


def test_a_depth_of_two_dimensions_is_refused() -> None:
    """So is a single number."""
    for depth in ([[1.0, 2.0]], 1.0):
        with pytest.raises(ValueError, match="the depth must have one dimension"):
            Well.from_arrays("A", depth, {})


def test_a_log_without_a_unit_is_one_whose_unit_is_none() -> None:
    """As a file has it that names none."""
    (curve,) = Well.from_arrays("A", [1.0, 2.0], {"GR": ([80.0, 90.0], None)}).curves
    assert (curve.unit, curve.kind) == ("", "GR")


@pytest.mark.parametrize(
    ("logs", "said"),
    [
        ({"GR": (WAVE, 3)}, "the unit of GR must be text, however: 3"),
        ({3: (WAVE, "gAPI")}, "a curve's mnemonic must be text, however: 3"),
        ({"GR": WAVE}, "GR must be a pair, (values, unit), however it is of type ndarray"),
        ({"GR": (WAVE, "gAPI", "")}, "GR must be a pair, (values, unit), however it is of type tuple"),
        ([WAVE], "logs must map mnemonics to (values, unit), however it is of type list"),
    ],
)
def test_logs_of_another_form_are_refused_in_words(logs: Any, said: str) -> None:
    """With the name of the one that is meant."""
    with pytest.raises(TypeError, match=re.escape(said)):
        Well.from_arrays("A", DEPTH, logs)


@pytest.mark.parametrize("field", ["name", "uwi"])
def test_a_well_is_called_by_text(field: str) -> None:
    """Not as an AttributeError where it is looked for among training wells."""
    with pytest.raises(TypeError, match=f"{field} must be text, however: None"):
        replace(make(), **{field: None})


def test_depth_is_converted_to_metres() -> None:
    """One foot is 0.3048 m, a tenth of an inch 0.00254 m."""
    assert make(unit="ft").depth_m[0] == pytest.approx(304.8)
    assert make(unit=".1in").depth_m[0] == pytest.approx(2.54)
    assert make(unit="ft").step_m == pytest.approx(0.1524)


def test_a_missing_curve_is_named_with_those_there_are() -> None:
    """And names are found in any case."""
    assert make().curve("gr").kind == "GR"
    with pytest.raises(KeyError, match="no curve DT; the well has GR"):
        make().curve("DT")


def test_a_well_and_its_logs_travel_to_another_process() -> None:
    """What pickle makes of them is the same, its mappings read-only again."""
    logs = trusted_logs(replace(make(), header=MappingProxyType({"WELL": "A-1"})))
    there = pickle.loads(pickle.dumps(logs))
    assert (there.well.name, dict(there.well.header), there.mnemonics) == ("A-1", {"WELL": "A-1"}, logs.mnemonics)
    np.testing.assert_array_equal(there.logs["GR"].values, logs.logs["GR"].values)
    for mapping in (there.well.header, there.logs, there.twins, there.counts, there.distrusted):
        with pytest.raises(TypeError, match="does not support item assignment"):
            mapping["GR"] = 1


def test_a_well_says_where_it_came_from_and_how_far_it_goes() -> None:
    """Of the rows that have a depth, in any order; a well of arrays has no file."""
    well = Well.from_arrays("A/1", [1502.0, np.nan, 1500.0, 1501.0], {}, depth_unit="ft")
    assert well.span == (1500.0, 1502.0) and well.source == Path("A/1")
    assert replace(well, file=Path("in/a.las")).source == Path("in/a.las")


def test_thicknesses_are_in_feet_where_depths_are() -> None:
    """Tenths of an inch are an index, no unit to print in."""
    assert [length_unit(unit) for unit in METRES] == ["m", "ft", "m"]
