"""Texts as Markdown: whatever is inserted reads as itself, in a paragraph and in a table."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codegen.catalogue.written import Json
from codegen.emit.docs import markdown
from tests import markdown_page

SPECIAL = "\\`*_{}[]<>#|~&!+-=.)(\"'$@:; \n\tx1"
TEXTS = st.text(st.sampled_from(SPECIAL) | st.characters(codec="utf-8", exclude_categories=["C"]))
ANY_JSON = st.recursive(st.none() | st.booleans() | st.integers() | TEXTS, st.lists, max_leaves=5)


def one_cell(inline: str) -> markdown_page.Cell:
    """What stands in the one cell of a table."""
    page = markdown_page.parse(f"| a | b |\n| --- | --- |\n| {markdown.cell(inline)} | end |")
    ((first, last),) = page.tables[0].rows
    assert last.text == "end"
    assert set(page.tables[0].widths) == {2}
    return first


def paragraph(inline: str) -> markdown_page.Cell:
    """What stands in the one paragraph of a page."""
    page = markdown_page.parse(inline)
    assert page.html == ()
    assert page.headings == ()
    assert page.tables == ()
    assert page.blocks == ()
    (only,) = page.paragraphs
    return only


@given(TEXTS.map(lambda text: text.replace("`", "'")).filter(lambda text: text.strip()))
@example("a|b \\| c \\")
@example("<b>bold</b> &amp; &#60; <!-- --> <https://x.example>")
@example("1. one")
@example("- item")
@example("---")
@example("===")
@example("# title")
@example("*a* _b_ __c__ a_b_c ~~d~~ [e](f) ![g](h) $i$")
@example("first\n\n    second")
@example("+ plus")
@example("2024) x")
def test_prose_without_code_reads_as_itself(text: str) -> None:
    expected = " ".join(text.split())
    inline = markdown.prose(text)
    assert paragraph(inline).text == expected
    assert one_cell(inline).text == expected


@given(TEXTS.filter(lambda text: text.strip() and "\n" not in text))
@example("a|b")
@example("a\\|b")
@example("``")
@example("` `` `")
@example(" a ")
@example("<b>&amp;\\")
def test_code_reads_as_itself(text: str) -> None:
    inline = markdown.code(text)
    assert paragraph("x " + inline).codes == (text,)
    assert one_cell(inline).codes == (text,)


@given(ANY_JSON)
def test_a_json_value_can_be_read_back(value: Json) -> None:
    (text,) = one_cell(markdown.value(value)).codes
    assert json.loads(text) == value
    (block,) = markdown_page.parse(markdown.json_block(value)).blocks
    assert block.language == "json"
    assert json.loads(block.text) == value


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Dotted: `odps.<project>.<table>`.", ("odps.<project>.<table>",)),
        ("`a|b` or `c`", ("a|b", "c")),
        ("only one ` of them", ()),
    ],
)
def test_what_stands_between_backticks_becomes_code(text: str, codes: tuple[str, ...]) -> None:
    assert one_cell(markdown.prose(text)).codes == codes
    shown = text.replace("`", "") if codes else text
    assert paragraph(markdown.prose(text)).text == shown


@given(TEXTS, TEXTS)
def test_anchors_of_different_texts_differ(one: str, other: str) -> None:
    assert (markdown.anchor_name(one) == markdown.anchor_name(other)) is (one == other)


@given(TEXTS.filter(bool))
def test_a_link_leads_to_its_anchor(text: str) -> None:
    name = markdown.anchor_name(text)
    page = markdown_page.parse(f"{markdown.anchor(name)}{markdown.link('x', '#' + name)}")
    assert page.anchors == (name,)
    assert [anchor for _, _, anchor in page.targets()] == [name]


@given(st.text(st.sampled_from("`~a \n"), min_size=1))
def test_a_block_ends_where_its_text_ends(text: str) -> None:
    page = markdown_page.parse(f"{markdown.block(text, 'text')}\n\nbehind")
    (block,) = page.blocks
    assert block.text == text + "\n"
    assert page.paragraphs[-1].text == "behind"
