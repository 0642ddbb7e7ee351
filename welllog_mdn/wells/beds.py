"""Thin beds: what one tool shows for a moment, and another tool shows at the same depth, is rock and no fault.

Arrays are in order of depth, (n,). A coal seam of two samples looks like a spike in the density and like a cycle skip
in the sonic; but it stands in gamma ray, neutron and resistivity as well, where a fault of one tool does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from welllog_mdn.arrays import Bools, Floats, Ints

TOOLS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("GR", "CGR"), "gamma ray"),
        **dict.fromkeys(("RDEP", "RMED", "RSHA", "COND"), "resistivity"),
        **dict.fromkeys(("RXO", "RMIC"), "micro resistivity"),
        **dict.fromkeys(("RHOB", "PEF", "DPHI"), "density"),
        "NPHI": "neutron",
        **dict.fromkeys(("DTC", "DTS", "DTST", "SPHI"), "sonic"),
    }
)  # kinds that one tool measures share its faults: none of them bears witness for another
SILENT = "sonic"  # the log that is mostly predicted: inputs are judged alike in wells that have it and that lack it
BLUR = 0.3  # metres: half of what a tool averages over, so that much of a bed is seen beside it
SHOULDER = 0.6  # metres of rock looked at on each side
SHOWN = 0.3  # of the least spike of its kind: what a log must show of a bed to bear witness
TAIL = 0.25  # of a bed's height: what its neighbouring sample shows, where samples lie closer than a tool averages
SD_PER_MAD = 1.4826  # of a normal distribution: its standard deviation over its median absolute deviation
MOST_AT_ONCE = 20_000  # samples whose surroundings are laid out in memory together


@dataclass(frozen=True)
class Witness:
    """A log (n,) of another tool, on the scale on which its spikes are judged; `floor` is the least that is one."""

    kind: str
    values: Floats
    floor: float


@dataclass(frozen=True)
class Rows:
    """Samples in order of depth (n,), metres, and what counts as one step at each (n,); beyond a gap of two steps lies
    other rock.
    """

    depth: Floats
    steps: Floats

    def blocks(self, at: Ints) -> Iterator[tuple[float, Ints]]:
        """Split some samples into those of one step, to a per cent, and where they are too many; that step goes with
        each part, (m,).
        """
        alike = np.rint(100 * np.log(self.steps[at]))
        for one in np.unique(alike):
            among = at[alike == one]
            step = float(np.median(self.steps[among]))
            for block in np.split(among, np.arange(MOST_AT_ONCE, len(among), MOST_AT_ONCE)):
                yield step, block

    def around(self, x: Floats, at: Ints, first: int, last: int) -> Floats:
        """Return of a log (n,) the samples from `first` to `last` places off some, (m, last - first + 1); NaN beyond
        the ends and beyond gaps.
        """
        off = np.arange(first, last + 1)
        places = np.clip(at[:, None] + off, 0, len(x) - 1)
        inside = places == at[:, None] + off
        step = np.maximum(self.steps[places], self.steps[at][:, None])
        near = np.abs(self.depth[places] - self.depth[at][:, None]) <= (np.abs(off) + 1.01) * step
        return np.where(inside & near, x[places], np.nan)

    def shoulders(self, x: Floats, at: Ints, reach: int) -> tuple[Floats, Floats]:
        """Return the samples beyond `reach` on either side of some samples of one step, (m, q) each."""
        more = max(2, int(np.ceil(SHOULDER / self.steps[at[0]])))
        return self.around(x, at, -reach - more, -reach - 1), self.around(x, at, reach + 1, reach + more)


def is_bed(x: Floats, found: Bools, rows: Rows, witnesses: Sequence[Witness]) -> Bools:
    """Say which of the `found` samples of a log belong to a bed that one of the witnesses shows too, (n,).

    Where samples lie closer than a tool averages, a bed is never one sample alone: its neighbours show some of it.
    """
    result = np.zeros(len(x), bool)
    for step, block in rows.blocks(np.flatnonzero(found)):
        within, reach = int(0.55 * BLUR / step), max(1, int(np.ceil(BLUR / step)))
        spread = _has_tail(x, block, reach, rows) if step < BLUR else np.ones(len(block), bool)
        result[block] = spread & _seen(witnesses, block, (-within, within), reach, rows)
    return result


def is_slow_bed(start: int, end: int, rows: Rows, witnesses: Sequence[Witness]) -> bool:
    """Say whether one of the witnesses shows the slow bed that a sonic shows from `start` to before `end`: over its
    middle, and if a density, as light rock.
    """
    at, half = np.array([(start + end - 1) // 2]), (end - start) // 2
    reach = half + max(1, int(np.ceil(BLUR / rows.steps[at[0]])))
    return bool(_seen(witnesses, at, (start - at[0], end - 1 - at[0]), reach, rows, slow=True)[0])


def _seen(
    witnesses: Sequence[Witness], at: Ints, inner: tuple[int, int], reach: int, rows: Rows, slow: bool = False
) -> Bools:
    """Say at which samples (m,) of one step a witness stands out from both shoulders by more than it scatters there."""
    seen = np.zeros(len(at), bool)
    for one in witnesses:
        left, right = rows.shoulders(one.values, at, reach)
        middle = row_medians(rows.around(one.values, at, *inner))
        up, down = middle - row_medians(left), middle - row_medians(right)
        shown = np.minimum(np.abs(up), np.abs(down))
        scatter = row_medians(np.concatenate([np.abs(np.diff(left, axis=1)), np.abs(np.diff(right, axis=1))], axis=1))
        if slow:  # the median of a thick bed scatters less than that of a sample, beside what the shoulders' do
            scatter *= np.sqrt((1 / (inner[1] - inner[0] + 1) + 1 / left.shape[1]) / (1 + 1 / left.shape[1]))
        with np.errstate(invalid="ignore"):
            stands = (up * down > 0) & (shown > SHOWN * one.floor) & ~(shown < 4 * SD_PER_MAD * scatter)
            seen |= stands & (up < 0) if slow and one.kind == "RHOB" else stands
    return seen


def _has_tail(x: Floats, at: Ints, reach: int, rows: Rows) -> Bools:
    """Say which samples (m,) of one step have a neighbour that shows some of the same excursion from the shoulders."""
    left, right = rows.shoulders(x, at, reach)
    shoulder = 0.5 * (row_medians(left) + row_medians(right))
    beside = rows.around(x, at, -1, 1)
    height = beside[:, 1] - shoulder
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (beside[:, [0, 2]] - shoulder[:, None]) / height[:, None]
    return np.asarray((np.where(np.isfinite(share), share, 0.0) >= TAIL).any(axis=1))


def row_medians(rows: Floats) -> Floats:
    """Return the median of the finite values in each row, NaN where there are none, (m,)."""
    known, row = np.isfinite(rows).sum(axis=1), np.arange(len(rows))
    ordered = np.sort(rows, axis=1)  # NaN comes last
    lower, upper = np.maximum(known - 1, 0) // 2, known // 2
    return np.where(known > 0, 0.5 * (ordered[row, lower] + ordered[row, upper]), np.nan)
