"""The AsyncAPI 3 document: who sends which message over which channel, and what it looks like.

What stands around an event are the headers of a message, the event itself is its payload.  The
schemas are those of the classes: one for each event, body, variant, object, enum and envelope.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.catalogue.resolved import Catalogue, Envelope, Event, Service
from codegen.catalogue.written import Bound, Json
from codegen.emit import examples
from codegen.emit.json_schema import Schema, message_name, model_schemas

_VERSION = "3.1.0"


def document(catalogue: Catalogue) -> dict[str, Json]:
    """The whole document."""
    return {
        "asyncapi": _VERSION,
        "id": f"{catalogue.schema_id}asyncapi",
        "info": {
            "title": catalogue.title,
            "version": catalogue.version,
            "description": catalogue.description,
            "tags": [{"name": s.name, "description": s.summary} for s in catalogue.services],
        },
        "defaultContentType": "application/json",
        "channels": {
            envelope.name: _channel(envelope, catalogue) for envelope in catalogue.envelopes
        },
        "operations": dict(_operations(catalogue)),
        "components": {
            "messages": {
                message_name(event, envelope): _message(event, envelope, catalogue)
                for event in catalogue.events
                for envelope in examples.envelopes_of(event, catalogue)
            },
            "schemas": _moved(model_schemas(catalogue)),
        },
    }


def _channel(envelope: Envelope, catalogue: Catalogue) -> dict[str, Json]:
    return {
        "address": None,
        "title": envelope.title,
        "summary": envelope.summary,
        "description": _on_the_wire(envelope),
        "messages": {
            event.code: {"$ref": f"#/components/messages/{message_name(event, envelope)}"}
            for event in catalogue.events
            if envelope.certainty(event) is not None
        },
        "tags": [{"name": kind.value} for kind in envelope.carries],
    }


def _on_the_wire(envelope: Envelope) -> str:
    event = envelope.event_field.wire
    split = f"the payload is the value of `{event}`, the headers are the members beside it."
    return " ".join([f"On the wire a message is one JSON object: {split}", *envelope.notes])


def _operations(catalogue: Catalogue) -> Iterator[tuple[str, Json]]:
    """What the product does: for each envelope, send the messages of each service."""
    for envelope in catalogue.envelopes:
        for service in catalogue.services:
            codes = [
                event.code
                for event in catalogue.events
                if event.service.name == service.name and envelope.certainty(event) is not None
            ]
            if codes:
                yield (
                    f"{envelope.name}.{service.slug}",
                    _operation(service, envelope, codes, catalogue),
                )


def _operation(
    service: Service, envelope: Envelope, codes: list[str], catalogue: Catalogue
) -> dict[str, Json]:
    channel = f"#/channels/{envelope.name}"
    return {
        "action": "send",
        "title": f"{service.name} through {envelope.title}",
        "summary": f"{catalogue.product} sends the events of {service.name}.",
        "description": service.summary,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{code}"} for code in codes],
        "tags": [{"name": service.name}, {"name": f"{service.level}-level"}],
    }


def _message(event: Event, envelope: Envelope, catalogue: Catalogue) -> dict[str, Json]:
    tags = [event.service.name, event.kind.value, f"{event.level}-level", event.category]
    return {
        "name": event.bound(
            Bound.EVENT_TYPE if envelope.bound(Bound.EVENT_TYPE) else Bound.EVENT_CODE
        ),
        "title": event.title,
        "summary": event.summary,
        **({"description": " ".join(event.notes)} if event.notes else {}),
        **({"x-retired": True} if event.retired else {}),
        "contentType": "application/json",
        "headers": {
            "allOf": [
                {"$ref": f"#/components/schemas/{envelope.class_name}"},
                _identity(event, envelope),
            ]
        },
        "payload": {"$ref": f"#/components/schemas/{event.class_name}"},
        "tags": [{"name": tag} for tag in dict.fromkeys(tags)],
        "examples": list(_examples(event, envelope, catalogue)),
    }


def _identity(event: Event, envelope: Envelope) -> Schema:
    """The headers by which the event is known."""
    properties: Schema = {
        field.wire: {"const": event.bound(bound)}
        for bound in (Bound.EVENT_TYPE, Bound.EVENT_CODE)
        if (field := envelope.bound(bound))
    }
    return {"type": "object", "properties": properties, "required": [*properties]}


def _examples(event: Event, envelope: Envelope, catalogue: Catalogue) -> Iterator[Json]:
    for carrier, scenario, message in examples.messages(event, catalogue):
        if carrier is envelope:
            payload = message.pop(envelope.event_field.wire)
            name: dict[str, Json] = {"name": scenario.name} if scenario.name else {}
            yield {**name, "headers": message, "payload": payload}


def _moved(schema: Json) -> Json:
    """The schema with its references to `$defs` leading to where the document has them."""
    if isinstance(schema, list):
        return [_moved(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: value.replace("#/$defs/", "#/components/schemas/")
        if name == "$ref" and isinstance(value, str)
        else _moved(value)
        for name, value in schema.items()
    }
