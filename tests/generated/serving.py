"""A real HTTP server on the loopback for one application, and a client of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread
from typing import Any

import uvicorn


@contextmanager
def served(application: Any) -> Iterator[int]:
    """The port on which uvicorn serves an ASGI application."""
    # Requests wait in the listening socket until the server takes them: nobody has to ask.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(application, log_level="error", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def post(port: int, body: bytes, headers: Mapping[str, str] = {}) -> int:
    """The status that a request is answered with."""
    client = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        client.request("POST", "/hook?a=1", body, dict(headers))
        return client.getresponse().status
    finally:
        client.close()


async def body_of(receive: Any) -> bytes:
    """The whole body of a request."""
    body, more = b"", True
    while more:
        part = await receive()
        body, more = body + part.get("body", b""), part.get("more_body", False)
    return body


async def answer(send: Any, status: int) -> None:
    """Answer a request with nothing but a status."""
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
