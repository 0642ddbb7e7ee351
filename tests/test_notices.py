"""What notices say to those who decide by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from welllog_mdn.errors import Code, Notice
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.reading import GARBLED, garbled

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(
    ("name", "code"),
    [("cut_row.las", Code.CUT), ("cut_decimals.las", Code.CUT), ("bad_cell.las", Code.ROWS_LOST), ("plain.las", None)],
)
def test_reading_says_by_code_what_is_lost(name: str, code: Code | None) -> None:
    """The end of a file, rows of a curve, or nothing."""
    assert {n.code for n in read_las(DATA / name, salvage=True).notices} - {None} == ({code} if code else set())


def test_the_same_words_are_one_notice_whatever_their_code() -> None:
    """A saved model keeps the words alone."""
    assert len({Notice("GR", "stuck"), Notice("GR", "stuck", code=Code.ROWS_LOST)}) == 1


def test_garbled_names_are_known_by_the_code() -> None:
    """Not by the words of the remedy."""
    assert garbled([Notice("~C", "in other words", code=Code.GARBLED)]) == GARBLED
    assert garbled([Notice("~C", GARBLED)]) == ""
