"""The values of the flag curve, and what each says of a depth of the completed log.

What a prediction rests on is told by the same values. None is 0, which some files use as NULL.

Shapes: `n` samples of the well.
"""

from __future__ import annotations

import numpy as np

from welllog_mdn.arrays import Bools, Ints

MEASURED, REPLACED, PREDICTED, EXTRAPOLATED, NOT_PREDICTED, FEW_INPUTS = 1, 2, 3, 4, 5, 6
"""A measured value; P50 in place of a doubtful one; P50 where nothing was measured; the same, with an input outside the
training range; nothing; P50 from few inputs.
"""
FLAGS = (MEASURED, REPLACED, PREDICTED, EXTRAPOLATED, NOT_PREDICTED, FEW_INPUTS)
GIVEN = (REPLACED, PREDICTED, EXTRAPOLATED, FEW_INPUTS)
"""Where the completed log holds a predicted value."""
DOUBTFUL = (EXTRAPOLATED, FEW_INPUTS)
"""Predictions that rest on less than others."""
COUNTED = {
    "measured": MEASURED,
    "replaced": REPLACED,
    "most_inputs": PREDICTED,
    "extrapolated": EXTRAPOLATED,
    "few_inputs": FEW_INPUTS,
    "not_predicted": NOT_PREDICTED,
}
"""What a record calls its counts of samples by their flag; its `predicted` counts every sample with a prediction."""


def basis_of(predicted: Bools, outside: Bools, few: Bools) -> Ints:
    """Return what each prediction (n,) rests on, in values of the flag curve: EXTRAPOLATED where an input lies outside
    its training range, else FEW_INPUTS or, of most inputs, PREDICTED; NOT_PREDICTED where there is none.
    """
    kinds = np.select([~predicted, outside, few], [NOT_PREDICTED, EXTRAPOLATED, FEW_INPUTS], PREDICTED)
    return kinds.astype(np.int64)


def is_given(flag: Ints) -> Bools:
    """Return where the completed log holds a predicted value (n,), in place of a measured one too."""
    return np.isin(flag, GIVEN)
