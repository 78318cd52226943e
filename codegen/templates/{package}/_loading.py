"""Classes by module and name, imported when they are first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module


@cache
def loaded(module: str, name: str) -> object:
    """The object of that name; `module` is relative to the package."""
    found: object = getattr(import_module(f".{module}", __package__), name)
    return found
