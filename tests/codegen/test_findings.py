"""How findings are written."""

from __future__ import annotations

import json

import attrs
import pytest

from codegen.findings import Finding, Format, Mark, closest, did_you_mean, listing, quote, render

LATER = Finding(Mark("c.yaml", 10, 2), "unknown-type", "`x` is not known", "a type", "correct it")
EARLIER = Finding(Mark("c.yaml", 9, 30), "pattern", "50% of a,b: c", "1\n2", "try again\r")


def test_text_is_one_sentence_after_place_and_rule() -> None:
    assert str(LATER) == (
        "c.yaml:10:2: error[unknown-type]: `x` is not known; expected a type; correct it"
    )


def test_findings_are_ordered_by_place_and_each_is_shown_once() -> None:
    assert render([LATER, EARLIER, LATER]) == f"{EARLIER}\n{LATER}\n"


def test_no_findings_are_no_text() -> None:
    assert render([]) == ""
    assert render([], "github") == ""
    assert json.loads(render([], "json")) == []


def test_json_has_every_part() -> None:
    assert json.loads(render([LATER], Format.JSON)) == [
        {
            "file": "c.yaml",
            "line": 10,
            "column": 2,
            "rule": "unknown-type",
            "found": "`x` is not known",
            "expected": "a type",
            "remedy": "correct it",
        }
    ]


def test_github_commands_are_escaped() -> None:
    assert render([EARLIER], "github") == (
        "::error file=c.yaml,line=9,col=30,title=pattern::"
        "50%25 of a,b: c; expected 1%0A2; try again%0D\n"
    )
    odd = Finding(Mark("a,b:100%\n.yaml", 1, 1), "r", "x", "y", "z")
    assert render([odd], "github").startswith("::error file=a%2Cb%3A100%25%0A.yaml,line=1,")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="xml"):
        render([], "xml")


@pytest.mark.parametrize(
    ("word", "choices", "hint"),
    [
        ("tittle", ["type", "title"], " (did you mean `title`?)"),
        ("RUNNING", ["running", "failed"], " (did you mean `running`?)"),
        ("2", [1, 2, 3], " (did you mean `2`?)"),
        ("xyz", ["title"], ""),
        ("", ["title"], ""),
        ("title", [], ""),
        ("a" * 10_000, ["a" * 10_000], ""),
    ],
)
def test_did_you_mean(word: str, choices: list[object], hint: str) -> None:
    assert did_you_mean(word, choices) == hint


def test_the_closest_does_not_depend_on_the_order_of_the_choices() -> None:
    assert closest("ab", ["ac", "aa"]) == closest("ab", ["aa", "ac"])


def test_quoted_values_stay_on_one_short_line() -> None:
    assert quote("a\nb\x1b") == "`a\\nb\\x1b`"
    assert quote({"a": [None, True, "é"]}) == '`{"a": [null, true, "é"]}`'
    assert quote("x" * 1000) == f"`{'x' * 59}…`"


def test_listings() -> None:
    assert listing([]) == "nothing"
    assert listing(["a"]) == "`a`"
    assert listing(["a", "b", "c"]) == "`a`, `b` or `c`"
    assert listing("abcd", most=2) == "`a`, `b` or 2 more"


def test_what_is_said_of_several_places_is_said_once() -> None:
    places = [attrs.evolve(LATER, mark=Mark("c.yaml", line, 2)) for line in (10, 30, 20, 40, 50)]
    assert render(places) == f"{LATER} (and at 4 other places: 20:2, 30:2, 40:2 and 1 more)\n"
    assert len(json.loads(render(places, "json"))) == len(places)
    assert len(render(places, "github").splitlines()) == len(places)
