"""Frozen attrs classes whose objects are made as fast as open ones."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import attrs

if TYPE_CHECKING:
    from attrs import frozen as frozen  # noqa: PLC0414  # offered under this name

_Class = TypeVar("_Class", bound=type)
_Found = TypeVar("_Found")


def once_per_class(find: Callable[[type[Any]], _Found]) -> Callable[[type[Any]], _Found]:
    """Let a function of a class find its answer once for each."""
    known: dict[type[Any], _Found] = {}

    def found(object_class: type[Any]) -> _Found:
        if object_class not in known:
            known[object_class] = find(object_class)
        return known[object_class]

    return found


# The `__init__` of a frozen attrs class with 16 fields takes six times as long as setting open
# slots, and a descriptor's `__set__` for each slot 3.7 times.  So each class gets its slots from
# a base of its own, which is open; an object of that base is filled and then gets its class:
# `made.__class__ = frozen_class`.  That stops all threads where there is no global lock, and
# fails for a subclass with more slots: there `open_class` gives `None`.
_open_classes: dict[type, type] = {}
_ASSIGNS_CLASS: Final = getattr(sys, "_is_gil_enabled", lambda: True)()


def opened(base: _Class) -> _Class:
    """Let a class without fields of its own, whose slots are open, be a base of frozen ones."""
    _open_classes[base] = base
    return base


def open_class(frozen_class: type) -> Any:
    """The class whose objects can be filled and become of the frozen class, if there is one."""
    return _open_classes.get(frozen_class) if _ASSIGNS_CLASS else None


def is_own(object_class: type) -> bool:
    """Whether a class is one of the package's, and no user's subclass."""
    return object_class in _open_classes


if not TYPE_CHECKING:

    def frozen(*, kw_only: bool = False) -> Callable[[_Class], _Class]:
        """`attrs.frozen`, with the slots in a base, and comparison and text left to the bases."""

        def made(written: _Class) -> _Class:
            bases = written.__bases__
            namespace = {
                name: value for name, value in vars(written).items() if name not in _NOT_COPIED
            }
            annotations: dict[str, str] = namespace.pop("__annotations__", {})
            if "__formerly__" in namespace:
                # A class that has it reads all its attributes half as fast.
                namespace["__getattr__"] = _former_attribute
            own = [name for name, kind in annotations.items() if not kind.startswith("ClassVar")]
            above = tuple(_open_classes[base] for base in bases if base in _open_classes)
            if own or not above:
                slots = (*own, *(() if above else ("__weakref__",)))
                layout = type(f"_{written.__name__}", above, {"__slots__": slots})
                raw = type(
                    written.__name__,
                    (*(base for base in bases if not issubclass(layout, base)), layout),
                    {**namespace, "__annotations__": annotations},
                )
                frozen_class = attrs.frozen(
                    kw_only=kw_only, eq=False, repr=False, weakref_slot=False
                )(raw)
                if above:
                    _forget(raw, layout)
            else:
                # Nothing of its own: what the base has serves it as well.
                layout = above[0]
                frozen_class = type(written.__name__, bases, {**namespace, "__slots__": ()})
            if above:
                _forget(written, above[0])
            _open_classes[frozen_class] = layout
            return frozen_class

        return made


def _former_attribute(value: Any, name: str) -> Any:
    """The attribute that a former name stands for."""
    for each in type(value).__mro__:
        former: Mapping[str, str] = each.__dict__.get("__formerly__", {})
        if name in former:
            import warnings

            text = f"{each.__name__}.{name} is {each.__name__}.{former[name]} now"
            warnings.warn(text, DeprecationWarning, stacklevel=2)
            return getattr(value, former[name])
    text = f"{type(value).__name__!r} object has no attribute {name!r}"
    raise AttributeError(text, name=name, obj=value)


_NOT_COPIED = frozenset(("__dict__", "__weakref__", "__annotate__", "__annotate_func__"))


def _forget(replaced: type, layout: type) -> None:
    """Take a class that another was made of out of its bases' `__subclasses__()`."""
    replaced.__bases__ = (layout,)


class Values:
    """Comparison, hash and text of frozen objects, by the values of their fields."""

    __slots__ = ()

    if not TYPE_CHECKING:
        # Type checkers know that attrs makes them.

        def __eq__(self, other: object) -> bool:
            if other.__class__ is not self.__class__:
                return NotImplemented
            values = _values_of(self.__class__)
            return values(self) == values(other)

        def __hash__(self) -> int:
            return hash(_hashed_values_of(self.__class__)(self))

    def __repr__(self) -> str:
        present = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({present})"

    def __rich_repr__(self) -> Iterator[tuple[str, object]]:
        """The fields that have something, in their order, for `rich`."""
        for name, default in _shown_fields_of(type(self)):
            value = getattr(self, name)
            if value is not None and value != default:
                yield name, value

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """The same for IPython."""
        with printer.group(4, f"{type(self).__name__}(", ")"):
            for number, (name, value) in enumerate(self.__rich_repr__()):
                if number:
                    printer.text(",")
                    printer.breakable()
                printer.text(f"{name}=")
                printer.pretty(value)


@once_per_class
def _values_of(object_class: type[Any]) -> attrgetter[Any]:
    return attrgetter("__class__", *(f.name for f in attrs.fields(object_class) if f.eq))


@once_per_class
def _hashed_values_of(object_class: type[Any]) -> attrgetter[Any]:
    names = [f.name for f in attrs.fields(object_class) if f.eq and f.hash is not False]
    return attrgetter("__class__", *names)


@once_per_class
def _shown_fields_of(object_class: type[Any]) -> list[tuple[str, object]]:
    """Names and defaults of the fields; what every object has stands behind what it has itself."""
    fields = [field for field in attrs.fields(object_class) if field.repr]
    fields.sort(key=lambda field: field.name == "extra")
    return [(field.name, field.default) for field in fields]


class _Nothing(dict[str, Any]):
    """A dict that stays empty, so that all objects can share it."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def _refuse(self, *_: object, **__: object) -> NoReturn:
            raise TypeError("the object is frozen: attrs.evolve(it, extra={...}) makes another")

        __setitem__ = __ior__ = setdefault = update = _refuse

    def __reduce__(self) -> str:
        return "NOTHING"


NOTHING: Final[Mapping[str, Any]] = _Nothing()
"""What an object holds beside its typed attributes where there is nothing."""
