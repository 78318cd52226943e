"""What a log may say of messages: never what they carry."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from ._shown import shown
from .event import UnknownEvent
from .message import Message

MOST_NAMED: Final = 256
"""Unknown events of so many types and codes are warned of: senders make up names without end."""
_LONGEST: Final = 64

_named: set[tuple[str | None, str | None]] = set()
"""Types and codes that were warned of."""
_loggers: dict[str, Any] = {}


def log(message: Message) -> None:
    """Log an event that is unknown, or named in two ways.

    The first of each type and code is a warning.
    """
    is_unknown = type(message.event) is UnknownEvent
    if is_unknown and (message.event_type, message.event_code) not in _named:
        names = _beginning(message.event_type), _beginning(message.event_code)
        if names not in _named and len(_named) < MOST_NAMED:
            _named.add(names)
            import logging

            _unknown(message, logging.getLogger(__package__).warning)
            return
    logger = _for_debugging()
    if logger is None:
        return
    if is_unknown:
        _unknown(message, logger.debug)
    for conflict in message.conflicts:
        logger.debug("message %s: %s", _shown(message.id), conflict)


def _unknown(message: Message, write: Callable[..., None]) -> None:
    is_foreign = isinstance(message.event, UnknownEvent) and message.event.is_foreign
    about = map(_shown, (message.id, message.event_type, message.event_code))
    of_whom = "of another product" if is_foreign else "that the catalogue does not know"
    write("message %s: an event %s, type %s, code %s", next(about), of_whom, *about)


def _beginning(text: str | None) -> str | None:
    return text and text[:_LONGEST]


def _shown(text: str | None) -> str | None:
    return text and shown(text, _LONGEST)


def _for_debugging() -> Any:
    """The logger, if anybody listens to it for debugging.

    Nobody does where nobody has imported `logging`: a cold start is not made to.
    """
    logging = sys.modules.get("logging")
    if logging is None or __package__ is None:
        return None
    logger = _loggers.get(__package__)
    if logger is None:
        logger = _loggers[__package__] = logging.getLogger(__package__)
    return logger if logger.isEnabledFor(logging.DEBUG) else None
