"""Probabilistic log prediction: LAS in, P10/P50/P90 and a PDF out.

The public names are loaded when first used, so that `import welllog_mdn` and the command line's help stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from welllog_mdn.errors import WelllogError

if TYPE_CHECKING:
    from welllog_mdn.field.evaluate import evaluate
    from welllog_mdn.field.predict import predict_well
    from welllog_mdn.mdn.mixture import GaussianMixture
    from welllog_mdn.model import LogModel
    from welllog_mdn.prediction import Prediction
    from welllog_mdn.wells.las import read_las
    from welllog_mdn.wells.well import Curve, Well

__version__ = "0.10.9"

_HOME = {
    "read_las": "wells.las",
    "Well": "wells.well",
    "Curve": "wells.well",
    "LogModel": "model",
    "Prediction": "prediction",
    "GaussianMixture": "mdn.mixture",
    "predict_well": "field.predict",
    "evaluate": "field.evaluate",
}

__all__ = [
    "Curve",
    "GaussianMixture",
    "LogModel",
    "Prediction",
    "Well",
    "WelllogError",
    "evaluate",
    "predict_well",
    "read_las",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its room."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """Name what is public, loaded or not, so that a notebook completes it."""
    return sorted({*globals(), *__all__})
