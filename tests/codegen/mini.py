"""The small catalogue of another product, and ways to break it."""

from __future__ import annotations

from pathlib import Path

import attrs

from codegen.catalogue.written import Catalogue
from codegen.check.checker import check
from codegen.findings import Finding, ordered
from codegen.load.loader import load

FILE = "mini.yaml"
TEXT = (Path(__file__).parent / FILE).read_text(encoding="utf-8")

HERE = "▸"
"""Stands in a replacement before the place that the finding must name."""


@attrs.frozen
class Break:
    """A fault put into the text, and the one finding that it must give.

    The finding's place is where `HERE` stands in `new`, or else where `at` begins.
    """

    rule: str
    old: str
    new: str
    words: tuple[str, ...]
    at: str = HERE

    @property
    def text(self) -> str:
        return broken(self.old, self.new).replace(HERE, "")

    @property
    def place(self) -> tuple[int, int]:
        before, found, _ = broken(self.old, self.new).partition(self.at)
        assert found, "no place is given"
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    def __str__(self) -> str:
        return f"{self.rule}: {self.words[0] if self.words else self.new[:30]}"


def broken(old: str, new: str, text: str = TEXT) -> str:
    """The text with its one `old` replaced by `new`."""
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


def findings(text: str) -> tuple[Finding, ...]:
    """What loading and checking say of the text."""
    catalogue, found = load(text, FILE)
    if catalogue is None:
        return found
    return ordered((*found, *check(catalogue, partial=bool(found))))


def catalogue_of(text: str = TEXT) -> Catalogue:
    """The catalogue of a text without faults of form."""
    catalogue, found = load(text, FILE)
    assert catalogue is not None
    assert found == ()
    return catalogue


def assert_one_finding(case: Break) -> None:
    found = findings(case.text)
    assert [f.rule for f in found] == [case.rule], "\n".join(map(str, found))
    (finding,) = found
    assert (finding.mark.line, finding.mark.column) == case.place, str(finding)
    for word in case.words:
        assert word in finding.message, f"{word!r} is not in: {finding.message}"
