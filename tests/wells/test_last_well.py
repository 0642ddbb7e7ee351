"""What was found of the well that was asked for last."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from welllog_mdn.features import frame_of
from welllog_mdn.wells.last_well import last_well
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well


def test_threads_do_not_share_the_columns_that_were_worked_out_last():
    """Another thread's well neither evicts nor answers for this thread's."""
    here, other = (
        trusted_logs(Well.from_arrays(name, np.arange(50.0), {"GR": (np.sin(np.arange(50.0)), "gAPI")}))
        for name in "AB"
    )
    assert last_well.once(here, "key", lambda: 1) == 1
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(last_well.once, other, "key", lambda: 2).result() == 2
    assert last_well.once(here, "key", lambda: 3) == 1
    assert frame_of(here) is frame_of(here)
