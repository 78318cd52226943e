"""What the catalogue says in words: loaded from the package's own file when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from .._nearest import did_you_mean

PACKAGE: Final = __name__.partition(".")[0]

Record = Mapping[str, Any]
"""An object of the file; keys without anything in them are left out."""


class UnknownName(LookupError):
    """A name that the catalogue does not have; the text says which are close."""


class DescribedField(NamedTuple):
    """A field of an event, at its place in the message."""

    path: str
    """In wire names, `[]` behind lists."""
    attributes: str
    """The same in names of Python."""
    variant: str | None
    """The variant that has it, if not all do."""
    record: Record


@cache
def descriptions() -> Mapping[str, Mapping[str, Record]]:
    """Everything in the file: events, bodies, objects, enums, answers, each by name."""
    text = (files(PACKAGE) / "descriptions.json").read_text("utf-8")
    found: Mapping[str, Mapping[str, Record]] = json.loads(text)
    return found


def event_named(name: str) -> Record:
    """The event of a code, type or class name.

    Raises:
        UnknownName: there is none.
    """
    events = descriptions()["events"]
    if name in events:
        return events[name]
    by_name = {
        str(each[key]).casefold(): each
        for each in events.values()
        for key in ("code", "type", "class_name")
    }
    found = by_name.get(name.casefold())
    if found is None:
        known = [
            str(each[key]) for each in events.values() for key in ("code", "type", "class_name")
        ]
        raise UnknownName(f"there is no event {name!r}{did_you_mean(name, known, most=3)}")
    return found


def is_event(name: str) -> bool:
    """Whether an event has that code, type or class name."""
    try:
        event_named(name)
    except UnknownName:
        return False
    return True


def fields_of_event(event: Record) -> tuple[DescribedField, ...]:
    """The fields of an event, those of the objects in it behind them."""
    body = descriptions()["bodies"][event["body"]]
    return tuple(_of_object(body, "", "", None, ()))


def _of_object(
    described: Record, path: str, attributes: str, variant: str | None, above: tuple[str, ...]
) -> Iterator[DescribedField]:
    yield from _of_fields(described.get("fields", ()), path, attributes, variant, above)
    for each in described.get("variants", ()):
        yield from _of_fields(each.get("fields", ()), path, attributes, each["name"], above)


def _of_fields(
    fields: Iterable[Record],
    path: str,
    attributes: str,
    variant: str | None,
    above: tuple[str, ...],
) -> Iterator[DescribedField]:
    for record in fields:
        place, names = f"{path}{record['name']}", f"{attributes}{record['attribute']}"
        around = "".join(_around(record["type"]))
        yield DescribedField(place, names, variant, record)
        # What a text holds as JSON is described by its own type.
        inner = record.get("holds", record["type"])
        if inner["kind"] == "object" and inner["name"] not in above:
            ending = ("".join(_around(inner)) if "holds" in record else around) + "."
            yield from _of_object(
                descriptions()["objects"][inner["name"]],
                place + ending,
                names + ending,
                variant,
                (*above, inner["name"]),
            )


def _around(kind: Record) -> Iterator[str]:
    """What stands around each value of a type, as paths have it."""
    if kind.get("list"):
        yield "[]"
    # The innermost is named first; null in place of a value has no step of its own.
    for each in reversed(kind.get("around", ())):
        if each != "?":
            yield each


def field_named(event: Record, path: str) -> DescribedField:
    """The field of an event at a path, in wire names or names of Python.

    Raises:
        UnknownName: there is none.
    """
    fields = fields_of_event(event)
    wanted = path.replace("[]", "")
    for names in ("path", "attributes"):
        for each in fields:
            if getattr(each, names).replace("[]", "") == wanted:
                return each
    known = [name.replace("[]", "") for each in fields for name in (each.path, each.attributes)]
    raise UnknownName(f"{event['code']} has no field {path!r}{did_you_mean(path, known, most=3)}")


def enum_of(field: DescribedField) -> Record | None:
    """The enum of a field's values, if it has one."""
    kind = field.record["type"]
    found: Record | None = descriptions()["enums"][kind["name"]] if kind["kind"] == "enum" else None
    return found


def value_named(enum: Record, text: str) -> Record | None:
    """The value of an enum that a text stands for: as it is sent, or by its name."""
    values: list[Record] = enum["values"]
    for value in values:
        if text in (str(value["value"]), value["constant"]):
            return value
    folded = text.casefold()
    for value in values:
        spellings = (value["value"], value["constant"], *value.get("aliases", ()))
        if folded in (str(each).casefold() for each in spellings):
            return value
    return None
