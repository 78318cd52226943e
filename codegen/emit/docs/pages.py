"""What the templates of the docs find beside the catalogue: whatever a page must compute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from codegen.catalogue.resolved import (
    Answer,
    Catalogue,
    Enum,
    Envelope,
    Event,
    Field,
    Object,
    Origin,
    Service,
    TypeKind,
    Wrapper,
)
from codegen.catalogue.written import Bound, Certainty, Json, Kind, Role
from codegen.emit import examples
from codegen.emit.docs.discrepancies import Discrepancy, NotedPage, discrepancies, enum_notes
from codegen.emit.docs.events import EventPage, patterns
from codegen.emit.docs.fields import (
    FieldTexts,
    Note,
    Placed,
    Shape,
    enum_names,
    field_notes,
    object_notes,
    placed,
    shapes,
)
from codegen.emit.docs.links import (
    ANSWERS,
    ENUMS,
    ENVELOPES,
    Links,
    enum_place,
    place,
)
from codegen.emit.docs.markdown import anchor_name, code, json_block, listed, prose, sentence
from codegen.emit.origins import Origins

_ABOUT_TIME = """\
`time` as a point in time with its zone; `None` where the text leaves it open.

Read are RFC 3339, the same with a zone's name in place of the offset
(`2020-11-19T21:04:42.179PRC`), and milliseconds since 1970.\
"""


@attrs.frozen(kw_only=True)
class AnswerSection:
    """An operation on the page of answers."""

    answer: Answer
    request: tuple[Placed, ...]
    response: tuple[Placed, ...]
    notes: tuple[Note, ...]
    answers: tuple[Event, ...]
    """The events that it answers."""
    reads: tuple[Event, ...]
    """The events about which it reads more."""

    @property
    def fields(self) -> tuple[Placed, ...]:
        """Those of the request and of the response."""
        return (*self.request, *self.response)


@attrs.frozen(kw_only=True)
class EnvelopeSection:
    """An envelope on the page of envelopes."""

    envelope: Envelope
    fields: tuple[Placed, ...]
    texts: FieldTexts
    notes: tuple[Note, ...]
    event: Event | None
    """The first event that it can carry."""
    message: dict[str, Json]
    """A message with that event."""
    headers: dict[str, Json]
    """The headers of its request; none where they have no part in it."""

    several_kinds: bool
    """Whether the catalogue has events of several kinds."""

    @property
    def carries(self) -> str:
        """Which events it carries, as Markdown."""
        carried = self.envelope.carried
        if carried is not None:
            marks = {Certainty.DOCUMENTED: "", Certainty.INFERRED: " (inferred)"}
            return ", ".join(f"{code(name)}{marks[known]}" for name, known in carried.items()) or (
                "nothing any more"
            )
        if not self.several_kinds:
            return "all events"
        words = {Kind.REGULAR: "regular events", Kind.EXTENSION_POINT: "extension points"}
        return " and ".join(words[kind] for kind in self.envelope.carries)


@attrs.frozen(slots=False)
class ObjectPage:
    """The page of an object that several bodies have."""

    shape: Object
    catalogue: Catalogue
    events: tuple[Event, ...]
    """The events that have it, by themselves or in another object."""

    @cached_property
    def fields(self) -> tuple[Placed, ...]:
        """The fields that all its variants share."""
        return tuple(placed(self.shape.fields, self.catalogue, Origins()))

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Its variants, and those of the objects in it."""
        return tuple(shapes(self.shape.variants, self.fields, self.catalogue, Origins()))

    @property
    def every(self) -> tuple[Placed, ...]:
        """All fields on the page."""
        return (*self.fields, *(one for each in self.shapes for one in each.fields))

    @property
    def texts(self) -> FieldTexts:
        """What its field tables say."""
        return FieldTexts(self.catalogue, Links("../").enum, _any_event, "../")

    @property
    def notes(self) -> tuple[Note, ...]:
        """Where the sources of it disagree or fall silent."""
        own = (
            Note(about=f"Object {code(self.shape.name)}", text=sentence(text))
            for text in self.shape.notes
        )
        return (*own, *object_notes(self.every, self.catalogue), *field_notes(self.every))


@attrs.frozen
class WrapperSection:
    """A wrapper on the page of envelopes."""

    wrapper: Wrapper
    notes: tuple[Note, ...]

    @property
    def mark(self) -> str:
        """By what it is recognised, as Markdown."""
        if self.wrapper.type is not None:
            return f"{code('type')}: {code(self.wrapper.type)}"
        return ", ".join(map(code, self.wrapper.has))

    @property
    def message(self) -> str:
        """Where the message is, as Markdown."""
        base64 = {None: "", "maybe": ", perhaps in base64"}.get(self.wrapper.base64)
        if base64 is None:
            base64 = f", in base64 if {code(str(self.wrapper.base64))} is true"
        return f"{code(self.wrapper.message)}{base64}"

    @property
    def source(self) -> str:
        """Which documents show it, as Markdown."""
        return ", ".join(code(s.label) for s in self.wrapper.sources) or "inferred"


@attrs.frozen
class ServicePage:
    """The page of a service."""

    service: Service
    events: tuple[EventPage, ...]
    patterns: tuple[dict[str, Json], ...]
    """Event patterns that pick all its events."""
    detail: Answer | None
    """Operation that reads more about its extension points."""


@attrs.frozen(slots=False)
class Docs:
    """All pages of a catalogue's docs."""

    catalogue: Catalogue
    events: Mapping[str, EventPage]
    """By code."""
    services: Mapping[str, ServicePage]
    """By slug."""

    def links(self, up: str = "") -> Links:
        """Links of a page; `up` leads from its directory to the root of the docs."""
        return Links(up)

    @property
    def first(self) -> EventPage | None:
        """The event that the guides take as their example."""
        return next((self.events[event.code] for event in self.catalogue.events), None)

    @property
    def has_headers(self) -> bool:
        """Whether headers of requests have a part in messages."""
        return any(envelope.in_headers for envelope in self.catalogue.envelopes)

    @property
    def has_workspaces(self) -> bool:
        """Whether the catalogue says which field holds the id of the event's workspace."""
        return any(body.has(Role.WORKSPACE_ID) for body in self.catalogue.bodies)

    @property
    def has_patterns(self) -> bool:
        """Whether subscribers filter by event patterns."""
        return any(envelope.event_patterns for envelope in self.catalogue.envelopes)

    @property
    def about_time(self) -> str:
        """What the package says of the time of a message, in paragraphs."""
        times = (each.time for each in self.catalogue.envelopes if each.time)
        notes = (f"Note: {time.note}" for time in times if time.note)
        return "\n\n".join((_ABOUT_TIME, *notes))

    @property
    def levels(self) -> tuple[tuple[str, tuple[ServicePage, ...]], ...]:
        """The services by level, the empty one last."""
        levels = [*self.catalogue.levels, None]
        pages = self.services.values()
        by_level = [
            (level, tuple(p for p in pages if p.service.level == level)) for level in levels
        ]
        return tuple((level or "", services) for level, services in by_level if services)

    @cached_property
    def objects(self) -> Mapping[str, ObjectPage]:
        """The objects that several bodies have."""
        return {
            name: ObjectPage(self.catalogue.objects[name], self.catalogue, events)
            for name, events in self.catalogue.shared_objects.items()
        }

    @cached_property
    def answers(self) -> tuple[AnswerSection, ...]:
        """The operations."""
        return tuple(map(self._answer, self.catalogue.answers))

    def _answer(self, answer: Answer) -> AnswerSection:
        request = self._placed(answer.request, f"{answer.name}.request")
        response = self._placed(answer.response, f"{answer.name}.response")
        about, where = f"Operation {code(answer.name)}", place(answer)
        events = self.catalogue.events
        return AnswerSection(
            answer=answer,
            request=request,
            response=response,
            notes=self._notes(about, where, answer.notes, (*request, *response)),
            answers=tuple(e for e in events if answer.name in [each.name for each in e.answers]),
            reads=tuple(event for event in events if self.detail(event) is answer),
        )

    @property
    def answer_texts(self) -> FieldTexts:
        """What the field tables of operations say."""
        return FieldTexts(self.catalogue, self.links().enum, _any_event)

    @cached_property
    def envelopes(self) -> tuple[EnvelopeSection, ...]:
        """The envelopes."""
        return tuple(self._envelope(envelope) for envelope in self.catalogue.envelopes)

    @property
    def wrappers(self) -> tuple[WrapperSection, ...]:
        """What may stand around a whole message."""
        return tuple(
            WrapperSection(
                wrapper=wrapper,
                notes=tuple(
                    Note(
                        about=f"Wrapper {prose(wrapper.title)}",
                        place=f"wrapper-{wrapper.name}",
                        text=sentence(text),
                    )
                    for text in wrapper.notes
                ),
            )
            for wrapper in self.catalogue.wrappers
        )

    def _envelope(self, envelope: Envelope) -> EnvelopeSection:
        catalogue = self.catalogue
        fields = self._placed(envelope.fields, envelope.name)
        events = catalogue.events
        event = next((e for e in events if envelope.certainty(e) is not None), None)
        found = examples.messages(event, catalogue) if event else iter(())
        event_messages = (message for carrier, _, message in found if carrier is envelope)
        about, where = f"Envelope {prose(envelope.title)}", place(envelope)
        return EnvelopeSection(
            envelope=envelope,
            fields=fields,
            texts=FieldTexts(catalogue, self.links().enum, event.bound if event else str),
            notes=self._notes(about, where, envelope.notes, fields),
            event=event,
            message=next(event_messages, {}),
            headers=examples.headers(event, envelope, whole=True) if event else {},
            several_kinds=len(catalogue.kinds) > 1,
        )

    def _placed(self, fields: Iterable[Field], owner: str) -> tuple[Placed, ...]:
        above = f"{anchor_name(owner)}."
        return tuple(placed(fields, self.catalogue, Origins(), owner=above))

    def _notes(
        self, about: str, where: str, texts: Iterable[str], fields: Sequence[Placed]
    ) -> tuple[Note, ...]:
        own = (Note(about=about, place=where, text=sentence(text)) for text in texts)
        return (*own, *object_notes(fields, self.catalogue), *field_notes(fields))

    def detail(self, event: Event) -> Answer | None:
        """Operation that reads more about an extension point."""
        waiting = event.kind is Kind.EXTENSION_POINT
        return _named(self.catalogue, event.service.detail) if waiting else None

    def results(self, answer: Answer) -> str:
        """What may be said by an operation, as Markdown."""
        texts = []
        for field in answer.request or answer.response:
            if field.type.kind is TypeKind.ENUM:
                values = self.catalogue.valid(field)
                known = [f"{code(str(value.value))} ({prose(value.meaning)})" for value in values]
                note = f". {sentence(field.note)}" if field.note else ""
                texts.append(f"{code(field.wire)}: {listed(known, 'or')}{note}")
        return "; ".join(texts)

    def result_values(self, answer: Answer) -> tuple[str, ...]:
        """The results that may be answered by an operation."""
        return tuple(str(value.value) for value in examples.results(answer, self.catalogue))

    @property
    def client_method(self) -> str | None:
        """A method by which the vendor's client answers; None if none is known."""
        return next((a.method for a in self.catalogue.answers if a.method), None)

    def doubt(self, field: Field) -> str:
        """What no source says about a parameter of an answer; empty if a source shows it."""
        return (field.note or "no source shows it") if field.origin is Origin.INFERRED else ""

    def accepted(self, answer: Answer) -> str:
        """Key of the response that says whether an answer was accepted; empty if none does."""
        field = answer.has(Role.ACCEPTED)
        return field.wire if field is not None else ""

    def example(self, fields: Iterable[Field]) -> str:
        """A JSON object with the examples of fields, as Markdown; empty where none has one."""
        values: dict[str, Json] = {
            field.wire: field.example for field in fields if field.example is not None
        }
        return json_block(values) if values else ""

    def openness(self, enum: Enum) -> str:
        """What becomes of values that an enum does not have."""
        if enum.closed:
            text = "Closed: any other value is an error."
        else:
            text = "Open: other values are kept, with `is_known` false."
        return f"{text} Upper and lower case mean the same." if enum.ignore_case else text

    @cached_property
    def enum_users(self) -> Mapping[str, Sequence[str]]:
        """Links to all that has a field of an enum, by the enum's name."""
        users: dict[str, list[str]] = {name: [] for name in self.catalogue.enums}
        for section in self.envelopes:
            for name in enum_names(section.fields):
                users[name].append(self.links().to(section.envelope))
        for operation in self.answers:
            for name in enum_names(operation.fields):
                users[name].append(self.links().to(operation.answer))
        for page in self.events.values():
            for name in page.enums:
                shown = code(page.event.code)
                users[name].append(self.links().in_event(page.event, shown, enum_place(name)))
        return users

    def listed_by(self, label: str) -> tuple[Event, ...]:
        """The events that a document lists."""
        events = self.catalogue.events
        return tuple(e for e in events if label in [source.label for source in e.sources])

    @property
    def inferred(self) -> Mapping[tuple[tuple[str, ...], str], tuple[Event, ...]]:
        """The events of which sources leave the same unsaid, by the facts and how many fields."""
        found: dict[tuple[tuple[str, ...], str], list[Event]] = {}
        for page in self.events.values():
            unshown = len(page.inferred_fields)
            fields = f"{unshown} of {len(page.every)}" if unshown else ""
            if page.event.inferred or unshown:
                found.setdefault((page.event.inferred, fields), []).append(page.event)
        return {unsaid: tuple(events) for unsaid, events in found.items()}

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Where the sources disagree or fall silent, each once."""
        return tuple(discrepancies(self._noted()))

    def _noted(self) -> Iterator[NotedPage]:
        """Every page with notes, or part of one."""
        for section in self.envelopes:
            yield (prose(section.envelope.title), ENVELOPES, section.notes)
        for wrapper in self.wrappers:
            yield (prose(wrapper.wrapper.title), ENVELOPES, wrapper.notes)
        for operation in self.answers:
            yield (code(operation.answer.name), ANSWERS, operation.notes)
        for enum in self.catalogue.enums.values():
            yield (code(enum.name), ENUMS, tuple(enum_notes(enum)))
        for page in self.events.values():
            address = self.links().event_page(page.event)
            yield (code(page.event.code), address, page.notes)


def docs(catalogue: Catalogue) -> Docs:
    """The docs of a catalogue."""
    by_service: dict[str, list[Event]] = {service.name: [] for service in catalogue.services}
    for event in catalogue.events:
        by_service[event.service.name].append(event)
    pages = {
        event.code: EventPage(event, catalogue, previous, following)
        for events in by_service.values()
        for previous, event, following in zip(
            (None, *events), events, (*events[1:], None), strict=False
        )
    }
    services = {
        service.slug: ServicePage(
            service,
            tuple(pages[event.code] for event in by_service[service.name]),
            tuple(patterns(by_service[service.name], catalogue)),
            _named(catalogue, service.detail),
        )
        for service in catalogue.services
    }
    return Docs(catalogue, {event.code: pages[event.code] for event in catalogue.events}, services)


def _named(catalogue: Catalogue, name: str | None) -> Answer | None:
    return next((answer for answer in catalogue.answers if answer.name == name), None)


def _any_event(bound: Bound) -> str:
    """What stands in a field that repeats a fact of an event, where no event is meant."""
    return f"<{bound}>"
