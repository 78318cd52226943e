"""From messages to the parts of the catalogue that they need: unknown fields, values, events."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from codegen.add import yaml_lines
from codegen.add.inferred import Guess, guess
from codegen.add.observed import Observed
from codegen.add.placed import Insertion, end_of
from codegen.catalogue import names, written
from codegen.catalogue.resolved import Catalogue, Enum, Event, Field, Object, TypeKind
from codegen.catalogue.written import Form, Kind
from codegen.findings import quote

CAPTURED = "captured"
"""Label of the messages as a source."""
_SIMILAR = 0.6
_VALUE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_WIRE = re.compile(r"[A-Za-z_][\w.-]{0,79}", re.ASCII)
_MISSING_TEXT = "What it means is not documented"


@attrs.frozen
class Proposal:
    """What is to be added, and what a person has to decide."""

    insertions: tuple[Insertion, ...]
    notes: tuple[str, ...]


@attrs.define
class _Unknown:
    """What messages have and the catalogue does not."""

    fields: dict[tuple[str, str], dict[str, list[Any]]] = attrs.Factory(dict)
    """Values by name, by kind and name of the shape that they stand in."""
    values: defaultdict[str, set[Any]] = attrs.Factory(lambda: defaultdict(set))
    """Values by enum."""

    def field(self, shape: tuple[str, str], name: str, value: Any) -> None:
        """Note a value of a field that a shape lacks."""
        self.fields.setdefault(shape, {}).setdefault(name, []).append(value)


class Proposer:
    """Compares messages with a catalogue."""

    def __init__(self, whole: written.Catalogue, catalogue: Catalogue, text: str) -> None:
        self._whole, self.catalogue, self._text = whole, catalogue, text
        self._unknown = _Unknown()
        self._new: dict[str, list[Observed]] = {}
        self._notes: list[str] = []
        self._objects: dict[str, list[dict[str, Any]]] = {}
        self._uses_source = False

    def propose(self, messages: Sequence[Observed]) -> Proposal:
        """What the messages need; the same for the same messages."""
        for message in messages:
            event = message.event(self.catalogue)
            if message.envelope is not None:
                fields = {f.wire: f for f in message.envelope.fields}
                self._compare(("envelope", message.envelope.name), fields, message.around, "")
            if event is None and not (message.type or message.code):
                continue
            if event is None:
                key = message.type or message.code or ""
                self._new.setdefault(key, []).append(message)
            else:
                fields = _fields(event.body)
                self._compare(("body", event.body.name), fields, message.data, event.code)
        return self._made()

    def _made(self) -> Proposal:
        """What was found, in its place."""
        # New events may bring fields to known bodies, and both may bring objects.
        found = [*self._new_events()]
        found += self._field_insertions()
        found += self._value_insertions()
        found += self._object_insertions()
        if self._uses_source and CAPTURED not in self._whole.sources:
            found.append(self._source_insertion())
        notes = tuple(dict.fromkeys(self._notes))
        return Proposal(tuple(sorted(found, key=lambda one: one.order)), notes)

    # -- comparing ---------------------------------------------------------------------------

    def _compare(
        self,
        shape: tuple[str, str],
        fields: Mapping[str, Field],
        data: Mapping[str, Any],
        event: str,
    ) -> None:
        """Note what an object has and the catalogue does not."""
        for name, value in data.items():
            field = fields.get(name)
            if field is None:
                if _WIRE.fullmatch(name):
                    self._unknown.field(shape, name, value)
                else:
                    where = " ".join(shape)
                    self._notes.append(f"{where}: the name {quote(name)} has to be added by hand")
                continue
            for item in value if field.type.is_list and isinstance(value, list) else [value]:
                self._compare_value(field, item, event)

    def _compare_value(self, field: Field, value: Any, event: str) -> None:
        kind = field.holds or field.type
        if field.holds is not None and isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return
            if kind.is_list and isinstance(value, list):
                for item in value:
                    single = attrs.evolve(kind, around=())
                    self._compare_value(attrs.evolve(field, type=single, holds=None), item, event)
                return
        if kind.kind is TypeKind.OBJECT and isinstance(value, dict):
            shape = self.catalogue.objects[kind.name]
            self._compare(("object", kind.name), _fields(shape), value, event)
        elif kind.kind is TypeKind.ENUM and isinstance(value, str | int):
            enum = self.catalogue.enums[kind.name]
            if not _is_known(enum, value):
                self._unknown.values[enum.name].add(value)
        elif value is not None and not _fits(field, value):
            self._notes.append(
                f"{event}: {field.wire} came as {_kind(value)}, which is no form of {field.type.name}; "
                "if it is right, add the form to the type by hand"
            )

    # -- unknown fields and values -----------------------------------------------------------

    def _field_insertions(self) -> Iterator[Insertion]:
        for (kind, name), fields in sorted(self._unknown.fields.items()):
            sections: Mapping[str, Mapping[str, written.Written]] = {
                "body": self._whole.bodies,
                "object": self._whole.objects,
                "envelope": self._whole.envelopes,
            }
            where = sections[kind][name]
            path = f"{kind} {name}, fields"
            # An entry begins two columns behind its shape's.
            indent = where.mark.column + 3
            lines: list[str] = []
            for wire, values in fields.items():
                shared = kind == "body" and self._shared(wire, values)
                lines += self._field_lines(
                    indent, wire, values, f"{kind} {name}", inferred=True, shared=shared
                )
            yield self._below(where, "fields", indent - 2, lines, path)

    def _below(
        self, where: written.Written, key: str, indent: int, lines: Sequence[str], path: str
    ) -> Insertion:
        """Lines at the end of a mapping of an entry, or with its key at the end of the entry."""
        if key in where.marks:
            return Insertion(
                end_of(self._text, self._key_mark(where, key, indent)), path, tuple(lines)
            )
        made = (f"{' ' * indent}{key}:", *lines)
        before = next((k for k in ("common", "text") if k in where.marks), None)
        mark = self._key_mark(where, before, indent) if before else where.mark
        return Insertion(end_of(self._text, mark), path, made)

    def _key_mark(self, where: written.Written, key: str, indent: int) -> Any:
        """Where a key stands; of one with a single value, the place of the value is known."""
        mark = where.marks[key]
        return attrs.evolve(mark, column=indent + 1)

    def _field_lines(
        self,
        indent: int,
        wire: str,
        values: Sequence[Any],
        owner: str,
        *,
        inferred: bool,
        shared: bool,
    ) -> list[str]:
        if shared:
            key = yaml_lines.name(wire)
            return [
                f"{' ' * indent}{key}: {{from: inferred}}" if inferred else f"{' ' * indent}{key}:"
            ]
        found = guess(wire, values, self._whole)
        kind = (
            found.type.replace("{}", self._object_of(wire, found))
            if found.is_object
            else found.type
        )
        example = f", e.g. {found.example}" if found.example is not None else ""
        line = f"{kind}{example} -- {_MISSING_TEXT} ({owner})."
        if not inferred:
            return yaml_lines.entry(indent, wire, line)
        return [
            f"{' ' * indent}{yaml_lines.name(wire)}:",
            *yaml_lines.entry(indent + 2, "is", line),
            f"{' ' * (indent + 2)}from: inferred",
        ]

    def _shared(self, wire: str, values: Sequence[Any]) -> bool:
        """Whether the shared field of that name has these values."""
        if wire not in self._whole.fields:
            return False
        uses = [
            f for body in self.catalogue.bodies for f in _fields(body).values() if f.wire == wire
        ]
        return any(all(v is None or _fits(f, v) for v in values) for f in uses)

    def _value_insertions(self) -> Iterator[Insertion]:
        for name, values in sorted(self._unknown.values.items()):
            enum = self._whole.enums.get(name)
            for value in sorted(values, key=str):
                if enum is None or enum.like or self.catalogue.enums[name].integer:
                    self._notes.append(
                        f"enum {name}: {quote(value)} has no name in the message; look it up, and "
                        "add it by hand"
                    )
                    continue
                if not isinstance(value, str) or not _VALUE.fullmatch(value):
                    self._notes.append(f"enum {name}: {quote(value)} makes no name; add it by hand")
                    continue
                self._uses_source = True
                indent = enum.mark.column + 3
                line = (
                    f"{' ' * indent}{yaml_lines.name(value)}: "
                    f'{{is: "not documented", from: {CAPTURED}}}'
                )
                yield self._below(enum, "values", indent - 2, [line], f"enum {name}, values")

    def _object_of(self, wire: str, found: Guess) -> str:
        """The object whose fields the values have, or a new one."""
        keys = {key for value in found.inside for key in value}
        best = max(
            self.catalogue.objects.values(),
            key=lambda shape: (_likeness(keys, set(_fields(shape))), shape.name),
            default=None,
        )
        if (
            best is not None
            and keys <= set(_fields(best))
            and _likeness(keys, set(_fields(best))) >= _SIMILAR
        ):
            return best.name
        name = names.pascal(wire)
        if found.type.endswith("[]") and name.endswith("s") and len(name) > 1:
            name = name.removesuffix("s")
        taken = {*self.catalogue.objects, *self.catalogue.enums, *self._objects}
        taken |= {body.class_name for body in self.catalogue.bodies}
        taken |= {event.class_name for event in self.catalogue.events}
        number = ""
        while f"{name}{number}" in taken:
            number = str(int(number or 1) + 1)
        self._objects[f"{name}{number}"] = list(found.inside)
        return f"{name}{number}"

    def _object_insertions(self) -> Iterator[Insertion]:
        """New objects, and those that are found in them."""
        done: dict[str, list[str]] = {}
        while left := [name for name in self._objects if name not in done]:
            name = left[0]
            values: dict[str, list[Any]] = {}
            for value in self._objects[name]:
                for key, inner in value.items():
                    if _WIRE.fullmatch(key):
                        values.setdefault(key, []).append(inner)
            lines = [
                f"  {name}:",
                "    text: An object that is not documented.",
                "    from: inferred",
                *(["    fields:"] if values else []),
            ]
            for wire, inner in values.items():
                lines += self._field_lines(
                    6, wire, inner, f"object {name}", inferred=False, shared=False
                )
            done[name] = lines
        if done:
            lines = [line for name in sorted(done) for line in done[name]]
            yield self._in_section("objects", lines)

    def _in_section(self, section: str, lines: Sequence[str]) -> Insertion:
        return self._below(self._whole, section, 0, lines, section)

    # -- new events --------------------------------------------------------------------------

    def _new_events(self) -> Iterator[Insertion]:
        groups = dict(sorted(self._new.items()))
        typed = {m.code: key for key, messages in groups.items() for m in messages if m.type}
        for key in [key for key in groups if key in typed and typed[key] != key]:
            # Messages that name the code alone are of the event whose type is known.
            groups[typed[key]] += groups.pop(key)
        for key, messages in groups.items():
            yield from self._new_event(key, messages)

    def _new_event(self, key: str, messages: Sequence[Observed]) -> Iterator[Insertion]:
        self._uses_source = True
        kind = next((m.type for m in messages if m.type), None)
        code = next((m.code for m in messages if m.code), None)
        unstated = ["kind"]
        known = {event.code for event in self.catalogue.events}
        if code is None or code in known:
            code = _kebab((kind or key).split(":")[-1])
        if kind is None:
            kind = f"{self._prefix()}{names.pascal(code)}:{names.pascal(code)}"
            unstated.insert(0, "type")
        values: dict[str, list[Any]] = {}
        for message in messages:
            for wire, value in message.data.items():
                if _WIRE.fullmatch(wire):
                    values.setdefault(wire, []).append(value)
        asks = any(
            f.kind is Kind.EXTENSION_POINT for n, f in self._whole.common.items() if n in values
        )
        body = self._nearest(set(values), asks)
        title = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", kind.split(":")[-1]).capitalize()
        event_kind = Kind.EXTENSION_POINT if asks else Kind.REGULAR
        if body is not None:
            entry = self._whole.bodies[body.name]
            indent = entry.mark.column + 3
            lines = [
                f"{' ' * indent}{yaml_lines.name(code)}:",
                *yaml_lines.entry(indent + 2, "type", kind),
                *yaml_lines.entry(indent + 2, "title", title),
                f"{' ' * (indent + 2)}text: When it is sent is not documented.",
                *(
                    [f"{' ' * (indent + 2)}kind: {event_kind}"]
                    if entry.kind is not event_kind
                    else []
                ),
                f"{' ' * (indent + 2)}from: [{CAPTURED}]",
                f"{' ' * (indent + 2)}inferred: {yaml_lines.flow([*unstated, 'body'])}",
            ]
            if isinstance(entry.messages, Mapping):
                self._notes.append(f"body {body.name}: add `{code}: 0` to its `messages` by hand")
            yield self._below(entry, "events", indent - 2, lines, f"body {body.name}, events")
            for wire, several in values.items():
                for value in several if wire not in _fields(body) else ():
                    self._unknown.field(("body", body.name), wire, value)
            return
        yield self._new_body(code, kind, title, event_kind, unstated, values)

    def _new_body(
        self,
        code: str,
        kind: str,
        title: str,
        event_kind: Kind,
        unstated: list[str],
        values: Mapping[str, list[Any]],
    ) -> Insertion:
        service_name = self._service(kind, set(values))
        service = self._whole.services[service_name]
        name = f"{code}-body"
        indent = service.mark.column + 3
        pad = " " * indent
        asked = event_kind is Kind.EXTENSION_POINT
        lines = [
            "",
            f"{pad}{yaml_lines.name(name)}:",
            f"{pad}  kind: {event_kind}",
            f"{pad}  text: What these events carry, as captured messages show it.",
            f"{pad}  from: [{CAPTURED}]",
            f"{pad}  inferred: {yaml_lines.flow([*unstated, 'fields', *(['answer'] if asked else [])])}",
            f"{pad}  messages: 0",
            f"{pad}  note: The service is inferred from the type and the fields.",
            f"{pad}  events:",
            f"{pad}    {yaml_lines.name(code)}:",
            *yaml_lines.entry(indent + 6, "type", kind),
            *yaml_lines.entry(indent + 6, "title", title),
            f"{pad}      text: When it is sent is not documented.",
        ]
        absent = [
            f"{yaml_lines.name(n)}: absent"
            for n, field in self._whole.common.items()
            if n not in values and (field.kind is None or field.kind is event_kind)
        ]
        lines.append(f"{pad}  common: {{{', '.join(absent)}}}" if absent else f"{pad}  common: all")
        own: list[str] = []
        for wire, several in values.items():
            if wire not in self._whole.common:
                own += self._field_lines(
                    indent + 4,
                    wire,
                    several,
                    f"event {code}",
                    inferred=False,
                    shared=self._shared(wire, several),
                )
        if own:
            lines += [f"{pad}  fields:", *own]
        return self._below(service, "bodies", indent - 2, lines, f"service {service_name}, bodies")

    def _nearest(self, keys: set[str], asks: bool) -> Object | None:
        """The body that has all the fields, and not many more."""
        kind = Kind.EXTENSION_POINT if asks else Kind.REGULAR
        found = [
            (_likeness(keys, set(_fields(body))), body.name, body)
            for body in self.catalogue.bodies
            if not body.variants and self._whole.bodies[body.name].kind is kind
        ]
        similar = [
            one for one in found if one[0] >= _SIMILAR and len(keys) > len(self._whole.common)
        ]
        return max(similar, key=lambda one: one[:2])[2] if similar else None

    def _service(self, kind: str, keys: set[str]) -> str:
        """The service with events of the same category, else that of the body most alike."""
        category = names.category(kind)
        same = [e.service.name for e in self.catalogue.events if e.category == category]
        if same:
            return max(sorted(set(same)), key=same.count)
        alike: list[tuple[float, Event]] = [
            (_likeness(keys, set(_fields(event.body))), event) for event in self.catalogue.events
        ]
        return max(alike, key=lambda one: (one[0], one[1].code))[1].service.name

    def _prefix(self) -> str:
        """How the types of most events begin."""
        starts = [
            event.type.partition(":")[0] for event in self.catalogue.events if ":" in event.type
        ]
        return f"{max(sorted(set(starts)), key=starts.count)}:" if starts else ""

    def _source_insertion(self) -> Insertion:
        lines = [
            f"  {CAPTURED}:",
            "    title: Messages that maintainers captured",
            "    read: what their fields and types show, not what they mean",
        ]
        return self._in_section("sources", lines)


def _fields(shape: Object) -> dict[str, Field]:
    several = [*shape.fields, *(f for variant in shape.variants for f in variant.fields)]
    return {name: field for field in reversed(several) for name in (*field.aliases, field.wire)}


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _is_known(enum: Enum, value: str | int) -> bool:
    fold = str.casefold if enum.ignore_case else str
    known = {
        fold(str(each))
        for one in (*enum.values, *enum.unnumbered)
        for each in (one.value, *one.aliases, *one.also)
    }
    return fold(str(value)) in known


def _fits(field: Field, value: Any) -> bool:
    """Whether a value has one of the forms that a field is read in."""
    if field.type.is_list:
        return isinstance(value, list)
    if field.type.kind is TypeKind.OBJECT:
        return isinstance(value, dict | list) or (
            field.form is Form.STRING and isinstance(value, str)
        )
    if field.type.name == "any" or field.type.kind is TypeKind.EVENT:
        return True
    forms = {field.form or field.type.name, *field.also}
    if field.type.kind is TypeKind.ENUM:
        return isinstance(value, str | int)
    match value:
        case bool():
            return "boolean" in forms
        case str():
            return "string" in forms or ("digits" in forms and value.lstrip("-").isdecimal())
        case int():
            return bool(forms & {"integer", "number"})
        case float():
            return "number" in forms or (value.is_integer() and "integer" in forms)
    return "array" in forms if isinstance(value, list) else False


def _kind(value: Any) -> str:
    names_of = {
        str: "a text",
        bool: "a truth value",
        int: "a whole number",
        float: "a number",
        list: "a list",
    }
    return names_of.get(type(value), "an object")


def _kebab(name: str) -> str:
    return names.snake(name, {}).replace("_", "-") or "event"
