"""Whether every link of a built site leads somewhere."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import attrs

_TAG = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r'\s(id|name|rel|href|src)="([^"]*)"')


@attrs.frozen
class DeadLink:
    """A link of a page that leads nowhere, or away from the site."""

    page: str
    address: str
    reason: str

    def __str__(self) -> str:
        return f"{self.page}: {self.address}: {self.reason}"


@attrs.frozen
class _Page:
    places: frozenset[str]
    addresses: dict[str, bool]
    """Where it leads, and whether a browser loads it with the page."""


def dead_links(site: Path) -> tuple[DeadLink, ...]:
    """All links of all pages that lead to a file or an anchor that is not there."""
    pages = {path: _read(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    return tuple(
        DeadLink(path.relative_to(site).as_posix(), address, reason)
        for path, page in pages.items()
        for address, loaded in page.addresses.items()
        if (reason := _fault(path, address, loaded, site, pages))
    )


def _read(text: str) -> _Page:
    places: set[str] = set()
    addresses: dict[str, bool] = {}
    for tag, inside in _TAG.findall(text):
        known = {name: unescape(value) for name, value in _ATTRIBUTE.findall(inside)}
        places.update(filter(None, (known.get("id"), known.get("name") if tag == "a" else None)))
        # These name the page itself, or the same in another language: with the host, if it is known.
        names_page = tag == "base" or known.get("rel") in ("canonical", "alternate")
        for address in filter(None, (known.get("href"), known.get("src"))):
            if not names_page or not (urlsplit(address).scheme or tag == "base"):
                addresses[address] = addresses.get(address, False) or tag != "a"
    return _Page(frozenset(places), addresses)


def _fault(path: Path, address: str, loaded: bool, site: Path, pages: dict[Path, _Page]) -> str:
    """What is wrong with a link, if anything is."""
    parts = urlsplit(address)
    if parts.scheme == "data":
        return ""
    if parts.scheme or parts.netloc:
        return "a file that another host would have to send" if loaded else ""
    if parts.path.startswith("/"):
        return "starts at the root of the host, which is wrong below any other path"
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target.is_dir():
        target /= "index.html"
    if not target.is_relative_to(site):
        return "leads out of the site"
    if not target.is_file():
        return "there is no such file"
    place = unquote(parts.fragment)
    if place and target in pages and place not in pages[target].places:
        return "there is no such place on the page"
    return ""
