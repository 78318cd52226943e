"""Texts of a catalogue that are written like code stay texts in every output."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from codegen.pipeline import Built, Source, Tree, build
from tests import markdown_page
from tests.hostile_catalogue import CANARY, changed, hostile, numbers

NEEDS_AN_EXTRA = ("/_msgspec/", "/_columns.", "/tables.")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    file = tmp_path_factory.mktemp("hostile") / "hostile.yaml"
    file.write_text(hostile().text, encoding="utf-8")
    built = build(Source(file), lambda stage, said, seconds: None)
    assert isinstance(built, Built), built
    return built.tree


def contents(tree: Tree, *endings: str) -> Iterator[tuple[str, str]]:
    for path, content in tree.items():
        if path.endswith(endings):
            yield path, content.decode()


def test_every_text_of_the_description_is_tried() -> None:
    accepted = {planted.of for planted in hostile().texts.values()}
    assert len(accepted) > 40
    # What is not accepted everywhere is a name by which something is found, or a value of a type.
    only_rejected = hostile().rejected.keys() - accepted
    assert all(
        kind.endswith(", name") or kind.split(".")[1] in REFERENCES for kind in only_rejected
    ), only_rejected


REFERENCES = {
    "category",
    "changed",
    "codes",
    "levels",
    "example",
    "formerly",
    "id",
    "only",
    "pattern",
    "time",
    "zone",
}


def test_what_is_rejected_is_found_at_its_line() -> None:
    for kind, found in hostile().rejected.items():
        assert all(finding.mark.line > 1 for finding in found), kind


def test_no_text_runs_when_the_package_is_imported(tree: Tree, tmp_path: Path) -> None:
    for path, content in tree.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    modules = [
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path, _ in contents(tree, ".py")
        if not any(part in path for part in NEEDS_AN_EXTRA)
    ]
    code = (
        f"import builtins, importlib\ndef ran(): print('ran')\nbuiltins.{CANARY} = ran\n"
        f"for m in {modules!r}: importlib.import_module(m)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_text_is_in_a_literal(tree: Tree) -> None:
    for path, content in contents(tree, ".py"):
        literals = [
            node.value
            for node in ast.walk(ast.parse(content, path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert changed("\n;\n".join(literals)) == [], path
        assert sum(text.count(CANARY) for text in literals) == content.count(CANARY), path


def test_data_files_hold_the_texts_as_they_are(tree: Tree) -> None:
    texts = [json.loads(text) for _, text in contents(tree, ".json")]
    documents = [yaml.safe_load(text) for _, text in contents(tree, ".yaml")]
    assert texts
    assert documents
    found = [text for document in (*texts, *documents) for text in strings(document)]
    shown = {number for text in found for number in numbers(text)}
    kinds = {planted.of for planted in hostile().texts.values()}
    # The key of a number in an enum is only what its member is called by; searches are the site's.
    elsewhere = {"Enum.values, name", "Header.searches"}
    assert {hostile().texts[number].of for number in shown} == kinds - elsewhere
    assert [each for text in found for each in changed(text)] == []


def strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from strings([*value, *value.values()])
        case list():
            for each in value:
                yield from strings(each)


def test_pages_show_the_texts_as_they_are(tree: Tree, tmp_path: Path) -> None:
    shown: set[int] = set()
    for path, text in [*contents(tree, ".md"), *contents(tree, "llms.txt")]:
        page = markdown_page.parse(text, tmp_path / path)
        whole = "\n".join((page.text, *(block.text for block in page.blocks)))
        shown |= numbers(whole)
        assert changed(whole) == [], path
        assert page.other_html() == [], path
        assert page.uneven_tables() == [], path
        assert {urlsplit(link).scheme for link in page.links} <= {"", "https", "http"}, path
    assert len(shown) > len(hostile().texts) / 2
