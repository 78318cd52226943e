"""What values mean that are sent in another form: times, dates, lists and JSON in texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from ._codecs import number
from ._decode import decoder_of
from ._json_text import decoded
from ._loading import loaded
from ._reading import MISFIT, Reading
from ._times import parsed_time, zone_named
from .errors import MalformedMessage

_LOCAL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T](?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _instant(thing: object, value: object) -> datetime | None:
    return parsed_time(str(value))


def _local_time(thing: object, value: str, zone: str) -> datetime | None:
    if not _LOCAL_TIME.fullmatch(value):
        return parsed_time(value)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    name = getattr(thing, zone) if zone else None
    return found.replace(tzinfo=zone_named(name, found.year)) if name else found


def _date(thing: object, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        return None


def _texts(thing: object, value: str) -> tuple[str, ...]:
    return tuple(value.split(",")) if value else ()


def _numbers(thing: object, value: str) -> tuple[int, ...] | None:
    found = tuple(number(part.strip()) for part in _texts(thing, value))
    return None if None in found else found  # type: ignore[return-value]  # None is not in it


def _json(thing: object, value: str, module: str, name: str) -> object:
    sent = _decoded(value)
    return None if sent is MISFIT else _object(sent, module, name)


def _json_list(thing: object, value: str, module: str, name: str) -> object:
    sent = _decoded(value)
    if not isinstance(sent, list):
        return None
    found = tuple(_object(each, module, name) for each in sent)
    return None if None in found else found


def _decoded(text: str) -> object:
    try:
        return decoded(text)
    except MalformedMessage:
        return MISFIT


def _object(sent: Any, module: str, name: str) -> object:
    """The object of a class; `None` if the JSON is none, or lacks what it needs."""
    if not isinstance(sent, dict):
        return None
    made: object = decoder_of(loaded(module, name))(sent, Reading(sent), None)  # type: ignore[arg-type]  # a class
    return None if made is MISFIT else made


KINDS: Final[dict[str, Callable[..., object]]] = {
    "instant": _instant,
    "local time": _local_time,
    "date": _date,
    "numbers": _numbers,
    "texts": _texts,
    "json": _json,
    "json list": _json_list,
}
"""What reads each kind of `Parsed`."""
