"""What a mnemonic means before any file is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from welllog_mdn.errors import UsageError
from welllog_mdn.field.aliases import aliases


def test_the_whole_alias_table_or_one_name() -> None:
    """The kind of a mnemonic, or the nearest names."""
    assert [a.kind for a in aliases("C1", unit="in")] == ["CALI"]
    with pytest.raises(UsageError, match="C1: ambiguous; --unit and --description say which a file's is"):
        aliases("C1")
    with pytest.raises(UsageError, match="RHOB: by its unit or description no log of the table"):
        aliases("RHOB", description="Grain density")
    assert [a.kind for a in aliases("ZDEN")] == ["RHOB"] and len(aliases()) > 25
    assert "AC" in aliases("DT")[0].as_json()["aliases"]
    with pytest.raises(UsageError, match="did you mean"):
        aliases("RHOBX")


def test_what_values_make_of_a_name_is_said(tmp_path: Path) -> None:
    """A DCAL that holds the caliper itself, a RHOC that holds the correction; not where the user has settled it."""
    (dcal,), (rhoc,), (gr,) = aliases("DCAL"), aliases("RHOC"), aliases("GR")
    said = "DCAL counts as CALI if the 5th and the 95th percentile of its values lie within 4 to 45 in"
    assert dcal.by_values == (f"{said}, unless the description matches 'diff|minus|delta|bit'",)
    assert f"  {dcal.by_values[0]}" in dcal.as_text(spellings=True)
    assert not any("values" in line for line in dcal.as_text(spellings=False))
    assert rhoc.kind == "RHOB" and rhoc.as_json()["by_values"] == (
        "RHOC counts as DRHO if the 5th and the 95th percentile of its values lie within -1 to 1 g/cm3",
    )
    assert gr.by_values == ()
    (tmp_path / "mine.toml").write_text('DCAL = ["DCAL"]')
    (mine,) = aliases("DCAL", alias=tmp_path / "mine.toml")
    assert mine.by_values == mine.described == ()


def test_the_units_of_a_rate_are_those_of_its_inverse_too() -> None:
    """Minutes per metre are read as metres per hour: their spellings stand among the others, as their names do."""
    (rate,) = aliases("ROP")
    assert rate.unit_names == ("m/h", "ft/h", "min/m", "min/ft")
    assert {"ft/hr", "min/m", "min/ft"} <= set(rate.units) and aliases("TENS")[0].unit_names == ()
