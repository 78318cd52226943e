"""A change, whom it touches, and how."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum

import attrs

from codegen.catalogue.written import Json


class Effect(IntEnum):
    """How a change touches somebody; the worse, the higher."""

    DOCUMENTATION = 0
    """Only what is said of it."""
    NOTICE = 1
    """Nothing stops working."""
    BREAKING = 2
    """It fails, and says so."""
    SILENT = 3
    """Nothing fails and the result is another: a `case` that never matches again."""

    @property
    def label(self) -> str:
        """As reports have it."""
        return "silently breaking" if self is Effect.SILENT else self.name.lower()

    @property
    def breaks(self) -> bool:
        """Whether somebody has to act."""
        return self >= Effect.BREAKING


class Audience(StrEnum):
    """Who may be touched."""

    READER = "reader's code"
    FIXTURES = "own fixtures"
    ARCHIVES = "archives"
    TABLES = "engine tables"
    ANSWERING = "answering"


@attrs.frozen
class Touch:
    """How a rule's change touches one audience, and why."""

    audience: Audience
    effect: Effect
    reason: str


@attrs.frozen
class Rule:
    """A kind of change."""

    id: str
    touches: tuple[Touch, ...]
    meaning: bool = False
    """Whether a value or name means something else: reported before all others."""

    @property
    def title(self) -> str:
        """As reports have it."""
        return self.id.replace("-", " ")

    @property
    def effect(self) -> Effect:
        """The worst of what it does to anybody."""
        return max((touch.effect for touch in self.touches), default=Effect.DOCUMENTATION)


@attrs.frozen(kw_only=True)
class Change:
    """One difference between two catalogues."""

    rule: Rule
    subject: str
    """What has changed: `FileCommitDeploy.fileName`."""
    old: Json = None
    new: Json = None
    names: tuple[str, ...] = ()
    """Names of the package that it touches: `CommitFile`, `CommitFile.file_name`."""
    texts: tuple[str, ...] = ()
    """Texts in messages that it touches: event codes and types, wire names."""

    @property
    def order(self) -> tuple[bool, int, str, str]:
        """Changed meanings first, then the worst."""
        return not self.rule.meaning, -self.rule.effect, self.rule.id, self.subject


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes as they are reported."""
    return tuple(sorted(changes, key=lambda change: change.order))
