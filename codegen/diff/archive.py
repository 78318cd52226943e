"""What a release leaves behind, in a folder of its own: its catalogue, and messages to read again.

A later version is compared with the catalogue, and must read all messages as the same events.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs

from codegen.catalogue.written import Json

FOLDER = "releases"
"""Beside the catalogue."""
CATALOGUE, MESSAGES = "catalogue.json.xz", "messages.json.xz"
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")

Number = tuple[int, int, int]


class BadRelease(ValueError):
    """An archive that cannot be read; the argument says which and why."""


def number(version: str) -> Number:
    """The parts of a version `X.Y.Z`.

    Raises:
        ValueError: it is none.
    """
    found = _VERSION.fullmatch(version)
    if found is None or len(version) > 32:
        raise ValueError(f"{version!r} is no version X.Y.Z")
    return int(found[1]), int(found[2]), int(found[3])


@attrs.frozen(order=True)
class Release:
    """A release that left an archive."""

    number: Number
    folder: Path = attrs.field(order=False)

    @property
    def version(self) -> str:
        """As it is written."""
        return ".".join(map(str, self.number))

    def catalogue(self) -> Any:
        """The `catalogue.json` of the release.

        Raises:
            BadRelease: it cannot be read.
        """
        return _unpacked(self.folder / CATALOGUE)

    def messages(self) -> Any:
        """The messages of the release, each with the event that it was read as.

        Raises:
            BadRelease: they cannot be read.
        """
        return _unpacked(self.folder / MESSAGES)


def releases(folder: Path) -> tuple[Release, ...]:
    """The releases that left an archive in a folder, by version."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if (path / CATALOGUE).is_file() and _VERSION.fullmatch(path.name):
            found.append(Release(number(path.name), path))
    return tuple(sorted(found))


def packed(catalogue: Json, messages: Iterable[Json]) -> dict[str, bytes]:
    """The files of an archive."""
    return {CATALOGUE: _packed(catalogue), MESSAGES: _packed([*messages])}


def _packed(value: Json) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def _unpacked(path: Path) -> Any:
    try:
        return json.loads(lzma.decompress(path.read_bytes()))
    except (OSError, lzma.LZMAError, ValueError, RecursionError) as error:
        raise BadRelease(f"{path}: {error}") from error
