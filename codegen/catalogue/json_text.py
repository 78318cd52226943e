"""JSON over several lines, as `json.dumps` with an indent of two makes it, but sooner."""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring as quoted
from typing import Any

from codegen.catalogue.written import Json

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The JSON Schema that all schemas are written in."""
_SCALARS = {None: "null", True: "true", False: "false"}


def indented(value: Json | Mapping[str, Json]) -> str:
    """The value in JSON; objects and arrays have a line for each of their members."""
    return _text(value, "\n")


def _text(value: Any, line: str) -> str:
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is dict:
        if not value:
            return "{}"
        inner = line + "  "
        members = [f"{quoted(key)}: {_text(each, inner)}" for key, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(members)}{line}}}"
    if kind is list or kind is tuple:
        if not value:
            return "[]"
        inner = line + "  "
        return f"[{inner}{f',{inner}'.join([_text(each, inner) for each in value])}{line}]"
    if kind is bool or value is None:
        return _SCALARS[value]
    if isinstance(value, Mapping):
        return _text(dict(value), line)
    return str(value) if kind is int else json.dumps(value, ensure_ascii=False)
