"""JSON values as YAML that readers of version 1.1 and of 1.2 take for the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from codegen.catalogue.written import Json

_PLAIN = re.compile(r"[A-Za-z$][A-Za-z0-9_$./-]*( [A-Za-z][A-Za-z0-9_-]*)*")
_NOT_TEXT = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_LONGEST_KEY = 120
"""Characters of a key on one line with its value; the limit of YAML is 1,024."""


def to_yaml(value: Json) -> str:
    """The value with its mappings in their order."""
    parts: list[str] = []
    _write(value, "\n", parts.append)
    return "".join(parts).removeprefix("\n").removeprefix(" ") + "\n"


def _write(value: Json, line: str, put: Callable[[str], object]) -> None:
    """Put what stands behind `key:` or `-`; `line` begins each further line."""
    if isinstance(value, dict) and value:
        first = not line.endswith("- ")
        inner = line if first else line[:-2] + "  "
        for key, each in value.items():
            put(inner if first else " ")
            first = True
            name = _scalar(key)
            put(f"{name}:" if len(name) <= _LONGEST_KEY else f"? {name}{inner}:")
            _write(each, _below(each, inner), put)
    elif isinstance(value, list) and value:
        first = not line.endswith("- ")
        inner = line if first else line[:-2] + "  "
        for each in value:
            put(inner + "-" if first else " -")
            first = True
            _write(each, inner + "- ", put)
    else:
        put(" " + _scalar(value))


def _below(value: Json, line: str) -> str:
    """What begins the lines of a value below its key: items of a list are not indented."""
    return line if isinstance(value, list) else line + "  "


def _scalar(value: Json) -> str:
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT:
            return value
        text = json.dumps(value, ensure_ascii=False)
        return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    text = json.dumps(value)
    # Readers of version 1.1 take a number with an exponent for a text if it has no point.
    return text.replace("e", ".0e") if isinstance(value, float) and "." not in text else text
