"""The catalogue as data for other programs: what `catalogue.json` and `events/*.json` hold.

An object of the JSON has the keys of the resolved class that it comes from; the tables below say
where it differs.  The JSON Schema is read off the same classes and tables.
"""

from __future__ import annotations

import functools
import operator
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from codegen.catalogue import resolved
from codegen.catalogue.json_text import DIALECT
from codegen.catalogue.resolved import (
    Catalogue,
    Enum,
    Envelope,
    Event,
    Field,
    Object,
    Origin,
    Type,
    TypeKind,
    described,
    meaning,
)
from codegen.catalogue.written import Json
from codegen.emit import examples
from codegen.emit.docs.events import EventPage

SCHEMA_FILE = "catalogue.schema.json"

Schema = dict[str, Json]


@attrs.frozen(kw_only=True)
class Example:
    """A message with every field that is known."""

    envelope: str = described("Name of the envelope.")
    variant: str | None = described("Name of the variant, where there are several.")
    message: Mapping[str, Json] = described("The message as it is sent.")


@attrs.frozen(kw_only=True)
class FieldOrigin:
    """Where the sources show a field of an event."""

    variant: str | None = described("Name of the variant that has it; null if all have it.")
    path: str = described("Names from the event down, `[]` behind lists.")
    origin: Origin = described("Where they show it.")


@attrs.frozen(kw_only=True)
class EventFile:
    """One event with all that it refers to."""

    event: Event = described("The event.")
    body: Object = described("What it carries.")
    objects: tuple[Object, ...] = described("The objects in it.")
    enums: tuple[Enum, ...] = described("The enums in it.")
    origins: tuple[FieldOrigin, ...] = described("Where the sources show each field here.")
    examples: tuple[Example, ...] = described("A message for each envelope and variant.")


@attrs.frozen
class Key:
    """A key of a JSON object that is not just an attribute of the class."""

    name: str
    hint: Any
    """Its type, from which its schema is made."""
    text: str
    value: Callable[[Any, Catalogue], object]
    optional: bool = False
    """Whether it is left out where there is nothing to say."""


LEFT_OUT: Mapping[type, tuple[str, ...]] = {
    resolved.Answer: ("notes_zh",),
    Catalogue: (
        "schema_id",
        "file",
        "categories",
        "events_by_body",
        "shared_objects",
        "objects_apart",
        "extensions_zh",
        "searches",
    ),
    resolved.Condition: ("names",),
    Enum: ("module", "note_zh"),
    resolved.EnumValue: ("note_zh",),
    Envelope: ("module", "time", "carries", "setup_zh", "notes_zh"),
    Event: ("notes_zh", "published"),
    Field: ("format_zh", "value", "inside", "note_zh"),
    Object: ("module", "notes_zh"),
    resolved.GuidePart: ("texts_zh",),
    resolved.Service: ("constant", "notes_zh"),
    resolved.Variant: ("origins", "notes_zh"),
    resolved.Wrapper: ("notes_zh",),
}

RENAMED: Mapping[type, Mapping[str, str]] = {
    Event: {"ide_message_type": "older_name"},
    Field: {"wire": "name", "python": "attribute", "form": "wire", "format_name": "format"},
}

_Names = tuple[str, ...]
_SOURCES = Key(
    "sources",
    _Names,
    "Labels of the documents that show it, where they are named.",
    lambda each, _: [source.label for source in each.sources],
)

BY_NAME: Mapping[type, Mapping[str, str]] = {
    Envelope: {"message_id": "wire"},
    Event: {"service": "name", "body": "name", "answers": "name", "sources": "label"},
    resolved.Wrapper: {"sources": "label"},
}
"""Attributes for which the JSON has the name of what they refer to: which attribute that is."""

INSTEAD: Mapping[type, Mapping[str, tuple[Key, ...]]] = {
    Type: {
        "around": (
            Key(
                "around",
                _Names,
                "Where it is more than a value or a list: what stands around the value, from the "
                "inside out: `[]` a list, `{}` a map with free keys, `?` null in its place.",
                lambda t, _: () if t.is_list else t.around,
                optional=True,
            ),
        ),
    },
    Enum: {"sources": (_SOURCES,)},
    resolved.EnumValue: {"sources": (_SOURCES,)},
    Envelope: {
        "carried": (
            Key(
                "carries",
                Mapping[str, str],
                "The events that it is known to carry, by code: `documented` or `inferred`.",
                lambda e, catalogue: {
                    event.code: certainty
                    for event in catalogue.events
                    if (certainty := e.certainty(event)) is not None
                },
            ),
        ),
    },
    Field: {
        "sources": (_SOURCES,),
        "format": (
            Key(
                "format_description",
                str | None,
                "How to read the value.",
                lambda f, _: f.format and f.format.description,
            ),
            Key(
                "pattern",
                str | None,
                "Regular expression of the value.",
                lambda f, _: f.format and f.format.pattern,
            ),
        ),
    },
}
"""Keys that stand in place of an attribute."""

BEHIND: Mapping[type, Mapping[str, Key]] = {
    Type: {
        "name": Key(
            "list",
            bool,
            "Whether it is a list, and no more than that.",
            lambda t, _: t.is_list,
        ),
    },
    resolved.Answer: {
        "notes": Key(
            "results",
            _Names,
            "Results that may be answered.",
            lambda a, catalogue: [v.value for v in examples.results(a, catalogue)],
        ),
    },
    Envelope: {
        "carries": Key(
            "event_field",
            str,
            "Field that holds the event; empty where the message is the event.",
            lambda e, _: e.event_name,
        ),
    },
    Event: {
        "answers": Key(
            "envelopes",
            Mapping[str, str],
            "Envelopes that can carry it by name: `documented` or `inferred`.",
            lambda e, catalogue: {
                each.name: each.certainty(e) for each in examples.envelopes_of(e, catalogue)
            },
        ),
        "notes": Key(
            "schema",
            str,
            "Address of the JSON Schema of its messages.",
            lambda e, _: f"schemas/{e.file}.json",
        ),
    },
}
"""Keys behind that of an attribute."""


def catalogue_file(catalogue: Catalogue) -> Json:
    """What `catalogue.json` holds."""
    return {"$schema": SCHEMA_FILE, **_record(catalogue, catalogue)}


def descriptions(catalogue: Catalogue) -> dict[str, dict[str, Json]]:
    """What the package carries of `catalogue.json` to look things up in: English, by name."""
    named: Mapping[str, tuple[str, Iterable[Any]]] = {
        "events": ("code", catalogue.events),
        "bodies": ("name", catalogue.bodies),
        "objects": ("name", catalogue.objects.values()),
        "enums": ("name", catalogue.enums.values()),
        "answers": ("name", catalogue.answers),
    }
    return {
        kind: {getattr(each, key): _said(_json(each, catalogue)) for each in records}
        for kind, (key, records) in named.items()
    }


def _said(value: Json) -> Json:
    """A value without the Chinese texts, and without keys that have nothing to say."""
    if isinstance(value, dict):
        kept = {name: _said(each) for name, each in value.items() if not name.endswith("_zh")}
        return {
            name: each
            for name, each in kept.items()
            if name == "example" or not (each is None or each is False or each in ([], {}))
        }
    return [_said(each) for each in value] if isinstance(value, list) else value


def event_file(event: Event, catalogue: Catalogue) -> Json:
    """What the file of an event in `events/` holds: the event with all that it refers to."""
    objects, enums = _referred(event.body, catalogue)
    file = EventFile(
        event=event,
        body=event.body,
        objects=tuple(objects),
        enums=tuple(enums),
        origins=tuple(_origins(event, catalogue)),
        examples=tuple(
            Example(envelope=envelope.name, variant=scenario.name, message=message)
            for envelope, scenario, message in examples.messages(event, catalogue)
        ),
    )
    place = f"../{SCHEMA_FILE}#/$defs/{_name(EventFile)}"
    return {"$schema": place, **_record(file, catalogue)}


def _origins(event: Event, catalogue: Catalogue) -> Iterator[FieldOrigin]:
    page = EventPage(event, catalogue, None, None)
    for one in page.fields:
        yield FieldOrigin(variant=None, path=one.path, origin=one.origin)
    for shape in page.shapes:
        for wire, origin in shape.variant.origins.items():
            yield FieldOrigin(variant=shape.variant.name, path=wire, origin=origin)
        for one in shape.fields:
            yield FieldOrigin(variant=shape.variant.name, path=one.path, origin=one.origin)


def schema(catalogue: Catalogue) -> Schema:
    """The JSON Schema of `catalogue.json`, with that of an event's file among its `$defs`."""
    definitions: Schema = {}
    _define(EventFile, definitions, file=True)
    root = _define(Catalogue, definitions, file=True)
    return {
        "$schema": DIALECT,
        "$id": f"{catalogue.schema_id}catalogue",
        "title": catalogue.title,
        **root,
        "$defs": definitions,
    }


@functools.cache
def keys(cls: type) -> tuple[Key, ...]:
    """The keys of the JSON object that an object of the class becomes, in their order."""
    return tuple(_keys(cls))


def _keys(cls: type) -> Iterator[Key]:
    hints = typing.get_type_hints(cls)
    for field in attrs.fields(cls):
        name = field.name
        if name in INSTEAD.get(cls, {}):
            yield from INSTEAD[cls][name]
        elif name not in LEFT_OUT.get(cls, ()):
            yield _key(cls, name, hints[name], meaning(cls, field))
        if name in BEHIND.get(cls, {}):
            yield BEHIND[cls][name]


def _key(cls: type, attribute: str, hint: Any, text: str) -> Key:
    """The key of an attribute: what it refers to is named, or listed if it is a mapping."""
    get = operator.attrgetter(attribute)
    if attribute in BY_NAME.get(cls, {}):
        name = operator.attrgetter(BY_NAME[cls][attribute])
        text = f"{text.removesuffix('.')}, by name."
        if typing.get_origin(hint) is tuple:
            return Key(attribute, tuple[str, ...], text, lambda thing, _: map(name, get(thing)))
        return Key(attribute, str, text, lambda thing, _: name(get(thing)))
    if typing.get_origin(hint) is Mapping and attrs.has(typing.get_args(hint)[1]):
        listed = types.GenericAlias(tuple, (typing.get_args(hint)[1], ...))
        return Key(attribute, listed, text, lambda thing, _: get(thing).values())
    return Key(RENAMED.get(cls, {}).get(attribute, attribute), hint, text, lambda t, _: get(t))


def _record(thing: Any, catalogue: Catalogue) -> Schema:
    cls: Any = type(thing)
    values = ((key, key.value(thing, catalogue)) for key in keys(cls))
    return {key.name: _json(value, catalogue) for key, value in values if value or not key.optional}


def _json(value: Any, catalogue: Catalogue) -> Json:
    # Asked first and by their exact types: nearly all values are of these.
    if type(value) in _SCALARS:
        return value  # type: ignore[no-any-return]  # one of JSON's
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): _json(inner, catalogue) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item, catalogue) for item in value]
    if attrs.has(type(value)):
        return _record(value, catalogue)
    if isinstance(value, Iterable):
        return [_json(item, catalogue) for item in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _name(cls: type) -> str:
    """Name of the JSON object among the schema's `$defs`."""
    own = {Envelope: "DeliveryRecord", EventFile: "EventFile"}
    return own.get(cls, f"{cls.__name__}Record")


def _define(cls: type, definitions: Schema, *, file: bool = False) -> Schema:
    """Put the schema of a JSON object, and of those in it, under the definitions; refer to it."""
    name = _name(cls)
    reference: Schema = {"$ref": f"#/$defs/{name}"}
    if name in definitions:
        return reference
    definitions[name] = None
    properties: Schema = {}
    if file:
        properties = {"$comment": {"type": "string"}, "$schema": {"type": "string"}}
    for key in keys(cls):
        properties[key.name] = {"description": key.text, **_hint(key.hint, definitions)}
    required: list[Json] = [key.name for key in keys(cls) if not key.optional]
    definitions[name] = {
        "description": " ".join((cls.__doc__ or "").split()),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return reference


_SCALARS: dict[object, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
}


def _hint(hint: Any, definitions: Schema) -> Schema:
    """The schema of a type hint of a key."""
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
