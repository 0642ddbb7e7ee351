"""A predicted log over its whole well, of the samples that paper can show: drawn at any size, and small to keep.

The report of a well holds the strips of its logs for the summary of the field, which is written last, maybe by a later
run, and on another machine than the one that predicted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Floats, Ints
from welllog_mdn.levels import P10, P10_TO_P90, P50, P90
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.report.layout import draw_tracks, traces_of
from welllog_mdn.report.pdf import private_of
from welllog_mdn.report.predicted_log import LogCurve, Target
from welllog_mdn.report.scales import Scale
from welllog_mdn.report.sheet import Box, Sheet
from welllog_mdn.report.tracks import (
    WARY,
    CurveTrack,
    DepthTrack,
    FlagTrack,
    TargetTrack,
    Trace,
    Track,
    header_height,
    whole_window,
)
from welllog_mdn.report.view import Drawn, WellView
from welllog_mdn.wells.steps import gaps
from welllog_mdn.wells.well import METRES

CELLS = 400
"""Parts of a well of which a strip keeps the outermost samples: on paper each is about half a millimetre."""
PLACES = 100_000
"""Parts of a well in which the depths of a strip are kept."""
BESIDE = "GR"
"""The log that stands beside the target, where a well has it: it tells sand from shale."""
FLAG = 7.0
"""Width of the track of flags before widths are shared out: in a column its name has room."""
NO_FLAG = 0
"""The flag of a depth that is no sample: within a gap."""


@dataclass(frozen=True)
class Strip:
    """What is drawn of one target of a well: n samples as `Drawn` has them, of which some stand for gaps.

    Parameters
    ----------
    span : first and last depth of the well. step : its usual step. scale : of the target's track in the well's report.
    beside : a log of the well for a track of its own, if any. tops : names and depths of formation tops.
    """

    target: Target
    convention: str
    depth_unit: str
    span: tuple[float, float]
    step: float
    scale: Scale
    depth: Floats
    flag: NDArray[np.int64]
    measured: Floats
    as_measured: Floats
    quantiles: Mapping[float, Floats]
    beside: Trace | None = None
    tops: Sequence[tuple[str, float]] = ()

    @property
    def steps(self) -> Floats:
        """The distance to the further neighbour (n,): what lies between is left out, or a gap that has samples."""
        apart = np.diff(self.depth)
        return np.maximum(self.step, np.maximum(np.r_[0.0, apart], np.r_[apart, 0.0]))

    @property
    def modes(self) -> Floats:
        """No modes (n, 2)."""
        return np.full((len(self.depth), 2), np.nan)

    @property
    def mode_weights(self) -> Floats:
        """No weights (n, 2)."""
        return np.zeros((len(self.depth), 2))


def strip_of(view: WellView, convention: str, tops: Sequence[tuple[str, float]] = ()) -> Strip:
    """Return the strip of a well's target, with the log `BESIDE` it where the well has that."""
    log = view.track_logs.get(BESIDE)
    trace = traces_of([log])[0] if log is not None else None
    at = kept_samples(view, trace)
    ends = _within_gaps(view)
    order = np.argsort(np.r_[view.depth[at], ends], kind="stable")

    def taken(values: Floats) -> Floats:
        return np.r_[values[at], np.full(len(ends), np.nan)][order]

    if trace is not None:
        trace = replace(trace, values=taken(trace.values), faint=taken(_faint(trace)))
    top, base = view.span
    return Strip(
        target=view.target,
        convention=convention,
        depth_unit=view.depth_unit,
        span=view.span,
        step=float(np.median(view.steps)),
        scale=view.scale,
        depth=np.r_[view.depth[at], ends][order],
        flag=np.r_[view.flag[at], np.full(len(ends), NO_FLAG)][order],
        measured=taken(view.measured),
        as_measured=taken(view.as_measured),
        quantiles={level: taken(view.quantiles[level]) for level in P10_TO_P90},
        beside=trace,
        tops=[(name, depth) for name, depth in tops if top <= depth <= base],
    )


def kept_samples(view: WellView, beside: Trace | None = None) -> Ints:
    """Return the places of the samples that a strip keeps, in order of depth: of each of `CELLS` parts of the well that
    with the lowest P10, with the highest P90 and with the widest band, the outermost of each line, the first without
    one, and the one whose flag is most to be wary of; and the first and last of the well, and beside a gap.
    """
    top, base = view.span
    cell = np.minimum((view.depth - top) / max(base - top, 1e-9) * CELLS, CELLS - 1).astype(np.int64)
    lines = [view.quantiles[P50], view.measured, np.where(np.isfinite(view.measured), np.nan, view.as_measured)]
    if beside is not None:
        lines.append(beside.values)
    rank = np.full(len(cell), float(len(WARY)))
    for place, code in enumerate(WARY):
        rank[view.flag == code] = place
    lowest = [view.quantiles[P10], -view.quantiles[P90], -view.width, rank]
    lowest += [wanted for line in lines for wanted in (line, -line, np.where(np.isfinite(line), np.nan, 0.0))]
    above = _above_gaps(view)
    ends = np.r_[0, above, above + 1, len(cell) - 1]
    return np.unique(np.concatenate([ends, *(_lowest(cell, values) for values in lowest)]))


def _lowest(cell: NDArray[np.int64], values: Floats) -> Ints:
    """Return the place of the lowest value of each cell (n,) that has any, the first of equal ones."""
    at = np.flatnonzero(np.isfinite(values))
    order = at[np.lexsort((values[at], cell[at]))]
    return order[np.flatnonzero(np.diff(cell[order], prepend=-1))]


def _above_gaps(view: WellView) -> Ints:
    """Return the places of the samples above each gap that paper shows."""
    top, base = view.span
    return np.flatnonzero(gaps(view.depth, view.steps) & (np.diff(view.depth) > (base - top) / CELLS))


def _within_gaps(view: WellView) -> Floats:
    """Return the depths a step within each of those gaps, from both of its sides."""
    at = _above_gaps(view)
    return np.sort(np.r_[view.depth[at] + view.steps[at], view.depth[at + 1] - view.steps[at + 1]])


def to_bytes(strips: Sequence[Strip]) -> bytes:
    """Return the strips of a well as they are kept: values to five digits, depths to `PLACES` parts of the well, and
    the log beside them once, with the first.
    """
    each = [strip if i == 0 else replace(strip, beside=None) for i, strip in enumerate(strips)]
    return json.dumps([_kept(strip) for strip in each], separators=(",", ":"), allow_nan=False).encode()


def _kept(strip: Strip) -> dict[str, Any]:
    top, base = strip.span
    places = np.rint((strip.depth - top) / max(base - top, 1e-9) * PLACES).astype(np.int64)
    columns = {"measured": strip.measured, "as_measured": strip.as_measured}
    columns |= {f"{level:g}": strip.quantiles[level] for level in P10_TO_P90}
    beside = strip.beside
    if beside is not None:
        columns |= {"beside": beside.values, "beside_as_measured": _faint(beside)}
    return {
        "kind": strip.target.kind.name,
        "name": strip.target.name,
        "unit": strip.target.unit,
        "convention": strip.convention,
        "depth_unit": strip.depth_unit,
        "span": strip.span,
        "step": strip.step,
        "scale": _ends(strip.scale),
        "tops": list(strip.tops),
        "beside": None if beside is None else [beside.kind, beside.name, beside.unit, _ends(beside.scale)],
        "places": np.diff(places, prepend=0).tolist(),  # small numbers, which a compressed stream packs well
        "flag": strip.flag.tolist(),
        "columns": {name: _numbers(values) for name, values in columns.items()},
    }


def _faint(trace: Trace) -> Floats:
    """Return what is drawn pale where a trace is not (n,)."""
    return trace.values if trace.faint is None else trace.faint


def _ends(scale: Scale) -> list[Any]:
    return [scale.left, scale.right, scale.log]


def _numbers(values: Floats) -> list[float | None]:
    """Return values (n,) to five digits, None where there is none."""
    return [float(f"{v:.5g}") if np.isfinite(v) else None for v in values.tolist()]


def strips_in(path: Path) -> list[Strip]:
    """Return the strips that the report of a well at `path` holds; none where it is gone or holds none."""
    try:
        return [_read(kept) for kept in json.loads(private_of(path) or b"[]")]
    except (ValueError, KeyError, TypeError):  # not written by this version
        return []


def _read(kept: Mapping[str, Any]) -> Strip:
    kinds = default_table().kinds
    columns = {name: np.array(values, np.float64) for name, values in kept["columns"].items()}
    top, base = kept["span"]
    beside = None
    if kept["beside"] is not None:
        kind, name, unit, scale = kept["beside"]
        values, faint = columns["beside"], columns["beside_as_measured"]
        (beside,) = traces_of([LogCurve(kinds[kind], name, unit, faint, values)])
        beside = replace(beside, name=name, scale=Scale(*scale))
    return Strip(
        target=Target(kinds[kept["kind"]], kept["name"], kept["unit"]),
        convention=kept["convention"],
        depth_unit=kept["depth_unit"],
        span=(top, base),
        step=kept["step"],
        scale=Scale(*kept["scale"]),
        depth=top + np.cumsum(kept["places"]) * ((base - top) / PLACES),
        flag=np.array(kept["flag"], np.int64),
        measured=columns["measured"],
        as_measured=columns["as_measured"],
        quantiles={level: columns[f"{level:g}"] for level in P10_TO_P90},
        beside=beside,
        tops=[(str(name), float(depth)) for name, depth in kept["tops"]],
    )


def strip_tracks(strips: Sequence[Strip]) -> list[Track]:
    """Return the tracks of some targets of one well: depth, the log beside them, then each with its flag."""
    views: Sequence[Drawn] = strips
    tracks: list[Track] = [DepthTrack(views[0], ())]
    tracks += [CurveTrack(strip, [strip.beside], 23.0) for strip in strips if strip.beside is not None]
    for strip in strips:
        tracks += [TargetTrack(strip, strip.scale, strip.convention), FlagTrack(strip, FLAG)]
    return tracks


WIDEST = 1.25
"""How many times its usual width a track may have: a band as wide as the page would look wider than it is."""


def strips_width(strips: Sequence[Strip], room: float) -> float:
    """Return the width in mm of the tracks of some targets, of the `room` that they have."""
    return min(room, WIDEST * sum(track.width_mm for track in strip_tracks(strips)))


def draw_strips(sheet: Sheet, strips: Sequence[Strip], box: Box) -> None:
    """Draw targets of one well side by side in `box`, with headers at its top, the whole well below them."""
    first, tracks = strips[0], strip_tracks(strips)
    head = header_height(tracks)
    window = whole_window(first.span, METRES[first.depth_unit], box.y + head, box.h - head)
    draw_tracks(sheet, tracks, Box(box.x, box.y, box.w, head), window, first.tops)
