"""The messages that a release leaves behind: its fixtures, and what each is read as."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.catalogue.resolved import Catalogue, Event
from codegen.catalogue.written import Json
from codegen.emit.fixtures import Fixture, event_fixtures


def kept_messages(catalogue: Catalogue) -> Iterator[dict[str, Json]]:
    """Every fixture, with the class of its event and the places of its problems."""
    for event in catalogue.events:
        for fixture in event_fixtures(event, catalogue):
            yield {
                "event_code": event.code,
                "name": fixture.name,
                "class": _class(event, fixture),
                "refused": fixture.refused,
                "problems": [problem.path for problem in fixture.problems],
                "message": fixture.message,
            }


def _class(event: Event, fixture: Fixture) -> str:
    variants = {each.name: event.variant_class(each) for each in event.body.variants}
    return variants.get(fixture.variant or "", event.class_name)
