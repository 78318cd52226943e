"""What Sphinx needs to know beyond its settings: links between pages, and our docstrings."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from docutils import nodes
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.search.en import SearchEnglish

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_DOCS = "docs"
_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff][^\W\u3400-\u9fff]*")
_CODE = re.compile(r"(`[^`]+`)")
_SPECIAL = re.compile(r"[\\*|]|(?<=\w)_(?=\W|$)")


class SearchBoth(SearchEnglish):
    """Words of English, and of Chinese, which has no spaces, every pair of letters.

    The browser splits what is searched for by `js_splitter_code` in the same way.
    """

    js_splitter_code = """
var splitQuery = (query) => [...query.matchAll(/[\\u3400-\\u9fff]+|[^\\W_]\\w*/gu)].flatMap(
  ([word]) => /^[\\u3400-\\u9fff]{2}/.test(word)
    ? [...word].slice(1).map((letter, place) => word[place] + letter)
    : [word]
);
"""

    def split(self, input: str) -> list[str]:  # noqa: A002  # the name that Sphinx gives it
        """The words of a text."""
        return [
            part
            for word in _WORD.findall(input)
            for part in (
                [word[place : place + 2] for place in range(len(word) - 1)]
                if len(word) > 1 and "\u3400" <= word[0] <= "\u9fff"
                else [word]
            )
        ]


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the events of a build."""
    app.add_search_language(SearchBoth)
    app.add_config_value("catalogue_package", "", "env")
    app.connect("doctree-read", _lead_to_pages)
    app.connect("autodoc-process-docstring", _as_text)
    app.connect("autodoc-process-signature", _without_fields)
    app.connect("html-page-context", _without_empty_headings, priority=900)
    app.connect("build-finished", _tidy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _lead_to_pages(app: Sphinx, doctree: nodes.document) -> None:
    """Turn links between files under `generated/` into links between pages of the site."""
    here = posixpath.dirname(posixpath.join(_DOCS, app.env.docname))
    for reference in doctree.findall(nodes.reference):
        parts = urlsplit(reference.get("refuri", ""))
        if parts.scheme or parts.netloc or not parts.path:
            continue
        target = posixpath.normpath(posixpath.join(here, parts.path))
        if target.startswith(f"{_DOCS}/") and target.endswith(".md"):
            target = target.removesuffix(".md") + ".html"
        target = target.removeprefix(f"{_DOCS}/")
        path = posixpath.relpath(target, posixpath.dirname(app.env.docname) or ".")
        reference["refuri"] = urlunsplit(parts._replace(path=path))


def _as_text(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Keep reStructuredText from taking marks in our docstrings, which are plain, for its own."""
    text = "".join(
        part if part.startswith("`") else _SPECIAL.sub(r"\\\g<0>", part)
        for part in _CODE.split("\n".join(lines))
    )
    # In what documents a value, `word: text` is no section and no type.
    sections = what in ("function", "method")
    lines[:] = GoogleDocstring(text).lines() if sections else text.split("\n")


def _without_fields(
    app: Sphinx,
    what: str,
    name: str,
    obj: object,
    options: object,
    signature: str | None,
    returns: str | None,
) -> tuple[str | None, str | None]:
    """Leave out the signature of a class: its fields stand below it."""
    return ("", None) if signature and what in ("class", "exception") else (signature, returns)


def _without_empty_headings(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Captions of the navigation are no headings: the page's own begin with its title."""
    tree = "furo_navigation_tree"
    context[tree] = context[tree].replace(' role="heading"', "")


_LANDMARKS = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Site">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
}


_AS_IT_STANDS = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
_MARKED_SPACE = re.compile(r'<span class="w">(\s*)</span>')
_INDENT = re.compile(r"\n\s+")


def _tidy(app: Sphinx, failed: Exception | None) -> None:
    """Name the two sides of a page, which the theme leaves without; drop what nobody sees."""
    if failed:
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for bare, named in _LANDMARKS.items():
            text = text.replace(bare, named)
        text = _MARKED_SPACE.sub(r"\1", text)
        # Three parts each: what lies between, what must stay, and the name of its tag.
        parts = _AS_IT_STANDS.split(text)
        parts[0::3] = [_INDENT.sub("\n", part) for part in parts[0::3]]
        del parts[2::3]
        text = "".join(parts)
        path.write_text(text, encoding="utf-8")
