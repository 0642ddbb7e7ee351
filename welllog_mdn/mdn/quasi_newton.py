"""Limited-memory BFGS on many members at once (Nocedal and Wright 2006, chapter 7.2).

Adam's steps are noisy, and where the standard deviation is a thousand times smaller at one end of an input than at
the other, the loss curves a million times more strongly there: noise that one end forgives blurs the other. Gradients
of all rows and an estimate of the curvature go further. Every member has its own curvature and its own step length;
an evaluation serves all of them, and each then either accepts its trial point or tries a shorter step.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

_DECREASE = 1e-4  # share of the promised decrease that a step must bring (Armijo)
_SHORTEST = 1e-6  # a step shorter than this share of the proposed one says that the curvature is wrong: forget it
_MEMORY = 50  # steps whose curvature is remembered
_FIRST = 0.1  # length of a step of which no curvature is known

Objective = Callable[[], Tensor]


class QuasiNewton:
    """Minimise the losses of `m` members over their parameters.

    Parameters
    ----------
    theta : (m, p) parameters, moved in place; float64, since differences of gradients are taken.
    gradient : (m, p), into which `objective` writes.
    objective : returns each member's loss (m,) at `theta`.

    The points accepted so far stand in `at` (m, p), one tensor from beginning to end.
    """

    def __init__(self, theta: Tensor, gradient: Tensor, objective: Objective) -> None:
        m, p = theta.shape
        self.theta, self.gradient, self.objective = theta, gradient, objective
        self.moves, self.turns = theta.new_zeros(m, _MEMORY, p), theta.new_zeros(m, _MEMORY, p)
        self.loss = objective()
        self.at, self.slope_at = theta.clone(), gradient.clone()
        self.step, self.length = self._direction(), theta.new_ones(m)

    def iterate(self) -> Tensor:
        """Evaluate every member's trial point once; return the losses (m,) of the points accepted so far."""
        promised = (self.slope_at * self.step).sum(1)
        torch.addcmul(self.at, self.length[:, None], self.step, out=self.theta)
        loss = self.objective()
        good = loss <= self.loss + _DECREASE * self.length * promised  # False for NaN
        self._remember(good)
        row = good[:, None]
        for here, trial in ((self.at, self.theta), (self.slope_at, self.gradient)):
            here.copy_(torch.where(row, trial, here))
        lost = ~good & (self.length < _SHORTEST)
        self.moves[lost] = self.turns[lost] = 0.0
        # the minimum of the parabola through both losses and the slope
        shorter = -promised * self.length.square() / (2.0 * (loss - self.loss - promised * self.length))
        shorter = torch.where(shorter.isfinite(), shorter, 0.0)
        shorter = torch.minimum(torch.maximum(shorter, 0.1 * self.length), 0.5 * self.length)
        anew = good | lost
        self.length = torch.where(anew, 1.0, shorter)
        self.loss = torch.where(good, loss, self.loss)
        self.step = torch.where(anew[:, None], self._direction(), self.step)
        return self.loss

    def _remember(self, good: Tensor) -> None:
        """Keep the last move and the turn of the gradient along it, where the loss curves upwards."""
        move, turn = self.theta - self.at, self.gradient - self.slope_at
        upwards = (move * turn).sum(1) > 1e-10 * move.norm(dim=1) * turn.norm(dim=1)
        keep = (good & upwards)[:, None, None]
        for kept, new in ((self.moves, move), (self.turns, turn)):
            kept.copy_(torch.where(keep, torch.cat([kept[:, 1:], new[:, None]], 1), kept))

    def _direction(self) -> Tensor:
        """Minus the inverse curvature times the gradient, in compact form (Byrd et al. 1994, eq. 3.1)."""
        s, y, g = self.moves, self.turns, self.slope_at.unsqueeze(-1)
        inner = s @ y.mT
        d = inner.diagonal(dim1=1, dim2=2)
        empty = d == 0.0  # a slot not yet used
        r = inner.triu() + torch.diag_embed(empty.to(d.dtype))
        last = d[:, -1]
        short = (_FIRST / g.flatten(1).norm(dim=1)).clamp_max(1.0)
        scale = torch.where(empty[:, -1], short, last / y[:, -1].square().sum(1))[:, None, None]
        u = torch.linalg.solve_triangular(r, s @ g, upper=True)
        v = d.unsqueeze(-1) * u + scale * (y @ (y.mT @ u) - y @ g)
        w = torch.linalg.solve_triangular(r.mT, v, upper=False)
        return -(scale * (g - y.mT @ u) + s.mT @ w).squeeze(-1)
