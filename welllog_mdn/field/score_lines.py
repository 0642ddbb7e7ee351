"""The scores of an evaluation as lines to read: a table of wells, depths and other predictors, and remarks below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from welllog_mdn.errors import short_names
from welllog_mdn.logs.kinds import LogKind, default_table
from welllog_mdn.model.left_out import left_out
from welllog_mdn.score_rows import cell, held_by_hole, paired_cells, score_groups
from welllog_mdn.scores import error_unit, in_decades
from welllog_mdn.words import aligned, counted, decimals, percent

_SCORES = ("rows", "rmse", "mae", "bias", "r2", "crps19", "nll", "pinball", "width", "below_p10", "cover", "above_p90")
MOST_NAME = 26  # letters of a well's name in the table
_TITLES = {
    "wells": "",
    "scenarios": "less input",
    "baselines": "other predictors",
    "zones": "depth",
    "bad_hole": "hole",
    "predicted_from": "flag",
    "rock": "formation data",
}  # of the groups of scores, in order
_HEADS = {"below_p10": "<P10", "above_p90": ">P90"}


def score_lines(record: Mapping[str, Any], ours: str) -> list[str]:
    """The record of an evaluation as a table of lines, in which the model is called `ours`."""
    record, kind = in_decades(record), default_table().kinds[record["target"]]
    unit = error_unit(kind, record["unit"])
    errors = "" if unit == record["unit"] else f"; errors, CRPS, pinball and width in {unit}"
    log, wells = f"{record['target']} ({record['unit']}{errors})", counted(len(record["wells"]), "blind well")
    lines = [f"{log}, {record['protocol']}, {wells}"]
    rooms = score_groups(record, ours)
    rooms["predicted_from"] = [(f"{s['flag']} {name}", s) for name, s in rooms["predicted_from"]]
    places = decimals(min((w["rmse"] for w in record["wells"] if w.get("rmse")), default=0.0))
    lines += _tables({title: rooms[room] for room, title in _TITLES.items() if rooms[room]}, places)
    lines += _against(record, unit)
    lines += _remarks(record, kind)
    return [line.rstrip() for line in lines]


def _tables(rooms: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]], places: int) -> list[str]:
    """Lines of tables below each other, their columns too; what is in the log's unit with so many decimals."""
    found = []
    for title, rows in rooms.items():
        found.append([title, *(_HEADS.get(name, name) for name in _SCORES)])
        names = short_names((name for name, _ in rows), MOST_NAME)
        found += [
            [names[name], *(cell(c, scores.get(c), places).replace(" ", "") for c in _SCORES)] for name, scores in rows
        ]
        found.append([""] * (1 + len(_SCORES)))
    return aligned(found, right=range(1, 1 + len(_SCORES)), between=" ")


def _against(record: Mapping[str, Any], unit: str) -> list[str]:
    """Lines of the table of ours against each other predictor, well by well."""
    if not record["baselines"]:
        return []
    places = decimals(record["pooled"]["pinball"] or 0.0)
    rows = [["pinball of ours against", "lower in", "difference", "90 % interval"]]
    rows += [[name, *paired_cells(found["paired_pinball"], places)] for name, found in record["baselines"].items()]
    note = f"difference in {unit}: ours minus theirs at the same samples, mean over wells"
    return [*aligned(rows, right=(1, 2, 3)), note, ""]


def _remarks(record: Mapping[str, Any], kind: LogKind) -> list[str]:
    """Lines that say beside the tables what was scored, how the band held, and how long fitting took."""
    pooled, lines = record["pooled"], list[str]()
    if pooled["rows"] < pooled["rows_truth"]:
        lines.append(f"{pooled['rows']:,} of {pooled['rows_truth']:,} measured samples have a prediction")
    lines += [f"{what}: {reason}" for what, reasons in left_out(record).items() for reason in reasons]
    worst, spread = pooled.get("cover_worst_well"), pooled.get("cover_sd")
    if worst is not None:
        held = f"P10-P90 holds {percent(pooled['cover'])} of the measured values"
        more = f", pooled cover +- {100 * spread:.0f} % over wells" if spread is not None else ""
        lines.append(f"{held}, {percent(worst)} in the worst well{more}")
        tails = f"{percent(pooled['below_p10'])} lie below P10, {percent(pooled['above_p90'])} above P90"
        lines.append(f"of all measured values {tails}")
        lines += [words] if (words := held_by_hole(record["bad_hole"], kind)) else []
    if record["baselines"]:
        spent = ", ".join(f"{name} {seconds:.1f}" for name, seconds in record["fit_seconds"].items())
        lines.append(f"seconds of fitting over all splits: {spent}")
    return lines
