"""The built site and a browser, once for all tests of a process."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.site.visit import Visit
from tests.turns import one_after_another

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://events.example.org/dw/"
REPOSITORY = "https://code.example.org/spec/catalogue.yaml"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site, built by the command; the processes of one run share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "built"
    with one_after_another(folder.with_suffix(".lock")):
        if not folder.exists():
            command = [sys.executable, "-m", "codegen", "site", "--verbose", "--out", str(folder)]
            command += ["--address", ADDRESS, "--repository", REPOSITORY]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            folder.with_suffix(".log").write_text(done.stderr, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def host(site: Path) -> Iterator[str]:
    """Address of the site below a path of a local host."""
    below = site.parent / f"host-{os.getpid()}"
    below.mkdir(parents=True)
    (below / "dw").symlink_to(site)
    handler = functools.partial(_Quiet, directory=str(below))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/dw/"
        server.shutdown()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as inherited
        pass


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.fail(
            "no Chromium on the PATH: install it (Debian: apt-get install chromium), or name "
            "the program in CHROMIUM"
        )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=_OPTIONS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a desktop's size."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        locale="en-US",
        permissions=["clipboard-read", "clipboard-write"],
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser, site: Path) -> Iterator[Visit]:
    """A visit on a phone, from a folder; at its end, nothing may have gone wrong."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US"
    )
    visit = Visit(context.new_page(), f"{site.as_uri()}/")
    yield visit
    context.close()
    assert visit.faults == []


@pytest.fixture
def served(page: Page, host: str) -> Iterator[Visit]:
    """A visit to the site on a host; at its end, nothing may have gone wrong."""
    visit = Visit(page, host)
    yield visit
    assert visit.faults == []


@pytest.fixture
def opened(page: Page, site: Path) -> Iterator[Visit]:
    """A visit to the site from a folder; at its end, nothing may have gone wrong."""
    visit = Visit(page, f"{site.as_uri()}/")
    yield visit
    assert visit.faults == []
