"""Whole messages inside what other products put around them."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from ._backend import BACKEND
from ._shown import ABSENT, described
from .errors import Identity, MalformedMessage, UnknownEnvelope
from .wrappers import WRAPPERS, WrapperInfo

MOST_WRAPPERS: Final = 4
"""So many may be around each other."""

_BY_TYPE: Final = {each.type: name for name, each in WRAPPERS.items() if each.type}
_BY_FIELDS: Final = {name: each for name, each in WRAPPERS.items() if not each.type}
WRAPPER_TYPES: Final = frozenset(_BY_TYPE)
"""Types of CloudEvents that have a message inside."""


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
    sent: dict[str, Any], wrapper: str, path: str, expected: str, found: object
) -> UnknownEnvelope:
    """The error for a wrapper without a message, which names the place where it should be."""
    error = UnknownEnvelope(
        f"{path}: expected {expected}, got {described(found)} (wrapper {wrapper!r})"
    )
    # The id of the wrapper would answer nothing.
    error._identity = Identity(None, None, None, None, sent)
    return error


def _message_in(
    around: Mapping[str, Any], info: WrapperInfo, sent: dict[str, Any], wrapper: str, path: str
) -> dict[str, Any]:
    found: Any = around
    for step in info.message.split("."):
        found = found[step] if isinstance(found, Mapping) and step in found else ABSENT
    value = _decoded(found, info, around) if isinstance(found, str) else found
    headers = around.get(info.headers) if info.headers else None
    if headers and value is not ABSENT:
        from ._headers import with_attributes

        try:
            value = with_attributes(value, headers)
        except MalformedMessage as error:
            raise refused(sent, wrapper, path, "the data of a CloudEvent", found) from error
    if type(value) is list:
        raise refused(sent, wrapper, path, "one message (parse_many reads arrays)", value)
    if not isinstance(value, Mapping):
        expected = "a message as JSON" + (" or base64 of it" if info.base64 else "")
        raise refused(sent, wrapper, path, expected, found)
    if type(value) is not dict:
        # Of the caller's own class: it is read from a copy of the whole.
        raise TypeError(type(value))
    return value


def _decoded(text: str, info: WrapperInfo, around: Mapping[str, Any]) -> object:
    """The value of a text that is JSON, or JSON in base64 where that may be."""
    text = str.__str__(text)
    ways: list[Callable[[str], object]] = [_of_json]
    if info.base64:
        # What a field says goes first, and the other way is tried all the same.
        ways.insert(around.get(info.base64) is not True, _of_base64)
    for way in ways:
        try:
            value = way(text)
        except ValueError:
            continue
        if isinstance(value, Mapping | list):
            return value
    return text


def _of_json(text: str) -> object:
    return BACKEND.decoded(text)


def _of_base64(text: str) -> object:
    return BACKEND.decoded(b64decode(text, validate=True))
