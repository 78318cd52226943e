"""The site of a catalogue whose every text is written like code, in a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.hostile_catalogue import CANARY, changed, hostile, numbers
from tests.site.visit import Visit

ROOT = Path(__file__).resolve().parents[2]
_WHAT_IS_THERE = """() => ({
  text: document.documentElement.textContent,
  ran: window.ran === true,
  addresses: [...document.querySelectorAll("[href], [src]")].map((each) => each.href ?? each.src),
  names: [...new Set([...document.querySelectorAll("*")].map((each) => each.localName))],
  handlers: [...document.querySelectorAll("*")].flatMap((each) => each.getAttributeNames())
    .filter((name) => name.startsWith("on")),
})"""


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.yaml").write_text(hostile().text, encoding="utf-8")
    options = ("--catalogue", str(folder / "hostile.yaml"), "--out", str(folder / "site"))
    done = subprocess.run(
        [sys.executable, "-m", "codegen", "site", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def test_every_page_shows_texts_as_texts(hostile_site: Path, page: Page) -> None:
    visit = Visit(page, f"{hostile_site.as_uri()}/")
    page.add_init_script(f"window.{CANARY} = () => {{ window.ran = true; }};")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    shown: set[int] = set()
    for path in sorted(hostile_site.rglob("*.html")):
        address = path.relative_to(hostile_site).as_posix()
        found = visit.go(address).evaluate(_WHAT_IS_THERE)
        assert changed(found["text"]) == [], address
        assert not found["ran"], address
        assert {"img", "iframe", "object", "embed", "math"}.isdisjoint(found["names"]), address
        assert found["handlers"] == [], address
        schemes = {each.partition(":")[0] for each in found["addresses"] if isinstance(each, str)}
        assert schemes <= {"file", "http", "https"}, address
        shown |= numbers(found["text"])
    assert visit.faults == []
    assert len(shown) > len(hostile().texts) / 2


def test_what_is_found_is_shown_as_text(hostile_site: Path, page: Page) -> None:
    visit = Visit(page, f"{hostile_site.as_uri()}/")
    page.add_init_script(f"window.{CANARY} = () => {{ window.ran = true; }};")
    visit.go("index.html")
    page.keyboard.press("/")
    page.locator("#search input").fill(CANARY)
    results = page.locator("#search .found a")
    results.first.wait_for()
    text = page.locator("#search .found").evaluate("(list) => list.textContent")
    assert changed(text) == []
    assert numbers(text)
    assert page.evaluate("window.ran") is None
    assert visit.faults == []
