"""The line that says what a field is: `TYPE, e.g. EXAMPLE -- TEXT`, and the parts that may lack.

line    = TYPE [", e.g. " EXAMPLE] " -- " TEXT            a field of its own
        | "like " NAME [", e.g. " EXAMPLE] [" -- " TEXT]  from a shared field of another name
        | "e.g. " EXAMPLE [" -- " TEXT] | "-- " TEXT      from the shared field of this name
TYPE    = item *(" | " (item / "array"))
item    = base ["(" detail ")"] *("[]" / "{}" / "?")
detail  = WORD / "json " TYPE / "comma " TYPE
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from codegen.catalogue.field_type import ARRAY, BUILT_IN, CONTENTS, Detail, FieldType, Item
from codegen.findings import did_you_mean, quote

TEXT, EXAMPLE, LIKE = " -- ", ", e.g. ", "like "
"""What stands before the parts of a line."""

SHAPE = "`TYPE, e.g. EXAMPLE -- TEXT`"
"""The line as findings show it."""

_DETAIL = r"(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?"
_ITEM = rf"(?:{'|'.join(BUILT_IN)}|[A-Z]\w*){_DETAIL}(?:\[\]|\{{\}}|\?)*"
_TYPE = rf"{_ITEM}(?: \| (?:{ARRAY}|{_ITEM}))*"
_EXAMPLE = r"(?:(?! -- )[\s\S])+"
PATTERN = (
    rf"^(?:{_TYPE}(?:, e\.g\. {_EXAMPLE})? -- [\s\S]+"
    rf"|like [^,]+?(?:, e\.g\. {_EXAMPLE})?(?: -- [\s\S]+)?"
    rf"|e\.g\. {_EXAMPLE}(?: -- [\s\S]+)?"
    r"|-- [\s\S]+)$"
)
"""The grammar as one regular expression, for editors; nesting ends at three pairs of brackets."""

_WORD = re.compile(r"[A-Za-z_]\w*")
_SUFFIX = re.compile(r"(?:\[\]|\{\}|\?)*")
_NAME = re.compile(r"[A-Z]\w*")
_DEEPEST = 4


@attrs.frozen
class Parts:
    """The parts of a line that are there, and where each begins."""

    type: FieldType | None = None
    like: str | None = None
    example: str | None = None
    text: str | None = None
    offsets: Mapping[str, int] = attrs.Factory(dict)


class LineError(ValueError):
    """A line that is none; the arguments are what was found, what was expected and what to do."""

    def __init__(self, offset: int, found: str, expected: str, remedy: str) -> None:
        super().__init__(found, expected, remedy)
        self.offset = offset
        self.found, self.expected, self.remedy = found, expected, remedy


def parse_line(line: str) -> Parts:
    """The parts of a line; LineError names the part that is wrong."""
    offsets: dict[str, int] = {}
    head, separator, text = ("", TEXT, line[3:]) if line.startswith("-- ") else line.partition(TEXT)
    if separator:
        offsets["text"] = len(line) - len(text)
        if not text.strip():
            raise LineError(offsets["text"], "there is no text behind `--`", SHAPE, "write one")
    start, mark, example = _example(head)
    if mark:
        offsets["example"] = len(head) - len(example)
        if not example.strip():
            raise LineError(offsets["example"], "there is nothing behind `e.g.`",
                            "an example", "write one; the empty text is `\"\"`")  # fmt: skip
    parts = Parts(
        example=example if mark else None, text=text if separator else None, offsets=offsets
    )
    if not start:
        if not mark and not separator:
            raise LineError(0, "the line is empty", SHAPE, "write it, or remove the key")
        return parts
    if start.startswith(LIKE):
        name = start[len(LIKE) :]
        offsets["like"] = len(LIKE)
        if not name.strip() or name != name.strip():
            raise LineError(len(LIKE), f"{quote(name)} is no name", "the name of a shared field",
                            "write it behind `like `")  # fmt: skip
        return attrs.evolve(parts, like=name)
    offsets["type"] = 0
    kind = _Reader(start).whole()
    if not separator:
        raise LineError(len(line), f"behind the type {quote(str(kind))} there is no ` -- ` and no text",
                        SHAPE, "say in a sentence what the field means")  # fmt: skip
    return attrs.evolve(parts, type=kind)


def parse_type(text: str) -> FieldType:
    """A type alone; LineError names what is wrong with it."""
    return _Reader(text).whole()


def _example(head: str) -> tuple[str, str, str]:
    if head.startswith("e.g. "):
        return "", "e.g. ", head[5:]
    return head.partition(EXAMPLE)


class _Reader:
    """Reads a type from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def whole(self) -> FieldType:
        found = self.type(0)
        if self.at < len(self.text):
            rest = self.text[self.at :]
            raise LineError(
                self.at,
                f"behind the type {quote(str(found))} stands {quote(rest.strip())}",
                f"{SHAPE}, with a space on both sides of `--`",
                "correct it",
            )
        return found

    def type(self, depth: int) -> FieldType:
        items = [self.item(depth)]
        while self.take(" | "):
            if self.text.startswith(ARRAY, self.at) and not _WORD.match(
                self.text, self.at + len(ARRAY)
            ):
                self.at += len(ARRAY)
                items.append(Item(ARRAY))
            else:
                items.append(self.item(depth))
        return FieldType(tuple(items))

    def item(self, depth: int) -> Item:
        start = self.at
        base = self.match(_WORD)
        if base not in BUILT_IN and not _NAME.fullmatch(base):
            found = f"the type {quote(base)} is not known" if base else "there is no type"
            rest = self.text[start:]
            if not base and rest:
                found = f"{quote(rest)} is no type"
            raise LineError(
                start,
                found,
                f"{', '.join(map(quote, BUILT_IN))}, an enum or an object",
                f"correct it{did_you_mean(base, BUILT_IN)}",
            )
        detail = self.detail(depth) if self.take("(") else None
        return Item(base, detail, self.match(_SUFFIX))

    def detail(self, depth: int) -> Detail:
        if depth == _DEEPEST:
            raise LineError(self.at, "brackets stand in brackets without end",
                            f"at most {_DEEPEST} levels", "name an object for it")  # fmt: skip
        for word in CONTENTS:
            if self.take(word + " "):
                content = self.type(depth + 1)
                self.close()
                return Detail(word, content)
        start, level = self.at, 0
        while self.at < len(self.text):
            character = self.text[self.at]
            level += {"(": 1, ")": -1}.get(character, 0)
            if level < 0:
                break
            self.at += 1
        word = self.text[start : self.at]
        self.close()
        if not word.strip():
            raise LineError(start, "nothing stands between the brackets", "a format",
                            "write one, or remove the brackets")  # fmt: skip
        return Detail(word)

    def close(self) -> None:
        if not self.take(")"):
            raise LineError(self.at, "a bracket is not closed", "`)`", "close it behind the format")

    def take(self, text: str) -> bool:
        there = self.text.startswith(text, self.at)
        self.at += len(text) if there else 0
        return there

    def match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        text = found.group() if found else ""
        self.at += len(text)
        return text
