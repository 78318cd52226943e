"""The catalogue as a maintainer writes it: one frozen class per kind of YAML mapping.

The loader binds YAML to these classes and the editor's JSON Schema is produced from them, so the
classes are the only description of the format.  Nothing is resolved here: a reference is still
the text that stands in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from codegen.findings import Mark

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""Any JSON value."""


def key(text: str, *, default: Any = attrs.NOTHING, pattern: str | None = None) -> Any:
    """A YAML key of a catalogue class.

    `text` is the explanation that editors show; a key without a default must be given;
    `pattern` is a regular expression that a text value must match as a whole.
    """
    metadata = {"text": text, "pattern": pattern}
    return attrs.field(default=default, metadata=metadata)


@attrs.frozen(kw_only=True)
class Written:
    """What every mapping of the catalogue has: where it, its keys and its values stand."""

    mark: Mark = attrs.field(eq=False, repr=False, metadata={"yaml": False})
    marks: Mapping[str, Mark] = attrs.field(eq=False, repr=False, metadata={"yaml": False})
    """The place of each value, by key; list items as `key[0]`, mapping entries as `key.name`."""

    def at(self, path: str = "") -> Mark:
        """The place of the value under `path`, or of the whole mapping."""
        return self.marks.get(path, self.mark)


class Kind(StrEnum):
    """Whether an event only tells, or asks and waits."""

    REGULAR = "regular"
    EXTENSION_POINT = "extension-point"


class Level(StrEnum):
    """What an event belongs to."""

    WORKSPACE = "workspace"
    TENANT = "tenant"


class Form(StrEnum):
    """A form that a value may take on the wire."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DIGITS = "digits"
    ARRAY = "array"


class Bound(StrEnum):
    """A fact of the event that a field repeats in every message."""

    EVENT_CODE = "event-code"
    EVENT_TYPE = "event-type"
    EVENT_CATEGORY = "event-category"


@attrs.frozen(kw_only=True)
class Header(Written):
    """What the catalogue is and what is generated from it."""

    title: str = key("Name of the catalogue, as the docs show it.")
    product: str = key("Name of the product that sends the events.")
    description: str = key("One paragraph for the first page of the docs.")
    version: str = key("Version of the catalogue's facts.", pattern=r"\d+(\.\d+)*")
    package: str = key("Name of the generated Python package.", pattern=r"[a-z][a-z0-9_]*")
    schema_id: str = key("Beginning of every JSON Schema's `$id`, a URI.", pattern=r"[a-z]+:.+")


@attrs.frozen(kw_only=True)
class Source(Written):
    """A document that facts come from."""

    title: str = key("Title of the document.")
    date: str | None = key("Date of the wording, `yyyy[-MM[-dd]]`.", default=None,
                           pattern=r"\d{4}(-\d\d(-\d\d)?)?")  # fmt: skip
    read: str = key("How much of it was read.", default="all of it")


@attrs.frozen(kw_only=True)
class Format(Written):
    """How the text or number of a value is to be read."""

    description: str = key("How to read the value; the docs show it.")
    pattern: str | None = key("Regular expression that every example matches.", default=None)
    media_type: str | None = key("Media type of what the text holds, as `application/json`.",
                                 default=None)  # fmt: skip


@attrs.frozen(kw_only=True)
class Service(Written):
    """A part of the product that sends events."""

    slug: str = key("Name of its page.", pattern=r"[a-z][a-z0-9-]*")
    level: Level = key("What its events belong to.")
    summary: str = key("One sentence: what people do there.")
    answer: tuple[str, ...] = key("Operations that answer its extension points.", default=())
    detail: str | None = key("Operation that reads more about them.", default=None)


@attrs.frozen(kw_only=True)
class EnumValue(Written):
    """One value of an enum.  A bare text instead of the mapping is its meaning."""

    meaning: str = key("What the value says.")
    name: str | None = key("Name of the Python member; needed where the value makes none.",
                           default=None, pattern=r"[A-Z][A-Z0-9_]*")  # fmt: skip
    aliases: tuple[str, ...] = key("Other spellings that mean the same.", default=())
    note: str | None = key("Where the sources disagree or fall silent.", default=None)


@attrs.frozen(kw_only=True)
class Enum(Written):
    """A named set of values."""

    summary: str = key("What the values tell apart.")
    type: Form = key("`string` or `integer`.", default=Form.STRING)
    closed: bool = key("Whether a value outside the set is an error.", default=False)
    ignore_case: bool = key("Whether upper and lower case mean the same.", default=False)
    values: Mapping[str | int, EnumValue] = key("Wire value to meaning.")
    note: str | None = key("Where the sources disagree or fall silent.", default=None)


@attrs.frozen(kw_only=True)
class Field(Written):
    """A field definition, or what a use of one changes."""

    use: str | None = key("Shared field to start from; default: the one of this name.",
                          default=None)  # fmt: skip
    type: str | None = key(
        "`string`, `integer`, `number`, `boolean`, `any`, `event`, an enum or an object; "
        "with `[]` behind it a list of them.",
        default=None,
    )
    wire: Form | None = key("Form on the wire where it is not the type's: `digits` is a "
                            "whole number in quotes.", default=None)  # fmt: skip
    also: tuple[Form, ...] | None = key("Further forms that occur and are accepted; `array` "
                                        "for an object: the bare list of its one list.",
                                        default=None)  # fmt: skip
    format: str | None = key("How to read the value, one of `formats`.", default=None)
    holds: str | None = key("Type of the JSON that the text holds.", default=None)
    value: Bound | None = key("The fact of the event that the field repeats.", default=None)
    description: str | None = key("Meaning, for somebody who never saw the console.",
                                  default=None)  # fmt: skip
    example: Json = key("A realistic value, in its wire form.", default=None)
    note: str | None = key("Where the sources disagree or fall silent.", default=None)
    aliases: tuple[str, ...] | None = key("Other names of the field on the wire.", default=None)


@attrs.frozen(kw_only=True)
class Shape(Written):
    """A list of fields with what is known of each.

    An item of `fields` is the name of a shared field, or `name: {changes}`.  A field that none
    of the three lists names stands in the documents' field table and in a published sample.
    """

    fields: Mapping[str, Field] = key("The fields: names, or `name: {what differs}`.")
    required: tuple[str, ...] = key("Fields without which the event is meaningless.", default=())
    table_only: tuple[str, ...] = key("Fields that are in the field table but in no sample.",
                                      default=())  # fmt: skip
    sample_only: tuple[str, ...] = key("Fields that are in a sample but not in the field table.",
                                       default=())  # fmt: skip
    inferred: tuple[str, ...] = key("Fields that no source shows here.", default=())


@attrs.frozen(kw_only=True)
class Condition(Written):
    """A test on one value of the message.  A bare text or list instead is `one_of`."""

    present: bool | None = key("Whether the field is there.", default=None)
    one_of: tuple[str, ...] = key("Values of which it has one.", default=())
    none_of: tuple[str, ...] = key("Values of which it has none.", default=())


@attrs.frozen(kw_only=True)
class Variant(Shape):
    """One of several shapes under one name."""

    summary: str = key("What the shape is for.")
    when: Mapping[str, Condition] = key(
        "Conditions, all of which hold; `name` is a field of the shape itself, "
        "`/a/b` is found from the event's root.",
    )
    notes: tuple[str, ...] = key("Where the sources disagree or fall silent.", default=())


@attrs.frozen(kw_only=True)
class Object(Shape):
    """A named object inside an event; with variants, `fields` are those that all share."""

    summary: str = key("What it describes.")
    variants: Mapping[str, Variant] = key("The shapes it may take, by name.", default={})
    notes: tuple[str, ...] = key("Where the sources disagree or fall silent.", default=())


@attrs.frozen(kw_only=True)
class Body(Object):
    """The fields of one or more events."""

    class_name: str | None = key("Python class, where the name of the body will not do.",
                                 default=None, pattern=r"[A-Z][A-Za-z0-9]*")  # fmt: skip
    samples: int = key("Published samples that were read.", default=1)


@attrs.frozen(kw_only=True)
class Envelope(Shape):
    """A wrapping in which events are delivered."""

    class_name: str = key("Python class of its attributes.", pattern=r"[A-Z][A-Za-z0-9]*")
    title: str = key("Name of the delivery.")
    summary: str = key("Who receives it, and how.")
    setup: str | None = key("What a subscriber does to receive it.", default=None)
    carries: tuple[Kind, ...] = key("Kinds of event that are delivered so.")
    message_id: str = key("Field that holds the id of the message.")
    time: str | None = key("Field that says when the event happened.", default=None)
    notes: tuple[str, ...] = key("Where the sources disagree or fall silent.", default=())


@attrs.frozen(kw_only=True)
class Answer(Written):
    """An operation that answers an extension point, or reads more about one."""

    summary: str = key("What it is for.")
    call: str = key("How it is called.")
    api_versions: tuple[str, ...] = key("API versions that have it.", default=())
    request: Shape | None = key("Its parameters.", default=None)
    response: Shape = key("What comes back.")
    notes: tuple[str, ...] = key("Where the sources disagree or fall silent.", default=())


@attrs.frozen(kw_only=True)
class Retirement(Written):
    """Why and since when an event is no longer listed."""

    reason: str = key("Why it is thought to be gone.")
    date: str | None = key("Day by which it was gone, `yyyy[-MM[-dd]]`.", default=None,
                           pattern=r"\d{4}(-\d\d(-\d\d)?)?")  # fmt: skip
    replaced_by: str | None = key("Event code that takes its place.", default=None)


@attrs.frozen(kw_only=True)
class Event(Written):
    """One event; its key is the event code."""

    type: str = key("EventBridge type.", pattern=r"[^:\s]+:[^:\s]+:[^:\s]+")
    service: str = key("Service that sends it.")
    title: str = key("Short name, as a menu would show it.")
    summary: str = key("One sentence: when it fires.")
    kind: Kind = key("`regular`, or `extension-point`: the operation waits for an answer.")
    body: str = key("Body with its fields.")
    sources: tuple[str, ...] = key("Documents that list it.")
    category: str | None = key("Event category, where the type's middle part does not tell.",
                               default=None)  # fmt: skip
    answer: tuple[str, ...] | None = key("Operations that answer it, where the service's do not.",
                                         default=None)  # fmt: skip
    class_name: str | None = key("Python class, where the event code will not do.",
                                 default=None, pattern=r"[A-Z][A-Za-z0-9]*")  # fmt: skip
    inferred: tuple[str, ...] = key("Keys whose value no source states.", default=())
    ide_message_type: str | None = key("Older name, in the snapshot operation.", default=None)
    retired: Retirement | None = key("Set when the event is no longer listed.", default=None)
    notes: tuple[str, ...] = key("Where the sources disagree or fall silent.", default=())


@attrs.frozen(kw_only=True)
class Catalogue(Written):
    """The whole file."""

    catalogue: Header = key("What the catalogue is.")
    sources: Mapping[str, Source] = key("Documents, by label.")
    words: Mapping[str, str] = key("Words that a Python name keeps together, as they stand "
                                   "in wire names, to their snake_case.", default={})  # fmt: skip
    formats: Mapping[str, Format] = key("Formats, by name.")
    services: Mapping[str, Service] = key("Services, by name.")
    categories: Mapping[str, str] = key("Middle part of the type to event category.")
    answers: Mapping[str, Answer] = key("Operations, by name.", default={})
    enums: Mapping[str, Enum] = key("Enums, by Python class name.", default={})
    fields: Mapping[str, Field] = key("Shared fields, by wire name or, where a wire name has "
                                      "several meanings, by another name.")  # fmt: skip
    objects: Mapping[str, Object] = key("Nested objects, by Python class name.", default={})
    envelopes: Mapping[str, Envelope] = key("Deliveries, by name.")
    bodies: Mapping[str, Body] = key("Bodies, by name.")
    events: Mapping[str, Event] = key("Events, by event code.")
