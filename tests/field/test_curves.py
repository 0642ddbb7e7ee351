"""A prediction as curves of a file: in which unit."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from welllog_mdn.arrays import Floats
from welllog_mdn.errors import UsageError
from welllog_mdn.field.curves import (
    TargetName,
    _decimals_of,
    _extra_curves,
    check_name,
    check_unit,
    completed_log,
    decimals_for,
    new_mnemonics,
    output_unit,
    target_curves,
)
from welllog_mdn.field.options import Writing
from welllog_mdn.flags import basis_of
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import BAD_HOLE, CYCLE_SKIP, NULL_LIKE, OTHER_UNIT, OUTSIDE, SPIKE, STUCK
from welllog_mdn.wells.well import Well


def test_of_two_curves_of_one_name_that_which_is_used_gives_the_unit():
    """A sonic in us/ft of a short run, then one in us/m over the whole well, both called DT."""
    depth = 1000 + 0.15 * np.arange(200)
    sonic = 90 + 10 * np.random.default_rng(0).standard_normal(200)
    short = np.where(np.arange(200) < 50, sonic, np.nan)
    made = Well.from_arrays("A", depth, {"DT": (short, "us/ft"), "DTCO": (sonic / 0.3048, "us/m")})
    well = replace(made, curves=tuple(replace(c, mnemonic="DT") for c in made.curves))
    assert output_unit(trusted_logs(well), default_table().kinds["DTC"], None) == "us/m"


@pytest.mark.parametrize(
    ("kind", "unit", "decimals"),
    [
        ("DTC", "us/ft", 4),  # 40 to 240
        ("DTC", "s/m", 9),  # 0.00013 to 0.00079: no more than nine
        ("RHOB", "g/cm3", 6),  # 1.0 to 3.3
        ("RHOB", "kg/m3", 3),
        ("SP", "mV", 3),  # -500 to 900
        ("RDEP", "ohm.m", 5),  # from 0.01 on
    ],
)
def test_a_log_is_written_to_a_few_millionths_of_its_range_or_a_thousandth_of_its_least(
    kind: str, unit: str, decimals: int
) -> None:
    """A range of 1000 to 9999 takes three decimals; of resistivities it says nothing of the low end."""
    assert decimals_for(default_table().kinds[kind], unit) == decimals


@pytest.mark.parametrize("name", ["", "  ", "D T", "D.T", "D:T", "D,T", 'D"T', "~DT", "#DT", "D/T", "D\\T", "D" * 41])
def test_what_no_curve_or_no_file_can_be_called_is_no_target(name: str) -> None:
    """Refused before anything is read; forty letters, of any script, are one, and blanks around them none of it."""
    with pytest.raises(UsageError, match="1 to 40 characters"):
        check_name(name)
    check_name(f" {40 * 'D'} ")
    check_name("ДТ")


def test_curves_are_in_a_unit_in_which_targets_are_written() -> None:
    """min/m, in which a rate of penetration falls where it rises, is none; ft/h is."""
    kind, depth, rate = default_table().kinds["ROP"], 1000.0 + 0.5 * np.arange(20), np.linspace(5.0, 20.0, 20)
    wells = [Well.from_arrays("A", depth, {"ROP": (rate, unit)}) for unit in ("min/m", "ft/h")]
    assert [output_unit(trusted_logs(well), kind, None) for well in wells] == ["m/h", "ft/h"]


@pytest.mark.parametrize(
    ("factor", "label", "fixed", "unit"),
    [
        (1.0, "us/m", {}, "us/m"),
        (1.0, "", {}, "us/m"),  # as its values tell, and a warning says
        (1.0, "", {"dt": "usec/m"}, "usec/m"),
        (1.0, "us/ft", {"DT": "us/m"}, "us/m"),  # as the user says, whatever the label does
        (9.0, "us/m", {}, "us/m"),  # outside the range, distrusted
        (9.0, "", {}, "us/ft"),
        (9.0, "", {"DT": "us/m"}, "us/m"),
        (9.0, "us/ft", {"DT": "us/m"}, "us/m"),
        (1.0, "us/ft", {}, "us/ft"),  # distrusted, as its values are not such: as labelled
        (0.3048, "us/m", {}, "us/m"),
        (np.nan, "us/m", {}, "us/m"),  # all null
        (np.nan, "", {}, "us/ft"),
        (np.nan, "", {"DT": "us/m"}, "us/m"),
        (np.nan, "us/ft", {"DT": "us/m"}, "us/m"),
    ],
)
def test_new_curves_are_in_the_unit_in_which_the_target_was_read(
    factor: float, label: str, fixed: dict[str, str], unit: str
) -> None:
    """A sonic in us/m beside a gamma ray: its completed log would else stand beside it in another unit."""
    depth, rng = 1000 + 0.15 * np.arange(200), np.random.default_rng(0)
    curves = {"GR": (60 + 10 * rng.standard_normal(200), "gAPI")}
    sonic = factor * (300 + 30 * rng.standard_normal(200))
    well = Well.from_arrays("A", depth, {**curves, "DT": (sonic, label)})
    read = tuple(replace(c, kind="DTC") if c.mnemonic == "DT" else c for c in well.curves)  # as from a file
    logs = trusted_logs(replace(well, curves=read), fix_units=fixed)
    assert output_unit(logs, default_table().kinds["DTC"], None) == unit
    assert all(log.unit == unit for log in logs.logs.values() if log.kind == "DTC")


@pytest.mark.parametrize("levels", [(10, 50, 90), (5, 50, 95)])
@pytest.mark.parametrize("convention", ["percentile", "exceedance"])
def test_the_band_of_the_records_is_solved_for_once(levels: tuple[int, ...], convention: str) -> None:
    """P10, P50 and P90 in this order, whatever the curves are; only where they are not among these it is asked for."""
    kind, asked = default_table().kinds["DTC"], []
    logs = trusted_logs(Well.from_arrays("A", 1000 + 0.15 * np.arange(5), {"GR": (np.full(5, 60.0), "gAPI")}))

    def quantile(shares: Sequence[float]) -> Floats:
        asked.append(len(shares))
        return 100.0 + np.outer(shares, np.ones(5))

    prediction: Any = SimpleNamespace(quantile=quantile, predicted=np.ones(5, bool), basis=np.full(5, 3))
    writing = Writing(out=Path("out"), levels=levels, convention=convention)
    made = target_curves(logs, prediction, TargetName("DTC", kind), writing, "us/ft", 0)
    assert np.allclose(made.band[:, 0], [100.1, 100.5, 100.9])
    assert asked == ([3] if 10 in levels else [3, 3])


def test_the_names_of_new_curves_are_known_before_they_are_made_and_say_which_is_the_low_value() -> None:
    """With every extra curve; P10 is the value that 10 % lie below, or above, and P50 completes the log."""
    kind, one, two = default_table().kinds["DTC"], np.ones(5), np.ones((5, 2))
    logs = trusted_logs(Well.from_arrays("A", 1000 + 0.15 * np.arange(5), {"GR": (np.full(5, 60.0), "gAPI")}))
    prediction: Any = SimpleNamespace(
        predicted=np.ones(5, bool), basis=np.full(5, 3), mean=one, sd=one, noise_sd=one,
        quantile=lambda shares: 100.0 + np.outer(shares, one), modes=lambda: (two, two),
        realisations=lambda count, seed: np.ones((count, 5)),
    )  # fmt: skip
    for convention, side, rank in (("percentile", "below", "low"), ("exceedance", "above", "high")):
        writing = Writing(levels=(5, 10, 50), convention=convention, extra="modes,sd,mean,noise", realisations=2)
        target = TargetName("dt", kind)
        made = target_curves(logs, prediction, target, writing, "us/m", 0).curves
        assert {curve.mnemonic for curve in made} == {*new_mnemonics(target, writing)} and len(made) == 14
        assert made[1].description == f"DTC P10, 10 % of outcomes lie {side} ({rank} value, {convention} convention)"
        assert "(median, " in made[2].description
        assert made[3].mnemonic == "DT_SYN" and made[2].values == pytest.approx(100.5 / 0.3048, abs=1e-4)
        assert made[3].values == pytest.approx(made[2].values, abs=1e-4)


@pytest.mark.parametrize(("name", "unit", "sd"), [("DTC", "us/m", 2.0 / 0.3048), ("TEMP", "degF", 3.6)])
def test_a_standard_deviation_is_scaled_by_its_unit_and_not_moved(name: str, unit: str, sd: float) -> None:
    """2 us/ft are 6.56 us/m; 2 degC are 3.6 degF, whatever 0 degC is."""
    prediction: Any = SimpleNamespace(sd=np.full(2, 2.0), noise_sd=np.full(2, 2.0))
    kind, writing = default_table().kinds[name], Writing(extra=("sd", "noise"))
    found = [curve.values for curve in _extra_curves(prediction, TargetName(name, kind), writing, unit, 0, 4)]
    assert np.array(found) == pytest.approx(np.full((2, 2), sd))


def test_a_log_without_a_unit_is_written_without_one() -> None:
    """What is asked for instead is refused in words."""
    with pytest.raises(UsageError, match="--target-unit lbf: no unit of TENS") as refused:
        check_unit(default_table().kinds["TENS"], "lbf")
    assert refused.value.hint == "it is written without one"
    with pytest.raises(UsageError, match="--target-unit min/m") as refused:
        check_unit(default_table().kinds["ROP"], "min/m")
    assert refused.value.hint is not None and "m/h" in refused.value.hint and "min/" not in refused.value.hint


@pytest.mark.parametrize("name", ["RDEP", "DTC"])
def test_moments_of_a_log_of_decades_are_said_to_be_ruled_by_its_tail(name) -> None:
    """A mean far above P90 beside a narrow band is no fault of the file, which says what to read instead."""
    kind, one = default_table().kinds[name], np.ones(2)
    prediction = SimpleNamespace(mean=one, sd=one, noise_sd=one)
    found = list(
        _extra_curves(prediction, TargetName(name, kind), Writing(extra=("mean", "sd", "noise")), kind.unit, 0, 4)
    )
    assert [c.mnemonic for c in found] == [f"{name}_MEAN", f"{name}_SD", f"{name}_NOISE"]
    assert [c.description.endswith("its upper tail: prefer P50") for c in found] == [kind.log10] * 3


VALUE, P50 = 7.0, 9.0
FLAGGED = [  # measured, its flags, predicted, outside the range, few inputs; the flag, and the completed log
    (np.nan, 0, 0, 0, 0, 5, np.nan),
    (VALUE, 0, 0, 1, 1, 5, VALUE),
    (VALUE, STUCK, 0, 0, 0, 5, VALUE),
    (VALUE, SPIKE, 0, 0, 0, 5, np.nan),
    (VALUE, OUTSIDE, 1, 1, 1, 2, P50),
    (VALUE, OTHER_UNIT, 1, 0, 0, 2, P50),
    (VALUE, SPIKE, 1, 0, 1, 2, P50),
    (VALUE, CYCLE_SKIP, 1, 0, 0, 2, P50),
    (VALUE, 0, 1, 0, 0, 1, VALUE),
    (VALUE, STUCK, 1, 1, 1, 1, VALUE),
    (np.nan, 0, 1, 1, 1, 4, P50),
    (VALUE, NULL_LIKE, 1, 1, 0, 4, P50),
    (np.nan, 0, 1, 0, 1, 6, P50),
    (np.nan, BAD_HOLE, 1, 0, 0, 3, P50),
]


def predicted_as(predicted: np.ndarray, outside: np.ndarray, few: np.ndarray) -> SimpleNamespace:
    """Return what the flag needs of a prediction."""
    return SimpleNamespace(predicted=predicted, basis=basis_of(predicted, outside, few))


@pytest.mark.parametrize("name, in_bad_hole", [("RHOB", (2, P50)), ("DTC", (1, VALUE))])
def test_of_the_flags_the_first_that_applies_stands(name: str, in_bad_hole: tuple[int, float]) -> None:
    """In the order 5, 2, 1, 4, 6, 3; in bad hole a pad tool's value gives way, and a sonic's does not."""
    cases = [*FLAGGED, (VALUE, BAD_HOLE, 1, 1, 1, *in_bad_hole)]
    measured, flags, *given, flag, completed = (np.array(column) for column in zip(*cases, strict=True))
    predicted, outside, few = (v.astype(bool) for v in given)
    log = SimpleNamespace(measured=measured, flags=flags.astype(np.uint8))
    logs = SimpleNamespace(logs={name: log}, set_aside={})
    prediction = predicted_as(predicted, outside, few)
    p50 = np.where(predicted, P50, np.nan)
    values, found, kept = completed_log(logs, prediction, p50, default_table().kinds[name])
    assert found.tolist() == flag.tolist() and kept.tolist() == (completed == VALUE).tolist()
    np.testing.assert_array_equal(values, completed)


def test_a_well_without_the_log_has_predicted_values_alone() -> None:
    """Of three depths one cannot be predicted."""
    predicted, nowhere = np.array([True, True, False]), np.zeros(3, bool)
    prediction = predicted_as(predicted, nowhere, np.array([False, True, True]))
    p50 = np.where(predicted, P50, np.nan)
    logs = SimpleNamespace(logs={}, set_aside={})
    values, found, kept = completed_log(logs, prediction, p50, default_table().kinds["DTC"])
    assert found.tolist() == [3, 6, 5] and not kept.any() and values[:2].tolist() == [P50, P50] and np.isnan(values[2])


def test_values_of_a_curve_that_is_set_aside_as_a_whole_are_replaced() -> None:
    """A photoelectric factor of nothing but zeros: P50 beside them stood as if nothing had been measured."""
    well = Well.from_arrays("A", np.arange(4.0), {"PE": (np.array([0, 0, 0, np.nan]), "b/e")})
    predicted = np.array([True, True, False, True])
    prediction = predicted_as(predicted, predicted, predicted)
    p50 = np.where(predicted, P50, np.nan)
    values, found, kept = completed_log(trusted_logs(well), prediction, p50, default_table().kinds["PEF"])
    assert found.tolist() == [2, 2, 5, 4] and not kept.any()
    np.testing.assert_array_equal(values, p50)


@pytest.mark.parametrize(
    ("measured", "decimals"),
    [([49.7095, 50.0], 4), ([49.5, np.nan], 3), ([np.nan], 3), ([1 / 3], 6), ([100.0001], 3), ([0.0000123], 6)],
)
def test_measured_values_are_written_as_they_stand_in_the_file(measured: list[float], decimals: int) -> None:
    """To a millionth, where the quantiles of the log are written with three decimals; with six at the most."""
    assert _decimals_of(np.array(measured), 3) == decimals
