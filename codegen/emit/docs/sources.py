"""The page of documents: what each was read for, what none of them states, where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from codegen.catalogue.resolved import Catalogue, Event, Source
from codegen.emit.docs.enums import EnumView
from codegen.emit.docs.events import EventPage
from codegen.emit.docs.fields import Note
from codegen.emit.docs.links import Links, source_anchor
from codegen.emit.docs.markdown import anchor, cell, link, prose

_LINKS = Links("")
_SHOWN_PLACES = 3


@attrs.frozen(kw_only=True)
class SourceSection:
    """A document; all but `title` is ready for cells."""

    anchor: str
    title: str
    shown: str
    """The title, ready for a cell."""
    date: str
    read: str
    events: tuple[str, ...]
    """Links to the events that it lists."""


@attrs.frozen(kw_only=True)
class InferredRow:
    """What no source states of an event; every part is ready for its cell."""

    event: str
    facts: str
    fields: str


@attrs.frozen(kw_only=True)
class Discrepancy:
    """Where sources disagree or fall silent; every part is ready for its cell."""

    about: str
    places: str
    """Links to the first places."""
    text: str


@attrs.frozen(kw_only=True)
class SourcesPage:
    """Everything on the page of documents."""

    sections: tuple[SourceSection, ...]
    inferred: tuple[InferredRow, ...]
    discrepancies: tuple[Discrepancy, ...]


@attrs.frozen
class NotedPage:
    """A page with notes on it."""

    link: str
    """Markdown of what links to it show."""
    address: str
    notes: Sequence[Note]


def sources_page(
    catalogue: Catalogue,
    events: Sequence[tuple[Event, EventPage]],
    noted: Iterable[NotedPage],
) -> SourcesPage:
    """The page; `noted` are all pages of which the notes are shown."""
    listing: dict[str, list[Event]] = {}
    for event in catalogue.events:
        for source in event.sources:
            listing.setdefault(source.label, []).append(event)
    return SourcesPage(
        sections=tuple(
            _section(source, listing.get(source.label, ())) for source in catalogue.sources
        ),
        inferred=tuple(
            InferredRow(
                event=cell(_LINKS.code(event)),
                facts=cell(", ".join(page.inferred)),
                fields=cell(
                    ", ".join(
                        _LINKS.in_event(event, spot.shown, spot.place)
                        for spot in page.inferred_fields
                    )
                ),
            )
            for event, page in events
            if page.inferred or page.inferred_fields
        ),
        discrepancies=tuple(_discrepancies(noted)),
    )


def _section(source: Source, events: Iterable[Event]) -> SourceSection:
    return SourceSection(
        anchor=anchor(source_anchor(source)),
        title=prose(source.title),
        shown=cell(prose(source.title)),
        date=source.date or "undated",
        read=cell(prose(source.read)),
        events=tuple(map(_LINKS.code, events)),
    )


def _discrepancies(noted: Iterable[NotedPage]) -> Iterator[Discrepancy]:
    """Every note once, with the pages that have it."""
    places: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for page in noted:
        for note in page.notes:
            address = f"{page.address}#{note.place}" if note.place else page.address
            places.setdefault((note.about, note.text), []).append((page.link, address))
    for (about, text), where in places.items():
        shown = [link(name, address) for name, address in where[:_SHOWN_PLACES]]
        more = len(where) - len(shown)
        yield Discrepancy(
            about=cell(about),
            places=cell(", ".join(shown) + (f" and {more} more" if more else "")),
            text=cell(text),
        )


def enum_notes(enum: EnumView) -> Iterator[Note]:
    """The notes of an enum and of its values."""
    if enum.note:
        yield Note(about=f"Enum {enum.title}", place=enum.place, anchor="", text=enum.note)
    for value in enum.values:
        if value.note:
            about = f"{enum.title}, value {value.value}"
            yield Note(about=about, place=enum.place, anchor="", text=value.note)
