"""English and Chinese in one page.

`marked` puts both languages into every text that has both, between characters that stand for
nothing else; the docs are made from that, and `spread` turns what comes out into HTML of which a
reader sees one language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from codegen.resolved import (
    Answer,
    Catalogue,
    Enum,
    Envelope,
    Event,
    Field,
    Object,
    Service,
    Variant,
)

_ENGLISH, _CHINESE, _END = "\ue000", "\ue001", "\ue002"
_PAIR = re.compile(f"{_ENGLISH}([^{_CHINESE}]*){_CHINESE}([^{_END}]*){_END}(\\.?)")


def marked(catalogue: Catalogue) -> Catalogue:
    """The catalogue with both languages in one text."""
    events = tuple(map(_event, catalogue.events))
    return attrs.evolve(
        catalogue,
        description=_both(catalogue.description, catalogue.description_zh),
        services=tuple(map(_service, catalogue.services)),
        answers=tuple(map(_answer, catalogue.answers)),
        enums={name: _enum(enum) for name, enum in catalogue.enums.items()},
        objects={name: _object(shape) for name, shape in catalogue.objects.items()},
        envelopes=tuple(map(_envelope, catalogue.envelopes)),
        bodies=tuple(map(_object, catalogue.bodies)),
        events=events,
        events_by_body={
            name: tuple(map(_event, group)) for name, group in catalogue.events_by_body.items()
        },
    )


def spread(markdown: str) -> str:
    """Markdown with a `span` for each language; titles, which other pages show, in English."""
    lines = markdown.split("\n")
    return "\n".join(
        _PAIR.sub(_english if line.startswith("#") else _spans, line) for line in lines
    )


def english(text: str) -> str:
    """What a marked text says in English."""
    return _PAIR.sub(_english, text)


def _english(pair: re.Match[str]) -> str:
    text, _, stop = pair.groups()
    return text if text.endswith((".", "!", "?")) else text + stop


def _spans(pair: re.Match[str]) -> str:
    chinese = pair[2]
    return f'<span class="en">{_english(pair)}</span><span class="zh" lang="zh-CN">{chinese}</span>'


def _both(english: str, chinese: str | None) -> str:
    return f"{_ENGLISH}{english}{_CHINESE}{chinese}{_END}" if english and chinese else english


def _service(service: Service) -> Service:
    return attrs.evolve(
        service,
        name=_both(service.name, service.name_zh),
        summary=_both(service.summary, service.summary_zh),
    )


def _answer(answer: Answer) -> Answer:
    return attrs.evolve(
        answer,
        summary=_both(answer.summary, answer.summary_zh),
        request=_fields(answer.request),
        response=_fields(answer.response),
    )


def _enum(enum: Enum) -> Enum:
    return attrs.evolve(
        enum,
        summary=_both(enum.summary, enum.summary_zh),
        values=tuple(
            attrs.evolve(value, meaning=_both(value.meaning, value.meaning_zh))
            for value in enum.values
        ),
    )


def _fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(map(_field, fields))


def _field(field: Field) -> Field:
    return attrs.evolve(
        field,
        description=_both(field.description, field.description_zh),
        format=field.format
        and attrs.evolve(
            field.format, description=_both(field.format.description, field.format_zh)
        ),
    )


def _variant(variant: Variant) -> Variant:
    return attrs.evolve(
        variant,
        summary=_both(variant.summary, variant.summary_zh),
        fields=_fields(variant.fields),
    )


def _object(shape: Object) -> Object:
    return attrs.evolve(
        shape,
        summary=_both(shape.summary, shape.summary_zh),
        fields=_fields(shape.fields),
        variants=tuple(map(_variant, shape.variants)),
    )


def _envelope(envelope: Envelope) -> Envelope:
    return attrs.evolve(
        envelope,
        title=_both(envelope.title, envelope.title_zh),
        summary=_both(envelope.summary, envelope.summary_zh),
        fields=_fields(envelope.fields),
        message_id=_field(envelope.message_id),
    )


def _event(event: Event) -> Event:
    return attrs.evolve(
        event,
        title=_both(event.title, event.title_zh),
        summary=_both(event.summary, event.summary_zh),
        service=_service(event.service),
        body=_object(event.body),
        answers=tuple(map(_answer, event.answers)),
    )
