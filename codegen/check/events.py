"""Events and what is said of them as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codegen.catalogue.written import Event, Kind
from codegen.check.index import View, declared, is_whole
from codegen.check.rule import Fault, rule
from codegen.diff.archive import number
from codegen.findings import Mark, quote


@rule("missing-kind", "Every event is regular or an extension point.")
def missing_kind(view: View) -> Iterator[Fault]:
    """Events whose body has no kind either."""
    for code, event, body, _ in view.events:
        if event.kind is None and body.kind is None:
            yield (
                event.mark,
                f"nothing says what kind of event {quote(code)} is",
                "a `kind` of the event, of its body or of its service",
                "add `kind: regular` or `kind: extension-point`",
            )


@rule("missing-answer", "An extension point has an operation that answers it.")
def missing_answer(view: View) -> Iterator[Fault]:
    """Extension points for which event, body and service name none."""
    for code, event, body, service in view.events:
        if (event.kind or body.kind) is not Kind.EXTENSION_POINT:
            continue
        operations = event.answer if event.answer is not None else body.answer
        if not (service.answer if operations is None else operations):
            yield (
                event.marks.get("kind") or event.mark,
                f"nothing answers the extension point {quote(code)}",
                "an `answer` of the event, of its body or of its service",
                "add one, or make the event `regular`",
            )


@rule("needless-answer", "A regular event has no answer.")
def needless_answer(view: View) -> Iterator[Fault]:
    """Regular events with an `answer` of their own."""
    for code, event, body, _ in view.events:
        if (event.kind or body.kind) is Kind.REGULAR and event.answer:
            yield (
                event.at("answer"),
                f"the regular event {quote(code)} has an answer",
                "an answer for extension points only",
                "remove it, or make the event an `extension-point`",
            )


@rule("missing-source", "Every event says which documents list it.")
def missing_source(view: View) -> Iterator[Fault]:
    """Events for which neither they nor their body name a document."""
    for code, event, body, _ in view.events:
        if not event.from_ and not body.from_:
            yield (
                event.marks.get("from") or event.mark,
                f"the event {quote(code)} has no source",
                "at least one label of `sources` in `from`, of the event, of its body or of its service",
                "name the document that lists it",
            )


@rule("missing-text", "A body of several events says what it describes.")
def missing_text(view: View) -> Iterator[Fault]:
    """Bodies without a text, in place of which no event's can stand."""
    for name, body, _ in view.bodies:
        if body.text is None and len(declared(body, "events")) > 1:
            yield (
                body.mark,
                f"the body {quote(name)} of several events has no text",
                "a sentence about what all of them carry",
                "add `text:`",
            )


@rule("empty-body", "A body has events.")
def empty_body(view: View) -> Iterator[Fault]:
    """Bodies that nothing is sent in."""
    for name, body, _ in view.bodies:
        if not declared(body, "events"):
            yield (
                body.at("events"),
                f"the body {quote(name)} has no events",
                "at least one",
                "add one, or remove the body",
            )


@rule("duplicate-definition", "A name that the whole catalogue knows is given once.")
def duplicate_definition(view: View) -> Iterator[Fault]:
    """Bodies, events, shared and common fields, enums and objects, also by different sections."""
    catalogue = view.catalogue
    bodies: dict[str, Mark] = {}
    for service in catalogue.services.values():
        for name in service.bodies:
            yield from _once(bodies, name, service.at(f"bodies.{name}"), "body")
    codes: dict[str, Mark] = {}
    for _, body, _ in view.bodies:
        for code in body.events:
            yield from _once(codes, code, body.at(f"events.{code}"), "event")
    shared: dict[str, Mark] = {}
    for section in ("common", "fields"):
        for name in getattr(catalogue, section):
            yield from _once(shared, name, catalogue.at(f"{section}.{name}"), "shared field")
    types: dict[str, Mark] = {}
    for name, enum in catalogue.enums.items():
        yield from _once(types, name, catalogue.at(f"enums.{name}"), "type")
        if enum.by_number is not None:
            yield from _once(types, enum.by_number, enum.at("by_number"), "type")
    for name in catalogue.objects:
        yield from _once(types, name, catalogue.at(f"objects.{name}"), "type")


def _once(first: dict[str, Mark], name: str, mark: Mark, what: str) -> Iterator[Fault]:
    if first.setdefault(name, mark) is not mark:
        yield (
            mark,
            f"the {what} {quote(name)} is given a second time",
            f"it once, as at {first[name]}",
            "remove or rename one of the two",
        )


@rule("undelivered-kind", "Every kind of event is carried by an envelope.", needs_all=True)
def undelivered_kind(view: View) -> Iterator[Fault]:
    """Events that no envelope carries; of a kind, the first."""
    envelopes = view.catalogue.envelopes.values()
    listed = {code for e in envelopes if isinstance(e.carries, Mapping) for code in e.carries}
    whole = {e.carries for e in envelopes if isinstance(e.carries, str)}
    first: dict[Kind, tuple[str, Event]] = {}
    for code, event, body, _ in view.events:
        kind = event.kind or body.kind
        if kind is not None and code not in listed:
            first.setdefault(kind, (code, event))
    for kind, (code, event) in first.items():
        words = {"all events"} | ({"extension points"} if kind is Kind.EXTENSION_POINT else set())
        if not whole & words:
            yield (
                event.mark,
                f"no envelope carries events of the kind of {quote(code)}, {quote(kind.value)}",
                "an envelope whose `carries` names it",
                "add it there",
            )


@rule("uncounted-message", "Messages that were read are counted by event where they differ.")
def uncounted_message(view: View) -> Iterator[Fault]:
    """`messages` by event code: every event of the body is there."""
    for name, body, _ in view.bodies:
        if isinstance(body.messages, Mapping) and is_whole(body, "events"):
            for code in body.events:
                if code not in body.messages:
                    yield (
                        body.at("messages"),
                        f"`messages` of body {quote(name)} lacks the event {quote(code)}",
                        "a number for each event",
                        f"add `{code}: 0` or how many were read",
                    )


@rule("bad-version", "A version is one of the package.")
def bad_version(view: View) -> Iterator[Fault]:
    """The versions in `changed` of every event."""
    for code, event, _, _ in view.events:
        for version in event.changed:
            try:
                number(version)
            except ValueError:
                yield (
                    event.at(f"changed.{version}"),
                    f"{quote(version)} in `changed` of event {quote(code)} is no version",
                    "a version of the package, `X.Y.Z`",
                    "correct it",
                )


RULES = (
    missing_kind,
    missing_answer,
    needless_answer,
    missing_source,
    missing_text,
    empty_body,
    duplicate_definition,
    undelivered_kind,
    uncounted_message,
    bad_version,
)
