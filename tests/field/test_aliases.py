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


def test_a_name_that_its_unit_makes_another_log_is_told_of_both() -> None:
    """SGRD is a gamma ray, and the short guard in ohm.m; nothing told of the second."""
    for name in ("SGRD", "RSHA"):
        assert "SGRD counts as RSHA in ohm.m or another unit of that" in aliases(name)[0].described
    for name in ("HRD", "RHOB"):
        assert "HRD counts as RHOB in g/cm3 or another unit of that" in aliases(name)[0].described
    assert not any("SGRD" in rule for rule in aliases("RDEP")[0].described)


def test_an_alias_that_the_user_gave_has_no_other_unit(tmp_path: Path) -> None:
    """It is what the file says, whatever its unit."""
    (tmp_path / "own.toml").write_text('GR = ["SGRD"]\n')
    (gamma,) = aliases("GR", alias=tmp_path / "own.toml")
    assert not any("RSHA in ohm.m" in rule for rule in gamma.described)


def test_the_units_of_a_rate_are_those_of_its_inverse_too() -> None:
    """Minutes per metre are read as metres per hour: their spellings stand among the others, as their names do."""
    (rate,) = aliases("ROP")
    assert rate.unit_names == ("m/h", "ft/h", "min/m", "min/ft")
    assert {"ft/hr", "min/m", "min/ft"} <= set(rate.units) and aliases("TENS")[0].unit_names == ()
