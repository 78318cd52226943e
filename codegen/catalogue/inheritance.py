"""Fields after what they take over: what stands nearest to the use wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from codegen.catalogue.field_type import FieldType
from codegen.catalogue.written import (
    Atom,
    Body,
    Catalogue,
    Evidence,
    Field,
    Kind,
    Role,
    Unstated,
)
from codegen.findings import Mark


@attrs.frozen
class Layer:
    """What one place of the file says of a field."""

    context: str
    """The place by global names: `field nodeId`, `body instance-status.opCode`."""
    field: Field


@attrs.frozen(kw_only=True)
class Definition:
    """A field with what it takes over; each part is that of the nearest layer that has it."""

    type: FieldType | None = None
    example: str | None = None
    """As it is written; what it means depends on the type."""
    text: str | None = None
    text_context: str
    note: tuple[str, ...] = ()
    note_context: str
    only: tuple[Atom, ...] = ()
    aliases: tuple[str, ...] = ()
    python: str | None = None
    """Its name in Python, if the rule does not make it."""
    formerly: tuple[str, ...] = ()
    role: Role | None = None
    marks: Mapping[str, Mark]
    """The place of each part that is there."""


def shared(catalogue: Catalogue, name: str) -> Field | None:
    """The field of this name in `fields` or `common`."""
    return catalogue.fields.get(name) or catalogue.common.get(name)


def base_name(catalogue: Catalogue, name: str, field: Field) -> str | None:
    """The shared field that a shape's field `name` starts from; None if it stands alone.

    A name behind `like` is returned even if no shared field bears it.
    """
    if field.line is not None:
        if field.line.type is not None:
            return None
        if field.line.like is not None:
            return field.line.like
    found = shared(catalogue, name)
    return name if found is not None and found is not field else None


def layers(catalogue: Catalogue, context: str, name: str, field: Field) -> Iterator[Layer]:
    """The field, then what it starts from, then what that starts from, and so on.

    Ends without complaint at a name that is not defined or that came before.
    """
    yield Layer(context, field)
    base = base_name(catalogue, name, field)
    seen: set[str] = set()
    while base is not None and base not in seen:
        found = shared(catalogue, base)
        if found is None:
            return
        seen.add(base)
        yield Layer(f"field {base}", found)
        base = base_name(catalogue, base, found)


def definition(catalogue: Catalogue, context: str, name: str, field: Field) -> Definition:
    """The whole definition of a shape's field `name`, which stands at `context`."""
    marks: dict[str, Mark] = {}
    parts: dict[str, Any] = {"text_context": context, "note_context": context}
    for layer in layers(catalogue, context, name, field):
        line, given = layer.field.line, layer.field
        if line is not None:
            for part in _IN_LINE:
                if part not in parts and (value := getattr(line, part)) is not None:
                    parts[part] = value
                    marks[part] = line.at(part)
                    if part == "text":
                        parts["text_context"] = layer.context
        own = given is field or layer.context == f"field {name}"
        below = (*_BELOW, *_OF_ONE_NAME) if own else _BELOW
        new = [part for part in below if part not in parts and getattr(given, part)]
        for part in new:
            parts[part] = getattr(given, part)
            if part == "note":
                parts["note_context"] = layer.context
        if new:
            places = given.marks.items()
            marks |= {path: mark for path, mark in places if path.partition("[")[0] in new}
    return Definition(marks=marks, **parts)


_IN_LINE = ("type", "example", "text")
_BELOW = ("note", "only", "aliases", "formerly")
_OF_ONE_NAME = ("python", "role")
"""What a field of another name does not take over."""


def kinds(body: Body) -> set[Kind]:
    """The kinds of a body's events, as far as they are given."""
    own = {event.kind or body.kind for event in body.events.values()}
    return {kind for kind in own if kind is not None}


def common_fields(catalogue: Catalogue, body: Body) -> dict[str, Field]:
    """The common fields that a body has: as the body says, or as they stand in `common`."""
    given = body.common if isinstance(body.common, Mapping) else {}
    found: dict[str, Field] = {}
    for name, field in catalogue.common.items():
        own = given.get(name)
        if own is not None:
            if Evidence.ABSENT not in own.from_:
                found[name] = own
        elif field.kind is None or field.kind in kinds(body):
            found[name] = Field(mark=body.at("common"), marks={})
    return found


def body_fields(catalogue: Catalogue, body: Body) -> dict[str, Field]:
    """The fields of a body: those of the body that it is like, its own, then the common ones."""
    other = catalogue.bodies.get(body.like or "")
    fields = other.fields if other is not None else {}
    return {**fields, **body.fields, **common_fields(catalogue, body)}


def _is_taken(body: Body | None, name: str, field: Field) -> bool:
    """Whether a field stands in the body that a body is like."""
    given = body.common if body is not None and isinstance(body.common, Mapping) else {}
    return body is not None and field not in (body.fields.get(name), given.get(name))


def evidence(
    catalogue: Catalogue, body: Body | None, name: str, field: Field, default: tuple[str, ...]
) -> tuple[str, ...]:
    """Where a field of a shape is known from; `default` is what the shape says of its fields."""
    unshown = body is not None and Unstated.FIELDS in body.inferred
    # What another body says of its field holds no longer where no source shows the fields.
    if field.from_ and not (unshown and _is_taken(body, name, field)):
        return field.from_
    if unshown:
        return (Evidence.INFERRED,)
    if body is not None:
        if name in catalogue.common and catalogue.common[name].from_ and name not in body.fields:
            return catalogue.common[name].from_
        return (Evidence.BOTH,)
    return default or (Evidence.BOTH,)
