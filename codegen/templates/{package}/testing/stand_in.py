"""The API on this machine: for tests that call it through the vendor's own client."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from .calls import Call, CallRefused, check, operation_of


class ApiStandIn:
    """An HTTP server on this machine that takes the calls of the vendor's client, and keeps them.

    For example::

        with ApiStandIn() as api:
            client = Client(Config(access_key_id="test", access_key_secret="test",
                                   endpoint=api.endpoint, protocol="http"))

    What the catalogue says the API does not take gets an HTTP error with the reason, which the
    client raises.  Signatures are not checked.
    """

    def __init__(self, responses: Mapping[str, Mapping[str, object]] | None = None) -> None:
        self.responses: dict[str, Mapping[str, object]] = {**(responses or {})}
        """The JSON that an operation responds with, by its name; else what a success looks like."""
        self.calls: list[Call] = []
        """Every call that was taken, in order."""
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def endpoint(self) -> str:
        """Host and port, as the client's configuration takes it, with the protocol `http`."""
        if self._server is None:
            raise RuntimeError("ApiStandIn has an endpoint inside its `with` statement")
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def answers(self) -> list[Call]:
        """The calls that answer."""
        return [call for call in self.calls if call.result is not None]

    def __enter__(self) -> Self:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode()
                parameters = dict(parse_qsl(f"{urlsplit(self.path).query}&{body}"))
                status, response = stand_in._responded(self.headers, parameters)
                written = json.dumps(response).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)

            def log_message(self, format: str, *arguments: object) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._server = None

    def _responded(self, headers: Any, parameters: dict[str, str]) -> tuple[int, object]:
        """Status and JSON of the response to a call."""
        call = Call(headers.get("x-acs-action", ""), parameters)
        info = operation_of(call.operation)
        with self._lock:
            try:
                check(call, self.calls)
            except CallRefused as error:
                return 400, _failure(str(error))
            version = headers.get("x-acs-version")
            if info is not None and version not in info.api_versions:
                return 400, _failure(f"{call.operation} is not in API version {version}")
            self.calls.append(call)
            number = len(self.calls)
        accepted = {info.accepted: True} if info is not None and info.accepted else {}
        return 200, {
            "RequestId": f"request-{number}",
            **self.responses.get(call.operation, accepted),
        }


def _failure(text: str) -> object:
    return {"RequestId": "refused", "Code": "StandIn.Refused", "Message": text}
