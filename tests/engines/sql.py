"""The statements of generated/tables/."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "generated" / "tables"


def statements(engine: str) -> list[str]:
    """The statements for an engine, in their order, without what ends them."""
    # No text in them spans lines.
    parts = (FOLDER / f"{engine}.sql").read_text("utf-8").split(";\n")
    return [part.strip() for part in parts if part.strip()]


def table_name(event_code: str) -> str:
    """The table of an event."""
    return event_code.replace("-", "_")
