"""What Sphinx reads: every page of the docs in both languages, and what stands beside them."""

from __future__ import annotations

import ast
import html
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from codegen.catalogue.resolved import Catalogue, Envelope, Event, Service
from codegen.catalogue.written import Json
from codegen.emit import examples
from codegen.emit.docs.events import every_field
from codegen.emit.docs.pages import docs
from codegen.emit.docs.performance import performance_page
from codegen.emit.views import FanOut
from codegen.load.measurements import Figures
from codegen.pipeline import Tree
from codegen.render.renderer import BUILT_IN, render_folder
from codegen.site.bilingual import marked, pair
from codegen.site.diagrams import service_diagram, way_diagram
from codegen.site.guides import paired
from codegen.site.labels import Labels

TEMPLATES = Path(__file__).with_name("templates")
CHINESE = Path(__file__).with_name("chinese")
"""Templates of whole pages in Chinese, by the path of the English page."""
EXAMPLES = "examples"


@attrs.frozen(kw_only=True)
class ExampleView:
    """An example message of an event."""

    shape: str
    address: str
    """From the root of the site."""
    message: dict[str, Json]


@attrs.frozen(kw_only=True)
class DeliveryView:
    """The example messages of an event in one delivery."""

    name: str
    title: str
    examples: tuple[ExampleView, ...]


@attrs.frozen(kw_only=True)
class SiteEvent:
    """An event with what the site shows beyond the docs."""

    event: Event
    code: str
    deliveries: tuple[DeliveryView, ...]
    places: tuple[str, ...]
    """The anchors of its fields, without `field-`."""


@attrs.frozen(kw_only=True)
class SiteService:
    """A service with what the site shows beyond the docs."""

    service: Service
    slug: str
    events: tuple[Event, ...]
    diagram: str


@attrs.frozen(kw_only=True)
class Reference:
    """A page of the API reference."""

    slug: str
    title: str
    names: tuple[str, ...]
    """Public names, in the order of the page."""

    def directive(self, name: str) -> str:
        """What shows a name: by convention a class, a constant or a function."""
        if name.isupper():
            return "autodata"
        return "autoclass" if name[0].isupper() else "autofunction"


def sources(
    catalogue: Catalogue,
    tree: Tree,
    overlays: Sequence[Path],
    figures: Figures | None,
    labels: Labels,
) -> dict[str, bytes]:
    """Sources of all pages by path; `tree` is what the generator makes of the catalogue.

    With `figures` there is a page of what was measured.  A page of an overlay is in English.

    Raises:
        RenderError: a template is wrong, or the two languages of a page differ in outline.
    """
    view, fans = _views(catalogue, tree, figures, labels)
    filters: dict[str, Callable[[str], str]] = {"html": html.escape, "both": labels.both}
    texts = render_folder("docs", view, fans, (BUILT_IN, TEMPLATES, *overlays), filters)
    for path, text in render_folder("docs", view, fans, (CHINESE,), filters).items():
        if not any((overlay / "docs" / f"{path}.jinja").is_file() for overlay in overlays):
            texts[path] = paired(texts[path], text, path)
    return {path: labels.in_markdown(text).encode() for path, text in texts.items()}


def example_files(catalogue: Catalogue) -> dict[str, bytes]:
    """The example messages as files to download, by path in the site."""
    return {
        example.address: (json.dumps(example.message, ensure_ascii=False, indent=2) + "\n").encode()
        for event in catalogue.events
        for delivery in _deliveries(event, catalogue)
        for example in delivery.examples
    }


def _views(
    catalogue: Catalogue, tree: Tree, figures: Figures | None, labels: Labels
) -> tuple[dict[str, object], dict[str, FanOut]]:
    performance = performance_page(figures) if figures else None
    both = marked(catalogue)
    events = [
        _event(event, shown, catalogue)
        for event, shown in zip(catalogue.events, both.events, strict=True)
    ]
    services = [_service(service, both, labels) for service in both.services]
    references = tuple(_references(both, tree))
    view: dict[str, object] = {
        "docs": docs(both),
        "events": events,
        "services": services,
        "references": references,
        "answers": tuple(
            dict.fromkeys(a.name for event in catalogue.events for a in event.answers)
        ),
        "way": way_diagram(both, labels),
        "performance": performance,
    }
    fans = {
        "event": FanOut("event_view", tuple((each.code, each) for each in events)),
        "service": FanOut("service", tuple((each.slug, each) for each in services)),
        "performance": FanOut(
            "performance", (("performance", performance),) if performance else ()
        ),
        "reference": FanOut("reference", tuple((each.slug, each) for each in references)),
    }
    return view, fans


def _event(event: Event, shown: Event, catalogue: Catalogue) -> SiteEvent:
    return SiteEvent(
        event=shown,
        code=event.code,
        deliveries=tuple(_deliveries(event, catalogue)),
        places=tuple(one.place for one in every_field(event, catalogue)),
    )


def _deliveries(event: Event, catalogue: Catalogue) -> Iterator[DeliveryView]:
    for envelope in examples.envelopes_of(event, catalogue):
        yield DeliveryView(
            name=envelope.name,
            title=pair(envelope.title, envelope.title_zh),
            examples=tuple(_examples(event, envelope, catalogue)),
        )


def _examples(event: Event, envelope: Envelope, catalogue: Catalogue) -> Iterator[ExampleView]:
    for shape in examples.scenarios(event, catalogue):
        name = ".".join(filter(None, (event.code, envelope.name, shape.name)))
        data = examples.full(event, shape, catalogue)
        yield ExampleView(
            shape=shape.name or "",
            address=f"{EXAMPLES}/{name}.json",
            message=examples.in_envelope(event, envelope, data, whole=True),
        )


def _service(service: Service, catalogue: Catalogue, labels: Labels) -> SiteService:
    events = tuple(event for event in catalogue.events if event.service.name == service.name)
    return SiteService(
        service=service,
        slug=service.slug,
        events=events,
        diagram=service_diagram(service, events, labels) if events else "",
    )


def _references(catalogue: Catalogue, tree: Tree) -> Iterator[Reference]:
    modules = _public_names(tree[f"{catalogue.package}/__init__.py"])
    titles: dict[str, str] = {
        "reading": "Reading and writing messages",
        "constants": "Constants",
        "deliveries": "Deliveries",
        **{service.slug: f"Events of {service.name}" for service in catalogue.services},
        "shared": "Shared objects and enums",
    }
    homes = {
        "constants": "constants",
        **{envelope.module: "deliveries" for envelope in catalogue.envelopes},
        **{event.body.module: event.service.slug for event in catalogue.events},
    }
    found: dict[str, list[str]] = {slug: [] for slug in titles}
    for module, names in modules.items():
        shared = "shared" if "." in module else "reading"
        found[homes.get(module, shared)] += names
    for slug, names in found.items():
        if names:
            yield Reference(slug=slug, title=titles[slug], names=tuple(names))


def _public_names(source: bytes) -> Mapping[str, list[str]]:
    """The names that a package offers to type checkers, by the module that they come from."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            found.setdefault(node.module, []).extend(alias.name for alias in node.names)
    return found
