"""What was asked, as records with a checksum."""

from __future__ import annotations

import pytest

from welllog_mdn.errors import UsageError
from welllog_mdn.field.options import Learning, fingerprint


def test_the_default_seed_by_name_is_the_default() -> None:
    """Training is the same without --seed and with --seed 0, so its checksum is; a saved model still refuses it."""
    assert fingerprint(Learning()) == fingerprint(Learning(seed=0)) != fingerprint(Learning(seed=1))
    Learning().require_none()
    with pytest.raises(UsageError, match="--model does not go with --seed"):
        Learning(seed=0).require_none()
