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
    told = (
        line.split(" : ")[0]
        for line in inspect.cleandoc(record.__doc__).replace(". ", "\n").splitlines()
        if " : " in line
    )
    names = {name.strip() for line in told for name in line.split(",")}
    assert {each.name for each in fields(record)} <= names


def test_one_well_is_predicted_with_the_options_of_many() -> None:
    """What is asked is in the signature."""
    one, many = (list(inspect.signature(f).parameters.items())[2:] for f in (predict_well, predict_wells))
    assert one == many
