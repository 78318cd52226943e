"""JSON text to values and back by the standard library."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

from .errors import MalformedMessage, MessageTooLarge

MAX_BYTES: Final = 16 * 2**20
"""How long a text may be if the caller does not say: 16 MiB."""

_VALUE_STARTS: Final = ("{", "[", '"')

# Both halves of a surrogate pair, or one alone.
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")


def bounded(size: int, max_bytes: int | None) -> None:
    """Refuse a text with more bytes, or characters of a `str`, than the caller allows."""
    if max_bytes is not None and size > max_bytes:
        raise MessageTooLarge(
            f"expected at most {max_bytes} bytes, got {size}; max_bytes sets the limit"
        )


def decoded(sent: bytes | bytearray | str) -> object:
    """The value of a JSON text; of a repeated name the last value counts.

    Numbers beyond the range of floats and deep nesting are still in it.

    Raises:
        MalformedMessage: not JSON.
    """
    text = sent
    try:
        if not isinstance(text, str):
            text = text.decode(json.detect_encoding(text), "surrogatepass")
        elif text[:1] == "\ufeff":
            # Left over where bytes became text by another hand.
            text = text[1:]
        return _decode(text)
    except (ValueError, RecursionError) as error:
        raise malformed(error, sent) from error


def malformed(error: Exception, sent: bytes | bytearray | str) -> MalformedMessage:
    """What to raise for the error of a decoder, which names what the text is instead of JSON."""
    if isinstance(error, RecursionError):
        return MalformedMessage("expected JSON: nested too deeply")
    if isinstance(error, json.JSONDecodeError) and _is_followed(error):
        return MalformedMessage(
            f"expected JSON: {error}; parse_many reads one message after another"
        )
    from ._mistaken import mistaken_for_json

    found = mistaken_for_json(sent)
    if found is not None:
        return MalformedMessage(f"expected JSON, got {found}")
    if isinstance(error, UnicodeDecodeError):
        return MalformedMessage(f"expected JSON: {error}; JSON is UTF-8, UTF-16 or UTF-32")
    return MalformedMessage(f"expected JSON: {error}")


def _is_followed(error: json.JSONDecodeError) -> bool:
    """Whether one value is followed by another, as far as their beginnings show."""
    begins = error.doc.startswith
    return error.msg == "Extra data" and begins(_VALUE_STARTS) and begins(_VALUE_STARTS, error.pos)


def encoded(value: object) -> str:
    """The value as compact JSON text.

    Raises:
        ValueError: a number that JSON cannot write was put in by hand.
    """
    text = _encode(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _HALVES.sub(_half, text)
    return text


def _half(found: re.Match[str]) -> str:
    """Half a surrogate pair as an escape, which every encoding can hold.

    Escapes of two halves would be read as the one character that they make together: they stay
    as they are, which is how they were sent.
    """
    return found[0] if len(found[0]) == 2 else f"\\u{ord(found[0]):04x}"


def in_bytes(text: str) -> bytes:
    """The text in UTF-8; two halves that stay as they are have three bytes each."""
    return text.encode("utf-8", "surrogatepass")


def from_bytes(text: bytes) -> str:
    """The text that `in_bytes` made bytes of."""
    return text.decode("utf-8", "surrogatepass")


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


_decoder = json.JSONDecoder(parse_constant=_not_json)
_decode = _decoder.decode
scan: Final = _decoder.raw_decode
"""The value that begins at a place of a text, and where it ends; raises `ValueError`."""

_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False
).encode
