"""Small catalogues of other systems, made into projects and put on the path."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

from codegen.pipeline import Output, Source, build_output

FOLDER = Path(__file__).parent / "other"
PACKAGES = {"registry": "harbor_events", "webhook": "github_events", "forms": "meter_events"}


@attrs.frozen
class Made:
    """What was made of a catalogue."""

    name: str
    folder: Path
    files: dict[str, bytes]

    @property
    def package(self) -> str:
        return PACKAGES[self.name]

    def json(self, path: str) -> Any:
        return json.loads(self.files[path])


def made(name: str, folder: Path, file: Path | None = None) -> Made:
    """The project of a catalogue, or of a file that stands for it, laid out in a folder."""
    source = Source(file or FOLDER / f"{name}.yaml", name=f"{name}.yaml", project=True)
    output = build_output(source, lambda stage, summary, seconds: None)
    assert isinstance(output, Output), output
    for path, content in output.tree.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return Made(name, folder, dict(output.tree))


@contextmanager
def imported(project: Made) -> Iterator[ModuleType]:
    """The package, for as long as it is asked about."""
    sys.path.insert(0, str(project.folder))
    try:
        yield importlib.import_module(project.package)
    finally:
        sys.path.remove(str(project.folder))
        for name in [*sys.modules]:
            if name.partition(".")[0] == project.package:
                del sys.modules[name]


@contextmanager
def just_started(package: ModuleType, *, msgspec: bool) -> Iterator[None]:
    """Read as a process does that has just begun, with `msgspec` or without."""
    module = importlib.import_module(f"{package.__name__}._backend")
    backend = module.BACKEND
    before = {**vars(backend)}
    vars(backend).clear()
    vars(backend).update(vars(module.Backend()))
    if not msgspec:
        backend.leave_out()
    try:
        yield
    finally:
        vars(backend).clear()
        vars(backend).update(before)
