"""`sample`: messages to try things with."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any
from uuid import UUID, uuid4

from .._fields import fields_of
from ..envelopes import ENVELOPES
from ..errors import MessageError
from ..fixtures import Fixture, load
from ..message import Message
from ..parsing import parse
from .arguments import path_of, sent_value
from .descriptions import event_named


def samples(
    code: str,
    *,
    envelope: str | None,
    variant: str | None,
    changes: Iterable[str],
    count: int,
    seed: str | None,
) -> Iterator[dict[str, Any]]:
    """Messages of an event, each with an id of its own; `seed` makes the ids the same each time.

    Raises:
        ValueError: there is no such envelope or variant, or a change does not fit.
        UnknownName: the event has no such field.
    """
    event = event_named(code)["code"]
    known = [each for each in load(event) if each.name.endswith("/full")]
    chosen = [e for e in known if envelope in (None, e.envelope) and variant in (None, e.variant)]
    if not chosen:
        having = ", ".join(" ".join(filter(None, (e.envelope, e.variant))) for e in known)
        raise ValueError(f"{event} has no such envelope or variant, only: {having}")
    changed = _changed(chosen, event, [*changes])
    id_field = _id_field(changed)
    for number in range(count):
        made = UUID(int=Random(f"{seed} {number}").getrandbits(128), version=4) if seed else uuid4()
        yield {**changed, id_field: str(made)}


def _changed(chosen: list[Fixture], event: str, changes: list[str]) -> dict[str, Any]:
    """The first message that stays of its variant when the changes are made."""
    found: list[dict[str, Any]] = []
    errors = ""
    for fixture in chosen:
        message = copy.deepcopy(fixture.message)
        for change in changes:
            _change(message, ENVELOPES[fixture.envelope].event_field, event, change)
        try:
            read = parse(message)
        except MessageError as error:
            errors = errors or str(error)
            continue
        if read.problems:
            errors = errors or "; ".join(map(str, read.problems))
            continue
        if type(read.event) is type(parse(fixture.message).event):
            return message
        found.append(message)
    if not found:
        raise ValueError(errors)
    return found[0]


def _change(message: dict[str, Any], event_field: str, event: str, change: str) -> None:
    path, equals, text = change.partition("=")
    if not equals:
        raise ValueError(f"expected FIELD=VALUE, got {change!r}")
    _put(message[event_field], path_of(event, path), sent_value(event, path, text))


def _put(target: Any, steps: list[str], value: object) -> None:
    """Put a value at a path, into every item of a list on the way."""
    for each in target if isinstance(target, list) else [target]:
        if len(steps) == 1:
            each[steps[0]] = value
        else:
            _put(each.setdefault(steps[0], {}), steps[1:], value)


def _id_field(message: dict[str, Any]) -> str:
    """The wire name under which the message has its id."""
    read: Message = parse(message)
    attribute = ENVELOPES[read.envelope].message_id
    attributes_class = ENVELOPES[read.envelope].attributes_class
    return next(f.name for f in fields_of(attributes_class) if f.attribute == attribute)


def bare(message: dict[str, Any]) -> dict[str, Any]:
    """The event alone, as a target that hands on only the event delivers it."""
    event: dict[str, Any] = message[ENVELOPES[parse(message).envelope].event_field]
    return event


def as_text(messages: Iterable[dict[str, Any]], count: int) -> Iterator[str]:
    """One message laid out for people; of several, one in each line."""
    for message in messages:
        yield json.dumps(message, ensure_ascii=False, indent=2 if count == 1 else None)
