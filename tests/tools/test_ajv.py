"""The schemas in Ajv, with its defaults and its own formats."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import dataworks_events as dw
from dataworks_events import fixtures
from tests.tools.conftest import Run

SCHEMAS = Path(__file__).resolve().parents[2] / "generated" / "schemas"
COMPILE = """
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { readFileSync } from "node:fs";
const compiled = (path) => {
  const ajv = new Ajv({ logger: false });
  formats(ajv);
  return ajv.compile(JSON.parse(readFileSync(path, "utf8")));
};
"""


def test_every_schema_compiles(node: Run) -> None:
    paths = sorted(SCHEMAS.rglob("*.json"))
    assert len(paths) == 2 * len(dw.EVENTS) + 1
    assert node(COMPILE + "report(args.map(compiled).length);", *paths) == len(paths)


def test_the_bundle_takes_every_example_and_gives_one_error_for_one_wrong_value(
    node: Run, tmp_path: Path
) -> None:
    examples = [
        dict(each.message)
        for code in dw.EVENTS
        for each in fixtures.load(code)
        if each.name.endswith("/full")
    ]
    wrong: Any = copy.deepcopy(examples)
    for message in wrong:
        event = message.get("data", message.get("messageBody"))
        event["projectId" if "projectId" in event else "tenantId"] = True
    (tmp_path / "messages.json").write_text(json.dumps([examples, wrong]), encoding="utf-8")
    found, of_wrong = node(
        COMPILE
        + """
const check = compiled(args[0]);
// Ajv says of each `if` on the way that its `then` failed.
const errors = (message) =>
  check(message) ? [] : check.errors.filter(({ keyword }) => keyword !== "if");
const messages = JSON.parse(readFileSync(args[1], "utf8"));
report(messages.map((some) => some.map(errors)));
""",
        SCHEMAS / "bundle.json",
        tmp_path / "messages.json",
    )
    assert found == [[]] * len(examples)
    assert [len(errors) for errors in of_wrong] == [1] * len(examples)
    paths = {errors[0]["instancePath"].split("/")[-1] for errors in of_wrong}
    assert paths <= {"projectId", "tenantId"}
