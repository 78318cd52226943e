"""Changes for people and programs: text, JSON and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

import attrs

from codegen.catalogue.written import Json
from codegen.diff.change import Change, Effect
from codegen.diff.format import Format
from codegen.diff.reference import Named
from codegen.diff.uses import Uses
from codegen.findings import quote


@attrs.frozen
class Report:
    """The changes between two catalogues, and what they touch in a user's code."""

    old: Named
    new: Named
    changes: tuple[Change, ...]
    uses: Uses | None = None

    @property
    def breaks(self) -> bool:
        """Whether somebody has to act."""
        return any(change.rule.effect.breaks for change in self.changes)

    def render(self, form: Format) -> str:
        """The report in that format, with a line break at its end."""
        match form:
            case Format.TEXT:
                return _text(self)
            case Format.JSON:
                return json.dumps(_data(self), indent=2, ensure_ascii=False) + "\n"
            case Format.MARKDOWN:
                return _markdown(self)


def counted(changes: Sequence[Change]) -> str:
    """`2 silently breaking, 1 notice`."""
    numbers = dict.fromkeys(sorted(Effect, reverse=True), 0)
    for change in changes:
        numbers[change.rule.effect] += 1
    found = [
        f"{number} {effect.label}{'s' * (effect is Effect.NOTICE and number > 1)}"
        for effect, number in numbers.items()
        if number
    ]
    return ", ".join(found) or "no changes"


def groups(changes: Sequence[Change]) -> Iterator[tuple[str, list[Change]]]:
    """Changes under their titles: changed meanings first, then the worst."""
    for (plain, effect), group in groupby(changes, lambda c: (not c.rule.meaning, c.rule.effect)):
        label = effect.label if plain else f"changed meanings, {effect.label}"
        yield label, [*group]


def sentence(change: Change) -> str:
    """`field removed FileCommitDeploy.fileName: string`."""
    old, new = (None if value is None else _short(value) for value in (change.old, change.new))
    if change.rule.effect is Effect.DOCUMENTATION:
        keys = ", ".join(change.new) if isinstance(change.new, dict) else ""
        return f"{change.rule.title} {change.subject}" + (f": {keys}" if keys else "")
    values = f": {old} -> {new}" if old and new else f": {old or new}" if old or new else ""
    return f"{change.rule.title} {change.subject}{values}"


def _short(value: Json) -> str:
    return quote(value).strip("`")


def _lines(report: Report, change: Change) -> Iterator[str]:
    if report.uses is None:
        return
    sure, may = report.uses.touched(change)
    if sure:
        yield f"used at {', '.join(map(str, sure))}"
    if may:
        yield f"perhaps at {', '.join(map(str, may))}"


def _text(report: Report) -> str:
    lines = [f"{report.old} -> {report.new}: {counted(report.changes)}"]
    if report.uses is not None:
        lines += ["", *_of_code(report)]
    for title, changes in groups(report.changes):
        lines += ["", f"{title}:"]
        for rule, alike in groupby(changes, lambda change: change.rule):
            for change in alike:
                lines.append("  " + ", ".join((sentence(change), *_lines(report, change))))
            if rule.effect is not Effect.DOCUMENTATION:
                lines += [
                    f"      {each.audience}, {each.effect.label}: {each.reason}"
                    for each in rule.touches
                ]
    return "\n".join(lines) + "\n"


def _of_code(report: Report) -> list[str]:
    """The lines of a user's code that are touched, in their order."""
    assert report.uses is not None
    touched = {
        (line, f"{change.rule.effect.label}: {sentence(change)}")
        for change in report.changes
        if change.rule.effect is not Effect.DOCUMENTATION
        for line in report.uses.touched(change)[0]
    }
    if not touched:
        return ["your code: no line names what has changed"]
    return ["your code:", *(f"  {line}: {text}" for line, text in sorted(touched))]


def _markdown(report: Report) -> str:
    lines = [f"## {report.old} to {report.new}", "", f"{counted(report.changes)}."]
    for title, changes in groups(report.changes):
        lines += ["", f"### {title[0].upper()}{title[1:]}", ""]
        for change in changes:
            uses = "".join(f", {each}" for each in _lines(report, change))
            lines.append(f"- {item(change)}{uses}")
    return "\n".join(lines) + "\n"


def item(change: Change) -> str:
    """A change as an item of a list in Markdown."""
    old, new = (None if value is None else _code(value) for value in (change.old, change.new))
    subject = f"{change.rule.title} {_code(change.subject)}"
    if change.rule.effect is Effect.DOCUMENTATION:
        keys = ", ".join(change.new) if isinstance(change.new, dict) else ""
        return subject + (f": {keys}" if keys else "")
    values = f": {old} → {new}" if old and new else f": {old or new}" if old or new else ""
    why = "; ".join(f"{touch.audience}: {touch.reason}" for touch in change.rule.touches)
    return f"{subject}{values}. {why[0].upper()}{why[1:]}."


def _code(value: Json) -> str:
    """A value as code in Markdown, whatever it holds."""
    text = quote(value)
    return f"`` {text[1:-1]} ``" if "`" in text[1:-1] else text


def _data(report: Report) -> dict[str, Json]:
    records: list[Json] = []
    for change in report.changes:
        touches: list[Json] = [
            {"whom": each.audience.value, "how": each.effect.label, "why": each.reason}
            for each in change.rule.touches
        ]
        record: dict[str, Json] = {
            "rule": change.rule.id,
            "subject": change.subject,
            "how": change.rule.effect.label,
            "meaning": change.rule.meaning,
            "touches": touches,
            "old": change.old,
            "new": change.new,
        }
        if report.uses is not None:
            sure, may = report.uses.touched(change)
            record["used_at"] = [str(line) for line in sure]
            record["perhaps_at"] = [str(line) for line in may]
        records.append(record)
    return {
        "old": {"name": report.old.name, "version": report.old.catalogue.version},
        "new": {"name": report.new.name, "version": report.new.catalogue.version},
        "breaks": report.breaks,
        "changes": records,
    }
