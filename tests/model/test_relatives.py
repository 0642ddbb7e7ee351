"""Logs that say most about the target where they were run: what their lack costs is known, and the band is as wide."""

from copy import copy
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from welllog_mdn.field.curves import TargetName
from welllog_mdn.field.models import held_out_record
from welllog_mdn.field.options import Writing
from welllog_mdn.field.products import predict_target
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.calibration import Calibration
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.modelfile import header_of, restored, tensors_of
from welllog_mdn.model.verdict import CompletedLog, Evidence, costs_much, share_without, verdict
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well

NOISE, BESIDE = 0.2, 0.01  # decades: of the resistivity over density, and between two resistivities
KIND = default_table().target("RDEP")


def make_well(i, medium=True, n=600):
    """A resistivity that density tells to a fifth of a decade, and another depth of investigation to a hundredth."""
    rng = np.random.default_rng(i)
    z = 1000 + 17.0 * i + 0.5 * np.arange(n)
    rhob = 2.4 + 0.1 * np.sin(z / (5 + i)) + 0.01 * rng.standard_normal(n)
    gr = 75 + 20 * np.sin(z / 11) + 3 * rng.standard_normal(n)
    decades = 1 + 4 * (rhob - 2.4) + NOISE * rng.standard_normal(n)
    logs = {"GR": (gr, "gAPI"), "RHOB": (rhob, "g/cm3"), "RDEP": (10**decades, "ohm.m")}
    if medium:
        logs["RMED"] = (10 ** (decades + BESIDE * rng.standard_normal(n)), "ohm.m")
    return trusted_logs(Well.from_arrays(f"15/{i}-{i}", z, logs))


@pytest.fixture(scope="module")
def model(small_learner):
    """Six wells with both resistivities."""
    settings = {"members": 5, "epochs": 10, "components": 2, "use_depth": False}
    return LogModel("RDEP", **settings).fit([make_well(i) for i in range(6)])


def test_the_band_of_a_well_without_them_holds_what_it_promises(model):
    """Stretched as the wells with them ask for, it would hold nearly all."""
    lacks, well = make_well(11, medium=False), make_well(11)
    truth = well.logs["RDEP"].values
    for logs in (lacks, well):
        low, high = model.predict(logs).quantile([0.1, 0.9])
        assert np.mean((truth >= low) & (truth <= high)) == pytest.approx(0.8, abs=0.1)
    assert len(model.calibration_.factors) == 4
    low, high = np.log10(model.predict(lacks).quantile([0.1, 0.9]))
    assert np.median(high - low) == pytest.approx(2.56 * NOISE, rel=0.25)


def test_the_error_without_them_is_that_of_wells_held_out_without_them(model):
    """In decades, in records; the notice of the input that is missing names no number."""
    scores = held_out_record(model)
    assert scores["leader"] == "RMED" and scores["rmse_without_leader"] == pytest.approx(NOISE, rel=0.2)
    assert scores["rmse"] < 0.5 * NOISE and scores["unit"] == "decades" and "crps" not in scores
    assert scores["cover"] + scores["below_band"] + scores["above_band"] == pytest.approx(1.0)
    said = [str(n) for n in model.predict(make_well(11, medium=False)).notices]
    (lost,) = (s for s in said if s.startswith("RMED: input missing in"))
    assert lost.endswith(": the model does without")  # what that costs is said once, in the unit that was asked for
    assert not [n for n in model.predict(make_well(11)).notices if n.subject == "RMED"]


def test_a_resistivity_is_appraised_in_decades(model):
    """Readings that are thirty times too high over a tenth of a well are off by one and a half decades, whatever they
    are elsewhere: its own scores and the interval say so.
    """
    well = make_well(11).well
    block = (np.arange(600) >= 200) & (np.arange(600) < 260)
    curves = tuple(
        replace(c, values=c.values * np.where(block & (c.mnemonic == "RDEP"), 30.0, 1.0)) for c in well.curves
    )
    logs = trusted_logs(replace(well, curves=curves))
    found = predict_target(logs, TargetName("RDEP", KIND), model, Writing(report=False), False).appraisal
    assert found.misfit is not None
    assert found.misfit.top == pytest.approx(well.depth[200], abs=1.0)
    assert found.misfit.base == pytest.approx(well.depth[259], abs=1.0)
    assert found.misfit.inside["bias"] == pytest.approx(-np.log10(30.0), abs=0.1)
    assert found.own["rmse"] == pytest.approx(np.sqrt(0.1) * np.log10(30.0), rel=0.15)
    assert found.misfit.elsewhere["rmse"] < 0.1


def test_a_log_without_them_is_to_be_used_with_care_where_that_costs_much(model):
    """An error of ten times that of the wells with them; where it is a tenth more, nothing is to be said."""
    prediction = model.predict(make_well(11, medium=False))
    flag, basis = np.full(600, 3), np.full(600, 3)
    assert share_without(model.relatives, flag == 3, prediction.available) == 1.0
    log = CompletedLog(model, KIND, "RES", flag, flag == 1, basis, flag == 0, prediction.available, Evidence(), 0.0)
    assert verdict(log).sentence == (
        "Use with care: RMED, which RES follows most closely, is missing or set aside in 100 % of the predicted depths."
    )
    error = np.sqrt(np.mean(np.log10(model.heldout_["p50"] / model.heldout_["measured"]) ** 2))
    assert model.scores_["rmse_with_leader"] == pytest.approx(error, rel=0.01)
    cheap = SimpleNamespace(
        relatives=("RMED",), scores_={"rmse_with_leader": error, "rmse_without_leader": 1.1 * error}
    )
    assert costs_much(model, KIND) and not costs_much(cheap, KIND)


def test_a_saved_model_knows_of_their_lack_and_an_older_one_does_not(model):
    """The same bands from a file; of two factors, as versions before 0.6 wrote, the wells with them rule."""
    lacks = make_well(11, medium=False)
    again = restored(header_of(model), tensors_of(model), LogModel._begun)
    assert np.array_equal(again.predict(lacks).quantile(0.9), model.predict(lacks).quantile(0.9))
    old = header_of(model)
    old["calibration"] = [factors[:2] for factors in old["calibration"]]
    older = restored(old, tensors_of(model), LogModel._begun)
    assert older.calibration_ == Calibration(
        model.calibration_.factors[:2], tuple(f[:2] for f in model.calibration_.without)
    )
    wide, wider = (m.predict(lacks).quantile([0.1, 0.9]) for m in (model, older))
    assert np.median(np.log10(wider[1] / wider[0])) > 1.1 * np.median(np.log10(wide[1] / wide[0]))


def test_a_training_well_without_them_is_stretched_as_the_other_wells_without_them_ask(model):
    """By factors in which it has no say, and that are theirs: 2, where it asks for 5 and wells with the logs for 9."""
    units = len(model.calibration_.without)
    lacks, widths = make_well(2, medium=False), []
    for all_wells, others in (((1.0,) * 4, (1.0,) * 4), ((9.0, 9.0, 5.0, 5.0), (9.0, 9.0, 2.0, 2.0))):
        judged = copy(model)
        judged.calibration_ = Calibration(all_wells, (others,) * units)
        low, high = np.log10(judged.predict_held_out(lacks).quantile([0.1, 0.9]))
        widths.append(high - low)
    assert np.median(widths[1] / widths[0]) == pytest.approx(2.0, rel=0.01)


def test_depths_that_had_no_other_input_are_not_among_those_without_them(model):
    """Nothing would be predicted there."""
    x = np.full((3, model.plan_.d), np.nan, np.float32)
    x[1:, model.plan_.columns("GR").start], x[2, model.plan_.columns("RMED").start] = 60.0, 1.0
    assert model._is_alone(x, np.arange(3), None).tolist() == [False, True, False]
