"""Import a package that was made, in an interpreter of its own, before it is put in place."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

_SECONDS = 60.0
"""That an import may take, beside what each module is granted."""
_SECONDS_A_MODULE = 0.05

_PROGRAM = """
import importlib, json, sys
folder, package = sys.argv[1:]
sys.path.insert(0, folder)
faults = []
for name in json.load(sys.stdin):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        # An optional package that is not installed here says nothing of ours.
        if str(error.name).partition(".")[0] == package:
            faults.append((name, repr(error)))
    except BaseException as error:
        faults.append((name, repr(error)))
print(json.dumps(faults), file=sys.__stdout__)
"""


@attrs.frozen
class ImportFault:
    """Why a module cannot be imported."""

    module: str
    """Relative to the package, dotted; empty for the package itself."""
    error: str


def import_faults(
    tree: Mapping[str, bytes],
    package: str,
    paths: Iterable[str] | None = None,
    seconds: float = _SECONDS,
) -> tuple[ImportFault, ...]:
    """The modules of a package in a tree of files that a fresh interpreter cannot import.

    `paths` are the files of those that are imported; by default all of them.
    """
    inside = f"{package}/"
    files = {p: data for p, data in tree.items() if p.startswith(inside) and p.endswith(".py")}
    asked = files if paths is None else [path for path in paths if path in files]
    names = [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in asked]
    if not names:
        return ()
    with tempfile.TemporaryDirectory() as folder:
        for path, data in files.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-B", "-c", _PROGRAM, folder, package],
                input=json.dumps(sorted(names)),
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=seconds + _SECONDS_A_MODULE * len(names),
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            return (ImportFault("", f"the import did not end within {late.timeout:.0f} seconds"),)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.strip().rpartition("\n")[2] or f"exit code {done.returncode}"
        return (ImportFault("", last),)
    return tuple(ImportFault(name.partition(".")[2], error) for name, error in found)


_IMPORT = re.compile(rb"^from (\.+)([\w.]*) import (\([^)]*\)|.*)$", re.MULTILINE)
"""What is imported when the module is, and from this package; what is indented, is so later."""


def import_hashes(tree: Mapping[str, bytes]) -> dict[str, str]:
    """For each module in a tree a hash of all that its import runs, by the file's path."""
    own = {path: hashlib.sha256(data).digest() for path, data in tree.items()}
    direct = {path: {*_imports(path, data, tree)} for path, data in tree.items()}
    hashes = {}
    for path in tree:
        needed, waiting = {path}, [path]
        while waiting:
            new = direct[waiting.pop()] - needed
            needed |= new
            waiting += new
        together = hashlib.sha256(path.encode())
        for each in sorted(needed):
            together.update(each.encode() + own[each])
        hashes[path] = together.hexdigest()
    return hashes


def _imports(path: str, data: bytes, tree: Mapping[str, bytes]) -> Iterator[str]:
    """The files of the modules that a module imports, and of the packages around it."""
    parts = path.split("/")
    places = {"/".join(parts[:end]) for end in range(1, len(parts))}
    for dots, name, names in _IMPORT.findall(data):
        base = [*parts[: len(parts) - len(dots)], *filter(None, name.decode().split("."))]
        places.add("/".join(base))
        places |= {"/".join((*base, each)) for each in re.findall(r"\w+", names.decode())}
    for place in places:
        for file in (f"{place}.py", f"{place}/__init__.py"):
            if file in tree:
                yield file
