"""A prediction as curves of a LAS file: names, units, decimals, the spliced log and its flag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.errors import UsageError
from welllog_mdn.flags import MEASURED, NOT_PREDICTED, REPLACED
from welllog_mdn.levels import P10_TO_P90
from welllog_mdn.logs.kinds import LogKind, from_canonical, to_canonical, unit_factor, unit_names
from welllog_mdn.wells.splice import NewCurve, is_mnemonic
from welllog_mdn.wells.trusted import BAD_HOLE, CYCLE_SKIP, NULL_LIKE, OTHER_UNIT, OUTSIDE, SPIKE, TrustedLogs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from welllog_mdn.field.options import Writing
    from welllog_mdn.model.prediction import Prediction

_FLAG_TEXT = "1 measured, 2 replaced, 3 predicted, 4 outside training range, 5 not predicted, 6 few inputs"


@dataclass(frozen=True)
class TargetName:
    """A target as the user typed it, and the log kind it means."""

    typed: str
    kind: LogKind

    @property
    def curve(self) -> str:
        """The stem of the new curves' mnemonics."""
        return curve_name(self.typed)


def curve_name(typed: str) -> str:
    """Return the stem of the mnemonics of a target's new curves, of its name as typed."""
    return typed.strip().upper()


@dataclass(frozen=True)
class TargetCurves:
    """What one target adds to a well: curves in file units, the flag (n,), and where the completed log is kept as
    measured (n,), also where nothing could be predicted beside it.

    `band` is P10, P50 and P90 (3, n) of the prediction in the canonical unit: to solve for them takes long, and records
    want them, too.
    """

    curves: tuple[NewCurve, ...]
    flag: NDArray[np.int64]
    kept: Bools
    unit: str
    band: Floats


def check_name(typed: str) -> None:
    """Raise UsageError where `typed` cannot be part of a mnemonic and of a file's name."""
    if not isinstance(typed, str):
        raise UsageError(f"target must be the name of a log, however: {typed}")
    name = typed.strip()
    if len(name) > 40 or not is_mnemonic(name) or re.search(r"[~#'/\\]", name):
        letters = "no blank, dot, colon, slash, quote, comma, ~ or # in it"
        cause = f"the name of a new curve has 1 to 40 characters and {letters}"
        raise UsageError(f"--target {typed}: {cause}")


def check_unit(kind: LogKind, unit: str) -> None:
    """Raise UsageError where the kind has no unit of that spelling."""
    if unit_factor(kind, unit) is None:
        known = ", ".join(unit_names(kind, linear=True))
        hint = f"known are {known}" if known else "it is written without one"
        raise UsageError(f"--target-unit {unit}: no unit of {kind.name}", hint=hint)


def output_unit(logs: TrustedLogs, kind: LogKind, wanted: str | None) -> str:
    """Return the unit of the new curves: as wanted, else that in which the target was read, or as the file labels it
    where it was in none, else the canonical.

    Raises UsageError where the kind has no unit spelt as `wanted`.
    """
    if wanted is not None:
        check_unit(kind, wanted)
        return wanted
    chosen, distrust = logs.logs.get(kind.name), logs.distrusted.get(kind.name)
    labels = [c.unit for c in logs.well.curves if c.kind == kind.name]
    units = [chosen.unit] if chosen else [distrust.unit, *labels] if distrust else labels
    return next((unit for unit in units if unit.strip() and unit_factor(kind, unit) is not None), kind.unit)


def completed_log(
    logs: TrustedLogs, prediction: Prediction, p50: Floats, kind: LogKind
) -> tuple[Floats, NDArray[np.int64], Bools]:
    """Return the measured log with P50 where it is missing or cannot be trusted (n,), the flag (n,), and where it is as
    measured (n,): stuck values too, and where nothing is predicted, of which the flag does not tell.

    A measured value gives way where it is null, outside the kind's range, a spike or a cycle skip, in bad hole where
    the target is a pad tool's, and where no curve of the target is believed to be one. Of the flag's values the first
    that applies stands, in the order 5, 2, 1, 4, 6, 3.
    """
    n = len(p50)
    log = logs.logs.get(kind.name)
    measured = log.measured if log else np.full(n, np.nan)
    flags = log.flags if log else np.zeros(n, dtype=np.uint16)
    reasons = OUTSIDE | OTHER_UNIT | SPIKE | CYCLE_SKIP | (BAD_HOLE if kind.pad_tool else 0)
    null = ~np.isfinite(measured) | ((flags & NULL_LIKE) != 0)
    doubted = ~null & ((flags & reasons) != 0)
    usable = ~null & ~doubted
    doubted |= logs.set_aside.get(kind.name, False)
    flag = np.select([~prediction.predicted, doubted, usable], [NOT_PREDICTED, REPLACED, MEASURED], prediction.basis)
    return np.where(usable, measured, p50), flag, usable


def decimals_for(kind: LogKind, unit: str) -> int:
    """Return the decimals that write the kind in `unit` to a few millionths of its range.

    0.0001 for us/ft; for a log of many decades, to a thousandth of its least value.
    """
    low, high = (float(v) for v in from_canonical(np.array([kind.low, kind.high]), kind, unit))
    span = abs(high - low) if not kind.log10 else 1000.0 * max(min(abs(low), abs(high)), 1e-6)
    return int(np.clip(6 - np.floor(np.log10(max(span, 1e-6))), 2, 9))


def _decimals_of(values: Floats, least: int) -> int:
    """Return the decimals, `least` and up to three more, that give each value back to a millionth of it."""
    seen = values[np.isfinite(values)]
    off = (np.abs(np.round(seen, more) - seen) > 1e-6 * np.abs(seen) for more in range(least, least + 3))
    return least + next((more for more, far in enumerate(off) if not far.any()), 3)


def cumulative(level: int, convention: str) -> float:
    """Return the cumulative probability that the name of a quantile curve stands for.

    >>> cumulative(10, "percentile"), cumulative(10, "exceedance")
    (0.1, 0.9)
    """
    return (100 - level) / 100 if convention == "exceedance" else level / 100


def _quantile_text(name: str, level: int, convention: str) -> str:
    """Return the description of a quantile curve; it says which convention the file follows."""
    side = "above" if convention == "exceedance" else "below"
    share = cumulative(level, convention)
    value = "median" if level == 50 else "low value" if share < 0.5 else "high value"
    return f"{name} P{level:02d}, {level} % of outcomes lie {side} ({value}, {convention} convention)"


def _scaled(widths: Floats, kind: LogKind, unit: str) -> Floats:
    """Return standard deviations in `unit`: the scale of the unit acts, its offset does not."""
    factor = unit_factor(kind, unit)
    return widths / abs(factor[0] if factor else 1.0)


def target_curves(
    logs: TrustedLogs, prediction: Prediction, target: TargetName, writing: Writing, unit: str, seed: int
) -> TargetCurves:
    """Return the new curves of one target, in `unit`, rounded so that quantiles never cross."""
    kind, convention = target.kind, writing.convention
    shares = np.array([cumulative(level, convention) for level in writing.levels])
    values = prediction.quantile(shares)
    places = [np.flatnonzero(shares == share) for share in P10_TO_P90]
    band = values[np.ravel(places)] if all(map(len, places)) else prediction.quantile(P10_TO_P90)
    digits = decimals_for(kind, unit)
    p50 = np.round(from_canonical(values[writing.levels.index(50)], kind, unit), digits)  # as its curve is written
    synthetic, flag, kept = completed_log(logs, prediction, to_canonical(p50, kind, unit), kind)

    def curve(suffix: str, canonical: Floats, text: str) -> NewCurve:
        return NewCurve(f"{target.curve}_{suffix}", unit, text, from_canonical(canonical, kind, unit), digits)

    quantiles = [
        curve(f"P{level:02d}", values[i], _quantile_text(kind.name, level, convention))
        for i, level in enumerate(writing.levels)
    ]
    text = f"{kind.name} as measured, P50 where missing or not to be trusted"
    shown = from_canonical(synthetic, kind, unit)
    splice = NewCurve(f"{target.curve}_SYN", unit, text, shown, _decimals_of(shown, digits))
    flagged = NewCurve(f"{target.curve}_FLAG", "", f"{kind.name} {_FLAG_TEXT}", flag.astype(np.float64), 0)
    more = _extra_curves(prediction, target, writing, unit, seed, digits)
    return TargetCurves((*quantiles, splice, flagged, *more), flag, kept, unit, band)


def _extra_curves(
    prediction: Prediction, target: TargetName, writing: Writing, unit: str, seed: int, digits: int
) -> Iterator[NewCurve]:
    """Yield the curves that --extra asks for."""
    kind, stem = target.kind, target.curve
    moment = ", ruled by its upper tail: prefer P50" if kind.log10 else ""  # also where the band is narrow

    def value(suffix: str, canonical: Floats, text: str) -> NewCurve:
        return NewCurve(f"{stem}_{suffix}", unit, f"{kind.name} {text}", from_canonical(canonical, kind, unit), digits)

    def width(suffix: str, canonical: Floats, text: str) -> NewCurve:
        return NewCurve(f"{stem}_{suffix}", unit, f"{kind.name} {text}", _scaled(canonical, kind, unit), digits)

    if "mean" in writing.extra:
        yield value("MEAN", prediction.mean, f"mean of the predictive distribution{moment}")
    if "sd" in writing.extra:
        yield width("SD", prediction.sd, f"standard deviation of the predictive distribution{moment}")
    if "noise" in writing.extra:
        yield width(
            "NOISE", prediction.noise_sd, f"standard deviation within members, apart from their disagreement{moment}"
        )
    if "modes" in writing.extra:
        modes, weights = prediction.modes()
        for i, rank in enumerate(("first", "second")):
            yield value(f"MODE{i + 1}", modes[:, i], f"{rank} mode of the probability density")
            yield NewCurve(f"{stem}_MODE{i + 1}_W", "v/v", f"{kind.name} weight of the {rank} mode", weights[:, i], 3)
    if writing.realisations:
        drawn = prediction.realisations(writing.realisations, seed)
        for i, one in enumerate(drawn):
            yield value(f"R{i + 1}", one, f"realisation {i + 1}, coherent over depth, not a best estimate")


def new_mnemonics(target: TargetName, writing: Writing) -> list[str]:
    """Return the mnemonics of the curves that a target will add, known before anything is predicted."""
    extras = {"mean": ["MEAN"], "sd": ["SD"], "noise": ["NOISE"]}
    extras["modes"] = ["MODE1", "MODE1_W", "MODE2", "MODE2_W"]
    suffixes = [f"P{level:02d}" for level in writing.levels] + ["SYN", "FLAG"]
    suffixes += [suffix for name in writing.extra for suffix in extras[name]]
    suffixes += [f"R{i + 1}" for i in range(writing.realisations)]
    return [f"{target.curve}_{suffix}" for suffix in suffixes]
