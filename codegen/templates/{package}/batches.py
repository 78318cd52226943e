"""Many messages at once: a CloudEvents batch, JSON lines, or anything that can be iterated."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, cast, overload

from ._backend import BACKEND
from ._json_text import MAX_BYTES, bounded, decoded, malformed, scan
from .errors import InvalidMessage, MalformedMessage, MessageError
from .parsing import of_decoded, parse

if TYPE_CHECKING:
    from .message import Message
    from .sources import RawMessage, RawMessages

_SPACE = re.compile(r"[ \t\n\r]*")
# Text in quotes, a bracket, or whatever stands between two of them.
_PART = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},]|[^"\[\]{},]++', re.DOTALL)
# So many items of an array are found one by one, before it is worth finding all at once.
_FIRST_ITEMS = 16


class _Item:
    """An item of an array that is decoded already."""

    __slots__ = ("end", "start", "text", "value")

    def __init__(self, value: object, text: str, start: int, end: int) -> None:
        self.value = value
        self.text = text
        self.start = start
        self.end = end


@overload
def parse_many(
    source: RawMessages, *, strict: bool = False, max_bytes: int | None = MAX_BYTES
) -> Iterator[Message | MessageError]: ...


@overload
def parse_many(
    source: RawMessages,
    *,
    strict: bool = False,
    on_error: Callable[[MessageError], object],
    max_bytes: int | None = MAX_BYTES,
) -> Iterator[Message]: ...


def parse_many(
    source: RawMessages,
    *,
    strict: bool = False,
    on_error: Callable[[MessageError], object] | None = None,
    max_bytes: int | None = MAX_BYTES,
) -> Iterator[Message | MessageError]:
    """Parse message after message, each when it is asked for; a bad one spoils no other.

    `source` is a text with a JSON array (a CloudEvents batch) or with one message per line, or
    any iterable of what `parse` takes: a list, an open file of JSON lines, the records of a
    queue.  A single mapping or `cloudevents` object counts as one message.

    For each message the iterator gives the `Message`, or, not raised, the `MessageError` that
    `parse` would raise; its `index` counts the messages from 0.  With `on_error`, errors are
    handed to that function instead, and the iterator gives messages alone.  What is wrong with
    an array as a whole, as where it is cut off, is one error after the messages before it.

    A text of more than `max_bytes` is refused as a whole; in an iterable, each message may have
    as many.
    """
    found: Message | MessageError
    for index, item in enumerate(_items(source, max_bytes)):
        try:
            if isinstance(item, MessageError):
                raise item
            if isinstance(item, _Item):
                found = of_decoded(item.value, strict)
            else:
                found = parse(item, strict=strict, max_bytes=max_bytes)
        except MessageError as error:
            found = _light(error, item, strict)
        if not isinstance(found, MessageError):
            yield found
            continue
        found.index = index
        if on_error is None:
            yield found
        else:
            on_error(found)


def _light(error: MessageError, item: object, strict: bool) -> MessageError:
    """The error, with little more than the text of its message: there may be many."""
    # The frames on the way to it would keep the message alive.
    error.__traceback__ = error.__cause__ = error.__context__ = None
    if isinstance(error, InvalidMessage) or error._identity is not None:
        if isinstance(item, _Item):
            item = item.text[item.start : item.end]
        if isinstance(item, bytes | str):
            error._forget(_Again(item, strict))
    return error


class _Again:
    """What reads a refused text once more."""

    __slots__ = ("_strict", "_text")

    def __init__(self, text: bytes | str, strict: bool) -> None:
        self._text = text
        self._strict = strict

    def __call__(self) -> MessageError:
        try:
            parse(self._text, strict=self._strict, max_bytes=None)
        except MessageError as error:
            return error
        raise AssertionError("a text is read in the same way each time")


def _items(
    source: RawMessages, max_bytes: int | None
) -> Iterator[RawMessage | MessageError | _Item]:
    """The messages of a source, or what keeps one from being found."""
    if isinstance(source, bytes | bytearray | memoryview | str):
        try:
            text = cast("bytes | bytearray | memoryview | str", source)
            yield from _of_text(_text(text, max_bytes))
        except MessageError as error:
            yield error
    elif isinstance(source, Mapping) or hasattr(source, "get_attributes"):
        yield cast("RawMessage", source)
    elif isinstance(source, io.IOBase):
        yield from (line for line in source if line.strip())
    else:
        # A CloudEvent was recognised by its method above, which narrows nothing.
        yield from source  # pyright: ignore[reportGeneralTypeIssues]


def _text(source: bytes | bytearray | memoryview | str, max_bytes: int | None) -> str:
    """The text that bytes stand for, without a byte order mark."""
    try:
        size = source.nbytes if isinstance(source, memoryview) else len(source)
        bounded(size, max_bytes)
        if not isinstance(source, str):
            source = bytes(source)
            source = source.decode(json.detect_encoding(source), "surrogatepass")
    except MalformedMessage:
        raise
    except ValueError as error:
        raise malformed(error) from error
    return source.removeprefix("\ufeff")


def _of_text(text: str) -> Iterator[RawMessage | MessageError | _Item]:
    start = _after_space(text, 0)
    if text.startswith("[", start):
        yield from _of_array(text, start)
        return
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and not _is_json(lines[0]) and _is_json(text):
        # One message, laid out over several lines.
        lines = [text]
    yield from lines


def _is_json(text: str) -> bool:
    try:
        decoded(text)
    except MalformedMessage:
        return False
    return True


def _of_array(text: str, start: int) -> Iterator[RawMessage | MessageError | _Item]:
    """The texts of an array's items; of one that is no JSON as well, if its end can be found."""
    at = _after_space(text, start + 1)
    if text.startswith("]", at):
        yield from _nothing_after(text, at + 1)
        return
    quick = True
    for number in itertools.count():
        if number == _FIRST_ITEMS and quick:
            items = BACKEND.items("[" + text[at:])
            if items is not None:
                yield from items
                return
        item = _decoded_item(text, at) if quick else None
        if item is None:
            # An error of the decoder's counts the lines up to it: that is done once, not for
            # each of many bad items.
            quick = False
        end = _end_of_brackets(text, at) if item is None else item.end
        if end == at or not text.startswith((",", "]"), end):
            yield _broken(text, end)
            return
        yield text[at:end] if item is None else item
        if text[end] == "]":
            yield from _nothing_after(text, end + 1)
            return
        at = _after_space(text, end + 1)


def _decoded_item(text: str, start: int) -> _Item | None:
    """The item that ends at the comma or bracket behind it; `None` if it is no JSON."""
    try:
        value, end = scan(text, start)
    except (ValueError, RecursionError):
        return None
    end = _after_space(text, end)
    return _Item(value, text, start, end) if text.startswith((",", "]"), end) else None


def _end_of_brackets(text: str, start: int) -> int:
    """The same for an item that is no JSON, as long as its brackets and quotes have partners."""
    depth = 0
    at = start
    for part in _PART.finditer(text, start):
        if part.start() != at:
            # A quotation mark without its partner was passed over.
            break
        token = part[0]
        if token in ("{", "["):
            depth += 1
        elif depth == 0 and token in (",", "]", "}"):
            break
        elif token in ("}", "]"):
            depth -= 1
        at = part.end()
    return at


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _nothing_after(text: str, at: int) -> Iterator[MessageError]:
    at = _after_space(text, at)
    if at < len(text):
        yield _broken(text, at)


def _broken(text: str, at: int) -> MalformedMessage:
    what = "the array is cut off" if at >= len(text) else "the array is broken"
    return MalformedMessage(f"expected JSON: {what} at char {at}")
