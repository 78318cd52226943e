"""A run that follows another makes the same as one that starts afresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from codegen import cache
from codegen.emit.python import classes
from codegen.emit.python.classes import Definition
from codegen.pipeline import Built, Output, Source, Tree, build, build_output
from codegen.render import renderer
from codegen.resolve.resolver import resolve
from codegen.write import importing
from codegen.write.importing import ImportFault
from tests.codegen.mini import TEXT, broken, catalogue_of

EVENT = """\
          lorry-back:
            type: depot:Gate:LorryBack
            title: Lorry back
            text: A lorry came back.
            kind: regular
"""
CHANGES: list[Callable[[str], str]] = [
    lambda text: broken("        common: all\n", EVENT + "        common: all\n", text),
    lambda text: broken("title: Open a gate", "title: Open the gate", text),
    lambda text: broken(
        "      weights: number[], e.g. [1.5, 20]", "      weights: any, e.g. 3", text
    ),
    lambda text: broken(
        "      TODAY: 1 -- today\n", "      TODAY: 1 -- now\n      NEVER: 9\n", text
    ),
    lambda text: (
        text.replace("Pallet[]", "Stack[]")
        .replace("json Pallet", "json Stack")
        .replace("  Pallet:\n", "  Stack:\n")
    ),
    lambda text: broken("title: Lorry left", "title: A lorry left", text),
    lambda text: broken("    text: A pallet.\n", '    text: "A \\"pallet\\"."\n', text),
]


def made(folder: Path, *, cached: bool) -> Built:
    source = Source(folder / "mini.yaml", cached=cached)
    built = build(source, lambda stage, said, seconds: None)
    assert isinstance(built, Built), built
    return built


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "mini.yaml").write_text(TEXT, encoding="utf-8")
    found = build_output(Source(tmp_path / "mini.yaml"), lambda stage, said, seconds: None)
    assert isinstance(found, Output)
    return tmp_path


@pytest.mark.usefixtures("import_untried")
def test_changes_one_after_the_other_make_the_same_bytes_as_afresh(folder: Path) -> None:
    text = TEXT
    for number, change in enumerate(CHANGES, start=1):
        text = change(text)
        (folder / "mini.yaml").write_text(text, encoding="utf-8")
        tree = made(folder, cached=True).tree
        # What is not made anew although it should be stays wrong.
        if number in (len(CHANGES) // 2, len(CHANGES)):
            afresh = made(folder, cached=False).tree
            assert tree.keys() == afresh.keys()
            assert [path for path in tree if tree[path] != afresh[path]] == []


def test_only_what_has_changed_is_made_and_imported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    tool, program = classes._made, importing.import_faults

    def counted(
        parts: list[list[str]], definitions: Mapping[str, list[Definition]]
    ) -> dict[str, str]:
        asked.extend(parts)
        return tool(parts, definitions)

    def noted(tree: Tree, package: str, paths: list[str]) -> tuple[ImportFault, ...]:
        asked.append(paths)
        return program(tree, package, paths)

    monkeypatch.setattr(classes, "_made", counted)
    monkeypatch.setattr(importing, "import_faults", noted)
    text = broken("text: It was put on a shelf.", "text: It stands on a shelf.", TEXT)
    (folder / "mini.yaml").write_text(text, encoding="utf-8")
    made(folder, cached=True)
    assert asked == [["events.pallet_change"], ["depot_events/events/pallet_change.py"]]


def test_one_event_more_leaves_the_modules_of_others_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    program = importing.import_faults

    def noted(tree: Tree, package: str, paths: list[str]) -> tuple[ImportFault, ...]:
        asked.extend(paths)
        return program(tree, package, paths)

    monkeypatch.setattr(importing, "import_faults", noted)
    (folder / "mini.yaml").write_text(CHANGES[0](TEXT), encoding="utf-8")
    made(folder, cached=True)
    assert "depot_events/registry.py" in asked
    assert [path for path in asked if "/events/" in path] == ["depot_events/events/lorry.py"]


def test_a_module_is_imported_again_if_one_that_it_imports_has_changed() -> None:
    tree = {
        "p/__init__.py": b"",
        "p/a.py": b"from .b import x\nfrom . import (\n    d,\n)\n",
        "p/b.py": b"from .sub.c import x\n",
        "p/d.py": b"",
        "p/e.py": b"def later():\n    from .d import y\n",
        "p/sub/__init__.py": b"",
        "p/sub/c.py": b"x = 1\n",
    }
    before = importing.import_hashes(tree)

    def touched(path: str) -> set[str]:
        after = importing.import_hashes({**tree, path: tree[path] + b"#\n"})
        return {name for name in tree if after[name] != before[name]}

    assert touched("p/sub/c.py") == {"p/a.py", "p/b.py", "p/sub/c.py"}
    assert touched("p/sub/__init__.py") == {"p/sub/__init__.py"}
    assert touched("p/d.py") == {"p/a.py", "p/d.py"}
    assert touched("p/__init__.py") == {"p/a.py", "p/__init__.py"}


def test_what_is_made_of_an_event_is_rendered_again_only_if_it_knows_of_the_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    content = renderer._content

    def noted(environment: Any, name: str, path: Path, values: Mapping[str, Any]) -> bytes:
        if "event_view" in values:
            rendered.append(values["event_view"].event.code)
        return content(environment, name, path, values)

    monkeypatch.setattr(renderer, "_content", noted)
    source = Source(folder / "mini.yaml")

    def run() -> Tree:
        output = build_output(source, lambda stage, said, seconds: None)
        assert isinstance(output, Output)
        return output.tree

    first = run()
    rendered.clear()
    text = broken("title: Open a gate", "title: Open the gate", TEXT)
    (folder / "mini.yaml").write_text(text, encoding="utf-8")
    second = run()
    assert "gate-opening" in rendered
    assert "pallet-changed" not in rendered
    assert second != first
    assert second == made(folder, cached=False).tree


def test_modules_are_the_same_however_many_are_made_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue = resolve(catalogue_of())
    together = classes.sources(classes.definitions(catalogue))
    monkeypatch.setattr(classes, "_AT_ONCE", 3)
    assert classes.sources(classes.definitions(catalogue)) == together
