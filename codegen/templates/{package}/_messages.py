"""Messages, made as fast as if they were not frozen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._inline import Names
from ._making import maker_of
from ._objects import open_class
from ._reading import Reading
from .message import Message

_OPEN: Any = open_class(Message)


class _Holder:
    """The values of a message to come, where an object cannot be told its class afterwards."""


def made_message(
    event: object,
    event_code: str | None,
    event_type: str | None,
    envelope: str,
    attributes: object,
    conflicts: tuple[str, ...],
    event_text: str | None,
    reading: Reading,
) -> Message:
    """A message with the problems that were found while it was read."""
    made: Any = (_OPEN or _Holder)()
    made.event = event
    made.event_code = event_code
    made.event_type = event_type
    made.envelope = envelope
    made.attributes = attributes
    made.conflicts = conflicts
    made.event_text = event_text
    if reading.problems:
        made._findings = reading.problems
        made.more_problems = reading.more
    else:
        made.problems = ()
    if _OPEN is not None:
        made.__class__ = Message
        message: Message = made
        return message
    message = object.__new__(Message)
    for name, value in vars(made).items():
        object.__setattr__(message, name, value)
    return message


def message_lines(names: Names, values: Mapping[str, str], reading: str | None) -> list[str]:
    """Lines that make the same as `m` in compiled code; what is not given is made when asked for."""
    maker = maker_of(Message, names)
    lines = [*maker.begin("m"), *(maker.store("m", *each) for each in values.items())]
    nothing = maker.store("m", "problems", "()")
    if reading is None:
        lines.append(nothing)
    else:
        findings = maker.store("m", "_findings", f"{reading}.problems")
        more = maker.store("m", "more_problems", f"{reading}.more")
        lines += [f"if {reading}.problems: {findings}; {more}", f"else: {nothing}"]
    return [*lines, *maker.close("m")]
