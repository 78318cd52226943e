"""What an event is about: the field and the value that its examples show."""

from __future__ import annotations

import re

from codegen.catalogue.resolved import Catalogue, Enum, EnumValue, Event, Field, TypeKind

_BAD = re.compile("FAIL|ERROR|BROKEN|CRITICAL|BLOCK")


def about(event: Event, catalogue: Catalogue) -> Field | None:
    """The field that says what has happened.

    It is one with known values that is always there, or else one that can say that something
    has failed.
    """
    known = [(f, enum) for f in event.body.fields if (enum := single_enum(f, catalogue))]
    required = (f for f, _ in known if f.required)
    failing = (f for f, enum in known if _BAD.search(worth_knowing(enum).constant))
    return next(required, None) or next(failing, None)


def worth_knowing(enum: Enum) -> EnumValue:
    """The value that people want to hear of: a failure, if there is one."""
    return next((value for value in enum.values if _BAD.search(value.constant)), enum.values[0])


def single_enum(field: Field, catalogue: Catalogue) -> Enum | None:
    """The enum of a field that holds one value of it."""
    single = field.type.kind is TypeKind.ENUM and not field.type.containers
    return catalogue.enums[field.type.name] if single else None
