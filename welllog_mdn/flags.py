"""The values of the flag curve, and what each says of a depth of the completed log.

What a prediction rests on (`verdict.rests_on`) is told by the same values. None is 0, which some files use as NULL.
"""

from __future__ import annotations

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
