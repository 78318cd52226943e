"""The road by `msgspec`, if it is installed: JSON text straight to typed values and back.

Each class has a twin, a `msgspec.Struct` made from the same table when it is first needed.  Its
decoder checks types in C and refuses what the quick road refuses: unknown fields, nulls, values
that do not fit.  A decoded twin is a tuple of values in the order of the table, from which the
object is made by position; writing goes the same way back.  Whatever is refused goes the way
that the standard library's JSON takes, so that results and errors are the same with and without.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from operator import attrgetter
from typing import Any, Final, NamedTuple

import msgspec
from msgspec.structs import astuple

from .codec import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    STRING,
    Array,
    Digits,
    Member,
    Nested,
    Plain,
    Text,
    Wrapped,
    number,
)
from .wire import Codec, When, WireObject


class NoTwinError(Exception):
    """A class whose objects no decoder can tell to be right."""


class RefusedError(Exception):
    """A value that the complete road must look at."""


Convert = Callable[[Any, Any], Any]
"""Between a value of the twin and one of the object; the second argument is the root twin."""


class _Form(NamedTuple):
    """How a codec's value stands in a twin."""

    type: Any
    read: Convert | None = None
    """To the object's value; None: it is the same."""
    write: Callable[[Any], Any] | None = None
    """From the object's value; None: it is the same."""


class Twin:
    """The struct of a class, and the ways between the two."""

    __slots__ = ("decode", "read", "struct", "write")

    def __init__(self, object_class: type[WireObject], event_field: str = "") -> None:
        rows = object_class.WIRE
        forms = [_form(row.codec) for row in rows]
        fields: list[Any] = [
            (row.name, form.type) if row.required else (row.name, form.type, None)
            for row, form in zip(rows, forms, strict=True)
        ]
        names = {row.name: row.wire for row in rows}
        if event_field:
            fields.append((EVENT, msgspec.Raw, _NOTHING))
            names[EVENT] = event_field
        self.struct: Any = msgspec.defstruct(
            object_class.__name__,
            fields,
            rename=names,
            forbid_unknown_fields=True,
            omit_defaults=True,
            gc=False,
        )
        self.decode = msgspec.json.Decoder(self.struct).decode
        reads = [(i, form.read) for i, form in enumerate(forms) if form.read]
        writes = [(i, form.write) for i, form in enumerate(forms) if form.write]
        self.read = _reader(object_class, reads, bool(event_field))
        """The object that a twin of this class stands for, given the root twin."""
        self.write = _writer(self.struct, writes)
        """The twin of an object that is as the catalogue says."""


def _reader(
    object_class: type[WireObject], reads: list[tuple[int, Convert]], has_event: bool
) -> Convert:
    made = object_class._made
    if has_event:
        return lambda twin, root: made(astuple(twin)[:-1])
    if not reads:
        return lambda twin, root: made(astuple(twin))

    def read(twin: Any, root: Any) -> WireObject:
        values: list[Any] = [*astuple(twin)]
        for index, convert in reads:
            value = values[index]
            if value is not None:
                values[index] = convert(value, root)
        return made(values)

    return read


def _writer(
    struct: Any, writes: list[tuple[int, Callable[[Any], Any]]]
) -> Callable[[WireObject], Any]:
    def write(value: WireObject) -> Any:
        if value.extra or value.as_sent:
            raise RefusedError
        if not writes:
            return struct(*value._values())
        values: list[Any] = [*value._values()]
        for index, convert in writes:
            item = values[index]
            if item is not None:
                values[index] = convert(item)
        return struct(*values)

    return write


EVENT: Final = "event_"
"""Field of an envelope's twin that holds the event; no attribute ends so."""

# No JSON value, so that it is refused where it is decoded.
_NOTHING: Final = msgspec.Raw(b"")

_PLAIN: Final[dict[int, Any]] = {
    id(STRING): str,
    id(INTEGER): int,
    id(NUMBER): int | float,
    id(BOOLEAN): bool,
}


_twins: dict[type[WireObject], Twin | None] = {}


def twin_of(object_class: type[WireObject]) -> Twin | None:
    """The twin of a class, made when first asked for; `None` if it can have none."""
    if object_class not in _twins:
        try:
            _twins[object_class] = Twin(object_class)
        except NoTwinError:
            _twins[object_class] = None
    return _twins[object_class]


def _twin(object_class: type[WireObject]) -> Twin:
    twin = twin_of(object_class)
    if twin is None:
        raise NoTwinError(object_class.__name__)
    return twin


def _write(value: WireObject) -> Any:
    return _twin(type(value)).write(value)


def _form(codec: Codec) -> _Form:
    match codec:
        case Plain():
            return _Form(_PLAIN[id(codec)], write=_written if codec is NUMBER else None)
        case Text():
            return _Form(str)
        case Digits() if codec.plain:
            return _Form(int)
        case Digits():
            return _Form(str, _number, str)
        case Member():
            return _member(codec)
        case Array(item=item):
            return _array(_form(item))
        case Wrapped() | Nested():
            return _nested(codec.object_class)
    raise NoTwinError(type(codec).__name__)


def _written(value: Any) -> Any:
    """A number in the digits that the standard library gives it."""
    if type(value) is int:
        return value
    if type(value) is not float or not isfinite(value):
        raise RefusedError
    return msgspec.Raw(repr(value).encode())


def _number(value: str, root: object) -> int:
    read = number(value)
    if read is None:
        raise RefusedError
    return read


def _member(codec: Member) -> _Form:
    inner = _form(codec.value)
    if codec.exact and inner.read is None:
        return _Form(codec.enum)
    members = codec.enum._value2member_map_

    def read(value: object, root: object) -> object:
        plain = inner.read(value, root) if inner.read else value
        member = members.get(plain)
        if member is None:
            raise RefusedError
        return member

    write = inner.write
    return _Form(inner.type, read, (lambda value: write(value.value)) if write else None)


def _array(inner: _Form) -> _Form:
    read, write = inner.read, inner.write
    return _Form(
        list[inner.type],  # type: ignore[name-defined]  # made for msgspec, not for a checker
        (lambda values, root: [read(value, root) for value in values]) if read else None,
        (lambda values: [write(value) for value in values]) if write else None,
    )


def _nested(object_class: type[WireObject]) -> _Form:
    if not object_class.VARIANTS:
        twin = _twin(object_class)
        return _Form(twin.struct, twin.read, twin.write)
    if not all(when.from_root for _, conditions in object_class.VARIANTS for when in conditions):
        raise NoTwinError(object_class.__name__)
    variants = [
        (_twin(variant), [_Test(when) for when in conditions])
        for variant, conditions in object_class.VARIANTS
    ]
    plain = Twin(object_class)

    def read(value: Any, root: Any) -> WireObject:
        fit = plain
        for twin, tests in variants:
            for test in tests:
                if not test.holds(root):
                    break
            else:
                fit = twin
                break
        new: WireObject = fit.read(fit.decode(value), root)
        return new

    return _Form(msgspec.Raw, read, _write)


class _Test:
    """A condition on a value of the root twin."""

    __slots__ = ("_getters", "_path", "_when")

    def __init__(self, when: When) -> None:
        self._path = when.path
        self._when = when._replace(path=("value",), from_root=True)
        self._getters: dict[type, Callable[[Any], Any]] = {}

    def holds(self, root: Any) -> bool:
        """Whether the condition holds in the event that `root` stands for."""
        get = self._getters.get(type(root))
        if get is None:
            get = self._getters[type(root)] = self._getter(type(root))
        try:
            value = get(root)
        except AttributeError:
            value = None
        return self._when.holds({}, {} if value is None else {"value": value})

    def _getter(self, struct: Any) -> Callable[[Any], Any]:
        """What finds the value, by attributes, in a struct of that class."""
        names = []
        for step in self._path:
            fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
            field = fields.get(step)
            if field is None:
                return lambda _: None
            names.append(field.name)
            struct = field.type
        return attrgetter(".".join(names))
