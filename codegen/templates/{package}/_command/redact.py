"""`redact`: messages that can be shared, one a line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import BinaryIO, TextIO

from ..errors import MessageError
from ..redaction import redact
from .stream import messages


def redact_stream(
    stream: BinaryIO, key: bytes | None, write: Callable[[str], object], errors: TextIO
) -> int:
    """Write each message of a stream without what identifies; give how many were left out.

    Without a key, one is made for the whole stream.  What is no message cannot be redacted, so it
    is not written; `errors` is where each is reported.
    """
    secret = key or os.urandom(32)
    left_out = 0
    for read in messages(stream):
        found = read.found
        if isinstance(found, MessageError) and found.sent is None:
            left_out += 1
            place = f"line {read.line}" if read.line else f"message {read.number}"
            print(f"{place}: left out, as it is no message", file=errors)
            continue
        sent = found.sent if isinstance(found, MessageError) else found
        assert sent is not None
        write(json.dumps(redact(sent, key=secret), ensure_ascii=False) + "\n")
    return left_out
