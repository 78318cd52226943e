"""To and from the objects of the `cloudevents` package, of which nothing is imported."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ._fields import fields_of
from ._json_text import bounded, decoded
from ._shown import Json
from ._writing import to_dict
from .envelopes import CLOUDEVENT_SOURCE, ENVELOPES
from .errors import MalformedMessage
from .message import Message

if TYPE_CHECKING:
    from .sources import CloudEventObject

_NAME: Final = re.compile(r"[a-z0-9]+")
_DATA: Final = "data"
# Set by `parts` itself, or names that version 1 of the package has another use for.
_TAKEN: Final = frozenset(("data", "extensions", "id", "source", "specversion", "time", "type"))
_TEXTS: Final = frozenset(("datacontenttype", "dataschema", "subject"))
# What version 2 takes for JSON; of anything else it writes Python's `str` of the data.
_JSON_TYPE: Final = re.compile(r"(application|text)/([a-zA-Z0-9.-]+\+)?json(;.*)?")


class CloudEventParts(NamedTuple):
    """The two arguments of a `CloudEvent`."""

    attributes: dict[str, Any]
    data: dict[str, Json]


def parts(message: Message, sdk: int) -> CloudEventParts:
    """What `Message.to_cloudevent` gives, and raises."""
    if sdk not in (1, 2):
        raise ValueError(f"expected 1 or 2 as the major version of cloudevents, got {sdk!r}")
    sent = to_dict(message.attributes) if message.attributes is not None else {}
    event_type = _type_sent(message, sent) or message.event_type or message.event_code
    if not event_type:
        raise ValueError("expected a message that names its event, got one without type and code")
    source = sent.get("source")
    named: dict[str, object] = {
        "specversion": "1.0",
        "id": message.id,
        "source": source if isinstance(source, str) and source else CLOUDEVENT_SOURCE,
        "type": event_type,
        "time": message.time if sdk == 1 else message.time_parsed,
    }
    attributes = {name: value for name, value in named.items() if value}
    given = _given(message)
    for wire, value in sent.items():
        name = wire.lower()
        if name not in _TAKEN and wire not in given and _allowed(name, value):
            attributes.setdefault(name, value)
    return CloudEventParts(attributes, to_dict(message.event))


def _type_sent(message: Message, sent: dict[str, Json]) -> str | None:
    """The type that the message itself has, whether or not its event is found by it."""
    envelope = ENVELOPES.get(message.envelope)
    if envelope is None:
        return None
    is_cloudevent = "specversion" in envelope.fields or "specversion" in sent
    found = sent.get("type" if is_cloudevent else envelope.type_field)
    return found if isinstance(found, str) else None


def _allowed(name: str, value: Json) -> bool:
    """Whether both versions take the attribute, and write it so that it can be read."""
    if not _NAME.fullmatch(name) or not isinstance(value, str | int) or value == "":
        return False
    if name in _TEXTS and not isinstance(value, str):
        return False
    return name != "datacontenttype" or _JSON_TYPE.fullmatch(str(value)) is not None


def _given(message: Message) -> set[str]:
    """Wire names of what CloudEvents have a name of their own for."""
    envelope = ENVELOPES.get(message.envelope)
    if envelope is None or message.attributes is None:
        return set()
    named = (envelope.message_id, envelope.time)
    return {field.name for field in fields_of(type(message.attributes)) if field.attribute in named}


def sent_by(event: CloudEventObject, max_bytes: int | None) -> dict[str, object]:
    """The message that an object of the package stands for; bytes are read as JSON."""
    try:
        attributes, data = dict(event.get_attributes()), event.get_data()
    except Exception as error:
        raise MalformedMessage("expected a CloudEvent, got one that cannot be read") from error
    sent: dict[str, object] = {
        name: _text(value) if isinstance(value, datetime) else value
        for name, value in attributes.items()
        # Classes with a field for each attribute have it for those that are not set, too.
        if value is not None
    }
    if isinstance(data, bytes | bytearray | memoryview):
        bounded(memoryview(data).nbytes, max_bytes)
        data = decoded(bytes(data))
    elif isinstance(data, str):
        bounded(len(data), max_bytes)
    if data is not None:
        sent[_DATA] = data
    return sent


def _text(time: datetime) -> str:
    """The time as CloudEvents write it, to the digits that are there."""
    text = time.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
