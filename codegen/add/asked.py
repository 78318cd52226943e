"""An event as a maintainer describes it, question by question."""

from __future__ import annotations

import json
from collections.abc import Callable

from codegen.add.observed import Observed
from codegen.add.proposed import Proposal, Proposer

Ask = Callable[[str], str]


class Stopped(ValueError):
    """The questions were not answered; the argument says what to do instead."""


def ask(proposer: Proposer, answer: Ask | None = None) -> Proposal:
    """Ask for an event and its fields, and propose what a message of it would need.

    Raises:
        Stopped: the input ended.
    """
    answer = answer or input
    try:
        kind = _text(answer, "Event type, such as dataworks:NodeChange:NodeDeleted: ")
        code = _text(answer, "Event code (empty: made of the type): ", optional=True)
        data: dict[str, object] = {}
        while name := _text(answer, "Name of a field (empty: no more): ", optional=True):
            data[name] = _value(
                _text(answer, f"A value of {name}, as JSON or text: ", optional=True)
            )
    except EOFError as error:
        raise Stopped(
            "expected messages as files, or answers on standard input; the input ended"
        ) from error
    message = Observed(type=kind, code=code or None, envelope=None, around={}, data=data, text=kind)
    return proposer.propose([message])


def _text(answer: Ask, question: str, *, optional: bool = False) -> str:
    while True:
        found = answer(question).strip()
        if found or optional:
            return found


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text or None
