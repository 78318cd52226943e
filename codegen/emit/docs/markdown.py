"""Texts as Markdown: what is inserted here reads as itself on any host (CommonMark with tables)."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from codegen.catalogue.written import Json

CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
"""What a text of the catalogue shows as code: all between two single backticks."""

_SPECIAL = re.compile(r"[\\`*\[\]<>{}~$]|&(?=[#\w])|(?<![^\W_])_|_(?![^\W_])")
_LEADING = re.compile(
    r"[-+#=](?=\s|$|[-+#=])|(?<=\d)[.)](?=\s|$)"
    # Comments, targets, fields and directives of MyST, which the site is read by.
    r"|%|\((?=[^)]*\)=)|:(?=:|\S+:)"
)
_NUMBER = re.compile(r"\d*")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPANS = re.compile(r"((?<![`\\])`[^`]+`(?!`))")
_BACKTICKS = re.compile(r"`+")
_OUTSIDE_ANCHORS = re.compile(r"[^A-Za-z0-9_.-]")
_PLAIN_IN_ADDRESSES = ":/.-_~@#"


def prose(text: str) -> str:
    """A text on one line; what it has between backticks becomes code, all else stands as it is."""
    parts = CODE.split(" ".join(text.split()))
    outside = [_SPECIAL.sub(r"\\\g<0>", part) for part in parts[::2]]
    # Only the beginning of a line can make a list, a heading or a rule.
    start = _NUMBER.match(outside[0])
    if start is not None and _LEADING.match(outside[0], start.end()):
        outside[0] = f"{start[0]}\\{outside[0][start.end() :]}"
    codes = [code(part) for part in parts[1::2]]
    return "".join(part + span for part, span in zip(outside, [*codes, ""], strict=True))


def plain(markdown: str) -> str:
    """What a reader sees of the Markdown that `prose` makes, with its backticks."""
    return "".join(
        part if place % 2 else _ESCAPED.sub(r"\1", part)
        for place, part in enumerate(_SPANS.split(markdown))
    )


def heading(text: str) -> str:
    """`prose`, with a capital letter first."""
    return prose(text[:1].upper() + text[1:])


def sentence(text: str) -> str:
    """`prose`, with a full stop behind it."""
    return prose(text if text.rstrip().endswith((".", "!", "?")) else text.rstrip() + ".")


def code(text: str) -> str:
    """A text as code, on one line."""
    text = re.sub(r"[\r\n]+", " ", text)
    if not text:
        return ""
    fence = "`"
    while fence in _BACKTICKS.findall(text):
        fence += "`"
    # One space at either end is taken off again by the reader of the Markdown.
    padded = text.startswith(("`", " ")) or text.endswith(("`", " "))
    inner = f" {text} " if padded and text.strip() else text
    return fence + inner + fence


def value(of: Json) -> str:
    """A JSON value as code, on one line."""
    return code(json.dumps(of, ensure_ascii=False))


def cell(markdown: str) -> str:
    """Markdown of one line, for a cell of a table."""
    return markdown.replace("|", r"\|")


def link(markdown: str, address: str) -> str:
    """A link; `markdown` is what is shown."""
    return f"[{markdown}]({quote(address, safe=_PLAIN_IN_ADDRESSES)})"


def anchor(name: str) -> str:
    """The place that a link with `#name` leads to."""
    return f'<a id="{name}"></a>'


def anchor_name(text: str) -> str:
    """A text as part of an anchor's name; different texts give different names."""
    return _OUTSIDE_ANCHORS.sub(lambda found: f"~{ord(found[0]):x}~", text)


def block(text: str, language: str) -> str:
    """Lines of code."""
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def json_block(of: Json) -> str:
    """A JSON value over several lines."""
    return block(json.dumps(of, ensure_ascii=False, indent=2), "json")


def listed(items: list[str], word: str) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *first, last = items
    return f"{', '.join(first)} {word} {last}" if first else last
