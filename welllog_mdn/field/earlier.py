"""What an earlier run left in an output folder: `--resume` may replace that, and nothing else that lies there."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from welllog_mdn.field.products import has_our_mark, is_foreign, is_our_las, is_our_report, logs_predicted
from welllog_mdn.field.summary import COLUMNS, Journal, Row
from welllog_mdn.model.modelfile import is_model
from welllog_mdn.system.files import sha256_file

MODELS = "models.json"
_TRAINED = re.compile(r"[0-9a-f]{64} [0-9a-f]{64}")  # what a model learnt from, and its own checksum


def trained_models(out: Path) -> dict[str, str]:
    """Return what trained the models of an earlier run, by target; none where the file is not one of this program."""
    try:
        found = json.loads((out / MODELS).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: text for name, text in found.items() if isinstance(text, str) and _TRAINED.fullmatch(text)}


def products_of(rows: Mapping[str, list[Row]]) -> dict[str, str]:
    """Return the products that rows name, each with its checksum; rows of another program version may name none."""
    return {name: sha for each in rows.values() for row in each for name, sha in row.get("products", {}).items()}


def lying_in(out: Path, folders: Iterable[Path], known: Collection[str]) -> list[str]:
    """Return the LAS copies, reports and models of this program that lie in the folder `out` and those `folders` below
    it, but for those `known` by their names there.

    Of the others only the part that bears the mark is read. A folder with a summary of its own is another run's, with
    all below it.
    """
    below = [folder for folder in folders if folder != out]
    others = {folder for folder in below if os.path.lexists(folder / "summary.csv")}
    found = []
    for folder in (out, *(folder for folder in below if others.isdisjoint((folder, *folder.parents)))):
        try:
            names = {path.relative_to(out).as_posix(): path for path in folder.iterdir()}
        except OSError:  # not there, or not to be listed: the run itself is done
            continue
        found += [name for name, path in names.items() if name not in known and _bears_our_mark(path)]
    return found


def is_copy_of_a_batch(path: Path) -> bool:
    """Say whether a LAS file is of this program and called as its well, as a batch calls it: `predict` has the log's
    name behind that, or beside a well that it predicted in place a backup.
    """
    try:
        logs = logs_predicted(path) if path.is_file() else []
    except OSError:
        return False
    ends = tuple(f"_{name}".casefold() for name in logs)
    backup = path.with_name(path.name + ".bak")
    return bool(logs) and not path.stem.casefold().endswith(ends) and not os.path.lexists(backup)


def _bears_our_mark(path: Path) -> bool:
    """Say whether a file is of this program, by a glance at it."""
    try:
        match path.suffix:
            case ".las":
                return path.is_file() and has_our_mark(path)
            case ".pdf":
                return is_our_report(path, at_a_glance=True)
            case ".safetensors":
                return path.is_file() and is_model(path)
    except OSError:
        pass
    return False


class EarlierRun:
    """What is known of an earlier run in the folder `out`, where there was one."""

    def __init__(self, out: Path) -> None:
        self.out = out
        rows = Journal(out, []).earlier()
        self.products = products_of(rows)
        self.ran = bool(rows or trained_models(out)) or _has_our_columns(out / "summary.csv")

    def left(self, path: Path, report: Path | None) -> bool:
        """Say whether the file at `path` in the folder is of it: by checksum, by the file's own mark, or as the summary
        names it and nobody else's well took its place. `report` is the PDF of a report and of its pictures.
        """
        name = path.relative_to(self.out).as_posix()
        if name in self.products and path.is_file() and sha256_file(path) == self.products[name]:
            return True
        match path.suffix:
            case ".las":
                return is_our_las(path) or (name in self.products and not is_foreign(path))
            case ".pdf" | ".png":  # a picture bears no mark of its own
                return is_our_report(report or path)
            case ".safetensors":
                return is_model(path)
        return self.ran


def _has_our_columns(path: Path) -> bool:
    """Say whether a table begins as `summary.csv` does."""
    try:
        with open(path, "rb") as file:
            return file.readline().strip() == ",".join(COLUMNS).encode()
    except OSError:
        return False
