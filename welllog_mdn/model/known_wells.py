"""Which training well a well is, is a copy of or is a sidetrack of, and which members never saw it.

A copy may have another header, other units, another order of depth or other depths, or hold a part of the well. So it
is known by its measured values of the target, of which a model keeps up to `HELD_ROWS` of each training well, in memory
as in a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.features import FeaturePlan, readable
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.model.training_well import BLOCKS, FOLDS, block_folds, depth_blocks, nearest_fold, training_well
from welllog_mdn.wells.identity import (
    SHARED_SAMPLES,
    TURNS,
    Name,
    copied,
    goes_up_and_down,
    identity,
    name_of,
    one_well,
)
from welllog_mdn.wells.trusted import TrustedLogs

SAME_DEPTH = 0.006  # metres: half a centimetre, as far as a depth in two decimals is off
FEW = 10  # samples, which have no room for as many turns as a longer copy: one is enough
MOSTLY = 0.5  # share of the samples at common depths that agree, above which one well is a copy of the other
AGREEING = 5  # different values that two wells share by chance at no five depths: one in a hundred agrees


class Known(NamedTuple):
    """What a model knows of a well.

    Parameters
    ----------
    place : of the training well that it is, or is a copy or a sidetrack of. None where there is none, and where it
        cannot be told which members never saw the well: it may be two training wells of different folds; or blocks of
        depth were held out, not wells (then only the training files themselves are known, and a model from a file
        knows these only if there is a single one).
    taught : whether samples of it trained; also where a sidetrack of it trained and no `place` can be told.
    """

    place: int | None
    taught: bool


@dataclass(frozen=True)
class KnownWells:
    """The wells that taught a model, as it knows them.

    Parameters
    ----------
    kind, plan : the target, and what is read.
    wells : their records, see `TrainingWell.record`. checked : whether whole wells were held out, not blocks of depth.
    samples : name -> (r,) held-out samples, see `Judgement.samples`.
    held : the wells themselves and the fold (n,) of each row, as `assign_folds` gives it; None for a model from a file.
    """

    kind: LogKind
    plan: FeaturePlan
    wells: Sequence[Mapping[str, Any]]
    checked: bool
    samples: Mapping[str, NDArray[Any]]
    held: Sequence[tuple[TrustedLogs, Ints]] | None

    def find(self, logs: TrustedLogs) -> Known:
        """Find which training well a well is, and whether it taught."""
        copies = self._copied(logs)
        found = copies or self._sidetracked(logs)
        if self.checked:
            told = len({self.wells[place]["fold"] for place in found}) == 1
            place = found[0] if told else None
        else:
            same = self._same_file(logs)
            place = same[0] if same and (self.held is not None or len(self.wells) == 1) else None
        return Known(place, bool(copies or (found and place is None)))

    def folds_and_units(self, logs: TrustedLogs, place: int) -> tuple[Ints, Ints]:
        """For each row of a well, known as the training well at `place`: the fold (n,) whose members never saw it, and
        the number (n,) of what it was held out with, see `HeldOut.unit`. A model from a file cuts its only well into
        blocks of depth again, by the same rules.
        """
        if self.checked:
            known = self.wells[place]
            return np.full(logs.well.n, known["fold"], np.intp), np.full(logs.well.n, known["group"], np.intp)
        fold = self._blocks(logs) if self.held is None else nearest_fold(logs.well.depth_m, self.held[place][1])
        return fold, fold

    def under_known_name(self, logs: TrustedLogs, place: int) -> TrustedLogs:
        """A well under the name and UWI of the training well at a place, by which other models know it."""
        known = self.wells[place]
        return replace(logs, well=replace(logs.well, name=known["name"], uwi=known["uwi"]))

    def _copied(self, logs: TrustedLogs) -> list[int]:
        """Places of what is the well itself by the surest mark that it has: file, values, UWI."""
        return self._same_file(logs) or self._same_values(logs) or self._same_uwi(logs)

    def _same_file(self, logs: TrustedLogs) -> list[int]:
        """Places of the same file, or of the same object in memory."""
        mine = [i for i, (known, _) in enumerate(self.held or ()) if known.well is logs.well]
        sha256 = logs.well.sha256
        return mine or [i for i, known in enumerate(self.wells) if sha256 and sha256 == known["sha256"]]

    def _same_values(self, logs: TrustedLogs) -> list[int]:
        """Places of the wells most of whose samples at depths of this one have its values, up and down again and again,
        or many in a row: one of the two may be a sidetrack that was joined to the upper part of the other. If there are
        none, of those of which this is so once their samples are moved, as to another datum.
        """
        if self.kind.name not in logs.logs:
            return []
        depth, measured = logs.well.depth_m, logs.logs[self.kind.name].measured
        rows = np.flatnonzero(np.isfinite(depth) & np.isfinite(measured))
        if not len(rows):
            return []
        rows = rows[np.argsort(depth[rows], kind="stable")]
        depth, measured = depth[rows], measured[rows]
        as_it_is = self._agreeing(depth, measured, self.samples["depth_m"])
        return as_it_is or self._agreeing(depth, measured, self._moved(depth, measured))

    def _agreeing(self, depth: Floats, measured: Floats, asked: Floats) -> list[int]:
        """Places of the wells whose samples, at the depths asked (r,), are those of a log (n,) in order of depth."""
        rows = np.minimum(np.searchsorted(depth, asked - SAME_DEPTH), len(depth) - 1)
        common = np.flatnonzero(np.abs(depth[rows] - asked) <= SAME_DEPTH)
        common = common[np.lexsort((asked[common], self.samples["well"][common]))]
        known, well = self.samples["measured"][common], self.samples["well"][common]
        near = 0.0 if self.kind.log10 else 0.1 * self.kind.resolution  # digits that a copy may have lost
        same = np.isclose(measured[rows[common]], known, rtol=1e-3, atol=near)
        first = np.flatnonzero(np.diff(well, prepend=-1))
        parts = zip(well[first], np.split(known, first)[1:], np.split(same, first)[1:], strict=True)
        return [int(i) for i, values, agree in parts if _is_copy(values, agree)]

    def _moved(self, depth: Floats, measured: Floats) -> Floats:
        """Depths (r,) of the samples in a log (n,), by the shift, to a centimetre, at which most values of their well
        stand in the log; NaN where these are fewer than fifty. Of equal values in the log the first counts alone, so
        that fifty are fifty different ones.
        """
        asked, well = self.samples["depth_m"], self.samples["well"]
        values, first = np.unique(measured, return_index=True)
        deeper = depth[first[np.searchsorted((values[1:] + values[:-1]) / 2, self.samples["measured"])]] - asked
        _, way, votes = np.unique(well * 2.0**32 + np.round(100 * deeper), return_inverse=True, return_counts=True)
        shift, order = np.full(len(self.wells), np.nan), np.argsort(votes[way], kind="stable")
        order = order[votes[way[order]] >= SHARED_SAMPLES]
        shift[well[order]] = (np.bincount(way, deeper) / votes)[way[order]]  # the last of a well has most votes
        return asked + shift[well]

    def _same_uwi(self, logs: TrustedLogs) -> list[int]:
        """Places of the wells of the same UWI."""
        mine = identity(logs.well.uwi)
        return [i for i, known in enumerate(self.wells) if mine and mine == identity(known["uwi"])]

    def _sidetracked(self, logs: TrustedLogs) -> list[int]:
        """Places of sidetracks of a well, and of what is the well by its name."""
        name = name_of(logs.well)
        return [i for i, known in enumerate(self.wells) if one_well(name, Name.of(known["name"], known["uwi"]))]

    def _blocks(self, logs: TrustedLogs) -> Ints:
        """Fold (n,) of each row of the only file of a model that held out blocks of depth."""
        depth = logs.well.depth_m
        usable = training_well(logs, self.kind)[0].usable & readable(logs, self.plan)
        if usable.sum() < FOLDS * BLOCKS:
            return np.zeros(logs.well.n, np.intp)
        return nearest_fold(depth, block_folds(depth, depth_blocks(depth, usable))[0])


def _is_copy(values: Floats, same: Bools) -> bool:
    """Say whether samples (n,) of a well, in order of depth, are those of another that agrees in some (`same`, n);
    a gradient, such as of temperature, is no copy, for many wells share it.
    """
    shared = values[same]
    turns = 1 if len(shared) < FEW else TURNS
    most = len(shared) > MOSTLY * len(same) and len(np.unique(shared)) >= AGREEING and goes_up_and_down(shared, turns)
    return bool(most or copied(values, same).any())
