"""The toy problems: their exact densities, the reference's settings, ours, and the figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from plain_loop import PlainMDN, plain_loss, plain_training

from welllog_mdn.benchmarks.toys import (
    REMEDIES,
    TOYS,
    Toy,
    ToySettings,
    count_collapse,
    default_settings,
    reference_settings,
    run_benchmark,
    score_toy,
    train_toy,
)
from welllog_mdn.errors import UsageError
from welllog_mdn.mdn.training import train

_EACH = pytest.mark.parametrize("toy", list(TOYS.values()), ids=list(TOYS))


def _short(settings: ToySettings, epochs: int, members: int = 1) -> ToySettings:
    return replace(settings, members=members, training=replace(settings.training, epochs=epochs))


@pytest.mark.parametrize(("name", "known"), [("linear", -0.581), ("mixture", -0.548)])
def test_entropies_are_the_known_limits(name: str, known: float) -> None:
    """0.5 ln(2 pi e) - 2, and the box's entropy plus that of the choice."""
    assert TOYS[name].entropy == pytest.approx(known, abs=5e-4)


@_EACH
def test_entropy_is_the_mean_negative_log_density_of_fresh_samples(toy: Toy) -> None:
    """Within five standard errors over 200,000 samples."""
    x, y = toy.fresh(200_000, np.random.default_rng(0))
    loss = -toy.log_prob(x, y)
    assert abs(loss.mean() - toy.entropy) < 5.0 * loss.std() / np.sqrt(len(x))


@_EACH
def test_true_densities_integrate_to_one_and_to_their_cdf(toy: Toy) -> None:
    """Midpoint sums over y, at several x."""
    y = np.linspace(-4.0, 11.0, 300_001)
    for x in (0.2, 0.35, 0.5, 0.9):
        density = np.exp(toy.log_prob(np.full(len(y), x), y))
        assert density.sum() * (y[1] - y[0]) == pytest.approx(1.0, abs=2e-3)
        half = float(toy.quantile(np.array([x]), 0.3)[0])
        assert density[y < half].sum() * (y[1] - y[0]) == pytest.approx(0.3, abs=2e-3)
        assert toy.cdf(np.array([x]), np.array([half]))[0] == pytest.approx(0.3)


@_EACH
def test_true_moments_are_those_of_fresh_samples(toy: Toy) -> None:
    """Mean and variance of samples about the true mean, over all x, within five standard errors."""
    x, y = toy.fresh(200_000, np.random.default_rng(1))
    mean, sd = toy.moments(x)
    z = (y - mean) / sd
    assert abs(z.mean()) < 5.0 / np.sqrt(len(z))
    assert abs((z**2).mean() - 1.0) < 5.0 * (z**2).std() / np.sqrt(len(z))


def test_reference_recipe_draws_what_the_density_says() -> None:
    """The mixture's own maximum moves the branches a little: cdf values of drawn data stay uniform to 2 %."""
    toy = TOYS["mixture"]
    x, y = toy.draw(50_000, np.random.default_rng(2))
    assert x[0] == 0.0 and x[-1] == 1.0
    assert np.histogram(toy.cdf(x, y), bins=4, range=(0.0, 1.0))[0] / 50_000 == pytest.approx([0.25] * 4, abs=0.02)


def _apart(toy: Toy, epochs: int, seeds: int) -> np.ndarray:
    """Our best validation NLL minus the plain loop's, on the same data, seed by seed."""
    run = train_toy(toy, _short(reference_settings(toy), epochs), seeds=seeds)
    theirs = []
    for i in range(seeds):
        x, y = (torch.as_tensor(part[i], dtype=torch.float32) for part in (run.x, run.y))
        learn, stop = (torch.as_tensor(part[i]) for part in (run.train_rows, run.stop_rows))
        theirs.append(plain_training(x, y, learn, stop, toy.components, epochs, i)[0])
    return run.history.best_stop - np.array(theirs)


@_EACH
@pytest.mark.slow
def test_reference_settings_agree_with_the_plain_loop(toy: Toy) -> None:
    """Ten seeds of data: the mean best validation NLL of both agrees within the spread of the data, 0.066."""
    assert abs(_apart(toy, toy.epochs, 10).mean()) < 0.066


@_EACH
def test_reference_training_steps_are_the_plain_loops(toy: Toy) -> None:
    """From the same weights, 20 steps of the whole training half (no order of rows) end at the same weights."""
    settings = reference_settings(toy)
    training = replace(settings.training, epochs=20, batch=1024)
    run = train_toy(toy, replace(settings, training=replace(training, epochs=1, lr=1e-12)))  # its data and network
    torch.manual_seed(0)
    plain, network = PlainMDN(toy.components), run.network
    with torch.no_grad():
        network.theta.copy_(_flat(plain))
    x, y = (torch.as_tensor(part[0], dtype=torch.float32)[:, None] for part in (run.x, run.y))
    rows = torch.as_tensor(run.train_rows[0])
    optimiser = torch.optim.Adam(plain.parameters(), lr=0.005)
    for _ in range(20):
        optimiser.zero_grad()
        plain_loss(plain(x[rows]), y[rows]).backward()
        optimiser.step()
    train(network, x, y[:, 0], [rows], None, training)
    assert torch.allclose(network.theta, _flat(plain), atol=1e-4)


def _flat(plain: PlainMDN) -> torch.Tensor:
    """The plain network's parameters (1, p) in our order: layer by layer, the three heads as one."""
    heads = (plain.weights[0], plain.means, plain.sds[0])
    merged = (torch.cat([h.weight for h in heads]), torch.cat([h.bias for h in heads]))
    pairs = [(plain.body[0].weight, plain.body[0].bias), (plain.body[2].weight, plain.body[2].bias), merged]
    return torch.cat([part for w, b in pairs for part in (w.T.flatten(), b)]).detach()[None]


@_EACH
def test_a_short_default_run_beats_the_reference_by_far(toy: Toy) -> None:
    """Three members and 60 epochs, one seed: under the gap that the reference's own run left, 0.26 and 0.16."""
    result = score_toy(train_toy(toy, _short(default_settings(), 60, 3)), fresh=20_000)
    assert 0.0 < result["gap"] < {"linear": 0.2, "mixture": 0.12}[toy.name]


def test_settings_are_the_same_for_both_toys() -> None:
    """No knowledge of the formulas: `run_benchmark` reports one set."""
    linear, mixture = run_benchmark(["all"], epochs=1, members=1)
    assert linear["settings"] == mixture["settings"]


def test_seeds_of_a_batched_run_are_those_run_alone() -> None:
    """Data and split of a seed do not depend on how many are run."""
    settings = _short(reference_settings(TOYS["linear"]), 1)
    many, one = train_toy(TOYS["linear"], settings, seeds=3, seed=4), train_toy(TOYS["linear"], settings, seed=6)
    assert np.array_equal(many.y[2], one.y[0]) and np.array_equal(many.train_rows[2], one.train_rows[0])


def test_options_reach_the_settings() -> None:
    """What the command line gives is what is trained with."""
    given = {"l1": 1e-3, "l2": 1e-4, "bias_init": True, "members": 2, "components": 3, "epochs": 2}
    (result,) = run_benchmark(["mixture"], reference=True, seeds=2, **given)  # type: ignore[arg-type]
    settings = result["settings"]
    assert (settings["members"], settings["components"], result["epochs"], result["seeds"]) == (2, 3, 2, 2)
    assert (settings["training"]["l1"], settings["training"]["l2"]) == (1e-3, 1e-4)
    assert settings["training"]["bias_init"] is True


def test_unknown_toys_and_numbers_below_one_are_refused() -> None:
    """Before any training, with the nearest name."""
    with pytest.raises(UsageError, match="did you mean mixture"):
        run_benchmark(["mixtures"])
    with pytest.raises(UsageError, match="seeds must be at least 1"):
        run_benchmark(["linear"], seeds=0)
    with pytest.raises(UsageError, match="epochs must be at least 1"):
        run_benchmark(["linear"], epochs=0)


def test_figures_are_written_and_written_again(tmp_path: Path) -> None:
    """One PDF of two pages and a PNG of each; a second run replaces what lies there; the progress ends at one."""
    out, told = tmp_path / "toys", []
    out.mkdir()
    (out / "toys.pdf").write_bytes(b"an earlier run")
    run_benchmark(["mixture"], epochs=2, members=1, out=out, progress=lambda share, _: told.append(share))
    assert sorted(path.name for path in out.iterdir()) == ["mixture_density.png", "mixture_fit.png", "toys.pdf"]
    assert (out / "toys.pdf").read_bytes().count(b"/Type /Page ") == 2
    assert told == [0.5, 1.0]


def test_collapse_is_counted_under_every_remedy() -> None:
    """Shares lie between zero and one, and a component that no x uses is found."""
    settings = replace(_short(reference_settings(TOYS["mixture"]), 2), components=3)
    rows = count_collapse(settings, seeds=2)
    assert [row["remedy"] for row in rows] == list(REMEDIES)
    assert all(row["dead"] == 0.0 for row in rows)  # two epochs kill nothing
    assert all(row["dead"] == 1.0 for row in count_collapse(settings, seeds=1, dead=1.1))
