"""Evidence pages: what the band promised, and what wells that were never seen say about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from welllog_mdn.report.front import heading, own_check, unit_scale
from welllog_mdn.report.layout import MARGIN, Paper, best_scale
from welllog_mdn.report.plot import Axis, Plot, nice
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.style import BAND, BLUE, GREY, ORANGE, RED, label
from welllog_mdn.report.view import Array, WellView

GAP = 18.0


def grid_boxes(paper: Paper, y: float, height: float, columns: int = 2) -> list[Box]:
    """Return boxes for plots side by side, with room for their labels on the left and below."""
    room = (paper.width - 2 * MARGIN) / columns
    return [Box(MARGIN + i * room + 13.0, y, room - 17.0, height) for i in range(columns)]


def evidence_sheets(
    view: WellView, logs: Any, model: Any, *, paper: Paper, checked: bool, convention: str
) -> list[Sheet]:
    """Return the pages that show how far measured values agree with predictions that never saw them."""
    sheets = []
    held = heldout(view, model)
    if held is not None:
        sheets.append(_heldout_sheet(view, model, held, paper, convention))
    sheets.append(_own_sheet(view, logs, model, paper, checked, convention))
    return [*sheets, *_training_sheets(view, model, paper)]


def heldout(view: WellView, model: Any) -> dict[str, Array] | None:
    """Return the model's held-out predictions in the printed unit, or None where it has none."""
    found = model.heldout_
    if not found or len(found["measured"]) == 0:
        return None
    shown = {k: np.asarray(v, np.float64) for k, v in found.items()}
    for name in ("measured", "p10", "p50", "p90"):
        shown[name] = view.target.shown(shown[name])
    shown["p10"], shown["p90"] = np.minimum(shown["p10"], shown["p90"]), np.maximum(shown["p10"], shown["p90"])
    return shown


def _heldout_sheet(view: WellView, model: Any, held: Mapping[str, Array], paper: Paper, convention: str) -> Sheet:
    sheet = Sheet(paper.width, paper.height, "Evidence: wells never seen")
    y = heading(sheet, "Training wells, each predicted by networks that never saw it", 16.0, paper.width - 2 * MARGIN)
    count, wells = len(held["measured"]), len(np.unique(held["well"]))
    y = sheet.paragraph(
        MARGIN,
        y,
        f"{count:,} samples of {wells} wells (thinned evenly in depth). A band that can be trusted holds "
        "80 % of the measured values, its probabilities are spread evenly, and its width grows where errors grow.",
        paper.width - 2 * MARGIN,
        size=6.8,
    )
    height = 0.5 * (paper.height - y - 70.0)
    upper, lower = grid_boxes(paper, y + 6.0, height), grid_boxes(paper, y + height + 30.0, height)
    crossplot(sheet, upper[0], view, held["measured"], held["p50"], held["p10"], held["p90"], convention)
    _reliability(sheet, upper[1], model, held)
    _pit(sheet, lower[0], held["pit"])
    error_against_width(sheet, lower[1], view, held["measured"], held["p50"], held["p90"] - held["p10"])
    return sheet


def _own_sheet(view: WellView, logs: Any, model: Any, paper: Paper, checked: bool, convention: str) -> Sheet:
    sheet = Sheet(paper.width, paper.height, "Evidence: this well")
    width = paper.width - 2 * MARGIN
    own, y, unit = own_check(view), 16.0, view.target.unit
    if own["rows"]:
        y = heading(sheet, "This well: measured against predicted", y, width)
        note = (
            "The networks that gave these values never saw them."
            if checked
            else "These values were part of the training: agreement here proves nothing."
        )
        text = (
            f"{own['rows']:,} measured samples. {note} Root mean square error {own['rmse']:.3g} {unit}, bias "
            f"{own['bias']:.3g} {unit}; the band held {100 * own['cover']:.0f} % (80 % wanted)."
        )
        y = sheet.paragraph(MARGIN, y, text, width, size=6.8)
        good = np.flatnonzero(np.isfinite(view.measured) & np.isfinite(view.blind[0.5]))
        thin = good[:: max(1, len(good) // 2000)]
        measured, p50, p10, p90 = (a[thin] for a in (view.measured, *(view.blind[p] for p in (0.5, 0.1, 0.9))))
        boxes = grid_boxes(paper, y + 6.0, 82.0)
        crossplot(sheet, boxes[0], view, measured, p50, p10, p90, convention)
        error_against_width(sheet, boxes[1], view, measured, p50, p90 - p10)
        y += 106.0
    y = heading(sheet, "This well: what its prediction rests on", y, width)
    boxes = grid_boxes(paper, y + 4.0, 82.0)
    _against_input(sheet, boxes[0], view, model)
    _input_values(sheet, boxes[1], model.input_value(logs))
    return sheet


def strongest_input(view: WellView, model: Any) -> str | None:
    """Return the input of this well that goes most closely with the target in training."""
    known = {
        k: abs(float(v))
        for k, v in model.correlation_.items()
        if k in view.logs and k in model.cloud_ and v is not None and np.isfinite(v)
    }
    return max(known, key=lambda k: known[k]) if known else None


def _against_input(sheet: Sheet, box: Box, view: WellView, model: Any) -> None:
    """Plot the target against its strongest input: the training samples grey, this well's P50 above them."""
    name = strongest_input(view, model)
    if name is None:
        sheet.text(box.x, box.y + 4.0, "none of this well's logs is an input of the model", size=6.6)
        return
    log = view.logs[name]
    cloud_x = np.asarray(model.cloud_[name], float)
    cloud_y = view.target.shown(model.cloud_["target"])
    scale = best_scale(view)
    both = np.r_[cloud_x, log.trusted]
    both = both[np.isfinite(both) & ((both > 0) | (not log.kind.log10))]
    ends = np.percentile(both, [0.3, 99.7]) if len(both) else np.array(log.kind.plot)
    if log.kind.log10:
        ends = np.array([10 ** np.floor(np.log10(ends[0])), 10 ** np.ceil(np.log10(ends[1]) + 1e-9)])
    if not ends[0] < ends[1]:
        ends = np.array([ends[0] - 0.5, ends[0] + 0.5]) if not log.kind.log10 else ends * [0.1, 10]
    x = Axis(float(ends[0]), float(ends[1]), f"{name} [{log.unit}]", log.kind.log10)
    low, high = sorted((scale.left, scale.right))
    y = Axis(low, high, f"{view.target.name} [{view.target.unit}]", scale.log)
    plot = Plot(sheet, box, x, y, f"{view.target.name} against {name}, its closest input")
    thin = slice(None, None, max(1, len(cloud_x) // 2500))
    plot.points(cloud_x[thin], cloud_y[thin], colour="#bdbdbd", size=0.9, order=1.2)
    near, far = view.predicted & (view.flag != 4), view.predicted & (view.flag == 4)
    for here, colour, order in ((near, BLUE, 1.6), (far, RED, 1.8)):
        at = np.flatnonzero(here)[:: max(1, int(here.sum()) // 1500)]
        plot.points(log.trusted[at], view.quantiles[0.5][at], colour=colour, size=0.9, order=order)
    sheet.text(
        box.x,
        box.bottom + 9.6,
        "grey: training; blue: P50 of this well; red: outside the training range",
        size=5.8,
        colour=GREY,
        fit=box.w + 4.0,
    )


def _input_values(sheet: Sheet, box: Box, values: Mapping[str, float]) -> None:
    """Draw for each log how much wider the band would be without it."""
    sheet.text(
        box.x - 12.0,
        box.y - 2.0,
        "The value of each log: mean band width without it, with it = 1",
        size=7.2,
        bold=True,
        fit=box.w + 16.0,
    )
    known = sorted(((k, float(v)) for k, v in values.items() if np.isfinite(v)), key=lambda kv: -kv[1])
    if not known:
        sheet.text(box.x, box.y + 4.0, "no input of the model is in this well", size=6.6)
        return
    reach = max(1.1, 1.05 * max(v for _, v in known))
    row = min(8.0, box.h / len(known))
    zero = box.x + 4.0
    scale = (box.w - 14.0) / reach
    sheet.line(zero + scale, box.y, zero + scale, box.y + row * len(known), colour=GREY, width=0.5)
    for i, (name, value) in enumerate(known):
        y = box.y + i * row
        sheet.text(zero - 1.2, y + 0.5 * row + 0.8, name, size=6.2, align="right")
        sheet.boxes([Box(zero, y + 0.18 * row, scale * value, 0.64 * row)], face=BAND["inner"])
        sheet.text(zero + scale * value + 1.0, y + 0.5 * row + 0.8, f"{value:.2f}", size=6.2)


def _training_sheets(view: WellView, model: Any, paper: Paper) -> list[Sheet]:
    """Return the page with the training history and the table of every training well, unseen."""
    sheet = Sheet(paper.width, paper.height, "Evidence: training")
    width = paper.width - 2 * MARGIN
    y = heading(sheet, "Training history", 16.0, width)
    y = _history(sheet, Box(MARGIN + 13.0, y + 4.0, width - 17.0, 62.0), model.history_) + 14.0
    sheets, wells = [sheet], list(model.scores_.get("wells", []))
    while wells:
        y = _well_table(sheets[-1], wells, view, y, paper)
        if wells:
            sheets.append(Sheet(paper.width, paper.height))
            y = 16.0
    return sheets


def _history(sheet: Sheet, box: Box, history: Mapping[str, Any]) -> float:
    """Plot the loss of all members over the epochs, middle and extremes; return the lower edge."""
    epoch = np.asarray(history.get("epoch", []), float).ravel()
    curves = {k: np.atleast_2d(np.asarray(history.get(k, []), float)) for k in ("train", "stop")}
    if len(epoch) < 2 or any(c.shape[-1] != len(epoch) for c in curves.values()):
        sheet.text(box.x, box.y + 4.0, "no training history was kept", size=6.6)
        return box.y + 6.0
    every = np.concatenate([c.ravel() for c in curves.values()])
    every = every[np.isfinite(every)]
    low, high = (float(v) for v in np.percentile(every, [0.0, 98.0]))
    margin = 0.06 * max(high - low, 1e-3)
    plot = Plot(
        sheet,
        box,
        Axis(float(epoch[0]), float(epoch[-1]), "epoch"),
        Axis(low - margin, high + margin, "NLL [nats, standardised target]"),
        "Negative log-likelihood: middle of the members, and the best and worst of them",
    )
    for (name, curve), colour in zip(curves.items(), (BLUE, ORANGE), strict=True):
        there = np.isfinite(curve).any(axis=0)
        e, c = epoch[there], curve[:, there]
        plot.line(e, np.nanmedian(c, axis=0), colour=colour, width=1.2)
        for edge in (np.nanmin(c, axis=0), np.nanmax(c, axis=0)):
            plot.line(e, edge, colour=colour, width=0.35)
        words = "training samples" if name == "train" else "wells that stop the training"
        y = box.y + (4.0 if name == "train" else 7.4)
        sheet.line(box.right - 44.0, y - 0.8, box.right - 38.0, y - 0.8, colour=colour, width=1.2)
        sheet.text(box.right - 37.0, y, words, size=6.0)
    return box.bottom


def _well_table(sheet: Sheet, wells: list[Any], view: WellView, y: float, paper: Paper) -> float:
    """Write the scores of training wells until the page is full, taking them off the list."""
    width = paper.width - 2 * MARGIN
    unit = "decades" if view.target.kind.log10 else view.target.unit
    y = heading(sheet, "Each training well, predicted by networks that never saw it", y, width)
    columns = ("samples", f"RMSE [{unit}]", "MAE", "bias", "R²", "CRPS", "width", "held")
    right = [MARGIN + width * (0.37 + 0.09 * i) for i in range(len(columns))]
    sheet.text(MARGIN, y, "well", size=5.8, colour=GREY)
    for at, text in zip(right, columns, strict=True):
        sheet.text(at, y, text, size=5.8, colour=GREY, align="right")
    y += 3.8
    factor = unit_scale(view)
    while wells and y < paper.height - 20.0:
        well = wells.pop(0)
        sheet.text(MARGIN, y, str(well["well"]), size=6.2, fit=0.28 * width)
        for at, text in zip(right, _score_cells(well, factor), strict=True):
            sheet.text(at, y, text, size=6.2, align="right")
        held = well.get("cover")
        if held is not None and not 0.7 <= held <= 0.9:
            sheet.text(right[-1] + 1.0, y, "◄", size=5.0, colour=RED)
        y += 3.6
    if not wells:
        sheet.text(
            MARGIN,
            y + 0.6,
            "◄ the band held less than 70 % or more than 90 % of this well's values",
            size=5.6,
            colour=GREY,
        )
        y += 4.0
    return y


def _score_cells(well: Mapping[str, Any], factor: float) -> list[str]:
    def cell(name: str, times: float) -> str:
        value = well.get(name)
        return "–" if value is None or not np.isfinite(value) else f"{value * times:.3g}"

    held = well.get("cover")
    return [
        f"{int(well.get('rows', 0)):,}",
        *(cell(k, factor) for k in ("rmse", "mae", "bias")),
        cell("r2", 1.0),
        cell("crps", factor),
        cell("width", factor),
        "–" if held is None else f"{100 * held:.0f} %",
    ]


def crossplot(
    sheet: Sheet, box: Box, view: WellView, measured: Array, p50: Array, p10: Array, p90: Array, convention: str
) -> None:
    """Plot measured values against P50 with the one-to-one line; the bands of a thinned part as bars."""
    scale = best_scale(view)
    low, high = sorted((scale.left, scale.right))
    unit = view.target.unit
    names = sorted((label(0.1, convention), label(0.9, convention)))
    x = Axis(low, high, f"measured {view.target.name} [{unit}]", scale.log)
    y = Axis(low, high, f"P50 [{unit}]; bars {names[0]} to {names[1]}", scale.log)
    plot = Plot(sheet, box, x, y, "Measured against P50")
    pick = slice(None, None, max(1, len(measured) // 200))
    plot.strokes(measured[pick], p10[pick], p90[pick], colour=BAND["inner"])
    plot.points(measured, p50, colour=BAND["line"], size=1.1)
    plot.line(np.array([low, high]), np.array([low, high]), colour=RED, order=2.5)


def _reliability(sheet: Sheet, box: Box, model: Any, held: Mapping[str, Array]) -> None:
    curve = model.reliability_
    plot = Plot(
        sheet,
        box,
        Axis(0.0, 1.0, "level"),
        Axis(0.0, 1.0, "share of measured values below"),
        "Reliability: all wells (blue), each well (orange)",
    )
    plot.line(np.array([0.0, 1.0]), np.array([0.0, 1.0]), colour=GREY, width=0.6)
    level = np.linspace(0.02, 0.98, 25)
    for well in np.unique(held["well"]):
        pit = np.sort(held["pit"][held["well"] == well])
        plot.line(level, np.searchsorted(pit, level) / max(len(pit), 1), colour=ORANGE, width=0.35, order=1.5)
    levels, observed = np.asarray(curve["level"], float), np.asarray(curve["observed"], float)
    plot.line(levels, observed, colour=BLUE, width=1.2)
    plot.points(levels, observed, colour=BLUE, size=2.6)


def _pit(sheet: Sheet, box: Box, pit: Array) -> None:
    heights, edges = np.histogram(pit[np.isfinite(pit)], bins=np.linspace(0, 1, 21), density=True)
    top = nice(1.1 * max(float(heights.max()), 1.0))
    plot = Plot(
        sheet,
        box,
        Axis(0.0, 1.0, "probability below the measured value"),
        Axis(0.0, top, "frequency (1 = as promised)"),
        "Spread of the probabilities (PIT)",
    )
    plot.bars(edges, heights, face=BAND["inner"])
    plot.line(np.array([0.0, 1.0]), np.array([1.0, 1.0]), colour=RED)


def error_against_width(sheet: Sheet, box: Box, view: WellView, measured: Array, p50: Array, width: Array) -> None:
    """Plot the root mean square error within classes of band width; the line is what a Gaussian band gives."""
    classes = np.array_split(np.argsort(width, kind="stable"), min(15, max(1, len(width) // 20)))
    classes = [c for c in classes if len(c)]
    wide = np.array([float(np.mean(width[c])) for c in classes])
    error = np.array([float(np.sqrt(np.mean((measured[c] - p50[c]) ** 2))) for c in classes])
    reach = 1.1 * max([*wide.tolist(), 1e-9])
    unit = view.target.unit
    plot = Plot(
        sheet,
        box,
        Axis(0.0, reach, f"width of the band [{unit}]"),
        Axis(0.0, 1.15 * max([*error.tolist(), reach / 2.563]), f"error, root mean square [{unit}]"),
        "Error against band width",
    )
    plot.line(np.array([0.0, reach]), np.array([0.0, reach / 2.563]), colour=RED)
    plot.points(wide, error, colour=BLUE, size=3.0)
