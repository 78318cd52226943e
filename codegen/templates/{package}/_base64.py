"""Base64 in the forms in which programs write it."""

from __future__ import annotations

from base64 import b64decode
from typing import Final

_SPACES: Final = {ord(space): None for space in " \t\r\n"}
_OF_ADDRESSES: Final = str.maketrans("-_", "+/")


def from_base64(text: str) -> bytes:
    """The bytes of a text: also in lines, without padding, or with the letters for addresses.

    Raises:
        ValueError: it is no base64.
    """
    text = text.translate(_SPACES).translate(_OF_ADDRESSES)
    return b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)
