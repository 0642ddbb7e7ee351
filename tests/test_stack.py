"""Which rows each member of the learner learns from, and which choose when it stops."""

import numpy as np
import pytest

from welllog_mdn.stack import TrainingRows, _learn_and_stop


def rows_of(parts_of_fold, each=50):
    """Rows of folds with so many parts (wells) each, `each` rows long."""
    fold = np.concatenate([np.full(parts * each, f) for f, parts in enumerate(parts_of_fold)])
    part = np.repeat(np.arange(sum(parts_of_fold)), each)
    return TrainingRows(np.zeros((len(fold), 1), np.float32), np.zeros(len(fold)), fold, part)


@pytest.mark.parametrize("parts", [(1, 1, 1, 1), (4, 4, 4, 4, 4), (2, 1, 3, 1, 2)])
@pytest.mark.parametrize("each", [1, 2, 3])
def test_a_member_stops_on_wells_that_it_does_not_learn_from_and_never_on_its_own_fold(parts, each):
    rows = rows_of(parts)
    member_fold = np.repeat(np.arange(len(parts)), each)
    learn, stop = _learn_and_stop(rows, member_fold)
    for member, fold in enumerate(member_fold):
        taught, judged = set(rows.part[learn[member]]), set(rows.part[stop[member]])
        assert taught and judged and not taught & judged
        assert taught | judged == set(rows.part[rows.fold != fold])
        assert len(judged) <= -(-max(parts) // 2)  # no more than half of a fold, or its only well


def test_members_of_a_fold_stop_on_different_wells():
    learn, stop = _learn_and_stop(rows_of((4, 4, 4, 4, 4)), np.repeat(np.arange(5), 2))
    for first, second in zip(stop[::2], stop[1::2], strict=True):
        assert not set(first) & set(second)


def test_without_wells_to_spare_every_member_learns_from_all_of_them():
    learn, stop = _learn_and_stop(rows_of((1, 1)), np.array([0, 1]))
    assert stop == [] and [len(r) for r in learn] == [50, 50]
