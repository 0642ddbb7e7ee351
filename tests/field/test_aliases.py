"""What a mnemonic means before any file is read."""

from __future__ import annotations

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
