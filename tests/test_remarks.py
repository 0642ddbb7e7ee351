"""What is said of a well's prediction."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.report.doubles import case
from welllog_mdn.remarks import predicted_first


def test_one_row_is_no_rows() -> None:
    """A single row without the log that the target follows is counted in the singular."""
    fill: Any = SimpleNamespace(where=np.arange(300) == 7)
    notice = predicted_first("DTC", case(300)["logs"], fill, False, "")
    assert "missing in 1 row of Demo 7" in str(notice)
