"""What Sphinx needs to know beyond its settings: our pages in its frame, and our docstrings."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit, urlunsplit

from docutils import nodes
from markupsafe import escape
from sphinx.domains.python import ObjectEntry
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.util.nodes import extract_messages

from codegen.emit.docs.citations import CITATION
from codegen.emit.docs.links import source_place
from codegen.site.restructured_text import paragraphs, with_sections

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment

_DOCS = "docs"
_NO_TEXT = re.compile(r"\[`[^`]+`\]\([^)]*\)|`[^`]+`")
_SCRIPTS = ("search.js", "search-index", "site.js", "scripts/furo.js")
_STYLES = ("pygments.css", "styles/furo.css", "site.css")
_KEPT = re.compile(r"(<pre\b.*?</pre>|<script\b.*?</script>)", re.DOTALL)
_INDENT = re.compile(r"\s*\n\s*")
_BEFORE_BLOCK = re.compile(
    r"<!-- .*? -->|\n(?=</?(?:li|ul|p|h\d|div|dl|dt|dd|details|section|meta|link)\b)"
)
_NEEDLESS = re.compile(
    r'<span class="pre">([^<]*)</span>|</li>(?=\n?(?:<li|</[ou]l>))| type="text/css"|="defer"'
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the events of a build."""
    app.add_config_value("site_pages", "", "env")
    app.add_config_value("site_untranslated", "", "env")
    app.connect("builder-inited", _restrict)
    app.connect("doctree-read", _note_untranslated)
    app.connect("doctree-read", _lead_to_pages)
    app.connect("doctree-read", _cite)
    app.connect("env-updated", _describe_classes)
    app.connect("autodoc-process-docstring", _as_text)
    app.connect("autodoc-process-signature", _without_fields)
    app.connect("html-collect-pages", _pages)
    app.connect("html-page-context", _frame, priority=100)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _site(app: Sphinx) -> dict[str, Any]:
    """All that was made for this language."""
    if not hasattr(app, "site_of_the_catalogue"):
        text = Path(app.config.site_pages).read_text(encoding="utf-8")
        app.site_of_the_catalogue = json.loads(text)  # type: ignore[attr-defined]  # read once for a build
    return cast("dict[str, Any]", app.site_of_the_catalogue)  # type: ignore[attr-defined]


def _restrict(app: Sphinx) -> None:
    """No second search; and what a text of the catalogue says includes no file and no HTML."""
    cast("StandaloneHTMLBuilder", app.builder).search = False
    app.env.settings.update(file_insertion_enabled=False, raw_enabled=False)


def _note_untranslated(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the texts of a guide that stay in English; what is all code or a number is no text."""
    if not _site(app)["base"]:
        return
    with Path(app.config.site_untranslated).open("a", encoding="utf-8") as file:
        for node, text in extract_messages(doctree):
            words = _NO_TEXT.sub("", text)
            if words.isascii() and re.search("[A-Za-z]{2}", words) and not node.get("translated"):
                file.write(text.replace("\n", " ") + "\n")


def _lead_to_pages(app: Sphinx, doctree: nodes.document) -> None:
    """Turn links between files under `generated/` into links between pages of the site."""
    here = posixpath.dirname(posixpath.join(_DOCS, app.env.docname))
    site = _site(app)
    for reference in [*doctree.findall(nodes.reference)]:
        parts = urlsplit(reference.get("refuri", ""))
        if parts.scheme or parts.netloc or not parts.path:
            continue
        target = posixpath.normpath(posixpath.join(here, parts.path))
        if target in site["left_out"]:
            reference.replace_self(reference.children)
            continue
        inside = target.startswith(f"{_DOCS}/")
        up = "" if inside and target not in site["english"] else site["base"]
        target = site["moved"].get(target, target).removeprefix(f"{_DOCS}/")
        if inside and target.endswith(".md"):
            target = target.removesuffix(".md") + ".html"
        path = posixpath.relpath(up + target, posixpath.dirname(app.env.docname) or ".")
        reference["refuri"] = urlunsplit(parts._replace(path=path))


def _cite(app: Sphinx, doctree: nodes.document) -> None:
    """Lead from citations to the sources."""
    page = "../" * app.env.docname.count("/") + "sources.html"
    for text in [*doctree.findall(nodes.Text)]:
        if isinstance(text.parent, nodes.literal | nodes.literal_block | nodes.reference):
            continue
        parts: list[nodes.Node] = []
        at = 0
        for found in CITATION.finditer(text):
            labels = found[1].split(", ")
            if all(label in _site(app)["sources"] for label in labels):
                between = text[at : found.start() + 1]
                for label in labels:
                    address = f"{page}#{source_place(label)}"
                    parts += [nodes.Text(between), nodes.reference("", label, refuri=address)]
                    between = ", "
                at = found.end() - 1
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(text[at:])])


def _describe_classes(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Classes of the catalogue are described on its pages: links and the inventory lead there."""
    domain = env.domains["py"]
    for name, place in _site(app)["classes"].items():
        page, _, anchor = place.partition("#")
        domain.objects[name] = ObjectEntry(page, anchor, "class", False)
    return []


def _as_text(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Keep reStructuredText from taking marks in our docstrings, which are plain, for its own."""
    text = "\n".join(lines)
    # Functions are all written by hand; in what documents a value, `word: text` is no section.
    if what in ("function", "method"):
        lines[:] = GoogleDocstring(with_sections(text)).lines()
    else:
        lines[:] = paragraphs(text).split("\n")


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


def _pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages that are made from the catalogue."""
    for path, page in _site(app)["pages"].items():
        if path != app.config.root_doc:
            yield path, {"title": escape(page["title"]), "body": page["body"]}, "page.html"


def _frame(
    app: Sphinx, path: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """What the frame shows around a page."""
    site = _site(app)
    page = site["pages"].get(path, {})
    root = context["content_root"].removeprefix("./")
    context["toctree"] = lambda **_: ""
    # The theme takes it for HTML, and strips what looks like tags.
    context["docstitle"] = escape(context["docstitle"])
    for kind, names in (("script_files", _SCRIPTS), ("css_files", _STYLES)):
        wanted = tuple(f"_static/{name}" for name in names)
        context[kind] = [each for each in context[kind] if str(each.filename).startswith(wanted)]
    if path == app.config.root_doc:
        context["body"] = page["body"]
    for side in ("next", "prev"):
        # Sphinx has titles as HTML.
        if side in page:
            context[side] = {**page[side], "title": escape(page[side]["title"])}
    first = next(doctree.findall(nodes.paragraph), None) if doctree else None
    context |= {
        "root": root,
        "base": root + site["base"],
        "site": site,
        "page": page,
        "description": page.get("description")
        or (first.astext().replace("\n", " ")[:160] if first else ""),
        "both": path in site["both"],
        "group": page.get("group") or path,
    }


def _small(part: str) -> str:
    """A part of a page, without what nobody sees."""
    return _NEEDLESS.sub(
        lambda found: found[1] or "", _BEFORE_BLOCK.sub("", _INDENT.sub("\n", part))
    )


def _finish(app: Sphinx, failed: Exception | None) -> None:
    """Pages without what nobody sees, and one folder of static files for all languages."""
    if failed:
        return
    out, base = Path(app.outdir), _site(app)["base"]
    for path in out.rglob("*.html"):
        parts = _KEPT.split(path.read_text(encoding="utf-8"))
        parts[0::2] = map(_small, parts[0::2])
        text = "".join(parts)
        if base:
            text = re.sub(r'(href|src)="((?:\.\./)*)_static/', rf'\1="\2{base}_static/', text)
        path.write_text(text, encoding="utf-8")
    shutil.rmtree(out / "_sources", ignore_errors=True)
    wanted = (*_SCRIPTS, *_STYLES, "icon")
    for path in (out / "_static").rglob("*.*"):
        if (
            not path.relative_to(out / "_static").as_posix().startswith(wanted)
            or path.suffix == ".map"
        ):
            path.unlink()
