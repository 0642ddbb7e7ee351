"""The benchmark on the toy problems: train, score against the true densities, count mode collapse, tabulate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from welllog_mdn.benchmarks.toy_training import (
    ToyRun,
    ToySettings,
    default_settings,
    reference_settings,
    train_toy,
)
from welllog_mdn.benchmarks.toys import TOYS
from welllog_mdn.errors import UsageError
from welllog_mdn.system.files import check_outputs, make_folder
from welllog_mdn.words import counted

if TYPE_CHECKING:
    from welllog_mdn.mdn.training import Epochs
    from welllog_mdn.model.stack import Progress

FRESH = 100_000
DEAD = 0.01  # weight below which a component that reaches it at no x is dead
_TWO_GAUSSIANS = -0.372  # expected NLL, on the mixture, of two Gaussians at each branch's true moments


def score_toy(run: ToyRun, seed: int = 0, fresh: int = FRESH) -> dict[str, Any]:
    """Score a run against the truth: what `benchmark --json` gives of a toy, and what else its table shows.

    `nll_valid_seeds` and `components` of every seed; `floor`: the least gap that so many Gaussians could leave, None
    where not known.
    """
    toy, seeds = run.toy, range(len(run.x))
    gaps: list[float] = []
    learned: list[float] = []
    validated: list[float] = []
    truth = []
    for i in seeds:
        x, y = toy.fresh(fresh, np.random.default_rng([seed + i, 3]))
        # paired with the true density of the same samples, which takes most of the sampling noise away
        gaps.append(float((run.nll(i, x, y) + toy.log_prob(x, y)).mean()))
        halves = [(run.x[i][rows], run.y[i][rows]) for rows in (run.train_rows[i], run.stop_rows[i])]
        for pair, found in zip(halves, (learned, validated), strict=True):
            found.append(float(run.nll(i, *pair).mean()))
        exact = -toy.log_prob(*halves[1])
        truth.append(exact[np.isfinite(exact)])  # a sample's own maximum moves the branches' edge in s a little
    components = [run.components(i) for i in seeds]
    floors = [toy.floor(k) for k in components]
    return {
        "name": toy.name,
        "seeds": len(run.x),
        "nll_train": float(np.mean(learned)),
        "nll_valid": float(np.mean(validated)),
        "nll_valid_seeds": validated,
        "nll_truth_valid": float(np.concatenate(truth).mean()),
        "entropy": toy.entropy,
        "n_fresh": fresh,
        "gap": float(np.mean(gaps)),
        "gap_sd": float(np.std(gaps, ddof=1)) if len(gaps) > 1 else 0.0,
        "floor": None if None in floors else float(np.mean([f for f in floors if f is not None])),
        "components": components,
        "seconds": run.seconds,
        "epochs": max(run.kept(i).history.epochs for i in seeds),
        "settings": run.settings.as_json(),
    }


def run_benchmark(
    name: str,
    *,
    reference: bool = False,
    seeds: int = 1,
    seed: int = 0,
    l1: float | None = None,
    l2: float | None = None,
    bias_init: bool | None = None,
    members: int | None = None,
    components: int | None = None,
    epochs: int | None = None,
    device: str = "cpu",
    out: Path | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Train on toys and score them against their true densities.

    Parameters
    ----------
    name : "linear", "mixture" or "all".
    reference : the lab's settings instead of ours. Ours are scored beside the lab's on the same data, under the key
        `reference`.
    seeds, seed : how many data sets, from which seed on.
    l1, l2, bias_init, members, components, epochs : replace the settings' own where given.
    out : folder for the figures (one PDF and PNGs); none are drawn without. overwrite : whether those that are there
        may be replaced; those of an earlier run always may.
    progress : called with the share done and a line of text.

    Raises
    ------
    UsageError : there is no such device. OutputError : `out` is no folder, and cannot be made, or a figure is there
        already, or cannot be written.
    """
    toys = list(TOYS.values()) if name == "all" else [TOYS[name]]
    _check_device(device)
    if out is not None:
        from welllog_mdn.benchmarks.toy_report import is_our_toy_report, report_paths, write_toy_report

        overwrite = overwrite or is_our_toy_report(out)
        check_outputs(report_paths(out, toys), [], overwrite)
        make_folder(out)
    results, runs = [], []
    for i, toy in enumerate(toys):
        own = reference_settings(toy)
        settings = changed(
            own if reference else default_settings(),
            members=members, components=components, epochs=epochs, l1=l1, l2=l2, bias_init=bias_init,
        )  # fmt: skip
        told = None if progress is None else _share_of(progress, i, len(toys), toy.name)
        run = train_toy(toy, settings, seeds=seeds, seed=seed, device=device, progress=told)
        result = score_toy(run, seed)
        if not reference:
            lab = score_toy(train_toy(toy, own, seeds=seeds, seed=seed, device=device), seed)
            shown = ("nll_valid", "nll_valid_seeds", "gap", "gap_sd", "seconds")
            result["reference"] = {key: lab[key] for key in shown}
        runs.append(run)
        results.append(result)
    if out is not None:
        write_toy_report(out, runs, results, overwrite=overwrite)
    return results


def changed(
    settings: ToySettings,
    *,
    members: int | None = None,
    components: int | None = None,
    epochs: int | None = None,
    **training: float | bool | None,
) -> ToySettings:
    """Settings with what was given (not None) in the place of their own.

    `epochs` bounds all passes over the data: those that polish are what is left of it.
    """
    given: dict[str, Any] = {name: value for name, value in training.items() if value is not None}
    if "bias_init" in given:
        given["sigma_init"] = given["bias_init"]
    plan = replace(settings.training, **given)
    if epochs is not None:
        first = min(epochs, plan.epochs) if plan.polish else epochs
        plan = replace(plan, epochs=first, polish=epochs - first)
    return replace(
        settings,
        training=plan,
        members=settings.members if members is None else members,
        components=settings.components if components is None else (components,),
    )


REMEDIES: Mapping[str, Mapping[str, Any]] = {
    "none": {},
    "L1 on the heads": {"l1": 1e-3},
    "L2 on the heads": {"l2": 1e-3},
    "bias start": {"bias_init": True},
    "bias start and L1": {"bias_init": True, "l1": 1e-3},
    "bias start and L2": {"bias_init": True, "l2": 1e-3},
    "bias and spread start": {"bias_init": True, "sigma_init": True},
    "splits": {"splits": 10},
}


def count_collapse(
    settings: ToySettings,
    seeds: int = 50,
    seed: int = 0,
    device: str = "cpu",
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """How often components die (`DEAD`) on the mixture toy, under each remedy against it.

    Parameters
    ----------
    settings : to which each remedy is applied in turn, with one member for each seed and the largest of its numbers of
        components. Penalties, starts and splits of its own are taken away.

    Returns
    -------
    For each remedy: `remedy`, `components`, `seeds`, `any_dead` (seeds with a dead component), `dead` (share of all
    components), `stuck` (seeds whose best validation NLL is 0.1 nats worse than that of two Gaussians at the branches'
    moments), `nll_valid` (mean over seeds), `worst`.

    Raises
    ------
    UsageError : there is no such device.
    """
    _check_device(device)
    rows, x = [], (np.arange(200) + 0.5) / 200
    plain = replace(settings.training, bias_init=False, sigma_init=False, l1=0.0, l2=0.0, splits=0)
    for i, (remedy, change) in enumerate(REMEDIES.items()):
        one = replace(settings, members=1, components=(max(settings.components),), training=replace(plain, **change))
        told = None if progress is None else _share_of(progress, i, len(REMEDIES), remedy)
        run = train_toy(TOYS["mixture"], one, seeds=seeds, seed=seed, device=device, progress=told)
        idle = np.array([(run.mixture(j, x).weights.amax(0) < DEAD).double().mean() for j in range(seeds)])
        best = run.learned[0].history.best_stop + np.log(run.y_scale[:, 1])
        rows.append(
            {
                "remedy": remedy,
                "components": one.components[0],
                "seeds": seeds,
                "any_dead": int((idle > 0).sum()),
                "dead": float(idle.mean()),
                "stuck": int((best > _TWO_GAUSSIANS + 0.1).sum()),
                "nll_valid": float(best.mean()),
                "worst": float(best.max()),
            }
        )
    return rows


def toy_table(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """Lines of text: how far from the limit the lab's settings and ours stay, and the floor between."""
    first = results[0]
    if "reference" not in first:
        return _reference_table(results)
    lines = [
        f"Gap to the exact entropy, in nats, of {first['n_fresh']:,} fresh samples: {_seeds(first, 'mean over ', '')}",
        f"{'toy':<9}{'entropy':>9}{'reference':>18}{'ours':>18}{'components':>12}{'floor':>8}{'limit':>7}{'seconds':>9}",
    ]
    for r in results:
        lab, count = r["reference"], "/".join(str(k) for k in sorted(set(r["components"])))
        floor = "-" if r["floor"] is None else f"{r['floor']:.3f}"
        lines.append(
            f"{r['name']:<9}{r['entropy']:>9.3f}{_spread(lab, r):>18}{_spread(r, r):>18}{count:>12}{floor:>8}{0:>7}"
            f"{r['seconds']:>9.1f}"
        )
    return lines


def _spread(record: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """Gap and its standard deviation over the seeds of a run, which one seed does not have."""
    return f"{record['gap']:.3f}" + (f" +- {record['gap_sd']:.3f}" if run["seeds"] > 1 else "")


def _seeds(record: Mapping[str, Any], several: str, one: str) -> str:
    """Say of how many seeds figures are, behind a word for `several` of them or for `one`, which has no mean."""
    count = record["seeds"]
    return several + counted(count, "seed") if count > 1 else one + "one seed"


def _reference_table(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """Lines of text: the best validation NLL of the lab's settings, seed by seed and in the mean."""
    seeds = _seeds(results[0], "over ", "of ")
    lines = [
        f"The reference's settings, best validation NLL in nats {seeds}, and the gap to the exact entropy",
        f"{'toy':<9}{'mean':>8}{'least':>8}{'most':>8}{'true density':>14}{'entropy':>9}{'gap':>17}{'seconds':>9}",
    ]
    for r in results:
        found = r["nll_valid_seeds"]
        lines.append(
            f"{r['name']:<9}{np.mean(found):>8.3f}{min(found):>8.3f}{max(found):>8.3f}{r['nll_truth_valid']:>14.3f}"
            f"{r['entropy']:>9.3f}{_spread(r, r):>17}{r['seconds']:>9.1f}"
        )
    return lines


def collapse_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Lines of text: how often a component died under each remedy."""
    seeds = counted(rows[0]["seeds"], "seed")
    lines = [
        f"Mode collapse on the mixture: {seeds} of networks with {rows[0]['components']} components",
        f"{'remedy':<23}{'seeds with a dead one':>22}{'dead components':>17}{'stuck seeds':>13}{'NLL':>8}{'worst':>8}",
    ]
    return lines + [
        f"{r['remedy']:<23}{r['any_dead']:>22}{r['dead']:>17.1%}{r['stuck']:>13}{r['nll_valid']:>8.3f}{r['worst']:>8.3f}"
        for r in rows
    ]


def _share_of(progress: Progress, i: int, count: int, name: str) -> Epochs:
    """Turn the epochs of job i of `count` into the share of all work."""

    def report(done: int, of: int) -> None:
        progress((i + done / of) / count, f"{name}: epoch {done} of {of}")

    return report


def _check_device(device: str) -> None:
    if device == "cuda" and not torch.cuda.is_available():
        raise UsageError("device cuda: this machine has no usable CUDA device", hint="use --device cpu")
