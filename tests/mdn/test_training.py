"""The network, its closed-form gradient and the training of many members at once."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from welllog_mdn.mdn import training
from welllog_mdn.mdn.components import centres_of, split_idle
from welllog_mdn.mdn.gradient import nll, nll_and_gradient
from welllog_mdn.mdn.network import SIGMA_MAPS, EnsembleMDN
from welllog_mdn.mdn.training import TrainingSettings, train

_KINDS = [
    {"hidden": (7,), "activation": "relu", "sigma_map": "elu"},
    {"hidden": (8, 8), "activation": "tanh", "skip": True},
    {"hidden": (6, 6, 5)},
    {"hidden": ()},
]


def _batch(n: int = 30) -> tuple[Tensor, Tensor, Tensor]:
    g = torch.Generator().manual_seed(0)
    draw = [torch.randn(2, n, 3, generator=g), torch.randn(2, n, generator=g), torch.rand(2, n, generator=g)]
    x, y, w = (t.double() for t in draw)
    return x, y, w


def _network(**kind: object) -> EnsembleMDN:
    return EnsembleMDN(3, 2, components=3, seed=1, **kind).double()  # type: ignore[arg-type]


def _weighted_nll(network: EnsembleMDN, x: Tensor, y: Tensor, w: Tensor) -> Tensor:
    return -(network(x).log_prob(y) * w / w.sum(1, keepdim=True)).sum(1)


@pytest.mark.parametrize("kind", _KINDS, ids=str)
def test_closed_form_gradient_is_autograds(kind: dict[str, object]) -> None:
    """Loss and gradient agree with autograd through `forward`, and reach every parameter."""
    network, (x, y, w) = _network(**kind), _batch()
    expected = _weighted_nll(network, x, y, w)
    expected.sum().backward()
    gradient = torch.zeros_like(network.theta)
    with torch.no_grad():
        parts = nll_and_gradient(network, x, y, w, network.layers(network.theta.data), network.layers(gradient))
    assert torch.allclose(parts.sum(1), expected)
    assert network.theta.grad is not None
    assert torch.allclose(gradient, network.theta.grad, atol=1e-12)
    reached = gradient.abs() > 0 if kind.get("activation") != "relu" else gradient[:, network.is_weight()] != 0
    assert bool(reached.any()) and (kind.get("activation") == "relu" or bool(reached.all()))


@pytest.mark.parametrize("kind", _KINDS, ids=str)
@pytest.mark.parametrize("n", [0, 1, 700])
def test_outputs_in_blocks_are_those_of_the_trace(kind: dict[str, object], n: int) -> None:
    """Rows beyond a block's end, none at all, every activation and connection."""
    network, x = _network(**kind), _batch(n)[0]
    before = x.clone()
    assert torch.allclose(network.outputs(x), network.trace(x).out, atol=1e-12)
    assert torch.equal(x, before)


def test_with_dropout_the_gradient_is_that_of_the_same_units() -> None:
    """The hidden units that a seed drops pass nothing on, and take nothing back: autograd's gradient through them."""
    network, (x, y, w) = _network(hidden=(7, 6), dropout=0.4), _batch()
    chances = network.chances(x.shape[1], torch.Generator().manual_seed(3))
    out = network.trace(x, None, chances).out
    (nll(network, out, y) * w / w.sum(1, keepdim=True)).sum().backward()
    gradient = torch.zeros_like(network.theta)
    layers, grads = network.layers(network.theta.data), network.layers(gradient)
    with torch.no_grad():
        nll_and_gradient(network, x, y, w, layers, grads, chances)
    assert network.theta.grad is not None and torch.allclose(gradient, network.theta.grad, atol=1e-12)


def test_dropout_keeps_the_mean_of_what_a_layer_passes_on() -> None:
    """Over 20,000 draws the outputs of one hidden layer have the mean of those without, to 5 standard errors."""
    network = _network(hidden=(6,), dropout=0.4)
    x = _batch(1)[0].expand(2, 20_000, 3).contiguous()
    chances = network.chances(20_000, torch.Generator().manual_seed(0))
    with torch.no_grad():
        drawn, plain = network.trace(x, None, chances).out, network.trace(x[:, :1]).out[:, 0]
    error = drawn.std(1) / math.sqrt(20_000)
    assert bool((error > 0).all()) and bool(((drawn.mean(1) - plain).abs() < 5.0 * error).all())


@pytest.mark.parametrize("dropout", [0.2, 0.5])
def test_dropout_drops_its_share_of_the_units(dropout: float) -> None:
    """Of 7 units over 2 x 30,001 draws, to 5 standard errors beside the step of 1/256 in which shares are counted."""
    network = _network(hidden=(7,), dropout=dropout)
    x = _batch(1)[0].expand(2, 30_001, 3).contiguous()
    chances = network.chances(30_001, torch.Generator().manual_seed(5))
    with torch.no_grad():
        dropped = (network.trace(x, None, chances).slopes[0] == 0.0).double().mean((0, 1))
    error = math.sqrt(dropout * (1.0 - dropout) / 60_002)
    assert bool(((dropped - dropout).abs() < 5.0 * error + 1.0 / 512).all())


def test_a_target_far_from_every_component_has_a_finite_loss_and_gradient() -> None:
    """A million standard deviations away, in float32, where every component's density is zero."""
    network, (x, y, _) = EnsembleMDN(3, 2, components=3), _batch()
    gradient = torch.zeros_like(network.theta)
    with torch.no_grad():
        layers, grads = network.layers(network.theta.data), network.layers(gradient)
        loss = nll_and_gradient(network, x.float(), 0.0 * y.float() + 1e6, None, layers, grads)
    assert bool(loss.isfinite().all()) and bool(gradient.isfinite().all()) and bool((loss.sum(1) > 1e9).all())


def test_gradient_is_the_finite_differences() -> None:
    """Central differences in float64 of the loss along every tenth parameter."""
    network, (x, y, w) = _network(hidden=(6,), sigma_map="elu", activation="silu"), _batch()
    gradient, step = torch.zeros_like(network.theta), 1e-6
    flat = network.theta.data
    with torch.no_grad():
        nll_and_gradient(network, x, y, w, network.layers(flat), network.layers(gradient))
        for i in range(0, flat.shape[1], 10):
            ends = []
            for sign in (1.0, -1.0):
                flat[:, i] += sign * step
                ends.append(_weighted_nll(network, x, y, w))
                flat[:, i] -= sign * step
            assert torch.allclose((ends[0] - ends[1]) / (2.0 * step), gradient[:, i], atol=1e-7)


def test_members_share_nothing() -> None:
    """A member's output does not change when another's parameters do."""
    network = _network(hidden=(5,))
    x = torch.zeros(4, 3, dtype=torch.float64)
    before = network(x).means[0].clone()
    with torch.no_grad():
        network.theta[1] += 1.0
    assert torch.equal(network(x).means[0], before)


@pytest.mark.parametrize("name", SIGMA_MAPS)
def test_sigma_maps_are_positive_and_inverted_by_raw_sigma(name: str) -> None:
    """Never below the floor, however small the raw output, nor without a slope that leads it back; the inverse comes
    back.
    """
    network = EnsembleMDN(1, components=1, sigma_map=name, sigma_floor=1e-3)
    found, slope = network.sigma(torch.linspace(-50.0, 50.0, 101))
    assert bool((found >= 1e-3).all()) and bool((slope > 0.0).all())
    sd = torch.tensor([0.01, 0.5, 1.0, 4.0])
    assert torch.allclose(network.sigma(network.raw_sigma(sd))[0], sd, rtol=1e-4)


@pytest.mark.parametrize("change", [{"sigma_map": "square"}, {"activation": "step"}])
def test_unknown_names_are_refused(change: dict[str, str]) -> None:
    """The message lists what is known."""
    with pytest.raises(ValueError, match="must be one of"):
        EnsembleMDN(1, **change)  # type: ignore[arg-type]


def test_inputs_of_another_width_are_refused() -> None:
    """Both shapes are named."""
    with pytest.raises(ValueError, match=r"\(n, 3\).*however: \(2, 5, 4\)"):
        EnsembleMDN(3, 2)(torch.zeros(5, 4))


def _line(n: int = 600) -> tuple[Tensor, Tensor]:
    """y = 2 x + 0.3 e."""
    g = torch.Generator().manual_seed(5)
    x = torch.rand(n, 1, generator=g) * 2.0 - 1.0
    return x, 2.0 * x[:, 0] + 0.3 * torch.randn(n, generator=g)


def _splits(n: int, members: int, share: float) -> tuple[list[Tensor], list[Tensor]]:
    """For each member a share of the rows to learn from, at random, and the others to stop on."""
    generator = torch.Generator().manual_seed(0)
    orders = [torch.randperm(n, generator=generator) for _ in range(members)]
    cut = round(share * n)
    return [o[:cut] for o in orders], [o[cut:] for o in orders]


_QUICK = TrainingSettings(epochs=40, batch=64, lr=0.02)


def test_training_finds_a_line_and_its_noise() -> None:
    """Mean and standard deviation over x are those that the data were drawn with."""
    x, y = _line(4000)
    network = EnsembleMDN(1, 2, (16,), 2)
    train(network, x, y, *_splits(len(y), 2, 0.7), _QUICK)
    with torch.no_grad():
        found = network(torch.tensor([[-0.8], [0.0], [0.8]])).flatten_members()
    assert found.mean.numpy() == pytest.approx([-1.6, 0.0, 1.6], abs=0.06)
    assert found.std.numpy() == pytest.approx([0.3] * 3, abs=0.03)


def test_the_same_seed_gives_the_same_weights() -> None:
    """Bit for bit; another seed gives others."""
    x, y = _line()
    thetas = []
    for seed in (1, 1, 2):
        network = EnsembleMDN(1, 2, (8,), 2, dropout=0.1)
        train(network, x, y, *_splits(len(y), 2, 0.7), _QUICK, seed=seed)
        thetas.append(network.theta.detach())
    assert torch.equal(thetas[0], thetas[1]) and not torch.equal(thetas[0], thetas[2])


_STEP = TrainingSettings(epochs=12, batch=200, lr=0.02, schedule="constant", warmup=0.0, bias_init=False)


def _after(settings: TrainingSettings, dropout: float = 0.0) -> Tensor:
    """Parameters after so many steps, each with the gradient of all of 200 rows."""
    x, y = _line(200)
    network = EnsembleMDN(1, 1, (6,), 2, dropout=dropout)
    train(network, x, y, [torch.arange(200)], None, settings)
    return network.theta.detach()


def test_weights_decay_as_by_adamw_and_biases_do_not() -> None:
    """Twelve steps end where torch's AdamW ends, whose decay is decoupled from the gradient."""
    (x, y), network = _line(200), EnsembleMDN(1, 1, (6,), 2)
    layers = [(w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()) for w, b in network.layers()]
    decay = [{"params": [pair[i] for pair in layers], "weight_decay": strength} for i, strength in ((0, 2.0), (1, 0.0))]
    optimiser = torch.optim.AdamW(decay, lr=0.02)
    for _ in range(12):
        optimiser.zero_grad()
        nll(network, network.trace(x[None], layers).out, y[None]).mean().backward()
        optimiser.step()
    expected = torch.cat([part.detach().flatten() for pair in layers for part in pair])
    assert torch.allclose(_after(replace(_STEP, weight_decay=2.0))[0], expected, atol=1e-4)


def test_the_running_average_of_the_weights_is_kept() -> None:
    """After each of four steps it moves towards them by 9 / (10 + steps), and from then on by 1 less the decay."""
    average = EnsembleMDN(1, 1, (6,), 2).theta.detach()
    for step in range(1, 5):
        average = average.lerp(_after(replace(_STEP, epochs=step)), max(0.7, 9.0 / (10.0 + step)))
    assert torch.allclose(_after(replace(_STEP, epochs=4, ema=0.3)), average, atol=1e-5)


def test_dropout_acts_in_training() -> None:
    """From the same start, other weights."""
    assert not torch.allclose(_after(_STEP), _after(_STEP, dropout=0.5), atol=0.01)


def test_each_member_learns_from_its_own_rows() -> None:
    """Changing the targets of one member's rows leaves the other as it was."""
    x, y = _line()
    rows = [torch.arange(0, 300), torch.arange(300, 600)]
    thetas = []
    for shift in (0.0, 5.0):
        network = EnsembleMDN(1, 2, (8,), 1)
        train(network, x, torch.cat([y[:300], y[300:] + shift]), rows, None, _QUICK)
        thetas.append(network.theta.detach())
    assert torch.equal(thetas[0][0], thetas[1][0]) and not torch.equal(thetas[0][1], thetas[1][1])


def test_the_best_epoch_on_the_stop_rows_is_kept() -> None:
    """The network's NLL on each member's stop rows is the smallest of its history."""
    x, y = _line(200)
    splits = _splits(len(y), 3, 0.5)
    network = EnsembleMDN(1, 3, (64,), 6)
    history = train(network, x, y, *splits, TrainingSettings(epochs=60, batch=20, lr=0.05, schedule="constant"))
    with torch.no_grad():
        scores = [-network(x[r]).log_prob(y[r].expand(3, -1))[i].mean().item() for i, r in enumerate(splits[1])]
    assert scores == pytest.approx(history.stop.min(1).tolist(), abs=1e-5)
    assert history.best_stop.tolist() == pytest.approx(scores, abs=1e-5)
    assert history.best_stop.tolist() == history.stop.min(1).tolist()


def test_no_epoch_before_stop_from_is_kept() -> None:
    """The best of the later epochs is kept, though an earlier one scored better on the stop rows."""
    x, y = _line(200)
    splits = _splits(len(y), 3, 0.5)
    settings = TrainingSettings(epochs=60, batch=20, lr=0.05, schedule="constant", stop_from=50)
    history = train(EnsembleMDN(1, 3, (64,), 6), x, y, *splits, settings)
    assert (history.stop.argmin(1) < 50).all()
    assert history.best_stop.tolist() == history.stop[:, 50:].min(1).tolist()


def test_training_rests_when_no_member_improves() -> None:
    """With patience, fewer epochs than allowed are run; the history has no more."""
    x, y = _line(200)
    settings = TrainingSettings(epochs=400, batch=50, lr=0.05, schedule="constant", patience=5)
    history = train(EnsembleMDN(1, 2, (32,), 4), x, y, *_splits(len(y), 2, 0.5), settings)
    assert history.epochs < 400 and history.train.shape == history.stop.shape == (2, history.epochs)


def test_penalties_shrink_the_heads_only_as_told() -> None:
    """L1 and L2 make the heads' weights smaller than without."""
    x, y = _line()
    sizes = []
    for change in ({}, {"l1": 0.01}, {"l2": 0.05}):
        network = EnsembleMDN(1, 1, (16,), 3)
        train(network, x, y, [torch.arange(600)], None, TrainingSettings(epochs=40, batch=64, lr=0.02, **change))
        sizes.append(network.layers()[-1][0].abs().sum().item())
    assert sizes[1] < 0.7 * sizes[0] and sizes[2] < 0.7 * sizes[0]


def test_the_number_of_threads_is_left_as_it_was() -> None:
    """A small network is trained on one thread; afterwards there are as many as before, after an error too."""
    x, y = _line(100)
    before, seen = torch.get_num_threads(), []
    torch.set_num_threads(2)
    try:
        settings = TrainingSettings(epochs=1, batch=50)
        rows = [torch.arange(100)]
        train(EnsembleMDN(1), x, y, rows, None, settings, progress=lambda *_: seen.append(torch.get_num_threads()))
        assert (seen, torch.get_num_threads()) == ([1], 2)
        with pytest.raises(ZeroDivisionError):
            train(EnsembleMDN(1), x, y, rows, None, settings, progress=lambda *_: 1 // 0)  # type: ignore[arg-type]
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(("members", "batch"), [(10, 256), (7, 200), (1, 256)])
def test_the_weights_do_not_depend_on_the_number_of_threads(members: int, batch: int) -> None:
    """Of members that one, two or four threads train in parts, dropout and the choice of an epoch included."""
    x, y = _line(900)
    learn, stop = _splits(len(y), members, 0.7)
    settings = replace(_QUICK, epochs=4, batch=batch, steps_per_epoch=5, weight_decay=0.3, ema=0.9, l2=1e-3)
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2, 4):
            torch.set_num_threads(threads)
            network = EnsembleMDN(1, members, (64, 50), 3, dropout=0.2)
            history = train(network, x, y, learn, stop, settings)
            found.append((network.theta.detach().clone(), history.train, history.stop))
    finally:
        torch.set_num_threads(before)
    for theta, train_nll, stop_nll in found[1:]:
        assert torch.equal(theta, found[0][0])
        assert np.array_equal(train_nll, found[0][1])
        assert np.array_equal(stop_nll, found[0][2], equal_nan=True)


def test_what_goes_wrong_in_a_thread_ends_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised as it is, and torch's number of threads is what it was."""
    x, y = _line(600)
    before = torch.get_num_threads()
    monkeypatch.setattr(training, "nll_and_gradient", lambda *_: 1 // 0)
    torch.set_num_threads(2)
    try:
        with pytest.raises(ZeroDivisionError):
            train(EnsembleMDN(1, 10), x, y, *_splits(len(y), 10, 0.7), replace(_QUICK, batch=256))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_progress_tells_every_epoch() -> None:
    """Done and of, from one to the last."""
    x, y = _line(100)
    told: list[tuple[int, int]] = []
    settings = TrainingSettings(epochs=3, batch=50)
    train(EnsembleMDN(1), x, y, [torch.arange(100)], None, settings, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("x", "y", "rows", "message"),
    [
        ((10, 2), 10, [5], "x must be"),
        ((10, 1), 9, [5], "x must be"),
        ((10, 1), 10, [5, 5], "one entry per member"),
        ((10, 1), 10, [0], "needs rows"),
    ],
)
def test_data_that_do_not_agree_are_refused(x: tuple[int, int], y: int, rows: list[int], message: str) -> None:
    """The message says which rule and what was given."""
    with pytest.raises(ValueError, match=message):
        train(EnsembleMDN(1), torch.zeros(x), torch.zeros(y), [torch.arange(r) for r in rows], None, _QUICK)


@pytest.mark.parametrize("change", [{"schedule": "steps"}, {"epochs": 0}, {"batch": 0}])
def test_settings_that_cannot_be_are_refused(change: dict[str, object]) -> None:
    """Before any training."""
    with pytest.raises(ValueError, match="must be"):
        TrainingSettings(**change)  # type: ignore[arg-type]


@pytest.mark.parametrize("schedule", ["cosine", "exponential"])
def test_learning_rates_rise_to_one_and_fall_to_their_end(schedule: str) -> None:
    """The largest share is one, the last near `final_lr`, and all lie between 0 and 1."""
    settings = TrainingSettings(schedule=schedule, final_lr=0.01)
    shares = [settings.factor(step, 1000) for step in range(1000)]
    assert max(shares) == pytest.approx(1.0, abs=0.01) and shares[-1] == pytest.approx(0.01, abs=1e-3)
    assert min(shares) > 0.0 and shares[0] < 0.05


def test_centres_of_three_clumps_are_their_means() -> None:
    """K-means on clumps at 0, 5 and 9 finds them in order, with their spread."""
    g = np.random.default_rng(0)
    values = np.concatenate([m + 0.1 * g.standard_normal(400) for m in (9.0, 0.0, 5.0)])
    centres, spread = centres_of(values, 3)
    assert centres == pytest.approx([0.0, 5.0, 9.0], abs=0.02) and spread == pytest.approx([0.1] * 3, rel=0.15)


def test_centres_of_a_constant_are_that_constant() -> None:
    """More centres than values: all finite, the spread positive."""
    centres, spread = centres_of(np.full(5, 2.0), 3)
    assert centres.tolist() == [2.0] * 3 and bool((spread > 0).all())


def test_a_split_keeps_the_mixture_and_wakes_the_idle() -> None:
    """The idle component takes half of the busy one's weight, a standard deviation beside it."""
    network = EnsembleMDN(1, 1, (4,), 2)
    with torch.no_grad():
        bias = network.layers()[-1][1]
        bias[..., :2] = torch.tensor([8.0, -8.0])  # the first has all the weight
        x = torch.linspace(-1.0, 1.0, 5)[:, None]
        before = network(x)
        sds = before.sds[0].mean(0, keepdim=True)
        split_idle(network.layers()[-1], torch.tensor([[1.0, 0.0]]), sds)
        after = network(x)
    assert torch.allclose(after.weights, torch.full_like(after.weights, 0.5), atol=1e-6)
    assert torch.allclose(after.mean, before.means[..., 0], atol=1e-3)
    assert torch.allclose(after.sds, before.sds[..., :1].expand_as(after.sds))
    apart = after.means[0, :, 1] - after.means[0, :, 0]
    assert torch.allclose(apart, sds[0, 0].expand(5), atol=1e-5)


def test_a_split_takes_no_weight_from_a_third_component() -> None:
    """Weights of 0.6, 0 and 0.4 become 0.3, 0.3 and 0.4."""
    weight, bias = torch.zeros(1, 4, 9), torch.zeros(1, 1, 9)
    bias[0, 0, :3] = torch.tensor([0.6, 1e-9, 0.4]).log()
    split_idle((weight, bias), torch.tensor([[0.6, 0.0, 0.4]]), torch.ones(1, 3))
    assert torch.softmax(bias[0, 0, :3], -1).tolist() == pytest.approx([0.3, 0.3, 0.4])


def test_a_split_leaves_balanced_components_alone() -> None:
    """Nothing is due where the busiest has no more than four times what the idlest has, and nothing changes."""
    network = EnsembleMDN(1, 2, (4,), 3)
    before = network.theta.detach().clone()
    for usage in ([1.0 / 3.0] * 3, [0.48, 0.4, 0.12]):
        with torch.no_grad():
            split_idle(network.layers()[-1], torch.tensor([usage] * 2), torch.ones(2, 3))
        assert torch.equal(network.theta, before)


def test_two_idle_components_take_the_halves_of_the_two_busiest() -> None:
    """Weights of 0.55, 0, 0 and 0.45 become 0.275, 0.275, 0.225 and 0.225."""
    weight, bias = torch.zeros(1, 4, 12), torch.zeros(1, 1, 12)
    bias[0, 0, :4] = torch.tensor([0.55, 1e-9, 1e-9, 0.45]).log()
    split_idle((weight, bias), torch.tensor([[0.55, 0.0, 0.0, 0.45]]), torch.ones(1, 4))
    assert torch.softmax(bias[0, 0, :4], -1).tolist() == pytest.approx([0.275, 0.275, 0.225, 0.225])


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_training_on_cuda_learns_what_the_cpu_learns() -> None:
    """The same code on the device: its held-out NLL is that of the CPU, to 0.05 nats."""
    x, y = _line(4000)
    scores = []
    for device in ("cpu", "cuda"):
        network = EnsembleMDN(1, 2, (16,), 2)
        scores.append(train(network, x, y, *_splits(len(y), 2, 0.7), _QUICK, device=device).best_stop)
    assert scores[1].tolist() == pytest.approx(scores[0].tolist(), abs=0.05)
    assert math.isfinite(scores[1].sum())
