"""Where the tests find real wells and odd files, and what they say where these are absent."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

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
    _learn_with(monkeypatch, **QUICK)


@pytest.fixture(scope="module")
def small_learner() -> Iterator[None]:
    """Let a module's models be of fewer trees and a narrower network, which still learn; none of its tests depends on
    their number.
    """
    with pytest.MonkeyPatch.context() as patch:
        _learn_with(patch, trees=25, rate=0.35, forest=4, hidden=(32, 32))
        yield


QUICK: dict[str, Any] = {"members": 5, "hidden": (16,), "trees": 8, "forest": 4, "steps": 5, "epochs": 3}


def _learn_with(patch: pytest.MonkeyPatch, **settings: Any) -> None:
    """Let models be trained with other settings than the program's own."""
    from welllog_mdn.model.stack import StackSettings

    patch.setattr("welllog_mdn.model.log_model.StackSettings", partial(StackSettings, **settings))


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved model of DT, trained on five small synthetic wells (W00 to W04 of `small_field`)."""
    from small_field import write_field

    from welllog_mdn.field.predict import train_model

    folder = tmp_path_factory.mktemp("small_model")
    with pytest.MonkeyPatch.context() as patch:
        _learn_with(patch, **QUICK)
        train_model([write_field(folder / "wells", 6)], "DT", folder / "dt.safetensors")
    return folder / "dt.safetensors"


@pytest.fixture
def quiet_signals() -> Iterator[None]:
    """Put the handlers back as they were."""
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)
