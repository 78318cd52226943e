"""Messages, made as fast as if they were not frozen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._inline import Names
from ._making import maker_of
from ._objects import open_class
from ._reading import Reading
from .message import Message

if TYPE_CHECKING:
    from .any_message import AnyMessage

_OPEN: Any = open_class(Message)


class _Holder:
    """The values of a message to come, where an object cannot get its class afterwards."""


def made_message(
    event: object,
    event_code: str | None,
    event_type: str | None,
    envelope: str,
    attributes: object,
    message_id: str | None,
    time: str | None,
    conflicts: tuple[str, ...],
    event_text: str | None,
    reading: Reading,
) -> AnyMessage:
    """A message with the problems that were found while it was read."""
    made: Any = (_OPEN or _Holder)()
    made.event = event
    made.event_code = event_code
    made.event_type = event_type
    made.envelope = envelope
    made.attributes = attributes
    made.conflicts = conflicts
    made.event_text = event_text
    made.more_problems = reading.more
    made.id = message_id
    made.time = time
    made._source = None
    if reading.problems:
        made._findings = reading.problems
    else:
        made.problems = ()
    if _OPEN is not None:
        made.__class__ = Message
        found: AnyMessage = made
        return found
    message: Any = object.__new__(Message)
    for name, value in vars(made).items():
        object.__setattr__(message, name, value)
    filled: AnyMessage = message
    return filled


def message_lines(names: Names, values: Mapping[str, str], reading: str | None) -> list[str]:
    """Lines that make the same as `m` in compiled code.

    What was found is in `reading`, if there is one, in a value for `_findings`, or nothing.
    """
    maker = maker_of(Message, names)
    more = f"{reading}.more if {reading} else 0" if reading else "0"
    known = {"conflicts": "()", "event_text": "None", "more_problems": more, **values}
    lines = [*maker.begin("m"), *(maker.store("m", *each) for each in known.items())]
    nothing = maker.store("m", "problems", "()")
    if reading is None:
        lines += [] if "_findings" in values else [nothing]
    else:
        findings = maker.store("m", "_findings", f"{reading}.problems")
        lines += [f"if {reading} and {reading}.problems: {findings}", f"else: {nothing}"]
    return [*lines, *maker.close("m")]
