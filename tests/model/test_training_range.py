"""Where a well is unlike the training wells."""

import numpy as np
from plans import plan_of

from welllog_mdn.model.training_range import outside_training


def test_a_depth_far_above_all_training_wells_is_outside_however_deep_those_go() -> None:
    """50 m are near, 60 m above wells of 300 to 3200 m are not, nor is a gamma ray a quarter of its range beyond it."""
    plan = plan_of(("GR",), True)
    depth, gamma = np.array([250.0, 245.0, 240.0, 1000.0, 1000.0]), np.array([60.0, 60.0, 60.0, 144.0, 146.0])
    x = np.full((5, plan.d), np.nan, np.float32)
    x[:, 0], x[:, plan.value_columns()[0]] = depth, gamma
    outside, found = outside_training(x, depth, plan, {"GR": (20.0, 120.0), "DEPTH": (300.0, 3200.0)}, "RHOB")
    assert outside.tolist() == [False, True, True, False, True]
    told = "DEPTH: above or below the depths at which the training wells have RHOB in 40 % of the rows"
    assert [str(notice) for notice in found] == ["GR: outside the training range in 20 % of its rows", told]
