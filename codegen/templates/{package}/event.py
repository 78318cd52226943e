"""What every object of a message is, and what every event is."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field

from ._objects import NOTHING, Values, frozen
from ._shown import Json


@frozen(kw_only=True)
class WireObject(Values):
    """A JSON object with typed attributes, and everything else that it carried.

    An ordinary frozen attrs class: `attrs.fields`, `asdict`, `evolve`, `match`, `copy` and
    `pickle` work as with any; objects compare by value and have a hash, of their typed
    attributes, as long as those are no JSON objects or arrays of unknown make.  Arrays are tuples.

    Why it is frozen: a message is a fact, which several threads and handlers may share; and what
    cannot have changed is written back as fast as it was read.  `attrs.evolve` makes a changed
    one.
    """

    extra: Mapping[str, Json] = field(default=NOTHING, hash=False)
    """Fields that the catalogue does not know, by wire name and in their order; written back."""

    as_sent: Mapping[str, Json] = field(default=NOTHING, hash=False, repr=False)
    """Wire values of known fields, by wire name, where the attribute alone would be written
    differently: null, a value that does not fit, another form or spelling.  Written back as long
    as the attribute still has the value that was read."""


@frozen(kw_only=True)
class Event(WireObject):
    """Base of all events: the object in `data`, or in whatever field the envelope puts it."""


@frozen(kw_only=True)
class UnknownEvent(Event):
    """An event that is not in the catalogue; `extra` has everything it carried."""

    is_foreign: bool = field(default=False, eq=False)
    """Whether its type is that of another product, or, if it has none, its source; if not, the
    package is too old for it, or it names itself in no way."""
