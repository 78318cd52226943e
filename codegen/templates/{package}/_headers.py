"""What the headers of an HTTP request or of a Kafka record say of the message in its body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from ._backend import BACKEND
from ._shown import shown
from .errors import Identity, MalformedMessage

if TYPE_CHECKING:
    from .sources import Headers

Named = Mapping[str, Any]
"""Headers by their names in lower case: texts, and what is none."""

_HTTP: Final = "ce-"
_KAFKA: Final = "ce_"
_GATEWAY: Final = "http_"
"""How the names of headers begin where they are variables, by CGI and WSGI."""
_STRUCTURED: Final = "application/cloudevents"
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_DATA: Final = "data"


def by_name(headers: Headers) -> Named:
    """The headers by their names in lower case; those without a value are left out.

    Raises:
        MalformedMessage: they are neither a mapping nor pairs.
    """
    try:
        items = getattr(headers, "items", None)
        pairs: Any = headers if items is None else items()
        return {
            _name(name): _text(value)
            for name, value in pairs
            if isinstance(name, str | bytes) and value is not None
        }
    except Exception as error:
        kind = shown(type(headers).__name__)
        raise MalformedMessage(
            f"expected headers as a mapping or as pairs of a name and a value, got {kind}"
        ) from error


def headers_of(named: Named, names: frozenset[str]) -> dict[str, Any]:
    """The headers of these names, under the names as they stand here.

    Raises:
        MalformedMessage: one of them is no text.
    """
    return {name: _as_text(name, named[name.lower()]) for name in names if name.lower() in named}


def has_attributes(named: Named) -> bool:
    """Whether there are attributes of a CloudEvent among the headers: `ce-id`, `ce_id`."""
    if str(named.get("content-type", "")).lower().startswith(_STRUCTURED):
        return False
    return any(name.startswith((_HTTP, _KAFKA)) and len(name) > len(_HTTP) for name in named)


def with_attributes(body: Any, named: Named) -> Any:
    """The message of a body, with the attributes that the headers have.

    Without any, or where the body's media type is that of a whole CloudEvent, it is the body.

    Raises:
        MalformedMessage: an attribute that is no text, or a body that is no JSON.
    """
    if not has_attributes(named):
        return body
    sent: dict[str, Any] = {}
    for name, value in named.items():
        attribute = name[len(_HTTP) :]
        if attribute and name.startswith(_HTTP):
            sent[attribute] = _unescaped(_as_text(name, value))
        elif attribute and name.startswith(_KAFKA):
            sent[attribute] = _as_text(name, value)
    if "content-type" in named:
        sent["datacontenttype"] = _as_text("content-type", named["content-type"])
    try:
        sent[_DATA] = _decoded(body)
    except MalformedMessage as error:
        error._identity = Identity(sent.get("id"), None, sent.get("type"), None, sent)
        raise
    return sent


def _decoded(body: Any) -> object:
    if isinstance(body, bytearray | memoryview):
        body = bytes(body)
    return BACKEND.decoded(body) if isinstance(body, bytes | str) else body


def _name(name: str | bytes) -> str:
    lower: str = _text(name).strip().lower()
    if lower.startswith(_GATEWAY) or lower == "content_type":
        return lower.removeprefix(_GATEWAY).replace("_", "-")
    return lower


def _text(part: Any) -> Any:
    if isinstance(part, list | tuple) and len(part) == 1:
        # Where a header may be there several times.
        return _text(part[0])
    if isinstance(part, str):
        return str.__str__(part)
    if isinstance(part, bytes | bytearray | memoryview):
        try:
            return bytes(part).decode()
        except UnicodeDecodeError:
            # What HTTP took headers to be before.
            return bytes(part).decode("latin-1")
    return part


def _as_text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    raise MalformedMessage(
        f"expected text as the header {name!r}, got {shown(type(value).__name__)}"
    )


def _unescaped(value: str) -> str:
    """The value of an HTTP header, quotation marks and percent-encoding undone once."""
    if _QUOTED.fullmatch(value):
        value = _ESCAPE.sub(r"\1", value[1:-1])
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        # It was not encoded by these rules: so it stays as it was sent.
        return value
