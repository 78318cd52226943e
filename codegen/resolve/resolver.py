"""From the catalogue as written to the catalogue as meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from codegen.catalogue import names, resolved, written
from codegen.catalogue.inheritance import BUILT_IN, merged, parse_type
from codegen.catalogue.resolved import Origin, Type, TypeKind
from codegen.catalogue.translation import ObjectTexts, ShapeTexts, Translation
from codegen.catalogue.written import Form
from codegen.resolve.translated import description, fields_of


def resolve(
    catalogue: written.Catalogue,
    package: str | None = None,
    translation: Translation | None = None,
) -> resolved.Catalogue:
    """Follow every reference of a catalogue that passed `check`.

    `package` is the name of the generated package, if not the one that the catalogue gives.
    """
    if translation is None:
        translation = Translation(mark=catalogue.mark, marks={})
    return _Resolver(catalogue, translation).catalogue(package)


class _Resolver:
    def __init__(self, given: written.Catalogue, translation: Translation) -> None:
        self._written = given
        self._chinese = translation
        self._words = given.words
        self._modules = _modules(given)
        self._sources = {label: _source(label, s) for label, s in given.sources.items()}
        self._services = {name: self._service(name, s) for name, s in given.services.items()}
        self._answers = {name: self._answer(name, a) for name, a in given.answers.items()}
        self._bodies = {name: self._body(name, body) for name, body in given.bodies.items()}

    def catalogue(self, package: str | None) -> resolved.Catalogue:
        given = self._written
        header, chinese = given.catalogue, self._chinese.catalogue
        events = tuple(self._event(code, event) for code, event in given.events.items())
        by_body: dict[str, list[resolved.Event]] = {}
        for event in events:
            by_body.setdefault(event.body.name, []).append(event)
        return resolved.Catalogue(
            title=header.title,
            title_zh=chinese.title if chinese else None,
            product=header.product,
            description=header.description,
            description_zh=chinese.description if chinese else None,
            version=header.version,
            package=package or header.package,
            schema_id=header.schema_id,
            file=given.mark.file.replace("\\", "/").rpartition("/")[2],
            sources=tuple(self._sources.values()),
            services=tuple(self._services.values()),
            categories=tuple(dict.fromkeys(event.category for event in events)),
            answers=tuple(self._answers.values()),
            enums={name: self._enum(name, enum) for name, enum in given.enums.items()},
            objects={name: self._object(name, o) for name, o in given.objects.items()},
            envelopes=tuple(self._envelope(name, e) for name, e in given.envelopes.items()),
            bodies=tuple(self._bodies.values()),
            events=events,
            events_by_body={name: tuple(group) for name, group in by_body.items()},
        )

    def _service(self, name: str, service: written.Service) -> resolved.Service:
        chinese = self._chinese.services.get(name)
        return resolved.Service(
            name=name,
            name_zh=chinese.name if chinese else None,
            slug=service.slug,
            constant=names.constant(name, self._words),
            level=service.level,
            summary=service.summary,
            summary_zh=chinese.summary if chinese else None,
            detail=service.detail,
        )

    def _answer(self, name: str, answer: written.Answer) -> resolved.Answer:
        chinese = self._chinese.answers.get(name)
        request, response = (chinese.request, chinese.response) if chinese else ({}, {})
        return resolved.Answer(
            name=name,
            constant=names.constant(name, self._words),
            summary=answer.summary,
            summary_zh=chinese.summary if chinese else None,
            call=answer.call,
            api_versions=answer.api_versions,
            request=self._fields(answer.request, request) if answer.request else (),
            response=self._fields(answer.response, response),
            notes=answer.notes,
        )

    def _enum(self, name: str, enum: written.Enum) -> resolved.Enum:
        chinese = self._chinese.enums.get(name)
        meanings = {str(v): text for v, text in chinese.values.items()} if chinese else {}
        return resolved.Enum(
            name=name,
            summary=enum.summary,
            summary_zh=chinese.summary if chinese else None,
            integer=enum.type is Form.INTEGER,
            closed=enum.closed,
            ignore_case=enum.ignore_case,
            values=tuple(
                resolved.EnumValue(
                    value=value,
                    constant=entry.name or names.constant(str(value), self._words),
                    meaning=entry.meaning,
                    meaning_zh=meanings.get(str(value)),
                    aliases=entry.aliases,
                    note=entry.note,
                )
                for value, entry in enum.values.items()
            ),
            note=enum.note,
            module=self._modules[name],
        )

    def _object(self, name: str, given: written.Object) -> resolved.Object:
        chinese = self._chinese.objects.get(name)
        return resolved.Object(
            name=name,
            class_name=name,
            summary=given.summary,
            summary_zh=chinese.summary if chinese else None,
            fields=self._fields(given, fields_of(chinese)),
            variants=self._variants(name, given, chinese),
            notes=given.notes,
            module=self._modules[name],
        )

    def _body(self, name: str, body: written.Body) -> resolved.Object:
        chinese = self._chinese.bodies.get(name)
        return resolved.Object(
            name=name,
            class_name=body.class_name or names.pascal(name),
            summary=body.summary,
            summary_zh=chinese.summary if chinese else None,
            fields=self._fields(body, fields_of(chinese)),
            variants=self._variants("", body, chinese),
            notes=body.notes,
            module=_body_module(name, self._words),
        )

    def _variants(
        self, owner: str, given: written.Object, chinese: ObjectTexts | None
    ) -> tuple[resolved.Variant, ...]:
        texts = chinese.variants if chinese else {}
        return tuple(
            self._variant(owner, name, variant, given, texts.get(name))
            for name, variant in given.variants.items()
        )

    def _variant(
        self,
        owner: str,
        name: str,
        variant: written.Variant,
        shared: written.Shape,
        chinese: ShapeTexts | None,
    ) -> resolved.Variant:
        own = set(variant.fields)
        return resolved.Variant(
            name=name,
            summary=variant.summary,
            summary_zh=chinese.summary if chinese else None,
            class_name=owner + names.pascal(name),
            conditions=tuple(self._condition(path, when) for path, when in variant.when.items()),
            fields=self._fields(variant, fields_of(chinese)),
            origins={
                wire: origin
                for wire, origin in _origins(variant).items()
                if wire in shared.fields and wire not in own
            },
            notes=variant.notes,
        )

    def _envelope(self, name: str, envelope: written.Envelope) -> resolved.Envelope:
        chinese = self._chinese.envelopes.get(name)
        fields = self._fields(envelope, fields_of(chinese))
        return resolved.Envelope(
            name=name,
            class_name=envelope.class_name,
            module=f"delivery.{names.snake(name, self._words)}",
            title=envelope.title,
            title_zh=chinese.title if chinese else None,
            summary=envelope.summary,
            summary_zh=chinese.summary if chinese else None,
            setup=envelope.setup,
            setup_zh=chinese.setup if chinese else None,
            carries=envelope.carries,
            fields=fields,
            message_id=next(f for f in fields if f.wire == envelope.message_id),
            time=next((f for f in fields if f.wire == envelope.time), None),
            notes=envelope.notes,
        )

    def _event(self, code: str, event: written.Event) -> resolved.Event:
        service = self._services[event.service]
        operations = event.answer
        if operations is None:
            held = event.kind is written.Kind.EXTENSION_POINT
            operations = self._written.services[event.service].answer if held else ()
        known = [self._sources[label] for label in event.sources]
        chinese = self._chinese.events.get(code)
        return resolved.Event(
            code=code,
            type=event.type,
            category=event.category or self._written.categories[event.type.split(":")[1]],
            kind=event.kind,
            level=service.level,
            service=service,
            title=event.title,
            title_zh=chinese.title if chinese else None,
            summary=event.summary,
            summary_zh=chinese.summary if chinese else None,
            class_name=event.class_name or names.pascal(code),
            constant=names.constant(code, self._words),
            body=self._bodies[event.body],
            answers=tuple(self._answers[name] for name in operations),
            sources=tuple(known),
            since=min((source.date for source in known if source.date), default=None),
            inferred=event.inferred,
            ide_message_type=event.ide_message_type,
            retired=event.retired,
            notes=event.notes,
        )

    def _fields(
        self, shape: written.Shape, chinese: Mapping[str, str]
    ) -> tuple[resolved.Field, ...]:
        shared = self._chinese.fields
        origins = _origins(shape)
        required = set(shape.required)
        return tuple(
            self._field(
                wire,
                merged(self._written, wire, override),
                wire in required,
                origins.get(wire, Origin.TABLE_AND_SAMPLE),
                description(self._written, shared, chinese, wire, override),
            )
            for wire, override in shape.fields.items()
        )

    def _field(
        self,
        wire: str,
        field: written.Field,
        required: bool,
        origin: Origin,
        description_zh: str | None,
    ) -> resolved.Field:
        return resolved.Field(
            wire=wire,
            python=names.snake(wire, self._words),
            type=self._type(field.type or "any"),
            form=field.wire,
            also=field.also or (),
            format_name=field.format,
            format=self._written.formats[field.format] if field.format else None,
            format_zh=self._chinese.formats.get(field.format) if field.format else None,
            holds=self._type(field.holds) if field.holds else None,
            value=field.value,
            description=field.description or "",
            description_zh=description_zh,
            example=field.example,
            note=field.note,
            aliases=field.aliases or (),
            required=required,
            origin=origin,
        )

    def _condition(self, path: str, when: written.Condition) -> resolved.Condition:
        steps = tuple(path.strip("/").split("/"))
        return resolved.Condition(
            path=steps,
            names=tuple(names.snake(step, self._words) for step in steps),
            from_root=path.startswith("/"),
            present=when.present,
            one_of=when.one_of,
            none_of=when.none_of,
        )

    def _type(self, text: str) -> Type:
        parsed = parse_type(text)
        if parsed.name == "event":
            kind = TypeKind.EVENT
        elif parsed.name in BUILT_IN:
            kind = TypeKind.SCALAR
        else:
            kind = TypeKind.ENUM if parsed.name in self._written.enums else TypeKind.OBJECT
        return Type(kind, parsed.name, parsed.is_list)


def _source(label: str, source: written.Source) -> resolved.Source:
    return resolved.Source(label=label, title=source.title, date=source.date, read=source.read)


def _origins(shape: written.Shape) -> dict[str, Origin]:
    return {
        wire: origin
        for origin, wires in (
            (Origin.TABLE, shape.table_only),
            (Origin.SAMPLE, shape.sample_only),
            (Origin.INFERRED, shape.inferred),
        )
        for wire in wires
    }


def _body_module(name: str, words: Mapping[str, str]) -> str:
    return f"events.{names.snake(name, words)}"


def _modules(given: written.Catalogue) -> dict[str, str]:
    """The module of every enum and object: its body's, if one body alone reaches it."""
    uses = {name: _direct(given, obj) for name, obj in given.objects.items()}
    reached: dict[str, set[str]] = {}
    for name, body in given.bodies.items():
        module = _body_module(name, given.words)
        for definition in _reachable(_direct(given, body), uses):
            reached.setdefault(definition, set()).add(module)
    alone = {name: next(iter(modules)) for name, modules in reached.items() if len(modules) == 1}
    # The classes of one body may need one that is shared, but no shared one may need theirs:
    # whatever a shared class reaches is reached by the same bodies, hence shared as well.
    elsewhere: list[written.Shape] = [*given.envelopes.values()]
    for answer in given.answers.values():
        elsewhere += filter(None, (answer.request, answer.response))
    for shape in elsewhere:
        for definition in _reachable(_direct(given, shape), uses):
            alone.pop(definition, None)
    return {
        name: alone.get(name, f"shared.{names.snake(name, given.words)}")
        for name in (*given.enums, *given.objects)
    }


def _direct(given: written.Catalogue, shape: written.Shape) -> set[str]:
    """The enums and objects that a shape's own fields name."""
    variants = shape.variants.values() if isinstance(shape, written.Object) else ()
    found: set[str] = set()
    for part in (shape, *variants):
        for wire, override in part.fields.items():
            field = merged(given, wire, override)
            for text in filter(None, (field.type, field.holds)):
                found.add(parse_type(text).name)
    return found.difference(BUILT_IN)


def _reachable(start: Iterable[str], uses: Mapping[str, set[str]]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting.extend(uses.get(name, ()))
