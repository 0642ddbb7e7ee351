"""What can go wrong, in words a user can act on.

Every error that a user may see is a `WelllogError`; its text is one line made of the file, the line, the cause and the
remedy, with control characters escaped, so that hostile header text cannot forge a second line.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum, auto


def one_line(text: object, limit: int = 600) -> str:
    """Return `text` on one printable line of at most `limit` characters.

    Control characters and line separators are written as escapes.
    """
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(text))
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


MOST_PATH = 300  # letters of a path in a message, whose whole line has 600


def shown_path(path: str | os.PathLike[str]) -> str:
    """Return a path on one printable line, of a longer one its end, so that what is said of it has room behind it."""
    shown = one_line(os.fspath(path), 100_000)
    return shown if len(shown) <= MOST_PATH else "…" + shown[1 - MOST_PATH :]


def short_names(names: Iterable[str], most: int) -> dict[str, str]:
    """Return each name as a table shows it: one above `most` letters without its middle, unless two would look alike.

    >>> short_names(["GR", "NO 15/9-F-11 sidetrack A"], 12)
    {'GR': 'GR', 'NO 15/9-F-11 sidetrack A': 'NO 15…rack A'}
    """
    whole = {name: one_line(name) for name in names}
    half = most // 2
    short = {n: text if len(text) <= most else f"{text[: half - 1]}…{text[-half:]}" for n, text in whole.items()}
    return short if len(set(short.values())) == len(whole) else whole


def nearest(name: str, known: Iterable[str], plain: Iterable[str] = ()) -> str:
    """Return a clause naming the up to three known names nearest to `name`, or "" where none is near: three of four
    letters alike. Those that are `plain` come first, and two of three letters will do.

    >>> nearest("RHBO", ["RHOB", "GR"]), nearest("VSH", ["SPHI", "GR"])
    ('did you mean RHOB?', '')
    >>> nearest("DTX", ["DTXX", "DTSX"], ["DT", "DTC", "GR"])
    'did you mean DT, DTC, DTXX?'
    """
    found = [*_near(name, plain, 0.66 if len(name) > 2 else 0.75), *_near(name, known, 0.75)]
    return f"did you mean {', '.join(list(dict.fromkeys(found))[:3])}?" if found else ""


def _near(name: str, known: Iterable[str], cutoff: float) -> list[str]:
    """Return the up to three known names nearest to `name`, of those that are alike enough."""
    options = {k.casefold(): k for k in known}
    return [options[k] for k in get_close_matches(name.casefold(), list(options), n=3, cutoff=cutoff)]


class WelllogError(Exception):
    """A fault that ends the work on a file or a command.

    Parameters
    ----------
    cause : what was found and what was expected, without a final full stop.
    file, line, hint : the file, its line number (1-based) and what the user can do; each may be absent.
    """

    exit_code = 1

    def __init__(
        self,
        cause: str,
        *,
        file: str | os.PathLike[str] | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        self.cause, self.file, self.line, self.hint = cause, file, line, hint
        super().__init__(cause, file, line, hint)

    @property
    def where(self) -> str:
        """The line of the file, to stand before the cause; "" where it is not known."""
        return "" if self.line is None else f"line {self.line}: "

    def __str__(self) -> str:
        file = "" if self.file is None else f"{shown_path(self.file)}: "
        hint = f"; {self.hint}" if self.hint else ""
        return one_line(f"{file}{self.where}{self.cause}{hint}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self).__new__, (type(self), *self.args), vars(self)


class LasError(WelllogError):
    """A LAS file that is refused: it cannot be read without guessing."""


class OutputError(WelllogError):
    """A product that could not be written whole, or must not be written there."""


class UsageError(WelllogError):
    """An option, a path or a configuration that cannot be carried out; nothing was written."""

    exit_code = 2


class ModelError(WelllogError):
    """A model file that is refused, or a model that cannot be trained or does not fit the request."""

    exit_code = 2


class Code(Enum):
    """What a notice says, of those by which something is decided: the words are the reader's, and may change."""

    ROWS_LOST = auto()  # rows of a curve are masked, or taken as missing
    CUT = auto()  # the end of the file is lost
    GARBLED = auto()  # names or units may be of another encoding
    NOT_USED = auto()  # a file neither trains nor is scored
    NO_CURVE = auto()  # the same, for it has no curve of the target
    UNTAUGHT = auto()  # nothing was learnt of wells that were given to train


@dataclass(frozen=True)
class Notice:
    """Something done or found that a user should be able to read.

    `subject` is the curve or line it speaks of; `severity` is "warn" where a number may change, else "info". Two of the
    same words are one, whatever their `code`, which files do not keep.
    """

    subject: str
    text: str
    severity: str = "warn"
    code: Code | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return one_line(f"{self.subject}: {self.text}" if self.subject else self.text)


class Notes:
    """Keeps notices of what is found on the way."""

    notices: list[Notice]

    def warn(self, subject: str, text: str, code: Code | None = None) -> None:
        """Note what masks or drops data, or may change a number."""
        self.notices.append(Notice(subject, text, "warn", code))

    def inform(self, subject: str, text: str, code: Code | None = None) -> None:
        """Note what changes nothing."""
        self.notices.append(Notice(subject, text, "info", code))


def require_names(name: str, given: object) -> None:
    """Raise UsageError where what was `given` as an argument of that name is no list of texts; of one text's letters
    each would be a name.
    """
    if isinstance(given, str) or not isinstance(given, Collection) or not all(isinstance(n, str) for n in given):
        raise UsageError(f"{name} must be a list of names, as in ['GR', 'RHOB'], however: {one_line(given, 80)}")
