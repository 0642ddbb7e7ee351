"""The caliper as an input that nobody named: what it may and may not do to a prediction."""

import json
import re
import struct

import numpy as np
import pytest

from tests.model.test_model import QUICK, changed, make_well, without
from welllog_mdn.errors import ModelError
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.remarks import STRANGE
from welllog_mdn.model.training_range import without_strange_hole
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import ODD_HOLE, REASONS
from welllog_mdn.wells.well import Well

pytestmark = pytest.mark.usefixtures("small_learner")


def drilled(i, bit=8.5, **more):
    """A well of tests.model.test_model with a caliper, wide in soft rock."""
    well = make_well(i)
    rhob = well.curve("RHOB").values
    cali = bit + 3 * np.clip(2.3 - rhob, 0, 1) + 0.02 * np.random.default_rng(i).standard_normal(well.n)
    logs = {c.mnemonic: (c.values, c.unit) for c in well.curves} | {"CALI": (cali, "in")}
    return Well.from_arrays(well.name, well.depth, logs | more)


@pytest.fixture(scope="module")
def model():
    return LogModel("DTC", seed=3, **QUICK).fit([drilled(i) for i in range(1, 8)])


def said(prediction, subject):
    """Notices about a subject: severity and text."""
    return [(n.severity, n.text) for n in prediction.notices if n.subject == subject]


@pytest.mark.parametrize("bit", [5.0, 12.25, 21.6], ids=["another bit", "a larger bit", "centimetres"])
def test_a_hole_of_another_size_is_predicted_as_if_it_had_no_caliper(model, bit):
    """The same rock under another bit is the same rock: P50 and band to the digit, and no flag of its own."""
    assert "CALI" in model.inputs_
    blind = drilled(9, bit=bit)
    with_it, without_it = model.predict(blind), model.predict(without(blind, "CALI"))
    assert np.array_equal(with_it.quantile([0.1, 0.5, 0.9]), without_it.quantile([0.1, 0.5, 0.9]))
    assert np.array_equal(with_it.extrapolated, without_it.extrapolated)
    ((severity, text),) = said(with_it, "CALI")
    assert severity == "warn" and text.startswith(
        "not read in 600 of 600 rows: hole size outside the training range in 600"
    )


def test_a_hole_that_training_knows_is_read(model):
    """Nothing is said of it, and another caliper gives another answer."""
    blind = drilled(9)
    wider = changed(blind, CALI=blind.curve("CALI").values + 0.3)
    assert not said(model.predict(blind), "CALI")
    assert not np.array_equal(model.predict(blind).quantile(0.5), model.predict(wider).quantile(0.5))


def test_held_out_samples_are_read_as_those_of_any_well():
    """A washout that no other well has: what scores and calibration rest on is what `predict_held_out` gives."""
    wells = [drilled(i) for i in range(1, 8)]
    cali = wells[0].curve("CALI").values.copy()
    cali[200:225] += 6.0
    wells[0] = changed(wells[0], CALI=cali)
    model = LogModel("DTC", seed=3, **QUICK).fit(wells)
    held, p50 = model.heldout_, model.predict_held_out(wells[0]).quantile([0.5])[0]
    mine = held["well"] == model.known(wells[0]).place
    rows = np.searchsorted(wells[0].depth_m, held["depth_m"][mine] - 1e-6)
    assert np.isin(np.arange(200, 225), rows).any()
    np.testing.assert_allclose(held["p50"][mine], p50[rows], rtol=1e-6)


def test_the_values_that_are_not_read_are_those_that_the_prediction_lacks(model):
    """At odds with the bit size, or of a hole that training does not know, or missing: they add up. A few make a note;
    a caliper at every tenth sample has means between them, which are no values.
    """
    blind, at = drilled(9), np.arange(600)
    cali = blind.curve("CALI").values + np.select([at < 200, at < 250, at >= 580], [1.2, -2.5, np.nan])
    logs = {c.mnemonic: (c.values, c.unit) for c in changed(blind, CALI=cali).curves}
    odd = model.predict(Well.from_arrays(blind.name, blind.depth, logs | {"BS": (np.full(600, 8.5), "in")}))
    ((severity, text),) = said(odd, "CALI")
    counts = [int(n) for n in re.findall(r"in (\d+)", text)]
    assert severity == "warn" and re.findall(r"[:,] (.*?) in ", text) == [REASONS[ODD_HOLE], STRANGE]
    assert counts[0] == sum(counts[1:]) == 580 - odd.inputs["CALI"]["rows"]
    few = model.predict(changed(blind, CALI=blind.curve("CALI").values + 0.7 * (at < 2)))
    assert [s for s, _ in said(few, "CALI")] == ["info"]
    plan, x = model.plan_, np.full((20, model.plan_.d), np.nan, np.float32)
    x[:, plan.columns("CALI")] = 17.5
    x[1:, plan.columns("CALI").start] = np.nan
    thinned, unread = without_strange_hole(x, plan, {"CALI": (8.2, 9.0)})
    assert unread == {"CALI": 1} and np.isnan(thinned).all()


def test_a_well_without_caliper_is_told_but_not_warned_of(model):
    """No caliper was run, or hardly: information. One that there is and that cannot be used is warned of."""
    blind = drilled(9)
    assert [s for s, _ in said(model.predict(without(blind, "CALI")), "CALI")] == ["info"]
    few = np.where(np.arange(blind.n) < 5, blind.curve("CALI").values, np.nan)
    assert [s for s, _ in said(model.predict(changed(blind, CALI=few)), "CALI")] == ["info"]
    strange = Well.from_arrays(
        blind.name,
        blind.depth,
        {c.mnemonic: (c.values, "mm" if c.mnemonic == "CALI" else c.unit) for c in blind.curves},
    )
    assert "warn" in [s for s, _ in said(model.predict(strange), "CALI")]


def test_a_caliper_alone_says_nothing_of_the_rock(model):
    """A well of a caliper is refused; rows of a caliper have few inputs, and are told of."""
    blind = drilled(9)
    with pytest.raises(ModelError, match="none of the model's inputs") as refused:
        model.predict(without(blind, "GR", "RHOB", "RDEP"))
    assert "needed any of GR, RDEP, RHOB; found" in refused.value.hint
    lower = np.arange(blind.n) >= 300
    logs = ("GR", "RHOB", "RDEP")
    half = changed(blind, **{k: np.where(lower, blind.curve(k).values, np.nan) for k in logs})
    prediction = model.predict(half)
    assert prediction.few_inputs[:200].all() and not prediction.few_inputs[300:].any()
    (notice,) = said(prediction, "DTC")
    assert notice[0] == "warn" and "depth and CALI alone are known in" in notice[1]
    upper = np.where(np.arange(blind.n) >= 100, blind.curve("CALI").values, np.nan)
    (notice,) = said(model.predict(changed(half, CALI=upper)), "DTC")
    assert re.match(r"depth alone, in (\d+) of them CALI too, is known in (\d+) of 600 predicted rows", notice[1])
    (notice,) = said(model.predict(changed(half, CALI=np.where(lower, upper, np.nan))), "DTC")
    assert "depth alone" in notice[1]


def test_rows_of_gamma_ray_and_caliper_have_few_inputs():
    """A model of gamma ray and caliper: the row without gamma ray has few inputs, the one without caliper has not."""
    wells = [without(drilled(i), "RHOB", "RDEP") for i in range(1, 8)]
    model = LogModel("DTC", seed=3, **QUICK).fit(wells)
    assert set(model.inputs_) == {"GR", "CALI"}
    blind = without(drilled(9), "RHOB", "RDEP")
    upper = np.arange(blind.n) < 300
    gone = model.predict(changed(blind, GR=np.where(upper, np.nan, blind.curve("GR").values)))
    assert gone.few_inputs[:250].all() and not gone.few_inputs[300:].any()
    assert not model.predict(without(blind, "CALI")).few_inputs.any()


@pytest.mark.parametrize(
    ("depth", "lack"),
    [(True, "no input but CALI"), (False, "fewer than 100 usable samples of DTC beside any of the inputs")],
)
def test_a_training_well_of_a_caliper_alone_is_named(depth, lack):
    """It has an input, the caliper, which alone teaches nothing; without depth none of its samples does."""
    wells = [*(drilled(i) for i in range(1, 8)), without(drilled(8), "GR", "RHOB", "RDEP")]
    model = LogModel("DTC", seed=3, use_depth=depth, **QUICK).fit(wells)
    assert "CALI" in model.inputs_ and len(model.training_wells_) == 7
    assert f"{wells[7].name}: did not train: {lack}" in map(str, model.fit_notices_)
    assert (
        model.excluded_.get("wells without any of the inputs but CALI, which could never be predicted") == 1
    ) == depth


@pytest.mark.slow
def test_without_depth_rows_of_a_caliper_alone_do_not_teach():
    """As many rows are learnt from as if the wells had no caliper."""
    wells = []
    for i in range(1, 8):
        well, lower = drilled(i), np.arange(600) >= 300
        wells.append(
            changed(well, **{k: np.where(lower, well.curve(k).values, np.nan) for k in ("GR", "RHOB", "RDEP")})
        )
    one = LogModel("DTC", seed=3, use_depth=False, **QUICK).fit(wells)
    other = LogModel("DTC", seed=3, use_depth=False, exclude=["CALI"], **QUICK).fit(wells)
    assert "CALI" in one.inputs_ and one.training_rows_ == other.training_rows_


def test_a_caliper_that_was_named_is_an_input_as_any_other():
    """A user who names it, and nothing else that a well has, gets a prediction by it."""
    wells = [drilled(i) for i in range(1, 8)]
    model = LogModel("DTC", seed=3, inputs=["GR", "CALI"], **QUICK).fit(wells)
    assert model.predict(without(drilled(9), "GR", "RHOB", "RDEP")).few_inputs.all()


def test_a_saved_model_knows_which_input_is_of_the_hole(model, tmp_path):
    """The loaded model predicts the same; one whose hole would be all that it reads is refused."""
    path = tmp_path / "m.safetensors"
    model.save(path)
    blind = drilled(9, bit=12.25)
    loaded = LogModel.load(path)
    assert loaded.plan_.hole == ("CALI",)
    assert np.array_equal(loaded.predict(blind).quantile(0.5), model.predict(blind).quantile(0.5))
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["welllog_mdn"])
    assert header["schema"] == "welllog_mdn/8" and header["plan"]["hole"] == ["CALI"]


# --------------------------------------------------------------------------------- what of a caliper is believed


def caliper(values, unit="in", **more):
    """Trusted logs of a well with this caliper, over 120 m."""
    n = len(values)
    z = 1000.0 + 0.2 * np.arange(n)
    gamma = 60 + 20 * np.sin(z / 7)
    return trusted_logs(Well.from_arrays("W", z, {"GR": (gamma, "gAPI"), "CALI": (values, unit)} | more))


def gauge(n=600, level=8.6):
    """A hole in gauge, to a hundredth of an inch."""
    return np.round(level + 0.1 * np.random.default_rng(0).standard_normal(n), 2)


def test_arms_that_do_not_move_over_metres_are_no_input():
    """22.00 in over 30 m is masked, over 10 m it may be a hole in gauge; bad hole is judged by it as before."""
    values = gauge()
    values[100:250], values[400:450] = 22.0, 8.6
    logs = caliper(values)
    log = logs.logs["CALI"]
    assert np.isnan(log.values[100:250]).all() and np.isfinite(log.values[400:450]).all()
    assert np.isfinite(log.measured).all() and logs.counts["CALI"] == {"stuck": 150}


def test_a_bit_size_that_is_called_caliper_is_no_input():
    """Constant from top to bottom."""
    assert np.isnan(caliper(np.full(600, 8.5)).logs["CALI"].values).all()


def test_a_caliper_under_its_bit_is_no_input_there():
    """A hole of 12.25 in that reads 9 in over 20 m: no mud cake is so thick."""
    values = gauge(level=12.3)
    values[200:300] -= 3.3
    log = caliper(values, BS=(np.full(600, 12.25), "in")).logs["CALI"]
    assert np.array_equal(np.isnan(log.values), (np.arange(600) >= 200) & (np.arange(600) < 300))


@pytest.mark.parametrize("factor", [2.54, 0.5], ids=["centimetres", "radius"])
def test_a_caliper_that_is_distrusted_beside_the_bit_is_no_input(factor):
    """What is said to be distrusted is not read."""
    logs = caliper(factor * gauge(), BS=(np.full(600, 8.5), "in"))
    assert np.isnan(logs.logs["CALI"].values).all()
    assert not logs.bad_hole.any()
