"""Where sources disagree or fall silent, gathered from all pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from codegen.catalogue.resolved import Enum
from codegen.emit.docs.fields import Note
from codegen.emit.docs.links import place
from codegen.emit.docs.markdown import code, link, sentence

_SHOWN_PLACES = 3


@attrs.frozen
class Discrepancy:
    """Where sources disagree or fall silent, as Markdown."""

    about: str
    places: str
    """Links to the first places."""
    text: str


NotedPage = tuple[str, str, Sequence[Note]]
"""A page with notes on it: Markdown of what links to it show, its address, the notes."""


def discrepancies(noted: Iterable[NotedPage]) -> Iterator[Discrepancy]:
    """Every note once, with the pages that have it."""
    places: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for shown_as, page, notes in noted:
        for note in notes:
            address = f"{page}#{note.place}" if note.place else page
            places.setdefault((note.about, note.text), []).append((shown_as, address))
    for (about, text), where in places.items():
        shown = [link(name, address) for name, address in where[:_SHOWN_PLACES]]
        more = len(where) - len(shown)
        yield Discrepancy(about, ", ".join(shown) + (f" and {more} more" if more else ""), text)


def enum_notes(enum: Enum) -> Iterator[Note]:
    """The notes of an enum and of its values."""
    title, where = code(enum.name), place(enum)
    if enum.note:
        yield Note(about=f"Enum {title}", place=where, text=sentence(enum.note))
    for value in (*enum.values, *enum.unnumbered):
        if value.note:
            about = f"{title}, value {code(str(value.value))}"
            yield Note(about=about, place=where, text=sentence(value.note))
