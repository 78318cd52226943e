"""Texts and values as HTML: the one place where they are escaped."""

from __future__ import annotations

import html
import json
import keyword
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from codegen.catalogue import names
from codegen.catalogue.resolved import Enum, EnumValue
from codegen.catalogue.written import Json
from codegen.emit.docs.citations import CITATION, linked
from codegen.emit.docs.links import source_place
from codegen.emit.docs.markdown import CODE, anchor_name

_BREAKS = re.compile(r"(?<=[:/,])(?=\w)|(?=\.\w)")
_PYTHON = re.compile(
    rf"(#.*)|\b({'|'.join([*keyword.kwlist, 'match', 'case'])})\b|(\"[^\"]*\"|'[^']*')"
)
_LONGEST = 60
_SCHEMES = ("http", "https")
_WIDEST_LIST = 40


@pass_context
def prose(context: Context, text: str) -> Markup:
    """A text; what it has between backticks becomes code, and citations lead to the sources."""
    known = {source.label for source in context["catalogue"].sources}

    def one(label: str) -> str:
        address = f"{context['root']}sources.html#{source_place(label)}"
        return Markup('<a href="{}">{}</a>').format(address, label)

    def cited(found: re.Match[str]) -> str:
        labels = linked(found[1], known, one)
        return f"[{labels}]" if labels else found[0]

    parts = CODE.split(text)
    parts[::2] = [CITATION.sub(cited, escape(part)) for part in parts[::2]]
    parts[1::2] = [f"<code>{breakable(part)}</code>" for part in parts[1::2]]
    return Markup("".join(parts))


def breakable(text: object) -> Markup:
    """A long name that may go on in the next line behind `:`, `/`, `,` and before `.`."""
    return Markup("<wbr>").join(_BREAKS.split(str(text)))


def one_line(value: Json) -> str:
    """A value on one line, cut if it is long; a text without quotes."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def utc(milliseconds: Json) -> str:
    """A time in milliseconds as people read it."""
    try:
        return f"{datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return ""


def member(enum: Enum, value: Json) -> EnumValue | None:
    """The value of an enum that is written so."""
    same = (one for one in enum.values if str(one.value) == str(value))
    return next(same, None)


def web_address(text: str | None) -> str:
    """An address that may become a link; empty for all others, such as scripts."""
    return text if text and urlsplit(text).scheme in _SCHEMES else ""


def json_lines(value: Json, places: Mapping[str, str], path: str = "", indent: str = "") -> Markup:
    """A value as JSON; keys that have a place on the page lead to it."""
    inner = f"{indent}  "
    if isinstance(value, dict) and value:
        lines = [
            Markup("{}{}: {}").format(
                inner,
                _key(key, places.get(path + key)),
                json_lines(each, places, f"{path}{key}.", inner),
            )
            for key, each in value.items()
        ]
        return Markup("{{\n{}\n{}}}").format(Markup(",\n").join(lines), indent)
    if isinstance(value, list) and not _fits(value):
        items = [
            Markup("{}{}").format(inner, json_lines(each, places, path, inner)) for each in value
        ]
        return Markup("[\n{}\n{}]").format(Markup(",\n").join(items), indent)
    text = _inside(json.dumps(value, ensure_ascii=False))
    return Markup('<i class="s">{}</i>').format(text) if isinstance(value, str) else text


def _key(key: str, place: str | None) -> Markup:
    quoted = _inside(json.dumps(key, ensure_ascii=False))
    return Markup('<a href="#field-{}">{}</a>').format(place, quoted) if place else quoted


def _inside(text: str) -> Markup:
    """A text between tags, where quotes need no escape."""
    return Markup(html.escape(text, quote=False))


def _fits(items: list[Json]) -> bool:
    plain = not any(isinstance(each, dict | list) and each for each in items)
    return plain and len(json.dumps(items)) < _WIDEST_LIST


def python(text: str) -> Markup:
    """Python with its comments, keywords and strings marked."""
    made, at = Markup(), 0
    for found in _PYTHON.finditer(text):
        style = "cws"[(found.lastindex or 1) - 1]
        made += escape(text[at : found.start()])
        made += Markup('<i class="{}">{}</i>').format(style, found[0])
        at = found.end()
    return made + escape(text[at:])


def plain(text: str, longest: int) -> str:
    """A text without marks, cut behind a word."""
    text = " ".join(text.replace("`", "").split())
    return text if len(text) <= longest else text[: longest - 1].rpartition(" ")[0] + "…"


FILTERS = {
    "file_name": names.file,
} | {
    each.__name__: each
    for each in (prose, breakable, one_line, utc, member, web_address, python, anchor_name)
}
"""What templates have beside Jinja's own filters."""
