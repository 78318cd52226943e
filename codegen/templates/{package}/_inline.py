"""Python source that the compiled decoders have for what is expected of a field."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterable
from typing import Any, Final

from ._codecs import (
    EXACT_FLOATS,
    AnyJson,
    Array,
    Codec,
    Digits,
    Integer,
    Member,
    Plain,
    Text,
    number,
)
from .open_enum import OpenStrEnum

# Beyond, a value made by hand may have more digits than JSON can be written with.
_WIDE: Final = 2**63
_IN_RANGE: Final = f"{-_WIDE} < v < {_WIDE}"
INTEGER_TEST: Final = f"type(v) is int and {_IN_RANGE}"
"""Whether `v` is a whole number."""
WHOLE_FLOAT_TEST: Final = (
    f"type(v) is float and {-EXACT_FLOATS} < v < {EXACT_FLOATS} and v.is_integer()"
)
"""Whether `v` is one that was sent with a point: `501.0`."""
SCALARS: Final = frozenset((str, bool, type(None)))
"""Types of which every value is JSON."""


class Names:
    """The global names of compiled source."""

    __slots__ = ("values",)

    def __init__(self, **values: object) -> None:
        # A plain dict: Python finds names in no other as fast.
        self.values: dict[str, Any] = values

    def __setitem__(self, name: str, value: object) -> None:
        self.values[name] = value

    def bind(self, value: object, hint: str) -> str:
        """A name of its own for a value."""
        name = f"{hint}{len(self.values)}"
        self.values[name] = value
        return name


def compiled(name: str, lines: Iterable[str], names: Names, title: str) -> Callable[..., Any]:
    """The function of that name which the lines define; debuggers can show its source."""
    source = "\n".join(lines) + "\n"
    file = f"<{__package__} {title}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), names.values)
    made: Callable[..., Any] = names.values[name]
    return made


def test_of(codec: Codec, names: Names) -> tuple[str, str] | None:
    """An expression that is true where `v` is as expected, and one for its typed value.

    `None` where no short expression can say it.
    """
    if isinstance(codec, Plain) and len(codec.kinds) == 1:
        return f"type(v) is {codec.kinds[0].__name__}", "v"
    if isinstance(codec, Plain):
        return f"(type(v) is int or type(v) is float) and {_IN_RANGE}", "v"
    if isinstance(codec, Integer) or (isinstance(codec, Digits) and not codec.quoted):
        return INTEGER_TEST, "v"
    if isinstance(codec, Digits):
        return f"type(v) is str and (w := {names.bind(number, 'number')}(v)) is not None", "w"
    if isinstance(codec, AnyJson):
        return f"type(v) in {names.bind(SCALARS, 'SCALARS')}", "v"
    if isinstance(codec, Member):
        kind = plain_kind(codec)
        known = names.bind(members_of(codec).get, "member")
        return f"type(v) is {kind} and (w := {known}(v)) is not None", "w"
    if isinstance(codec, Array):
        item = codec.item
        if isinstance(item, Member):
            read, known = names.bind(_members, "members"), names.bind(members_of(item), "known")
            return f"type(v) is list and (w := {read}(v, {known})) is not None", "w"
        if isinstance(item, Digits) and item.quoted:
            read = names.bind(_whole_numbers, "numbers")
            return f"type(v) is list and (w := {read}(v)) is not None", "w"
        kinds = _kinds_of(item)
        if kinds is not None:
            read, known = names.bind(_items, "items"), names.bind(kinds, "kinds")
            return f"type(v) is list and (w := {read}(v, {known})) is not None", "w"
        return None
    return ("type(v) is str", "v") if isinstance(codec, Text) else None


def _kinds_of(codec: Codec) -> frozenset[type] | None:
    """The types of the values that are as expected, if that is all there is to say."""
    if isinstance(codec, Plain):
        return frozenset(codec.kinds)
    if isinstance(codec, Integer | Digits):
        return frozenset((int,))
    return frozenset((str,)) if isinstance(codec, Text) else None


def plain_kind(codec: Member) -> str:
    """The type in which the values of an enum stand on the wire."""
    quoted = isinstance(codec.value, Digits) and codec.value.quoted
    return "int" if issubclass(codec.enum, int) and not quoted else "str"


def members_of(codec: Member) -> dict[Any, Any]:
    """The members of an enum by their wire form."""
    return {codec.write(member): member for member in codec.enum}


def spellings_of(codec: Codec) -> dict[str, Any] | None:
    """The members by every usual way to write them, if an enum has more than one."""
    if not (isinstance(codec, Member) and issubclass(codec.enum, OpenStrEnum)):
        return None
    enum = codec.enum
    if not enum.__spellings__:
        return None
    texts = [*enum.__spellings__, *(member.value for member in enum)]
    ways: list[Callable[[str], str]] = [str]
    if enum.__ignore_case__:
        ways += [str.upper, str.lower, str.capitalize]
    found = {way(text): enum(way(text)) for text in texts for way in ways}
    return {text: member for text, member in found.items() if member.is_known}


def _items(values: list[Any], kinds: frozenset[type]) -> tuple[Any, ...] | None:
    """The values if all are as expected, else `None`."""
    if not kinds.issuperset(map(type, values)):
        return None
    if int in kinds and not all(-_WIDE < value < _WIDE for value in values):
        return None
    return tuple(values)


def _whole_numbers(values: list[Any]) -> tuple[int, ...] | None:
    """The whole numbers that the texts are, if all are texts of one, else `None`."""
    if not all(type(value) is str for value in values):
        return None
    found = [number(value) for value in values]
    return None if None in found else tuple(each for each in found if each is not None)


def _members(values: list[Any], known: dict[Any, Any]) -> tuple[Any, ...] | None:
    """The members with these values if the enum has them all, else `None`."""
    try:
        found = tuple([known[value] for value in values])
    except (KeyError, TypeError):
        return None
    # True counts as 1, and 1.0 as well, where a dict is asked.
    return found if bool not in (kinds := set(map(type, values))) and float not in kinds else None
