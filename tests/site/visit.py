"""A visit to the site that keeps an eye on what goes wrong."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Request


class Visit:
    """Pages of the site in one tab.  `faults` are errors and requests to other hosts."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.faults: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._see)

    def go(self, address: str) -> Page:
        """Open a page of the site."""
        self.page.goto("about:blank")
        self.page.goto(self.base + address)
        return self.page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "about:")):
            self.faults.append(f"a request leaves the site: {request.url}")
