"""Hashes of parts of the resolved catalogue, to find out what has changed since another run."""

from __future__ import annotations

import hashlib
import io
import pickle

from codegen.catalogue.resolved import Answer, Enum, Envelope, Object, Service, Source

_WHOLE = (Answer, Enum, Envelope, Object, Service, Source)
"""What many parts share, and is hashed once."""


class Digests:
    """Hashes by what was hashed, as long as the catalogue lives.

    Things of the same content may have two hashes, in another run for instance; things of
    different contents have not the same one.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, bytes]] = {}

    def of(self, thing: object) -> bytes:
        """The hash of something with all that it refers to."""
        data = io.BytesIO()
        _Pickler(data, self, thing).dump(thing)
        return hashlib.sha256(data.getbuffer()).digest()

    def once(self, thing: object) -> bytes:
        """The same, found out once for each thing."""
        known = self._known.get(id(thing))
        if known is None:
            # With the thing, so that no other one gets its place in memory.
            known = self._known[id(thing)] = (thing, self.of(thing))
        return known[1]


class _Pickler(pickle.Pickler):
    """Has a hash in place of what many things share."""

    def __init__(self, data: io.BytesIO, digests: Digests, thing: object) -> None:
        super().__init__(data, pickle.HIGHEST_PROTOCOL)
        self._digests = digests
        self._thing = thing

    def persistent_id(self, thing: object) -> bytes | None:
        """The hash that stands for a thing; None for one that stands for itself."""
        if isinstance(thing, _WHOLE) and thing is not self._thing:
            return self._digests.once(thing)
        return None
