"""Numbers as a reader sees them: on the terminal, in messages and in prints alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import floor, log10


def counted(count: int, what: str) -> str:
    """Return a count with its noun.

    >>> counted(1, "well"), counted(1200, "well")
    ('1 well', '1,200 wells')
    """
    return f"{count:,} {what}{'s' * (count != 1)}"


def number(value: float, digits: int = 4) -> str:
    """Return `value` with about `digits` significant digits and no exponent where it can be helped.

    >>> number(0.2), number(2000.0), number(-0.15), number(1234567.0), number(1.95)
    ('0.2', '2000', '-0.15', '1234567', '1.95')
    """
    if value != value:
        return "–"
    text = f"{value:.{digits}g}"
    if "e" in text:
        text = f"{value:.0f}" if 1 <= abs(value) < 1e12 else text
    return text


def depth_text(value: float) -> str:
    """Return a depth as a message shows it, without an exponent also in tenths of an inch.

    >>> depth_text(1907.7), depth_text(1377960.0), depth_text(1200000.0)
    ('1907.7', '1377960', '1200000')
    """
    return number(float(value), 7)


def rounded_depth(depth: float) -> str:
    """Return a depth with one decimal; one in tenths of an inch, which runs to millions, needs none."""
    return f"{depth:.1f}" if abs(depth) < 100_000 else f"{depth:.0f}"


def depth_range(top: float, base: float, unit: str = "") -> str:
    """Return from where to where an interval lies, its depths rounded; of several the unit stands behind the last.

    >>> depth_range(1500.04, 1612.0, "m"), depth_range(1377960.0, 1377978.4)
    ('1500.0 to 1612.0 m', '1377960 to 1377978')
    """
    return f"{rounded_depth(top)} to {rounded_depth(base)} {unit}".rstrip()


def decimals(size: float, digits: int = 3) -> int:
    """Return the decimals that print a value of about `size` with `digits` digits, for a column of such values.

    >>> decimals(10.4), decimals(0.122), decimals(450.0)
    (1, 3, 0)
    """
    if not 0 < abs(size) < float("inf"):
        return digits - 1
    return max(digits - 1 - floor(log10(abs(size))), 0)


def fixed(value: float | None, places: int) -> str:
    """Return `value` with `places` decimals, a dash where there is none.

    >>> fixed(4.0, 2), fixed(-0.0004, 2), fixed(None, 2)
    ('4.00', '0.00', '–')
    """
    return "–" if value is None or value != value else f"{round(value, places) + 0.0:.{places}f}"


def percent(share: float) -> str:
    """Return a share in percent; a small one that is not nothing does not become 0, nor nearly all 100.

    >>> percent(0.002), percent(0.5), percent(0.999)
    ('under 1 %', '50 %', 'over 99 %')
    """
    if 0 < share < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < share < 1 - 1e-9 else f"{100 * share:.0f} %"


def tenths(share: float) -> str:
    """Return a share in percent with one decimal; only nothing is 0 and only all is 100.

    >>> tenths(0.9997), tenths(1.0), tenths(0.00001), tenths(0.8049)
    ('99.9', '100', '0.1', '80.5')
    """
    return _between_none_and_all(share, 1)


def whole(share: float) -> str:
    """Return a share in percent without decimals, for a column of figures; only nothing is 0 and only all is 100.

    >>> whole(0.9964), whole(1.0), whole(0.002), whole(0.0), whole(0.804)
    ('99', '100', '1', '0', '80')
    """
    return _between_none_and_all(share, 0)


def _between_none_and_all(share: float, places: int) -> str:
    """Return a share in percent with so many decimals, at least 1 of the last one from 0 and from 100 in between."""
    least = 10.0**-places
    return f"{100 * share:.0f}" if share in (0, 1) else f"{min(max(100 * share, least), 100 - least):.{places}f}"


def as_printed(share: float) -> float:
    """Return a share rounded as `percent` prints it, so that what is said of it agrees with the figure beside it.

    >>> as_printed(0.6964), as_printed(0.695), as_printed(0.904)
    (0.7, 0.7, 0.9)
    """
    return round(100.0 * share, 0) / 100.0


def brief_percent(share: float) -> str:
    """Return what `percent` does, for a cell of a table.

    >>> brief_percent(0.002), brief_percent(0.5), brief_percent(0.999)
    ('<1 %', '50 %', '>99 %')
    """
    return percent(share).replace("under ", "<").replace("over ", ">")


def some_of(names: Sequence[str], most: int) -> str:
    """Return the first names, and how many more there are.

    >>> some_of(["GR", "RHOB", "NPHI"], 2), some_of(["GR"], 2)
    ('GR, RHOB and 1 more', 'GR')
    """
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = (), between: str = "  ") -> list[str]:
    """Return the lines of a table as narrow as its cells allow; the columns `right` are flush right.

    >>> aligned([("log", "wells"), ("GR", "12")], right=[1])
    ['log  wells', 'GR      12']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    align = [str.rjust if i in right else str.ljust for i in range(len(widths))]
    return [between.join(a(c, w) for a, c, w in zip(align, row, widths, strict=True)).rstrip() for row in rows]
