"""A web server for the built site, on this machine alone."""

from __future__ import annotations

import functools
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def bound(site: Path, port: int) -> ThreadingHTTPServer:
    """A server of the folder that already has its port; 0 takes any that is free.

    Raises OSError or OverflowError for a port that cannot be had.
    """
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(site))
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def serve(server: ThreadingHTTPServer) -> None:
    """Print the address, then answer until the process is interrupted."""
    with server:
        print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
        server.serve_forever()
