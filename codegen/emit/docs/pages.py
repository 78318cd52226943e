"""What the templates of the docs lay out: every page with its texts as ready Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from codegen.catalogue.resolved import Catalogue, Event
from codegen.catalogue.written import Kind
from codegen.emit.docs.answers import AnswersPage, answers_page
from codegen.emit.docs.deliveries import DeliveriesPage, deliveries_page
from codegen.emit.docs.enums import EnumSection, EnumView, enum_views
from codegen.emit.docs.events import (
    AnswerRow,
    EventPage,
    EventRow,
    Neighbours,
    answer_row,
    event_page,
    event_row,
)
from codegen.emit.docs.links import ANSWERS, DELIVERIES, ENUMS, Links
from codegen.emit.docs.markdown import code, link, prose, sentence
from codegen.emit.docs.services import LevelSection, ServicePage, level_sections, service_page
from codegen.emit.docs.sources import NotedPage, SourcesPage, enum_notes, sources_page

_LINKS = Links("")


@attrs.frozen(kw_only=True)
class Docs:
    """All pages."""

    title: str
    product: str
    description: str
    version: str
    package: str
    """Name of the generated package; a Python name, which needs no escape."""
    count: int
    levels: tuple[LevelSection, ...]
    services: Mapping[str, ServicePage]
    """By slug."""
    events: Mapping[str, EventPage]
    """By code."""
    by_code: tuple[EventRow, ...]
    by_type: tuple[EventRow, ...]
    enums: tuple[EnumSection, ...]
    answers: AnswersPage
    verdicts: tuple[AnswerRow, ...]
    """The operations that answer some event."""
    deliveries: DeliveriesPage
    sources: SourcesPage
    first: EventPage | None
    """The event that the guides take as their example."""
    first_link: str
    """Link to it; empty if there is none."""


def docs(catalogue: Catalogue) -> Docs:
    """The docs of a catalogue."""
    enums = enum_views(catalogue.enums)
    around = Neighbours(
        catalogue,
        {event.code: event for event in catalogue.events},
        enums,
        {answer.name: answer for answer in catalogue.answers},
    )
    by_service: dict[str, list[Event]] = {service.name: [] for service in catalogue.services}
    for event in catalogue.events:
        by_service[event.service.name].append(event)
    pages = {
        event.code: event_page(event, around, previous, following)
        for events in by_service.values()
        for previous, event, following in zip(
            (None, *events), events, (*events[1:], None), strict=False
        )
    }
    in_order = [(event, pages[event.code]) for event in catalogue.events]
    answers = _answers_page(catalogue)
    deliveries = deliveries_page(catalogue)
    rows = {event.code: event_row(event, _LINKS) for event in catalogue.events}
    by_type = sorted(catalogue.events, key=lambda event: event.type)
    return Docs(
        title=prose(catalogue.title),
        product=prose(catalogue.product),
        description=sentence(catalogue.description),
        version=prose(catalogue.version),
        package=catalogue.package,
        count=len(catalogue.events),
        levels=level_sections(
            [(service, by_service[service.name]) for service in catalogue.services]
        ),
        services={
            service.slug: service_page(
                service,
                [(event, pages[event.code]) for event in by_service[service.name]],
                around.answers.get(service.detail or ""),
                catalogue,
            )
            for service in catalogue.services
        },
        events=pages,
        by_code=tuple(rows[name] for name in sorted(rows)),
        by_type=tuple(rows[event.code] for event in by_type),
        enums=_enum_sections(enums, in_order, answers, deliveries),
        answers=answers,
        verdicts=tuple(
            answer_row(answer, around, _LINKS)
            for answer, section in zip(catalogue.answers, answers.sections, strict=True)
            if section.answers
        ),
        deliveries=deliveries,
        sources=sources_page(
            catalogue, in_order, _noted(enums.values(), in_order, answers, deliveries)
        ),
        first=in_order[0][1] if in_order else None,
        first_link=_LINKS.event(in_order[0][0]) if in_order else "",
    )


def _answers_page(catalogue: Catalogue) -> AnswersPage:
    answered: dict[str, list[Event]] = {}
    read: dict[str, list[Event]] = {}
    for event in catalogue.events:
        for answer in event.answers:
            answered.setdefault(answer.name, []).append(event)
        if event.service.detail and event.kind is Kind.EXTENSION_POINT:
            read.setdefault(event.service.detail, []).append(event)
    return answers_page(catalogue, answered, read)


def _enum_sections(
    enums: Mapping[str, EnumView],
    events: Iterable[tuple[Event, EventPage]],
    answers: AnswersPage,
    deliveries: DeliveriesPage,
) -> tuple[EnumSection, ...]:
    """Every enum, with links to all that has a field of it."""
    used: dict[str, list[str]] = {name: [] for name in enums}
    for delivery in deliveries.sections:
        for name in delivery.enums:
            used[name].append(link(delivery.title, f"{DELIVERIES}#{delivery.place}"))
    for answer in answers.sections:
        for name in answer.enums:
            used[name].append(link(answer.title, f"{ANSWERS}#{answer.place}"))
    for event, page in events:
        for use in page.enums:
            shown = code(event.code)
            used[use.enum.name].append(_LINKS.in_event(event, shown, use.enum.place))
    return tuple(EnumSection(enum=enums[name], used_by=tuple(used[name])) for name in enums)


def _noted(
    enums: Iterable[EnumView],
    events: Iterable[tuple[Event, EventPage]],
    answers: AnswersPage,
    deliveries: DeliveriesPage,
) -> Iterator[NotedPage]:
    """Every page with notes, or part of one."""
    for delivery in deliveries.sections:
        yield NotedPage(delivery.title, DELIVERIES, delivery.notes)
    for answer in answers.sections:
        yield NotedPage(answer.title, ANSWERS, answer.notes)
    for enum in enums:
        yield NotedPage(enum.title, ENUMS, tuple(enum_notes(enum)))
    for event, page in events:
        yield NotedPage(code(event.code), _LINKS.event_page(event), page.notes)
