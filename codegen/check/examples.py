"""Examples fit what the catalogue says of their field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from codegen.catalogue.enum_sets import EnumSet
from codegen.catalogue.examples import example, leaves
from codegen.catalogue.wire_type import QUOTED_NUMBER, MisfitError, WireType
from codegen.catalogue.written import Base, Form, Format, Json
from codegen.check.index import Use, View
from codegen.check.patterns import PATTERN_ERRORS, SECONDS, EndlessError, matches
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, did_you_mean, listing, quote

_DIGITS = re.compile(r"-?[0-9]+")


@rule("bad-format", "A format fits itself: its pattern, its example, and what is read as well.")
def bad_format(view: View) -> Iterator[Fault]:
    """`pattern`, `example`, `of` and `also` of every format."""
    for name, form in view.catalogue.formats.items():
        if form.of in form.also:
            yield (
                form.at("also"),
                f"`also` of format {quote(name)} has {quote(form.of.value)}, which `of` has",
                "what is read besides",
                "remove it",
            )
        if form.pattern is not None:
            try:
                re.compile(form.pattern)
            except PATTERN_ERRORS as error:
                yield (
                    form.at("pattern"),
                    f"the pattern of format {quote(name)} is no regular expression: {error}",
                    "a regular expression",
                    "correct it",
                )
                continue
        if form.example is None:
            continue
        kinds = {Base.STRING: (str,), Base.INTEGER: (int,), Base.NUMBER: (int, float)}
        fits = isinstance(form.example, kinds[form.of]) and not isinstance(form.example, bool)
        expected = f"a {form.of.value}" if not fits else _expected_text(name, form, form.example)
        if expected is not None:
            yield (
                form.at("example"),
                f"the example of format {quote(name)} is {_kind(form.example)}",
                expected,
                "correct it" + (", with quotes around it" if form.of is Base.STRING else ""),
            )


@rule("bad-example", "An example fits its field's type, wire form, format and enum.")
def bad_example(view: View) -> Iterator[Fault]:
    """Each example with the definition that its shape sees."""
    for place in view.places:
        for name, use in place.uses.items():
            if use.kind is None or use.of.example is None:
                continue
            if use.kind.value is not None:
                yield (
                    _mark(use),
                    f"the field {quote(name)} has an example and repeats a fact of the event",
                    "no example",
                    "remove it",
                )
                continue
            try:
                value = example(view.catalogue, view.enums, use.kind, use.of.example, use.of.only)
            except MisfitError as error:
                yield _mark(use), f"in {quote(name)}, {error.found}", error.expected, error.remedy
                continue
            for found, expected in _misfits(view, use, use.kind, value):
                yield (
                    _mark(use),
                    f"the example of {quote(name)} is {found}",
                    expected,
                    "correct the example, or what the field says of it",
                )


def _mark(use: Use) -> Mark:
    return use.at("example")


def _misfits(view: View, use: Use, kind: WireType, value: Json) -> Iterator[tuple[str, str]]:
    """What is wrong with an example, and what was expected; one fault is enough."""
    try:
        items = list(leaves(kind.around, value))
    except MisfitError as error:
        yield _kind(value), f"{error.expected}, as the type is {quote(str(use.of.type))}"
        return
    enum = view.enum(use)
    form = view.catalogue.formats.get(kind.format or "")
    for item in items:
        expected = _expected_form(view, kind, item)
        if expected is None and enum is not None and enum.members:
            expected = _expected_value(enum, item)
        if expected is None and form is not None:
            expected = _expected_text(kind.format or "", form, item)
        holds_json = use.of.type is not None and "json" in use.of.type.formats
        if expected is None and form is None and holds_json and isinstance(item, str):
            expected = _expected_json("json", item)
        if expected is not None:
            yield _kind(item), expected
            return


def _expected_form(view: View, kind: WireType, item: Json) -> str | None:
    if kind.name == "boolean":
        fits = item in ("true", "false") if kind.form is Form.QUOTED else isinstance(item, bool)
        return None if fits else "`true` or `false`"
    if kind.name in view.catalogue.objects:
        return None if isinstance(item, dict) else "an object"
    form = kind.form or view.types.scalar_form(kind)
    is_number = isinstance(item, int | float) and not isinstance(item, bool)
    match form:
        case Form.STRING:
            fits, expected = isinstance(item, str), "a text"
        case Form.DIGITS:
            fits = isinstance(item, str) and _DIGITS.fullmatch(item) is not None
            expected = "a whole number"
        case Form.QUOTED:
            fits = isinstance(item, str) and QUOTED_NUMBER.fullmatch(item) is not None
            expected = "a number"
        case Form.INTEGER:
            fits, expected = is_number and isinstance(item, int), "a whole number"
        case Form.NUMBER:
            fits, expected = is_number, "a number"
        case _:
            return None
    return None if fits else expected


def _expected_value(enum: EnumSet, item: Json) -> str | None:
    if isinstance(item, str | int) and enum.wire(_digits(enum, item)) is not None:
        return None
    values = [member.name for member in enum.members]
    return f"one of {listing(values)}{did_you_mean(item, values)}"


def _digits(enum: EnumSet, item: str | int) -> str | int:
    quoted = enum.integer and isinstance(item, str) and _DIGITS.fullmatch(item)
    return int(item) if quoted else item


def _expected_text(name: str, form: Format, item: Json) -> str | None:
    text = item if isinstance(item, str) else json.dumps(item)
    if form.pattern is not None:
        try:
            re.compile(form.pattern)
            fits = matches(form.pattern, text)
        except PATTERN_ERRORS:
            return None  # The pattern has its own finding.
        except EndlessError:
            return (
                f"a pattern of the format {quote(name)} that can be matched, as "
                f"{quote(form.pattern)} took more than {SECONDS:.0f} seconds: let no part that "
                "is repeated hold another repeat of the same"
            )
        if not fits:
            return f"what the format {quote(name)} matches, {quote(form.pattern)}"
    if is_json(form.media_type):
        if not isinstance(item, str):
            return f"a text that holds JSON, as the format {quote(name)} says"
        return _expected_json(name, item)
    return None


def _expected_json(name: str, item: str) -> str | None:
    try:
        json.loads(item)
    except (ValueError, RecursionError):
        return f"JSON in the text, as the format {quote(name)} says"
    return None


def is_json(media_type: str | None) -> bool:
    """Whether the media type is that of JSON, or of something written in JSON."""
    return media_type is not None and (
        media_type == "application/json" or media_type.endswith("+json")
    )


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


RULES = (bad_format, bad_example)
