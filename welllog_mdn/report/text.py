"""Text in print: how wide it is, and how it is cut, wrapped and made drawable by the fonts that we have."""

from __future__ import annotations

import re
from functools import cache

from welllog_mdn.report.fonts import BOX_ADVANCE, face
from welllog_mdn.report.style import MM

_UNIT = r"(?:m|ft|gAPI|ohm\.m|[a-zA-Z]{1,2}/[a-zA-Z]{1,2}3?)(?![\w/])"
_BREAK = re.compile(rf" (?!%|[≤≥] |(?<=\d ){_UNIT})")


@cache
def _known_characters() -> frozenset[int]:
    """Return the characters that both faces have."""
    return frozenset(face(False).advance.keys() & face(True).advance.keys())


def drawable(text: str) -> str:
    """Return `text` with a box for every character that the font lacks.

    >>> drawable("Bohrung 井 7")
    'Bohrung □ 7'
    """
    known = _known_characters()
    return "".join(c if ord(c) in known else "□" for c in text)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return the printed width of `text` in mm at `size` points."""
    advances = face(bold).advance
    return sum(advances.get(ord(c), BOX_ADVANCE) for c in text) * size / 1000.0 / MM


def shortened(text: str, size: float, width: float, bold: bool = False) -> str:
    """Return `text`, cut and ended with an ellipsis where it is wider than `width` mm."""
    if text_width(text, size, bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(text[:middle] + "…", size, bold) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low] + "…"


def wrapped(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Return `text` broken at blanks into lines of at most `width` mm; longer words are broken anywhere.

    >>> wrapped("from 339.8 to 2099 m, P10 ≤ P50", 6.4, 20.0)
    ['from 339.8 to', '2099 m, P10 ≤', 'P50']
    >>> wrapped("DTC 57.36 to 139.7 us/ft", 6.4, 20.0)
    ['DTC 57.36 to', '139.7 us/ft']

    A percent sign and a unit stay with their number, a sign of comparison with what it follows.
    """
    lines: list[str] = []
    line = ""
    for word in _BREAK.split(text):
        trial = f"{line} {word}" if line else word
        if text_width(trial, size, bold) <= width:
            line = trial
            continue
        if line:
            lines.append(line)
        while text_width(word, size, bold) > width and len(word) > 1:
            head = shortened(word, size, width, bold)[:-1] or word[0]
            lines.append(head)
            word = word[len(head) :]
        line = word
    return [*lines, line]
