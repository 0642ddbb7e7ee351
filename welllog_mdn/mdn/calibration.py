"""Held-out values to a calibrated mixture: the spread that the ensemble should have had.

Each mixture is stretched about its median, means and standard deviations alike, by one factor for its group
of samples; it stays a Gaussian mixture, so every number (quantile, density, CRPS, modes) comes from one
distribution. The factor is the one for which a given share of the held-out values would have lain in the
central band. That is a quantile of the values' distances from the median in units of the band, so no search
is needed (normalised residuals as in split conformal prediction, Lei et al. 2018, here on wells that the
members did not see).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from welllog_mdn.mdn.mixture import GaussianMixture

Floats = NDArray[np.float64]

BAND = (0.1, 0.9)
LEAST, MOST = 0.3, 5.0  # a factor beyond them says that something else is wrong


@dataclass(frozen=True)
class Calibration:
    """Factors (g,) by which the mixtures of each group are stretched about their medians."""

    factors: tuple[float, ...]

    def apply(self, mixture: GaussianMixture, group: NDArray[np.intp]) -> GaussianMixture:
        """Stretch the mixtures (n, k) of groups (n,); medians stay."""
        median = mixture.quantile(0.5).unsqueeze(-1)
        factor = torch.tensor(self.factors, dtype=torch.float64)[torch.from_numpy(group)].unsqueeze(-1)
        means = median + factor * (mixture.means.double() - median)
        return GaussianMixture(mixture.log_weights.double(), means, factor * mixture.sds.double())

    @classmethod
    def fit(
        cls,
        quantiles: Floats,
        y: Floats,
        group: NDArray[np.intp],
        well: NDArray[np.intp],
        groups: int,
        wells_needed: int = 4,
    ) -> Calibration:
        """Choose the factors from held-out values.

        Parameters
        ----------
        quantiles : (3, n) P10, P50, P90 of the held-out mixtures.
        y : (n,) what was measured. group, well : (n,) of each sample; each well counts the same in its group.
        groups, wells_needed : number of groups; a group seen in fewer wells takes the factor of all samples.
        """
        distance = band_distance(quantiles, y)
        share = BAND[1] - BAND[0]
        everything = _weighted_quantile(distance, _by_well(well), share)
        factors = []
        for g in range(groups):
            rows = group == g
            enough = len(np.unique(well[rows])) >= wells_needed
            found = _weighted_quantile(distance[rows], _by_well(well[rows]), share) if enough else everything
            factors.append(float(np.clip(found, LEAST, MOST)))
        return cls(tuple(factors))


def band_distance(quantiles: Floats, y: Floats) -> Floats:
    """Distance (n,) of `y` from the median in units of the half band on its side; at most 1 inside the
    band.
    """
    low, mid, high = quantiles
    half = np.where(y > mid, high - mid, mid - low)
    return np.abs(y - mid) / np.maximum(half, 1e-12)


def _by_well(well: NDArray[np.intp]) -> Floats:
    """Weights (n,) that give every well the same say."""
    if not len(well):
        return np.empty(0)
    _, place, count = np.unique(well, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / count[place])


def _weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """Smallest value below or at which `share` of the weight lies; 1 where there are no values."""
    if not len(values):
        return 1.0
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    at = np.searchsorted(total, share * total[-1])
    return float(values[order][min(at, len(values) - 1)])
