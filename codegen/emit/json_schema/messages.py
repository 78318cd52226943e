"""The schemas of messages: of one event's, and of all."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from codegen.catalogue import names
from codegen.catalogue.json_text import DIALECT
from codegen.catalogue.resolved import Catalogue, Envelope, Event
from codegen.catalogue.written import Bound, Json
from codegen.emit.examples import envelopes_of
from codegen.emit.json_schema.doubts import own_doubts
from codegen.emit.json_schema.objects import about, definitions, doubts, referred
from codegen.emit.json_schema.values import READ, Schema, field_schema, ref

_DIFFERENT = (
    "Reading takes more: an event as a JSON text{} in place of the object; an event in an envelope "
    "that is not known to carry it, or by its code beside a type that is not known; a message with "
    "the events of two envelopes, of which it takes one.  It takes less: a whole number with a "
    "point or an exponent is an integer below 2**53 alone."
)


def _different(catalogue: Catalogue) -> str:
    """How what is read differs from what the schemas accept."""
    base64 = [each.base64 for each in catalogue.envelopes if each.base64]
    return _DIFFERENT.format(f", or as JSON in base64 ({', '.join(base64)})," if base64 else "")


def event_schema(event: Event, catalogue: Catalogue, examples: list[Json]) -> Schema:
    """The schema of one event's messages in every envelope that is known to carry it."""
    doubt = doubts(event).get("$comment")
    return {
        "$schema": DIALECT,
        "$id": catalogue.schema_id + event.file,
        **about(event),
        "$comment": f"{doubt} {_different(catalogue)}" if doubt else _different(catalogue),
        **({"deprecated": True} if event.retired else {}),
        **_in_its_envelope(
            [(each, ref(message_name(event, each))) for each in envelopes_of(event, catalogue)],
            catalogue,
        ),
        "examples": examples,
        "$defs": _definitions((event,), catalogue),
    }


def bundle_schema(catalogue: Catalogue) -> Schema:
    """One schema for the messages of all events; its `$defs` name every event and object."""
    carried = [
        (each, [event for event in catalogue.events if each.certainty(event) is not None])
        for each in catalogue.envelopes
    ]
    unions = {_union_name(each): _union(each, events) for each, events in carried if events}
    return {
        "$schema": DIALECT,
        "$id": catalogue.schema_id + "bundle",
        "title": names.pascal(catalogue.package),
        "description": catalogue.description,
        "$comment": _different(catalogue),
        **_in_its_envelope(
            [(each, _by_name(events, each)) for each, events in carried if events], catalogue
        ),
        "$defs": {
            **_definitions(catalogue.events, catalogue),
            **unions,
        },
    }


def _union_name(envelope: Envelope) -> str:
    return f"Any{names.pascal(envelope.name)}Message"


def _union(envelope: Envelope, events: Sequence[Event]) -> Schema:
    """Any message in an envelope, for generators of code, which do not read `if`."""
    return {
        "title": _union_name(envelope),
        "description": f"Any message in this envelope. {envelope.summary}",
        "oneOf": [ref(message_name(event, envelope)) for event in events],
    }


def message_name(event: Event, envelope: Envelope) -> str:
    """Name of the schema of an event's messages in an envelope."""
    return f"{event.class_name}.{envelope.name}"


def _in_its_envelope(schemas: Sequence[tuple[Envelope, Schema]], catalogue: Catalogue) -> Schema:
    """The schema of the envelope whose event field is there, else of the first; never of two."""
    # Of which event a request is, its headers say.
    by_headers: list[Json] = [schema for envelope, schema in schemas if envelope.in_headers]
    chosen: Schema = {"anyOf": by_headers} if by_headers else {}
    # Those that need more than the event are looked for first.
    for envelope, schema in sorted(schemas, key=lambda each: len(each[0].needs)):
        is_it: Schema = {"required": [envelope.event_name, *envelope.needs]}
        if not envelope.in_headers:
            chosen = {"if": is_it, "then": schema, "else": chosen} if chosen else schema
    fields = [*dict.fromkeys(e.event_name for e in catalogue.envelopes if not e.in_headers)]
    both: list[Json] = [
        {"required": [one, other]} for i, one in enumerate(fields) for other in fields[i + 1 :]
    ]
    return {"type": "object", **chosen, **({"not": {"anyOf": both}} if both else {})}


@attrs.frozen
class _Name:
    """A place in which a message may name its event."""

    path: tuple[str, ...]
    bound: Bound

    def is_there(self) -> Schema:
        return self._holding({"type": "string"})

    def is_of(self, events: Sequence[Event]) -> Schema:
        values: list[Json] = [event.bound(self.bound) for event in events]
        return self._holding({"const": values[0]} if len(values) == 1 else {"enum": values})

    def _holding(self, schema: Schema) -> Schema:
        for name in reversed(self.path):
            schema = {"type": "object", "required": [name], "properties": {name: schema}}
        return schema


def _names(envelope: Envelope, events: Sequence[Event]) -> list[_Name]:
    """The places in which an envelope's messages name the event; the first that is there counts."""
    beside = [
        _Name((field.wire,), bound)
        for bound in (Bound.EVENT_TYPE, Bound.EVENT_CODE)
        if (field := envelope.bound(bound))
    ]
    inside = {
        field.wire
        for event in events
        for field in event.body.fields
        if field.value is Bound.EVENT_CODE
    }
    above = (envelope.event_name,)
    return [*beside, *(_Name((*above, name), Bound.EVENT_CODE) for name in sorted(inside))]


def _by_name(events: Sequence[Event], envelope: Envelope) -> Schema:
    """The schema of the one event that a message names."""
    if envelope.in_headers:
        return {"anyOf": [ref(message_name(event, envelope)) for event in events]}
    chosen: Schema = {}
    for name in reversed(_names(envelope, events)):
        known = name.is_of(events)
        each: list[Json] = [
            {"if": name.is_of([event]), "then": ref(message_name(event, envelope))}
            for event in events
        ]
        by_it: Schema = {**known, "allOf": each}
        chosen = {"if": name.is_there(), "then": by_it, "else": chosen} if chosen else by_it
    return chosen


def _named_as(event: Event, envelope: Envelope) -> Schema:
    """That a message names this event, as far as its properties do not say so."""
    *before, last = _names(envelope, (event,))
    named: Schema = {"allOf": [last.is_of([event])]}
    for name in reversed(before):
        named = {"if": name.is_there(), "else": named}
    return named


def _definitions(events: Sequence[Event], catalogue: Catalogue) -> Schema:
    found: Schema = {}
    done: set[str] = set()
    for event in events:
        for envelope in envelopes_of(event, catalogue):
            found[message_name(event, envelope)] = _message(event, envelope, catalogue)
            found |= referred(envelope.attributes, catalogue, done)
    return found | dict(definitions(events, catalogue))


def _message(event: Event, envelope: Envelope, catalogue: Catalogue) -> Schema:
    if envelope.in_headers:
        return {
            "title": event.class_name + names.pascal(envelope.name),
            "description": f"{event.title}. {envelope.summary}",
            **ref(event.class_name),
        }
    around: Schema = {
        field.wire: field_schema(field, catalogue, own_doubts(field), READ)
        for field in envelope.attributes
    }
    for bound in (Bound.EVENT_TYPE, Bound.EVENT_CODE):
        if field := envelope.bound(bound):
            known = around[field.wire]
            assert isinstance(known, dict)
            values: list[Json] = [event.bound(bound), *([] if field.required else [None])]
            around[field.wire] = {**known, "enum": values}
    required = [f.wire for f in envelope.fields if f.required or f.wire == envelope.event_name]
    return {
        "title": event.class_name + names.pascal(envelope.name),
        "description": f"{event.title}. {envelope.summary}",
        "type": "object",
        "properties": {**around, envelope.event_name: ref(event.class_name)},
        "required": [*required],
        **_named_as(event, envelope),
    }
