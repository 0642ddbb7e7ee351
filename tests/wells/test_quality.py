"""What is trusted of a curve: made-up wells whose faults are known, and real wells that must not be accused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from welllog_mdn.errors import UsageError
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import _zero_like, trusted_logs
from welllog_mdn.wells.trusted import (
    BAD_HOLE,
    CYCLE_SKIP,
    NULL_LIKE,
    OTHER_UNIT,
    OUTSIDE,
    SPIKE,
    STUCK,
    TrustedLogs,
    without,
)
from welllog_mdn.wells.well import Curve, Well, frozen

N = 1000
DEPTH = 1000 + 0.1524 * np.arange(N)
Floats = NDArray[np.float64]
Logs = Mapping[str, tuple[Floats, str]]


def beds(low: float, high: float, seed: int) -> Floats:
    """Return a log of beds of about three metres with the tool's smoothing and noise, (N,)."""
    rng = np.random.default_rng(seed)
    blocky = np.repeat(rng.uniform(low, high, N // 20), 20)
    smooth = np.convolve(np.pad(blocky, 4, mode="edge"), np.hanning(11)[1:-1] / np.hanning(11).sum(), "valid")
    return smooth + rng.normal(0, 0.005 * (high - low), N)


def logs() -> dict[str, tuple[Floats, str]]:
    """Return a sound set of logs."""
    return {
        "CALI": (beds(8.5, 9.2, 0), "in"),
        "BS": (np.full(N, 8.5), "in"),
        "GR": (beds(20, 140, 1), "gAPI"),
        "RDEP": (10 ** beds(-0.3, 2, 2), "ohm.m"),
        "RHOB": (beds(2.1, 2.7, 3), "g/cm3"),
        "DRHO": (beds(-0.02, 0.05, 4), "g/cm3"),
        "NPHI": (beds(0.05, 0.45, 5), "v/v"),
        "DT": (beds(60, 130, 6), "us/ft"),
        "DTS": (1.8 * beds(60, 130, 6), "us/ft"),
    }


def judged(depth: Floats = DEPTH, depth_unit: str = "m", **changed: tuple[Floats, str] | None) -> TrustedLogs:
    """Return the judgement of the sound logs with some of them changed, or taken out by None."""
    made = {k: v for k, v in {**logs(), **changed}.items() if v is not None}
    return trusted_logs(Well.from_arrays("A", depth, made, depth_unit=depth_unit))


def said(result: TrustedLogs, severity: str = "warn") -> str:
    """Return all notices of a severity."""
    return "\n".join(str(n) for n in result.notices if n.severity == severity)


def test_sound_logs_are_trusted_throughout() -> None:
    """No flag, no warning."""
    result = judged()
    assert set(result.logs) == {"CALI", "BS", "GR", "RDEP", "RHOB", "DRHO", "NPHI", "DTC", "DTS"}
    assert {k: int(log.flags.sum()) for k, log in result.logs.items() if log.flags.any()} == {}
    assert said(result) == "" and not result.bad_hole.any()


def test_tension_and_speed_of_the_cable_and_counts_beside_the_neutron_are_no_second_curves_of_a_log() -> None:
    """TENS, SPD and MARK of one run, NCNL beside NPHI: nothing is to be chosen, and an even speed is no dead tool."""
    n = len(DEPTH)
    cable = {"TENS": (beds(2000, 2500, 5), "lbf"), "SPD": (np.full(n, 1800.0), "ft/h"), "MARK": (np.zeros(n), "")}
    result = judged(**cable, NCNL=(beds(300, 900, 6), "cps"))
    assert said(result) == "" and {"TENS", "CABLE_SPEED", "NPHI"} <= set(result.logs)


def test_a_compensated_density_log_is_no_caliper() -> None:
    """CDL without a unit holds 2.2 to 2.6: a density, no hole of that many inches; in inches it is told of."""
    result = judged(CDL=(beds(2.2, 2.6, 8), ""), RHOB=None, CALI=None)
    assert result.logs["RHOB"].mnemonic == "CDL" and "CALI" not in result.logs
    assert "CDL: unit in is none of bulk density" in said(judged(CDL=(beds(8, 9, 8), "in")))


def test_a_curve_is_what_the_table_that_it_was_read_with_says() -> None:
    """MYGR a gamma ray and DT a shear sonic, though the judge is not told so again; where it is told, that counts."""
    own = default_table().with_aliases({"GR": ["MYGR"], "DTS": ["DT"]})
    made = {"MYGR": logs()["GR"], "DT": logs()["DTS"], "RHOB": logs()["RHOB"]}
    well = Well.from_arrays("A", DEPTH, made, table=own)
    for result in (trusted_logs(well), trusted_logs(well, fix_units={"MYGR": "gAPI"}), trusted_logs(well, table=own)):
        assert {k: log.mnemonic for k, log in result.logs.items()} == {"GR": "MYGR", "DTS": "DT", "RHOB": "RHOB"}
    other = default_table().with_aliases({"CGR": ["MYGR"], "DTST": ["DT"]})
    assert set(trusted_logs(well, table=other).logs) == {"CGR", "DTST", "RHOB"}


def test_values_outside_the_physical_range_are_masked_and_counted() -> None:
    """1e6 in a density is no rock; measured keeps it, values does not."""
    rhob = logs()["RHOB"][0]
    rhob[[10, 11, 500]] = 1e6, -5, 0
    result = judged(RHOB=(rhob, "g/cm3"))
    log = result.logs["RHOB"]
    assert np.flatnonzero(log.flags & OUTSIDE).tolist() == [10, 11, 500]
    assert np.isnan(log.values[[10, 11, 500]]).all() and log.measured[10] == 1e6
    assert result.counts["RHOB"] == {"outside its physical range": 3}
    assert "RHOB: outside 1..3.3 g/cm3 in 3 of 1000 rows" in said(result)


def test_the_ends_of_the_physical_range_are_in_it() -> None:
    """Density of 1 and of 3.3 g/cm3, between beds that reach as far."""
    rhob = np.where(np.arange(N) < 500, 1.0, 3.3) + np.tile([0.0, 0.02, 0.04, 0.02], N // 4) * np.repeat([1, -1], 500)
    assert not (judged(RHOB=(rhob, "g/cm3")).logs["RHOB"].flags & OUTSIDE).any()


def test_a_value_without_bounds_is_missing() -> None:
    """As an array may hold it, a file not."""
    gr = logs()["GR"][0]
    gr[10:20] = np.inf
    assert np.isnan(judged(GR=(gr, "gAPI")).logs["GR"].measured).sum() == 10


@pytest.mark.parametrize(("ratio", "used"), [(0.6, False), (1.0, False), (1.3, True)])
def test_a_shear_log_that_is_as_fast_as_compression_is_none(ratio: float, used: bool) -> None:
    """A copy of the compressional one under its name, or the two exchanged; no rock is so stiff."""
    result = judged(DT=(beds(110, 130, 6), "us/ft"), RHOB=None, DTS=(ratio * beds(110, 130, 6), "us/ft"))
    assert ("DTS" in result.logs) == used and "DTC" in result.logs
    assert used or f"DTS: {ratio:.2f} times DT (median), in rock 1.4 and more; curve not used" in said(result)


def test_resistivity_of_zero_is_outside() -> None:
    """Its logarithm does not exist; no numpy warning escapes (warnings are errors here)."""
    rdep = logs()["RDEP"][0]
    rdep[5:8] = 0, -1, 1e-4
    assert np.flatnonzero(judged(RDEP=(rdep, "ohm.m")).logs["RDEP"].flags).tolist() == [5, 6, 7]


@pytest.mark.parametrize(
    ("kind", "unit", "names", "chosen"),
    [
        ("RDEP", "ohm.m", "AT60 AT90", "AT90"),
        ("RDEP", "ohm.m", "RLA4 RLA5", "RLA5"),
        ("RDEP", "ohm.m", "AHT60_1 AHT90_1", "AHT90_1"),
        ("NPHI", "v/v", "CNDL CNLS CNSS", "CNLS"),
        ("NPHI", "v/v", "APDC APLC APSC", "APLC"),
        ("DPHI", "v/v", "DPSS DPLS", "DPLS"),
        ("RHOB", "g/cm3", "LSDENS SSDENS CADE", "CADE"),
        ("GR", "gAPI", "SGR GR", "SGR"),
    ],
)
def test_of_one_tool_s_curves_the_deepest_the_compensated_and_that_for_limestone_are_used(
    kind: str, unit: str, names: str, chosen: str
) -> None:
    """Exports sort them by name or by depth of investigation; other equals are taken in the file's order."""
    top = {"GR": 140.0, "RHOB": 2.8}.get(kind, 0.4)
    made = {name: (beds(top / 2, top, i), unit) for i, name in enumerate(names.split())}
    assert trusted_logs(Well.from_arrays("A", DEPTH, made)).logs[kind].mnemonic == chosen


@pytest.mark.parametrize(("lost", "chosen"), [(10, "AT90"), (50, "AT60")])
def test_the_deepest_of_one_tool_s_curves_is_used_while_it_lacks_a_fiftieth_at_most(lost: int, chosen: str) -> None:
    """Of 1000 samples; of one that lacks more the fuller one is used, as of any two curves."""
    deep = 10 ** beds(0, 1, 2)
    deep[:lost] = np.nan
    made = {"AT60": (10 ** beds(0, 1, 1), "ohm.m"), "AT90": (deep, "ohm.m")}
    assert trusted_logs(Well.from_arrays("A", DEPTH, made)).logs["RDEP"].mnemonic == chosen


@pytest.mark.parametrize(("name", "size"), [("GR", 200.0), ("RHOB", -0.6), ("NPHI", 0.4), ("DT", 60.0)])
@pytest.mark.parametrize("width", [1, 2])
def test_spikes_thinner_than_a_tool_resolves_are_found(name: str, size: float, width: int) -> None:
    """One or two samples at 0.15 m; the neighbours are left alone."""
    values, unit = logs()[name]
    for at in (100, 400, 733):
        values[at : at + width] += size
    log = judged(**{name: (values, unit), "DTS": None}).logs["DTC" if name == "DT" else name]
    expected = [at + k for at in (100, 400, 733) for k in range(width)]
    assert np.flatnonzero(log.flags & SPIKE).tolist() == expected


@pytest.mark.parametrize(
    ("step", "width", "found"),
    [(0.1524, 3, False), (0.1524, 4, False), (0.1, 3, True), (0.1, 4, False), (0.1, 5, False), (0.05, 3, True)]
    + [(0.05, 4, False), (0.05, 5, False), (0.05, 6, False), (0.3, 2, False)],
)
def test_up_to_three_samples_within_a_third_of_a_metre_are_a_spike(step: float, width: int, found: bool) -> None:
    """Of a gamma ray alone; what is one sample wider is none in any of its samples, also in its middle."""
    gr = 60 + np.random.default_rng(0).normal(0, 1, N)
    gr[500 : 500 + width] += 300
    flags = trusted_logs(Well.from_arrays("A", step * np.arange(N), {"GR": (gr, "gAPI")})).logs["GR"].flags
    assert np.flatnonzero(flags & SPIKE).tolist() == (list(range(500, 500 + width)) if found else [])


@pytest.mark.parametrize("null", [496, 498, 504, 506])
def test_a_spike_is_one_in_all_its_samples_where_a_null_is_near(null: int) -> None:
    """Three samples at 0.1 m with a good one beside them, beyond which a null takes the third neighbour."""
    gr = 60 + np.random.default_rng(0).normal(0, 1, N)
    gr[500:503] += 300
    gr[null] = np.nan
    flags = trusted_logs(Well.from_arrays("A", 0.1 * np.arange(N), {"GR": (gr, "gAPI")})).logs["GR"].flags
    assert np.flatnonzero(flags & SPIKE).tolist() == [500, 501, 502]


@pytest.mark.parametrize(("size", "found"), [(0.35, False), (0.7, True)])
def test_half_a_decade_makes_a_spike_of_a_resistivity(size: float, found: bool) -> None:
    """Over a background whose decades hardly vary, at 1 and at 100 ohm.m alike."""
    decades = np.where(np.arange(N) < 500, 0.0, 2.0) + np.random.default_rng(0).normal(0, 0.005, N)
    decades[[250, 750]] += size
    flags = trusted_logs(Well.from_arrays("A", DEPTH, {"RT": (10**decades, "ohm.m")})).logs["RDEP"].flags
    assert np.flatnonzero(flags & SPIKE).tolist() == ([250, 750] if found else [])


@pytest.mark.parametrize(("size", "found"), [(30.0, False), (45.0, True)])
def test_a_quarter_of_its_track_makes_a_spike_of_a_gamma_ray(size: float, found: bool) -> None:
    """37.5 of 150 gAPI, however quiet the rock."""
    gr = 60 + np.random.default_rng(0).normal(0, 0.5, N)
    gr[500] += size
    flags = trusted_logs(Well.from_arrays("A", DEPTH, {"GR": (gr, "gAPI")})).logs["GR"].flags
    assert np.flatnonzero(flags & SPIKE).tolist() == ([500] if found else [])


@pytest.mark.parametrize(("row", "times"), [(500, 6.0), (0, 12.0), (N - 1, 12.0)])
def test_a_spike_exceeds_six_times_the_scatter_beside_it_and_twelve_times_at_an_end(row: int, times: float) -> None:
    """Of a gamma ray that changes by 8 gAPI over any two samples, the width of a spike, and stands at 70 beside it."""
    gr = np.where(np.arange(N) // 2 % 2, 70.0, 62.0)
    for size, found in ((0.97 * times, []), (1.03 * times, [row])):
        gr[row] = 70.0 + size * 1.4826 * 8.0
        flags = trusted_logs(Well.from_arrays("A", DEPTH, {"GR": (gr, "gAPI")})).logs["GR"].flags
        assert np.flatnonzero(flags & SPIKE).tolist() == found


def test_a_test_that_would_flag_more_than_half_of_a_curve_is_dropped() -> None:
    """A neutron that jumps at every other sample is odd, but its spikes are its rule."""
    gr = np.where(np.arange(N) % 2, 60.0, 140.0) + np.random.default_rng(0).normal(0, 0.5, N)
    gr[::20] = np.nan
    result = judged(GR=(gr, "gAPI"))
    assert not (result.logs["GR"].flags & SPIKE).any()


def test_spikes_at_the_ends_and_between_nulls_are_judged_by_what_is_known() -> None:
    """Four changes nearby are enough to tell a spike, from one side too; where there are fewer, any excess counts."""
    for first, row in ((0, 1), (0, N // 2), (N - 40, N - 2)):
        gr = np.full(N, np.nan)
        gr[first : row + 3] = logs()["GR"][0][first : row + 3]
        gr[row] += 400
        assert np.flatnonzero(judged(GR=(gr, "gAPI")).logs["GR"].flags).tolist() == [row], row


@pytest.mark.parametrize("row", [0, 499, 520, N - 1])
def test_a_first_or_last_reading_out_of_line_is_a_spike(row: int) -> None:
    """At the ends of the log, and beside a gap of nulls; a bed that begins there is none."""
    for value, found in ((230.0, [row]), (None, [])):
        dt = logs()["DT"][0]
        dt[500:520] = np.nan
        inner = slice(row, row + 8) if row in (0, 520) else slice(row - 7, row + 1)
        dt[inner] = dt[inner] if value else 140.0
        dt[row] = value or dt[row]
        flags = judged(DT=(dt, "us/ft")).logs["DTC"].flags
        assert np.flatnonzero(flags & (SPIKE | CYCLE_SKIP)).tolist() == found, value


@pytest.mark.parametrize(("edge", "rest"), [(499, slice(520, 530)), (520, slice(490, 500))])
def test_the_edge_of_a_bed_that_goes_on_beyond_a_gap_is_no_spike(edge: int, rest: slice) -> None:
    """One sample of it was logged on this side, the others on that one."""
    dt = logs()["DT"][0]
    dt[480:540] = 80.0 + np.sin(np.arange(60))
    dt[500:520] = np.nan
    dt[edge], dt[rest] = 140.0, np.where(np.isnan(dt[rest]), np.nan, 140.0)
    assert not judged(DT=(dt, "us/ft")).logs["DTC"].flags[edge]


def test_a_bed_of_a_metre_is_no_spike() -> None:
    """Seven samples of coal between shoulders."""
    rhob = logs()["RHOB"][0]
    rhob[300:307] = 1.4
    assert not (judged(RHOB=(rhob, "g/cm3")).logs["RHOB"].flags & SPIKE).any()


def test_flags_do_not_depend_on_the_reading_direction_or_the_depth_unit() -> None:
    """Deepest row first gives the same flags row by row; so do feet."""
    gr = logs()["GR"][0]
    gr[[100, 500]] += 300
    gr[700:760] = 55.5
    down = judged(GR=(gr, "gAPI")).logs["GR"].flags
    up = trusted_logs(Well.from_arrays("A", DEPTH[::-1], {"GR": (gr[::-1], "gAPI")})).logs["GR"].flags
    feet = judged(DEPTH / 0.3048, "ft", GR=(gr, "gAPI")).logs["GR"].flags
    assert down.any() and np.array_equal(down, up[::-1]) and np.array_equal(down, feet)


def test_a_gap_in_depth_ends_a_neighbourhood() -> None:
    """A lone sample between two gaps, of fifty metres or of one, has no neighbours to be a spike against."""
    gr = logs()["GR"][0]
    gr[500] += 300
    for gap in (50, 1):
        depth = DEPTH + gap * ((np.arange(N) >= 500).astype(float) + (np.arange(N) >= 501))
        assert not judged(depth, GR=(gr, "gAPI")).logs["GR"].flags.any()


def test_a_stuck_tool_is_masked_but_a_bit_size_may_stand_still() -> None:
    """Identical to the last digit over nine metres; three metres are not enough, nor are four metres of thirty samples,
    nor twelve metres of twenty, nor two pieces of fifteen samples between which fifty metres are missing.
    """
    gr = logs()["GR"][0]
    gr[200:260], gr[600:620] = 75.0, 80.0
    result = judged(GR=(gr, "gAPI"))
    assert np.flatnonzero(result.logs["GR"].flags & STUCK).tolist() == list(range(200, 260))
    assert not result.logs["BS"].flags.any()
    gr = logs()["GR"][0]
    gr[200:230] = 75.0
    assert not (judged(DEPTH, GR=(gr, "gAPI")).logs["GR"].flags & STUCK).any()
    torn = DEPTH + 50 * (np.arange(N) >= 215)
    assert not (judged(torn, GR=(gr, "gAPI")).logs["GR"].flags & STUCK).any()
    coarse = 1000 + 0.6 * np.arange(N)
    for count, stuck in ((24, 0), (25, 25)):
        gr = logs()["GR"][0]
        gr[200 : 200 + count] = 75.0
        assert int(((judged(coarse, GR=(gr, "gAPI")).logs["GR"].flags & STUCK) > 0).sum()) == stuck


def test_a_dead_tool_that_flickers_between_two_digits_is_stuck() -> None:
    """2.650 and 2.651 in turn over twenty metres; five digits between them are rock without change, or a filter."""
    rhob = np.round(logs()["RHOB"][0], 3)
    rhob[300:430] = 2.65 + 0.001 * (np.arange(130) % 2)
    flags = judged(RHOB=(rhob, "g/cm3")).logs["RHOB"].flags & STUCK
    assert flags[300:430].all() and not flags[:299].any() and not flags[431:].any()
    rhob[300:430] = 2.65 + 0.0002 * (np.arange(130) % 5)
    assert not (judged(RHOB=(rhob, "g/cm3")).logs["RHOB"].flags & STUCK).any()


@pytest.mark.parametrize(
    ("name", "kind", "unit", "low", "digit"),
    [
        ("RHOB", "RHOB", "g/cm3", 2.45, 0.01),
        ("GR", "GR", "gAPI", 50, 1),
        ("NPHI", "NPHI", "%", 20, 1),
        ("DT", "DTC", "us/ft", 90, 1),
    ],
)
def test_a_dead_tool_of_few_digits_flickers_between_two_of_them(
    name: str, kind: str, unit: str, low: float, digit: float
) -> None:
    """At random over thirty metres where other logs move; not over ten, nor where they stand still too."""
    rng, inside = np.random.default_rng(0), (np.arange(N) >= 300) & (np.arange(N) < 500)

    def stuck(log: Floats, others: dict[str, tuple[Floats, str]]) -> list[int]:
        found = judged(**{**others, name: (np.round(low + digit * log, 2), unit)}).logs[kind].flags & STUCK
        return np.flatnonzero(found).tolist()

    log = np.where(inside, rng.integers(0, 2, N), 10 * rng.integers(-1, 2, N) + 5)
    assert stuck(log, {}) == list(range(300, 500))
    assert stuck(log, {k: (np.where(inside, np.median(v), v), u) for k, (v, u) in logs().items()}) == []
    log[370:430:5] += 5
    assert stuck(log, {}) == []


def test_rock_may_stay_within_two_digits_of_five_units() -> None:
    """A sonic in steps of 5 us/ft, ten times what its tool resolves, over thirty metres of 90 and 95."""
    rng, inside = np.random.default_rng(0), (np.arange(N) >= 300) & (np.arange(N) < 500)
    log = 90.0 + 5 * np.where(inside, rng.integers(0, 2, N), 4 * rng.integers(-1, 2, N) + 2)
    assert not (judged(DT=(log, "us/ft"), DTS=None).logs["DTC"].flags & STUCK).any()


def test_a_constant_curve_is_stuck_throughout_and_named() -> None:
    """Nothing of it is used."""
    result = judged(GR=(np.full(N, 50.0), "gAPI"))
    assert np.isnan(result.logs["GR"].values).all() and "GR: stuck in 1000 of 1000 rows" in said(result)


def test_logarithms_are_no_resistivity() -> None:
    """A curve of log10 values, a third of them below 0, is not used; a few negative samples are only masked."""
    rng = np.random.default_rng(0)
    decades = 0.3 + 0.7 * rng.standard_normal(400)
    logs, said = (trusted_logs(Well.from_arrays("W", np.arange(400.0), {"RT": (v, "ohm.m")})) for v in
                  (np.where(np.arange(400) < 20, -1.0, 10**decades), decades))  # fmt: skip
    assert "RDEP" in logs.logs and "RDEP" not in said.logs
    assert any("negative: logarithms" in n.text for n in said.notices)


def test_a_dead_curve_is_not_used_at_all() -> None:
    """PE of 0.05 throughout, as in a well of the SPWLA contest; where a fifth of it is of rock, that is used."""
    some = judged(PE=(np.where(np.arange(N) % 10 < 8, 0.05, beds(2, 4, 8)), "B/E"))
    assert np.isfinite(some.logs["PEF"].values).sum() == 200
    result = judged(PE=(np.full(N, 0.05) + 1e-4 * np.arange(N) / N, "B/E"))
    assert "PEF" not in result.logs and "PEF" in result.distrusted
    assert "PE: 100 % of its samples are outside 0.1..80 b/e" in said(result)


def test_rows_that_two_tests_mask_are_counted_once_in_all() -> None:
    """One sample 80 us/ft too slow is a spike and a cycle skip; each reason has its count beside the rows in all. Nulls
    that the file does not declare are told of by themselves.
    """
    dt = logs()["DT"][0]
    dt[300] += 80
    result = judged(DT=(dt, "us/ft"), DTS=None)
    assert result.counts["DTC"] == {"spikes": 1, "cycle skips": 1}
    assert f"DT: spikes in 1, cycle skips in 1, in all 1 of {N} rows; masked" in said(result)
    dt[400] = 900.0
    told = f"DT: outside 40..240 us/ft in 1, spikes in 1, cycle skips in 1, in all 2 of {N} rows; masked"
    assert told in said(judged(DT=(dt, "us/ft"), DTS=None))
    dt[[400, 500, 600]] = -9999.0
    told = f"DT: spikes in 1, cycle skips in 1, in all 1 of {N - 3} rows; masked"
    assert told in said(judged(DT=(dt, "us/ft"), DTS=None))


def test_cycle_skips_jump_up_and_come_back() -> None:
    """Six samples 50 us/ft too slow between abrupt edges; a step into slower rock is none."""
    dt = logs()["DT"][0]
    dt[300:306] += 80
    dt[700:] += 40
    flags = judged(DT=(dt, "us/ft"), DTS=None).logs["DTC"].flags
    assert np.flatnonzero(flags & CYCLE_SKIP).tolist() == list(range(300, 306))


def skips(
    step: float = 0.1524, gap: float = 0.0, size: float = 60.0, count: int = 6, below: float = 0.0,
    shape: list[float] | None = None,
) -> list[int]:  # fmt: skip
    """Return where a sonic of 90 us/ft that jumps up for some samples from row 300 on, and comes back, skips."""
    dt, jump = 90 + np.random.default_rng(0).normal(0, 0.4, N), shape or [size] * count
    dt[300 : 300 + len(jump)] += jump
    dt[300 + len(jump) :] += below
    depth = 1000 + step * np.arange(N) + gap * (np.arange(N) >= 300)
    found = trusted_logs(Well.from_arrays("A", depth, {"DT": (dt, "us/ft")})).logs["DTC"].flags
    return np.flatnonzero(found & CYCLE_SKIP).tolist()


def test_a_cycle_skip_is_short_and_abrupt_on_both_sides() -> None:
    """Not over three metres, by 20 us/ft, beside a gap in depth, into rock that is nearly as slow, nor by 50 us/ft in
    samples half a metre apart, between which rock may change that much.
    """
    assert skips() == skips(below=20.0) == skips(size=28.0) == list(range(300, 306))
    assert skips(count=9) == list(range(300, 309)) and skips(count=10) == []  # 1.37 m, and 1.52 m
    assert skips(count=20) == skips(size=20.0) == skips(gap=20.0) == skips(below=50.0) == []
    assert skips(shape=[60.0, 40.0, 18.0, 38.0], below=10.0) == []  # comes near the rock between its ends
    assert skips(step=0.5, count=2, size=50.0) == [] and skips(step=0.5, count=2, size=120.0) == [300, 301]


def test_bad_hole_masks_pad_tools_and_leaves_sonic_alone() -> None:
    """Caliper over bit size by three inches in 100 rows, DRHO of 0.3 in ten others."""
    cali, drho = logs()["CALI"][0], logs()["DRHO"][0]
    cali[100:200] = 11.5
    drho[400:410] = 0.3
    result = judged(CALI=(cali, "in"), DRHO=(drho, "g/cm3"))
    expected = [*range(100, 200), *range(400, 410)]
    assert np.flatnonzero(result.bad_hole).tolist() == expected
    for kind in ("RHOB", "NPHI"):
        assert np.flatnonzero(result.logs[kind].flags & BAD_HOLE).tolist() == expected
    assert not (result.logs["DTC"].flags | result.logs["GR"].flags).any()
    assert "bad hole: 17 m (110 rows)" in said(result)
    drho[401:410] = 0.0
    assert "bad hole: 0.2 m (1 row)" in said(judged(DRHO=(drho, "g/cm3")))
    feet = judged(DEPTH / 0.3048, "ft", DRHO=(drho, "g/cm3"), GR=(np.repeat(60.0 + np.arange(5), 200), "gAPI"))
    assert "bad hole: 0.5 ft (1 row)" in said(feet) and "GR: identical over 16 ft and more in 100 %" in said(feet)


def test_bad_hole_in_which_no_log_of_a_pad_tool_is_used_is_no_warning() -> None:
    """Nothing is masked there: named are the logs that there are, and what they say; the rows of bad hole stay.

    Pad tools that were run, but of which no log is used, are no tools that were not run.
    """
    cali, pads = logs()["CALI"][0], ("RHOB", "NPHI", "DRHO")
    cali[100:200] = 11.5
    run = {name: (np.where(np.arange(N) >= 199, logs()[name][0], np.nan), logs()[name][1]) for name in pads}
    told = "bad hole: 15 m (100 rows) by caliper (CALI){}; {}"
    counts: Logs = {"RHOB": (beds(900, 1500, 3), "cps"), "NPHI": (beds(900, 1500, 5), "cps")}
    unused: dict[str, tuple[Floats, str] | None] = {**counts, "DRHO": None}
    used = "pad tools masked"
    for more, dry in (({}, used), (dict.fromkeys(pads), ""), (unused, ""), (run | {"DRHO": None}, used)):
        result = judged(CALI=(cali, "in"), **more)
        either = "" if "DRHO" in more else " or DRHO"
        expected = told.format(either, dry or "nothing masked, no log of a pad tool is used there")
        assert [(str(n), n.severity) for n in result.notices if n.subject == "bad hole"] == [
            (expected, "warn" if dry else "info")
        ]
        assert np.flatnonzero(result.bad_hole).tolist() == [*range(100, 200)]


def test_bad_hole_has_the_metres_of_each_part_of_the_file_and_of_each_depth_once() -> None:
    """At 0.1524 m above 0.0254 m 50 rows are 7.6 m and 40 rows 1.0 m; of two rows at each depth 40 are 3.0 m."""
    cali, rows = logs()["CALI"][0], np.arange(N)
    cali[100:150] = cali[900:940] = 11.5
    two_steps = 1000.0 + np.where(rows < 300, 0.1524 * rows, 0.1524 * 300 + 0.0254 * (rows - 300))
    assert "bad hole: 9 m (90 rows)" in said(judged(two_steps, CALI=(cali, "in")))
    cali[100:150] = 8.8
    assert "bad hole: 3 m (40 rows)" in said(judged(np.repeat(DEPTH[:500], 2), CALI=(cali, "in")))


def test_what_is_bad_hole_by_its_density_correction_alone_is_told_of() -> None:
    """DRHO of -1.06 over 200 rows, a caliper in gauge: 30 m; not over 100 rows, in a wide hole, or where the
    caliper is missing or far under the bit.
    """
    cali, rows, normal = logs()["CALI"][0], np.arange(N), logs()["DRHO"][0]

    def told(count: int, **more: tuple[Floats, str] | None) -> str:
        drho = np.where((rows >= 300) & (rows < 300 + count), -1.06 + 0.01 * np.sin(rows), normal)
        return said(judged(DRHO=(drho, "g/cm3"), **more))

    alone = "30 m of it by DRHO alone (median -1.06 g/cm3) where the caliper finds no wide hole: is DRHO right?"
    assert f"bad hole: 30 m (200 rows) by caliper (CALI) or DRHO, {alone}; pad tools masked" in told(200)
    wide, lost, odd = (np.where((rows >= 290) & (rows < 510), v, cali) for v in (11.5, np.nan, 5.0))
    for text in (told(100), *(told(200, CALI=(v, "in")) for v in (wide, lost, odd)), told(200, CALI=None)):
        assert "DRHO; pad tools masked" in text and "alone" not in text
    assert "200 rows) by DRHO;" in text


def test_a_density_correction_of_either_sign_beyond_015_is_bad_hole() -> None:
    """In g/cm3, however far: readings that take the largest are the worst; 0.14 is not."""
    drho = logs()["DRHO"][0]
    drho[[100, 200, 300, 400]] = 0.16, -0.16, 0.14, -0.14
    drho[500:520], drho[600:605] = -2.0, 3.0
    result = judged(DRHO=(drho, "g/cm3"))
    assert np.flatnonzero(result.bad_hole).tolist() == [100, 200, *range(500, 520), *range(600, 605)]
    assert np.isnan(result.logs["RHOB"].values[500:520]).all()


@pytest.mark.parametrize(("unit", "inch"), [("in", 1), ("mm", 25.4), ("cm", 2.54), ("ft", 1 / 12), ("m", 0.0254)])
def test_a_differential_caliper_says_by_itself_where_the_hole_is_wide(unit: str, inch: float) -> None:
    """Bit size is taken off it already."""
    dcal = beds(0.0, 0.7, 0)
    dcal[100:110] = 2.5
    result = judged(CALI=None, BS=None, DCAL=(inch * dcal, unit))
    assert np.flatnonzero(result.bad_hole).tolist() == list(range(100, 110))
    assert "bad-hole test limited" not in said(result, "info")


def test_a_differential_caliper_judges_the_hole_where_the_caliper_cannot() -> None:
    """Where it is null, of nothing but zeros, or in another unit than stated; where it holds a value the other has no
    say. What is named is what was believed. Nor has it in a
    section of a larger bit than stated, since nobody knows over which bit it is.
    """
    cali, dcal, wide = logs()["CALI"][0], beds(0.0, 0.7, 0), list(range(100, 110))
    dcal[100:110] = 2.5
    run = np.where((np.arange(N) > 90) & (np.arange(N) < 120), np.nan, cali)
    nulls, dry = np.full(N, np.nan), np.zeros(N)
    for caliper, named in ((run, "CALI, DCAL"), (nulls, "DCAL"), (dry, "DCAL"), (2.54 * cali, "DCAL")):
        result = judged(CALI=(caliper, "in"), DCAL=(dcal, "in"), DRHO=(nulls, "g/cm3"))
        assert np.flatnonzero(result.bad_hole).tolist() == wide
        assert f"bad hole: 2 m (10 rows) by caliper ({named}); pad tools masked" in said(result)
        assert "limited" not in said(result, "info")
    assert not judged(DCAL=(dcal, "in")).bad_hole.any()
    drilled = cali + np.where(np.arange(N) < 700, 4.0, 0.0)
    over = drilled - logs()["BS"][0] + np.where(np.isin(np.arange(N), wide), 2.5, 0.0)
    drilled[100:300] = drilled[800:900] = np.nan
    over[850:860] = 2.5
    result = judged(CALI=(drilled, "in"), DCAL=(over, "in"))
    assert set(np.flatnonzero(result.bad_hole)) - {*range(690, 700)} == {*range(850, 860)} and not result.distrusted


def test_an_indicator_that_holds_nothing_or_is_distrusted_is_none() -> None:
    """Bad hole is said to be found by what is left, and the test to be limited without a caliper that can be used."""
    cali, drho, nulls = logs()["CALI"][0], logs()["DRHO"][0], np.full(N, np.nan)
    drho[100:110] = 0.3
    for caliper in (nulls, 2.54 * cali):
        result = judged(CALI=(caliper, "in"), DRHO=(drho, "g/cm3"))
        assert "bad hole: 2 m (10 rows) by DRHO; pad tools masked" in said(result)
        assert "bad-hole test limited: no usable caliper" in said(result, "info")
        alone = said(judged(CALI=(caliper, "in"), DRHO=(nulls, "g/cm3")), "info")
        assert "bad-hole test limited: no usable caliper, no DRHO" in alone
    assert "roughness" not in said(judged(CALI=(nulls, "in"), BS=None), "info")
    assert "bad-hole test limited: no caliper" in said(judged(CALI=None), "info")


def test_a_differential_caliper_of_an_inch_or_of_its_description_is_one() -> None:
    """Half an inch over the bit; and what says that the bit is taken off it is not believed where it cannot be."""
    assert judged(CALI=None, BS=None, DCAL=(beds(0.3, 0.75, 0), "in")).logs["DCAL"].mnemonic == "DCAL"
    curve = replace(
        Well.from_arrays("A", DEPTH, {"DCAL": (beds(7, 9, 0), "in")}).curves[0], description="Caliper - bit"
    )
    well = replace(Well.from_arrays("A", DEPTH, logs()), curves=(curve,))
    result = trusted_logs(well)
    assert not result.logs and "the curve is distrusted, not the hole" in said(result)
    assert "DCAL" in result.distrusted and result.set_aside["DCAL"].all()


def test_a_sound_density_correction_stands_in_for_one_that_is_wrong_throughout() -> None:
    """The second of two, as of other logs; with the wrong one it was lost, and with it the bad hole."""
    sound = logs()["DRHO"][0].copy()
    sound[100:140] = 0.3
    result = judged(DRHO=(sound + 0.6, "g/cm3"), ZCOR=(sound, "g/cm3"))
    assert np.flatnonzero(result.bad_hole).tolist() == list(range(100, 140))
    assert result.logs["DRHO"].mnemonic == "ZCOR" and not result.distrusted and "DRHO" not in result.set_aside
    assert "DRHO: density correction beyond +-0.15 g/cm3 in 100 % of its samples" in said(result)
    result = judged(DRHO=(sound + 0.6, "g/cm3"), ZCOR=(sound + 0.7, "g/cm3"))
    assert "DRHO" not in result.logs and "DRHO" in result.distrusted and not result.bad_hole.any()


@pytest.mark.parametrize("unit", ["ft", "m"])
def test_a_differential_caliper_of_feet_or_metres_is_none(unit: str) -> None:
    """Four over the bit size are inches or more of the smaller units."""
    assert "look like in" in said(judged(BS=None, CALI=None, DCAL=(beds(0, 4, 7), unit)))


def test_a_bit_size_of_nothing_but_nulls_is_none() -> None:
    """The caliper is then judged by its roughness, as without the curve, and the limit is said as for that."""
    cali = logs()["CALI"][0]
    cali[700:720] = 14.0
    result = judged(BS=(np.full(N, np.nan), "in"), CALI=(cali, "in"))
    assert np.flatnonzero(result.bad_hole).tolist() == list(range(700, 720))
    assert "no bit size (BS), the caliper" in said(result, "info")


def test_an_indicator_of_which_half_is_no_measurement_distrusts_itself() -> None:
    """A density correction of 3.5 g/cm3 in half of its rows and of 0.2 in some others is none, also of those."""
    drho = np.where(np.arange(N) % 2, 3.5, logs()["DRHO"][0])
    drho[100:120:2] = 0.2
    assert not judged(DRHO=(drho, "g/cm3")).bad_hole.any()


def test_bad_hole_converts_units_first() -> None:
    """A caliper in millimetres against a bit in inches is no washout."""
    result = judged(CALI=(logs()["CALI"][0] * 25.4, "mm"))
    assert not result.bad_hole.any() and said(result) == ""


@pytest.mark.parametrize(("scale", "unit"), [(1.0, "in"), (25.4, "mm"), (2.54, "cm")])
def test_a_hole_two_inches_over_the_bit_is_not_bad_in_any_unit(scale: float, unit: str) -> None:
    """10.5 in over 8.5 in, as many tools write it; 266.7 over 215.9 mm is the same to the last digit but one."""
    cali, bit = logs()["CALI"][0].copy(), np.full(N, 8.5)
    cali[100:200], cali[300] = 10.5, 10.51
    result = judged(CALI=(scale * cali, unit), BS=(scale * bit, unit))
    assert np.flatnonzero(result.bad_hole).tolist() == [300]


def washed_out(share: float, seed: int = 7) -> tuple[Floats, Floats]:
    """Return the inches over a bit (n,) of a well of 600 m whose lowest `share` is washed out, the rest in gauge, and
    the density correction of it, (n,).
    """
    rng = np.random.default_rng(seed)
    n = 4000
    hole = np.arange(n) >= round((1 - share) * n)
    smooth = np.convolve(rng.normal(size=n), np.ones(20) / np.sqrt(20), "same")
    excess = 0.25 + 0.08 * rng.standard_normal(n) + np.where(hole, 2.5 + 1.5 * np.abs(smooth), 0.0)
    return excess, 0.01 * rng.standard_normal(n) + np.where(hole, 0.25, 0.0)


def hole_of(**logs: Floats | None) -> TrustedLogs:
    """Return the judgement of density beside logs of the hole, of a bit of 8.5 in where none is given."""
    n = 4000
    logs = {"BS": np.full(n, 8.5), **logs}
    units = {"DRHO": "g/cm3"}
    made = {k: (v, units.get(k, "in")) for k, v in logs.items() if v is not None}
    made |= {"RHOB": (2.4 + 0.02 * np.random.default_rng(1).standard_normal(n), "g/cm3")}
    return trusted_logs(Well.from_arrays("A", 1000 + 0.1524 * np.arange(n), made))


@pytest.mark.parametrize("share", [0.45, 0.55, 0.8])
@pytest.mark.parametrize("size", [8.5, 0.0])
def test_a_caliper_that_lies_on_the_bit_elsewhere_is_believed_however_much_is_washed_out(
    share: float, size: float
) -> None:
    """Of the differential one, too. The density of more than half of a well passed for one as measured."""
    excess, _ = washed_out(share)
    result = hole_of(**{"CALI" if size else "DCAL": size + excess})
    assert np.array_equal(result.bad_hole, excess > 2)
    assert [str(n) for n in result.notices if n.severity == "warn"] == [
        f"bad hole: {0.1524 * 4000 * share:.0f} m ({round(4000 * share):,} rows) by caliper "
        f"({'CALI' if size else 'DCAL'}); pad tools masked"
    ]


def test_a_well_washed_out_by_more_than_half_in_thin_beds_is_bad_hole_there() -> None:
    """Beds of three metres between others of two and a half that lie on the bit."""
    excess, _ = washed_out(0.0)
    wide = np.arange(4000) % 36 < 20
    excess[wide] += 2.5 + 1.5 * np.abs(np.repeat(np.random.default_rng(3).standard_normal(400), 10)[wide])
    assert np.array_equal(hole_of(CALI=8.5 + excess).bad_hole, wide)


@pytest.mark.parametrize("size", [8.5, 0.0])
def test_a_caliper_that_is_in_gauge_nowhere_or_stands_wide_has_failed(size: float) -> None:
    """One in centimetres or with an offset, throughout or below a splice, also in a rough hole; arms that stand open;
    noise; a column filled with the bit size where nothing was logged; one that passes by the bit size.
    """
    n = 4000
    rough, (sound, _) = washed_out(0.1)[0], washed_out(0.0)
    below, rng = np.arange(n) >= 1800, np.random.default_rng(2)
    wrong = {
        "offset": rough + 2.1,  # by more it is taken for a larger bit
        "offset below": sound + 3.0 * below,
        "open arms": np.where(below, 7.5, sound),
        "noise": 2.2 + 2.0 * rng.standard_normal(n),
        "filled": np.where(below, rough + 3.0, 0.0) + np.where(below, washed_out(0.7)[0], 0.0),
        "out of range below": np.where(below, 80.0, sound),
    }
    if size:
        grown = 2.54 * (size + rough) - size
        wrong |= {"cm": grown, "cm below": np.where(below, grown, sound)}
        wrong["passes by"] = 4.5 + 10.5 * np.sin(np.arange(n) / 300.0)
    for what, excess in wrong.items():
        result = hole_of(**{"CALI" if size else "DCAL": size + excess})
        assert not result.bad_hole.any(), what
        assert "distrusted, not the hole" in said(result) or "curve not used" in said(result), what


def test_caliper_and_density_correction_that_agree_are_both_believed() -> None:
    """In half of a well and more, where either would be distrusted by itself: the arms at their limit, and a density
    corrected by too much there. One of the two that is wrong throughout has nothing to agree with.
    """
    excess, correction = washed_out(0.55)
    wide = excess > 2
    open_arms = 8.5 + np.where(wide, 4.0, excess)
    for caliper in (8.5 + excess, open_arms):
        result = hole_of(CALI=caliper, DRHO=correction)
        assert np.array_equal(result.bad_hole, wide) and "DRHO" in result.logs
        assert [str(n) for n in result.notices if n.severity == "warn"] == [
            "bad hole: 335 m (2,200 rows) by caliper (CALI) or DRHO; pad tools masked"
        ]
    alone = hole_of(CALI=open_arms, DRHO=correction - 0.25 * wide)
    assert not alone.bad_hole.any() and "caliper more than 2 in over bit size in 55 % of" in said(alone)
    offset = hole_of(CALI=8.5 + excess, DRHO=correction + 0.4)
    assert np.array_equal(offset.bad_hole, wide) and "DRHO" in offset.distrusted
    failed = hole_of(CALI=2.54 * (8.5 + washed_out(0.4)[0]), DRHO=washed_out(0.4)[1])
    assert "caliper more than 2 in over bit size in 100 % of" in said(failed) and failed.bad_hole.sum() == 1600


@pytest.mark.parametrize(("good", "read", "believed"), [(0.05, 0.05, False), (0.2, 0.2, True), (0.2, 0.05, False)])
def test_caliper_and_density_correction_agree_only_beside_a_tenth_of_good_hole(
    good: float, read: float, believed: bool
) -> None:
    """Arms that are open as far as they go, and a density corrected by 0.25 g/cm3, in all of a well but its top, of
    which the density was `read` in part.
    """
    at = np.arange(4000)
    top = at < good * 4000
    correction = np.where(top, np.where(at < read * 4000, 0.01, np.nan), 0.25)
    result = hole_of(CALI=np.where(top, 8.6, 12.5), DRHO=correction)
    assert np.array_equal(result.bad_hole, ~top & believed)
    assert ("DRHO" in result.distrusted) != believed


@pytest.mark.parametrize(("count", "missing"), [(79, False), (80, True)])
def test_a_density_correction_of_one_value_in_a_fiftieth_of_its_samples_is_a_null(count: int, missing: bool) -> None:
    """Far below zero, where no washout takes it; of 4000 samples 80."""
    at = np.arange(4000)
    correction = np.where((at % 50 == 0) & (at < 50 * count), -0.2, 0.01 + 0.01 * np.sin(at))
    result = hole_of(CALI=8.6 + 0.1 * np.sin(at), DRHO=correction)
    assert result.bad_hole.sum() == (0 if missing else count)
    assert (f"-0.2 g/cm3 in {count} rows, no tool reads one value so often" in said(result)) == missing


@pytest.mark.parametrize(("under", "believed"), [(0, True), (5, False)])
def test_a_caliper_that_passes_by_the_bit_size_does_not_lie_on_it(under: int, believed: bool) -> None:
    """Of 20 beds of 15 m eleven are washed out and four are on the bit, or nine; the others are 3 in under it."""
    bed, scatter = np.arange(4000) // 100 * 7 % 20, np.random.default_rng(0).uniform(4.2, 7.0, 4000)
    excess = np.select([bed < 11, bed < 20 - under], [scatter, 0.1 * np.sin(np.arange(4000))], -3.0)
    result = hole_of(CALI=8.5 + excess)
    assert result.bad_hole[bed < 11].any() == believed and not result.bad_hole[bed >= 11].any()
    assert ("more than 2 in over bit size in 55 % of its samples" in said(result)) != believed


@pytest.mark.parametrize(("metres", "believed"), [(110.0, True), (40.0, False)])
def test_a_caliper_that_lies_on_the_bit_evenly_at_the_foot_of_a_washed_out_well_is_believed(
    metres: float, believed: bool
) -> None:
    """Of 110 m more than 50 m are away from what is washed out; of 40 m nothing is. In 1830 m both are no tenth."""
    at, rng = np.arange(12_000), np.random.default_rng(0)
    gauge = at >= 12_000 - metres / 0.1524
    cali = 8.5 + np.where(gauge, 0.1 * np.sin(at), rng.uniform(4.2, 7.0, 12_000))
    logs = {"BS": (np.full(12_000, 8.5), "in"), "CALI": (cali, "in")}
    result = trusted_logs(Well.from_arrays("A", 1000 + 0.1524 * at, logs))
    assert np.array_equal(result.bad_hole, ~gauge & believed)


def test_a_bit_that_is_larger_than_most_of_the_hole_leaves_nothing_of_the_caliper() -> None:
    """12.25 in beside 8.5 in over 60 % of the well: nobody knows which of the two is wrong."""
    at = np.arange(4000)
    result = hole_of(CALI=np.where(at < 1600, 12.3, 8.5) + 0.1 * np.sin(at), BS=np.full(4000, 12.25))
    assert "one of them is wrong, the caliper is judged by its roughness" in said(result)
    assert np.isnan(result.logs["CALI"].values).all() and not result.hole_tested.any()


def test_a_caliper_that_stands_still_tells_nothing_of_the_hole() -> None:
    """A column of the bit size is warned of and tests nothing; the density correction, or a differential caliper, does.
    One that moves again below tells of that part alone.
    """
    still, drho, rows = np.full(N, 8.5), logs()["DRHO"][0], np.arange(N)
    drho[100:110] = 0.3
    for bit in (logs()["BS"], None):
        alone = judged(CALI=(still, "in"), BS=bit, DRHO=None)
        assert "CALI: one value over 20 m and more in 1000 of 1000 rows: no hole is so even" in said(alone)
        assert "bad-hole test limited: no usable caliper, no DRHO" in said(alone, "info")
        assert not alone.hole_tested.any()
    beside = judged(CALI=(still, "in"), DRHO=(drho, "g/cm3"))
    assert "bad hole: 2 m (10 rows) by DRHO; pad tools masked" in said(beside) and beside.hole_tested.all()
    wide = (np.where((rows >= 500) & (rows < 520), 4.0, beds(0.0, 0.7, 0)), "in")
    differential = judged(CALI=(still, "in"), DCAL=wide, DRHO=None)
    assert np.array_equal(np.flatnonzero(differential.bad_hole), np.arange(500, 520)) and differential.hole_tested.all()
    half = judged(CALI=(np.where(rows < 600, 8.5, logs()["CALI"][0]), "in"), DRHO=None)
    assert "in 600 of 1000 rows: no hole is so even" in said(half) and np.array_equal(half.hole_tested, rows >= 600)
    assert "no hole is so even" not in said(judged(CALI=(np.where(rows < 400, 8.5, logs()["CALI"][0]), "in")))


def test_a_density_corrected_as_often_in_good_hole_does_not_bear_out_a_caliper() -> None:
    """In two of five samples everywhere; the caliper stands 4 in over the bit in 70 % of the well."""
    at = np.arange(4000)
    corrected = at % 5 < 2
    result = hole_of(CALI=np.where(at < 1200, 8.6, 12.5), DRHO=np.where(corrected, 0.25, 0.01))
    assert "caliper more than 2 in over bit size in 70 % of" in said(result)
    assert np.array_equal(result.bad_hole, corrected)


def test_the_hole_is_tested_where_a_believed_caliper_or_a_density_correction_holds_a_value() -> None:
    """Nowhere without either, or by one that is distrusted; also by a caliper without a bit size."""
    cali, drho = logs()["CALI"][0].copy(), logs()["DRHO"][0].copy()
    cali[:100], drho[50:], nulls = np.nan, np.nan, np.full(N, np.nan)
    rows = np.arange(N)
    assert np.array_equal(judged(CALI=(cali, "in"), DRHO=(drho, "g/cm3")).hole_tested, (rows < 50) | (rows >= 100))
    assert np.array_equal(judged(CALI=(cali, "in"), BS=None, DRHO=None).hole_tested, rows >= 100)
    dcal = (beds(0.0, 0.7, 0), "in")
    assert judged(CALI=(cali, "in"), DCAL=dcal, DRHO=None).hole_tested.all()
    part = (np.where(rows < 200, dcal[0], np.nan), "in")
    assert np.array_equal(judged(CALI=None, DCAL=part, DRHO=None).hole_tested, rows < 200)
    wrong = (logs()["DRHO"][0] + 0.6, "g/cm3")
    for caliper in (None, (nulls, "in"), (2.54 * cali, "in"), (cali - 3.0, "in")):
        for correction in (None, (nulls, "g/cm3"), wrong):
            assert not judged(CALI=caliper, DRHO=correction).hole_tested.any()


def test_a_bad_hole_indicator_that_hits_everything_distrusts_itself() -> None:
    """DRHO that holds RHOB would condemn the whole well."""
    result = judged(DRHO=(logs()["RHOB"][0] / 10 + 0.1, "g/cm3"))
    assert not result.bad_hole.any() and "density correction beyond +-0.15 g/cm3 in " in said(result)
    assert "the curve is distrusted, not the hole" in said(result) and "DRHO" in result.distrusted
    result = judged(DRHO=logs()["RHOB"])
    assert not result.bad_hole.any() and "DRHO" not in result.logs


@pytest.mark.parametrize("known", [0, 1, 400, N])
def test_where_no_bit_size_is_stated_the_caliper_is_judged_by_its_roughness(known: int) -> None:
    """One run of two, a single value at the top, or zeros: a washout below is found all the same, and that is said."""
    cali, bit = logs()["CALI"][0], np.full(N, np.nan)
    cali[700:720] = 14.0
    bit[:known] = 8.5 if known < N else 0.0
    result = judged(BS=(bit, "in"), CALI=(cali, "in"))
    assert np.flatnonzero(result.bad_hole).tolist() == list(range(700, 720))
    assert "bad-hole test limited: no bit size (BS)" in said(result, "info")


def test_a_hole_drilled_by_a_larger_bit_than_stated_is_not_bad() -> None:
    """The bit of the last run is given for the whole well; the section above was drilled with 12.25 inches, and holds
    a washout. Arms that are open to their limit are none of a larger bit, nor are forty even metres, nor what lies
    below the stated bit: bits become smaller downwards.
    """
    rng = np.random.default_rng(4)
    n, wash = 2000, slice(300, 340)
    above = np.arange(n) < 1000
    cali = np.where(above, 12.4, 8.6) + rng.normal(0, 0.05, n)
    cali[wash] += 4
    made = {"RHOB": (2.4 + rng.normal(0, 0.02, n), "g/cm3"), "BS": (np.full(n, 8.5), "in")}

    def found(caliper: Floats) -> TrustedLogs:
        """Return what of the well can be trusted."""
        return trusted_logs(Well.from_arrays("A", 1000 + 0.1524 * np.arange(n), {**made, "CALI": (caliper, "in")}))

    def bad(caliper: Floats) -> list[int]:
        """Return the rows of bad hole."""
        return np.flatnonzero(found(caliper).bad_hole).tolist()

    assert bad(cali) == list(range(300, 340))
    assert "rows: taken as a larger bit, not as bad hole" in said(found(cali))
    assert bad(np.where((np.arange(n) > 500) & (np.arange(n) < 800), np.nan, cali)) == list(range(300, 340))
    assert len(bad(np.where(above, 21.7, 8.6) + rng.normal(0, 0.05, n))) == 1000  # 8.6 in, in centimetres
    assert len(bad(np.where(above, 16.0, 8.6))) == 1000
    assert len(bad(np.where(np.arange(n) < 260, 12.4, 8.6) + rng.normal(0, 0.05, n))) == 260
    assert len(bad(np.where(np.arange(n) > 1100, 12.4, 8.6) + rng.normal(0, 0.05, n))) == 899


def larger_above(share: float, size: float = 17.7) -> Floats:
    """Return a caliper (n,) over a bit of 12.25 in of which the upper `share` is of another `size`, all in gauge."""
    return np.where(np.arange(4000) < share * 4000, size, 12.4)


@pytest.mark.parametrize("share", [0.4, 0.6])
@pytest.mark.parametrize("scatter", [0.25, 0.4, 0.0])
def test_a_rough_hole_in_gauge_that_a_larger_bit_than_stated_drilled_is_not_bad(share: float, scatter: float) -> None:
    """A 17.5 in section over one of 12.25 in, with noise or a slow trend: bad hole was what it drilled. A washout of
    two inches and more over that bit is found, and one below.
    """
    rng, at = np.random.default_rng(5), np.arange(4000)
    rough = (scatter or 0.1) * rng.standard_normal(4000) + (0.0 if scatter else 0.5 * np.sin(at / 60.0))
    cali = larger_above(share) + rough
    wide = ((at > 400) & (at < 500)) | ((at > 3000) & (at < 3100))
    for washed in (np.zeros(4000, bool), wide):
        result = hole_of(CALI=cali + 4.0 * washed, BS=np.full(4000, 12.25))
        ends = np.abs(at - 4000 * share) < 30  # of the section, to the length of a block
        assert np.array_equal(result.bad_hole & ~ends, washed) and "CALI" in result.logs
        how = ", its lower readings on 17.5 in: taken" if scatter else ": taken"
        assert f"{how} as a larger bit, not as bad hole" in said(result)


def test_lower_readings_that_two_larger_bits_explain_are_of_both() -> None:
    """17.5 and 12.25 in over a stated 8.5; the other way round they are none, for bits become smaller downwards."""
    at = np.arange(4000)
    scatter = 0.3 * np.random.default_rng(6).standard_normal(4000)
    cali = np.where(at < 1500, 17.6, np.where(at < 3000, 12.4, 8.6))
    result = hole_of(CALI=cali + scatter)
    assert result.bad_hole.sum() < 70 and "its lower readings on 17.5 and 12.25 in" in said(result)
    upward = np.where(at < 1500, 12.4, np.where(at < 3000, 17.6, 8.6))
    assert hole_of(CALI=upward + scatter).bad_hole[:2900].all()


def test_an_upper_section_that_is_washed_out_is_no_larger_bit() -> None:
    """It scatters more, or its lower readings lie on no usual size, or vary, or beds of it lie on the bit; or the
    density correction finds it bad, too.
    """
    rng, at = np.random.default_rng(8), np.arange(4000)
    above, scatter = at < 2400, rng.standard_normal(4000)
    smooth = np.abs(np.convolve(scatter, np.ones(20) / np.sqrt(20), "same"))
    washouts = {
        "scatters": 8.75 + 0.08 * scatter + np.where(above, 3.0 + 1.5 * smooth, 0.0),
        "no size": 8.75 + 0.08 * scatter + np.where(above, 4.2 + 0.6 * smooth, 0.0),
        "drifts": 8.75 + 0.08 * scatter + np.where(above, 2.5 + at / 800.0 + 0.6 * smooth, 0.0),
        "beds": 8.75 + 0.08 * scatter + np.where(above & (at % 200 > 25), 3.5 + 0.6 * smooth, 0.0),
    }
    for what, cali in washouts.items():
        wide = cali > 10.5
        assert np.array_equal(hole_of(CALI=cali).bad_hole, wide) and wide.sum() > 2000, what
    cali, correction = np.where(above, 12.5, 8.6) + 0.3 * scatter, np.where(above, 0.25, 0.01) + 0.01 * scatter
    assert np.array_equal(hole_of(CALI=cali, DRHO=correction).bad_hole, above)


def test_a_differential_caliper_over_a_larger_bit_than_stated_is_distrusted() -> None:
    """Its own bit size tells of how wide a hole it speaks."""
    scatter = 0.3 * np.random.default_rng(9).standard_normal(4000)
    result = hole_of(DCAL=larger_above(0.6) + scatter - 12.25, BS=np.full(4000, 12.25))
    assert not result.bad_hole.any() and "60 % of its samples: the curve is distrusted, not the hole" in said(result)


def test_without_a_bit_size_the_caliper_is_judged_by_its_roughness() -> None:
    """A washout of three metres is found, the usual hole is not condemned; that the test is limited is said."""
    cali = logs()["CALI"][0]
    cali[500:520] = 14.0
    result = judged(BS=None, CALI=(cali, "in"))
    assert np.flatnonzero(result.bad_hole).tolist() == list(range(500, 520))
    assert "bad-hole test limited" in said(result, "info")


@pytest.mark.parametrize(
    ("name", "label", "factor", "looks_like"),
    [
        ("DT", "us/ft", 3.28084, "us/m"),
        ("DT", "us/m", 1.0, "us/ft"),
        ("DTS", "us/ft", 3.28084, "us/m"),
        ("DTS", "us/m", 1.0, "us/ft"),
        ("RHOB", "g/cm3", 1000.0, "kg/m3"),
        ("RHOB", "kg/m3", 1.0, "g/cm3"),
        ("NPHI", "v/v", 100.0, "%"),
        ("NPHI", "%", 1.0, "v/v"),
        ("CALI", "in", 25.4, "mm"),
        ("CALI", "mm", 1.0, "in"),
        ("CALI", "in", 1 / 12, "ft"),
        ("SPHI", "%", 1.0, "v/v"),
        ("SPHI", "v/v", 100.0, "%"),
        ("POTA", "%", 0.01, "w/w"),
        ("POTA", "V/V", 1.0, "%"),
        ("DRHO", "g/cm3", 1000.0, "kg/m3"),
        ("DRHO", "kg/m3", 1.0, "g/cm3"),
    ],
)
def test_a_label_that_contradicts_the_values_is_never_used(
    name: str, label: str, factor: float, looks_like: str
) -> None:
    """Both ways; --fix-units makes the curve usable, with the right numbers."""
    sound = {**logs(), "SPHI": (beds(0.05, 0.3, 7), "v/v"), "POTA": (beds(0.3, 3.0, 8), "%")}[name][0]
    values = sound * factor
    made = {**logs(), name: (values, label)}
    well = Well.from_arrays("A", DEPTH, made)
    kind = "DTC" if name == "DT" else name
    result = trusted_logs(well)
    assert kind not in result.logs and kind in result.distrusted
    assert f"{name}: labelled {label}" in said(result) and f"look like {looks_like}" in said(result)
    fixed = trusted_logs(well, fix_units={name.lower(): looks_like})
    assert np.allclose(fixed.logs[kind].measured, sound, rtol=1e-5)


@pytest.mark.parametrize("label", ["ft", ""])
def test_a_caliper_in_feet_is_one(label: str) -> None:
    """Rejected as one in metres where the label was right, and read in metres where there was none."""
    cali, bit = (logs()[name][0] / 12 for name in ("CALI", "BS"))
    result = judged(CALI=(cali, label), BS=(bit, label))
    assert np.allclose(result.logs["CALI"].measured, logs()["CALI"][0])
    assert np.allclose(result.logs["BS"].measured, 8.5)


@pytest.mark.parametrize(
    ("name", "factor", "unit"),
    [("RHOB", 1000.0, "kg/m3"), ("NPHI", 100.0, "%"), ("DT", 3.28084, "us/m"), ("CALI", 25.4, "mm")],
)
@pytest.mark.parametrize("label", ["", "_", "-", "N/A", "none", "?"])
def test_a_missing_unit_is_inferred_and_said(name: str, factor: float, unit: str, label: str) -> None:
    """From the values, with a line that names the unit taken."""
    result = judged(**{name: (logs()[name][0] * factor, label)})
    log = result.logs["DTC" if name == "DT" else name]
    assert log.unit == unit and np.allclose(log.measured, logs()[name][0], rtol=1e-5)
    assert f"taken as {unit} from its values" in said(result)


@pytest.mark.parametrize("padding", [0.0, -1.0])
@pytest.mark.parametrize(("name", "factor", "unit"), [("RHOB", 1000.0, "kg/m3"), ("DT", 3.28084, "us/m")])
def test_padding_says_nothing_of_a_unit(name: str, factor: float, unit: str, padding: float) -> None:
    """Zeros or -1 over most of a curve; the rest is in another unit than the label says, or in one that none states."""
    values, label = logs()[name]
    kind, padded = ("DTC" if name == "DT" else name), np.where(np.arange(N) < 600, padding, factor * values)
    assert f"look like {unit}; curve not used" in judged(DTS=None, **{name: (padded, label)}).why_distrusted(kind)
    found = judged(DTS=None, **{name: (padded, "")})
    assert found.logs[kind].unit == unit and f"taken as {unit} from its values" in said(found)


@pytest.mark.parametrize("unit", ["lbf", "", "kgf"])
def test_a_curve_of_no_known_quantity_is_taken_as_it_is(unit: str) -> None:
    """Cable tension stands in many files, in any unit; it is no reason to refuse the well."""
    tension = beds(1000, 2000, 8)
    result = judged(TENS=(tension, unit))
    assert np.array_equal(result.logs["TENS"].measured, tension) and said(result) == ""


def test_conductivity_is_compared_in_one_unit() -> None:
    """S/m and mmho/m differ by a thousand; what is named as deep resistivity is conductivity in these."""
    millimho = beds(50, 500, 8)
    for values, unit in ((millimho, "MMHO/M"), (millimho / 1000, "S/m")):
        assert np.allclose(judged(CILD=(values, unit)).logs["COND"].measured, millimho)
    for name, unit in (("RDEP", "mmho/m"), ("ИК", "мСм/м")):
        result = judged(**{"RDEP": None, name: (millimho, unit)})
        assert "RDEP" not in result.logs and np.allclose(result.logs["COND"].measured, millimho)
        told = f"{name}: in {unit}, taken as conductivity (--fix-units {name}=ohm.m if it is deep resistivity)"
        assert told in said(result)


@pytest.mark.parametrize(("names", "used"), [
    (("MSFL", "CILD"), "CILD"), (("ILM", "ILD"), "ILD"), (("ILD", "CILD"), "CILD"), (("CILM", "CILD"), "CILD"),
    (("AT10", "AT30", "AT60", "AT90"), "AT90"), (("MSFL", "ILM", "SFLU"), ""),
])  # fmt: skip
def test_conductivity_is_the_deepest_of_a_wells_curves(names: tuple[str, ...], used: str) -> None:
    """The first that stood in the file was taken, that of the flushed zone or of medium depth too."""
    result = judged(RDEP=None, **{name: (beds(50, 500, 8), "mS/m") for name in names})
    found = result.logs.get("COND")
    assert (found.mnemonic if found else "") == used
    assert not {"RDEP", "RMED", "RSHA", "RXO"} & set(result.logs)


def test_of_nine_values_no_unit_can_be_doubted_and_of_ten_it_can() -> None:
    """A shear of 150 to 170 us/ft in us/m, labelled us/ft."""
    for count, used in ((9, True), (10, False)):
        few = np.where(np.arange(N) < count, beds(150, 170, 6) / 0.3048, np.nan)
        assert ("DTS" in trusted_logs(Well.from_arrays("A", DEPTH, {"DTS": (few, "us/ft")})).logs) == used


def test_a_ratio_of_nine_rows_to_the_compressional_says_nothing_of_a_shear() -> None:
    """Where both are there by chance they may be of anything; the shear by itself is sound."""
    dt = np.where(np.arange(N) < 9, 40.0, np.nan)
    assert "DTS" in judged(DT=(dt, "us/ft"), RHOB=None, DTS=(beds(190, 230, 6), "us/ft")).logs
    dt = np.where(np.arange(N) < 20, 40.0, np.nan)
    assert "DTS" not in judged(DT=(dt, "us/ft"), RHOB=None, DTS=(beds(190, 230, 6), "us/ft")).logs


def test_a_shear_alone_that_is_slow_in_part_is_not_doubted() -> None:
    """Nearly half of it above 450 us/ft, below the sea bed, and the rest as fast as 300."""
    assert "DTS" in judged(DT=None, RHOB=None, DTS=(beds(280, 600, 6), "us/ft")).logs


def test_real_slow_shear_is_not_doubted() -> None:
    """Medians of 260 and 374 us/ft occur; DTC beside it shows that they are shear in us/ft."""
    slow = beds(120, 160, 6)
    result = judged(DT=(slow, "us/ft"), DTS=(2.6 * slow, "us/ft"))
    assert np.median(result.logs["DTS"].measured) > 330 and said(result) == ""


def test_an_unknown_fix_is_a_usage_error() -> None:
    """The option names curve and unit."""
    with pytest.raises(UsageError, match="--fix-units GR=furlong"):
        trusted_logs(Well.from_arrays("A", DEPTH, logs()), fix_units={"GR": "furlong"})


@pytest.mark.parametrize(("name", "unit", "scale"), [("GR", "gAPI", 1), ("NPHI", "v/v", 1), ("NPHI", "%", 100)])
@pytest.mark.parametrize("where", [slice(0, 25), slice(3, N, 5)])
def test_zeros_of_a_tool_that_is_never_at_zero_are_missing(name: str, unit: str, scale: float, where: slice) -> None:
    """A log padded with zeros, or one that drops out at every fifth sample."""
    values = scale * logs()[name][0]
    values[where] = 0.0
    result = judged(**{name: (values, unit)})
    zero = np.zeros(N, bool)
    zero[where] = True
    assert np.array_equal((result.logs[name].flags & NULL_LIKE) > 0, zero)
    assert f"{name}: exactly 0 in {zero.sum()} rows" in said(result)


@pytest.mark.parametrize(("kind", "near", "zeros", "missing"), [
    ("GR", 1.0, 6, True), ("GR", 1.0, 5, False), ("NPHI", 0.0071, 25, False), ("NPHI", 0.0071, 26, True),
])  # fmt: skip
def test_zeros_are_missing_where_values_near_zero_are_rarer(kind: str, near: float, zeros: int, missing: bool) -> None:
    """Beside five such values six zeros of a gamma ray are; of a neutron, which may be cut off at zero, five times as
    many.
    """
    values = np.r_[np.full(5, near), np.zeros(zeros), np.linspace(0.1111, 0.4, 200) * (300 if kind == "GR" else 1)]
    found = _zero_like(values, default_table().kinds[kind])
    assert np.flatnonzero(found).tolist() == (list(range(5, 5 + zeros)) if missing else [])


def test_rock_that_reads_near_zero_may_read_zero() -> None:
    """Anhydrite about zero in three digits, rock salt of nothing but 0.00, and counts of a clean salt's gamma ray."""
    tight, salt, clean = (logs()[k][0] for k in ("NPHI", "NPHI", "GR"))
    tight[200:400] = np.round(np.random.default_rng(0).normal(0, 0.004, 200), 3)
    salt[200:400] = 0.0
    clean[200:400] = np.random.default_rng(0).poisson(2, 200)
    for name, values, unit in (("NPHI", tight, "v/v"), ("NPHI", np.round(salt, 2), "v/v"), ("GR", clean, "gAPI")):
        assert (values == 0).sum() > 10
        assert not (judged(**{name: (values, unit)}).logs[name].flags & NULL_LIKE).any()


@pytest.mark.parametrize("value", [-999.0, -999.25, -9999.0, 9999.25, 99999.0, 1e30])
def test_undeclared_nulls_are_taken_as_missing(value: float) -> None:
    """Outside the range and three times or more; twice is left to the range check."""
    gr = logs()["GR"][0]
    gr[:3] = value
    result = judged(GR=(gr, "gAPI"))
    log = result.logs["GR"]
    assert np.isnan(log.measured[:3]).all() and (log.flags[:3] == NULL_LIKE).all()
    assert f"GR: value {value:g} in 3 rows" in said(result)
    gr[2] = 60
    assert (judged(GR=(gr, "gAPI")).logs["GR"].flags[:2] == OUTSIDE).all()


def test_a_null_convention_that_is_a_value_in_one_of_the_units_it_may_be_in_is_a_value() -> None:
    """A conductivity of 9999 may be in mS/m, though not in S/m."""
    cild = beds(50, 500, 8)
    cild[100:130] = 9999.0
    assert not (judged(CILD=(cild, "")).logs["COND"].flags & NULL_LIKE).any()


def test_a_null_convention_inside_the_range_is_a_value() -> None:
    """9999 ohm.m is a resistivity."""
    rdep = logs()["RDEP"][0]
    rdep[100:130] = 9999.0
    assert not (judged(RDEP=(rdep, "ohm.m")).logs["RDEP"].flags & NULL_LIKE).any()


def test_of_twins_the_fuller_one_is_used_and_both_are_named() -> None:
    """The first of equals."""
    half = np.where(np.arange(N) < 500, logs()["DT"][0], np.nan)
    made = {"DT": (half, "us/ft"), "DTCO": logs()["DT"]}
    well = Well.from_arrays("A", DEPTH, made)
    result = trusted_logs(well)
    assert result.logs["DTC"].mnemonic == "DTCO" and result.twins["DTC"] == ("DT",)
    assert "DTCO was used, DT not" in said(result) and "only there" not in said(result)
    equal = Well.from_arrays("A", DEPTH, {"DT": logs()["DT"], "DTCO": logs()["DT"]})
    assert trusted_logs(equal).logs["DTC"].mnemonic == "DT"


def with_holes(name: str) -> Floats:
    """Return a sound log with 30 nulls, so that a twin of it may hold more values."""
    return np.where(np.arange(N) < 30, np.nan, logs()[name][0])


@pytest.mark.parametrize(("name", "unit", "flags"), [("RHOB", "g/cm3", (1, 2)), ("GR", "gAPI", (0, 1))])
def test_a_quality_flag_is_no_log_however_full_it_is(name: str, unit: str, flags: tuple[int, int]) -> None:
    """One or two in every row, named as a flag, displaces no log and stands in for none."""
    flag = (np.where(np.arange(N) % 3, *flags).astype(float), "")
    result = judged(**{name: (with_holes(name), unit), f"{name}_QC": flag})
    assert result.logs[name].mnemonic == name and name not in result.twins
    assert f"{name}_QC: holds quality flags" in said(result)
    alone = judged(**{name: None, f"{name}_QC": flag})
    assert name not in alone.logs and alone.why_missing(name) == ""


def test_a_flag_may_be_known_by_its_description_only() -> None:
    """RHOB_1 described as a flag is one; GR_EDIT of a few integers without such a word stays a log."""
    few = frozen(1.0 + np.arange(N) % 2)
    curves = (
        Curve("RHOB_1", "", "Quality of the density", few, "RHOB", 1),
        Curve("GR_EDIT", "gAPI", "gamma ray", few, "GR", 2),
    )
    result = trusted_logs(Well("A", frozen(DEPTH), curves))
    assert "RHOB" not in result.logs and "GR" in result.logs


def test_a_quality_controlled_log_is_a_log() -> None:
    """RHOB_QC with densities in it is used where it is alone, or fuller with a unit of its own."""
    full = logs()["RHOB"][0]
    assert judged(RHOB=None, RHOB_QC=(full, "")).logs["RHOB"].mnemonic == "RHOB_QC"
    whole = np.round(beds(20, 140, 1))  # gAPI without decimals are no flags
    assert judged(GR=None, GR_QC=(whole, "gAPI")).logs["GR"].mnemonic == "GR_QC"
    labelled = judged(RHOB=(with_holes("RHOB"), "g/cm3"), RHOB_QC=(full, "g/cm3"))
    assert labelled.logs["RHOB"].mnemonic == "RHOB_QC"


def test_a_plain_name_with_a_unit_comes_before_a_suffixed_one_without() -> None:
    """A few samples more do not make up for a missing unit; twice as many do, and so does an empty rival."""
    full, holes = logs()["RHOB"][0], with_holes("RHOB")
    assert judged(RHOB=(holes, "g/cm3"), RHOB_QC=(full, "")).logs["RHOB"].mnemonic == "RHOB"
    few = np.where(np.arange(N) < 300, full, np.nan)
    for rival in (few, np.full(N, np.nan)):
        assert judged(RHOB=(rival, "g/cm3"), RHOB_QC=(full, "")).logs["RHOB"].mnemonic == "RHOB_QC"


def test_positions_labels_and_earlier_predictions_are_no_logs() -> None:
    """None is taken for a log; that a prediction was found is said."""
    result = judged(
        x_loc=(np.full(N, 1500.0), "ft"), LITHOLOGY=(np.ones(N), "_"), DT_P50=logs()["DT"], TVD=(DEPTH, "m")
    )
    assert set(result.logs) == {"CALI", "BS", "GR", "RDEP", "RHOB", "DRHO", "NPHI", "DTC", "DTS"}
    assert "DT_P50: an earlier prediction" in said(result, "info")


def test_a_log_that_is_taken_out_of_a_well_leaves_nothing_behind() -> None:
    """No curve, no log and no twin of it; the others stay, and nothing of the well that was given changes."""
    result = judged(DTCO=logs()["DT"])
    left = without(result, ["DTC"])
    assert {c.kind for c in left.well.curves} == {c.kind for c in result.well.curves} - {"DTC"}
    assert left.logs.keys() == result.logs.keys() - {"DTC"} and not left.twins and left.well.text is None
    assert "DTC" in result.logs and result.twins


def test_a_log_whose_unit_was_fixed_leaves_with_the_others_of_its_kind() -> None:
    """A sonic labelled ohm.m is a log only as the user says; hidden from a blind well, no curve of it is left."""
    sonic, unit = logs()["DT"][0], "ohm.m"
    made = {**{k: v for k, v in logs().items() if k != "DT"}, "DT": (sonic, unit)}
    fixed = {"fix_units": {"DT": "us/ft"}}
    result = trusted_logs(Well.from_arrays("A", DEPTH, made), **fixed)
    assert np.array_equal(result.logs["DTC"].measured, sonic)
    left = without(result, ["DTC"])
    assert "DTC" not in trusted_logs(left.well, **fixed).logs and "DT" not in {c.mnemonic for c in left.well.curves}


def test_two_curves_of_one_name_are_counted_apart() -> None:
    """A DT that is described as shear has its own masked samples, and its own line among those of the curves."""
    sonic, shear = logs()["DT"][0].copy(), logs()["DTS"][0].copy()
    sonic[:3], shear[10:15] = 900.0, 3.0
    well = Well.from_arrays("A", DEPTH, {"DT": (sonic, "us/ft"), "DTS": (shear, "us/ft")})
    both = (well.curves[0], replace(well.curves[1], mnemonic="DT", description="Shear slowness"))
    result = trusted_logs(replace(well, curves=both))
    masked = {name: (about["kind"], about["masked"]) for name, about in result.quality().items()}
    outside = "outside its physical range"
    assert masked["DT (column 2)"] == ("DTC", {outside: 3}) and masked["DT (column 3)"] == ("DTS", {outside: 5})


def test_a_unit_that_was_chosen_among_several_is_not_called_the_usual_one() -> None:
    """0.72 without a unit is a hole of 8.6 in, in feet, or of 28 in, in metres; labelled in inches it is neither."""
    feet = beds(8.5, 9.2, 0) / 12
    guessed, labelled = judged(CALI=(feet, ""), BS=None), judged(CALI=(feet, "in"), BS=None)
    assert "no unit, taken as ft from its values, which may be m as well (--fix-units says which)" in said(guessed)
    assert "CALI" not in labelled.logs
    assert "look like ft or m; curve not used (--fix-units CALI=ft or m says which)" in said(labelled)
    assert "taken as in from its values" in said(judged(CALI=(beds(8.5, 9.2, 0), "")))


def test_the_usual_caliper_is_that_of_the_metres_around_not_of_the_samples() -> None:
    """Ten metres of a larger hole 500 m above the rest: what lies across the gap does not make a washout of it."""
    depth = np.where(np.arange(N) < 66, DEPTH - 500, DEPTH)
    caliper = np.where(np.arange(N) < 66, 12.5, 8.6) + 0.01 * beds(0, 1, 3)
    result = judged(depth, CALI=(caliper, "in"), BS=None, DRHO=None)
    assert not result.bad_hole.any()


def test_an_all_null_curve_makes_no_noise() -> None:
    """The usual case of a target that is to be predicted."""
    result = judged(DT=(np.full(N, np.nan), "us/ft"), DTS=None)
    assert not np.isfinite(result.logs["DTC"].values).any() and said(result) == ""


@pytest.mark.parametrize("rows", [0, 1, 2, 5])
def test_very_short_wells_do_not_crash(rows: int) -> None:
    """Windows shrink to what there is."""
    made = {k: (v[:rows], u) for k, (v, u) in logs().items()}
    result = trusted_logs(Well.from_arrays("A", DEPTH[:rows], made))
    assert all(len(log.values) == rows for log in result.logs.values())


def real_wells(folder: Path) -> list[Path]:
    """Return the real wells of both fields."""
    return sorted(folder.glob("*/*.las"))


@pytest.mark.slow
def test_real_wells_are_not_accused(wells_folder: Path) -> None:
    """Spikes and skips are a per cent at most of any of their logs, and no label is doubted."""
    for path in real_wells(wells_folder):
        result = trusted_logs(read_las(path))
        assert ": labelled" not in said(result), path.name
        for log in result.logs.values():
            seen = np.isfinite(log.measured).sum()
            noisy = ((log.flags & (SPIKE | CYCLE_SKIP)) > 0).sum()
            stuck = ((log.flags & STUCK) > 0).sum()
            assert noisy <= 3 + 0.012 * seen and stuck <= 0.12 * seen, (path.name, log.mnemonic, noisy, stuck)
        assert result.bad_hole.mean() < 0.25, path.name


def test_the_dead_photoelectric_curve_of_the_contest_is_named(wells_folder: Path) -> None:
    """PE of well C, and only of well C."""
    dead = [p.stem for p in sorted((wells_folder / "spwla2020").glob("*.las")) if "PEF" not in _kinds(p)]
    assert dead == ["spwla_C"]


def _kinds(path: Path) -> set[str]:
    """Return the kinds of log that are trusted in a file."""
    return set(trusted_logs(read_las(path)).logs)


def test_noise_about_a_constant_is_a_dead_tool() -> None:
    """A gamma ray that varies by 0.006 gAPI from top to bottom measures nothing."""
    result = judged(GR=(50 + 0.001 * (np.arange(N) % 7), "gAPI"))
    assert (result.logs["GR"].flags == STUCK).all() and "GR: stuck in 1000 of 1000 rows" in said(result)
    spiky = 50 + 0.001 * (np.arange(N) % 7)
    spiky[[100, 500]] = 75.0  # of which the range is no measure
    assert (judged(GR=(spiky, "gAPI")).logs["GR"].flags & STUCK).all()
    quiet = 50 + 0.1 * np.random.default_rng(0).standard_normal(N)  # of a gamma ray that resolves 1 gAPI
    assert not judged(GR=(quiet, "gAPI")).logs["GR"].flags.any()


def test_an_unknown_unit_that_the_values_cannot_explain_is_never_used() -> None:
    """Radium equivalents are no gAPI; --fix-units says what they are."""
    result = judged(GR=(beds(20, 140, 1), "ugRa/t"))
    assert "GR" not in result.logs and "GR: unknown unit 'ugRa/t'; curve not used (--fix-units GR=gAPI" in said(result)


@pytest.mark.parametrize("name", ["GR", "ГК", "GK"])
@pytest.mark.parametrize("unit", ["uR/h", "µR/h", "μR/hr", "мкР/ч", "мкр/ч"])
def test_microroentgens_per_hour_are_known_to_have_no_fixed_factor(name: str, unit: str) -> None:
    """One is some 10 to 16 gAPI, by tool; the advice to read them in gAPI made 8 of them 8 gAPI."""
    result = judged(**{"GR": None, name: (beds(4, 14, 1), unit)})
    assert "GR" not in result.logs and f"{name}: unit {unit} has no fixed factor to gAPI; curve not" in said(result)
    assert "--fix-units" not in said(result) and "no fixed factor" in result.why_missing("GR", briefly=True)


def test_a_unit_of_another_quantity_is_named_with_what_helps() -> None:
    """A resistivity was advised to be read in gAPI; the unit that the user gives may be that of another log."""
    made = {"MGR": (beds(2, 20, 2), "OHMM")}
    told = "MGR: unit OHMM is none of gamma ray but of resistivity; curve not used (--alias FILE can say which log it"
    assert told in said(trusted_logs(Well.from_arrays("A", DEPTH, made)))
    bare = Well.from_arrays("A", DEPTH, {"SGRD": (beds(2, 20, 2), ""), "ILD": (beds(20, 200, 2), "")})
    result = trusted_logs(bare, fix_units={"SGRD": "ohm.m", "ILD": "mS/m"})
    assert result.logs["RSHA"].mnemonic == "SGRD" and set(result.logs) == {"RSHA", "COND"}


def test_gas_is_no_caliper_and_revolutions_are_no_resistivity() -> None:
    """Of a mud log's columns without units; the methane had more samples in the range of calipers than the caliper."""
    cali = np.where(np.arange(N) < 500, np.nan, logs()["CALI"][0])
    mud = {"C1": (beds(5, 30, 9), ""), "RPM": (beds(100, 140, 8), "")}
    result = judged(CALI=(cali, "in"), **mud)
    assert result.logs["CALI"].mnemonic == "CALI" and "RMED" not in result.logs and not result.bad_hole.any()
    assert "C1: no unit says that it is caliper; curve not used (--fix-units C1=in if that" in said(result)
    fixed = trusted_logs(Well.from_arrays("A", DEPTH, mud), fix_units={"RPM": "ohm.m"})
    assert fixed.logs["RMED"].mnemonic == "RPM"


@pytest.mark.parametrize(("unit", "told"), [("us/m", ""), ("deg", "no unit says"), ("", "no unit says")])
def test_a_name_of_other_things_is_no_warning_without_the_unit_of_its_log(unit: str, told: str) -> None:
    """A latitude: --strict refused the well. A unit of something else says what it is not, others may be misspelt."""
    result = judged(RDEP=None, LAT=(beds(60, 61, 2), unit))
    assert "RDEP" not in result.logs and said(result) == ""
    assert said(result, "info") == (f"LAT: {result.why_distrusted('RDEP')}" if told else "")
    assert "LAT=ohm.m" in result.why_distrusted("RDEP") if told else "RDEP" not in result.distrusted
    assert judged(RDEP=None, LAT=(beds(2, 20, 2), "ohm.m")).logs["RDEP"].mnemonic == "LAT"


@pytest.mark.parametrize(
    ("name", "values", "unit"),
    [
        ("GR", beds(20, 140, 1), "cps"),
        ("NEUT", beds(40, 90, 2), "cps"),
        ("NEUT", beds(40, 90, 2), "NAPI"),
        ("DEN", beds(1500, 2800, 2), "c/s"),
        ("RPM", beds(60, 200, 2), "rpm"),
        ("DTC", beds(200, 400, 2), "ft/s"),
        ("U", beds(4, 12, 2), "B/CC"),
        ("K", beds(0.1, 10, 2), "mD"),
    ],
)
def test_counts_speeds_and_the_like_are_no_log_however_they_are_named(name: str, values: Floats, unit: str) -> None:
    """Their size may be that of a log: counts of 1500 to 2800 are no kg/m3. One line says so; obeyed, the advice to
    read them in the log's unit made them an input.
    """
    gone = dict.fromkeys(("GR", "RHOB", "NPHI", "DT", "DTS"))
    result = judged(**{**gone, name: (values, unit)})
    assert set(result.logs) == {"CALI", "BS", "RDEP", "DRHO"}
    assert f"{name}: unit {unit} is none of" in said(result) and "--fix-units" not in said(result)


def test_an_unknown_unit_of_hundreds_of_letters_leaves_room_for_what_is_done() -> None:
    """It took the whole line of the warning, that the curve is not used and the remedy among it."""
    result = judged(GR=(beds(20, 140, 1), "g" * 900))
    assert f"GR: unknown unit '{'g' * 39}…'; curve not used (--fix-units GR=gAPI" in said(result)


@pytest.mark.parametrize(("name", "values", "unit", "like"), [
    ("DT", beds(60, 130, 6), "us/dm", "us/ft"), ("DT", 3 * beds(60, 130, 6), "us/yd", "us/m"),
    ("RHOB", beds(2.1, 2.7, 3), "oz/in3", "g/cm3"), ("CALI", beds(8.5, 9.2, 0), "XX", "in"),
])  # fmt: skip
def test_values_of_a_plausible_size_do_not_tell_an_unknown_unit(
    name: str, values: Floats, unit: str, like: str
) -> None:
    """They were taken for the unit that they look like, and written as measured; that one is only named."""
    result = judged(**{name: (values, unit)})
    kind = "DTC" if name == "DT" else name
    assert kind not in result.logs and f"{name}: {result.why_distrusted(kind)}" in said(result)
    assert f"{name}: unknown unit {unit!r}, the values (median " in said(result)
    assert f"look like {like}" in said(result) and f"curve not used (--fix-units {name}={like} if" in said(result)


@pytest.mark.parametrize(("unit", "size", "used"), [
    ("s/ft", 1e-6, True), ("sec/ft", 1e-6, True), ("s/m", 1e-6 / 0.3048, True), ("ms/ft", 1e-3, True),
    ("s/m", 1e-6, False), ("s/ft", 1e-6 / 0.3048, False), ("MSEC/FT", 1.0, True), ("MSEC/FT", 1e-3, False),
    ("ms/m", 1e-3 / 0.3048, True), ("ms/m", 1e-3, False), ("MS/M", 1 / 0.3048, False),
])  # fmt: skip
def test_slowness_in_seconds_is_read_over_the_length_that_its_unit_states(unit: str, size: float, used: bool) -> None:
    """Seconds per foot were taken for seconds per metre; m is milli or micro, and the values say where it is milli."""
    sonic = beds(80, 150, 6)
    result = judged(DT=(size * sonic, unit))
    assert ("DTC" in result.logs) == used and (used or f"DT: labelled {unit}, but the values" in said(result))
    assert not used or np.allclose(result.logs["DTC"].measured, sonic)


@pytest.mark.parametrize("name", ["DTC", "DTS"])
def test_slowness_in_ms_per_metre_is_no_conductivity(name: str) -> None:
    """Spelt as mS/m is in capitals, it is us/m that was misspelt where the values say so; of an induction log, and of a
    curve that no name makes a sonic, it is conductivity.
    """
    result = judged(**{"DT": None, "DTS": None, name: (beds(450, 600, 8), "MS/M")})
    assert f"{name}: labelled MS/M, but the values (median " in said(result)
    assert f"look like us/m; curve not used (--fix-units {name}=us/m converts)" in said(result)
    assert "conductivity" not in said(result) and name not in result.logs
    others = judged(DT=None, ILD=(beds(300, 500, 8), "MS/M"), XY=(0.001 * beds(300, 500, 9), "MS/M"))
    assert "COND" in others.logs and "XY" not in said(others)


@pytest.mark.parametrize(("size", "used"), [(100, True), (1, False)])
def test_porosity_units_of_limestone_are_percent(size: float, used: bool) -> None:
    """LPU; fractions under that label are not used."""
    assert ("NPHI" in judged(NPHI=(size * beds(0.05, 0.45, 5), "LPU")).logs) == used


@pytest.mark.parametrize(("name", "kind", "foo", "severity"), [
    ("GR", "GR", "FOO", "warn"), ("DT", "DTC", "FOO", "warn"), ("DT", "DTC", "GRAINY", "warn"),
    ("RHOB", "RHOB", "XDENS", "info"), ("RDEP", "RDEP", "XRES", "info"),
])  # fmt: skip
def test_an_unknown_curve_in_the_unit_of_a_log_that_is_missing_is_named(
    name: str, kind: str, foo: str, severity: str
) -> None:
    """It was passed over without a word; beside a known log, or far from its values, it means nothing."""
    values, unit = logs()[name]
    lacking = {name: None, "DTS": None, foo: (values, unit), f"{foo}B": (values, unit), "NOISE": (values * 1e7, unit)}
    result = judged(**lacking)
    told = f'{foo} in {unit} is no known log, nor is {foo}B; curve not used (--alias FILE with {kind} = ["{foo}"] if it'
    assert kind not in result.logs and result.why_distrusted(kind).startswith(told)
    assert f"{kind}: {told}" in said(result, severity)
    for beside in (judged(**{foo: (values, unit)}), judged(**{name: None, foo: (values, "")})):
        assert "no known log" not in said(beside) + said(beside, "info")


def test_of_many_unknown_curves_three_are_named_and_none_without_a_name() -> None:
    """Four sonics of a name that nobody knows, and one that has none."""
    sonics = {name: (beds(60, 130, 6), "us/ft") for name in ("XA", "XB", "XC", "XD", "")}
    told = said(judged(DT=None, DTS=None, **sonics))
    assert "XA in us/ft is no known log, nor is XB, XC; curve not used" in told and "XD" not in told
    alone = judged(DT=None, DTS=None, **{"": sonics[""]})
    assert "no known log" not in said(alone) and "no known log" not in said(alone, "info")


@pytest.mark.parametrize(("name", "unit", "low", "description"), [
    ("PPG", "g/cm3", 1.1, "Pore pressure gradient"), ("OBG", "g/cm3", 1.8, "Overburden gradient"),
    ("MWOUT", "g/cm3", 1.1, ""), ("ECDT", "g/cm3", 1.2, "Equivalent circulating density"), ("RHGX", "g/cm3", 2.6, ""),
    ("RHOMX", "g/cm3", 2.6, ""), ("DGX", "g/cm3", 2.6, "Apparent grain density"), ("RM", "ohm.m", 0.1, "mud"),
    ("RWA", "ohm.m", 0.1, "apparent water resistivity"), ("AMF", "ohm.m", 0.1, ""),
    ("AHMF", "ohm.m", 0.1, "Array Induction Mud Res Fully Calibrated"), ("R0", "ohm.m", 1.0, ""),
])  # fmt: skip
def test_mud_water_grains_and_pressure_are_not_named_for_a_missing_log(
    name: str, unit: str, low: float, description: str
) -> None:
    """They are in the unit of density or resistivity, too; an alias would make them that."""
    well = Well.from_arrays("A", DEPTH, {"GR": logs()["GR"], "DT": logs()["DT"], name: (beds(low, 1.3 * low, 8), unit)})
    curves = tuple(replace(c, description=description) if c.mnemonic == name else c for c in well.curves)
    result = trusted_logs(replace(well, curves=curves))
    assert not result.distrusted and "no known log" not in said(result) + said(result, "info")


@pytest.mark.parametrize(("name", "unit", "kind"), [
    ("DELT", "us/ft", "DTC"), ("ΔT", "us/ft", "DTC"), ("DELT", "degC", None), ("DELT", "", None),
    ("MERGED_GR", "gAPI", "GR"),
])  # fmt: skip
def test_a_delta_of_t_is_slowness_where_its_unit_says_so(name: str, unit: str, kind: str | None) -> None:
    """It may be of temperature as well."""
    result = judged(DT=None, GR=None, DTS=None, **{name: (beds(60, 130, 6), unit)})
    assert {"GR", "DTC"} & set(result.logs) == ({kind} if kind else set())


def test_a_curve_described_as_a_prediction_is_no_log(tmp_path: Path) -> None:
    """A density made from the sonic tells nothing of the rock; whoever wants it gives it an alias."""
    rows = "\n".join(f"{1000 + 0.5 * i:.1f} {2.4 + 0.001 * (i % 40):.4f}" for i in range(60))
    path = tmp_path / "a.las"
    head = "~V\nVERS. 2.0 :\nWRAP. NO :\n~W\nSTRT.M 1000 :\nSTOP.M 1029.5 :\nSTEP.M 0.5 :\nNULL. -999.25 :\n~C\n"
    path.write_text(f"{head}DEPT.M : Depth\nRHOB.G/CC : Synthetic density (Gardner)\n~A\n{rows}\n")
    result = trusted_logs(read_las(path))
    assert "RHOB" not in result.logs and "RHOB: described as 'Synthetic density (Gardner)'" in said(result)
    table = default_table().with_aliases({"RHOB": ["RHOB"]})
    assert "RHOB" in trusted_logs(read_las(path, table=table), table=table).logs


def test_a_neutron_of_tight_rock_in_percent_is_not_taken_as_a_fraction() -> None:
    """Half of the carbonate reads below 1.5 %, so does its median; its shales read 30. Or half reads below 0.8 %."""
    for share, most in ((20, 1.5), (30, 2)):
        values = np.where(np.arange(N) % 100 < share, beds(20, 35, 5), beds(-0.5, most, 6))
        result = judged(NPHI=(values, "v/v"))
        assert "NPHI" not in result.logs and "look like %; curve not used (--fix-units NPHI=%" in said(result)
    assert judged(NPHI=(values, "%")).logs["NPHI"].values[50] < 0.05


def test_a_shear_slower_than_600_us_ft_is_known_by_its_compressional() -> None:
    """Mud below the sea bed: 190 and 750 us/ft, sold as us/m."""
    result = judged(DT=(beds(185, 195, 6), "us/ft"), DTS=(beds(730, 770, 7), "us/m"), RHOB=None)
    assert "DTS" not in result.logs and "look like us/ft; curve not used (--fix-units DTS=us/ft" in said(result)


def test_coal_s_photoelectric_factor_is_possible() -> None:
    """Carbon's is 0.16."""
    pef = beds(2.5, 3.5, 8)
    pef[300:320] = 0.18 + 0.02 * np.sin(np.arange(20))
    assert not judged(PEF=(pef, "b/e")).logs["PEF"].flags.any()


def test_a_shear_log_alone_is_judged_by_its_own_size() -> None:
    """Without DTC there is no ratio: a median of 490 with nothing below 400 is us/m."""
    result = judged(DT=None, RHOB=None, DTS=(3.28084 * beds(130, 170, 7), "us/ft"))
    assert "DTS" not in result.logs and "look like us/m" in said(result)


@pytest.mark.parametrize(("name", "kind", "ratio"), [("DT", "DTC", 1.0), ("DTS", "DTS", 1.9)])
def test_fast_rock_in_metric_slowness_is_found_by_its_density(name: str, kind: str, ratio: float) -> None:
    """Tight rock of 2.65 g/cm3 has 57 us/ft; 190 us/m could be clay, were it not so dense (Gardner's relation)."""
    density = beds(2.6, 2.7, 3)
    slowness = ratio * 1e6 / (density / 0.23) ** 4
    without = {"DT": None, "DTS": None, "RHOB": (density, "g/cm3")}
    sound = judged(**{**without, name: (slowness, "us/ft")})
    assert kind in sound.logs
    metric = judged(**{**without, name: (3.28084 * slowness, "us/ft")})
    assert kind not in metric.logs and "look like us/m" in said(metric)
    swapped = judged(**{**without, name: (slowness, "us/m")})
    assert kind not in swapped.logs and "look like us/ft" in said(swapped)


@pytest.mark.parametrize(
    ("name", "slowness", "density", "label", "right"),
    [
        ("DT", 3.28084 * beds(60, 130, 6), None, "us/ft", "us/m"),
        ("DT", beds(168, 182, 6), beds(1.98, 2.02, 3), "us/m", "us/ft"),
        ("DTS", 3.28084 * beds(96, 100, 7), beds(2.68, 2.75, 3), "us/ft", "us/m"),
        ("DTS", beds(222, 232, 7), beds(2.19, 2.21, 3), "us/m", "us/ft"),
    ],
)
def test_a_sonic_is_known_by_its_size_alone_or_by_its_density_alone(
    name: str, slowness: Floats, density: Floats | None, label: str, right: str
) -> None:
    """Without a density: 200 to 430 us/ft are us/m. By Gardner's relation 2.0 g/cm3 goes with 175 us/ft, 2.71 with 52,
    of which a shear of 320 would be six times, and 2.2 with 120, of which a shear of 227 us/m would be half.
    """
    without = {"DT": None, "DTS": None, "RHOB": None if density is None else (density, "g/cm3")}
    result = judged(**{**without, name: (slowness, label)})
    assert ("DTC" if name == "DT" else "DTS") not in result.logs and f"look like {right}" in said(result)
    assert ("DTC" if name == "DT" else "DTS") in judged(**{**without, name: (slowness, right)}).logs


def test_fast_shear_in_metric_slowness_is_found_by_the_compressional_where_there_is_no_density() -> None:
    """Limestone, 54 and 100 us/ft: 330 us/m could be clay by itself, but no rock is six times slower in shear."""
    sonic = beds(48, 60, 7)
    shear = {"DT": (sonic, "us/ft"), "RHOB": None}
    assert "DTS" in judged(**shear, DTS=(1.85 * sonic, "us/ft")).logs
    metric = judged(**shear, DTS=(3.28084 * 1.85 * sonic, "us/ft"))
    assert "DTS" not in metric.logs and "look like us/m" in said(metric)


def test_rock_salt_in_metric_slowness_is_not_accused() -> None:
    """Salt of 2.04 g/cm3 has 67 us/ft, far faster than Gardner's relation says."""
    salt = {"RHOB": (beds(2.03, 2.06, 3), "g/cm3"), "DTS": None}
    assert "DTC" in judged(**salt, DT=(beds(66, 69, 6), "us/ft")).logs
    assert "DTC" in judged(**salt, DT=(3.28084 * beds(66, 69, 6), "us/m")).logs


def test_a_temperature_in_another_unit_than_its_label_is_not_used() -> None:
    """400 degC is no borehole's; 85 degF labelled so is read as 29 degC."""
    hot = judged(TEMP=(beds(390, 410, 1), "degC"))
    assert "TEMP" not in hot.logs and "TEMP: labelled degC" in said(hot)
    assert judged(TEMP=(beds(80, 90, 1), "degF")).logs["TEMP"].values.mean() == pytest.approx(29.4, abs=2)


@pytest.mark.parametrize(("unit", "value"), [("degC", 260.0), ("degF", 500.0)])
def test_a_geothermal_well_is_as_hot_as_its_label_says(unit: str, value: float) -> None:
    """260 degC are within the kind's range; without a label they are taken for degF."""
    result = judged(TEMP=(value + beds(-10, 10, 1), unit))
    assert result.logs["TEMP"].values.mean() == pytest.approx(260, abs=5) and said(result) == ""
    assert "TEMP: no unit, taken as degF" in said(judged(TEMP=(beds(250, 270, 1), "")))


def test_a_temperature_without_a_unit_is_read_in_the_one_that_the_user_names() -> None:
    """Its label says nothing, and no unit has that name."""
    well = Well.from_arrays("A", DEPTH, {"TEMP": (beds(60, 70, 1), "")})
    found = trusted_logs(well, fix_units={"TEMP": "degC"})
    assert found.logs["TEMP"].unit == "degC" and "read in degC as asked, the label says nothing" in said(found)


def test_an_index_that_is_read_in_another_unit_than_its_label_is_said_to_be() -> None:
    """Depths labelled m that are feet; to be told what the label says is no news."""
    well = Well.from_arrays("A", DEPTH, logs())
    feet, metres = (trusted_logs(well, fix_units={"dept": unit}) for unit in ("ft", "m"))
    assert said(feet) == "DEPT: read in ft as asked, the label says m" and said(metres) == ""
    assert feet.well.depth_m == pytest.approx(0.3048 * DEPTH) and metres.well.depth_m == pytest.approx(DEPTH)


def test_a_fixed_unit_comes_before_a_foreign_label() -> None:
    """RHOB labelled ohm.m is no density, unless the user says so; a fix that cannot work is said."""
    made = {"RHOB": (beds(2.1, 2.7, 3), "ohm.m"), "FOO": (beds(0, 1, 1), "")}
    well = Well.from_arrays("A", DEPTH, made)
    assert "RHOB" not in trusted_logs(well).logs
    assert "RHOB" in trusted_logs(well, fix_units={"rhob": "g/cm3"}).logs
    assert "--fix-units FOO=m has no effect" in said(trusted_logs(well, fix_units={"FOO": "m"}))
    with pytest.raises(UsageError, match="--fix-units RHOB=mV: unknown unit of bulk density"):
        trusted_logs(well, fix_units={"RHOB": "mV"})


def test_a_fix_that_label_and_values_contradict_is_said_to() -> None:
    """--fix-units NPHI=% is meant for the well whose percent are sold as v/v, and reaches all wells of a field."""
    wrong, right = (Well.from_arrays("A", DEPTH, {"NPHI": (size * beds(0.1, 0.4, 3), "V/V")}) for size in (100, 1))
    contradicted = " and its values say the same (median 0."
    assert contradicted not in said(trusted_logs(wrong, fix_units={"NPHI": "%"}))
    assert contradicted in said(trusted_logs(right, fix_units={"NPHI": "%"}))
    assert contradicted not in said(trusted_logs(right, fix_units={"NPHI": "dec"}))


def test_a_fix_that_the_label_says_too_is_not_warned_of() -> None:
    """K/M3 is kg/m3, and a depth in m is one in m; a label and a fix that the values contradict are not silent."""
    made = {"RHOB": (1000 * beds(2.1, 2.7, 3), "K/M3"), "NPHI": (100 * beds(0.1, 0.4, 5), "%")}
    fixes = {"RHOB": "kg/m3", "NPHI": "%", "DEPT": "m"}
    assert "as asked" not in said(trusted_logs(Well.from_arrays("A", DEPTH, made), fix_units=fixes))
    wrong = trusted_logs(Well.from_arrays("A", DEPTH, {"NPHI": (beds(0.1, 0.4, 5), "%")}), fix_units=fixes)
    assert "NPHI: read in % as asked and labelled, but its values (median 0." in said(wrong)
    assert said(wrong).count("as asked") == 1 and "look like v/v" in said(wrong)


@pytest.mark.parametrize(("label", "told"), [("G/CC", True), ("", True), ("K/M3", False)])
def test_a_curve_that_a_fix_makes_implausible_is_said_to_be_read_so(label: str, told: bool) -> None:
    """Of a training well the line on why it serves without the log is all that is said."""
    well = Well.from_arrays("A", DEPTH, {"RHOB": (beds(2.1, 2.7, 3), label)})
    why = trusted_logs(well, fix_units={"RHOB": "kg/m3"}).why_distrusted("RHOB")
    ends = f"dead or mislabelled; read in kg/m3 as --fix-units asked, the label says {label or 'nothing'}"
    assert why.endswith(ends if told else "dead or mislabelled")


def test_an_empty_curve_does_not_hide_that_another_of_its_kind_is_not_believed() -> None:
    """A placeholder DT beside a DTCO in us/m sold as us/ft: what teaches nothing of the sonic is its unit."""
    sonic = beds(80, 110, 4) / 0.3048
    result = judged(DTC=None, DT=(np.full(N, np.nan), "us/ft"), DTCO=(sonic, "us/ft"))
    assert result.logs["DTC"].mnemonic == "DT" and "--fix-units DTCO=us/m" in result.why_distrusted("DTC")
    assert not judged(DTC=None, DT=(0.3048 * sonic, "us/ft"), DTCO=(sonic, "us/ft")).distrusted


def test_of_several_curves_the_one_with_most_possible_values_is_used() -> None:
    """A second gamma ray that is complete but negative does not displace one with a gap."""
    gap = np.where(np.arange(N) < 200, np.nan, logs()["GR"][0])
    result = judged(GR=(gap, "gAPI"), SGR=(-50 - logs()["GR"][0], "gAPI"))
    assert result.logs["GR"].mnemonic == "GR" and result.twins["GR"] == ("SGR",)


def test_values_that_another_run_alone_has_are_counted() -> None:
    """Two runs, each of a part of the well: that one is not read costs half of the log."""
    upper = np.where(np.arange(N) < 400, logs()["DT"][0], np.nan)
    lower = np.where(np.arange(N) < 400, np.nan, logs()["DT"][0])
    result = trusted_logs(Well.from_arrays("A", DEPTH, {"DT_1": (upper, "us/ft"), "DT_2": (lower, "us/ft")}))
    assert "DT_2 was used, DT_1 not; 400 rows have values only there" in said(result)
    for wrong in (np.full(N, 120.0), 3.28084 * logs()["DT"][0], np.full(N, 900.0)):
        result = trusted_logs(Well.from_arrays("A", DEPTH, {"DT_2": (lower, "us/ft"), "DT_1": (wrong, "us/ft")}))
        assert result.logs["DTC"].mnemonic == "DT_2" and "only there" not in said(result)


def test_two_curves_of_one_name_are_told_apart_by_their_columns() -> None:
    """GR was used, GR not, would tell nobody which."""
    result = trusted_logs(read_las(Path(__file__).parents[1] / "data" / "names_twice.las"))
    assert "(column " in said(result)


def test_samples_of_nanometres_cost_no_memory() -> None:
    """Windows of some metres then held a thousand million samples each: the well was refused for lack of memory."""
    depth = 1000 + 1e-9 * np.arange(N)
    assert set(judged(depth).logs) == set(judged().logs)


def test_zeros_are_in_no_other_unit() -> None:
    """A target of nothing but zeros was said to look like s/m, and --fix-units was recommended."""
    [said] = [n.text for n in judged(DT=(np.zeros(N), "us/ft")).notices if n.subject == "DT" and "not used" in n.text]
    assert said == "100 % of its samples are outside 40..240 us/ft: dead or mislabelled; curve not used"


@pytest.mark.parametrize(
    ("curves", "rows"),
    [
        ({"DT": (np.zeros(N), "us/ft")}, N),
        ({"DT": (0.3 * beds(60, 130, 6), "us/ft")}, N),
        ({"DT": (np.where(np.arange(N) < 400, np.nan, 1e4), "us/ft"), "DTC": (np.full(N, np.nan), "us/ft")}, 600),
        ({"DT": (np.where(np.arange(N) < 400, np.nan, 1e4), "us/ft"), "DTC": (beds(60, 130, 6), "us/ft")}, 0),
        ({"DT": (np.full(N, np.nan), "us/ft")}, 0),
        ({"DT": (np.full(N, -9999.0), "furlong")}, 0),
        ({"DT": (beds(60, 130, 6), "us/ft")}, 0),
        ({"DT": None}, 0),
        ({"DTC": (beds(60, 130, 6), "gAPI")}, N),
        ({"DTC": (np.where(np.arange(N) < 400, np.nan, 3.0), "km/s"), "DT": (np.full(N, np.nan), "us/ft")}, 600),
        ({"DTC": (beds(60, 130, 6), "degC"), "DT": (beds(60, 130, 6), "us/ft")}, 0),
        ({"DT": None, "AK": (beds(60, 130, 6), "mD")}, 0),
        ({"DT": None, "DELT": (beds(60, 130, 6), "degC")}, 0),
    ],
    ids=[
        *("out of range", "other unit", "beside nulls", "beside a sound one", "nulls", "unknown unit", "sound", "none"),
        *("other quantity", "its values only", "beside one", "name of much else", "name that says little"),
    ],
)
def test_what_is_set_aside_as_a_whole_is_known(curves: dict[str, tuple[Floats, str] | None], rows: int) -> None:
    """Where a log's curves hold values, none of which is believed; nowhere where one of the curves serves."""
    result = judged(**{"DT": None, **curves})
    assert result.set_aside.get("DTC", np.zeros(N)).sum() == rows
    assert "DTC" not in without(result, ["DTC"]).set_aside


def test_of_twins_the_one_is_used_of_which_more_can_be_believed() -> None:
    """A dead density beside a live one with nulls; a gamma ray of zeros; a sonic dead in its upper half; and, of one
    tool, a deepest induction log that lacks a single value.
    """
    good = logs()
    dead, zeros, half = np.full(N, 2.35), np.zeros(N), good["DT"][0].copy()
    half[: N // 2] = 95.0
    some = {name: good[name][0].copy() for name in ("RHOB", "GR", "DT", "RDEP")}
    for values in some.values():
        values[:50] = np.nan
    made = {
        "RHOB": (dead, "g/cm3"), "RHOZ": (some["RHOB"], "g/cm3"), "GR": (zeros, "gAPI"), "SGR": (some["GR"], "gAPI"),
        "DT": (half, "us/ft"), "DTCO": (some["DT"], "us/ft"), "NPHI": good["NPHI"],
        "AT60": (some["RDEP"], "ohm.m"), "AT90": (np.r_[np.nan, good["RDEP"][0][1:] + 1.0], "ohm.m"),
    }  # fmt: skip
    result = trusted_logs(Well.from_arrays("A", DEPTH, made))
    chosen = {kind: log.mnemonic for kind, log in result.logs.items()}
    assert chosen == {"RHOB": "RHOZ", "GR": "SGR", "DTC": "DTCO", "NPHI": "NPHI", "RDEP": "AT90"}
    assert "stuck" not in said(result)  # nothing is said of what is not used


def test_of_twins_thin_beds_do_not_decide() -> None:
    """Coals of two samples, which a curve by itself shows as spikes: the fuller curve is used, not the edited one."""
    rhob, nphi = logs()["RHOB"][0], logs()["NPHI"][0]
    edited = rhob.copy()
    edited[700] = np.nan
    for row in range(50, 1000, 120):
        rhob[row : row + 2], nphi[row : row + 2] = 1.3, 0.6
    flags = judged(RHOB=(rhob, "g/cm3"), RHOB_EDIT=(edited, "g/cm3"), NPHI=(nphi, "v/v")).logs
    assert flags["RHOB"].mnemonic == "RHOB" and not (flags["NPHI"].flags[50:52] & SPIKE).any()


def test_a_shear_log_that_is_none_gives_way_to_its_twin() -> None:
    """A copy of the compressional one under its name, fuller than the real one."""
    good = logs()
    real = 1.8 * good["DT"][0]
    real[:30] = np.nan
    made = {"DT": good["DT"], "DTS": good["DT"], "DTSM": (real, "us/ft")}
    result = trusted_logs(Well.from_arrays("A", DEPTH, made))
    assert result.logs["DTS"].mnemonic == "DTSM" and result.twins["DTS"] == ("DTS",) and "DTS" not in result.distrusted
    assert "DTS: 1.00 times DT" in said(result) and "DTSM was used, DTS not" in said(result)
    assert "DTS was used" not in said(result)


def test_a_run_in_another_unit_is_masked_and_named() -> None:
    """Sixty metres of a gamma ray that was scaled to 0..1, and of a porosity in v/v under a label of percent."""
    lower = np.arange(N) > 600
    gr, nphi = logs()["GR"][0], 100 * logs()["NPHI"][0]
    result = judged(GR=(np.where(lower, gr / 150, gr), "gAPI"), NPHI=(np.where(lower, nphi / 100, nphi), "%"))
    assert (result.logs["GR"].flags[lower] & OTHER_UNIT > 0).all() and np.isnan(result.logs["GR"].values[lower]).all()
    assert not (result.logs["GR"].flags[~lower] & OTHER_UNIT).any()
    where = f"{DEPTH[601]:.1f} to {DEPTH[-1]:.1f} m"
    assert f"in another unit in 399 (scaled to 0..1, {where}) of 1000 rows" in said(result)
    result = judged(NPHI=(np.where(lower, nphi / 100, nphi), "%"))
    assert (result.logs["NPHI"].flags & OTHER_UNIT > 0).tolist() == lower.tolist()
    assert "in another unit in 399 (v/v, " in said(result)


@pytest.mark.parametrize("unit", ["us/ft", "us/m"])
def test_a_sonic_spliced_from_runs_in_two_units_is_masked_in_one_of_them(unit: str) -> None:
    """Above row 200 and below row 600 it has the label's unit, between them the other one."""
    own, factor = logs()["DT"][0] - 20, 3.28084
    middle = (np.arange(N) > 200) & (np.arange(N) <= 600)
    values = np.where(middle, factor * own, own) if unit == "us/ft" else np.where(middle, own, factor * own)
    result = judged(DT=(values, unit))
    assert ((result.logs["DTC"].flags & OTHER_UNIT) > 0).tolist() == middle.tolist()
    other = {"us/ft": "us/m", "us/m": "us/ft"}[unit]
    assert f"in another unit in 400 ({other}, {DEPTH[201]:.1f} to {DEPTH[600]:.1f} m)" in said(result)


def test_stretches_in_another_unit_are_told_with_their_depths_in_the_unit_of_the_file() -> None:
    """Five of a gamma ray scaled to 0..1, read upwards: the three longest in order of depth, through missing values."""
    depth = 1000 + 1.0 * np.arange(N)[::-1]
    gr = logs()["GR"][0]
    for top, base in ((1050, 1150), (1250, 1280), (1400, 1520), (1600, 1680), (1900, 1930)):
        gr[(depth >= top) & (depth <= base)] /= 150
    gr[(depth > 1100) & (depth < 1110)] = np.nan
    result = judged(depth, GR=(gr, "gAPI"))
    where = "1050.0 to 1150.0, 1400.0 to 1520.0, 1600.0 to 1680.0 m and 2 more"
    assert f"in another unit in 356 (scaled to 0..1, {where}) of 991 rows" in said(result)
    feet = said(judged(depth / 0.3048, depth_unit="ft", GR=(gr, "gAPI")))
    assert "3444.9 to 3773.0, 4593.2 to 4986.9, 5249.3 to 5511.8 ft and 2 more" in feet


def test_soft_rock_below_casing_is_in_no_other_unit() -> None:
    """Steel reads 57 us/ft, mud rock at the sea bed some 180; without steel it is a bed of another unit."""
    rng = np.random.default_rng(1)
    rock = np.arange(N) > 500
    steel = np.where(rock, 180 + 5 * rng.standard_normal(N), 57 + rng.standard_normal(N))
    assert not (judged(DT=(steel, "us/ft"), DTS=None, RHOB=None).logs["DTC"].flags & OTHER_UNIT).any()
    tight = np.where(rock, 225 + 5 * rng.standard_normal(N), 70 + rng.standard_normal(N))
    found = judged(DT=(tight, "us/ft"), DTS=None, RHOB=None).logs["DTC"].flags & OTHER_UNIT
    assert (found > 0).tolist() == rock.tolist()


def test_rock_without_pores_or_potassium_is_in_no_other_unit() -> None:
    """Salt of 0.5 % and 4 gAPI, and a porosity of a half per cent in shale, but over some metres only."""
    salt = np.arange(N) > 600
    rng = np.random.default_rng(0)
    gr = np.where(salt, 4 + 0.5 * rng.standard_normal(N), logs()["GR"][0])
    nphi = np.where(salt, 0.5 + 0.1 * rng.standard_normal(N), 100 * logs()["NPHI"][0])
    assert "another unit" not in said(judged(GR=(gr, "gAPI"), NPHI=(nphi, "%")))
    short = np.where((np.arange(N) > 600) & (np.arange(N) < 700), 0.5, 100 * logs()["NPHI"][0])
    assert "another unit" not in said(judged(NPHI=(short, "%")))


def test_a_caliper_of_zero_where_it_was_not_run_does_not_hide_bad_hole() -> None:
    """As exporters write: zeros in over half of the well, a washout of a hundred samples below."""
    rows = np.arange(N)
    cali = np.where(rows < 600, 0.0, np.where((rows > 800) & (rows < 900), 15.0, logs()["CALI"][0]))
    for empty in (0.0, -99.0):
        result = judged(CALI=(np.where(rows < 600, empty, cali), "in"))
        assert result.bad_hole[810:890].all() and not result.bad_hole[:780].any(), empty


def test_a_curve_that_its_description_makes_another_thing_is_said_to_be_there() -> None:
    """Else the user reads that gamma ray is missing, beside a curve of that name."""
    well = Well.from_arrays("w", DEPTH, logs())
    index = {"description": "Gamma ray index", "kind": None}
    curves = tuple(replace(c, **index) if c.mnemonic == "GR" else c for c in well.curves)
    result = trusted_logs(replace(well, curves=curves))
    assert "GR" not in result.logs and result.why_missing("GR").startswith("GR is described as 'Gamma ray index'")
    assert any(n.subject == "GR" and "--alias takes it" in n.text for n in result.notices)


@pytest.mark.parametrize(("times", "believed"), [(1.0, False), (1.8, True)])
def test_compressional_slowness_under_the_name_of_shear_is_known_by_the_density(times: float, believed: bool) -> None:
    """In a well without a sonic, where it is what the sonic would be predicted from."""
    rhob = logs()["RHOB"][0]
    slowness = times * 1e6 / (rhob / 0.23) ** 4
    result = judged(DT=None, DTS=(slowness, "us/ft"))
    assert ("DTS" in result.logs) == believed and ("Gardner" in result.why_distrusted("DTS")) != believed


def test_shear_under_the_name_of_a_sonic_is_doubted_beside_the_density() -> None:
    """It is used all the same: a gas sand may be as slow for its density."""
    slowness = 1e6 / (logs()["RHOB"][0] / 0.23) ** 4
    assert "is it shear slowness, or rock with gas" in said(judged(DT=(1.6 * slowness, "us/ft"), DTS=None))
    assert "shear" not in said(judged(DT=(1.2 * slowness, "us/ft"), DTS=None))


def test_overpressured_shale_is_not_doubted_to_be_compressional() -> None:
    """It is slow for its density (Bowers 1995); where gamma ray and neutron say shale, shear is slower still."""
    slowness = 1e6 / (logs()["RHOB"][0] / 0.23) ** 4
    shale = {"DTS": None, "GR": (beds(100, 140, 1), "gAPI"), "NPHI": (beds(0.28, 0.4, 5), "v/v")}
    assert "shear" not in said(judged(DT=(1.55 * slowness, "us/ft"), **shale))
    assert "is it shear slowness" in said(judged(DT=(1.9 * slowness, "us/ft"), **shale))


@pytest.mark.parametrize("padding", [0.0, -1.0])
@pytest.mark.parametrize("sonic", [True, False])
def test_a_shear_log_is_not_judged_by_padding(padding: float, sonic: bool) -> None:
    """Zeros or -1 over most of it: it was 0.00 times the sonic, or what goes with the density, and set aside."""
    fast = 1e6 / (logs()["RHOB"][0] / 0.23) ** 4
    shear = np.where(np.arange(N) < 600, padding, 1.8 * fast)
    assert "DTS" in judged(DT=(fast, "us/ft") if sonic else None, DTS=(shear, "us/ft")).logs


def test_a_shear_log_is_not_judged_by_the_padding_of_the_sonic() -> None:
    """It was 24 times that, and so in us/m."""
    fast = beds(110, 130, 6)
    padded = np.where(np.arange(N) < 600, 10.0, fast)
    assert "DTS" in judged(DT=(padded, "us/ft"), RHOB=None, DTS=(2 * fast, "us/ft")).logs


def test_a_run_in_another_unit_does_not_make_a_sonic_look_like_shear() -> None:
    """Its rows in us/m are masked; the others go with the density."""
    slowness = 1.25e6 / (logs()["RHOB"][0] / 0.23) ** 4 * np.random.default_rng(0).normal(1, 0.1, N)
    dt = np.where(np.arange(N) > 520, 3.28084 * slowness, slowness)
    result = judged(DT=(dt, "us/ft"), DTS=None)
    assert (result.logs["DTC"].flags & OTHER_UNIT).any() and "shear" not in said(result)


def test_gardner_judges_no_slowness_of_salt_or_basalt() -> None:
    """Two thirds of a shear log in salt, which is fast for its density; basalt is slow for its own. Salt alone, with a
    noise that takes a few of its samples to 2.1 g/cm3, says nothing; the third of rock finds what is no shear.
    """
    salt, noise = np.arange(N) > 333, np.random.default_rng(0).normal(0, 1, N)
    rhob = (np.where(salt, 2.04 + 0.01 * noise, logs()["RHOB"][0] + 0.05), "g/cm3")
    compressional = 1e6 / (rhob[0] / 0.23) ** 4
    for times, believed in ((1.8, True), (1.0, False)):
        result = judged(DT=None, DTS=(np.where(salt, 118 + noise, times * compressional), "us/ft"), RHOB=rhob)
        assert ("DTS" in result.logs) == believed
    assert "DTS" in judged(DT=None, DTS=(118 + noise, "us/ft"), RHOB=(2.04 + 0.04 * noise, "g/cm3")).logs
    basalt = {"RHOB": (2.95 + 0.03 * noise, "g/cm3"), "DT": (54 + 2 * noise, "us/ft")}
    assert "Gardner" not in said(judged(DTS=None, **basalt))


def test_a_scaled_null_in_the_density_correction_is_no_bad_hole() -> None:
    """-999.25 kg/m3 that became -0.99925 g/cm3, or -500; corrections that scatter beyond 0.15 stay bad hole."""
    rows = np.arange(N)
    for null in (-0.99925, -0.5):
        drho = np.where(rows < 300, null, np.where((rows > 500) & (rows < 600), 0.3, 0.0) + logs()["DRHO"][0])
        result = judged(DRHO=(drho, "g/cm3"))
        assert result.bad_hole[501:600].all() and not result.bad_hole[:300].any()
        assert f"{null} g/cm3 in 300 rows" in said(result)


def test_one_value_of_a_density_correction_over_a_washout_is_bad_hole() -> None:
    """0.35 g/cm3 over 20 m: the tool's correction at its limit, no null."""
    rows = np.arange(N)
    result = judged(CALI=None, DRHO=(np.where((rows > 500) & (rows < 640), 0.35, logs()["DRHO"][0]), "g/cm3"))
    assert result.bad_hole[501:640].all() and "undeclared" not in said(result)


def test_a_filler_is_masked_and_makes_no_percent_of_a_porosity() -> None:
    """99.99 in every sixteenth row; and a third of the curve in percent."""
    nphi, rows = logs()["NPHI"][0], np.arange(N)
    for wrong, values in ((rows % 16 == 0, 99.99), (rows > 670, 100 * nphi)):
        result = judged(NPHI=(np.where(wrong, values, nphi), "v/v"))
        assert np.isnan(result.logs["NPHI"].values[wrong]).all(), result.distrusted
        assert np.isfinite(result.logs["NPHI"].values[~wrong]).mean() > 0.95


def test_a_caliper_that_ends_out_of_range_is_warned_of() -> None:
    """Bad hole is not seen there; a differential caliper in millimetres under a label of inches is none."""
    cali = np.where(np.arange(N) < 400, 25.4, 1.0) * logs()["CALI"][0]
    assert any(n.severity == "warn" and "outside" in n.text for n in judged(CALI=(cali, "in")).notices)
    excess = 25.4 * np.abs(beds(0, 4, 7))
    assert "look like mm" in said(judged(BS=None, CALI=None, DCAL=(excess, "in")))


@pytest.mark.parametrize(("change", "doubted"), [
    (np.log10, True), (np.log, True), (lambda v: v / 10, True), (lambda v: v / 3, False),
])  # fmt: skip
def test_a_gamma_ray_that_hardly_radiates_is_doubted(change: Callable[[Floats], Floats], doubted: bool) -> None:
    """Logarithms of it, or a tenth, were learnt from without a word; salt may radiate so little, so it is used."""
    result = judged(GR=(change(beds(20, 110, 1)), "gAPI"))
    assert "GR" in result.logs and ("GR: 95 % of its samples are below 12 gAPI" in said(result)) == doubted


@pytest.mark.parametrize(("size", "unit", "used"), [(44.45, "in", False), (44.45, "cm", True), (17.5, "in", True)])
def test_a_wide_hole_in_centimetres_is_none_in_inches(size: float, unit: str, used: bool) -> None:
    """17.5 inches are 44 cm, which may be inches, but of no hole in which a fifth is wider than any caliper."""
    cali = size * (1 + 0.05 * np.abs(np.random.default_rng(0).standard_normal(N)))
    assert ("CALI" in judged(CALI=(cali, unit), BS=None).logs) == used


def test_a_gamma_ray_of_zero_to_one_is_none() -> None:
    """Normalised, whatever its label says; rock salt of 4 gAPI is one."""
    index = (logs()["GR"][0] - 20) / 120
    result = judged(GR=(index, "gAPI"))
    assert "GR" not in result.logs and "GR: 95 % of its samples are below 1.5 gAPI: normalised" in said(result)
    assert "GR" in judged(GR=(beds(3, 6, 1), "gAPI")).logs


def test_a_bit_far_larger_than_the_hole_is_not_believed() -> None:
    """Of the next section in a hole of 8.7 in, whose washout the caliper shows all the same."""
    cali = logs()["CALI"][0]
    cali[400:420] = 13.0
    result = judged(CALI=(cali, "in"), BS=(np.full(N, 12.25), "in"))
    assert result.bad_hole[402:418].all() and not result.bad_hole[:390].any()
    assert "BS: 3.3 in and more over CALI in half of its samples: one of them is wrong" in said(result)


def test_shale_below_sand_is_no_cycle_skip_of_the_shear() -> None:
    """Slow by 60 us/ft, once less slow a metre below its top; a skip comes back to where it was."""
    dts = 181 + np.random.default_rng(0).normal(0, 0.5, N)
    dts[300:400] = 244.0
    dts[308:310] = 212.0
    made = {"DTS": (dts, "us/ft"), "DT": (dts / 1.9, "us/ft")}
    flags = {k: log.flags & CYCLE_SKIP for k, log in trusted_logs(Well.from_arrays("A", DEPTH, made)).logs.items()}
    assert not flags["DTS"].any() and not flags["DTC"].any()
    dts[300:400] = 181.0
    dts[300:306] = 300.0
    skip = trusted_logs(Well.from_arrays("A", DEPTH, {"DTS": (dts, "us/ft")})).logs["DTS"].flags & CYCLE_SKIP
    assert np.flatnonzero(skip).tolist() == list(range(300, 306))


@pytest.mark.parametrize(("dtc", "shear"), [(67.0, 381.0), (105.0, 541.0), (130.0, 820.0)])
def test_shear_in_metres_sold_as_feet_is_found_by_its_ratio_whatever_the_density(dtc: float, shear: float) -> None:
    """In salt, gas sand and coal, of which Gardner's relation does not hold."""
    noise = np.random.default_rng(0).normal(0, 1, N)
    salt = (2.03 + 0.01 * noise, "g/cm3")
    result = judged(DT=(dtc + noise, "us/ft"), DTS=(shear + 3 * noise, "us/ft"), RHOB=salt)
    assert "DTS" not in result.logs and "look like us/m; curve not used (--fix-units DTS=us/m converts)" in said(result)


def test_a_bed_of_one_sample_of_a_metre_is_no_spike() -> None:
    """Coal in samples a metre apart; one that no rock is far off is."""
    rhob = np.random.default_rng(0).normal(2.4, 0.02, N)
    rhob[20::40] = 2.05
    depth = DEPTH[0] + np.arange(N)
    assert not (judged(depth, RHOB=(rhob, "g/cm3")).logs["RHOB"].flags & SPIKE).any()
    rhob[510] = 1.3
    assert np.flatnonzero(judged(depth, RHOB=(rhob, "g/cm3")).logs["RHOB"].flags & SPIKE).tolist() == [510]


def test_a_name_in_another_script_is_said_to_be_read() -> None:
    """A Cyrillic gamma ray; whoever does not read it sees what it was taken for."""
    result = trusted_logs(Well.from_arrays("A", DEPTH, {"ГК": (logs()["GR"][0], "gAPI")}))
    assert result.logs["GR"].mnemonic == "ГК"
    assert "ГК: a name in another script, taken as GR (gamma ray)" in said(result)


def test_a_hidden_kind_leaves_with_every_curve_that_the_user_made_one() -> None:
    """The second one was judged again as the hidden log."""
    dt = logs()["DT"][0]
    made = {"GR": logs()["GR"], "DT": (dt, "g/cm3"), "DTCO": (dt + 1, "g/cm3")}
    fixes = {"DT": "us/ft", "DTCO": "us/ft"}
    found = trusted_logs(Well.from_arrays("A", DEPTH, made), fix_units=fixes)
    bare = without(found, ["DTC"])
    assert "DTC" in found.logs and [c.mnemonic for c in bare.well.curves] == ["GR"]
    assert set(trusted_logs(bare.well, fix_units=fixes).logs) == {"GR"}


@pytest.mark.parametrize("name", ["DENC", "RHOC", "DEN_CORR", "DENCORR"])
@pytest.mark.parametrize("unit", ["g/cm3", ""])
def test_density_and_its_correction_of_one_name_are_told_by_their_values(name: str, unit: str) -> None:
    """In UKCS and Norwegian composites DENC is the correction; taken for density, it left bad hole unseen."""
    drho = np.round(logs()["DRHO"][0], 4)
    drho[500:540] = 0.3
    result = judged(DRHO=None, **{name: (drho, unit)})
    assert result.logs["DRHO"].mnemonic == name and result.logs["RHOB"].mnemonic == "RHOB"
    assert result.bad_hole[500:540].all() and "several curves" not in said(result)
    result = judged(RHOB=None, **{name: (logs()["RHOB"][0], unit)})
    assert result.logs["RHOB"].mnemonic == name and result.logs["DRHO"].mnemonic == "DRHO"
    own = default_table().with_aliases({"RHOB": [name]})
    made = {name: (drho, "g/cm3")}
    assert "DRHO" not in trusted_logs(Well.from_arrays("A", DEPTH, made, table=own), table=own).logs


@pytest.mark.parametrize("unit", ["g/cm3", "furlong", "cps", ""])
@pytest.mark.parametrize("names", [("RHOB", "DENS"), ("DENS", "RHOB")])
def test_an_empty_curve_is_no_second_one_of_a_log(unit: str, names: tuple[str, str]) -> None:
    """A template's column of nulls warned of two curves, which --strict refuses, or was used before one with values."""
    empty, filled = names
    for null in (np.nan, -999.0):
        curves = {**logs(), empty: (np.full(N, null), unit), filled: logs()["RHOB"]}
        result = trusted_logs(Well.from_arrays("A", DEPTH, curves))
        told = said(result).replace(
            f"{empty}: value -999 in {N} rows looks like an undeclared null, taken as missing", ""
        )
        assert result.logs["RHOB"].mnemonic == filled and told == "" and "RHOB" not in result.twins


def test_a_curve_out_of_range_is_told_of_before_an_empty_one() -> None:
    """The empty one was said to be used."""
    curves = {"DENS": (np.full(N, np.nan), "g/cm3"), "RHOZ": (beds(-9, -5, 3), "g/cm3")}
    result = trusted_logs(Well.from_arrays("A", DEPTH, curves))
    assert "RHOB" in result.distrusted and "DENS" not in said(result)
    unknown = trusted_logs(Well.from_arrays("A", DEPTH, {"RHOB": (np.full(N, np.nan), "furlong")}))
    assert unknown.why_missing("RHOB") == "RHOB is all null" and said(unknown) == ""
