"""Who may know whom: reads the imports of every module and holds the layers of the house.

A room may import from lower rooms and from itself. Each third party comes in by one door.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import welllog_mdn

PACKAGE = Path(__file__).parents[1] / "welllog_mdn"

# Rooms from the ground up; modules of one line form one room or are strangers on one floor.
FLOORS: tuple[dict[str, str], ...] = (
    {"arrays": "arrays", "errors": "errors", "levels": "levels", "words": "words"},
    {"flags": "flags"},
    {"system": "system"},
    {"logs": "logs", "mdn.mixture": "mixture"},
    {"wells": "wells", "mdn": "mdn"},
    {"features": "features", "scores": "scores", "score_rows": "score_rows"},
    {"model": "model"},
    {"report": "report"},
    {"field": "field", "benchmarks": "benchmarks"},
    {"cli": "cli"},
    {"__main__": "main"},
)
# Who knows one that knows it, and for what; an import of these names a type, or waits until it is needed.
MUTUAL = {
    ("model.modelfile", "model.log_model"): "a file is of a model, and a model is saved and loaded",
    ("report.pdf", "report.sheet"): "a PDF is of sheets, and a sheet is written as one",
}
DOORS = {
    "lasio": ("wells.las",),
    "click": ("cli",),
    "rich": ("cli",),
    "matplotlib": ("report", "benchmarks"),
    "joblib": ("field.crew", "field.threads"),
    "dask": ("field.crew",),
    "distributed": ("field.crew",),
    "safetensors": ("model.modelfile",),
}
SLOW = ("torch", "pandas", "matplotlib", "sklearn", "scipy")


@dataclass(frozen=True)
class Import:
    """One import: who, what, and whether it runs when the module is loaded."""

    module: str
    imported: str
    on_load: bool


def modules() -> dict[str, Path]:
    """Return all modules of the package below its root, by dotted name ("" is the package itself)."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str, path: Path) -> Iterator[Import]:
    """Yield the imports of a module, those in functions and those for type checkers only too."""
    tree = ast.parse(path.read_text("utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, id(node) in top)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            name = node.module or ""
            inside = [f"{name}.{a.name}" for a in node.names]
            known = [i for i in inside if i.removeprefix("welllog_mdn.") in MODULES]
            for imported in known or [name]:
                yield Import(module, imported, id(node) in top)


MODULES = modules()
ALL = [each for module, path in MODULES.items() if module for each in imports(module, path)]
OURS = [
    Import(i.module, i.imported.removeprefix("welllog_mdn").lstrip("."), i.on_load)
    for i in ALL
    if i.imported.split(".")[0] == "welllog_mdn"
]


def place(module: str) -> tuple[int, str]:
    """Return floor and room of a module, by its longest listed prefix."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        for floor, rooms in enumerate(FLOORS):
            if ".".join(parts[:length]) in rooms:
                return floor, rooms[".".join(parts[:length])]
    raise AssertionError(f"{module} has no place in FLOORS")


def test_every_module_has_a_place() -> None:
    """A new room must be put on a floor."""
    assert [m for m in MODULES if m and not place(m)] == []


def test_the_package_lists_its_modules_from_the_ground_up() -> None:
    """One line each below their rooms, none missing and none that is gone, so that a stranger finds his way."""
    listed, room = list[str](), ""
    for indent, name, is_room in re.findall(r"^ {4}( {4})?(\w+)(/)? {1,18}\S", welllog_mdn.__doc__ or "", re.M):
        room = room if indent else ""
        listed.append(f"{room}.{name}".lstrip("."))
        room = name if is_room else room
    assert sorted(listed) == sorted(module for module in MODULES if module)
    floors = [place(module)[0] for module in listed if module != "mdn.mixture"]  # which stands below its room
    assert floors == sorted(floors)


def test_imports_go_down_or_stay_in_the_room() -> None:
    """errors, words < files < logs, mixture < wells, mdn < features < model < report < field, benchmarks < cli."""
    wrong = []
    for each in OURS:
        if each.imported:  # the package itself only holds the version
            (floor, room), (lower, other) = place(each.module), place(each.imported)
            if lower >= floor and other != room:
                wrong.append(f"{each.module} -> {each.imported}")
    assert wrong == []


def test_no_module_imports_itself_round_a_corner() -> None:
    """No cycle, be it of types; of what runs on loading without exception."""
    assert [pair for pair in MUTUAL if any((i.module, i.imported) == pair and i.on_load for i in OURS)] == []
    graph: dict[str, set[str]] = {}
    for each in OURS:
        if each.imported and (each.module, each.imported) not in MUTUAL:
            graph.setdefault(each.module, set()).add(each.imported)

    def reaches(start: str, goal: str, seen: set[str]) -> bool:
        for following in graph.get(start, set()) - seen:
            seen.add(following)
            if following == goal or reaches(following, goal, seen):
                return True
        return False

    assert [m for m in graph if reaches(m, m, set())] == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_comes_in_by_its_door_only(library: str) -> None:
    """One door each, so that a change of theirs is a change in one place."""
    doors = DOORS[library]
    users = {each.module for each in ALL if each.imported.split(".")[0] == library}
    assert {u for u in users if not any(u == d or u.startswith(d + ".") for d in doors)} == set()


def test_only_the_command_line_prints() -> None:
    """A library that prints cannot be used in a program of one's own."""
    calls = {
        module
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert calls <= {"cli"}


def test_help_needs_no_slow_library() -> None:
    """What the command line loads before a command runs imports none of them (--help in half a second)."""
    loaded, queue = set(), ["cli"]
    while queue:
        module = queue.pop()
        if module not in loaded:
            loaded.add(module)
            queue += [i.imported for i in OURS if i.module == module and i.on_load and i.imported]
    slow = {
        (i.module, i.imported) for i in ALL if i.on_load and i.module in loaded and i.imported.split(".")[0] in SLOW
    }
    assert slow == set()


def test_public_names_are_listed_before_they_are_loaded() -> None:
    """For completion; each can be had."""
    assert set(welllog_mdn.__all__) <= set(dir(welllog_mdn))
    assert all(getattr(welllog_mdn, name) is not None for name in welllog_mdn.__all__)
