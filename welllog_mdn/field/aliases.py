"""Which log a mnemonic means, and the whole table of names and units."""

from __future__ import annotations

import os
import textwrap
from dataclasses import asdict, dataclass
from typing import Any

from welllog_mdn.errors import UsageError, nearest
from welllog_mdn.logs.kinds import KindTable, LogKind, default_table, unit_names


@dataclass(frozen=True)
class AliasRecord:
    """One log kind as the table of aliases shows it.

    `units` are all spellings, `unit_names` one of each unit; `described` says which of its names mean another log where
    a curve's description, values or unit say so, and which of another log mean it by their unit.
    """

    kind: str
    title: str
    role: str
    unit: str
    low: float
    high: float
    units: tuple[str, ...]
    aliases: tuple[str, ...]
    unit_names: tuple[str, ...] = ()
    described: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain lists and numbers."""
        return asdict(self)

    def as_text(self, spellings: bool) -> list[str]:
        """Return lines of text: what it is, its names, its units (with all their spellings, if wanted)."""
        bounds = f"{self.low:g} to {self.high:g} {self.unit}".rstrip()
        lines = [f"{self.kind}: {self.title}, {self.role}, {bounds}"]
        lines += textwrap.wrap(" ".join(self.aliases), 108, initial_indent="  names  ", subsequent_indent=" " * 9)
        units = " ".join(self.units) if spellings else ", ".join(self.unit_names)
        if units:
            lines += textwrap.wrap(units, 108, initial_indent="  units  ", subsequent_indent=" " * 9)
        return lines + [f"  {rule}" for rule in self.described if spellings]


def aliases(
    name: str | None = None,
    *,
    unit: str = "",
    description: str = "",
    alias: str | os.PathLike[str] | None = None,
) -> list[AliasRecord]:
    """Return the whole table of log kinds, or the kind that one mnemonic (with its unit and description) means.

    Raises
    ------
    UsageError : the mnemonic is unknown, and the nearest are offered; or the alias file cannot be read.
    """
    table = default_table().with_file(alias) if alias is not None else default_table()
    kinds = list(table.kinds.values())
    if name is not None:
        kind = table.resolve(name, unit, description)
        if kind is None:
            if table.named(name) is not None:
                alone = f"{name}: ambiguous; --unit and --description say which a file's is"
                otherwise = f"{name}: by its unit or description no log of the table"
                raise UsageError(otherwise if unit or description else alone)
            known = [a for k in kinds for a in (k.name, *k.aliases)]
            hint = nearest(name, known, table.plain_names()) or "an alias file can add your own"
            raise UsageError(f"{name}: no known mnemonic", hint=hint)
        kinds = [kind]
    return [_alias_record(table, kind) for kind in kinds]


def _alias_record(table: KindTable, kind: LogKind) -> AliasRecord:
    """Return one kind's record."""
    names = tuple(name for name in unit_names(kind) if name)
    rules = []
    for rule in table.described:
        mine = [m for m in rule.mnemonics if m in kind.aliases and rule.kind != kind.name]
        mine += ["all of them"] * (f"*{kind.name}" in rule.mnemonics)
        if mine:
            other = rule.kind or "no log of this table"
            count = "count" if len(mine) > 1 or mine == ["all of them"] else "counts"
            rules.append(f"{', '.join(mine)} {count} as {other} if the description matches {rule.says.pattern!r}")
    either = [m for m in sorted(table.by_values) if m in kind.aliases]
    if either:
        rules.append(f"{', '.join(either)}: density or its correction, as the values say")
    for name in table.in_unit:
        called, meant = table.named(name), table.other_kind(name)
        if called is not None and meant is not None and kind.name in (called.name, meant.name):
            rules.append(f"{name} counts as {meant.name} in {meant.unit} or another unit of that")
    units = tuple(kind.units)
    return AliasRecord(
        kind.name, kind.title, kind.role, kind.unit, kind.low, kind.high, units, kind.aliases, names, tuple(rules)
    )
