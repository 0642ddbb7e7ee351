"""The negative log likelihood of a batch and its gradient, in closed form.

On networks as small as these, most of autograd's time is bookkeeping; the gradient of a mixture's likelihood
is short (Bishop 1994, eqs. 35 to 39, here with the sigma map left open). The tests compare it with autograd.
Calls are counted: where two forms agree, the one with fewer or cheaper calls stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from welllog_mdn.mdn.mixture import HALF_LOG_2PI
from welllog_mdn.mdn.network import EnsembleMDN, Trace


class Fit(NamedTuple):
    """How a batch fits: `loss` (m, n); the rest (m, n, k)."""

    loss: Tensor
    weights: Tensor
    share: Tensor  # responsibilities: each component's part in a sample's density
    z: Tensor
    inverse: Tensor  # 1 / sd
    slope: Tensor  # d sd / d raw


def fit_of(network: EnsembleMDN, out: Tensor, y: Tensor) -> Fit:
    """Compare raw outputs (m, n, 3 k) with targets (m, n)."""
    logits, means, raw = out.chunk(3, -1)
    log_weights = torch.log_softmax(logits, -1)
    sds, slope = network.sigma(raw)
    inverse = sds.reciprocal()
    z = (y.unsqueeze(-1) - means) * inverse
    joint = torch.addcmul(log_weights - sds.log(), z, z, value=-0.5)
    top = joint.amax(-1, keepdim=True)
    parts = (joint - top).exp()
    total = parts.sum(-1, keepdim=True)
    loss = (HALF_LOG_2PI - top - total.log()).squeeze(-1)
    return Fit(loss, log_weights.exp(), parts / total, z, inverse, slope)


def nll(network: EnsembleMDN, out: Tensor, y: Tensor) -> Tensor:
    """Negative log likelihood (m, n) of the targets `y` (m, n) for raw outputs (m, n, 3 k)."""
    return fit_of(network, out, y).loss


def nll_and_gradient(
    network: EnsembleMDN,
    x: Tensor,
    y: Tensor,
    row_weights: Tensor | None,
    layers: list[tuple[Tensor, Tensor]],
    gradient: list[tuple[Tensor, Tensor]],
    chances: Sequence[Tensor] | None = None,
) -> Tensor:
    """Each row's part (m, n) of the weighted mean NLL of a batch; the mean's gradient goes into `gradient`.

    Parameters
    ----------
    x, y : (m, n, d) inputs and (m, n) targets of each member.
    row_weights : (m, n) or None (all one).
    layers, gradient : views of the parameters and of a tensor of their shape, as `EnsembleMDN.layers` gives.
    chances : for each hidden layer (m, n, h), as `EnsembleMDN.chances` draws them; they turn dropout on.
    """
    trace = network.trace(x, layers, chances)
    loss, weights, share, z, inverse, slope = fit_of(network, trace.out, y)
    part = 1.0 / y.shape[1] if row_weights is None else row_weights / row_weights.sum(1, keepdim=True)
    pull = share * z
    d_out = torch.cat([share - weights, pull * inverse, (pull * z - share) * inverse * slope], -1)
    d_out *= -part if isinstance(part, float) else -part.unsqueeze(-1)
    _backward(network, trace, d_out, layers, gradient)
    return loss * part


def _backward(
    network: EnsembleMDN,
    trace: Trace,
    d_out: Tensor,
    layers: list[tuple[Tensor, Tensor]],
    gradient: list[tuple[Tensor, Tensor]],
) -> None:
    """Propagate the outputs' gradient (m, n, 3 k) into `gradient`."""
    d = d_out
    for i in range(len(layers) - 1, -1, -1):
        torch.bmm(trace.inputs[i].mT, d, out=gradient[i][0])
        torch.sum(d, 1, keepdim=True, out=gradient[i][1])
        if i == 0:
            return
        d_input = torch.bmm(d, layers[i][0].mT)
        if i == len(layers) - 1:
            d_input = d_input[..., : network.hidden[-1]]
        d = d_input * trace.slopes[i - 1]
