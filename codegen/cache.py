"""Results of earlier runs, kept by a hash of everything that they depend on.

An entry is a file tree: a line of JSON with paths and sizes, then the contents.  Its name is the
hash of what it was made from, and its first line carries a hash of the rest, so that a damaged
entry is no entry.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

_TOOLS = ("attrs", "datamodel-code-generator", "jinja2", "polib", "pyyaml", "ruff")
_GENERATOR = Path(__file__).parent
VARIABLE = "DATAWORKS_EVENTS_CACHE"
"""The environment variable that names the folder of the cache."""

_KEPT_ENTRIES = 8
_NAME = re.compile(r"[0-9a-f]{64}")
_HEAD = 2 * hashlib.sha256().digest_size + 1
"""Length of an entry's first line."""


def key(texts: Iterable[str | None], files: Iterable[Path]) -> str:
    """Hash of options, of files, and of the generator itself with its tools.

    A directory stands for all files in it.  A file that cannot be read counts as empty.
    """
    digest = hashlib.sha256()
    given = [*texts, sys.version, *map(version, _TOOLS)]
    digest.update(json.dumps(given).encode())
    for root in (*files, _GENERATOR):
        for path in [root, *sorted(root.rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                content = _read(path) or b""
                place = path.relative_to(root).as_posix()
                digest.update(f"\n{place}\n{len(content)}\n".encode())
                digest.update(content)
    return digest.hexdigest()


def get(name: str) -> dict[str, bytes] | None:
    """The entry of that name, if there is a sound one."""
    data = _read(directory() / name)
    if data is None:
        return None
    # Slices of the data, not of its slices: each of those would be a copy of nearly all.
    if data[:_HEAD] != _head([memoryview(data)[_HEAD:]]):
        return None
    tree: dict[str, bytes] = {}
    try:
        start = data.index(b"\n", _HEAD) + 1
        for path, size in json.loads(data[_HEAD:start]):
            tree[str(path)] = data[start : start + size]
            start += size
    except (ValueError, TypeError, RecursionError):
        return None  # Whoever wrote it, it was not this module.
    return tree


def put(name: str, tree: Mapping[str, bytes]) -> None:
    """Keep a tree; a cache that cannot be written is no reason to stop."""
    sizes = json.dumps([[path, len(content)] for path, content in tree.items()]).encode()
    rest = (sizes, b"\n", *tree.values())
    folder = directory()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f".{os.getpid()}"
        with aside.open("wb") as file:
            file.writelines((_head(rest), *rest))
        aside.replace(folder / name)
        # The folder may be one that others use as well.
        entries = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
        for old in sorted(entries, key=lambda path: path.stat().st_mtime)[:-_KEPT_ENTRIES]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _head(rest: Iterable[bytes | memoryview]) -> bytes:
    """The first line of an entry with this rest."""
    digest = hashlib.sha256()
    for part in rest:
        digest.update(part)
    return digest.hexdigest().encode() + b"\n"


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def directory() -> Path:
    """Where entries are kept: the folder that `VARIABLE` names, or one in the user's cache."""
    own = os.environ.get(VARIABLE)
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(base or Path("~/.cache").expanduser()) / "dataworks-events-codegen"
