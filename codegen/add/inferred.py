"""What the values of a field that no source describes let infer of its type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from codegen.catalogue.written import Base, Catalogue, Format

_PROBES = ("x", "1", "Abc_1", "a b c d e f", "a/b", "==")
"""Texts that a format fits only if it says nothing about a value."""
_ID = re.compile(r".*(?:[a-z]I[dD]|^id|_id)s?")
_ACCOUNT = re.compile(
    r"(?i).*(?:owner|operator|user|account|uid|creator|applicant|assignee)(?:id)?"
)
_NUMBER = re.compile(r"0|-?[1-9]\d{0,30}")


@attrs.frozen
class Guess:
    """A type in the catalogue's words, with an example that is nobody's."""

    type: str
    example: str | None
    """None where the format or the type has one."""
    inside: tuple[dict[str, Any], ...] = ()
    """The objects that the values are or hold, where their type has to be made."""

    @property
    def is_object(self) -> bool:
        """Whether it takes an object type, whose name stands for `{}` in `type`."""
        return "{}" in self.type


def guess(name: str, values: Sequence[Any], catalogue: Catalogue) -> Guess:
    """The type that all values have; `any` where they have none in common."""
    known = [value for value in values if value is not None]
    kinds = {type(value) for value in known}
    if not known:
        return Guess("any", None)
    if kinds == {bool}:
        return Guess("boolean", None)
    if kinds == {int}:
        return _integer(name, known, catalogue)
    if kinds <= {int, float}:
        return Guess("number", "1.5")
    if kinds == {str}:
        return _text(name, known, catalogue)
    if kinds == {int, str} and all(isinstance(v, int) or _NUMBER.fullmatch(v) for v in known):
        return _integer(name, [int(value) for value in known], catalogue)
    if kinds == {dict}:
        return Guess("{}", None, tuple(known))
    if kinds == {list}:
        return _list(name, [item for value in known for item in value], catalogue)
    return Guess("any", None)


def _list(name: str, items: Sequence[Any], catalogue: Catalogue) -> Guess:
    kinds = {type(item) for item in items}
    if kinds == {dict}:
        return Guess("{}[]", None, tuple(items))
    if len(kinds) != 1 or kinds & {list, type(None)}:
        return Guess("any", None)
    found = guess(name, items, catalogue)
    example = found.example or _example_of(found.type, catalogue)
    if found.type == "any" or example is None:
        return Guess("any", None)
    if found.type.startswith(("integer", "number", "boolean")):
        return Guess(f"{found.type}[]", f"[{example}]")
    return Guess(f"{found.type}[]", f"[{json.dumps(example, ensure_ascii=False)}]")


def _example_of(kind: str, catalogue: Catalogue) -> str | None:
    """The example that a type has of itself."""
    if kind == "boolean":
        return "false"
    form = catalogue.formats.get(kind.partition("(")[2].rstrip(")"))
    return None if form is None or form.example is None else str(form.example)


def _integer(name: str, values: Iterable[int], catalogue: Catalogue) -> Guess:
    texts = [str(value) for value in values]
    digits = placeholder(min(texts, key=lambda text: (len(text), text)))
    for label, form in _formats(catalogue, Base.INTEGER, texts):
        return Guess(f"integer({label})", None if form.example is not None else digits)
    if _ID.fullmatch(name) and (plain := _plain_id(catalogue, Base.INTEGER)):
        return Guess(f"integer({plain})", digits)
    return Guess("integer", digits)


def _text(name: str, values: Sequence[str], catalogue: Catalogue) -> Guess:
    shortest = min(values, key=lambda text: (len(text), text))
    for label, form in _formats(catalogue, Base.STRING, values):
        if form.example is not None:
            return Guess(f"string({label})", None)
    if all(map(_NUMBER.fullmatch, values)):
        accounts = [k for k, f in catalogue.formats.items() if k == "uid" and f.example is not None]
        if _ACCOUNT.fullmatch(name) and all(len(value) > 9 for value in values) and accounts:
            return Guess("string(uid)", None)
        if _ID.fullmatch(name) and (plain := _plain_id(catalogue, Base.STRING)):
            return Guess(f"string({plain})", placeholder(shortest))
        return Guess("string(integer)", placeholder(shortest))
    return Guess("string", placeholder(shortest))


def _formats(
    catalogue: Catalogue, base: Base, values: Iterable[str]
) -> Iterable[tuple[str, Format]]:
    """The formats that say something, and that all values have."""
    several = [*values]
    return [
        (label, form)
        for label, form in catalogue.formats.items()
        if form.of is base
        and form.pattern is not None
        and not any(re.fullmatch(form.pattern, probe) for probe in _PROBES)
        and all(len(text) < 200 and re.fullmatch(form.pattern, text) for text in several)
    ]


def _plain_id(catalogue: Catalogue, base: Base) -> str | None:
    """The format of numbers that are read in both forms."""
    other = Base.STRING if base is Base.INTEGER else Base.INTEGER
    for label, form in catalogue.formats.items():
        if form.of is base and other in form.also and form.example is None:
            return label
    return None


def placeholder(text: str) -> str:
    """A text of the same form that is nobody's: `abc` for letters, `123` for digits."""
    if not text.strip():
        return '""'
    letters, digits, made = 0, 0, []
    for character in text[:40]:
        if character.isdecimal():
            digits += 1
            made.append(str(digits % 10))
        elif character.isalpha():
            made.append("abcdefghijklmnopqrstuvwxyz"[letters % 26])
            letters += 1
        else:
            made.append(character if character in "_-.:/@ " else "_")
    return re.sub(r"[: ]+", "_", "".join(made)).strip("_") or "x"
