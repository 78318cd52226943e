"""The index of the one search: what there is, where it stands, and what else people call it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from gettext import NullTranslations
from pathlib import Path

from codegen.catalogue.resolved import Catalogue
from codegen.emit.docs.markdown import anchor_name, plain
from codegen.pipeline import Tree
from codegen.site.field_views import FieldView
from codegen.site.guides import names, sections
from codegen.site.pages import Site

_SYNONYMS = Path(__file__).with_name("synonyms.json")
_MOST_FIELDS = 4

_LABELS = {
    **{kind: kind for kind in ("event", "field", "enum", "value", "object", "guide")},
    "answer": "operation",
    "none": "Nothing found. Nearest:",
    "nothing": "Nothing found.",
    "events": "in %s events",
    "search": "Search",
    "close": "Close",
    "example": "Event, field, value, meaning",
}
"""What the script says, by the name that it has there."""

Entry = list[object]
"""Name and text as shown; kind, address, further words, numbers of events, names in any language."""


def entries(
    site: Site, original: Catalogue, tree: Tree, guides: Mapping[str, str]
) -> tuple[Entry, ...]:
    """What is found on a site, in the same order in every language.

    `original` has the texts of both languages; `guides` those of the guides, English to Chinese.
    """
    synonyms = json.loads(_SYNONYMS.read_text(encoding="utf-8"))
    shown = guides if site.language.folder else {}
    return tuple(
        [*entry[:6], [*filter(None, entry[6:]), *synonyms["places"].get(str(entry[3]), [])]]
        for entry in (*_catalogue(site, original, synonyms), *_guides(tree, guides, shown))
    )


def index(entries: Iterable[Entry]) -> bytes:
    """A script with what is the same in every language."""
    return _script("SEARCH", [entry[2:] for entry in entries])


def shown(entries: Iterable[Entry], texts: NullTranslations, searches: tuple[str, ...]) -> bytes:
    """A script with what is shown in a language: of each entry its name and text, and labels."""
    words = {key: texts.gettext(label) for key, label in _LABELS.items()}
    examples = ", ".join(searches)
    words["example"] += f": {examples}" * bool(examples)
    return _script("SHOWN", {"texts": [entry[:2] for entry in entries], "words": words})


def _script(name: str, content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"window.{name}={text};\n".encode()


def _catalogue(
    site: Site, original: Catalogue, synonyms: Mapping[str, Mapping[str, list[str]]]
) -> Iterator[Entry]:
    catalogue = site.catalogue
    number = {event.code: place for place, event in enumerate(catalogue.events)}
    for event, both in zip(catalogue.events, original.events, strict=True):
        names = (event.type, event.class_name, event.constant, event.ide_message_type)
        said = (both.title, both.title_zh, both.summary, both.summary_zh, event.service.name)
        more = _words(*names, *said, *synonyms["kinds"].get(event.kind, []))
        text, address = f"{event.code} · {event.service.name}", f"events/{event.file}.html"
        names_in_all = (both.title, both.title_zh)
        yield [event.title, text, "event", address, more, [number[event.code]], *names_in_all]
    fields: dict[str, FieldView] = {}
    enum_fields: dict[str, dict[str, None]] = {name: {} for name in catalogue.enums}
    among: dict[str, dict[int, None]] = {name: {} for name in catalogue.enums}
    for use in site.uses:
        name = use.view.field.wire
        if use.view.enum:
            enum_fields[use.view.enum.name][name] = None
        if use.apart:
            fields.setdefault(name, use.view)
            among.setdefault(f".{name}", {})
        if use.code:
            fields.setdefault(name, use.view)
            for known in (f".{name}", *([use.view.enum.name] if use.view.enum else [])):
                among.setdefault(known, {})[number[use.code]] = None
    for name, view in fields.items():
        field, address = view.field, f"fields.html#{anchor_name(name)}"
        more = _words(field.python, field.description, field.description_zh)
        yield [name, field.description, "field", address, more, list(among[f".{name}"])]
    for name, enum in catalogue.enums.items():
        whole, events = original.enums[name], list(among[name])
        where = " · " * bool(enum_fields[name]) + ", ".join([*enum_fields[name]][:_MOST_FIELDS])
        summary = _words(whole.summary, whole.summary_zh, *enum_fields[name])
        yield [name, enum.summary + where, "enum", f"enums/{name}.html", summary, events]
        for value, one in zip(enum.values, whole.values, strict=True):
            more = _words(value.constant, one.meaning, one.meaning_zh, *value.aliases)
            address = f"enums/{name}.html#value-{anchor_name(str(value.value))}"
            title, text, also = (
                f"{name} {value.value}",
                value.meaning + where,
                (one.meaning, one.meaning_zh),
            )
            yield [title, text, "value", address, more, events, *also]
    for name, shape in catalogue.objects.items():
        more = _words(original.objects[name].summary, original.objects[name].summary_zh)
        yield [name, shape.summary, "object", f"objects/{name}.html", more, []]
    for answer, source in zip(catalogue.answers, original.answers, strict=True):
        address = f"answers.html#answer-{anchor_name(answer.name)}"
        more = _words(source.summary, source.summary_zh)
        yield [answer.name, answer.summary, "answer", address, more, []]


def _guides(tree: Tree, guides: Mapping[str, str], shown: Mapping[str, str]) -> Iterator[Entry]:
    for name in names(tree):
        whole, *parts = sections(name, tree, guides)
        title = plain(shown.get(whole.title, whole.title))
        yield [title, "", "guide", whole.address, whole.text, []]
        for part in parts:
            part_title = plain(shown.get(part.title, part.title))
            yield [part_title, title, "guide", part.address, part.text, []]


def _words(*texts: str | None) -> str:
    return " ".join(filter(None, texts))
