"""Example messages of every event, built from the fields' examples."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import attrs

from codegen.catalogue.resolved import (
    Answer,
    Catalogue,
    Condition,
    EnumValue,
    Envelope,
    Event,
    Field,
    Object,
    TypeKind,
    Variant,
)
from codegen.catalogue.written import Json

Path = tuple[str, ...]
"""Wire names from the event's root down to a field; a list stands for its first item."""


@attrs.frozen
class Scenario:
    """A variant of an event's body or of an object inside it; without a name, the event as it is."""

    name: str | None
    variants: tuple[tuple[str, Variant], ...] = ()
    """The variant to take, by the class of the object or body."""
    conditions: tuple[Condition, ...] = ()
    """What must hold from the event's root on."""

    def variant_of(self, shape: Object) -> Variant | None:
        """The variant that an object, or the body of the event, takes."""
        return dict(self.variants).get(shape.class_name)

    def fields(self, shape: Object) -> tuple[Field, ...]:
        """The fields that an object has, those of its variant last."""
        variant = self.variant_of(shape)
        return (*shape.fields, *(variant.fields if variant else ()))

    def condition(self, path: Path) -> Condition | None:
        """The condition on the value at a path from the root."""
        return next((c for c in self.conditions if c.path == path), None)


def scenarios(event: Event, catalogue: Catalogue) -> tuple[Scenario, ...]:
    """Every variant of an event that its messages must show; one without a name if it has none."""
    body = event.body
    found = [
        Scenario(each.name, ((body.class_name, each),), each.conditions) for each in body.variants
    ]
    for shape in _objects_inside(body.fields, catalogue):
        for variant in shape.variants:
            outside = tuple(c for c in variant.conditions if c.from_root)
            found.append(Scenario(variant.name, ((shape.class_name, variant),), outside))
    return tuple(found) or (Scenario(None),)


def messages(
    event: Event, catalogue: Catalogue
) -> Iterator[tuple[Envelope, Scenario, dict[str, Json]]]:
    """A message with everything that is known, for each envelope and variant."""
    for envelope in envelopes_of(event, catalogue):
        for scenario in scenarios(event, catalogue):
            data = full(event, scenario, catalogue)
            yield envelope, scenario, in_envelope(event, envelope, data, whole=True)


def full(event: Event, scenario: Scenario, catalogue: Catalogue) -> dict[str, Json]:
    """The event with every field that its variant has."""
    return Builder(event, scenario, catalogue, lambda _: True).event()


def in_envelope(event: Event, envelope: Envelope, data: Json, *, whole: bool) -> dict[str, Json]:
    """A message with the event in it; `whole`: with everything beside it, else the least."""
    message = {
        field.wire: event.bound(field.value) if field.value else field.example
        for field in envelope.attributes
        if whole or field.value or field.required
    }
    return {**message, envelope.event_field.wire: data}


def results(answer: Answer, catalogue: Catalogue) -> tuple[EnumValue, ...]:
    """The results that may be answered by an operation; none of one that only reads."""
    fields = answer.request or answer.response
    enums = [field for field in fields if field.type.kind is TypeKind.ENUM]
    return catalogue.valid(enums[0]) if enums else ()


def envelopes_of(event: Event, catalogue: Catalogue) -> tuple[Envelope, ...]:
    """The envelopes that can carry an event."""
    return tuple(e for e in catalogue.envelopes if e.certainty(event) is not None)


@attrs.frozen
class Builder:
    """Builds an event from examples: what is required or discriminates, and what is wanted."""

    bound: Event
    scenario: Scenario
    catalogue: Catalogue
    wanted: Callable[[Path], bool]

    def event(self) -> dict[str, Json]:
        """The event with the fields that are wanted, required or decide its variant."""
        return self._object(self.scenario.fields(self.bound.body), ())

    def _object(self, fields: tuple[Field, ...], above: Path) -> dict[str, Json]:
        built: dict[str, Json] = {}
        for field in fields:
            path = (*above, field.wire)
            condition = self.scenario.condition(path)
            if condition and condition.present is False:
                continue
            if condition or field.required or self.wanted(path) or self._leads_to_condition(path):
                built[field.wire] = self._value(field, path, condition)
        return built

    def _leads_to_condition(self, path: Path) -> bool:
        """Whether a discriminator lies under the path, of something that is wanted."""
        return any(
            c.path[: len(path)] == path and any(map(self.wanted, self._shaped_by(c)))
            for c in self.scenario.conditions
        )

    def _shaped_by(self, condition: Condition) -> Iterator[Path]:
        for name, variant in self.scenario.variants:
            if condition in variant.conditions:
                yield from _paths_of(name, self.bound.body.fields, (), self.catalogue)

    def _value(self, field: Field, path: Path, condition: Condition | None) -> Json:
        if condition and condition.one_of:
            return condition.one_of[0]
        if condition and condition.none_of:
            return self._other_than(condition.none_of, field)
        if field.type.kind is TypeKind.OBJECT:
            shape = self.catalogue.objects[field.type.name]
            built = self._object(self.scenario.fields(shape), path)
            return [built] if field.type.is_list else built
        if field.value:
            return self.bound.bound(field.value)
        return copy.deepcopy(field.example)

    def _other_than(self, excluded: tuple[str | int, ...], field: Field) -> Json:
        if field.example not in excluded:
            return field.example
        values = self.catalogue.enums[field.type.name].values
        return next(v.value for v in values if v.value not in excluded)


def _objects_inside(fields: tuple[Field, ...], catalogue: Catalogue) -> Iterator[Object]:
    for field in fields:
        if field.type.kind is TypeKind.OBJECT:
            shape = catalogue.objects[field.type.name]
            yield shape
            yield from _objects_inside(shape.fields, catalogue)


def _paths_of(
    name: str, fields: tuple[Field, ...], above: Path, catalogue: Catalogue
) -> Iterator[Path]:
    """Every path at which an object of that name lies."""
    for field in fields:
        if field.type.kind is TypeKind.OBJECT:
            path = (*above, field.wire)
            if field.type.name == name:
                yield path
            inner = catalogue.objects[field.type.name].fields
            yield from _paths_of(name, inner, path, catalogue)
