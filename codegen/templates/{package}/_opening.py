"""Whole messages inside what other products put around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from ._backend import BACKEND, decoded_once_more
from ._base64 import from_base64
from ._shown import ABSENT, described
from .envelopes import ENVELOPES
from .errors import Identity, MalformedMessage, UnknownEnvelope
from .wrappers import WRAPPERS, WrapperInfo

MOST_WRAPPERS: Final = 4
"""So many may be around each other."""

_BY_TYPE: Final = {each.type: name for name, each in WRAPPERS.items() if each.type}
_BY_FIELDS: Final = {name: each for name, each in WRAPPERS.items() if not each.type}
WRAPPER_TYPES: Final = frozenset(_BY_TYPE)
"""Types of CloudEvents that have a message inside."""
_IN_BASE64: Final = {
    info.event_field: info.base64_field for info in ENVELOPES.values() if info.base64_field
}
_STARTS: Final = ("{", "[", '"', "\x1e")
"""How texts begin that may hold messages."""


class Opened(NamedTuple):
    """A message, and what was around it."""

    message: dict[str, Any]
    wrapper: str
    path: str
    """Where the message was, from the outermost object on."""
    message_id: str | None
    """Id that a wrapper has for it."""


def opened(sent: dict[str, Any], is_message: Callable[[dict[str, Any]], bool]) -> Opened | None:
    """The message inside; `None` for what is no wrapper.

    Raises:
        UnknownEnvelope: a wrapper in which there is no message.
    """
    found: Opened | None = None
    inner = sent
    while (name := wrapper_of(inner)) is not None and not (found and is_message(inner)):
        info = WRAPPERS[name]
        wrapper = f"{found.wrapper}/{name}" if found else name
        path = f"{found.path}.{info.message}" if found else info.message
        if wrapper.count("/") >= MOST_WRAPPERS:
            raise refused(sent, wrapper, path, f"at most {MOST_WRAPPERS} wrappers", inner)
        message_id = inner.get(info.message_id) if info.message_id else None
        inner = _message_in(inner, info, sent, wrapper, path)
        found = Opened(inner, wrapper, path, message_id if type(message_id) is str else None)
    return found


def wrapper_of(sent: Mapping[str, Any]) -> str | None:
    """The name of the wrapper that an object is, if it is one."""
    event_type = sent.get("type")
    if isinstance(event_type, str) and event_type in _BY_TYPE:
        return _BY_TYPE[event_type]
    names = sent.keys()
    return next((name for name, info in _BY_FIELDS.items() if info.has <= names), None)


def refused(
    sent: dict[str, Any], wrapper: str, path: str, expected: str, found: object, advice: str = ""
) -> UnknownEnvelope:
    """The error for a wrapper without a message, which names the place where it should be."""
    error = UnknownEnvelope(
        f"{path}: expected {expected}, got {described(found)} (wrapper {wrapper!r}){advice}"
    )
    # The id of the wrapper would answer nothing.
    error._identity = Identity(None, None, None, None, sent)
    return error


def _message_in(
    around: Mapping[str, Any], info: WrapperInfo, sent: dict[str, Any], wrapper: str, path: str
) -> dict[str, Any]:
    found: Any = around
    for step in info.message.split("."):
        found = _field(found, step)
    value = _decoded(found, info, around) if isinstance(found, str) else found
    headers = around.get(info.headers) if info.headers else None
    if headers and value is not ABSENT and not isinstance(value, _NotJson):
        from ._headers import by_name, with_attributes

        try:
            value = with_attributes(value, by_name(headers))
        except MalformedMessage as error:
            raise refused(sent, wrapper, path, "the data of a CloudEvent", found) from error
    if type(value) is list:
        several = refused(sent, wrapper, path, "one message", value, "; parse_many reads each")
        several._inside = value, wrapper
        raise several
    if not isinstance(value, Mapping):
        expected = "a message as JSON" + (" or base64 of it" if info.base64 else "")
        if not isinstance(value, _NotJson):
            raise refused(sent, wrapper, path, expected, found)
        advice = str(value.error).removeprefix("expected JSON").removeprefix(", got")
        unread = refused(sent, wrapper, path, expected, found, f": {advice.lstrip(': ')}")
        if value.text.startswith(_STARTS):
            unread._inside = value.text, wrapper
        raise unread from value.error
    if type(value) is not dict:
        # Of the caller's own class: it is read from a copy of the whole.
        raise TypeError(type(value))
    return value


def _field(value: object, name: str) -> object:
    """A field of an object, or of a JSON text of one; data of a CloudEvent also in base64."""
    if isinstance(value, str):
        try:
            value = BACKEND.decoded(str.__str__(value))
        except MalformedMessage:
            return ABSENT
    if not isinstance(value, Mapping):
        return ABSENT
    if name not in value and isinstance(text := value.get(_IN_BASE64.get(name)), str):
        try:
            return from_base64(text).decode()
        except ValueError:
            return ABSENT
    return value.get(name, ABSENT)


class _NotJson(NamedTuple):
    """A text that is no JSON, base64 undone, and why."""

    text: str
    error: MalformedMessage


def _decoded(text: str, info: WrapperInfo, around: Mapping[str, Any]) -> object:
    """The value of a text that is JSON, or JSON in base64 where that may be."""
    text = str.__str__(text)
    ways: list[Callable[[str], str | bytes]] = [str]
    if info.base64:
        # What a field says goes first, and the other way is tried all the same.
        ways.insert(around.get(info.base64) is not True, from_base64)
    found: _NotJson | None = None
    for way in ways:
        try:
            plain = way(text)
        except ValueError:
            continue
        try:
            value = decoded_once_more(plain)
        except MalformedMessage as error:
            plain = plain if isinstance(plain, str) else plain.decode("utf-8", "replace")
            if found is None or plain.startswith(_STARTS):
                found = _NotJson(plain, error)
            continue
        if isinstance(value, Mapping | list):
            return value
    return found or text
