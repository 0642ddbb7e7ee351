"""One sheet of paper: everything is placed in millimetres from its upper left corner.

A track is a rectangle in mm, so the scale on paper is exact and the fill between two curves is computed where it is
seen. Coordinates are rounded to 1/100 point (3.5 micrometres), which keeps files small. A sheet only remembers its
marks; `pdf_bytes` writes them as PDF, `Sheet.png` draws the same marks as a picture.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from welllog_mdn.arrays import Floats
from welllog_mdn.errors import one_line
from welllog_mdn.report.fonts import FONT, Written
from welllog_mdn.report.pdf import colour as shares
from welllog_mdn.report.pdf import path_code, write_pdf
from welllog_mdn.report.style import MM, own_style
from welllog_mdn.report.text import drawable, shortened, text_width, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

LEADING = 1.32
"""Distance of the lines of a paragraph in sizes of its letters: the font's ascent and descent, and a little more."""
DEEPEST = 0.5
"""Layer of pictures, which hide what lies below them: under every line and fill."""
DPI = 150
"""Dots per inch of a page as a picture: its smallest letters can be read on a screen."""
Pixels = tuple[NDArray[np.uint8], tuple[str, ...]]
Parts = list[tuple[NDArray[np.int64], NDArray[np.int64]]]


@dataclass(frozen=True)
class Box:
    """A rectangle on a sheet: left, top, width and height in mm."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Right edge in mm."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Lower edge in mm."""
        return self.y + self.h


@dataclass(frozen=True)
class Stroke:
    """Lines or filled shapes: points in 1/100 pt from the lower left; `width` and `dash` in points; `clip`, x and y of
    a lower left corner, width and height, in 1/100 pt too.
    """

    parts: Parts
    colour: str | None
    width: float
    dash: tuple[float, ...]
    face: str | None
    clip: tuple[int, int, int, int] | None
    round: bool = False

    def code(self, written: Written, pictures: list[Pixels]) -> str:
        """Return the PDF operators."""
        draw = {(True, True): "B", (True, False): "f", (False, True): "S"}[
            (self.face is not None, self.colour is not None)
        ]
        lines = ["q 0.01 0 0 0.01 0 0 cm 1 j" + (" 1 J" if self.round else "")]
        if self.clip is not None:
            lines.append("{} {} {} {} re W n".format(*self.clip))
        if self.colour is not None:
            dashes = " ".join(f"{100 * d:.0f}" for d in self.dash)
            lines.append(f"{shares(self.colour)} RG {100 * self.width:.0f} w [{dashes}] 0 d")
        if self.face is not None:
            lines.append(f"{shares(self.face)} rg")
        return "\n".join([*lines, path_code(self.parts, self.face is not None), f"{draw} Q"])


@dataclass(frozen=True)
class Words:
    """One line of text that begins at (x, y) in points from the lower left."""

    x: float
    y: float
    text: str
    size: float
    bold: bool
    colour: str
    rotation: float

    def code(self, written: Written, pictures: list[Pixels]) -> str:
        """Return the PDF operators, and note the characters used of each font."""
        turn = np.radians(self.rotation)
        c, s = float(np.cos(turn)), float(np.sin(turn))
        matrix = f"{c:.4f} {s:.4f} {-s:.4f} {c:.4f}" if self.rotation else "1 0 0 1"
        shown = " ".join(f"/{name} {self.size:g} Tf <{codes}> Tj" for name, codes in written.runs(self.text, self.bold))
        return f"BT {shares(self.colour)} rg {matrix} {self.x:.2f} {self.y:.2f} Tm {shown} ET"


@dataclass(frozen=True)
class Picture:
    """Palette indexes (rows, columns) in a rectangle x, y, w, h in points."""

    place: tuple[float, float, float, float]
    picture: Pixels

    def code(self, written: Written, pictures: list[Pixels]) -> str:
        """Return the PDF operators, and add the picture to those of the page, by whose number they call it."""
        x, y, w, h = self.place
        pictures.append(self.picture)
        return f"q {w:.2f} 0 0 {h:.2f} {x:.2f} {y:.2f} cm /I{len(pictures)} Do Q"


Mark = Stroke | Words | Picture


class Sheet:
    """A page under construction.

    Parameters
    ----------
    width, height : size of the paper in mm.
    section : title of the section that the page opens in the bookmarks; more can be added to `sections`, each with mm
        from the upper edge to where it begins.
    """

    def __init__(self, width: float, height: float, section: str = "") -> None:
        self.width, self.height = width, height
        self.sections: list[tuple[str, float]] = [(section, 0.0)] if section else []
        self._marks: list[tuple[float, Mark]] = []

    @property
    def width_points(self) -> float:
        """Width in points."""
        return self.width * MM

    @property
    def height_points(self) -> float:
        """Height in points."""
        return self.height * MM

    def points_above(self, y: float) -> float:
        """Return a height in mm from the upper edge as points above the lower one."""
        return (self.height - y) * MM

    def marks(self) -> Iterator[Mark]:
        """Yield what is drawn, the lowest layer first."""
        yield from (mark for _, mark in sorted(self._marks, key=lambda m: m[0]))

    def _parts(self, parts: Iterable[tuple[Floats, Floats]]) -> Parts:
        found = []
        for x, y in parts:
            px = np.rint(np.asarray(x) * (100 * MM)).astype(np.int64)
            found.append((px, np.rint((self.height - np.asarray(y)) * (100 * MM)).astype(np.int64)))
        return found

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 7.0,
        bold: bool = False,
        colour: str = "black",
        align: str = "left",
        fit: float | None = None,
        rotation: float = 0.0,
    ) -> None:
        """Write one line with its baseline at (x, y); cut with an ellipsis where wider than `fit` mm."""
        shown = one_line(text)
        if fit is not None:
            shown = shortened(shown, size, fit, bold)
        if not shown.strip():
            return
        shift = {"left": 0.0, "center": -0.5, "right": -1.0}[align] * text_width(shown, size, bold)
        turn = np.radians(rotation)
        px = (x + shift * float(np.cos(turn))) * MM
        py = (self.height - y + shift * float(np.sin(turn))) * MM
        self._marks.append((4.0, Words(px, py, shown, size, bold, colour, rotation)))

    def row(
        self,
        at: Iterable[float],
        y: float,
        texts: Iterable[str],
        *,
        size: float,
        bold: bool = False,
        colour: str = "black",
        align: str = "left",
    ) -> None:
        """Write the cells of a row of a table on one baseline, each from its `at` on; with `align` right, up to it."""
        for x, text in zip(at, texts, strict=True):
            self.text(x, y, text, size=size, bold=bold, colour=colour, align=align)

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        width: float,
        *,
        size: float = 7.0,
        bold: bool = False,
        colour: str = "black",
        most: int | None = None,
    ) -> float:
        """Write wrapped lines from baseline y, at most `most`; return the baseline of the next line."""
        lines = wrapped(one_line(text, 4000), size, width, bold)
        if most is not None and len(lines) > most:
            lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), size, width, bold)]
        for line in lines:
            self.text(x, y, line, size=size, bold=bold, colour=colour)
            y += size * LEADING / MM
        return y

    def outline(
        self,
        parts: Iterable[tuple[Floats, Floats]],
        *,
        colour: str = "black",
        width: float = 0.5,
        style: Sequence[float] = (),
        face: str | None = None,
        clip: Box | None = None,
        order: float = 2.0,
        round: bool = False,
    ) -> None:
        """Draw open lines, or closed shapes where `face` is given, as one path.

        Each part is x and y in mm; `style` holds dash and gap in line widths; a lower `order` lies deeper;
        `round` ends lines in half circles.
        """
        points = self._parts(parts)
        edge = colour if width > 0 and colour != "none" else None
        if not points or (edge is None and face is None):
            return
        frame = None
        if clip is not None:
            ((x, y),) = self._parts([(np.array([clip.x, clip.right]), np.array([clip.bottom, clip.y]))])
            frame = (int(x[0]), int(y[0]), int(x[1] - x[0]), int(y[1] - y[0]))
        dash = tuple(width * s for s in style)
        self._marks.append((order, Stroke(points, edge, width, dash, face, frame, round)))

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        colour: str = "black",
        width: float = 0.5,
        style: Sequence[float] = (),
        order: float = 2.0,
    ) -> None:
        """Draw one straight line."""
        parts = [(np.array([x0, x1]), np.array([y0, y1]))]
        self.outline(parts, colour=colour, width=width, style=style, order=order)

    def boxes(
        self, boxes: Iterable[Box], *, face: str, colour: str = "none", width: float = 0.0, order: float = 1.5
    ) -> None:
        """Fill rectangles."""
        parts = [(np.array([b.x, b.right, b.right, b.x]), np.array([b.y, b.y, b.bottom, b.bottom])) for b in boxes]
        self.outline(parts, face=face, colour=colour, width=width, order=order)

    def frame(self, box: Box, *, width: float = 0.5, colour: str = "black") -> None:
        """Draw the edge of a rectangle."""
        x = np.array([box.x, box.right, box.right, box.x, box.x])
        y = np.array([box.y, box.y, box.bottom, box.bottom, box.y])
        self.outline([(x, y)], colour=colour, width=width, order=3.0)

    def image(self, box: Box, rows: NDArray[np.uint8], colours: Sequence[str]) -> None:
        """Fill `box` with a picture of palette indexes (rows from the top)."""
        place = (box.x * MM, (self.height - box.bottom) * MM, box.w * MM, box.h * MM)
        self._marks.append((DEEPEST, Picture(place, (np.ascontiguousarray(rows, np.uint8), tuple(colours)))))

    def png(self) -> bytes:
        """Return the page as a PNG picture, whatever the user's matplotlibrc says."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        out = io.BytesIO()
        with own_style():
            figure = Figure(figsize=(self.width / 25.4, self.height / 25.4), dpi=DPI, facecolor="white")
            FigureCanvasAgg(figure)
            for layer, mark in enumerate(self.marks()):
                _draw(figure, mark, layer)
            figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
        return out.getvalue()


def _draw(figure: Figure, mark: Mark, layer: int) -> None:
    """Draw a mark on a matplotlib figure whose artists have the layers of the marks."""
    from matplotlib.transforms import Affine2D

    points = Affine2D().scale(1.0 / 72.0) + figure.dpi_scale_trans
    if isinstance(mark, Words):
        _draw_words(figure, mark, layer, points)
    elif isinstance(mark, Picture):
        _draw_picture(figure, mark, layer)
    else:
        _draw_stroke(figure, mark, layer, points)


def _draw_words(figure: Figure, mark: Words, layer: int, points: Transform) -> None:
    from matplotlib.text import Text

    text = Text(
        mark.x,
        mark.y,
        drawable(mark.text),
        size=mark.size,
        weight="bold" if mark.bold else "normal",
        color=mark.colour,
        rotation=mark.rotation,
        rotation_mode="anchor",
        family=FONT,
        parse_math=False,
        usetex=False,
        transform=points,
        zorder=layer,
    )
    figure.add_artist(text)


def _draw_picture(figure: Figure, mark: Picture, layer: int) -> None:
    from matplotlib.colors import ListedColormap

    x, y, w, h = mark.place
    width, height = figure.get_size_inches() * 72.0
    rows, colours = mark.picture
    axes = figure.add_axes((x / width, y / height, w / width, h / height), zorder=layer)
    axes.set_axis_off()
    axes.imshow(
        rows,
        aspect="auto",
        interpolation="nearest",
        cmap=ListedColormap(list(colours)),
        vmin=-0.5,
        vmax=len(colours) - 0.5,
    )


def _draw_stroke(figure: Figure, mark: Stroke, layer: int, points: Transform) -> None:
    """Draw lines, or filled shapes, closed as a PDF closes them, on a figure; `points` places points of 1/72 inch."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from matplotlib.transforms import Bbox, TransformedBbox

    outlines = [np.column_stack(part) / 100.0 for part in mark.parts]
    shapes = [Path(np.vstack([o, o[:1]]), closed=True) if mark.face else Path(o) for o in outlines]
    dash = (0, tuple(d / mark.width for d in mark.dash)) if mark.dash else "-"
    patch = PathPatch(
        Path.make_compound_path(*shapes),
        facecolor=mark.face or "none",
        edgecolor=mark.colour or "none",
        linewidth=mark.width,
        linestyle=dash,
        transform=points,
        zorder=layer,
        capstyle="round" if mark.round else "butt",
        joinstyle="round",
    )
    figure.add_artist(patch)
    if mark.clip is not None:
        x, y, w, h = (v / 100.0 for v in mark.clip)
        patch.set_clip_box(TransformedBbox(Bbox([[x, y], [x + w, y + h]]), points))


def pdf_bytes(sheets: Sequence[Sheet], title: str, subject: str, private: bytes = b"") -> bytes:
    """Return one PDF of the sheets, with a bookmark for each section, and what is kept in it for this program; the same
    sheets give the same bytes.
    """
    from welllog_mdn import __version__

    return write_pdf(sheets, one_line(title), one_line(subject), f"welllog_mdn {__version__}", private)
