"""A fitted model as a file, and back: every claim of a file's header is checked before anything is allocated by it.

The format is safetensors (https://github.com/huggingface/safetensors): eight bytes of header length, a JSON
header, the data. Nothing in it is ever executed. The model of a log that the target follows lies in the same file:
its header under "leader", its tensors under names that begin with "leader.".
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from welllog_mdn.arrays import named_under, part_of
from welllog_mdn.errors import ModelError, Notice, UsageError
from welllog_mdn.features import DEPTH, FeaturePlan, Scaling
from welllog_mdn.logs.kinds import LogKind, default_table
from welllog_mdn.mdn.calibration import LEAST, MOST, Calibration
from welllog_mdn.mdn.coherence import Coherence
from welllog_mdn.mdn.network import EnsembleMDN, layer_shapes
from welllog_mdn.mdn.regression import Regression
from welllog_mdn.mdn.seeds import MOST_SEED
from welllog_mdn.model.stack import Stack, StackSettings
from welllog_mdn.system.files import START

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel

Header = dict[str, Any]
Tensors = dict[str, NDArray[Any]]
Begin = Callable[[str, LogKind, int], "LogModel"]  # target as typed, its kind, seed: a model that knows no more

SCHEMA = "welllog_mdn/8"
READ = (
    SCHEMA,
    "welllog_mdn/7",  # of 0.6.0 to 0.8.0: no input set apart as one of the hole
    "welllog_mdn/6",  # of 0.3.0 to 0.5.2: no factors for wells without the logs that the target follows
)
PLAIN = (
    "settings",
    "versions",
    "training_wells",
    "training_rows",
    "scores",
    "excluded",
    "correlation",
)  # go as they are
ROOMS = ("heldout", "cloud", "history", "reliability")  # of arrays that a report needs
LISTS = {
    "heldout": {"well", "depth_m", "measured", "p10", "p50", "p90", "pit"},
    "cloud": {"target"},
    "reliability": {"level", "observed"},
}  # rooms whose arrays are of one length, and those that each has at least; without a history a report does
HEADER_LIMIT = 1 << 24  # some 600 bytes for each training well
SIZE_LIMIT = 1 << 30
WIDEST = 1e5  # metres of a window: no well is deeper
WELL = {"name", "uwi", "file", "sha256", "rows", "fold", "group"}  # what is told of a training well
SCORED = ("rows", "rmse", "bias", "cover", "width")  # what a report tells of the held-out samples
_TYPES = {"float64", "float32", "int64", "int16", "uint8"}  # of tensors; no other is reckoned with further on


_START = b'{"__metadata__":{"welllog_mdn"'  # behind the length of the header, whose first entry is ours


def begins_as_model(start: bytes) -> bool:
    """Say whether a file whose first bytes (`START` of them) are these is a model of this program."""
    return start[8:].startswith(_START)


def is_model(path: Path) -> bool:
    """Say whether the file at `path` begins as a model of this program does; not of one that cannot be read."""
    try:
        with open(path, "rb") as file:
            return begins_as_model(file.read(START))
    except OSError:
        return False


class _OtherVersion(Exception):
    """A model whose schema is another."""


def packed(model: LogModel) -> bytes:
    """A fitted model as the bytes of a file."""
    from safetensors.numpy import save

    tensors = {k: np.ascontiguousarray(v) for k, v in tensors_of(model).items()}
    header = {"schema": SCHEMA, "tensors": {k: _sha256(v) for k, v in tensors.items()}, **header_of(model)}
    text = json.dumps(header, sort_keys=True, allow_nan=True)
    header["checksum"] = hashlib.sha256(text.encode()).hexdigest()
    return bytes(save(tensors, {"welllog_mdn": json.dumps(header, sort_keys=True)}))


def header_of(model: LogModel) -> Header:
    """What of a fitted model is no array."""
    return {
        "target": model.target_,
        "typed": model.target,
        "unit": model.unit_,
        "plan": asdict(model.plan_),
        "network": model.stack_.network.config(),
        "folds": model.stack_.folds,
        "calibration": [model.calibration_.factors, *model.calibration_.without],
        "seed": model.seed_,
        "checked": model.checked_on_other_wells_,
        "nll_valid": model.nll_valid_,
        "ranges": {k: list(v) for k, v in model.ranges_.items()},
        "matrices": model.matrices_,
        "coherence": [model.coherence_.level, *model.coherence_.parts],
        "device": model.device_,
        "bound_by_partner": model.bound_by_partner_,
        "fit_notices": [[n.subject, n.text, n.severity] for n in model.fit_notices_],
        "leader": None if model.leader_ is None else header_of(model.leader_),
        **{name: getattr(model, f"{name}_") for name in PLAIN},
    }


def tensors_of(model: LogModel) -> Tensors:
    """Every array of a fitted model by name."""
    s = model.stack_
    found: Tensors = {
        "network": s.network.theta.detach().cpu().numpy(),
        "member_fold": s.member_fold.astype(np.int64),
        "scaling.mean": s.scaling.mean,
        "scaling.sd": s.scaling.sd,
        "target.mean": s.y_mean,
        "target.sd": s.y_sd,
    }
    for f, regression in enumerate(s.regressions):
        found |= named_under(f"trees.{f}", regression.arrays())
    for (f, g), regression in s.pairs.items():  # a later run's blind check of a training well needs them
        found |= named_under(f"trees.{f}-{g}", regression.arrays())
    for room in ROOMS:
        found |= named_under(room, getattr(model, f"{room}_"))
    if model.leader_ is not None:
        found |= named_under("leader", tensors_of(model.leader_))
    return found


def versions() -> dict[str, str]:
    """Versions of what computes."""
    import sklearn

    from welllog_mdn import __version__

    return {
        "welllog_mdn": __version__,
        "torch": str(torch.__version__),
        "numpy": np.__version__,
        "scikit-learn": sklearn.__version__,
    }


def read_model(path: Path, begin: Begin) -> tuple[LogModel, bytes]:
    """Return the model of a file, and the file's bytes.

    Raises
    ------
    ModelError : in one line, what is wrong.
    """
    header, tensors, data = _read_parts(path)
    try:
        return restored(header, tensors, begin), data
    except (
        UsageError, KeyError, ValueError, TypeError, IndexError, AttributeError, RuntimeError, OverflowError
    ) as error:  # fmt: skip
        raise ModelError(f"not a usable model: {type(error).__name__}: {error}", file=path) from None


def _read_parts(path: Path) -> tuple[Header, Tensors, bytes]:
    """Return header, tensors and bytes of a model file whose checksums hold.

    Raises
    ------
    ModelError : in one line, what is wrong.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():  # a device may never end, a pipe never begin
            raise ModelError("cannot read the model: not a regular file", file=path)
        if size > SIZE_LIMIT:
            raise ModelError(f"not a model of this program: {size} bytes are more than any has", file=path)
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read the model: {error.strerror}", file=path) from None
    try:
        return (*_checked(data), data)
    except _OtherVersion as error:
        raise ModelError(str(error), file=path, hint="train it again, or use that version") from None
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        cause = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        raise ModelError(f"not a model of this program, or a damaged one: {cause}", file=path) from None


def _checked(data: bytes) -> tuple[Header, Tensors]:
    """Parse and verify; ValueError says what does not hold."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    if len(data) < 8:
        raise ValueError("shorter than a header")
    (length,) = struct.unpack("<Q", data[:8])
    if length > min(HEADER_LIMIT, len(data) - 8):
        raise ValueError(f"header of {length} bytes")
    layout = json.loads(data[8 : 8 + length].decode("utf-8"))
    header = json.loads(layout["__metadata__"]["welllog_mdn"])
    if header.get("schema") not in READ:
        raise _OtherVersion(f"made by another version of this program: {header.get('schema')}, this one reads {SCHEMA}")
    told = header.pop("checksum")
    if hashlib.sha256(json.dumps(header, sort_keys=True).encode()).hexdigest() != told:
        raise ValueError("the header's checksum does not hold")
    try:
        tensors = load(data)
    except SafetensorError as error:  # of spans that overlap, leave a hole or do not fit their shape
        raise ValueError(str(error)) from None
    if set(tensors) != set(header["tensors"]):
        raise ValueError("other tensors than the header names")
    for name, array in tensors.items():
        _check_tensor(name, array, header["tensors"][name])
    return header, tensors


def _check_tensor(name: str, array: NDArray[Any], told: str) -> None:
    """Verify a tensor's type and checksum, and that weights are numbers."""
    if array.dtype.name not in _TYPES:
        raise ValueError(f"{name} is of type {array.dtype}")
    if _sha256(array) != told:
        raise ValueError(f"the checksum of {name} does not hold")
    name = name.removeprefix("leader.")
    split = name.startswith("trees.") and not name.endswith((".value", ".start"))  # at infinity where it is unused
    if not split and not name.startswith(("cloud.", "history.train", "history.stop")) and not np.isfinite(array).all():
        raise ValueError(f"{name} holds values that are no numbers")


def _sha256(array: NDArray[Any]) -> str:
    """Checksum of type, shape and values."""
    return hashlib.sha256(array.dtype.str.encode() + str(array.shape).encode() + array.tobytes()).hexdigest()


def restored(header: Header, tensors: Tensors, begin: Begin) -> LogModel:
    """Rebuild a model from parts whose checksums hold; ValueError, or what indexing raises, says what does not fit."""
    kind = default_table().target(header["target"])
    if kind.name != header["target"] or kind.unit != header["unit"]:
        raise ValueError(f"target {header['target']} in {header['unit']} is unknown here")
    if not isinstance(header["seed"], int) or not 0 <= header["seed"] <= MOST_SEED:
        raise ValueError(f"seed {header['seed']}")
    model = begin(str(header["typed"]), kind, header["seed"])
    model.plan_ = _plan(header, kind)
    model.inputs_ = model.plan_.inputs
    model.stack_ = _stack(header, tensors, model.plan_)
    _check_record(header)
    _recall(model, header)
    if header["leader"] is not None:
        model.leader_ = _restored_leader(model, header["leader"], tensors, begin)
    model.calibration_ = _calibration(header, model)
    for room in ROOMS:
        setattr(model, f"{room}_", part_of(tensors, room))
    _check_lists(model)
    return model


def _plan(header: Header, kind: LogKind) -> FeaturePlan:
    """Rebuild what is read of a well."""
    parts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in header["plan"].items()}
    plan = FeaturePlan(**parts)
    known, names = default_table().kinds, plan.inputs
    if not names or len(set(names)) < len(names) or kind.name in names or not set(names) <= set(known):
        raise ValueError(f"inputs {', '.join(map(str, names)) or 'none'} for {kind.name}")
    if not set(plan.hole) < set(names):
        raise ValueError(f"of {', '.join(names)} the hole is {', '.join(map(str, plan.hole))}")
    if plan.log10 != tuple(known[name].log10 for name in names):
        raise ValueError(f"scales {plan.log10} of {', '.join(names)}")
    if len(plan.grid) != len(names) + 1:
        raise ValueError(f"{len(plan.grid)} roundings of {len(names)} inputs")
    widths = (*plan.means, *plan.spreads)
    if not all(0 < v <= WIDEST for v in widths) or not all(0 <= v < math.inf for v in plan.grid):
        raise ValueError(f"windows {widths}, roundings {plan.grid}")
    missing = {*names, DEPTH} - set(header["ranges"])
    if missing:
        raise ValueError(f"no range of {', '.join(sorted(missing))}")
    if any(log10 and min(header["ranges"][name]) <= 0 for name, log10 in zip(names, plan.log10, strict=True)):
        raise ValueError("the range of a resistivity begins above 0")
    return plan


def _check_record(header: Header) -> None:
    """Verify what is told of the training: every part that a prediction or a report reads is there, and numbers are."""
    wells, folds, least = header["training_wells"], header["folds"], 0 if header["checked"] else -1
    if not wells or not all(set(w) == WELL and least <= w["fold"] < folds and w["group"] >= 0 for w in wells):
        raise ValueError("the record of the training wells is not whole")
    if not all(isinstance(w[part], str) for w in wells for part in ("name", "uwi", "file", "sha256")):
        raise ValueError("a training well has no name")
    missing = {f.name for f in fields(StackSettings)} - set(header["settings"])
    if missing:
        raise ValueError(f"no setting {', '.join(sorted(missing))}")
    pooled = header["scores"]["pooled"]
    if not all(isinstance(pooled[name], int | float) for name in SCORED) or len(header["scores"]["wells"]) > len(wells):
        raise ValueError("the scores are not whole")
    for scores in (pooled, *header["scores"]["wells"]):
        if not all(v is None or isinstance(v, int | float) for name, v in scores.items() if name != "well"):
            raise ValueError("a score is no number")
    errors = [header["scores"].get(f"rmse_{word}_leader") for word in ("with", "without")]
    known = [error for error in errors if error is not None]
    if not all(math.isfinite(v) for v in (header["nll_valid"], *header["coherence"], *known)):
        raise ValueError("nll_valid, coherence or an error with or without the leading log is no number")
    if not all(len(n) == 3 and all(isinstance(v, str) for v in n) for n in header["fit_notices"]):
        raise ValueError("the notices of the training are not whole")


def _check_lists(model: LogModel) -> None:
    """Verify that each room has what a report needs, as one list; held-out samples of wells that there are."""
    for room, names in LISTS.items():
        arrays: Tensors = getattr(model, f"{room}_")
        sizes = {array.size for array in arrays.values()}
        if not names <= arrays.keys() or len(sizes) > 1 or any(array.ndim != 1 for array in arrays.values()):
            raise ValueError(f"the arrays of {room} are not whole")
    place = model.heldout_["well"]
    if not 0 <= place.min() <= place.max() < len(model.training_wells_):
        raise ValueError("the held-out samples are not whole")


def _recall(model: LogModel, header: Header) -> None:
    """Set what is taken from the header as it stands."""
    for name in PLAIN:
        setattr(model, f"{name}_", header[name])
    model.device_ = str(header["device"])  # where it was trained; it predicts on the CPU, see `LogModel.on`
    model.bound_by_partner_ = bool(header["bound_by_partner"])
    model.checked_on_other_wells_, model.nll_valid_ = bool(header["checked"]), float(header["nll_valid"])
    model.ranges_ = {k: (float(v[0]), float(v[1])) for k, v in header["ranges"].items()}
    stated = header.get("matrices", {})  # 0.10.7 and before did not ask
    model.matrices_ = {k: {rock: int(count) for rock, count in rocks.items()} for k, rocks in stated.items() if rocks}
    level, *shares = (float(v) for v in header["coherence"])
    model.coherence_ = Coherence(level, tuple(shares))
    model.fit_notices_ = tuple(Notice(*n) for n in header["fit_notices"])


def _restored_leader(model: LogModel, header: Header, tensors: Tensors, begin: Begin) -> LogModel:
    """Rebuild the model of the log that the target follows."""
    name = model.kind_.leader
    if name not in model.inputs_ or header["target"] != name or header["leader"] is not None:
        raise ValueError(f"{model.target_} does not follow {header['target']}")
    error = model.scores_["rmse_without_leader"]
    if error is not None and not math.isfinite(error):
        raise ValueError(f"an error of {error} without {name}")
    return restored(header, part_of(tensors, "leader"), begin)


def _calibration(header: Header, model: LogModel) -> Calibration:
    """Rebuild the calibration: two factors, four where the logs that the target follows may be missing (of older models
    two, unless one leads it), of all wells (or folds of a single well) and without each.
    """
    counts = {4} if model.leader_ is not None else {2, 4} if model._relatives else {2}
    every, *without = (tuple(float(v) for v in factors) for factors in header["calibration"])
    units = {w["group"] for w in model.training_wells_} if header["checked"] else set(range(model.stack_.folds))
    if not units <= set(range(len(without))):
        raise ValueError(f"calibrations without {len(without)} of {max(units) + 1} wells or folds")
    for factors in (every, *without):
        if len(factors) not in counts or len(factors) != len(every) or not all(LEAST <= v <= MOST for v in factors):
            raise ValueError(f"{len(factors)} factors of calibration")
    return Calibration(every, tuple(without))


def _stack(header: Header, tensors: Tensors, plan: FeaturePlan) -> Stack:
    """Rebuild the learner; every shape must follow from the header."""
    folds = int(header["folds"])
    network = _network(header["network"], tensors["network"], plan)
    shapes = {"member_fold": (network.members,), "target.mean": (folds,), "target.sd": (folds,)}
    shapes |= {"scaling.mean": (plan.d,), "scaling.sd": (plan.d,)}
    for name, shape in shapes.items():
        _check_shape(name, tensors[name], shape)
    trees = part_of(tensors, "trees")
    regressions = tuple(Regression.from_arrays(part_of(trees, f"{f}"), plan.d) for f in range(folds))
    kept = [(pair, part_of(trees, f"{pair[0]}-{pair[1]}")) for pair in combinations(range(folds), 2)]
    pairs = {pair: Regression.from_arrays(arrays, plan.d) for pair, arrays in kept if arrays}
    scaling = Scaling(tensors["scaling.mean"], tensors["scaling.sd"])
    if min(scaling.sd.min(), tensors["target.sd"].min()) <= 0:
        raise ValueError("a feature or the target has no spread")
    member_fold = tensors["member_fold"].astype(np.intp)
    if set(member_fold.tolist()) != set(range(folds)):
        raise ValueError("a member belongs to no fold, or a fold has no member")
    pull = float(header["settings"]["pull"])
    if not 0 <= pull <= 1:
        raise ValueError(f"pull must be 0 to 1, however: {pull}")
    y_mean, y_sd = tensors["target.mean"], tensors["target.sd"]
    return Stack(plan, scaling, y_mean, y_sd, regressions, network, member_fold, pull, pairs)


def _network(told: Mapping[str, Any], theta: NDArray[Any], plan: FeaturePlan) -> EnsembleMDN:
    """Rebuild the network of a header; that its weights are those of its layers is known before it is made."""
    config = {**told, "hidden": tuple(told["hidden"]), "sigma_floor": float(told["sigma_floor"])}
    d, hidden, components = config["d"], config["hidden"], config["components"]
    m = int(config["members"])
    if not 0 < config["sigma_floor"] < math.inf:
        raise ValueError(f"standard deviations of at least {config['sigma_floor']}")
    if d != plan.d + len(plan.inputs) + 1 or not 1 <= m <= 10_000:
        raise ValueError("the network does not fit the inputs")
    if max(hidden, default=1) > 100_000 or not 1 <= components <= 1000:
        raise ValueError("the network is larger than any that this program makes")
    count = sum((i + 1) * o for i, o in layer_shapes(d, hidden, components, config["skip"]))
    _check_shape("network", theta, (m, count))
    network = EnsembleMDN(**config)
    with torch.no_grad():
        network.theta.copy_(torch.from_numpy(theta.copy()))
    return network


def _check_shape(name: str, array: NDArray[Any], shape: tuple[int, ...]) -> None:
    """Refuse a tensor of another shape than the header says."""
    if array.shape != shape:
        raise ValueError(f"{name} must be {shape}, however: {array.shape}")
