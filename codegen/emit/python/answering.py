"""What type checkers know of answers: which results an operation takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from codegen.catalogue.resolved import Answer, Catalogue, EnumValue
from codegen.catalogue.written import Role
from codegen.emit import examples


@attrs.frozen
class Signature:
    """One of the ways to answer: annotations of the result and of the operation that takes it."""

    result: str
    operation: str
    """Ends in its default, where the operation may be left out."""


def signatures(catalogue: Catalogue) -> tuple[Signature, ...]:
    """The ways to answer, if operations differ in the results that they take; else none.

    Of an operation that is not named, the event decides, which type checkers do not know.
    """
    taking: dict[tuple[EnumValue, ...], list[Answer]] = {}
    for answer in catalogue.answers:
        if results := examples.results(answer, catalogue):
            taking.setdefault(results, []).append(answer)
    if len(taking) < 2:
        return ()
    by_all = [each for each in next(iter(taking)) if all(each in results for results in taking)]
    return (
        Signature("str", "None = None"),
        *(
            Signature(_results(results, catalogue), _operations(answers))
            for results, answers in taking.items()
        ),
        Signature(_results(by_all, catalogue), "AnswerOperation | str"),
    )


def result_class(catalogue: Catalogue) -> str:
    """Name of the enum of the results that operations take."""
    found = (answer.has(Role.RESULT) for answer in catalogue.answers)
    return next((field.type.name for field in found if field is not None), "")


def _results(results: Sequence[EnumValue], catalogue: Catalogue) -> str:
    enum = catalogue.enums[result_class(catalogue)]
    texts = [repr(str(each.value)) for each in results]
    if len(results) == len(enum.values):
        return f"{_literal(texts)} | {enum.name}"
    return _literal([*texts, *(f"{enum.name}.{each.constant}" for each in results)])


def _operations(answers: Iterable[Answer]) -> str:
    named = [*answers]
    texts = [repr(each.name) for each in named]
    return _literal([*texts, *(f"AnswerOperation.{each.constant}" for each in named)])


def _literal(values: Iterable[str]) -> str:
    return f"Literal[{', '.join(values)}]"
