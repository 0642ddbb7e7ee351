"""Kriging of errors over depth: known answers of simple kriging, and bands that hold what they say."""

import numpy as np
import pytest
import torch

from welllog_mdn.mdn.coherence import Coherence
from welllog_mdn.mdn.kriging import Place, _serving, _sill, _weights, conditioned, krige, tie, told_by
from welllog_mdn.mdn.mixture import GaussianMixture

LONG = Coherence(0.0, (0.0, 0.0, 0.0, 1.0, 0.0))  # of 35 m alone: first-order autoregressive
OF_WELLS = Coherence(0.15, (0.3, 0.0, 0.0, 0.1, 0.45))  # as held-out wells' errors of neutron porosity are
OF_ROCK = Coherence(0.1, (0.25, 0.05, 0.0, 0.3, 0.3))


def test_between_two_depths_the_answer_is_that_of_an_autoregressive_process():
    """Midway, with r = exp(-d / 35 m) to either side: mean r (a + b) / (1 + r^2), variance (1 - r^2) / (1 + r^2)."""
    mean, sd = krige(LONG, Place(np.array([1000.0, 1020.0])), np.array([1.0, -0.2]), Place(np.array([1010.0])))
    r = np.exp(-10.0 / 35.0)
    assert mean[0] == pytest.approx(r * 0.8 / (1 + r * r), rel=0.01)
    assert sd[0] == pytest.approx(np.sqrt((1 - r * r) / (1 + r * r)), rel=0.05)  # the sill of two scores is nearly 1


def test_far_from_every_reading_nothing_is_known():
    """A kilometre away, 29 lengths: mean 0, standard deviation 1, whatever the readings' own variance."""
    mean, sd = krige(LONG, Place(np.linspace(1000.0, 1100.0, 101)), np.full(101, 3.0), Place(np.array([2100.0])))
    assert mean[0] == pytest.approx(0.0, abs=1e-9) and sd[0] == pytest.approx(1.0, abs=1e-9)


def test_without_readings_or_depths_nothing_changes():
    """No reading: mean 0 and standard deviation 1; no depth: nothing."""
    mean, sd = krige(OF_ROCK, Place(np.empty(0)), np.empty(0), Place(np.array([1.0, 2.0])))
    assert mean.tolist() == [0.0, 0.0] and sd.tolist() == [1.0, 1.0]
    assert krige(OF_ROCK, Place(np.array([1.0])), np.array([1.0]), Place(np.empty(0)))[0].size == 0


def test_a_level_is_the_mean_of_many_readings():
    """Errors of one level and noise, half each: of n readings the mean is (n / (n + 1)) of theirs."""
    known = 1000.0 + 50.0 * np.arange(10)  # far apart, so that the noise of 0.2 m is independent
    scores = np.where(np.arange(10) % 2, 1.5, 0.5)
    mean, _ = krige(Coherence(0.5, (0.5, 0.0, 0.0, 0.0, 0.0)), Place(known), scores, Place(np.array([1225.0])))
    assert mean[0] == pytest.approx(10.0 / 11.0, rel=0.01)


def test_readings_of_equal_depth_are_borne():
    """Twice the same depth is one reading, to the variance that is always left."""
    once = krige(LONG, Place(np.array([1000.0])), np.array([1.0]), Place(np.array([1005.0])))
    twice = krige(LONG, Place(np.array([1000.0, 1000.0])), np.array([1.0, 1.0]), Place(np.array([1005.0])))
    assert twice[0] == pytest.approx(once[0], abs=2e-3)


@pytest.mark.parametrize("width", [3.0, 40.0, 300.0])
def test_errors_in_a_gap_are_as_kriged(width):
    """Drawn errors of 60 wells, a gap in each: what is left is of mean 0, and of mean square 1 in its own units."""
    depth = 1000.0 + 0.5 * np.arange(2400)
    gap = np.abs(depth - 1600.0) < width / 2
    drawn = np.concatenate([s for _, s in OF_ROCK.scores(depth, 60, seed=1)], axis=1)
    found = [krige(OF_ROCK, Place(depth[~gap]), u[~gap], Place(depth[gap])) for u in drawn]
    left = np.concatenate([(u[gap] - mean) / sd for u, (mean, sd) in zip(drawn, found, strict=True)])
    assert abs(left.mean()) < 0.2
    assert np.mean(left**2) == pytest.approx(1.0, abs=0.15)
    before = np.mean(drawn[:, gap] ** 2)
    assert np.mean([np.mean((u[gap] - m) ** 2) for u, (m, _) in zip(drawn, found, strict=True)]) < 0.9 * before


@pytest.mark.parametrize("coherence", [LONG, OF_ROCK])
@pytest.mark.parametrize("width", [6.0, 60.0])
def test_tied_scores_are_as_alike_as_the_errors_that_readings_leave(coherence, width):
    """Scores whose products over the draws are the covariance: tied, their products are the conditional correlation by
    dense linear algebra, 1 at each depth; those of the readings stay.
    """
    depth = 1000.0 + 0.5 * np.arange(300)
    gap = np.abs(depth - 1072.0) < width / 2
    known, between = np.flatnonzero(~gap), np.flatnonzero(gap)
    among = coherence.covariance(np.abs(depth[:, None] - depth)) + 1e-12 * np.eye(300)
    scores = np.linalg.cholesky(among).T.copy()
    free = scores[:, known].copy()
    tie(coherence, depth, known, between, scores)
    found = scores[:, between].T @ scores[:, between]
    assert np.diag(found) == pytest.approx(1.0, abs=1e-3) and np.array_equal(scores[:, known], free)
    weights = np.linalg.solve(among[np.ix_(known, known)] + 1e-3 * np.eye(len(known)), among[known][:, between])
    left = among[np.ix_(between, between)] - weights.T @ among[known][:, between]
    own = np.sqrt(np.diag(left))
    assert np.abs(found - left / own / own[:, None]).max() < 0.05
    assert own @ found @ own == pytest.approx(left.sum(), rel=0.02)  # of the mean over the gap


def test_rock_that_looks_alike_errs_alike():
    """Sand errs by 1 and shale by -1, bed by bed: far into a gap of 60 m either is known by its gamma ray, and little
    without; 3 km off, rock tells nothing.
    """
    depth = 1000.0 + 0.5 * np.arange(1200)
    sand = (np.arange(1200) // 10) % 2 == 0
    rock = np.where(sand, -1.0, 1.0)[:, None].astype(np.float32)
    gap = np.abs(depth - 1300.0) < 30.0
    centre = np.abs(depth - 1300.0) < 10.0
    scores = np.where(sand, 1.0, -1.0)
    known = np.flatnonzero(~gap)
    mean, sd = krige(OF_ROCK, Place(depth, rock)[known], scores[known], Place(depth, rock)[np.flatnonzero(centre)])
    assert (mean[sand[centre]] > 0.4).all() and (mean[~sand[centre]] < -0.4).all() and (sd < 1.0).all()
    blind, _ = krige(OF_ROCK, Place(depth[known]), scores[known], Place(depth[centre]))
    assert np.abs(blind).max() < 0.3
    far, _ = krige(OF_ROCK, Place(depth, rock)[known], scores[known], Place(depth[centre] + 3000.0, rock[centre]))
    assert np.abs(far).max() < 0.2


def test_readings_that_err_twice_as_much_leave_twice_the_band_near_them():
    """The sill is the readings' own: with scores of variance 4 beside a gap of 1 m errors are wider than with 1."""
    depth = 1000.0 + 0.5 * np.arange(2400)
    gap = np.abs(depth - 1600.0) < 0.5
    drawn = next(s for _, s in OF_ROCK.scores(depth[:2000], 1, seed=3))[0]
    drawn = np.r_[drawn, np.zeros(len(depth) - len(drawn))] / drawn.std()
    one, two = (krige(OF_ROCK, Place(depth[~gap]), k * drawn[~gap], Place(depth[gap]))[1][0] for k in (0.5, 1.0))
    assert one < two


def test_readings_that_are_met_exactly_do_not_make_the_band_vanish():
    """They taught: over 10 km without an error the sill is still a quarter, as far as they tell."""
    depth = 1000.0 + 2.0 * np.arange(5000)
    met, missed = (krige(OF_ROCK, Place(depth), np.full(5000, v), Place(depth[:1] - 0.5))[1][0] for v in (0.0, 1.0))
    left = missed**2  # of a sill of 1
    assert met**2 == pytest.approx(left * (1.0 - 0.75 * (1.0 - left)))


def test_known_scores_tell_how_alike_errors_are_as_far_as_they_speak():
    """Over 3 km of scores that are 35 m alike, where the other wells' are 0.7 m alike: three quarters of their own."""
    depth = 1000.0 + np.arange(3001.0)
    short = Coherence(0.0, (1.0, 0.0, 0.0, 0.0, 0.0))
    (scores,) = np.concatenate([s for _, s in LONG.scores(depth, 1, seed=2)], axis=1)
    told, own = told_by(short, depth, scores), Coherence.of_scores(np.zeros(3001, int), depth, scores)
    assert own is not None and own.parts[0] < 0.2
    assert told.parts[0] == pytest.approx(0.25 + 0.75 * own.parts[0])
    assert [told.level, *told.parts[1:]] == pytest.approx([0.75 * v for v in (own.level, *own.parts[1:])])
    assert told_by(short, depth[:5], scores[:5]) is short  # too few to tell


def test_bands_beside_readings_whose_errors_are_shorter_than_elsewhere_hold_what_they_say():
    """Wells that taught keep little but the shortest errors: in gaps of 10 m, P10-P90 of the whole holds some 80 %; as
    alike as held-out wells' errors are it would hold two thirds at most.
    """
    depth = 1000.0 + 0.5 * np.arange(6000)
    gap = (depth - 1000.0) % 50.0 < 10.0
    own = Coherence(0.0, (0.75, 0.0, 0.0, 0.25, 0.0))
    held = []
    for scores in np.concatenate([s for _, s in own.scores(depth, 8, seed=1)], axis=1):
        for coherence in (OF_WELLS, told_by(OF_WELLS, depth[~gap], scores[~gap])):
            mean, sd = krige(coherence, Place(depth[~gap]), scores[~gap], Place(depth[gap]))
            held.append(np.mean(np.abs(scores[gap] - mean) < 1.2816 * sd))
    alone, told = np.reshape(held, (-1, 2)).mean(0)
    assert alone < 0.67 and told == pytest.approx(0.8, abs=0.05)


def test_a_normal_moves_by_its_score_and_shrinks():
    """N(50, 5) whose score is 1 +- 0.5 is N(55, 2.5)."""
    one = GaussianMixture(torch.zeros(1, 1), torch.full((1, 1), 50.0), torch.full((1, 1), 5.0))
    found = conditioned(one, np.array([1.0]), np.array([0.5]))
    assert float(found.means) == pytest.approx(55.0, abs=1e-3) and float(found.sds) == pytest.approx(2.5)


@pytest.mark.parametrize(("score", "level"), [(1.2815515655, 2), (-1.2815515655, 0)])
def test_the_median_moves_to_p90_or_p10_of_a_lopsided_mixture(score, level):
    """At the normal score of P90 the new median is the old P90, on the other side P10; the weights stay."""
    parts = ([[np.log(0.7), np.log(0.3)]], [[80.0, 110.0]], [[3.0, 9.0]])
    mixture = GaussianMixture(*(torch.tensor(part, dtype=torch.float64) for part in parts))
    found = conditioned(mixture, np.array([score]), np.array([0.4]))
    assert float(found.quantile(0.5)) == pytest.approx(float(mixture.quantile([0.1, 0.5, 0.9])[level]), abs=1e-3)
    assert found.weights[0].tolist() == pytest.approx([0.7, 0.3])


def test_the_first_reading_below_a_gap_serves_it_too():
    """Its class of distance has a number of its own, whatever number the last one above has."""
    known = np.array([100.5, 101.15, 130.0])
    scores, asked = np.array([-1.0, 2.0, 0.0]), np.array([100.0, 100.6])
    coherence = Coherence(0.0, (0.0, 0.0, 1.0, 0.0, 0.0))
    mean, _ = krige(coherence, Place(known, None), scores, Place(asked, None))
    weights, _ = _weights(coherence, Place(known, None), Place(asked, None))
    assert mean == pytest.approx(weights.T @ scores)


def test_the_first_reading_below_a_block_is_not_taken_for_the_last_one_in_it():
    """Two readings above and below the block's end, 0.25 or 0.1 m apart, both serve; of two at 0.05 m within it one."""
    for last in (100.5, 100.65):
        assert _serving(np.array([last, 100.75]), 100.0, 100.7).tolist() == [0, 1]
    assert _serving(np.array([100.46, 100.51]), 100.0, 100.7).tolist() == [0]


def test_a_log_that_stands_twice_among_the_inputs_counts_once():
    """Rock is as alike by the mean square of the logs' differences, however many there are."""
    depth = np.array([1000.0, 1040.0])
    rock = np.array([[-0.5], [0.7]], np.float32)
    asked, like = np.array([1020.0]), np.array([[0.3]], np.float32)
    once, twice = (
        krige(OF_ROCK, Place(depth, rock.repeat(n, 1)), np.array([1.0, -0.6]), Place(asked, like.repeat(n, 1)))
        for n in (1, 2)
    )
    assert twice[0] == pytest.approx(once[0]) and twice[1] == pytest.approx(once[1])
    unlike = Place(np.zeros(1), np.zeros((1, 2), np.float32)).covariance(Place(np.zeros(1), np.ones((1, 2))), OF_ROCK)
    assert unlike.item() == pytest.approx(0.6 + 0.4 * np.exp(-2.0))  # each of the two logs differs by 1


def test_a_score_beyond_three_counts_as_three():
    """A reading thirty spreads off says that something else is wrong there."""
    known, asked = Place(np.array([1000.0])), Place(np.array([1005.0]))
    far, three = (krige(LONG, known, np.array([score]), asked) for score in (-30.0, -3.0))
    assert [v.tolist() for v in far] == [v.tolist() for v in three]


def test_a_reading_speaks_for_a_metre_at_most():
    """Two readings a kilometre apart, of mean square 9: a metre of them against a hundred of the other wells' 1."""
    assert _sill(np.array([1000.0, 2000.0]), np.array([3.0, -3.0])) == pytest.approx((1.0 * 9.0 + 100.0) / 101.0)
