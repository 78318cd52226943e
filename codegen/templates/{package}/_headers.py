"""What headers of an HTTP request or of a Kafka record say of the event in the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from ._backend import BACKEND
from ._shown import shown
from .errors import Identity, MalformedMessage

if TYPE_CHECKING:
    from .sources import Headers

_HTTP: Final = "ce-"
_KAFKA: Final = "ce_"
_STRUCTURED: Final = "application/cloudevents"
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_DATA: Final = "data"


def with_attributes(body: Any, headers: Headers) -> Any:
    """The message of a body, with the attributes that its headers have.

    A body whose media type is that of a whole CloudEvent, or without `ce-` (HTTP) or `ce_`
    (Kafka) headers, is the message itself.

    Raises:
        MalformedMessage: headers of another form, or a body that is no JSON.
    """
    named = _named(headers)
    media_type = named.get("content-type", "")
    if media_type.lower().startswith(_STRUCTURED):
        return body
    sent: dict[str, Any] = {}
    for name, value in named.items():
        if name in (_HTTP, _KAFKA):
            continue
        if name.startswith(_HTTP):
            sent[name.removeprefix(_HTTP)] = _unescaped(value)
        elif name.startswith(_KAFKA):
            sent[name.removeprefix(_KAFKA)] = value
    if not sent:
        return body
    if media_type:
        sent["datacontenttype"] = media_type
    try:
        sent[_DATA] = _decoded(body)
    except MalformedMessage as error:
        event_id, event_type = sent.get("id"), sent.get("type")
        error._identity = Identity(event_id, None, event_type, None, sent)
        raise
    return sent


def of_names(headers: Headers, names: frozenset[str]) -> dict[str, Any]:
    """The headers of these names, under the names as they stand here.

    Raises:
        MalformedMessage: headers of another form.
    """
    named = _named(headers)
    return {name: named[name.lower()] for name in names if name.lower() in named}


def _decoded(body: Any) -> object:
    if isinstance(body, bytearray | memoryview):
        body = bytes(body)
    return BACKEND.decoded(body) if isinstance(body, bytes | str) else body


def _named(headers: Headers) -> dict[str, str]:
    """The headers as texts, by their names in lower case."""
    try:
        items = getattr(headers, "items", None)
        pairs: Any = headers if items is None else items()
        return {
            _text(name).lower(): _text(value).strip() for name, value in pairs if value is not None
        }
    except MalformedMessage:
        raise
    except Exception as error:
        kind = shown(type(headers).__name__)
        raise MalformedMessage(
            f"expected headers as a mapping or as pairs of a name and a value, got {kind}"
        ) from error


def _text(part: Any) -> str:
    if isinstance(part, str):
        return str.__str__(part)
    if isinstance(part, bytes | bytearray | memoryview):
        try:
            return bytes(part).decode()
        except UnicodeDecodeError:
            # What HTTP took headers to be before.
            return bytes(part).decode("latin-1")
    if isinstance(part, int | float):
        return str(part)
    raise MalformedMessage(
        f"expected headers of text or bytes, got {shown(type(part).__name__)} in one"
    )


def _unescaped(value: str) -> str:
    """The value of an HTTP header, quotation marks and percent-encoding undone once."""
    if _QUOTED.fullmatch(value):
        value = _ESCAPE.sub(r"\1", value[1:-1])
    return unquote(value)
