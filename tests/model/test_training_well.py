"""Where a training well is cut and held out."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from plans import plan_of

from welllog_mdn.features import DEPTH
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.stack import StackSettings
from welllog_mdn.model.training_well import (
    FOLDS,
    Lost,
    TrainingWell,
    assign_folds,
    block_folds,
    depth_blocks,
    depth_is_a_counter,
    describe,
    different_wells,
    nearest_fold,
    training_rows,
    training_well,
)
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well


def test_blocks_of_depth_are_ten_metres_from_their_ends():
    """Fifteen blocks of 1,000 samples: what is learnt from lies 20 m from what is held out; the log's ends are kept."""
    z = np.arange(15_000) * 0.2
    fold, block = block_folds(z, depth_blocks(z, np.ones(len(z), bool)))
    assert (fold[block >= 0] == block[block >= 0] % FOLDS).all() and (fold[block < 0] == -1).all()
    ends = [(z[block == i].min(), z[block == i].max()) for i in range(15)]
    assert (ends[0][0], ends[-1][1]) == (z[0], z[-1])
    assert [low - high for (_, high), (low, _) in pairwise(ends)] == pytest.approx([20.2] * 14, abs=0.5)


def test_blocks_thinner_than_the_guard_keep_four_fifths_of_their_samples():
    """Of a hundred samples over ten metres the outer ten on each side; those of a well read upwards are the same."""
    z = np.arange(1500) * 0.1
    fold, block = block_folds(z, depth_blocks(z, np.ones(len(z), bool)))
    assert np.bincount(block[block >= 0]).tolist() == [90, *[80] * 13, 90]
    up = block_folds(z[::-1], depth_blocks(z[::-1], np.ones(len(z), bool)))
    assert np.array_equal(up[0][::-1], fold) and np.array_equal(up[1][::-1], block)


def source(name, z, usable=None):
    """A training well of which no log matters."""
    logs = trusted_logs(Well.from_arrays(name, z, {}))
    return TrainingWell(logs, np.ones(len(z), bool) if usable is None else usable, np.zeros(len(z)))


@pytest.mark.parametrize("others", [(), ("15/9-2", "15/9-3")])
def test_a_well_and_its_sidetrack_are_cut_at_the_same_depths(others):
    """What is held out of the one is near no row of the other that is learnt from: they may share the rock, or a log of
    the hole above. A short piece of 20 m keeps rows beside one of 400 m.
    """
    whole, side = source("15/9-1", np.arange(1000.0, 1400.0, 0.2)), source("15/9-1 A", np.arange(1060.05, 1500.0, 0.5))
    piece = source("15/9-1 B", np.arange(1110.0, 1130.0, 0.15))
    rest = [source(name, np.arange(1000.0, 1300.0, 0.2)) for name in others]
    checked, _ = assign_folds([whole, side, piece, *rest], 0)
    assert checked == bool(others)
    for one, other in ((whole, side), (whole, piece), (side, piece)):
        z, y = one.logs.well.depth_m, other.logs.well.depth_m
        near = np.clip(np.searchsorted(z, y), 0, len(z) - 1)
        both = (np.abs(z[near] - y) < 1.0) & (other.part >= 0) & (one.part[near] >= 0)
        assert both.sum() > 50 and np.mean(other.part[both] == one.part[near][both]) > 0.95
        if not others:
            assert (other.fold == np.where(other.part < 0, -1, other.part % FOLDS)).all()
            assert set(one.fold.tolist()) == {-1, *range(FOLDS)}  # whole and side: 12 of 15 blocks or more in each


def gamma_ray(name, depth_m, read=0.0):
    """A well that is read from a depth on."""
    values = np.where(depth_m >= read, 60.0 + 20.0 * np.sin(depth_m), np.nan)
    return trusted_logs(Well.from_arrays(name, depth_m, {"GR": (values, "gAPI")}))


def test_a_well_and_its_sidetrack_that_begin_at_one_depth_do_not_make_it_a_counter():
    """Two wells do."""
    z = np.arange(1000.0, 1300.0, 0.2)
    one, side, other = (gamma_ray(name, z) for name in ("15/9-1", "15/9-1 A", "15/9-2"))
    assert not depth_is_a_counter([one, side]) and depth_is_a_counter([one, other])


def test_wells_that_begin_half_a_step_apart_count_samples_and_a_step_apart_do_not():
    """Steps of 0.2 and of 0.5 m: the finer one says."""
    one = gamma_ray("A", np.arange(1000.0, 1100.0, 0.2))
    for start, counts in ((1000.1, True), (1000.2, False)):
        assert depth_is_a_counter([one, gamma_ray("B", np.arange(start, 1100.0, 0.5))]) == counts


@pytest.mark.parametrize(("read", "counts"), [(1000.0, True), (1009.0, True), (1012.0, False), (1400.0, False)])
def test_wells_that_nulls_fill_up_to_one_top_do_not_count_samples(read, counts):
    """A project's export begins all wells at one depth; a sample counter may have a few nulls at its start."""
    z = np.arange(1000.0, 1600.0, 0.5)
    assert depth_is_a_counter([gamma_ray("A", z), gamma_ray("B", z, read)]) == counts


def test_wells_are_read_from_the_first_value_of_any_log_on():
    """Gamma ray from the top; density from the top of the one, and from 400 m below it in the other."""
    z = np.arange(1000.0, 1600.0, 0.5)
    wells = []
    for name, read in (("A", 1000.0), ("B", 1400.0)):
        density = np.where(z >= read, 2.3 + 0.1 * np.sin(z), np.nan)
        logs = {"GR": (60 + 20 * np.sin(z), "gAPI"), "RHOB": (density, "g/cm3")}
        wells.append(trusted_logs(Well.from_arrays(name, z, logs)))
    assert depth_is_a_counter(wells)


@pytest.mark.parametrize(("count", "few"), [(1, False), (2, True), (5, True), (6, False), (11, False)])
def test_up_to_five_wells_are_a_fold_each_and_more_are_dealt_to_five(count, few):
    """As evenly as can be, in an order of the seed; blocks of depth of a single well."""
    usable = np.arange(300) > 5
    dealt = []
    for seed in range(4):
        wells = [source(f"W-{i}", np.arange(1000.0, 1150.0, 0.5), usable) for i in range(count)]
        assert assign_folds(wells, seed) == (count > 1, few)
        assert all((w.fold[:6] == -1).all() for w in wells)
        dealt.append([int(w.fold.max()) for w in wells])
        if count > 1:
            assert all(np.unique(w.fold[6:]).size == 1 for w in wells)
    if few:
        assert dealt == [list(range(count))] * 4
    if count == 1:
        assert set(wells[0].fold.tolist()) == {-1, *range(FOLDS)}
    if count > 5:
        assert all(max(folds) < FOLDS and np.bincount(folds).max() == -(-count // FOLDS) for folds in dealt)
        assert len({tuple(folds) for folds in dealt}) > 1
        assert [set(w.part.tolist()) for w in wells] == [{w.group} for w in wells]
        assert sorted(w.group for w in wells) == list(range(count))


def test_a_well_and_its_sidetracks_count_once():
    """34/7-13 A is drilled from 34/7-13, 34/7-20 is another well."""
    gr = {"GR": (np.linspace(20, 90, 50), "gAPI")}
    names = ("34/7-13", "34/7-13 A", "34/7-20")
    wells = [trusted_logs(Well.from_arrays(name, np.arange(50.0), gr)) for name in names]
    assert different_wells(wells) == 2


@pytest.mark.parametrize(("beds", "wells"), [(0.0, 2), (1.0, 1)])
def test_a_target_that_is_a_formula_of_depth_makes_no_copy_of_another_well(beds, wells):
    """Two wells of other names whose temperature is one gradient are two; with the same ups and downs, one."""
    z = np.arange(1000.0, 1100.0, 0.5)
    target = 20.0 + 0.03 * z + beds * np.sin(z / 5)
    sources = []
    for name in ("A-1", "B-2"):
        gr = 60 + 20 * np.random.default_rng(len(sources)).standard_normal(len(z))
        logs = trusted_logs(Well.from_arrays(name, z, {"GR": (gr, "gAPI")}))
        sources.append(TrainingWell(logs, np.ones(len(z), bool), target))
    assign_folds(sources, 0)
    assert len({source.group for source in sources}) == wells


def test_where_a_target_can_be_learnt_from_and_why_elsewhere_not():
    """A row without a depth, one without a sonic, three whose sonic is none, and 60 m drawn by hand."""
    z = np.arange(0.0, 400.0, 0.2)
    dtc = 120 + 8 * np.sin(z / 3) + np.random.default_rng(0).standard_normal(len(z))
    drawn = (z > 100) & (z < 160)
    dtc[drawn] = 200 - 0.5 * z[drawn]
    dtc[[5, 6, 7]], dtc[8], z[9] = 1e4, np.nan, np.nan
    logs, kinds = trusted_logs(Well.from_arrays("A", z, {"DTC": (dtc, "us/ft")})), default_table().kinds
    found, why = training_well(logs, kinds["DTC"])
    assert not found.usable[5:10].any() and found.usable[:5].all() and found.usable[drawn].mean() < 0.02
    assert why == {
        Lost.DISTRUSTED: 3,
        Lost.DRAWN: 2000 - 5 - int(found.usable.sum()),
        Lost.REPEATED: 0,
    }
    nothing, why = training_well(logs, kinds["RHOB"])
    assert not nothing.usable.any() and why == {}


def test_of_rows_at_one_depth_the_first_that_holds_the_target_teaches():
    """Every row twice, as where files were put together; of the third depth the first row is empty."""
    z, noise = np.repeat(np.arange(0.0, 60.0, 0.2), 2), np.random.default_rng(0).standard_normal(600)
    dtc = 120 + 8 * np.sin(z / 3) + noise
    dtc[4] = np.nan
    logs = trusted_logs(Well.from_arrays("A", z, {"DTC": (dtc, "us/ft")}))
    found, why = training_well(logs, default_table().kinds["DTC"])
    assert np.flatnonzero(found.usable).tolist() == [0, 2, 5, *range(6, 600, 2)]
    assert why[Lost.REPEATED] == 299


def test_what_is_kept_of_a_training_well_are_its_rows_with_a_fold():
    """Sixty samples, of which every third has none, in two folds; features stand where their rows are."""
    well = source("15/9-1", np.arange(60.0))
    well.fold = np.where(np.arange(60) % 3 == 2, -1, np.where(np.arange(60) % 3 == 0, 1, 0)).astype(np.intp)
    kept = np.flatnonzero(well.fold >= 0)
    assert well.held_rows().tolist() == well.read_rows(1, 0).tolist() == kept.tolist()
    assert well.held_rows_by_fold().tolist() == [*np.flatnonzero(well.fold == 0), *np.flatnonzero(well.fold == 1)]
    well.rows, well.x = kept, kept[:, None].astype(np.float32)
    assert well.features(np.array([6, 1, 58]))[:, 0].tolist() == [6, 1, 58]
    assert [well.record(checked)["fold"] for checked in (True, False)] == [1, -1] and well.record(True)["rows"] == 40


def in_folds(n, fold=0):
    """A training well of `n` rows, all of which are in a fold."""
    well = source("A", np.arange(float(n)))
    well.fold = well.part = np.full(n, fold)
    return well


def test_a_well_much_smaller_than_the_others_still_teaches():
    """At a stride of 500 a well of 100 rows gives every row, one of 6,000 gives 60 and one of 300,000 gives 600; the
    copies are of other rows where there are any.
    """
    taken = {n: in_folds(n).samples(500, 2) for n in (100, 6_000, 300_000)}
    lengths = {n: [len(rows) for rows in samples] for n, samples in taken.items()}
    assert lengths == {100: [100] * 3, 6_000: [60] * 3, 300_000: [600] * 3}
    assert len(np.unique(np.concatenate(taken[300_000]))) == 1800


def test_rows_are_taken_as_they_are_and_then_with_inputs_dropped():
    """Two wells of 240 and 120 rows for 180: every other row; two copies of other rows, in all of which density goes,
    and each resistivity in a fifth of them, of the rows that are odd by half.
    """
    plan = replace(plan_of(("RHOB", "RDEP"), False), means=(), spreads=())
    wells = [in_folds(240), in_folds(120, fold=1)]
    for well in wells:
        n = len(well.fold)
        well.rows, well.x = np.arange(n), np.arange(1, 2 * n + 1, dtype=np.float32).reshape(n, 2)
        well.target = well.x[:, 0].astype(np.float64)
    settings = StackSettings(rows=180, copies=2)
    found = training_rows(wells, plan, {"RHOB": 0.0, "RDEP": 0.0}, 1.0, settings, 0)
    assert np.array_equal(found.x[:180], np.concatenate([w.x[::2] for w in wells])) and len(found.y) == 540
    copies = found.x[180:]
    assert np.isnan(copies[:, 0]).all() and np.isnan(copies[:, 1]).mean() == pytest.approx(0.2, abs=0.06)
    assert np.array_equal(found.fold[:180], np.repeat([0, 1], [120, 60])) and np.array_equal(found.fold, found.part)
    assert set(found.y[180:360]) == set(found.y[:180]) and set(found.y[360:]).isdisjoint(found.y[:180])


def test_ranges_clouds_and_correlations_are_of_what_was_learnt_from_in_the_units_of_the_logs():
    """GR 0 to 1000 falls with the target, RDEP rises with it over three decades, nothing has NPHI; ten rows of depth
    have no fold.
    """
    well = source("15/9-1", np.arange(1000.0, 2011.0))
    well.fold[:] = 0
    well.fold = np.where(np.arange(1011) < 10, -1, 0).astype(np.intp)
    well.target = 2.0 - 0.001 * (np.arange(1011.0) - 10)
    v = np.arange(1001.0)
    well.values = np.column_stack([v, 3.0 - 0.003 * v, np.full(1001, np.nan)]).astype(np.float32)
    plan = plan_of(("GR", "RDEP", "NPHI"), True)
    ranges, cloud, correlation = describe([well], plan, default_table().kinds["RMED"])
    assert ranges["GR"] == pytest.approx((10.0, 990.0)) and ranges[DEPTH] == (1010.0, 2010.0)
    assert ranges["RDEP"] == pytest.approx((10**0.03, 10**2.97), rel=1e-4) and np.isnan(ranges["NPHI"]).all()
    assert (correlation["GR"], correlation["RDEP"]) == pytest.approx((-1.0, 1.0)) and np.isnan(correlation["NPHI"])
    assert len(cloud["GR"]) == 1001 and cloud["RDEP"][[0, -1]] == pytest.approx([1000.0, 1.0], rel=1e-4)
    assert cloud["target"][[0, -1]] == pytest.approx([100.0, 10.0])


def test_a_row_without_a_fold_is_predicted_by_that_of_the_nearest_row_with_one():
    """By depth, not by place; at the same distance by that above. A row without a depth, never predicted, has any."""
    depth = np.array([4.0, 1.0, 2.0, 3.0, 10.0, 6.5, 0.0, np.nan])
    fold = np.array([2, 1, -1, -1, 4, -1, -1, -1])
    assert nearest_fold(depth, fold)[:7].tolist() == [2, 1, 1, 2, 4, 2, 1]
    assert nearest_fold(np.array([1.0, 2.0, 3.0]), np.array([3, -1, 4])).tolist() == [3, 3, 4]
