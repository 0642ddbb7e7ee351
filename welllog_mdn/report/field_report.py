"""One PDF of a whole run: which wells to look at first, what the field has, and a page per well."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence, Set
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from welllog_mdn.errors import one_line
from welllog_mdn.flags import COUNTED, EXTRAPOLATED, FEW_INPUTS, GIVEN, MEASURED, NOT_PREDICTED, PREDICTED, REPLACED
from welllog_mdn.levels import NORMAL_BAND
from welllog_mdn.logs.kinds import LogKind, default_table
from welllog_mdn.model.verdict import FAIR, LEAST_OWN, Finding, Grade
from welllog_mdn.report.agreement import error_text, unseen_scores
from welllog_mdn.report.flow import MARGIN, Paper, bulleted, heading, number_pages, title_band, verdict_line
from welllog_mdn.report.layout import flag_legend
from welllog_mdn.report.predicted_log import Target
from welllog_mdn.report.sheet import Box, Sheet, pdf_bytes
from welllog_mdn.report.strip import Strip, draw_strips, strips_in, strips_width
from welllog_mdn.report.style import FLAG_LOOKS, GREEN, GREY, ORANGE, PALE, RED
from welllog_mdn.report.text import shortened, wrapped
from welllog_mdn.report.tracks import draw_look
from welllog_mdn.system.files import write_atomic
from welllog_mdn.words import as_printed, brief_percent, counted, percent

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel

Row = Mapping[str, Any]
SHARES = (MEASURED, PREDICTED, FEW_INPUTS, EXTRAPOLATED, REPLACED, NOT_PREDICTED)
"""The flags in the order in which a bar and its words have them."""

TOO_FEW = (Finding.HELD_LITTLE, Finding.ANOTHER_LOG)
"""What is found where the band held too few of the well's own measured values."""

SAID = {
    Finding.RESTS_ON_LITTLE: ("outside", "few inputs"),
    Finding.RESTS_ON_DRAWN: ("drawn",),
    Finding.SET_ASIDE: ("replaced",),
    **dict.fromkeys((*TOO_FEW, Finding.LIKE_THE_MEAN, Finding.MISSED), ("held",)),
}
"""Reasons to look that a verdict says already."""

NEEDS_LOOK = 0.5
"""Priority from which a well is marked as one to look at: half of its predicted depths outside the training range,
or as much."""
LESS = 0.5
"""Weight of depths that are doubtful, and have an answer all the same: from few inputs, from one drawn by hand, or P50
for a measured value.
"""
WARNING, MOST_WARNINGS = 0.02, 10
"""Weight of a warning, as of 2 % of the depths, and how many weigh: they alone mark no well."""
MOST_DRAWN = 1000
"""Wells whose logs are drawn, those to look at first: all pages are held in memory until the last one is made."""
NOTHING = "nothing unusual"
"""Why to look at a well of which nothing else is to be told."""
LEAST_TOLD = WARNING
"""Weight from which a reason is told: that of one warning."""
OFF = 2.5
"""Weight of how far the share that the band held lies beyond what the reports remark upon: a band that held half of a
well's values marks it."""
USUAL_TIMES, MOST_TIMES = 1.5, 2.0
"""How many times what the band promises P50 may miss by, since a few bad values make most of a root mean square; and
how many more times weigh."""
MISSED = 0.5
"""Weight of each time beyond: 2.5 times what was promised marks a well, and no miss outweighs a band that held nothing.
"""


def write_field_report(
    path: str | os.PathLike[str],
    rows: Sequence[Row],
    *,
    models: Mapping[str, LogModel],
    page: str = "a4",
) -> None:
    """Write the summary of a batch run as one PDF, over an earlier one.

    Parameters
    ----------
    path : beside it lie the products of the wells as rows name them, whose reports hold the logs to draw.
    rows : those of the summary, one mapping per well and target, see `TargetRecord` for what was predicted.
    models : the fitted models of the run by their targets as rows name them, for their scores on wells never seen.

    Raises
    ------
    OutputError : the file cannot be written.
    """
    path, paper = Path(path), Paper.of(page)
    sheets = field_sheets(rows, models, paper, path.parent)
    write_atomic(path, pdf_bytes(sheets, "Field summary", "Wells of a batch run"), overwrite=True)


def field_sheets(
    rows: Sequence[Row], models: Mapping[str, LogModel], paper: Paper, folder: Path | None = None
) -> list[Sheet]:
    """Return the pages of a field summary before they are written; without a `folder` of the wells' reports their logs
    are not drawn.
    """
    ranked = in_order(rows)
    drawn = list(dict.fromkeys(row["file"] for row in ranked))[:MOST_DRAWN]
    sheets = [*_ranking(ranked, models, paper), *_wells(rows, paper, folder, {*drawn})]
    number_pages(sheets, "Field summary: P10 to P90 is the band that should hold 80 % of measured values", "")
    return sheets


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with those that need a look first: the refused, then those of which the verdict is that the band
    held too few of their own measured values, then by how much there is to look at.
    """

    def rank(row: Row) -> tuple[bool, bool, float, str, str]:
        refused = row["status"] != "written"
        score = inf if refused else sum(value for value, _ in _reasons(row).values())
        failed = refused or _finding(row) in TOO_FEW
        return priority(row)[0] < NEEDS_LOOK, not failed, -score, row["file"], row["target"]

    return sorted(rows, key=rank)


def priority(row: Row) -> tuple[float, str]:
    """Return how much a well needs a look, 0 and more, and why.

    A refusal comes before all else (infinity); then a band that held too few or too many of the measured values, or
    that P50 missed by far more than it promised, predicted depths outside the training range, from few inputs or from
    one drawn by hand, depths without any, and warnings. A log that page one of its own report says to use with care is
    always one to look at.
    """
    if row["status"] != "written":
        return inf, f"refused: {row['reason']}"
    found, parts = _finding(row), _reasons(row)
    score = sum(value for value, _ in parts.values())
    said = SAID.get(found, ()) if found else ()
    left = sorted((part for name, part in parts.items() if name not in said), key=lambda part: -part[0])
    reasons = [words for value, words in left if value >= LEAST_TOLD]
    if found and found.grade is Grade.CARE:
        reasons, score = [row["verdict"].rstrip("."), *reasons], max(score, NEEDS_LOOK)
    return score, "; ".join(reasons[:3]) or NOTHING


def _with_verdict(row: Row, why: str) -> str:
    """Return the verdict on the log of a well and `why` to look at it, which has those that ask for care already."""
    found = _finding(row)
    if found is None or found.grade is Grade.CARE:
        return why
    return row["verdict"].rstrip(".") + (f"; {why}" if why != NOTHING else "")


def _finding(row: Row) -> Finding | None:
    """Return what the verdict on the log of a well rests on."""
    return Finding.of(row["finding"])


def _checked(row: Row) -> bool:
    """Say whether a well has values of its own that say how its band holds."""
    return bool(row["blind"]) and row["blind"]["rows"] >= LEAST_OWN


def _reasons(row: Row) -> dict[str, tuple[float, str]]:
    """Return what of a written well needs a look, each with its weight. What the program added is judged by itself:
    measured depths beside it do not make it better.
    """
    n, found, warnings = max(row["rows"], 1), counts(row), row["warnings"]
    outside, few, drawn = (row[f"given_{name}"] for name in ("outside", "few", "drawn"))
    given = max(sum(found[code] for code in GIVEN), 1)
    of_given = f"of {counted(given, 'predicted depth')}"
    lacking, replaced = found[NOT_PREDICTED], row["replaced"]
    of_measured = f"of {counted(replaced + row['kept'], 'measured value')}"
    return {
        "outside": (outside / given, f"{outside:,} {of_given} outside the training range"),
        "not predicted": (lacking / n, f"{lacking:,} of {counted(n, 'depth')} not predicted"),
        "few inputs": (LESS * few / given, f"{few:,} {of_given} from few inputs"),
        "drawn": (LESS * drawn / given, f"{drawn:,} {of_given} read an input drawn by hand"),
        "replaced": (LESS * replaced / n, f"{replaced:,} {of_measured} replaced"),
        "warnings": (WARNING * min(len(warnings), MOST_WARNINGS), counted(len(warnings), "warning")),
        **(_own_reasons(row["blind"]) if _checked(row) else {}),
    }


def _own_reasons(blind: Mapping[str, Any]) -> dict[str, tuple[float, str]]:
    """Return what the well's own measured values say, each with its weight."""
    cover, promised = blind["cover"], blind["width"] / NORMAL_BAND
    low, high = FAIR
    miss = OFF * max(low - as_printed(cover), as_printed(cover) - high, 0.0)
    found = {"held": (miss, f"band held {percent(cover)} of its own measured values")}
    if promised > 0:
        times = blind["rmse"] / promised
        far = MISSED * min(max(times - USUAL_TIMES, 0.0), MOST_TIMES)
        found["missed"] = (far, f"P50 missed by {times:.1f} times what the band promises")
    return found


def _ranking(ranked: Sequence[Row], models: Mapping[str, LogModel], paper: Paper) -> list[Sheet]:
    """Return the pages of the table, wells to look at first on top."""
    sheets: list[Sheet] = []
    left = list(enumerate(ranked, 1))
    while left or not sheets:
        first = not sheets
        sheet = Sheet(paper.width, paper.height, "Wells to look at first" if first else "")
        sheets.append(sheet)
        y = _opening(sheet, ranked, models) if first else 16.0
        y = heading(sheet, "Wells to look at first", y, paper.width - 2 * MARGIN)
        y = _table_head(sheet, y)
        while left and y < paper.height - 24.0:
            y = _table_row(sheet, y, *left.pop(0))
        flag_legend(sheet, paper.height - 12.0, set(FLAG_LOOKS), lying=True)
    return sheets


def _opening(sheet: Sheet, rows: Sequence[Row], models: Mapping[str, LogModel]) -> float:
    """Write the title and what the run came to; return the next baseline."""
    y = title_band(sheet, [("Field summary", 12.0, True)], 10.5)
    y = heading(sheet, "The field", y + 6.5, sheet.width - 2 * MARGIN)
    y = _targets_of_field(sheet, rows, y)
    files = {r["file"] for r in rows}
    text = f"{counted(len(files), 'file')} in all."
    if len(files) > MOST_DRAWN:
        text += f" The logs of the {MOST_DRAWN:,} to look at first are drawn, those of the others in their own reports."
    sheet.text(MARGIN, y, text, size=7.0)
    return _unseen_of_models(sheet, rows, models, y + 3.6) + 4.0


def _targets_of_field(sheet: Sheet, rows: Sequence[Row], y: float) -> float:
    """Write what became of each target in all wells; return the next baseline."""
    for target in sorted({r["target"] for r in rows}):
        mine = [r for r in rows if r["target"] == target]
        done = [r for r in mine if r["status"] == "written"]
        total, measured, predicted = (sum(r[name] for r in done) for name in ("rows", "kept", "predicted"))
        blind = [r["blind"]["cover"] for r in done if _checked(r)]
        mean = sum(blind) / max(len(blind), 1)
        held = f"; band held {percent(mean)} in the mean of {counted(len(blind), 'well')}" if blind else ""
        text = (
            f"{target}: {len(done)} of {len(mine)} wells written; {counted(total, 'depth')}, {measured:,} measured, "
            f"{predicted:,} with a prediction{held}."
        )
        y = sheet.paragraph(MARGIN, y, text, sheet.width - 2 * MARGIN, size=7.0)
    return y


def _unseen_of_models(sheet: Sheet, rows: Sequence[Row], models: Mapping[str, LogModel], y: float) -> float:
    """Write how each model did on what it never saw; return the next baseline."""
    for name, model in models.items():
        mine = [row for row in rows if row["target"] == name]  # another target of the same quantity has its own unit
        shown = _as_in(mine, default_table().kinds[model.target_])
        pooled, _ = unseen_scores(shown, model)
        count = len(model.training_wells_)
        if pooled.get("rmse") is not None:
            unseen = "wells that" if model.checked_on_other_wells_ else "blocks of depth, for want of other wells, that"
            text = (
                f"Model of {model.target_}, {counted(count, 'training well')}: on {unseen} its networks never saw, "
                f"RMSE {error_text(pooled['rmse'])} {shown.error_unit}, band held {percent(pooled['cover'])} "
                "(80 % wanted)."
            )
            y = sheet.paragraph(MARGIN, y, text, sheet.width - 2 * MARGIN, size=7.0)
    return y


def _as_in(rows: Sequence[Row], kind: LogKind) -> Target:
    """Return a kind in the unit in which its rows are predicted, so that its model's stands in the same one."""
    units = {row["unit"] for row in rows}
    known = [unit for unit in units if kind.unit_of(unit)]
    return Target(kind, kind.name, known[0] if len(known) == 1 else kind.unit)


def _columns(sheet: Sheet) -> list[float]:
    room = sheet.width - 2 * MARGIN
    return [MARGIN + room * f for f in (0.0, 0.04, 0.27, 0.34, 0.80, 0.88, 1.0)]


def _table_head(sheet: Sheet, y: float) -> float:
    x = _columns(sheet)
    sheet.row(x[:4], y, ("", "well, file", "target", "depths and why to look"), size=5.8, colour=GREY)
    sheet.row(x[5:], y, ("held", "RMSE, unseen"), size=5.8, colour=GREY, align="right")
    return y + 4.2


def _table_row(sheet: Sheet, y: float, rank: int, row: Row) -> float:
    """Write a well and target at baseline `y` in mm: its flags, why to look, in up to two lines, and how its own values
    were met; return the next baseline.
    """
    x = _columns(sheet)
    score, why = priority(row)
    sheet.text(x[0], y, str(rank), size=6.2)
    sheet.text(x[1], y, row["well"] or "–", size=6.4, bold=True, fit=x[2] - x[1] - 2)
    backwards = shortened(one_line(row["file"])[::-1], 5.6, x[2] - x[1] - 2)  # a path is told apart by its end
    sheet.text(x[1], y + 2.9, backwards[::-1], size=5.6, colour=GREY)
    sheet.text(x[2], y, row["target"], size=6.4, fit=x[3] - x[2] - 1)
    flag_bar(sheet, Box(x[3], y - 1.9, x[4] - x[3] - 4.0, 2.3), row)
    colour = RED if score >= NEEDS_LOOK else GREY
    first, *rest = wrapped(one_line(why, 400), 5.8, x[6] - x[3]) or [""]
    sheet.text(x[3], y + 2.9, first, size=5.8, colour=colour)
    if rest:
        sheet.text(x[3], y + 5.3, " ".join(rest), size=5.8, colour=colour, fit=x[6] - x[3])
    if blind := row["blind"]:
        sheet.text(x[5], y, brief_percent(blind["cover"]), size=6.2, align="right")
        text = f"{error_text(blind['rmse'])} {one_line(blind['unit'], 20)}"
        sheet.text(x[6], y, text, size=6.2, align="right", fit=x[6] - x[5] - 1.0)
    y += 2.4 * bool(rest)
    sheet.line(MARGIN, y + 4.2, sheet.width - MARGIN, y + 4.2, colour="#d8d8d8", width=0.25)
    return y + 7.4


def counts(row: Row) -> dict[int, int]:
    """Return the samples of a written well by what the completed log holds there, as flag values say it. A measured
    value beside which nothing could be predicted is flagged as not predicted, and counts as the measured one it is.
    """
    found = {code: row[name] for name, code in COUNTED.items() if code != PREDICTED}
    alone = row["kept"] - found[MEASURED]
    found |= {MEASURED: row["kept"], NOT_PREDICTED: found[NOT_PREDICTED] - alone}
    found[PREDICTED] = max(row["rows"] - sum(found.values()), 0) if row["status"] == "written" else 0
    return found


def flag_bar(sheet: Sheet, box: Box, row: Row) -> None:
    """Draw the shares of the flag values as one bar."""
    found, total = counts(row), max(row["rows"], 1)
    sheet.boxes([box], face=PALE)
    x = box.x
    for code in SHARES:
        wide = box.w * found[code] / total
        if wide > 0:
            draw_look(sheet, [Box(x, box.y, wide, box.h)], FLAG_LOOKS[code], lying=True)
        x += wide
    sheet.frame(box, width=0.25, colour=GREY)


def _wells(rows: Sequence[Row], paper: Paper, folder: Path | None, drawn: Set[str]) -> list[Sheet]:
    """Return a page for each file, with all its targets; more where they need them. Of the files `drawn` the logs are
    drawn.
    """
    by_file: dict[str, list[Row]] = {}
    for row in rows:
        by_file.setdefault(row["file"], []).append(row)
    return [
        sheet for file, each in by_file.items() for sheet in _well(file, each, paper, folder if file in drawn else None)
    ]


def _strips(rows: Sequence[Row], folder: Path) -> list[Strip]:
    """Return the strips of a well's targets that were written, in the order of its rows."""
    reports = dict.fromkeys(name for row in rows for name in row["products"] if name.endswith(".pdf"))
    found = {strip.target.name: strip for name in reports for strip in strips_in(folder / name)}
    return [found[row["target"]] for row in rows if row["status"] == "written" and row["target"] in found]


COLUMN, APART = 100.0, 6.0
"""Width in mm of the column of a well's logs beside the text, and of the space between them."""
MOST_BESIDE, MOST_ON_A_PAGE = 2, 4
"""Targets whose logs stand beside the text; and side by side on a page of their own, which those of more have."""
BELOW = 20.0
"""Height in mm below the logs: legend and foot of the page."""


def _well(file: str, rows: Sequence[Row], paper: Paper, folder: Path | None) -> list[Sheet]:
    """Return the pages of one file: what became of each of its targets, then the warnings of all of them; beside that,
    or on the pages that follow, the logs over the whole well.
    """
    name = next((r["well"] for r in rows if r["well"]), file)
    width = paper.width - 2 * MARGIN
    sheet = Sheet(paper.width, paper.height, f"{name} ({file})" if name != file else name)
    y = _title(sheet, name, file)
    sheets, strips = [sheet], _strips(rows, folder) if folder is not None else []
    column = strips_width(strips, COLUMN) if 0 < len(strips) <= MOST_BESIDE else 0.0

    def room() -> float:
        """Width of the text on the last page, of which the first may have the logs beside it."""
        return width - column - APART if column and len(sheets) == 1 else width

    if column:
        _draw_logs(sheet, strips, Box(MARGIN + width - column, y, column, paper.height - BELOW - y))
    for row in rows:
        if y > paper.height - 75.0:
            y = _go_on(sheets, name, paper)
        y = _target(sheets[-1], row, y, room())
    if folder is not None and len(strips) < sum(row["status"] == "written" for row in rows):
        text = "A log that is not drawn: the report of the well, which keeps it, is gone or of an earlier version."
        y = sheets[-1].paragraph(MARGIN, y, text, room(), size=6.6) + 4.0
    if warnings := _merged_warnings(rows):
        y = _go_on(sheets, name, paper) if y > paper.height - 45.0 else y
        y = heading(sheets[-1], "Warnings", y, room())
        bulleted(sheets[-1], warnings, Box(MARGIN, y, room(), paper.height - 22.0 - y), ", in summary.json")
    drawn = [sheet] if column else []
    for each in [] if column else _shared_out(strips):
        y = _go_on(sheets, name, paper)
        drawn.append(sheets[-1])
        wide = strips_width(each, width)
        _draw_logs(sheets[-1], each, Box(MARGIN, y, wide, paper.height - BELOW - y))
    for sheet in sheets:
        flag_legend(sheet, paper.height - 12.0, set(FLAG_LOOKS), keys=sheet in drawn, lying=sheet not in drawn)
    return sheets


def _title(sheet: Sheet, name: str, file: str) -> float:
    """Write the name of a well, in up to two lines, and of its file; return the next baseline."""
    y, width = 15.0, sheet.width - 2 * MARGIN
    for line in wrapped(one_line(name, 200), 11.0, width, True)[:2]:
        sheet.text(MARGIN, y, line, size=11.0, bold=True)
        y += 5.0
    sheet.text(MARGIN, y, file, size=6.4, colour=GREY, fit=width)
    return y + 8.0


def _shared_out(strips: Sequence[Strip]) -> list[Sequence[Strip]]:
    """Return the strips of each page where they have pages of their own, as many on each as can be."""
    pages = -(-len(strips) // MOST_ON_A_PAGE)
    each = -(-len(strips) // max(pages, 1))
    return [strips[i * each : (i + 1) * each] for i in range(pages)]


def _draw_logs(sheet: Sheet, strips: Sequence[Strip], box: Box) -> None:
    """Draw logs below a title, whose baseline is the top of `box`."""
    y = heading(sheet, f"The log{'s' * (len(strips) > 1)} over the whole well", box.y, box.w, box.x) - 2.0
    draw_strips(sheet, strips, Box(box.x, y, box.w, box.bottom - y))


def _go_on(sheets: list[Sheet], name: str, paper: Paper) -> float:
    """Add a page of the same well; return its first baseline."""
    sheets.append(Sheet(paper.width, paper.height))
    sheets[-1].text(MARGIN, 15.0, f"{name}, continued", size=8.0, bold=True, fit=paper.width - 2 * MARGIN)
    return 24.0


def _target(sheet: Sheet, row: Row, y: float, width: float) -> float:
    """Write what became of one target; return the next baseline."""
    written = row["status"] == "written"
    y = heading(sheet, f"{row['target']}: {'written' if written else 'refused'}", y, width)
    score, why = priority(row)
    why = _with_verdict(row, why)
    colour = (GREEN if score < NEEDS_LOOK else ORANGE) if written else RED
    y = verdict_line(sheet, why, y, width, 7.0, colour)
    if not written:
        return y + 3.0
    flag_bar(sheet, Box(MARGIN, y - 1.0, width, 4.0), row)
    y += 7.0
    found, total = counts(row), max(row["rows"], 1)
    text = "; ".join(
        f"{FLAG_LOOKS[code].name} {found[code]:,} ({percent(found[code] / total)})" for code in SHARES if found[code]
    )
    if (alone := found[MEASURED] - row["measured"]) > 0:
        text += f". {counted(alone, 'measured value')} had no input beside them: flag {NOT_PREDICTED}"
    y = sheet.paragraph(MARGIN, y, f"{counted(total, 'depth')}: {text}.", width, size=6.6)
    if curves := {kind: used["mnemonic"] for kind, used in row["inputs"].items()}:
        listed = ", ".join(k if k == v else f"{k} ({v})" for k, v in curves.items())
        y = sheet.paragraph(MARGIN, y, f"Inputs: {listed}.", width, size=6.6)
    if given := row["band"]:
        text = f"Where it is predicted the band is {error_text(given['width'])} {given['unit']} wide on average."
        y = sheet.paragraph(MARGIN, y, text, width, size=6.6)
    if blind := row["blind"]:
        rmse, bias, band = (error_text(blind[name], blind["rmse"]) for name in ("rmse", "bias", "width"))
        unseen = "by networks that left this training well out" if blind["well_trained"] else "unseen in training"
        text = (
            f"{counted(blind['rows'], 'measured value')}, {unseen}: RMSE {rmse}, "
            f"bias (P50 − measured) {bias}, mean band width {band} {blind['unit']}; the band held "
            f"{percent(blind['cover'])} (80 % wanted)."
        )
        y = sheet.paragraph(MARGIN, y, text, width, size=6.6)
    if row["output"]:
        y = sheet.paragraph(MARGIN, y, f"Output: {row['output']}", width, size=6.6)
    return y + 4.0


def _merged_warnings(rows: Sequence[Row]) -> list[str]:
    """Return the warnings of a well's rows, each once; those that not all of its targets share name theirs."""
    having: dict[str, list[str]] = {}
    for row in rows:
        for text in dict.fromkeys(row["warnings"]):
            having.setdefault(text, []).append(row["target"])
    merged = []
    for text, targets in having.items():
        said = len(targets) == len(rows) or targets == [text.partition(":")[0]]
        merged.append(one_line(text, 500) + ("" if said else f" ({one_line(', '.join(targets))})"))
    return merged
