"""A well as read: frozen records, read-only arrays, missing is NaN, the index in the file's own unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from welllog_mdn.arrays import Floats, missing_where_masked
from welllog_mdn.errors import Notice
from welllog_mdn.logs.kinds import KindTable, default_table
from welllog_mdn.system.pickling import reduced
from welllog_mdn.wells.text import LasText

METRES = {"m": 1.0, "ft": 0.3048, ".1in": 0.00254}


def length_unit(depth_unit: str) -> str:
    """Return the unit of thicknesses and print scales: "ft" where depths are in feet, else "m"."""
    return "ft" if depth_unit == "ft" else "m"


def _own(values: ArrayLike) -> Floats:
    """Return a read-only copy of `values`, missing where a masked array masks them."""
    return frozen(missing_where_masked(values))


def frozen(values: ArrayLike) -> Floats:
    """Return a read-only float64 view of `values`, or of a copy where they are of another type. Who holds what was
    handed over can still change it, and the view with it: hand over a copy where somebody may.
    """
    array = np.asarray(values, dtype=np.float64)
    view = array.view()
    view.setflags(write=False)
    return view


def _require_text(what: str, value: object) -> None:
    """Raise TypeError where `value`, which is told as `what`, is no text."""
    if not isinstance(value, str):
        raise TypeError(f"{what} must be text, however: {value!r}")


@dataclass(frozen=True, eq=False)
class Curve:
    """One column of a file.

    `values` is (n,), in the file's own unit, NaN where missing; `kind` is the name of its log kind or None;
    `column` is its position in the file (the index is column 0); a text curve has `is_text` and only NaN
    values.
    """

    mnemonic: str
    unit: str
    description: str
    values: Floats = field(repr=False)
    kind: str | None = None
    column: int = 0
    is_text: bool = False


@dataclass(frozen=True, eq=False)
class Well:
    """What one LAS file says, the index curve apart from the others.

    Attributes
    ----------
    name, uwi : of the well; where its file has no name of it, that is its UWI or the file's stem. "" is no UWI.
    depth : (n,) the index as read, in `depth_unit`; NaN where a row has none.
    curves : the other columns, in their order in the file; each of n values.
    file, sha256 : path of the file, and the checksum of its bytes; None and "" for a well made of arrays.
    header : upper-case mnemonics of ~Version, ~Well and ~Parameter -> their text, and those of the last two with
        `.UNIT` behind -> their units ("STRT.UNIT").
    depth_unit : "m", "ft" or ".1in". depth_mnemonic, depth_description : of the index.
    null : the file's own spelling of a missing value.
    neutron_matrix : rock in which the neutron porosity reads true, as ~Parameter states; "" where it does not.
    notices : what the reader noted.
    text : where everything stands in the file, or None for a well made of arrays.
    written_by_us : whether this program wrote the file.

    Raises
    ------
    ValueError : the depth is not of one dimension or in another unit than m, ft and .1in, or a curve is not as long.
    TypeError : a name, the UWI, or a curve's mnemonic or unit is no text.
    """

    name: str
    depth: Floats = field(repr=False)
    curves: tuple[Curve, ...] = field(repr=False)
    uwi: str = ""
    file: Path | None = None
    header: Mapping[str, str] = field(default_factory=dict, repr=False)
    depth_unit: str = "m"
    depth_mnemonic: str = "DEPT"
    depth_description: str = ""
    null: str = "-999.25"
    notices: tuple[Notice, ...] = field(default=(), repr=False)
    sha256: str = ""
    text: LasText | None = field(default=None, repr=False)
    written_by_us: bool = False
    neutron_matrix: str = ""

    def __post_init__(self) -> None:
        if np.ndim(self.depth) != 1:
            raise ValueError(f"the depth must have one dimension, however its shape is {np.shape(self.depth)}")
        if self.depth_unit not in METRES:
            raise ValueError(f"depth_unit must be one of {', '.join(METRES)}, however: {self.depth_unit!r}")
        _require_text("name", self.name)
        _require_text("uwi", self.uwi)
        for curve in self.curves:
            _require_text("a curve's mnemonic", curve.mnemonic)
            _require_text(f"the unit of {curve.mnemonic}", curve.unit)
            if np.shape(curve.values) != (self.n,):
                said = f"{self.n} values, as the depth, however its shape is {np.shape(curve.values)}"
                raise ValueError(f"{curve.mnemonic} must have {said}")

    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(self.depth)

    @property
    def source(self) -> Path:
        """Where it came from: its file, or its name where it was made of arrays."""
        return Path(self.file or self.name)

    @property
    def span(self) -> tuple[float, float]:
        """Top and base in the unit of the depth."""
        return float(np.nanmin(self.depth)), float(np.nanmax(self.depth))

    @property
    def depth_m(self) -> Floats:
        """Depth in metres, (n,)."""
        return frozen(self.depth * METRES[self.depth_unit])

    @property
    def step_m(self) -> float:
        """Median distance of neighbouring samples in metres, NaN for fewer than two samples."""
        steps = np.abs(np.diff(np.sort(self.depth_m[np.isfinite(self.depth)])))
        return float(np.median(steps[steps > 0])) if (steps > 0).any() else float("nan")

    def curve(self, mnemonic: str) -> Curve:
        """Return the first curve of that name, in any case.

        Raises
        ------
        KeyError : no such curve; the message lists what there is.
        """
        for curve in self.curves:
            if curve.mnemonic.casefold() == mnemonic.casefold():
                return curve
        raise KeyError(f"no curve {mnemonic}; the well has {', '.join(c.mnemonic for c in self.curves) or 'none'}")

    @classmethod
    def from_arrays(
        cls,
        name: str,
        depth: ArrayLike,
        logs: Mapping[str, tuple[ArrayLike, str | None]],
        *,
        depth_unit: str = "m",
        table: KindTable | None = None,
        **more: Any,
    ) -> Well:
        """Make a well without a file, of copies of the arrays: what becomes of them later does not change it.
        What a masked array masks is missing.

        Parameters
        ----------
        depth : (n,) in `depth_unit`.
        logs : mnemonic -> (values (n,), unit); "" or None is no unit.
        more : further fields of `Well`, such as uwi.

        Raises
        ------
        ValueError, TypeError : see `Well`; TypeError also where `logs` is no mapping to pairs.
        """
        table = table or default_table()
        curves = []
        for column, (mnemonic, (values, unit)) in enumerate(_pairs(logs), start=1):
            kind = table.resolve(mnemonic, unit)
            own = _own(values)
            kind = table.of_values(kind, mnemonic, own) if kind is not None else None
            curves.append(Curve(mnemonic, unit, "", own, kind.name if kind else None, column))
        return cls(name=name, depth=_own(depth), curves=tuple(curves), depth_unit=depth_unit, **more)


def _pairs(logs: Mapping[str, tuple[ArrayLike, str | None]]) -> list[tuple[str, tuple[ArrayLike, str]]]:
    """Return mnemonics, each with its values and unit. Raises TypeError where `logs` does not hold such."""
    if not isinstance(logs, Mapping):
        raise TypeError(f"logs must map mnemonics to (values, unit), however it is of type {type(logs).__name__}")
    pairs = []
    for mnemonic, pair in logs.items():
        _require_text("a curve's mnemonic", mnemonic)
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError(f"{mnemonic} must be a pair, (values, unit), however it is of type {type(pair).__name__}")
        values, unit = pair[0], "" if pair[1] is None else pair[1]
        _require_text(f"the unit of {mnemonic}", unit)
        pairs.append((mnemonic, (values, unit)))
    return pairs
