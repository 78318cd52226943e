"""The page of an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import attrs

from codegen.catalogue.resolved import Catalogue, Envelope, Event, Field, TypeKind, Variant
from codegen.catalogue.written import Bound, Json, Kind
from codegen.emit import examples
from codegen.emit.docs import subjects
from codegen.emit.docs.fields import (
    FieldTexts,
    Held,
    Note,
    Placed,
    Shape,
    enum_names,
    field_notes,
    held,
    object_notes,
    placed,
    shapes,
)
from codegen.emit.docs.links import enum_place
from codegen.emit.docs.markdown import code, link, sentence
from codegen.emit.origins import Origins, origins

_CLOUD_EVENTS = frozenset({"id", "source", "specversion", "type"})
"""Attributes that every CloudEvents 1.0 object has."""
_WIDEST_IMPORT = 88


@attrs.frozen(slots=False)
class EventPage:
    """What is computed for the page of an event."""

    event: Event
    catalogue: Catalogue
    previous: Event | None
    """The event before it in its service."""
    next: Event | None

    @cached_property
    def fields(self) -> tuple[Placed, ...]:
        """The fields that all its variants share."""
        return tuple(placed(self.event.body.fields, self.catalogue, self._origins))

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The variants of the event and of the objects in it."""
        variants = self.event.body.variants
        return tuple(shapes(variants, self.fields, self.catalogue, self._origins))

    def class_of(self, variant: Variant) -> str:
        """Class of the event in a variant of its body, or of an object that has variants."""
        own = variant in self.event.body.variants
        return self.event.variant_class(variant) if own else variant.class_name

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """What texts contain as JSON."""
        return tuple(held(self._direct, self.catalogue))

    @cached_property
    def every(self) -> tuple[Placed, ...]:
        """All fields on the page: of every variant, and of what texts contain."""
        return (*self._direct, *(one for each in self.held for one in each.fields))

    @property
    def _direct(self) -> tuple[Placed, ...]:
        return (*self.fields, *(one for shape in self.shapes for one in shape.fields))

    @property
    def _origins(self) -> Origins:
        return origins(self.event)

    @property
    def texts(self) -> FieldTexts:
        """What its field tables say."""
        return FieldTexts(self.catalogue, _enum_on_the_page, self.event.bound, "../")

    @property
    def enums(self) -> tuple[str, ...]:
        """Names of the enums of its fields."""
        return enum_names(self.every)

    @property
    def envelopes(self) -> tuple[Envelope, ...]:
        """The envelopes that can carry it."""
        return examples.envelopes_of(self.event, self.catalogue)

    def headers(self, envelope: Envelope) -> dict[str, Json]:
        """Headers of a request with it; none where the envelope has no part in them."""
        return examples.headers(self.event, envelope, whole=True)

    def messages(self, envelope: Envelope) -> Iterator[tuple[str, dict[str, Json]]]:
        """An example of each variant in an envelope, by the variant's name, if it has one."""
        for carrier, scenario, message in examples.messages(self.event, self.catalogue):
            if carrier is envelope:
                yield scenario.name or "", message

    @property
    def patterns(self) -> tuple[dict[str, Json], ...]:
        """Event patterns that pick it."""
        return tuple(patterns((self.event,), self.catalogue))

    @property
    def pattern_program(self) -> str:
        """A program that makes an event pattern, by the value that says what has happened."""
        names = [self.event.class_name, "event_pattern"]
        arguments = [self.event.class_name]
        if subject := subjects.about(self.event, self.catalogue):
            enum = self.catalogue.enums[subject.type.name]
            names.append(enum.name)
            arguments.append(
                f"{subject.python}=[{enum.name}.{subjects.worth_knowing(enum).constant}]"
            )
        made = f"pattern = event_pattern({', '.join(arguments)})"
        return "\n".join([*imports(self.catalogue.package, names), "", made])

    @property
    def python(self) -> str:
        """A program that reads the message `body`."""
        return _program(self.event, self.catalogue)

    @property
    def waits(self) -> str:
        """Whether anything waits for an answer."""
        if self.event.kind is Kind.REGULAR:
            return "A notice: nothing waits for an answer."
        if self.event.answers:
            inferred = "answer" in self.event.inferred
            source = " Which operation takes it is inferred: no source states it." * inferred
            return f"The operation can wait for an answer.{source}"
        return "The operation can wait for an answer; how it is given is not known."

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Where the sources of the event disagree or fall silent."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[Note]:
        event = self.event
        own = ("Event", event.notes), ("Body", event.body.notes), ("Service", event.service.notes)
        for about, texts in own:
            for text in texts:
                yield Note(about=about, text=sentence(text))
        for shape in self.shapes:
            for text in shape.variant.notes:
                about = f"Variant {code(shape.variant.name)}"
                yield Note(about=about, place=shape.anchor, text=sentence(text))
        yield from object_notes(self.every, self.catalogue)
        yield from field_notes(self.every)

    @property
    def inferred_fields(self) -> tuple[Placed, ...]:
        """Fields that no source shows."""
        return tuple(one for one in self.every if one.origin.certainty == "inferred")


def _enum_on_the_page(name: str) -> str:
    return link(code(name), f"#{enum_place(name)}")


def patterns(events: Iterable[Event], catalogue: Catalogue) -> Iterator[dict[str, Json]]:
    """A pattern that picks the events out of all, for each envelope that filters by type."""
    events = tuple(events)
    sent_by = senders(catalogue)
    for envelope in (each for each in catalogue.envelopes if each.event_patterns):
        carried: list[Json] = [e.type for e in events if envelope.certainty(e) is not None]
        by_type = envelope.bound(Bound.EVENT_TYPE)
        if by_type and carried:
            sender: dict[str, Json] = {k: [v] for k, v in sent_by[envelope.name].items()}
            yield {**sender, by_type.wire: carried}


def senders(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """The sender as patterns name it, for each envelope that filters by type."""
    return {
        envelope.name: _sender(envelope)
        for envelope in catalogue.envelopes
        if envelope.event_patterns and envelope.bound(Bound.EVENT_TYPE)
    }


def _sender(envelope: Envelope) -> dict[str, str]:
    """The sender, as a pattern for CloudEvents names it."""
    fields = {field.wire: field for field in envelope.attributes}
    source = fields["source"].example if fields.keys() >= _CLOUD_EVENTS else None
    return {"source": source} if isinstance(source, str) else {}


def _program(event: Event, catalogue: Catalogue) -> str:
    fields = event.body.fields
    cases = [
        (event.variant_class(variant), (*variant.fields, *fields))
        for variant in event.body.variants
    ]
    cases.append((event.class_name, fields))
    lines = imports(catalogue.package, [*(name for name, _ in cases), "parse"])
    by_headers = any(each.in_headers for each in examples.envelopes_of(event, catalogue))
    headers = ", headers=headers" if by_headers else ""
    lines += ["", f"message = parse(body{headers})  # bytes, text or a mapping, as it arrived"]
    lines += ["match message.event:"]
    for name, of_class in cases:
        lines += [f"    case {name}() as event:", f"        print({_shown_attributes(of_class)})"]
    return "\n".join(lines)


def imports(package: str, names: Iterable[str], widest: int = _WIDEST_IMPORT) -> list[str]:
    """The lines that import names of the package."""
    names = sorted(names)
    line = f"from {package} import {', '.join(names)}"
    if len(line) <= widest:
        return [line]
    return [f"from {package} import (", *(f"    {name}," for name in names), ")"]


def _shown_attributes(fields: Sequence[Field]) -> str:
    """Two attributes worth printing: simple ones that are always there first."""
    own = [field for field in fields if not field.value]
    own.sort(key=lambda field: (field.type.kind is TypeKind.OBJECT, not field.required))
    return ", ".join(f"event.{field.python}" for field in own[:2]) or "message.event_code"
