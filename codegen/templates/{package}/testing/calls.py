"""Calls of the API, and what is wrong with them by the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..operations import ANSWERS, AnswerInfo


class Call(NamedTuple):
    """A call of an operation."""

    operation: str
    parameters: Mapping[str, object]
    """By wire name."""

    @property
    def result(self) -> object:
        """What was answered; `None` if the operation only reads."""
        return self._of("result")

    @property
    def reason(self) -> object:
        """The reason that the user is shown; `None` without one."""
        return self._of("reason")

    def _of(self, role: str) -> object:
        info = operation_of(self.operation)
        names = [each.name for each in info.parameters if each.role == role] if info else []
        return next((self.parameters.get(name) for name in names), None)


class CallRefused(ValueError):
    """A call that the API would not take; its text has everything that is wrong."""


def operation_of(name: str) -> AnswerInfo | None:
    """What the catalogue says about an operation that is called."""
    return next((info for info in ANSWERS.values() if info.operation == name), None)


def check(call: Call, earlier: Iterable[Call]) -> None:
    """Raise `CallRefused` if the catalogue says that the API would not take the call.

    A second answer of an extension to one message is refused as well.
    """
    errors = "; ".join(_errors(call, earlier))
    if errors:
        raise CallRefused(f"{call.operation}: {errors}")


def _errors(call: Call, earlier: Iterable[Call]) -> Iterator[str]:
    info = operation_of(call.operation)
    if info is None or info.returned_in:
        yield "the catalogue knows no such operation"
        return
    known = {each.name: each for each in info.parameters}
    for name in call.parameters:
        if name not in known:
            yield f"there is no parameter {name}"
    for name, parameter in known.items():
        value = call.parameters.get(name)
        if parameter.required and value in (None, ""):
            yield f"{name} is missing"
        elif parameter.role == "result" and value not in info.results:
            yield f"{name} is {value!r}, not one of {', '.join(info.results)}"
    if call.result in info.needs_reason and not call.reason:
        yield f"there is no reason for {call.result}"
    if info.results and any(_answers_the_same(call, other) for other in earlier):
        yield "the message has been answered already"


def _answers_the_same(one: Call, other: Call) -> bool:
    return other.result is not None and all(
        one._of(role) == other._of(role) for role in ("message-id", "extension-code")
    )
