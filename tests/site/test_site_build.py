"""What the command writes, and what it refuses to."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

import dataworks_events as dw
from codegen.cli import main
from codegen.site.build import put_site
from codegen.site.links import dead_links
from codegen.write.writer import MANIFEST
from tests.codegen.mini import FILE
from tests.site.conftest import ADDRESS, REPOSITORY
from tests.site.page_text import english_sentences

ROOT = Path(__file__).resolve().parents[2]
MINI = str(ROOT / "tests" / "codegen" / FILE)
ENGLISH_ONLY = ("404.html", "changes.html", "performance.html")


def write(folder: Path, **pages: str) -> Path:
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_the_site_is_small(site: Path) -> None:
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    assert sum(sizes.values()) <= 9_000_000
    large = {path.name: size for path, size in sizes.items() if size > 100_000}
    assert [name for name in large if name.endswith(".html")] == []


def test_what_machines_read_has_its_address(site: Path) -> None:
    names = ["catalogue.json", "catalogue.schema.json", "schemas/bundle.json"]
    for code in dw.EVENTS:
        names += [f"events/{code}.json", f"schemas/{code}.json"]
    for name in names:
        made = json.loads((ROOT / "generated" / name).read_text(encoding="utf-8"))
        assert json.loads((site / name).read_text(encoding="utf-8")) == made
    for name in ("asyncapi.yaml", "llms.txt"):
        assert (site / name).read_bytes() == (ROOT / "generated" / name).read_bytes()


def test_a_dead_link_is_named_with_its_page(tmp_path: Path) -> None:
    write(
        tmp_path,
        good='<p id="here"></p><a href="good.html#here">1</a><a href="#here">2</a>'
        '<a href="https://example.com/">3</a>'
        '<link rel="canonical" href="https://example.com/good.html">',
        bad='<a href="gone.html">1</a><a href="good.html#gone">2</a><a href="#gone">3</a>'
        '<a href="../out.html">4</a><a href="/good.html">5</a>'
        '<link rel="alternate" hreflang="zh" href="zh/gone.html">'
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
        "zh/gone.html",
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
    own.write_text("# Own\n\n[ok](fields.md#state)\n", encoding="utf-8")
    site = tmp_path / "site"
    command = ["site", "--catalogue", MINI, "--out", str(site)]
    command += ["--templates", str(tmp_path / "templates")]
    assert main(command) == 0
    before = content(site)
    assert "own.html" in before
    links = "[1](gone.md) [2](fields.md#gone) [3](../schemas/gone.json)"
    own.write_text(own.read_text(encoding="utf-8") + links, encoding="utf-8")
    capsys.readouterr()
    assert main(command) == 1
    said = capsys.readouterr().out.splitlines()
    dead = [line for line in said if "dead-link" in line and line.startswith("own.html:")]
    addresses = sorted({line.partition("the link ")[2].partition(" ")[0] for line in dead})
    assert addresses == ["fields.html#gone", "gone.html", "schemas/gone.json"]
    assert content(site) == before


def test_a_folder_with_other_files_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["site", "--out", str(tmp_path)]) == 1
    assert "foreign-folder" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_site_is_exchanged_as_every_output(tmp_path: Path) -> None:
    first, second, out = tmp_path / "first", tmp_path / "second", tmp_path / "out"
    for folder in (first, second):
        folder.mkdir()
    write(write(first, index="old", gone="gone"), stays="same")
    write(second, index="new", stays="same")
    assert put_site(first, out, "urn:depot:") == ()
    (out / "mine.txt").write_text("mine")
    kept = (out / "stays.html").stat().st_ino
    assert put_site(second, out, "urn:depot:") == ()
    found = {path.name: path.read_text() for path in out.iterdir() if path.name != MANIFEST}
    assert found == {"index.html": "new", "stays.html": "same", "mine.txt": "mine"}
    assert (out / "stays.html").stat().st_ino == kept
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    (finding,) = put_site(first, out, "urn:another:")
    assert finding.rule == "output-of-another"


@pytest.mark.parametrize(
    ("step", "expected"), [("index.html", "old"), ("swap", "old"), ("rescue", "new")]
)
def test_a_site_that_is_stopped_is_the_old_or_the_new_one(
    step: str, expected: str, tmp_path: Path
) -> None:
    first, second, out = tmp_path / "first", tmp_path / "second", tmp_path / "out"
    for folder, text in ((first, "old"), (second, "new")):
        folder.mkdir()
        write(folder, index=text, other=text)
    assert put_site(first, out, "urn:depot:") == ()
    done = subprocess.run(
        [sys.executable, "-c", STOPPED, step, str(second), str(out)], cwd=ROOT, check=False
    )
    assert done.returncode == -9
    assert {path.read_text() for path in out.glob("*.html")} == {expected}
    assert put_site(second, out, "urn:depot:") == ()
    assert {path.read_text() for path in out.glob("*.html")} == {"new"}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


STOPPED = """
import os, signal, sys
from pathlib import Path
from codegen.site import build
step, site, out = sys.argv[1:]
write = build.write
def stop(taken):
    if taken == step:
        os.kill(os.getpid(), signal.SIGKILL)
build.write = lambda tree, folder: write(tree, folder, stop)
build.put_site(Path(site), Path(out), "urn:depot:")
"""


@pytest.mark.parametrize(
    ("option", "value"), [("--out", str(ROOT)), ("--address", "javascript:alert(1)")]
)
def test_what_cannot_be_meant_is_wrong_usage(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["site", option, value])
    assert stopped.value.code == 2
    assert option in capsys.readouterr().err


HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> ``` [x](javascript:alert(3)) {{ 7 }}"
)


def test_a_hostile_catalogue_is_text(tmp_path: Path) -> None:
    text = Path(MINI).read_text(encoding="utf-8")
    for harmless in (
        "Opens the gate, or keeps it shut.",
        "Where lorries are unloaded.",
        "Depot events",
    ):
        assert harmless in text
        text = text.replace(harmless, f"'{HOSTILE}'")
    text = text.replace("today, name: TODAY", f"'{HOSTILE}', name: TODAY")
    catalogue = tmp_path / "hostile.yaml"
    catalogue.write_text(text, encoding="utf-8")
    site = tmp_path / "site"
    assert main(["site", "--catalogue", str(catalogue), "--out", str(site)]) == 0
    shown = 0
    for path in site.rglob("*.html"):
        page = text_of(path)
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
        assert 'href="javascript:' not in page, path
        shown += "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert shown > 5


HEADINGS = re.compile(r"<h([1-6])\b")


def test_every_page_has_one_title_and_its_headings_in_order(site: Path) -> None:
    for path in site.rglob("*.html"):
        levels = [int(level) for level in HEADINGS.findall(text_of(path))]
        assert levels[:1] == [1], path
        assert levels.count(1) == 1, path
        assert all(below <= above + 1 for above, below in pairwise(levels)), path


def test_no_place_stands_twice_on_a_page(site: Path) -> None:
    for path in site.rglob("*.html"):
        places = re.findall(r' id="([^"]+)"', text_of(path))
        assert sorted(places) == sorted(set(places)), path


def test_an_event_page_leads_to_its_files_and_its_neighbours(site: Path) -> None:
    by_service: dict[str, list[str]] = {}
    for code, info in dw.EVENTS.items():
        by_service.setdefault(info.service, []).append(code)
    for codes in by_service.values():
        for before, code, after in zip([None, *codes], codes, [*codes[1:], None], strict=False):
            for tree in ("", "zh/"):
                text = text_of(site / tree / "events" / f"{code}.html")
                root = "../" * (1 + bool(tree))
                for address in (f"{root}schemas/{code}.json", f"{root}events/{code}.json"):
                    assert f'href="{address}"' in text
                beside = re.findall(r'class="(next|prev)-page" href="[^"]*?([^"/]+)\.html"', text)
                wanted = {"next": after, "prev": before}
                assert dict(beside) == {side: name for side, name in wanted.items() if name}


def test_every_field_has_a_place_on_its_page(site: Path) -> None:
    """The same places as in the Markdown docs, by which they are linked, and the same sources."""
    for code in dw.EVENTS:
        docs = text_of(ROOT / "generated" / "docs" / "events" / f"{code}.md")
        page = text_of(site / "events" / f"{code}.html")
        places = dict(re.findall(r'id="(field-[^"]+)"></a>.*\| ([^|]+) \|$', docs, re.MULTILINE))
        assert places
        shown = re.findall(r'<li id="(field-[^"]+)">.*?aria-label="Source: ([^",]+)', page)
        assert dict(shown) == places


def test_a_field_shows_what_is_beside_it_in_python(site: Path) -> None:
    """The same attributes as in the Markdown docs, with their types."""
    for code in dw.EVENTS:
        docs = text_of(ROOT / "generated" / "docs" / "events" / f"{code}.md")
        names = set(re.findall(r"`(\w+_parsed)`", docs))
        for tree in ("", "zh/"):
            page = text_of(site / tree / "events" / f"{code}.html")
            assert set(re.findall(r"<code>(\w+_parsed): \w[\w\[\], .]*</code>", page)) == names
    assert "<code>finish_time_parsed: datetime</code>" in text_of(
        site / "events" / "instance-status-changes.html"
    )


def test_every_citation_leads_to_its_source(site: Path) -> None:
    """Those of the catalogue's texts and of guides, in both languages."""
    labels = set(re.findall(r'id="source-([^"]+)"', text_of(site / "sources.html")))
    shown = 0
    for path in site.rglob("*.html"):
        text = re.sub(r"<(code|pre)\b.*?</\1>", "", text_of(path), flags=re.DOTALL)
        text = re.sub("<title>.*?</title>|<meta [^>]*>", "", text)
        for cited in re.findall(r"\[([\w.-]+(?:, [\w.-]+)*)\]", text):
            assert not set(cited.split(", ")) & labels, path
        shown += len(re.findall(r'(?:\[|, )<a [^>]*href="[^"]*sources.html#source-', text))
    assert shown > 200
    guide = text_of(site / "zh" / "subscribing.html")
    assert re.search(r'\[<a [^>]*href="sources.html#source-openevent">openevent</a>, <a', guide)


def test_every_value_of_an_enum_has_a_place(site: Path) -> None:
    for code in ("InstanceState", "FileType", "CheckResult"):
        enum = getattr(dw, code)
        page = text_of(site / "enums" / f"{code}.html")
        for member in enum:
            assert f'id="value-{member.value}"' in page


def test_no_english_sentence_stands_on_a_chinese_page(site: Path) -> None:
    found = {
        path.relative_to(site).as_posix(): left
        for path in sorted((site / "zh").rglob("*.html"))
        if (left := list(english_sentences(path)))
    }
    assert found == {}
    assert len(list(english_sentences(site / "index.html"))) > len(dw.EVENTS) / 2


def test_a_text_without_chinese_is_reported_and_shown_in_english(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["site", "--catalogue", MINI, "--out", str(tmp_path / "site"), "--verbose"]
    assert main(command) == 0
    (said,) = (line for line in capsys.readouterr().err.splitlines() if "texts zh-CN" in line)
    assert "Letter of the maker" in said
    assert "Letter of the maker" in text_of(tmp_path / "site" / "zh" / "sources.html")


def test_our_own_site_has_all_its_texts_in_chinese(site: Path) -> None:
    report = site.with_suffix(".log").read_text(encoding="utf-8").splitlines()
    (said,) = (line for line in report if "texts zh-CN" in line)
    assert said.endswith("0 stay in English")


def test_every_page_names_its_counterpart(site: Path) -> None:
    for path in (site / "zh").rglob("*.html"):
        name = path.relative_to(site / "zh").as_posix()
        for page in (path, site / name):
            text = text_of(page)
            assert f'hreflang="en" href="{ADDRESS}{name}"' in text
            assert f'hreflang="zh-CN" href="{ADDRESS}zh/{name}"' in text
    alone = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if not path.is_relative_to(site / "zh")
        and not (site / "zh" / path.relative_to(site)).is_file()
    }
    assert all(name.startswith("api/") or name in ENGLISH_ONLY for name in alone)


def test_the_manners_of_the_web(site: Path) -> None:
    urls = re.findall("<loc>(.*?)</loc>", text_of(site / "sitemap.xml"))
    for path in site.rglob("*.html"):
        text = text_of(path)
        address = ADDRESS + path.relative_to(site).as_posix()
        assert f'rel="canonical" href="{address}"' in text, path
        (description,) = re.findall('<meta name="description" content="([^"]*)">', text)
        assert 3 < len(html.unescape(description)) <= 160, path
        for name in ("title", "description", "url", "site_name"):
            assert f'property="og:{name}" content="' in text, path
        assert 'rel="shortcut icon" href="' in text, path
        assert dw.CATALOGUE_VERSION in text, path
        assert (address in urls) == (path.name != "404.html"), path
    catalogue = (ROOT / "spec" / "catalogue.yaml").read_text(encoding="utf-8").split("\n")
    for name, key in (("events/commit-file", "commit-file"), ("zh/enums/FileType", "NodeType")):
        (line,) = re.findall(rf'href="{REPOSITORY}#L(\d+)"', text_of(site / f"{name}.html"))
        assert any(key in text for text in catalogue[int(line) - 2 : int(line)])
    assert '<base href="/dw/">' in text_of(site / "404.html")


def test_the_inventory_leads_to_where_a_class_is_described(site: Path) -> None:
    names = zlib.decompress((site / "objects.inv").read_bytes().split(b"\n", 4)[4]).decode()
    for name, place in (
        ("CommitFile", "events/commit-file.html#class"),
        ("InstanceState", "enums/InstanceState.html#values"),
        ("DataQualityRule", "objects/DataQualityRule.html#fields"),
        ("parse", "api/reading.html#"),
    ):
        assert re.search(rf"^dataworks_events\.{name} py:\w+ 1 {re.escape(place)}", names, re.M), (
            name
        )
