"""Blind wells: splits that do not leak, scores with known answers, baselines on the same rows."""

import gc
import json
from dataclasses import replace
from itertools import product
from types import SimpleNamespace
from weakref import ref

import numpy as np
import pytest
import torch
from plans import plan_of
from scipy.stats import norm

from welllog_mdn import __version__
from welllog_mdn.errors import ModelError, UsageError
from welllog_mdn.features import with_stand_ins
from welllog_mdn.field.baselines import Lesson, available_baselines, gardner, light_gbm, linear, mean_by_depth
from welllog_mdn.field.evaluate import (
    _blind_of_baseline,
    _count_excluded,
    _score_split,
    _taught_baselines,
    _truth,
    _Veil,
    blind_well,
    evaluate,
)
from welllog_mdn.field.evaluation import Blind, EvaluationResult
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.options import Learning, Reading
from welllog_mdn.field.splits import split_wells
from welllog_mdn.field.training import read_candidates
from welllog_mdn.flags import EXTRAPOLATED, FEW_INPUTS, PREDICTED
from welllog_mdn.levels import P10, P50, P90
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.model.prediction import Prediction
from welllog_mdn.model.training_well import Lost
from welllog_mdn.report.evaluation import write_evaluation
from welllog_mdn.scores import LEVELS, paired, score, summary
from welllog_mdn.system.files import find_las
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import CASING
from welllog_mdn.wells.well import Well

TEST_WELL = "a test well, or a sidetrack of one"
DTC = default_table().target("DTC")
QUICK = Learning(members=5, components=2, epochs=5)
pytestmark = pytest.mark.usefixtures("small_learner")


def logs_of(i, n=400, dtc_shift=0.0):
    """Depth and logs of a small well."""
    rng = np.random.default_rng(i)
    z = 1500 + 11.7 * i + 0.25 * np.arange(n)
    rhob = 2.3 + 0.15 * np.sin(z / (4 + i)) + 0.01 * rng.standard_normal(n)
    gr = 75 - 200 * (rhob - 2.3) + 4 * rng.standard_normal(n)
    dtc = 190 - 40 * rhob + 3 * rng.standard_normal(n) + dtc_shift
    return z, {"GR.gAPI": gr, "RHOB.g/cm3": rhob, "DTC.us/ft": dtc}


def write(folder, name, z, logs):
    """Write a small LAS file."""
    folder.mkdir(exist_ok=True)
    head = ["~Version", "VERS. 2.0:", "WRAP. NO:", "~Well", f"STRT.m {z[0]:.4f}:", f"STOP.m {z[-1]:.4f}:"]
    head += ["STEP.m 0.25:", "NULL. -999.25:", f"WELL. {name}:", f"UWI. {name}:", "~Curve", "DEPT.m :"]
    rows = np.column_stack([z, *logs.values()])
    body = [" ".join("-999.25" if np.isnan(v) else f"{v:.5f}" for v in row) for row in rows]
    text = "\n".join([*head, *(f"{k} :" for k in logs), "~ASCII", *body, ""])
    (folder / f"{name.replace('/', '_')}.las").write_text(text)


@pytest.fixture
def folder(tmp_path):
    for i in range(5):
        write(tmp_path / "wells", f"7/{i}-{i}", *logs_of(i))
    return tmp_path / "wells"


def test_scores_of_known_quantiles_are_known():
    """A band of 80..120 about 100 for values 70, 100, 110: cover two thirds, MAE 40/3, interval score by
    hand.
    """
    y = np.array([70.0, 100.0, 110.0])
    q = np.tile(np.interp(LEVELS, [0.05, P10, P50, P90, 0.95], [75, 80, 100, 120, 125])[:, None], (1, 3))
    s = score(y, q, None, None, rows_truth=4)
    assert s["rows"] == 3 and s["rows_truth"] == 4 and s["cover"] == pytest.approx(2 / 3)
    assert s["mae"] == pytest.approx(40 / 3) and s["bias"] == pytest.approx(20 / 3)
    assert s["rmse"] == pytest.approx(np.sqrt(1000 / 3)) and s["width"] == 40.0
    assert (s["below_p10"], s["above_p90"]) == (pytest.approx(1 / 3), 0.0)
    assert s["interval_score"] == pytest.approx(40 + 10 * 10 / 3)
    by_hand = [2 * max(p * (v - x), (p - 1) * (v - x)) for v in y for p, x in ((0.1, 80), (0.5, 100), (0.9, 120))]
    assert s["pinball"] == pytest.approx(np.mean(by_hand))


@pytest.mark.parametrize("kind", [DTC, default_table().target("RDEP")], ids=["linear", "decades"])
def test_values_that_are_all_the_same_have_no_r2(kind):
    """Three times 90.1, whose mean is not 90.1 to the last digit: nothing varies that could be explained."""
    found = score(np.full(3, 90.1), np.full((19, 3), 91.0), None, None, kind=kind)
    assert [v for name, v in found.items() if name.startswith("r2")] == [None] * (1 + kind.log10)


@pytest.mark.parametrize("kind", [DTC, default_table().target("RDEP")], ids=["linear", "decades"])
def test_a_well_without_a_predicted_row_has_every_score_as_nothing(kind):
    """The names of any other well's, so that a reader of the JSON finds null and not a name less."""
    q = np.full((19, 3), 91.0)
    some, none = (score(np.array([90.0, 91, 92])[:n], q[:, :n], None, None, 5, kind) for n in (3, 0))
    assert some.keys() == none.keys() and (none["rows_truth"], none["rows"]) == (5, 0)
    assert {v for name, v in none.items() if name not in ("rows_truth", "rows")} == {None}


def test_the_19_level_crps_of_a_normal_is_near_the_closed_form():
    """CRPS of N(0, 1) at 0 is 0.2337; nineteen levels give a little more, as the tails are cut."""
    from scipy.special import ndtri

    q = np.tile(ndtri(LEVELS)[:, None], (1, 2))
    assert score(np.zeros(2), q, None, None)["crps19"] == pytest.approx(0.2337, rel=0.08)


def test_the_worst_well_and_the_spread_over_wells_are_in_the_pooled_record():
    """Covers 0.5 and 0.9: the worst is 0.5, their bootstrap spread is about 0.14."""
    wells = [{"rows": 10, "cover": 0.5}, {"rows": 10, "cover": 0.9}]
    pooled = summary({}, wells, ["a", "b"])["pooled"]
    assert pooled["cover_worst_well"] == 0.5 and pooled["cover_mean_well"] == pytest.approx(0.7)
    assert pooled["cover_sd"] == pytest.approx(0.14, abs=0.02)


def test_two_predictors_are_compared_over_wells():
    """Losses 2 lower, 1 lower, equal, 2 higher, 4 lower: lower in three of five, by 1 on average; the interval is that
    of all 3125 ways to draw five of the five. One well has no interval, none no mean.
    """
    theirs = np.array([5.0, 5.0, 5.0, 5.0, 5.0])
    ours = theirs + [-2.0, -1.0, 0.0, 2.0, -4.0]
    found = paired(ours, theirs, seed=3)
    assert (found["wells"], found["ours_lower"], found["difference"]) == (5, 3, -1.0)
    every = [np.mean(draw) for draw in product([-2.0, -1.0, 0.0, 2.0, -4.0], repeat=5)]
    assert found["difference_p05"] == pytest.approx(np.quantile(every, 0.05), abs=0.15)
    assert found["difference_p95"] == pytest.approx(np.quantile(every, 0.95), abs=0.15)
    assert paired(ours, theirs, seed=3) == found
    nothing = {"difference_p05": None, "difference_p95": None}
    assert paired(ours[:1], theirs[:1]) == {"wells": 1, "ours_lower": 1, "difference": -2.0, **nothing}
    assert paired(ours[:0], theirs[:0]) == {"wells": 0, "ours_lower": 0, "difference": None, **nothing}


def _named(*names):
    """Wells with a target, by name."""
    return [trusted_logs(Well.from_arrays(n, [1.0, 2.0, 3.0], {"DTC": ([90.0, 91, 92], "us/ft")})) for n in names]


@pytest.mark.parametrize("folds", [1, 0, -2, 2.5, "3"])
def test_fewer_than_two_folds_are_refused_before_any_well_is_read(tmp_path, folds):
    """As on the command line; one fold would leave nothing to learn from, and none was taken for the default."""
    with pytest.raises(UsageError, match=f"--folds {folds}: expected a whole number, 2 or more"):
        evaluate(tmp_path, "DT", folds=folds)


def test_more_folds_than_wells_are_told_of():
    """Nine groups of three wells are three, which is said; three groups of three are as asked."""

    class Heard(Listener):
        said: str = ""

        def info(self, text):
            self.said += text

    for folds, said in ((9, "--folds 9: 3 wells hold DTC"), (3, "")):
        listen = Heard()
        splits, protocol = split_wells(_named("1/2-3", "1/2-3 A", "1/2-4", "1/2-5"), None, DTC, folds, listen)
        assert (len(splits), protocol) == (3, "leave-one-well-out")
        assert listen.said.startswith(said) and bool(listen.said) == bool(said)


def test_sidetracks_are_left_out_with_their_well():
    """No split has "1/2-3" on one side and "1/2-3 A" on the other; every well is blind once."""
    wells = _named("1/2-3", "1/2-3 A", "1/2-4", "1/2-5")
    splits, protocol = split_wells(wells, None, DTC, None, Listener())
    assert protocol == "leave-one-well-out" and len(splits) == 3
    for taught, blind in splits:
        sides = [{w.well.name[:5] for w in side} for side in (taught, blind)]
        assert not sides[0] & sides[1]
    assert sorted(w.well.name for _, blind in splits for w in blind) == [w.well.name for w in wells]


def test_a_file_that_holds_a_stretch_of_a_well_is_left_out_with_it():
    """A fifth of one sonic, deepened by rock of its own, under a name of another well: too little to be the same well,
    enough to tell a model what it is to be blind for.
    """
    rng = np.random.default_rng(0)
    depth, sonic = 1000 + 0.5 * np.arange(500), rng.uniform(70, 120, (4, 500))
    sonic[3, :100] = sonic[0, 400:]
    depths = [depth, depth, depth, depth + 200]
    wells = [
        trusted_logs(Well.from_arrays(f"1/2-{i}", depths[i], {"DTC": (sonic[i], "us/ft")})) for i in range(len(depths))
    ]
    splits, protocol = split_wells(wells, None, DTC, None, Listener())
    assert protocol == "leave-one-well-out"
    blind_wells = [[w.well.name for w in blind] for _, blind in splits]
    assert blind_wells == [["1/2-0", "1/2-3"], ["1/2-1"], ["1/2-2"]]
    ((taught, _),) = split_wells(wells, wells[3:], DTC, None, Listener())[0]
    assert [w.well.name for w in taught] == ["1/2-1", "1/2-2"]


@pytest.mark.parametrize("shift", [0.0, 50.0])
def test_a_blind_well_s_target_does_not_decide_which_wells_share_its_rock(shift):
    """A quarter of the gamma ray is another file's, whatever became of the sonic beside it. A surface hole that two
    wells share, above all sonics, joins none.
    """
    rng = np.random.default_rng(0)
    depth, (gr, sonic) = 1000 + 0.5 * np.arange(400), rng.uniform(70, 120, (2, 3, 400))
    gr[1, :100], sonic[1, :100] = gr[0, :100], sonic[0, :100]
    gr[2, :100], sonic[2, :100] = gr[0, :100], np.nan
    sonic[0] += shift
    wells = [
        trusted_logs(Well.from_arrays(f"1/2-{i}", depth, {"GR": (gr[i], "gAPI"), "DTC": (sonic[i], "us/ft")}))
        for i in range(3)
    ]
    splits, _ = split_wells(wells, None, DTC, None, Listener())
    assert [[w.well.name for w in blind] for _, blind in splits] == [["1/2-0", "1/2-1"], ["1/2-2"]]


def test_a_file_that_holds_a_stretch_of_what_the_target_follows_is_left_out_with_the_well():
    """Without a sonic run, shear is told from a compressional slowness that is itself predicted, from what another file
    without shear may hold of the blind well.
    """
    rng = np.random.default_rng(0)
    depth, sonic = 1000 + 0.5 * np.arange(500), rng.uniform(70, 120, (3, 500))
    sonic[2, :100] = sonic[0, 400:]
    wells = [
        trusted_logs(Well.from_arrays(f"1/2-{i}", depth, {"DTC": (sonic[i], "us/ft"), "DTS": (2 * sonic[i], "us/ft")}))
        for i in range(2)
    ]
    wells.append(trusted_logs(Well.from_arrays("1/2-2", depth + 200, {"DTC": (sonic[2], "us/ft")})))
    splits, _ = split_wells(wells, None, default_table().kinds["DTS"], None, Listener())
    assert [[w.well.name for w in taught] for taught, _ in splits] == [["1/2-1"], ["1/2-0", "1/2-2"]]


def test_more_than_twenty_wells_are_left_out_in_groups():
    """25 wells: ten groups; --folds 4: four."""
    wells = _named(*(f"1/{i}-1" for i in range(1, 26)))
    splits, protocol = split_wells(wells, None, DTC, None, Listener())
    assert protocol == "grouped-k-fold" and len(splits) == 10
    assert len(split_wells(wells, None, DTC, 4, Listener())[0]) == 4


def test_a_test_well_in_the_training_folder_does_not_train():
    """The same well, and a sidetrack of it, are taken out of the training side."""
    wells = _named("1/2-3", "1/2-3 A", "1/2-4")
    ((taught, blind),) = split_wells(wells, _named("1/2-3"), DTC, None, Listener())[0]
    assert [w.well.name for w in taught] == ["1/2-4"] and len(blind) == 1


@pytest.mark.parametrize("shift", [0.0, 3.0])
def test_a_copy_of_a_test_well_under_another_name_does_not_train(shift):
    """It is known by the values of its sonic, at the same depths or 3 m deeper, as from another datum."""
    depth, sonic = 1000 + 0.5 * np.arange(200), np.random.default_rng(0).uniform(70, 120, (2, 200)).round(1)
    wells = [trusted_logs(Well.from_arrays(f"1/2-{i}", depth, {"DTC": (sonic[i], "us/ft")})) for i in range(len(sonic))]
    test = trusted_logs(Well.from_arrays("7/1-1", depth + shift, {"DTC": (sonic[0], "us/ft")}))
    ((taught, _),) = split_wells(wells, [test], DTC, None, Listener())[0]
    assert [w.well.name for w in taught] == ["1/2-1"]


def test_an_empty_side_is_named():
    """Which of the two it is, and that wells were there but are those of the test."""
    wells = _named("1/2-3", "1/2-3 A")
    with pytest.raises(ModelError, match="no training well but test wells and sidetracks of them holds"):
        split_wells(wells, _named("1/2-3"), DTC, None, Listener())
    with pytest.raises(ModelError, match="no training well holds"):
        split_wells([], _named("1/2-3"), DTC, None, Listener())
    with pytest.raises(ModelError, match="no test well holds"):
        split_wells(wells, [], DTC, None, Listener())
    with pytest.raises(ModelError, match="one well alone, sidetracks counted with it, holds usable samples of DTC"):
        split_wells(wells, None, DTC, None, Listener())


def test_blind_wells_are_scored_beside_baselines_in_the_promised_record(folder, monkeypatch):
    """The JSON has every promised key; ours errs by little more than the noise of 3 us/ft."""
    simple = {"mean by depth": mean_by_depth, "linear": linear, "Gardner": gardner}
    monkeypatch.setattr("welllog_mdn.field.evaluate.available_baselines", lambda kind, plan: simple)
    result = evaluate(folder, "DT", folds=2, baselines=True, learning=QUICK)
    record = result.as_json()
    assert {"target", "unit", "protocol", "pooled", "wells", "baselines", "excluded", "seconds"} <= set(record)
    keys = "rows_truth rows rmse mae bias r2 crps crps19 nll pinball cover width interval_score"
    assert set(keys.split()) <= set(record["pooled"]) and record["pooled"]["rows"] == 2000
    assert [w["well"] for w in record["wells"]] and len(record["wells"]) == 5
    assert record["pooled"]["rmse"] < 4.2
    assert set(record["baselines"]) == set(simple)
    assert record["pooled"]["pinball"] < record["baselines"]["mean by depth"]["pooled"]["pinball"]
    for w, ours in zip(result.baselines["linear"], result.wells, strict=True):
        assert w.well == ours.well and np.array_equal(w.beside, ours.q) and not np.array_equal(w.q, ours.q)
    text = result.as_text()
    for title in ("other predictors", "depth", "hole", "flag"):
        assert any(line.startswith(f"{title} ") and line.endswith(" <P10 cover >P90") for line in text)
    ours, theirs = (next(line for line in text if line.startswith(name)).split() for name in ("all rows", "linear"))
    assert ours[-2][-1] == theirs[-2][-1] == "%"  # cover is a share
    for mine, other in ((ours[i], theirs[i]) for i in (-4, -5)):  # width and pinball
        assert len(mine.partition(".")[2]) == len(other.partition(".")[2]) == 2
    assert set(record["fit_seconds"]) == {"welllog_mdn", *simple}
    assert 0 < sum(record["fit_seconds"].values()) < record["seconds"]


def test_the_record_says_what_it_takes_to_repeat_it(folder):
    """Which wells were blind together, what trained without them, and with which network."""
    few = Learning(members=2, components=1, epochs=1, seed=3, exclude=("RHOB",), device="cpu")
    reading = Reading(fix_units={"GR": "gAPI"}, alias={"DTC": ["SLOW"]})
    record = evaluate(folder, "DTC", folds=2, learning=few, reading=reading).as_json()
    settings = json.loads(json.dumps(record["settings"]))
    splits = settings.pop("splits")
    assert settings.pop("versions")["welllog_mdn"] == __version__
    asked = {"seed": 3, "members": 2, "components": 1, "epochs": 1, "device": "cpu"}
    read = {"fix_units": {"GR": "gAPI"}, "alias": {"DTC": ["SLOW"]}}
    assert settings == {**asked, "inputs": None, "exclude": ["RHOB"], "depth": None, "reading": read}
    assert [s["blind"] for s in splits] == [["7/0-0", "7/2-2", "7/4-4"], ["7/1-1", "7/3-3"]]
    assert [(s["training_wells"], s["inputs"], s["depth"]) for s in splits] == [(2, ["GR"], True), (3, ["GR"], True)]
    assert [s["members"] for s in splits] == [4, 5]


def test_values_at_the_ends_of_the_range_are_scored():
    """As they teach and stay in the completed log: a resistivity that saturates at 100000, a gamma ray of 0."""
    for name, unit, values in (("RDEP", "ohm.m", [0.009, 0.01, 20.0, 1e5, 2e5]), ("GR", "gAPI", [-1.0, 0.0, 90.0])):
        kind = default_table().target(name)
        logs = trusted_logs(Well.from_arrays("a", np.arange(1.0, 1 + len(values)), {name: (values, unit)}))
        assert np.array_equal(_truth(logs, kind)[1], np.isfinite(logs.logs[name].values)), name


def test_a_depth_that_comes_twice_is_scored_once(folder, tmp_path):
    """A file whose every row stands twice has the scores of the file that it repeats."""
    z, logs = logs_of(9)
    write(tmp_path / "once", "8/1-1", z, logs)
    write(tmp_path / "twice", "8/1-1", np.repeat(z, 2), {name: np.repeat(v, 2) for name, v in logs.items()})
    once, twice = (evaluate(folder, "DTC", test=tmp_path / where, learning=QUICK) for where in ("once", "twice"))
    assert (twice.wells[0].truth, twice.wells[0].row.tolist()) == (400, list(range(0, 800, 2)))
    assert twice.as_json()["pooled"]["rmse"] == pytest.approx(once.as_json()["pooled"]["rmse"], rel=1e-6)


def test_a_well_without_which_nothing_can_be_learnt_is_named(tmp_path):
    """One whole well and two of 60 samples: with the whole one blind, no other has the 100 that a well needs."""
    for i in range(3):
        write(tmp_path, f"7/{i}-{i}", *logs_of(i, n=60 if i else 400))
    with pytest.raises(ModelError, match="with 7/0-0 blind, no training well has 100 usable samples of DTC; 2 wells"):
        evaluate(tmp_path, "DTC", learning=QUICK)


@pytest.mark.parametrize("fault", ["samples", "inputs"])
def test_a_split_that_cannot_be_trained_is_said_before_any_other_is(tmp_path, monkeypatch, fault):
    """The last of three wells alone has PEF, or samples enough."""
    monkeypatch.setattr("welllog_mdn.model.log_model.fit_stack", lambda *_, **__: pytest.fail("something was fitted"))
    for i in range(3):
        z, logs = logs_of(i, n=400 if fault == "inputs" or i == 2 else 60)
        write(tmp_path, f"7/{i}-{i}", z, logs | ({"PEF.b/e": logs["RHOB.g/cm3"] + 1} if i == 2 else {}))
    said = "PEF is in no training well beside DTC" if fault == "inputs" else "no training well has 100 usable samples"
    with pytest.raises(ModelError, match=f"with 7/2-2 blind, {said}"):
        evaluate(tmp_path, "DTC", learning=replace(QUICK, inputs=("GR", "PEF") if fault == "inputs" else None))


class Heard(Listener):
    """Keeps what it hears of progress."""

    def __init__(self):
        self.told = []

    def progress(self, stage, share, text):
        if stage == "evaluating":
            self.told.append((share, text))


def test_progress_says_which_predictor_is_fitted_for_which_wells(folder, monkeypatch):
    """Two groups of wells, ours and two rivals of which the second is slow: each is named when its fitting begins."""
    told = []

    def slow(lesson):
        told.append(heard.told[-1])
        return mean_by_depth(lesson)

    monkeypatch.setattr(
        "welllog_mdn.field.evaluate.available_baselines", lambda kind, plan: {"linear": linear, "slow": slow}
    )
    heard = Heard()
    few = Learning(members=2, components=1, epochs=1)
    result = evaluate(folder, "DTC", folds=2, baselines=True, learning=few, listen=heard)
    groups = ["7/0-0, 7/2-2, 7/4-4", "7/1-1, 7/3-3"]
    assert [text for _, text in told] == [f"fitting slow for {wells}" for wells in groups]
    names = ("welllog_mdn", "linear", "slow")
    assert [text for _, text in heard.told] == [f"fitting {n} for {wells}" for wells in groups for n in names] + [""]
    assert np.allclose([share for share, _ in heard.told], np.arange(7) / 6)
    assert list(result.fit_seconds) == list(names)


def test_a_rival_is_compared_at_the_samples_that_it_answers(folder, monkeypatch):
    """A line without an answer above 1550 m: ours is taken from the same depths of the same well."""

    def deep(lesson):
        answer = linear(lesson)
        return lambda x, z: np.where(z > 1550, answer(x, z), np.nan)

    monkeypatch.setattr("welllog_mdn.field.evaluate.available_baselines", lambda kind, plan: {"deep": deep})
    result = evaluate(folder, "DTC", folds=2, baselines=True, learning=Learning(members=2, components=1, epochs=2))
    for ours, theirs in zip(result.wells, result.baselines["deep"], strict=True):
        there = ours.depth_m > 1550
        assert 0 < there.sum() < 400 and np.array_equal(theirs.beside, ours.q[:, there])
        for name in ("row", "depth_m", "measured", "flag", "bad_hole"):
            assert np.array_equal(getattr(theirs, name), getattr(ours, name)[there])


def test_scored_samples_have_the_flag_that_the_prediction_gets(folder, tmp_path):
    """A well without density in its first 100 rows, and with gamma ray far beyond that of training in its last 50."""
    z, logs = logs_of(2)
    logs["RHOB.g/cm3"][:100], logs["GR.gAPI"][350:] = np.nan, 300.0 + np.arange(50.0)
    write(tmp_path / "test", "8/1-1", z, logs)
    (well,) = evaluate(folder, "DTC", test=tmp_path / "test", learning=QUICK).wells
    assert well.row.tolist() == list(range(400))
    assert (well.flag[:100] == 6).all() and (well.flag[350:] == 4).all() and np.mean(well.flag[100:350] == 3) > 0.9


def test_a_test_file_that_cannot_be_scored_is_counted(folder, tmp_path):
    """A broken one, a second file of a test well, and a well without the target stand in the record; the broken one is
    refused. So do the same of the wells that train, and three values of the sonic that are none.
    """
    z, logs = logs_of(9)
    logs["DTC.us/ft"][7:10] = 321.0
    write(folder, "8/1-1", z, logs)
    write(tmp_path / "test", "8/1-1", z, logs)
    write(tmp_path / "test", "8/1-2", z, {k: v for k, v in logs.items() if not k.startswith("DT")})
    write(tmp_path / "test", "8/1-1 again", z, logs)
    write(folder, "8/3-3", z, {"GR.gAPI": logs_of(8)[1]["GR.gAPI"]})
    (tmp_path / "test" / "broken.las").write_text("no LAS file\n")
    result = evaluate(folder, "DTC", test=tmp_path / "test", learning=QUICK)
    assert len(result.wells) == 1 and result.refused == 1
    reasons = sorted(result.excluded_wells)
    assert [reason.partition(":")[0] for reason in reasons] == ["not scored"] * 3 + ["not used for training"] * 2
    assert all(result.excluded_wells[reason] == 1 for reason in reasons)
    assert reasons[3:] == [f"not used for training: {why}" for why in (TEST_WELL, "it has no curve of DTC")]
    why = "rows not scored: outside the log's range, or without a depth of their own"
    assert result.excluded == {why: 3}
    assert "not scored: rows outside the log's range, or without a depth of their own: 3" in result.as_text()
    assert result.excluded_wells["not scored: it has no curve of DTC"] == 1
    assert result.as_json()["excluded_wells"] == result.excluded_wells


def test_nothing_of_a_blind_well_s_target_reaches_its_prediction_or_band(folder, tmp_path):
    """Shifted by 50 us/ft, and with a planted curve that equals it, the blind well gets the same
    quantiles.
    """
    test_folders = []
    for name, shift in (("plain", 0.0), ("shifted", 50.0)):
        z, logs = logs_of(9, dtc_shift=shift)
        planted = {"PEF.b/e": logs["DTC.us/ft"] / 30} if shift else {}
        write(tmp_path / name, "8/1-1", z, logs | planted)
        test_folders.append(tmp_path / name)
    found = [evaluate(folder, "DTC", test=t, learning=QUICK).wells[0].q for t in test_folders]
    assert np.array_equal(found[0], found[1])


def test_one_well_alone_and_an_unknown_target_are_refused(tmp_path):
    """ModelError for one well; UsageError, with names, for a target that is no log."""
    write(tmp_path / "one", "7/1-1", *logs_of(1))
    with pytest.raises(ModelError, match="at least two"):
        evaluate(tmp_path / "one", "DTC", learning=QUICK)
    with pytest.raises(UsageError):
        evaluate(tmp_path / "one", "DTX9", learning=QUICK)


@pytest.mark.slow
def test_a_blind_well_without_any_input_is_scored_as_not_predicted(tmp_path, monkeypatch):
    """It stops no other, baselines and the report of the others stand; alone it is refused."""
    simple = {"mean by depth": mean_by_depth, "linear": linear}
    monkeypatch.setattr("welllog_mdn.field.evaluate.available_baselines", lambda kind, plan: simple)
    for i in range(3):
        write(tmp_path / "wells", f"7/{i}-{i}", *logs_of(i))
    z, logs = logs_of(4)
    write(tmp_path / "wells", "7/4-4", z, {k: v for k, v in logs.items() if k == "DTC.us/ft"})
    result = evaluate(tmp_path / "wells", "DTC", folds=2, baselines=True, learning=QUICK)
    rows = {w["well"]: w["rows"] for w in result.as_json()["wells"]}
    assert rows["7/4-4"] == 0 and min(rows[f"7/{i}-{i}"] for i in range(3)) == 400
    assert [len(w.measured) for w in result.baselines["linear"]].count(0) == 1
    assert result.as_json()["pooled"]["rows_truth"] == 1600 and result.as_text()
    write_evaluation(tmp_path / "e.pdf", result)
    assert (tmp_path / "e.pdf").stat().st_size > 10_000
    write(tmp_path / "bare", "8/4-4", z, {k: v for k, v in logs.items() if k == "DTC.us/ft"})
    with pytest.raises(ModelError, match="no blind well holds any input"):
        evaluate(tmp_path / "wells", "DTC", test=tmp_path / "bare", learning=QUICK)


@pytest.mark.slow
def test_less_input_is_judged_only_where_there_was_more(tmp_path):
    """A well without shear slowness says nothing of what DTC costs without it; the two that have it do."""
    for i in range(3):
        z, logs = logs_of(i)
        shear = {} if i == 2 else {"DTS.us/ft": 1.8 * logs["DTC.us/ft"]}
        write(tmp_path, f"7/{i}-{i}", z, logs | shear)
    result = evaluate(tmp_path, "DTC", learning=replace(QUICK, inputs=("GR", "DTS")))
    assert [w.well for w in result.scenarios["no sonic run"]] == ["7/0-0", "7/1-1"] and len(result.wells) == 3


@pytest.mark.parametrize("shift", [0.0, 50.0])
def test_the_blind_target_does_not_decide_whether_a_well_is_judged_with_less_input(tmp_path, shift):
    """Beside a sonic that is 50 us/ft too slow its shear would be none."""
    for i in range(3):
        z, logs = logs_of(i)
        write(tmp_path / "wells", f"7/{i}-{i}", z, logs | {"DTS.us/ft": 1.6 * logs["DTC.us/ft"]})
    z, logs = logs_of(4)
    shear = {"DTS.us/ft": 1.6 * logs["DTC.us/ft"]}
    write(tmp_path / "blind", "8/4-4", z, logs | shear | {"DTC.us/ft": logs["DTC.us/ft"] + shift})
    learning = replace(QUICK, inputs=("GR", "DTS"))
    result = evaluate(tmp_path / "wells", "DTC", test=tmp_path / "blind", learning=learning)
    assert [w.well for w in result.scenarios["no sonic run"]] == ["8/4-4"]


def test_without_a_sonic_run_there_is_no_sonic_porosity():
    """It is computed from what is hidden."""
    table = default_table()
    assert {"DTC", "DTS", "SPHI"} <= set(_Veil(table.target("DTS"), table, Reading()).family)
    assert "NPHI" not in _Veil(table.target("DTS"), table, Reading()).family


def test_blind_wells_that_share_a_name_are_told_apart_by_their_files(tmp_path):
    """An archive that calls two of three wells UNKNOWN."""
    for i in range(3):
        write(tmp_path, f"7/{i}-{i}", *logs_of(i))
        path = tmp_path / f"7_{i}-{i}.las"
        path.write_text(path.read_text().replace(f"WELL. 7/{i}-{i}:", "WELL. UNKNOWN:") if i else path.read_text())
    result = evaluate(tmp_path, "DTC", learning=Learning(members=1, components=1, epochs=1))
    assert [w.well for w in result.wells] == ["7/0-0", "UNKNOWN (7_1-1.las)", "UNKNOWN (7_2-2.las)"]


def test_what_is_remembered_of_a_well_goes_with_it():
    """A later well at the same place in memory is never taken for one that was judged before."""
    veil = _Veil(default_table().target("RHOB"), default_table(), Reading())
    z, logs = logs_of(0, n=600)
    made = {"GR": (logs["GR.gAPI"], "gAPI"), "RHOB": (logs["RHOB.g/cm3"], "g/cm3")}
    made["DTC"] = (3.28 * (logs["DTC.us/ft"] - 34), "us/ft")  # only the density tells that it is in us/m
    kept = trusted_logs(Well.from_arrays("7/1-1", z, made))
    veil.judge(kept, kept)
    again = ref(veil.over(kept))
    assert again() is veil.over(kept) and "DTC" in again().logs
    del kept
    gc.collect()
    assert again() is None


def test_a_blind_well_is_judged_with_the_units_that_the_user_fixed():
    """A sonic in us/m sold as us/ft is what the user says, whether density is there or not."""
    z, logs = logs_of(0, n=600)
    made = {"GR": (logs["GR.gAPI"], "gAPI"), "RHOB": (logs["RHOB.g/cm3"], "g/cm3")}
    well = Well.from_arrays("7/1-1", z, {**made, "DTC": (logs["DTC.us/ft"] / 0.3048, "us/ft")})
    veil = _Veil(default_table().target("RHOB"), default_table(), Reading(fix_units={"DTC": "us/m"}))
    kept = trusted_logs(well, fix_units={"DTC": "us/m"})
    veil.judge(kept, kept)
    assert np.nanmedian(veil.over(kept).logs["DTC"].values) == pytest.approx(np.median(logs["DTC.us/ft"]), rel=1e-3)


def test_a_blind_well_s_target_does_not_judge_its_inputs(tmp_path):
    """A sonic in us/m sold as us/ft is found by the density beside it; where density is what is predicted, the sonic
    of a blind well is taken as a new well's would be.
    """
    for i in range(3):
        write(tmp_path / "wells", f"7/{i}-{i}", *logs_of(i))
    z, logs = logs_of(4, n=600)
    write(tmp_path / "test", "8/4-4", z, {**logs, "DTC.us/ft": 3.28 * (logs["DTC.us/ft"] - 34)})
    rhob, reading = default_table().target("RHOB"), Reading()
    veil = _Veil(rhob, default_table(), reading)
    found = read_candidates(find_las([tmp_path / "test"]), rhob, reading, {}, Listener(), veil.judge).wells[0]
    assert "DTC" not in found.logs
    assert len(veil.family) > 1
    for family in (False, True):
        assert "DTC" in veil.over(found, family).logs and "RHOB" not in veil.over(found, family).logs


def test_a_blind_well_is_scored_where_it_was_measured_and_predicted_by_known_formulas():
    """N(100, 10) at five of seven depths: 90 and 110, of which one is doubted and one in bad hole, 100; not where 300
    us/ft were measured, nor at a depth for the second time.
    """
    z = np.array([1000.0, 1000.2, 1000.4, 1000.6, 1000.8, 1000.8, 1001.0])
    measured = np.array([90.0, 110.0, 300.0, np.nan, 100.0, 95.0, 105.0])
    logs = trusted_logs(Well.from_arrays("A", z, {"DTC": (measured, "us/ft")}))
    log = replace(logs.logs["DTC"], values=np.where(np.arange(7) == 1, np.nan, measured))
    logs = replace(logs, logs={"DTC": log}, bad_hole=np.arange(7) == 1)
    predicted = np.arange(7) < 6
    normals = [torch.full((6, 1), v, dtype=torch.float64) for v in (0.0, 100.0, 10.0)]
    prediction = Prediction(
        "DTC", "us/ft", "A", z, "m", z, predicted, np.arange(7) == 0, np.arange(7) == 4, {}, {}, (),
        GaussianMixture(*normals), 1, np.full(7, DTC.low), np.full(7, DTC.high),
    )  # fmt: skip
    found = blind_well(logs, prediction, DTC, "A-1")
    scores = np.array([-1.0, 1.0, 0.0])
    assert (found.well, found.truth, found.row.tolist()) == ("A-1", 4, [0, 1, 4])
    assert found.measured.tolist() == [90.0, 110.0, 100.0] and found.depth_m.tolist() == [1000.0, 1000.2, 1000.8]
    assert found.q == pytest.approx(100.0 + 10.0 * np.outer(norm.ppf(LEVELS), np.ones(3)), abs=1e-3)
    assert found.nll == pytest.approx(-norm.logpdf(scores) + np.log(10.0))
    crps = scores * (2.0 * norm.cdf(scores) - 1.0) + 2.0 * norm.pdf(scores) - 1.0 / np.sqrt(np.pi)
    assert found.crps == pytest.approx(10.0 * crps) and found.pit == pytest.approx(norm.cdf(scores))
    assert found.flag.tolist() == [EXTRAPOLATED, PREDICTED, FEW_INPUTS]
    assert found.bad_hole.tolist() == [False, True, False] and found.rock.tolist() == [True, False, True]
    nothing = blind_well(logs, None, DTC, "A-1")
    assert (nothing.truth, len(nothing.row), nothing.q.shape) == (4, 0, (19, 0))


def test_what_was_read_through_casing_is_neither_of_good_hole_nor_of_bad():
    """Of five densities two were read above the shoe, one of them where the caliper is wide: three are left."""
    z, density = 1000.0 + 0.2 * np.arange(5), np.linspace(2.2, 2.6, 5)
    logs = trusted_logs(Well.from_arrays("A", z, {"RHOB": (density, "g/cm3")}))
    flags = np.where(np.arange(5) < 2, CASING, logs.logs["RHOB"].flags)
    log = replace(logs.logs["RHOB"], values=np.where(np.arange(5) < 2, np.nan, density), flags=flags)
    logs = replace(logs, logs={"RHOB": log}, bad_hole=np.isin(np.arange(5), (1, 2)))
    every, none, rhob = np.ones(5, bool), np.zeros(5, bool), default_table().target("RHOB")
    normals = [torch.full((5, 1), v, dtype=torch.float64) for v in (0.0, 2.4, 0.1)]
    prediction = Prediction(
        "RHOB", "g/cm3", "A", z, "m", z, every, none, none, {}, {}, (),
        GaussianMixture(*normals), 1, np.full(5, rhob.low), np.full(5, rhob.high),
    )  # fmt: skip
    record = EvaluationResult("RHOB", "g/cm3", "", [blind_well(logs, prediction, rhob, "A")]).as_json()
    rows = {name: found["rows"] for name, found in record["bad_hole"].items()}
    assert rows == {"good_hole": 2, "bad_hole": 1} and record["pooled"]["rows"] == 5


def test_what_is_scored_reaches_neither_the_model_nor_a_baseline(monkeypatch):
    """Shear, and in the second scenario the sonic logs all of them, are taken out of a blind well before it is
    predicted; its measured values are scored.
    """
    z, logs = logs_of(0)
    made = {"GR": (logs["GR.gAPI"], "gAPI"), "DTC": (logs["DTC.us/ft"], "us/ft")}
    blind = trusted_logs(Well.from_arrays("7/1-1", z, {**made, "DTS": (1.8 * logs["DTC.us/ft"], "us/ft")}))
    asked = []

    def predict(logs):
        asked.append(set(logs.logs))
        raise ModelError("nothing")

    model = SimpleNamespace(
        device_="cpu", training_wells_=[{}], inputs_=("GR", "DTC"), plan_=SimpleNamespace(use_depth=False),
        settings_={"members": 1}, excluded_={}, predict=predict, fit=lambda taught: model,
    )  # fmt: skip
    where = "welllog_mdn.field.evaluate."
    monkeypatch.setattr(f"{where}LogModel", lambda *args, **kwargs: model)
    monkeypatch.setattr(f"{where}_taught_baselines", lambda *args: [("deep", None)])
    monkeypatch.setattr(f"{where}_blind_of_baseline", lambda ours, logs, *args: asked.append(set(logs.logs)))
    result = EvaluationResult("DTS", "us/ft", "", [], settings={"splits": []})
    veil = _Veil(default_table().target("DTS"), default_table(), Reading())
    _score_split(result, [], {blind: "7/1-1"}, veil, QUICK, True, lambda share, text: None)
    assert asked == [{"GR", "DTC"}, {"GR"}, {"GR", "DTC"}]
    assert [w.truth for w in (*result.wells, *result.scenarios["no sonic run"])] == [400, 400]


@pytest.mark.parametrize(("splits", "times"), [(1, 1), (2, 1), (3, 2), (20, 19)])
def test_a_well_teaches_in_all_splits_but_its_own(splits, times):
    """Eighty rows of a well, and a well too short, are counted that often; of a test folder there is one split."""
    result = EvaluationResult("DTC", "us/ft", "", [])
    _count_excluded(result, {Lost.DRAWN.reason: 80 * times, "wells with few": times}, splits)
    assert (result.excluded, result.excluded_wells) == ({Lost.DRAWN.reason: 80}, {"wells with few": 1})


@pytest.mark.slow
def test_rows_left_out_are_counted_once(folder):
    """Eighty samples drawn by hand in one well, which teaches in two of three splits."""
    z, logs = logs_of(9)
    logs["DTC.us/ft"][100:180] = np.linspace(80, 90, 80)
    write(folder, "7/9-9", z, logs)
    result = evaluate(folder, "DTC", folds=3, learning=Learning(members=2, components=1, epochs=2))
    assert 80 <= result.excluded["rows drawn by hand, interpolated or through casing"] <= 81
    assert 80 <= result.no_rock == result.as_json()["no_rock"] <= 81
    told = [line for line in result.as_text() if "drawn by hand" in line]
    assert len(told) == 1 and told[0].startswith("not learnt from, but scored: rows drawn by hand, interpolated")
    assert told[0].endswith(f": {result.no_rock}")
    record = result.as_json()
    assert record["pooled"]["rows"] - record["rock"]["rows"] == result.no_rock


@pytest.mark.slow
def test_wells_that_teach_the_leading_log_alone_are_none_of_the_scored(tmp_path):
    """Shear slowness, of three wells; a fourth has compressional slowness only."""
    for i in range(4):
        z, logs = logs_of(i)
        shear = {} if i == 3 else {"DTS.us/ft": 1.7 * logs["DTC.us/ft"]}
        write(tmp_path, f"7/{i}-{i}", z, logs | shear)
    result = evaluate(tmp_path, "DTS", learning=Learning(members=2, components=1, epochs=2))
    assert len(result.wells) == 3 and result.no_rock == 0


def test_rows_and_wells_left_out_are_counted_apart(folder):
    """Of one well too few samples are usable; another's sonic is stuck at 90 us/ft from top to bottom."""
    for name, values in (("8/1-1", 90.0), ("8/2-2", np.nan)):
        z, logs = logs_of(9)
        logs["DTC.us/ft"][50 * (name == "8/2-2") :] = values
        write(folder, name, z, logs)
    result = evaluate(folder, "DTC", folds=2, learning=Learning(members=2, components=1, epochs=2))
    assert all(reason.startswith("rows") for reason in result.excluded)
    assert sorted(result.excluded_wells.values()) == [1, 1]
    assert any("fewer than 100" in reason for reason in result.excluded_wells)


def test_baselines_learn_from_the_wells_that_the_model_learns_from(monkeypatch):
    """Of a well of 400 samples, one of 99 and one whose sonic is a straight line, the first, as the model reads it."""
    z, logs = logs_of(1)
    line = logs | {"DTC.us/ft": 100 + 0.02 * np.arange(len(z))}
    few = {name: np.where(np.arange(len(z)) < 99, v, np.nan) for name, v in logs.items()}
    wells = [
        trusted_logs(Well.from_arrays(str(i), z, {k.split(".")[0]: (v, k.split(".")[1]) for k, v in each.items()}))
        for i, each in enumerate((few, logs, line))
    ]
    monkeypatch.setattr("welllog_mdn.field.evaluate.available_baselines", lambda *_: {"spy": lambda lesson: lesson})
    read = trusted_logs(Well.from_arrays("as read", z, {"GR": (logs["GR.gAPI"] + 30.0, "gAPI")}))
    model = SimpleNamespace(as_read=lambda logs: read, plan_=plan_of(("GR",), True))
    ((_, lesson),) = _taught_baselines(model, wells, DTC, 0, {}, lambda *_: None)
    taught = wells[1].logs["DTC"].values
    usable = np.isfinite(taught)
    assert lesson.y.tolist() == taught[usable].tolist() and np.array_equal(lesson.depth_m, z[usable])
    assert lesson.x[:, 1] == pytest.approx(logs["GR.gAPI"][usable] + 30.0, abs=0.2)


def test_every_scored_row_lies_in_a_depth_zone(tmp_path):
    """Wells that begin above the datum of their depths."""
    for i in range(3):
        z, logs = logs_of(i)
        write(tmp_path / "w", f"7/{i}-{i}", z - 1550, logs)
    record = evaluate(tmp_path / "w", "DTC", learning=Learning(members=1, components=1, epochs=1)).as_json()
    assert sum(zone["rows"] for zone in record["zones"]) == record["pooled"]["rows"] == 1200


def test_baselines_learn_resistivities_on_the_scale_that_they_are_judged_on(tmp_path, monkeypatch):
    """RDEP = 10^(4 - GR / 25) is a line in decades, which the linear rival finds; through ohm.m it finds none."""
    monkeypatch.setattr("welllog_mdn.field.evaluate.available_baselines", lambda kind, plan: {"linear": linear})
    for i in range(3):
        z = logs_of(i)[0]
        gr = 87 + 12 * np.sin(z / (4 + i))
        write(tmp_path, f"7/{i}-{i}", z, {"GR.gAPI": gr, "RDEP.ohm.m": 10 ** (4 - gr / 25)})
    result = evaluate(tmp_path, "RDEP", baselines=True, learning=Learning(members=1, components=1, epochs=1))
    pooled = result.as_json()["baselines"]["linear"]["pooled"]
    assert pooled["rows"] == 1200 and pooled["rmse_decades"] < 0.01


def test_gardner_and_faust_find_the_law_that_made_the_data():
    """On DTC = 300 RHOB^-1.2 and DTC = 250 (Z R)^-0.1 without noise they are exact, missing where an input
    is.
    """
    rng = np.random.default_rng(0)
    plan = plan_of(("RDEP", "RHOB"), False)
    rhob, log_r, z = rng.uniform(1.9, 2.7, 500), rng.uniform(-0.5, 2, 500), rng.uniform(500, 3000, 500)
    x = np.full((500, plan.d), np.nan, np.float32)
    x[:, plan.columns("RHOB").start], x[:, plan.columns("RDEP").start] = rhob, log_r
    laws = {"Gardner": 300 * rhob**-1.2, "Faust": 250 * (z * 10**log_r) ** -0.1}
    kind = default_table().target("DTC")
    blank = x.copy()
    blank[:10] = np.nan
    for name, y in laws.items():
        answer = available_baselines(kind, plan)[name](Lesson(x, y, z, plan, kind))
        q = answer(blank, z)
        assert q[9, 10:] == pytest.approx(y[10:], rel=1e-3) and np.isnan(q[:, :10]).all()


@pytest.mark.parametrize("rhob", [np.nan, 2.4])
def test_gardner_without_two_densities_answers_nothing(rhob):
    """Density was not run beside a sonic log of rock, or is one value: no sample is scored, the other rivals are."""
    plan, kind = plan_of(("GR", "RHOB"), False), default_table().target("DTC")
    x = np.full((20, plan.d), np.nan, np.float32)
    x[:, plan.columns("GR").start], x[:, plan.columns("RHOB").start] = np.arange(20), rhob
    answer = gardner(Lesson(x, np.linspace(80, 90, 20), np.arange(20.0), plan, kind))
    x[:, plan.columns("RHOB").start] = 2.5
    assert np.isnan(answer(x, np.arange(20.0))).all()


def test_mean_by_depth_gives_the_quantiles_of_its_depth_bin():
    """Values 0..99 in the bin 1000-1100 m: the median is 49.5, also for a deeper well."""
    plan = plan_of(("GR",), True)
    kind = default_table().target("DTC")
    x = np.zeros((100, plan.d), np.float32)
    lesson = Lesson(x, np.arange(100.0), np.full(100, 1050.0), plan, kind)
    q = available_baselines(kind, plan)["mean by depth"](lesson)(x[:2], np.array([1010.0, 5000.0]))
    assert q[9] == pytest.approx([49.5, 49.5])


def test_between_two_bins_the_nearer_one_answers():
    """Wells at 0-100 m (values 0) and 1000-1100 m (values 1): at 250 m it is the shallow one."""
    plan, kind = plan_of(("GR",), True), default_table().target("DTC")
    y = np.repeat([0.0, 1.0], 50)
    lesson = Lesson(np.zeros((100, plan.d), np.float32), y, np.repeat([50.0, 1050.0], 50), plan, kind)
    q = mean_by_depth(lesson)(np.zeros((2, plan.d), np.float32), np.array([250.0, 800.0]))
    assert q[9].tolist() == [0.0, 1.0]


def test_an_input_that_only_the_blind_well_lacks_is_no_zero_to_lightgbm():
    """y = x: without x the mean of training is read, about 100, where zero would give 50. What training lacked, too, is
    told by that: 30 more.
    """
    pytest.importorskip("lightgbm")
    plan, kind, rng = plan_of(("GR", "RHOB"), False), default_table().target("DTC"), np.random.default_rng(0)
    x = np.zeros((600, plan.d), np.float32)
    x[:, 0], x[:, 1] = rng.uniform(50, 150, 600), np.where(np.arange(600) % 2 == 0, np.nan, 2.5)
    answer = light_gbm(Lesson(x, x[:, 0] + 30.0 * np.isnan(x[:, 1]), np.zeros(600), plan, kind))
    lacks = np.zeros((2, plan.d), np.float32)
    lacks[:, 0], lacks[:, 1] = np.nan, [2.5, np.nan]
    assert answer(lacks, np.zeros(2))[9] == pytest.approx([100.0, 130.0], abs=6.0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["HistGradientBoosting", "lightgbm", "catboost", "ngboost"])
def test_boosted_quantiles_find_a_law_and_its_spread(name):
    """y = 100 + 20 x + N(0, 2): the median errs by less than 1, P10-P90 of fresh samples holds about 80 %."""
    plan, kind, rng = plan_of(("GR",), False), default_table().target("DTC"), np.random.default_rng(0)
    if name not in available_baselines(kind, plan):
        pytest.skip(f"{name} is not installed: it is in the extra [baselines]")
    x = np.zeros((4000, plan.d), np.float32)
    x[:, 0] = rng.uniform(0, 1, 4000)
    y = 100 + 20 * x[:, 0] + 2 * rng.standard_normal(4000)
    z = np.zeros(2000)
    q = available_baselines(kind, plan)[name](Lesson(x[:2000], y[:2000], z, plan, kind))(x[2000:], z)
    assert np.mean(np.abs(q[9] - 100 - 20 * x[2000:, 0])) < 1.0 and (np.diff(q, axis=0) >= 0).all()
    assert np.mean((y[2000:] >= q[1]) & (y[2000:] <= q[17])) == pytest.approx(0.78, abs=0.06)


def test_a_rival_reads_what_stands_in_for_a_missing_input_and_answers_within_the_range_of_the_log():
    """Medium resistivity in a well without the deep one: the rival is given it as the model is; of a sonic of 0 and of
    450 us/ft it gets the ends of what can be.
    """
    z, n = 1000 + 0.2 * np.arange(300), 300
    curves = {"GR": (60 + 20 * np.sin(z), "gAPI"), "RMED": (10 ** (0.5 + 0.3 * np.sin(z / 5)), "ohm.m")}
    logs, table = trusted_logs(Well.from_arrays("W", z, curves)), default_table()
    dtc, plan = table.target("DTC"), plan_of(("GR", "RDEP"), True)
    model = SimpleNamespace(plan_=plan, as_read=lambda well: with_stand_ins(well, plan.inputs, dtc, table))
    none, at = np.zeros(n, bool), np.arange(n)
    ours = Blind("W", n, at, z, z / 10, np.zeros((19, n)), z, z, z, none, at, ~none, none)
    seen = []

    def answer(x, depth_m):
        seen.append(x)
        return np.linspace(0.0, 450.0, 19)[:, None] * np.ones(len(x))

    found = _blind_of_baseline(ours, logs, model, answer, dtc)
    assert (found.q[0] == dtc.low).all() and (found.q[6] == 150.0).all() and (found.q[18] == dtc.high).all()
    deep = seen[0][:, plan.columns("RDEP").start]
    assert np.allclose(deep, np.log10(curves["RMED"][0]), atol=0.01)
