"""What is not as the catalogue says, in one message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from .._codecs import Array, Codec, Map, Member, Nested, Nullable, OneOrMany
from .._fields import fields_of
from .._objects import once_per_class
from .._shown import described, shown
from ..envelopes import ENVELOPES
from ..errors import InvalidMessage, MessageError, Problem, UnknownEnvelope
from ..event import UnknownEvent, WireObject
from ..message import Message
from ..open_enum import OpenIntEnum, OpenStrEnum

_INDEX = re.compile(r"\[\d+\]")
_PARTS = re.compile(
    r"(?:(?P<path>[\w.]+): )?expected (?P<expected>.*?)(?:[,;] got |: )(?P<got>.*)", re.DOTALL
)
_LONGEST_NAME: Final = 64


class Level(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """The message is refused: it cannot be handled."""
    WARNING = "warning"
    """The message is read, but not all of it is as the catalogue says."""
    NOTICE = "notice"
    """The message has a field or a value that the catalogue does not know yet."""


class Finding(NamedTuple):
    """Something that is not as the catalogue says, without its place among the messages."""

    level: Level
    event: str | None
    """Event code; `None` where the event is not known."""
    path: str
    """In wire names, `[]` behind lists; empty for the whole message."""
    kind: str
    """`not-a-message`, `unknown-envelope`, `unknown-event`, `missing`, `misfit`, `conflict`,
    `unknown-field` or `unknown-value`."""
    expected: str
    got: str
    """What was found, shortened."""
    value: Any = None
    """Of what is unknown, the value that was sent."""
    enum: str | None = None
    """Of an unknown value, the enum that lacks it."""


def findings(found: Message | MessageError) -> Iterator[Finding]:
    """Everything that is to be said about a message."""
    if isinstance(found, Message):
        yield from _of_message(found)
    elif isinstance(found, InvalidMessage):
        for problem in found.errors:
            yield _of_problem(problem, Level.ERROR, found.event_code)
    else:
        kind = "unknown-envelope" if isinstance(found, UnknownEnvelope) else "not-a-message"
        # What was found is different in each message: the first one's is enough.
        parts = _PARTS.fullmatch(str(found))
        path, what, got = parts.group("path", "expected", "got") if parts else ("", str(found), "")
        yield Finding(Level.ERROR, found.event_code, path or "", kind, what, got)


def _of_problem(problem: Problem, level: Level, event: str | None) -> Finding:
    path = _INDEX.sub("[]", problem.path)
    kind = "missing" if problem.got == "nothing" else "misfit"
    return Finding(level, event, path, kind, problem.expected, problem.got)


def _of_message(message: Message) -> Iterator[Finding]:
    event, code = message.event, message.event_code
    envelope = ENVELOPES.get(message.envelope)
    above = envelope.event_field if envelope else ""
    if isinstance(event, UnknownEvent):
        named = message.event_type or code or "none"
        wanted = "an event of the catalogue"
        yield Finding(
            Level.WARNING, code, above, "unknown-event", wanted, shown(named, 64), event.extra
        )
    # Of an unknown event, the only problems are that it is one.
    for problem in () if isinstance(event, UnknownEvent) else message.problems:
        yield _of_problem(problem, Level.WARNING, code)
    for conflict in message.conflicts:
        wanted = "one event, by type and code"
        yield Finding(Level.WARNING, code, "", "conflict", wanted, conflict)
    if not isinstance(event, UnknownEvent):
        yield from _unknown_in(event, above, code)
    if message.attributes is not None:
        yield from _unknown_in(message.attributes, "", None)


def _unknown_in(value: WireObject, path: str, event: str | None) -> Iterator[Finding]:
    """The fields and the values of an object that the catalogue does not know."""
    for name, sent in value.extra.items():
        place = _below(path, shown(name, _LONGEST_NAME))
        yield Finding(
            Level.NOTICE, event, place, "unknown-field", "no such field", described(sent), sent
        )
    for attribute, name, kind in _looked_at(type(value)):
        inner = getattr(value, attribute)
        if inner is not None:
            yield from kind(inner, _below(path, name), event)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _in_list(kind: Any) -> Any:
    def look(values: tuple[Any, ...], path: str, event: str | None) -> Iterator[Finding]:
        for value in values:
            yield from kind(value, f"{path}[]", event)

    return look


def _unknown_value(
    value: OpenStrEnum | OpenIntEnum, path: str, event: str | None
) -> Iterator[Finding]:
    if not value.is_known:
        enum = type(value).__name__
        plain = value.value
        yield Finding(
            Level.NOTICE,
            event,
            path,
            "unknown-value",
            f"a known {enum}",
            described(plain),
            plain,
            enum,
        )


def _in_map(kind: Any) -> Any:
    def look(values: Mapping[str, Any], path: str, event: str | None) -> Iterator[Finding]:
        for value in values.values():
            yield from kind(value, f"{path}.*", event)

    return look


def _if_any(kind: Any) -> Any:
    def look(value: Any, path: str, event: str | None) -> Iterator[Finding]:
        if value is not None:
            yield from kind(value, path, event)

    return look


def _looks_into(codec: Codec) -> Any:
    if isinstance(codec, Nullable):
        inner = _looks_into(codec.item)
        return _if_any(inner) if inner else None
    if isinstance(codec, OneOrMany):
        return _looks_into(codec.item)
    if isinstance(codec, Map):
        inner = _looks_into(codec.item)
        return _in_map(inner) if inner else None
    if isinstance(codec, Array):
        inner = _looks_into(codec.item)
        return _in_list(inner) if inner else None
    if isinstance(codec, Nested):
        return _unknown_in
    if isinstance(codec, Member) and issubclass(codec.enum, OpenStrEnum | OpenIntEnum):
        return _unknown_value
    return None


@once_per_class
def _looked_at(object_class: type[Any]) -> tuple[tuple[str, str, Any], ...]:
    """Attribute, wire name and what looks into it, of the fields that may hold what is unknown."""
    return tuple(
        (field.attribute, field.name, kind)
        for field in fields_of(object_class)
        if (kind := _looks_into(field.codec)) is not None
    )


def json_type(value: object) -> str:
    """The JSON type of a value, as a catalogue names it."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case Mapping():
            return "object"
    return "array"
