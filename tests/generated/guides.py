"""The programs that the guides show."""

from __future__ import annotations

from pathlib import Path

import dataworks_events as dw
from tests.markdown_page import Block, read

PARENT = Path(dw.__file__).parents[1]
DOCS = PARENT / "docs"


def blocks_of(guide: str) -> list[Block]:
    """The blocks with Python on the page of a guide."""
    return [block for block in read(DOCS / f"{guide}.md").blocks if block.language == "python"]


def programs_of(guide: str) -> list[str]:
    return [block.text for block in blocks_of(guide)]


def handling() -> dict[str, str]:
    """The programs of the guide on handling messages, by the heading above each."""
    return {block.section: block.text for block in blocks_of("handling")}


def extension() -> dict[str, str]:
    """The program that the guide on answers has, and those that use it, by the name of the file."""
    service, refusals, trial = programs_of("answering")
    return {
        "extension.py": service,
        "refusals.py": refusals,
        "trial.py": trial,
        "test_extension.py": programs_of("testing")[0],
    }
