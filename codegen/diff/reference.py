"""What is compared: a file, a release by its version, or a git revision."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import attrs

from codegen.diff.archive import FOLDER, BadRelease, releases
from codegen.diff.released import Catalogue, NoCatalogue, released

_FILE = "generated/catalogue.json"


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
    """The catalogue of a file, of a folder with one, of a release, or of a revision.

    Raises:
        BadReference: there is none, or it is no catalogue.
    """
    path = Path(reference)
    if path.is_dir():
        path /= "catalogue.json"
    try:
        return Named(reference, released(_decoded(reference, path, project)))
    except OSError as error:
        raise BadReference(
            f"{reference}: expected a file that can be read: {error.strerror}"
        ) from error
    except BadRelease as error:
        raise BadReference(f"{reference}: expected what a release left: {error}") from error
    except NoCatalogue as error:
        raise BadReference(f"{reference}: expected a catalogue.json: {error}") from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadReference):
            raise
        raise BadReference(f"{reference}: expected JSON: {error}") from error


def _decoded(reference: str, path: Path, project: Path) -> object:
    if path.is_file():
        return json.loads(path.read_bytes())
    for release in releases(project / "spec" / FOLDER):
        if release.version == reference:
            return release.catalogue()
    return json.loads(_of_revision(reference, project))


def _of_revision(reference: str, project: Path) -> bytes:
    asked = ["git", "-C", str(project), "show", "--end-of-options", f"{reference}:{_FILE}"]
    try:
        done = subprocess.run(asked, capture_output=True, check=False)
    except (OSError, ValueError) as error:
        raise BadReference(
            f"{reference}: there is no such file, and git cannot be run: {error}"
        ) from error
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        raise BadReference(
            f"{reference}: expected a catalogue.json, a folder that has one, the "
            f"version of a release, or a git revision "
            f"with {_FILE}; {reason[-1] if reason else 'git shows none'}"
        )
    return done.stdout
