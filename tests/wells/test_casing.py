"""Logs that begin within a casing: made-up wells whose shoe is known, and real ones."""

import re

import numpy as np
import pytest

from welllog_mdn.field.training import to_learn_from
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.rock import drawn_inputs, not_rock
from welllog_mdn.model.training_well import Lost, training_well
from welllog_mdn.wells.casing import in_casing
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.line import DepthLine
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import CASING
from welllog_mdn.wells.well import Well

SHOE = 420.0
Z = np.arange(300.0, 700.0, 0.1524)
SAND = (Z // 8) % 2 == 0


def logs(shoe=SHOE, **changed):
    """Return logs in canonical units that begin in a casing down to `shoe`: mud, steel, and rock below."""
    rng = np.random.default_rng(0)
    noise = {name: rng.standard_normal(len(Z)) for name in ("RDEP", "RMED", "RHOB", "NPHI", "DTC", "GR")}
    steel = shoe > Z
    made = {
        "GR": np.where(steel, 16, 60) + 4 * noise["GR"],
        "RMED": np.where(steel, 0.2, 2.0) * 10 ** (0.08 * noise["RMED"]),
        "RDEP": np.where(steel, 30.0, 2.3) * 10 ** (np.where(steel, 0.5, 0.08) * noise["RDEP"]),
        "RHOB": np.where(shoe - 15 > Z, np.nan, np.where(steel, 2.6, 2.0) + 0.03 * noise["RHOB"]),
        "NPHI": np.where(shoe - 15 > Z, np.nan, np.where(steel, 0.6, 0.4) + 0.02 * noise["NPHI"]),
        "DTC": np.where(steel, 57 + 0.3 * noise["DTC"], 160 + 5 * noise["DTC"]),
    }
    return {name: values for name, values in {**made, **changed}.items() if values is not None}


def well_of(depth=Z, depth_unit="m", **curves):
    """Return a well with such logs."""
    table = default_table()
    units = {name: (values, table.kinds[name].unit) for name, values in curves.items()}
    return Well.from_arrays("15/9-1", depth, units, depth_unit=depth_unit)


def cased(**curves):
    """Return, by log, where it is said to be in casing."""
    found = trusted_logs(well_of(**curves))
    return {name: (log.flags & CASING) > 0 for name, log in found.logs.items() if (log.flags & CASING).any()}


def test_what_a_run_reads_above_the_shoe_is_masked_but_the_gamma_ray():
    """Mud and steel down to 420 m, to a metre; the gamma ray comes through. The measured values are kept."""
    found = trusted_logs(well_of(**logs()))
    here = {name: (log.flags & CASING) > 0 for name, log in found.logs.items()}
    assert {name for name, where in here.items() if where.any()} == {"RMED", "RDEP", "RHOB", "NPHI", "DTC"}
    for name in ("RMED", "RDEP", "DTC"):
        assert here[name][Z < SHOE - 1].all() and not here[name][Z > SHOE + 1].any()
        assert np.isnan(found.logs[name].values[Z < SHOE - 1]).all()
        assert np.isfinite(found.logs[name].measured).all()
    assert np.array_equal(here["RHOB"], here["RDEP"] & (Z > SHOE - 15))
    assert not here["GR"].any()


def test_it_is_told_once_with_its_depths_and_what_shows_it():
    """One warning for all logs; in feet where the depths are: from 984 to 1378 ft."""
    spiky = logs()
    spiky["GR"][2000] = 900.0
    warnings = [n for n in trusted_logs(well_of(Z / 0.3048, "ft", **spiky)).notices if n.severity == "warn"]
    assert "casing" in warnings[0].text and warnings[1].subject == "GR"  # what a run lost before what a curve did
    notices = [n for n in warnings if "casing" in n.text]
    assert [(n.severity, n.subject) for n in notices] == [("warn", "RDEP, RMED, RHOB, NPHI, DTC")]
    said = r"in casing in (\d+) rows, ([\d.]+) to ([\d.]+) ft, by RMED 0.2 ohm.m and RDEP (\d+) ohm.m"
    rows, top, shoe, deep = map(float, re.match(said, notices[0].text).groups())
    assert abs(rows - (Z < SHOE).sum()) <= 6 and abs(top - 300 / 0.3048) < 0.01 and abs(shoe - SHOE / 0.3048) < 3
    assert 25 < deep < 36


@pytest.mark.parametrize(("base", "told"), [(SHOE - 2, []), (500.0, ["80 m"])])
def test_a_density_correction_in_casing_is_neither_bad_hole_nor_a_doubt_about_the_tool(base, told):
    """Steel is what it corrects for from 390 m down to the shoe at 420 m; for 80 m of rock below the shoe it cannot be
    right beside a caliper in gauge.
    """
    drho, cali = np.where((Z > 390) & (base > Z), -0.5, 0.02), 8.6 + 0.05 * np.sin(Z)
    found = trusted_logs(well_of(**logs(DRHO=drho + 0.01 * np.sin(7 * Z), CALI=cali)))
    hole = [n.text for n in found.notices if n.subject == "bad hole" and "DRHO" in n.text]
    assert ["alone" in text for text in hole] == [True] * len(told) and all(map(str.__contains__, hole, told))
    here = found.logs["DRHO"].flags & CASING > 0
    assert np.array_equal(found.bad_hole, (drho < 0) & ~here) and abs(Z[here].max() - SHOE) < 1


def test_a_caliper_in_casing_shows_no_bad_hole():
    """It reads the casing, far wider than the bit of the hole below; a washout below the shoe is one."""
    washed = (Z > 500) & (Z < 510)
    cali = np.where(Z < SHOE, 12.4, 8.6) + 4.0 * washed + 0.05 * np.sin(Z)
    found = trusted_logs(well_of(**logs(CALI=cali, BS=np.full(len(Z), 8.5))))
    assert np.array_equal(found.bad_hole & (Z < SHOE - 1), np.zeros(len(Z), bool))
    assert found.bad_hole[washed].all() and not found.bad_hole[(Z > SHOE + 1) & ~washed].any()


def test_a_log_that_was_read_from_far_above_is_of_another_run():
    """Deep resistivity and sonic of the drilling of the section above, medium resistivity of a later run in casing."""
    deep, sonic = 2.3 * 10 ** (0.05 * np.sin(Z)), 150 + 5 * np.sin(Z / 3)
    late = np.where(Z < 380, np.nan, logs()["RMED"])
    found = cased(**logs(RDEP=deep, DTC=sonic, RMED=late))
    assert set(found) == {"RMED", "RHOB", "NPHI"}
    assert np.array_equal(found["RMED"], (Z >= 380) & (Z[found["RMED"]].max() + 0.1 > Z))
    assert abs(Z[found["RMED"]].max() - SHOE) < 1


def test_readings_that_a_few_metres_of_nulls_and_of_poor_contact_interrupt_are_of_one_casing():
    """Ten metres without a medium resistivity, then five of 8 ohm.m, in the middle of it."""
    medium = logs()["RMED"].copy()
    medium[(Z > 380) & (Z < 390)], medium[(Z > 390) & (Z < 395)] = np.nan, 8.0
    assert abs(Z[cased(**logs(RMED=medium))["RDEP"]].max() - SHOE) < 1


@pytest.mark.parametrize("run", [("RMED", "RDEP"), ("RSHA", "RDEP"), ("RDEP",), ("RMED",)])
def test_resistivities_that_steel_shorts_are_in_casing_with_all_that_was_run(run):
    """An array that reads 0.01 ohm.m to the shoe, in part below any range; one of its curves alone tells it, too."""
    made = logs(**dict.fromkeys(("RMED", "RDEP")))
    rock = np.random.default_rng(1).uniform(1.8, 2.2, len(Z))
    made |= {name: np.where(Z < SHOE, np.where(SAND, 0.009, 0.013), rock) for name in run}
    found = cased(**made)
    assert set(found) == {*run, "RHOB", "NPHI", "DTC"}
    assert all(abs(Z[here].max() - SHOE) < 1 for here in found.values())


@pytest.mark.parametrize(
    "changed",
    [
        {"RMED": 2.0 * np.ones_like(Z) + 0.1 * np.sin(Z)},  # fresh mud
        {"RMED": np.where(SAND, 0.4, 2.0), "RDEP": np.where(SAND, 20.0, 2.3)},  # salt mud, which shale lets in nowhere
        {"RMED": None},
        {"RDEP": None},
        logs(shoe=309.0),  # nine metres
        {"RMED": 0.2 + 0.01 * np.sin(Z), "RDEP": 60 + np.sin(Z)},  # from top to bottom: one of the two is wrong
        {"RMED": np.where(Z < SHOE, 0.2, 6.0), "RDEP": np.where(Z < SHOE, 30.0, 900.0)},  # nowhere are they alike
        {"RMED": np.where(Z < SHOE, 500.0, 2.0), "RDEP": np.where(Z < SHOE, 20000.0, 2.3)},  # salt
        {"RMED": np.where(Z < SHOE, 11.0, 2.0), "RDEP": np.where(Z < SHOE, 400.0, 2.3)},  # gas
        {"RMED": np.where((Z > 400) & (Z < 440), 0.2, 2.0), "RDEP": np.where((Z > 400) & (Z < 440), 30.0, 2.3)},
    ],
)
def test_rock_and_what_may_be_rock_is_no_casing(changed):
    """Nothing is masked for it: sands in salt mud, gas below shale, a lone resistivity, one that is wrong."""
    assert cased(**logs(**changed)) == {}


def test_a_stray_reading_far_above_is_no_run():
    """One density and one pair of resistivities 60 m above: the logs begin in the casing all the same."""
    depth = np.r_[240.0, Z]
    made = {name: np.r_[np.nan, values] for name, values in logs().items()}
    for name, stray in (("RHOB", 0.1), ("RDEP", 2.3), ("RMED", 2.0), ("DTC", 160.0)):
        made[name][0] = stray
    found = trusted_logs(well_of(depth, **made)).logs
    inside = (depth > 300) & (depth < SHOE - 1)
    for name in ("RDEP", "RMED", "RHOB", "DTC"):
        assert np.isnan(found[name].values[inside]).all()


def test_a_shallow_resistivity_stands_in_where_the_medium_one_begins_below():
    """RSHA from the top, RMED in rock alone, or over the last metres of the casing."""
    for top in (500.0, SHOE - 10):
        changed = {"RSHA": logs()["RMED"], "RMED": np.where(top > Z, np.nan, logs()["RMED"])}
        assert abs(Z[cased(**logs(**changed))["RDEP"]].max() - SHOE) < 1


def test_a_log_may_be_in_casing_over_most_of_its_length():
    """Cut 50 m below the shoe, of 170 m."""
    there = Z < SHOE + 50
    found = trusted_logs(well_of(Z[there], **{name: values[there] for name, values in logs().items()}))
    assert abs(Z[there][(found.logs["RDEP"].flags & CASING) > 0].max() - SHOE) < 1


def test_the_warning_has_the_depths_of_what_is_masked_and_no_log_without_values():
    """The sonic begins 40 m above the resistivities; the deep one is null down to the shoe."""
    high = Z < 340
    made = {name: np.where(high & (name != "DTC"), np.nan, values) for name, values in logs().items()}
    made["RMED"] = np.where(high, np.nan, np.where(Z < SHOE, 0.012, 2.0))
    made["RDEP"] = np.where(Z < SHOE, np.nan, logs()["RDEP"])
    (notice,) = (n for n in trusted_logs(well_of(**made)).notices if "casing" in n.text)
    rows, shoe = map(
        float, re.match(r"in casing in (\d+) rows, 300 to ([\d.]+) m, by RMED 0.012 ohm.m \(", notice.text).groups()
    )
    assert abs(shoe - SHOE) < 1 and abs(rows - (Z < SHOE).sum()) <= 6


def test_what_is_masked_in_casing_is_not_read_as_drawn():
    """It is missing as an input: no prediction rests on it."""
    table, found = default_table(), trusted_logs(well_of(**logs()))
    everywhere = np.ones(len(Z), bool)
    assert not any(here.any() for here in drawn_inputs(found, [table.kinds["RDEP"]], everywhere, everywhere).values())


def test_what_lies_outside_the_range_of_its_log_is_counted_as_that():
    """A deep resistivity of 0.007 ohm.m in the casing is distrusted, as it was."""
    deep = np.where(Z < SHOE, 0.007, logs()["RDEP"])
    kind, found = default_table().target("RDEP"), trusted_logs(well_of(**logs(RDEP=deep)))
    _, lost = training_well(to_learn_from(found, [kind.name]), kind)
    assert lost[Lost.DRAWN] == 0 and lost[Lost.DISTRUSTED] >= (Z < SHOE - 1).sum()


def test_the_order_of_the_rows_does_not_matter():
    """A well read upwards has the same samples in casing."""
    made = logs()
    turned = {name: values[::-1] for name, values in made.items()}
    upwards = in_casing(DepthLine(well_of(Z[::-1], **turned)), turned)
    assert np.array_equal(upwards[::-1], in_casing(DepthLine(well_of(**made)), made))


def test_no_sample_in_casing_is_learnt_from_and_each_is_counted_once():
    """Density and sonic of the casing are no formation data: neither taught nor called distrusted."""
    for name in ("RHOB", "DTC"):
        kind, found = default_table().target(name), trusted_logs(well_of(**logs()))
        here = (found.logs[name].flags & CASING) > 0
        taught, lost = training_well(to_learn_from(found, [kind.name]), kind)
        assert not taught.usable[here].any() and not_rock(found, kind)[here].all()
        assert lost[Lost.DRAWN] == here.sum() and lost[Lost.DISTRUSTED] == 0


def test_seven_of_twenty_real_wells_begin_in_casing(wells_folder):
    """Where the gamma ray doubles and the resistivities meet lies the shoe, to a metre; in no other well a sample."""
    shoes = {
        "31_2-10": 456,
        "31_2-7": 450,
        "31_2-9": 452,
        "31_3-2": 451,
        "31_5-4 S": 1559,
        "34_10-19": 289,
        "35_11-7": 949,
    }
    found = {}
    for path in sorted(wells_folder.glob("*/*.las")):
        logs = trusted_logs(read_las(path))
        here = np.any([(log.flags & CASING) > 0 for log in logs.logs.values()], axis=0)
        if here.any():
            found[path.stem] = round(float(logs.well.depth[here].max()))
    assert found.keys() == shoes.keys() and all(abs(found[name] - shoes[name]) <= 1 for name in shoes)
