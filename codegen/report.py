"""What a run reports: findings, and the files that are not as the catalogue says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs

from codegen.findings import Finding, Format, Mark, render
from codegen.job import Generate, beside, shown
from codegen.pipeline import Output, Tree
from codegen.write.diff import file_diff
from codegen.write.writer import compare

_STATES = {
    "differs": "the file differs from what the catalogue says",
    "missing": "the file is missing",
    "orphan": "the generator owns the file and no longer makes it",
    "foreign": "an output belongs here, but what is here is not the generator's",
}


@attrs.frozen
class Difference:
    """One file that is not as the catalogue says."""

    path: str
    """As it is reported."""
    state: str
    current: bytes | None
    wanted: bytes | None

    @property
    def diff(self) -> str:
        """How the file would change."""
        return file_diff(self.current, self.wanted, self.path)


def differences(job: Generate, output: Output) -> list[Difference]:
    """Every file of the output, and every one beside the catalogue, that is not as it should be.

    Raises WriteError when the output cannot be read.
    """
    drift = compare(output.tree, job.out)
    where = shown(job.out)
    found = [
        Difference(f"{where}/{path}", state, _content(job.out / path), output.tree.get(path))
        for state, paths in [
            ("differs", drift.differs),
            ("missing", drift.missing),
            ("orphan", drift.orphans),
            ("foreign", drift.foreign),
        ]
        for path in paths
    ]
    for place, data in beside(job, output).items():
        current = _content(place)
        if current != data:
            state = "missing" if current is None else "differs"
            found.append(Difference(shown(place), state, current, data))
    return found


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def count(tree: Tree) -> str:
    """The number of files that the output has."""
    number = len(tree)
    return "1 file" if number == 1 else f"{number} files"


def of_differences(found: Sequence[Difference], job: Generate, tree: Tree) -> str:
    """What is printed of the differences."""
    match job.format:
        case Format.TEXT if found:
            report = "".join(d.diff for d in found) if job.diff else ""
            report += "".join(f"{d.path}: {d.state}\n" for d in found)
            files = "1 file is" if len(found) == 1 else f"{len(found)} files are"
            return f"{report}{files} not as the catalogue says; to fix, run: {job.command}\n"
        case Format.TEXT:
            return f"{shown(job.out)}: {count(tree)}, all as the catalogue says\n"
        case Format.JSON:
            return _json(found, job)
        case Format.GITHUB:
            report = render(_as_findings(found, job), job.format)
            if job.diff:
                report += "".join(f"::group::{d.path}\n{d.diff}::endgroup::\n" for d in found)
            return report


def of_stale(output: Output, job: Generate) -> str:
    """The texts that a translator should look at; they are shown in English until then."""
    translation = job.source.translation
    if job.format is not Format.TEXT or translation not in beside(job, output):
        return ""
    return "".join(f"{shown(translation)}: stale: {context}\n" for context in output.stale)


def _as_findings(found: Iterable[Difference], job: Generate) -> list[Finding]:
    run = f"run `{job.command}`"
    return [
        Finding(
            Mark(d.path, 1, 1),
            f"drift-{d.state}",
            _STATES[d.state],
            "what the generator makes of the catalogue",
            f"move it away, then {run}" if d.state == "foreign" else run,
        )
        for d in found
    ]


def _json(found: Sequence[Difference], job: Generate) -> str:
    """The findings, each with its diff where it is asked for."""
    records = json.loads(render(_as_findings(found, job), Format.JSON))
    if job.diff:
        texts = {d.path: d.diff for d in found}
        for record in records:
            record["diff"] = texts[record["file"]]
    return json.dumps(records, indent=2) + "\n"


def of_findings(findings: Iterable[Finding], form: Format) -> str:
    """What is printed of findings; their places are shown as the working directory sees them."""
    return render(
        [
            attrs.evolve(finding, mark=attrs.evolve(mark, file=shown(Path(mark.file))))
            for finding in findings
            for mark in [finding.mark]
        ],
        form,
    )
