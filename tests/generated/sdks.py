"""The `cloudevents` package, of whichever generation, behind one face.

`cloudevents` 2 ships the interface of 1 as `cloudevents.v1`, so that one environment tests both;
`.ci/run` runs the tests once more with `cloudevents` 1 itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import Any, Literal

import attrs

from dataworks_events import CloudEventObject

INSTALLED = version("cloudevents")


@attrs.frozen
class Sdk:
    """One of the package's `CloudEvent` classes, with what writes and reads it."""

    name: str
    generation: Literal[1, 2]
    event_class: Callable[[dict[str, Any], Any], CloudEventObject]
    structured: Callable[[CloudEventObject], bytes]
    """All as one JSON object."""
    from_structured: Callable[[bytes], CloudEventObject]
    binary: Callable[[CloudEventObject], tuple[Mapping[str, str], bytes]]
    """Headers with the attributes, and a body with the data."""
    from_binary: Callable[[Mapping[str, str], bytes], CloudEventObject]


def _first(root: str, module: str) -> Sdk:
    """The interface of version 1."""
    conversion: Any = import_module(f"{root}.conversion")
    found = import_module(f"{root}.{module}").CloudEvent
    return Sdk(
        f"{root}.{module} {INSTALLED}",
        1,
        found,
        conversion.to_json,
        partial(conversion.from_json, found),
        conversion.to_binary,
        partial(conversion.from_http, found),
    )


def _second() -> Sdk:
    """The interface of version 2."""
    form: Any = import_module("cloudevents.core.formats.json").JSONFormat()
    http: Any = import_module("cloudevents.core.bindings.http")
    found = import_module("cloudevents.core.v1.event").CloudEvent

    def binary(event: CloudEventObject) -> tuple[Mapping[str, str], bytes]:
        message = http.to_binary_event(event)
        return message.headers, message.body

    return Sdk(
        f"cloudevents.core {INSTALLED}",
        2,
        found,
        form.write,
        partial(form.read, None),
        binary,
        lambda headers, body: http.from_http_event(http.HTTPMessage(dict(headers), body)),
    )


_ONLY_FIRST = INSTALLED.startswith("1.")
_ROOT = "cloudevents" if _ONLY_FIRST else "cloudevents.v1"

SDKS = (_first(_ROOT, "http"), *(() if _ONLY_FIRST else (_second(),)))

MODEL = _first(_ROOT, "pydantic")
"""Version 1's class on pydantic: it takes and gives times as `datetime`, and no others."""
