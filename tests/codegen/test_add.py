"""From captured messages to the YAML that they need, in its place, with nobody's values."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from codegen import cli, job
from codegen.add.asked import Stopped, ask
from codegen.add.inferred import guess
from codegen.add.observed import observed
from codegen.add.proposed import Proposal, Proposer
from codegen.catalogue import written
from codegen.catalogue.resolved import Catalogue
from codegen.load.loader import load
from codegen.resolve.resolver import resolve
from tests.codegen import mini, packages
from tests.codegen.command import PROJECT

OWN = (PROJECT / "spec" / "catalogue.yaml").read_text(encoding="utf-8")
MESSAGE: dict[str, Any] = {
    "id": "m-1",
    "type": "dataworks:FileChange:CommitFile",
    "source": "acs.dataworks",
    "data": {"eventCode": "commit-file", "fileName": "f"},
}
NEW: dict[str, Any] = {
    "id": "m-2",
    "type": "dataworks:TableChange:TableTagged",
    "data": {
        "eventCode": "table-tagged",
        "projectId": 77001,
        "operator": "1999888777666555",
        "tableName": "secret_table",
        "tagOwnerId": "1999888777666555",
        "taggedAt": 1772467200123,
        "taggedOn": "2026-03-03 09:41:07",
        "labels": ["secret_label"],
        "parts": [{"partName": "secret_part", "size": 12}],
        "done": True,
        "share": 0.5,
        "nothing": None,
    },
}


def with_data(**fields: Any) -> dict[str, Any]:
    return MESSAGE | {"data": MESSAGE["data"] | fields}


@cache
def resolved(text: str) -> tuple[written.Catalogue, Catalogue]:
    whole, found = load(text, "catalogue.yaml")
    assert whole is not None
    assert not found
    return whole, resolve(whole)


def proposer(text: str = OWN) -> Proposer:
    return Proposer(*resolved(text), text)


def proposed(*messages: Any, text: str = OWN) -> Proposal:
    one = proposer(text)
    texts = [(f"{number}.json", json.dumps(each)) for number, each in enumerate(messages)]
    return one.propose(observed(texts, one.catalogue))


def lines(*messages: Any, text: str = OWN) -> str:
    return "\n".join(
        line for one in proposed(*messages, text=text).insertions for line in one.lines
    )


def test_what_is_known_needs_nothing() -> None:
    assert proposed(MESSAGE, with_data(fileId="7", changeType="1")) == Proposal((), ())


def test_valid_messages_of_every_event_need_nothing() -> None:
    folder = PROJECT / "generated" / "dataworks_events" / "fixtures"
    files = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    messages = [
        fixture["message"]
        for file in files
        for fixture in file["fixtures"]
        if not fixture["problems"] and not fixture["name"].endswith("unknown-field")
    ]
    assert len(messages) > 100
    assert proposed(messages) == Proposal((), ())


def test_an_unknown_field_goes_to_the_body_of_its_event() -> None:
    (one,) = proposed(with_data(newOwnerId="1999888777666555", newCount=77001)).insertions
    assert one.where == "body file-commit-deploy, fields"
    assert one.lines == (
        "          newOwnerId:",
        "            is: string(uid) -- What it means is not documented (body file-commit-deploy).",
        "            from: inferred",
        "          newCount:",
        "            is: integer, e.g. 12345 -- What it means is not documented (body file-commit-deploy).",
        "            from: inferred",
    )
    above = OWN.split("\n")[one.after - 1]
    assert above == "          resourceType: {from: message}"


def test_a_field_that_others_share_refers_to_it() -> None:
    assert lines(with_data(appId=77001)) == "          appId: {from: inferred}"
    assert "is: integer" not in lines(with_data(appId=77001))
    assert "is: " in lines(with_data(appId={"x": 1}))


def test_a_field_inside_an_object_goes_to_the_object() -> None:
    rule = {"type": "dataworks:DataQualityRule:x", "data": {"eventCode": "batch-create-data-quality-rules"}}  # fmt: skip
    one = proposer()
    event = next(e for e in one.catalogue.events if e.code == rule["data"]["eventCode"])  # type: ignore[index]  # a mapping
    field = next(f for f in event.body.fields if f.type.name == "DataQualityRule")
    message = {"data": {"eventCode": event.code, field.wire: [{"newPart": True}]}}
    (found,) = proposed(message).insertions
    assert found.where == "object DataQualityRule, fields"


def test_an_attribute_goes_to_its_envelope() -> None:
    (one,) = proposed(MESSAGE | {"aliyunnew": "x"}).insertions
    assert one.where == "envelope eventbridge, fields"


def test_an_unknown_value_goes_to_its_enum() -> None:
    text = mini.TEXT
    message = {"id": "m", "data": {"eventCode": "pallet-changed", "state": "lost", "priority": 9}}
    found = proposed(message, text=text)
    assert [one.where for one in found.insertions] == ["enum PalletState, values", "sources"]
    assert found.insertions[0].lines == ('      lost: {is: "not documented", from: captured}',)
    assert "enum Priority" in found.notes[0]


def test_a_new_event_gets_a_body_of_its_own() -> None:
    text = lines(NEW)
    for line in (
        "        inferred: [kind, fields]",
        "          table-tagged:",
        "            type: dataworks:TableChange:TableTagged",
        "            title: Table tagged",
        "        common: {tenantId: absent, blockBusiness: absent}",
        "          tableName:",
        "          tagOwnerId: string(uid) -- What it means is not documented (event table-tagged).",
        "          taggedAt: integer(epoch-milliseconds) -- What",
        "          taggedOn: string(yyyy-MM-dd HH:mm:ss) -- What",
        '          labels: string[], e.g. ["abcdef_ghijk"] -- What',
        "          parts: Part[] -- What",
        "  Part:",
        "      size: integer, e.g. 12 -- What",
        "          done: boolean -- What",
        "          share: number, e.g. 1.5 -- What",
        "          nothing: any -- What",
        "  captured:",
    ):
        assert line in text, line


def test_a_new_event_like_another_goes_to_its_body() -> None:
    one = proposer()
    body = next(b for b in one.catalogue.bodies if b.name == "instance-change")
    known: dict[str, Any] = {field.wire: field.example for field in body.fields}
    message = {"type": "dataworks:InstanceChange:HaltInstance", "data": known | {"eventCode": "halt-instance", "more": 7}}  # fmt: skip
    found = proposed(message).insertions
    assert [each.where for each in found] == [
        "body instance-change, events", "body instance-change, fields", "sources",
    ]  # fmt: skip
    assert "            inferred: [kind, body]" in found[0].lines


def test_an_event_with_fields_of_extension_points_is_one() -> None:
    text = lines(NEW | {"data": NEW["data"] | {"extensionBizId": "b"}})
    assert "kind: extension-point" in text
    assert "inferred: [kind, fields, answer]" in text


def test_a_bare_event_has_an_inferred_type() -> None:
    text = lines(NEW["data"])
    assert "inferred: [type, kind, fields]" in text
    assert "type: dataworks:TableTagged:TableTagged" in text


def test_messages_with_and_without_the_type_are_of_one_event() -> None:
    assert lines(NEW, NEW["data"] | {"projectId": 5}).count("table-tagged:") == 1


def test_no_value_of_a_message_is_taken_over() -> None:
    text = lines(NEW, with_data(newName="secret_name", newId=77001))
    for secret in ("secret", "77001", "1999888777666555", "1772467200123", "m-2"):
        assert secret not in text


@pytest.mark.parametrize(
    "wrapped",
    [
        NEW,
        [NEW],
        json.dumps(NEW),
        {"records": [{"body": json.dumps(NEW)}]},
        {"findings": [{"rule": "unknown-event", "message": NEW}]},
        NEW | {"data": json.dumps(NEW["data"])},
        {"messageId": "m", "messageBody": json.dumps(NEW["data"])},
    ],
    ids=range(7),
)
def test_a_message_is_found_in_whatever_stands_around_it(wrapped: Any) -> None:
    text = lines(wrapped)
    assert "table-tagged:" in text
    assert "taggedAt: integer(epoch-milliseconds)" in text


def test_a_report_of_what_is_lacking_will_do() -> None:
    def field(path: str, kind: str, example: Any = None) -> dict[str, Any]:
        return {"path": path, "types": {kind: 3}, "example": example}

    report = {
        "format": 1,
        "findings": [],
        "lacks": {
            "events": [
                {"code": "table-tagged", "type": "dataworks:TableChange:TableTagged", "count": 1,
                 "fields": [field("projectId", "integer", 5), field("parts", "array"),
                            field("parts[]", "object"), field("parts[].size", "integer", 12)]}
            ],
            "fields": [
                {"event": "commit-file", "path": "data.newThing", "count": 2,
                 "fields": [field("data.newThing", "object"), field("data.newThing.a", "boolean")]}
            ],
            "values": [{"event": "dqc-check-finished-event", "path": "data.checkResultStatus", "enum": "X", "value": "NEW", "count": 1}],
        },
    }  # fmt: skip
    text = lines(report)
    assert "type: dataworks:TableChange:TableTagged" in text
    assert "      size: integer, e.g. 12 -- What" in text
    assert "            is: NewThing -- What" in text
    assert "      a: boolean -- What" in text


def test_a_thousand_messages_give_the_same_in_any_order(tmp_path: Path) -> None:
    shuffled = random.Random(7)
    messages = [
        (NEW if number % 2 else MESSAGE) | {"id": f"m-{number}"} | {"data": {
            **(NEW if number % 2 else MESSAGE)["data"],
            shuffled.choice(["one", "two", "three"]): shuffled.choice([1, "a", None, [1], {"k": number}]),
        }}
        for number in range(1000)
    ]  # fmt: skip
    first = proposed(*messages)
    for _ in range(2):
        shuffled.shuffle(messages)
        assert proposed(messages) == first
    path = tmp_path / "messages.jsonl"
    path.write_text("\n".join(map(json.dumps, messages)))
    one = proposer()
    assert one.propose(observed([("x", path.read_text())], one.catalogue)) == first


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("jobId", [5, "6"], "integer(id)"),
        ("jobId", ["123"], "string(id-as-text)"),
        ("size", ["123"], "string(integer)"),
        ("at", ["2026-03-03T10:00:00+08:00"], "string(rfc3339)"),
        ("day", ["2026-03-03", None], "string(yyyy-MM-dd)"),
        ("at", [1772467200123], "integer(epoch-milliseconds)"),
        ("name", ["Asia/Shanghai", "x"], "string"),
        ("name", [1, 1.5], "number"),
        ("name", [1, True], "any"),
        ("name", ["a", 1], "any"),
        ("name", [[]], "any"),
        ("name", [[1], [2]], "integer[]"),
        ("name", [["a", 1]], "any"),
        ("name", [{"a": 1}], "{}"),
        ("name", [[{"a": 1}]], "{}[]"),
    ],
)
def test_a_type_is_inferred_from_all_values(name: str, values: list[Any], expected: str) -> None:
    assert guess(name, values, proposer()._whole).type == expected


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, and we are in it."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "catalogue.yaml").write_text(OWN, encoding="utf-8")
    monkeypatch.setattr(job, "PROJECT", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def small_project(project: Path) -> Path:
    """The same with the small catalogue."""
    (project / "spec" / "catalogue.yaml").write_text(mini.TEXT, encoding="utf-8")
    return project


@pytest.mark.usefixtures("import_untried")
def test_writing_touches_no_other_byte_and_generation_is_green(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    messages = project / "messages.json"
    messages.write_text(json.dumps([NEW, with_data(newName="x"), MESSAGE | {"aliyunnew": "x"}]))
    path = project / "spec" / "catalogue.yaml"
    assert cli.main(["add", str(messages)]) == 0
    assert path.read_text(encoding="utf-8") == OWN
    assert "# nothing is written" in capsys.readouterr().out
    assert cli.main(["add", str(messages), "--write"]) == 0
    changed = path.read_text(encoding="utf-8")
    added = set(changed.split("\n")) - set(OWN.split("\n"))
    assert len(changed.split("\n")) > len(OWN.split("\n"))
    left, rest = OWN.split("\n"), iter(changed.split("\n"))
    assert all(line in rest for line in left), "lines of the catalogue changed or moved"
    assert added
    assert cli.main(["add", str(messages)]) == 0
    assert "nothing to add" in capsys.readouterr().out
    assert cli.main(["--out", str(project / "generated")]) == 0
    assert (project / "generated" / "docs" / "events" / "table-tagged.md").is_file()
    schema = json.loads((project / "generated" / "schemas" / "table-tagged.json").read_text())
    assert schema


def test_the_event_that_was_added_is_read(project: Path, tmp_path: Path) -> None:
    one = proposer(mini.TEXT)
    message = {"id": "m", "data": {"eventCode": "gate-closed", "gate": "7", "closedBy": "x"}}
    texts = [("m", json.dumps(message))]
    found = one.propose(observed(texts, one.catalogue))
    from codegen.add.placed import inserted

    changed = inserted(mini.TEXT, found.insertions)
    handler = f"def handle(dw):\n    m = dw.parse({message!r})\n    return type(m.event).__name__, m.event.closed_by, m.problems, dict(m.event.extra)\n"  # fmt: skip
    assert packages.outcome(changed, handler, tmp_path / "p") == "('GateClosed', 'x', (), {})"


def test_questions_are_asked_without_messages(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(
        ["", "dataworks:TableChange:TableTagged", "", "projectId", "5", "label", "x", ""]
    )
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert cli.main(["add", "--write"]) == 0
    text = (project / "spec" / "catalogue.yaml").read_text(encoding="utf-8")
    assert re.search(r"^          table-tagged:$", text, re.MULTILINE)
    assert "          label: string, e.g. a -- What it means" in text


def test_an_end_of_the_answers_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    assert cli.main(["add"]) == 2
    assert "expected messages as files" in capsys.readouterr().err
    with pytest.raises(Stopped):
        ask(proposer(), ended)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "expected JSON"),
        (b"{}", "expected messages with an event type or an event code"),
        (b'{"lacks": {"events": [{}]}}', "another form"),
        (b"\xff", "expected a file of JSON in UTF-8"),
        (b"[" * 100_000, "expected JSON"),
        (b'{"text": "\xe2\x80\xa8"}\n\n{"a\n', "in line 3: Unterminated string"),
        (None, "expected a file of JSON"),
    ],
)
def test_what_is_no_message_is_two(
    small_project: Path, content: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = small_project / "m.json"
    if content is not None:
        path.write_bytes(content)
    assert cli.main(["add", str(path)]) == 2
    output = capsys.readouterr()
    assert (output.out, said in output.err) == ("", True), output.err


@pytest.mark.parametrize(
    "name", ["a: b", "x\ny", "- x", "{a}", "#a", "'", '"', "null", "true", "1", "", "é", "__init__", "class", "x" * 200]
)  # fmt: skip
def test_hostile_names_and_values_break_nothing(small_project: Path, name: str) -> None:
    catalogue = small_project / "spec" / "catalogue.yaml"
    known = {"eventCode": "gate-opening", "gate": "7"}
    messages = [
        {"type": name, "data": {name: {name: [name]}}},
        {"data": {"eventCode": name, "ok": name}},
        {"id": "m", "data": {**known, name: name, "fine": name}},
    ]
    path = small_project / "m.json"
    path.write_text(json.dumps(messages))
    code = cli.main(["add", str(path), "--write"])
    text = catalogue.read_text(encoding="utf-8")
    whole, found = load(text, "catalogue.yaml")
    assert whole is not None
    assert not found
    assert (text == mini.TEXT) == (code != 0)
