"""What is known of a LAS file while it is being read; what is noted on the way, and how it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from welllog_mdn.errors import Code, LasError, Notes, Notice
from welllog_mdn.logs.kinds import KindTable
from welllog_mdn.wells.scan import Lines, Section

_OF_UNITS = frozenset("µ°ºØøÅå¹²³·×‰")  # of the upper half, what Western names and units have alone
_OF_NO_UNIT = frozenset("¬" + "".join(map(chr, range(0x80, 0xA0))))  # cp866's м, and controls
GARBLED = "where names or units are garbled, --encoding (as cp1251) says in which the header is written"


def garbled(notices: Iterable[Notice]) -> str:
    """Return what to do about a file of which reading it said that its names may be garbled, "" of others."""
    return GARBLED if any(notice.code is Code.GARBLED for notice in notices) else ""


@dataclass(frozen=True)
class Item:
    """One header line, as lasio splits it."""

    mnemonic: str
    unit: str
    value: str
    description: str
    line: int


@dataclass
class LasFile(Notes):
    """What is known of a file while it is being read."""

    path: Path
    raw: bytes
    lines: Lines
    encoding: str
    sections: list[Section]
    table: KindTable
    salvage: bool
    guessed: bool = False  # whether nobody named the encoding
    notices: list[Notice] = field(default_factory=list)
    added: list[str] = field(default_factory=list)  # lines of ~V that the file lacks and a copy has
    off: set[str] = field(default_factory=set)  # which of STRT and STOP are not where the depths begin and end
    null_word: str = ""  # what is declared as NULL where that is no number (ERR, VOID)
    short: bool = False  # whether the depths end before STOP
    is_v1: bool = False  # whether it follows LAS 1.2, where a text stands behind the colon

    def refuse(self, cause: str, line: int | None = None, hint: str | None = None) -> LasError:
        """Return the error to raise; `line` is 0-based here, 1-based for the user."""
        return LasError(cause, file=self.path, line=None if line is None else line + 1, hint=hint)

    def decoded(self, text: bytes) -> str:
        """Return bytes as text: files that were put together may hold UTF-8 beside the codec that was guessed."""
        try:
            return text.decode("utf-8" if self.guessed else self.encoding)
        except UnicodeDecodeError:
            return text.decode(self.encoding, "replace")

    def is_garbled(self, text: str, *, unit: bool = False) -> bool:
        """Say whether a text may be of another encoding than the one that was guessed: half of its letters are of the
        upper half of that one, and two at the least, where signs count too. In a `unit` one will do, but of the signs
        only those that no unit has: a dash may stand for none.
        """
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:  # it stands in UTF-8 in its line
            return False
        high = [c for c in text if not c.isascii() and c not in _OF_UNITS]
        upper = sum(c.isalpha() or c in _OF_NO_UNIT for c in high) if unit else len(high)
        plain = sum(c.isascii() and c.isalpha() for c in text)
        return self.guessed and self.encoding != "utf-8" and upper >= (1 if unit else 2) and upper >= plain

    def only(self, letter: str, name: str) -> Section:
        """Return the one section of that letter; raises LasError where there is none, or more than one."""
        found = [s for s in self.sections if s.letter == letter]
        if not found:
            seen = ", ".join(s.shown for s in self.sections[:12])
            cause = f"no {name} section (~{letter}); sections found: {seen}"
            cut = "" if self.raw.endswith((b"\n", b"\r")) else ", else get the whole file: it looks truncated"
            raise self.refuse(cause, hint=f"title it ~{letter} where it is there{cut}")
        if len(found) > 1:
            raise self.refuse(f"{len(found)} {name} sections (~{letter}): ambiguous", found[1].line)
        return found[0]
