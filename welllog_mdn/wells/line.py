"""Tests of a log along depth: spikes, cycle skips and a stuck tool, none of which looks across a gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from welllog_mdn.arrays import Bools, Floats, Ints, runs
from welllog_mdn.wells.beds import MOST_AT_ONCE, SD_PER_MAD, Rows, Witness, is_bed, is_slow_bed, row_medians
from welllog_mdn.wells.steps import depth_frame, gaps, larger
from welllog_mdn.wells.well import Well

FINEST = 1e-3  # metres between samples: no tool is finer, and over finer ones windows of metres would fill the memory
SPIKE_WIDTH = 0.35  # metres: below the vertical resolution of every tool in the table, so no bed can be that thin
COARSE_STEP = 0.75  # metres: a bed may be one sample thick, and only twice as much is a spike
SPIKE_SAMPLES = 3  # at most so many samples, however fine the step
OWN_SHARE = 0.25  # of an excursion by which its middle stands out from its sides, as a tool smooths a single reading
SKIP_WIDTH = 1.5  # metres: cycle skips last for a few samples
SKIP_JUMP = 25.0  # us/ft within one sample, both on the way in and out
SCATTER_REACH = 3.0  # metres on either side that tell how much a log changes beside a spike
STUCK_LENGTH = 5.0  # metres of identical values
STUCK_SAMPLES = 25
FLICKER = 3  # values between which a dead tool goes to and fro
SPLICED = 10  # samples, of whose medians on both sides of a splice the units are told; over more of them rock differs
SPLICE_OFF = 0.2  # by how much their logarithms may miss the factor between the units: rock differs too


class DepthLine:
    """The samples of a well in order of depth, and tests along it that never reach across a gap of over two
    steps, but for `running`, which looks over metres. One step is that of the sample's own part of the file.

    The tests are even in direction: a well read upwards gets the same flags row by row.
    """

    def __init__(self, well: Well) -> None:
        frame = depth_frame(well.depth_m)
        self.n = well.n
        self.order, self.depth, self.thickness = frame.order, frame.z, frame.thickness
        self.steps = np.maximum(FINEST, frame.step)
        self.near = ~gaps(self.depth, self.steps)
        self.rows = Rows(self.depth, self.steps)
        self.widest = np.clip(SPIKE_WIDTH / self.steps, 1, SPIKE_SAMPLES).astype(np.int64)

    def _back(self, found: Bools) -> Bools:
        """Return a test's outcome in the file's row order."""
        result = np.zeros(self.n, bool)
        result[self.order] = found
        return result

    def spikes(self, values: Floats, floor: float, others: Sequence[Witness] = ()) -> Bools:
        """Return excursions too short for a bed that stand out from both sides and from the local scatter, and that
        no other tool shows, (n,).

        In the manner of Hampel (1974, JASA 69): an excess over six times a robust local scale counts; twelve times at
        the ends of a stretch of values, which stand out from one side only, and where that scale is known; twice as
        much where samples are far apart.
        """
        x = values[self.order]
        coarse = np.where(self.steps > COARSE_STEP, 2.0, 1.0)
        signed = np.zeros(len(x))
        for k in range(1, self.widest.max(initial=1) + 1):
            beyond = np.where(self.widest >= k, self._excess(x, k), 0.0)
            signed = np.where(np.abs(beyond) > np.abs(signed), beyond, signed)
        excess = np.abs(signed)
        large = np.flatnonzero(excess > floor * coarse)
        excess[large[self._too_wide(x, signed, large)]] = 0.0
        ends = self._excess_of_ends(x)
        excess = np.fmax(excess, ends)
        found = excess > floor * coarse
        for step, block in self.rows.blocks(np.flatnonzero(found)):
            scale, at_end = self._scales(x, block, step), ends[block] == excess[block]
            found[block] = (excess[block] > np.where(at_end, 12, 6) * coarse[block] * scale) & ((scale > 0) | ~at_end)
        return self._back(found & ~is_bed(x, found, self.rows, others))

    def _excess(self, x: Floats, k: int) -> Floats:
        """Return by how much samples lie above both their k-th neighbours, or below them (negative), 0 elsewhere."""
        excess = np.zeros(len(x))
        if len(x) <= 2 * k:
            return excess
        # a lone sample beside a coarser part has its neighbours, but several with those may be a bed of a metre
        step = larger(larger(self.steps)) if k == 1 else self.steps[k:-k]
        near = (self.depth[2 * k :] - self.depth[: -2 * k]) <= (2 * k + 1.01) * step
        up, down = x[k:-k] - x[: -2 * k], x[k:-k] - x[2 * k :]
        least = np.minimum(np.abs(up), np.abs(down))
        excess[k:-k] = np.where((up * down > 0) & near, np.copysign(least, up), 0.0)
        return excess

    def _too_wide(self, x: Floats, excess: Floats, at: Ints) -> Bools:
        """Say of some samples (m,) of known `excess` (n,), with its sign, whether they lie within an excursion that is
        wider than a spike, (m,): most of it is left by an opening by one sample more than a spike has (Serra 1982,
        Image analysis and mathematical morphology).
        """
        wide = np.zeros(len(at), bool)
        for width in np.unique(self.widest[at]):
            here = np.flatnonzero(self.widest[at] == width)
            beyond = excess[at[here]]
            around = np.sign(beyond)[:, None] * self.rows.around(x, at[here], -width, width)
            around[~np.isfinite(around)] = -np.inf  # a null ends it, and a gap
            opened = sliding_window_view(around, width + 1, axis=1).min(axis=2).max(axis=1)
            wide[here] = around[:, width] - opened < OWN_SHARE * np.abs(beyond)
        return wide

    def _excess_of_ends(self, x: Floats) -> Floats:
        """Return by how much the first and last sample of each stretch of values exceed those beside it, 0
        elsewhere: a tool's first reading, or one cut off by a gap.
        """
        excess, known = np.zeros(len(x)), np.isfinite(x)
        with_next = np.r_[known[:-1] & known[1:] & self.near, False]
        with_last = np.r_[False, with_next[:-1]]
        for ends, others, way in ((with_next & ~with_last, with_next, 1), (with_last & ~with_next, with_last, -1)):
            at = np.flatnonzero(ends)
            at = at[others[at + way]]  # the next one but one tells which of the first two is out of line
            near_by, beyond = x[at] - x[at + way], x[at] - x[at + 2 * way]
            excess[at] = np.where(near_by * beyond > 0, np.minimum(np.abs(near_by), np.abs(beyond)), 0.0)
            across = self._across(x, at, -way)  # a bed of which the other part was logged beyond the gap
            excess[at] = np.fmin(excess[at], np.where(np.isfinite(across), np.abs(x[at] - across), np.inf))
        return excess

    def _across(self, x: Floats, at: Ints, way: int) -> Floats:
        """Return the next value (m,) up (-1) or down (1) from each of some samples, NaN where it is more than
        `STUCK_LENGTH` away.
        """
        known = np.flatnonzero(np.isfinite(x))
        place = np.searchsorted(known, at) + way
        there = (place >= 0) & (place < len(known))
        other = known[np.clip(place, 0, len(known) - 1)]
        near = there & (np.abs(self.depth[other] - self.depth[at]) <= STUCK_LENGTH)
        return np.where(near, x[other], np.nan)

    def _scales(self, x: Floats, at: Ints, step: float) -> Floats:
        """Return `SD_PER_MAD` times the median change over a spike's width within `SCATTER_REACH` metres of each of
        some samples of one step, which are left out, (m,); 0 where fewer than four changes are known. It is no less
        than without the changes within a finer part, where a log changes less from sample to sample.

        Changes, not levels: where thin beds alternate, levels scatter widely and would excuse any spike.
        """
        count, own = int(np.clip(SCATTER_REACH / step, 5, 60)), int(self.widest[at[0]])
        beyond = np.full(count, np.nan)
        padded = np.concatenate([beyond, x, beyond])
        first = at[:, None] + count + np.concatenate([np.arange(-count, -2 * own), np.arange(own + 1, count - own + 1)])
        changes = np.abs(padded[first + own] - padded[first])
        scale = _scale(changes)
        if step > self.steps.min():
            steps = np.pad(self.steps, count)
            finer = np.maximum(steps[first], steps[first + own]) < 0.98 * step
            scale = np.maximum(scale, _scale(np.where(finer, np.nan, changes)))
        return scale

    def skips(self, values: Floats, others: Sequence[Witness] = (), times: float = 1.0) -> Bools:
        """Return short stretches of a sonic log that jump up and come back as abruptly, and that no other tool shows,
        (n,). Jumps of shear are `times` as large as those of compressional slowness, and come back to about where it
        was.
        """
        x = values[self.order]
        jump = np.diff(x)
        limits = times * SKIP_JUMP * np.maximum(1.0, larger(self.steps) / 0.1524)
        up = np.flatnonzero((jump > limits) & self.near) + 1
        down = np.flatnonzero((jump < -limits) & self.near) + 1
        found = np.zeros(len(x), bool)
        for start in up:
            end = down[np.searchsorted(down, start) :][:1]
            if len(end) and self.depth[end[0]] - self.depth[start] <= SKIP_WIDTH:
                inner, outer = x[start : end[0]], max(x[start - 1], x[end[0]])
                limit = max(limits[start - 1], limits[end[0] - 1])
                is_back = times <= 1 or abs(x[start - 1] - x[end[0]]) < np.nanmin(inner) - outer
                if np.nanmin(inner) > outer + 0.5 * limit and is_back:
                    is_rock = is_slow_bed(int(start), int(end[0]), self.rows, others)
                    found[start : end[0]] |= np.isfinite(inner) & (not is_rock)
        return self._back(found)

    def stuck(
        self,
        values: Floats,
        is_rock: Callable[[slice], bool] = lambda _: False,
        tolerance: float = 0.0,
        length: float = STUCK_LENGTH,
    ) -> Bools:
        """Return samples (n,) of stretches, of at least `length` metres and 25 samples, that do not change in the last
        digit, or flicker between two or three values within `tolerance`.

        A stretch is left out where `is_rock`, given its place in order of depth, says that the rock does not change
        either.
        """
        x = values[self.order]
        found = np.zeros(len(x), bool)
        if len(x) < STUCK_SAMPLES:
            return self._back(found)
        same = (np.diff(x) == 0) | self._still(x, tolerance, length)
        same &= self.near
        for start, end in runs(same):
            if end - start + 1 >= STUCK_SAMPLES and self.depth[end] - self.depth[start] >= length:
                found[start : end + 1] = not is_rock(slice(start, end + 1))
        return self._back(found)

    def _still(self, x: Floats, tolerance: float, length: float) -> Bools:
        """Return which steps (len(x) - 1,) lie within a stretch that is long enough and flickers within the tolerance
        between two values, or three.
        """
        edges = np.zeros(len(x), np.int64)
        counts = np.maximum(STUCK_SAMPLES, np.ceil(length / self.steps - 1e-6).astype(np.int64) + 1)
        for count in np.unique(counts[counts <= len(x)]) if tolerance else ():
            own = (counts[: len(x) - count + 1] == count) | (counts[count - 1 :] == count)
            first = self._flickers(x, tolerance, int(count), own)
            np.add.at(edges, first, 1)
            np.add.at(edges, first + count - 1, -1)
        return np.asarray(np.cumsum(edges)[:-1] > 0)

    def _flickers(self, x: Floats, tolerance: float, count: int, where: Bools) -> Ints:
        """Return the first samples of the windows of `count` samples (of which `where` (len(x) - count + 1,) says which
        are looked at) that flicker within the tolerance between two values, or three.
        """
        from scipy.ndimage import maximum_filter1d, minimum_filter1d  # costs a start that needs neither

        half = count // 2
        high = maximum_filter1d(np.where(np.isfinite(x), x, np.inf), count)[half : half + len(x) - count + 1]
        low = minimum_filter1d(np.where(np.isfinite(x), x, -np.inf), count)[half : half + len(x) - count + 1]
        with np.errstate(invalid="ignore"):
            first = np.flatnonzero((high - low <= tolerance) & (high > low) & where)
        windows = sliding_window_view(x, count)
        size = max(1, MOST_AT_ONCE * STUCK_SAMPLES // count)
        blocks = np.split(first, np.arange(size, len(first), size))
        changes = [(np.diff(np.sort(windows[block], axis=1), axis=1) > 0).sum(axis=1) for block in blocks]
        return np.asarray(first[np.concatenate(changes) < FLICKER])

    def upper(self, found: Bools, known: Bools) -> Bools:
        """Return what is found down to the first sample that is known not to be, (n,)."""
        ends = np.cumsum((known & ~found)[self.order])
        return self._back(found[self.order] & (ends == 0))

    def lasting(self, found: Bools, known: Bools, thickness: float) -> Bools:
        """Return the samples (n,) of stretches of at least `thickness` metres in which all that are `known` (n,) are
        `found` (n,).
        """
        at = np.flatnonzero(known[self.order])
        here = found[self.order][at]
        marked = np.zeros(len(self.order), bool)
        for first, last in runs(here):
            if self.depth[at[last - 1]] - self.depth[at[first]] >= thickness:
                marked[at[first:last]] = True
        return self._back(marked)

    def mostly(self, found: Bools, known: Bools, reach: float) -> Bools:
        """Return the `known` samples (n,) about which most known ones within `reach` metres either side are `found`."""
        at = np.flatnonzero(known[self.order])
        counted = np.r_[0, np.cumsum(found[self.order][at])]
        z = self.depth[at]
        first, last = np.searchsorted(z, z - reach, "left"), np.searchsorted(z, z + reach, "right")
        marked = np.zeros(len(self.order), bool)
        marked[at] = 2 * (counted[last] - counted[first]) > last - first
        return self._back(marked)

    def splices(self, values: Floats, factor: float) -> tuple[Bools, Bools]:
        """Return where a log runs at `factor` times what it was, and where as it was, (n,) each: one that was spliced
        from runs in two units. Within one sample, and over some above and below it, it goes up by that, and down again,
        in turn; nowhere where two such steps go the same way.
        """
        x = np.log(np.where(values[self.order] > 0, values[self.order], np.nan))
        at = np.flatnonzero(np.isfinite(x))
        v, count, apart = x[at], SPLICED, np.log(factor)
        edges = [
            i
            for i in np.flatnonzero(np.abs(np.diff(v)) > 0.7 * apart) + 1
            if count <= i <= len(v) - count
            and abs(abs(np.median(v[i : i + count]) - np.median(v[i - count : i])) - apart) < SPLICE_OFF
        ]
        up = [bool(v[i] > v[i - 1]) for i in edges]
        high, low = np.zeros(len(x), bool), np.zeros(len(x), bool)
        if up and all(a != b for a, b in pairwise(up)):
            for is_high, run in zip([not up[0], *up], np.split(at, edges), strict=True):
                (high if is_high else low)[run] = True
        return self._back(high), self._back(low)

    def running(self, values: Floats, reach: float, percent: float = 50.0) -> Floats:
        """Return a percentile within about `reach` metres either side, by blocks of a fifth of that, (n,)."""
        x = values[self.order]
        result = np.full(self.n, np.nan)
        if not len(x):
            return result
        step = float(np.median(self.steps))
        width = max(1, int(reach / 5 / step))
        block = self._places(step, most=11 * width) // width
        blocks = np.arange(block[-1] + 1)
        found = np.full(len(blocks), np.nan)
        for k, start, end in zip(blocks, *(np.searchsorted(block, blocks + off) for off in (-5, 6)), strict=True):
            seen = x[start:end][np.isfinite(x[start:end])]
            found[k] = np.percentile(seen, percent) if len(seen) else np.nan
        result[self.order] = found[block]
        return result

    def _places(self, step: float, most: int) -> Ints:
        """Return the samples' places (s,) on a line of equal steps, of which a finer part's samples share one; a gap is
        at most so many steps wide, and where gaps would make the line far longer than the log is, there are none.
        """
        steps, finer = np.diff(self.depth) / step, larger(self.steps) < step
        steps = np.minimum(np.where(finer, steps, np.maximum(np.rint(steps), 1)), most)
        place = np.concatenate([[0], np.cumsum(steps)]).astype(np.int64)
        return place if place[-1] < 4 * len(place) + most else np.arange(len(place))

    def metres(self, found: Bools) -> float:
        """Return the thickness that flagged rows (n,) stand for; a depth that stands twice counts once."""
        return round(float(self.thickness[found[self.order]].sum()), 6)  # without the last digits of differences


def _scale(changes: Floats) -> Floats:
    """Return `SD_PER_MAD` times the median of the known ones in each row of changes, 0 where they are under four."""
    return np.where(np.isfinite(changes).sum(axis=1) >= 4, SD_PER_MAD * row_medians(changes), 0.0)
