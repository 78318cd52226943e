"""Docstrings of generated classes, fields and constants: all that a hover in an editor shows."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable

from codegen.catalogue.resolved import (
    Catalogue,
    Enum,
    EnumValue,
    Envelope,
    Event,
    Field,
    Object,
    Origin,
    Variant,
)
from codegen.catalogue.written import Kind

_WIDTH = 92


def literal(paragraphs: Iterable[str], indent: int = 4) -> str:
    """A docstring literal; its second and later lines are indented."""
    width = _WIDTH - indent
    # Whatever breaks a line for some reader breaks none here.
    lines = [" ".join(text.split()) for text in paragraphs if text]
    texts = [textwrap.fill(line, width, break_on_hyphens=False) for line in lines]
    body = "\n\n".join(texts).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if "\n" in body:
        return textwrap.indent(f'"""{body}\n"""', " " * indent).lstrip()
    return f'"""{body}{" " if body.endswith(chr(34)) else ""}"""'


def of_field(field: Field) -> str:
    """Docstring of an attribute; its type and its wire name stand beside it.

    Where it is known from is said if that is less than a field table and a published message.
    """
    parts = field_texts(field)
    line = " ".join(parts)
    # Most fields need one line: with one for each part, a class would be twice as long.
    return literal((line,) if len(line) <= _WIDTH - 10 else parts)


def field_texts(field: Field) -> list[str]:
    """What is said of a field: its meaning, its note, and facts; those that there are."""
    note = f"Note: {field.note}" if field.note else ""
    return [part for part in (field.description, note, " ".join(_field_facts(field))) if part]


def _field_facts(field: Field) -> Iterable[str]:
    if field.aliases:
        yield f"Also sent as {_listed(field.aliases)}."
    if field.format is not None:
        yield _sentence(field.format.description)
    if field.holds is not None:
        many = "a list of " if field.holds.is_list else ""
        yield f"Holds {many}`{field.holds.name}` as JSON text."
    if field.example is not None:
        yield f"Example: `{json.dumps(field.example, ensure_ascii=False)}`."
    if field.origin is not Origin.TABLE_AND_SAMPLE:
        yield f"Source: {field.origin}."


def of_enum(enum: Enum) -> str:
    """Docstring of an enum."""
    return literal(
        (
            _sentence(enum.summary),
            "Closed: any other value is an error."
            if enum.closed
            else "Open: other values are kept, with `is_known` false.",
            f"Note: {enum.note}" if enum.note else "",
        )
    )


def of_enum_value(value: EnumValue) -> str:
    """Docstring of a member of an enum; empty where it would say no more than the name."""
    aliases = f"Also spelt {_listed(value.aliases)}." if value.aliases else ""
    more = " ".join(filter(None, (aliases, value.note)))
    meaning = value.meaning or value.kind or ""
    if not more and _letters(meaning) in ("", _letters(value.constant)):
        return ""
    return literal((_sentence(meaning) if meaning else "", more))


def of_object(shape: Object) -> str:
    """Docstring of a nested object's class."""
    return literal((_sentence(shape.summary), *shape.notes))


def of_body(body: Object, events: Iterable[Event]) -> str:
    """Docstring of a body's class."""
    codes = _listed(event.code for event in events)
    return literal((_sentence(body.summary), f"Body of {codes}.", *body.notes))


def of_variant(variant: Variant, catalogue: Catalogue) -> str:
    """Docstring of a variant's class."""
    return literal((_sentence(variant.summary), *variant.notes))


def of_envelope(envelope: Envelope) -> str:
    """Docstring of the class with an envelope's attributes."""
    return literal(
        (
            f"{envelope.title}: {_sentence(envelope.summary)}",
            "The fields are headers of the request; its body is the event."
            if envelope.in_headers
            else f"The event lies in `{envelope.event_name}`.",
            *envelope.notes,
        )
    )


def of_event(event: Event, type_name: str) -> str:
    """Docstring of an event's class; `type_name` is what its type is called."""
    return literal((event.title + ".", *_event_facts(event, type_name)))


def of_code(event: Event) -> str:
    """Docstring of an event's code and of its type."""
    return literal((event.described,))


def _event_facts(event: Event, type_name: str) -> Iterable[str]:
    if event.says_more:
        yield event.summary
    yield (
        f"Event code `{event.code}`, {type_name} `{event.type}`, category "
        f"`{event.category}`; {f'{event.level} level, ' if event.level else ''}"
        f"{event.service.name}."
    )
    if event.kind is Kind.EXTENSION_POINT:
        names = " or ".join(answer.name for answer in event.answers)
        yield f"Extension point: the operation can wait for an answer through {names}."
    else:
        yield "Regular event: it tells, and waits for no answer."
    if event.retired:
        yield f"Retired: {_sentence(event.retired.reason)}"
    if event.inferred:
        yield f"Inferred, as no source states it: {_listed(event.inferred)}."
    yield from event.notes
    yield f"Sources: {_listed(source.label for source in event.sources)}."


def _listed(items: Iterable[str]) -> str:
    return ", ".join(f"`{item}`" for item in items)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
