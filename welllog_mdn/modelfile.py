"""Reading a model file without believing it: every claim of the header is checked before anything is
allocated by it.

The format is safetensors (https://github.com/huggingface/safetensors): eight bytes of header length, a JSON
header, the data.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from welllog_mdn.errors import ModelError
from welllog_mdn.features import FeaturePlan, Scaling
from welllog_mdn.mdn.network import EnsembleMDN
from welllog_mdn.mdn.regression import Regression
from welllog_mdn.stack import Stack

HEADER_LIMIT = 1 << 24  # some 600 bytes for each training well
SIZE_LIMIT = 1 << 30
_TYPES = {"F64": "<f8", "F32": "<f4", "I64": "<i8", "I16": "<i2", "U8": "|u1"}


def read_model(path: Path, schema: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]], bytes]:
    """Return header, tensors and bytes of a model file whose checksums hold.

    Raises
    ------
    ModelError : in one line, what is wrong.
    """
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise ModelError(f"not a model of this program: {size} bytes are more than any has", file=path)
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read the model: {error.strerror}", file=path) from None
    try:
        return (*_checked(data, schema), data)
    except (ValueError, KeyError, TypeError, RecursionError, UnicodeDecodeError, AttributeError) as error:
        cause = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        raise ModelError(f"not a model of this program, or a damaged one: {cause}", file=path) from None


def _checked(data: bytes, schema: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Parse and verify; ValueError says what does not hold."""
    if len(data) < 8:
        raise ValueError("shorter than a header")
    (length,) = struct.unpack("<Q", data[:8])
    if length > min(HEADER_LIMIT, len(data) - 8):
        raise ValueError(f"header of {length} bytes")
    layout = json.loads(data[8 : 8 + length].decode("utf-8"))
    header = json.loads(layout.pop("__metadata__")["welllog_mdn"])
    if header.get("schema") != schema:
        raise ValueError(f"schema {header.get('schema')!r}, this program reads {schema!r}")
    told = header.pop("checksum")
    if hashlib.sha256(json.dumps(header, sort_keys=True).encode()).hexdigest() != told:
        raise ValueError("the header's checksum does not hold")
    body = data[8 + length :]
    tensors = _arrays(layout, body)
    if set(tensors) != set(header["tensors"]):
        raise ValueError("other tensors than the header names")
    for name, array in tensors.items():
        _check_tensor(name, array, header["tensors"][name])
    return header, tensors


def _arrays(layout: dict[str, Any], body: bytes) -> dict[str, NDArray[Any]]:
    """Views of the data, which must be covered exactly once."""
    spans, found = [], {}
    for name, entry in layout.items():
        kind, shape, (start, end) = np.dtype(_TYPES[entry["dtype"]]), entry["shape"], entry["data_offsets"]
        if any(not isinstance(v, int) or v < 0 for v in (*shape, start, end)) or end > len(body) or start > end:
            raise ValueError(f"{name} lies outside the file")
        count = 1
        for v in shape:
            count *= v
        if count * kind.itemsize != end - start:
            raise ValueError(f"{name} has {end - start} bytes for shape {shape}")
        spans.append((start, end))
        found[name] = np.frombuffer(body, kind, count, start).reshape(shape)
    at = 0
    for start, end in sorted(spans):
        if start != at:
            raise ValueError("tensors overlap or leave a gap")
        at = end
    if at != len(body):
        raise ValueError("data after the last tensor")
    return found


def _check_tensor(name: str, array: NDArray[Any], told: str) -> None:
    """Verify a tensor's checksum, and that weights are numbers."""
    if hashlib.sha256(array.dtype.str.encode() + str(array.shape).encode() + array.tobytes()).hexdigest() != told:
        raise ValueError(f"the checksum of {name} does not hold")
    name = name.removeprefix("leader.")
    may_miss = name.startswith(("cloud.", "history.", "trees."))
    if array.dtype.kind == "f" and not may_miss and not np.isfinite(array).all():
        raise ValueError(f"{name} holds values that are no numbers")
    if name.startswith("trees.") and name.endswith((".value", ".start")) and not np.isfinite(array).all():
        raise ValueError(f"{name} holds values that are no numbers")


def digest(tensors: Mapping[str, NDArray[Any]]) -> dict[str, str]:
    """Checksum of each tensor."""
    return {
        k: hashlib.sha256(v.dtype.str.encode() + str(v.shape).encode() + v.tobytes()).hexdigest()
        for k, v in tensors.items()
    }


def stack_from(header: dict[str, Any], tensors: dict[str, NDArray[Any]], plan: FeaturePlan) -> Stack:
    """Rebuild the learner; every shape must follow from the header."""
    folds, config = int(header["folds"]), dict(header["network"])
    m = int(config["members"])
    if config["d"] != plan.d + len(plan.inputs) + 1 or not 1 <= m <= 10_000:
        raise ValueError("the network does not fit the inputs")
    if max(config["hidden"], default=1) > 100_000 or not 1 <= config["components"] <= 1000:
        raise ValueError("the network is larger than any that this program makes")
    theta = tensors["network"]
    sizes = [config["d"], *config["hidden"]]
    count = sum(i * o + o for i, o in zip(sizes[:-1], sizes[1:], strict=True))
    last = sizes[-1] + (config["d"] if config["skip"] and config["hidden"] else 0)
    count += (last + 1) * 3 * config["components"]
    shapes = {"network": (m, count), "member_fold": (m,), "target.mean": (folds,), "target.sd": (folds,)}
    shapes |= {"scaling.mean": (plan.d,), "scaling.sd": (plan.d,)}
    for name, shape in shapes.items():
        if tensors[name].shape != shape:
            raise ValueError(f"{name} must be {shape}, however: {tensors[name].shape}")
    network = EnsembleMDN(**{**config, "hidden": tuple(config["hidden"])})
    with torch.no_grad():
        network.theta.copy_(torch.from_numpy(theta.copy()))
    trees = tuple(_trees_from(tensors, f"{f}", plan.d) for f in range(folds))
    there = {k.split(".")[1] for k in tensors if k.startswith("trees.")}
    both = [(f, g) for f in range(folds) for g in range(f + 1, folds) if f"{f}-{g}" in there]
    pairs = {(f, g): _trees_from(tensors, f"{f}-{g}", plan.d) for f, g in both}
    scaling = Scaling(tensors["scaling.mean"], tensors["scaling.sd"])
    member_fold = tensors["member_fold"].astype(np.intp)
    if member_fold.min() < 0 or member_fold.max() >= folds:
        raise ValueError("a member belongs to no fold")
    pull = float(header["settings"]["pull"])
    if not 0 <= pull <= 1:
        raise ValueError(f"pull must be 0 to 1, however: {pull}")
    y_mean, y_sd = tensors["target.mean"], tensors["target.sd"]
    return Stack(plan, scaling, y_mean, y_sd, trees, network, member_fold, pull, pairs)


def _trees_from(tensors: dict[str, NDArray[Any]], name: str, d: int) -> Regression:
    """Rebuild the trees saved under a name."""
    start = f"trees.{name}."
    return Regression.from_arrays({k.removeprefix(start): v for k, v in tensors.items() if k.startswith(start)}, d)
