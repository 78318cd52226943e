"""The stages in their order: load, check, resolve, emit, render."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import attrs

from codegen import cache
from codegen.findings import Finding, Mark, ordered

if TYPE_CHECKING:
    from codegen.catalogue import written
    from codegen.catalogue.resolved import Catalogue
    from codegen.emit.views import Views

Tree = Mapping[str, bytes]
"""Files by POSIX path, relative to the output directory."""

TRANSLATION = ".zh.yaml"
"""Ending of the file with a catalogue's Chinese texts, which stands beside it."""

_SHARES = ".shares"
"""Where a cached tree says how much was translated; no output has this path."""

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

    @property
    def translation(self) -> Path:
        """Where the catalogue's Chinese texts are, if it has any."""
        return self.catalogue.with_suffix(TRANSLATION)

    @property
    def translation_name(self) -> str:
        """What findings call the translation's file."""
        return PurePath(self.name or self.catalogue).with_suffix(TRANSLATION).as_posix()


@attrs.frozen
class Built:
    """A catalogue and everything that the stages made of it."""

    written: written.Catalogue
    catalogue: Catalogue
    views: Views
    tree: Tree
    translated: str
    """How much of the catalogue's texts is translated, for people."""


def build_tree(source: Source, observe: Observe) -> Tree | tuple[Finding, ...]:
    """All files in memory, or all that is wrong with the catalogue.

    The result of an earlier run is taken from the cache if nothing has changed since; then no
    stage runs, nor is one imported.
    """
    watch = _Watch(observe)
    inputs = (source.catalogue, source.translation, *source.templates)
    inputs = (*inputs, *filter(None, (source.figures,)))
    name = cache.key((source.package, source.name), inputs)
    tree = cache.get(name)
    if tree is not None:
        shares = tree.pop(_SHARES, b"").decode()
        watch.done("cache", f"{len(tree)} files, as nothing has changed")
        watch.done("chinese", shares)
        return tree
    built = build(source, observe)
    if isinstance(built, tuple):
        return built
    cache.put(name, {**built.tree, _SHARES: built.translated.encode()})
    return built.tree


def build(source: Source, observe: Observe) -> Built | tuple[Finding, ...]:
    """Run every stage; give all that they made, or all that is wrong with the catalogue."""
    # The stages import their tools, which costs more than a run that finds its result cached.
    from codegen.check import checker
    from codegen.check import translation as translations
    from codegen.emit import views
    from codegen.emit.python import classes
    from codegen.load import loader, measurements
    from codegen.render.renderer import RenderError, render
    from codegen.resolve import translated
    from codegen.resolve.resolver import resolve

    watch = _Watch(observe)
    whole, findings = loader.load_file(source.catalogue, source.name)
    translation, faults = loader.load_translation(source.translation, source.translation_name)
    watch.done("load", f"{len(whole.events) if whole else 0} events")
    if whole is None:
        return ordered((*findings, *faults))
    measured, damage = measurements.load(source.figures)
    faults = (*faults, *damage)
    findings = ordered((*findings, *checker.check(whole, partial=bool(findings))))
    if translation is not None:
        faults = (*faults, *translations.findings(whole, translation))
    findings = ordered((*findings, *faults))
    watch.done("check", f"{len(findings)} findings")
    if findings or translation is None:
        return findings
    catalogue = resolve(whole, source.package, translation)
    watch.done("resolve", f"{len(catalogue.bodies)} bodies")
    shares = ", ".join(map(str, translated.shares(whole, translation)))
    watch.done("chinese", shares)
    try:
        modules = classes.modules(catalogue)
        watch.done("classes", f"{sum(len(m.classes) for m in modules)} in {len(modules)} modules")
        view = views.views(catalogue, modules, measured)
        pages = sum(len(expansion.items) for expansion in view.expansions.values())
        watch.done("views", f"{pages} pages and modules")
        tree = render(view.names(), view.expansions, source.templates, catalogue.file)
    except (RenderError, classes.ToolError) as error:
        return (_not_rendered(source, str(error)),)
    watch.done("render", f"{len(tree)} files")
    return Built(whole, catalogue, view, tree, shares)


def _not_rendered(source: Source, text: str) -> Finding:
    return Finding(
        Mark(source.name or str(source.catalogue), 1, 1),
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
