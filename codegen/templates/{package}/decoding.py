"""Whole messages by `msgspec`, for the kinds that were learnt.

A kind of message is decoded in one pass to a struct of its delivery's attributes, with the twin of
the event inside; the name that the delivery has for the event is its tag, by which `msgspec` finds
the struct.  The message keeps its struct: as nothing in a frozen message can change, that is what
is written, and what its attributes are made from if somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, Final, Literal, NamedTuple, Union

import msgspec

from . import by_msgspec
from .encoding import encode, encoded
from .envelopes import ENVELOPES
from .message import Message, quickly_made
from .registry import EVENT_CODE_FIELD, EVENTS
from .twin import Form, NoTwinError, Twin, form_of, struct_of
from .wire import RefusedError, WireObject

# AttributeError: the struct has no field of which a variant's condition speaks.
_ODD = (msgspec.MsgspecError, RefusedError, ValueError, RecursionError, AttributeError)
_EVENT: Final = "event_"
"""Field of a struct that holds the event; no attribute ends so."""


class _Kind(NamedTuple):
    """An event by a delivery: what is known of a message from its struct alone."""

    event_of: Callable[[Any, Any], Any]
    event_code: str
    event_type: str
    envelope: str
    attributes_of: Callable[[Any, Any], WireObject]
    exact: bool
    """Whether the struct is written as the package writes the message, and has all attributes."""


_kinds: dict[type, _Kind] = {}
"""By the struct that messages of the kind are decoded to."""
_decoders: tuple[Callable[[Any], Any], ...] = ()
"""One for each delivery that learnt something."""
_learning = Lock()


def learn(envelope: str, event_code: str) -> None:
    """Read messages with this event by this delivery from now on, if a struct can tell them."""
    global _decoders  # noqa: PLW0603  # replaced as a whole, so that no reader sees half of it
    with _learning:
        if any(
            (kind.envelope, kind.event_code) == (envelope, event_code) for kind in _kinds.values()
        ):
            return
        try:
            struct, kind = _kind(envelope, event_code)
        except NoTwinError:
            return
        _kinds[struct] = kind
        _decoders = tuple(
            msgspec.json.Decoder(Union[tuple(structs)]).decode  # noqa: UP007  # made of a list
            for name in ENVELOPES
            if (structs := [struct for struct, kind in _kinds.items() if kind.envelope == name])
        )


def _kind(envelope: str, event_code: str) -> tuple[type, _Kind]:
    """The struct of messages of a kind, and what it tells.

    Raises:
        NoTwinError: no struct can tell whether one is right.
    """
    info, around = EVENTS[event_code], ENVELOPES[envelope]
    code, event_type = str(info.event_code), str(info.type)
    table = around.attributes_class.WIRE
    by_type = bool(around.type_field)
    tag_field, tag = (around.type_field, event_type) if by_type else (around.code_field, code)
    tag_name = next((row.name for row in table if row.wire == tag_field), None)
    if tag_name is None:
        raise NoTwinError(tag_field)
    event_class = info.event_class
    twin = Twin(event_class, {EVENT_CODE_FIELD: Form(Literal[code])})
    # Where the type is the tag, a code beside it must name the same event.
    fixed = {around.code_field: Form(Literal[code])} if by_type else {}
    rows = [row for row in table if row.wire != tag_field]
    forms = [fixed.get(row.wire) or form_of(row.codec) for row in rows]
    struct = struct_of(
        around.attributes_class,
        list(zip(rows, forms, strict=True)),
        [(_EVENT, around.event_field, twin.struct)],
        tag_field=tag_field,
        tag=tag,
        namespace={tag_name: tag},
    )
    kind = _Kind(
        event_class._variant_from_twin if event_class.VARIANTS else event_class._from_twin,
        code,
        event_type,
        envelope,
        around.attributes_class._from_twin,
        twin.exact and all(form.exact and form.sure for form in forms),
    )
    return struct, kind


def decoded(text: object) -> Message | None:
    """The message if it is of a kind that was learnt and nothing about it is odd, else `None`."""
    for decode in _decoders:
        try:
            sent = decode(text)
            event_of, event_code, event_type, envelope, attributes_of, exact = _kinds[type(sent)]
            body = sent.event_
            if body is None:
                continue
            event = event_of(body, body)
            attributes = None if exact else attributes_of(sent, sent)
        except _ODD:
            continue
        struct = sent if exact else None
        return quickly_made(event, event_code, event_type, envelope, attributes, struct)
    return None


def _attributes(sent: Any) -> WireObject:
    """The attributes of a message, from its struct."""
    return _kinds[type(sent)].attributes_of(sent, sent)


by_msgspec.decoded, by_msgspec.encoded = decoded, encoded
by_msgspec.encode, by_msgspec.attributes = encode, _attributes
