"""Attributes with the meaning of fields: times, dates, lists and JSON that are sent in other forms."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

import dataworks_events as dw
from dataworks_events.testing import message
from tests.generated.messages import CODES, fixtures, objects_of


def meanings(thing: object) -> Iterator[str]:
    """The names of the attributes with a meaning that an object has."""
    return (
        name for name in dir(type(thing)) if name.endswith("_parsed") and not name.startswith("_")
    )


@pytest.mark.parametrize("code", CODES)
def test_every_value_of_the_docs_has_a_meaning(code: str) -> None:
    full = [each for each in fixtures(code) if each.name.endswith("/full")]
    for thing in objects_of([dw.parse(each.message).event for each in full]):
        for name in meanings(thing):
            value = getattr(thing, name.removesuffix("_parsed"))
            meant = getattr(thing, name)
            assert (meant is None) == (value is None), name
            assert value is None or type(meant) is not type(value), name


def test_a_meaning_is_no_field() -> None:
    event = message("instance-status-changes").event
    assert isinstance(event, dw.InstanceStatusChanges)
    assert "finish_time_parsed" in dir(event)
    assert not any(each.name.endswith("_parsed") for each in attrs.fields(type(event)))
    assert "_parsed" not in repr(event) + str(dw.to_dict(event))
    moved = attrs.evolve(event, finish_time=0)
    assert moved.finish_time_parsed is None
    with pytest.raises(AttributeError):
        event.finish_time_parsed = None


def test_milliseconds_are_an_instant() -> None:
    event = message("instance-status-changes", finish_time=1772503200123).event
    assert isinstance(event, dw.InstanceStatusChanges)
    assert event.finish_time_parsed == datetime(2026, 3, 3, 2, 0, 0, 123000, UTC)
    assert event.finish_time_parsed is not None
    assert event.finish_time_parsed.utcoffset() == timedelta(0)


@pytest.mark.parametrize("sent", [0, -1, 1772503200, 10**17, 2**63])
def test_a_number_that_is_no_time_has_no_meaning(sent: int) -> None:
    event = message("instance-status-changes", finish_time=sent).event
    assert isinstance(event, dw.InstanceStatusChanges)
    assert event.finish_time_parsed is None


def test_a_time_without_a_zone_gets_none() -> None:
    event = message("dag-status-changes", biz_date="2026-03-02 00:00:00").event
    assert isinstance(event, dw.DagStatusChanges)
    assert event.biz_date_parsed == datetime(2026, 3, 2)
    assert event.biz_date_parsed is not None
    assert event.biz_date_parsed.tzinfo is None


@pytest.mark.parametrize(
    "sent", ["", "2026-03-02", "2026-02-30 00:00:00", "2026-03-02 24:00:00", "soon"]
)  # fmt: skip
def test_a_text_that_is_no_time_has_no_meaning(sent: str) -> None:
    event = message("dag-status-changes", biz_date=sent).event
    assert isinstance(event, dw.DagStatusChanges)
    assert event.biz_date_parsed is None


def test_a_local_time_that_came_as_milliseconds_is_an_instant() -> None:
    event = message("dag-status-changes", biz_date=1772503200000).event
    assert isinstance(event, dw.DagStatusChanges)
    assert event.biz_date_parsed == datetime(2026, 3, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("Asia/Shanghai", 8), ("Europe/Berlin", 1), (None, None), ("../../etc/passwd", None), ("", None)],
)  # fmt: skip
def test_a_zone_is_that_of_the_field_which_has_it(zone: str | None, offset: int | None) -> None:
    setting = dw.SyncStartSetting(start_date_time="2026-03-03 00:00:00", time_zone=zone)
    meant = setting.start_date_time_parsed
    assert meant is not None
    assert meant.replace(tzinfo=None) == datetime(2026, 3, 3)
    assert meant.utcoffset() == (None if offset is None else timedelta(hours=offset))
    assert setting.last_start_position_parsed is None
    if zone == "Europe/Berlin":
        assert meant == datetime(2026, 3, 3, tzinfo=ZoneInfo(zone))


def periods(text: str) -> tuple[dw.TimePeriod, ...] | None:
    event = message("backfill-data", multiple_time_periods=text).event
    assert isinstance(event, dw.BackfillData)
    return event.multiple_time_periods_parsed


def test_json_in_a_text_is_typed() -> None:
    sent = [{"bizBeginTime": "2026-03-01", "bizEndTime": "2026-03-02", "of": "the future"}, {}]
    found = periods(json.dumps(sent))
    assert found is not None
    assert [dw.to_dict(each) for each in found] == sent
    assert found[0].biz_begin_time_parsed == date(2026, 3, 1)
    assert periods("[]") == ()


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "null", "[1]", "[{}, null]", "[NaN]", "[" * 100_000, "[{}]x"]
)
def test_a_text_that_holds_no_such_json_has_no_meaning(text: str) -> None:
    assert periods(text) is None


def test_values_between_commas_are_apart() -> None:
    alert = message("workbench-monitor-alert", node_ids="1,22, 333").event
    assert isinstance(alert, dw.WorkbenchMonitorAlertRemindNode)
    assert alert.node_ids_parsed == (1, 22, 333)
    assert attrs.evolve(alert, node_ids="").node_ids_parsed == ()
    for wrong in ("1,,2", "1,x", "1;2", ",", "1," * 2 + "9" * 5000):
        assert attrs.evolve(alert, node_ids=wrong).node_ids_parsed is None
    start = message("batch-start-diJob", extension_biz_name="a b,c").event
    assert isinstance(start, dw.BatchStartDiJob)
    assert start.extension_biz_name_parsed == ("a b", "c")


def test_a_class_of_ones_own_has_the_meanings_too() -> None:
    @attrs.frozen(kw_only=True)
    class Mine(dw.FreezeInstance):
        note: str = ""

    class Plain(dw.DagStatusChanges):
        pass

    assert Plain(biz_date="2026-03-02 00:00:00").biz_date_parsed == datetime(2026, 3, 2)
    assert Mine(note="x").note == "x"


def test_who_asks_for_no_meaning_imports_none() -> None:
    code = (
        "import sys, json\nfrom dataworks_events.fixtures import load\nimport dataworks_events as dw\n"
        "message = dw.parse(load('instance-status-changes')[1].message)\n"
        "print('dataworks_events._parsed' in sys.modules)\n"
        "message.event.finish_time_parsed\nprint('dataworks_events._parsed' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
