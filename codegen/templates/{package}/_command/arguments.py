"""Fields and values as they are typed on a command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .descriptions import enum_of, event_named, field_named, value_named


def conditions(code: str, given: Iterable[str]) -> dict[str, Any]:
    """By field, the values that `field=value` asks for; fields of objects as mappings in mappings.

    A value may be a constant's name, JSON, or a text as it stands.

    Raises:
        ValueError: no equals sign.
        UnknownName: the event has no such field.
    """
    found: dict[str, Any] = {}
    for each in given:
        path, equals, text = each.partition("=")
        if not equals:
            raise ValueError(f"expected FIELD=VALUE, got {each!r}")
        field = field_named(event_named(code), path)
        *above, last = field.path.replace("[]", "").split(".")
        inner = found
        for step in above:
            inner = inner.setdefault(step, {})
        inner.setdefault(last, []).append(value_of(code, path, text))
    return found


def value_of(code: str, path: str, text: str) -> Any:
    """The value of a field that a text stands for."""
    field = field_named(event_named(code), path)
    enum = enum_of(field)
    known = value_named(enum, text) if enum else None
    if known is not None:
        return known["value"]
    if field.record["type"]["name"] == "string":
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
