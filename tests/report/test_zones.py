"""Means of zones: weighted by thickness, from realisations, and as sure of themselves as wells never seen allow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.report.doubles import case, view_of
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.report.flow import Flow, Paper
from welllog_mdn.report.sheet import Sheet, Words
from welllog_mdn.report.zones import Zone, _decimals, _row, zone_table, zones

TRAINING = ("16_2-6", "25_11-5", "31_2-1", "35_11-7")


def test_measured_depths_keep_their_values_and_thick_samples_weigh_more() -> None:
    """Of a wholly measured zone nothing is unknown: all three levels are the mean weighted by thickness."""
    one = case(400, gap=(0.5, 1.0))
    view = view_of(one, "DT")
    low, high = 1500.0 + 30.5 * 0.1524, 1500.0 + 130.5 * 0.1524  # half way between two samples
    inside = (view.depth >= low) & (view.depth < high)
    kept = inside & (view.flag == 1)
    assert kept.sum() == inside.sum()
    (zone, _) = zones(view, one["prediction"], [("upper", low), ("lower", high)], count=50)
    assert np.allclose(zone.quantiles, view.measured[inside].mean()) and zone.measured == 1.0


def test_a_zone_ends_where_the_log_ends() -> None:
    """A top below the last sample does not stretch the zone above it: from the first depth to the last, wholly with
    values. A zone that begins at the last depth has none, which is said.
    """
    one = case(400, gap=(0.5, 1.0))
    view = view_of(one, "DT")
    (zone,) = zones(view, one["prediction"], [("all", 1000.0), ("below the well", 5000.0)], count=2)
    assert (zone.top, zone.base) == view.span and np.isclose(zone.covered, zone.thickness)
    flow, tops = Flow(Paper.of("a4")), [("A", 1510.0), ("Z", view.span[1])]
    zone_table(flow, view, one["prediction"], tops, convention="percentile")
    texts = [m.text for m in flow.sheet.marks() if isinstance(m, Words)]
    assert "1 of 2 tops lie at the last depth of the log: Z." in " ".join(texts)
    assert texts[texts.index("A") :][1:4] == ["1510.0", "1560.8", "50.8"]


def test_depths_that_stand_twice_are_no_gaps() -> None:
    """Of two passes in one file, or steps that were rounded, half are nothing: the zone has values all the same."""
    one = case(400, gap=None)
    view = view_of(one)
    twice = replace(view, depth=np.repeat(view.depth[::2], 2))
    (zone,) = zones(twice, one["prediction"], [("all", 1000.0)], count=2)
    assert np.allclose(twice.steps, 0.3048) and np.isclose(zone.covered, zone.thickness) and zone.measured == 1.0


def test_a_zone_of_two_steps_is_covered_wholly_and_weighs_both_by_thickness() -> None:
    """Of 200 samples at 0.5 m, 50 us/ft, above 400 at 0.1 m, 100 us/ft, the former are 99.75 m, the latter 40.15 m."""
    one = case(600, gap=None)
    flag, upper = np.ones(600, int), np.arange(600) < 200
    view = view_of(one, flag=flag, kept=flag == 1)
    depth = 1500.0 + np.where(upper, 0.5 * np.arange(600), 100.0 + 0.1 * (np.arange(600) - 200))
    view = replace(view, depth=depth, measured=np.where(upper, 50.0, 100.0))
    (zone,) = zones(view, one["prediction"], [("all", 1000.0)], count=2)
    assert np.isclose(zone.covered, zone.thickness) and zone.measured == 1.0
    assert np.allclose(zone.quantiles, (50 * 99.75 + 100 * 40.15) / 139.9)


def test_a_zone_without_samples_is_listed_without_values() -> None:
    """A zone in a gap of the log is no zone that the reader forgot; one below the log is not listed."""
    one = case(400, gap=None)
    view = view_of(one)
    view = replace(view, depth=view.depth + 100.0 * (view.depth > 1520.0))
    tops = [("above", 1400.0), ("in the gap", 1525.0), ("below it", 1615.0), ("too deep", 5000.0)]
    found = zones(view, one["prediction"], tops, count=2)
    assert [z.name for z in found] == ["above", "in the gap", "below it"]
    assert (found[1].covered, found[1].measured, found[1].doubtful) == (0.0, 0.0, 0.0)
    assert np.isnan(found[1].quantiles).all()
    flow = Flow(Paper.of("a4"))
    zone_table(flow, view, one["prediction"], tops, convention="percentile")
    texts = [m.text for m in flow.sheet.marks() if isinstance(m, Words)]
    row = texts[texts.index("in the gap") :][:10]
    assert row == ["in the gap", "1525.0", "1615.0", "90.0", "0 %", "–", "–", "–", "–", "–"]


def test_depths_without_a_value_are_no_part_of_a_mean() -> None:
    """Of 100 depths without the log 25 have no prediction either; of 11 realisations, 80 to 100, P10 is the second."""
    one = case(400, gap=(0.0, 1.0))
    view = view_of(one, "DT")
    drawn = np.tile(np.linspace(80.0, 100.0, 11)[:, None], 400)
    drawn[:, 150:175] = np.nan
    low, high = (1500.0 + (i - 0.5) * 0.1524 for i in (100, 200))
    prediction = SimpleNamespace(realisations=lambda count: drawn)
    (zone, _) = zones(view, prediction, [("A", low), ("B", high)], count=11)  # type: ignore[arg-type]
    assert np.isclose(zone.covered, 0.75 * zone.thickness) and zone.measured == 0.0
    assert np.allclose(zone.quantiles, (82.0, 90.0, 98.0))


def test_a_zone_of_a_few_samples_does_not_have_values_at_0_percent() -> None:
    """The last sample above a gap stands for 0.1 m of the 150 m below a top: its mean is no mean of 0 % of the zone."""
    sheet = Sheet(210.0, 297.0)
    _row(sheet, 50.0, Zone("gap", 1900.0, 2050.0, 0.1, 0.004, 0.5, 0, (74.4, 102.7, 107.8)), 1)
    assert [m.text for m in sheet.marks() if isinstance(m, Words)][4:6] == ["under 1 %", "under 1 %"]


def test_a_zone_says_how_much_of_it_is_extrapolated_or_of_few_inputs() -> None:
    """Of 100 depths that are wholly predicted, 20 lie outside the training range and 30 others have few inputs."""
    one = case(400, gap=(0.0, 1.0))
    view = view_of(one, "DT")
    at = np.arange(400)
    view = replace(view, outside=(at >= 100) & (at < 120), few=(at >= 110) & (at < 150))
    low, high = (1500.0 + (i - 0.5) * 0.1524 for i in (100, 200))
    (zone, _) = zones(view, one["prediction"], [("A", low), ("B", high)], count=2)
    assert zone.measured == 0.0 and np.isclose(zone.doubtful, 0.5)
    flow = Flow(Paper.of("a4"))
    zone_table(flow, view, one["prediction"], [("A", low), ("B", high)], convention="percentile")
    texts = [m.text for m in flow.sheet.marks() if isinstance(m, Words)]
    assert texts[texts.index("A") :][4:7] == ["100 %", "0 %", "50 %"]
    assert {"outside range", "or few inputs"} <= set(texts)


def test_measured_depths_are_not_doubtful_whatever_their_inputs() -> None:
    """As on page one, only what is predicted rests on inputs."""
    one = case(400, gap=None)
    view = view_of(one, "DT")
    (zone,) = zones(replace(view, outside=np.ones(400, bool)), one["prediction"], [("all", 1000.0)], count=2)
    assert zone.doubtful == 0.0


def test_values_drawn_by_hand_are_no_part_of_a_mean_and_the_page_says_so() -> None:
    """Of a measured zone 40 depths are set aside as no rock: the mean has the prediction there, DT_SYN does not."""
    one = case(400, gap=None)
    view = view_of(one, "DT")
    drawn = (np.arange(400) >= 100) & (np.arange(400) < 140)
    view = replace(view, measured=np.where(drawn, np.nan, view.measured))

    def said(tops: list[tuple[str, float]]) -> str:
        flow = Flow(Paper.of("a4"))
        zone_table(flow, view, one["prediction"], tops, convention="percentile")
        return " ".join(m.text for m in flow.sheet.marks() if isinstance(m, Words))

    (upper, lower) = zones(view, one["prediction"], [("A", 1000.0), ("B", 1530.0)], count=2)
    assert (upper.in_doubt, lower.in_doubt) == (40, 0) and upper.measured < 1.0 == lower.measured
    assert "At 40 depths (40 in A) DT as measured is stuck, drawn by hand" in said([("A", 1000.0), ("B", 1530.0)])
    assert "DT_SYN" not in said([("B", 1530.0)])


def test_a_top_at_the_depth_of_another_is_named_though_it_has_no_zone() -> None:
    """Of A and B at one depth B has the zone; the words above the table name A, and tops off the log."""
    one = case(400)
    view = view_of(one, "DT")
    flow, tops = Flow(Paper.of("a4")), [("A", 1520.0), ("B", 1520.0), ("C", 1540.0), ("D", 9000.0), ("E", 900.0)]
    tops.append(("F", 9000.0))  # off the log no top takes the zone of another
    zone_table(flow, view, one["prediction"], tops, convention="percentile")
    said = " ".join(m.text for m in flow.sheet.marks() if isinstance(m, Words))
    assert "1 of 6 tops lie above the log: E. 2 of 6 tops lie below the log: D, F." in said
    assert "1 of 6 tops lie at the same depth as another top, which takes the zone: A." in said


def test_the_means_of_all_zones_have_equal_decimals() -> None:
    """136.6 beside 99.41 would look like another precision; of resistivities, which span decades, each has its own."""
    one = case(400)
    view = view_of(one, "DT")
    found = [Zone("A", 1500.0, 1520.0, 20.0, 1.0, 0.0, 0, (m - 1.0, m, m + 1.0)) for m in (99.41, 136.6, np.nan)]
    assert _decimals(view, found) == [1, 1, 1]
    sheet = Sheet(210.0, 297.0)
    _row(sheet, 50.0, found[0], 1)
    assert [m.text for m in sheet.marks() if isinstance(m, Words)][-3:] == ["98.4", "99.4", "100.4"]
    ohms = replace(view, target=replace(view.target, kind=default_table().kinds["RDEP"]))
    assert _decimals(ohms, [replace(found[0], quantiles=(m, m, m)) for m in (0.5, 2000.0)]) == [4, 0]


@pytest.mark.parametrize(("convention", "low", "high"), [("percentile", "P10", "P90"), ("exceedance", "P90", "P10")])
def test_the_columns_of_zones_say_their_units_and_which_value_is_the_low_one(
    convention: str, low: str, high: str
) -> None:
    """Depths in that of the well, means in that of the log; from low to high under the names of the convention."""
    one, flow = case(400), Flow(Paper.of("a4"))
    zone_table(flow, view_of(one, "DT"), one["prediction"], [("A", 1510.0)], convention=convention)
    texts = [m.text for m in flow.sheet.marks() if isinstance(m, Words)]
    head = texts.index("zone")
    assert texts[head:][1:4] == ["top [m]", "base [m]", "thick [m]"] and texts[head:][7:10] == [low, "P50", high]
    assert "mean [us/ft]" in texts


def test_the_rows_of_zones_stand_below_the_names_of_the_columns_and_within_the_page() -> None:
    """Ten cells each, from left to right."""
    one = case(400)
    flow = Flow(Paper.of("a4"))
    zone_table(flow, view_of(one, "DT"), one["prediction"], [("A", 1510.0), ("B", 1540.0)], convention="percentile")
    words = [m for m in flow.sheet.marks() if isinstance(m, Words)]
    over, head, *rows = (next(w for w in words if w.text == text) for text in ("outside range", "zone", "A", "B"))
    assert over.y > head.y > rows[0].y > rows[1].y
    for row in (head, *rows):
        x = [w.x for w in words if w.y == row.y]
        assert len(x) == 10 and (np.diff(x) > 0).all() and x[0] > 0 and x[-1] < 0.97 * 210.0 * 72 / 25.4


def test_the_mean_of_a_resistivity_is_arithmetic_and_the_page_says_so() -> None:
    """Of 1 and 100 ohm.m in turn it is 50.5, not the 10 of their logarithms; of a sonic nothing is said."""
    one = case(400, gap=None)
    sonic = view_of(one, "DT")
    target = replace(sonic.target, kind=default_table().kinds["RDEP"], name="RDEP", unit="ohm.m")
    ohms = replace(sonic, target=target, measured=np.where(np.arange(400) % 2, 1.0, 100.0))
    (zone,) = zones(ohms, one["prediction"], [("all", 1000.0)], count=2)
    assert np.allclose(zone.quantiles, 50.5)
    pages = []
    for view in (ohms, sonic):
        flow = Flow(Paper.of("a4"))
        zone_table(flow, view, one["prediction"], [("all", 1000.0)], convention="percentile")
        pages.append(" ".join(m.text for m in flow.sheet.marks() if isinstance(m, Words)))
    assert ["Means of log-scaled values are arithmetic." in page for page in pages] == [True, False]


@pytest.mark.parametrize("base", [1505.0, 1505.05, 1505.1, 1499.99, 1600.0])
def test_the_part_with_values_is_never_more_than_the_zone(base: float) -> None:
    """Wherever a top falls between two samples, the zones beside it are covered wholly, and no sample counts twice."""
    one = case(400, gap=(0.5, 1.0))
    view = view_of(one, "DT")
    found = zones(view, one["prediction"], [("upper", 1000.0), ("lower", base)], count=2)
    assert np.allclose([z.covered for z in found], [z.thickness for z in found])
    assert np.isclose(sum(z.thickness for z in found), 399 * 0.1524)


def test_the_mean_of_a_zone_is_surer_than_a_depth_but_not_as_sure_as_independent_depths() -> None:
    """P10 to P90 of the mean lies between that of independent depths and that of single depths."""
    one = case(2000, gap=(0.0, 1.0), bimodal=False)
    view = view_of(one, "DT")
    (zone,) = zones(view, one["prediction"], [("all", 1500.0)])
    wide, depths = float(np.nanmean(view.width)), int(np.isfinite(view.width).sum())
    assert 2.0 * wide / depths**0.5 < zone.quantiles[2] - zone.quantiles[0] < 0.7 * wide


@pytest.mark.slow
def test_means_of_wells_never_seen_lie_in_their_band(wells_folder: Path) -> None:
    """P10 to P90 of means over 10, 50 and 200 m holds 70 to 90 % of those measured in 16 wells, pooled."""
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.wells.las import read_las
    from welllog_mdn.wells.quality import trusted_logs

    folder = wells_folder / "force2020"
    model = LogModel("DTC", epochs=12).fit([read_las(folder / f"{name}.las") for name in TRAINING])
    held: dict[float, list[bool]] = {10.0: [], 50.0: [], 200.0: []}
    for path in sorted(folder.glob("*.las")):
        if path.stem in TRAINING:
            continue
        logs = trusted_logs(read_las(path))
        prediction, measured = model.predict(logs), logs.logs["DTC"].values
        drawn = prediction.realisations(200, 0)
        there = np.isfinite(measured) & prediction.predicted
        for length, found in held.items():
            part = np.floor(prediction.depth_m / length)
            for i in np.unique(part[there]):
                rows = there & (part == i)
                if rows.sum() * 0.152 >= 0.8 * length:
                    low, high = np.quantile(drawn[:, rows].mean(axis=1), [0.1, 0.9])
                    found.append(bool(low <= measured[rows].mean() <= high))
    shares = {length: float(np.mean(found)) for length, found in held.items()}
    print({f"{length:g} m": round(share, 3) for length, share in shares.items()})
    assert all(0.7 <= share <= 0.9 for share in shares.values()), shares
