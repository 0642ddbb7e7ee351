"""The model of a job: a saved one, the target that it is to predict, and what records say of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from welllog_mdn.errors import ModelError, UsageError
from welllog_mdn.field.curves import TargetName, check_name

if TYPE_CHECKING:
    from welllog_mdn.logs.kinds import KindTable
    from welllog_mdn.model import LogModel


def load_model(path: Path, device: str = "auto") -> LogModel:
    """Return a saved model that predicts on `device` (see `LogModel.on`).

    Raises ModelError where the file is none, UsageError where there is no such device.
    """
    from welllog_mdn.model import LogModel

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
    """Return the scores on what was held out of training, their unit, and the error of P50 as the report gives it.

    They are in `unit`; None means the model's own, which a log of decades keeps. Shares below and above the band are
    named so, not by P10 and P90, which change places with the convention. Of a log that follows others (`leader`)
    the error where they are missing stands beside (`rmse_without_leader`; of a resistivity
    `rmse_decades_without_leader`).
    """
    from welllog_mdn.report.agreement import in_unit
    from welllog_mdn.report.predicted_log import Target
    from welllog_mdn.scores import agreement, to_scale

    names = {"below_p10": "below_band", "above_p90": "above_band"}
    scores, kind = {names.get(k, k): v for k, v in model.scores_["pooled"].items()}, model.kind_
    if scores and (error := model.scores_.get("rmse_without_leader")) is not None:
        scores |= {"leader": " and ".join(model.relatives), f"rmse{'_decades' * kind.log10}_without_leader": error}
    if scores and kind.log10:
        samples = (to_scale(model.heldout_[name], kind) for name in ("measured", "p10", "p50", "p90"))
        scores["rmse_decades"] = agreement(*samples)["rmse"]
    if not scores or kind.log10 or unit is None:
        return {**scores, "unit": model.unit_} if scores else {}
    target = Target(kind, kind.name, unit)
    return {**in_unit(target, scores), "unit": target.error_unit}


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
