"""The messages in files, whatever stands around them, and what each says it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from codegen.add.reported import is_report, lacking
from codegen.catalogue.resolved import Catalogue, Envelope, Event
from codegen.catalogue.written import Bound

_DEEPEST = 12
_LARGEST = 256 * 2**20


class BadMessages(ValueError):
    """Files without messages; the argument says which and why."""


@attrs.frozen(kw_only=True)
class Observed:
    """A message as it was captured."""

    type: str | None
    code: str | None
    envelope: Envelope | None
    around: dict[str, Any]
    """The attributes beside the event."""
    data: dict[str, Any]
    text: str
    """All of it in one form, by which messages are ordered."""

    def event(self, catalogue: Catalogue) -> Event | None:
        """The event of the catalogue that it is, by type first and by code second."""
        for event in catalogue.events:
            if self.type is not None and event.type == self.type:
                return event
        if self.type is not None and self.type.count(":"):
            # Its own type says that it is another event than its code may say.
            return None
        return next((event for event in catalogue.events if event.code == self.code), None)


def observed(texts: Iterable[tuple[str, str]], catalogue: Catalogue) -> tuple[Observed, ...]:
    """The messages of files, each once and in one order, however they were given.

    `texts` are names and contents: a message, a list of messages, one a line, or what a checker
    reports of them.

    Raises:
        BadMessages: a file that is no JSON, or has no message.
    """
    found: dict[str, Observed] = {}
    faults: list[str] = []
    for name, text in texts:
        try:
            messages = [one for value in _values(text) for one in _all(value, catalogue)]
        except (ValueError, RecursionError) as error:
            faults.append(f"{name}: expected JSON, or a line of JSON for each message: {error}")
            continue
        if not messages:
            faults.append(
                f"{name}: expected messages with an event type or an event code, got none"
            )
        found |= {message.text: message for message in messages}
    if faults:
        raise BadMessages("\n".join(faults))
    return tuple(found[text] for text in sorted(found))


def read(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """The contents of files.

    Raises:
        BadMessages: a file that cannot be read.
    """
    found, faults = [], []
    for path in paths:
        try:
            if path.stat().st_size > _LARGEST:
                faults.append(f"{path}: expected at most {_LARGEST // 2**20} MB")
                continue
            found.append((str(path), path.read_text("utf-8-sig")))
        except (OSError, ValueError) as error:
            faults.append(f"{path}: expected a file of JSON in UTF-8: {error}")
    if faults:
        raise BadMessages("\n".join(faults))
    return found


def _values(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text)
        return
    except ValueError:
        # Other ends of lines may stand in a JSON text.
        lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) < 2:
            raise
    for number, line in lines:
        try:
            yield json.loads(line)
        except ValueError as error:
            raise ValueError(f"in line {number}: {error}") from error


def _all(value: Any, catalogue: Catalogue) -> Iterator[Observed]:
    """The messages in a value, or those that lack what a report says is lacking."""
    if not is_report(value):
        yield from _messages(value, catalogue, 0)
        return
    around = {each.event_name: each for each in catalogue.envelopes if not each.in_headers}
    for kind, code, tree in lacking(value):
        name = next((name for name in tree if name in around and kind is None), None)
        if name is not None and isinstance(tree[name], dict):
            yield _observed(None, code, around[name], {}, tree[name])
        elif code is not None or kind is not None:
            yield _observed(kind, code, None, {}, tree)
        else:
            # Attributes of envelopes; the report does not say of which.
            first = catalogue.envelopes[0]
            yield _observed(None, None, first, tree, {})


def _messages(value: Any, catalogue: Catalogue, depth: int) -> Iterator[Observed]:
    """The messages in a value: it is one, or they stand somewhere in it."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _messages(item, catalogue, depth + 1)
    if isinstance(value, dict):
        if message := _message(value, catalogue):
            yield message
        else:
            for item in value.values():
                yield from _messages(item, catalogue, depth + 1)


def _message(sent: dict[str, Any], catalogue: Catalogue) -> Observed | None:
    for envelope in catalogue.envelopes:
        data = None if envelope.in_headers else _object(sent.get(envelope.event_name))
        if data is None:
            continue
        kind = _said(sent, envelope.bound(Bound.EVENT_TYPE))
        code = _said(sent, envelope.bound(Bound.EVENT_CODE)) or _code(data, catalogue)
        # A wrapper may have a field of the same name.
        if kind or code:
            around = {k: v for k, v in sent.items() if k != envelope.event_name}
            return _observed(kind, code, envelope, around, data)
    if code := _code(sent, catalogue):
        return _observed(None, code, None, {}, sent)
    return None


def _observed(
    kind: str | None,
    code: str | None,
    envelope: Envelope | None,
    around: dict[str, Any],
    data: dict[str, Any],
) -> Observed:
    whole = [kind, code, envelope.name if envelope else None, around, data]
    text = json.dumps(whole, sort_keys=True) + json.dumps(whole)
    return Observed(type=kind, code=code, envelope=envelope, around=around, data=data, text=text)


def _object(value: Any) -> dict[str, Any] | None:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def _said(sent: dict[str, Any], field: Any) -> str | None:
    value = sent.get(field.wire) if field else None
    return value if isinstance(value, str) and value else None


def _code(data: dict[str, Any], catalogue: Catalogue) -> str | None:
    names = {
        f.wire for body in catalogue.bodies for f in body.fields if f.value is Bound.EVENT_CODE
    }
    values = [data.get(name) for name in sorted(names)]
    return next((value for value in values if isinstance(value, str) and value), None)
