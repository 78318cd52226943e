"""Parts of the catalogue as lines of YAML."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable

from codegen.load.yaml_nodes import LONGEST_LINE, core_value

_PLAIN = re.compile(r"[A-Za-z](?:[\w ().,;<>=/|\[\]{}'\"+*@-]|:(?=\S))*")


def scalar(text: str) -> str:
    """A text as a value, in quotes where it needs them."""
    plain = _PLAIN.fullmatch(text) and " #" not in text and text == text.strip()
    return (
        text
        if plain and isinstance(core_value(text), str)
        else json.dumps(text, ensure_ascii=False)
    )


def name(text: str) -> str:
    """A text as a key."""
    simple = re.fullmatch(r"[A-Za-z_][\w-]*", text) and isinstance(core_value(text), str)
    return text if simple else json.dumps(text, ensure_ascii=False)


def entry(indent: int, key: str, value: str) -> list[str]:
    """`key: value`, wrapped where it is too long to be read."""
    line = f"{' ' * indent}{name(key)}: {scalar(value)}"
    if len(line) <= LONGEST_LINE or scalar(value) != value:
        return [line]
    return textwrap.wrap(
        line, LONGEST_LINE, subsequent_indent=" " * (indent + 2), break_long_words=False, break_on_hyphens=False
    )  # fmt: skip


def flow(values: Iterable[str]) -> str:
    """A list in brackets."""
    return f"[{', '.join(values)}]"
