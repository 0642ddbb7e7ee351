"""What held-out samples say of a model, against the same numbers of a prediction."""

import numpy as np
import pytest
import torch

from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.calibration import Calibration
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.model.held_out import HeldOut, judge
from welllog_mdn.model.prediction import Prediction
from welllog_mdn.scores import LEVELS


@pytest.mark.parametrize(("name", "centre", "wide"), [("DTC", 60.0, 15.0), ("RDEP", 1.0, 1.2)])
def test_held_out_scores_are_those_of_a_prediction_and_of_an_evaluation(name, centre, wide):
    """Mixtures that reach beyond the kind's range: CRPS, NLL and probabilities are those that `Prediction` gives, which
    an evaluation of blind wells reads; on a decade scale too, where CRPS is no mean over nineteen levels.
    """
    kind, n = default_table().target(name), 300
    g = torch.Generator().manual_seed(2)
    logits, means, widths = (torch.randn(n, 4, generator=g, dtype=torch.float64) for _ in range(3))
    mixture = GaussianMixture(torch.log_softmax(logits, -1), centre + wide * means, wide * torch.exp(0.3 * widths))
    y = np.clip(mixture.sample(1, g)[0].numpy(), *(np.log10([kind.low, kind.high]) if kind.log10 else (kind.low, 1e9)))
    depth, where, none = np.arange(n) * 0.5, np.arange(n) // 100, np.zeros(n, bool)
    held = HeldOut(where, where, where, depth, y, np.zeros(n, np.intp), none, mixture)
    found = judge(held, Calibration((1.0, 1.0), ((1.0, 1.0),) * 3), kind, ["A", "B", "C"], 0)
    p = Prediction(
        kind.name, kind.unit, "W", depth, "m", depth, ~none, none, none, {}, {}, (), mixture, 1,
        np.full(n, kind.low), np.full(n, kind.high), kind.log10,
    )  # fmt: skip
    measured = found.samples["measured"]
    crps, nll = p.crps(measured), -p.log_prob(measured)
    assert found.scores["pooled"]["crps"] == pytest.approx(crps.mean(), rel=1e-4)
    assert [w["crps"] for w in found.scores["wells"]] == pytest.approx(crps.reshape(3, 100).mean(1), rel=1e-4)
    assert found.scores["pooled"]["crps"] != found.scores["pooled"]["crps19"]
    assert found.nll == pytest.approx(nll.mean(), rel=1e-4) and np.isfinite(found.nll)
    assert found.samples["pit"] == pytest.approx(p.cdf(measured), abs=1e-4)
    assert found.samples["p90"] == pytest.approx(p.quantile(0.9)[0], rel=1e-4)
    assert found.reliability["level"].tolist() == LEVELS.tolist()


def test_a_well_is_judged_by_the_factors_that_it_had_no_say_in():
    """Of three wells alike the first alone is stretched three times, as the other two ask for."""
    kind, each = default_table().target("DTC"), 50
    mixture = GaussianMixture(*(torch.full((3 * each, 1), v, dtype=torch.float64) for v in (0.0, 90.0, 4.0)))
    well, none = np.repeat(np.arange(3), each), np.zeros(3 * each, bool)
    depth = np.tile(np.arange(each) * 0.5, 3)
    held = HeldOut(well, well, well, depth, np.full(3 * each, 93.0), np.zeros(3 * each, np.intp), none, mixture)
    found = judge(held, Calibration((9.0, 9.0), ((3.0, 3.0), (1.0, 1.0), (1.0, 1.0))), kind, ["A", "B", "C"], 0)
    width = found.samples["p90"] - found.samples["p10"]
    assert width == pytest.approx(np.repeat([3.0, 1.0, 1.0], each) * 2.5631 * 4.0, rel=1e-4)
    assert [w["width"] for w in found.scores["wells"]] == pytest.approx(width[::each])


def held_of(well, unit, few, alone, y, mean=90.0, sd=4.0, group=None):
    """Samples of normals of one mean and spread, half a metre apart; whatever is one number holds for all."""
    n = len(well)
    mixture = GaussianMixture(*(torch.full((n, 1), v, dtype=torch.float64) for v in (0.0, mean, sd)))
    of = (np.broadcast_to(v, n).astype(np.intp) for v in (unit, few))
    depth, y = np.arange(n) * 0.5, np.broadcast_to(y, n).astype(float)
    well, apart = np.asarray(well), np.broadcast_to(alone, n).astype(bool)
    return HeldOut(well, next(of), well if group is None else group, depth, y, next(of), apart, mixture)


def test_samples_of_several_wells_are_one_after_another():
    """Every array of theirs, the mixture included."""
    one, two = held_of([0, 0], 0, 1, False, 91.0), held_of([1], 1, 0, True, 85.0, mean=80.0)
    both = HeldOut.joined([one, two])
    assert both.well.tolist() == [0, 0, 1] and both.unit.tolist() == [0, 0, 1] and both.tools.tolist() == [1, 1, 0]
    assert both.y.tolist() == [91.0, 91.0, 85.0] and both.alone.tolist() == [False, False, True]
    assert both.depth_m.tolist() == [0.0, 0.5, 0.0] and both.mixture.means[:, 0].tolist() == [90.0, 90.0, 80.0]
    assert both.band[:, 2] == pytest.approx([80.0 - 1.28155 * 4.0, 80.0, 80.0 + 1.28155 * 4.0], abs=1e-3)


def test_calibration_is_by_group_well_and_unit_of_the_samples_that_are_asked_for():
    """Five wells in two units, the last well alone in the second; few tools at two bands, most tools at one; samples
    that are not asked for lie far away.
    """
    well = np.repeat(np.arange(5), 40)
    few, asked = np.arange(200) % 2, np.arange(200) % 4 < 2
    half = 1.281552 * 4.0
    y = 90.0 + half * np.where(few, 2.0, 1.0) * np.where(well == 4, 1.5, 1.0)
    held = held_of(well, well == 4, few, False, np.where(asked, y, 500.0))
    found = held.calibration(asked)
    assert found.factors == pytest.approx((1.0, 2.0), rel=1e-3)
    assert found.without[0] == pytest.approx((3.0, 3.0), rel=1e-3)  # one well, too few: the larger of both groups
    assert found.without[1] == pytest.approx((1.0, 2.0), rel=1e-3)
    assert len(held.calibration(asked & (well < 4)).without) == 2


def test_a_well_counts_once_in_the_calibration_however_many_files_it_has():
    """Three of eight files are of one well, whose values lie three half bands off: of six wells a sixth."""
    file = np.repeat(np.arange(8), 40)
    well, half = np.maximum(file - 2, 0), 1.281552 * 4.0
    y = 90.0 + half * np.where(well == 0, 3.0, np.tile(np.linspace(0.025, 1.0, 40), 8))
    by_well, by_file = (held_of(file, well, 0, False, y, group=g).calibration(y > 0) for g in (well, file))
    assert by_file.factors == pytest.approx((3.0, 3.0), rel=1e-3)
    assert by_well.factors == pytest.approx((0.96, 0.96), abs=0.03)


def test_the_error_of_the_median_is_as_the_log_is_judged():
    """Of 100 ohm.m where 10 and 10,000 were measured, or of 2 us/ft where 1 and 4 were; of no sample there is none."""
    held = held_of([0, 0, 0], 0, 0, False, [1.0, 4.0, 9.0], mean=2.0, sd=0.1)
    some = np.array([True, True, False])
    assert held.rmse(some) == pytest.approx(np.sqrt((1.0 + 4.0) / 2), rel=1e-4)
    assert held.rmse(np.zeros(3, bool)) is None


def test_each_sample_is_stretched_by_the_factor_of_its_group():
    """Most tools or few, the leading log measured or filled in: two, three, four and five times."""
    kind = default_table().target("DTC")
    held = held_of([0] * 4, 0, [0, 1, 0, 1], [False, False, True, True], 93.0)
    found = judge(held, Calibration((1.0,) * 4, ((2.0, 3.0, 4.0, 5.0),)), kind, ["A"], 0)
    width = found.samples["p90"] - found.samples["p10"]
    assert width == pytest.approx(np.array([2.0, 3.0, 4.0, 5.0]) * 2.5631 * 4.0, rel=1e-4)


def test_a_judgement_is_of_each_well_of_what_lies_below_each_level_and_of_likeness_over_depth():
    """Two wells held out together: one measured at P30 throughout, one at P80. Errors of a whole well are one level."""
    kind, well = default_table().target("DTC"), np.repeat([0, 1], 300)
    y = 90.0 + 4.0 * np.where(well == 0, -0.524401, 0.841621)
    held = held_of(well, 0, 0, False, y)
    found = judge(held, Calibration((1.0, 1.0), ((1.0, 1.0),)), kind, ["A", "B"], 0)
    assert [w["well"] for w in found.scores["wells"]] == ["A", "B"]
    assert [w["bias"] for w in found.scores["wells"]] == pytest.approx([4 * 0.524401, -4 * 0.841621], rel=1e-3)
    below = dict(zip(np.round(found.reliability["level"], 2).tolist(), found.reliability["observed"], strict=True))
    assert (below[0.25], below[0.35], below[0.75], below[0.85]) == (0.0, 0.5, 0.5, 1.0)
    assert found.coherence.level > 0.9
