"""Names of files that every system can store."""

from __future__ import annotations

_NOT_PORTABLE = frozenset('\\<>:"|?*')
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10)))
)
"""Names that Windows keeps for devices, with any ending."""


def is_portable(name: str) -> bool:
    """Whether a part of a path can be one on every system."""
    return (
        name.isprintable()
        and 0 < len(name.encode()) <= 255
        and not name.endswith((".", " "))
        and _NOT_PORTABLE.isdisjoint(name)
        and name.partition(".")[0].casefold() not in _DEVICES
    )
