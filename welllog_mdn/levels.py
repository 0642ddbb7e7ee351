"""The levels that are written and judged: probabilities, P10 the lowest whatever a file calls its curves."""

from __future__ import annotations

P10, P50, P90 = 0.1, 0.5, 0.9
"""P10 is the value that 10 % of outcomes stay below."""
P10_TO_P90 = (P10, P50, P90)
"""The ends of the band, and its middle between them."""
HELD = P90 - P10
"""Share of outcomes that the band is to hold."""
NORMAL_P90 = 1.2815515655446004
"""P90 of a normal distribution, in standard deviations above its mean."""
NORMAL_BAND = round(2.0 * NORMAL_P90, 4)
"""From P10 to P90 of one, in standard deviations; no more decimals, since predictions with these have been written."""
