"""What templates lay out: the resolved catalogue, ready-made texts, and the fan-out of paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from codegen.catalogue.digests import Digests
from codegen.catalogue.public_names import ANSWERING, RUNTIME
from codegen.catalogue.resolved import Catalogue, Event, Field
from codegen.catalogue.written import Bound, Json, Role
from codegen.diff.released import Catalogue as Released
from codegen.emit import asyncapi, backstage, catalogue_json, examples, fixtures
from codegen.emit.docs.changes import ChangesPage, changes_page
from codegen.emit.docs.events import EventPage, senders
from codegen.emit.docs.pages import Docs, docs
from codegen.emit.docs.performance import PerformancePage, performance_page
from codegen.emit.json_schema import bodies, messages
from codegen.emit.python import constants, docstrings
from codegen.emit.python.answering import Signature, result_class, signatures
from codegen.emit.python.classes import Module
from codegen.emit.python.constants import ConstantSet
from codegen.emit.redaction import RedactionNames, redaction_names
from codegen.emit.tables import Tables, tables
from codegen.load.measurements import Figures


@attrs.frozen
class Expansion:
    """What a path part in braces stands for: path and view of each thing."""

    variable: str
    """Name under which the template finds the thing."""
    items: tuple[tuple[str, object], ...]
    made_of: Mapping[str, str] = attrs.Factory(dict)
    """By path, hashes of all that things know that know nothing else of the catalogue."""


@attrs.frozen
class EventView:
    """An event with everything that is made for it."""

    event: Event
    docs: Docs
    """The docs of it alone, and of what takes its place."""
    _catalogue: Catalogue = attrs.field(repr=False, alias="catalogue")
    """The part of the catalogue that has a bearing on it; nothing else is known here."""
    made_of: str
    """A hash of all that is known here."""

    @property
    def docstring(self) -> str:
        """Docstring of its constants."""
        return docstrings.of_code(self.event)

    @property
    def envelopes(self) -> dict[str, str]:
        """Envelopes that it is known to arrive in, with how sure that is."""
        carriers = examples.envelopes_of(self.event, self._catalogue)
        known = ((each.name, each.certainty(self.event)) for each in carriers)
        return {name: certainty.value for name, certainty in known if certainty is not None}

    @property
    def inferred_fields(self) -> tuple[str, ...]:
        """Paths of the fields that no source shows in it."""
        page = EventPage(self.event, self._catalogue, None, None)
        return tuple(dict.fromkeys(one.path for one in page.inferred_fields))

    @property
    def workspace_id(self) -> str:
        """Attribute with the ID of its workspace; empty if none has it."""
        field = self.event.body.has(Role.WORKSPACE_ID)
        return field.python if field is not None else ""

    @property
    def page(self) -> str:
        """Path of its page in the docs."""
        return f"events/{self.event.file}.md"

    # Large values are built when a template asks for them, not kept for all events at once.

    def schema(self) -> dict[str, Json]:
        """JSON Schema of its messages."""
        found = examples.messages(self.event, self._catalogue)
        shown: list[Json] = [message for _, _, message in found]
        return messages.event_schema(self.event, self._catalogue, shown)

    def body_schema(self) -> dict[str, Json]:
        """JSON Schema of the event alone, for tools that make tables."""
        return bodies.body_schema(self.event, self._catalogue)

    def fixture_file(self) -> dict[str, Json]:
        """Its test fixtures."""
        return fixtures.fixture_file(self.event, self._catalogue)

    def file(self) -> Json:
        """The event as data, with all that it refers to."""
        return catalogue_json.event_file(self.event, self._catalogue)


@attrs.frozen
class Project:
    """What installs the package."""

    name: str
    """Name of the distribution."""


@attrs.frozen(kw_only=True)
class PublicName:
    """A name of the package and the module that defines it, relative to the package."""

    name: str
    module: str


@attrs.frozen(kw_only=True)
class Views:
    """Everything that templates lay out, by the names under which they find it."""

    answer_signatures: tuple[Signature, ...]
    """The ways to answer that type checkers know."""
    asyncapi: dict[str, Json]
    backstage: dict[str, Json]
    """Its entry in a Backstage catalogue."""
    bundle: dict[str, Json]
    """JSON Schema of all messages."""
    catalogue: Catalogue
    catalogue_file: Json
    catalogue_schema: dict[str, Json]
    changes: ChangesPage | None
    cloudevent_source: str
    """What an event without CloudEvents attributes has as its `source`."""
    constants: tuple[ConstantSet, ...]
    descriptions: dict[str, dict[str, Json]]
    """What the package's command looks up."""
    docs: Docs
    former_names: Mapping[str, str]
    """Names of classes that the package had before, to those that they have."""
    event_code_field: str
    """Wire name under which events carry their code."""
    events: tuple[EventView, ...]
    fixture_prefix: str
    """What the names of the fixtures for pytest begin with."""
    modules: Sequence[Module]
    pattern_senders: Mapping[str, Mapping[str, str]]
    """What event patterns pick the sender by, in each envelope that they can filter."""
    performance: PerformancePage | None
    project: Project | None
    """The project that installs the package, if one is wanted."""
    public_names: tuple[PublicName, ...]
    redaction: RedactionNames
    result_class: str
    """Name of the enum of results; empty where nothing is answered."""
    retired_names: dict[str, str]
    """Classes of events that are no longer listed, with the code of each."""
    tables: Tables

    def names(self) -> dict[str, object]:
        """The names that every template finds."""
        return attrs.asdict(self, recurse=False)

    @property
    def expansions(self) -> dict[str, Expansion]:
        """What each path part in braces stands for."""
        package = self.catalogue.package
        events = ((view.event.file, view) for view in self.events)
        made_of = {view.event.file: view.made_of for view in self.events}
        services = ((service.slug, service) for service in self.catalogue.services)
        modules = ((module.path.replace(".", "/"), module) for module in self.modules)
        return {
            "package": Expansion("package", ((package, package),)),
            "event": Expansion("event_view", tuple(events), made_of),
            "service": Expansion("service", tuple(services)),
            "module": Expansion("module", tuple(modules)),
            "object": Expansion(
                "object",
                tuple(
                    (name, self.catalogue.objects[name]) for name in self.catalogue.shared_objects
                ),
            ),
            "performance": of_performance(self.performance),
            "project": Expansion("project", (("pyproject", self.project),) if self.project else ()),
            **{
                name: Expansion(name, _if_any(self.catalogue.answers, name))
                for name in ("answer", "operations", "calls", "recorder", "stand_in")
            },
            "answering": Expansion("answering", _if_any(self.catalogue.answers, "answering")),
            "answers": Expansion("answers", _if_any(self.catalogue.answers, "answers")),
            "changes": of_changes(self.changes),
        }


def _if_any(things: Sequence[object], name: str) -> tuple[tuple[str, object], ...]:
    """A page of that name if there is something to show on it, else none."""
    return ((name, things),) if things else ()


def of_performance(page: PerformancePage | None) -> Expansion:
    """`{performance}` in a path: one page where something was measured, else none."""
    return Expansion("performance", (("performance", page),) if page else ())


def of_changes(page: ChangesPage | None) -> Expansion:
    """`{changes}` in a path: one page where there was a release, else none."""
    return Expansion("changes", (("changes", page),) if page else ())


def views(
    catalogue: Catalogue,
    modules: Sequence[Module],
    figures: Figures | None,
    archived: Sequence[tuple[str, Released]] = (),
    *,
    project: bool = False,
) -> Views:
    """Everything that is laid out, from a catalogue, its classes and what was measured of them.

    `archived` are the catalogues of earlier releases, by version; `project`: with what an
    installer needs of the package.
    """
    catalogue_file = catalogue_json.catalogue_file(catalogue)
    pages = docs(catalogue)
    return Views(
        answer_signatures=signatures(catalogue),
        asyncapi=asyncapi.document(catalogue),
        backstage=backstage.entity(catalogue),
        bundle=messages.bundle_schema(catalogue),
        catalogue=catalogue,
        catalogue_file=catalogue_file,
        catalogue_schema=catalogue_json.schema(catalogue),
        changes=changes_page(archived, catalogue_file),
        cloudevent_source=_cloudevent_source(catalogue),
        constants=constants.of(catalogue),
        descriptions=catalogue_json.descriptions(catalogue),
        docs=pages,
        former_names=_former_names(catalogue),
        event_code_field=_event_code_field(catalogue),
        events=tuple(_event_views(catalogue, pages)),
        fixture_prefix=_fixture_prefix(catalogue),
        modules=modules,
        pattern_senders=senders(catalogue),
        performance=performance_page(figures) if figures else None,
        project=Project(catalogue.package.replace("_", "-")) if project else None,
        public_names=_public_names(catalogue, modules),
        redaction=redaction_names(catalogue),
        result_class=result_class(catalogue),
        retired_names=dict(_retired_names(catalogue)),
        tables=tables(catalogue),
    )


def _event_views(catalogue: Catalogue, pages: Docs) -> Iterator[EventView]:
    digests = Digests()
    for event in catalogue.events:
        part = catalogue.part_of(event)
        instead = event.retired.replaced_by if event.retired else None
        shown = {
            code: attrs.evolve(pages.events[code], catalogue=part)
            for code in filter(None, (event.code, instead))
            if code in pages.events
        }
        known = [(page.event, page.previous, page.next) for page in shown.values()]
        made_of = digests.of((event.code, part, known)).hex()
        yield EventView(event, Docs(part, shown, {}), part, made_of)


def _public_names(catalogue: Catalogue, modules: Sequence[Module]) -> tuple[PublicName, ...]:
    made = (each.name for each in constants.of(catalogue) if each.members)
    unmade = () if catalogue.answers else ANSWERING
    found: Mapping[str, str] = {
        **dict.fromkeys(made, "constants"),
        **{
            name: module
            for module, defined in RUNTIME.items()
            for name in defined
            if name not in unmade
        },
        **{name: module.path for module in modules for name in module.classes},
    }
    return tuple(PublicName(name=name, module=found[name]) for name in sorted(found))


def _former_names(catalogue: Catalogue) -> dict[str, str]:
    return {
        f"{name}{variant}": f"{event.class_name}{variant}"
        for event in catalogue.events
        for name in event.former_classes
        for variant in ("", *(each.class_name for each in event.body.variants))
    }


def _fixture_prefix(catalogue: Catalogue) -> str:
    """`DataWorks` to `dataworks`, or the package where the product has no such name."""
    product = catalogue.product.lower()
    return product if product.isidentifier() and product.isascii() else catalogue.package


def _retired_names(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for event in catalogue.events:
        if event.retired is not None:
            for name in (event.class_name, *map(event.variant_class, event.body.variants)):
                yield name, event.code


def _cloudevent_source(catalogue: Catalogue) -> str:
    """What an event without CloudEvents attributes has as its `source`."""
    fields = (field for envelope in catalogue.envelopes for field in envelope.fields)
    examples = (field.example for field in fields if field.wire == "source")
    return next((e for e in examples if isinstance(e, str) and e), f"urn:{catalogue.package}")


def _event_code_field(catalogue: Catalogue) -> str:
    """The wire name under which events carry their code; empty where they do not."""
    fields: list[Field] = [field for body in catalogue.bodies for field in body.fields]
    return next((f.wire for f in fields if f.value is Bound.EVENT_CODE), "")
