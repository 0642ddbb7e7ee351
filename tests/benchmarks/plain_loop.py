"""The lab's own training loop, written plainly: the yardstick for speed and for agreement."""

from __future__ import annotations

import time

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset


class PlainMDN(nn.Module):
    """Hidden layers 20 and 10 with ReLU; heads for weights (softmax), means and sds (ELU + 1 + 1e-15)."""

    def __init__(self, components: int) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU())
        self.weights = nn.Sequential(nn.Linear(10, components), nn.Softmax(-1))
        self.means, self.sds = nn.Linear(10, components), nn.Sequential(nn.Linear(10, components), nn.ELU())

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        h = self.body(x)
        return self.weights(h), self.means(h), self.sds(h) + 1.0 + 1e-15


def plain_loss(parts: tuple[Tensor, Tensor, Tensor], y: Tensor) -> Tensor:
    """Mean negative log likelihood by `torch.distributions`."""
    weights, means, sds = parts
    joint = torch.distributions.Normal(means, sds).log_prob(y) + weights.log()
    return -torch.logsumexp(joint, -1).mean()


def plain_training(
    x: Tensor, y: Tensor, learn: Tensor, stop: Tensor, components: int, epochs: int, seed: int
) -> tuple[float, float]:
    """Train one network on (n,) pairs; return the best validation NLL and the seconds."""
    torch.manual_seed(seed)
    data = TensorDataset(x[:, None], y[:, None])
    batches = DataLoader(torch.utils.data.Subset(data, learn.tolist()), batch_size=128, shuffle=True)
    checks = DataLoader(torch.utils.data.Subset(data, stop.tolist()), batch_size=128)
    network = PlainMDN(components)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.005)
    best, start = float("inf"), time.perf_counter()
    for _ in range(epochs):
        network.train()
        for xb, yb in batches:
            optimiser.zero_grad()
            loss = plain_loss(network(xb), yb)
            loss.backward()
            optimiser.step()
        network.eval()
        with torch.no_grad():
            score = sum(plain_loss(network(xb), yb).item() * len(yb) for xb, yb in checks) / len(stop)
        best = min(best, score)
    return best, time.perf_counter() - start
