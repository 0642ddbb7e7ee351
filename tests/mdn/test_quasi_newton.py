"""The quasi-Newton method on functions whose minimum is known, and as the last part of training."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from welllog_mdn.mdn.network import EnsembleMDN
from welllog_mdn.mdn.quasi_newton import QuasiNewton
from welllog_mdn.mdn.training import TrainingSettings, train


def _search(loss: Callable[[Tensor], Tensor], start: Tensor, evaluations: int) -> QuasiNewton:
    """Minimise `loss`, which maps (m, p) to (m,), with autograd's gradient."""
    theta, gradient = start.clone(), torch.zeros_like(start)

    def objective() -> Tensor:
        point = theta.detach().requires_grad_()
        value = loss(point)
        gradient.copy_(torch.autograd.grad(value.sum(), point)[0])
        return value.detach()

    search = QuasiNewton(theta, gradient, objective)
    losses = torch.stack([search.iterate() for _ in range(evaluations)])
    assert bool((losses.diff(dim=0) <= 0.0).all())  # accepted points never get worse
    return search


def _rosenbrock(p: Tensor) -> Tensor:
    return (1.0 - p[:, 0]).square() + 100.0 * (p[:, 1] - p[:, 0].square()).square()


def test_a_quadratic_of_condition_a_million_is_solved() -> None:
    """Sum of 10^i (p - i)^2 for i = 0 to 6: the minimum lies at p = i."""
    place = torch.arange(7, dtype=torch.float64)
    search = _search(lambda p: (10.0**place * (p - place).square()).sum(1), torch.zeros(1, 7).double(), 80)
    assert search.at[0].tolist() == pytest.approx(place.tolist(), abs=1e-6)


def test_every_member_finds_the_valleys_end() -> None:
    """Rosenbrock's function from four starts: all end at (1, 1)."""
    start = torch.tensor([[-1.2, 1.0], [3.0, -2.0], [0.0, 5.0], [1.0, 1.0]]).double()
    assert torch.allclose(_search(_rosenbrock, start, 120).at, torch.ones(4, 2).double(), atol=1e-6)


def test_members_do_not_know_of_each_other() -> None:
    """A member's path is the same alone and beside others."""
    start = torch.tensor([[-1.2, 1.0], [30.0, -2.0]]).double()
    together, alone = _search(_rosenbrock, start, 30), _search(_rosenbrock, start[:1], 30)
    assert torch.allclose(together.at[0], alone.at[0], rtol=1e-9)


def test_points_where_the_loss_is_no_number_are_stepped_back_from() -> None:
    """p - log p has its minimum at 1; below 0 it is NaN."""
    search = _search(lambda p: (p - p.log()).sum(1), torch.tensor([[30.0]]).double(), 60)
    assert search.at.item() == pytest.approx(1.0, abs=1e-6)


def _wedge(n: int = 400) -> tuple[Tensor, Tensor]:
    """y = x + 10^(4 x - 5) e: the noise falls from 0.1 to 0.00001 between x = 1 and 0."""
    g = torch.Generator().manual_seed(6)
    x = torch.rand(n, 1, generator=g)
    return x, x[:, 0] + 10.0 ** (4.0 * x[:, 0] - 5.0) * torch.randn(n, generator=g)


_SETTINGS = TrainingSettings(epochs=10, batch=50, lr=0.02, polish=80, patience=60)


def test_polishing_learns_noise_of_four_decades() -> None:
    """Half of the remaining gap to the true NLL, at least, against as many epochs of Adam."""
    x, y = _wedge(1000)
    generator = torch.Generator().manual_seed(0)
    orders = [torch.randperm(len(y), generator=generator) for _ in range(2)]
    rows = [o[:500] for o in orders], [o[500:] for o in orders]
    scores = []
    for change in ({"polish": 0, "epochs": 210}, {"polish": 200}):
        settings = TrainingSettings(**{**_SETTINGS.__dict__, **change})
        scores.append(train(EnsembleMDN(1, 2, (8,), 1), x, y, *rows, settings).best_stop)
    sd = 10.0 ** (4.0 * x[:, 0] - 5.0)
    for i, r in enumerate(rows[1]):
        truth = -torch.distributions.Normal(x[r, 0], sd[r]).log_prob(y[r]).mean().item()
        assert scores[1][i] - truth < 0.5 * (scores[0][i] - truth)


def test_the_best_polished_weights_are_kept() -> None:
    """History goes on after Adam's epochs; the network's NLL on the stop rows is its smallest."""
    x, y = _wedge()
    rows = [torch.arange(0, 250), torch.arange(0, 200)], [torch.arange(250, 400), torch.arange(200, 400)]
    network, told = EnsembleMDN(1, 2, (8,), 1), []
    history = train(network, x, y, *rows, _SETTINGS, progress=lambda done, of: told.append((done, of)))
    with torch.no_grad():
        mixture = network(x)
        scores = [-mixture.log_prob(y)[i, r].mean().item() for i, r in enumerate(rows[1])]
    assert scores == pytest.approx(history.stop.min(1).tolist(), abs=1e-4)
    assert history.best_stop.tolist() == history.stop.min(1).tolist() and min(history.stop.argmin(1)) >= 10
    assert told[9] == (10, 90) and told[-1][0] == history.epochs - (len(told) < history.epochs)


def test_polishing_minimises_the_penalties_too() -> None:
    """Where it ends, autograd's gradient of the NLL and 0.1 times the squares of the heads' weights is zero."""
    g = torch.Generator().manual_seed(7)
    x = torch.rand(300, 1, generator=g)
    y = x[:, 0] + 0.3 * torch.randn(300, generator=g)
    network = EnsembleMDN(1, 1, (), 1)
    train(network, x, y, [torch.arange(300)], None, TrainingSettings(epochs=1, batch=50, polish=60, l2=0.1))
    loss = -network(x).log_prob(y).mean() + 0.1 * network.layers()[-1][0].square().sum()
    (slope,) = torch.autograd.grad(loss, [network.theta])
    assert slope.abs().max().item() < 1e-4


def test_dropout_and_polishing_exclude_each_other() -> None:
    """The gradient of all rows cannot be noisy; nor is there a negative number of epochs."""
    x, y = _wedge()
    with pytest.raises(ValueError, match="dropout=0.1"):
        train(EnsembleMDN(1, 1, (6,), 1, dropout=0.1), x, y, [torch.arange(400)], None, _SETTINGS)
    with pytest.raises(ValueError, match="must not be negative"):
        TrainingSettings(polish=-1)


def test_a_trained_network_is_polished_as_it_is() -> None:
    """Without epochs the heads are not started again: the first loss is not above that of the weights that came."""
    x, y = _wedge()
    network, rows = EnsembleMDN(1, 1, (6,), 2), [torch.arange(400)]
    train(network, x, y, rows, None, _SETTINGS)
    with torch.no_grad():
        before = -network(x).log_prob(y).mean().item()
    history = train(network, x, y, rows, None, TrainingSettings(epochs=0, polish=20))
    assert history.train[0, 0] <= before + 1e-4 and history.epochs == 20
