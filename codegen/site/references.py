"""The API reference: what the package offers beside what is in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from codegen.catalogue.resolved import Catalogue
from codegen.emit.views import PublicName

FOLDER = "api"


@attrs.frozen(kw_only=True)
class Reference:
    """A page of the API reference."""

    slug: str
    title: str
    names: tuple[str, ...]


def references(catalogue: Catalogue, names: Iterable[PublicName]) -> tuple[Reference, ...]:
    """The pages, with every public name that has no place on a page of the catalogue."""
    known = class_places(catalogue)
    found: dict[str, list[str]] = {"constants": [], "reading": []}
    for one in names:
        if one.name not in known:
            found[one.module if one.module in found else "reading"].append(one.name)
    titles = {"reading": "Reading and writing messages", "constants": "Constants"}
    return tuple(
        Reference(slug=slug, title=title, names=tuple(found[slug]))
        for slug, title in titles.items()
        if found[slug]
    )


def class_places(catalogue: Catalogue) -> dict[str, str]:
    """Page and place where each class that is made from the catalogue is described."""
    places: dict[str, str] = {}
    for event in catalogue.events:
        page = f"events/{event.code}"
        places.setdefault(event.body.class_name, f"{page}#class")
        places[event.class_name] = f"{page}#class"
        places |= {event.variant_class(v): f"{page}#fields" for v in event.body.variants}
    for shape in catalogue.objects.values():
        names = (shape.class_name, *(variant.class_name for variant in shape.variants))
        places |= dict.fromkeys(names, f"objects/{shape.name}#fields")
    places |= {name: f"enums/{name}#values" for name in catalogue.enums}
    places |= {each.class_name: f"envelopes#envelope-{each.name}" for each in catalogue.envelopes}
    return places


def markdown(
    pages: tuple[Reference, ...], package: str, more: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Their sources by path, those of the first page included; `more` are further pages below it."""
    slugs = [page.slug for page in pages]
    links = [f"- [{page.title}]({page.slug}.md): {len(page.names)} names" for page in pages]
    links += [f"- [What was measured](../{path}.md)" for path in more]
    about = (
        f"Public names of `{package}` that stand in no catalogue. The class of an event is described "
        "on the page of the event, an enum and an object on a page of their own."
    )
    toctree = ["```{toctree}", ":hidden:", "", *slugs, *(f"../{path}" for path in more), "```"]
    yield (
        f"{FOLDER}/index.md",
        "\n".join(["# API reference", "", about, "", *links, "", *toctree, ""]),
    )
    for page in pages:
        yield f"{FOLDER}/{page.slug}.md", "\n\n".join([f"# {page.title}", *_entries(page, package)])


def _entries(page: Reference, package: str) -> Iterator[str]:
    for name in page.names:
        lines = [f"## {name}", "", "```{eval-rst}", f".. {_directive(name)}:: {package}.{name}"]
        if name.isupper():
            lines.append("   :no-value:")
        elif name[0].isupper() and page.slug != "constants":
            lines.append("   :members:")
        yield "\n".join([*lines, "```"])


def _directive(name: str) -> str:
    """What shows a name: by convention a class, a constant or a function."""
    if name.isupper():
        return "autodata"
    return "autoclass" if name[0].isupper() else "autofunction"
