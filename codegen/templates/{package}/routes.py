"""From the names that a message gives its event to the event's class, for the quick roads."""

from __future__ import annotations

from typing import NamedTuple

from .registry import EVENTS, EVENTS_BY_TYPE
from .wire import WireObject


class Route(NamedTuple):
    """Where a message goes."""

    event_code: str
    event_type: str
    event_class: type[WireObject]


routes: dict[tuple[object, object], Route] = {}
"""Routes found so far, by type and code as they stand in the envelope."""


def find_route(event_type: object, code: object) -> Route | None:
    """The event of that type or code; `None` if it is unknown or the two name different ones."""
    info = EVENTS_BY_TYPE.get(event_type) if isinstance(event_type, str) else None
    if info is None and event_type is None and isinstance(code, str):
        info = EVENTS.get(code)
    if info is None or code not in (None, info.event_code):
        return None
    route = Route(str(info.event_code), str(info.type), info.event_class)
    # Only what the catalogue knows is kept, so that no sender can fill the memory.
    routes[event_type, code] = route
    return route
