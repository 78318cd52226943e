"""The page of all enums, and enums on the pages of events."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from codegen.catalogue.resolved import Enum, EnumValue
from codegen.emit.docs.links import enum_anchor
from codegen.emit.docs.markdown import anchor, anchor_name, cell, code, prose, sentence


@attrs.frozen(kw_only=True)
class ValueRow:
    """A value of an enum; every part is ready for its cell."""

    anchor: str
    value: str
    constant: str
    meaning: str
    aliases: str
    note: str


@attrs.frozen(kw_only=True)
class EnumView:
    """An enum."""

    name: str
    place: str
    """Name of its anchor, on the page of enums and on those of events."""
    anchor: str
    title: str
    summary: str
    type: str
    openness: str
    note: str
    values: tuple[ValueRow, ...]


@attrs.frozen(kw_only=True)
class EnumSection:
    """An enum on the page of enums."""

    enum: EnumView
    used_by: tuple[str, ...]
    """Links to the pages that show a field of it."""


def enum_views(enums: Mapping[str, Enum]) -> dict[str, EnumView]:
    """Every enum by name."""
    return {name: _view(enum) for name, enum in enums.items()}


def _view(enum: Enum) -> EnumView:
    return EnumView(
        name=enum.name,
        place=enum_anchor(enum.name),
        anchor=anchor(enum_anchor(enum.name)),
        title=code(enum.name),
        summary=sentence(enum.summary),
        type="integer" if enum.integer else "string",
        openness=_openness(enum),
        note=sentence(enum.note) if enum.note else "",
        values=tuple(_row(enum, value) for value in enum.values),
    )


def _openness(enum: Enum) -> str:
    if enum.closed:
        text = "Closed: any other value is an error."
    else:
        text = "Open: other values are kept, with `is_known` false."
    return f"{text} Upper and lower case mean the same." if enum.ignore_case else text


def _row(enum: Enum, value: EnumValue) -> ValueRow:
    return ValueRow(
        anchor=anchor(f"{enum_anchor(enum.name)}.{anchor_name(value.constant)}"),
        value=cell(code(str(value.value))),
        constant=cell(code(value.constant)),
        meaning=cell(prose(value.meaning)),
        aliases=cell(", ".join(map(code, value.aliases))),
        note=cell(sentence(value.note)) if value.note else "",
    )
