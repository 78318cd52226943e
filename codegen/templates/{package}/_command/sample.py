"""`sample`: messages to try things with, as `testing.message` makes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from .._writing import to_dict
from ..any_message import AnyMessage
from ..testing.messages import message_ids, prepared
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
) -> Iterator[AnyMessage]:
    """Messages of an event, each with an id of its own; `seed` makes the ids the same each time.

    Raises:
        ValueError: there is no such envelope or variant, or a change does not fit.
        TypeError: no variant has all of the fields.
        UnknownName: the event has no such field.
    """
    event = event_named(code)["code"]
    given = dict(_given(event, change) for change in changes)
    made = prepared(event, given, envelope=envelope, variant=variant)
    yield from map(made.message, islice(message_ids(seed), count))


def _given(event: str, change: str) -> tuple[str, Any]:
    """The way to a field, and its value, of `field=value`."""
    path, equals, text = change.partition("=")
    if not equals:
        raise ValueError(f"expected FIELD=VALUE, got {change!r}")
    return ".".join(path_of(event, path)), sent_value(event, path, text)


def as_text(messages: Iterable[AnyMessage], count: int, *, bare: bool) -> Iterator[str]:
    """One message laid out for people; of several, one in each line.

    Of `bare` ones, the event alone, as a target that hands on only the event delivers it.
    """
    for message in messages:
        sent = to_dict(message.event if bare else message)
        yield json.dumps(sent, ensure_ascii=False, indent=2 if count == 1 else None)
