"""Nodes to written objects; whatever does not fit becomes a finding and is left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, cast

from codegen.catalogue import written
from codegen.catalogue.written import Json
from codegen.findings import Finding, Mark, closest, did_you_mean, listing, quote
from codegen.load.field_line import LineError, parse_line
from codegen.load.key_forms import (
    AnyJson,
    Atom,
    Choice,
    Either,
    FieldLine,
    Flag,
    Form,
    Key,
    Many,
    Named,
    Record,
    Text,
    ValueLine,
    Whole,
    keys,
    record,
)
from codegen.load.yaml_nodes import Broken, Entry, Node, Scalar, Sequence, Table


class _Fault:
    """Stands for a value that does not fit and has its finding."""


_FAULT: Final = _Fault()

# A part of the file that holds others is bound even if it has a fault itself: else one wrong key
# would hide every other finding.
_BOUND_ANYWAY = (written.Catalogue, written.Header, written.Python, written.Service, written.Body)
_NUMBERED = re.compile(r"(-?\d+)(?: -- (.+))?", re.DOTALL)


def bind(root: Node) -> tuple[written.Catalogue | None, tuple[Finding, ...]]:
    """The catalogue without the entries that have a fault; None if a whole section is missing.

    `marks` names those entries all the same, so that a reference to one is known to be good.
    """
    binder = _Binder()
    whole = binder.mapping(record(written.Catalogue), root, root.mark, "")
    found = None if whole is _FAULT else cast("written.Catalogue", whole)
    return found, tuple(binder.findings)


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
                if form.cls not in _BOUND_ANYWAY:
                    continue
                # A misspelt section is read all the same, since others refer to it.
                key = known[guess]
            value = self.keyed(key, entry, marks, f"{path}.{key.name}" if path else key.name)
            if value is _FAULT:
                whole = False
            else:
                values[key.attribute] = value
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
            if key.required and key.attribute not in values:
                if isinstance(key.form, Named | Record) or form.cls in (written.Catalogue,):
                    return _FAULT
                values[key.attribute] = _stand_in(key)
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
        match key.form:
            case Record():
                marks[key.name] = entry.key.mark
                return self.mapping(key.form, node, entry.key.mark, path)
            case Named():
                return self.named(key.form, node, path, lambda n, m: _put(marks, key, n, m))
            case Either():
                if isinstance(node, Table):
                    return self.named(
                        key.form.table, node, path, lambda n, m: _put(marks, key, n, m)
                    )
                return self.single(key.form, node, path)
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
        result: dict[str, object] = {}
        for entry in node.entries:
            mark_name(entry.key.text, entry.key.mark)
            name = self.name(entry.key, path)
            if name is None:
                continue
            value = self.item(form.item, entry.value, entry.key.mark, f"{path}.{name}")
            if value is not _FAULT:
                result[name] = value
        return result

    def item(self, form: Form, node: Node, mark: Mark, path: str) -> object:
        if isinstance(form, Record):
            return self.mapping(form, node, mark, path)
        return self.scalar(form, node, path)

    def name(self, key: Scalar, path: str) -> str | None:
        """A name as a key of a mapping; None with a finding if it is none."""
        if isinstance(key.value, str) and key.value.strip():
            return key.value
        self.fault(
            key.mark, "wrong-type", f"a name in {_title(path)} is {_kind(key)}", "a text",
            _quote_it(key),
        )  # fmt: skip
        return None

    def single(self, form: Either, node: Node, path: str) -> object:
        """The single value that may stand in place of a mapping."""
        if isinstance(node, Sequence) or (isinstance(node, Scalar) and node.value is None):
            return self.wrong(node, path, _either(form), "write one of the two")
        return self.scalar(form.single, node, path, " or a mapping")

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
        first: set[tuple[type, object]] = set()
        for index, item in enumerate(items):
            known = (type(item), item) in first
            first.add((type(item), item))
            if known:
                self.fault(
                    marks[f"{key.name}[{index}]"],
                    "repeated-item",
                    f"{quote(item)} stands twice in {_title(path)}",
                    "it once",
                    "remove one of the two",
                )
        return tuple({(type(item), item): item for item in items}.values())

    # -- single values -----------------------------------------------------------------------

    def scalar(self, form: Form, node: Node, path: str, other: str = "") -> object:
        if isinstance(node, Broken):
            return _FAULT
        value = node.value if isinstance(node, Scalar) else None
        match form:
            case Text():
                return self.text(form, node, path)
            case Choice(words=words, enum=enum):
                if isinstance(value, str):
                    if value in words:
                        return value if enum is None else enum(value)
                    return self.fault(
                        node.mark,
                        "unknown-choice",
                        f"{_title(path)} is {quote(value)}",
                        listing(words) + other,
                        f"correct it{did_you_mean(value, words)}",
                    )
                return self.wrong(node, path, listing(words) + other, "write one of these words")
            case Flag():
                if isinstance(value, bool):
                    return value
                return self.wrong(node, path, "`true` or `false`", "write one of the two")
            case Whole(least=least):
                if _is_whole(value) and (least is None or cast("int", value) >= least):
                    return value
                bound = "" if least is None else f", {least} or more"
                return self.wrong(node, path, f"a whole number{bound}{other}", "write a number")
            case Atom():
                if isinstance(value, bool | int | float) or (isinstance(value, str) and value):
                    return value
                return self.wrong(
                    node, path, "a text, a number, `true` or `false`", "write a value of the field"
                )
            case FieldLine():
                return self.line(node, path)
            case ValueLine():
                return self.meaning(node, path)
            case _:
                raise AssertionError(form)

    def line(self, node: Node, path: str) -> object:
        """The line of a field, each part with its place."""
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            what = "a line `TYPE, e.g. EXAMPLE -- TEXT`"
            return self.wrong(node, path, what, "write it, behind `>-` if it is long")
        try:
            parts = parse_line(node.value)
        except LineError as error:
            return self.fault(
                node.at(error.offset),
                "field-line",
                f"in {_title(path)}, {error.found}",
                error.expected,
                error.remedy,
            )
        marks = {part: node.at(offset) for part, offset in parts.offsets.items()}
        return written.Line(
            mark=node.mark,
            marks=marks,
            type=parts.type,
            like=parts.like,
            example=parts.example,
            text=parts.text,
        )

    def meaning(self, node: Node, path: str) -> object:
        value = node.value if isinstance(node, Scalar) else None
        if _is_whole(value):
            return written.Meaning(cast("int", value), None)
        expected = "what the value says, its number, or `NUMBER -- TEXT`"
        if not isinstance(value, str):
            return self.wrong(node, path, expected, "write one of them")
        if not value.strip():
            return self.text(Text(), node, path)
        numbered = _NUMBERED.fullmatch(value)
        if numbered is None:
            return written.Meaning(None, value)
        if len(numbered[1]) > _LONGEST_NUMBER:
            return self.wrong(node, path, expected, "write a shorter number")
        return written.Meaning(int(numbered[1]), numbered[2])

    def text(self, form: Text, node: Node, path: str) -> object:
        if not isinstance(node, Scalar):
            return self.wrong(node, path, "a text", "write it on one line, or after `>-`")
        if not isinstance(node.value, str):
            return self.wrong(node, path, "a text", _quote_it(node))
        if not node.value.strip():
            rule = _reason_rule(written.Retirement, "empty-text", path.endswith("retired.note"))
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
                        self.name(entry.key, path)
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
    """The mapping that a bare value stands for; other nodes as they are."""
    is_null = isinstance(node, Scalar) and node.value is None
    if is_null and form.may_be_null:
        return Table(node.mark, ())
    if form.bare is None or is_null or isinstance(node, Table | Broken):
        return node
    key = Scalar(node.mark, form.bare, form.bare)
    return Table(node.mark, (Entry(key, node),))


def _stand_in(key: Key) -> object:
    """A value for a key that is missing from what is bound all the same."""
    match key.form:
        case Choice(enum=enum) if enum is not None:
            return next(iter(enum))
        case Either():
            return {}
        case _:
            return ""


def _either(form: Either) -> str:
    single = form.single
    return (listing(single.words) if isinstance(single, Choice) else "a number") + " or a mapping"


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_LONGEST_NUMBER = 64


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
