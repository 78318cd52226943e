"""Where the sources show a field at its place in an event."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from codegen.catalogue.resolved import Event, Field, Origin

_ALL = "*"


@attrs.frozen(kw_only=True)
class Origins:
    """Where the sources show the fields of an object, at one place of an event."""

    marks: Mapping[str, Origin] = attrs.Factory(dict)
    """What differs from the fields' own origins, by path."""
    around: Origin = Origin.TABLE_AND_SAMPLE
    """Where they show the field that the object is the value of."""
    published: bool = True
    """Whether a message of the event is published."""

    def of(self, field: Field) -> Origin:
        """Where they show a field of the object."""
        if self.around.certainty == "inferred":
            return self.around
        origin = self.marks.get(field.wire, field.origin)
        if origin is Origin.TABLE_AND_SAMPLE:
            origin = self.marks.get(_ALL, origin)
        return origin if self.published else _UNPUBLISHED.get(origin, origin)

    def inside(self, field: Field) -> Origins:
        """Those of what lies in a field of the object."""
        above = f"{field.wire}."
        marks = {
            path.removeprefix(above): origin
            for path, origin in self.marks.items()
            if path.startswith(above) or path == _ALL
        }
        return attrs.evolve(self, marks={**marks, **field.inside}, around=self.of(field))


_UNPUBLISHED = {Origin.TABLE_AND_SAMPLE: Origin.TABLE, Origin.SAMPLE: Origin.INFERRED}
"""Origins that lean on a message, for events whose body has messages of other events alone."""


def origins(event: Event) -> Origins:
    """Where the sources show the fields of an event."""
    return Origins(published=event.published)
