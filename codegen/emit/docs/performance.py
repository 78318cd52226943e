"""The page on speed: what was measured, as ready Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from codegen.emit.docs.markdown import cell, code, listed, prose, sentence
from codegen.load.measurements import Figures, Fuzz, Memory, Message, Speed, Target


@attrs.frozen(kw_only=True)
class TargetRow:
    """A target, and whether it was met."""

    text: str
    limit: str
    measured: str
    state: str


@attrs.frozen(kw_only=True)
class Row:
    """A line of a table: what it is about, and a text for each column."""

    title: str
    cells: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Table:
    """Figures side by side."""

    title: str
    heads: tuple[str, ...]
    """Of the columns behind the first one."""
    rows: tuple[Row, ...]


@attrs.frozen(kw_only=True)
class PerformancePage:
    """What was measured of the package."""

    machine: str
    libraries: str
    rounds: int
    kept: str
    targets: tuple[TargetRow, ...]
    met: str
    reading: tuple[Table, ...]
    writing: tuple[Table, ...]
    notes: tuple[Row, ...]
    """What contenders do not do."""
    memory: Table
    starts: tuple[Row, ...]
    event: str
    """Event that a fresh process parses."""
    own: str
    own_count: int
    others: str
    fuzz: str


def performance_page(figures: Figures) -> PerformancePage:
    """The page of these figures."""
    met = sum(target.met for target in figures.targets)
    return PerformancePage(
        machine=sentence(f"{figures.python}, {figures.system}, {figures.cores} cores"),
        libraries=prose(", ".join(f"{name} {each}" for name, each in figures.libraries.items())),
        rounds=figures.rounds,
        kept=f"{figures.kept:,}",
        targets=tuple(_target(target) for target in figures.targets),
        met=f"{met} of {len(figures.targets)} targets are met.",
        reading=_speeds(figures.reading, figures.messages),
        writing=_speeds(figures.writing, figures.messages),
        notes=tuple(
            Row(title=_cell(each.contender), cells=(_cell(each.note),))
            for each in figures.reading
            if each.note
        ),
        memory=_memory(figures.memory, figures.messages),
        starts=tuple(
            Row(title=_cell(start.program), cells=(f"{start.milliseconds:.1f}",))
            for start in figures.starts
        ),
        event=code(figures.loaded.event),
        own=_codes(figures.loaded.own),
        own_count=len(figures.loaded.own),
        others=_codes(figures.loaded.others),
        fuzz=_fuzz(figures.fuzz),
    )


def _target(target: Target) -> TargetRow:
    return TargetRow(
        text=_cell(target.text),
        limit=f"{target.limit:g}{target.unit}",
        measured=", ".join(f"{figure:.2f}{target.unit}" for figure in target.measured),
        state="met" if target.met else "**not met**",
    )


def _speeds(speeds: Sequence[Speed], messages: Sequence[Message]) -> tuple[Table, ...]:
    """A table for each message."""
    return tuple(
        Table(
            title=_title(message),
            heads=("µs", "× `orjson`", "× `json`"),
            rows=tuple(
                Row(
                    title=_cell(each.contender),
                    cells=(
                        f"{each.microseconds[index]:.2f}",
                        f"{each.to_orjson[index]:.2f}",
                        f"{each.to_json[index]:.2f}",
                    ),
                )
                for each in speeds
            ),
        )
        for index, message in enumerate(messages)
    )


def _memory(memory: Sequence[Memory], messages: Sequence[Message]) -> Table:
    return Table(
        title="",
        heads=tuple(_title(message) for message in messages),
        rows=tuple(
            Row(
                title=_cell(each.contender),
                cells=tuple(
                    f"{length:,} ({ratio:.2f})"
                    for length, ratio in zip(each.length, each.to_dict, strict=True)
                ),
            )
            for each in memory
        ),
    )


def _title(message: Message) -> str:
    return f"{prose(message.size)}: {code(message.event)}, {message.length:,} bytes"


def _fuzz(fuzz: Fuzz | None) -> str:
    if fuzz is None:
        return "No run of the fuzzer is on record."
    found = " ".join(map(sentence, fuzz.findings)) or "It found nothing."
    tried = f"{prose(fuzz.tool)} tried {fuzz.executions:,} inputs in {fuzz.seconds:,.0f} seconds."
    return f"{tried} {found}"


def _codes(names: Iterable[str]) -> str:
    return listed([code(name) for name in names] or ["nothing"], "and")


def _cell(text: str) -> str:
    return cell(prose(text))
