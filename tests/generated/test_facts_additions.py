"""What was found after the first catalogue is in the package, its docs and its data, with its doubts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import dataworks_events as dw
from dataworks_events._codecs import INTEGER, STRING, Member, Nested, leaf_of
from dataworks_events._fields import fields_of, variants_of
from tests.generated import facts, paths
from tests.generated.facts import Shape

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "generated"


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


ADDITIONS = facts.ADDITIONS
NODE_TYPES = read_json(ROOT / "tests/facts/node_types.json")["types"]
ORIGINS = read_json(ROOT / "tests/facts/origins.json")
CATALOGUE = read_json(GENERATED / "catalogue.json")
ENUMS = {enum["name"]: enum for enum in CATALOGUE["enums"]}
OBJECTS = {shape["name"]: shape for shape in CATALOGUE["objects"]}
BODIES = {body["name"]: body for body in CATALOGUE["bodies"]}
ANSWERS = {answer["name"]: answer for answer in CATALOGUE["answers"]}
OF_FACTS = tuple(read_json(ROOT / "tests/facts/events.json"))
"""Codes of the events that the facts are about: more may be in the catalogue."""
EVENT_FILES = GENERATED / "events"
EVENTS = {event["code"]: event for event in CATALOGUE["events"]}
ORIGIN_NAMES = {
    "both": "field table and sample",
    "table": "field table only",
    "message": "sample only",
    "inferred": "inferred",
}


def page(path: str) -> str:
    """A page of the docs, with single spaces."""
    return " ".join((GENERATED / "docs" / path).read_text(encoding="utf-8").split())


def event_page(code: str) -> str:
    return page(f"events/{code}.md")


def field_at(code: str, path: str) -> Mapping[str, Any]:
    """The record of a field of an event by wire names with dots between them."""
    shape: Mapping[str, Any] = BODIES[EVENTS[code]["body"]]
    found: Mapping[str, Any] = {}
    for name in path.split("."):
        variants = [field for variant in shape["variants"] for field in variant["fields"]]
        found = next(field for field in (*shape["fields"], *variants) if field["name"] == name)
        held = found["type"] if found["type"]["kind"] == "object" else found["holds"]
        shape = OBJECTS.get(held["name"], {}) if held else {}
    return found


def values_of(field: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The values of a field's enum by value, as text."""
    return {str(value["value"]): value for value in ENUMS[field["type"]["name"]]["values"]}


def notes_of(field: Mapping[str, Any]) -> str:
    return field["note"] or ""


def test_node_types_have_the_vendors_number_name_and_kind() -> None:
    kinds = {
        (enum, value["value"]): value["kind"] or "node"
        for enum in ("NodeType", "FileType")
        for value in ENUMS[enum]["values"]
    }
    for known in NODE_TYPES:
        number, name = known["number"], known["name"]
        by_number, by_name = dw.FileType(number), dw.NodeType(name)
        assert by_number.is_known, known
        assert by_name.is_known, known
        assert by_number.name.removesuffix(f"_{number}") == by_name.name, known
        assert letters(name) == letters(by_name.name), known
        assert kinds["NodeType", name] == kinds["FileType", number] == known["kind"], known


def letters(name: str) -> str:
    return re.sub(r"\W|_", "", name).casefold()


def test_no_node_type_is_made_up() -> None:
    assert {value["value"] for value in ENUMS["NodeType"]["values"]} == {
        known["name"] for known in NODE_TYPES
    }
    assert {int(member) for member in dw.FileType} <= {known["number"] for known in NODE_TYPES}


def test_names_of_older_node_code_tables_are_read() -> None:
    for name, number in ADDITIONS["older_task_type_names"]["names"].items():
        assert dw.NodeType(name).name == dw.FileType(number).name, name


@pytest.mark.parametrize("name", ADDITIONS["enums"])
def test_numbers_have_the_vendors_names(name: str) -> None:
    known = ADDITIONS["enums"][name]
    enum: Any = getattr(dw, name)
    assert {member.name: int(member) for member in enum} == known["numbers"]
    assert [value["value"] for value in ENUMS[name]["unnumbered"]] == known["without_number"]
    for text in known["without_number"]:
        assert f"`{text}` | no number known" in page("enums.md")


def earlier_names() -> Iterator[tuple[str, str, int]]:
    for enum, names in ADDITIONS["earlier_constants"].items():
        if enum != "note":
            for name, number in names.items():
                yield enum, name, number


def test_earlier_names_stay_and_warn() -> None:
    for enum, name, number in earlier_names():
        with pytest.warns(DeprecationWarning, match=name):
            member = getattr(getattr(dw, enum), name)
        assert member == number, name
        assert member.name != name, name


def test_a_name_that_changed_its_meaning_is_told_first() -> None:
    assert dw.FileType(2) is dw.FileType.SHELL
    assert dw.FileType(6) is dw.FileType.DIDE_SHELL
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    section = changes[changes.index("## [Unreleased]") :]
    section = section[section.index("### Catalogue") :]
    first = next(line for line in section.splitlines() if line.startswith("- "))
    assert "FileType.SHELL" in first
    assert "DIDE_SHELL" in first


@pytest.mark.parametrize(
    ("code", "field"), [(c, f) for c, fields in ADDITIONS["numbers"].items() for f in fields]
)
def test_numbers_are_explained(code: str, field: str) -> None:
    known = ADDITIONS["numbers"][code][field]["values"]
    values = values_of(field_at(code, field))
    assert set(values) == set(known)
    for number, word in known.items():
        assert word in values[number]["meaning"]


@pytest.mark.parametrize(
    ("code", "path"), [(c, p) for c, fields in ADDITIONS["texts"].items() for p in fields]
)
def test_texts_are_named(code: str, path: str) -> None:
    field = field_at(code, path)
    known = ADDITIONS["texts"][code][path]["values"]
    if field["type"]["kind"] == "enum":
        assert set(known) <= set(values_of(field))
    else:
        assert all(text in notes_of(field) for text in known)


def test_what_receives_a_permission_is_a_user() -> None:
    field = field_at(
        "approval-change-created", "process.approvalContent.granteeAccounts.granteeType"
    )
    values = values_of(field)
    assert set(values) == set(ADDITIONS["grantee_type"]["values"])
    assert "user" in values["1"]["meaning"]


@pytest.mark.parametrize("path", ["hooks.condition", "notifications.condition"])
def test_the_statuses_of_conditions_are_named(path: str) -> None:
    known = ADDITIONS["condition_status"]
    field = field_at("create-data-quality-evaluation-task", path)
    assert all(text in notes_of(field) for text in known["all"])
    assert "published message" in notes_of(field)


@pytest.mark.parametrize(
    ("path", "of"), [("process.status", ["request"]), ("status", ["step", "list"])]
)
def test_states_of_neighbouring_operations_are_marked_as_related(path: str, of: list[str]) -> None:
    note = notes_of(field_at("approval-change-created", path))
    assert "related, not the same" in note
    for states in of:
        for state in ADDITIONS["neighbouring_approval_states"][states]["values"]:
            assert state in note


def test_the_policy_of_a_request_has_the_published_form() -> None:
    field = field_at("approval-change-created", "process.processDefinitionId")
    assert re.fullmatch(ADDITIONS["process_definition_id"]["pattern"], field["example"])


@pytest.mark.parametrize("path", ["assigneeName", "process.applicantName"])
def test_names_of_accounts_have_the_published_form(path: str) -> None:
    field = field_at("approval-change-created", path)
    prefixes = ADDITIONS["account_names"]["prefixes"]
    assert field["example"].startswith(tuple(prefixes))
    assert all(prefix in notes_of(field) for prefix in prefixes)


def test_the_effects_of_scheduling_types() -> None:
    values = {value["value"]: value["meaning"] for value in ENUMS["TaskType"]["values"]}
    known = ADDITIONS["scheduling_effects"]
    assert all("set to succeeded" in values[number] for number in known["set_to_succeeded"])
    assert all("dry run" in values[number] for number in known["dry_run"])


@pytest.mark.parametrize("name", ADDITIONS["answers"])
def test_results_that_an_operation_takes(name: str) -> None:
    known = ADDITIONS["answers"][name]["results"]
    assert ANSWERS[name]["results"] == known
    results = [str(result) for result in dw.ANSWERS[dw.AnswerOperation(name)].results]
    assert results == known


def test_no_warning_is_offered_for_operation_center() -> None:
    codes = [
        event["code"]
        for event in CATALOGUE["events"]
        if event["answers"] == ["UpdateWorkbenchEventResult"]
    ]
    assert len(codes) == 9
    for code in codes:
        text = event_page(code)
        answer = text[text.index("## Answer") : text.index("## Notes")]
        assert "`FAIL`" in answer
        assert "`WARN` (" not in answer


def test_function_compute_by_event() -> None:
    known = ADDITIONS["function_compute"]
    for code, event in EVENTS.items():
        certainty = event["envelopes"].get("function-compute")
        expected = next((word for word in ("documented", "inferred") if code in known[word]), None)
        assert certainty == expected
        assert dw.EVENTS[code].envelopes.get("function-compute") == expected
        assert ("### Function Compute" in event_page(code)) == (expected is not None)
        assert event["envelopes"]["eventbridge"] == "documented"


def test_a_message_that_function_compute_is_not_known_to_get_is_parsed() -> None:
    message = dw.parse({"messageId": "1", "eventType": "commit-file", "messageBody": {}})
    assert message.envelope == "function-compute"
    assert isinstance(message.event, dw.CommitFile)


@pytest.mark.parametrize("code", ADDITIONS["triggers"])
def test_triggers_are_those_of_the_page(code: str) -> None:
    for word in ADDITIONS["triggers"][code]["says"]:
        assert word in dw.EVENTS[code].summary


@pytest.mark.parametrize("body", ADDITIONS["notes"])
def test_what_triggers_no_check_is_told(body: str) -> None:
    events = [event for event in CATALOGUE["events"] if event["body"] == body]
    for event in events:
        text = event_page(event["code"])
        for word in ADDITIONS["notes"][body]["says"]:
            assert word in text


def test_daily_runs_are_not_among_the_triggers_of_workflow_changes() -> None:
    assert "Daily scheduled runs are not among the triggers" in event_page("dag-status-changes")


def test_block_business_says_what_the_sources_say() -> None:
    for code in OF_FACTS:
        text = event_page(code)
        assert "if false, nothing waits" not in text
        assert "answer whatever it says" in text


PLANNED = {
    "subscribing.md": ["edition", "regions", "tenant_bus", "channel", "complete_event", "retries"],
    "answering.md": ["expiry", "several_extensions", "registration", "switch"],
}


@pytest.mark.parametrize(("guide", "fact"), [(g, f) for g, names in PLANNED.items() for f in names])
def test_guides_have_what_a_subscriber_plans_with(guide: str, fact: str) -> None:
    known = ADDITIONS["delivery"][fact]
    said = known.get("says", known.get("names"))
    text = page(guide)
    for words in [said] if isinstance(said, str) else said:
        assert words.casefold() in text.casefold()


def test_each_fact_to_plan_with_names_its_document() -> None:
    labels = {source["label"] for source in CATALOGUE["sources"]}
    texts = [text for envelope in CATALOGUE["envelopes"] for text in envelope["setup"]]
    texts += CATALOGUE["extensions"]
    assert texts
    for text in texts:
        cited = re.findall(r"\[([a-z0-9-]+(?:, [a-z0-9-]+)*)\]", text)
        assert cited
        assert {label for group in cited for label in group.split(", ")} <= labels


def test_the_time_of_downloads_is_explained_where_it_is_read() -> None:
    words = ADDITIONS["delivery"]["time"]["says"]
    assert all(word in page("envelopes.md") for word in words)
    assert all(word in page("parsing.md") for word in words)
    docstring = dw.Message.time_parsed.__doc__
    assert docstring is not None
    assert all(word in " ".join(docstring.split()) for word in words)


def types_of(name: str) -> dict[str, object]:
    """The fields of an object with their types, like the facts."""
    found: dict[str, object] = {}
    for field in OBJECTS[name]["fields"]:
        kind = field["type"]
        typed: object = kind["name"]
        if kind["kind"] == "object":
            typed = types_of(kind["name"])
        elif kind["kind"] == "enum":
            typed = "integer" if ENUMS[kind["name"]]["integer"] else "string"
        found[field["name"]] = [typed] if kind["list"] else typed
    return found


def test_the_parts_of_the_snapshot_are_typed() -> None:
    assert types_of("IdeEventDetail") == ADDITIONS["snapshot"]["parts"]


@pytest.mark.parametrize("name", [n for n in ADDITIONS["known_from_the_sdk_only"] if n != "source"])
def test_what_the_api_alone_has_is_marked_so(name: str) -> None:
    fields = {field["name"]: field for field in OBJECTS[name]["fields"]}
    for wire in ADDITIONS["known_from_the_sdk_only"][name]:
        assert fields[wire]["origin"] == "another document"
        assert fields[wire]["sources"] == ["sdk24"]
        assert not fields[wire]["required"]


def test_sources_have_the_addresses_that_were_seen() -> None:
    addresses = {source["url"] for source in CATALOGUE["sources"]}
    for address in ADDITIONS["sources"]["addresses"]:
        assert address in addresses
        assert f"({address})" in page("sources.md")


def test_a_document_without_an_address_says_so() -> None:
    sources = {source["label"]: source for source in CATALOGUE["sources"]}
    for label in ADDITIONS["sources"]["without_an_address"]:
        assert not sources[label]["url"]
        assert "no address" in sources[label]["read"]


def test_sources_name_the_newer_pages_that_are_unread() -> None:
    sources = {source["label"]: source for source in CATALOGUE["sources"]}
    for label, date in ADDITIONS["sources"]["unread"].items():
        assert sources[label]["date"] == date
        assert "the rest is unread" in sources[label]["read"]
        assert f"| {date} | {sources[label]['read']}" in page("sources.md")


@pytest.mark.parametrize("words", ADDITIONS["sources"]["misleading"])
def test_what_misled_is_said_nowhere(words: str) -> None:
    shown = [*(GENERATED / "docs").rglob("*.md"), GENERATED / "llms.txt"]
    shown += [*(ROOT / "codegen/site/templates").rglob("*.html"), ROOT / "spec/catalogue.yaml"]
    for path in shown:
        assert words not in " ".join(path.read_text(encoding="utf-8").casefold().split()), path


def test_the_page_of_sources_is_short() -> None:
    text = (GENERATED / "docs/sources.md").read_text(encoding="utf-8")
    assert "Lists [" not in text
    assert max(map(len, text.splitlines())) < 2000


def test_dates_are_those_of_pages() -> None:
    for path in (GENERATED / "docs").rglob("*.md"):
        assert ADDITIONS["evidence"]["not"] not in path.read_text(encoding="utf-8").casefold()
    for code, date in ADDITIONS["evidence"]["dates"].items():
        assert f"{ADDITIONS['evidence']['says']} {date}" in event_page(code)


SHAPES = [*facts.shapes()]


def shape_id(shape: Shape) -> str:
    return "-".join(filter(None, (shape["event_code"], shape["variant"], shape["resource"])))


def expected_origins(shape: Shape) -> dict[str, str]:
    """Where each field of an event is shown, by path, as the facts have it."""
    known = dict(ORIGINS[shape["body"]][shape["variant"]])
    items = known.pop("by_resource", {})
    if shape["resource"]:
        known |= items[shape["resource"].lower()]
    if shape["event_code"] in WITHOUT_A_MESSAGE:
        without = {"both": "table", "message": "inferred"}
        known = {path: without.get(origin, origin) for path, origin in known.items()}
    return known


WITHOUT_A_MESSAGE = ("deploy-table", "update-data-quality-evaluation-task")
"""Events whose body has one published message, which is another event's."""


@pytest.mark.parametrize("shape", SHAPES, ids=shape_id)
def test_origins_are_those_of_the_event(shape: Shape) -> None:
    records = read_json(GENERATED / "events" / f"{shape['event_code']}.json")["origins"]
    found = {
        record["path"].replace("[]", ""): record["origin"]
        for record in records
        if record["variant"] in (None, shape["variant"], (shape["resource"] or "").lower())
    }
    expected = expected_origins(shape)
    assert {path: found.get(path) for path in expected} == {
        path: ORIGIN_NAMES[origin] for path, origin in expected.items()
    }
    for path in set(found) - set(expected):
        assert found[path] in ("inferred", "another document"), path


def test_inferred_fields_are_known_at_run_time() -> None:
    assert dw.EVENTS["commit-table"].inferred_fields == ("eventCode", "blockBusiness")
    for code, info in dw.EVENTS.items():
        records = read_json(GENERATED / "events" / f"{code}.json")["origins"]
        doubted = {r["path"] for r in records if r["origin"] in ("inferred", "another document")}
        assert doubted <= set(info.inferred_fields)


def test_fields_without_a_source_are_told_in_schemas() -> None:
    schema = read_json(GENERATED / "schemas/commit-table.json")
    properties = schema["$defs"]["CommitTable"]["properties"]
    assert "no source shows" in properties["eventCode"]["$comment"].casefold()
    assert "no source shows" not in properties["tableName"].get("$comment", "").casefold()


SELECTORS = {
    "workbench-monitor-alert": {"alarmType": "SLA_ALERT"},
}
"""Fields without which a message has no variant."""


@pytest.mark.parametrize("code", facts.EVENTS)
def test_a_message_is_not_lost_for_want_of_a_field(code: str) -> None:
    needed = SELECTORS.get(code, {})
    message = dw.parse_event(needed, type=facts.EVENTS[code]["type"], strict=True)
    assert isinstance(message.event, dw.EVENTS[code].event_class)
    with_type = {"type": facts.EVENTS[code]["type"], "source": "acs.dataworks", "data": needed}
    assert dw.parse(with_type, strict=True).problems == ()


def test_what_selects_a_variant_is_required() -> None:
    files = [json.loads((EVENT_FILES / f"{code}.json").read_bytes()) for code in OF_FACTS]
    required = {
        (owner["name"], field["name"])
        for file in files
        for owner in (file["body"], *file["objects"])
        for field in (*owner["fields"], *(f for v in owner["variants"] for f in v["fields"]))
        if field["required"]
    }
    assert required == {("monitor-alert", "alarmType"), ("ApprovalProcess", "assignmentCategory")}


FORMS = [
    ("project-deleted", "projectId", 24605, "24605"),
    ("commit-file", "tenantId", 283, "283"),
    ("instance-status-changes", "taskId", 800000012345, "800000012345"),
    ("node-change-created", "modifyTime", 1772503200000, "1772503200000"),
    ("delete-file", "operator", "1107550004253538", 1107550004253538),
    ("commit-file", "fileType", 10, "10"),
    ("upload-data-to-table", "queryDwProjectId", "24605", 24605),
    ("dag-status-changes", "bizDate", "2026-03-02 00:00:00", 1772380800000),
    ("commit-file", "changeType", "1", 1),
    ("freeze-node", "nodeIds", [1000374815, 1000374816], ["1000374815", "1000374816"]),
    ("kill-instance", "taskIds", [800000012345], ["800000012345"]),
    ("batch-delete-data-quality-rules", "ids", [88001342, 7], [88001342, "7"]),
]


@pytest.mark.parametrize(
    ("code", "wire", "written", "other"), FORMS, ids=lambda v: v if isinstance(v, str) else ""
)
def test_ids_codes_and_times_are_read_in_both_forms(
    code: str, wire: str, written: object, other: object
) -> None:
    for value in (written, other):
        data = {wire: value}
        around = {"source": "acs.dataworks", "type": facts.EVENTS[code]["type"], "data": data}
        ways: list[Any] = [around, *[json.dumps(around)] * paths.TIMES]
        for sent in ways:
            message = dw.parse(sent, strict=True)
            assert message.problems == ()
            name = next(f.attribute for f in fields_of(type(message.event)) if f.name == wire)
            assert texts(getattr(message.event, name)) == texts(value)
            back = dw.to_dict(message)["data"]
            assert (back, repr(back)) == (data, repr(data))


def texts(value: object) -> list[str]:
    return [str(each) for each in (value if isinstance(value, list | tuple) else [value])]


@pytest.mark.parametrize(
    ("code", "wire", "written", "other"), FORMS, ids=lambda v: v if isinstance(v, str) else ""
)
def test_schemas_take_both_forms_as_well(
    code: str, wire: str, written: object, other: object
) -> None:
    schema = read_json(GENERATED / "schemas" / f"{code}.json")
    validator = jsonschema.Draft202012Validator(schema)
    for value in (written, other):
        data = {wire: value, "eventCode": code}
        message = {"source": "acs.dataworks", "type": facts.EVENTS[code]["type"], "data": data}
        assert [*validator.iter_errors(message)] == []
    assert [*validator.iter_errors({**message, "data": {**data, wire: [True]}})]


def test_there_is_no_id_code_or_time_that_is_read_in_one_form() -> None:
    classes: set[type[dw.WireObject]] = {info.event_class for info in dw.EVENTS.values()}
    found: set[type[dw.WireObject]] = set()
    while classes:
        each = classes.pop()
        found.add(each)
        leaves = [leaf_of(field.codec) for field in fields_of(each)]
        inside = {leaf.object_class for leaf in leaves if isinstance(leaf, Nested)}
        variants = {variant for of in (each, *inside) for variant, _ in variants_of(of)}
        classes |= (inside | variants) - found
    lists = set()
    for each in found:
        for field in fields_of(each):
            one_form = leaf_of(field.codec)
            if isinstance(one_form, Member):
                one_form = one_form.value
            if field.name.lower().endswith(IDS) and not is_no_number(each, field.name):
                assert one_form not in (STRING, INTEGER), (each.__name__, field.name)
                lists |= {field.name} if field.codec is not leaf_of(field.codec) else set()
    assert {"nodeIds", "taskIds", "jobIds", "ids", "deletedTaskInstanceIds"} <= lists


IDS = ("id", "ids", "uid", "time")
NO_NUMBERS = {
    "extensionBizId": "job_7210004581122334455",
    "tableGuid": "odps.sales_prod.dwd_order_detail",
    "projectGuid": "odps.sales_prod",
    "objectGuid": "odps.sales_prod.dwd_order_detail",
    "processDefinitionId": "definition-5d0c1f9e-7a63-4b8e-9c1d-2f4a6b8c0d1e",
    "resourceId": "DsApiDeploy/1093/workspaceId/24605/dsDeployId/1093",
    "externalId": "1000374815, or triggerByManual",
}
"""Fields that end so and are no numbers, with what they are like."""


def is_no_number(of: type[dw.WireObject], wire: str) -> bool:
    if issubclass(of, dw.WorkbenchMonitorAlertRemindNode):
        return wire in ("nodeIds", "taskIds")
    if issubclass(of, dw.DqcCheckFinished | dw.DqcCheckFeedback):
        return wire in ("taskId", *NO_NUMBERS)
    return wire in NO_NUMBERS


def test_values_that_are_valid_in_one_place_are_said_there() -> None:
    schema = (GENERATED / "asyncapi.yaml").read_text(encoding="utf-8")
    assert "Valid here: NORMAL, MANUAL, PAUSE, SKIP." in schema
    assert "here `NORMAL`, `MANUAL`, `PAUSE` or `SKIP` |" in page("answers.md")
    assert "here `OK` or `FAIL` |" in page("answers.md")


@pytest.mark.parametrize("fact", ADDITIONS["said"], ids=lambda fact: fact["words"])
def test_what_was_found_is_said_where_it_belongs(fact: Mapping[str, str]) -> None:
    assert fact["words"].casefold() in page(fact["page"]).casefold()


@pytest.mark.parametrize("enum", ADDITIONS["spellings"])
def test_each_spelling_of_a_source_is_read(enum: str) -> None:
    for sent, value in ADDITIONS["spellings"][enum].items():
        member = getattr(dw, enum)(sent)
        assert (member.value, member.is_known) == (value, True)


@pytest.mark.parametrize("enum", ADDITIONS["known_from_the_api_only"])
def test_values_that_the_api_alone_has_are_marked_so(enum: str) -> None:
    text = (GENERATED / "docs/enums.md").read_text(encoding="utf-8")
    section = text.partition(f'<a id="enum-{enum}"></a>')[2].partition(f"`dataworks_events.{enum}`")
    definition = read_json(GENERATED / "schemas/bundle.json")["$defs"][enum]
    consts = {str(each["const"]): each for each in definition["anyOf"] if "const" in each}
    for label, values in ADDITIONS["known_from_the_api_only"][enum].items():
        said, linked = f"Known from [{label}].", f"[{label}](sources.md#source-{label})"
        if not values:
            assert linked in section[0]
            assert definition["$comment"] == said
            assert said in (getattr(dw, enum).__doc__ or "")
        for value in values:
            row = next(line for line in section[2].splitlines() if f"`{value}` |" in line)
            assert linked in row
            assert consts[value]["$comment"] == said
