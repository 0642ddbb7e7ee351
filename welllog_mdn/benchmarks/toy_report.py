"""Figures of the toy problems: what was learned, beside the truth. One PDF and a PNG of each page.

Everything is drawn in black, greys and line styles, so that a print without colour says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from welllog_mdn.benchmarks.toy_training import ToyRun
from welllog_mdn.benchmarks.toys import Mixture, Toy
from welllog_mdn.levels import P10_TO_P90
from welllog_mdn.report.style import own_style
from welllog_mdn.system.files import write_atomic
from welllog_mdn.words import counted

_A4 = (11.69, 8.27)
_STYLES = ("-", "--", ":", "-.")
_SLICES = ((1.0 / 3.0, "1/3"), (0.5, "1/2"))
_SHOWN = 100  # grid points over x

_TITLE = "Toy problems"
Panel = Callable[[Axes, ToyRun], None]


def report_paths(out: Path, toys: Sequence[Toy]) -> list[Path]:
    """Return what `write_toy_report` writes of these toys: the PDF, and the PNGs in the order of its pages."""
    return [out / "toys.pdf", *(out / f"{toy.name}_{page}.png" for toy in toys for page in _LAYOUTS)]


def is_our_toy_report(out: Path) -> bool:
    """Say whether the figures in a folder are those of an earlier run: its PDF says so."""
    try:
        return f"/Title ({_TITLE})".encode() in (out / "toys.pdf").read_bytes()
    except OSError:
        return False


def write_toy_report(
    out: Path, runs: Sequence[ToyRun], results: Sequence[Mapping[str, Any]], *, overwrite: bool
) -> None:
    """Write `toys.pdf` and a PNG of each of its pages into the folder `out`, which is there.

    The first seed of each run is drawn.

    Raises
    ------
    OutputError : one cannot be written, or is there and may not be replaced.
    """
    with own_style():
        pages = [page for run, result in zip(runs, results, strict=True) for page in _pages(run, result)]
        book = BytesIO()
        with PdfPages(book, metadata={"Title": _TITLE, "CreationDate": None}) as pdf:
            for figure in pages:
                pdf.savefig(figure)
        images = [BytesIO() for _ in pages]
        for image, figure in zip(images, pages, strict=True):
            figure.savefig(image, format="png", dpi=110)
    paths = report_paths(out, [run.toy for run in runs])
    for path, made in zip(paths, [book, *images], strict=True):
        write_atomic(path, made.getvalue(), overwrite=overwrite)


def _pages(run: ToyRun, result: Mapping[str, Any]) -> list[Figure]:
    """The pages of one toy."""
    return [_page(panels, run, result) for panels in _LAYOUTS.values()]


def _page(panels: Sequence[Panel], run: ToyRun, result: Mapping[str, Any]) -> Figure:
    """Six panels under a heading with the scores."""
    figure = Figure(figsize=_A4, layout="constrained")
    s, seeds = run.settings, len(run.x)
    which, mean = (f"the first of {seeds} seeds", ", mean over seeds") if seeds > 1 else ("one seed", "")
    figure.suptitle(
        f"Toy problem '{run.toy.name}', {which}: "
        f"{counted(s.members, 'member')} of {counted(run.components(0), 'component')}.\n"
        f"Gap to the exact entropy {result['entropy']:.3f}, on {result['n_fresh']:,} fresh samples{mean}: "
        f"{result['gap']:.3f} nats",
        fontsize=11,
    )
    for ax, panel in zip(figure.subplots(2, 3).flat, panels, strict=True):
        panel(ax, run)
        ax.tick_params(labelsize=8)
        if ax.get_legend_handles_labels()[0]:
            ax.legend(fontsize=7, framealpha=0.9)
    return figure


def _label(ax: Axes, title: str, x: str = "x", y: str = "y") -> None:
    ax.set_title(title, fontsize=9)
    ax.set_xlabel(x, fontsize=8)
    ax.set_ylabel(y, fontsize=8)


def _halves(run: ToyRun) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Training and validation pairs of the seed that is drawn."""
    learn, stop = run.train_rows[0], run.stop_rows[0]
    return (run.x[0][learn], run.y[0][learn]), (run.x[0][stop], run.y[0][stop])


def _grid() -> np.ndarray:
    return (np.arange(_SHOWN) + 0.5) / _SHOWN


def _data(ax: Axes, run: ToyRun) -> None:
    """Both halves of the data."""
    for (x, y), colour, marker, name in zip(
        _halves(run), ("0.1", "0.55"), ("o", "x"), ("train", "validation"), strict=True
    ):
        ax.scatter(x, y, s=7, c=colour, marker=marker, linewidths=0.6, label=f"{name} ({len(x)})")
    _label(ax, "Data")


def draw_losses(ax: Axes, run: ToyRun) -> None:
    """Loss histories of the members of the seed, and the limit."""
    epoch, learned, stop = run.losses(0)
    for values, colour, style, name in ((learned, "0.65", "-", "train"), (stop, "0.1", "--", "validation")):
        for i, member in enumerate(values):
            there = np.isfinite(member)
            ax.plot(epoch[there] + 1, member[there], style, c=colour, lw=0.8, label=name if i == 0 else None)
    ax.axhline(run.toy.entropy, c="k", ls=":", label="exact entropy")
    if run.settings.training.polish:
        ax.axvline(run.settings.training.epochs, c="0.5", lw=0.8, ls="-.", label="Adam ends, quasi-Newton begins")
    reached = float(np.nanmin(stop))
    bottom = min(run.toy.entropy, float(np.nanmin(learned)), reached)
    ax.set_ylim(bottom - 0.05, max(bottom + 1.2, reached + 0.6))  # the first epochs are off the scale, never all
    _label(ax, "Loss history (every member)", "epoch", "NLL, nats")


def _samples(ax: Axes, run: ToyRun) -> None:
    """Samples of the learned distribution over the data."""
    x, y = _halves(run)[1]
    drawn = run.mixture(0, x).sample(1, torch.Generator().manual_seed(0))[0].numpy()
    ax.scatter(x, y, s=8, c="0.6", marker="x", linewidths=0.6, label="validation data")
    ax.scatter(x, drawn, s=6, c="0.05", marker="o", label="samples of the model")
    _label(ax, "Samples against data")


def draw_pit(ax: Axes, run: ToyRun) -> None:
    """Histogram of the probability integral transform; flat where the distribution is right."""
    x, y = run.toy.fresh(20_000, np.random.default_rng([0, 4]))
    p = run.mixture(0, x).cdf(torch.as_tensor(y)).numpy()
    heights, *_ = ax.hist(
        p, bins=20, range=(0.0, 1.0), density=True, color="0.75", edgecolor="0.2", label="fresh samples"
    )
    ax.axhline(1.0, c="k", ls="--", label="calibrated")
    ax.set_ylim(0.0, max(1.6, 1.1 * float(np.max(heights))))
    _label(ax, "PIT histogram", "probability of a value below the truth", "density")


def _quantiles(ax: Axes, run: ToyRun) -> None:
    """Learned against true quantiles."""
    x = _grid()
    found = run.mixture(0, x).quantile(P10_TO_P90).numpy()
    for q, level, marker, colour in zip(found, P10_TO_P90, ("v", "o", "^"), ("0.6", "0.0", "0.35"), strict=True):
        ax.plot(run.toy.quantile(x, level), q, marker, c=colour, ms=3, label=f"P{level * 100:.0f}")
    ends = [float(found.min()), float(found.max())]
    ax.plot(ends, ends, "k-", lw=0.8, label="equal")
    _label(ax, "Learned against true quantiles (P10 is the low one)", "true", "learned")


def _moments(ax: Axes, run: ToyRun) -> None:
    """Mean and standard deviation over x."""
    x, mixture = _grid(), run.mixture(0, _grid())
    mean, sd = run.toy.moments(x)
    ax.plot(x, mean, c="0.65", lw=4, label="true mean")
    ax.plot(x, mixture.mean, "k-", lw=1, label="learned mean")
    ax.plot(x, sd, c="0.8", lw=4, label="true standard deviation")
    ax.plot(x, mixture.std, "k--", lw=1, label="learned standard deviation")
    ax.set_ylim(0.0, 1.5 * float(np.max(mean)))  # room for the legend
    _label(ax, "Mean and standard deviation", y="y, sd of y")


def _learned_image(ax: Axes, run: ToyRun) -> None:
    """The learned density p(y | x) as an image, data on it."""
    x, levels = _grid(), _image_levels(run)
    mixture = run.mixture(0, x)
    rows = [mixture.log_prob(torch.full((len(x),), float(y), dtype=torch.float64)).numpy() for y in levels]
    _image(ax, np.exp(rows), levels, "Learned p(y | x), with validation data")
    ax.plot(*_halves(run)[1], ",", c="k")


def _true_image(ax: Axes, run: ToyRun) -> None:
    """The true density as an image of the same scale."""
    x, levels = _grid(), _image_levels(run)
    density = np.exp([run.toy.log_prob(x, np.full(len(x), y)) for y in levels])
    _image(ax, density, levels, "True p(y | x)")


def _image_levels(run: ToyRun) -> np.ndarray:
    return np.linspace(float(run.y[0].min()), float(run.y[0].max()), 400)


def _image(ax: Axes, density: np.ndarray, levels: np.ndarray, title: str) -> None:
    """Draw a density (y, x); white is zero, black twice the uniform branches' height or more."""
    shown = ax.imshow(
        density, origin="lower", aspect="auto", cmap="Greys", vmin=0.0, vmax=4.0,
        extent=(0.0, 1.0, float(levels[0]), float(levels[-1])), interpolation="nearest",
    )  # fmt: skip
    bar = ax.figure.colorbar(shown, ax=ax, extend="max")
    bar.ax.tick_params(labelsize=7)
    bar.set_label("density", fontsize=8)
    for i, (x, text) in enumerate(_SLICES):
        ax.axvline(x, c="k", ls=_STYLES[1 + i], lw=0.7, label=f"slice at x = {text}")
    _label(ax, title)


def _weights(ax: Axes, run: ToyRun) -> None:
    """Weights over x: of the branches for the mixture, of one member's components."""
    x, k = _grid(), run.components(0)
    weights = run.mixture(0, x).weights[:, :k].numpy() * run.settings.members
    for i, weight in enumerate(weights.T):
        label = "each component of the first member" if i == 0 else None
        ax.plot(x, weight, c=str(0.75 * i / k), lw=0.8, ls=_STYLES[i % 4], label=label)
    if isinstance(run.toy, Mixture):
        between = torch.as_tensor(run.toy.between(x))
        apart = x > 0.1  # the branches meet below
        ax.plot(x, run.toy.low_share(x), c="0.7", lw=4, label="true probability of the branch 2 x")
        ax.plot(x[apart], run.mixture(0, x).cdf(between)[apart], "k-", lw=1.5, label="learned")
    ax.set_ylim(-0.02, 1.4)  # room for the legend
    _label(ax, "Weights", y="weight")


def _slice_at(x: float, text: str) -> Panel:
    """Return the panel of the density at one x."""

    def panel(ax: Axes, run: ToyRun) -> None:
        low, high = (float(run.toy.quantile(np.array([x]), p)[0]) for p in (0.001, 0.999))
        y = np.linspace(low - 0.25 * (high - low), high + 0.25 * (high - low), 600)
        mixture = run.mixture(0, np.full(len(y), x))
        ax.fill_between(y, np.exp(run.toy.log_prob(np.full(len(y), x), y)), color="0.8", label="true density")
        ax.plot(y, mixture.log_prob(torch.as_tensor(y)).exp(), "k-", lw=1, label="learned density")
        _label(ax, f"Slice at x = {text}", "y", "density")

    return panel


def _gap(ax: Axes, run: ToyRun) -> None:
    """Where over x the gap to the truth sits."""
    x, y = run.toy.fresh(40_000, np.random.default_rng([0, 5]))
    loss = run.nll(0, x, y) + run.toy.log_prob(x, y)
    part, edges = np.histogram(x, bins=25, range=(0.0, 1.0), weights=loss / len(x))
    ax.stairs(part, edges, fill=True, color="0.6", edgecolor="k", label=f"sum {loss.mean():.3f} nats, on other samples")
    ax.axhline(0.0, c="k", lw=0.8)
    _label(ax, "Where the gap sits (this seed)", y="share of the gap, nats")


_LAYOUTS: Mapping[str, Sequence[Panel]] = {
    "fit": (_data, draw_losses, _samples, draw_pit, _quantiles, _moments),
    "density": (_learned_image, _true_image, _weights, *(_slice_at(x, text) for x, text in _SLICES), _gap),
}
"""The panels of each page of a toy, by the end of its PNG's name."""
