"""Whether a version promises what it keeps: semantic versioning over two catalogues."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import attrs

from codegen.diff.archive import Number
from codegen.diff.change import Change, Effect
from codegen.diff.report import counted, sentence


class Part(IntEnum):
    """The part of a version that is raised; the more may break, the higher."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2


@attrs.frozen
class Promise:
    """A version after another, and what has changed between them."""

    last: Number
    version: Number
    changes: Sequence[Change]

    @property
    def raised(self) -> Part | None:
        """The part that is raised; None if the version is not the greater one."""
        if self.version <= self.last:
            return None
        same = [new == old for new, old in zip(self.version, self.last, strict=True)]
        return Part(len(same) - 1 - same.index(False))

    @property
    def needed(self) -> Part:
        """The part that must be raised at least; before 1.0.0 a break is in the minor part."""
        worst = max((change.rule.effect for change in self.changes), default=Effect.DOCUMENTATION)
        if worst.breaks:
            return Part.MINOR if self.last[0] == 0 else Part.MAJOR
        return Part.MINOR if worst is Effect.NOTICE else Part.PATCH

    @property
    def least(self) -> str:
        """The least version that keeps its promise."""
        major, minor, patch = self.last
        return {
            Part.MAJOR: f"{major + 1}.0.0",
            Part.MINOR: f"{major}.{minor + 1}.0",
            Part.PATCH: f"{major}.{minor}.{patch + 1}",
        }[self.needed]

    def faults(self) -> list[str]:
        """Why the version is refused; nothing if it is not."""
        last, version = (".".join(map(str, each)) for each in (self.last, self.version))
        raised = self.raised
        if raised is None:
            return [
                f"{version} is not after {last}, the last release; expected {self.least} or more"
            ]
        if raised >= self.needed:
            return []
        worst = max(change.rule.effect for change in self.changes)
        least = Effect.BREAKING if worst.breaks else worst
        named = [change for change in self.changes if change.rule.effect >= least]
        found = f"{version} promises less than has changed since {last}: {counted(self.changes)}"
        return [
            f"{found}; expected {self.least} or more",
            *(f"  {change.rule.effect.label}: {sentence(change)}" for change in named),
        ]
