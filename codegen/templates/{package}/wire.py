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

Objects are frozen, and yet made as fast as if they were not: see `draft.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, NoReturn, Self, cast

from attrs import field, frozen

from .draft import with_draft
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


class Variant(NamedTuple):
    """A subclass, and when an object is one of it."""

    object_class: type[WireObject]
    conditions: tuple[When, ...]
    in_twin: Callable[[Any, Any], bool]
    """The same conditions for decoded structs: the object's and the event's."""


class RefusedError(Exception):
    """A decoded value that the complete road must look at."""


class _Nothing(dict[str, Any]):
    """A dict that stays empty, so that all objects can share it."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def _refuse(self, *_: object, **__: object) -> NoReturn:
            raise TypeError("the object is frozen: attrs.evolve(it, extra={...}) makes another")

        __setitem__ = __ior__ = setdefault = update = _refuse

    def __reduce__(self) -> str:
        return "NOTHING"


NOTHING: Final[Mapping[str, Any]] = _Nothing()
"""What an object holds beside its typed attributes where there is nothing."""


@with_draft
@frozen(kw_only=True)
class WireObject:
    """A JSON object with typed attributes, and everything else that it carried.

    An ordinary frozen attrs class: `attrs.fields`, `asdict`, `evolve`, `match`, `copy` and
    `pickle` work as with any; objects compare by value and have a hash, of their typed
    attributes, as long as those are no JSON objects or arrays of unknown make.  Arrays are tuples.

    Why it is frozen: a message is a fact, which several threads and handlers may share; and what
    cannot have changed is written back as fast as it was read.  `attrs.evolve` makes a changed
    one.
    """

    WIRE: ClassVar[tuple[Field, ...]] = ()
    """A row for every typed attribute."""
    VARIANTS: ClassVar[tuple[Variant, ...]] = ()
    """Subclasses with the conditions under which an object is one of them."""
    _Draft: ClassVar[type[Any]]
    _struct: ClassVar[None] = None
    """Only a whole message keeps the struct that it was decoded to."""

    extra: Mapping[str, Json] = field(default=NOTHING, hash=False)
    """Fields that the catalogue does not know, by wire name; written back."""
    as_sent: Mapping[str, Json] = field(default=NOTHING, hash=False, repr=False)
    """Wire values of known fields, by wire name, where the attribute alone would be written
    differently: null, a value that does not fit, another spelling.  Written back as long as
    the attribute still has the value that was read."""

    # Generated for each class: straight-line code takes a fraction of what a loop takes.

    @classmethod
    def _quick(cls, value: dict[str, Any], root: dict[str, Any], others: int = 0) -> Self | None:
        """An object of exactly this class if nothing about `value` is odd, else `None`.

        `others` says how many fields of `value` are not the object's and are to be left alone.
        """
        return cls() if len(value) == others else None

    @classmethod
    def _from_twin(cls, twin: Any, root: Any) -> Self:
        """An object of exactly this class from a decoded struct; see `twin.py`.

        Raises:
            RefusedError: something about it is odd.
        """
        return cls()

    @classmethod
    def _variant_from_twin(cls, twin: Any, root: Any) -> WireObject:
        """An object of the variant that the struct is in the event `root`, or of the class itself.

        Raises:
            RefusedError: something about it is odd.
        """
        for object_class, _, in_twin in cls.VARIANTS:
            if in_twin(twin, root):
                return object_class._from_twin(twin, root)
        return cls._from_twin(twin, root)

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
    for variant, conditions, _ in object_class.VARIANTS:
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
    values: dict[str, Any] = {}
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
    return object_class(**values, extra=rest or NOTHING, as_sent=as_sent or NOTHING)


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
        read = None if raw is None else row.codec.read(raw, Reading({}))
        now = raw if typed == (None if read is MISFIT else read) else written.get(row.wire)
        if sent != row.wire:
            written.pop(row.wire, None)
        if now is not None or raw is None:
            written[sent] = now
