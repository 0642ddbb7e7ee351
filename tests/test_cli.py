"""The command line: help, exit codes, one line for each fault, results on stdout and messages on stderr."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pypdf
import pytest
from click.testing import CliRunner, Result
from small_field import TRAINING, columns, logs_of, write_field, write_well

from welllog_mdn.cli import FieldTerminal, Terminal, _exit_code, _misfit, main, trust
from welllog_mdn.errors import Notice

COMMANDS = ["predict", "train", "batch", "evaluate", "inventory", "aliases", "benchmark"]
HEAVY = {"torch", "pandas", "matplotlib", "lasio", "sklearn", "joblib", "scipy", "numpy"}


def run(*words: object) -> Result:
    """Run the program in this process."""
    return CliRunner().invoke(main, [str(w) for w in words])


def refused(result: Result, code: int) -> str:
    """Return the one line on stderr that a failure must be."""
    lines = [line for line in result.stderr.splitlines() if not line.startswith(("training", "reading", "warning"))]
    assert result.exit_code == code, result.output
    assert len(lines) == 1 and lines[0].startswith("error: "), result.stderr
    return lines[0]


def loaded_by(*words: object) -> tuple[str, set[str]]:
    """What the program prints with these words in a process of its own, and the modules that it has then loaded."""
    code = (
        "import sys\nfrom welllog_mdn.cli import main\n"
        f"try:\n    main({[str(w) for w in words]!r})\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout, set(done.stderr.split())


@pytest.mark.parametrize("words", [[], *([c] for c in COMMANDS)], ids=lambda w: w[0] if w else "program")
def test_help_loads_no_heavy_library(words: list[str]) -> None:
    """Help is quick because it imports neither torch nor anything else of the kind."""
    printed, modules = loaded_by(*words, "--help")
    assert not HEAVY & modules
    assert printed.startswith("Usage: welllog-mdn")


@pytest.mark.parametrize("command", ["aliases", "inventory"])
def test_what_only_reads_wells_loads_no_learning_library(command: str, demo_folder: Path) -> None:
    """A look at a field's wells does not wait for torch."""
    printed, modules = loaded_by(command, *([demo_folder] if command == "inventory" else []))
    assert not {"torch", "sklearn", "pandas", "matplotlib"} & modules
    assert printed.strip()


@pytest.mark.parametrize(("given", "kept"), [(None, "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_threads_wait_asleep_unless_the_user_says_otherwise(given: str | None, kept: str) -> None:
    """The policy stands in the environment before torch loads; one that the user has set stays."""
    code = (
        "import os\nfrom welllog_mdn.cli import main\n"
        "try:\n    main(['aliases', 'GR'])\nfinally:\n    print(os.environ['OMP_WAIT_POLICY'])"
    )
    env = {k: v for k, v in os.environ.items() if k != "OMP_WAIT_POLICY"}
    env |= {"OMP_WAIT_POLICY": given} if given else {}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.splitlines()[-1] == kept


def test_a_notebook_may_run_the_program() -> None:
    """It hands down its own way of drawing, without which matplotlib of another environment does not load."""
    code = "from welllog_mdn.cli import main\ntry:\n    main(['aliases', 'GR'])\nfinally:\n    import matplotlib"
    env = {**os.environ, "MPLBACKEND": "module://nowhere.backend_inline"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_ends_with_an_example(command: str) -> None:
    """The last lines of the help can be typed."""
    lines = [line.strip() for line in run(command, "--help").stdout.splitlines() if line.strip()]
    assert lines[-1].startswith(f"welllog-mdn {command}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["predict"], "Missing argument 'LAS...'"),
        (["predict", "a.las", "--tarqet", "DT"], "No such option"),
        (["predict", "a.las", "--target"], " predict --help"),
        (["predict", "a.las", "--target", "DT", "--target", "RHOB"], "'--target' is given more than once"),
        (["train", ".", "--target", "DT", "-o", "m", "--exclude", "GR", "--exclude", "SP"], "'--exclude' is given"),
        (["predict", "a.las", "--target", "DT", "--scale", "1:500"], "'1:500' is not a valid whole number"),
        (["predict", "a.las", "--target", "DT", "--interval", "1700m", "1800"], "'1700m' is not a valid number"),
        (["predict", "a.las", "--page", "A4", "--target", "'DT'"], "no blank, dot, colon, slash, quote"),
        (["predict", "a.las", "--target", "DT,X"], "--target DT,X: the name of a new curve has 1 to 40"),
        (["predict", "a.las", "--target", "DT\u200b"], "--target DT\\u200b: the name of a new curve"),
        (["predict", "a.las"], "--target DT"),
        (["predict", "a.las", "--target", "DT(us/ft)"], "no blank, dot, colon, slash"),
        (["predict", "a.las", "--target", "DT", "--quantiles", "5,100"], "integers from 1 to 99"),
        (["predict", "a.las", "--target", "DT", "--quantiles", "1_0,90"], "integers from 1 to 99"),
        (["predict", "a.las", "--target", "DT", "--extra", "sdd"], "did you mean sd?"),
        (["predict", "a.las", "--target", "DT", "--extra", "realisations=\u00b2"], "takes a whole number from 1"),
        (["predict", "a.las", "--target", "DT", "--extra", "sd", "--extra", "mean"], "'--extra' is given more than"),
        (["predict", "a.las", "--target", "DT", "--extra", "realisations=3,sd,realisations=5"], "=3 is asked for as"),
        (["predict", "a.las", "--target", "DT", "--fix-units", "RHOB"], "CURVE=UNIT"),
        (["predict", "a.las", "--target", "DT", "--fix-units", "RHOB=us/ft"], "RHOB=us/ft: no unit of bulk density"),
        (["batch", ".", "--target", "DT", "--fix-units", "DEPT=gAPI"], "DEPT=gAPI: no unit of depth; known are m, ft"),
        (["batch", ".", "--target", "DT", "--fix-units", "K=mD"], "K=mD: no unit of potassium; known are %"),
        (
            ["batch", ".", "--target", "DT", "--fix-units", "ROP=gAPI"],
            "of rate of penetration; known are m/h, ft/h, min/m, min/ft",
        ),
        (["batch", ".", "--target", "DT", "--fix-units", "TENS=lbf"], "no unit of cable tension; it is read as it is"),
        (["inventory", ".", "--fix-units", "DT=us/m", "--fix-units", "dt=us/ft"], "dt=us/ft: dt is named twice"),
        (["predict", "a.las", "--target", "DT", "--interval", "9", "5"], "the top must be above the base"),
        (["predict", "a.las", "--target", "DT", "--interval", "nan", "5"], "nan is no finite number"),
        (["predict", "a.las", "--target", "DT", "--no-report", "--png"], "--png does not go with --no-report"),
        (["predict", "a.las", "--target", "DT", "--target-unit", "furlong"], "no unit of DTC"),
        (["predict", "a.las", "--target", "DT", "--train", "nowhere"], "no such file or folder"),
        (["predict", "a.las", "--target", "DT", "--inputs", ","], "--inputs names no log"),
        (["batch", ".", "--target", "DT", "--encoding", "cp9999"], "--encoding cp9999: no such encoding"),
        (["batch", ".", "--target", "DT", "--encoding", "hex"], "--encoding hex: no such encoding"),
        (["inventory", ".", "--encoding", "cp9999"], "--encoding cp9999: no such encoding"),
        (["inventory", ".", "--encoding", ""], "--encoding : no such encoding"),
        (["inventory", ".", "--encoding", "utf-16"], "--encoding utf-16: does not hold ASCII as it is"),
        (["evaluate", "nowhere", "--target", "DT"], "nowhere: no such file or folder"),
        (["evaluate", ".", "--target", "DT", "--test", "nowhere"], "nowhere: no such file or folder"),
        (["evaluate", ".", "--target", "DT", "--test", ".", "--folds", "3"], "--folds does not go with --test"),
        (["inventory", ""], "the path is empty"),
        (["batch", "", "--target", "DT"], "the path is empty"),
        (["train", ".", "--target", "DT", "-o", ""], "the path is empty"),
        (["inventory", ".", "--json", ""], "the path is empty"),
        (["benchmark"], "Missing argument '{linear|mixture|all}'. Choose from: linear, mixture, all; see"),
        (["nonsense"], "No such command"),
        (["aliases", "QQZZ"], "no known mnemonic"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(words: list[str], said: str) -> None:
    """The line names the option and what was expected."""
    assert said in refused(run(*words), 2)


def test_options_of_a_report_that_is_not_to_be_are_warned_of(tmp_path: Path) -> None:
    """Whatever they say, one that has a default too; not where they are left out, nor beside a report."""
    (tmp_path / "t.txt").write_text("Brent, 1510")
    options = ("--tops", tmp_path / "t.txt", "--scale", 500, "--interval", 1, 2, "--page", "a4")
    for command in ("predict", "batch"):
        words = (command, tmp_path / "nothing", "--target", "DT", "-q")
        said = "warning: --tops, --scale, --interval, --page do nothing beside --no-report\n"
        assert run(*words, "--no-report", *options).stderr.startswith(said)
        assert run(*words, "--no-report", "--page", "a4").stderr.startswith("warning: --page does nothing beside")
        assert "beside" not in run(*words, "--no-report").stderr + run(*words, *options).stderr
    alone, out = ("predict", tmp_path / "nothing", "--target", "DT", "-q", "--in-place"), ("-o", tmp_path / "out")
    said = "warning: --out does nothing beside --in-place --no-report\n"
    assert run(*alone, "--no-report", *out).stderr.startswith(said)
    assert "beside" not in run(*alone, "--no-report").stderr + run(*alone, *out).stderr


def test_an_interruption_without_words_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """A bare KeyboardInterrupt of a library, as such and as click hands it on."""
    for cause in (None, KeyboardInterrupt()):

        def run_out(cause: BaseException | None = cause) -> None:
            raise KeyboardInterrupt if cause is None else click.Abort from cause

        assert _exit_code(run_out, []) == 130
        assert capsys.readouterr().err == "error: interrupted; nothing half-written is left\n"


BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""As most users have it: what could not be written stays in the buffer, and fails once more at the end."""

LOST = """
import os, signal, sys, time
from welllog_mdn import cli
def work(**_):
    number = os.open(os.devnull, os.O_RDONLY)
    cli.Terminal().progress("work", 1.0, "")
    if sys.argv[2:]:
        os.kill(os.getpid(), signal.SIGHUP)
        time.sleep(60)
    return number
signal.signal(signal.SIGHUP, signal.SIG_DFL)
cli.main.commands["aliases"].callback = work
cli.main(sys.argv[1:2])
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs signals, and a device that is always full")
def test_the_work_goes_on_where_nothing_can_be_said() -> None:
    """Standard error on a full disk; every stream closed, whose numbers no file takes: it would be written into."""
    command = [sys.executable, "-c", LOST, "aliases"]
    for closed in ("2>/dev/full", "<&- >&- 2>&-"):
        assert subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *command], check=False, env=BUFFERED).returncode > 2
    for heard in ("2>&1", ">/dev/full 2>&1"):
        words = ["sh", "-c", f'"$@" {heard}', "sh", *command, "hang up"]
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False, env=BUFFERED)
        assert done.returncode == 143  # the loss of a terminal is taken for a SIGTERM
        assert done.stdout in ("", "work: 100%\nerror: stopped by SIGTERM; nothing half-written is left\n")


def test_a_line_above_the_bar_is_printed_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text of a header is no markup and holds no names of pictures, though someone watches."""
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", screen)
    terminal = Terminal()
    terminal.progress("predicting", 0.1, "W1")
    terminal.line("warning: 42:OK:10 [red]W1[/red].las: seen")
    terminal.close()
    assert "warning: 42:OK:10 [red]W1[/red].las: seen\n" in screen.getvalue()


def test_the_training_of_a_second_target_is_shown_like_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    """The stage has the same name, and begins anew."""
    terminal = Terminal()
    for share in (0.3, 0.6, 1.0, 0.0, 0.3):
        terminal.progress("training", share, "")
    assert capsys.readouterr().err.count("training: 30%") == 2


def test_a_link_to_itself_is_refused_and_the_other_wells_are_written_in_place(
    tmp_path: Path, small_model: Path
) -> None:
    """Its backup is asked for before any file is read: that ended the run with an internal error."""
    path, loop = write_well(tmp_path / "W.las", 3), tmp_path / "loop.las"
    loop.symlink_to(loop.name)
    before = path.read_bytes()
    words = ("--model", small_model, "--in-place", "--no-report")
    said = refused(run("predict", path, loop, *words), 1)
    assert "loop.las" in said and "internal" not in said
    assert "DT_P50" in path.read_text() and (tmp_path / "W.las.bak").read_bytes() == before


def test_the_backup_of_a_file_is_no_place_for_json(tmp_path: Path, small_model: Path) -> None:
    """It would be overwritten."""
    path = write_well(tmp_path / "W.las", 53, target=False)
    words = ("--model", small_model, "--in-place", "--overwrite", "--no-report", "--json", f"{path}.bak")
    result = run("predict", path, *words)
    assert result.exit_code != 0 and "twice" in result.stderr and not (tmp_path / "W.las.bak").exists()


def test_warnings_of_many_wells_are_counted_though_quiet(tmp_path: Path, small_model: Path) -> None:
    """-q leaves warnings."""
    gamma = logs_of(53)["GR"]
    gamma[5:9] = -400.0
    write_well(tmp_path / "w" / "W.las", 53, target=False, edit={"GR": gamma})
    result = run("batch", tmp_path / "w", "--model", small_model, "-o", tmp_path / "out", "--no-report", "-q", "-j", 1)
    assert result.stdout == "" and "1 well: outside" in result.stderr


def test_no_command_shows_the_help() -> None:
    """As it is, not pressed into a line; nothing was done, so exit code 2."""
    result = run()
    assert result.exit_code == 2 and result.stdout == ""
    assert result.stderr.rstrip() == run("--help").stdout.rstrip()


def test_a_current_folder_that_is_gone_is_said_in_words(tmp_path: Path) -> None:
    """Where torch, which asks for it, would end the program in words of its own."""
    code = (
        "import os, sys\nfrom welllog_mdn.cli import main\nos.rmdir(os.getcwd())\n"
        "main(['train', '/', '--target', 'DT', '-o', '/nowhere/m'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("error: the current folder is gone; ")


@pytest.mark.parametrize("command", ["predict", "batch"])
def test_a_device_that_is_not_there_is_refused_with_a_saved_model_too(
    command: str, tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not passed over in silence: the option holds for predicting as for training."""
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    field = write_field(tmp_path / "w", 1)
    place = field / "W00.las" if command == "predict" else field
    words = ["--model", small_model, "--device", "cuda", "-o", tmp_path / "out"]
    assert "no usable CUDA device" in refused(run(command, place, *words), 2)
    assert not list((tmp_path / "out").glob("*.las"))


class TestNineBadInputs:
    """Each is refused in one line that names the file and the cause, and writes nothing."""

    def test_not_a_las_file(self, tmp_path: Path, small_model: Path) -> None:
        """A text file is none."""
        (tmp_path / "letter.las").write_text("Dear Sir,\nplease find enclosed\n")
        line = refused(run("predict", tmp_path / "letter.las", "--model", small_model, "-o", tmp_path / "out"), 1)
        assert "letter.las" in line
        assert not (tmp_path / "out").exists()

    def test_missing_file(self, tmp_path: Path, small_model: Path) -> None:
        """The path is named."""
        line = refused(run("predict", tmp_path / "gone.las", "--model", small_model, "-o", tmp_path / "out"), 1)
        assert "gone.las" in line

    def test_no_target_anywhere(self, tmp_path: Path) -> None:
        """No neighbour holds the sonic."""
        write_field(tmp_path / "w", 3, without=3)
        line = refused(run("predict", tmp_path / "w" / "W00.las", "--target", "DT", "-o", tmp_path / "out"), 2)
        assert "no LAS file of" in line and "DTC" in line

    def test_unknown_target(self, tmp_path: Path) -> None:
        """The nearest names are offered."""
        write_field(tmp_path / "w", 2)
        line = refused(run("predict", tmp_path / "w" / "W01.las", "--target", "RHBO", "-o", tmp_path / "out"), 2)
        assert "RHBO" in line and "did you mean" in line

    def test_no_usable_input(self, tmp_path: Path, small_model: Path) -> None:
        """A well without any input of the model: needed and found are listed."""
        path = write_well(tmp_path / "bare.las", 3, drop=("GR", "RHOB", "NPHI", "RDEP"))
        line = refused(run("predict", path, "--model", small_model, "-o", tmp_path / "out"), 1)
        assert "needed any of" in line and "GR" in line

    def test_target_all_null_in_training(self, tmp_path: Path) -> None:
        """The curve is there, its samples are not."""
        write_well(tmp_path / "w" / "A.las", 1, target=slice(None))
        write_well(tmp_path / "w" / "B.las", 2, target=False)
        line = refused(run("predict", tmp_path / "w" / "B.las", "--target", "DT", "-o", tmp_path / "out"), 2)
        assert "no usable sample" in line

    def test_output_is_the_input(self, tmp_path: Path, small_model: Path) -> None:
        """W_DT.las, made from W.las, is itself among the inputs."""
        inputs = [write_well(tmp_path / name, i, target=False) for i, name in enumerate(["W.las", "W_DT.las"])]
        before = inputs[1].read_bytes()
        result = run("predict", *inputs, "--model", small_model, "-o", tmp_path, "--overwrite", "--no-report")
        assert "is an input" in refused(result, 1)
        assert inputs[1].read_bytes() == before

    def test_output_folder_that_cannot_be(self, tmp_path: Path, small_model: Path) -> None:
        """A file stands where the folder would be."""
        path = write_well(tmp_path / "W.las", 1, target=False)
        (tmp_path / "out").write_text("a file")
        line = refused(run("predict", path, "--model", small_model, "-o", tmp_path / "out" / "deep"), 2)
        assert "cannot be written" in line

    def test_model_file_that_is_none(self, tmp_path: Path) -> None:
        """Refused before the first well is read."""
        path = write_well(tmp_path / "W.las", 1, target=False)
        (tmp_path / "m.safetensors").write_bytes(b"\0" * 100)
        line = refused(run("predict", path, "--model", tmp_path / "m.safetensors", "-o", tmp_path / "out"), 2)
        assert "m.safetensors" in line


def test_predict_says_which_command_takes_a_folder(tmp_path: Path, small_model: Path) -> None:
    """A folder is no LAS file."""
    line = refused(run("predict", tmp_path, "--model", small_model, "-o", tmp_path / "out"), 1)
    assert line.endswith("a directory, not a LAS file; the command batch predicts all wells of one")


def test_predict_names_its_files_and_how_far_to_trust_them(tmp_path: Path, small_model: Path) -> None:
    """Results on stdout; the files are there."""
    path = write_well(tmp_path / "W.las", 77, target=False)
    result = run("predict", path, "--model", small_model, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert str(tmp_path / "out" / "W_DT.las") in result.stdout
    assert "How far to trust it" in result.stdout and "P10-P90 held" in result.stdout
    assert re.search(r"RMSE of P50 [0-9.]+ us/ft", result.stdout)
    assert (tmp_path / "out" / "W_DT.pdf").read_bytes().startswith(b"%PDF")


def test_errors_have_their_unit_beside_them() -> None:
    """Decades of a resistivity, us/ft of a slowness; and what is missed without the log that it follows."""
    held = {"rows": 10, "cover": 0.8049, "rmse": 0.1641, "unit": "decades"}
    text = trust(held, {"checked_on_other_wells": True})
    assert text.endswith("P10-P90 held 80 % (80 % wanted), RMSE of P50 0.1641 decades")
    held |= {"cover": 6785 / 6787}  # nearly all is not all
    assert "held over 99 % (80 % wanted)" in trust(held, {"checked_on_other_wells": True})
    held = {"rows": 10, "cover": 0.8, "rmse": 10.4, "unit": "us/ft"}
    assert trust(held, {"checked_on_other_wells": True}).endswith("RMSE of P50 10.4 us/ft")
    held |= {"leader": "DTC", "rmse_without_leader": 34.0}
    assert trust(held, {"checked_on_other_wells": True}).endswith("RMSE of P50 10.4 us/ft (34 us/ft without DTC)")


def test_the_interval_of_most_of_the_error_is_told_on_the_terminal() -> None:
    """A tenth of the values; depths of a tenth of an inch have no decimals."""
    scores = {"rows": 10, "elsewhere_rows": 90, "elsewhere_cover": 0.9, "elsewhere_rmse": 5.0, "unit": "us/ft"}
    said = _misfit({**scores, "top": 723291.3, "base": 748131.3, "depth_unit": ".1in"})
    assert said == (
        "Most of that error: 723291 to 748131 .1in, 10 % of the values; "
        "elsewhere P10-P90 held 90 %, RMSE of P50 5 us/ft"
    )


def test_the_json_of_a_batch_says_of_a_well_what_that_of_predict_says(tmp_path: Path, small_model: Path) -> None:
    """With the same keys and values, also where an earlier run is gone on with; errors in the unit of the file."""
    well, out = write_well(tmp_path / "in" / "W.las", 77), tmp_path / "out"
    (tmp_path / "in" / "bad.las").write_text("nothing")
    options = ("--model", small_model, "--json", "-", "--no-report", "--p-convention", "exceedance", "-o")
    (alone,) = json.loads(run("predict", well, *options, tmp_path / "alone").stdout)
    first, again = (json.loads(run("batch", well.parent, *options, out, *more).stdout) for more in ([], ["--resume"]))
    own = {"file", "outputs", "seconds"}
    assert [alone[name]["unit"] for name in ("blind", "held_out")] == ["US/F"] * 2
    for written, refused in (first, again):
        assert {k: written[k] for k in alone.keys() - own} == {k: v for k, v in alone.items() if k not in own}
        assert written["outputs"] == [str(out / "W.las")] and written["inputs"]["GR"]["unit"] == "GAPI"
        assert alone.keys() <= refused.keys() and refused["outputs"] == [] and refused["model"] == {}
    (row, _) = json.loads((out / "summary.json").read_bytes())
    assert row["inputs"] == alone["inputs"] and not {"model", "outputs"} & row.keys()


def test_the_json_of_a_kept_model_has_the_order_of_that_which_trained_it(tmp_path: Path) -> None:
    """Files of scores keep the order in which these were found; a model's file sorts them by name."""
    well, model = write_field(tmp_path / "w", 4) / "W03.las", tmp_path / "m.safetensors"
    words = ("predict", well, "--target", "DT", "--no-report", "--overwrite", "-o", tmp_path / "out", "--json", "-")
    trained, kept = (
        json.loads(run(*words, *more).stdout)[0]
        for more in ((*TRAINING, "--train", tmp_path / "w", "--save-model", model), ("--model", model))
    )
    assert trained.pop("seconds") and kept.pop("seconds")
    assert json.dumps(trained) == json.dumps(kept) and list(kept["held_out"])[:3] == ["rows_truth", "rows", "rmse"]


def test_json_on_stdout_is_a_list_and_nothing_else(tmp_path: Path, small_model: Path) -> None:
    """One object for each well, the refused ones too."""
    good = write_well(tmp_path / "W.las", 77, target=False)
    bad = tmp_path / "bad.las"
    bad.write_text("nothing")
    result = run("predict", good, bad, "--model", small_model, "-o", tmp_path / "out", "--json", "-", "--no-report")
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)
    assert (first["status"], first["predicted"], first["unit"]) == ("written", 260, "us/ft")
    assert first["inputs"]["GR"] == {"mnemonic": "GR", "unit": "GAPI", "rows": 260}
    assert second["status"] == "refused" and second["reason"]
    keys = "well file target unit status reason warnings outputs rows predicted inputs model seconds p_convention"
    assert set(keys.split()) <= first.keys() == second.keys()
    assert {"members", "components", "training_wells", "training_rows", "device", "seed", "nll_valid"} <= first[
        "model"
    ].keys()


def test_quiet_says_nothing_where_nothing_is_wrong(tmp_path: Path, small_model: Path) -> None:
    """No progress, no result."""
    path = write_well(tmp_path / "W.las", 77, target=False)
    result = run("predict", path, "--model", small_model, "-o", tmp_path / "out", "-q", "--no-report")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.slow
def test_quiet_workers_say_nothing_either(tmp_path: Path, small_model: Path) -> None:
    """Where matplotlib finds no place for its cache, as in a container, each worker told so."""
    write_well(tmp_path / "w" / "W.las", 77, target=False)
    words = ["batch", str(tmp_path / "w"), "--model", str(small_model), "-o", str(tmp_path / "out"), "-j", "2", "-q"]
    nowhere = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), "/proc/nowhere")
    command = [sys.executable, "-m", "welllog_mdn", *words]
    done = subprocess.run(command, env={**os.environ, **nowhere}, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_internal_error_is_one_line_and_a_traceback_only_for_debug(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the program refuses that well only."""
    from welllog_mdn.field import predict as job

    first, second = (write_well(tmp_path / f"W{i}.las", i + 50, target=False) for i in range(2))
    real = job.predict_target

    def faulty(logs: object, *rest: object) -> object:
        if logs.well.name == "W0":  # type: ignore[attr-defined]
            raise ZeroDivisionError("by zero")
        return real(logs, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(job, "predict_target", faulty)
    words = ("predict", first, second, "--model", small_model, "-o", tmp_path / "out", "--no-report")
    result = run(*words)
    assert "internal error: ZeroDivisionError" in refused(result, 1)
    assert (tmp_path / "out" / "W1_DT.las").exists()
    assert "Traceback" in run(*words, "--overwrite", "--debug").stderr


def test_a_fault_in_a_worker_shows_where_for_debug(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row of the well says that --debug does."""
    monkeypatch.setattr("welllog_mdn.field.worker.predict_target", lambda *words: 1 / 0)
    write_well(tmp_path / "w" / "W.las", 52, target=False)
    words = ("batch", tmp_path / "w", "--model", small_model, "-o", tmp_path / "out", "--no-report", "-j", 1, "-q")
    line = refused(run(*words), 1)
    assert line.endswith("internal error: ZeroDivisionError: division by zero; --debug shows where; please report it")
    again = run(*words, "--overwrite", "--debug").stderr
    assert "Traceback" in again and "test_cli.py" in again


def test_a_well_that_trained_the_model_is_not_called_unseen(tmp_path: Path, small_model: Path) -> None:
    """Its scores are of members that left it out, and no reading of it draws the curves; the shares beyond the band are
    named without P10 and P90, which change places.
    """
    report = tmp_path / "r.json"
    words = (
        "--model",
        small_model,
        "-o",
        tmp_path / "out",
        "--p-convention",
        "exceedance",
        "--json",
        report,
    )
    printed = run("predict", small_model.parent / "wells" / "W00.las", *words).stdout
    assert "  This well trained the model. Networks that did not see its 260 measured values: P10-P90 held" in printed
    (record,) = json.loads(report.read_text())
    assert record["blind"]["well_trained"] is True and record["model"]["unit"] == "us/ft"
    assert {"below_band", "above_band"} < record["held_out"].keys() and "below_p10" not in record["held_out"]
    made = (tmp_path / "out" / "W00_DT.las").read_text()
    assert "its own samples trained" in made and "draw P50" not in made
    text = " ".join(pypdf.PdfReader(tmp_path / "out" / "W00_DT.pdf").pages[0].extract_text().split())
    assert "Networks that left its 260 measured values out" in text and "unseen in training" not in text


def test_the_verdict_and_the_error_on_the_wells_own_values_are_printed(tmp_path: Path, small_model: Path) -> None:
    """Not those of other wells only: here the sonic is 60 us/ft slower than any that trained."""
    sonic = np.where(np.arange(260) < 200, logs_of(53)["DT"] + 60.0, np.nan)
    path = write_well(tmp_path / "w" / "W.las", 53, edit={"DT": sonic})
    words = ("--model", small_model, "-o", tmp_path / "out", "--no-report")
    lines = run("predict", path, *words).stdout.splitlines()
    assert lines[0].endswith("DT predicted in 260 of 260 rows, 200 of them measured, in US/F")
    assert lines[2].startswith("  Use with care: ")
    assert re.match(r"  Where DT is predicted, P10 to P90 are [\d.]+ US/F apart on average$", lines[3])
    assert re.match(r"  On 200 measured values of this well, unseen in training: P10-P90 held 0 %, RMSE", lines[4])
    assert lines[5].startswith("How far to trust it: on ")
    table = run("batch", tmp_path / "w", *words, "-j", 1).stdout
    assert lines[2].strip().rstrip(".") in table


def test_a_path_longer_than_names_may_be_does_not_end_the_inventory(tmp_path: Path) -> None:
    """The other files are looked at."""
    path = write_well(tmp_path / "W.las", 54)
    result = run("inventory", tmp_path / ("x" * 300 + ".las"), path)
    assert refused(result, 1).endswith("File name too long") and "W.las: W, 260 rows" in result.stdout


@pytest.mark.parametrize("option", ["-o", "--json"])
def test_a_name_that_is_too_long_to_be_written_is_seen_before_any_work(
    tmp_path: Path, small_model: Path, option: str
) -> None:
    """With --model and --no-report the refusal named a PDF; of JSON it came when the well had been written."""
    path, long = write_well(tmp_path / "W.las", 54, target=False), tmp_path / ("x" * 300 + ".json")
    words = ("--target", "DT", "--model", small_model, "--no-report", option, long)
    result = run("predict", path, *words, *(() if option == "-o" else ("-o", tmp_path / "out")))
    said = refused(result, 2)
    assert said.endswith("cannot be written: the path is too long; choose a shorter one") and ".pdf" not in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("length", [252, 255])
def test_a_name_with_no_room_for_that_of_its_backup_is_refused_in_words(
    tmp_path: Path, small_model: Path, length: int
) -> None:
    """NAME.las.bak has four letters more; what the system says of it was printed as it is."""
    path = write_well(tmp_path / ("x" * (length - 4) + ".las"), 54, target=False)
    before = path.read_bytes()
    said = refused(run("predict", path, "--target", "DT", "--model", small_model, "--no-report", "--in-place"), 1)
    assert said.endswith(".las.bak: cannot be written: the path is too long; choose a shorter one")
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_hostile_file_name_cannot_forge_a_line(tmp_path: Path, small_model: Path) -> None:
    """A line feed in a name is printed as an escape."""
    path = tmp_path / "two\nerror: all is well.las"
    path.write_text("nothing")
    line = refused(run("predict", path, "--model", small_model, "-o", tmp_path / "out"), 1)
    assert "two\\nerror" in line


def test_train_writes_a_model_that_predict_takes(tmp_path: Path, quick_training: None) -> None:
    """The curves take the name that was typed at training."""
    field = write_field(tmp_path / "w", 5)
    model = tmp_path / "m.safetensors"
    result = run("train", field, "--target", "ac", "-o", model, "--device", "cpu")
    assert result.exit_code == 0, result.output
    assert "4 wells" in result.stdout
    result = run("predict", field / "W04.las", "--model", model, "-o", tmp_path / "out", "--no-report")
    assert result.exit_code == 0, result.output
    assert {"AC_P10", "AC_P50", "AC_P90", "AC_SYN", "AC_FLAG"} <= columns(tmp_path / "out" / "W04_AC.las").keys()


def test_train_tells_once_what_does_not_teach_and_its_record_says_why(tmp_path: Path, quick_training: None) -> None:
    """A well of the sonic alone is told of once with -v; the record has it, a broken file, one without the sonic, the
    rows by reason, and what is warned of beside.
    """
    field = write_field(tmp_path / "w", 5)
    write_well(field / "bare.las", 9, drop=("GR", "RHOB", "NPHI", "RDEP"))
    (field / "broken.las").write_text("no LAS file\n")
    path = write_well(field / "unit.las", 8)
    path.write_text(path.read_text().replace("DT.US/F", "DT."))
    words = ["train", field, "--target", "DT", "--device", "cpu", "-o", tmp_path / "m.safetensors"]
    result = run(*words, "-v", "--json", tmp_path / "m.json")
    assert result.exit_code == 0 and result.stderr.count("bare: did not train") == 1, result.output
    record = json.loads((tmp_path / "m.json").read_bytes())
    assert record["excluded"]["rows without any of the inputs"] == 260
    assert [line.split(":")[0] for line in record["left_out"]] == ["W04.las", "broken.las", "bare"]
    assert record["left_out"][0] == "W04.las: not used for training: it has no curve of DTC"
    assert record["warnings"] == ["unit.las: DT: no unit, taken as us/ft from its values"]


def test_train_with_nothing_to_learn_from_names_no_option_that_it_lacks(tmp_path: Path) -> None:
    """It has neither --train nor --model; exit code 2, no model."""
    bare = write_well(tmp_path / "W.las", 1, target=False)
    result = run("train", bare, "--target", "DT", "-o", tmp_path / "m.safetensors")
    assert result.exit_code == 2 and "name files or folders of wells that hold it" in result.stderr
    assert "--train" not in result.stderr and not (tmp_path / "m.safetensors").exists()


def test_inventory_lists_logs_and_refuses_what_is_no_las_file(tmp_path: Path) -> None:
    """Exit code 1 with one bad file; the good one is listed."""
    write_well(tmp_path / "A.las", 1)
    (tmp_path / "B.las").write_text("nothing")
    result = run("inventory", tmp_path)
    assert "B.las" in refused(result, 1)
    assert any(line.split()[:3] == ["DT", "US/F", "DTC"] for line in result.stdout.splitlines())


def test_aliases_show_what_a_mnemonic_means(tmp_path: Path) -> None:
    """DT is compressional slowness; a user's file adds names."""
    assert run("aliases", "DT").stdout.startswith("DTC: ")
    (tmp_path / "mine.toml").write_text('GR = ["GK_1"]\n')
    assert run("aliases", "GK_1", "--alias", tmp_path / "mine.toml").stdout.startswith("GR: ")


def test_depths_in_tenths_of_an_inch_are_plain_numbers(tmp_path: Path) -> None:
    """Of 3500 m to 3539 m: no 1.37796e+06, in the heading, the header's check or the refusal of an interval."""
    depth = np.append(1377960.0 + 60 * np.arange(259), 1393440.0)
    path = write_well(tmp_path / "W.las", 60, target=False, edit={"DEPT": depth})
    text = re.sub(r"(DEPT|STRT|STOP|STEP)\.M", r"\1..1in", path.read_text())
    text = text.replace("STRT..1in 1377960.0000", "STRT..1in 1200000").replace("STEP..1in 0.5", "STEP..1in 60")
    path.write_text(text)
    said = run("inventory", path).stdout
    assert "260 rows, 1377960 to 1393440 .1in, step 60 .1in" in said and "e+0" not in said
    assert "STRT: is 1200000 but the data have 1377960 .1in" in said
    assert "duplicate depth, the first at 1393440 .1in" in said


def test_inventory_is_a_table_and_says_which_logs_several_wells_have(tmp_path: Path) -> None:
    """Every cell stands under its heading; the logs of all wells follow, the most common first."""
    write_field(tmp_path, 3)
    lines = run("inventory", tmp_path).stdout.splitlines()
    head = next(line for line in lines if line.split()[:3] == ["curve", "unit", "log"])
    row = next(line for line in lines if line.split()[:1] == ["RHOB"])
    assert row[head.index("log") :].startswith("RHOB ") and row[head.index("unit") :].startswith("G/CC")
    assert row[: head.index("values") + len("values")].endswith(" 260")
    last = lines[lines.index("Logs of 3 wells") + 1 :]
    assert [line.split()[:2] for line in last] == [
        ["log", "wells"], ["GR", "3"], ["NPHI", "3"], ["RDEP", "3"], ["RHOB", "3"], ["DTC", "2"],
    ]  # fmt: skip


def test_the_share_of_a_log_is_one_of_all_rows_of_the_wells_that_have_it(tmp_path: Path) -> None:
    """260 of 260 rows and 130 of 520: half of 780, not the middle of 100 and 25 %."""
    write_well(tmp_path / "A.las", 1)
    density = np.where(np.arange(520) < 130, logs_of(2, 520)["RHOB"], np.nan)
    write_well(tmp_path / "B.las", 2, n=520, edit={"RHOB": density})
    lines = run("inventory", tmp_path).stdout.splitlines()
    assert next(line for line in lines[::-1] if line.split()[0] == "RHOB").split()[:3] == ["RHOB", "2", "50"]


def test_aliases_fit_a_screen_and_say_what_descriptions_decide() -> None:
    """Long lists are wrapped; a mnemonic that serves for several logs is told by its description."""
    shown = run("aliases").stdout.splitlines()
    assert max(len(line) for line in shown if line.startswith(("  names", "  units", "       "))) <= 110
    assert (
        "DT, AC, SONIC" in (rules := run("aliases", "DT").stdout)
        and " count as DTS if the description matches " in rules
    )
    assert "the description matches" not in "".join(shown)
    assert run("aliases", "DT", "--description", "Shear slowness").stdout.startswith("DTS: ")


def test_a_file_without_rights_is_refused_and_the_others_go_on(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One unreadable well among two: its own line and exit code 1, not an error of the command."""
    closed, good = write_well(tmp_path / "A.las", 1), write_well(tmp_path / "B.las", 2)
    access, real = os.access, open

    def no_access(path: object, mode: int, **more: object) -> bool:
        return mode != os.R_OK and access(str(path), mode)

    def no_open(path: object, *more: object, **other: object) -> object:
        if str(path) == str(closed):
            raise PermissionError(13, "Permission denied")
        return real(path, *more, **other)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "access", no_access)
    monkeypatch.setattr("builtins.open", no_open)
    words = ["--target", "DT", "--model", small_model, "--no-report", "-q", "-o", tmp_path / "out"]
    result = run("predict", closed, good, *words)
    assert refused(result, 1) == f"error: {closed}: no permission to read it"
    assert (tmp_path / "out" / "B_DT.las").exists()


@pytest.mark.parametrize(
    "option", [("--exclude", "GR"), ("--inputs", "GR"), ("--no-depth",), ("--epochs", "3"), ("--seed", "0")]
)
def test_what_a_saved_model_has_settled_is_no_option(tmp_path: Path, small_model: Path, option: tuple[str]) -> None:
    """Else it would be ignored in silence."""
    path = write_well(tmp_path / "W.las", 60, target=False)
    line = refused(run("predict", path, "--model", small_model, *option, "-o", tmp_path / "out"), 2)
    assert f"--model does not go with {option[0]}" in line and not (tmp_path / "out").exists()
    line = refused(run("batch", tmp_path, "--model", small_model, *option, "-o", tmp_path / "out"), 2)
    assert f"--model does not go with {option[0]}" in line


@pytest.mark.slow
def test_json_for_a_stdout_that_is_closed_is_refused_before_any_work(tmp_path: Path) -> None:
    """Nobody would get it; text without a reader is no loss."""
    command = [sys.executable, "-m", "welllog_mdn", "aliases", "GR"]
    json_, text = (
        subprocess.run(["sh", "-c", '"$@" >&-', "sh", *command, *more], capture_output=True, text=True, check=False)
        for more in (["--json", "-"], [])
    )
    assert (json_.returncode, json_.stderr) == (2, "error: --json -: standard output is closed; name a file\n")
    assert (text.returncode, text.stderr) == (0, "")


def test_json_on_stdout_is_json_in_any_encoding(tmp_path: Path) -> None:
    """A pipe said to be Latin-1 takes no UTF-8, nor escapes that JSON does not know."""
    path = write_well(tmp_path / "W.las", 1)
    path.write_text(path.read_text().replace("WELL. W ", "WELL. \u00c5sg\u00e5rd \u4e95 "), "utf-8")
    command = [sys.executable, "-m", "welllog_mdn", "inventory", str(path), "--json", "-"]
    for encoding in ("latin-1", "ascii", "utf-8"):
        env = {**os.environ, "PYTHONIOENCODING": encoding}
        done = subprocess.run(command, capture_output=True, check=True, env=env)
        assert json.loads(done.stdout)[0]["well"] == "\u00c5sg\u00e5rd \u4e95"


def test_json_meets_no_other_product_of_the_run(tmp_path: Path, small_model: Path) -> None:
    """Seen before any work, whatever --overwrite says: one of the two would be lost."""
    field = write_field(tmp_path / "w", 2)
    one, out = tmp_path / "one.json", tmp_path / "out"
    predict = ("predict", field / "W01.las", "--target", "DT", "--overwrite", "-o", out)
    calls = [
        (*predict, "--save-model", one, "--json", tmp_path / "w" / ".." / "one.json"),
        (*predict, "--save-model", out / "W01_DT.las"),
        ("train", field, "--target", "DT", "--overwrite", "-o", one, "--json", one),
        *[
            ("batch", field, "--target", "DT", "--overwrite", "-o", out, "--json", out / name)
            for name in ("summary.json", ".summary.jsonl")
        ],
    ]
    for call in calls:
        assert "would be written twice" in refused(run(*call), 2), call
    assert not one.exists() and not out.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("predict", "w/W01.las", "-o", "x/y", "--json", "x"),
        ("predict", "w/W01.las", "-o", "x", "--json", "link"),
        ("predict", "w/W01.las", "--save-model", "x/m.safetensors", "--json", "x"),
        ("predict", "w/W01.las", "--save-model", "x", "-o", "x/y"),
        ("predict", "w/W01.las", "--save-model", "x", "--json", "x/j.json"),
        ("batch", "w", "-o", "x/y", "--json", "x"),
        ("batch", "w", "-o", "x", "--json", "x/deep"),
        ("train", "w", "-o", "x/m.safetensors", "--json", "x"),
        ("train", "w", "-o", "x", "--json", "x/j.json"),
        ("evaluate", "w", "-o", "x", "--json", "x"),
        ("benchmark", "linear", "-o", "x", "--json", "x"),
    ],
    ids=lambda words: " ".join(words),
)
def test_no_output_stands_where_the_run_needs_a_folder(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is there yet, so that it would be found once hours of work are done."""
    monkeypatch.chdir(tmp_path)
    write_well(write_field(Path("w"), 3) / "deep" / "D.las", 9)
    Path("link").symlink_to("x")
    target = () if words[0] == "benchmark" else ("--target", "DT")
    assert refused(run(*words, *target), 2).endswith("this run needs a folder of that name; choose another name")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "w"]


def test_batch_names_folders_as_they_were_typed(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative ones stay so in what is said, whoever reads and writes there; the JSON has whole paths."""
    monkeypatch.chdir(tmp_path)
    write_well(Path("w/W.las"), 3, target=False)
    Path("w/.hidden.las").touch()
    words = ("batch", "w", "--target", "DT", "--model", small_model, "--no-report", "-o", "out", "-j", "1")
    assert "note: w/.hidden.las: hidden" in (done := run(*words, "-v", "--json", "s.json")).stderr
    assert "out/summary.csv" in done.stdout and str(tmp_path) not in done.stdout
    assert json.loads(Path("s.json").read_text())[0]["outputs"] == [str(tmp_path / "out" / "W.las")]
    assert refused(run(*words), 2).startswith("error: out: holds an earlier run")
    assert refused(run("batch", "x", "--target", "DT"), 2) == "error: x: is no folder"


def test_json_may_have_the_name_of_a_folder_that_is_not_used(tmp_path: Path, small_model: Path) -> None:
    """A well that is written in place, without a report, needs no output folder."""
    well, out = write_well(tmp_path / "W.las", 3, target=False), tmp_path / "out"
    words = ("--model", small_model, "--in-place", "--no-report", "-o", out, "--json", out)
    assert run("predict", well, *words).exit_code == 0 and json.loads(out.read_text())[0]["status"] == "written"


@pytest.mark.parametrize("words", [("aliases", "GR"), ("inventory", "W.las")])
def test_a_command_without_overwrite_names_no_such_remedy(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The JSON that is there stays; another name is the way."""
    monkeypatch.chdir(write_well(tmp_path / "W.las", 1).parent)
    assert run(*words, "--json", "j.json").exit_code == 0
    assert refused(run(*words, "--json", "j.json"), 2) == "error: j.json: exists already; choose another name"
    assert refused(run(*words, "--json", "W.las/j.json"), 2).endswith("is not a folder; choose another folder")


@pytest.mark.parametrize(
    "words",
    [
        ("predict", "W.las", "--json"),
        ("predict", "W.las", "--save-model"),
        ("train", "W.las", "-o"),
        ("train", "W.las", "-o", "m.safetensors", "--json"),
        ("evaluate", ".", "--json"),
        ("batch", ".", "--json"),
    ],
)
def test_no_output_replaces_what_the_user_wrote_for_the_run(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An alias file begins with [ as JSON may, and any name will do for a model: it is an input, whatever --overwrite
    says.
    """
    monkeypatch.chdir(write_well(tmp_path / "W.las", 1).parent)
    Path("my.toml").write_text('[GR]\naliases = ["MYGR"]\n')
    done = run(*words, "my.toml", "--target", "DT", "--alias", "my.toml", "--overwrite")
    assert "error: my.toml: is an input, and inputs are never written to" in refused(done, 2)
    assert Path("my.toml").read_text().startswith("[GR]")


def test_json_takes_no_place_of_a_model_or_a_training_well(tmp_path: Path, small_model: Path) -> None:
    """They are inputs, as wells and the user's own files are."""
    well = write_well(tmp_path / "w" / "W.las", 1)
    for option, path in (("--train", write_well(tmp_path / "T", 2)), ("--model", small_model)):
        for command, place in (("predict", well), ("batch", well.parent)):
            words = (
                command,
                place,
                "--target",
                "DT",
                option,
                path,
                "-o",
                tmp_path / "o",
                "--overwrite",
                "--json",
                path,
            )
            assert (
                refused(run(*words), 2) == f"error: {path}: is an input, and inputs are never written to; "
                "choose another folder"
            )


@pytest.mark.parametrize(("target", "name"), [(" dt ", "DT"), ("DT.1", "DT.1")])
def test_a_report_of_scores_is_named_as_the_curves_of_its_target(tmp_path: Path, target: str, name: str) -> None:
    """Blanks about a target are none of its name, a dot in it begins no extension, and its case is that of curves."""
    field = write_field(tmp_path / "w", 3)
    (tmp_path / f"evaluation_{name}.pdf").mkdir()
    said = refused(run("evaluate", field, "--target", target, "-o", tmp_path), 2)
    assert said.startswith(f"error: {tmp_path / f'evaluation_{name}.pdf'}: cannot be written")


def test_a_report_of_scores_that_cannot_be_written_is_refused_before_training(tmp_path: Path) -> None:
    """A file where the folder would be, a folder where the report would be."""
    field = write_field(tmp_path / "w", 3)
    (tmp_path / "file").write_text("")
    (tmp_path / "out" / "evaluation_DT.pdf").mkdir(parents=True)
    for out in ("file", "out"):
        assert "cannot be written" in refused(run("evaluate", field, "--target", "DT", "-o", tmp_path / out), 2)


@pytest.mark.parametrize("out", ["W.las", "W.las/out", "/proc/none"])
@pytest.mark.parametrize("command", ["predict W.las --target DT", "batch . --target DT", "train W.las --target DT"])
def test_an_output_folder_that_cannot_be_used_is_refused_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, out: str
) -> None:
    """Of predict it was each well's refusal, and below /proc every command trained first."""
    write_well(tmp_path / "W.las", 60)
    monkeypatch.chdir(tmp_path)
    place = f"{out}/DT.safetensors" if command.startswith("train") else out
    assert "cannot be written" in refused(run(*command.split(), "-o", place), 2)


def test_a_batch_that_cannot_be_done_leaves_no_empty_folder(tmp_path: Path) -> None:
    """A folder that was there stays."""
    words = ("batch", write_well(tmp_path / "in" / "W.las", 60, target=False).parent, "--target", "DT")
    (tmp_path / "kept").mkdir()
    for out in ("new/below", "kept"):
        assert "no well to train on" in refused(run(*words, "-o", tmp_path / out), 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "kept"]


def test_json_replaces_nothing_but_json(tmp_path: Path, small_model: Path) -> None:
    """A measured well, a text, the run's own product: whatever --overwrite says, and before any work."""
    well, field = write_well(tmp_path / "W.las", 60, target=False), tmp_path / "field"
    other = write_well(field / "A.las", 61)
    text = tmp_path / "thesis.txt"
    text.write_text("Chapter 1")
    before, words = other.read_bytes(), ("--overwrite", "-o", tmp_path / "out", "--json")
    model = ("--model", small_model, "--no-report")
    calls = [
        ("predict", well, *model, *words, other),
        ("predict", well, *model, *words, text),
        ("predict", well, *model, *words, tmp_path / "out" / "W_DT.las"),
        ("batch", field, *model, *words, other),
        ("evaluate", field, "--target", "DT", *words, other),
        ("train", field, "--target", "DT", "--overwrite", "-o", tmp_path / "m.safetensors", "--json", other),
        ("benchmark", "linear", "--json", text),
        ("aliases", "DT", "--json", tmp_path / "new.las"),
    ]
    for call in calls:
        assert "JSON" in refused(run(*call), 2), call
    assert other.read_bytes() == before and text.read_text() == "Chapter 1"
    assert not (tmp_path / "out").exists() and not (tmp_path / "m.safetensors").exists()
    again = ("predict", well, *model, *words, tmp_path / "j.json")
    assert run(*again).exit_code == 0 and run(*again).exit_code == 0


def test_a_file_name_that_is_no_utf_8_stands_in_the_json(tmp_path: Path, small_model: Path) -> None:
    """Its odd bytes as escapes, which JSON reads back."""
    path = write_well(tmp_path / "W.las", 60, target=False)
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.las"))
    path.rename(odd)
    words = ("--model", small_model, "-o", tmp_path / "out", "--no-report", "--json", tmp_path / "j.json")
    assert run("predict", odd, *words).exit_code == 0
    (record,) = json.loads((tmp_path / "j.json").read_text())
    assert record["file"] == str(odd)


def told_nobody(*words: object) -> tuple[int, str]:
    """Return the exit code and the messages of the program where the reader of its results has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        program = [sys.executable, "-m", "welllog_mdn", *map(str, words)]
        done = subprocess.run(program, stdout=writing, stderr=subprocess.PIPE, text=True, env=BUFFERED)
    finally:
        os.close(writing)
    return done.returncode, done.stderr


def test_a_link_to_what_is_read_already_is_a_note(tmp_path: Path) -> None:
    """As a loop of links is, and a hidden file or folder, of those who want to hear it."""
    for name in ("W.las", ".x.las", ".old/X.las"):
        write_well(tmp_path / "w" / name, 20)
    (tmp_path / "w" / "up").symlink_to(tmp_path / "w")
    said = f"note: {tmp_path / 'w' / 'up'}: leads to what is read already, passed over"
    told = run("inventory", tmp_path / "w", "-v").stderr.splitlines()
    hidden = [f"note: {tmp_path / 'w' / name}: hidden, passed over" for name in (".x.las", ".old")]
    assert {said, *hidden} <= set(told)
    assert "passed over" not in run("inventory", tmp_path / "w").stderr


def test_an_empty_target_is_not_the_model_s(tmp_path: Path, small_model: Path) -> None:
    """A script whose variable is not set asks for no log, not for the one that the model predicts."""
    well = write_well(tmp_path / "new" / "N.las", 9)
    done = run("predict", well, "--model", small_model, "--target", "", "-o", tmp_path / "out")
    assert done.exit_code == 2 and "--target : the name of a new curve" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("more", [[], pytest.param(["--json", "-"], marks=pytest.mark.slow)])
def test_a_reader_that_has_gone_does_not_make_a_written_well_a_failure(
    tmp_path: Path, small_model: Path, more: list[str]
) -> None:
    """`| true`, or `| head -1`, of several lines: the exit code is that of what was done."""
    well = write_well(tmp_path / "W.las", 60, target=False)
    words = ["predict", well, "--model", small_model, "-o", tmp_path / "out", "--no-report", *more]
    assert told_nobody(*words) == (0, "")
    assert (tmp_path / "out" / "W_DT.las").exists()


@pytest.mark.parametrize("command", ["aliases", "inventory"])
def test_a_reader_that_has_gone_does_not_make_a_table_a_failure(tmp_path: Path, command: str) -> None:
    """`aliases | head -2` and `inventory wells/ | head` have shown what was wanted."""
    wells = [write_well(tmp_path / f"{name}.las", 60) for name in "AB"] if command == "inventory" else []
    assert told_nobody(command, *wells) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_standard_output_is_said_in_words() -> None:
    """The table of names goes nowhere."""
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "welllog_mdn", "aliases"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=BUFFERED)
    assert (done.returncode, done.stderr) == (1, "error: standard output: No space left on device\n")


@pytest.mark.parametrize("option", ["--tops", "--alias"])
def test_a_users_file_that_may_never_end_is_not_opened(tmp_path: Path, small_model: Path, option: str) -> None:
    """A device, a pipe that nobody writes to, and a file of more than ten megabytes."""
    well = write_well(tmp_path / "W.las", 77, target=False)
    os.mkfifo(tmp_path / "pipe")
    with open(tmp_path / "large", "wb") as file:
        file.truncate(10_000_001)
    asked = ("predict", well, "--target", "DT", "--model", small_model, "-o", tmp_path / "o", option)
    for name, why in (("/dev/zero", "no regular file"), ("pipe", "no regular file"), ("large", "more than the limit")):
        assert why in refused(run(*asked, tmp_path / name), 2)


@pytest.mark.parametrize(
    ("option", "value"), [("--l1", "nan"), ("--l1", "1e300"), ("--l2", "1e400"), ("--seed", str(2**32))]
)
def test_a_number_that_no_training_can_use_is_refused(tmp_path: Path, option: str, value: str) -> None:
    """Not finite, beyond what networks reckon with, or no seed of numpy's."""
    assert option in refused(run("benchmark", "linear", "-o", tmp_path, option, value), 2)
    assert not list(tmp_path.iterdir())


def test_the_last_seed_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One repetition with it ends at it, two would not."""
    monkeypatch.setattr("welllog_mdn.benchmarks.toy_benchmark.run_benchmark", lambda *_, **given: [])
    words = ("benchmark", "linear", "-o", tmp_path, "-q", "--seed", 2**32 - 1)
    assert run(*words).exit_code == 0
    assert "would lie beyond" in refused(run(*words, "--seeds", 2), 2)


def test_figures_of_a_benchmark_that_cannot_be_written_are_refused_before_training(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "taken").write_text("mine")
    assert "taken" in refused(run("benchmark", "linear", "-o", tmp_path / "taken"), 2)
    (tmp_path / "o" / "toys.pdf").mkdir(parents=True)
    assert "toys.pdf" in refused(run("benchmark", "linear", "-o", tmp_path / "o"), 2)


def test_the_json_of_a_benchmark_replaces_none_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of every command; the remedy is an option that it has, and that its figures heed."""
    run_benchmark = "welllog_mdn.benchmarks.toy_benchmark.run_benchmark"
    monkeypatch.setattr(run_benchmark, lambda names, **given: [{"overwrite": given["overwrite"]}])
    path = tmp_path / "x.json"
    path.write_text('{"mine":1}')
    words = ("benchmark", "linear", "-q", "-o", tmp_path, "--json", path)
    assert refused(run(*words), 2) == f"error: {path}: exists already; --overwrite replaces it"
    assert path.read_text() == '{"mine":1}'
    assert run(*words, "--overwrite").exit_code == 0 and json.loads(path.read_text()) == [{"overwrite": True}]


@pytest.mark.parametrize("workers", ["many", "2,3", "0"])
def test_a_broken_number_of_threads_says_nothing(workers: str) -> None:
    """Libraries would complain of it, or fail."""
    env = {**os.environ, "OMP_NUM_THREADS": "-1", "LOKY_MAX_CPU_COUNT": workers}
    code = "from welllog_mdn.cli import main\ntry:\n    main(['aliases', 'GR'])\nfinally:\n    import torch, joblib\n"
    code += "    joblib.cpu_count()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize(("verbose", "hint"), [(True, ""), (False, "; -v shows all")])
def test_the_warnings_of_a_field_are_counted_with_the_advice_to_show_them_where_they_are_not(
    verbose: bool, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With -v each has a line of its own before."""
    with FieldTerminal(verbose=verbose) as terminal:
        terminal.notice(Path("A.las"), Notice("GR", "spikes in 3 rows"))
    *shown, head, _ = capsys.readouterr().err.splitlines()
    assert shown == ["warning: A.las: GR: spikes in 3 rows"] * verbose
    assert head == f"1 warning in 1 well; each is in summary.csv{hint}. By kind:"
