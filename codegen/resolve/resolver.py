"""From the catalogue as written to the catalogue as meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from codegen.catalogue import names, resolved, written
from codegen.catalogue.enum_sets import EnumSet, Member, enum_sets
from codegen.catalogue.examples import example
from codegen.catalogue.field_type import BUILT_IN
from codegen.catalogue.inheritance import (
    Definition,
    body_fields,
    common_fields,
    definition,
    evidence,
)
from codegen.catalogue.resolved import Origin, Type, TypeKind
from codegen.catalogue.translation import Translation, parts
from codegen.catalogue.wire_type import Types, WireType
from codegen.catalogue.written import Atom, Evidence, Field, Kind, Stated, Unstated
from codegen.resolve.sharing import shared_and_apart


def resolve(
    catalogue: written.Catalogue,
    package: str | None = None,
    translation: Translation | None = None,
) -> resolved.Catalogue:
    """Follow every reference of a catalogue that passed `check`.

    `package` is the name of the generated package, if not the one that the catalogue gives.
    """
    return _Resolver(catalogue, translation or Translation()).catalogue(package)


class _Resolver:
    def __init__(self, given: written.Catalogue, translation: Translation) -> None:
        self._written = given
        self._chinese = translation.of
        self._names = given.python.names
        self._enums = enum_sets(given)
        self._types = Types(given, self._enums)
        self._given_attributes = dict(_given_attributes(given))
        self._modules = _modules(given, self._enums, self._names)
        self._of_answers = _of_answers(given)
        self._sources = {label: _source(label, s) for label, s in given.sources.items()}
        self._services = {name: self._service(name, s) for name, s in given.services.items()}
        self._answers = {name: self._answer(name, a) for name, a in given.answers.items()}
        self._bodies = {name: self._body(name, body) for name, body in given.bodies.items()}

    def catalogue(self, package: str | None) -> resolved.Catalogue:
        given = self._written
        header = given.catalogue
        events = tuple(self._events())
        by_body: dict[str, list[resolved.Event]] = {}
        for event in events:
            by_body.setdefault(event.body.name, []).append(event)
        objects = {name: self._object(name, each) for name, each in given.objects.items()}
        shared, apart = shared_and_apart(events, objects)
        return resolved.Catalogue(
            title=header.title,
            title_zh=self._chinese("catalogue title", header.title),
            product=header.product,
            description=header.text,
            description_zh=self._chinese("catalogue text", header.text),
            searches=header.searches,
            extensions=header.extensions,
            extensions_zh=self._each("catalogue extensions", header.extensions),
            version=header.version,
            event_type=header.event_type,
            package=package or given.python.package,
            schema_id=given.python.schema_id,
            file=given.mark.file.replace("\\", "/").rpartition("/")[2],
            sources=tuple(self._sources.values()),
            services=tuple(self._services.values()),
            categories=tuple(dict.fromkeys(event.category for event in events)),
            answers=tuple(self._answers.values()),
            enums={name: self._enum(enum) for name, enum in self._enums.items()},
            objects=objects,
            envelopes=tuple(self._envelope(name, e) for name, e in given.envelopes.items()),
            wrappers=tuple(self._wrapper(name, w) for name, w in given.wrappers.items()),
            bodies=tuple(self._bodies.values()),
            events=events,
            events_by_body={name: tuple(group) for name, group in by_body.items()},
            shared_objects=shared,
            objects_apart=apart,
            levels=given.levels,
            terms=self._entries("term", given.terms),
            questions=self._entries("question", given.questions),
        )

    def _entries(self, kind: str, given: Mapping[str, str]) -> tuple[resolved.Entry, ...]:
        return tuple(
            resolved.Entry(name=name, text=text, text_zh=self._chinese(f"{kind} {name}", text))
            for name, text in given.items()
        )

    def _notes(self, context: str, notes: tuple[str, ...]) -> tuple[str | None, ...]:
        return self._each(f"{context} note", notes)

    def _each(self, context: str, texts: tuple[str, ...]) -> tuple[str | None, ...]:
        return tuple(self._chinese(context, text) for text in texts)

    def _joined_notes(self, context: str, notes: tuple[str, ...]) -> str | None:
        """The notes as one text, if all of them are translated."""
        found = self._notes(context, notes)
        return "".join(filter(None, found)) if found and None not in found else None

    def _service(self, name: str, service: written.Service) -> resolved.Service:
        context = f"service {name}"
        return resolved.Service(
            name=name,
            name_zh=self._chinese(context, name),
            slug=names.slug(name, self._names),
            constant=names.constant(name, self._names),
            level=service.level,
            summary=service.text,
            summary_zh=self._chinese(f"{context} text", service.text),
            detail=service.detail,
            notes=service.note,
            notes_zh=self._notes(context, service.note),
        )

    def _answer(self, name: str, answer: written.Answer) -> resolved.Answer:
        context = f"answer {name}"
        request, response = (
            self._fields(f"{context}.{part}", fields, None, answer.from_ or (Evidence.TABLE,))
            for part, fields in parts(answer)
        )
        return resolved.Answer(
            name=name,
            constant=names.constant(name, self._names),
            summary=answer.text,
            summary_zh=self._chinese(f"{context} text", answer.text),
            call=answer.call,
            api_versions=answer.api_versions,
            method=answer.method,
            returned_in=answer.returned_in,
            needs_reason=answer.needs_reason,
            request=request,
            response=response,
            notes=answer.note,
            notes_zh=self._notes(context, answer.note),
        )

    def _enum(self, enum: EnumSet) -> resolved.Enum:
        given = enum.enum
        context = f"enum {enum.key}"
        return resolved.Enum(
            name=enum.name,
            summary=given.text,
            summary_zh=self._chinese(f"{context} text", given.text),
            integer=enum.integer,
            closed=enum.closed,
            ignore_case=enum.ignore_case,
            values=tuple(value for member in enum.members for value in self._values(enum, member)),
            note=" ".join(given.note) or None,
            note_zh=self._joined_notes(context, given.note),
            module=self._modules[enum.name],
            unnumbered=tuple(self._value(enum, member) for member in enum.unnumbered),
            sources=self._labelled(given.from_),
        )

    def _values(self, enum: EnumSet, member: Member) -> Iterator[resolved.EnumValue]:
        """A value and, with names made of them, the further numbers that mean the same."""
        found = self._value(enum, member)
        yield found
        for number in member.entry.also if enum.integer else ():
            constant = f"{found.constant}_{number}"
            yield attrs.evolve(found, value=number, constant=constant, formerly=())

    def _value(self, enum: EnumSet, member: Member) -> resolved.EnumValue:
        entry = member.entry
        context = f"enum {enum.owner}.{member.name}"
        return resolved.EnumValue(
            value=member.value,
            constant=entry.name or names.constant(member.name, self._names),
            meaning=entry.meaning.text or "",
            meaning_zh=self._chinese(f"{context} text", entry.meaning.text),
            aliases=entry.aliases,
            note=" ".join(entry.note) or None,
            note_zh=self._joined_notes(context, entry.note),
            also=entry.also if enum.integer else (),
            formerly=entry.formerly,
            kind=entry.kind,
            sources=self._labelled(entry.from_),
        )

    def _labelled(self, words: Iterable[str]) -> tuple[resolved.Source, ...]:
        return tuple(self._sources[word] for word in words if word in self._sources)

    def _object(self, name: str, given: written.Object) -> resolved.Object:
        context = f"object {name}"
        known_from = given.from_ or ((Evidence.TABLE,) if name in self._of_answers else ())
        return resolved.Object(
            name=name,
            class_name=name,
            summary=given.text,
            summary_zh=self._chinese(f"{context} text", given.text),
            fields=self._fields(context, given.fields, None, known_from),
            variants=tuple(
                self._variant(f"{context}/{variant}", name, variant, shape, None, known_from)
                for variant, shape in given.variants.items()
            ),
            notes=given.note,
            notes_zh=self._notes(context, given.note),
            module=self._modules[name],
        )

    def _body(self, name: str, body: written.Body) -> resolved.Object:
        context = f"body {name}"
        code, event = next(iter(body.events.items()))
        fields = body_fields(self._written, body)
        taken = self._written.bodies[body.like].fields if body.like is not None else {}
        taken = {wire: field for wire, field in taken.items() if fields[wire] is field}
        own = {wire: field for wire, field in fields.items() if wire not in taken}
        summary, summary_zh = (
            (body.text, self._chinese(f"{context} text", body.text))
            if body.text is not None
            else self._summary(code, event)
        )
        return resolved.Object(
            name=name,
            class_name=names.body_class(name, body.events, self._written.python),
            summary=summary,
            summary_zh=summary_zh,
            fields=(
                *self._fields(f"body {body.like}", taken, body),
                *self._fields(context, own, body),
            ),
            variants=tuple(
                self._variant(f"{context}/{variant}", "", variant, shape, body)
                for variant, shape in body.variants.items()
            ),
            notes=body.note,
            notes_zh=self._notes(context, body.note),
            module=_body_module(name, self._names),
        )

    def _variant(
        self,
        context: str,
        owner: str,
        name: str,
        variant: written.Variant,
        body: written.Body | None,
        default: tuple[str, ...] = (),
    ) -> resolved.Variant:
        shared = common_fields(self._written, body) if body is not None else {}
        added = {wire: field for wire, field in variant.common.items() if wire not in shared}
        return resolved.Variant(
            name=name,
            summary=variant.text,
            summary_zh=self._chinese(f"{context} text", variant.text),
            class_name=owner + names.pascal(name),
            conditions=tuple(self._condition(path, when) for path, when in variant.when.items()),
            fields=self._fields(context, {**variant.fields, **added}, body, default),
            origins={
                wire: _origin(field.from_)
                for wire, field in variant.common.items()
                if wire in shared and field.from_
            },
            notes=variant.note,
            notes_zh=self._notes(context, variant.note),
        )

    def _envelope(self, name: str, envelope: written.Envelope) -> resolved.Envelope:
        context = f"envelope {name}"
        fields = self._fields(context, envelope.fields, None, envelope.from_)
        return resolved.Envelope(
            name=name,
            class_name=self._written.python.classes.get(name) or f"{names.pascal(name)}Attributes",
            module=f"attributes.{names.snake(name, self._names)}",
            title=envelope.title,
            title_zh=self._chinese(f"{context} title", envelope.title),
            summary=envelope.text,
            summary_zh=self._chinese(f"{context} text", envelope.text),
            setup=envelope.setup,
            setup_zh=self._each(f"{context} setup", envelope.setup),
            fields_in=envelope.fields_in,
            event_patterns=envelope.event_patterns,
            carries=self._carried_kinds(envelope),
            carried=envelope.carries if isinstance(envelope.carries, Mapping) else None,
            fields=fields,
            codes=envelope.codes,
            guide=tuple(
                resolved.GuidePart(
                    heading=heading,
                    heading_zh=self._chinese(f"{context} guide", heading),
                    texts=part.texts,
                    texts_zh=self._each(f"{context} guide", part.texts),
                )
                for heading, part in envelope.guide.items()
            ),
            base64=envelope.base64,
            message_id=next(f for f in fields if f.wire == envelope.id),
            time=next((f for f in fields if f.wire == envelope.time), None),
            notes=envelope.note,
            notes_zh=self._notes(context, envelope.note),
        )

    def _wrapper(self, name: str, wrapper: written.Wrapper) -> resolved.Wrapper:
        context = f"wrapper {name}"
        whole = self._written.wrappers[wrapper.like] if wrapper.like is not None else wrapper
        path = wrapper.message or (whole.message or "").partition(".")[2]
        title_zh = self._chinese(f"{context} title", wrapper.title)
        return resolved.Wrapper(
            name=name,
            title=wrapper.title,
            title_zh=title_zh,
            summary=wrapper.text or f"{wrapper.title}.",
            summary_zh=self._chinese(f"{context} text", wrapper.text)
            or (f"{title_zh}。" if title_zh and wrapper.text is None else None),
            type=wrapper.type,
            has=wrapper.has,
            message=path,
            base64=wrapper.base64 or whole.base64,
            id=wrapper.id,
            headers=wrapper.headers,
            sources=tuple(s for label, s in self._sources.items() if label in wrapper.from_),
            inferred=Evidence.INFERRED in wrapper.from_,
            notes=wrapper.note,
            notes_zh=self._notes(context, wrapper.note),
        )

    def _carried_kinds(self, envelope: written.Envelope) -> tuple[Kind, ...]:
        match envelope.carries:
            case "all events":
                bodies = self._written.bodies.values()
                every = {
                    event.kind or body.kind for body in bodies for event in body.events.values()
                }
                return tuple(kind for kind in Kind if kind in every)
            case "extension points":
                return (Kind.EXTENSION_POINT,)
            case codes:
                found = {
                    event.kind or body.kind
                    for body in self._written.bodies.values()
                    for code, event in body.events.items()
                    if code in codes
                }
                return tuple(kind for kind in Kind if kind in found)

    def _events(self) -> Iterator[resolved.Event]:
        for service_name, service in self._written.services.items():
            for name, body in service.bodies.items():
                for code, event in body.events.items():
                    yield self._event(code, event, name, body, service_name, service)

    def _event(
        self,
        code: str,
        event: written.Event,
        body_name: str,
        body: written.Body,
        service_name: str,
        service: written.Service,
    ) -> resolved.Event:
        kind = event.kind or body.kind
        assert kind is not None
        operations = event.answer if event.answer is not None else body.answer
        if operations is None:
            operations = service.answer if kind is Kind.EXTENSION_POINT else ()
        labels = event.from_ or body.from_
        known = self._labelled(labels)
        context = f"event {code}"
        summary, summary_zh = self._summary(code, event)
        return resolved.Event(
            code=code,
            type=event.type,
            category=event.category or body.category or names.category(event.type),
            kind=kind,
            level=service.level,
            service=self._services[service_name],
            title=event.title,
            title_zh=self._chinese(f"{context} title", event.title),
            summary=summary,
            summary_zh=summary_zh,
            class_name=self._written.python.events.get(code) or names.pascal(code),
            constant=names.constant(code, self._names),
            body=self._bodies[body_name],
            answers=tuple(self._answers[name] for name in operations),
            sources=known,
            since=min((source.date for source in known if source.date), default=None),
            published=_is_published(code, body),
            inferred=self._unstated(event, body, labels),
            ide_message_type=event.ide_message_type,
            retired=_retirement(event.retired) if event.retired is not None else None,
            formerly=event.formerly,
            changed=event.changed,
            notes=event.note,
            notes_zh=self._notes(context, event.note),
        )

    def _summary(self, code: str, event: written.Event) -> tuple[str, str | None]:
        """When an event is sent, in both languages: its title says it, if no text does."""
        if event.text is not None:
            return event.text, self._chinese(f"event {code} text", event.text)
        title = self._chinese(f"event {code} title", event.title)
        return f"{event.title}.", f"{title}。" if title else None

    def _unstated(
        self, event: written.Event, body: written.Body, labels: tuple[str, ...]
    ) -> tuple[str, ...]:
        """What no source states of an event; of its category the sources say it themselves."""
        given = event.inferred if event.inferred is not None else body.inferred
        documents = [self._written.sources[label] for label in labels]
        unstated = {word for word in given if word is not Unstated.FIELDS}
        if not any(Stated.CATEGORY in document.states for document in documents):
            unstated.add(Unstated.CATEGORY)
        return tuple(word.value for word in Unstated if word in unstated)

    def _fields(
        self,
        context: str,
        fields: Mapping[str, Field],
        body: written.Body | None,
        default: tuple[str, ...] = (),
    ) -> tuple[resolved.Field, ...]:
        return tuple(
            self._field(
                wire,
                definition(self._written, f"{context}.{wire}", wire, field),
                field,
                evidence(self._written, body, wire, field, default),
            )
            for wire, field in fields.items()
        )

    def _field(
        self, wire: str, of: Definition, given: Field, known_from: tuple[str, ...]
    ) -> resolved.Field:
        assert of.type is not None
        kind = self._types.read(of.type)
        form = self._written.formats.get(kind.format or "")
        return resolved.Field(
            wire=wire,
            python=of.python or names.snake(wire, self._names),
            type=self._type(kind),
            form=kind.form,
            also=kind.also,
            format_name=kind.format,
            format=_format(form) if form is not None else None,
            format_zh=self._chinese(f"format {kind.format} text", form.text) if form else None,
            holds=self._type(kind.holds) if kind.holds else None,
            parts=self._type(kind.parts) if kind.parts else None,
            value=kind.value,
            description=of.text or "",
            description_zh=self._chinese(f"{of.text_context} text", of.text),
            example=example(self._written, self._enums, kind, of.example, of.only),
            note=" ".join(of.note) or None,
            note_zh=self._joined_notes(of.note_context, of.note),
            aliases=of.aliases,
            required=given.required,
            origin=_origin(known_from),
            inside={path: _origin((word,)) for path, word in given.inside.items()},
            sources=self._labelled(known_from),
            only=self._only(kind, of.only),
            formerly=of.formerly,
            role=of.role,
            zone=names.snake(given.zone, self._names) if given.zone else None,
        )

    def _only(self, kind: WireType, only: tuple[Atom, ...]) -> tuple[Atom, ...]:
        """The values on the wire that a field's `only` names."""
        enum = self._enums.get(kind.name)
        wire = [enum.wire(value) for value in only] if enum is not None else []
        return tuple(value for value in wire if value is not None)

    def _condition(self, path: str, when: written.Condition) -> resolved.Condition:
        steps = tuple(path.strip("/").split("/"))
        return resolved.Condition(
            path=steps,
            names=tuple(self._attribute(step) for step in steps),
            from_root=path.startswith("/"),
            present=when.present,
            one_of=when.one_of,
            none_of=when.none_of,
        )

    def _attribute(self, wire: str) -> str:
        """The Python name that fields of this wire name have."""
        return self._given_attributes.get(wire) or names.snake(wire, self._names)

    def _type(self, of: WireType) -> Type:
        if of.name == "event":
            kind = TypeKind.EVENT
        elif of.name in BUILT_IN:
            kind = TypeKind.SCALAR
        else:
            kind = TypeKind.ENUM if of.name in self._enums else TypeKind.OBJECT
        return Type(kind, of.name, of.around)


def _given_attributes(given: written.Catalogue) -> Iterator[tuple[str, str]]:
    """The wire names that have a name in Python of their own, with it; a shape's before shared."""
    shapes = [
        given.common,
        given.fields,
        *(envelope.fields for envelope in given.envelopes.values()),
        *(fields for thing in given.objects.values() for fields in _all_fields(thing)),
        *(body_fields(given, body) for body in given.bodies.values()),
        *(fields for body in given.bodies.values() for fields in _variant_fields(body.variants)),
    ]
    for fields in shapes:
        for wire, field in fields.items():
            if field.python is not None:
                yield wire, field.python


def _retirement(of: written.Retirement) -> resolved.Retirement:
    return resolved.Retirement(reason=of.note, date=of.by, replaced_by=of.instead)


def _source(label: str, source: written.Source) -> resolved.Source:
    return resolved.Source(
        label=label, title=source.title, date=source.date, read=source.read, url=source.url
    )


_ALTERNATIVES = re.compile(r"^(?:[^\\\[(|]|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\\.|[^()\\])*\))*\|")
"""A `|` outside of brackets."""


def _format(form: written.Format) -> resolved.Format:
    pattern = form.pattern
    if pattern is not None:
        # A JSON Schema's pattern may match anywhere; ours is of the whole value.
        pattern = f"^(?:{pattern})$" if _ALTERNATIVES.search(pattern) else f"^{pattern}$"
    return resolved.Format(
        description=form.text,
        pattern=pattern,
        media_type=form.media_type,
        shareable=form.shareable,
        parsed=form.parsed,
        registered=form.registered,
    )


def _is_published(code: str, body: written.Body) -> bool:
    """Whether a message of an event is published: of shared ones, all events have them."""
    return bool(body.messages.get(code) if isinstance(body.messages, Mapping) else body.messages)


def _origin(known_from: tuple[str, ...]) -> Origin:
    for word, origin in (
        (Evidence.BOTH, Origin.TABLE_AND_SAMPLE),
        (Evidence.TABLE, Origin.TABLE),
        (Evidence.MESSAGE, Origin.SAMPLE),
        (Evidence.INFERRED, Origin.INFERRED),
    ):
        if word in known_from:
            return origin
    return Origin.DOCUMENT


def _body_module(name: str, given: Mapping[str, str]) -> str:
    return f"events.{names.snake(name, given)}"


def _modules(
    given: written.Catalogue, enums: Mapping[str, EnumSet], python: Mapping[str, str]
) -> dict[str, str]:
    """The module of every enum and object: its body's, if one body alone reaches it."""
    uses = {name: _direct(given, _all_fields(obj)) for name, obj in given.objects.items()}
    reached: dict[str, set[str]] = {}
    for name, body in given.bodies.items():
        module = _body_module(name, python)
        fields = [body_fields(given, body), *_variant_fields(body.variants)]
        for found in _reachable(_direct(given, fields), uses):
            reached.setdefault(found, set()).add(module)
    alone = {name: next(iter(modules)) for name, modules in reached.items() if len(modules) == 1}
    # The classes of one body may need one that is shared, but no shared one may need theirs:
    # whatever a shared class reaches is reached by the same bodies, hence shared as well.
    elsewhere = [[envelope.fields] for envelope in given.envelopes.values()]
    elsewhere += [[fields] for answer in given.answers.values() for _, fields in parts(answer)]
    for shapes in elsewhere:
        for found in _reachable(_direct(given, shapes), uses):
            alone.pop(found, None)
    return {
        name: alone.get(name, f"shared.{names.snake(name, python)}")
        for name in (*enums, *given.objects)
    }


def _of_answers(given: written.Catalogue) -> frozenset[str]:
    """The objects that operations alone have: like these, they are known from a field table."""
    uses = {name: _direct(given, _all_fields(obj)) for name, obj in given.objects.items()}
    answers = [fields for answer in given.answers.values() for _, fields in parts(answer)]
    others: list[Mapping[str, Field]] = [body_fields(given, b) for b in given.bodies.values()]
    others += [v for body in given.bodies.values() for v in _variant_fields(body.variants)]
    others += [envelope.fields for envelope in given.envelopes.values()]
    elsewhere = {*_reachable(_direct(given, others), uses)}
    return frozenset(_reachable(_direct(given, answers), uses)) - elsewhere


def _all_fields(thing: written.Object) -> list[Mapping[str, Field]]:
    return [thing.fields, *_variant_fields(thing.variants)]


def _variant_fields(variants: Mapping[str, written.Variant]) -> list[Mapping[str, Field]]:
    return [{**variant.common, **variant.fields} for variant in variants.values()]


def _direct(given: written.Catalogue, shapes: Iterable[Mapping[str, Field]]) -> set[str]:
    """The enums and objects that the fields of shapes name."""
    found: set[str] = set()
    for fields in shapes:
        for wire, field in fields.items():
            of = definition(given, "", wire, field)
            found.update(of.type.names if of.type is not None else ())
    return found


def _reachable(start: Iterable[str], uses: Mapping[str, set[str]]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting.extend(uses.get(name, ()))
