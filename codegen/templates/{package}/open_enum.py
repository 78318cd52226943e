"""Enums that grow: a value that nobody knows yet is kept, not refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import ClassVar, Self


class OpenStrEnum(StrEnum):
    """A set of texts to which the sender may add.

    Calling the class with an unknown text gives a value that compares and hashes as that text
    and whose `is_known` is false.  Spellings that are known to mean the same as a member give
    that member.
    """

    __spellings__: ClassVar[Mapping[str, str]] = {}
    """Other spellings of members; keys are case-folded where `__ignore_case__` is true."""
    __ignore_case__: ClassVar[bool] = False

    @property
    def is_known(self) -> bool:
        """Whether the catalogue lists the value."""
        return type(self)._value2member_map_.get(self._value_) is self

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        spelling = value.casefold() if cls.__ignore_case__ else value
        if spelling in cls.__spellings__:
            return cls(cls.__spellings__[spelling])
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member


class OpenIntEnum(IntEnum):
    """A set of whole numbers to which the sender may add.

    Calling the class with an unknown number gives a value that compares and hashes as that
    number and whose `is_known` is false.
    """

    @property
    def is_known(self) -> bool:
        """Whether the catalogue lists the value."""
        return type(self)._value2member_map_.get(self._value_) is self

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if type(value) is not int:
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(value), value
        return member
