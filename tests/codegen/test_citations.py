"""Citations in Markdown become links to the sources, and can be taken back."""

from __future__ import annotations

import pytest

from codegen.emit.docs.citations import cited, uncited

KNOWN = ("ext", "max-pt")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Held \[ext\].", r"Held \[[ext](../sources.md#source-ext)\]."),
        (
            r"\[max-pt, ext\]",
            r"\[[max-pt](../sources.md#source-max-pt), [ext](../sources.md#source-ext)\]",
        ),
    ],
)
def test_a_citation_leads_to_its_sources(written: str, shown: str) -> None:
    assert cited(written, KNOWN, "../") == shown
    assert uncited(shown) == written


@pytest.mark.parametrize(
    "text",
    [
        r"\[unknown\]",
        r"\[ext, unknown\]",
        r"[ext](page.md)",
        r"a `\[ext\]` b",
        "```python\nrow = r'\\[ext\\]'\n```",
        "````\n```\n\\[ext\\]\n````",
    ],
)
def test_what_is_no_citation_stays(text: str) -> None:
    assert cited(text, KNOWN, "") == text
    assert uncited(text) == text
