"""Values of enums: of the enum's type, and told apart."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.catalogue.written import Form
from codegen.check.index import View
from codegen.check.rule import Fault, rule
from codegen.findings import Mark, quote

_TYPES: dict[Form, type] = {Form.STRING: str, Form.INTEGER: int}


@rule("enum-type", "An enum is of texts or of whole numbers, and so is each value.")
def enum_type(view: View) -> Iterator[Fault]:
    """`type` of every enum, and its values."""
    for name, enum in view.catalogue.enums.items():
        expected = _TYPES.get(enum.type)
        if expected is None:
            yield (
                enum.at("type"),
                f"the enum {quote(name)} is of type {quote(enum.type.value)}",
                "`string` or `integer`",
                "correct it",
            )
            continue
        for value in enum.values:
            if not isinstance(value, expected):
                is_text = isinstance(value, str)
                yield (
                    enum.at(f"values.{value}"),
                    f"{quote(value)} of enum {quote(name)} is {'a text' if is_text else 'a number'}",
                    f"the enum's type, {quote(enum.type.value)}",
                    "remove the quotes" if is_text else "quote it",
                )


@rule("enum-values", "An enum has values, and no two of them are the same on the wire.")
def enum_values(view: View) -> Iterator[Fault]:
    """Values and their aliases, without regard to case where the enum says so."""
    for name, enum in view.catalogue.enums.items():
        if not enum.values and not any(path.startswith("values.") for path in enum.marks):
            yield (
                enum.at("values"),
                f"the enum {quote(name)} has no values",
                "at least one",
                "add one, or make the field a plain text",
            )
        first: dict[str, Mark] = {}
        spelt = [(str(wire), enum.at(f"values.{wire}"), "value") for wire in enum.values] + [
            (alias, value.at(f"aliases[{index}]"), "alias")
            for value in enum.values.values()
            for index, alias in enumerate(value.aliases)
        ]
        for spelling, mark, what in spelt:
            key = spelling.casefold() if enum.ignore_case else spelling
            if first.setdefault(key, mark) is not mark:
                folded = " but for case" if enum.ignore_case else ""
                yield (
                    mark,
                    f"the {what} {quote(spelling)} of enum {quote(name)} is there before{folded}",
                    f"another than at {first[key]}",
                    "remove one of the two",
                )


RULES = (enum_type, enum_values)
