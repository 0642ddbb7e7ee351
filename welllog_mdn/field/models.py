"""The model of a job: a saved one, the target that it is to predict, and what records say of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from welllog_mdn.errors import ModelError, UsageError
from welllog_mdn.field.curves import TargetName, check_name

if TYPE_CHECKING:
    from welllog_mdn.logs.kinds import KindTable
    from welllog_mdn.model.log_model import LogModel


def load_model(path: Path, device: str = "auto") -> LogModel:
    """Return a saved model that predicts on `device` (see `LogModel.on`).

    Raises ModelError where the file is none, UsageError where there is no such device.
    """
    from welllog_mdn.model.log_model import LogModel

    return LogModel.load(path).on(device)


def resolve_target(target: str | None, model: LogModel | None, table: KindTable) -> TargetName:
    """Return the target and the stem of its curves' names.

    Raises UsageError for an unknown target, ModelError where the model predicts another one.
    """
    if target is None and model is None:
        raise UsageError("no target is named", hint="name one with --target, as in --target DT")
    typed = str(getattr(model, "target", "")) if target is None else target
    check_name(typed)
    kind = table.target(typed)
    if model is not None and model.target_ != kind.name:
        name = kind.name if typed.upper() == kind.name else f"{kind.name} ({typed})"
        raise ModelError(f"the model predicts {model.target_}, not {name}")
    return TargetName(typed, kind)


def held_out_record(model: LogModel, unit: str | None = None) -> dict[str, Any]:
    """Return the scores on what was held out of training, in `unit`; None means the model's own. Of a log that is read
    on a logarithmic scale they are in decades, as those on a well's own values are; what has no decades (CRPS) is left
    out.

    Shares below and above the band are named so, not by P10 and P90, which change places with the convention. Of a log
    that follows others (`leader`) the error where they are missing stands beside (`rmse_without_leader`).
    """
    from welllog_mdn.report.agreement import unseen_scores
    from welllog_mdn.report.predicted_log import Target

    kind, pooled = model.kind_, model.scores_["pooled"]
    target = Target(kind, kind.name, model.unit_ if unit is None else unit)
    scores, _ = unseen_scores(target, model)
    shares = {name: pooled[name] for name in _SHARES if kind.log10 and name in pooled}
    record = {_OF_BAND.get(name, name): value for name, value in {**scores, **shares}.items()}
    if (error := model.scores_.get("rmse_without_leader")) is not None:
        record |= {"leader": " and ".join(model.relatives), "rmse_without_leader": target.error(error)}
    record["unit"] = target.error_unit
    return {name: record[name] for name in (*_FIRST, *record) if name in record}


_FIRST: tuple[str, ...] = ("rows_truth", "rows", "rmse", "mae", "bias", "r2", "crps", "crps19", "nll", "pinball")
_FIRST += ("cover", "below_band", "above_band", "width", "interval_score")
_FIRST += ("cover_worst_well", "cover_mean_well", "cover_sd")
"""The order of the scores: a saved model has its own sorted by name, one that was just trained as they were found."""

_SHARES = ("rows_truth", "below_p10", "above_p90", "cover_mean_well", "cover_sd")
_OF_BAND = {"below_p10": "below_band", "above_p90": "above_band"}


def model_record(model: LogModel) -> dict[str, Any]:
    """Return what the JSON says of a model; `nll_valid` is of the density per `unit`."""
    settings = model.settings_
    return {
        "members": settings["members"],
        "components": settings["components"],
        "training_wells": [w["name"] for w in model.training_wells_],
        "training_rows": model.training_rows_,
        "device": model.device_,
        "seed": model.seed_,
        "nll_valid": model.nll_valid_,
        "unit": model.unit_,
        "checked_on_other_wells": model.checked_on_other_wells_,
        "choices": [str(n) for n in model.fit_notices_],
    }
