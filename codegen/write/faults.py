"""What can be wrong with an output directory or the paths of a tree, and what to do then."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from codegen.findings import Finding, Mark

_FAULTS = {
    "output-not-a-directory": (
        "the output path is not a directory",
        "a directory, or nothing yet",
        "move it away, or choose another directory with --out",
    ),
    "output-mounted": (
        "{reason}",
        "an output directory on one file system that is no mount point itself",
        "unmount or delete it, or choose another directory with --out",
    ),
    "output-path": (
        "{reason}",
        "a relative path that every system can store, other than the manifest's",
        "rename the template, or what its path is made from in the catalogue",
    ),
    "output-collision": (
        "{reason}",
        "paths that stay apart on every system",
        "rename a template, or what its path is made from in the catalogue",
    ),
    "output-permission": (
        "{reason}",
        "an output directory that may be written, whose parent directory may be written as well",
        "change the permissions or the owner, or choose another directory with --out",
    ),
    "output-disk-full": (
        "the new tree does not fit: {reason}",
        "room for a second copy of the tree next to the first",
        "free some space and run the command again",
    ),
    "output-error": (
        "the operating system refused: {reason}",
        "an output directory that may be read and written",
        "correct what it says, or choose another directory with --out",
    ),
    "output-of-another": (
        "the directory holds what was made of another catalogue, {reason}",
        "an output directory for each catalogue (`schema_id` tells them apart)",
        "choose another directory with --out; or, if this is the same catalogue, delete its manifest",
    ),
    "foreign-file": (
        "an output belongs here, but what is here is not the generator's",
        "a file that the manifest lists, or nothing",
        "move it away or delete it, then run the command again",
    ),
}
"""By rule: what was found, what was expected and what to do."""

_BY_NUMBER = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "output-permission"),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "output-disk-full"),
    **dict.fromkeys((errno.EXDEV, errno.EBUSY), "output-mounted"),
}


def fault(place: Path, rule: str, reason: str = "") -> Finding:
    """The finding that a rule is broken at a place."""
    found, expected, remedy = _FAULTS[rule]
    return Finding(Mark(str(place), 1, 1), rule, found.format(reason=reason), expected, remedy)


def of_system(error: OSError, out: Path) -> Finding:
    """What an error of the operating system means for the output directory."""
    place = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else out
    rule = _BY_NUMBER.get(error.errno or 0, "output-error")
    return fault(place, rule, error.strerror or str(error))
