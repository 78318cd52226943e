"""Citations: labels of sources in brackets, which lead to the sources wherever a text is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from codegen.emit.docs.links import SOURCES, source_place
from codegen.emit.docs.markdown import link

_LABEL = r"[^\s,()\[\]\\`<>&]+"
_LABELS = rf"{_LABEL}(?:, {_LABEL})*"
CITATION = re.compile(rf"\[({_LABELS})\]")
"""A citation in a text as it is written."""
_IN_MARKDOWN = re.compile(
    rf"^(?P<fence>```+).*?^(?P=fence)|(?P<ticks>`+).*?(?P=ticks)|\\\[(?P<labels>{_LABELS})\\\]",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(rf"\[({_LABEL})\]\([./]*{re.escape(SOURCES)}#source-[^)]*\)")
_CITED = re.compile(rf"\\\[{_LINK.pattern}(?:, {_LINK.pattern})*\\\]")


def linked(labels: str, known: Collection[str], to: Callable[[str], str]) -> str | None:
    """The labels of a citation, each as `to` makes it; None if one of them names no source."""
    several = labels.split(", ")
    return ", ".join(map(to, several)) if all(each in known for each in several) else None


def cited(markdown: str, known: Collection[str], up: str) -> str:
    """Markdown whose citations are links; `up` leads from its page to the root of the docs."""

    def one(label: str) -> str:
        return link(label, f"{up}{SOURCES}#{source_place(label)}")

    def replaced(found: re.Match[str]) -> str:
        labels = found["labels"] and linked(found["labels"], known, one)
        return rf"\[{labels}\]" if labels else found[0]

    return _IN_MARKDOWN.sub(replaced, markdown)


def uncited(markdown: str) -> str:
    """The same Markdown before `cited`."""
    return _CITED.sub(lambda found: _LINK.sub(r"\1", found[0]), markdown)


def with_citations(files: Mapping[str, bytes], known: Collection[str]) -> dict[str, bytes]:
    """All files, with links in the pages of the docs."""
    return {
        path: cited(content.decode(), known, "../" * (path.count("/") - 1)).encode()
        if path.startswith("docs/") and path.endswith(".md")
        else content
        for path, content in files.items()
    }
