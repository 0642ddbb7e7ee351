"""Scales: on which ends a log is drawn, so that a reader can divide them and nothing much lies beyond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from welllog_mdn.arrays import Floats
from welllog_mdn.logs.kinds import LogKind, same_unit
from welllog_mdn.report.predicted_log import LogCurve, Target
from welllog_mdn.words import number


@dataclass(frozen=True)
class Scale:
    """Left and right end of a track; `log` divides it in decades."""

    left: float
    right: float
    log: bool = False

    @property
    def ends(self) -> tuple[str, str]:
        """Left and right end as they are printed."""
        return number(self.left), number(self.right)

    def share(self, values: Floats) -> Floats:
        """Return 0 at the left end, 1 at the right one; beyond that range off the scale."""
        if self.log:
            with np.errstate(invalid="ignore", divide="ignore"):
                found = np.log10(values / self.left) / np.log10(self.right / self.left)
            return np.where(
                values > 0, found, np.where(np.isnan(values), np.nan, -9.0 if self.left < self.right else 9.0)
            )
        return (values - self.left) / (self.right - self.left)


def round_up(value: float, multiples: Sequence[float] = (1.0, 2.0, 5.0)) -> float:
    """Return the smallest of some multiples, the first of them 1, of powers of ten that is not below `value`, but for
    0.1 %.

    >>> round_up(0.23), round_up(17.0), round_up(5.1, (1.0, 6.0))
    (0.5, 20.0, 6.0)
    """
    power = 10.0 ** np.floor(np.log10(max(value, 1e-12)))
    return float(f"{next(m * power for m in (*multiples, 10.0) if m * power >= value * 0.999):.6g}")


def target_scale(target: Target, shown: Sequence[Floats]) -> Scale:
    """Return a scale for printed values: the usual one, a wide one where rock needs it, else one that fits."""
    kind, unit = target.kind, target.unit
    values = np.concatenate(shown)
    values = values[np.isfinite(values)]
    usual = _slid(kind, target.canonical(values))
    offered = [target.shown(ends) for ends in (usual, kind.plot_wide, kind.plot_widest) if ends is not None]
    if kind.unit_metric is not None and same_unit(kind, unit, kind.unit_metric):
        offered = [np.asarray(kind.plot_metric), *offered[1:]]
    for left, right in offered:
        scale = Scale(float(left), float(right), kind.log10)
        if _off(scale, values) <= FEW_OFF:
            return rounded_scale(scale)
    return rounded_scale(_fitted(values, offered[0], kind.log10))


FEW_OFF = 0.02
"""Share of the target beyond a scale up to which that serves."""
MOST_OFF = 0.2
"""The same of a measured log, of which more may lie beyond, as arrows tell."""


def _off(scale: Scale, values: Floats) -> float:
    """Return the share of the finite values (n,), in the unit of a scale, that lie beyond it; 0 without any."""
    share = scale.share(values[np.isfinite(values)])
    return float(np.mean((share < 0) | (share > 1))) if len(share) else 0.0


FLOATING = "SP"
"""The log without a zero of its own: what is read are its deflections, so its scale may be slid."""


def _slid(kind: LogKind, values: Floats) -> tuple[float, float]:
    """Return the ends of a kind's usual scale; where values lie beyond it that it could hold, a floating log's is slid
    to them.
    """
    left, right = kind.plot
    values = values[np.isfinite(values)]
    if kind.name != FLOATING or not len(values):
        return left, right
    low, high = (float(v) for v in np.percentile(values, [1.0, 99.0]))
    return (left, right) if left <= low and high <= right else _slid_to(0.5 * (low + high), kind.plot)


def _slid_to(middle: float, ends: tuple[float, float]) -> tuple[float, float]:
    """Return the ends of a scale slid to a middle by whole divisions, of which it has ten; one of a log without
    negative values goes down to zero at the most.
    """
    left, right = ends
    division = (right - left) / 10.0
    shift = division * round((middle - 0.5 * (left + right)) / division)
    shift = max(shift, -min(ends)) if min(ends) >= 0 else shift
    return left + shift, right + shift


def _fitted(values: Floats, usual: Floats, log: bool) -> Scale:
    """Return a scale from the 1st to the 99th percentile of finite values (n,), of a `log` one by whole decades, with
    its ends on the sides of the `usual` ones (2,); at neither end does it cut off more than these do.
    """
    low, high = (float(v) for v in np.percentile(values, [1.0, 99.0]))
    least, most = sorted(float(end) for end in usual)
    # the reservoir may be no hundredth of a shaly well, and lies on one side
    low, high = min(low, max(least, float(values.min()))), max(high, min(most, float(values.max())))
    if log:
        low, high = whole_decades(low, high)
    return Scale(high, low, log) if usual[0] > usual[1] else Scale(low, high, log)


def whole_decades(low: float, high: float) -> tuple[float, float]:
    """Return the ends of the decades that values lie in; no log that is read in decades reaches down to 1e-6.

    >>> whole_decades(0.3, 40.0), whole_decades(1.0, 100.0), whole_decades(1.0, 1.0)
    ((0.1, 100.0), (1.0, 100.0), (1.0, 10.0))
    """
    first, last = np.floor(np.log10(max(low, 1e-6))), np.ceil(np.log10(max(high, 1e-5)))
    return float(10.0**first), float(10.0 ** max(last, first + 1.0))


def rounded_scale(scale: Scale) -> Scale:
    """Return the scale with ends that a reader can divide: as they are if they have three digits, else round ones."""
    ends = np.array([float(f"{scale.left:.3g}"), float(f"{scale.right:.3g}")])
    if scale.log or np.allclose(ends, (scale.left, scale.right), rtol=1e-9):
        return Scale(float(ends[0]), float(ends[1]), scale.log)
    low, high = sorted((scale.left, scale.right))
    step = round_up(max(high - low, 1e-9) / 12.0)
    low, high = float(np.floor(low / step + 1e-9) * step), float(np.ceil(high / step - 1e-9) * step)
    low, high = float(f"{low:.6g}"), float(f"{high:.6g}")
    return Scale(high, low) if scale.left > scale.right else Scale(low, high)


def nice_top(values: Floats) -> float:
    """Return a round number above the sizes of nearly all values (n,), in their unit; 1 where none is finite."""
    good = np.abs(values[np.isfinite(values)])
    if len(good) == 0:
        return 1.0
    return round_up(max(float(np.quantile(good, 0.97)), 1e-6), (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0))


def _pair(density: tuple[float, float], neutron: tuple[float, float]) -> Mapping[str, Scale]:
    return MappingProxyType({"RHOB": Scale(*density), "NPHI": Scale(*neutron)})


PAIRS = (
    _pair((1.95, 2.95), (0.45, -0.15)),
    _pair((1.70, 2.70), (0.60, 0.0)),
    _pair((2.20, 3.20), (0.30, -0.30)),
)
"""The usual scales on which density and neutron are read against each other, those for light rock, and those for heavy
rock, as anhydrite and basalt are."""
WIDE_PAIR = _pair((1.45, 2.70), (0.75, 0.0))
"""Those for a neutron of soft shale beside sand: a division is a quarter more than on the others."""
WIDEST_PAIR = _pair((1.20, 3.20), (0.90, -0.30))
"""Those that hold all rock: a division is twice that of the usual ones."""


def paired(shown: Mapping[str, Floats], target: str = "") -> dict[str, Scale]:
    """Return scales of density and neutron that agree, for their values in canonical units: 1.95-2.95 with 0.45 to
    -0.15, or the pair for light or heavy rock, else a wider one. One of them may be the `target`, which is to lie
    within. {} of one log of which no pair shows enough, and of a target that lies beyond all; of two logs that were
    measured it is the widest then, since they share a track.

    All pairs spread 1 g/cm3 over 0.6 v/v with 0 at 2.70, so that the curves overlay in water-filled limestone, and a
    crossover means the same on each.
    """

    def serves(pair: Mapping[str, Scale]) -> bool:
        """Whether a pair shows enough of each log."""
        return all(_off(pair[k], v) <= (FEW_OFF if k == target else MOST_OFF) for k, v in shown.items())

    slid = sorted(PAIRS[1:], key=lambda pair: sum(_off(pair[k], v) for k, v in shown.items()))
    found = next(filter(serves, (PAIRS[0], *slid, WIDE_PAIR)), None)
    beside = len(shown) == len(WIDEST_PAIR) and (not target or _off(WIDEST_PAIR[target], shown[target]) <= FEW_OFF)
    found = WIDEST_PAIR if found is None and beside else found
    return {} if found is None else {kind: found[kind] for kind in shown}


def shared_scale(logs: Sequence[LogCurve]) -> Scale:
    """Return the scale of logs that are read against each other: the usual one, the wide one where that shows more of
    one of them; where much of one would lie beyond it all the same, the widest, one as wide as usual elsewhere, or one
    that fits.
    """
    kind, values = logs[0].kind, np.concatenate([log.trusted for log in logs])
    values = values[np.isfinite(values)]
    wide = kind.plot_wide if any(map(_needs_wide, logs)) else None
    for ends in (wide or _slid(kind, values), kind.plot_widest):
        if ends and all(_off(Scale(*ends, kind.log10), log.trusted) <= MOST_OFF for log in logs):
            return Scale(*ends, kind.log10)
    fitted = _fitted(values, np.asarray(kind.plot), kind.log10)
    slid = Scale(*_slid_to(0.5 * (fitted.left + fitted.right), kind.plot))
    if not kind.log10 and all(_off(slid, log.trusted) <= FEW_OFF for log in logs):
        return slid
    return rounded_scale(fitted)


def _needs_wide(log: LogCurve) -> bool:
    """Return whether the wide scale shows more than a twentieth of a log that lies beyond its usual one."""
    if log.kind.plot_wide is None:
        return False
    values = log.trusted[np.isfinite(log.trusted)]
    usual, wide = (Scale(*ends, log.kind.log10).share(values) for ends in (log.kind.plot, log.kind.plot_wide))
    gained = ((usual < 0) | (usual > 1)) & (wide >= 0) & (wide <= 1)
    return len(gained) > 0 and float(np.mean(gained)) > 0.05
