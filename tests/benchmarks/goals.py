"""What is compared with what, and how much it is meant to take at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

import attrs

from codegen.load.measurements import Row
from tests.benchmarks import timing
from tests.benchmarks.contenders import (
    JSON,
    ORJSON,
    ORJSON_DUMPS,
    ORJSON_TWICE,
    PARSE,
    PARSE_ARRAY,
    PARSE_LINES,
    PARSE_LINES_TEXT,
    PARSE_MAPPING,
    PYDANTIC,
    PYDANTIC_EXTRA,
    PYDANTIC_MAPPING,
    WRITE_CHANGED,
    WRITE_LATER,
    WRITE_SECOND,
)

UNEXPECTED = "Unexpected messages"
ALONE = "Events by themselves"
EXPECTED = "Expected messages"
OTHERS = "What else reads the mixed stream"
WRITING = "Writing"
MANY = "Many messages"
WITHOUT = "Without `msgspec`"
MEMORY = "Memory of a message that is kept"
STARTS = "Start of a process"
EVERY = "Every event by itself"
SECTIONS = (
    UNEXPECTED,
    ALONE,
    EXPECTED,
    WRITING,
    MANY,
    WITHOUT,
    MEMORY,
    STARTS,
    OTHERS,
    EVERY,
)

START = "start"
IMPORT_ATTRS = "`import attrs`"
IMPORT = "`import dataworks_events`"
FIRST = "the first event"
FIRST_WITHOUT = "the first event, without `msgspec`"
FIRST_LARGE = "a first event of many classes"
SECOND = "the second event, which imports `msgspec`"

Measured = Mapping[str, Sequence[float]]
"""Figures of one trial by contender; those at the same place were taken together."""


@attrs.frozen
class Goal:
    """A row of the results."""

    key: str
    section: str
    text: str
    against: str
    """The contender that it is compared with."""
    limit: float | None = None
    """Times what the other takes."""
    contender: str = PARSE
    trial: str = attrs.field(kw_only=True)

    @trial.default
    def _of_its_own(self) -> str:
        return self.key

    @property
    def reason(self) -> str:
        """Why it is above its limit, where it is."""
        return _REASONS.get(self.key, "")

    def row(self, measured: Measured, factor: float, unit: str) -> Row:
        """The row for what was measured in the trial; `factor` makes the unit of a figure."""
        ours = measured[self.contender]
        times = timing.ratios(ours, measured[self.against])
        return Row(
            key=self.key,
            section=self.section,
            text=self.text,
            against=self.against,
            times=round(median(times), 3),
            least=round(min(times), 3),
            most=round(max(times), 3),
            amount=round(median(ours) * factor, 2),
            unit=unit,
            limit=self.limit,
            reason=self.reason,
        )


_REGULAR = "all events mixed, `data` before `type`"
_SHUFFLED = "all events mixed, names shuffled"
_FIELD = "a field that the catalogue does not have"


def _unexpected(key: str, text: str, limit: float) -> tuple[Goal, Goal]:
    """A message that pydantic takes as well, by models that know nothing of what is unexpected."""
    return (
        Goal(key, UNEXPECTED, text, ORJSON, limit),
        Goal(f"{key}-pydantic", UNEXPECTED, text, PYDANTIC_EXTRA, 1, trial=key),
    )


GOALS = (
    *_unexpected("unknown-field", _FIELD, 2.3),
    *_unexpected("unknown-nested-field", "such a field in an object inside the event", 2.3),
    *_unexpected("unknown-attribute", "an attribute that the envelope does not have", 2.3),
    *_unexpected("null", "a null", 2.3),
    Goal("other-form", UNEXPECTED, "a value in another form that is read", ORJSON, 2.3),
    Goal("misfit", UNEXPECTED, "a value that is reported as a problem", ORJSON, 5),
    Goal("names-beyond", UNEXPECTED, "unknown names without end", ORJSON, 4),
    Goal("event-as-text", UNEXPECTED, "the event as a JSON text", ORJSON_TWICE, 2.2),
    *_unexpected("unknown-event", "an event that the catalogue does not have", 3),
    Goal("alone-worst", ALONE, "the slowest", ORJSON, 2.3, trial="alone"),
    Goal("alone-median", ALONE, "the median", ORJSON, 1.5, trial="alone"),
    Goal("mixed", EXPECTED, _REGULAR, ORJSON, 2),
    Goal("shuffled", EXPECTED, _SHUFFLED, ORJSON, 2),
    Goal("mixed-pydantic", EXPECTED, _REGULAR, PYDANTIC, 0.6, trial="mixed"),
    Goal("shuffled-pydantic", EXPECTED, _SHUFFLED, PYDANTIC, 0.6, trial="shuffled"),
    Goal("mapping", EXPECTED, "a mapping", PYDANTIC_MAPPING, 0.45, PARSE_MAPPING),
    Goal("function-compute", EXPECTED, "Function Compute alone", ORJSON, 2.3),
    Goal("in-turns", EXPECTED, "EventBridge and Function Compute in turns", ORJSON),
    *(
        Goal(key, WRITING, text, ORJSON_DUMPS, limit, write, trial="write")
        for key, text, limit, write in (
            ("write", "unchanged", 1.5, WRITE_LATER),
            ("write-second", "unchanged, the second of its kind", 1.5, WRITE_SECOND),
            ("write-changed", "changed by `attrs.evolve`", 6, WRITE_CHANGED),
        )
    ),
    Goal("many", MANY, "a stream of lines", ORJSON, 1.8, PARSE_LINES),
    Goal("array", MANY, "a text with an array", PARSE_LINES_TEXT, 1.2, PARSE_ARRAY),
    Goal("without", WITHOUT, _REGULAR, JSON, 2),
    Goal("without-unknown-field", WITHOUT, _FIELD, JSON, 2.3),
    Goal("without-mapping", WITHOUT, "a mapping", PYDANTIC_MAPPING, 0.9, PARSE_MAPPING),
    Goal("memory", MEMORY, "with `msgspec`", JSON, 0.55),
    Goal("memory-without", MEMORY, "without", JSON, 0.55),
    *(
        Goal(key, STARTS, program, IMPORT_ATTRS, limit, program, trial=START)
        for key, program, limit in (
            ("import", IMPORT, 0.05),
            ("first-event", FIRST, 1.5),
            ("first-event-without", FIRST_WITHOUT, 1.5),
            ("first-event-large", FIRST_LARGE, None),
            ("second-event", SECOND, None),
        )
    ),
    *(
        Goal(f"others-{key}", OTHERS, reader, ORJSON, None, reader, trial="mixed")
        for key, reader in (("pydantic", PYDANTIC), ("extras", PYDANTIC_EXTRA), ("json", JSON))
    ),
)
_AT_THE_LIMIT = "at the limit: runs of the same code on one machine fall on either side of it"
_REASONS = {
    **dict.fromkeys(("null", "mixed", "shuffled", "many", "array", "without"), _AT_THE_LIMIT),
    "unknown-event": "what is unexpected about its name and its sender is looked for besides",
    "other-form": "the value is kept beside the object as it was sent, which takes a dict for each message",
    "alone-median": "small events cost what finding the kind and making the message cost",
    "mapping": "`msgspec.convert` takes tuples, sets, mappings, subclasses and NaN for what they are not: to look for these takes nearly as long as it does, and the objects of the message take more than both",
    **dict.fromkeys(("write", "write-second"), "the C encoder alone takes 1.4 of it"),
    "without-mapping": "a mapping is looked through before it is read: it may hold what JSON does not have",
    "first-event": "attrs makes each class, and a decoder is compiled for each, when they are first needed: 1 ms a class",
    "first-event-without": "attrs makes each class, and a decoder is compiled for each, when they are first needed: 1 ms a class",
}
EVENT = Goal("alone", EVERY, "", ORJSON)
"""Of every event by itself."""
