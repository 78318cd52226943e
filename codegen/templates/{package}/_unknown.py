"""What is said of an event that the catalogue does not know: another product's, or a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from . import CATALOGUE_VERSION
from ._event_names import CODES, EVENT_CODE_FIELD
from ._fields import fields_of
from ._reading import Finding
from ._shown import ABSENT, Path, Quoted
from .envelopes import CLOUDEVENT_SOURCE, ENVELOPES

if TYPE_CHECKING:
    from .message import Message

_STARTS = {each.partition(":")[:2] for each in CODES}
TYPE_START: Final = "".join(_STARTS.pop()) if len(_STARTS) == 1 else ""
"""What every type of the catalogue begins with, to its first colon; empty if that differs."""

_KNOWN: Final = f"an event of the catalogue, version {CATALOGUE_VERSION}"


def findings_of(
    source: Any, event_type: Any, code: str | None, type_path: Path, code_path: Path
) -> list[Finding]:
    """What is unexpected about how an unknown event is named: its source, and its type or code."""
    found: list[Finding] = []
    if type(source) is str and source != CLOUDEVENT_SOURCE:
        found.append(((None, "source"), f'"{CLOUDEVENT_SOURCE}"', Quoted(source)))
    if type(event_type) is not str:
        found.append((code_path, _KNOWN, ABSENT if code is None else Quoted(code)))
    elif event_type.startswith(TYPE_START):
        found.append((type_path, _KNOWN, Quoted(event_type)))
    else:
        found.append((type_path, f'a type that begins with "{TYPE_START}"', Quoted(event_type)))
    return found


def findings_in(message: Message) -> list[Finding]:
    """The same for a message that was read in one pass."""
    around, attributes = ENVELOPES[message.envelope], message.attributes
    beside = {f.name: f.attribute for f in fields_of(type(attributes))} if attributes else {}
    is_beside = getattr(attributes, beside.get(around.code_field, ""), None) is not None
    type_path: Path = (None, around.type_field or "type")
    code_path: Path = ((None, around.event_field), EVENT_CODE_FIELD)
    if is_beside:
        code_path = (None, around.code_field)
    return findings_of(
        getattr(attributes, beside.get("source", ""), None),
        message.event_type,
        message.event_code,
        type_path,
        code_path if is_beside or EVENT_CODE_FIELD else type_path,
    )


def is_foreign(source: Any, event_type: Any) -> bool:
    """Whether an unknown event is another product's, by its type, or else by its source."""
    if type(event_type) is str:
        return not event_type.startswith(TYPE_START)
    return type(source) is str and source != CLOUDEVENT_SOURCE
