"""A prediction as curves of a file: in which unit."""

from dataclasses import replace

import numpy as np
import pytest

from welllog_mdn.errors import UsageError
from welllog_mdn.field.curves import check_unit, output_unit
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well


def test_of_two_curves_of_one_name_that_which_is_used_gives_the_unit():
    """A sonic in us/ft of a short run, then one in us/m over the whole well, both called DT."""
    depth = 1000 + 0.15 * np.arange(200)
    sonic = 90 + 10 * np.random.default_rng(0).standard_normal(200)
    short = np.where(np.arange(200) < 50, sonic, np.nan)
    made = Well.from_arrays("A", depth, {"DT": (short, "us/ft"), "DTCO": (sonic / 0.3048, "us/m")})
    well = replace(made, curves=tuple(replace(c, mnemonic="DT") for c in made.curves))
    assert output_unit(trusted_logs(well), default_table().kinds["DTC"], None, {}) == "us/m"


def test_a_log_without_a_unit_is_written_without_one() -> None:
    """What is asked for instead is refused in words."""
    with pytest.raises(UsageError, match="--target-unit lbf: no unit of TENS") as refused:
        check_unit(default_table().kinds["TENS"], "lbf")
    assert refused.value.hint == "it is written without one"
