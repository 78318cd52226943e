"""Other inputs out of one: JSON is changed as JSON, so that most of what comes out still is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from random import Random
from typing import Any, Final

_VALUES: Final[tuple[object, ...]] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    -0.0,
    1.0,
    1e16,
    1.5e308,
    2**31,
    2**63,
    -(2**63) - 1,
    10**30,
    "",
    "0",
    "12",
    "-0",
    "007",
    "1e5",
    "x",
    "null",
    "{}",
    "[]",
    "\x00",
    "\x7f",
    "\u2028",
    "\ud800",
    "\U0001f600",
    [],
    {},
    [None],
    [[]],
    {"": None},
)
_NAMES: Final = ("", "data", "messageBody", "eventCode", "__class__", "extra", "as_sent", "\ud800")
_RAW: Final = (
    "NaN",
    "-Infinity",
    "1e400",
    "-1E+400",
    "1e-400",
    "-0",
    "01",
    "1.",
    "9" * 400,
    "9" * 4301,
    "[" * 513 + "]" * 513,
    "tru",
    '"\\ud800"',
    '"\\/"',
    "{,}",
)
_PIECES: Final = (
    b"",
    b" ",
    b"\n",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xff",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b'"data":{},',
    b'"type":null,',
    b'"eventCode":"x",',
)
_MARK: Final = "\u2603 raw"
_ENCODINGS: Final = ("utf-16", "utf-16-be", "utf-32", "utf-8-sig")


def mutated(
    data: bytes,
    most: int,
    random: Random,
    pool: Sequence[bytes],
    change_bytes: Callable[[bytes, int], bytes] | None = None,
) -> bytes:
    """Another input of at most `most` bytes.

    Parts are taken from `pool` as well.  `change_bytes` is the fuzzer's own way to change bytes.
    """
    text = data
    found = _decoded(data) if random.random() < 0.8 else None
    if isinstance(found, dict | list):
        # What is nested too deeply stays as it is.
        with suppress(RecursionError):
            text = _written(_changed(found, random, pool), random)
    elif change_bytes is not None and random.random() < 0.5:
        return change_bytes(data, most)
    if text is data or random.random() < 0.1:
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(_PIECES) + text[at + random.choice((0, 0, 1, 4)) :]
    return text[:most]


def _decoded(data: bytes) -> Any:
    """The JSON value; of several lines, a list; `None` if it is neither."""
    for text in (data, b"[" + b",".join(data.splitlines()) + b"]"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            continue
    return None


@cache
def _values(pool: Sequence[bytes]) -> tuple[tuple[object, ...], tuple[str, ...]]:
    """All values and all names in the messages of the pool."""
    values, names = [], set(_NAMES)
    for text in pool:
        found = _decoded(text)
        for container, step in _places(found):
            values.append(container[step])
            if isinstance(step, str):
                names.add(step)
    return tuple(values), tuple(sorted(names))


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container inside, with each of its steps."""
    places = []
    waiting = [value] if isinstance(value, dict | list) else []
    while waiting:
        container = waiting.pop()
        for step in container if isinstance(container, dict) else range(len(container)):
            places.append((container, step))
            if isinstance(container[step], dict | list):
                waiting.append(container[step])
    return places


def _changed(found: Any, random: Random, pool: Sequence[bytes]) -> Any:
    values, names = _values(pool)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        places = _places(found)
        if not places:
            return _copy(random.choice(values))
        container, step = random.choice(places)
        value = container[step]
        match random.randrange(9):
            case 0 | 1:
                container[step] = _copy(random.choice(_VALUES))
            case 2:
                container[step] = _copy(random.choice(values))
            case 3:
                del container[step]
            case 4 if isinstance(container, dict):
                container[random.choice(names)] = container.pop(step)
            case 5 if isinstance(container, dict):
                container[random.choice(names)] = _copy(value)
            case 4 | 5:
                container.insert(step, _copy(value))
            case 6:
                container[step] = json.dumps(value) if random.random() < 0.5 else str(value)
            case 7:
                container[step] = [value]
            case 8:
                container[step] = _MARK
    match random.randrange(20):
        case 0:
            return [found, found]
        case 1 if isinstance(found, list):
            return random.choice(found) if found else {}
    return found


def _copy(value: object) -> Any:
    return json.loads(json.dumps(value))


def _written(value: Any, random: Random) -> bytes:
    if isinstance(value, list) and random.random() < 0.3:
        text = "\n".join(json.dumps(each) for each in value)
    else:
        indent = random.choice((None, None, None, 1))
        text = json.dumps(value, ensure_ascii=random.random() < 0.5, indent=indent)
    while f'"{_MARK}"' in text or json.dumps(_MARK) in text:
        raw = random.choice(_RAW)
        text = text.replace(f'"{_MARK}"', raw, 1).replace(json.dumps(_MARK), raw, 1)
    encoding = random.choice(_ENCODINGS) if random.random() < 0.05 else "utf-8"
    return text.encode(encoding, "surrogatepass")
