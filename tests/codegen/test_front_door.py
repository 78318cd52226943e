"""What README, CONTRIBUTING and the pages beside them name: it exists, and it works as they say."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from nox import registry

import dataworks_events as dw
import noxfile
from codegen.check.checker import check
from codegen.cli import main
from codegen.load.loader import load
from codegen.resolve.resolver import resolve
from dataworks_events import fixtures

PROJECT = Path(__file__).resolve().parents[2]
DECISIONS = PROJECT / "codegen" / "decisions"
README = PROJECT / "README.md"
ARCHITECTURE = PROJECT / "codegen" / "ARCHITECTURE.md"
NOXFILE = PROJECT / "noxfile.py"

PAGES = [
    README,
    PROJECT / "CONTRIBUTING.md",
    PROJECT / "CHANGELOG.md",
    ARCHITECTURE,
    PROJECT / ".github" / "SECURITY.md",
    PROJECT / ".github" / "PULL_REQUEST_TEMPLATE.md",
    DECISIONS / "README.md",
]
RECORDS = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
EVERY_PAGE = [*PAGES, *RECORDS]

NOT_COMMITTED = ("build/", "dist/")
"""Folders that commands of the pages make."""

SUFFIXES = (".py", ".md", ".yaml", ".jinja", ".jinja2")

each_page = pytest.mark.parametrize(
    "page", EVERY_PAGE, ids=lambda page: page.relative_to(PROJECT).as_posix()
)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code_in(page: Path) -> list[str]:
    """Code spans, and the lines of code blocks."""
    text = text_of(page)
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^    (\S.*)$", prose, re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", prose)
    return [*spans, *indented, *(line for block in fenced for line in block.splitlines())]


def fence(page: Path, language: str) -> str:
    """The one code block in the language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", text_of(page), re.MULTILINE | re.DOTALL)
    assert isinstance(found, str)
    return found


def matches(pattern: str) -> set[str]:
    """What the pattern finds in the code of all pages."""
    code = "\n".join(line for page in EVERY_PAGE for line in code_in(page))
    found = set(re.findall(pattern, code))
    assert found
    return found


def anchors(page: Path) -> set[str]:
    """The names that a link to the page may end in."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_page
def test_links_lead_to_a_file_and_a_heading(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", text_of(page)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


@each_page
def test_paths_exist(page: Path) -> None:
    top = {path.name for path in PROJECT.iterdir()}
    for code in code_in(page):
        for word in code.split():
            if word.split("/")[0] in top and not word.startswith(NOT_COMMITTED):
                path = PROJECT / word
                assert path.is_dir() if word.endswith("/") else path.exists(), word


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_named_without_a_folder_exist(page: Path) -> None:
    folders = ("spec", "codegen", "generated", "tests")
    files = {path.name for path in PROJECT.iterdir()}
    files.update(path.name for folder in folders for path in (PROJECT / folder).rglob("*"))
    for code in code_in(page):
        if re.fullmatch(r"[\w.]+", code) and code.endswith(SUFFIXES):
            assert code in files, code


def test_modules_that_commands_run_can_be_found() -> None:
    for module in matches(r"python -m ([\w.]+)"):
        assert importlib.util.find_spec(module), module


def test_scripts_that_commands_run_exist() -> None:
    for script in matches(r"(?:bash|python) ([\w./]+/[\w.]+)"):
        assert (PROJECT / script).is_file(), script


def test_sessions_that_commands_run_exist() -> None:
    assert noxfile.__doc__
    named = matches(r"nox -s (\w+)")
    assert named <= registry.get().keys()
    assert named >= {"check", "tests", "generate", "site", "bench"}


SUBCOMMANDS = ("site", "diff", "release", "add")


@pytest.mark.parametrize("subcommand", [[], *([name] for name in SUBCOMMANDS)])
def test_options_of_the_generator_are_in_its_help(
    subcommand: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*subcommand, "--help"])
    described = capsys.readouterr().out
    for arguments in matches(r"python -m codegen\b([^\n|]*)"):
        words = re.findall(r"[\w.-]+", arguments)
        if [word for word in words[:1] if word in SUBCOMMANDS] == subcommand:
            for option in (word for word in words if word.startswith("-")):
                assert re.search(rf"(?<![\w-]){option}\b", described), arguments


def sessions() -> Iterator[str]:
    """The names of the sessions in noxfile.py."""
    for node in ast.parse(text_of(NOXFILE)).body:
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if "nox.session" in ast.unparse(decorator):
                    given = getattr(decorator, "keywords", [])
                    names = [k.value.value for k in given if k.arg == "name"]
                    yield names[0] if names else node.name


def test_nox_sessions_exist() -> None:
    assert matches(r"nox -s (\w+)") <= set(sessions())


def test_readme_is_short() -> None:
    assert len(text_of(README).splitlines()) <= 100


def test_readme_has_the_two_lines_that_set_a_clone_up() -> None:
    install = "    python -m pip install -e '.[dev]' && python -m "
    lines = text_of(README).splitlines()
    assert [line for line in lines if line.startswith(install)] == [
        f"{install}codegen",
        f"{install}pytest",
    ]


def test_readme_example_of_an_event_is_accepted_and_claims_no_source_for_what_is_made_up() -> None:
    example = fence(README, "yaml")
    (code,) = yaml.safe_load(example)
    text = text_of(PROJECT / "spec" / "catalogue.yaml")
    # Whoever tries the README has added it.
    if f"\n          {code}:\n" not in text:
        before = re.search(r"\n      instance-change:\n.*?\n        events:\n", text, re.DOTALL)
        assert before is not None
        text = text[: before.end()] + example + text[before.end() :]
    written, findings = load(text, "catalogue.yaml")
    assert written is not None
    assert [*findings, *check(written)] == []
    (event,) = (event for event in resolve(written).events if event.code == code)
    assert event.body.name == "instance-change"
    assert event.inferred == ("type", "category", "kind", "body")


def test_readme_example_of_parsing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    by_name = {fixture.name: fixture.message for fixture in fixtures.load("commit-file")}
    body = by_name["eventbridge/full"]
    event = dw.parse(body).event
    assert isinstance(event, dw.CommitFile)
    exec(fence(README, "python"), {"body": body})
    printed = f"{event.file_name} in {event.project_id} is about to be committed ()\n"
    assert capsys.readouterr().out == printed


@each_page
def test_no_number_of_events_stands_in_prose(page: Path) -> None:
    prose = "\n".join(line for line in text_of(page).splitlines() if not line.startswith("|"))
    assert re.findall(r"\b\d+ (?:\w+ )?(?:events|kinds)\b", prose) == []


def test_architecture_names_every_folder_of_the_generator() -> None:
    described = set(re.findall(r"^\| `codegen/(\w+)/`", text_of(ARCHITECTURE), re.MULTILINE))
    folders = {path.parent.name for path in (PROJECT / "codegen").glob("*/__init__.py")}
    assert described == folders | {"templates"}


def test_architecture_shows_a_field_as_it_is_in_each_file() -> None:
    path = text_of(ARCHITECTURE).partition("## The path of one field")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \|.*\| `([^`]+)` \|$", path, re.MULTILINE)
    assert [file.split("/")[0] for file, _ in rows] == ["spec", *["generated"] * 4]
    for file, excerpt in rows:
        assert excerpt in text_of(PROJECT / file), file


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_decisions_are_dated_and_name_what_lost(record: Path) -> None:
    text = text_of(record)
    title, _, date = text.splitlines()[:3]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-[a-z-]+\.md", record.name)
    assert record.name.startswith(f"{date}-")
    assert re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "What lost",
        "Consequences",
    ]
    assert re.search(r"^\*\*What lost\.\*\*\n- ", text, re.MULTILINE)
    row = f"| {date} | [{title.removeprefix('# ')}]({record.name}) |"
    assert row in text_of(DECISIONS / "README.md").splitlines()


def test_each_version_of_the_changelog_has_its_two_sections() -> None:
    changelog = text_of(PROJECT / "CHANGELOG.md")
    headings = re.findall(r"^###? (.+)$", changelog, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert headings[1::3] == ["Catalogue"] * (len(headings) // 3)
    assert headings[2::3] == ["Tooling"] * (len(headings) // 3)
    assert all(heading.startswith("[") for heading in headings[::3])


@pytest.mark.parametrize("name", ["event.yml", "bug.yml"])
def test_issue_forms_are_such_as_github_shows(name: str) -> None:
    form = yaml.safe_load(text_of(PROJECT / ".github" / "ISSUE_TEMPLATE" / name))
    assert form.keys() <= {"name", "description", "title", "labels", "body"}
    assert form["name"]
    assert form["description"]
    parts = form["body"]
    assert {part["type"] for part in parts} <= {"input", "textarea", "dropdown"}
    assert len({part["id"] for part in parts}) == len(parts)
    assert all(part["attributes"]["label"] for part in parts)
    assert any(part.get("validations", {}).get("required") for part in parts)


def test_readme_event_can_be_pasted_among_the_events_of_a_body() -> None:
    example = fence(README, "yaml")
    assert example == textwrap.indent(textwrap.dedent(example), " " * 10)
    text = text_of(PROJECT / "spec" / "catalogue.yaml")
    assert re.search(r"^        events:\n {10}[\w-]+:\n {12}type: ", text, re.MULTILINE)


def test_the_long_description_leads_to_nothing_that_is_not_at_hand() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatch_fancy_pypi_readme"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    links = re.findall(r"\]\(([^)]*)\)", done.stdout)
    assert [link for link in links if not link.startswith("https://")] == []
    assert "pip install dataworks-events" in done.stdout
    assert "not affiliated with Alibaba Cloud" in done.stdout
    assert "clone" not in done.stdout


@pytest.mark.release
def test_the_package_names_where_its_source_and_changes_are() -> None:
    urls = tomllib.loads(text_of(PROJECT / "pyproject.toml"))["project"].get("urls", {})
    assert {"Source", "Changelog"} <= set(urls)
