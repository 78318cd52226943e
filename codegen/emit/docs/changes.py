"""The page on what changed from release to release, as ready Markdown."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import attrs

from codegen.catalogue.written import Json
from codegen.diff.change import Change, Effect
from codegen.diff.compare import compare
from codegen.diff.released import Catalogue, released
from codegen.diff.report import counted, groups, item


@attrs.frozen(kw_only=True)
class Step:
    """What changed from one release to the next."""

    title: str
    text: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """Title, and an item for each change."""


@attrs.frozen(kw_only=True)
class ChangesPage:
    """What changed, newest first."""

    last: str
    """The last release."""
    steps: tuple[Step, ...]


def changes_page(archived: Sequence[tuple[str, Catalogue]], now: Json) -> ChangesPage | None:
    """The page of released catalogues, oldest first, and of the catalogue as it is now."""
    if not archived:
        return None
    last = archived[-1][0]
    first = Step(title=archived[0][0], text="The first release.", groups=())
    steps = [
        _step(version, before, compare(old, new))
        for (before, old), (version, new) in itertools.pairwise(archived)
    ]
    unreleased = _step(f"After {last}", last, compare(archived[-1][1], released(now)))
    return ChangesPage(last=last, steps=(unreleased, *reversed(steps), first))


def _step(title: str, before: str, changes: tuple[Change, ...]) -> Step:
    reported = [change for change in changes if change.rule.effect is not Effect.DOCUMENTATION]
    return Step(
        title=title,
        text=f"Beside {before}: {counted(changes)}.",
        groups=tuple(
            (title[0].upper() + title[1:], tuple(item(change) for change in group))
            for title, group in groups(reported)
        ),
    )
