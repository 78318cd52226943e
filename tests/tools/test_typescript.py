"""The types that `json-schema-to-typescript` makes of the bundle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import dataworks_events as dw
from tests.tools.conftest import Run

BUNDLE = Path(__file__).resolve().parents[2] / "generated" / "schemas" / "bundle.json"
COMPILE = """
import { compileFromFile } from "json-schema-to-typescript";
writeFileSync("bundle.ts", await compileFromFile(args[0], { unreachableDefinitions: true }));
report(null);
"""
CASE = """    case "{type}": {{
      const event: bundle.{name} = message.data;
      return event;
    }}
"""
SWITCH = """import * as bundle from "./bundle";

export function event(message: bundle.AnyEventbridgeMessage): object | undefined {{
  switch (message.type) {{
{cases}  }}
  return undefined;
}}
"""


def test_the_type_of_a_message_tells_its_class(
    node: Run, type_check: Callable[..., None], tmp_path: Path
) -> None:
    node(COMPILE, BUNDLE)
    known = [(str(info.type), info.event_class.__name__) for info in dw.EVENTS.values()]
    cases = "".join(CASE.format(type=event_type, name=name) for event_type, name in known)
    program = tmp_path / "switch.ts"
    program.write_text(SWITCH.format(cases=cases), encoding="utf-8")
    type_check(program)
    program.write_text(SWITCH.format(cases=cases.replace(*known[0])), encoding="utf-8")
    with pytest.raises(AssertionError):
        type_check(program)
