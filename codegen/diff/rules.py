"""The kinds of change: whom each touches, how, and why.

We only receive, so the direction counts: what may come in addition is a notice, what was named
and is gone breaks whoever names it, and what must be there refuses what was kept without it.
"""

from __future__ import annotations

from codegen.diff.change import Audience, Effect, Rule, Touch


def _rule(id: str, *touches: Touch, meaning: bool = False) -> Rule:  # noqa: A002  # its name
    return Rule(id, touches, meaning)


def _reader(effect: Effect, reason: str) -> Touch:
    return Touch(Audience.READER, effect, reason)


def _fixtures(effect: Effect, reason: str) -> Touch:
    return Touch(Audience.FIXTURES, effect, reason)


def _archives(effect: Effect, reason: str) -> Touch:
    return Touch(Audience.ARCHIVES, effect, reason)


def _tables(effect: Effect, reason: str) -> Touch:
    return Touch(Audience.TABLES, effect, reason)


def _answering(effect: Effect, reason: str) -> Touch:
    return Touch(Audience.ANSWERING, effect, reason)


_SILENT, _BREAKING, _NOTICE, _DOCS = (
    Effect.SILENT,
    Effect.BREAKING,
    Effect.NOTICE,
    Effect.DOCUMENTATION,
)

_RULES = (
    _rule(
        "package-renamed",
        _reader(_BREAKING, "the import of the former package fails"),
    ),
    # Events.
    _rule(
        "event-removed",
        _reader(_BREAKING, "its class and constants cannot be imported"),
        _fixtures(_BREAKING, "there are no fixtures of it"),
        _archives(_SILENT, "its messages are UnknownEvent"),
        _tables(_BREAKING, "its table has no schema"),
        _answering(_BREAKING, "EVENTS has no operation for it"),
    ),
    _rule(
        "event-added",
        _reader(_NOTICE, "its messages are no UnknownEvent any more"),
        _tables(_NOTICE, "its rows may go to a table of its own"),
    ),
    _rule(
        "event-retired",
        _reader(_NOTICE, "it is no longer listed; messages of it are read as before"),
    ),
    _rule("event-unretired", _reader(_NOTICE, "it is listed again")),
    _rule(
        "event-class-renamed",
        _reader(_BREAKING, "the class cannot be imported under its former name"),
        _fixtures(_BREAKING, "the class cannot be made under its former name"),
    ),
    _rule(
        "event-class-renamed-declared",
        _reader(_NOTICE, "the former name of the class gives a DeprecationWarning"),
    ),
    _rule(
        "event-constant-renamed",
        _reader(_BREAKING, "EventCode and EventType have no member of the former name"),
    ),
    _rule(
        "event-constant-renamed-declared",
        _reader(_NOTICE, "the former name of the constant gives a DeprecationWarning"),
    ),
    _rule(
        "former-name-removed",
        _reader(_BREAKING, "what gave a DeprecationWarning is gone"),
    ),
    _rule(
        "event-code-changed",
        _reader(_SILENT, "comparisons with the former code match nothing"),
        _fixtures(_BREAKING, "there are no fixtures under the former code"),
        _archives(_SILENT, "messages that name the former code alone are UnknownEvent"),
    ),
    _rule(
        "event-type-changed",
        _reader(_SILENT, "comparisons and event patterns with the former type match nothing"),
        _fixtures(_SILENT, "messages with the former type are read by their code, or not at all"),
        _archives(_SILENT, "messages with the former type are read by their code, or not at all"),
    ),
    _rule(
        "event-category-changed",
        _reader(_SILENT, "comparisons with the former category match nothing"),
    ),
    _rule(
        "event-service-changed",
        _reader(_SILENT, "comparisons with the former service match nothing"),
    ),
    _rule(
        "event-level-changed", _reader(_SILENT, "comparisons with the former level match nothing")
    ),
    _rule(
        "event-asks-now",
        _reader(_SILENT, "comparisons with its former kind match nothing"),
        _answering(_SILENT, "the user's operation waits for an answer that nobody sends"),
    ),
    _rule(
        "event-asks-no-more",
        _reader(_SILENT, "comparisons with its former kind match nothing"),
        _answering(_SILENT, "nothing waits for the answer"),
    ),
    _rule(
        "event-body-changed",
        _reader(_SILENT, "a `case` with the former body's class never matches again"),
        _tables(_BREAKING, "its columns are those of another body"),
    ),
    _rule(
        "event-answer-removed",
        _answering(_SILENT, "the operation is not offered for the event; answers by it are lost"),
    ),
    _rule("event-answer-added", _answering(_NOTICE, "there is one more operation that answers it")),
    _rule(
        "event-envelope-removed",
        _reader(_NOTICE, "it is not known to come in this envelope; it is read all the same"),
    ),
    _rule("event-envelope-added", _reader(_NOTICE, "it may come in this envelope as well")),
    # Bodies and objects.
    _rule(
        "class-removed",
        _reader(_BREAKING, "the class cannot be imported"),
        _fixtures(_BREAKING, "the class cannot be made"),
        _tables(_BREAKING, "the type of the column is gone"),
    ),
    _rule("class-added", _reader(_NOTICE, "there is a class more")),
    _rule(
        "class-renamed",
        _reader(_BREAKING, "the class cannot be imported under its former name"),
        _fixtures(_BREAKING, "the class cannot be made under its former name"),
    ),
    _rule(
        "field-removed",
        _reader(_SILENT, "a `case` that names the attribute never matches again"),
        _fixtures(_BREAKING, "the class cannot be made with it"),
        _archives(_NOTICE, "its value is in `extra`"),
        _tables(_BREAKING, "the column is gone"),
    ),
    _rule(
        "field-added",
        _reader(_NOTICE, "its value is in the attribute and no longer in `extra`"),
        _tables(_NOTICE, "there is a column more"),
    ),
    _rule(
        "required-field-added",
        _reader(_BREAKING, "messages without it raise InvalidMessage"),
        _fixtures(_BREAKING, "the class cannot be made without it"),
        _archives(_BREAKING, "messages without it are refused"),
        _tables(_NOTICE, "there is a column more"),
    ),
    _rule(
        "field-now-required",
        _reader(_BREAKING, "messages without it raise InvalidMessage"),
        _fixtures(_BREAKING, "the class cannot be made without it"),
        _archives(_BREAKING, "messages without it are refused"),
    ),
    _rule(
        "field-now-optional",
        _reader(_BREAKING, "the attribute may be None, where a message was refused before"),
        _tables(_NOTICE, "the column may be null"),
    ),
    _rule(
        "field-moved-to-variants",
        _reader(_BREAKING, "objects of other variants do not have the attribute"),
        _fixtures(_BREAKING, "the class that all variants share cannot be made with it"),
        _archives(_NOTICE, "its value is in `extra` where no variant has it"),
    ),
    _rule(
        "field-moved-to-all",
        _reader(_NOTICE, "all variants have the attribute"),
    ),
    _rule(
        "attribute-renamed",
        _reader(_SILENT, "a `case` that names the former attribute never matches again"),
        _fixtures(_BREAKING, "the class cannot be made with the former name"),
    ),
    _rule(
        "attribute-renamed-declared",
        _reader(_NOTICE, "the former name of the attribute gives a DeprecationWarning"),
        _fixtures(_BREAKING, "the class cannot be made with the former name"),
    ),
    _rule(
        "wire-name-changed",
        _archives(_SILENT, "a value under the former name is in `extra`, and the attribute None"),
        _fixtures(_SILENT, "a value under the former name is in `extra`, and the attribute None"),
        _tables(_BREAKING, "the column has another name"),
    ),
    _rule(
        "wire-name-changed-read-both",
        _archives(_NOTICE, "the former name is read as well"),
        _tables(_BREAKING, "the column has another name"),
    ),
    _rule(
        "field-type-changed",
        _reader(_SILENT, "comparisons with values of the former type match nothing"),
        _fixtures(_BREAKING, "values of the former type are problems"),
        _archives(
            _SILENT,
            "values of the former type alone are None, with a problem, and refused where required",
        ),
        _tables(_BREAKING, "the column has another type"),
    ),
    _rule(
        "field-values-named",
        _reader(_NOTICE, "values are members of an enum, and equal to what they were"),
        _tables(_NOTICE, "the column is of the same type"),
    ),
    _rule(
        "field-form-removed",
        _archives(
            _SILENT,
            "values in the former form are None, with a problem, and refused where required",
        ),
        _fixtures(_BREAKING, "values in the former form are problems"),
    ),
    _rule("field-form-added", _archives(_NOTICE, "values are read in one more form")),
    _rule(
        "field-format-changed",
        _reader(_SILENT, "the same text or number says something else"),
        _tables(_SILENT, "rows of before and after say different things"),
        meaning=True,
    ),
    _rule(
        "field-format-named",
        _reader(_NOTICE, "it is said how to read the value, or no longer said"),
    ),
    _rule(
        "field-pattern-changed",
        _fixtures(_NOTICE, "the JSON Schema accepts other texts"),
    ),
    _rule(
        "field-values-narrowed",
        _reader(_NOTICE, "these values are not expected in it; they are read all the same"),
    ),
    _rule("field-values-widened", _reader(_NOTICE, "these values are expected in it as well")),
    _rule(
        "alias-removed",
        _archives(_SILENT, "a value under this name is in `extra`, and the attribute None"),
    ),
    _rule("alias-added", _archives(_NOTICE, "a value under this name is read")),
    _rule(
        "variant-removed",
        _reader(_BREAKING, "the classes of the variant cannot be imported"),
        _fixtures(_BREAKING, "the classes of the variant cannot be made"),
        _archives(_SILENT, "its messages are of the class that all variants share"),
    ),
    _rule("variant-added", _reader(_NOTICE, "there are subclasses more")),
    _rule(
        "variant-condition-changed",
        _reader(_SILENT, "messages of the variant become objects of another class"),
        _archives(_SILENT, "messages of the variant become objects of another class"),
    ),
    # Enums.
    _rule(
        "constant-means-another-value",
        _reader(_SILENT, "the same name in code is another value now"),
        meaning=True,
    ),
    _rule(
        "value-meaning-changed",
        _reader(_NOTICE, "what the value means is said in other words: read both"),
        meaning=True,
    ),
    _rule(
        "enum-removed",
        _reader(_BREAKING, "the enum cannot be imported"),
        _fixtures(_BREAKING, "the enum cannot be imported"),
    ),
    _rule("enum-added", _reader(_NOTICE, "there is an enum more")),
    _rule(
        "enum-value-removed",
        _reader(_BREAKING, "the enum has no member of that name"),
        _archives(_NOTICE, "the value is kept, and no known member"),
    ),
    _rule(
        "closed-enum-value-removed",
        _reader(_BREAKING, "the enum has no member of that name"),
        _fixtures(_BREAKING, "the value is a problem"),
        _archives(_SILENT, "the value is None, with a problem"),
    ),
    _rule("enum-value-added", _reader(_NOTICE, "a `case _` that took it may be made precise")),
    _rule(
        "enum-constant-renamed",
        _reader(_BREAKING, "the enum has no member of the former name"),
    ),
    _rule(
        "enum-constant-renamed-declared",
        _reader(_NOTICE, "the former name gives a DeprecationWarning"),
    ),
    _rule(
        "enum-spelling-removed",
        _archives(_SILENT, "a value in this spelling is no known member"),
    ),
    _rule("enum-spelling-added", _archives(_NOTICE, "a value in this spelling is the member")),
    _rule(
        "enum-closed",
        _fixtures(_BREAKING, "values outside the set are problems"),
        _archives(_SILENT, "values outside the set are None, with a problem"),
    ),
    _rule("enum-opened", _archives(_NOTICE, "values outside the set are kept")),
    _rule(
        "enum-case-counts",
        _archives(_SILENT, "a value in other case is no known member"),
    ),
    _rule("enum-case-ignored", _archives(_NOTICE, "a value in other case is the member")),
    _rule(
        "enum-base-changed",
        _reader(_SILENT, "comparisons with numbers or texts match nothing"),
        _tables(_BREAKING, "the column has another type"),
    ),
    # Envelopes and operations.
    _rule(
        "envelope-removed",
        _reader(_BREAKING, "messages in it raise UnknownEnvelope"),
        _fixtures(_BREAKING, "messages in it raise UnknownEnvelope"),
        _archives(_BREAKING, "messages in it are refused"),
    ),
    _rule("envelope-added", _reader(_NOTICE, "messages in it are read")),
    _rule(
        "envelope-field-moved",
        _archives(_BREAKING, "the event, its id or its time is looked for elsewhere"),
        _fixtures(_BREAKING, "the event, its id or its time is looked for elsewhere"),
    ),
    _rule(
        "operation-removed",
        _reader(_BREAKING, "AnswerOperation has no such member"),
        _answering(_BREAKING, "nothing is answered by it"),
    ),
    _rule("operation-added", _answering(_NOTICE, "there is an operation more")),
    _rule("operation-call-changed", _answering(_BREAKING, "it is called in another way")),
    _rule("result-removed", _answering(_BREAKING, "the operation refuses this result")),
    _rule("result-added", _answering(_NOTICE, "the operation takes one result more")),
    _rule("parameter-removed", _answering(_BREAKING, "the operation does not take it")),
    _rule("parameter-added", _answering(_NOTICE, "the operation takes it")),
    _rule("required-parameter-added", _answering(_BREAKING, "the operation asks for it")),
    _rule("parameter-type-changed", _answering(_BREAKING, "the operation takes another type")),
    _rule("response-removed", _answering(_BREAKING, "it is not in what comes back")),
    _rule("response-added", _answering(_NOTICE, "it is in what comes back")),
    _rule("response-type-changed", _answering(_BREAKING, "what comes back has another type")),
    # All else.
    _rule("texts-changed", Touch(Audience.READER, _DOCS, "only what is said of it")),
)

RULES = {each.id: each for each in _RULES}
"""All rules, by id."""
