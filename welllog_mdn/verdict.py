"""How far a predicted log can be used, in one sentence: the rule that page one, the records and the terminal follow.

Shapes: `n` samples of the well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.flags import DOUBTFUL, EXTRAPOLATED, FEW_INPUTS, GIVEN, MEASURED, NOT_PREDICTED, PREDICTED, REPLACED
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.scores import agreement, to_scale
from welllog_mdn.words import brief_percent, percent

if TYPE_CHECKING:
    from welllog_mdn.model import LogModel

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HELD = (0.7, 0.9)
"""Share held between which a band that promised 0.8 is not remarked upon."""
FAILED = 0.6
"""Share held in a well below which its band, which promised 0.8, has failed."""
ODD = 0.35
"""Share held below which the measured values themselves may be another log's, or in another unit."""
COSTLY = 1.25
"""Times the error with the logs that the target follows, from which on it is said that they are missing."""
MOST_REPLACED = 0.25
"""Share of the measured values that may be set aside before it is said."""
HARDLY = 0.1
"""Share of the variance of a well's own values that P50 explains, below which it does hardly better than a constant."""
LEAST_OWN = 30
"""Fewest measured values of a well by which its prediction is judged."""
OFF = 2.0
"""Times the error on unseen wells that P50 misses a well's own values by, before it is said."""
CARE = "Use with care: "
"""What the verdict on a log begins with that is not to be used as it is."""


@dataclass(frozen=True)
class Evidence:
    """What a well itself says of its prediction; None where it says nothing.

    Parameters
    ----------
    cover, r2 : share of the well's own measured values, unseen in training, that the band held, and share of their
        variance that P50 explains. times : error of P50 there, over that on unseen wells. beside : whether these values
        were filled in from the readings beside them, as the prediction is.
    wide : mean width of the band where the log is predicted, over that between P10 and P90 of all that was held out.
    """

    cover: float | None = None
    r2: float | None = None
    times: float | None = None
    beside: bool = False
    wide: float | None = None


def evidence(own: Mapping[str, Any], promised: Mapping[str, Any], beside: bool, wide: float | None) -> Evidence:
    """Return what a well says of its prediction.

    Parameters
    ----------
    own : `rows`, `cover`, `r2` and `rmse` of its measured values, as `scores.agreement` gives them; of fewer than
        `LEAST_OWN` nothing is taken. promised : `rmse` on unseen wells, in the same unit.
    beside, wide : see `Evidence`.
    """
    if (own.get("rows") or 0) < LEAST_OWN:
        return Evidence(wide=wide)
    error, usual = own.get("rmse"), promised.get("rmse")
    times = error / usual if error is not None and usual else None
    return Evidence(own.get("cover"), own.get("r2"), times, beside, wide)


def spread(model: LogModel, kind: LogKind) -> float | None:
    """Return the width between P10 and P90 of all held-out measured values, on the kind's scale; None without any."""
    measured = to_scale(np.asarray(model.heldout_.get("measured", ()), np.float64), kind)
    measured = measured[np.isfinite(measured)]
    return float(np.subtract(*np.quantile(measured, [0.9, 0.1]))) if len(measured) else None


def times_as_wide(width: Floats, given: Bools, usual: float | None) -> float | None:
    """Return the mean width (n,) of the band where the log is predicted (n,), over how far the log varies, `usual`, in
    the same unit; None where either is not known.
    """
    known = width[given & np.isfinite(width)]
    return float(known.mean()) / usual if len(known) and usual else None


def own_check(kind: LogKind, measured: Floats, *blind: Floats) -> dict[str, Any]:
    """Return how the well's measured values (n,) agree with P10, P50 and P90 (n,) of members that never saw them, as
    the kind is judged; see `scores.agreement`.
    """
    return agreement(*(to_scale(v, kind) for v in (measured, *blind)))


def rests_on(predicted: Bools, outside: Bools, few: Bools) -> Ints:
    """Return what each prediction (n,) rests on, in values of the flag curve: an input outside the training range,
    else few inputs, else most inputs within their range; or that there is none.
    """
    kinds = np.select([~predicted, outside, few], [NOT_PREDICTED, EXTRAPOLATED, FEW_INPUTS], PREDICTED)
    return kinds.astype(np.int64)


def is_kept(flag: Ints, trusted: Floats | None) -> Bools:
    """Return where the completed log holds a measured value (n,), also where nothing could be predicted beside it.

    `trusted` are the values (n,) of the log that quality control believes; None where there is no such log.
    """
    known = np.zeros(len(flag), bool) if trusted is None else np.isfinite(trusted)
    return (flag == MEASURED) | ((flag == NOT_PREDICTED) & known)


def doubtful_share(kept: Bools, rock: Floats) -> float:
    """Return the share of the measured values that the completed log keeps (n,) of which no trusted value is of `rock`
    (n,); 0 of none.
    """
    return float(np.isnan(rock)[kept].mean()) if kept.any() else 0.0


def is_given(flag: Ints) -> Bools:
    """Return where the completed log holds a predicted value (n,), in place of a measured one too."""
    return np.isin(flag, GIVEN)


def without_leader(relatives: Sequence[str], given: Bools, available: Mapping[str, Bools]) -> float:
    """Return in which share of the predicted depths none of the logs has a value that the target follows most closely,
    its `relatives`.
    """
    there = [available[name] for name in relatives if name in available]
    if not there or not given.any():
        return 0.0
    return float(np.mean(~np.any(there, axis=0)[given]))


def costs_much(model: LogModel, kind: LogKind) -> bool:
    """Return whether P50 missed held-out values by much more without the logs that the target follows; of a log with
    a leader among its inputs that is known.
    """
    if kind.leader in model.relatives:
        return True
    with_them, without = (model.scores_.get(f"rmse_{word}_leader") for word in ("with", "without"))
    return with_them is not None and without is not None and without > COSTLY * with_them


def knows_more_than_a_constant(model: LogModel, kind: LogKind) -> bool:
    """Return whether P50 was nearer to the held-out measured values, as the kind is judged, than their median is.

    A band can hold what it promised and be as wide as the log itself.
    """
    held = model.heldout_
    if not held or not len(held["measured"]):
        return True
    measured, middle = (to_scale(np.asarray(held[name], np.float64), kind) for name in ("measured", "p50"))
    return bool(np.nanmean(np.abs(middle - measured)) < np.nanmean(np.abs(np.nanmedian(measured) - measured)))


def verdict(
    model: LogModel,
    kind: LogKind,
    name: str,
    flag: Ints,
    trust: Ints,
    available: Mapping[str, Bools],
    here: Evidence,
    in_doubt: float,
    complete: bool,
) -> str:
    """Return how far the log can be used, in one sentence.

    Parameters
    ----------
    name : of the target, as the user calls it.
    flag, trust : (n,) values of the flag curve, and what each prediction `rests_on`.
    available : for each input where it has a value (n,).
    here : what the well itself says.
    in_doubt : share of the measured values which the completed log keeps that are stuck or not of rock.
    complete : whether it has a value at every depth.
    """
    given = is_given(flag)
    count, doubtful = int(given.sum()), int((given & np.isin(trust, DOUBTFUL)).sum())
    cover = (model.scores_.get("pooled") or {}).get("cover")
    wells = [s["cover"] for s in model.scores_.get("wells", []) if s.get("cover") is not None]
    failed = sum(round(c, 2) < FAILED for c in wells)  # as it is printed
    alone = without_leader(model.relatives, given, available)
    if not bool((trust != NOT_PREDICTED).any()):
        return "Nothing could be predicted in this well."
    if not count:
        if complete and here.cover is not None and here.cover < ODD:
            held = f"the band held {percent(here.cover)} of it"
            return f"{CARE}{name} is measured at every depth, but {held}: check it."
        if complete:
            marked = ", doubtful where marked" if in_doubt else ""
            return f"Nothing was missing: {name} is measured at every depth{marked}."
        return f"Nothing was added: where {name} is not measured, it could not be predicted."
    if not model.checked_on_other_wells_:
        return f"{CARE}no other well checked the band."
    own = "this well's own measured values" + " in stretches that were hidden" * here.beside
    held = f"{CARE}the band held only {brief_percent(here.cover or 0.0)} of {own}."
    if here.cover is not None and here.cover < min(HELD[0], cover or 0.0):
        return held
    if cover is not None and cover < HELD[0]:
        return f"{CARE}the band did not hold what it promised on unseen wells."
    if here.cover is not None and here.cover < HELD[0]:
        return held
    if cover is not None and cover > HELD[1]:
        return f"{CARE}the band is too wide: on unseen wells it held {percent(cover)}, where 80 % was promised."
    if not knows_more_than_a_constant(model, kind):
        return f"{CARE}on unseen wells P50 came no nearer to the measured values than a constant, their median."
    if here.wide is not None and here.wide >= 1.0:
        return f"{CARE}where it is predicted the band is as wide as {name} itself varies in the training wells."
    if here.r2 is not None and here.r2 < HARDLY:
        how = "worse" if here.r2 < 0 else "hardly better"
        return f"{CARE}P50 met this well's own measured values {how} than a constant, their mean, would."
    if here.times is not None and here.times > OFF:
        return f"{CARE}P50 missed {own} by {here.times:.1f} times as much as those of unseen wells."
    if alone > 0.5 and costs_much(model, kind):
        share = f"missing or set aside in {percent(alone)} of the predicted depths"
        are = "are" if len(model.relatives) > 1 else "is"
        return f"{CARE}{' and '.join(model.relatives)}, which {name} follows most closely, {are} {share}."
    if failed > 0.25 * len(wells):
        return f"{CARE}in {failed} of {len(wells)} unseen wells the band held under {100 * FAILED:.0f} %."
    if doubtful > 0.5 * count:
        where = f"{doubtful:,} of {count:,} predicted depths"
        return f"{CARE}{where} lie outside the training range or rest on few inputs."
    replaced, kept = int((flag == REPLACED).sum()), int((flag == MEASURED).sum())
    if replaced > MOST_REPLACED * (replaced + kept):
        return f"{CARE}{replaced:,} of {replaced + kept:,} measured values were set aside, and {name} has P50 there."
    if in_doubt > MOST_REPLACED:
        share = f"{percent(in_doubt)} of the measured values"
        return f"{CARE}{share} are stuck, drawn by hand or through casing, and {name} keeps them."
    usable = "Usable with its band, except where marked." if doubtful or in_doubt else "Usable with its band."
    if here.cover is not None and here.cover > HELD[1]:
        usable += f" It held {percent(here.cover)} of {own}: it is wider here than it need be."
    return usable
