"""Zones between tops: what is known of the mean over a thickness, which is less than percentiles added up suggest.

The mean of a zone is taken over each depth-coherent realisation of the whole log, weighted by the thickness within the
zone that each sample stands for; P10, P50 and P90 are those of these means. Adding the P10 of every depth instead would
treat all errors of a zone as one, and drawing each depth by itself would treat them as unrelated: both are wrong.
Where the well's own readings train, the realisations of a gap are tied to those above and below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from welllog_mdn.arrays import Bools, Floats
from welllog_mdn.errors import one_line
from welllog_mdn.flags import DOUBTFUL
from welllog_mdn.levels import P10_TO_P90
from welllog_mdn.report.flow import MARGIN, Flow
from welllog_mdn.report.sheet import Sheet
from welllog_mdn.report.style import GREY, label
from welllog_mdn.report.view import WellView, cells
from welllog_mdn.words import counted, decimals, fixed, percent

if TYPE_CHECKING:
    from welllog_mdn.model.prediction import Prediction

REALISATIONS = 200


@dataclass(frozen=True)
class Zone:
    """A depth interval and what is known of the target's mean there, low to high, in the printed unit.

    `thickness` and `covered` (the part with a value, measured or predicted) are in depth units. Of the covered part,
    `measured` is the share that was measured, `doubtful` that of predictions outside the training range or of few
    inputs. `in_doubt` counts the depths of measured values that are stuck or no rock, which the mean is not taken of.
    """

    name: str
    top: float
    base: float
    covered: float
    measured: float
    doubtful: float
    in_doubt: int
    quantiles: tuple[float, float, float]

    @property
    def thickness(self) -> float:
        """Thickness in depth units."""
        return self.base - self.top


def zones(
    view: WellView,
    prediction: Prediction,
    tops: Sequence[tuple[str, float]],
    *,
    count: int = REALISATIONS,
) -> list[Zone]:
    """Return the zone below each top, down to the next one; of tops at one depth the last. The log begins and ends with
    its first and last sample, as page one says: what half a step beyond them would add is no part of a zone.

    Trusted measured values of rock stand for themselves; elsewhere every realisation has its own value, also where the
    completed log keeps what is stuck, drawn by hand or through casing: the mean is to be one of rock.
    """
    ordered = sorted(((n, d) for n, d in tops if np.isfinite(d)), key=lambda t: t[1])
    if not ordered:
        return []
    drawn = view.target.shown(prediction.realisations(count))[:, view.order]
    kept = view.kept & np.isfinite(view.measured)
    drawn = np.where(kept, np.where(kept, view.measured, np.nan), drawn)
    doubtful = ~kept & np.isin(view.basis, DOUBTFUL)
    (upper, lower), (first, last) = cells(view.depth, view.steps), view.span
    found = []
    for (name, top), base in zip(ordered, [*(d for _, d in ordered[1:]), np.inf], strict=True):
        # what lies above the first sample or below the last one is no part of the log, what lies in a gap is
        ends = max(top, first), min(base, last)
        weight = np.maximum(np.minimum(lower, ends[1]) - np.maximum(upper, ends[0]), 0.0)
        if ends[0] < ends[1]:
            here = weight > 0
            in_doubt = int(view.kept_in_doubt[here].sum())
            found.append(_zone(name, *ends, drawn[:, here], weight[here], kept[here], doubtful[here], in_doubt))
    return found


def _zone(
    name: str, top: float, base: float, drawn: Floats, weight: Floats, kept: Bools, doubtful: Bools, in_doubt: int
) -> Zone:
    """Return a zone of realisations `drawn` (r, m), whose samples (m,) stand for `weight` (m,) in depth units."""
    there = np.isfinite(drawn).all(axis=0)
    total = float(weight[there].sum())
    if total <= 0:
        return Zone(name, top, base, 0.0, 0.0, 0.0, in_doubt, (np.nan, np.nan, np.nan))
    means = drawn[:, there] @ weight[there] / total
    low, middle, high = (float(v) for v in np.quantile(means, P10_TO_P90))
    measured, unsure = (float(weight[there & some].sum()) / total for some in (kept, doubtful))
    return Zone(name, top, base, total, measured, unsure, in_doubt, (low, middle, high))


def zone_table(
    flow: Flow, view: WellView, prediction: Prediction, tops: Sequence[tuple[str, float]], *, convention: str
) -> None:
    """Write the table of zones; nothing without tops inside the well."""
    found = zones(view, prediction, tops)
    if not found:
        return
    flow.section(f"Mean {view.target.name} of zones", "Zones", 40.0)
    flow.paragraph(_explained(view) + _without_zone(view, tops))
    rows = zip(found, _decimals(view, found), strict=True)
    flow.table(lambda: _head(flow, view, convention), rows, lambda row: _row(flow.sheet, flow.y, *row), 4.4)
    if said := _in_doubt(view, found):
        flow.paragraph(said)


def _without_zone(view: WellView, tops: Sequence[tuple[str, float]]) -> str:
    """Say which tops lie off the log, and which lie where another follows at once; nothing where there are none."""
    first, last = view.span
    above, below = [name for name, top in tops if top < first], [name for name, top in tops if top > last]
    at_end = [name for name, top in tops if top == last]
    inside = [(name, top) for name, top in sorted(tops, key=lambda t: t[1]) if first <= top < last]
    empty = [name for (name, top), (_, base) in pairwise(inside) if top == base]
    said = (
        (above, "lie above the log"),
        (below, "lie below the log"),
        (at_end, "lie at the last depth of the log"),
        (empty, "lie at the same depth as another top, which takes the zone"),
    )
    return "".join(
        f" {len(names)} of {len(tops)} tops {what}: {one_line(', '.join(names), 120)}." for names, what in said if names
    )


def _in_doubt(view: WellView, found: Sequence[Zone]) -> str:
    """Say that the means leave out measured values which the completed log keeps; nothing where there are none."""
    name = view.target.name
    several = ", ".join(f"{zone.in_doubt:,} in {zone.name}" for zone in found if zone.in_doubt)
    count = sum(zone.in_doubt for zone in found)
    if not count:
        return ""
    return (
        f"At {counted(count, 'depth')} ({one_line(several, 120)}) {name} as measured is stuck, drawn by hand or "
        "through casing: these means have the prediction there, if any, and count it as not measured; the curve "
        f"{name}_SYN keeps what was measured, so that its mean differs."
    )


def _decimals(view: WellView, found: Sequence[Zone]) -> list[int]:
    """Return the decimals of each zone's means: four digits of the largest; of resistivities, four digits of each."""
    middles = [abs(zone.quantiles[1]) for zone in found]
    if view.target.kind.log10:
        return [decimals(middle, 4) for middle in middles]
    return [decimals(max((m for m in middles if np.isfinite(m)), default=0.0), 4)] * len(middles)


def _explained(view: WellView) -> str:
    return (
        f"Thickness-weighted mean of each zone, over {REALISATIONS} realisations of the log that follow the prediction "
        "at every depth. They vary with depth as errors on unseen samples do and, where the well's own "
        "readings train, honour the readings nearby. Trusted measured values are kept. "
        "Do not add P10 or P90 of single depths instead. Percentages refer to the part of the zone that has values."
        + (" Means of log-scaled values are arithmetic." if view.target.kind.log10 else "")
    )


def _places(sheet: Sheet) -> list[float]:
    room = sheet.width - 2 * MARGIN
    return [MARGIN + room * f for f in (0.0, 0.34, 0.43, 0.52, 0.60, 0.67, 0.79, 0.86, 0.93, 1.0)]


def _head(flow: Flow, view: WellView, convention: str) -> None:
    """Write the names of the columns where the flow is, with the units of the well, and lead the flow below them."""
    sheet, y = flow.sheet, flow.y + 4.5
    x, unit = _places(sheet), view.depth_unit
    sheet.text(x[0], y, "zone", size=5.8, colour=GREY)
    names = (
        f"top [{unit}]",
        f"base [{unit}]",
        f"thick [{unit}]",
        "with values",
        "measured",
        "or few inputs",
        *(label(p, convention) for p in P10_TO_P90),
    )
    sheet.row(x[1:], y, names, size=5.8, colour=GREY, align="right")
    sheet.text(x[6], y - 3.2, "outside range", size=5.8, colour=GREY, align="right")
    sheet.text(x[-1], y - 3.2, f"mean [{view.target.unit}]", size=5.8, colour=GREY, align="right")
    sheet.line(MARGIN, y + 1.2, sheet.width - MARGIN, y + 1.2, colour=GREY, width=0.3)
    flow.y = y + 5.0


def _row(sheet: Sheet, y: float, zone: Zone, places: int) -> None:
    """Write a zone at baseline `y` in mm: depths to a tenth, shares in percent, means with `places` decimals."""
    x = _places(sheet)
    sheet.text(x[0], y, zone.name, size=6.4, fit=x[1] - x[0] - 14.0)
    texts = (
        f"{zone.top:.1f}",
        f"{zone.base:.1f}",
        f"{zone.thickness:.1f}",
        percent(zone.covered / zone.thickness),
        *(percent(share) if zone.covered else "–" for share in (zone.measured, zone.doubtful)),
        *(fixed(q, places) for q in zone.quantiles),
    )
    sheet.row(x[1:], y, texts, size=6.4, align="right")
    sheet.line(MARGIN, y + 1.3, sheet.width - MARGIN, y + 1.3, colour="#d8d8d8", width=0.2)
