"""Values that a message keeps: whether they are JSON and can be written again.

Two kinds come here: what a JSON decoder made, which is looked through, and the caller's own
objects, which are copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any, Final

from ._shown import Json, path_of, shown
from .errors import MalformedMessage

DEEPEST: Final = 200
"""How many objects and arrays may lie inside each other.

Python gives up at about 1,000 calls, and copying or `attrs.asdict` take up to four for each:
so what can be read can be copied, pickled and written, also deep inside a program.
"""

_SURE = frozenset((str, int, bool, type(None)))
# Numbers with fewer bits have fewer digits than Python refuses to write at its strictest setting.
_SMALL_BITS = 2_000


def checked(value: Any, depth: int) -> Any:
    """A decoder's value, inside so many objects and arrays, if it can be written again.

    Raises:
        MalformedMessage: a number has no float, or it is nested too deeply.
    """
    waiting: list[Iterator[Any]] = [iter((value,))]
    while waiting:
        for item in waiting[-1]:
            kind = type(item)
            if kind in _SURE:
                continue
            if kind is float:
                if not isfinite(item):
                    raise MalformedMessage(f"expected JSON values, got number {item}")
                continue
            if depth + len(waiting) > DEEPEST:
                raise _too_deep()
            waiting.append(iter(item if kind is list else item.values()))
            break
        else:
            waiting.pop()
    return value


class _Place:
    """A container to be copied, and the way to it."""

    __slots__ = ("above", "copy", "depth", "source", "step")

    def __init__(self, source: Any, copy: Any, depth: int, above: _Place | None, step: Any) -> None:
        self.source = source
        self.copy = copy
        self.depth = depth
        self.above = above
        self.step = step


def plain(value: object, most: int | None = None, depth: int = 0) -> tuple[Json, int | None]:
    """A copy of nothing but dicts, lists, texts, numbers, booleans and None.

    Subclasses (an enum member, an `OrderedDict`) become what they are a kind of.  `most` bounds
    the values that are looked at: one list in many places counts each time.  With the copy comes
    how many are left of them.

    Raises:
        MalformedMessage: something in it is no JSON value, or nested too deeply.
    """
    try:
        return _copy(value, most, depth)
    except MalformedMessage:
        raise
    except Exception as error:
        # A mapping of the caller's own class may raise anything.
        raise MalformedMessage(
            f"expected JSON values, got {shown(type(value).__name__)} that cannot be read"
        ) from error


def _copy(value: object, most: int | None, outside: int) -> tuple[Json, int | None]:
    top: list[Any] = []
    waiting = [_Place([value], top, outside, None, "")]
    left = most
    while waiting:
        place = waiting.pop()
        if place.depth > DEEPEST:
            raise _too_deep()
        copy = place.copy
        into_list = type(copy) is list
        items: Iterable[tuple[Any, Any]] = (
            enumerate(place.source) if into_list else place.source.items()
        )
        for step, item in items:
            if left is not None:
                left -= 1
                if left < 0:
                    raise too_many(most)
            kind = type(item)
            made: Any = item
            inside = False
            if kind is str or kind is bool or item is None:
                pass
            elif isinstance(item, int):
                made = _whole(item, place, step)
            elif isinstance(item, float):
                made = float.__pos__(item)
                if not isfinite(made):
                    raise _refused(f"number {made}", place, step)
            elif isinstance(item, str):
                made = str.__str__(item)
            elif isinstance(item, list):
                made, inside = [], True
            elif isinstance(item, Mapping):
                made, inside = {}, True
            else:
                raise _refused(shown(kind.__name__), place, step)
            if into_list:
                copy.append(made)
            else:
                copy[_key(step, place)] = made
            if inside:
                waiting.append(_Place(item, made, place.depth + 1, place, step))
    copied: Json = top[0]
    return copied, left


def too_many(most: int | None) -> MalformedMessage:
    """What to raise where the caller's objects hold more values than allowed."""
    return MalformedMessage(f"expected at most {most} values; max_bytes sets the limit")


def _too_deep() -> MalformedMessage:
    return MalformedMessage("expected JSON: nested too deeply")


def _whole(item: int, place: _Place, step: object) -> int:
    if item.bit_length() > _SMALL_BITS:
        try:
            str(item)
        except ValueError:
            found = f"integer of {item.bit_length()} bits"
            raise _refused(found, place, step) from None
    return int.__add__(item, 0)


def _key(step: object, place: _Place) -> str:
    if type(step) is str:
        return step
    if isinstance(step, str):
        return str.__str__(step)
    raise MalformedMessage(
        f"expected names of type str in {_path(place)}, got {shown(type(step).__name__)}"
    )


def _refused(found: str, place: _Place, step: object) -> MalformedMessage:
    return MalformedMessage(f"expected JSON values, got {found} at {_path(place, step)}")


def _path(place: _Place, *steps: object) -> str:
    """The way to a place, shortened, for people."""
    way = [*steps]
    while place.above is not None:
        way.append(place.step)
        place = place.above
    # The last step is into the list that holds the value itself.
    named = [step if isinstance(step, str | int) else "?" for step in way[-2::-1]]
    return shown(path_of(named) or "$", 200)
