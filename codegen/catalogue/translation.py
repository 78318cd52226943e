"""The catalogue's texts in Chinese as a translator writes them: a file beside the catalogue.

It repeats the catalogue's outline with nothing but texts, so that facts stay in one file and
reading them needs no second language.  Whatever it leaves out is shown in English.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from codegen.catalogue.written import Written, key


@attrs.frozen(kw_only=True)
class HeaderTexts(Written):
    """Texts of the whole catalogue."""

    title: str | None = key("Name of the catalogue.", default=None)
    description: str | None = key("One paragraph for the first page.", default=None)


@attrs.frozen(kw_only=True)
class ServiceTexts(Written):
    """Texts of a service."""

    name: str | None = key("Name of the service in the console.", default=None)
    summary: str | None = key("One sentence: what people do there.", default=None)


@attrs.frozen(kw_only=True)
class AnswerTexts(Written):
    """Texts of an operation."""

    summary: str | None = key("What it is for.", default=None)
    request: Mapping[str, str] = key("Its own fields of the request to meaning.", default={})
    response: Mapping[str, str] = key("Its own fields of the response to meaning.", default={})


@attrs.frozen(kw_only=True)
class EnumTexts(Written):
    """Texts of an enum."""

    summary: str | None = key("What the values tell apart.", default=None)
    values: Mapping[str | int, str] = key("Wire value to meaning.", default={})


@attrs.frozen(kw_only=True)
class ShapeTexts(Written):
    """Texts of a variant."""

    summary: str | None = key("What it describes.", default=None)
    fields: Mapping[str, str] = key(
        "Fields that have a description of their own here, to meaning.", default={}
    )


@attrs.frozen(kw_only=True)
class ObjectTexts(ShapeTexts):
    """Texts of an object or a body."""

    variants: Mapping[str, ShapeTexts] = key("Texts of its variants, by name.", default={})


@attrs.frozen(kw_only=True)
class EnvelopeTexts(ShapeTexts):
    """Texts of a delivery."""

    title: str | None = key("Name of the delivery.", default=None)
    setup: str | None = key("What a subscriber does to receive it.", default=None)


@attrs.frozen(kw_only=True)
class EventTexts(Written):
    """Texts of an event."""

    title: str | None = key("Short name, as a menu would show it.", default=None)
    summary: str | None = key("One sentence: when it fires.", default=None)


@attrs.frozen(kw_only=True)
class Translation(Written):
    """The whole file; its names are those of the catalogue."""

    catalogue: HeaderTexts | None = key("Texts of the whole catalogue.", default=None)
    formats: Mapping[str, str] = key("Formats to how they are read.", default={})
    services: Mapping[str, ServiceTexts] = key("Texts of the services, by name.", default={})
    answers: Mapping[str, AnswerTexts] = key("Texts of the operations, by name.", default={})
    enums: Mapping[str, EnumTexts] = key("Texts of the enums, by name.", default={})
    fields: Mapping[str, str] = key("Shared fields to meaning.", default={})
    objects: Mapping[str, ObjectTexts] = key("Texts of the nested objects, by name.", default={})
    envelopes: Mapping[str, EnvelopeTexts] = key("Texts of the deliveries, by name.", default={})
    bodies: Mapping[str, ObjectTexts] = key("Texts of the bodies, by name.", default={})
    events: Mapping[str, EventTexts] = key("Texts of the events, by event code.", default={})
