"""Page one: can this log be used, where, and how far?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from typing import TYPE_CHECKING, Any

import numpy as np

from welllog_mdn import verdict as rule
from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.errors import one_line
from welllog_mdn.flags import DOUBTFUL, EXTRAPOLATED, FEW_INPUTS, NOT_PREDICTED, PREDICTED, REPLACED
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.prediction import STRETCH
from welllog_mdn.remarks import beyond_depths, beyond_input
from welllog_mdn.report.agreement import error_text, own_check, refilled_check, unseen_scores
from welllog_mdn.report.card import model_inputs
from welllog_mdn.report.layout import MARGIN, Paper, best_scale, flag_legend, heading, sample
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    PALE,
    RED,
    RULE,
    TRUST,
    Look,
    convention_note,
    label,
    text_width,
    wrapped,
)
from welllog_mdn.report.tracks import (
    Scale,
    TargetTrack,
    Window,
    depth_steps,
    draw_classes,
    draw_flags,
    round_depths,
    strip_runs,
    two_modes,
)
from welllog_mdn.report.view import WellView, intervals
from welllog_mdn.scores import to_scale
from welllog_mdn.wells.steps import GAP_STEPS, larger
from welllog_mdn.words import brief_percent, counted, decimals, depth_text, fixed, number, percent

if TYPE_CHECKING:
    from welllog_mdn.model import LogModel
    from welllog_mdn.prediction import Prediction
    from welllog_mdn.wells.quality import TrustedLogs
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
"""Height in mm of the lines to sign on."""


def front_sheets(
    view: WellView,
    logs: TrustedLogs,
    prediction: Prediction,
    model: LogModel,
    *,
    paper: Paper,
    own_trained: bool,
    checked: bool,
    warnings: Sequence[str],
    convention: str,
    tops: Sequence[tuple[str, float]],
) -> list[Sheet]:
    """Return page one, and further pages where the warnings need them."""
    sheet = Sheet(paper.width, paper.height, "Summary")
    left = 112.0 / 192.0 * (paper.width - 2 * MARGIN)
    first = _title(sheet, view, prediction)
    y = _header_items(sheet, logs.well, first, left)
    y = _draw_answer(sheet, view, model, y, left, own_trained, checked, convention)
    y = _input_table(sheet, view, prediction, y, left)
    y = _score_table(sheet, view, model, y, left, checked)
    lowest = paper.height - 19.0 - SIGNATURES
    needed = 6.0 + sum(3.0 * len(wrapped("• " + one_line(w, 700), 6.4, left)) + 0.5 for w in warnings)
    kept = lowest - min(needed, 0.55 * (lowest - y))
    y = _care_table(sheet, view, _usual_spread(view, model), y, left, kept)
    y = _interval_table(sheet, view, y, left, kept)
    measured = view.logs.get(view.target.kind.name)
    names = {view.target.name, view.target.kind.name, measured.mnemonic if measured is not None else ""}
    ordered = sorted(warnings, key=lambda text: text.partition(":")[0] not in names)  # those of the target itself
    rest = _warnings(sheet, ordered, Box(MARGIN, y, left, lowest - y))
    _signatures(sheet, Box(MARGIN, lowest + 3.0, left, SIGNATURES))
    column = Box(MARGIN + left + 6.0, first, paper.width - 2 * MARGIN - left - 6.0, paper.height - first - 24.0)
    _trust_strip(sheet, view, column, convention, tops)
    flag_legend(sheet, sheet.height - 10.5, {*np.unique(view.flag).tolist()})
    return [sheet, *_more_warnings(rest, paper)]


def _title(sheet: Sheet, view: WellView, prediction: Prediction) -> float:
    """Write the title and the well's name, each in up to three lines; return the first baseline below."""
    t, room = view.target, sheet.width - 2 * MARGIN
    title = _lines(f"{t.name}: {t.kind.title}, predicted with its uncertainty", 12.0, room, bold=True)
    lines = [(line, 12.0, True) for line in title]
    lines += [(line, 9.5, False) for line in _lines(f"Well {prediction.well}", 9.5, room)]
    y = 8.5
    baselines = []
    for _, size, _ in lines:
        baselines.append(y)
        y += 0.5 * size
    sheet.boxes([Box(0.0, 0.0, sheet.width, y + 1.0)], face=INK)
    for (line, size, bold), at in zip(lines, baselines, strict=True):
        sheet.text(MARGIN, at, line, size=size, bold=bold, colour="white", fit=room)
    return y + 8.0


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
    first, last = float(np.nanmin(well.depth)), float(np.nanmax(well.depth))
    depths = f"{rounded_depth(first)} to {rounded_depth(last)} {well.depth_unit}"
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


def answer(
    view: WellView, model: LogModel, own_trained: bool, checked: bool, convention: str
) -> tuple[rule.Verdict, list[str]]:
    """Return how far the log can be used, and the sentences that support it."""
    (pooled, _), own, near = unseen_scores(view.target, model), own_check(view), refilled_check(view)
    sentences = [_where(view), *_on_unseen_wells(view, model, pooled, convention)]
    sentences += [*_on_own_values(view, own, own_trained, checked), *_on_refilled_values(view, near)]
    beside = bool(near["rows"])
    here = near if beside else own if own["rows"] and checked else {}
    usual = _usual_spread(view, model)
    found = rule.evidence(here, pooled, beside, rule.times_as_wide(view.width, view.given, usual))
    far = beyond_depths(view.depth * view.metre, model.plan_, model.ranges_)
    return _verdict(view, model, found), sentences + _care(view, usual, far, _with_logs_outside(view, model))


def _on_unseen_wells(view: WellView, model: LogModel, pooled: Mapping[str, Any], convention: str) -> list[str]:
    """Return how wells were predicted that the networks had not seen, and what of it does not go for this well."""
    cover, worst = pooled.get("cover"), pooled.get("cover_worst_well")
    if not model.checked_on_other_wells_ or cover is None:
        unknown = "No other well checked the band: how far it can be trusted here is not known."
        return [
            unknown,
            *(_without_logs(view, model, f"unseen blocks of {_taught(model)}") if cover is not None else []),
        ]
    p10, p90 = sorted((label(0.1, convention), label(0.9, convention)))
    more = f"; worst well {percent(worst)}" if worst is not None else ""
    missed = f"{error_text(pooled['rmse'])} {view.target.error_unit} (root mean square)"
    held = f"{p10} to {p90} held {percent(cover)} of the values (80 % wanted{more})"
    found = f"On wells that their networks never saw, P50 missed the measured value by {missed}, and {held}."
    return [found, *_without_logs(view, model)]


def _taught(model: LogModel) -> str:
    """Return the well or wells that the networks learnt from, in words."""
    return "the training wells" if len(model.training_wells_) > 1 else "the training well"


def _without_logs(view: WellView, model: LogModel, blocks: str = "") -> list[str]:
    """Return what of the error on unseen wells, or `blocks` of them, does not go for this well."""
    said = _without_leader(view, model, blocks)
    return [*said, *_without_relatives(view, model.relatives if said else (), blocks)]


def _on_own_values(view: WellView, own: Mapping[str, Any], own_trained: bool, checked: bool) -> list[str]:
    """Return how the well's own measured values were met by what had not seen them."""
    if not (own["rows"] and checked):
        return ["The well's own measured samples were part of the training."] if own_trained else []
    values, held = counted(own["rows"], "measured value"), percent(own["cover"])
    missed = f"{error_text(own['rmse'])} {view.target.error_unit}"
    if not own_trained:
        found = f"P50 missed {values}, unseen in training, by {missed}, and the band held {held} of them"
        return [f"In this well, {found}."]
    return [
        f"This well trained the model. Networks that left its {values} out missed them by {missed}, and their band "
        f"held {held}; the curves here lie nearer, since networks that have seen these values take part."
    ]


def _on_refilled_values(view: WellView, near: Mapping[str, Any]) -> list[str]:
    """Return how the well's readings were filled in from those around, where these draw the prediction."""
    if not near["rows"]:
        return []
    return [
        "Near its own readings P50 is drawn to them: hidden in "
        f"stretches of {view.length(STRETCH)} and filled in from those around, they were missed by "
        f"{error_text(near['rmse'])} {view.target.error_unit}, and the band held {percent(near['cover'])}."
    ]


def _usual_spread(view: WellView, model: LogModel) -> float | None:
    """Return how far the log varies in the training wells, in the unit of the band's width."""
    usual = rule.spread(model, view.target.kind)
    return None if usual is None else view.target.error(usual)


def _doubtful(view: WellView) -> Bools:
    """Return where a predicted value, also one in place of a measured one, rests on too little (n,)."""
    return view.given & np.isin(view.trust, DOUBTFUL)


def _without_leader(view: WellView, model: LogModel, blocks: str = "") -> list[str]:
    """Return what P50 missed on unseen wells, or `blocks` of them that were not spoken of before, without the log that
    the target follows, if it is missing here, too.
    """
    error = model.scores_.get("rmse_without_leader")
    share = rule.without_leader(model.relatives, view.given, view.available)
    if error is None or share < 0.01:
        return []
    names = " or ".join(model.relatives)
    missed = "P50 missed them" if blocks else "it missed"
    return [
        f"Where {blocks or 'they'} had no {names}, as in {percent(share)} of the predicted depths here, {missed} by "
        f"{error_text(view.target.error(error))} {view.target.error_unit}."
    ]


def _without_relatives(view: WellView, told: Sequence[str] = (), blocks: str = "") -> list[str]:
    """Say that a log of the target's family, which says most about it, served in training wells, or `blocks` of them
    that were not spoken of before, but does not here; those that were `told` of apart.
    """
    kinds, target = default_table().kinds, view.target.kind
    near = [k for k in view.available if kinds[k].family == target.family and k not in (target.leader, *told)]
    missing = [k for k in near if view.given.any() and not view.available[k][view.given].any()]
    if not missing:
        return []
    names = " and ".join(missing)
    whose = f"{blocks[0].upper()}{blocks[1:]}" if blocks else "Wells"
    error = "their error" if blocks else "that error"
    return [
        f"{whose} that had {names} count in {error}; where that is missing or set aside, as here, it may be larger."
    ]


def _verdict(view: WellView, model: LogModel, here: rule.Evidence) -> rule.Verdict:
    """Return how far the log can be used; `here` is what the well itself says."""
    t, doubt = view.target, rule.doubtful_share(view.kept, view.measured)
    log = rule.CompletedLog(model, t.kind, t.name, view.flag, view.trust, view.available, here, doubt, view.complete)
    return rule.verdict(log)


def _where(view: WellView) -> str:
    """Return in one sentence at how many depths the log is given, between which ones, and how wide its band is."""
    n, flags = len(view.flag), view.flag
    measured, given = int(view.kept.sum()), int(view.given.sum())
    depths = view.depth[view.kept | view.given]
    unit = view.depth_unit
    if len(depths) == 0:
        return f"{view.target.name} is given at none of {n:,} depths."
    text = (
        f"{view.target.name} is given at {measured + given:,} of {n:,} depths, {rounded_depth(depths[0])} to "
        f"{rounded_depth(depths[-1])} {unit}{_gaps(view, depths[0], depths[-1])}: {measured:,} measured, "
        f"{given:,} predicted"
    )
    replaced = int((flags == REPLACED).sum())
    if replaced:
        text += f" ({replaced:,} of them in place of a bad measured value)"
    if given:
        text += f" with a band of {error_text(_mean(view.width[view.given]))} {view.target.error_unit} on average"
    return text + "."


def _gaps(view: WellView, top: float, base: float) -> str:
    """Return where the file has no depths between two of them, nothing where it has them all."""
    here = (view.depth >= top) & (view.depth <= base)
    depth = view.depth[here]
    steps = np.diff(depth)
    gaps = np.flatnonzero(steps > GAP_STEPS * larger(view.steps[here]))
    if not len(gaps):
        return ""
    unit, widest = view.depth_unit, gaps[np.argmax(steps[gaps])]
    several = f"{len(gaps):,} gaps, {rounded_depth(float(steps[gaps].sum()))} {unit} in all, the widest"
    ends = f"{rounded_depth(depth[widest])} to {rounded_depth(depth[widest + 1])} {unit}"
    return f" but for {several if len(gaps) > 1 else 'a gap'} from {ends}"


def _with_logs_outside(view: WellView, model: LogModel) -> Bools:
    """Return where an input other than depth is outside the training range (n,); not a hole of a size that training
    does not know, since the model does without it.
    """
    outside = np.zeros(len(view.depth), bool)
    for name in set(model.inputs_) & set(view.logs) - set(model.plan_.hole):
        log = view.logs[name]
        outside |= beyond_input(to_scale(log.trusted, log.kind), model.ranges_[name], log.kind.log10)
    return outside


def _care(view: WellView, usual: float | None, far: Bools, others: Bools) -> list[str]:
    """Return in words how much of the prediction is to be taken with care; `usual` is how far the log varies, and `far`
    (n,) where depth itself is outside the training range, `others` where another input is.
    """
    sentences = []
    if (blunt := _says_nothing(view, usual)).any():
        what = f"as wide as {view.target.name} itself varies in the training wells, so it says nothing there"
        sentences.append(f"Care: {_at(blunt, _of_them(view, blunt))} the band is {what}.")
    outside = view.predicted & view.outside
    what = f"{_beyond(outside, far, others)}: the band may be too narrow there"
    for here, words in (
        (outside, what),
        (view.predicted & view.few, "half of the logging tools or fewer have a value"),
        (view.masked_by_hole, "the hole is bad: pad tools are not used there"),
        (view.trust == NOT_PREDICTED, "there is no input, so nothing is predicted"),
    ):
        if here.any():
            sentences.append(f"Care: {_at(here, _of_them(view, here))} {words}{_widths(view, here)}.")
    if (kept := view.kept_in_doubt).any():
        what = f"{view.target.name} as measured is stuck, drawn by hand or through casing"
        sentences.append(f"Care: {_at(kept)} {what}; it is kept, but compared with nothing.")
    return sentences


def _beyond(outside: Bools, far: Bools, others: Bools) -> str:
    """Return what lies `outside` (n,) of the training range: depth where it is `far`, a log where `others` are."""
    deep, where = int((outside & far).sum()), "outside the training range"
    if 0 < deep < outside.sum():
        return f"an input lies {where} (at {deep:,} it is depth)"
    what = "an input" if not deep else "depth or another input" if (outside & others).any() else "depth"
    return f"{what} lies {where}"


def _at(here: Bools, more: str = "") -> str:
    """Return at how many of the depths (n,) something is so, and what `more` is said of them."""
    count = int(here.sum())
    return f"at {counted(count, 'depth')} ({percent(count / len(here))}{more})"


def _of_them(view: WellView, here: Bools) -> str:
    """Return how many of the depths `here` (n,) are predicted ones where the well has measured ones too, nothing where
    none can be predicted.
    """
    if not view.kept.any() or not (here & view.predicted).any():
        return ""
    count, given = int(here.sum()), int((here & view.given).sum())
    if count == 1:
        return f", {'predicted' if given else 'measured'}"
    return f", {'all' if given == count else f'{given:,}' if given else 'none'} predicted"


def _says_nothing(view: WellView, usual: float | None) -> Bools:
    """Return where the band is as wide as the log varies, `usual`, or wider (n,); nowhere where that is not known."""
    return view.predicted & (view.width >= usual) if usual else np.zeros(len(view.depth), bool)


TOLD_WIDTH = 1.1
"""How many times as wide as elsewhere, or as narrow, the mean band is before it is said."""
LEAST_GIVEN = 0.5
"""Share of the depths spoken of at which the log must be given, that a mean over these may stand for them."""
LEAST_OTHERS = 0.1
"""Share of the depths that must not be spoken of, that there is something to compare with."""


def _widths(view: WellView, here: Bools) -> str:
    """Return the mean width of the band `here` (n,) and elsewhere, nothing where they hardly differ. Where readings
    draw the band it is not drawn beside measured values: then where the log is given, and nothing where that is a
    small part of the depths spoken of.
    """
    drawn = view.refilled is not None and bool(view.given.any())
    given = view.given if drawn else view.predicted
    if any((some & given).sum() < LEAST_GIVEN * (some & view.predicted).sum() for some in (here, ~here)):
        return ""
    if (~here & given).sum() < LEAST_OTHERS * given.sum():  # nearly all is as it is here: little to compare with
        return ""
    mean, elsewhere = _mean(view.width[here & given]), _mean(view.width[~here & given])
    if not max(mean, elsewhere) >= TOLD_WIDTH * min(mean, elsewhere) > 0:
        return ""
    texts = [error_text(value, min(mean, elsewhere)) for value in (mean, elsewhere)]
    return f" (mean band width {texts[0]} {view.target.error_unit}, elsewhere {texts[1]})"


def rounded_depth(depth: float) -> str:
    """Return a depth with one decimal; one in tenths of an inch, which runs to millions, needs none."""
    return f"{depth:.1f}" if abs(depth) < 100_000 else f"{depth:.0f}"


GRADES = {rule.Grade.CARE: RED, rule.Grade.IMPOSSIBLE: RED, rule.Grade.USABLE: GREEN}
"""Colours of the bar beside the verdict; where nothing was to be predicted it is grey."""


def _draw_answer(
    sheet: Sheet,
    view: WellView,
    model: LogModel,
    y: float,
    width: float,
    own_trained: bool,
    checked: bool,
    convention: str,
) -> float:
    """Write the verdict, what supports it and the method, from baseline `y` in mm on; return the next baseline."""
    y = heading(sheet, "Can this log be used?", y, width)
    found, sentences = answer(view, model, own_trained, checked, convention)
    sheet.boxes([Box(MARGIN, y - 3.0, 1.4, 4.2)], face=GRADES.get(found.grade, GREY))
    y = sheet.paragraph(MARGIN + 3.0, y, found.sentence, width - 3.0, size=8.5, bold=True)
    for sentence in sentences:
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
    for at, text in zip(x, ("log", "curve", "unit", "", "share of depths"), strict=True):
        sheet.text(at, y, text, size=5.8, colour=GREY)
    y += 3.5
    for kind, here in view.available.items():
        about = prediction.inputs.get(kind, {})
        share = float(np.mean(here)) if len(here) else 0.0
        sheet.text(x[0], y, kind, size=6.2, fit=19.0)
        sheet.text(x[1], y, str(about.get("mnemonic", "–" if share == 0 else "")), size=6.2, fit=23.0)
        sheet.text(x[2], y, str(about.get("unit", "")), size=6.2, fit=17.0)
        room = width - 66.0 - 12.0
        sheet.boxes([Box(x[4], y - 1.9, room, 2.2)], face=PALE)
        if share > 0:
            sheet.boxes([Box(x[4], y - 1.9, room * share, 2.2)], face=BLUE)
        sheet.text(
            MARGIN + width,
            y,
            f"{100 * share:.0f} %" if share in (0, 1) else f"{min(max(100 * share, 0.1), 99.9):.1f} %",
            size=6.2,
            align="right",
        )
        y += 3.4
    if not view.available:
        sheet.text(x[0], y, "none: this well has no log that the model knows", size=6.2)
        y += 3.4
    return y + 2.0


def _score_table(sheet: Sheet, view: WellView, model: LogModel, y: float, width: float, checked: bool) -> float:
    """Write the rows of `_score_rows`, errors in the unit in which they are judged; return the next baseline in mm."""
    other_wells = model.checked_on_other_wells_
    title = "How well wells never seen were predicted" if other_wells else "How well unseen blocks were predicted"
    y = heading(sheet, title, y, width)
    names = ("", "samples", "RMSE", "bias", "CRPS", "width", "held")
    right = [MARGIN + width * f for f in (0.0, 0.52, 0.63, 0.73, 0.82, 0.91, 1.0)]
    for at, text in zip(right[1:], names[1:], strict=True):
        sheet.text(at, y, text, size=5.8, colour=GREY, align="right")
    y += 3.5
    rows = _score_rows(view, model, checked)
    widest = max(text_width(text, 6.2) for _, row in rows for text in row[1:])
    size = 6.2 * min(1.0, (0.09 * width - 0.8) / widest)  # errors in s/m have seven decimals
    for name, row in rows:
        sheet.text(MARGIN, y, name, size=6.2, fit=0.41 * width)
        for at, text in zip(right[1:], row, strict=True):
            sheet.text(at, y, text, size=size, align="right")
        y += 3.4
    unit = view.target.error_unit
    note = f"RMSE, bias (P50 − measured), CRPS, mean band width in {unit}; held: share in P10 to P90, 80 % wanted."
    sheet.text(MARGIN, y, note, size=5.6, colour=GREY, fit=width)
    return y + 5.0


def _score_rows(view: WellView, model: LogModel, checked: bool) -> list[tuple[str, list[str]]]:
    """Return what each row is of, and its cells: samples, RMSE, bias, CRPS, width and held, of what was never seen."""
    pooled, wells = unseen_scores(view.target, model)
    own = own_check(view)
    places = decimals(pooled.get("rmse") or own["rmse"] or 0.0)

    def row(s: Mapping[str, Any]) -> list[str]:
        shown = [fixed(s.get(k), places) for k in ("rmse", "bias", "crps", "width")]
        cover = s.get("cover")
        return [f"{int(s.get('rows', 0)):,}", *shown, brief_percent(cover) if cover is not None else "–"]

    rows = []
    if pooled:
        parts = "blocks of them" if len(model.training_wells_) > 1 else "blocks of it"
        unseen = "each" if model.checked_on_other_wells_ else parts
        rows.append((f"{_taught(model).removeprefix('the ')}, {unseen} unseen ({len(wells)})", row(pooled)))
        if len(wells) > 1:
            worst = min(wells, key=lambda s: s.get("cover", 1.0))
            rows.append((f"least held: {worst['well']}", row(worst)))
    if own["rows"] and checked:
        rows.append(("this well, unseen", row(own)))
    return rows or [("no scores: no well was held out", ["–"] * 6)]


DOUBTS = (
    (EXTRAPOLATED, "outside range"),
    (FEW_INPUTS, "few inputs"),
    (NOT_PREDICTED, "no input"),
)


def _care_table(sheet: Sheet, view: WellView, usual: float | None, y: float, width: float, lowest: float) -> float:
    """List the thickest intervals to be taken with care, those with predicted depths before any that is measured
    throughout, each of them in order of depth: the first wherever it has room above `lowest`, more where the predicted
    intervals leave it; `usual` is how far the log varies.
    """
    reasons = [(view.kept_in_doubt, "measured in doubt"), *((view.trust == code, words) for code, words in DOUBTS)]
    reasons += [(view.masked_by_hole, "bad hole"), (_says_nothing(view, usual) & view.given, "band as wide as the log")]
    any_of_them = np.any([here for here, _ in reasons], axis=0)
    found = intervals(view.depth, any_of_them, steps=view.steps, join=2.0 / view.metre)
    right = [MARGIN + width * f for f in (0.10, 0.20, 0.305, 0.845, 1.0)]
    room, rows = lowest - y - TABLE, list[tuple[float, float, Bools, list[str]]]()
    left = max(room - _interval_height(view), 0.5 * (lowest - y) - TABLE)
    inside = {run: any_of_them & (view.depth >= run[0]) & (view.depth <= run[1]) for run in found}
    added = {run for run, here in inside.items() if (here & view.given).any()}
    for top, base in sorted(found, key=lambda r: (r not in added, r[0] - r[1]))[:8]:
        here = inside[top, base]
        why = ", ".join(words for there, words in reasons if bool(there[here].any()))
        lines = wrapped(why, 6.0, right[3] - right[2] - 12.5)
        left -= 3.4 * len(lines)
        if left < 0 and (rows or 3.4 * len(lines) > room):
            break
        rows.append((top, base, here, lines))
    if not rows:
        return _see_strip(sheet, f"Care: {counted(len(found), 'interval')}", y, lowest) if found else y
    y = heading(sheet, f"Care{_chosen([row[:2] for row in rows], found, added)}", y, width)
    _column_heads(sheet, y, right, _interval_heads(view))
    sheet.text(right[2] + 3.0, y, "why", size=5.4, colour=GREY)
    y += 3.5
    for top, base, here, lines in sorted(rows, key=lambda row: (row[:2] not in added, row[0])):
        for at, text in zip(right, _interval_cells(view, top, base, here), strict=True):
            sheet.text(at, y, text, size=6.2, align="right")
        for line in lines:
            sheet.text(right[2] + 3.0, y, line, size=6.0)
            y += 3.4
    return y + 2.0


def _chosen(
    listed: Sequence[tuple[float, float]], found: Sequence[tuple[float, float]], added: set[tuple[float, float]]
) -> str:
    """Return which of the intervals `found` are `listed`; nothing where all are, and those with predicted depths
    (`added`) need not be told apart.
    """
    before = len(added.intersection(listed))
    if not before or len(added) == len(found):
        return _thickest(listed, found, ": the", "intervals")
    if before == len(listed):
        what = f"interval{'s' * (len(added) > 1)} with predicted depths"
        return _thickest(listed, added, ": the", what) or f": the {what}"
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
    for at, name in zip(right, names, strict=True):
        sheet.text(at, y, name, size=size, colour=GREY, align="right")


def _interval_cells(view: WellView, top: float, base: float, here: Bools) -> tuple[str, ...]:
    """Return top, base and thickness of an interval, and the mean P50 and band width of its samples `here`."""
    middle = view.quantiles[0.5][here]
    mean = np.exp(_mean(np.log(middle))) if view.target.kind.log10 else _mean(middle)
    return (
        rounded_depth(top),
        rounded_depth(base),
        rounded_depth(base - top + float(view.steps[here][[0, -1]].mean())),
        view.target.text(float(mean)),
        fixed(_mean(view.width[here]), view.target.places),
    )


def _mean(values: Floats) -> float:
    """Return the mean of the finite values, NaN without any."""
    good = values[np.isfinite(values)]
    return float(np.mean(good)) if len(good) else float("nan")


def _predicted_intervals(view: WellView) -> list[tuple[float, float]]:
    """Return top and base of every interval that was predicted; those nearer than a metre are one."""
    return intervals(view.depth, view.given, steps=view.steps, join=1.0 / view.metre)


def _interval_height(view: WellView) -> float:
    """Return the height in mm of the table of all predicted intervals that it may list."""
    count = min(len(_predicted_intervals(view)), MOST_INTERVALS)
    return TABLE + 3.4 * count if count else 0.0


def _interval_table(sheet: Sheet, view: WellView, y: float, width: float, lowest: float) -> float:
    """List the thickest predicted intervals, in order of depth, as far as there is room above `lowest`."""
    runs = _predicted_intervals(view)
    room = int((lowest - y - TABLE) / 3.4)
    if not runs:
        return y
    if room < 1:
        return _see_strip(sheet, counted(len(runs), "predicted interval"), y, lowest)
    chosen = sorted(sorted(runs, key=lambda r: r[0] - r[1])[: min(room, MOST_INTERVALS)])
    title = _thickest(chosen, runs, "The", "predicted intervals") or "Predicted intervals"
    y = heading(sheet, title, y, width)
    right = [MARGIN + width * f for f in (0.11, 0.22, 0.34, 0.56, 0.71, 1.0)]
    _column_heads(sheet, y, right, (*_interval_heads(view), "outside range or few inputs"))
    y += 3.5
    for top, base in chosen:
        here = view.given & (view.depth >= top) & (view.depth <= base)
        cells = (*_interval_cells(view, top, base, here), percent(float(np.mean(_doubtful(view)[here]))))
        for at, text in zip(right, cells, strict=True):
            sheet.text(at, y, text, size=6.2, align="right")
        y += 3.4
    return y + 2.0


def _warnings(sheet: Sheet, warnings: Sequence[str], box: Box) -> list[str]:
    """Write warnings into `box` and return those that found no room."""
    y = heading(sheet, "Warnings", box.y, box.w)
    if not warnings:
        sheet.text(box.x, y, "none", size=6.4)
        return []
    for i, text in enumerate(warnings):
        lines = wrapped("• " + one_line(text, 700), 6.4, box.w)
        if y + 3.0 * len(lines) > box.bottom - 4.0 * (i + 1 < len(warnings)):
            sheet.text(box.x, y, f"… and {len(warnings) - i} more on the next page", size=6.4, bold=True)
            return list(warnings[i:])
        for line in lines:
            sheet.text(box.x, y, line, size=6.4)
            y += 3.0
        y += 0.5
    return []


def _more_warnings(rest: Sequence[str], paper: Paper) -> list[Sheet]:
    sheets: list[Sheet] = []
    while rest:
        sheet = Sheet(paper.width, paper.height, "Warnings, continued" if not sheets else "")
        sheets.append(sheet)
        rest = _warnings(sheet, rest, Box(MARGIN, 20.0, paper.width - 2 * MARGIN, paper.height - 40.0))
    return sheets


STRIP_KEY = 20.0
"""Height in mm of the meaning of the colours below the trust strip."""


def _trust_strip(sheet: Sheet, view: WellView, box: Box, convention: str, tops: Sequence[tuple[str, float]]) -> None:
    """Draw over depth: the band, the flag, what the prediction rests on, bad hole, and which inputs are there."""
    heading(sheet, "Where it can be trusted", box.y, box.w, box.x)
    top, base = view.span
    if base - top < 1.0 / view.metre:
        middle = 0.5 * (top + base)
        top, base = middle - 0.5 / view.metre, middle + 0.5 / view.metre
    y, bottom = box.y + 19.0, box.bottom - STRIP_KEY
    window = Window(top, base, y, (bottom - y) / (base - top))
    columns = ["bad hole", *view.available]
    cell = min(4.2, 26.0 / len(columns))
    curve = Box(box.x + 10.0, y, box.w - 10.0 - 9.6 - cell * len(columns) - 2.4, bottom - y)
    flags = Box(curve.right + 0.8, y, 4.2, curve.h)
    trust = Box(flags.right + 0.8, y, 5.4, curve.h)
    _strip_depths(sheet, view, window, curve)
    scale = best_scale(view)
    TargetTrack(view, scale, convention).draw(sheet, curve, window)
    shown = [depth for _, depth in tops if top <= depth <= base]
    for depth in shown:
        at = float(window.at(depth))
        sheet.line(curve.x, at, curve.right, at, colour=RED, width=0.5, style=(4, 1.5))
    sheet.frame(curve)
    _strip_heading(sheet, view, curve, scale, convention, bool(shown))
    draw_flags(sheet, flags, window, view)
    draw_classes(
        sheet, trust, window, view.depth, view.trust, [EXTRAPOLATED, FEW_INPUTS, NOT_PREDICTED, PREDICTED], TRUST,
        view.steps,
    )  # fmt: skip
    for column, name in ((flags, "flag"), (trust, "rests on")):
        sheet.frame(column)
        sheet.text(column.x + 0.5 * column.w + 0.7, y - 1.0, name, size=5.6, rotation=90.0)
    _availability(sheet, view, window, Box(trust.right + 0.8, y, cell * len(columns), curve.h), columns)
    _strip_key(sheet, view, Box(curve.x, bottom + 1.0, box.right - curve.x, STRIP_KEY))


def _strip_heading(sheet: Sheet, view: WellView, curve: Box, scale: Scale, convention: str, has_tops: bool) -> None:
    """Write above the curve of the strip the ends of its scale, and what is drawn in it."""
    y = curve.y
    sheet.text(curve.x, y - 1.2, number(scale.left), size=5.6)
    sheet.text(curve.right, y - 1.2, number(scale.right), size=5.6, align="right")
    sheet.text(curve.x + curve.w / 2, y - 1.2, view.target.unit, size=5.6, align="center", fit=0.4 * curve.w)
    lines = wrapped(one_line(", ".join(_strip_words(view, convention, has_tops))), 5.6, curve.w - 1.0)
    for i, line in enumerate(lines[:5]):
        sheet.text(curve.x, y - 4.4 - 2.4 * (min(len(lines), 5) - 1 - i), line, size=5.6)


def _strip_words(view: WellView, convention: str, has_tops: bool) -> list[str]:
    """Return what is drawn in the curve of the strip, and how it looks."""
    low, high = sorted((label(0.1, convention), label(0.9, convention)))
    drawn = [f"{view.target.name}: band {low} to {high}", "P50 blue"]
    drawn += ["measured black"] * bool(np.isfinite(view.measured).any())
    drawn += ["set aside grey"] * bool((np.isfinite(view.as_measured) & ~np.isfinite(view.measured)).any())
    drawn += ["two modes red"] * bool(two_modes(view).any())
    return drawn + ["tops dashed"] * has_tops


def _strip_key(sheet: Sheet, view: WellView, box: Box) -> None:
    """Write what the colours of the strip mean, with the share of the depths that they hold."""
    y = box.y + 3.4
    sheet.text(box.x, y, "what the prediction rests on, share of depths", size=5.6, colour=GREY, fit=box.w)
    y += 2.9
    codes = view.trust
    for code, look in TRUST.items():
        sample(sheet, box.x, y, look, f"{look.name}, {percent(float(np.mean(codes == code)))}")
        y += 2.9
    x = sample(sheet, box.x, y, THERE, "input there")  # on a line of their own: beside the others is no room for them
    sample(sheet, x, y, HOLE, f"bad hole, {percent(float(np.mean(view.bad_hole)))}")


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
