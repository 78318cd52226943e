"""What a type means on the wire: the value's type, the form it is sent in, what else is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import attrs

from codegen.catalogue.enum_sets import EnumSet
from codegen.catalogue.field_type import (
    ARRAY,
    CONTENTS,
    LIST,
    NULL,
    SCALARS,
    FieldType,
    Item,
)
from codegen.catalogue.written import Base, Bound, Catalogue, Form
from codegen.findings import listing, quote

QUOTED_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,639})(?:\.[0-9]{1,640})?(?:[eE][-+]?[0-9]{1,3})?")
"""A number in quotes, as JSON writes it without them."""


class MisfitError(ValueError):
    """What does not fit; the arguments are what was found, what was expected and what to do."""

    def __init__(self, found: str, expected: str, remedy: str) -> None:
        super().__init__(found, expected, remedy)
        self.found, self.expected, self.remedy = found, expected, remedy


@attrs.frozen(kw_only=True)
class WireType:
    """A field's type, in the words of the stages behind."""

    name: str
    """A built-in type, an enum or an object."""
    around: tuple[str, ...] = ()
    """What stands around the value, from the inside out: `[]`, `{}`, `?`."""
    form: Form | None = None
    """Form on the wire where it is not the type's."""
    also: tuple[Form, ...] = ()
    format: str | None = None
    value: Bound | None = None
    holds: WireType | None = None
    """Type of the JSON that the text holds."""
    parts: WireType | None = None
    """Type of the values between the commas of the text."""

    @property
    def containers(self) -> tuple[str, ...]:
        """The lists and maps around the value, from the inside out."""
        return tuple(each for each in self.around if each != NULL)


_CODE = re.compile("0|[1-9][0-9]*")
_MOST_SUFFIXES = 4
_OWN = {
    "string": Form.STRING,
    "integer": Form.INTEGER,
    "number": Form.NUMBER,
    "boolean": Form.BOOLEAN,
}
_IN_QUOTES = {"integer": Form.DIGITS, "number": Form.QUOTED, "boolean": Form.QUOTED}


class Types:
    """Reads the types of one catalogue."""

    def __init__(self, catalogue: Catalogue, enums: Mapping[str, EnumSet]) -> None:
        self._formats = catalogue.formats
        self._enums = enums

    def read(self, field_type: FieldType) -> WireType:
        """The type as the stages behind know it.

        Every name in it is one that the catalogue has.  MisfitError names the part that does not
        fit, or that the generator has no type for.
        """
        first, *others = field_type.items
        found = self._first(first)
        own = found.form or self.scalar_form(found)
        given = list(found.also)
        for other in others:
            form = self._other(found, first, other)
            if form is own or form in given:
                raise MisfitError(
                    f"{quote(str(other))} is read anyway", "a form that is not", "remove it"
                )
            given.append(form)
        return attrs.evolve(found, also=tuple(given))

    def scalar_form(self, kind: WireType) -> Form | None:
        """The form of a value on the wire as its type alone has it; None if it is no scalar."""
        enum = self._enums.get(kind.name)
        if enum is not None:
            return Form.INTEGER if enum.integer else Form.STRING
        return _OWN.get(kind.name)

    def _first(self, item: Item) -> WireType:
        found = attrs.evolve(self._detailed(item), around=item.suffixes)
        if not found.around:
            return found
        if found.name == "event" or found.value is not None:
            raise MisfitError(
                f"{quote(found.around[0])} stands behind {quote(item.base)}",
                "the event, or what repeats a fact of it, once",
                "remove it",
            )
        if any(one == NULL == other for one, other in pairwise(found.around)):
            raise MisfitError(
                f"the type {quote(str(item))} may be null twice",
                f"one {quote(NULL)} behind another suffix",
                "remove one of them",
            )
        if found.name == "any" and found.around[0] == NULL:
            raise MisfitError(
                "any value may be null", "`any` without `?`", "remove the question mark"
            )
        if len(found.around) > _MOST_SUFFIXES:
            raise MisfitError(
                f"the type {quote(str(item))} has {len(found.around)} suffixes",
                f"at most {_MOST_SUFFIXES}",
                "name an object for what is inside",
            )
        return found

    def _detailed(self, item: Item) -> WireType:
        detail = item.detail
        if detail is None:
            return WireType(name=item.base, also=self._also_of_codes(item.base))
        if item.base not in SCALARS:
            raise MisfitError(
                f"{quote(item.base)} has brackets behind it",
                f"them behind {listing(SCALARS)}",
                "remove them",
            )
        if detail.word in CONTENTS:
            return self._holding(item)
        if detail.word in tuple(Bound):
            _of_text(item)
            return WireType(name="string", value=Bound(detail.word))
        if detail.word in SCALARS:
            _of_text(item)
            if detail.word == "string":
                raise MisfitError(
                    f"{quote(str(item))} is a text in a text",
                    "a number or a boolean in quotes, as `string(integer)`",
                    "write `string`",
                )
            return WireType(name=detail.word, form=_IN_QUOTES[detail.word])
        return self._formatted(item, detail.word)

    def _also_of_codes(self, name: str) -> tuple[Form, ...]:
        """What is read for the values of an enum: messages differ in whether they quote numbers."""
        enum = self._enums.get(name)
        if enum is None or not enum.members:
            return ()
        if enum.integer:
            return (Form.DIGITS,)
        # What is written as another text than its digits would not be found by its number.
        numbers = all(_CODE.fullmatch(str(member.value)) for member in enum.members)
        return (Form.INTEGER,) if numbers else ()

    def _holding(self, item: Item) -> WireType:
        detail = item.detail
        assert detail is not None
        _of_text(item)
        content = self.read(detail.type) if detail.type is not None else None
        known = detail.word if detail.word in self._formats else None
        if detail.word == "json":
            return WireType(name="string", format=known, holds=content)
        return WireType(name="string", format=known, parts=content)

    def _formatted(self, item: Item, name: str) -> WireType:
        form = self._formats[name]
        base = item.base
        if base not in (form.of, *form.also):
            raise MisfitError(
                f"the format {quote(name)} stands behind {quote(base)}",
                f"it behind {listing((form.of, *form.also))}",
                "correct the type, or what the format says in `of` and `also`",
            )
        value, forms = form.of.value, [_form(form.of.value, word.value) for word in form.also]
        if base == value:
            return WireType(name=value, format=name, also=tuple(forms))
        own = _form(value, base)
        others = [_OWN[value], *(other for other in forms if other is not own)]
        return WireType(name=value, format=name, form=own, also=tuple(others))

    def _other(self, found: WireType, first: Item, other: Item) -> Form:
        refused = MisfitError(
            f"the generator cannot read {quote(str(other))} for {quote(str(first))} yet",
            "the same value with or without quotes, or `array` behind an object",
            "remove it, or write `any`",
        )
        own = self.scalar_form(found)
        if other.base == ARRAY:
            if found.around or own is not None or found.name in (*SCALARS, "any", "event"):
                raise refused
            return Form.ARRAY
        if found.around == (LIST,) and found.name != "any" and str(other) + LIST == str(first):
            return Form.SINGLE
        if first.suffix == "" and str(first) + LIST == str(other):
            raise MisfitError(
                f"the list {quote(str(other))} stands behind a single {quote(str(first))}",
                "the list first, and behind it what a list of one may be sent as",
                f"write `{other} | {first}`",
            )
        if other.suffix != first.suffix or own is None:
            raise refused
        kind = self._detailed(other)
        quoted = kind.form is Form.DIGITS and kind.name == "integer"
        match own, kind.name:
            case (Form.INTEGER, "string") if kind.format is None and kind.value is None:
                return Form.DIGITS
            case (Form.INTEGER, "integer") if quoted or kind.form is None:
                return Form.DIGITS if quoted else Form.INTEGER
            case (Form.STRING, "integer") if not quoted:
                return Form.INTEGER
            case (Form.STRING, "number"):
                return Form.NUMBER
            case (Form.STRING, "string"):
                return Form.STRING
            case (Form.NUMBER, "integer") if not quoted:
                return Form.INTEGER
            case (Form.NUMBER | Form.BOOLEAN, name) if name == found.name:
                return kind.form or own
            case _:
                raise refused


def _of_text(item: Item) -> None:
    if item.base != "string":
        raise MisfitError(
            f"{quote(str(item.detail))} stands behind {quote(item.base)}",
            "it behind `string`",
            f"write `string({item.detail})`",
        )


def _form(value: str, word: str) -> Form:
    """The form of a value of one type that is sent as another."""
    if value in (Base.INTEGER, Base.NUMBER) and word == Base.STRING:
        return _IN_QUOTES[value]
    return _OWN[word]
