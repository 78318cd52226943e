"""Many messages at once: a CloudEvents batch, JSON lines, or anything that can be iterated."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast, overload

from ._backend import BACKEND
from ._json_text import MAX_BYTES, bounded, decoded, malformed, scan
from ._shown import shown
from .errors import (
    InvalidMessage,
    MalformedMessage,
    MessageError,
    MessageTooLarge,
    UnknownEnvelope,
)
from .parsing import is_one_message, of_decoded, parse, parse_event

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
# So many items of an array are found one by one, before it is worth finding all at once.
_FIRST_ITEMS = 16
# So often may several messages stand in place of one: an array in the body of a request in a line.
_DEEPEST = 4
_EMPTY = (b"", "", b"\xef\xbb\xbf", "\ufeff")
# How texts of two and four bytes a character begin; where their lines end is not known.
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00")


class _Item:
    """An item of an array that is decoded already."""

    __slots__ = ("end", "start", "text", "value")

    def __init__(self, value: object, text: str, start: int, end: int) -> None:
        self.value = value
        self.text = text
        self.start = start
        self.end = end


class _Reader:
    """What reads one message, and once more where more is asked of a kept error."""

    __slots__ = ("_event", "_limit", "_strict", "depth")

    def __init__(
        self,
        strict: bool,
        max_bytes: int | None,
        event: tuple[str | None, str | None] | None,
        depth: int = 0,
    ) -> None:
        self._strict = strict
        self._limit = max_bytes
        self._event = event
        self.depth = depth
        """How many times several messages have stood in place of one."""

    def __call__(self, item: Any) -> AnyMessage | MessageError:
        """The message of an item, or the error that it is refused with."""
        try:
            if type(item) is not _Item:
                if self._event is None:
                    return parse(item, strict=self._strict, max_bytes=self._limit)
                return self._read(item, self._limit)
            if self._event is None:
                return of_decoded(item.value, self._strict)
            return self._read(item.text[item.start : item.end], None)
        except MessageError as error:
            return self._light(error, item)

    def inside(self) -> _Reader:
        """What reads the messages that stand in place of one."""
        return _Reader(self._strict, self._limit, self._event, self.depth + 1)

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
        if isinstance(error, InvalidMessage) or error._identity is not None:
            if isinstance(item, _Item):
                item = item.text[item.start : item.end]
            if isinstance(item, bytes | str):
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
    space between them, or a JSON text sequence (RFC 7464).  Where such a text or an array stands
    in place of one message, as in the value of a record or inside a wrapper, each message in it
    is given.  A file that is one JSON text over several lines is read as a whole.

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
    event = (event_code, type) if event_code or type else None
    read = _Reader(strict, max_bytes, event)
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
        yield from _of_items((source,), read)
    elif isinstance(source, io.IOBase):
        yield from _of_file(source, read, max_bytes)
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
        yield from _of_items(items, read)


def _of_file(
    file: Any, read: _Reader, max_bytes: int | None
) -> Iterator[AnyMessage | MessageError]:
    """The messages of an open file: those of each line, or of its one text."""
    lines = (line for line in file if line.strip() not in _EMPTY)
    first = next(lines, None)
    if first is None:
        return
    if begins_text(first):
        rest = file.read() if max_bytes is None else file.read(max(max_bytes - len(first), 0) + 1)
        yield from _messages(first + rest, read, max_bytes)
    else:
        yield from _of_items(itertools.chain((first,), lines), read)


def begins_text(first: bytes | str) -> bool:
    """Whether the first line of a file only begins what goes on in the next."""
    line = first.encode("utf-8", "surrogatepass") if isinstance(first, str) else first
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    if line.startswith(_WIDE_MARKS) or line[1:2] == b"\x00":
        return True
    try:
        json.loads(line)
    except json.JSONDecodeError as error:
        # Of an object all was read, and the end is missing.
        return line.startswith(b"[") or (line.startswith(b"{") and error.pos >= len(error.doc) - 1)
    except (ValueError, RecursionError):
        return False
    return False


def _of_items(items: Iterable[Any], read: _Reader) -> Iterator[AnyMessage | MessageError]:
    """The messages of what is one each, as a rule."""
    for item in items:
        found = read(item)
        if not isinstance(found, MessageError):
            yield found
        else:
            yield from _in_place_of_one(item, found, read)


def _in_place_of_one(item: Any, found: Any, read: _Reader) -> Iterator[AnyMessage | MessageError]:
    """The messages in an item that is none itself, for which there is an error; else that."""
    several, wrapper = _several(item, found) if read.depth < _DEEPEST else (None, None)
    if not several:
        yield found
        return
    inner = read.inside()
    if isinstance(several, list):
        yield from _wrapped(_of_items(several, inner), wrapper)
        return
    inside = _of_text(several, inner)
    if wrapper is not None:
        # Without a message in it, the error that names the wrapper says more.
        messages = [*inside]
        inside = iter(
            [found] if all(isinstance(each, MessageError) for each in messages) else messages
        )
    yield from _wrapped(inside, wrapper)


def _several(item: Any, found: MessageError) -> tuple[str | list[Any] | None, str | None]:
    """What stands in place of one message, and what is around it; nothing for one message."""
    if isinstance(found, UnknownEnvelope):
        inside, found._inside = found._inside, None
        return inside or (None, None)
    if not isinstance(found, MalformedMessage) or isinstance(found, MessageTooLarge):
        return None, None
    value = item.value if type(item) is _Item else item
    if isinstance(value, bytes | bytearray | memoryview | str):
        try:
            value = _text(value, None)
        except MessageError:
            return None, None
        return value.strip(), None
    return (value, None) if isinstance(value, list) else (None, None)


def _wrapped(
    messages: Iterator[AnyMessage | MessageError], wrapper: str | None
) -> Iterator[AnyMessage | MessageError]:
    """The same messages, with what is around them all."""
    for found in messages:
        if wrapper is not None and not isinstance(found, MessageError):
            around = f"{wrapper}/{found.wrapper}" if found.wrapper else wrapper
            object.__setattr__(found, "wrapper", around)
        yield found


def _of_part(text: str, read: _Reader) -> Iterator[AnyMessage | MessageError]:
    """The message of a part of a text, which is all that there is in it; or those in a wrapper."""
    found = read(text)
    if isinstance(found, UnknownEnvelope):
        yield from _in_place_of_one(text, found, read)
    else:
        yield found


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
        for record in filter(str.strip, text.split(_RECORD_SEPARATOR)):
            yield from _of_record(record, read)
        return
    at = _after_space(text, 0)
    while text.startswith("[", at):
        at = yield from _of_array(text, at, read)
    yield from _of_lines(text, at, read)


def _of_record(text: str, read: _Reader) -> Iterator[AnyMessage | MessageError]:
    """The messages of a record of a sequence, which is one JSON text or nothing."""
    found = read(text)
    if isinstance(found, MalformedMessage) and _is_json(text):
        yield from _of_value(text, read, found)
    elif isinstance(found, UnknownEnvelope):
        yield from _in_place_of_one(text, found, read)
    else:
        yield found


def _of_lines(text: str, start: int, read: _Reader) -> Iterator[AnyMessage | MessageError]:
    """The messages of a text with one in each line, or one after another."""
    at = start
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if line.strip():
            found = read(line)
            if not isinstance(found, MessageError):
                yield found
            elif not isinstance(found, MalformedMessage):
                yield from _in_place_of_one(line, found, read)
            elif at == start and _after_space(text, end) < len(text) and _is_one(text[at:]):
                # Laid out over several lines.
                yield from _of_part(text[at:], read)
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
        yield from _of_part(text[at:end], read)
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        at = _after_space(text, end)
        if at >= line_end:
            return line_end
        end = _end_of_value(text, at)


def _of_value(text: str, read: _Reader, found: MessageError) -> Iterator[AnyMessage | MessageError]:
    """The messages of a JSON value that is none itself: those of an array, or of a text."""
    start = _after_space(text, 0)
    if text.startswith("[", start):
        yield from _of_array(text, start, read)
    elif text.startswith('"', start):
        yield from _in_place_of_one(decoded(text), found, read)
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
    quick = True
    for number in itertools.count():
        if number == _FIRST_ITEMS and quick:
            items = BACKEND.items("[" + text[at:])
            if items is not None:
                yield from _of_texts(items, read)
                break
        item = _decoded_item(text, at) if quick else None
        if item is None:
            # An error of the decoder's counts the lines up to it: that is done once, not for
            # each of many bad items.
            quick = False
        end = _end_of_brackets(text, at) if item is None else item.end
        if end == at or not text.startswith((",", "]"), end):
            yield _broken(text, end)
            break
        if item is None:
            yield from _of_part(text[at:end], read)
        else:
            yield from _of_items((item,), read)
        if text[end] == "]":
            return (yield from _behind(text, end + 1))
        at = _after_space(text, end + 1)
    return len(text)


def _of_texts(items: Iterable[bytes], read: _Reader) -> Iterator[AnyMessage | MessageError]:
    """The messages of an array's items, each of which is a JSON text."""
    for item in items:
        found = read(item)
        if not isinstance(found, MessageError):
            yield found
            continue
        text = _text(item, None)
        whole = _decoded_item(f"{text},", 0)
        yield from (found,) if whole is None else _in_place_of_one(whole, found, read)


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
