"""The Chinese texts of a catalogue: which belongs to what, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from codegen.catalogue.inheritance import base_name
from codegen.catalogue.translation import ShapeTexts, Translation
from codegen.catalogue.written import Catalogue, Field, Shape


def description(
    catalogue: Catalogue,
    shared: Mapping[str, str],
    own: Mapping[str, str],
    wire: str,
    override: Field,
) -> str | None:
    """The text of a shape's field: its own, or that of the shared field it is described by.

    None where the English description in force has no Chinese text, even if one that it
    replaces has: the two languages must say the same.
    """
    if wire in own:
        return own[wire]
    layer, name = override, base_name(catalogue, wire, override)
    seen: set[str] = set()
    while layer.description is None and name is not None and name not in seen:
        seen.add(name)
        if name in shared:
            return shared[name]
        if name not in catalogue.fields:
            break
        layer, name = catalogue.fields[name], catalogue.fields[name].use
    return None


@attrs.frozen
class Share:
    """How much of one kind of text is translated."""

    what: str
    translated: int
    all: int

    def __str__(self) -> str:
        percent = 100 * self.translated // self.all if self.all else 100
        return f"{self.what} {percent} % ({self.translated} of {self.all})"


def shares(catalogue: Catalogue, translation: Translation) -> tuple[Share, ...]:
    """The shares of events, enum values and so on; an event counts with title and summary."""
    events = [translation.events.get(code) for code in catalogue.events]
    services = [translation.services.get(name) for name in catalogue.services]
    return (
        _share("events", (e is not None and bool(e.title and e.summary) for e in events)),
        _share("enum values", _enum_values(catalogue, translation)),
        _share("shared fields", _shared_fields(catalogue, translation)),
        _share("other fields", _other_fields(catalogue, translation)),
        _share("services", (s is not None and bool(s.summary) for s in services)),
    )


def _share(what: str, translated: Iterable[bool]) -> Share:
    flags = list(translated)
    return Share(what, sum(flags), len(flags))


def _enum_values(catalogue: Catalogue, translation: Translation) -> Iterator[bool]:
    for name, enum in catalogue.enums.items():
        texts = translation.enums.get(name)
        known = {str(value) for value in texts.values} if texts is not None else set()
        for value in enum.values:
            yield str(value) in known


def _shared_fields(catalogue: Catalogue, translation: Translation) -> Iterator[bool]:
    for name in catalogue.fields:
        # A use that changes nothing has the text of the shared field.
        use = Field(mark=catalogue.mark, marks={}, use=name)
        yield description(catalogue, translation.fields, {}, name, use) is not None


def _other_fields(catalogue: Catalogue, translation: Translation) -> Iterator[bool]:
    for shape, own in _shapes(catalogue, translation):
        for wire, field in shape.fields.items():
            if field.description is not None:
                yield wire in own


def _shapes(
    catalogue: Catalogue, translation: Translation
) -> Iterator[tuple[Shape, Mapping[str, str]]]:
    for things, all_texts in (
        (catalogue.objects, translation.objects),
        (catalogue.bodies, translation.bodies),
    ):
        for name, thing in things.items():
            texts = all_texts.get(name)
            yield thing, fields_of(texts)
            for variant, shape in thing.variants.items():
                yield shape, fields_of(texts.variants.get(variant) if texts else None)
    for name, envelope in catalogue.envelopes.items():
        yield envelope, fields_of(translation.envelopes.get(name))
    for name, answer in catalogue.answers.items():
        answer_texts = translation.answers.get(name)
        if answer.request is not None:
            yield answer.request, answer_texts.request if answer_texts else {}
        yield answer.response, answer_texts.response if answer_texts else {}


def fields_of(texts: ShapeTexts | None) -> Mapping[str, str]:
    """The texts of a shape's own fields."""
    return texts.fields if texts is not None else {}
