"""Messages one after the other, from a file of JSON lines or of one JSON text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from .._json_text import MAX_BYTES
from ..batches import begins_text, parse_many
from ..errors import MessageError, MessageTooLarge
from ..message import Message


class Read(NamedTuple):
    """What became of one message."""

    number: int
    """Its place among the messages, counted from 1."""
    line: int | None
    """Its line, counted from 1; `None` where it stands in an array or a text of several lines."""
    found: Message | MessageError
    bytes_read: int
    """How many bytes of the stream are behind."""


def messages(stream: BinaryIO) -> Iterator[Read]:
    """The messages of a stream: a line each, or those of one JSON text, an array or an object.

    Of lines, one is held at a time; one JSON text is read as a whole.
    """
    first, read = _line(stream), 0
    line = 1
    while first is not None and not first.strip():
        read += len(first)
        first, line = _line(stream), line + 1
    if first is None:
        return
    if begins_text(first):
        text = first + stream.read()
        for number, found in enumerate(parse_many(text, max_bytes=None), start=1):
            yield Read(number, None, found, read + len(text))
        return
    number = 0
    current: bytes | None = first
    while current is not None:
        read += len(current)
        if current.strip():
            of_array = current.lstrip().startswith(b"[")
            for each in _parsed(current, stream):
                number += 1
                yield Read(number, None if of_array else line, each, read)
        current, line = _line(stream), line + 1


def _line(stream: BinaryIO) -> bytes | None:
    """The next line, or as much of it as a message may have; `None` at the end."""
    return stream.readline(MAX_BYTES + 1) or None


def _parsed(line: bytes, stream: BinaryIO) -> Iterator[Message | MessageError]:
    """The messages of a line: mostly one."""
    if len(line) > MAX_BYTES:
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES)
        yield MessageTooLarge(f"expected a line of at most {MAX_BYTES} bytes, got a longer one")
    else:
        yield from parse_many((line,))
