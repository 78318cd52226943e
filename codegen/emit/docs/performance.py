"""The page on speed: what was measured, as ready Markdown."""

from __future__ import annotations

from itertools import groupby

import attrs

from codegen.emit.docs.markdown import cell, prose, sentence
from codegen.load.measurements import Figures, Fuzz, Row


@attrs.frozen(kw_only=True)
class Line:
    """A line of a table."""

    text: str
    amount: str
    times: str
    spread: str
    limit: str
    state: str


@attrs.frozen(kw_only=True)
class Section:
    """Lines that stand together."""

    title: str
    lines: tuple[Line, ...]


@attrs.frozen(kw_only=True)
class PerformancePage:
    """What was measured of the package."""

    machine: str
    libraries: str
    rounds: int
    starts: int
    many: str
    kept: int
    met: str
    reasons: tuple[str, ...]
    """Why targets are not met."""
    sections: tuple[Section, ...]
    fuzz: str


def performance_page(figures: Figures) -> PerformancePage:
    """The page of these figures."""
    targets = [row for row in figures.rows if row.limit is not None]
    missed = [row for row in targets if not row.met]
    return PerformancePage(
        machine=sentence(f"{figures.python}, {figures.machine}"),
        libraries=prose(", ".join(f"{name} {each}" for name, each in figures.libraries.items())),
        rounds=figures.rounds,
        starts=figures.starts,
        many=f"{figures.many:,}",
        kept=figures.kept,
        met=f"{len(targets) - len(missed)} of {len(targets)} targets are met.",
        reasons=tuple(sentence(f"{row.text}: {row.reason}") for row in missed if row.reason),
        sections=tuple(
            Section(title=prose(title), lines=tuple(map(_line, rows)))
            for title, rows in groupby(figures.rows, key=lambda row: row.section)
        ),
        fuzz=_fuzz(figures.fuzz),
    )


def _line(row: Row) -> Line:
    target = row.limit is not None
    return Line(
        text=cell(prose(row.text)),
        amount=f"{row.amount:,.{2 if row.amount < 100 else 0}f} {row.unit}",
        times=cell(f"{row.times:.2f} × {prose(row.against)}"),
        spread=f"{row.least:.2f} to {row.most:.2f}",
        limit=f"{row.limit:g} ×" if target else "",
        state=("met" if row.met else "**not met**") if target else "",
    )


def _fuzz(fuzz: Fuzz | None) -> str:
    if fuzz is None:
        return "No run of the fuzzer is on record."
    found = " ".join(map(sentence, fuzz.findings)) or "It found nothing."
    tried = f"{prose(fuzz.tool)} tried {fuzz.executions:,} inputs in {fuzz.seconds:,.0f} seconds."
    return f"{tried} {found}"
