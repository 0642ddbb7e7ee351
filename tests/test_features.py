"""Features: windows in metres, choice of inputs, rounding, masks."""

from dataclasses import replace

import numpy as np
import pytest
from plans import plan_of

from welllog_mdn import features
from welllog_mdn.errors import ModelError, UsageError
from welllog_mdn.features import (
    Scaling,
    available,
    choose_inputs,
    drop_chances,
    drop_inputs,
    feature_matrix,
    readable,
    window_bounds,
    window_statistics,
    with_stand_ins,
)
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.remarks import stand_ins
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.steps import depth_frame
from welllog_mdn.wells.well import Well

DTC = default_table().target("DTC")


def _well(n=400, step=0.2, depth_unit="m", seed=0, **more):
    rng = np.random.default_rng(seed)
    z = 1000.0 + step * np.arange(n)
    logs = {
        "GR": (60 + 20 * np.sin(z / 7) + rng.normal(size=n), "gAPI"),
        "RHOB": (2.3 + 0.1 * np.cos(z / 11), "g/cm3"),
        "RDEP": (10 ** (0.5 + 0.3 * np.sin(z / 5)), "ohm.m"),
        "DTC": (100 + 10 * np.sin(z / 9) + rng.normal(size=n), "us/ft"),
    } | more
    return Well.from_arrays(f"W{seed}", z, logs, depth_unit=depth_unit)


def windowed(frame, values, width):
    """Mean and standard deviation of values in the window of so many metres about each sample."""
    return window_statistics(frame, values, window_bounds(frame, width))


def test_models_of_one_well_share_the_columns_of_their_inputs(monkeypatch):
    """The second plan works out its own input only; another well, and a hidden input, are not mixed up."""
    logs, other = trusted_logs(_well()), trusted_logs(_well(seed=1))
    calls = []
    count = features._input_columns
    monkeypatch.setattr(features, "_input_columns", lambda *a: (calls.append(a[3]), count(*a))[1])
    first = feature_matrix(logs, plan_of(["GR", "RHOB"], True))
    second = feature_matrix(logs, plan_of(["GR", "RDEP"], False))
    assert [id(v) for v in calls] == [id(logs.logs[k].values) for k in ("GR", "RHOB", "RDEP")]
    assert np.array_equal(first[:, 1:5], second[:, :4])
    hidden = feature_matrix(logs, plan_of(["GR", "RDEP"], False), hidden=["GR"])
    assert np.isnan(hidden[:, :4]).all() and np.array_equal(hidden[:, 4:], second[:, 4:])
    wide = replace(plan_of(["GR", "RDEP"], False), spreads=(20.0,))
    after_others = feature_matrix(logs, wide)
    assert np.array_equal(after_others, feature_matrix(trusted_logs(_well()), wide))
    assert not np.array_equal(feature_matrix(other, plan_of(["GR", "RDEP"], False)), second)


def test_the_scatter_over_80_m_is_read_where_six_wells_teach():
    """Thin beds of one formation scatter alike, of another less; of five wells it would tell the wells apart."""
    z = 1000.0 + 0.2 * np.arange(2000)
    gr = np.where(z < 1200, 60 + 20 * np.sin(z), 60 + 5 * np.sin(z))
    logs = trusted_logs(Well.from_arrays("A", z, {"GR": (gr, "gAPI")}))
    five, six = (plan_of(["GR"], True, wells=n) for n in (5, 6))
    assert five.spreads == (5.0,) and six.spreads == (5.0, 80.0) and six.d == five.d + 1
    scatter = feature_matrix(logs, six)[:, -1]
    assert np.allclose(scatter[z < 1155], 20 / np.sqrt(2), rtol=0.03)
    assert np.allclose(scatter[z > 1245], 5 / np.sqrt(2), rtol=0.03)
    ended = trusted_logs(Well.from_arrays("A", z, {"GR": (np.where(z < 1300, gr, np.nan), "gAPI")}))
    known = np.isfinite(feature_matrix(ended, six)[:, 1:])
    assert z[known.any(axis=1)].max() == pytest.approx(1310, abs=0.3)  # as far as the window of 20 m


def test_a_window_over_a_constant_log_gives_the_constant_and_no_spread():
    """Mean 7, standard deviation 0, at the ends of the log as well."""
    frame = depth_frame(np.arange(50) * 0.5)
    mean, spread = windowed(frame, np.full(50, 7.0), 5.0)
    assert mean == pytest.approx(np.full(50, 7.0)) and spread == pytest.approx(np.zeros(50), abs=1e-6)


def test_a_window_over_a_straight_line_gives_its_centre_and_its_known_spread():
    """For y = z a window of width w has the mean z and the standard deviation of w + step uniform metres."""
    z = np.arange(0.0, 100.0, 0.1)
    mean, spread = windowed(depth_frame(z), z, 10.0)
    assert mean[500] == pytest.approx(50.0) and spread[500] == pytest.approx(10.1 / np.sqrt(12), rel=1e-3)


def test_a_sample_counts_by_the_depth_that_it_stands_for():
    """1 at steps of 0.1 m above 20 m, 0 at steps of 0.2 m below: about 20 m their mean is a half, not two thirds."""
    z = np.r_[np.arange(0, 20, 0.1), np.arange(20, 40, 0.2)]
    mean, spread = windowed(depth_frame(z), (z < 20).astype(float), 8.0)
    assert mean[200] == pytest.approx(0.5, abs=0.02) and spread[200] == pytest.approx(0.5, abs=0.01)


def test_a_window_never_reaches_across_a_gap():
    """Values beyond a gap of more than two steps change nothing on this side."""
    z = np.r_[np.arange(0, 10, 0.5), np.arange(12, 22, 0.5)]
    y = np.where(z < 11, 1.0, 100.0)
    mean, _ = windowed(depth_frame(z), y, 8.0)
    assert mean[z < 11] == pytest.approx(np.ones((z < 11).sum()))
    assert mean[z > 11] == pytest.approx(np.full((z > 11).sum(), 100.0))


def test_one_lost_sample_is_no_gap_and_two_are():
    """At half a metre a window reaches across a metre, and not across a metre and a half."""
    z = np.arange(0, 20, 0.5)
    for lost, reached in ((slice(20, 21), True), (slice(20, 22), False)):
        rest = np.delete(z, lost)
        mean, _ = windowed(depth_frame(rest), (rest > 10).astype(float), 8.0)
        assert (mean[19] > 1e-9) == reached


def test_a_sample_at_a_gap_does_not_stand_for_the_gap():
    """Of the nine samples of the window above a gap of 50 m the last, 1 beside zeros, stands for half a metre as the
    others do, and as it would at the end of the file.
    """
    z = np.r_[np.arange(0, 10.5, 0.5), np.arange(60, 70, 0.5)]
    mean, _ = windowed(depth_frame(z), (z == 10).astype(float), 8.0)
    assert mean[z == 10] == pytest.approx(1 / 9)


def test_a_well_upside_down_has_its_windows_upside_down():
    """Steps of a half and of a quarter metre, whose samples lie on the ends of the windows, and one depth three times,
    of which the middle one is measured alone.
    """
    z = np.r_[np.arange(0, 30, 0.5), np.arange(30, 60, 0.25), [75.0] * 3, 90.0]
    y = np.random.default_rng(0).normal(size=len(z))
    y[-4:] = np.nan, 7.0, np.nan, np.nan
    for width in (2.5, 5.0):
        down = windowed(depth_frame(z), y, width)
        up = windowed(depth_frame(-z[::-1]), y[::-1], width)
        for one, other in zip(down, up, strict=True):
            np.testing.assert_allclose(one, other[::-1], atol=1e-6)
        assert down[0][-4:] == pytest.approx([7.0, 7.0, 7.0, np.nan], nan_ok=True)


def test_the_spread_of_a_log_of_large_values_is_kept():
    """A hundred thousand samples of 1e5 and a hundredth more or less."""
    _, spread = windowed(depth_frame(0.1 * np.arange(1e5)), 1e5 + 0.01 * (-1.0) ** np.arange(1e5), 20.0)
    np.testing.assert_allclose(spread, 0.01, rtol=0.01)


def test_a_row_without_a_depth_has_no_place_and_no_features():
    """The others have theirs."""
    depth = np.array([2.0, np.nan, 0.0, 1.0])
    assert depth_frame(depth).order.tolist() == [2, 3, 0]
    logs = trusted_logs(Well.from_arrays("W", depth, {"GR": (np.full(4, 60.0), "gAPI")}))
    x = feature_matrix(logs, plan_of(("GR",), True))
    assert np.isnan(x).all(axis=1).tolist() == [False, True, False, False]


def test_an_input_is_its_value_its_means_and_its_spread_a_resistivity_in_decades():
    """In this order behind the depth, to the rounding of each."""
    logs = trusted_logs(_well())
    plan = plan_of(("GR", "RDEP"), True)
    x, frame = feature_matrix(logs, plan), depth_frame(logs.well.depth_m)
    for kind, v in (("GR", logs.logs["GR"].values), ("RDEP", np.log10(logs.logs["RDEP"].values))):
        (near, spread), (far, _) = (windowed(frame, v, width) for width in (5.0, 20.0))
        wanted = np.column_stack([v, near, far, spread])
        step = plan.grid[plan.inputs.index(kind)]
        np.testing.assert_allclose(x[:, plan.columns(kind)], wanted, atol=1.01 * step)
    np.testing.assert_allclose(x[:, 0], logs.well.depth_m, atol=0.2)


def test_windows_agree_between_a_fine_and_a_coarse_step():
    """The same smooth log at 0.1 m and at 0.5 m has the same 20 m means where both have samples."""
    fine, coarse = np.arange(0.0, 200.0, 0.1), np.arange(0.0, 200.0, 0.5)
    means = [windowed(depth_frame(z), np.sin(z / 10), 20.0)[0] for z in (fine, coarse)]
    assert means[0][1000] == pytest.approx(means[1][200], abs=0.01)


def test_a_coarser_part_of_a_file_has_the_windows_of_its_own_step():
    """Spliced from runs at 0.1 and at 0.5 m; where the step changes, and between the runs, nothing is averaged over
    more than two steps of what lies there.
    """
    fine, coarse = np.arange(0.0, 100.0, 0.1), np.arange(100.0, 200.0, 0.5)
    both = np.r_[fine, coarse]
    alone, spliced = (windowed(depth_frame(z), np.sin(z / 10), 20.0) for z in (coarse, both))
    for one, other in zip(alone, spliced, strict=True):
        assert other[len(fine) + 25 :] == pytest.approx(one[25:], abs=1e-9)
        assert len(np.unique(depth_frame(both).first)) <= 3


@pytest.mark.parametrize("stray", [[100.0], [100.0, 600.0], [100.0, 600.0, 1000.0, 1500.0], [1999.0, 1999.2]])
def test_a_stray_sample_at_an_end_is_in_no_window_of_the_others(stray):
    """One or several far from all others, above and below them."""
    z = 2000 + 0.2 * np.arange(60)
    mean, _ = windowed(depth_frame(z), np.sin(z), 8.0)
    below = z[-1] + z[0] - np.array(stray)
    for both, rows in ((np.r_[stray, z], slice(len(stray), None)), (np.r_[z, below[::-1]], slice(60))):
        frame = depth_frame(both)
        found, _ = windowed(frame, np.sin(both), 8.0)
        assert found[rows] == pytest.approx(mean, abs=1e-9) and frame.thickness[rows].max() < 0.4


def test_a_log_of_decreasing_depth_has_the_same_features_row_by_row():
    """Row i of the reversed well equals row n - 1 - i."""
    down = _well()
    up = Well.from_arrays("up", down.depth[::-1], {c.mnemonic: (c.values[::-1], c.unit) for c in down.curves})
    plan = plan_of(("GR", "RHOB", "RDEP"), True)
    a, b = (feature_matrix(trusted_logs(w), plan) for w in (down, up))
    assert np.array_equal(a, b[::-1], equal_nan=True)


def test_feet_percent_and_kilograms_give_the_features_of_metres_and_grams():
    """Features are equal to the rounding grid; nearly all of them to the bit."""
    metric = _well()
    values = {c.mnemonic: c.values for c in metric.curves}
    other = Well.from_arrays(
        "other",
        metric.depth / 0.3048,
        {"GR": (values["GR"], "gAPI"), "RHOB": (1000 * values["RHOB"], "kg/m3"), "RDEP": (values["RDEP"], "ohm.m")},
        depth_unit="ft",
    )
    plan = plan_of(("GR", "RHOB", "RDEP"), True)
    a, b = (feature_matrix(trusted_logs(w), plan) for w in (metric, other))
    assert np.mean(a == b) > 0.999


def test_the_last_digits_of_a_converted_unit_do_not_show():
    """Every feature is a multiple of its input's grid, about a twentieth of the tool's resolution, nearest to the value
    but for an offset that is the same for all; a billionth more changes none of a log in two decimals.
    """
    well = _well()
    values = np.round(well.curve("GR").values, 2)
    plan = plan_of(("GR",), False)
    step = plan.grid[0]
    some, more = (
        feature_matrix(trusted_logs(Well.from_arrays("W", well.depth, {"GR": (v, "gAPI")})), plan)
        for v in (values, values * (1 + 1e-9))
    )
    places = some.astype(np.float64) / step
    assert np.abs(places - np.round(places)).max() < 1e-3 and np.abs(some[:, 0] - values).max() < step
    assert np.array_equal(some[:, 0], more[:, 0])
    ohms = (np.array([0.5, 1.0 - 1e-12, 1.0, 1.0 + 1e-12, 2.0]), "ohm.m")  # the logarithm of 1 is 0
    logs = trusted_logs(Well.from_arrays("W", np.arange(5.0), {"RDEP": ohms}))
    x = feature_matrix(logs, plan_of(("RDEP",), False))
    assert x[1, 0] == x[2, 0] == x[3, 0]


def test_inputs_are_what_most_training_wells_have_and_never_the_target_a_drifting_log_or_one_of_the_hole():
    """GR, RDEP and RHOB, and the NPHI that three wells of four have, on a quarter of the sonic's rows; not DTC, not SP,
    not the caliper, not PEF that two wells have.
    """
    n = 400
    sp, pef = (np.linspace(0, 30, n) + np.sin(np.arange(n)), "mV"), (3 + 0.5 * np.sin(np.arange(n) / 9), "b/e")
    nphi = np.where(np.arange(n) < 0.25 * n, 0.3 + 0.05 * np.sin(np.arange(n) / 9), np.nan)
    cali = 8.5 + 0.2 * np.sin(np.arange(n) / 9)
    some = {"PEF": pef}, {"PEF": pef, "NPHI": (nphi, "v/v")}, {"NPHI": (nphi, "v/v")}, {"NPHI": (nphi, "v/v")}
    wells = [_well(seed=i, SP=sp, CALI=(cali, "in"), **more) for i, more in enumerate(some)]
    chosen, notices = choose_inputs([trusted_logs(w) for w in wells], DTC)
    assert set(chosen) == {"GR", "RDEP", "RHOB", "NPHI"}
    assert {n.subject for n in notices} == {"SP", "PEF"}


def _drilled(count, with_caliper):
    """So many wells; the first of them with a caliper."""
    cali = {"CALI": (8.5 + 0.2 * np.sin(np.arange(400) / 9), "in")}
    return [trusted_logs(_well(seed=i, **(cali if i < with_caliper else {}))) for i in range(count)]


FEW_HAVE_IT = "not an input: only 58 % of the training wells have it at 20 % or more of the DTC samples (75 % needed)"


@pytest.mark.parametrize(
    ("target", "count", "with_caliper", "exclude", "read", "told"),
    [
        ("DTC", 8, 6, (), True, []),
        ("DTC", 8, 5, (), False, []),
        ("DTC", 6, 5, (), False, []),
        ("DTC", 12, 7, (), False, [("info", FEW_HAVE_IT)]),
        ("DTC", 12, 7, ("CALI",), False, []),
        ("DTC", 8, 8, ("CALI",), False, []),
        ("RHOB", 8, 8, (), False, []),
        ("RHOB", 12, 7, (), False, []),
    ],
    ids=[
        *("six of eight", "five of eight", "five of six", "seven of twelve", "of them excluded"),
        *("excluded", "a pad tool", "of seven of twelve"),
    ],
)
def test_the_caliper_is_read_where_many_wells_teach_a_tool_that_reads_through_washouts(
    target, count, with_caliper, exclude, read, told
):
    """Of few wells it tells the wells apart; density is never learnt where the hole is wide. Where six wells have it,
    and less than three of four, that is said as of other logs.
    """
    wells, kind = _drilled(count, with_caliper), default_table().target(target)
    chosen, notices = choose_inputs(wells, kind, exclude=exclude)
    assert ("CALI" in chosen) == read and "GR" in chosen
    assert chosen == tuple(k for k in default_table().kinds if k in chosen)
    assert [(n.severity, n.text) for n in notices if n.subject == "CALI"] == told


@pytest.mark.parametrize(
    ("target", "exclude", "read"),
    [
        ("DTC", (), {"RDEP"}),
        ("DTC", ("RDEP",), {"RMED"}),
        ("RMED", (), {"RDEP", "RSHA"}),
    ],
    ids=["the deepest", "of those that may be", "of a resistivity all"],
)
def test_of_the_resistivities_the_deepest_is_an_input(target, exclude, read):
    """The others read mud as well, which differs from well to well; where one of them is the target they tell most."""
    three = {name: (10 ** (0.4 * np.sin(np.arange(400) / 9 + i)), "ohm.m") for i, name in enumerate(("RMED", "RSHA"))}
    wells = [trusted_logs(_well(seed=i, **three)) for i in range(2)]
    chosen, notices = choose_inputs(wells, default_table().target(target), exclude=exclude)
    assert {k for k in chosen if default_table().kinds[k].family == "resistivity"} == read
    left = {"RMED", "RSHA"} - read - {target}
    told = {n.subject: n.text for n in notices if "reads deeper" in n.text}
    assert told == {
        k: f"not an input: {min(read)} reads deeper, beyond mud that differs from well to well" for k in left
    }


@pytest.mark.parametrize(
    ("target", "inputs", "has", "stands_in"),
    [
        ("DTC", ("GR", "RDEP"), ("RMED", "RSHA"), "RMED"),
        ("DTC", ("GR", "RDEP"), ("RSHA",), "RSHA"),
        ("DTC", ("GR", "RDEP"), ("RXO",), ""),
        ("DTC", ("GR", "RDEP", "RMED"), ("RMED",), ""),
        ("RMED", ("GR", "RDEP"), ("RMED",), ""),
        ("DTC", ("GR",), ("RMED",), ""),
        ("DTC", ("GR", "RDEP"), ("RDEP", "RMED"), ""),
    ],
    ids=["the deepest", "the only one", "no pad tool", "no input", "not the target", "not asked for", "not missing"],
)
@pytest.mark.parametrize("null", [False, True])
def test_a_shallower_resistivity_stands_in_where_the_deep_one_has_no_value(target, inputs, has, stands_in, null):
    """Whether its curve is null or not there; the values are those of the other, whose name goes with them."""
    null &= "RDEP" not in has
    there = {name: (10 ** (0.4 * np.sin(np.arange(400) / 9 + i)), "ohm.m") for i, name in enumerate(has)}
    deep = {"RDEP": (np.full(400, np.nan), "ohm.m")} if null else {}
    curves = {"GR": (_well().curve("GR").values, "gAPI"), **deep, **there}
    logs = trusted_logs(Well.from_arrays("W", _well().depth, curves))
    read = with_stand_ins(logs, inputs, default_table().target(target), default_table())
    if stands_in:
        assert read.logs["RDEP"] is logs.logs[stands_in] and read.logs.keys() == {*logs.logs, "RDEP"}
        assert str(stand_ins(read, plan_of(inputs, True))[0]) == f"RDEP: not there in W: {stands_in} stands in for it"
    else:
        assert read is logs and stand_ins(read, plan_of(inputs, True)) == []


def test_a_caliper_alone_is_no_input_where_no_log_of_rock_is():
    """Nothing but a caliper beside the sonic: refused, as a well without any log is."""
    sonic = _well().curve("DTC")
    curves = {"DTC": (sonic.values, "us/ft"), "CALI": (8.5 + 0.2 * np.sin(np.arange(400) / 9), "in")}
    wells = [trusted_logs(Well.from_arrays(str(i), _well().depth, curves)) for i in range(6)]
    with pytest.raises(ModelError, match="no usable input log"):
        choose_inputs(wells, DTC)


def test_where_exclusion_leaves_no_input_it_is_named_and_the_target_is_not():
    """They stood among the logs that were found, as if these could serve; of what was never there nothing is said."""
    well = _well()
    curves = {c.mnemonic: (c.values, c.unit) for c in well.curves if c.mnemonic in {"GR", "RDEP", "DTC"}}
    curves["CALI"] = (np.full(400, 8.5), "in")
    logs = trusted_logs(Well.from_arrays("W", well.depth, curves))
    with pytest.raises(ModelError, match="training wells; found: CALI; excluded: GR, RDEP; name others with --inputs"):
        choose_inputs([logs], DTC, exclude=["RDEP", "GR", "NPHI"])


def test_a_curve_that_its_values_make_another_log_is_told_where_its_own_name_is_an_input_or_excluded():
    """DENCOR may be of the correction or of the density: the refusal did not say what the file's was read as."""
    density = (2.3 + 0.1 * np.cos(_well().depth / 11), "g/cm3")
    well = _well(DENCOR=density)
    curves = {c.mnemonic: (c.values, c.unit) for c in well.curves if c.mnemonic != "RHOB"}
    logs = [trusted_logs(Well.from_arrays("W", well.depth, curves))]
    told = r"DRHO is in no .* available: GR, RDEP, RHOB; DENCOR was read as RHOB \(name that if it is meant\)"
    with pytest.raises(ModelError, match=told):
        choose_inputs(logs, DTC, inputs=["GR", "DENCOR"])
    chosen, notices = choose_inputs(logs, DTC, exclude=["DENCOR"])
    assert chosen == ("GR", "RDEP", "RHOB")
    said = "RHOB: an input, though DENCOR is excluded: DENCOR was read as RHOB (--exclude RHOB leaves it out)"
    assert [str(n) for n in notices if n.severity == "warn"] == [said]
    assert choose_inputs(logs, DTC, exclude=["RHOB"]) == (("GR", "RDEP"), ())


def test_where_no_input_is_left_curves_of_no_known_log_are_named():
    """They were passed over, and `--inputs` knew none of them; an alias file helps."""
    well = _well()
    curves = {m: (well.curve("DTC").values, unit) for m, unit in (("DTC", "us/ft"), ("FOO", "x"), ("BAR", ""))}
    logs = trusted_logs(Well.from_arrays("W", well.depth, curves))
    told = r"found: nothing; of no known log: FOO, BAR \(--alias FILE says what they are\); name others with --inputs"
    with pytest.raises(ModelError, match=told):
        choose_inputs([logs, logs], DTC)


def test_where_no_log_is_in_most_wells_all_that_stand_beside_the_target_are_inputs():
    """GR in one of two wells with the sonic, RDEP in the other; density only in a well without sonic."""
    curves = {c.mnemonic: (c.values, c.unit) for c in _well().curves}
    names = (("GR", "DTC"), ("RDEP", "DTC"), ("RHOB",))
    wells = [Well.from_arrays("W", _well().depth, {k: curves[k] for k in some}) for some in names]
    assert set(choose_inputs([trusted_logs(w) for w in wells], DTC)[0]) == {"GR", "RDEP"}


def test_a_drifting_log_of_all_wells_does_not_shut_out_what_half_of_them_have():
    """SP in both wells, GR in one: both are inputs, since nothing steady is in most wells."""
    curves = {c.mnemonic: (c.values, c.unit) for c in _well(SP=(20 * np.sin(np.arange(400) / 8), "mV")).curves}
    names = (("SP", "GR", "DTC"), ("SP", "DTC"))
    wells = [Well.from_arrays("W", _well().depth, {k: curves[k] for k in some}) for some in names]
    assert set(choose_inputs([trusted_logs(w) for w in wells], DTC)[0]) == {"GR", "SP"}


@pytest.mark.parametrize(
    ("target", "same"), [("DTC", "SPHI"), ("DTS", "SPHI"), ("RHOB", "DPHI"), ("RDEP", "COND"), ("SPHI", "DTC")]
)
def test_a_log_that_says_the_target_in_other_words_is_an_input_by_name_only(target, same):
    """A porosity computed from the sonic would make blind wells look predictable to the noise of its conversion."""
    logs = _well()
    v = {c.mnemonic: c.values for c in logs.curves}
    more = {"DTS": (1.8 * v["DTC"], "us/ft"), "SPHI": ((v["DTC"] - 55.5) / 133.5, "v/v")}
    more |= {"DPHI": ((2.65 - v["RHOB"]) / 1.65, "v/v"), "COND": (1000 / v["RDEP"], "mS/m")}
    wells, kind = [trusted_logs(_well(**more))], default_table().target(target)
    chosen, notices = choose_inputs(wells, kind)
    assert same not in chosen and "GR" in chosen
    assert [n.severity for n in notices if n.subject == same] == ["info"]
    assert choose_inputs(wells, kind, inputs=[same])[0] == (same,)


def test_named_inputs_are_taken_and_bad_names_are_refused():
    """--inputs takes mnemonics; unknown ones, the target, and absent ones are errors in words."""
    logs = [trusted_logs(_well())]
    for named in (["rhob", "GR", "gr"], ["GR", "RHOB"], {"RHOB", "GR"}):  # one request, so one model
        assert choose_inputs(logs, DTC, inputs=named)[0] == ("GR", "RHOB")
    assert choose_inputs(logs, DTC, inputs=["RHOB", "GR"], exclude=["GR"])[0] == ("RHOB",)
    with pytest.raises(UsageError, match="no input is left: GR named, and excluded"):
        choose_inputs(logs, DTC, inputs=["GR"], exclude=["GR"])
    with pytest.raises(UsageError, match="no input is left: none is named"):
        choose_inputs(logs, DTC, inputs=[])
    assert "GR" not in choose_inputs(logs, DTC, exclude=["GR"])[0]
    with pytest.raises(UsageError, match="unknown input"):
        choose_inputs(logs, DTC, inputs=["FOOBAR"])
    with pytest.raises(UsageError, match="is the target"):
        choose_inputs(logs, DTC, inputs=["DT"])
    for name in ("X_LOC", "TVDSS", "DEPTH", "DT_P50"):
        with pytest.raises(UsageError, match=f"{name} is no log"):
            choose_inputs(logs, DTC, inputs=[name])
    with pytest.raises(ModelError, match="in no training well") as refused:
        choose_inputs(logs, DTC, inputs=["NPHI"])
    assert refused.value.hint == "available: GR, RDEP, RHOB"


def test_an_input_is_named_by_a_mnemonic_that_says_too_little_in_a_file():
    """ГК is the gamma ray where the user says so, to read and to leave out, as DELT is the sonic as a target."""
    logs = [trusted_logs(_well())]
    assert choose_inputs(logs, DTC, inputs=["ГК"])[0] == ("GR",)
    assert "GR" not in choose_inputs(logs, DTC, exclude=["гк"])[0]
    with pytest.raises(UsageError, match="DELT is the target"):
        choose_inputs(logs, DTC, inputs=["DELT"])


def test_a_position_and_a_label_are_inputs_by_name_only():
    """A table that asks for them reads them, without a tool's tests: a facies stands still and jumps."""
    height, facies = -(1000 + 0.2 * np.arange(400)), np.repeat([30000.0, 65000.0], 200)
    table = default_table().asking(["GR", "z_loc", "FACIES", "none such"])
    assert default_table().asking(["GR"]) is default_table()
    well = _well(Z_LOC=(height, "m"), FACIES=(facies, "_"), X_LOC=(height, "m"))
    logs = [trusted_logs(well, table=table)]
    named = {"inputs": ["GR", "Z_LOC", "FACIES"], "table": table}
    assert choose_inputs(logs, DTC, **named)[0] == ("Z", "LITH", "GR")
    assert np.array_equal(logs[0].logs["LITH"].values, facies) and np.array_equal(logs[0].logs["Z"].values, height)
    assert "X" not in logs[0].logs and not {"Z", "LITH"} & trusted_logs(well).logs.keys()


def test_a_named_input_is_taken_where_any_row_has_it_beside_the_target():
    """Density on 15 % of the sonic's rows is little, and the user asked for it."""
    n = 400
    rhob = np.where(np.arange(n) < 0.15 * n, 2.3 + 0.1 * np.cos(np.arange(n) / 11), np.nan)
    logs = [trusted_logs(_well(seed=i, RHOB=(rhob, "g/cm3"))) for i in range(3)]
    assert choose_inputs(logs, DTC, inputs=["GR", "RHOB"])[0] == ("GR", "RHOB")
    assert "RHOB" not in choose_inputs(logs, DTC)[0]


def test_a_row_says_something_of_the_rock_by_a_value_or_by_a_window_alone():
    """A gamma ray's value, or only its mean over 20 m; the caliper and the depth say nothing of the rock."""
    plan = plan_of(("GR", "CALI"), True, hole=("CALI",))
    x = np.full((4, plan.d), np.nan, np.float32)
    x[:, 0] = 1000.0
    value, *_, mean, _ = range(plan.d)[plan.columns("GR")]
    x[0, value] = x[1, mean] = 60.0
    x[2, plan.columns("CALI")] = 8.5
    assert plan.reads_rock(x).tolist() == [True, True, False, False]


@pytest.mark.parametrize(("rows", "chosen"), [(20, True), (19, False)])
def test_a_log_is_in_a_well_where_it_is_at_a_fifth_of_the_target_s_samples(rows, chosen):
    """Of 100 samples of a sonic in a well of 400; where the sonic was not run the density counts not."""
    at = np.arange(400)
    dtc = np.where(at < 100, 100 + 10 * np.sin(at / 9), np.nan)
    rhob = np.where((at >= 100 - rows) & (at < 300), 2.3 + 0.1 * np.cos(at / 11), np.nan)
    logs = trusted_logs(_well(DTC=(dtc, "us/ft"), RHOB=(rhob, "g/cm3")))
    assert ("RHOB" in choose_inputs([logs], DTC)[0]) == chosen


@pytest.mark.parametrize(("use_depth", "rows"), [(True, 399), (False, 101)])
def test_a_row_can_be_read_by_its_depth_where_that_is_an_input(use_depth, rows):
    """Gamma ray in 100 of 400 rows 3 m apart, the last without a depth; where depth is none, also the next row, since
    its window of 7 m holds one of these.
    """
    well = _well(GR=(np.where(np.arange(400) < 100, 60 + 20 * np.sin(np.arange(400) / 7), np.nan), "gAPI"))
    z = np.where(np.arange(400) == 399, np.nan, 3.0 * np.arange(400))
    plan = replace(plan_of(["GR"], use_depth), means=(7.0,))
    assert readable(trusted_logs(replace(well, depth=z)), plan).sum() == rows


def test_why_a_log_is_no_input_is_said():
    """A potential in every well for its zero, in half of them for their number; the depth is told to be one already."""
    sp = {"SP": (20 * np.sin(np.arange(400) / 8), "mV")}
    for count, why in (
        (4, "not an input, because its zero"),
        (2, "not an input: only 50 % of the training wells have it"),
    ):
        wells = [trusted_logs(_well(seed=i, **(sp if i < count else {}))) for i in range(4)]
        (said,) = [n.text for n in choose_inputs(wells, DTC)[1] if n.subject == "SP"]
        assert said.startswith(why)
    hints = []
    for name in ("DEPTH", "X_LOC"):
        with pytest.raises(UsageError, match="is no log") as refused:
            choose_inputs(wells, DTC, inputs=[name])
        hints.append(refused.value.hint)
    assert hints == ["depth is an input by itself, unless --no-depth", None]


def test_dropping_inputs_only_takes_away_whole_inputs():
    """What is left equals the original, and an input's value and windows go together."""
    plan = plan_of(("GR", "RHOB"), True)
    x = feature_matrix(trusted_logs(_well()), plan)
    out = drop_inputs(x, plan, {"GR": 0.5, "RHOB": 0.5}, np.random.default_rng(0), 0.0, 0.0)
    gone = np.isnan(out) & ~np.isnan(x)
    assert np.array_equal(out[~gone], x[~gone], equal_nan=True) and not gone[:, 0].any()
    for kind in plan.inputs:
        part = gone[:, plan.columns(kind)]
        assert 0.3 < part[:, 0].mean() < 0.9 and np.array_equal(part.any(1), part.all(1))


def test_missing_features_scale_to_zero_and_are_told_by_the_mask():
    """Standardised to mean 0 and spread 1; a missing input is 0 with mask 0."""
    plan = plan_of(("GR", "RHOB"), False)
    x = feature_matrix(trusted_logs(_well()), plan)
    x[:50, plan.columns("RHOB")] = np.nan
    z = Scaling.fit(x).scaled(x, plan)
    assert z.shape[1] == plan.d + 2 and np.isfinite(z).all()
    assert z[:, 0].mean() == pytest.approx(0.0, abs=0.01) and z[:, 0].std() == pytest.approx(1.0, abs=0.01)
    assert (z[:50, plan.columns("RHOB")] == 0).all() and (z[:50, -1] == 0).all() and (z[50:, -1] == 1).all()
    assert available(x, plan)["RHOB"].sum() == len(x) - 50


def test_a_feature_of_one_value_in_training_says_nothing_at_another_one():
    """GR is 60 throughout, and the network has not learnt what 90 means: both are 0; so is what never was there."""
    plan = plan_of(("GR",), False)
    level = Scaling.fit(np.array([[60.0, 60.0, 60.0, np.nan]] * 9, np.float32))
    z = level.scaled(np.array([[60.0, 60.0, 60.0, np.nan], [90.0, 30.0, 60.1, np.nan]], np.float32), plan)
    assert z.round(9).tolist() == [[0.0] * plan.d + [1.0]] * 2
    assert level.mean.tolist() == [60.0, 60.0, 60.0, 0.0] and np.isfinite(level.sd).all()


def test_a_feature_far_beyond_what_was_learnt_is_brought_to_four_spreads():
    """The network has seen nothing out there; a value within stays as it is."""
    plan = plan_of(("GR",), False)
    scaling = Scaling(np.full(plan.d, 60.0), np.full(plan.d, 20.0))
    z = scaling.scaled(np.array([[1e6], [-1e6], [80.0]], np.float32) * np.ones(plan.d, np.float32), plan)
    assert z[:, :-1].tolist() == [[4.0] * plan.d, [-4.0] * plan.d, [1.0] * plan.d]


def test_inputs_are_dropped_about_as_often_as_wells_lack_them():
    """Of 400 rows in two wells 100 lack RHOB, a share of 0.25, and a share of 0.3 NPHI, those without RHOB among them;
    all have GR, and 0.9 lack RDEP; the sonic that shear slowness follows is dropped seldom, whatever the wells lack.
    The gamma ray is dropped in 0.3 of the copies, but where it is the only log of the rock, or the target is one.
    """
    rows, table = np.arange(200), default_table()
    lacks = {"GR": rows < 0, "RHOB": rows < 50, "NPHI": rows < 60, "RDEP": rows < 180, "DTC": rows < 100}
    there = [{kind: ~gone for kind, gone in lacks.items()}] * 2
    chances, together = drop_chances(there, list(lacks), table.target("DTS"), table)
    assert chances == pytest.approx({"GR": 0.3, "RHOB": 0.28, "NPHI": 0.33, "RDEP": 0.5, "DTC": 0.05})
    assert together == pytest.approx(0.28)
    few = [{"RHOB": rows >= 180, "NPHI": rows >= 190}] * 2
    assert drop_chances(few, ["RHOB", "NPHI"], table.target("DTC"), table)[1] == 0.5
    density = [{"RHOB": rows >= 50, "DPHI": rows >= 0}] * 2  # DPHI is of NPHI's own family
    assert drop_chances(density, ["RHOB", "DPHI"], table.target("NPHI"), table)[1] == pytest.approx(0.28)
    medium = [{**well, "RMED": rows < 20} for well in there]
    assert drop_chances(medium, ["GR", "RMED"], table.target("RDEP"), table) == ({"GR": 0.3, "RMED": 0.2}, 0.0)
    lone = [{"GR": rows >= 0, "CALI": rows >= 0}] * 2
    assert drop_chances(lone, ["GR", "CALI"], table.target("DTC"), table)[0] == {"GR": 0.03, "CALI": 0.03}
    natural = [{"GR": rows >= 0, "RHOB": rows >= 0}] * 2
    assert drop_chances(natural, ["GR", "RHOB"], table.target("CGR"), table)[0] == {"GR": 0.2, "RHOB": 0.03}
    seldom = [{"GR": rows < 100, "RHOB": rows >= 0}] * 2
    assert drop_chances(seldom, ["GR", "RHOB"], table.target("DTC"), table)[0]["GR"] == 0.5


def test_porosity_tools_are_dropped_together():
    """With chance 1 together every RHOB goes, and gamma ray, whose own chance is 0, stays."""
    plan = plan_of(("GR", "RHOB"), True)
    x = feature_matrix(trusted_logs(_well()), plan)
    out = drop_inputs(x, plan, {"GR": 0.0, "RHOB": 0.0}, np.random.default_rng(0), together=1.0, odd=0.0)
    assert np.isnan(out[:, plan.columns("RHOB")]).all()
    assert np.array_equal(out[:, plan.columns("GR")], x[:, plan.columns("GR")], equal_nan=True)


def test_odd_rows_lose_each_group_of_tools_with_even_chances():
    """Both resistivities together, density and neutron together, gamma ray by itself; the other rows nothing."""
    plan = replace(plan_of(("GR", "RDEP", "RMED", "RHOB", "NPHI"), False), means=(), spreads=())
    x = np.ones((4000, plan.d), np.float32)
    chances = dict.fromkeys(plan.inputs, 0.0)
    gr, *pairs = np.isnan(drop_inputs(x, plan, chances, np.random.default_rng(0), together=0.0, odd=0.4)).T
    for one, other in (pairs[:2], pairs[2:]):
        assert np.array_equal(one, other) and one.mean() == pytest.approx(0.2, abs=0.03)
        assert (one & gr).mean() == pytest.approx(0.1, abs=0.03)


def test_a_surface_reads_depth_values_and_their_means_in_the_first_window_of_few_inputs():
    """Of eleven inputs it reads the values alone."""
    logs = trusted_logs(_well())
    plan = plan_of(("GR", "RHOB"), True)
    x = feature_matrix(logs, plan)[:, plan.smooth_columns()]
    frame = depth_frame(logs.well.depth_m)
    wanted = [logs.well.depth_m, *(logs.logs[k].values for k in plan.inputs)]
    wanted += [windowed(frame, logs.logs[k].values, plan.means[0])[0] for k in plan.inputs]
    np.testing.assert_allclose(x, np.column_stack(wanted), atol=0.3)
    ten, many = (plan_of(tuple(default_table().kinds)[:count], True) for count in (10, 11))
    assert len(ten.smooth_columns()) == 21
    assert many.smooth_columns() == [0, *many.value_columns()]
