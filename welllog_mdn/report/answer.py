"""Can this log be used? The sentences of page one that support the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.flags import NOT_PREDICTED, REPLACED
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.misfit import Misfit, Shift
from welllog_mdn.model.prediction import STRETCH
from welllog_mdn.model.training_range import beyond_depths, beyond_input
from welllog_mdn.model.verdict import share_without
from welllog_mdn.report.agreement import error_text, unseen_scores
from welllog_mdn.report.appraisal import Appraisal
from welllog_mdn.report.view import WellView
from welllog_mdn.scores import to_scale
from welllog_mdn.wells.steps import gaps
from welllog_mdn.words import counted, depth_range, percent, rounded_depth

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel


def answer(view: WellView, model: LogModel, found: Appraisal, own_trained: bool) -> list[str]:
    """Return the sentences that support the verdict."""
    pooled, _ = unseen_scores(view.target, model)
    sentences = [_where(view, found.band), *_on_unseen_wells(view, model, pooled)]
    sentences += _on_own_values(view, found, own_trained)
    readings = _on_readings(view, found.refilled)
    error = [*_on_misfit(view, found.misfit), *_on_shift(view, found.shift)]
    sentences += [*readings, *error] if found.refilled["rows"] else [*error, *readings]  # behind the error it is of
    far = beyond_depths(view.depth * view.metre, model.plan_, model.ranges_)
    return sentences + _care(view, found.usual, far, with_logs_outside(view, model))


def _on_unseen_wells(view: WellView, model: LogModel, pooled: Mapping[str, Any]) -> list[str]:
    """Return how wells were predicted that the networks had not seen, and what of it does not go for this well."""
    cover, worst = pooled.get("cover"), pooled.get("cover_worst_well")
    if not model.checked_on_other_wells_ or cover is None:
        unknown = "No other well checked the band: how far it can be trusted here is not known."
        return [
            unknown,
            *(_without_logs(view, model, f"unseen blocks of {taught(model)}") if cover is not None else []),
        ]
    more = f"; worst well {percent(worst)}" if worst is not None else ""
    missed = f"{error_text(pooled['rmse'])} {view.target.error_unit} (root mean square)"
    held = f"P10 to P90 held {percent(cover)} of the values (80 % wanted{more})"
    found = f"On wells that their networks never saw, P50 missed the measured value by {missed}, and {held}."
    return [found, *_without_logs(view, model)]


def taught(model: LogModel) -> str:
    """Return the well or wells that the networks learnt from, in words."""
    return "the training wells" if len(model.training_wells_) > 1 else "the training well"


def _without_logs(view: WellView, model: LogModel, blocks: str = "") -> list[str]:
    """Return what of the error on unseen wells, or `blocks` of them, does not go for this well."""
    said = _without_leader(view, model, blocks)
    return [*said, *_without_relatives(view, model.relatives if said else (), blocks)]


def _on_own_values(view: WellView, found: Appraisal, own_trained: bool) -> list[str]:
    """Return how the well's own measured values were met by what had not seen them."""
    own = found.own
    if not (own["rows"] and found.unseen):
        return ["The well's own measured samples were part of the training."] if own_trained else []
    values, held = counted(own["rows"], "measured value"), percent(own["cover"])
    missed = f"{error_text(own['rmse'])} {view.target.error_unit}"
    if not own_trained:
        met = f"P50 missed {values}, unseen in training, by {missed}, and the band held {held} of them"
        return [f"In this well, {met}."]
    return [
        f"This well trained the model. Networks that left its {values} out missed them by {missed}, and their band "
        f"held {held}; the curves here lie nearer, since networks that have seen these values take part."
    ]


def _on_readings(view: WellView, near: Mapping[str, Any]) -> list[str]:
    """Say where readings draw the prediction, and how they were filled in from those around where that was tried."""
    drawn = view.by_readings and bool(view.given.any())
    said = ["Near its own readings P50 is drawn to them, and the band is narrower."] * drawn
    if near["rows"]:
        whose = "these" if drawn else "its own"
        said.append(
            f"When {view.length(STRETCH)} stretches of {whose} readings were hidden and filled in, P50 missed them by "
            f"{error_text(near['rmse'])} {view.target.error_unit}, and the band held {percent(near['cover'])}."
        )
    return [" ".join(said)] if said else []


def _on_misfit(view: WellView, found: Misfit | None) -> list[str]:
    """Return where most of the error on the well's own values, which was told just before, lies."""
    if found is None:
        return []
    part = f"Most of that error lies {found.where(view.depth_unit)}, in {percent(found.share)} of the values"
    (here, held), (other, kept) = (
        (error_text(scores["rmse"]), percent(scores["cover"])) for scores in (found.inside, found.elsewhere)
    )
    missed = f"there P50 missed by {here} {view.target.error_unit} and the band held {held}"
    return [f"{part}: {missed}; elsewhere by {other}, and it held {kept}. Is the log right there, and are its inputs?"]


def _on_shift(view: WellView, found: Shift | None) -> list[str]:
    """Return by how much P50 is off throughout the well's own values, of which the error was told just before."""
    if found is None:
        return []
    reads = f"P50 reads {view.target.beside(found.by)} than measured at {percent(found.share)} of the values"
    by = f"by {error_text(abs(found.by))} {view.target.error_unit} on average"
    return [f"Most of that error is a shift: {reads}, {by}. Is it the log, or rock that the training wells lack?"]


def _without_leader(view: WellView, model: LogModel, blocks: str = "") -> list[str]:
    """Return what P50 missed on unseen wells, or `blocks` of them that were not spoken of before, without the log that
    the target follows, if it is missing here, too.
    """
    error = model.scores_.get("rmse_without_leader")
    share = share_without(model.relatives, view.given, view.available)
    if error is None or share < 0.01:
        return []
    names = " or ".join(model.relatives)
    missed = "P50 missed them" if blocks else "it missed"
    return [
        f"Where {blocks or 'they'} had no {names}, as in {percent(share)} of the predicted depths here, {missed} by "
        f"{error_text(view.target.error(error))} {view.target.error_unit}."
    ]


def _without_relatives(view: WellView, told: Sequence[str], blocks: str) -> list[str]:
    """Say which logs of the target's family, which say most about it, served in the training wells, but have no value
    where this well is predicted; but for those that were `told` of apart.

    `blocks` names what was held out where that was not whole wells, else it is "".
    """
    kinds, target = default_table().kinds, view.target.kind
    near = [k for k in view.available if kinds[k].family == target.family and k not in (target.leader, *told)]
    missing = [k for k in near if view.given.any() and not view.available[k][view.given].any()]
    if not missing:
        return []
    names = " and ".join(missing)
    error, whose = (f"The error on {blocks}", "those") if blocks else ("That error", "wells")
    be = "is" if len(missing) == 1 else "are"
    return [f"{error} includes {whose} with {names}. Here {names} {be} missing or set aside, so expect a larger one."]


def _where(view: WellView, band: float | None) -> str:
    """Return in one sentence at how many depths the log is given, between which ones, and how wide its band is there on
    average, `band`.
    """
    n, flags = len(view.flag), view.flag
    measured, given = int(view.kept.sum()), int(view.given.sum())
    depths = view.depth[view.kept | view.given]
    unit = view.depth_unit
    if len(depths) == 0:
        return f"{view.target.name} is given at none of {n:,} depths."
    text = (
        f"{view.target.name} is given at {measured + given:,} of {n:,} depths, "
        f"{depth_range(depths[0], depths[-1], unit)}{_gaps(view, depths[0], depths[-1])}: {measured:,} measured, "
        f"{given:,} predicted"
    )
    replaced = int((flags == REPLACED).sum())
    if replaced:
        text += f" ({replaced:,} of them in place of a bad measured value)"
    if band is not None:
        text += f" with a band of {error_text(band)} {view.target.error_unit} on average"
    return text + "."


def _gaps(view: WellView, top: float, base: float) -> str:
    """Return where the file has no depths between two of them, nothing where it has them all."""
    here = (view.depth >= top) & (view.depth <= base)
    depth = view.depth[here]
    steps = np.diff(depth)
    at = np.flatnonzero(gaps(depth, view.steps[here]))
    if not len(at):
        return ""
    unit, widest = view.depth_unit, at[np.argmax(steps[at])]
    several = f"{len(at):,} gaps, {rounded_depth(float(steps[at].sum()))} {unit} in all, the widest"
    ends = depth_range(depth[widest], depth[widest + 1], unit)
    return f" but for {several if len(at) > 1 else 'a gap'} from {ends}"


def with_logs_outside(view: WellView, model: LogModel) -> Bools:
    """Return where an input other than depth is outside the training range (n,); not a hole of a size that training
    does not know, since the model does without it.
    """
    outside = np.zeros(len(view.depth), bool)
    for name in set(model.inputs_) & set(view.logs) - set(model.plan_.hole):
        log = view.logs[name]
        outside |= beyond_input(to_scale(log.trusted, log.kind), model.ranges_[name], log.kind.log10)
    return outside


def _care(view: WellView, usual: float, far: Bools, others: Bools) -> list[str]:
    """Return in words how much of the prediction is to be taken with care; `usual` is how far the log varies, and `far`
    (n,) where depth itself is outside the training range, `others` where another input is.
    """
    sentences = []
    if (blunt := says_nothing(view, usual)).any():
        what = f"as wide as {view.target.name} itself varies in the training wells, so it says nothing there"
        sentences.append(f"Care: {_at(blunt, _of_them(view, blunt))} the band is {what}.")
    outside = view.predicted & view.outside
    what = f"{_beyond(outside, far, others)}: the band may be too narrow there"
    for here, words in (
        (outside, what),
        (view.predicted & view.few, "half of the logging tools or fewer have a value"),
        (view.hand_drawn, "an input is drawn by hand, interpolated or through casing"),
        (view.masked_by_hole, "readings of pad tools in bad hole are not used"),
        (view.basis == NOT_PREDICTED, "there is no input, so nothing is predicted"),
    ):
        if here.any():
            sentences.append(f"Care: {_at(here, _of_them(view, here))} {words}{_widths(view, here)}.")
    if (read := view.read_untested).any() and not view.hole_tested.any():
        why = "there is no caliper to be used and no density correction"
        sentences.append(f"Care: {_at(read)} pad tools were read, but bad hole is not tested: {why}.")
    if (kept := view.kept_in_doubt).any():
        what = f"{view.target.name} as measured is stuck, drawn by hand or through casing"
        sentences.append(f"Care: {_at(kept)} {what}; it is kept, but compared with nothing.")
    return sentences


def _beyond(outside: Bools, far: Bools, others: Bools) -> str:
    """Return what lies `outside` (n,) of the training range: depth where it is `far`, a log where `others` are."""
    deep, where = int((outside & far).sum()), "outside the training range"
    if 0 < deep < outside.sum():
        return f"an input lies {where} (at {deep:,} it is depth)"
    what = "an input" if not deep else "depth or another input" if (outside & others).any() else "depth"
    return f"{what} lies {where}"


def _at(here: Bools, more: str = "") -> str:
    """Return at how many of the depths (n,) something is so, and what `more` is said of them."""
    count = int(here.sum())
    return f"at {counted(count, 'depth')} ({percent(count / len(here))}{more})"


def _of_them(view: WellView, here: Bools) -> str:
    """Return how many of the depths `here` (n,) are predicted ones where the well has measured ones too, nothing where
    none can be predicted.
    """
    if not view.kept.any() or not (here & view.predicted).any():
        return ""
    count, given = int(here.sum()), int((here & view.given).sum())
    if count == 1:
        return f", {'predicted' if given else 'measured'}"
    return f", {'all' if given == count else f'{given:,}' if given else 'none'} predicted"


def says_nothing(view: WellView, usual: float) -> Bools:
    """Return where the band is as wide as the log varies, `usual`, or wider (n,); nowhere where it does not vary."""
    return view.predicted & (view.width >= usual) if usual else np.zeros(len(view.depth), bool)


TOLD_WIDTH = 1.1
"""How many times as wide as elsewhere, or as narrow, the mean band is before it is said."""
LEAST_GIVEN = 0.5
"""Share of the depths spoken of at which the log must be given, that a mean over these may stand for them."""
LEAST_OTHERS = 0.1
"""Share of the depths that must not be spoken of, that there is something to compare with."""


def _widths(view: WellView, here: Bools) -> str:
    """Return the mean width of the band `here` (n,) and elsewhere, nothing where they hardly differ. Where readings
    draw the band it is not drawn beside measured values: then where the log is given, and nothing where that is a
    small part of the depths spoken of.
    """
    drawn = view.by_readings and bool(view.given.any())
    given = view.given if drawn else view.predicted
    if any((some & given).sum() < LEAST_GIVEN * (some & view.predicted).sum() for some in (here, ~here)):
        return ""
    if (~here & given).sum() < LEAST_OTHERS * given.sum():  # nearly all is as it is here: little to compare with
        return ""
    mean, elsewhere = finite_mean(view.width[here & given]), finite_mean(view.width[~here & given])
    if not max(mean, elsewhere) >= TOLD_WIDTH * min(mean, elsewhere) > 0:
        return ""
    texts = [error_text(value, min(mean, elsewhere)) for value in (mean, elsewhere)]
    return f" (mean band width {texts[0]} {view.target.error_unit}, elsewhere {texts[1]})"


def finite_mean(values: Floats) -> float:
    """Return the mean of the finite values, NaN without any."""
    good = values[np.isfinite(values)]
    return float(np.mean(good)) if len(good) else float("nan")
