"""What is measured together: each trial in a process of its own, so that none changes another."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context
from typing import TypeVar

import attrs

import dataworks_events as dw
from tests.benchmarks import contenders, memory, streams, timing
from tests.benchmarks.contenders import Trial
from tests.benchmarks.goals import Measured
from tests.benchmarks.streams import EVENTBRIDGE, FUNCTION_COMPUTE, Change, Message

R = TypeVar("R")
_PASSES_BEFORE = 10
"""Over all messages, before the clock starts: by then the package has registered what it will."""
_SEED = 3
_NAMES = 48
"""Unknown names that the package sees in each class before it is measured with more."""
REPEATED = 64
"""Times that one message is in a trial of its own."""


def trials(many: int) -> dict[str, Trial]:
    """Every trial; `many` is the length of the long stream."""
    messages = streams.full(EVENTBRIDGE)
    functions = streams.full(FUNCTION_COMPUTE)
    regular, by_function = streams.texts(messages.values()), streams.texts(functions.values())
    in_turns = streams.texts(
        each for name in functions for each in (messages[name], functions[name])
    )
    names = (f"newField{number}" for number in count())
    first = _sent(messages, streams.unknown_fields(names), _NAMES)
    orjson, twice, extras = contenders.ORJSON, contenders.ORJSON_TWICE, contenders.PYDANTIC_EXTRA
    others = (orjson, contenders.PYDANTIC)
    mapping = Trial(
        texts=regular, contenders=(contenders.PARSE_MAPPING, contenders.PYDANTIC_MAPPING)
    )
    beside_json = Trial(texts=regular, contenders=(contenders.PARSE, contenders.JSON))
    return {
        "unknown-field": _trial(messages, streams.unknown_field, orjson, extras),
        "unknown-nested-field": _trial(messages, streams.unknown_nested_field, orjson, extras),
        "unknown-attribute": _trial(messages, streams.unknown_attribute, orjson, extras),
        "null": _trial(messages, streams.null, orjson, extras),
        "other-form": _trial(messages, streams.other_form, orjson),
        "misfit": _trial(messages, streams.misfit, orjson),
        "names-beyond": attrs.evolve(
            _trial(messages, streams.unknown_fields(names), orjson), before=first
        ),
        "event-as-text": _trial(messages, streams.event_as_text, twice),
        "unknown-event": _trial(messages, streams.unknown_event, orjson, extras),
        "alone": Trial(texts=regular, contenders=(contenders.PARSE, orjson)),
        "mixed": Trial(
            texts=regular,
            contenders=(contenders.PARSE, *others, extras, contenders.JSON),
        ),
        "shuffled": _trial(messages, streams.shuffled(_SEED), *others),
        "mapping": mapping,
        "function-compute": Trial(
            texts=by_function, contenders=(contenders.PARSE, orjson), before=regular
        ),
        "in-turns": Trial(texts=in_turns, contenders=(contenders.PARSE, orjson)),
        "write": Trial(
            texts=regular,
            contenders=(
                contenders.WRITE_SECOND,
                contenders.WRITE_LATER,
                contenders.WRITE_CHANGED,
                contenders.ORJSON_DUMPS,
            ),
        ),
        "many": Trial(texts=regular, contenders=(contenders.PARSE_LINES, orjson), count=many),
        "array": Trial(
            texts=regular,
            contenders=(contenders.PARSE_ARRAY, contenders.PARSE_LINES_TEXT),
            count=many // 50,
        ),
        "without": attrs.evolve(beside_json, without_msgspec=True),
        "without-unknown-field": attrs.evolve(
            _trial(messages, streams.unknown_field, contenders.JSON), without_msgspec=True
        ),
        "without-mapping": attrs.evolve(mapping, without_msgspec=True),
        "memory": beside_json,
        "memory-without": attrs.evolve(beside_json, without_msgspec=True),
    }


def _trial(messages: Mapping[str, Message], change: Change, *others: str) -> Trial:
    """Of the messages that have a place for the change; models are made of those without it."""
    pairs = streams.changed(messages, change)
    return Trial(
        texts=streams.texts(sent for _, sent in pairs),
        expected=streams.texts(message for message, _ in pairs),
        contenders=(contenders.PARSE, *others),
    )


def _sent(messages: Mapping[str, Message], change: Change, times: int) -> tuple[bytes, ...]:
    every = (streams.changed(messages, change) for _ in range(times))
    return streams.texts(sent for pairs in every for _, sent in pairs)


def seconds(trial: Trial, rounds: int, sample: float) -> Measured:
    """Seconds of one pass by each contender, once all give back the data of every message."""
    made = contenders.made(trial)
    for _ in range(_PASSES_BEFORE):
        for text in trial.before:
            dw.parse(text)
        for name, contender in made.items():
            contender.check(name, trial.values)
    return timing.interleaved(made, rounds, sample)


def seconds_alone(trial: Trial, rounds: int, sample: float) -> list[Measured]:
    """The same for each message by itself, with all of them known."""
    for text in trial.texts * _PASSES_BEFORE:
        dw.parse(text)
    return [
        seconds(attrs.evolve(trial, texts=(text,) * REPEATED), rounds, sample)
        for text in trial.texts
    ]


def bytes_kept(trial: Trial, kept: int) -> Measured:
    """Bytes of each message that is kept, by contender."""

    def looked_at(text: bytes) -> dw.Message:
        message = dw.parse(text)
        _ = message.event, message.id, message.time
        return message

    for text in trial.texts * _PASSES_BEFORE:
        dw.parse(text)
    return {
        name: tuple(memory.bytes_each(read, text, kept) for text in trial.texts)
        for name, read in ((contenders.PARSE, looked_at), (contenders.JSON, json.loads))
    }


def in_new_process(without_msgspec: bool, function: Callable[..., R], *args: object) -> R:
    """What the function gives in a fresh process; what it raises is raised here."""
    with ProcessPoolExecutor(
        1, get_context("spawn"), _keep_msgspec_away if without_msgspec else None
    ) as process:
        return process.submit(function, *args).result()


def _keep_msgspec_away() -> None:
    if "msgspec" in sys.modules:
        raise RuntimeError("msgspec was imported before it could be kept away")
    sys.modules["msgspec"] = None  # type: ignore[assignment]  # what makes an import fail
