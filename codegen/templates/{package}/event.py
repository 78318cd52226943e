"""What every event is, and the event that the catalogue does not know."""

from __future__ import annotations

from attrs import define

from .wire import WireObject


@define(kw_only=True)
class Event(WireObject):
    """Base of all events: the object in `data`, or in whatever field the delivery puts it."""


@define(kw_only=True)
class UnknownEvent(Event):
    """An event that is not in the catalogue; `extra` has everything it carried."""
