"""The Chinese of what stands on pages beside the catalogue's texts: headings, heads of tables, badges.

A label is a whole heading, cell, list item, paragraph or sentence.  Parts in braces stand for any
text, which may be a label as well; those called `code`, `link`, `address` and `number`, with
or without a digit behind, for one of these.  What is no label stays in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import attrs
import yaml

from codegen.site.bilingual import END, ENGLISH, chinese, english, pair
from codegen.site.fences import with_code

FILE = Path(__file__).with_name("chinese") / "labels.yaml"

_PART = re.compile(r"\{([a-z]+)(\d?)\}")
_SHAPES = {
    "code": r"`[^`]+`",
    "link": r"\[[^\]]+\]\([^)]+\)",
    "number": r"[\d,]+",
    "address": r"[^\s()]+",
}
_ANY = rf"(?:{ENGLISH}[^{END}]*{END}|(?!\. )[^{ENGLISH}])+?"
"""Text within a sentence; a pair of languages is a part of it as a whole."""
_CAPTION = re.compile(r"(:caption: )(.+)")
_ROW = re.compile(r"\|(.*)\|")
_CELLS = re.compile(r"((?:^| *(?<!\\)\|) *)")
_START = re.compile(r":+\{(?:admonition|tab-item)\} |#+ |- |\d+\. |> |")
_TAG = re.compile(r"( *</?(?:a|br|button|div|p|span)\b[^<>]*> *)")


@attrs.frozen
class Pattern:
    """A label with parts that stand for any text."""

    label: str
    english: re.Pattern[str]
    chinese: str


@attrs.frozen
class Labels:
    """Texts of pages, of the theme and of scripts, each English to Chinese."""

    pages: Mapping[str, str]
    theme: Mapping[str, str]
    scripts: Mapping[str, str]

    def both(self, text: str) -> str:
        """A label in both languages, or in English if it is none."""
        return pair(text, self.pages.get(text))

    def of_theme(self, text: str) -> str:
        """A text of the theme in both languages, if it has two."""
        return pair(text, self.theme.get(text))

    def in_markdown(self, markdown: str) -> str:
        """A page with both languages in each of its labels; blocks of code stay as they are."""
        return "\n".join(self._lines(markdown))

    def _lines(self, markdown: str) -> Iterator[str]:
        for line, is_code in with_code(markdown.split("\n")):
            if is_code:
                yield _CAPTION.sub(lambda found: found[1] + self.text(found[2]), line)
            elif row := _ROW.fullmatch(line):
                parts = _CELLS.split(row[1].rstrip())
                parts[::2] = map(self._line, parts[::2])
                yield f"|{''.join(parts)} |"
            else:
                yield self._line(line)

    def _line(self, line: str) -> str:
        start = _START.match(line)
        at = start.end() if start else 0
        parts = _TAG.split(line[at:])
        parts[::2] = [self.text(part) if part else "" for part in parts[::2]]
        return line[:at] + "".join(parts)

    def text(self, text: str) -> str:
        """A text with both languages, if it or sentences in it are labels."""
        whole = self._whole(text)
        if whole is not None:
            return whole
        sentences = list(_sentences(text))
        if len(sentences) == 1:
            return text
        return " ".join(self._whole(sentence) or sentence for sentence in sentences)

    def _whole(self, text: str) -> str | None:
        if text in self.pages:
            return pair(text, self.pages[text])
        for pattern in self.patterns:
            if found := pattern.english.fullmatch(text):
                parts = {name: chinese(self.text(part)) for name, part in found.groupdict().items()}
                return pair(english(text), pattern.chinese.format(**parts))
        return None

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The labels with parts, in the order in which they are tried."""
        return tuple(
            Pattern(text, _pattern(text), chinese)
            for text, chinese in self.pages.items()
            if _PART.search(text)
        )


def load() -> Labels:
    """The labels of this project."""
    return Labels(**yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader))


def _pattern(label: str) -> re.Pattern[str]:
    """What a label with parts matches."""
    plain, names, digits = (_PART.split(label)[place::3] for place in range(3))
    shapes = [
        f"(?P<{name}{digit}>{_SHAPES.get(name, _ANY)})"
        for name, digit in zip(names, digits, strict=True)
    ]
    return re.compile(
        "".join(re.escape(text) + shape for text, shape in zip(plain, [*shapes, ""], strict=True))
    )


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a text; a pair of languages, code and a link are parts of one."""
    depth, code, start = 0, False, 0
    for place, letter in enumerate(text):
        code ^= letter == "`"
        depth += (letter in f"{ENGLISH}[(") - (letter in f"{END}])")
        stop = text[place - 1] in f".!?{END}" if place else False
        if letter == " " and stop and not depth and not code:
            yield text[start:place]
            start = place + 1
    yield text[start:]
