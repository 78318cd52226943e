"""To and from the objects of the `cloudevents` package, of which nothing is imported."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .envelopes import CLOUDEVENT_SOURCE, ENVELOPES
from .errors import MalformedMessage
from .json_text import bounded, decoded
from .message import Message
from .reading import Json
from .wire import write_object

if TYPE_CHECKING:
    from .sources import CloudEventObject

_NAME: Final = re.compile(r"[a-z0-9]+")
_DATA: Final = "data"
_TAKEN: Final = frozenset(("data", "data_base64", "id", "source", "specversion", "time", "type"))


class CloudEventParts(NamedTuple):
    """The two arguments of a `CloudEvent`."""

    attributes: dict[str, Any]
    data: dict[str, Json]


def parts(message: Message, sdk: int) -> CloudEventParts:
    """What `Message.to_cloudevent` gives."""
    if sdk not in (1, 2):
        raise ValueError(f"expected 1 or 2 as the major version of cloudevents, got {sdk!r}")
    sent = write_object(message.attributes) if message.attributes is not None else {}
    source = sent.get("source")
    named: dict[str, object] = {
        "specversion": "1.0",
        "id": message.id,
        "source": source if isinstance(source, str) and source else CLOUDEVENT_SOURCE,
        "type": message.event_type or message.event_code,
        "time": message.time if sdk == 1 else message.time_parsed,
    }
    attributes = {name: value for name, value in named.items() if value}
    given = _given(message)
    for wire, value in sent.items():
        name = wire.lower()
        if name in _TAKEN or wire in given or not _NAME.fullmatch(name):
            continue
        if isinstance(value, str | int) and value != "":
            attributes.setdefault(name, value)
    return CloudEventParts(attributes, write_object(message.event))


def _given(message: Message) -> set[str]:
    """Wire names of what CloudEvents have a name of their own for."""
    envelope = ENVELOPES.get(message.envelope)
    if envelope is None or message.attributes is None:
        return set()
    rows = message.attributes.WIRE
    return {row.wire for row in rows if row.name in (envelope.message_id, envelope.time)}


def sent_by(event: CloudEventObject, max_bytes: int | None) -> dict[str, object]:
    """The message that an object of the package stands for; bytes are read as JSON."""
    try:
        attributes, data = dict(event.get_attributes()), event.get_data()
    except Exception as error:
        raise MalformedMessage("expected a CloudEvent, got one that cannot be read") from error
    sent = {
        name: _text(value) if isinstance(value, datetime) else value
        for name, value in attributes.items()
    }
    if isinstance(data, bytes | bytearray | memoryview):
        data = bytes(data)
        bounded(len(data), max_bytes)
        data, _ = decoded(data)
    if data is not None:
        sent[_DATA] = data
    return sent


def _text(time: datetime) -> str:
    """The time as CloudEvents write it, to the digits that are there."""
    text = time.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
