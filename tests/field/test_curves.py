"""A prediction as curves of a file: in which unit."""

from dataclasses import replace

import numpy as np

from welllog_mdn.field.curves import output_unit
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
