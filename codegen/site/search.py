"""The index of the one search: what there is, where it stands, and what else people call it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from codegen.emit.docs.markdown import anchor_name, plain
from codegen.pipeline import Tree
from codegen.site.field_views import FieldView
from codegen.site.guides import names, sections
from codegen.site.pages import Site

_SYNONYMS = Path(__file__).with_name("synonyms.json")
_MOST_FIELDS = 4
_WORD = re.compile(r"[\s.,;:]+")

_LABELS = {
    **{kind: kind for kind in ("event", "field", "enum", "value", "object", "guide")},
    "answer": "operation",
    "none": "Nothing found. Nearest:",
    "nothing": "Nothing found.",
    "events": "in %s events",
    "search": "Search",
    "close": "Close",
    "example": "Event, field, value, meaning",
    "copy": "Copy",
    "offer": "This page is in English as well",
    "dismiss": "No, thanks",
}
"""What the scripts say, by the name that it has there."""


@attrs.frozen(kw_only=True)
class Entry:
    """What can be found, in one language."""

    kind: str
    name: str
    text: str = ""
    """What is shown behind the name."""
    address: str
    more: str = ""
    """Further words, whose language does not matter."""
    events: Sequence[int] = ()
    """Numbers of the events in which it is found."""


def index(sites: Sequence[Site], tree: Tree, guides: Mapping[str, str]) -> bytes:
    """A script with what is found in any language, and where.

    `guides` has the texts of the guides, English to Chinese.
    """
    synonyms = json.loads(_SYNONYMS.read_text(encoding="utf-8"))
    found = [(*_catalogue(site, synonyms["kinds"]), *_guides(site, tree, guides)) for site in sites]
    entries = [
        [
            (one := several[0]).kind,
            one.address,
            _once([each.name for each in several]),
            _once([each.text for each in several]),
            _unseen(one, several),
            one.events,
            synonyms["places"].get(one.address, []),
        ]
        for several in zip(*found, strict=True)
    ]
    words = {site.language.tag: _words(site) for site in sites}
    content = {"words": words, "entries": entries}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"window.SEARCH={text};\n".encode()


def _words(site: Site) -> dict[str, str]:
    words = {key: site.label(label) for key, label in _LABELS.items()}
    words["example"] += ": " * bool(site.catalogue.searches) + ", ".join(site.catalogue.searches)
    return words


def _once(texts: list[str]) -> str | list[str]:
    """Texts of all languages; one where they are the same."""
    return texts[0] if len(set(texts)) == 1 else texts


def _unseen(one: Entry, several: Sequence[Entry]) -> str:
    """The further words that are not shown anyway."""
    shown = " ".join(part for each in several for part in (each.name, each.text))
    known = set(_WORD.split(shown.lower()))
    words = (word for word in _WORD.split(one.more) if word and word.lower() not in known)
    return " ".join(dict.fromkeys(words))


def _catalogue(site: Site, kinds: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    catalogue = site.catalogue
    number = {event.code: place for place, event in enumerate(catalogue.events)}
    for event in catalogue.events:
        names = (event.type, event.class_name, event.constant, event.ide_message_type or "")
        yield Entry(
            kind="event", name=event.title, text=f"{event.summary} · {event.code} · {event.service.name}",
            address=f"events/{event.file}.html", more=" ".join((*names, *kinds.get(event.kind, []))),
            events=(number[event.code],),
        )  # fmt: skip
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
        yield Entry(
            kind="field", name=name, text=view.field.description, more=" ".join(view.attributes),
            address=f"fields.html#{anchor_name(name)}", events=[*among[f".{name}"]],
        )  # fmt: skip
    for name, enum in catalogue.enums.items():
        users, events, address = [*enum_fields[name]], [*among[name]], f"enums/{name}.html"
        where = " · " * bool(users) + ", ".join(users[:_MOST_FIELDS])
        yield Entry(
            kind="enum", name=name, text=enum.summary + where,
            address=address, more=" ".join(users), events=events,
        )  # fmt: skip
        for value in enum.values:
            yield Entry(
                kind="value", name=f"{name} {value.value}", text=value.meaning + where,
                address=f"{address}#value-{anchor_name(str(value.value))}",
                more=" ".join((value.constant, *value.aliases)), events=events,
            )  # fmt: skip
    for name, shape in catalogue.objects.items():
        yield Entry(kind="object", name=name, text=shape.summary, address=f"objects/{name}.html")
    for answer in catalogue.answers:
        address = f"answers.html#answer-{anchor_name(answer.name)}"
        yield Entry(kind="answer", name=answer.name, text=answer.summary, address=address)


def _guides(site: Site, tree: Tree, guides: Mapping[str, str]) -> Iterator[Entry]:
    shown = guides if site.language.folder else {}
    for name in names(tree):
        whole, *parts = sections(name, tree, guides)
        title = plain(shown.get(whole.title, whole.title))
        yield Entry(kind="guide", name=title, address=whole.address, more=whole.text)
        for part in parts:
            own = plain(shown.get(part.title, part.title))
            yield Entry(kind="guide", name=own, text=title, address=part.address, more=part.text)
