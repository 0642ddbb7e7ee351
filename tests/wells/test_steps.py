"""The step of each part of a file, and what it says of gaps and of the thickness that a sample stands for."""

from __future__ import annotations

import numpy as np
import pytest

from welllog_mdn.report.view import cells
from welllog_mdn.wells.line import DepthLine
from welllog_mdn.wells.steps import GAP_STEPS, depth_frame, larger, local_steps
from welllog_mdn.wells.well import Well

COARSE, FINE = 1000.0 + 0.5 * np.arange(40), 1020.0 + 0.1 * np.arange(300)


@pytest.mark.parametrize("copies", [1, 2])
def test_a_coarser_part_of_a_file_has_its_own_step_and_is_no_gap(copies: int) -> None:
    """Half a metre above a tenth of one, each depth once or twice: every depth stands for half the way to both of its
    neighbours, all for 50 m.
    """
    z = np.repeat(np.r_[COARSE, FINE], copies)
    frame = depth_frame(z)
    assert np.allclose(local_steps(z), np.where(z < 1020, 0.5, 0.1))
    assert not frame.first.any() and frame.thickness.sum() == pytest.approx(49.9 + 0.25 + 0.05)
    assert [frame.thickness[np.isclose(z, d)].sum() for d in (1010.0, 1020.0, 1030.0)] == pytest.approx([0.5, 0.3, 0.1])


def test_a_few_coarse_steps_between_gaps_are_gaps() -> None:
    """Four samples a metre apart, 20 m below and above others at a tenth of one: five gaps, and no sample beside one
    stands for more than a tenth of a metre.
    """
    z = np.r_[FINE, FINE[-1] + 20.0 + np.arange(4), FINE + 73.0]
    frame = depth_frame(z)
    assert len(np.unique(frame.first)) == 6 and np.allclose(frame.thickness, 0.1)


def test_samples_beside_a_gap_stand_for_a_step_of_their_own_part() -> None:
    """Half a metre above a gap of 20 m, a tenth of one below it."""
    z = np.r_[COARSE, FINE + 20.0]
    frame = depth_frame(z)
    assert np.allclose(frame.thickness, np.where(z < 1020, 0.5, 0.1)) and np.unique(frame.first).tolist() == [0, 40]
    assert np.flatnonzero(np.diff(z) > GAP_STEPS * larger(local_steps(z))).tolist() == [39]


@pytest.mark.parametrize("copies", [1, 2])
def test_a_finer_part_of_a_file_of_mostly_coarse_samples_shows_its_gaps(copies: int) -> None:
    """Two metres missing between a tenth of one, above four hundred samples a metre apart: as without those."""
    fine = np.repeat(np.r_[1200 + 0.1 * np.arange(100), 1211.9 + 0.1 * np.arange(100)], copies)
    z = np.r_[fine, np.repeat(1225.0 + np.arange(400), copies)]
    for both in (z, 3000 - z[::-1]):
        frame = depth_frame(both)
        lengths = np.array([100, 100, 400])[:: 1 if both is z else -1]
        assert np.unique(frame.first).tolist() == (copies * np.r_[0, lengths.cumsum()[:-1]]).tolist()
        assert sorted(set(frame.step.round(6))) == [0.1, 1.0]
    assert np.array_equal(depth_frame(z).first[: len(fine)], depth_frame(fine).first)


def test_a_few_close_depths_and_rounded_ones_are_no_part_of_their_own() -> None:
    """Nine steps of a tenth or six tenths of a metre among others of one, and 0.1524 m in one to three decimals."""
    assert (local_steps(np.r_[0:50:1.0, 50:50.85:0.1, 51:100:1.0]) == 1).all()
    assert np.allclose(local_steps(np.r_[np.arange(50.0), 49 + 0.6 * np.arange(1, 10), 55.4 + np.arange(50.0)]), 1)
    for decimals, step in ((1, 0.2), (2, 0.15), (3, 0.152)):
        assert np.allclose(local_steps(np.round(1000 + 0.1524 * np.arange(500), decimals)), step)


@pytest.mark.parametrize("step", [0.1, 0.14, 0.16, 0.3])
def test_a_part_whose_step_differs_by_a_fifteenth_has_its_own(step: float) -> None:
    """A hundred samples of it below four hundred of 0.15 m; the one between both has the finer step."""
    z = np.r_[0.15 * np.arange(400), 399 * 0.15 + step * np.arange(1, 101)]
    assert local_steps(z) == pytest.approx(np.repeat([0.15, min(0.15, step), step], [399, 1, 100]))


def test_every_copy_of_a_depth_stands_for_something() -> None:
    """Of three rows at each of three depths the middle one, between two at its own depth, for next to nothing."""
    thickness = depth_frame(np.repeat([100.0, 101.0, 102.0], 3)).thickness.reshape(3, 3)
    assert (thickness > 0).all() and thickness.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_where_no_two_depths_differ_a_sample_stands_for_a_metre_or_what_is_told() -> None:
    """One row, or one depth twice."""
    assert local_steps(np.array([5.0])).tolist() == [1.0] and local_steps(np.array([5.0, 5.0])).tolist() == [1.0, 1.0]
    assert local_steps(np.array([5.0, 5.0]), 0.5).tolist() == [0.5, 0.5] and local_steps(np.empty(0)).size == 0
    assert depth_frame(np.array([np.nan, 5.0])).thickness.tolist() == [1.0]


@pytest.mark.parametrize("decimals", [2, 3])
@pytest.mark.parametrize("row", range(3, 40))
def test_one_missing_row_of_rounded_depths_is_no_gap_anywhere(row: int, decimals: int) -> None:
    """Half a foot is 0.15 or 0.16 m in two decimals, 0.152 or 0.153 m in three: two steps are not more than two."""
    z = np.delete(np.round(1000 + 0.1524 * np.arange(43), decimals), row)
    line = DepthLine(Well.from_arrays("A", z, {"GR": (np.ones(len(z)), "gAPI")}))
    upper, lower = cells(z, local_steps(z))
    assert line.near.all() and not depth_frame(z).first.any() and np.allclose(upper[1:], lower[:-1])
