"""The evaluation of blind wells as a PDF: scores, reliability, PIT, error against band width, a crossplot per well,
and what was evaluated.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from welllog_mdn.arrays import Floats
from welllog_mdn.errors import one_line
from welllog_mdn.levels import HELD
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.thinning import stride_of
from welllog_mdn.report.agreement import SAMPLES, error_text
from welllog_mdn.report.card import evaluation_card
from welllog_mdn.report.evidence import crossplot, error_against_width, pit_histogram, reliability
from welllog_mdn.report.flow import MARGIN, Flow, Paper, number_pages, title_band
from welllog_mdn.report.plot import TICKS, Axis, Plot
from welllog_mdn.report.predicted_log import Target
from welllog_mdn.report.scales import Scale, round_up, whole_decades
from welllog_mdn.report.score_table import MARKED, Row, score_table
from welllog_mdn.report.sheet import Box, Sheet, pdf_bytes
from welllog_mdn.report.style import BAND, GREY, RED, convention_note
from welllog_mdn.report.text import wrapped
from welllog_mdn.score_rows import held_by_hole, paired_cells, score_groups
from welllog_mdn.scores import band, in_decades
from welllog_mdn.system.files import write_atomic
from welllog_mdn.words import counted, decimals, fixed, percent

OURS = "this model"
"""What the model is called beside other predictors."""
PER_ROW = 3
"""Crossplots side by side."""
MOST_POINTS = 1500
"""Points of a crossplot: more only make the file larger."""
COLUMNS = (
    ("rows", "rows"),
    ("rmse", "RMSE"),
    ("mae", "MAE"),
    ("bias", "bias"),
    ("r2", "R²"),
    ("crps19", "CRPS"),
    ("nll", "NLL"),
    ("pinball", "pinball"),
    ("width", "width"),
    ("below_p10", "< P10"),
    ("above_p90", "> P90"),
    ("cover", "held"),
)


class BlindWell(Protocol):
    """What is drawn of one well; see `field.evaluation.Blind`."""

    well: str
    measured: Floats
    q: Floats
    pit: Floats | None


class Evaluation(Protocol):
    """What is drawn of an evaluation; see `field.evaluation.EvaluationResult`."""

    target: str
    unit: str
    protocol: str

    def as_json(self) -> dict[str, Any]:
        """The record of the scores."""
        ...


def write_evaluation(path: str | os.PathLike[str], result: Any, *, overwrite: bool = False) -> None:
    """Write the evaluation's PDF.

    Parameters
    ----------
    result : a `field.evaluation.EvaluationResult`.

    Raises
    ------
    OutputError : the file exists and `overwrite` is not set, or cannot be written.
    """
    write_atomic(Path(path), render_evaluation(result, result.wells), overwrite=overwrite)


def render_evaluation(result: Evaluation, wells: Sequence[BlindWell]) -> bytes:
    """Return the PDF's bytes; equal for equal results."""
    title = f"Blind wells: {result.target}"
    return pdf_bytes(evaluation_sheets(result, wells), title, "Scores of wells that were never seen")


def evaluation_sheets(result: Evaluation, wells: Sequence[BlindWell]) -> list[Sheet]:
    """Return the pages of an evaluation before they are written."""
    target = Target(default_table().kinds[result.target], result.target, result.unit)
    record = in_decades(result.as_json())
    flow = Flow(Paper.of("a4"))
    _opening(flow, result, record, target)
    _tables(flow, record, target)
    if any(len(w.measured) for w in wells):
        _trust(flow, record, target, wells)
        _comparison(flow, record, target.error_unit)
        _crossplots(flow, target, wells, record["wells"])
    evaluation_card(flow, record)
    number_pages(flow.sheets, f"{result.target} [{result.unit}]  {convention_note('percentile')}", "")
    return flow.sheets


def _opening(flow: Flow, result: Evaluation, record: Mapping[str, Any], target: Target) -> None:
    """Write the title, and in words what the evaluation found."""
    flow.need(60.0)
    flow.sheet.sections.append(("Scores", 0.0))
    lines = wrapped(one_line(f"{result.target}: wells that the model never saw"), 12.0, flow.width, True)[:3]
    flow.y = title_band(flow.sheet, [(line, 12.0, True) for line in lines], 9.5) + 7.5
    pooled, worst = record["pooled"], record["pooled"].get("cover_worst_well")
    text = f"Protocol: {result.protocol}. {counted(len(record['wells']), 'blind well')}, "
    rows, truth = pooled["rows"], pooled["rows_truth"]
    text += f"{counted(rows, 'sample')}{f' with a prediction, of {truth:,} measured' if rows < truth else ''}."
    if pooled.get("rows"):
        text += (
            f" P50 missed the measured value by {error_text(pooled['rmse'])} {target.error_unit} (root mean square). "
            f"P10-P90 holds {percent(pooled['cover'])} of the measured values (80 % wanted; "
            f"{percent(pooled['below_p10'])} lie below P10, {percent(pooled['above_p90'])} above P90)"
            + (f", {percent(worst)} in the worst well." if worst is not None else ".")
        )
        by_hole = held_by_hole(record["bad_hole"], target.kind)
        text += f" It holds {by_hole}." if by_hole else ""
    flow.paragraph(text, size=7.5)


def _tables(flow: Flow, record: Mapping[str, Any], target: Target) -> None:
    """Write the scores of every well, of all rows, and of parts and alternatives."""
    groups = score_groups(record, OURS)
    score_table(flow, f"Each well [{target.error_unit}]", COLUMNS, groups["wells"], bold_last=True)
    parts = [(f"depths {name}", found) for name, found in groups["zones"]] + groups["bad_hole"]
    parts += [(f"flag {found['flag']}: {name}", found) for name, found in groups["predicted_from"]]
    others = _predictors(groups)
    rooms = (("scenarios", "less input"), ("baselines", "other predictors"))
    for title, rows in (
        ("By depth, by hole and by what was predicted from", parts),
        (
            "Formation data only: not stuck or otherwise distrusted, hand-drawn, interpolated or through casing",
            groups["rock"],
        ),
        (f"With {' and '.join(words for room, words in rooms if groups[room])}", others if len(others) > 1 else []),
    ):
        if rows:
            score_table(flow, title, COLUMNS, rows)
    _against(flow, record, target.error_unit)
    flow.y += 2.0
    flow.paragraph(
        "RMSE, MAE, bias (P50 − measured), CRPS (from 19 levels), pinball loss (twice the mean of P10, P50, P90) and "
        f"mean width of P10 to P90 in {target.error_unit}, NLL in nats of the probability density "
        f"per {target.unit}; < P10, > P90, held: share of measured values below P10, above P90, and in P10 to P90; "
        f"{MARKED}. Flag: what the flag curve says of a predicted sample.",
        size=6.0,
    )


def _predictors(groups: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return the pooled scores of the model, of it on fewer inputs, and of the other predictors."""
    return [(OURS, groups["wells"][-1][1]), *groups["scenarios"], *groups["baselines"]]


def _against(flow: Flow, record: Mapping[str, Any], unit: str) -> None:
    """Write in how many wells this model has the lower pinball loss than each other predictor, and by how much."""
    found = {name: s["paired_pinball"] for name, s in record["baselines"].items()}
    if not found:
        return
    flow.section("Pinball loss against the other predictors, well by well", height=4.0 * len(found) + 10.0)
    places = decimals(record["pooled"].get("pinball") or 0.0)
    right = [MARGIN + at * flow.width for at in (0.45, 0.65, 0.9)]
    heads = ["lower in this model in", f"difference [{unit}]", "90 % interval"]
    flow.sheet.row(right, flow.y, heads, size=5.8, colour=GREY, align="right")
    for name, scores in found.items():
        flow.y += 3.6
        flow.sheet.text(MARGIN, flow.y, name, size=6.2, fit=0.27 * flow.width)
        flow.sheet.row(right, flow.y, paired_cells(scores, places), size=6.2, align="right")
    flow.y += 3.6
    flow.paragraph(
        "Difference: this model minus the other at the same samples, mean over wells, each counted once; its interval "
        "comes from resampled wells.",
        size=6.0,
    )


def _trust(flow: Flow, record: Mapping[str, Any], target: Target, wells: Sequence[BlindWell]) -> None:
    """Plot reliability, PIT, error against band width, and the share held in each well."""
    flow.section("How far the bands can be trusted", "Reliability", 220.0)
    upper = flow.boxes(84.0)
    pits = [np.asarray(w.pit, np.float64) for w in wells if w.pit is not None and len(w.pit)]
    reliability(flow.sheet, upper[0], record["reliability"], pits)
    if pits:
        pit_histogram(flow.sheet, upper[1], np.concatenate(pits))
    lower = flow.boxes(84.0)
    shown = [_shown(w) for w in wells]
    error_against_width(flow.sheet, lower[0], target, {k: np.concatenate([s[k] for s in shown]) for k in SAMPLES})
    _held_by_well(flow.sheet, lower[1], record)


def _shown(well: BlindWell) -> dict[str, Floats]:
    return dict(zip(SAMPLES, (well.measured, *band(well.q)), strict=True))


def _held_by_well(sheet: Sheet, box: Box, record: Mapping[str, Any]) -> None:
    """Mark the share that the band held in each well, from the least to the most."""
    wells = sorted((w for w in record["wells"] if w["rows"]), key=lambda w: float(w["cover"]))
    count = max(len(wells), 1)
    title = "Share that P10 to P90 held, well by well"
    plot = Plot(sheet, box, Axis(0.0, 1.0, "share held (0.8 wanted)"), Axis(0.0, count, ""), title, y_ticks=False)
    plot.line(np.array([HELD, HELD]), np.array([0.0, float(count)]), colour=RED)
    row = box.h / count
    size = min(6.0, max(row / 0.42, 2.0))
    for i, well in enumerate(wells):
        y = box.bottom - (i + 0.5) * row
        long = box.w * float(well["cover"])
        sheet.boxes([Box(box.x, y - 0.36 * row, long, 0.72 * row)], face=BAND["outer"])
        if row > 1.2:  # below, names would lie upon each other; the table has them
            sheet.text(box.x + 0.8, y + 0.12 * size, str(well["well"]), size=size, fit=box.w - 2.0)


def _comparison(flow: Flow, record: Mapping[str, Any], unit: str) -> None:
    """Compare the model with itself on fewer inputs and with the baselines, where there are any."""
    found, rows_of_all = dict[str, Mapping[str, Any]](), record["pooled"].get("rows", 0)
    for name, scores in _predictors(score_groups(record, OURS)):
        count = scores.get("rows", 0)
        # fewer rows are other rows: the bars do not compare, and say so
        found[name if count == rows_of_all else f"{name}, on {count:,} of {rows_of_all:,} rows:"] = scores
    if len(found) < 2:
        return
    height = min(6.0 * len(found), 110.0)
    flow.section("Comparison", "Comparison", height + 30.0)
    boxes = flow.boxes(height)
    for box, key, words in zip(
        boxes, ("pinball", "cover"), (f"pinball loss [{unit}]", "share held by P10 to P90 (0.8 wanted)"), strict=True
    ):
        rows = [(name, float(s[key])) for name, s in found.items() if s.get(key) is not None]
        top = 1.0 if key == "cover" else round_up(1.05 * max([value for _, value in rows], default=1.0), TICKS)
        plot = Plot(flow.sheet, box, Axis(0.0, top, words), Axis(0.0, 1.0, ""), "", y_ticks=False)
        if key == "cover":
            plot.line(np.array([HELD, HELD]), np.array([0.0, 1.0]), colour=RED)
        row, places = box.h / max(len(rows), 1), decimals(min((value for _, value in rows), default=0.0))
        for i, (name, value) in enumerate(rows):
            y = box.y + i * row
            bar = Box(box.x, y + 0.15 * row, box.w * min(value / top, 1.0), 0.7 * row)
            flow.sheet.boxes([bar], face=BAND["inner"] if i == 0 else BAND["outer"])
            text = f"{name}  {percent(value) if key == 'cover' else fixed(value, places)}"
            flow.sheet.text(box.x + 1.0, y + 0.5 * row + 0.8, text, size=min(6.0, 1.6 * row), fit=box.w - 2.0)


def _crossplots(flow: Flow, target: Target, wells: Sequence[BlindWell], scores: Sequence[Mapping[str, Any]]) -> None:
    """Plot measured against P50 with the band, well by well, all on one scale; wells may share a name."""
    every = np.concatenate([values for w in wells for values in (w.measured, band(w.q)[1])])
    low, high = (float(v) for v in np.percentile(every, [0.1, 99.9]))
    if target.kind.log10:
        low, high = whole_decades(low, high)
    scale = Scale(low, high if high > low else low + 1.0, target.kind.log10)
    for i in range(0, len(wells), PER_ROW):
        if i == 0:
            flow.section("Well by well: measured against P50", "Crossplots", 75.0)
        boxes = flow.boxes(44.0, columns=PER_ROW, above=5.0)
        for box, well, s in zip(boxes, wells[i : i + PER_ROW], scores[i : i + PER_ROW], strict=False):
            thin = slice(None, None, stride_of(len(well.measured), MOST_POINTS))
            shown = {k: v[thin] for k, v in _shown(well).items()}
            crossplot(flow.sheet, box, target, scale, shown, well.well)
            if s["rows"]:
                rmse, bias = error_text(s["rmse"]), error_text(s["bias"], s["rmse"])
                text = f"RMSE {rmse}, bias {bias}, held {percent(s['cover'])}"
                flow.sheet.text(box.x, box.bottom + 9.2, text, size=5.8, colour=GREY, fit=box.w + 10.0)
