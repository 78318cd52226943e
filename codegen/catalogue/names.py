"""Python names from names of the catalogue; a name with an entry in `python` has that instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.catalogue.written import Python

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_FILE = re.compile(r"[^A-Za-z0-9._-]+")
_SEPARATOR = re.compile(r"[^A-Za-z0-9]+")

PARSED = "_parsed"
"""Ends the name of the attribute that is what a field's value means."""


def snake(name: str, given: Mapping[str, str]) -> str:
    """`fileCreateTime` to `file_create_time`; `given` maps whole names to theirs."""
    if name in given:
        return given[name]
    parts = _SEPARATOR.split(_HUMP.sub(" ", name))
    return "_".join(part.lower() for part in parts if part)


def constant(name: str, given: Mapping[str, str]) -> str:
    """`commit-file` to `COMMIT_FILE`."""
    return snake(name, given).upper()


def pascal(name: str) -> str:
    """`start-diJob` to `StartDiJob`: every part keeps its own humps."""
    return "".join(part[:1].upper() + part[1:] for part in _SEPARATOR.split(name) if part)


def body_class(name: str, codes: Iterable[str], python: Python) -> str:
    """The class of a body; where one of its events has that name, the body makes room."""
    found = pascal(name)
    events = {python.events.get(code) or pascal(code) for code in codes}
    return python.classes.get(name) or (f"{found}Body" if found in events else found)


def slug(name: str, given: Mapping[str, str]) -> str:
    """`Upload and Download` to `upload-and-download`, the name of a page."""
    parts = _SEPARATOR.split(given[name].replace("_", "-") if name in given else name)
    return "-".join(part.lower() for part in parts if part)


def file(name: str) -> str:
    """`ECR Image Scan` to `ECR-Image-Scan`, the name of files, without their ending."""
    return _NO_FILE.sub("-", name).strip("-.")


def category(event_type: str) -> str:
    """`dataworks:NodeChange:NodeDeleted` to `node-change`: the part before the last."""
    parts = [part for part in re.split(r"[:./]", event_type) if part] or [event_type]
    return snake(parts[-2:][0], {}).replace("_", "-")
