"""What a report shows of one well: which of its measured values are rock."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from small_field import logs_of, write_well

from tests.report.doubles import appraisal_of, case, model, view_of
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.rock import not_rock
from welllog_mdn.report.answer import answer, with_logs_outside
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well


def through_casing(steel: bool) -> dict[str, Any]:
    """Return a well with 30 m of arrivals through casing in its measured log, or without."""
    one = case(600, gap=None, kinds=("GR", "RDEP", "DTC"))
    dtc = one["logs"].logs["DTC"].measured.copy()
    rng = np.random.default_rng(0)
    dtc[200:400] = np.where(steel, 57.0 + 0.3 * rng.standard_normal(200), dtc[200:400])
    kinds = default_table().kinds
    curves = {k: (dtc if k == "DTC" else log.measured, kinds[k].unit) for k, log in one["logs"].logs.items()}
    logs = trusted_logs(Well.from_arrays("A", one["logs"].well.depth, curves))
    return {**one, "logs": logs, "flag": np.where(one["prediction"].predicted, 1, 5), "kept": np.isfinite(dtc)}


def test_each_sample_has_its_own_check() -> None:
    """Two passes in one file have depths that stand twice: the second is not compared with the P50 of the first."""
    one = case(600, gap=None, kinds=("GR", "RDEP", "DTC"))
    depth = np.tile(one["logs"].well.depth[:300], 2)
    curves = {k: (log.measured, log.unit) for k, log in one["logs"].logs.items()}
    logs, check = trusted_logs(Well.from_arrays("A", depth, curves)), replace(one["prediction"], depth=depth)
    view = view_of({**one, "logs": logs, "prediction": check}, check=check)
    there = np.isfinite(view.measured)  # as the bias is taken: where P50 is too high, it is positive
    assert np.allclose(view.residual[there], (view.blind[0.5] - view.measured)[there])
    assert np.array_equal(view.blind[0.5], view.quantiles[0.5]) and len(np.unique(view.blind[0.5])) == 600


def test_arrivals_through_casing_are_grey_and_in_no_comparison() -> None:
    """The completed log keeps them, and page one says so; P50, right in the rock, is not blamed for them."""
    one, untouched = through_casing(True), through_casing(False)
    view, steel = view_of(one, "DT"), not_rock(one["logs"], default_table().kinds["DTC"])
    assert steel[300] and 190 < steel.sum() < 210
    assert np.isnan(view.measured[steel]).all() and np.isfinite(view.as_measured[steel]).all()
    assert np.array_equal(view.kept_in_doubt, steel)
    found, as_drilled = appraisal_of(one, "DT"), appraisal_of(untouched, "DT")
    assert found.own["rows"] == as_drilled.own["rows"] - steel.sum()
    (said,) = [text for text in answer(view, model(), found, False) if "drawn by hand" in text]
    assert said.startswith(f"Care: at {steel.sum()} depths")
    measured = "Nothing was missing: DT is measured at every depth"
    assert found.verdict.sentence == f"{measured}, doubtful where marked."
    assert as_drilled.verdict.sentence == f"{measured}."


def test_a_line_that_is_read_as_an_input_at_a_tenth_of_the_predicted_depths_is_a_reason_for_care() -> None:
    """Of 240 predicted depths 80 lie in 12 m of a neutron log that is a ruled line; where 121 do, it is the verdict."""
    one, at = case(600), np.arange(600)

    def with_line(rows: int) -> dict[str, Any]:
        """Return the well with a ruled line of so many rows."""
        curves = {k: (log.measured.copy(), log.unit) for k, log in one["logs"].logs.items()}
        curves["NPHI"][0][280 : 280 + rows] = np.linspace(0.1, 0.2, rows)
        return {**one, "logs": trusted_logs(Well.from_arrays("A", one["logs"].well.depth, curves))}

    ruled = with_line(80)
    view = view_of(ruled)
    assert np.array_equal(view.hand_drawn, (at >= 280) & (at < 360)) and not view_of(one).hand_drawn.any()
    said = answer(view, model(), appraisal_of(ruled), False)
    what = "Care: at 80 depths (13 %, all predicted) an input is drawn by hand, interpolated or through casing"
    assert any(text.startswith(what) for text in said)
    verdicts = [appraisal_of(well).verdict.sentence for well in (one, ruled, with_line(120), with_line(121))]
    assert all(text.startswith("Usable with its band, except where marked.") for text in verdicts[:3])
    assert verdicts[3].startswith("Use with care: at 121 of 240 predicted depths an input is drawn by hand")
    assert not view_of({**ruled, "flag": np.ones(600, int)}).hand_drawn.any()


def test_page_one_finds_the_same_logs_outside_the_training_range_as_the_prediction(
    tmp_path: Path, small_model: Path
) -> None:
    """Of a well at the depths of those that trained: thirty gamma ray values and thirty resistivities, of decades."""
    odd = logs_of(70)
    odd["GR"][40:70] += 150.0
    odd["RDEP"][60:90] *= 300.0
    known = LogModel.load(small_model)
    logs = trusted_logs(read_las(write_well(tmp_path / "W.las", 70, edit=odd)))
    made = known.predict(logs)
    view = view_of({"logs": logs, "model": known, "prediction": made, "flag": np.full(260, 1)}, "DT")
    assert 30 < view.outside.sum() < 150
    assert np.array_equal(with_logs_outside(view, known), view.outside)
