"""Page one, drawn: can this log be used, where, and how far?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from welllog_mdn.arrays import Bools
from welllog_mdn.errors import Notice, one_line
from welllog_mdn.flags import DOUBTFUL, EXTRAPOLATED, FEW_INPUTS, NOT_PREDICTED, PREDICTED
from welllog_mdn.levels import P50
from welllog_mdn.model import verdict as rule
from welllog_mdn.report.agreement import unseen_scores
from welllog_mdn.report.answer import answer, finite_mean, says_nothing, taught
from welllog_mdn.report.appraisal import Appraisal
from welllog_mdn.report.card import model_inputs
from welllog_mdn.report.flow import MARGIN, Paper, bulleted, bulleted_height, heading, title_band, verdict_line
from welllog_mdn.report.layout import flag_legend, sample
from welllog_mdn.report.report import Report
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.style import BASIS_LOOKS, BLUE, GREEN, GREY, PALE, RED, RULE, Look, convention_note
from welllog_mdn.report.text import text_width, wrapped
from welllog_mdn.report.tracks import (
    TargetTrack,
    Window,
    depth_steps,
    draw_classes,
    draw_flags,
    round_depths,
    strip_runs,
    two_modes,
    whole_window,
)
from welllog_mdn.report.view import DRAWN_LEVELS, WellView, intervals
from welllog_mdn.words import (
    as_printed,
    brief_percent,
    counted,
    decimals,
    depth_range,
    depth_text,
    fixed,
    percent,
    rounded_depth,
    tenths,
)

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.model.prediction import Prediction
    from welllog_mdn.wells.well import Well

HEADER_ITEMS = (
    ("Company", ("COMP",)),
    ("Well", ("WELL",)),
    ("Field", ("FLD",)),
    ("Location", ("LOC", "LOCATION")),
    ("County", ("CNTY",)),
    ("State or province", ("STAT", "PROV")),
    ("Country", ("CTRY",)),
    ("UWI", ("UWI",)),
    ("API", ("API",)),
    ("Service company", ("SRVC",)),
    ("Date", ("DATE",)),
    ("Permanent datum", ("PDAT", "PD")),
    ("Log measured from", ("LMF", "DREF")),
    ("Datum elevation", ("EPD",)),
    ("Log datum elev.", ("EREF",)),
    ("Above datum", ("APD",)),
    ("Kelly bushing", ("EKB", "KB")),
    ("Drill floor", ("EDF", "DF")),
    ("Ground level", ("EGL", "GL")),
    ("Latitude", ("LATI", "LAT")),
    ("Longitude", ("LONG", "LON")),
)


SIGNATURES = 15.0
"""Height in mm of the signature lines."""


def front_sheets(report: Report, view: WellView, paper: Paper) -> list[Sheet]:
    """Return page one, and further pages where the warnings need them."""
    log, appraisal, options = report.log, report.appraisal, report.options
    sheet = Sheet(paper.width, paper.height, "Summary")
    left = 112.0 / 192.0 * (paper.width - 2 * MARGIN)
    first = _title(sheet, view, log.prediction)
    y = _header_items(sheet, log.logs.well, first, left)
    y = _draw_answer(sheet, view, report, y, left)
    y = _input_table(sheet, view, log.prediction, y, left)
    y = _score_table(sheet, view, log.model, appraisal, y, left)
    lowest = paper.height - 19.0 - SIGNATURES
    measured = view.logs.get(view.target.kind.name)
    names = {view.target.name, view.target.kind.name, *([measured.mnemonic] if measured is not None else [])}
    # those of the target itself come first
    ordered = sorted(report.warnings, key=lambda notice: names.isdisjoint(notice.subject.split(", ")))
    said = gathered(ordered)
    kept = lowest - min(6.0 + bulleted_height(said, left), 0.55 * (lowest - y))
    y = _care_table(sheet, view, appraisal.usual, y, left, kept)
    y = _interval_table(sheet, view, y, left, kept)
    rest = _warnings(sheet, said, Box(MARGIN, y, left, lowest - y))
    _signatures(sheet, Box(MARGIN, lowest + 3.0, left, SIGNATURES))
    column = Box(MARGIN + left + 6.0, first, paper.width - 2 * MARGIN - left - 6.0, paper.height - first - 24.0)
    _trust_strip(sheet, view, column, options.convention, options.tops)
    flag_legend(sheet, sheet.height - 10.5, {*np.unique(view.flag).tolist()})
    return [sheet, *_more_warnings(rest, paper)]


def _title(sheet: Sheet, view: WellView, prediction: Prediction) -> float:
    """Write the title and the well's name, each in up to three lines; return the first baseline below."""
    t, room = view.target, sheet.width - 2 * MARGIN
    title = _lines(f"{t.name}: {t.kind.title}, predicted with its uncertainty", 12.0, room, bold=True)
    lines = [(line, 12.0, True) for line in title]
    lines += [(line, 9.5, False) for line in _lines(f"Well {prediction.well}", 9.5, room)]
    return title_band(sheet, lines, 8.5, below=1.0) + 8.0


TITLE_LINES = 3
"""Lines that a title may take: names of wells are long, but page one is for what the log is worth."""


def _lines(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Return a title broken into lines of `width` mm, the last of those that it may take cut."""
    lines, last = wrapped(one_line(text, 600), size, width, bold), TITLE_LINES - 1
    return lines if len(lines) <= TITLE_LINES else [*lines[:last], lines[last] + " …"]


def _signatures(sheet: Sheet, box: Box) -> None:
    """Draw the lines on which those sign who made the log and who checked it."""
    for i, text in enumerate(("Interpreted by", "Checked by")):
        y = box.y + 5.5 + 7.0 * i
        sheet.text(box.x, y, text, size=6.4, colour=GREY)
        sheet.line(box.x + 20.0, y + 0.6, box.x + 0.66 * box.w, y + 0.6, width=0.4)
        sheet.text(box.x + 0.66 * box.w + 3.0, y, "Date", size=6.4, colour=GREY)
        sheet.line(box.x + 0.66 * box.w + 10.0, y + 0.6, box.right, y + 0.6, width=0.4)


def header_items(header: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (title, text) of the header items that a heading shows and that are there, with their units."""
    found = []
    for title, names in HEADER_ITEMS:
        name = next((n for n in names if header.get(n, "").strip()), None)
        if name is not None:
            found.append((title, f"{header[name].strip()} {header.get(f'{name}.UNIT', '').strip()}".rstrip()))
    return found


MOST_LONG = 6  # items of a header that may take two lines each


def _header_items(sheet: Sheet, well: Well, y: float, width: float) -> float:
    """Write the items of the header in two columns, those too long for one below them over the whole width."""
    column, room = 0.5 * width, 0.5 * width - 25.0
    every = [(title, one_line(text, 400)) for title, text in header_items(well.header)]
    long = [item for item in every if text_width(item[1], 6.0) > room]
    items = [item for item in every if item not in long]
    depths = depth_range(*well.span, well.depth_unit)
    long += [("Depths", f"{depths}, {counted(len(well.depth), 'sample')} ({well.depth_mnemonic})")]
    if well.file is not None:
        long += [("File", well.file.name)]
    half = (len(items) + 1) // 2
    for i, (title, text) in enumerate(items):
        x, row = (MARGIN, i) if i < half else (MARGIN + column, i - half)
        sheet.text(x, y + 3.6 * row, title, size=6.0, colour=GREY, fit=22.5)
        sheet.text(x + 23.5, y + 3.6 * row, text, size=6.0)
    y += 3.6 * half
    most = 2 if len(long) <= MOST_LONG else 1  # else the tables below would run into the foot of the page
    for title, text in long:
        sheet.text(MARGIN, y, title, size=6.0, colour=GREY, fit=22.5)
        y = sheet.paragraph(MARGIN + 23.5, y, text, width - 23.5, size=6.0, most=most) + 0.8
    return y + 2.6


GRADES = {rule.Grade.CARE: RED, rule.Grade.IMPOSSIBLE: RED, rule.Grade.USABLE: GREEN}
"""Colours of the bar beside the verdict; where nothing was to be predicted it is grey."""


def _draw_answer(sheet: Sheet, view: WellView, report: Report, y: float, width: float) -> float:
    """Write the verdict, what supports it and the method, from baseline `y` in mm on; return the next baseline."""
    y = heading(sheet, "Can this log be used?", y, width)
    found, model, convention = report.appraisal.verdict, report.log.model, report.options.convention
    y = verdict_line(sheet, found.sentence, y, width, 8.5, GRADES.get(found.finding.grade, GREY))
    for sentence in answer(view, model, report.appraisal, report.log.own_trained):
        y = sheet.paragraph(MARGIN + 3.0, y + 0.5, sentence, width - 3.0, size=6.8)
    y = sheet.paragraph(MARGIN, y + 1.2, method(model, convention), width, size=6.2, colour="#333333")
    return y + 2.0


def method(model: LogModel, convention: str) -> str:
    """Return the method in one sentence, and how to read P10."""
    s = model.settings_
    unseen = "wells" if model.checked_on_other_wells_ else "blocks of depth"
    return (
        f"Method: {s.get('members', '')} mixture density networks, trained on {model.training_rows_:,} samples of "
        f"{counted(len(model.training_wells_), 'well')}, give the probability density of {model.target_} at each "
        f"depth from {model_inputs(model)}; its levels are calibrated on {unseen} left out of training in turn. "
        f"{convention_note(convention)[0].upper()}{convention_note(convention)[1:]}."
    )


def _input_table(sheet: Sheet, view: WellView, prediction: Prediction, y: float, width: float) -> float:
    """List each input with its curve, unit and the share of the depths that have it; return the next baseline in mm."""
    y = heading(sheet, "Inputs and their coverage", y, width)
    x = [MARGIN, MARGIN + 20.0, MARGIN + 44.0, MARGIN + 62.0, MARGIN + 66.0]
    sheet.row(x, y, ("log", "curve", "unit", "", "share of depths"), size=5.8, colour=GREY)
    y += 3.5
    for kind, here in view.available.items():
        about = prediction.inputs.get(kind, {})
        share = float(np.mean(here)) if len(here) else 0.0
        sheet.text(x[0], y, kind, size=6.2, fit=19.0)
        matrix = f" ({about['matrix']})" if "matrix" in about else ""
        sheet.text(x[1], y, f"{about.get('mnemonic', '–')}{matrix}", size=6.2, fit=23.0)
        sheet.text(x[2], y, str(about.get("unit", "")), size=6.2, fit=17.0)
        room = width - 66.0 - 12.0
        sheet.boxes([Box(x[4], y - 1.9, room, 2.2)], face=PALE)
        if share > 0:
            sheet.boxes([Box(x[4], y - 1.9, room * share, 2.2)], face=BLUE)
        sheet.text(MARGIN + width, y, f"{tenths(share)} %", size=6.2, align="right")
        y += 3.4
    return y + 2.0


def _score_table(sheet: Sheet, view: WellView, model: LogModel, appraisal: Appraisal, y: float, width: float) -> float:
    """Write the rows of `_score_rows`, errors in the unit in which they are judged; return the next baseline in mm."""
    other_wells = model.checked_on_other_wells_
    title = "How well wells never seen were predicted" if other_wells else "How well unseen blocks were predicted"
    y = heading(sheet, title, y, width)
    right = [MARGIN + width * f for f in (0.52, 0.63, 0.73, 0.82, 0.91, 1.0)]
    sheet.row(right, y, ("samples", "RMSE", "bias", "CRPS", "width", "held"), size=5.8, colour=GREY, align="right")
    y += 3.5
    rows = _score_rows(view, model, appraisal)
    widest = max(text_width(text, 6.2) for _, row in rows for text in row[1:])
    size = 6.2 * min(1.0, (0.09 * width - 0.8) / widest)  # errors in s/m have seven decimals
    for name, row in rows:
        sheet.text(MARGIN, y, name, size=6.2, fit=0.41 * width)
        sheet.row(right, y, row, size=size, align="right")
        y += 3.4
    unit = view.target.error_unit
    note = f"RMSE, bias (P50 − measured), CRPS, mean band width in {unit}; held: share in P10 to P90, 80 % wanted."
    sheet.text(MARGIN, y, note, size=5.6, colour=GREY, fit=width)
    return y + 5.0


def _score_rows(view: WellView, model: LogModel, appraisal: Appraisal) -> list[tuple[str, list[str]]]:
    """Return what each row is of, and its six cells: samples; RMSE, bias, CRPS and width in the target's `error_unit`;
    the share held. All are of what was never seen.
    """
    pooled, wells = unseen_scores(view.target, model)
    own = appraisal.own
    places = decimals(pooled.get("rmse") or own["rmse"] or 0.0)

    def row(s: Mapping[str, Any]) -> list[str]:
        shown = [fixed(s.get(k), places) for k in ("rmse", "bias", "crps", "width")]
        cover = s.get("cover")
        return [f"{int(s.get('rows', 0)):,}", *shown, brief_percent(cover) if cover is not None else "–"]

    parts = "blocks of them" if len(model.training_wells_) > 1 else "blocks of it"
    unseen = "each" if model.checked_on_other_wells_ else parts
    rows = [(f"{taught(model).removeprefix('the ')}, {unseen} unseen ({len(wells)})", row(pooled))]
    if len(wells) > 1:
        worst = min(wells, key=lambda s: s.get("cover", 1.0))
        rows.append((f"least held: {worst['well']}", row(worst)))
    if own["rows"] and appraisal.unseen:
        rows.append(("this well, unseen", row(own)))
    return rows


def _care_table(sheet: Sheet, view: WellView, usual: float, y: float, width: float, lowest: float) -> float:
    """List the intervals to be taken with care in which most is predicted, then the thickest that are measured
    throughout, each of them in order of depth: the first wherever it has room above `lowest`, more where the predicted
    intervals leave it; `usual` is how far the log varies.
    """
    reasons = [
        (view.kept_in_doubt, "measured in doubt"),
        (view.predicted & view.outside, "outside range"),
        (view.predicted & view.few, "few inputs"),
        (view.hand_drawn, "input drawn by hand"),
        (~view.predicted, "no input"),
        (view.masked_by_hole, "bad hole"),
        (says_nothing(view, usual) & view.given, "band as wide as the log"),
    ]
    any_of_them = np.any([here for here, _ in reasons], axis=0)
    found = intervals(view.depth, any_of_them, steps=view.steps, join=2.0 / view.metre)
    right = [MARGIN + width * f for f in (0.10, 0.20, 0.305, 0.865, 1.0)]
    room, rows = lowest - y - TABLE, list[tuple[float, float, tuple[str, ...], list[str]]]()
    left = max(room - _interval_height(view), 0.5 * (lowest - y) - TABLE)
    inside = {run: any_of_them & (view.depth >= run[0]) & (view.depth <= run[1]) for run in found}
    predicted = {run: float(view.steps[here & view.given].sum()) for run, here in inside.items()}
    added = {run for run in found if predicted[run] > 0}
    for top, base in sorted(found, key=lambda r: (-predicted[r], r[0] - r[1]))[:8]:
        here, within = inside[top, base], (view.depth >= top) & (view.depth <= base)
        why = [(float(there[within].mean()), words) for there, words in reasons]
        cells = _interval_cells(view, top, base, here)
        lines = wrapped(_why(why), 6.0, right[3] - right[2] - 4.8 - text_width(cells[3], 6.2))
        left -= 3.4 * len(lines)
        if left < 0 and (rows or 3.4 * len(lines) > room):
            break
        rows.append((top, base, cells, lines))
    if not rows:
        return _see_strip(sheet, f"Care: {counted(len(found), 'interval')}", y, lowest) if found else y
    y = heading(sheet, f"Care{_chosen([row[:2] for row in rows], found, added)}", y, width)
    _column_heads(sheet, y, right, _interval_heads(view))
    sheet.text(right[2] + 3.0, y, "why", size=5.4, colour=GREY)
    y += 3.5
    for _, _, cells, lines in sorted(rows, key=lambda row: (row[:2] not in added, row[0])):
        sheet.row(right, y, cells, size=6.2, align="right")
        for line in lines:
            sheet.text(right[2] + 3.0, y, line, size=6.0)
            y += 3.4
    return y + 2.0


def _why(reasons: Sequence[tuple[float, str]]) -> str:
    """Return reasons for care as they are listed, each with its share of the interval: that of most of it first, those
    of less than a hundredth left out beside it.

    >>> _why([(0.29, "outside range"), (0.7, "few inputs"), (0.004, "bad hole")]), _why([(1.0, "bad hole"), (0.0, "")])
    ('few inputs 70 %, outside range 29 %', 'bad hole')
    """
    ordered = sorted((reason for reason in reasons if reason[0] > 0), key=lambda reason: -reason[0])
    told = [(share, words) for i, (share, words) in enumerate(ordered) if i == 0 or share >= 0.01]
    return ", ".join(words if as_printed(share) == 1.0 else f"{words} {percent(share)}" for share, words in told)


def _chosen(
    listed: Sequence[tuple[float, float]], found: Sequence[tuple[float, float]], added: set[tuple[float, float]]
) -> str:
    """Return which of the intervals `found` are `listed`; nothing where all are, and those with predicted depths
    (`added`) need not be told apart.
    """
    before = len(added.intersection(listed))
    if len(listed) == len(found) and before in (0, len(found)):
        return ""
    if not before:
        return _thickest(listed, found, ": the", "intervals")
    if before == len(listed) < len(added):
        return f": the {before if before > 1 else 'one'} of {len(found)} intervals in which most is predicted"
    if before == len(listed):
        return f": the interval{'s' * (len(added) > 1)} with predicted depths"
    count = f"{len(listed)} of {len(found)}" if len(listed) < len(found) else f"{len(found)}"
    return f": {count} intervals, the {before if before > 1 else 'one'} with predicted depths first"


TABLE = 11.0
"""Height in mm of a table's heading, its line of names and the space below it."""
MOST_INTERVALS = 12
"""Predicted intervals on page one."""


def _see_strip(sheet: Sheet, what: str, y: float, lowest: float) -> float:
    """Write in place of a table without room that the strip shows what it would list; nothing without room for it."""
    if y + 5.0 > lowest:
        return y
    sheet.text(MARGIN, y, f"{what}, see the strip at the right", size=6.4, bold=True)
    return y + 5.0


def _thickest(chosen: Sized, found: Sized, before: str, what: str) -> str:
    """Return how many of `found` are listed, nothing where all are."""
    if len(chosen) == len(found):
        return ""
    count = f" {len(chosen)}" if len(chosen) > 1 else ""
    return f"{before}{count} thickest of {len(found)} {what}"


def _interval_heads(view: WellView) -> tuple[str, ...]:
    """Return the names of what `_interval_cells` holds; means of resistivities are of their logarithms."""
    mean = "log mean P50" if view.target.kind.log10 else "mean P50"
    unit, error = view.target.unit, view.target.error_unit
    return (f"top [{view.depth_unit}]", "base", "thickness", f"{mean} [{unit}]", f"width [{error}]")


def _column_heads(sheet: Sheet, y: float, right: Sequence[float], names: Sequence[str]) -> None:
    """Write names over the right ends of columns, smaller where a unit that is spelt out needs more room."""
    rooms = np.diff([MARGIN, *right]) - 0.8
    size = 5.4 * min(1.0, *(room / text_width(one_line(name), 5.4) for room, name in zip(rooms, names, strict=True)))
    sheet.row(right, y, names, size=size, colour=GREY, align="right")


def _interval_cells(view: WellView, top: float, base: float, here: Bools) -> tuple[str, ...]:
    """Return top, base and thickness of an interval, and the mean P50 and band width of its samples `here`."""
    middle = view.quantiles[P50][here]
    mean = np.exp(finite_mean(np.log(middle))) if view.target.kind.log10 else finite_mean(middle)
    return (
        rounded_depth(top),
        rounded_depth(base),
        rounded_depth(base - top + float(view.steps[here][[0, -1]].mean())),
        view.target.text(float(mean)),
        fixed(finite_mean(view.width[here]), view.target.places),
    )


def _interval_height(view: WellView) -> float:
    """Return the height in mm of the table of all predicted intervals that it may list."""
    count = min(len(view.predicted_intervals), MOST_INTERVALS)
    return TABLE + 3.4 * count if count else 0.0


def _doubtful(view: WellView) -> Bools:
    """Return where a predicted value, also one in place of a measured one, rests on too little (n,)."""
    return view.given & np.isin(view.basis, DOUBTFUL)


def _interval_table(sheet: Sheet, view: WellView, y: float, width: float, lowest: float) -> float:
    """List the thickest predicted intervals, in order of depth, as far as there is room above `lowest`; where there is
    none for a table, name the thickest in a line.
    """
    runs = view.predicted_intervals
    room = int((lowest - y - TABLE) / 3.4)
    if not runs:
        return y
    if room < 1:
        top, base = min(runs, key=lambda r: r[0] - r[1])
        depths = depth_range(top, base, view.depth_unit)
        which = f", the thickest {depths}" if len(runs) > 1 else f", {depths}"
        return _see_strip(sheet, f"{counted(len(runs), 'predicted interval')}{which}", y, lowest)
    chosen = sorted(sorted(runs, key=lambda r: r[0] - r[1])[: min(room, MOST_INTERVALS)])
    title = _thickest(chosen, runs, "The", "predicted intervals") or "Predicted intervals"
    y = heading(sheet, title, y, width)
    right = [MARGIN + width * f for f in (0.11, 0.22, 0.34, 0.56, 0.71, 1.0)]
    _column_heads(sheet, y, right, (*_interval_heads(view), "outside range or few inputs"))
    y += 3.5
    for top, base in chosen:
        here = view.given & (view.depth >= top) & (view.depth <= base)
        cells = (*_interval_cells(view, top, base, here), percent(float(np.mean(_doubtful(view)[here]))))
        sheet.row(right, y, cells, size=6.2, align="right")
        y += 3.4
    return y + 2.0


MOST_GATHERED = 10
"""Warnings that are told in one line."""


def gathered(notices: Iterable[Notice]) -> list[str]:
    """Return what is said of a well, in lines: of up to `MOST_GATHERED` that end alike, behind a semicolon, in one line
    with that end once.
    """
    found: list[tuple[list[str], str]] = []
    for notice in notices:
        said, parted, end = one_line(notice, 700).rpartition("; ")
        alike = (each for each, theirs in found if parted and theirs == end and len(each) < MOST_GATHERED)
        if (line := next(alike, None)) is not None:
            line.append(said)
        else:
            found.append(([said], end) if parted else ([end], ""))
    return ["; ".join(filter(None, (*each, end))) for each, end in found]


def _warnings(sheet: Sheet, warnings: Sequence[str], box: Box) -> list[str]:
    """Write warnings into `box` and return those that found no room."""
    y = heading(sheet, "Warnings", box.y, box.w)
    if not warnings:
        sheet.text(box.x, y, "none", size=6.4)
    return bulleted(sheet, warnings, Box(box.x, y, box.w, box.bottom - y), " on the next page", kept=4.0)


def _more_warnings(rest: Sequence[str], paper: Paper) -> list[Sheet]:
    sheets: list[Sheet] = []
    while rest:
        sheet = Sheet(paper.width, paper.height, "Warnings, continued" if not sheets else "")
        sheets.append(sheet)
        rest = _warnings(sheet, rest, Box(MARGIN, 20.0, paper.width - 2 * MARGIN, paper.height - 40.0))
    return sheets


STRIP_KEY = 20.0
"""Height in mm of the key to the colours, below the strip."""


def _trust_strip(sheet: Sheet, view: WellView, box: Box, convention: str, tops: Sequence[tuple[str, float]]) -> None:
    """Draw over depth: the band, the flag, what the prediction rests on, bad hole, and which inputs are there."""
    heading(sheet, "Where it can be trusted", box.y, box.w, box.x)
    y, bottom = box.y + 19.0, box.bottom - STRIP_KEY
    window = whole_window(view.span, view.metre, y, bottom - y)
    columns = ["bad hole", *view.available]
    cell = min(4.2, 26.0 / len(columns))
    curve = Box(box.x + 10.0, y, box.w - 10.0 - 9.6 - cell * len(columns) - 2.4, bottom - y)
    flags = Box(curve.right + 0.8, y, 4.2, curve.h)
    basis = Box(flags.right + 0.8, y, 5.4, curve.h)
    _strip_depths(sheet, view, window, curve)
    usual = {level: view.quantiles[level] for level in DRAWN_LEVELS}  # of others the strip has no room to tell
    TargetTrack(replace(view, quantiles=usual), view.scale, convention).draw(sheet, curve, window)
    shown = [depth for _, depth in tops if window.top <= depth <= window.base]
    for depth in shown:
        at = float(window.at(depth))
        sheet.line(curve.x, at, curve.right, at, colour=RED, width=0.5, style=(4, 1.5))
    sheet.frame(curve)
    _strip_heading(sheet, view, curve, bool(shown))
    draw_flags(sheet, flags, window, view)
    draw_classes(
        sheet, basis, window, view.depth, view.basis, [EXTRAPOLATED, FEW_INPUTS, NOT_PREDICTED, PREDICTED], BASIS_LOOKS,
        view.steps,
    )  # fmt: skip
    for column, name in ((flags, "flag"), (basis, "rests on")):
        sheet.frame(column)
        sheet.text(column.x + 0.5 * column.w + 0.7, y - 1.0, name, size=5.6, rotation=90.0)
    _availability(sheet, view, window, Box(basis.right + 0.8, y, cell * len(columns), curve.h), columns)
    _strip_key(sheet, view, Box(curve.x, bottom + 1.0, box.right - curve.x, STRIP_KEY))


def _strip_heading(sheet: Sheet, view: WellView, curve: Box, has_tops: bool) -> None:
    """Write above the curve of the strip the ends of its scale, and what is drawn in it."""
    y = curve.y
    left, right = view.scale.ends
    sheet.text(curve.x, y - 1.2, left, size=5.6)
    sheet.text(curve.right, y - 1.2, right, size=5.6, align="right")
    sheet.text(curve.x + curve.w / 2, y - 1.2, view.target.unit, size=5.6, align="center", fit=0.4 * curve.w)
    lines = wrapped(one_line(", ".join(_strip_words(view, has_tops))), 5.6, curve.w - 1.0)
    for i, line in enumerate(lines[:5]):
        sheet.text(curve.x, y - 4.4 - 2.4 * (min(len(lines), 5) - 1 - i), line, size=5.6)


def _strip_words(view: WellView, has_tops: bool) -> list[str]:
    """Return what is drawn in the curve of the strip, and how it looks."""
    drawn = [f"{view.target.name}: band P10 to P90", "P50 blue"]
    drawn += ["measured black"] * bool(np.isfinite(view.measured).any())
    drawn += ["set aside grey"] * bool((np.isfinite(view.as_measured) & ~np.isfinite(view.measured)).any())
    drawn += ["two modes red"] * bool(two_modes(view).any())
    return drawn + ["tops dashed"] * has_tops


def _strip_key(sheet: Sheet, view: WellView, box: Box) -> None:
    """Write what the colours of the strip mean, with the share of the depths that they hold."""
    y = box.y + 3.4
    sheet.text(box.x, y, "what the prediction rests on, share of depths", size=5.6, colour=GREY, fit=box.w)
    y += 2.9
    codes = view.basis
    for code, look in BASIS_LOOKS.items():
        sample(sheet, box.x, y, look, f"{look.name}, {percent(float(np.mean(codes == code)))}")
        y += 2.9
    x = sample(sheet, box.x, y, THERE, "input there")  # on a line of their own: beside the others is no room for them
    sample(sheet, x, y, HOLE, _hole_words(view))


def _hole_words(view: WellView) -> str:
    """Return how much of the depths is bad hole, and how much was read by pad tools untested, but for the ends of runs:
    no share of what nothing could test is known.
    """
    if not view.hole_tested.any():
        return "bad hole: not tested"
    untested = float(np.mean(view.read_untested))
    more = f" ({percent(untested)} untested)" if untested >= 0.01 else ""
    return f"bad hole, {percent(float(np.mean(view.bad_hole)))}{more}"


HOLE, THERE = Look("bad hole", RED), Look("input there", "#7d95ab")


def _availability(sheet: Sheet, view: WellView, window: Window, box: Box, columns: Sequence[str]) -> None:
    """Draw one thin column for bad hole and one per input, filled where it is there."""
    cell = box.w / len(columns)
    for i, name in enumerate(columns):
        hole = i == 0
        here = (view.bad_hole if hole else view.available[name]).astype(np.int64)
        column = Box(box.x + i * cell + 0.25, box.y, cell - 0.5, box.h)
        runs = strip_runs(view.depth, here, window, [1] if hole else [0, 1], 0.3, view.steps)
        filled = [Box(column.x, a, column.w, b - a) for a, b, code in runs if code == 1]
        sheet.boxes(filled, face=(HOLE if hole else THERE).colour)
        sheet.frame(column, width=0.25, colour=RULE)
        size = 5.6 * min(1.0, cell / 1.9)  # names of many inputs would run into each other
        sheet.text(column.x + 0.5 * column.w + 0.125 * size, box.y - 1.0, name, size=size, rotation=90.0, fit=13.0)


def _strip_depths(sheet: Sheet, view: WellView, window: Window, curve: Box) -> None:
    _, step = depth_steps(window.mm_per_unit)
    for depth in round_depths(window, step):
        y = float(window.at(depth))
        sheet.line(curve.x - 1.2, y, curve.right, y, colour=RULE, width=0.2)
        sheet.text(curve.x - 1.6, y + 0.7, depth_text(depth), size=5.6, align="right")
    sheet.text(curve.x - 1.6, curve.y - 1.2, view.depth_unit, size=5.6, align="right")
