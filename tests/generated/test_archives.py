"""Messages that earlier releases kept are read as the same events, with no new problem."""

from __future__ import annotations

import json
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import dataworks_events as dw
from codegen.diff.archive import Release, number, releases

PROJECT = Path(__file__).parents[2]
RELEASES = releases(PROJECT / "spec" / "releases")


@cache
def changed() -> dict[str, dict[str, str]]:
    """By event code, the versions from which on messages are read as something else."""
    text = (PROJECT / "generated" / "catalogue.json").read_text(encoding="utf-8")
    return {event["code"]: event["changed"] for event in json.loads(text)["events"]}


def difference(kept: dict[str, Any]) -> str | None:
    """How a message is read otherwise than it was; None if it is not."""
    try:
        message = dw.parse(kept["message"])
    except dw.InvalidMessage as error:
        return None if kept["refused"] else f"it is refused: {error}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        expected = getattr(dw, kept["class"], None)
    if kept["refused"]:
        return None
    if type(message.event) is not expected:
        return f"it is {type(message.event).__name__}, where it was {kept['class']}"
    new = [problem.path for problem in message.problems if problem.path not in kept["problems"]]
    if new:
        return f"there are new problems at {', '.join(new)}"
    return None if dw.to_dict(message) == kept["message"] else "it is written back otherwise"


def differences(messages: list[dict[str, Any]], since: str) -> list[str]:
    """How messages are read otherwise, without those of events whose change is explained."""
    explained = {
        code
        for code, versions in changed().items()
        if any(number(version) > number(since) for version in versions)
    }
    return [
        f"{kept['name']}: {found}"
        for kept in messages
        if kept["event_code"] not in explained and (found := difference(kept))
    ]


def test_there_is_a_release() -> None:
    assert RELEASES


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_every_message_of_a_release_is_read_as_it_was(release: Release) -> None:
    messages = release.messages()
    assert {kept["event_code"] for kept in messages} == {
        event["code"] for event in release.catalogue()["events"]
    }
    assert not differences(messages, release.version)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"class": "DeployFile"}, "it is CommitFile, where it was DeployFile"),
        ({"class": "NoSuchEvent"}, "it is CommitFile, where it was NoSuchEvent"),
        ({"message": {"data": {"eventCode": "commit-file", "fileName": 7}}}, "new problems at data.fileName"),
        ({"message": {"data": 7}}, "it is refused"),
    ],
)  # fmt: skip
def test_what_is_read_otherwise_is_noticed(change: dict[str, Any], said: str) -> None:
    messages = RELEASES[0].messages()
    kept = next(each for each in messages if each["name"].endswith("/full") and each["event_code"] == "commit-file")  # fmt: skip
    (found,) = differences([kept | change], RELEASES[0].version)
    assert said in found


def test_a_change_that_the_catalogue_explains_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = next(each for each in RELEASES[0].messages() if each["event_code"] == "commit-file")
    wrong = [kept | {"class": "DeployFile", "refused": False}]
    assert differences(wrong, "0.1.0")
    monkeypatch.setitem(changed(), "commit-file", {"0.2.0": "It is another event."})
    assert not differences(wrong, "0.1.0")
    assert differences(wrong, "0.2.0")
