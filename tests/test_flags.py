"""What the values of the flag curve say of a depth."""

from __future__ import annotations

import numpy as np

from welllog_mdn.flags import basis_of, is_given


def test_what_a_depth_rests_on_and_whether_it_is_given_follow_the_flags() -> None:
    """Outside the training range comes before few inputs; a replaced value is given, a measured one is not."""
    predicted, outside, few = np.array([[0, 1, 1], [1, 1, 1], [1, 1, 0], [1, 0, 1], [1, 0, 0]], bool).T
    assert basis_of(predicted, outside, few).tolist() == [5, 4, 4, 6, 3]
    assert is_given(np.arange(1, 7)).tolist() == [False, True, True, True, False, True]
