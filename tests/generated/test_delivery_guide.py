"""The programs of the guide on receiving messages, each run as it stands there."""

from __future__ import annotations

import hmac
import io
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

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


SIGNATURE, HTTP, FUNCTION, QUEUE = 2, 2, 3, 4
"""The check of signatures is the first two together; the others stand alone."""


def test_each_is_short() -> None:
    found = programs()
    assert len(found) == 5
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
            "URL": "https://example.com/hook?a=1",
            "TOKEN": "t",
            "is_signed": self._is_signed,
        }
        program = programs()[number].replace("from signature import is_signed\n", "")
        exec(program, self.names)

    def _is_signed(self, url: str, headers: dict[str, str], body: bytes, token: str) -> bool:
        assert (url, token) == (self.names["URL"], self.names["TOKEN"])
        assert headers["host"].startswith("127.0.0.1")
        self.signed.append(body)
        return self.is_signed


# The signature


ADDRESS = "https://cn-hangzhou-eventbridge.oss-accelerate.aliyuncs.com/x509_public_2021.pem"
URL = "https://example.com/hook?a=1"
NOW = 1_780_000_000.25
PRIVATE = generate_private_key(65537, 2048)


@cache
def certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, PRIVATE.public_key(), 1, start, start)
    return builder.sign(PRIVATE, SHA256()).public_bytes(Encoding.PEM)


def encrypted(secret: bytes) -> bytes:
    """A text as the owner of the private key encrypts it: PKCS #1, block type 1."""
    size = PRIVATE.key_size // 8
    block = b"\0\1" + b"\xff" * (size - len(secret) - 3) + b"\0" + secret
    numbers = PRIVATE.private_numbers()
    made = pow(int.from_bytes(block), numbers.d, numbers.public_numbers.n)
    return made.to_bytes(size)


def signed(is_new: bool, body: bytes, token: str | None, ending: str = "") -> dict[str, str]:
    """The headers of a request that is signed, written down from what the sources say."""
    prefix = "x-eventbridge-signature"
    headers = {
        f"{prefix}-timestamp": str(int(NOW * 1000) - 59_000),
        "x-eventbridge-hash-method" if is_new else f"{prefix}-method": "SHA256"
        if is_new
        else "HMAC-SHA1",
        f"{prefix}-version": "1.0",
        f"{prefix}-url": ADDRESS,
        **({} if token is None else {f"{prefix}-token": token}),
    }
    lines = [URL, *(f"{name}: {value}" for name, value in headers.items())]
    text = "\n".join(lines).encode() + b"\n" + body + ending.encode()
    if token == "":
        del headers[f"{prefix}-token"]
    if is_new:
        proof = PRIVATE.sign(text, PKCS1v15(), SHA256())
        return {**headers, f"{prefix}-v2": b64encode(proof).decode()}
    secret = b"secret-of-the-moment"
    proof = hmac.digest(secret, text, "sha1")
    named = {f"{prefix}-secret": encrypted(secret), prefix: proof}
    return headers | {name: b64encode(value).decode() for name, value in named.items()}


@pytest.fixture
def is_signed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    asked: list[str] = []

    def urlopen(address: str, timeout: float) -> io.BytesIO:
        asked.append(address)
        return io.BytesIO(certificate())

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    monkeypatch.setattr("time.time", lambda: NOW)
    names: dict[str, Any] = {}
    exec("\n".join(programs()[:SIGNATURE]), names)

    def check(*arguments: Any) -> bool:
        found: bool = names["is_signed"](*arguments)
        assert set(asked) <= {ADDRESS}
        assert len(asked) <= 1
        return found

    return check


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("token", [None, "", "tökén"])
@pytest.mark.parametrize("ending", ["", "\n"])
def test_what_eventbridge_signed_is_taken(
    is_signed: Callable[..., bool], is_new: bool, token: str | None, ending: str
) -> None:
    for body in (TEXT, b"", b"\xff\n"):
        headers = signed(is_new, body, token, ending)
        assert is_signed(URL, headers, body, token or "")
        for other in (body + b" ", b"{}"):
            assert not is_signed(URL, headers, other, token or "")
        assert not is_signed(URL + "&b=1", headers, body, token or "")
        assert not is_signed(URL, headers, body, "another")


@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_signed_by_another_or_at_another_time_is_refused(
    is_signed: Callable[..., bool], is_new: bool
) -> None:
    headers = signed(is_new, TEXT, "t")
    assert is_signed(URL, headers, TEXT, "t")
    for name in headers:
        assert not is_signed(URL, {k: v for k, v in headers.items() if k != name}, TEXT, "t")
        assert not is_signed(URL, {**headers, name: "x" + headers[name]}, TEXT, "t")
    old = str(int(NOW * 1000) - 61_000)
    for name, value in (("timestamp", old), ("timestamp", "x"), ("timestamp", "9" * 99)):
        assert not is_signed(URL, {**headers, f"x-eventbridge-signature-{name}": value}, TEXT, "t")
    for address in (
        "http://cn-hangzhou-eventbridge.oss-accelerate.aliyuncs.com/a.pem",
        "https://cn-hangzhou-eventbridge.oss-accelerate.aliyuncs.com.example.com/a.pem",
        "https://example.com/?https://x-eventbridge.oss-accelerate.aliyuncs.com/a.pem",
        "https://a@cn-eventbridge.oss-accelerate.aliyuncs.com/a.pem",
    ):
        # The address is refused before anything is fetched from it.
        assert not is_signed(URL, {**headers, "x-eventbridge-signature-url": address}, TEXT, "t")


def test_the_check_of_signatures_passes_mypy_and_pyright(tmp_path: Path) -> None:
    (tmp_path / "signature.py").write_text("\n\n".join(programs()[:SIGNATURE]))
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    for command in (("mypy", "--strict", "signature.py"), ("pyright",)):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


# Receiving


def test_over_http() -> None:
    subscriber = Subscriber(HTTP)
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
    subscriber = Subscriber(HTTP, is_signed=False)
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
    subscriber = Subscriber(FUNCTION)
    assert subscriber.names["handler"](event, None) == f"{kept} could not be read"
    assert (len(subscriber.handled), len(subscriber.kept)) == (handled, kept)


def test_from_a_queue() -> None:
    subscriber = Subscriber(QUEUE)
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
