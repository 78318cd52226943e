"""`check`: what in a stream of messages is not as the catalogue says, counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final, TextIO

from .. import CATALOGUE_VERSION
from .._shown import shown
from ..message import Message
from .findings import Finding, Level, findings, json_type
from .progress import Progress
from .stream import Read, messages

FORMAT: Final = 1
"""Version of the report's JSON form; raised when a key goes or means something else."""

_MOST_GROUPS: Final = 10_000
"""So many groups are in each list; what else there is, is counted."""
_MOST_NAMES: Final = 200
"""So many fields of one unknown object are looked at."""
_DEEPEST: Final = 8
_LONGEST_EXAMPLE: Final = 64

_Facts = dict[str, Any]


class Report:
    """What was found so far, in memory that does not grow with the number of messages."""

    def __init__(self) -> None:
        self.messages = 0
        self.refused = 0
        self.more_findings = 0
        self._more_lacking = 0
        self._events: dict[str | None, int] = {}
        self._groups: dict[tuple[object, ...], _Facts] = {}
        self._unknown_events: dict[tuple[object, ...], _Facts] = {}
        self._unknown_fields: dict[tuple[object, ...], _Facts] = {}
        self._unknown_values: dict[tuple[object, ...], _Facts] = {}

    def add(self, read: Read) -> None:
        """Count a message and all that is found in it."""
        self.messages += 1
        found = read.found
        code = found.event_code
        known = code in self._events or len(self._events) < _MOST_GROUPS
        name = (code and shown(code, 64)) if known else None
        self._events[name] = self._events.get(name, 0) + 1
        if not isinstance(found, Message):
            self.refused += 1
        self.more_findings += getattr(found, "more_problems", 0) or getattr(found, "more_errors", 0)
        for finding in findings(found):
            self._add(finding, read)

    def _add(self, finding: Finding, read: Read) -> None:
        if finding.kind == "unknown-event":
            self._lacks_event(finding, read)
        elif finding.kind == "unknown-field":
            self._lacks_field(finding)
        elif finding.kind == "unknown-value":
            self._lacks_value(finding)
        group = self._group(
            self._groups,
            (finding.level, finding.event, finding.path, finding.kind, finding.expected),
            ("level", "event", "path", "kind", "expected"),
        )
        if group is None:
            self.more_findings += 1
            return
        group["count"] += 1
        if "first" not in group:
            group["got"] = finding.got
            group["first"] = {
                "message": read.number,
                "line": read.line,
                "id": _text(
                    getattr(read.found, "id", None) or getattr(read.found, "message_id", None)
                ),
            }

    @staticmethod
    def _group(
        groups: dict[tuple[object, ...], _Facts], key: tuple[object, ...], names: tuple[str, ...]
    ) -> _Facts | None:
        """The group of that key, a new one if there is room."""
        if key not in groups:
            if len(groups) >= _MOST_GROUPS:
                return None
            groups[key] = {**dict(zip(names, key, strict=True)), "count": 0}
        return groups[key]

    def _lacks_event(self, finding: Finding, read: Read) -> None:
        found = read.found
        key = _text(found.event_code), _text(found.event_type), found.envelope
        event = self._group(self._unknown_events, key, ("code", "type", "envelope"))
        if event is None:
            self._more_lacking += 1
        else:
            event["count"] += 1
            _note_fields(event.setdefault("fields", {}), finding.value)

    def _lacks_field(self, finding: Finding) -> None:
        key = finding.event, finding.path
        field = self._group(self._unknown_fields, key, ("event", "path"))
        if field is None:
            self._more_lacking += 1
        else:
            field["count"] += 1
            _note_fields(field.setdefault("fields", {}), finding.value, finding.path)

    def _lacks_value(self, finding: Finding) -> None:
        key = finding.event, finding.path, finding.enum, _scalar(finding.value)
        value = self._group(self._unknown_values, key, ("event", "path", "enum", "value"))
        if value is None:
            self._more_lacking += 1
        else:
            value["count"] += 1

    def fails(self, level: Level | None) -> bool:
        """Whether anything is as bad as the level, or worse."""
        order = list(Level)
        bad = set(order[: order.index(level) + 1]) if level else set()
        return any(group["level"] in bad for group in self._groups.values())

    def as_json(self) -> _Facts:
        """The report for programs."""
        return {
            "format": FORMAT,
            "catalogue_version": CATALOGUE_VERSION,
            "messages": self.messages,
            "refused": self.refused,
            "events": [{"event": event, "count": count} for event, count in self._events.items()],
            "findings": [{key: group[key] for key in _FINDING_KEYS} for group in self._sorted()],
            "more_findings": self.more_findings,
            "lacks": {
                "events": [_with_fields(each) for each in self._unknown_events.values()],
                "fields": [_with_fields(each) for each in self._unknown_fields.values()],
                "values": list(self._unknown_values.values()),
                "more": self._more_lacking,
            },
        }

    def _sorted(self) -> list[_Facts]:
        order = {level: place for place, level in enumerate(Level)}
        return sorted(self._groups.values(), key=lambda g: (order[g["level"]], -g["count"]))

    def as_text(self) -> str:
        """The report for people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{_count(self.messages, 'message')}, {self.refused:,} refused"
        for event, count in sorted(self._events.items(), key=lambda each: -each[1]):
            yield f"  {count:>9,}  {event or '(no event code)'}"
        groups = self._sorted()
        if not groups:
            yield "Everything is as the catalogue says."
        for group in groups:
            first = group["first"]
            place = f"line {first['line']}" if first["line"] else f"message {first['message']}"
            where = " ".join(filter(None, (group["event"], group["path"]))) or "message"
            yield ""
            yield f"{group['level']}: {where}: {group['kind']}, {group['count']:,} ×"
            yield f"  expected {group['expected']}, got {group['got'] or 'another'}"
            identity = f", id {first['id']}" if first["id"] else ""
            yield f"  first in {place}{identity}"
        if self.more_findings:
            yield ""
            yield f"and {_count(self.more_findings, 'further finding')}, not listed"


_FINDING_KEYS: Final = ("level", "event", "path", "kind", "expected", "got", "count", "first")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _text(value: str | None) -> str | None:
    return None if value is None else shown(value, 64)


def _scalar(value: object) -> object:
    return value[:_LONGEST_EXAMPLE] if isinstance(value, str) else value


def _with_fields(group: _Facts) -> _Facts:
    return {**group, "fields": list(group["fields"].values())}


def _note_fields(known: dict[str, _Facts], value: object, path: str = "", depth: int = 0) -> None:
    """Note the types of a value and of all that is in it, by path."""
    if path:
        if path not in known:
            if len(known) >= _MOST_NAMES:
                return
            known[path] = {"path": path, "types": {}, "example": None}
        field = known[path]
        kind = json_type(value)
        field["types"][kind] = field["types"].get(kind, 0) + 1
        if field["example"] is None and not isinstance(value, list | tuple | Mapping):
            field["example"] = _scalar(value)
    if depth >= _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name in [*value][:_MOST_NAMES]:
            inner = shown(name, 64)
            _note_fields(known, value[name], f"{path}.{inner}" if path else inner, depth + 1)
    elif isinstance(value, list | tuple):
        for item in value[:_MOST_NAMES]:
            _note_fields(known, item, f"{path}[]", depth + 1)


def check(stream: BinaryIO, size: int | None, terminal: TextIO) -> Report:
    """Read a stream to its end; `terminal` is shown how far that has come."""
    report = Report()
    with Progress(terminal, size) as progress:
        for read in messages(stream):
            report.add(read)
            if report.messages % 256 == 0:
                progress.show(report.messages, read.bytes_read)
    return report
