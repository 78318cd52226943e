"""From the catalogue to a folder that any static host can serve."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import attrs
from babel.messages.catalog import Catalog

from codegen import pipeline
from codegen.catalogue.resolved import Catalogue
from codegen.emit.docs.markdown import prose
from codegen.emit.views import Expansion
from codegen.findings import Finding, Mark
from codegen.pipeline import Built, Observe, Source
from codegen.render.renderer import RenderError, render_folder
from codegen.site import guides, references, search
from codegen.site.languages import (
    CHINESE,
    ENGLISH,
    LANGUAGES,
    Language,
    Missing,
    compiled,
    in_language,
    messages,
    texts_of,
)
from codegen.site.links import DeadLink, dead_links
from codegen.site.pages import TEMPLATES, Page, Site, pages, site_of
from codegen.write.writer import MANIFEST, WriteError, with_manifest, write

_PROJECT = Path(__file__).resolve().parents[2]
_SPHINX = Path(__file__).with_name("sphinx")
_FIGURES, _CHANGES = "performance", "changes"
"""Pages of what was measured and of what changed: of the package, therefore beside its API."""
_OF_PACKAGE = {_CHANGES: "What changed", _FIGURES: "What was measured"}
_INDEX = "search-index.js"
_UNTRANSLATED = "untranslated.txt"
"""Where the texts of a language are kept that it shows in English."""
_FOR_MACHINES = (".json", ".yaml", ".txt")


@attrs.frozen
class Options:
    """Where a site is going to stand."""

    address: str = ""
    """Address of the site, with a slash at its end."""
    repository: str = ""
    """Address of the catalogue's file, for whoever improves a text."""


@attrs.frozen
class _Job:
    """What the trees of all languages have in common."""

    built: Built
    source: Source
    guide_texts: Catalog
    """Texts of the guides, English to Chinese."""
    room: Path
    options: Options


def build_site(
    source: Source, out: Path, observe: Observe, options: Options | None = None
) -> tuple[Finding, ...]:
    """Build the site in `out`, or say all that is wrong; then `out` is as it was."""
    built = pipeline.build(source, observe)
    if isinstance(built, tuple):
        return built
    if out.is_dir() and not (out / MANIFEST).is_file() and any(out.iterdir()):
        return (_foreign(out),)
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder).resolve()
        job = _Job(built, source, _guide_texts(built.catalogue), room, options or Options())
        _lay_out(room / "package", built.tree)
        offered = filter(lambda path: _offered(path, built.catalogue), built.tree)
        _lay_out(room / "extra", {path: _compact(path, built.tree[path]) for path in offered})
        running: dict[Language, subprocess.Popen[str]] = {}
        try:
            began = time.perf_counter()
            sites = [_site(language, job) for language in LANGUAGES]
            index = search.index(
                [site for site, _ in sites], built.tree, _by_english(job.guide_texts)
            )
            _lay_out(room / "static", {_INDEX: index})
            observe("search", f"{len(index) // 1000} kB", time.perf_counter() - began)
            for site, missing in sites:
                began = time.perf_counter()
                said = _prepare(site, missing, job)
                tag = site.language.tag
                observe(f"pages {tag}", said, time.perf_counter() - began)
                running[site.language] = _sphinx(site.language, room)
            began = time.perf_counter()
            complaints = [_complaint(process, room) for process in running.values()]
        except RenderError as error:
            return (_unmade(source, str(error)),)
        finally:
            for process in running.values():
                with process:
                    process.kill()
        if found := "\n".join(filter(None, complaints)):
            return (_unmade(source, found),)
        observe("sphinx", f"{len(LANGUAGES)} languages", time.perf_counter() - began)
        for language in LANGUAGES:
            noted = (room / language.code / _UNTRANSLATED).read_text(encoding="utf-8").splitlines()
            # A product's name is the same in every language; Sphinx takes it for untranslated.
            left = [text for text in noted if not _same_in_chinese(text, job.guide_texts)]
            texts = "; ".join(dict.fromkeys(left))
            said = f"{len(set(left))} stay in English{': ' * bool(left)}{texts}"
            observe(f"texts {language.tag}", said, 0)
        began = time.perf_counter()
        joined = _joined(room, job.options)
        if dead := dead_links(joined):
            return tuple(map(_dead, dead))
        observe("links", "all lead somewhere", time.perf_counter() - began)
        return put_site(joined, out, built.catalogue.schema_id)


def _lines(built: Built) -> Iterator[tuple[str, int]]:
    """The line of each part of the catalogue's file from which a page is made."""
    whole = built.written
    yield "catalogue", whole.catalogue.mark.line
    for service, resolved in zip(whole.services.values(), built.catalogue.services, strict=True):
        yield f"services.{resolved.slug}", service.mark.line
        for body in service.bodies.values():
            yield from ((f"events.{code}", event.mark.line) for code, event in body.events.items())
    for name, enum in whole.enums.items():
        yield f"enums.{name}", enum.mark.line
        if enum.by_number:
            yield f"enums.{enum.by_number}", enum.mark.line
    yield from ((f"objects.{name}", shape.mark.line) for name, shape in whole.objects.items())


def _site(language: Language, job: _Job) -> tuple[Site, Missing]:
    """What the pages of a language are made from, and which texts turn out to be missing."""
    texts, missing = texts_of(language)
    catalogue = in_language(job.built.catalogue, language, texts)
    lines = dict(_lines(job.built))
    return site_of(catalogue, language, texts, lines, job.source.templates), missing


def _prepare(site: Site, missing: Missing, job: _Job) -> str:
    """Everything that Sphinx reads for a language; what was made, and what it shows in English."""
    language, catalogue = site.language, site.catalogue
    room = job.room / language.code
    made = {page.path: page for page in pages(site)}
    if language is not ENGLISH:
        del made["404"]
    markdown = _markdown(site, made, job)
    _lay_out(room / "source", {path: text.encode() for path, text in markdown.items()})
    for domain, data in _translations(language, job):
        _lay_out(room / "locale" / language.code / "LC_MESSAGES", {f"{domain}.mo": data})
    frame = _frame(site, made, job)
    settings = {
        "title": catalogue.title,
        "version": catalogue.version,
        "language": language.code,
        "locale": str(room / "locale"),
        "pages": str(room / "pages.json"),
        "untranslated": str(room / _UNTRANSLATED),
        "address": job.options.address and job.options.address + language.folder,
        "static": str(job.room / "static"),
        "extra": [str(job.room / "extra")] if language is ENGLISH else [],
        "scripts": [_INDEX, "search.js", "site.js"],
    }
    for name, content in (("pages.json", frame), ("settings.json", settings)):
        (room / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    left = (" ".join(text.split()) + "\n" for text in missing.texts)
    (room / _UNTRANSLATED).write_text("".join(left), encoding="utf-8")
    return f"{len(made) + len(markdown) - 1} pages"


def _markdown(site: Site, made: Mapping[str, Page], job: _Job) -> dict[str, str]:
    """What Sphinx reads: the guides and, in English alone, the API and pages of one's own."""
    tree = job.built.tree
    english = site.language is ENGLISH
    more = {k: v for k, v in _OF_PACKAGE.items() if english and f"docs/{k}.md" in tree}
    api = references.references(site.catalogue, job.built.views.public_names) if english else ()
    view = {
        "catalogue": site.catalogue,
        "guides": guides.names(tree),
        "references": api,
        "more": more,
    }
    expansions = {"reference": Expansion("reference", tuple((each.slug, each) for each in api))}
    texts = render_folder("docs", view, expansions, (TEMPLATES,), {"prose": prose})
    if not english:
        del texts[f"{references.FOLDER}/index.md"]
    texts |= {f"{name}.md": guides.guide(name, tree) for name in (*guides.names(tree), *more)}
    shown = (*made, "codes", *_OF_PACKAGE, *guides.names(tree))
    known = {f"docs/{path}.md" for path in shown}
    own = [path for path in tree if path.startswith("docs/") and path.endswith(".md")]
    return texts | {path[5:]: tree[path].decode() for path in own if path not in known}


def _guide_texts(catalogue: Catalogue) -> Catalog:
    """The translation of the guides, with what they show of the catalogue."""
    texts = messages(CHINESE, "guides")
    chinese = in_language(catalogue, CHINESE, texts_of(CHINESE)[0])
    for english, text in guides.shown_texts(catalogue, chinese).items():
        if english not in texts:
            texts.add(english, text)
    return texts


def _by_english(texts: Catalog) -> dict[str, str]:
    return {str(each.id): str(each.string) for each in texts if each.id}


def _same_in_chinese(text: str, texts: Catalog) -> bool:
    message = texts.get(text)
    return message is not None and message.string == text


def _translations(language: Language, job: _Job) -> Iterator[tuple[str, bytes]]:
    """What Sphinx translates by: the guides, and the words of its own and of its theme."""
    if language is not ENGLISH:
        yield "guides", compiled(job.guide_texts)
        yield "sphinx", compiled(messages(language, "site"))


def _frame(site: Site, made: Mapping[str, Page], job: _Job) -> dict[str, object]:
    """What stands around the pages of a language, and the pages."""
    language, label = site.language, site.label
    shown = {} if language is ENGLISH else _by_english(job.guide_texts)
    base = "../" * language.folder.count("/")
    below: dict[str, list[tuple[str, str]]] = {}
    for page in made.values():
        below.setdefault(page.group, []).append((page.path, page.title))
    own = guides.names(job.built.tree)
    titles = [guides.title(name, job.built.tree) for name in own]
    api = f"{base}{references.FOLDER}/index"
    changed = [path for path in job.built.tree if path == f"docs/{_CHANGES}.md"]
    nav: tuple[object, ...] = (
        (label("Guides"), [(name, shown.get(title, title), []) for name, title in zip(own, titles, strict=True)]),
        (label("Services"), [(path, page.title, below.get(path, [])) for path, page in made.items() if path.startswith("services/")]),
        (
            label("Reference"),
            [
                *((path, made[path].title, []) for path in ("envelopes", "fields", "enums", "objects", "answers", "sources", "data") if path in made),
                (api, label("API reference"), []),
                *((f"{base}{_CHANGES}", label("What changed"), []) for _ in changed),
            ],
        ),
    )  # fmt: skip
    dates = [source.date for source in site.catalogue.sources if source.date]
    return {
        "pages": {
            path: {**attrs.asdict(page), **_beside(page, below)} for path, page in made.items()
        },
        "nav": nav,
        "both": [*(path for path in made if path != "404"), *own],
        "base": base,
        "tag": language.tag,
        "languages": [
            {
                "tag": each.tag,
                "name": each.name,
                "folder": each.folder,
                "from_here": base + each.folder if each is not language else "",
            }
            for each in LANGUAGES
        ],
        "title": label("Catalogue"),
        "date": max(dates, default=""),
        "address": job.options.address,
        "host_path": urlsplit(job.options.address).path,
        "repository": job.options.repository,
        "file": job.source.name or job.source.catalogue.name,
        "moved": {"docs/codes.md": "docs/index.md"},
        "english": [f"docs/{path}.md" for path in _OF_PACKAGE],
        "sources": [source.label for source in site.catalogue.sources],
        "left_out": [path for path in job.built.tree if not _on_site(path, site.catalogue)],
        "classes": {
            f"{site.catalogue.package}.{name}": place
            for name, place in references.class_places(site.catalogue).items()
        },
    }


def _beside(page: Page, below: Mapping[str, list[tuple[str, str]]]) -> dict[str, object]:
    """The pages before and behind one of a group."""
    if not page.group:
        return {}
    group = below[page.group]
    at = [path for path, _ in group].index(page.path)
    root = "../" * page.path.count("/")
    sides = {"prev": group[at - 1 : at] if at else [], "next": group[at + 1 : at + 2]}
    return {
        side: {"link": f"{root}{path}.html", "title": title}
        for side, found in sides.items()
        for path, title in found
    }


def _on_site(path: str, catalogue: Catalogue) -> bool:
    return path.startswith("docs/") or _offered(path, catalogue)


def _offered(path: str, catalogue: Catalogue) -> bool:
    """Whether machines read a file; all of them stand at the same addresses under `generated/`."""
    inside = path.startswith((f"{catalogue.package}/", "docs/"))
    return path.endswith(_FOR_MACHINES) and not inside


def _compact(path: str, content: bytes) -> bytes:
    """The same data without the spaces that are there for people."""
    if not path.endswith(".json"):
        return content
    return json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":")).encode()


def _lay_out(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _sphinx(language: Language, room: Path) -> subprocess.Popen[str]:
    """Start Sphinx for a language."""
    here = room / language.code
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "sphinx", "--builder", "html", "--quiet", "--fail-on-warning"),
            *("--conf-dir", str(_SPHINX), "--doctree-dir", str(here / "doctrees")),
            *(str(here / "source"), str(here / "site")),
        ],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(room / "package"), str(_PROJECT)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "CATALOGUE_SITE": str(here / "settings.json"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def _complaint(process: subprocess.Popen[str], room: Path) -> str:
    """Wait for Sphinx; what it complains about."""
    said, _ = process.communicate()
    return said.replace(f"{room}{os.sep}", "").strip() if process.returncode else ""


def _joined(room: Path, options: Options) -> Path:
    """One site of the trees of all languages."""
    site = room / ENGLISH.code / "site"
    for language in LANGUAGES:
        made = room / language.code / "site"
        (made / ".buildinfo").unlink(missing_ok=True)
        if language is not ENGLISH:
            shutil.rmtree(made / "_static")
            (made / "objects.inv").unlink()
            made.rename(site / language.folder)
    if options.address:
        paths = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
        (site / "sitemap.xml").write_text(_sitemap(paths, options.address), encoding="utf-8")
    return site


def _sitemap(paths: Iterable[str], address: str) -> str:
    places = (f"<url><loc>{address}{path}</loc></url>" for path in paths if path != "404.html")
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{space}">', *places]
    return "\n".join([*lines, "</urlset>", ""])


def put_site(site: Path, out: Path, schema_id: str) -> tuple[Finding, ...]:
    """Put a site where the one of the same catalogue is, as every output; what keeps it from that.

    A process that is stopped leaves the old site or the new one; files of others stay.
    """
    paths = (path for path in sorted(site.rglob("*")) if path.is_file())
    tree = {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}
    try:
        write(with_manifest(tree, f"{schema_id} (site)"), out)
    except WriteError as error:
        return error.findings
    return ()


_BETTER_TEXT = "correct the template of the page, or the text in the catalogue"


def _foreign(out: Path) -> Finding:
    found = "the folder holds something else than a site"
    wanted = "an empty folder, none, or one with a site of this command"
    remedy = "move it away, or choose another with --out"
    return Finding(Mark(str(out), 1, 1), "foreign-folder", found, wanted, remedy)


def _dead(link: DeadLink) -> Finding:
    found = f"the link {link.address} is dead: {link.reason}"
    wanted = "links that lead to a file and a place of the site"
    return Finding(Mark(link.page, 1, 1), "dead-link", found, wanted, _BETTER_TEXT)


def _unmade(source: Source, text: str) -> Finding:
    mark = Mark(source.name or str(source.catalogue), 1, 1)
    wanted = "pages that Sphinx builds without a warning"
    return Finding(mark, "unmade-site", text, wanted, _BETTER_TEXT)
