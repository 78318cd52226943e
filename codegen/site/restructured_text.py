"""Texts as reStructuredText: the one place where they are escaped."""

from __future__ import annotations

import re

from codegen.emit.docs.markdown import CODE

# A colon before a space means nothing but in sections, such as `Raises:`; only addresses of the web
# become links.
_SPECIAL = re.compile(
    r"[\\`*|<>{}\[\]#~=+^\"'@]|_(?!\w)|(?<!\w)_|(?<!http)(?<!https):(?=\S)|(?<!\S)[-.]"
)


def paragraphs(text: str) -> str:
    """A text of several lines; what it has between backticks becomes code."""
    parts = CODE.split(text)
    parts[::2] = [_SPECIAL.sub(r"\\\g<0>", part) for part in parts[::2]]
    parts[1::2] = map(_code, parts[1::2])
    return "".join(parts)


def _code(text: str) -> str:
    if text != text.strip():
        return _SPECIAL.sub(r"\\\g<0>", f"`{text}`")
    # An escaped space is nothing; it keeps the marks apart from letters around them.
    return rf"\ ``{text}``\ "
