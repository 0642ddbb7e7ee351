"""Samples along depth: the step of each part of a file, its gaps, and the thickness that each sample stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from welllog_mdn.arrays import Bools, Floats, Ints

GAP_STEPS = 2.5  # more of them are a gap: of two missing rows, not of one between rounded depths
PART = 10  # steps in a row that are larger, or smaller, before a part of a file has a step of its own: fewer are gaps


@dataclass(frozen=True)
class DepthFrame:
    """A well's samples in order of depth, and the stretches without a gap.

    `order` (s,) indexes the usable samples (finite depth) of the well; `z` (s,) is their sorted depth in metres, `step`
    (s,) that of `local_steps`, `thickness` (s,) the metres that each stands for, `first` and `last` (s,) the first and
    one-past-last sample of its stretch.
    """

    order: Ints
    z: Floats
    step: Floats
    thickness: Floats
    first: Ints
    last: Ints


def depth_frame(depth_m: Floats) -> DepthFrame:
    """Sort a well by depth and find its gaps of more than two steps."""
    usable = np.flatnonzero(np.isfinite(depth_m))
    order = usable[np.argsort(depth_m[usable], kind="stable")]
    z = depth_m[order].astype(np.float64)
    steps, local = np.diff(z), local_steps(z)
    gap = gaps(z, local)
    breaks = np.flatnonzero(gap) + 1
    starts, ends = np.r_[0, breaks], np.r_[breaks, len(z)]
    lengths = ends - starts
    # beside a gap a sample stands for what it does at the end of a file
    above = np.r_[local[:1], np.where(gap, local[1:], steps)]
    below = np.r_[np.where(gap, local[:-1], steps), local[-1:]]
    first, last = (np.repeat(a, lengths).astype(np.intp) for a in (starts, ends))
    return DepthFrame(order, z, local, np.maximum(0.5 * (above + below), 1e-6 * local), first, last)


def local_steps(depth: Floats, otherwise: float = 1.0) -> Floats:
    """Return what counts as one step at each of some sorted depths (n,): the usual one, and in a coarser or finer part
    of the file that of the part; `otherwise` where no two depths differ. A few large steps beside finer ones are gaps,
    a few small ones beside coarser ones no part.

    Depths may stand twice: two passes in one file, or fine steps that were rounded.

    >>> local_steps(np.array([100.0, 100.0, 100.1, 100.1, 100.2, 100.2])).round(3).tolist()
    [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]
    >>> local_steps(np.r_[0:10:1, 10:12:0.1])[[0, 9, 10, 29]].round(3).tolist()
    [1.0, 1.0, 0.1, 0.1]
    >>> local_steps(np.r_[0:30:1, 30:32:0.1])[[0, 29, 30, 49]].round(3).tolist()
    [1.0, 1.0, 0.1, 0.1]
    """
    steps = np.diff(depth)
    apart = steps > 0
    steps = steps[apart]
    if not len(steps):
        return np.full(len(depth), otherwise)
    typical = float(np.median(steps))
    from scipy.ndimage import grey_closing, grey_opening  # costs a start that needs neither

    # the smallest step of each part, of the coarsest part that a step belongs to; the largest of the finest likewise
    coarser = grey_opening(steps, PART, mode="constant")
    finer = grey_closing(steps, PART, mode="constant", cval=np.inf)
    between = np.where(finer < typical / 1.01, finer, typical)  # not the last digits of one step
    between = np.where(coarser > 1.01 * typical, coarser, between)
    # where the step changes a sample has the finer one, so that it does not reach further into a gap than its part does
    own = np.minimum(np.r_[between[:1], between], np.r_[between, between[-1:]])
    return own[np.r_[0, np.cumsum(apart)]]


def gaps(depth: Floats, local: Floats) -> Bools:
    """Say between which neighbours of sorted depths (n,) there is a gap, (n - 1,); `local` (n,) is of `local_steps`."""
    return np.asarray(np.diff(depth) > GAP_STEPS * larger(local))


def larger(local: Floats) -> Floats:
    """Return what counts as one step between neighbouring samples (n - 1,), of what does at each (n,)."""
    return np.maximum(local[:-1], local[1:])
