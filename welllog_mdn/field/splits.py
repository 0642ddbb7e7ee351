"""Which wells train and which are blind: each left out in turn, in groups, or as test wells apart.

Sidetracks of one well, and files with a stretch of its logs, stay on one side of every split.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from welllog_mdn.arrays import Ints
from welllog_mdn.errors import Code, ModelError, Notice
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.same_wells import WellLookup
from welllog_mdn.field.training import NOT_USED, trusted_rows
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.model.left_out import TRAIN_TEST
from welllog_mdn.wells.identity import name_of, same_well, share_stretch, well_groups
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.words import counted

TESTED = f"{NOT_USED}: a test well, or a sidetrack of one"
MOST_SPLITS = 20  # above it wells are left out in groups
SPLIT_GROUPS = 10

Split = tuple[list[TrustedLogs], list[TrustedLogs]]
"""Wells that train, and wells that are blind."""


def split_wells(
    wells: Sequence[TrustedLogs],
    test: Sequence[TrustedLogs] | None,
    kind: LogKind,
    folds: int | None,
    listen: Listener,
) -> tuple[list[Split], str]:
    """Pairs of training and blind wells, and the protocol's name.

    Wells without the target, which teach the log that it follows, are never scored; such a sidetrack of a blind well
    teaches as little as any other.
    """
    if test is not None:
        return [_train_test(wells, test, kind, listen)], TRAIN_TEST
    return _leave_out(wells, kind, folds, listen)


def _train_test(wells: Sequence[TrustedLogs], test: Sequence[TrustedLogs], kind: LogKind, listen: Listener) -> Split:
    """The wells that are no test well, nor a sidetrack of one, and the test wells that hold the target.

    Raises ModelError where one of the two is without usable samples.
    """
    test = [w for w in test if trusted_rows(w, kind)]
    groups = _groups([*wells, *test], kind)
    near = np.isin(groups[: len(wells)], groups[len(wells) :])
    taught = [w for w, mate in zip(wells, near, strict=True) if not mate and not any(same_well(w, t) for t in test)]
    for well in wells:
        if not any(well is t for t in taught):
            listen.notice(well.well.file, Notice("", TESTED, code=Code.NOT_USED))
    if not test:
        raise ModelError(f"no test well holds usable samples of {kind.name}")
    if not any(trusted_rows(w, kind) for w in taught):
        without = "" if len(taught) == len(wells) else " but test wells and sidetracks of them"
        raise ModelError(f"no training well{without} holds usable samples of {kind.name}")
    return taught, test


def _leave_out(
    wells: Sequence[TrustedLogs], kind: LogKind, folds: int | None, listen: Listener
) -> tuple[list[Split], str]:
    """Pairs in which each well that holds the target is blind once, with its sidetracks, and the protocol's name.

    Raises ModelError where fewer than two can be told apart.
    """
    holding = [w for w in wells if trusted_rows(w, kind)]
    more = [w for w in wells if not trusted_rows(w, kind)]
    groups = _groups([*holding, *more], kind)
    names = np.unique(groups[: len(holding)])
    if len(names) < 2:
        who = "one well alone, sidetracks counted with it, holds" if len(names) else "no well holds"
        raise ModelError(f"{who} usable samples of {kind.name}; at least two are needed to leave one out")
    count = min(folds or (len(names) if len(names) <= MOST_SPLITS else SPLIT_GROUPS), len(names))
    if folds is not None and folds > count:
        said = f"{counted(count, 'well')} hold {kind.name}, sidetracks counted with theirs; each is left out alone"
        listen.info(f"--folds {folds}: {said}")
    pairs = []
    for i in range(count):
        out = np.isin(groups, names[i::count])
        taught = [w for w, hidden in zip((*holding, *more), out, strict=True) if not hidden]
        pairs.append((taught, [w for w, hidden in zip(holding, out, strict=False) if hidden]))
    return pairs, "leave-one-well-out" if count == len(names) else "grouped-k-fold"


def _groups(wells: Sequence[TrustedLogs], kind: LogKind) -> Ints:
    """Number (wells,) of the group of each well: a well, its sidetracks, and files with a stretch of its logs where the
    target is, or the log that the target follows.
    """
    groups, known = well_groups([name_of(w.well) for w in wells]), WellLookup()
    places = {id(w): i for i, w in enumerate(wells)}
    for place, logs in enumerate(wells):
        for other in known.near(logs):
            if share_stretch(logs, other, (kind.name, kind.leader)):
                groups[groups == groups[place]] = groups[places[id(other)]]
        known.add(logs)
    return groups
