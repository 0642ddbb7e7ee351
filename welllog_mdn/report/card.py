"""The model card: what the model learnt from, with which settings, and where its use ends (Mitchell et al. 2019)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from welllog_mdn.report.front import heading
from welllog_mdn.report.layout import MARGIN, Paper
from welllog_mdn.report.sheet import Sheet
from welllog_mdn.report.style import GREY, convention_note, number

LIMITS = (
    "The band speaks of one depth at a time; for means over zones use the table of zones or the realisations.",
    "Rock, fluids or tools that no training well holds are not covered by the band; depths whose inputs lie outside "
    "the training range are flagged 4, but not every novelty shows in the range of single logs.",
    "Samples outside the bounds of the physically possible are set to the bound.",
    "A predicted log is no measurement: it repeats what the inputs and the training wells say, and should not be used "
    "as independent evidence beside those inputs.",
)


def card_sheets(model: Any, *, paper: Paper, convention: str, own_trained: bool) -> list[Sheet]:
    """Return the pages of the model card."""
    sheet = Sheet(paper.width, paper.height, "Model card")
    width = paper.width - 2 * MARGIN
    y = heading(sheet, "Model card", 16.0, width)
    for name, text in _facts(model, convention, own_trained):
        sheet.text(MARGIN, y, name, size=6.2, colour=GREY)
        y = sheet.paragraph(MARGIN + 34.0, y, text, width - 34.0, size=6.2, most=5) + 0.6
    y = heading(sheet, "Limits of use", y + 3.0, width)
    for text in LIMITS:
        y = sheet.paragraph(MARGIN, y, f"• {text}", width, size=6.4) + 0.5
    y = _ranges(sheet, model, y + 3.0, width)
    sheets = [sheet]
    wells = list(model.training_wells_)
    while True:
        y = _wells(sheets[-1], wells, y + 4.0, paper)
        if not wells:
            return sheets
        sheets.append(Sheet(paper.width, paper.height))
        y = 12.0


def _facts(model: Any, convention: str, own_trained: bool) -> list[tuple[str, str]]:
    settings = ", ".join(f"{k} {_short(v)}" for k, v in model.settings_.items() if not isinstance(v, Mapping))
    excluded = ", ".join(f"{k}: {_short(v)}" for k, v in model.excluded_.items()) or "none"
    checked = "yes" if model.checked_on_other_wells_ else "no: calibrated on other depths of the same wells"
    return [
        ("Target", f"{model.target_} [{model.unit_}]"),
        ("Inputs", ", ".join(model.inputs_)),
        (
            "Training",
            f"{model.training_rows_:,} samples of {len(model.training_wells_)} wells"
            + ("; the printed well's own samples among them" if own_trained else ""),
        ),
        ("Checked on other wells", checked),
        ("Left out of training", excluded),
        ("NLL on wells never seen", f"{model.nll_valid_:.4g} nats"),
        ("Seed, device", f"{model.seed_}, {model.device_}"),
        ("Settings", settings),
        ("Versions", ", ".join(f"{k} {v}" for k, v in model.versions_.items())),
        ("Checksum (SHA-256)", str(model.sha256_)),
        ("Convention", convention_note(convention)),
    ]


def _short(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)


def _ranges(sheet: Sheet, model: Any, y: float, width: float) -> float:
    y = heading(sheet, "Range of the inputs in training (1st to 99th percentile, canonical units)", y, width)
    cells = [f"{k} {number(float(a))} to {number(float(b))}" for k, (a, b) in model.ranges_.items()]
    return sheet.paragraph(MARGIN, y, "; ".join(cells), width, size=6.4)


def _wells(sheet: Sheet, wells: list[Any], y: float, paper: Paper) -> float:
    """Write training wells until the page is full, taking them off the list; return the next baseline."""
    width = paper.width - 2 * MARGIN
    y = heading(sheet, "Training wells", y, width)
    x = [MARGIN, MARGIN + 0.25 * width, MARGIN + 0.42 * width, MARGIN + 0.70 * width, MARGIN + 0.74 * width]
    head: Sequence[str] = ("well", "UWI", "file", "rows", "SHA-256 of the file, begins")
    for at, text, align in zip(x, head, ("left", "left", "left", "right", "left"), strict=True):
        sheet.text(at, y, text, size=5.8, colour=GREY, align=align)
    y += 3.6
    while wells and y < paper.height - 16.0:
        well = wells.pop(0)
        sheet.text(x[0], y, str(well["name"]), size=6.0, fit=x[1] - x[0] - 2)
        sheet.text(x[1], y, str(well["uwi"]), size=6.0, fit=x[2] - x[1] - 2)
        sheet.text(x[2], y, str(well["file"]), size=6.0, fit=x[3] - x[2] - 12)
        sheet.text(x[3], y, f"{well['rows']:,}", size=6.0, align="right")
        sheet.text(x[4], y, str(well["sha256"])[:16], size=6.0)
        y += 3.4
    return y
