"""English and Chinese in one text.

`pair` puts both languages into one text, between characters that stand for nothing else.  They
pass through templates and Sphinx like any letter; `codegen.site.html` turns the finished pages
into HTML of which a reader sees one language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import attrs

from codegen.catalogue.resolved import (
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

ENGLISH, CHINESE, END = "\ue000", "\ue001", "\ue002"
PAIR = re.compile(f"{ENGLISH}([^{CHINESE}]*){CHINESE}([^{END}]*){END}(\\.?)")
"""Both languages, and the full stop that was put behind a text for want of one in sight."""


def pair(english: str, chinese: str | None) -> str:
    """A text in both languages, or in English if that is all there is."""
    if not (english and chinese) or english == chinese:
        return english
    return f"{ENGLISH}{english}{CHINESE}{chinese}{END}"


def english(text: str) -> str:
    """What a text says in English."""
    return PAIR.sub(_in_english, text)


def chinese(text: str) -> str:
    """What a text says in Chinese, and in English where it has no Chinese."""
    return PAIR.sub(lambda found: found[2], text)


def replaced(text: str, how: Callable[[str, str], str]) -> str:
    """A text with each of its pairs replaced by what `how` makes of English and Chinese."""
    return PAIR.sub(lambda found: how(_in_english(found), found[2]), text)


def _in_english(found: re.Match[str]) -> str:
    text, _, stop = found.groups()
    return text if text.endswith((".", "!", "?")) else text + stop


def marked(catalogue: Catalogue) -> Catalogue:
    """The catalogue with both languages in one text."""
    events = tuple(map(_event, catalogue.events))
    return attrs.evolve(
        catalogue,
        title=pair(catalogue.title, catalogue.title_zh),
        description=pair(catalogue.description, catalogue.description_zh),
        extensions=_pairs(catalogue.extensions, catalogue.extensions_zh),
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


def _service(service: Service) -> Service:
    return attrs.evolve(
        service,
        name=pair(service.name, service.name_zh),
        summary=pair(service.summary, service.summary_zh),
    )


def _answer(answer: Answer) -> Answer:
    return attrs.evolve(
        answer,
        summary=pair(answer.summary, answer.summary_zh),
        request=_fields(answer.request),
        response=_fields(answer.response),
    )


def _enum(enum: Enum) -> Enum:
    return attrs.evolve(
        enum,
        summary=pair(enum.summary, enum.summary_zh),
        values=tuple(
            attrs.evolve(value, meaning=pair(value.meaning, value.meaning_zh))
            for value in enum.values
        ),
    )


def _fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(map(_field, fields))


def _field(field: Field) -> Field:
    return attrs.evolve(
        field,
        description=pair(field.description, field.description_zh),
        format=field.format
        and attrs.evolve(field.format, description=pair(field.format.description, field.format_zh)),
    )


def _variant(variant: Variant) -> Variant:
    return attrs.evolve(
        variant,
        summary=pair(variant.summary, variant.summary_zh),
        fields=_fields(variant.fields),
    )


def _object(shape: Object) -> Object:
    return attrs.evolve(
        shape,
        summary=pair(shape.summary, shape.summary_zh),
        fields=_fields(shape.fields),
        variants=tuple(map(_variant, shape.variants)),
    )


def _envelope(envelope: Envelope) -> Envelope:
    return attrs.evolve(
        envelope,
        title=pair(envelope.title, envelope.title_zh),
        summary=pair(envelope.summary, envelope.summary_zh),
        setup=_pairs(envelope.setup, envelope.setup_zh),
        notes=_pairs(envelope.notes, envelope.notes_zh),
        time=envelope.time
        and attrs.evolve(
            _field(envelope.time), note=pair(envelope.time.note or "", envelope.time.note_zh)
        ),
        fields=_fields(envelope.fields),
        message_id=_field(envelope.message_id),
    )


def _pairs(texts: Iterable[str], chinese: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(map(pair, texts, chinese))


def _event(event: Event) -> Event:
    return attrs.evolve(
        event,
        title=pair(event.title, event.title_zh),
        summary=pair(event.summary, event.summary_zh),
        service=_service(event.service),
        body=_object(event.body),
        answers=tuple(map(_answer, event.answers)),
    )
