"""What tables hold of lines, and that nothing of a line is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from enum import Enum
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest

import dataworks_events as dw
from dataworks_events import tables
from dataworks_events._columns import column_names
from dataworks_events._fields import fields_of
from tests.engines.messages import changed, event_field, full, line, messages, mixed
from tests.engines.sql import table_name

Line = str | bytes | None
Row = dict[str, Any]
CODES = sorted(map(str, dw.EVENTS))


def parsed(sent: Line) -> dw.Message | dw.MessageError:
    try:
        return dw.parse(sent)  # type: ignore[arg-type]  # a line may be missing
    except dw.MessageError as error:
        return error


def known_code(found: dw.Message | dw.MessageError) -> str | None:
    if isinstance(found, dw.MessageError) or isinstance(found.event, dw.UnknownEvent):
        return None
    return found.event_code


def with_rows(lines: Sequence[Line]) -> Iterator[tuple[Line, dw.Message | dw.MessageError, Row]]:
    """Each line with what it is parsed to and with its row."""
    # Rows of an event stand in the order of their lines.
    rows: dict[str | None, list[Row]] = {}
    for batch in tables.batches(lines, lines_at_once=1_000):
        batch.validate(full=True)
        found = batch.to_pylist()
        events = [table_name(code) for code in CODES if found[0][table_name(code)] is not None]
        code = found[0]["event_code"] if events else None
        rows.setdefault(code, []).extend(found)
    waiting = {code: iter(each) for code, each in rows.items()}
    for sent in lines:
        message = parsed(sent)
        yield sent, message, next(waiting[known_code(message)])
    assert [*map(list, waiting.values())] == [[] for _ in waiting]


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Line, dw.Message | dw.MessageError, Row]]:
    return [*with_rows([*mixed()])]


def cell_of(value: Any, cell: Any) -> Any:
    """What the cell of a typed value is to hold."""
    if isinstance(value, dw.WireObject):
        assert isinstance(cell, dict), cell
        own = {field.name: getattr(value, field.attribute) for field in fields_of(type(value))}
        return {name: cell_of(own.get(name), cell[name]) for name in {**cell, **own}}
    if isinstance(value, tuple):
        cells = cell if isinstance(cell, list) else [None] * len(value)
        return [cell_of(item, each) for item, each in zip(value, cells, strict=True)]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict | list) or (isinstance(value, str | bool) and cell != value):
        # Any JSON, as text.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value


def test_there_is_a_row_for_every_line() -> None:
    lines = [*mixed()]
    assert sum(batch.num_rows for batch in tables.batches(lines)) == len(lines) > 10_000
    assert sum(batch.num_rows for batch in tables.batches(iter(lines), lines_at_once=7)) == len(
        lines
    )
    assert [*tables.batches([])] == []


def test_cells_have_what_the_message_has(
    pairs: list[tuple[Line, dw.Message | dw.MessageError, Row]],
) -> None:
    events = 0
    for sent, message, row in pairs:
        if isinstance(message, dw.MessageError):
            assert row["problems"], sent
            continue
        assert row["message_id"] == message.id or not fits(message.id)
        assert row["event_code"] == message.event_code or not fits(message.event_code)
        assert row["event_type"] == message.event_type
        assert row["envelope"] == message.envelope
        moment = message.time_parsed
        assert row["time"] == (moment and moment.astimezone(UTC))
        code = known_code(message)
        for each in CODES:
            if each != code:
                assert row[table_name(each)] is None
        if code is None:
            continue
        events += 1
        cell = row[table_name(code)]
        expected = cell_of(message.event, cell)
        assert cell == {name: fitting(value) for name, value in expected.items()}, sent
        extra = dict(message.event.extra)
        assert json.loads(row["extra"] or "{}") == extra
        for problem in map(str, message.problems):
            assert problem in row["problems"]
    assert events > 5_000


def fits(value: Any) -> bool:
    """Whether a column can hold a value."""
    if isinstance(value, str):
        return "\ud800" not in value
    return not isinstance(value, int) or abs(value) < 2**63


def fitting(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: fitting(item) for name, item in value.items()}
    if isinstance(value, list):
        return [fitting(item) for item in value] if all(map(fits, value)) else None
    return value if fits(value) else None


def test_a_row_without_its_line_has_all_of_the_message(
    pairs: list[tuple[Line, dw.Message | dw.MessageError, Row]],
) -> None:
    whole = 0
    for sent, message, row in pairs:
        if row["raw"] is None and sent is not None:
            assert isinstance(message, dw.Message)
            whole += 1
            assert row["problems"] is None
            code = known_code(message)
            assert code is not None
            body = event_field(json.loads(sent))
            written = dw.to_dict(message)
            around = {} if body is None else {k: v for k, v in written.items() if k != body}
            assert same(row["attributes"] or {}, around), sent
            assert same(row[table_name(code)], written[body] if body else written), sent
    assert whole > len(dw.EVENTS)


def same(cell: Any, sent: Any) -> bool:
    """Whether a cell has all of a JSON value, and nothing else."""
    if isinstance(cell, dict) and isinstance(sent, dict):
        there = {name for name, value in cell.items() if value is not None}
        return there == sent.keys() and all(same(cell[name], sent[name]) for name in there)
    if isinstance(cell, list) and isinstance(sent, list):
        return len(cell) == len(sent) and all(map(same, cell, sent))
    if isinstance(cell, int) and isinstance(sent, str):
        return str(cell) == sent
    if isinstance(cell, str) and (cell != sent or not isinstance(sent, str)):
        return bool(json.loads(cell) == sent)
    return type(cell) is type(sent) and bool(cell == sent)


def test_the_line_is_kept_wherever_something_is_unexpected(
    pairs: list[tuple[Line, dw.Message | dw.MessageError, Row]],
) -> None:
    for sent, message, row in pairs:
        if isinstance(message, dw.MessageError):
            is_kept = sent is not None
        else:
            is_kept = row["raw"] is not None
            if (
                message.problems
                or message.conflicts
                or message.event.extra
                or message.event.as_sent
            ):
                assert is_kept, sent
        if is_kept:
            assert row["raw"] == text_of(sent)
    assert any(row["raw"] is None for _, _, row in pairs)


def text_of(sent: Line) -> str:
    assert sent is not None
    if isinstance(sent, bytes):
        sent = sent.decode(json.detect_encoding(sent), "backslashreplace")
    return sent.encode("utf-8", "backslashreplace").decode()


def test_a_value_that_does_not_fit_into_its_column_is_null_and_reported() -> None:
    message = full("commit-file")
    event = {**message["data"], "projectId": 2**63, "fileName": "a\ud800"}
    (batch,) = tables.batches([line(message), line({**message, "data": event})])
    good, bad = batch.to_pylist()
    assert good["commit_file"]["projectId"] is not None
    assert good["problems"] is None
    assert bad["commit_file"]["projectId"] is None
    assert bad["commit_file"]["fileName"] is None
    assert bad["commit_file"]["fileId"] == good["commit_file"]["fileId"]
    assert [problem.split(":")[0] for problem in bad["problems"]] == ["fileName", "projectId"]
    assert json.loads(bad["raw"])["data"]["projectId"] == 2**63


def test_a_value_in_a_list_of_objects_is_reported_in_its_own_row() -> None:
    code = "create-data-quality-evaluation-task"
    message = full(code)
    rule = message["data"]["rules"][0]
    rules = [rule, {**rule, "id": 2**64}]
    lines = [
        line({**message, "data": {**message["data"], "rules": each}})
        for each in ([], rules, [rule])
    ]
    (batch,) = tables.batches(lines, event_code=code)
    none, bad, good = batch.to_pylist()
    assert none["rules"] == []
    assert [each["id"] for each in bad["rules"]] == [rule["id"], None]
    assert good["rules"][0]["id"] == rule["id"]
    assert bad["problems"] == [
        "rules[].id: expected what fits into int64, got integer " + str(2**64)
    ]
    assert none["problems"] is good["problems"] is None


def test_a_table_of_one_event_has_its_messages_alone() -> None:
    lines = [*mixed()][::5]
    count = 0
    for code in CODES:
        schema = tables.schema(code)
        for batch in tables.batches(lines, event_code=code):
            batch.validate(full=True)
            assert batch.schema.equals(schema)
            assert set(batch.column("event_code").to_pylist()) == {code}
            count += batch.num_rows
    assert count == sum(known_code(parsed(each)) is not None for each in lines)


def test_the_table_of_one_event_has_what_its_struct_has() -> None:
    lines = [line(message) for message in messages()]
    union = pa.Table.from_batches([*tables.batches(lines)], tables.union_schema()).to_pylist()
    for code in CODES:
        of_it = [row[table_name(code)] for row in union if row[table_name(code)] is not None]
        flat = pa.Table.from_batches([*tables.batches(lines, event_code=code)]).to_pylist()
        assert [
            {name: row[name] for name in cell} for row, cell in zip(flat, of_it, strict=True)
        ] == of_it
        assert of_it


def test_every_field_is_a_column_under_its_wire_name() -> None:
    around = ["message_id", "event_code", "event_type", "time", "envelope", "attributes"]
    behind = ["extra", "problems", "raw"]
    for code in CODES:
        schema = tables.schema(code)
        struct = tables.union_schema().field(table_name(code)).type
        own = [field.name for field in fields_of(dw.EVENTS[code].event_class)]
        assert schema.names[:6] == around
        assert schema.names[-3:] == behind
        assert schema.names[6:-3] == [field.name for field in struct]
        assert set(own) <= set(schema.names)


def test_every_column_says_what_it_means() -> None:
    def described(fields: Any, above: str) -> Iterator[str]:
        for field in fields:
            inner = field.type.value_type if pa.types.is_list(field.type) else field.type
            if pa.types.is_struct(inner):
                yield from described(inner, f"{above}.{field.name}")
            if not (field.metadata or {}).get(b"description"):
                yield f"{above}.{field.name}"

    assert [*described(tables.union_schema(), "")] == []


def test_names_that_engines_could_not_tell_apart_get_an_underscore() -> None:
    assert column_names(["a", "A", "a_", "B", "time", "b"], {"time"}) == [
        "a",
        "A_",
        "a__",
        "B",
        "time_",
        "b_",
    ]
    for code in CODES:
        names = [name.lower() for name in tables.schema(code).names]
        assert len(set(names)) == len(names)
    assert len({name.lower() for name in tables.union_schema().names}) == len(CODES) + 9


@pytest.mark.parametrize("call", [tables.schema, lambda c: tables.batches([], event_code=c)])
def test_an_unknown_event_has_no_table(call: Callable[[str], object]) -> None:
    with pytest.raises(KeyError, match="no event has the code 'new-event'"):
        call("new-event")


@pytest.mark.parametrize("text", ["{}", b"{}"])
def test_one_text_is_no_lines(text: Any) -> None:
    with pytest.raises(TypeError, match="give an open file, or a list"):
        tables.batches(text)


def test_lines_of_files_lose_the_end_of_the_line() -> None:
    (batch,) = tables.batches([b"x\r\n", "y\n"])
    assert batch.column("raw").to_pylist() == ["x", "y"]


def test_map_in_arrow_takes_the_column_of_messages() -> None:
    texts = [line(message) for message in messages()][:20]
    for columns in (
        {"value": texts},
        {"line": texts},
        {"key": [b"1"] * 20, "value": [text.encode() for text in texts]},
    ):
        made = [*tables.map_in_arrow([pa.RecordBatch.from_pydict(columns)])]
        assert pa.Table.from_batches(made) == pa.Table.from_batches([*tables.batches(texts)])
    several = pa.RecordBatch.from_pydict({"key": texts, "text": texts})
    with pytest.raises(ValueError, match="expected a column `value`"):
        [*tables.map_in_arrow([several])]


def test_a_batch_does_not_depend_on_what_came_before() -> None:
    lines = [line(message) for message in messages()]
    alone = [pa.Table.from_batches([*tables.batches([each])]) for each in lines]
    again = [pa.Table.from_batches([*tables.batches([each])]) for each in reversed(lines)]
    assert alone == again[::-1]
    assert all(not one.equals(two) for one, two in pairwise(alone[:3]))


def test_rows_are_the_same_without_the_extra_that_makes_them_fast() -> None:
    usual = [line(message) for message in messages()]
    lines = [*usual, *[*mixed()][::7], *usual, *(each.encode() for each in usual)]
    table = tables._Table(CODES, flat=False)
    assert table._readers is not None
    # From the second time on, a kind is read by its own function.
    assert [*table.batches(usual)] == [*table.batches(usual)]
    expected = sum(table._readers.find(each) is not None for each in usual)
    assert expected > len(usual) / 2
    found = pa.Table.from_batches([*table.batches(lines)])
    table._readers = None
    plain = pa.Table.from_batches([*table.batches(lines)])
    assert sorted(map(repr, found.to_pylist())) == sorted(map(repr, plain.to_pylist()))
    of_one = pa.compute.equal(found["event_code"], "commit-file")
    assert found.filter(of_one).to_pylist() == plain.filter(of_one).to_pylist()


def test_the_line_is_kept_where_something_is_around_the_message() -> None:
    text = line(full("commit-file"))
    wrapped = line({"topic": "t", "partition": 1, "offset": 5, "value": text})
    for sent in (json.dumps(text), wrapped):
        assert dw.parse(sent).event_code == "commit-file"
        (batch,) = tables.batches([sent, text])
        inside, alone = batch.to_pylist()
        assert (inside.pop("raw"), alone.pop("raw")) == (sent, None)
        assert inside == alone


def test_changed_lines_are_of_all_kinds() -> None:
    kinds = {type(parsed(each)) for message in messages() for each in changed(message)}
    assert {dw.Message, dw.InvalidMessage, dw.MalformedMessage} <= kinds
