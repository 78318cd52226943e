"""The pages of services, and how the index groups them."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from codegen.catalogue.resolved import Answer, Catalogue, Event, Service
from codegen.catalogue.written import Level
from codegen.emit.docs.events import EventPage, EventRow, event_row, pattern
from codegen.emit.docs.links import Links, event_anchor
from codegen.emit.docs.markdown import anchor, prose, sentence

_LINKS = Links("../")
_INDEX_LINKS = Links("")


@attrs.frozen(kw_only=True)
class EventSection:
    """An event on the page of its service."""

    anchor: str
    link: str
    """Its code, as a link to its page."""
    page: EventPage


@attrs.frozen(kw_only=True)
class ServicePage:
    """Everything on the page of a service, ready to lay out."""

    title: str
    level: str
    summary: str
    detail: str
    """Operation that reads more about its extension points, as a link."""
    count: int
    sections: tuple[EventSection, ...]
    patterns: tuple[str, ...]
    """Event patterns that pick all its events."""


@attrs.frozen(kw_only=True)
class ServiceSection:
    """A service on the index."""

    link: str
    summary: str
    count: int
    rows: tuple[EventRow, ...]


@attrs.frozen(kw_only=True)
class LevelSection:
    """A level on the index."""

    title: str
    services: tuple[ServiceSection, ...]


def service_page(
    service: Service,
    events: Sequence[tuple[Event, EventPage]],
    detail: Answer | None,
    catalogue: Catalogue,
) -> ServicePage:
    """The page of a service; `events` are its own."""
    return ServicePage(
        title=prose(service.name),
        level=service.level,
        summary=sentence(service.summary),
        detail=_LINKS.answer(detail) if detail else "",
        count=len(events),
        sections=tuple(
            EventSection(anchor=anchor(event_anchor(event)), link=_LINKS.code(event), page=page)
            for event, page in events
        ),
        patterns=tuple(pattern((event for event, _ in events), catalogue)),
    )


def level_sections(
    services: Sequence[tuple[Service, Sequence[Event]]],
) -> tuple[LevelSection, ...]:
    """The services with their events, by level."""
    sections = (
        LevelSection(
            title=f"{level.capitalize()} level",
            services=tuple(
                ServiceSection(
                    link=_INDEX_LINKS.service(service),
                    summary=sentence(service.summary),
                    count=len(events),
                    rows=tuple(event_row(event, _INDEX_LINKS) for event in events),
                )
                for service, events in services
                if service.level is level
            ),
        )
        for level in Level
    )
    return tuple(section for section in sections if section.services)
