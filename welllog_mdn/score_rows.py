"""Scores as rows and cells of tables, the same on the terminal and in print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.words import brief_percent, fixed, percent

_SHARES = ("cover", "below_p10", "above_p90")
_PLACES = {"rows": 0, "r2": 3, "nll": 2}  # decimals of what has no unit of the log


def cell(name: str, value: float | None, places: int) -> str:
    """Return a score as a cell of a table: a share in percent, what is in the log's unit with so many decimals.

    >>> cell("cover", 0.812, 2), cell("r2", 0.5, 1), cell("rmse", 3.14, 1), cell("rmse", None, 1)
    ('81 %', '0.500', '3.1', '–')
    """
    if name in _SHARES and value is not None:
        return brief_percent(value)
    return fixed(value, _PLACES.get(name, places))


def paired_cells(found: Mapping[str, Any], places: int) -> list[str]:
    """Return in how many wells ours is lower, by how much on average, and the interval of that, see `scores.paired`."""
    low, high = (fixed(found[name], places) for name in ("difference_p05", "difference_p95"))
    interval = "–" if found["difference_p05"] is None else f"{low} to {high}"
    return [f"{found['ours_lower']} of {found['wells']}", fixed(found["difference"], places), interval]


def score_groups(record: Mapping[str, Any], ours: str) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    """Return the scores in the record of an evaluation as rows of tables, each a name and scores; a group may be empty.

    `wells` ends with all rows; `scenarios` and `baselines` are pooled; `zones`, `bad_hole` and `predicted_from` are
    parts of the rows; `rock` is what `of_rock` gives, in which the model is called `ours`.
    """

    def spelt(room: str) -> list[tuple[str, Mapping[str, Any]]]:
        return [(name.replace("_", " "), found) for name, found in record[room].items()]

    return {
        "wells": [*((found["well"], found) for found in record["wells"]), ("all rows", record["pooled"])],
        "scenarios": [(name, found["pooled"]) for name, found in record["scenarios"].items()],
        "baselines": [(name, found["pooled"]) for name, found in record["baselines"].items()],
        "zones": [(f"{found['zone']} m", found) for found in record["zones"]],
        "bad_hole": spelt("bad_hole"),
        "predicted_from": spelt("predicted_from"),
        "rock": of_rock(record, ours),
    }


def of_rock(record: Mapping[str, Any], ours: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the scores where rock was measured, of `ours` and by each baseline's name: of a line drawn by hand, or of
    casing, no predictor can know. None where nothing else was scored.
    """
    if record["rock"].get("rows", 0) == record["pooled"]["rows"]:
        return []
    named = [(ours, record["rock"]), *((name, found["rock"]) for name, found in record["baselines"].items())]
    return [(name, scores) for name, scores in named if scores]


def held_by_hole(by_hole: Mapping[str, Any], kind: LogKind) -> str:
    """Say what the band of a pad tool's log held in good and in bad hole, nothing where all samples are of one.

    Readings of bad hole are truth to every score, and the band, learnt in good hole, is not meant to hold them.
    """
    good, bad = (by_hole.get(name) for name in ("good_hole", "bad_hole"))
    if not kind.pad_tool or not good or not bad:
        return ""
    shares = f"{percent(good['cover'])} in good hole, {percent(bad['cover'])} in bad hole"
    return f"{shares}, whose {bad['rows']:,} readings of a pad tool count as measured"
