"""What tells whether a caller's dict has nothing but JSON's own types.

`msgspec.convert` takes tuples and sets for lists, mappings for dicts, `Decimal` and NaN for
numbers, and keeps subclasses of `str`.  Messages hold none of these: where one is, it is left to
the decoders.  Lists and dicts are looked at before they are converted, texts afterwards, in place:
to look at all types in the dict first takes as long as to convert it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from .._codecs import NUMBER, STRING, AnyJson, Array, Codec, Member, Nested, Text
from .._inline import SCALARS, Names, compiled, plain_kind
from .._json_text import LARGE
from .._plain import plain
from .registry import is_mapped
from .structs import ABOVE, Shape, Shapes, refuse

_MOST_OBJECTS: Final = 4_096
"""So many objects may be in lists: a list in many places counts each time."""

Check = Callable[[dict[Any, Any]], int]
"""Refuses an object, or gives how many objects are in the lists inside."""


class Checks:
    """The checks of the dicts in one kind of message, before they are converted."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._checks: dict[type[Any], Check | None] = {}

    def of_event(self, shape: Shape, event_field: str, names: Names) -> list[str]:
        """Lines that check the message `sent`."""
        lines = [f"v = sent[{event_field!r}]", "if type(v) is not dict: refuse()"]
        check = self._compiled(shape)
        return lines if check is None else [*lines, f"{names.bind(check, 'check')}(v)"]

    def _of(self, object_class: type[Any]) -> Check | None:
        """The check of the objects of a class, if there is more to say than that they are dicts."""
        if object_class not in self._checks:

            def late(value: dict[Any, Any]) -> int:
                # A class may have objects of its own inside.
                check = self._checks[object_class]
                return 0 if check is None else check(value)

            self._checks[object_class] = late
            self._checks[object_class] = self._compiled(self._shapes.shape_of(object_class))
        return self._checks[object_class]

    def _compiled(self, shape: Shape) -> Check | None:
        names = Names(refuse=refuse)
        lines = [
            line
            for name, codec in shape.codecs.items()
            if name not in shape.other_forms
            for line in self._field_lines(name, codec, names)
        ]
        if not lines:
            return None
        body = ["get, n = value.get, 0", *lines, f"if n > {_MOST_OBJECTS}: refuse()", "return n"]
        source = ["def check(value):", *(f" {line}" for line in body)]
        return compiled("check", source, names, f"check of {shape.struct.__name__}")

    def _field_lines(self, name: str, codec: Codec, names: Names) -> list[str]:
        head = f"v = get({name!r})"
        if codec is NUMBER:
            # Infinity and NaN give NaN.
            test = "type(v) is not int and not (type(v) is float and v - v == 0)"
            return [head, f"if v is not None and {test}: refuse()"]
        if isinstance(codec, Nested):
            count = self._count(codec, "v", names)
            return [head, "if v is not None:", " if type(v) is not dict: refuse()", *count]
        if not isinstance(codec, Array):
            return []
        lines = [head, "if v is not None:", " if type(v) is not list: refuse()"]
        if codec.item is NUMBER:
            lines.append(" if v: refuse()")
        elif isinstance(codec.item, Nested):
            lines += [
                " n += len(v)",
                f" if n > {_MOST_OBJECTS}: refuse()",
                " for x in v:",
                "  if type(x) is not dict: refuse()",
                *(f" {line}" for line in self._count(codec.item, "x", names)),
            ]
        return lines

    def _count(self, codec: Nested, value: str, names: Names) -> list[str]:
        check = self._of(codec.object_class)
        if check is None:
            return []
        call = f"{names.bind(check, 'check')}({value})"
        return [f" n += {call}", f" if n > {_MOST_OBJECTS}: refuse()"]


def exact_lines(shape: Shape, struct: str, names: Names) -> list[str]:
    """Lines that refuse what a struct has of other classes than JSON's own."""
    lines = []
    for name, codec in shape.codecs.items():
        item = codec.item if isinstance(codec, Array) else codec
        # Values of any form are looked at one by one.
        kinds = SCALARS if isinstance(item, AnyJson) else {str} if _is_text(item) else None
        if kinds is None or name in shape.other_forms or (item is codec and kinds is SCALARS):
            continue
        test = "type(v) is not str"
        if item is not codec:
            known = names.bind(frozenset(kinds).issuperset, "known")
            test = f"not {known}(map(type, v or ()))"
        lines += [
            f"v = {struct}.{shape.attributes[name]}",
            f"if {test} and v is not None: refuse()",
        ]
    return lines


def own(value: Any) -> Any:
    """A copy of a value that is the caller's own.

    Raises:
        ValueError: it is none that JSON has, or more than is copied here.
    """
    return plain(value, LARGE, ABOVE)[0]


def _is_text(codec: Codec) -> bool:
    """Whether a message keeps the texts that a struct has for the values of a codec."""
    if isinstance(codec, Member):
        return is_mapped(codec) and plain_kind(codec) == "str"
    return codec is STRING or isinstance(codec, Text)
