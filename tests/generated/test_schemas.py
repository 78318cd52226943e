"""`schemas/` and `parse(strict=True)` accept the same messages."""

from __future__ import annotations

import copy
import json
import os
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, validators

import dataworks_events as dw
from tests.generated.changed import FULL, changed_messages, inside, other_form, places
from tests.generated.messages import CODES, EVENT_FIELDS, by_function_compute, fixtures, the_fixture
from tests.generated.paths import nothing_registered

SCHEMAS = Path(__file__).resolve().parents[2] / "generated" / "schemas"
AS_MANY = float(os.environ.get("TIMES_AS_MANY_EXAMPLES", "1"))
some = settings(deadline=None, derandomize=True, max_examples=round(500 * AS_MANY))


def _pattern(_: Any, pattern: str, value: object, __: Any) -> Iterator[Any]:
    """`$` is the end of the text, as in the expressions of JSON Schema; in Python's, not quite."""
    if isinstance(value, str) and not re.search(pattern.removesuffix("$") + r"\Z", value):
        from jsonschema import ValidationError

        yield ValidationError(f"{value!r} does not match {pattern!r}")


Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


@cache
def validator(name: str) -> Any:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return Validator(schema)


def accepted_by_parse(sent: dict[str, Any]) -> dw.Message | None:
    with nothing_registered():
        try:
            return dw.parse(sent, strict=True)
        except dw.MessageError:
            return None


EVENT_AS_TEXT = "an event as a JSON text"
EVENT_IN_BASE64 = "as JSON in base64 (data_base64)"
ENVELOPE_NOT_KNOWN = "an event in an envelope that is not known to carry it"
TYPE_NOT_KNOWN = "by its code beside a type that is not known"
TWO_ENVELOPES = "a message with the events of two envelopes"
TWO_NAMES = "Another name of"
NARROWER = (
    EVENT_AS_TEXT,
    EVENT_IN_BASE64,
    ENVELOPE_NOT_KNOWN,
    TYPE_NOT_KNOWN,
    TWO_ENVELOPES,
    TWO_NAMES,
)
"""What the schemas say, in a `$comment`, that they refuse though reading accepts it."""
WIDER = "a whole number with a point or an exponent is an integer below 2**53 alone"
"""The same of what they accept though reading refuses it."""


def why_narrower(message: dw.Message, sent: dict[str, Any]) -> str | None:
    """Which of the reasons makes the schemas refuse what was read."""
    if len(EVENT_FIELDS.values() & sent.keys()) > 1:
        return TWO_ENVELOPES
    if message.event_base64 is not None:
        return EVENT_IN_BASE64
    if isinstance(sent[EVENT_FIELDS[message.envelope]], str):
        return EVENT_AS_TEXT
    info = dw.EVENTS[str(message.event_code)]
    if message.envelope not in info.envelopes:
        return ENVELOPE_NOT_KNOWN
    name = sent.get("type" if message.envelope == "eventbridge" else "eventType")
    if isinstance(name, str) and name not in (str(info.type), message.event_code):
        return TYPE_NOT_KNOWN
    return TWO_NAMES if any(two_names(sent)) else None


def two_names(value: Any) -> Iterator[bool]:
    """Whether an object somewhere inside has a field under two of its names."""
    if isinstance(value, dict):
        yield {"notificaionReceivers", "notificationReceivers"} <= value.keys()
        yield {"taskIds", "taskId"} <= value.keys()
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from two_names(inner)


def large_floats(value: Any) -> Iterator[float]:
    """The floats that stand for whole numbers, and may stand for several."""
    if isinstance(value, float) and value.is_integer() and abs(value) >= 2**53:
        yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from large_floats(inner)


def agree(sent: dict[str, Any]) -> None:
    """The schemas accept what strict reading accepts; if not, for one of the reasons."""
    message = accepted_by_parse(sent)
    errors = [error.message for error in validator("bundle").iter_errors(sent)]
    if message is None:
        assert errors or any(large_floats(sent)), "the bundle accepts what reading refuses"
        return
    if errors:
        assert why_narrower(message, sent), errors
    code = str(message.event_code)
    assert validator(code).is_valid(sent) == (not errors)
    other = CODES[CODES.index(code) - 1]
    assert not validator(other).is_valid(sent)


@given(changed_messages())
@some
def test_changed_messages(messages: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, sent = messages
    agree(sent)


@pytest.mark.parametrize("code", CODES)
def test_fixtures(code: str) -> None:
    for fixture in fixtures(code):
        agree(dict(fixture.message))


@pytest.mark.parametrize("fixture", FULL, ids=lambda fixture: fixture.name)
def test_every_value_in_its_other_forms_and_absent(fixture: Any) -> None:
    for place in places(fixture.message):
        for change in ("absent", "null", "other"):
            usual: dict[str, Any] = dict(fixture.message)
            value = inside(usual, place)[place[-1]]
            forms = other_form(value) if change == "other" else [None]
            for form in forms if isinstance(forms, list) else [forms]:
                sent = copy.deepcopy(usual)
                if change == "absent" and isinstance(place[-1], str):
                    del inside(sent, place)[place[-1]]
                else:
                    inside(sent, place)[place[-1]] = form
                agree(sent)


def test_where_the_schemas_differ_from_reading_they_say_so() -> None:
    text = (SCHEMAS / "bundle.json").read_text(encoding="utf-8")
    comments = " ".join(re.findall(r'"\$comment": "(.*)"', text))
    assert [reason for reason in (*NARROWER, WIDER) if reason not in comments] == []


def in_base64(sent: dict[str, Any]) -> dict[str, Any]:
    """The same message with its event as CloudEvents write binary data."""
    data = b64encode(json.dumps(sent["data"]).encode()).decode()
    return {**{name: value for name, value in sent.items() if name != "data"}, "data_base64": data}


COMMIT = the_fixture("commit-file", "eventbridge/full").message
DOWNLOAD = the_fixture("download-resources", "function-compute/full").message
APPROVAL = the_fixture("workbench-monitor-alert", "eventbridge/remind-node/full").message
DIFFERENT: list[tuple[dict[str, Any], str]] = [
    ({**COMMIT, "data": json.dumps(COMMIT["data"])}, EVENT_AS_TEXT),
    (in_base64(COMMIT), EVENT_IN_BASE64),
    (by_function_compute("commit-file"), ENVELOPE_NOT_KNOWN),
    ({**COMMIT, "type": "dataworks:New:Kind"}, TYPE_NOT_KNOWN),
    ({**DOWNLOAD, "data": {}}, TWO_ENVELOPES),
    ({**APPROVAL, "data": {**APPROVAL["data"], "taskId": 1.5}}, TWO_NAMES),  # type: ignore[dict-item]  # JSON
]


@pytest.mark.parametrize(("sent", "reason"), DIFFERENT, ids=[reason for _, reason in DIFFERENT])
def test_what_reading_accepts_and_the_schemas_refuse(sent: dict[str, Any], reason: str) -> None:
    message = accepted_by_parse(sent)
    assert message is not None
    assert why_narrower(message, sent) == reason
    assert not validator("bundle").is_valid(sent)
    assert not validator(str(message.event_code)).is_valid(sent)


def test_what_the_schemas_accept_and_reading_refuses() -> None:
    data = COMMIT["data"]
    assert isinstance(data, dict)
    for number, fits in ((2.0**53 - 1, True), (2.0**53, False), (1e22, False)):
        sent = {**COMMIT, "data": {**data, "fileId": number}}
        assert validator("bundle").is_valid(sent)
        assert (accepted_by_parse(sent) is not None) == fits


@pytest.mark.parametrize("fixture", FULL, ids=lambda fixture: fixture.name)
def test_one_wrong_value_is_one_error(fixture: Any) -> None:
    event_field = EVENT_FIELDS[fixture.envelope]
    for name in fixture.message[event_field]:
        sent = copy.deepcopy(dict(fixture.message))
        # No field of an event itself may be true in all of its forms.
        sent[event_field][name] = {"wrong": [True]}
        errors = [*validator("bundle").iter_errors(sent)]
        assert len(errors) <= 1, [error.message for error in errors]
        if errors:
            assert [*errors[0].absolute_path][:2] == [event_field, name]


@pytest.mark.parametrize("name", ["type", "eventType"])
def test_a_name_that_no_event_has_is_one_error(name: str) -> None:
    sent = {**(COMMIT if name == "type" else DOWNLOAD), name: "dataworks:New:Kind"}
    (error,) = validator("bundle").iter_errors(sent)
    assert [*error.absolute_path] == [name]


# The event alone


def body(code: str) -> Any:
    return json.loads((SCHEMAS / "bodies" / f"{code}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", CODES)
def test_every_full_event_fits_the_schema_of_the_event_alone(code: str) -> None:
    schema = body(code)
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == dw.EVENTS[code].event_class.__name__
    for fixture in FULL:
        if fixture.message.get("type") == dw.EVENTS[code].type:
            data = fixture.message["data"]
            assert isinstance(data, dict)
            assert Validator(schema).is_valid(data)
            assert data.keys() <= schema["properties"].keys()


@pytest.mark.parametrize("code", CODES)
def test_the_schema_of_the_event_alone_has_one_type_for_each_value(code: str) -> None:
    text = json.dumps(body(code))
    assert not re.search(r'"(\$ref|\$id|oneOf|anyOf|allOf|if)":|urn:', text)
    for part in schemas_in(body(code)):
        assert isinstance(part.get("type", ""), str)
        if part.get("type") == "integer":
            assert part["format"] == "int64"


REGISTERED = {"int64", "date-time", "date"}


@pytest.mark.parametrize("path", sorted(SCHEMAS.rglob("*.json")), ids=lambda path: path.stem)
def test_formats_have_registered_names_and_integers_are_of_64_bits(path: Path) -> None:
    for part in schemas_in(json.loads(path.read_text(encoding="utf-8"))):
        types = part.get("type", [])
        assert part.get("format", "int64") in REGISTERED
        if "integer" in types and "enum" not in part and "not" not in part:
            assert part["format"] == "int64", part


def schemas_in(schema: Any) -> Iterator[dict[str, Any]]:
    """A schema and all that are in it."""
    if isinstance(schema, dict):
        yield schema
        for name, value in schema.items():
            if name in ("properties", "$defs"):
                for inner in value.values():
                    yield from schemas_in(inner)
            elif name not in ("examples", "enum", "const", "required"):
                yield from schemas_in(value)
    if isinstance(schema, list):
        for inner in schema:
            yield from schemas_in(inner)
