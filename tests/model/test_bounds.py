"""What a log can be: the range of its kind, and no slowness across the other."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.model.bounds import physical_bounds
from welllog_mdn.model.leader import Filled
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.wells.well import Well

KINDS = default_table().kinds
DTC, DTS = KINDS["DTC"], KINDS["DTS"]
N = 40


def sonic(name: str, level: float) -> TrustedLogs:
    """A well of one sonic log, missing in the first ten of its forty samples."""
    values = np.where(np.arange(N) < 10, np.nan, level + np.sin(np.arange(N)))
    return trusted_logs(Well.from_arrays("A", 1000.0 + np.arange(N), {name: (values, "us/ft")}))


def normals(mean: float, sd: float) -> GaussianMixture:
    """Normal predictions of all samples."""
    return GaussianMixture(*(torch.full((N, 1), v, dtype=torch.float64) for v in (0.0, mean, sd)))


def test_shear_is_no_faster_and_compression_no_slower_than_the_other_where_that_was_measured() -> None:
    """Elsewhere, and of any other log, the range of the kind bounds."""
    rows, far = np.arange(N), normals(150.0, 1.0)
    there = rows >= 10
    logs = sonic("DTC", 90.0)
    lower, upper, notices = physical_bounds(DTS, "DTC", logs, far, rows, None)
    assert np.array_equal(lower, np.where(there, logs.logs["DTC"].values, DTS.low)) and (upper == DTS.high).all()
    assert notices == ()
    logs = sonic("DTS", 190.0)
    lower, upper, _ = physical_bounds(DTC, "DTS", logs, far, rows, None)
    assert np.array_equal(upper, np.where(there, logs.logs["DTS"].values, DTC.high)) and (lower == DTC.low).all()
    lower, upper, _ = physical_bounds(DTC, "", logs, far, rows, None)
    assert (lower == DTC.low).all() and (upper == DTC.high).all()


def test_a_slowness_beyond_the_range_of_the_other_bounds_at_its_end() -> None:
    """Shear of 300 us/ft leaves compression its own range."""
    _, upper, _ = physical_bounds(DTC, "DTS", sonic("DTS", 300.0), normals(150.0, 1.0), np.arange(N), None)
    assert (upper == DTC.high).all()


def test_where_compression_was_predicted_first_its_p50_bounds_shear() -> None:
    """In the first ten samples, where it was not run; beside it what was measured."""
    logs, where = sonic("DTC", 90.0), np.arange(N) < 10
    fill = Filled(slice(0, 1), where, np.full((3, 10, 1), [[[80.0]], [[100.0]], [[120.0]]], np.float32))
    lower, _, _ = physical_bounds(DTS, "DTC", logs, normals(250.0, 1.0), np.arange(N), fill)
    assert np.array_equal(lower, np.where(where, 100.0, logs.logs["DTC"].values))


@pytest.mark.parametrize("mean", [93.0, 92.0, 60.0])
def test_rows_whose_band_a_bound_cuts_are_counted(mean: float) -> None:
    """Where P10 of shear, 1.28 us/ft below its mean, is less than the 89 to 91 us/ft of compression, or than 60: of
    none, of some and of all samples.
    """
    logs = sonic("DTC", 90.0)
    least = np.where(np.arange(N) < 10, 60.0, logs.logs["DTC"].values)
    cut = int((mean - 1.2816 < least).sum())
    _, _, notices = physical_bounds(DTS, "DTC", logs, normals(mean, 1.0), np.arange(N), None)
    assert cut == {93.0: 0, 60.0: N}.get(mean, cut)
    said = f"DTS: kept physical in {cut} rows: P10-P90 reached beyond what DTS can be or across DTC"
    assert [(n.severity, str(n)) for n in notices] == [("warn", said)] * bool(cut)
