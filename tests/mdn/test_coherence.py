"""Coherence over depth: known shares are found again, and drawn scores have them."""

import numpy as np
import pytest

from welllog_mdn.mdn.coherence import LENGTHS, Coherence

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


def test_known_shares_are_found_again():
    """From 200 wells' PIT the correlation at 10 m and at 300 m is found to 0.08."""
    from scipy.special import ndtr

    depth, z = _drawn(200, 300, 2.1)
    found = Coherence.fit(np.repeat(np.arange(200), len(depth)), np.tile(depth, 200), ndtr(z).ravel())
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


def test_a_draw_does_not_depend_on_how_many_are_drawn():
    """The first two of three are the two of two."""
    depth = np.arange(2500.0)
    two, three = (np.concatenate([z for _, z in KNOWN.scores(depth, c, 1)], axis=1) for c in (2, 3))
    assert np.array_equal(two, three[:2])


def test_shares_that_are_none_are_refused():
    """A saved model with negative shares is not usable."""
    with pytest.raises(ValueError, match="add to 1"):
        Coherence(1.5, (-0.5, 0.0, 0.0, 0.0, 0.0))
