"""Between the wire forms of values and their Python types, one codec for each pair."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, Final, cast

from ._reading import MISFIT, Reading
from ._shown import Json, Path
from .open_enum import OpenIntEnum, OpenStrEnum

# Beyond, a float may stand for several whole numbers.
_EXACT_FLOATS: Final = 2**53

# What `str` gives for a number, and no more digits than Python reads at its strictest setting.
_WHOLE_NUMBER = re.compile("0|-?[1-9][0-9]{0,639}")


def number(text: str) -> int | None:
    """The whole number that a text is; `None` where the number would be written otherwise."""
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def whole(value: object) -> int | None:
    """The whole number that a value is, one that was sent with a point included (`501.0`)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_FLOATS:
        return int(value)
    return None


class Codec:
    """Between the wire form of a value and its Python type."""

    __slots__ = ("expected",)

    def __init__(self, expected: str) -> None:
        self.expected = expected
        """The wire form, in the words of error messages."""

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        """The typed value, or `MISFIT` with the problem noted in `reading`."""
        raise NotImplementedError

    def write(self, value: Any) -> Json:
        """The wire form of a typed value."""
        return cast("Json", value)


class Plain(Codec):
    """A JSON value that Python has a type for."""

    __slots__ = ("kinds",)

    def __init__(self, expected: str, *kinds: type) -> None:
        super().__init__(expected)
        self.kinds = kinds

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        # True is not 1.
        if isinstance(value, self.kinds) and (bool in self.kinds or not isinstance(value, bool)):
            return value
        return reading.misfit(path, self.expected, value)


class Integer(Codec):
    """A whole number."""

    __slots__ = ()

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        found = whole(value)
        return reading.misfit(path, self.expected, value) if found is None else found


class AnyJson(Codec):
    """Any JSON value, as it is."""

    __slots__ = ()

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        return value


class Digits(Codec):
    """A whole number that stands, always or sometimes, in quotes on the wire."""

    __slots__ = ("bare", "quoted")

    def __init__(self, written: type[str] | type[int], *, either: bool) -> None:
        super().__init__("integer or digits in a string" if either else "digits in a string")
        self.bare = either
        """Whether it may stand there without quotes."""
        self.quoted = written is str
        """Whether it is written in quotes, if it was not read in another form."""

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        found = whole(value) if self.bare else None
        if found is None and isinstance(value, str):
            found = number(value)
        return reading.misfit(path, self.expected, value) if found is None else found

    def write(self, value: Any) -> Json:
        return str(value) if self.quoted else cast("int", value)


class Text(Codec):
    """A text that is sometimes sent as a bare number."""

    __slots__ = ()

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        if isinstance(value, str):
            return value
        found = whole(value)
        return reading.misfit(path, self.expected, value) if found is None else str(found)


class Member(Codec):
    """A value of an enum."""

    __slots__ = ("enum", "value")

    def __init__(self, enum: type[Enum], value: Codec) -> None:
        open_ended = issubclass(enum, OpenStrEnum | OpenIntEnum)
        super().__init__(value.expected if open_ended else one_of(enum))
        self.enum = enum
        self.value = value

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        plain = self.value.read(value, reading, path)
        if plain is MISFIT:
            return MISFIT
        try:
            return self.enum(plain)
        except ValueError:
            return reading.misfit(path, self.expected, value)

    def write(self, value: Any) -> Json:
        return self.value.write(value.value if isinstance(value, Enum) else value)


def one_of(enum: type[Enum]) -> str:
    """The values of a closed enum, in the words of error messages."""
    import json

    return f"one of {', '.join(json.dumps(member.value) for member in enum)}"


class Array(Codec):
    """A list, read as a tuple; with one item that does not fit, none of it is read."""

    __slots__ = ("item",)

    def __init__(self, item: Codec) -> None:
        super().__init__("array")
        self.item = item

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        if not isinstance(value, list):
            return reading.misfit(path, self.expected, value)
        read = self.item.read
        items: list[object] = []
        fits = True
        for index, sent in enumerate(value):
            item = read(sent, reading, (path, index))
            if item is MISFIT:
                fits = False
                items.clear()
            elif fits:
                items.append(item)
        return tuple(items) if fits else MISFIT

    def write(self, value: Any) -> Json:
        write = self.item.write
        return [write(item) for item in value]


class Nested(Codec):
    """An object of a class, or of the variant of it that the message asks for.

    It is read and written by the decoder and the encoder of its class.
    """

    __slots__ = ("object_class",)

    def __init__(self, object_class: type[Any]) -> None:
        super().__init__("object")
        self.object_class = object_class


class Wrapped(Nested):
    """An object in place of which the bare list of its one list field is sometimes sent."""

    __slots__ = ("name",)

    def __init__(self, object_class: type[Any], name: str) -> None:
        super().__init__(object_class)
        self.expected = "object or array"
        self.name = name
        """Wire name of the list."""


STRING: Final = Plain("string", str)
INTEGER: Final = Integer("integer")
NUMBER: Final = Plain("number", int, float)
BOOLEAN: Final = Plain("boolean", bool)
ANY: Final = AnyJson("any value")
QUOTED_DIGITS: Final = Digits(str, either=False)
DIGITS_OR_INTEGER: Final = Digits(str, either=True)
INTEGER_OR_DIGITS: Final = Digits(int, either=True)
TEXT_OR_DIGITS: Final = Text("string or integer")
