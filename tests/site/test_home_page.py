"""The home page: a table that narrows as one types, with its state in the address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import dataworks_events as dw
from tests.site.visit import Visit

ALL = len(dw.EVENTS)


def rows(page: Page) -> Locator:
    return page.locator(".catalogue tbody tr:visible")


def codes(page: Page) -> list[str]:
    return [row.get_attribute("data-code") or "" for row in rows(page).all()]


def pick(page: Page, name: str, value: str) -> None:
    page.locator("label", has=page.locator(f"input[name={name}][value='{value}']")).click()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("set-instance-succ", "set-instance-success"),
        ("filechange:commitf", "commit-file"),
        ("fileCreateTime", "commit-file"),
        ("file is committed", "commit-file"),
        ("文件提交", "commit-file"),
        ("件提", "commit-file"),
    ],
)
def test_typing_narrows_the_table(opened: Visit, text: str, code: str) -> None:
    page = opened.go("index.html")
    expect(rows(page)).to_have_count(ALL)
    page.get_by_label("Find events").last.fill(text)
    found = codes(page)
    assert code in found
    assert len(found) < ALL / 4
    expect(page.locator(".count output")).to_have_text(re.compile(rf"^{len(found)} events?$"))


def test_what_is_no_event_stands_above_the_table(opened: Visit) -> None:
    page = opened.go("index.html")
    page.locator("#find").fill("InstanceState")
    expect(page.locator(".hits a").first).to_have_attribute("href", "./enums/InstanceState.html")
    assert {"instance-status-changes", "workbench-monitor-alert"} <= set(codes(page))
    assert len(codes(page)) < 5


def test_the_filters_pick_what_the_catalogue_says_and_count(opened: Visit) -> None:
    page = opened.go("index.html")
    pick(page, "service", "data-quality")
    pick(page, "kind", "extension-point")
    wanted = {
        info.event_code
        for info in dw.EVENTS.values()
        if info.service == dw.Service.DATA_QUALITY and info.kind == dw.EventKind.EXTENSION_POINT
    }
    assert set(codes(page)) == wanted
    count = page.locator("label", has=page.locator("input[name=kind][value=extension-point]"))
    expect(count.locator("b")).to_have_text(str(len(wanted)))
    page.get_by_role("button", name="Show all").click()
    expect(rows(page)).to_have_count(ALL)
    pick(page, "level", "tenant")
    tenant = {info.event_code for info in dw.EVENTS.values() if info.level == dw.EventLevel.TENANT}
    assert set(codes(page)) == tenant


def test_heads_sort(opened: Visit) -> None:
    page = opened.go("index.html")
    for name, cell in (("Listed", 6), ("Level", 5), ("Event", 1)):
        head = page.locator("th", has_text=name)
        head.get_by_role("button").click()
        shown = rows(page).locator(f"td:nth-child({cell})").all_inner_texts()
        first = [text.strip().split("\n")[0].lower() for text in shown]
        assert first == sorted(first), name
        expect(head).to_have_attribute("aria-sort", "ascending")
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", "descending")


def test_an_empty_table_helps(opened: Visit) -> None:
    page = opened.go("index.html")
    page.locator("#find").fill("nodeIdz")
    expect(page.locator(".hits .near")).to_be_visible()
    expect(page.locator(".empty")).to_be_visible()
    expect(page.locator(".catalogue")).to_be_hidden()
    page.locator(".hits a").first.click()
    page.wait_for_url("**/fields.html#nodeId*")


@pytest.mark.parametrize("how", ["served", "opened"])
def test_an_address_that_was_shared_shows_the_same(
    how: str, request: pytest.FixtureRequest
) -> None:
    visit: Visit = request.getfixturevalue(how)
    page = visit.go("index.html")
    pick(page, "service", "data-quality")
    page.locator("#find").fill("rule")
    shown, shared = codes(page), page.url
    assert shown
    page = visit.go(shared.removeprefix(visit.base))
    assert codes(page) == shown
    expect(page.locator("#find")).to_have_value("rule")
    expect(page.locator("input[name=service][value=data-quality]")).to_be_checked()


@pytest.mark.parametrize("tree", ["", "zh/"])
def test_without_scripts_it_is_the_whole_table(browser: Browser, host: str, tree: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host}{tree}index.html")
    expect(rows(page)).to_have_count(ALL)
    expect(page.locator(".finder")).to_be_hidden()
    page.locator(".site-search").click()
    page.wait_for_url("**/fields.html")
    page.goto(f"{host}{tree}events/commit-file.html")
    page.locator("label[for=tab-pattern]").click()
    expect(page.locator("#pattern-text")).to_be_visible()
    expect(page.locator("button.copy:visible")).to_have_count(0)
    context.close()


def test_a_phone_has_events_on_its_first_screen(phone: Visit) -> None:
    page = phone.go("index.html")
    expect(page.locator(".facets fieldset").first).to_be_hidden()
    box = rows(page).first.bounding_box()
    assert box is not None
    assert box["y"] < 450
