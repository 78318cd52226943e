"""The extra `msgspec`, brought in when it pays.

Importing `msgspec` and making its decoders take longer than reading one message by the standard
library.  So a kind of message (an event in an envelope) is noted when it first comes, and read by
`msgspec` when it comes again: what handles a single message, as a function that was just started,
pays nothing.  Without the extra `fast`, all is read and written by the standard library.
"""

from __future__ import annotations

from typing import Final

from . import _json_text
from ._encode import Writing
from .message import Message


class Backend:
    """What reads and writes JSON text."""

    def read(self, text: bytes | bytearray | str) -> Message | None:
        """The message, if it is of a kind that was noted and nothing about it is unexpected."""
        return None

    def decoded(self, text: bytes | bytearray | str) -> object:
        """The value of a JSON text.

        Raises:
            MalformedMessage: not JSON.
        """
        return _json_text.decoded(text)

    def note(self, message: Message) -> None:
        """Learn from a message that was not read by `read`."""

    def text(self, value: object, writing: Writing) -> str:
        """A value as compact JSON text."""
        return _json_text.encoded(value)


BACKEND: Final = Backend()
