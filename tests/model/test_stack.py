"""Which rows each member of the learner learns from, and which choose when it stops."""

from dataclasses import replace

import numpy as np
import pytest
from plans import plan_of
from threadpoolctl import threadpool_limits

from welllog_mdn.features import Scaling
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.mdn.thinning import stride_of, thinned
from welllog_mdn.model import stack
from welllog_mdn.model.stack import (
    Along,
    StackSettings,
    TrainingRows,
    _grow,
    _learn_and_stop,
    fit_stack,
    followed,
    least_sigma,
)


def rows_of(parts_of_fold, each=50, few_wells=False):
    """Rows of folds with so many parts (wells) each, `each` rows long."""
    fold = np.concatenate([np.full(parts * each, f) for f, parts in enumerate(parts_of_fold)])
    part = np.repeat(np.arange(sum(parts_of_fold)), each)
    return TrainingRows(np.zeros((len(fold), 1), np.float32), np.zeros(len(fold)), fold, part, few_wells)


@pytest.mark.parametrize("parts", [(1, 1, 1, 1), (4, 4, 4, 4, 4), (2, 1, 3, 1, 2)])
@pytest.mark.parametrize("each", [1, 2, 3])
def test_a_member_stops_on_wells_that_it_does_not_learn_from_and_never_on_its_own_fold(parts, each):
    """What it learns from and stops on are all wells but those of its fold, each once."""
    rows = rows_of(parts)
    member_fold = np.repeat(np.arange(len(parts)), each)
    learn, stop = _learn_and_stop(rows, member_fold)
    for member, fold in enumerate(member_fold):
        taught, judged = set(rows.part[learn[member]]), set(rows.part[stop[member]])
        assert taught and judged and not taught & judged
        assert taught | judged == set(rows.part[rows.fold != fold])
        assert len(judged) <= -(-max(parts) // 2)  # no more than half of a fold, or its only well


def test_members_of_a_fold_stop_on_different_wells():
    """Two members of each of five folds of four wells."""
    learn, stop = _learn_and_stop(rows_of((4, 4, 4, 4, 4)), np.repeat(np.arange(5), 2))
    for first, second in zip(stop[::2], stop[1::2], strict=True):
        assert not set(first) & set(second)


def test_without_wells_to_spare_every_member_learns_from_all_of_them():
    """Of two wells, each a fold, the other one."""
    learn, stop = _learn_and_stop(rows_of((1, 1)), np.array([0, 1]))
    assert stop == [] and [len(r) for r in learn] == [50, 50]


def test_of_a_few_wells_no_member_spares_one_and_the_empty_folds_members_learn_from_all():
    """Three wells are folds 0 to 2; fold 3 is empty: its members alone learn from every row."""
    rows = rows_of((1, 1, 1), few_wells=True)
    learn, stop = _learn_and_stop(rows, np.array([0, 1, 2, 3, 3]))
    assert stop == [] and [len(r) for r in learn] == [100, 100, 100, 150, 150]
    assert [set(rows.fold[r]) for r in learn[:3]] == [{1, 2}, {0, 2}, {0, 1}]


@pytest.mark.parametrize("few_wells", [False, True])
def test_trees_answer_no_row_that_they_have_seen_in_training(few_wells, monkeypatch):
    """What a member of fold f reads for a row comes from trees that saw neither f nor the row."""
    rng = np.random.default_rng(0)
    n, wells = 900, 3
    fold = np.repeat(np.arange(wells), n // wells)
    x = rng.standard_normal((n, 1)).astype(np.float32)
    rows = TrainingRows(x, np.arange(n, dtype=float), fold, np.arange(n) // 20, few_wells)
    asked = []

    class Seen:
        """Stands for trees: knows which rows it saw, by their targets."""

        def __init__(self, x, y, *_):
            self.y = set(y)

        def line(self, x):
            return np.zeros(len(x))

        def predict(self, x):
            asked.append((self, x))
            return np.zeros(len(x))

    monkeypatch.setattr(stack, "_regression", Seen)
    settings = stack.StackSettings(members=3, epochs=1, steps=1)
    plan, scaling = plan_of(("GR",), False), Scaling(np.zeros(1), np.ones(1))
    plan = replace(plan, means=(), spreads=())
    fitted, _ = stack.fit_stack(rows, plan, scaling, settings, 0.01, 0, "cpu", lambda share, text: None)
    target = {float(v): y for v, y in zip(rows.x[:, 0], rows.y, strict=True)}
    assert asked and all(not seen.y & {target[float(v)] for v in x[:, 0]} for seen, x in asked)
    for f in range(wells):
        assert not fitted.regressions[f].y & set(rows.y[fold == f])
    if few_wells:
        assert fitted.regressions[wells].y == set(rows.y) and list(fitted.member_fold) == [0, 1, 2, wells, wells, wells]


def test_the_mixture_moves_halfway_to_the_regression_and_keeps_its_shape():
    """The mean of what the members' own trees say draws the mixture by the share `pull`."""
    rng = np.random.default_rng(1)
    fold, x = np.repeat(np.arange(3), 200), rng.standard_normal((600, 1)).astype(np.float32)
    rows = TrainingRows(x, 3.0 * x[:, 0] + rng.standard_normal(600), fold, np.arange(600) // 100)
    settings = stack.StackSettings(members=3, epochs=1, steps=1, trees=5, forest=2)
    plan = replace(plan_of(("GR",), False), means=(), spreads=())
    fitted, _ = stack.fit_stack(
        rows, plan, Scaling(np.zeros(1), np.ones(1)), settings, 0.01, 0, "cpu", lambda share, text: None
    )
    drawn, free = (replace(fitted, pull=pull).mixture(x[:20]) for pull in (0.5, 0.0))
    answer = np.mean([fitted.regressions[f].predict(x[:20]) for f in fitted.member_fold], axis=0)
    assert not np.allclose(free.mean.numpy(), answer, atol=0.05)
    assert drawn.mean.numpy() == pytest.approx(0.5 * (free.mean.numpy() + answer), abs=1e-5)
    assert drawn.std.numpy() == pytest.approx(free.std.numpy())


@pytest.mark.parametrize(("name", "least"), [("DTC", 0.5 / 25), ("RHOB", 0.01 / 0.25), ("RDEP", 0.02 / 1.0)])
def test_no_component_is_narrower_than_the_tool_resolves(name, least):
    """Over a quarter of the track: 100 us/ft, 1 g/cm3, four decades."""
    assert least_sigma(default_table().kinds[name]) == pytest.approx(least)


@pytest.mark.parametrize("few_wells", [False, True])
def test_a_surface_joins_the_trees_where_few_wells_teach(few_wells):
    """With many wells the network is as smooth, and the surface gave nothing."""
    rng = np.random.default_rng(0)
    plan = plan_of(("GR",), False)
    x = rng.normal(size=(300, plan.d)).astype(np.float32)
    well = np.repeat(np.arange(3), 100)
    rows = TrainingRows(x, 2.0 * x[:, 0].astype(np.float64), well, np.arange(300) // 20, few_wells)
    settings = StackSettings(members=1, epochs=1, steps=2, trees=2, forest=2, rows=300, copies=0)
    stack, _ = fit_stack(rows, plan, Scaling.fit(x), settings, 0.01, 0, "cpu", lambda share, text: None)
    assert [t.surface is not None for t in stack.regressions] == [few_wells] * (3 + few_wells)


def test_a_surface_is_the_same_to_the_bit_with_one_thread_and_with_two():
    """Threads of BLAS add up in another order each."""
    rng = np.random.default_rng(0)
    plan = plan_of(("GR", "RHOB", "NPHI", "RDEP", "RMED"), True)
    x = rng.normal(size=(6000, plan.d)).astype(np.float32)
    well = np.repeat(np.arange(3), 2000)
    rows = TrainingRows(x, x.sum(axis=1).astype(np.float64), well, np.arange(6000) // 400, True)
    settings = StackSettings(trees=1, forest=1)
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads, "blas"):
            trees, _ = _grow(rows, settings, 0, None, plan.smooth_columns(), lambda share, text: None)
        found.append(trees[-1].surface)
    assert np.array_equal(found[0].bend, found[1].bend)


def test_rows_are_thinned_evenly_to_no_more_than_asked():
    """Of ten every third makes four; 24,001 rows are one too many for a stride of 1."""
    assert thinned(np.arange(10), 4).tolist() == [0, 3, 6, 9] and thinned(np.arange(10), 10).tolist() == list(range(10))
    assert [stride_of(rows, StackSettings().rows) for rows in (1, 24_000, 24_001, 48_001)] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("target", "inputs", "rows", "wanted"),
    [
        ("DTS", ("GR", "DTC"), {"GR": 9, "DTC": 5}, Along(1, log=True)),
        ("RDEP", ("GR", "RSHA", "RMED"), {"GR": 9, "RSHA": 3, "RMED": 5}, Along(2, log=False)),
        ("RDEP", ("GR", "RSHA", "RMED"), {"GR": 9, "RSHA": 5, "RMED": 3}, Along(1, log=False)),
        ("SPHI", ("NPHI",), {"NPHI": 9}, Along(0, log=False)),
        ("RHOB", ("GR", "DTC"), {"GR": 9, "DTC": 5}, None),
    ],
)
def test_a_target_follows_the_log_of_its_family_that_most_rows_have(target, inputs, rows, wanted):
    """Slownesses on logarithms; a resistivity is in decades already, and a porosity may be negative."""
    plan = replace(plan_of(inputs, False), means=(), spreads=())
    assert followed(plan, default_table().kinds[target], rows, default_table()) == wanted


class Known:
    """Stands for a regression: on the mean of the targets that it saw a trend of half of it, and the feature on top."""

    trend = "half of the mean"

    def __init__(self, x, y, *_):
        self.level = float(np.mean(y))

    def line(self, x):
        return np.full(len(x), 0.5 * self.level)

    def predict(self, x):
        return self.level + x[:, 0].astype(np.float64)


@pytest.fixture
def untrained(monkeypatch):
    """A stack of three folds whose network, of no weights, says 0 give or take 1; and what was given to train it."""
    given = {}

    def train(network, x, y, learn, stop, settings, **_):
        network.theta.data.zero_()
        given.update(network=network, x=x.numpy(), y=y.numpy(), learn=learn, stop=stop, settings=settings)

    monkeypatch.setattr(stack, "_regression", Known)
    monkeypatch.setattr(stack, "train", train)
    rng = np.random.default_rng(0)
    fold = np.repeat(np.arange(3), [100, 150, 200])
    x = rng.standard_normal((450, 1)).astype(np.float32)
    rows = TrainingRows(x, 100.0 * fold + 10.0 * rng.standard_normal(450), fold, fold)
    settings = StackSettings(members=4, components=2, epochs=9, weight_decay=0.7, dropout=0.1, pull=0.0)
    plan = replace(plan_of(("GR",), False), means=(), spreads=())
    scaling = Scaling(np.zeros(1), np.ones(1))
    fitted, _ = stack.fit_stack(rows, plan, scaling, settings, 0.25, 0, "cpu", lambda share, text: None)
    return fitted, rows, given


def mean_without(rows, *folds):
    """Mean target of the rows in none of some folds."""
    return rows.y[~np.isin(rows.fold, folds)].mean()


def test_what_the_network_says_is_in_spreads_of_the_target_above_the_trend_of_its_fold(untrained):
    """Its 0 is the mean target outside the member's fold, its 1, with the floor, so many spreads."""
    fitted, rows, _ = untrained
    assert fitted.member_fold.tolist() == [0, 0, 1, 1, 2, 2]
    found = fitted.mixture(rows.x[:7])
    outside = [rows.y[rows.fold != f] for f in fitted.member_fold for _ in range(2)]
    assert found.means[0].tolist() == pytest.approx([v.mean() for v in outside])
    assert found.sds[0].tolist() == pytest.approx([1.25 * v.std() for v in outside])
    assert np.array_equal(fitted.mixture(rows.x[3:5]).means, found.means[3:5])
    assert fitted.mixture(rows.x[:0]).means.shape == (0, 12)
    drawn = replace(fitted, pull=1.0).mixture(rows.x[:7])
    trees = np.mean([mean_without(rows, f) for f in range(3)])
    assert drawn.mean.numpy() == pytest.approx(trees + rows.x[:7, 0], abs=1e-4)


def test_no_component_is_wider_than_the_target_unless_it_lies_above_a_trend(untrained, monkeypatch):
    """An exponential runs off beyond the training rows; above a trend whose feature is missing less is known."""
    fitted, rows, _ = untrained
    monkeypatch.setattr(Known, "trend", None)
    outside = [rows.y[rows.fold != f].std() for f in fitted.member_fold for _ in range(2)]
    assert fitted.mixture(rows.x[:7]).sds[0].tolist() == pytest.approx(outside)


@pytest.mark.parametrize("fold", [0, 1, 2])
def test_a_held_out_row_is_answered_by_its_folds_members_and_by_trees_that_lack_one_more(untrained, fold):
    """Two members, by the trees of two pairs each."""
    fitted, rows, _ = untrained
    found = fitted.held_out(rows.x[:7], fold)
    assert found.means.shape == (7, 2 * 2 * 2)
    assert found.means[0].tolist() == pytest.approx([mean_without(rows, fold)] * 8)
    drawn = replace(fitted, pull=1.0).held_out(rows.x[:7], fold)
    trees = np.mean([mean_without(rows, fold, other) for other in range(3) if other != fold])
    assert drawn.mean.numpy() == pytest.approx(trees + rows.x[:7, 0], abs=1e-4)


def test_a_member_is_taught_by_its_own_folds_targets_and_trees(untrained):
    """Of each fold all rows lie one after another; those of the fold itself are in no member's share."""
    fitted, rows, given = untrained
    n = len(rows.y)
    for member, fold in enumerate(fitted.member_fold):
        for share in (given["learn"][member].numpy(), given["stop"][member].numpy()):
            assert (share // n == fold).all()
            at = share % n
            assert len(at) and (rows.fold[at] != fold).all()
            outside = rows.y[rows.fold != fold]
            assert given["y"][share] == pytest.approx((rows.y[at] - outside.mean()) / outside.std(), abs=1e-4)
            trees = np.array([mean_without(rows, fold, other) for other in rows.fold[at]]) + rows.x[at, 0]
            assert given["x"][share, -1] == pytest.approx((trees - outside.mean()) / outside.std(), abs=1e-4)
    settings, network = given["settings"], given["network"]
    assert (settings.weight_decay, settings.stop_from, settings.epochs) == (0.7, 4, 9)
    assert (network.dropout, network.sigma_floor, network.components) == (0.1, 0.25, 2)


def test_a_target_that_is_the_same_outside_a_fold_has_a_spread_all_the_same():
    """Two wells, one of them of a single value."""
    y, fold = np.array([3.0, 5.0, 7.0, 7.0]), np.array([0, 0, 1, 1])
    rows = TrainingRows(np.zeros((4, 1), np.float32), y, fold, fold)
    mean, sd = stack._target_scales(rows, [np.zeros(4), np.ones(4)])
    assert mean.tolist() == [7.0, 3.0] and sd == pytest.approx([7e-5, 1.0])
