"""What people come for, from the home page on: by keyboard and on a phone, in both languages."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

import dataworks_events as dw
from tests.site.visit import Visit

BLOCKING_DEPLOYMENT = {"deploy-file", "deploy-table"}
WITH_NODE_IDS = {"undeploy-node", "freeze-node", "unfreeze-node", "workbench-monitor-alert"}
FAILED = {"data": {"status": [dw.InstanceState.FAILURE.value]}}

trees = pytest.mark.parametrize("tree", ["", "zh/"])


def search_by_keyboard(page: Page, text: str) -> None:
    """Open the search, type, and follow the first result."""
    page.keyboard.press("/")
    expect(page.locator("dialog#search")).to_be_visible()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**")


def search_by_touch(page: Page, text: str) -> None:
    page.locator(".lens").tap()
    page.locator("dialog#search input").fill(text)
    page.locator("dialog#search .found a").first.tap()


def rows(page: Page) -> set[str]:
    shown = page.locator(".catalogue tbody tr:visible")
    return {row.get_attribute("data-code") or "" for row in shown.all()}


@trees
@pytest.mark.parametrize("words", ["block deployment", "阻断 发布"])
def test_which_events_can_block_a_deployment(opened: Visit, tree: str, words: str) -> None:
    page = opened.go(f"{tree}index.html")
    page.keyboard.press("Tab")
    page.locator("#find").focus()
    page.keyboard.type(words)
    expect(page.locator(".catalogue tbody tr:visible").first).to_be_visible()
    found = rows(page)
    assert found >= BLOCKING_DEPLOYMENT
    assert all(dw.EVENTS[code].kind == dw.EventKind.EXTENSION_POINT for code in found)
    assert len(found) < 6


@trees
def test_which_events_can_block_a_deployment_on_a_phone(phone: Visit, tree: str) -> None:
    page = phone.go(f"{tree}index.html")
    page.locator(".facets > summary").tap()
    page.locator("label", has=page.locator("input[name=kind][value=extension-point]")).tap()
    page.locator("#find").fill("deploy" if not tree else "发布")
    assert rows(page) >= BLOCKING_DEPLOYMENT
    page.locator("tr[data-code=deploy-file] a").tap()
    expect(page.locator(".kind.extension-point")).to_be_visible()
    page.locator(".jump a[href='#answer']").tap()
    expect(page.locator("#answer")).to_be_in_viewport()


@trees
def test_what_does_task_status_5_mean(opened: Visit, tree: str) -> None:
    page = opened.go(f"{tree}events/commit-file.html")
    search_by_keyboard(page, "taskStatus 5")
    page.wait_for_url(f"**/{tree}enums/InstanceState.html#value-5")
    expect(page.locator("#value-5 .meaning")).to_have_text("出错" if tree else "failed")
    expect(page.locator("#value-5")).to_be_in_viewport()


@trees
def test_what_does_task_status_5_mean_on_a_phone(phone: Visit, tree: str) -> None:
    page = phone.go(f"{tree}index.html")
    search_by_touch(page, "taskStatus 5")
    page.wait_for_url(f"**/{tree}enums/InstanceState.html#value-5")
    expect(page.locator("#value-5 .meaning")).to_be_in_viewport()


@trees
def test_the_pattern_for_failed_instances(opened: Visit, tree: str) -> None:
    page = opened.go(f"{tree}index.html")
    search_by_keyboard(page, "instance-status-changes")
    page.wait_for_url(f"**/{tree}events/instance-status-changes.html")
    page.locator("#tab-message").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#pattern")).to_be_visible()
    page.locator("#pattern .copy").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pattern .copy.done")).to_be_visible()
    pattern = json.loads(page.evaluate("navigator.clipboard.readText()"))
    info = dw.EVENTS["instance-status-changes"]
    assert pattern == {"source": ["acs.dataworks"], "type": [info.type], **FAILED}
    page.locator("#pattern [data-path=status] input[value='6']").focus()
    page.keyboard.press("Space")
    expect(page.locator("#pattern-text")).to_contain_text('"status": [5, 6]')


@trees
def test_the_pattern_for_failed_instances_on_a_phone(phone: Visit, tree: str) -> None:
    page = phone.go(f"{tree}events/instance-status-changes.html")
    page.locator(".jump a[href='#pattern']").tap()
    expect(page.locator("#pattern-text")).to_be_in_viewport()
    expect(page.locator("#pattern-text")).to_contain_text('"status": [5]')
    page.locator("#pattern [data-path=status] label", has=page.locator("input[value='5']")).tap()
    expect(page.locator("#pattern-text")).not_to_contain_text('"data"')
    expect(page.locator("#pattern .copy")).to_be_visible()


@trees
def test_in_which_events_is_node_ids(opened: Visit, tree: str) -> None:
    page = opened.go(f"{tree}events/commit-file.html")
    search_by_keyboard(page, "nodeIds")
    page.wait_for_url(f"**/{tree}fields.html#nodeIds")
    links = page.locator("[id='nodeIds'] a").evaluate_all("links => links.map((a) => a.pathname)")
    assert {link.rpartition("/")[2].removesuffix(".html") for link in links} == WITH_NODE_IDS


@trees
def test_in_which_events_is_node_ids_on_a_phone(phone: Visit, tree: str) -> None:
    page = phone.go(f"{tree}index.html")
    page.locator("#find").fill("nodeIds")
    assert rows(page) >= WITH_NODE_IDS
    page.locator(".hits a").first.tap()
    page.wait_for_url(f"**/{tree}fields.html#nodeIds")
    page.locator("[id='nodeIds'] a").first.tap()
    expect(page.locator("[id='field-nodeIds']")).to_be_in_viewport()
