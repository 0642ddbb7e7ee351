"""What is said of a well's prediction."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.report.doubles import case
from welllog_mdn.features import plan_features
from welllog_mdn.remarks import outside_training, predicted_first


def test_one_row_is_no_rows() -> None:
    """A single row without the log that the target follows is counted in the singular."""
    fill: Any = SimpleNamespace(where=np.arange(300) == 7)
    notice = predicted_first("DTC", case(300)["logs"], fill, False, "")
    assert "missing in 1 row of Demo 7" in str(notice)


def test_a_depth_far_above_all_training_wells_is_outside_however_deep_those_go() -> None:
    """50 m are near, 60 m above wells of 300 to 3200 m are not, nor is a gamma ray a quarter of its range beyond it."""
    plan = plan_features(("GR",), True)
    depth, gamma = np.array([250.0, 245.0, 240.0, 1000.0, 1000.0]), np.array([60.0, 60.0, 60.0, 144.0, 146.0])
    x = np.full((5, plan.d), np.nan, np.float32)
    x[:, 0], x[:, plan.value_columns()[0]] = depth, gamma
    outside, _ = outside_training(x, depth, plan, {"GR": (20.0, 120.0), "DEPTH": (300.0, 3200.0)})
    assert outside.tolist() == [False, True, True, False, True]
