"""The schema for editors accepts what the loader accepts, and explains every key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import attrs
import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from codegen.catalogue import written
from codegen.catalogue.written import Json
from codegen.load.editor_schema import editor_schema
from codegen.load.key_forms import CLASSES
from codegen.load.loader import load_file
from codegen.load.yaml_nodes import Broken, Node, Scalar, Sequence, Table, compose
from tests.codegen.mini import TEXT, Break, broken, catalogue_of
from tests.codegen.test_load import CASES, NAME_CASES

CATALOGUE = Path(__file__).resolve().parents[2] / "spec" / "catalogue.yaml"
SCHEMA = cast("dict[str, Any]", editor_schema(catalogue_of()))
VALIDATOR = Draft202012Validator(SCHEMA)

OF_FORM = {
    "unknown-key",
    "missing-key",
    "wrong-type",
    "unknown-choice",
    "pattern",
    "empty-text",
    "field-line",
}
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


def errors(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(instance(text))]


def test_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_accepts_the_mini_catalogue() -> None:
    assert errors(TEXT) == []


def test_accepts_the_catalogue() -> None:
    catalogue, _ = load_file(CATALOGUE)
    assert catalogue is not None
    validator = Draft202012Validator(cast("dict[str, Any]", editor_schema(catalogue)))
    text = CATALOGUE.read_text(encoding="utf-8")
    assert [e.message for e in validator.iter_errors(instance(text))] == []


def test_names_a_misspelt_key() -> None:
    text = broken("title: Lorry left", "tittle: Lorry left")
    error = best_match(VALIDATOR.iter_errors(instance(text)))
    assert error is not None
    assert list(error.path)[-2:] == ["events", "lorry-left"]


# What stands in brackets may be the name of any format: a pattern cannot tell.
REJECTED = [c for c in CASES if c.rule in OF_FORM and c not in NAME_CASES and "(json" not in c.new]


@pytest.mark.parametrize("case", REJECTED, ids=str)
def test_rejects_what_the_loader_rejects(case: Break) -> None:
    assert not VALIDATOR.is_valid(instance(case.text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gate: {required: true}\n          day", "gate:\n          day"),
        ("gate: {required: true}\n          day", "gate: e.g. 7\n          day"),
        ("gate: {required: true}\n          day", "gate: -- Text.\n          day"),
        ("gate: {required: true}\n          day", "gate: like other gate\n          day"),
        ("from: [handbook, letter]", "from: letter"),
        ("common: all", "common: {eventCode: [handbook, letter]}"),
        ("common: all", 'common: {eventCode: {note: "x"}}'),
        ("when: {state: [moved]}", "when: {state: {none_of: [1, true]}}"),
        ("TODAY: 1 -- today", "TODAY: 1"),
        ("carries: all events", "carries: {gate-opening: documented}"),
    ],
)
def test_accepts_every_form(old: str, new: str) -> None:
    assert errors(broken(old, new)) == []


def test_a_label_that_is_none_is_marked() -> None:
    assert errors(broken("from: [handbook, letter]", "from: [handbook, leter]"))
    assert errors(broken("            from: inferred\n", "            from: guessed\n"))
    assert errors(broken("{eventCode: message}", "{eventCode: gone}"))


def test_shared_fields_are_completed_with_what_they_are() -> None:
    fields = SCHEMA["$defs"]["fields"]["properties"]
    assert fields.keys() == {"gate", "count", "eventCode"}
    assert fields["gate"]["description"] == "string(integer), e.g. 12 -- Number of the gate."


def test_types_are_completed_in_the_line() -> None:
    for definition in ("line", "FieldUse"):
        snippets = SCHEMA["$defs"][definition]["defaultSnippets"]
        labels = [snippet["label"] for snippet in snippets]
        assert {"string", "string(iso-day)", "PalletState", "Pallet[]"} <= set(labels)
        assert all(snippet["bodyText"].endswith(" -- ${1:text}") for snippet in snippets)


def test_every_key_of_the_model_is_explained() -> None:
    for cls in CLASSES:
        definition = SCHEMA["$defs"][cls.__name__]
        given = [
            attribute.metadata["name"] or attribute.name
            for attribute in attrs.fields(cls)
            if attribute.metadata.get("yaml", True)
        ]
        assert list(definition["properties"]) == given
        assert all(prop["description"].endswith(".") for prop in definition["properties"].values())


def test_the_enums_are_those_of_the_model() -> None:
    kind = SCHEMA["$defs"]["Event"]["properties"]["kind"]
    assert kind["enum"] == [member.value for member in written.Kind]
