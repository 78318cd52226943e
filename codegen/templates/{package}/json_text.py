"""JSON text to values and back by the standard library, within bounds that every road keeps."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

from .errors import MalformedMessage, MessageTooLarge
from .plain import DEEPEST, plain

MAX_BYTES: Final = 16 * 2**20
"""How long a text may be if the caller does not say: 16 MiB."""

# A number may be too large for a float only if it has one of these; text in quotes may, too.
_LARGE = re.compile(r"[0-9](?:[eE]\+?[0-9]{3}|[0-9]{200})")


def bounded(size: int, max_bytes: int | None) -> None:
    """Refuse a text with more bytes, or characters of a `str`, than the caller allows."""
    if max_bytes is not None and size > max_bytes:
        raise MessageTooLarge(
            f"expected at most {max_bytes} bytes, got {size}; max_bytes sets the limit"
        )


def decoded(text: bytes | bytearray | str) -> tuple[object, str]:
    """The value of a JSON text, and the text; of a repeated name the last value counts.

    Numbers beyond the range of floats and deep nesting are still in it: see `checked`.

    Raises:
        MalformedMessage: not JSON.
    """
    try:
        if not isinstance(text, str):
            text = text.decode(json.detect_encoding(text), "surrogatepass")
        elif text[:1] == "\ufeff":
            # Left over where bytes became text by another hand.
            text = text[1:]
        return _decode(text), text
    except (ValueError, RecursionError) as error:
        raise malformed(error) from error


def checked(value: object, text: str) -> object:
    """The value of the text, unless it cannot be written back.

    Raises:
        MalformedMessage: a number is too large for a float, or the nesting too deep.
    """
    # Both are seldom: a look at the text spares most values the walk.
    if text.count("[") + text.count("{") > DEEPEST or _LARGE.search(text):
        return plain(value)
    return value


def malformed(error: Exception) -> MalformedMessage:
    """What to raise for the error of a decoder."""
    reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    return MalformedMessage(f"expected JSON: {reason}")


def encoded(value: object) -> str:
    """The value as compact JSON text that every encoding can hold.

    Raises:
        ValueError: a number that JSON cannot write was put in by hand.
    """
    text = _encode(value)
    if text.isascii():
        return text
    # Half a surrogate pair has no bytes; its escape, which is how it was sent, has.
    return text.encode("utf-8", "backslashreplace").decode()


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


_decode = json.JSONDecoder(parse_constant=_not_json).decode
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False
).encode
