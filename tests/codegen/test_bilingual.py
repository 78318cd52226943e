"""Both languages of the site: labels, guides in two files, and the HTML that comes of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen import pipeline
from codegen.pipeline import Source
from codegen.render.renderer import RenderError
from codegen.site import labels, sources
from codegen.site.bilingual import chinese, english, pair
from codegen.site.finish import finished
from codegen.site.guides import paired
from codegen.site.labels import Labels
from tests.codegen.mini import FILE

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def of_pages(**pages: str) -> Labels:
    return Labels(pages=pages, theme={}, scripts={})


LABELS = of_pages(
    **{
        "Fields": "字段",
        "yes": "是",
        "Open to all.": "开放。",
        "Used by {places}.": "用于{places}。",
        "{code} or {code1}": "{code} 或 {code1}",
        "list of {item}": "{item}列表",
        "plan": "计划",
    }
)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("## Fields", "## 字段"),
        ("- Fields", "- 字段"),
        ("| Fields | yes |", "| 字段 | 是 |"),
        ("| | yes |  | Fields | |", "| | 是 |  | 字段 | |"),
        ("| --- | ---: |", "| --- | ---: |"),
        (r"| yes | `a\|b` |", r"| 是 | `a\|b` |"),
        ('| <a id="x"></a>Fields | no |', '| <a id="x"></a>字段 | no |'),
        ('<span class="badge">yes</span>', '<span class="badge">是</span>'),
        ("A sentence. Open to all.", "A sentence. 开放。"),
        ("Used by `a` or `b`.", "用于`a` 或 `b`。"),
        ("list of plan", "计划列表"),
        ("`yes`", "`yes`"),
        ("say yes", "say yes"),
        ("a or b", "a or b"),
        ("```text\nFields\n```", "```text\nFields\n```"),
        ("```{toctree}\n:caption: Fields\n```", "```{toctree}\n:caption: 字段\n```"),
    ],
)
def test_a_label_has_both_languages_and_nothing_else_has(markdown: str, expected: str) -> None:
    shown = LABELS.in_markdown(markdown)
    assert english(shown) == markdown
    assert chinese(shown) == expected


def test_texts_of_the_catalogue_keep_their_own_chinese_in_a_label() -> None:
    shown = LABELS.in_markdown(f"Used by {pair('One. Two', '一。二')}.")
    assert english(shown) == "Used by One. Two."
    assert chinese(shown) == "用于一。二。"


class Listening(Labels):
    """Labels that remember which of them were asked for."""

    asked: set[str]

    def _whole(self, text: str) -> str | None:
        found = super()._whole(text)
        if found is not None:
            self.asked.update(
                {text},
                (each.label for each in self.patterns if each.english.fullmatch(text)),
            )
        return found

    def both(self, text: str) -> str:
        self.asked.add(text)
        return super().both(text)


IN_ANOTHER_STATE = {
    "Closed: any other value is an error.",
    "Shared fields that the sources show elsewhere in this shape than in others: {fields}.",
    "The operation can wait for an answer; how it is given is not known.",
    "regular events",
}
"""Labels of what could be in a catalogue, and is in none of ours."""


def test_every_label_is_on_a_page() -> None:
    kept = labels.load()
    heard = Listening(kept.pages, kept.theme, kept.scripts)
    object.__setattr__(heard, "asked", set())
    for file in (HERE / FILE, ROOT / "spec" / "catalogue.yaml"):
        built = pipeline.build(Source(file), lambda stage, summary, seconds: None)
        assert isinstance(built, pipeline.Built)
        sources.sources(built, (), heard)
    of_performance = kept_between(kept, "Results", "**not met**") | {"Performance"}
    assert set(kept.pages) - heard.asked - of_performance <= IN_ANOTHER_STATE
    assert set(kept.pages) >= IN_ANOTHER_STATE


def kept_between(kept: Labels, first: str, last: str) -> set[str]:
    names = list(kept.pages)
    return set(names[names.index(first) : names.index(last) + 1])


def test_every_text_of_the_scripts_has_chinese() -> None:
    folder = ROOT / "codegen" / "site" / "sphinx" / "_static"
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))
    said = set(re.findall(r'"([^"\n]*)"', " ".join(re.findall(r"say\([^;]*;", code))))
    texts = {text for text in said if " " in text or text.istitle()}
    assert texts == {
        text for text in labels.load().scripts if "Search" not in text and "search" not in text
    } - {", in "}


def test_chinese_and_english_have_the_same_parts() -> None:
    part = re.compile(r"\{[a-z]+\d?\}")
    kept = labels.load()
    for texts in (kept.pages, kept.theme, kept.scripts):
        for text, translated in texts.items():
            assert set(part.findall(translated)) <= set(part.findall(text)), text


ENGLISH = """# Title

A text with [a link](x.md).

```python
code()
```

| Head |
| --- |

- one
- two
"""
CHINESE = """# 标题

带有[链接](x.md)的文字。

- 一
- 二
"""


def test_a_guide_takes_its_chinese_line_by_line() -> None:
    page = paired(ENGLISH, CHINESE, "guide.md")
    assert english(page) == ENGLISH
    assert chinese(page) == (
        ENGLISH.replace("Title", "标题")
        .replace("A text with [a link](x.md).", "带有[链接](x.md)的文字。")
        .replace("one", "一")
        .replace("two", "二")
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("- 二\n", ""), ("- 二", "二"), ("# 标题", "## 标题"), ("- 二\n", "- 二\n- 三\n")],
)
def test_a_guide_of_another_outline_is_refused(old: str, new: str) -> None:
    assert old in CHINESE
    with pytest.raises(RenderError, match=r"guide\.md: 4 headings"):
        paired(ENGLISH, CHINESE.replace(old, new), "guide.md")


BOTH = pair("Copy", "复制")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            f"<h1>{BOTH}</h1>",
            '<h1><span class="en">Copy</span><span class="zh">复制</span></h1>',
        ),
        (f"<title>{BOTH} - x</title>", '<title data-zh="复制 - x">Copy - x</title>'),
        (f'<option value="">{BOTH}</option>', '<option value="" data-zh="复制">Copy</option>'),
        (
            f'<button aria-label="{BOTH}">x</button>',
            '<button aria-label="Copy" data-zh-aria-label="复制">x</button>',
        ),
        (
            f'<text x="1">{BOTH}</text>',
            '<text x="1"><tspan class="en">Copy</tspan><tspan class="zh">复制</tspan></text>',
        ),
        (
            f"<p>{pair('It is so', '如此')}.</p>",
            '<p><span class="en">It is so.</span><span class="zh">如此</span></p>',
        ),
        ("<pre>  <b>\n  x</b></pre>", "<pre>  <b>\n  x</b></pre>"),
        (
            '<td><p><code class="docutils literal"><span class="pre">a</span></code></p></td>',
            '<td><code class="literal">a</code></td>',
        ),
        ("<td><p>a</p>\n<p>b</p></td>", "<td><p>a</p>\n<p>b</p></td>"),
    ],
)
def test_a_finished_page_shows_one_language(given: str, expected: str) -> None:
    assert finished(given) == expected
