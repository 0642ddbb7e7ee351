"""Pages that are filled from top to bottom: margins, headings, paragraphs, tables, and the foot of each page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from welllog_mdn.errors import one_line
from welllog_mdn.report.sheet import LEADING, Box, Sheet
from welllog_mdn.report.style import GREY, INK, MM, PAGES, RULE
from welllog_mdn.report.text import wrapped

T = TypeVar("T")
MARGIN = 9.0
"""Width in mm of the margins at the left and at the right."""


@dataclass(frozen=True)
class Paper:
    """Size of the paper in mm; `roll` log pages are as long as they need to be."""

    width: float
    height: float
    roll: bool = False

    @staticmethod
    def of(name: str) -> Paper:
        """Return the paper called "a4", "letter" or "roll"."""
        return Paper(*PAGES[name], roll=name == "roll")


ABOVE = 5.0
"""Height in mm above the baseline of a section's title to which its bookmark leads."""


class Flow:
    """Pages that are filled from top to bottom: what finds no room begins the next one."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.sheets: list[Sheet] = []
        self.y = 0.0

    @property
    def width(self) -> float:
        """Width in mm between the margins."""
        return self.paper.width - 2 * MARGIN

    @property
    def bottom(self) -> float:
        """Lowest baseline, mm from the top of the page."""
        return self.paper.height - 12.0

    @property
    def sheet(self) -> Sheet:
        """The page that is being filled."""
        return self.sheets[-1]

    def turn(self) -> None:
        """Begin a page."""
        self.sheets.append(Sheet(self.paper.width, self.paper.height))
        self.y = 16.0

    def need(self, height: float) -> None:
        """Begin a page unless `height` mm are left on this one."""
        if not self.sheets or self.y + height > self.bottom:
            self.turn()

    def section(self, text: str, bookmark: str = "", height: float = 30.0) -> None:
        """Write the title of a section, and its bookmark, where `height` mm are left."""
        if self.sheets:
            self.y += 4.0
        self.need(height)
        if bookmark:
            self.sheet.sections.append((bookmark, self.y - ABOVE))
        self.y = heading(self.sheet, text, self.y, self.width)

    def paragraph(self, text: str, size: float = 6.8, x: float = MARGIN, most: int | None = None) -> None:
        """Write a paragraph."""
        lines = len(wrapped(one_line(text, 4000), size, self.width + MARGIN - x))
        self.need(min(lines, most or lines) * size * LEADING / MM)
        self.y = self.sheet.paragraph(x, self.y, text, self.width + MARGIN - x, size=size, most=most)

    def table(self, head: Callable[[], None], rows: Iterable[T], write: Callable[[T], None], height: float) -> None:
        """Write each row, `height` mm high, where the flow is. The head, which leads the flow below it, stands above
        the first one and again where the page turns.
        """
        head()
        for row in rows:
            if self.y + height > self.bottom:
                self.turn()
                head()
            write(row)
            self.y += height

    def boxes(self, height: float, columns: int = 2, above: float = 6.0) -> list[Box]:
        """Return boxes for plots side by side, with room for their titles and labels."""
        self.need(above + height + 10.0)
        room = self.width / columns
        made = [Box(MARGIN + i * room + 13.0, self.y + above, room - 17.0, height) for i in range(columns)]
        self.y += above + height + 14.0
        return made


def heading(sheet: Sheet, text: str, y: float, width: float, x: float = MARGIN) -> float:
    """Write the title of a section with a rule under it; return the next baseline."""
    sheet.text(x, y, text, size=8.0, bold=True, colour=INK, fit=width)
    sheet.line(x, y + 1.2, x + width, y + 1.2, colour=INK, width=0.6)
    return y + 5.0


def title_band(sheet: Sheet, lines: Sequence[tuple[str, float, bool]], first: float, below: float = -0.5) -> float:
    """Write the title of a file on a dark band, from the upper edge to `below` mm under its last line; return the
    baseline of the next line.

    Parameters
    ----------
    lines : text, size of the letters in points, and whether they are bold. first : baseline of the first one in mm.
    """
    baselines = [first + 0.5 * sum(size for _, size, _ in lines[:i]) for i in range(len(lines) + 1)]
    sheet.boxes([Box(0.0, 0.0, sheet.width, baselines[-1] + below)], face=INK)
    for (text, size, bold), y in zip(lines, baselines, strict=False):
        sheet.text(MARGIN, y, text, size=size, bold=bold, colour="white", fit=sheet.width - 2 * MARGIN)
    return baselines[-1]


def verdict_line(sheet: Sheet, text: str, y: float, width: float, size: float, colour: str) -> float:
    """Write a verdict, bold, beside a bar of its colour at the left margin; return the next baseline."""
    sheet.boxes([Box(MARGIN, y - 3.0, 1.4, 4.2)], face=colour)
    return sheet.paragraph(MARGIN + 3.0, y, text, width - 3.0, size=size, bold=True)


BULLET, BULLET_LINE = 6.4, 3.0
"""Size of the letters of a list in points, and distance of its lines in mm."""


def bulleted_height(texts: Iterable[str], width: float) -> float:
    """Return the height in mm of a list of `width` mm."""
    return sum(BULLET_LINE * len(wrapped(f"• {text}", BULLET, width)) + 0.5 for text in texts)


def bulleted(sheet: Sheet, texts: Sequence[str], box: Box, where: str, kept: float = 0.0) -> list[str]:
    """Write a list into `box` and return what found no room: how many, and `where` these stand, is said in the `kept`
    mm at its foot or below it.
    """
    y = box.y
    for i, text in enumerate(texts):
        lines = wrapped(f"• {text}", BULLET, box.w)
        if y + BULLET_LINE * len(lines) > box.bottom - kept * (i + 1 < len(texts)):
            sheet.text(box.x, y, f"… and {len(texts) - i} more{where}", size=BULLET, bold=True)
            return list(texts[i:])
        for line in lines:
            sheet.text(box.x, y, line, size=BULLET)
            y += BULLET_LINE
        y += 0.5
    return []


def number_pages(
    sheets: Sequence[Sheet], note: str, name: str, first: int = 1, total: int | None = None, held: int = 1
) -> None:
    """Write the foot of every page: how to read it, what it belongs to, page number.

    `first` and `total` count the pages of a file of which `sheets` are a part; each may show what `held` of them hold.
    """
    for i, sheet in enumerate(sheets, first):
        y = sheet.height - 5.0
        right = sheet.width - MARGIN
        sheet.line(MARGIN, y - 2.6, right, y - 2.6, colour=RULE, width=0.3)
        sheet.text(MARGIN, y, note, size=5.6, colour=GREY, fit=right - MARGIN - 62.0)
        sheet.text(right - 20.0, y, one_line(name, 60), size=5.6, colour=GREY, align="right", fit=40.0)
        which = f"page {i}" if held == 1 else f"pages {i} to {i + held - 1}"
        sheet.text(right, y, f"{which} of {total or len(sheets)}", size=5.6, colour=GREY, align="right")
