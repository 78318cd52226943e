"""What the command writes, and what it refuses to."""

from __future__ import annotations

import json
import re
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

import dataworks_events as dw
from codegen.cli import main
from codegen.site.links import dead_links
from tests.codegen.mini import FILE

ROOT = Path(__file__).resolve().parents[2]
MINI = str(ROOT / "tests" / "codegen" / FILE)


def write(folder: Path, **pages: str) -> Path:
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


def test_the_site_is_small(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.is_file()]
    assert (site / "index.html").stat().st_size < 500_000
    assert sum(path.stat().st_size for path in files) < 10_000_000


def test_what_machines_read_has_its_address(site: Path) -> None:
    names = ["catalogue.json", "catalogue.schema.json", "schemas/bundle.json"]
    for code in dw.EVENTS:
        names += [f"events/{code}.json", f"schemas/{code}.json"]
    for name in names:
        made = json.loads((ROOT / "generated" / name).read_text(encoding="utf-8"))
        assert json.loads((site / name).read_text(encoding="utf-8")) == made
    for name in ("asyncapi.yaml", "llms.txt"):
        assert (site / name).read_bytes() == (ROOT / "generated" / name).read_bytes()


def test_every_page_leads_to_what_machines_read(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for name in ("catalogue.json", "asyncapi.yaml", "llms.txt", "schemas/bundle.json"):
            assert f'{name}"' in text, path


def test_a_dead_link_is_named_with_its_page(tmp_path: Path) -> None:
    write(
        tmp_path,
        good='<p id="here"></p><a href="good.html#here">1</a><a href="#here">2</a>'
        '<a href="https://example.com/">3</a>',
        bad='<a href="gone.html">1</a><a href="good.html#gone">2</a><a href="#gone">3</a>'
        '<a href="../out.html">4</a><a href="/good.html">5</a>'
        '<script src="https://example.com/x.js"></script>',
    )
    found = dead_links(tmp_path)
    assert {one.page for one in found} == {"bad.html"}
    assert [one.address for one in found] == [
        "gone.html",
        "good.html#gone",
        "#gone",
        "../out.html",
        "/good.html",
        "https://example.com/x.js",
    ]


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_build_with_a_dead_link_fails_and_leaves_the_site_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page of one's own that leads to a page, an anchor and a file which are not there."""
    pages = tmp_path / "templates" / "docs"
    pages.mkdir(parents=True)
    own = pages / "own.md.jinja"
    own.write_text("---\norphan: true\n---\n\n# Own\n\n[ok](codes.md#by-code)\n", encoding="utf-8")
    site = tmp_path / "site"
    command = ["site", "--catalogue", MINI, "--out", str(site)]
    command += ["--templates", str(tmp_path / "templates")]
    assert main(command) == 0
    before = content(site)
    assert "own.html" in before
    links = "[1](gone.md) [2](codes.md#gone) [3](../schemas/gone.json)"
    own.write_text(own.read_text(encoding="utf-8") + links, encoding="utf-8")
    capsys.readouterr()
    assert main(command) == 1
    said = capsys.readouterr().out.splitlines()
    dead = [line for line in said if "dead-link" in line]
    assert all(line.startswith("own.html:") for line in dead)
    addresses = sorted(line.partition("the link ")[2].partition(" ")[0] for line in dead)
    assert addresses == ["codes.html#gone", "gone.html", "schemas/gone.json"]
    assert content(site) == before


def test_a_folder_with_other_files_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["site", "--out", str(tmp_path)]) == 1
    assert "foreign-folder" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_project_itself_is_no_place_for_a_site(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["site", "--out", str(ROOT)])
    assert stopped.value.code == 2
    assert "--out" in capsys.readouterr().err


PAGES = re.compile(r"<h([1-6])\b")


def test_every_page_has_one_title_and_its_headings_in_order(site: Path) -> None:
    for path in site.rglob("*.html"):
        levels = [int(level) for level in PAGES.findall(path.read_text(encoding="utf-8"))]
        assert levels[:1] == [1], path
        assert levels.count(1) == 1, path
        assert all(below <= above + 1 for above, below in pairwise(levels)), path


def test_no_place_stands_twice_on_a_page(site: Path) -> None:
    for path in site.rglob("*.html"):
        places = re.findall(r' id="([^"]+)"', path.read_text(encoding="utf-8"))
        assert sorted(places) == sorted(set(places)), path


def test_a_translation_moves_no_heading(site: Path) -> None:
    """The Chinese of these has Latin letters, too."""
    assert 'id="by-eventbridge-type"' in (site / "codes.html").read_text(encoding="utf-8")
    page = site / "events" / "create-data-quality-evaluation-task.html"
    assert 'id="json-in-runtimeconf"' in page.read_text(encoding="utf-8")


def test_nothing_of_the_marks_between_languages_is_left(site: Path) -> None:
    for path in (*site.rglob("*.html"), *site.rglob("*.json"), site / "objects.inv"):
        text = path.read_bytes()
        if path.suffix == ".inv":
            text = zlib.decompress(text.split(b"\n", 4)[4])
        assert "\ue000" not in text.decode(), path


def test_an_event_page_leads_to_its_files_and_its_neighbours(site: Path) -> None:
    by_service: dict[str, list[str]] = {}
    for code, info in dw.EVENTS.items():
        by_service.setdefault(info.service, []).append(code)
    for codes in by_service.values():
        for before, code, after in zip([None, *codes], codes, [*codes[1:], None], strict=False):
            text = (site / "events" / f"{code}.html").read_text(encoding="utf-8")
            for address in (f"../schemas/{code}.json", f"{code}.json"):
                assert f'href="{address}"' in text
            following = re.findall(r'class="next-page" href="([^"]+)"', text)
            assert following == ([f"{after}.html"] if after else [])
            (previous,) = re.findall(r'class="prev-page" href="([^"]+)"', text)
            assert previous == f"{before}.html" if before else "/services/" in previous


def test_every_field_has_a_place_on_its_page(site: Path) -> None:
    """The same places as in the Markdown docs, by which they are linked."""
    for code in dw.EVENTS:
        docs = (ROOT / "generated" / "docs" / "events" / f"{code}.md").read_text(encoding="utf-8")
        page = (site / "events" / f"{code}.html").read_text(encoding="utf-8")
        places = re.findall(r'id="(field-[^"]+)"', docs)
        assert places
        assert re.findall(r'id="(field-[^"]+)"', page) == places
