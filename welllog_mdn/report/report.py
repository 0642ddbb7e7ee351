"""What is reported of one log of a well, and how it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from welllog_mdn.report.appraisal import Appraisal
from welllog_mdn.report.predicted_log import PredictedLog
from welllog_mdn.report.view import WellView, well_view

if TYPE_CHECKING:
    from welllog_mdn.errors import Notice


@dataclass(frozen=True)
class ReportOptions:
    """How a report is printed.

    `scale` 500 means 1:500 for the whole well (or `interval`); None an overview and details of what was missing.
    `interval` is (top, base) in the file's depth unit. `levels` are cumulative, between 0 and 1, whatever the
    convention: P99 is 0.99, of exceedance 0.01.
    """

    scale: int | None = None
    interval: tuple[float, float] | None = None
    page: str = "a4"
    tops: Sequence[tuple[str, float]] = ()
    convention: str = "percentile"
    png: bool = False
    levels: Sequence[float] = ()


@dataclass(frozen=True)
class Report:
    """One log of a well, what it is worth, as `appraise` finds it, `warnings` for page one, and how all is printed."""

    log: PredictedLog
    appraisal: Appraisal
    warnings: Sequence[Notice]
    options: ReportOptions

    def view(self) -> WellView:
        """Return the well's logs and its prediction, gathered for print."""
        return well_view(self.log, self.options.levels)
