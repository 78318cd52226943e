"""What must hold for any bytes that somebody may send, and messages to begin with.

Two copies of the package are loaded, one of which finds no `msgspec`: what they make of the same
bytes is compared.
"""

from __future__ import annotations

import copy
import json
import pickle
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from itertools import islice
from operator import methodcaller
from types import ModuleType
from typing import Any, Final, NamedTuple

import attrs

import dataworks_events
from dataworks_events import fixtures
from tests.benchmarks.alone import has_msgspec, package_alone
from tests.generated.paths import nothing_registered, shown

_LONGEST_ERROR = 2000
_TOO_DEEP: Final = "expected JSON: nested too deeply"
_FRESH: Final = 97
"""One of so many inputs is read by a package that has read nothing yet."""
_TIMES: Final = 4
"""By then, a struct expects what is unexpected about an input."""


class Defect(AssertionError):
    """Something that must hold does not."""


class Packages(NamedTuple):
    """The two copies."""

    with_extra: ModuleType
    alone: ModuleType


@cache
def packages() -> Packages:
    """Both copies, with every module of theirs loaded."""
    both = Packages(dataworks_events, package_alone())
    for package, wanted in zip(both, (True, False), strict=True):
        for name in package.__all__:
            getattr(package, name)
        for info in package.EVENTS.values():
            _ = info.event_class
        for seed in seeds() * 3:
            # From the third time on, a kind is read by a struct.
            with suppress(package.MessageError):
                package.to_json(package.parse(seed))
        if has_msgspec(package) is not wanted:
            raise ModuleNotFoundError("this needs msgspec; run: pip install -e '.[bench]'")
    return both


@cache
def seeds() -> tuple[bytes, ...]:
    """Messages to begin with: all fixtures, in every form of delivery, and what is hostile."""
    messages = [
        fixture.message
        for code in dataworks_events.EVENTS
        for fixture in fixtures.load(str(code))
        if fixture.name.endswith(("minimal", "full", "unknown-field", "around"))
    ]
    texts = [json.dumps(message, ensure_ascii=False).encode() for message in messages]
    first, *_ = whole = [m for m in messages if len(m) > 8 and isinstance(m.get("data"), dict)]
    bodies = [message["data"] for message in whole[::4]]
    texts += [json.dumps(body).encode() for body in bodies]
    texts += [json.dumps({**first, "data": json.dumps(body)}).encode() for body in bodies]
    texts += [json.dumps({"datacontenttype": "a", "data": body}).encode() for body in bodies]
    texts += [b"[" + b",".join(texts[:3]) + b"]", b"\n".join(texts[3:6]), b"[" + texts[0] + b",{]"]
    texts += [texts[0].decode().encode(code) for code in ("utf-8-sig", "utf-16", "utf-32-be")]
    return (*texts, *_hostile())


def _hostile() -> Iterator[bytes]:
    head = b'{"type":"dataworks:FileChange:CommitFile","data":{"fileId":1,"projectId":2,"x":'
    for value in (
        b"NaN",
        b"-Infinity",
        b"1e400",
        b"9" * 5000,
        b"-0.0",
        b"18446744073709551616",
        b'"\\ud800"',
        b'"\xed\xa0\x80"',
        b'"\\u0000"',
        b"[" * 600 + b"]" * 600,
        b'{"a":' * 500 + b"0" + b"}" * 500,
        b'1,"x":2,"__class__":{"__dict__":null}',
    ):
        yield head + value + b"}}"


def check(data: bytes) -> None:
    """Hand the bytes over in every way.

    What is read first depends on what came before; so that one input can be tried again, some
    begin with a package that has read nothing yet.

    Raises:
        Defect: both copies disagree, something is lost, or an error is not fit to be read.
        Exception: anything that is no `MessageError` of the package.
    """
    number = zlib.crc32(data)
    if number % _FRESH == 0:
        with nothing_registered():
            for _ in range(_TIMES):
                _alike(methodcaller("parse", data))
    form = next(islice(_forms(data), number // _FRESH % 2, None))
    _alike(methodcaller("parse", form))
    _kept(form)
    _CHECKS[number // _FRESH // 2 % len(_CHECKS)](form)


def check_all(data: bytes) -> None:
    """The same with all that `check` chooses from."""
    with nothing_registered():
        for form in [*_forms(data)] * _TIMES:
            _alike(methodcaller("parse", form))
            for each in (_kept, *_CHECKS):
                each(form)


def _strictly(form: bytes | str) -> None:
    _alike(methodcaller("parse", form, strict=True))


def _as_event(form: bytes | str) -> None:
    codes = [*dataworks_events.EVENTS]
    _alike(methodcaller("parse_event", form, event_code=codes[len(form) % len(codes)]))


def _among_many(form: bytes | str) -> None:
    _alike(partial(_many, form))
    message = _parsed(form)
    if message is not None and [*dataworks_events.parse_many(form)] != [message]:
        raise Defect("parse_many does not give the one message")


def _detected(form: bytes | str) -> None:
    envelope = _alike(methodcaller("detect", form))
    message = _parsed(form)
    if message is not None and envelope != (repr(message.envelope),):
        raise Defect(f"detect gives {envelope}, parse {message.envelope}")


def _copied(form: bytes | str) -> None:
    message = _parsed(form)
    if message is not None:
        attrs.asdict(message.event)
        for copied in (copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
            if shown(copied) != shown(message) or copied != message:
                raise Defect(f"{message!r:.1000} was copied as {copied!r:.1000}")


def _written_and_read(form: bytes | str) -> None:
    message = _parsed(form)
    if message is not None:
        for text in (dataworks_events.to_json(message), dataworks_events.to_bytes(message)):
            again = _parsed(text)
            if again is None or (again.event, again.problems) != (message.event, message.problems):
                raise Defect(f"{message!r:.1000} was written and read as {again!r:.1000}")


def _as_objects(form: bytes | str) -> None:
    message = _parsed(form)
    if message is not None:
        by_dict = _parsed(_sent(form))
        if by_dict is None or shown(by_dict) != shown(message):
            raise Defect(f"{message!r:.1000} from the text, {by_dict!r:.1000} from the dict")
        event = dataworks_events.to_dict(message.event)
        _alike(methodcaller("parse_event", event, type=message.event_type))


def _as_cloudevent(form: bytes | str) -> None:
    message = _parsed(form)
    if message is not None and (message.event_type or message.event_code):
        for sdk in (1, 2):
            message.to_cloudevent(sdk)


def _of_same_types(form: bytes | str) -> None:
    by_extra, alone = (_shown_by(package, form) for package in packages())
    if by_extra != alone:
        raise Defect(f"with msgspec {by_extra!r:.1000}, without {alone!r:.1000}")


def _shown_by(package: ModuleType, form: bytes | str) -> object:
    try:
        message = package.parse(form)
    except package.MessageError:
        return None
    return shown(message), message.time_parsed


_CHECKS: Final = (
    _of_same_types,
    _strictly,
    _as_event,
    _among_many,
    _detected,
    _copied,
    _written_and_read,
    _as_objects,
    _as_cloudevent,
)


def _forms(data: bytes) -> Iterator[bytes | str]:
    yield data
    try:
        yield data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        yield data.decode("utf-8", "replace")


def _many(form: bytes | str, package: ModuleType) -> list[object]:
    return [*package.parse_many(form)]


def _alike(call: Callable[[ModuleType], object]) -> tuple[object, ...]:
    """What a call gives, the same by both copies."""
    by_extra, alone = (_seen(package, call) for package in packages())
    if not _are_alike(by_extra, alone):
        raise Defect(f"with msgspec {by_extra!r:.1000}, without {alone!r:.1000}")
    return by_extra


def _are_alike(one: Any, other: Any) -> bool:
    """Whether both outcomes are the same.

    A text that is nested nearly as deeply as Python calls functions, and broken further inside,
    may be refused for either: that depends on how many calls the reader itself is in.
    """
    if one == other:
        return True
    if not (isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other)):
        return False
    if one[:1] == other[:1] == ("MalformedMessage",):
        return _TOO_DEEP in (one[1], other[1])
    return all(map(_are_alike, one, other))


def _seen(package: ModuleType, call: Callable[[ModuleType], Any]) -> tuple[object, ...]:
    """All that there is to see of what a call gives or raises."""
    try:
        given = call(package)
    except package.MessageError as error:
        return _error(error)
    if isinstance(given, list):
        return tuple(
            (*_error(each), each.index)
            if isinstance(each, package.MessageError)
            else _message(package, each)
            for each in given
        )
    return _message(package, given) if isinstance(given, package.Message) else (repr(given),)


def _message(package: ModuleType, message: Any) -> tuple[object, ...]:
    """What is cheap to compare, and would not be the same if much else were not."""
    return (
        type(message.event).__name__,
        str(message),
        tuple(map(str, message.problems)),
        message.conflicts,
        json.dumps(package.to_dict(message), sort_keys=True),
        package.to_json(message),
    )


def _error(error: Any) -> tuple[object, ...]:
    text = str(error)
    if not text.isprintable() or len(text) > _LONGEST_ERROR:
        raise Defect(f"no error for one line: {text!r:.200}")
    problems = tuple(map(str, getattr(error, "errors", ())))
    return type(error).__name__, text, problems, type(error.__cause__).__name__


def _parsed(form: bytes | str | dict[str, Any]) -> Any:
    try:
        return dataworks_events.parse(form)
    except dataworks_events.MessageError:
        return None


def _kept(form: bytes | str) -> None:
    """That the message holds all that the text does, and writes it."""
    message = _parsed(form)
    if message is None:
        return
    sent = _sent(form)
    for written in (
        dataworks_events.to_dict(message),
        json.loads(dataworks_events.to_json(message)),
    ):
        if not same(written, sent):
            raise Defect(f"sent {sent!r:.1000}, written {written!r:.1000}")


def _sent(form: bytes | str) -> Any:
    return json.loads(form.removeprefix("\ufeff") if isinstance(form, str) else form)


def same(written: object, sent: object) -> bool:
    """Whether both are the same JSON, `1`, `1.0` and `"1"` being different."""
    # Step by step, as what is nested deeply would be too much for calls inside calls.
    pairs: list[tuple[Any, Any]] = [(written, sent)]
    while pairs:
        one, other = pairs.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            pairs += [(one[name], other[name]) for name in one]
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            pairs += zip(one, other, strict=True)
        elif type(one) is not type(other) or repr(one) != repr(other):
            return False
    return True
