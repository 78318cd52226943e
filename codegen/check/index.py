"""The catalogue as the rules look at it: its shapes in one list, its fields after merging."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

import attrs

from codegen.catalogue import names
from codegen.catalogue.inheritance import BUILT_IN, base_name, merged, parse_type
from codegen.catalogue.written import Catalogue, Enum, Field, Form, Object, Shape, Written
from codegen.findings import quote

LONGEST_NAME = 120
"""Characters of a name; file names and lines of code must still hold it."""

_SPELLING = re.compile(r"[A-Za-z0-9]+")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_SINGULAR = {"objects": "object", "bodies": "body"}


@attrs.frozen
class Use:
    """A field in a shape: what the shape writes of it, and its whole definition."""

    name: str
    override: Field
    field: Field
    is_known: bool
    """Whether all that the definition builds on is there; if not, that has its own finding."""


@attrs.frozen
class Place:
    """A shape and where it belongs."""

    section: str
    name: str
    """The section of the catalogue, and the name there."""
    title: str
    shape: Shape
    owner: Object | None
    """For a variant: the object or body that it is a shape of."""
    uses: Mapping[str, Use]


class View:
    """What several rules need to know of the same catalogue, found out once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._kept = {s: word for s, word in catalogue.words.items() if is_word(s, word)}
        self._snakes: dict[str, str] = {}

    def snake(self, name: str) -> str:
        """The Python name of a wire name; empty if it makes none."""
        if name not in self._snakes:
            short = len(name) <= LONGEST_NAME
            self._snakes[name] = names.snake(name, self._kept) if short else ""
        return self._snakes[name]

    def constant(self, name: str) -> str:
        """The name of a Python constant; empty if the name makes none."""
        return self.snake(name).upper()

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every shape of the catalogue."""
        return tuple(self._places())

    def places_of(self, section: str, name: str) -> tuple[Place, ...]:
        """The shapes of one object, body, envelope or answer."""
        return self._places_by_name.get((section, name), ())

    @cached_property
    def _places_by_name(self) -> Mapping[tuple[str, str], tuple[Place, ...]]:
        found: dict[tuple[str, str], tuple[Place, ...]] = {}
        for place in self.places:
            key = (place.section, place.name)
            found[key] = (*found.get(key, ()), place)
        return found

    def bodies_with(self, section: str, name: str) -> tuple[str, ...]:
        """The bodies that contain an object at any depth; for a body, itself."""
        if section == "bodies":
            return (name,)
        bodies: set[str] = set()
        seen = {name}
        queue = [name]
        while queue:
            for host_section, host in self._hosts.get(queue.pop(), ()):
                if host_section == "bodies":
                    bodies.add(host)
                elif host_section == "objects" and host not in seen:
                    seen.add(host)
                    queue.append(host)
        return tuple(sorted(bodies))

    @cached_property
    def _hosts(self) -> Mapping[str, set[tuple[str, str]]]:
        """For each type the objects, bodies and so on that have a field of it."""
        found: dict[str, set[tuple[str, str]]] = {}
        for place in self.places:
            for use in place.uses.values():
                if use.field.type is not None:
                    hosts = found.setdefault(parse_type(use.field.type).name, set())
                    hosts.add((place.section, place.name))
        return found

    @cached_property
    def sections(self) -> Mapping[str, frozenset[str]]:
        """The names in each mapping of the catalogue, those of faulty entries included."""
        found: dict[str, set[str]] = {
            attribute.name: set(value)
            for attribute in attrs.fields(Catalogue)
            if isinstance(value := getattr(self.catalogue, attribute.name), Mapping)
            and attribute.name != "marks"
        }
        for path in self.catalogue.marks:
            section, dot, name = path.partition(".")
            if dot and section in found:
                found[section].add(name)
        return {section: frozenset(members) for section, members in found.items()}

    @cached_property
    def types(self) -> frozenset[str]:
        """Every name that a field's type may have."""
        return frozenset(BUILT_IN) | self.sections["enums"] | self.sections["objects"]

    def definitions(self) -> Iterator[tuple[str, Field]]:
        """Every place where something is written of a field: the shared ones, then the uses."""
        yield from self.catalogue.fields.items()
        for place in self.places:
            yield from place.shape.fields.items()

    def enum(self, field: Field) -> Enum | None:
        """The enum that a field's values, or its items, belong to."""
        if field.type is None:
            return None
        return self.catalogue.enums.get(parse_type(field.type).name)

    def _places(self) -> Iterator[Place]:
        catalogue = self.catalogue
        of_variants = {"objects": catalogue.objects, "bodies": catalogue.bodies}
        for section, things in of_variants.items():
            for name, thing in things.items():
                title = f"{_SINGULAR[section]} {quote(name)}"
                yield self._place(section, name, title, thing)
                for variant, shape in thing.variants.items():
                    variant_title = f"variant {quote(variant)} of {title}"
                    yield self._place(section, name, variant_title, shape, thing)
        for name, envelope in catalogue.envelopes.items():
            yield self._place("envelopes", name, f"envelope {quote(name)}", envelope)
        for name, answer in catalogue.answers.items():
            title = f"answer {quote(name)}"
            if answer.request is not None:
                yield self._place("answers", name, f"the request of {title}", answer.request)
            yield self._place("answers", name, f"the response of {title}", answer.response)

    def _place(
        self, section: str, name: str, title: str, shape: Shape, owner: Object | None = None
    ) -> Place:
        uses = {field: self._use(field, override) for field, override in shape.fields.items()}
        return Place(section, name, title, shape, owner, uses)

    def _use(self, name: str, override: Field) -> Use:
        field = merged(self.catalogue, name, override)
        return Use(name, override, field, self._is_known(name, override, field))

    def _is_known(self, name: str, override: Field, field: Field) -> bool:
        base = base_name(self.catalogue, name, override)
        if base is None and name in self.sections["fields"]:
            return False
        seen: set[str] = set()
        while base is not None:
            if base in seen or base not in self.catalogue.fields:
                return False
            seen.add(base)
            base = self.catalogue.fields[base].use
        if field.type is None:
            return True
        type_name = parse_type(field.type).name
        enum = self.catalogue.enums.get(type_name)
        if enum is not None:
            return enum.type in (Form.STRING, Form.INTEGER)
        return type_name in BUILT_IN or type_name in self.catalogue.objects


def is_word(spelling: str, word: str) -> bool:
    """Whether an entry of `words` is one that names can be made with."""
    return bool(_SPELLING.fullmatch(spelling) and _WORD.fullmatch(word))


def declared(thing: Written, key: str) -> set[str]:
    """The names in a mapping under `key`, those of faulty entries included."""
    members: Mapping[str | int, object] = getattr(thing, key)
    prefix = f"{key}."
    return {str(name) for name in members} | {
        path.removeprefix(prefix) for path in thing.marks if path.startswith(prefix)
    }


def is_whole(thing: Written, key: str) -> bool:
    """Whether no name in the mapping under `key` was left out for a fault."""
    return declared(thing, key) == {str(name) for name in getattr(thing, key)}


def own_and_common(place: Place) -> set[str]:
    """Names of the fields of a shape and, for a variant, of those that all variants share."""
    common = declared(place.owner, "fields") if place.owner is not None else set()
    return declared(place.shape, "fields") | common
