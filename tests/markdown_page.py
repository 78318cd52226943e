"""A Markdown page as a reader's program sees it, read by a real parser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import attrs
from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")


@attrs.frozen
class Cell:
    """A cell of a table, or any other run of text."""

    text: str
    """What a reader sees."""
    codes: tuple[str, ...]
    """The parts of it that are code."""
    links: tuple[str, ...]
    anchors: tuple[str, ...]


@attrs.frozen
class Table:
    """A table; `widths` are the numbers of cells in its lines as written."""

    line: int
    rows: tuple[tuple[Cell, ...], ...]
    """Rows below the head."""
    head: tuple[str, ...]
    widths: tuple[int, ...]


@attrs.frozen
class Block:
    """Lines of code."""

    language: str
    text: str
    section: str
    """The nearest heading above."""


@attrs.frozen(kw_only=True)
class Page:
    """What stands on a page."""

    path: Path
    title: str
    headings: tuple[str, ...]
    anchors: tuple[str, ...]
    links: tuple[str, ...]
    html: tuple[str, ...]
    """Every piece of HTML."""
    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
    text: str
    """All text that is not in code blocks, a line for each paragraph, cell or heading."""
    paragraphs: tuple[Cell, ...]

    def rows(self, *head: str) -> list[Mapping[str, Cell]]:
        """The rows of all tables with these columns among theirs."""
        return [
            dict(zip(table.head, row, strict=True))
            for table in self.tables
            if set(head) <= set(table.head)
            for row in table.rows
        ]

    def targets(self) -> Iterator[tuple[str, Path, str]]:
        """Each link with the file and the anchor that it leads to; none of other hosts."""
        for link in self.links:
            path, _, anchor = unquote(link).partition("#")
            if "://" not in path:
                yield link, (self.path.parent / path).resolve() if path else self.path, anchor


@cache
def read(path: Path) -> Page:
    """The page in a file."""
    return parse(path.read_text(encoding="utf-8"), path)


def parse(text: str, path: Path = Path()) -> Page:
    """The page of a text; `path` is where its links start."""
    tokens = _PARSER.parse(text)
    lines = text.split("\n")
    inlines = {i: _cell(t) for i, t in enumerate(tokens) if t.type == "inline"}
    headings = [
        inlines[i + 1].text for i, token in enumerate(tokens) if token.type == "heading_open"
    ]
    html = [t.content for t in tokens if t.type == "html_block"]
    html += [c.content for t in tokens for c in t.children or () if c.type == "html_inline"]
    return Page(
        path=path,
        title=headings[0] if headings else "",
        headings=tuple(headings),
        anchors=tuple(anchor for cell in inlines.values() for anchor in cell.anchors),
        links=tuple(link for cell in inlines.values() for link in cell.links),
        html=tuple(html),
        tables=tuple(_tables(tokens, lines)),
        blocks=tuple(_blocks(tokens)),
        text="\n".join(cell.text for cell in inlines.values()),
        paragraphs=tuple(
            inlines[i + 1] for i, token in enumerate(tokens) if token.type == "paragraph_open"
        ),
    )


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "id" and value]


def _cell(token: Token) -> Cell:
    children = token.children or []
    reader = _Anchors()
    for child in children:
        if child.type == "html_inline":
            reader.feed(child.content)
    shown = {"text", "code_inline", "text_special"}
    return Cell(
        text="".join(
            child.content if child.type in shown else "\n" * child.type.endswith("break")
            for child in children
        ),
        codes=tuple(child.content for child in children if child.type == "code_inline"),
        links=tuple(str(child.attrs["href"]) for child in children if child.type == "link_open"),
        anchors=tuple(reader.found),
    )


def _tables(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Table]:
    rows: list[list[Cell]] = []
    start = 0
    for i, token in enumerate(tokens):
        match token.type:
            case "table_open":
                rows = []
                start = token.map[0] if token.map else 0
            case "tr_open":
                rows.append([])
            case "th_open" | "td_open":
                rows[-1].append(_cell(tokens[i + 1]))
            case "table_close":
                # The parser drops cells beyond the head's, so count them in the lines.
                written = lines[start : start + len(rows) + 1]
                yield Table(
                    start + 1,
                    tuple(map(tuple, rows[1:])),
                    tuple(cell.text for cell in rows[0]),
                    tuple(len(escapedSplit(line.strip())) - 2 for line in written),
                )


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    section = ""
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            section = _cell(tokens[i + 1]).text
        if token.type in ("fence", "code_block"):
            yield Block(token.info, token.content, section)
