"""Import a package that was made, in an interpreter of its own, before it is put in place."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
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
    tree: Mapping[str, bytes], package: str, seconds: float = _SECONDS
) -> tuple[ImportFault, ...]:
    """The modules of a package in a tree of files that a fresh interpreter cannot import."""
    inside = f"{package}/"
    files = {p: data for p, data in tree.items() if p.startswith(inside) and p.endswith(".py")}
    names = [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in files]
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
