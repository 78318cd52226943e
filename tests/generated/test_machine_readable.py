"""What programs read of the catalogue: `catalogue.json`, `events/`, `asyncapi.yaml`, `llms.txt`."""

from __future__ import annotations

import ast
import json
import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from datamodel_code_generator import GenerateConfig, InputFileType, generate
from jsonschema import Draft202012Validator

import dataworks_events as dw
from dataworks_events import fixtures
from tests.generated.messages import as_in_docs

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "generated"
every_event = pytest.mark.parametrize("code", list(dw.EVENTS))


@cache
def asyncapi() -> Any:
    return yaml.load((GENERATED / "asyncapi.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@cache
def from_json(name: str) -> Any:
    return json.loads((GENERATED / name).read_text(encoding="utf-8"))


def envelopes(code: str) -> list[str]:
    return list(dict.fromkeys(each.envelope for each in fixtures.load(code)))


def test_reading_the_document_back_gives_the_same_models() -> None:
    config = GenerateConfig(
        input_file_type=InputFileType.AsyncAPI, formatters=[], disable_timestamp=True
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "format of .* not understood", UserWarning)
        source = generate((GENERATED / "asyncapi.yaml").read_text(encoding="utf-8"), config=config)
    assert isinstance(source, str)
    made = {node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}
    classes = package_classes()
    # The tool also names what stands in a message: `CommitFileEventbridgeHeaders`.
    parts = {
        f"{info.event_class.__name__}{''.join(map(str.capitalize, envelope.split('-')))}{part}"
        for code, info in dw.EVENTS.items()
        for envelope in envelopes(code)
        for part in ("Headers", "Payload")
    }
    assert made == classes | parts


def package_classes() -> set[str]:
    """The names of all classes that are made from the catalogue."""
    folders = ("events", "shared", "attributes")
    return {
        node.name
        for folder in folders
        for path in (GENERATED / "dataworks_events" / folder).glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


@every_event
def test_every_delivery_of_an_event_is_a_message_on_its_channel(code: str) -> None:
    document, info = asyncapi(), dw.EVENTS[code]
    for envelope in envelopes(code):
        name = f"{info.event_class.__name__}.{envelope}"
        reference = {"$ref": f"#/components/messages/{name}"}
        assert document["channels"][envelope]["messages"][code] == reference
        message = document["components"]["messages"][name]
        assert message["title"] == info.title
        assert message["summary"] == info.summary
        tags = {tag["name"] for tag in message["tags"]}
        assert {info.service, info.kind, f"{info.level}-level", info.category} <= tags
        operations = [
            key
            for key, operation in document["operations"].items()
            if {"$ref": f"#/channels/{envelope}/messages/{code}"} in operation["messages"]
        ]
        assert len(operations) == 1


@every_event
def test_headers_and_payload_of_an_example_are_a_message(code: str) -> None:
    full = [each for each in fixtures.load(code) if each.name.endswith("/full")]
    for envelope in envelopes(code):
        name = f"{dw.EVENTS[code].event_class.__name__}.{envelope}"
        message = asyncapi()["components"]["messages"][name]
        field = {"eventbridge": "data", "function-compute": "messageBody"}[envelope]
        together = [{**one["headers"], field: one["payload"]} for one in message["examples"]]
        sent = [each.message for each in full if each.envelope == envelope]
        assert [*map(as_in_docs, together)] == [*map(as_in_docs, sent)]
        for one in message["examples"]:
            for part in ("headers", "payload"):
                assert errors(message[part], one[part]) == []
        other = next(iter(message["examples"]))["headers"]
        known = [key for key, value in other.items() if value in (code, dw.EVENTS[code].type)]
        assert known
        assert errors(message["headers"], {**other, known[0]: "another"}) != []


def errors(schema: Any, value: object) -> list[str]:
    whole = {**schema, "components": asyncapi()["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]


def test_the_catalogue_is_as_its_schema_says() -> None:
    schema = from_json("catalogue.schema.json")
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.Draft202012Validator(schema)
    catalogue = from_json("catalogue.json")
    assert [error.message for error in validator.iter_errors(catalogue)] == []
    del catalogue["events"][0]["code"]
    assert [error.message for error in validator.iter_errors(catalogue)] != []
    from_json.cache_clear()


@every_event
def test_an_event_has_a_file_with_all_that_it_refers_to(code: str) -> None:
    schema, file = from_json("catalogue.schema.json"), from_json(f"events/{code}.json")
    validator = jsonschema_rs.Draft202012Validator({**schema, "$ref": "#/$defs/EventFile"})
    assert [error.message for error in validator.iter_errors(file)] == []
    catalogue, info = from_json("catalogue.json"), dw.EVENTS[code]
    assert file["event"] in catalogue["events"]
    assert file["body"] in catalogue["bodies"]
    assert file["event"]["type"] == info.type
    assert file["event"]["title"] == info.title
    assert file["event"]["answers"] == [str(answer) for answer in info.answers]
    assert (GENERATED / file["event"]["schema"]).is_file()
    examples = [example["message"] for example in file["examples"]]
    full = [each.message for each in fixtures.load(code) if each.name.endswith("/full")]
    assert [*map(as_in_docs, examples)] == [*map(as_in_docs, full)]
    known = {one["class_name"] for one in file["objects"]} | {one["name"] for one in file["enums"]}
    shapes = [file["body"], *file["body"]["variants"], *file["objects"]]
    shapes += [variant for shape in file["objects"] for variant in shape["variants"]]
    for shape in shapes:
        for field in shape["fields"]:
            for kind in filter(None, (field["type"], field["holds"])):
                assert kind["kind"] not in ("enum", "object") or kind["name"] in known


def test_the_overview_leads_to_every_event() -> None:
    text = (GENERATED / "llms.txt").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert all((GENERATED / link).is_file() for link in links)
    for code, info in dw.EVENTS.items():
        assert f"events/{code}.json" in links
        assert f"`{info.type}`" in text
