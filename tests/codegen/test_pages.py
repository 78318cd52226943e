"""The docs of another product's catalogue, with texts that Markdown could take for its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.pipeline import Source, build_output
from tests.codegen.mini import TEXT, broken
from tests.markdown_page import Page, read

HOSTILE = {
    "title: Open a gate": "title: '# Open | a <b>gate</b> *now* &amp; [x](y)'",
    "text: A lorry asks to be let in.": 'text: "- a `lorry|truck` | asks\\n\\n    1. twice"',
    "-- Day of arrival.": "-- <script>|`a|b` _x_ ``",
    "it stands on a shelf": "'on | a <shelf>'",
    r"pattern: \d{4}-\d\d-\d\d": r"pattern: '\d{4}-\d\d-\d\d|never \| `'",
    "title: Letter of the maker": "title: '1. Letter | <of> the `maker'",
    "is: string, e.g. open -- Open": "note: 'Open | <shut>'\n        is: string, e.g. open|shut` -- Open",
}


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    text = TEXT
    for old, new in HOSTILE.items():
        text = broken(old, new, text)
    (folder / "mini.yaml").write_text(text, encoding="utf-8")
    made = build_output(Source(folder / "mini.yaml"), lambda stage, summary, seconds: None)
    assert not isinstance(made, tuple), "\n".join(map(str, made))
    for path, content in made.tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder / "docs"


def pages(docs: Path) -> list[Page]:
    return [read(path) for path in sorted(docs.rglob("*.md"))]


def test_no_text_breaks_out_of_its_place(docs: Path) -> None:
    for page in pages(docs):
        assert page.dead_links() == []
        assert page.uneven_tables() == []
        assert page.other_html() == []
        assert sorted(page.anchors) == sorted(set(page.anchors))


def test_texts_read_as_they_were_written(docs: Path) -> None:
    page = read(docs / "events" / "gate-opening.md")
    assert page.title == "# Open | a <b>gate</b> *now* &amp; [x](y)"
    assert page.paragraphs[2].text == "- a lorry|truck | asks 1. twice."
    assert page.paragraphs[2].codes == ("lorry|truck",)
    meanings = {row["Field"].text: row["Meaning"] for row in page.rows("Field", "Meaning")}
    assert meanings["day"].text == "<script>|a|b _x_ ``."
    (pattern,) = (r["Pattern"] for r in page.rows("Pattern") if r["Format"].text == "iso-day")
    assert pattern.codes == (r"^(?:\d{4}-\d\d-\d\d|never \| `)$",)
    assert page.rows("Document")[1]["Document"].text == "1. Letter | <of> the `maker"


def test_texts_are_the_same_on_pages_of_several_events(docs: Path) -> None:
    title = "# Open | a <b>gate</b> *now* &amp; [x](y)"
    for name in ("index.md", "services/goods-in.md", "codes.md"):
        assert title in {row["Event"].text for row in read(docs / name).rows("Event")}
    assert title in read(docs / "services" / "goods-in.md").headings
    (row,) = (r for r in read(docs / "answers.md").rows("Field") if r["Field"].text == "verdict")
    assert row["Example"].codes == ('"open|shut`"',)
    values = {
        row["Value"].text: row["Meaning"].text for row in read(docs / "enums.md").rows("Value")
    }
    assert values["stored"] == "on | a <shelf>"
    notes = {row["About"].text: row for row in read(docs / "sources.md").rows("About")}
    assert list(notes) == ["verdict"]
    (text,) = (cell.text for head, cell in notes["verdict"].items() if head.startswith("What"))
    assert text == "Open | <shut>."


def test_pages_follow_the_envelopes_of_the_catalogue(docs: Path) -> None:
    assert "Belt" in read(docs / "envelopes.md").headings
    assert "Bell" in read(docs / "envelopes.md").headings
    asks, tells = (read(docs / "events" / f"{name}.md") for name in ("gate-opening", "lorry-left"))
    assert {"Belt", "Bell"} <= set(asks.headings)
    assert "Bell" not in tells.headings
    # Neither envelope has a field with the type, so that no pattern could pick an event.
    assert "Event pattern" not in asks.headings


def test_a_retired_event_names_its_successor(docs: Path) -> None:
    page = read(docs / "events" / "lorry-left.md")
    (text,) = (p for p in page.paragraphs if p.text.startswith("Retired"))
    assert text.text.startswith("Retired. The handbook no longer lists it. Replaced by # Open |")
    assert text.links == ("../events/gate-opening.md",)


def test_every_shape_has_its_condition(docs: Path) -> None:
    page = read(docs / "events" / "pallet-changed.md")
    assert "Variant stored" in page.headings
    said = (
        "It was driven away. A message is of this variant when state is moved; "
        "its class is depot_events.PalletChangedMoved."
    )
    assert said in {paragraph.text for paragraph in page.paragraphs}
    assert {"field-shelfID@stored", "field-gate@moved"} <= set(page.anchors)


def test_what_a_text_holds_has_a_table_of_its_own(docs: Path) -> None:
    page = read(docs / "events" / "gate-opening.md")
    assert "JSON in plan" in page.headings
    assert {"field-pallets.count", "field-plan.count"} <= set(page.anchors)
