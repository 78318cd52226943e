"""Field definitions after their `use` chain: what stands nearest to the use wins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from codegen.catalogue.written import Catalogue, Field
from codegen.findings import Mark

SCALARS = ("string", "integer", "number", "boolean")
"""Types of a single JSON value that is neither an enum nor an object."""

BUILT_IN = (*SCALARS, "any", "event")
"""Types that the catalogue need not define."""

_KEYS = tuple(
    a.name for a in attrs.fields(Field) if a.metadata.get("yaml", True) and a.name != "use"
)


@attrs.frozen
class TypeName:
    """A type as a field names it: a built-in type, an enum or an object, or a list of them."""

    name: str
    is_list: bool


def parse_type(text: str) -> TypeName:
    """Read `integer[]` as a list of `integer`; the name may be unknown to the catalogue."""
    return TypeName(text.removesuffix("[]"), text.endswith("[]"))


def base_name(catalogue: Catalogue, name: str, override: Field) -> str | None:
    """The shared field that a shape's field `name` starts from; None if it stands alone.

    A name that `use` gives is returned even if no shared field bears it.
    """
    if override.use is not None:
        return override.use
    return name if name in catalogue.fields else None


def layers(catalogue: Catalogue, name: str, override: Field) -> Iterator[Field]:
    """The override, then what it starts from, then what that starts from, and so on.

    Ends without complaint at a name that is not defined or that came before.
    """
    yield override
    base = base_name(catalogue, name, override)
    seen: set[str] = set()
    while base is not None and base not in seen and base in catalogue.fields:
        seen.add(base)
        shared = catalogue.fields[base]
        yield shared
        base = shared.use


def merged(catalogue: Catalogue, name: str, override: Field) -> Field:
    """The whole definition of a shape's field `name`.

    The nearest layer that writes a key decides it, and a key written as null clears what a
    farther layer says.  `mark` is the place of the override, `marks` has for each key the place
    in the layer that decided it; `use` is None.
    """
    values: dict[str, Any] = {}  # of each key's own type
    marks: dict[str, Mark] = {}
    for layer in layers(catalogue, name, override):
        decided = {
            key: value
            for key in _KEYS
            if key not in values
            and ((value := getattr(layer, key)) is not None or key in layer.marks)
        }
        values |= decided
        for path, mark in layer.marks.items():
            # The items of a list are marked as `key[0]`.
            if path.partition("[")[0] in decided:
                marks[path] = mark
    return attrs.evolve(override, **{**values, "use": None, "marks": marks})
