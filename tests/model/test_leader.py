"""A log that follows another one: shear slowness where a well has no compressional slowness either."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from welllog_mdn.errors import ModelError
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.splits import split_wells
from welllog_mdn.field.training import training_set
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.model.held_out import HeldOut
from welllog_mdn.model.leader import Filled
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.model.modelfile import header_of, restored, tensors_of
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well

QUICK = {"members": 4, "epochs": 6, "components": 2, "use_depth": False}
pytestmark = pytest.mark.usefixtures("small_learner")


def make_well(i, dense=False, shear=True, compressional=True, n=600, noise=(2.0, 4.0)):
    """DTC = 190 - 40 RHOB and DTS = 1.9 DTC, each with noise; RHOB about 2.2, or `dense` about 2.6."""
    rng = np.random.default_rng(i)
    z = 1000 + 17.0 * i + 0.5 * np.arange(n)
    rhob = (2.6 if dense else 2.2) + 0.1 * np.sin(z / (5 + i)) + 0.01 * rng.standard_normal(n)
    gr = 75 + 20 * np.sin(z / 11) + 3 * rng.standard_normal(n)
    dtc = 190 - 40 * rhob + noise[0] * rng.standard_normal(n)
    dts = 1.9 * dtc + noise[1] * rng.standard_normal(n)
    logs = {"GR": (gr, "gAPI"), "RHOB": (rhob, "g/cm3"), "DTC": (dtc, "us/ft"), "DTS": (dts, "us/ft")}
    logs = {k: v for k, v in logs.items() if (k != "DTS" or shear) and (k != "DTC" or compressional)}
    return trusted_logs(Well.from_arrays(f"15/{i}-{i}", z, logs))


def changed(logs, name, values):
    """The well with other values of a log."""
    found = {k: replace(v, values=values, measured=values) if k == name else v for k, v in logs.logs.items()}
    return replace(logs, logs=found)


def truth_of(i, **about):
    """The shear slowness that a well would have shown."""
    return make_well(i, **about).logs["DTS"].values


@pytest.fixture(scope="module")
def shear():
    """Three wells with both sonic logs, all of them light; the third lacks DTC in its upper half."""
    wells = [make_well(i) for i in range(3)]
    dtc = wells[2].logs["DTC"].values.copy()
    dtc[:300] = np.nan
    return [*wells[:2], changed(wells[2], "DTC", dtc)]


@pytest.fixture(scope="module")
def sonic_only():
    """Four wells with DTC alone, two of them dense."""
    return [make_well(i, dense=i > 4, shear=False) for i in range(3, 7)]


@pytest.fixture(scope="module")
def model(shear, sonic_only):
    return LogModel("DTS", **QUICK).fit([*shear, *sonic_only])


def rmse(prediction, truth):
    """Error of P50."""
    return float(np.sqrt(np.mean((prediction.quantile(0.5)[0] - truth) ** 2)))


@pytest.mark.slow
def test_wells_with_compressional_slowness_alone_teach_shear_slowness_in_rock_that_no_shear_well_has(shear, model):
    """In dense rock, 30 us/ft faster than any that has shear: the trend over DTC knows it, and DTC the other wells."""
    blind = make_well(9, dense=True, shear=False, compressional=False)
    alone = LogModel("DTS", **QUICK).fit(shear)
    assert rmse(alone.predict(blind), truth_of(9, dense=True)) > 20
    assert rmse(model.predict(blind), truth_of(9, dense=True)) < 12
    assert "predicted first" in " ".join(map(str, model.predict(blind).notices))


def test_what_is_unknown_of_the_leading_log_is_in_the_band(model):
    """Noise of 4 us/ft beside a measured DTC, of 5.5 beside a predicted one; each band holds four fifths."""
    truth, widths = truth_of(10), []
    for compressional in (True, False):
        low, high = model.predict(make_well(10, shear=False, compressional=compressional)).quantile([0.1, 0.9])
        assert np.mean((truth >= low) & (truth <= high)) == pytest.approx(0.8, abs=0.12)
        widths.append(float(np.mean(high - low)))
    assert widths[1] > 1.15 * widths[0]


def test_a_filled_in_leading_log_has_factors_of_its_own(model):
    """Two for wells with most tools or few where DTC was run, two where it is predicted first, of every unit's rest."""
    for factors in (model.calibration_.factors, *model.calibration_.without):
        assert len(factors) == 4 and not set(factors[:2]) & set(factors[2:])


def test_a_leading_log_that_is_hidden_is_no_tool_that_was_run():
    """Without density above, gamma ray alone is left there where DTC is predicted first: one tool of three, few, and
    below two of three; with DTC two and three of them, which are never few.
    """
    wells = [make_well(i) for i in range(4)]
    upper = np.arange(600) < 300
    wells = [changed(w, "RHOB", np.where(upper, np.nan, w.logs["RHOB"].values)) for w in wells]
    factors = LogModel("DTS", **QUICK).fit(wells).calibration_.factors
    assert factors[0] == factors[1] and factors[2] != factors[3]


def test_bands_are_stretched_by_samples_with_the_leading_log_and_by_samples_where_it_is_predicted_first(monkeypatch):
    """DTC was not run over 50 m, and over 50 m nothing but DTC: neither stretches the bands of the other kind."""
    asked, real = [], HeldOut.calibration
    monkeypatch.setattr(
        HeldOut, "calibration", lambda held, some: (asked.append((held.alone, some)), real(held, some))[1]
    )
    wells, rows = [make_well(i) for i in range(3)], np.arange(600)
    for name, gone in (("DTC", rows >= 500), ("RHOB", rows < 100), ("GR", rows < 100)):
        wells = [changed(w, name, np.where(gone, np.nan, w.logs[name].values)) for w in wells]
    LogModel("DTS", **QUICK).fit(wells)
    logged, hidden = asked[-2:]  # those before are of the model of DTC
    for (alone, some), wanted in ((logged, False), (hidden, True)):
        assert 0 < alone.sum() < len(alone) and np.array_equal(some, alone == wanted)


@pytest.mark.slow
def test_an_uncertain_leading_log_makes_no_modes():
    """DTC known to 8 us/ft, DTS to 1.5 where DTC is: without DTC the density has one hill, and a wide one."""
    some = partial(make_well, noise=(8.0, 1.5))
    model = LogModel("DTS", **QUICK).fit([some(i, shear=i < 3) for i in range(7)])
    prediction = model.predict(some(9, shear=False, compressional=False))
    density = prediction.pdf(np.arange(100.0, 280.0, 0.5), rows=list(range(0, 600, 10)))
    rises = np.sign(np.diff(density, axis=0))
    hills = ((rises[:-1] > 0) & (rises[1:] < 0)).sum(axis=0)
    assert np.mean(hills == 1) > 0.9
    assert np.median(prediction.sd) == pytest.approx(1.9 * 8.0, rel=0.25)


def test_where_the_leading_log_was_run_it_is_read_as_it_is(model):
    """The prediction of DTC serves only the rows without it."""
    whole = make_well(11, shear=False)
    dtc = whole.logs["DTC"].values.copy()
    dtc[:200] = np.nan
    some = model.predict(changed(whole, "DTC", dtc)).quantile([0.1, 0.5, 0.9])
    every = model.predict(whole).quantile([0.1, 0.5, 0.9])
    far = slice(300, None)  # beyond the windows
    assert some[:, far] == pytest.approx(every[:, far], abs=1e-3)
    assert not np.allclose(some[:, :150], every[:, :150], atol=1.0)


def test_a_training_well_s_own_sonic_does_not_fill_its_gap_when_it_is_held_out(shear, sonic_only, model):
    """Its DTC below moved by 30 us/ft: the median of the DTC that is filled in above stays, and that of its
    held-out DTS too.
    """
    moved = [*shear[:2], changed(shear[2], "DTC", shear[2].logs["DTC"].values + 30.0)]
    other = LogModel("DTS", **QUICK).fit([*moved, *sonic_only])
    above = slice(0, 240)
    led = [m._unseen_leading_log(w).quantile(0.5)[0] for m, w in ((model, shear[2]), (other, moved[2]))]
    assert led[0] == pytest.approx(led[1], abs=1e-4)
    medians = [m.predict_held_out(w).quantile(0.5)[0][above] for m, w in ((model, shear[2]), (other, moved[2]))]
    assert medians[0] == pytest.approx(medians[1], abs=1.0)


def test_the_well_s_own_shear_does_not_bound_the_sonic_that_is_filled_in(model):
    """A well without DTC gets the same numbers with its own shear, with one below any sonic, and with none."""
    well = make_well(13, compressional=False)
    wells = [well, changed(well, "DTS", np.full(600, 85.0)), make_well(13, compressional=False, shear=False)]
    found = [model.predict(w).quantile([0.1, 0.5, 0.9]) for w in wells]
    assert np.array_equal(found[0], found[1]) and np.array_equal(found[0], found[2])


def test_the_leading_log_of_a_held_out_well_is_read_from_the_log_that_stands_in_for_a_resistivity(shear, sonic_only):
    """One of two wells with shear lacks RDEP, which only the model of DTC reads; RMED stands in for it, as anywhere."""

    def with_resistivity(logs, name):
        ohms = trusted_logs(
            Well.from_arrays("x", logs.well.depth, {name: (10 ** (logs.logs["RHOB"].values - 1.5), "ohm.m")})
        )
        return replace(logs, logs={**logs.logs, name: ohms.logs[name]})

    lacks = with_resistivity(shear[0], "RMED")
    others = [with_resistivity(w, "RDEP") for w in (shear[1], *sonic_only)]
    model = LogModel("DTS", **QUICK).fit([lacks, *others])
    assert "RDEP" not in model.inputs_ and "RDEP" in model.leader_.inputs_
    read, wanted = (
        found.quantile(0.5) for found in (model._unseen_leading_log(lacks), model.leader_.predict_held_out(lacks))
    )
    assert np.array_equal(read, wanted)


@pytest.mark.slow
def test_a_sidetrack_that_taught_the_leading_log_is_unseen_in_memory_and_from_a_file(tmp_path, shear, sonic_only):
    """The third well has no DTC at all, its sidetrack has: both ways of checking it leave the sidetrack out."""
    lone = make_well(2, compressional=False)
    side = replace(sonic_only[0], well=replace(sonic_only[0].well, name="15/2-2 A"))
    model = LogModel("DTS", **QUICK).fit([*shear[:2], make_well(8), lone, side, *sonic_only[1:]])
    model.save(tmp_path / "m.safetensors")
    again = LogModel.load(tmp_path / "m.safetensors")
    found = [m._unseen_leading_log(lone).quantile(0.5)[0] for m in (model, again)]
    assert np.array_equal(found[0], found[1])
    assert not np.array_equal(found[0], model.leader_.predict(lone).quantile(0.5)[0])


def test_a_copy_without_the_leading_log_is_checked_without_what_its_well_taught_of_that(shear, model):
    """Under another name its shear tells both models which well it is: DTC is filled in as if it had never been run."""
    known = replace(shear[1], logs={k: v for k, v in shear[1].logs.items() if k != "DTC"})
    copy = replace(known, well=replace(known.well, name="other"))
    found = [model.predict_held_out(w).quantile([0.1, 0.5, 0.9]) for w in (known, copy)]
    assert np.array_equal(*found)
    assert not np.array_equal(
        model.leader_._predict_unseen(known).quantile(0.5), model.leader_.predict(copy).quantile(0.5)
    )


def test_a_file_whose_parts_do_not_belong_together_is_refused(model):
    """Two factors of calibration where a leading log needs four."""
    header = header_of(model)
    short = {**header, "calibration": [factors[:2] for factors in header["calibration"]]}
    with pytest.raises(ValueError, match="2 factors of calibration"):
        restored(short, tensors_of(model), LogModel._begun)


def test_a_saved_model_predicts_the_same_to_the_bit(tmp_path, shear, model):
    """In a well without compressional slowness, which the leading model in the file predicts."""
    model.save(tmp_path / "m.safetensors")
    again = LogModel.load(tmp_path / "m.safetensors")
    blind = make_well(12, shear=False, compressional=False)
    assert np.array_equal(again.predict(blind).quantile(0.3), model.predict(blind).quantile(0.3))
    assert again.to_bytes() == model.to_bytes()


def test_the_leading_model_of_a_loaded_model_has_bytes(tmp_path, model):
    """They are those that it had before."""
    model.save(tmp_path / "m.safetensors")
    again = LogModel.load(tmp_path / "m.safetensors")
    assert again.leader_.to_bytes() == model.leader_.to_bytes()


@pytest.mark.slow
def test_a_model_without_compressional_slowness_as_input_has_no_leader(shear, sonic_only):
    """Nor one that reads nothing else: where it is missing no input is left to predict it from."""
    model = LogModel("DTS", exclude=["DTC"], **QUICK).fit([*shear, *sonic_only])
    assert model.leader_ is None
    only = LogModel("DTS", inputs=["DTC"], **QUICK).fit(shear)
    assert only.leader_ is None
    with pytest.raises(ModelError, match="none of the model's inputs"):
        only.predict(make_well(9, shear=False, compressional=False))


@pytest.mark.parametrize("named", [["DTC", "DTST"], None])
def test_a_leading_log_is_not_predicted_from_another_of_the_target_s_family(named):
    """Stoneley slowness stands beside it among the inputs that are named, and nothing else; or the gamma ray, which
    alone predicts it.
    """
    wells = []
    for i in range(2):
        logs = make_well(i)
        made = {k: (logs.logs[k].values, "us/ft") for k in ("DTC", "DTS")}
        made["DTST"] = (made["DTS"][0] + 60.0, "us/ft")
        made |= {} if named else {"GR": (logs.logs["GR"].values, "gAPI")}
        wells.append(Well.from_arrays(logs.well.name, logs.well.depth, made))
    model = LogModel("DTS", inputs=named, **{**QUICK, "members": 1, "epochs": 1}).fit(wells)
    assert model.inputs_ == (("DTC", "DTST") if named else ("GR", "DTC", "DTST"))
    assert (model.leader_ and model.leader_.inputs_) == (None if named else ("GR",))


def test_an_uncertain_input_widens_by_its_own_spread_times_the_slope():
    """y = 3 v with a standard deviation of 4, v between P10 = 10 and P90 = 20: mean 45, sd hypot(4, 30 / 2.5631)."""

    def reader(x, rows):
        mean = torch.from_numpy(3.0 * x[:, 1:].astype(np.float64))
        return GaussianMixture(torch.zeros_like(mean), mean, torch.full_like(mean, 4.0))

    where = np.array([True, False, True])
    values = np.array([[[1.0], [10.0]], [[1.5], [15.0]], [[2.0], [20.0]]], np.float32)
    x = np.array([[7.0, np.nan], [7.0, 5.0], [7.0, np.nan]], np.float32)
    found = Filled(slice(1, 2), where, values).read(x[1:], np.array([1, 2]), reader)
    assert found.means[:, 0].tolist() == [15.0, 45.0]
    assert found.sds[:, 0].tolist() == pytest.approx([4.0, np.hypot(4.0, 30.0 / 2.5631)])


def test_wells_without_the_target_teach_but_are_not_scored_nor_teach_for_their_sidetrack(shear, sonic_only):
    """Those with a sonic alone are in every split, a sidetrack but in that where its own well is blind."""
    kind = default_table().target("DTS")
    other = make_well(9, shear=False)
    side = replace(other, well=replace(other.well, name="15/1-1 A", uwi=""))
    splits, _ = split_wells([*shear, *sonic_only, side], None, kind, None, Listener())
    blind = [w for _, group in splits for w in group]
    assert {id(w) for w in blind} == {id(w) for w in shear}
    for taught, group in splits:
        assert all(any(w is t for t in taught) for w in sonic_only)
        assert any(w is side for w in taught) == (group[0] is not shear[1])


def test_the_well_itself_trains_from_its_file_with_the_target(shear, sonic_only):
    """Of two files of one well the one with shear serves, wherever it stands."""
    kind = default_table().target("DTS")
    copy = replace(shear[0], logs={k: v for k, v in shear[0].logs.items() if k != "DTS"})
    lone = replace(copy, logs={k: v for k, v in copy.logs.items() if k != "DTC"})
    own, blind = (training_set(lone, [copy, shear[0], shear[1]], kind, own) for own in (True, False))
    assert {id(w) for w in own} == {id(shear[0]), id(shear[1])}
    assert [id(w) for w in blind] == [id(shear[1])]
