"""The programs of the guide on receiving messages, each run as it stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

import dataworks_events as dw
from tests.generated.messages import event_data, the_fixture
from tests.generated.serving import post, served
from tests.generated.test_docs import DOCS, catalogue
from tests.markdown_page import read

COMMIT = the_fixture("commit-file", "eventbridge/full").message
TEXT = json.dumps(COMMIT).encode()
OTHER = json.dumps({**COMMIT, "id": "another"}).encode()
WRONG = b'{"id": "m-9", "type": "dataworks:FileChange:CommitFile", "data": 5}'
LONGEST = 30


def programs() -> list[str]:
    page = read(DOCS / "delivery.md")
    return [block.text for block in page.blocks if block.language == "python"]


def test_each_is_short() -> None:
    found = programs()
    assert len(found) == 3
    assert all(len(program.splitlines()) <= LONGEST for program in found)


class Subscriber:
    """What a subscriber has of its own, and a program of the guide with it."""

    def __init__(self, number: int, is_signed: bool = True) -> None:
        self.handled: list[dw.Message] = []
        self.kept: list[tuple[object, ...]] = []
        self.signed: list[bytes] = []
        self.is_signed = is_signed
        self.names: dict[str, Any] = {
            "handle": self.handled.append,
            "keep": lambda *what: self.kept.append(what),
            "is_signed": self._is_signed,
        }
        exec(programs()[number], self.names)

    def _is_signed(self, scope: Any, body: bytes) -> bool:
        self.signed.append(body)
        return self.is_signed


def test_over_http() -> None:
    subscriber = Subscriber(0)
    binary = {"ce-id": "m-3", "ce-type": str(COMMIT["type"]), "ce-source": "acs.dataworks"}
    data = json.dumps(event_data(the_fixture("commit-file", "eventbridge/full"))).encode()
    with served(subscriber.names["app"]) as port:
        statuses = [
            post(port, TEXT),
            post(port, TEXT),
            post(port, data, binary),
            post(port, b"[" + OTHER + b"," + WRONG + b"]"),
            post(port, b"no JSON"),
        ]
    assert statuses == [200] * 5
    assert [message.id for message in subscriber.handled] == [COMMIT["id"], "m-3", "another"]
    assert [what[0] for what in subscriber.kept] == ["m-9", None]
    assert subscriber.signed[0] == TEXT


def test_over_http_without_a_signature() -> None:
    subscriber = Subscriber(0, is_signed=False)
    with served(subscriber.names["app"]) as port:
        assert post(port, TEXT) == 401
    assert (subscriber.handled, subscriber.kept) == ([], [])


@pytest.mark.parametrize(
    ("event", "handled", "kept"),
    [
        (TEXT, 1, 0),
        (b"[" + TEXT + b"," + OTHER + b"]", 2, 0),
        (json.dumps([TEXT.decode(), WRONG.decode(), OTHER.decode()]).encode(), 2, 1),
        (json.dumps({"body": TEXT.decode(), "isBase64Encoded": False}).encode(), 1, 0),
        (b"", 0, 0),
    ],
)
def test_in_a_function(event: bytes, handled: int, kept: int) -> None:
    subscriber = Subscriber(1)
    assert subscriber.names["handler"](event, None) == f"{kept} could not be read"
    assert (len(subscriber.handled), len(subscriber.kept)) == (handled, kept)


def test_from_a_queue() -> None:
    subscriber = Subscriber(2)
    messages: Callable[[Iterable[Any]], Iterable[dw.Message]] = subscriber.names["messages"]
    headers = [("ce_id", b"m-3"), ("ce_type", str(COMMIT["type"]).encode())]
    records = [
        SimpleNamespace(value=TEXT, headers=[]),
        SimpleNamespace(value=WRONG, headers=None),
        SimpleNamespace(value=b'{"fileId": 5}', headers=headers),
    ]
    assert [message.id for message in messages(records)] == [COMMIT["id"], "m-3"]
    assert [what[0] for what in subscriber.kept] == ["m-9"]


def test_the_guide_says_all_that_the_catalogue_has_for_it() -> None:
    text = " ".join((DOCS / "delivery.md").read_text(encoding="utf-8").split()).replace("\\", "")
    text = re.sub(r"\[([\w-]+)\]\(sources\.md#source-\1\)", r"\1", text)
    envelopes = catalogue()["envelopes"]
    parts = {k: v for each in envelopes.values() for k, v in each.get("guide", {}).items()}
    assert len(parts) >= 4
    for heading, lines in parts.items():
        assert f"## {heading}" in text
        for line in lines:
            assert " ".join(line.split()) in text
