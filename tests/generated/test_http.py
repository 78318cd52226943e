"""Messages sent by the `cloudevents` package of both generations to a real HTTP server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import dataworks_events as dw
from tests.generated.messages import event_data, the_fixture
from tests.generated.sdks import SDKS, Sdk
from tests.generated.serving import answer, body_of, post, served

every_sdk = pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.name)
CODES = ("commit-file", "instance-status-changes", "download-resources")
MESSAGES = {code: the_fixture(code, "eventbridge/full").message for code in CODES}

Received = list[dw.Message | dw.MessageError]


@pytest.fixture
def receiver() -> Iterator[tuple[int, Received]]:
    """A server that reads what is posted to it, and what it has read."""
    received: Received = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        body = await body_of(receive)
        received.extend(dw.parse_many(body, headers=scope["headers"], strict=True))
        await answer(send, 204)

    with served(application) as port:
        yield port, received


def made(sdk: Sdk, code: str, **attributes: str) -> Any:
    """The package's own object for a message, made by hand and not by `to_cloudevent`."""
    parts = dw.parse(MESSAGES[code]).to_cloudevent(sdk.generation)
    return sdk.event_class({**parts.attributes, **attributes}, event_data_of(code))


def event_data_of(code: str) -> dict[str, object]:
    return event_data(the_fixture(code, "eventbridge/full"))


def assert_read(found: object, code: str) -> None:
    assert isinstance(found, dw.Message)
    assert (found.event_code, found.envelope, found.problems) == (code, "eventbridge", ())
    assert found.id == MESSAGES[code]["id"]
    assert found.event == dw.parse(MESSAGES[code]).event


@every_sdk
@pytest.mark.parametrize("code", CODES)
def test_structured_messages(sdk: Sdk, code: str, receiver: tuple[int, Received]) -> None:
    port, received = receiver
    headers = {"Content-Type": "application/cloudevents+json; charset=UTF-8"}
    assert post(port, sdk.structured(made(sdk, code)), headers) == 204
    (found,) = received
    assert_read(found, code)


@every_sdk
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("spelt", [str, str.upper, str.title])
def test_binary_messages(
    sdk: Sdk, code: str, spelt: Callable[[str], str], receiver: tuple[int, Received]
) -> None:
    port, received = receiver
    headers, body = sdk.binary(made(sdk, code))
    assert any(name.lower().startswith("ce-") for name in headers)
    assert post(port, body, {spelt(name): value for name, value in headers.items()}) == 204
    (found,) = received
    assert_read(found, code)


@every_sdk
def test_batches(sdk: Sdk, receiver: tuple[int, Received]) -> None:
    port, received = receiver
    structured = [sdk.structured(made(sdk, code)) for code in CODES]
    body = b"[" + b",".join([*structured, b'{"data": 5}']) + b"]"
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    assert post(port, body, headers) == 204
    assert len(received) == len(CODES) + 1
    for found, code in zip(received, CODES, strict=False):
        assert_read(found, code)
    assert isinstance(received[-1], dw.InvalidMessage)
    assert received[-1].index == len(CODES)


@every_sdk
def test_texts_beyond_ascii_in_attributes(sdk: Sdk, receiver: tuple[int, Received]) -> None:
    port, received = receiver
    subject = "Größe 100% 工作空间"
    headers, body = sdk.binary(made(sdk, "commit-file", subject=subject))
    if not all(value.isascii() for value in headers.values()):
        # Version 1 leaves it to the sender to encode what a header cannot hold.
        headers = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert post(port, body, headers) == 204
    (found,) = received
    assert isinstance(found, dw.Message)
    assert dw.to_dict(found)["subject"] == subject


@every_sdk
def test_data_in_bytes_is_sent_in_base64(sdk: Sdk, receiver: tuple[int, Received]) -> None:
    port, received = receiver
    parts = dw.parse(MESSAGES["commit-file"]).to_cloudevent(sdk.generation)
    attributes = {**parts.attributes, "datacontenttype": "application/octet-stream"}
    data = json.dumps(event_data_of("commit-file")).encode()
    body = sdk.structured(sdk.event_class(attributes, data))
    assert "data_base64" in json.loads(body)
    assert post(port, body, {"Content-Type": "application/cloudevents+json"}) == 204
    (found,) = received
    assert_read(found, "commit-file")
    assert isinstance(found, dw.Message)
    assert json.loads(dw.to_json(found))["data_base64"] == json.loads(body)["data_base64"]
