"""What `python -m codegen diff` does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from codegen.diff.compare import compare
from codegen.diff.format import Format
from codegen.diff.reference import BadReference, read
from codegen.diff.report import Report
from codegen.diff.uses import BadCode, uses


def diff(old: str, new: str, code: Sequence[Path], form: Format, project: Path) -> tuple[int, str]:
    """The exit code and what is to be printed: 1 where something breaks, 2 for bad input."""
    faults: list[str] = []
    found = []
    for reference in (old, new):
        try:
            found.append(read(reference, project))
        except BadReference as error:
            faults.append(str(error))
    if faults:
        return 2, "".join(f"{fault}\n" for fault in faults)
    before, after = found
    try:
        used = uses(code, before.catalogue.package) if code else None
    except BadCode as error:
        return 2, f"{error}\n"
    report = Report(before, after, compare(before.catalogue, after.catalogue), used)
    return int(report.breaks), report.render(form)
