"""Which samples of a log are rock."""

import numpy as np
import pytest

from welllog_mdn.errors import ModelError
from welllog_mdn.field.training import to_learn_from
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.rock import not_rock, rock_values
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well


def found_in(target, z, **logs):
    """Which samples of a well with these logs, in canonical units, are called no rock."""
    table = default_table()
    curves = {name: (values, table.kinds[name].unit) for name, values in logs.items()}
    return not_rock(trusted_logs(Well.from_arrays("15/9-1", z, curves)), table.target(target))


def test_straight_lines_and_casing_are_not_taught():
    """A ramp drawn by hand and 57 us/ft through steel are found; a measured log is not."""
    z = np.arange(0.0, 400.0, 0.2)
    rng = np.random.default_rng(0)
    dtc = 120 + 8 * np.sin(z / 3) + rng.standard_normal(len(z))
    ramp, steel = (z > 100) & (z < 160), (z > 250) & (z < 320)
    dtc = np.where(ramp, 200 - 0.5 * z, np.where(steel, 57 + 0.3 * rng.standard_normal(len(z)), dtc))
    found = found_in("DTC", z, DTC=dtc)
    assert found[ramp].mean() > 0.98 and found[steel].mean() > 0.98
    assert found[~ramp & ~steel].sum() <= 1  # the next sample may lie on the line by chance


def test_a_line_of_ten_metres_is_found_from_end_to_end_and_steel_on_both_sides_of_a_spike():
    """Only the middle of the line lies five metres from both ends; 5 m of arrivals from the rock end the casing."""
    z = np.arange(0.0, 200.0, 0.2)
    rng = np.random.default_rng(0)
    dtc = 120 + 8 * np.sin(z / 3) + rng.standard_normal(len(z))
    line, steel, rock = (z > 49.9) & (z < 60.3), (z > 100) & (z < 180), (z > 124) & (z < 129)
    drawn, arrivals = np.round(100 - 0.1037 * z, 2), 57 + 0.3 * rng.standard_normal(len(z))
    dtc = np.where(line, drawn, np.where(steel & ~rock, arrivals, dtc))
    found = found_in("DTC", z, DTC=dtc)
    assert found[line].mean() > 0.95 and found[steel & ~rock].mean() > 0.95
    assert not found[~line & ~(steel & ~rock)].any()


@pytest.mark.parametrize("below", [140.0, 75.0])
def test_a_log_that_begins_in_casing_is_no_rock_down_to_the_shoe(below):
    """A sonic of 51 us/ft, then whatever comes through poor cement; soft rock begins with a jump. Limestone of 51 us/ft
    that goes over into rock of 75 is rock, and so is limestone whose density says so.
    """
    z = np.arange(900.0, 1100.0, 0.2)
    rng = np.random.default_rng(0)
    dtc = np.where(z < 925, 51.5 + 0.2 * rng.standard_normal(len(z)), rng.uniform(48, 70, len(z)))
    dtc = np.where(z < 912, 51.573, np.where(z > 955, below + 6 * rng.standard_normal(len(z)), dtc))
    found = found_in("DTC", z, DTC=dtc)
    trusted = (z > 912) & (z < 953)  # above it is stuck
    assert found[trusted].mean() == (1.0 if below > 100 else 0.0) and not found[z > 958].any()
    dense = np.where(z < 980, 2.66, 2.2) + 0.02 * rng.standard_normal(len(z))
    assert not found_in("DTC", z, DTC=dtc, RHOB=dense)[trusted].any()


@pytest.mark.parametrize("base", [909.0, 1100.0])
def test_nine_metres_as_fast_as_steel_are_no_casing(base):
    """A log that ends there, and one that begins with a thin bed of 51 us/ft above rock of 140."""
    z = np.arange(900.0, base, 0.2)
    dtc = np.where(z < 909, 51.5, 140.0) + 0.2 * np.random.default_rng(0).standard_normal(len(z))
    assert not found_in("DTC", z, DTC=dtc).any()


def test_rock_about_as_fast_as_steel_that_varies_is_rock():
    """Arrivals through casing are alike over 20 m, to 1.5 us/ft; anhydrite of 50 and salt of 67 us/ft are as even."""
    z = np.arange(0.0, 200.0, 0.2)
    noise = np.random.default_rng(0).standard_normal(len(z))
    assert [found_in("DTC", z, DTC=57 + sd * noise).mean() for sd in (1.2, 3.0)] == [1.0, 0.0]
    assert not any(found_in("DTC", z, DTC=slowness + 0.5 * noise).any() for slowness in (50, 67))
    assert not found_in("DTC", z, DTC=np.where((z > 90) & (z < 102), 57 + 0.5 * noise, 100 + 5 * noise)).any()


@pytest.mark.parametrize(("density", "share"), [(2.66, 0.0), (2.5, 0.0), (2.25, 1.0), (1.6, 1.0)])
def test_limestone_as_fast_as_steel_is_rock_where_its_density_says_so(density, share):
    """A tight limestone of 57 us/ft weighs 2.66 g/cm3; behind casing the density tool reads far less."""
    z = np.arange(0.0, 200.0, 0.2)
    rng = np.random.default_rng(0)
    dtc, rhob = (centre + sd * rng.standard_normal(len(z)) for centre, sd in ((57, 0.5), (density, 0.02)))
    assert found_in("DTC", z, DTC=dtc, RHOB=rhob).mean() == share


def test_casing_ends_where_the_density_of_limestone_begins():
    """The sonic says 57 us/ft above and below 100 m; within ten metres of it the density over 20 m is of both."""
    z = np.arange(0.0, 200.0, 0.2)
    rng = np.random.default_rng(0)
    rhob = np.where(z < 100, 2.66, 1.6) + 0.02 * rng.standard_normal(len(z))
    found = found_in("DTC", z, DTC=57 + 0.5 * rng.standard_normal(len(z)), RHOB=rhob)
    assert not found[z < 90].any() and found[z > 110].all()


def test_rock_is_the_same_however_the_well_was_read():
    """Only density that can be trusted is a witness: of what is learnt from nothing else is kept."""
    z = np.arange(0.0, 200.0, 0.2)
    rng = np.random.default_rng(0)
    dtc, rhob = 57 + 0.5 * rng.standard_normal(len(z)), 2.66 + 0.02 * rng.standard_normal(len(z))
    cali = np.where(z < 120, 8.5, 16.0) + 0.05 * rng.standard_normal(len(z))  # washed out below
    units = {"DTC": (dtc, "us/ft"), "RHOB": (rhob, "g/cm3"), "CALI": (cali, "in"), "BS": (np.full(len(z), 8.5), "in")}
    logs, kind = trusted_logs(Well.from_arrays("15/9-1", z, units)), default_table().target("DTC")
    assert np.isnan(logs.logs["RHOB"].values[z > 130]).all()
    found = not_rock(logs, kind)
    assert found[z > 140].all() and not found[z < 110].any()
    assert np.array_equal(found, not_rock(to_learn_from(logs, ["DTC"]), kind))


def test_low_resistivity_is_rock_and_its_ramps_lie_in_decades():
    """Brine sand below 1 ohm.m is taught, with a gap in the log or without; a line on the logarithmic scale is not."""
    z = np.arange(0.0, 400.0, 0.2)
    decades = -0.5 + 0.05 * np.random.default_rng(0).standard_normal(len(z))
    ramp = (z > 100) & (z < 160)
    rdep = 10 ** np.where(ramp, 0.01 * (z - 100), decades)
    for gap in (False, True):
        found = found_in("RDEP", z, RDEP=np.where(gap & (z > 300), np.nan, rdep))
        assert found[ramp].mean() > 0.8 and found[~ramp].mean() < 0.05


def test_a_temperature_may_rise_in_a_straight_line():
    """3 degrees in a hundred metres, to two decimals, is how the earth warms, not a line drawn by hand."""
    z = np.arange(1000.0, 1600.0, 0.1524)
    assert not found_in("TEMP", z, TEMP=np.round(20 + 0.03 * z, 2)).any()


def test_a_refusal_says_what_was_wrong_with_the_target():
    """Wells full of steel arrivals teach nothing, and the reason is given."""
    z = np.arange(0.0, 200.0, 0.2)
    rng = np.random.default_rng(0)
    gr, dtc = 60 + 20 * rng.standard_normal(len(z)), 57 + 0.3 * rng.standard_normal(len(z))
    well = Well.from_arrays("15/9-1", z, {"GR": (gr, "gAPI"), "DTC": (dtc, "us/ft")})
    with pytest.raises(ModelError) as refused:
        LogModel("DTC", members=1, epochs=1).fit([well])
    assert "drawn by hand, interpolated or through casing: 1000" in refused.value.hint


def test_a_smooth_induction_log_of_a_thick_shale_is_rock():
    """It averages over two metres, so that it hardly bends from sample to sample; a chord through it is found."""
    z = np.arange(1000.0, 1400.0, 0.1524)
    rng = np.random.default_rng(1)
    rough = rng.standard_normal(len(z) + 40)
    rdep = 10 ** (0.4 + 0.03 * np.convolve(rough, np.hanning(43)[1:-1] / 4.5, "valid")[: len(z)])
    chord = (z > 1200) & (z < 1240)
    drawn = np.where(chord, np.interp(z, [1200, 1240], [2.2, 2.9]), rdep)
    assert not found_in("RDEP", z, RDEP=rdep).any()
    found = found_in("RDEP", z, RDEP=np.round(drawn, 3))
    assert found[chord].mean() > 0.7 and not found[~chord].any()


@pytest.mark.parametrize("step", [0.1, 0.5, 1.0, 3.0])
def test_a_straight_line_is_found_at_every_step_and_a_few_samples_between_gaps_are_none(step):
    """Two or three samples always lie on a line."""
    z = np.arange(0.0, 1200.0, step)
    dtc = 100 + 5 * np.random.default_rng(2).standard_normal(len(z))
    ramp = (z > 300) & (z < 700)
    line = np.where(ramp, 120 - 0.05 * z, dtc)
    found = found_in("DTC", z, DTC=line)
    assert found[ramp].mean() > 0.8 and found[~ramp].mean() < 0.01
    pieces = np.arange(len(z)) % 6 < 2
    assert not found_in("DTC", z, DTC=np.where(pieces, dtc, np.nan)).any()
    assert not found_in("DTC", z[pieces], DTC=dtc[pieces]).any()


def test_a_quiet_log_in_pieces_is_no_line():
    """Six metres of 120 us/ft, give or take a half, and four of nothing, in turn."""
    z = np.arange(0.0, 400.0, 0.2)
    quiet = 120 + 0.5 * np.random.default_rng(4).standard_normal(len(z))
    assert not found_in("DTC", z, DTC=np.where(z % 10 < 6, quiet, np.nan)).any()


def test_a_line_with_holes_is_found_where_it_is_and_no_value_is_said_of_a_hole():
    """A third of the samples is missing, at random; what is left of the log to compare with is the rest."""
    z = np.arange(0.0, 400.0, 0.2)
    rng = np.random.default_rng(3)
    ramp, hole = (z > 100) & (z < 160), rng.random(len(z)) < 0.33
    dtc = np.where(hole, np.nan, np.where(ramp, 120 - 0.05 * z, 100 + 5 * rng.standard_normal(len(z))))
    found = found_in("DTC", z, DTC=dtc)
    assert found[ramp & ~hole].mean() > 0.9 and not found[hole].any() and found[~ramp].mean() < 0.01
    logs = trusted_logs(Well.from_arrays("15/9-1", z, {"DTC": (dtc, "us/ft")}))
    left = np.where(found, np.nan, logs.logs["DTC"].values)
    assert np.array_equal(rock_values(logs, default_table().target("DTC")), left, equal_nan=True)
    assert np.isnan(rock_values(logs, default_table().target("DTS"))).all()


@pytest.mark.parametrize(("porosity", "share"), [(0.03, 0.0), (0.08, 0.0), (0.2, 1.0), (0.35, 1.0)])
def test_fast_rock_without_a_density_is_known_by_its_neutron(porosity, share):
    """A tight limestone has no pores; through casing the neutron still reads those of the shale behind it."""
    z = np.arange(0.0, 200.0, 0.2)
    rng = np.random.default_rng(0)
    dtc, nphi = (centre + sd * rng.standard_normal(len(z)) for centre, sd in ((57, 0.5), (porosity, 0.01)))
    assert found_in("DTC", z, DTC=dtc, NPHI=nphi).mean() == share
