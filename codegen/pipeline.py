"""The stages in their order: load, check, resolve, emit, render."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Self

import attrs

from codegen import cache
from codegen.findings import Finding, Mark, ordered, quote

if TYPE_CHECKING:
    from codegen.catalogue import written
    from codegen.catalogue.resolved import Catalogue
    from codegen.diff.released import Catalogue as Released
    from codegen.emit.views import Views
    from codegen.render.renderer import Earlier
    from codegen.write.importing import ImportFault

Tree = Mapping[str, bytes]
"""Files by POSIX path, relative to the output directory."""

TRANSLATION = "locale/zh_CN"
"""Folder with a catalogue's Chinese texts, beside the catalogue."""

_TRANSLATED, _BESIDE = ".translated", ".beside/"
"""Where a cached tree has what is no output; no output has these paths."""

_RENDERED = "rendered"
"""What the entry of single files calls the list of those that are in the output's entry."""

Observe = Callable[[str, str, float], None]
"""Called after each stage with its name, what it did and how many seconds it took."""


@attrs.frozen
class Source:
    """What is generated from."""

    catalogue: Path
    package: str | None = None
    """Name of the generated package, if not the catalogue's own."""
    templates: tuple[Path, ...] = ()
    """Directories of further templates."""
    name: str | None = None
    """What findings call the catalogue's file; by default its path."""
    figures: Path | None = None
    """What was measured of the package, for the docs; a file that need not be there."""
    releases: Path | None = None
    """What earlier releases left behind; a folder that need not be there."""
    project: bool = False
    """Whether a `pyproject.toml` stands beside the package, so that it can be installed."""
    cached: bool = True
    """Whether results of earlier runs are used, and this one's kept."""

    @property
    def translation(self) -> Path:
        """Where the catalogue's Chinese texts are, if it has any."""
        return self.catalogue.parent / TRANSLATION / f"{self.catalogue.stem}.po"

    @property
    def translation_name(self) -> str:
        """What findings call the translation's file."""
        name = PurePath(self.name or self.catalogue)
        return (name.parent / TRANSLATION / f"{name.stem}.po").as_posix()


@attrs.frozen
class Built:
    """A catalogue and everything that the stages made of it."""

    written: written.Catalogue
    catalogue: Catalogue
    views: Views
    output: Output

    @property
    def tree(self) -> Tree:
        """The files of the output."""
        return self.output.tree


@attrs.frozen
class Output:
    """All files in memory."""

    tree: Tree
    beside: Tree = attrs.Factory(dict)
    """What editors and translators need, by path relative to the catalogue's folder."""
    translated: str = ""
    """How much of the catalogue's texts is translated, for people."""
    stale: tuple[str, ...] = ()
    """The texts whose English has changed since they were translated."""


def build_output(source: Source, observe: Observe) -> Output | tuple[Finding, ...]:
    """All files in memory, or all that is wrong with the catalogue.

    The result of an earlier run is taken from the cache if nothing has changed since; then no
    stage runs, nor is one imported.
    """
    watch = _Watch(observe)
    inputs = (source.catalogue, source.translation, *source.templates)
    inputs = (*inputs, *filter(None, (source.figures, source.releases)))
    name = cache.key((source.package, source.name, str(source.project)), inputs)
    output = _unpacked(cache.get(name) or {}) if source.cached else None
    if output is not None:
        watch.done("cache", f"{len(output.tree)} files, as nothing has changed")
        watch.done("chinese", output.translated)
        return output
    built = build(source, observe, name)
    if isinstance(built, tuple):
        return built
    output = built.output
    beside = {f"{_BESIDE}{path}": data for path, data in output.beside.items()}
    translated = _json([output.translated, *output.stale])
    if source.cached:
        cache.put(name, {**output.tree, **beside, _TRANSLATED: translated})
    return output


def _unpacked(kept: Tree) -> Output | None:
    """What was put into the cache, None if it is not that."""
    beside = {p.removeprefix(_BESIDE): d for p, d in kept.items() if p.startswith(_BESIDE)}
    own = {p: d for p, d in kept.items() if p != _TRANSLATED and not p.startswith(_BESIDE)}
    try:
        translated, *stale = json.loads(kept[_TRANSLATED])
    except (KeyError, ValueError):
        return None
    return Output(own, beside, translated, tuple(stale))


def build(source: Source, observe: Observe, name: str | None = None) -> Built | tuple[Finding, ...]:
    """Run every stage; give all that they made, or all that is wrong with the catalogue.

    `name` is that under which the output is going to be kept, if it is.
    """
    # The stages import their tools, which costs more than a run that finds its result cached.
    from codegen.catalogue.translation import texts
    from codegen.check import checker
    from codegen.emit import views
    from codegen.emit.docs.citations import with_citations
    from codegen.emit.python import classes
    from codegen.load import loader, measurements, translation_file
    from codegen.load.editor_schema import editor_schema
    from codegen.render.renderer import RenderError, formatted, render
    from codegen.resolve.resolver import resolve
    from codegen.write.writer import with_manifest

    watch = _Watch(observe)
    whole, findings = loader.load_file(source.catalogue, source.name)
    file, faults = translation_file.load_translation(source.translation, source.translation_name)
    watch.done("load", f"{len(whole.events) if whole else 0} events")
    if whole is None:
        return ordered((*findings, *faults))
    measured, damage = measurements.load(source.figures)
    archived, damaged = _archived(source.releases)
    faults = (*faults, *damage, *damaged)
    findings = ordered((*findings, *checker.check(whole, partial=bool(findings))))
    findings = ordered((*findings, *faults))
    watch.done("check", f"{len(findings)} findings")
    if findings or file is None:
        return findings
    file = file.in_step(texts(whole))
    catalogue = resolve(whole, source.package, file.translation)
    watch.done("resolve", f"{len(catalogue.bodies)} bodies")
    watch.done("chinese", file.summary)
    kept = _Kept.of(source)
    found = classes.definitions(catalogue)
    modules = classes.modules(catalogue, found)

    def python(sources: Future[dict[str, str]]) -> dict[str, bytes]:
        names = {**view.names(), "sources": sources.result()}
        made = render(names, view.expansions, source.templates, catalogue.file, python=True)
        done = formatted(made, kept.formatted)
        faulty.extend(kept.import_faults(done, catalogue.package))
        return done

    faulty: list[ImportFault] = []
    try:
        # What other programs make of the classes takes as long as all the rest.
        with ThreadPoolExecutor(1) as thread:
            sources = thread.submit(classes.sources, found, kept.sources)
            del found
            watch.done(
                "classes", f"{sum(len(m.classes) for m in modules)} in {len(modules)} modules"
            )
            view = views.views(catalogue, modules, measured, archived, project=source.project)
            pages = sum(len(expansion.items) for expansion in view.expansions.values())
            watch.done("views", f"{pages} pages and modules")
            of_python = thread.submit(python, sources)
            files = render(
                view.names(),
                view.expansions,
                source.templates,
                catalogue.file,
                python=False,
                earlier=kept.rendered,
            )
            files = dict(sorted({**files, **of_python.result()}.items()))
    except (RenderError, classes.ToolError) as error:
        module = (
            getattr(error, "path", "").removeprefix(f"{catalogue.package}/").removesuffix(".py")
        )
        place = _places(whole, catalogue).get(module.replace("/", "."))
        return (_not_rendered(source, str(error), place),)
    kept.put(name)
    cited = with_citations(files, {source.label for source in catalogue.sources})
    tree = with_manifest(cited, catalogue.schema_id)
    watch.done("render", f"{len(tree)} files")
    if faulty:
        return ordered(_not_importable(fault, whole, catalogue) for fault in faulty)
    beside = {
        f"{source.catalogue.stem}.schema.json": _json(editor_schema(whole)),
        source.translation.relative_to(source.catalogue.parent).as_posix(): file.data(),
    }
    return Built(whole, catalogue, view, Output(tree, beside, file.summary, file.stale))


def _archived(
    folder: Path | None,
) -> tuple[list[tuple[str, Released]], tuple[Finding, ...]]:
    """The catalogues of earlier releases by version, oldest first, and what cannot be read."""
    from codegen.diff.archive import BadRelease, releases
    from codegen.diff.released import NoCatalogue, released

    found: list[tuple[str, Released]] = []
    faults: list[Finding] = []
    for release in releases(folder) if folder else ():
        try:
            found.append((release.version, released(release.catalogue())))
        except (BadRelease, NoCatalogue) as error:
            mark = Mark(str(release.folder), 1, 1)
            remedy = "take it from the version control again"
            faults.append(
                Finding(mark, "damaged-release", str(error), "what a release left", remedy)
            )
    return found, tuple(faults)


@attrs.define
class _Kept:
    """What an earlier run of the same catalogue knows of single files."""

    entry: str
    before: Tree
    sources: dict[str, str] = attrs.Factory(dict)
    """Sources of modules with classes, by a hash of what they are made of."""
    formatted: dict[str, bytes] = attrs.Factory(dict)
    """Python files, by a hash of what they were before they were formatted."""
    imported: set[str] = attrs.Factory(set)
    """Hashes of the modules that could be imported."""
    rendered: Earlier | None = None
    """The files of one event, by a hash of what they are made of; they are in the output's entry."""

    @classmethod
    def of(cls, source: Source) -> Self:
        """What is kept of this source; nothing, and for nobody, if it is not to be."""
        from codegen.render.renderer import Earlier

        if not source.cached:
            return cls("", {})
        entry = cache.key(("modules", str(source.catalogue)), ())
        kept = cls(entry, cache.get(entry) or {})
        for path, data in kept.before.items():
            what, _, name = path.partition("/")
            match what:
                case "source":
                    kept.sources[name] = data.decode()
                case "formatted":
                    kept.formatted[name] = data
                case "imported":
                    kept.imported.add(name)
        kept.rendered = Earlier(_rendered(kept.before))
        return kept

    def put(self, output: str | None) -> None:
        """Keep it for the next run; `output` is the name of the entry with all files."""
        now = {f"source/{name}": text.encode() for name, text in self.sources.items()}
        now |= {f"formatted/{name}": data for name, data in self.formatted.items()}
        now |= {f"imported/{name}": b"" for name in sorted(self.imported)}
        if output and self.rendered:
            now[_RENDERED] = json.dumps([output, self.rendered.paths]).encode()
        elif _RENDERED in self.before:
            now[_RENDERED] = self.before[_RENDERED]
        if self.entry and now != self.before:
            cache.put(self.entry, now)

    def import_faults(self, python: Tree, package: str) -> tuple[ImportFault, ...]:
        """The modules that cannot be imported; asked are those that differ from earlier ones."""
        from codegen.write.importing import import_faults, import_hashes

        hashes = import_hashes(python)
        new = [path for path, name in hashes.items() if name not in self.imported]
        faults = import_faults(python, package, new)
        self.imported = set() if faults else set(hashes.values())
        return faults


def _rendered(kept: Tree) -> dict[str, bytes]:
    """The files of an earlier run by what they were made of."""
    try:
        output, paths = json.loads(kept[_RENDERED])
        tree = cache.get(output) or {}
        return {made_of: tree[path] for made_of, path in paths.items() if path in tree}
    except (KeyError, ValueError):
        return {}


def _not_importable(fault: ImportFault, whole: written.Catalogue, catalogue: Catalogue) -> Finding:
    """What keeps the package from being imported, where the catalogue describes it."""
    return Finding(
        _places(whole, catalogue).get(fault.module, whole.python.at("package")),
        "broken-package",
        f"what is made of it cannot be imported: {quote(fault.error)}",
        "a package that can be imported",
        "give what the message names another name, or correct the template that makes it",
    )


def _places(whole: written.Catalogue, catalogue: Catalogue) -> Mapping[str, Mark]:
    """Where the catalogue describes what each module of classes is made of."""
    sections = (
        ("enums", catalogue.enums.values()),
        ("objects", catalogue.objects.values()),
        ("envelopes", catalogue.envelopes),
    )
    found = {
        each.module: whole.at(f"{name}.{each.name}") for name, all_ in sections for each in all_
    }
    return found | {each.module: whole.bodies[each.name].mark for each in catalogue.bodies}


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _not_rendered(source: Source, text: str, place: Mark | None) -> Finding:
    return Finding(
        place or Mark(source.name or str(source.catalogue), 1, 1),
        "unmade-output",
        text,
        "templates that render with this catalogue",
        "correct the template that is named",
    )


class _Watch:
    def __init__(self, observe: Observe) -> None:
        self._observe = observe
        self._since = time.perf_counter()

    def done(self, stage: str, summary: str) -> None:
        now = time.perf_counter()
        self._observe(stage, summary, now - self._since)
        self._since = now
