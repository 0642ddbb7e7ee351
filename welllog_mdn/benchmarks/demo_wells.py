"""A synthetic field whose density of the sonic, given any of the other logs, is known exactly.

The sequence is made of beds. Every bed draws its rock, its fluid and its hole (in gauge or washed out)
independently of all others, with probabilities that depend only on the formation; bed thickness depends
on none of them. Within a bed every sample draws, independently of its neighbours, a deviation of porosity
and one of clay content (laminae), and the noise of each tool. The response of the logs to the laminae is
taken as linear around the bed's mean, so that at a depth `z` the logs of one state (rock, fluid, hole)
are jointly Gaussian and, for the inputs `x` that a well has there,

    p(DT | x, z) = sum over states s of p(s | x, z) N(DT; m_s(x, z), v_s),
    p(s | x, z) ~ p(s | formation) N(x; s, z)

in closed form, whichever inputs are missing (`true_density`). Resistivities count by their log10. What
is missing is so for reasons that have nothing to do with rock or fluid, and so tells nothing about them.

Rock physics: compaction phi0 exp(-z / L) (Athy 1930); velocity of Raymer, Hunt and Gardner (1980), where
gas carries no sound; volumetric mixing of density and of photoelectric absorption; resistivity of Archie
(1942) with conductive clay beside it (after Simandoux 1963); shear slowness from the velocity of the
brine-filled rock, one line after Castagna, Batzle and Eastwood (1985) for all rocks.

    python -m welllog_mdn.benchmarks.demo_wells wells --seed 0
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Floats
from welllog_mdn.system.files import make_folder, write_atomic

if TYPE_CHECKING:
    from welllog_mdn.mdn.mixture import GaussianMixture


STEP_M = 0.1524
UNITS = {  # every log that the field makes, in canonical units
    "GR": "gAPI",
    "RDEP": "ohm.m",
    "RMED": "ohm.m",
    "RHOB": "g/cm3",
    "DRHO": "g/cm3",
    "NPHI": "v/v",
    "PEF": "b/e",
    "CALI": "in",
    "DTC": "us/ft",
    "DTS": "us/ft",
}
LOGS = tuple(UNITS)
TARGET = "DTC"
_LOG10 = ("RDEP", "RMED")


@dataclass(frozen=True)
class Mineral:
    """Gamma ray (API), density (g/cm3), velocity (km/s), U (b/cm3), neutron (v/v), resistivity (ohm.m)."""

    gamma: float
    density: float
    velocity: float
    absorption: float
    neutron: float
    resistivity: float


QUARTZ = Mineral(16.0, 2.65, 5.5, 4.8, -0.04, 1e4)
CLAY = Mineral(115.0, 2.72, 4.1, 9.0, 0.15, 2.0)
CALCITE = Mineral(22.0, 2.71, 6.3, 13.8, 0.0, 2000.0)
ANHYDRITE = Mineral(15.0, 2.98, 6.1, 14.9, -0.01, 2000.0)
COAL = Mineral(36.0, 1.36, 2.40, 1.15, 0.52, 150.0)


@dataclass(frozen=True)
class Rock:
    """A rock: its grains, clay content (v/v of the grains), porosity at depth zero, compaction length (m).

    `laminae` are the standard deviations of porosity and clay content from sample to sample; `washout` is the
    probability that a bed of it is washed out; `holds_gas` says whether its beds draw a fluid.
    """

    name: str
    grains: Mineral
    clay: float
    porosity: float
    compaction: float
    laminae: tuple[float, float]
    washout: float
    holds_gas: bool = False

    def porosity_at(self, depth_m: Floats) -> Floats:
        """Mean porosity (n,) by Athy's law."""
        return self.porosity * np.exp(-depth_m / self.compaction)


ROCKS = (
    Rock("shale", QUARTZ, 0.92, 0.60, 2000.0, (0.008, 0.05), 0.25),
    Rock("siltstone", QUARTZ, 0.60, 0.44, 2600.0, (0.008, 0.05), 0.12),
    Rock("shaly sandstone", QUARTZ, 0.26, 0.42, 3400.0, (0.010, 0.04), 0.05, holds_gas=True),
    Rock("sandstone", QUARTZ, 0.05, 0.45, 3700.0, (0.010, 0.015), 0.05, holds_gas=True),
    Rock("limestone", CALCITE, 0.03, 0.11, 20000.0, (0.012, 0.010), 0.03),
    Rock("anhydrite", ANHYDRITE, 0.0, 0.01, 1e9, (0.002, 0.0), 0.03),
    Rock("coal", COAL, 0.0, 0.02, 1e9, (0.006, 0.0), 0.40),
)


@dataclass(frozen=True)
class Fluid:
    """Saturation of brine in the virgin and in the flushed zone; the rest is gas."""

    name: str
    water: float
    flushed: float


BRINE = Fluid("brine", 1.0, 1.0)
GAS = Fluid("gas", 0.22, 0.40)
_BRINE_RESISTIVITY = 0.07  # ohm.m at the field's temperatures; mud filtrate alike


@dataclass(frozen=True)
class Formation:
    """A formation of the layer cake: its base (m), the proportions of `ROCKS` and of gas among sand beds."""

    name: str
    base: float
    rocks: tuple[float, ...]
    gas: float


FORMATIONS = (
    Formation("Upper coal measures", 1720.0, (0.42, 0.18, 0.14, 0.18, 0.0, 0.0, 0.08), 0.30),
    Formation("Middle sands", 2050.0, (0.30, 0.12, 0.20, 0.38, 0.0, 0.0, 0.0), 0.45),
    Formation("Lower carbonates", np.inf, (0.26, 0.10, 0.08, 0.18, 0.28, 0.10, 0.0), 0.25),
)


@dataclass(frozen=True)
class State:
    """What a bed draws: rock, fluid, and whether the hole is washed out."""

    rock: Rock
    fluid: Fluid
    washed: bool

    @property
    def name(self) -> str:
        """Facies in words, such as `sandstone, gas`; the hole is no part of it."""
        return f"{self.rock.name}, {self.fluid.name}" if self.rock.holds_gas else self.rock.name

    def probability(self, formation: Formation) -> float:
        """Probability that a bed of `formation` is in this state."""
        p = formation.rocks[ROCKS.index(self.rock)]
        p *= self.rock.washout if self.washed else 1.0 - self.rock.washout
        if self.rock.holds_gas:
            p *= formation.gas if self.fluid is GAS else 1.0 - formation.gas
        return p


STATES = tuple(
    State(rock, fluid, washed)
    for rock in ROCKS
    for fluid in ((BRINE, GAS) if rock.holds_gas else (BRINE,))
    for washed in (False, True)
)
# Standard deviation of each tool's noise, in gauge and in a washout, and what the washout adds (LOGS' order).
_NOISE = np.array([4.0, 0.04, 0.05, 0.012, 0.010, 0.012, 0.12, 0.08, 1.2, 3.0])
_NOISE_WASHED = np.array([4.0, 0.04, 0.06, 0.060, 0.035, 0.030, 0.15, 0.45, 1.2, 3.0])
_WASHOUT = np.array([0.0, 0.0, 0.0, -0.17, 0.12, 0.06, 0.0, 3.2, 0.0, 0.0])


def _conductivity(rock: Rock, clay: Floats, phi: Floats, water: float) -> Floats:
    """Conductivity (S/m): Archie's with a = 1, m = n = 2, the clay's, and that of the grains themselves."""
    grains = (1.0 - clay) / rock.grains.resistivity
    return phi**2 * water**2 / _BRINE_RESISTIVITY + clay * water / CLAY.resistivity + grains


def response(state: State, depth_m: Floats, porosity: float = 0.0, clay: float = 0.0) -> Floats:
    """Noise-free logs (n, LOGS) of a state at depths (n,) m, porosity and clay deviating as given.

    Resistivities as log10, the caliper as its excess over the bit size.
    """
    rock, fluid = state.rock, state.fluid
    phi = rock.porosity_at(depth_m) + porosity
    shale = np.full_like(phi, rock.clay + clay)

    def grains(name: str) -> Floats:
        return (1.0 - shale) * getattr(rock.grains, name) + shale * getattr(CLAY, name)

    density = (1.0 - phi) * grains("density") + phi * (0.15 + 0.90 * fluid.flushed)
    frame = (1.0 - phi) ** 2 * grains("velocity")
    brine_velocity = frame + phi * 1.6
    logs = [
        grains("gamma"),
        -np.log10(_conductivity(rock, shale, phi, fluid.water)),
        -np.log10(_conductivity(rock, shale, phi, fluid.flushed)),
        density,
        np.full_like(phi, 0.005),
        phi * (0.2 + 0.8 * fluid.flushed) + grains("neutron"),
        ((1.0 - phi) * grains("absorption") + phi * 0.4) / density,
        np.full_like(phi, 0.1),
        304.8 / (frame if fluid is GAS else brine_velocity),
        304.8 / (0.79 * brine_velocity - 0.86),  # shear waves take no notice of the fluid
    ]
    return np.stack(logs, -1) + (_WASHOUT if state.washed else 0.0)


_MIDDLE = 1900.0  # metres: about half way down the field, where its laminae are taken as they are
_SMALL = 1e-4  # of porosity and clay content: no log bends within it, and no digit that counts is lost


def _slopes(state: State) -> Floats:
    """Change of each log per unit of porosity and of clay content (LOGS, 2), in the middle of the field."""
    z = np.array([_MIDDLE])
    by_porosity = response(state, z, porosity=_SMALL) - response(state, z, porosity=-_SMALL)
    by_clay = response(state, z, clay=_SMALL) - response(state, z, clay=-_SMALL)
    return np.concatenate([by_porosity, by_clay]).T / (2.0 * _SMALL)


@lru_cache(maxsize=1)
def _spread() -> tuple[Floats, Floats, Floats]:
    """Per state: the laminae's effect (s, LOGS, 2), the noise (s, LOGS), the covariance (s, LOGS, LOGS)."""
    load = np.stack([_slopes(state) * state.rock.laminae for state in STATES])
    noise = np.stack([_NOISE_WASHED if state.washed else _NOISE for state in STATES])
    covariance = load @ load.transpose(0, 2, 1) + np.stack([np.diag(sd**2) for sd in noise])
    return load, noise, covariance


def _formation_of(depth_m: Floats) -> NDArray[np.int64]:
    """Index (n,) of the formation at each depth."""
    return np.searchsorted([f.base for f in FORMATIONS[:-1]], depth_m, side="right")


def state_probabilities(depth_m: Floats) -> Floats:
    """Probability (n, states) of each state at a depth, before any log is seen."""
    table = np.array([[state.probability(f) for state in STATES] for f in FORMATIONS])
    return table[_formation_of(depth_m)]


@dataclass(frozen=True)
class Column:
    """How a log stands in a file: mnemonic, unit, decimals, description, factor from canonical units."""

    mnemonic: str
    unit: str
    decimals: int
    description: str
    factor: float = 1.0


@dataclass(frozen=True)
class Plan:
    """What is logged in one well, and how its file says it.

    `hole` is the bit size (in) above and below `casing_shoe` (m). `unlogged` lists intervals (m) where a
    log was not run. `cycle_skips` of the sonic are faults of the record alone; the truth does not have
    them.
    """

    name: str
    top: float
    base: float
    columns: Mapping[str, Column]
    unlogged: tuple[tuple[str, float, float], ...] = ()
    hole: tuple[float, float] = (8.5, 8.5)
    casing_shoe: float = 0.0
    cycle_skips: int = 0
    depth_unit: str = "M"
    null: str = "-999.25"
    parameters: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class DemoWell:
    """A well of the field, with what nobody knows of a real one.

    Attributes
    ----------
    depth : (n,) in `depth_unit` ("m" or "ft"); depth_m : (n,) in metres.
    bit_size : (n,) inches.
    curves : the logs that the file holds, kind -> (n,) in the units of `UNITS`; NaN where not logged.
    bed : (n,) number of the bed; state : (n,) index into `STATES`.
    logs : (n, LOGS) what a complete suite would have read, resistivities as log10, caliper less bit size.
    """

    plan: Plan
    depth: Floats = field(repr=False)
    depth_m: Floats = field(repr=False)
    bit_size: Floats = field(repr=False)
    curves: Mapping[str, Floats] = field(repr=False)
    bed: NDArray[np.int64] = field(repr=False)
    state: NDArray[np.int64] = field(repr=False)
    logs: Floats = field(repr=False)

    @property
    def name(self) -> str:
        """The well's name, such as `DEMO-1`."""
        return self.plan.name

    @property
    def depth_unit(self) -> str:
        """Unit of `depth`, "m" or "ft"."""
        return self.plan.depth_unit.lower()

    @property
    def truth(self) -> Floats:
        """Compressional slowness (n,) us/ft, also where the file has none; without cycle skips."""
        return self.logs[:, LOGS.index(TARGET)]


def _beds(plan: Plan, depth_m: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Number the bed of each sample: log-normal thickness, median 2.2 m, cut at formation tops."""
    thickness = np.clip(2.2 * np.exp(0.8 * rng.standard_normal(4000)), 0.45, 25.0)
    formation_tops = np.array([f.base for f in FORMATIONS[:-1]])
    tops = np.sort(np.concatenate([plan.top + np.cumsum(thickness), formation_tops]))
    return np.searchsorted(tops, depth_m, side="right")


def _draw_states(bed: NDArray[np.int64], depth_m: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw the state of each bed independently and return it for every sample."""
    first = np.unique(bed, return_index=True)[1]
    cumulated = np.cumsum(state_probabilities(depth_m[first]), -1)
    drawn = (rng.random((len(first), 1)) > cumulated[:, :-1]).sum(-1)
    return drawn[np.searchsorted(bed[first], bed)]


def _mean_logs(depth_m: Floats) -> Floats:
    """Mean logs (n, states, LOGS)."""
    return np.stack([response(state, depth_m) for state in STATES], 1)


def _draw_logs(state: NDArray[np.int64], depth_m: Floats, rng: np.random.Generator) -> Floats:
    """Draw laminae and noise for every sample: (n, LOGS)."""
    load, noise, _ = _spread()
    mean = _mean_logs(depth_m)[np.arange(len(state)), state]
    laminae = np.einsum("ncl,nl->nc", load[state], rng.standard_normal((len(state), 2)))
    return mean + laminae + noise[state] * rng.standard_normal(mean.shape)


def _as_read(name: str, well: Floats, bit_size: Floats) -> Floats:
    """Return one column of `logs` in the canonical unit of its log."""
    values = well[:, LOGS.index(name)]
    if name == "CALI":
        return values + bit_size
    return 10.0**values if name in _LOG10 else values.copy()


def _record(plan: Plan, logs: Floats, depth_m: Floats, bit_size: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """Return what the file holds: the logs that were run, where they were run, cycle skips added."""
    curves = {name: _as_read(name, logs, bit_size) for name in plan.columns if name in UNITS}
    if plan.cycle_skips:
        at = rng.integers(50, len(depth_m) - 50, plan.cycle_skips)
        curves[TARGET][at] += 45.0 + 25.0 * rng.random(plan.cycle_skips)
    for name, top, base in plan.unlogged:
        curves[name][(depth_m >= top) & (depth_m < base)] = np.nan
    return curves


def _depths(plan: Plan) -> tuple[Floats, Floats]:
    """Return the depths of a well in its own unit and in metres."""
    count = round((plan.base - plan.top) / STEP_M) + 1
    if plan.depth_unit == "FT":
        feet: Floats = round(plan.top / 0.3048) + 0.5 * np.arange(count, dtype=np.float64)
        return feet, feet * 0.3048
    metres: Floats = plan.top + STEP_M * np.arange(count, dtype=np.float64)
    return metres, metres


def demo_well(plan: Plan, seed: int | Sequence[int] = 0) -> DemoWell:
    """Make one well; the same seed makes the same well."""
    rng = np.random.default_rng(seed)
    depth, depth_m = _depths(plan)
    bit_size = np.where(depth_m < plan.casing_shoe, plan.hole[0], plan.hole[1])
    bed = _beds(plan, depth_m, rng)
    state = _draw_states(bed, depth_m, rng)
    logs = _draw_logs(state, depth_m, rng)
    curves = _record(plan, logs, depth_m, bit_size, rng)
    return DemoWell(plan, depth, depth_m, bit_size, curves, bed, state, logs)


def demo_field(seed: int = 0) -> list[DemoWell]:
    """Make the field's eight wells; `wells/` holds those of seed 0."""
    return [demo_well(plan, (seed, number)) for number, plan in enumerate(PLANS)]


def _input_values(well: DemoWell, inputs: Sequence[str] | None) -> tuple[list[int], Floats]:
    """Return the inputs' places in LOGS and their values (n, d) as in `logs`, NaN where not logged."""
    names = [name for name in well.curves if name != TARGET] if inputs is None else list(inputs)
    absent = [name for name in names if name not in well.curves or name == TARGET]
    if absent:
        raise ValueError(f"inputs must be logs of {well.name} other than {TARGET}, however: inputs={absent}")
    index = [LOGS.index(name) for name in names]
    values = well.logs[:, index]
    for place, name in enumerate(names):
        values[np.isnan(well.curves[name]), place] = np.nan
    return index, values


def _condition(index: list[int], values: Floats, mean: Floats) -> tuple[Floats, Floats, Floats]:
    """Condition every state on rows that have the same inputs.

    Parameters
    ----------
    index : the inputs' places in LOGS, d of them; values : (n, d); mean : (n, states, LOGS).

    Returns
    -------
    log p(x | s) (n, states); mean (n, states) and variance (states,) of the target given x and s.
    """
    covariance, target = _spread()[2], LOGS.index(TARGET)
    among = covariance[:, index][:, :, index]
    across = covariance[:, index, target]
    off = values[:, None, :] - mean[:, :, index]
    inverse = np.linalg.inv(among)
    weighed = np.matmul(off.transpose(1, 0, 2), inverse).transpose(1, 0, 2)
    log_likelihood = -0.5 * ((weighed * off).sum(-1) + np.linalg.slogdet(2.0 * np.pi * among)[1])
    variance = covariance[:, target, target] - np.einsum("sd,sde,se->s", across, inverse, across)
    return log_likelihood, mean[:, :, target] + (weighed * across).sum(-1), variance


def true_density(
    well: DemoWell, inputs: Sequence[str] | None = None, *, given: Literal["depth", "bed"] = "depth"
) -> GaussianMixture:
    """Return the true density of the compressional slowness (us/ft) at every depth, one component a state.

    Parameters
    ----------
    inputs : the logs that are known, canonical names; default all that the file holds but the sonic itself.
        Where one of them was not logged it is integrated out. The depth, and so the formation, is known.
    given : "depth": given the inputs at that depth alone, all that a model without context can use.
        "bed": given the inputs over the whole bed and the bed's boundaries. The samples of a bed share their
        state and nothing else, so no model, whatever its context, can know more: it is the bound for models
        with context, which must find the boundaries themselves and so end between the two.

    Returns
    -------
    A mixture of batch (n,), float64. Both are calibrated: over the field, the truth falls below a quantile of
    either as often as its level says. Raises ValueError for inputs that the well does not have.
    """
    import torch
    from scipy.special import log_softmax

    from welllog_mdn.mdn.mixture import GaussianMixture

    index, values = _input_values(well, inputs)
    mean, there = _mean_logs(well.depth_m), ~np.isnan(values)
    shape = (len(well.depth), len(STATES))
    evidence, means, variances = np.empty(shape), np.empty(shape), np.empty(shape)
    for pattern in np.unique(there, axis=0):
        rows = (there == pattern).all(-1)
        known = [i for i, has in zip(index, pattern, strict=True) if has]
        evidence[rows], means[rows], variances[rows] = _condition(known, values[rows][:, pattern], mean[rows])
    if given == "bed":
        of_bed = np.zeros((well.bed.max() + 1, len(STATES)))
        np.add.at(of_bed, well.bed, evidence)
        evidence = of_bed[well.bed]
    with np.errstate(divide="ignore"):
        log_weights = log_softmax(np.log(state_probabilities(well.depth_m)) + evidence, axis=-1)
    return GaussianMixture(*(torch.from_numpy(a) for a in (log_weights, means, np.sqrt(variances))))


_COLUMNS = {  # the house's own mnemonics, from which the vendors' differ below
    "GR": Column("GR", "GAPI", 2, "Gamma Ray"),
    "CALI": Column("CALI", "IN", 2, "Caliper"),
    "BS": Column("BS", "IN", 3, "Bit Size"),
    "RDEP": Column("RDEP", "OHMM", 3, "Deep Resistivity"),
    "RMED": Column("RMED", "OHMM", 3, "Medium Resistivity"),
    "RHOB": Column("RHOB", "G/CC", 3, "Bulk Density"),
    "DRHO": Column("DRHO", "G/CC", 3, "Bulk Density Correction"),
    "NPHI": Column("NPHI", "V/V", 4, "Neutron Porosity, limestone"),
    "PEF": Column("PEF", "B/E", 2, "Photoelectric Factor"),
    "DTC": Column("DT", "US/F", 2, "Compressional Slowness"),
    "DTS": Column("DTS", "US/F", 2, "Shear Slowness"),
}


def _columns(names: str, **others: Column) -> dict[str, Column]:
    """Return the columns of a file: the house's own, but for `others`."""
    return {name: others.get(name, _COLUMNS[name]) for name in names.split()}


_SCHLUMBERGER = {
    "CALI": Column("HCAL", "IN", 2, "HRCC Caliper"),
    "RDEP": Column("AT90", "OHMM", 3, "Array Induction Two Foot Resistivity A90"),
    "RMED": Column("AT30", "OHMM", 3, "Array Induction Two Foot Resistivity A30"),
    "RHOB": Column("RHOZ", "G/C3", 3, "HRDD Standard Resolution Formation Density"),
    "DRHO": Column("HDRA", "G/C3", 3, "HRDD Density Correction"),
    "NPHI": Column("TNPH", "V/V", 4, "Thermal Neutron Porosity, limestone"),
    "PEF": Column("PEFZ", "B/E", 2, "HRDD Standard Resolution Photoelectric Factor"),
    "DTC": Column("DTCO", "US/F", 2, "Delta-T Compressional"),
}
_BAKER = {
    "CALI": Column("CAL", "IN", 2, "Caliper"),
    "RDEP": Column("M2R9", "OHM.M", 3, "HDIL 2 ft Resistivity 90 in"),
    "RMED": Column("M2R3", "OHM.M", 3, "HDIL 2 ft Resistivity 30 in"),
    "RHOB": Column("ZDEN", "G/CC", 3, "Z-Densilog Bulk Density"),
    "DRHO": Column("ZCOR", "G/CC", 3, "Z-Densilog Correction"),
    "NPHI": Column("CNC", "V/V", 4, "Compensated Neutron, borehole corrected, limestone"),
    "PEF": Column("PE", "B/E", 2, "Photoelectric Cross Section"),
    "DTC": Column("AC", "US/F", 2, "Acoustilog Delta T Compressional"),
}
_HALLIBURTON = {
    "GR": Column("GRGC", "API", 2, "Gamma Ray, borehole corrected"),
    "CALI": Column("CALI", "MM", 1, "Caliper", 25.4),
    "RDEP": Column("RT90", "OHMM", 3, "ACRt Resistivity 90 in"),
    "RMED": Column("RT30", "OHMM", 3, "ACRt Resistivity 30 in"),
    "RHOB": Column("RHOB", "K/M3", 0, "Spectral Density", 1000.0),
    "DRHO": Column("DRHO", "K/M3", 0, "Density Correction", 1000.0),
    "NPHI": Column("NPHI", "%", 2, "Dual Spaced Neutron Porosity, limestone", 100.0),
    "PEF": Column("PE", "B/E", 2, "Photoelectric Factor"),
    "DTC": Column("DTC", "US/M", 1, "Compressional Slowness", 1.0 / 0.3048),
}
_FULL = "GR CALI RDEP RMED RHOB DRHO NPHI PEF"
_BIT = (("BS", "IN", "8.500", "Bit Size"),)
PLANS = (
    # Complete suite, compressional and shear sonic
    Plan(
        "DEMO-1",
        1550.0,
        2180.0,
        _columns(f"{_FULL} BS DTC DTS"),
    ),
    # Two hole sections (12.25 and 8.5 in), cycle skips; density and neutron only below the shoe
    Plan(
        "DEMO-2",
        1500.0,
        2090.0,
        _columns(f"{_FULL} BS DTC", **_SCHLUMBERGER),
        unlogged=tuple((name, 0.0, 1660.0) for name in ("RHOB", "DRHO", "NPHI", "PEF")),
        hole=(12.25, 8.5),
        casing_shoe=1660.0,
        cycle_skips=9,
    ),
    # Depth in feet, Baker Hughes mnemonics
    Plan(
        "DEMO-3",
        1620.0,
        2200.0,
        _columns(f"{_FULL} DTC", **_BAKER),
        depth_unit="FT",
        null="-999.250",
        parameters=_BIT,
    ),
    # No sonic at all, everything else: the main job
    Plan("DEMO-4", 1560.0, 2140.0, _columns(f"{_FULL} BS")),
    # Gamma ray and caliper only: gas and brine sands look alike, so DT has two modes in sands
    Plan(
        "DEMO-5",
        1640.0,
        2160.0,
        _columns("GR CALI BS"),
    ),
    # The sonic has a gap of 150 m (1850 to 2000 m)
    Plan(
        "DEMO-6",
        1700.0,
        2300.0,
        _columns(f"{_FULL} BS DTC"),
        unlogged=((TARGET, 1850.0, 2000.0),),
        null="-9999",
    ),
    # Metric units (us/m, kg/m3, %, mm), Halliburton mnemonics; resistivity not run above 1800 m
    Plan(
        "DEMO-7",
        1660.0,
        2260.0,
        _columns(f"{_FULL} DTC", **_HALLIBURTON),
        unlogged=(("RDEP", 0.0, 1800.0), ("RMED", 0.0, 1800.0)),
        parameters=(("BS", "MM", "215.9", "Bit Size"),),
    ),
    # No resistivity, no sonic: gas shows only where density and neutron cross over
    Plan(
        "DEMO-8",
        1600.0,
        2100.0,
        _columns("GR CALI BS RHOB DRHO NPHI PEF"),
    ),
)


def _item(mnemonic: str, unit: str, value: str, description: str) -> str:
    """Return one header line."""
    return f"{mnemonic + '.' + unit:<11} {value:>24} : {description}"


def _header(well: DemoWell, seed: int) -> list[str]:
    """Return the sections before the data."""
    plan, number = well.plan, well.name.rpartition("-")[2]
    decimals, step = (1, "0.5") if plan.depth_unit == "FT" else (4, f"{STEP_M}")
    curves = [_item("DEPT", plan.depth_unit, "", "Measured Depth")]
    curves += [_item(c.mnemonic, c.unit, "", c.description) for c in plan.columns.values()]
    return [
        "# SYNTHETIC: no such well exists. Made by welllog_mdn.benchmarks.demo_wells",
        "~Version Information",
        _item("VERS", "", "2.0", "CWLS Log ASCII Standard - Version 2.0"),
        _item("WRAP", "", "NO", "One line per depth step"),
        "~Well Information",
        _item("STRT", plan.depth_unit, f"{well.depth[0]:.{decimals}f}", "First depth"),
        _item("STOP", plan.depth_unit, f"{well.depth[-1]:.{decimals}f}", "Last depth"),
        _item("STEP", plan.depth_unit, step, "Step"),
        _item("NULL", "", plan.null, "Null value"),
        _item("COMP", "", "SYNTHETIC", "Company"),
        _item("WELL", "", well.name, "Well"),
        _item("FLD", "", "DEMO FIELD (SYNTHETIC)", "Field"),
        _item("LOC", "", "NOWHERE", "Location"),
        _item("CTRY", "", "NONE", "Country"),
        _item("SRVC", "", "NONE (SYNTHETIC)", "Service company"),
        _item("UWI", "", f"SYNTHETIC-DEMO-{seed}-{number}", "Unique well identifier"),
        "~Curve Information",
        *curves,
        "~Parameter Information",
        _item("SEED", "", str(seed), "Seed of the synthetic field"),
        *(_item(*parameter) for parameter in plan.parameters),
    ]


def _column_texts(well: DemoWell, name: str) -> list[str]:
    """Return a curve's values as they stand in the file."""
    column = well.plan.columns[name]
    values = (well.bit_size if name == "BS" else well.curves[name]) * column.factor
    return [well.plan.null if np.isnan(v) else f"{v:.{column.decimals}f}" for v in values.tolist()]


def las_text(well: DemoWell, seed: int) -> str:
    """Return the LAS 2.0 text of a well; neither facies nor the unlogged truth is in it."""
    decimals = 1 if well.plan.depth_unit == "FT" else 4
    columns = [[f"{d:.{decimals}f}" for d in well.depth.tolist()]]
    columns += [_column_texts(well, name) for name in well.plan.columns]
    widths = [max(map(len, column)) for column in columns]
    padded = [[t.rjust(w) for t in column] for column, w in zip(columns, widths, strict=True)]
    rows = (" ".join(row) for row in zip(*padded, strict=True))
    return "\n".join([*_header(well, seed), "~ASCII Log Data", *rows, ""])


def write_demo_field(folder: str | Path, seed: int = 0, *, overwrite: bool = False) -> list[Path]:
    """Write one LAS file a well into `folder` and return the paths.

    Raises OutputError where a file exists with other content and `overwrite` is false, or cannot be written.
    """
    folder = Path(folder)
    make_folder(folder)
    paths = []
    for well in demo_field(seed):
        paths.append(folder / f"{well.name}.las")
        write_atomic(paths[-1], las_text(well, seed).encode("ascii"), overwrite=overwrite)
    return paths


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the field from the command line."""
    parser = argparse.ArgumentParser(description="Write the synthetic demo field as LAS files.")
    parser.add_argument("out", help="folder for the LAS files")
    parser.add_argument("--seed", type=int, default=0, help="seed of the field (default 0)")
    parser.add_argument("--overwrite", action="store_true", help="replace files that are there")
    options = parser.parse_args(arguments)
    write_demo_field(options.out, options.seed, overwrite=options.overwrite)


if __name__ == "__main__":
    main()
