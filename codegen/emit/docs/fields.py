"""Fields at their places in a message, and what a page must explain because of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from codegen.catalogue.field_type import LIST, MAP, NULL
from codegen.catalogue.resolved import (
    Catalogue,
    Condition,
    Field,
    Format,
    Origin,
    Type,
    TypeKind,
    Variant,
)
from codegen.catalogue.written import Atom, Bound, Form
from codegen.emit.docs.markdown import (
    anchor,
    anchor_name,
    code,
    link,
    listed,
    sentence,
    value,
)
from codegen.emit.origins import Origins
from codegen.emit.python.field_codecs import item_codec, list_field

_CONTAINERS = re.compile(r"\[\]|\{\}")


@attrs.frozen
class Placed:
    """A field at its place in a message."""

    field: Field
    path: str
    """Wire names from the root on, `[]` behind a list of objects, `{}` behind a map of them:
    `rules[].samplingConfig`."""
    place: str
    """The path as part of an anchor's name; the variants of a field come behind an `@`."""
    origin: Origin
    """Where the sources show it here."""
    origins: Origins
    """Where they show what lies in it."""

    @property
    def anchor(self) -> str:
        """Name of the anchor of its row."""
        return f"field-{self.place}"

    @property
    def link(self) -> str:
        """Link to its row, within the page."""
        return link(code(self.path), f"#{self.anchor}")

    @property
    def inside(self) -> str:
        """Path of what lies in it."""
        return self.path + "".join(self.field.type.containers)


@attrs.frozen(kw_only=True)
class Note:
    """Where sources disagree or fall silent, and what is made of it."""

    about: str
    place: str = ""
    """Name of the anchor of what it is about, on its page; empty for the page itself."""
    anchor: str = ""
    """The anchor of the note itself, if something leads to it."""
    text: str

    @property
    def subject(self) -> str:
        """What it is about, as a link within the page."""
        return link(self.about, f"#{self.place}") if self.place else self.about


def placed(
    fields: Iterable[Field],
    catalogue: Catalogue,
    origins: Origins,
    *,
    above: str = "",
    owner: str = "",
    of: str = "",
) -> Iterator[Placed]:
    """Fields and, behind each, the fields of the object that it holds.

    `above` is the path of the object around them, with its dot.  `owner` and `of` keep anchors
    apart where a page has several shapes: what stands before the path and what stands behind it.
    """
    for field in fields:
        path = above + field.wire
        place = owner + anchor_name(_CONTAINERS.sub("", path)) + of
        one = Placed(field, path, place, origins.of(field), origins.inside(field))
        yield one
        if field.type.kind is TypeKind.OBJECT and not is_apart(field, catalogue):
            inner = catalogue.objects[field.type.name].fields
            above_it = one.inside + "."
            yield from placed(inner, catalogue, one.origins, above=above_it, owner=owner, of=of)


def is_apart(field: Field, catalogue: Catalogue) -> bool:
    """Whether what lies in a field stands on the page of its object alone."""
    return field.type.name in catalogue.objects_apart and not field.inside


@attrs.frozen
class Shape:
    """The fields of one variant, at their places."""

    variant: Variant
    above: str
    """Path of the object that has the variant; empty for the event itself."""
    place: str
    fields: tuple[Placed, ...]

    @property
    def anchor(self) -> str:
        """Name of the anchor of its table."""
        return f"shape-{self.place}"

    @property
    def title(self) -> str:
        """The variant, and of which object it is one."""
        name = code(self.variant.name)
        return f"{code(self.above)} as {name}" if self.above else name

    @property
    def condition(self) -> str:
        """In words, when a message has the variant."""
        return " and ".join(_condition(one, self.above) for one in self.variant.conditions)


def shapes(
    variants: Iterable[Variant], common: Iterable[Placed], catalogue: Catalogue, origins: Origins
) -> Iterator[Shape]:
    """The variants of an event, then those of objects in it, in the order of their places."""
    waiting = list(common)
    for variant in variants:
        yield from _shape(variant, "", "", catalogue, origins)
    for one in waiting:
        if one.field.type.kind is TypeKind.OBJECT and not is_apart(one.field, catalogue):
            for variant in catalogue.objects[one.field.type.name].variants:
                yield from _shape(variant, one.inside, one.place, catalogue, one.origins)


def _shape(
    variant: Variant, above: str, place: str, catalogue: Catalogue, origins: Origins
) -> Iterator[Shape]:
    suffix = f"{place[place.find('@') :] if '@' in place else ''}@{anchor_name(variant.name)}"
    above_it = f"{above}." if above else ""
    fields = tuple(placed(variant.fields, catalogue, origins, above=above_it, of=suffix))
    yield Shape(variant, above, f"{place.partition('@')[0]}{suffix}", fields)
    yield from shapes((), fields, catalogue, origins)


@attrs.frozen
class Held:
    """The fields of the JSON that a text contains."""

    holder: Placed
    summary: str
    fields: tuple[Placed, ...]


def held(fields: Iterable[Placed], catalogue: Catalogue) -> Iterator[Held]:
    """What the texts among the fields hold, and what the texts in there hold."""
    for one in fields:
        kind = one.field.holds
        if kind is None or kind.kind is not TypeKind.OBJECT:
            continue
        shape = catalogue.objects[kind.name]
        above = "".join(kind.containers) + "." * bool(kind.containers)
        owner = one.place if kind.containers else f"{one.place}."
        inner = tuple(placed(shape.fields, catalogue, one.origins, above=above, owner=owner))
        yield Held(one, shape.summary, inner)
        yield from held(inner, catalogue)


@attrs.frozen
class FieldTexts:
    """What the field tables of a page say in their cells, as Markdown."""

    catalogue: Catalogue
    enum: Callable[[str], str]
    """Link to an enum of that name."""
    bound: Callable[[Bound], str]
    """What stands in a field that repeats a fact of the event."""
    up: str = ""
    """How the root of the docs is reached from the page's directory: nothing, or `../`."""

    def type(self, field: Field) -> str:
        """The type with its form on the wire and its format."""
        return ", ".join(
            filter(
                None,
                (*self._type(field), self._valid(field), self.format(field), *self._holds(field)),
            )
        )

    def _valid(self, field: Field) -> str:
        """The values that are valid here, where not all of the enum are."""
        if not field.only:
            return ""
        values = [code(str(each.value)) for each in self.catalogue.valid(field)]
        return f"here {listed(values, 'or')}"

    def format(self, field: Field) -> str:
        """How to read the value, as a link; says the unit of numbers."""
        name = field.format_name
        return link(code(name), f"#{format_anchor(name)}") if name else ""

    def meaning(self, one: Placed) -> str:
        """What the field means, and where the page has a note on it."""
        field = one.field
        parts = [sentence(field.description)] if field.description else []
        if field.aliases:
            parts.append(f"Also sent as {listed([code(name) for name in field.aliases], 'or')}.")
        if field.note:
            parts.append(link("Note", f"#note-{one.place}") + ".")
        return " ".join(parts)

    def example(self, field: Field) -> str:
        """A value as it is sent; empty where none is known."""
        if field.value:
            return value(self.bound(field.value))
        return value(field.example) if field.example is not None else ""

    def _type(self, field: Field) -> tuple[str, ...]:
        listed_ = around(field.type, self._item(field))
        if Form.SINGLE in field.also:
            return listed_, "or its one item alone"
        if Form.ARRAY not in field.also:
            return (listed_,)
        inner = list_field(self.catalogue.objects[field.type.name])
        return listed_, f"or the bare list of its {code(inner.wire)}"

    def _holds(self, field: Field) -> tuple[str, ...]:
        return (f"holds {self._named(field.holds)}",) if field.holds else ()

    def _item(self, field: Field) -> str:
        """The type of the value, or of every item of a list, with its form on the wire."""
        kind = field.type
        if kind.kind is TypeKind.SCALAR:
            form = item_codec(field, self.catalogue).expected
            return form if kind.name in (form, "any") else f"{kind.name}, sent as {form}"
        if kind.kind is TypeKind.ENUM:
            base = "integer" if self.catalogue.enums[kind.name].integer else "string"
            plain = attrs.evolve(field, type=Type(TypeKind.SCALAR, base))
            return f"{self.enum(kind.name)}, {item_codec(plain, self.catalogue).expected}"
        return self._named(attrs.evolve(kind, around=()))

    def _named(self, kind: Type) -> str:
        match kind.kind:
            case TypeKind.ENUM:
                name = self.enum(kind.name)
            case TypeKind.OBJECT:
                name = f"object {self._object(kind.name)}"
            case TypeKind.EVENT:
                name = "object with the event"
            case TypeKind.SCALAR:
                name = kind.name
        return around(kind, name)

    def _object(self, name: str) -> str:
        shown = code(name)
        if name not in self.catalogue.shared_objects:
            return shown
        return link(shown, f"{self.up}{OBJECTS}/{name}.md")


OBJECTS = "objects"
"""Folder with the pages of objects."""


def around(kind: Type, value: str) -> str:
    """A value in its lists and maps, in words."""
    for suffix in kind.around:
        value = _IN_WORDS[suffix].format(value)
    return value


_IN_WORDS: Mapping[str, str] = {
    LIST: "list of {}",
    MAP: "map with free names of {}",
    NULL: "{} or null",
}


def format_anchor(name: str) -> str:
    """Where a page explains a format."""
    return f"format-{anchor_name(name)}"


def formats(fields: Iterable[Placed]) -> dict[str, Format]:
    """The formats of the fields, by name."""
    found = {one.field.format_name: one.field.format for one in fields}
    return {name: each for name, each in found.items() if name and each}


def enum_names(fields: Iterable[Placed]) -> tuple[str, ...]:
    """The enums of the fields, each once."""
    kinds = (kind for one in fields for kind in (one.field.type, one.field.holds) if kind)
    return tuple(dict.fromkeys(kind.name for kind in kinds if kind.kind is TypeKind.ENUM))


def field_notes(fields: Iterable[Placed]) -> Iterator[Note]:
    """The notes of the fields and, before those of its fields, of every object among them."""
    for one in fields:
        if one.field.note:
            yield Note(
                about=code(one.path),
                place=one.anchor,
                anchor=anchor(f"note-{one.place}"),
                text=sentence(one.field.note),
            )


def object_notes(fields: Iterable[Placed], catalogue: Catalogue) -> Iterator[Note]:
    """The notes of the objects that the fields are, or that their texts hold; each once."""
    done: set[str] = set()
    for one in fields:
        for kind in filter(None, (one.field.type, one.field.holds)):
            if kind.kind is TypeKind.OBJECT and kind.name not in done:
                done.add(kind.name)
                for text in catalogue.objects[kind.name].notes:
                    about = f"Object {code(kind.name)}"
                    yield Note(about=about, place=one.anchor, text=sentence(text))


def _shown(of: Atom) -> str:
    return code(of if isinstance(of, str) else json.dumps(of))


def _condition(of: Condition, above: str) -> str:
    names = of.path if of.from_root or not above else (above, *of.path)
    subject = code(".".join(names))
    if of.one_of:
        return f"{subject} is {listed([_shown(one) for one in of.one_of], 'or')}"
    if of.none_of:
        return f"{subject} is not {listed([_shown(one) for one in of.none_of], 'or')}"
    return f"{subject} is {'there' if of.present else 'not there'}"
