"""Catalogues of other systems, all the way: a project, its package, docs and schemas."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.codegen.command import PROJECT, run
from tests.codegen.other_systems import PACKAGES, Made, imported, just_started, made

NAMES = pytest.mark.parametrize("project", PACKAGES, indirect=True)

OUR_WORDS = re.compile(
    "dataworks|datastudio|data studio|eventbridge|workspace|tenant|function.?compute|alibaba|aliyun"
    "|maxcompute|extension.?point|pre-event|checkresult|operation center|taskstatus"
    "|工作空间|租户|函数计算|扩展点",
    re.IGNORECASE,
)
"""What belongs to the product that this project is about."""
OF_THE_FORMAT = {"catalogue.schema.json"}
"""Describes the keys of every catalogue, those of events that wait for an answer included."""


@pytest.fixture
def project(request: pytest.FixtureRequest, projects: dict[str, Made]) -> Made:
    return projects[request.param]


@pytest.fixture
def package(project: Made) -> Iterator[ModuleType]:
    with imported(project) as found:
        yield found


def package_of(name: str, projects: dict[str, Made]) -> Any:
    return imported(projects[name])


def fixtures(package: ModuleType) -> list[Any]:
    load = importlib.import_module(f"{package.__name__}.fixtures").load
    return [each for code in package.EVENTS for each in load(code)]


def test_the_projects_are_installed_by_pip(projects: dict[str, Made], tmp_path: Path) -> None:
    place = tmp_path / "installed"
    pip = ("-m", "pip", "install", "--no-deps", "--no-build-isolation", "--no-index")
    folders = [str(project.folder) for project in projects.values()]
    run(*pip, "--no-compile", "--target", str(place), *folders, cwd=tmp_path, path=tmp_path)
    for project in projects.values():
        said = run(
            "-c",
            f"import {project.package} as p; print(p.__file__, len(p.EVENTS))",
            cwd=tmp_path,
            path=place,
        )
        assert said.startswith(str(place / project.package))
        assert (place / project.package / "py.typed").is_file()


@NAMES
def test_the_project_needs_what_ours_needs(project: Made) -> None:
    ours = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    theirs = tomllib.loads(project.files["pyproject.toml"].decode())["project"]
    assert theirs["name"] == project.package.replace("_", "-")
    for key in ("dependencies", "requires-python"):
        assert theirs[key] == ours[key]
    assert theirs["optional-dependencies"]["fast"] == ours["optional-dependencies"]["fast"]


def test_the_packages_pass_strict_type_checks(projects: dict[str, Made], tmp_path: Path) -> None:
    for project in projects.values():
        (tmp_path / project.package).symlink_to(project.folder / project.package)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            # Packages of extras are not there.
            *("--disable-error-code", "import-not-found", *PACKAGES.values()),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@NAMES
@pytest.mark.parametrize("msgspec", [False, True])
def test_fixtures_are_read_as_they_say_and_come_back(package: ModuleType, msgspec: bool) -> None:
    for fixture in fixtures(package):
        with just_started(package, msgspec=msgspec):
            for sent in (fixture.message, *[json.dumps(fixture.message)] * 3):
                try:
                    message = package.parse(sent, headers=fixture.headers)
                except package.InvalidMessage:
                    assert fixture.refused, fixture.name
                    continue
                assert not fixture.refused, fixture.name
                found = [(each.path, each.expected, each.got) for each in message.problems]
                assert found == [tuple(each) for each in fixture.problems]
                assert package.to_dict(message) == fixture.message
                assert json.loads(package.to_json(message)) == fixture.message


@NAMES
def test_schemas_are_schemas_and_agree_with_reading(project: Made, package: ModuleType) -> None:
    for path in project.files:
        if path.startswith("schemas/") and path.endswith(".json"):
            jsonschema_rs.meta.validate(project.json(path))
    for code, info in package.EVENTS.items():
        page = info.page.removeprefix("events/").removesuffix(".md")
        schema = Draft202012Validator(project.json(f"schemas/{page}.json"))
        for fixture in importlib.import_module(f"{package.__name__}.fixtures").load(code):
            try:
                package.parse(fixture.message, headers=fixture.headers, strict=True)
                accepted = True
            except package.InvalidMessage:
                accepted = False
            assert schema.is_valid(fixture.message) == accepted, fixture.name


@NAMES
def test_no_word_of_our_product_is_in_any_output(project: Made) -> None:
    for path, content in project.files.items():
        # One of the engines that tables are written for has its documentation there.
        text = path + content.decode().replace("alibabacloud.com/help/en/maxcompute", "")
        found = [] if path in OF_THE_FORMAT else OUR_WORDS.findall(text)
        if "tables" in path or path == ".codegen-manifest":
            # One of the engines that tables are written for, whoever's catalogue it is.
            found = [word for word in found if word.lower() != "maxcompute"]
        assert not found, (path, found)


def test_our_words_are_found_where_they_belong() -> None:
    text = (PROJECT / "generated" / "docs" / "overview.md").read_text(encoding="utf-8")
    assert {"workspace", "tenant"} <= {word.lower() for word in OUR_WORDS.findall(text)}


@NAMES
def test_without_answers_there_is_no_page_and_no_name_for_them(
    project: Made, package: ModuleType
) -> None:
    assert not [path for path in project.files if "answer" in path or "operations" in path]
    assert not [name for name in package.__all__ if "ANSWER" in name.upper()]
    assert "answers" not in next(iter(package.EVENTS.values()))._fields
    for path in project.files:
        if path.endswith(".md"):
            assert "](answer" not in project.files[path].decode(), path


@NAMES
def test_links_in_the_docs_lead_to_files_and_places(project: Made) -> None:
    for path, content in project.files.items():
        if not path.endswith(".md"):
            continue
        for address in re.findall(r"\]\(([^)]+)\)", content.decode()):
            if address.startswith("http"):
                continue
            target, _, place = address.partition("#")
            file = (project.folder / path).parent / target if target else project.folder / path
            assert file.is_file(), (path, address)
            if place:
                text = file.read_text(encoding="utf-8")
                assert f'id="{place}"' in text or place.replace("-", " ") in text.lower(), address


@NAMES
def test_the_test_kit_makes_messages_of_every_event(package: ModuleType) -> None:
    testing = importlib.import_module(f"{package.__name__}.testing")
    assert testing.__all__ == ["message"]
    strategies = importlib.import_module(f"{package.__name__}.testing.strategies")
    for code in package.EVENTS:
        assert testing.message(code).event_code == code

        @settings(max_examples=20, deadline=None, derandomize=True)
        @given(strategies.messages(code))
        def fits(message: Any) -> None:
            assert message.problems == ()

        fits()


# Names


def test_codes_and_types_are_any_text(projects: dict[str, Made]) -> None:
    with package_of("forms", projects) as meter:
        info, other = meter.EVENTS.values()
        assert info.event_code == "Value, read!"
        assert other.event_code == 'Value "lost"'
        assert other.type == 'Meter "A" / Value lost'
        assert info.page == "events/Value-read.md"
        assert "schemas/Value-read.json" in projects["forms"].files
        assert meter.EventCode.VALUE_READ == "Value, read!"


@pytest.mark.parametrize("name", ["registry", "forms"])
def test_the_type_goes_out_as_it_was_sent(projects: dict[str, Made], name: str) -> None:
    with package_of(name, projects) as package:
        for fixture in fixtures(package):
            if fixture.valid:
                message = package.parse(fixture.message)
                assert message.to_cloudevent().attributes["type"] == fixture.message["type"]


def test_a_type_that_names_an_event_by_its_code_goes_out_as_it_was_sent(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "other" / "registry.yaml").read_text(encoding="utf-8")
    assert text.count("type: string(event-type)") == 1
    file = tmp_path / "registry.yaml"
    file.write_text(text.replace("type: string(event-type)", "type: string(event-code)"))
    project = made("registry", tmp_path / "made", file)
    with imported(project) as harbor:
        for fixture in fixtures(harbor):
            if fixture.valid:
                message = harbor.parse(fixture.message)
                assert message.event_type.startswith("harbor.")
                assert message.to_cloudevent().attributes["type"] == message.event_code


# Events that are named by a header


PUSH = {"ref": "refs/heads/main", "repository": {"id": 1, "full_name": "a/b"}}


@pytest.mark.parametrize(
    "headers",
    [
        {"X-GitHub-Event": "push", "X-GitHub-Delivery": "d-1"},
        {"x-github-event": "push", "x-github-delivery": "d-1", "host": "here"},
        {"X-GITHUB-EVENT": b"push", "X-GITHUB-DELIVERY": b"d-1"},
    ],
)
@pytest.mark.parametrize("form", [dict, json.dumps, lambda sent: json.dumps(sent).encode()])
def test_a_header_names_the_event_that_is_the_body(
    projects: dict[str, Made], headers: Any, form: Any
) -> None:
    with package_of("webhook", projects) as github:
        message = github.parse(form(PUSH), headers=headers)
        assert type(message.event) is github.Push
        assert message.event.repository.full_name == "a/b"
        assert (message.id, message.envelope, message.problems) == ("d-1", "webhook", ())
        assert (message.event_code, message.event_type) == ("push", "push")
        assert github.detect(form(PUSH), headers=headers) == "webhook"
        assert github.to_dict(message) == PUSH
        assert json.loads(github.to_json(message)) == PUSH
        around = github.to_dict(message.attributes)
        assert around == {"X-GitHub-Delivery": "d-1", "X-GitHub-Event": "push"}
        assert github.parse(github.to_bytes(message), headers=around) == message
        assert [*github.parse_many(json.dumps(PUSH), headers=headers)] == [message]


def test_an_event_that_no_catalogue_has_is_kept_with_its_name(projects: dict[str, Made]) -> None:
    with package_of("webhook", projects) as github:
        message = github.parse({"action": "created"}, headers={"X-GitHub-Event": "star"})
        assert type(message.event) is github.UnknownEvent
        assert message.event_code == "star"
        assert github.to_dict(message) == {"action": "created"}


@pytest.mark.parametrize("headers", [None, {}, {"X-GitHub-Delivery": "d-1"}, {"type": "push"}])
def test_without_the_header_the_error_says_which_is_missing(
    projects: dict[str, Made], headers: Any
) -> None:
    with package_of("webhook", projects) as github:
        with pytest.raises(github.UnknownEnvelope, match="the header 'X-GitHub-Event'"):
            github.parse(PUSH, headers=headers)
        message = github.parse_event(PUSH, event_code="push")
        assert type(message.event) is github.Push


@pytest.mark.parametrize("headers", [{"X-GitHub-Event": ["push", "ping"]}, [5], 7])
def test_headers_that_are_none_are_refused(projects: dict[str, Made], headers: Any) -> None:
    with package_of("webhook", projects) as github, pytest.raises(github.MalformedMessage):
        github.parse(PUSH, headers=headers)


def test_a_misfit_in_the_body_has_its_path_in_the_body(projects: dict[str, Made]) -> None:
    with package_of("webhook", projects) as github:
        headers = {"X-GitHub-Event": "push", "x-github-delivery": "d-1"}
        with pytest.raises(github.InvalidMessage) as refused:
            github.parse({"ref": 5}, headers=headers)
        error = refused.value
        assert [each.path for each in error.errors] == ["ref"]
        assert (error.message_id, error.event_code, error.envelope) == ("d-1", "push", "webhook")
        assert error.sent == {"ref": 5}


def test_a_body_and_its_event_may_have_one_name(projects: dict[str, Made]) -> None:
    with package_of("webhook", projects) as github:
        assert issubclass(github.Push, github.PushBody)


# Objects that many events have


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The webhooks with a repository of many fields."""
    text = (Path(__file__).parent / "other" / "webhook.yaml").read_text(encoding="utf-8")
    head = "    text: A repository.\n    fields:\n"
    assert text.count(head) == 1
    fields = "".join(f"      part_{n}: string, e.g. x -- Part {n}.\n" for n in range(80))
    folder = tmp_path_factory.mktemp("large")
    file = folder / "webhook.yaml"
    file.write_text(text.replace(head, head + fields), encoding="utf-8")
    return made("webhook", folder / "made", file)


def test_a_large_shared_object_stands_on_its_page_and_not_on_each(large: Made) -> None:
    pages = {path: content.decode() for path, content in large.files.items() if "docs/" in path}
    assert "| `part_7` |" in pages["docs/objects/Repository.md"].replace(
        '<a id="field-part_7"></a>', ""
    )
    for code in ("push", "ping", "issues"):
        page = pages[f"docs/events/{code}.md"]
        assert 'id="field-repository"' in page
        assert "[`Repository`](../objects/Repository.md)" in page
        assert "repository.part_7" not in page
        assert f"[`{code}`](../events/{code}.md)" in pages["docs/objects/Repository.md"]


def test_a_small_shared_object_stands_on_each_and_on_its_page(projects: dict[str, Made]) -> None:
    files = projects["webhook"].files
    assert b"repository.full_name" in files["docs/events/push.md"]
    assert b"[`Repository`](../objects/Repository.md)" in files["docs/events/push.md"]
    assert b"| `full_name` |" in files["docs/objects/Repository.md"].replace(
        b'<a id="field-full_name"></a>', b""
    )
    # Only pushes have commits.
    assert "docs/objects/Commit.md" not in files


def test_what_is_wrong_inside_a_large_shared_object_is_in_the_fixtures_once(large: Made) -> None:
    with imported(large) as github:
        having = {
            fixture.name
            for fixture in fixtures(github)
            if any(problem.path == "repository.part_7" for problem in fixture.problems)
        }
        assert having == {"webhook/invalid/repository.part_7"}
        for fixture in fixtures(github):
            if fixture.valid:
                message = github.parse(fixture.message, headers=fixture.headers)
                assert github.to_dict(message) == fixture.message
