"""Messages one after the other, from a file of JSON lines or of one JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from .._json_text import MAX_BYTES
from ..batches import parse_many
from ..errors import MessageError, MessageTooLarge
from ..message import Message
from ..parsing import parse

_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00")
"""How texts of two and four bytes a character begin; where their lines end is not known."""


class Read(NamedTuple):
    """What became of one message."""

    number: int
    """Its place among the messages, counted from 1."""
    line: int | None
    """Its line, counted from 1; `None` where the messages stand in one JSON text."""
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
    if _is_one_text(first):
        text = first + stream.read()
        for number, found in enumerate(parse_many(text, max_bytes=None), start=1):
            yield Read(number, None, found, read + len(text))
        return
    number = 0
    current: bytes | None = first
    while current is not None:
        read += len(current)
        if current.strip():
            number += 1
            yield Read(number, line, _parsed(current, stream), read)
        current, line = _line(stream), line + 1


def _line(stream: BinaryIO) -> bytes | None:
    """The next line, or as much of it as a message may have; `None` at the end."""
    return stream.readline(MAX_BYTES + 1) or None


def _parsed(line: bytes, stream: BinaryIO) -> Message | MessageError:
    if len(line) > MAX_BYTES:
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES)
        return MessageTooLarge(f"expected a line of at most {MAX_BYTES} bytes, got a longer one")
    try:
        return parse(line)
    except MessageError as error:
        return error


def _is_one_text(first: bytes) -> bool:
    """Whether the first line only begins what goes on in the next."""
    beginning = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith((b"[", *_WIDE_MARKS)) or beginning[1:2] == b"\x00":
        return True
    try:
        json.loads(first)
    except json.JSONDecodeError as error:
        # All of it was read, and the end is missing.
        return beginning.startswith(b"{") and error.pos >= len(error.doc.rstrip()) - 1
    except (ValueError, RecursionError):
        return False
    return False
