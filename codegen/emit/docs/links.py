"""Addresses of pages and of places in them, and links to these as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from codegen.catalogue.resolved import Answer, Enum, Envelope, Event, Service, Source
from codegen.emit.docs.markdown import anchor_name, code, link, prose

ANSWERS = "answers.md"
ENVELOPES = "envelopes.md"
ENUMS = "enums.md"
SOURCES = "sources.md"


def place(thing: Answer | Enum | Envelope | Event | Source) -> str:
    """Name of the anchor where a thing stands on a page of several."""
    match thing:
        case Answer() | Envelope():
            name = thing.name
        case Enum():
            return enum_place(thing.name)
        case Event():
            name = thing.code
        case Source():
            return source_place(thing.label)
    return f"{type(thing).__name__.lower()}-{anchor_name(name)}"


def source_place(label: str) -> str:
    """Name of the anchor where a source stands on the page of sources."""
    return f"source-{anchor_name(label)}"


def enum_place(name: str) -> str:
    """Where an enum stands on the page of enums, and on the pages of events."""
    return f"enum-{anchor_name(name)}"


@attrs.frozen
class Links:
    """Links from one page."""

    up: str
    """How the root of the docs is reached from the page's directory: nothing, or `../`."""

    def to(self, thing: Answer | Envelope | Event | Service | Source) -> str:
        """A thing by its name or title."""
        match thing:
            case Answer(name=name):
                return link(code(name), f"{self.up}{ANSWERS}#{place(thing)}")
            case Envelope(title=title):
                return link(prose(title), f"{self.up}{ENVELOPES}#{place(thing)}")
            case Event(title=title):
                return self.in_event(thing, prose(title))
            case Service(name=name, slug=slug):
                return link(prose(name), f"{self.up}services/{slug}.md")
            case Source(title=title):
                return link(prose(title), f"{self.up}{SOURCES}#{place(thing)}")

    def to_all(self, things: Iterable[Answer | Envelope | Event | Service | Source]) -> str:
        """Several things."""
        return ", ".join(map(self.to, things))

    def code(self, event: Event) -> str:
        """An event by its code."""
        return self.in_event(event, code(event.code))

    def codes(self, events: Iterable[Event]) -> str:
        """Several events by their codes."""
        return ", ".join(map(self.code, events))

    def in_event(self, event: Event, shown: str, place: str = "") -> str:
        """An event's page, or a place in it."""
        return link(shown, self.event_page(event) + (f"#{place}" if place else ""))

    def event_page(self, event: Event) -> str:
        """Address of an event's page."""
        return f"{self.up}events/{event.file}.md"

    def schema(self, event: Event) -> str:
        """The JSON Schema of an event's messages."""
        return link(code(f"{event.file}.json"), f"{self.up}../schemas/{event.file}.json")

    def enum(self, name: str) -> str:
        """An enum by its class."""
        return link(code(name), f"{self.up}{ENUMS}#{enum_place(name)}")
