"""What every event is, and the event that the catalogue does not know."""

from __future__ import annotations

from attrs import frozen

from .draft import with_draft
from .wire import WireObject


@with_draft
@frozen(kw_only=True)
class Event(WireObject):
    """Base of all events: the object in `data`, or in whatever field the delivery puts it."""


@with_draft
@frozen(kw_only=True)
class UnknownEvent(Event):
    """An event that is not in the catalogue; `extra` has everything it carried."""
