"""Values from other hands than a JSON decoder's: whether they are JSON, and a copy that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, Final, NamedTuple

from .errors import MalformedMessage
from .reading import Json, path_of, shown

DEEPEST: Final = 512
"""How many objects and arrays may lie inside each other.

Python itself gives up at about 1,000, calls included; with a bound of our own, what is read in
one place of a program can be written in another.
"""

_SURE = frozenset((str, bool, type(None)))
# Numbers with fewer bits have fewer digits than Python refuses to write at its strictest setting.
_SMALL_BITS = 2_000


class _Place(NamedTuple):
    """A container to be copied, and the way to it."""

    source: Any
    copy: Any
    depth: int
    above: _Place | None
    step: str | int


def plain(value: object, most: int | None = None) -> Json:
    """A copy of nothing but dicts, lists, texts, numbers, booleans and None.

    Subclasses (an enum member, an `OrderedDict`) become what they are a kind of.  `most` bounds
    the values that are looked at: one list in many places counts each time.

    Raises:
        MalformedMessage: something in it is no JSON value, or nested too deeply.
    """
    try:
        return _copy(value, most)
    except MalformedMessage:
        raise
    except Exception as error:
        # A mapping of the caller's own class may raise anything.
        raise MalformedMessage(
            f"expected JSON values, got {shown(type(value).__name__)} that cannot be read"
        ) from error


def _copy(value: object, most: int | None) -> Json:
    top: list[Any] = []
    waiting = [_Place([value], top, 0, None, "")]
    looked_at = 0
    while waiting:
        place = waiting.pop()
        source, copy, depth, _, _ = place
        if depth > DEEPEST:
            raise MalformedMessage("expected JSON: nested too deeply")
        into_list = type(copy) is list
        items: Iterable[tuple[Any, Any]] = enumerate(source) if into_list else source.items()
        for step, item in items:
            looked_at += 1
            if most is not None and looked_at > most:
                raise MalformedMessage(f"expected at most {most} values; max_bytes sets the limit")
            kind = type(item)
            made: Any = item
            inside = False
            if kind in _SURE:
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
                waiting.append(_Place(item, made, depth + 1, place, step))
    copied: Json = top[0]
    return copied


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
