"""The Markdown docs: links lead somewhere, tables hold, and everything is on its page."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

import dataworks_events as dw
from dataworks_events import fixtures
from dataworks_events.open_enum import OpenIntEnum, OpenStrEnum
from tests.generated.facts import ANSWERS
from tests.generated.messages import as_in_docs
from tests.markdown_page import Page, read

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "generated" / "docs"
PAGES = sorted(DOCS.rglob("*.md"))

every_page = pytest.mark.parametrize(
    "path", PAGES, ids=[path.relative_to(DOCS).as_posix() for path in PAGES]
)
every_event = pytest.mark.parametrize("code", list(dw.EVENTS))


@cache
def page_of(code: str) -> Page:
    return read(DOCS / dw.EVENTS[code].page)


def full_messages(code: str) -> list[dict[str, Any]]:
    return [each.message for each in fixtures.load(code) if each.name.endswith("/full")]


def examples(page: Page) -> list[Any]:
    """The JSON below the heading of the examples; the event patterns stand below another one."""
    blocks = [block for block in page.blocks if block.language == "json"]
    return [json.loads(b.text) for b in blocks if b.section != "Event pattern"]


def patterns(page: Page) -> list[Any]:
    blocks = [block for block in page.blocks if block.section == "Event pattern"]
    return [json.loads(b.text) for b in blocks if b.language == "json"]


def paths(value: object, above: str = "") -> Iterator[str]:
    """The path of every field of an event, as its page writes them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            path = f"{above}.{name}" if above else name
            yield path
            yield from paths(inner, path)
    if isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{above}[]")


@every_page
def test_every_link_leads_to_a_file_and_an_anchor(path: Path) -> None:
    assert read(path).dead_links() == []
    assert read(path).links


@every_page
def test_every_citation_is_a_link(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    labels = re.findall(r'<a id="source-([^"]+)"', (DOCS / "sources.md").read_text("utf-8"))
    for cited in re.findall(r"\\\[([\w.-]+(?:, [\w.-]+)*)\\\]", text):
        assert not set(cited.split(", ")) & set(labels)


@every_page
def test_no_anchor_stands_twice_on_a_page(path: Path) -> None:
    anchors = read(path).anchors
    assert sorted(anchors) == sorted(set(anchors))


@every_page
def test_the_only_html_is_anchors(path: Path) -> None:
    assert read(path).other_html() == []


@every_page
def test_every_line_of_a_table_has_as_many_cells_as_its_head(path: Path) -> None:
    assert read(path).uneven_tables() == []


@every_page
def test_the_index_links_to_every_page(path: Path) -> None:
    index = read(DOCS / "index.md")
    assert path in {index.path, *(target for _, target, _ in index.targets())}


@every_event
def test_an_event_has_a_row_in_every_table_of_events(code: str) -> None:
    info = dw.EVENTS[code]
    service = next(
        read(target)
        for _, target, _ in page_of(code).targets()
        if target.parent == DOCS / "services"
    )
    assert service.title == info.service
    mark = " (retired)" if info.retired else ""
    for page, head in (
        (read(DOCS / "index.md"), ("When it fires", "Answer")),
        (service, ("When it fires", "Answer")),
        (read(DOCS / "codes.md"), ("Constant",)),
        (read(DOCS / "codes.md"), ("Level",)),
    ):
        (row,) = (row for row in page.rows(*head) if row["Event code"].text == code)
        assert row["EventBridge type"].codes == (info.type,)
        assert row["Event"].text == info.title + mark
        (link,) = row["Event"].links
        assert (page.path.parent / link).resolve() == DOCS / info.page
    (row,) = (
        r for r in read(DOCS / "index.md").rows("When it fires") if r["Event code"].text == code
    )
    assert row["When it fires"].text == info.summary
    doubt = " (inferred)" if "kind" in info.inferred else ""
    assert row["Kind"].text == info.kind.replace("-", " ") + doubt
    assert row["Answer"].codes == tuple(map(str, info.answers))


def test_rows_are_sorted_by_code_and_by_type() -> None:
    page = read(DOCS / "codes.md")
    assert [row["Event code"].text for row in page.rows("Constant")] == sorted(dw.EVENTS)
    types = sorted(info.type for info in dw.EVENTS.values())
    assert [row["EventBridge type"].text for row in page.rows("Level")] == types


@every_event
def test_a_page_says_what_its_event_is(code: str) -> None:
    info, page = dw.EVENTS[code], page_of(code)
    assert page.title == info.title
    facts = {row[0].text: row[1].text for row in page.tables[0].rows}
    assert facts["EventBridge type"].split(" (")[0] == info.type
    assert facts["Event code"] == code
    assert facts["Category"].split(" (")[0] == info.category
    assert info.event_class.__name__ in facts["Python class"]
    assert info.body_class.__name__ in facts["Python class"]
    badges = page.paragraphs[1].text
    for badge in (info.kind.replace("-", " ").capitalize(), info.level, info.service, info.since):
        assert badge in badges
    assert ("retired" in badges) is (info.retired is not None)
    assert (ROOT / "generated" / "schemas" / f"{code}.json") in {t for _, t, _ in page.targets()}


@every_event
def test_every_field_stands_on_the_page_with_an_anchor(code: str) -> None:
    rows = page_of(code).rows("Field", "Attribute")
    by_path = {row["Field"].text: row for row in rows}
    event = dw.parse(full_messages(code)[0]).event
    for message in full_messages(code):
        body = next(value for value in message.values() if isinstance(value, dict))
        for path in paths(body):
            row = by_path[path]
            assert row["Field"].codes == (path,)
            assert row["Field"].anchors[0].startswith(f"field-{path.replace('[]', '')}")
            assert row["Source"].text
            if "." not in path and len(full_messages(code)) == 1:
                assert row["Attribute"].codes
                assert all(hasattr(event, name) for name in row["Attribute"].codes)
                parsed = f"{row['Attribute'].codes[0]}_parsed"
                assert hasattr(event, parsed) == (parsed in row["Attribute"].codes)


@every_event
def test_the_examples_are_the_full_messages(code: str) -> None:
    shown = examples(page_of(code))
    assert [*map(as_in_docs, shown)] == [*map(as_in_docs, full_messages(code))]
    for message in shown:
        parsed = dw.parse(message, strict=True)
        assert parsed.event_code == code
        assert parsed.problems == ()


@every_event
def test_the_program_on_the_page_reads_every_example(code: str) -> None:
    page = page_of(code)
    (program,) = (block.text for block in page.blocks if block.section == "Python")
    # Every case shows how two fields are read.
    assert len(re.findall(r"event\.\w+, event\.\w+\)", program)) == program.count("case ")
    for message in examples(page):
        printed = run(program, body=json.dumps(message))
        assert len(printed.splitlines()) == 1
        assert printed.strip()
        assert "None" not in printed.split()
        assert f"case {type(dw.parse(message).event).__name__}()" in program


def run(program: str, **names: object) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "page", "exec"), dict(names))
    return printed.getvalue()


@every_event
def test_the_event_pattern_picks_the_event(code: str) -> None:
    (pattern,) = patterns(page_of(code))
    assert pattern["type"] == [dw.EVENTS[code].type]
    delivered = [message for message in full_messages(code) if pattern.keys() <= message.keys()]
    assert delivered
    for message in delivered:
        assert all(message[name] in values for name, values in pattern.items())


@every_event
def test_the_program_beside_the_pattern_makes_it(code: str) -> None:
    page = page_of(code)
    (program,) = (
        b.text for b in page.blocks if b.section == "Event pattern" and b.language == "python"
    )
    made: dict[str, Any] = {}
    exec(compile(program, "page", "exec"), made)
    (pattern,) = patterns(page)
    assert {**made["pattern"], "data": None} == {**pattern, "data": None}
    assert ("data" in made["pattern"]) is ("=[" in program)


def test_the_pattern_of_a_service_picks_all_its_events() -> None:
    for path in (DOCS / "services").iterdir():
        page = read(path)
        (pattern,) = patterns(page)
        expected = {info.type for info in dw.EVENTS.values() if info.service == page.title}
        assert set(pattern["type"]) == expected


@every_event
def test_a_page_says_how_to_answer(code: str) -> None:
    rows = page_of(code).rows("Operation", "Result")
    assert [row["Operation"].text for row in rows] == list(dw.EVENTS[code].answers)
    for row in rows:
        assert set(row["Result"].codes) >= set(ANSWERS[row["Operation"].text]["verdicts"])


def test_every_operation_is_explained() -> None:
    page = read(DOCS / "answers.md")
    assert [heading for heading in page.headings if heading in set(dw.AnswerOperation)] == list(
        dw.AnswerOperation
    )
    for name, facts in ANSWERS.items():
        fields = [
            r["Field"] for r in page.rows("Field") if f"field-{name}." in r["Field"].anchors[0]
        ]
        assert fields
        assert {f"EventDetail.{part}" for part in facts["snapshot"]} <= {f.text for f in fields}


def test_every_delivery_is_explained_with_its_fields() -> None:
    page = read(DOCS / "envelopes.md")
    shown = {row["Field"].anchors[0] for row in page.rows("Field")}
    messages = {
        each.envelope: each.message
        for code in dw.EVENTS
        for each in fixtures.load(code)
        if each.name.endswith("/full")
    }
    for envelope, message in messages.items():
        assert {f"field-{envelope}.{name}" for name in message} <= shown
        (example,) = (m for m in examples(page) if dw.parse(m).envelope == envelope)
        assert dw.parse(example, strict=True).problems == ()


def enums() -> list[type[OpenStrEnum | OpenIntEnum]]:
    found = [getattr(dw, name) for name in dw.__all__]
    return [
        each
        for each in found
        if isinstance(each, type) and issubclass(each, OpenStrEnum | OpenIntEnum)
    ]


def test_every_value_of_every_enum_is_explained() -> None:
    page = read(DOCS / "enums.md")
    rows = {row["Value"].anchors[0]: row for row in page.rows("Value", "Constant", "Note")}
    expected = {f"enum-{e.__name__}.{member.name}": member for e in enums() for member in e}
    unnumbered = {
        f"enum-{e['name']}.{v['constant']}" for e in enum_records() for v in e["unnumbered"]
    }
    assert set(rows) == set(expected) | unnumbered
    for anchor, member in expected.items():
        assert rows[anchor]["Value"].codes == (str(member.value),)
        assert rows[anchor]["Constant"].codes == (member.name,)


def enum_records() -> list[Any]:
    text = (ROOT / "generated" / "catalogue.json").read_text(encoding="utf-8")
    found: list[Any] = json.loads(text)["enums"]
    return found


def test_a_value_without_a_meaning_has_the_vendors_name_alone() -> None:
    for enum in enum_records():
        for value in enum["values"]:
            assert value["meaning"] or enum["name"] in ("NodeType", "FileType")


def test_every_enum_on_the_page_of_an_event_links_there_and_back() -> None:
    page = read(DOCS / "enums.md")
    back = {(target, anchor) for _, target, anchor in page.targets()}
    for path in (DOCS / "events").iterdir():
        there = {anchor for _, target, anchor in read(path).targets() if target == page.path}
        shown = {anchor for anchor in read(path).anchors if anchor.startswith("enum-")}
        assert there == shown
        assert {(path, anchor) for anchor in shown} <= back


@cache
def catalogue() -> Mapping[str, Any]:
    text = (ROOT / "spec" / "catalogue.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return loaded


def written_notes(of: object, above: str = "") -> Iterator[str]:
    """Every note in the catalogue but those on why an event is retired."""
    if isinstance(of, str) and above == "note":
        yield " ".join(of.split()).replace("`", "")
    elif isinstance(of, dict):
        for name, inner in of.items():
            if name != "retired":
                yield from written_notes(inner, name)
    elif isinstance(of, list):
        for inner in of:
            yield from written_notes(inner, above)


def test_every_discrepancy_is_in_the_one_table() -> None:
    head = "What the sources say, and what is made of it"
    shown = [row[head].text for row in read(DOCS / "sources.md").rows(head)]
    missing = {note for note in written_notes(catalogue()) if note not in shown}
    assert missing == set()


@every_event
def test_a_page_has_the_notes_of_its_event(code: str) -> None:
    bodies = [b for s in catalogue()["services"].values() for b in s["bodies"].values()]
    (body,) = (body for body in bodies if code in body["events"])
    text = page_of(code).text
    other_events = {"events": {code: body["events"][code]}}
    for note in written_notes({**body, **other_events}):
        assert note in text


@every_event
def test_a_page_names_sources_and_what_is_inferred(code: str) -> None:
    info, page = dw.EVENTS[code], page_of(code)
    assert [row["Document"].text for row in page.rows("Document")] == list(info.sources)
    said = [p for p in page.paragraphs if p.text.startswith("No source states, so")]
    assert [name for p in said for name in p.codes] == list(info.inferred)
    rows = {r["Event"].text: r["Facts"].codes for r in read(DOCS / "sources.md").rows("Facts")}
    assert rows.get(code, ()) == info.inferred


def test_a_service_can_be_read_from_page_to_page() -> None:
    for _, group in groupby(dw.EVENTS.values(), key=lambda info: info.service):
        codes = [info.event_code for info in group]
        for one, other in pairwise(codes):
            assert ends(one)[-1] == DOCS / dw.EVENTS[other].page
            assert ends(other)[0] == DOCS / dw.EVENTS[one].page


def ends(code: str) -> list[Path]:
    """Where the links below the last line of a page lead."""
    page = page_of(code)
    return [(page.path.parent / link).resolve() for link in page.paragraphs[-1].links]


GUIDES = (
    "overview",
    "subscribing",
    "delivery",
    "parsing",
    "handling",
    "answering",
    "testing",
    "command",
)


def test_the_guides_can_be_read_one_after_the_other() -> None:
    for name, following in pairwise(GUIDES):
        page = read(DOCS / f"{name}.md")
        (link,) = page.paragraphs[-1].links
        assert (page.path.parent / link).resolve() == DOCS / f"{following}.md"


def programs_of(guide: str) -> list[str]:
    page = read(DOCS / f"{guide}.md")
    return [block.text for block in page.blocks if block.language == "python"]


@every_event
def test_the_program_of_the_guide_on_parsing_reads_a_message(code: str) -> None:
    (program,) = programs_of("parsing")
    run(program, body=full_messages(code)[0])


def test_the_program_on_messages_with_faults_runs() -> None:
    # It goes through all messages by itself.
    run(programs_of("testing")[-2])


@pytest.fixture
def extension(tmp_path: Path) -> Path:
    """A folder with the program that the guide on answers has, and the programs that use it."""
    service, refusals, trial = programs_of("answering")
    (tmp_path / "extension.py").write_text(service)
    (tmp_path / "refusals.py").write_text(refusals)
    (tmp_path / "trial.py").write_text(trial)
    (tmp_path / "test_extension.py").write_text(programs_of("testing")[0])
    for path in tmp_path.iterdir():
        longest = 15 if path.name == "test_extension.py" else 25
        assert len(path.read_text().strip().splitlines()) <= longest, path
    return tmp_path


def run_in(folder: Path, *arguments: str) -> str:
    """What Python prints in that folder, with nothing but this package's plugin for pytest."""
    named = {"KEY_ID": "x", "KEY_SECRET": "x", "CODE": "e"}
    environment = {
        **os.environ,
        **named,
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(Path(dw.__file__).parents[1]),
        "MYPYPATH": str(Path(dw.__file__).parents[1]),
    }
    environment.pop("PYTEST_ADDOPTS", None)
    run = [sys.executable, *arguments]
    done = subprocess.run(
        run, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_service_of_the_guide_answers_through_the_vendors_client(extension: Path) -> None:
    assert run_in(extension, "trial.py") == "('FAIL', 'MAX_PT is not allowed')\n"


def test_the_program_on_refusals_answers_what_could_not_be_read(extension: Path) -> None:
    (extension / "ask.py").write_text(
        "import extension, json, refusals\n"
        "from dataworks_events.testing import ClientRecorder\n"
        "refusals.client = extension.client = recorder = ClientRecorder()\n"
        "sent = {'id': 'm-1', 'type': 'dataworks:FileChange:CommitFile', 'data': 5}\n"
        "refusals.handle(json.dumps(sent).encode())\n"
        "print(*((call.result, call.reason) for call in recorder.answers))\n"
    )
    refused, answered = run_in(extension, "ask.py").splitlines()
    assert refused.startswith("refused: m-1 commit-file data: expected object")
    assert refused.endswith("'data': 5}")
    assert answered == "('FAIL', 'The check could not be made')"


def test_the_program_on_looking_up_knows_every_event() -> None:
    (program,) = programs_of("command")
    assert len(program.strip().splitlines()) <= 12
    done = subprocess.run(
        [sys.executable, "-c", program, *dw.EVENTS],
        env={**os.environ, "PYTHONPATH": str(Path(dw.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    for info in dw.EVENTS.values():
        assert f"{info.title}, {info.type}, {info.kind}, " in done.stdout


def test_the_programs_of_the_guides_pass_mypy_and_pyright(extension: Path) -> None:
    (sentence,) = (
        each
        for each in read(DOCS / "answering.md").paragraphs
        if "ignore_missing_imports" in each.codes
    )
    modules = [code for code in sentence.codes if code.endswith(".*")]
    ignored = "".join(f"[mypy-{module}]\nignore_missing_imports = true\n" for module in modules)
    (extension / "mypy.ini").write_text(f"[mypy]\nstrict = true\n{ignored}")
    run_in(extension, "-m", "mypy", ".")
    (extension / "pyrightconfig.json").write_text(
        json.dumps({"extraPaths": [str(Path(dw.__file__).parents[1])]})
    )
    run_in(extension, "-m", "pyright", f"--pythonpath={sys.executable}")


def test_the_tests_of_the_guide_pass_and_would_find_a_fault(extension: Path) -> None:
    plugin = ["-m", "pytest", "-q", "-p", "dataworks_events.pytest_plugin"]
    arguments = [*plugin, "-p", "no:cacheprovider", "-c", os.devnull, "test_extension.py"]
    assert "2 passed" in run_in(extension, *arguments)
    service = extension / "extension.py"
    service.write_text(service.read_text().replace('"max_pt" not in', '"min_pt" not in'))
    with pytest.raises(AssertionError, match="1 failed, 1 passed"):
        run_in(extension, *arguments)


def test_the_guide_on_answers_has_every_operation_that_answers() -> None:
    rows = read(DOCS / "answering.md").rows("Operation", "Result")
    assert {row["Operation"].text for row in rows} == {
        name for info in dw.EVENTS.values() for name in info.answers
    }


def test_the_overview_counts_the_events_of_each_service() -> None:
    rows = read(DOCS / "overview.md").rows("Service", "Events")
    assert {row["Service"].text: int(row["Events"].text) for row in rows} == Counter(
        info.service for info in dw.EVENTS.values()
    )


def test_the_guide_on_subscribing_says_how_for_every_delivery() -> None:
    text = " ".join((DOCS / "subscribing.md").read_text(encoding="utf-8").split())
    text = re.sub(r"\[([^\]]+)\]\([^)]*#source-[^)]*\)", r"\1", text).replace("\\", "")
    for envelope in catalogue()["envelopes"].values():
        for step in envelope.get("setup", ()):
            assert " ".join(step.split()) in text
    (pattern,) = patterns_in(read(DOCS / "subscribing.md"))
    assert pattern["type"] == [next(iter(dw.EVENTS.values())).type]


def patterns_in(page: Page) -> list[Any]:
    return [json.loads(block.text) for block in page.blocks if block.language == "json"]
