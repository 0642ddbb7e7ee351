"""The two toy problems, with their exact conditional densities.

`linear`: x uniform on (0, 1), y = 5 x + x^2 e with e standard normal. `mixture`: s = sin x + 3 x cos x + u
with u uniform on (0, 1), divided by its maximum; y is 2 x + 0.5 u1 where s rounds to one, else 8 x + 0.5
u2, with u1 and u2 uniform on (0, 1). Both come from a lab on mixture density networks (ErSE 222). Nothing
of the package outside this file knows a formula.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
from scipy.special import ndtri, xlogy

Pairs = tuple[np.ndarray, np.ndarray]


class Toy(ABC):
    """A toy problem: how to draw it, and the density of y given x that it was drawn from."""

    name: str
    components: int  # of the reference
    epochs: int  # of the reference
    entropy: float  # expected negative log density, in nats

    @abstractmethod
    def draw(self, n: int, generator: np.random.Generator) -> Pairs:
        """Return x (n,) and y (n,), drawn by the reference's recipe."""

    @abstractmethod
    def fresh(self, n: int, generator: np.random.Generator) -> Pairs:
        """Return x (n,) and y (n,) of the density that `log_prob` knows, x uniform on (0, 1)."""

    @abstractmethod
    def log_prob(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Exact log density of y given x; -inf where y cannot be."""

    @abstractmethod
    def quantile(self, x: np.ndarray, level: float) -> np.ndarray:
        """Exact quantile of y given x."""

    @abstractmethod
    def moments(self, x: np.ndarray) -> Pairs:
        """Exact mean and standard deviation of y given x."""

    @abstractmethod
    def floor(self, k: int) -> float | None:
        """Least gap to the entropy, in nats, that any k Gaussians for each x leave; None where not known."""


class Linear(Toy):
    """y = 5 x + x^2 e: one Gaussian, whose standard deviation goes to zero at x = 0."""

    name, components, epochs = "linear", 1, 300
    entropy = 0.5 * math.log(2.0 * math.pi * math.e) - 2.0  # E log x^2 = -2

    def draw(self, n: int, generator: np.random.Generator) -> Pairs:
        x = generator.random(n)
        return x, 5.0 * x + x**2 * generator.standard_normal(n)

    fresh = draw

    def log_prob(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return -0.5 * ((y - 5.0 * x) / x**2) ** 2 - 2.0 * np.log(x) - 0.5 * math.log(2.0 * math.pi)

    def quantile(self, x: np.ndarray, level: float) -> np.ndarray:
        return 5.0 * x + x**2 * ndtri(level)

    def moments(self, x: np.ndarray) -> Pairs:
        return 5.0 * x, x**2

    def floor(self, k: int) -> float | None:
        return 0.0


# Kullback-Leibler divergence, in nats, of a uniform density from the best mixture of 1, 2, ... 12 Gaussians, found by
# minimising the cross entropy on a grid
_BOX = (0.1765, 0.1006, 0.0587, 0.0398, 0.0269, 0.0196, 0.0141, 0.0107, 0.0080, 0.0063, 0.0050, 0.0040)


class Mixture(Toy):
    """Two branches of uniform noise; between x = 0.19 and 0.51 both are alive.

    The recipe divides s by the largest of its sample, 3.464 on average over samples of 2048; the density is
    that of this average.
    """

    name, components, epochs = "mixture", 2, 200
    scale = 3.464

    def draw(self, n: int, generator: np.random.Generator) -> Pairs:
        x = np.linspace(0.0, 1.0, n)
        s = self._trend(x) + generator.random(n)
        return x, self._branches(x, s / s.max(), generator)

    def fresh(self, n: int, generator: np.random.Generator) -> Pairs:
        x = generator.random(n)
        return x, self._branches(x, (self._trend(x) + generator.random(n)) / self.scale, generator)

    @staticmethod
    def _trend(x: np.ndarray) -> np.ndarray:
        return np.sin(x) + 3.0 * x * np.cos(x)

    @staticmethod
    def _branches(x: np.ndarray, s: np.ndarray, generator: np.random.Generator) -> np.ndarray:
        low, high = 2.0 * x + 0.5 * generator.random(len(x)), 8.0 * x + 0.5 * generator.random(len(x))
        return np.where(np.round(s) == 1.0, low, high)

    def low_share(self, x: np.ndarray) -> np.ndarray:
        """Probability (n,) of the branch 2 x: that u exceeds scale / 2 - trend."""
        return np.clip(1.0 - (0.5 * self.scale - self._trend(x)), 0.0, 1.0)

    @staticmethod
    def between(x: np.ndarray) -> np.ndarray:
        """Value (n,) half way between the branches: above x = 1/12, where they part, only the lower one is below it."""
        return 5.0 * x + 0.25

    @property
    def entropy(self) -> float:  # type: ignore[override]
        """Entropy of the box plus that of the choice, over x by the midpoint rule (error below 1e-9)."""
        p = self.low_share((np.arange(200_000) + 0.5) / 200_000)
        return float(math.log(0.5) - np.mean(xlogy(p, p) + xlogy(1.0 - p, 1.0 - p)))

    def log_prob(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        p = self.low_share(x)
        low = (y >= 2.0 * x) & (y <= 2.0 * x + 0.5)
        high = (y >= 8.0 * x) & (y <= 8.0 * x + 0.5)
        with np.errstate(divide="ignore"):
            return np.log(2.0 * (p * low + (1.0 - p) * high))

    def quantile(self, x: np.ndarray, level: float) -> np.ndarray:
        """Exact where the branches do not overlap; they do only below x = 1/12, where just one is alive."""
        p = self.low_share(x)
        in_low = level <= p
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = level / p, (level - p) / (1.0 - p)
        return np.where(in_low, 2.0 * x + 0.5 * low, 8.0 * x + 0.5 * high)

    def moments(self, x: np.ndarray) -> Pairs:
        p = self.low_share(x)
        low, high = 2.0 * x + 0.25, 8.0 * x + 0.25
        mean = p * low + (1.0 - p) * high
        return mean, np.sqrt(p * (low - mean) ** 2 + (1.0 - p) * (high - mean) ** 2 + 0.25 / 12.0)

    def floor(self, k: int) -> float | None:
        """From below: where both branches are alive, the k Gaussians are shared in the best way, as if apart."""
        if k > len(_BOX):
            return None
        p = self.low_share((np.arange(20_000) + 0.5) / 20_000)
        shares = [p * _BOX[j - 1] + (1.0 - p) * _BOX[k - j - 1] for j in range(1, k)]
        alone = np.where((p == 0.0) | (p == 1.0), _BOX[k - 1], np.inf if shares else _BOX[0])
        return float(np.min([*shares, alone], axis=0).mean())


TOYS: Mapping[str, Toy] = {"linear": Linear(), "mixture": Mixture()}
