"""What the README shows must be true: its Python runs, its commands parse, its two set-up lines exist."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from welllog_mdn.cli import main

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


@pytest.mark.parametrize("line", commands())
def test_every_command_of_the_readme_parses(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options, arguments and paths shown are those the program takes."""
    monkeypatch.chdir(README.parent)
    words = shlex.split(line)
    command = main.get_command(click.Context(main), words[0]) if isinstance(main, click.Group) else None
    assert command is not None, f"no command {words[0]!r}"
    parser = command.make_parser(click.Context(command))
    parser.parse_args(args=words[1:])


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
