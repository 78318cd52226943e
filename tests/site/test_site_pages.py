"""Pages in a browser: copying, folding, languages, search, and nothing that goes wrong."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

import dataworks_events as dw
from tests.site.visit import Visit

KINDS = (
    "index.html",
    "events/commit-file.html",
    "services/operation-center.html",
    "parsing.html",
    "api/reading.html",
)
"""The five kinds of page."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", KINDS)
def test_nobody_is_kept_out(browser: Browser, host: str, address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(host + address)
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    context.close()


def test_no_page_has_an_error_or_asks_another_host(site: Path, served: Visit) -> None:
    addresses = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    assert len(addresses) > len(dw.EVENTS)
    for address in addresses:
        served.go(address)
        assert served.faults == [], address


@pytest.mark.parametrize("address", KINDS)
def test_a_page_works_from_a_folder(opened: Visit, address: str) -> None:
    page = opened.go(address)
    expect(page.locator("h1")).to_be_visible()
    loaded = page.evaluate("getComputedStyle(document.querySelector('.language-switch')).marginTop")
    assert loaded != "0px"


@pytest.mark.parametrize(
    ("text", "title"),
    [("fileCreateTime", "Commit a file"), ("节点", "Freeze a node"), ("量监", "Enums")],
)
@pytest.mark.parametrize("how", ["served", "opened"])
def test_the_search_finds_words_in_both_languages(
    how: str, text: str, title: str, request: pytest.FixtureRequest
) -> None:
    visit: Visit = request.getfixturevalue(how)
    page = visit.go(f"search.html?q={quote(text)}")
    expect(page.locator("#search-results li a", has_text=title).first).to_be_visible()


def test_type_and_code_can_be_copied(browser: Browser, host: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{host}events/commit-file.html")
    for what, text in [
        ("EventBridge type", dw.EventType.COMMIT_FILE),
        ("event code", dw.EventCode.COMMIT_FILE),
    ]:
        button = page.get_by_role("button", name=f"Copy the {what}")
        button.click()
        expect(button).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == text
    pattern = page.locator("#event-pattern ~ div, section:has(> h2:text('Event pattern'))").first
    pattern.hover()
    pattern.locator("button.copybtn").first.click()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert copied["type"] == [dw.EventType.COMMIT_FILE]
    context.close()


def test_an_example_of_each_delivery_can_be_downloaded_and_parsed(served: Visit) -> None:
    page = served.go("events/commit-file.html")
    for tab, envelope in [("EventBridge", "eventbridge"), ("Function Compute", "function-compute")]:
        page.locator("label.sd-tab-label", has_text=tab).click()
        with page.expect_download() as waiting:
            page.locator(".download a:visible").click()
        message = dw.parse(waiting.value.path().read_bytes(), strict=True)
        assert isinstance(message.event, dw.CommitFile)
        assert message.envelope == envelope


def test_the_language_goes_along(served: Visit) -> None:
    page = served.go("index.html")
    expect(page.get_by_text("Fires when somebody is about to commit a file")).to_be_visible()
    page.locator("[data-language=zh]").click()
    page.wait_for_url("**/index.html?lang=zh")
    expect(page.get_by_text("Fires when somebody is about to commit a file")).to_be_hidden()
    page.locator("a.title", has_text="提交文件").click()
    page.wait_for_url("**/events/commit-file.html?lang=zh")
    expect(page.locator("h1")).to_contain_text("提交文件")
    expect(page.locator(".sidebar-tree .current > a.current").last).to_have_text("提交文件")
    page.locator("[data-language=en]").click()
    expect(page.locator("h1")).to_contain_text("Commit a file")
    assert "lang=" not in page.url


def test_the_language_changes_from_a_folder(opened: Visit) -> None:
    page = opened.go("events/commit-file.html")
    page.locator("[data-language=zh]").click()
    page.wait_for_url("**/events/commit-file.html?lang=zh")
    expect(page.locator("h1")).to_contain_text("提交文件")


def test_nested_fields_are_folded_until_asked_for(opened: Visit) -> None:
    page = opened.go("events/create-data-quality-evaluation-task.html")
    fold = page.locator("button.fold").first
    expect(fold).to_have_attribute("aria-expanded", "false")
    holder = (fold.get_attribute("aria-label") or "").rpartition(" in ")[2]
    inside = page.locator(f".fields tr:has([id^='field-{holder}.'])")
    assert inside.count() > 0
    expect(inside.first).to_be_hidden()
    fold.focus()
    page.keyboard.press("Enter")
    expect(inside.first).to_be_visible()
    place = inside.first.locator("a[id]").get_attribute("id")
    page = opened.go(f"events/create-data-quality-evaluation-task.html#{place}")
    expect(page.locator(f"[id='{place}']").locator("xpath=ancestor::tr")).to_be_visible()
