"""Over ten seeds of the demo field: does the band hold what it promises, and are both modes found where two exist?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from welllog_mdn.benchmarks.demo_wells import DemoWell, demo_field, true_density, write_demo_field
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.prediction import Prediction
from welllog_mdn.wells.las import read_las

SEEDS = range(10)


@dataclass(frozen=True)
class Outcome:
    """Of one well without sonic: whether the truth lay in P10-P90, and what was said where two modes exist."""

    seed: int
    well: str
    inside: NDArray[np.bool_]
    both_found: NDArray[np.bool_]


def _modes_found(well: DemoWell, prediction: Prediction) -> NDArray[np.bool_]:
    """Of the depths with two modes in truth, whether both are found, each within 5 us/ft.

    Two modes in truth: over 9 us/ft apart and each standing for over a quarter of the probability, given the
    inputs of the whole bed. That is gas or brine in a sand with neither resistivity nor density.
    """
    values, weights = (a.numpy() for a in true_density(well, given="bed").modes())
    there = (np.nan_to_num(weights[:, 1]) > 0.25) & (np.nan_to_num(np.abs(np.diff(values)[:, 0])) > 9.0)
    said = prediction.modes()[0]
    off = np.abs(np.sort(said[there], 1) - np.sort(values[there], 1)).max(1)
    return np.asarray(np.nan_to_num(off, nan=np.inf) < 5.0)


def _outcomes(folder: Path, seed: int) -> list[Outcome]:
    """Train on a field's wells with a sonic, predict those without."""
    field = demo_field(seed)
    wells = [read_las(path) for path in write_demo_field(folder, seed)]
    with_sonic = [w for w, demo in zip(wells, field, strict=True) if "DTC" in demo.curves]
    model = LogModel("DT", seed=seed).fit(with_sonic)
    outcomes = []
    for well, demo in zip(wells, field, strict=True):
        if "DTC" not in demo.curves:
            prediction = model.predict(well)
            low, high = prediction.quantile([0.1, 0.9])
            inside = (demo.truth >= low) & (demo.truth <= high)
            outcomes.append(Outcome(seed, demo.name, inside, _modes_found(demo, prediction)))
    return outcomes


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """Three wells without sonic in each of ten fields."""
    return [each for seed in SEEDS for each in _outcomes(tmp_path_factory.mktemp(f"field{seed}"), seed)]


@pytest.mark.slow
def test_band_holds_80_percent_of_the_truth(outcomes: list[Outcome]) -> None:
    """P10-P90 holds 80 % of the true sonic, give or take 3, over all samples of the wells without one."""
    cover = np.concatenate([each.inside for each in outcomes]).mean()
    assert 0.77 <= cover <= 0.83


@pytest.mark.slow
def test_both_modes_are_found_where_there_are_two(outcomes: list[Outcome]) -> None:
    """Both modes are found, near the true ones, at nine of ten depths that have two; DEMO-5 has thousands."""
    found = np.concatenate([each.both_found for each in outcomes])
    assert len(found) > 5000
    assert found.mean() > 0.9
