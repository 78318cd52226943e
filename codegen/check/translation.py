"""The one rule about a translation: each of its texts belongs to something in the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

from codegen.catalogue import written
from codegen.catalogue.translation import ObjectTexts, ShapeTexts, Translation
from codegen.catalogue.written import Catalogue, Written
from codegen.check.index import declared
from codegen.check.rule import Fault
from codegen.findings import Finding, did_you_mean, quote

T = TypeVar("T")
U = TypeVar("U")

RULE = "dangling-translation"
"""A name in the translation is a name at the same place of the catalogue."""

_SECTIONS = {
    "formats": "format",
    "services": "service",
    "answers": "answer",
    "enums": "enum",
    "fields": "shared field",
    "objects": "object",
    "envelopes": "envelope",
    "bodies": "body",
    "events": "event",
}


def findings(catalogue: Catalogue, translation: Translation) -> Iterator[Finding]:
    """Texts for what the catalogue does not have; what it has with a fault is not missed."""
    for mark, found, expected, remedy in _faults(catalogue, translation):
        yield Finding(mark, RULE, found, expected, remedy)


def _faults(catalogue: Catalogue, translation: Translation) -> Iterator[Fault]:
    for section, what in _SECTIONS.items():
        known = declared(catalogue, section)
        yield from _unknown(translation, section, what, known)
    for name, enum, texts in _pairs(catalogue.enums, translation.enums):
        what = f"value of enum {quote(name)}"
        yield from _unknown(texts, "values", what, declared(enum, "values"))
    for name, answer, answer_texts in _pairs(catalogue.answers, translation.answers):
        for key, shape in (("request", answer.request), ("response", answer.response)):
            fields = declared(shape, "fields") if shape is not None else ()
            yield from _unknown(answer_texts, key, f"field of the {key} of {quote(name)}", fields)
    for name, envelope, envelope_texts in _pairs(catalogue.envelopes, translation.envelopes):
        yield from _of_shape(f"envelope {quote(name)}", envelope, envelope_texts)
    for name, thing, object_texts in _pairs(catalogue.objects, translation.objects):
        yield from _of_object(f"object {quote(name)}", thing, object_texts)
    for name, thing, object_texts in _pairs(catalogue.bodies, translation.bodies):
        yield from _of_object(f"body {quote(name)}", thing, object_texts)


def _of_object(title: str, thing: written.Object, texts: ObjectTexts) -> Iterator[Fault]:
    yield from _of_shape(title, thing, texts)
    yield from _unknown(texts, "variants", f"variant of {title}", declared(thing, "variants"))
    for name, variant, variant_texts in _pairs(thing.variants, texts.variants):
        yield from _of_shape(f"variant {quote(name)} of {title}", variant, variant_texts)


def _of_shape(title: str, shape: written.Shape, texts: ShapeTexts) -> Iterator[Fault]:
    yield from _unknown(texts, "fields", f"field of {title}", declared(shape, "fields"))


def _pairs(given: Mapping[str, T], texts: Mapping[str, U]) -> Iterator[tuple[str, T, U]]:
    for name, text in texts.items():
        if name in given:
            yield name, given[name], text


def _unknown(texts: Written, key: str, what: str, known: Collection[str]) -> Iterator[Fault]:
    members: Mapping[str | int, object] = getattr(texts, key)
    for name in map(str, members):
        if name not in known:
            yield (
                texts.at(f"{key}.{name}"),
                f"there is no {what} {quote(name)} to translate",
                "a name that the catalogue has there",
                f"correct or remove it{did_you_mean(name, known)}",
            )
