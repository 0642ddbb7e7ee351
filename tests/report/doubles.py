"""A well, its prediction and its model made of known numbers, so that the print can be checked against them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from welllog_mdn.errors import Notice
from welllog_mdn.flags import MEASURED
from welllog_mdn.levels import P10_TO_P90
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.model.prediction import Prediction
from welllog_mdn.report.appraisal import Appraisal, appraise
from welllog_mdn.report.pages import _numbered, _pages
from welllog_mdn.report.predicted_log import PredictedLog, Target
from welllog_mdn.report.report import Report, ReportOptions
from welllog_mdn.report.sheet import Sheet
from welllog_mdn.report.view import WellView, well_view
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well

HEADER = {
    "COMP": "Demo Energy",
    "WELL": "Demo 7",
    "FLD": "Proving Ground",
    "UWI": "NO 31/6-5",
    "DATE": "13.05.2020",
    "SRVC": "Any Logging",
    "CTRY": "NORWAY",
}


def smooth(n: int, length: float, seed: int) -> np.ndarray:
    """Return a smooth random curve (n,) of mean 0 and deviation 1."""
    rng = np.random.default_rng(seed)
    reach = np.arange(-3 * length, 3 * length + 1)
    kernel = np.exp(-0.5 * (reach / length) ** 2)
    found = np.convolve(rng.normal(size=n + 2 * len(reach)), kernel, "same")[len(reach) : len(reach) + n]
    return found / np.sqrt(np.sum(kernel**2))


def case(
    n: int = 2000,
    *,
    start: float = 1500.0,
    step: float = 0.1524,
    depth_unit: str = "m",
    name: str = "Demo 7",
    kinds: tuple[str, ...] = ("GR", "CALI", "BS", "SP", "RDEP", "RMED", "RHOB", "NPHI", "PEF", "DTC"),
    gap: tuple[float, float] | None = (0.3, 0.7),
    bimodal: bool = True,
    seed: int = 1,
    header: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return what a `Report` is made of but its options, for a well of `n` samples; see `report_of`."""
    depth = start + step * np.arange(n)
    shale, pore = 1 / (1 + np.exp(-1.5 * smooth(n, 25, seed))), 0.18 + 0.07 * np.tanh(smooth(n, 18, seed + 1))
    rng = np.random.default_rng(seed)
    dtc = 56 + 130 * pore + 25 * shale + rng.normal(scale=2.0, size=n)
    gas = (smooth(n, 40, seed + 2) > 1.0) & (shale < 0.45)
    truth = np.where(gas, dtc + 25, dtc)
    values = {
        "GR": (25 + 110 * shale + rng.normal(scale=4, size=n), "gAPI"),
        "CALI": (8.6 + np.where(smooth(n, 10, seed + 3) > 1.6, 5.0, 0.2 * smooth(n, 5, seed + 4)), "in"),
        "BS": (np.full(n, 8.5), "in"),
        "SP": (-60 + 50 * shale, "mV"),
        "RDEP": (10 ** (0.3 + 1.6 * gas + 0.4 * smooth(n, 10, seed + 5)), "ohm.m"),
        "RMED": (10 ** (0.3 + 1.1 * gas + 0.4 * smooth(n, 10, seed + 5)), "ohm.m"),
        "RHOB": (2.65 - 1.65 * pore - 0.15 * gas + rng.normal(scale=0.01, size=n), "g/cm3"),
        "NPHI": (pore + 0.18 * shale - 0.12 * gas + rng.normal(scale=0.005, size=n), "v/v"),
        "PEF": (2 + 1.2 * shale + rng.normal(scale=0.1, size=n), "b/e"),
        "DTC": (truth.copy(), "us/ft"),
        "DTS": (1.8 * truth, "us/ft"),
        "TEMP": (60 + 0.03 * (depth - start), "degC"),
    }
    if gap is not None:
        values["DTC"][0][int(gap[0] * n) : int(gap[1] * n)] = np.nan
    if n > 400 and "RHOB" in kinds:
        values["RHOB"][0][: n // 5] = np.nan
        values["NPHI"][0][: n // 6] = np.nan
    well = Well.from_arrays(
        name, depth, {k: values[k] for k in kinds}, depth_unit=depth_unit, header=header or HEADER, uwi="NO 31/6-5"
    )
    logs = trusted_logs(well)
    prediction = _prediction(logs, dtc, gas & bimodal, seed)
    measured = np.isfinite(logs.logs["DTC"].values) if "DTC" in logs.logs else np.zeros(n, bool)
    flag = np.where(measured, 1, np.where(prediction.extrapolated, 4, np.where(prediction.few_inputs, 6, 3)))
    flag = np.where(~prediction.predicted & ~measured, 5, flag)
    return {
        "logs": logs,
        "prediction": prediction,
        "model": model(seed),
        "flag": flag,
        "check": None,
        "own_trained": False,
        "warnings": [
            Notice("RHOB", "381 samples in bad hole are not used"),
            Notice("DTC", "the last run is spliced at 1612.4 m"),
        ],
    }


def target_of(one: dict[str, Any], name: str = "DTC", unit: str | None = None) -> Target:
    """Return the target of a case as it is printed."""
    kind = default_table().kinds[one["prediction"].target]
    return Target(kind, name, unit or kind.unit)


def log_of(one: dict[str, Any], name: str = "DTC", unit: str | None = None) -> PredictedLog:
    """Return the predicted log of a case; its completed log is as measured where its flag says so, unless told
    otherwise.
    """
    band, kept = one["prediction"].quantile(P10_TO_P90), one["flag"] == MEASURED
    said = {"kept": kept, "band": band, **{name: v for name, v in one.items() if name != "warnings"}}
    return PredictedLog(target=target_of(one, name, unit), **said)


def view_of(
    one: dict[str, Any], name: str = "DTC", unit: str | None = None, levels: tuple[float, ...] = (), **more: Any
) -> WellView:
    """Return the view of a case."""
    return well_view(log_of({**one, **more}, name, unit), levels)


def appraisal_of(one: dict[str, Any], name: str = "DTC", unit: str | None = None) -> Appraisal:
    """Return what the completed log of a case is worth."""
    return appraise(log_of(one, name, unit))


def report_of(
    one: dict[str, Any], options: ReportOptions | None = None, name: str = "DTC", unit: str | None = None, **more: Any
) -> Report:
    """Return the report of a case, with `options` or those that are named."""
    log = log_of(one, name, unit)
    return Report(log, appraise(log), one["warnings"], options or ReportOptions(**more))


def _prediction(logs: Any, centre: np.ndarray, gas: np.ndarray, seed: int) -> Prediction:
    """Return a prediction of four members with two components: one at the truth, one 25 us/ft slower."""
    n, members = len(centre), 4
    rng = np.random.default_rng(seed + 9)
    shift = rng.normal(scale=1.5, size=members)[None, :, None]
    means = centre[:, None, None] + shift + np.array([0.0, 25.0])
    weights = np.where(gas[:, None], [[0.45, 0.55]], [[0.97, 0.03]])[:, None, :] / members
    sds = np.broadcast_to(3.0 + 1.0 * np.abs(smooth(n, 60, seed + 8)), (members, 2, n)).transpose(2, 0, 1)
    parts = [np.broadcast_to(a, (n, members, 2)).reshape(n, -1).copy() for a in (np.log(weights), means, sds)]
    inputs = [k for k in ("GR", "RDEP", "RHOB", "NPHI", "PEF") if k in logs.logs]
    available = {
        k: np.isfinite(logs.logs[k].values) if k in inputs else np.zeros(n, bool)
        for k in ("GR", "RDEP", "RHOB", "NPHI", "PEF")
    }
    count = np.sum(list(available.values()), axis=0)
    predicted = count > 0
    extrapolated = np.zeros(n, bool)
    extrapolated[int(0.45 * n) : int(0.5 * n)] = True
    return Prediction(
        target="DTC",
        unit="us/ft",
        well=logs.well.name,
        depth=logs.well.depth,
        depth_unit=logs.well.depth_unit,
        depth_m=logs.well.depth_m,
        predicted=predicted,
        extrapolated=extrapolated & predicted,
        few_inputs=(count <= 2) & predicted,
        available=available,
        inputs={
            k: {
                "mnemonic": logs.logs[k].mnemonic,
                "unit": logs.logs[k].unit,
                "rows": int(np.isfinite(logs.logs[k].values).sum()),
            }
            for k in inputs
        },
        notices=(),
        mixture=GaussianMixture(*(torch.from_numpy(p[predicted]) for p in parts)),
        members=members,
        lower=np.full(n, 30.0),
        upper=np.full(n, 300.0),
    )


def model(seed: int = 1, wells: int = 5, checked: bool = True) -> Any:
    """Return the attributes that the report reads of a fitted model, with held-out values of exact coverage."""
    rng = np.random.default_rng(seed)
    n = 300 * wells
    sd = rng.uniform(3.0, 8.0, n)
    p50 = rng.uniform(60.0, 130.0, n)
    z = rng.normal(size=n)
    names = [f"Training {i}" for i in range(wells)]
    score = {
        "rows": 300,
        "rows_truth": 300,
        "rmse": 5.6,
        "mae": 4.1,
        "bias": 0.3,
        "r2": 0.9,
        "crps": 3.0,
        "nll": 3.1,
        "pinball": 3.2,
        "cover": 0.81,
        "width": 14.0,
        "interval_score": 20.0,
    }
    levels = np.linspace(0.05, 0.95, 19)
    pit = 0.5 * (1 + torch.erf(torch.from_numpy(z) / 2**0.5)).numpy()
    return SimpleNamespace(
        target_="DTC",
        relatives=(),
        unit_="us/ft",
        inputs_=("GR", "RDEP", "RHOB", "NPHI", "PEF"),
        plan_=SimpleNamespace(use_depth=True, hole=()),
        leader_=None,
        training_rows_=n,
        training_wells_=[
            {"name": w, "uwi": f"U{i}", "file": f"{w}.las", "sha256": f"{i:x}" * 64, "rows": 300}
            for i, w in enumerate(names)
        ],
        settings_={"members": 10, "components": 8, "epochs": 60},
        seed_=seed,
        device_="cpu",
        sha256_="ab" * 32,
        versions_={"welllog_mdn": "0.1.0", "torch": "2.13.0", "numpy": "2.4.0"},
        checked_on_other_wells_=checked,
        history_={
            "epoch": np.arange(1, 41),
            "train": 4 + np.exp(-np.arange(40) / 9)[None, :] * np.ones((10, 1)),
            "stop": 4.1 + np.exp(-np.arange(40) / 9)[None, :] * np.ones((10, 1)),
        },
        nll_valid_=3.4,
        heldout_={
            "well": np.repeat(np.arange(wells), 300),
            "depth_m": np.tile(1500 + 0.5 * np.arange(300), wells),
            "measured": p50 + sd * z,
            "p10": p50 - 1.2816 * sd,
            "p50": p50,
            "p90": p50 + 1.2816 * sd,
            "pit": pit,
        },
        scores_={
            "pooled": {**score, "rows": n, "cover_worst_well": 0.72, "cover_sd": 0.03},
            "wells": [{"well": w, **score, "cover": 0.72 + 0.04 * i} for i, w in enumerate(names)],
        },
        reliability_={"level": levels, "observed": np.searchsorted(np.sort(pit), levels) / n},
        cloud_={
            "GR": rng.uniform(20, 140, 2000),
            "RDEP": 10 ** rng.normal(0.4, 0.5, 2000),
            "RHOB": rng.uniform(2.1, 2.7, 2000),
            "NPHI": rng.uniform(0.05, 0.4, 2000),
            "PEF": rng.uniform(1.8, 4, 2000),
            "target": rng.uniform(60, 130, 2000),
        },
        ranges_={
            "DEPTH": (0, 2e5),
            "GR": (20, 140),
            "RDEP": (0.3, 200),
            "RHOB": (2.1, 2.7),
            "NPHI": (0.02, 0.42),
            "PEF": (1.8, 4.0),
        },
        correlation_={"GR": 0.5, "RDEP": -0.2, "RHOB": -0.8, "NPHI": 0.85, "PEF": 0.1},
        excluded_={"target outside range": 12},
        fit_notices_=(),
        input_value=lambda logs: {"GR": 1.31, "RDEP": 1.1, "RHOB": 1.24, "NPHI": 1.18, "PEF": 1.02},
    )


def report_sheets(report: Report) -> list[Sheet]:
    """Return the pages of a report before they are written."""
    return _numbered([_pages(report)])
