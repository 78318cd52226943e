"""The catalogue as data for other programs: what `catalogue.json` and `events/*.json` hold.

One frozen class for each kind of JSON object; their JSON Schema is read off the classes.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import attrs

from codegen.catalogue.resolved import (
    Answer,
    Catalogue,
    Condition,
    Enum,
    Envelope,
    Event,
    Field,
    Object,
    Origin,
    Service,
    Source,
    Type,
    TypeKind,
    Variant,
)
from codegen.catalogue.written import Form, Json, Kind, Level
from codegen.emit import examples

SCHEMA_FILE = "catalogue.schema.json"


def says(text: str, *, default: Any = attrs.NOTHING) -> Any:
    """A key of a record; `text` is what its schema says about it."""
    return attrs.field(default=default, metadata={"text": text})


@attrs.frozen(kw_only=True)
class TypeRecord:
    """A type: of one value, or of every item of a list."""

    kind: TypeKind = says("What the name refers to.")
    name: str = says("A JSON type, `any`, `event`, or the name of an enum or object.")
    list: bool = says("Whether it is a list.")


@attrs.frozen(kw_only=True)
class FieldRecord:
    """A field of a shape."""

    name: str = says("Name on the wire.")
    attribute: str = says("Name of the Python attribute.")
    type: TypeRecord = says("Type of the value.")
    required: bool = says("Whether the shape is meaningless without it.")
    wire: Form | None = says("Form on the wire, where it is not the type's.")
    also: tuple[Form, ...] = says("Further forms that are accepted.")
    format: str | None = says("Name of the format.")
    format_description: str | None = says("How to read the value.")
    pattern: str | None = says("Regular expression of the value.")
    holds: TypeRecord | None = says("What the text holds as JSON.")
    description: str = says("Meaning.")
    description_zh: str | None = says("Meaning, in Chinese.")
    example: Json = says("A value as it is sent.")
    aliases: tuple[str, ...] = says("Other names on the wire.")
    origin: Origin = says("Where the sources show it.")
    note: str | None = says("Where the sources disagree or fall silent.")


@attrs.frozen(kw_only=True)
class ConditionRecord:
    """A test on one value of the message."""

    path: tuple[str, ...] = says("Names from the root, or from the shape itself, down.")
    from_root: bool = says("Whether the path starts at the event.")
    present: bool | None = says("Whether the value is there.")
    one_of: tuple[str | int, ...] = says("Values of which it has one.")
    none_of: tuple[str | int, ...] = says("Values of which it has none.")


@attrs.frozen(kw_only=True)
class VariantRecord:
    """One of several shapes under one name."""

    name: str = says("Name of the shape.")
    summary: str = says("What it is for.")
    summary_zh: str | None = says("The same, in Chinese.")
    conditions: tuple[ConditionRecord, ...] = says("All of which hold.")
    fields: tuple[FieldRecord, ...] = says("Fields beside those that all shapes share.")
    notes: tuple[str, ...] = says("Where the sources disagree or fall silent.")


@attrs.frozen(kw_only=True)
class ObjectRecord:
    """A nested object, or the body of events."""

    name: str = says("Key in the catalogue.")
    class_name: str = says("Python class.")
    summary: str = says("What it describes.")
    summary_zh: str | None = says("The same, in Chinese.")
    fields: tuple[FieldRecord, ...] = says("Fields that all its shapes share.")
    variants: tuple[VariantRecord, ...] = says("The shapes that it may take.")
    notes: tuple[str, ...] = says("Where the sources disagree or fall silent.")


@attrs.frozen(kw_only=True)
class EnumValueRecord:
    """A value of an enum."""

    value: str | int = says("The value as it is sent.")
    constant: str = says("Name of the Python member.")
    meaning: str = says("What it says.")
    meaning_zh: str | None = says("The same, in Chinese.")
    aliases: tuple[str, ...] = says("Other spellings of it.")
    note: str | None = says("Where the sources disagree or fall silent.")


@attrs.frozen(kw_only=True)
class EnumRecord:
    """A named set of values."""

    name: str = says("Python class.")
    summary: str = says("What the values tell apart.")
    summary_zh: str | None = says("The same, in Chinese.")
    integer: bool = says("Whether the values are integers; else they are strings.")
    closed: bool = says("Whether any other value is an error.")
    ignore_case: bool = says("Whether upper and lower case mean the same.")
    values: tuple[EnumValueRecord, ...] = says("The known values.")
    note: str | None = says("Where the sources disagree or fall silent.")


@attrs.frozen(kw_only=True)
class ServiceRecord:
    """A part of the product that sends events."""

    name: str = says("Its name.")
    name_zh: str | None = says("Its name in Chinese.")
    slug: str = says("Name of its page.")
    level: Level = says("What its events belong to.")
    summary: str = says("What people do there.")
    summary_zh: str | None = says("The same, in Chinese.")
    detail: str | None = says("Operation that reads more about its extension points.")


@attrs.frozen(kw_only=True)
class SourceRecord:
    """A document that facts come from."""

    label: str = says("How events refer to it.")
    title: str = says("Its title.")
    date: str | None = says("Date of its wording.")
    read: str = says("How much of it was read.")


@attrs.frozen(kw_only=True)
class AnswerRecord:
    """An operation that answers an extension point, or reads more about one."""

    name: str = says("Name of the operation.")
    summary: str = says("What it is for.")
    summary_zh: str | None = says("The same, in Chinese.")
    call: str = says("How it is called.")
    api_versions: tuple[str, ...] = says("API versions that have it.")
    request: tuple[FieldRecord, ...] = says("Its parameters.")
    response: tuple[FieldRecord, ...] = says("What comes back.")
    notes: tuple[str, ...] = says("Where the sources disagree or fall silent.")


@attrs.frozen(kw_only=True)
class DeliveryRecord:
    """A wrapping in which events are delivered."""

    name: str = says("Its name.")
    title: str = says("Its title.")
    title_zh: str | None = says("The same, in Chinese.")
    class_name: str = says("Python class of what stands around the event.")
    summary: str = says("Who receives it, and how.")
    summary_zh: str | None = says("The same, in Chinese.")
    setup: str | None = says("What a subscriber does to receive it.")
    setup_zh: str | None = says("The same, in Chinese.")
    carries: tuple[Kind, ...] = says("Kinds of event that are delivered so.")
    event_field: str = says("Field that holds the event.")
    message_id: str = says("Field that holds the id of the message.")
    fields: tuple[FieldRecord, ...] = says("All fields.")
    notes: tuple[str, ...] = says("Where the sources disagree or fall silent.")


@attrs.frozen(kw_only=True)
class RetirementRecord:
    """Why and since when an event is no longer listed."""

    reason: str = says("Why it is thought to be gone.")
    date: str | None = says("Day by which it was gone.")
    replaced_by: str | None = says("Event code that takes its place.")


@attrs.frozen(kw_only=True)
class EventRecord:
    """An event."""

    code: str = says("Event code.")
    type: str = says("EventBridge type.")
    category: str = says("Event category.")
    kind: Kind = says("Whether it only tells, or asks and waits.")
    level: Level = says("What it belongs to.")
    service: str = says("Name of the service that sends it.")
    title: str = says("Short name.")
    title_zh: str | None = says("The same, in Chinese.")
    summary: str = says("When it fires.")
    summary_zh: str | None = says("The same, in Chinese.")
    class_name: str = says("Python class.")
    constant: str = says("Name of its Python constants.")
    body: str = says("Name of its body.")
    deliveries: tuple[str, ...] = says("Names of the deliveries that can carry it.")
    answers: tuple[str, ...] = says("Names of the operations that answer it.")
    sources: tuple[str, ...] = says("Labels of the documents that list it.")
    since: str | None = says("Date of the oldest dated document that lists it.")
    inferred: tuple[str, ...] = says("Keys whose value no source states.")
    older_name: str | None = says("Older name, in the snapshot operation.")
    retired: RetirementRecord | None = says("Set when the event is no longer listed.")
    notes: tuple[str, ...] = says("Where the sources disagree or fall silent.")
    schema: str = says("Address of the JSON Schema of its messages.")


@attrs.frozen(kw_only=True)
class ExampleRecord:
    """A message with every field that is known."""

    delivery: str = says("Name of the delivery.")
    shape: str | None = says("Name of the shape, where there are several.")
    message: Mapping[str, Json] = says("The message as it is sent.")


@attrs.frozen(kw_only=True)
class CatalogueRecord:
    """The whole catalogue."""

    title: str = says("Name of the catalogue.")
    title_zh: str | None = says("The same, in Chinese.")
    product: str = says("Product that sends the events.")
    description: str = says("What the catalogue is about.")
    description_zh: str | None = says("The same, in Chinese.")
    version: str = says("Version of the facts.")
    package: str = says("Name of the Python package.")
    services: tuple[ServiceRecord, ...] = says("Parts of the product.")
    deliveries: tuple[DeliveryRecord, ...] = says("Deliveries.")
    answers: tuple[AnswerRecord, ...] = says("Operations that answer.")
    events: tuple[EventRecord, ...] = says("Events.")
    bodies: tuple[ObjectRecord, ...] = says("What events carry.")
    objects: tuple[ObjectRecord, ...] = says("Nested objects.")
    enums: tuple[EnumRecord, ...] = says("Enums.")
    sources: tuple[SourceRecord, ...] = says("Documents.")


@attrs.frozen(kw_only=True)
class EventFile:
    """One event with all that it refers to."""

    event: EventRecord = says("The event.")
    body: ObjectRecord = says("What it carries.")
    objects: tuple[ObjectRecord, ...] = says("The objects in it.")
    enums: tuple[EnumRecord, ...] = says("The enums in it.")
    examples: tuple[ExampleRecord, ...] = says("A message for each delivery and shape.")


def catalogue_record(catalogue: Catalogue) -> CatalogueRecord:
    """The whole catalogue."""
    return CatalogueRecord(
        title=catalogue.title,
        title_zh=catalogue.title_zh,
        product=catalogue.product,
        description=catalogue.description,
        description_zh=catalogue.description_zh,
        version=catalogue.version,
        package=catalogue.package,
        services=tuple(map(_service, catalogue.services)),
        deliveries=tuple(map(_delivery, catalogue.envelopes)),
        answers=tuple(map(_answer, catalogue.answers)),
        events=tuple(_event(event, catalogue) for event in catalogue.events),
        bodies=tuple(map(_object, catalogue.bodies)),
        objects=tuple(map(_object, catalogue.objects.values())),
        enums=tuple(map(_enum, catalogue.enums.values())),
        sources=tuple(map(_source, catalogue.sources)),
    )


def event_file(event: Event, catalogue: Catalogue) -> EventFile:
    """One event with all that it refers to."""
    objects, enums = _referred(event.body, catalogue)
    return EventFile(
        event=_event(event, catalogue),
        body=_object(event.body),
        objects=tuple(map(_object, objects)),
        enums=tuple(map(_enum, enums)),
        examples=tuple(
            ExampleRecord(
                delivery=envelope.name,
                shape=shape.name,
                message=examples.in_envelope(
                    event, envelope, examples.full(event, shape, catalogue), whole=True
                ),
            )
            for envelope in examples.envelopes_of(event, catalogue)
            for shape in examples.scenarios(event, catalogue)
        ),
    )


def as_json(record: object) -> Json:
    """A record as a JSON value."""
    cls = type(record)
    if attrs.has(cls):
        return {field.name: as_json(getattr(record, field.name)) for field in attrs.fields(cls)}
    match record:
        case StrEnum():
            return record.value
        case None | bool() | int() | float() | str():
            return record
        case Mapping():
            return {str(name): as_json(value) for name, value in record.items()}
        case Iterable():
            return [as_json(item) for item in record]
    raise TypeError(f"{type(record).__name__} has no form in JSON")


def with_schema(record: object, up: str = "") -> Json:
    """A whole file: a record that names its schema; `up` leads to the folder of the schema."""
    content = as_json(record)
    assert isinstance(content, dict)
    place = "" if isinstance(record, CatalogueRecord) else f"#/$defs/{type(record).__name__}"
    return {"$schema": f"{up}{SCHEMA_FILE}{place}", **content}


def records_schema(catalogue: Catalogue) -> dict[str, Json]:
    """The JSON Schema of `catalogue.json`, with that of an event's file among its `$defs`."""
    definitions: dict[str, Json] = {}
    _define(EventFile, definitions, file=True)
    root = _define(CatalogueRecord, definitions, file=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{catalogue.schema_id}catalogue",
        "title": catalogue.title,
        **root,
        "$defs": definitions,
    }


def _define(cls: type, definitions: dict[str, Json], *, file: bool = False) -> dict[str, Json]:
    """Put the schema of a record, and of those in it, under the definitions; refer to it."""
    reference: dict[str, Json] = {"$ref": f"#/$defs/{cls.__name__}"}
    if cls.__name__ in definitions:
        return reference
    definitions[cls.__name__] = None
    hints = typing.get_type_hints(cls)
    around: dict[str, Json] = {"$comment": {"type": "string"}, "$schema": {"type": "string"}}
    properties: dict[str, Json] = dict(around) if file else {}
    for field in attrs.fields(cls):
        properties[field.name] = {
            "description": field.metadata["text"],
            **_hint(hints[field.name], definitions),
        }
    required: list[Json] = [field.name for field in attrs.fields(cls)]
    definitions[cls.__name__] = {
        "description": " ".join((cls.__doc__ or "").split()),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return reference


_SCALARS: dict[object, str] = {str: "string", int: "integer", bool: "boolean", type(None): "null"}


def _hint(hint: Any, definitions: dict[str, Json]) -> dict[str, Json]:
    """The schema of a type hint of a record."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        choices = typing.get_args(hint)
        if any(typing.get_origin(choice) is dict for choice in choices):
            return {}  # Any JSON value.
        return {"anyOf": [_hint(one, definitions) for one in choices]}
    if origin is tuple:
        return {"type": "array", "items": _hint(typing.get_args(hint)[0], definitions)}
    if origin is Mapping:
        return {"type": "object"}
    if hint in _SCALARS:
        return {"type": _SCALARS[hint]}
    if attrs.has(hint):
        return _define(hint, definitions)
    return {"enum": [member.value for member in hint]}


def _referred(body: Object, catalogue: Catalogue) -> tuple[list[Object], list[Enum]]:
    """The objects and enums that a body needs, each once."""
    objects: dict[str, Object] = {}
    enums: dict[str, Enum] = {}

    def add(fields: Iterable[Field]) -> None:
        for field in fields:
            for kind in filter(None, (field.type, field.holds)):
                if kind.kind is TypeKind.ENUM:
                    enums[kind.name] = catalogue.enums[kind.name]
                if kind.kind is TypeKind.OBJECT and kind.name not in objects:
                    objects[kind.name] = catalogue.objects[kind.name]
                    add_object(catalogue.objects[kind.name])

    def add_object(shape: Object) -> None:
        add(shape.fields)
        for variant in shape.variants:
            add(variant.fields)

    add_object(body)
    return list(objects.values()), list(enums.values())


def _type(kind: Type) -> TypeRecord:
    return TypeRecord(kind=kind.kind, name=kind.name, list=kind.is_list)


def _fields(fields: Iterable[Field]) -> tuple[FieldRecord, ...]:
    return tuple(
        FieldRecord(
            name=field.wire,
            attribute=field.python,
            type=_type(field.type),
            required=field.required,
            wire=field.form,
            also=field.also,
            format=field.format_name,
            format_description=field.format.description if field.format else None,
            pattern=field.format.pattern if field.format else None,
            holds=_type(field.holds) if field.holds else None,
            description=field.description,
            description_zh=field.description_zh,
            example=field.example,
            aliases=field.aliases,
            origin=field.origin,
            note=field.note,
        )
        for field in fields
    )


def _condition(condition: Condition) -> ConditionRecord:
    return ConditionRecord(
        path=condition.path,
        from_root=condition.from_root,
        present=condition.present,
        one_of=condition.one_of,
        none_of=condition.none_of,
    )


def _variant(variant: Variant) -> VariantRecord:
    return VariantRecord(
        name=variant.name,
        summary=variant.summary,
        summary_zh=variant.summary_zh,
        conditions=tuple(map(_condition, variant.conditions)),
        fields=_fields(variant.fields),
        notes=variant.notes,
    )


def _object(shape: Object) -> ObjectRecord:
    return ObjectRecord(
        name=shape.name,
        class_name=shape.class_name,
        summary=shape.summary,
        summary_zh=shape.summary_zh,
        fields=_fields(shape.fields),
        variants=tuple(map(_variant, shape.variants)),
        notes=shape.notes,
    )


def _enum(enum: Enum) -> EnumRecord:
    return EnumRecord(
        name=enum.name,
        summary=enum.summary,
        summary_zh=enum.summary_zh,
        integer=enum.integer,
        closed=enum.closed,
        ignore_case=enum.ignore_case,
        values=tuple(
            EnumValueRecord(
                value=value.value,
                constant=value.constant,
                meaning=value.meaning,
                meaning_zh=value.meaning_zh,
                aliases=value.aliases,
                note=value.note,
            )
            for value in enum.values
        ),
        note=enum.note,
    )


def _service(service: Service) -> ServiceRecord:
    return ServiceRecord(
        name=service.name,
        name_zh=service.name_zh,
        slug=service.slug,
        level=service.level,
        summary=service.summary,
        summary_zh=service.summary_zh,
        detail=service.detail,
    )


def _source(source: Source) -> SourceRecord:
    return SourceRecord(label=source.label, title=source.title, date=source.date, read=source.read)


def _answer(answer: Answer) -> AnswerRecord:
    return AnswerRecord(
        name=answer.name,
        summary=answer.summary,
        summary_zh=answer.summary_zh,
        call=answer.call,
        api_versions=answer.api_versions,
        request=_fields(answer.request),
        response=_fields(answer.response),
        notes=answer.notes,
    )


def _delivery(envelope: Envelope) -> DeliveryRecord:
    return DeliveryRecord(
        name=envelope.name,
        title=envelope.title,
        title_zh=envelope.title_zh,
        class_name=envelope.class_name,
        summary=envelope.summary,
        summary_zh=envelope.summary_zh,
        setup=envelope.setup,
        setup_zh=envelope.setup_zh,
        carries=envelope.carries,
        event_field=envelope.event_field.wire,
        message_id=envelope.message_id.wire,
        fields=_fields(envelope.fields),
        notes=envelope.notes,
    )


def _event(event: Event, catalogue: Catalogue) -> EventRecord:
    retired = event.retired
    return EventRecord(
        code=event.code,
        type=event.type,
        category=event.category,
        kind=event.kind,
        level=event.level,
        service=event.service.name,
        title=event.title,
        title_zh=event.title_zh,
        summary=event.summary,
        summary_zh=event.summary_zh,
        class_name=event.class_name,
        constant=event.constant,
        body=event.body.name,
        deliveries=tuple(each.name for each in examples.envelopes_of(event, catalogue)),
        answers=tuple(answer.name for answer in event.answers),
        sources=tuple(source.label for source in event.sources),
        since=event.since or None,
        inferred=event.inferred,
        older_name=event.ide_message_type,
        retired=RetirementRecord(
            reason=retired.reason, date=retired.date, replaced_by=retired.replaced_by
        )
        if retired
        else None,
        notes=event.notes,
        schema=f"schemas/{event.code}.json",
    )
