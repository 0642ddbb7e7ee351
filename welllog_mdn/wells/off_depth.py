"""Logs that are off depth: one tool shows every bed some metres deeper, or shallower, than the others do.

Each run has its own stretch of the cable, and logs of several runs are put on one depth by matching their beds, which
may have been forgotten. In windows of 100 m each pair of logs is shifted against each other, up to 4 m, to where their
beds look most alike (cross-correlation of what they differ by from their own mean over 10 m, in either sense). Two logs
may look alike by chance at any shift, so a shift counts where it is clearly better than none and two other logs, which
are on depth with each other, tell the same of one; or two of two.

Shapes: `n` samples in order of depth, `g` of the grid, `w` windows, `s` shifts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Floats

Spectra = tuple[NDArray[np.complex128], Floats]

COMPARED = ("GR", "RDEP", "RHOB", "NPHI", "DTC")  # a log of each tool; the first ones are what others are matched to
DECADES = ("RDEP",)  # compared as logarithms
GRID = 0.15  # metres between the samples compared: the usual half foot
BEDS = 10.0  # metres: what a log differs by from its mean over them is its beds
WINDOW, HOP = 100.0, 50.0  # metres compared at once, and from one window to the next
COARSEST = 0.75  # metres between samples: beds of a metre are not seen beyond
LONGEST = 20_000.0  # metres: no well is longer, and windows over as much as a made-up file may span take memory
KNOWN = 0.6  # share of a window in which both logs must have values
FARTHEST = 4.0  # metres that logs are shifted
LEAST_SHIFT = 0.6  # metres: four samples, more than tools differ by in where they read a bed
LEAST_MATCH = 0.5  # correlation from which two logs are said to show the same beds
LEAST_GAIN = 0.2  # by how much it must exceed that without a shift
AGREE = 0.5  # metres within which shifts are the same
LEAST_WINDOWS = 2  # that tell the same: they overlap by half
MOST_PEAK = 4.0  # standard deviations to which a log's beds are cut: one coal seam is not to decide alone


@dataclass(frozen=True)
class Shift:
    """Logs that are `off` depth: they show the beds `by` metres deeper (negative: shallower) than `others` do, in
    `stretches` of depth (top, base), in metres.
    """

    off: tuple[str, ...]
    others: tuple[str, ...]
    by: float
    stretches: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class _Told:
    """What one window tells: the logs that are `off`, the `others`, and by how many metres the former lie deeper."""

    window: int
    off: tuple[str, ...]
    others: tuple[str, ...]
    by: float


def off_depth(depth_m: Floats, logs: Mapping[str, Floats]) -> list[Shift]:
    """Return which logs are off depth with others, and where; none where samples are too far apart for beds, or span
    more than a well is long.

    Parameters
    ----------
    depth_m : (n,), finite and increasing, in metres. logs : kind -> values (n,) in canonical units, NaN where missing
        or not trusted; those of `COMPARED` are looked at.
    """
    if len(depth_m) < 2 or np.ptp(depth_m) > min(LONGEST, COARSEST * len(depth_m)):
        return []
    grid = np.arange(depth_m[0], depth_m[-1], GRID)
    size, compared = round(WINDOW / GRID), [kind for kind in COMPARED if kind in logs]
    starts = np.arange(0, len(grid) - size + 1, round(HOP / GRID))
    if len(compared) < 3 or not len(starts):
        return []
    beds = {kind: _beds(depth_m, logs[kind], grid, kind in DECADES) for kind in compared}
    spectra = {kind: _spectra(np.stack([values[at : at + size] for at in starts])) for kind, values in beds.items()}
    matches = {(a, b): _matches(spectra[a], spectra[b], size) for a, b in combinations(beds, 2)}
    told = [one for i in range(len(starts)) for one in _told({pair: m[i] for pair, m in matches.items()}, i)]
    found = _stretches(told)
    alike = dict.fromkeys((stretch[0].off, stretch[0].by > 0) for stretch in found)
    return [_shift([s for s in found if (s[0].off, s[0].by > 0) == key], grid[starts]) for key in alike]


def _beds(depth_m: Floats, values: Floats, grid: Floats, log10: bool) -> Floats:
    """What a log differs by from its mean over `BEDS`, (g,), in standard deviations, 0 where it has no value nearby."""
    known = np.isfinite(values) & ((values > 0) | (not log10))
    if known.sum() < 2:
        return np.zeros(len(grid))
    z, v = depth_m[known], np.log10(values[known]) if log10 else values[known]
    after = np.clip(np.searchsorted(z, grid), 1, len(z) - 1)
    seen = (z[after] - z[after - 1] <= COARSEST) & (grid >= z[0]) & (grid <= z[-1])
    even = np.where(seen, np.interp(grid, z, v), 0.0)
    about = np.ones(2 * round(0.5 * BEDS / GRID) + 1)
    count = np.convolve(seen, about, "same")
    beds = np.where(seen, even - np.convolve(even, about, "same") / np.maximum(count, 1), 0.0)
    spread = float(beds[seen].std()) if seen.any() else 0.0
    return np.asarray(np.clip(beds / spread, -MOST_PEAK, MOST_PEAK) if spread > 0 else beds)


def _spectra(windows: Floats) -> Spectra:
    """Fourier transforms of windows (w, size), padded with a window of zeros, each of mean 0 and length 1 over what is
    known of it; and the share of each that is.
    """
    known = windows != 0
    share = known.mean(axis=1)
    mean = windows.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    level = np.where(known, windows - mean[:, None], 0.0)
    length = np.sqrt((level * level).sum(axis=1))
    unit = level / np.where(length > 0, length, 1.0)[:, None]
    return np.fft.rfft(unit, 2 * windows.shape[1]), share


def _matches(a: Spectra, b: Spectra, size: int) -> Floats:
    """How two logs match in each window, (w, 3): by how many metres the beds of `b` lie deeper where they look most
    alike, the correlation there, and without a shift; of the last the sign is that of the first. 0 where a log has too
    few values, or the best shift is the largest.
    """
    (one, share), (two, other) = a, b
    reach = round(FARTHEST / GRID)
    over = np.fft.irfft(np.conj(one) * two, 2 * size)
    near = np.concatenate([over[:, -reach:], over[:, : reach + 1]], axis=1)
    best = np.abs(near).argmax(axis=1)
    peak = np.take_along_axis(near, best[:, None], axis=1)[:, 0]
    counts = (share >= KNOWN) & (other >= KNOWN) & (best > 0) & (best < 2 * reach)
    found = np.column_stack([(best - reach) * GRID, np.abs(peak), near[:, reach] * np.sign(peak)])
    return np.where(counts[:, None], found, 0.0)


def _told(matches: Mapping[tuple[str, str], Floats], window: int) -> Iterator[_Told]:
    """Yield which logs of a window are off depth with others: `matches` has a row of `_matches` for each pair."""
    shown = {pair: m for pair, m in matches.items() if m[1] >= LEAST_MATCH}
    off = {p: float(m[0]) for p, m in shown.items() if abs(m[0]) >= LEAST_SHIFT and m[1] - m[2] >= LEAST_GAIN}
    groups = [{kind} for kind in COMPARED]
    for a, b in (pair for pair in shown if pair not in off):
        one, two = (next(g for g in groups if kind in g) for kind in (a, b))
        if one is not two:
            one |= two
            groups.remove(two)
    for one, two in combinations(groups, 2):
        between = {(a, b): by for (a, b), by in off.items() if a in one and b in two}
        between |= {(b, a): -by for (a, b), by in off.items() if a in two and b in one}
        if len(between) < 2 or np.ptp(list(between.values())) > AGREE:
            continue
        first, last = (tuple(k for k in COMPARED if any(pair[side] == k for pair in between)) for side in (0, 1))
        by = float(np.median(list(between.values())))
        yield _Told(window, last, first, by) if len(last) <= len(first) else _Told(window, first, last, -by)


def _stretches(told: Sequence[_Told]) -> list[list[_Told]]:
    """What windows beside each other tell alike, two at least; a window between them may be silent."""
    stretches: list[list[_Told]] = []
    for one in told:
        for stretch in stretches:
            last = stretch[-1]
            if last.off == one.off and one.window - last.window <= 2 and abs(last.by - one.by) <= AGREE:
                stretch.append(one)
                break
        else:
            stretches.append([one])
    return [stretch for stretch in stretches if len(stretch) >= LEAST_WINDOWS]


def _shift(stretches: Sequence[Sequence[_Told]], tops: Floats) -> Shift:
    """What stretches tell of the same logs; `tops` (w,) are the depths at which windows begin."""
    told = [one for stretch in stretches for one in stretch]
    others = tuple(kind for kind in COMPARED if any(kind in one.others for one in told))
    where = tuple((float(tops[s[0].window]), float(tops[s[-1].window]) + WINDOW) for s in stretches)
    return Shift(told[0].off, others, float(np.median([one.by for one in told])), where)
