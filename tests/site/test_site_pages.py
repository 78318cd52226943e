"""Pages in a browser: copying, folding, languages, search, and nothing that goes wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

import dataworks_events as dw
from dataworks_events import fixtures
from tests.markdown_page import read
from tests.site.visit import Visit

ROOT = Path(__file__).resolve().parents[2]

KINDS = (
    "index.html",
    "events/commit-file.html",
    "services/operation-center.html",
    "answering.html",
    "api/reading.html",
    "search.html?q=node",
)
"""The kinds of page: the catalogue, an event, a service, a guide, the API, the search."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", KINDS)
def test_nobody_is_kept_out(browser: Browser, host: str, address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(host + address)
    if "search" in address:
        expect(page.locator("#search-results h2")).to_have_text("Search Results")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    context.close()


@pytest.mark.parametrize("language", ["", "?lang=zh"])
def test_no_page_has_an_error_or_asks_another_host(
    language: str, site: Path, served: Visit
) -> None:
    addresses = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    assert len(addresses) > len(dw.EVENTS)
    for address in addresses:
        page = served.go(address + language)
        assert served.faults == [], address
        if language:
            left = {text for text in page.evaluate(FURNITURE) if not CJK.search(text)}
            # Titles of documents are names.
            left = {text for text in left if not text.startswith("DataWorks help: ")}
            assert left <= SAME_IN_BOTH, address


CJK = re.compile("[\u4e00-\u9fff]")
FURNITURE = """
() => {
  const api = /\\/api\\/./.test(location.pathname) && !/index/.test(location.pathname);
  const headings = api ? "h1" : "h1, h2, h3, h4";
  const what = `${headings}, th, button, label, .badge, .caption, .sidebar-tree a, .toc-title,
    .starts a, .count, .skip-to-content, .related-pages .context, .related-pages .title, .head`;
  return [...document.querySelectorAll(what)].map((node) => {
    const copy = node.cloneNode(true);
    const drop = "code, .headerlink, .en, svg, input, select, textarea";
    for (const inner of copy.querySelectorAll(drop)) inner.remove();
    return copy.textContent.trim();
  }).filter((text) => /[A-Za-z]{2}/.test(text));
}
"""
"""Headings, heads of tables, buttons, labels, badges and navigation, but for code in them."""
SAME_IN_BOTH = {
    *("English", "EventBridge", "Python", "Python:", "JSON Schema"),
    *("catalogue.json", "asyncapi.yaml", "llms.txt", "orjson", "json", "ms"),
}


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
    pattern = page.locator("section#event-pattern")
    pattern.hover()
    pattern.locator("button.copybtn").first.click()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert copied["type"] == [dw.EventType.COMMIT_FILE]
    context.close()


def test_an_example_of_each_delivery_can_be_downloaded_and_parsed(served: Visit) -> None:
    page = served.go("events/commit-file.html")
    full = [each.message for each in fixtures.load("commit-file") if each.name.endswith("/full")]
    for tab, envelope in [("EventBridge", "eventbridge"), ("Function Compute", "function-compute")]:
        page.locator("label.sd-tab-label", has_text=tab).click()
        with page.expect_download() as waiting:
            page.locator(".download a:visible").click()
        body = waiting.value.path().read_bytes()
        assert json.loads(body) in full
        message = dw.parse(body, strict=True)
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
    expect(page.locator("h1")).to_contain_text("提交文件", use_inner_text=True)
    current = page.locator(".sidebar-tree .current > a.current").last
    expect(current).to_have_text("提交文件", use_inner_text=True)
    page.locator("[data-language=en]").click()
    expect(page.locator("h1")).to_contain_text("Commit a file", use_inner_text=True)
    assert "lang=" not in page.url


def test_everything_that_is_shown_changes_its_language(served: Visit) -> None:
    page = served.go("index.html")
    page.locator("[data-language=zh]").click()
    expect(page).to_have_title("DataWorks 事件目录")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("#count")).to_have_text(f"{len(dw.EVENTS)} 个事件")
    page.get_by_label("查找事件").fill("commit-file")
    page.locator("#filter-kind").select_option("扩展点事件")
    expect(page.locator("#count")).to_contain_text(f"{len(dw.EVENTS)} 个事件中的")
    expect(page.get_by_placeholder("编码、类型、字段、中文或 English")).to_be_visible()
    page.locator("[data-language=en]").click()
    expect(page).to_have_title("DataWorks events")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#count")).to_contain_text(f"of {len(dw.EVENTS)} events")
    page = served.go("events/create-data-quality-evaluation-task.html?lang=zh")
    badge = page.locator(".badge.extension-point")
    expect(badge).to_have_text("扩展点事件", use_inner_text=True)
    expect(page.locator(".toc-tree")).to_contain_text("字段")
    expect(page.locator("button.fold").first).to_have_text(re.compile("展开 [0-9]+ 个字段"))
    page = served.go("services/data-quality.html?lang=zh")
    expect(page.locator("svg.diagram .head").first).to_contain_text("操作")


def test_a_guide_is_in_both_languages(opened: Visit) -> None:
    page = opened.go("answering.html")
    said = page.get_by_text("Only an extension point can be answered")
    expect(said).to_be_visible()
    page = opened.go("answering.html?lang=zh")
    expect(said).to_be_hidden()
    expect(page.get_by_text("只有扩展点事件可以返回处理结果")).to_be_visible()
    expect(page.locator("pre").first).to_contain_text("parse(body)")


def test_what_was_found_is_told_in_the_language_of_the_page(served: Visit) -> None:
    page = served.go("search.html?q=commit&lang=zh")
    found = page.locator("#search-results li a", has_text="提交文件").first
    expect(found).to_have_text("提交文件")
    expect(page.locator("#search-results h2")).to_have_text("搜索结果")
    found.click()
    page.wait_for_url("**/events/commit-file.html?lang=zh**")
    page = served.go("search.html?q=commit")
    expect(page.locator("#search-results li a", has_text="Commit a file").first).to_have_text(
        "Commit a file"
    )


def test_the_page_of_an_event_shows_the_program_that_is_tested(opened: Visit) -> None:
    for code in ("commit-file", "workbench-monitor-alert", "review-file"):
        (program,) = (
            block.text
            for block in read(ROOT / "generated" / "docs" / "events" / f"{code}.md").blocks
            if block.language == "python"
        )
        page = opened.go(f"events/{code}.html")
        assert page.locator(".highlight-python pre").inner_text() == program


def test_diagrams_can_be_read_in_the_dark(browser: Browser, host: str) -> None:
    """Letters are light on dark boxes."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    for address in ("services/operation-center.html", "way.html"):
        page.goto(host + address)
        letter = page.locator("svg.diagram text").first.evaluate("e => getComputedStyle(e).fill")
        box = page.locator("svg.diagram .box").first.evaluate("e => getComputedStyle(e).fill")
        assert min(shades(letter)) - max(shades(box)) > 120
    context.close()


def shades(colour: str) -> list[int]:
    return [int(shade) for shade in re.findall(r"\d+", colour)[:3]]


def test_the_language_changes_from_a_folder(opened: Visit) -> None:
    page = opened.go("events/commit-file.html")
    page.locator("[data-language=zh]").click()
    page.wait_for_url("**/events/commit-file.html?lang=zh")
    expect(page.locator("h1")).to_contain_text("提交文件", use_inner_text=True)


def test_nested_fields_are_folded_until_asked_for(opened: Visit) -> None:
    page = opened.go("events/create-data-quality-evaluation-task.html")
    fold = page.locator("button.fold").first
    expect(fold).to_have_attribute("aria-expanded", "false")
    holder = (fold.get_attribute("aria-label") or "").rpartition(": ")[2]
    inside = page.locator(f".fields tr:has([id^='field-{holder}.'])")
    assert inside.count() > 0
    expect(inside.first).to_be_hidden()
    fold.focus()
    page.keyboard.press("Enter")
    expect(inside.first).to_be_visible()
    place = inside.first.locator("a[id]").get_attribute("id")
    page = opened.go(f"events/create-data-quality-evaluation-task.html#{place}")
    expect(page.locator(f"[id='{place}']").locator("xpath=ancestor::tr")).to_be_visible()
