"""What is wrong with a catalogue: one finding each, and the three ways to print them."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator
from enum import StrEnum

import attrs

_LONGEST_QUOTE = 60
_LONGEST_WORD = 80
_MOST_CHOICES = 400
_SHOWN_PLACES = 3


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@attrs.frozen(order=True)
class Mark:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@attrs.frozen(order=True)
class Finding:
    """One fault of the catalogue: where, which rule, what is wrong, what was expected, what to do.

    The three texts are parts of one sentence, without a full stop.
    """

    mark: Mark
    rule: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.mark}: error[{self.rule}]: {self.message}"

    @property
    def message(self) -> str:
        """The sentence without place and rule."""
        return f"{self.found}; expected {self.expected}; {self.remedy}"


def quote(value: object) -> str:
    """A value as messages show it: on one line, in backticks, shortened."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    if text.isprintable():
        return f"`{text}`"
    printable = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return f"`{''.join(printable)}`"


def did_you_mean(word: object, choices: Iterable[object]) -> str:
    """` (did you mean `x`?)` for the choice most like `word`; empty if none is like it."""
    best = closest(str(word), [str(choice) for choice in choices])
    return "" if best is None else f" (did you mean {quote(best)}?)"


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like `word`, None if none is like it."""
    if not 0 < len(word) <= _LONGEST_WORD:
        return None
    # Comparing is slow, so of very many choices only those of about the same length are compared.
    near = sorted(choices, key=lambda choice: (abs(len(choice) - len(word)), choice))
    folded = {choice.casefold(): choice for choice in reversed(near[:_MOST_CHOICES])}
    matches = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def listing(names: Iterable[object], most: int = 8) -> str:
    """Names as a list for the end of a sentence, cut off after `most`."""
    quoted = [quote(str(name)) for name in names]
    if len(quoted) > most:
        return f"{', '.join(quoted[:most])} or {len(quoted) - most} more"
    if len(quoted) < 2:
        return "".join(quoted) or "nothing"
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By place, each once."""
    return tuple(sorted(set(findings)))


def render(findings: Iterable[Finding], format: Format | str = Format.TEXT) -> str:  # noqa: A002
    """All findings, by place and each once; ends with a line break unless there are none.

    As text, what is said of several places in the same words is said once.
    """
    match Format(format):
        case Format.TEXT:
            lines = list(_each_once(ordered(findings)))
        case Format.JSON:
            return json.dumps([_record(f) for f in ordered(findings)], indent=2) + "\n"
        case Format.GITHUB:
            lines = [_workflow_command(finding) for finding in ordered(findings)]
    return "".join(f"{line}\n" for line in lines)


def _each_once(findings: Iterable[Finding]) -> Iterator[str]:
    """A line for each thing that is wrong: where it is first, and how often besides."""
    same: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        same.setdefault((finding.rule, finding.message), []).append(finding)
    for first, *others in same.values():
        shown = [f"{each.mark.line}:{each.mark.column}" for each in others[:_SHOWN_PLACES]]
        more = len(others) - len(shown)
        places = ", ".join(shown) + (f" and {more} more" if more else "")
        noun = "place" if len(others) == 1 else "places"
        yield f"{first} (and at {len(others)} other {noun}: {places})" if others else str(first)


def _record(finding: Finding) -> dict[str, str | int]:
    record = attrs.asdict(finding)
    return {**record.pop("mark"), **record}


def _workflow_command(finding: Finding) -> str:
    mark = finding.mark
    properties = f"file={_property(mark.file)},line={mark.line},col={mark.column}"
    return f"::error {properties},title={_property(finding.rule)}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
