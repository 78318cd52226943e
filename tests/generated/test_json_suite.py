"""What JSON readers must accept, must reject and may take either way, in five places of a message."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

import dataworks_events as dw
from tests.generated.json_cases import MAY_DO_EITHER, MUST_ACCEPT, MUST_REJECT
from tests.generated.paths import TIMES, Outcome, nothing_registered, outcome, the_one
from tests.generated.values import same

HEAD = b'{"type":"dataworks:ApprovalChange:ApprovalChangeCreated","data":'
EVENT = b'{"appId":1,%s"process":{"processId":"2"%s}%s}}'
PLACES: Mapping[str, Callable[[bytes], bytes]] = {
    "the whole text": lambda case: case,
    "the event": lambda case: HEAD + case + b"}",
    "a field": lambda case: HEAD + EVENT % (b'"comments":' + case + b",", b"", b""),
    "an object inside": lambda case: HEAD + EVENT % (b"", b',"approvalContent":' + case, b""),
    "an unknown field": lambda case: HEAD + EVENT % (b"", b"", b',"novel":' + case),
}
USUAL = [place(b"{}" if name != "a field" else b'"x"') for name, place in PLACES.items()][1:]
BY_PLACE = pytest.mark.parametrize("name", PLACES)


def outcomes(case: bytes, **options: Any) -> Outcome:
    """What all paths make of a text, which must be the same; a place is registered before."""
    forms: list[bytes | str] = [case]
    with contextlib.suppress(UnicodeDecodeError):
        forms.append(case.decode("utf-8", "surrogatepass"))
    found = {}
    for form in forms:
        for time in range(3):
            found[f"{type(form).__name__}, time {time}"] = outcome(dw.parse, form, **options)
    return the_one(found)


def read_everywhere(place: Callable[[bytes], bytes], cases: Mapping[str, bytes]) -> list[Outcome]:
    """The outcome of each case in a place, with `msgspec` and without."""
    with nothing_registered(msgspec=False):
        alone = [outcomes(place(case)) for case in cases.values()]
    with nothing_registered():
        for usual in USUAL * TIMES:
            outcome(dw.parse, usual)
        for number, case in enumerate(cases.values()):
            assert outcomes(place(case)) == alone[number], case
    return alone


def is_no_json(found: Outcome) -> bool:
    return (
        found[0] is dw.MalformedMessage and re.match("expected JSON[:,]", str(found[1])) is not None
    )


@BY_PLACE
def test_what_must_be_accepted_is_read_and_comes_back(name: str) -> None:
    place = PLACES[name]
    for case, found in zip(MUST_ACCEPT.values(), read_everywhere(place, MUST_ACCEPT), strict=True):
        assert not is_no_json(found), case
        sent = json.loads(place(case))
        if type(sent) is dict:
            assert outcome(dw.parse, sent) == found
            with nothing_registered():
                try:
                    message = dw.parse(place(case))
                except dw.MessageError:
                    assert name in ("the whole text", "the event"), case
                    continue
            assert same(dw.to_dict(message), sent)
            assert same(json.loads(dw.to_json(message)), sent)
        else:
            assert str(found[1]).startswith("expected a JSON object, got "), case


@BY_PLACE
def test_what_must_be_rejected_is_no_json(name: str) -> None:
    for case, found in zip(MUST_REJECT, read_everywhere(PLACES[name], MUST_REJECT), strict=True):
        assert is_no_json(found), case
        assert "\n" not in str(found[1])


@BY_PLACE
def test_what_may_be_either_is_taken_alike_and_comes_back(name: str) -> None:
    place = PLACES[name]
    cases = MAY_DO_EITHER
    for case, found in zip(cases.values(), read_everywhere(place, cases), strict=True):
        if not isinstance(found[0], type) or not issubclass(found[0], dw.MessageError):
            sent = json.loads(place(case))
            with nothing_registered():
                assert same(dw.to_dict(dw.parse(place(case))), sent)


@pytest.mark.parametrize("cases", [MUST_ACCEPT, MUST_REJECT, MAY_DO_EITHER], ids=len)
def test_as_a_text_inside_the_message_cases_are_what_they_are_outside(
    cases: Mapping[str, bytes],
) -> None:
    def inside(case: bytes) -> bytes:
        return HEAD + json.dumps(case.decode("utf-8", "replace")).encode() + b"}"

    texts = {
        name: PLACES["an unknown field"](case).removeprefix(HEAD)[:-1]
        for name, case in cases.items()
    }
    for found in read_everywhere(inside, texts):
        if cases is MUST_REJECT:
            assert found[0] is dw.InvalidMessage
            assert found[-1] is dw.MalformedMessage
        if cases is MUST_ACCEPT:
            assert found[0] is dw.ApprovalChangeCreated


@pytest.mark.parametrize("name", ["the event", "a field", "an unknown field"])
def test_the_bare_event_is_taken_alike(name: str) -> None:
    for cases in (MUST_ACCEPT, MUST_REJECT):
        for case in cases.values():
            whole = PLACES[name](case)
            text = whole.removeprefix(HEAD)[:-1]
            code = "approval-change-created"
            with nothing_registered():
                found = [outcome(dw.parse_event, text, event_code=code) for _ in range(3)]
            assert found[0] == found[1] == found[2]
            assert is_no_json(found[0]) == (cases is MUST_REJECT), case


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"])
def test_cases_in_other_encodings_are_what_they_are_in_utf_8(encoding: str) -> None:
    place = PLACES["an unknown field"]
    with nothing_registered():
        for cases in (MUST_ACCEPT, MUST_REJECT):
            for case in list(cases.values())[::3]:
                try:
                    text = place(case).decode()
                except UnicodeDecodeError:
                    continue
                assert outcome(dw.parse, text.encode(encoding)) == outcome(dw.parse, text)
