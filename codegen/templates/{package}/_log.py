"""What those who debug may read of messages: never what they hold."""

from __future__ import annotations

import sys
from typing import Any

from ._shown import shown
from .event import UnknownEvent
from .message import Message


def log(message: Message) -> None:
    """Tell of an event that is new, or named in two ways."""
    # Nobody listens where nobody has imported it: a cold start is not made to.
    logging = sys.modules.get("logging")
    if logging is None or __package__ is None:
        return
    logger = _loggers.get(__package__)
    if logger is None:
        logger = _loggers[__package__] = logging.getLogger(__package__)
    if not logger.isEnabledFor(logging.DEBUG):
        return
    about = tuple(part and shown(part, 64) for part in (message.id, message.event_type))
    if isinstance(message.event, UnknownEvent):
        code = message.event_code and shown(message.event_code, 64)
        logger.debug("message %s: unknown event, type %s, code %s", *about, code)
    for conflict in message.conflicts:
        logger.debug("message %s: %s", about[0], conflict)


_loggers: dict[str, Any] = {}
