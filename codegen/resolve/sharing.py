"""The objects that several bodies have, and those that are too large to stand in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from codegen.catalogue.resolved import Event, Field, Object, TypeKind

_MOST_ROWS = 200
"""So many rows may an object take in the tables of all events."""


def shared_and_apart(
    events: Sequence[Event], objects: Mapping[str, Object]
) -> tuple[dict[str, tuple[Event, ...]], dict[str, str]]:
    """The events of each object that several bodies have; the first one's code, if it is large."""
    inside: dict[str, Counter[str]] = {}

    def objects_in(fields: Iterable[Field]) -> Counter[str]:
        """How often each object stands in fields, and in what stands in them."""
        found: Counter[str] = Counter()
        for field in fields:
            if field.type.kind is TypeKind.OBJECT:
                name = field.type.name
                if name not in inside:
                    inside[name] = objects_in(objects[name].every_field)
                found += inside[name] + Counter({name: 1})
        return found

    of_bodies = {event.body.name: event.body for event in events}
    times = {name: objects_in(body.every_field) for name, body in of_bodies.items()}
    users: dict[str, list[Event]] = {name: [] for name in objects}
    for event in events:
        for name in times[event.body.name]:
            users[name].append(event)
    shared = {
        name: tuple(found)
        for name, found in users.items()
        if len({event.body.name for event in found}) > 1
    }
    apart = {
        name: found[0].code
        for name, found in shared.items()
        if sum(times[event.body.name][name] for event in found) * len([*objects[name].every_field])
        > _MOST_ROWS
    }
    return shared, apart
