"""Where the tests find real wells and odd files, and what they say where these are absent."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch loads, as the program does
if "PYTEST_XDIST_WORKER" in os.environ:  # workers side by side: threads of one would wait for those of the other
    os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the doubles of `tests.report`, for `pytest` alone as for `python -m pytest`


def _shared(variable: str, name: str) -> Path:
    """Return the folder that `variable` or `../shared/name` gives; skip where neither exists."""
    folder = Path(os.environ.get(variable) or ROOT.parent / "shared" / name)
    if not folder.is_dir():
        pytest.skip(f"needs ../shared/{name}: set {variable} to a folder that holds it")
    return folder


@pytest.fixture(scope="session")
def wells_folder() -> Path:
    """The folder of real wells (force2020/, spwla2020/); an empty one would let every test of all wells pass."""
    folder = _shared("WELLLOG_MDN_WELLS", "wells")
    assert any(folder.glob("*/*.las")), f"no wells in {folder}"
    return folder


@pytest.fixture(scope="session")
def robustness_folder() -> Path:
    """The folder of odd files (files/, lasio_examples/, manifest.csv)."""
    return _shared("WELLLOG_MDN_ROBUSTNESS", "robustness")


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    """The synthetic field that comes with the project."""
    return ROOT / "wells"


@pytest.fixture
def quick_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let models train in seconds: few trees, few steps. What is tested then is not how well they predict."""
    _quicken(monkeypatch)


def _quicken(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from welllog_mdn import model

    quick = replace(model.StackSettings(), members=5, hidden=(16,), trees=8, forest=4, steps=5, epochs=3)
    monkeypatch.setattr(model, "StackSettings", lambda: quick)


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved model of DT, trained on five small synthetic wells (W00 to W04 of `small_field`)."""
    from small_field import write_field

    from welllog_mdn.field.predict import train_model

    folder = tmp_path_factory.mktemp("small_model")
    with pytest.MonkeyPatch.context() as patch:
        _quicken(patch)
        train_model([write_field(folder / "wells", 6)], "DT", folder / "dt.safetensors")
    return folder / "dt.safetensors"
