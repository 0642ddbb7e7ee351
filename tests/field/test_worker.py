"""What a worker says of files that it does not find, and how long a well took."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from welllog_mdn.errors import WelllogError
from welllog_mdn.field import worker
from welllog_mdn.field.options import Reading, Writing
from welllog_mdn.field.worker import ModelFile, WellTask, predict_task
from welllog_mdn.system.files import sha256_file

TARGETS = ("DT", "RHOB", "NPHI")
PLAIN = Path(__file__).parents[1] / "data" / "plain.las"


@pytest.mark.parametrize("left", [None, b"another"])
def test_a_model_that_is_gone_is_named_and_not_the_well(tmp_path: Path, left: bytes | None):
    """Taken away or written over while the run goes on; a worker of a cluster may still be sent its bytes."""
    path = tmp_path / "DT.safetensors"
    if left is not None:
        path.write_bytes(left)
    model = ModelFile("DT", str(path), "0" * 64, "cpu")
    task = WellTask(
        str(PLAIN), "plain.las", "plain.las", "", (model,), (False,), Reading(), Writing(), "", 1, str(tmp_path)
    )
    done = predict_task(task)
    (row,) = done.rows
    assert done.needs and row["status"] == "refused"
    assert row["reason"] == "the model DT.safetensors is gone, or another one by now; --resume goes on"


def test_the_seconds_of_a_wells_targets_add_up_to_those_of_the_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten milliseconds for three targets of a file that is no LAS: all rows together say ten."""
    clock = iter([5.0, 5.01])
    monkeypatch.setattr("welllog_mdn.field.worker.time", SimpleNamespace(perf_counter=lambda: next(clock)))
    models = tuple(ModelFile(name, str(tmp_path / f"{name}.safetensors"), "0" * 64, "cpu", b"") for name in TARGETS)
    task = WellTask(
        "plain.las", "plain.las", "plain.las", "", models, (False,) * 3, Reading(), Writing(), "", 1, str(tmp_path),
        data=b"no file of logs",
    )  # fmt: skip
    assert [row["seconds"] for row in predict_task(task).rows] == [0.004, 0.003, 0.003]


def test_models_of_a_run_are_loaded_once_however_many_and_go_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of nine targets and more every well loaded all again; a worker of a cluster keeps those of one run alone."""
    loaded: list[Path] = []
    monkeypatch.setattr(worker, "load_model", lambda path, device: loaded.append(path))
    monkeypatch.setattr(worker, "_models", {})

    def task(models: tuple[ModelFile, ...]) -> WellTask:
        return WellTask("", "", "", "", models, (), Reading(), Writing(), "", 1, str(tmp_path))

    many = tuple(ModelFile(f"T{i}", str(tmp_path / f"T{i}"), f"{i:064}", "cpu") for i in range(9))
    for _ in range(2):
        worker._models_of(task(many))
    assert loaded == [tmp_path / f"T{i}" for i in range(9)]
    worker._models_of(task(many[:1]))
    assert len(loaded) == 9 and list(worker._models) == [many[0]]


def test_a_model_is_looked_at_once_while_it_is_held_and_again_before_it_is_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker of a cluster serves a run with DT, one with RHOB, and DT again: by then another model has that place."""
    looked: list[str] = []

    def fail(*_: object) -> None:
        raise WelllogError("of no interest here")

    def sees(path: str, sha256: str) -> bool:
        looked.append(Path(path).name)
        return sha256_file(path) == sha256

    monkeypatch.setattr(worker, "_models", {})
    monkeypatch.setattr(worker, "load_model", lambda path, device: None)
    monkeypatch.setattr(worker, "predict_target", fail)
    monkeypatch.setattr(worker, "sees", sees)

    def saved(name: str) -> ModelFile:
        (tmp_path / name).write_text(name)
        return ModelFile(name, str(tmp_path / name), sha256_file(tmp_path / name), "cpu")

    def lost(model: ModelFile) -> bool:
        task = WellTask(str(PLAIN), "", "", "", (model,), (False,), Reading(), Writing(), "", 1, str(tmp_path))
        return predict_task(task).needs

    first, second = saved("DT"), saved("RHOB")
    assert not any(lost(model) for model in (first, first, second, second)) and looked == ["DT", "RHOB"]
    (tmp_path / "DT").write_text("another model")
    assert lost(first) and not lost(second)
