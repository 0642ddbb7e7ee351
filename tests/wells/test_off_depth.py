"""Logs of which one shows the beds deeper than the others: made-up beds whose shift is known, and real wells."""

import numpy as np
import pytest

from welllog_mdn.logs.kinds import default_table
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.off_depth import off_depth
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well

Z = np.arange(1000.0, 1600.0, 0.1524)


def beds(depth, seed=0):
    """Return rock of beds of 1 to 8 m, (n,): one number of mean 0 for each bed, a little blurred as by a tool."""
    rng = np.random.default_rng(seed)
    tops = 900.0 + np.cumsum(rng.uniform(1.0, 8.0, 400))
    rock = rng.standard_normal(len(tops) + 1)
    return np.mean([rock[np.searchsorted(tops, depth + d)] for d in (-0.3, 0.0, 0.3)], axis=0)


def logs(depth=Z, seed=0, noise=0.4, **deeper):
    """Return logs of such rock; `deeper` says by how many metres some show it too deep."""
    rng = np.random.default_rng(seed + 1)
    plain = {"GR": (70, 20), "RDEP": (2, -0.2), "RHOB": (2.4, 0.08), "NPHI": (0.25, -0.05), "DTC": (95, -9)}
    seen = {k: beds(depth - deeper.get(k, 0.0), seed) + noise * rng.standard_normal(len(depth)) for k in plain}
    return {k: 10 ** (0.3 + b * seen[k]) if k == "RDEP" else a + b * seen[k] for k, (a, b) in plain.items()}


@pytest.mark.parametrize("by", [-3.0, -1.2, 1.2, 1.5, 3.5])
def test_the_log_that_is_off_depth_is_named_with_its_shift(by):
    """The sonic stands so many metres deeper than the four others, over the whole log but for what no window holds."""
    (found,) = off_depth(Z, logs(DTC=by))
    assert found.off == ("DTC",) and found.others == ("GR", "RDEP", "RHOB", "NPHI")
    assert found.by == pytest.approx(by, abs=0.16)
    ((top, base),) = found.stretches
    assert top == Z[0] and base > Z[-1] - 50.0


def test_two_logs_of_one_run_are_off_depth_together():
    """Density and neutron are 1.2 m shallower than the others, and on depth with each other."""
    (found,) = off_depth(Z, logs(RHOB=-1.2, NPHI=-1.2))
    assert found.off == ("RHOB", "NPHI") and found.others == ("GR", "RDEP", "DTC")
    assert found.by == pytest.approx(-1.2, abs=0.16)


def test_of_two_and_two_those_that_others_are_matched_to_count_as_on_depth():
    """Without the sonic, gamma ray and resistivity stand against density and neutron."""
    two = {k: v for k, v in logs(RHOB=2.0, NPHI=2.0).items() if k != "DTC"}
    (found,) = off_depth(Z, two)
    assert found.off == ("RHOB", "NPHI") and found.others == ("GR", "RDEP") and found.by > 0


def test_only_the_stretch_of_the_run_that_is_off_is_told():
    """From 1300 m on the sonic is of another run: the stretch begins there, to a window."""
    shifted, right = logs(DTC=2.0), logs()
    spliced = {k: np.where(Z < 1300.0, right[k], shifted[k]) for k in right}
    (found,) = off_depth(Z, spliced)
    ((top, base),) = found.stretches
    assert found.off == ("DTC",) and 1250.0 <= top <= 1300.0 and base > 1550.0


@pytest.mark.parametrize("seed", range(8))
def test_logs_on_depth_are_not_doubted(seed):
    """Nor are those that show no beds in common, a log shifted by less than tools differ, or one with much noise."""
    assert off_depth(Z, logs(seed=seed)) == []
    strangers = {k: logs(seed=10 * seed + i)[k] for i, k in enumerate(logs())}
    assert off_depth(Z, strangers) == []
    assert off_depth(Z, logs(seed=seed, DTC=0.4)) == []
    assert off_depth(Z, logs(seed=seed, noise=3.0, DTC=1.5)) == []


def test_two_logs_alone_do_not_tell_which_is_wrong():
    """A shift against one other log is no evidence."""
    assert off_depth(Z, {k: v for k, v in logs(DTC=1.5).items() if k in ("RHOB", "DTC")}) == []


def test_wells_in_which_beds_cannot_be_seen_are_passed_over():
    """Samples 1 m apart, a log of 50 m, logs without a value, constant logs, and depths that span a planet."""
    coarse, short, constant = np.arange(1000.0, 2000.0, 1.0), Z[Z < 1050.0], np.ones(len(Z))
    assert off_depth(coarse, logs(coarse, DTC=3.0)) == []
    assert off_depth(short, logs(short, DTC=1.5)) == []
    assert off_depth(Z, dict.fromkeys(("GR", "RHOB", "DTC"), np.full(len(Z), np.nan))) == []
    assert off_depth(Z, dict.fromkeys(("GR", "RHOB", "DTC"), constant)) == []
    assert off_depth(np.r_[Z[:-1], 1e12], logs(DTC=1.5)) == []
    long = np.arange(0.0, 30_000.0, 0.1524)
    assert off_depth(long, {k: np.resize(v, len(long)) for k, v in logs(DTC=1.5).items()}) == []
    assert off_depth(np.empty(0), {}) == off_depth(Z[:1], {k: v[:1] for k, v in logs().items()}) == []


def test_gaps_are_no_beds():
    """Where the logs have each other gaps, with values that jump at their edges, they are on depth all the same."""
    holed = {k: np.where(i == Z // 37 % 5, np.nan, v) for i, (k, v) in enumerate(logs().items())}
    assert off_depth(Z, holed) == []
    (found,) = off_depth(Z, {k: np.where(i == Z // 37 % 5, np.nan, v) for i, (k, v) in enumerate(logs(DTC=2).items())})
    assert found.off == ("DTC",) and found.by == pytest.approx(2.0, abs=0.16)


@pytest.mark.parametrize(("unit", "per", "said"), [("m", 1.0, "1.5 m deeper"), ("ft", 0.3048, "4.9 ft deeper")])
@pytest.mark.parametrize("up", [False, True])
def test_the_warning_names_curves_shift_and_depths_in_the_unit_of_the_file(unit, per, said, up):
    """Read downwards or upwards, in metres or feet; values and masks are those of the well as it stands."""
    table, made = default_table(), logs(DTC=1.5)
    order = slice(None, None, -1) if up else slice(None)
    curves = {k: (v[order], table.kinds[k].unit) for k, v in made.items()}
    found = trusted_logs(Well.from_arrays("15/9-1", Z[order] / per, curves, depth_unit=unit))
    (notice,) = [n for n in found.notices if "off depth" in n.text]
    assert (notice.subject, notice.severity) == ("DTC", "warn")
    assert f"off depth: beds {said} than in GR, RDEP, RHOB, NPHI, {1000 / per:.1f} to " in notice.text
    assert notice.text.endswith(f" {unit}; used as logged (match the depths of the runs first)")
    assert np.isfinite(found.logs["DTC"].values).all()


def test_of_twenty_real_wells_one_has_a_sonic_off_depth(wells_folder):
    """31/5-4 S: its sonic shows the beds 1.5 m too deep; 1.5 m more is found in all but one."""
    off, missed = {}, []
    for path in sorted((wells_folder / "force2020").glob("*.las")):
        found = trusted_logs(read_las(path))
        told = [n for n in found.notices if "off depth" in n.text]
        if told:
            off[path.stem] = told
        depth = found.well.depth_m
        values = {name: log.values for name, log in found.logs.items()}
        values["DTC"] = np.interp(depth - 1.5, depth, values["DTC"])
        if not any(s.off == ("DTC",) and 1.0 < s.by < 3.5 for s in off_depth(depth, values)):
            missed.append(path.stem)
    assert (
        list(off) == ["31_5-4 S"] and "DTC" in off["31_5-4 S"][0].subject and "1.5 m deeper" in off["31_5-4 S"][0].text
    )
    assert missed == ["31_2-7"]
