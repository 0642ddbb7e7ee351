"""A small writer of PDF (ISO 32000-1): paths, text in embedded fonts, palette images, bookmarks.

A print of a whole well is tens of pages of long curves and hundreds of short texts. Writing them straight takes a
tenth of the time that a general plotting library takes, and the same drawing always gives the same bytes: no date, no
host, no random name. Text is written glyph by glyph in TrueType subsets with a table back to Unicode, so that it can be
searched and copied.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.errors import one_line
from welllog_mdn.report.fonts import Embedded, Written

if TYPE_CHECKING:
    from welllog_mdn.report.sheet import Pixels, Sheet


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

    def font(self, font: Embedded, number: int) -> None:
        """Embed a font as the object of that number."""
        tag = "".join(chr(65 + b % 26) for b in hashlib.sha256(font.data).digest()[:6])
        name = f"{tag}+{font.name}"
        file = self.stream(font.data, f"/Length1 {len(font.data)}")
        box = " ".join(map(str, font.box))
        descriptor = self.put(
            f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 /StemV 80 "
            f"/Ascent {font.ascent} /Descent {font.descent} /CapHeight 729 /FontFile2 {file} 0 R >>"
        )
        widths = " ".join(f"{glyph} [{wide:.0f}]" for glyph, wide in sorted(font.advance.items()))
        child = self.put(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity /DW 600 /W [{widths}] "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} 0 R >>"
        )
        unicode = self.stream(_to_unicode(font.characters))
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


_CREATOR = f"/Creator {text_string('welllog_mdn')}"


_TAIL = 1 << 16  # bytes of a file's end in which its /Info and the table behind it stand, of some 3000 objects


def is_our_pdf(path: Path, at_a_glance: bool = False) -> bool:
    """Say whether the PDF at `path` was written here; not of one that cannot be read. `at_a_glance`: by its end."""
    try:
        with open(path, "rb") as file:
            if at_a_glance:
                file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            return _CREATOR.encode() in file.read()
    except OSError:
        return False


_PRIVATE = "WMDN_Private"  # a name of our own in the catalog, as the norm has it for what only its writer reads
_PRIVATE_STREAM = re.compile(rb"<< /Type /%s /Filter /FlateDecode /Length (\d+) >>\nstream\n" % _PRIVATE.encode())


def private_of(path: Path) -> bytes:
    """Return what `write_pdf` was given for this program alone; nothing where the file at `path` holds none."""
    try:
        data = path.read_bytes()
        found = _PRIVATE_STREAM.search(data)
        return zlib.decompress(data[found.end() : found.end() + int(found[1])]) if found else b""
    except (OSError, zlib.error):
        return b""


def _to_unicode(codes: Mapping[int, int]) -> bytes:
    """Return the table from glyph numbers back to characters; forms of Arabic letters are the letters."""
    plain_signs = {
        g: unicodedata.normalize("NFKC", chr(c)) if 0xFB50 <= c < 0xFEFD else chr(c) for g, c in codes.items()
    }
    rows = [f"<{glyph:04x}> <{sign.encode('utf-16-be').hex()}>" for glyph, sign in plain_signs.items()]
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


def write_pdf(sheets: Sequence[Sheet], title: str, subject: str, producer: str, private: bytes = b"") -> bytes:
    """Return one file of the sheets, with a bookmark for each section that leads to where it begins; `private_of` finds
    again what no reader shows.
    """
    file = PdfFile()
    pages = file.reserve()
    written = Written()
    contents = [_contents(file, sheet, written) for sheet in sheets]
    fonts = [(name, font, file.reserve()) for name, font in written.fonts().items()]
    shared = " ".join(f"/{name} {n} 0 R" for name, _, n in fonts)
    numbers = [_page(file, sheet, pages, shared, *c) for sheet, c in zip(sheets, contents, strict=True)]
    kids = " ".join(f"{n} 0 R" for n in numbers)
    file.put(f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>", pages)
    for _, font, number in fonts:
        file.font(font, number)
    begins = [(t, n, s.points_above(y)) for s, n in zip(sheets, numbers, strict=True) for t, y in s.sections]
    outlines = _outlines(file, begins)
    own = f"/{_PRIVATE} {file.stream(private, f'/Type /{_PRIVATE}')} 0 R " if private else ""
    root = file.put(
        f"<< /Type /Catalog /Pages {pages} 0 R /Outlines {outlines} 0 R {own}/PageMode /UseOutlines /Lang (en) "
        "/ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >> >>"
    )
    info = file.put(
        f"<< /Title {text_string(title)} /Subject {text_string(subject)} {_CREATOR} "
        f"/Producer {text_string(producer)} >>"
    )
    return file.bytes(root, info)


def _contents(file: PdfFile, sheet: Sheet, written: Written) -> tuple[int, list[int]]:
    """Write what stands on one sheet; return the numbers of the content and of its images."""
    pictures: list[Pixels] = []
    code = [mark.code(written, pictures) for mark in sheet.marks()]
    images = [file.image(*picture) for picture in pictures]
    return file.stream("\n".join(code).encode("latin-1")), images


def _page(file: PdfFile, sheet: Sheet, parent: int, fonts: str, content: int, images: Sequence[int]) -> int:
    """Write the page of one sheet and return its number."""
    names = " ".join(f"/I{i} {n} 0 R" for i, n in enumerate(images, 1))
    return file.put(
        f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {sheet.width_points:.2f} {sheet.height_points:.2f}] "
        f"/Contents {content} 0 R /Resources << /Font << {fonts} >> /XObject << {names} >> >> >>"
    )


def _outlines(file: PdfFile, sections: Sequence[tuple[str, int, float]]) -> int:
    """Write the bookmarks, each a title, a page and points above its lower edge; return the number of their root."""
    root = file.reserve()
    items = [file.reserve() for _ in sections]
    for i, (text, page, y) in enumerate(sections):
        links = (f"/Prev {items[i - 1]} 0 R " if i else "") + (
            f"/Next {items[i + 1]} 0 R " if i + 1 < len(items) else ""
        )
        file.put(
            f"<< /Title {text_string(one_line(text))} /Parent {root} 0 R {links}"
            f"/Dest [{page} 0 R /XYZ null {y:.2f} null] >>",
            items[i],
        )
    ends = f"/First {items[0]} 0 R /Last {items[-1]} 0 R " if items else ""
    file.put(f"<< /Type /Outlines {ends}/Count {len(items)} >>", root)
    return root
