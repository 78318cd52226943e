"""Enums that grow: a value that nobody knows yet is kept, not refused."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from enum import EnumMeta, IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self


class OpenEnumMeta(EnumMeta):
    """Gives members under names that they had before as well, with a warning.

    Those of retired events come with a warning as well.
    """

    if not TYPE_CHECKING:  # Type checkers are to refuse names that no member has.

        def __init__(cls, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            for name in cls._retired():
                # It is found by `__getattr__`, the first time.
                type.__delattr__(cls, name)

        def __getattr__(cls, name: str) -> Any:
            """The member that a former name stands for, or that of a retired event."""
            retired = cls._retired()
            if name in retired:
                from ._retired import warn_if_retired

                warn_if_retired(retired[name], f"{cls.__name__}.{name}")
                type.__setattr__(cls, name, cls._member_map_[name])
                return cls._member_map_[name]
            present = cls._present(name)
            if present is None:
                # Of the object, Python suggests the name that is meant.
                text = f"{cls.__name__} has no member {name!r}"
                raise AttributeError(text, name=name, obj=cls)
            return cls[present]

    def __getitem__(cls, name: str) -> Any:
        """The member of a name."""
        if name not in cls._member_map_:
            name = cls._present(name) or name
        if name in cls._retired():
            from ._retired import warn_if_retired

            warn_if_retired(cls._retired()[name], f"{cls.__name__}.{name}")
        return super().__getitem__(name)

    def _retired(cls) -> Mapping[str, str]:
        """The members of retired events, with the code of each."""
        found: Mapping[str, str] = cls.__dict__.get("__retired__", {})
        return found

    def _present(cls, name: str) -> str | None:
        """The name that a former name has now, with a warning."""
        former: Mapping[str, str] = cls.__dict__.get("__formerly__", {})
        if name not in former:
            return None
        text = f"{cls.__name__}.{name} is {cls.__name__}.{former[name]} now"
        warnings.warn(text, DeprecationWarning, stacklevel=3)
        return former[name]


class OpenStrEnum(StrEnum, metaclass=OpenEnumMeta):
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

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        # Before 3.11.4, an enum is pickled by its name, which no unknown value has.
        return type(self), (self._value_,)

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


class OpenIntEnum(IntEnum, metaclass=OpenEnumMeta):
    """A set of whole numbers to which the sender may add.

    Calling the class with an unknown number gives a value that compares and hashes as that
    number and whose `is_known` is false.
    """

    @property
    def is_known(self) -> bool:
        """Whether the catalogue lists the value."""
        return type(self)._value2member_map_.get(self._value_) is self

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        # Before 3.11.4, an enum is pickled by its name, which no unknown value has.
        return type(self), (self._value_,)

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if type(value) is not int:
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(value), value
        return member
