"""Scores with answers known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from welllog_mdn.logs.kinds import default_table
from welllog_mdn.scores import LEVELS, agreement, band, error_by_width, in_decades, pinball, score, summary, to_scale


def test_errors_are_listed_by_the_width_of_the_band() -> None:
    """Twenty bands 3 wide about a P50 that errs by 3, twenty 1 wide that errs by 1; one without a value counts not."""
    wide = np.r_[np.tile([True, False], 20), True]
    middle, width = np.full(41, 90.0), np.where(wide, 3.0, 1.0)
    y = middle + width * np.where(np.arange(41) % 4 < 2, 1.0, -1.0)
    y[-1] = np.nan
    widths, errors = error_by_width(y, middle - 0.4 * width, middle, middle + 0.6 * width)
    assert widths == pytest.approx([1.0, 3.0]) and errors == pytest.approx([1.0, 3.0])
    few = error_by_width(y[:2], middle[:2] - 0.5 * width[:2], middle[:2], middle[:2] + 0.5 * width[:2])
    assert [v.tolist() for v in few] == [[2.0], [np.sqrt(5.0)]]  # too few for two classes: widths 1, 3 and errors 1, 3
    none = np.empty(0)
    assert [len(v) for v in error_by_width(none, none, none, none)] == [0, 0]


def test_agreement_of_four_values_is_known() -> None:
    """P50 misses 80, 90, 100 and 110 by 4, -2, 0 and 2: mean square 6 of a variance of 125; the first is not held."""
    y = np.array([80.0, 90.0, 100.0, 110.0, np.nan, 70.0])
    middle = np.array([84.0, 88.0, 100.0, 112.0, 90.0, np.nan])
    found = agreement(y, middle - 3.0, middle, middle + 2.0)
    assert found["rows"] == 4 and found["width"] == 5.0 and found["cover"] == 0.75
    assert (found["rmse"], found["mae"], found["bias"]) == pytest.approx((np.sqrt(6.0), 2.0, 1.0))
    assert found["r2"] == pytest.approx(1.0 - 6.0 / 125.0)


def test_agreement_of_nothing_is_nothing() -> None:
    """Where no sample has both a value and a band there is no error of zero."""
    found = agreement(np.array([80.0]), *(np.array([np.nan]) for _ in range(3)))
    assert found.pop("rows") == 0 and set(found.values()) == {None}


def test_a_value_on_the_edge_of_the_band_is_held() -> None:
    """As below P10 and above P90 count what lies outside alone, the three shares make 1."""
    y = np.array([80.0, 90.0, 100.0])
    assert agreement(y, np.full(3, 80.0), np.full(3, 90.0), np.full(3, 100.0))["cover"] == 1.0
    q = np.interp(LEVELS, [0.1, 0.9], [80.0, 100.0])[:, None] * np.ones(3)
    found = score(y, q, None, None)
    assert (found["below_p10"], found["cover"], found["above_p90"]) == (0.0, 1.0, 0.0)


def test_the_quantile_loss_weighs_each_side_by_its_level() -> None:
    """At P90 a value 10 above costs 2 * 0.9 * 10, one 10 below 2 * 0.1 * 10; at the median the distance itself."""
    y = np.array([110.0, 90.0, 100.0])
    assert pinball(y, np.full(3, 100.0), 0.9) == pytest.approx([18.0, 2.0, 0.0])
    assert pinball(y, np.full(3, 100.0), 0.5) == pytest.approx([10.0, 10.0, 0.0])


def test_the_band_is_p10_p50_and_p90() -> None:
    """Of the nineteen levels the second, the tenth and the eighteenth."""
    assert band(LEVELS[:, None]).ravel().tolist() == [0.1, 0.5, 0.9]


def test_resistivities_are_judged_in_decades_in_every_part_of_a_record() -> None:
    """A P50 of 100 where 10 and 1000 were measured is a decade off on both sides; the keys of ohm.m take its place."""
    q = np.full((19, 2), 100.0)
    scores = score(np.array([10.0, 1000.0]), q, None, None, kind=default_table().target("RDEP"))
    assert scores["mae"] == 495.0 and scores["rmse_decades"] == pytest.approx(1.0)
    found = in_decades({"pooled": scores, "wells": [{"well": "A", "rmse": 5.0}], "unit": "ohm.m"})
    assert (found["pooled"]["mae"], found["pooled"]["bias"]) == pytest.approx((1.0, 0.0))
    assert found["wells"] == [{"well": "A", "rmse": 5.0}] and found["unit"] == "ohm.m"
    assert scores["mae"] == 495.0  # what was given stays
    assert in_decades([{"well": "A", **scores}, 5.0]) == [{"well": "A", **found["pooled"]}, 5.0]


def test_no_resistivity_of_zero_or_less_has_a_logarithm() -> None:
    """It counts as not measured; a density stays as it is."""
    values, table = np.array([100.0, 0.0, -1.0, np.nan]), default_table()
    assert to_scale(values, table.target("RDEP")) == pytest.approx([2.0, np.nan, np.nan, np.nan], nan_ok=True)
    assert to_scale(values, table.target("RHOB")) is values


def test_measured_samples_without_a_prediction_are_counted_beside_those_that_are_scored() -> None:
    """Of seven measured two were predicted; of five none."""
    q = np.full((19, 2), 90.0)
    assert [score(np.full(2, 90.0), q, None, None, n)["rows_truth"] for n in (7, None)] == [7, 2]
    none = score(np.empty(0), q[:, :0], None, None, 5)
    assert (none["rows_truth"], none["rows"]) == (5, 0) and score(np.empty(0), q[:, :0], None, None)["rows_truth"] == 0


def test_scores_of_three_values_are_those_worked_out_by_hand() -> None:
    """P10 80, P50 90 and P90 100, measured 70, 90 and 130: twice the quantile losses are 18 + 20 + 6, 2 + 0 + 2 and
    10 + 40 + 54, and the interval scores 20 + 10 * 10, 20 and 20 + 10 * 30.
    """
    q = np.interp(LEVELS, [0.1, 0.5, 0.9], [80.0, 90.0, 100.0])[:, None] * np.ones(3)
    found = score(np.array([70.0, 90.0, 130.0]), q, np.array([1.0, 2.0, 6.0]), np.array([4.0, 5.0, 9.0]))
    assert found["pinball"] == pytest.approx((44.0 + 4.0 + 104.0) / 9.0)
    assert found["interval_score"] == pytest.approx((120.0 + 20.0 + 320.0) / 3.0)
    assert (found["nll"], found["crps"], found["width"]) == (3.0, 6.0, 20.0)
    assert (found["below_p10"], found["above_p90"], found["cover"]) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    without = score(np.array([70.0, 90.0, 130.0]), q, None, None)
    assert without["nll"] is None and without["crps"] == without["crps19"] == found["crps19"]


def test_a_summary_leaves_wells_without_a_scored_row_out_of_the_cover() -> None:
    """Of 0.5 and 0.9 the worst is 0.5 and the mean 0.7; one well has no spread, and none has nothing."""
    some, empty = [{"rows": 10, "cover": 0.5}, {"rows": 30, "cover": 0.9}], {"rows": 0, "cover": None}
    found = summary({"rows": 40}, [*some, empty], ["A", "B", "C"])
    assert found["pooled"]["cover_worst_well"] == 0.5 and found["pooled"]["cover_mean_well"] == pytest.approx(0.7)
    assert found["pooled"]["rows"] == 40 and [w["well"] for w in found["wells"]] == ["A", "B", "C"]
    alone, nothing = (summary({}, wells, ["A"])["pooled"] for wells in (some[:1], [empty]))
    assert alone == {"cover_worst_well": 0.5, "cover_mean_well": 0.5, "cover_sd": None}
    assert set(nothing.values()) == {None}


def test_the_spread_of_the_cover_over_wells_weighs_long_wells_more() -> None:
    """Picked twice of covers 0 (1 row) and 1 (3 rows): 0, 3/4, 3/4 and 1, of standard deviation 0.375."""
    wells = [{"rows": 1, "cover": 0.0}, {"rows": 3, "cover": 1.0}]
    assert summary({}, wells, ["A", "B"])["pooled"]["cover_sd"] == pytest.approx(0.375, abs=0.05)
