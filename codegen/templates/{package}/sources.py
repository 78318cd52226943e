"""What a message may be handed over as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeAlias, runtime_checkable


@runtime_checkable
class CloudEventObject(Protocol):
    """What the `CloudEvent` classes of all versions of the `cloudevents` package share."""

    def get_attributes(self) -> Mapping[str, Any]:
        """Its attributes by wire name."""
        ...

    def get_data(self) -> Any:
        """What it carries."""
        ...


class HeaderItems(Protocol):
    """Headers of any class, such as those of HTTP servers and clients."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """The names with their values."""
        ...


Headers: TypeAlias = HeaderItems | Iterable[tuple[Any, Any]]
"""What `parse` takes as the headers of a request or a record: a mapping, or pairs of a name and a
value, each a text or bytes; `None` is no value."""

RawMessage: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, Any] | CloudEventObject
"""What `parse` takes."""

RawMessages: TypeAlias = RawMessage | Iterable[RawMessage]
"""What `parse_many` takes."""
