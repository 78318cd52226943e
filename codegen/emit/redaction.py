"""What redaction has to know of the catalogue's names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import attrs

from codegen.catalogue.resolved import Catalogue, Field


@attrs.frozen(kw_only=True)
class RedactionNames:
    """Names on the wire, each in alphabetical order."""

    kept: Mapping[str, str]
    """Fields whose values may be shared as they are, wherever they stand, if they match."""
    known: tuple[str, ...]
    published: Mapping[str, str]
    """Examples of the attributes of envelopes, by name."""


def redaction_names(catalogue: Catalogue) -> RedactionNames:
    """The names of a catalogue."""
    patterns: defaultdict[str, set[str | None]] = defaultdict(set)
    for field in _fields(catalogue):
        for name in (field.wire, *field.aliases):
            patterns[name].add(_shareable(field))
    attributes = (field for each in catalogue.envelopes for field in each.attributes)
    published = {
        field.wire: field.example
        for field in attributes
        if isinstance(field.example, str) and field.format is None
    }
    return RedactionNames(
        kept={
            name: "|".join(sorted(filter(None, several)))
            for name, several in sorted(patterns.items())
            if None not in several
        },
        known=tuple(sorted(patterns)),
        published=dict(sorted(published.items())),
    )


def _fields(catalogue: Catalogue) -> Iterator[Field]:
    for shape in (*catalogue.bodies, *catalogue.objects.values()):
        yield from shape.fields
        for variant in shape.variants:
            yield from variant.fields
    for envelope in catalogue.envelopes:
        yield from envelope.fields


def _shareable(field: Field) -> str | None:
    """The pattern of the values that may be shared; None if there are none."""
    if field.value is not None:
        # Which event it is.
        return r"^[\w:./-]{1,200}$"
    return field.format.pattern if field.format is not None and field.format.shareable else None
