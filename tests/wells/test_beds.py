"""Beds as thin as a spike: rock where another tool shows them too, a fault where one tool stands alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from welllog_mdn.wells.beds import Rows, Witness, is_slow_bed, row_medians
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import BAD_HOLE, CYCLE_SKIP, SPIKE
from welllog_mdn.wells.well import Well

N, AT = 400, 200
Floats = NDArray[np.float64]
SHALE = {"GR": 95.0, "RHOB": 2.45, "NPHI": 0.33, "DT": 95.0, "DTS": 180.0}
COAL = {"GR": 25.0, "RHOB": 1.40, "NPHI": 0.55, "DT": 135.0, "DTS": 280.0}
NOISE = {"GR": 1.0, "RHOB": 0.005, "NPHI": 0.005, "DT": 0.4, "DTS": 1.0}
UNITS = {"GR": "gAPI", "RHOB": "g/cm3", "NPHI": "v/v", "DT": "us/ft", "DTS": "us/ft"}


def flags(share: Floats, shown_by: str, step: float = 0.1524) -> dict[str, NDArray[np.uint8]]:
    """Return the flags of a shale's logs of which those named show a coal, to a `share` about the middle row."""
    rng = np.random.default_rng(1)
    there = np.zeros(N)
    first = AT - len(share) // 2
    there[first : first + len(share)] = share
    made = {
        k: (SHALE[k] + (COAL[k] - SHALE[k]) * there * (k in shown_by.split()) + rng.normal(0, NOISE[k], N), UNITS[k])
        for k in SHALE
    }
    logs = trusted_logs(Well.from_arrays("A", 1000 + step * np.arange(N), made)).logs
    return {k: log.flags for k, log in logs.items()}


THIN = np.array([0.1, 0.7, 1.0, 0.7, 0.1])  # three samples, as a tool smooths them
ABRUPT = np.array([1.0, 1.0, 1.0, 1.0])


def test_a_thin_coal_that_several_tools_show_is_no_spike() -> None:
    """0.4 m of coal in gamma ray, density, neutron and sonic."""
    found = flags(THIN, "GR RHOB NPHI DT DTS")
    assert {k: int(f.sum()) for k, f in found.items() if f.any()} == {}


def test_a_coal_of_two_samples_is_no_spike_though_each_has_rock_on_one_side() -> None:
    """One neighbour that shows the bed too is enough."""
    found = flags(np.array([0.9, 1.0]), "GR RHOB NPHI DT DTS")
    assert not any(f[AT - 1 : AT + 1].any() for f in found.values())


@pytest.mark.parametrize("name", ["RHOB", "NPHI", "DT"])
def test_the_same_excursion_of_one_tool_is_a_spike(name: str) -> None:
    """No other log moves."""
    found = flags(THIN, name)
    assert found["DTC" if name == "DT" else name][AT] & SPIKE


def test_one_sample_in_all_logs_at_once_is_no_bed_where_samples_are_close() -> None:
    """A tool that averages over a third of a metre shows a bed in more than one sample: telemetry failed."""
    found = flags(np.array([1.0]), "GR RHOB NPHI DT")
    assert all(found[k][AT] & SPIKE for k in ("GR", "RHOB", "NPHI", "DTC"))


def test_a_lone_sample_of_one_tool_is_a_spike_in_a_bed_that_another_shows_too() -> None:
    """A coal of five samples at 0.1 m in the gamma ray; the neutron, which would show it in as many, jumps for one."""
    rng, at = np.random.default_rng(5), np.arange(N)
    gr = np.where(abs(at - AT) <= 2, COAL["GR"], SHALE["GR"]) + rng.normal(0, NOISE["GR"], N)
    nphi = np.where(at == AT, COAL["NPHI"], SHALE["NPHI"]) + rng.normal(0, NOISE["NPHI"], N)
    made = {"GR": (gr, "gAPI"), "NPHI": (nphi, "v/v")}
    logs = trusted_logs(Well.from_arrays("A", 1000 + 0.1 * at, made)).logs
    assert np.flatnonzero(logs["NPHI"].flags & SPIKE).tolist() == [AT]


def test_one_sample_in_several_logs_is_a_bed_where_samples_are_a_metre_apart() -> None:
    """A metre of coal; the density alone is still a spike."""
    assert not flags(np.array([1.0]), "GR RHOB NPHI DT", step=1.0)["RHOB"].any()
    assert flags(np.array([1.0]), "RHOB", step=1.0)["RHOB"][AT] & SPIKE


def test_a_slow_bed_that_the_density_shows_is_no_cycle_skip() -> None:
    """Sonics jump into a coal and out of it within one sample each; without the density's word that is a skip."""
    rock, fault = flags(ABRUPT, "DT DTS RHOB"), flags(ABRUPT, "DT DTS")
    assert not (rock["DTC"] | rock["DTS"]).any()
    for kind in ("DTC", "DTS"):
        assert np.flatnonzero(fault[kind] & CYCLE_SKIP).tolist() == [198, 199, 200, 201]


@pytest.mark.parametrize(("count", "is_rock"), [(9, True), (2, False)])
def test_a_shale_of_many_samples_shows_through_the_scatter_of_the_gamma_ray(count: int, is_rock: bool) -> None:
    """By 30 gAPI, where it flickers by 7: of 1.2 m that was not enough, and the shear was called a cycle skip; of two
    samples it is not.
    """
    at = np.arange(N)
    inside = (at >= 198) & (at < 198 + count)
    made = {"GR": (75 + 3.5 * (-1.0) ** at + 30 * inside, "gAPI"), "DTS": (180 + at % 3 + 50 * inside, "us/ft")}
    found = trusted_logs(Well.from_arrays("A", 1000 + 0.1524 * np.arange(N), made)).logs["DTS"].flags & CYCLE_SKIP
    assert (found > 0).tolist() == (inside & (not is_rock)).tolist()


def test_dense_rock_bears_no_witness_for_a_slow_bed() -> None:
    """A stringer in the density where the sonic skips: slow and dense at once is a fault."""
    rng = np.random.default_rng(2)
    rhob, dt = 2.45 + rng.normal(0, 0.005, N), 95 + rng.normal(0, 0.4, N)
    rhob[198:202] += 0.3
    dt[198:202] += 60
    made = {"RHOB": (rhob, "g/cm3"), "DT": (dt, "us/ft")}
    log = trusted_logs(Well.from_arrays("A", 1000 + 0.1524 * np.arange(N), made)).logs["DTC"]
    assert (log.flags[198:202] & CYCLE_SKIP).all()


def test_a_density_in_bad_hole_bears_no_witness() -> None:
    """Where the pad has lost the wall, the density says nothing of the sonic's skip."""
    rng = np.random.default_rng(3)
    rhob, dt = 2.45 + rng.normal(0, 0.005, N), 95 + rng.normal(0, 0.4, N)
    cali = 8.6 + rng.normal(0, 0.02, N)
    rhob[198:202] -= 0.9
    dt[198:202] += 60
    cali[196:204] = 14.0
    made = {"RHOB": (rhob, "g/cm3"), "DT": (dt, "us/ft"), "CALI": (cali, "in"), "BS": (np.full(N, 8.5), "in")}
    logs = trusted_logs(Well.from_arrays("A", 1000 + 0.1524 * np.arange(N), made)).logs
    assert (logs["DTC"].flags[198:202] & CYCLE_SKIP).all() and (logs["RHOB"].flags[198:202] & BAD_HOLE).all()


def test_the_sonic_bears_no_witness() -> None:
    """Inputs of a well that lacks the sonic, where it is predicted, are judged as those of one that has it."""
    assert flags(THIN, "RHOB DT DTS")["RHOB"][AT] & SPIKE


def test_rock_beyond_a_gap_bears_no_witness() -> None:
    """Sixty metres are missing beside the excursion: what the gamma ray reads below them says nothing of it."""
    rng = np.random.default_rng(4)
    gr, rhob = 95 + rng.normal(0, 1, N), 2.45 + rng.normal(0, 0.005, N)
    rhob[199:202] -= [0.7, 1.0, 0.7]
    gr[199:] = 40
    gr[203:] = 95
    depth = 1000 + 0.1524 * np.arange(N)
    made = {"GR": (gr, "gAPI"), "RHOB": (rhob, "g/cm3")}
    assert not trusted_logs(Well.from_arrays("A", depth, made)).logs["RHOB"].flags[200]
    torn = depth + 60 * (np.arange(N) > 202)
    assert trusted_logs(Well.from_arrays("A", torn, made)).logs["RHOB"].flags[200] & SPIKE


@pytest.mark.parametrize(("height", "seen"), [(30.0, True), (14.0, False)])
def test_a_slow_bed_is_shown_by_its_middle_against_the_rock_beyond_its_blurred_rims(height: float, seen: bool) -> None:
    """Three metres of it, of which a gamma ray smooths two samples on either side, against three tenths of a spike's
    50 gAPI; forty metres above it the rock is another one, which says nothing.
    """
    at = np.arange(N)
    rows = Rows(1000 + 0.1524 * at, np.full(N, 0.1524))
    share = np.interp(at, [187, 190, 209, 212], [0.0, 1.0, 1.0, 0.0])
    other = np.where(at < 160, 55.0, 0.0)
    assert is_slow_bed(190, 210, rows, [Witness("GR", 40.0 + height * share + other, 50.0)]) == seen
    assert not is_slow_bed(190, 210, rows, [Witness("GR", 40.0 + other, 50.0)])


def test_around_a_sample_lie_its_neighbours_up_to_a_gap_and_to_the_ends() -> None:
    """One missing sample is no gap, seven are; where the step changes the larger one counts on either side."""
    rows, x, nan = Rows(np.array([0, 1, 2, 4, 5, 12, 13, 14.0]), np.ones(8)), 10.0 * np.arange(8), np.nan
    wanted = [[nan, nan, 0, 10, 20], [10, 20, 30, 40, nan], [50, 60, 70, nan, nan]]
    assert rows.around(x, np.array([0, 3, 7]), -2, 2) == pytest.approx(np.array(wanted), nan_ok=True)
    finer = Rows(np.array([0, 1, 2, 2.1, 2.2, 2.3]), np.array([1, 1, 0.1, 0.1, 0.1, 0.1]))
    assert finer.around(x[:6], np.array([1, 3]), -1, 2).tolist() == [[0, 10, 20, 30], [20, 30, 40, 50]]
    assert finer.around(x[:6], np.array([3]), -2, -2).tolist() == [[10]]


def test_shoulders_lie_beyond_the_reach_on_either_side() -> None:
    """Two samples of a metre at the least; of 0.1 m as many as make 0.6 m."""
    x = np.arange(40.0)
    for step, near, far in ((1.0, 2, 3), (0.1, 2, 7)):
        left, right = Rows(step * x, np.full(40, step)).shoulders(x, np.array([20]), 1)
        assert left[0].tolist() == [*range(20 - far, 20 - near + 1)]
        assert right[0].tolist() == [*range(20 + near, 20 + far + 1)]


def test_the_median_of_a_row_is_that_of_its_finite_values() -> None:
    """Of four, of two, of one and of none; of three of four."""
    nan = np.nan
    rows = np.array([[4, 1, 3, 2], [nan, 5, nan, 1], [7, nan, nan, nan], [nan] * 4, [9, nan, 1, 2]])
    assert row_medians(rows) == pytest.approx(np.array([2.5, 3.0, 7.0, nan, 2.0]), nan_ok=True)
    assert row_medians(rows[:, :2]) == pytest.approx(np.array([2.5, 5.0, 7.0, nan, 9.0]), nan_ok=True)
    assert row_medians(rows[:, :1]) == pytest.approx(np.array([4.0, nan, 7.0, nan, 9.0]), nan_ok=True)
