"""The site of another system's catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.pipeline import Source
from codegen.site.build import build_site
from tests.codegen.other_systems import FOLDER
from tests.codegen.test_other_systems import OF_THE_FORMAT, OUR_WORDS


@pytest.fixture(scope="module")
def webhooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("webhooks") / "site"
    source = Source(FOLDER / "webhook.yaml", name="webhook.yaml")
    assert build_site(source, out, lambda stage, summary, seconds: None) == ()
    return out


def texts(site: Path) -> dict[str, str]:
    paths = (path for path in site.rglob("*") if path.suffix in (".html", ".js", ".json", ".txt"))
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_no_word_of_our_product_is_on_any_page(webhooks: Path) -> None:
    for path, text in texts(webhooks).items():
        # One of the engines that tables are written for has its documentation there.
        other = text.replace("alibabacloud.com/help/en/maxcompute", "")
        found = set() if path in OF_THE_FORMAT else {*map(str.lower, OUR_WORDS.findall(other))}
        # One of the engines that tables are written for, whoever's catalogue it is.
        about_tables = "tables" in path or path == "_static/search-index.js"
        assert not found - ({"maxcompute"} if about_tables else set()), path


def test_without_answers_there_is_no_page_for_them(webhooks: Path) -> None:
    assert not [path for path in texts(webhooks) if "answer" in path]
    assert (webhooks / "zh" / "parsing.html").is_file()


def test_the_page_of_an_event_has_the_headers_and_the_body(webhooks: Path) -> None:
    page = (webhooks / "events" / "push.html").read_text(encoding="utf-8")
    assert "X-GitHub-Event" in page
    assert "parse(body, headers=headers)" in page
    envelopes = (webhooks / "envelopes.html").read_text(encoding="utf-8")
    assert "the body of the request" in envelopes


def test_machines_find_what_they_read(webhooks: Path) -> None:
    for path in ("catalogue.json", "schemas/push.json", "events/push.json"):
        json.loads((webhooks / path).read_text(encoding="utf-8"))
