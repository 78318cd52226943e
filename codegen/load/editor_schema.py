"""The JSON Schema by which an editor completes and checks a catalogue.

It is read off the same forms as the loader follows, with the names of one catalogue: shared
fields, formats, enums, objects and labels are completed, and a label that is none is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codegen.catalogue.field_type import SCALARS
from codegen.catalogue.json_text import DIALECT
from codegen.catalogue.written import Bound, Catalogue, Evidence, Field, Json, Written
from codegen.load.field_line import PATTERN, SHAPE
from codegen.load.key_forms import (
    CLASSES,
    AnyJson,
    Atom,
    Choice,
    Either,
    FieldLine,
    Flag,
    Form,
    Key,
    Many,
    Named,
    Record,
    Text,
    ValueLine,
    Whole,
    keys,
    record,
)

Schema = dict[str, Json]


def editor_schema(catalogue: Catalogue) -> Schema:
    """A schema in JSON Schema 2020-12 for the YAML, with an explanation of every key."""
    return _Writer(catalogue).schema()


class _Writer:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        labels = [*catalogue.sources]
        self.names: Mapping[str, list[str]] = {
            "sources": labels,
            "evidence": [*(e.value for e in Evidence if e is not Evidence.ABSENT), *labels],
            "marks": [*(e.value for e in Evidence), *labels],
            "answers": [*catalogue.answers],
            "enums": [*catalogue.enums],
            "events": [*catalogue.events],
        }

    def schema(self) -> Schema:
        definitions: Schema = {cls.__name__: self.mapping(cls) for cls in CLASSES}
        definitions["FieldUse"] = self.record(record(Field))
        definitions["CommonField"] = self.record(record(Field, "from"))
        definitions["fields"] = self.fields()
        definitions["line"] = self.line()
        return {
            "$schema": DIALECT,
            "title": "Catalogue of events",
            "$ref": "#/$defs/Catalogue",
            "$defs": definitions,
        }

    def mapping(self, cls: type[Written]) -> Schema:
        """The schema of a class's mapping."""
        properties: Schema = {key.name: self.key(key) for key in keys(cls)}
        required: list[Json] = [key.name for key in keys(cls) if key.required]
        text = " ".join((cls.__doc__ or "").split())
        return {
            # Over a shared field editors show what it is, and not what fields are.
            **({"description": text} if cls is not Field else {}),
            "type": "object",
            "properties": properties,
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    def key(self, key: Key) -> Schema:
        return {"description": key.text, **self.form(key.form, key.refers)}

    def form(self, form: Form, refers: str = "") -> Schema:
        match form:
            case Text(pattern=None) if refers in self.names:
                return {"enum": [*self.names[refers]]}
            case Text(pattern=None):
                return {"type": "string", "pattern": r"\S"}
            case Text():
                return {"type": "string", "pattern": f"^({form.pattern})$"}
            case Choice():
                return {"enum": [*form.words]}
            case Flag():
                return {"type": "boolean"}
            case Whole(least=None):
                return {"type": "integer"}
            case Whole():
                return {"type": "integer", "minimum": form.least}
            case Atom():
                return {"type": ["string", "number", "boolean"]}
            case AnyJson():
                return {}
            case FieldLine():
                return {"$ref": "#/$defs/line"}
            case ValueLine():
                return {"type": ["string", "integer"], "pattern": r"\S"}
            case Record():
                return self.reference(form)
            case Many():
                item = self.form(form.item, refers)
                items: Schema = {"type": "array", "items": item, "uniqueItems": True}
                # Editors complete what stands in `anyOf`, but not what stands behind `else`.
                return {"anyOf": [item, items]}
            case Named():
                return self.named(form, refers)
            case Either():
                table = self.named(form.table, refers)
                single = self.form(form.single)
                return {"if": {"type": "object"}, "then": table, "else": single}

    def named(self, form: Named, refers: str) -> Schema:
        if refers == "fields" and isinstance(form.item, Record):
            return {"$ref": "#/$defs/fields"}
        item = self.form(form.item)
        names = self.catalogue.common if refers == "common" else self.names.get(refers, ())
        return _named(dict.fromkeys(names, item), item)

    def fields(self) -> Schema:
        """Fields by name, the shared ones with what they are."""
        item: Schema = {"$ref": "#/$defs/FieldUse"}
        shared = {**self.catalogue.fields, **self.catalogue.common}
        named = {name: field for name, field in shared.items() if " " not in name}
        return _named(
            {name: {**item, "description": _shown(field)} for name, field in named.items()}, item
        )

    def reference(self, form: Record) -> Schema:
        if form.cls is Field:
            return {"$ref": "#/$defs/FieldUse" if form.bare == "is" else "#/$defs/CommonField"}
        return self.record(form)

    def record(self, form: Record) -> Schema:
        """A mapping or, where one may stand in place of it, a bare value.

        With `if` in place of `anyOf` editors say what is wrong with the one that was written.
        """
        mapping: Schema = {"$ref": f"#/$defs/{form.cls.__name__}"}
        if form.bare is None:
            return mapping
        (key,) = (key for key in keys(form.cls) if key.name == form.bare)
        marks = "marks" if form.bare == "from" else key.refers
        bare = self.form(key.form, marks)
        found: Schema = {"if": {"type": "object"}, "then": mapping, "else": bare}
        if form.may_be_null:
            line: Schema = {"if": {"type": "string"}, "then": bare, "else": {"type": "null"}}
            # Snippets inside of `then` would be lost.
            found = {**found, "else": line, "defaultSnippets": self.snippets()}
        return found

    def line(self) -> Schema:
        return {
            "type": "string",
            "pattern": PATTERN,
            "patternErrorMessage": f"Write {SHAPE.strip('`')}. TYPE is string, integer, number, "
            "boolean, any, event, an enum or an object, with its format in brackets.",
            "description": f"{SHAPE.strip('`')}, or the parts that differ from the shared field.",
            "defaultSnippets": self.snippets(),
        }

    def snippets(self) -> list[Json]:
        return [{"label": kind, "bodyText": f"{kind} -- ${{1:text}}"} for kind in self.types()]

    def types(self) -> Iterable[str]:
        """The types that a line may begin with, as far as they can be listed."""
        catalogue = self.catalogue
        yield from SCALARS
        yield "any"
        for name, form in catalogue.formats.items():
            if form.media_type is None:
                yield f"{form.of.value}({name})"
        for bound in Bound:
            yield f"string({bound.value})"
        for name, enum in catalogue.enums.items():
            yield name
            if enum.by_number is not None:
                yield enum.by_number
        for name in catalogue.objects:
            yield name
            yield f"{name}[]"


def _named(properties: Schema, item: Schema) -> Schema:
    return {
        "type": "object",
        **({"properties": properties} if properties else {}),
        "propertyNames": {"pattern": r"\S"},
        "additionalProperties": item,
    }


def _shown(field: Field) -> str:
    """The line of a shared field, as editors show it."""
    line = field.line
    if line is None:
        return ""
    start = str(line.type) if line.type is not None else f"like {line.like}" if line.like else ""
    example = f", e.g. {line.example}" if line.example is not None else ""
    return f"{start}{example} -- {line.text}" if line.text is not None else start + example
