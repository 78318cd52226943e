"""A `catalogue.json` as the comparison reads it; what no rule reads is kept as texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override

REST = "texts"
"""Attribute that has the keys of the JSON that are not attributes."""


def _texts() -> Any:
    return attrs.field(factory=dict)


@attrs.frozen
class Type:
    """A type: of one value, or of every item of a list."""

    kind: str
    name: str
    list: bool = False

    def __str__(self) -> str:
        return self.name + "[]" * self.list


@attrs.frozen(kw_only=True)
class Field:
    """A field of an event, object, variant, envelope or operation."""

    name: str
    """On the wire."""
    attribute: str
    type: Type
    required: bool
    wire: str | None = None
    also: tuple[str, ...] = ()
    format: str | None = None
    pattern: str | None = None
    holds: Type | None = None
    parts: Type | None = None
    only: tuple[Any, ...] = ()
    aliases: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    texts: Mapping[str, Any] = _texts()

    @property
    def forms(self) -> tuple[str, ...]:
        """Forms on the wire that are read."""
        return (self.wire or "its type's", *self.also)

    @property
    def shown_type(self) -> str:
        """The type as the catalogue writes it."""
        inner = next((f"({word} {of})" for word, of in self._inner() if of), "")
        return f"{self.type}{inner}"

    def _inner(self) -> tuple[tuple[str, Type | None], ...]:
        return ("json", self.holds), ("comma", self.parts)


@attrs.frozen(kw_only=True)
class Condition:
    """A test on one value of the message."""

    path: tuple[str, ...]
    from_root: bool = False
    present: bool | None = None
    one_of: tuple[Any, ...] = ()
    none_of: tuple[Any, ...] = ()


@attrs.frozen(kw_only=True)
class Variant:
    """One of several forms of an object or an event."""

    name: str
    conditions: tuple[Condition, ...]
    fields: tuple[Field, ...]
    class_name: str = ""
    """Empty where an early catalogue.json does not have it."""
    texts: Mapping[str, Any] = _texts()


@attrs.frozen(kw_only=True)
class Shape:
    """A nested object, or the body of events."""

    name: str
    class_name: str
    fields: tuple[Field, ...]
    variants: tuple[Variant, ...] = ()
    texts: Mapping[str, Any] = _texts()


@attrs.frozen(kw_only=True)
class Event:
    """An event."""

    code: str
    type: str
    category: str
    kind: str
    level: str
    service: str
    class_name: str
    constant: str
    body: str
    answers: tuple[str, ...] = ()
    envelopes: Mapping[str, str] = attrs.Factory(dict)
    formerly: tuple[str, ...] = ()
    retired: Mapping[str, Any] | None = None
    texts: Mapping[str, Any] = _texts()


@attrs.frozen(kw_only=True)
class EnumValue:
    """A value of an enum."""

    value: Any
    constant: str
    meaning: str
    aliases: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    formerly: tuple[str, ...] = ()
    texts: Mapping[str, Any] = _texts()


@attrs.frozen(kw_only=True)
class Enum:
    """A named set of values."""

    name: str
    integer: bool
    closed: bool
    ignore_case: bool
    values: tuple[EnumValue, ...]
    texts: Mapping[str, Any] = _texts()


@attrs.frozen(kw_only=True)
class Envelope:
    """A wrapping in which events arrive."""

    name: str
    class_name: str
    event_field: str
    message_id: str
    fields: tuple[Field, ...]
    texts: Mapping[str, Any] = _texts()


@attrs.frozen(kw_only=True)
class Answer:
    """An operation that answers, or reads more about an event."""

    name: str
    request: tuple[Field, ...]
    response: tuple[Field, ...]
    constant: str = ""
    call: str = ""
    api_versions: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    texts: Mapping[str, Any] = _texts()


@attrs.frozen(kw_only=True)
class Catalogue:
    """A whole catalogue."""

    version: str
    package: str
    events: tuple[Event, ...]
    bodies: tuple[Shape, ...]
    objects: tuple[Shape, ...]
    enums: tuple[Enum, ...]
    envelopes: tuple[Envelope, ...]
    answers: tuple[Answer, ...]
    texts: Mapping[str, Any] = _texts()

    def python_names(self, shape: Shape) -> tuple[str, ...]:
        """The Python classes that have the fields of a body or object."""
        variants = (name for each in shape.variants for name in self.variant_names(shape, each))
        return (shape.class_name, *self._events_of(shape), *variants)

    def variant_names(self, shape: Shape, variant: Variant) -> tuple[str, ...]:
        """The Python classes of a variant: of a body, one for each of its events."""
        if shape not in self.bodies:
            return (variant.class_name,)
        return tuple(f"{event}{variant.class_name}" for event in self._events_of(shape))

    def _events_of(self, shape: Shape) -> tuple[str, ...]:
        if shape not in self.bodies:
            return ()
        return tuple(event.class_name for event in self.events if event.body == shape.name)

    def base_of(self, of: Type) -> str:
        """The scalar type of a type's values."""
        for enum in self.enums:
            if of.kind == "enum" and enum.name == of.name:
                return "integer" if enum.integer else "string"
        return of.name


class NoCatalogue(ValueError):
    """The JSON is no catalogue; the argument says what is wrong."""


def released(data: object) -> Catalogue:
    """A decoded `catalogue.json`.

    Raises:
        NoCatalogue: it is none.
    """
    if isinstance(data, dict) and "deliveries" in data:
        # What the key was called before the first release.
        data = {**data, "envelopes": data["deliveries"]}
    try:
        return _CONVERTER.structure(data, Catalogue)
    except Exception as error:
        faults = cattrs.transform_error(error, path="$", format_exception=_fault)
        more = f", and {len(faults) - 3} more faults" if len(faults) > 3 else ""
        raise NoCatalogue("; ".join(faults[:3]) + more) from error


def differing_texts(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of two objects that differ; one that an object does not have, its format lacks."""
    return tuple(key for key in old if key in new and old[key] != new[key])


def _fault(error: BaseException, _: object) -> str:
    match error:
        case KeyError():
            return f"there is no key {error.args[0]!r}"
        case _:
            return str(error)


def _converter() -> cattrs.Converter:
    made = cattrs.Converter()

    def exact(value: Any, kind: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError(f"expected {_JSON_NAMES[kind]}, got {type(value).__name__}")
        return value

    for scalar in (str, bool, int):
        made.register_structure_hook(scalar, exact)
    made.register_structure_hook_factory(
        lambda kind: attrs.has(kind) and kind is not Type, lambda kind: _with_rest(kind, made)
    )
    return made


_JSON_NAMES = {str: "a string", bool: "true or false", int: "an integer"}


def _with_rest(kind: type[Any], converter: cattrs.Converter) -> Any:
    """Reads an object, and keeps the keys that are not attributes."""
    names = {field.name for field in attrs.fields(kind)}
    omitted: Any = {REST: override(omit=True)} if REST in names else {}
    inner = make_dict_structure_fn(kind, converter, **omitted)

    def structure(value: Any, of: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"expected an object, got {type(value).__name__}")
        found = inner(value, of)
        if REST not in names:
            return found
        return attrs.evolve(found, texts={k: v for k, v in value.items() if k not in names})

    return structure


_CONVERTER = _converter()
