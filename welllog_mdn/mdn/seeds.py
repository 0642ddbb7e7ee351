"""Seeds of the random numbers, which every learner takes as an argument."""

from __future__ import annotations

MOST_SEED = 2**32 - 1
"""The largest that numpy and scikit-learn take."""
