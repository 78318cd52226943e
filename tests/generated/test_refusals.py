"""A message that is refused can be answered and kept all the same."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

import dataworks_events as dw
from tests.generated.messages import by_function_compute, event_data, the_fixture
from tests.generated.paths import TIMES, nothing_registered

WHOLE = the_fixture("commit-file", "eventbridge/full").message
DATA = event_data(the_fixture("commit-file", "eventbridge/full"))
WRONG = {**DATA, "projectId": []}
TYPE = str(dw.EventType.COMMIT_FILE)
COMPUTE = by_function_compute("commit-file")

Identity = tuple[str | None, str | None, str | None, str | None]

KNOWN = ("m-1", "commit-file", TYPE, "eventbridge")

REFUSED: list[tuple[dict[str, Any], Identity]] = [
    ({**WHOLE, "id": "m-1", "data": WRONG}, KNOWN),
    ({"id": "m-1", "type": TYPE, "data": {"fileId": {}}, "extra": 1}, KNOWN),
    ({"id": "m-1", "type": TYPE, "data": json.dumps(WRONG)}, KNOWN),
    ({"id": "m-1", "data": WRONG}, KNOWN),
    ({"id": "m-1", "data": json.dumps(WRONG)}, KNOWN),
    ({"id": "m-1", "type": TYPE, "data": None}, KNOWN),
    ({"id": "m-1", "type": TYPE, "data": "no JSON"}, KNOWN),
    ({"id": 7, "type": TYPE, "data": WRONG}, ("7", *KNOWN[1:])),
    ({"id": 7.0, "type": TYPE, "data": WRONG}, ("7", *KNOWN[1:])),
    ({"id": True, "type": TYPE, "data": WRONG}, (None, *KNOWN[1:])),
    ({"id": {"a": 1}, "type": TYPE, "data": WRONG}, (None, *KNOWN[1:])),
    ({"type": TYPE, "data": WRONG}, (None, *KNOWN[1:])),
    ({"id": "m-1", "type": [TYPE], "data": WRONG}, KNOWN),
    ({"id": "m-1", "type": "x:y:z", "data": []}, ("m-1", None, "x:y:z", "eventbridge")),
    ({"id": "m-1", "data": [1]}, ("m-1", None, None, "eventbridge")),
    (
        {**COMPUTE, "messageId": "m-2", "messageBody": WRONG},
        ("m-2", "commit-file", TYPE, "function-compute"),
    ),
    (
        {"messageId": "m-2", "messageBody": WRONG},
        ("m-2", "commit-file", TYPE, "function-compute"),
    ),
    (WRONG, (None, "commit-file", TYPE, "event-data")),
]


def identity(error: dw.MessageError) -> Identity:
    return error.message_id, error.event_code, error.event_type, error.envelope


def refusal(read: Callable[..., object], sent: object, **options: Any) -> dw.MessageError:
    with pytest.raises(dw.MessageError) as raised:
        read(sent, **options)
    return raised.value


@pytest.mark.parametrize("msgspec", [True, False])
@pytest.mark.parametrize(("sent", "expected"), REFUSED)
def test_a_refused_message_can_be_answered_and_kept(
    sent: dict[str, Any], expected: Identity, msgspec: bool
) -> None:
    text = json.dumps(sent)
    with nothing_registered(msgspec=msgspec):
        everywhere: list[Any] = [*[text] * TIMES, text.encode(), sent, MappingProxyType(sent)]
        for handed in everywhere:
            error = refusal(dw.parse, handed, strict=True)
            assert type(error) is dw.InvalidMessage
            assert identity(error) == expected
            assert error.sent == sent


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize(("sent", "expected"), REFUSED)
def test_so_can_one_of_many(sent: dict[str, Any], expected: Identity, as_text: bool) -> None:
    text = json.dumps(sent)
    source: Any = [sent, sent] if not as_text else f"[{text},{text}]"
    lines = f"{text}\n{text}\n"
    for many in (source, lines, [text, text]):
        found = dw.parse_many(many, strict=True)
        for index, error in enumerate(found):
            assert isinstance(error, dw.InvalidMessage)
            assert (*identity(error), error.index) == (*expected, index)
            assert error.sent == sent


@pytest.mark.parametrize("named", [{"event_code": "commit-file"}, {"type": TYPE}])
def test_so_can_bare_event_data(named: dict[str, str]) -> None:
    sent = {name: value for name, value in WRONG.items() if name != "eventCode"}
    for handed in (sent, json.dumps(sent)):
        error = refusal(dw.parse_event, handed, strict=True, **named)
        assert identity(error) == (None, "commit-file", TYPE, "event-data")
        assert error.sent == sent


def test_so_can_one_that_is_refused_for_what_no_field_holds() -> None:
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    sent: dict[str, Any] = {**WHOLE, "id": "m-1", "data": {**DATA, "deep": deep}}
    for error in (
        refusal(dw.parse, json.dumps(sent)),
        refusal(dw.parse, sent),
        *dw.parse_many([json.dumps(sent)]),
        *dw.parse_many(json.dumps([sent])),
    ):
        assert type(error) is dw.MalformedMessage
        assert identity(error) == KNOWN
        assert error.sent == sent


def test_so_can_one_that_strict_mode_alone_refuses() -> None:
    sent = {**WHOLE, "id": "m-1", "data": {**DATA, "owner": [1], "projectId": {}}}
    assert identity(refusal(dw.parse, sent, strict=True)) == KNOWN
    newer = {"id": "m-1", "type": "dataworks:New:Thing", "data": {"eventCode": "thing"}}
    error = refusal(dw.parse, json.dumps(newer), strict=True)
    assert identity(error) == ("m-1", "thing", "dataworks:New:Thing", "eventbridge")
    assert error.sent == newer


def test_an_unknown_envelope_is_kept_with_the_id_that_it_has() -> None:
    sent = {"messageId": "m-3", "content": {}}
    error = refusal(dw.parse, json.dumps(sent))
    assert type(error) is dw.UnknownEnvelope
    assert identity(error) == ("m-3", None, None, None)
    assert error.sent == sent


def test_of_what_is_no_object_nothing_is_known() -> None:
    for text in ("{", "[1]", "5", ""):
        error = refusal(dw.parse, text)
        assert identity(error) == (None, None, None, None)
        assert error.sent is None


def test_what_an_error_knows_outlives_copies_and_pickle() -> None:
    sent, expected = REFUSED[0]
    (of_many,) = dw.parse_many([json.dumps(sent)], strict=True)
    assert isinstance(of_many, dw.InvalidMessage)
    for error in (
        refusal(dw.parse, sent, strict=True),
        of_many,
        refusal(dw.parse, {"messageId": "m-3"}),
    ):
        for other in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
            assert type(other) is type(error)
            assert identity(other) == identity(error)
            assert (other.sent, other.index, str(other)) == (error.sent, error.index, str(error))
    assert identity(of_many) == expected


def test_what_is_sent_is_in_no_text_of_an_error() -> None:
    sent = {**WHOLE, "data": {**WRONG, "secret": "do not show"}}
    error = refusal(dw.parse, sent, strict=True)
    assert "do not show" not in f"{error} {error!r}"
