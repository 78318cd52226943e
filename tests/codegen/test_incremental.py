"""A run that follows another makes the same as one that starts afresh."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen import cache
from codegen.emit.python import classes
from codegen.pipeline import Built, Source, build
from codegen.resolve.resolver import resolve
from codegen.write import importing
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
    asked: list[set[str]] = []
    tool, program = classes._made, importing.import_faults  # noqa: SLF001  # to count

    def counted(paths: object, by_module: object) -> dict[str, str]:
        asked.append(set(paths))  # type: ignore[call-overload]  # of texts
        return tool(paths, by_module)  # type: ignore[arg-type]

    def noted(tree: object, package: str, paths: object = None) -> object:
        asked.append(set(paths))  # type: ignore[call-overload]
        return program(tree, package, paths)  # type: ignore[arg-type]

    monkeypatch.setattr(classes, "_made", counted)
    monkeypatch.setattr(importing, "import_faults", noted)
    (folder / "mini.yaml").write_text(CHANGES[5](TEXT), encoding="utf-8")
    made(folder, cached=True)
    assert asked == [{"shared.pallet"}, {"depot_events/shared/pallet.py"}] or asked == [
        {"events.lorry"},
        {"depot_events/events/lorry.py"},
    ]


def test_modules_are_the_same_however_many_are_made_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue = resolve(catalogue_of())
    together = classes.modules(catalogue)
    monkeypatch.setattr(classes, "_AT_ONCE", 1)
    assert classes.modules(catalogue) == together
