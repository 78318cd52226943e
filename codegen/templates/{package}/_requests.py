"""Requests whose headers say which event their body is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._shown import shown
from .errors import MalformedMessage

Headers = Mapping[str, str | bytes]
"""The headers of a request, as web frameworks have them."""


def headers_of(headers: Headers, names: frozenset[str]) -> dict[str, Any]:
    """The headers of these names, under the names as they stand here.

    Raises:
        MalformedMessage: the headers cannot be read, or one of these is no text.
    """
    given: Mapping[Any, Any] = headers
    known = {name.lower(): name for name in names}
    found: dict[str, Any] = {}
    try:
        for sent, value in given.items():
            name = known.get(sent.lower()) if isinstance(sent, str) else None
            if name is None:
                continue
            if isinstance(value, str):
                found[name] = str.__str__(value)
            elif isinstance(value, bytes):
                found[name] = value.decode("latin-1")
            else:
                kind = shown(type(value).__name__)
                raise MalformedMessage(f"expected text as the header {name!r}, got {kind}")
    except MalformedMessage:
        raise
    except Exception as error:
        raise MalformedMessage("expected a mapping of headers, got what cannot be read") from error
    return found
