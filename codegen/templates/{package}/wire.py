"""How a class stands on the wire: its table of fields, and the one loop that reads and writes it.

Every generated class has a table `WIRE` with a row per field: attribute, wire name, codec.  To
read an object is to take each field's value out of the JSON object and through its codec; what is
left over is `extra`.  A value that its codec refuses becomes a problem, and the attribute stays
`None`.  `as_sent` keeps the wire value of a field wherever the typed value alone would be written
differently (null, a value that does not fit, another spelling), so that writing gives back what
was read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import Enum
from typing import ClassVar, Final, NamedTuple, cast

from attrs import define, field

from .open_enum import OpenIntEnum, OpenStrEnum

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""Any JSON value."""

_SHOWN_CHARACTERS = 32
# What `str` gives for a number, and no more digits than any Python reads.
_WHOLE_NUMBER = re.compile("0|-?[1-9][0-9]{0,4000}")


class Misfit:
    """The type of `MISFIT`."""


MISFIT: Final = Misfit()
"""What a codec gives for a value that does not fit."""


class Finding(NamedTuple):
    """A problem under way: its path still grows at the front."""

    path: list[str | int]
    expected: str
    got: str


class Reading:
    """One pass over one event: its root object and the problems found so far."""

    __slots__ = ("problems", "root")

    def __init__(self, root: Mapping[str, Json]) -> None:
        self.root = root
        self.problems: list[Finding] = []

    def misfit(self, expected: str, value: Json) -> Misfit:
        """Note that `value` is not what was expected."""
        self.problems.append(Finding([], expected, described(value)))
        return MISFIT

    def inside(self, step: str | int, since: int) -> None:
        """Put `step` before the path of every problem found since there were `since`."""
        for problem in self.problems[since:]:
            problem.path.insert(0, step)


def described(value: object) -> str:
    """The kind of a JSON value and the beginning of it, for people: `string "x"`."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean true" if value else "boolean false"
        case int() if abs(value) < 10**_SHOWN_CHARACTERS:
            return f"integer {int(value)}"
        case int():
            return f"integer of {value.bit_length()} bits"
        case float():
            return f"number {value}"
        case str() if len(value) > _SHOWN_CHARACTERS:
            return f'string "{value[:_SHOWN_CHARACTERS]}…"'
        case str():
            return f'string "{value}"'
        case list():
            return f"array of {len(value)}"
        case Mapping():
            return f"object of {len(value)}"
    return type(value).__name__


class Codec:
    """Between the wire form of a value and its Python type."""

    __slots__ = ("exact", "expected")

    def __init__(self, expected: str, *, exact: bool = True) -> None:
        self.expected = expected
        """The wire form, in the words of error messages."""
        self.exact = exact
        """Whether writing a typed value gives back what was read, or what the catalogue
        declares to be the wire form; where not, the object keeps the value as it was sent."""

    def read(self, value: Json, reading: Reading) -> object:
        """The typed value, or `MISFIT` with the problem noted in `reading`."""
        raise NotImplementedError

    def write(self, value: object) -> Json:
        """The wire form of a typed value."""
        return cast("Json", value)


class Plain(Codec):
    """A JSON value that Python has a type for."""

    __slots__ = ("_types",)

    def __init__(self, expected: str, *types: type) -> None:
        super().__init__(expected)
        self._types = types

    def read(self, value: Json, reading: Reading) -> object:
        if type(value) in self._types:
            return value
        # A subclass counts (an enum member in a hand-made dict), but true is not 1.
        if isinstance(value, self._types) and not isinstance(value, bool):
            return value
        return reading.misfit(self.expected, value)


class AnyJson(Codec):
    """Any JSON value, as it is."""

    __slots__ = ()

    def read(self, value: Json, reading: Reading) -> object:
        return value


class Digits(Codec):
    """A whole number that stands, always or sometimes, in quotes on the wire."""

    __slots__ = ("_bare", "_written")

    def __init__(self, written: type[str] | type[int], *, either: bool) -> None:
        super().__init__("integer or digits in a string" if either else "digits in a string")
        self._written = written
        self._bare = either

    def read(self, value: Json, reading: Reading) -> object:
        if self._bare and isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value):
            return int(value)
        return reading.misfit(self.expected, value)

    def write(self, value: object) -> Json:
        return self._written(cast("int", value))


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

    __slots__ = ("_enum", "_value")

    def __init__(self, enum: type[Enum], value: Codec) -> None:
        open_ended = issubclass(enum, OpenStrEnum | OpenIntEnum)
        known = ", ".join(json.dumps(member.value) for member in enum)
        respelt = issubclass(enum, OpenStrEnum) and bool(enum.__spellings__)
        super().__init__(
            value.expected if open_ended else f"one of {known}",
            exact=value.exact and not respelt,
        )
        self._enum = enum
        self._value = value

    def read(self, value: Json, reading: Reading) -> object:
        plain = self._value.read(value, reading)
        if plain is MISFIT:
            return MISFIT
        try:
            return self._enum(plain)
        except ValueError:
            return reading.misfit(self.expected, value)

    def write(self, value: object) -> Json:
        return self._value.write(value.value if isinstance(value, Enum) else value)


class Array(Codec):
    """A list; one item that does not fit spoils it."""

    __slots__ = ("_item",)

    def __init__(self, item: Codec) -> None:
        super().__init__("array", exact=item.exact)
        self._item = item

    def read(self, value: Json, reading: Reading) -> object:
        if not isinstance(value, list):
            return reading.misfit(self.expected, value)
        read, problems = self._item.read, reading.problems
        items: list[object] = []
        fits = True
        for index, raw in enumerate(value):
            since = len(problems)
            item = read(raw, reading)
            if len(problems) > since:
                reading.inside(index, since)
            fits = fits and item is not MISFIT
            items.append(item)
        return items if fits else MISFIT

    def write(self, value: object) -> Json:
        return [self._item.write(item) for item in cast("list[object]", value)]


class Nested(Codec):
    """An object of a class, or of the variant of it that the message asks for."""

    __slots__ = ("_class",)

    def __init__(self, object_class: type[WireObject]) -> None:
        super().__init__("object")
        self._class = object_class

    def read(self, value: Json, reading: Reading) -> object:
        return read_object(self._class, value, reading)

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
        read = read_object(self._class, {self._wire: value}, reading)
        for problem in reading.problems[since:]:
            del problem.path[0]
        return read


class Field(NamedTuple):
    """A row of a class's table."""

    name: str
    """Attribute."""
    wire: str
    """Name on the wire."""
    codec: Codec
    required: bool = False
    aliases: tuple[str, ...] = ()
    """Other names that the field is sent under."""


class When(NamedTuple):
    """A condition on one value of the message."""

    path: tuple[str, ...]
    """Wire names down to the value."""
    from_root: bool
    """Whether the path starts at the event instead of at the object itself."""
    present: bool | None = None
    one_of: frozenset[str | int] | None = None
    none_of: frozenset[str | int] = frozenset()

    def holds(self, value: Mapping[str, Json], root: Mapping[str, Json]) -> bool:
        """Whether the condition holds for the object `value` of the event `root`."""
        found: Json | Mapping[str, Json] = root if self.from_root else value
        for step in self.path:
            if not isinstance(found, Mapping) or step not in found:
                return self.present is False
            found = found[step]
        if self.present is not None:
            return self.present
        if not isinstance(found, str | int) or found in self.none_of:
            return False
        return self.one_of is None or found in self.one_of


@define(kw_only=True)
class WireObject:
    """A JSON object with typed attributes, and everything else that it carried."""

    WIRE: ClassVar[tuple[Field, ...]] = ()
    """A row for every typed attribute."""
    VARIANTS: ClassVar[tuple[tuple[type[WireObject], tuple[When, ...]], ...]] = ()
    """Subclasses with the conditions under which an object is one of them."""

    extra: dict[str, Json] = field(factory=dict)
    """Fields that the catalogue does not know, by wire name; written back."""
    as_sent: dict[str, Json] = field(factory=dict, repr=False)
    """Wire values of known fields, by wire name, where the attribute alone would be written
    differently: null, a value that does not fit, another spelling.  Written back as long as
    the attribute still has the value that was read."""


def read_object(
    object_class: type[WireObject], value: Json | Mapping[str, Json], reading: Reading
) -> WireObject | Misfit:
    """Build an object of the class, or of one of its variants.

    `MISFIT` where `value` is no object or a required field is missing or does not fit; every
    problem is noted in `reading`, with its path from this object on.
    """
    if not isinstance(value, Mapping):
        return reading.misfit("object", value)
    for variant, conditions in object_class.VARIANTS:
        if all(when.holds(value, reading.root) for when in conditions):
            object_class = variant
            break
    rest = dict(value)
    values: dict[str, object] = {}
    as_sent: dict[str, Json] = {}
    problems = reading.problems
    complete = True
    for name, wire, codec, required, aliases in object_class.WIRE:
        sent = wire
        if wire not in rest:
            sent = next((alias for alias in aliases if alias in rest), "")
            if not sent:
                if required:
                    complete = False
                    problems.append(Finding([wire], codec.expected, "nothing"))
                continue
        raw = rest.pop(sent)
        if raw is None and not required:
            as_sent[sent] = None
            continue
        since = len(problems)
        typed = codec.read(raw, reading)
        if len(problems) > since:
            reading.inside(sent, since)
        if typed is MISFIT:
            complete = complete and not required
            as_sent[sent] = raw
            continue
        values[name] = typed
        if sent is not wire or (not codec.exact and codec.write(typed) != raw):
            as_sent[sent] = raw
    if not complete:
        return MISFIT
    return object_class(**values, extra=rest, as_sent=as_sent)


def write_object(value: WireObject) -> dict[str, Json]:
    """The JSON object that `value` was read from, with the attributes as they are now."""
    written: dict[str, Json] = {}
    as_sent = value.as_sent
    for name, wire, codec, _, aliases in value.WIRE:
        typed = getattr(value, name)
        sent = wire
        if as_sent and wire not in as_sent:
            sent = next((alias for alias in aliases if alias in as_sent), wire)
        if sent in as_sent:
            raw = as_sent[sent]
            read = None if raw is None else codec.read(raw, Reading({}))
            if typed == (None if read is MISFIT else read):
                written[sent] = raw
                continue
        if typed is not None:
            written[sent] = codec.write(typed)
    for wire, raw in value.extra.items():
        written.setdefault(wire, raw)
    return written


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
