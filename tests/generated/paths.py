"""Every path by which a message is read, and all that there is to see of what comes out.

A text is read by the standard library when a kind of message comes for the first time or without
`msgspec`, by a struct from the third time on, and what is unexpected is registered when it comes
again: so the same text takes several paths, one after the other.  A dict takes as many of its own,
and another mapping is copied first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs

import dataworks_events as dw
from dataworks_events._backend import BACKEND, Backend

Outcome = tuple[object, ...]
TIMES = 5
"""By then, a kind and what is unexpected about a message are registered, and used."""


@contextmanager
def nothing_registered(*, msgspec: bool = True) -> Iterator[None]:
    """Read as a process does that has just started, with `msgspec` or without."""
    before = {**vars(BACKEND)}
    vars(BACKEND).clear()
    vars(BACKEND).update(vars(Backend()))
    if not msgspec:
        BACKEND.leave_out()
    try:
        yield
    finally:
        vars(BACKEND).clear()
        vars(BACKEND).update(before)


def outcome(read: Callable[..., dw.Message], sent: object, **options: Any) -> Outcome:
    """All that there is to see of a message or an error."""
    try:
        message = read(sent, **options)
    except dw.InvalidMessage as error:
        return *failed(error), error.errors, error.more_errors, type(error.__cause__)
    except dw.MessageError as error:
        return *failed(error), type(error.__cause__)
    return seen(message)


def failed(error: dw.MessageError) -> Outcome:
    """What there is to see of an error of any class."""
    return (
        type(error),
        str(error),
        error.message_id,
        error.event_code,
        error.event_type,
        error.envelope,
        None if error.sent is None else sorted(error.sent),
    )


def seen(message: dw.Message) -> Outcome:
    """All that there is to see of a message."""
    return (
        type(message.event),
        shown(message),
        str(message),
        message,
        message.event_code,
        message.event_type,
        message.envelope,
        message.id,
        message.time,
        message.time_parsed,
        message.problems,
        message.more_problems,
        message.conflicts,
        message.event_text,
        message.event_base64,
        message.wrapper,
        message.wrapper_id,
        *map(in_order, (dw.to_dict(message), json.loads(dw.to_json(message)))),
        in_order(json.loads(dw.to_bytes(message))),
    )


def shown(value: object) -> object:
    """All that there is to see of a value, and its type; the names of objects are sorted."""
    if type(value) is tuple:
        return [*map(shown, value)]
    kind: Any = type(value)
    names = _field_names(kind)
    if names:
        return kind.__name__, *(shown(getattr(value, name)) for name in names)
    return in_order(value) if isinstance(value, dict) else repr(value)


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind)) if attrs.has(kind) else ()


def in_order(value: object) -> str:
    """A JSON value as text, its names sorted."""
    return json.dumps(value, sort_keys=True)


def outcomes_of_text(
    text: str | bytes, usual: str | bytes | None = None, **options: Any
) -> dict[str, Outcome]:
    """What each path makes of a text; `usual` is of the same kind, and came before it."""
    found = {}
    with nothing_registered(msgspec=False):
        found["without msgspec"] = outcome(dw.parse, text, **options)
    with nothing_registered():
        for time in range(TIMES):
            found[f"time {time}"] = outcome(dw.parse, text, **options)
    if usual is not None:
        with nothing_registered():
            for _ in range(TIMES):
                dw.parse(usual)
            for time in range(TIMES):
                found[f"time {time} after the usual"] = outcome(dw.parse, text, **options)
    return found


def outcomes_of_mapping(
    sent: dict[str, Any], usual: dict[str, Any] | None = None, **options: Any
) -> dict[str, Outcome]:
    """What each path makes of objects that another decoder made."""
    found = {"another mapping": outcome(dw.parse, MappingProxyType(sent), **options)}
    with nothing_registered(msgspec=False):
        found["dict without msgspec"] = outcome(dw.parse, sent, **options)
    with nothing_registered():
        for time in range(TIMES):
            found[f"dict, time {time}"] = outcome(dw.parse, sent, **options)
    if usual is not None:
        with nothing_registered():
            for _ in range(TIMES):
                dw.parse(usual)
            for time in range(TIMES):
                found[f"dict, time {time} after the usual"] = outcome(dw.parse, sent, **options)
    return found


def the_one(outcomes: dict[str, Outcome]) -> Outcome:
    """The outcome of all paths, which must be the same."""
    (first, expected), *others = outcomes.items()
    for path, found in others:
        assert found == expected, f"{path} differs from {first}"
    return expected
