"""Many messages at once: a CloudEvents batch, JSON lines, or anything that can be iterated."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast, overload

from ._backend import BACKEND
from ._json_text import LARGE, MAX_BYTES, bounded, decoded, malformed, scan
from ._shown import shown
from .errors import InvalidMessage, MalformedMessage, MessageError, MessageTooLarge
from .parsing import is_one_message, parse, parse_event

if TYPE_CHECKING:
    from .any_message import AnyMessage
    from .sources import Headers, RawMessages

_SPACE = re.compile(r"[ \t\n\r]*")
# Text in quotes, a bracket, or whatever stands between two of them.
_PART = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},]|[^"\[\]{},]++', re.DOTALL)
# The same where a text in quotes ends with its line, and a line break is a part.
_PART_OF_LINE = re.compile(r'"(?:[^"\\\n]++|\\[^\n])*+"|[\[\]{}]|\n *|[^"\[\]{}\n]++|"')
_VALUE_START = re.compile(r"[\[{\n]")
_RECORD_SEPARATOR = "\x1e"
# Within so many characters, the items of an array are found at once: up to the last place where the
# text is as it was between two items and at the beginning of the second.
_SEVERAL = 2**16
_BEGINNING = 8


class _Reader:
    """What reads one message, and once more where more is asked of a kept error."""

    __slots__ = ("_event", "_limit", "_most", "_strict")

    def __init__(
        self, strict: bool, max_bytes: int | None, event_code: str | None, event_type: str | None
    ) -> None:
        self._strict = strict
        self._limit = max_bytes
        self._event = (event_code, event_type) if event_code or event_type else None
        # Longer texts are for `parse`: the call takes a twentieth of what a message does.
        self._most = 0 if strict or self._event else min(LARGE - 1, _limit_of(max_bytes))

    def __call__(self, item: Any) -> AnyMessage | MessageError:
        """The message of an item, or the error that it is refused with."""
        if (type(item) is bytes or type(item) is str) and len(item) <= self._most:
            message: AnyMessage | None = BACKEND.read(item)
            if message is not None:
                return message
        try:
            return self._read(item, self._limit)
        except MessageError as error:
            return self._light(error, item)

    def _read(self, item: Any, limit: int | None) -> AnyMessage:
        if self._event is None:
            return parse(item, strict=self._strict, max_bytes=limit)
        code, event_type = self._event
        return parse_event(
            item, event_code=code, type=event_type, strict=self._strict, max_bytes=limit
        )

    def _light(self, error: MessageError, item: object) -> MessageError:
        """The error, with little more than the text of its message: there may be many."""
        # The frames on the way to it would keep the message alive.
        error.__traceback__ = error.__cause__ = error.__context__ = None
        knows_more = isinstance(error, InvalidMessage) or error._identity is not None
        if knows_more and isinstance(item, bytes | str):
            error._forget(_Again(self, item))
        return error

    def again(self, text: bytes | str) -> MessageError:
        """The error of a text that was refused before."""
        try:
            self._read(text, None)
        except MessageError as error:
            return error
        raise AssertionError("a text is read in the same way each time")


class _Again:
    """What reads a refused text once more."""

    __slots__ = ("_reader", "_text")

    def __init__(self, reader: _Reader, text: bytes | str) -> None:
        self._reader = reader
        self._text = text

    def __call__(self) -> MessageError:
        return self._reader.again(self._text)


@overload
def parse_many(
    source: RawMessages,
    *,
    headers: Headers | None = None,
    event_code: str | None = None,
    type: str | None = None,
    strict: bool = False,
    max_bytes: int | None = MAX_BYTES,
) -> Iterator[AnyMessage | MessageError]: ...


@overload
def parse_many(
    source: RawMessages,
    *,
    headers: Headers | None = None,
    event_code: str | None = None,
    type: str | None = None,
    strict: bool = False,
    on_error: Callable[[MessageError], object],
    max_bytes: int | None = MAX_BYTES,
) -> Iterator[AnyMessage]: ...


def parse_many(
    source: RawMessages,
    *,
    headers: Headers | None = None,
    event_code: str | None = None,
    type: str | None = None,
    strict: bool = False,
    on_error: Callable[[MessageError], object] | None = None,
    max_bytes: int | None = MAX_BYTES,
) -> Iterator[AnyMessage | MessageError]:
    """Parse message after message, each when it is asked for; a bad one leaves the others alone.

    `source` is a text, or an iterable of what `parse` takes: a list, an open file with a message
    in each line, the values of a queue's records (`(record.value for record in consumer)`: the
    record itself is no message).  A single mapping or `cloudevents` object counts as one message.

    A text holds a JSON array (a CloudEvents batch, or what functions are given in streaming mode,
    whose items are JSON texts), one message per line, objects one after another with or without
    space between them, or a JSON text sequence (RFC 7464).

    `headers` are those of the HTTP request or Kafka record that `source` is the body or value of;
    where they have the attributes of a CloudEvent, `source` is its data, as with `parse`.

    Where the messages are bare event data, `event_code` or `type` says which event all of them
    are, as with `parse_event`.

    For each message the iterator gives the `Message`, or, not raised, the `MessageError` that
    `parse` would raise; its `index` counts the messages from 0.  With `on_error`, errors are
    handed to that function instead, and the iterator gives messages alone.  What is wrong with
    an array as a whole, as where it is cut off, is one error after the messages before it.

    A text of more than `max_bytes` is refused as a whole; in an iterable, each message may have
    as many.

    Raises:
        TypeError: `source` is nothing to be iterated, such as an asynchronous iterable: there,
            write `async for` and `parse`.
    """
    read = _Reader(strict, max_bytes, event_code, type)
    found_in = _messages(source, read, max_bytes)
    if headers is not None:
        found_in = _of_body(source, headers, read, strict, max_bytes)
    for index, found in enumerate(found_in):
        if not isinstance(found, MessageError):
            yield found
            continue
        found.index = index
        if on_error is None:
            yield found
        else:
            on_error(found)


def _messages(
    source: RawMessages, read: _Reader, max_bytes: int | None
) -> Iterator[AnyMessage | MessageError]:
    """The messages of a source, or what keeps one from being found."""
    if isinstance(source, bytes | bytearray | memoryview | str):
        try:
            text = cast("bytes | bytearray | memoryview | str", source)
            yield from _of_text(_text(text, max_bytes), read)
        except MessageError as error:
            yield error
    elif isinstance(source, Mapping) or hasattr(source, "get_attributes"):
        yield read(source)
    elif isinstance(source, io.IOBase):
        for line in source:
            if line.strip():
                yield from _of_line(line, read)
    else:
        try:
            # A CloudEvent was recognised by its method above, which narrows nothing.
            items = iter(cast("Any", source))
        except TypeError as error:
            kind = shown(source.__class__.__name__)
            advice = ": write `async for` and `parse`" if hasattr(source, "__aiter__") else ""
            raise TypeError(
                f"expected a text or messages to iterate, got {kind}{advice}"
            ) from error
        read_one = read.__call__
        for item in items:
            yield read_one(item)


def _of_body(
    body: Any, headers: Headers, read: _Reader, strict: bool, max_bytes: int | None
) -> Iterator[AnyMessage | MessageError]:
    """The messages of a request's body, or of a record's value."""
    from ._headers import by_name

    try:
        named = by_name(headers)
        if is_one_message(named):
            yield parse(body, headers=named, strict=strict, max_bytes=max_bytes)
            return
    except MessageError as error:
        yield error
        return
    yield from _messages(body, read, max_bytes)


def _of_line(line: Any, read: _Reader) -> Iterator[AnyMessage | MessageError]:
    """The messages of a line of a file: mostly one."""
    found = read(line)
    if not isinstance(found, MalformedMessage) or isinstance(found, MessageTooLarge):
        yield found
        return
    try:
        yield from _of_text(_text(line, None), read)
    except MessageError as error:
        yield error


def _text(source: bytes | bytearray | memoryview | str, max_bytes: int | None) -> str:
    """The text that bytes stand for, without a byte order mark."""
    if isinstance(source, str):
        bounded(len(source), max_bytes)
        return source.removeprefix("\ufeff")
    try:
        size = memoryview(source).nbytes
    except ValueError as error:
        raise MalformedMessage("expected JSON, got a view that was released") from error
    bounded(size, max_bytes)
    source = bytes(source)
    try:
        return source.decode(json.detect_encoding(source), "surrogatepass").removeprefix("\ufeff")
    except ValueError as error:
        raise malformed(error, source) from error


def _of_text(text: str, read: _Reader) -> Iterator[AnyMessage | MessageError]:
    if _RECORD_SEPARATOR in text:
        # No JSON text has one, but between two.
        yield from map(read, filter(str.strip, text.split(_RECORD_SEPARATOR)))
        return
    at = _after_space(text, 0)
    while text.startswith("[", at):
        at = yield from _of_array(text, at, read)
    yield from _of_lines(text, at, read)


def _of_lines(text: str, start: int, read: _Reader) -> Iterator[AnyMessage | MessageError]:
    """The messages of a text with one in each line, or one after another."""
    at = start
    read_one = read.__call__
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if line.strip():
            found = read_one(line)
            if not isinstance(found, MalformedMessage):
                yield found
            elif at == start and _after_space(text, end) < len(text) and _is_one(text[at:]):
                # Laid out over several lines.
                yield read(text[at:])
                return
            elif _is_json(line):
                yield from _of_value(line, read, found)
            else:
                end = yield from _of_broken_line(text, _after_space(text, at), end, read, found)
        at = end + 1


def _of_broken_line(
    text: str, at: int, line_end: int, read: _Reader, found: MessageError
) -> Generator[AnyMessage | MessageError, None, int]:
    """What is in a line that is no JSON by itself; the end of the last line with something of it."""
    end = _end_of_value(text, at) if text[at] in "{[" else line_end
    if not text[end:line_end].strip() and end <= line_end:
        yield found
        return line_end
    while True:
        yield read(text[at:end])
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        at = _after_space(text, end)
        if at >= line_end:
            return line_end
        end = _end_of_value(text, at)


def _of_value(text: str, read: _Reader, found: MessageError) -> Iterator[AnyMessage | MessageError]:
    """The messages of a JSON value that is none itself: those of an array."""
    start = _after_space(text, 0)
    if text.startswith("[", start):
        yield from _of_array(text, start, read)
    else:
        yield found


def _end_of_value(text: str, start: int) -> int:
    """Where the value that begins there ends, be it JSON or not.

    An object or array ends where its brackets do, or before a line that begins another one in the
    same column; anything else before the next bracket, or with its line.
    """
    if text[start] not in "{[":
        found = _VALUE_START.search(text, start)
        return found.start() if found else len(text)
    column = start - text.rfind("\n", 0, start) - 1
    depth = 0
    for part in _PART_OF_LINE.finditer(text, start):
        token = part[0]
        if token in ("{", "["):
            depth += 1
        elif token in ("}", "]"):
            depth -= 1
            if depth == 0:
                return part.end()
        elif token[0] == "\n" and len(token) == column + 1 and text.startswith("{", part.end()):
            return part.start()
    return len(text)


def _is_one(text: str) -> bool:
    """Whether a text of several lines is one value, or one document that is no JSON at all."""
    from ._mistaken import is_other_document

    return is_other_document(text) or _is_json(text)


def _is_json(text: str) -> bool:
    try:
        decoded(text)
    except MalformedMessage:
        return False
    return True


def _of_array(
    text: str, start: int, read: _Reader
) -> Generator[AnyMessage | MessageError, None, int]:
    """The messages of an array, also where an item is no JSON, if its end can be found.

    Returns where the next value begins, or the end of the text.
    """
    at = _after_space(text, start + 1)
    if text.startswith("]", at):
        return (yield from _behind(text, at + 1))
    quick, read_one = True, read.__call__
    several, between = at, ""
    while True:
        if between and at >= several:
            stop = text.rfind(between, at, at + _SEVERAL) + 1
            items = BACKEND.items(f"[{text[at:stop]}]") if stop else None
            if items is not None:
                for item in items:
                    yield read_one(item)
                at = stop + len(between) - 1 - _BEGINNING
                continue
            several = at + _SEVERAL
        end = _end_of_item(text, at) if quick else None
        if end is None:
            # An error of the decoder's counts the lines up to it: that is done once, not for
            # each of many bad items.
            quick = False
            end = _end_of_brackets(text, at)
        if end == at or not text.startswith((",", "]"), end):
            yield _broken(text, end)
            return len(text)
        yield read_one(text[at:end])
        if text[end] == "]":
            return (yield from _behind(text, end + 1))
        at = _after_space(text, end + 1)
        between = text[end - 1 : at + _BEGINNING]


def _end_of_item(text: str, start: int) -> int | None:
    """The comma or bracket behind the item that begins there; `None` if it is no JSON."""
    try:
        _, end = scan(text, start)
    except (ValueError, RecursionError):
        return None
    end = _after_space(text, end)
    return end if text.startswith((",", "]"), end) else None


def _limit_of(max_bytes: int | None) -> int:
    return sys.maxsize if max_bytes is None else max_bytes


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


def _behind(text: str, at: int) -> Generator[MessageError, None, int]:
    """Where the value behind an array begins, or the end of the text."""
    at = _after_space(text, at)
    if at < len(text) and text[at] not in "[{":
        yield _broken(text, at)
        return len(text)
    return at


def _broken(text: str, at: int) -> MalformedMessage:
    what = "the array is cut off" if at >= len(text) else "the array is broken"
    return MalformedMessage(f"expected JSON: {what} at char {at}")
