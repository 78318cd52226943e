"""The catalogue with every reference followed, every override applied and every name made.

A text whose name ends in `_zh` is the Chinese of the one before it, None where it has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs

from codegen.catalogue.written import Bound, Form, Format, Json, Kind, Level, Retirement


class Origin(StrEnum):
    """Where the sources show a field."""

    TABLE_AND_SAMPLE = "field table and sample"
    TABLE = "field table only"
    SAMPLE = "sample only"
    INFERRED = "inferred"

    @property
    def certainty(self) -> str:
        """`documented`, `sample` or `inferred`."""
        return {Origin.SAMPLE: "sample", Origin.INFERRED: "inferred"}.get(self, "documented")


class TypeKind(StrEnum):
    """What a type's name refers to."""

    SCALAR = "scalar"
    ENUM = "enum"
    OBJECT = "object"
    EVENT = "event"


@attrs.frozen
class Type:
    """A type: of one value, or of every item of a list."""

    kind: TypeKind
    name: str
    """`string`, `integer`, `number`, `boolean`, `any`, `event`, or the class of an enum or object."""
    is_list: bool = False


@attrs.frozen(kw_only=True)
class Field:
    """A field of one shape, complete."""

    wire: str
    python: str
    type: Type
    form: Form | None
    """Form on the wire where it is not the type's."""
    also: tuple[Form, ...]
    format_name: str | None
    format: Format | None
    format_zh: str | None = None
    holds: Type | None
    value: Bound | None
    description: str
    description_zh: str | None = None
    example: Json
    note: str | None
    aliases: tuple[str, ...]
    required: bool
    origin: Origin


@attrs.frozen(kw_only=True)
class EnumValue:
    """A value of an enum."""

    value: str | int
    constant: str
    meaning: str
    meaning_zh: str | None = None
    aliases: tuple[str, ...]
    note: str | None


@attrs.frozen(kw_only=True)
class Enum:
    """A named set of values."""

    name: str
    summary: str
    summary_zh: str | None = None
    integer: bool
    closed: bool
    ignore_case: bool
    values: tuple[EnumValue, ...]
    note: str | None
    module: str

    @property
    def spellings(self) -> dict[str, str]:
        """Spellings that mean a member, to the member's own; case-folded if case is ignored."""
        fold = str.casefold if self.ignore_case else str
        own = {fold(str(v.value)): str(v.value) for v in self.values} if self.ignore_case else {}
        aliases = {fold(alias): str(v.value) for v in self.values for alias in v.aliases}
        return aliases | own


@attrs.frozen(kw_only=True)
class Condition:
    """A test on one value of the message."""

    path: tuple[str, ...]
    """Wire names down to the value."""
    names: tuple[str, ...]
    """The attributes of these names."""
    from_root: bool
    present: bool | None
    one_of: tuple[str | int, ...]
    none_of: tuple[str | int, ...]


@attrs.frozen(kw_only=True)
class Variant:
    """One of several shapes under one name."""

    name: str
    summary: str
    summary_zh: str | None = None
    class_name: str
    """Class of the shape of an object; of an event's body, what follows the event's class."""
    conditions: tuple[Condition, ...]
    fields: tuple[Field, ...]
    """Its own fields, without those that all variants share."""
    origins: Mapping[str, Origin]
    """Where the sources show the shared fields in this variant, if elsewhere than in others."""
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Object:
    """A named object, or the body of events."""

    name: str
    """Its key in the catalogue."""
    class_name: str
    summary: str
    summary_zh: str | None = None
    fields: tuple[Field, ...]
    variants: tuple[Variant, ...]
    notes: tuple[str, ...]
    module: str
    """Module of the class, relative to the package: `events.file_delete_run`."""


@attrs.frozen(kw_only=True)
class Service:
    """A part of the product that sends events."""

    name: str
    name_zh: str | None = None
    slug: str
    constant: str
    level: Level
    summary: str
    summary_zh: str | None = None
    detail: str | None
    """Operation that reads more about its extension points."""


@attrs.frozen(kw_only=True)
class Source:
    """A document that facts come from."""

    label: str
    title: str
    date: str | None
    read: str


@attrs.frozen(kw_only=True)
class Answer:
    """An operation that answers an extension point, or reads more about one."""

    name: str
    constant: str
    summary: str
    summary_zh: str | None = None
    call: str
    api_versions: tuple[str, ...]
    request: tuple[Field, ...]
    response: tuple[Field, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Envelope:
    """A delivery."""

    name: str
    class_name: str
    module: str
    title: str
    title_zh: str | None = None
    summary: str
    summary_zh: str | None = None
    setup: str | None = None
    """What a subscriber does to receive it."""
    setup_zh: str | None = None
    carries: tuple[Kind, ...]
    fields: tuple[Field, ...]
    """All fields, with the one that holds the event."""
    message_id: Field
    time: Field | None
    """The field that says when the event happened."""
    notes: tuple[str, ...]

    @property
    def event_field(self) -> Field:
        """The field that holds the event."""
        return next(f for f in self.fields if f.type.kind is TypeKind.EVENT)

    @property
    def attributes(self) -> tuple[Field, ...]:
        """The fields beside the event."""
        return tuple(f for f in self.fields if f.type.kind is not TypeKind.EVENT)

    @property
    def names_event(self) -> bool:
        """Whether a field beside the event tells which it is."""
        return any(self.bound(value) for value in (Bound.EVENT_TYPE, Bound.EVENT_CODE))

    def bound(self, value: Bound) -> Field | None:
        """The field that repeats a fact of the event."""
        return next((f for f in self.fields if f.value is value), None)


@attrs.frozen(kw_only=True)
class Event:
    """An event."""

    code: str
    type: str
    category: str
    kind: Kind
    level: Level
    service: Service
    title: str
    title_zh: str | None = None
    summary: str
    summary_zh: str | None = None
    class_name: str
    constant: str
    body: Object
    answers: tuple[Answer, ...]
    sources: tuple[Source, ...]
    since: str
    """Date of the oldest dated source that lists it."""
    inferred: tuple[str, ...]
    ide_message_type: str | None
    retired: Retirement | None
    notes: tuple[str, ...]

    def variant_class(self, variant: Variant) -> str:
        """Class of the event in one of its shapes."""
        return self.class_name + variant.class_name

    def bound(self, value: Bound) -> str:
        """The fact of the event that a field repeats."""
        return {
            Bound.EVENT_CODE: self.code,
            Bound.EVENT_TYPE: self.type,
            Bound.EVENT_CATEGORY: self.category,
        }[value]


@attrs.frozen(kw_only=True)
class Catalogue:
    """Everything that is generated from."""

    title: str
    title_zh: str | None = None
    product: str
    description: str
    description_zh: str | None = None
    version: str
    package: str
    schema_id: str
    file: str
    """Name of the catalogue's file, without its directory."""
    sources: tuple[Source, ...]
    services: tuple[Service, ...]
    categories: tuple[str, ...]
    answers: tuple[Answer, ...]
    enums: Mapping[str, Enum]
    objects: Mapping[str, Object]
    envelopes: tuple[Envelope, ...]
    bodies: tuple[Object, ...]
    events: tuple[Event, ...]

    def events_of(self, body: Object) -> tuple[Event, ...]:
        """The events that have a body."""
        return self.events_by_body.get(body.name, ())

    events_by_body: Mapping[str, tuple[Event, ...]] = attrs.field(repr=False)
