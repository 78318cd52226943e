"""Every page of the site that is made from the catalogue, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from gettext import NullTranslations
from pathlib import Path

import attrs
import jinja2

from codegen.catalogue.resolved import Catalogue, Envelope, Event, Field, Service
from codegen.catalogue.written import Json, Kind
from codegen.emit import examples
from codegen.emit.docs import subjects
from codegen.emit.docs.markdown import anchor_name
from codegen.render.renderer import RenderError
from codegen.site import html_text, programs
from codegen.site.field_views import FieldView, Views, every, of_event
from codegen.site.languages import Language

TEMPLATES = Path(__file__).with_name("templates")
_LONGEST_DESCRIPTION = 160
_FEWEST_OF_SERVICE = 2
"""Up to so many events of a service are named one by one."""


@attrs.frozen(kw_only=True)
class Page:
    """A page, ready for the frame."""

    path: str
    """From the root of its language on, without `.html`."""
    title: str
    description: str
    body: str
    group: str = ""
    """Page of which it is a part in the navigation."""
    line: int | None = None
    """Line of the catalogue from which it is made."""


@attrs.frozen
class Use:
    """A field somewhere in the catalogue."""

    owner: str
    """Title of the event, envelope or operation."""
    address: str
    """Of its page, from the root of the language on."""
    view: FieldView
    code: str = ""
    """Of the event, if it is one."""
    apart: bool = False
    """Whether it stands in an object with a page of its own."""


@attrs.frozen
class Site:
    """What the pages of one language are made from."""

    catalogue: Catalogue
    language: Language
    texts: NullTranslations
    environment: jinja2.Environment
    lines: Mapping[str, int]
    """Line of each part of the catalogue, as `events.commit-file`."""
    uses: tuple[Use, ...]

    def page(
        self,
        path: str,
        title: str,
        description: str,
        kind: str = "",
        *,
        group: str = "",
        at: str = "",
        **values: object,
    ) -> Page:
        """A page by the template of its kind.

        Raises:
            RenderError: the template is wrong.
        """
        name = f"{kind or path}.html"
        root = "../" * path.count("/")
        base = root + "../" * self.language.folder.count("/")
        try:
            body = self.environment.get_template(name).render(
                catalogue=self.catalogue, title=title, root=root, base=base, **values
            )
        except Exception as error:  # Templates may raise anything.
            raise RenderError(f"{name}, for {path}: {error!r}") from error
        cut = html_text.plain(description, _LONGEST_DESCRIPTION)
        line = self.lines.get(at) if at else None
        return Page(path=path, title=title, description=cut, body=body, group=group, line=line)

    def label(self, text: str) -> str:
        """A text of the site in its language."""
        return self.texts.gettext(text)


def site_of(
    catalogue: Catalogue,
    language: Language,
    texts: NullTranslations,
    lines: Mapping[str, int],
    overlays: Iterable[Path],
) -> Site:
    """What the pages of a language are made from; `catalogue` is in that language."""
    folders = [str(folder / "site") for folder in reversed(tuple(overlays))]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*folders, str(TEMPLATES)]),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]  # by jinja2.ext.i18n
    environment.filters |= html_text.FILTERS
    uses = tuple(_uses(catalogue))
    return Site(catalogue, language, texts, environment, lines, uses)


def event_fields(event: Event, catalogue: Catalogue) -> Iterator[FieldView]:
    """All fields of an event, those in objects and variants as well."""
    yield from every(*of_event(event, catalogue))


def pages(site: Site) -> Iterator[Page]:
    """All pages."""
    catalogue = site.catalogue
    yield _home(site)
    for service in catalogue.services:
        path = f"services/{service.slug}"
        events = tuple(event for event in catalogue.events if event.service.name == service.name)
        yield site.page(
            path, service.name, service.summary, "service", at=f"services.{service.slug}", service=service, events=events,
            pattern=html_text.json_lines(programs.pattern(events, catalogue), {}),
        )  # fmt: skip
        yield from (_event(event, path, site) for event in events)
    yield _index("enums", site.label("Enums"), catalogue.enums.values(), site)
    yield from (_enum(name, site) for name in sorted(catalogue.enums))
    yield _index("objects", site.label("Objects"), catalogue.objects.values(), site)
    yield from (_object(name, site) for name in sorted(catalogue.objects))
    yield _fields(site)
    yield _envelopes(site)
    if catalogue.answers:
        yield _answers(site)
    noted = [event for event in catalogue.events if notes(event, catalogue)]
    label = site.label
    documents = [
        (each, [e for e in catalogue.events if each in e.sources]) for each in catalogue.sources
    ]
    text = label("The documents that the catalogue is made from.")
    yield site.page("sources", label("Sources"), text, documents=documents, noted=noted)
    yield site.page(
        "data", label("For machines"), label("The catalogue as JSON, JSON Schema and AsyncAPI.")
    )
    yield site.page("404", label("This page is not here"), label("This page is not here"))


def notes(event: Event, catalogue: Catalogue) -> tuple[str, ...]:
    """Where the sources of an event differ, beside the notes of single fields."""
    shapes = {view.shape.name: view.shape for view in event_fields(event, catalogue) if view.shape}
    inner = [note for shape in shapes.values() for note in shape.notes]
    variants = [note for variant in event.body.variants for note in variant.notes]
    return tuple(dict.fromkeys((*event.notes, *event.body.notes, *variants, *inner)))


def _home(site: Site) -> Page:
    catalogue, label = site.catalogue, site.label
    services = [(service.slug, service.name) for service in catalogue.services]
    kinds = [(Kind.REGULAR, label("Regular")), (Kind.EXTENSION_POINT, label("Extension point"))]
    levels = [(level, label(level)) for level in catalogue.levels]
    events = catalogue.events
    facets = (
        ("service", label("Service"), _counted(services, [event.service.slug for event in events])),
        ("kind", label("Kind"), _counted(kinds, [event.kind for event in events])),
        ("level", label("Level"), _counted(levels, [event.level or "" for event in events])),
    )
    several = [facet for facet in facets if len(facet[2]) > 1]
    return site.page(
        "index", catalogue.title, catalogue.description, at="catalogue", facets=several
    )


def _counted(choices: Iterable[tuple[str, str]], values: list[str]) -> list[tuple[str, str, int]]:
    return [(value, text, values.count(value)) for value, text in choices if value in values]


def _event(event: Event, group: str, site: Site) -> Page:
    catalogue = site.catalogue
    fields, variants = of_event(event, catalogue)
    whole = tuple(every(fields, variants))
    places: dict[str, str] = {}
    for view in whole:
        places.setdefault(view.path, view.place)
    picks = programs.choices(event, fields, catalogue)
    return site.page(
        f"events/{event.file}", event.title, event.summary, "event", group=group, at=f"events.{event.code}",
        event=event,
        fields=fields,
        variants=variants,
        about=subjects.about(event, catalogue),
        formats={v.field.format_name: v.field.format for v in whole if v.field.format},
        messages=[
            (shape.name, html_text.json_lines(examples.full(event, shape, catalogue), places))
            for shape in examples.scenarios(event, catalogue)
        ],
        envelopes=[_around(event, envelope) for envelope in examples.envelopes_of(event, catalogue)],
        program=programs.program(event, catalogue),
        pattern=html_text.json_lines(programs.pattern((event,), catalogue, next(iter(picks), None)), {}),
        picks=picks,
        answers=[(answer, _example(answer.request, catalogue)) for answer in event.answers],
        verdicts=_verdicts(event, catalogue),
        detail=next((a for a in catalogue.answers if a.name == event.service.detail), None),
        notes=notes(event, catalogue),
        successor=next((e for e in catalogue.events if event.retired and e.code == event.retired.replaced_by), None),
    )  # fmt: skip


def _around(event: Event, envelope: Envelope) -> tuple[Envelope, int, object]:
    """What stands around an event, with a mark where the event goes."""
    message = _example_around(event, envelope)
    count = len(message) - (not envelope.in_headers)
    return envelope, count, html_text.json_lines(message, {})


def _example_around(event: Event, envelope: Envelope) -> dict[str, Json]:
    if envelope.in_headers:
        return examples.headers(event, envelope, whole=True)
    return examples.in_envelope(event, envelope, {}, whole=True)


def _verdicts(event: Event, catalogue: Catalogue) -> tuple[object, ...]:
    fields = (field for answer in event.answers for field in (*answer.request, *answer.response))
    enums = (subjects.single_enum(field, catalogue) for field in fields)
    return next((enum.values for enum in enums if enum), ())


def _example(fields: Iterable[Field], catalogue: Catalogue) -> object:
    """A call that holds the operation up, where there is a choice."""
    values = {
        field.wire: subjects.worth_knowing(enum).value
        if (enum := subjects.single_enum(field, catalogue))
        else field.example
        for field in fields
    }
    return html_text.json_lines(values, {}) if values else ""


def _index(path: str, title: str, items: Iterable[object], site: Site) -> Page:
    description = f"{title}: {site.catalogue.title}"
    return site.page(path, title, description, "index_of", items=items, folder=path)


def _enum(name: str, site: Site) -> Page:
    enum = site.catalogue.enums[name]
    uses = [use for use in site.uses if use.view.enum and use.view.enum.name == name]
    one = subjects.worth_knowing(enum).value
    wire: Json = {uses[0].view.field.wire: one} if uses else {}
    return site.page(
        f"enums/{name}", name, enum.summary, "enum", group="enums", at=f"enums.{name}",
        enum=enum, owners=_by_owner(uses), program=programs.enum_program(enum, site.catalogue.package),
        wire=html_text.json_lines(wire, {}) if wire else "",
    )  # fmt: skip


def _object(name: str, site: Site) -> Page:
    shape = site.catalogue.objects[name]
    views = Views(site.catalogue, deep=False)
    fields, variants = views.fields(shape.fields), views.variants(shape.variants)
    uses = [use for use in site.uses if use.view.shape and use.view.shape.name == name]
    whole = tuple(every(fields, variants))
    return site.page(
        f"objects/{name}", name, shape.summary, "object", group="objects", at=f"objects.{name}",
        shape=shape, fields=fields, variants=variants, owners=_by_owner(uses),
        formats={v.field.format_name: v.field.format for v in whole if v.field.format},
    )  # fmt: skip


def _by_owner(uses: Iterable[Use]) -> list[tuple[Use, list[Use]]]:
    found: dict[str, list[Use]] = {}
    for use in uses:
        found.setdefault(use.address, []).append(use)
    return [(several[0], several) for several in found.values()]


def _fields(site: Site) -> Page:
    named: dict[str, dict[str, Use]] = {}
    for use in site.uses:
        if use.code or use.apart:
            known = named.setdefault(use.view.field.wire, {})
            known.setdefault(use.code or use.address, use)
    names = [
        (name, next(iter(uses.values())), *_senders(uses, site.catalogue))
        for name, uses in sorted(named.items(), key=lambda item: item[0].lower())
    ]
    text = site.label("Every field name of every event, with the events that send it.")
    return site.page("fields", site.label("All fields"), text, names=names, text=text)


def _senders(
    uses: Mapping[str, Use], catalogue: Catalogue
) -> tuple[list[tuple[Service | None, list[Event]]], list[Use]]:
    """Services most of whose events send a field, each with those that do not, and other uses.

    None stands for all services.
    """

    def without(events: Sequence[Event]) -> list[Event]:
        return [event for event in events if event.code not in uses]

    def most(events: Sequence[Event]) -> bool:
        left_out = len(without(events))
        return len(events) - left_out > max(left_out, _FEWEST_OF_SERVICE)

    of: dict[Service | None, Sequence[Event]] = {None: catalogue.events}
    if not most(catalogue.events):
        of = {
            service: [event for event in catalogue.events if event.service.name == service.name]
            for service in catalogue.services
        }
    chosen = {service: events for service, events in of.items() if most(events)}
    covered = {event.code for events in chosen.values() for event in events}
    rest = [use for code, use in uses.items() if code not in covered]
    return [(service, without(events)) for service, events in chosen.items()], rest


def _envelopes(site: Site) -> Page:
    catalogue = site.catalogue
    sections = [
        (
            envelope,
            Views(catalogue).fields(envelope.fields, f"{envelope.name}."),
            html_text.json_lines(_example_around(event, envelope), {}) if event else "",
        )
        for envelope in catalogue.envelopes
        for event in [next((e for e in catalogue.events if e.kind in envelope.carries), None)]
    ]
    formats = {
        v.field.format_name: v.field.format
        for _, fields, _ in sections
        for v in fields
        if v.field.format
    }
    text = site.label("How a message reaches you, and what stands around the event in it.")
    return site.page(
        "envelopes", site.label("The way of a message"), text,
        sections=sections, formats=formats, text=text, answered=any(e.answers for e in catalogue.events),
    )  # fmt: skip


def _answers(site: Site) -> Page:
    catalogue = site.catalogue
    views = Views(catalogue)
    sections = [
        (
            answer,
            views.fields(answer.request, f"{answer.name}.request."),
            views.fields(answer.response, f"{answer.name}.response."),
            _example(answer.request, catalogue),
            [event for event in catalogue.events if answer in event.answers],
            [
                e
                for e in catalogue.events
                if e.service.detail == answer.name and e.kind is Kind.EXTENSION_POINT
            ],
        )
        for answer in catalogue.answers
    ]
    whole = [v for _, request, response, *_ in sections for v in every((*request, *response))]
    formats = {v.field.format_name: v.field.format for v in whole if v.field.format}
    text = site.label(
        "The operations by which you answer an extension point, or read more about it."
    )
    return site.page(
        "answers", site.label("Answers"), text, sections=sections, formats=formats, text=text
    )


def _growing(names: Mapping[str, None]) -> Iterator[str]:
    """All names, those that come in between as well."""
    done: set[str] = set()
    while left := [name for name in names if name not in done]:
        done.update(left)
        yield from left


def _uses(catalogue: Catalogue) -> Iterator[Use]:
    for event in catalogue.events:
        for view in event_fields(event, catalogue):
            yield Use(event.title, f"events/{event.file}.html", view, event.code)
    flat, views = Views(catalogue, deep=False), Views(catalogue)
    waiting = dict.fromkeys(catalogue.objects_apart)
    for name in _growing(waiting):
        shape = catalogue.objects[name]
        for view in every(flat.fields(shape.fields), flat.variants(shape.variants)):
            yield Use(name, f"objects/{name}.html", view, apart=True)
            if view.shape:
                waiting[view.shape.name] = None
    for envelope in catalogue.envelopes:
        address = f"envelopes.html#envelope-{anchor_name(envelope.name)}"
        yield from (
            Use(envelope.title, address, v)
            for v in every(views.fields(envelope.fields, f"{envelope.name}."))
        )
    for answer in catalogue.answers:
        for side, fields in (("request", answer.request), ("response", answer.response)):
            address = f"answers.html#answer-{anchor_name(answer.name)}"
            below = views.fields(fields, f"{answer.name}.{side}.")
            yield from (Use(answer.name, address, view) for view in every(below))
