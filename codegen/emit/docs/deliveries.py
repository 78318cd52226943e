"""The page of deliveries."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from codegen.catalogue.resolved import Catalogue, Envelope, Event
from codegen.catalogue.written import Json, Kind
from codegen.emit import examples
from codegen.emit.docs.fields import (
    FieldRow,
    FormatRow,
    Note,
    Placed,
    Rows,
    enum_names,
    field_notes,
    formats,
    object_notes,
    placed,
)
from codegen.emit.docs.links import Links, envelope_anchor
from codegen.emit.docs.markdown import anchor, anchor_name, cell, code, json_block, prose, sentence

_LINKS = Links("")


@attrs.frozen(kw_only=True)
class DeliverySection:
    """A delivery, ready to lay out."""

    place: str
    """Name of its anchor."""
    anchor: str
    title: str
    name: str
    summary: str
    setup: str
    """What a subscriber does to receive it; ready for a cell, empty if that is not known."""
    carries: str
    event_field: str
    message_id: str
    class_name: str
    fields: tuple[FieldRow, ...]
    example: str
    """Message with the first event that it can carry; empty if there is none."""
    example_event: str
    """Link to that event."""
    notes: tuple[Note, ...]
    enums: tuple[str, ...]
    """Names of the enums of its fields."""


@attrs.frozen(kw_only=True)
class DeliveriesPage:
    """Everything on the page of deliveries."""

    sections: tuple[DeliverySection, ...]
    formats: tuple[FormatRow, ...]


def deliveries_page(catalogue: Catalogue) -> DeliveriesPage:
    """The page of all deliveries."""
    fields = {envelope.name: _placed(envelope, catalogue) for envelope in catalogue.envelopes}
    return DeliveriesPage(
        sections=tuple(
            _section(envelope, fields[envelope.name], catalogue) for envelope in catalogue.envelopes
        ),
        formats=formats(one for each in fields.values() for one in each),
    )


def _placed(envelope: Envelope, catalogue: Catalogue) -> tuple[Placed, ...]:
    owner = f"{anchor_name(envelope.name)}."
    return tuple(placed(envelope.fields, catalogue, owner=owner))


def _section(
    envelope: Envelope, fields: tuple[Placed, ...], catalogue: Catalogue
) -> DeliverySection:
    event = next((event for event in catalogue.events if event.kind in envelope.carries), None)
    return DeliverySection(
        place=envelope_anchor(envelope),
        anchor=anchor(envelope_anchor(envelope)),
        title=prose(envelope.title),
        name=code(envelope.name),
        summary=sentence(envelope.summary),
        setup=cell(sentence(envelope.setup)) if envelope.setup else "",
        carries=" and ".join(map(_kinds, envelope.carries)),
        event_field=code(envelope.event_field.wire),
        message_id=code(envelope.message_id.wire),
        class_name=code(f"{catalogue.package}.{envelope.class_name}"),
        fields=Rows(catalogue, _LINKS.enum, event.bound if event else str)(fields),
        example=json_block(_message(event, envelope, catalogue)) if event else "",
        example_event=_LINKS.event(event) if event else "",
        notes=tuple(_notes(envelope, fields, catalogue)),
        enums=enum_names(fields),
    )


def _kinds(kind: Kind) -> str:
    return {Kind.REGULAR: "regular events", Kind.EXTENSION_POINT: "extension points"}[kind]


def _message(event: Event, envelope: Envelope, catalogue: Catalogue) -> dict[str, Json]:
    scenario = examples.scenarios(event, catalogue)[0]
    data = examples.full(event, scenario, catalogue)
    return examples.in_envelope(event, envelope, data, whole=True)


def _notes(envelope: Envelope, fields: tuple[Placed, ...], catalogue: Catalogue) -> Iterator[Note]:
    for text in envelope.notes:
        about = f"Delivery {prose(envelope.title)}"
        place = envelope_anchor(envelope)
        yield Note(about=about, place=place, anchor="", text=sentence(text))
    yield from object_notes(fields, catalogue)
    yield from field_notes(fields)
