"""The toy problems: their exact densities, the reference's settings, ours, and the figures."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest
import torch
from click.testing import CliRunner
from matplotlib.figure import Figure
from plain_loop import PlainMDN, plain_loss, plain_training
from scipy.special import ndtr

from welllog_mdn.benchmarks import toy_benchmark
from welllog_mdn.benchmarks.toy_benchmark import (
    REMEDIES,
    changed,
    collapse_table,
    count_collapse,
    run_benchmark,
    score_toy,
    toy_table,
)
from welllog_mdn.benchmarks.toy_report import _gap, _page, draw_losses, draw_pit
from welllog_mdn.benchmarks.toy_training import ToyRun, ToySettings, default_settings, reference_settings, train_toy
from welllog_mdn.benchmarks.toys import TOYS, Mixture, Toy
from welllog_mdn.cli import main
from welllog_mdn.errors import OutputError, UsageError
from welllog_mdn.mdn.training import train

MIXTURE = Mixture()
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


def cdf(toy: Toy, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Exact probability of a value below y given x."""
    if isinstance(toy, Mixture):
        p = toy.low_share(x)
        low, high = (np.clip((y - slope * x) / 0.5, 0.0, 1.0) for slope in (2.0, 8.0))
        return np.asarray(p * low + (1.0 - p) * high)
    mean, sd = toy.moments(x)
    return np.asarray(ndtr((y - mean) / sd))


@_EACH
def test_true_densities_integrate_to_one_and_to_their_cdf(toy: Toy) -> None:
    """Midpoint sums over y, at several x."""
    y = np.linspace(-4.0, 11.0, 300_001)
    for x in (0.2, 0.35, 0.5, 0.9):
        density = np.exp(toy.log_prob(np.full(len(y), x), y))
        assert density.sum() * (y[1] - y[0]) == pytest.approx(1.0, abs=2e-3)
        half = float(toy.quantile(np.array([x]), 0.3)[0])
        assert density[y < half].sum() * (y[1] - y[0]) == pytest.approx(0.3, abs=2e-3)
        assert cdf(toy, np.array([x]), np.array([half]))[0] == pytest.approx(0.3)


def test_the_lower_branch_lies_below_what_is_between_the_branches() -> None:
    """All of it, and nothing of the other, wherever they do not overlap."""
    x = np.linspace(1 / 12, 1.0, 50)
    assert np.array_equal(cdf(MIXTURE, x, MIXTURE.between(x)), MIXTURE.low_share(x))


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
    assert np.histogram(cdf(toy, x, y), bins=4, range=(0.0, 1.0))[0] / 50_000 == pytest.approx([0.25] * 4, abs=0.02)


def _apart(toy: Toy, epochs: int, seeds: int) -> np.ndarray:
    """Our best validation NLL minus the plain loop's, on the same data, seed by seed."""
    run = train_toy(toy, _short(reference_settings(toy), epochs), seeds=seeds)
    theirs = []
    for i in range(seeds):
        x, y = (torch.as_tensor(part[i], dtype=torch.float32) for part in (run.x, run.y))
        learn, stop = (torch.as_tensor(part[i]) for part in (run.train_rows, run.stop_rows))
        theirs.append(plain_training(x, y, learn, stop, toy.components, epochs, i)[0])
    return run.learned[0].history.best_stop - np.array(theirs)


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
    plain, network = PlainMDN(toy.components), run.learned[0].network
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


@pytest.fixture(scope="module", params=list(TOYS.values()), ids=list(TOYS))
def short_run(request: pytest.FixtureRequest) -> ToyRun:
    """Our settings with two members and 260 epochs, one seed."""
    return train_toy(request.param, changed(default_settings(), members=2, epochs=260))


def test_a_short_default_run_beats_the_reference_by_far(short_run: ToyRun) -> None:
    """It stays under the gap that the reference's own run left, 0.26 and 0.16, and above the floor for its K."""
    result = score_toy(short_run, fresh=20_000)
    assert result["floor"] < result["gap"] < {"linear": 0.13, "mixture": 0.12}[short_run.toy.name]


def test_the_number_of_components_is_chosen_by_the_stop_half(short_run: ToyRun) -> None:
    """One Gaussian is what the linear toy was drawn from, and cannot make two branches."""
    assert short_run.components(0) == {"linear": 1, "mixture": 12}[short_run.toy.name]


def test_what_was_learned_is_near_the_closed_forms(short_run: ToyRun) -> None:
    """Mean, standard deviation and cdf over x, in the mean over x."""
    x = (np.arange(200) + 0.5) / 200
    mixture, (mean, sd) = short_run.mixture(0, x), short_run.toy.moments(x)
    assert np.abs(mixture.mean.numpy() - mean).mean() < 0.1
    assert np.abs(mixture.std.numpy() - sd).mean() < 0.15
    for level in (0.1, 0.5, 0.9):
        found = mixture.quantile(level)
        assert np.abs(cdf(short_run.toy, x, found.numpy()) - level).mean() < 0.08


def test_floors_are_the_known_ones() -> None:
    """Of two and six (three for each branch) Gaussians: 0.123 and 0.031 nats; the linear toy is one Gaussian."""
    two, six = (TOYS["mixture"].floor(k) for k in (2, 6))
    assert two == pytest.approx(0.123, abs=1e-3)
    assert six is not None and 0.027 < six < 0.031  # the busier branch may take more than three
    assert TOYS["mixture"].floor(99) is None and TOYS["linear"].floor(1) == 0.0


def test_one_gaussian_leaves_the_floor_of_its_moments() -> None:
    """0.5 ln(2 pi e variance) minus the entropy of a box, where only one branch is alive."""
    toy = TOYS["mixture"]
    x = (np.arange(20_000) + 0.5) / 20_000
    gap = 0.5 * np.log(2.0 * np.pi * np.e / 12.0)
    assert toy.floor(1) == pytest.approx(gap, abs=1e-4)
    assert np.mean(np.isin(toy.low_share(x), (0.0, 1.0))) == pytest.approx(0.71, abs=0.01)  # type: ignore[attr-defined]


def test_settings_are_the_same_for_both_toys() -> None:
    """No knowledge of the formulas: one set. The table has the lab's gap beside ours, the floor and the limit."""
    linear, mixture = run_benchmark("all", epochs=1, members=1)
    assert linear["settings"] == mixture["settings"]
    table = toy_table([linear, mixture])
    assert [line.split()[0] for line in table[2:]] == ["linear", "mixture"]
    assert table[1].split()[2:4] == ["reference", "ours"]
    assert f"{mixture['reference']['gap']:.3f}" in table[3] and "+-" not in table[3]  # one seed has no spread
    assert table[0].endswith("fresh samples: one seed")
    assert toy_table([{**linear, "seeds": 2}])[0].endswith("fresh samples: mean over 2 seeds")


def test_seeds_of_a_batched_run_are_those_run_alone() -> None:
    """Data and split of a seed do not depend on how many are run."""
    settings = _short(reference_settings(TOYS["linear"]), 1)
    many, one = train_toy(TOYS["linear"], settings, seeds=3, seed=4), train_toy(TOYS["linear"], settings, seed=6)
    assert np.array_equal(many.y[2], one.y[0]) and np.array_equal(many.train_rows[2], one.train_rows[0])


def test_members_that_train_on_leave_what_was_learned_before_as_it_is() -> None:
    """A record of a training is not changed by another one."""
    settings = _short(reference_settings(TOYS["linear"]), 1, members=2)
    before = train_toy(TOYS["linear"], settings).learned[0]
    chosen, theta = torch.tensor([False, True]), before.network.theta.detach().clone()
    part = before.part(chosen)
    with torch.no_grad():
        part.theta += 1.0
    old = before.history
    more = replace(old, **{k: getattr(old, k)[1:] for k in ("train", "stop", "best_stop")})
    after = before.replaced(chosen, part, more)
    assert torch.equal(before.network.theta, theta)
    assert torch.equal(after.network.theta[0], theta[0]) and torch.equal(after.network.theta[1], part.theta[0])


def test_options_reach_the_settings() -> None:
    """What the command line gives is what is trained with."""
    given = {"l1": 1e-3, "l2": 1e-4, "bias_init": True, "members": 2, "components": 3, "epochs": 2}
    (result,) = run_benchmark("mixture", reference=True, seeds=2, **given)  # type: ignore[arg-type]
    settings = result["settings"]
    assert (settings["members"], settings["components"], result["epochs"], result["seeds"]) == (2, (3,), 2, 2)
    assert (settings["training"]["l1"], settings["training"]["l2"]) == (1e-3, 1e-4)
    assert settings["training"]["bias_init"] is True


def test_unknown_toys_and_numbers_below_one_are_refused() -> None:
    """By the command, before any training."""
    for words in (["mixtures"], *(["linear", option, "0"] for option in ("--seeds", "--members", "--epochs"))):
        assert CliRunner().invoke(main, ["benchmark", *words]).exit_code == 2


@pytest.mark.slow
def test_figures_are_written_and_written_again(tmp_path: Path) -> None:
    """One PDF of two pages and a PNG of each, the same whatever the matplotlibrc says; what lies there is replaced only
    where that is asked for, and seen before training; the progress ends at one.
    """
    out, told = tmp_path / "toys", []
    out.mkdir()
    (out / "toys.pdf").write_bytes(b"an earlier run")
    mixture = partial(run_benchmark, "mixture", epochs=2, members=1, out=out, progress=lambda s, _: told.append(s))
    with pytest.raises(OutputError, match=r"toys\.pdf: exists already and holds something else; --overwrite"):
        mixture()
    assert told == [] and (out / "toys.pdf").read_bytes() == b"an earlier run"
    mixture(overwrite=True)
    told.clear()
    made = {path.name: path.read_bytes() for path in out.iterdir()}
    with matplotlib.rc_context({"savefig.bbox": "tight", "font.size": 4.0}):
        mixture()  # its own, which the same command makes again
    assert made == {path.name: path.read_bytes() for path in out.iterdir()}
    assert sorted(path.name for path in out.iterdir()) == ["mixture_density.png", "mixture_fit.png", "toys.pdf"]
    assert (out / "toys.pdf").read_bytes().count(b"/Type /Page ") == 2
    assert told == [0.25, 0.5, 0.75, 1.0]  # two numbers of components, two epochs each


def test_figures_of_a_poor_fit_show_what_they_are_about() -> None:
    """Losses that stay 3 nats above the entropy, and probabilities that all are one half, lie inside their panels."""
    epochs, learned, stop = np.arange(3), np.array([[4.0, 3.0, 2.5]]), np.array([[4.0, 3.2, 2.6]])
    settings = SimpleNamespace(training=SimpleNamespace(polish=0, epochs=3))
    mixture = SimpleNamespace(cdf=lambda y: torch.full_like(y, 0.52))
    run = SimpleNamespace(
        losses=lambda seed: (epochs, learned, stop),
        mixture=lambda seed, x: mixture,
        toy=TOYS["linear"],
        settings=settings,
    )
    losses, pit = Figure().subplots(1, 2)
    draw_losses(losses, run)
    draw_pit(pit, run)
    low, high = losses.get_ylim()
    assert low < run.toy.entropy and high > 3.0 and pit.get_ylim()[1] > 20.0
    stop[0, -1] = run.toy.entropy - 0.3  # an easy validation half
    draw_losses(losses, run)
    assert losses.get_ylim()[0] < stop.min()


@pytest.mark.parametrize(("seeds", "which", "mean"), [(1, "one seed", ""), (2, "the first of 2 seeds", ", mean over")])
def test_figures_say_of_which_samples_and_seeds_a_gap_is(seeds: int, which: str, mean: str) -> None:
    """Of one seed there is no mean, and the panel that adds up to another gap draws other samples."""
    toy, settings = TOYS["linear"], SimpleNamespace(members=1)
    run = SimpleNamespace(
        x=np.zeros((seeds, 9)), toy=toy, settings=settings, components=lambda i: 2, nll=lambda i, x, y: np.ones(len(x))
    )
    figure = _page([_gap] * 6, run, {"entropy": 0.5, "n_fresh": 100, "gap": 0.1})  # type: ignore[arg-type]
    title, (legend,) = figure.get_suptitle(), figure.axes[0].get_legend().get_texts()
    assert (
        f"'linear', {which}: 1 member" in title and f"fresh samples{mean}" in title and ("mean" in title) == (seeds > 1)
    )
    assert legend.get_text().endswith(" nats, on other samples")


def test_a_folder_that_cannot_be_made_is_refused_before_any_training(tmp_path: Path) -> None:
    """A file lies in its place."""
    (tmp_path / "toys").write_bytes(b"")
    told: list[float] = []
    with pytest.raises(OutputError, match="toys"):
        run_benchmark("linear", epochs=1, out=tmp_path / "toys", progress=lambda share, _: told.append(share))
    assert told == []


def test_collapse_is_counted_under_every_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares lie between zero and one, and a component that no x uses is found."""
    settings = replace(_short(reference_settings(TOYS["mixture"]), 2), components=(3,))
    rows = count_collapse(settings, seeds=2)
    assert [row["remedy"] for row in rows] == list(REMEDIES)
    assert all(row["dead"] == 0.0 for row in rows)  # two epochs kill nothing
    assert len(collapse_table(rows)) == 2 + len(REMEDIES) and ": 2 seeds of" in collapse_table(rows)[0]
    assert "50" not in collapse_table(rows)[0]
    monkeypatch.setattr(toy_benchmark, "DEAD", 1.1)
    assert all(row["dead"] == 1.0 for row in count_collapse(settings, seeds=1))


def test_the_references_table_tells_its_validation_scores() -> None:
    """Mean, least and most over the seeds; one seed is called so."""
    lab = run_benchmark("mixture", epochs=1, seeds=2, reference=True)
    found = lab[0]["nll_valid_seeds"]
    assert "in nats over 2 seeds, and" in toy_table(lab)[0]
    assert "in nats of one seed, and" in toy_table([{**lab[0], "seeds": 1}])[0]
    assert [float(v) for v in toy_table(lab)[2].split()[1:4]] == pytest.approx(
        [np.mean(found), min(found), max(found)], abs=6e-4
    )


def test_epochs_bound_all_passes_over_the_data() -> None:
    """What Adam leaves of them polishes; the lab's settings never polish."""
    plans = [changed(default_settings(), epochs=n).training for n in (50, 300)]
    assert [(plan.epochs, plan.polish) for plan in plans] == [(50, 0), (200, 100)]
    assert changed(reference_settings(TOYS["linear"]), epochs=900).training.epochs == 900


def test_the_command_counts_collapse_on_the_mixture_only(tmp_path: Path) -> None:
    """One row for each remedy, as a table and as JSON; the linear toy has but one component."""
    table = tmp_path / "collapse.json"
    words = ["benchmark", "mixture", "--reference", "--collapse", "2", "--epochs", "1", "--json", str(table)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert [row["remedy"] for row in json.loads(table.read_text())] == list(REMEDIES)
    assert all(remedy in result.stdout for remedy in REMEDIES)
    refused = CliRunner().invoke(main, ["benchmark", "linear", "--collapse", "2"])
    assert refused.exit_code == 2 and "benchmark mixture --collapse N" in refused.stderr
    for more, told in (
        (["--no-bias-init"], "sets --bias-init itself"),
        (["--seeds", "1"], "sets --seeds itself"),
        (["-o", str(tmp_path), "--overwrite"], "draws no figures: leave --out and --overwrite out"),
        (["--seed", str(2**32 - 1)], "the last of 2 seeds would lie beyond 4294967295"),
    ):
        refused = CliRunner().invoke(main, ["benchmark", "mixture", "--collapse", "2", *more])
        assert refused.exit_code == 2 and told in refused.stderr
    assert CliRunner().invoke(main, [*words, "--overwrite"]).exit_code == 0  # of the JSON


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without CUDA")
def test_a_device_that_is_not_there_is_refused() -> None:
    """Before any training."""
    with pytest.raises(UsageError, match="no usable CUDA device"):
        run_benchmark("linear", device="cuda")
    with pytest.raises(UsageError, match="no usable CUDA device"):
        count_collapse(default_settings(), device="cuda")
