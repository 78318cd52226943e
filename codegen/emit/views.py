"""What templates lay out: the resolved catalogue, ready-made texts, and the fan-out of paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from codegen.catalogue.public_names import CONSTANTS, RUNTIME
from codegen.catalogue.resolved import Catalogue, Event, Field
from codegen.catalogue.written import Bound, Json
from codegen.emit import asyncapi, catalogue_json, examples, fixtures, json_schema
from codegen.emit.docs.events import EventPage
from codegen.emit.docs.pages import Docs, docs
from codegen.emit.docs.performance import PerformancePage, performance_page
from codegen.emit.python import constants, docstrings
from codegen.emit.python.classes import Module
from codegen.emit.python.constants import ConstantSet
from codegen.emit.tables import Tables, tables
from codegen.load.measurements import Figures


@attrs.frozen
class Expansion:
    """What a path part in braces stands for: path and view of each thing."""

    variable: str
    """Name under which the template finds the thing."""
    items: tuple[tuple[str, object], ...]


@attrs.frozen
class EventView:
    """An event with everything that is made for it."""

    event: Event
    _catalogue: Catalogue = attrs.field(repr=False, alias="catalogue")

    @property
    def docstring(self) -> str:
        """Docstring of its constants."""
        return docstrings.of_code(self.event)

    @property
    def envelopes(self) -> dict[str, str]:
        """Envelopes that it is known to arrive in, with how sure that is."""
        carriers = examples.envelopes_of(self.event, self._catalogue)
        known = ((each.name, each.certainty(self.event)) for each in carriers)
        return {name: certainty.value for name, certainty in known if certainty is not None}

    @property
    def inferred_fields(self) -> tuple[str, ...]:
        """Paths of the fields that no source shows in it."""
        page = EventPage(self.event, self._catalogue, None, None)
        return tuple(dict.fromkeys(one.path for one in page.inferred_fields))

    @property
    def page(self) -> str:
        """Path of its page in the docs."""
        return f"events/{self.event.code}.md"

    # Large values are built when a template asks for them, not kept for all events at once.

    def schema(self) -> dict[str, Json]:
        """JSON Schema of its messages."""
        found = examples.messages(self.event, self._catalogue)
        shown: list[Json] = [message for _, _, message in found]
        return json_schema.event_schema(self.event, self._catalogue, shown)

    def fixture_file(self) -> dict[str, Json]:
        """Its test fixtures."""
        return fixtures.fixture_file(self.event, self._catalogue)

    def file(self) -> Json:
        """The event as data, with all that it refers to."""
        return catalogue_json.event_file(self.event, self._catalogue)


@attrs.frozen(kw_only=True)
class PublicName:
    """A name of the package and the module that defines it, relative to the package."""

    name: str
    module: str


@attrs.frozen(kw_only=True)
class Views:
    """Everything that templates lay out, by the names under which they find it."""

    asyncapi: dict[str, Json]
    bundle: dict[str, Json]
    """JSON Schema of all messages."""
    catalogue: Catalogue
    catalogue_file: Json
    catalogue_schema: dict[str, Json]
    cloudevent_source: str
    """What an event without CloudEvents attributes has as its `source`."""
    constants: tuple[ConstantSet, ...]
    docs: Docs
    event_code_field: str
    """Wire name under which events carry their code."""
    events: tuple[EventView, ...]
    modules: Sequence[Module]
    performance: PerformancePage | None
    public_names: tuple[PublicName, ...]
    tables: Tables

    def names(self) -> dict[str, object]:
        """The names that every template finds."""
        return attrs.asdict(self, recurse=False)

    @property
    def expansions(self) -> dict[str, Expansion]:
        """What each path part in braces stands for."""
        package = self.catalogue.package
        events = ((view.event.code, view) for view in self.events)
        services = ((service.slug, service) for service in self.catalogue.services)
        modules = ((module.path.replace(".", "/"), module) for module in self.modules)
        return {
            "package": Expansion("package", ((package, package),)),
            "event": Expansion("event_view", tuple(events)),
            "service": Expansion("service", tuple(services)),
            "module": Expansion("module", tuple(modules)),
            "performance": of_performance(self.performance),
        }


def of_performance(page: PerformancePage | None) -> Expansion:
    """`{performance}` in a path: one page where something was measured, else none."""
    return Expansion("performance", (("performance", page),) if page else ())


def views(catalogue: Catalogue, modules: Sequence[Module], figures: Figures | None) -> Views:
    """Everything that is laid out, from a catalogue, its classes and what was measured of them."""
    return Views(
        asyncapi=asyncapi.document(catalogue),
        bundle=json_schema.bundle_schema(catalogue),
        catalogue=catalogue,
        catalogue_file=catalogue_json.catalogue_file(catalogue),
        catalogue_schema=catalogue_json.schema(catalogue),
        cloudevent_source=_cloudevent_source(catalogue),
        constants=constants.of(catalogue),
        docs=docs(catalogue),
        event_code_field=_event_code_field(catalogue),
        events=tuple(EventView(event, catalogue) for event in catalogue.events),
        modules=modules,
        performance=performance_page(figures) if figures else None,
        public_names=_public_names(modules),
        tables=tables(catalogue),
    )


def _public_names(modules: Sequence[Module]) -> tuple[PublicName, ...]:
    found: Mapping[str, str] = {
        **dict.fromkeys(CONSTANTS, "constants"),
        **{name: module for module, defined in RUNTIME.items() for name in defined},
        **{name: module.path for module in modules for name in module.classes},
    }
    return tuple(PublicName(name=name, module=found[name]) for name in sorted(found))


def _cloudevent_source(catalogue: Catalogue) -> str:
    """What an event without CloudEvents attributes has as its `source`."""
    fields = (field for envelope in catalogue.envelopes for field in envelope.fields)
    examples = (field.example for field in fields if field.wire == "source")
    return next((e for e in examples if isinstance(e, str) and e), f"urn:{catalogue.package}")


def _event_code_field(catalogue: Catalogue) -> str:
    """The wire name under which events carry their code."""
    fields: list[Field] = [field for body in catalogue.bodies for field in body.fields]
    return next((f.wire for f in fields if f.value is Bound.EVENT_CODE), "eventCode")
