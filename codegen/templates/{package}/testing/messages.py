"""Messages for tests, of every event, envelope and variant."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from random import Random
from typing import Any
from uuid import UUID, uuid4

from .._codecs import Array, Nested
from .._fields import Field, fields_of
from .._writing import to_dict
from ..any_message import AnyMessage
from ..constants import EventCode
from ..envelopes import ENVELOPES
from ..errors import InvalidMessage
from ..event import Event, WireObject
from ..fixtures import Fixture, load
from ..parsing import parse
from ..registry import EVENTS, EventInfo


def message(
    event: EventCode | str | type[Event],
    fields: Mapping[str, object] | None = None,
    /,
    *,
    envelope: str | None = None,
    variant: str | None = None,
    minimal: bool = False,
    seed: object = None,
    **named: object,
) -> AnyMessage:
    """A message of an event, with an id of its own, as `parse` reads it.

    For example::

        message("commit-file", file_name="x")

    It has every field that the catalogue knows, or with `minimal` only the required ones, with
    the values of the docs; but for those that you give, by their names in Python or on the wire, as
    typed values or as they are sent; `None` leaves a field out.  Names that this function has
    itself go into `fields`.  `to_bytes` makes of it what is sent.

    The envelope is the first that carries the event, the variant the first that has the fields.
    `seed` makes the id the same each time; it is printed to text first.

    Raises:
        KeyError: there is no such event.
        ValueError: the event has no such envelope or variant.
        TypeError: the event has no such field; the text names the closest.
        InvalidMessage: a value does not fit.
    """
    info = _info(event)
    given = {**(fields or {}), **named}
    known = _known(info.event_code, "/minimal" if minimal else "/full")
    chosen = [
        each
        for each in known
        if envelope in (None, each.envelope) and variant in (None, each.variant)
    ]
    if not chosen:
        having = ", ".join(dict.fromkeys(f"{e.envelope} {e.variant or ''}".strip() for e in known))
        asked = " ".join(filter(None, (envelope, variant)))
        raise ValueError(f"{info.event_code} has no message for tests of {asked}, only: {having}")
    message_id = str(uuid4() if seed is None else _seeded(seed))
    made = [_Made(each, given, message_id) for each in chosen]
    somewhere = {name for each in made for name in each.names}
    # What another variant has alone can be left out of this one.
    needed = [name for name, value in given.items() if value is not None or name not in somewhere]
    fitting = [each for each in made if each.names.keys() >= set(needed)]
    if not fitting:
        raise TypeError(_unknown(info, made, needed))
    # Of several variants, the one that the values leave as it is.
    return next((each for each in fitting if each.is_kept), fitting[0]).message()


def known_messages(
    event: EventCode | str | type[Event], envelope: str | None
) -> list[tuple[str, str | None]]:
    """Envelope and variant of each message that there is of an event; raises `ValueError`."""
    code = _info(event).event_code
    known = [(each.envelope, each.variant) for each in _known(code, "/full")]
    found = [each for each in known if envelope in (None, each[0])]
    if not found:
        raise ValueError(f"{code} has no message for tests of {envelope}")
    return found


@cache
def _known(event_code: str, ending: str) -> tuple[Fixture, ...]:
    return tuple(each for each in load(event_code) if each.name.endswith(ending))


def _seeded(seed: object) -> UUID:
    return UUID(int=Random(str(seed)).getrandbits(128), version=4)


class _Made:
    """A fixture with fields of the caller's."""

    def __init__(self, fixture: Fixture, given: Mapping[str, object], message_id: str) -> None:
        original = parse(fixture.message)
        envelope = ENVELOPES[fixture.envelope]
        self.event_class = type(original.event)
        self._sent: dict[str, Any] = {**fixture.message}
        (id_field,) = (
            each
            for each in fields_of(type(original.attributes))
            if each.attribute == envelope.message_id
        )
        self._sent[id_field.name] = message_id
        event: dict[str, Any] = {**to_dict(original.event)}
        self._sent[envelope.event_field] = event
        self.names = {name: each for each in fields_of(self.event_class) for name in _names(each)}
        for name, value in given.items():
            field = self.names.get(name)
            if field is None:
                continue
            event.pop(field.name, None)
            if value is not None:
                event[field.name] = _sent(field, value)

    @property
    def is_kept(self) -> bool:
        """Whether it still is of its event's variant."""
        try:
            return type(self.message().event) is self.event_class
        except InvalidMessage:
            return True

    def message(self) -> AnyMessage:
        """The message; raises `InvalidMessage` for any problem."""
        found = parse(self._sent)
        if found.problems:
            raise InvalidMessage(found.problems, found.more_problems)
        return found


def _names(field: Field) -> Iterator[str]:
    yield field.attribute
    yield field.name
    yield from field.aliases


def _sent(field: Field, value: object) -> object:
    """A value as it is sent."""
    if isinstance(field.codec, Array | Nested):
        return _plain(value)
    return field.codec.write(value)


def _plain(value: object) -> object:
    if isinstance(value, WireObject):
        return to_dict(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def _info(event: EventCode | str | type[Event]) -> EventInfo:
    if isinstance(event, str):
        return EVENTS[event]
    for info in EVENTS.values():
        if issubclass(event, info.event_class):
            return info
    raise KeyError(f"{event.__name__} is no class of an event")


def _unknown(info: EventInfo, made: list[_Made], needed: list[str]) -> str:
    nearest = min(made, key=lambda each: len(set(needed) - each.names.keys()))
    texts = []
    known = list(dict.fromkeys(name for each in made for name in each.names))
    for name in (each for each in needed if each not in nearest.names):
        close = difflib.get_close_matches(name, known, 1)
        texts.append(f"{name!r}" + (f" (is it {close[0]!r}?)" if close else ""))
    return f"{info.event_code} has no field {', '.join(texts)}"
