"""The one search: what leads where, what is near, and how it stands with a keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.site.visit import Visit

FIRST = {
    "taskStatus 5": "enums/InstanceState.html#value-5",
    "InstanceState": "enums/InstanceState.html",
    "nodeIds": "fields.html#nodeIds",
    "阻断": "answering.html",
    "前置事件": "overview.html#regular-events-and-extension-points",
    "retry": "subscribing.html#expect-repeats",
    "节点ID": "fields.html#nodeId",
    "commit_file": "events/commit-file.html",
    "实例状态变更": "events/instance-status-changes.html",
    "CallbackExtension": "answers.html#answer-CallbackExtension",
    "failed": "enums/InstanceState.html#value-5",
    "DataQualityRule": "objects/DataQualityRule.html",
}
NEAR = {"InstnceState": "enums/InstanceState.html", "nodeIdz": "fields.html#nodeId"}


def results(page: Page, text: str) -> list[str]:
    """Addresses of what is found, from the root of the language on."""
    page.locator("dialog#search input").fill(text)
    links = page.locator("dialog#search .found a")
    root = page.evaluate("new URL(document.documentElement.dataset.content_root, location).href")
    addresses: list[str] = links.evaluate_all("links => links.map((link) => link.href)")
    return [address.removeprefix(root) for address in addresses]


@pytest.mark.parametrize("tree", ["", "zh/"])
@pytest.mark.parametrize("how", ["served", "opened"])
def test_words_lead_to_the_right_place_first(
    how: str, tree: str, request: pytest.FixtureRequest
) -> None:
    visit: Visit = request.getfixturevalue(how)
    page = visit.go(f"{tree}events/commit-file.html")
    page.keyboard.press("/")
    found = {text: (results(page, text) or [""])[0] for text in FIRST}
    assert found == FIRST


@pytest.mark.parametrize("tree", ["", "zh/"])
def test_what_is_not_found_offers_the_nearest(opened: Visit, tree: str) -> None:
    page = opened.go(f"{tree}enums/InstanceState.html")
    page.keyboard.press("/")
    for text, address in NEAR.items():
        assert address in results(page, text)
        expect(page.locator("dialog#search .near")).to_be_visible()
    assert results(page, "qqqqqqqqqq") == []
    expect(page.locator("dialog#search .keys")).not_to_be_empty()


def test_a_result_says_what_it_is_and_where_it_stands(opened: Visit) -> None:
    page = opened.go("index.html")
    page.keyboard.press("/")
    results(page, "taskStatus 5")
    first = page.locator("dialog#search .found a").first
    expect(first.locator("i")).to_have_text("value")
    expect(first.locator("small")).to_have_text("failed · status, taskStatus · in 2 events")


def test_arrows_choose_and_escape_closes(opened: Visit) -> None:
    page = opened.go("events/commit-file.html")
    page.locator(".site-search").click()
    field = page.locator("dialog#search input")
    expect(field).to_be_focused()
    page.keyboard.type("node")
    links = page.locator("dialog#search .found a")
    expect(links.nth(0)).to_have_class("at")
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_have_class("at")
    address = links.nth(1).get_attribute("href")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#search")).to_be_hidden()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("node")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert address
    page.wait_for_url(f"**/{address.removeprefix('../')}")


def test_a_slash_in_a_box_is_a_letter(opened: Visit) -> None:
    page = opened.go("index.html")
    page.locator("#find").focus()
    page.keyboard.type("a/b")
    expect(page.locator("#find")).to_have_value("a/b")
    expect(page.locator("dialog#search")).to_be_hidden()
