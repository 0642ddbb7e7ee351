"""The fonts of our prints: TrueType subsets, and boxes for the characters that no subset can show.

Sources: Apple's TrueType Reference Manual and ISO 14496-22, tables glyf, head, hhea, hmtx, loca and maxp.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font

FONT = "DejaVu Sans"
BOX_ADVANCE = 600.0
"""Width of a character that the font lacks, in thousandths of the size."""


@dataclass(frozen=True)
class Embedded:
    """A font as it goes into a file: `advance` by glyph in thousandths, and the character of each glyph."""

    name: str
    data: bytes
    box: Sequence[int]
    ascent: int
    descent: int
    advance: Mapping[int, float]
    characters: Mapping[int, int]


class FontFace:
    """One TrueType file (Apple's and ISO 14496-22's tables): glyph numbers, advances in thousandths, and subsets."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as stream:
            self._tables = _tables(stream.read())
        head, hhea = self._tables["head"], self._tables["hhea"]
        (per_em,) = struct.unpack(">H", head[18:20])
        self.per_em = int(per_em)
        font = get_font(path)
        self.name = font.postscript_name
        self.glyphs: dict[int, int] = dict(font.get_charmap())
        (count,) = struct.unpack(">H", hhea[34:36])
        wide = np.frombuffer(self._tables["hmtx"][: 4 * count], ">u2")[::2] * 1000.0 / per_em
        self.advance: dict[int, float] = {c: float(wide[min(g, count - 1)]) for c, g in self.glyphs.items()}
        self.box = [round(v * 1000 / per_em) for v in struct.unpack(">4h", head[36:44])]
        self.ascent, self.descent = (round(v * 1000 / per_em) for v in struct.unpack(">2h", hhea[4:8]))
        long = head[50:52] != b"\0\0"
        loca = np.frombuffer(self._tables["loca"], ">u4" if long else ">u2").astype(np.int64)
        self._places = loca if long else 2 * loca

    def outline(self, glyph: int) -> bytes:
        """Return the description of a glyph as it stands in the file."""
        return self._tables["glyf"][self._places[glyph] : self._places[glyph + 1]]

    def _with_parts(self, glyphs: set[int]) -> set[int]:
        """Return the glyphs with those that they are composed of."""
        found: set[int] = set()
        todo = sorted(glyphs)
        while todo:
            glyph = todo.pop()
            if glyph not in found:
                found.add(glyph)
                todo += _parts(self.outline(glyph))
        return found

    def subset(self, codes: set[int]) -> Embedded:
        """Return the font with the glyphs of `codes` only, under their own numbers, without hinting."""
        glyphs = {self.glyphs[c]: c for c in sorted(codes)}
        kept = self._with_parts({0, *glyphs})
        outlines = [self.outline(g) if g in kept else b"" for g in range(len(self._places) - 1)]
        data = self.file(outlines, self._tables["hhea"], self._tables["hmtx"], self._tables["maxp"])
        return self.embedded(self.name, data, {g: self.advance[c] for g, c in glyphs.items()}, glyphs)

    def embedded(self, name: str, data: bytes, advance: Mapping[int, float], characters: Mapping[int, int]) -> Embedded:
        """Return a font file of this face's measures."""
        return Embedded(name, data, self.box, self.ascent, self.descent, advance, characters)

    def file(self, outlines: Sequence[bytes], hhea: bytes, hmtx: bytes, maxp: bytes) -> bytes:
        """Return a font file of outlines and measures."""
        padded = [data + b"\0" * (-len(data) % 4) for data in outlines]
        head = bytearray(self._tables["head"])
        head[8:12], head[50:52] = b"\0\0\0\0", b"\0\1"
        places = np.cumsum([0, *map(len, padded)])
        tables = {"glyf": b"".join(padded), "head": bytes(head), "loca": places.astype(">u4").tobytes()}
        return _font_file({**tables, "hhea": hhea, "hmtx": hmtx, "maxp": maxp})

    def boxes(self, codes: Mapping[int, int]) -> Embedded:
        """Return a font of boxes, each with a character's number in hexadecimal, of the glyph numbers in `codes`.

        The boxes are composed of a frame and this font's digits.
        """
        wide = round(BOX_ADVANCE * self.per_em / 1000)
        outlines = [b"", *(self.outline(self.glyphs[ord(d)]) for d in DIGITS), _frame(wide, self.per_em)]
        outlines += [_code_box(code, wide, self.per_em) for code in codes]
        hhea, maxp = bytearray(self._tables["hhea"]), bytearray(self._tables["maxp"])
        hhea[34:36] = struct.pack(">H", len(outlines))
        maxp[4:6] = struct.pack(">H", len(outlines))
        maxp[28:32] = struct.pack(">2H", 8, 2)  # parts of a composed glyph, and how deep they are nested
        hmtx = struct.pack(">Hh", wide, 0) * len(outlines)
        data = self.file(outlines, bytes(hhea), hmtx, bytes(maxp))
        characters = {glyph: code for code, glyph in codes.items()}
        return self.embedded("CodeBoxes", data, dict.fromkeys(characters, BOX_ADVANCE), characters)


DIGITS = "0123456789ABCDEF"
FRAME = 1 + len(DIGITS)
"""Glyph number of the frame of a box: after the glyph for nothing, and the digits."""


def _frame(wide: int, per_em: int) -> bytes:
    """Return the outline of an empty box: two rectangles, the inner one turned the other way round."""
    left, right, low, high, pen = 0.06 * wide, 0.94 * wide, -0.1 * per_em, 0.78 * per_em, 0.03 * per_em
    outer = [(left, low), (left, high), (right, high), (right, low)]
    inner = [(left + pen, low + pen), (right - pen, low + pen), (right - pen, high - pen), (left + pen, high - pen)]
    points = np.rint(np.array([*outer, *inner])).astype(int)
    x, y = points.T
    steps = np.diff(points, axis=0, prepend=0).T.astype(">i2")
    head = struct.pack(">5h", 2, x.min(), y.min(), x.max(), y.max())
    return head + struct.pack(">3H", 3, 7, 0) + b"\1" * 8 + steps.tobytes()


def _code_box(code: int, wide: int, per_em: int) -> bytes:
    """Return the frame composed with the digits of `code`, in two rows."""
    digits = f"{code:04X}" if code < 0x10000 else f"{code:06X}"
    columns = len(digits) // 2
    scale = 0.62 / columns
    parts = [(FRAME, 0, 0, 1.0)]
    for i, digit in enumerate(digits):
        x = (0.17 + 0.66 * (i % columns) / columns) * wide
        y = (0.4 if i < columns else 0.0) * per_em
        parts.append((1 + DIGITS.index(digit), round(x), round(y), scale))
    packed = struct.pack(">5h", -1, round(0.06 * wide), round(-0.1 * per_em), round(0.94 * wide), round(0.78 * per_em))
    for i, (glyph, dx, dy, size) in enumerate(parts):
        flags = 0x0001 | 0x0002 | 0x0008 | (0x0020 if i + 1 < len(parts) else 0)
        packed += struct.pack(">2H2hh", flags, glyph, dx, dy, round(size * 0x4000) if size < 1 else 0x4000)
    return packed


def drawn_order(text: str) -> str:
    """Return `text` as its signs stand on paper from left to right: Hebrew and Arabic turned, Arabic joined.

    Words of these scripts that follow each other turn as one; digits and Latin words between them stay (a small part
    of the bidirectional algorithm, Unicode Standard Annex 9, which is enough for names).

    >>> drawn_order("well \u05d0\u05d1 7")
    'well \u05d1\u05d0 7'
    """
    if text.isascii():
        return text
    found, turned = "", ""
    for i, sign in enumerate(text):
        kind = unicodedata.bidirectional(sign)
        between = turned and sign == " " and i + 1 < len(text) and unicodedata.bidirectional(text[i + 1]) in _TURNED
        if kind in _TURNED or between or (turned and kind == "NSM"):
            turned += sign
        else:
            found, turned = found + _joined(turned)[::-1] + sign, ""
    return found + _joined(turned)[::-1]


_TURNED = ("R", "AL")


@cache
def _arabic_forms() -> Mapping[str, Mapping[str, str]]:
    """Return the isolated, initial, medial and final form of each Arabic letter, as far as Unicode has them."""
    found: dict[str, dict[str, str]] = {}
    for code in range(0xFB50, 0xFEFD):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2:
            found.setdefault(chr(int(parts[1], 16)), {})[parts[0].strip("<>")] = chr(code)
    return found


def _joined(text: str) -> str:
    """Return Arabic letters in the form that their neighbours ask for; other signs as they are."""
    forms = _arabic_forms()
    out = ""
    for i, sign in enumerate(text):
        mine = forms.get(sign, {})
        before = i > 0 and "initial" in forms.get(text[i - 1], {}) and "final" in mine
        after = i + 1 < len(text) and "initial" in mine and "final" in forms.get(text[i + 1], {})
        out += mine.get(("medial" if after else "final") if before else ("initial" if after else "isolated"), sign)
    return out


class Written:
    """The characters that a file has used so far, by font: F0 normal, F1 bold, F2 boxes."""

    def __init__(self) -> None:
        self._used: dict[bool, set[int]] = {False: {32}, True: {32}}
        self._boxes: dict[int, int] = {}

    def runs(self, text: str, bold: bool) -> list[tuple[str, str]]:
        """Return (font, glyph numbers in hexadecimal) of each part of `text` that one font can show."""
        known = face(bold).glyphs
        found: list[tuple[str, str]] = []
        for code in map(ord, drawn_order(text)):
            if code in known:
                self._used[bold].add(code)
                font, glyph = f"F{int(bold)}", known[code]
            else:
                font, glyph = "F2", self._boxes.setdefault(code, FRAME + 1 + len(self._boxes))
            if found and found[-1][0] == font:
                found[-1] = (font, found[-1][1] + f"{glyph:04x}")
            else:
                found.append((font, f"{glyph:04x}"))
        return found

    def fonts(self) -> dict[str, Embedded]:
        """Return the fonts to embed."""
        found = {f"F{int(bold)}": face(bold).subset(codes) for bold, codes in self._used.items()}
        return {**found, "F2": face(False).boxes(self._boxes)} if self._boxes else found


def _tables(data: bytes) -> dict[str, bytes]:
    """Return the tables of a TrueType file by name."""
    (count,) = struct.unpack(">H", data[4:6])
    found = {}
    for i in range(count):
        tag, _, start, length = struct.unpack(">4s3I", data[12 + 16 * i : 28 + 16 * i])
        found[tag.decode("latin-1")] = data[start : start + length]
    return found


def _parts(outline: bytes) -> list[int]:
    """Return the glyphs that a composite glyph refers to, none for a simple one."""
    found: list[int] = []
    if len(outline) < 10 or struct.unpack(">h", outline[:2])[0] >= 0:
        return found
    at, more = 10, True
    while more:
        flags, glyph = struct.unpack(">2H", outline[at : at + 4])
        found.append(glyph)
        at += 8 if flags & 0x01 else 6
        at += 2 if flags & 0x08 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        more = bool(flags & 0x20)
    return found


def _checksum(data: bytes) -> int:
    return int(np.frombuffer(data + b"\0" * (-len(data) % 4), ">u4").sum(dtype=np.uint64)) & 0xFFFFFFFF


def _font_file(tables: Mapping[str, bytes]) -> bytes:
    """Return a TrueType file of the tables."""
    count = len(tables)
    power = count.bit_length() - 1
    entries, bodies, place = [], [], 12 + 16 * count
    for tag, data in sorted(tables.items()):
        entries.append(struct.pack(">4s3I", tag.encode("latin-1"), _checksum(data), place, len(data)))
        bodies.append(data + b"\0" * (-len(data) % 4))
        place += len(bodies[-1])
    start = struct.pack(">I4H", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    return start + b"".join(entries) + b"".join(bodies)


@cache
def face(bold: bool) -> FontFace:
    """Return the normal or the bold face of our prints, whose file comes with matplotlib and is the same everywhere."""
    return FontFace(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))
