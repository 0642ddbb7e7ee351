"""What did not teach in an evaluation is told apart from what was not scored."""

from welllog_mdn.model.left_out import BARRED_REASON, NOT_SCORED, SCORED, left_out
from welllog_mdn.model.training_well import LOST_REASONS, Lost

COUNTS = {lost.reason: 10 + i for i, lost in enumerate(Lost)}


def test_rows_that_teach_nobody_but_are_scored_are_said_to_be():
    """Of wells that are blind in turn: a reader who subtracts what is not scored gets the rows that are."""
    found = left_out({"protocol": "leave-one-well-out", "excluded": {**COUNTS, BARRED_REASON: 1200}, "no_rock": 952})
    assert found == {
        SCORED: [
            "rows distrusted by the quality checks (scored where inside the log's range): 10",
            "rows drawn by hand, interpolated or through casing (predict compares none of them): 952",
            "rows that keep blocks of depth apart: 14",
        ],
        NOT_SCORED: [
            "rows without any of the inputs (they have no prediction): 13",
            "rows outside the log's range, or without a depth of their own: 1,200",
        ],
    }


def test_rows_of_wells_that_only_train_are_not_said_to_be_scored():
    """Of a test folder what was not learnt from is of other wells than what was scored."""
    found = left_out({"protocol": "train-test", "excluded": COUNTS, "no_rock": 7})
    assert {what: len(reasons) for what, reasons in found.items()} == {
        "not learnt from": len(LOST_REASONS),
        "scored all the same": 1,
    }


def test_nothing_left_out_is_nothing_to_say():
    """Nor is a reason of which no row is."""
    none = dict.fromkeys(COUNTS, 0)
    assert left_out({"protocol": "grouped-k-fold", "excluded": none, "no_rock": 0}) == {}
