"""A predicted log and what it was predicted from; how it is named, and in which unit it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import floor, log10
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.flags import is_given
from welllog_mdn.logs.kinds import LogKind, default_table, from_canonical, same_unit, to_canonical
from welllog_mdn.model.rock import drawn_inputs
from welllog_mdn.scores import error_unit, to_scale
from welllog_mdn.words import decimals, fixed

if TYPE_CHECKING:
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.model.prediction import Prediction
    from welllog_mdn.wells.trusted import TrustedLogs

PERCENT = {"fraction": "p.u.", "weight_percent": "wt %"}
"""Unit of a difference of percentages, by quantity: porosity units, percent of weight."""


@dataclass(frozen=True)
class LogCurve:
    """One measured log: `trusted` holds NaN where quality control set a sample aside; both in `unit`."""

    kind: LogKind
    mnemonic: str
    unit: str
    measured: Floats
    trusted: Floats


@dataclass(frozen=True)
class Target:
    """How the target is named and printed: its kind, the name as typed, the unit and the way into it.

    The unit is proportional to the canonical one, but for a shift, as every unit is in which a target is written.
    """

    kind: LogKind
    name: str
    unit: str

    def shown(self, values: ArrayLike) -> Floats:
        """Return canonical values in the printed unit."""
        return np.asarray(from_canonical(np.asarray(values, dtype=np.float64), self.kind, self.unit), np.float64)

    def canonical(self, values: Floats) -> Floats:
        """Return printed values in the canonical unit."""
        return to_canonical(values, self.kind, self.unit)

    @property
    def error_unit(self) -> str:
        """Unit of errors and widths: the printed one, or decades for logs read on a logarithmic scale.

        Of percent it says of what: "missed by 7 %" would be read as a share of the value.
        """
        unit = error_unit(self.kind, self.unit)
        return PERCENT.get(self.kind.quantity, unit) if same_unit(self.kind, unit, "%") else unit

    def text(self, value: float) -> str:
        """Return a printed value as a table shows it: to about a thousandth of the usual scale, 3 digits of decades."""
        return fixed(value, decimals(value) if self.kind.log10 else self.places)

    @property
    def places(self) -> int:
        """Decimals of values and errors in a table: about a thousandth of the usual scale, or of a decade."""
        if self.kind.log10:
            return 2
        low, high = sorted(self.shown(self.kind.plot).tolist())
        return max(3 - floor(log10(high - low) + 0.3), 0)

    def judged(self, values: ArrayLike) -> Floats:
        """Return printed values on the scale of `error_unit`; NaN where a logarithm has no value."""
        return to_scale(np.asarray(values, np.float64), self.kind)

    def beside(self, off: float) -> str:
        """Return how a value reads that is `off` above another one, in words; a larger slowness is of slower rock."""
        words = ("slower", "faster") if self.kind.family == "sonic" else ("higher", "lower")
        return words[off < 0]

    @property
    def factor(self) -> float:
        """Printed errors over canonical ones."""
        ends = self.shown([1.0, 2.0])
        return abs(float(ends[1] - ends[0]))

    def error(self, value: float) -> float:
        """Return an error of canonical values, or of logarithms where they are judged by these, in `error_unit`."""
        return value if self.kind.log10 else value * self.factor

    def apart(self, one: ArrayLike, other: ArrayLike) -> Floats:
        """Return printed values `one` minus `other` in `error_unit`."""
        return self.judged(one) - self.judged(other)


@dataclass(frozen=True)
class PredictedLog:
    """One log of one well, completed by its prediction: n samples in the order of the file.

    Parameters
    ----------
    logs, model, prediction : of the well, of the target, and of the one by the other.
    target : as it is printed, in the unit of the curves, in which the well is spoken of everywhere.
    flag, kept : (n,) values of the flag curve, and where the completed log is as measured, also where nothing could be
        predicted beside it.
    band : P10, P50 and P90 (3, n) of the prediction, in the canonical unit.
    check : prediction of the measured samples by members that never saw them; None where `prediction` is blind itself,
        or where the well trained, `own_trained`, and nothing is.
    refilled : what those members and the readings of other stretches say, see `Prediction.refilled`; None where
        readings do not draw the prediction, or much of it lies further from any.
    own_trained : whether samples of the well trained the model.
    """

    logs: TrustedLogs
    model: LogModel
    prediction: Prediction
    target: Target
    flag: Ints
    kept: Bools
    band: Floats
    check: Prediction | None = None
    refilled: Prediction | None = None
    own_trained: bool = False

    @cached_property
    def read(self) -> tuple[str, ...]:
        """The well's logs that the prediction rests on: where the leader is predicted first, also what that reads."""
        leader, there = self.model.leader_, self.prediction.available
        if leader is None or there[self.target.kind.leader][self.prediction.predicted].all():
            return tuple(self.prediction.inputs)
        return tuple(dict.fromkeys([*self.prediction.inputs, *(k for k in leader.plan_.inputs if k in self.logs.logs)]))

    @cached_property
    def drawn_inputs(self) -> dict[str, Bools]:
        """Where logs are read that are drawn by hand, interpolated or through casing (n,), see `rock.drawn_inputs`."""
        kinds = [default_table().kinds[name] for name in self.read]
        return drawn_inputs(self.logs, kinds, self.prediction.predicted, is_given(self.flag))

    @cached_property
    def hand_drawn(self) -> Bools:
        """Where any of `drawn_inputs` is (n,)."""
        return np.any([np.zeros_like(self.prediction.predicted), *self.drawn_inputs.values()], axis=0)
