"""How frozen records with read-only mappings are pickled, on their way to another process."""

from __future__ import annotations

from dataclasses import fields
from types import MappingProxyType
from typing import Any


def reduced(record: Any) -> tuple[object, ...]:
    """Return for `__reduce__` what remakes a record: pickle refuses the read-only views of mappings that it holds."""
    values = [getattr(record, each.name) for each in fields(record)]
    views = [isinstance(value, MappingProxyType) for value in values]
    plain = [dict(value) if view else value for value, view in zip(values, views, strict=True)]
    return _remade, (type(record), plain, views)


def _remade(kind: type, values: list[Any], views: list[bool]) -> Any:
    """Return a record of these values, with views where it held them."""
    return kind(*(MappingProxyType(value) if view else value for value, view in zip(values, views, strict=True)))
