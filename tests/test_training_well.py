"""Where a training well is cut and held out."""

from itertools import pairwise

import numpy as np
import pytest

from welllog_mdn.training_well import (
    FOLDS,
    TrainingWell,
    assign_folds,
    block_folds,
    depth_blocks,
    depth_is_a_counter,
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


def test_a_well_and_its_sidetrack_that_begin_at_one_depth_do_not_make_it_a_counter():
    """Two wells do."""
    z = np.arange(1000.0, 1300.0, 0.2)
    one, side, other = (Well.from_arrays(name, z, {}) for name in ("15/9-1", "15/9-1 A", "15/9-2"))
    assert not depth_is_a_counter([one, side]) and depth_is_a_counter([one, other])
