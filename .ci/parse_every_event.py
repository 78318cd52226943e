"""Parse messages of every event where nothing but the package and what it needs is installed."""

from __future__ import annotations

from importlib.metadata import distributions

ALLOWED = {"dataworks-events", "attrs", "cattrs", "typing-extensions"}
# They come with the virtual environment.
TOOLS = {"pip", "setuptools", "wheel"}


def main() -> None:
    """Print what was parsed; raises where something is wrong."""
    installed = {
        found.metadata["Name"].lower().replace("_", "-").replace(".", "-")
        for found in distributions()
    }
    assert installed - TOOLS == ALLOWED, f"installed: {sorted(installed)}"

    import dataworks_events as dw
    from dataworks_events import fixtures

    parsed = 0
    for event_code, info in dw.EVENTS.items():
        valid = [fixture for fixture in fixtures.load(event_code) if fixture.valid]
        assert valid, f"{event_code} has no valid fixture"
        for fixture in valid:
            message = dw.parse(fixture.message)
            assert message.event_code == event_code, fixture
            assert isinstance(message.event, info.event_class), fixture
            assert dw.to_dict(message) == fixture.message, fixture
            parsed += 1
    assert dw.EVENTS, "there are no events"
    print(f"{parsed} messages of {len(dw.EVENTS)} events parsed with {', '.join(sorted(ALLOWED))}")


if __name__ == "__main__":
    main()
