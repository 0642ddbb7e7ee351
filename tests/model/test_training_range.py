"""Where a well is unlike the training wells."""

import numpy as np
import pytest
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
    told = "DEPTH: more than 50 m above or below the depths at which the training wells have RHOB in 40 % of the rows"
    assert [str(notice) for notice in found] == ["GR: outside the training range in 20 % of its rows", told]


def test_a_resistivity_lies_outside_by_a_quarter_of_its_decades_on_either_side() -> None:
    """Trained on 1 to 100 ohm.m, that is from 0.316 and up to 316; where it was not run it lies nowhere."""
    plan, ohms = plan_of(("RDEP",), False), np.array([0.31, 0.32, 310.0, 320.0, np.nan])
    x = np.full((5, plan.d), np.nan, np.float32)
    x[:, plan.value_columns()[0]] = np.log10(ohms)
    outside, found = outside_training(x, np.full(5, 1000.0), plan, {"RDEP": (1.0, 100.0)}, "DTC")
    assert outside.tolist() == [True, False, False, True, False]
    assert [str(notice) for notice in found] == ["RDEP: outside the training range in 50 % of its rows"]


@pytest.mark.parametrize(("use_depth", "outside"), [(True, [False, True]), (False, [False, False])])
def test_a_depth_far_below_all_training_wells_is_outside_where_depth_is_an_input(
    use_depth: bool, outside: list[bool]
) -> None:
    """45 and 55 m below 3200 m."""
    plan, depth = plan_of(("GR",), use_depth), np.array([3245.0, 3255.0])
    x = np.full((2, plan.d), np.nan, np.float32)
    found, _ = outside_training(x, depth, plan, {"GR": (20.0, 120.0), "DEPTH": (300.0, 3200.0)}, "RHOB")
    assert found.tolist() == outside
