"""The warning that an event is no longer listed, once for each name by which it is used."""

from __future__ import annotations

import warnings

from .registry import EVENTS

_warned: set[str] = set()


def warn_if_retired(event_code: str, name: str | None = None) -> None:
    """Warn, the first time that a name is used, if its event is no longer listed.

    The name is that of a class or a constant, or else the code.  The warning is shown where the
    function was called that calls this one.
    """
    retired = EVENTS[event_code].retired
    name = name or event_code
    if retired is None or name in _warned:
        return
    _warned.add(name)
    by = f" by {retired.date}" if retired.date else ""
    instead = f"; {retired.replaced_by} takes its place" if retired.replaced_by else ""
    text = f"the event {event_code} was retired{by}{instead}: {retired.reason}"
    warnings.warn(text, DeprecationWarning, stacklevel=3)
