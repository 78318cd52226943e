"""Between the wire forms of values and their Python types, one codec for each pair."""

from __future__ import annotations

import re
from enum import Enum
from math import isfinite
from typing import Any, Final, cast

from ._reading import MISFIT, Reading
from ._shown import Json, Path
from .open_enum import OpenIntEnum, OpenStrEnum

# Beyond, a float may stand for several whole numbers.
EXACT_FLOATS: Final = 2**53

_MOST_DIGITS: Final = 640
"""So many Python reads at its strictest setting."""


def number(text: str) -> int | None:
    """The whole number that a text is; `None` where the number would be written otherwise."""
    if len(text.removeprefix("-")) > _MOST_DIGITS:
        return None
    try:
        found = int(text)
    except ValueError:
        return None
    return found if str(found) == text else None


def whole(value: object) -> int | None:
    """The whole number that a value is, one that was sent with a point included (`501.0`)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_FLOATS:
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


class Quoted(Codec):
    """A number or a boolean that stands, always or sometimes, in quotes on the wire."""

    __slots__ = ("bare", "quoted")

    def __init__(self, expected: str, *, quoted: bool, bare: Codec | None) -> None:
        super().__init__(expected)
        self.bare = bare
        """What reads it without quotes, if it may stand there so."""
        self.quoted = quoted
        """Whether it is written in quotes, if it was not read in another form."""

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        if self.bare is not None and not isinstance(value, str):
            found = self.bare.read(value, Reading({}), None)
            found = None if found is MISFIT else self._of_bare(found)
        else:
            found = self._of_text(value) if isinstance(value, str) else None
        return reading.misfit(path, self.expected, value) if found is None else found

    def write(self, value: Any) -> Json:
        return self._text(value) if self.quoted else cast("Json", value)

    def _of_bare(self, value: Any) -> object:
        return value

    def _of_text(self, text: str) -> object:
        """The value that a text is; `None` if it is none."""
        raise NotImplementedError

    def _text(self, value: Any) -> str:
        raise NotImplementedError


class QuotedBoolean(Quoted):
    """A boolean in quotes: `"true"`."""

    __slots__ = ()

    def _of_text(self, text: str) -> object:
        return _BOOLEANS.get(text)

    def _text(self, value: Any) -> str:
        return "true" if value else "false"


class QuotedNumber(Quoted):
    """A number in quotes, as a `Decimal`: `"0.10"`.

    Where it usually stands without quotes, it is a float or an integer as others are.
    """

    __slots__ = ()

    def _of_bare(self, value: Any) -> object:
        return self._of_text(repr(value)) if self.quoted else value

    def _of_text(self, text: str) -> object:
        if not _NUMBER.fullmatch(text):
            return None
        if not self.quoted:
            found = float(text)
            return found if isfinite(found) else None
        from decimal import Decimal

        return Decimal(text)

    def _text(self, value: Any) -> str:
        return str(value)


_BOOLEANS: Final = {"true": True, "false": False}
# Numbers as JSON writes them.
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,639})(?:\.[0-9]{1,640})?(?:[eE][-+]?[0-9]{1,3})?")


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


class OneOrMany(Codec):
    """A list in place of which its one item is sometimes sent."""

    __slots__ = ("item",)

    def __init__(self, item: Codec) -> None:
        super().__init__(f"array or {item.expected}")
        self.item = Array(item)

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        if isinstance(value, list):
            return self.item.read(value, reading, path)
        found = self.item.item.read(value, Reading({}), None)
        return reading.misfit(path, self.expected, value) if found is MISFIT else (found,)

    def write(self, value: Any) -> Json:
        return self.item.write(value)


class Map(Codec):
    """An object whose names are data; with one value that does not fit, none of it is read."""

    __slots__ = ("item",)

    def __init__(self, item: Codec) -> None:
        super().__init__("object")
        self.item = item

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        if not isinstance(value, dict):
            return reading.misfit(path, self.expected, value)
        read = self.item.read
        items = {name: read(sent, reading, (path, name)) for name, sent in value.items()}
        return MISFIT if any(item is MISFIT for item in items.values()) else items

    def write(self, value: Any) -> Json:
        write = self.item.write
        return {name: write(item) for name, item in value.items()}


class Nullable(Codec):
    """A value in place of which null is sent."""

    __slots__ = ("item",)

    def __init__(self, item: Codec) -> None:
        super().__init__(f"{item.expected} or null")
        self.item = item

    def read(self, value: Any, reading: Reading, path: Path) -> object:
        return None if value is None else self.item.read(value, reading, path)

    def write(self, value: Any) -> Json:
        return None if value is None else self.item.write(value)


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


def leaf_of(codec: Codec) -> Codec:
    """The codec of the values in all lists and maps."""
    while isinstance(codec, Array | Map | Nullable | OneOrMany):
        codec = codec.item
    return codec


def is_composed(codec: Codec) -> bool:
    """Whether it is more than a value or a list of values."""
    inner = codec.item if isinstance(codec, Array) else codec
    return isinstance(inner, Array | Map | Nullable | OneOrMany)


STRING: Final = Plain("string", str)
INTEGER: Final = Integer("integer")
NUMBER: Final = Plain("number", int, float)
BOOLEAN: Final = Plain("boolean", bool)
ANY: Final = AnyJson("any value")
QUOTED_DIGITS: Final = Digits(str, either=False)
DIGITS_OR_INTEGER: Final = Digits(str, either=True)
INTEGER_OR_DIGITS: Final = Digits(int, either=True)
TEXT_OR_DIGITS: Final = Text("string or integer")
QUOTED_BOOLEAN: Final = QuotedBoolean("boolean in a string", quoted=True, bare=None)
QUOTED_BOOLEAN_OR_BARE: Final = QuotedBoolean(
    "boolean, or one in a string", quoted=True, bare=BOOLEAN
)
BOOLEAN_OR_QUOTED: Final = QuotedBoolean("boolean, or one in a string", quoted=False, bare=BOOLEAN)
QUOTED_NUMBER: Final = QuotedNumber("number in a string", quoted=True, bare=None)
QUOTED_NUMBER_OR_BARE: Final = QuotedNumber("number, or one in a string", quoted=True, bare=NUMBER)
NUMBER_OR_QUOTED: Final = QuotedNumber("number, or one in a string", quoted=False, bare=NUMBER)
