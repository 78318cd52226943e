"""The modules with classes, made by datamodel-code-generator from JSON Schema definitions.

Each definition is named `module.Class`, so that the tool writes a module per body and the imports
between them.  The tool decides types, bases, imports and order; what is ours (names, docstrings,
tables) goes through it to our templates as ready text.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs

from codegen.catalogue.field_type import LIST
from codegen.catalogue.json_text import DIALECT
from codegen.catalogue.resolved import (
    Catalogue,
    Condition,
    Enum,
    Envelope,
    Event,
    Field,
    Object,
    Type,
    TypeKind,
    Variant,
)
from codegen.catalogue.written import Form, Json
from codegen.emit.python import docstrings
from codegen.emit.python.field_codecs import codec, python_type
from codegen.emit.python.parsed import object_in_text, parsed

_TOOL = "datamodel-code-generator"


class ToolError(Exception):
    """datamodel-code-generator gave something else than our templates' classes."""


@attrs.frozen
class Definition:
    """A class to be made: its schema for the tool, and ready text for the template."""

    module: str
    name: str
    schema: dict[str, Json]
    data: dict[str, Json]
    in_texts: tuple[Object, ...] = ()
    """What its texts hold as JSON."""


@attrs.frozen
class Module:
    """A module of classes."""

    path: str
    """Relative to the package, dotted: `events.file_delete_run`."""
    key: str
    """Where the catalogue describes it: `services.DataStudio.bodies.file-delete-run`."""
    classes: tuple[str, ...]
    variants: tuple[str, ...]
    """Statements that tell a class its variants, for after the classes."""
    in_texts: tuple[Object, ...]
    """What texts hold as JSON, of other modules, which type checkers need."""


def definitions(catalogue: Catalogue) -> dict[str, list[Definition]]:
    """All classes by the path of their module."""
    found: dict[str, list[Definition]] = defaultdict(list)
    for each in _definitions(catalogue):
        found[each.module].append(each)
    return dict(found)


def modules(
    catalogue: Catalogue, by_module: Mapping[str, Sequence[Definition]]
) -> tuple[Module, ...]:
    """The modules of all classes, in the order of their paths."""
    variants = _variants(catalogue)
    keys = dict(_keys(catalogue))
    return tuple(
        Module(
            path,
            keys[path],
            tuple(each.name for each in found),
            tuple(variants.get(path, ())),
            tuple(
                {
                    shape.name: shape
                    for each in found
                    for shape in each.in_texts
                    if shape.module != path
                }.values()
            ),
        )
        for path, found in sorted(by_module.items())
    )


def _keys(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Every module with the key that it is made from; a body goes before what only it needs."""
    for enum in catalogue.enums.values():
        yield enum.module, f"enums.{enum.name}"
    for shape in catalogue.objects.values():
        yield shape.module, f"objects.{shape.name}"
    for envelope in catalogue.envelopes:
        yield envelope.module, f"envelopes.{envelope.name}"
    for body in catalogue.bodies:
        service = catalogue.events_of(body)[0].service
        yield body.module, f"services.{service.name}.bodies.{body.name}"


def _definitions(catalogue: Catalogue) -> Iterator[Definition]:
    """Every class, each behind those that it needs."""
    for enum in catalogue.enums.values():
        yield _enum(enum)
    done: set[str] = set()
    for shape in catalogue.objects.values():
        yield from _objects_in_need_order(shape, catalogue, done)
    for envelope in catalogue.envelopes:
        yield _envelope(envelope, catalogue)
    for body in catalogue.bodies:
        events = catalogue.events_of(body)
        yield _class(
            body.module,
            body.class_name,
            body.fields,
            catalogue,
            docstring=docstrings.of_body(body, events),
            root="Event",
        )
        base = f"{body.module}.{body.class_name}"
        for event in events:
            yield from _event(event, body, base, catalogue)


def _objects_in_need_order(
    shape: Object, catalogue: Catalogue, done: set[str]
) -> Iterator[Definition]:
    if shape.name in done:
        return
    done.add(shape.name)
    fields = [*shape.fields, *(f for variant in shape.variants for f in variant.fields)]
    for field in fields:
        if field.type.kind is TypeKind.OBJECT:
            yield from _objects_in_need_order(catalogue.objects[field.type.name], catalogue, done)
    yield _class(
        shape.module,
        shape.class_name,
        shape.fields,
        catalogue,
        docstring=docstrings.of_object(shape),
        root="WireObject",
    )
    for variant in shape.variants:
        yield _class(
            shape.module,
            variant.class_name,
            variant.fields,
            catalogue,
            docstring=docstrings.of_variant(variant, catalogue),
            base=f"{shape.module}.{shape.class_name}",
        )


def _event(event: Event, body: Object, base: str, catalogue: Catalogue) -> Iterator[Definition]:
    docstring = docstrings.of_event(event, catalogue.event_type)
    yield _class(
        body.module,
        event.class_name,
        (),
        catalogue,
        docstring=docstring,
        base=base,
    )
    for variant in body.variants:
        yield _class(
            body.module,
            event.variant_class(variant),
            variant.fields,
            catalogue,
            docstring=docstrings.of_variant(variant, catalogue),
            base=f"{body.module}.{event.class_name}",
        )


def _envelope(envelope: Envelope, catalogue: Catalogue) -> Definition:
    return _class(
        envelope.module,
        envelope.class_name,
        envelope.attributes,
        catalogue,
        docstring=docstrings.of_envelope(envelope),
        root="WireObject",
    )


def _enum(enum: Enum) -> Definition:
    kind = "integer" if enum.integer else "string"
    values: list[Json] = [value.value for value in enum.values]
    constants: list[Json] = [value.constant for value in enum.values]
    open_root = "OpenIntEnum" if enum.integer else "OpenStrEnum"
    closed_root = "IntEnum" if enum.integer else "StrEnum"
    schema: dict[str, Json] = {"type": kind, "enum": values, "x-enum-varnames": constants}
    return Definition(
        enum.module,
        enum.name,
        schema,
        {
            "root": closed_root if enum.closed else open_root,
            # An open one has it from its root.
            "metaclass": "OpenEnumMeta" if enum.closed and enum.formerly else "",
            "docstring": docstrings.of_enum(enum),
            "spellings": repr(enum.spellings) if enum.spellings else "",
            "ignore_case": enum.ignore_case,
            "formerly": repr(enum.formerly) if enum.formerly else "",
            "values": [
                {
                    "constant": value.constant,
                    "literal": repr(value.value),
                    "docstring": docstrings.of_enum_value(value),
                }
                for value in enum.values
            ],
        },
    )


def _class(
    module: str,
    name: str,
    fields: tuple[Field, ...],
    catalogue: Catalogue,
    *,
    docstring: str,
    root: str = "",
    base: str | None = None,
) -> Definition:
    own: dict[str, Json] = {
        "type": "object",
        # By the names of attributes: a wire name may be that of its type, which the tool confuses.
        "properties": {field.python: _schema(field.type, catalogue) for field in fields},
        "required": [field.python for field in fields if field.required],
    }
    schema = own
    if base is not None:
        schema = {"type": "object", "allOf": [{"$ref": f"#/$defs/{base}"}, own]}
    members: dict[str, Json] = {
        field.python: {
            "python": field.python,
            "docstring": docstrings.of_field(field),
            "value": _value(field, catalogue),
            "hint": _hint(field),
            "parsed": parsed(field, catalogue),
        }
        # What must be there says which thing it is about; the rest as the catalogue has it.
        for field in sorted(fields, key=lambda field: not field.required)
    }
    former = {name: field.python for field in fields for name in field.formerly}
    data: dict[str, Json] = {
        "root": root,
        "docstring": docstring,
        "formerly": repr(former) if former else "",
        "members": members,
    }
    return Definition(
        module,
        name,
        schema,
        data,
        tuple(filter(None, (object_in_text(each, catalogue) for each in fields))),
    )


def _value(field: Field, catalogue: Catalogue) -> str:
    """What a class body assigns to the field: how it stands on the wire."""
    wire = f"{field.wire!r}, {codec(field, catalogue).expression}"
    if field.aliases:
        wire += f", {field.aliases!r}"
    default = "" if field.required else "default=None, "
    return f"field({default}metadata=wire({wire}))"


def _hint(field: Field) -> str:
    """The type of an attribute where the tool has none for it; else empty."""
    kind = field.type.without_null()
    may_be_null = field.type.is_nullable or not field.required
    decimal = kind.name == "number" and field.form is Form.QUOTED
    if kind.around in ((), (LIST,)) and not decimal and not (field.required and may_be_null):
        return ""
    return python_type(kind, field.form) + (" | None" if may_be_null else "")


def _schema(kind: Type, catalogue: Catalogue) -> Json:
    item: dict[str, Json]
    match kind.kind:
        case TypeKind.ENUM:
            item = {"$ref": f"#/$defs/{catalogue.enums[kind.name].module}.{kind.name}"}
        case TypeKind.OBJECT:
            item = {"$ref": f"#/$defs/{catalogue.objects[kind.name].module}.{kind.name}"}
        case _:
            item = {} if kind.name == "any" else {"type": kind.name}
    return {"type": "array", "items": item} if kind.containers else item


def _variants(catalogue: Catalogue) -> dict[str, list[str]]:
    """Statements that tell a class its variants, by module."""
    statements: dict[str, list[str]] = defaultdict(list)
    for shape in catalogue.objects.values():
        if shape.variants:
            pairs = [(variant.class_name, variant) for variant in shape.variants]
            statements[shape.module].append(_variants_of(shape.class_name, pairs))
    for event in catalogue.events:
        if event.body.variants:
            pairs = [(event.variant_class(variant), variant) for variant in event.body.variants]
            statements[event.body.module].append(_variants_of(event.class_name, pairs))
    return statements


def _variants_of(name: str, variants: list[tuple[str, Variant]]) -> str:
    rows = "".join(
        f"({class_name}, {', '.join(map(_when, variant.conditions))}), "
        for class_name, variant in variants
    )
    return f"variants({name}, {rows})"


def _when(condition: Condition) -> str:
    parts = [repr(step) for step in condition.path]
    if condition.from_root:
        parts.append("from_root=True")
    if condition.present is not None:
        parts.append(f"present={condition.present}")
    if condition.one_of:
        parts.append(f"one_of={condition.one_of!r}")
    if condition.none_of:
        parts.append(f"none_of={condition.none_of!r}")
    return f"when({', '.join(parts)})"


def sources(
    definitions: Mapping[str, Sequence[Definition]], kept: MutableMapping[str, str] | None = None
) -> dict[str, str]:
    """The source of every module without header and standing imports, by the module's path.

    `kept` has those of earlier runs by a hash of all that a module is made of; those of this one
    take their place.

    Raises:
        ToolError: the tool's output is not what our templates make.
    """
    kept = {} if kept is None else kept
    hashes = {path: _hash(found) for path, found in definitions.items()}
    known = {path: kept[name] for path, name in hashes.items() if name in kept}
    missing = [path for path in definitions if path not in known]
    parts = [missing[start : start + _AT_ONCE] for start in range(0, len(missing), _AT_ONCE)]
    # More processes than this would wait for each other more than they help.
    with ThreadPoolExecutor(2) as threads:
        for made in threads.map(lambda each: _made(each, definitions), _shares(parts)):
            known |= made
    kept.clear()
    kept.update({hashes[path]: source for path, source in known.items()})
    return known


def _shares(parts: list[list[str]]) -> list[list[list[str]]]:
    """The parts in as many shares as there are processes for them."""
    half = (len(parts) + 1) // 2
    return [share for share in (parts[:half], parts[half:]) if share]


def _hash(definitions: Iterable[Definition]) -> str:
    text = json.dumps([[each.name, each.schema, each.data] for each in definitions])
    return hashlib.sha256(text.encode()).hexdigest()


_AT_ONCE = 100
"""Modules that the tool makes in one go: its memory grows with them."""

_STUB: dict[str, Json] = {"root": "object", "docstring": "...", "members": {}}


def _made(
    parts: Iterable[Sequence[str]], definitions: Mapping[str, Sequence[Definition]]
) -> dict[str, str]:
    """The sources of some modules."""
    parts = list(parts)
    given = json.dumps([_input(paths, definitions) for paths in parts])
    command = [sys.executable, "-P", str(Path(__file__).with_name("tool.py"))]
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise ToolError(f"{_TOOL} failed: {done.stderr.strip().rpartition(chr(10))[2]}")
    made: dict[str, str] = {}
    for paths, found in zip(parts, json.loads(done.stdout), strict=True):
        if found is None:
            raise ToolError(f"{_TOOL} made one module instead of many")
        for path in paths:
            made[path] = source = found.get(path, "")
            for each in definitions[path]:
                if f"\nclass {each.name}(" not in "\n" + source:
                    raise ToolError(f"{_TOOL} made no class {each.name} in {path}")
    return made


def _input(
    paths: Iterable[str], definitions: Mapping[str, Sequence[Definition]]
) -> tuple[dict[str, Json], dict[str, dict[str, Json]]]:
    """Schema and data of some modules; of classes in others, the tool needs only the names."""
    wanted = {f"{d.module}.{d.name}": d for path in paths for d in definitions[path]}
    named = {name for each in wanted.values() for name in _references(each.schema)}
    stubs = sorted(named - wanted.keys())
    schema: dict[str, Json] = {
        "$schema": DIALECT,
        "$defs": {
            **{name: {"type": "object"} for name in stubs},
            **{name: each.schema for name, each in wanted.items()},
        },
    }
    data = {**dict.fromkeys(stubs, _STUB), **{name: each.data for name, each in wanted.items()}}
    return schema, data


def _references(schema: Json) -> Iterator[str]:
    """The definitions that a schema names."""
    match schema:
        case {"$ref": str(address)}:
            yield address.removeprefix("#/$defs/")
        case dict():
            for each in schema.values():
                yield from _references(each)
        case list():
            for each in schema:
                yield from _references(each)
