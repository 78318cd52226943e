"""What the AsyncAPI project's own parser, from npm, says of `asyncapi.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import dataworks_events as dw
from dataworks_events import fixtures
from tests.tools.conftest import Run

DOCUMENT = Path(__file__).resolve().parents[2] / "generated" / "asyncapi.yaml"
PROGRAM = """
import { readFileSync } from "node:fs";
const { Parser } = await import(args[0]);
const { document, diagnostics } = await new Parser().parse(readFileSync(args[1], "utf8"));
report({
  found: diagnostics.map(({ code, path, message }) => [code, path.join("/"), message]),
  version: document?.version(),
  counts: document && [
    document.channels().all().length,
    document.operations().all().length,
    document.messages().all().length,
  ],
});
"""
NEWER_VERSION = "asyncapi-latest-version"
"""That there is a newer version of AsyncAPI: the other tools of its project do not read it yet."""


@pytest.mark.parametrize("package", ["@asyncapi/parser", "asyncapi-parser-older"])
def test_the_asyncapi_projects_parsers_find_nothing_wrong(package: str, node: Run) -> None:
    result = node(PROGRAM, package, DOCUMENT)
    assert [each for each in result["found"] if each[0] != NEWER_VERSION] == []
    document = yaml.load(DOCUMENT.read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert result["version"] == document["asyncapi"] == "3.0.0"
    assert result["counts"] == [
        len(document["channels"]),
        len(document["operations"]),
        sum(len({each.envelope for each in fixtures.load(code)}) for code in dw.EVENTS),
    ]
