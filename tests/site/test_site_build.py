"""What the command writes, and what it refuses to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import dataworks_events as dw
from codegen.cli import main
from codegen.site.links import dead_links

ROOT = Path(__file__).resolve().parents[2]


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
