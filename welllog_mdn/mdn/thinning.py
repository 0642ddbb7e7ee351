"""Fewer rows, evenly spaced, where all of them would cost more than they tell."""

from __future__ import annotations

from welllog_mdn.arrays import Ints


def thinned(rows: Ints, most: int) -> Ints:
    """At most `most` of some rows, evenly spaced."""
    return rows[:: stride_of(len(rows), most)]


def stride_of(rows: int, most: int) -> int:
    """Least stride at which no more than `most` of so many `rows` are left."""
    return max(1, -(-rows // most))
