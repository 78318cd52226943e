"""What Sphinx reads: every page of the docs in both languages, and what stands beside them."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from codegen.catalogue.resolved import Catalogue, Event, Service
from codegen.catalogue.written import Json
from codegen.emit import examples
from codegen.emit.docs.events import EventPage
from codegen.emit.docs.pages import docs
from codegen.emit.views import Expansion, PublicName, of_performance
from codegen.pipeline import Built
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
    deliveries: tuple[DeliveryView, ...]
    places: tuple[str, ...]
    """The anchors of its fields, without `field-`."""


@attrs.frozen(kw_only=True)
class SiteService:
    """A service with what the site shows beyond the docs."""

    service: Service
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


def sources(built: Built, overlays: Sequence[Path], labels: Labels) -> dict[str, bytes]:
    """Sources of all pages by path.

    With measurements there is a page of what was measured.  A page of an overlay is in English.

    Raises:
        RenderError: a template is wrong, or the two languages of a page differ in outline.
    """
    view, expansions = _views(built, labels)
    filters: dict[str, Callable[[str], str]] = {"html": html.escape, "both": labels.both}
    texts = render_folder("docs", view, expansions, (BUILT_IN, TEMPLATES, *overlays), filters)
    for path, text in render_folder("docs", view, expansions, (CHINESE,), filters).items():
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


def _views(built: Built, labels: Labels) -> tuple[dict[str, object], dict[str, Expansion]]:
    catalogue = built.catalogue
    both = marked(catalogue)
    events = [
        _event(page, shown, catalogue)
        for page, shown in zip(built.views.docs.events.values(), both.events, strict=True)
    ]
    services = [_service(service, both, labels) for service in both.services]
    references = tuple(_references(both, built.views.public_names))
    view: dict[str, object] = {
        "docs": docs(both),
        "events": events,
        "services": services,
        "references": references,
        "answers": tuple(
            dict.fromkeys(a.name for event in catalogue.events for a in event.answers)
        ),
        "way": way_diagram(both, labels),
        "performance": built.views.performance,
    }
    expansions = {
        "event": Expansion("event_view", tuple((each.event.code, each) for each in events)),
        "service": Expansion("service", tuple((each.service.slug, each) for each in services)),
        "performance": of_performance(built.views.performance),
        "reference": Expansion("reference", tuple((each.slug, each) for each in references)),
    }
    return view, expansions


def _event(page: EventPage, shown: Event, catalogue: Catalogue) -> SiteEvent:
    return SiteEvent(
        event=shown,
        deliveries=_deliveries(page.event, catalogue),
        places=tuple(one.place for one in page.every),
    )


def _deliveries(event: Event, catalogue: Catalogue) -> tuple[DeliveryView, ...]:
    shown: dict[str, list[ExampleView]] = {}
    for envelope, scenario, message in examples.messages(event, catalogue):
        variant = scenario.name or ""
        name = ".".join(filter(None, (event.code, envelope.name, variant)))
        example = ExampleView(shape=variant, address=f"{EXAMPLES}/{name}.json", message=message)
        shown.setdefault(envelope.name, []).append(example)
    return tuple(
        DeliveryView(
            name=envelope.name,
            title=pair(envelope.title, envelope.title_zh),
            examples=tuple(shown[envelope.name]),
        )
        for envelope in examples.envelopes_of(event, catalogue)
    )


def _service(service: Service, catalogue: Catalogue, labels: Labels) -> SiteService:
    events = tuple(event for event in catalogue.events if event.service.name == service.name)
    return SiteService(
        service=service,
        events=events,
        diagram=service_diagram(service, events, labels) if events else "",
    )


def _references(catalogue: Catalogue, public: Iterable[PublicName]) -> Iterator[Reference]:
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
    modules: dict[str, list[str]] = {}
    for each in public:
        modules.setdefault(each.module, []).append(each.name)
    found: dict[str, list[str]] = {slug: [] for slug in titles}
    for module, names in modules.items():
        shared = "shared" if "." in module else "reading"
        found[homes.get(module, shared)] += names
    for slug, names in found.items():
        if names:
            yield Reference(slug=slug, title=titles[slug], names=tuple(names))
