"""Structs that objects are written from.

`msgspec` writes a struct in one pass, names, enums and what is absent included: half the time that
a dict takes, which has to be made first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from .._codecs import NUMBER, AnyJson, Array, Codec, Digits, Member, Quoted, is_composed
from .._fields import fields_of
from .._inline import SCALARS, Names, compiled, spellings_of
from ..envelopes import ENVELOPES
from ..message import Message
from .kinds import encode
from .registry import nested_class
from .structs import RefusedError, refuse

_FAILED: Final = (
    RefusedError,
    KeyError,
    msgspec.MsgspecError,
    ValueError,
    TypeError,
    OverflowError,
    RecursionError,
)
_WRITTEN_ALIKE: Final = SCALARS | {int}
"""Types whose values everybody writes in the same digits."""
_LEAST_FLOAT: Final = 1e-3
_FLOATS_END: Final = 1e15
"""Floats between are written without an exponent by everybody."""

_EVENTS: Final = {
    each.attributes_class: each.event_field for each in ENVELOPES.values() if each.event_field
}
"""What the event is called behind the attributes of a message."""

_CLASSES: Final = {
    name: each.attributes_class for name, each in ENVELOPES.items() if each.event_field
}
"""The class of the attributes by envelope, where the event stands in a field."""

# A message that was changed by `attrs.evolve` has both: asked for by name, they take as long again
# as the struct of the attributes.
_attributes_of: Final = vars(Message)["attributes"].stored
_base64_of: Final = vars(Message)["event_base64"].stored

_makers: dict[type, Callable[..., Any]] = {}


def written(value: Any) -> bytes | None:
    """A message, an event or an object in it as compact JSON; `None` where it takes an encoder.

    That is where something came otherwise than it would be written, or might be written in other
    digits than others write.
    """
    try:
        if type(value) is not Message:
            return encode(_struct_of(value))
        try:
            attributes, base64 = _attributes_of(value), _base64_of(value)
        except AttributeError:
            attributes, base64 = value.attributes, value.event_base64
        around = _CLASSES.get(value.envelope)
        if attributes is None or around is None:
            return encode(_struct_of(value.event))
        if value.event_text is base64 is None and type(attributes) is around:
            make = _makers.get(around) or _maker_of(around)
            return encode(make(attributes, _struct_of(value.event)))
    except _FAILED:
        pass
    return None


def _struct_of(value: Any) -> Any:
    return (_makers.get(type(value)) or _maker_of(type(value)))(value)


def _maker_of(object_class: type[Any]) -> Callable[..., Any]:
    make = _makers[object_class] = _maker(object_class)
    return make


def _maker(object_class: type[Any]) -> Callable[..., Any]:
    """The function that makes the struct of an object of exactly this class."""
    fields, names = (
        fields_of(object_class),
        Names(refuse=refuse, makers=_makers, struct_of=_struct_of),
    )
    # What is required is written also where it is None, put in by hand: it equals no default.
    members = [(f.attribute, Any, msgspec.UNSET if f.required else None) for f in fields]
    wire_names = {field.attribute: field.name for field in fields}
    values = [_expression(field.codec, f"value.{field.attribute}", names) for field in fields]
    parameters = "value"
    if object_class in _EVENTS:
        members.append(("event_", Any, None))
        wire_names["event_"] = _EVENTS[object_class]
        values.append("event")
        parameters = "value, event=None"
    struct = msgspec.defstruct(
        object_class.__name__, members, rename=wire_names, omit_defaults=True, gc=False
    )
    lines = [
        f"def make({parameters}):",
        " if value.extra: refuse()",
        f" made = {names.bind(struct, 'Struct')}({', '.join(values)})",
        f" if value.as_sent: {names.bind(_Restore(object_class), 'restore')}(value, made)",
        " return made",
    ]
    return compiled("make", lines, names, f"struct of {object_class.__qualname__}")


def _expression(codec: Codec, value: str, names: Names) -> str:
    """An expression for what the struct has for the value of a field."""
    item = codec.item if isinstance(codec, Array) else codec
    if is_composed(codec) or isinstance(item, Quoted):
        made = "refuse()"
    elif nested_class(codec) is not None:
        one = "(makers.get(type({0})) or struct_of)({0})"
        made = one.format("v") if item is codec else f"[{one.format('each')} for each in v]"
    elif item is NUMBER or isinstance(item, AnyJson):
        made = f"{names.bind(_alike, 'alike')}(v)"
    elif isinstance(digits := item.value if isinstance(item, Member) else item, Digits):
        if not digits.quoted:
            return value
        made = f"{names.bind(codec.write, 'write')}(v)"
    else:
        return value
    return f"None if (v := {value}) is None else {made}"


class _Restore:
    """Puts texts that were sent in place of the members of enums that they are read as."""

    __slots__ = ("_spellings",)

    def __init__(self, object_class: type[Any]) -> None:
        self._spellings = {
            field.name: (field.attribute, spellings_of(field.codec) or {})
            for field in fields_of(object_class)
        }

    def __call__(self, value: Any, made: Any) -> None:
        for name, sent in value.as_sent.items():
            attribute, members = self._spellings.get(name, ("", {}))
            if type(sent) is not str or sent not in members:
                refuse()
            if members[sent] is getattr(value, attribute):
                setattr(made, attribute, sent)


def _alike(value: Any) -> Any:
    """The value itself, if all of it is written in the same digits by everybody."""
    kind = type(value)
    if kind is list or kind is tuple:
        for item in value:
            _alike(item)
    elif kind is dict:
        for item in value.values():
            _alike(item)
    elif kind is float:
        if value and not _LEAST_FLOAT <= abs(value) < _FLOATS_END:
            refuse()
    elif kind not in _WRITTEN_ALIKE:
        refuse()
    return value
