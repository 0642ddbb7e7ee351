"""The table of scores, one row for each well or predictor, over as many pages as it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from welllog_mdn.model.verdict import FAIR, held_too_little, held_too_much
from welllog_mdn.report.flow import MARGIN, Flow
from welllog_mdn.report.style import GREY, RED
from welllog_mdn.report.text import text_width
from welllog_mdn.score_rows import cell
from welllog_mdn.words import decimals

MARKED = f"◄ less than {100 * FAIR[0]:.0f} % or more than {100 * FAIR[1]:.0f} %"

SPREAD = 0.63
"""Share of the width over which the columns stand; a well that was met to a hundredth of the others, or whose values
hardly vary, has numbers that need more of it than they have at the usual size."""

Row = tuple[str, Mapping[str, Any]]
Columns = Sequence[tuple[str, str]]


def score_table(flow: Flow, title: str, columns: Columns, rows: Sequence[Row], *, bold_last: bool = False) -> None:
    """Write a table of scores.

    Parameters
    ----------
    columns : name of each score and what stands above it; `rows` is a count, `cover` a share, the last one.
    rows : name and scores; those in the unit of the log have equal decimals. bold_last : the last row sums up.
    """
    flow.section(title, height=26.0)
    places = decimals(min((abs(s["rmse"]) for _, s in rows if s.get("rmse")), default=0.0))
    cells = [[_cell(key, scores.get(key), places) for key, _ in columns] for _, scores in rows]
    room = flow.width * SPREAD / (len(columns) - 1) - 0.8
    size = 6.2 * min(1.0, room / max((text_width(c, 6.2, bold_last) for row in cells for c in row), default=room))
    right = [MARGIN + flow.width * (0.35 + SPREAD * i / (len(columns) - 1)) for i in range(len(columns))]

    def head() -> None:
        flow.sheet.row(right, flow.y, [text for _, text in columns], size=5.8, colour=GREY, align="right")
        flow.y += 3.8

    def write(i: int) -> None:
        (name, scores), bold = rows[i], bold_last and i == len(rows) - 1
        flow.sheet.text(MARGIN, flow.y, name, size=6.2, bold=bold, fit=0.27 * flow.width)
        flow.sheet.row(right, flow.y, cells[i], size=size, bold=bold, align="right")
        held = scores.get("cover")
        if held is not None and (held_too_little(held) or held_too_much(held)):
            flow.sheet.text(right[-1] + 1.0, flow.y, "◄", size=5.0, colour=RED)

    flow.table(head, range(len(rows)), write, 3.6)


def _cell(key: str, value: float | None, places: int) -> str:
    return f"{value:,}" if key == "rows" and value is not None else cell(key, value, places)
