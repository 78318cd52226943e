"""The golden files: what the small catalogue becomes, to be read by people in a change.

They are written anew by `python -m tests.codegen.mini_golden`.  Each has `.txt` behind its name, so that
no tool takes it for code of this project.
"""

from __future__ import annotations

from pathlib import Path

from codegen.pipeline import Source, build_output
from tests.codegen.mini import FILE

HERE = Path(__file__).parent
FOLDER = HERE / "golden"
COMMAND = "python -m tests.codegen.mini_golden"

# One of each kind of output that depends on the catalogue.
CHOSEN = (
    "depot_events/__init__.py",
    "depot_events/__init__.pyi",
    "depot_events/_event_names.py",
    "depot_events/descriptions.json",
    "depot_events/constants.py",
    "depot_events/attributes/bell.py",
    "depot_events/envelopes.py",
    "depot_events/events/pallet_change.py",
    "depot_events/fixtures/pallet-changed.json",
    "depot_events/operations.py",
    "depot_events/registry.py",
    "docs/events/gate-opening.md",
    "docs/index.md",
    "docs/services/goods-in.md",
    "schemas/gate-opening.json",
    "schemas/pallet-changed.json",
)


def made() -> dict[str, bytes]:
    """The golden files as the generator makes them now, by path in the output."""
    made = build_output(Source(HERE / FILE, name=FILE), lambda stage, summary, seconds: None)
    assert not isinstance(made, tuple), made
    return {path: made.tree[path] for path in CHOSEN}


def kept() -> dict[str, bytes]:
    """The golden files as they stand, by path in the output."""
    return {
        path.relative_to(FOLDER).as_posix().removesuffix(".txt"): path.read_bytes()
        for path in FOLDER.rglob("*.txt")
    }


def main() -> None:
    """Write the golden files, and take away those that are no longer chosen."""
    tree = made()
    for path in kept().keys() - tree.keys():
        (FOLDER / f"{path}.txt").unlink()
    for path, content in tree.items():
        file = FOLDER / f"{path}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    main()
