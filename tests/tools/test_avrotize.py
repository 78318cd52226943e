"""The Avro records that `avrotize` makes of the events."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import dataworks_events as dw
from tests.tools.conftest import ran

BODIES = Path(__file__).resolve().parents[2] / "generated" / "schemas" / "bodies"
CONVERT = """
import sys
from pathlib import Path
from avrotize.jsonstoavro import convert_jsons_to_avro
for name in sys.argv[2:]:
    convert_jsons_to_avro(str(Path(sys.argv[1]) / f"{name}.json"), f"{name}.avsc")
"""


@pytest.fixture
def python() -> Path:
    """The Python that has avrotize, in an environment of its own: nothing here installs it."""
    path = Path(os.environ.get("TESTS_AVROTIZE", "")) / "bin" / "python"
    if not path.is_file():
        pytest.fail("install avrotize in a virtual environment, and name it in TESTS_AVROTIZE")
    return path


def test_every_event_is_a_record_whose_whole_numbers_have_64_bits(
    python: Path, tmp_path: Path
) -> None:
    ran(python, "-c", CONVERT, BODIES, *dw.EVENTS, folder=tmp_path)
    for code in dw.EVENTS:
        schema = json.loads((BODIES / f"{code}.json").read_text(encoding="utf-8"))
        record = json.loads((tmp_path / f"{code}.avsc").read_text(encoding="utf-8"))
        columns = {field["name"]: field["type"] for field in record["fields"]}
        assert columns.keys() == schema["properties"].keys()
        for name, field in schema["properties"].items():
            if field["type"] in ("integer", "string", "boolean"):
                expected = {"integer": "long"}.get(field["type"], field["type"])
                assert usual(columns[name]) == expected, name


def usual(kind: Any) -> Any:
    """The type of a column that may be null."""
    return next(each for each in kind if each != "null") if isinstance(kind, list) else kind
