"""Packages of small catalogues, made in memory, and code that is run with one of them."""

from __future__ import annotations

import importlib
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from codegen.check.checker import check
from codegen.emit import views
from codegen.emit.python import classes
from codegen.load.loader import load
from codegen.render.renderer import BUILT_IN, render_folder
from codegen.resolve.resolver import resolve
from tests.codegen import mini

PACKAGE = "depot_events"


@cache
def made(text: str) -> tuple[dict[str, str], Any]:
    """The files of the package of a catalogue, and its `catalogue.json`."""
    whole, found = load(text, mini.FILE)
    assert whole is not None
    found = (*found, *check(whole, partial=bool(found)))
    assert not found, "\n".join(map(str, found))
    catalogue = resolve(whole)
    definitions = classes.definitions(catalogue)
    view = views.views(catalogue, classes.modules(catalogue, definitions), None)
    names = {**view.names(), "catalogue_name": mini.FILE, "sources": classes.sources(definitions)}
    files = render_folder("{package}", names, view.expansions, (BUILT_IN,), {})
    return files, view.catalogue_file


def outcome(text: str, handler: str, folder: Path) -> str:
    """What `handle(dw)` gives with the package of a catalogue, or the error that it raises."""
    for path, content in made(text)[0].items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            names: dict[str, Any] = {}
            try:
                exec(compile(handler, "handler.py", "exec"), names)
                found = repr(names["handle"](importlib.import_module(PACKAGE)))
            except Exception as error:
                return type(error).__name__
            # Of the event that is retired in the small catalogue, every handler hears that it is.
            others = [w for w in caught if " was retired" not in str(w.message)]
            raised = sorted({f"{w.category.__name__} at {Path(w.filename).name}" for w in others})
            return ", ".join((found, *raised))
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]
