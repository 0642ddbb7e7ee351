"""The network: a shared backbone and three heads (weights, means, sds), many members at a time.

Shapes: `m` members, `n` samples, `d` inputs, `h` hidden units, `k` components. All parameters of a member
lie in one row of one tensor (m, p); each layer is a view of it. So one batched product serves all members,
and one line updates them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from welllog_mdn.mdn.mixture import GaussianMixture

SIGMA_MAPS = ("exp", "elu")
ACTIVATIONS = ("silu", "relu", "tanh")
_EXP_LIMIT = 30.0  # exp(30) is far beyond any standardised target and finite in float32
_ROWS = 256  # rows of a block: ten members of 64 units in float64 fill a core's cache


@dataclass(frozen=True)
class Trace:
    """What a forward pass leaves for the backward pass."""

    inputs: list[Tensor]  # input of each layer, the heads included
    slopes: list[Tensor]  # derivative of each hidden layer's activation, dropout included
    out: Tensor  # (m, n, 3 k): logits, means, raw standard deviations


class EnsembleMDN(nn.Module):
    """`members` mixture density networks as one batched network (Bishop 1994).

    Parameters
    ----------
    d : number of inputs.
    members, components : m and k.
    hidden : units of each hidden layer.
    activation : "silu", "relu" or "tanh".
    sigma_map : raw output to standard deviation: "exp" or "elu" (ELU + 1; the toys' reference alone); the floor is
        added.
    sigma_floor : smallest standard deviation, in units of the target.
    dropout : share of hidden units dropped in training, counted in steps of 1/256.
    skip : the heads see the inputs besides the last hidden layer.
    seed : of the initial weights (uniform within 1 / sqrt(inputs of the layer), as torch.nn.Linear).

    Shape
    -----
    Input (n, d), shared by the members, or (m, n, d); output a mixture with batch (m, n).

    Raises
    ------
    ValueError : an unknown activation or sigma map; from `forward`, inputs of another shape.
    """

    def __init__(
        self,
        d: int,
        members: int = 1,
        hidden: Sequence[int] = (64, 64),
        components: int = 4,
        *,
        activation: str = "silu",
        sigma_map: str = "exp",
        sigma_floor: float = 1e-5,
        dropout: float = 0.0,
        skip: bool = False,
        seed: int = 0,
    ) -> None:
        super().__init__()
        if sigma_map not in SIGMA_MAPS:
            raise ValueError(f"sigma_map must be one of {SIGMA_MAPS}, however: sigma_map={sigma_map!r}")
        if activation not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {ACTIVATIONS}, however: activation={activation!r}")
        self.d, self.members, self.hidden, self.components = d, members, tuple(hidden), components
        self.activation, self.sigma_map, self.sigma_floor = activation, sigma_map, sigma_floor
        self.dropout, self.skip, self.seed = dropout, skip, seed
        self.shapes = layer_shapes(d, self.hidden, components, skip)
        self.theta = nn.Parameter(self._initial(seed))

    def config(self) -> dict[str, object]:
        """Arguments that make this network again (for a saved model's header)."""
        names = ("d", "members", "components", "activation", "sigma_map", "sigma_floor", "dropout", "skip", "seed")
        return {name: getattr(self, name) for name in names} | {"hidden": list(self.hidden)}

    def _initial(self, seed: int) -> Tensor:
        """Draw the parameters (m, p), the same whatever device and precision torch takes by default."""
        generator = torch.Generator("cpu").manual_seed(seed)
        parts = []
        for fan_in, fan_out in self.shapes:
            size = (self.members, fan_in * fan_out + fan_out)
            drawn = torch.rand(size, generator=generator, dtype=torch.float32, device="cpu")
            parts.append((2.0 * drawn - 1.0) / math.sqrt(fan_in))
        return torch.cat(parts, 1)

    def layers(self, flat: Tensor | None = None) -> list[tuple[Tensor, Tensor]]:
        """Views (weight (m, in, out), bias (m, 1, out)) of each layer, the heads last, of `flat` (m, p)."""
        flat = self.theta if flat is None else flat
        views, at = [], 0
        for fan_in, fan_out in self.shapes:
            weight = flat[:, at : at + fan_in * fan_out].unflatten(1, (fan_in, fan_out))
            at += fan_in * fan_out
            views.append((weight, flat[:, at : at + fan_out].unsqueeze(1)))
            at += fan_out
        return views

    def is_weight(self) -> Tensor:
        """Mask (p,) of the weights, biases excluded."""
        return torch.cat([torch.arange((i + 1) * o, device=self.theta.device) < i * o for i, o in self.shapes])

    def trace(
        self,
        x: Tensor,
        layers: list[tuple[Tensor, Tensor]] | None = None,
        chances: Sequence[Tensor] | None = None,
    ) -> Trace:
        """Run (m, n, d) through the layers, keeping what the gradient needs; `chances` turn dropout on."""
        layers = self.layers() if layers is None else layers
        a, inputs, slopes = x, [], []
        for i, (weight, bias) in enumerate(layers[:-1]):
            inputs.append(a)
            z = torch.bmm(a, weight).add_(bias)
            h, slope = _activate(z, self.activation)
            if chances is not None:
                mask = self._dropout_mask(chances[i], z.dtype)
                h, slope = h.mul_(mask), slope.mul_(mask)
            slopes.append(slope)
            a = h
        if self.skip and self.hidden:
            a = torch.cat([a, x], -1)
        inputs.append(a)
        return Trace(inputs, slopes, torch.bmm(a, layers[-1][0]).add_(layers[-1][1]))

    def chances(self, n: int, generator: torch.Generator) -> list[Tensor] | None:
        """What decides which units are dropped: for each hidden layer a random byte (m, n, h) for each of its units;
        None without dropout. Floats would make the training a fifth longer.
        """
        if self.dropout <= 0.0:
            return None
        drawn = []
        for h in self.hidden:
            size = (self.members, n, h)
            words = torch.empty(-(-math.prod(size) // 8), dtype=torch.int64, device=generator.device)
            words.random_(-(2**63), None, generator=generator)
            drawn.append(words.view(torch.uint8)[: math.prod(size)].view(size))
        return drawn

    def _dropout_mask(self, chance: Tensor, dtype: torch.dtype) -> Tensor:
        """What units are multiplied by: 0 for the share that is dropped, in steps of 1/256; for the others what keeps
        their mean.
        """
        dropped = min(255, round(256 * self.dropout))
        return (chance >= dropped).to(dtype).mul_(256.0 / (256 - dropped))

    @torch.no_grad()
    def outputs(self, x: Tensor, layers: list[tuple[Tensor, Tensor]] | None = None) -> Tensor:
        """Raw outputs (m, n, 3 k) for inputs (m, n, d), as `trace` gives them, without what a gradient needs.

        It stands beside `trace`, which keeps every layer of all rows: of a whole well that is more than a cache holds.
        Here blocks of rows go through all layers, in their precision, while they are in the cache.
        """
        layers = self.layers() if layers is None else layers
        out = layers[-1][0].new_empty(*x.shape[:2], layers[-1][0].shape[-1])
        step = _ROWS if x.device.type == "cpu" else max(1, x.shape[1])
        for i in range(0, x.shape[1], step):
            block = a = x[:, i : i + step].to(out.dtype)
            for weight, bias in layers[:-1]:
                a = _activated(torch.baddbmm(bias, a, weight), self.activation)
            if self.skip and self.hidden:
                a = torch.cat([a, block], -1)
            out[:, i : i + step] = torch.baddbmm(layers[-1][1], a, layers[-1][0])
        return out

    def forward(self, x: Tensor) -> GaussianMixture:
        """Return the mixtures (batch (m, n)) for inputs (n, d) or (m, n, d)."""
        x = x.expand(self.members, *x.shape) if x.dim() == 2 else x
        if x.dim() != 3 or x.shape[0] != self.members or x.shape[2] != self.d:
            raise ValueError(
                f"inputs must be (n, {self.d}) or ({self.members}, n, {self.d}), however: {tuple(x.shape)}"
            )
        return self.mixture_of(self.trace(x).out)

    def mixture_of(self, out: Tensor) -> GaussianMixture:
        """Return the mixtures (batch (m, n)) of raw outputs (m, n, 3 k)."""
        logits, means, raw = out.chunk(3, -1)
        return GaussianMixture(torch.log_softmax(logits, -1), means, self.sigma(raw)[0])

    def sigma(self, raw: Tensor) -> tuple[Tensor, Tensor]:
        """Standard deviation of the raw output, and its derivative.

        Beyond the limit of the exponential the derivative stays what it is there, so that a raw output comes back.
        """
        if self.sigma_map == "exp":
            positive = raw.clamp(-_EXP_LIMIT, _EXP_LIMIT).exp()
            return positive + self.sigma_floor, positive
        slope = raw.clamp_max(0.0).exp()
        return raw.relu() + (slope + self.sigma_floor), slope

    def raw_sigma(self, sd: Tensor) -> Tensor:
        """Raw output that the sigma map turns into `sd` (the inverse of `sigma`)."""
        sd = (sd - self.sigma_floor).clamp_min(1e-6)
        if self.sigma_map == "exp":
            return sd.log()
        return torch.where(sd > 1.0, sd - 1.0, sd.log())

    @torch.no_grad()
    def start_heads(self, centres: Tensor, sds: Tensor | None = None) -> None:
        """Set the biases of the mean head to `centres` (m, k) and of the sigma head to give `sds` (m, k)."""
        k, bias = self.components, self.layers()[-1][1].squeeze(1)
        bias[:, k : 2 * k] = centres
        if sds is not None:
            bias[:, 2 * k :] = self.raw_sigma(sds)


def layer_shapes(d: int, hidden: Sequence[int], components: int, skip: bool) -> list[tuple[int, int]]:
    """Inputs and outputs of each layer, the heads last; the arguments are those of `EnsembleMDN`."""
    sizes = [d, *hidden]
    last = sizes[-1] + (d if skip and hidden else 0)
    return [*zip(sizes[:-1], sizes[1:], strict=True), (last, 3 * components)]


def _activated(z: Tensor, name: str) -> Tensor:
    """Activation of `z`, in its place."""
    if name == "relu":
        return z.relu_()
    return z.tanh_() if name == "tanh" else nn.functional.silu(z, inplace=True)


def _activate(z: Tensor, name: str) -> tuple[Tensor, Tensor]:
    """Activation of `z` and its derivative."""
    if name == "relu":
        h = torch.relu(z)
        return h, h.sign()
    if name == "tanh":
        h = torch.tanh(z)
        return h, 1.0 - h * h
    s = torch.sigmoid(z)
    h = z * s
    return h, s + h * (1.0 - s)
