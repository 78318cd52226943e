"""What people read on a page, without code and names: for counting English on Chinese pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

_UNREAD = frozenset({"code", "pre", "script", "style", "kbd"})
_EMPTY = frozenset({"meta", "link", "input", "br", "wbr", "base", "path", "img"})
_SHOWN = frozenset({"aria-label", "title", "placeholder"})
_SENTENCE = re.compile(r"(?:\b[A-Za-z][a-z']+[ ,]+){2,}\b[a-z']{2,}")
_CHINESE = re.compile("[\u4e00-\u9fff]")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        english = known.get("lang") == "en"
        if not english:
            self.texts += [value for name, value in attrs if name in _SHOWN and value]
            if tag == "meta" and known.get("name") == "description":
                self.texts.append(known.get("content") or "")
        if tag not in _EMPTY:
            self._open.append((tag, tag in _UNREAD or english))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(unread for _, unread in self._open):
            self.texts.append(" ".join(data.split()))


def english_sentences(page: Path) -> Iterator[str]:
    """Texts of a page that are English sentences, or begin to be one."""
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    for text in reader.texts:
        if _SENTENCE.search(text) and not _CHINESE.search(text):
            yield text
