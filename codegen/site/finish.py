"""Finished pages: both languages as HTML, and nothing in them that nobody sees."""

from __future__ import annotations

import html
import re

from codegen.site.bilingual import ENGLISH, chinese, english, replaced

_AS_IT_STANDS = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
_TITLE_OR_OPTION = re.compile(r"<(title|option)([^>]*)>([^<]*)</\1>")
_TAG = re.compile(f"<[a-z][^<>]*{ENGLISH}[^<>]*>")
_ATTRIBUTE = re.compile(f' ([a-z-]+)="([^"]*{ENGLISH}[^"]*)"')
_LETTERING = re.compile(r"(<text\b[^>]*>)(.*?)(</text>)", re.DOTALL)

_LIKE_ALL_TEXT = re.compile(r'<span(?: class="[wp]")?>([^<]*)</span>')
"""Space and punctuation, which have the colour of the code around them."""
_INDENT = re.compile(r"\n\s+")
_WORDS = re.compile(r'<span class="pre">([^<]*)</span>')
_CODE = re.compile(r'<code class="[^"]*\bliteral\b[^"]*">')
_LONE_PARAGRAPH = re.compile(r"<(t[dh])\b([^>]*)><p>((?:(?!</?p\b).)*)</p>\s*</\1>", re.DOTALL)
_ROW = re.compile(r'<tr class="row-(?:even|odd)">')
_REFERENCE = re.compile(r'class="reference (?:internal|external)"')
_UNUSED_ICON = re.compile(r'<symbol id="svg-(?:pencil|eye)".*?</symbol>', re.DOTALL)


def finished(page: str) -> str:
    """A page as readers get it."""
    # Three parts each: what lies between, what must stay, and the name of its tag.
    parts = _AS_IT_STANDS.split(page)
    parts[0::3] = [_short(_in_both(part)) for part in parts[0::3]]
    parts[1::3] = [_LIKE_ALL_TEXT.sub(r"\1", english(part)) for part in parts[1::3]]
    del parts[2::3]
    return "".join(parts)


def _in_both(part: str) -> str:
    """One language in view, the other one beside it."""
    part = _TITLE_OR_OPTION.sub(_beside, part)
    part = _TAG.sub(lambda tag: _ATTRIBUTE.sub(_attribute, tag[0]), part)
    part = _LETTERING.sub(lambda found: found[1] + _split(found[2], "tspan") + found[3], part)
    return _split(part, "span")


def _split(text: str, tag: str) -> str:
    return replaced(
        text, lambda en, zh: f'<{tag} class="en">{en}</{tag}><{tag} class="zh">{zh}</{tag}>'
    )


def _beside(found: re.Match[str]) -> str:
    """These hold nothing but text."""
    tag, attributes, text = found.groups()
    if ENGLISH not in text:
        return found[0]
    chinese_ = html.escape(html.unescape(chinese(text)))
    return f'<{tag}{attributes} data-zh="{chinese_}">{english(text)}</{tag}>'


def _attribute(found: re.Match[str]) -> str:
    name, text = found.groups()
    return f' {name}="{english(text)}" data-zh-{name}="{chinese(text)}"'


def _short(part: str) -> str:
    """The same page in fewer bytes."""
    part = _INDENT.sub("\n", part)
    part = _WORDS.sub(r"\1", part)
    part = _CODE.sub('<code class="literal">', part)
    part = _LONE_PARAGRAPH.sub(r"<\1\2>\3</\1>", part)
    part = _UNUSED_ICON.sub("", part)
    part = _REFERENCE.sub('class="reference"', part)
    return _ROW.sub("<tr>", part)
