"""What an earlier run left in an output folder: `--resume` may replace that, and nothing else that lies there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from welllog_mdn.field.products import is_foreign, is_our_las, is_our_report
from welllog_mdn.field.summary import COLUMNS, Journal, Row
from welllog_mdn.files import sha256_file
from welllog_mdn.modelfile import is_model

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
