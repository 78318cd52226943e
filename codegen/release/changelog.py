"""The section of the changelog that says what changed in the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.diff.change import Change, Effect
from codegen.diff.report import counted, item

BEGIN, END = "<!-- what `codegen diff` says -->", "<!-- end of it -->"
_HEADING = "### Catalogue\n"


class NoSection(ValueError):
    """The changelog has no place for it."""


def section(last: str, changes: Sequence[Change]) -> str:
    """The items between the two marks."""
    reported = [change for change in changes if change.rule.effect is not Effect.DOCUMENTATION]
    lines = [BEGIN, "", f"Beside {last}: {counted(changes)}.", ""]
    lines += [f"- {item(change)}" for change in reported]
    return "\n".join([*lines, *[""] * bool(reported), END, ""])


def written(changelog: str, text: str) -> str:
    """The changelog with the section under the first heading of the catalogue.

    What stood between the marks is replaced; all else stays as it is.

    Raises:
        NoSection: there is no such heading, or one mark without the other.
    """
    before, heading, rest = changelog.partition(_HEADING)
    if not heading:
        raise NoSection(f"there is no heading `{_HEADING.strip()}`")
    own, following, others = rest.partition("\n## ")
    head, begin, old = own.partition(BEGIN)
    if begin:
        _, end, tail = old.partition(f"{END}\n")
        if not end:
            raise NoSection(f"`{BEGIN}` stands there without `{END}`")
        own = head + text + tail
    else:
        own = f"\n{text}{own}"
    return before + heading + own + following + others
