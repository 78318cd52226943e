"""What no source says of the fields in schemas, whose definitions several places share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from codegen.catalogue.resolved import Catalogue, Event, Field, Object, Origin, TypeKind
from codegen.emit.origins import Origins, origins

DoubtsOf = Callable[[Field], Iterable[str]]
"""Sentences about what no source says of a field, where it is."""


def own_doubts(field: Field) -> Iterator[str]:
    """The doubts of a field wherever it is."""
    return _doubts(field, field.origin)


def doubts_at(field: Field, around: Origins) -> Iterator[str]:
    """The doubts of a field at one place."""
    return _doubts(field, around.of(field))


class Shown:
    """Where the sources show the fields of one document of schemas.

    The definition of an object is shared by several places, of several events.  It says a doubt
    that holds at all of them; the others are said at the property of the event.
    """

    def __init__(self, events: Iterable[Event], catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._places: dict[str, list[Origins]] = {}
        for event in events:
            self._look(event.body, origins(event))

    def in_event(self, event: Event) -> DoubtsOf:
        """The doubts of the fields of an event and its variants, also of what lies in them."""
        around = origins(event)

        def doubts_of(field: Field) -> Iterator[str]:
            origin = around.of(field)
            shown_in = [
                variant.name
                for variant in event.body.variants
                if not _is_doubted(variant.origins.get(field.wire, origin))
            ]
            yield from _doubts(field, origin, shown_in)
            if unsaid := [*self._unsaid(field, around, ())]:
                yield f"No source shows these fields in it here: {', '.join(unsaid)}."

        return doubts_of

    def in_object(self, shape: Object) -> DoubtsOf:
        """The doubts of the fields of an object that hold at all its places."""
        return lambda field: _doubts(field, self._of(shape, field))

    def _of(self, shape: Object, field: Field) -> Origin:
        found = {place.of(field) for place in self._places.get(shape.name, ())}
        return found.pop() if len(found) == 1 else field.origin

    def _unsaid(self, field: Field, around: Origins, above: tuple[str, ...]) -> Iterator[str]:
        """The paths inside a field that no source shows, where no definition says so.

        What lies in a field that no source shows goes without saying.
        """
        shape = self._held(field)
        if shape is None or shape.name in above or _is_doubted(around.of(field)):
            return
        inside = around.inside(field)
        for inner in shape.every_field:
            if not _is_doubted(inside.of(inner)):
                for path in self._unsaid(inner, inside, (*above, shape.name)):
                    yield f"{inner.wire}.{path}"
            elif not _is_doubted(self._of(shape, inner)):
                yield inner.wire

    def _look(self, shape: Object, around: Origins) -> None:
        for field in shape.every_field:
            held = self._held(field)
            if held is None:
                continue
            places, inside = self._places.setdefault(held.name, []), around.inside(field)
            if inside not in places:
                places.append(inside)
                self._look(held, inside)

    def _held(self, field: Field) -> Object | None:
        """The object that a field has, or that its text holds."""
        for kind in (field.type, field.holds):
            if kind is not None and kind.kind is TypeKind.OBJECT:
                return self._catalogue.objects[kind.name]
        return None


def _doubts(field: Field, origin: Origin, shown_in: Sequence[str] = ()) -> Iterator[str]:
    """That no source shows a field where it is, but in some variants."""
    if origin is Origin.DOCUMENT:
        labels = ", ".join(source.label for source in field.sources)
        yield f"No source shows it in messages; known from [{labels}]."
    elif origin is Origin.INFERRED:
        inside = ", nor what lies in it" * (field.type.kind is TypeKind.OBJECT)
        but = f", but in the variant {' and '.join(shown_in)}" * bool(shown_in)
        yield f"No source shows it here{inside}{but}."


def _is_doubted(origin: Origin) -> bool:
    return origin.certainty == "inferred"
