"""A field of wells: one row each, no well stops another, restartable, the same for any number of workers."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from weakref import WeakSet

import numpy as np
import pytest
from small_field import UNITS, columns, logs_of, write_field, write_well

from welllog_mdn import LogModel
from welllog_mdn.errors import ModelError, Notice, OutputError, UsageError, WelllogError
from welllog_mdn.field import batch as batch_module
from welllog_mdn.field import field_models as models_module
from welllog_mdn.field import products as products_module
from welllog_mdn.field.batch import FieldResult, _FieldRun, predict_field
from welllog_mdn.field.crew import Crew
from welllog_mdn.field.earlier import trained_models
from welllog_mdn.field.field_models import FieldModels
from welllog_mdn.field.inventory import inventory
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.options import Learning, Reading, Writing
from welllog_mdn.field.predict import predict_wells
from welllog_mdn.field.products import blind_scores
from welllog_mdn.field.reading import read_trusted
from welllog_mdn.field.same_wells import WellLookup
from welllog_mdn.field.summary import COLUMNS, JOURNAL, Journal, csv_bytes
from welllog_mdn.field.worker import WellDone, WellTask, predict_task
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.rock import rock_values
from welllog_mdn.report import pages as pages_module
from welllog_mdn.report.predicted_log import Target
from welllog_mdn.report.strip import strip_of, strips_in
from welllog_mdn.scores import agreement
from welllog_mdn.system import files as files_module
from welllog_mdn.system.files import sha256_file
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well


def batch(folder: Path, out: Path, model: Path, *, report: bool = False, **options: Any) -> FieldResult:
    """Run a batch with a saved model."""
    more = {name: options.pop(name) for name in ("overwrite", "levels") if name in options}
    return predict_field(folder, (), models=[model], writing=Writing(out, report=report, **more), **options)


def table(out: Path) -> list[dict[str, str]]:
    """Return the rows of summary.csv."""
    return list(csv.DictReader(io.StringIO((out / "summary.csv").read_text("utf-8"))))


class Said(Listener):
    """Keeps what is said of wells."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.information: list[str] = []
        self.errors: list[str] = []

    def info(self, text: str) -> None:
        self.information.append(text)

    def notice(self, file: Path | None, notice: Notice) -> None:
        self.lines.append(str(notice))

    def refused(self, error: WelllogError) -> None:
        self.errors.append(str(error))


def tree(out: Path) -> dict[str, Any]:
    """Return every file below a folder; of the summaries everything but the seconds."""
    found: dict[str, Any] = {}
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        if name == "summary.csv":
            found[name] = [{k: v for k, v in row.items() if k != "seconds"} for row in table(out)]
        elif name == "summary.json":
            found[name] = [{k: v for k, v in row.items() if k != "seconds"} for row in json.loads(path.read_bytes())]
        else:
            found[name] = path.read_bytes()
    return found


def test_a_model_that_is_gone_is_shipped_as_it_was_read(tmp_path: Path, small_model: Path) -> None:
    """Its file may be taken away while a cluster, which sees none of our folders, asks for it."""
    field = write_field(tmp_path / "in", 1)
    asked = _asked(field, field, tmp_path / "out") | {"models": ((small_model, LogModel.load(small_model)),)}
    run = _FieldRun(SimpleNamespace(**asked))
    made = run.making.make(Crew(1))
    run.models = made.models
    (task,) = run._tasks(made.files, made.trained)
    Path(task.models[0].path).unlink()
    assert run._shipped(task).models[0].data == small_model.read_bytes()


def test_the_model_that_was_read_is_the_one_that_is_kept(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever becomes of its file meanwhile: it was read a second time, and every well refused."""
    path, data, load = tmp_path / "m.safetensors", small_model.read_bytes(), batch_module.load_model
    path.write_bytes(data)

    def load_and_lose(*asked: Any) -> Any:
        model = load(*asked)
        path.write_bytes(b"another")
        return model

    monkeypatch.setattr(batch_module, "load_model", load_and_lose)
    write_well(tmp_path / "in" / "W.las", 60, target=False)
    assert batch(tmp_path / "in", tmp_path / "out", path, jobs=1).refused == 0
    assert (tmp_path / "out" / "DT.safetensors").read_bytes() == data


def test_products_mirror_the_folder_and_equal_names_do_not_meet(tmp_path: Path, small_model: Path) -> None:
    """a/W.las, b/W.las, b/W.LAS and a well named field have products of their own; one named summary meets nothing, and
    one whose name is like a numbered one keeps it.
    """
    field, own = tmp_path / "in", ["a/W.las", "summary.las", "field_2.las", "b/W_2.las"]
    for seed, name in enumerate([*own, "b/W.las", "b/W.LAS", "field.las"], start=40):
        write_well(field / name, seed, target=False)
    result = batch(field, tmp_path / "out", small_model, jobs=1)
    outputs = {row["file"]: row["output"] for row in result.rows}
    assert result.refused == 0 and len({o.casefold() for o in outputs.values()}) == 7
    assert {name: outputs[name] for name in own} == {name: name for name in own}
    assert outputs["field.las"] == "field_3.las" and "b/W_3.las" in outputs.values()
    for row in result.rows:
        source, made = columns(field / row["file"]), columns(tmp_path / "out" / row["output"])
        np.testing.assert_array_equal(source["GR"], made["GR"])
        assert row["sha256"] == sha256_file(tmp_path / "out" / row["output"])


@pytest.mark.parametrize("out", ["in", ".", "link"])
def test_the_output_folder_may_not_be_or_hold_the_wells(tmp_path: Path, small_model: Path, out: str) -> None:
    """The products would stand among the wells; a folder below them is fine."""
    path = write_well(tmp_path / "in" / "W.las", 40, target=False)
    (tmp_path / "link").symlink_to(tmp_path / "in")
    with pytest.raises(UsageError, match="may not be or hold the folder of the wells; choose another"):
        batch(tmp_path / "in", tmp_path / out, small_model, jobs=1)
    assert list((tmp_path / "in").iterdir()) == [path]
    assert batch(tmp_path / "in", tmp_path / "in" / "out", small_model, jobs=1).refused == 0


def test_wells_without_shear_teach_the_sonic_that_shear_follows(tmp_path: Path, quick_training: None) -> None:
    """Three wells have both sonics, one compressional alone, one none: all five get shear, the last from a sonic
    that is itself predicted. Only where shear was measured is there a blind check.
    """
    shear = {seed: 1.8 * logs_of(seed)["DT"] for seed in range(3)}
    for seed in range(5):
        more = {"DTSM": shear[seed]} if seed in shear else {}
        write_well(tmp_path / "in" / f"W{seed}.las", seed, target=seed < 4, edit=more)
    writing, learning = Writing(tmp_path / "out", report=False), Learning(device="cpu")
    result = predict_field(tmp_path / "in", ["DTS"], writing=writing, learning=learning, jobs=1)
    assert result.refused == 0
    records = json.loads((tmp_path / "out" / "summary.json").read_bytes())
    for seed, row in enumerate(result.rows):
        made = columns(tmp_path / "out" / row["output"])
        assert np.isfinite(made["DTS_P50"]).all()
        assert ("predicted first" in str(row["warnings"])) == (seed == 4)
        assert bool(records[seed].get("blind")) == (seed in shear)


def test_a_well_with_too_few_samples_to_teach_is_not_said_to_have_taught(tmp_path: Path, quick_training: None) -> None:
    """Of 99 samples nothing is learnt, so they judge the prediction as those of any well that did not train."""
    for seed in range(3):
        write_well(tmp_path / "in" / f"W{seed}.las", seed, target=slice(99, None) if seed == 2 else True)
    writing, learning = Writing(tmp_path / "out", report=False), Learning(device="cpu")
    result = predict_field(tmp_path / "in", ["DT"], writing=writing, learning=learning, jobs=1)
    assert result.models["DT"][1]["training_wells"] == ["W0", "W1"]
    rows = json.loads((tmp_path / "out" / "summary.json").read_bytes())
    assert [row["blind"]["rows"] for row in rows] == [260, 260, 99]
    made = [(tmp_path / "out" / row["output"]).read_text() for row in rows]
    assert ["its own samples did not train" in text for text in made] == [False, False, True]


def test_a_well_that_trains_without_a_log_that_is_not_believed_is_named_once(
    tmp_path: Path, quick_training: None
) -> None:
    """Densities in kg/m3 under G/CC in a well beside the folder, for two targets."""
    offset = tmp_path / "offset"
    write_well(offset / "M.las", 1, edit={"RHOB": 1000 * logs_of(1)["RHOB"]})
    write_well(offset / "W.las", 2)
    write_well(tmp_path / "in" / "gap.las", 7, target=False)
    said, writing = Said(), Writing(tmp_path / "out", report=False)
    options = {"train": [offset], "learning": Learning(device="cpu"), "jobs": 1}
    predict_field(tmp_path / "in", ["DT", "NPHI"], writing=writing, listen=said, **options)
    told = [line for line in said.lines if "serves without" in line]
    assert len(told) == 1 and "M.las: serves without RHOB: labelled G/CC" in told[0]


def test_a_well_that_was_to_train_whose_target_is_not_believed_is_named(tmp_path: Path, quick_training: None) -> None:
    """A sonic in us/m sold as us/ft, beside one well that teaches and one with too little; alone it ends the run."""
    offset = tmp_path / "offset"
    write_well(offset / "M.las", 1, edit={"DT": logs_of(1)["DT"] / 0.3048})
    write_well(tmp_path / "in" / "gap.las", 7, target=False)
    options = {"train": [offset], "learning": Learning(device="cpu"), "jobs": 1}
    with pytest.raises(ModelError, match=r"M.las: not used for training: .* look like us/m; .*--fix-units DT=us/m"):
        predict_field(tmp_path / "in", ["DT"], writing=Writing(tmp_path / "none", report=False), **options)
    write_well(offset / "W.las", 2)
    write_well(offset / "short.las", 3, target=slice(99, None))
    said = Said()
    predict_field(tmp_path / "in", ["DT"], writing=Writing(tmp_path / "out", report=False), listen=said, **options)
    told = [line for line in said.lines if "not used for training" in line]
    assert len(told) == 2 and "--fix-units DT=us/m" in told[0]
    assert told[1] == "not used for training: 99 usable samples of DTC, fewer than 100"
    assert said.information == ["training DT on 1 well: W"]


def test_a_well_that_ends_the_workers_that_read_it_to_learn_is_named(
    tmp_path: Path, quick_training: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With few others at work it may then be predicted: what it did not teach is no secret."""
    real = Crew.run

    def run(crew: Crew, work: Any, tasks: Any, give_up: Any) -> Any:
        calls = list(tasks)
        doomed = [call for call in calls if isinstance(call, tuple) and call[0].name == "W01.las"]
        yield from (give_up(call) for call in doomed)
        yield from real(crew, work, [call for call in calls if call not in doomed], give_up)

    monkeypatch.setattr(Crew, "run", run)
    said, writing = Said(), Writing(tmp_path / "out", report=False)
    field, learning = write_field(tmp_path / "in", 3), Learning(device="cpu")
    result = predict_field(field, ["DT"], writing=writing, learning=learning, jobs=1, listen=said)
    assert result.refused == 0 and result.models["DT"][1]["training_wells"] == ["W00"]
    assert "W01.las: not used for training: the worker process died on it" in said.lines


def test_named_wells_train_instead_of_those_of_the_folder(tmp_path: Path, quick_training: None) -> None:
    """Three offset wells teach; of the folder's wells with a sonic one is a copy of them under another name, which is
    checked by members that never saw it or not at all, the other is blind though it holds the target.
    """
    for seed in range(3):
        write_well(tmp_path / "offset" / f"T{seed}.las", seed)
    (tmp_path / "offset" / "bad.las").write_text("nothing")
    shutil.copy(tmp_path / "offset" / "T0.las", write_well(tmp_path / "in" / "copy.las", 9))
    write_well(tmp_path / "in" / "blind.las", 8)
    write_well(tmp_path / "in" / "gap.las", 7, target=False)
    said = Said()
    result = predict_field(
        tmp_path / "in", ["DT"], train=[tmp_path / "offset"], writing=Writing(tmp_path / "out", report=False),
        learning=Learning(device="cpu"), jobs=1, listen=said,
    )  # fmt: skip
    assert result.refused == 0
    held_out, record = result.models["DT"]
    assert record["training_wells"] == ["T0", "T1", "T2"]
    checked = {r["file"]: r["blind"] for r in json.loads((tmp_path / "out" / "summary.json").read_bytes())}
    assert checked["copy.las"] and checked["blind.las"] and not checked["gap.las"]
    assert any("bad.las" in line and "not used for training" in line for line in said.lines)
    with pytest.raises(UsageError, match="--model does not go with --train"):
        predict_field(tmp_path / "in", ["DT"], train=[tmp_path / "offset"], models=["m.safetensors"])


@pytest.mark.slow
def test_a_position_that_is_named_is_read_in_training_by_workers_and_with_the_saved_model(
    tmp_path: Path, quick_training: None
) -> None:
    """The height is an input by name, of the batch that trains as of another with the model that it leaves."""
    for seed in range(4):
        height = -(1000.0 + 7 * seed + 0.3 * np.arange(260))
        write_well(tmp_path / "in" / f"W{seed}.las", seed, target=seed < 3, edit={"Z_LOC": height})
    writing, learning = Writing(tmp_path / "out", report=False), Learning(inputs=("GR", "Z_LOC"), device="cpu")
    trained = predict_field(tmp_path / "in", ["DT"], writing=writing, learning=learning, jobs=2)
    again = batch(tmp_path / "in", tmp_path / "again", tmp_path / "out" / "DT.safetensors", jobs=2)
    assert trained.refused == again.refused == 0
    assert trained.models["DT"][1]["training_wells"] == ["W0", "W1", "W2"]
    first, second = (columns(tmp_path / name / "W3.las")["DT_P50"] for name in ("out", "again"))
    assert np.isfinite(first).all() and np.array_equal(first, second)
    records = json.loads((tmp_path / "again" / "summary.json").read_bytes())
    assert set(records[-1]["inputs"]) == {"Z", "GR"}
    with pytest.raises(UsageError, match="DT is the target DTC"):
        predict_field(tmp_path / "in", ["DT"], writing=writing, learning=Learning(inputs=("DT",)))


def test_of_wells_that_do_not_teach_only_whose_copies_they_are_is_kept(
    tmp_path: Path, quick_training: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field may be larger than memory: what chooses the teachers gets no other well, and each of the folder's wells
    is gone when the next one is looked at. A copy cut short, under another name and UWI, is a teacher's all the same.
    """
    got: list[set[str]] = []
    alive: WeakSet[Any] = WeakSet()
    most: list[int] = []
    choose, look = FieldModels._teachers_of, WellLookup.same

    def chosen(self: FieldModels, target: Any, wells: Any) -> Any:
        got.append({path.name for path in wells})
        return choose(self, target, wells)

    def looked_up(self: WellLookup, logs: Any) -> Any:
        alive.add(logs)
        most.append(len([w for w in alive if w.well.file.parent.name == "in"]))
        return look(self, logs)

    monkeypatch.setattr(FieldModels, "_teachers_of", chosen)
    monkeypatch.setattr(WellLookup, "same", looked_up)
    for seed in range(3):
        write_well(tmp_path / "offset" / f"T{seed}.las", seed)
    for seed in range(3, 7):
        write_well(tmp_path / "in" / f"W{seed}.las", seed)
    write_well(tmp_path / "in" / "copy.las", 1, n=200, edit={k: v[:200] for k, v in logs_of(1).items()}, uwi="OTHER-1")
    result = predict_field(
        tmp_path / "in", ["DT", "RHOB"], train=[tmp_path / "offset"], writing=Writing(tmp_path / "out", report=False),
        learning=Learning(device="cpu"), jobs=1,
    )  # fmt: skip
    assert result.refused == 0 and got == 2 * [{"T0.las", "T1.las", "T2.las"}]
    assert len(most) > 5 and max(most) == 1
    own = {p.name: "its own samples trained" in p.read_text() for p in (tmp_path / "out").glob("*.las")}
    assert own == {f"W{seed}.las": False for seed in range(3, 7)} | {"copy.las": True}


@pytest.mark.parametrize(
    ("targets", "inputs"), [(["DT", "PEF"], None), (["DT", "RHOB"], ("GR", "RHOB")), (["DT"], ("GR", "XYZ"))]
)
def test_every_target_is_checked_before_any_model_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, targets: list[str], inputs: tuple[str, ...] | None
) -> None:
    """No well has PEF; RHOB cannot be its own input; XYZ is no log. Nothing is trained, nothing is left."""
    write_field(tmp_path / "in")
    monkeypatch.setattr("welllog_mdn.field.field_models.fit_model", lambda *words: pytest.fail("trained"))
    with pytest.raises((ModelError, UsageError)):
        predict_field(
            tmp_path / "in", targets, writing=Writing(tmp_path / "out"), learning=Learning(inputs=inputs), jobs=1
        )
    assert not [p for p in (tmp_path / "out").rglob("*") if p.is_file()]


def test_another_model_in_the_output_folder_is_seen_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would not be replaced, so hours of training would be lost."""
    write_field(tmp_path / "in")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "DT.safetensors").write_bytes(b"mine")
    monkeypatch.setattr("welllog_mdn.field.field_models.fit_model", lambda *words: pytest.fail("trained"))
    with pytest.raises(OutputError, match=r"DT\.safetensors"):
        predict_field(tmp_path / "in", ["DT"], writing=Writing(tmp_path / "out"), jobs=1)
    assert (tmp_path / "out" / "DT.safetensors").read_bytes() == b"mine"


def test_wells_that_could_not_be_written_are_named_before_training(
    tmp_path: Path, quick_training: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interval below all wells trains nothing; curves of the names to be written in one of them end that one."""
    field = write_field(tmp_path / "in", 3)
    learning, said, fit = Learning(device="cpu"), Said(), models_module.fit_model
    monkeypatch.setattr(models_module, "fit_model", lambda *words: pytest.fail("trained"))
    with pytest.raises(WelllogError, match="in: no well of it can be written, so no model is trained"):
        writing = Writing(tmp_path / "none", interval=(3000, 3100))
        predict_field(field, ["DT"], writing=writing, learning=learning, jobs=1, listen=said)
    assert len(said.errors) == 3 and all("lies outside the well; it runs from 1000 to" in e for e in said.errors)
    assert not (tmp_path / "none").exists()
    path = field / "W01.las"
    path.write_text(path.read_text().replace("GR.GAPI", "DT_P10.US/F"))
    told: list[str] = []

    def train(*words: Any) -> Any:
        told.extend(said.information)
        return fit(*words)

    monkeypatch.setattr(models_module, "fit_model", train)
    writing = Writing(tmp_path / "out", report=False)
    result = predict_field(field, ["DT"], writing=writing, learning=learning, jobs=1, listen=said)
    assert result.refused == 1 and [row["status"] for row in result.rows] == ["written", "refused", "written"]
    assert len(told) == 1 and "1 well will be refused, the first: " in told[0] and "DT_P10" in told[0]


def test_what_lies_in_the_output_folder_is_seen_before_training(tmp_path: Path) -> None:
    """A copy's name, a report's, a table's, a folder without rights: taken, and nothing is read or trained for it."""
    field = write_field(tmp_path / "in", 2, without=0)
    for name in ("W01.las", "W01.pdf", "summary.json", "field.pdf", "models.json", "DT.safetensors", "W00.png"):
        out = tmp_path / name
        out.mkdir()
        (out / name).write_text("mine")
        with pytest.raises(OutputError, match="exists already"):
            predict_field(field, ["DT"], writing=Writing(out, png=True))
        assert [p.name for p in out.iterdir()] == [name] and (out / name).read_text() == "mine"


@pytest.mark.parametrize("way", ["wells that teach", "a linked folder"])
def test_no_product_takes_the_place_of_an_input(tmp_path: Path, small_model: Path, way: str) -> None:
    """Also with --overwrite, where the output folder holds the training wells, or a part of the field by a link."""
    field, out = write_field(tmp_path / "in", 2, without=0), tmp_path / "T"
    taught = write_well(out / "sub" / "W00.las", 70)
    write_well(field / "sub" / "W00.las", 71)
    options: dict[str, Any] = {"train": [out]}
    if way == "a linked folder":
        shutil.rmtree(field / "sub")
        (field / "sub").symlink_to(out / "sub")
        options = {"models": [small_model]}
    before = taught.read_bytes()
    with pytest.raises(OutputError, match="is an input"):
        predict_field(field, ["DT"], writing=Writing(out, overwrite=True, report=False), **options)
    assert taught.read_bytes() == before and sorted(p.name for p in out.rglob("*.*")) == ["W00.las"]


def test_products_among_the_training_wells_are_no_inputs_of_a_resumed_run(tmp_path: Path, small_model: Path) -> None:
    """The folder of the wells that train holds the output folder; what a first run wrote stays a product."""
    field, wells = write_field(tmp_path / "in", 1, without=0), write_field(tmp_path / "T", 1, without=0)
    batch(field, wells / "out", small_model)
    run = _FieldRun(SimpleNamespace(**_asked(field, wells, wells / "out")))
    assert [p.parent for p in run.sources] == [field, wells, wells / "out"]


def _asked(field: Path, train: Path, out: Path) -> dict[str, Any]:
    """What a run asks that goes on with an earlier one."""
    return {
        "folder": field, "targets": ("DT",), "train": (train,), "models": (), "resume": True, "reading": Reading(),
        "writing": Writing(out), "learning": Learning(), "listen": Listener(), "scheduler": "tcp://elsewhere:8786",
    }  # fmt: skip


def test_one_log_has_one_model(tmp_path: Path, small_model: Path) -> None:
    """Two would write its curves twice, or one of them would serve in silence."""
    field = write_field(tmp_path / "in", 1)
    for targets in ((), ("DT",)):
        with pytest.raises(ModelError, match="two models predict DTC"):
            predict_field(field, targets, models=[small_model] * 2, writing=Writing(tmp_path / "out"))
    with pytest.raises(ModelError, match="no model predicts RHOB; given are DTC"):
        predict_field(field, ["DT", "RHOB"], models=[small_model], writing=Writing(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_scores_of_a_model_are_in_the_one_unit_of_its_curves(tmp_path: Path, small_model: Path) -> None:
    """The terminal had us/ft beside wells, JSON and field.pdf in us/m; where wells differ it has the model's own."""
    for seed in (60, 61):
        path = write_well(tmp_path / "in" / f"W{seed}.las", seed, edit={"DT": logs_of(seed)["DT"] / 0.3048})
        path.write_text(path.read_text().replace(f"DT.{UNITS['DT']}", "DT.us/m"))
        held_out, _ = batch(tmp_path / "in", tmp_path / f"out{seed}", small_model, jobs=1).models["DT"]
        assert held_out["unit"] == "us/m"
    write_well(tmp_path / "in" / "F.las", 62)
    held_out, _ = batch(tmp_path / "in", tmp_path / "both", small_model, jobs=1).models["DT"]
    assert held_out["unit"] == "us/ft"


def test_a_unit_that_a_target_has_not_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """One unit for two targets serves neither batch nor user."""
    field = write_field(tmp_path / "in", 1)
    with pytest.raises(UsageError, match="--target-unit us/m: no unit of RHOB"):
        predict_field(field, ["DT", "RHOB"], writing=Writing(tmp_path / "out", target_unit="us/m"))
    assert not (tmp_path / "out").exists()


def test_summary_has_the_columns_of_the_documentation(tmp_path: Path, small_model: Path) -> None:
    """CSV and JSON hold the same rows."""
    batch(write_field(tmp_path / "in", 2), tmp_path / "out", small_model, jobs=1)
    rows = table(tmp_path / "out")
    assert tuple(rows[0]) == COLUMNS
    kept = [{k: r[k] for k in ("file", "status", "output", "sha256")} for r in rows]
    assert kept == [{k: r[k] for k in kept[0]} for r in json.loads((tmp_path / "out" / "summary.json").read_bytes())]


def test_cells_cannot_become_formulas() -> None:
    """A well named like a formula is quoted."""
    row = dict.fromkeys(COLUMNS, "") | {"well": "=HYPERLINK(1)", "reason": "@x\ny"}
    text = csv_bytes([row]).decode()
    assert "'=HYPERLINK(1)" in text and "'@x\\ny" in text


def row_of(name: str, status: str = "written") -> dict[str, Any]:
    """Return a row as a run makes it."""
    numbers = dict.fromkeys(("rows", "predicted", "seconds"), 0)
    return {**dict.fromkeys(COLUMNS, ""), **numbers, "file": name, "status": status, "warnings": []}


def test_the_journal_keeps_every_well_and_the_summary_follows_in_growing_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """300 wells: each is known at once; the rows written in summaries are few times the wells, not their square."""
    from welllog_mdn.field import summary

    names = [f"{i}.las" for i in range(300)]
    journal, sizes, real = Journal(tmp_path, names), [], summary.write_summary
    monkeypatch.setattr(summary, "write_summary", lambda folder, rows: (sizes.append(len(rows)), real(folder, rows)))
    journal.begin()
    for name in reversed(names):
        journal.add(name, [row_of(name)])
        assert name in (tmp_path / JOURNAL).read_text().splitlines()[-1]
    assert Journal(tmp_path, names).earlier().keys() == set(names)
    assert sum(sizes) < 12 * len(names)
    journal.finish()
    assert not (tmp_path / JOURNAL).exists()
    assert [row["file"] for row in table(tmp_path)] == names


def test_a_journal_that_was_cut_loses_its_last_line_only(tmp_path: Path) -> None:
    """A kill in the middle of a line; the younger line of a well counts."""
    journal = Journal(tmp_path, ["a.las", "b.las", "c.las"])
    journal.begin()
    for name, status in (("a.las", "refused"), ("b.las", "written"), ("a.las", "written"), ("c.las", "written")):
        journal.add(name, [row_of(name, status)])
    (tmp_path / "summary.json").unlink()
    whole = (tmp_path / JOURNAL).read_bytes()
    (tmp_path / JOURNAL).write_bytes(whole[:-20])
    earlier = Journal(tmp_path, []).earlier()
    assert {name: rows[0]["status"] for name, rows in earlier.items()} == {"a.las": "written", "b.las": "written"}


@pytest.mark.slow
def test_a_journal_that_cannot_be_written_ends_the_run_without_killing_workers(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk: the wells in hand are ended, so no lock, no temporary file and no word of joblib's is left."""
    real = Journal.add

    def full(journal: Journal, name: str, rows: list[dict[str, Any]]) -> None:
        if journal.rows:
            raise OutputError("cannot be written: disk full", file=journal.folder)
        real(journal, name, rows)

    monkeypatch.setattr(Journal, "add", full)
    with pytest.raises(OutputError, match="disk full"):
        batch(write_field(tmp_path / "in", 8), tmp_path / "out", small_model, jobs=2)
    names = {p.name for p in (tmp_path / "out").iterdir()}
    assert {n for n in names if n.startswith(".")} == {".summary.jsonl"} and len(names) < 10


def test_bad_wells_are_rows_and_stop_no_other(tmp_path: Path, small_model: Path) -> None:
    """A text file, an empty file, a link to itself and a folder named like a well; two workers; two good wells."""
    field = write_field(tmp_path / "in", 2)
    (field / "loop.las").symlink_to("loop.las")
    (field / "bad.las").write_text("nothing here")
    (field / "empty.las").write_bytes(b"")
    (field / "folder.las").mkdir()
    result = batch(field, tmp_path / "out", small_model, jobs=2)
    status = {row["file"]: row["status"] for row in result.rows}
    assert status == dict.fromkeys(["W00.las", "W01.las"], "written") | dict.fromkeys(
        ["bad.las", "empty.las", "loop.las"], "refused"
    )
    assert all(row["reason"] for row in table(tmp_path / "out") if row["status"] == "refused")
    assert len({frozenset(row) for row in result.rows}) == 1  # a record of either kind has the same keys


def test_wells_that_could_not_be_written_leave_no_empty_folders(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sub-folders that mirror those of the wells were left where the disk was full for what belongs there."""
    fill = files_module.write_new

    def full(temp: Path, *about: Any) -> None:
        if temp.parent.name == "b":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fill(temp, *about)

    monkeypatch.setattr(files_module, "write_new", full)
    for name in ("c/W0.las", "c/d/W1.las", "a/b/W2.las"):
        write_well(tmp_path / "in" / name, int(name[-5]), target=False)
    out = tmp_path / "out"
    assert batch(tmp_path / "in", out, small_model, jobs=1).refused == 1
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_dir()) == ["c", "c/d"]


def test_a_folder_that_cannot_be_listed_is_a_row_and_stops_no_well(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`lost+found` on a disk of wells: refused in one line, with the reason, where a well of it might be."""
    field, real = write_field(tmp_path / "in", 1), os.listdir
    (field / "lost+found").mkdir()

    def listdir(path: Path) -> list[str]:
        if Path(path).name == "lost+found":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    result = batch(field, tmp_path / "out", small_model, jobs=1)
    assert [(row["file"], row["status"], row["reason"]) for row in result.rows] == [
        ("W00.las", "written", ""),
        ("lost+found", "refused", "cannot be listed: Permission denied"),
    ]
    records = list(inventory([field]))
    assert [r.error for r in records] == ["", f"{field / 'lost+found'}: cannot be listed: Permission denied"]


def test_what_no_machine_can_read_is_refused_alike_where_the_bytes_would_travel(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers that see no folder are sent a file's bytes: of what is no file there are none, which is no empty file."""
    field = write_field(tmp_path / "in", 1)
    (field / "gone.las").symlink_to(tmp_path / "nowhere.las")
    (field / "null.las").symlink_to("/dev/null")
    alone = batch(field, tmp_path / "alone", small_model, jobs=1)

    class Elsewhere(Crew):
        """Does here what it is asked, as if on a machine that sees no folder."""

        def __enter__(self) -> Crew:
            return self

        def run(self, work: Any, tasks: Any, give_up: Any) -> Any:
            return (work(replace(t, path="/nowhere/" + Path(t.path).name)) for t in tasks)

    monkeypatch.setattr(batch_module, "Crew", Elsewhere)
    shipped = batch(field, tmp_path / "shipped", small_model, scheduler="tcp://elsewhere:8786")
    assert [row["reason"] for row in shipped.rows] == [row["reason"] for row in alone.rows]
    assert [row["reason"] for row in alone.rows] == ["", "dangling symbolic link", "not a regular file but a device"]


def test_own_outputs_are_no_inputs(tmp_path: Path, small_model: Path) -> None:
    """Run into a folder inside the field, and again on a product that was moved beside the wells."""
    field = write_field(tmp_path / "in", 2)
    batch(field, field / "out", small_model, jobs=1)
    shutil.copy(field / "out" / "W00.las", field / "moved.las")
    result = batch(field, field / "out", small_model, jobs=1, resume=True)
    assert [row["file"] for row in result.rows] == ["W00.las", "W01.las"]


def test_folder_of_own_outputs_alone_is_refused(tmp_path: Path, small_model: Path) -> None:
    """Not a summary without a row, and exit code 0; nothing is written. A file that cannot be read has a row."""
    field = write_field(tmp_path / "in", 1)
    batch(field, tmp_path / "out", small_model, jobs=1)
    with pytest.raises(UsageError, match="no LAS file but outputs of this program"):
        batch(tmp_path / "out", tmp_path / "again", small_model, jobs=1)
    assert not (tmp_path / "again").exists()
    (tmp_path / "out" / "broken.las").write_text("no log", "utf-8")
    (row,) = batch(tmp_path / "out", tmp_path / "again", small_model, jobs=1).rows
    assert (row["file"], row["status"]) == ("broken.las", "refused")


def test_that_a_folder_holds_a_well_is_told_by_the_start_of_its_files(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the first well nor outputs of this program that stand before it are read once more for that."""
    field = write_field(tmp_path / "in", 2)
    batch(field, tmp_path / "out", small_model, jobs=1)
    shutil.copy(tmp_path / "out" / "W00.las", field / "A.las")
    monkeypatch.setattr(products_module, "read_las", lambda path: pytest.fail(f"{path} is read whole"))
    result = batch(field, tmp_path / "again", small_model, jobs=1)
    assert [row["file"] for row in result.rows] == ["W00.las", "W01.las"]


def test_number_of_workers_does_not_matter(tmp_path: Path, small_model: Path) -> None:
    """One worker or two, with reports: the same bytes."""
    field = write_field(tmp_path / "in", 4)
    for jobs in (1, 2):
        batch(field, tmp_path / f"out{jobs}", small_model, jobs=jobs, report=True)
    one, two = tree(tmp_path / "out1"), tree(tmp_path / "out2")
    assert one == two
    assert {"W00.las", "W00.pdf", "field.pdf", "DT.safetensors", "summary.csv", "summary.json"} <= one.keys()


def test_resume_skips_only_what_is_proven_done(tmp_path: Path, small_model: Path) -> None:
    """Untouched wells keep their files; a changed input, a damaged product and a missing one are done again."""
    field, out = write_field(tmp_path / "in", 4), tmp_path / "out"
    batch(field, out, small_model, jobs=1)
    with pytest.raises(UsageError, match="--resume"):
        batch(field, out, small_model, jobs=1)
    write_well(field / "W01.las", 90)
    (out / "W02.las").write_text("damaged")
    (out / "W03.las").unlink()
    before = (out / "W00.las").stat().st_mtime_ns
    batch(field, out, small_model, jobs=1, resume=True)
    assert (out / "W00.las").stat().st_mtime_ns == before
    batch(field, tmp_path / "clean", small_model, jobs=1)
    assert tree(out) == tree(tmp_path / "clean")


def test_a_resumed_run_draws_the_logs_of_wells_done_before(tmp_path: Path, small_model: Path) -> None:
    """One well stays as it is and another joins it: the same bytes as of one clean run."""
    field, out = write_field(tmp_path / "in", 2), tmp_path / "out"
    later = (field / "W01.las").rename(tmp_path / "later")
    batch(field, out, small_model, jobs=1, report=True)
    before = (out / "W00.las").stat().st_mtime_ns
    later.rename(field / "W01.las")
    batch(field, out, small_model, jobs=1, report=True, resume=True)
    assert (out / "W00.las").stat().st_mtime_ns == before
    batch(field, tmp_path / "clean", small_model, jobs=1, report=True)
    assert tree(out) == tree(tmp_path / "clean")
    drawn = [[strip.target.name for strip in strips_in(out / f"W0{i}.pdf")] for i in (0, 1)]
    assert drawn == [["DT"], ["DT"]]


def test_logs_for_the_summary_of_a_field_are_thinned_for_a_report_only(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not without reports; and the rows of the table are the same with and without."""
    field, made = write_field(tmp_path / "in", 1), list[int]()

    def counted(*args: Any) -> Any:
        made.append(1)
        return strip_of(*args)

    monkeypatch.setattr(pages_module, "strip_of", counted)
    rows = []
    for report in (False, True):
        (row,) = batch(field, tmp_path / f"out{report}", small_model, jobs=1, report=report).rows
        assert len(made) == report
        rows.append({k: v for k, v in row.items() if k not in ("seconds", "sha256", "config", "products")})
    assert rows[0] == rows[1]


@pytest.mark.parametrize("way", ["resume", "overwrite"])
def test_products_that_a_later_run_leaves_are_named(tmp_path: Path, small_model: Path, way: str) -> None:
    """Of a well that is refused now, of one that is gone, and the reports where a run makes none; by every run."""
    field, out = write_field(tmp_path / "in", 3), tmp_path / "out"
    batch(field, out, small_model, report=True, jobs=1)
    (field / "W01.las").write_text("garbage")
    (field / "W02.las").unlink()
    lines = []
    for _ in range(2):
        said = Said()
        batch(field, out, small_model, report=True, jobs=1, listen=said, **{way: True})
        lines.append([line for line in said.lines if "earlier run" in line])
    left = "W01.las, W01.pdf, W02.las, W02.pdf"
    assert lines == [[f"products of an earlier run are left: {left}"]] * 2
    for name in ("W01.las", "W01.pdf", "W02.las", "W02.pdf"):
        (out / name).unlink()
    for _ in range(2):
        said = Said()
        batch(field, out, small_model, jobs=1, listen=said, **{way: True})
        assert said.lines.count("products of an earlier run are left: field.pdf, W00.pdf") == 1


def test_models_of_other_targets_that_are_left_are_named(tmp_path: Path, small_model: Path) -> None:
    """Not one that was given, what `predict` or another batch wrote there, nor what is none of this program's."""
    field, out = write_field(tmp_path / "in", 2), tmp_path / "out"
    writing, given = Writing(out, report=False), out / "AC.safetensors"
    for folder in (out, out / "other"):
        predict_field(field, ["DT"], models=[small_model], jobs=1, writing=replace(writing, out=folder))
    predict_wells([field / "W00.las"], "DT", model=small_model, writing=writing)
    for path in (given, out / "mine.safetensors"):
        path.write_bytes(small_model.read_bytes())
    (out / "RHOB.safetensors").write_bytes(b"another program's")
    write_well(out / "measured.las", 7)
    for _ in range(2):
        said = Said()
        predict_field(field, ["DTC"], models=[given], jobs=1, resume=True, writing=writing, listen=said)
        left = [line for line in said.lines if "earlier run" in line or "not of this run" in line]
        assert left == ["models that are not of this run lie there: DT.safetensors"]


def test_what_no_batch_wrote_is_not_named_as_left(tmp_path: Path, small_model: Path) -> None:
    """What other commands wrote in the output folder, in one that no well is in, and in the first run all of it."""
    field, out = write_field(tmp_path / "in", 2), tmp_path / "out"
    write_well(field / "a" / "A.las", 8)
    gone = [write_well(field / name, 9) for name in ("G.las", "a/H.las")]
    writing = Writing(out, page="a4")
    example = predict_wells([gone[0]], "DT", model=small_model, writing=writing)[0].outputs[1]
    for name in ("example.pdf", "evaluation_DT.pdf"):
        shutil.copy(example, out / name)
    predict_wells([field / "W00.las", field / "a" / "A.las"], "DT", model=small_model, writing=writing)
    for folder in (out / "p5", out / "a"):
        predict_wells([gone[1]], "DT", model=small_model, writing=replace(writing, out=folder))
    shutil.copy(small_model, out / "RHOB.safetensors")
    write_well(out / "in_place.las", 10)
    predict_wells([out / "in_place.las"], "DT", model=small_model, writing=Writing(in_place=True, report=False))
    lines = []
    for _ in range(3):
        said = Said()
        batch(field, out, small_model, report=True, jobs=1, listen=said, overwrite=True)
        lines.append([line.partition("are left: ")[2] for line in said.lines if "earlier run" in line])
        for path in gone:
            path.unlink(missing_ok=True)
    assert lines == [[], ["G.las, G.pdf, a/H.las, a/H.pdf"], ["G.las, G.pdf, a/H.las, a/H.pdf"]]
    assert "models that are not of this run lie there: RHOB.safetensors" in said.lines  # `train` may have written it


def test_resume_gives_each_well_its_own_place_when_one_of_its_name_came_before_it(
    tmp_path: Path, small_model: Path
) -> None:
    """W.LAS comes after a run over W.las, stands before it in the folder, and takes its name in the output."""
    write_well(tmp_path / "in" / "W.las", 40)
    batch(tmp_path / "in", tmp_path / "out", small_model, jobs=1)
    write_well(tmp_path / "in" / "W.LAS", 41)
    batch(tmp_path / "in", tmp_path / "out", small_model, jobs=1, resume=True)
    batch(tmp_path / "in", tmp_path / "clean", small_model, jobs=1)
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")


@pytest.mark.parametrize(
    "edit",
    [
        {"target": ["DT"]},
        {"warnings": 7},
        {"seconds": "x"},
        {"blind": [1]},
        {"verdict": 4},
        {"reason": None},
        {"blind": {"rows": 500, "cover": 0.8}},
        {"band": {"width": 9.0}},
        {"refilled": {"rows": 500}},
        {"inputs": {"GR": {}}},
        {"unit": "furlong"},
    ],
)
def test_a_row_that_was_edited_into_none_is_made_again(tmp_path: Path, small_model: Path, edit: dict[str, Any]) -> None:
    """It ended in an internal error, and stood in every summary from then on."""
    field, out = write_field(tmp_path / "in", wells=2), tmp_path / "out"
    batch(field, out, small_model, jobs=1)
    path = out / "summary.json"
    rows = json.loads(path.read_text())
    path.write_text(json.dumps([rows[0] | edit, *rows[1:]]))
    batch(field, out, small_model, jobs=1, resume=True)
    again = json.loads(path.read_text())
    assert [{**row, "seconds": 0} for row in again] == [{**row, "seconds": 0} for row in rows]


def test_a_target_without_a_unit_is_resumed(tmp_path: Path, quick_training: None) -> None:
    """Tension is taken as it is, whatever its unit."""
    for seed in (1, 2):
        write_well(tmp_path / "in" / f"W{seed}.las", seed, edit={"TENS": 20.0 * logs_of(seed)["DT"]})
    writing, said = Writing(tmp_path / "out", report=False), Said()
    predict_field(tmp_path / "in", ["TENS"], writing=writing)
    predict_field(tmp_path / "in", ["TENS"], writing=writing, resume=True, listen=said)
    assert "2 wells done by an earlier run, 0 to do" in said.information


def test_no_more_workers_start_than_there_are_wells(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand were asked for, of two wells."""
    asked = []
    monkeypatch.setattr("welllog_mdn.field.batch.Crew", lambda jobs, scheduler=None: asked.append(jobs) or Crew(1))
    batch(write_field(tmp_path / "in", wells=2), tmp_path / "out", small_model, jobs=1000)
    assert asked == [2]


def test_resume_with_other_settings_does_everything_again(tmp_path: Path, small_model: Path) -> None:
    """The configuration is part of the proof."""
    field, out = write_field(tmp_path / "in", 2), tmp_path / "out"
    batch(field, out, small_model, jobs=1)
    batch(field, out, small_model, jobs=1, resume=True, levels=(20, 50, 80))
    assert "DT_P20" in columns(out / "W00.las") and "DT_P10" not in columns(out / "W00.las")


def test_a_target_named_with_a_blank_is_resumed_without_it(tmp_path: Path, small_model: Path) -> None:
    """It is the same new curve."""
    field, out = write_field(tmp_path / "in", 1), tmp_path / "out"
    options = {"models": [small_model], "writing": Writing(out, report=False), "jobs": 1}
    predict_field(field, [" DT"], **options)
    before = (out / "W00.las").stat().st_mtime_ns
    predict_field(field, ["dt"], resume=True, **options)
    assert (out / "W00.las").stat().st_mtime_ns == before


def test_targets_share_one_las_and_one_report_and_training_wells_are_checked_blind(
    tmp_path: Path, quick_training: None
) -> None:
    """Sonic and density; each well that holds the target has blind scores; a second run resumes the models."""
    field, out = write_field(tmp_path / "in", 5), tmp_path / "out"
    options = {"learning": Learning(device="cpu"), "writing": Writing(out), "jobs": 1}
    result = predict_field(field, ["DT", "RHOB"], **options)
    assert result.refused == 0 and len(result.rows) == 10
    assert {"DT_P50", "RHOB_P50"} <= columns(out / "W04.las").keys()
    blind = {(r["file"], r["target"]): r["blind"] for r in result.rows}
    assert not blind["W04.las", "DT"] and blind["W00.las", "DT"]["rows"] == 260
    assert blind["W04.las", "RHOB"]["rmse"] < 0.2
    said = {r["target"]: " ".join(r["warnings"]) for r in result.rows if r["file"] == "W04.las"}
    assert "DTC: input missing" in said["RHOB"] and "input missing" not in said["DT"]  # each of its own inputs
    first = tree(out)
    assert {"W00.pdf", "field.pdf", "DT.safetensors", "RHOB.safetensors"} <= first.keys()
    predict_field(field, ["DT", "RHOB"], resume=True, **options)
    assert tree(out) == first


@pytest.mark.slow
def test_targets_share_the_reading_of_their_wells(
    tmp_path: Path, quick_training: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is read twice whatever the number of targets: to learn from, and to predict."""
    reads: list[str] = []

    def counted(path: Path, *more: Any) -> Any:
        reads.append(path.name)
        return read_trusted(path, *more)

    monkeypatch.setattr("welllog_mdn.field.worker.read_trusted", counted)
    field = write_field(tmp_path / "in", 5)
    writing = Writing(tmp_path / "out", report=False)
    predict_field(field, ["DT", "RHOB", "NPHI"], learning=Learning(device="cpu"), writing=writing, jobs=1)
    assert sorted(reads) == sorted(2 * [path.name for path in field.glob("*.las")])


def test_workers_that_see_no_folder_know_the_users_mnemonics_and_tops(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both files are read once, before any well, and are gone then; well, model and products travel as bytes."""
    path = write_well(tmp_path / "in" / "W.las", 40, target=False)
    path.write_text(path.read_text().replace("GR.GAPI : GR", "MYGR.GAPI : MYGR"))
    (tmp_path / "my.toml").write_text('GR = ["MYGR"]\n')
    (tmp_path / "tops.txt").write_text("Brent, 1050\nDunlin, 1300\n")

    def elsewhere(task: WellTask) -> WellDone:
        for name in ("my.toml", "tops.txt"):
            (tmp_path / name).unlink()
        models = tuple(replace(m, path="/nowhere/DT", data=Path(m.path).read_bytes()) for m in task.models)
        return predict_task(replace(task, path="/nowhere/W.las", models=models, data=path.read_bytes(), out=None))

    monkeypatch.setattr("welllog_mdn.field.batch.predict_task", elsewhere)
    reading, writing = Reading(alias=tmp_path / "my.toml"), Writing(tmp_path / "out", tops=tmp_path / "tops.txt")
    said = Said()
    result = predict_field(
        tmp_path / "in", (), models=[small_model], reading=reading, writing=writing, jobs=1, listen=said
    )
    (row,) = result.rows
    assert row["status"] == "written" and row["inputs"]["GR"]["mnemonic"] == "MYGR"
    assert any("tops lie outside the log: 1 of 2" in line and "Dunlin" in line for line in said.lines)
    assert (tmp_path / "out" / "W.pdf").exists()


def test_bad_tops_are_refused_before_anything_is_written(tmp_path: Path, small_model: Path) -> None:
    """One error for the run, not one for each well."""
    write_field(tmp_path / "in", 2)
    with pytest.raises(UsageError, match="file of tops cannot be read"):
        predict_field(tmp_path / "in", (), models=[small_model], writing=Writing(tmp_path / "out", tops=tmp_path / "t"))
    assert not (tmp_path / "out").exists()


def test_folder_without_las_files_is_refused(tmp_path: Path, small_model: Path) -> None:
    """Not a silent success."""
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError, match="holds no LAS file"):
        batch(tmp_path / "in", tmp_path / "out", small_model)


def test_strict_refuses_wells_with_warnings(tmp_path: Path, small_model: Path) -> None:
    """The row says why."""
    gamma = np.full(260, -400.0)
    write_well(tmp_path / "in" / "W.las", 5, edit={"GR": gamma})
    result = batch(tmp_path / "in", tmp_path / "out", small_model, jobs=1, reading=Reading(strict=True))
    assert "strict" in result.rows[0]["reason"]


def start(field: Path, out: Path, model: Path, *more: str) -> subprocess.Popen[bytes]:
    """Start the program on a field in a process of its own."""
    words = ["batch", str(field), "--model", str(model), "-o", str(out), "-j", "2", "--no-report", *more]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", "welllog_mdn", *words], **pipes)


@pytest.mark.slow
def test_killed_at_twenty_moments_and_resumed_equals_one_clean_run(tmp_path: Path, small_model: Path) -> None:
    """SIGKILL of the whole program at any moment; then only dot-files may lie about, and --resume mends all."""
    field = write_field(tmp_path / "in", 12)
    began = time.monotonic()
    assert start(field, tmp_path / "clean", small_model).wait() == 0
    whole = time.monotonic() - began
    clean = tree(tmp_path / "clean")
    for moment in np.linspace(0.05, 0.98, 20):
        out = tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        run = start(field, out, small_model)
        time.sleep(whole * moment)
        run.kill()
        run.wait()
        whole_files = [p for p in out.rglob("*.las")] if out.exists() else []
        assert all(p.read_bytes() == clean[p.name] for p in whole_files)
        assert start(field, out, small_model, "--resume").wait() == 0
        assert tree(out) == clean


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
def test_sigterm_finishes_the_wells_in_hand_and_writes_the_summary(tmp_path: Path, small_model: Path) -> None:
    """Exit code 143; the rows there are those of the files there; nothing half-written."""
    field, out = write_field(tmp_path / "in", 60), tmp_path / "out"
    run = start(field, out, small_model)
    while not (out / "summary.csv").exists() and run.poll() is None:
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    assert run.wait() == 128 + signal.SIGTERM
    assert {row["output"] for row in table(out)} == {p.name for p in out.glob("*.las")}
    assert not [p for p in out.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("text", ["5", "[]", "null", '{"DT": 5}', "[" * 100_000])
def test_notes_on_models_that_say_nothing_are_as_good_as_none(tmp_path: Path, text: str) -> None:
    """A resumed run trains again."""
    (tmp_path / "models.json").write_text(text)
    assert trained_models(tmp_path) == {}


def scores_of(kind: str, truth: Any, band: Any) -> dict[str, Any]:
    """Return the blind scores of a well that trained, of which members that did not see it gave `band` (3, n)."""
    facts = default_table().kinds[kind]
    logs = trusted_logs(Well.from_arrays("W", 1000.0 + 0.5 * np.arange(len(truth)), {kind: (truth, facts.unit)}))
    target = Target(facts, kind, facts.unit)
    own = agreement(*map(target.judged, (rock_values(logs, facts), *band)))
    log = SimpleNamespace(target=target, own_trained=True)
    result: Any = SimpleNamespace(appraisal=SimpleNamespace(own=own, unseen=True), log=log)
    return blind_scores(result)


def test_blind_scores_of_a_resistivity_are_in_decades():
    """P50 ten times too high at 1 and at 1000 ohm.m alike: bias and RMSE are one decade, the band two wide."""
    truth = np.array([1.0, 1000.0, np.nan])
    band = np.array([0.1, 1.0, 10.0])[:, None] * 10.0 * np.array([1.0, 1000.0, 1.0])
    found = scores_of("RDEP", truth, band)
    scores = {"rows": 2, "unit": "decades", "cover": 1.0, "rmse": 1.0, "bias": 1.0, "width": 2.0}
    assert found.pop("r2") == pytest.approx(5 / 9, abs=1e-5)  # of values three decades apart
    assert found == {**scores, "well_trained": True}


def test_arrivals_through_casing_do_not_count_in_blind_scores():
    """P50 is right in the rock: the hundred metres of steel below it are not its error."""
    rng = np.random.default_rng(0)
    dtc = np.r_[150 + 5 * rng.standard_normal(200), 57 + 0.3 * rng.standard_normal(200)]
    band = np.full(400, 150.0) + np.array([-10.0, 0.0, 10.0])[:, None]
    found = scores_of("DTC", dtc, band)
    assert 200 <= found["rows"] < 230 and found["rmse"] < 35 < scores_of("DTC", dtc - 10, band)["rmse"]


def test_resume_replaces_no_file_of_somebody_else(tmp_path: Path, small_model: Path) -> None:
    """A measured well in the output folder bears the name of a copy."""
    field, out = write_field(tmp_path / "field", 2), tmp_path / "out"
    name = sorted(field.glob("*.las"))[0].name
    measured = write_well(out / name, 77)
    before = measured.read_bytes()
    with pytest.raises(OutputError, match=name):
        batch(field, out, small_model, resume=True)
    assert measured.read_bytes() == before


@pytest.mark.parametrize("name", ["W00.las", "W00.pdf", "DT.safetensors", "models.json", "field.pdf", "summary.json"])
def test_resume_replaces_nothing_where_there_was_no_earlier_run(tmp_path: Path, small_model: Path, name: str) -> None:
    """Files of somebody else under the names of products; that one speaks of this program does not make it ours."""
    field, out = write_field(tmp_path / "field", 1), tmp_path / "out"
    out.mkdir()
    (out / name).write_text("my notes on WMDN_ files")
    models = [] if name == "models.json" else [small_model]  # with a saved model there is no such file
    with pytest.raises(OutputError, match=name):
        predict_field(field, ["DT"], models=models, resume=True, writing=Writing(out), jobs=1)
    assert {file.name: file.read_text() for file in out.iterdir()} == {name: "my notes on WMDN_ files"}


def test_only_wells_are_counted_in_progress(tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One well beside a copy that this program made of another: once that is known for one, all are done with one."""
    write_well(tmp_path / "first" / "b.las", 61, target=False)
    batch(tmp_path / "first", tmp_path / "made", small_model, jobs=1)
    field = write_well(tmp_path / "in" / "a.las", 60, target=False).parent
    shutil.copy(tmp_path / "made" / "b.las", field)
    told: list[tuple[float, str]] = []
    said = Said()
    monkeypatch.setattr(said, "progress", lambda _, share, text: told.append((share, text.split(",")[0])))
    batch(field, tmp_path / "out", small_model, jobs=1, listen=said)
    assert told[-2:] == [(0.5, "1 of 2 wells"), (1.0, "1 of 1 wells")]


def test_a_refusal_names_the_target_only_where_it_is_of_that_target(
    tmp_path: Path, quick_training: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty file is told once for two targets, a well without an input of their models once for each; the summary
    has a row of each.
    """
    field, said = write_field(tmp_path / "in", 4, 0), Said()
    (field / "blank.las").write_text(" \n")
    write_well(field / "bare.las", 9, drop=("GR",))
    learning = Learning(inputs=("GR",), device="cpu")
    writing = Writing(tmp_path / "out", report=False)
    told: list[str] = []
    monkeypatch.setattr(said, "progress", lambda _, share, text: told.append(text))
    predict_field(field, ["DT", "RHOB"], writing=writing, learning=learning, jobs=1, listen=said)
    assert told[-1].startswith("6 of 6 wells") and told[-1].endswith(", 2 refused")
    blank = [text for text in said.errors if "blank.las" in text]
    assert len(blank) == 1 and blank[0].startswith("blank.las: empty file")
    bare = [text for text in said.errors if "bare.las" in text]
    assert [text.split(": ")[1] for text in bare] == ["DT", "RHOB"]
    rows = [(row["file"], row["target"]) for row in table(tmp_path / "out") if row["status"] == "refused"]
    assert rows == [(name, target) for name in ("bare.las", "blank.las") for target in ("DT", "RHOB")]


@pytest.mark.parametrize("name", ["W00.pdf", "W01.las", "DT.safetensors"])
def test_resume_replaces_only_what_the_earlier_run_left(tmp_path: Path, small_model: Path, name: str) -> None:
    """A report and a model that took the place of its own, and a text that stands where a new well's copy comes."""
    field, out = write_field(tmp_path / "field", 1), tmp_path / "out"
    batch(field, out, small_model, jobs=1)
    write_field(field, 2)
    (out / name).write_text("my notes")
    with pytest.raises(OutputError, match=name):
        batch(field, out, small_model, report=True, resume=True, jobs=1)
    assert (out / name).read_text() == "my notes"


def test_a_measured_well_below_the_output_folder_is_said_to_be_left_out(tmp_path: Path, small_model: Path) -> None:
    """Copies that the program made there are left out without a word; no row of the summary speaks of the well."""
    field, said = write_field(tmp_path / "field", 2), Said()
    batch(field, field / "out", small_model)
    path = write_well(field / "out" / "measured" / "V9.las", 78)
    batch(field, field / "out", small_model, resume=True, listen=said)
    assert [line for line in said.lines if "below" in line] == [f"{path}: lies below the output folder: not read"]


def test_a_model_in_the_way_of_one_that_is_given_stops_a_batch_before_it_writes(
    tmp_path: Path, small_model: Path
) -> None:
    """A file of the name is no copy of the model."""
    field, out = write_field(tmp_path / "field", 2), tmp_path / "out"
    out.mkdir()
    (out / "DT.safetensors").write_text("keep")
    with pytest.raises(OutputError, match="DT.safetensors"):
        batch(field, out, small_model)
    assert sorted(p.name for p in out.iterdir()) == ["DT.safetensors"]
