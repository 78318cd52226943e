"""Events that the catalogue does not know: nobody's are passed over in silence."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import dataworks_events as dw
from dataworks_events import _log
from tests.generated.paths import (
    Outcome,
    nothing_registered,
    outcomes_of_mapping,
    outcomes_of_text,
    the_one,
)

VERSION = dw.CATALOGUE_VERSION
KNOWN = f"an event of the catalogue, version {VERSION}"
SOURCE = "acs.dataworks"


@pytest.fixture(autouse=True)
def nothing_named() -> Iterator[None]:
    """Warn as a process does that has just started."""
    before = {*_log._named}
    _log._named.clear()
    yield
    _log._named.clear()
    _log._named.update(before)


def sent(**attributes: object) -> dict[str, Any]:
    return {"id": "m-1", "specversion": "1.0", "data": {"a": 1}, **attributes}


UNKNOWN: list[tuple[dict[str, Any], bool, list[str]]] = [
    (
        sent(source="acs.mns", type="mns:Queue:Other"),
        True,
        [
            'source: expected "acs.dataworks", got "acs.mns"',
            'type: expected a type that begins with "dataworks:", got "mns:Queue:Other"',
        ],
    ),
    (
        sent(source=SOURCE, type="oss:ObjectCreated:PutObject"),
        True,
        ['type: expected a type that begins with "dataworks:", got "oss:ObjectCreated:PutObject"'],
    ),
    (
        sent(type="sls:connector"),
        True,
        ['type: expected a type that begins with "dataworks:", got "sls:connector"'],
    ),
    (
        sent(source="my.own", type="dataworks:New:Thing"),
        False,
        [
            'source: expected "acs.dataworks", got "my.own"',
            f'type: expected {KNOWN}, got "dataworks:New:Thing"',
        ],
    ),
    (
        sent(source="my.own"),
        True,
        [
            'source: expected "acs.dataworks", got "my.own"',
            f"data.eventCode: expected {KNOWN}, got nothing",
        ],
    ),
    (
        sent(source=SOURCE, type="dataworks:New:Thing"),
        False,
        [f'type: expected {KNOWN}, got "dataworks:New:Thing"'],
    ),
    (
        sent(type="dataworks:New:Thing", data={"eventCode": "new-thing"}),
        False,
        [f'type: expected {KNOWN}, got "dataworks:New:Thing" (new-thing)'],
    ),
    (
        sent(data={"eventCode": "new-thing"}),
        False,
        [f'data.eventCode: expected {KNOWN}, got "new-thing" (new-thing)'],
    ),
    (sent(), False, [f"data.eventCode: expected {KNOWN}, got nothing"]),
    (
        {"messageId": "m-1", "eventType": "new-thing", "messageBody": {}},
        False,
        [f'eventType: expected {KNOWN}, got "new-thing" (new-thing)'],
    ),
    (
        {"eventCode": "new-thing", "a": 1},
        False,
        [f'eventCode: expected {KNOWN}, got "new-thing" (new-thing)'],
    ),
]


def everywhere(message: dict[str, Any], **options: Any) -> Outcome:
    text = json.dumps(message)
    return the_one({**outcomes_of_text(text, **options), **outcomes_of_mapping(message, **options)})


@pytest.mark.parametrize(("message", "is_foreign", "problems"), UNKNOWN)
def test_an_unknown_event_is_said_to_be_new_or_foreign(
    message: dict[str, Any], is_foreign: bool, problems: list[str]
) -> None:
    everywhere(message)
    found = dw.parse(message)
    assert isinstance(found.event, dw.UnknownEvent)
    assert found.event.is_foreign == is_foreign
    assert [*map(str, found.problems)] == problems
    assert dw.to_dict(found) == message
    assert everywhere(message, strict=True)[0] is dw.InvalidMessage


def test_what_it_is_outlives_copies() -> None:
    foreign = dw.parse(UNKNOWN[0][0])
    for other in (copy.deepcopy(foreign), pickle.loads(pickle.dumps(foreign))):
        assert other == foreign
        assert isinstance(other.event, dw.UnknownEvent)
        assert other.event.is_foreign
        assert other.problems == foreign.problems
    assert isinstance(foreign.event, dw.UnknownEvent)
    assert attrs.evolve(foreign.event, extra={}).is_foreign
    made = dw.converter().structure({"a": 1}, dw.Event)
    assert isinstance(made, dw.UnknownEvent)
    assert not made.is_foreign


def test_an_event_of_the_catalogue_from_elsewhere_is_its_own() -> None:
    text = json.dumps(sent(source="my.test", type=str(dw.EventType.COMMIT_FILE)))
    assert dw.parse(text, strict=True).problems == ()


@pytest.mark.parametrize("msgspec", [True, False])
def test_the_first_of_each_type_is_a_warning(
    msgspec: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "dataworks_events")
    secret = {"secret": "do not show", "eventCode": "thing"}
    with nothing_registered(msgspec=msgspec):
        for number in range(5):
            for event_type in ("dataworks:New", "oss:Thing\n"):
                message = sent(id=f"m-{number}", type=event_type, data=secret)
                dw.parse(json.dumps(message))
    assert [record.getMessage() for record in caplog.records] == [
        "message m-0: an event that the catalogue does not know, type dataworks:New, code thing",
        "message m-0: an event of another product, type oss:Thing\\n, code thing",
    ]
    assert {record.levelname for record in caplog.records} == {"WARNING"}


def test_types_without_end_are_not_all_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "dataworks_events")
    for number in range(2 * _log.MOST_NAMED):
        dw.parse(sent(type=f"dataworks:{number}"))
        dw.parse(sent(type="x" * 10_000 + str(number)))
    assert len(caplog.records) == len(_log._named) == _log.MOST_NAMED
    assert all(len(part or "") <= 64 for names in _log._named for part in names)


def test_what_is_refused_is_not_logged_as_well(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(dw.InvalidMessage):
        dw.parse(sent(type="dataworks:New:Thing"), strict=True)
    assert caplog.records == []
