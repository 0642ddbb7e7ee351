"""Calibration: the stretch that held-out values ask for, and nothing else."""

import numpy as np
import pytest
import torch

from welllog_mdn.mdn.calibration import LEAST, MOST, Calibration, band_distance
from welllog_mdn.mdn.mixture import GaussianMixture


def _normals(n, sd):
    shape = (n, 1)
    return GaussianMixture(torch.zeros(shape), torch.zeros(shape), torch.full(shape, sd))


def _quantiles(mixture):
    return mixture.quantile([0.1, 0.5, 0.9]).numpy()


def test_a_band_that_is_half_as_wide_as_the_truth_is_doubled():
    """Truth N(0, 2), predicted N(0, 1): the factor is 2 within sampling error."""
    rng = np.random.default_rng(0)
    y, well = 2.0 * rng.standard_normal(20_000), np.arange(20_000) % 5
    found = Calibration.fit(_quantiles(_normals(20_000, 1.0)), y, np.zeros(20_000, np.intp), well, 1)
    assert found.factors[0] == pytest.approx(2.0, rel=0.03)


def test_after_calibration_the_band_holds_its_share():
    """Exactly 80 % of the held-out values lie between the calibrated P10 and P90, to one sample."""
    rng = np.random.default_rng(1)
    y, zeros = 3.0 * rng.standard_normal(1000) ** 3, np.zeros(1000, np.intp)
    raw = _normals(1000, 1.0)
    q = _quantiles(Calibration.fit(_quantiles(raw), y / 10, zeros, zeros, 1).apply(raw, zeros))
    assert np.mean((y / 10 >= q[0]) & (y / 10 <= q[2])) == pytest.approx(0.8, abs=2e-3)


def test_the_median_stays_and_every_distance_from_it_is_stretched():
    """A two-component mixture keeps its P50; its other quantiles move by the factor."""
    mixture = GaussianMixture(torch.tensor([[0.3, 0.7]]).log(), torch.tensor([[1.0, 6.0]]), torch.tensor([[0.5, 1.0]]))
    before, after = (_quantiles(m)[:, 0] for m in (mixture, Calibration((1.7,)).apply(mixture, np.zeros(1, np.intp))))
    assert after[1] == pytest.approx(before[1], abs=1e-5)
    assert after[2] - after[1] == pytest.approx(1.7 * (before[2] - before[1]), rel=1e-4)
    assert after[1] - after[0] == pytest.approx(1.7 * (before[1] - before[0]), rel=1e-4)


def test_groups_have_their_own_factor_only_where_enough_wells_show_it():
    """A group of five wells is fitted by itself; one of a single well takes the factor of all."""
    rng = np.random.default_rng(2)
    n = 5000
    well = np.arange(n) % 5
    group = np.where(np.arange(n) < 4000, 0, 1).astype(np.intp)
    y = rng.standard_normal(n) * np.where(group == 1, 3.0, 1.0)
    q = _quantiles(_normals(n, 1.0))
    both = Calibration.fit(q, y, group, well, 2)
    assert both.factors[0] == pytest.approx(1.0, rel=0.06) and both.factors[1] == pytest.approx(3.0, rel=0.1)
    lone = Calibration.fit(q, y, group, np.where(group == 1, 9, well), 2)
    whole = Calibration.fit(q, y, np.zeros(n, np.intp), np.where(group == 1, 9, well), 1)
    assert lone.factors[1] == whole.factors[0]


@pytest.mark.parametrize("units", [2, 3, 7])
def test_without_a_unit_the_factors_are_those_of_the_others_alone(units):
    """As if its samples had not been there, also where a group then lacks wells; all together as without any."""
    rng = np.random.default_rng(4)
    n = 2000
    well = rng.integers(0, 7, n)
    unit, group = well % units, (rng.random(n) < 0.3).astype(np.intp)
    y = rng.standard_normal(n) * (1.0 + well) * (1.0 + group)
    q = _quantiles(_normals(n, 1.0))
    found = Calibration.fit(q, y, group, well, 2, unit=unit, units=units)
    assert found.factors == Calibration.fit(q, y, group, well, 2).factors
    for u, factors in enumerate(found.without):
        others = unit != u
        assert factors == Calibration.fit(q[:, others], y[others], group[others], well[others], 2).factors


def test_a_unit_is_stretched_by_the_factors_of_the_others():
    """Two units of one group, each by its own factor."""
    calibration = Calibration((2.0,), ((1.0,), (3.0,)))
    zeros, both = np.zeros(2, np.intp), np.array([0, 1])
    assert calibration.apply(_normals(2, 1.0), zeros, both).sds[:, 0].tolist() == pytest.approx([1.0, 3.0])
    assert calibration.apply(_normals(2, 1.0), zeros).sds[:, 0].tolist() == pytest.approx([2.0, 2.0])


@pytest.mark.parametrize(("wells", "factor"), [(3, 1.0), (4, 3.0)])
def test_a_group_of_four_wells_is_fitted_by_itself_and_of_three_is_not(wells, factor):
    """In its rows, one in ten, values lie at three times the band, in the others at the band."""
    n = 1200
    well, group = np.arange(n) % 12, (np.arange(n) % 10 == 0).astype(np.intp)
    well[group == 1] = np.arange(120) % wells
    q = _quantiles(_normals(n, 1.0))
    y = np.where(group == 1, 3.0, 1.0) * q[2]
    found = Calibration.fit(q, y, group, well, 2, unit=np.arange(n) % 7, units=7)  # blocks of all of them
    assert found.factors == pytest.approx((1.0, factor))


def test_a_well_counts_in_a_group_as_the_others_do_however_long_it_is_elsewhere():
    """Ten rows of each of four wells; those of one, which has 1,000 more in the other group, lie at three bands."""
    well = np.concatenate([np.repeat(np.arange(4), 10), np.zeros(1000, np.intp)])
    group = np.repeat([1, 0], [40, 1000])
    q = _quantiles(_normals(1040, 1.0))
    y = np.where((well == 0) & (group == 1), 3.0, 0.5) * q[2]
    assert Calibration.fit(q, y, group, well, 2).factors[1] == pytest.approx(3.0)


def test_the_factor_is_the_distance_below_or_at_which_four_fifths_of_the_values_lie():
    """Of twenty values at 0.2 to 4 bands, the sixteenth, in any order; one unit that holds all of them leaves 1."""
    zeros, q = np.zeros(20, np.intp), _quantiles(_normals(20, 1.0))
    y = 0.2 * np.random.default_rng(0).permutation(np.arange(1, 21)) * q[2]
    found = Calibration.fit(q, y, zeros, zeros, 1, unit=zeros, units=1)
    assert found.factors == pytest.approx((3.2,)) and found.without == ((1.0,),)


def test_of_four_values_the_band_must_hold_the_largest():
    """Three of four are less than four fifths; where no units are told there are no factors without one."""
    zeros, q = np.zeros(4, np.intp), _quantiles(_normals(4, 1.0))
    found = Calibration.fit(q, np.array([3.0, 0.5, 2.0, 1.0]) * q[2], zeros, zeros, 1)
    assert found.factors == pytest.approx((3.0,)) and found.without == ()


def test_where_nothing_was_held_out_the_band_stays_as_it_is():
    """No sample at all, of two groups and one unit."""
    none = np.empty(0, np.intp)
    found = Calibration.fit(np.empty((3, 0)), np.empty(0), none, none, 2, unit=none, units=1)
    assert found == Calibration((1.0, 1.0), ((1.0, 1.0),))


def test_factors_of_further_groups_stand_behind_ones_own():
    """Of every unit as of all."""
    both = Calibration((1.0, 2.0), ((3.0, 4.0),)).beside(Calibration((5.0, 6.0), ((7.0, 8.0),)))
    assert both == Calibration((1.0, 2.0, 5.0, 6.0), ((3.0, 4.0, 7.0, 8.0),))


def test_a_distance_is_measured_by_the_half_band_on_its_own_side():
    """P10, P50 and P90 are 0, 1 and 4; a band of no width holds nothing but its median."""
    y = np.array([-1.0, 0.0, 1.0, 2.5, 4.0, 7.0])
    q = np.repeat([[0.0], [1.0], [4.0]], 6, axis=1)
    assert band_distance(q, y).tolist() == [2.0, 1.0, 0.0, 0.5, 1.0, 2.0]
    assert band_distance(np.ones((3, 2)), np.array([1.0, 2.0])) == pytest.approx([0.0, 1e12])


def test_a_short_well_has_the_say_of_a_long_one():
    """A thousand samples at half of the band, ten at three times: four fifths of both wells lie within the latter."""
    well = np.repeat([0, 1], [1000, 10])
    q, zeros = _quantiles(_normals(1010, 1.0)), np.zeros(1010, np.intp)
    y = np.where(well == 0, 0.5, 3.0) * q[2]
    assert Calibration.fit(q, y, zeros, well, 1).factors == pytest.approx((3.0,))


def test_a_factor_stays_within_reason():
    """Values a thousand bands away do not stretch a band beyond the limit; values on the median leave some of it."""
    q = _quantiles(_normals(100, 1.0))
    zeros = np.zeros(100, np.intp)
    assert Calibration.fit(q, np.full(100, 1e4), zeros, zeros, 1).factors == (MOST,)
    assert Calibration.fit(q, q[1], zeros, zeros, 1).factors == (LEAST,)
    assert band_distance(q, q[2]) == pytest.approx(np.ones(100))


def test_a_half_believed_factor_is_its_square_root_and_units_are_judged_by_the_whole_one():
    """4 becomes 2, and a quarter a half; what is held out keeps the factors that it had."""
    found = Calibration((4.0, 0.25), ((3.0, 1.0), (5.0, 2.0))).half_believed()
    assert found == Calibration((2.0, 0.5), ((3.0, 1.0), (5.0, 2.0)))
