"""What `check --json` of the package reports as lacking, as messages that lack the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_SAMPLES: Mapping[str, Any] = {
    "string": "x",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "null": None,
    "object": {},
    "array": [],
}


def is_report(value: Any) -> bool:
    """Whether a JSON value is such a report."""
    return isinstance(value, Mapping) and isinstance(value.get("lacks"), Mapping)


def lacking(report: Mapping[str, Any]) -> Iterator[tuple[str | None, str | None, dict[str, Any]]]:
    """Type, code and whole of messages, each as it would have been sent.

    Of a field of a known event, the place of the event in its envelope is part of the path.

    Raises:
        ValueError: the report has another form.
    """
    try:
        lacks = report["lacks"]
        for event in lacks.get("events", ()):
            for tree in _trees(event["fields"]):
                yield event.get("type"), event.get("code"), tree
        for field in lacks.get("fields", ()):
            for tree in _trees(field["fields"]):
                yield None, field.get("event"), tree
        for value in lacks.get("values", ()):
            tree = {}
            _put(tree, value["path"].split("."), value["value"])
            yield None, value.get("event"), tree
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the report has another form: {error!r}") from error


def _trees(fields: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """An object for each of the types that fields were seen with."""
    for number in range(max((len(field["types"]) for field in fields), default=1)):
        tree: dict[str, Any] = {}
        for field in fields:
            kinds = sorted(field["types"])
            kind = kinds[number % len(kinds)] if kinds else "null"
            example = field.get("example")
            same = type(example) is type(_SAMPLES[kind])
            _put(tree, field["path"].split("."), example if same else _SAMPLES[kind])
        yield tree


def _put(tree: dict[str, Any], steps: Sequence[str], value: Any) -> None:
    """Put a value where a path leads, `[]` behind lists; what is there already stays around it."""
    name, brackets, _ = steps[0].partition("[]")
    depth = steps[0].count("[]")
    if len(steps) == 1:
        for _ in range(depth):
            value = [value]
        there = tree.get(name)
        if not (isinstance(there, dict | list) and there):
            tree[name] = value if not isinstance(value, dict | list) else _copied(value)
        return
    inner: Any = tree.get(name)
    if brackets:
        if not (isinstance(inner, list) and inner and isinstance(inner[0], dict)):
            inner = tree[name] = [{}]
        inner = inner[0]
    elif not isinstance(inner, dict):
        inner = tree[name] = {}
    _put(inner, steps[1:], value)


def _copied(value: Any) -> Any:
    return list(value) if isinstance(value, list) else dict(value)
