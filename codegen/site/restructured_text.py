"""Texts as reStructuredText: the one place where they are escaped."""

from __future__ import annotations

import re

from codegen.emit.docs.markdown import CODE

_MARKS = re.compile(r"[\\*|]|(?<=\w)_(?=\W|$)")
# Only addresses of the web become links.
_SPECIAL = re.compile(
    r"[\\`*|<>{}\[\]#~=+^\"'@]|_(?!\w)|(?<!\w)_|(?<!http)(?<!https):(?=\S)|(?<!\S)[-.]"
)


def paragraphs(text: str) -> str:
    """A text of several lines; what it has between backticks becomes code."""
    parts = CODE.split(text)
    parts[::2] = [_SPECIAL.sub(r"\\\g<0>", part) for part in parts[::2]]
    parts[1::2] = map(_code, parts[1::2])
    return "".join(parts)


def with_sections(text: str) -> str:
    """A docstring of ours, which may have sections such as `Raises:` and blocks behind `::`."""
    parts = CODE.split(text)
    parts[::2] = [_MARKS.sub(r"\\\g<0>", part) for part in parts[::2]]
    parts[1::2] = [f"`{part}`" for part in parts[1::2]]
    return "".join(parts)


def _code(text: str) -> str:
    if text != text.strip():
        return _SPECIAL.sub(r"\\\g<0>", f"`{text}`")
    # An escaped space is nothing; it keeps the marks apart from letters around them.
    return rf"\ ``{text}``\ "
