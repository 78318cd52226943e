"""The catalogue's texts with the places that a translation knows them by.

A place is made of names that the whole catalogue knows, not of the path in the file, so that a
text keeps its translation wherever it moves: `event freeze-instance text`, `field nodeId text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from codegen.catalogue.written import Answer, Catalogue, Field, Variant, Written
from codegen.findings import Mark


@attrs.frozen
class Text:
    """A text of the catalogue that can be translated."""

    context: str
    english: str
    mark: Mark = attrs.field(eq=False)


@attrs.frozen
class Translation:
    """Texts in another language by context and English text."""

    texts: Mapping[tuple[str, str], str] = attrs.Factory(dict)

    def of(self, context: str, english: str | None) -> str | None:
        """The translation of a text; None where it has none."""
        return None if english is None else self.texts.get((context, english))


def texts(catalogue: Catalogue) -> Iterator[Text]:
    """Every text in the order of the file; the same text at the same place once."""
    return iter(dict.fromkeys(_texts(catalogue)))


def _texts(catalogue: Catalogue) -> Iterator[Text]:
    yield from _of("catalogue", catalogue.catalogue)
    for name, service in catalogue.services.items():
        yield Text(f"service {name}", name, service.mark)
        yield from _of(f"service {name}", service)
        for body_name, body in service.bodies.items():
            context = f"body {body_name}"
            yield from _of(context, body)
            for code, event in body.events.items():
                yield from _of(f"event {code}", event)
                if event.retired is not None:
                    yield from _of(f"event {code} retired", event.retired)
            if isinstance(body.common, Mapping):
                yield from _of_fields(context, body.common)
            yield from _of_fields(context, body.fields)
            yield from _of_variants(context, body.variants)
    yield from _of_fields("field", catalogue.common, " ")
    yield from _of_fields("field", catalogue.fields, " ")
    for name, thing in catalogue.objects.items():
        yield from _of(f"object {name}", thing)
        yield from _of_fields(f"object {name}", thing.fields)
        yield from _of_variants(f"object {name}", thing.variants)
    for name, enum in catalogue.enums.items():
        yield from _of(f"enum {name}", enum)
        for key, value in enum.values.items():
            if value.meaning.text is not None:
                yield Text(f"enum {name}.{key} text", value.meaning.text, value.at("is"))
            yield from _of(f"enum {name}.{key}", value)
    for name, form in catalogue.formats.items():
        yield from _of(f"format {name}", form)
    for name, envelope in catalogue.envelopes.items():
        yield from _of(f"envelope {name}", envelope)
        for heading, section in envelope.guide.items():
            at = f"envelope {name} guide"
            yield Text(at, heading, section.mark)
            for index, line in enumerate(section.texts):
                yield Text(at, line, section.at(f"texts[{index}]"))
        yield from _of_fields(f"envelope {name}", envelope.fields)
    for name, wrapper in catalogue.wrappers.items():
        yield from _of(f"wrapper {name}", wrapper)
    for name, answer in catalogue.answers.items():
        yield from _of(f"answer {name}", answer)
        for part, fields in parts(answer):
            yield from _of_fields(f"answer {name}.{part}", fields)
    for kind in ("terms", "questions"):
        for name, text in getattr(catalogue, kind).items():
            yield Text(f"{kind[:-1]} {name}", text, catalogue.at(f"{kind}.{name}"))


def parts(answer: Answer) -> Iterable[tuple[str, Mapping[str, Field]]]:
    """The two shapes of an operation, by the key of each."""
    return (("request", answer.request), ("response", answer.response))


_KEYS = ("title", "text", "note", "setup", "extensions")


def _of(context: str, thing: Written) -> Iterator[Text]:
    for key in _KEYS:
        value = getattr(thing, key, None)
        if isinstance(value, str):
            yield Text(f"{context} {key}", value, thing.at(key))
        for index, item in enumerate(value if isinstance(value, tuple) else ()):
            yield Text(f"{context} {key}", item, thing.at(f"{key}[{index}]"))


def _of_fields(context: str, fields: Mapping[str, Field], separator: str = ".") -> Iterator[Text]:
    for name, field in fields.items():
        at = f"{context}{separator}{name}"
        if field.line is not None and field.line.text is not None:
            yield Text(f"{at} text", field.line.text, field.line.at("text"))
        yield from _of(at, field)


def _of_variants(context: str, variants: Mapping[str, Variant]) -> Iterator[Text]:
    for name, variant in variants.items():
        yield from _of(f"{context}/{name}", variant)
        yield from _of_fields(f"{context}/{name}", {**variant.common, **variant.fields})
