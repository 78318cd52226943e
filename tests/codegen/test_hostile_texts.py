"""Texts of a catalogue that are written like code stay texts in every output."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml

from codegen.catalogue import resolved
from codegen.emit.python import classes
from codegen.emit.views import views
from codegen.pipeline import Tree
from codegen.render.renderer import render
from codegen.resolve.resolver import resolve
from tests.codegen.mini import catalogue_of

CANARY = "a text of the catalogue ran"
HOSTILE = (
    f'x"""\nprint("{CANARY}")\n"""\'\'\' \\" \\N{{DASH}} \\ {{{{ 7 * 7 }}}} {{% raw %}} ${{x}} '
    "--- # no: comment\u2028*/ </script> ]]> &amp; `code` \\"
)
NEEDS_AN_EXTRA = ("/_msgspec/", "/_columns.", "/tables.")
TEXTS = {"title", "product", "description", "summary", "note", "meaning", "setup", "reason", "call"}
"""Attributes of the resolved catalogue that people read."""


def hostile(value: Any, name: str = "") -> Any:
    """The value with the hostile text behind each of its texts."""
    if isinstance(value, str):
        return value + HOSTILE if name in TEXTS else value
    if attrs.has(type(value)) and type(value).__module__ == resolved.__name__:
        changes = {
            field.alias: hostile(getattr(value, field.name), field.name)
            for field in attrs.fields(type(value))
        }
        return attrs.evolve(value, **changes)
    if isinstance(value, tuple):
        return tuple(hostile(item, name.removesuffix("s")) for item in value)
    if isinstance(value, dict):
        return {key: hostile(item) for key, item in value.items()}
    return value


@pytest.fixture(scope="module")
def tree() -> Tree:
    catalogue = hostile(resolve(catalogue_of()))
    assert isinstance(catalogue, resolved.Catalogue)
    assert CANARY in catalogue.product
    view = views(catalogue, classes.modules(catalogue), None)
    return render(view.names(), view.expansions, (), catalogue.file)


def contents(tree: Tree, *endings: str) -> Iterator[tuple[str, str]]:
    for path, content in tree.items():
        if path.endswith(endings):
            yield path, content.decode()


def test_no_text_runs_when_the_package_is_imported(tree: Tree, tmp_path: Path) -> None:
    for path, content in tree.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    modules = [
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path, _ in contents(tree, ".py")
        if not any(part in path for part in NEEDS_AN_EXTRA)
    ]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import importlib\nfor m in {modules!r}: importlib.import_module(m)",
        ],
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
        found = sum(literal.count(CANARY) for literal in literals)
        assert found == content.count(CANARY), path


def test_data_files_hold_the_texts_as_they_are(tree: Tree) -> None:
    texts = [json.dumps(json.loads(t)) for path, t in contents(tree, ".json")]
    documents = [json.dumps(yaml.safe_load(t)) for path, t in contents(tree, ".yaml")]
    assert texts
    assert documents
    expected = json.dumps(HOSTILE)[1:-1]
    for text in (*texts, *documents):
        # Descriptions may be joined with others; none is cut or changed.
        assert text.count(expected) == text.count(CANARY)
