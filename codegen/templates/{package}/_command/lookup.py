"""`list` and `show`: what the catalogue says about events, fields and values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from ..registry import EVENTS, EventInfo
from .descriptions import (
    PACKAGE,
    DescribedField,
    Record,
    UnknownName,
    descriptions,
    enum_of,
    event_named,
    field_named,
    fields_of_event,
    is_event,
    near,
    value_named,
)

Shown = tuple[str, Any]
"""A text for people, and the same as JSON."""


def listed(words: list[str]) -> Shown:
    """The events in which every word occurs, one a line."""
    chosen = [info for info in EVENTS.values() if all(_has(info, word) for word in words)]
    width = max((len(info.event_code) for info in chosen), default=0)
    lines = [f"{info.event_code:<{width}}  {info.title}{_marks(info)}" for info in chosen]
    return "\n".join(lines), [_event_facts(info) for info in chosen]


def _has(info: EventInfo, word: str) -> bool:
    texts = (info.event_code, info.type, info.title, info.summary, info.service, info.kind)
    return any(word.casefold() in text.casefold() for text in texts)


def _operations(info: EventInfo) -> tuple[str, ...]:
    """The operations that answer an event; catalogues without answers have no such attribute."""
    return getattr(info, "answers", ())


def _level(info: EventInfo) -> str:
    """What an event belongs to; catalogues without levels have no such attribute."""
    level = getattr(info, "level", None)
    return f", {level} level" if level else ""


def _marks(info: EventInfo) -> str:
    marks = []
    if _operations(info):
        marks.append("waits for an answer")
    if info.retired:
        marks.append("retired")
    return f"  [{', '.join(marks)}]" if marks else ""


def _event_facts(info: EventInfo) -> dict[str, Any]:
    return {
        "code": info.event_code,
        "type": info.type,
        "class": info.event_class_name,
        "title": info.title,
        "summary": info.summary,
        "service": info.service,
        "kind": info.kind,
        "level": getattr(info, "level", None),
        "envelopes": dict(info.envelopes),
        "answers": list(_operations(info)),
        "retired": info.retired and info.retired._asdict(),
    }


def shown(what: str, width: int) -> Shown:
    """What `CODE`, `CODE.field` or `CODE.field=value` stands for.

    Raises:
        UnknownName: the catalogue does not have it.
    """
    try:
        return _event(event_named(what), width)
    except UnknownName:
        if not {".", "="} & {*what}:
            raise
    place, equals, value = what.partition("=")
    code, path = _code_and_path(place)
    event = event_named(code)
    if not path:
        raise UnknownName(f"expected CODE.field=value, got {what!r}, which names no field")
    field = field_named(event, path)
    return _value(event, field, value) if equals else _field(event, field, width)


def _code_and_path(place: str) -> tuple[str, str]:
    """A code, which may have dots itself, and the path of a field behind it."""
    parts = place.split(".")
    for count in range(len(parts) - 1, 0, -1):
        code = ".".join(parts[:count])
        if is_event(code):
            return code, ".".join(parts[count:])
    code, _, path = place.partition(".")
    return code, path


def _event(event: Record, width: int) -> Shown:
    info = EVENTS[event["code"]]
    doubts = [*_doubts(event, info)]
    lines = [
        f"{info.title} ({info.event_code})",
        *_wrapped(info.summary, width, ""),
        "",
        f"  type       {info.type}",
        f"  class      {PACKAGE}.{info.event_class_name}",
        f"  service    {info.service}{_level(info)}",
        f"  envelopes  {', '.join(_envelopes(info))}",
        *_answer(info),
    ]
    if info.retired:
        by = f" by {info.retired.date}" if info.retired.date else ""
        lines += _wrapped(f"retired{by}: {info.retired.reason}", width, "  ")
    fields = fields_of_event(event)
    lines += ["", "Fields, by their names on the wire and in Python (* required):"]
    for field in fields:
        lines += _field_lines(field, width)
    if doubts:
        lines += ["", "Doubts:"]
        for doubt in doubts:
            lines += _wrapped(f"- {doubt}", width, "  ", "    ")
    facts = _event_facts(info)
    facts |= {"fields": [_field_facts(each) for each in fields], "doubts": doubts}
    return "\n".join(lines), facts


def _envelopes(info: EventInfo) -> Iterator[str]:
    for name, certainty in info.envelopes.items():
        yield f"{name} (inferred)" if certainty == "inferred" else name


def _answer(info: EventInfo) -> Iterator[str]:
    if not _operations(info):
        waits = info.kind != "regular"
        yield "  answer     " + ("not known how" if waits else "none: nothing waits for it")
    for operation in _operations(info):
        described = descriptions()["answers"][operation]
        results = described.get("results", ())
        yield f"  answer     {operation}" + (f": {', '.join(results)}" if results else "")


def _doubts(event: Record, info: EventInfo) -> Iterator[str]:
    """Where the sources disagree or are silent."""
    yield from event.get("notes", ())
    yield from descriptions()["bodies"][event["body"]].get("notes", ())
    if info.inferred:
        yield f"No source states: {', '.join(info.inferred)}."
    if info.inferred_fields:
        yield f"No source shows these fields in it: {', '.join(info.inferred_fields)}."
    for field in fields_of_event(event):
        if note := field.record.get("note"):
            yield f"{field.path}: {note}"


def _type(record: Record) -> str:
    """The type of a field, with the other forms in which it is sent."""
    kind = record["type"]
    text = _type_name(kind)
    for each in ("[]",) if kind.get("list") else kind.get("around", ()):
        text = {"[]": "list of {}", "{}": "map of {}", "?": "{} or null"}[each].format(text)
    form = record.get("wire")
    if form:
        text += f", sent as {form}"
    others = record.get("also")
    if others:
        text += f", also as {', '.join(others)}"
    if holds := record.get("holds"):
        text += (
            f", which holds {'a list of ' if holds.get('list') else ''}{_type_name(holds)} as JSON"
        )
    return text


def _type_name(kind: Record) -> str:
    if kind["kind"] == "object":
        return str(descriptions()["objects"][kind["name"]]["class_name"])
    return str(kind["name"])


def _field_lines(field: DescribedField, width: int, *, every_value: bool = False) -> Iterator[str]:
    record = field.record
    name = field.path + ("*" if record.get("required") else "")
    if field.attributes != field.path:
        name += f"  {field.attributes.rpartition('.')[2]}"
    variant = f"  [only in variant {field.variant}]" if field.variant else ""
    yield f"  {name}  ({_type(record)}){variant}"
    example = record.get("example")
    shown_example = f" Example: {example!r}" if isinstance(example, str | int | float) else ""
    yield from _wrapped(record["description"] + shown_example, width, "      ")
    enum = enum_of(field)
    if enum is not None:
        values = _valid(field, enum)
        few = values if every_value or len(values) <= 12 else values[:5]
        for value in few:
            yield from _wrapped(_value_text(value), width, "        ", "          ")
        if len(few) < len(values):
            yield f"        … {len(values)} values"


def _valid(field: DescribedField, enum: Record) -> list[Record]:
    only = field.record.get("only")
    return [value for value in enum["values"] if not only or value["value"] in only]


def _value_text(value: Record) -> str:
    meaning = value.get("meaning")
    constant = value["constant"]
    name = "" if str(value["value"]) == constant else f" {constant}"
    return f"{value['value']}{name}" + (f": {meaning}" if meaning else "")


def _field_facts(field: DescribedField) -> dict[str, Any]:
    record = field.record
    enum = enum_of(field)
    facts = {
        "path": field.path,
        "attribute": field.attributes,
        "variant": field.variant,
        "type": _type(record),
        "required": bool(record.get("required")),
        "description": record["description"],
        "example": record.get("example"),
        "format": record.get("format"),
        "origin": record["origin"],
        "note": record.get("note"),
    }
    if enum is not None:
        facts["values"] = [_value_facts(each) for each in _valid(field, enum)]
    return facts


def _value_facts(value: Record) -> dict[str, Any]:
    return {
        "value": value["value"],
        "constant": value["constant"],
        "meaning": value.get("meaning"),
        "note": value.get("note"),
    }


def _field(event: Record, field: DescribedField, width: int) -> Shown:
    record = field.record
    lines = [f"{event['code']}.{field.path}", ""]
    lines += _field_lines(field, width, every_value=True)
    if described := record.get("format_description"):
        lines += _wrapped(described, width, "      ")
    if note := record.get("note"):
        lines += _wrapped(f"Doubt: {note}", width, "      ")
    lines.append(f"      Known from: {record['origin']}.")
    return "\n".join(lines), {"event": event["code"], **_field_facts(field)}


def _value(event: Record, field: DescribedField, text: str) -> Shown:
    enum = enum_of(field)
    place = f"{event['code']}.{field.path}"
    if enum is None:
        described = field.record["description"]
        raise UnknownName(
            f"{place} has no list of values; it is {_type(field.record)}: {described}"
        )
    value = value_named(enum, text)
    if value is None:
        known = [str(each[key]) for each in enum["values"] for key in ("value", "constant")]
        raise UnknownName(
            f"{place} has no known value {text!r}{near(text, known)}; all of them: show {place}"
        )
    lines = [
        f"{place} = {_value_text(value)}",
        f"  {PACKAGE}.{enum['name']}.{value['constant']}",
    ]
    if note := value.get("note"):
        lines.append(f"  {note}")
    facts: Mapping[str, Any] = {
        "event": event["code"],
        "path": field.path,
        "enum": enum["name"],
        **_value_facts(value),
    }
    return "\n".join(lines), facts


def _wrapped(text: str, width: int, indent: str, following: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=indent,
        subsequent_indent=indent if following is None else following,
        break_on_hyphens=False,
        break_long_words=False,
    )
