"""From JSON objects to typed ones: a decoder for each class, compiled when first needed.

A decoder is straight-line code made from the fields of the class: the object is made and each
attribute set in place.  A value that is not as expected takes one call to the field's
`Unexpected`, also in place, which finds what else it may be; so nothing is read twice, and one
unusual value makes no other field slower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from ._codecs import Array, Codec, Map, Nested, Nullable, OneOrMany, Wrapped, is_composed, leaf_of
from ._fields import HELD_ASIDE, Condition, Field, fields_of, is_wire, variants_of
from ._inline import Names, compiled, spellings_of, test_of
from ._making import Maker, maker_of
from ._objects import NOTHING, is_own
from ._reading import MISFIT, Reading
from ._shown import ABSENT, Path
from .errors import MalformedMessage

Decode = Callable[[dict[str, Any], Reading, Path], Any]
"""Makes an object of a class, or of its variant, from a JSON object: or `MISFIT`."""

_decoders: dict[tuple[type, str | None], Decode] = {}


def decoder_of(object_class: type, leaving: str | None = None) -> Decode:
    """The decoder of a class; one field of the JSON object may be left to others.

    Raises:
        TypeError: a subclass of our classes has a field that no message can give a value.
    """
    key = object_class, leaving
    decode = _decoders.get(key)
    if decode is None:
        decode = _decoders[key] = _compiled(object_class, leaving)
    return decode


def _compiled(object_class: type, leaving: str | None) -> Decode:
    fields = fields_of(object_class)
    names = Names(MISFIT=MISFIT, NOTHING=NOTHING, cls=object_class)
    lines = ["get = value.get", *_variants(object_class, names)]
    maker = maker_of(object_class, names)
    lines += [*maker.begin("o"), "sent = {}"]
    if any(not field.required for field in fields):
        lines.append("absent = 0")
    for field in fields:
        lines += [f"v = get({field.name!r})", *_field_lines(field, names, maker)]
    lines += _not_sent(object_class, names, maker)
    total = f"len(value){' + absent' * any(not f.required for f in fields)}"
    expected = len(fields) + (leaving is not None)
    rest = names.bind(_Rest(fields, leaving), "rest")
    lines += [
        f"extra = NOTHING if {total} == {expected} else {rest}(value, sent, reading, path)",
        # Only a required field leaves its mark there.
        *(
            ("if sent and MISFIT in sent: return MISFIT",)
            if any(f.required for f in fields)
            else ()
        ),
        *maker.end("o", "extra", "sent or NOTHING"),
    ]
    title = f"decoder of {object_class.__qualname__}"
    body = ["def decode(value, reading, path):", *(f" {line}" for line in lines)]
    return compiled("decode", body, names, title)


def _not_sent(object_class: type, names: Names, maker: Maker) -> list[str]:
    """Lines for what no message says of an object of one of our classes."""
    return [
        maker.store("o", each.name, names.bind(each.default, "default"))
        for each in attrs.fields(object_class)
        if is_own(object_class) and not is_wire(each) and each.name not in HELD_ASIDE
    ]


def _variants(object_class: type, names: Names) -> list[str]:
    """Lines that hand the object to the decoder of the variant that it is of."""
    lines = []
    for variant, conditions in variants_of(object_class):
        tests = " and ".join(_condition(condition, names) for condition in conditions)
        lines.append(f"if {tests}: return {late(variant, names)}(value, reading, path)")
    return lines


def _condition(condition: Condition, names: Names) -> str:
    if condition.from_root or len(condition.path) != 1 or condition.present is not None:
        return f"{names.bind(condition.holds, 'holds')}(value, reading.root)"
    (name,) = condition.path
    tests = [f"isinstance(v := get({name!r}), str | int | float)"]
    if condition.one_of is not None:
        tests.append(f"(type(v) is bool, v) in {names.bind(condition.one_of, 'one_of')}")
    if condition.none_of:
        tests.append(f"(type(v) is bool, v) not in {names.bind(condition.none_of, 'none_of')}")
    return " and ".join(tests)


def late(object_class: type, names: Names) -> str:
    """A name for the decoder of a class, which is compiled when it is first called."""
    known = _decoders.get((object_class, None))
    if known is not None:
        return names.bind(known, "decode")

    def decode(value: dict[str, Any], reading: Reading, path: Path) -> Any:
        found = names[name] = decoder_of(object_class)
        return found(value, reading, path)

    name = names.bind(decode, "decode")
    return name


def _field_lines(field: Field, names: Names, maker: Maker) -> list[str]:
    """Lines that read a field from the value `v`."""
    unexpected = Unexpected(field)
    otherwise = f"{names.bind(unexpected.read, 'unexpected')}(v, value, sent, reading, path)"
    lines = expected_lines(field, names, maker, "o", unexpected)
    if not field.required:
        absent = "v is None"
        if field.aliases:
            others = names.bind(frozenset((field.name, *field.aliases)), "names")
            absent += f" and {others}.isdisjoint(value)"
        nothing = maker.store("o", field.attribute, "None")
        lines.append(f"elif {absent}: {nothing}; absent += 1")
    return [*lines, f"else: {maker.store('o', field.attribute, otherwise)}"]


def expected_lines(
    field: Field, names: Names, maker: Maker, made: str, unexpected: Unexpected, sent: str = "sent"
) -> list[str]:
    """An `if` whose branch gives the object `made` its attribute, if `v` is as expected."""
    codec, name = field.codec, field.name

    def store(value: str) -> str:
        return maker.store(made, field.attribute, value)

    item = codec.item if isinstance(codec, Array) else codec
    if isinstance(item, Nested):
        kind, call = "dict", f"{late(item.object_class, names)}(v, "
        if item is not codec:
            kind, call = "list", f"{names.bind(each, 'each')}(v, {call[:-4]}, "
        misfit = names.bind(unexpected.misfit, "misfit")
        return [
            f"if type(v) is {kind}:",
            f" w = {call}reading, (path, {name!r}))",
            f" {store(f'w if w is not MISFIT else {misfit}(v, {sent}, reading, path)')}",
        ]
    if spellings := spellings_of(codec):
        known = names.bind(spellings.get, "spelling")
        return [
            f"if type(v) is str and (w := {known}(v)) is not None:",
            f" {store('w')}",
            f" if w._value_ != v: {sent}[{name!r}] = v",
        ]
    test = test_of(codec, names)
    if test is None:
        return ["if False: pass"]
    return [f"if {test[0]}: {store(test[1])}"]


def each(values: list[Any], decode: Decode, reading: Reading, path: Path) -> Any:
    """The objects of a list, or `MISFIT`."""
    if reading.left is not None:
        reading.count(len(values))
    made: list[Any] = []
    fits = True
    of_nothing = None
    for index, value in enumerate(values):
        if type(value) is not dict:
            item = _object(reading.kept(value, (path, index)), decode, reading, (path, index))
        elif value:
            item = decode(value, reading, (path, index))
        else:
            # Of objects that have nothing, one is enough: they take most of all for their text.
            item = of_nothing or decode(value, reading, (path, index))
            of_nothing = None if item is MISFIT else item
        if item is MISFIT:
            fits = False
            made.clear()
        elif fits:
            made.append(item)
    return tuple(made) if fits else MISFIT


def _object(value: Any, decode: Decode, reading: Reading, path: Path) -> Any:
    if type(value) is dict:
        return decode(value, reading, path)
    return reading.misfit(path, "object", value)


class Unexpected:
    """What else the value of a field may be than what is expected."""

    __slots__ = ("_field",)

    def __init__(self, field: Field) -> None:
        self._field = field

    def read(
        self, value: Any, around: dict[str, Any], sent: dict[Any, Any], reading: Reading, path: Path
    ) -> Any:
        """The typed value, `None` if there is none, or `MISFIT` where one is required.

        `around` is the JSON object that `value` is in.  What would be written otherwise goes
        into `sent`, as it was sent; problems are noted in `reading`.
        """
        field = self._field
        name, codec = field.name, field.codec
        if value is None and name not in around:
            name = next((alias for alias in field.aliases if alias in around), "")
            if not name:
                sent[MISFIT] = None
                return reading.misfit((path, field.name), codec.expected, ABSENT)
            value = around[name]
        if value is None and not field.required:
            sent[name] = None
            return None
        value = reading.kept(value, (path, name))
        found = read_value(codec, value, reading, (path, name))
        if found is MISFIT:
            return self._misfit(name, value, sent)
        if name != field.name or value is None or not _written_alike(codec, found, value):
            sent[name] = value
        return found

    def misfit(self, value: Any, sent: dict[Any, Any], reading: Reading, path: Path) -> Any:
        """The same for an object or a list of objects that turned out not to fit."""
        name = self._field.name
        return self._misfit(name, reading.kept(value, (path, name)), sent)

    def _misfit(self, name: str, value: Any, sent: dict[Any, Any]) -> Any:
        sent[name] = value
        if self._field.required:
            sent[MISFIT] = None
            return MISFIT
        return None


def read_value(codec: Codec, value: Any, reading: Reading, path: Path) -> Any:
    """The typed value of a field, or `MISFIT`."""
    if isinstance(codec, Nested):
        decode = decoder_of(codec.object_class)
        if type(value) is dict:
            return decode(value, reading, path)
        if isinstance(codec, Wrapped) and type(value) is list:
            since = len(reading.problems)
            found = decode({codec.name: value}, reading, path)
            # The bare list has no name around it.
            reading.problems[since:] = [
                (_without(where, (path, codec.name), path), expected, wrong)
                for where, expected, wrong in reading.problems[since:]
            ]
            return found
        return reading.misfit(path, codec.expected, value)
    if isinstance(codec, Array) and isinstance(codec.item, Nested):
        if type(value) is not list:
            return reading.misfit(path, codec.expected, value)
        return each(value, decoder_of(codec.item.object_class), reading, path)
    if is_composed(codec) and isinstance(leaf_of(codec), Nested):
        return _composed(codec, value, reading, path)
    return codec.read(value, reading, path)


def _composed(codec: Any, value: Any, reading: Reading, path: Path) -> Any:
    """The objects in lists and maps, or `MISFIT`."""
    if isinstance(codec, Nullable):
        return None if value is None else read_value(codec.item, value, reading, path)
    if isinstance(codec, OneOrMany):
        if type(value) is list:
            return read_value(codec.item, value, reading, path)
        if type(value) is not dict:
            return reading.misfit(path, codec.expected, value)
        found = read_value(codec.item.item, value, reading, path)
        return MISFIT if found is MISFIT else (found,)
    is_map = isinstance(codec, Map)
    if type(value) is not (dict if is_map else list):
        return reading.misfit(path, codec.expected, value)
    items: Iterable[tuple[Any, Any]] = value.items() if type(value) is dict else enumerate(value)
    made = {step: read_value(codec.item, sent, reading, (path, step)) for step, sent in items}
    if any(item is MISFIT for item in made.values()):
        return MISFIT
    return made if is_map else tuple(made.values())


def _without(where: Path, inner: Path, outer: Path) -> Path:
    """The path with its beginning `inner` replaced by `outer`."""
    if where is None or where == inner:
        return outer
    return _without(where[0], inner, outer), where[1]


def _written_alike(codec: Codec, found: Any, value: Any) -> bool:
    """Whether a typed value is written as it was sent; objects see to it themselves."""
    if isinstance(codec, OneOrMany) and type(value) is not list:
        return False
    item = leaf_of(codec)
    if isinstance(item, Nested):
        return not isinstance(item, Wrapped) or type(value) is dict
    return _alike(codec.write(found), value)


def _alike(written: Any, value: Any) -> bool:
    if type(written) is not type(value):
        return False
    if type(value) is list:
        if not any(type(item) in _CONTAINERS for item in value):
            return bool(written == value) and [*map(type, written)] == [*map(type, value)]
        return all(map(_alike, written, value))
    if type(value) is dict:
        return all(_alike(written[name], item) for name, item in value.items())
    return bool(written == value)


_CONTAINERS = (list, dict)


class _Rest:
    """What is left of a JSON object when its fields are read."""

    __slots__ = ("_known", "_optional", "_others")

    def __init__(self, fields: tuple[Field, ...], leaving: str | None) -> None:
        self._known = {field.name for field in fields} | ({leaving} if leaving else set())
        self._optional = frozenset(f.name for f in fields if not f.required and not f.aliases)
        self._others = tuple(field for field in fields if field.aliases)

    def __call__(
        self, value: dict[str, Any], sent: dict[Any, Any], reading: Reading, path: Path
    ) -> Any:
        """The unexpected names with their values; nulls of optional fields go into `sent`."""
        read = [_read_as(field, value) for field in self._others]
        extra = {}
        for name, item in value.items():
            if name in self._known:
                if item is None and name in self._optional:
                    sent[name] = None
            elif name not in read:
                if type(name) is not str:
                    raise MalformedMessage("expected names of type str")
                extra[name] = reading.kept(item, (path, name))
        if len(extra) > 1:
            # A decoded struct does not tell in which order they came.
            extra = dict(sorted(extra.items()))
        return extra or NOTHING


def _read_as(field: Field, value: dict[str, Any]) -> str:
    """The name under which a field was read; its own if there is none."""
    return next((name for name in (field.name, *field.aliases) if name in value), field.name)
