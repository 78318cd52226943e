"""The line of a field: what is taken apart, and what is refused where."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.load.field_line import PATTERN, LineError, parse_line, parse_type

TYPES = [
    "string", "integer(id)", "integer(id)[]", "string(yyyy-MM-dd HH:mm:ss)", "string(json X[])",
    "string(comma integer(id))", "string(boolean)", "string(integer)", "TaskType", "X[]",
    "string{}", "X{}", "string[][]", "integer?", "X?", "string | X", "X | X[]", "X | array",
    "any", "event", "string(event-type)", "number(unix-seconds)", "string(duration (ISO))",
    "string(json string(json X{}?)[])",
]  # fmt: skip


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_is_read_as_it_is_written(kind: str) -> None:
    assert str(parse_type(kind)) == kind
    assert re.search(PATTERN, f"{kind} -- Text.")


@pytest.mark.parametrize(
    ("kind", "offset", "found"),
    [
        ("intger", 0, "`intger` is not known"),
        ("integer(id", 10, "a bracket is not closed"),
        ("string()[]", 7, "nothing stands between the brackets"),
        ("[]", 0, "`[]` is no type"),
        ("string|", 6, "behind the type `string` stands `|`"),
        ("X | ", 4, "there is no type"),
        ("integer (id)", 7, "behind the type `integer` stands `(id)`"),
        ("12", 0, "`12` is no type"),
        ("map<string>", 0, "`map` is not known"),
        ("string(json x)", 12, "`x` is not known"),
        ("X | arrays", 4, "`arrays` is not known"),
        ("string(json " * 100 + "X" + ")" * 100, 55, "without end"),
    ],
)
def test_a_faulty_type_is_named_at_its_place(kind: str, offset: int, found: str) -> None:
    with pytest.raises(LineError) as error:
        parse_type(kind)
    assert found in error.value.found
    assert error.value.offset == offset


@pytest.mark.parametrize(
    ("line", "kind", "like", "example", "text"),
    [
        ("string, e.g. a, b -- Text -- with a dash", "string", None, "a, b", "Text -- with a dash"),
        ("like nodeId", None, "nodeId", None, None),
        ("like sync job id -- T.", None, "sync job id", None, "T."),
        ("like nodeId, e.g. 5", None, "nodeId", "5", None),
        ("e.g. PAUSE", None, None, "PAUSE", None),
        ("e.g. PAUSE -- T.", None, None, "PAUSE", "T."),
        ("-- T.", None, None, None, "T."),
        ('string, e.g. "" -- Empty.', "string", None, '""', "Empty."),
        ("integer(id)[], e.g. [1, 2] -- IDs.", "integer(id)[]", None, "[1, 2]", "IDs."),
        ("string, e.g. 00 20 00 * * ? -- Cron.", "string", None, "00 20 00 * * ?", "Cron."),
    ],
)
def test_a_line_is_taken_apart(
    line: str, kind: str | None, like: str | None, example: str | None, text: str | None
) -> None:
    parts = parse_line(line)
    found = (str(parts.type) if parts.type else None, parts.like, parts.example, parts.text)
    assert found == (kind, like, example, text)
    for part, value in (("example", example), ("text", text), ("like", like)):
        if value is not None:
            assert line[parts.offsets[part] :].startswith(value)
    assert re.search(PATTERN, line)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", "the line is empty"),
        ("string", "no ` -- ` and no text"),
        ("string, e.g. x y z", "no ` -- ` and no text"),
        ("string Text", "stands `Text`"),
        ("string --T", "stands `--T`"),
        ("string, eg. x -- T", "stands `, eg. x`"),
        ("string -- ", "there is no text"),
        ("-- ", "there is no text"),
        ("e.g. ", "there is nothing behind `e.g.`"),
        ("string, e.g.  -- T", "there is nothing behind `e.g.`"),
        ("like ", "is no name"),
    ],
)
def test_a_faulty_line_is_refused(line: str, found: str) -> None:
    with pytest.raises(LineError) as error:
        parse_line(line)
    assert found in error.value.found
    assert error.value.expected
    assert error.value.remedy


PIECES = st.sampled_from(
    ["string", "X", "integer", "(", ")", "json ", "comma ", "[]", "{}", "?", " | ", "array", ", e.g. ",
     " -- ", "like ", "e.g. ", "-- ", "a", " ", "é", "\n", "-", ","]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_text_is_a_line_or_a_finding(line: str) -> None:
    try:
        places = [*parse_line(line).offsets.values()]
    except LineError as error:
        places = [error.offset]
    assert places
    assert all(0 <= place <= len(line) for place in places)
