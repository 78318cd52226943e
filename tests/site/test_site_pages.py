"""Pages in a browser: that they fit, that nobody is kept out, copying, folding, languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

import dataworks_events as dw
from dataworks_events import fixtures
from tests.generated.messages import as_in_docs
from tests.site.visit import Visit

KINDS = (
    "index.html",
    "events/instance-status-changes.html",
    "events/create-data-quality-evaluation-task.html",
    "events/start-diJob.html",
    "zh/events/commit-file.html",
    "zh/index.html",
    "enums/InstanceState.html",
    "objects/ApprovalResource.html",
    "enums.html",
    "fields.html",
    "envelopes.html",
    "answers.html",
    "sources.html",
    "services/operation-center.html",
    "data.html",
    "answering.html",
    "api/index.html",
    "api/reading.html",
    "zh/tables.html",
    "changes.html",
    "performance.html",
    "404.html",  # for a host alone: it has to work at any address
)
WIDTHS = (390, 820, 1440, 1920)
trees = pytest.mark.parametrize("tree", ["", "zh/"])


def addresses(site: Path, tree: str) -> list[str]:
    found = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    return [address for address in found if address.startswith("zh/") == bool(tree)]


UNFOLD = "document.querySelectorAll('article details').forEach((fold) => (fold.open = true))"


@pytest.mark.parametrize("address", KINDS)
def test_nobody_is_kept_out(browser: Browser, host: str, address: str) -> None:
    """Without a finding of axe, in the light and in the dark, folded out, every tab, the search."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(host + address)
        page.evaluate(UNFOLD)
        if page.locator("#tab-pattern").count():
            page.locator("label[for=tab-pattern]").click()
        found = Axe().run(page)
        assert found.response["violations"] == [], found.generate_report()
    page.keyboard.press("/")
    page.locator("dialog#search input").fill("node")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    context.close()


@trees
def test_no_page_has_an_error_or_asks_another_host(tree: str, site: Path, served: Visit) -> None:
    found = addresses(site, tree)
    assert len(found) > len(dw.EVENTS)
    for address in found:
        served.go(address)
        assert served.faults == [], address


BROKEN = """
() => {
  const out = [];
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node; (node = walker.nextNode()); ) {
    const inside = node.parentElement;
    const text = node.data;
    if (!inside.closest("code, th, .kind, .type") || inside.closest("pre, .eg, .pattern")) continue;
    if (text.trim().length < 4 || (text.length > 42 && innerWidth < 400) || !inside.offsetParent) continue;
    range.selectNodeContents(node);
    if (range.getClientRects().length < 2) continue;
    let last = null;
    for (let at = 0; at < text.length; at++) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      if (last !== null && box.top > last + 4 && /[a-z0-9_]/i.test(text[at - 1]) && /[a-z0-9_]/i.test(text[at])) {
        out.push(`${text.slice(0, at)}/${text.slice(at)}`);
        break;
      }
      last = box.top;
    }
  }
  return out;
}
"""
"""Names in code that go on in the next line within a word.

Examples may, and on a phone what is longer than a line of it.
"""

TOO_WIDE = """
() => [...document.querySelectorAll("article *")]
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .filter((node) => !node.closest("pre, .visually-hidden, .table-wrapper") && node.checkVisibility())
  .map((node) => `${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 40)}`)
  .concat(document.documentElement.scrollWidth > innerWidth + 1 ? ["the page"] : [])
"""


@trees
def test_no_word_of_code_is_broken_and_nothing_is_cut(
    tree: str, site: Path, browser: Browser
) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    found: list[tuple[str, int, object]] = []
    # The layout is the same in both languages; every fourth page of the second one is enough.
    for address in addresses(site, tree)[:: 4 if tree else 1]:
        page.goto(f"{site.as_uri()}/{address}")
        page.evaluate(UNFOLD)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults = page.evaluate(BROKEN) + page.evaluate(TOO_WIDE)
            if faults:
                found.append((address, width, faults[:5]))
    context.close()
    assert found == []


SMALL = """
() => [...document.querySelectorAll(
    "article a, article button, article summary, article label, .mobile-header a, .mobile-header button, .pages a, .foot a")]
  .filter((node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter((node) => !node.closest("pre, p:not(.badges, .jump, .foot, .language), li:not(.values li), td, dl.py"))
  .map((node) => [node, node.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 23.5 || box.width < 23.5))
  .map(([node, box]) => `${node.className} ${node.textContent.trim().slice(0, 20)} ${box.width}x${box.height}`)
"""
"""What a finger would miss; links within a sentence have no size of their own."""


@pytest.mark.parametrize("address", KINDS[:-1])
def test_a_finger_meets_what_it_aims_at(phone: Visit, address: str) -> None:
    page = phone.go(address)
    page.evaluate(UNFOLD)
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("address", KINDS[:-1])
def test_a_page_works_from_a_folder(opened: Visit, address: str) -> None:
    page = opened.go(address)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("article")).to_have_css("padding-top", "24px")


def test_copy_gives_whole_messages_and_programs(served: Visit) -> None:
    page = served.go("events/commit-file.html")
    full = [each.message for each in fixtures.load("commit-file") if each.name.endswith("/full")]
    page.locator("#message .copy").click()
    body = page.evaluate("navigator.clipboard.readText()")
    assert as_in_docs(json.loads(body)) in [*map(as_in_docs, full)]
    message = dw.parse(body, strict=True)
    assert isinstance(message.event, dw.CommitFile)
    page.locator(".ids .copy").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == message.event_type
    page = served.go("parsing.html")
    page.locator(".highlight .copy").first.click()
    assert "parse(body)" in page.evaluate("navigator.clipboard.readText()")


def test_copy_gives_the_variant_that_is_open(served: Visit) -> None:
    page = served.go("events/start-diJob.html")
    bodies = []
    for name in ("v1", "v2"):
        if name == "v2":
            page.locator(".shape summary", has_text=name).click()
        page.locator("#message .copy").click()
        bodies.append(dw.parse(page.evaluate("navigator.clipboard.readText()")).event)
    assert [type(body) for body in bodies] == [dw.StartDiJobV1, dw.StartDiJobV2]


def test_the_event_stands_first_and_beside_its_fields(opened: Visit) -> None:
    page = opened.go("events/instance-status-changes.html")
    field, message = page.locator(".fields > li").first, page.locator("#message pre").first
    for part, deepest in ((field, 360), (message, 120)):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] < deepest
    expect(message).to_contain_text('"appId"')
    page.mouse.wheel(0, 2000)
    expect(message).to_be_in_viewport()
    page.locator("#message a", has_text="opCode").click()
    expect(page.locator("[id='field-opCode']")).to_be_in_viewport()


def test_nested_fields_are_folded_until_asked_for(opened: Visit) -> None:
    page = opened.go("events/create-data-quality-evaluation-task.html")
    fold = page.locator(".nest").first
    inside = fold.locator(".fields > li").first
    expect(inside).to_be_hidden()
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(inside).to_be_visible()
    deepest = page.locator(".nest .nest .nest .fields > li").first.get_attribute("id")
    page = opened.go(f"events/create-data-quality-evaluation-task.html#{deepest}")
    expect(page.locator(f"[id='{deepest}']")).to_be_in_viewport()
    page.locator("#unfold").check()
    expect(page.locator(".nest:not([open])")).to_have_count(0)


@pytest.mark.parametrize("how", ["served", "opened"])
def test_the_language_is_a_link_to_the_same_page(how: str, request: pytest.FixtureRequest) -> None:
    visit: Visit = request.getfixturevalue(how)
    for address, english, chinese in (
        ("events/commit-file.html", "Before a file is committed", "文件提交前置事件"),
        ("answering.html", "Answer an extension point", "返回扩展点的处理结果"),
    ):
        page = visit.go(address)
        expect(page.locator("h1")).to_contain_text(english)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.locator(".language a", has_text="中文").click()
        page.wait_for_url(f"**/zh/{address}")
        expect(page.locator("h1")).to_contain_text(chinese)
        page.locator(".language a", has_text="English").click()
        page.wait_for_url(lambda url: "/zh/" not in url)
        expect(page.locator("h1")).to_contain_text(english)


def test_the_other_language_is_offered_once(browser: Browser, host: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{host}events/commit-file.html")
    offer = page.locator(".offer")
    expect(offer).to_be_visible()
    expect(offer.locator("a")).to_have_text("本页有中文版")
    offer.locator("button").click()
    expect(offer).to_be_hidden()
    page.goto(f"{host}index.html")
    expect(offer).to_be_hidden()
    context.close()


def test_nobody_is_offered_the_language_of_the_page(opened: Visit) -> None:
    expect(opened.go("index.html").locator(".offer")).to_be_hidden()
    page = opened.go("zh/index.html")
    expect(page.locator(".offer")).to_have_text("This page is in English as well ×")


def test_print_shows_every_card_and_no_button(opened: Visit) -> None:
    page = opened.go("events/instance-status-changes.html")
    page.emulate_media(media="print")
    for card in ("#message", "#python", "#pattern"):
        expect(page.locator(card)).to_be_visible()
    expect(page.locator("button.copy").first).to_be_hidden()
