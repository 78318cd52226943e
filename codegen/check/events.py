"""Events and what is said of them as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.catalogue.written import Event, Kind
from codegen.check.index import View
from codegen.check.rule import Fault, rule
from codegen.findings import quote


@rule("missing-answer", "An extension point has an operation that answers it.")
def missing_answer(view: View) -> Iterator[Fault]:
    """Extension points whose event and service name none."""
    for code, event in view.catalogue.events.items():
        service = view.catalogue.services.get(event.service)
        if event.kind is not Kind.EXTENSION_POINT or service is None:
            continue
        if not (service.answer if event.answer is None else event.answer):
            yield (
                event.at("kind"),
                f"nothing answers the extension point {quote(code)}",
                "an `answer` of the event or of its service",
                "add one, or make the event `regular`",
            )


@rule("needless-answer", "A regular event has no answer.")
def needless_answer(view: View) -> Iterator[Fault]:
    """Regular events with an `answer` of their own."""
    for code, event in view.catalogue.events.items():
        if event.kind is Kind.REGULAR and event.answer is not None:
            yield (
                event.at("answer"),
                f"the regular event {quote(code)} has an answer",
                "an answer for extension points only",
                "remove it, or make the event an `extension-point`",
            )


@rule("missing-source", "Every event says which documents list it.")
def missing_source(view: View) -> Iterator[Fault]:
    """Events with an empty list of sources."""
    for code, event in view.catalogue.events.items():
        if not event.sources:
            yield (
                event.at("sources"),
                f"the event {quote(code)} has no source",
                "at least one label of `sources`",
                "name the document that lists it",
            )


@rule("undelivered-kind", "Every kind of event is carried by an envelope.", needs_all=True)
def undelivered_kind(view: View) -> Iterator[Fault]:
    """Kinds that events have and no envelope carries."""
    carried = {kind for e in view.catalogue.envelopes.values() for kind in e.carries}
    first: dict[Kind, tuple[str, Event]] = {}
    for code, event in view.catalogue.events.items():
        first.setdefault(event.kind, (code, event))
    for kind, (code, event) in first.items():
        if kind not in carried:
            yield (
                event.at("kind"),
                f"no envelope carries events of the kind of {quote(code)}, {quote(kind.value)}",
                "an envelope whose `carries` names it",
                "add it there",
            )


RULES = (missing_answer, needless_answer, missing_source, undelivered_kind)
