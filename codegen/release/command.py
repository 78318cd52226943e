"""What `python -m codegen release` does."""

from __future__ import annotations

import tomllib
from pathlib import Path

from codegen import report
from codegen.diff.archive import BadRelease, Release, number, packed, releases
from codegen.diff.change import Change
from codegen.diff.compare import compare
from codegen.diff.released import NoCatalogue, released
from codegen.findings import Format
from codegen.job import Release as Job
from codegen.job import shown
from codegen.pipeline import Built, Observe, build
from codegen.release.changelog import NoSection, section, written
from codegen.release.kept import kept_messages
from codegen.release.version import Promise
from codegen.write.writer import write_file


def release(job: Job, observe: Observe) -> tuple[int, str]:
    """The exit code and what is to be printed: 1 where something is refused, 2 for bad input."""
    try:
        version = number(job.version) if job.version else None
    except ValueError as error:
        return 2, f"{error}; expected one such as 0.2.0\n"
    built = build(job.source, observe)
    if isinstance(built, tuple):
        return 1, report.of_findings(built, Format.TEXT)
    assert job.source.releases is not None
    known = releases(job.source.releases)
    earlier = [one for one in known if version is None or one.number < version]
    later = [one for one in known if version and one.number > version]
    last = earlier[-1] if earlier else None
    try:
        changes = _changes(last, built) if last else ()
    except (BadRelease, NoCatalogue) as error:
        return 1, f"{error}; expected what a release left\n"
    if job.changelog is not None:
        return _changelog(job.changelog, last, changes)
    assert version is not None
    faults = [f"{one.version} was released already; expected a later version" for one in later]
    if last is not None:
        faults += Promise(last.number, version, changes).faults()
        faults += _same_facts(last, built, changes)
    faults += _pyproject(job.pyproject, job.version)
    if faults:
        return 1, "".join(f"{fault}\n" for fault in faults)
    said = f"{job.version}: {'as promised beside ' + last.version if last else 'the first release'}"
    if job.archive:
        return _archive(job.source.releases / job.version, built, said)
    return 0, f"{said}\n"


def _changes(last: Release, built: Built) -> tuple[Change, ...]:
    return compare(released(last.catalogue()), released(built.views.catalogue_file()))


def _same_facts(last: Release, built: Built, changes: tuple[Change, ...]) -> list[str]:
    """A catalogue that has changed has another version than the last one."""
    before = last.catalogue().get("version")
    if not changes or before != built.catalogue.version:
        return []
    found = f"the catalogue has changed and its version is {before} still"
    return [f"{found}; expected another; raise `version` in the catalogue"]


def _pyproject(path: Path, version: str) -> list[str]:
    try:
        known = tomllib.loads(path.read_text("utf-8"))["project"]["version"]
    except (OSError, KeyError, ValueError) as error:
        return [f"{shown(path)}: expected a project with a version: {error}"]
    if known == version:
        return []
    return [f"{shown(path)} has version {known}; expected {version}; write it there first"]


def _changelog(path: Path, last: Release | None, changes: tuple[Change, ...]) -> tuple[int, str]:
    if last is None:
        return 0, f"{shown(path)}: no earlier release to compare with\n"
    try:
        text = written(path.read_text("utf-8"), section(last.version, changes))
    except (OSError, ValueError) as error:
        what = str(error) if isinstance(error, NoSection) else f"it cannot be read: {error}"
        return 1, f"{shown(path)}: {what}; expected a changelog\n"
    changed = write_file(path, text.encode())
    return 0, f"{shown(path)}: {'written' if changed else 'nothing to change'}\n"


def _archive(folder: Path, built: Built, said: str) -> tuple[int, str]:
    files = packed(built.views.catalogue_file(), list(kept_messages(built.catalogue)))
    for name, data in files.items():
        path = folder / name
        if path.is_file() and path.read_bytes() != data:
            return 1, (
                f"{shown(path)}: another archive of this version is there; expected none; "
                "if the version is not published, remove the folder\n"
            )
    for name, data in files.items():
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / name, data)
    size = sum(map(len, files.values()))
    return 0, f"{said}; {shown(folder)}: {size / 1000:.0f} kB\n"
