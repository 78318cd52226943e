"""The JSON Schema by which an editor completes and checks a catalogue.

It is read off the same forms as the loader follows.
"""

from __future__ import annotations

from codegen.catalogue import translation, written
from codegen.catalogue.written import Json
from codegen.load.key_forms import (
    CLASSES,
    AnyJson,
    Choice,
    Flag,
    Form,
    Key,
    Many,
    Named,
    NamedList,
    Record,
    Text,
    Whole,
    keys,
    record,
)


def editor_schema() -> dict[str, Json]:
    """A schema in JSON Schema 2020-12 for the YAML, with an explanation of every key."""
    return _schema("Catalogue of events", written.Catalogue)


def translation_schema() -> dict[str, Json]:
    """The same for the file with the catalogue's texts in Chinese."""
    return _schema("Texts of a catalogue in Chinese", translation.Translation)


def _schema(title: str, root: type[written.Written]) -> dict[str, Json]:
    module = root.__module__
    definitions: dict[str, Json] = {
        cls.__name__: _definition(cls) for cls in CLASSES if cls.__module__ == module
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_form(record(root)),
        "$defs": definitions,
    }


def _definition(cls: type[written.Written]) -> dict[str, Json]:
    """The schema of a class's mapping."""
    properties: dict[str, Json] = {key.name: _key(key) for key in keys(cls)}
    required: list[Json] = [key.name for key in keys(cls) if key.required]
    return {
        "description": " ".join((cls.__doc__ or "").split()),
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _key(key: Key) -> dict[str, Json]:
    form = _form(key.form)
    if key.may_be_null and form:
        form = {"anyOf": [form, {"type": "null"}]}
    return {"description": key.text, **form}


def _form(form: Form) -> dict[str, Json]:
    match form:
        case Text(pattern=None):
            return {"type": "string", "pattern": r"\S"}
        case Text():
            return {"type": "string", "pattern": f"^({form.pattern})$"}
        case Choice():
            return {"enum": [member.value for member in form.enum]}
        case Flag():
            return {"type": "boolean"}
        case Whole():
            return {"type": "integer", "minimum": 0}
        case AnyJson():
            return {}
        case Record():
            return _record(form)
        case Many():
            item = _form(form.item)
            return {"anyOf": [item, {"type": "array", "items": item, "uniqueItems": True}]}
        case Named():
            return {
                "type": "object",
                "propertyNames": {"pattern": r"\S"},
                "additionalProperties": _form(form.item),
            }
        case NamedList():
            return _named_list(form)


def _record(form: Record) -> dict[str, Json]:
    mapping: dict[str, Json] = {"$ref": f"#/$defs/{form.cls.__name__}"}
    others: list[Json] = []
    if form.shorthand is not None:
        (key,) = (key for key in keys(form.cls) if key.name == form.shorthand)
        others.append(_form(key.form))
    if form.may_be_null:
        others.append({"type": "null"})
    return {"anyOf": [mapping, *others]} if others else mapping


def _named_list(form: NamedList) -> dict[str, Json]:
    name: dict[str, Json] = {"type": "string", "pattern": r"\S"}
    changed: dict[str, Json] = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "propertyNames": {"pattern": r"\S"},
        "additionalProperties": _form(form.item),
    }
    return {"anyOf": [name, {"type": "array", "items": {"anyOf": [name, changed]}}]}
