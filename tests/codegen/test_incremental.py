"""A run that follows another makes the same as one that starts afresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from codegen import cache
from codegen.emit.python import classes
from codegen.emit.python.classes import Definition
from codegen.pipeline import Built, Source, Tree, build
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
    made(tmp_path, cached=True)
    return tmp_path


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_the_same_bytes(change: Callable[[str], str], folder: Path) -> None:
    (folder / "mini.yaml").write_text(change(TEXT), encoding="utf-8")
    assert made(folder, cached=True).tree == made(folder, cached=False).tree


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


def test_modules_are_the_same_however_many_are_made_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue = resolve(catalogue_of())
    together = classes.sources(classes.definitions(catalogue))
    monkeypatch.setattr(classes, "_AT_ONCE", 3)
    assert classes.sources(classes.definitions(catalogue)) == together
