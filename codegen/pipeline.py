"""The road of the data: every stage in its order."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs

from codegen import cache
from codegen.findings import Finding, ordered
from codegen.model import Mark

Tree = Mapping[str, bytes]
"""Files by POSIX path, relative to the output directory."""

Observe = Callable[[str, str, float], None]
"""Told after each stage: its name, what it did, how many seconds it took."""


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


def build(source: Source, observe: Observe) -> Tree | tuple[Finding, ...]:
    """All files in memory, or all that is wrong with the catalogue.

    A run with nothing changed since an earlier one takes that one's result.
    """
    watch = _Watch(observe)
    inputs = (source.catalogue, *source.templates, *filter(None, (source.figures,)))
    name = cache.key((source.package, source.name), inputs)
    tree = cache.get(name)
    if tree is not None:
        watch.done("cache", f"{len(tree)} files, as nothing has changed")
        return tree
    made = _made(source, watch)
    if not isinstance(made, tuple):
        cache.put(name, made)
    return made


def _made(source: Source, watch: _Watch) -> Tree | tuple[Finding, ...]:
    # The stages import their tools, which costs more than a run that needs none of them.
    from codegen import check, classes, figures, load, views
    from codegen.render import RenderError, render
    from codegen.resolve import resolve

    written, findings = load.load_file(source.catalogue, source.name)
    watch.done("load", f"{len(written.events) if written else 0} events")
    if written is None:
        return findings
    measured, damage = figures.load(source.figures)
    findings = ordered((*findings, *damage, *check.check(written, partial=bool(findings))))
    watch.done("check", f"{len(findings)} findings")
    if findings:
        return findings
    catalogue = resolve(written, source.package)
    watch.done("resolve", f"{len(catalogue.bodies)} bodies")
    try:
        modules = classes.modules(catalogue)
        watch.done("classes", f"{sum(len(m.classes) for m in modules)} in {len(modules)} modules")
        view, fans = views.views(catalogue, modules, measured)
        watch.done("views", f"{sum(len(fan.items) for fan in fans.values())} pages and modules")
        tree = render(view, fans, source.templates, catalogue.file)
    except (RenderError, classes.ToolError) as error:
        return (_unmade(source, str(error)),)
    watch.done("render", f"{len(tree)} files")
    return tree


def _unmade(source: Source, text: str) -> Finding:
    file = source.name or str(source.catalogue)
    return Finding(
        Mark(file, 1, 1),
        "unmade-output",
        text,
        "templates that make files from this catalogue",
        "mend the template that is named",
    )


class _Watch:
    def __init__(self, observe: Observe) -> None:
        self._observe = observe
        self._since = time.perf_counter()

    def done(self, stage: str, summary: str) -> None:
        now = time.perf_counter()
        self._observe(stage, summary, now - self._since)
        self._since = now
