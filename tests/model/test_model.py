"""LogModel: what it learns, what it must not learn, what it says, and its file."""

import copy
import hashlib
import json
import os
import pickle
import struct
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from welllog_mdn.errors import ModelError, UsageError
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.calibration import Calibration
from welllog_mdn.model import modelfile
from welllog_mdn.model.held_out import HeldOut
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.modelfile import header_of, restored, tensors_of
from welllog_mdn.model.stack import StackSettings
from welllog_mdn.model.training_well import depth_is_a_counter
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well

QUICK = {"members": 5, "epochs": 6, "components": 2}
pytestmark = pytest.mark.usefixtures("small_learner")


def make_well(i, n=600, start=1000.0, step=0.2, **shift):
    """A well whose DTC is 189 - 40 RHOB minus compaction, plus noise of 3 us/ft that no log explains."""
    rng = np.random.default_rng(100 + i)
    z = start + 13.3 * i + step * np.arange(n)
    rhob = 2.3 + 0.15 * np.sin(z / (5 + i)) + 0.01 * rng.standard_normal(n)
    gr = 75 - 200 * (rhob - 2.3) + 4 * rng.standard_normal(n)
    rdep = 10 ** (0.4 + 1.5 * (rhob - 2.3) + 0.05 * rng.standard_normal(n))
    dtc = 189 - 40 * rhob - 0.02 * (z - 1000) + 3 * rng.standard_normal(n) + shift.get("dtc", 0.0)
    logs = {"GR": (gr, "gAPI"), "RHOB": (rhob, "g/cm3"), "RDEP": (rdep, "ohm.m"), "DTC": (dtc, "us/ft")}
    return Well.from_arrays(f"15/{i}-{i}", z, logs)


def without(well, *names):
    """The well without some curves."""
    return replace(well, curves=tuple(c for c in well.curves if c.mnemonic not in names))


def changed(well, **values):
    """The well with other values of some curves."""
    curves = tuple(replace(c, values=values.get(c.mnemonic, c.values)) for c in well.curves)
    return replace(well, curves=curves)


def rows_of(well, rows):
    """Some rows of the well, in the order given."""
    return replace(well, depth=well.depth[rows], curves=tuple(replace(c, values=c.values[rows]) for c in well.curves))


@pytest.fixture(scope="module")
def wells():
    return [make_well(i) for i in range(6)]


@pytest.fixture(scope="module")
def model(wells):
    return LogModel("DT", **QUICK).fit(wells[:5])


def test_a_blind_well_is_predicted_to_the_noise_and_its_band_holds_four_fifths(model, wells):
    """P50 errs by little more than the 3 us/ft that nothing explains; P10-P90 holds 80 % give or take 8."""
    prediction = model.predict(without(wells[5], "DTC"))
    truth = wells[5].curve("DTC").values
    q = prediction.quantile([0.1, 0.5, 0.9])
    assert np.sqrt(np.mean((q[1] - truth) ** 2)) < 3.9
    assert np.mean((truth >= q[0]) & (truth <= q[2])) == pytest.approx(0.8, abs=0.08)
    assert (q[0] <= q[1]).all() and (q[1] <= q[2]).all()


def test_the_target_of_a_predicted_well_is_not_looked_at(model, wells):
    """With its sonic shifted by 50 us/ft, or without it, the well gets the same numbers to the bit."""
    shifted = changed(wells[5], DTC=wells[5].curve("DTC").values + 50.0)
    found = [model.predict(w).quantile([0.1, 0.5, 0.9]) for w in (wells[5], shifted, without(wells[5], "DTC"))]
    assert np.array_equal(found[0], found[1]) and np.array_equal(found[0], found[2])


def test_a_curve_that_equals_the_target_in_blind_wells_only_is_no_input(model, wells):
    """The planted curve has an innocent name; inputs are chosen on training wells, so it changes nothing."""
    planted = Well.from_arrays(
        wells[5].name,
        wells[5].depth,
        {c.mnemonic: (c.values, c.unit) for c in wells[5].curves}
        | {"NPHI": (wells[5].curve("DTC").values / 200, "v/v")},
    )
    assert np.array_equal(model.predict(planted).quantile(0.5), model.predict(wells[5]).quantile(0.5))


@pytest.mark.slow
def test_what_torch_takes_by_default_changes_nothing(model, wells):
    """A notebook in double precision, on another device, trains and predicts to the same bytes."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        with torch.device("meta"):  # a tensor left to the default would hold no numbers
            again = LogModel("DT", **QUICK).fit(wells[:5])
            found = again.predict(wells[5]).quantile(0.5)
    finally:
        torch.set_default_dtype(before)
    assert again.to_bytes() == model.to_bytes()
    assert np.array_equal(found, model.predict(wells[5]).quantile(0.5))


@pytest.mark.parametrize(
    "count", [pytest.param(3, marks=pytest.mark.slow), 6]
)  # few wells, each a fold; and more, in groups
def test_held_out_members_never_met_the_well(wells, count):
    """A training well's sonic shifted by 50 us/ft leaves median and band as its held-out members give them: what
    stretches the band learns from other wells' errors, which it moves.
    """
    shifted = [changed(w, DTC=w.curve("DTC").values + 50.0) if i == 2 else w for i, w in enumerate(wells[:count])]
    found = []
    for group in (wells[:count], shifted):
        model = LogModel("DTC", **QUICK).fit(group)
        model.calibration_ = Calibration((1.0, 1.0), ((1.0, 1.0),) * count)
        found.append(model.predict_held_out(group[2]).quantile([0.1, 0.5, 0.9]))
    assert found[0] == pytest.approx(found[1], abs=1e-4)  # the root of a quantile is found to 1e-6 sd


@pytest.mark.parametrize(("count", "power"), [(1, 1.0), (3, 0.5), (4, 1.0)])
def test_what_two_or_three_wells_ask_for_is_half_believed(wells, count, power, monkeypatch):
    """Their factor's square root stretches the band of a new well; blocks of a lone well, and four wells, are believed;
    what is held out is judged by whole factors.
    """
    asked, whole = [], HeldOut.calibration
    monkeypatch.setattr(HeldOut, "calibration", lambda held, some: asked.append(whole(held, some)) or asked[-1])
    model = LogModel("DT", **QUICK).fit(wells[:count])
    assert model.calibration_.factors == pytest.approx(np.array(asked[0].factors) ** power, rel=1e-12)
    assert model.calibration_.without == asked[0].without and asked[0].factors[0] != 1.0
    told = "3 wells hardly tell how wide the band must be (4 are wanted): what they ask for is half believed"
    assert (told in [n.text for n in model.fit_notices_]) is (power < 1.0)


def test_rows_with_few_tools_are_stretched_by_a_factor_of_their_own(wells):
    """In every well gamma ray alone in the upper half: its band is chosen there, and it stretches such rows only."""
    few = np.arange(600) < 300
    gone = [changed(w, **{k: np.where(few, np.nan, w.curve(k).values) for k in ("RHOB", "RDEP")}) for w in wells]
    model = LogModel("DT", **QUICK, use_depth=False).fit(gone[:5])
    for factors in (model.calibration_.factors, *model.calibration_.without):
        assert factors[0] != factors[1]
    widths = []
    for factor in (1.0, 2.0):
        model.calibration_ = Calibration((1.0, factor))
        prediction = model.predict(gone[5])
        widths.append(np.diff(prediction.quantile([0.1, 0.9]), axis=0)[0])
    ratio = widths[1] / widths[0]
    assert ratio == pytest.approx(np.where(prediction.few_inputs, 2.0, 1.0), abs=1e-3)
    assert prediction.few_inputs[:200].all() and not prediction.few_inputs[300:].any()


def test_a_well_does_not_widen_the_band_that_it_is_judged_by(wells):
    """A sonic with 40 us/ft of noise in one well: its own held-out band holds little of it, and the band that a new
    well gets is wider.
    """
    rng = np.random.default_rng(7)
    noisy = changed(wells[2], DTC=wells[2].curve("DTC").values + 40.0 * rng.standard_normal(600))
    model = LogModel("DTC", **QUICK).fit([*wells[:2], noisy, *wells[3:]])
    all_of_it, *without = model.calibration_.factors, *model.calibration_.without
    assert without[2][0] < 0.9 * all_of_it[0]
    low, high = model.predict_held_out(noisy).quantile([0.1, 0.9])
    assert np.mean((noisy.curve("DTC").values > low) & (noisy.curve("DTC").values < high)) < 0.6


def test_a_held_out_band_is_as_wide_as_the_other_wells_ask_for(model, wells):
    """The factor without each well is another: it alone widens the band of that well, and that of all wells only the
    band of a new one.
    """
    groups = [well["group"] for well in model.training_wells_]
    narrow, wide = copy.copy(model), copy.copy(model)
    narrow.calibration_ = Calibration((1.0, 1.0), ((1.0, 1.0),) * 5)
    wide.calibration_ = Calibration((3.0, 3.0), tuple((1.5 + unit, 1.5 + unit) for unit in range(5)))

    def times(predict):
        width = [np.diff(predict(m).quantile([0.1, 0.9]), axis=0)[0] for m in (narrow, wide)]
        return width[1] / width[0]

    assert sorted(groups) == [0, 1, 2, 3, 4]
    for place, unit in enumerate(groups):
        assert times(lambda m, place=place: m.predict_held_out(wells[place])) == pytest.approx(1.5 + unit, rel=1e-3)
    assert times(lambda m: m.predict(wells[5])) == pytest.approx(3.0, rel=1e-3)


def test_the_same_seed_gives_the_same_bytes_in_any_order_of_the_wells(model, wells):
    """Bytes are equal; another seed gives other numbers."""
    again, other = (LogModel("DT", **QUICK, seed=seed).fit(wells[4::-1]) for seed in (0, 1))
    assert again.to_bytes() == model.to_bytes()
    assert not np.array_equal(other.predict(wells[5]).quantile(0.5), model.predict(wells[5]).quantile(0.5))


def test_rows_alone_get_what_they_get_in_company(model, wells):
    """A well cut into two files away from the cut gives the same P50 to 1e-6."""
    half = replace(
        wells[5],
        depth=wells[5].depth[:300],
        curves=tuple(replace(c, values=c.values[:300]) for c in wells[5].curves),
    )
    whole = model.predict(wells[5]).quantile(0.5)[0]
    assert model.predict(half).quantile(0.5)[0][:240] == pytest.approx(whole[:240], abs=1e-6)


def test_feet_and_kilograms_give_the_prediction_of_metres_and_grams(model, wells):
    """The median of differences is zero and none is larger than 1 us/ft."""
    w = wells[5]
    values = {c.mnemonic: c.values for c in w.curves}
    logs = {"GR": (values["GR"], "gAPI"), "RHOB": (1000 * values["RHOB"], "kg/m3"), "RDEP": (values["RDEP"], "ohmm")}
    other = Well.from_arrays("other", w.depth / 0.3048, logs, depth_unit="ft")
    a, b = (model.predict(x).quantile(0.5)[0] for x in (w, other))
    assert np.median(np.abs(a - b)) == 0.0 and np.abs(a - b).max() < 1.0


def test_a_missing_input_widens_the_band_and_is_said(model, wells):
    """Without density the model predicts every row, wider, and names RHOB."""
    full, poor = model.predict(wells[5]), model.predict(without(wells[5], "RHOB"))
    width = [np.mean(np.diff(p.quantile([0.1, 0.9]), axis=0)) for p in (full, poor)]
    assert poor.predicted.all() and width[1] > width[0]
    assert any(n.subject == "RHOB" for n in poor.notices) and "RHOB" not in poor.inputs
    assert model.input_value(wells[5])["RHOB"] > 1.0


def test_a_well_of_none_of_the_inputs_is_neither_predicted_nor_asked_what_they_are_worth(model, wells):
    """It has no curve of them, or one of no value; the message says what was needed, and which logs it has."""
    bare = without(wells[5], "GR", "RHOB", "RDEP")
    blank = changed(without(wells[5], "RHOB", "RDEP"), GR=np.full(600, np.nan))
    for well, there in ((bare, "found DTC"), (blank, "GR is all null")):
        for work in (model.predict, model.input_value):
            with pytest.raises(ModelError, match="none of the model's inputs has a value in 15/5-5") as refused:
                work(well)
            assert refused.value.hint == f"needed any of GR, RDEP, RHOB; {there}"


def test_rows_with_half_of_the_tools_or_fewer_are_told(model, wells):
    """Of gamma ray, density and resistivity one alone; two are most of them."""
    for gone, few in (((), False), (("RHOB",), False), (("RHOB", "RDEP"), True)):
        assert model.predict(without(wells[5], *gone)).few_inputs.tolist() == [few] * 600


def test_beside_its_own_inputs_a_well_is_predicted_at_depths_that_training_knew(model, wells):
    """The training wells reach from 1000 to 1173 m; inputs end at 1078.5 m in a well that goes on to 1186 m, and at
    1178.5 m, a window of 10 m deeper at the latest, in one that begins at 1166.5 m.
    """
    for start, last in ((1000.0, 1173.0), (1100.0, 1188.4)):
        well = make_well(5, start=start)
        values = {c.mnemonic: np.where(np.arange(600) < 60, c.values, np.nan) for c in well.curves}
        found = model.predict(changed(well, **values))
        assert well.depth[found.predicted].max() == pytest.approx(last, abs=0.25)
        assert found.few_inputs[found.predicted].any() and not found.few_inputs[~found.predicted].any()


def test_between_its_own_inputs_a_well_is_predicted_at_any_depth(model):
    """They end 12 m below the top, and go on 12 m above the base, of a well far deeper than the training wells."""
    well, rows = make_well(5, start=3000.0), np.arange(600)
    values = {c.mnemonic: np.where((rows >= 60) & (rows < 540), np.nan, c.values) for c in well.curves}
    assert model.predict(changed(well, **values)).predicted.all()
    values = {c.mnemonic: np.where(rows >= 60, np.nan, c.values) for c in well.curves}
    assert not model.predict(changed(well, **values)).predicted[120:].any()


def test_a_range_is_of_the_inner_98_percent_of_what_was_learnt(model, wells):
    """To the rounding of the features; a hundredth lies beyond on either side."""
    for name in ("GR", "RHOB", "RDEP"):
        values = np.concatenate([w.curve(name).values for w in wells[:5]])
        assert model.ranges_[name] == pytest.approx(tuple(np.percentile(values, [1, 99])), rel=0.02)


def test_a_name_of_any_length_is_cut_within_a_sentence(model, wells):
    """To sixty letters; the well keeps it."""
    bare = without(replace(wells[5], name="N" * 300), "RHOB")
    prediction = model.predict(bare)
    assert prediction.well == "N" * 300
    assert all(60 * "N" not in n.text and len(n.text) < 200 for n in prediction.notices)


def test_values_outside_the_training_range_are_flagged(model, wells):
    """GR ten times too high is extrapolation, and said."""
    hot = model.predict(changed(wells[5], GR=wells[5].curve("GR").values * 5))
    assert hot.extrapolated.mean() > 0.9 and any(n.subject == "GR" for n in hot.notices)
    assert model.predict(wells[5]).extrapolated.mean() < 0.1


def test_only_what_is_predicted_is_told_to_lie_outside_the_training_range(model):
    """A well 130 m deeper than any that trained, whose logs end 12 m below its top; no density, few inputs there."""
    well = make_well(5, start=1300.0)
    values = {c.mnemonic: np.where(np.arange(600) < 60, c.values, np.nan) for c in well.curves}
    found = model.predict(changed(without(well, "RHOB", "RDEP"), GR=values["GR"]))
    assert 60 <= found.predicted.sum() < 120
    assert np.array_equal(found.extrapolated, found.predicted) and np.array_equal(found.few_inputs, found.predicted)


def test_a_saved_model_predicts_the_same_numbers(model, wells, tmp_path):
    """Load gives back bytes, checksum, scores and predictions."""
    path = tmp_path / "m.safetensors"
    assert model.save(path) == model.sha256_
    loaded = LogModel.load(path)
    assert loaded.to_bytes() == model.to_bytes() and loaded.scores_ == model.scores_
    assert np.array_equal(loaded.predict(wells[5]).quantile(0.9), model.predict(wells[5]).quantile(0.9))
    assert np.array_equal(loaded.heldout_["pit"], model.heldout_["pit"])


@pytest.mark.slow
def test_a_position_that_was_named_is_read_again_by_the_saved_model(wells, tmp_path):
    """What the sonic owes to a position is learnt where that is named, and a model from a file reads it too."""

    def eastward(well):
        east = 20 * np.sin(well.depth / 9)
        logs = {c.mnemonic: (c.values + east * (c.mnemonic == "DTC"), c.unit) for c in well.curves}
        return Well.from_arrays(well.name, well.depth, {**logs, "X_LOC": (east, "m")})

    moved = [eastward(w) for w in wells]
    model = LogModel("DT", inputs=["RHOB", "X_LOC"], **QUICK).fit(moved[:5])
    model.save(tmp_path / "m.safetensors")
    loaded = LogModel.load(tmp_path / "m.safetensors")
    p50 = model.predict(moved[5]).quantile(0.5)
    assert np.std(moved[5].curve("X_LOC").values) > 13
    assert np.sqrt(np.mean((p50 - moved[5].curve("DTC").values) ** 2)) < 7
    assert np.array_equal(loaded.predict(moved[5]).quantile(0.5), p50)
    assert model.inputs_ == loaded.inputs_ == ("X", "RHOB")


def test_a_copied_or_pickled_model_predicts_the_same_numbers(model, wells):
    """So that it goes to the workers of joblib or a notebook's cache."""
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert twin.sha256_ == model.sha256_
        assert np.array_equal(twin.predict(wells[5]).quantile(0.9), model.predict(wells[5]).quantile(0.9))
    assert pickle.loads(pickle.dumps(LogModel("RHOB"))).target == "RHOB"


def test_a_training_well_is_checked_as_it_was_read_or_judged(wells, tmp_path):
    """By a model in memory or from a file. A well that did not train is refused."""
    read = [replace(w, sha256=f"{i:064d}") for i, w in enumerate(wells[:3])]
    model = LogModel("DT", **QUICK).fit(read[:2])
    model.save(tmp_path / "m.safetensors")
    again = LogModel.load(tmp_path / "m.safetensors")
    ways = [(model, trusted_logs(read[1])), (again, read[1])]
    known = model.predict_held_out(read[1]).quantile(0.5)
    assert all(np.array_equal(by.predict_held_out(well).quantile(0.5), known) for by, well in ways)
    assert not np.array_equal(model.predict(read[1]).quantile(0.5), known)
    for asked in (np.arange(read[1].n) // 50 == 1, np.zeros(read[1].n, bool)):  # of no row: all
        found = model.predict_held_out(read[1], asked)
        there = model.predict_held_out(read[1]).predicted & (asked if asked.any() else True)
        assert np.array_equal(found.predicted, there)
        assert np.allclose(found.quantile(0.5)[:, there], known[:, there], rtol=1e-6)
    with pytest.raises(ModelError, match="15/2-2 did not train"):
        model.predict_held_out(read[2])
    for wrong in (np.ones(7, bool), np.ones(read[1].n, int)):
        with pytest.raises(UsageError, match="asked: expected"):
            model.predict_held_out(read[1], wrong)


def test_a_copy_is_judged_by_members_that_never_saw_its_well(model, wells, tmp_path):
    """Under another name, upside down, in feet and us/m, a cut, a composite with a part that is new: the same well by
    its sonic, for a model in memory as from a file. Nothing else is, and a cut of five kept samples proves it.
    """
    copy = replace(wells[2], name="other")
    values = {c.mnemonic: c.values for c in copy.curves}
    feet = {k: (v, u) for k, v, u in ((c.mnemonic, c.values, c.unit) for c in copy.curves)}
    feet["DTC"] = (np.round(values["DTC"] / 0.3048, 1), "us/m")
    imperial = Well.from_arrays("other", np.round(copy.depth / 0.3048, 2), feet, depth_unit="ft")
    composite = changed(copy, DTC=np.where(np.arange(600) < 200, values["DTC"], np.nan))
    longer = rows_of(composite, np.r_[np.arange(600), np.arange(600)])
    longer = replace(longer, depth=np.r_[copy.depth, copy.depth + 200.0])
    model.save(tmp_path / "m.safetensors")
    for judge in (model, LogModel.load(tmp_path / "m.safetensors")):
        known = judge.predict_held_out(wells[2]).quantile([0.1, 0.5, 0.9])
        assert np.array_equal(judge.predict_held_out(copy).quantile([0.1, 0.5, 0.9]), known)
        assert np.array_equal(
            judge.predict_held_out(rows_of(copy, slice(None, None, -1))).quantile(0.5), known[1:2, ::-1]
        )
        for well in (imperial, longer, rows_of(copy, slice(300, 305))):
            assert judge.known(well) == (2, True)
        assert judge.known(changed(copy, DTC=wells[3].curve("DTC").values)).place == 3  # a sonic at other depths
        for well in (wells[5], changed(copy, DTC=wells[5].curve("DTC").values), without(copy, "DTC")):
            assert judge.known(well) == (None, False)


def test_a_sidetrack_of_a_training_well_is_judged_by_members_that_never_saw_it(model, wells):
    """By its name; its own samples did not train. Of a name that two training wells of different folds share no
    members can be told.
    """
    side = replace(make_well(7), name="15/2-2 A")
    assert model.known(side) == (2, False)
    assert not np.array_equal(model.predict_held_out(side).quantile(0.5), model.predict(side).quantile(0.5))
    pads = [replace(w, name=f"PAD 3 {letter}", uwi=f"UWI-7{letter}") for w, letter in zip(wells, "AB", strict=False)]
    two = LogModel("DT", **QUICK).fit(pads)
    other = replace(side, name="PAD 3 C")
    assert two.known(other) == (None, True)
    with pytest.raises(ModelError, match="trained this model of DTC, and no members are known that never saw it"):
        two.predict_held_out(other)
    assert not two.known(replace(other, uwi="UWI-7C")).taught


def test_a_model_that_was_not_fitted_says_so(wells, tmp_path):
    """In words, whatever it is asked."""
    names = ("predict", "predict_held_out", "input_value", "known")
    asked = [getattr(LogModel("DT"), name) for name in names]
    uses = [partial(work, wells[0]) for work in asked]
    uses.append(partial(LogModel("DT").on, "cpu"))
    uses.append(lambda: LogModel("DT").relatives)
    for use in (*uses, partial(LogModel("DT").save, tmp_path / "m")):
        with pytest.raises(ModelError, match="not fitted"):
            use()
    assert not list(tmp_path.iterdir())


def test_a_fit_that_is_broken_off_leaves_no_model(wells, tmp_path):
    """The user stops the second of two fits: what would be left is the network of one and the inputs of the other."""
    model = LogModel("DT", **QUICK).fit(wells[:2])

    def stop(share, text):
        if share > 0.1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.fit([changed(w, DTC=w.curve("DTC").values + 40.0) for w in wells[:2]], progress=stop)
    with pytest.raises(ModelError, match="not fitted"):
        model.predict(wells[0])
    with pytest.raises(ModelError, match="not fitted"):
        model.save(tmp_path / "m")


@pytest.mark.slow
def test_fitted_twice_a_model_is_the_same_and_its_arguments_are_as_they_were_given(wells):
    """Counts may be numpy's; the second fit, of other wells between, gives the bytes of the first."""
    options = {"members": np.int64(2), "components": np.int64(2), "epochs": np.int64(2), "seed": np.int64(3)}
    model = LogModel("DT", **options, inputs=["RHOB", "gr"])
    first = model.fit(wells[:2]).to_bytes()
    assert model.fit(wells[2:5]).to_bytes() != first and model.fit(wells[:2]).to_bytes() == first
    assert {name: getattr(model, name) for name in options} == options and model.inputs == ["RHOB", "gr"]
    assert all(name.endswith("_") or name.startswith("_") for name in vars(model).keys() - vars(LogModel()).keys())


@pytest.mark.parametrize(
    "option",
    [{"members": 2.5}, {"members": 0}, {"epochs": 1.5}, {"components": "3"}, {"seed": 3.7}, {"seed": -1}],
)
def test_counts_and_seeds_are_whole_numbers_in_their_range(wells, option):
    """Nothing is rounded in silence, and no generator takes a seed below 0."""
    with pytest.raises(UsageError, match="whole number"):
        LogModel("DT", **option).fit(wells[:2])


def test_no_model_is_trained_that_its_own_file_would_be_refused_for(wells):
    """As many members or components as a file may hold, at the most."""
    with pytest.raises(UsageError, match="components must be at most 1000, however: 1001"):
        LogModel("DT", components=1001).fit(wells[:2])


def test_arguments_of_another_type_are_refused_in_words(model, wells):
    """A path for the well of it, a text for a list of names, as the command line takes them."""
    for work in (model.predict, lambda path: LogModel("DT").fit([path])):
        with pytest.raises(TypeError, match="expected a Well, as read_las returns one, however: str"):
            work("W.las")
    for one in (wells[0], "W.las", None):
        said = rf"expected a list of Wells, as in \[read_las\(path\)\], however: {type(one).__name__}"
        with pytest.raises(TypeError, match=said):
            LogModel("DT").fit(one)
    for name in ("inputs", "exclude"):
        with pytest.raises(UsageError, match=f"{name} must be a list of names"):
            LogModel("DT", **{name: "GR,RHOB"}).fit(wells[:2])
    with pytest.raises(UsageError, match="use_depth must be True, False or None, however: no"):
        LogModel("DT", use_depth="no").fit(wells[:2])
    for option in ({"inputs": [5]}, {"exclude": None}, {"target": 5}):
        with pytest.raises(UsageError, match="must be (a list of names|the name of a log)"):
            LogModel(**{"target": "DT"} | option).fit(wells[:2])
    with pytest.raises(UsageError, match="whole number"):
        LogModel("DT", members=True).fit(wells[:2])
    with pytest.raises(ValueError, match="in one row"):
        model.predict(wells[5]).quantile([[0.1, 0.9]])


def test_a_depth_that_its_file_calls_none_is_warned_of_where_depth_is_an_input(model, wells):
    """A contest numbers its samples, and a field's model reads that as burial."""
    for said, told in (("Sample index x 0.5, not a surveyed depth", True), ("Measured depth (index)", False)):
        found = model.predict(replace(wells[5], depth_description=said)).notices
        assert any(n.subject == "DEPT" and "--no-depth" in n.text for n in found) == told
    bare = LogModel("DT", use_depth=False, members=1, epochs=1, components=1).fit(wells[:2])
    noted = replace(wells[5], depth_description="sample number")
    assert {n.severity for n in bare.predict(noted).notices if n.subject == "DEPT"} == {"info"}


def test_a_porosity_for_another_rock_than_that_of_training_is_told(wells, tmp_path):
    """By a saved model too, but for one of an older version. A well that names no rock is told nothing."""

    def named(well, name):
        phi = (2.71 - well.curve("RHOB").values) / 1.71
        logs = {name: (phi, "v/v"), "DTC": (well.curve("DTC").values, "us/ft")}
        return trusted_logs(Well.from_arrays(well.name, well.depth, logs))

    def fitted(*names):
        pairs = zip(wells, names, strict=False)
        return LogModel("DTC", members=1, epochs=1, components=1).fit([named(w, name) for w, name in pairs])

    def told(notices):
        return [str(n) for n in notices if "--exclude NPHI" in n.text and n.severity == "warn"]

    path, model = tmp_path / "m.safetensors", fitted("NPHI", "NPLS")
    data = model.to_bytes()
    path.write_bytes(data)
    assert not told(model.fit_notices_)
    found = {
        name: told(LogModel.load(path).predict(named(wells[2], name)).notices) for name in ("NPSS", "NPLS", "NPHI")
    }
    assert not found["NPLS"] and not found["NPHI"]
    assert found["NPSS"][0].startswith(
        "NPHI: on sandstone matrix (NPSS), the training wells' on limestone (1 well): the same formation reads"
    )
    assert model.predict(named(wells[2], "NPSS")).inputs["NPHI"]["matrix"] == "sandstone"
    assert "matrix" not in model.predict(named(wells[2], "NPHI")).inputs["NPHI"]
    stated = replace(named(wells[2], "NPHI").well, neutron_matrix="sandstone")
    assert "on sandstone matrix (NPHI, as the header states), the" in told(model.predict(stated).notices)[0]
    path.write_bytes(_forge(data, lambda header: header.pop("matrices")))
    assert not told(LogModel.load(path).predict(named(wells[2], "NPSS")).notices)
    assert told(fitted("NPLS", "NPSS").fit_notices_)[0].startswith(
        "NPHI: training wells on limestone (1 well) and sandstone (1 well) matrix: "
    )


def test_depth_can_be_named_among_the_logs_that_are_never_used(wells):
    """By its kind or its mnemonic, as any log; nothing else is said of why."""
    for name in ("DEPTH", "dept"):
        model = LogModel("DT", exclude=[name], members=1, epochs=1, components=1).fit(wells[:2])
        assert not model.plan_.use_depth and not any(n.subject == "DEPTH" for n in model.fit_notices_)


def test_a_constant_log_is_predicted_within_its_digits():
    """Trees answer in float32: a temperature of 90.1 throughout is no reason to stretch the band to its limit."""
    wells = []
    for i in range(3):
        well = make_well(i)
        wells.append(
            replace(
                well,
                curves=Well.from_arrays(
                    "", well.depth, {"GR": (well.curve("GR").values, "gAPI"), "TEMP": (np.full(well.n, 90.1), "degC")}
                ).curves,
            )
        )
    model = LogModel("TEMP", members=2, epochs=2, components=1).fit(wells)
    low, high = model.predict(wells[0]).quantile([0.1, 0.9])
    assert (low <= 90.1).all() and (high >= 90.1).all() and (high - low < 0.01).all()


def _damage(kind, data):
    """A damaged copy of a model file."""
    (length,) = struct.unpack("<Q", data[:8])
    layout = json.loads(data[8 : 8 + length])
    if kind == "cut":
        return data[: len(data) // 2]
    if kind == "longer":
        return data + bytes(8)
    if kind == "bit":
        return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]
    if kind == "huge header":
        return struct.pack("<Q", 1 << 62) + data[8:]
    if kind == "text":
        return b"GR,RHOB\n1,2\n" * 100
    if kind == "schema":
        layout["__metadata__"]["welllog_mdn"] = json.dumps({"schema": "welllog_mdn/99", "checksum": ""})
    if kind == "header":
        layout["__metadata__"]["welllog_mdn"] = layout["__metadata__"]["welllog_mdn"].replace('"DTC"', '"DTS"')
    if kind == "huge tensor":
        layout["network"]["shape"] = [1 << 40, 1 << 20]
    if kind == "extra":
        layout["more"] = {"dtype": "U8", "shape": [0], "data_offsets": [0, 0]}
    if kind == "overlap":
        layout["target.sd"]["data_offsets"] = layout["target.mean"]["data_offsets"]
    text = json.dumps(layout).encode()
    return struct.pack("<Q", len(text)) + text + data[8 + length :]


@pytest.mark.parametrize(
    "kind",
    ["cut", "longer", "bit", "huge header", "text", "schema", "header", "huge tensor", "extra", "overlap", "empty"],
)
def test_a_damaged_model_is_refused_in_one_line(model, tmp_path, kind):
    """ModelError, one line, exit code 2, whatever was done to the file."""
    path = tmp_path / "m.safetensors"
    path.write_bytes(b"" if kind == "empty" else _damage(kind, model.to_bytes()))
    with pytest.raises(ModelError) as error:
        LogModel.load(path)
    assert "\n" not in str(error.value) and error.value.exit_code == 2
    assert ("made by another version of this program" in str(error.value)) == (kind == "schema")


@pytest.mark.parametrize("kind", ["float16", "bool", "complex64"])
def test_a_tensor_of_a_type_that_no_model_has_is_named(model, tmp_path, monkeypatch, kind):
    """Also where all checksums hold: half precision would else be read as weights."""
    whole = {**tensors_of(model), "scaling.sd": np.ones(model.plan_.d, kind)}
    monkeypatch.setattr(modelfile, "tensors_of", lambda model: whole)
    (tmp_path / "m").write_bytes(modelfile.packed(model))
    with pytest.raises(ModelError, match=f"a damaged one: scaling.sd is of type {kind}$"):
        LogModel.load(tmp_path / "m")


def _forge(data, change):
    """A model file whose header was changed, with checksums that hold."""
    (length,) = struct.unpack("<Q", data[:8])
    layout = json.loads(data[8 : 8 + length])
    header = json.loads(layout["__metadata__"]["welllog_mdn"])
    del header["checksum"]
    change(header)
    header["checksum"] = hashlib.sha256(json.dumps(header, sort_keys=True).encode()).hexdigest()
    layout["__metadata__"]["welllog_mdn"] = json.dumps(header)
    text = json.dumps(layout).encode()
    return struct.pack("<Q", len(text)) + text + data[8 + length :]


def _put(*path, value):
    """A change that sets what lies at a path of the header."""

    def change(header):
        for step in path[:-1]:
            header = header[step]
        header[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _put("seed", value=-5),
        _put("network", "sigma_floor", value=float("nan")),
        _put("network", "sigma_floor", value=-1.0),
        _put("plan", "inputs", value=["GR", "RHOB", "XYZ"]),
        _put("plan", "inputs", value=["GR", "GR", "RDEP"]),
        _put("plan", "inputs", value=["GR", "DTC", "RDEP"]),
        _put("target", value="x"),
        _put("plan", "log10", value=[False]),
        _put("plan", "log10", 0, value=[]),
        _put("plan", "grid", value=[0.1]),
        _put("plan", "grid", value=[]),
        _put("plan", "grid", value=[float("nan")] * 4),
        _put("plan", "means", value=[-5.0, -20.0]),
        _put("ranges", value={}),
        _put("ranges", "RDEP", 0, value=-1.0),
        _put("scores", value={}),
        _put("scores", "pooled", value={"cover": "x"}),
        _put("scores", "pooled", "crps", value="x"),
        _put("scores", "wells", 0, value=1.5),
        _put("scores", "wells", 0, "nll", value=[]),
        _put("settings", value={"pull": 0.5}),
        _put("training_wells", value=[]),
        _put("training_wells", 0, "fold", value=99),
        _put("training_wells", 0, "fold", value=-1),
        _put("training_wells", 0, "name", value=None),
        _put("coherence", 0, value=float("nan")),
        _put("nll_valid", value=float("nan")),
        _put("fit_notices", value=[[1, 2, 3]]),
    ],
)
def test_a_header_that_claims_what_cannot_be_is_refused(model, tmp_path, change):
    """Anyone can make a checksum; so what the header says is looked at before it is used."""
    path = tmp_path / "m.safetensors"
    path.write_bytes(_forge(model.to_bytes(), lambda header: None))
    assert LogModel.load(path).inputs_ == model.inputs_
    path.write_bytes(_forge(model.to_bytes(), change))
    with pytest.raises(ModelError, match="not a usable model"):
        LogModel.load(path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("target.sd", np.zeros_like),
        ("scaling.sd", np.negative),
        ("member_fold", np.zeros_like),
        ("heldout.well", lambda well: well + 5),
        ("heldout.p50", lambda p50: p50[:-1]),
    ],
)
def test_tensors_that_do_not_belong_together_are_refused(model, name, change):
    """Spreads that divide by zero, folds without a member, samples of a well that there is not or without a median."""
    tensors = tensors_of(model)
    with pytest.raises(ValueError, match="no spread|no member|not whole"):
        restored(header_of(model), tensors | {name: change(tensors[name])}, LogModel._begun)


@pytest.mark.parametrize("name", ["heldout.measured", "heldout.pit", "cloud.target", "reliability.observed"])
def test_a_model_without_what_a_report_needs_is_refused(model, name):
    """When it is read, not well by well: whether the arrays are not there, or as many as the others of their kind."""
    whole, room = tensors_of(model), name.partition(".")[0]
    cut, scalar = whole | {name: whole[name][:1]}, whole | {name: whole[name][0].reshape(())}
    for tensors in ({k: v for k, v in whole.items() if k != name}, cut, scalar):
        with pytest.raises(ValueError, match=f"arrays of {room} are not whole"):
            restored(header_of(model), tensors, LogModel._begun)


def test_a_model_without_held_out_samples_is_refused(model):
    """No report and no verdict has to ask whether there are any."""
    empty = {name: array[:0] if name.startswith("heldout.") else array for name, array in tensors_of(model).items()}
    with pytest.raises(ValueError, match="zero-size"):
        restored(header_of(model), empty, LogModel._begun)


def test_a_missing_model_file_is_refused_in_one_line(tmp_path):
    """Not a traceback of the operating system."""
    with pytest.raises(ModelError, match="cannot read the model"):
        LogModel.load(tmp_path / "none.safetensors")


def test_a_model_of_an_empty_name_is_told_so():
    """It is the value of an unset variable, not the current folder."""
    with pytest.raises(ModelError, match="^empty file name$"):
        LogModel.load("")


def test_a_model_that_is_no_regular_file_is_refused(tmp_path):
    """A pipe that nobody writes to would wait for ever, and /dev/zero fill the memory."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(ModelError, match="not a regular file"):
            LogModel.load(path)


def test_a_lone_well_fills_its_own_gap_and_says_that_no_other_well_checked_it():
    """Held out are blocks of depth; the gap's P50 is right to the noise."""
    whole = make_well(1, n=1500)
    truth = whole.curve("DTC").values
    gap = (np.arange(1500) > 700) & (np.arange(1500) < 1000)
    model = LogModel("DTC", **QUICK).fit([changed(whole, DTC=np.where(gap, np.nan, truth))])
    assert model.checked_on_other_wells_ is False
    filled = model.predict(whole).quantile([0.1, 0.5, 0.9])
    assert np.sqrt(np.mean((filled[1] - truth)[gap] ** 2)) < 4.5
    assert 0.6 < np.mean((truth >= filled[0])[gap] & (truth <= filled[2])[gap]) < 0.95


@pytest.mark.slow
def test_what_is_held_out_of_a_lone_well_is_held_out_of_its_sidetrack(tmp_path):
    """The sidetrack's file holds the well's own logs. Moved by 50 us/ft within the fifth of the blocks of 95 samples of
    both, the sonic leaves the median of its held-out members there as it was. A model from a file cannot tell blocks.
    """
    found = []
    for shift in (0.0, 50.0):
        whole = make_well(1, n=1500)
        block = (np.arange(1500) >= 460) & (np.arange(1500) < 545)
        whole = changed(whole, DTC=whole.curve("DTC").values + shift * block)
        some = slice(150, None)
        deeper = tuple(replace(c, values=c.values[some]) for c in whole.curves)
        side = replace(whole, name="15/1-1 A", depth=whole.depth[some] + 0.1, curves=deeper)
        model = LogModel("DTC", **QUICK).fit([whole, replace(side, sha256="5" * 64)])
        found.append(model.predict_held_out(whole).quantile(0.5)[0][480:525])
    assert found[0] == pytest.approx(found[1], abs=1e-4)
    model.save(tmp_path / "m.safetensors")
    loaded, taught = LogModel.load(tmp_path / "m.safetensors"), replace(side, sha256="5" * 64)
    for known in (
        taught,
        replace(side, sha256="6" * 64),
        replace(side, name="renamed"),
        replace(make_well(7), name="15/1-1 B"),
    ):
        assert loaded.known(known) == (None, True)
    assert not loaded.known(make_well(7)).taught
    with pytest.raises(ModelError, match="15/1-1 A trained this model of DTC, and no members are known"):
        loaded.predict_held_out(taught)


def test_a_lone_well_with_two_far_intervals_trains_and_counts_what_it_leaves_out():
    """The blocks of depth are as thick as their own samples, not as the gap between the intervals."""
    well = make_well(3, n=4000, step=0.75, dtc=40.0)
    measured = well.curve("DTC").values.copy()
    measured[150:3850] = np.nan
    lone = LogModel("DT", **QUICK).fit([changed(well, DTC=measured)])
    apart = lone.excluded_["rows that keep blocks of depth apart"]
    assert lone.training_rows_ + apart == 300 and 0 < apart <= 60


def test_a_loaded_model_says_where_it_was_trained(model, monkeypatch, tmp_path):
    """Not what the machine that loads it has."""
    model.save(tmp_path / "m.safetensors")
    monkeypatch.setattr("welllog_mdn.model.log_model._device", lambda name: "elsewhere")
    assert LogModel.load(tmp_path / "m.safetensors").device_ == model.device_ in ("cpu", "cuda")


def test_wells_without_any_input_teach_nothing(wells):
    """Without depth as an input; they are counted, and the others train."""
    bare = without(wells[2], "GR", "RHOB", "RDEP")
    model = LogModel("DT", **QUICK, use_depth=False).fit([wells[0], bare, wells[1]])
    assert model.excluded_ == {
        "rows without any of the inputs": 600,
        "wells with fewer than 100 usable samples of DTC beside any of the inputs": 1,
    }
    assert [w["name"] for w in model.training_wells_] == ["15/0-0", "15/1-1"]
    assert np.isfinite(model.predict_held_out(wells[1]).quantile(0.5)).all()
    with pytest.raises(ModelError, match="did not train"):
        model.predict_held_out(bare)


def _inputs_above(well, row):
    """The well with its inputs above a row only."""
    values = {c.mnemonic: np.where(np.arange(well.n) < row, c.values, np.nan) for c in well.curves}
    return changed(well, **{**values, "DTC": well.curve("DTC").values})


def test_samples_that_could_never_be_predicted_neither_teach_nor_are_scored(wells):
    """Without depth, inputs down to row 250 and their windows of 20 m say something of 300 rows in 600."""
    model = LogModel("DT", **QUICK, use_depth=False).fit([_inputs_above(w, 250) for w in wells[:3]])
    predicted = model.predict(_inputs_above(wells[3], 250)).predicted
    assert predicted.tolist() == [True] * 300 + [False] * 300
    assert model.training_rows_ == model.scores_["pooled"]["rows"] == 3 * 300
    assert model.excluded_ == {"rows without any of the inputs": 3 * 300}


def test_a_loaded_model_of_a_lone_well_finds_the_blocks_of_what_was_learnt(wells, tmp_path):
    """Without depth only the upper half teaches, and is cut; a cut of the whole well would part it elsewhere."""
    well = replace(_inputs_above(wells[0], 250), sha256="7" * 64)
    model = LogModel("DT", **QUICK, use_depth=False).fit([well])
    model.save(tmp_path / "m.safetensors")
    again = LogModel.load(tmp_path / "m.safetensors").predict_held_out(well).quantile(0.5)
    assert np.array_equal(again, model.predict_held_out(well).quantile(0.5), equal_nan=True)


def test_a_well_whose_inputs_end_where_its_sonic_begins_teaches_nothing(wells):
    """Without depth; it is left out, and where all wells are so nothing is trained, in words."""
    below = np.where(np.arange(600) < 400, np.nan, wells[0].curve("DTC").values)
    apart = _inputs_above(changed(wells[0], DTC=below), 350)
    some = _inputs_above(wells[2], 380)
    model = LogModel("DT", **QUICK, use_depth=False, inputs=["GR"]).fit([apart, wells[1], some])
    assert [w["name"] for w in model.training_wells_] == ["15/1-1", "15/2-2"]
    with pytest.raises(ModelError, match=r"no training well has 100 usable .* any of the inputs; .* is 90 \(15/1-1\);"):
        LogModel("DT", use_depth=False, inputs=["GR"]).fit([_inputs_above(wells[0], 40), _inputs_above(wells[1], 40)])


def test_inputs_that_are_all_excluded_are_refused(wells):
    """The model hands both lists on as they were given."""
    with pytest.raises(UsageError, match="no input is left: GR named, and excluded"):
        LogModel("DT", inputs=["GR"], exclude=["GR"]).fit(wells[:2])


@pytest.mark.slow
def test_wells_of_one_name_train_in_an_order_of_their_own(wells):
    """Not in the order given."""
    nameless = [replace(w, name="") for w in wells[:2]]
    one, two = (LogModel("DT", **QUICK).fit(order) for order in (nameless, nameless[::-1]))
    assert one.to_bytes() == two.to_bytes()


def test_rows_of_which_depth_alone_is_known_are_said(model, wells):
    """Inputs in the first and the last tenth only."""
    values = {c.mnemonic: c.values.copy() for c in wells[5].curves}
    for name in ("GR", "RHOB", "RDEP"):
        values[name][60:540] = np.nan
    prediction = model.predict(changed(wells[5], **values))
    (text,) = [n.text for n in prediction.notices if "none of the input logs" in n.text]
    blank = int(text.split()[5])
    assert 300 < blank <= 480 and prediction.predicted.all()


def test_bands_that_reach_the_limit_are_said(wells):
    """Two wells that tell opposite stories."""
    other = changed(wells[1], DTC=wells[1].curve("DTC").values + 90.0)
    model = LogModel("DT", **QUICK).fit([wells[0], other])
    assert any("stretched 2.2 times, the most allowed" in n.text for n in model.fit_notices_)


def test_a_placeholder_for_a_uwi_makes_no_training_well(wells):
    """Two wells of one placeholder check each other, and a third is new."""
    nameless = [replace(w, uwi="UNKNOWN") for w in wells[:3]]
    model = LogModel("DT", **QUICK).fit(nameless[:2])
    assert model.checked_on_other_wells_
    assert model.known(trusted_logs(nameless[2])).place is None


def test_two_wells_check_each_other_and_the_members_disagree_where_one_less_matters(wells, tmp_path):
    """Two members learn from both wells, two from one each; where the wells differ by 20 us/ft the spread between
    members says so, from a file as from memory.
    """
    options = {**QUICK, "members": 2}
    model = LogModel("DTC", **options).fit(wells[:2])
    assert model.checked_on_other_wells_ and model.settings_["members"] == 4
    assert any("4 members: 2 learn from all 2 wells" in n.text for n in model.fit_notices_)
    prediction = model.predict(wells[5])
    model.save(tmp_path / "model.safetensors")
    again = LogModel.load(tmp_path / "model.safetensors")
    assert np.array_equal(again.predict(wells[5]).quantile(0.5), prediction.quantile(0.5))
    apart = LogModel("DTC", **options).fit([wells[0], make_well(1, dtc=20.0)]).predict(wells[5])
    assert np.nanmedian(apart.model_sd) > 2.0 * np.nanmedian(prediction.model_sd)


def test_a_small_well_beside_huge_ones_trains(monkeypatch):
    """100 rows beside some 20,000, of which 70 are kept: as beside millions, of which 24,000 are."""
    monkeypatch.setattr("welllog_mdn.model.log_model.StackSettings", partial(StackSettings, rows=70, trees=10))
    model = LogModel("DT", members=1, epochs=1).fit([make_well(0, n=100), make_well(1, n=20_000, step=0.05)])
    assert [w["rows"] for w in model.training_wells_] == [100, 20_000]


def test_wells_with_too_few_samples_do_not_train(wells):
    """A well with 60 samples of the target is counted as excluded; with only such wells nothing is
    trained.
    """
    few = changed(wells[5], DTC=np.where(np.arange(600) < 60, wells[5].curve("DTC").values, np.nan))
    model = LogModel("DTC", **QUICK).fit([*wells[:4], few])
    assert len(model.training_wells_) == 4 and any("fewer than 100" in reason for reason in model.excluded_)
    said = r"has 100 usable samples of DTC; 2 wells looked at; the most that one has is 60 \(15/5-5\); see"
    none = changed(wells[4], DTC=np.full(600, np.nan))
    with pytest.raises(ModelError, match=said):
        LogModel("DTC").fit([few, none])
    with pytest.raises(ModelError, match="1 well looked at; see"):
        LogModel("DTC").fit([none])


@pytest.mark.slow
def test_shear_slowness_stays_above_compressional():
    """Where the well has DTC, no quantile of DTS lies below it, and that is said where it acts."""
    wells = []
    for i in range(4):
        w = make_well(i, n=400)
        dts = 130.0 + 8 * np.random.default_rng(i).standard_normal(400)
        logs = {c.mnemonic: (c.values, c.unit) for c in w.curves} | {"DTS": (dts, "us/ft")}
        wells.append(Well.from_arrays(w.name, w.depth, logs))
    model = LogModel("DTS", **QUICK).fit(wells[:4])
    assert "DTC" in model.inputs_
    slow = changed(wells[0], DTC=wells[0].curve("DTC").values + 45)
    p = model.predict(slow)
    dtc = slow.curve("DTC").values
    assert (p.quantile(0.1)[0] >= dtc - 1e-9).all()
    assert any(n.subject == "DTS" and "physical" in n.text for n in p.notices)


@pytest.mark.slow
def test_a_log_that_is_excluded_does_not_bound_another(wells):
    """Shear slowness of 73 us/ft, which no compressional slowness can pass, unless it must not be looked at."""
    alone = without(wells[5], "DTC", "RHOB")  # beside these the shear is doubted
    logs = {c.mnemonic: (c.values, c.unit) for c in alone.curves}
    logs["DTS"] = (73.0 + np.sin(np.arange(600.0)), "us/ft")
    shear = Well.from_arrays(wells[5].name, wells[5].depth, logs)
    bound, free = (LogModel("DTC", **QUICK, exclude=e).fit(wells[:2]) for e in ((), ("DTS",)))
    assert bound.predict(shear).quantile(0.9).max() <= 74.0 < free.predict(shear).quantile(0.9).min()


def test_a_resistivity_is_predicted_on_a_decade_scale(wells):
    """Quantiles are positive and in ohm.m; the mean is above the median, as of a skewed distribution."""
    p = LogModel("RDEP", **QUICK).fit(wells[:4]).predict(wells[5])
    q, truth = p.quantile([0.1, 0.5, 0.9]), wells[5].curve("RDEP").values
    assert p.log10 and (q > 0).all() and 0.6 < np.mean((truth >= q[0]) & (truth <= q[2])) < 0.95
    grid = np.geomspace(0.01, 1000, 4000)
    assert np.trapezoid(p.pdf(grid, rows=[10])[:, 0], grid) == pytest.approx(1.0, abs=1e-2)
    assert np.mean(p.mean) > np.mean(q[1])


@pytest.mark.slow
def test_a_copy_under_another_name_is_held_out_with_its_well(wells):
    """By the same values of the target at the same depths; two files of one well are one well."""
    copied = [*wells[:4], replace(wells[0], name="99/9-9")]
    model = LogModel("DT", **QUICK).fit(copied)
    assert {w["name"]: w["group"] for w in model.training_wells_}["99/9-9"] == next(
        w["group"] for w in model.training_wells_ if w["name"] == wells[0].name
    )
    assert not LogModel("DT", **QUICK).fit([wells[0], replace(wells[0], name="99/9-9")]).checked_on_other_wells_


def test_a_well_that_could_not_be_predicted_is_no_part_of_the_held_out_scores(wells):
    """It has the target alone: neither taught nor scored, and counted."""
    bare = without(wells[4], "GR", "RHOB", "RDEP")
    model = LogModel("DT", **QUICK).fit([*wells[:4], bare])
    assert len(model.training_wells_) == 4
    assert model.excluded_["wells without any of the inputs, which could never be predicted"] == 1
    assert model.predict_held_out(wells[3]).predicted.all()
    with pytest.raises(ModelError, match="did not train"):
        model.predict_held_out(bare)


def test_a_fit_that_is_broken_off_at_its_end_leaves_no_model(wells, monkeypatch):
    """Scores of the held-out wells come last but one; without them there is no model to predict with."""
    monkeypatch.setattr("welllog_mdn.model.log_model.judge", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    model = LogModel("DT", **QUICK)
    with pytest.raises(KeyboardInterrupt):
        model.fit(wells[:2])
    with pytest.raises(ModelError, match="was not fitted yet"):
        model.predict(wells[5])


def test_a_model_with_a_table_of_its_own_can_be_pickled_and_copied(wells):
    """With the user's mnemonics in it, as every command's model."""
    table = default_table().with_aliases({"GR": ["MYGR"]})
    for again in (copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))):
        assert again(LogModel("DT", table=table)).table.resolve("MYGR", "gAPI") == table.kinds["GR"]


@pytest.mark.slow
def test_wells_of_one_name_that_differ_in_an_input_alone_train_in_an_order_of_their_own(wells):
    """Whatever the order given."""
    twins = [wells[0], changed(wells[0], GR=wells[0].curve("GR").values + 1.0), wells[1]]
    one, other = (LogModel("DT", **QUICK).fit(order) for order in (twins, [twins[1], twins[0], twins[2]]))
    assert one.to_bytes() == other.to_bytes()


@pytest.mark.slow
def test_shear_is_predicted_where_only_what_its_leader_reads_was_logged(wells):
    """Wells with shear have neutron and sonic, all others no neutron: of a new one the sonic is predicted first, then
    the shear at each of its depths, and none of them is said to rest on depth alone.
    """
    led = []
    for i, well in enumerate(wells[:4]):
        dtc = well.curve("DTC").values
        noise = np.random.default_rng(i).normal(0, 2, well.n)
        logs = {"NPHI": ((dtc - 50) / 200, "v/v"), "DTC": (dtc, "us/ft"), "DTS": (1.8 * dtc + noise, "us/ft")}
        led.append(Well.from_arrays(well.name, well.depth, logs))
    others = [make_well(i) for i in range(10, 30)]
    model = LogModel("DTS", **QUICK).fit([*led, *others])
    assert set(model.inputs_) == {"NPHI", "DTC"} and not {"NPHI"} & set(model.leader_.inputs_)
    found = model.predict(without(wells[5], "DTC"))
    assert found.predicted.all() and not any("depth alone" in n.text for n in found.notices)
    first = model.leader_.predict(without(wells[5], "DTC")).quantile(0.5)
    assert (found.quantile(0.01) >= first - 0.1).all()  # as slow as the sonic that it was read from, at the least


@pytest.mark.slow
def test_an_input_that_was_never_run_with_the_sonic_does_not_take_its_model_away(wells):
    """Gamma ray and sonic stand beside shear, in no well together: the sonic is predicted first from the rest."""
    led = []
    for i, well in enumerate(wells[:4]):
        logs = {k: (well.curve(k).values, u) for k, u in (("GR", "gAPI"), ("RDEP", "ohm.m"), ("DTC", "us/ft"))}
        logs["DTS"] = (1.8 * well.curve("DTC").values, "us/ft")
        del logs["GR" if i % 2 else "DTC"]
        led.append(Well.from_arrays(well.name, well.depth, logs))
    model = LogModel("DTS", inputs=["DTC", "GR", "RDEP"], members=1, epochs=1, components=1).fit(led)
    assert model.inputs_ == ("GR", "RDEP", "DTC") and model.leader_.inputs_ == ("RDEP",)
    barred = LogModel("DTS", inputs=["DTC", "GR"], members=1, epochs=1, components=1).fit(led)
    assert barred.leader_ is None


def test_sidetracks_share_a_fold(wells):
    """ "15/0-0" and "15/0-0 A" are held out together."""
    side = replace(make_well(7), name="15/0-0 A")
    model = LogModel("DTC", **QUICK).fit([*wells[:4], side])
    fold = {w["name"]: w["fold"] for w in model.training_wells_}
    assert fold["15/0-0"] == fold["15/0-0 A"]


def test_depth_that_only_counts_samples_is_no_input(wells):
    """Wells that all start at 1000.0 have no depth; wells that do not, have."""
    same = [replace(w, depth=1000.0 + 0.2 * np.arange(w.n)) for w in wells[:4]]
    for group, counts in ((same, True), (wells, False)):
        assert depth_is_a_counter([trusted_logs(w) for w in group]) == counts
    model = LogModel("DTC", **QUICK).fit(same)
    assert not model.plan_.use_depth and any(n.subject == "DEPTH" for n in model.fit_notices_)
