"""Whole messages by `msgspec`: the quick road for texts, if it is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from .envelopes import ENVELOPES
from .message import Message
from .registry import EVENT_CODE_FIELD
from .routes import find_route, routes
from .twin import EVENT, NoTwinError, RefusedError, Twin, twin_of
from .wire import WireObject

_ODD = (msgspec.MsgspecError, RefusedError, NoTwinError, ValueError, RecursionError)
_encode = msgspec.json.Encoder().encode


class _Destination(NamedTuple):
    """Where the event of a message goes."""

    event_code: str
    event_type: str
    code_name: str
    """Attribute of the twin that holds the event code."""
    twin: Twin


class _Delivery(NamedTuple):
    """A delivery, with the decoder of a twin of its attributes that leaves the event as JSON."""

    name: str
    decode: Callable[[Any], Any]
    type_name: str
    code_name: str
    twin: Twin


def _attribute(object_class: type[WireObject], wire: str) -> str:
    """The attribute for a wire name; of a name that is none, one that every object lacks."""
    return next((row.name for row in object_class.WIRE if row.wire == wire), "")


def _delivery(name: str) -> _Delivery:
    e = ENVELOPES[name]
    twin = Twin(e.attributes_class, e.event_field)
    type_name, code_name = (_attribute(e.attributes_class, f) for f in (e.type_field, e.code_field))
    return _Delivery(name, twin.decode, type_name, code_name, twin)


_deliveries = tuple(map(_delivery, ENVELOPES))
_around = {delivery.name: delivery.twin for delivery in _deliveries}
_destinations: dict[tuple[object, object], _Destination] = {}


def _destination(names: tuple[object, object]) -> _Destination | None:
    route = routes.get(names) or find_route(*names)
    twin = twin_of(route.event_class) if route else None
    if route is None or twin is None or route.event_class.VARIANTS:
        return None
    code_name = _attribute(route.event_class, EVENT_CODE_FIELD)
    found = _Destination(route.event_code, route.event_type, code_name, twin)
    _destinations[names] = found
    return found


def decoded(text: object) -> Message | None:
    """The message if nothing about it is odd, else `None`."""
    for name, decode, type_name, code_name, around in _deliveries:
        try:
            sent = decode(text)
            names = getattr(sent, type_name, None), getattr(sent, code_name, None)
            found = _destinations.get(names) or _destination(names)
            if found is None:
                return None
            event_code, event_type, event_code_name, twin = found
            data = twin.decode(sent.event_)
            if getattr(data, event_code_name, None) not in (event_code, None):
                return None
            event: Any = twin.read(data, data)
            attributes = around.read(sent, sent)
        except _ODD:
            continue
        return Message(event, event_code, event_type, name, attributes)
    return None


def encoded(message: Message) -> bytes | None:
    """The JSON text of a message that is as the catalogue says, else `None`."""
    twin = twin_of(type(message.event))
    attributes = message.attributes
    if attributes is None or twin is None or message.event_text is not None:
        return None
    try:
        sent = _around[message.envelope].write(attributes)
        setattr(sent, EVENT, twin.write(message.event))
        return _encode(sent)
    except (*_ODD, AttributeError, TypeError):
        return None
