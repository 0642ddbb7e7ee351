"""Which units the values of a log fit, on logs of usual rock and of usual holes."""

from __future__ import annotations

import numpy as np
import pytest

from welllog_mdn.logs.kinds import default_table, to_canonical, unit_names
from welllog_mdn.wells.unit_fit import fitting_units, gardner_slowness, in_any_unit, median_ratio

KINDS = default_table().kinds
USUAL = {
    "RHOB": (2.2, 2.7), "NPHI": (0.1, 0.4), "DPHI": (0.05, 0.3), "SPHI": (0.05, 0.3), "POTA": (0.5, 4.0),
    "DTC": (60.0, 140.0), "DTS": (110.0, 300.0), "MUDWT": (1.1, 2.1), "DRHO": (-0.05, 0.05), "CALI": (8.0, 12.5),
    "BS": (8.5, 12.25), "DCAL": (-0.5, 3.0), "TEMP": (60.0, 120.0),
}  # fmt: skip  # in canonical units
UNMISTAKABLE = {"RHOB", "NPHI", "DPHI", "SPHI", "POTA", "DTC", "DTS", "MUDWT"}


def written_in(unit: str, kind: str, values: np.ndarray) -> np.ndarray:
    """Return canonical values of a kind as a file has them in a unit."""
    nought, one = (float(to_canonical(v, KINDS[kind], unit)) for v in (0.0, 1.0))
    return (values - nought) / (one - nought)


def fitting(kind: str, values: np.ndarray) -> list[str]:
    """Return the units that values of a kind fit by themselves, without a label or another log."""
    missing = np.full(len(values), np.nan)
    return fitting_units(KINDS[kind], "", values, missing, missing)


@pytest.mark.parametrize("kind", USUAL)
def test_a_usual_log_is_seen_to_be_in_its_unit_in_whichever_it_is_written(kind: str) -> None:
    """Of rock alone in that one; a hole of 12 may be in inches or centimetres, a rock of 80 in degC or degF."""
    for unit in unit_names(KINDS[kind], linear=True):
        found = fitting(kind, written_in(unit, kind, np.linspace(*USUAL[kind], 101)))
        assert found == [unit] if kind in UNMISTAKABLE else unit in found


@pytest.mark.parametrize(("kind", "units"), [("DRHO", {"kg/m3"}), ("CALI", {"mm", "m"}), ("DCAL", {"mm"})])
def test_what_is_too_small_or_too_large_for_the_other_units_is_in_one(kind: str, units: set[str]) -> None:
    """Corrections of 50 are in kg/m3, holes of 300 in mm."""
    for unit in units:
        values = written_in(unit, kind, np.linspace(*USUAL[kind], 101))
        assert fitting(kind, values) == [unit]


def test_values_that_no_unit_explains_fit_none() -> None:
    """A density of 20 or of 280, a slowness of 10, a temperature of 1,000; and too few of any, or of another log."""
    for kind, value in (("RHOB", 20.0), ("RHOB", 280.0), ("DTC", 10.0), ("TEMP", 1000.0), ("MUDWT", 100.0)):
        assert fitting(kind, value * np.linspace(0.99, 1.01, 50)) == []
    density = np.full(10, 2.4)
    assert fitting("RHOB", density) == ["g/cm3"]
    assert fitting("RHOB", density[:9]) == []
    assert fitting("GR", density) == []


def test_gardner_s_relation_gives_the_slowness_of_a_sandstone() -> None:
    """0.23 V^0.25 of 10,000 ft/s, which is 100 us/ft, is 2.3 g/cm3; of twice the velocity 2^0.25 times as much."""
    assert gardner_slowness(np.array([2.3, 2.3 * 2**0.25])) == pytest.approx([100.0, 50.0])


def test_a_ratio_is_the_median_of_ten_rows_or_more_that_have_both() -> None:
    """Of 1.5, 2 and 3; a row that lacks one of the logs, or has 0 in the other, does not count."""
    values, other = np.tile([3.0, 4.0, 6.0, 5.0, np.nan], 4), np.tile([2.0, 2.0, 2.0, 0.0, 2.0], 4)
    assert median_ratio(values, other) == 2.0
    assert median_ratio(values[:16], other[:16]) == 2.0 and np.isnan(median_ratio(values[:15], other[:15]))


def test_padding_that_is_in_no_unit_of_a_kind_is_missing() -> None:
    """Zeros and -1 of a density are; 2.4 and 2,400 may be, in g/cm3 and kg/m3."""
    found = in_any_unit(KINDS["RHOB"], np.array([0.0, -1.0, 2.4, 2400.0, np.nan]))
    assert np.isnan(found).tolist() == [True, True, False, False, True]
