"""Between the wire forms of values and their Python types, one codec for each pair."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, TypeVar, cast

from .open_enum import OpenIntEnum, OpenStrEnum
from .reading import MISFIT, Json, Reading
from .wire import Codec, RefusedError, WireObject, chosen, read_object, write_object

_Enum = TypeVar("_Enum", bound=Enum)

# Beyond, a value made by hand may be one that JSON does not have: NaN, or too many digits.
_WIDE: Final = 2**63

# What `str` gives for a number, and no more digits than Python reads at its strictest setting.
_WHOLE_NUMBER = re.compile("0|-?[1-9][0-9]{0,639}")


SCALARS: Final = frozenset((str, bool, type(None)))
"""Types of which every value is JSON."""


def number(text: str) -> int | None:
    """The whole number that a text is; `None` where the number would be written otherwise."""
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def items(values: list[Any], item: Plain) -> tuple[Any, ...] | None:
    """The values if all fit and none is beyond 64 bits, else `None`."""
    if not item.kinds.issuperset(map(type, values)):
        return None
    if int in item.kinds and not all(-_WIDE < value < _WIDE for value in values):
        return None
    return tuple(values)


def member(value: object, enum: type[_Enum]) -> _Enum | None:
    """The member with this value, `None` if there is none."""
    found: Any = enum._value2member_map_.get(value)
    return found  # type: ignore[no-any-return]  # a cast would cost as much as the look-up


def respelt(text: str, enum: type[_Enum], wire: str, as_sent: dict[str, Json]) -> _Enum:
    """The member that a text stands for; another spelling of it goes into `as_sent`."""
    found = enum(text)
    if found.value != text:
        as_sent[wire] = text
    return found


def members(values: list[Any], enum: type[Enum]) -> tuple[Any, ...] | None:
    """The members with these values if the enum has them all, else `None`."""
    known = enum._value2member_map_
    try:
        return tuple([known[value] for value in values])
    except (KeyError, TypeError):
        return None


def digits(text: str) -> int:
    """The whole number that a decoded text is.

    Raises:
        RefusedError: the number would be written otherwise.
    """
    read = number(text)
    if read is None:
        raise RefusedError
    return read


def known(value: object, enum: type[_Enum]) -> _Enum:
    """The member with exactly this decoded value.

    Raises:
        RefusedError: there is none.
    """
    found = member(value, enum)
    if found is None:
        raise RefusedError
    return found


def each(
    read: Callable[[Any, Any], WireObject], values: list[Any], root: Any
) -> tuple[WireObject, ...]:
    """Objects of decoded structs.

    Raises:
        RefusedError: something about one of them is odd.
    """
    made = []
    for value in values:
        # Usually there is one, for which a comprehension would take longer.
        made.append(read(value, root))
    return tuple(made)


def objects(
    values: list[Any], object_class: type[WireObject], root: dict[str, Any]
) -> tuple[Any, ...] | None:
    """Objects of the class, or of its variants, if none of them is odd, else `None`."""
    made = []
    for value in values:
        if type(value) is not dict:
            return None
        new = chosen(object_class, value, root)._quick(value, root)
        if new is None:
            return None
        made.append(new)
    return tuple(made)


class Plain(Codec):
    """A JSON value that Python has a type for."""

    __slots__ = ("kinds",)

    def __init__(self, expected: str, *kinds: type) -> None:
        super().__init__(expected)
        self.kinds = frozenset(kinds)

    def read(self, value: Json, reading: Reading) -> object:
        if type(value) in self.kinds:
            return value
        # A subclass counts (an enum member in a hand-made dict), but true is not 1.
        if isinstance(value, tuple(self.kinds)) and not isinstance(value, bool):
            return value
        return reading.misfit(self.expected, value)


class AnyJson(Codec):
    """Any JSON value, as it is."""

    __slots__ = ()

    def read(self, value: Json, reading: Reading) -> object:
        return value


class Digits(Codec):
    """A whole number that stands, always or sometimes, in quotes on the wire."""

    __slots__ = ("_bare", "_quoted")

    def __init__(self, written: type[str] | type[int], *, either: bool) -> None:
        expected = "integer or digits in a string" if either else "digits in a string"
        super().__init__(expected, plain=written is int)
        self._bare = either
        self._quoted = written is str

    def read(self, value: Json, reading: Reading) -> object:
        if self._bare and isinstance(value, int) and not isinstance(value, bool):
            return value
        read = number(value) if isinstance(value, str) else None
        return reading.misfit(self.expected, value) if read is None else read

    def write(self, value: object) -> Json:
        return str(value) if self._quoted else cast("int", value)


class Text(Codec):
    """A text that is sometimes sent as a bare number.

    With `exact` false, a number is no way to write the text (a date) and is kept as sent.
    """

    __slots__ = ()

    def __init__(self, *, exact: bool) -> None:
        super().__init__("string or integer", exact=exact)

    def read(self, value: Json, reading: Reading) -> object:
        if isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return reading.misfit(self.expected, value)


class Member(Codec):
    """A value of an enum."""

    __slots__ = ("enum", "value")

    def __init__(self, enum: type[Enum], value: Codec) -> None:
        open_ended = issubclass(enum, OpenStrEnum | OpenIntEnum)
        known = ", ".join(json.dumps(member.value) for member in enum)
        respelt = issubclass(enum, OpenStrEnum) and bool(enum.__spellings__)
        super().__init__(
            value.expected if open_ended else f"one of {known}",
            exact=value.exact and not respelt,
            plain=False,
        )
        self.enum = enum
        self.value = value

    def read(self, value: Json, reading: Reading) -> object:
        plain = self.value.read(value, reading)
        if plain is MISFIT:
            return MISFIT
        try:
            return self.enum(plain)
        except ValueError:
            return reading.misfit(self.expected, value)

    def write(self, value: object) -> Json:
        return self.value.write(value.value if isinstance(value, Enum) else value)


class Array(Codec):
    """A list, read as a tuple; one item that does not fit spoils it."""

    __slots__ = ("item",)

    def __init__(self, item: Codec) -> None:
        super().__init__("array", exact=item.exact, plain=False)
        self.item = item

    def read(self, value: Json, reading: Reading) -> object:
        if not isinstance(value, list):
            return reading.misfit(self.expected, value)
        read, problems = self.item.read, reading.problems
        items: list[object] = []
        fits = True
        for index, raw in enumerate(value):
            since = len(problems)
            item = read(raw, reading)
            if len(problems) > since:
                reading.inside(index, since)
            fits = fits and item is not MISFIT
            items.append(item)
        return tuple(items) if fits else MISFIT

    def write(self, value: object) -> Json:
        items = cast("tuple[Json, ...]", value)
        return [*items] if self.item.plain else [self.item.write(item) for item in items]


class Nested(Codec):
    """An object of a class, or of the variant of it that the message asks for."""

    __slots__ = ("object_class",)

    def __init__(self, object_class: type[WireObject]) -> None:
        super().__init__("object", plain=False)
        self.object_class = object_class

    def read(self, value: Json, reading: Reading) -> object:
        return read_object(self.object_class, value, reading)

    def write(self, value: object) -> Json:
        return write_object(cast("WireObject", value))


class Wrapped(Nested):
    """An object in place of which the bare list of its one list field is sometimes sent."""

    __slots__ = ("_wire",)

    def __init__(self, object_class: type[WireObject], wire: str) -> None:
        super().__init__(object_class)
        self.expected, self.exact = "object or array", False
        self._wire = wire

    def read(self, value: Json, reading: Reading) -> object:
        if isinstance(value, Mapping):
            return super().read(value, reading)
        if not isinstance(value, list):
            return reading.misfit(self.expected, value)
        since = len(reading.problems)
        read = read_object(self.object_class, {self._wire: value}, reading)
        for problem in reading.problems[since:]:
            # The bare list has no name around it.
            problem.path.pop()
        return read


STRING: Final = Plain("string", str)
INTEGER: Final = Plain("integer", int)
NUMBER: Final = Plain("number", int, float)
BOOLEAN: Final = Plain("boolean", bool)
ANY: Final = AnyJson("any value")
QUOTED_DIGITS: Final = Digits(str, either=False)
DIGITS_OR_INTEGER: Final = Digits(str, either=True)
INTEGER_OR_DIGITS: Final = Digits(int, either=True)
TEXT_OR_DIGITS: Final = Text(exact=True)
TEXT_OR_NUMBER: Final = Text(exact=False)
