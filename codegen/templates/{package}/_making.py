"""Python source that makes objects of a class, whatever class it is."""

from __future__ import annotations

from typing import Any

import attrs

from ._inline import Names
from ._objects import is_own, open_class


class Maker:
    """Lines that make an object of a class."""

    def __init__(self, object_class: type, names: Names) -> None:
        self._class = names.bind(object_class, "cls")
        opened = open_class(object_class)
        self._opened = opened and names.bind(opened, "Open")

    def begin(self, made: str) -> list[str]:
        """Begin the object `made`."""
        return [f"{made} = {self._opened}()"]

    def store(self, made: str, attribute: str, value: str) -> str:
        """Give it an attribute."""
        return f"{made}.{attribute} = {value}"

    def finish(self, made: str, extra: str, as_sent: str) -> list[str]:
        """Give it what it holds beside its attributes, and its class."""
        stores = [self.store(made, "extra", extra), self.store(made, "as_sent", as_sent)]
        return [*stores, *self.close(made)]

    def close(self, made: str) -> list[str]:
        """Give it its class."""
        return [f"{made}.__class__ = {self._class}"]

    def end(self, made: str, extra: str, as_sent: str) -> list[str]:
        """Finish and return it."""
        return [*self.finish(made, extra, as_sent), f"return {made}"]


class _SlotMaker(Maker):
    """The same where an object cannot get its class afterwards."""

    def __init__(self, object_class: type, names: Names) -> None:
        super().__init__(object_class, names)
        self._names = names
        self._object_class = object_class
        self._new = names.bind(object.__new__, "new")

    def begin(self, made: str) -> list[str]:
        return [f"{made} = {self._new}({self._class})"]

    def store(self, made: str, attribute: str, value: str) -> str:
        put = self._names.bind(getattr(self._object_class, attribute).__set__, "put")
        return f"{put}({made}, {value})"

    def close(self, made: str) -> list[str]:
        return []


class _InitMaker(Maker):
    """The same for a user's subclass: its own `__init__` is called, with all that it does."""

    def __init__(self, object_class: type, names: Names) -> None:
        super().__init__(object_class, names)
        self._holder = names.bind(_Holder, "Open")
        self._init = names.bind(_initialised, "initialised")

    def begin(self, made: str) -> list[str]:
        return [f"{made} = {self._holder}()"]

    def close(self, made: str) -> list[str]:
        return [f"{made} = {self._init}({self._class}, vars({made}))"]


class _Holder:
    """The attributes of an object to come."""


def _initialised(object_class: type, values: dict[str, Any]) -> Any:
    arguments = {
        each.alias: values[each.name]
        for each in attrs.fields(object_class)
        if each.init and each.name in values
    }
    try:
        return object_class(**arguments)
    except TypeError as error:
        raise TypeError(
            f"{object_class.__qualname__} cannot be made of a message: {error}"
        ) from error


def maker_of(object_class: type, names: Names) -> Maker:
    """What makes objects of a class in compiled code."""
    if open_class(object_class) is not None:
        return Maker(object_class, names)
    if is_own(object_class):
        return _SlotMaker(object_class, names)
    return _InitMaker(object_class, names)
