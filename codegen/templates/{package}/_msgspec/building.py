"""Compiled code that makes objects of our classes from decoded structs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from .._codecs import AnyJson, Array, Codec, Digits, Member, Nested, Text, number
from .._decode import Unexpected, expected_lines
from .._fields import Condition, Field, fields_of, variants_of
from .._inline import INTEGER_TEST, Names, compiled, members_of, spellings_of
from .._making import maker_of
from .._objects import NOTHING
from .._plain import checked
from .._reading import MISFIT
from .registry import classes_in, is_mapped, nested_class
from .structs import NoStructError, Shape, Shapes

_ABOVE: Final = 32
"""No value of a message is inside of more objects and arrays that the catalogue knows."""


class RefusedError(Exception):
    """A decoded value that the decoder of its class must look at."""


def refuse() -> None:
    """Leave the message to the decoders of its classes."""
    raise RefusedError


def shallow(value: Any) -> None:
    """Leave a value that is nested so deeply that it must be measured to the decoders.

    Raises:
        ValueError: it is.
    """
    checked(value, _ABOVE)


class Build:
    """The code for one kind of message: functions that make objects, and lines that do in place."""

    def __init__(self, shapes: Shapes, root_class: type[Any], root_shape: Shape) -> None:
        self._shapes = shapes
        self._root_class = root_class
        self._root_shape = root_shape
        self._builders: dict[type[Any], Callable[..., Any]] = {}
        self._count = 0

    def shape_of(self, object_class: type[Any]) -> Shape:
        """The shape of a class; the event's has a code of its own."""
        if object_class is self._root_class:
            return self._root_shape
        return self._shapes.shape_of(object_class)

    def names(self) -> Names:
        """The names that all compiled code here may use."""
        return Names(
            MISFIT=MISFIT,
            NOTHING=NOTHING,
            UNSET=msgspec.UNSET,
            refuse=refuse,
            shallow=shallow,
        )

    def is_simple(self, object_class: type[Any]) -> bool:
        """Whether an object can be made from its struct alone.

        Else it takes the event around it, to choose a variant, or has values of any form, which
        may be problems.
        """
        if self.shape_of(object_class).other_forms:
            return False
        classes = (object_class, *(variant for variant, _ in variants_of(object_class)))
        if any(c.from_root for _, cs in variants_of(object_class) for c in cs):
            return False
        for field in (field for each in classes for field in fields_of(each)):
            nested = nested_class(field.codec)
            if nested is not None and not self.is_simple(nested):
                return False
        return True

    def looks_from_root(self) -> bool:
        """Whether a condition somewhere in the event looks at it from its root."""
        return any(
            condition.from_root
            for each in classes_in(self._root_class)
            for _, conditions in variants_of(each)
            for condition in conditions
        )

    def object_lines(
        self, object_class: type[Any], shape: Shape, struct: str, names: Names
    ) -> tuple[list[str], str]:
        """Lines that make an object of exactly this class from `struct`, and its name.

        Where the object is not simple, they use the names `root`, `reading` and `path`.
        """
        self._count += 1
        tag = self._count
        made, sent, extra = f"o{tag}", f"sent{tag}", f"extra{tag}"
        maker = maker_of(object_class, names)
        fields = fields_of(object_class)
        own = {field.name for field in fields}
        foreign = [name for name in shape.attributes if name not in own]
        lines = [
            f"if {struct}.{shape.attributes[name]} is not None: refuse()"
            for name in foreign
            if name not in shape.other_forms
        ]
        unknown = dict(shape.unknown)
        unknown |= {n: shape.attributes[n] for n in foreign if n in shape.other_forms}
        has_forms = any(field.name in shape.other_forms for field in fields)
        may_differ = has_forms or any(spellings_of(field.codec) for field in fields)
        if may_differ:
            # A dict takes longer to make than to do without, if there is usually nothing in it.
            lines.append(f"{sent} = {'{}' if has_forms else 'NOTHING'}")
        lines += maker.begin(made)
        varied = bool(foreign) or len(shape.attributes) > len(own)
        for field in fields:
            if field.name in shape.other_forms:
                other = _AnyForm(field, f"{struct}.{field.attribute}", sent, names)
                lines += other.lines(maker, made)
            else:
                required = field.required and not varied
                lines += self._field_lines(field, required, struct, names, maker, made, sent)
        if has_forms:
            lines.append(f"if {sent} and MISFIT in {sent}: refuse()")
        if unknown:
            lines.append(f"{extra} = {{}}")
        for name, attribute in sorted(unknown.items()):
            lines += [
                f"v = {struct}.{attribute}",
                "if v is not UNSET:",
                " if type(v) is list or type(v) is dict: shallow(v)",
                f" {extra}[{name!r}] = v",
            ]
        lines += maker.finish(
            made,
            f"{extra} or NOTHING" if unknown else "NOTHING",
            f"{sent} or NOTHING" if may_differ else "NOTHING",
        )
        return lines, made

    def _field_lines(
        self,
        field: Field,
        required: bool,
        struct: str,
        names: Names,
        maker: Any,
        made: str,
        sent: str,
    ) -> list[str]:
        """Lines that set an attribute from the struct's, which is of the expected form."""
        codec, value = field.codec, f"{struct}.{field.attribute}"

        def store(expression: str) -> str:
            stored: str = maker.store(made, field.attribute, expression)
            return stored

        if isinstance(codec, Nested) and self._is_in_place(codec.object_class):
            inner = f"s{self._count + 1}"
            shape = self.shape_of(codec.object_class)
            lines, name = self.object_lines(codec.object_class, shape, inner, names)
            lines.append(store(name))
            head, test = f"{inner} = {value}", f"if {inner} is not None:"
        elif (spellings := spellings_of(codec)) is not None:
            known = names.bind(spellings, "spelling")
            lines = [
                f"w = {known}[v]",
                f"if w._value_ != v: {sent} = {{**{sent}, {field.name!r}: v}}",
                store("w"),
            ]
            head, test = f"v = {value}", "if v is not None:"
        elif isinstance(codec, AnyJson):
            lines = ["if type(v) is list or type(v) is dict: shallow(v)", store("v")]
            head, test = f"v = {value}", "if v is not None:"
        else:
            expression = self._expression(codec, names, field.name)
            if expression == "v":
                # `None` stands for what is absent in both.
                absent = (
                    [f"if {value} is None: refuse()"] if field.required and not required else []
                )
                return [*absent, store(value)]
            lines = [store(expression)]
            head, test = f"v = {value}", "if v is not None:"
        if required:
            return [head, *lines]
        absent = ["refuse()"] if field.required else [store("None")]
        return [head, test, *(f" {line}" for line in lines), "else:", f" {absent[0]}"]

    def _is_in_place(self, object_class: type[Any]) -> bool:
        return not variants_of(object_class) and self.is_simple(object_class)

    def _expression(self, codec: Codec, names: Names, name: str) -> str:
        """An expression for the attribute's value, of the struct's `v`."""
        item = codec.item if isinstance(codec, Array) else codec
        nested = nested_class(codec)
        if nested is not None:
            build = names.bind(self.builder_of(nested), "build")
            if self.is_simple(nested):
                if item is codec:
                    return f"{build}(v)"
                return f"({build}(v[0]),) if len(v) == 1 else tuple(map({build}, v))"
            if item is codec:
                return f"{build}(v, root, reading, (path, {name!r}))"
            rest = f"root, reading, ((path, {name!r}), i)"
            return f"tuple([{build}(x, {rest}) for i, x in enumerate(v)])"
        if isinstance(item, Digits) and item.quoted:
            known = names.bind(whole, "whole")
        elif isinstance(item, Member) and is_mapped(item):
            known = names.bind(members_of(item).__getitem__, "member")
        else:
            return "v"
        return f"{known}(v)" if item is codec else f"tuple(map({known}, v))"

    def builder_of(self, object_class: type[Any]) -> Callable[..., Any]:
        """The function that makes an object of a class, or of its variant, from a struct."""
        builder = self._builders.get(object_class)
        if builder is None:
            builder = self._builders[object_class] = self._builder(object_class)
        return builder

    def _builder(self, object_class: type[Any]) -> Callable[..., Any]:
        shape, names = self.shape_of(object_class), self.names()
        more = "" if self.is_simple(object_class) else ", root, reading, path"
        lines = []
        for variant, conditions in variants_of(object_class):
            test = " and ".join(self._condition(c, object_class, "s") for c in conditions)
            made = names.bind(self._exact_builder(variant, shape, more), "build")
            lines.append(f"if {test}: return {made}(s{more})")
        own, made = self.object_lines(object_class, shape, "s", names)
        return self._function(object_class, [*lines, *own, f"return {made}"], more, names)

    def _exact_builder(
        self, object_class: type[Any], shape: Shape, more: str
    ) -> Callable[..., Any]:
        names = self.names()
        lines, made = self.object_lines(object_class, shape, "s", names)
        return self._function(object_class, [*lines, f"return {made}"], more, names)

    def _function(
        self, object_class: type[Any], lines: list[str], more: str, names: Names
    ) -> Callable[..., Any]:
        body = [f"def build(s{more}):", *(f" {line}" for line in lines)]
        return compiled("build", body, names, f"builder of {object_class.__qualname__}")

    def _condition(self, condition: Condition, object_class: type[Any], struct: str) -> str:
        """The condition as an expression over structs, in which what is absent is `None`."""
        if condition.from_root:
            object_class, struct = self._root_class, "root"
        steps, value = [], struct
        *above, last = condition.path
        for name in above:
            field = self._field(object_class, name)
            nested = nested_class(field.codec)
            if nested is None or isinstance(field.codec, Array):
                raise NoStructError(name)
            steps.append(f"(v := {value}.{field.attribute}) is not None")
            object_class, value = nested, "v"
        value = f"{value}.{self._field(object_class, last).attribute}"
        if condition.present is not None:
            test = " and ".join([*steps, f"{value} is not None"])
            return f"({test})" if condition.present else f"not ({test})"
        tests = [f"{value} is not None"] if condition.one_of is None else []
        sent = f"(type({value}) is bool, {value})"
        if condition.one_of is not None:
            tests.append(f"{sent} in {tuple(condition.one_of)!r}")
        if condition.none_of:
            tests.append(f"{sent} not in {tuple(condition.none_of)!r}")
        return " and ".join([*steps, *tests])

    def _field(self, object_class: type[Any], name: str) -> Field:
        classes = (object_class, *(variant for variant, _ in variants_of(object_class)))
        for each in classes:
            for field in fields_of(each):
                if field.name == name:
                    return field
        raise NoStructError(name)


def whole(text: str) -> int:
    """The whole number that a text is, written as JSON does.

    Raises:
        RefusedError: it is none.
    """
    found = number(text)
    if found is None:
        raise RefusedError
    return found


class _AnyForm:
    """Lines that read a field which may have any form, as the decoder of its class would."""

    def __init__(self, field: Field, value: str, sent: str, names: Names) -> None:
        self._field = field
        self._value = value
        self._sent = sent
        self._names = names

    def lines(self, maker: Any, made: str) -> list[str]:
        """Lines that give the object `made` its attribute."""
        field, sent, names = self._field, self._sent, self._names
        unexpected = Unexpected(field)
        read = names.bind(unexpected.read, "unexpected")
        lines = [
            f"v = {self._value}",
            *expected_lines(field, names, maker, made, unexpected, sent),
        ]

        def store(value: str) -> str:
            stored: str = maker.store(made, field.attribute, value)
            return stored

        for test, value in _other_forms(field.codec, names):
            lines.append(f"elif {test}: {store(value)}; {sent}[{field.name!r}] = v")
        if field.required:
            around = f"{{}} if v is UNSET else {{{field.name!r}: v}}"
            call = f"{read}(None if v is UNSET else v, {around}, {sent}, reading, path)"
        else:
            lines += [
                f"elif v is UNSET: {store('None')}",
                f"elif v is None: {store('None')}; {sent}[{field.name!r}] = None",
            ]
            call = f"{read}(v, NOTHING, {sent}, reading, path)"
        return [*lines, f"else: {store(call)}"]


def _other_forms(codec: Codec, names: Names) -> list[tuple[str, str]]:
    """Tests for usual other forms of a value `v`, with the typed value of each."""
    if isinstance(codec, Digits) and codec.bare:
        if codec.quoted:
            return [(INTEGER_TEST, "v")]
        read = names.bind(number, "number")
        return [(f"type(v) is str and (w := {read}(v)) is not None", "w")]
    return [(INTEGER_TEST, "str(v)")] if isinstance(codec, Text) else []
