"""Names that the generated package offers beside those of its catalogue's classes."""

from __future__ import annotations

CONSTANTS = (
    "AnswerOperation",
    "EventCategory",
    "EventCode",
    "EventKind",
    "EventLevel",
    "EventType",
    "Service",
)
"""The enums of constants, in the module `constants`."""

RUNTIME = {
    "_writing": ("to_bytes", "to_dict", "to_json"),
    "batches": ("parse_many",),
    "cloudevent": ("CloudEventParts",),
    "converter": ("converter",),
    "errors": (
        "InvalidMessage",
        "MalformedMessage",
        "MessageError",
        "MessageTooLarge",
        "Problem",
        "UnknownEnvelope",
    ),
    "event": ("Event", "UnknownEvent", "WireObject"),
    "message": ("Message",),
    "parsing": ("detect", "parse", "parse_event"),
    "redaction": ("redact",),
    "registry": ("ANSWERS", "EVENTS", "AnswerInfo", "EventInfo", "Retirement"),
    "sources": ("CloudEventObject", "Headers", "RawMessage", "RawMessages"),
    "wrappers": ("WRAPPERS", "WrapperInfo"),
}
"""Names by the module of the package that defines them."""

ANSWERING = ("ANSWERS", "AnswerInfo")
"""Of these, those that a catalogue without answers has not."""

RUNTIME_NAMES = frozenset(name for names in RUNTIME.values() for name in names)
