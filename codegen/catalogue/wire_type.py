"""What a type means on the wire: the value's type, the form it is sent in, what else is read."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from codegen.catalogue.enum_sets import EnumSet
from codegen.catalogue.field_type import ARRAY, CONTENTS, SCALARS, FieldType, Item
from codegen.catalogue.written import Base, Bound, Catalogue, Form
from codegen.findings import listing, quote


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
    is_list: bool = False
    form: Form | None = None
    """Form on the wire where it is not the type's."""
    also: tuple[Form, ...] = ()
    format: str | None = None
    value: Bound | None = None
    holds: WireType | None = None
    """Type of the JSON that the text holds."""
    parts: WireType | None = None
    """Type of the values between the commas of the text."""


_OWN = {"string": Form.STRING, "integer": Form.INTEGER, "number": Form.NUMBER}


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
        found = self._detailed(item)
        match item.suffix:
            case "":
                return found
            case "[]" if found.name != "event":
                # Items of lists are read in one form alone.
                return attrs.evolve(found, is_list=True, also=())
            case _:
                raise MisfitError(
                    f"the generator has no type for {quote(str(item))} yet",
                    "a single value, or a list with `[]`",
                    "write `any`, and say in the text what it holds",
                )

    def _detailed(self, item: Item) -> WireType:
        detail = item.detail
        if detail is None:
            enum = self._enums.get(item.base)
            # Messages differ in whether they quote the number of a code.
            also = (Form.DIGITS,) if enum is not None and enum.integer else ()
            return WireType(name=item.base, also=also)
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
            if detail.word != "integer":
                raise MisfitError(
                    f"the generator has no type for {quote(str(item))} yet",
                    "`string`, or `string(integer)` for a whole number in quotes",
                    "write `string`, and say in the text what it holds",
                )
            return WireType(name="integer", form=Form.DIGITS)
        return self._formatted(item, detail.word)

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
            "`string` or `integer` behind the other, or `array` behind an object",
            "remove it, or write `any`",
        )
        own = self.scalar_form(found)
        if other.base == ARRAY:
            if found.is_list or own is not None or found.name in (*SCALARS, "any", "event"):
                raise refused
            return Form.ARRAY
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
        if value == Base.NUMBER:
            raise MisfitError(
                "the generator cannot read a number from a text yet",
                "`integer` or `string` in `of`",
                "remove `string` from `also`",
            )
        return Form.DIGITS
    return _OWN[word]
