"""Which of the kinds that came before a text is of, and what becomes of what is unexpected."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

import msgspec

from .. import _json_text
from .._encode import Writing
from .._inline import SCALARS, compiled
from .._log import log
from .._making import maker_of
from .._messages import message_lines
from .._routes import route_by_code
from ..envelopes import ENVELOPES
from ..event import UnknownEvent
from ..message import Message
from ..registry import EVENT_CODE_FIELD, EVENTS, EVENTS_BY_TYPE
from .building import Build, RefusedError, shallow
from .kinds import EVENT, Kind, Read, encode, late_attributes, refuse_all
from .registry import Registry
from .structs import NoStructError, Shapes
from .writing import written

REFUSED: Final = (msgspec.MsgspecError, RefusedError, ValueError, RecursionError, KeyError)
"""What a function raises that reads a kind, where the message is not as its struct expects."""

_REFUSALS: Final = 8
"""After so many refusals, the struct of a kind is left out for a while."""
_FIRST_REST: Final = 100
"""For so many messages; each time for twice as many, until something is registered."""
_LONGEST_REST: Final = 12_800

_SMALLEST: Final = 8
"""Items that may be smaller than that on average would take more memory than their text."""

_FLAT: Final = SCALARS | {int}
"""Types of decoded values that need no second look."""

_decode = msgspec.json.Decoder().decode
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Front:
    """The kinds that are read by `msgspec`."""

    written = staticmethod(written)

    def __init__(self, use: Callable[[Callable[[Any], Message | None]], None]) -> None:
        """`use` is called with the function that reads texts: at once, and when there is a better."""
        self._use = use
        self._kinds: dict[tuple[str, str | None], Kind] = {}
        self._readers: dict[Any, Read] = {}
        """By what the text has for the event, as text and as bytes."""
        self._registry = Registry()
        self._unknown: dict[str, Read] = {}
        """By envelope, for events that the catalogue does not know."""
        self._by_envelope = {
            name: _by_type(self._readers, self._read_other)
            if envelope.type_field and len(TYPES) > 1
            else _by_name(
                envelope.type_field or envelope.code_field, self._readers, self._read_other
            )
            for name, envelope in ENVELOPES.items()
            # Names of its own for events are seldom seen.
            if envelope.event_field and not envelope.codes
        }
        if self._by_envelope:
            use(next(iter(self._by_envelope.values())))

    def _read_other(self, text: bytes | str, asked: Callable[..., Any]) -> Message | None:
        """The message of a text in which one envelope's name for an event was not found."""
        for name, read in self._by_envelope.items():
            if read is asked:
                unknown = self._unknown.get(name)
                try:
                    message = None if unknown is None else unknown(text)
                except REFUSED:
                    continue
            else:
                message = read(text, self._read_unknown)
            if message is not None:
                if read is not asked:
                    # What came last, is likely to come next.
                    self._use(read)
                return message
        return None

    def _read_unknown(self, text: bytes | str, asked: Callable[..., Any]) -> Message | None:
        """The message of a text in which no name of a known event was found."""
        for name, read in self._by_envelope.items():
            if read is asked and name in self._unknown:
                try:
                    return self._unknown[name](text)
                except REFUSED:
                    return None
        return None

    def decoded(self, text: bytes | bytearray | str) -> object:
        """The value of a JSON text.

        Raises:
            MalformedMessage: not JSON.
        """
        try:
            return _decode(text)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            # The standard library takes more, and says better what is wrong.
            return _json_text.decoded(text)

    def encoded(self, value: object, writing: Writing) -> bytes:
        """A value as compact JSON text in UTF-8."""
        if writing.expected:
            try:
                return encode(value)
            except (msgspec.MsgspecError, ValueError, TypeError, OverflowError):
                pass
        return _json_text.in_bytes(_json_text.encoded(value))

    def items(self, text: str) -> Iterable[bytes] | None:
        """The texts of the items of an array, or `None` if it is no JSON throughout."""
        if text.count(",") * _SMALLEST > len(text):
            return None
        try:
            return map(bytes, _split(text))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    def _add(self, message: Message) -> bool:
        """Read messages of the same kind by a struct from now on, if one can tell them."""
        envelope, code = message.envelope, message.event_code
        if envelope not in self._by_envelope:
            return False
        if isinstance(message.event, UnknownEvent):
            if envelope not in self._unknown:
                self._unknown[envelope] = _unknown_reader(envelope)
            return False
        route = route_by_code(code)
        if route is None:
            return False
        kind = Kind(envelope, route)
        kind.as_text = message.event_text is not None
        self._kinds[envelope, code] = kind
        self._renew(kind)
        return True

    def note(self, message: Message) -> bool:
        """Learn from a message that the struct of its kind has refused, or was left out for.

        Whether its kind is one that is new here.
        """
        kind = self._kinds.get((message.envelope, message.event_code))
        if kind is None:
            return self._add(message)
        if kind.resting:
            kind.resting -= 1
            if kind.resting:
                return False
            kind.refused = 0
            self._use_reader(kind, kind.read)
        if message.event_text is not None and not kind.as_text:
            kind.as_text = kind.is_stale = True
        changed = self._registry.note(kind.choosing, message.attributes, message.event)
        if changed:
            # Each is made anew when a message of it comes.
            for other in [*self._kinds.values()]:
                if not changed.isdisjoint(other.classes):
                    other.is_stale = True
                    self._use_reader(other, refuse_all)
        if kind.is_stale:
            self._renew(kind)
            return False
        kind.refused += 1
        if kind.refused >= _REFUSALS:
            kind.resting = kind.rest
            kind.rest = min(2 * kind.rest, _LONGEST_REST)
            self._use_reader(kind, refuse_all)
        return False

    def _use_reader(self, kind: Kind, read: Read) -> None:
        for key in kind.names:
            self._readers[key] = read

    def _renew(self, kind: Kind) -> None:
        """Make the function of a kind from what is registered now."""
        kind.refused = kind.resting = 0
        kind.rest = _FIRST_REST
        kind.is_stale = False
        try:
            kind.read = kind.reader(self._registry.registered)
        except NoStructError:
            kind.read = refuse_all
        self._use_reader(kind, kind.read)


def _common_beginning(texts: Collection[str]) -> str:
    """What all the texts begin with."""
    first, last = min(texts, default=""), max(texts, default="")
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)


TYPES: Final = '"' + _common_beginning([*map(str, EVENTS_BY_TYPE)])


Other = Callable[[bytes | str, Callable[..., Any]], Message | None]
"""Reads a text of another envelope than the function that asks."""


def _by_type(readers: dict[Any, Read], others: Other) -> Callable[..., Message | None]:
    """The function that reads messages which name their event by its type.

    It takes the last text that begins as types do: usually the type.  Where it is another, the
    struct of the type refuses the message, or there is none.
    """
    types_in_bytes = TYPES.encode()
    reader_of = readers.get

    def read(text: Any, other: Other = others) -> Message | None:
        if type(text) is bytes:
            start = text.rfind(types_in_bytes) + 1
            reader = reader_of(text[start : text.find(b'"', start)])
        else:
            start = text.rfind(TYPES) + 1
            reader = reader_of(text[start : text.find('"', start)])
        if reader is None:
            return other(text, read)
        try:
            return reader(text)
        except REFUSED:
            return None

    return read


def _by_name(field: str, readers: dict[Any, Read], others: Other) -> Callable[..., Message | None]:
    """The same for a code, or a type like no other, which stands behind the name of a field."""
    name = f'"{field}"'
    name_in_bytes = name.encode()
    size = len(name)
    reader_of = readers.get

    def read(text: Any, other: Other = others) -> Message | None:
        if type(text) is bytes:
            start = text.find(b'"', text.rfind(name_in_bytes) + size) + 1
            reader = reader_of(text[start : text.find(b'"', start)])
        else:
            start = text.find('"', text.rfind(name) + size) + 1
            reader = reader_of(text[start : text.find('"', start)])
        if reader is None:
            return other(text, read)
        try:
            return reader(text)
        except REFUSED:
            return None

    return read


def _unknown_reader(envelope: str) -> Read:
    """The function that reads messages whose event the catalogue does not know."""
    from .._opening import WRAPPER_TYPES
    from .._unknown import TYPE_START, is_foreign

    around = ENVELOPES[envelope]
    shapes = Shapes({}, frozenset())
    outer = shapes.made(
        around.attributes_class,
        {},
        [(EVENT, around.event_field, dict[str, Any])],
        namespace={"_written": staticmethod(lambda _: None)},
    )
    build = Build(shapes, UnknownEvent, outer)
    outer.struct._attributes = late_attributes(build, around.attributes_class, outer)
    decode = msgspec.json.Decoder(outer.struct).decode
    type_name = outer.attributes.get(around.type_field)
    code_name = outer.attributes.get(around.code_field)
    source_name = outer.attributes.get("source")
    size = len(TYPE_START)
    names = build.names()
    maker = maker_of(UnknownEvent, names)
    made = {
        "event": "o",
        "event_code": "code",
        "event_type": "event_type",
        "envelope": repr(envelope),
        "_source": "s",
        "_findings": "None",
        "id": f"s.{around.message_id}" if around.message_id else "None",
        "time": f"s.{around.time}" if around.time else "None",
    }

    def parts_of(text: Any) -> tuple[Any, ...]:
        struct = decode(text)
        body = struct.event_
        event_type = getattr(struct, type_name) if type_name else None
        code = getattr(struct, code_name) if code_name else None
        named_inside = body.get(EVENT_CODE_FIELD) if EVENT_CODE_FIELD else None
        if type(named_inside) is str:
            if named_inside in EVENTS:
                raise RefusedError
            code = named_inside if code is None else code
        if event_type in EVENTS_BY_TYPE or code in EVENTS:
            raise RefusedError
        if not _FLAT.issuperset(map(type, body.values())):
            shallow(body)
        # The message has it as its event, and may get another.
        struct.event_ = None
        if event_type is not None:
            if event_type in WRAPPER_TYPES:
                raise RefusedError
            return struct, body, event_type, code, event_type[:size] != TYPE_START
        source = getattr(struct, source_name) if source_name else None
        return struct, body, None, code, is_foreign(source, None)

    names["parts_of"], names["log"] = parts_of, log
    lines = [
        "s, body, event_type, code, foreign = parts_of(text)",
        *maker.begin("o"),
        maker.store("o", "is_foreign", "foreign"),
        *maker.finish("o", "body", "NOTHING"),
        *message_lines(names, made, None),
        "log(m)",
        "return m",
    ]
    body = ["def read(text):", *(f" {line}" for line in lines)]
    return compiled("read", body, names, f"reader of unknown events of {envelope}")
