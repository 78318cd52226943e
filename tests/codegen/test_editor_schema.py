"""The schema for editors accepts what the loader accepts, and explains every key."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import attrs
import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import relevance

from codegen.catalogue import written
from codegen.catalogue.written import Json
from codegen.load.editor_schema import editor_schema, translation_schema
from codegen.load.key_forms import CLASSES
from codegen.load.yaml_nodes import Broken, Node, Scalar, Sequence, Table, compose
from tests.codegen.mini import TEXT, Break, broken
from tests.codegen.test_load import CASES, NAME_CASES

CATALOGUE = Path(__file__).resolve().parents[2] / "spec" / "catalogue.yaml"
SCHEMA = editor_schema()
VALIDATOR = Draft202012Validator(cast("dict[str, object]", SCHEMA))
TRANSLATION_SCHEMA = translation_schema()
TRANSLATION_VALIDATOR = Draft202012Validator(cast("dict[str, object]", TRANSLATION_SCHEMA))

OF_FORM = {"unknown-key", "missing-key", "wrong-type", "unknown-choice", "pattern", "empty-text"}
"""Rules of the loader that a JSON Schema can express."""


def value(node: Node | None) -> Json:
    """What an editor sees of the YAML; names become texts, as in JSON."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [value(item) for item in node.items]
        case Table():
            return {entry.key.text: value(entry.value) for entry in node.entries}
        case Broken() | None:
            raise AssertionError(node)


def instance(text: str) -> Json:
    root, findings = compose(text, "x.yaml")
    assert findings == ()
    return value(root)


def test_is_a_schema() -> None:
    for schema in (SCHEMA, TRANSLATION_SCHEMA):
        Draft202012Validator.check_schema(cast("dict[str, object]", schema))


def test_accepts_the_mini_catalogue() -> None:
    assert [e.message for e in VALIDATOR.iter_errors(instance(TEXT))] == []


def test_accepts_the_catalogue() -> None:
    text = CATALOGUE.read_text(encoding="utf-8")
    assert [e.message for e in VALIDATOR.iter_errors(instance(text))] == []


def test_accepts_the_translation() -> None:
    text = CATALOGUE.with_suffix(".zh.yaml").read_text(encoding="utf-8")
    assert [e.message for e in TRANSLATION_VALIDATOR.iter_errors(instance(text))] == []


@pytest.mark.parametrize(
    "text",
    ["evnts: {}", "events: {gate-opening: {titel: 开门}}", "fields: {gate: 12}", "fields: {g: ''}"],
)
def test_rejects_a_faulty_translation(text: str) -> None:
    assert not TRANSLATION_VALIDATOR.is_valid(instance(text))


def test_names_a_misspelt_key() -> None:
    text = broken("title: Lorry left", "tittle: Lorry left")
    errors = sorted(VALIDATOR.iter_errors(instance(text)), key=relevance)
    assert {tuple(e.path) for e in errors} == {("events", "lorry-left")}
    assert any("'tittle' was unexpected" in e.message for e in errors)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.rule in OF_FORM and c not in NAME_CASES], ids=str
)
def test_rejects_what_the_loader_rejects(case: Break) -> None:
    assert not VALIDATOR.is_valid(instance(case.text))


def test_accepts_the_shorthands() -> None:
    text = broken(
        "fields: [requestId]", "fields:\n        - requestId:\n        - gate: {wire: null}"
    )
    text = broken("sources: [handbook, letter]", "sources: letter", text)
    assert [e.message for e in VALIDATOR.iter_errors(instance(text))] == []


def test_every_key_of_the_model_is_explained() -> None:
    definitions = {
        name: definition
        for schema in (SCHEMA, TRANSLATION_SCHEMA)
        for name, definition in cast(
            "dict[str, dict[str, dict[str, dict[str, str]]]]", schema["$defs"]
        ).items()
    }
    assert definitions.keys() == {cls.__name__ for cls in CLASSES}
    for cls in CLASSES:
        properties = definitions[cls.__name__]["properties"]
        given = [a.name for a in attrs.fields(cls) if a.metadata.get("yaml", True)]
        assert list(properties) == given
        assert all(prop["description"].endswith(".") for prop in properties.values())


def test_the_enums_are_those_of_the_model() -> None:
    definitions = cast("dict[str, dict[str, dict[str, dict[str, object]]]]", SCHEMA["$defs"])
    kind = definitions["Event"]["properties"]["kind"]
    assert kind["enum"] == [member.value for member in written.Kind]
