"""The main job: which wells train, what is written, and what is never written."""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from small_field import NULL, UNITS, columns, logs_of, write_field, write_well

from welllog_mdn.errors import ModelError, Notice, OutputError, UsageError, WelllogError
from welllog_mdn.field.batch import predict_field
from welllog_mdn.field.evaluate import evaluate
from welllog_mdn.field.inventory import inventory
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.options import Learning, Reading, Writing, read_tops
from welllog_mdn.field.predict import WellResult, predict_well, predict_wells, train_model
from welllog_mdn.field.products import _beside
from welllog_mdn.field.reading import all_notices, read_trusted
from welllog_mdn.field.training import NOT_USED, read_candidates, to_learn_from, training_set
from welllog_mdn.flags import COUNTED, MEASURED
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.system.locks import lock
from welllog_mdn.wells.identity import same_well
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.wells.well import Well
from welllog_mdn.words import counted

CPU = Learning(device="cpu")


def one(path: Path, model: Path, out: Path, *, target: str | None = "DT", **options: Any) -> WellResult:
    """Predict one well with a saved model, without a report."""
    reading = options.pop("reading", None)
    return predict_well(path, target, model=model, reading=reading, writing=Writing(out, report=False, **options))


def test_one_path_may_stand_for_a_list_of_it(tmp_path: Path) -> None:
    """Not for the letters of its name."""
    with pytest.raises(UsageError, match="nowhere: no such file or folder"):
        predict_wells(str(tmp_path / "W.las"), "DT", train="nowhere")


def test_an_empty_path_is_not_the_current_folder(tmp_path: Path) -> None:
    """It is the value of an unset variable: whatever lies in the current folder would train."""
    path = write_well(tmp_path / "W.las", 1)
    for use in (
        lambda: predict_well(path, "DT", train=""),
        lambda: predict_well("", "DT", train=tmp_path),
        lambda: evaluate("", "DT"),
        lambda: evaluate(tmp_path, "DT", test=""),
        lambda: train_model([tmp_path, ""], "DT", tmp_path / "m.safetensors"),
    ):
        with pytest.raises(UsageError, match="the path of a LAS file or folder is empty"):
            use()


def test_a_well_that_was_read_is_no_path(tmp_path: Path, small_model: Path) -> None:
    """Nor is the name of a log another thing than text; both are told in words."""
    path = write_well(tmp_path / "W.las", 1)
    for train in (read_las(path), [read_las(path)]):
        with pytest.raises(TypeError, match="expected the path of a LAS file or folder, or a list of them, however"):
            predict_well(path, "DT", train=train)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="target must be the name of a log, however: 3"):
        predict_well(path, 3, model=small_model)  # type: ignore[arg-type]


def test_a_refusal_leaves_no_empty_folder(tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a training that fails and of a copy that cannot be written; a folder that was there stays."""

    def fail(*_: object, **__: object) -> None:
        raise ModelError("too little")

    path = write_well(tmp_path / "in" / "W.las", 60)
    monkeypatch.setattr("welllog_mdn.field.predict.fit_model", fail)
    monkeypatch.setattr("welllog_mdn.field.products.write_las", fail)
    (tmp_path / "kept").mkdir()
    for out in (tmp_path / "new" / "below", tmp_path / "kept"):
        with pytest.raises(ModelError, match="too little"):
            train_model([path], "DT", out / "m.safetensors")
        with pytest.raises(ModelError, match="too little"):
            one(path, small_model, out)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in", "kept"]


def test_every_old_token_and_header_line_stays(tmp_path: Path, small_model: Path) -> None:
    """The new file is the old one with more at the ends of its rows."""
    path = write_well(tmp_path / "W.las", 60, target=False)
    one(path, small_model, tmp_path / "out")
    old, new = path.read_text().splitlines(), (tmp_path / "out" / "W_DT.las").read_text().splitlines()
    start = old.index("~Ascii")
    rows = zip(old[start + 1 :], new[new.index("~Ascii") + 1 :], strict=True)
    assert all(b.split()[: len(a.split())] == a.split() for a, b in rows)
    assert set(old[:start]) <= set(new)


def test_a_well_to_learn_from_is_small_and_teaches_the_same(tmp_path: Path, quick_training: None) -> None:
    """The same model to the byte, from wells that keep neither their file nor arrays that hang on it alive."""
    wells = [read_trusted(p, Reading(), default_table()) for p in sorted(write_field(tmp_path, 4).glob("*.las"))]
    small = [to_learn_from(w, ["DTC"]) for w in wells]
    models = [LogModel("DT", device="cpu").fit(given) for given in (wells, small)]
    assert models[0].sha256_ == models[1].sha256_
    for logs in small:
        arrays = [a for log in logs.logs.values() for a in (log.measured, log.values)] + [logs.well.depth]
        assert logs.well.text is None and not logs.well.curves
        assert all(a.base is None or a.base.nbytes == a.nbytes for a in arrays)


def test_quantiles_are_in_order_at_every_depth(tmp_path: Path, small_model: Path) -> None:
    """P10 <= P50 <= P90 after rounding, all finite, and the sonic is found to a few us/ft."""
    path = write_well(tmp_path / "W.las", 61, target=False)
    result = one(path, small_model, tmp_path / "out")
    new = columns(tmp_path / "out" / "W_DT.las")
    assert result.predicted == 260 and np.isfinite(new["DT_P10"]).all()
    assert (new["DT_P10"] <= new["DT_P50"]).all() and (new["DT_P50"] <= new["DT_P90"]).all()
    assert np.abs(new["DT_P50"] - logs_of(61)["DT"]).mean() < 8.0
    np.testing.assert_array_equal(new["DT_SYN"], new["DT_P50"])
    assert set(new["DT_FLAG"]) <= {3.0, 4.0, 6.0}


@pytest.mark.parametrize("named", [False, True])
def test_the_seconds_of_a_well_are_those_of_no_other(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    """What its neighbours take to be read, whether they are named to train or not, is not spent on the first well."""
    clock = [0.0]

    def slow(*given: Any) -> Any:
        clock[0] += 100.0
        return read_candidates(*given)

    monkeypatch.setattr("welllog_mdn.field.predict.time", SimpleNamespace(perf_counter=lambda: clock[0]))
    monkeypatch.setattr("welllog_mdn.field.predict.read_candidates", slow)
    monkeypatch.setattr("welllog_mdn.field.predict.fit_model", lambda *_: LogModel.load(small_model))
    field = write_field(tmp_path / "in", 2)
    train = [field] if named else []
    result = predict_well(field / "W01.las", "DT", train=train, writing=Writing(tmp_path / "out", report=False))
    assert (result.status, result.seconds, clock) == ("written", 0.0, [100.0])


def test_measured_values_stay_unless_they_cannot_be_trusted(tmp_path: Path, small_model: Path) -> None:
    """Flag 1 where measured, 2 and P50 at a spike and outside the range, 3 and P50 in the gap."""
    sonic = logs_of(62)["DT"]
    sonic[50:60] = np.nan
    sonic[[100, 130]] = 350.0, 12.0
    path = write_well(tmp_path / "W.las", 62, edit={"DT": sonic})
    one(path, small_model, tmp_path / "out")
    new = columns(tmp_path / "out" / "W_DT.las")
    assert set(new["DT_FLAG"][50:60]) == {3.0}
    assert list(new["DT_FLAG"][[100, 130]]) == [2.0, 2.0]
    np.testing.assert_array_equal(new["DT_SYN"][[55, 100, 130]], new["DT_P50"][[55, 100, 130]])
    kept = new["DT_FLAG"] == 1
    assert kept.sum() > 230
    np.testing.assert_allclose(new["DT_SYN"][kept], new["DT"][kept], rtol=0, atol=1e-4)


def test_rows_without_inputs_are_null_with_flag_5_and_keep_what_was_measured(tmp_path: Path, small_model: Path) -> None:
    """Below the last input only the sonic was run: no prediction, the flag says so, the measured value stays."""
    logs = logs_of(63)
    edit = {name: np.where(np.arange(260) < 150, logs[name], np.nan) for name in ("GR", "RHOB", "NPHI", "RDEP")}
    path = write_well(tmp_path / "W.las", 63, edit=edit)
    result = one(path, small_model, tmp_path / "out")
    new = columns(tmp_path / "out" / "W_DT.las")
    assert result.predicted < 260 and set(new["DT_FLAG"][200:]) == {5.0}
    assert np.isnan(new["DT_P50"][200:]).all() and NULL in (tmp_path / "out" / "W_DT.las").read_text()
    np.testing.assert_allclose(new["DT_SYN"][200:], new["DT"][200:], rtol=0, atol=1e-4)


def test_exceedance_exchanges_names_and_says_so(tmp_path: Path, small_model: Path) -> None:
    """The same numbers: P10 is the high value; description and ~Parameter tell."""
    path = write_well(tmp_path / "W.las", 64, target=False)
    one(path, small_model, tmp_path / "a")
    one(path, small_model, tmp_path / "b", convention="exceedance")
    low, high = (columns(tmp_path / folder / "W_DT.las") for folder in "ab")
    np.testing.assert_array_equal(low["DT_P10"], high["DT_P90"])
    np.testing.assert_array_equal(low["DT_P90"], high["DT_P10"])
    text = (tmp_path / "b" / "W_DT.las").read_text()
    assert "10 % of outcomes lie above (high value, exceedance convention)" in text
    assert "WMDN_CONVENTION. exceedance" in text


def test_unit_of_the_target_in_the_file_is_the_unit_of_the_prediction(tmp_path: Path, small_model: Path) -> None:
    """A sonic in us/m is predicted in us/m; --target-unit overrules; the rock is the same."""
    path = write_well(tmp_path / "W.las", 65)
    metric = tmp_path / "M.las"
    table = str.maketrans({})
    sonic = logs_of(65)["DT"]
    lines = write_well(metric, 65, edit={"DT": sonic * 3.280839895}).read_text().translate(table)
    metric.write_text(lines.replace("DT.US/F", "DT.US/M"))
    assert one(path, small_model, tmp_path / "a").unit == "US/F"
    assert one(metric, small_model, tmp_path / "a").unit == "US/M"
    bare = tmp_path / "B.las"
    bare.write_text(lines.replace("DT.US/F", "DT.    "))
    assert one(bare, small_model, tmp_path / "a").unit == "us/m"  # as its values tell
    assert one(path, small_model, tmp_path / "b", target_unit="us/m").unit == "us/m"
    for name in ("DT", "dt"):
        mended = one(path, small_model, tmp_path / name, reading=Reading(fix_units={name: "us/m"}))
        assert mended.unit == "us/m", name
    feet, metres = (columns(tmp_path / "a" / f"{n}_DT.las")["DT_P50"] for n in "WM")
    np.testing.assert_allclose(metres, feet * 3.280839895, rtol=1e-5)
    np.testing.assert_allclose(columns(tmp_path / "b" / "W_DT.las")["DT_P50"], metres, rtol=1e-5)


def test_a_unit_that_the_target_has_not_is_refused_in_the_same_words_of_one_well_and_of_a_field(
    tmp_path: Path, small_model: Path
) -> None:
    """Before any well is read."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "W.las").write_text("none")
    said = "--target-unit furlong: no unit of DTC; known are us/ft, us/m"
    writing = Writing(tmp_path / "out", target_unit="furlong")
    with pytest.raises(UsageError, match=said):
        predict_wells([tmp_path / "in" / "W.las"], None, model=small_model, writing=writing)
    with pytest.raises(UsageError, match=said):
        predict_field(tmp_path / "in", (), models=[small_model], writing=writing)
    assert not (tmp_path / "out").exists()


def test_errors_are_in_the_unit_that_is_asked_for(tmp_path: Path, small_model: Path) -> None:
    """Blind and held-out scores alike, to five digits however small the unit makes them; shares stay."""
    path = write_well(tmp_path / "W.las", 65)
    feet, metres, seconds = (
        one(path, small_model, tmp_path / f"{i}", target_unit=unit) for i, unit in enumerate((None, "us/m", "s/m"))
    )
    for name in ("blind", "held_out"):
        found = [getattr(result, name) for result in (feet, metres, seconds)]
        assert [record["unit"] for record in found] == ["US/F", "us/m", "s/m"]
        assert len({record["cover"] for record in found}) == 1
        for error in ("rmse", "bias", "width"):
            ratios = [record[error] / found[0][error] for record in found]
            assert ratios == pytest.approx([1, 3.28084, 3.28084e-6], 1e-4)
    assert metres.held_out["nll"] - feet.held_out["nll"] == pytest.approx(np.log(3.28084))


def test_what_is_said_of_a_well_is_in_the_unit_of_its_curves(tmp_path: Path, small_model: Path) -> None:
    """The band, its errors and those on other wells, where the file's own unit is not the usual one; in a field too."""
    sonic = logs_of(65)["DT"] * 3.280839895
    sonic[:80] = np.nan
    path = write_well(tmp_path / "in" / "W.las", 65, edit={"DT": sonic})
    path.write_text(path.read_text().replace("DT.US/F", "DT.US/M"))
    record = one(path, small_model, tmp_path / "out").as_json()
    field = predict_field(path.parent, (), models=[small_model], writing=Writing(tmp_path / "b", report=False), jobs=1)
    for made in (record, *field.as_json()):
        assert [made["unit"], *(made[name]["unit"] for name in ("band", "blind", "held_out"))] == ["US/M"] * 4
        assert made["band"]["width"] > 30


def test_more_levels_and_curves_on_request(tmp_path: Path, small_model: Path) -> None:
    """P05 and P95 enclose P50, which is always there; realisations are N; the standard deviation is positive."""
    path = write_well(tmp_path / "W.las", 66, target=False)
    extra = {"extra": ("mean", "sd", "modes", "noise"), "realisations": 2}
    one(path, small_model, tmp_path / "out", levels=(5, 50, 95), **extra)
    new = columns(tmp_path / "out" / "W_DT.las")
    assert (new["DT_P05"] <= new["DT_MEAN"]).all() and (new["DT_MEAN"] <= new["DT_P95"]).all()
    assert (new["DT_SD"] >= new["DT_NOISE"]).all() and (new["DT_NOISE"] > 0).all()
    said = "DTC standard deviation within members, apart from their disagreement"
    assert said in (tmp_path / "out" / "W_DT.las").read_text("cp1252")
    assert {"DT_MODE1", "DT_MODE1_W", "DT_R1", "DT_R2"} <= new.keys()
    assert not {"DT_P10", "DT_R3"} & new.keys()


def test_the_same_run_gives_the_same_bytes_and_is_no_conflict(tmp_path: Path, small_model: Path) -> None:
    """An existing output that this run would make again is left; another one is refused before any work."""
    path = write_well(tmp_path / "W.las", 67, target=False)
    writing = Writing(tmp_path / "out")
    for _ in range(2):
        predict_well(path, "DT", model=small_model, writing=writing)
    files = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    assert set(files) == {"W_DT.las", "W_DT.pdf"}
    with pytest.raises(OutputError, match="--overwrite"):
        predict_well(path, "DT", model=small_model, writing=Writing(tmp_path / "out", levels=(20, 50, 80)))
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == files


def test_the_same_wells_give_the_same_bytes_however_they_are_named(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a relative or the whole path, together with others or alone: no conflict, a run again writes what is there."""
    from welllog_mdn.field import predict as job

    taught: list[list[str]] = []

    def fit(wells: list[TrustedLogs], *_: Any) -> LogModel:
        taught.append([w.well.name for w in wells])
        return LogModel.load(small_model)

    monkeypatch.setattr(job, "fit_model", fit)
    monkeypatch.chdir(write_field(tmp_path / "in", 3, without=0).parent)
    writing = Writing(tmp_path / "out", report=False)
    products = []
    for folder, names in ((Path("in"), "0"), (tmp_path / "in", "0"), (Path("in/../in"), "10"), (Path("in"), "012")):
        results = predict_wells([folder / f"W0{i}.las" for i in names], "DT", learning=CPU, writing=writing)
        assert [r.status for r in results] == ["written"] * len(names), [r.reason for r in results]
        products.append((tmp_path / "out" / "W00_DT.las").read_bytes())
    assert products == products[:1] * 4 and taught == [["W00", "W01", "W02"]] * 4


def test_a_report_that_stays_beside_another_copy_is_said_to_be_of_an_earlier_run(
    tmp_path: Path, small_model: Path
) -> None:
    """It would contradict the copy; one of somebody else, or beside the copy made again, says nothing."""
    path, out = write_well(tmp_path / "W.las", 67, target=False), tmp_path / "out"
    said = "the report W_DT.pdf beside the new copy is of an earlier run"
    predict_well(path, "DT", model=small_model, writing=Writing(out))
    again = [one(path, small_model, out, convention="exceedance", overwrite=True) for _ in range(2)]
    assert [said in result.warnings for result in again] == [True, False]
    (out / "W_DT.pdf").write_bytes(b"%PDF-1.4 of somebody else")
    assert said not in one(path, small_model, out, overwrite=True).warnings


def test_a_measured_file_of_the_well_under_the_products_name_stays(tmp_path: Path) -> None:
    """Read with the others to train, it is an input, whatever --overwrite says; it was replaced as a second file."""
    path = write_well(tmp_path / "W.las", 60, target=slice(0, 80))
    second, _ = write_well(tmp_path / "W_DT.las", 60), write_well(tmp_path / "B.las", 61)
    before = second.read_bytes()
    with pytest.raises(OutputError, match="W_DT.las: is an input"):
        predict_well(path, "DT", writing=Writing(tmp_path, overwrite=True, report=False))
    assert second.read_bytes() == before


def test_in_place_keeps_a_backup(tmp_path: Path, small_model: Path) -> None:
    """The file has the curves, NAME.las.bak the old bytes."""
    path = write_well(tmp_path / "W.las", 68, target=False)
    before = path.read_bytes()
    one(path, small_model, tmp_path / "out", in_place=True)
    assert (tmp_path / "W.las.bak").read_bytes() == before
    assert "DT_P50" in columns(path)


def test_a_file_that_could_not_be_written_in_place_has_no_new_backup(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full: file and folder are as before; a backup that was there stays."""

    def full(path: Path, *_: Any, **__: Any) -> None:
        raise OutputError("cannot be written: disk full", file=path)

    monkeypatch.setattr("welllog_mdn.field.products.write_las", full)
    path = write_well(tmp_path / "W.las", 68, target=False)
    for kept in ([], ["W.las.bak"]):
        for name in kept:
            (tmp_path / name).write_bytes(path.read_bytes())
        with pytest.raises(OutputError, match="disk full"):
            one(path, small_model, tmp_path / "out", in_place=True)
        assert sorted(p.name for p in tmp_path.iterdir()) == ["W.las", *kept]


def test_an_earlier_backup_is_seen_before_training(tmp_path: Path) -> None:
    """The second log put into a well in place: no model is trained for a file that cannot be kept."""
    field = write_field(tmp_path / "w", 3)
    (field / "W02.las.bak").write_text("as it came")
    (result,) = predict_wells([field / "W02.las"], "DT", writing=Writing(in_place=True, report=False), listen=_Idle())
    assert result.status == "refused" and "an earlier backup is there" in result.reason


class _Idle(Listener):
    """Fails where training is announced."""

    def info(self, text: str) -> None:
        raise AssertionError(text)


def test_a_backup_that_leads_nowhere_is_an_earlier_one(tmp_path: Path, small_model: Path) -> None:
    """A link to nothing is not followed."""
    path = write_well(tmp_path / "W.las", 62, target=False)
    (tmp_path / "W.las.bak").symlink_to(tmp_path / "nowhere")
    with pytest.raises(WelllogError, match="an earlier backup is there"):
        one(path, small_model, tmp_path, in_place=True)


def test_a_file_that_changed_since_it_was_read_is_not_written_in_place(tmp_path: Path, small_model: Path) -> None:
    """Else the change would be gone from the file."""
    path = write_well(tmp_path / "W.las", 60, target=False)

    class Editing(Listener):
        def notice(self, file: Path | None, notice: Notice) -> None:
            path.write_bytes(path.read_bytes().replace(b"UWI-00060", b"UWI-11111"))

    tops = (("too deep", 9e9),)  # of which a notice tells, between reading and writing
    writing = Writing(tmp_path / "out", in_place=True, tops=tops)
    (result,) = predict_wells([path], None, model=small_model, writing=writing, listen=Editing())
    assert result.status == "refused" and "has changed since it was read" in result.reason
    assert b"UWI-11111" in path.read_bytes() and not path.with_name("W.las.bak").exists()


def test_what_a_killed_run_left_beside_a_file_is_gone_after_the_next_run_in_place(
    tmp_path: Path, small_model: Path
) -> None:
    """Its products go into the well's own folder, not into that of the reports."""
    path = write_well(tmp_path / "w" / "W.las", 68, target=False)
    left = path.with_name(f".W.las.1.wmdn-{os.getpid()}.tmp")  # of a process that began before this one
    left.write_bytes(b"part")
    one(path, small_model, tmp_path / "out", in_place=True)
    assert sorted(p.name for p in path.parent.iterdir()) == ["W.las", "W.las.bak"]


def test_a_second_training_of_a_model_is_refused_before_it_trains(tmp_path: Path) -> None:
    """By its end the other run would have taken the name, and hours be lost; what a killed run left is gone."""
    field, output = write_field(tmp_path / "w", 3, 0), tmp_path / "m" / "dt.safetensors"
    with lock(output):
        left = output.with_name(f".dt.safetensors.1.wmdn-{os.getpid()}.tmp")
        left.write_bytes(b"part")
        with pytest.raises(OutputError, match="is being written by process"):
            train_model([field], "DT", output, listen=_Idle())
        assert not left.exists()
    assert list(output.parent.iterdir()) == []


def test_a_picture_that_is_there_is_seen_before_anything_is_predicted(tmp_path: Path, small_model: Path) -> None:
    """A product like the PDF."""
    path, out = write_well(tmp_path / "W.las", 60, target=False), tmp_path / "out"
    out.mkdir()
    (out / "W_DT.png").write_text("mine")
    (result,) = predict_wells([path], None, model=small_model, writing=Writing(out, png=True))
    assert "exists already" in result.reason and [p.name for p in out.iterdir()] == ["W_DT.png"]


def test_names_that_differ_only_in_capitals_are_one_product(tmp_path: Path, small_model: Path) -> None:
    """On many systems the second would take the place of the first."""
    paths = [write_well(tmp_path / name, seed, target=False) for seed, name in enumerate(("a/W.las", "b/w.LAS"))]
    first, second = predict_wells(paths, None, model=small_model, writing=Writing(tmp_path / "out", report=False))
    assert first.status == "written" and "differs only in capitals from W_DT.las" in second.reason


@pytest.mark.parametrize("in_place", [False, True])
def test_a_file_that_is_named_twice_is_one_well(tmp_path: Path, small_model: Path, in_place: bool) -> None:
    """By another path, the same or a link, in whose place the file's own name serves; each further one is a note."""
    well = write_well(tmp_path / "a" / "W.las", 60, target=False)
    link = tmp_path / "link.las"
    link.symlink_to(well)
    again, passed = tmp_path / "a" / ".." / "a" / "W.las", []

    class Said(Listener):
        def passed_over(self, path: Path) -> None:
            passed.append(path)

    writing = Writing(tmp_path / "out", report=False, in_place=in_place)
    results = predict_wells([link, well, again, well], None, model=small_model, writing=writing, listen=Said())
    assert [(r.file, r.status) for r in results] == [(str(well), "written")] and passed == [link, again, well]


def test_of_two_wells_with_one_name_the_second_is_refused_by_its_path(tmp_path: Path, small_model: Path) -> None:
    """The product alone, which has one name, would not tell which. It is not read, unless the first cannot be."""
    paths = [write_well(tmp_path / name, seed, target=False) for seed, name in enumerate(("a/W.las", "b/W.las"))]
    _, second = predict_wells(paths, None, model=small_model, writing=Writing(tmp_path / "out", report=False))
    assert f"written twice by this run, the second time of {paths[1]}" in second.reason and second.rows == 0
    paths[0].write_text("no well")
    _, second = predict_wells(paths, None, model=small_model, writing=Writing(tmp_path / "more", report=False))
    assert second.status == "written"


def test_what_is_no_well_is_refused_for_that_though_its_product_would_have_the_name_of_another(
    tmp_path: Path, small_model: Path
) -> None:
    """A mistyped path, and a text beside the well."""
    paths = [write_well(tmp_path / "W.las", 60, target=False), tmp_path / "nowhere" / "W.las", tmp_path / "W.txt"]
    paths[2].write_text("what was logged")
    results = predict_wells(paths, None, model=small_model, writing=Writing(tmp_path / "out", report=False))
    assert [r.reason for r in results] == ["", "no such file", "not a LAS file: no ~ section in it"]


def test_in_place_writes_through_a_symbolic_link(tmp_path: Path, small_model: Path) -> None:
    """The link stays a link; the file behind it has the curves, and its backup stands beside it."""
    path = write_well(tmp_path / "real" / "W.las", 68, target=False)
    before = path.read_bytes()
    link = tmp_path / "L.las"
    link.symlink_to(path)
    result = one(link, small_model, tmp_path / "out", in_place=True)
    assert link.is_symlink() and "DT_P50" in columns(path)
    assert (tmp_path / "real" / "W.las.bak").read_bytes() == before and result.outputs == [str(path)]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["L.las", "real"]


def test_the_refusal_of_one_well_is_raised_once_all_was_heard(tmp_path: Path, small_model: Path) -> None:
    """With what was found in the well; the record of a refused well holds the words, not the error."""
    path = write_well(tmp_path / "W.las", 70, target=False, edit={"GR": np.full(260, -400.0)})
    refused: list[WelllogError] = []
    heard: list[str] = []

    class Ear(Listener):
        def notice(self, file: Path | None, notice: Notice) -> None:
            heard.append(str(notice))

        def refused(self, error: WelllogError) -> None:
            refused.append(error)

    given = {"model": small_model, "writing": Writing(tmp_path, report=False)}
    (tmp_path / "W_DT.las").write_text("mine")
    with pytest.raises(OutputError, match="exists already") as raised:
        predict_well(path, "DT", listen=Ear(), **given)
    assert refused == [raised.value] and any("GR" in text for text in heard)
    (result,) = predict_wells([path], "DT", **given)
    assert result.error is not None and result.reason and "error" not in result.as_json()


def test_a_stuck_target_stays_as_measured_and_the_messages_say_so(tmp_path: Path, small_model: Path) -> None:
    """No value is taken out of DT_SYN; what is masked is learning from it."""
    path = write_well(tmp_path / "W.las", 72, edit={"DT": np.full(260, 85.0)})
    heard: list[str] = []

    class Ear(Listener):
        def notice(self, file: Path | None, notice: Notice) -> None:
            heard.append(str(notice))

    predict_well(path, "DT", model=small_model, writing=Writing(tmp_path / "out", report=False), listen=Ear())
    assert (columns(tmp_path / "out" / "W_DT.las")["DT_SYN"] == 85.0).all()
    assert "DT: stuck in 260 of 260 rows; masked in learning and as an input, the file is unchanged" in heard
    assert "DT: 260 measured values are stuck; DT_SYN has them as measured" in heard


def test_curves_of_the_names_to_be_written_are_replaced_only_when_asked(tmp_path: Path, small_model: Path) -> None:
    """An earlier prediction in the input: refused by name, then replaced without a second curve of that name."""
    path = write_well(tmp_path / "W.las", 69, target=False)
    one(path, small_model, tmp_path / "a")
    earlier = tmp_path / "a" / "W_DT.las"
    with pytest.raises(OutputError, match="DT_P10.*--replace-curves"):
        one(earlier, small_model, tmp_path / "b")
    again = one(earlier, small_model, tmp_path / "b", replace_curves=True)
    assert any("replaced: DT_P10, DT_P50, DT_P90, DT_SYN, DT_FLAG" in w for w in again.warnings)
    assert (tmp_path / "b" / "W_DT_DT.las").read_text().count("\nDT_P50") == 1


def test_strict_refuses_at_the_first_warning(tmp_path: Path, small_model: Path) -> None:
    """A value outside the range is a warning; with --strict it ends that well."""
    gamma = logs_of(70)["GR"]
    gamma[5:9] = -400.0
    path = write_well(tmp_path / "W.las", 70, target=False, edit={"GR": gamma})
    assert any("GR" in w for w in one(path, small_model, tmp_path / "a").warnings)
    writing = Writing(out=tmp_path / "b")
    (result,) = predict_wells([path], "DT", model=small_model, reading=Reading(strict=True), writing=writing)
    assert result.status == "refused" and "--strict" in result.reason and not (tmp_path / "b").exists()
    assert (result.well, result.rows) == (read_las(path).name, read_las(path).n)  # what was read of it is told
    assert any("GR" in w for w in result.warnings)


def test_strict_refuses_at_a_warning_that_the_prediction_makes(tmp_path: Path, small_model: Path) -> None:
    """A well without a resistivity that the model knows is sound by itself; nothing of it is written."""
    path, strict = write_well(tmp_path / "W.las", 70, target=False, drop=("RDEP",)), Reading(strict=True)
    assert read_trusted(path, strict, default_table()).well.n == 260
    writing = Writing(out=tmp_path / "out", report=False)
    (result,) = predict_wells([path], "DT", model=small_model, reading=strict, writing=writing)
    assert result.status == "refused" and "(--strict): RDEP: input missing" in result.reason
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("excluded", "targets", "severity"),
    [
        ((), ["DT"], "warn"),
        (("NPHI",), ["DT"], "info"),
        (("NPHI",), ["DT", "NPHI"], "warn"),
        (("CALI",), ["DT"], "warn"),
    ],
)
def test_a_log_that_is_excluded_warns_of_nothing(
    tmp_path: Path, excluded: tuple[str, ...], targets: list[str], severity: str
) -> None:
    """A neutron in percent, labelled v/v, refuses no well whose user excluded it, unless it is to be predicted."""
    neutron = 100 * logs_of(70)["NPHI"]
    path = write_well(tmp_path / "W.las", 70, target=False, edit={"NPHI": neutron})
    reading = Reading(strict=True).asking(Learning(exclude=excluded), targets)
    logs = read_trusted(path, replace(reading, strict=False), default_table())
    about = [n for n in all_notices(logs) if n.subject == "NPHI"]
    assert [n.severity for n in about] == [severity] == [logs.distrusted["NPHI"].notice.severity]
    assert not [n for n in all_notices(logs) if n.severity == "warn" and n not in about]
    with pytest.raises(WelllogError, match="--strict.*NPHI") if severity == "warn" else nullcontext():
        read_trusted(path, reading, default_table())


@pytest.mark.parametrize(
    ("inputs", "targets", "severity"), [(None, ["DT"], "info"), (("ROP", "GR"), ["DT"], "warn"), (None, [], "warn")]
)
def test_what_drilling_tells_warns_only_where_it_is_read(
    tmp_path: Path, inputs: tuple[str, ...] | None, targets: list[str], severity: str
) -> None:
    """Nulls in the rate of penetration refuse no well that is predicted without it; an inventory names them."""
    path = write_well(tmp_path / "W.las", 70, edit={"GR": np.r_[[9999.0] * 5, np.linspace(10, 30, 255)]})
    path.write_text(path.read_text().replace("GR.GAPI : GR", "ROPA.m/h : ROP"))
    reading = Reading().asking(Learning(inputs=inputs), targets)
    about = [n for n in all_notices(read_trusted(path, reading, default_table())) if n.subject == "ROPA"]
    assert [n.severity for n in about] == [severity] and "9999 in 5 rows" in about[0].text


def test_strict_passes_over_what_this_program_wrote(tmp_path: Path, small_model: Path) -> None:
    """A product with a warning is no training well and no well of a batch; asked for itself the warning refuses it."""
    gamma = logs_of(3)["GR"]
    gamma[5:9] = -400.0
    source = write_well(tmp_path / "W03.las", 3, target=False, edit={"GR": gamma})
    one(source, small_model, tmp_path / "in")
    product, strict = tmp_path / "in" / "W03_DT.las", Reading(strict=True)
    write_field(tmp_path / "in", 3)
    found = read_candidates([product], default_table().target("DTC"), strict, {}, Listener())
    assert not found.wells and not found.left_out
    writing = Writing(tmp_path / "out", report=False)
    result = predict_field(tmp_path / "in", (), models=[small_model], reading=strict, writing=writing, jobs=1)
    assert sorted(row["file"] for row in result.rows) == ["W00.las", "W01.las", "W02.las"]
    with pytest.raises(WelllogError, match="--strict.*GR"):
        one(product, small_model, tmp_path / "more", reading=strict, replace_curves=True)


def test_a_model_does_not_predict_another_log(tmp_path: Path, small_model: Path) -> None:
    """The model's target and the one asked for are named."""
    path = write_well(tmp_path / "W.las", 71, target=False)
    with pytest.raises(WelllogError, match="predicts DTC, not RHOB"):
        one(path, small_model, tmp_path / "out", target="RHOB")
    with pytest.raises(UsageError, match="trains no further"):
        predict_wells([path], "DT", model=small_model, train=[tmp_path])


def test_measured_samples_of_a_training_well_are_checked_blind(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A well that trained the model gets a check by members that never saw it; another well needs none."""
    from welllog_mdn.field import predict as job

    made = []
    real = job.write_products
    monkeypatch.setattr(
        job, "write_products", lambda logs, results, *rest: made.extend(results) or real(logs, results, *rest)
    )
    for seed in (2, 72):
        one(write_well(tmp_path / f"S{seed}" / "W.las", seed), small_model, tmp_path / f"out{seed}")
    trained, other = made
    assert trained.log.own_trained and trained.log.check is not None
    assert not np.array_equal(trained.log.check.quantile(0.5), trained.log.prediction.quantile(0.5))
    assert not other.log.own_trained and other.log.check is None


@pytest.mark.slow
def test_a_file_of_a_training_well_is_not_sold_as_unseen(tmp_path: Path) -> None:
    """Two files of one well taught a saved model, which cannot tell the blocks of either; a third is the same well."""
    files = [write_well(tmp_path / "in" / f"{name}.las", 1, uwi="15/9-1", n=n) for name, n in (("a", 260), ("b", 270))]
    train_model(files, "DT", tmp_path / "m", learning=Learning(members=2, components=1, epochs=1))
    again = write_well(tmp_path / "c.las", 1, uwi="15/9-1", n=280)
    for path, own in ((files[0], True), (again, True), (write_well(tmp_path / "d.las", 2), False)):
        one(path, tmp_path / "m", tmp_path / "out")
        said = (tmp_path / "out" / f"{path.stem}_DT.las").read_text()
        assert ("its own samples trained" in said, "its own samples did not train" in said) == (own, not own)


class TestTrainingWells:
    """Which files train for a well."""

    def logs(self, path: Path) -> Any:
        """Return the well of a file."""
        return read_trusted(path, Reading(), Reading().table())

    def test_same_file_same_uwi_or_same_data_is_the_same_well(self, tmp_path: Path) -> None:
        """A copy, a renamed copy cut to an interval, a file with the same UWI; never a neighbour."""
        mine = self.logs(write_well(tmp_path / "W.las", 1))
        copy = tmp_path / "copy.las"
        copy.write_bytes((tmp_path / "W.las").read_bytes())
        other_header = self.logs(write_well(tmp_path / "cut.las", 1, uwi="X-999999", target=slice(0, 90)))
        same_uwi = self.logs(write_well(tmp_path / "rerun.las", 2, uwi="uwi 00001"))
        neighbour = self.logs(write_well(tmp_path / "N.las", 3))
        assert same_well(mine, self.logs(copy)) and same_well(mine, other_header) and same_well(mine, same_uwi)
        assert not same_well(mine, neighbour)

    def test_without_own_no_file_of_the_well_trains_with_own_exactly_one(self, tmp_path: Path) -> None:
        """Its twin under another name is left out, too."""
        paths = [write_well(tmp_path / f"W{i}.las", i) for i in range(3)]
        twin = write_well(tmp_path / "twin.las", 0, uwi="OTHER-1")
        wells = [self.logs(p) for p in (*paths, twin)]
        kind = default_table().target("DT")
        assert training_set(wells[0], wells, kind, own=False) == wells[1:3]
        assert training_set(wells[0], wells, kind, own=True) == wells[:3]

    def test_neighbours_train_and_files_of_ours_never_do(
        self, tmp_path: Path, quick_training: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The last well lacks the sonic: four neighbours train; its own product, put beside them, does not, nor does a
        well of a sub-folder.
        """
        field = write_field(tmp_path / "w", 5)
        write_well(field / "sub" / "S.las", 9)
        result = predict_well(field / "W04.las", "DT", learning=CPU, writing=Writing(field, report=False))
        assert result.model["training_wells"] == ["W00", "W01", "W02", "W03"]
        assert result.model["checked_on_other_wells"]
        made = field / "W04_DT.las"
        made.rename(field / "innocent.las")
        again = predict_well(field / "W04.las", "DT", learning=CPU, writing=Writing(tmp_path / "out", report=False))
        assert again.model["training_wells"] == ["W00", "W01", "W02", "W03"]

    def test_copies_of_a_neighbour_train_once(self, tmp_path: Path, quick_training: None) -> None:
        """Else the well is held out from members that met its copy."""
        field = write_field(tmp_path / "w", 4)
        write_well(field / "copy.las", 1, uwi="OTHER-1")
        result = predict_well(field / "W03.las", "DT", learning=CPU, writing=Writing(tmp_path / "out", report=False))
        assert result.model["training_wells"] == ["W00", "W01", "W02"]

    def test_a_well_that_nothing_trains_for_stops_no_other(self, tmp_path: Path, quick_training: None) -> None:
        """In either order; where it is alone, that is no fault of the well and raises."""
        field = write_field(tmp_path / "w", 4)
        alone = write_well(tmp_path / "x" / "ALONE.las", 9, target=False)
        for name, files in (("a", [alone, field / "W03.las"]), ("b", [field / "W03.las", alone])):
            heard = Heard()
            writing = Writing(tmp_path / name, report=False)
            results = predict_wells(files, "DT", learning=CPU, writing=writing, listen=heard)
            assert {Path(r.file).name: r.status for r in results} == {"ALONE.las": "refused", "W03.las": "written"}
            assert len(heard.errors) == 1 and "no well to train on" in heard.errors[0]
        with pytest.raises(ModelError, match="no well to train on"):
            predict_wells([alone], "DT", learning=CPU, writing=Writing(tmp_path / "c", report=False))

    def test_a_training_file_without_a_usable_target_is_named_with_the_reason(self, tmp_path: Path) -> None:
        """A sonic in us/m sold as us/ft, with the option that says so."""
        sonic = 3.280839895 * (logs_of(5)["DT"] - 20.0)
        path = write_well(tmp_path / "w" / "METRIC.las", 5, edit={"DT": sonic})
        with pytest.raises(ModelError, match="no usable sample of DTC: .*us/m") as raised:
            train_model([path], "DT", tmp_path / "m.safetensors", learning=CPU)
        assert "--fix-units" in str(raised.value)

    def test_with_train_the_wells_own_samples_train_nothing(self, tmp_path: Path, quick_training: None) -> None:
        """Its sonic is then the check of a blind prediction."""
        field = write_field(tmp_path / "w", 6)
        options = {"learning": CPU, "writing": Writing(tmp_path / "out", report=False)}
        result = predict_well(field / "W02.las", "DT", train=[field], **options)
        assert result.model["training_wells"] == ["W00", "W01", "W03", "W04"]

    def test_in_its_gap_a_well_that_teaches_is_drawn_to_its_own_readings(
        self, tmp_path: Path, quick_training: None
    ) -> None:
        """Its sonic is 25 us/ft slower than the neighbours'; the gap of 10 m is, too, where its own samples train. The
        record says how stretches of them were filled in. Without them it is predicted as any other well.
        """
        field = write_field(tmp_path / "w", 4)
        sonic = logs_of(31, 600)["DT"] + 25.0
        truth = sonic[300:320].copy()
        sonic[300:320] = np.nan
        path = write_well(field / "GAP.las", 31, n=600, edit={"DT": sonic})
        missed, records = {}, {}
        for own in (True, False):
            writing = Writing(tmp_path / f"{own}", report=False)
            found = predict_well(path, "DT", train=[field], own=own, learning=CPU, writing=writing)
            records[own] = found.as_json()
            missed[own] = np.abs(columns(tmp_path / f"{own}" / "GAP_DT.las")["DT_P50"][300:320] - truth).mean()
        assert missed[True] < 0.6 * missed[False]
        near, blind = records[True]["refilled"], records[True]["blind"]
        assert near["stretch_m"] == 60.0 and near["rows"] == blind["rows"] == 580 and near["rmse"] < 0.8 * blind["rmse"]
        assert records[False]["refilled"] == {}
        assert "its own samples trained and draw P50 between them" in (tmp_path / "True" / "GAP_DT.las").read_text()

    @pytest.mark.parametrize(
        ("missing", "beside"), [((100, 300), True), ((100, 1300), False), ((0, 130), True), ((0, 0), False)]
    )
    def test_readings_say_what_a_gap_is_worth_where_it_lies_beside_them(
        self, missing: tuple[int, int], beside: bool
    ) -> None:
        """Gaps of 100 and 65 m, of which nine tenths lie within 60 m of a reading; not one of 600 m, and not none."""
        depth, given = 1000.0 + 0.5 * np.arange(1500), np.zeros(1500, bool)
        given[slice(*missing)] = True
        well = Well.from_arrays("W", depth, {"GR": (depth, "gAPI")})
        assert _beside(well, np.where(given, np.nan, 80.0), given) is beside
        assert not _beside(well, np.full(1500, np.nan), given)

    def test_a_lone_well_fills_its_gap_and_says_that_no_other_well_checked_it(
        self, tmp_path: Path, quick_training: None
    ) -> None:
        """In the warnings, and in the LAS file."""
        path = write_well(tmp_path / "w" / "A.las", 9, n=700, target=slice(300, 420))
        result = predict_well(path, "DT", learning=CPU, writing=Writing(tmp_path / "out", report=False))
        assert any("no other well checked the band" in w for w in result.warnings)
        assert "no other well checked the band" in (tmp_path / "out" / "A_DT.las").read_text()
        assert set(columns(tmp_path / "out" / "A_DT.las")["DT_FLAG"][300:420]) <= {3.0, 4.0, 6.0}


class Heard(Listener):
    """Keeps what was said."""

    def __init__(self) -> None:
        self.notices: list[tuple[Path | None, Notice]] = []
        self.errors: list[str] = []

    def notice(self, file: Path | None, notice: Notice) -> None:
        self.notices.append((file, notice))

    def refused(self, error: WelllogError) -> None:
        self.errors.append(str(error))


def test_one_bad_well_does_not_stop_another(tmp_path: Path, small_model: Path) -> None:
    """Three wells, the second is no LAS file: two are written, one is refused by name."""
    good = [write_well(tmp_path / f"W{i}.las", i + 80, target=False) for i in range(2)]
    bad = tmp_path / "bad.las"
    bad.write_bytes(b"\x00\x01" * 50)
    heard = Heard()
    files = [good[0], bad, good[1]]
    results = predict_wells(
        files, "DT", model=small_model, writing=Writing(tmp_path / "out", report=False), listen=heard
    )
    assert [r.status for r in results] == ["written", "refused", "written"]
    assert len(heard.errors) == 1 and "bad.las" in heard.errors[0]


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_saved_model_predicts_the_same_on_cuda(tmp_path: Path, small_model: Path) -> None:
    """To the last digits that double precision leaves open."""
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.wells.las import read_las

    well = read_las(write_well(tmp_path / "W.las", 9))
    cpu, gpu = (LogModel.load(small_model).on(d).predict(well).quantile([0.1, 0.9]) for d in ("cpu", "cuda"))
    np.testing.assert_allclose(cpu, gpu, rtol=1e-9)


def test_a_unit_for_a_curve_that_no_file_has_is_refused_before_any_work(tmp_path: Path, small_model: Path) -> None:
    """A typing error in --fix-units would otherwise do nothing; the nearest names are offered, nothing is written."""
    path, fixed = write_well(tmp_path / "W.las", 80), Reading(fix_units={"RHBO": "kg/m3"})
    with pytest.raises(UsageError, match=r"--fix-units RHBO=kg/m3: no file has a curve RHBO; did you mean .*RHOB"):
        one(path, small_model, tmp_path / "out", reading=fixed)
    assert not (tmp_path / "out").exists()
    with pytest.raises(UsageError, match="no file has a curve RHBO"):
        train_model([path], "DT", tmp_path / "m.safetensors", reading=fixed)


@pytest.mark.slow
def test_a_unit_for_a_curve_of_the_training_wells_is_taken(tmp_path: Path, quick_training: None) -> None:
    """What is kept of a well to learn from still knows the names of its curves: train, evaluate and batch."""
    field, fixed = write_field(tmp_path / "in"), Reading(fix_units={"RHOB": "g/cm3"})
    train_model([field], "DT", tmp_path / "m.safetensors", reading=fixed, learning=CPU)
    writing = Writing(tmp_path / "out", report=False)
    assert predict_field(field, ["DT"], reading=fixed, learning=CPU, writing=writing, jobs=1).refused == 0
    writing, models = Writing(tmp_path / "given", report=False), [tmp_path / "m.safetensors"]
    with pytest.raises(UsageError, match="--fix-units RHBO=kg/m3: no file has a curve RHBO; did you mean RHOB"):
        predict_field(field, (), models=models, reading=Reading(fix_units={"RHBO": "kg/m3"}), writing=writing, jobs=1)
    assert not list(writing.out.glob("*.las")) and not (writing.out / "summary.csv").exists()
    assert predict_field(field, (), models=models, reading=fixed, writing=writing, jobs=1).refused == 0
    assert len(evaluate(field, "DT", reading=fixed, learning=CPU, folds=2).wells) == 4
    with pytest.raises(UsageError, match="no file has a curve RHBO; did you mean RHOB"):
        evaluate(field, "DT", reading=Reading(fix_units={"RHBO": "kg/m3"}), learning=CPU)


def test_sixty_paths_that_teach_nothing_leave_room_for_the_remedy(tmp_path: Path, small_model: Path) -> None:
    """Two are named and the rest counted, by train, predict and batch alike."""
    paths = [write_well(tmp_path / f"{i:02d}{'x' * 100}" / "W.las", i, n=20, target=False) for i in range(60)]
    jobs = (
        lambda: train_model(paths, "DT", tmp_path / "m.safetensors"),
        lambda: predict_well(paths[0], "DT", train=paths, writing=Writing(tmp_path / "out")),
        lambda: predict_field(paths[0].parent, ["DT"], train=paths, writing=Writing(tmp_path / "out"), jobs=1),
    )
    named = "name wells that hold it with --train, or a saved model with --model"
    for job, remedy in zip(jobs, ("name files or folders of wells that hold it", named, named), strict=True):
        with pytest.raises(ModelError) as caught:
            job()
        said = str(caught.value)
        assert "and 58 more holds usable samples of DTC" in said and said.endswith(remedy)


def test_a_target_named_as_a_curve_that_was_read_as_another_log_is_told_of_that(tmp_path: Path) -> None:
    """DENCOR is the density in these wells: train, predict, batch and evaluate say so where they found no DRHO."""
    for i in (1, 2):
        well = write_well(tmp_path / "in" / f"W{i}.las", i)
        well.write_text(well.read_text().replace("RHOB", "DENCOR"))
    field, writing = tmp_path / "in", Writing(tmp_path / "out")
    told = (
        r"samples of DRHO; W1.las: not used for training: no usable sample of DRHO: DENCOR was read as RHOB \(name that"
    )
    for job in (
        lambda: train_model([field], "DENCOR", tmp_path / "m.safetensors"),
        lambda: predict_well(field / "W1.las", "DENCOR", train=[field], writing=writing),
        lambda: predict_field(field, ["DENCOR"], writing=writing, jobs=1),
        lambda: evaluate(field, "DENCOR"),
    ):
        with pytest.raises(ModelError, match=told):
            job()


def test_a_missing_input_is_missing_for_a_reason(tmp_path: Path, small_model: Path) -> None:
    """A curve that is there but all null, stuck or mislabelled is named with its cause; an absent one is not."""
    logs = logs_of(81)
    edit = {"GR": np.full(260, np.nan), "RDEP": np.full(260, 7.0), "RHOB": logs["RHOB"] * 1000}
    result = one(write_well(tmp_path / "W.las", 81, edit=edit, target=False), small_model, tmp_path / "out")
    said = [w for w in result.warnings if "input missing" in w]
    reasons = ("GR is all null", "RDEP is stuck", "RHOB is not trusted")
    assert sorted(said) == [
        f"{r.split()[0]}: input missing in W ({r}): the model does without" for r in sorted(reasons)
    ]
    gone = one(write_well(tmp_path / "V.las", 82, drop=("GR",), target=False), small_model, tmp_path / "out")
    assert [w for w in gone.warnings if "input missing" in w] == ["GR: input missing in V: the model does without"]


def test_the_record_counts_what_is_masked_of_each_curve(tmp_path: Path, small_model: Path) -> None:
    """JSON key quality: kind, measured rows and masked rows by reason, for every curve that serves as a log."""
    density = logs_of(83)["RHOB"]
    density[[20, 21, 90]] = 5.0, 5.0, np.nan
    result = one(write_well(tmp_path / "W.las", 83, edit={"RHOB": density}), small_model, tmp_path / "out")
    quality = result.as_json()["quality"]
    assert set(quality) == {"GR", "RHOB", "NPHI", "RDEP", "DT"}
    assert quality["RHOB"] == {"kind": "RHOB", "rows": 259, "masked": {"outside its physical range": 2}}


@pytest.mark.parametrize(("rows", "severity"), [(1, "info"), (30, "warn")])
def test_a_handful_of_rows_kept_physical_is_a_note(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch, rows: int, severity: str
) -> None:
    """Under one per cent of the rows says nothing of the well; more is a warning."""
    monkeypatch.setattr("welllog_mdn.model.bounds._beyond", lambda *_: rows)
    logs = read_trusted(write_well(tmp_path / "W.las", 84), Reading(), default_table())
    notices = LogModel.load(small_model).predict(logs).notices
    assert [n.severity for n in notices if f"kept physical in {counted(rows, 'row')}:" in n.text] == [severity]


class TestTops:
    """Formation tops are read from lines of name and depth."""

    def test_headings_remarks_and_separators(self, tmp_path: Path) -> None:
        """Headings without a number, lines with # and text behind are passed over; comma, semicolon, tab separate."""
        lines = ["# DEMO-4", "Formation, MD", "# on GR", "Brent Gp., 1510.5", "", "Dunlin; 1600; GR,", "Cook\t1650"]
        (tmp_path / "t.txt").write_text("\n".join(lines))
        assert read_tops(tmp_path / "t.txt") == [("Brent Gp.", 1510.5), ("Dunlin", 1600.0), ("Cook", 1650.0)]

    def test_names_as_spreadsheets_save_them(self, tmp_path: Path) -> None:
        """UTF-8 with or without a mark before it, and cp1252."""
        for encoding in ("utf-8", "utf-8-sig", "cp1252"):
            (tmp_path / "t.txt").write_text("Åre Fm.;1510\n", encoding)
            assert read_tops(tmp_path / "t.txt") == [("Åre Fm.", 1510.0)]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("Brent 1510\nDunlin 1600\n", "line 1: expected: name, depth"),
            ("Name, MD\nBrent 1510\n", "line 2: expected: name, depth"),
            ("Brent;1510,5\nDunlin;1600\n", "line 1: expected: name, depth, however: Brent;1510,5; the depth"),
            ("Brent, 1510\nDunlin, 1600 m\n", "line 2: expected: name, depth, however: Dunlin, 1600 m; the depth"),
            ("Brent, 1510\nDunlin, nan\n", "line 2: expected: name, depth"),
            ("Brent, nan\nDunlin, 1600\n", "line 1: expected: name, depth"),
            ("Brent, 1510\n, 1600\n", "line 2: expected: name, depth, however: , 1600; "),
            ('" ";1510\nDunlin;1600\n', "line 1: expected: name, depth"),
            ("Brent, 1_510\nDunlin, 1600\n", "line 1: expected: name, depth, however: Brent, 1_510; the depth"),
            ("Brent, 1510, 1_600\n", "line 1: expected: name, depth, however 1_600 follows"),
            (f"{'x' * 140_000}, 1510\n", "line 1: expected: name, depth"),
            ('"Brent, 1510\nDunlin, 1600\n', "line 1: expected: name, depth"),
            ("zone,top,base\nSand A,1500,1520\n", "line 2: expected: name, depth, however 1520 follows: a base"),
            ("Brent,1800,5\n", "however 5 follows: a base, or a decimal comma?; leave it out"),
            ("Brent;1800;GR;1850.5\n", "however 1850.5 follows"),
            ("Name, MD\n", "no formation top"),
            ("PK\3\4\0\0", "no plain text; save it as CSV"),
        ],
    )
    def test_a_file_without_separators_or_tops_is_refused(self, tmp_path: Path, text: str, says: str) -> None:
        """A first line that holds a depth is no heading, and a report without the tops asked for is no report."""
        (tmp_path / "t.txt").write_text(text)
        with pytest.raises(UsageError) as caught:
            read_tops(tmp_path / "t.txt")
        assert says in str(caught.value)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What `write_products` is given, of each well."""
    from welllog_mdn.field import predict as job

    given: list[tuple[Any, ...]] = []
    real = job.write_products
    monkeypatch.setattr(job, "write_products", lambda *words: given.append(words) or real(*words))
    return given


def test_the_record_says_what_page_one_says_and_what_a_batch_says(
    tmp_path: Path, small_model: Path, made: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One verdict, the scores on the well's own unseen values, and how many samples have which flag."""
    from welllog_mdn.report import pages

    printed: list[Any] = []
    monkeypatch.setattr(pages, "write_reports", lambda pdf, reports, **said: printed.extend(reports) or [])
    sonic = logs_of(70)["DT"] + 60.0  # far from what the other logs say
    sonic[:80] = np.nan
    path = write_well(tmp_path / "in" / "W.las", 70, edit={"DT": sonic})
    record = predict_well(path, "DT", model=small_model, writing=Writing(tmp_path / "out")).as_json()
    (_, (target,), *_), (report,) = made[0], printed
    assert report.appraisal is target.appraisal and record["verdict"] == report.appraisal.verdict.sentence
    assert record["verdict"].startswith("Use with care: ")
    assert record["blind"]["rows"] == record["measured"] == record["kept"] == 180 and record["blind"]["bias"] < -40
    assert record["replaced"] + record["extrapolated"] + record["few_inputs"] + record["not_predicted"] < 80
    assert sum(record[name] for name in COUNTED) == 260 and record["most_inputs"] == np.sum(target.curves.flag == 3) > 0
    low, high = target.log.prediction.quantile([0.1, 0.9])
    width = np.mean((high - low)[target.curves.flag != MEASURED])
    assert record["band"] == {"width": pytest.approx(width, rel=1e-4), "unit": "US/F"}
    (row,) = predict_field(
        tmp_path / "in", (), models=[small_model], writing=Writing(tmp_path / "b", report=False), jobs=1
    ).rows  # fmt: skip
    both = ["predicted", *COUNTED, "kept", "unit", "verdict", "finding", "band", "blind", "misfit", "quality"]
    assert all(row[name] == record[name] for name in both)


def test_most_of_the_error_in_one_interval_is_told_with_its_depths(tmp_path: Path, small_model: Path) -> None:
    """A fifth of the well's sonic is 80 us/ft too slow: its depths are told in the verdict and in the record; nothing
    of the kind where all of it is.
    """
    for off, wrong in ((slice(100, 150), True), (slice(None), False)):
        sonic = logs_of(70)["DT"].copy()
        sonic[off] += 80.0
        sonic[:30] = np.nan
        path = write_well(tmp_path / f"{wrong}" / "W.las", 70, edit={"DT": sonic})
        record = one(path, small_model, tmp_path / f"{wrong}" / "out").as_json()
        assert bool(record["misfit"]) is wrong
        assert ("; most of the error is from 1050.0 to 1074.5 m" in record["verdict"]) is wrong
        if wrong:
            found = record["misfit"]
            assert (found["top"], found["base"], found["depth_unit"], found["rows"]) == (1050.0, 1074.5, "m", 50)
            assert found["bias"] < -60 and found["cover"] == 0.0 and found["elsewhere_cover"] > 0.6
            assert found["rows"] + found["elsewhere_rows"] == record["blind"]["rows"]
            assert 2 * found["elsewhere_rmse"] < record["blind"]["rmse"] < found["rmse"]


def test_rows_without_a_depth_leave_nothing_missing(tmp_path: Path, small_model: Path) -> None:
    """Nothing can be predicted there, and nothing is missing."""
    path = write_well(tmp_path / "W.las", 70)
    path.write_text(path.read_text().replace("\n1050.0000 ", "\n-999.2500 ").replace("\n1129.5000 ", "\n-999.2500 "))
    record = one(path, small_model, tmp_path / "out").as_json()
    assert record["not_predicted"] == 2
    assert record["verdict"].startswith("Nothing was missing: DT is measured at every depth")


def test_rows_without_a_depth_make_no_verdict_milder(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page one has none of them: the verdict has the share in doubt, 49 values of a straight line, of the others."""
    from welllog_mdn.model.verdict import verdict
    from welllog_mdn.report import appraisal

    judged: list[Any] = []
    monkeypatch.setattr(appraisal, "verdict", lambda log: judged.append(log) or verdict(log))
    sonic = logs_of(70)["DT"]
    sonic[100:150] = np.linspace(90.0, 95.0, 50)
    path = write_well(tmp_path / "W.las", 70, edit={"DT": sonic})
    path.write_text(path.read_text().replace("\n1050.0000 ", "\n-999.2500 ").replace("\n1129.5000 ", "\n-999.2500 "))
    one(path, small_model, tmp_path / "out")
    (log,) = judged
    assert log.in_doubt == pytest.approx(49 / 258) and len(log.flag) == 258


def test_measured_values_without_any_input_are_kept(tmp_path: Path, small_model: Path) -> None:
    """Over 40 rows of a gap in all inputs nothing is predicted: the completed log has what was measured, even stuck."""
    logs = {name: values for name, values in logs_of(70).items() if name not in ("DEPT", "DT")}
    gap = {name: np.where(np.arange(260) < 40, np.nan, values) for name, values in logs.items()}
    still = np.where(np.arange(260) < 30, 88.0, logs_of(70)["DT"])
    well = write_well(tmp_path / "W.las", 70, edit=gap | {"DT": still})
    record = one(well, small_model, tmp_path / "out").as_json()
    assert record["quality"]["DT"]["masked"]["stuck"] == 30
    synthetic = read_las(tmp_path / "out" / "W_DT.las").curve("DT_SYN").values
    assert record["kept"] == np.isfinite(synthetic).sum() == 260
    assert 0 < record["not_predicted"] == 260 - record["measured"]


def test_the_copy_says_how_held_out_wells_were_predicted(tmp_path: Path, small_model: Path) -> None:
    """In the unit of the new curves, stated, and in words that a reader of LAS leaves as they are."""
    path = write_well(tmp_path / "W.las", 71, target=False)
    one(path, small_model, tmp_path / "out", target_unit="us/m")
    header = read_las(tmp_path / "out" / "W_DT.las").header
    scores = LogModel.load(small_model).scores_
    error, unit = header["WMDN_DT_RMSE"].split(" ")
    assert float(error) == pytest.approx(scores["pooled"]["rmse"] / 0.3048, rel=0.01) and unit == "us/m"
    assert header["WMDN_DT_COVER"] == f"{100 * scores['pooled']['cover']:.1f} percent"
    assert header["WMDN_DT_WORST"] == f"{100 * min(w['cover'] for w in scores['wells']):.1f} percent"


def test_a_fault_in_a_neighbour_does_not_end_the_well(
    tmp_path: Path, quick_training: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody foresaw in a training file leaves that file out; where it was can be heard."""
    from welllog_mdn.field import reading

    real = reading.read_las

    def faulty(path: Path, **options: Any) -> Any:
        if path.name == "W01.las":
            raise ZeroDivisionError("by zero")
        return real(path, **options)

    monkeypatch.setattr(reading, "read_las", faulty)
    traces: list[str] = []
    listen = Listener()
    listen.unforeseen = traces.append  # type: ignore[method-assign]
    write_field(tmp_path, 4)
    writing = Writing(tmp_path / "out", report=False)
    result = predict_well(tmp_path / "W03.las", "DT", learning=CPU, writing=writing, listen=listen)
    assert result.status == "written" and result.model["training_wells"] == ["W00", "W02"]
    assert any("W01.las: not used for training: internal error: ZeroDivisionError" in w for w in result.warnings)
    assert len(traces) == 1 and "ZeroDivisionError" in traces[0]


def test_a_well_that_is_its_only_teacher_is_told_of_own(tmp_path: Path) -> None:
    """It does hold the log; it was left out as the same well."""
    path = write_well(tmp_path / "W.las", 5, target=slice(100, 150))
    with pytest.raises(ModelError, match="only this well itself holds DTC") as refused:
        predict_well(path, "DT", train=[path], learning=CPU)
    assert "--own" in str(refused.value.hint)


def test_a_training_that_fails_ends_its_own_well_only(
    tmp_path: Path, quick_training: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three wells in folders of their own, memory ends in the second's training, a folder cannot be listed: that well
    is refused, the others are written.
    """
    from welllog_mdn.field import predict as job

    for name in "abc":
        write_field(tmp_path / name, 3)
    real_fit, real_listing, fits = job.fit_model, job.las_beside, []

    def fit(*given: Any) -> Any:
        fits.append(given)
        if len(fits) == 2:
            raise MemoryError
        return real_fit(*given)

    monkeypatch.setattr(job, "fit_model", fit)
    files, writing = [tmp_path / name / "W02.las" for name in "abc"], Writing(tmp_path / "out", report=False)
    for name, file in zip("abc", files, strict=True):
        file.rename(file := file.with_name(f"{name}.las"))
        files["abc".index(name)] = file
    results = predict_wells(files, "DT", learning=CPU, writing=writing, listen=Heard())
    assert [r.status for r in results] == ["written", "refused", "written"] and results[1].reason.startswith("out of")

    def listing(path: Path) -> list[Path]:
        if path.name == "a.las":
            raise WelllogError("cannot be listed", file=path.parent)
        return real_listing(path)

    monkeypatch.setattr(job, "las_beside", listing)
    writing = Writing(tmp_path / "more", report=False)
    results = predict_wells(files[::2], "DT", learning=CPU, writing=writing, listen=Heard())
    assert [r.status for r in results] == ["refused", "written"]


def test_a_neighbour_that_cannot_be_read_is_seen_by_strict_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after an hour of it."""
    from welllog_mdn.field import predict as job

    write_field(tmp_path, 4)
    (tmp_path / "broken.las").write_text("nothing")
    monkeypatch.setattr(job, "fit_model", lambda *_: pytest.fail("trained"))
    with pytest.raises(WelllogError, match="--strict.*broken.las: not used for training"):
        predict_well(tmp_path / "W03.las", "DT", learning=CPU, reading=Reading(strict=True))


class TestWhatTrainingIsWithout:
    """Files and logs that are not learnt from: on the terminal, in the record, and before `--strict` where something is
    lost.
    """

    def predicted(
        self, path: Path, model: Path, monkeypatch: pytest.MonkeyPatch, **options: Any
    ) -> tuple[WellResult, list[Notice]]:
        """Predict a well by a model that is there already; return the record and what was said."""
        from welllog_mdn.field import predict as job

        monkeypatch.setattr(job, "fit_model", lambda *_: LogModel.load(model))
        heard, writing = Heard(), Writing(path.parent / "out", report=False)
        result = predict_well(path, "DT", learning=CPU, writing=writing, listen=heard, **options)
        return result, [notice for _, notice in heard.notices]

    def test_a_copy_is_noted(self, tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of a training well, or of the well itself: nothing is lost. An own file that trains is not said to be left
        out.
        """
        write_field(tmp_path, 3, without=0)
        (tmp_path / "A.las").write_text("# a copy\n" + (tmp_path / "W00.las").read_text())
        for name, said in (
            ("W01", "W00.las: not used for training: the same well as A.las"),
            ("W00", "A.las: not used for training: the same well as W00.las"),
        ):
            result, notices = self.predicted(tmp_path / f"{name}.las", small_model, monkeypatch)
            assert [(str(n), n.severity) for n in notices if "not used" in n.text] == [(said, "info")]
            assert said in result.model["choices"] and not any("not used" in text for text in result.warnings)

    @pytest.mark.parametrize(
        ("name", "options", "said"),
        [
            ("W00", {"own": False}, "W00.las: not used for training: the well to predict; --own lets its own"),
            ("W00", {}, ""),
            ("copy", {"own": False}, "W00.las: not used for training: the same well as copy.las; --own lets its own"),
            ("copy", {}, "W00.las: taken for the same well as copy.las, it trains as its own samples; --no-own"),
            ("W02", {}, ""),
        ],
    )
    def test_what_a_file_of_the_well_itself_does_is_one_note(
        self, tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch, name: str, options: Any, said: str
    ) -> None:
        """The well left out as it is to be blind, or another file of it; one that stands in for it: never a warning."""
        write_field(tmp_path / "field", 3)
        path = tmp_path / "field" / f"{name}.las"
        if name == "copy":
            path = write_well(tmp_path / "copy.las", 0, target=False, uwi="OTHER-1")
            options = {"own": True, **options, "train": [tmp_path / "field"]}
        reading = Reading(strict=True)
        result, notices = self.predicted(path, small_model, monkeypatch, reading=reading, **options)
        notices = [n for n in notices if str(n) != "W02.las: not used for training: it has no curve of DTC"]
        found = [n for n in notices if NOT_USED in n.text or "--no-own" in n.text]
        assert [n.severity for n in found] == ["info"] * bool(said) and result.status == "written"
        assert all(str(n).startswith(said) and str(n) in result.model["choices"] for n in found)

    def test_a_second_file_with_more_and_a_log_that_is_not_believed_are_warnings(
        self, tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A second run of the same UWI is lost, and so is a density in kg/m3 under G/CC."""
        write_field(tmp_path, 4)
        write_well(tmp_path / "run.las", 9, uwi="UWI-00002", target=slice(0, 90))
        write_well(tmp_path / "W01.las", 1, edit={"RHOB": 1000 * logs_of(1)["RHOB"]})
        result, notices = self.predicted(tmp_path / "W03.las", small_model, monkeypatch)
        starts = ("run.las: not used for training: the same well as W02.las", "W01.las: serves without RHOB: labelled")
        for start in starts:
            assert [n.severity for n in notices if str(n).startswith(start)] == ["warn"]
            assert any(text.startswith(start) for text in result.warnings)
        for name in ("W01.las", "run.las"):
            with pytest.raises(WelllogError, match=f"--strict.*: {name}: not used for training"):
                predict_well(tmp_path / "W03.las", "DT", learning=CPU, reading=Reading(strict=True))
            (tmp_path / name).unlink()


def test_a_unit_may_be_fixed_in_a_file_that_does_not_teach(tmp_path: Path, quick_training: None) -> None:
    """A porosity of a well without the target is known, though that well trains nothing."""
    write_field(tmp_path / "in", 3, without=0)
    write_well(tmp_path / "in" / "other.las", 9, target=False, edit={"NPOR": logs_of(9)["NPHI"]}, drop=("NPHI",))
    reading = Reading(fix_units={"NPOR": "v/v"})
    train_model([tmp_path / "in"], "DT", tmp_path / "m.safetensors", reading=reading, learning=CPU)
    assert (tmp_path / "m.safetensors").exists()


def test_a_second_prediction_into_a_copy_of_ours_is_known_again(tmp_path: Path, small_model: Path) -> None:
    """Its provenance is numbered; the same run once more is no conflict."""
    path = write_well(tmp_path / "W.las", 90, target=False)
    first = one(path, small_model, tmp_path / "one", target="DTCO").outputs[0]
    for _ in range(2):
        again = one(Path(first), small_model, tmp_path / "two", target="DT")
        assert again.status == "written"
    assert "WMDN_INPUT_2" in Path(again.outputs[0]).read_text()


def test_a_second_file_with_too_few_samples_has_not_trained(tmp_path: Path, quick_training: None) -> None:
    """Its 40 sonic samples are among those that could train, and were too few to: the well's own values are unseen."""
    field = write_field(tmp_path / "in", 4)
    path = write_well(field / "A.las", 9, uwi="15/9-1", target=False)
    write_well(field / "B.las", 9, uwi="15/9-1", target=slice(40, None))
    predict_well(path, "DT", learning=CPU, writing=Writing(tmp_path / "out", report=False))
    assert "its own samples did not train" in (tmp_path / "out" / "A_DT.las").read_text()


def test_garbled_names_are_said_to_be_of_an_encoding_where_no_input_is_left(tmp_path: Path, small_model: Path) -> None:
    """The refusal said that no log was found, `inventory` nothing."""
    path = write_well(tmp_path / "in" / "W.las", 73, target=False)
    text = path.read_text()
    for name, russian in (("GR", "ГК"), ("RHOB", "ГГКп"), ("NPHI", "ННКт"), ("RDEP", "БК")):
        text = text.replace(f"{name}.{UNITS[name]} ", f"{russian}. ")
    path.write_text(text, encoding="cp866")
    with pytest.raises(
        ModelError, match="none of the model's inputs .* found no log; where names or units are garbled"
    ):
        one(path, small_model, tmp_path / "out")
    with pytest.raises(ModelError, match=r"no well to train on: .*; W\.las: .* DTC: where names or units are garbled"):
        predict_well(path, "DT", train=[path.parent], learning=CPU, writing=Writing(tmp_path / "out"))
    (record,) = inventory([path])
    assert any("--encoding (as cp1251)" in str(n) for n in record.notices)


def test_what_was_found_in_a_refused_well_is_said(tmp_path: Path, small_model: Path) -> None:
    """Every input's unit is contradicted, so nothing is left to predict from: the remedy stands in the warnings."""
    logs = logs_of(73)
    edit = {"RHOB": logs["RHOB"] * 1000, "NPHI": logs["NPHI"] * 100}
    path = write_well(tmp_path / "in" / "W.las", 73, target=False, drop=("GR", "RDEP"), edit=edit)
    said: list[str] = []
    listen = Listener()
    listen.notice = lambda file, notice: said.append(str(notice))  # type: ignore[method-assign]
    writing = Writing(tmp_path / "out", report=False)
    (result,) = predict_wells([path], "DT", model=small_model, writing=writing, listen=listen)
    assert result.status == "refused" and "none of the model's inputs" in result.reason
    assert len([w for w in result.warnings if "--fix-units" in w]) == 2 and set(result.warnings) <= set(said)
    assert len(said) == len(set(said))
    (row,) = predict_field(tmp_path / "in", (), models=[small_model], writing=writing, jobs=1).rows
    assert row["status"] == "refused" and row["warnings"] == result.warnings


def test_a_path_longer_than_names_may_be_is_refused_alone(tmp_path: Path, small_model: Path) -> None:
    """The other well is predicted."""
    good, long = write_well(tmp_path / "W.las", 74, target=False), tmp_path / ("x" * 300 + ".las")
    results = predict_wells([long, good], "DT", model=small_model, writing=Writing(tmp_path / "out", report=False))
    assert [r.status for r in results] == ["refused", "written"] and "File name too long" in results[0].reason


def test_a_measured_file_that_was_looked_at_to_train_is_never_replaced(tmp_path: Path, quick_training: None) -> None:
    """Named as the copy of the well would be, and without the sonic, it holds nothing to learn from."""
    folder = write_field(tmp_path / "wells", 4)
    well = write_well(folder / "X.las", 70, target=False)
    measured = write_well(folder / "X_DT.las", 71, target=False)
    before = measured.read_bytes()
    with pytest.raises(OutputError, match=r"X_DT\.las: is an input, and inputs are never written to"):
        predict_well(well, "DT", learning=CPU, writing=Writing(folder, report=False, overwrite=True))
    assert measured.read_bytes() == before


def test_a_unit_fixed_for_no_curve_is_said_where_another_well_is_refused(tmp_path: Path, small_model: Path) -> None:
    """The name may be one of the well that cannot be read, so nothing stops."""

    class Said(Listener):
        lines: list[str] = []

        def notice(self, file: Path | None, notice: Notice) -> None:
            self.lines.append(str(notice))

    files = [write_well(tmp_path / "W.las", 60, target=False), tmp_path / "bad.las"]
    files[1].write_text("no well")
    said, reading = Said(), Reading(fix_units={"RHBO": "kg/m3"})
    writing = Writing(tmp_path / "out", report=False)
    results = predict_wells(files, "DT", model=small_model, reading=reading, writing=writing, listen=said)
    assert [r.status for r in results] == ["written", "refused"]
    assert any("no file has a curve RHBO that could be read" in line for line in said.lines)


def test_who_made_the_other_curves_stays_where_one_prediction_is_replaced(
    tmp_path: Path, small_model: Path, quick_training: None
) -> None:
    """DT, then RHOB, then RHOB again: what the last run read stood where the first run had said what it read."""
    train_model([write_field(tmp_path / "wells", 6)], "RHOB", tmp_path / "rhob.safetensors")
    first = write_well(tmp_path / "W.las", 60, target=False)
    one(first, small_model, tmp_path / "a")
    one(tmp_path / "a" / "W_DT.las", tmp_path / "rhob.safetensors", tmp_path / "b", target="RHOB")
    again = tmp_path / "b" / "W_DT_RHOB.las"
    for _ in range(2):  # the second time the bytes are the same, which is no conflict
        one(again, tmp_path / "rhob.safetensors", tmp_path / "c", target="RHOB", replace_curves=True)
    header = read_las(tmp_path / "c" / "W_DT_RHOB_RHOB.las").header
    inputs = [header[f"WMDN_INPUT{n}"].removeprefix("sha256-") for n in ("", "_2", "_3")]
    assert inputs == [read_las(path).sha256 for path in (first, tmp_path / "a" / "W_DT.las", again)]


@pytest.mark.parametrize("name", ["W00.las", "m.LAS", "notes.json", "notes.txt"])
def test_a_model_replaces_nothing_but_a_model(tmp_path: Path, name: str) -> None:
    """A measured well, or notes, that stand where the model is to go, also with --overwrite; no model is so called."""
    there = tmp_path / "kept" / name
    there.parent.mkdir()
    there.write_text("~Version\n")
    field = write_field(tmp_path / "wells", 3, 0)
    with pytest.raises(OutputError, match="no name for a model|holds no model"):
        train_model([field], "DT", there, learning=CPU, overwrite=True)
    with pytest.raises(OutputError, match="no name for a model|holds no model"):
        predict_wells(
            [field / "W00.las"], "DT", train=[field], learning=CPU, save_model=there, writing=Writing(overwrite=True)
        )
    assert there.read_text() == "~Version\n"


@pytest.mark.parametrize(("own", "why"), [(False, "none trains for itself"), (True, "each trains for itself")])
def test_wells_that_need_a_model_each_keep_none(tmp_path: Path, own: bool, why: str) -> None:
    """Two wells of a field: without their own samples, or with those of one alone, each has other teachers."""
    field = write_field(tmp_path / "wells", 4, 0)
    wells, train = [field / "W00.las", field / "W01.las"], [field / "W02.las"]
    with pytest.raises(UsageError, match=f"need a model each, because {why}"):
        predict_wells(
            wells, "DT", train=train if own else [field], learning=CPU, own=own, save_model=tmp_path / "m.safetensors"
        )


def test_a_model_named_as_the_output_folder_is_refused_before_a_well_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither place depends on what the wells hold, and many take long to read."""
    monkeypatch.setattr("welllog_mdn.field.predict.read_trusted", lambda *_: pytest.fail("a well was read"))
    well, out = write_well(tmp_path / "W.las", 60, target=False), tmp_path / "out"
    with pytest.raises(OutputError, match="out: this run needs a folder of that name"):
        predict_wells([well], "DT", learning=CPU, save_model=out, writing=Writing(out))


def test_a_model_takes_no_place_of_a_backup(tmp_path: Path) -> None:
    """Seen before training: the well could not be written after it."""
    field = write_field(tmp_path / "wells", 3, 0)
    there = field / "W00.las.bak"
    with pytest.raises(OutputError, match="W00.las.bak: would be written twice by this run"):
        predict_wells([field / "W00.las"], "DT", learning=CPU, save_model=there, writing=Writing(in_place=True))
    assert not there.exists()
