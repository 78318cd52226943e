"""The strategies for Hypothesis give messages of every event, with any value that fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

import dataworks_events as dw
from dataworks_events.testing.strategies import messages

QUICK = settings(
    max_examples=8,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
FIRST = settings(QUICK, phases=[Phase.generate])
"""Whatever is found first will do."""


@pytest.mark.parametrize("code", list(dw.EVENTS))
def test_every_message_is_read_without_a_problem(code: str) -> None:
    @QUICK
    @given(messages(code))
    def check(message: dw.Message) -> None:
        assert message.event_code == code
        assert not message.problems
        assert dw.parse(dw.to_bytes(message), strict=True) == message

    check()


@pytest.mark.parametrize(
    "wanted",
    [
        lambda message: message.event.file_name is None,
        lambda message: message.event.change_type not in (None, *dw.ChangeType),
        lambda message: message.event.change_type is dw.ChangeType.DELETE,
        lambda message: (message.event.file_id or 0) > 10**12,
    ],
)
def test_whatever_may_come_is_found(wanted: Callable[[dw.Message], bool]) -> None:
    assert wanted(find(messages(dw.CommitFile), wanted, settings=settings(FIRST, max_examples=500)))


def test_every_variant_and_envelope_is_found() -> None:
    alert = dw.WorkbenchMonitorAlertBaseline
    find(
        messages(dw.WorkbenchMonitorAlert),
        lambda each: isinstance(each.event, alert),
        settings=FIRST,
    )
    code = "download-resources"
    find(messages(code), lambda each: each.envelope == "function-compute", settings=FIRST)
    find(messages(), lambda each: each.event_code != "node-change-created", settings=FIRST)


@QUICK
@given(messages("download-resources", envelope="function-compute"))
def test_one_envelope_is_enough(message: dw.Message) -> None:
    assert message.envelope == "function-compute"


def test_an_envelope_that_the_event_never_has_is_refused() -> None:
    with pytest.raises(ValueError, match="function-compute"):
        find(messages("commit-file", envelope="function-compute"), lambda _: True, settings=QUICK)
