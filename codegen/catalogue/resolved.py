"""The catalogue with every reference followed, every override applied and every name made.

A text whose name ends in `_zh` is the Chinese of the one before it, None where it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from codegen.catalogue import names, written
from codegen.catalogue.field_type import LIST, NULL
from codegen.catalogue.names import PARSED
from codegen.catalogue.written import (
    Atom,
    Bound,
    Certainty,
    FieldsIn,
    Form,
    Json,
    Kind,
    Parsed,
    Role,
)


def described(text: str, *, default: Any = attrs.NOTHING) -> Any:
    """A field with its meaning.

    A field without one means the same as the written key of its name; see `meaning`.
    """
    return attrs.field(default=default, metadata={"text": text})


def meaning(cls: type, field: attrs.Attribute[Any]) -> str:
    """What a field of one of these classes means.

    Raises LookupError for a field that neither has a text nor is a key of a written class.
    """
    if field.name.endswith("_zh"):
        return "The same, in Chinese."
    if "text" in field.metadata:
        return str(field.metadata["text"])
    origins = (written.Header, written.Python) if cls is Catalogue else ()
    for origin in (*origins, getattr(written, cls.__name__, None)):
        known = attrs.fields_dict(origin) if origin else {}
        for name in (field.name, _WRITTEN.get(field.name)):
            if name in known:
                return str(known[name].metadata["text"])
    raise LookupError(f"{cls.__name__}.{field.name} has no text and is no key of the catalogue")


_WRITTEN = {
    "summary": "text",
    "description": "text",
    "notes": "note",
    "reason": "note",
    "date": "by",
    "replaced_by": "instead",
}
"""Names here that a written class has another name for."""


class Origin(StrEnum):
    """Where the sources show a field."""

    TABLE_AND_SAMPLE = "field table and sample"
    TABLE = "field table only"
    SAMPLE = "sample only"
    DOCUMENT = "another document"
    INFERRED = "inferred"

    @property
    def certainty(self) -> str:
        """`documented`, `sample` or `inferred`: no source shows it where it is."""
        return {
            Origin.SAMPLE: "sample",
            Origin.DOCUMENT: "inferred",
            Origin.INFERRED: "inferred",
        }.get(self, "documented")


class TypeKind(StrEnum):
    """What a type's name refers to."""

    SCALAR = "scalar"
    ENUM = "enum"
    OBJECT = "object"
    EVENT = "event"


@attrs.frozen
class Type:
    """A type: of one value, or of what stands in lists and maps."""

    kind: TypeKind = described("What the name refers to.")
    name: str = described("A JSON type, `any`, `event`, or the name of an enum or object.")
    around: tuple[str, ...] = described(
        "What stands around the value, from the inside out: `[]` a list, `{}` a map with free "
        "keys, `?` null in its place.",
        default=(),
    )

    @property
    def is_list(self) -> bool:
        """Whether it is a list of such values, and no more than that."""
        return self.around == (LIST,)

    @property
    def containers(self) -> tuple[str, ...]:
        """The lists and maps around the value, from the inside out."""
        return tuple(each for each in self.around if each != NULL)

    @property
    def is_nullable(self) -> bool:
        """Whether null may stand in place of the whole value."""
        return self.around[-1:] == (NULL,)

    def without_null(self) -> Type:
        """The type of the whole value, where it is not null."""
        return attrs.evolve(self, around=self.around[:-1]) if self.is_nullable else self


@attrs.frozen(kw_only=True)
class Source:
    """A document that facts come from."""

    label: str = described("How events refer to it.")
    title: str
    date: str | None
    read: str
    url: str | None = None


@attrs.frozen(kw_only=True)
class Format:
    """How the text or number of a value is to be read."""

    description: str
    pattern: str | None
    media_type: str | None
    shareable: bool = False
    parsed: Parsed | None = None
    registered: str | None = None


@attrs.frozen(kw_only=True)
class Field:
    """A field of an event, an object, a variant, an envelope or an operation."""

    wire: str = described("Name on the wire.")
    python: str = described("Name of the Python attribute.")
    type: Type = described("Type of the value.")
    required: bool = described("Whether the message is meaningless without it.")
    form: Form | None = described("Form on the wire, where it is not the type's.")
    also: tuple[Form, ...] = described("Further forms that are accepted.")
    format_name: str | None = described("Name of the format.")
    format: Format | None = described("How to read the value.")
    format_zh: str | None = None
    holds: Type | None = described("Type of the JSON that the text holds.")
    parts: Type | None = described("Type of the values between the commas of the text.")
    value: Bound | None = described("The fact of the event that it repeats.")
    description: str = described("What it means.")
    description_zh: str | None = None
    example: Json = described("A value in the form that it has on the wire.")
    only: tuple[Atom, ...] = described("The values of its enum that are valid here; all, if none.")
    aliases: tuple[str, ...]
    formerly: tuple[str, ...]
    origin: Origin = described("Where the sources show it.")
    inside: Mapping[str, Origin] = described(
        "Where they show what lies in it, by path, if elsewhere than in other uses of its object; "
        "`*`: all that stands in a field table and a sample otherwise."
    )
    sources: tuple[Source, ...] = described("The documents that show it, where they are named.")
    note: str | None
    note_zh: str | None = None
    role: Role | None = None
    zone: str | None = None

    @property
    def parsed(self) -> str | None:
        """Name of the Python attribute with what the value means; None if the value is that."""
        has_meaning = (
            (self.holds is not None and self.holds.kind is TypeKind.OBJECT)
            or self.parts is not None
            or (self.format is not None and self.format.parsed and not self.type.is_list)
        )
        return f"{self.python}{PARSED}" if has_meaning else None


@attrs.frozen(kw_only=True)
class EnumValue:
    """A value of an enum."""

    value: str | int = described("The value as it is sent.")
    constant: str = described("Name of the Python member.")
    meaning: str = described("What it says.")
    meaning_zh: str | None = None
    aliases: tuple[str, ...]
    also: tuple[int, ...]
    formerly: tuple[str, ...]
    kind: str | None
    sources: tuple[Source, ...] = described("The documents that have it, where they are named.")
    note: str | None
    note_zh: str | None = None


@attrs.frozen(kw_only=True)
class Enum:
    """A named set of values."""

    name: str = described("Python class.")
    summary: str
    summary_zh: str | None = None
    integer: bool = described("Whether the values are integers; else they are strings.")
    closed: bool
    ignore_case: bool
    values: tuple[EnumValue, ...] = described("The known values.")
    unnumbered: tuple[EnumValue, ...] = described(
        "Values whose number no source gives; `value` is their name."
    )
    sources: tuple[Source, ...] = described("The documents that have the values.")
    note: str | None
    note_zh: str | None = None
    module: str = described("Module of the class, relative to the package.")

    @property
    def formerly(self) -> dict[str, str]:
        """Names that Python members had before, to those that they have."""
        return {name: value.constant for value in self.values for name in value.formerly}

    @property
    def spellings(self) -> dict[str, str]:
        """Spellings that mean a member, to the member's own; case-folded if case is ignored."""
        if self.integer:
            return {}
        fold = str.casefold if self.ignore_case else str
        own = {fold(str(v.value)): str(v.value) for v in self.values} if self.ignore_case else {}
        aliases = {fold(alias): str(v.value) for v in self.values for alias in v.aliases}
        return aliases | own


@attrs.frozen(kw_only=True)
class Condition:
    """A test on one value of the message."""

    path: tuple[str, ...] = described("Names from the root, or from the object itself, down.")
    names: tuple[str, ...] = described("The Python attributes of these names.")
    from_root: bool = described("Whether the path starts at the event.")
    present: bool | None
    one_of: tuple[Atom, ...]
    none_of: tuple[Atom, ...]


@attrs.frozen(kw_only=True)
class Variant:
    """One of several forms of an object or an event."""

    name: str = described("Name of the variant.")
    summary: str
    summary_zh: str | None = None
    class_name: str = described(
        "Python class; of an event's body, what follows the name of the event's class."
    )
    conditions: tuple[Condition, ...] = described("Tests on the message, all of which it passes.")
    fields: tuple[Field, ...] = described("Its fields, without those that all variants share.")
    origins: Mapping[str, Origin] = described(
        "Where the sources show shared fields in this variant, if elsewhere than in others."
    )
    notes: tuple[str, ...]
    notes_zh: tuple[str | None, ...] = ()


@attrs.frozen(kw_only=True)
class Object:
    """A nested object, or the body of events."""

    name: str = described("Key in the catalogue.")
    class_name: str = described("Python class.")
    summary: str
    summary_zh: str | None = None
    fields: tuple[Field, ...] = described("Fields that all its variants share.")
    variants: tuple[Variant, ...] = described("The variants that it may take.")
    notes: tuple[str, ...]
    notes_zh: tuple[str | None, ...] = ()
    module: str = described("Module of the class, relative to the package.")

    @property
    def every_field(self) -> Iterator[Field]:
        """Its fields, and those of its variants."""
        yield from self.fields
        for variant in self.variants:
            yield from variant.fields

    def has(self, role: Role) -> Field | None:
        """The field with a role that all its variants share."""
        return next((field for field in self.fields if field.role is role), None)


@attrs.frozen(kw_only=True)
class Service:
    """A part of the product that sends events."""

    name: str = described("Its name.")
    name_zh: str | None = None
    slug: str = described("Name of its page.")
    constant: str = described("Name of the Python constant.")
    level: str | None
    summary: str
    summary_zh: str | None = None
    detail: str | None = described("Operation that reads more about its extension points.")
    notes: tuple[str, ...]
    notes_zh: tuple[str | None, ...] = ()


@attrs.frozen(kw_only=True)
class Answer:
    """An operation that answers an extension point, or reads more about one."""

    name: str = described("Name of the operation.")
    constant: str = described("Name of the Python constant.")
    summary: str
    summary_zh: str | None = None
    call: str
    api_versions: tuple[str, ...]
    method: str | None
    returned_in: str | None
    needs_reason: tuple[str, ...]
    request: tuple[Field, ...]
    response: tuple[Field, ...]
    notes: tuple[str, ...]
    notes_zh: tuple[str | None, ...] = ()

    @property
    def parameters(self) -> tuple[Field, ...]:
        """What an answer says: what the operation is called with, or what a function returns."""
        return self.request or self.response

    def has(self, role: Role) -> Field | None:
        """The field of the request or response with a role."""
        return next((f for f in (*self.request, *self.response) if f.role is role), None)


@attrs.frozen(kw_only=True)
class GuidePart:
    """A part of a guide."""

    heading: str = described("Its heading.")
    heading_zh: str | None = None
    texts: tuple[str, ...]
    texts_zh: tuple[str | None, ...] = ()


@attrs.frozen(kw_only=True)
class Envelope:
    """What a message has around its event."""

    name: str = described("Its name.")
    title: str
    title_zh: str | None = None
    class_name: str = described("Python class of its attributes.")
    module: str = described("Module of the class, relative to the package.")
    summary: str
    summary_zh: str | None = None
    setup: tuple[str, ...]
    setup_zh: tuple[str | None, ...] = ()
    fields_in: FieldsIn
    event_patterns: bool
    carries: tuple[Kind, ...] = described("Kinds of event that it carries.")
    carried: Mapping[str, Certainty] | None = described(
        "The events that it carries, by code; null if it carries all of those kinds."
    )
    message_id: Field = described("Field that holds the id of the message.")
    time: Field | None
    codes: Mapping[str, str] = described(
        "Values that the field of event codes has instead of them, with the code of each."
    )
    base64: str | None = described("Field that may hold the event as JSON in base64 instead.")
    fields: tuple[Field, ...] = described("All fields, with the one that holds the event.")
    guide: tuple[GuidePart, ...] = described("What whoever runs a subscriber knows of it.")
    notes: tuple[str, ...]
    notes_zh: tuple[str | None, ...] = ()

    @property
    def in_headers(self) -> bool:
        """Whether its fields are headers of a request, whose body is the event."""
        return self.fields_in is FieldsIn.HEADERS

    @property
    def event_name(self) -> str:
        """Wire name of the field that holds the event; empty where the message is the event."""
        return next((f.wire for f in self.fields if f.type.kind is TypeKind.EVENT), "")

    @property
    def attributes(self) -> tuple[Field, ...]:
        """The fields beside the event."""
        return tuple(f for f in self.fields if f.type.kind is not TypeKind.EVENT)

    @property
    def needs(self) -> tuple[str, ...]:
        """Fields that name the event and without which it is another envelope, by wire name."""
        return tuple(field.wire for field in self.attributes if field.value and field.required)

    @property
    def names_event(self) -> bool:
        """Whether a field beside the event tells which it is."""
        return any(self.bound(value) for value in (Bound.EVENT_TYPE, Bound.EVENT_CODE))

    def certainty(self, event: Event) -> Certainty | None:
        """Whether a source says that it carries an event; None where it is not known to."""
        if self.carried is not None:
            return self.carried.get(event.code)
        return Certainty.DOCUMENTED if event.kind in self.carries else None

    def bound(self, value: str) -> Field | None:
        """The field that repeats a fact of the event; `value` is a `Bound` or its text."""
        return next((f for f in self.fields if f.value == value), None)


@attrs.frozen(kw_only=True)
class Wrapper:
    """What other products put around a whole message."""

    name: str = described("Its name.")
    title: str
    title_zh: str | None = None
    summary: str
    summary_zh: str | None = None
    type: str | None = described("Value of `type` by which it is recognised; null if by fields.")
    has: tuple[str, ...] = described("Fields by which it is recognised, all of them.")
    message: str = described("Path of the message in it, dots between the names.")
    base64: str | None = described(
        "`maybe` if the message may be in base64, or the field that says whether it is."
    )
    id: str | None = described("Field with the id of the message, where itself it has none.")
    headers: str | None = described("Field with the headers of the HTTP request.")
    sources: tuple[Source, ...] = described("Documents that show it.")
    inferred: bool = described("Whether no document shows it in this form.")
    notes: tuple[str, ...]
    notes_zh: tuple[str | None, ...] = ()


@attrs.frozen(kw_only=True)
class Retirement:
    """Why and since when an event is no longer listed."""

    reason: str
    date: str | None
    replaced_by: str | None


@attrs.frozen(kw_only=True)
class Event:
    """An event."""

    code: str = described("Event code.")
    type: str
    category: str = described("Event category.")
    kind: Kind
    level: str | None = described("What it belongs to, one of the levels.")
    service: Service = described("Service that sends it.")
    title: str
    title_zh: str | None = None
    summary: str
    summary_zh: str | None = None
    class_name: str = described("Python class.")
    constant: str = described("Name of its Python constants.")
    body: Object = described("Its body.")
    answers: tuple[Answer, ...] = described("Operations that answer it.")
    sources: tuple[Source, ...] = described("Documents that list it.")
    since: str | None = described("Date of the oldest dated source that lists it.")
    published: bool = described("Whether a message of it is published.")
    inferred: tuple[str, ...] = described("What no source states of it.")
    ide_message_type: str | None
    formerly: tuple[str, ...]
    changed: Mapping[str, str]
    retired: Retirement | None
    notes: tuple[str, ...]
    notes_zh: tuple[str | None, ...] = ()

    @property
    def file(self) -> str:
        """Name of its files, without their ending."""
        return names.file(self.code)

    @property
    def former_constants(self) -> tuple[str, ...]:
        """Names that its constants had before."""
        return tuple(name for name in self.formerly if name.isupper())

    @property
    def says_more(self) -> bool:
        """Whether its summary says more than its title."""
        return self.summary != f"{self.title}."

    @property
    def described(self) -> str:
        """Its title and, where that says more, its summary."""
        return f"{self.title}. {self.summary}" if self.says_more else self.summary

    @property
    def former_classes(self) -> tuple[str, ...]:
        """Names that its class had before."""
        return tuple(name for name in self.formerly if not name.isupper())

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
class Entry:
    """A word of the product with what it means, or a question that no source answers."""

    name: str = described("The word, or what the question is about.")
    text: str = described("What it means, or the question.")
    text_zh: str | None = None


@attrs.frozen(kw_only=True)
class Catalogue:
    """The whole catalogue."""

    title: str
    title_zh: str | None = None
    product: str
    description: str
    description_zh: str | None = None
    searches: tuple[str, ...]
    extensions: tuple[str, ...]
    extensions_zh: tuple[str | None, ...] = ()
    version: str
    event_type: str
    package: str
    schema_id: str
    file: str = described("Name of the catalogue's file, without its directory.")
    services: tuple[Service, ...] = described("Parts of the product that send events.")
    envelopes: tuple[Envelope, ...] = described("Envelopes in which events arrive.")
    wrappers: tuple[Wrapper, ...] = described("What may stand around a whole message.")
    categories: tuple[str, ...] = described("Event categories.")
    answers: tuple[Answer, ...] = described("Operations that answer.")
    events: tuple[Event, ...] = described("Events.")
    bodies: tuple[Object, ...] = described("What events carry.")
    objects: Mapping[str, Object] = described("Nested objects.")
    enums: Mapping[str, Enum] = described("Enums.")
    levels: Mapping[str, str] = described("What events may belong to.")
    terms: tuple[Entry, ...] = described("Words of the product.")
    questions: tuple[Entry, ...] = described("What no source answers.")
    sources: tuple[Source, ...] = described("Documents.")
    events_by_body: Mapping[str, tuple[Event, ...]] = attrs.field(repr=False)
    shared_objects: Mapping[str, tuple[Event, ...]]
    """The objects that several bodies have, by themselves or in others, with their events."""
    objects_apart: Mapping[str, str]
    """The objects that docs and fixtures show in one place, with the code of the first event that
    has them: in every event they would take too many rows."""

    def valid(self, field: Field) -> tuple[EnumValue, ...]:
        """The values of a field's enum that are valid in it."""
        values = self.enums[field.type.name].values
        return tuple(v for v in values if not field.only or v.value in field.only)

    def part_of(self, event: Event) -> Catalogue:
        """The catalogue without what has no bearing on an event: as if there were no other."""
        names = self._named_by(
            (
                *(field for each in self.envelopes for field in each.fields),
                *(field for each in self.answers for field in (*each.request, *each.response)),
                *event.body.every_field,
            )
        )
        return attrs.evolve(
            self,
            services=(event.service,),
            categories=(event.category,),
            events=(event,),
            bodies=(event.body,),
            objects={name: each for name, each in self.objects.items() if name in names},
            enums={name: each for name, each in self.enums.items() if name in names},
            sources=event.sources,
            events_by_body={event.body.name: self.events_of(event.body)},
            shared_objects={name: () for name in self.shared_objects if name in names},
            objects_apart={n: code for n, code in self.objects_apart.items() if n in names},
        )

    def _named_by(self, fields: Iterable[Field]) -> set[str]:
        """The objects and enums that fields name, and those that these need."""
        found: set[str] = set()
        waiting = [*fields]
        while waiting:
            field = waiting.pop()
            for kind in filter(None, (field.type, field.holds, field.parts)):
                if kind.name not in found:
                    found.add(kind.name)
                    if kind.name in self.objects:
                        waiting += self.objects[kind.name].every_field
        return found

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of its events."""
        return tuple(kind for kind in Kind if any(event.kind is kind for event in self.events))

    def events_of(self, body: Object) -> tuple[Event, ...]:
        """The events that have a body."""
        return self.events_by_body.get(body.name, ())
