"""What a script may use: the public names, and what their documentation says of them."""

from __future__ import annotations

import inspect
from dataclasses import fields
from typing import Any

import pytest

from welllog_mdn import Learning, Reading, Writing, predict_well
from welllog_mdn.field.predict import WellResult, predict_wells


@pytest.mark.parametrize("record", [Learning, Reading, Writing, WellResult])
def test_every_field_of_a_public_record_is_told(record: Any) -> None:
    """By its name before a colon, among others or alone."""
    assert {each.name for each in fields(record)} <= set(told(record))


def told(record: Any) -> list[str]:
    """Return the fields of a record in the order in which its documentation has them."""
    lines = inspect.cleandoc(record.__doc__).replace(". ", "\n").splitlines()
    return [name.strip() for line in lines if " : " in line for name in line.split(" : ")[0].split(",")]


def test_the_record_of_a_well_has_the_order_of_its_documentation() -> None:
    """As it is printed; what was refused has all of it, too."""
    names = {each.name for each in fields(WellResult)} - {"error"}
    assert list(WellResult(file="a.las", target="DT").as_json()) == [name for name in told(WellResult) if name in names]


def test_one_well_is_predicted_with_the_options_of_many() -> None:
    """What is asked is in the signature."""
    one, many = (list(inspect.signature(f).parameters.items())[2:] for f in (predict_well, predict_wells))
    assert one == many
