"""What is compared: a file, a release that left an archive, or a git revision."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import attrs

from codegen.diff.released import Catalogue, NoCatalogue, released

FILE = "generated/catalogue.json"


@attrs.frozen
class Named:
    """A catalogue and what it was asked for by."""

    name: str
    catalogue: Catalogue

    def __str__(self) -> str:
        return f"{self.name} (catalogue {self.catalogue.version})"


class BadReference(ValueError):
    """Nothing that can be compared; the argument says what was found, and what to do."""


def read(reference: str, project: Path) -> Named:
    """The catalogue of a file, a folder with a `catalogue.json`, or a revision of the project.

    Raises:
        BadReference: there is none, or it is no catalogue.
    """
    path = Path(reference)
    if path.is_dir():
        path /= "catalogue.json"
    try:
        text = path.read_bytes() if path.is_file() else _of_revision(reference, project)
        return Named(reference, released(json.loads(text)))
    except OSError as error:
        raise BadReference(
            f"{reference}: expected a file that can be read: {error.strerror}"
        ) from error
    except NoCatalogue as error:
        raise BadReference(f"{reference}: expected a catalogue.json: {error}") from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadReference):
            raise
        raise BadReference(f"{reference}: expected JSON: {error}") from error


def _of_revision(reference: str, project: Path) -> bytes:
    asked = ["git", "-C", str(project), "show", "--end-of-options", f"{reference}:{FILE}"]
    try:
        done = subprocess.run(asked, capture_output=True, check=False)
    except (OSError, ValueError) as error:
        raise BadReference(
            f"{reference}: there is no such file, and git cannot be run: {error}"
        ) from error
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        raise BadReference(
            f"{reference}: expected a catalogue.json, a folder that has one, or a git revision "
            f"with {FILE}; {reason[-1] if reason else 'git shows none'}"
        )
    return done.stdout
