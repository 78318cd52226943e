"""Messages that are not as the catalogue says, in one place or several."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import hypothesis.strategies as st

from tests.generated.messages import CODES, fixtures, kind_of
from tests.generated.values import JSON, NAMES

FULL = [f for code in CODES for f in fixtures(code) if kind_of(f) == "full"]
WIRE_NAMES = sorted(
    {name for f in FULL for name in [*f.message, *json.dumps(f.message).split('"')]}
)

UNUSUAL: st.SearchStrategy[Any] = st.sampled_from(
    (
        *(None, True, False, 0, 1, -1, 7, 1.0, -0.0, 501.0, 0.5, 1e16, 1e22),
        *(2**53, 2.0**53, -(2.0**53), 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**30),
        *("", "0", "7", "-0", "007", "1.0", "1e3", " 1", "٣", "9" * 30, "null", "{}", "[]", "[1]"),
        *("\x00", "\u2028", "\ud800", "\udc00\ud800", "\ud83d\ude00", "😀"),
        *([], {}, [None], [1, "1", 1.0], [True], [[]], [{}], {"": None}, {"a": {"b": [1.5]}}),
    )
)
VALUES = UNUSUAL | JSON


def places(value: object, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside."""
    inner = value if isinstance(value, dict) else range(len(value)) if type(value) is list else ()
    for step in inner:
        yield (*above, step)
        yield from places(value[step], (*above, step))  # type: ignore[index]


def other_form(value: Any) -> Any:
    """The same in another form in which it may be sent, or may seem to be."""
    match value:
        case bool() | None:
            return json.dumps(value)
        case int():
            as_float = [float(value)] if abs(value) < 2**1000 else []
            return [*as_float, str(value), f"{value}.0", [value], bool(value)]
        case float():
            return [str(value), int(value)]
        case str():
            digits = [int(value), float(value)] if value.isdecimal() and len(value) < 300 else []
            return [*digits, value.upper(), value.lower(), value.capitalize(), [value], {value: 1}]
        case list():
            return [*value[:1], json.dumps(value), {"list": value}, value * 2, [*value, None]]
        case dict():
            return [json.dumps(value), [value], [*value.values()]]
    raise TypeError(value)


def inside(message: Any, place: tuple[Any, ...]) -> Any:
    """What has the place in it, or `None` if an earlier change took it away."""
    for step in place[:-1]:
        try:
            message = message[step]
        except (LookupError, TypeError):
            return None
    return message


@st.composite
def changed_messages(draw: st.DrawFn, most: int = 3) -> tuple[dict[str, Any], dict[str, Any]]:
    """A message with all its fields, and the same with one to three changes."""
    usual: dict[str, Any] = dict(draw(st.sampled_from(FULL)).message)
    sent = copy.deepcopy(usual)
    # Once a place is chosen, others of the same message are as likely.
    ways = [*places(usual)]
    for _ in range(draw(st.integers(1, most))):
        place = draw(st.sampled_from(ways))
        container, step = inside(sent, place), place[-1]
        if isinstance(container, dict):
            change_name(draw, container, step)
        elif isinstance(container, list) and isinstance(step, int) and step < len(container):
            container[step] = another(draw, container[step])
    return usual, sent


def change_name(draw: st.DrawFn, container: dict[str, Any], name: str) -> None:
    """Change what an object has under a name, or the name."""
    match draw(st.integers(0, 6)):
        case 0 | 1 | 2:
            if name in container:
                container[name] = another(draw, container[name])
        case 3:
            container.pop(name, None)
        case 4:
            container[draw(NAMES)] = draw(VALUES)
        case 5:
            container[draw(st.sampled_from(WIRE_NAMES))] = draw(VALUES)
        case 6:
            if name in container:
                container[draw(st.sampled_from(WIRE_NAMES))] = container.pop(name)


def another(draw: st.DrawFn, value: Any) -> Any:
    """Another value: in another form, none, or any."""
    match draw(st.integers(0, 3)):
        case 0 | 1:
            forms = other_form(value)
            return copy.deepcopy(
                draw(st.sampled_from(forms)) if type(forms) is list and forms else forms
            )
        case 2:
            return None
    return copy.deepcopy(draw(VALUES))
