"""Frozen objects, made as fast as if they were not frozen.

The `__init__` of a frozen attrs class calls a function for every slot, which takes ten times as
long as setting it.  A draft is of a subclass with the same slots that may be set; when all are,
it is told that it is of the frozen class: `draft.__class__ = frozen_class`.
"""

from __future__ import annotations

from typing import TypeVar

_Class = TypeVar("_Class")


def with_draft(frozen_class: type[_Class]) -> type[_Class]:
    """Give a frozen attrs class with slots the class of its drafts, as `_Draft`."""
    open_again = {
        "__slots__": (),
        "__init__": object.__init__,
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }
    draft_class = type(frozen_class.__name__, (frozen_class,), open_again)
    type.__setattr__(frozen_class, "_Draft", draft_class)
    return frozen_class
