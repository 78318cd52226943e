"""Python and event patterns that an event's page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from codegen.catalogue.resolved import Catalogue, Enum, EnumValue, Event, Field, TypeKind
from codegen.catalogue.written import Bound, Json
from codegen.emit.docs.events import imports, patterns
from codegen.emit.docs.subjects import about, single_enum, worth_knowing
from codegen.emit.examples import envelopes_of
from codegen.site.field_views import FieldView

_WIDEST = 56


@attrs.frozen
class Choice:
    """A field by whose values messages can be picked."""

    path: str
    place: str
    """Anchor of the field, without `field-`; its values stand there."""
    enum: Enum
    chosen: EnumValue | None
    """The value that is picked from the start."""


def choices(event: Event, fields: Iterable[FieldView], catalogue: Catalogue) -> tuple[Choice, ...]:
    """The fields that a pattern can test, what the event is about first; none below a list."""
    subject = about(event, catalogue)
    found = [
        Choice(view.path, view.place, enum, worth_knowing(enum) if view.field == subject else None)
        for view in _outside_lists(fields)
        if (enum := single_enum(view.field, catalogue)) and len(enum.values) > 1
    ]
    return tuple(sorted(found, key=lambda choice: choice.chosen is None))


def pattern(
    events: Sequence[Event], catalogue: Catalogue, choice: Choice | None = None
) -> dict[str, Json]:
    """An event pattern that picks the events; empty where no envelope filters by type."""
    picked = next(patterns(events, catalogue), {})
    if picked and choice and choice.chosen:
        inner = next(
            each
            for each in catalogue.envelopes
            if each.event_patterns and each.bound(Bound.EVENT_TYPE)
        )
        picked[inner.event_name] = {choice.path: [choice.chosen.value]}
    return picked


def program(event: Event, catalogue: Catalogue) -> str:
    """A program that reads a message of the event."""
    subject = about(event, catalogue)
    names = [event.class_name, "parse"]
    case = f"    case {event.class_name}() as event:"
    if subject:
        enum = catalogue.enums[subject.type.name]
        names.append(enum.name)
        case = (
            f"    case {event.class_name}(\n"
            f"        {subject.python}={enum.name}.{worth_knowing(enum).constant}\n"
            f"    ) as event:"
        )
    by_headers = any(each.in_headers for each in envelopes_of(event, catalogue))
    headers = ", headers=headers" if by_headers else ""
    lines = [
        *imports(catalogue.package, names, _WIDEST),
        "",
        f"message = parse(body{headers})",
        "match message.event:",
    ]
    return "\n".join([*lines, case, *_use(event, subject, catalogue)])


def enum_program(enum: Enum, package: str) -> str:
    """A program that makes a value of an enum, and one that the enum does not know."""
    one = worth_knowing(enum)
    lines = [f"from {package} import {enum.name}", "", f"value = {enum.name}({one.value!r})"]
    lines.append(f"assert value is {enum.name}.{one.constant}")
    if not enum.closed:
        new = max(int(value.value) for value in enum.values) + 900 if enum.integer else "NEW"
        lines += ["", f"other = {enum.name}({new!r})", "assert not other.is_known"]
    return "\n".join(lines)


def _use(event: Event, subject: Field | None, catalogue: Catalogue) -> Iterator[str]:
    """What is done with the event: its longest list is walked through, or two values are printed."""
    lists = [
        (len(inner := catalogue.objects[field.type.name].fields), field, inner)
        for field in event.body.fields
        if field.type.kind is TypeKind.OBJECT and field.type.is_list
    ]
    if lists and not subject:
        _, field, inner = max(lists, key=lambda one: one[0])
        item = field.python.removesuffix("s")
        item = item if item != field.python and item.isidentifier() else "each"
        yield f"        for {item} in event.{field.python} or ():"
        yield f"            print({_attributes(item, inner)})"
    else:
        fields = [field for field in event.body.fields if field is not subject]
        yield f"        print({_attributes('event', fields)})"


def _attributes(owner: str, fields: Sequence[Field]) -> str:
    """Two attributes that are worth to be printed: simple ones that are always there, and names."""
    names = ("name", "id")
    simple = [f for f in fields if f.type.kind is not TypeKind.OBJECT and not f.value] or list(
        fields
    )
    simple.sort(
        key=lambda f: (not f.required, not f.wire.lower().endswith(names), f.type.containers)
    )
    return ", ".join(f"{owner}.{field.python}" for field in simple[:2]) or owner


def _outside_lists(fields: Iterable[FieldView]) -> Iterator[FieldView]:
    for view in fields:
        if not view.field.type.containers and not view.field.holds:
            yield view
            yield from _outside_lists(view.fields)
