"""What held-out samples say of a model, against the same numbers of a prediction."""

import numpy as np
import pytest
import torch

from welllog_mdn.held_out import HeldOut, judge
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.calibration import Calibration
from welllog_mdn.mdn.mixture import GaussianMixture
from welllog_mdn.prediction import Prediction
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
    held = HeldOut(where, where, depth, y, np.zeros(n, np.intp), none, mixture)
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
    held = HeldOut(well, well, depth, np.full(3 * each, 93.0), np.zeros(3 * each, np.intp), none, mixture)
    found = judge(held, Calibration((9.0, 9.0), ((3.0, 3.0), (1.0, 1.0), (1.0, 1.0))), kind, ["A", "B", "C"], 0)
    width = found.samples["p90"] - found.samples["p10"]
    assert width == pytest.approx(np.repeat([3.0, 1.0, 1.0], each) * 2.5631 * 4.0, rel=1e-4)
    assert [w["width"] for w in found.scores["wells"]] == pytest.approx(width[::each])
