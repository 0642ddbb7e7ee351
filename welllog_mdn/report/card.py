"""Cards of a model and of an evaluation: what was learnt from, and with which settings; of a model also where its use
ends (Mitchell et al. 2019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from welllog_mdn.errors import one_line
from welllog_mdn.features import DEPTH
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.left_out import left_out
from welllog_mdn.model.stack import NETWORK
from welllog_mdn.model.training_range import DEPTH_MARGIN, HOLE_MARGIN, INPUT_MARGIN
from welllog_mdn.report.flow import MARGIN, Flow
from welllog_mdn.report.style import GREY, convention_note
from welllog_mdn.report.text import wrapped
from welllog_mdn.words import counted, number

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.report.predicted_log import PredictedLog
    from welllog_mdn.report.view import WellView

NAMES = 34.0
"""Room in mm for the names of what a card states."""

LIMITS = (
    "The band speaks of one depth at a time; for means over zones use the table of zones or the realisations.",
    "Rock, fluids or tools that no training well holds are not covered by the band; depths whose inputs lie outside "
    "the training range are flagged 4, but not every novelty shows in the range of single logs.",
    "Samples outside the bounds of the physically possible are set to the bound.",
    "A predicted log is no measurement: it repeats what the inputs and the training wells say, and should not be used "
    "as independent evidence beside those inputs.",
)


def model_card(flow: Flow, view: WellView, log: PredictedLog, convention: str) -> None:
    """Write the model card; depths are in the unit of the well that is printed."""
    flow.section("Model card", "Model card", 110.0)
    model = log.model
    _write_facts(flow, _facts(model, convention, log.own_trained))
    flow.section("Limits of use")
    for text in LIMITS:
        flow.paragraph(f"• {text}", size=6.4)
        flow.y += 0.5
    whole = ", of depth all of it" * model.plan_.use_depth
    flow.section(f"Range of the inputs in training: 1st to 99th percentile{whole}", height=16.0)
    known = [k for k in (*model.inputs_, DEPTH) if k in model.ranges_ and (k != DEPTH or model.plan_.use_depth)]
    units = {k: default_table().kinds[k].unit for k in known} | {DEPTH: view.depth_unit}
    sizes = {DEPTH: view.metre}
    ranges = {k: [number(float(end) / sizes.get(k, 1.0)) for end in model.ranges_[k]] for k in known}
    flow.paragraph("; ".join(f"{k} {low} to {high} {units[k]}" for k, (low, high) in ranges.items()))
    logs = f"a log lies beyond its range by more than {100 * INPUT_MARGIN:.0f} % of it (resistivities in decades)"
    depth = f", or depth by more than {view.length(DEPTH_MARGIN)}" * model.plan_.use_depth
    flow.paragraph(f"Outside the training range, flag 4, is where {logs}{depth}.")
    if hole := ", ".join(model.plan_.hole):
        flow.paragraph(f"{hole} is not read, and flags nothing, from {100 * HOLE_MARGIN:.0f} % beyond its range on.")
    flow.section("Training wells")
    _wells(flow, model.training_wells_)


def evaluation_card(flow: Flow, record: Mapping[str, Any]) -> None:
    """Write from the record of an evaluation what was evaluated, and what it takes to repeat it; nothing where the
    record has no settings.
    """
    if not record["settings"]:
        return
    flow.section("What was evaluated", "Settings", 70.0)
    _write_facts(flow, _facts_of_evaluation(record))
    flow.section("Wells that were blind together, and what was trained without them", height=16.0)
    _splits(flow, record["settings"]["splits"])


def model_inputs(model: LogModel) -> str:
    """Return the names of what the model reads, in words: its logs, and depth where that is an input."""
    return _with_depth(model.inputs_, model.plan_.use_depth)


def _with_depth(inputs: Sequence[str], use_depth: bool) -> str:
    return ", ".join(inputs) + " and depth" * use_depth


def _write_facts(flow: Flow, facts: Sequence[tuple[str, str]]) -> None:
    """Write each name, and beside it what is stated."""
    for name, text in facts:
        flow.need(3.0)
        flow.sheet.text(MARGIN, flow.y, name, size=6.2, colour=GREY, fit=NAMES - 1.5)
        flow.paragraph(text, size=6.2, x=MARGIN + NAMES, most=5)
        flow.y += 0.6


def _facts(model: LogModel, convention: str, own_trained: bool) -> list[tuple[str, str]]:
    """Return (name, text) of what the card states of the model: its training, checks, settings and versions."""
    # in order of their names: a model that was saved and read has them in another than it was trained with
    settings = ", ".join(f"{k} {_short(v)}" for k, v in sorted(model.settings_.items()) if not isinstance(v, Mapping))
    excluded = ", ".join(f"{k}: {_short(v)}" for k, v in sorted(model.excluded_.items())) or "none"
    said = ("nothing to say",)
    checked = "yes" if model.checked_on_other_wells_ else "no: calibrated on other depths of the same wells"
    return [
        ("Target", f"{model.target_} [{model.unit_}]"),
        ("Inputs", model_inputs(model)),
        (
            "Training",
            f"{counted(model.training_rows_, 'sample')} of {counted(len(model.training_wells_), 'well')}"
            + ("; the printed well's own samples among them" if own_trained else ""),
        ),
        ("Checked on other wells", checked),
        ("Left out of training", excluded),
        *(("" if i else "Chosen in training", str(what)) for i, what in enumerate(model.fit_notices_ or said)),
        ("NLL on unseen samples", f"{model.nll_valid_:.4g} nats of the probability density per {model.unit_}"),
        ("Seed, device", f"{model.seed_}, {model.device_}"),
        ("Settings", settings),
        ("Versions", ", ".join(f"{k} {v}" for k, v in sorted(model.versions_.items()))),
        ("Checksum (SHA-256)", str(model.sha256_)),
        ("Convention", convention_note(convention)),
    ]


def _facts_of_evaluation(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (name, text) of what the card states of an evaluation: how it was trained, and what was left out."""
    settings = record["settings"]
    depth = {None: "depth where it carries over", True: "depth", False: "no depth"}[settings["depth"]]
    inputs = ", ".join(settings["inputs"] or ()) or "chosen by the training wells"
    exclude = f"; never {', '.join(settings['exclude'])}" if settings["exclude"] else ""
    network = [f"{settings[name]} {name}" for name in NETWORK]
    reasons = [(what[:1].upper() + what[1:], "; ".join(each)) for what, each in left_out(record).items()]
    return [
        ("Target", f"{record['target']} [{record['unit']}]"),
        ("Protocol", f"{record['protocol']}; everything is learnt anew without the blind wells"),
        ("Inputs asked for", f"{inputs}; {depth}{exclude}"),
        *([("Files were read with", _reading(settings["reading"]))] if settings["reading"] else []),
        ("Network asked for", ", ".join(network)),
        ("Seed, device", f"{settings['seed']}, {settings['device']}"),
        *reasons,
        *_wells_left_out(record["excluded_wells"]),
        ("Versions", ", ".join(f"{name} {version}" for name, version in settings["versions"].items())),
    ]


def _wells_left_out(found: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return (name, text) of wells that did not teach or were not scored: which of it, and why, with their numbers.

    >>> _wells_left_out({"not scored: empty file": 2, "wells with fewer than 100 samples": 1})
    [('Wells not scored', 'empty file (2 wells)'), ('Wells not used for training', 'fewer than 100 samples (1 well)')]
    """
    told: dict[str, list[str]] = {}
    for reason, count in found.items():
        what, parted, why = one_line(reason, 200).partition(": ")
        if not parted:  # a model counts wells that were too short to teach
            what, why = "not used for training", reason.removeprefix("wells with ")
        told.setdefault(f"Wells {what}", []).append(f"{why} ({counted(count, 'well')})")
    return [(what, "; ".join(each)) for what, each in told.items()]


def _reading(options: Mapping[str, Any]) -> str:
    """Return in words how files were read otherwise than by default."""
    names = {"fix_units": "units", "alias": "mnemonics"}
    told = {name: _counts(value) if isinstance(value, Mapping) else value for name, value in options.items()}
    return "; ".join(names.get(name, name) + ("" if said is True else f" {said}") for name, said in told.items())


def _counts(found: Mapping[str, Any]) -> str:
    """Return names with what belongs to each, in words."""
    told = {name: value if isinstance(value, str | int) else ", ".join(value) for name, value in found.items()}
    return "; ".join(f"{one_line(name, 200)}: {said}" for name, said in told.items())


def _splits(flow: Flow, splits: Sequence[Mapping[str, Any]]) -> None:
    """Write the table of splits, over as many pages as it needs; the names of one may take several lines."""
    x = [MARGIN + flow.width * f for f in (0.0, 0.54, 0.63, 0.66)]
    lines: list[tuple[tuple[str, ...], float]] = []  # the cells of each, and the room below it in mm
    for split in splits:
        blind = wrapped(one_line(", ".join(split["blind"]), 100_000), 6.0, x[1] - x[0] - 20.0)
        read = wrapped(_with_depth(split["inputs"], split["depth"]), 6.0, MARGIN + flow.width - x[3])
        counts = ([f"{split[name]:,}"] for name in ("training_wells", "members"))
        rows = list(zip_longest(blind, *counts, read, fillvalue=""))
        lines += [(row, 0.0) for row in rows[:-1]] + [(rows[-1], 0.4 if len(rows) == 1 else 1.2)]

    def put(cells: Sequence[str], size: float, colour: str) -> None:
        for at, text, align in zip(x, cells, ("left", "right", "right", "left"), strict=True):
            flow.sheet.text(at, flow.y, text, size=size, colour=colour, align=align)

    def head() -> None:
        put(("blind wells", "training wells", "members", "inputs"), 5.8, GREY)
        flow.y += 3.6

    def write(line: tuple[tuple[str, ...], float]) -> None:
        cells, below = line
        put(cells, 6.0, "black")
        flow.y += below

    flow.table(head, lines, write, 3.0)


def _short(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)


def _wells(flow: Flow, wells: Sequence[Mapping[str, Any]]) -> None:
    """Write the table of training wells, over as many pages as it needs."""
    x = [MARGIN + flow.width * f for f in (0.0, 0.25, 0.42, 0.70, 0.74)]

    def head() -> None:
        names = ("well", "UWI", "file", "rows", "SHA-256 of the file, begins")
        for at, text, align in zip(x, names, ("left", "left", "left", "right", "left"), strict=True):
            flow.sheet.text(at, flow.y, text, size=5.8, colour=GREY, align=align)
        flow.y += 3.6

    def write(well: Mapping[str, Any]) -> None:
        sheet, y = flow.sheet, flow.y
        sheet.text(x[0], y, str(well["name"]), size=6.0, fit=x[1] - x[0] - 2)
        sheet.text(x[1], y, str(well["uwi"]), size=6.0, fit=x[2] - x[1] - 2)
        sheet.text(x[2], y, str(well["file"]), size=6.0, fit=x[3] - x[2] - 12)
        sheet.text(x[3], y, f"{well['rows']:,}", size=6.0, align="right")
        sheet.text(x[4], y, str(well["sha256"])[:16], size=6.0)

    flow.table(head, wells, write, 3.4)
