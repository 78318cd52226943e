"""How changes are printed; apart, so that other commands need not load what makes them."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """How changes are printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
