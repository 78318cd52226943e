"""Enums of constants: codes, types, categories, kinds, levels, services, operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from codegen.catalogue import names
from codegen.catalogue.resolved import Answer, Catalogue, Service
from codegen.catalogue.written import Bound, Kind
from codegen.emit.python import docstrings


@attrs.frozen
class Member:
    """A constant."""

    name: str
    value: str
    docstring: str


@attrs.frozen
class ConstantSet:
    """An enum of constants."""

    name: str
    docstring: str
    members: tuple[Member, ...]
    formerly: Mapping[str, str] = attrs.Factory(dict)
    """Names that members had before, to those that they have."""
    retired: Mapping[str, str] = attrs.Factory(dict)
    """Members of retired events, to the code of each."""

    @property
    def warns(self) -> bool:
        """Whether using some of its names is warned of."""
        return bool(self.formerly or self.retired)


_KINDS = {
    Kind.REGULAR: "A notice; nothing waits for it.",
    Kind.EXTENSION_POINT: "The operation can wait for an answer.",
}


def of(catalogue: Catalogue) -> tuple[ConstantSet, ...]:
    """The enums of constants of a catalogue; `public_names.CONSTANTS` has their names."""
    product, events = catalogue.product, catalogue.events
    texts = {event.code: docstrings.of_code(event) for event in events}
    formerly = {name: event.constant for event in events for name in event.former_constants}
    retired = {event.constant: event.code for event in events if event.retired}
    found = (
        ConstantSet(
            "EventCode",
            f"Event codes of {product}: {_called(catalogue)}.",
            tuple(Member(event.constant, event.code, texts[event.code]) for event in events),
            formerly,
            retired,
        ),
        ConstantSet(
            "EventType",
            f"{_beginning(catalogue.event_type)}s of {product} events: what is filtered by.",
            tuple(Member(event.constant, event.type, texts[event.code]) for event in events),
            formerly,
            retired,
        ),
        ConstantSet(
            "EventCategory",
            f"Groups of events{_grouped(catalogue)}.",
            _members({each: _category(each, catalogue) for each in catalogue.categories}),
        ),
        ConstantSet(
            "EventKind",
            "Whether an event only tells, or asks and waits.",
            _members({kind: text for kind, text in _KINDS.items() if kind in catalogue.kinds}),
        ),
        ConstantSet(
            "EventLevel",
            "What an event belongs to.",
            _members(catalogue.levels),
        ),
        ConstantSet(
            "Service",
            f"Parts of {product} that send events.",
            _summaries(catalogue.services),
        ),
        ConstantSet(
            "AnswerOperation",
            "Operations that answer an event, or read more about one.",
            _summaries(catalogue.answers),
        ),
    )
    # The runtime's modules for answers name theirs, also where there are none.
    return tuple(each for each in found if each.members or each.name == "AnswerOperation")


def _called(catalogue: Catalogue) -> str:
    fields = (field for body in catalogue.bodies for field in body.fields)
    own = next((field.wire for field in fields if field.value is Bound.EVENT_CODE), "")
    return f"what an event calls itself in `{own}`" if own else "the short names of events"


def _grouped(catalogue: Catalogue) -> str:
    for envelope in catalogue.envelopes:
        field = envelope.bound(Bound.EVENT_CATEGORY)
        if field is not None:
            return f", as {envelope.title} names them in `{field.wire}`"
    return ""


def _beginning(text: str) -> str:
    return text[:1].upper() + text[1:]


def _summaries(things: Iterable[Service | Answer]) -> tuple[Member, ...]:
    return tuple(
        Member(each.constant, each.name, docstrings.literal((each.summary,))) for each in things
    )


def _members(texts: Mapping[str, str]) -> tuple[Member, ...]:
    return tuple(
        Member(names.constant(value, {}), str(value), docstrings.literal((text,)))
        for value, text in texts.items()
    )


def _category(category: str, catalogue: Catalogue) -> str:
    codes = [f"`{event.code}`" for event in catalogue.events if event.category == category]
    return f"Category of {', '.join(codes)}."
