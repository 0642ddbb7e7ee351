"""Evidence pages: what the band promised, and what wells that were never seen say about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from welllog_mdn.arrays import Floats
from welllog_mdn.levels import NORMAL_BAND, P10, P50, P90
from welllog_mdn.mdn.thinning import stride_of, thinned
from welllog_mdn.report.agreement import SAMPLES, error_text, heldout, unseen_scores
from welllog_mdn.report.appraisal import Appraisal
from welllog_mdn.report.flow import MARGIN, Flow
from welllog_mdn.report.plot import TICKS, Axis, Plot
from welllog_mdn.report.predicted_log import PredictedLog, Target
from welllog_mdn.report.scales import Scale, round_up, target_scale, whole_decades
from welllog_mdn.report.score_table import MARKED, score_table
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.style import BAND, BLUE, GREY, ORANGE, RED
from welllog_mdn.report.view import WellView
from welllog_mdn.scores import error_by_width
from welllog_mdn.words import counted, number, percent

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel

PLOT = 84.0
"""Height in mm of a plot."""
COLUMNS = (
    ("rows", "samples"),
    ("rmse", "RMSE"),
    ("mae", "MAE"),
    ("bias", "bias"),
    ("r2", "R²"),
    ("crps", "CRPS"),
    ("width", "width"),
    ("cover", "held"),
)


def draw_evidence(flow: Flow, view: WellView, log: PredictedLog, appraisal: Appraisal) -> None:
    """Write the pages that show how far measured values agree with predictions that never saw them."""
    model = log.model
    _heldout(flow, view, model, heldout(view.target, model))
    _own(flow, view, appraisal)
    _rests_on(flow, view, model.input_value(log.logs), model)
    _training(flow, view, model)


def _heldout(flow: Flow, view: WellView, model: LogModel, held: Mapping[str, Floats]) -> None:
    """Write the section of the held-out samples: `held` as `heldout` gives them, (n,) each, in the printed unit."""
    title, mark = "Training wells, each predicted by networks that never saw it", "Evidence: wells never seen"
    if not model.checked_on_other_wells_:
        title = "Training wells, blocks of each predicted by networks that never saw the block"
        mark = "Evidence: blocks never seen"
    flow.section(title, mark, 130.0)
    count, wells = len(held["measured"]), len(np.unique(held["well"]))
    flow.paragraph(
        f"{counted(count, 'sample')} of {counted(wells, 'well')} (thinned evenly in depth). A band that can be trusted "
        "holds 80 % of the measured values, its probabilities are spread evenly, and its width grows where errors grow."
    )
    upper = flow.boxes(PLOT)
    scale = target_scale(view.target, [held["measured"], held["p50"]])  # this well's may not hold all that they met
    crossplot(flow.sheet, upper[0], view.target, scale, held)
    pits = [held["pit"][held["well"] == well] for well in np.unique(held["well"])]
    reliability(flow.sheet, upper[1], model.reliability_, pits)
    lower = flow.boxes(PLOT)
    pit_histogram(flow.sheet, lower[0], held["pit"])
    error_against_width(flow.sheet, lower[1], view.target, held)


def _own(flow: Flow, view: WellView, appraisal: Appraisal) -> None:
    """Write the section of the well's own measured values; none without any."""
    own, unit = appraisal.own, view.target.error_unit
    if not own["rows"]:
        return
    flow.section("This well: measured against predicted", "Evidence: this well", 126.0)
    note = (
        "The networks that gave these values never saw them."
        if appraisal.unseen
        else "These values were part of the training: agreement here proves nothing."
    )
    rmse, bias = error_text(own["rmse"]), error_text(own["bias"], own["rmse"])
    flow.paragraph(
        f"{counted(own['rows'], 'measured sample')}. {note} Root mean square error {rmse} {unit}, "
        f"bias (P50 − measured) {bias} {unit}; the band held {percent(own['cover'])} (80 % wanted)."
    )
    good = np.flatnonzero(np.isfinite(view.measured) & np.isfinite(view.blind[P50]))
    names = {"p10": P10, "p50": P50, "p90": P90}
    every = {"measured": view.measured[good], **{k: view.blind[p][good] for k, p in names.items()}}
    thin = slice(None, None, stride_of(len(good), 2000))
    shown = {name: values[thin] for name, values in every.items()}
    boxes = flow.boxes(PLOT)
    crossplot(flow.sheet, boxes[0], view.target, view.scale, shown)
    error_against_width(flow.sheet, boxes[1], view.target, every)


def _rests_on(flow: Flow, view: WellView, values: Mapping[str, float], model: LogModel) -> None:
    flow.section("This well: what its prediction rests on", "Evidence: inputs of this well", 112.0)
    boxes = flow.boxes(PLOT)
    _against_input(flow.sheet, boxes[0], view, model)
    _input_values(flow.sheet, boxes[1], values)


def strongest_input(view: WellView, model: LogModel) -> str | None:
    """Return the input of this well that goes most closely with the target in training."""
    known = {
        k: abs(float(v))
        for k, v in model.correlation_.items()
        if k in view.logs and k in model.cloud_ and v is not None and np.isfinite(v)
    }
    return max(known, key=lambda k: known[k]) if known else None


def _against_input(sheet: Sheet, box: Box, view: WellView, model: LogModel) -> None:
    """Plot the target against its strongest input: the training samples grey, this well's P50 above them; crosses tell
    those outside the training range apart in a grey print, too.
    """
    name = strongest_input(view, model)
    if name is None:
        sheet.text(box.x, box.y + 4.0, "none of this well's logs is an input of the model", size=6.6)
        return
    log = view.logs[name]
    cloud_x = np.asarray(model.cloud_[name], float)
    cloud_y = view.target.shown(model.cloud_["target"])
    scale = target_scale(view.target, [cloud_y, view.quantiles[P50]])
    both = np.r_[cloud_x, log.trusted]
    both = both[np.isfinite(both) & ((both > 0) | (not log.kind.log10))]
    ends = np.percentile(both, [0.3, 99.7]) if len(both) else np.array(log.kind.plot)
    if log.kind.log10:
        ends = np.array(whole_decades(*ends))
    if not ends[0] < ends[1]:
        ends = np.array([ends[0] - 0.5, ends[0] + 0.5]) if not log.kind.log10 else ends * [0.1, 10]
    x = Axis(float(ends[0]), float(ends[1]), f"{name} [{log.unit}]", log.kind.log10)
    low, high = sorted((scale.left, scale.right))
    y = Axis(low, high, f"{view.target.name} [{view.target.unit}]", scale.log)
    plot = Plot(sheet, box, x, y)
    thin = slice(None, None, stride_of(len(cloud_x), 2500))
    beyond = plot.points(cloud_x[thin], cloud_y[thin], colour="#bdbdbd", size=0.9, order=1.2)
    near, far = view.predicted & ~view.outside, view.predicted & view.outside
    for here, colour, order, cross in ((near, BLUE, 1.6, False), (far, RED, 1.8, True)):
        at = thinned(np.flatnonzero(here), 1500)
        y_shown = view.quantiles[P50][at]
        beyond += plot.points(log.trusted[at], y_shown, colour=colour, size=0.9, order=order, cross=cross)
    plot.head(f"{view.target.name} against {name}, its best correlated input", beyond)
    sheet.text(
        box.x,
        box.bottom + 9.4,
        "grey: training; blue: P50 of this well; red crosses: outside the training range",
        size=5.8,
        colour=GREY,
        fit=box.w + 12.0,
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
        # beyond the line at 1, which would strike out the number of a shorter bar
        sheet.text(zero + scale * max(value, 1.0) + 1.0, y + 0.5 * row + 0.8, f"{value:.2f}", size=6.2)
    if any(round(value, 2) < 1.0 for _, value in known):  # as it is printed
        note = "below 1: with that log the band is wider, as where logs disagree; its error need not be"
        sheet.text(box.x - 12.0, box.y + row * len(known) + 4.0, note, size=5.8, colour=GREY, fit=box.w + 16.0)


def _training(flow: Flow, view: WellView, model: LogModel) -> None:
    """Write the training history and the table of every training well, unseen."""
    flow.section("Training history", "Evidence: training", 84.0)
    box = flow.boxes(56.0, columns=1, above=4.0)[0]
    _history(flow.sheet, box, model.history_)
    pooled, wells = unseen_scores(view.target, model)
    if wells:
        what = "it" if model.checked_on_other_wells_ else "the block"
        title = f"Each training well, predicted by networks that never saw {what} [{view.target.error_unit}]"
        rows = [*((w["well"], w) for w in wells), ("all of them", pooled)]
        score_table(flow, title, COLUMNS, rows, bold_last=True)
        flow.need(4.0)
        flow.sheet.text(MARGIN, flow.y, f"held: share of the values in P10 to P90; {MARKED}", size=5.6, colour=GREY)
        flow.y += 4.0


def _history(sheet: Sheet, box: Box, history: Mapping[str, Floats]) -> None:
    """Plot the loss of all members over the epochs, middle and extremes; where one of them flies off far beyond all
    others it leaves the scale, and how far is said.
    """
    epoch = np.asarray(history.get("epoch", []), float).ravel()
    curves = {k: np.atleast_2d(np.asarray(history.get(k, []), float)) for k in ("train", "stop")}
    curves = {k: c for k, c in curves.items() if np.isfinite(c).any()}
    if not curves or len(epoch) < 2 or any(c.shape[-1] != len(epoch) for c in curves.values()):
        sheet.text(box.x, box.y + 4.0, "no training history of two epochs or more", size=6.6)
        return
    every = np.concatenate([c.ravel() for c in curves.values()])
    every = every[np.isfinite(every)]
    low, high, top = (float(v) for v in np.percentile(every, [0.0, 98.0, 100.0]))
    middle = max(float(np.nanmedian(c[:, np.isfinite(c).any(axis=0)], axis=0).max()) for c in curves.values())
    high = top if top - low <= MOST_STRETCHED * (high - low) else max(high, middle)
    margin = 0.06 * max(high - low, 1e-3)
    plot = Plot(
        sheet,
        box,
        Axis(float(epoch[0]), float(epoch[-1]), "epoch", whole=True),
        Axis(low - margin, high + margin, "NLL [nats, standardised target]"),
        "Negative log-likelihood: median member, and the best and worst",
    )
    for i, (name, curve) in enumerate(curves.items()):
        colour = BLUE if name == "train" else ORANGE
        there = np.isfinite(curve).any(axis=0)
        e, c = epoch[there], curve[:, there]
        plot.line(e, np.nanmedian(c, axis=0), colour=colour, width=1.2)
        for edge in (np.nanmin(c, axis=0), np.nanmax(c, axis=0)):
            plot.line(e, edge, colour=colour, width=0.35)
            plot.points(e, np.where(edge > plot.y.right, edge, np.nan), colour=colour)
        words = "training samples" if name == "train" else "samples that stop the training"
        x = box.right - 44.0 - 34.0 * (1 - i)  # above the frame: curves fill all of it
        sheet.line(x, box.y - 2.8, x + 6.0, box.y - 2.8, colour=colour, width=1.2)
        sheet.text(x + 7.0, box.y - 2.0, words, size=6.0)
    if top > plot.y.right:
        said = f"beyond the scale: the worst member, up to {number(top, 3)}"
        sheet.text(box.right, box.bottom + 6.3, said, size=5.8, colour=GREY, align="right")


MOST_STRETCHED = 2.0
"""Times as much as 98 % of the losses that an axis may span to hold all of them."""


def crossplot(
    sheet: Sheet,
    box: Box,
    target: Target,
    scale: Scale,
    shown: Mapping[str, Floats],
    title: str = "Measured against P50",
) -> None:
    """Plot `measured` against `p50` with the one-to-one line; `p10` to `p90` of a thinned part as bars."""
    low, high = sorted((scale.left, scale.right))
    x = Axis(low, high, f"measured {target.name} [{target.unit}]", scale.log)
    y = Axis(low, high, f"P50 [{target.unit}]; bars P10 to P90", scale.log)
    plot = Plot(sheet, box, x, y)
    measured = shown["measured"]
    pick = slice(None, None, stride_of(len(measured), 200))
    plot.strokes(measured[pick], shown["p10"][pick], shown["p90"][pick], colour=BAND["edge"])
    plot.head(title, plot.points(measured, shown["p50"], colour=BAND["line"], size=1.1))
    plot.line(np.array([low, high]), np.array([low, high]), colour=RED, order=2.5)


def reliability(sheet: Sheet, box: Box, curve: Mapping[str, Floats], pits: Sequence[Floats]) -> None:
    """Plot the share `observed` of the measured values below the quantile of each `level`, and that of each well.

    `pits` holds the probabilities below the measured values of each well.
    """
    plot = Plot(
        sheet,
        box,
        Axis(0.0, 1.0, "level"),
        Axis(0.0, 1.0, "share of measured values below"),
        "Reliability: all wells (blue), each well (orange)",
    )
    plot.line(np.array([0.0, 1.0]), np.array([0.0, 1.0]), colour=GREY, width=0.6)
    at = np.linspace(0.02, 0.98, 25)
    for pit in pits:
        plot.line(at, np.searchsorted(np.sort(pit), at) / max(len(pit), 1), colour=ORANGE, width=0.35, order=1.5)
    level, observed = np.asarray(curve["level"], float), np.asarray(curve["observed"], float)
    plot.line(level, observed, colour=BLUE, width=1.2)
    plot.points(level, observed, colour=BLUE, size=2.6)


def pit_histogram(sheet: Sheet, box: Box, pit: Floats) -> None:
    """Plot the frequency of the probabilities below the measured values, `pit` (n,); 1 is as promised."""
    heights, edges = np.histogram(pit[np.isfinite(pit)], bins=np.linspace(0, 1, 21), density=True)
    top = round_up(1.1 * max(float(heights.max()), 1.0), TICKS)
    plot = Plot(
        sheet,
        box,
        Axis(0.0, 1.0, "probability below the measured value"),
        Axis(0.0, top, "frequency (1 = as promised)"),
        "Spread of the probabilities (PIT)",
    )
    plot.bars(edges, heights, face=BAND["inner"])
    plot.line(np.array([0.0, 1.0]), np.array([1.0, 1.0]), colour=RED)


def error_against_width(sheet: Sheet, box: Box, target: Target, shown: Mapping[str, Floats]) -> None:
    """Plot the root mean square error within classes of band width; the line is what a Gaussian band gives."""
    wide, error = error_by_width(*(target.judged(shown[name]) for name in SAMPLES))
    reach = 1.1 * max([*wide.tolist(), 1e-9])
    unit = target.error_unit
    plot = Plot(
        sheet,
        box,
        Axis(0.0, reach, f"width of the band [{unit}]"),
        Axis(0.0, 1.15 * max([*error.tolist(), reach / NORMAL_BAND]), f"error, root mean square [{unit}]"),
        "Error against band width (line: as promised)",
    )
    plot.line(np.array([0.0, reach]), np.array([0.0, reach / NORMAL_BAND]), colour=RED)
    plot.points(wide, error, colour=BLUE, size=3.0)
