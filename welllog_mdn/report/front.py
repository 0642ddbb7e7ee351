"""Page one: can this log be used, where, and how far?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from welllog_mdn.report.layout import MARGIN, Paper, best_scale, flag_legend
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.style import (
    BLUE,
    GREEN,
    GREY,
    PALE,
    RED,
    RULE,
    convention_note,
    label,
    number,
    plain,
    wrapped,
)
from welllog_mdn.report.tracks import (
    TargetTrack,
    Window,
    depth_steps,
    draw_flags,
    round_depths,
    strip_runs,
)
from welllog_mdn.report.view import WellView, intervals

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
    ("Datum elevation", ("EREF", "APD")),
    ("Kelly bushing", ("EKB", "KB")),
    ("Drill floor", ("EDF", "DF")),
    ("Ground level", ("EGL", "GL")),
    ("Latitude", ("LATI", "LAT")),
    ("Longitude", ("LONG", "LON")),
)


def front_sheets(
    view: WellView,
    logs: Any,
    prediction: Any,
    model: Any,
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
    y = _title(sheet, view, prediction)
    y = _header_items(sheet, logs.well, y, left)
    y = _verdict(sheet, view, model, y, left, own_trained, checked, convention)
    y = _input_table(sheet, view, prediction, y, left)
    y = _score_table(sheet, view, model, y, left, checked)
    lowest = paper.height - 19.0
    needed = 12.0 + sum(3.0 * len(wrapped("• " + plain(w, 700), 6.4, left)) + 0.5 for w in warnings)
    y = _interval_table(sheet, view, y, left, lowest - min(needed, 0.5 * (lowest - y)))
    rest = _warnings(sheet, warnings, Box(MARGIN, y, left, paper.height - 19.0 - y))
    column = Box(MARGIN + left + 6.0, 29.0, paper.width - 2 * MARGIN - left - 6.0, paper.height - 29.0 - 24.0)
    _trust_strip(sheet, view, logs, prediction, column, convention, tops)
    flag_legend(sheet, MARGIN, sheet.height - 12.5, {*np.unique(view.flag).tolist()})
    return [sheet, *_more_warnings(rest, paper)]


def _title(sheet: Sheet, view: WellView, prediction: Any) -> float:
    t = view.target
    sheet.boxes([Box(0.0, 0.0, sheet.width, 22.0)], face="#12304d")
    title = f"{t.name}: {t.kind.title}, predicted with its uncertainty"
    y = 8.5
    for line in wrapped(plain(title, 200), 12.0, sheet.width - 2 * MARGIN, True)[:1]:
        sheet.text(MARGIN, y, line, size=12.0, bold=True, colour="white")
    y = 14.0
    for line in wrapped(plain(f"Well {prediction.well}", 240), 9.5, sheet.width - 2 * MARGIN)[:2]:
        sheet.text(MARGIN, y, line, size=9.5, colour="white")
        y += 4.4
    return 29.0


def heading(sheet: Sheet, text: str, y: float, width: float, x: float = MARGIN) -> float:
    """Write the title of a section with a rule under it; return the next baseline."""
    sheet.text(x, y, text, size=8.0, bold=True, colour="#12304d")
    sheet.line(x, y + 1.2, x + width, y + 1.2, colour="#12304d", width=0.6)
    return y + 5.0


def header_items(header: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (title, text) of the header items that a heading shows and that are there."""
    found = []
    for title, names in HEADER_ITEMS:
        text = next((header[n].strip() for n in names if header.get(n, "").strip()), "")
        if text:
            found.append((title, text if len(text) <= 60 else text[:59] + "…"))
    return found


def _header_items(sheet: Sheet, well: Any, y: float, width: float) -> float:
    items = header_items(well.header)
    first, last = float(np.nanmin(well.depth)), float(np.nanmax(well.depth))
    depths = f"{depth_text(first)} to {depth_text(last)} {well.depth_unit}"
    long = [("Depths", f"{depths}, {len(well.depth):,} samples ({well.depth_mnemonic})")]
    if well.file is not None:
        long += [("File", well.file.name)]
    column = 0.5 * width
    half = (len(items) + 1) // 2
    for i, (title, text) in enumerate(items):
        x, row = (MARGIN, i) if i < half else (MARGIN + column, i - half)
        sheet.text(x, y + 3.6 * row, title, size=6.0, colour=GREY, fit=20.0)
        sheet.text(x + 21.0, y + 3.6 * row, text, size=6.0, fit=column - 22.5)
    y += 3.6 * half
    for title, text in long:
        sheet.text(MARGIN, y, title, size=6.0, colour=GREY)
        sheet.text(MARGIN + 21.0, y, text, size=6.0, fit=width - 21.0)
        y += 3.6
    return y + 3.0


def verdict(view: WellView, model: Any, own_trained: bool, checked: bool, convention: str) -> tuple[str, list[str]]:
    """Return the answer in a few words, and the sentences that support it."""
    pooled, unit = model.scores_.get("pooled", {}), view.target.unit
    scale = unit_scale(view)
    where = _where(view)
    sentences = [where]
    p10, p90 = sorted((label(0.1, convention), label(0.9, convention)))
    cover = pooled.get("cover")
    if model.checked_on_other_wells_ and cover is not None:
        worst = pooled.get("cover_worst_well")
        more = f"; worst well {100 * worst:.0f} %" if worst is not None else ""
        sentences.append(
            f"On wells that their networks never saw, P50 missed the measured value by {pooled['rmse'] * scale:.3g} "
            f"{unit} (root mean square), and {p10} to {p90} held {100 * cover:.0f} % of the values "
            f"(80 % wanted{more})."
        )
    else:
        sentences.append("No other well checked the band: how far it can be trusted here is not known.")
    own = own_check(view)
    if own["rows"] and checked:
        sentences.append(
            f"In this well, P50 missed {own['rows']:,} measured values, unseen in training, by "
            f"{own['rmse']:.3g} {unit}, and the band held {100 * own['cover']:.0f} % of them."
        )
    elif own_trained:
        sentences.append("The well's own measured samples were part of the training.")
    return _in_short(view, model, cover), sentences + _care(view)


def _in_short(view: WellView, model: Any, cover: float | None) -> str:
    given = int(np.isin(view.flag, (2, 3, 4, 6)).sum())
    doubtful = int(np.isin(view.flag, (4, 6)).sum())
    if not bool(view.predicted.any()):
        return "Nothing could be predicted in this well."
    if not model.checked_on_other_wells_:
        return "Use with care: no other well checked the band."
    if cover is not None and not 0.7 <= cover <= 0.9:
        return "Use with care: the band did not hold what it promised on unseen wells."
    if given and doubtful > 0.5 * given:
        return "Use with care: most predicted depths lie outside the training range or rest on few inputs."
    if doubtful:
        return "Usable with its band, except where marked."
    return "Usable with its band."


def _where(view: WellView) -> str:
    n, flags = len(view.flag), view.flag
    measured = int((flags == 1).sum())
    given = int(np.isin(flags, (2, 3, 4, 6)).sum())
    depths = view.depth[flags != 5]
    unit = view.depth_unit
    if len(depths) == 0:
        return f"{view.target.name} is given at none of {n:,} depths."
    text = (
        f"{view.target.name} is given at {measured + given:,} of {n:,} depths, {depth_text(depths[0])} to "
        f"{depth_text(depths[-1])} {unit}: {measured:,} measured, {given:,} predicted"
    )
    replaced = int((flags == 2).sum())
    return text + (f" ({replaced:,} of them in place of a bad measured value)." if replaced else ".")


def _care(view: WellView) -> list[str]:
    sentences = []
    for code, words in ((4, "outside the training range"), (6, "from few inputs")):
        here = view.flag == code
        count = int(here.sum())
        if count:
            runs = intervals(view.depth, here, step=view.step, join=5.0 / view.metre)
            longest = sorted(sorted(runs, key=lambda r: r[0] - r[1])[:3])
            places = ", ".join(f"{depth_text(a)}–{depth_text(b)}" for a, b in longest)
            more = f" and {len(runs) - 3} more" if len(runs) > 3 else ""
            sentences.append(
                f"Treat with care: {count:,} depths ({100 * count / len(here):.0f} %) {words}, "
                f"longest {places} {view.depth_unit}{more}."
            )
    return sentences


def depth_text(depth: float) -> str:
    """Return a depth with one decimal."""
    return f"{depth:.1f}"


def unit_scale(view: WellView) -> float:
    """Return the factor from a difference in the canonical unit to one in the printed unit."""
    ends = view.target.shown([1.0, 2.0])
    return abs(float(ends[1] - ends[0]))


def own_check(view: WellView) -> dict[str, Any]:
    """Return how the well's measured values agree with members that never saw them: rows, rmse, bias, cover."""
    low, mid, high = (view.blind[p] for p in (0.1, 0.5, 0.9))
    good = np.isfinite(view.measured) & np.isfinite(mid)
    if not bool(good.any()):
        return {"rows": 0, "rmse": np.nan, "bias": np.nan, "cover": np.nan}
    error = mid[good] - view.measured[good]
    held = (low[good] <= view.measured[good]) & (view.measured[good] <= high[good])
    return {
        "rows": int(good.sum()),
        "rmse": float(np.sqrt(np.mean(error**2))),
        "bias": float(np.mean(error)),
        "cover": float(np.mean(held)),
        "width": float(np.mean(high[good] - low[good])),
        "mae": float(np.mean(np.abs(error))),
    }


def _verdict(
    sheet: Sheet, view: WellView, model: Any, y: float, width: float, own_trained: bool, checked: bool, convention: str
) -> float:
    y = heading(sheet, "Can this log be used?", y, width)
    short, sentences = verdict(view, model, own_trained, checked, convention)
    colour = RED if short.startswith(("Use with care", "Nothing")) else GREEN
    sheet.boxes([Box(MARGIN, y - 3.0, 1.4, 4.2)], face=colour)
    y = sheet.paragraph(MARGIN + 3.0, y, short, width - 3.0, size=8.5, bold=True)
    for sentence in sentences:
        y = sheet.paragraph(MARGIN + 3.0, y + 0.5, sentence, width - 3.0, size=6.8)
    y = sheet.paragraph(MARGIN, y + 1.2, method(model, convention), width, size=6.2, colour="#333333")
    return y + 2.0


def method(model: Any, convention: str) -> str:
    """Return the method in one sentence, and how to read P10."""
    s = model.settings_
    names = ", ".join(model.inputs_)
    return (
        f"Method: {s.get('members', '')} mixture density networks, trained on {model.training_rows_:,} samples of "
        f"{len(model.training_wells_)} wells, give the probability density of {model.target_} at each depth from "
        f"{names}; its levels are calibrated on wells that each network did not see. "
        f"{convention_note(convention)[0].upper()}{convention_note(convention)[1:]}."
    )


def _input_table(sheet: Sheet, view: WellView, prediction: Any, y: float, width: float) -> float:
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
            f"{100 * share:.0f} %" if share in (0, 1) else f"{100 * share:.1f} %",
            size=6.2,
            align="right",
        )
        y += 3.4
    if not view.available:
        sheet.text(x[0], y, "none: this well has no log that the model knows", size=6.2)
        y += 3.4
    return y + 2.0


def _score_table(sheet: Sheet, view: WellView, model: Any, y: float, width: float, checked: bool) -> float:
    unit = "decades" if view.target.kind.log10 else view.target.unit
    y = heading(sheet, "How well wells never seen were predicted", y, width)
    names = ("", "samples", "RMSE", "bias", "CRPS", "width", "held")
    right = [MARGIN + width * f for f in (0.0, 0.52, 0.63, 0.73, 0.82, 0.91, 1.0)]
    for at, text in zip(right[1:], names[1:], strict=True):
        sheet.text(at, y, text, size=5.8, colour=GREY, align="right")
    y += 3.5
    scale = unit_scale(view)
    for name, row in _score_rows(view, model, checked, scale):
        sheet.text(MARGIN, y, name, size=6.2, fit=0.41 * width)
        for at, text in zip(right[1:], row, strict=True):
            sheet.text(at, y, text, size=6.2, align="right")
        y += 3.4
    sheet.text(
        MARGIN,
        y,
        f"RMSE, bias (P50 − measured), CRPS, mean band width in {unit}; held: share between P10 and P90, 80 % wanted.",
        size=5.6,
        colour=GREY,
    )
    return y + 5.0


def _score_rows(view: WellView, model: Any, checked: bool, scale: float) -> list[tuple[str, list[str]]]:
    def row(s: Mapping[str, Any], factor: float) -> list[str]:
        values = [s.get(k) for k in ("rmse", "bias", "crps", "width")]
        shown = [f"{v * factor:.3g}" if v is not None and np.isfinite(v) else "–" for v in values]
        cover = s.get("cover")
        return [f"{int(s.get('rows', 0)):,}", *shown, f"{100 * cover:.0f} %" if cover is not None else "–"]

    rows = []
    scores = model.scores_
    if scores.get("pooled"):
        count = len(scores.get("wells", []))
        rows.append((f"training wells, each unseen ({count})", row(scores["pooled"], scale)))
        if count > 1:
            worst = min(scores["wells"], key=lambda s: s.get("cover", 1.0))
            rows.append((f"least held: {worst['well']}", row(worst, scale)))
    own = own_check(view)
    if own["rows"] and checked:
        rows.append(("this well, unseen", row({**own, "crps": None}, 1.0)))
    return rows or [("no scores: no well was held out", ["–"] * 6)]


def _interval_table(sheet: Sheet, view: WellView, y: float, width: float, lowest: float) -> float:
    """List the thickest predicted intervals, in order of depth, as far as there is room above `lowest`."""
    given = np.isin(view.flag, (2, 3, 4, 6))
    runs = intervals(view.depth, given, step=view.step, join=1.0 / view.metre)
    room = int((lowest - y - 14.0) / 3.4)
    if not runs or room < 1:
        return y
    chosen = sorted(sorted(runs, key=lambda r: r[0] - r[1])[: min(room, 12)])
    title = (
        "Predicted intervals"
        if len(chosen) == len(runs)
        else f"The {len(chosen)} thickest of {len(runs)} predicted intervals"
    )
    y = heading(sheet, title, y, width)
    unit = "decades" if view.target.kind.log10 else view.target.unit
    right = [MARGIN + width * f for f in (0.14, 0.29, 0.42, 0.58, 0.76, 1.0)]
    names = (
        f"top [{view.depth_unit}]",
        "base",
        "thickness",
        f"P50 [{view.target.unit}]",
        f"width [{unit}]",
        "with care (flags 4, 6)",
    )
    for at, text in zip(right, names, strict=True):
        sheet.text(at, y, text, size=5.4, colour=GREY, align="right")
    y += 3.5
    for top, base in chosen:
        here = given & (view.depth >= top) & (view.depth <= base)
        doubtful = float(np.mean(np.isin(view.flag[here], (4, 6))))
        cells = (
            depth_text(top),
            depth_text(base),
            depth_text(base - top + view.step),
            f"{np.nanmean(view.quantiles[0.5][here]):.4g}",
            f"{np.nanmean(view.width[here]):.3g}",
            f"{100 * doubtful:.0f} %",
        )
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
        lines = wrapped("• " + plain(text, 700), 6.4, box.w)
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


def _trust_strip(
    sheet: Sheet,
    view: WellView,
    logs: Any,
    prediction: Any,
    box: Box,
    convention: str,
    tops: Sequence[tuple[str, float]],
) -> None:
    """Draw over depth: the band, the flag, which inputs are there, and bad hole."""
    heading(sheet, "Where it can be trusted", box.y, box.w, box.x)
    top, base = view.span
    if base - top < 10.0 / view.metre / 10:
        middle = 0.5 * (top + base)
        top, base = middle - 0.5 / view.metre, middle + 0.5 / view.metre
    y = box.y + 19.0
    window = Window(top, base, y, (box.bottom - y) / (base - top))
    columns = [*view.available, "bad hole"]
    cell = min(4.2, 28.0 / len(columns))
    curve = Box(box.x + 10.0, y, box.w - 10.0 - 5.0 - cell * len(columns) - 1.6, box.bottom - y)
    flags = Box(curve.right + 0.8, y, 5.0, curve.h)
    _strip_depths(sheet, view, window, curve)
    scale = best_scale(view)
    track = TargetTrack(view, scale, (label(0.1, convention), label(0.5, convention), label(0.9, convention)))
    track.draw(sheet, curve, window)
    sheet.frame(curve)
    sheet.text(curve.x, y - 1.2, number(scale.left), size=5.6)
    sheet.text(curve.right, y - 1.2, number(scale.right), size=5.6, align="right")
    sheet.text(curve.x + curve.w / 2, y - 1.2, view.target.unit, size=5.6, align="center")
    low, high = sorted((label(0.1, convention), label(0.9, convention)))
    sheet.text(curve.x, y - 7.4, f"{view.target.name}: band {low} to {high},", size=5.8, fit=curve.w)
    sheet.text(curve.x, y - 4.8, "P50 blue, measured black", size=5.8, fit=curve.w)
    draw_flags(sheet, flags, window, view)
    sheet.frame(flags)
    sheet.text(flags.x + 3.2, y - 1.0, "flag", size=5.8, rotation=90.0)
    _availability(sheet, view, window, Box(flags.right + 0.8, y, cell * len(columns), curve.h), columns)


def _availability(sheet: Sheet, view: WellView, window: Window, box: Box, columns: Sequence[str]) -> None:
    """Draw one thin column per input, filled where it is there, and one for bad hole."""
    cell = box.w / len(columns)
    for i, name in enumerate(columns):
        here = view.bad_hole if name == "bad hole" else view.available[name]
        colour = RED if name == "bad hole" else "#7d95ab"
        column = Box(box.x + i * cell + 0.25, box.y, cell - 0.5, box.h)
        runs = strip_runs(view.depth, here.astype(np.int64), window, [0, 1] if colour != RED else [1], 0.3)
        filled = [Box(column.x, a, column.w, b - a) for a, b, code in runs if code == 1]
        sheet.boxes(filled, face=colour)
        sheet.frame(column, width=0.25, colour=RULE)
        sheet.text(column.x + 0.5 * cell + 0.6, box.y - 1.0, name, size=5.6, rotation=90.0)


def _strip_depths(sheet: Sheet, view: WellView, window: Window, curve: Box) -> None:
    _, step = depth_steps(window.mm_per_unit)
    for depth in round_depths(window, step):
        y = float(window.at(depth))
        sheet.line(curve.x - 1.2, y, curve.right, y, colour=RULE, width=0.2)
        sheet.text(curve.x - 1.6, y + 0.7, number(float(depth), 7), size=5.6, align="right")
    sheet.text(curve.x - 1.6, curve.y - 1.2, view.depth_unit, size=5.6, align="right")
