"""The extra `msgspec`, brought in when it pays.

Importing `msgspec` and making its decoders take longer than reading one message by the standard
library.  So a kind of message (an event in an envelope) is noted when it first comes, and read by
`msgspec` when it comes again: what handles a single message, as a function that was just started,
pays nothing.  Without the extra `fast`, all is read and written by the standard library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from . import _json_text
from ._encode import Writing
from .errors import MalformedMessage

if TYPE_CHECKING:
    from ._msgspec.front import Front
    from .message import Message


def _nothing(_: object) -> None:
    """What is read as long as no kind came again."""


def _encoded(value: object, _: Writing) -> bytes:
    return _json_text.in_bytes(_json_text.encoded(value))


class Backend:
    """What reads and writes JSON text: the standard library, and `msgspec` from when it pays."""

    def __init__(self) -> None:
        self.read: Callable[[Any], Any] = _nothing
        """The message of a text, if it is of a kind that came before and nothing about it is
        unexpected."""
        self.decoded: Callable[[Any], object] = _json_text.decoded
        """The value of a text; raises `MalformedMessage`."""
        self.written: Callable[[Any], bytes | None] = _nothing
        """The text of a message or an object, if it is written as it came."""
        self.encoded: Callable[[object, Writing], bytes] = _encoded
        """A value as compact text in UTF-8."""
        self.items: Callable[[str], Iterable[bytes] | None] = _nothing
        """The texts of the items of an array, if they can be found faster than one by one."""
        self._front: Front | None = None
        self._is_there = True
        self._seen: set[tuple[str, str | None]] = set()

    def leave_out(self) -> None:
        """Do without `msgspec`, though it may be there."""
        self._is_there = False

    def note(self, message: Message) -> bool:
        """Learn from a message that `read` gave nothing for; whether it would now give it."""
        if not self._is_there:
            return False
        if message.wrapper is not None or message.event_base64 is not None:
            # No struct is made for what is inside of something.
            return False
        kind = message.envelope, message.event_code
        if kind not in self._seen:
            # Codes that are in no catalogue come from anybody: they all count as one.
            kind = message.envelope, None if message.info is None else message.event_code
        if kind in self._seen:
            return self._learn(message)
        self._seen.add(kind)
        return False

    def _learn(self, message: Message) -> bool:
        """Read messages of the same kind by `msgspec` from now on, if it is there."""
        if self._front is None:
            try:
                from ._msgspec.front import Front
            except ImportError:
                self._is_there = False
                return False
            self._front = front = Front(self._use)
            self.decoded, self.encoded, self.items = front.decoded, front.encoded, front.items
            self.written = front.written
        return self._front.note(message)

    def _use(self, read: Callable[[Any], Message | None]) -> None:
        self.read = read


BACKEND: Final = Backend()


def decoded_once_more(text: str | bytes) -> object:
    """The value of a JSON text; of a text that was written as JSON twice, what is in it.

    Raises:
        MalformedMessage: it is no JSON.
    """
    value = BACKEND.decoded(text)
    if isinstance(value, str):
        with suppress(MalformedMessage):
            return BACKEND.decoded(value)
    return value
