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
    "answer": ("Answer", "AnswerError", "AnswerRejected", "Answering", "answering"),
    "any_message": ("AnyMessage",),
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
    "operations": ("ANSWERS", "AnswerInfo", "AnswerParameter"),
    "registry": ("EVENTS", "EventInfo", "Retirement"),
    "sources": ("CloudEventObject", "RawMessage", "RawMessages"),
}
"""Names by the module of the package that defines them."""

ANSWERING = (*RUNTIME["operations"], *RUNTIME["answer"])
"""Of these, those that a catalogue without answers has not."""

RUNTIME_NAMES = frozenset(name for names in RUNTIME.values() for name in names)
