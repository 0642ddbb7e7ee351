"""What the README shows must be true: its Python runs, its commands parse, its two set-up lines exist."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import click
import pytest

from welllog_mdn.cli import main
from welllog_mdn.errors import UsageError
from welllog_mdn.logs.kinds import default_table

README = Path(__file__).resolve().parents[1] / "README.md"


def blocks(language: str) -> list[str]:
    """Return the README's fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README.read_text("utf-8"), re.M | re.S)


def commands() -> list[str]:
    """Return each `welllog-mdn` command line of the README's shell blocks, continued lines joined."""
    text = "\n".join(blocks("sh")).replace("\\\n", " ")
    lines = [line.split(" #")[0].strip() for line in text.splitlines()]
    found = [m.group(1) for line in lines for m in re.finditer(r"welllog-mdn ([^&|;]+)", line)]
    return [c.strip() for c in found]


def parsed(line: str) -> dict[str, Any]:
    """Return the values of a command line's parameters, converted as the program does before it runs."""
    name, *words = shlex.split(line)
    assert isinstance(main, click.Group)
    command = main.get_command(click.Context(main), name)
    assert command is not None, f"no command {name!r}"
    return command.make_context(name, words).params


def check(line: str) -> None:
    """Assert that a command line can be run in the repository: options, targets and the demo field's files."""
    targets = parsed(line).get("target") or ()
    for target in (targets,) if isinstance(targets, str) else targets:
        default_table().target(target)
    missing = [w for w in shlex.split(line) if w.split("/")[0] == "wells" and not (README.parent / w).exists()]
    assert not missing, f"not in the repository: {missing}"


def test_a_well_that_alone_trains_for_itself_is_told_to() -> None:
    """Without --own it is refused: no well is left to train on; in the demo field's own README too."""
    texts = [README.read_text("utf-8"), (README.parent / "wells" / "README.md").read_text("utf-8")]
    lone = [found for text in texts for found in re.findall(r"--train wells/DEMO-6\.las[^`\n]*", text)]
    assert len(lone) >= 2 and all("--own" in line for line in lone), lone


@pytest.mark.parametrize("line", commands())
def test_every_command_of_the_readme_parses(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options, arguments, targets and paths shown are those the program takes."""
    monkeypatch.chdir(README.parent)
    check(line)


@pytest.mark.parametrize(
    "line",
    [
        "predct wells --target DT",
        "predict --target DT",
        "predict wells/DEMO-4.las --target",
        "predict wells/DEMO-4.las --target DT --scale big",
        "predict wells/DEMO-4.las --target DT --page a9",
        "predict wells/DEMO-4.las --tarqet DT",
        "predict wells/DEMO-4.las --target XYZ",
        "predict wells/DEMO-9.las --target DT",
        "train wells --target DT",
    ],
)
def test_a_command_that_cannot_be_run_does_not_parse(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong command, option, value, target or path, and what is required, are seen."""
    monkeypatch.chdir(README.parent)
    with pytest.raises((AssertionError, click.UsageError, UsageError)):
        check(line)


def test_the_two_commands_of_the_set_up_are_there() -> None:
    """One makes an environment and installs the tests' packages into it, the other runs the tests."""
    lines = "".join(blocks("sh")).splitlines()
    assert any(line.startswith('python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && ') for line in lines)
    assert ".venv/bin/python -m pytest -n 2 --dist loadfile" in lines


def test_the_readme_shows_enough_commands() -> None:
    """The main job, training, batch, evaluation and the toys are all shown."""
    shown = {c.split()[0] for c in commands()}
    assert {"predict", "train", "batch", "evaluate", "inventory", "aliases", "benchmark"} <= shown


@pytest.mark.parametrize("block", blocks("python"))
@pytest.mark.usefixtures("quick_training")
def test_python_of_the_readme_runs(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each Python block runs as printed beside a copy of the demo field, with few trees."""
    shutil.copytree(README.parent / "wells", tmp_path / "wells")
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
