"""Plans of features, as they are made where few wells teach, for tests that do not ask of how many."""

from __future__ import annotations

from collections.abc import Sequence

from welllog_mdn.features import FeaturePlan, plan_features
from welllog_mdn.logs.kinds import default_table


def plan_of(inputs: Sequence[str], use_depth: bool, *, wells: int = 1, hole: tuple[str, ...] = ()) -> FeaturePlan:
    """Return the plan for these inputs by the program's own table."""
    return plan_features(inputs, use_depth, default_table(), wells=wells, hole=hole)
