"""The catalogue as the rules look at it: its shapes in one list, its fields after merging."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import attrs

from codegen.catalogue import names
from codegen.catalogue.enum_sets import EnumSet, enum_sets
from codegen.catalogue.field_type import BUILT_IN, CONTENTS, SCALARS
from codegen.catalogue.inheritance import (
    Definition,
    base_name,
    body_fields,
    common_fields,
    definition,
    shared,
)
from codegen.catalogue.translation import parts
from codegen.catalogue.wire_type import MisfitError, Types, WireType
from codegen.catalogue.written import (
    Body,
    Bound,
    Catalogue,
    Event,
    Field,
    Service,
    Variant,
    Written,
)
from codegen.findings import Mark, quote

_DETAILS = frozenset((*Bound, *SCALARS, *CONTENTS))
"""Words in brackets behind a type that are no formats of the catalogue."""

LONGEST_NAME = 120
"""Characters of a name; file names and lines of code must still hold it."""


@attrs.frozen
class Use:
    """A field in a shape: what the shape writes of it, and its whole definition."""

    name: str
    field: Field
    of: Definition
    kind: WireType | None
    """What its type means; None if it has none that fits, which has its own finding."""

    @property
    def mark(self) -> Mark:
        """Where the shape says it."""
        return self.field.mark

    def at(self, part: str) -> Mark:
        """Where a part of the definition stands, or else the use."""
        return self.of.marks.get(part, self.field.mark)


@attrs.frozen
class Place:
    """A shape and where it belongs."""

    section: str
    name: str
    """The section of the catalogue, and the name there."""
    title: str
    thing: Written
    """What holds the fields under `key`."""
    key: str
    uses: Mapping[str, Use]
    own: frozenset[str]
    """The names that stand in the shape itself, those of faulty entries included."""
    variant: Variant | None = None
    owner_names: frozenset[str] = frozenset()
    """For a variant: the fields that all variants share."""
    body: Body | None = None

    @property
    def is_whole(self) -> bool:
        """Whether no field was left out for a fault, and every definition fits."""
        return is_whole(self.thing, self.key) and all(
            use.kind is not None for use in self.uses.values()
        )


class View:
    """What several rules need to know of the same catalogue, found out once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.enums: Mapping[str, EnumSet] = enum_sets(catalogue)
        self.types = Types(catalogue, self.enums)
        self._snakes: dict[str, str] = {}

    def snake(self, name: str) -> str:
        """The Python name of a wire name; empty if it makes none."""
        if name not in self._snakes:
            short = len(name) <= LONGEST_NAME
            self._snakes[name] = names.snake(name, self.catalogue.python.names) if short else ""
        return self._snakes[name]

    def slug(self, name: str) -> str:
        """The name of a page; empty if the name makes none."""
        return names.slug(name, self.catalogue.python.names)

    def attribute(self, use: Use) -> str:
        """The Python name of a field; empty if its name on the wire makes none."""
        return use.of.python or self.snake(use.name)

    def constant(self, name: str) -> str:
        """The name of a Python constant; empty if the name makes none."""
        return self.snake(name).upper()

    @cached_property
    def bodies(self) -> tuple[tuple[str, Body, Service], ...]:
        """Every body with its name and service, those of one name included."""
        return tuple(
            (name, body, service)
            for service in self.catalogue.services.values()
            for name, body in service.bodies.items()
        )

    @cached_property
    def events(self) -> tuple[tuple[str, Event, Body, Service], ...]:
        """Every event with its code, body and service, those of one code included."""
        return tuple(
            (code, event, body, service)
            for _, body, service in self.bodies
            for code, event in body.events.items()
        )

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
                if use.of.type is not None:
                    for item in use.of.type.items:
                        found.setdefault(item.base, set()).add((place.section, place.name))
        return found

    @cached_property
    def sections(self) -> Mapping[str, frozenset[str]]:
        """The names in each mapping of the catalogue, those of faulty entries included."""
        catalogue = self.catalogue
        found = {
            attribute.name: declared(catalogue, attribute.name)
            for attribute in attrs.fields(Catalogue)
            if isinstance(getattr(catalogue, attribute.name), Mapping) and attribute.name != "marks"
        }
        found["bodies"] = set().union(
            *(declared(service, "bodies") for service in catalogue.services.values())
        )
        found["events"] = set().union(*(declared(body, "events") for _, body, _ in self.bodies))
        by_number = {e.by_number for e in catalogue.enums.values() if e.by_number is not None}
        found["enums"] |= by_number
        found["shared"] = found["fields"] | found["common"]
        return {section: frozenset(members) for section, members in found.items()}

    @cached_property
    def type_names(self) -> frozenset[str]:
        """Every name that a field's type may have."""
        return frozenset(BUILT_IN) | self.sections["enums"] | self.sections["objects"]

    @cached_property
    def details(self) -> frozenset[str]:
        """Every word that may stand in brackets behind a type."""
        return self.sections["formats"] | _DETAILS

    def definitions(self) -> Iterator[tuple[str, Field]]:
        """Every place where something is written of a field: the shared ones, then the uses."""
        yield from self.catalogue.common.items()
        yield from self.catalogue.fields.items()
        for place in self.places:
            for name, use in place.uses.items():
                if name in place.own:
                    yield name, use.field

    def enum(self, use: Use) -> EnumSet | None:
        """The enum that a field's values, or its items, belong to."""
        return self.enums.get(use.kind.name) if use.kind is not None else None

    def _places(self) -> Iterator[Place]:
        catalogue = self.catalogue
        for name, thing in catalogue.objects.items():
            title = f"object {quote(name)}"
            yield self._place("objects", name, title, thing, "fields", thing.fields)
            shared_names = frozenset(declared(thing, "fields"))
            for variant, shape in thing.variants.items():
                yield self._variant("objects", name, title, variant, shape, shared_names, None)
        for name, body, _ in self.bodies:
            title = f"body {quote(name)}"
            of_body = body_fields(catalogue, body)
            yield self._place("bodies", name, title, body, "fields", of_body, body)
            shared_names = frozenset((*declared(body, "fields"), *of_body))
            for variant, shape in body.variants.items():
                yield self._variant("bodies", name, title, variant, shape, shared_names, body)
        for name, envelope in catalogue.envelopes.items():
            title = f"envelope {quote(name)}"
            yield self._place("envelopes", name, title, envelope, "fields", envelope.fields)
        for name, answer in catalogue.answers.items():
            for part, fields in parts(answer):
                title = f"the {part} of answer {quote(name)}"
                yield self._place("answers", name, title, answer, part, fields)

    def _variant(
        self,
        section: str,
        name: str,
        title: str,
        variant: str,
        shape: Variant,
        shared_names: frozenset[str],
        body: Body | None,
    ) -> Place:
        common = common_fields(self.catalogue, body) if body is not None else {}
        added = {wire: field for wire, field in shape.common.items() if wire not in common}
        place = self._place(
            section,
            name,
            f"variant {quote(variant)} of {title}",
            shape,
            "fields",
            {**shape.fields, **added},
            body,
        )
        return attrs.evolve(place, variant=shape, owner_names=shared_names)

    def _place(
        self,
        section: str,
        name: str,
        title: str,
        thing: Written,
        key: str,
        fields: Mapping[str, Field],
        body: Body | None = None,
    ) -> Place:
        uses = {wire: self._use(wire, field) for wire, field in fields.items()}
        own = frozenset(declared(thing, key))
        if isinstance(thing, Body | Variant) and isinstance(thing.common, Mapping):
            own |= {wire for wire in thing.common if wire in uses}
        return Place(section, name, title, thing, key, uses, own, body=body)

    def _use(self, name: str, field: Field) -> Use:
        of = definition(self.catalogue, "", name, field)
        kind = None
        if self._is_known(name, field, of) and of.type is not None:
            try:
                kind = self.types.read(of.type)
            except MisfitError:
                kind = None
        return Use(name, field, of, kind)

    def _is_known(self, name: str, field: Field, of: Definition) -> bool:
        """Whether all that the definition builds on is there."""
        base = base_name(self.catalogue, name, field)
        if base is None and of.type is None:
            return False
        seen: set[str] = set()
        while base is not None:
            found = shared(self.catalogue, base)
            if base in seen or found is None:
                return False
            seen.add(base)
            base = base_name(self.catalogue, base, found)
        if of.type is None:
            return False
        return all(
            name in self.enums or name in self.catalogue.objects for name in of.type.names
        ) and all(word in self.catalogue.formats or word in _DETAILS for word in of.type.formats)


def declared(thing: Written, key: str) -> set[str]:
    """The names in a mapping under `key`, those of faulty entries included."""
    members = getattr(thing, key)
    prefix = f"{key}."
    own = set(members) if isinstance(members, Mapping) else set()
    return own | {path.removeprefix(prefix) for path in thing.marks if path.startswith(prefix)}


def is_whole(thing: Written, key: str) -> bool:
    """Whether no name in the mapping under `key` was left out for a fault."""
    members = getattr(thing, key)
    return declared(thing, key) == (set(members) if isinstance(members, Mapping) else set())
