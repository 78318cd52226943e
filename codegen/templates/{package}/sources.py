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


RawMessage: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, Any] | CloudEventObject
"""What `parse` takes."""

RawMessages: TypeAlias = RawMessage | Iterable[RawMessage]
"""What `parse_many` takes."""
