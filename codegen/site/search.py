"""The index of the one search: what there is, where it stands, and what else people call it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from gettext import NullTranslations
from pathlib import Path

from codegen.catalogue.resolved import Catalogue
from codegen.emit.docs.markdown import anchor_name
from codegen.pipeline import Tree
from codegen.site.guides import GUIDES, sections
from codegen.site.pages import Site

_SYNONYMS = Path(__file__).with_name("synonyms.json")
_MOST_FIELDS = 4

Entry = list[object]
"""Kind, name, text, address, further words, numbers of events; behind them other words for it."""


def index(
    site: Site, original: Catalogue, tree: Tree, texts: NullTranslations, guides: Mapping[str, str]
) -> bytes:
    """A script with the index of a language; `original` has the texts of both.

    `guides` are the texts of the guides, English to Chinese.
    """
    words = {
        "event": texts.gettext("event"), "field": texts.gettext("field"), "enum": texts.gettext("enum"),
        "value": texts.gettext("value"), "object": texts.gettext("object"), "answer": texts.gettext("operation"),
        "guide": texts.gettext("guide"), "none": texts.gettext("Nothing found. Nearest:"),
        "nothing": texts.gettext("Nothing found."), "events": texts.gettext("in %s events"),
    }  # fmt: skip
    synonyms = json.loads(_SYNONYMS.read_text(encoding="utf-8"))
    shown = guides if site.language.folder else {}
    entries = [
        [*entry[:6], [*entry[6:], *synonyms["places"].get(str(entry[3]), [])]]
        for entry in (*_catalogue(site, original, synonyms), *_guides(tree, guides, shown))
    ]
    content = {"entries": entries, "words": words}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"window.SEARCH={text};\n".encode()


def _catalogue(
    site: Site, original: Catalogue, synonyms: Mapping[str, Mapping[str, list[str]]]
) -> Iterator[Entry]:
    catalogue = site.catalogue
    number = {event.code: place for place, event in enumerate(catalogue.events)}
    for event, source in zip(catalogue.events, original.events, strict=True):
        more = (
            event.type, event.class_name, event.constant, event.ide_message_type, source.title, source.title_zh,
            source.summary, source.summary_zh, event.service.name, *synonyms["kinds"].get(event.kind, []),
        )  # fmt: skip
        text = f"{event.code} · {event.service.name}"
        address = f"events/{event.code}.html"
        yield [
            "event",
            event.title,
            text,
            address,
            _words(*more),
            [number[event.code]],
            *_other(event.title, source.title, source.title_zh),
        ]
    fields: dict[str, Entry] = {}
    places: dict[str, list[str]] = {}
    events: dict[str, dict[int, None]] = {}
    for use in site.uses:
        field = use.view.field
        if use.code:
            address = f"fields.html#{anchor_name(field.wire)}"
            words = _words(field.python, field.description, field.description_zh)
            entry = fields.setdefault(
                field.wire, ["field", field.wire, field.description, address, words, []]
            )
            events.setdefault(field.wire, {})[number[use.code]] = None
            entry[5] = list(events[field.wire])
        if use.view.enum:
            known = places.setdefault(use.view.enum.name, [])
            known += [field.wire] if field.wire not in known else []
            if use.code:
                events.setdefault(use.view.enum.name, {})[number[use.code]] = None
    yield from fields.values()
    for name, enum in catalogue.enums.items():
        source_ = original.enums[name]
        names = places.get(name, [])
        where = " · ".join(["", ", ".join(names[:_MOST_FIELDS])]) if names else ""
        summary = _words(source_.summary, source_.summary_zh, *names)
        among = list(events.get(name, {}))
        yield ["enum", name, enum.summary + where, f"enums/{name}.html", summary, among]
        for value, other in zip(enum.values, source_.values, strict=True):
            words = _words(value.constant, other.meaning, other.meaning_zh, summary, *value.aliases)
            address = f"enums/{name}.html#value-{anchor_name(str(value.value))}"
            also = _other(value.meaning, other.meaning, other.meaning_zh)
            yield [
                "value",
                f"{name} {value.value}",
                value.meaning + where,
                address,
                words,
                among,
                *also,
            ]
    for name, shape in catalogue.objects.items():
        text = _words(original.objects[name].summary, original.objects[name].summary_zh)
        yield ["object", name, shape.summary, f"objects/{name}.html", text, []]
    for answer, said in zip(catalogue.answers, original.answers, strict=True):
        address = f"answers.html#answer-{anchor_name(answer.name)}"
        yield [
            "answer",
            answer.name,
            answer.summary,
            address,
            _words(said.summary, said.summary_zh),
            [],
        ]


def _guides(tree: Tree, guides: Mapping[str, str], shown: Mapping[str, str]) -> Iterator[Entry]:
    for name in GUIDES:
        whole, *parts = sections(name, tree, guides)
        title = shown.get(whole.title, whole.title)
        yield ["guide", title, "", whole.address, whole.text, []]
        for part in parts:
            yield ["guide", shown.get(part.title, part.title), title, part.address, part.text, []]


def _other(shown: str, *texts: str | None) -> list[str]:
    """The same in the language that is not shown."""
    return [text for text in texts if text and text != shown]


def _words(*texts: str | None) -> str:
    return " ".join(filter(None, texts))
