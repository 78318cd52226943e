"""What a text is that is no JSON, as far as its beginning gives it away.

Nothing of it is decoded: who sends or fetches it is to do that, knowing how.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode

from ._shown import shown

_LOOKED_AT = 4_096
_COMPRESSED = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\x82SNAPPY", "Snappy"),
    (b"\x04\x22\x4d\x18", "LZ4"),
    (b"BZh", "bzip2"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x78\x01", "zlib"),
    (b"\x78\x9c", "zlib"),
    (b"\x78\xda", "zlib"),
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_FORM = re.compile(
    r"[A-Za-z0-9_.\[\]%+-]+=[^\s{}\[\]\"<>]*(?:&[A-Za-z0-9_.\[\]%+-]+=[^\s{}\[\]\"<>]*)*"
)
_XML = re.compile(r"<(?:\?xml|!--|[A-Za-z_][\w.:-]*[\s>/])")
_HTML = re.compile(r"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_PYTHON = re.compile(r"""\{\s*['}]|b['"]""")
_ESCAPED = re.compile(r"%(?:7B|5B)(?:%|[\w+])", re.IGNORECASE)
# Such as a log line, a server-sent event or a comment has behind its own beginning.
_FURTHER_ON = re.compile(r'\{\s*"|\[\s*[{"]')


def mistaken_for_json(sent: bytes | bytearray | str) -> str | None:
    """What the text is, and what to do with it; `None` where it may well be JSON with a fault."""
    if not isinstance(sent, str):
        beginning = bytes(sent[:_LOOKED_AT])
        for mark, name in _COMPRESSED:
            if beginning.startswith(mark):
                bytes_of_mark = " ".join(f"{byte:02x}" for byte in mark)
                return f"{name} (it begins with {bytes_of_mark}): decompress it first"
        if beginning.startswith(b"\0\0\0\0") or (
            beginning[:1] == b"\0" and beginning[5:6] in (b"{", b"[")
        ):
            return "binary data, as a serializer with a schema registry writes it"
        text = beginning.decode("utf-8", "replace")
    else:
        text = sent[:_LOOKED_AT]
    text = text.lstrip("\ufeff").strip(" \t\r\n")
    if not text:
        return "an empty text"
    if text[0] == "\x1e":
        return "a JSON text sequence: parse_many reads it"
    if _BASE64.fullmatch(text):
        return _of_base64(text)
    if _HTML.match(text):
        return "HTML, perhaps the page of an error"
    if _XML.match(text):
        return "XML: choose JSON where the notification is set up"
    if _FORM.fullmatch(text):
        return "form fields (application/x-www-form-urlencoded): take the field with the message"
    if _is_multipart(text):
        return "multipart form fields: take the field with the message"
    if _PYTHON.match(text):
        return "Python's way of writing an object: json.dumps writes JSON"
    if _ESCAPED.match(text):
        return "percent-encoded JSON: decode it first"
    if text[0] not in '{["' and (inside := _FURTHER_ON.search(text)):
        return f'"{shown(text[: inside.start()])}" before what may be JSON: take that away first'
    return None


def is_other_document(text: str) -> bool:
    """Whether a text is XML, HTML or form fields from its beginning to its end."""
    text = text.strip()
    return (text.startswith("<") and text.endswith(">")) or _is_multipart(text[:_LOOKED_AT])


def _is_multipart(text: str) -> bool:
    return text.startswith("--") and "content-disposition" in text.lower()


def _of_base64(text: str) -> str | None:
    """The same for a text of the characters of base64, which words have as well."""
    beginning = text[: len(text) // 4 * 4][:64]
    try:
        data = b64decode(beginning, altchars=b"-_" if {"-", "_"} & {*beginning} else None)
    except binascii.Error:
        return None
    if data.lstrip()[:1] in (b"{", b"["):
        return "base64 of JSON: decode it first"
    name = next((name for mark, name in _COMPRESSED if data.startswith(mark)), None)
    return None if name is None else f"base64 of {name}: decode and decompress it first"
