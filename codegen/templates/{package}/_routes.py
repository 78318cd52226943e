"""From the names that a message gives its event to the event's class."""

from __future__ import annotations

from typing import Any

from ._decode import Decode, decoder_of
from .registry import EVENTS, EVENTS_BY_TYPE, EventInfo


class Route:
    """What reading needs to know of an event."""

    __slots__ = ("decode", "event_class", "event_code", "event_type", "page")

    def __init__(self, info: EventInfo) -> None:
        self.event_code = str(info.event_code)
        self.event_type = str(info.type)
        self.event_class = info.event_class
        self.page = info.page
        self.decode: Decode = decoder_of(info.event_class)


_routes: dict[str, Route] = {}
"""By code."""
_named: dict[tuple[object, ...], Route] = {}
"""By all names that a message has for its event, where they agree."""


def known_route(event_type: Any, codes: tuple[Any, ...]) -> Route | None:
    """The route of an event, if its type is known and all codes are absent or name the same."""
    names = (event_type, *codes)
    try:
        route = _named.get(names)
    except TypeError:
        # A list or an object, which names nothing.
        return None
    if route is None:
        if any(type(name) is not str and name is not None for name in names):
            return None
        route = route_by_type(event_type)
        if event_type is None:
            route = next(filter(None, map(route_by_code, codes)), None)
        if route is None or any(code not in (None, route.event_code) for code in codes):
            return None
        # Only what the catalogue knows is kept, so that no sender can fill the memory.
        _named[names] = route
    return route


def _route_of(info: EventInfo) -> Route:
    route = _routes.get(info.event_code)
    if route is None:
        route = _routes[info.event_code] = Route(info)
    return route


def route_by_type(event_type: Any) -> Route | None:
    """The route of the event with that type, if there is one."""
    info = EVENTS_BY_TYPE.get(event_type) if isinstance(event_type, str) else None
    return None if info is None else _route_of(info)


def route_by_code(event_code: Any) -> Route | None:
    """The route of the event with that code, if there is one."""
    info = EVENTS.get(event_code) if isinstance(event_code, str) else None
    return None if info is None else _route_of(info)
