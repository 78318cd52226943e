"""YAML text to nodes that know their place; scalars are read as YAML 1.2's core schema says.

Built from the parser's events, not by its own composer: that one takes duplicate keys in
silence, reads `no` as false and `010` as 8, and recurses as deep as the file is nested.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import attrs
import yaml

from codegen.findings import Finding, Mark, quote

DEEPEST = 48
"""Levels of mappings and lists; a catalogue needs about ten."""

LONGEST_LINE = 120
"""Characters of a line."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST_NUMBER = 64

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_FORBIDDEN = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_LINE_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")


@attrs.frozen
class Scalar:
    """A single value; `text` is what stands in the file, without quotes."""

    mark: Mark
    value: bool | int | float | str | None
    text: str
    lines: tuple[str, ...] = attrs.field(default=(), eq=False, repr=False)
    """The file that it stands in."""
    style: str = attrs.field(default="", eq=False)
    """The sign that begins it: a quote, `|`, `>` or nothing."""

    def at(self, offset: int) -> Mark:
        """The place of the character at `offset` of the text, however the text is wrapped."""
        wanted = sum(not character.isspace() for character in self.text[:offset])
        block = self.style in ("|", ">") and bool(self.style)
        line, column = self.mark.line, 0 if block else self.mark.column - 1 + len(self.style)
        line += block
        while line <= len(self.lines):
            for index in range(column, len(self.lines[line - 1])):
                character = self.lines[line - 1][index]
                if character.isspace() or (character == "\\" and self.style == '"'):
                    continue
                if wanted == 0:
                    return Mark(self.mark.file, line, index + 1)
                wanted -= 1
            if wanted == 0 and self.text[offset:].strip() == "":
                return Mark(self.mark.file, line, len(self.lines[line - 1]) + 1)
            line, column = line + 1, 0
        return self.mark


@attrs.frozen
class Sequence:
    """A list."""

    mark: Mark
    items: tuple[Node, ...]


@attrs.frozen
class Entry:
    """One key of a mapping with its value."""

    key: Scalar
    value: Node


@attrs.frozen
class Table:
    """A mapping; its keys differ from each other."""

    mark: Mark
    entries: tuple[Entry, ...]


@attrs.frozen
class Broken:
    """A value that has its finding already."""

    mark: Mark


Node = Scalar | Sequence | Table | Broken


@attrs.define
class _Open:
    """A mapping or list whose end has not been read yet; a mapping's children alternate."""

    mark: Mark
    is_table: bool
    children: list[Node]
    flow: bool
    """Whether it stands in brackets."""


def compose(text: str, file: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """The root of the only document, None where there is none or the syntax is wrong.

    `file` is the name that marks bear.  Never raises, whatever the text.
    """
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        return None, (_forbidden(text, file, forbidden.start()),)
    composer = _Composer(file, tuple(_LINE_BREAK.split(text)))
    try:
        composer.read(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        composer.findings.append(_syntax(text, file, error))
        composer.root = None
    except yaml.YAMLError as error:
        composer.report(Mark(file, 1, 1), "yaml-syntax", quote(str(error)), "YAML", "correct it")
        composer.root = None
    return composer.root, tuple(composer.findings)


class _Composer:
    def __init__(self, file: str, lines: tuple[str, ...]) -> None:
        self.file = file
        self.lines = lines
        self.findings: list[Finding] = []
        self.root: Node | None = None
        self.stack: list[_Open] = []

    def report(self, mark: Mark, rule: str, found: str, expected: str, remedy: str) -> None:
        self.findings.append(Finding(mark, rule, found, expected, remedy))

    def feature(self, mark: Mark, found: str, expected: str, remedy: str) -> None:
        self.report(mark, "yaml-feature", found, expected, remedy)

    def read(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for event in events:
            start = event.start_mark
            assert start is not None
            mark = Mark(self.file, start.line + 1, start.column + 1)
            match event:
                case yaml.NodeEvent():
                    if not self.node(event, mark):
                        return
                case yaml.CollectionEndEvent():
                    self.put(self.close(self.stack.pop()))
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self.feature(
                            mark,
                            "a second document begins",
                            "one document",
                            "remove the `---` and what follows it",
                        )
                        return
                    if event.version or event.tags:
                        self.feature(mark, "a `%` directive", "none", "remove it")

    def node(self, event: yaml.NodeEvent, mark: Mark) -> bool:
        """Take in a value or the beginning of one; False if reading must stop."""
        if isinstance(event, yaml.AliasEvent):
            self.feature(
                mark,
                f"the alias `*{event.anchor}`",
                "the value itself",
                "define it once and refer to it by name",
            )
            self.put(Broken(mark))
            return True
        if event.anchor is not None:
            self.feature(
                mark,
                f"the anchor `&{event.anchor}`",
                "no anchor",
                "define it once and refer to it by name",
            )
        if isinstance(event, yaml.ScalarEvent):
            self.untagged(event.tag, mark)
            self.put(self.scalar(event, mark))
            return True
        assert isinstance(event, yaml.CollectionStartEvent)
        self.untagged(event.tag, mark)
        if len(self.stack) == DEEPEST:
            self.report(
                mark,
                "too-deep",
                f"values are nested more than {DEEPEST} levels deep",
                "about ten levels",
                "look for an unclosed bracket or a wrong indent",
            )
            self.root = None
            return False
        is_table = isinstance(event, yaml.MappingStartEvent)
        self.stack.append(_Open(mark, is_table, [], bool(event.flow_style)))
        return True

    def untagged(self, tag: str | None, mark: Mark) -> None:
        if tag is not None:
            self.feature(
                mark, f"the tag {quote(tag)}", "no tag", "remove it; quotes make a text of a number"
            )

    def scalar(self, event: yaml.ScalarEvent, mark: Mark) -> Node:
        text = event.value
        plain = event.implicit[0]
        if not plain:
            return Scalar(mark, text, text, self.lines, event.style or "")
        try:
            value = core_value(text)
        except ValueError as error:
            self.report(
                mark,
                "bad-number",
                f"{quote(text)} is {error}",
                "a number that JSON has",
                "correct it, or quote it to make it a text",
            )
            return Broken(mark)
        scalar = Scalar(mark, value, text, self.lines)
        if isinstance(value, str):
            assert event.end_mark is not None
            self.plain(scalar, event.end_mark.line, event.end_mark.column)
        return scalar

    def plain(self, scalar: Scalar, line: int, column: int) -> None:
        """What may be wrong with a text without quotes, which ends at this line and column."""
        parent = self.stack[-1] if self.stack else None
        if parent is None or (parent.is_table and len(parent.children) % 2 == 0):
            return  # A name.
        if parent.flow and " " in scalar.text:
            self.report(
                scalar.mark,
                "unquoted-text",
                f"the text {quote(scalar.text)} stands in brackets without quotes",
                "quotes, since a comma or bracket would end it",
                "quote it",
            )
        cut = self.cut(parent, line, column)
        if cut is not None:
            self.report(
                cut,
                "cut-text",
                f"the text {quote(scalar.text[-40:])} ends here, as ` #` begins a comment",
                "no comment behind a text",
                "begin the text with `>-` and write it below, or move the comment to a line above",
            )

    def cut(self, parent: _Open, line: int, column: int) -> Mark | None:
        """The place of a comment right behind a text that ends here."""
        if column == 0 and line > 0:  # Some readers take the line break to the text.
            line, column = line - 1, len(self.lines[line - 1].rstrip())
        rest = self.lines[line][column:]
        if rest.lstrip().startswith("#") and rest[:1].isspace():
            return Mark(self.file, line + 1, column + len(rest) - len(rest.lstrip()) + 1)
        below = self.lines[line + 1] if line + 1 < len(self.lines) and not rest.strip() else ""
        indent = len(below) - len(below.lstrip())
        first = parent.children[-1] if parent.is_table else parent
        if not parent.flow and below.lstrip().startswith("#") and indent >= first.mark.column:
            return Mark(self.file, line + 2, indent + 1)
        return None

    def put(self, node: Node) -> None:
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node

    def close(self, done: _Open) -> Node:
        if not done.is_table:
            return Sequence(done.mark, tuple(done.children))
        entries: dict[tuple[type, object], Entry] = {}
        children = iter(done.children)
        for key, value in zip(children, children, strict=True):
            if isinstance(key, Broken):
                continue
            if not isinstance(key, Scalar):
                self.feature(key.mark, "a mapping or list is a key", "a name", "write a name")
                continue
            if key.value == "<<":
                self.feature(
                    key.mark,
                    "the merge key `<<`",
                    "the keys themselves",
                    "define it once and refer to it by name",
                )
                continue
            first = entries.setdefault((type(key.value), key.value), Entry(key, value))
            if first.key is not key:
                self.report(
                    key.mark,
                    "duplicate-key",
                    f"the key {quote(key.text)} stands here a second time",
                    f"it once, as at {first.key.mark}",
                    "remove or rename one of the two",
                )
        return Table(done.mark, tuple(entries.values()))


def core_value(text: str) -> bool | int | float | str | None:
    """What a plain scalar means in YAML 1.2's core schema; ValueError says why it has none."""
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    # Most scalars are words: let the first character decide before four patterns do.
    if text[0] not in "+-.0123456789":
        return text
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("not finite")
    if _FLOAT.fullmatch(text) or _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        if len(text) > _LONGEST_NUMBER:
            raise ValueError(f"a number of more than {_LONGEST_NUMBER} characters")
        if _DECIMAL.fullmatch(text):
            return int(text)
        if text[1] in "ox":
            return int(text[2:], 8 if text[1] == "o" else 16)
        number = float(text)
        if not math.isfinite(number):
            raise ValueError("too large")
        return number
    return text


def long_lines(text: str, file: str) -> Iterator[Finding]:
    """Lines that are too long to be read beside their changes, if they can be broken."""
    for number, line in enumerate(_LINE_BREAK.split(text), 1):
        if len(line) > LONGEST_LINE and len(line.split()) > 2:
            yield Finding(
                Mark(file, number, LONGEST_LINE + 1),
                "long-line",
                f"the line has {len(line)} characters",
                f"at most {LONGEST_LINE}",
                "break it at a space, and indent what follows by two",
            )


def place(text: str, file: str, index: int) -> Mark:
    """The place of the character at `index` of the text."""
    line, start = 1, 0
    for found in _LINE_BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Mark(file, line, index - start + 1)


def _forbidden(text: str, file: str, index: int) -> Finding:
    character = text[index]
    name = f"U+{ord(character):04X}"
    remedy = "remove it, or write it as an escape inside double quotes"
    if character == "\ufeff":
        name, remedy = "a byte order mark", "save the file as UTF-8 without one"
    return Finding(
        place(text, file, index),
        "bad-encoding",
        f"the character {name}",
        "printable characters",
        remedy,
    )


def _syntax(text: str, file: str, error: yaml.MarkedYAMLError) -> Finding:
    def place_of(mark: yaml.Mark | None) -> Mark | None:
        return None if mark is None else Mark(file, mark.line + 1, mark.column + 1)

    problem, context = place_of(error.problem_mark), place_of(error.context_mark)
    found = error.problem or "a mistake"
    if error.context:
        found += f" {error.context}"
    # What never ends is best shown where it begins.
    at_end = error.problem is not None and "end of stream" in error.problem
    mark = (context if at_end else problem) or context or problem or Mark(file, 1, 1)
    if context is not None and context != mark:
        found += f" that begins at {context}"
    lines = _LINE_BREAK.split(text)
    line = lines[mark.line - 1] if mark.line <= len(lines) else ""
    if line[mark.column - 1 : mark.column] == "\t":
        return Finding(mark, "yaml-syntax", "a tab", "spaces", "indent with spaces")
    return Finding(mark, "yaml-syntax", found, "YAML", _SYNTAX_REMEDY)


_SYNTAX_REMEDY = (
    "check the indent, and begin a text that holds `: ` or starts with a sign with `>-`"
)
