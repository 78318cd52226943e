"""The home page: a table that narrows as one types, with its state in the address."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import dataworks_events as dw
from tests.site.visit import Visit

ALL = len(dw.EVENTS)


def rows(page: Page) -> Locator:
    return page.locator("#catalogue tbody tr:visible")


def codes(page: Page) -> set[str]:
    return set(rows(page).locator("td:nth-child(2) code:first-child").all_inner_texts())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("set-instance-succ", "set-instance-success"),
        ("filechange:commitf", "commit-file"),
        ("fileCreateTime", "commit-file"),
        ("commit a file", "commit-file"),
        ("提交文件", "commit-file"),
        ("交文", "commit-file"),
    ],
)
def test_typing_narrows_the_table(opened: Visit, text: str, code: str) -> None:
    page = opened.go("index.html")
    expect(rows(page)).to_have_count(ALL)
    page.get_by_label("Find events").fill(text)
    assert code in codes(page)
    assert len(codes(page)) < ALL / 4
    expect(page.locator("#count")).to_have_text(f"{len(codes(page))} of {ALL} events")


def test_a_field_that_was_found_is_linked(opened: Visit) -> None:
    page = opened.go("index.html")
    page.get_by_label("Find events").fill("fileCreateTime")
    hit = page.locator("tr", has_text="commit-file").locator(".hits a", has_text="fileCreateTime")
    hit.click()
    place = page.locator("[id='field-fileCreateTime']")
    assert page.url.endswith("events/commit-file.html#field-fileCreateTime")
    expect(place.locator("xpath=ancestor::tr")).to_be_visible()


def test_the_filters_pick_what_the_catalogue_says(opened: Visit) -> None:
    page = opened.go("index.html")
    page.get_by_label("Service").select_option("Data Quality")
    page.get_by_label("Kind").select_option("extension point")
    assert codes(page) == {
        info.event_code
        for info in dw.EVENTS.values()
        if info.service == dw.Service.DATA_QUALITY and info.kind == dw.EventKind.EXTENSION_POINT
    }
    page.get_by_role("button", name="Reset").click()
    expect(rows(page)).to_have_count(ALL)
    page.get_by_label("Level").select_option("tenant")
    assert codes(page) == {
        info.event_code for info in dw.EVENTS.values() if info.level == dw.EventLevel.TENANT
    }
    page.get_by_label("Level").select_option("all")
    page.get_by_label("Retired").select_option("only those")
    assert codes(page) == {info.event_code for info in dw.EVENTS.values() if info.retired}
    page.get_by_label("Retired").select_option("shown")
    page.get_by_label("Answer").select_option("CallbackExtension")
    assert codes(page) == {
        info.event_code for info in dw.EVENTS.values() if "CallbackExtension" in info.answers
    }


@pytest.mark.parametrize("how", ["served", "opened"])
def test_an_address_that_was_shared_shows_the_same(
    how: str, request: pytest.FixtureRequest
) -> None:
    visit: Visit = request.getfixturevalue(how)
    page = visit.go("index.html")
    page.get_by_label("Service").select_option("Data Quality")
    page.get_by_label("Kind").select_option("extension point")
    page.get_by_label("Find events").fill("rule")
    shown, shared = codes(page), page.url
    page = visit.go(shared.removeprefix(visit.base))
    assert codes(page) == shown
    expect(page.get_by_label("Service")).to_have_value("data-quality")
    expect(page.get_by_label("Find events")).to_have_value("rule")


def test_without_scripts_it_is_the_whole_table(browser: Browser, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host}index.html")
    expect(rows(page)).to_have_count(ALL)
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_role("link", name="Commit a file", exact=True).first).to_be_visible()
    context.close()


def test_the_keyboard_is_enough(opened: Visit) -> None:
    page = opened.go("index.html")
    page.get_by_label("Find events").focus()
    page.keyboard.type("commit-file")
    reached = []
    for _ in range(10):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        if page.evaluate("document.activeElement.matches('a.title')"):
            break
    assert reached[-1].startswith("Commit a file")
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/commit-file.html")


WIDER = """
() => [...document.querySelectorAll("html, .content, #catalogue, .fields .table-wrapper")]
  .filter((node) => node.scrollWidth > Math.min(node.clientWidth, innerWidth))
  .map((node) => `${node.tagName} ${node.className}`)
"""
"""What is wider than it is shown; the theme would scroll it, or cut it off."""


def test_a_phone_needs_no_scrolling_sideways(browser: Browser, host: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    for address in (
        "index.html",
        "events/create-data-quality-evaluation-task.html?lang=zh",
        "services/data-quality.html",
        "answering.html",
        "api/data-quality.html",
        "search.html?q=node",
    ):
        page.goto(host + address)
        assert page.evaluate(WIDER) == [], address
    page.goto(f"{host}index.html")
    page.get_by_label("Find events").fill("commit-file")
    expect(page.locator("#catalogue tbody tr:visible").first).to_be_visible()
    context.close()
