"""How a class stands on the wire: its table of fields, and the roads that read and write it.

Every generated class has a table `WIRE` with a row per field: attribute, wire name, codec.

The complete road, `read_object`, takes each field out of the JSON object and through its codec;
what is left over is `extra`.  A value that its codec refuses becomes a problem, and the attribute
stays `None`.  `as_sent` keeps the wire value of a field wherever the typed value alone would be
written differently (null, a value that does not fit, another spelling), so that writing gives
back what was read.

Nearly all objects need none of that.  The quick road, `_quick`, is generated for each class: it
asks for each value's type and sets the attribute, and refuses at the first thing that is odd: a
value of another type, a null, an unknown field.  Then the complete road decides for the whole
message.  Both give equal objects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Self, cast

from attrs import define, field

from .reading import MISFIT, Finding, Json, Misfit, Reading


class Codec:
    """Between the wire form of a value and its Python type."""

    __slots__ = ("exact", "expected", "plain")

    def __init__(self, expected: str, *, exact: bool = True, plain: bool = True) -> None:
        self.expected = expected
        """The wire form, in the words of error messages."""
        self.exact = exact
        """Whether writing a typed value gives back what was read, or what the catalogue
        declares to be the wire form; where not, the object keeps the value as it was sent."""
        self.plain = plain
        """Whether the wire form of a typed value is the value itself."""

    def read(self, value: Json, reading: Reading) -> object:
        """The typed value, or `MISFIT` with the problem noted in `reading`."""
        raise NotImplementedError

    def write(self, value: object) -> Json:
        """The wire form of a typed value."""
        return cast("Json", value)


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
        path, from_root, present, one_of, none_of = self
        found: Any = root if from_root else value
        for step in path:
            # The exact type is asked for first: the other question takes ten times as long.
            if not (type(found) is dict or isinstance(found, Mapping)) or step not in found:
                return present is False
            found = found[step]
        if present is not None:
            return present
        if not isinstance(found, str | int) or found in none_of:
            return False
        return one_of is None or found in one_of


@define(kw_only=True)
class WireObject:
    """A JSON object with typed attributes, and everything else that it carried.

    An ordinary attrs class: `attrs.fields`, `asdict`, `evolve`, `match`, `copy` and `pickle` work
    as with any.  Objects compare by value and can be changed, so that, as with any such class,
    they have no hash; keep them in a dict by the id of their message.

    Why they can be changed: a frozen object with slots takes five times as long to make, which
    would double the time that parsing a message takes, for all who only read it.  Nothing is
    shared between two messages, so that a change stays where it is made.
    """

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

    # Generated for each class: setting slots one by one takes a tenth of the time that calling
    # `__init__` by keyword takes.

    @classmethod
    def _quick(cls, value: dict[str, Any], root: dict[str, Any], others: int = 0) -> Self | None:
        """An object of exactly this class if nothing about `value` is odd, else `None`.

        `others` says how many fields of `value` are not the object's and are to be left alone.
        """
        return cls() if len(value) == others else None

    @classmethod
    def _made(cls, values: Sequence[Any]) -> Self:
        """An object with the attributes of the table, in its order, and nothing else."""
        return cls()

    def _values(self) -> tuple[object, ...]:
        """The attributes of the table, in its order."""
        return ()


class _Shape(NamedTuple):
    """What writing needs of a class's table."""

    keys: tuple[str, ...]
    written: tuple[tuple[str, Callable[[object], Json]], ...]
    """The fields whose wire form is not the typed value itself."""
    rows: Mapping[str, Field]
    """Rows by every name that the field is sent under."""


_shapes: dict[type[WireObject], _Shape] = {}


def _shape(object_class: type[WireObject]) -> _Shape:
    shape = _shapes.get(object_class)
    if shape is None:
        shape = _shapes[object_class] = _made_shape(object_class.WIRE)
    return shape


def _made_shape(table: tuple[Field, ...]) -> _Shape:
    return _Shape(
        tuple(row.wire for row in table),
        tuple((row.wire, row.codec.write) for row in table if not row.codec.plain),
        {name: row for row in table for name in (*row.aliases, row.wire)},
    )


def chosen(
    object_class: type[WireObject], value: Mapping[str, Json], root: Mapping[str, Json]
) -> type[WireObject]:
    """The variant of the class that `value` is in the event `root`, or the class itself."""
    for variant, conditions in object_class.VARIANTS:
        for when in conditions:
            if not when.holds(value, root):
                break
        else:
            return variant
    return object_class


def read_object(
    object_class: type[WireObject], value: Json | Mapping[str, Json], reading: Reading
) -> WireObject | Misfit:
    """Build an object of the class, or of one of its variants.

    `MISFIT` where `value` is no object or a required field is missing or does not fit; every
    problem is noted in `reading`, with its path from this object on.
    """
    if not isinstance(value, Mapping):
        return reading.misfit("object", value)
    object_class = chosen(object_class, value, reading.root)
    rest = dict(value)
    values: list[object] = []
    as_sent: dict[str, Json] = {}
    problems = reading.problems
    complete = True
    for _, wire, codec, required, aliases in object_class.WIRE:
        values.append(None)
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
        values[-1] = typed
        if sent is not wire or (not codec.exact and codec.write(typed) != raw):
            as_sent[sent] = raw
    if not complete:
        return MISFIT
    read = object_class._made(values)
    read.extra, read.as_sent = rest, as_sent
    return read


def write_object(value: WireObject) -> dict[str, Json]:
    """The JSON object that `value` was read from, with the attributes as they are now."""
    shape = _shape(type(value))
    written: dict[str, Any] = {
        wire: typed
        for wire, typed in zip(shape.keys, value._values(), strict=True)
        if typed is not None
    }
    for wire, write in shape.written:
        if wire in written:
            written[wire] = write(written[wire])
    if value.as_sent:
        _restore(value, written, shape)
    for wire, raw in value.extra.items():
        written.setdefault(wire, raw)
    return written


def _restore(value: WireObject, written: dict[str, Json], shape: _Shape) -> None:
    """Put what was sent in place of what would be written, unless the attribute has changed."""
    for sent, raw in value.as_sent.items():
        row = shape.rows.get(sent)
        if row is None:
            continue
        typed = getattr(value, row.name)
        now = written.pop(row.wire, None)
        read = None if raw is None else row.codec.read(raw, Reading({}))
        if typed == (None if read is MISFIT else read):
            written[sent] = raw
        elif typed is not None:
            written[sent] = now
