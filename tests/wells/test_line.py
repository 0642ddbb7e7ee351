"""Tests along depth in a file of two steps: each part is judged by its own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import CYCLE_SKIP, SPIKE, STUCK
from welllog_mdn.wells.well import Well

Floats = NDArray[np.float64]
Flags = NDArray[np.uint8]
UNITS = {"GR": "gAPI", "RHOB": "g/cm3", "DT": "us/ft", "CALI": "in"}
MOST_COARSE = np.r_[1000 + 0.1 * np.arange(200), 1020 + 0.5 * np.arange(500)]


def quiet(level: float, sd: float, z: Floats, seed: int = 0) -> Floats:
    """Return a log of even rock, as many samples as depths."""
    return level + np.random.default_rng(seed).normal(0, sd, len(z))


def flags(z: Floats, logs: Mapping[str, Floats], upwards: bool = False) -> dict[str, Flags]:
    """Return the flags of a well's logs in order of depth, however it was read."""
    way = slice(None, None, -1 if upwards else 1)
    made = {name: (values[way], UNITS[name]) for name, values in logs.items()}
    return {kind: log.flags[way] for kind, log in trusted_logs(Well.from_arrays("A", z[way], made)).logs.items()}


@pytest.mark.parametrize("upwards", [False, True])
def test_faults_in_a_coarser_part_are_found(upwards: bool) -> None:
    """A density stuck over 30 m, which flickers over 15 m more, a spike, and a skip of two samples, at half a metre
    below a tenth and a half of one.
    """
    z = np.r_[1000 + 0.15 * np.arange(400), 1060 + 0.5 * np.arange(200)]
    gr, rhob, dt = quiet(60, 1, z), quiet(2.4, 0.01, z, 1), quiet(90, 0.5, z, 2)
    rhob[450:510], rhob[550:580] = 2.4, 2.5 + 0.0005 * (np.arange(30) % 2)
    gr[550] += 120
    dt[520:522] += 120
    found = flags(z, {"GR": gr, "RHOB": rhob, "DT": dt}, upwards)
    assert np.flatnonzero(found["RHOB"] & STUCK).tolist() == [*range(450, 510), *range(550, 580)]
    assert np.flatnonzero(found["GR"] & SPIKE).tolist() == [550]
    assert np.flatnonzero(found["DTC"] & CYCLE_SKIP).tolist() == [520, 521]


@pytest.mark.parametrize("upwards", [False, True])
def test_faults_in_a_finer_part_are_found_where_the_coarser_one_holds_most_samples(upwards: bool) -> None:
    """A spike and a skip of three samples a tenth of a metre apart; their like at half a metre is a bed."""
    z, gr, dt = MOST_COARSE, quiet(60, 1, MOST_COARSE), quiet(90, 0.5, MOST_COARSE, 1)
    for first in (80, 400):
        gr[first : first + 3] += 120
    dt[120:123] += 60
    found = flags(z, {"GR": gr, "DT": dt}, upwards)
    assert np.flatnonzero(found["GR"]).tolist() == [80, 81, 82]
    assert np.flatnonzero(found["DTC"] & CYCLE_SKIP).tolist() == [120, 121, 122]


@pytest.mark.parametrize("row", range(196, 205))
def test_a_spike_where_the_step_changes_is_found(row: int) -> None:
    """Alone, and no sample beside it."""
    gr = quiet(60, 1, MOST_COARSE)
    gr[row] += 200
    assert np.flatnonzero(flags(MOST_COARSE, {"GR": gr})["GR"]).tolist() == [row]


def test_a_bed_where_the_step_changes_is_no_spike() -> None:
    """A metre of it in three samples of the finer part and one of the coarser; and beds of one coarse sample beside a
    finer part, in which the rock changes little from sample to sample.
    """
    gr = quiet(60, 1, MOST_COARSE)
    gr[198:202] += 120
    assert not flags(MOST_COARSE, {"GR": gr})["GR"].any()
    gr = np.where(MOST_COARSE > 1020, 60 + 60 * (np.arange(700) % 3 == 0), 60) + quiet(0, 1, MOST_COARSE)
    assert not flags(MOST_COARSE, {"GR": gr})["GR"].any()


def test_a_thin_bed_of_a_coarser_part_that_two_tools_show_is_no_spike() -> None:
    """One sample of coal in gamma ray and density at half a metre; without the density it is one."""
    z = np.r_[1000 + 0.15 * np.arange(400), 1060 + 0.5 * np.arange(200)]
    gr, rhob = quiet(95, 1, z), quiet(2.45, 0.005, z, 1)
    gr[500], rhob[500] = 25.0, 1.4
    assert not any(found.any() for found in flags(z, {"GR": gr, "RHOB": rhob}).values())
    assert np.flatnonzero(flags(z, {"GR": gr})["GR"]).tolist() == [500]


def test_the_usual_caliper_of_a_finer_part_is_that_of_as_many_metres() -> None:
    """A washout of six metres in sixty samples, without a bit size: the hole within 15 m is narrower."""
    cali = quiet(8.6, 0.02, MOST_COARSE)
    cali[70:130] = 12.0
    made = {"CALI": (cali, "in")}
    assert np.flatnonzero(trusted_logs(Well.from_arrays("A", MOST_COARSE, made)).bad_hole).tolist() == [*range(70, 130)]
