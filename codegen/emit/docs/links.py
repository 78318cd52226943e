"""Addresses of pages and of places in them, and links to these as Markdown."""

from __future__ import annotations

import attrs

from codegen.catalogue.resolved import Answer, Envelope, Event, Service, Source
from codegen.emit.docs.markdown import anchor_name, code, link, prose

ANSWERS = "answers.md"
DELIVERIES = "envelopes.md"
ENUMS = "enums.md"
SOURCES = "sources.md"


def enum_anchor(name: str) -> str:
    """Where an enum stands on the page of enums; where it stands on an event's page."""
    return f"enum-{anchor_name(name)}"


def event_anchor(event: Event) -> str:
    """Where an event stands on a page of several."""
    return f"event-{anchor_name(event.code)}"


def answer_anchor(answer: Answer) -> str:
    """Where an operation stands on the page of answers."""
    return f"answer-{anchor_name(answer.name)}"


def envelope_anchor(envelope: Envelope) -> str:
    """Where a delivery stands on the page of deliveries."""
    return f"envelope-{anchor_name(envelope.name)}"


def source_anchor(source: Source) -> str:
    """Where a document stands on the page of sources."""
    return f"source-{anchor_name(source.label)}"


@attrs.frozen
class Links:
    """Links from one page."""

    up: str
    """How the root of the docs is reached from the page's directory: nothing, or `../`."""

    def event(self, event: Event) -> str:
        """An event by its title."""
        return self.in_event(event, prose(event.title))

    def code(self, event: Event) -> str:
        """An event by its code."""
        return self.in_event(event, code(event.code))

    def in_event(self, event: Event, shown: str, place: str = "") -> str:
        """An event's page, or a place in it."""
        return link(shown, self.event_page(event) + (f"#{place}" if place else ""))

    def event_page(self, event: Event) -> str:
        """Address of an event's page."""
        return f"{self.up}events/{event.code}.md"

    def schema(self, event: Event) -> str:
        """The JSON Schema of an event's messages."""
        return link(code(f"{event.code}.json"), f"{self.up}../schemas/{event.code}.json")

    def service(self, service: Service) -> str:
        """A service by its name."""
        return link(prose(service.name), f"{self.up}services/{service.slug}.md")

    def enum(self, name: str) -> str:
        """An enum by its class."""
        return link(code(name), f"{self.up}{ENUMS}#{enum_anchor(name)}")

    def answer(self, answer: Answer) -> str:
        """An operation by its name."""
        return link(code(answer.name), f"{self.up}{ANSWERS}#{answer_anchor(answer)}")

    def envelope(self, envelope: Envelope) -> str:
        """A delivery by its title."""
        return link(prose(envelope.title), f"{self.up}{DELIVERIES}#{envelope_anchor(envelope)}")

    def source(self, source: Source) -> str:
        """A document by its title."""
        return link(prose(source.title), f"{self.up}{SOURCES}#{source_anchor(source)}")
