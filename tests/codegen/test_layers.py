"""The stages in their order: nothing imports what stands after it."""

from __future__ import annotations

import ast
from pathlib import Path

CODEGEN = Path(__file__).resolve().parents[2] / "codegen"
ORDER = "findings catalogue diff load check resolve emit render write cache pipeline site progress job report release add cli"
OUTSIDE = {"__init__", "__main__", "__pycache__", "templates", "ARCHITECTURE", "decisions"}


def imported(path: Path) -> set[str]:
    """Parts of the generator that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name.split(".")[1] for name in found if name.startswith("codegen.")}


def test_nothing_imports_upwards() -> None:
    order = ORDER.split()
    assert {path.stem for path in CODEGEN.iterdir()} - OUTSIDE == {*order}
    for path in CODEGEN.rglob("*.py"):
        part = path.relative_to(CODEGEN).parts[0].removesuffix(".py")
        above = order[order.index(part) + 1 :] if part in order else []
        assert imported(path).isdisjoint(above), path
