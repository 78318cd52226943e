"""Each fact that no document states is marked as inferred in every output that shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import dataworks_events as dw
from tests.generated import facts
from tests.generated.facts import Shape

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "generated"


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


INFERRED: Mapping[str, list[str]] = read_json(ROOT / "tests/facts/inferred.json")
ORIGINS = read_json(ROOT / "tests/facts/origins.json")
ENVELOPES = facts.ADDITIONS["function_compute"]
CATALOGUE = read_json(GENERATED / "catalogue.json")
EVENTS = {event["code"]: event for event in CATALOGUE["events"]}
SERVICES = {service["name"]: service["slug"] for service in CATALOGUE["services"]}
SHAPES = [*facts.shapes()]
UNPUBLISHED = ("deploy-table", "update-data-quality-evaluation-task")
"""Events whose body has one published message, which is another event's."""


def lines(path: str) -> list[str]:
    return (GENERATED / path).read_text(encoding="utf-8").splitlines()


def rows(path: str, code: str) -> list[list[str]]:
    """The cells of the rows of a page that have a code."""
    found = [line for line in lines(f"docs/{path}") if line.startswith("|") and f"`{code}`" in line]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in found]


def service_page(code: str) -> str:
    return f"services/{SERVICES[EVENTS[code]['service']]}.md"


def row_of(path: str, label: str) -> str:
    """The second cells of the rows of a page that begin with a label."""
    found = [line for line in lines(f"docs/{path}") if line.startswith(f"| {label} |")]
    assert found
    return " ".join(line.strip("| ").split(" | ")[1] for line in found)


def section(path: str, heading: str) -> str:
    text = (GENERATED / "docs" / path).read_text(encoding="utf-8")
    _, _, behind = text.partition(f"## {heading}\n")
    return behind.partition("\n## ")[0]


def llms(code: str) -> str:
    (found,) = [line for line in lines("llms.txt") if f"`{code}`" in line]
    return found


def comment(schema: Mapping[str, Any]) -> list[str]:
    found = re.match(r"Inferred, as no source states it: ([^.]*)\.", schema["$comment"])
    return found[1].split(", ") if found else []


def doubt_in(text: str) -> list[str]:
    found = re.search(r"Inferred, as no source states it: ([^.]*)\.", " ".join(text.split()))
    return re.findall(r"`(\w+)`", found[1]) if found else []


def rows_of_inferred(code: str) -> str:
    table = section("sources.md", "Inferred facts")
    return "".join(line for line in table.splitlines() if line.startswith(f"| [`{code}`]"))


def answers_page() -> str:
    return (GENERATED / "docs/answers.md").read_text(encoding="utf-8")


def badge(code: str) -> str:
    found = [line for line in lines(f"docs/events/{code}.md") if line.startswith("**")]
    return found[0].partition(" · ")[0]


@pytest.fixture(scope="module")
def schemas_of_asyncapi() -> Mapping[str, Any]:
    loaded = yaml.load((GENERATED / "asyncapi.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    schemas: Mapping[str, Any] = loaded["components"]["schemas"]
    return schemas


IN_DATA: Mapping[str, Callable[[str], object]] = {
    "catalogue.json": lambda code: EVENTS[code]["inferred"],
    "events/*.json": lambda code: read_json(GENERATED / f"events/{code}.json")["event"]["inferred"],
    "EVENTS": lambda code: dw.EVENTS[code].inferred,
    "llms.txt": lambda code: re.findall(r"\w+", llms(code).partition(" Inferred: ")[2]),
    "schemas/*.json": lambda code: comment(read_json(GENERATED / f"schemas/{code}.json")),
    "schemas/bodies/*.json": lambda code: comment(
        read_json(GENERATED / f"schemas/bodies/{code}.json")
    ),
    "docs/sources.md": rows_of_inferred,
    "docs/events/*.md": lambda code: section(f"events/{code}.md", "Sources"),
    "docstring": lambda code: doubt_in(dw.EVENTS[code].event_class.__doc__ or ""),
}
"""Where all that is inferred of an event is listed, as something that the word is `in`."""


@pytest.mark.parametrize("output", IN_DATA)
@pytest.mark.parametrize("key", INFERRED)
def test_what_no_document_states_is_listed(key: str, output: str) -> None:
    marked = {code for code in facts.EVENTS if key in listed(IN_DATA[output](code), key)}
    assert marked == set(INFERRED[key])


def listed(found: object, key: str) -> list[str]:
    if isinstance(found, str):
        return [key] if f"`{key}`" in found else []
    assert isinstance(found, list | tuple)
    return [str(each) for each in found]


IN_CELLS: Mapping[str, Mapping[str, Callable[[str], str]]] = {
    "answer": {
        "docs/index.md": lambda code: rows("index.md", code)[0][-1],
        "docs/services/*.md": lambda code: rows(service_page(code), code)[0][-1],
        "docs/events/*.md": lambda code: (
            row_of(f"events/{code}.md", "Answered by") if EVENTS[code]["answers"] else ""
        ),
        "docs/answers.md": lambda code: " ".join(
            re.findall(rf"\[`{re.escape(code)}`\]\([^)]*\)( \(inferred\))?", answers_page())
        ),
    },
    "kind": {
        "docs/index.md": lambda code: rows("index.md", code)[0][2],
        "docs/services/*.md": lambda code: rows(service_page(code), code)[0][2],
        "docs/codes.md": lambda code: rows("codes.md", code)[1][-1],
        "llms.txt": lambda code: llms(code).partition(". ")[0],
        "docs/events/*.md": badge,
    },
    "category": {
        "docs/codes.md": lambda code: rows("codes.md", code)[0][3],
        "docs/events/*.md": lambda code: row_of(f"events/{code}.md", "Category"),
    },
}
"""Where a fact is shown, by the fact: the text that shows it."""


@pytest.mark.parametrize(
    ("key", "output"), [(key, output) for key, where in IN_CELLS.items() for output in where]
)
def test_what_no_document_states_is_marked_where_it_is_shown(key: str, output: str) -> None:
    shown = IN_CELLS[key][output]
    marked = {code for code in facts.EVENTS if "(inferred)" in shown(code)}
    assert marked == set(INFERRED[key])


def test_what_no_document_states_is_in_asyncapi(schemas_of_asyncapi: Mapping[str, Any]) -> None:
    for code in facts.EVENTS:
        schema = schemas_of_asyncapi[dw.EVENTS[code].event_class.__name__]
        marked = comment({"$comment": "", **schema})
        assert set(marked) == {key for key, codes in INFERRED.items() if code in codes}, code


@pytest.mark.parametrize("code", facts.EVENTS)
def test_an_envelope_that_is_inferred_is_marked_where_it_is_shown(code: str) -> None:
    expected = code in ENVELOPES["inferred"]
    assert (EVENTS[code]["envelopes"].get("function-compute") == "inferred") == expected
    assert (dw.EVENTS[code].envelopes.get("function-compute") == "inferred") == expected
    assert ("(inferred)" in row_of(f"events/{code}.md", "Delivered by")) == expected


def origins(shape: Shape) -> dict[str, str]:
    """Where each field of an event is shown, by path, as the facts have it."""
    known = dict(ORIGINS[shape["body"]][shape["variant"]])
    items = known.pop("by_resource", {})
    if shape["resource"]:
        known |= items[shape["resource"].lower()]
    if shape["event_code"] in UNPUBLISHED:
        without = {"both": "table", "message": "inferred"}
        known = {path: without.get(origin, origin) for path, origin in known.items()}
    return known


def shape_id(shape: Shape) -> str:
    return "-".join(filter(None, (shape["event_code"], shape["variant"], shape["resource"])))


def inferred(shape: Shape) -> list[str]:
    return [path for path, origin in origins(shape).items() if origin == "inferred"]


DOUBTED = [shape for shape in SHAPES if inferred(shape)]


def test_there_are_fields_that_no_source_shows() -> None:
    assert len({shape["event_code"] for shape in DOUBTED}) > 40


@pytest.mark.parametrize("shape", DOUBTED, ids=shape_id)
def test_a_field_that_no_source_shows_is_marked_wherever_it_is(shape: Shape) -> None:
    code = shape["event_code"]
    info = dw.EVENTS[code]
    page = " ".join(lines(f"docs/events/{code}.md"))
    schema = read_json(GENERATED / f"schemas/{code}.json")
    body = read_json(GENERATED / f"schemas/bodies/{code}.json")
    at_run_time = {path.replace("[]", "") for path in info.inferred_fields}
    assert "Fields that no source shows in it: " in llms(code)
    assert info.event_class.__name__ in schema["$defs"]
    for path in inferred(shape):
        assert path in at_run_time, path
        assert f"[`{with_lists(path, info.inferred_fields)}`](#field-{path}" in page, path
        assert re.search(rf"id=\"field-{re.escape(path)}\"></a>.*?\| inferred \|", page), path
        assert "No source shows it here" in comment_at(schema, info.event_class.__name__, path)
        assert "No source shows it here" in comment_in(body, path), path


def with_lists(path: str, paths: tuple[str, ...]) -> str:
    return next(each for each in paths if each.replace("[]", "") == path)


def comment_at(schema: Mapping[str, Any], name: str, path: str) -> str:
    """The comments of a field and of what it lies in, found by path in an event's schema."""
    definitions = schema["$defs"]
    found, comments = definitions[name], []
    for step in path.split("."):
        field = properties(found, definitions)[step]
        comments.append(field.get("$comment", ""))
        found = field
    own = comments.pop()
    return own or next((each for each in comments if "nor what lies in it" in each), "")


def properties(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties of an object, of its variants, of the items of a list, or behind `$ref`."""
    if "$ref" in schema:
        return properties(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    found: dict[str, Any] = {}
    for key in ("items", "contentSchema", "then"):
        if key in schema:
            found |= properties(schema[key], definitions)
    for each in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        found |= properties(each, definitions)
    return {**found, **schema.get("properties", {})}


def comment_in(schema: Mapping[str, Any], path: str) -> str:
    """The comment of a field in a schema without references."""
    for step in path.split("."):
        schema = schema.get("items", schema)["properties"][step]
    found: str = schema.get("$comment", "")
    return found


def test_a_doubt_about_one_event_is_said_where_definitions_are_shared() -> None:
    definitions = read_json(GENERATED / "schemas/bundle.json")["$defs"]
    rules = definitions["BatchCreateDataQualityRules"]["properties"]["rules"]["$comment"]
    assert "No source shows these fields in it here: id." in rules
    assert "$comment" not in definitions["DataQualityRule"]["properties"]["id"]
    update = definitions["UpdateDataQualityEvaluationTask"]["properties"]
    assert "condition, notifications" in update["notifications"]["$comment"]


def test_a_field_that_one_variant_shows_is_not_doubted_there() -> None:
    schema = read_json(GENERATED / "schemas/workbench-monitor-alert.json")
    code = schema["$defs"]["WorkbenchMonitorAlert"]["properties"]["eventCode"]
    assert "No source shows it here, but in the variant baseline." in code["$comment"]
