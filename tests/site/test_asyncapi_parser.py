"""What the AsyncAPI project's own parser, from npm, says of `asyncapi.yaml`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

import dataworks_events as dw
from dataworks_events import fixtures

DOCUMENT = Path(__file__).resolve().parents[2] / "generated" / "asyncapi.yaml"
PROGRAM = """
import { Parser } from "@asyncapi/parser";
import { readFileSync } from "node:fs";
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
const said = diagnostics.map(({ code, path, message }) => `${path.join("/")}: ${code}: ${message}`);
const counts = document && [
  document.channels().all().length,
  document.operations().all().length,
  document.messages().all().length,
];
process.stdout.write(JSON.stringify({ said, counts }));
"""


@pytest.fixture
def modules() -> Path:
    """The `node_modules` with the parser, which nothing here installs: tests use no network."""
    folder = Path(os.environ.get("TESTS_NPM", "")) / "node_modules"
    if not (folder / "@asyncapi" / "parser").is_dir():
        pytest.fail("npm install @asyncapi/parser in a folder, and name it in TESTS_NPM")
    return folder


def test_the_asyncapi_projects_parser_has_nothing_to_say(modules: Path, tmp_path: Path) -> None:
    program = tmp_path / "check.mjs"
    program.write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(modules)
    done = subprocess.run(
        ["node", str(program), str(DOCUMENT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["said"] == []
    document = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    counts = [
        len(document["channels"]),
        len(document["operations"]),
        sum(len({each.envelope for each in fixtures.load(code)}) for code in dw.EVENTS),
    ]
    assert result["counts"] == counts
