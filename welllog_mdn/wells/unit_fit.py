"""Which units a log can be in, as its percentiles and the logs beside it tell, whatever its label says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass

import numpy as np

from welllog_mdn.arrays import Floats
from welllog_mdn.logs.kinds import LogKind, to_canonical, unit_names

LEAST_VALUES = 10  # from which percentiles tell a unit
BY_RANGE = frozenset({"TEMP"})  # kinds whose label is believed as far as their range: geothermal wells have 300 degC


def fitting_units(kind: LogKind, label: str, values: Floats, sonic: Floats, density: Floats) -> list[str]:
    """Return the units in which values (n,) of a kind can be; none where they fit none, or nothing can be said.

    `label` is the shown name of the unit that the file states, if it is known; `sonic` (n,) is the well's DTC in us/ft,
    `density` (n,) its RHOB in g/cm3, missing where it has none.
    """
    seen = values[np.isfinite(values)]
    if len(seen) < LEAST_VALUES or kind.name not in _FITS:
        return []
    ratio, gardner = median_ratio(values, sonic), median_ratio(values, gardner_slowness(density))
    low, middle, upper, high = map(float, np.percentile(seen, [5, 50, 90, 95]))
    stats = _Stats(low, middle, upper, high, float(np.percentile(np.abs(seen), 95)), ratio, gardner)

    def fits(unit: str) -> bool:
        if unit == label and kind.name in BY_RANGE:
            return bool(kind.low <= to_canonical(middle, kind, unit) <= kind.high)
        return _FITS[kind.name].get(unit, lambda _: False)(stats)

    return [unit for unit in unit_names(kind, linear=True) if fits(unit)]


def in_any_unit(kind: LogKind, values: Floats) -> Floats:
    """Return values (n,) as they are, but NaN where they lie outside the kind's physical range in every unit of it, as
    the zeros or -1 do with which a slowness or a density is padded: these say nothing of the unit.
    """
    known = (to_canonical(values, kind, unit) for unit in unit_names(kind))
    possible = np.any([(kind.low <= v) & (v <= kind.high) for v in known], axis=0)
    return np.where(possible, values, np.nan)


def median_ratio(values: Floats, other: Floats) -> float:
    """Return the median of values / other, NaN where fewer than `LEAST_VALUES` rows have both."""
    both = np.isfinite(values) & (other > 0)
    return float(np.median(values[both] / other[both])) if both.sum() >= LEAST_VALUES else np.nan


def gardner_slowness(density: Floats) -> Floats:
    """Return the slowness in us/ft that goes with a bulk density in g/cm3, (n,).

    density = 0.23 V^0.25 with V in ft/s (Gardner, Gardner and Gregory 1974, Geophysics 39, 770-780).
    """
    return np.asarray(1e6 / (density / 0.23) ** 4)


@dataclass(frozen=True)
class _Stats:
    """Percentiles of a curve in the file's unit, the 95th of its absolute values, and its median ratios to DTC and
    to the slowness that Gardner's relation gives for RHOB; NaN where there is no such log.
    """

    low: float
    middle: float
    upper: float
    high: float
    high_abs: float
    ratio: float
    gardner: float


_POROSITY: Mapping[str, Callable[[_Stats], bool]] = {
    "v/v": lambda s: -0.5 < s.middle < 1 and s.high < 1.5,
    "%": lambda s: -50 < s.middle < 100 and (s.high_abs > 1.2 or s.high_abs == 0),
}
_DIAMETER: Mapping[str, Callable[[_Stats], bool]] = {
    "in": lambda s: 2 < s.middle < 48 and s.upper <= 45,  # the widest caliper; a hole of 17.5 in is 44 cm and more wide
    "mm": lambda s: 60 < s.middle < 1200,
    "cm": lambda s: 10 < s.middle < 100,
    "ft": lambda s: 0.4 < s.middle < 4,
    "m": lambda s: 0.06 < s.middle < 1.2,
}


def _times(factor: float, fits: Callable[[_Stats], bool]) -> Callable[[_Stats], bool]:
    """Return the test of a unit that is `factor` times the one that a test is for."""
    return lambda s: fits(_Stats(*(factor * value for value in astuple(s))))


def _slowness(
    in_feet: Callable[[_Stats], bool], in_metres: Callable[[_Stats], bool]
) -> dict[str, Callable[[_Stats], bool]]:
    """Return the tests of all units of slowness, made of those of us/ft and us/m."""
    return {
        "us/ft": in_feet,
        "us/m": in_metres,
        "s/m": _times(1e6, in_metres),
        "ms/ft": _times(1e3, in_feet),
        "ms/m": _times(1e3, in_metres),
        "s/ft": _times(1e6, in_feet),
    }


# Can values with these percentiles be in this unit? Measured on the 30 FORCE 2020 wells (medians of DTC 87
# to 152 us/ft, of DTS 133 to 374 us/ft with 5th percentiles of 110 to 187): none is doubted as labelled, all are when
# multiplied or divided. DTS is judged by its ratio to DTC where that is there, else by itself. Where there is RHOB,
# both are held against Gardner's relation too, which finds fast rock in us/m (160 to 240) sold as us/ft: in 27 wells
# the median ratio to it is 0.83 to 1.25 for DTC and 1.6 to 2.6 for DTS, 3.28 times that in us/m. The limits lie
# between; that of DTC in us/m is lower, for rock salt, which is fast for its density (0.42 in us/ft).
_FITS: Mapping[str, Mapping[str, Callable[[_Stats], bool]]] = {
    "RHOB": {
        "g/cm3": lambda s: 0.3 < s.middle < 10,
        "kg/m3": lambda s: 300 < s.middle < 10000,
        "lb/ft3": lambda s: 40 < s.middle < 250,
    },
    "DRHO": {
        "g/cm3": lambda s: s.high_abs < 4,
        "kg/m3": lambda s: s.high_abs > 1 or s.high_abs == 0,
        "lb/ft3": lambda s: s.high_abs < 40,
    },
    "NPHI": {
        "v/v": lambda s: -0.2 < s.middle < 1 and s.low > -0.5 and s.high < 1.5,
        "%": lambda s: (
            -15 < s.middle < 100
            and (1.2 < s.high < 120 or s.high_abs == 0)
            and not (s.low >= 0 and s.middle < 0.6 and s.high > 20)  # fractions, and a filler or a run in percent
        ),
    },
    **dict.fromkeys(("DPHI", "SPHI"), _POROSITY),
    "POTA": {
        "%": lambda s: s.high > 0.1 or s.high_abs == 0,
        "w/w": lambda s: s.high < 0.2,
    },
    "DTC": _slowness(
        lambda s: not (s.middle > 200 and s.high > 240) and s.middle > 20 and not s.gardner > 1.9,
        lambda s: not (s.middle < 165 and s.low < 125) and 100 < s.middle < 900 and not s.gardner < 1.3,
    ),
    "DTS": _slowness(
        lambda s: (
            50 < s.middle < 900
            and not (s.ratio >= 4.5 or s.gardner > 3.7)
            and (s.ratio < 4.5 or (s.middle < 450 and s.low < 330))
        ),
        lambda s: (
            190 < s.middle < 3000 and s.low > 150 and not s.ratio < 4.2 and (s.ratio >= 4.5 or not s.gardner < 3.7)
        ),
    ),
    **dict.fromkeys(("CALI", "BS"), _DIAMETER),
    "DCAL": {
        "in": lambda s: s.high_abs < 20,
        "mm": lambda s: s.high_abs > 8 or s.high_abs == 0,
        "cm": lambda s: s.high_abs < 50,
        "ft": lambda s: s.high_abs < 1.7,
        "m": lambda s: s.high_abs < 0.5,
    },
    "TEMP": {
        "degC": lambda s: -5 < s.middle < 200,
        "degF": lambda s: 25 < s.middle < 420,
        "K": lambda s: 270 < s.middle < 520,
    },
    "MUDWT": {
        "g/cm3": lambda s: 0.5 < s.middle < 3,
        "kg/m3": lambda s: 500 < s.middle < 3000,
        "lb/gal": lambda s: 6 < s.middle < 25,
    },
}
