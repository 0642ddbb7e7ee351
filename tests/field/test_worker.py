"""What a worker says of files that it does not find."""

from pathlib import Path

import pytest

from welllog_mdn.field.options import Reading, Writing
from welllog_mdn.field.worker import ModelFile, WellTask, predict_task

PLAIN = Path(__file__).parents[1] / "data" / "plain.las"


@pytest.mark.parametrize("left", [None, b"another"])
def test_a_model_that_is_gone_is_named_and_not_the_well(tmp_path: Path, left: bytes | None):
    """Taken away or written over while the run goes on; a worker of a cluster may still be sent its bytes."""
    path = tmp_path / "DT.safetensors"
    if left is not None:
        path.write_bytes(left)
    model = ModelFile("DT", str(path), "0" * 64, "cpu")
    task = WellTask(
        str(PLAIN), "plain.las", "plain.las", "", (model,), (False,), Reading(), Writing(), "", 1, str(tmp_path)
    )
    done = predict_task(task)
    (row,) = done.rows
    assert done.needs and row["status"] == "refused"
    assert row["reason"] == "the model DT.safetensors is gone, or another one by now; --resume goes on"
