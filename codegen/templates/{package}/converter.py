"""Our classes inside other people's: hooks for `cattrs`."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from ._codecs import INTEGER, STRING, Member
from ._decode import decoder_of
from ._event_names import EVENT_CODE_FIELD
from ._plain import plain
from ._reading import MISFIT, Reading
from ._writing import to_dict
from .errors import InvalidMessage, problems_of
from .event import Event, UnknownEvent, WireObject
from .message import Message
from .open_enum import OpenIntEnum, OpenStrEnum
from .parsing import parse
from .registry import EVENTS

if TYPE_CHECKING:
    from cattrs import Converter

Structure = Callable[[Any, Any], Any]


def converter(base: Converter | None = None, *, strict: bool = False) -> Converter:
    """A `cattrs` converter that knows our classes, for attrs classes that have them as fields.

    `base` is the converter to be taught; without it, a new one is.  Objects, events and messages
    are read and written as by `parse` and `to_dict`, open enums without coercion.  A field of the type
    `Event`, of a class that events share, or of a union of events gets the event that the code
    inside the data names.

    What does not fit raises our `InvalidMessage`, its paths counted from the object that the
    field holds; where `cattrs` validates in detail, as it does by default, it stands inside its
    `ClassValidationError` or `IterableValidationError`.  With `strict`, a value that is optional
    raises as well; without, its attribute is `None` and the value is kept and written back.
    """
    from cattrs import Converter

    taught = Converter() if base is None else base

    def of_objects(wanted: Any) -> Structure:
        return lambda value, _: _object(value, wanted, strict)

    def of_unions(wanted: Any) -> Structure:
        return lambda value, _: _one_of(value, get_args(wanted), strict)

    def message(value: Any, _: Any) -> Message:
        return value if isinstance(value, Message) else parse(value, strict=strict)

    taught.register_structure_hook_factory(_is_object, of_objects)
    # By class: what is registered so for `Enum` itself would go before a predicate.
    for enum in (OpenStrEnum, OpenIntEnum):
        taught.register_structure_hook(enum, _member)
        taught.register_unstructure_hook(enum, _value)
    taught.register_structure_hook_factory(_is_union_of_events, of_unions)
    taught.register_structure_hook(Message, message)
    taught.register_unstructure_hook_factory(_is_object, lambda _: to_dict)
    taught.register_unstructure_hook_factory(_is_union_of_events, lambda _: _written)
    taught.register_unstructure_hook(Message, to_dict)
    return taught


def _value(member: Enum) -> Any:
    return member.value


def _written(event: Any) -> Any:
    return to_dict(event) if isinstance(event, WireObject) else event


def _is_object(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(wanted, WireObject)


def _is_union_of_events(wanted: Any) -> bool:
    """Whether it is a union of two events or more; one and `None`, `cattrs` can do by itself."""
    if get_origin(wanted) not in (Union, UnionType):
        return False
    kinds = [kind for kind in get_args(wanted) if kind is not NoneType]
    return len(kinds) > 1 and all(isinstance(k, type) and issubclass(k, Event) for k in kinds)


def _object(value: Any, wanted: type[WireObject], strict: bool) -> WireObject:
    if isinstance(value, wanted):
        return value
    value, _ = plain(value)
    reading = Reading(value if isinstance(value, dict) else {})
    if issubclass(wanted, Event):
        wanted = _of_its_code(value, wanted)
    if not isinstance(value, dict):
        reading.misfit(None, "object", value)
        raise _invalid(reading)
    read = decoder_of(wanted)(value, reading, None)
    if read is MISFIT or (strict and reading.problems):
        raise _invalid(reading)
    made: WireObject = read
    return made


def _of_its_code(value: Any, wanted: type[Event]) -> type[Event]:
    """The class of the event that the data names, if it is one of those that are wanted."""
    code = value.get(EVENT_CODE_FIELD) if isinstance(value, dict) else None
    info = EVENTS.get(code) if isinstance(code, str) else None
    if info is not None and issubclass(info.event_class, wanted):
        return info.event_class
    return UnknownEvent if wanted is Event else wanted


def _one_of(value: Any, wanted: tuple[Any, ...], strict: bool) -> WireObject | None:
    if value is None and NoneType in wanted:
        return None
    kinds = [kind for kind in wanted if kind is not NoneType]
    found = type(value) if isinstance(value, Event) else _of_its_code(plain(value)[0], Event)
    for kind in kinds:
        if issubclass(found, kind):
            return _object(value, found, strict)
    reading = Reading({})
    names = " or ".join(kind.__name__ for kind in kinds)
    reading.misfit(None, f"the data of {names}", value)
    raise _invalid(reading)


def _member(value: Any, enum: type[Enum]) -> Any:
    reading = Reading({})
    codec = Member(enum, INTEGER if issubclass(enum, int) else STRING)
    read = codec.read(plain(value)[0], reading, None)
    if read is MISFIT:
        raise _invalid(reading)
    return read


def _invalid(reading: Reading) -> InvalidMessage:
    return InvalidMessage(problems_of(reading.problems, None, None), reading.more)
