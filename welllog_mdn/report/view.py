"""What a report shows of one well, gathered once: sorted by depth, in the units that are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.errors import OutputError
from welllog_mdn.flags import basis_of, is_given
from welllog_mdn.levels import P10, P10_TO_P90, P50, P90
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.rock import rock_values
from welllog_mdn.report.predicted_log import LogCurve, PredictedLog, Target
from welllog_mdn.report.scales import WIDEST_PAIR, Scale, paired, rounded_scale, target_scale
from welllog_mdn.wells.steps import gaps, larger, local_steps
from welllog_mdn.wells.well import METRES
from welllog_mdn.words import depth_text

if TYPE_CHECKING:
    from welllog_mdn.model.prediction import Prediction
    from welllog_mdn.wells.trusted import TrustedLog


DRAWN_LEVELS = (P10, 0.25, P50, 0.75, P90)
STEP = 0.1524
"""Metres between two samples as logs are mostly recorded, for a log with one depth."""


class Drawn(Protocol):
    """What tracks draw of a well and its target: samples (n,) sorted by depth, as `WellView` has them."""

    @property
    def depth(self) -> Floats:
        """Depths in `depth_unit`."""

    @property
    def depth_unit(self) -> str:
        """Their unit."""

    @property
    def steps(self) -> Floats:
        """What counts as one step at each sample."""

    @property
    def target(self) -> Target:
        """The target, and how its values are printed."""

    @property
    def measured(self) -> Floats:
        """Measured values that are believed."""

    @property
    def as_measured(self) -> Floats:
        """Those, and those that are set aside."""

    @property
    def quantiles(self) -> Mapping[float, Floats]:
        """The predicted value at each level."""

    @property
    def modes(self) -> Floats:
        """Both modes (n, 2), NaN without a second one."""

    @property
    def mode_weights(self) -> Floats:
        """Their weights (n, 2)."""

    @property
    def flag(self) -> NDArray[np.int64]:
        """Values of the flag curve."""


@dataclass(frozen=True)
class WellView:
    """A well, its logs and the prediction of one target, sorted by depth; target values in their printed unit.

    Parameters
    ----------
    depth, depth_unit : (n,) in the file's unit. order : (n,) row in the file of each sample.
    target, logs : the predicted log; all logs of the well by kind, that of the target too.
    measured : (n,) what can be compared with a prediction: NaN where quality control set a sample aside or found no
        rock.
    quantiles : level -> (n,). width : (n,) of P10 to P90, in decades of a log on a decade scale. within : (n,) the part
        of it within members.
    modes, mode_weights : (n, 2), the lower mode first; the second is NaN where the density has one only.
    flag : (n,) values of the flag curve.
    kept : (n,) where the completed log holds a measured value, also where nothing could be predicted beside it.
    predicted, outside, few : (n,) where there is a prediction; where inputs lie outside the training range; where most
        of them are missing.
    hand_drawn : (n,) where an input is drawn by hand, interpolated or through casing.
    bad_hole, hole_tested : (n,) where the hole is bad; where a caliper or the density correction tells whether it is.
    available : for each input where it has a value (n,).
    blind : level -> (n,) of members that never saw the measured value.
    by_readings : whether the well's readings draw P50 anywhere.
    read : kinds of the logs that the prediction rests on.
    """

    depth: Floats
    depth_unit: str
    target: Target
    logs: Mapping[str, LogCurve]
    measured: Floats
    quantiles: Mapping[float, Floats]
    width: Floats
    within: Floats
    modes: Floats
    mode_weights: Floats
    flag: NDArray[np.int64]
    kept: Bools
    predicted: Bools
    outside: Bools
    few: Bools
    hand_drawn: Bools
    bad_hole: Bools
    hole_tested: Bools
    available: Mapping[str, Bools]
    blind: Mapping[float, Floats]
    order: NDArray[np.int64] = field(repr=False)
    by_readings: bool = False
    read: tuple[str, ...] = ()

    @property
    def metre(self) -> float:
        """Length of the depth unit in metres."""
        return METRES[self.depth_unit]

    def length(self, metres: float) -> str:
        """Return a length in whole units of depth."""
        return f"{metres / self.metre:.0f} {self.depth_unit}"

    @cached_property
    def steps(self) -> Floats:
        """What counts as one step at each sample (n,); half a foot where there is one depth only."""
        return local_steps(self.depth, STEP / self.metre)

    @cached_property
    def track_logs(self) -> dict[str, LogCurve]:
        """The logs that may have tracks, by kind: those with a value, but the target, and each once, also one that
        stands in for another.
        """
        there = {k: log for k, log in self.logs.items() if bool(np.isfinite(log.measured).any())}
        return {k: log for k, log in there.items() if k == log.kind.name != self.target.kind.name}

    @cached_property
    def pair(self) -> dict[str, Scale]:
        """The scales of density and neutron by kind, that of the target in its printed unit; of a target only where its
        partner is drawn and the pair holds it.
        """
        target, name = self.target, self.target.kind.name
        shown = {kind: log.trusted for kind, log in self.track_logs.items() if kind in WIDEST_PAIR}
        if not shown or name not in WIDEST_PAIR:
            return paired(shown)
        own = target.canonical(np.concatenate(self._of_target))
        found = paired({**shown, name: own}, name)
        if not found:
            return paired(shown)
        left, right = target.shown([found[name].left, found[name].right]).tolist()
        return {**found, name: rounded_scale(Scale(left, right))}

    @cached_property
    def scale(self) -> Scale:
        """The scale of the target's track: that of a pair where its partner is drawn, else its own."""
        return self.pair.get(self.target.kind.name) or target_scale(self.target, self._of_target)

    @property
    def _of_target(self) -> list[Floats]:
        """What the scale of the target is to show, in its printed unit."""
        return [self.measured, *(self.quantiles[p] for p in P10_TO_P90)]

    @property
    def span(self) -> tuple[float, float]:
        """First and last depth."""
        return float(self.depth[0]), float(self.depth[-1])

    @property
    def as_measured(self) -> Floats:
        """Measured values (n,), those too that are set aside."""
        own = self.logs.get(self.target.kind.name)
        return self.measured if own is None else self.target.shown(own.measured)

    @property
    def kept_in_doubt(self) -> Bools:
        """Where the completed log keeps a measured value that is set aside (n,): stuck, or no rock."""
        return self.kept & ~np.isfinite(self.measured)

    @property
    def masked_by_hole(self) -> Bools:
        """Where a reading of a pad tool, be it the target or an input, is set aside since the hole is bad (n,)."""
        return self.bad_hole & self._any_of([np.isfinite(log.measured) for log in self._pads])

    @property
    def read_untested(self) -> Bools:
        """Where a reading of such a tool is believed, but nothing tested the hole (n,)."""
        return ~self.hole_tested & self._any_of([np.isfinite(log.trusted) for log in self._pads])

    @property
    def _pads(self) -> list[LogCurve]:
        """The logs of pad tools among the target and the inputs."""
        read = {self.target.kind.name, *self.available, *self.read}
        return [log for name, log in self.logs.items() if log.kind.pad_tool and name in read]

    def _any_of(self, found: Sequence[Bools]) -> Bools:
        """Where one or more are true (n,), nowhere without any."""
        return np.any([np.zeros(len(self.depth), bool), *found], axis=0)

    @property
    def residual(self) -> Floats:
        """Blind P50 minus measured (n,) in the target's `error_unit`, as the bias is taken."""
        return self.target.apart(self.blind[P50], self.measured)

    @property
    def given(self) -> Bools:
        """Where the completed log holds a predicted value (n,), in place of a measured one too."""
        return is_given(self.flag)

    @cached_property
    def predicted_intervals(self) -> list[tuple[float, float]]:
        """Top and base of every interval that was predicted; those nearer than a metre are one."""
        return intervals(self.depth, self.given, steps=self.steps, join=1.0 / self.metre)

    @property
    def basis(self) -> NDArray[np.int64]:
        """What each depth's prediction rests on (n,), in the codes of `style.BASIS_LOOKS`."""
        return basis_of(self.predicted, self.outside, self.few)


def well_view(log: PredictedLog, levels: Sequence[float] = ()) -> WellView:
    """Gather a well's logs and its prediction for print; `levels` are drawn besides the usual ones."""
    logs, prediction, target = log.logs, log.prediction, log.target
    depth = logs.well.depth
    order = np.argsort(depth, kind="stable")
    order = order[np.isfinite(depth[order])]
    wanted = sorted({*DRAWN_LEVELS, *(float(v) for v in levels)})
    rest = [level for level in wanted if level not in P10_TO_P90]  # to solve for those that are known takes long
    known = {**dict(zip(P10_TO_P90, log.band, strict=True)), **dict(zip(rest, prediction.quantile(rest), strict=True))}
    quantiles = {level: target.shown(known[level])[order] for level in wanted}
    width = target.apart(quantiles[P90], quantiles[P10])
    found, found_weights = prediction.modes()
    modes, weights = _by_value(found, found_weights, target)
    return WellView(
        depth=depth[order],
        depth_unit=logs.well.depth_unit,
        target=target,
        logs={name: _log_curve(one, order) for name, one in logs.logs.items()},
        measured=target.shown(rock_values(logs, target.kind)[order]),
        quantiles=quantiles,
        width=width,
        within=width * prediction.noise_share[order],
        modes=modes[order],
        mode_weights=weights[order],
        flag=log.flag[order],
        kept=log.kept[order],
        predicted=prediction.predicted[order],
        outside=prediction.extrapolated[order],
        few=prediction.few_inputs[order],
        hand_drawn=log.hand_drawn[order],
        bad_hole=logs.bad_hole[order],
        hole_tested=logs.hole_tested[order],
        available={k: v[order] for k, v in prediction.available.items()},
        blind=quantiles if log.check is None else _quantiles(log.check, P10_TO_P90, target, order),
        order=order,
        by_readings=log.prediction.conditioned is not None,
        read=log.read,
    )


def _quantiles(
    prediction: Prediction, levels: Sequence[float], target: Target, order: NDArray[np.int64]
) -> dict[float, Floats]:
    found = target.shown(prediction.quantile(list(levels)))[:, order]
    return dict(zip(levels, found, strict=True))


def _by_value(modes: Floats, weights: Floats, target: Target) -> tuple[Floats, Floats]:
    """Return modes (n, 2) in the printed unit with the lower one first, and their weights likewise.

    The heavier of two modes changes from depth to depth; the lower one stays, so that it can be drawn as a line.
    """
    shown = target.shown(modes)
    with np.errstate(invalid="ignore"):
        turn = (shown[:, 0] > shown[:, 1])[:, None]
    return np.where(turn, shown[:, ::-1], shown), np.where(turn, weights[:, ::-1], weights)


def _log_curve(log: TrustedLog, order: NDArray[np.int64]) -> LogCurve:
    kind = default_table().kinds[log.kind]
    return LogCurve(kind, log.mnemonic, kind.unit, log.measured[order], log.values[order])


def require_inside(
    interval: tuple[float, float], span: tuple[float, float], unit: str, file: Path | None = None
) -> None:
    """Raise OutputError where none of the depths to be printed, top and base, lies in the well's, first and last."""
    (top, base), (first, last) = interval, span
    if top > last or base < first:
        hint = f"it runs from {depth_text(first)} to {depth_text(last)} {unit}"
        cause = f"the interval {depth_text(top)} {depth_text(base)} lies outside the well"
        raise OutputError(cause, file=file, hint=hint)


def report_paths(pdf: Path, names: Sequence[str], png: bool) -> list[Path]:
    """Return the files of the report of a well, in which targets go by `names`: the PDF, and pictures if wanted."""
    pictures = [f"{pdf.stem}_{name}.png" for name in names] if len(names) > 1 else [f"{pdf.stem}.png"]
    return [pdf, *(pdf.with_name(picture) for picture in pictures if png)]


def cells(depth: Floats, steps: Floats) -> tuple[Floats, Floats]:
    """Return from where to where each sample (n,) stands for the log: half the way to both neighbours, gaps excluded.

    The first and the last one reach half a step beyond the log, those beside a gap a step into it; so cells never
    overlap, and those of a zone never come to more than its thickness. `steps` (n,) are those of `local_steps`.
    """
    apart = np.diff(depth)
    gap = gaps(depth, steps)
    above, below = (0.5 * np.where(gap, 2.0 * own, apart) for own in (steps[1:], steps[:-1]))
    return depth - np.r_[0.5 * steps[:1], above], depth + np.r_[below, 0.5 * steps[-1:]]


def intervals(depth: Floats, here: Bools, *, steps: Floats, join: float = 0.0) -> list[tuple[float, float]]:
    """Return (top, base) of each run of true samples; runs nearer than `join` are one. `steps` (n,) as for `cells`.

    >>> intervals(np.arange(5.0), np.array([1, 1, 0, 0, 1], bool), steps=np.ones(5))
    [(0.0, 1.0), (4.0, 4.0)]
    """
    at = depth[here]
    if len(at) == 0:
        return []
    breaks = np.flatnonzero(np.diff(at) > np.maximum(join, 1.5 * larger(steps[here])))
    tops, bases = at[np.r_[0, breaks + 1]], at[np.r_[breaks, len(at) - 1]]
    return [(float(t), float(b)) for t, b in zip(tops, bases, strict=True)]
