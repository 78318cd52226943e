"""The page of an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from codegen.catalogue.resolved import (
    Answer,
    Catalogue,
    Envelope,
    Event,
    Field,
    TypeKind,
    Variant,
)
from codegen.catalogue.written import Bound, Json, Kind
from codegen.emit import examples
from codegen.emit.docs.enums import EnumView
from codegen.emit.docs.fields import (
    FieldRow,
    FieldTable,
    FormatRow,
    Held,
    Note,
    Placed,
    Rows,
    Shape,
    condition,
    enum_names,
    field_notes,
    formats,
    held,
    object_notes,
    origins,
    placed,
    shapes,
)
from codegen.emit.docs.links import Links, enum_anchor
from codegen.emit.docs.markdown import (
    block,
    cell,
    code,
    json_block,
    link,
    listed,
    prose,
    sentence,
)

_LINKS = Links("../")
_CLOUD_EVENTS = frozenset({"id", "source", "specversion", "type"})
"""Attributes that every CloudEvents 1.0 object has."""
_WIDEST_IMPORT = 88


@attrs.frozen(kw_only=True)
class EventRow:
    """An event in a table of several; every part is ready for its cell."""

    title: str
    """Its title, as a link to its page."""
    summary: str
    kind: str
    level: str
    service: str
    type: str
    code: str
    category: str
    constant: str
    class_name: str
    answers: str
    """Operations that answer it, as links."""


@attrs.frozen(kw_only=True)
class AnswerRow:
    """An operation that answers an event; every part is ready for its cell."""

    operation: str
    call: str
    results: str
    """What may be said, with its meaning."""


@attrs.frozen(kw_only=True)
class Example:
    """A message as it is delivered."""

    shape: str
    """Name of the shape that it shows; empty if there is one only."""
    json: str


@attrs.frozen(kw_only=True)
class Delivery:
    """The examples of one delivery."""

    title: str
    link: str
    examples: tuple[Example, ...]


@attrs.frozen(kw_only=True)
class EnumUse:
    """An enum that fields of the page have."""

    enum: EnumView
    link: str


@attrs.frozen(kw_only=True)
class SourceRow:
    """A document that lists the event; every part is ready for its cell."""

    title: str
    date: str
    read: str


@attrs.frozen(kw_only=True)
class RetiredView:
    """Why and since when an event is no longer listed."""

    reason: str
    date: str
    replaced_by: str
    """Link to the event that takes its place."""


@attrs.frozen
class Spot:
    """A place on the page."""

    shown: str
    place: str
    """Name of its anchor."""

    @property
    def link(self) -> str:
        """Link within the page."""
        return link(self.shown, f"#{self.place}")


@attrs.frozen(kw_only=True)
class EventPage:
    """Everything on the page of an event, ready to lay out."""

    row: EventRow
    title: str
    summary: str
    service: str
    """Link to its service."""
    badges: tuple[str, ...]
    retired: RetiredView | None
    type: str
    code: str
    category: str
    class_name: str
    base_class: str
    schema: str
    deliveries: tuple[Delivery, ...]
    waits: str
    """Whether anything waits for an answer."""
    answers: tuple[AnswerRow, ...]
    detail: str
    """Operation that reads more about it, as a link."""
    ide_message_type: str
    patterns: tuple[str, ...]
    """Event patterns that pick it."""
    python: str
    """A program that reads the message `body`."""
    body: str
    """Summary of the body."""
    fields: tuple[FieldRow, ...]
    shapes: tuple[FieldTable, ...]
    held: tuple[FieldTable, ...]
    """What texts hold as JSON."""
    formats: tuple[FormatRow, ...]
    enums: tuple[EnumUse, ...]
    notes: tuple[Note, ...]
    inferred: tuple[str, ...]
    inferred_fields: tuple[Spot, ...]
    """Fields that no source shows."""
    sources: tuple[SourceRow, ...]
    previous: str
    """Link to the event before it in its service; empty for the first."""
    next: str


@attrs.frozen
class Neighbours:
    """What a page needs beyond its event: the whole catalogue, and who stands beside it."""

    catalogue: Catalogue
    events: Mapping[str, Event]
    """By code."""
    enums: Mapping[str, EnumView]
    answers: Mapping[str, Answer]
    """By name."""


def event_row(event: Event, links: Links) -> EventRow:
    """The event in tables of a page."""
    retired = " (retired)" if event.retired else ""
    return EventRow(
        title=cell(links.event(event)) + retired,
        summary=cell(sentence(event.summary)),
        kind=_kind(event),
        level=event.level,
        service=cell(links.service(event.service)),
        type=cell(code(event.type)),
        code=cell(code(event.code)),
        category=cell(code(event.category)),
        constant=cell(code(event.constant)),
        class_name=cell(code(event.class_name)),
        answers=cell(", ".join(map(links.answer, event.answers))),
    )


def every_field(event: Event, catalogue: Catalogue) -> tuple[Placed, ...]:
    """All fields on the page of an event: of every shape, and of what texts hold."""
    common = tuple(placed(event.body.fields, catalogue))
    several = shapes(event.body.variants, common, catalogue)
    direct = (*common, *(one for shape in several for one in shape.fields))
    return (*direct, *(one for each in held(direct, catalogue) for one in each.fields))


def event_page(
    event: Event, around: Neighbours, previous: Event | None, following: Event | None
) -> EventPage:
    """The page of an event; `previous` and `following` are its neighbours in the service."""
    catalogue = around.catalogue
    common = tuple(placed(event.body.fields, catalogue))
    several = tuple(shapes(event.body.variants, common, catalogue))
    direct = (*common, *(one for shape in several for one in shape.fields))
    inside = tuple(held(direct, catalogue))
    every = (*direct, *(one for each in inside for one in each.fields))
    rows = Rows(catalogue, _enum, event.bound)
    detail = around.answers.get(event.service.detail or "")
    waiting = event.kind is Kind.EXTENSION_POINT
    return EventPage(
        row=event_row(event, _LINKS),
        title=prose(event.title),
        summary=sentence(event.summary),
        service=_LINKS.service(event.service),
        badges=tuple(_badges(event)),
        retired=_retired(event, around),
        type=cell(code(event.type)) + _marked("type", event),
        code=code(event.code),
        category=cell(code(event.category)) + _marked("category", event),
        class_name=cell(code(f"{catalogue.package}.{event.class_name}")),
        base_class=cell(code(event.body.class_name)),
        schema=cell(_LINKS.schema(event)),
        deliveries=tuple(_deliveries(event, catalogue)),
        waits=_waits(event),
        answers=tuple(answer_row(answer, around, _LINKS) for answer in event.answers),
        detail=_LINKS.answer(detail) if detail and waiting else "",
        ide_message_type=code(event.ide_message_type or ""),
        patterns=tuple(pattern((event,), catalogue)),
        python=block(_program(event, catalogue), "python"),
        body=sentence(event.body.summary),
        fields=rows(common),
        shapes=tuple(_shape_table(shape, rows) for shape in several),
        held=tuple(_held_table(each, rows) for each in inside),
        formats=formats(every),
        enums=tuple(
            EnumUse(enum=around.enums[name], link=_LINKS.enum(name)) for name in enum_names(every)
        ),
        notes=tuple(_notes(event, several, every, catalogue)),
        inferred=tuple(map(code, event.inferred)),
        inferred_fields=tuple(
            Spot(code(one.path), one.anchor)
            for one in every
            if one.field.origin.certainty == "inferred"
        ),
        sources=tuple(
            SourceRow(
                title=cell(_LINKS.source(source)),
                date=source.date or "",
                read=cell(prose(source.read)),
            )
            for source in event.sources
        ),
        previous=_LINKS.event(previous) if previous else "",
        next=_LINKS.event(following) if following else "",
    )


def _enum(name: str) -> str:
    return link(code(name), f"#{enum_anchor(name)}")


def _kind(event: Event) -> str:
    return "extension point" if event.kind is Kind.EXTENSION_POINT else "regular"


def _badges(event: Event) -> Iterator[str]:
    yield f"**{_kind(event).capitalize()}**{_marked('kind', event)}"
    yield f"{event.level} level"
    yield _LINKS.service(event.service)
    if event.since:
        yield f"known since {event.since}"
    if event.retired:
        yield "**retired**"


def _marked(key: str, event: Event) -> str:
    """A mark behind a fact that no source states."""
    return " (inferred)" if key in event.inferred else ""


def _retired(event: Event, around: Neighbours) -> RetiredView | None:
    retired = event.retired
    if retired is None:
        return None
    successor = around.events.get(retired.replaced_by or "")
    return RetiredView(
        reason=sentence(retired.reason),
        date=retired.date or "",
        replaced_by=_LINKS.event(successor) if successor else "",
    )


def _waits(event: Event) -> str:
    if event.kind is Kind.REGULAR:
        return "A notice: nothing waits for an answer."
    if event.answers:
        inferred = " Which operation takes it is inferred: no source states it."
        return "The operation can wait for an answer." + inferred * ("answer" in event.inferred)
    return "The operation can wait for an answer; how it is given is not known."


def answer_row(answer: Answer, around: Neighbours, links: Links) -> AnswerRow:
    """An operation, and what may be said by it."""
    return AnswerRow(
        operation=cell(links.answer(answer)),
        call=cell(prose(answer.call)),
        results=cell("; ".join(_results(answer, around.catalogue))),
    )


def _results(answer: Answer, catalogue: Catalogue) -> Iterator[str]:
    for field in answer.request or answer.response:
        if field.type.kind is TypeKind.ENUM:
            values = catalogue.enums[field.type.name].values
            known = [f"{code(str(value.value))} ({prose(value.meaning)})" for value in values]
            note = f". {sentence(field.note)}" if field.note else ""
            yield f"{code(field.wire)}: {listed(known, 'or')}{note}"


def _deliveries(event: Event, catalogue: Catalogue) -> Iterator[Delivery]:
    shapes_ = examples.scenarios(event, catalogue)
    data = [(shape, examples.full(event, shape, catalogue)) for shape in shapes_]
    for envelope in examples.envelopes_of(event, catalogue):
        yield Delivery(
            title=prose(envelope.title),
            link=cell(_LINKS.envelope(envelope)),
            examples=tuple(
                Example(
                    shape=code(shape.name or ""),
                    json=json_block(examples.in_envelope(event, envelope, full, whole=True)),
                )
                for shape, full in data
            ),
        )


def pattern(events: Iterable[Event], catalogue: Catalogue) -> Iterator[str]:
    """A pattern that picks the events out of all, for each delivery that filters by type."""
    events = tuple(events)
    for envelope in catalogue.envelopes:
        carried: list[Json] = [event.type for event in events if event.kind in envelope.carries]
        by_type = envelope.bound(Bound.EVENT_TYPE)
        if by_type and carried:
            yield json_block({**origin(envelope), by_type.wire: carried})


def origin(envelope: Envelope) -> dict[str, Json]:
    """The sender, as a pattern for CloudEvents names it."""
    fields = {field.wire: field for field in envelope.attributes}
    if fields.keys() >= _CLOUD_EVENTS and fields["source"].example is not None:
        return {"source": [fields["source"].example]}
    return {}


def _program(event: Event, catalogue: Catalogue) -> str:
    fields = event.body.fields
    cases = [
        (event.variant_class(variant), (*variant.fields, *fields))
        for variant in event.body.variants
    ]
    cases.append((event.class_name, fields))
    names = [*sorted(name for name, _ in cases), "parse"]
    lines = [f"from {catalogue.package} import {', '.join(names)}"]
    if len(lines[0]) > _WIDEST_IMPORT:
        lines = [f"from {catalogue.package} import (", *(f"    {name}," for name in names), ")"]
    lines += ["", "message = parse(body)  # bytes, text or a mapping, as it was delivered"]
    lines += ["match message.event:"]
    for name, of_class in cases:
        lines += [f"    case {name}() as event:", f"        print({_telling(of_class)})"]
    return "\n".join(lines)


def _telling(fields: tuple[Field, ...]) -> str:
    """Two attributes that are worth to be printed: simple ones that are always there first."""
    own = [field for field in fields if not field.value]
    own.sort(key=lambda field: (field.type.kind is TypeKind.OBJECT, not field.required))
    return ", ".join(f"event.{field.python}" for field in own[:2]) or "message.event_code"


def _shape_table(shape: Shape, rows: Rows) -> FieldTable:
    variant = shape.variant
    name = code(variant.name)
    return FieldTable(
        anchor=f"shape-{shape.place}",
        title=f"{code(shape.above)} as {name}" if shape.above else name,
        summary=sentence(variant.summary),
        condition=condition(variant.conditions, shape.above),
        rows=rows(shape.fields),
        elsewhere=origins(variant),
    )


def _held_table(each: Held, rows: Rows) -> FieldTable:
    return FieldTable(
        anchor=f"json-{each.holder.place}",
        title=code(each.holder.path),
        summary=sentence(each.summary),
        condition="",
        rows=rows(each.fields),
        elsewhere=(),
    )


def _notes(
    event: Event, several: Iterable[Shape], every: Iterable[Placed], catalogue: Catalogue
) -> Iterator[Note]:
    for text in event.notes:
        yield Note(about="Event", place="", anchor="", text=sentence(text))
    for text in event.body.notes:
        yield Note(about="Body", place="", anchor="", text=sentence(text))
    for shape in several:
        yield from _variant_notes(shape.variant, f"shape-{shape.place}")
    yield from object_notes(every, catalogue)
    yield from field_notes(every)


def _variant_notes(variant: Variant, place: str) -> Iterator[Note]:
    for text in variant.notes:
        about = f"Shape {code(variant.name)}"
        yield Note(about=about, place=place, anchor="", text=sentence(text))
