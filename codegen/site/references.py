"""The API reference: what the package offers beside what is in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from codegen.catalogue.resolved import Catalogue
from codegen.emit.views import PublicName

FOLDER = "api"
_PAGES = {
    "reading": ("Reading and writing messages", ()),
    "catalogue": (
        "Events, answers and patterns",
        ("answer", "operations", "patterns", "registry", "wrappers"),
    ),
    "constants": ("Constants", ("constants",)),
}
"""Titles by page, and the modules whose names stand there; those of all others on the first."""


@attrs.frozen
class Reference:
    """A page of the API reference."""

    slug: str
    title: str
    names: tuple[str, ...]

    def directive(self, name: str) -> str:
        """What shows a name: by convention a class, a constant or a function."""
        if name.isupper():
            return "autodata"
        return "autoclass" if name[0].isupper() else "autofunction"


def references(catalogue: Catalogue, names: Iterable[PublicName]) -> tuple[Reference, ...]:
    """The pages, with every public name that has no place on a page of the catalogue."""
    known = class_places(catalogue)
    pages = {module: slug for slug, (_, modules) in _PAGES.items() for module in modules}
    found: dict[str, list[str]] = {slug: [] for slug in _PAGES}
    for one in names:
        if one.name not in known:
            found[pages.get(one.module, next(iter(_PAGES)))].append(one.name)
    return tuple(
        Reference(slug, title, tuple(found[slug]))
        for slug, (title, _) in _PAGES.items()
        if found[slug]
    )


def class_places(catalogue: Catalogue) -> dict[str, str]:
    """Page and place where each class that is made from the catalogue is described."""
    places: dict[str, str] = {}
    for event in catalogue.events:
        page = f"events/{event.file}"
        places.setdefault(event.body.class_name, f"{page}#class")
        places[event.class_name] = f"{page}#class"
        places |= {event.variant_class(v): f"{page}#fields" for v in event.body.variants}
    for shape in catalogue.objects.values():
        names = (shape.class_name, *(variant.class_name for variant in shape.variants))
        places |= dict.fromkeys(names, f"objects/{shape.name}#fields")
    places |= {name: f"enums/{name}#values" for name in catalogue.enums}
    places |= {each.class_name: f"envelopes#envelope-{each.name}" for each in catalogue.envelopes}
    return places
