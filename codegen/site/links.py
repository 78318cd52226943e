"""Whether every link of a built site leads somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import attrs


@attrs.frozen
class DeadLink:
    """A link of a page that leads nowhere, or away from the site."""

    page: str
    address: str
    reason: str

    def __str__(self) -> str:
        return f"{self.page}: {self.address}: {self.reason}"


def dead_links(site: Path) -> tuple[DeadLink, ...]:
    """All links of all pages that lead to a file or an anchor that is not there."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    return tuple(
        DeadLink(path.relative_to(site).as_posix(), address, reason)
        for path, page in pages.items()
        for address in dict.fromkeys(page.addresses)
        for reason in _faults(path, address, site, pages)
    )


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.places: set[str] = set()
        self.addresses: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        # These name the page itself, or the same in another language: with the host, if it is known.
        names_page = tag == "base" or dict(attrs).get("rel") in ("canonical", "alternate")
        for name, value in attrs:
            if value is None or (names_page and (urlsplit(value).scheme or tag == "base")):
                continue
            if name == "id" or (name == "name" and tag == "a"):
                self.places.add(value)
            if name in ("href", "src"):
                self.addresses.append(value)
                if tag != "a":
                    self.loads.append(value)


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _faults(path: Path, address: str, site: Path, pages: dict[Path, _Page]) -> Iterable[str]:
    parts = urlsplit(address)
    if parts.scheme == "data":
        return
    if parts.scheme or parts.netloc:
        if address in pages[path].loads:
            yield "a file that another host would have to send"
        return
    if parts.path.startswith("/"):
        yield "starts at the root of the host, which is wrong below any other path"
        return
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    yield from _missing(target, unquote(parts.fragment), site, pages)


def _missing(target: Path, place: str, site: Path, pages: dict[Path, _Page]) -> Iterator[str]:
    if target.is_dir():
        target /= "index.html"
    if not target.is_relative_to(site):
        yield "leads out of the site"
    elif not target.is_file():
        yield "there is no such file"
    elif place and target in pages and place not in pages[target].places:
        yield "there is no such place on the page"
