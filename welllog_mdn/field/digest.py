"""What was found in many wells, in a few lines: which warnings, in how many wells, on which logs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from welllog_mdn.errors import Notice, one_line
from welllog_mdn.words import counted, some_of

MOST_KINDS = 12  # lines that are still read
MOST_LOGS = 5
_SHARE = re.compile(r"^\d+ % of its ")
_ASIDE = re.compile(r" \([^)]*\)")
_DETAIL = re.compile(r"[;:]|(?<!…) in …|(?<=missing) in ")  # what follows is a remedy, a count or a name
_VARIES = re.compile(r"'[^']*'|(?<![\w/.])[-+]?\d[\d.,]*(?:e[-+]?\d+)?\b(?!/)")


def kind_of(notice: Notice) -> tuple[str, str]:
    """Return what a notice is about, its numbers and details left out, and the log that it names.

    >>> kind_of(Notice("RHOB", "spikes in 3 of 3480 rows; masked, the file is unchanged"))
    ('spikes', 'RHOB')
    >>> kind_of(Notice("STOP", "is 2000 but the data have 1998.5 m; header left as it is"))
    ('is … but the data have … m', 'STOP')
    >>> kind_of(Notice("bad hole", "8 m (54 rows) by caliper (CALI)"))
    ('bad hole', '')
    """
    if notice.subject == "bad hole":
        return notice.subject, ""
    text = _ASIDE.sub("", _VARIES.sub("…", _SHARE.sub("", notice.text)))
    return _DETAIL.split(text, maxsplit=1)[0].strip(), notice.subject


class Digest:
    """Counts the warnings of wells."""

    def __init__(self) -> None:
        self.warnings = 0
        self._wells: dict[str, set[Path]] = {}
        self._logs: dict[str, Counter[str]] = {}

    def add(self, file: Path, notice: Notice) -> None:
        """Count one warning of a well."""
        kind, log = kind_of(notice)
        self.warnings += 1
        self._wells.setdefault(kind, set()).add(file)
        self._logs.setdefault(kind, Counter()).update(filter(None, (name.strip() for name in log.split(","))))

    def lines(self, where: str, of: str = "well", most: int = MOST_KINDS) -> list[str]:
        """Return the kinds of warnings, those of most wells first, under `where` each is shown; none without any."""
        if not self.warnings:
            return []
        wells = len(set().union(*self._wells.values()))
        count = f"{counted(self.warnings, 'warning')} in {counted(wells, of)}"
        found = [f"{count}; {where}. By kind:"]
        ranked = sorted(self._wells, key=lambda kind: (-len(self._wells[kind]), kind))
        for kind in ranked[:most]:
            count = counted(len(self._wells[kind]), "well")
            found.append(f"  {count:>11}: {one_line(kind, 200)}{self._names(kind)}")
        if len(ranked) > most:
            found.append(f"  and {counted(len(ranked) - most, 'more kind')}")
        return found

    def _names(self, kind: str) -> str:
        """Return the logs that a kind of warning is about most often, in brackets."""
        names = [one_line(name, 20) for name, _ in self._logs[kind].most_common()]
        return f" ({some_of(names, MOST_LOGS)})" if names else ""
