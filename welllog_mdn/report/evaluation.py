"""The evaluation as a PDF: scores, per-well crossplots, PIT, reliability by level, error against band
width.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.errors import one_line
from welllog_mdn.files import write_atomic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

A4 = (8.27, 11.69)
PER_PAGE = (4, 3)
MOST_POINTS = 2500  # of a crossplot: more only make the file larger
_BLUE, _GREY, _ORANGE = "#1f5a99", "#777777", "#d1661f"


class BlindWell(Protocol):
    """What is drawn of one well; see `field.evaluate.Blind`."""

    well: str
    measured: Floats
    q: Floats
    pit: Floats | None


class Scores(Protocol):
    """What is drawn of an evaluation; see `field.evaluate.EvaluationResult`."""

    target: str
    unit: str
    protocol: str

    def as_json(self) -> dict[str, Any]:
        """The record of the scores."""
        ...

    def as_text(self) -> list[str]:
        """The table of the scores."""
        ...


def write_evaluation(path: str | os.PathLike[str], result: Any, *, overwrite: bool = False) -> None:
    """Write the evaluation's PDF.

    Parameters
    ----------
    result : a `field.evaluate.EvaluationResult`.

    Raises
    ------
    OutputError : the file exists and `overwrite` is not set, or cannot be written.
    """
    from pathlib import Path

    write_atomic(Path(path), render_evaluation(result, result.wells), overwrite=overwrite)


def render_evaluation(result: Scores, wells: Sequence[BlindWell]) -> bytes:
    """The PDF's bytes; equal for equal results."""
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = io.BytesIO()
    title = f"Blind wells: {result.target}"
    about = {"Title": title, "Creator": "welllog-mdn", "Producer": None, "CreationDate": None}
    with PdfPages(buffer, metadata=about) as pdf:
        for figure in (*_tables(result), _summary(result, wells), *_crossplots(result, wells)):
            pdf.savefig(figure)
    return buffer.getvalue()


def _page(title: str) -> Figure:
    """An empty page with its title."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=A4)
    figure.text(0.07, 0.965, one_line(title, 90), fontsize=13, weight="bold", parse_math=False)
    return figure


def _tables(result: Scores) -> Iterator[Figure]:
    """The scores as text, as many pages as they need."""
    lines = result.as_text()
    for i in range(0, len(lines), 78):
        figure = _page(f"{result.target} ({result.unit}): scores of blind wells, {result.protocol}")
        shown = "\n".join(one_line(line, 130) if line else "" for line in lines[i : i + 78])
        figure.text(0.05, 0.94, shown, fontsize=6.4, family="monospace", va="top", linespacing=1.35, parse_math=False)
        yield figure


def _summary(result: Scores, wells: Sequence[BlindWell]) -> Figure:
    """Reliability, PIT, error against width, cover by well, and the comparison with the baselines."""
    figure = _page(f"{result.target}: how far the bands can be trusted")
    axes = figure.subplots(3, 2, gridspec_kw={"hspace": 0.38, "wspace": 0.3})
    figure.subplots_adjust(left=0.1, right=0.95, top=0.93, bottom=0.07)
    record = result.as_json()
    _draw_reliability(axes[0, 0], record["reliability"])
    _draw_pit(axes[0, 1], wells)
    _draw_error(axes[1, 0], result, wells)
    _draw_cover(axes[1, 1], record)
    _draw_baselines(axes[2, 0], record, "pinball", f"pinball loss ({result.unit})")
    _draw_baselines(axes[2, 1], record, "cover", "share held by P10-P90")
    axes[2, 1].axvline(0.8, color=_GREY, lw=0.8)
    return figure


def _draw_reliability(axes: Any, record: dict[str, list[float]]) -> None:
    """Observed share below each level; the diagonal is right."""
    axes.plot([0, 1], [0, 1], color=_GREY, lw=0.8)
    axes.plot(record["level"], record["observed"], "o-", ms=3, color=_BLUE)
    axes.set(xlabel="level", ylabel="measured values below", title="Reliability", xlim=(0, 1), ylim=(0, 1))


def _draw_pit(axes: Any, wells: Sequence[BlindWell]) -> None:
    """Histogram of the probability of the measured values; flat is right."""
    pit = [w.pit for w in wells if w.pit is not None]
    axes.hist(np.concatenate(pit) if pit else [], bins=20, range=(0, 1), density=True, color=_BLUE, alpha=0.8)
    axes.axhline(1.0, color=_GREY, lw=0.8)
    axes.set(xlabel="probability of the measured value", ylabel="density", title="PIT of all rows")


def _draw_error(axes: Any, result: Scores, wells: Sequence[BlindWell]) -> None:
    """Mean absolute error in classes of band width; a calibrated normal follows the line."""
    width = np.concatenate([w.q[-1] - w.q[-3] for w in wells])
    error = np.concatenate([np.abs(w.q[-2] - w.measured) for w in wells])
    classes = np.array_split(np.argsort(width, kind="stable"), 12)
    points = np.array([(width[c].mean(), error[c].mean()) for c in classes if len(c)])
    axes.plot(points[:, 0], points[:, 1], "o-", ms=3, color=_BLUE)
    ends = np.array([0.0, points[:, 0].max()])
    axes.plot(ends, ends * 0.7979 / 2.5631, color=_GREY, lw=0.8)  # mean |z| over P90 - P10 of a normal
    axes.set(xlabel=f"P90 - P10 ({result.unit})", ylabel="mean |P50 - measured|", title="Error against band width")


def _draw_cover(axes: Any, record: dict[str, Any]) -> None:
    """Share held by P10-P90 in each well."""
    wells = sorted((w for w in record["wells"] if w["rows"]), key=lambda w: float(w["cover"]))
    axes.barh(range(len(wells)), [w["cover"] for w in wells], color=_BLUE, alpha=0.8)
    axes.axvline(0.8, color=_GREY, lw=0.8)
    axes.set_yticks(range(len(wells)), [one_line(w["well"], 18) for w in wells], fontsize=5, parse_math=False)
    axes.set(xlim=(0, 1), xlabel="share held by P10-P90", title="Wells")


def _draw_baselines(axes: Any, record: dict[str, Any], score: str, label: str) -> None:
    """One score of the model, of its scenarios and of the baselines."""
    found = {"this model": record["pooled"]}
    found |= {name: s["pooled"] for room in ("scenarios", "baselines") for name, s in record[room].items()}
    names = [name for name, s in found.items() if s.get(score) is not None][::-1]
    colours = [_ORANGE if name == "this model" else _BLUE for name in names]
    axes.barh(range(len(names)), [found[name][score] for name in names], color=colours, alpha=0.8)
    axes.set_yticks(range(len(names)), [one_line(n, 22) for n in names], fontsize=6, parse_math=False)
    axes.set(xlabel=label)


def _crossplots(result: Scores, wells: Sequence[BlindWell]) -> Iterator[Figure]:
    """Measured against P50 with the band, twelve wells a page."""
    rows, columns = PER_PAGE
    ends = np.concatenate([w.measured for w in wells]) if wells else np.zeros(1)
    low, high = np.percentile(ends, [0.1, 99.9]) if len(ends) else (0.0, 1.0)
    scores = {w["well"]: w for w in result.as_json()["wells"]}
    for i in range(0, len(wells), rows * columns):
        figure = _page(f"{result.target} ({result.unit}): measured (across) against P50 (up), bars P10 to P90")
        axes = figure.subplots(rows, columns, gridspec_kw={"hspace": 0.4, "wspace": 0.3}, squeeze=False)
        figure.subplots_adjust(left=0.08, right=0.96, top=0.92, bottom=0.05)
        for ax, well in zip(axes.flat, wells[i : i + rows * columns], strict=False):
            _draw_crossplot(ax, well, scores[well.well], float(low), float(high))
        for ax in list(axes.flat)[len(wells[i : i + rows * columns]) :]:
            ax.set_visible(False)
        yield figure


def _draw_crossplot(axes: Any, well: BlindWell, s: dict[str, Any], low: float, high: float) -> None:
    """One well."""
    step = max(1, -(-len(well.measured) // MOST_POINTS))
    pick = slice(None, None, step)
    y, (p10, p50, p90) = well.measured[pick], well.q[-3:, pick]
    bars = slice(None, None, 8)
    axes.vlines(y[bars], p10[bars], p90[bars], color=_GREY, lw=0.3, alpha=0.5, rasterized=True)
    axes.plot(y, p50, ".", ms=1.0, color=_BLUE, rasterized=True)
    axes.plot([low, high], [low, high], color=_ORANGE, lw=0.8)
    axes.set(xlim=(low, high), ylim=(low, high))
    axes.tick_params(labelsize=5)
    text = f"rmse {s['rmse']:.1f}, bias {s['bias']:+.1f}, cover {s['cover']:.2f}" if s["rows"] else "no row"
    axes.set_title(f"{one_line(well.well, 24)}\n{text}", fontsize=6, parse_math=False)
