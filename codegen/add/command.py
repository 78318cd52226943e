"""What `python -m codegen add` does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codegen import report
from codegen.add.asked import Stopped, ask
from codegen.add.observed import BadMessages, observed, read
from codegen.add.placed import inserted
from codegen.add.proposed import Proposal, Proposer
from codegen.catalogue.translation import Translation
from codegen.check.checker import check
from codegen.findings import Finding, Format, ordered
from codegen.job import Add, shown
from codegen.load.loader import load
from codegen.resolve.resolver import resolve
from codegen.write.writer import write_file


def add(job: Add) -> tuple[int, str]:
    """The exit code and what is to be printed: 1 for findings, 2 for what is no message."""
    name = job.source.name or str(job.source.catalogue)
    text = job.source.catalogue.read_text("utf-8")
    whole, found = load(text, name)
    if whole is None or found or (found := check(whole)):
        return 1, report.of_findings(ordered(found), Format.TEXT)
    catalogue = resolve(whole, None, Translation())
    proposer = Proposer(whole, catalogue, text)
    try:
        if job.messages:
            texts = [
                (str(path), sys.stdin.read()) if str(path) == "-" else _only(path)
                for path in job.messages
            ]
            proposal = proposer.propose(observed(texts, catalogue))
        else:
            proposal = ask(proposer)
    except (BadMessages, Stopped) as error:
        return 2, f"{error}\n"
    if not proposal.insertions:
        return 0, "".join(f"note: {note}\n" for note in proposal.notes) + "nothing to add\n"
    changed = inserted(text, proposal.insertions)
    if faults := _faults(changed, name):
        return 1, report.of_findings(faults, Format.TEXT)
    if job.write:
        write_file(job.source.catalogue, changed.encode())
    return 0, _shown(proposal, shown(job.source.catalogue), written=job.write)


def _only(path: Path) -> tuple[str, str]:
    (one,) = read([path])
    return one


def _faults(text: str, name: str) -> Sequence[Finding]:
    """What is wrong with the catalogue as it would be."""
    whole, found = load(text, name)
    return ordered((*found, *(check(whole, partial=bool(found)) if whole else ())))


def _shown(proposal: Proposal, file: str, *, written: bool) -> str:
    lines: list[str] = []
    for one in proposal.insertions:
        lines += [f"# {file}:{one.after + 1}: {one.where}", *one.lines]
    lines += [f"# note: {note}" for note in proposal.notes]
    end = "run `python -m codegen`, and look at what is marked as inferred"
    lines.append(f"# written; {end}" if written else "# nothing is written: --write puts it there")
    return "\n".join(lines) + "\n"
