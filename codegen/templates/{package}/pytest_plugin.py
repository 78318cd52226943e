"""Fixtures for pytest, which finds them by itself where the package is installed.

Nothing of the package is imported before a test asks for one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .message import Message
    from .testing import ClientRecorder


@pytest.fixture
def dataworks_message(request: pytest.FixtureRequest) -> Callable[..., Message]:
    """`dataworks_events.testing.message`, with the same ids in each run of the test."""
    from .testing import message

    made = 0

    def seeded(*event: object, **named: object) -> Message:
        nonlocal made
        made += 1
        return message(*event, **{"seed": f"{request.node.nodeid} {made}", **named})  # type: ignore[arg-type]  # `message` says what is wrong

    return seeded


@pytest.fixture
def every_dataworks_message(request: pytest.FixtureRequest) -> Message:
    """A full message of each event, in each envelope and variant: the test runs with each."""
    from .testing import message

    code, envelope, variant = request.param
    return message(code, envelope=envelope, variant=variant, seed=request.node.nodeid)


@pytest.fixture
def dataworks_client() -> ClientRecorder:
    """What stands in for the vendor's client, and keeps the calls."""
    from .testing import ClientRecorder

    return ClientRecorder()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test that asks for it run with every message."""
    if "every_dataworks_message" in metafunc.fixturenames:
        from .fixtures import load
        from .registry import EVENTS

        full = [
            (code, each.envelope, each.variant)
            for code in EVENTS
            for each in load(code)
            if each.name.endswith("/full")
        ]
        names = ["/".join(filter(None, each)) for each in full]
        metafunc.parametrize("every_dataworks_message", full, ids=names, indirect=True)
