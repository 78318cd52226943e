"""Who is compared: ways from the messages of a trial to Python, and back."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import cycle, islice
from typing import Any

import attrs

import dataworks_events as dw

PARSE = "`dw.parse`"
PARSE_MAPPING = "`dw.parse` of a mapping"
PARSE_LINES = "`dw.parse_many` of lines"
PARSE_LINES_TEXT = "`dw.parse_many` of one text with lines"
PARSE_ARRAY = "`dw.parse_many` of an array"
WRITE_SECOND = "`dw.to_bytes` of the second message of its kind"
WRITE_LATER = "`dw.to_bytes`"
WRITE_CHANGED = "`dw.to_bytes` after `attrs.evolve`"
ORJSON = "`orjson.loads`"
ORJSON_TWICE = "two `orjson.loads`"
ORJSON_DUMPS = "`orjson.dumps`"
JSON = "`json.loads`"
PYDANTIC = "strict pydantic 2"
PYDANTIC_EXTRA = "strict pydantic 2 with extras"
PYDANTIC_MAPPING = "strict `model_validate`"


class Unequal(Exception):
    """A contender made other data of a message than the message has."""


@attrs.frozen(kw_only=True)
class Trial:
    """Messages, and who takes turns on them in one process."""

    texts: tuple[bytes, ...]
    contenders: tuple[str, ...]
    expected: tuple[bytes, ...] = ()
    """The messages that models are made of, where they know less than is sent."""
    before: tuple[bytes, ...] = ()
    """What the process has parsed by then."""
    count: int = 0
    """Messages in one pass; each text once if it is 0."""
    without_msgspec: bool = False

    @cached_property
    def values(self) -> list[Any]:
        """The messages as the standard library reads them."""
        return [*map(json.loads, self.texts)]

    def stream(self) -> Iterable[bytes]:
        """The texts of one pass."""
        return islice(cycle(self.texts), self.count) if self.count else self.texts


@attrs.frozen
class Contender:
    """A way to take all messages of a trial."""

    run: Callable[[Any], None]
    """One pass over what `given` gave: this is timed."""
    given: Callable[[], object]
    data: Callable[[], Iterable[object]]
    """What it makes of each message, as plain data."""
    changes: int = 0
    """How many values of each message it means to change."""

    def check(self, name: str, values: Sequence[object]) -> None:
        """Take every message once, and compare.

        Raises:
            Unequal: what it made is not what the messages hold.
        """
        for value, made in zip(values, self.data(), strict=True):
            different = sorted(_differences(value, made))
            if len(different) != self.changes:
                paths = ", ".join(different) or "nothing"
                raise Unequal(f"{name} changes {paths} of {json.dumps(value):.120} …")


def _differences(one: object, other: object, path: str = "") -> Iterator[str]:
    """Paths of the values that would not be written alike."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from _differences(one.get(key), other.get(key), f"{path}.{key}".strip("."))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            yield from _differences(*pair, f"{path}[{index}]")
    elif json.dumps(one) != json.dumps(other):
        yield path


def made(trial: Trial) -> dict[str, Contender]:
    """The contenders of a trial, in its order."""
    return {name: _MAKERS[name](trial) for name in trial.contenders}


# Libraries come in by name, so that the types are checked the same with and without them.
def _library(name: str) -> Any:
    return importlib.import_module(name)


def _package(given: Sequence[Any]) -> Contender:
    parse, to_dict = dw.parse, dw.to_dict

    def run(given: Sequence[Any]) -> None:
        for each in given:
            message = parse(each)
            _ = message.event
            _ = message.id
            _ = message.time

    return Contender(run, lambda: given, lambda: [to_dict(parse(each)) for each in given])


def _lines(texts: Iterable[bytes]) -> bytes:
    return b"\n".join(texts)


def _array(texts: Iterable[bytes]) -> bytes:
    return b"[" + b",".join(texts) + b"]"


def _many(trial: Trial, source: Callable[[Iterable[bytes]], Any]) -> Contender:
    """All messages of a source that is made of texts, as often as the trial has it."""

    def messages(source: Any) -> Iterator[dw.Message]:
        return dw.parse_many(source, on_error=_raised, max_bytes=None)

    def run(source: Any) -> None:
        for message in messages(source):
            _ = message.event
            _ = message.id
            _ = message.time

    return Contender(
        run,
        lambda: source(trial.stream()),
        lambda: list(map(dw.to_dict, messages(source(trial.texts)))),
    )


def _raised(error: dw.MessageError) -> None:
    raise error


def _parsed(trial: Trial) -> list[dw.Message]:
    return [dw.parse(text) for text in trial.texts]


def _second(trial: Trial) -> Contender:
    """Messages that are the second ones of their kind that the process sees."""
    _, second = _parsed(trial), _parsed(trial)
    return _writing(dw.to_bytes, lambda: second)


def _changed(message: dw.Message) -> dw.Message:
    """The message with another text in the first field of its event that holds one."""
    event: Any = message.event
    names = (each.name for each in attrs.fields(type(event)))
    name = next(name for name in names if type(getattr(event, name)) is str)
    return attrs.evolve(message, event=attrs.evolve(event, **{name: "changed"}))


def _writing(
    write: Callable[[Any], bytes], given: Callable[[], Sequence[Any]], changes: int = 0
) -> Contender:
    def run(messages: Sequence[Any]) -> None:
        for message in messages:
            write(message)

    return Contender(run, given, lambda: [json.loads(write(each)) for each in given()], changes)


def _decoder(trial: Trial, decode: Callable[[bytes], object]) -> Contender:
    def run(texts: Iterable[bytes]) -> None:
        for text in texts:
            decode(text)

    return Contender(run, trial.stream, lambda: map(decode, trial.texts))


def _twice(trial: Trial, decode: Callable[[bytes], Any]) -> Contender:
    """The event is a text inside the message."""

    def run(texts: Iterable[bytes]) -> None:
        for text in texts:
            decode(decode(text)["data"])

    return Contender(run, trial.stream, lambda: map(decode, trial.texts))


def _models(trial: Trial, extra: str, method: str, given: Sequence[Any]) -> Contender:
    """Models of pydantic, the leanest there can be: each message has its own, and is known."""
    expected = trial.expected or trial.texts
    reads = [getattr(_model(json.loads(text), extra), method) for text in expected]

    def run(given: Sequence[Any]) -> None:
        for read, each in zip(reads, given, strict=True):
            read(each)

    def dumped(read: Callable[[Any], Any], each: object) -> object:
        return read(each).model_dump(by_alias=True, exclude_unset=True)

    return Contender(run, lambda: given, lambda: map(dumped, reads, given))


def _model(value: Any, extra: str) -> Any:
    """The type of a value: for an object, a model with the fields that it has."""
    if isinstance(value, list):
        return list[_model(_merged(value), extra)] if value else list  # type: ignore[misc]  # made
    if not isinstance(value, dict):
        return Any if value is None else type(value)
    pydantic = _library("pydantic")
    fields = {
        f"field_{index}": (_model(each, extra) | None, pydantic.Field(None, alias=name))
        for index, (name, each) in enumerate(value.items())
    }
    config = pydantic.ConfigDict(strict=True, extra=extra)
    return pydantic.create_model("Model", __config__=config, **fields)


def _merged(values: Sequence[Any]) -> Any:
    """One item for all, with the fields of each."""
    if not all(isinstance(value, dict) for value in values):
        return values[0]
    return {name: each for value in values for name, each in value.items()}


_MAKERS: Mapping[str, Callable[[Trial], Contender]] = {
    PARSE: lambda trial: _package(trial.texts),
    PARSE_MAPPING: lambda trial: _package(trial.values),
    PARSE_LINES: lambda trial: _many(trial, iter),
    PARSE_LINES_TEXT: lambda trial: _many(trial, _lines),
    PARSE_ARRAY: lambda trial: _many(trial, _array),
    WRITE_SECOND: _second,
    WRITE_LATER: lambda trial: _writing(dw.to_bytes, lambda: _parsed(trial)),
    WRITE_CHANGED: lambda trial: _writing(
        dw.to_bytes, lambda: [*map(_changed, _parsed(trial))], changes=1
    ),
    ORJSON: lambda trial: _decoder(trial, _library("orjson").loads),
    ORJSON_TWICE: lambda trial: _twice(trial, _library("orjson").loads),
    # Of new dicts, as of new messages: a text keeps what it was written as.
    ORJSON_DUMPS: lambda trial: _writing(
        _library("orjson").dumps, lambda: [*map(_library("orjson").loads, trial.texts)]
    ),
    JSON: lambda trial: _decoder(trial, json.loads),
    PYDANTIC: lambda trial: _models(trial, "ignore", "model_validate_json", trial.texts),
    PYDANTIC_EXTRA: lambda trial: _models(trial, "allow", "model_validate_json", trial.texts),
    PYDANTIC_MAPPING: lambda trial: _models(trial, "ignore", "model_validate", trial.values),
}
