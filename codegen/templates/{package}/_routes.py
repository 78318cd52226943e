"""From the names that a message gives its event to the event's class."""

from __future__ import annotations

from typing import Any, cast

from ._decode import Decode, decoder_of
from ._event_names import CODES, EVENTS
from ._loading import loaded
from .event import Event


class Route:
    """What reading needs to know of an event."""

    __slots__ = ("decode", "event_class", "event_code", "event_type", "page")

    def __init__(self, event_code: str) -> None:
        self.event_code = event_code
        self.event_type, module, name, self.page = EVENTS[event_code]
        self.event_class = cast("type[Event]", loaded(module, name))
        self.decode: Decode = decoder_of(self.event_class)


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


def route_by_type(event_type: Any) -> Route | None:
    """The route of the event with that type, if there is one."""
    return route_by_code(CODES.get(event_type)) if isinstance(event_type, str) else None


def route_by_code(event_code: Any) -> Route | None:
    """The route of the event with that code, if there is one."""
    if not (isinstance(event_code, str) and event_code in EVENTS):
        return None
    event_code = str.__str__(event_code)
    route = _routes.get(event_code)
    if route is None:
        route = _routes[event_code] = Route(event_code)
    return route
