"""A small writer of PDF (ISO 32000-1): paths, text in embedded fonts, palette images, bookmarks.

A print of a whole well is tens of pages of long curves and hundreds of short texts. Writing them straight takes a
tenth of the time that a general plotting library takes, and the same drawing always gives the same bytes: no date, no
host, no random name. Text is written glyph by glyph in TrueType subsets with a table back to Unicode, so that it can be
searched and copied.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.font_manager import get_font
from numpy.typing import NDArray

from welllog_mdn.report.style import font_file, plain


class FontFace:
    """One TrueType file (Apple's and ISO 14496-22's tables): glyph numbers, advances in thousandths, and subsets."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as stream:
            self._tables = _tables(stream.read())
        head, hhea = self._tables["head"], self._tables["hhea"]
        (per_em,) = struct.unpack(">H", head[18:20])
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

    def width(self, text: str) -> float:
        """Return the width of `text` in thousandths of the size; unknown characters count as 600."""
        return sum(self.advance.get(ord(c), 600.0) for c in text)

    def _outline(self, glyph: int) -> bytes:
        return self._tables["glyf"][self._places[glyph] : self._places[glyph + 1]]

    def _with_parts(self, glyphs: set[int]) -> set[int]:
        """Return the glyphs with those that they are composed of."""
        found: set[int] = set()
        todo = sorted(glyphs)
        while todo:
            glyph = todo.pop()
            if glyph not in found:
                found.add(glyph)
                todo += _parts(self._outline(glyph))
        return found

    def subset(self, codes: Iterable[int]) -> bytes:
        """Return a font file with the glyphs of `codes` only, under their own numbers, without hinting."""
        kept = self._with_parts({0, *(self.glyphs[c] for c in codes)})
        lengths = np.zeros(len(self._places), dtype=np.int64)
        outlines = []
        for glyph in sorted(kept):
            data = self._outline(glyph)
            outlines.append(data + b"\0" * (-len(data) % 4))
            lengths[glyph + 1] = len(outlines[-1])
        head = bytearray(self._tables["head"])
        head[8:12], head[50:52] = b"\0\0\0\0", b"\0\1"
        tables = {
            "glyf": b"".join(outlines),
            "head": bytes(head),
            "loca": np.cumsum(lengths).astype(">u4").tobytes(),
            **{name: self._tables[name] for name in ("hhea", "hmtx", "maxp")},
        }
        return _font_file(tables)


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
    """Return the normal or the bold face of our prints."""
    return FontFace(font_file(bold))


def colour(value: str) -> str:
    """Return a colour such as "#12304d", "black" or "white" as three shares.

    >>> colour("#ff0080")
    '1 0 0.502'
    """
    code = {"black": "#000000", "white": "#ffffff"}.get(value, value)
    return " ".join(f"{int(code[i : i + 2], 16) / 255:.3g}" for i in (1, 3, 5))


def path_code(parts: Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]], close: bool) -> str:
    """Return the operators of lines through whole-number points, each part (x, y)."""
    found = []
    for x, y in parts:
        points = [f"{a} {b}" for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        found.append(points[0] + " m " + " l ".join(points[1:]) + (" l" if len(points) > 1 else ""))
        if close:
            found.append("h")
    return "\n".join(found)


class PdfFile:
    """The objects of a file under construction."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> int:
        """Return the number of an object that is written later."""
        self._objects.append(b"")
        return len(self._objects)

    def put(self, text: str, number: int | None = None) -> int:
        """Write an object and return its number."""
        number = number or self.reserve()
        self._objects[number - 1] = text.encode("latin-1")
        return number

    def stream(self, data: bytes, entries: str = "") -> int:
        """Write a compressed stream and return its number."""
        packed = zlib.compress(data, 6)
        head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode("latin-1")
        number = self.reserve()
        self._objects[number - 1] = head + packed + b"\nendstream"
        return number

    def image(self, rows: NDArray[np.uint8], palette: Sequence[str]) -> int:
        """Write a picture of palette indexes (rows, columns), and return its number."""
        colours = "".join(c.lstrip("#") for c in palette)
        height, width = rows.shape
        return self.stream(
            rows.tobytes(),
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 "
            f"/ColorSpace [/Indexed /DeviceRGB {len(palette) - 1} <{colours}>]",
        )

    def font(self, font: FontFace, codes: set[int], number: int) -> None:
        """Embed the glyphs of `codes` as the font of that number."""
        data = font.subset(codes)
        tag = "".join(chr(65 + b % 26) for b in hashlib.sha256(data).digest()[:6])
        name = f"{tag}+{font.name}"
        file = self.stream(data, f"/Length1 {len(data)}")
        box = " ".join(map(str, font.box))
        descriptor = self.put(
            f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 /StemV 80 "
            f"/Ascent {font.ascent} /Descent {font.descent} /CapHeight 729 /FontFile2 {file} 0 R >>"
        )
        widths = " ".join(
            f"{font.glyphs[c]} [{font.advance[c]:.0f}]" for c in sorted(codes, key=lambda c: font.glyphs[c])
        )
        child = self.put(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity /DW 600 /W [{widths}] "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} 0 R >>"
        )
        unicode = self.stream(_to_unicode({font.glyphs[c]: c for c in sorted(codes)}))
        self.put(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{child} 0 R] /ToUnicode {unicode} 0 R >>",
            number,
        )

    def bytes(self, root: int, info: int) -> bytes:
        """Return the whole file."""
        out = BytesIO()
        out.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for i, body in enumerate(self._objects, 1):
            places.append(out.tell())
            out.write(b"%d 0 obj\n%s\nendobj\n" % (i, body))
        start = out.tell()
        digest = hashlib.sha256(out.getvalue()).hexdigest()[:32]
        rows = "".join(f"{p:010d} 00000 n \n" for p in places)
        out.write(
            f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{rows}trailer\n<< /Size {len(places) + 1} "
            f"/Root {root} 0 R /Info {info} 0 R /ID [<{digest}> <{digest}>] >>\nstartxref\n{start}\n%%EOF\n".encode(
                "latin-1"
            )
        )
        return out.getvalue()


def text_string(text: str) -> str:
    """Return text as a hexadecimal string in UTF-16, which any title may hold."""
    return "<" + (b"\xfe\xff" + text.encode("utf-16-be", "replace")).hex() + ">"


def _to_unicode(codes: Mapping[int, int]) -> bytes:
    """Return the table from glyph numbers back to characters."""
    rows = [f"<{glyph:04x}> <{chr(code).encode('utf-16-be').hex()}>" for glyph, code in codes.items()]
    blocks = [
        f"{len(rows[i : i + 100])} beginbfchar\n" + "\n".join(rows[i : i + 100]) + "\nendbfchar"
        for i in range(0, len(rows), 100)
    ]
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\n"
        "endcodespacerange\n" + "\n".join(blocks) + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("latin-1")


def write_pdf(sheets: Sequence[Any], title: str, subject: str, producer: str) -> bytes:
    """Return one file of the sheets, with a bookmark for each sheet that opens a section."""
    file = PdfFile()
    pages = file.reserve()
    fonts = {bold: file.reserve() for bold in (False, True)}
    used: dict[bool, set[int]] = {False: {32}, True: {32}}
    numbers = [_page(file, sheet, pages, fonts, used) for sheet in sheets]
    kids = " ".join(f"{n} 0 R" for n in numbers)
    file.put(f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>", pages)
    for bold, number in fonts.items():
        file.font(face(bold), used[bold], number)
    outlines = _outlines(file, [(plain(t), n) for s, n in zip(sheets, numbers, strict=True) for t in s.sections])
    root = file.put(
        f"<< /Type /Catalog /Pages {pages} 0 R /Outlines {outlines} 0 R /PageMode /UseOutlines /Lang (en) "
        "/ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >> >>"
    )
    info = file.put(
        f"<< /Title {text_string(title)} /Subject {text_string(subject)} /Creator {text_string('welllog_mdn')} "
        f"/Producer {text_string(producer)} >>"
    )
    return file.bytes(root, info)


def _page(file: PdfFile, sheet: Any, parent: int, fonts: Mapping[bool, int], used: dict[bool, set[int]]) -> int:
    """Write one sheet and return the number of its page."""
    images: list[int] = []
    code = []
    for mark in sheet.marks():
        if mark.picture is not None:
            images.append(file.image(*mark.picture))
        code.append(mark.code(used, len(images)))
    content = file.stream("\n".join(code).encode("latin-1"))
    names = " ".join(f"/I{i} {n} 0 R" for i, n in enumerate(images, 1))
    return file.put(
        f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {sheet.width_points:.2f} {sheet.height_points:.2f}] "
        f"/Contents {content} 0 R /Resources << /Font << /F0 {fonts[False]} 0 R /F1 {fonts[True]} 0 R >> "
        f"/XObject << {names} >> >> >>"
    )


def _outlines(file: PdfFile, sections: Sequence[tuple[str, int]]) -> int:
    """Write the bookmarks and return the number of their root."""
    root = file.reserve()
    items = [file.reserve() for _ in sections]
    for i, (text, page) in enumerate(sections):
        links = (f"/Prev {items[i - 1]} 0 R " if i else "") + (
            f"/Next {items[i + 1]} 0 R " if i + 1 < len(items) else ""
        )
        file.put(
            f"<< /Title {text_string(text)} /Parent {root} 0 R {links}/Dest [{page} 0 R /XYZ null null null] >>",
            items[i],
        )
    ends = f"/First {items[0]} 0 R /Last {items[-1]} 0 R " if items else ""
    file.put(f"<< /Type /Outlines {ends}/Count {len(items)} >>", root)
    return root
