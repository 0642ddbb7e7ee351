"""What draws nothing loads no library that draws."""

import subprocess
import sys

import pytest
from small_field import TRAINING, write_field, write_well

CODE = """
import sys
from functools import partial
from welllog_mdn.model import log_model as model
from welllog_mdn.cli import main
from welllog_mdn.model.stack import StackSettings
import welllog_mdn.field.evaluate
model.StackSettings = partial(StackSettings, trees=8, forest=4, steps=5)
for words in {commands!r}:
    try:
        main(words)
    except SystemExit as end:
        assert not end.code, words
print("matplotlib" in sys.modules)
"""


@pytest.mark.slow
def test_training_scoring_and_predicting_without_a_report_load_no_matplotlib(tmp_path):
    """Of a resistivity, whose errors are given in decades as a report does."""
    wells, model, out = write_field(tmp_path / "wells", 4), tmp_path / "m.safetensors", tmp_path / "out"
    well = write_well(tmp_path / "new" / "N.las", 9, drop=("RDEP",))
    commands = [
        ["train", str(wells), "--target", "RDEP", "-o", str(model), *TRAINING, "-q"],
        ["predict", str(well), "--model", str(model), "--no-report", "-o", str(out), "-q"],
        ["batch", str(well.parent), "--model", str(model), "--no-report", "-o", str(out / "field"), "-q", "-j", "1"],
        ["evaluate", str(wells), "--target", "RDEP", "--folds", "2", *TRAINING],
    ]
    code = CODE.format(commands=commands)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "False" and (out / "N_RDEP.las").exists()
