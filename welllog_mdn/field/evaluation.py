"""What is known of blind wells once they were predicted: their samples, and every score that is taken of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.field.score_lines import score_lines
from welllog_mdn.flags import EXTRAPOLATED, FEW_INPUTS, PREDICTED
from welllog_mdn.logs.kinds import LogKind, default_table
from welllog_mdn.scores import LEVELS, error_unit, in_decades, paired, score, summary

OURS = "welllog_mdn"  # among the predictors that are fitted
ZONE = 500.0  # metres of a depth zone
_FLAGS = (("most_inputs", PREDICTED), ("outside_range", EXTRAPOLATED), ("few_inputs", FEW_INPUTS))


@dataclass(frozen=True)
class Blind:
    """One blind well: what was measured and what was predicted at its scored rows.

    Shapes: `n` samples of the well that were measured inside the kind's range, and predicted.

    Parameters
    ----------
    truth : number of samples measured inside the kind's range, predicted or not.
    row, depth_m : (n,) place of each sample in the well; its depth in metres.
    measured, q : (n,) and (19, n): measured values; predicted quantiles at `scores.LEVELS`; in the canonical unit.
    nll, crps, pit : (n,) scores at the measured value; None of a predictor that gives quantiles alone.
    bad_hole, flag : (n,) where the hole is bad; value of the flag curve that the prediction gets.
    rock : (n,) where what was measured is believed, and of rock.
    no_rock : (n,) where it is drawn by hand, interpolated or through casing.
    beside : of another predictor, the model's quantiles (19, n) at the same samples.
    """

    well: str
    truth: int
    row: Ints
    depth_m: Floats
    measured: Floats
    q: Floats
    nll: Floats | None
    crps: Floats | None
    pit: Floats | None
    bad_hole: Bools
    flag: NDArray[np.int64]
    rock: Bools
    no_rock: Bools
    beside: Floats | None = None

    def at(self, pick: Bools) -> Blind:
        """Return the samples that are picked (n,)."""
        arrays: dict[str, Any] = {name: v[..., pick] for name, v in vars(self).items() if isinstance(v, np.ndarray)}
        return replace(self, **arrays)


@dataclass
class EvaluationResult:
    """Scores of blind wells, of the model and of the baselines.

    Parameters
    ----------
    wells : the blind wells, as the model predicts them. baselines : predictor -> the same, as it does. scenarios :
        words -> the same, as the model does with some inputs hidden as well.
    fit_seconds : predictor -> what its training took over all splits (the baselines' features excluded), so that their
        ratio can be read from one run.
    excluded : reason -> number of rows that were not learnt from, most of which are scored all the same, or not scored
        (`left_out.BARRED_REASON`); `left_out.left_out` tells them apart. excluded_wells : reason -> number of wells
        and files, also of those that could not be scored.
    refused : number of files of a test folder that hold the target and could not be scored.
    no_rock : number of measured samples that are drawn by hand, interpolated or through casing: they teach nobody, and
        are scored as any other, but in neither good nor bad hole.
    settings : what it takes to repeat the evaluation: versions, seed, what was asked of the network and the inputs
        (`depth` is None where the training wells choose), the device, and how files were read otherwise than by
        default. `splits` says of each split which wells were blind together, how many trained, and with which inputs
        and members.
    """

    target: str
    unit: str
    protocol: str
    wells: list[Blind]
    baselines: dict[str, list[Blind]] = field(default_factory=dict)
    scenarios: dict[str, list[Blind]] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    excluded_wells: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    no_rock: int = 0
    fit_seconds: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    seed: int = 0
    settings: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The record that `evaluate --json` writes."""
        kind = default_table().kinds[self.target]
        return {
            "target": self.target,
            "unit": self.unit,
            "protocol": self.protocol,
            "settings": dict(self.settings),
            **_summarised(self.wells, kind, self.seed),
            "baselines": {
                name: _summarised(found, kind, self.seed) | {"paired_pinball": _paired(found, kind, self.seed)}
                for name, found in self.baselines.items()
            },
            "scenarios": {name: _summarised(found, kind, self.seed) for name, found in self.scenarios.items()},
            "zones": _zones(self.wells, kind),
            "bad_hole": _by_hole(self.wells, kind),
            "predicted_from": _by_flag(self.wells, kind),
            "reliability": reliability(self.wells),
            "excluded": dict(self.excluded),
            "excluded_wells": dict(self.excluded_wells),
            "no_rock": self.no_rock,
            "fit_seconds": dict(self.fit_seconds),
            "seconds": self.seconds,
        }

    def as_text(self) -> list[str]:
        """The scores as a table of lines."""
        return score_lines(self.as_json(), OURS)


def _scored(wells: Sequence[Blind], kind: LogKind, pick: Sequence[Bools] | None = None) -> dict[str, Any]:
    """Scores of the rows of several wells, or of those picked in each."""
    shown = wells if pick is None else [w.at(p) for w, p in zip(wells, pick, strict=True)]

    def joined(name: str) -> Any:  # an array, or None where the method gives none
        parts = [getattr(w, name) for w in shown]
        return None if any(part is None for part in parts) else np.concatenate(parts, axis=-1)

    truth = sum(w.truth for w in wells) if pick is None else None
    return score(joined("measured"), joined("q"), joined("nll"), joined("crps"), truth, kind)


def _summarised(wells: Sequence[Blind], kind: LogKind, seed: int) -> dict[str, Any]:
    """Pooled and per-well scores, and those of all samples of rock."""
    each = [_scored([w], kind) for w in wells]
    found = summary(_scored(wells, kind), each, [w.well for w in wells], seed)
    return found | {"rock": _scored_where(wells, kind, [w.rock for w in wells])}


def _scored_where(wells: Sequence[Blind], kind: LogKind, picks: Sequence[Bools]) -> dict[str, Any]:
    """Scores of the rows that are picked in several wells; {} where none is."""
    return _scored(wells, kind, picks) if any(pick.any() for pick in picks) else {}


def _zones(wells: Sequence[Blind], kind: LogKind) -> list[dict[str, Any]]:
    """Scores by depth zone."""
    depths = np.concatenate([w.depth_m for w in wells])
    first = math.floor(float(depths.min(initial=0.0)) / ZONE) * ZONE  # heights above sea level are negative
    found = []
    for top in np.arange(first, float(depths.max(initial=0.0)) + ZONE, ZONE):
        picks = [(w.depth_m >= top) & (w.depth_m < top + ZONE) for w in wells]
        if scores := _scored_where(wells, kind, picks):
            found.append({"zone": f"{top:.0f}-{top + ZONE:.0f}", **scores})
    return found


def _by_hole(wells: Sequence[Blind], kind: LogKind) -> dict[str, Any]:
    """Scores in good and in bad hole, without what is known to be no reading of rock: a cased hole is neither."""
    found = {}
    for name, flag in (("good_hole", False), ("bad_hole", True)):
        if scores := _scored_where(wells, kind, [(w.bad_hole == flag) & ~w.no_rock for w in wells]):
            found[name] = scores
    return found


def _by_flag(wells: Sequence[Blind], kind: LogKind) -> dict[str, Any]:
    """Scores by what the samples were predicted from, as the flag curve tells a user."""
    found = {}
    for name, flag in _FLAGS:
        if scores := _scored_where(wells, kind, [w.flag == flag for w in wells]):
            found[name] = {"flag": flag, **scores}
    return found


def _paired(rival: Sequence[Blind], kind: LogKind, seed: int) -> dict[str, Any]:
    """Pinball of ours against that of another predictor at the same samples, well by well; see `scores.paired`."""
    both = [(replace(w, q=w.beside), w) for w in rival if w.beside is not None and len(w.measured)]
    losses = [[in_decades(_scored([w], kind))["pinball"] for w in pair] for pair in both]
    ours, theirs = np.array(losses).reshape(-1, 2).T
    return {"unit": error_unit(kind, kind.unit), **paired(ours, theirs, seed)}


def reliability(wells: Sequence[Blind]) -> dict[str, list[float]]:
    """Share of measured values below the value of each level."""
    y = np.concatenate([w.measured for w in wells])
    q = np.concatenate([w.q for w in wells], axis=1)
    return {"level": [float(v) for v in LEVELS], "observed": [float(np.mean(y <= v)) for v in q]}
