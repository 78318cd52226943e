"""The road by `msgspec`, brought in when it pays.

Importing `msgspec` and making a decoder take longer than reading one message by the standard
library.  So a kind of message (an event by a delivery) is noted when it first comes, and learnt
when it comes again: what handles a single message, as a function that was just started, pays
nothing.  Without the extra `fast`, nothing is ever learnt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .message import Message
    from .wire import WireObject

decoded: Callable[[Any], Message | None]
"""Reads a text of a kind that was learnt, if nothing about it is odd."""
encoded: Callable[[Message], bytes | None]
"""Writes a message of a kind that was learnt, if nothing about it is odd."""
encode: Callable[[Any], bytes]
"""Writes the struct of a message."""
attributes: Callable[[Any], WireObject]
"""Makes the attributes of a message from its struct."""


def _nothing(_: object) -> None:
    """What is read or written as long as nothing was learnt."""


decoded = encoded = _nothing

_learnt: dict[tuple[str, str], bool] = {}
"""Whether a kind of message was learnt, for those that came."""


def met(envelope: str, event_code: str) -> None:
    """Note that a text with this event by this delivery was read by the standard library."""
    kind = envelope, event_code
    learnt = _learnt.get(kind)
    if not learnt:
        _learnt[kind] = learnt is not None
        if learnt is not None:
            learn(*kind)


def learn(envelope: str, event_code: str) -> None:
    """Read messages of this kind by `msgspec` from now on, if it is installed."""
    try:
        from . import decoding
    except ImportError:
        return
    decoding.learn(envelope, event_code)
