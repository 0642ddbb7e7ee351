"""The demo field: its files, and that the density it claims to know is the one its samples come from."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Literal

import lasio
import numpy as np
import pytest
import torch

from welllog_mdn.benchmarks import demo_wells
from welllog_mdn.benchmarks.demo_wells import (
    FORMATIONS,
    GAS,
    LOGS,
    ROCKS,
    STATES,
    DemoWell,
    demo_field,
    las_text,
    response,
    state_probabilities,
    true_density,
    write_demo_field,
)


@pytest.fixture(scope="module")
def field() -> list[DemoWell]:
    """The field of wells/."""
    return demo_field(0)


def _well(field: list[DemoWell], name: str) -> DemoWell:
    """Return the well of that name."""
    return next(well for well in field if well.name == name)


def test_files_in_wells_are_what_the_module_makes(field: list[DemoWell], demo_folder: Path) -> None:
    """Every byte of wells/*.las is regenerated from seed 0, and no LAS file lies there beside them."""
    made = {f"{well.name}.las": las_text(well, 0).encode() for well in field}
    assert {path.name: path.read_bytes() for path in demo_folder.glob("*.[lL][aA][sS]")} == made
    assert sum(path.stat().st_size for path in demo_folder.iterdir()) < 3_000_000


def test_same_seed_same_bytes_other_seed_other_wells(tmp_path: Path) -> None:
    """Two writings with one seed agree byte for byte; another seed gives other values in every well."""
    first, again, other = (write_demo_field(tmp_path / name, seed) for name, seed in (("a", 3), ("b", 3), ("c", 4)))
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(first, other, strict=True))


def test_command_line_writes_the_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The module's command writes eight files and prints nothing, as every module but the command line's."""
    demo_wells.main([str(tmp_path), "--seed", "1"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"DEMO-{i}.las" for i in range(1, 9)]
    assert capsys.readouterr().out == ""


def test_lasio_reads_the_recorded_values(field: list[DemoWell], demo_folder: Path) -> None:
    """lasio finds in each file the depths, the curves, their units and values to half the last decimal."""
    for well in field:
        las = lasio.read(demo_folder / f"{well.name}.las")
        assert las.well["WELL"].value == well.name
        assert "SYNTHETIC" in las.well["COMP"].value
        np.testing.assert_allclose(las.index, well.depth, rtol=0, atol=6e-5)
        for kind, values in well.curves.items():
            column = well.plan.columns[kind]
            half_a_digit = 0.51 * 10.0**-column.decimals
            assert las.curves[column.mnemonic].unit == column.unit
            np.testing.assert_allclose(las[column.mnemonic], values * column.factor, rtol=0, atol=half_a_digit)


def test_files_hide_the_truth(field: list[DemoWell]) -> None:
    """No file names a rock or a fluid, and wells without sonic hold no sonic."""
    for well in field:
        text = las_text(well, 0).lower()
        assert not any(word in text for word in ("facies", "sandstone", "gas ", "brine"))
    assert [w.name for w in field if "DTC" not in w.curves] == ["DEMO-4", "DEMO-5", "DEMO-8"]


def test_sonic_gap_of_150_m_is_in_the_record_alone(field: list[DemoWell]) -> None:
    """DEMO-6 lacks its sonic from 1850 to 2000 m and nowhere else; the truth has it throughout."""
    well = _well(field, "DEMO-6")
    gap = (well.depth_m >= 1850) & (well.depth_m < 2000)
    assert np.array_equal(np.isnan(well.curves["DTC"]), gap)
    assert np.isfinite(well.truth).all()


def test_cycle_skips_are_in_the_record_alone(field: list[DemoWell]) -> None:
    """The sonic of DEMO-2 departs from the truth at its cycle skips alone, by 45 us/ft or more."""
    well = _well(field, "DEMO-2")
    excess = well.curves["DTC"] - well.truth
    assert 1 <= (excess >= 45).sum() <= well.plan.cycle_skips
    assert (excess[excess < 45] == 0).all()


def test_probabilities_of_a_formation_add_to_one() -> None:
    """Rocks, fluids and hole states are exhausted in every formation."""
    for formation in FORMATIONS:
        assert sum(formation.rocks) == pytest.approx(1.0, abs=1e-12)
    tops = np.array([1500.0, 1719.9, 1720.0, 2049.9, 2050.0, 2300.0])
    np.testing.assert_allclose(state_probabilities(tops).sum(-1), 1.0, atol=1e-12)


def test_beds_draw_their_states_in_the_stated_proportions() -> None:
    """Over 20 fields the share of beds in each state is within four binomial sds of its probability."""
    counts, totals = np.zeros((len(FORMATIONS), len(STATES))), np.zeros(len(FORMATIONS))
    for seed in range(20):
        for well in demo_field(seed)[:3]:
            first = np.unique(well.bed, return_index=True)[1]
            formation = np.searchsorted([1720.0, 2050.0], well.depth_m[first], side="right")
            np.add.at(counts, (formation, well.state[first]), 1)
            np.add.at(totals, formation, 1)
    p = state_probabilities(np.array([1600.0, 1900.0, 2200.0]))
    spread = np.sqrt(p * (1 - p) / totals[:, None])
    assert (np.abs(counts / totals[:, None] - p) <= 4 * spread).all()


def test_known_rock_physics() -> None:
    """Clean values follow the published laws at a depth where they were worked out by hand."""
    depth = np.array([1900.0])
    sand, gas_sand = (
        next(s for s in STATES if s.name == name and not s.washed) for name in ("sandstone, brine", "sandstone, gas")
    )
    phi = 0.45 * np.exp(-1900.0 / 3700.0)
    wet, gas = (dict(zip(LOGS, response(s, depth)[0], strict=True)) for s in (sand, gas_sand))
    grain_velocity, grain_density = 0.95 * 5.5 + 0.05 * 4.1, 0.95 * 2.65 + 0.05 * 2.72
    assert wet["DTC"] == pytest.approx(304.8 / ((1 - phi) ** 2 * grain_velocity + phi * 1.6))  # Raymer et al.
    assert wet["RHOB"] == pytest.approx((1 - phi) * grain_density + phi * 1.05)
    clay_and_grains = 0.05 / 2.0 + 0.95 / 1e4
    assert 10 ** wet["RDEP"] == pytest.approx(1 / (phi**2 / 0.07 + clay_and_grains))  # Archie, and clay beside it
    assert gas["GR"] == wet["GR"]
    assert gas["RDEP"] > wet["RDEP"] + 1.0  # ten times the resistivity
    assert gas["RHOB"] < wet["RHOB"] and gas["NPHI"] < wet["NPHI"] and gas["DTC"] > wet["DTC"] + 10


def test_density_and_neutron_cross_over_in_gas_alone() -> None:
    """Density porosity on limestone exceeds NPHI by over 0.15 in gas sands, by under 0.07 in wet rock."""
    for state in STATES:
        if state.washed or state.rock.name in ("coal",):
            continue
        logs = dict(zip(LOGS, response(state, np.array([1500.0, 1900.0, 2300.0])).T, strict=True))
        crossover = (2.71 - logs["RHOB"]) / 1.71 - logs["NPHI"]
        assert (crossover > 0.15).all() if state.fluid is GAS else (crossover < 0.07).all(), state


def test_density_integrates_to_one(field: list[DemoWell]) -> None:
    """The known density of each depth has unit mass between 30 and 170 us/ft."""
    grid = torch.linspace(30.0, 170.0, 2801, dtype=torch.float64)
    for well in field[3:5]:
        density = true_density(well)[:: len(well.depth) // 40]
        mass = torch.trapezoid(density.log_prob(grid[:, None]).exp(), grid, dim=0)
        torch.testing.assert_close(mass, torch.ones_like(mass), atol=1e-9, rtol=0)


def _one_state_posterior(well: DemoWell, row: int, inputs: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Weights and means at one depth by scipy's multivariate normal, state by state."""
    from scipy.stats import multivariate_normal

    index, target = [LOGS.index(name) for name in inputs], LOGS.index("DTC")
    covariance = demo_wells._spread()[2]
    x, prior = well.logs[row, index], state_probabilities(well.depth_m[[row]])[0]
    weights, means = [], []
    for s, state in enumerate(STATES):
        mean = response(state, well.depth_m[[row]])[0]
        among = covariance[s][np.ix_(index, index)]
        weights.append(prior[s] * multivariate_normal(mean[index], among).pdf(x))
        means.append(mean[target] + covariance[s][target, index] @ np.linalg.solve(among, x - mean[index]))
    return np.array(weights) / sum(weights), np.array(means)


@pytest.mark.parametrize("inputs", [["GR"], ["RHOB", "NPHI"], ["GR", "RDEP", "RHOB", "CALI"]])
def test_density_is_bayes_rule(field: list[DemoWell], inputs: list[str]) -> None:
    """Weights and means agree with Bayes' rule written out with scipy, for several subsets of the inputs."""
    well = field[0]
    density = true_density(well, inputs)
    for row in (10, 1500, 3900):
        weights, means = _one_state_posterior(well, row, inputs)
        np.testing.assert_allclose(density.weights[row], weights, atol=1e-12)
        np.testing.assert_allclose(density.means[row], means, atol=1e-9)


def test_missing_inputs_are_integrated_out(field: list[DemoWell]) -> None:
    """Where DEMO-2 has no density, its density of DT is the one without any nuclear log but GR."""
    well = _well(field, "DEMO-2")
    above = np.flatnonzero(np.isnan(well.curves["RHOB"]))
    everything, less = true_density(well), true_density(well, ["GR", "RDEP", "RMED", "CALI"])
    y = torch.from_numpy(well.truth)
    torch.testing.assert_close(everything.log_prob(y)[above], less.log_prob(y)[above], rtol=0, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("given", ["depth", "bed"])
def test_truth_is_drawn_from_the_known_density(given: Literal["depth", "bed"]) -> None:
    """Over 12 fields PIT is uniform in every well: each decile holds 10 %, within 5 standard errors."""
    shares = np.zeros((12, 8, 10))
    for seed in range(12):
        for number, well in enumerate(demo_field(seed)):
            rows = slice(seed % 5, None, 5)
            pit = true_density(well, given=given)[rows].cdf(torch.from_numpy(well.truth[rows].copy()))
            shares[seed, number] = np.histogram(pit.numpy(), bins=10, range=(0, 1))[0] / len(pit)
    standard_error = shares.std(0, ddof=1) / np.sqrt(len(shares))
    assert (np.abs(shares.mean(0) - 0.1) <= 5 * standard_error).all()
    assert standard_error.max() < 0.012


def test_gas_and_brine_sands_give_two_modes_without_resistivity(field: list[DemoWell]) -> None:
    """In the middle formation's clean sands GR alone leaves two modes, over 8 us/ft apart."""
    well = _well(field, "DEMO-5")
    sand = [ROCKS[3] is STATES[s].rock for s in well.state]
    rows = torch.from_numpy(np.flatnonzero(sand & (well.depth_m > 1720) & (well.depth_m < 2050)))
    values, weights = true_density(well, given="bed")[rows].modes()
    two = ~torch.isnan(values[:, 1])
    assert two.double().mean() > 0.95
    parted = (values[:, 0] - values[:, 1]).abs()[two]
    assert parted.min() > 8.0
    assert weights[two].min() > 0.3


def test_resistivity_leaves_one_mode(field: list[DemoWell]) -> None:
    """Given deep resistivity as well, the same sands have one mode that counts (95 % of the probability)."""
    well = _well(field, "DEMO-4")
    sand = [STATES[s].rock.holds_gas for s in well.state]
    rows = torch.from_numpy(np.flatnonzero(sand & (well.depth_m > 1720) & (well.depth_m < 2050)))
    weights = true_density(well, ["GR", "RDEP"], given="bed")[rows].modes()[1]
    assert (weights[:, 0] > 0.95).double().mean() > 0.97


def test_more_inputs_tell_more(field: list[DemoWell]) -> None:
    """The mean negative log density falls with every input added, and from depth to bed."""
    well = field[0]
    y = torch.from_numpy(well.truth)
    suites = [[], ["GR"], ["GR", "RDEP"], ["GR", "RDEP", "RHOB"], ["GR", "RDEP", "RHOB", "NPHI"]]
    losses = [-true_density(well, suite).log_prob(y).mean().item() for suite in suites]
    assert all(later < earlier for earlier, later in zip(losses, losses[1:], strict=False))
    assert -true_density(well, ["GR"], given="bed").log_prob(y).mean().item() < losses[1]


def test_neighbouring_samples_share_nothing_but_the_state() -> None:
    """Within beds, the residual of DT from its state's mean has no correlation at lag one."""
    residuals = []
    for seed in range(10):
        well = demo_field(seed)[0]
        mean = demo_wells._mean_logs(well.depth_m)[np.arange(len(well.state)), well.state]
        residuals.append(well.truth - mean[:, LOGS.index("DTC")])
    lag_one = [np.corrcoef(r[1:], r[:-1])[0, 1] for r in residuals]
    assert abs(np.mean(lag_one)) < 4 / np.sqrt(sum(map(len, residuals)))


def test_unknown_input_is_refused_in_words(field: list[DemoWell]) -> None:
    """An input that the well lacks, or the target itself, is named in the error."""
    with pytest.raises(ValueError, match=r"inputs=\['RHOB'\]"):
        true_density(_well(field, "DEMO-5"), ["GR", "RHOB"])
    with pytest.raises(ValueError, match=r"inputs=\['DTC'\]"):
        true_density(field[0], ["DTC"])


def test_mnemonics_of_the_field_name_the_intended_kinds(field: list[DemoWell]) -> None:
    """The program's own table resolves every mnemonic and unit of the files to the log that was meant."""
    from welllog_mdn.logs.kinds import default_table

    table = default_table()
    for well in field:
        for kind, column in well.plan.columns.items():
            found = table.resolve(column.mnemonic, column.unit, column.description)
            assert found is not None and found.name == kind, (well.name, column)


def test_wells_of_a_field_share_no_data(field: list[DemoWell]) -> None:
    """No two wells draw the same beds: their state sequences differ."""
    for a, b in combinations(field, 2):
        n = min(len(a.state), len(b.state))
        assert not np.array_equal(a.state[:n], b.state[:n])
