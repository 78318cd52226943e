"""Messages for tests, of every event, envelope and variant."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from random import Random
from typing import Any
from uuid import UUID, uuid4

from .._codecs import Array, Codec, Map, Nested, Nullable, OneOrMany, leaf_of
from .._fields import Field, fields_of, variants_of
from .._nearest import did_you_mean
from .._retired import warn_if_retired
from .._writing import to_dict
from ..any_message import AnyMessage
from ..constants import EventCode
from ..envelopes import ENVELOPES
from ..errors import InvalidMessage
from ..event import Event, WireObject
from ..fixtures import Fixture, fixtures_of
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
    itself go into `fields`, and so do fields of objects, with dots: `{"process.title": "x"}`; in
    a list, that is every object.  `to_bytes` makes of it what is sent.

    The envelope is the first that carries the event, the variant the first that has the fields.
    `seed` makes the id the same each time; it is printed to text first.

    Raises:
        KeyError: there is no such event.
        ValueError: the event has no such envelope or variant.
        TypeError: the event has no such field; the text names the nearest.
        InvalidMessage: a value does not fit.
    """
    warn_if_retired(info_of(event).event_code)
    given = {**(fields or {}), **named}
    made = prepared(event, given, envelope=envelope, variant=variant, minimal=minimal)
    return made.message(next(message_ids(seed)))


def message_ids(seed: object) -> Iterator[str]:
    """Ids of messages without end, no two of them the same; with a seed, the same each time."""
    for number in itertools.count():
        text = f"{seed} {number}" if number else str(seed)
        made = uuid4() if seed is None else UUID(int=Random(text).getrandbits(128), version=4)
        yield str(made)


def prepared(
    event: EventCode | str | type[Event],
    given: Mapping[str, object],
    *,
    envelope: str | None = None,
    variant: str | None = None,
    minimal: bool = False,
) -> Prepared:
    """What makes messages of an event with these fields; raises what `message` raises."""
    info = info_of(event)
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
    made = [Prepared(each, given) for each in chosen]
    # What another variant has alone can be left out of this one.
    needed = [
        name
        for name, value in given.items()
        if value is not None or not any(each.has(name) for each in made)
    ]
    fitting = [each for each in made if all(map(each.has, needed))]
    if not fitting:
        raise TypeError(_unknown(info, made, needed))
    # Of several variants, the one that the values leave as it is.
    return next((each for each in fitting if each.is_kept), fitting[0])


def known_messages(
    event: EventCode | str | type[Event], envelope: str | None
) -> list[tuple[str, str | None]]:
    """Envelope and variant of each message that there is of an event; raises `ValueError`."""
    code = info_of(event).event_code
    known = [(each.envelope, each.variant) for each in _known(code, "/full")]
    found = [each for each in known if envelope in (None, each[0])]
    if not found:
        raise ValueError(f"{code} has no message for tests of {envelope}")
    return found


@cache
def _known(event_code: str, ending: str) -> tuple[Fixture, ...]:
    return tuple(each for each in fixtures_of(event_code) if each.name.endswith(ending))


class Prepared:
    """A fixture with fields of the caller's, and without an id."""

    def __init__(self, fixture: Fixture, given: Mapping[str, object]) -> None:
        self._headers = fixture.headers
        original = parse(fixture.message, headers=fixture.headers)
        envelope = ENVELOPES[fixture.envelope]
        self.event_class = type(original.event)
        self.names = _names_of(self.event_class)
        (self._id_name,) = (
            each.name
            for each in fields_of(type(original.attributes))
            if each.attribute == envelope.message_id
        )
        event: dict[str, Any] = copy.deepcopy(to_dict(original.event))
        self._sent = event
        if fixture.headers is None:
            self._sent = {**fixture.message, envelope.event_field: event}
        for name, value in given.items():
            way = self._way(name)
            if way:
                _put(event, way, value)

    def has(self, name: str) -> bool:
        """Whether there is such a field, or the way to one with dots between the names."""
        return bool(self._way(name))

    def _way(self, name: str) -> list[Field]:
        """The fields on the way to the one that is named; empty if there is none."""
        if name in self.names:
            return [self.names[name]]
        way: list[Field] = []
        names = self.names
        for step in name.split("."):
            if step not in names:
                return []
            way.append(names[step])
            inner = leaf_of(way[-1].codec)
            names = _names_of(inner.object_class) if isinstance(inner, Nested) else {}
        return way

    @property
    def is_kept(self) -> bool:
        """Whether it still is of its event's variant."""
        try:
            return type(self.message("").event) is self.event_class
        except InvalidMessage:
            return True

    def message(self, message_id: str) -> AnyMessage:
        """A message with that id; raises `InvalidMessage` for any problem."""
        if self._headers is not None:
            headers = {**self._headers, self._id_name: message_id}
            found = parse(copy.deepcopy(self._sent), headers=headers)
        else:
            found = parse({**copy.deepcopy(self._sent), self._id_name: message_id})
        if found.problems:
            raise InvalidMessage(found.problems, found.more_problems)
        return found


def _names_of(object_class: type[Any]) -> dict[str, Field]:
    """The fields of an object, those of its variants behind them, by each of their names."""
    classes = (object_class, *(variant for variant, _ in variants_of(object_class)))
    found: dict[str, Field] = {}
    for each in classes:
        for field in fields_of(each):
            for name in (field.attribute, field.name, *field.aliases):
                found.setdefault(name, field)
    return found


def _put(target: dict[str, Any], way: list[Field], value: object) -> None:
    """Put a value where the way leads to, into every object of a list or a map on it."""
    field, *others = way
    if others:
        for each in _objects_in(target.setdefault(field.name, {}), field.codec):
            _put(each, others, value)
        return
    target.pop(field.name, None)
    if value is not None:
        target[field.name] = _sent(field, value)
    elif isinstance(field.codec, Nullable):
        target[field.name] = None


def _objects_in(value: Any, codec: Codec) -> Iterator[dict[str, Any]]:
    while isinstance(codec, Nullable | OneOrMany):
        codec = codec.item
    if isinstance(value, list) and isinstance(codec, Array):
        for item in value:
            yield from _objects_in(item, codec.item)
    elif isinstance(value, dict) and isinstance(codec, Map):
        for item in value.values():
            yield from _objects_in(item, codec.item)
    elif isinstance(value, dict):
        yield value


def _sent(field: Field, value: object) -> object:
    """A value as it is sent."""
    if isinstance(field.codec, Array) or isinstance(leaf_of(field.codec), Nested):
        return _plain(value)
    return field.codec.write(value)


def _plain(value: object) -> object:
    if isinstance(value, WireObject):
        return to_dict(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return value.value if isinstance(value, Enum) else value


def info_of(event: EventCode | str | type[Event]) -> EventInfo:
    """What the catalogue says about an event; raises `KeyError`."""
    if isinstance(event, str):
        return EVENTS[event]
    for info in EVENTS.values():
        if issubclass(event, info.event_class):
            return info
    raise KeyError(f"{event.__name__} is no class of an event")


def _unknown(info: EventInfo, made: list[Prepared], needed: list[str]) -> str:
    nearest = min(made, key=lambda each: sum(not each.has(name) for name in needed))
    texts = []
    known = list(dict.fromkeys(name for each in made for name in each.names))
    for name in (each for each in needed if not nearest.has(each)):
        texts.append(f"{name!r}{did_you_mean(name, known)}")
    return f"{info.event_code} has no field {', '.join(texts)}"
