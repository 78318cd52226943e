"""Nodes to the model's objects; whatever does not fit becomes a finding and is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar, cast

from codegen.catalogue import written
from codegen.catalogue.written import Json
from codegen.findings import Finding, Mark, closest, did_you_mean, listing, quote
from codegen.load.key_forms import (
    ROOTS,
    AnyJson,
    Choice,
    Flag,
    Form,
    Key,
    Many,
    Named,
    NamedList,
    Record,
    Text,
    Whole,
    keys,
    record,
)
from codegen.load.yaml_nodes import Broken, Entry, Node, Scalar, Sequence, Table

W = TypeVar("W", bound=written.Written)


class _Fault:
    """Stands for a value that does not fit and has its finding."""


_FAULT: Final = _Fault()

# A part of the file that holds others is bound even if it has a fault itself: else one wrong key
# at the top would hide every other finding.
_BOUND_ANYWAY = (*ROOTS, written.Header)


def bind(root: Node, cls: type[W]) -> tuple[W | None, tuple[Finding, ...]]:
    """The file without the entries that have a fault; None if a whole section is missing.

    `cls` is the class of the whole file.  `marks` names those entries all the same, so that a
    reference to one is known to be good.
    """
    binder = _Binder()
    whole = binder.mapping(record(cls), root, root.mark, "")
    return cast("W | None", None if whole is _FAULT else whole), tuple(binder.findings)


class _Binder:
    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def fault(self, mark: Mark, rule: str, found: str, expected: str, remedy: str) -> _Fault:
        self.findings.append(Finding(mark, rule, found, expected, remedy))
        return _FAULT

    def wrong(self, node: Node, path: str, expected: str, remedy: str) -> _Fault:
        return self.fault(
            node.mark, "wrong-type", f"{_title(path)} is {_kind(node)}", expected, remedy
        )

    # -- mappings with known keys ------------------------------------------------------------

    def mapping(self, form: Record, node: Node, mark: Mark, path: str) -> object:
        """An object of the form's class, standing at `mark`."""
        node = _without_shorthand(form, node)
        if isinstance(node, Broken):
            return _FAULT
        if not isinstance(node, Table):
            return self.not_a_mapping(form, node, path)
        known = {key.name: key for key in keys(form.cls)}
        values: dict[str, Any] = {}
        marks: dict[str, Mark] = {}
        guesses: set[str] = set()
        whole = True
        for entry in node.entries:
            key = known.get(entry.key.text) if isinstance(entry.key.value, str) else None
            if key is None:
                self.unknown_key(entry.key, known, path)
                whole = False
                guess = closest(entry.key.text, known.keys() - _names(node) - guesses)
                if guess is None:
                    continue
                guesses.add(guess)
                if form.cls not in ROOTS:
                    continue
                # A misspelt section is read all the same, since all others refer to it.
                key = known[guess]
            value = self.keyed(key, entry, marks, f"{path}.{key.name}" if path else key.name)
            if value is _FAULT:
                whole = False
            else:
                values[key.name] = value
        missing = [k for k in known.values() if k.required and k.name not in _names(node)]
        for key in missing:
            whole = False
            # A misspelt key has one finding, not a second one for the key that it was to be.
            if key.name not in guesses:
                rule = _reason_rule(form.cls, "missing-key")
                self.fault(
                    mark,
                    rule,
                    f"{_title(path)} has no key {quote(key.name)}",
                    f"it ({key.text.rstrip('.')})",
                    f"add `{key.name}:`",
                )
        if not whole and form.cls not in _BOUND_ANYWAY:
            return _FAULT
        for key in known.values():
            if key.required and key.name not in values:
                if form.cls is not written.Header:
                    return _FAULT
                values[key.name] = ""
        return form.cls(mark=mark, marks=marks, **values)

    def not_a_mapping(self, form: Record, node: Node, path: str) -> _Fault:
        needed = [key.name for key in keys(form.cls) if key.required]
        known = needed or [key.name for key in keys(form.cls)]
        noun = "the keys" if len(known) > 1 else "the key"
        expected = f"a mapping with {noun} {', '.join(quote(name) for name in known)}"
        rule = _reason_rule(form.cls, "wrong-type")
        return self.fault(
            node.mark,
            rule,
            f"{_title(path)} is {_kind(node)}",
            expected,
            f"write `{known[0]}: …` indented below it",
        )

    def unknown_key(self, key: Scalar, known: dict[str, Key], path: str) -> None:
        self.fault(
            key.mark,
            "unknown-key",
            f"{_title(path)} has the unknown key {quote(key.text)}",
            listing(known, most=20),
            f"remove or correct it{did_you_mean(key.text, known)}",
        )

    def keyed(self, key: Key, entry: Entry, marks: dict[str, Mark], path: str) -> object:
        """The value of one key; adds the places of what it holds to `marks`."""
        node = entry.value
        one_line = isinstance(node, Scalar | Broken)
        marks[key.name] = node.mark if one_line else entry.key.mark
        if isinstance(node, Scalar) and node.value is None and key.may_be_null:
            return None
        match key.form:
            case Record():
                marks[key.name] = entry.key.mark
                return self.mapping(key.form, node, entry.key.mark, path)
            case Named():
                return self.named(key.form, node, path, lambda n, m: _put(marks, key, n, m))
            case NamedList():
                return self.named_list(key.form, node, path, lambda n, m: _put(marks, key, n, m))
            case Many():
                return self.many(key, key.form, node, marks, path)
            case AnyJson():
                return self.json(node, path)
            case _:
                return self.scalar(key.form, node, path)

    # -- mappings and lists of named things --------------------------------------------------

    def named(
        self, form: Named, node: Node, path: str, mark_name: Callable[[str, Mark], None]
    ) -> object:
        if isinstance(node, Broken):
            return _FAULT
        if not isinstance(node, Table):
            return self.wrong(node, path, "a mapping from names", "write `name: …` below it")
        result: dict[str | int, object] = {}
        for entry in node.entries:
            mark_name(entry.key.text, entry.key.mark)
            name = self.name(entry.key, form.numbers, path)
            if name is None:
                continue
            if str(name) != entry.key.text:
                mark_name(str(name), entry.key.mark)
            value = self.item(form.item, entry.value, entry.key.mark, f"{path}.{name}")
            if value is not _FAULT:
                result[name] = value
        return result

    def item(self, form: Text | Record, node: Node, mark: Mark, path: str) -> object:
        if isinstance(form, Record):
            return self.mapping(form, node, mark, path)
        return self.scalar(form, node, path)

    def name(self, key: Scalar, numbers: bool, path: str) -> str | int | None:
        """A name as a key of a mapping; None with a finding if it is none."""
        if isinstance(key.value, str) and key.value.strip():
            return key.value
        if numbers and isinstance(key.value, int) and not isinstance(key.value, bool):
            return key.value
        expected = "a text or a whole number" if numbers else "a text"
        self.fault(
            key.mark,
            "wrong-type",
            f"a name in {_title(path)} is {_kind(key)}",
            expected,
            _quote_it(key),
        )
        return None

    def named_list(
        self, form: NamedList, node: Node, path: str, mark_name: Callable[[str, Mark], None]
    ) -> object:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return self.named_list(form, Sequence(node.mark, (node,)), path, mark_name)
        if isinstance(node, Broken):
            return _FAULT
        if not isinstance(node, Sequence):
            return self.wrong(node, path, "a list", "write `- name` or `- name: {changes}` lines")
        result: dict[str, object] = {}
        first: dict[str, Mark] = {}
        for key, changes in self.list_entries(node, path):
            name = self.name(key, False, path)
            if not isinstance(name, str):
                continue
            if name in first:
                self.fault(
                    key.mark,
                    "duplicate-key",
                    f"the field {quote(name)} stands here a second time",
                    f"it once, as at {first[name]}",
                    "remove or rename one of the two",
                )
                continue
            first[name] = key.mark
            mark_name(name, key.mark)
            value = self.mapping(form.item, changes, key.mark, f"{path}.{name}")
            if value is not _FAULT:
                result[name] = value
        return result

    def list_entries(self, node: Sequence, path: str) -> Iterator[tuple[Scalar, Node]]:
        for index, item in enumerate(node.items):
            match item:
                case Broken():
                    continue
                case Scalar():
                    yield item, Scalar(item.mark, None, "")
                case Table(entries=entries) if len(entries) == 1:
                    yield entries[0].key, entries[0].value
                case _:
                    remedy = "begin each field with `- `, and indent its changes below the name"
                    self.fault(
                        item.mark,
                        "wrong-type",
                        f"{_title(f'{path}[{index}]')} is {_kind(item)}",
                        "a name, or a mapping with one name as its only key",
                        remedy,
                    )

    def many(self, key: Key, form: Many, node: Node, marks: dict[str, Mark], path: str) -> object:
        if isinstance(node, Broken):
            return _FAULT
        if isinstance(node, Table):
            return self.wrong(node, path, "a list", "write one `- ` line for each")
        nodes = node.items if isinstance(node, Sequence) else (node,)
        items = []
        for index, part in enumerate(nodes):
            marks[f"{key.name}[{index}]"] = part.mark
            item_path = f"{path}[{index}]" if isinstance(node, Sequence) else path
            items.append(self.scalar(form.item, part, item_path))
        if _FAULT in items:
            return _FAULT
        first: dict[object, int] = {}
        for index, item in enumerate(items):
            if first.setdefault(item, index) != index:
                self.fault(
                    marks[f"{key.name}[{index}]"],
                    "repeated-item",
                    f"{quote(item)} stands twice in {_title(path)}",
                    "it once",
                    "remove one of the two",
                )
        return tuple(first)

    # -- single values -----------------------------------------------------------------------

    def scalar(self, form: Form, node: Node, path: str) -> object:
        if isinstance(node, Broken):
            return _FAULT
        value = node.value if isinstance(node, Scalar) else None
        match form:
            case Text():
                return self.text(form, node, path)
            case Choice():
                words = [member.value for member in form.enum]
                if isinstance(value, str):
                    if value in words:
                        return form.enum(value)
                    return self.fault(
                        node.mark,
                        "unknown-choice",
                        f"{_title(path)} is {quote(value)}",
                        listing(words),
                        f"correct it{did_you_mean(value, words)}",
                    )
                return self.wrong(node, path, listing(words), "write one of these words")
            case Flag():
                if isinstance(value, bool):
                    return value
                return self.wrong(node, path, "`true` or `false`", "write one of the two")
            case Whole():
                if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                    return value
                return self.wrong(node, path, "a whole number, 0 or more", "write a number")
            case _:
                raise AssertionError(form)

    def text(self, form: Text, node: Node, path: str) -> object:
        if not isinstance(node, Scalar):
            return self.wrong(node, path, "a text", "write it on one line, or after `>-`")
        if not isinstance(node.value, str):
            return self.wrong(node, path, "a text", _quote_it(node))
        if not node.value.strip():
            rule = _reason_rule(written.Retirement, "empty-text", path.endswith("retired.reason"))
            return self.fault(
                node.mark,
                rule,
                f"{_title(path)} is empty",
                "a text",
                "write one, or remove the key",
            )
        if form.pattern is not None and re.fullmatch(form.pattern, node.value) is None:
            return self.fault(
                node.mark,
                "pattern",
                f"{_title(path)} is {quote(node.value)}",
                f"a text that matches {quote(form.pattern)}",
                "correct it",
            )
        return node.value

    def json(self, node: Node, path: str) -> Json | _Fault:
        match node:
            case Scalar():
                return node.value
            case Sequence():
                items = [self.json(item, f"{path}[{i}]") for i, item in enumerate(node.items)]
                fitting = [item for item in items if not isinstance(item, _Fault)]
                return fitting if len(fitting) == len(items) else _FAULT
            case Table():
                members: dict[str, Json] = {}
                faulty = False
                for entry in node.entries:
                    name = entry.key.value
                    value = self.json(entry.value, f"{path}.{entry.key.text}")
                    if not isinstance(name, str):
                        self.name(entry.key, False, path)
                        faulty = True
                    elif isinstance(value, _Fault):
                        faulty = True
                    else:
                        members[name] = value
                return _FAULT if faulty else members
            case Broken():
                return _FAULT


def _put(marks: dict[str, Mark], key: Key, name: str, mark: Mark) -> None:
    marks[f"{key.name}.{name}"] = mark


def _names(table: Table) -> set[str]:
    return {entry.key.text for entry in table.entries}


def _without_shorthand(form: Record, node: Node) -> Node:
    """The mapping that a shorthand stands for; other nodes as they are."""
    is_null = isinstance(node, Scalar) and node.value is None
    if is_null and form.may_be_null:
        return Table(node.mark, ())
    if form.shorthand is None or is_null or isinstance(node, Table | Broken):
        return node
    key = Scalar(node.mark, form.shorthand, form.shorthand)
    return Table(node.mark, (Entry(key, node),))


def _reason_rule(cls: type[written.Written], rule: str, applies: bool = True) -> str:
    return "retired-without-reason" if applies and cls is written.Retirement else rule


def _title(path: str) -> str:
    return quote(path) if path else "the file"


def _kind(node: Node) -> str:
    match node:
        case Table():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(value=None):
            return "empty" if not node.text else f"{quote(node.text)}, nothing"
        case Scalar(value=bool()):
            return f"{quote(node.text)}, a truth value"
        case Scalar(value=int() | float()):
            return f"the number {quote(node.text)}"
        case _:
            return f"the text {quote(node.text)}" if isinstance(node, Scalar) else "broken"


def _quote_it(node: Scalar) -> str:
    if node.value is None and not node.text:
        return "write one, or remove the key"
    if isinstance(node.value, str):
        return "write one"
    return f"quote it, {quote(json_text(node.text))}"


def json_text(text: str) -> str:
    """The text in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
