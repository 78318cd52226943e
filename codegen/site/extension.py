"""What Sphinx needs to know beyond its settings: links between pages, and our docstrings."""

from __future__ import annotations

import posixpath
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import attrs
from docutils import nodes
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.search.en import SearchEnglish
from sphinx.transforms import SphinxTransform

from codegen.site.bilingual import ENGLISH, english
from codegen.site.finish import finished
from codegen.site.labels import Labels, load

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


class EnglishPlaces(SphinxTransform):
    """Anchors of headings from their English alone, so that a translation moves none."""

    default_priority = 450

    def apply(self, **kwargs: Any) -> None:
        """Name the sections of a page anew."""
        for section in self.document.findall(nodes.section):
            title = section[0].astext()
            name = nodes.make_id(english(title))
            if ENGLISH in title and name and name not in self.document.ids:
                del self.document.ids[section["ids"][0]]
                section["ids"][0] = name
                self.document.ids[name] = section


@attrs.frozen
class _Theme:
    """The theme's texts for its templates, as gettext gives them."""

    labels: Labels

    def gettext(self, text: str) -> str:
        bare = text.strip()
        return text.replace(bare, self.labels.of_theme(bare)) if bare else text

    def ngettext(self, one: str, several: str, number: int) -> str:
        return self.gettext(one if number == 1 else several)


def _theme_in_both(app: Sphinx) -> None:
    environment = app.builder.templates.environment
    # Sphinx turns on jinja2.ext.i18n, which adds the method.
    environment.install_gettext_translations(_Theme(load()))  # pyright: ignore[reportAttributeAccessIssue]


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the events of a build."""
    app.add_search_language(SearchBoth)
    app.add_config_value("catalogue_package", "", "env")
    app.add_transform(EnglishPlaces)
    app.connect("builder-inited", _theme_in_both)
    app.connect("doctree-read", _lead_to_pages)
    app.connect("autodoc-process-docstring", _as_text)
    app.connect("autodoc-process-signature", _without_fields)
    app.connect("html-page-context", _without_empty_headings, priority=900)
    app.connect("html-page-context", _from_event_to_event)
    app.connect("build-finished", _finish)
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


def _from_event_to_event(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """What comes after the last event of a service is none of its own."""
    following = context.get("next")
    if page.startswith("events/") and following and "/" in following["link"]:
        context["next"] = None


_LANDMARKS = {"sidebar-drawer": "Site", "toc-drawer": "On this page"}
"""The two sides of a page, which the theme leaves without a name."""

_NAME = re.compile(r'aria-label="(Toggle navigation of(?= )|[^"]+)')
"""What the theme names in English alone."""


def _finish(app: Sphinx, failed: Exception | None) -> None:
    """Make the pages what readers get, and leave out what none of them asks for."""
    if failed:
        return
    out, labels = Path(app.outdir), load()
    for path in out.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for side, name in _LANDMARKS.items():
            bare = f'<aside class="{side}'
            text = text.replace(bare, f'<aside aria-label="{labels.of_theme(name)}" class="{side}')
        text = _NAME.sub(lambda found: f'aria-label="{labels.of_theme(found[1])}', text)
        path.write_text(finished(text), encoding="utf-8")
    for path in out.joinpath("_static").rglob("*.map"):
        path.unlink()
    inventory = out / "objects.inv"
    if inventory.is_file():
        inventory.write_bytes(_inventory_in_english(inventory.read_bytes()))


def _inventory_in_english(inventory: bytes) -> bytes:
    """The names for other projects to link to; four lines of head, then compressed ones."""
    *head, body = inventory.split(b"\n", 4)
    names = english(zlib.decompress(body).decode())
    return b"\n".join([*head, zlib.compress(names.encode(), 9)])
