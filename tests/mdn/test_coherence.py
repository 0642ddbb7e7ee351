"""Coherence over depth: known shares are found again, and drawn scores have them."""

import numpy as np
import pytest

from welllog_mdn.mdn.coherence import LENGTHS, Coherence, _products, normal_scores

KNOWN = Coherence(0.3, (0.0, 0.2, 0.3, 0.2, 0.0))


def _drawn(count=60, n=700, step=0.9):
    depth = 1000.0 + step * np.arange(n)
    return depth, np.concatenate([z for _, z in KNOWN.scores(depth, count, 5)], axis=1)


def test_scores_are_standard_normal_and_alike_as_told():
    """Variance 1; the product over a distance is the level plus the decaying parts."""
    depth, z = _drawn(400)
    assert np.mean(z**2) == pytest.approx(1.0, abs=0.06)
    for lag in (1, 20, 300):
        h = depth[lag] - depth[0]
        expected = KNOWN.level + sum(p * np.exp(-h / v) for p, v in zip(KNOWN.parts, LENGTHS, strict=True))
        assert np.mean(z[:, lag:] * z[:, :-lag]) == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize("size", [1.0, 0.5])
def test_known_shares_are_found_again(size):
    """From 200 wells' PIT the correlation at 10 m and at 300 m is found to 0.08, though bands are twice too wide."""
    from scipy.special import ndtr

    depth, z = _drawn(200, 300, 2.1)
    found = Coherence.fit(np.repeat(np.arange(200), len(depth)), np.tile(depth, 200), ndtr(size * z).ravel())
    for h in (10.0, 300.0):
        of = [c.level + sum(p * np.exp(-h / v) for p, v in zip(c.parts, LENGTHS, strict=True)) for c in (found, KNOWN)]
        assert of[0] == pytest.approx(of[1], abs=0.08)


def test_rows_far_apart_do_not_make_errors_of_single_samples():
    """Wells thinned to about 1 m, the nearest rows of the well whose errors are largest: still alike at 5 m."""
    from scipy.special import ndtr

    smooth = Coherence(0.0, (0.0, 0.1, 0.2, 0.3, 0.4))
    depths = [1000.0 + step * np.arange(1400) for step in (0.9, 1.2, 1.2, 1.35)]
    z = [
        size * np.concatenate([z for _, z in smooth.scores(depth, 1, i)], axis=1)[0]
        for i, (depth, size) in enumerate(zip(depths, (1.15, 0.95, 0.95, 0.9), strict=True))
    ]
    found = Coherence.fit(np.repeat(np.arange(4), 1400), np.concatenate(depths), ndtr(np.concatenate(z)))
    alike = [
        c.level + sum(p * np.exp(-5.0 / v) for p, v in zip(c.parts, LENGTHS, strict=True)) for c in (found, smooth)
    ]
    assert found.parts[0] < 0.2 and alike[0] == pytest.approx(alike[1], abs=0.15)


def test_neighbours_are_as_alike_as_the_errors_of_a_tool_though_rows_are_thinned_to_a_metre() -> None:
    """Errors that a tool smears over 0.7 m, known at each seventh sample of 0.152 m: drawn at each, none jumps."""
    from scipy.special import ndtr

    rng, step, count = np.random.default_rng(8), 0.152, 2100
    depth, z = 1000.0 + step * np.arange(count), np.zeros((20, count))
    for share, length in ((0.2, 0.7), (0.8, 60.0)):
        alike, state = np.exp(-step / length), rng.standard_normal(20)
        for i in range(count):
            state = alike * state + np.sqrt(1 - alike**2) * rng.standard_normal(20)
            z[:, i] += np.sqrt(share) * state
    thin = z[:, ::7]
    found = Coherence.fit(np.repeat(np.arange(20), thin.shape[1]), np.tile(depth[::7], 20), ndtr(thin).ravel())
    drawn = np.concatenate([part for _, part in found.scores(depth, 200, 1)], axis=1)
    jumps = [0.5 * np.mean(np.diff(scores, axis=1) ** 2) for scores in (z, drawn)]
    assert jumps[0] == pytest.approx(0.041, abs=0.003) and jumps[1] == pytest.approx(jumps[0], abs=0.02)


def test_scores_are_as_alike_as_the_depths_between_them_whatever_the_step_and_the_block() -> None:
    """Steps of 5 m, then of 0.5 m, in blocks of 2,000 and beyond: of one length of 6 m, neighbours as that says."""
    depth = np.cumsum(np.r_[0.0, np.full(2099, 5.0), np.full(400, 0.5)])
    z = np.concatenate([z for _, z in Coherence().scores(depth, 400, 2)], axis=1)
    for at, step in ((1000, 5.0), (1999, 5.0), (2050, 5.0), (2098, 5.0), (2099, 0.5), (2300, 0.5)):
        assert np.corrcoef(z[:, at], z[:, at + 1])[0, 1] == pytest.approx(np.exp(-step / 6.0), abs=0.1)


def test_another_seed_draws_others_and_no_draw_of_one_is_a_draw_of_the_next() -> None:
    """Three draws of seed 4 and three of seed 5."""
    depth = np.arange(20.0)
    one, two = (np.concatenate([z for _, z in KNOWN.scores(depth, 3, seed)], axis=1) for seed in (4, 5))
    assert not any(np.allclose(a, b) for a in one for b in two)


def test_rows_of_one_depth_and_of_another_order_tell_the_same() -> None:
    """A well read upwards is as coherent; copies of a row at its own depth, whose distance is none, are left out."""
    from scipy.special import ndtr

    depth, z = _drawn(40, 300, 2.1)
    pit, well = ndtr(z), np.repeat(np.arange(40), 300)
    down = Coherence.fit(well, np.tile(depth, 40), pit.ravel())
    up = Coherence.fit(well, np.tile(depth[::-1], 40), pit[:, ::-1].ravel())
    twice = Coherence.fit(np.repeat(well, 2), np.repeat(np.tile(depth, 40), 2), np.repeat(pit.ravel(), 2))
    for other in (up, twice):
        assert [other.level, *other.parts] == pytest.approx([down.level, *down.parts], abs=0.02)


def test_of_rows_too_near_or_too_few_nothing_is_known() -> None:
    """Three rows; and a hundred within half a metre, which is one class of distance."""
    assert Coherence.fit(np.zeros(3, np.intp), np.arange(3.0), np.array([0.2, 0.5, 0.9])) == Coherence()
    near = np.linspace(0.0, 0.5, 100)
    assert Coherence.fit(np.zeros(100, np.intp), near, np.linspace(0.1, 0.9, 100)) == Coherence()


def test_a_long_well_is_looked_at_from_end_to_end() -> None:
    """4,000 rows, of which the first half is as good as white and the other one level."""
    from scipy.special import ndtr

    rng = np.random.default_rng(0)
    z = np.concatenate([rng.standard_normal(2000), np.full(2000, 1.0)])
    found = Coherence.fit(np.zeros(4000, np.intp), np.arange(4000.0), ndtr(z))
    assert found.level + sum(found.parts[2:]) > 0.3


def test_a_draw_does_not_depend_on_how_many_are_drawn():
    """The first two of three are the two of two."""
    depth = np.arange(2500.0)
    two, three = (np.concatenate([z for _, z in KNOWN.scores(depth, c, 1)], axis=1) for c in (2, 3))
    assert np.array_equal(two, three[:2])


def test_shares_that_are_none_are_refused():
    """A saved model with negative shares is not usable, nor one with shares of no sum, of other lengths or NaN."""
    none = (0.0, 0.0, 0.0, 0.0, 0.0)
    for level, parts in ((1.5, (-0.5, *none[1:])), (0.5, none), (0.5, (0.5,)), (np.nan, (1.0, *none[1:]))):
        with pytest.raises(ValueError, match="add to 1"):
            Coherence(level, parts)


def test_a_distance_is_told_by_wells_with_ten_pairs_of_it_and_each_has_the_same_say() -> None:
    """Pairs far from each other: 10 and 40 of 1.2 and 1.6 m whose scores have the products 2 and 1 count, 9 of 1.3 m do
    not, nor do any of 800 m; of 4 m and of 500 m only one well has enough.
    """
    wells = [(10, 1.2, 2.0), (40, 1.6, 1.0), (9, 1.3, -50.0), (12, 4.0, 0.5), (10, 500.0, 0.25), (10, 800.0, 9.0)]
    of = [np.full(2 * count, i) for i, (count, _, _) in enumerate(wells)]
    depth = [np.repeat(5000.0 * np.arange(count), 2) + np.tile([0.0, apart], count) for count, apart, _ in wells]
    z = [np.tile([1.0, product], count) for count, _, product in wells]
    lag, product = _products(np.concatenate(of), np.concatenate(depth), np.concatenate(z))
    assert lag == pytest.approx([1.4, 4.0, 500.0]) and product == pytest.approx([1.5, 0.5, 0.25])


def test_a_probability_of_none_or_all_has_the_score_of_one_in_a_thousand() -> None:
    """3.09 to either side; a model's tails tell no more."""
    found = normal_scores(np.array([0.0, 0.0005, 0.1, 0.5, 0.9995, 1.0]))
    assert found == pytest.approx([-3.0902, -3.0902, -1.2816, 0.0, 3.0902, 3.0902], abs=1e-4)
