"""Where prediction and measured values part: known blocks of error are found, evenly spread ones are none."""

from __future__ import annotations

import numpy as np
import pytest

from welllog_mdn.model.misfit import LEAST_VALUES, find_misfit, find_shift

DEPTH = 1000.0 + 0.5 * np.arange(1000)
BAND = 1.2816  # P90 of a standard normal


def parts(error: np.ndarray) -> tuple[np.ndarray, ...]:
    """Depth, measured values, P10, P50, P90 of a band of unit standard deviation whose P50 is wrong by `error` (n,)."""
    y = np.sin(DEPTH[: len(error)] / 20.0)
    middle = y + error
    return DEPTH[: len(error)], y, middle - BAND, middle, middle + BAND


def noise(n: int = 1000) -> np.ndarray:
    """Errors as the band promises them."""
    return np.random.default_rng(1).standard_normal(n)


def block(begin: int, end: int, off: float = 20.0) -> np.ndarray:
    """Such errors, and in between others that are off by 20 standard deviations."""
    error = noise()
    error[begin:end] += off
    return error


def test_a_block_of_error_is_found_to_the_sample():
    """A tenth of the values are off: the interval is theirs, and each side has its own scores."""
    found = find_misfit(*parts(block(300, 400)))
    assert found is not None
    assert (found.top, found.base) == (DEPTH[300], DEPTH[399])
    assert found.share == pytest.approx(0.1)
    assert found.inside["rows"] == 100
    assert found.inside["cover"] == 0.0
    assert found.inside["bias"] == pytest.approx(20.0, abs=0.5)
    assert found.elsewhere["cover"] == pytest.approx(0.8, abs=0.05)
    assert found.elsewhere["rmse"] == pytest.approx(1.0, abs=0.1)


def stepped(*steps: tuple[int, float]) -> np.ndarray:
    """Errors in blocks: how many values, and how large each."""
    return np.concatenate([np.full(count, size) for count, size in steps])


@pytest.mark.parametrize(
    "error",
    [
        noise(),
        block(0, 500),
        3.0 + noise(),
        np.zeros(1000),
        stepped((400, 20.0), (600, 0.1)),  # all of the error, but in two fifths of the well
        stepped((300, 1.3), (700, 1.0)),  # not twice the mean squared error
        stepped((50, 3.0), (950, 1.0)),  # an error that stands out, but a third of it all
    ],
)
def test_error_that_is_of_the_whole_well_is_of_no_interval(error):
    """Evenly spread, over much of the well, a constant shift, hardly larger in a part, or no error at all."""
    assert find_misfit(*parts(error)) is None


def test_an_interval_ends_where_its_error_is_no_longer_twice_the_mean():
    """Squared errors of 100, 15 and 1, of which the mean is 12: the second block is not of it; with 60 it is."""
    for beside, count in ((15.0**0.5, 100), (60.0**0.5, 200)):
        found = find_misfit(*parts(stepped((100, 10.0), (100, beside), (800, 1.0))))
        assert found is not None and found.inside["rows"] == count


@pytest.mark.parametrize("begin", [0, 300, 900])
@pytest.mark.parametrize("size", [0.3, 30.0])
def test_an_interval_reaches_to_the_ends_of_the_well_in_whatever_unit(begin, size):
    """Off by 0.3 g/cm3 or by 30 us/ft over a hundred values, elsewhere by a thirtieth of it."""
    error = np.full(1000, size / 30.0)
    error[begin : begin + 100] = size
    found = find_misfit(*parts(error))
    assert found is not None and (found.top, found.base) == (DEPTH[begin], DEPTH[begin + 99])


def test_few_values_are_no_interval():
    """A spike of a few samples is not an interval, nor is anything in a handful of values; one that holds all of the
    error may be as short as that.
    """
    found = find_misfit(*parts(stepped((300, 0.0), (LEAST_VALUES, 10.0), (670, 0.0))))
    assert found is not None and found.inside["rows"] == LEAST_VALUES and found.elsewhere["rmse"] == 0.0
    assert find_misfit(*parts(block(300, 300 + LEAST_VALUES - 1, 60.0))) is None
    assert find_misfit(*parts(block(10, 40)[: 2 * LEAST_VALUES - 1])) is None


def test_order_and_gaps_do_not_matter():
    """Rows in any order, and rows without a value, give the same interval."""
    values = parts(block(300, 400))
    order = np.random.default_rng(2).permutation(1000)
    assert find_misfit(*(v[order] for v in values)) == find_misfit(*values)
    for lost in range(2):  # depths, then measured values
        doubled = [np.repeat(v, 2) for v in values]
        doubled[lost][1::2] = np.nan
        assert find_misfit(*doubled) == find_misfit(*values)


def test_an_error_that_is_the_same_throughout_is_a_shift():
    """Three standard deviations off everywhere, to either side; a value that is missing counts for nothing."""
    for off in (3.0, -3.0):
        depth, *values = parts(off + noise())
        values[0][:5] = np.nan
        found = find_shift(*values)
        assert found is not None
        assert found.by == pytest.approx(off, abs=0.1)
        assert found.share > 0.99
        assert find_misfit(depth, *values) is None


@pytest.mark.parametrize(
    "error",
    [
        noise(),
        0.9 + noise(),  # less than half of the squared error
        stepped((400, -0.1), (600, 20.0)),  # more than half of it, but in three fifths of the well
        np.zeros(1000),
        np.full(LEAST_VALUES - 1, 3.0),
    ],
)
def test_an_error_that_is_not_everywhere_is_no_shift(error: np.ndarray):
    """Nor is one that scatters more than it is off, or of a few values."""
    assert find_shift(*parts(error)[1:]) is None
