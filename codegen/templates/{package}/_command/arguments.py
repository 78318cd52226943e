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
        *above, last = path_of(code, path)
        inner = found
        for step in above:
            inner = inner.setdefault(step, {})
        inner.setdefault(last, []).append(value_of(code, path, text))
    return found


def path_of(code: str, path: str) -> list[str]:
    """The wire names down to a field."""
    return field_named(event_named(code), path).path.replace("[]", "").split(".")


def sent_value(code: str, path: str, text: str) -> Any:
    """The value of a field that a text stands for, as it is sent."""
    value = value_of(code, path, text)
    form = field_named(event_named(code), path).record.get("wire")
    return str(value) if form in ("digits", "string") and isinstance(value, int) else value


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
