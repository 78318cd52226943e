"""The catalogue as a maintainer writes it: one frozen class per kind of YAML mapping.

The loader binds YAML to these classes and the editor's JSON Schema is produced from them, so the
classes are the only description of the format.  Nothing is resolved here: a reference is still
the text that stands in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

import attrs

from codegen.catalogue.field_type import FieldType
from codegen.findings import Mark

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""Any JSON value."""

Atom = str | int | float | bool
"""A JSON value that a condition may ask for."""


def key(
    text: str,
    *,
    default: Any = attrs.NOTHING,
    name: str | None = None,
    pattern: str | None = None,
    refers: str = "",
    bare: str | None = None,
) -> Any:
    """A YAML key of a catalogue class.

    `text` is the explanation that editors show; a key without a default must be given; `name` is
    the key where Python has the word for itself; `pattern` is a regular expression that a text
    must match as a whole; `refers` names the section whose names editors offer; `bare` is the key
    whose value may stand in place of each mapping below this key.
    """
    metadata = {"text": text, "name": name, "pattern": pattern, "refers": refers, "bare": bare}
    return attrs.field(default=default, metadata=metadata)


_NOTE = "Where the sources differ or fall silent; one text or a list."
_LABELS = "sources"


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
    """Whether an event is a notice, or asks and waits."""

    REGULAR = "regular"
    EXTENSION_POINT = "extension-point"


class Form(StrEnum):
    """A form that a value may take on the wire."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DIGITS = "digits"
    QUOTED = "quoted"
    ARRAY = "array"
    SINGLE = "single"


class Bound(StrEnum):
    """A fact of the event that a field repeats in every message."""

    EVENT_CODE = "event-code"
    EVENT_TYPE = "event-type"
    EVENT_CATEGORY = "event-category"


class Role(StrEnum):
    """What a field is to code that does not know the event or the operation."""

    WORKSPACE_ID = "workspace-id"
    MESSAGE_ID = "message-id"
    EXTENSION_CODE = "extension-code"
    RESULT = "result"
    REASON = "reason"
    ACCEPTED = "accepted"


class Parsed(StrEnum):
    """What a value of a format is to people, beside what it is on the wire."""

    INSTANT = "instant"
    LOCAL_TIME = "local-time"
    DATE = "date"


class Base(StrEnum):
    """What a format is a form of."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"


class Wire(StrEnum):
    """What the values of an enum are on the wire."""

    TEXT = "text"
    NUMBER = "number"


class Evidence(StrEnum):
    """Where a field is shown, if not by a document that a label names."""

    BOTH = "both"
    TABLE = "table"
    MESSAGE = "message"
    INFERRED = "inferred"
    ABSENT = "absent"


class Certainty(StrEnum):
    """Whether a source says that an envelope carries an event."""

    DOCUMENTED = "documented"
    INFERRED = "inferred"


class FieldsIn(StrEnum):
    """Where the fields of an envelope stand."""

    MESSAGE = "message"
    HEADERS = "headers"


class Unstated(StrEnum):
    """What no source may state of an event."""

    TYPE = "type"
    CATEGORY = "category"
    KIND = "kind"
    BODY = "body"
    ANSWER = "answer"
    FIELDS = "fields"


class Stated(StrEnum):
    """What a document states of every event that it names."""

    CATEGORY = "category"
    KIND = "kind"


@attrs.frozen(kw_only=True)
class Header(Written):
    """What the catalogue is."""

    title: str = key("Name of the catalogue, as the docs show it.")
    product: str = key("Name of the product that sends the events.")
    event_type: str = key("What subscribers call the type of an event.", default="event type")
    version: str = key("Version of the catalogue's facts.", pattern=r"\d+(\.\d+)*")
    text: str = key("One paragraph for the first page of the docs.")
    searches: tuple[str, ...] = key("What people may search for, as the site's search field "
                                    "suggests it.", default=())  # fmt: skip
    extensions: tuple[str, ...] = key("What holds for all extensions, for who plans to answer.",
                                      default=())  # fmt: skip


@attrs.frozen(kw_only=True)
class Line(Written):
    """What a field is: `TYPE, e.g. EXAMPLE -- TEXT`, or the parts that differ."""

    type: FieldType | None
    like: str | None
    example: str | None
    text: str | None


@attrs.frozen(kw_only=True)
class Field(Written):
    """A field: what it is, or how it differs from the shared field that it starts from."""

    line: Line | None = key("`TYPE, e.g. EXAMPLE -- TEXT`, or the parts that differ from the "
                            "shared field; `like NAME` starts from another shared field.",
                            name="is", default=None)  # fmt: skip
    from_: tuple[str, ...] = key("Where it is known from: `both` the field table and a published "
                                 "message (if not given), `table`, `message`, `inferred` or "
                                 "labels of `sources`.",
                                 name="from", default=(), refers="evidence")  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())
    inside: Mapping[str, Evidence] = key("Where what lies in it is known from, by path, if "
                                         "elsewhere than in other uses of its object; `*`: all "
                                         "that the others have from `both`.",
                                         default={})  # fmt: skip
    required: bool = key("Whether the message is of no use without it.", default=False)
    only: tuple[Atom, ...] = key("The values of its enum that are valid here.", default=())
    aliases: tuple[str, ...] = key("Other names of the field on the wire.", default=())
    kind: Kind | None = key("In `common`: the kind of event that has the field.", default=None)
    role: Role | None = key("What it is to code that does not know the event or the operation; "
                            "not taken over by `like`.", default=None)  # fmt: skip
    zone: str | None = key("Of a local time: the field beside it that has its time zone.",
                           default=None)  # fmt: skip
    python: str | None = key("Its name in Python, where the rule makes none or one that is taken.",
                             default=None, pattern=r"[a-z][a-z0-9_]*")  # fmt: skip
    formerly: tuple[str, ...] = key("Names in Python that the field had before.", default=(),
                                    pattern=r"[a-z][a-z0-9_]*")  # fmt: skip


@attrs.frozen(kw_only=True)
class Condition(Written):
    """A test on one value of the message.  A bare value or list instead is `one_of`."""

    present: bool | None = key("Whether the field is there.", default=None)
    one_of: tuple[Atom, ...] = key("Values of which it has one.", default=())
    none_of: tuple[Atom, ...] = key("Values of which it has none.", default=())


@attrs.frozen(kw_only=True)
class Shape(Written):
    """Fields by wire name."""

    fields: Mapping[str, Field] = key("Fields by wire name; a name alone takes the shared field.",
                                      default={}, refers="fields")  # fmt: skip


Common = Literal["all"] | Mapping[str, Field]


@attrs.frozen(kw_only=True)
class Variant(Shape):
    """One of several shapes under one name."""

    text: str = key("What the shape is for.")
    when: Mapping[str, Condition] = key(
        "Conditions, all of which hold; `name` is a field of the shape itself, "
        "`/a/b` is found from the event's root.",
    )
    common: Mapping[str, Field] = key("Where a common field is known from in this variant, if "
                                      "elsewhere.", default={}, refers="common",
                                      bare="from")  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())


@attrs.frozen(kw_only=True)
class Retirement(Written):
    """Why and since when an event is no longer listed."""

    by: str | None = key("Day by which it was gone, `yyyy[-MM[-dd]]`.", default=None,
                         pattern=r"\d{4}(-\d\d(-\d\d)?)?")  # fmt: skip
    note: str = key("Why it is thought to be gone.")
    instead: str | None = key("Event code that takes its place.", default=None, refers="events")


@attrs.frozen(kw_only=True)
class Event(Written):
    """One event; its key is the event code."""

    type: str = key("Type of the event; any text, as it is sent.")
    title: str = key("Short name, as a menu would show it.")
    text: str | None = key("One sentence: when it is sent, where the title does not say all of it.",
                           default=None)  # fmt: skip
    kind: Kind | None = key("`regular`, or `extension-point`: the operation waits for an answer; "
                            "where it differs from the body's.", default=None)  # fmt: skip
    from_: tuple[str, ...] = key("Documents that list it, where they are not the body's.",
                                 name="from", default=(), refers=_LABELS)  # fmt: skip
    inferred: tuple[Unstated, ...] | None = key("What no source states, where it is not the "
                                                "body's.", default=None)  # fmt: skip
    answer: tuple[str, ...] | None = key("Operations that answer it, where they are not the "
                                         "body's or the service's.", default=None,
                                         refers="answers")  # fmt: skip
    category: str | None = key("Event category, where the type does not show it.", default=None)
    ide_message_type: str | None = key("Older name, in the snapshot operation.", default=None)
    retired: Retirement | None = key("Set when the event is no longer listed.", default=None)
    formerly: tuple[str, ...] = key("Names in Python that the event had before: of its class "
                                    "as `CommitFile`, of its constants as `COMMIT_FILE`.",
                                    default=(),
                                    pattern=r"[A-Z][A-Za-z0-9]*|[A-Z][A-Z0-9_]*")  # fmt: skip
    changed: Mapping[str, str] = key("Versions of the package from which on messages that earlier "
                                     "releases kept are read as something else, and why.",
                                     default={})  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())


@attrs.frozen(kw_only=True)
class Object(Shape):
    """A named object inside an event; with variants, `fields` are those that all share."""

    text: str = key("What it describes.")
    variants: Mapping[str, Variant] = key("The shapes it may take, by name.", default={})
    from_: tuple[str, ...] = key("Where its fields are known from, if not marked; `table`, if "
                                 "not given and `answers` alone have it.",
                                 name="from", default=(), refers="evidence")  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())


@attrs.frozen(kw_only=True)
class Body(Written):
    """The fields of one or more events, and those events."""

    kind: Kind | None = key("`regular`, or `extension-point`: the operation waits for an answer; "
                            "where it differs from the service's.", default=None)  # fmt: skip
    text: str | None = key("What it describes, where its one event does not say it.",
                           default=None)  # fmt: skip
    from_: tuple[str, ...] = key("Documents that list its events, where they are not the "
                                 "service's.", name="from", default=(),
                                 refers=_LABELS)  # fmt: skip
    inferred: tuple[Unstated, ...] = key("What no source states of its events, where it is not "
                                         "the service's; `fields`: no source shows its fields.",
                                         default=())  # fmt: skip
    answer: tuple[str, ...] | None = key("Operations that answer its events, where they are not "
                                         "the service's.", default=None,
                                         refers="answers")  # fmt: skip
    category: str | None = key("Event category, where the types do not show it.", default=None)
    messages: int | Mapping[str, int] = key("Published messages that were read: a number, or by "
                                            "event code.", default=1)  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())
    like: str | None = key("Another body whose fields it has too, before its own.", default=None,
                           refers="bodies")  # fmt: skip
    events: Mapping[str, Event] = key("Its events, by event code.")
    common: Common = key("`all`, or which common fields differ and how: `absent`, another "
                         "`from`, or a mapping.", refers="common", bare="from")  # fmt: skip
    fields: Mapping[str, Field] = key("Fields by wire name; a name alone takes the shared field.",
                                      default={}, refers="fields")  # fmt: skip
    variants: Mapping[str, Variant] = key("The shapes it may take, by name.", default={})


@attrs.frozen(kw_only=True)
class Service(Written):
    """A part of the product that sends events."""

    level: str | None = key("What its events belong to, one of `levels`.", default=None,
                            refers="levels")  # fmt: skip
    text: str = key("One sentence: what people do there.")
    kind: Kind | None = key("`regular` or `extension-point`, as most of its events are.",
                            default=None)  # fmt: skip
    from_: tuple[str, ...] = key("Documents that list its events.", name="from", default=(),
                                 refers=_LABELS)  # fmt: skip
    inferred: tuple[Unstated, ...] = key("What no source states of its events.", default=())
    answer: tuple[str, ...] = key("Operations that answer its extension points.", default=(),
                                  refers="answers")  # fmt: skip
    detail: str | None = key("Operation that reads more about them.", default=None,
                             refers="answers")  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())
    bodies: Mapping[str, Body] = key("What its events carry, by name.")

    def __attrs_post_init__(self) -> None:
        # What the service says holds for each body that says nothing else.
        bodies = {name: self._completed(body) for name, body in self.bodies.items()}
        object.__setattr__(self, "bodies", bodies)

    def _completed(self, body: Body) -> Body:
        return attrs.evolve(
            body,
            kind=body.kind or self.kind,
            from_=body.from_ or self.from_,
            inferred=body.inferred if "inferred" in body.marks else self.inferred,
        )


@attrs.frozen
class Meaning:
    """What a value of an enum is: its number, what it says, or both."""

    number: int | None
    text: str | None


@attrs.frozen(kw_only=True)
class EnumValue(Written):
    """One value of an enum; its key is the wire text or, with a number, the vendor's name."""

    meaning: Meaning = key("What it says, its number, or `NUMBER -- TEXT`.", name="is")
    also: tuple[int, ...] = key("Further numbers of the same value.", default=())
    name: str | None = key("Name of the Python member; needed where the key makes none.",
                           default=None, pattern=r"[A-Z][A-Z0-9_]*")  # fmt: skip
    aliases: tuple[str, ...] = key("Other spellings that mean the same.", default=())
    formerly: tuple[str, ...] = key("Names of the Python member before.", default=(),
                                    pattern=r"[A-Z][A-Z0-9_]*")  # fmt: skip
    kind: str | None = key("Kind of thing, where the values are of several kinds.", default=None)
    from_: tuple[str, ...] = key("Documents that have it, where they are not the enum's.",
                                 name="from", default=(), refers=_LABELS)  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())


@attrs.frozen(kw_only=True)
class Enum(Written):
    """A named set of values."""

    text: str = key("What the values tell apart.")
    wire: Wire = key("`number` if the values are numbers on the wire.", default=Wire.TEXT)
    by_number: str | None = key("Python class of the same values by number.", default=None,
                                pattern=r"[A-Z][A-Za-z0-9]*")  # fmt: skip
    closed: bool = key("Whether a value outside the set is an error.", default=False)
    ignore_case: bool = key("Whether upper and lower case mean the same.", default=False)
    like: str | None = key("The enum of the catalogue whose values are taken.", default=None,
                           refers="enums")  # fmt: skip
    only: tuple[str, ...] = key("The values of that enum, by key.", default=())
    from_: tuple[str, ...] = key("Documents that have the values.", name="from", default=(),
                                 refers=_LABELS)  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())
    values: Mapping[str, EnumValue] = key("Values by wire text or, with numbers, by the vendor's "
                                          "name.", default={})  # fmt: skip


@attrs.frozen(kw_only=True)
class Format(Written):
    """How the text or number of a value is to be read."""

    of: Base = key("What is written.", default=Base.STRING)
    also: tuple[Base, ...] = key("What is read as well, everywhere.", default=())
    text: str = key("How to read the value; the docs show it.")
    pattern: str | None = key("Regular expression that a whole value matches.", default=None)
    example: Json = key("A value for fields without an example of their own.", default=None)
    media_type: str | None = key("Media type of what the text holds, as `application/json`.",
                                 default=None)  # fmt: skip
    shareable: bool = key("Whether a value that matches the pattern identifies nobody, so that "
                          "redaction keeps it.", default=False)  # fmt: skip
    parsed: Parsed | None = key("What the value is: an `instant`, a `local-time` without a zone, or "
                                "a `date`.", default=None)  # fmt: skip
    registered: str | None = key("Name of the same format in JSON Schema, as `date-time`.",
                                 default=None)  # fmt: skip


Carries = Literal["all events", "extension points"] | Mapping[str, Certainty]


@attrs.frozen(kw_only=True)
class GuidePart(Written):
    """A part of a guide."""

    texts: tuple[str, ...] = key("What it says, one text or a list.")


@attrs.frozen(kw_only=True)
class Envelope(Written):
    """A wrapping in which events arrive."""

    title: str = key("Name of the envelope.")
    text: str = key("Who receives it, and how.")
    setup: tuple[str, ...] = key("What a subscriber does to receive it, step by step.", default=())
    carries: Carries = key("`all events`, `extension points`, or event codes with `documented` or "
                           "`inferred`.", refers="events")  # fmt: skip
    from_: tuple[str, ...] = key("Where its fields are known from, if not marked.",
                                 name="from", default=(), refers="evidence")  # fmt: skip
    fields_in: FieldsIn = key("`message` (if not given): its fields stand in the message, one of "
                              "which is the event; `headers`: they are headers of a request, whose "
                              "body is the event.", default=FieldsIn.MESSAGE)  # fmt: skip
    event_patterns: bool = key("Whether subscribers filter by event patterns.", default=False)
    id: str = key("Field that holds the id of the message.")
    time: str | None = key("Field that says when the event happened.", default=None)
    codes: Mapping[str, str] = key("Values that its field of event codes has instead of them, to "
                                   "the event code that each stands for.", default={},
                                   refers="events")  # fmt: skip
    base64: str | None = key("Field that holds the event as JSON in base64, in place of the field "
                             "of the event.", default=None)  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())
    guide: Mapping[str, GuidePart] = key("What whoever runs a subscriber knows of it, by the "
                                         "heading of each part.", default={})  # fmt: skip
    fields: Mapping[str, Field] = key("Fields by wire name; a name alone takes the shared field.",
                                      refers="fields")  # fmt: skip


@attrs.frozen(kw_only=True)
class Wrapper(Written):
    """What other products put around a whole message."""

    title: str = key("What it is.")
    text: str | None = key("Where it comes from, where the title does not say it.", default=None)
    like: str | None = key("The wrapper whose data it is, without what stands around the data.",
                           default=None, refers="wrappers")  # fmt: skip
    type: str | None = key("Value of `type` by which it is recognised, if it is a CloudEvent.",
                           default=None)  # fmt: skip
    has: tuple[str, ...] = key("Fields by which it is recognised, if all are there.", default=())
    message: str | None = key("Path of the message in it, dots between the names: "
                              "`data.messageBody`; needed without `like`.",
                              default=None)  # fmt: skip
    base64: str | None = key("`maybe` if the message may be in base64, or the field that says "
                             "whether it is.", default=None)  # fmt: skip
    id: str | None = key("Field with the id of the message, where the message itself has none.",
                         default=None)  # fmt: skip
    headers: str | None = key("Field with the headers of an HTTP request, where a CloudEvent may "
                              "have its attributes.", default=None)  # fmt: skip
    from_: tuple[str, ...] = key("Where it is known from.", name="from", default=(),
                                 refers="evidence")  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())


@attrs.frozen(kw_only=True)
class Answer(Written):
    """An operation that answers an extension point, or reads more about one."""

    text: str = key("What it is for.")
    call: str = key("How it is called.")
    api_versions: tuple[str, ...] = key("API versions that have it, first the one that has all "
                                        "operations.", default=())  # fmt: skip
    method: str | None = key("Method of the vendor's Python client.", default=None,
                             pattern=r"[a-z][a-z0-9_]*")  # fmt: skip
    returned_in: str | None = key("Envelope whose messages it answers as what the function "
                                  "returns; without it, it is called.", default=None,
                                  refers="envelopes")  # fmt: skip
    needs_reason: tuple[str, ...] = key("Results that are not given without a reason.",
                                        default=())  # fmt: skip
    from_: tuple[str, ...] = key("Where its fields are known from, if not marked; `table`, if "
                                 "not given.",
                                 name="from", default=(), refers="evidence")  # fmt: skip
    note: tuple[str, ...] = key(_NOTE, default=())
    request: Mapping[str, Field] = key("Its parameters, by wire name.", default={},
                                       refers="fields")  # fmt: skip
    response: Mapping[str, Field] = key("What comes back, by wire name.", refers="fields")


@attrs.frozen(kw_only=True)
class Source(Written):
    """A document that facts come from."""

    title: str = key("Title of the document.")
    date: str | None = key("Date of the wording, `yyyy[-MM[-dd]]`.", default=None,
                           pattern=r"\d{4}(-\d\d(-\d\d)?)?")  # fmt: skip
    url: str | None = key("Address of the document.", default=None, pattern=r"https?://\S+")
    read: str = key("How much of it was read.", default="all of it")
    states: tuple[Stated, ...] = key("What it states of each event that names it in `from`.",
                                     default=())  # fmt: skip


@attrs.frozen(kw_only=True)
class Python(Written):
    """How things are called in code, where the rule would be ugly."""

    package: str = key("Name of the generated Python package.", pattern=r"[a-z][a-z0-9_]*")
    schema_id: str = key("Beginning of every JSON Schema's `$id`, a URI.", pattern=r"[a-z]+:.+")
    classes: Mapping[str, str] = key("Bodies and envelopes to Python classes.", default={},
                                     pattern=r"[A-Z][A-Za-z0-9]*")  # fmt: skip
    events: Mapping[str, str] = key("Event codes to Python classes.", default={},
                                    pattern=r"[A-Z][A-Za-z0-9]*")  # fmt: skip
    names: Mapping[str, str] = key("Names of the catalogue to Python names.", default={},
                                   pattern=r"[a-z][a-z0-9_]*")  # fmt: skip


@attrs.frozen(kw_only=True)
class Catalogue(Written):
    """The whole file."""

    catalogue: Header = key("What the catalogue is.")
    levels: Mapping[str, str] = key("What events may belong to, as `workspace`, to what that "
                                    "means.", default={})  # fmt: skip
    services: Mapping[str, Service] = key("What each service sends.")
    common: Mapping[str, Field] = key("Fields that every body has behind its own.", default={},
                                      refers="fields")  # fmt: skip
    fields: Mapping[str, Field] = key("Fields of several shapes, by wire name; a meaning without "
                                      "one wire name has a name with a space.", default={},
                                      refers="fields")  # fmt: skip
    objects: Mapping[str, Object] = key("Nested objects, by Python class.", default={})
    enums: Mapping[str, Enum] = key("Sets of values, by Python class.", default={})
    formats: Mapping[str, Format] = key("Formats, by name.", default={})
    envelopes: Mapping[str, Envelope] = key("How messages arrive, by name.")
    wrappers: Mapping[str, Wrapper] = key("What may stand around a whole message, by name.",
                                          default={})  # fmt: skip
    answers: Mapping[str, Answer] = key("How they are answered: operations, by name.", default={})
    terms: Mapping[str, str] = key("Words of the product, to what they mean.", default={})
    questions: Mapping[str, str] = key("What no source answers, by a name for each.", default={})
    sources: Mapping[str, Source] = key("Documents, by label.", default={})
    python: Python = key("How things are called in code.")

    @cached_property
    def bodies(self) -> Mapping[str, Body]:
        """All bodies in the order of the file; of two with one name, the first."""
        found: dict[str, Body] = {}
        for service in self.services.values():
            for name, body in service.bodies.items():
                found.setdefault(name, body)
        return found

    @cached_property
    def events(self) -> Mapping[str, Event]:
        """All events in the order of the file; of two with one code, the first."""
        found: dict[str, Event] = {}
        for body in self.bodies.values():
            for code, event in body.events.items():
                found.setdefault(code, event)
        return found
