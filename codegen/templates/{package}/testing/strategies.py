"""Strategies for Hypothesis, which the extra `hypothesis` installs: messages of each event."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st

from .._codecs import (
    ANY,
    BOOLEAN,
    NUMBER,
    Array,
    Codec,
    Digits,
    Integer,
    Map,
    Member,
    Nested,
    Nullable,
    OneOrMany,
    QuotedBoolean,
    QuotedNumber,
    leaf_of,
)
from .._fields import Field, fields_of, variants_of
from .._retired import warn_if_retired
from .._shown import Json
from ..constants import EventCode
from ..event import Event
from ..message import Message
from ..open_enum import OpenIntEnum, OpenStrEnum
from ..registry import EVENT_CODE_FIELD, EVENTS
from .messages import info_of, known_messages, prepared

_INTEGERS = st.integers(-(2**63), 2**63 - 1)
_JSON = st.recursive(
    st.none() | st.booleans() | _INTEGERS | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def messages(
    draw: st.DrawFn,
    event: EventCode | str | type[Event] | None = None,
    *,
    envelope: str | None = None,
) -> Message:
    """Messages of an event, or of any: `messages("commit-file")`.

    Each has an id of its own, any of the envelopes and variants that there are, and any value that
    fits in each field; fields that are not required may be missing.  What decides the event and
    the variant stays as it is.  Found faults are made small as by any strategy.

    Raises what `message` raises, when the first example is drawn.
    """
    if event is None:
        code: str = draw(st.sampled_from(list(EVENTS)))
    else:
        code = info_of(event).event_code
        warn_if_retired(code)
    carrier, variant = draw(st.sampled_from(known_messages(code, envelope)))
    message_id = str(draw(st.uuids()))
    full = prepared(code, {}, envelope=carrier, variant=variant).message(message_id)
    fixed = _fixed(type(full.event))
    values = {
        each.name: draw(_values(each))
        for each in fields_of(type(full.event))
        if each.name not in fixed
        and not _has_variants(each.codec)
        and (each.required or draw(st.booleans()))
    }
    left_out = {
        each.name: None
        for each in fields_of(type(full.event))
        if each.name not in fixed and not each.required and each.name not in values
    }
    made = prepared(code, {**left_out, **values}, envelope=carrier, variant=variant)
    return made.message(message_id)


def _fixed(event_class: type[Event]) -> set[str]:
    """Names of the fields that decide which event and variant it is."""
    conditions = [
        condition
        for each in event_class.__mro__
        for _, needed in variants_of(each)
        for condition in needed
    ]
    return {EVENT_CODE_FIELD, *(condition.path[0] for condition in conditions)}


def _has_variants(codec: Codec) -> bool:
    """Whether a value is of a variant, which other fields may decide."""
    item = leaf_of(codec)
    return isinstance(item, Nested) and (
        bool(variants_of(item.object_class))
        or any(_has_variants(each.codec) for each in fields_of(item.object_class))
    )


def _values(field: Field) -> st.SearchStrategy[Any]:
    return _sent(field.codec)


def _sent(codec: Codec) -> st.SearchStrategy[Any]:
    """Values as they are sent."""
    if isinstance(codec, Array):
        return st.lists(_sent(codec.item), max_size=3)
    if isinstance(codec, Nested):
        return _objects(codec.object_class)
    if isinstance(codec, Map):
        return st.dictionaries(st.text(max_size=8), _sent(codec.item), max_size=3)
    if isinstance(codec, Nullable):
        return st.none() | _sent(codec.item)
    if isinstance(codec, OneOrMany):
        return _sent(codec.item)
    return _typed(codec).map(codec.write)


@st.composite
def _objects(draw: st.DrawFn, object_class: type[Any]) -> dict[str, Json]:
    return {
        each.name: draw(_values(each))
        for each in fields_of(object_class)
        if each.required or draw(st.booleans())
    }


def _typed(codec: Codec) -> st.SearchStrategy[Any]:
    """Values as the attributes have them."""
    if isinstance(codec, Member):
        members = st.sampled_from(list(codec.enum))
        if issubclass(codec.enum, OpenStrEnum):
            return members | st.text(max_size=20)
        return members | _INTEGERS if issubclass(codec.enum, OpenIntEnum) else members
    if isinstance(codec, Integer | Digits):
        return _INTEGERS
    if codec is BOOLEAN or isinstance(codec, QuotedBoolean):
        return st.booleans()
    if isinstance(codec, QuotedNumber):
        return st.decimals(-(10**9), 10**9, places=2) if codec.quoted else _INTEGERS
    if codec is NUMBER:
        return st.floats(allow_nan=False, allow_infinity=False) | _INTEGERS
    return _JSON if codec is ANY else st.text(max_size=30)
