"""The text of a LAS file, with where everything stands in it: what a writer needs that keeps it to the byte."""

from __future__ import annotations

from dataclasses import dataclass, field

from welllog_mdn.arrays import Ints


@dataclass(frozen=True, eq=False)
class LasText:
    """Where everything stands in a file's bytes, for a writer that keeps them.

    Offsets count bytes of `raw`. `curve_insert` is just after the last ~C item's end of line,
    `parameter_insert` the same in ~P (None: no ~P, a new one goes to `parameter_section`), `data_header` the start
    of the ~A line; `row_ends` (rows,) the end, before the end of line, of each record's last line. `curve_starts` are
    those of the ~C lines, index first, `parameter_starts` those of the items of the last ~P; `row_starts` (rows,) is
    the start of each record's first line. `additions` are header lines that the file lacks, and where they go.
    `garbled` are names of curves that, or the unit of which, another encoding may read right.
    """

    raw: bytes = field(repr=False)
    encoding: str
    eol: bytes
    n_columns: int
    delimiter: str
    wrapped: bool
    curve_insert: int
    parameter_insert: int | None
    parameter_section: int
    parameter_starts: tuple[int, ...]
    data_header: int
    row_starts: Ints = field(repr=False)
    row_ends: Ints = field(repr=False)
    curve_names: tuple[str, ...] = field(repr=False)
    curve_starts: tuple[int, ...] = field(repr=False)
    null: str
    additions: tuple[tuple[int, tuple[str, ...]], ...] = ()
    garbled: tuple[str, ...] = field(default=(), repr=False)
