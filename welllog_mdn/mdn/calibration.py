"""Held-out values to a calibrated mixture: the spread that the ensemble should have had.

Each mixture is stretched about its median, means and standard deviations alike, by one factor for its group
of samples; it stays a Gaussian mixture, so every number (quantile, density, CRPS, modes) comes from one
distribution. The factor is the one for which a given share of the held-out values would have lain in the
central band. That is a quantile of the values' distances from the median in units of the band, so no search
is needed (normalised residuals as in split conformal prediction, Lei et al. 2018, here on wells that the
members did not see).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace

import numpy as np
import torch

from welllog_mdn.arrays import Floats, Ints
from welllog_mdn.levels import HELD, P50
from welllog_mdn.mdn.mixture import GaussianMixture

WELLS_NEEDED = 4  # for a factor of a group's own, and for one that is believed
LEAST, MOST = 0.3, 5.0  # a factor beyond them says that something else is wrong


@dataclass(frozen=True)
class Calibration:
    """Factors by which the mixtures of each group are stretched about their medians.

    Parameters
    ----------
    factors : (g,) of each group. without : (u, g), the same as all units but one ask for, a unit being what is held
        out together: by them a unit is judged, since factors from its own errors would flatter it. (It still taught
        the members that predicted the others; only `evaluate` refits everything.)
    """

    factors: tuple[float, ...]
    without: tuple[tuple[float, ...], ...] = ()

    def apply(self, mixture: GaussianMixture, group: Ints, unit: Ints | None = None) -> GaussianMixture:
        """Stretch the mixtures (n, k) of groups (n,), by the factors that units (n,) had no say in; medians stay."""
        chosen = np.array(self.factors)[group] if unit is None else np.array(self.without)[unit, group]
        return mixture.stretched(mixture.quantile(P50), torch.from_numpy(chosen.astype(np.float64)))

    @classmethod
    def fit(
        cls,
        quantiles: Floats,
        y: Floats,
        group: Ints,
        well: Ints,
        groups: int,
        unit: Ints | None = None,
        units: int = 0,
    ) -> Calibration:
        """Choose the factors from held-out values.

        Parameters
        ----------
        quantiles : (3, n) P10, P50, P90 of the held-out mixtures.
        y : (n,) what was measured. group, well : (n,) of each sample; each well counts the same in its group.
        groups : number of groups; one seen in fewer than `WELLS_NEEDED` wells takes the factor of all samples.
        unit, units : (n,) what each sample is held out with, and how many of them there are.
        """
        distance = band_distance(quantiles, y)
        unit = np.zeros(len(y), np.intp) if unit is None else unit
        everything = _quantiles_without(distance, _by_well(well), unit, units)
        factors = np.empty((1 + units, groups))
        for g in range(groups):
            rows = group == g
            own = _quantiles_without(distance[rows], _by_well(well[rows]), unit[rows], units)
            seen = np.unique(np.stack([well[rows], unit[rows]]), axis=1)
            wells = [seen[0], *(seen[0, seen[1] != u] for u in range(units))]
            enough = np.array([len(np.unique(w)) >= WELLS_NEEDED for w in wells])
            factors[:, g] = np.clip(np.where(enough, own, everything), LEAST, MOST)
        every, *without = (tuple(map(float, row)) for row in factors)
        return cls(every, tuple(without))

    def half_believed(self) -> Calibration:
        """The square roots of the factors, for a mixture of members that do not all rest on the same of a few wells;
        those by which a unit is judged stay.

        Two or three wells hardly tell how far members miss a further one, and in its mixture those that spare a well
        part from the others already, which the members of one fold, from which the factors come, cannot.
        """
        return replace(self, factors=tuple(math.sqrt(f) for f in self.factors))

    def beside(self, other: Calibration) -> Calibration:
        """The factors of further groups of the same units, after its own."""
        pairs = zip(self.without, other.without, strict=True)
        return Calibration(self.factors + other.factors, tuple(one + two for one, two in pairs))


def band_distance(quantiles: Floats, y: Floats) -> Floats:
    """Distance (n,) of `y` from the median in units of the half band on its side; at most 1 inside the
    band.
    """
    low, mid, high = quantiles
    half = np.where(y > mid, high - mid, mid - low)
    return np.abs(y - mid) / np.maximum(half, 1e-12)


def _by_well(well: Ints) -> Floats:
    """Weights (n,) that give every well the same say."""
    _, place, count = np.unique(well, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / count[place])


def _quantiles_without(values: Floats, weights: Floats, unit: Ints, units: int) -> Floats:
    """The weighted quantile (1 + u,) of the values that the band must hold: of all, then without each unit.

    Smallest value below or at which the band's share of the weight lies; 1 where there are no values. All is sorted
    once, and each unit's own part taken off while searching: sorting anew would cost the square of the wells.
    """
    order = np.argsort(values, kind="stable")
    v, total, of = values[order], np.cumsum(weights[order]), unit[order]
    found = np.ones(1 + units)
    for u in range(-1, units):
        own = np.flatnonzero(of == u)
        if len(own) == len(v):
            continue
        part = np.r_[0.0, np.cumsum(weights[order][own])]
        wanted = HELD * (total[-1] - part[-1]) * (1.0 - 1e-12)  # sums differ in their last digits
        found[1 + u] = v[_first_with(wanted, total, own, part)]
    return found


def _first_with(wanted: float, total: Floats, own: Ints, part: Floats) -> int:
    """Place of the first of n sorted values up to which the summed weight, without one unit's own values, is `wanted`
    or more; the last place where it never is.

    `total` (n,) is the summed weight of all values, `own` (u,) the rising places of the unit's among them, and `part`
    (u + 1,) the summed weight of none of these, of the first, of the first two and so on.
    """
    last = len(total) - 1
    return bisect_left(range(last), True, key=lambda i: total[i] - part[np.searchsorted(own, i, "right")] >= wanted)
