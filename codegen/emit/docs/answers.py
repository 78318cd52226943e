"""The page of operations that answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from codegen.catalogue.resolved import Answer, Catalogue, Event, Field
from codegen.catalogue.written import Bound, Json
from codegen.emit.docs.fields import (
    FieldRow,
    FormatRow,
    Note,
    Placed,
    Rows,
    enum_names,
    field_notes,
    formats,
    object_notes,
    placed,
)
from codegen.emit.docs.links import Links, answer_anchor
from codegen.emit.docs.markdown import anchor, anchor_name, code, json_block, prose, sentence

_LINKS = Links("")


@attrs.frozen(kw_only=True)
class AnswerSection:
    """An operation, ready to lay out."""

    place: str
    """Name of its anchor."""
    anchor: str
    title: str
    summary: str
    call: str
    api_versions: str
    request: tuple[FieldRow, ...]
    request_example: str
    response: tuple[FieldRow, ...]
    response_example: str
    notes: tuple[Note, ...]
    enums: tuple[str, ...]
    """Names of the enums of its fields."""
    answers: tuple[str, ...]
    """Links to the events that it answers."""
    reads: tuple[str, ...]
    """Links to the events about which it reads more."""


@attrs.frozen(kw_only=True)
class AnswersPage:
    """Everything on the page of operations that answer."""

    sections: tuple[AnswerSection, ...]
    formats: tuple[FormatRow, ...]


def answers_page(
    catalogue: Catalogue,
    answered: Mapping[str, Sequence[Event]],
    read: Mapping[str, Sequence[Event]],
) -> AnswersPage:
    """The page; events by the name of the operation that answers them, or reads more of them."""
    rows = Rows(catalogue, _LINKS.enum, _unbound)
    sections = []
    every: list[Placed] = []
    for answer in catalogue.answers:
        request = _placed(answer.request, f"{answer.name}.request", catalogue)
        response = _placed(answer.response, f"{answer.name}.response", catalogue)
        every += (*request, *response)
        sections.append(
            AnswerSection(
                place=answer_anchor(answer),
                anchor=anchor(answer_anchor(answer)),
                title=code(answer.name),
                summary=sentence(answer.summary),
                call=prose(answer.call),
                api_versions=", ".join(map(code, answer.api_versions)),
                request=rows(request),
                request_example=_example(answer.request),
                response=rows(response),
                response_example=_example(answer.response),
                notes=tuple(_notes(answer, (*request, *response), catalogue)),
                enums=enum_names((*request, *response)),
                answers=tuple(map(_LINKS.code, answered.get(answer.name, ()))),
                reads=tuple(map(_LINKS.code, read.get(answer.name, ()))),
            )
        )
    return AnswersPage(sections=tuple(sections), formats=formats(every))


def _placed(fields: Iterable[Field], owner: str, catalogue: Catalogue) -> tuple[Placed, ...]:
    return tuple(placed(fields, catalogue, owner=f"{anchor_name(owner)}."))


def _unbound(bound: Bound) -> str:
    """What stands in a field that repeats a fact of an event, where no event is meant."""
    return f"<{bound}>"


def _notes(answer: Answer, fields: Sequence[Placed], catalogue: Catalogue) -> Iterator[Note]:
    for text in answer.notes:
        about = f"Operation {code(answer.name)}"
        yield Note(about=about, place=answer_anchor(answer), anchor="", text=sentence(text))
    yield from object_notes(fields, catalogue)
    yield from field_notes(fields)


def _example(fields: Iterable[Field]) -> str:
    values: dict[str, Json] = {
        field.wire: field.example for field in fields if field.example is not None
    }
    return json_block(values) if values else ""
