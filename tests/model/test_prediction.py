"""Prediction: every number of one distribution, its bounds included; known answers by sampling and by scipy."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.optimize import brentq
from scipy.stats import norm

from welllog_mdn.mdn.coherence import Coherence
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.model import prediction as module
from welllog_mdn.model.prediction import Prediction

DRAWS = 400_000
MEMBERS = 2
WEIGHTS = np.array([0.35, 0.15, 0.1, 0.4])  # two members of two components
CENTRES, WIDTHS = np.array([-1.0, 2.0, -0.5, 0.3]), np.array([0.6, 0.2, 1.5, 0.4])  # of a log of mean 0 and spread 1


def prediction(weights, means, sds, lower, upper, *, log10=False, members=1, apart=1000.0):
    """A well whose rows have the mixtures (n, k), and the bounds (n,)."""
    parts = (np.log(weights), means, sds)
    n = len(lower)
    mixture = GaussianMixture(*(torch.from_numpy(np.broadcast_to(p, (n, np.shape(p)[-1])).copy()) for p in parts))
    depth, there = apart * np.arange(float(n)), np.ones(n, bool)
    return Prediction(
        "RDEP" if log10 else "DTC", "", "W", depth, "m", depth, there, ~there, ~there, {}, {}, (), mixture, members,
        np.asarray(lower, float), np.asarray(upper, float), log10,
    )  # fmt: skip


def linear():
    """Means about 100, bounds that nothing reaches, that are above P10, below P90, and that leave a third between."""
    bounds = [[-1e4, 1e4], [85.0, 900.0], [30.0, 110.0], [88.0, 102.0]]
    lower, upper = np.array(bounds).T
    return prediction(WEIGHTS, 100.0 + 20.0 * CENTRES, 20.0 * WIDTHS, lower, upper, members=MEMBERS)


def decades():
    """The same on a decade scale, about 10 ohm.m."""
    bounds = [[1e-6, 1e8], [3.0, 1e5], [0.01, 20.0], [4.0, 11.0]]
    lower, upper = np.array(bounds).T
    return prediction(WEIGHTS, 1.0 + 0.4 * CENTRES, 0.4 * WIDTHS, lower, upper, log10=True, members=MEMBERS)


@pytest.fixture(scope="module", params=[linear, decades])
def case(request):
    """A prediction, and draws (n, DRAWS) of its distribution with the member (DRAWS,) that each comes from."""
    p = request.param()
    rng = np.random.default_rng(7)
    pick = rng.choice(len(WEIGHTS), DRAWS, p=WEIGHTS)
    mixture, noise = p.mixture, rng.standard_normal(DRAWS)
    x = mixture.means.numpy()[:, pick] + mixture.sds.numpy()[:, pick] * noise
    drawn = np.clip(10.0**x if p.log10 else x, p.lower[:, None], p.upper[:, None])
    return p, drawn, pick // 2


def test_the_bounds_act_on_the_rows_that_say_so(case):
    """Unbounded P10 lies below the lower bound of the second and fourth row, P90 above the upper of the last two."""
    p, _, _ = case
    low, high = (p.mixture.quantile(level).numpy() for level in (0.1, 0.9))
    low, high = (10.0**v if p.log10 else v for v in (low, high))
    assert (low < p.lower).tolist() == [False, True, False, True]
    assert (high > p.upper).tolist() == [False, False, True, True]


def test_every_number_is_of_one_distribution(case):
    """Quantiles, distribution function, mean, spread and its two parts agree with draws that are clipped to the bounds,
    within five standard errors.
    """
    p, drawn, member = case
    error = drawn.std(axis=1) / np.sqrt(DRAWS)
    assert (np.abs(p.mean - drawn.mean(axis=1)) < 5 * error).all()
    squares = (drawn - drawn.mean(axis=1, keepdims=True)) ** 2
    assert (np.abs(p.sd**2 - squares.mean(axis=1)) < 5 * squares.std(axis=1) / np.sqrt(DRAWS)).all()
    of_each = [drawn[:, member == m] for m in range(MEMBERS)]  # both have half of the weight
    noise = np.mean([d.var(axis=1) for d in of_each], axis=0)
    model = np.var([d.mean(axis=1) for d in of_each], axis=0)
    assert p.noise_sd**2 == pytest.approx(noise, rel=0.05) and (np.abs(p.model_sd - np.sqrt(model)) < 5 * error).all()
    assert p.sd**2 == pytest.approx(p.noise_sd**2 + p.model_sd**2)
    levels = np.array([0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98])
    q = p.quantile(levels)
    reach = 5 * np.sqrt(levels * (1 - levels) / DRAWS)
    for row in range(p.n):
        low, high = (np.quantile(drawn[row], np.clip(levels + s * reach, 0, 1)) for s in (-1, 1))
        assert ((q[:, row] >= low - 1e-9) & (q[:, row] <= high + 1e-9)).all()


def test_the_distribution_function_steps_at_the_bounds(case):
    """The share of draws up to a value; nothing lies below the lower bound, everything up to the upper."""
    p, drawn, _ = case
    for share in (-0.1, 0.0, 0.2, 0.5, 0.9, 1.0, 1.1):
        y = p.lower + share * (p.upper - p.lower)
        assert p.cdf(y) == pytest.approx(np.mean(drawn <= y[:, None], axis=1), abs=5 * 0.5 / np.sqrt(DRAWS))
    assert (p.cdf(p.lower - 1e-6)[1:] == 0.0).all() and (p.cdf(p.upper) == 1.0).all()


def test_the_density_and_what_sits_on_the_bounds_are_all_of_the_probability(case):
    """Integral between the bounds and the steps at them add to one; outside there is no density, and a log density that
    is finite.
    """
    p, _, _ = case
    for row in range(1, p.n):
        ends = [p.lower[row], p.upper[row]]
        grid = np.geomspace(*ends, 4_001) if p.log10 else np.linspace(*ends, 4_001)
        between = np.trapezoid(p.pdf(grid, rows=[row])[:, 0], grid)
        below, up_to = (p.cdf(v)[row] for v in (ends[0], ends[1] * (1 - 1e-12)))
        assert below + between + (1.0 - up_to) == pytest.approx(1.0, abs=1e-5)
    assert p.log_prob(p.lower)[1:] == pytest.approx(np.log([p.pdf(p.lower[[i]], rows=[i])[0, 0] for i in (1, 2, 3)]))
    for outside in (1.01 * p.upper[3], 0.99 * p.lower[3]):
        assert p.pdf([outside], rows=[3])[0, 0] == 0.0 and np.isfinite(p.log_prob(outside)[3])


@pytest.mark.parametrize("level", [0.01, 0.3, 0.5, 0.9, 0.995])
def test_the_crps_is_of_the_bounded_distribution(case, level):
    """E|Y - y| less half of E|Y - Y'| over draws (Gneiting and Raftery 2007, eq. 21); and at a y beyond the bounds."""
    p, drawn, _ = case
    ordered = np.sort(drawn, axis=1)
    apart = (ordered * (2 * np.arange(1, DRAWS + 1) - DRAWS - 1)).sum(axis=1) / (DRAWS * (DRAWS - 1.0))
    for y in (np.quantile(drawn, level, axis=1), 1.3 * p.upper, 0.7 * p.lower):
        miss = np.abs(drawn - y[:, None])
        error = (miss.std(axis=1) + drawn.std(axis=1)) / np.sqrt(DRAWS)
        assert (np.abs(p.crps(y) - (miss.mean(axis=1) - apart)) < 5 * error + 1e-9 * y).all()


def test_the_crps_is_exact_to_a_thousandth_where_a_component_is_hundreds_of_times_narrower():
    """The integral of its definition, by 600,000 steps of the distribution function that scipy has."""
    w, mu, sd = np.array([0.6, 0.4]), np.array([1.0, 2.0]), np.array([0.003, 1.0])
    p = prediction(w, mu, sd, [0.2], [3e3], log10=True)
    pieces = (np.linspace(0.2, 9.0, 200_001), np.linspace(9.0, 11.0, 200_001), np.geomspace(11.0, 3e3, 200_001))
    t = np.concatenate(pieces)
    share = (w * norm.cdf((np.log10(t)[:, None] - mu) / sd)).sum(1)
    for y in (5.0, 9.95, 10.0, 40.0, 2e3):
        exact = np.trapezoid((share - (t > y)) ** 2, t)
        assert p.crps(y)[0] == pytest.approx(exact, rel=1e-3)


def test_known_moments_of_a_bounded_normal_and_of_a_lognormal():
    """Shear slowness of 150 +- 40 us/ft above 140; ten times the median of a lognormal as its bound, by scipy."""
    (mean,), (sd,) = (getattr(prediction([[1.0]], [[150.0]], [[40.0]], [140.0], [900.0]), n) for n in ("mean", "sd"))
    expected = [norm(150, 40).expect(lambda v, r=r: max(v, 140.0) ** r, lb=-200, ub=500) for r in (1, 2)]
    assert mean == pytest.approx(expected[0], rel=1e-6)
    assert sd == pytest.approx(np.sqrt(expected[1] - expected[0] ** 2), rel=1e-5)
    p = prediction([[1.0]], [[3.0]], [[1.5]], [0.01], [1e5], log10=True)
    expected = [norm(3.0, 1.5).expect(lambda v, r=r: np.clip(10.0**v, 0.01, 1e5) ** r, lb=-9, ub=15) for r in (1, 2)]
    assert p.mean[0] == pytest.approx(expected[0], rel=1e-5) and p.mean[0] == pytest.approx(15_733, rel=1e-3)
    assert p.sd[0] == pytest.approx(np.sqrt(expected[1] - expected[0] ** 2), rel=1e-5)


def test_a_mixture_beyond_all_numbers_sits_on_its_bound():
    """Means of 400 decades, as a network far outside its training may give: P10, P90 and draws are the upper bound."""
    p = prediction([[1.0]], [[400.0]], [[20.0]], [0.01], [1e5], log10=True)
    assert p.quantile([0.1, 0.9])[:, 0].tolist() == [1e5, 1e5]
    assert p.realisations(5, seed=1).tolist() == [[1e5]] * 5


def test_modes_beyond_one_bound_are_one():
    """Of two modes below the lower bound the first is shown there with the weight of both; of one, nothing changes."""
    p = prediction([[0.4, 0.6]], [[60.0, 80.0]], [[1.0, 1.0]], [100.0, 70.0], [200.0, 200.0])
    values, weights = p.modes()
    assert values[0, 0] == 100.0 and np.isnan(values[0, 1]) and weights[0, 0] == pytest.approx(1.0)
    assert values[1] == pytest.approx([80.0, 70.0], abs=0.1) and weights[1] == pytest.approx([0.6, 0.4])


def test_the_share_of_noise_is_that_of_the_scale_on_which_the_log_is_modelled():
    """Two members a tenth of a decade wide and two tenths apart: half of the variance in decades is noise."""
    mixture = ([[0.5, 0.5]], [[0.9, 1.1]], [[0.1, 0.1]])
    p = prediction(*mixture, [0.01], [1e5], log10=True, members=2)
    assert p.noise_share == pytest.approx([0.5])
    everything_beyond = prediction(*mixture, [1e4], [1e5], log10=True, members=2)
    assert np.isnan(everything_beyond.noise_share).all()


@pytest.mark.parametrize("log10", [False, True])
@pytest.mark.parametrize(
    ("weights", "means", "sds"),
    [
        ([0.97, 0.03], [60.0, 120.0], [0.5, 30.0]),
        ([0.5, 0.5], [60.0, 120.0], [0.02, 30.0]),
        ([0.3, 0.4, 0.3], [60.0, 100.0, 140.0], [0.03, 20.0, 3.0]),
    ],
)
def test_realisations_follow_the_band_of_components_of_very_unequal_widths(weights, means, sds, log10):
    """Quantiles of the draws lie within 0.02 standard deviations of the component there, as scipy finds them in the
    mixture's distribution function.
    """
    scale = 100.0 if log10 else 1.0
    w, mu, sd = np.array(weights), np.array(means) / scale, np.array(sds) / scale
    n = 2000
    p = prediction(w, mu, sd, np.full(n, 1e-9), np.full(n, 1e9), log10=log10)
    drawn = p.realisations(200, seed=3)
    drawn = np.log10(drawn) if log10 else drawn
    ends = mu.min() - 9 * sd.max(), mu.max() + 9 * sd.max()
    for level in (0.05, 0.1, 0.25, 0.75, 0.9, 0.95):
        exact = brentq(lambda y, p=level: w @ norm.cdf((y - mu) / sd) - p, *ends, xtol=1e-12)
        own = sd[np.argmax(w * norm.pdf((exact - mu) / sd) / sd)]
        assert abs(np.quantile(drawn, level) - exact) < 0.02 * own


def test_realisations_have_a_value_everywhere_though_weights_add_up_to_more_than_one():
    """Weights of a network in float32 add up to 1 + 7e-8, and a faint wide component reaches far above the others: the
    draws of the highest scores are numbers all the same.
    """
    weights = torch.softmax(torch.tensor([0.0] * 7 + [-16.0]), -1).double().numpy()
    assert weights.sum() > 1.0
    p = prediction(weights, np.full(8, 80.0), np.array([5.0] * 7 + [20.0]), np.full(50, -1e4), np.full(50, 1e4))
    assert np.isfinite(p.realisations(1000)).all()


def well_of_normals(n, *, sd=5.0, log10=False, step=0.5):
    """N(80, 5) at each depth, or of the decade 1."""
    mean = 1.0 if log10 else 80.0
    return prediction([1.0], [mean], [sd], np.full(n, 1e-6), np.full(n, 1e6), log10=log10, apart=step)


def test_between_readings_that_are_high_the_prediction_is_high_and_surer():
    """A P90 above and below a gap of 5 m: its median lies near P90, its band is narrower; far off nothing changes."""
    p = well_of_normals(8000)
    low, middle, high = (v[0] for v in p.quantile([0.1, 0.5, 0.9]))
    measured = np.full(p.n, np.nan)
    measured[100:200] = measured[210:310] = high
    given = p.given(measured)
    q = given.quantile([0.1, 0.5, 0.9])
    assert (q[1, 200:210] > middle + 0.7 * (high - middle)).all()
    assert (q[2, 200:210] - q[0, 200:210] < 0.8 * (high - low)).all()
    assert q[:, -1] == pytest.approx([low, middle, high], rel=1e-2)
    (told,) = given.notices
    drawn = given.conditioned
    assert drawn[200:210].all() and not drawn[100:200].any() and not drawn[-1] and p.conditioned is None
    assert told.severity == "info"
    assert told.text.startswith(f"P50 of {drawn.sum()} samples is drawn to the well's own readings nearby")


def test_readings_far_from_all_that_is_predicted_draw_nothing():
    """50 m of depths that are not known, errors alike over 6 m: nothing is said to be drawn, as nothing is."""
    p = well_of_normals(2, step=50.0)
    given = p.given(np.array([90.0, np.nan]))
    assert given.known.tolist() == [True, False] and given.conditioned is None and given.notices == ()


def test_where_a_reading_is_the_prediction_stays():
    """So that it can be compared with the reading; a well that was measured throughout, or not at all, stays whole."""
    p = linear()
    some = np.array([90.0, np.nan, np.nan, 95.0])
    assert (p.given(some).quantile([0.2, 0.8])[:, [0, 3]] == p.quantile([0.2, 0.8])[:, [0, 3]]).all()
    assert p.given(np.full(4, 90.0)) is p and p.given(np.full(4, np.nan)) is p


@pytest.mark.parametrize("log10", [False, True])
def test_drawn_logs_are_met_in_their_gaps_as_the_band_says(log10):
    """Of realisations of a well, each with a gap of 20 m and the rest given, 80 % of the gap lies in the band, which is
    less than three quarters as wide as without the rest.
    """
    n, sd = 1500, 0.1 if log10 else 5.0
    p = well_of_normals(n, sd=sd, log10=log10)
    p.coherence = Coherence(0.1, (0.2, 0.1, 0.0, 0.3, 0.3))
    gap = np.abs(np.arange(n) - 700) < 20
    held, width = [], []
    for drawn in p.realisations(60, seed=2):
        given = p.given(np.where(gap, np.nan, drawn))
        low, high = given.quantile([0.1, 0.9], rows=gap)
        held.append((drawn[gap] >= low) & (drawn[gap] <= high))
        width.append(np.log10(high / low) if log10 else high - low)
    assert np.mean(held) == pytest.approx(0.8, abs=0.04)
    assert np.mean(width) < 0.75 * 2 * 1.2816 * sd


def test_the_mean_over_a_gap_is_as_sure_as_the_errors_that_readings_leave():
    """A gap of 20 m between readings: the mean over it spreads as the conditional covariance, by dense linear algebra,
    says; the level of the whole well and the formations, which the readings tell, widen it no more.
    """
    p = well_of_normals(160)
    p.coherence = Coherence(0.2, (0.2, 0.0, 0.0, 0.3, 0.3))
    gap = np.abs(np.arange(160) - 80) < 20
    given = p.given(np.where(gap, np.nan, p.realisations(1, seed=2)[0]))
    among = p.coherence.covariance(np.abs(p.depth_m[:, None] - p.depth_m))
    left = among[gap][:, gap] - among[gap][:, ~gap] @ np.linalg.solve(among[~gap][:, ~gap], among[~gap][:, gap])
    own = given.sd[gap] / np.sqrt(np.diag(left))
    spread = np.sqrt(own @ left @ own) / gap.sum()
    assert given.realisations(1000, seed=5)[:, gap].mean(1).std() == pytest.approx(spread, rel=0.1)


def test_realisations_beside_readings_begin_and_end_there():
    """Of smooth errors: beside the readings near P50, in the middle of the gap as free as the band; the first of them
    whatever the count; where readings are, what there was without them.
    """
    p = well_of_normals(400, step=0.25)
    p.coherence = Coherence(0.0, (0.0, 0.0, 0.0, 0.0, 1.0))
    gap = np.abs(np.arange(400) - 200) < 80
    given = p.given(np.where(gap, np.nan, 80.0))
    drawn, (low, high) = given.realisations(500, seed=1), given.quantile([0.1, 0.9])
    assert drawn[:, [121, 279]].std(0) == pytest.approx(0.0, abs=0.5) and drawn[:, 200].std() > 1.0
    assert np.mean((drawn >= low) & (drawn <= high), axis=0)[gap] == pytest.approx(0.8, abs=0.08)
    assert np.array_equal(drawn[:2], given.realisations(2, seed=1))
    assert np.array_equal(drawn[:, ~gap], p.realisations(500, seed=1)[:, ~gap])
    assert given.known.tolist() == (~gap).tolist() and p.known is None


def test_a_stretch_is_refilled_from_the_others_alone():
    """All readings lie at P90: so do the medians of what is refilled, near to the others' edges. What is read in one
    stretch has no part in what is refilled there, and part in its neighbours.
    """
    p = well_of_normals(1000)
    p.coherence = Coherence(0.2, (0.2, 0.0, 0.0, 0.3, 0.3))
    high = p.quantile(0.9)[0]
    found = p.refilled(high).quantile(0.5)[0]
    assert (found[120:-120] > 80.0 + 0.5 * (high[0] - 80.0)).all() and (found < high).all()
    third = (p.depth_m >= 120.0) & (p.depth_m < 180.0)
    other = p.refilled(np.where(third, 80.0, high)).quantile(0.5)[0]
    far = p.depth_m >= 240.0
    assert other[third] == pytest.approx(found[third])
    assert other[~third & ~far].mean() < found[~third & ~far].mean() - 0.5


def test_readings_tell_most_of_rock_that_looks_alike():
    """Sand was read at P90 and shale at P10, bed by bed: so they are in the middle of a gap of 60 m, and without their
    gamma ray hardly; the first five rows, half a bed, are not predicted.
    """
    p, there = well_of_normals(1200), np.arange(1200) >= 5
    p = replace(p, predicted=there, mixture=p.mixture[torch.from_numpy(np.flatnonzero(there))])
    p.coherence = Coherence(0.1, (0.25, 0.05, 0.0, 0.3, 0.3))
    sand = np.arange(1200) // 10 % 2 == 0
    low, high = p.quantile([0.1, 0.9])
    off = np.abs(p.depth_m - 300.0)
    measured = np.where(off < 30.0, np.nan, np.where(sand, high, low))
    alike = replace(p, scaled_inputs=np.where(sand, -1.0, 1.0)[there, None].astype(np.float32))
    known, blind = (q.given(measured).quantile(0.5)[0][off < 10.0] - 80.0 for q in (alike, p))
    middle = sand[off < 10.0]
    assert (known[middle] > 5.0).all() and (known[~middle] < -5.0).all() and np.abs(blind).max() < 2.0


@pytest.mark.parametrize(("off", "drawn"), [(59.0, False), (61.0, True)])
def test_a_stretch_that_is_hidden_is_of_sixty_metres(off, drawn):
    """As the report says: the reading at its top is filled in from one 61 m below it, and not from one 59 m below."""
    p = well_of_normals(2, step=off)
    p.coherence = Coherence(0.2, (0.2, 0.0, 0.0, 0.3, 0.3))
    p50 = p.refilled(p.quantile(0.9)[0]).quantile(0.5)[0]
    assert (p50 > 80.5).tolist() == [drawn, drawn]


def test_the_order_of_depths_does_not_matter_to_readings():
    """A file from the bottom up gives the same log."""
    p = well_of_normals(400)
    measured = np.where(np.arange(400) < 150, 84.0, np.nan)
    up = replace(p, depth=p.depth[::-1].copy(), depth_m=p.depth_m[::-1].copy())
    one, two = up.given(measured[::-1]), p.given(measured)
    assert one.quantile(0.5)[0, ::-1] == pytest.approx(two.quantile(0.5)[0])
    assert one.realisations(3, seed=1)[:, ::-1] == pytest.approx(two.realisations(3, seed=1))


def test_rows_that_are_not_predicted_stay_so_beside_readings():
    """A reading where the model predicts nothing is no reading; the mixture's rows keep their places."""
    p = well_of_normals(6)
    there = np.array([True, False, True, True, True, True])
    p = replace(p, predicted=there, mixture=p.mixture[torch.from_numpy(np.flatnonzero(there))])
    q = p.given(np.array([np.nan, 90.0, 86.0, np.nan, np.nan, np.nan])).quantile(0.5)[0]
    assert np.isnan(q[1]) and q[2] == pytest.approx(80.0) and (q[[0, 3, 4, 5]] > 81.0).all()


def test_realisations_keep_within_the_bounds_and_follow_their_seed():
    """A tenth of the draws lies below P10; a seed gives the same draws again, the first of them whatever the count."""
    p = linear()
    drawn = p.realisations(4000, seed=3)
    assert ((drawn >= p.lower) & (drawn <= p.upper)).all()
    assert np.mean(drawn[:, 0] < p.quantile(0.1)[0, 0]) == pytest.approx(0.1, abs=0.02)
    assert np.array_equal(drawn[:2], p.realisations(2, seed=3))


def partly():
    """Six samples read upwards in feet, the second and the fifth of them not predicted; means of 10, 20, 30 and 40."""
    p = prediction([[1.0]], [[0.0]], [[1.0]], [0.0] * 6, [1e3] * 6)
    p.predicted = np.array([True, False, True, True, False, True])
    ones = torch.ones(4, 1, dtype=torch.float64)
    p.mixture = GaussianMixture(0.0 * ones, torch.tensor([[10.0], [20.0], [30.0], [40.0]]).double(), ones)
    p.depth_m = 0.3048 * (3000.0 - np.arange(6.0))
    p.depth = p.depth_m / 0.3048
    return p


def test_every_row_has_its_own_mixture_also_where_some_are_not_predicted(monkeypatch):
    """Rows by mask, by number and all of them; in parts of two as at once; NaN where nothing is predicted."""
    p = partly()
    p.upper[3] = 29.0  # of the row whose mean is 30
    mean = np.array([10.0, np.nan, 20.0, 29.0, np.nan, 40.0])
    for chunk in (20_000, 2):
        monkeypatch.setattr(module, "_ROWS", chunk)
        q = p.quantile(0.5)[0]
        np.testing.assert_allclose(q, mean, atol=1e-6)
        for rows in ([5, 1, 0], np.array([5, 1, 0]), mean > 15.0, -1):
            np.testing.assert_allclose(p.quantile(0.5, rows=rows)[0], np.atleast_1d(q[rows]), atol=1e-9)
        np.testing.assert_allclose(p.cdf(mean)[[0, 1, 2]], [0.5, np.nan, 0.5], atol=1e-9)
    assert p.quantile(0.5, rows=[]).shape == (1, 0)


@pytest.mark.parametrize("level", [0.0, 1.0, [0.5, 1.5]])
def test_levels_that_are_none_are_refused(level):
    """A probability of a quantile lies between 0 and 1."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        partly().quantile(level)


def test_readings_and_values_that_a_mask_hides_are_none():
    """Whatever number stands under it: as where NaN stands."""
    p = well_of_normals(4)
    hidden = np.ma.masked_array([90.0, 110.0, 95.0, 90.0], mask=[False, True, False, True])
    bare = np.where(hidden.mask, np.nan, hidden.data)
    assert p.given(hidden).known.tolist() == [True, False, True, False]
    for how in (lambda y: p.given(y).quantile(0.5), lambda y: p.refilled(y).quantile(0.5), p.log_prob, p.cdf, p.crps):
        np.testing.assert_array_equal(how(hidden), how(bare))


def test_values_that_are_not_one_for_each_sample_are_refused_with_both_lengths():
    """One number serves for all; a column is none, nor is a table of densities."""
    p = linear()
    np.testing.assert_array_equal(p.cdf(90.0), p.cdf(np.full(4, 90.0)))
    for how in (p.log_prob, p.cdf, p.crps, p.given, p.refilled):
        for values in (np.zeros(3), np.zeros((4, 1))):
            with pytest.raises(ValueError, match=rf"must be one number or 4, however its shape is \({len(values)},"):
                how(values)
    with pytest.raises(ValueError, match=r"grid must be one number or a row of them, however its shape is \(1, 2\)"):
        p.pdf([[80.0, 90.0]])


@pytest.mark.parametrize("asked", [{"count": -1}, {"count": 2.5}, {"count": None}, {"seed": -1}, {"seed": None}])
def test_counts_and_seeds_of_realisations_are_whole_numbers(asked):
    """Each is told by its name."""
    with pytest.raises(ValueError, match=f"{next(iter(asked))} must be a whole number of 0 or more, however"):
        linear().realisations(**{"count": 2} | asked)


def test_realisations_go_along_the_depth_in_metres_however_the_rows_lie():
    """Of a log read upwards, with holes, each row is drawn about its own median; read downwards the same is drawn."""
    p = partly()
    drawn = p.realisations(2000, seed=1)
    np.testing.assert_allclose(np.median(drawn, axis=0), [10.0, np.nan, 20.0, 30.0, np.nan, 40.0], atol=0.15)
    near = np.corrcoef(drawn[:, 2], drawn[:, 3])[0, 1]
    assert near == pytest.approx(np.exp(-0.3048 / 6.0), abs=0.02)  # errors that are alike over beds of six metres
    down = partly()
    down.predicted, down.mixture = p.predicted[::-1].copy(), p.mixture[torch.arange(3, -1, -1)]
    down.depth, down.depth_m = p.depth[::-1], p.depth_m[::-1]
    assert np.array_equal(down.realisations(3, seed=1), drawn[:3, ::-1], equal_nan=True)
    assert p.realisations(0).shape == (0, 6)
    p.predicted[:] = False
    p.mixture = p.mixture[torch.arange(0)]
    assert np.isnan(p.realisations(2)).all()


def test_noise_is_what_members_say_each_and_not_what_they_disagree_on():
    """Two members of spread 3 and 8 apart: 9 within, 16 between."""
    p = prediction([[0.5, 0.5]], [[100.0, 108.0]], [[3.0, 3.0]], [0.0], [1e3], members=2)
    assert (p.noise_sd[0], p.model_sd[0], p.sd[0]) == pytest.approx((3.0, 4.0, 5.0))
    assert p.noise_share == pytest.approx([9.0 / 25.0])
