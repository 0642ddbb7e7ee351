"""What may be written beside the curves that a well has already."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from scipy.stats import lognorm

from tests.report.doubles import case, log_of
from welllog_mdn.errors import OutputError
from welllog_mdn.field.curves import TargetName, _extra_curves
from welllog_mdn.field.digest import kind_of
from welllog_mdn.field.options import Writing
from welllog_mdn.field.products import (
    _beside,
    _on_drawn_inputs,
    check_curves,
    is_our_report,
    replaced_curves,
    result_notices,
    target_record,
    tops_notices,
)
from welllog_mdn.logs.kinds import default_table, unit_names
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.model.modelfile import is_model
from welllog_mdn.model.prediction import Prediction
from welllog_mdn.report.appraisal import appraise
from welllog_mdn.report.pdf import write_pdf
from welllog_mdn.report.predicted_log import PredictedLog, Target
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.splice import NewCurve
from welllog_mdn.wells.well import Well

PREDICTED = ["DT_P10.us/ft", "DT_P50.us/ft", "DT_P90.us/ft", "DT_SYN.us/ft", "DT_FLAG."]


def well_with(tmp_path: Path, curves: list[str], *items: str, null: str = "-999.25") -> Well:
    """Read a well of three rows with these curves and ~Parameter items."""
    path = tmp_path / "W.las"
    lines = ["~Version", "VERS. 2.0 :", "WRAP. NO :", "~Well", "STRT.M 1 :", "STOP.M 3 :", "STEP.M 1 :"]
    lines += [f"NULL. {null} :", "WELL. W :", "~Curve", "DEPT.M :", *(f"{c} :" for c in curves), "~Parameter", *items]
    lines += ["~Ascii", *(" ".join([str(row), *["7.5"] * len(curves)]) for row in (1, 2, 3))]
    path.write_text("\n".join(lines) + "\n")
    return read_las(path)


def check(well: Well, target: str = "DT", **options: Any) -> None:
    """Ask whether a target may be written."""
    check_curves(well, [TargetName(target, default_table().target(target))], Writing(report=False, **options))


def test_a_name_that_comes_twice_is_refused_before_anything_is_predicted(tmp_path: Path) -> None:
    """Which of the two would be replaced cannot be guessed."""
    well = well_with(tmp_path, [*PREDICTED, "dt_p50.us/m"])
    with pytest.raises(OutputError, match="several curves of the name to be replaced: DT_P50, dt_p50; rename"):
        check(well, replace_curves=True)


def test_a_name_with_a_letter_that_the_encoding_has_not_is_refused_before_anything_is_predicted(tmp_path: Path) -> None:
    """ΔT is a name in utf-8; a byte of cp1252 in the header rules it out, and another name of the log does not."""
    well = well_with(tmp_path, ["GR.gAPI"])
    check(well, "ΔT")
    well.file.write_bytes(well.file.read_bytes().replace(b"GR.gAPI :", b"GR.gAPI : \xb5R/h"))
    other = read_las(well.file)
    check(other, "DT")
    said = "cp1252, the encoding of this file, has no letter Δ of ΔT_P10; name the target DTC$"
    with pytest.raises(OutputError, match=said):
        check(other, "ΔT")


OURS = ("WMDN_VERSION. 0.1 : program", "WMDN_CONVENTION. percentile : P10 is the low value")


def test_curves_of_an_earlier_prediction_that_would_stay_are_named(tmp_path: Path) -> None:
    """Other quantiles or fewer extras would leave stale ones under a header that speaks of the new."""
    well = well_with(tmp_path, [*PREDICTED, "DT_MEAN.us/ft"], *OURS)
    with pytest.raises(OutputError, match="would stay beside the new ones: DT_P10, DT_P90, DT_MEAN; ask for them"):
        check(well, replace_curves=True, levels=(5, 50, 95))
    check(well, replace_curves=True, extra=("mean",), convention="exceedance")
    check(well_with(tmp_path, [*PREDICTED, "DT_MEAN.us/ft"]), replace_curves=True)  # another program's DT_MEAN


def test_what_replacing_would_leave_is_named_with_the_advice_to_replace(tmp_path: Path) -> None:
    """The one without the other would be refused at the next step."""
    well = well_with(tmp_path, [*PREDICTED, "DT_P25.us/ft", "DT_MEAN.us/ft"], *OURS)
    said = "exist already: .*DT_FLAG; --replace-curves replaces them, but not DT_P25, DT_MEAN: ask for these"
    with pytest.raises(OutputError, match=f"{said} again with --quantiles and --extra"):
        check(well)
    check(well, replace_curves=True, levels=(10, 25, 50, 90), extra=("mean",))
    with pytest.raises(OutputError, match="--replace-curves replaces them$"):
        check(well_with(tmp_path, PREDICTED, *OURS))


def test_another_targets_curves_keep_the_convention_that_the_header_states(tmp_path: Path) -> None:
    """RHOB_P10 is the low value; a header that says exceedance of DT would say it of RHOB too."""
    well = well_with(tmp_path, [*PREDICTED, "RHOB_P10.g/cm3", "RHOB_P50.g/cm3"], *OURS)
    check(well, replace_curves=True)
    for target in ("DT", "NPHI"):
        with pytest.raises(OutputError, match="follow the percentile convention: .*; ask for --p-convention percent"):
            check(well, target, replace_curves=True, convention="exceedance")


def test_what_is_replaced_is_said_with_a_change_of_unit(tmp_path: Path) -> None:
    """One warning for a target; another spelling of the unit is no change, and what is new is not named."""
    dt = Target(default_table().target("DT"), "DT", "us/ft")
    well = well_with(tmp_path, ["DT_P10.US/F", "dt_p50.us/m", "DT_FLAG."])
    units = {"P10": "us/ft", "P50": "us/ft", "P90": "us/ft", "FLAG": ""}
    curves = [NewCurve(f"DT_{name}", unit, "", np.ones(3)) for name, unit in units.items()]
    notices = replaced_curves(well, dt, curves)
    text = "DT: replaced: DT_P10, DT_P50, DT_FLAG, which the file held; unit us/m before, us/ft now"
    assert [(n.severity, str(n)) for n in notices] == [("warn", text)]
    assert replaced_curves(well_with(tmp_path, ["GR.gAPI"]), dt, curves) == []


@pytest.mark.parametrize("null", ["5", "1.0", "3.00001"])
def test_a_null_that_is_a_flag_is_refused(tmp_path: Path, null: str) -> None:
    """A 5 in DT_FLAG would read as missing; written as 6 it would say what is not so."""
    with pytest.raises(OutputError, match="NULL is .*, which is a value of the flag curve .DT_FLAG.; give the file"):
        check(well_with(tmp_path, ["GR.gAPI"], null=null))


@pytest.mark.parametrize("null", ["0", "7", "-1", "NaN"])
def test_another_null_is_no_flag(tmp_path: Path, null: str) -> None:
    """No flag is 0."""
    check(well_with(tmp_path, ["GR.gAPI"], null=null))


def test_the_spread_curves_of_a_resistivity_are_those_of_its_values() -> None:
    """Two members a tenth of a decade wide, 0.2 decades apart: the spread of lognormal values in ohm.m, by scipy."""
    kind, n = default_table().target("RDEP"), 2
    decades = torch.tensor([[0.9, 1.1]] * n, dtype=torch.float64)
    mixture = GaussianMixture(torch.full_like(decades, 0.5).log(), decades, torch.full_like(decades, 0.1))
    depth, there = np.arange(float(n)), np.ones(n, bool)
    prediction = Prediction(
        "RDEP", kind.unit, "W", depth, "m", depth, there, ~there, ~there, {}, {}, (), mixture, 2,
        np.full(n, kind.low), np.full(n, kind.high), log10=True,
    )  # fmt: skip
    asked = Writing(report=False, extra=("sd", "noise"))
    sd, noise = _extra_curves(prediction, TargetName("RT", kind), asked, kind.unit, 0, 3)
    members = [lognorm(0.1 * np.log(10.0), scale=10.0**centre) for centre in (0.9, 1.1)]
    within = np.mean([member.var() for member in members])
    assert noise.values == pytest.approx([np.sqrt(within)] * n)
    assert sd.values == pytest.approx([np.sqrt(within + np.var([member.mean() for member in members]))] * n)


def test_tops_that_the_log_does_not_reach_are_named(tmp_path: Path) -> None:
    """One of two below the last sample is a note; all of them, as with depths in feet, a warning."""
    logs = trusted_logs(well_with(tmp_path, ["GR.GAPI"]))
    (one,) = tops_notices(logs, [("Brent", 2.0), ("Dunlin", 3.5)])
    assert one.severity == "info" and one.text.endswith("the unit that they are read in: Dunlin")
    (feet,) = tops_notices(logs, [("Brent", 6.6), ("Dunlin", 11.5)])
    assert feet.severity == "warn" and "2 of 2 not in 1.0 to 3.0 m" in feet.text
    assert kind_of(feet) == ("tops lie outside the log", "")
    assert tops_notices(logs, [("Brent", 2.0)]) == []


def test_each_unit_is_offered_once() -> None:
    """Of a dozen spellings of a unit one is enough to choose from, and the canonical one comes first."""
    assert unit_names(default_table().target("DTC"), linear=True) == ["us/ft", "us/m", "s/m", "ms/ft", "ms/m", "s/ft"]


def test_depths_outside_the_well_are_refused_before_anything_is_predicted(tmp_path: Path) -> None:
    """Three samples from 1 to 3 m: 2 to 9 m can be printed, 3.5 to 9 m cannot; without a report nobody minds."""
    well, names = well_with(tmp_path, ["GR.GAPI"]), [TargetName("DT", default_table().target("DT"))]
    with pytest.raises(OutputError, match="interval 1200000 1201000 lies outside the well"):
        check_curves(well, names, Writing(interval=(1200000.0, 1201000.0)))
    with pytest.raises(OutputError, match=r"interval 3.5 9 lies outside the well; it runs from 1 to 3 m"):
        check_curves(well, names, Writing(interval=(3.5, 9.0)))
    check_curves(well, names, Writing(interval=(2.0, 9.0)))
    check_curves(well, names, Writing(interval=(3.5, 9.0), report=False))


def _log(name: str, depth: np.ndarray) -> Any:
    """Return what notices read of a predicted log of which there is nothing to say."""
    kind = default_table().target(name)
    return SimpleNamespace(
        target=Target(kind, name, kind.unit),
        model=SimpleNamespace(fit_notices_=(), checked_on_other_wells_=True),
        prediction=SimpleNamespace(notices=(), inputs={}, predicted=np.ones(len(depth), bool)),
        drawn_inputs={},
    )


@pytest.mark.parametrize(("replaced", "kept"), [(0.0, "them"), (1050.0, "80 of them"), (1100.0, "none of them")])
def test_measured_values_that_are_no_rock_are_said_with_their_depths(replaced: float, kept: str) -> None:
    """A line drawn by hand over 30 m: how many, where, what was done, and how many the completed log keeps, in which
    the values above a depth gave way to P50.
    """
    z = np.arange(1000.0, 1100.0, 0.25)
    dtc = 100 + 5 * np.random.default_rng(0).standard_normal(len(z))
    logs = trusted_logs(Well.from_arrays("W", z, {"AC": (np.where((z > 1040) & (z < 1070), 0.1 * z, dtc), "us/ft")}))
    result: Any = SimpleNamespace(
        log=_log("DT", z),
        curves=SimpleNamespace(flag=np.ones(len(z)), kept=z >= replaced, curves=()),
        predicted=len(z),
    )
    (found,) = result_notices(logs, result)
    assert (found.subject, found.severity) == ("DT", "warn")
    assert found.text == (
        "119 measured values drawn by hand, interpolated or through casing, not formation data: in AC "
        "(1040.2 to 1069.8 m); not learnt from, not compared with the prediction; "
        f"DT_SYN keeps {kept} as measured"
    )


@pytest.mark.parametrize(("flags", "where"), [([2, 2, 2, 3], "there"), ([2, 5, 2, 3], "in place of 2 of them")])
def test_a_curve_that_is_set_aside_as_a_whole_is_said_to_be_replaced(flags: list[int], where: str) -> None:
    """A warning; of single values that give way a note is enough."""
    logs = trusted_logs(Well.from_arrays("W", np.arange(4.0), {"PE": (np.array([0, 0, 0, np.nan]), "b/e")}))
    result: Any = SimpleNamespace(
        log=_log("PE", np.arange(4.0)),
        curves=SimpleNamespace(flag=np.array(flags), curves=()),
        predicted=4,
    )
    (found,) = result_notices(logs, result)
    assert (found.subject, found.severity) == ("PE", "warn")
    assert found.text == f"none of the file's 3 measured values of PEF is trusted; PE_SYN has P50 {where}"


@pytest.mark.parametrize(("last", "beside"), [(66, True), (67, False)])
@pytest.mark.parametrize("way", [1.0, -1.0])
def test_a_gap_is_beside_readings_where_nine_tenths_of_it_lie_within_sixty_metres(
    last: int, beside: bool, way: float
) -> None:
    """A reading, and samples one metre apart below it or above it: 60 of 66, which is 91 %, or of 67, 89 %."""
    z = 1000.0 + way * np.arange(last + 1.0)
    read = np.arange(last + 1) == 0
    assert _beside(Well.from_arrays("W", z, {}), np.where(read, 90.0, np.nan), ~read) is beside


@pytest.mark.parametrize(
    ("base", "missing", "told"),
    [(1040.0, 0.0, 0), (1200.0, 0.0, 599), (1040.0, 397.0, 159), (1040.0, 400.0, 0)],
)
def test_an_input_that_is_a_drawn_line_is_warned_of_where_it_is_read(base: float, missing: float, told: int) -> None:
    """From 1000 m down, over 200 m, but where nothing is predicted; over 40 m where these are a tenth of the depths at
    which the target is missing, from 1000 m on; a caliper may be a line.
    """
    z = np.arange(900.0, 1500.0, 0.25)
    rdep = 10 ** (0.5 + 0.1 * np.random.default_rng(0).standard_normal(len(z)))
    line = np.where((z > 1000) & (z < base), 10 ** (0.002 * (z - 900)), rdep)
    logs = trusted_logs(Well.from_arrays("W", z, {"ILD": (line, "ohm.m"), "CALI": (8.5 + 0.001 * (z - 900), "in")}))
    predicted = (z < 1150) | (base < 1200)
    flag = np.where((z > 1000) & (z < 1000 + missing), 3, 1)
    # read by the model; or by that of the leader, which is predicted first, and not where that was run
    own, led = (
        SimpleNamespace(leader_=None),
        SimpleNamespace(leader_=SimpleNamespace(plan_=SimpleNamespace(inputs=("RDEP", "NPHI")))),
    )
    sonic = {"DTC": np.zeros(len(z), bool)}

    def said(model: Any, inputs: dict[str, Any], there: dict[str, Any]) -> list[tuple[str, str, str]]:
        prediction: Any = SimpleNamespace(inputs=inputs, predicted=predicted, available=there)
        shear: Any = SimpleNamespace(kind=default_table().target("DTS"))
        log = PredictedLog(logs, model, prediction, shear, flag, flag == 1, np.empty(0))
        return [(n.subject, n.severity, n.text) for n in _on_drawn_inputs(logs, SimpleNamespace(log=log))]  # type: ignore[arg-type]

    found = said(own, {"RDEP": {}, "CALI": {}}, {})
    assert said(led, {"CALI": {}}, sonic) == found and said(led, {}, {"DTC": ~sonic["DTC"]}) == []
    where = f"1000.2 to {min(base, 1150.0) - 0.25:.1f} m"
    text = f"{told} values drawn by hand, interpolated or through casing, not formation data ({where}), are read"
    assert found == [("ILD", "warn", f"{text} as an input; the band may be too narrow there")] * (told > 0)


def test_what_replaced_values_rest_on_is_counted_beside_their_flag() -> None:
    """All measured values gave way to P50: flag 2 hides which of them lie outside the range, or have few inputs, or one
    that is drawn by hand.
    """
    one = case(300, gap=None)
    curves = {kind: (log.measured.copy(), log.unit) for kind, log in one["logs"].logs.items()}
    curves["GR"][0][100:200] = np.linspace(60.0, 80.0, 100)
    one["logs"] = trusted_logs(Well.from_arrays("A", one["logs"].well.depth, curves))
    log = log_of({**one, "flag": np.full(300, 2)})
    curves = SimpleNamespace(flag=log.flag, kept=log.kept, unit="us/ft")
    record = target_record(SimpleNamespace(log=log, curves=curves, appraisal=appraise(log), predicted=300))  # type: ignore[arg-type]
    outside, few = one["prediction"].extrapolated.sum(), one["prediction"].few_inputs.sum()
    assert (record.extrapolated, record.few_inputs) == (0, 0)
    assert (record.given_outside, record.given_few, record.given_drawn) == (outside, few, 100) and outside > 0


def test_what_this_program_wrote_is_known_by_its_marks(tmp_path: Path, small_model: Path) -> None:
    """A model by its first bytes, a report by its creator; no file of another, an empty one or none at all."""
    bytes_of = {"m": small_model.read_bytes(), "r": write_pdf([], "A", "B", "C"), "other": b"{}" * 64, "empty": b""}
    for name, data in bytes_of.items():
        (tmp_path / name).write_bytes(data)
    names = [*bytes_of, "none"]
    assert [name for name in names if is_model(tmp_path / name)] == ["m"]
    assert [name for name in names if is_our_report(tmp_path / name)] == ["r"]
