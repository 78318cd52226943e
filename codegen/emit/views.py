"""What templates lay out: the resolved catalogue, ready-made texts, and the fan-out of paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from codegen.catalogue import names
from codegen.catalogue.public_names import CONSTANTS, RUNTIME
from codegen.catalogue.resolved import Catalogue, Envelope, Event, Field
from codegen.catalogue.written import Bound, Json, Kind, Level
from codegen.emit import asyncapi, catalogue_json, examples, fixtures, json_schema
from codegen.emit.docs.events import EventPage
from codegen.emit.docs.pages import Docs, docs
from codegen.emit.docs.performance import PerformancePage, performance_page
from codegen.emit.python import docstrings
from codegen.emit.python.classes import Module
from codegen.load.measurements import Figures


@attrs.frozen
class Expansion:
    """What a path part in braces stands for: path and view of each thing."""

    variable: str
    """Name under which the template finds the thing."""
    items: tuple[tuple[str, object], ...]


@attrs.frozen(kw_only=True)
class EventView:
    """An event with everything that is made for it."""

    event: Event
    docstring: str
    page: str
    """Path of its page in the docs."""
    _catalogue: Catalogue = attrs.field(repr=False)

    @property
    def code(self) -> str:
        """Event code."""
        return self.event.code

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

    # What is large is made when a template asks for it, not held for all events at once.

    def schema(self) -> dict[str, Json]:
        """JSON Schema of its messages."""
        catalogue, event = self._catalogue, self.event
        shown: list[Json] = [
            examples.in_envelope(
                event, envelope, examples.full(event, scenario, catalogue), whole=True
            )
            for envelope in examples.envelopes_of(event, catalogue)
            for scenario in examples.scenarios(event, catalogue)
        ]
        return json_schema.event_schema(event, catalogue, shown)

    def fixture_file(self) -> dict[str, Json]:
        """Its test fixtures."""
        return fixtures.fixture_file(self.event, self._catalogue)

    def file(self) -> Json:
        """The event as data, with all that it refers to."""
        return catalogue_json.event_file(self.event, self._catalogue)


@attrs.frozen(kw_only=True)
class Member:
    """A constant."""

    name: str
    value: str
    docstring: str


@attrs.frozen(kw_only=True)
class ConstantSet:
    """An enum of constants."""

    name: str
    docstring: str
    members: tuple[Member, ...]


@attrs.frozen(kw_only=True)
class PublicName:
    """A name of the package and the module that defines it, relative to the package."""

    name: str
    module: str


@attrs.frozen(kw_only=True)
class EnvelopeView:
    """A delivery with the wire names that parsing needs."""

    envelope: Envelope
    event_field: str
    type_field: str
    code_field: str
    message_id: str
    """Attribute that holds the id of the message."""
    time: str
    """Attribute that says when the event happened; empty if none does."""
    fields: tuple[str, ...]


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
    envelopes: tuple[EnvelopeView, ...]
    event_code_field: str
    """Wire name under which events carry their code."""
    events: tuple[EventView, ...]
    modules: Sequence[Module]
    performance: PerformancePage | None
    public_names: tuple[PublicName, ...]

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
    constants = _constants(catalogue)
    return Views(
        asyncapi=asyncapi.document(catalogue),
        bundle=json_schema.bundle_schema(catalogue),
        catalogue=catalogue,
        catalogue_file=catalogue_json.catalogue_file(catalogue),
        catalogue_schema=catalogue_json.schema(catalogue),
        cloudevent_source=_cloudevent_source(catalogue),
        constants=constants,
        docs=docs(catalogue),
        envelopes=tuple(map(_envelope, catalogue.envelopes)),
        event_code_field=_event_code_field(catalogue),
        events=tuple(_event(event, catalogue) for event in catalogue.events),
        modules=modules,
        performance=performance_page(figures) if figures else None,
        public_names=_public_names(modules),
    )


def _event(event: Event, catalogue: Catalogue) -> EventView:
    return EventView(
        event=event,
        docstring=docstrings.of_code(event),
        page=f"events/{event.code}.md",
        catalogue=catalogue,
    )


def _constants(catalogue: Catalogue) -> tuple[ConstantSet, ...]:
    product = catalogue.product
    return (
        ConstantSet(
            name="EventCode",
            docstring=f"Event codes of {product}: what an event calls itself in `eventCode`.",
            members=tuple(
                Member(name=e.constant, value=e.code, docstring=docstrings.of_code(e))
                for e in catalogue.events
            ),
        ),
        ConstantSet(
            name="EventType",
            docstring=f"EventBridge types of {product} events: what event patterns filter by.",
            members=tuple(
                Member(name=e.constant, value=e.type, docstring=docstrings.of_code(e))
                for e in catalogue.events
            ),
        ),
        ConstantSet(
            name="EventCategory",
            docstring="Groups of events, as Function Compute names them in `eventCategoryType`.",
            members=tuple(
                _member(category, f"Category of {', '.join(codes)}.")
                for category, codes in _codes_by_category(catalogue).items()
            ),
        ),
        ConstantSet(
            name="EventKind",
            docstring="Whether an event only tells, or asks and waits.",
            members=(
                _member(Kind.REGULAR, "A notice; nothing waits for it."),
                _member(Kind.EXTENSION_POINT, "The operation can wait for an answer."),
            ),
        ),
        ConstantSet(
            name="EventLevel",
            docstring="What an event belongs to.",
            members=(
                _member(Level.WORKSPACE, "One workspace."),
                _member(Level.TENANT, "The tenant: all workspaces of the account."),
            ),
        ),
        ConstantSet(
            name="Service",
            docstring=f"Parts of {product} that send events.",
            members=tuple(
                Member(name=s.constant, value=s.name, docstring=docstrings.literal((s.summary,)))
                for s in catalogue.services
            ),
        ),
        ConstantSet(
            name="AnswerOperation",
            docstring="Operations that answer an extension point, or read more about one.",
            members=tuple(
                Member(name=a.constant, value=a.name, docstring=docstrings.literal((a.summary,)))
                for a in catalogue.answers
            ),
        ),
    )


def _member(value: str, text: str) -> Member:
    return Member(
        name=names.constant(value, {}), value=str(value), docstring=docstrings.literal((text,))
    )


def _codes_by_category(catalogue: Catalogue) -> dict[str, list[str]]:
    """The codes of the events in each category, as Markdown."""
    codes: dict[str, list[str]] = {category: [] for category in catalogue.categories}
    for event in catalogue.events:
        codes[event.category].append(f"`{event.code}`")
    return codes


def _public_names(modules: Sequence[Module]) -> tuple[PublicName, ...]:
    found: Mapping[str, str] = {
        **dict.fromkeys(CONSTANTS, "constants"),
        **{name: module for module, defined in RUNTIME.items() for name in defined},
        **{name: module.path for module in modules for name in module.classes},
    }
    return tuple(PublicName(name=name, module=found[name]) for name in sorted(found))


def _envelope(envelope: Envelope) -> EnvelopeView:
    def wire(bound: Bound) -> str:
        field = envelope.bound(bound)
        return field.wire if field else ""

    return EnvelopeView(
        envelope=envelope,
        event_field=envelope.event_field.wire,
        type_field=wire(Bound.EVENT_TYPE),
        code_field=wire(Bound.EVENT_CODE),
        message_id=envelope.message_id.python,
        time=envelope.time.python if envelope.time else "",
        fields=tuple(field.wire for field in envelope.fields),
    )


def _cloudevent_source(catalogue: Catalogue) -> str:
    """What an event without CloudEvents attributes has as its `source`."""
    fields = (field for envelope in catalogue.envelopes for field in envelope.fields)
    examples = (field.example for field in fields if field.wire == "source")
    return next((e for e in examples if isinstance(e, str) and e), f"urn:{catalogue.package}")


def _event_code_field(catalogue: Catalogue) -> str:
    """The wire name under which events carry their code."""
    fields: list[Field] = [field for body in catalogue.bodies for field in body.fields]
    return next((f.wire for f in fields if f.value is Bound.EVENT_CODE), "eventCode")
