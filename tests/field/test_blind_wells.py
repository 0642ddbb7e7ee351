"""What a well that is judged must not have taught: its own target in an evaluation, and copies of a training well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_field import logs_of, write_field, write_well

from welllog_mdn.features import FeaturePlan
from welllog_mdn.field.evaluate import evaluate
from welllog_mdn.field.options import Learning, Reading, Writing
from welllog_mdn.field.predict import predict_well
from welllog_mdn.field.reading import read_trusted
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.known_wells import KnownWells
from welllog_mdn.model.training_well import training_well
from welllog_mdn.wells.well import Well

QUICK = Learning(members=2, components=1, epochs=1, device="cpu")


def test_of_wells_left_out_in_turn_none_teaches_its_own_prediction(tmp_path: Path, quick_training: None) -> None:
    """With its sonic 50 us/ft slower a well gets the same median and band to the bit; the others do not. One sample
    that the quality checks take for a spike is scored as it was measured.
    """
    field, sonic = write_field(tmp_path / "w", 3, without=0), logs_of(1)["DT"]
    sonic[100] = 170.0
    found = []
    for shift in (0.0, 50.0):
        path = write_well(field / "W01.las", 1, edit={"DT": sonic + shift})
        assert np.isnan(read_trusted(path, Reading(), default_table()).logs["DTC"].values[100])
        wells = {w.well: w for w in evaluate(field, "DT", learning=QUICK).wells}
        assert wells["W01"].measured == pytest.approx(sonic + shift, abs=1e-4)
        found.append(wells)
    assert np.array_equal(found[0]["W01"].q, found[1]["W01"].q)
    assert not np.array_equal(found[0]["W02"].q, found[1]["W02"].q)


@pytest.mark.parametrize(("seed", "own"), [(2, True), (72, False)])
def test_a_renamed_copy_of_a_training_well_is_not_sold_as_unseen(
    tmp_path: Path, small_model: Path, seed: int, own: bool
) -> None:
    """The lower part of W02 in a file of another name, WELL and UWI, beside a new well."""
    path = write_well(tmp_path / "other.las", seed, uwi="X-99", target=slice(0, 90))
    predict_well(path, "DT", model=small_model, writing=Writing(tmp_path / "out", report=False))
    said = (tmp_path / "out" / "other_DT.las").read_text()
    assert ("its own samples trained" in said, "its own samples did not train" in said) == (own, not own)


@pytest.mark.slow
def test_real_wells_are_known_by_their_own_values_and_no_others(wells_folder: Path, demo_folder: Path) -> None:
    """Twenty wells and the demo field without headers: of the samples that a model keeps each knows its own well, and
    none where another well's are laid at its depths.
    """
    paths = [*sorted((wells_folder / "force2020").glob("*.las")), *sorted(demo_folder.glob("*.las"))]
    read = [read_trusted(path, Reading(), default_table()) for path in paths]
    for target in ("DTC", "RHOB", "NPHI"):
        kind, wells = default_table().target(target), [replace(w, well=bare(w.well)) for w in read if target in w.logs]
        taught = [replace(t, fold=t.usable - 1) for t in (training_well(w, kind)[0] for w in wells)]
        rows = [t.held_rows() for t in taught]
        samples = {
            "well": np.repeat(np.arange(len(rows)), [len(r) for r in rows]),
            "depth_m": np.concatenate([w.well.depth_m[r] for w, r in zip(wells, rows, strict=True)]),
            "measured": np.concatenate([w.logs[target].values[r] for w, r in zip(wells, rows, strict=True)]),
        }
        records = [{"name": "", "uwi": "", "sha256": "", "fold": i} for i in range(len(wells))]
        known_wells = KnownWells(kind, FeaturePlan((), False, (), ()), records, True, samples, None)
        for i, logs in enumerate(wells):
            assert known_wells.find(logs) == (i, True)
            for at, other in enumerate(wells):
                log, depth = other.logs[target], other.well.depth_m
                near = np.minimum(np.searchsorted(depth, logs.well.depth_m), len(depth) - 1)
                values = np.where(np.abs(depth[near] - logs.well.depth_m) < 0.5, log.measured[near], np.nan)
                beside = replace(logs, logs={target: replace(log, measured=values, values=values)})
                assert at == i or known_wells.find(beside).place in (None, at)


def bare(well: Well) -> Well:
    """A well of which only the numbers tell which one it is."""
    return replace(well, name="", uwi="", sha256="", file=None)
