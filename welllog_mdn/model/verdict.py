"""How far a predicted log can be used: the rule that page one, the records and the terminal follow, and its sentence.

Shapes: `n` samples of the well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import numpy as np

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.flags import DOUBTFUL, NOT_PREDICTED, REPLACED, is_given
from welllog_mdn.levels import P10, P90
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.scores import to_scale
from welllog_mdn.words import as_printed, brief_percent, percent

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel


FAIR = (0.7, 0.9)
"""Share held between which a band that promised 0.8 is not remarked upon."""
FAILED = 0.6
"""Share held in a well below which its band, which promised 0.8, has failed."""
ODD = 0.35
"""Share held below which the measured values themselves may be another log's, or in another unit."""
COSTLY = 1.25
"""Times the error with the logs that the target follows, from which on it is said that they are missing."""
MOST_REPLACED = 0.25
"""Share of the measured values that may be set aside before it is said; and, of those that are kept, in doubt."""
MOSTLY_ALONE = 0.5
"""Share of the predicted depths that may be without the logs that the target follows before it is said."""
MOST_FAILED = 0.25
"""Share of the unseen wells in which the band may fail before it is said."""
MOST_DOUBTFUL = 0.5
"""Share of the predicted depths that may rest on little, or on an input drawn by hand, before it is said."""
NEARLY_ALL = 0.9
"""Share of the predicted depths at which a band is as wide as the log, from which on that weighs more than what it held
of other wells: it says nothing that can be wrong.
"""
HARDLY = 0.1
"""Share of the variance of a well's own values that P50 explains, below which it does hardly better than a constant."""
LEAST_OWN = 30
"""Fewest measured values of a well by which its prediction is judged."""
OFF = 2.0
"""Times the error on unseen wells that P50 misses a well's own values by, before it is said."""


class Grade(Enum):
    """How far a log can be used, in a word."""

    USABLE = auto()
    CARE = auto()
    IMPOSSIBLE = auto()
    AS_MEASURED = auto()


class Finding(Enum):
    """What may be said of a log, of which grade that is, and in which words; the gaps are for its figures, as they are
    printed.
    """

    IMPOSSIBLE = Grade.IMPOSSIBLE, "Nothing could be predicted in this well."
    ANOTHER_LOG = Grade.CARE, "{name} is measured at every depth, but the band held {share} of it{mostly}: check it."
    COMPLETE = Grade.AS_MEASURED, "Nothing was missing: {name} is measured at every depth{marked}."
    NOTHING_ADDED = Grade.AS_MEASURED, "Nothing was added: where {name} is not measured, it could not be predicted."
    UNCHECKED = Grade.CARE, "no other well checked the band."
    HELD_LITTLE = Grade.CARE, "the band held only {share} of {own}{mostly}."
    HELD_LITTLE_ELSEWHERE = Grade.CARE, "the band did not hold what it promised on unseen wells."
    TOO_WIDE = Grade.CARE, "the band is too wide: on unseen wells it held {share}, where 80 % was promised."
    LIKE_A_CONSTANT = (
        Grade.CARE,
        "on unseen wells P50 came no nearer to the measured values than a constant, their median.",
    )
    AS_WIDE_AS_THE_LOG = (
        Grade.CARE,
        "where it is predicted the band is as wide as {name} itself varies in the training wells.",
    )
    LIKE_THE_MEAN = (
        Grade.CARE,
        "P50 met this well's own measured values {how} than a constant, their mean, would{mostly}.",
    )
    MISSED = Grade.CARE, "P50 missed {own} by {times} times as much as those of unseen wells{mostly}."
    WITHOUT_LEADER = (
        Grade.CARE,
        "{logs}, which {name} follows most closely, {are} missing or set aside in {share} of the predicted depths.",
    )
    FAILED_IN_WELLS = Grade.CARE, "in {failed} of {wells} unseen wells the band held under {share}."
    RESTS_ON_LITTLE = (
        Grade.CARE,
        "{count} of {given} predicted depths lie outside the training range or rest on few inputs.",
    )
    RESTS_ON_DRAWN = (
        Grade.CARE,
        "at {count} of {given} predicted depths an input is drawn by hand, interpolated or through casing.",
    )
    SET_ASIDE = Grade.CARE, "{replaced} of {measured} measured values were set aside, and {name} has P50 there."
    KEPT_IN_DOUBT = (
        Grade.CARE,
        "{share} of the measured values are stuck, drawn by hand or through casing, and {name} keeps them.",
    )
    USABLE = Grade.USABLE, "Usable with its band{marked}.{wider}"

    def __init__(self, grade: Grade, words: str) -> None:
        self.grade = grade
        self.words = words

    @property
    def key(self) -> str:
        """What records call it."""
        return self.name.lower()

    @classmethod
    def of(cls, key: str) -> Finding | None:
        """Return what records call `key`; None where nothing was found, or what this version does not know."""
        return cls.__members__.get(key.upper())


@dataclass(frozen=True)
class Verdict:
    """How far a log can be used.

    Parameters
    ----------
    finding : what weighs most of all that was found. figures : of its gaps, as they are printed.
    """

    finding: Finding
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The verdict as it is printed, and as records hold it."""
        care = "Use with care: " if self.finding.grade is Grade.CARE else ""
        return care + self.finding.words.format(**self.figures)


def held_too_little(share: float) -> bool:
    """Return whether a band that promised 0.8 held less than `FAIR`, as the share is printed."""
    return as_printed(share) < FAIR[0]


def held_too_much(share: float) -> bool:
    """Return whether a band that promised 0.8 held more than `FAIR`, as the share is printed."""
    return as_printed(share) > FAIR[1]


@dataclass(frozen=True)
class Evidence:
    """What a well itself says of its prediction; None where it says nothing.

    Parameters
    ----------
    cover, r2 : share of the well's own measured values, unseen in training, that the band held, and share of their
        variance that P50 explains. times : error of P50 there, over that on unseen wells. beside : whether these values
        were filled in from the readings beside them, as the prediction is.
    wide : mean width of the band where the log is predicted, over that between P10 and P90 of all that was held out.
    mostly : words that say where most of that error lies; none where it is not in one interval.
    blunt : share of the depths where the log is predicted at which the band is that wide, or wider.
    """

    cover: float | None = None
    r2: float | None = None
    times: float | None = None
    beside: bool = False
    wide: float | None = None
    mostly: str = ""
    blunt: float | None = None


def evidence(
    own: Mapping[str, Any],
    promised: Mapping[str, Any],
    beside: bool,
    wide: float | None,
    mostly: str = "",
    blunt: float | None = None,
) -> Evidence:
    """Return what a well says of its prediction.

    Parameters
    ----------
    own : `rows`, `cover`, `r2` and `rmse` of its measured values, as `scores.agreement` gives them; of fewer than
        `LEAST_OWN` nothing is taken. promised : `rmse` on unseen wells, in the same unit.
    beside, wide, mostly, blunt : see `Evidence`.
    """
    if (own.get("rows") or 0) < LEAST_OWN:
        return Evidence(wide=wide, blunt=blunt)
    error, usual = own.get("rmse"), promised.get("rmse")
    times = error / usual if error is not None and usual else None
    return Evidence(own.get("cover"), own.get("r2"), times, beside, wide, mostly, blunt)


def spread(model: LogModel, kind: LogKind) -> float:
    """Return the width between P10 and P90 of all held-out measured values, on the kind's scale."""
    measured = to_scale(np.asarray(model.heldout_["measured"], np.float64), kind)
    return float(np.subtract(*np.quantile(measured, [P90, P10])))


def doubtful_share(kept: Bools, rock: Floats) -> float:
    """Return the share of the measured values `kept` (n,) by the completed log that are no trusted value of rock: where
    `rock` (n,) is NaN; 0 where none is kept.
    """
    return float(np.isnan(rock)[kept].mean()) if kept.any() else 0.0


def share_without(relatives: Sequence[str], given: Bools, available: Mapping[str, Bools]) -> float:
    """Return the share of the predicted depths, `given` (n,), at which none of the `relatives` has a value: the logs
    that the target follows most closely. 0 where the model reads none of them, or nothing is predicted.
    """
    there = [available[name] for name in relatives if name in available]
    if not there or not given.any():
        return 0.0
    return float(np.mean(~np.any(there, axis=0)[given]))


def costs_much(model: LogModel, kind: LogKind) -> bool:
    """Return whether P50 missed held-out values by much more without the logs that the target follows; always so where
    its leader is one of them.
    """
    if kind.leader in model.relatives:
        return True
    with_them, without = (model.scores_.get(f"rmse_{word}_leader") for word in ("with", "without"))
    return with_them is not None and without is not None and without > COSTLY * with_them


def knows_more_than_a_constant(model: LogModel, kind: LogKind) -> bool:
    """Return whether P50 was nearer to the held-out measured values, as the kind is judged, than their median is.

    A band can hold what it promised and be as wide as the log itself.
    """
    measured, middle = (to_scale(np.asarray(model.heldout_[name], np.float64), kind) for name in ("measured", "p50"))
    return bool(np.nanmean(np.abs(middle - measured)) < np.nanmean(np.abs(np.nanmedian(measured) - measured)))


@dataclass(frozen=True)
class CompletedLog:
    """A log that measured and predicted values make up, as it is judged.

    Parameters
    ----------
    model : that predicted it. name : of the target, as the user calls it.
    flag, kept, basis : (n,) values of the flag curve, where it is as measured, and what each prediction rests on, see
        `flags.basis_of`.
    hand_drawn : (n,) where an input that is read is drawn by hand, interpolated or through casing.
    available : for each input where it has a value (n,).
    here : what the well itself says.
    in_doubt : share of the measured values which the completed log keeps that are stuck or not of rock.
    """

    model: LogModel
    kind: LogKind
    name: str
    flag: Ints
    kept: Bools
    basis: Ints
    hand_drawn: Bools
    available: Mapping[str, Bools]
    here: Evidence
    in_doubt: float

    @property
    def given(self) -> Bools:
        """Where it holds a predicted value (n,)."""
        return is_given(self.flag)

    @property
    def complete(self) -> bool:
        """Whether it has a value at every depth."""
        return bool((self.kept | self.given).all())

    @property
    def doubtful(self) -> int:
        """Count of predicted values that rest on less than others."""
        return int((self.given & np.isin(self.basis, DOUBTFUL)).sum())

    @property
    def on_drawn(self) -> int:
        """Count of predicted values at which an input is drawn by hand, interpolated or through casing."""
        return int((self.given & self.hand_drawn).sum())

    @property
    def held(self) -> float | None:
        """Share of the well's own measured values that the band held."""
        return self.here.cover

    @property
    def held_elsewhere(self) -> float | None:
        """Share that the band held on unseen wells, None where there were none: then its scores are of other depths."""
        if not self.model.checked_on_other_wells_:
            return None
        return self.model.scores_["pooled"].get("cover")

    @property
    def own(self) -> str:
        """The well's own measured values in words."""
        return "this well's own measured values" + " in stretches that were hidden" * self.here.beside


def verdict(log: CompletedLog) -> Verdict:
    """Return how far a log can be used: the first that a rule finds, from what weighs most to what weighs least."""
    return next(found for rule in _RULES if (found := rule(log)) is not None)


def _impossible(log: CompletedLog) -> Verdict | None:
    return None if (log.basis != NOT_PREDICTED).any() else Verdict(Finding.IMPOSSIBLE)


def _as_measured(log: CompletedLog) -> Verdict | None:
    """Nothing is predicted in it."""
    if log.given.any():
        return None
    if not log.complete:
        return Verdict(Finding.NOTHING_ADDED, {"name": log.name})
    if log.held is not None and as_printed(log.held) < ODD:
        figures = {"name": log.name, "share": percent(log.held), "mostly": log.here.mostly}
        return Verdict(Finding.ANOTHER_LOG, figures)
    return Verdict(Finding.COMPLETE, {"name": log.name, "marked": ", doubtful where marked" if log.in_doubt else ""})


def _unchecked(log: CompletedLog) -> Verdict | None:
    return None if log.model.checked_on_other_wells_ else Verdict(Finding.UNCHECKED)


def _held_little(log: CompletedLog) -> Verdict | None:
    """The band held too few values here, and fewer than on unseen wells."""
    here, elsewhere = (1.0 if held is None else held for held in (log.held, log.held_elsewhere))
    if not held_too_little(here) or here >= elsewhere:
        return None
    return Verdict(Finding.HELD_LITTLE, {"share": brief_percent(here), "own": log.own, "mostly": log.here.mostly})


def _held_little_elsewhere(log: CompletedLog) -> Verdict | None:
    held = log.held_elsewhere
    return Verdict(Finding.HELD_LITTLE_ELSEWHERE) if held is not None and held_too_little(held) else None


def _too_wide(log: CompletedLog) -> Verdict | None:
    held = log.held_elsewhere
    return Verdict(Finding.TOO_WIDE, {"share": percent(held)}) if held is not None and held_too_much(held) else None


def _like_a_constant(log: CompletedLog) -> Verdict | None:
    unseen = log.model.checked_on_other_wells_
    return Verdict(Finding.LIKE_A_CONSTANT) if unseen and not knows_more_than_a_constant(log.model, log.kind) else None


def _as_wide_nearly_everywhere(log: CompletedLog) -> Verdict | None:
    """A band that says nothing weighs more than what it held elsewhere; one that is as wide on average weighs less."""
    blunt = log.here.blunt is not None and log.here.blunt >= NEARLY_ALL
    return Verdict(Finding.AS_WIDE_AS_THE_LOG, {"name": log.name}) if blunt else None


def _as_wide_as_the_log(log: CompletedLog) -> Verdict | None:
    wide = log.here.wide is not None and log.here.wide >= 1.0
    return Verdict(Finding.AS_WIDE_AS_THE_LOG, {"name": log.name}) if wide else None


def _like_the_mean(log: CompletedLog) -> Verdict | None:
    if log.here.r2 is None or log.here.r2 >= HARDLY:
        return None
    how = "worse" if log.here.r2 < 0 else "hardly better"
    return Verdict(Finding.LIKE_THE_MEAN, {"how": how, "mostly": log.here.mostly})


def _missed(log: CompletedLog) -> Verdict | None:
    times = log.here.times
    if times is None or times <= OFF:
        return None
    return Verdict(Finding.MISSED, {"own": log.own, "times": f"{times:.1f}", "mostly": log.here.mostly})


def _without_leader(log: CompletedLog) -> Verdict | None:
    logs = log.model.relatives
    alone = share_without(logs, log.given, log.available)
    if alone <= MOSTLY_ALONE or not costs_much(log.model, log.kind):
        return None
    are = "are" if len(logs) > 1 else "is"
    figures = {"logs": " and ".join(logs), "name": log.name, "are": are, "share": percent(alone)}
    return Verdict(Finding.WITHOUT_LEADER, figures)


def _failed_in_wells(log: CompletedLog) -> Verdict | None:
    wells = [s["cover"] for s in log.model.scores_.get("wells", []) if s.get("cover") is not None]
    failed = sum(as_printed(cover) < FAILED for cover in wells)
    if failed <= MOST_FAILED * len(wells):
        return None
    return Verdict(Finding.FAILED_IN_WELLS, {"failed": f"{failed}", "wells": f"{len(wells)}", "share": percent(FAILED)})


def _rests_on_little(log: CompletedLog) -> Verdict | None:
    return _of_most(log, Finding.RESTS_ON_LITTLE, log.doubtful)


def _rests_on_drawn(log: CompletedLog) -> Verdict | None:
    return _of_most(log, Finding.RESTS_ON_DRAWN, log.on_drawn)


def _of_most(log: CompletedLog, finding: Finding, count: int) -> Verdict | None:
    """Return what is found where `count` predicted depths are more than `MOST_DOUBTFUL` of them."""
    given = int(log.given.sum())
    figures = {"count": f"{count:,}", "given": f"{given:,}"}
    return Verdict(finding, figures) if count > MOST_DOUBTFUL * given else None


def _set_aside(log: CompletedLog) -> Verdict | None:
    replaced, kept = int((log.flag == REPLACED).sum()), int(log.kept.sum())
    figures = {"replaced": f"{replaced:,}", "measured": f"{replaced + kept:,}", "name": log.name}
    return Verdict(Finding.SET_ASIDE, figures) if replaced > MOST_REPLACED * (replaced + kept) else None


def _kept_in_doubt(log: CompletedLog) -> Verdict | None:
    figures = {"share": percent(log.in_doubt), "name": log.name}
    return Verdict(Finding.KEPT_IN_DOUBT, figures) if log.in_doubt > MOST_REPLACED else None


def _usable(log: CompletedLog) -> Verdict:
    marked = ", except where marked" if log.doubtful or log.on_drawn or log.in_doubt else ""
    wider = ""
    if log.held is not None and held_too_much(log.held):
        wider = f" It held {percent(log.held)} of {log.own}: it is wider here than it need be."
    return Verdict(Finding.USABLE, {"marked": marked, "wider": wider})


_RULES: tuple[Callable[[CompletedLog], Verdict | None], ...] = (
    _impossible,
    _as_measured,
    _held_little,
    _as_wide_nearly_everywhere,
    _held_little_elsewhere,
    _too_wide,
    _like_a_constant,
    _as_wide_as_the_log,
    _like_the_mean,
    _unchecked,
    _missed,
    _without_leader,
    _failed_in_wells,
    _rests_on_little,
    _rests_on_drawn,
    _set_aside,
    _kept_in_doubt,
    _usable,
)
"""From what weighs most to what weighs least; the last has an answer to every log."""
