"""Examples fit what the catalogue says of their field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from codegen.catalogue.inheritance import parse_type
from codegen.catalogue.written import Enum, Form, Format, Json
from codegen.check.index import Use, View, is_whole
from codegen.check.rule import Fault, rule
from codegen.check.shapes import forms, is_json
from codegen.findings import Mark, did_you_mean, listing, quote

_DIGITS = re.compile(r"-?[0-9]+")


@rule("bad-pattern", "The pattern of a format is a regular expression.")
def bad_pattern(view: View) -> Iterator[Fault]:
    """`pattern` of every format."""
    for name, form in view.catalogue.formats.items():
        if form.pattern is None:
            continue
        try:
            re.compile(form.pattern)
        except (re.error, OverflowError, RecursionError) as error:
            yield (
                form.at("pattern"),
                f"the pattern of format {quote(name)} is no regular expression: {error}",
                "a regular expression",
                "correct it",
            )


@rule("bad-example", "An example fits its field's type, wire form, format and enum.")
def bad_example(view: View) -> Iterator[Fault]:
    """Each example with the definition that its shape sees."""
    for place in view.places:
        for name, use in place.uses.items():
            if use.field.example is None or use.field.type is None or not use.is_known:
                continue
            for found, expected in _misfits(view, use):
                own = "example" in use.override.marks or use.override.use is None
                yield (
                    _mark(use),
                    f"the example of {quote(name if own else use.override.use)} is {found}",
                    expected,
                    "correct the example, or what the field says of it",
                )


def _mark(use: Use) -> Mark:
    """Where the example stands, or what the use changed so that a shared example no longer fits."""
    for key in ("example", "type", "wire", "format", "value"):
        if key in use.override.marks:
            return use.override.marks[key]
    return use.field.at("example")


def _misfits(view: View, use: Use) -> Iterator[tuple[str, str]]:
    """What is wrong with an example, and what was expected; one fault is enough."""
    assert use.field.type is not None
    example = use.field.example
    type_name = parse_type(use.field.type)
    if type_name.is_list and not isinstance(example, list):
        yield _kind(example), f"a list, as the type is {quote(use.field.type)}"
        return
    items = example if type_name.is_list and isinstance(example, list) else [example]
    enum = view.enum(use.field)
    format_ = view.catalogue.formats.get(use.field.format or "")
    for item in items:
        expected = _expected_form(view, use, item)
        if expected is None and enum is not None and enum.values and is_whole(enum, "values"):
            expected = _expected_value(enum, item)
        if expected is None and format_ is not None:
            expected = _expected_text(use.field.format or "", format_, item)
        if expected is not None:
            yield _kind(item), expected
            return


def _expected_form(view: View, use: Use, item: Json) -> str | None:
    assert use.field.type is not None
    name = parse_type(use.field.type).name
    if name == "boolean":
        return None if isinstance(item, bool) else "`true` or `false`"
    if name in view.catalogue.objects:
        takes_list = use.field.wire is Form.ARRAY
        kind = list if takes_list else dict
        return None if isinstance(item, kind) else "a list" if takes_list else "an object"
    possible = forms(view, use)
    if not possible:
        return None
    form = use.field.wire or possible[0]
    is_number = isinstance(item, int | float) and not isinstance(item, bool)
    match form:
        case Form.STRING:
            fits, expected = isinstance(item, str), "a text; quote it"
        case Form.DIGITS:
            fits = isinstance(item, str) and _DIGITS.fullmatch(item) is not None
            expected = "a whole number in quotes, its form on the wire"
        case Form.INTEGER:
            fits, expected = is_number and isinstance(item, int), "a whole number without quotes"
        case Form.NUMBER:
            fits, expected = is_number, "a number without quotes"
        case Form.ARRAY:
            fits, expected = isinstance(item, list), "a list"
    return None if fits else expected


def _expected_value(enum: Enum, item: Json) -> str | None:
    known = spellings(enum)
    text = str(item).casefold() if enum.ignore_case else str(item)
    if text in known:
        return None
    values = [str(value) for value in enum.values]
    return f"one of {listing(values)}{did_you_mean(item, values)}"


def spellings(enum: Enum) -> dict[str, str]:
    """Each spelling of a value, as text and folded if case does not count, to the value's own."""
    result: dict[str, str] = {}
    for wire, value in enum.values.items():
        for spelling in (str(wire), *value.aliases):
            result.setdefault(spelling.casefold() if enum.ignore_case else spelling, str(wire))
    return result


def _expected_text(name: str, form: Format, item: Json) -> str | None:
    text = item if isinstance(item, str) else json.dumps(item)
    if form.pattern is not None:
        try:
            fits = re.fullmatch(form.pattern, text) is not None
        except (re.error, OverflowError, RecursionError):
            return None  # The pattern has its own finding.
        if not fits:
            return f"what the format {quote(name)} matches, {quote(form.pattern)}"
    if is_json(form.media_type):
        if not isinstance(item, str):
            return f"a text that holds JSON, as the format {quote(name)} says"
        try:
            json.loads(item)
        except (ValueError, RecursionError):
            return f"JSON in the text, as the format {quote(name)} says"
    return None


def _kind(value: Json) -> str:
    match value:
        case str():
            return f"the text {quote(value)}"
        case bool() | None:
            return quote(value)
        case int() | float():
            return f"the number {quote(value)}"
        case list():
            return f"the list {quote(value)}"
        case _:
            return f"the object {quote(value)}"


RULES = (bad_pattern, bad_example)
